/* SPDX-License-Identifier: Apache-2.0 */
#include "util/jsondoc.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "util/alloc.h"
#include "util/wiped.h"

void jsondoc_wipe_memory(void)
{
	size_t seed = 0;

	json_set_alloc_funcs(wiped_malloc, wiped_free);
	/* Against documents made to collide; inside the sandbox jansson would find no good seed. */
	if (getrandom(&seed, sizeof(seed), 0) == sizeof(seed) && seed != 0)
		json_object_seed(seed);
}

static const json_t *jansson(const struct jsondoc *value)
{
	return (const json_t *)value;
}

static const struct jsondoc *ours(const json_t *value)
{
	return (const struct jsondoc *)value;
}

/* jansson allows 2,048 levels; this scan refuses a deep document before it costs memory. */
static bool too_deep(const char *bytes, size_t length)
{
	unsigned depth = 0;
	bool in_string = false;

	for (size_t i = 0; i < length; i++) {
		char c = bytes[i];

		if (in_string) {
			if (c == '\\')
				i++;
			else if (c == '"')
				in_string = false;
		} else if (c == '"') {
			in_string = true;
		} else if (c == '{' || c == '[') {
			if (++depth > JSONDOC_MAX_DEPTH)
				return true;
		} else if ((c == '}' || c == ']') && depth > 0) {
			depth--;
		}
	}
	return false;
}

/* jansson's own text quotes the input, and is wiped. */
static enum jsondoc_flaw take_failure(json_error_t *failure, struct error *err)
{
	static const struct {
		enum json_error_code code;
		enum jsondoc_flaw flaw;
		const char *text;
	} rows[] = {
		{ json_error_null_character, JSONDOC_HAS_NUL, "a string with a NUL character" },
		{ json_error_null_byte_in_key, JSONDOC_HAS_NUL, "a name with a NUL character" },
		{ json_error_numeric_overflow, JSONDOC_HAS_NUMBER, "a number that is too large" },
		{ json_error_duplicate_key, JSONDOC_HAS_TWINS, "a name twice in one object" },
	};
	enum json_error_code code = json_error_code(failure);
	enum jsondoc_flaw flaw = JSONDOC_NOT_JSON;
	const char *text = "not JSON";

	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		if (rows[i].code != code)
			continue;
		flaw = rows[i].flaw;
		text = rows[i].text;
	}
	error_set(err, ERR_UNAVAILABLE, "%s at line %d, column %d", text, failure->line,
		  failure->column);
	explicit_bzero(failure, sizeof(*failure));
	return flaw;
}

enum jsondoc_flaw jsondoc_read(struct jsondoc **ret, const char *bytes, size_t length,
			       struct error *err)
{
	json_error_t failure;
	json_t *root;

	if (length > JSONDOC_MAX_BYTES) {
		error_set(err, ERR_UNAVAILABLE, "JSON of more than %d bytes", JSONDOC_MAX_BYTES);
		return JSONDOC_TOO_LARGE;
	}
	if (too_deep(bytes, length)) {
		error_set(err, ERR_UNAVAILABLE, "JSON nested deeper than %d levels",
			  JSONDOC_MAX_DEPTH);
		return JSONDOC_TOO_DEEP;
	}
	if (memchr(bytes, '\0', length)) { /* for jansson, one behind the value ends the input */
		error_set(err, ERR_UNAVAILABLE, "JSON with a NUL byte");
		return JSONDOC_NOT_JSON;
	}
	root = json_loadb(bytes, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &failure);
	if (!root)
		return take_failure(&failure, err);
	*ret = (struct jsondoc *)root;
	return JSONDOC_SOUND;
}

bool jsondoc_parse(struct jsondoc **ret, const char *bytes, size_t length, struct error *err)
{
	return jsondoc_read(ret, bytes, length, err) == JSONDOC_SOUND;
}

void jsondoc_free(struct jsondoc *root)
{
	json_decref((json_t *)root);
}

enum jsondoc_kind jsondoc_kind(const struct jsondoc *value)
{
	if (!value)
		return JSONDOC_ABSENT;
	switch (json_typeof(jansson(value))) {
	case JSON_OBJECT: return JSONDOC_IS_OBJECT;
	case JSON_ARRAY: return JSONDOC_IS_ARRAY;
	case JSON_STRING: return JSONDOC_IS_STRING;
	case JSON_INTEGER: return JSONDOC_IS_INT;
	case JSON_REAL: return JSONDOC_IS_REAL;
	case JSON_TRUE:
	case JSON_FALSE: return JSONDOC_IS_BOOL;
	case JSON_NULL: return JSONDOC_IS_NULL;
	}
	return JSONDOC_ABSENT;
}

const struct jsondoc *jsondoc_member(const struct jsondoc *object, const char *name)
{
	return object ? ours(json_object_get(jansson(object), name)) : NULL;
}

const struct jsondoc *jsondoc_get(const struct jsondoc *object, const char *path)
{
	while (object && *path) {
		size_t length = strcspn(path, ".");
		_cleanup_(freep) char *name = text_slice(path, length);

		object = jsondoc_member(object, name);
		path += length + (path[length] == '.');
	}
	return object;
}

const char *jsondoc_string(const struct jsondoc *value, size_t *length)
{
	if (jsondoc_kind(value) != JSONDOC_IS_STRING)
		return NULL;
	if (length)
		*length = json_string_length(jansson(value));
	return json_string_value(jansson(value));
}

bool jsondoc_int(int64_t *ret, const struct jsondoc *value)
{
	if (jsondoc_kind(value) != JSONDOC_IS_INT)
		return false;
	*ret = json_integer_value(jansson(value));
	return true;
}

bool jsondoc_number(double *ret, const struct jsondoc *value)
{
	if (jsondoc_kind(value) != JSONDOC_IS_INT && jsondoc_kind(value) != JSONDOC_IS_REAL)
		return false;
	*ret = json_number_value(jansson(value));
	return true;
}

bool jsondoc_true(const struct jsondoc *value)
{
	return value && json_is_true(jansson(value));
}

size_t jsondoc_length(const struct jsondoc *array)
{
	if (!array)
		return 0;
	return json_is_object(jansson(array)) ? json_object_size(jansson(array))
					      : json_array_size(jansson(array));
}

const struct jsondoc *jsondoc_element(const struct jsondoc *array, size_t index)
{
	return array ? ours(json_array_get(jansson(array), index)) : NULL;
}

bool jsondoc_each(const struct jsondoc *object,
		  bool (*visit)(const char *name, const struct jsondoc *value, void *context),
		  void *context)
{
	json_t *members = (json_t *)object;
	const char *name;
	json_t *value;

	if (jsondoc_kind(object) != JSONDOC_IS_OBJECT)
		return true;
	json_object_foreach(members, name, value)
	{
		if (!visit(name, ours(value), context))
			return false;
	}
	return true;
}
