/* SPDX-License-Identifier: Apache-2.0 */
#include "model/reference.h"

#include <stdlib.h>
#include <string.h>

#include "model/parameters.h"
#include "util/alloc.h"
#include "util/text.h"

#define WORD "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"

static const char *segment_wrong(const char *segment, size_t length)
{
	if (length == 0)
		return "the path has an empty segment (a slash too many)";
	if ((length == 1 && segment[0] == '.') ||
	    (length == 2 && segment[0] == '.' && segment[1] == '.'))
		return "the path has a segment '.' or '..'";
	if (length > 512)
		return "the path has a segment of more than 512 bytes";
	return NULL;
}

const char *reference_path_wrong(const char *path)
{
	size_t length = strlen(path);

	if (length == 0)
		return "there is no path after the source's name";
	if (length > 1024)
		return "the path has more than 1024 bytes";
	if (strpbrk(path, "%?#\\") || text_has_control(path, strlen(path)))
		return "the path has one of % ? # \\ or a control character";
	if (text_utf8_length(path, length) != length)
		return "the path is not UTF-8";
	for (;;) {
		size_t segment = strcspn(path, "/");
		const char *wrong = segment_wrong(path, segment);

		if (wrong || !path[segment])
			return wrong;
		path += segment + 1;
	}
}

static const char *field_wrong(const char *field)
{
	size_t length = strlen(field);

	if (length == 0)
		return "there is no field after the '#'";
	if (length > 512 || text_has_control(field, length) ||
	    text_utf8_length(field, length) != length)
		return "the field has more than 512 bytes, a control character or is not UTF-8";
	if (strstr(field, " #"))
		return "a comment starts with ';', not with '#'";
	return NULL;
}

static const char *version_wrong(const char *version)
{
	if (!version[0])
		return "there is no version after the '@'";
	if (strlen(version) > 128 || version[strspn(version, WORD ".:+")])
		return "the version has a character other than letters, digits and . _ : + -";
	return NULL;
}

static const char *split(struct reference *reference, const char *text)
{
	size_t source = strcspn(text, ":");
	_cleanup_(freep) char *rest = NULL;
	char *mark, *ask, *after;
	const char *wrong;

	if (!text[source])
		return "it is not SOURCE:PATH";
	if (source == 0 || source > 64 || strspn(text, WORD) < source)
		return "the source's name in front of the ':' is not made of letters, digits, _ "
		       "and -";
	reference->source = text_slice(text, source);
	rest = text_copy(text + source + 1);
	mark = strchr(rest, '#');
	ask = memchr(rest, '?', mark ? (size_t)(mark - rest) : strlen(rest));
	after = mark || !ask ? strrchr(mark ? mark : rest, '@') : NULL;
	if (after) {
		*after = '\0';
		reference->version = text_copy(after + 1);
		wrong = version_wrong(reference->version);
		if (wrong)
			return wrong;
	}
	if (mark) {
		*mark = '\0';
		reference->field = text_copy(mark + 1);
		wrong = field_wrong(reference->field);
		if (wrong)
			return wrong;
	}
	if (ask) {
		*ask = '\0';
		reference->parameters = text_copy(ask + 1);
		wrong = parameters_wrong(reference->parameters);
		if (wrong)
			return wrong;
	}
	reference->rooted = rest[0] == '/';
	reference->path = text_copy(rest + reference->rooted);
	return reference_path_wrong(reference->path);
}

const char *reference_parse(struct reference *ret, const char *text)
{
	struct reference reference = { 0 };
	const char *wrong = split(&reference, text);

	if (wrong)
		reference_done(&reference);
	else
		*ret = reference;
	return wrong;
}

void reference_done(struct reference *reference)
{
	free(reference->source);
	free(reference->path);
	free(reference->parameters);
	free(reference->field);
	free(reference->version);
	*reference = (struct reference){ 0 };
}

char *reference_text(const struct reference *reference)
{
	return text_format("%s:%s%s%s%s%s%s%s%s", reference->source, reference->rooted ? "/" : "",
			   reference->path, reference->parameters ? "?" : "",
			   reference->parameters ? reference->parameters : "",
			   reference->field ? "#" : "", reference->field ? reference->field : "",
			   reference->version ? "@" : "",
			   reference->version ? reference->version : "");
}
