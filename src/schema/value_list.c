/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/value_list.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/jsondoc.h"

#define SPACES " \t\r\n"

struct elements {
	char **list;
	size_t count;
	size_t capacity;
};

static bool add(struct elements *elements, const char *bytes, size_t length)
{
	if (elements->count == VALUE_LIST_LIMIT)
		return false;
	elements->list = alloc_grow(elements->list, &elements->capacity, elements->count + 2,
				    sizeof(*elements->list));
	elements->list[elements->count++] = text_slice(bytes, length);
	return true;
}

static const char *read_json(struct elements *elements, const char *text, size_t length)
{
	_cleanup_(jsondoc_freep) struct jsondoc *array = NULL;
	struct error err;

	if (!jsondoc_parse(&array, text, length, &err))
		return "not a JSON array";
	for (size_t i = 0; i < jsondoc_length(array); i++) {
		size_t size;
		const char *string = jsondoc_string(jsondoc_element(array, i), &size);

		if (!string)
			return "an element of the JSON array is no string";
		if (!add(elements, string, size))
			return "more than 1000 elements";
	}
	return NULL;
}

/* One piece between two separators: at least one element. */
static bool add_words(struct elements *elements, const char *piece, size_t length)
{
	size_t words = 0;

	for (size_t i = 0; i < length;) {
		size_t start = i;

		while (i < length && !strchr(SPACES, piece[i]))
			i++;
		if (i > start && ++words && !add(elements, piece + start, i - start))
			return false;
		while (i < length && strchr(SPACES, piece[i]))
			i++;
	}
	return words > 0 || add(elements, "", 0);
}

static const char *split(struct elements *elements, const char *text, const char *separator)
{
	size_t width = strlen(separator);

	for (;;) {
		const char *end = strstr(text, separator);

		if (!add_words(elements, text, end ? (size_t)(end - text) : strlen(text)))
			return "more than 1000 elements";
		if (!end)
			return NULL;
		text = end + width;
	}
}

/* A bracket opens an IPv6 address, too. */
static bool is_json(const char *text)
{
	if (*text != '[')
		return false;
	text++;
	text += strspn(text, SPACES);
	return *text == '"' || *text == ']';
}

const char *value_list_parse(char ***ret, const char *text, size_t length, const char *separator)
{
	struct elements elements = { 0 };
	const char *start = text + strspn(text, SPACES);
	const char *wrong;

	if (memchr(text, '\0', length))
		return "has a NUL byte";
	if (is_json(start))
		wrong = read_json(&elements, text, length);
	else if (!*start)
		wrong = "the list is empty";
	else
		wrong = split(&elements, text, separator && *separator ? separator : ",");
	if (!wrong && elements.count == 0)
		wrong = "the list is empty";
	if (wrong)
		value_list_free(elements.list);
	else
		*ret = elements.list;
	return wrong;
}

void value_list_free(char **list)
{
	for (char **element = list; element && *element; element++)
		text_wipe(*element);
	free(list);
}
