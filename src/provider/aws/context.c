/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/aws/aws.h"

#include <string.h>

#include "util/alloc.h"
#include "util/jsondoc.h"
#include "util/text.h"

/*
 * An encryption context as the command line of AWS takes it: NAME=VALUE,NAME=VALUE, or a JSON
 * object, for names and values with commas in them.
 */

static bool add_pair(struct jsonout *json, const char *text, size_t length)
{
	_cleanup_(freep) char *raw = text_slice(text, length);
	_cleanup_(freep) char *pair = text_trimmed(raw);
	char *equals = strchr(pair, '=');

	if (!equals || equals == pair)
		return false;
	*equals = '\0';
	jsonout_text(json, pair, equals + 1);
	return true;
}

static bool add_pairs(struct jsonout *json, const char *text)
{
	for (;;) {
		size_t length = strcspn(text, ",");

		if (!add_pair(json, text, length))
			return false;
		if (!text[length])
			return true;
		text += length + 1;
	}
}

static bool add_member(const char *name, const struct jsondoc *value, void *context)
{
	const char *text = jsondoc_string(value, NULL);

	if (!text || !name[0])
		return false;
	jsonout_text(context, name, text);
	return true;
}

static bool add_object(struct jsonout *json, const char *text)
{
	_cleanup_(jsondoc_freep) struct jsondoc *document = NULL;
	struct error err;

	return jsondoc_parse(&document, text, strlen(text), &err) &&
	       jsondoc_kind(document) == JSONDOC_IS_OBJECT &&
	       jsondoc_each(document, add_member, json);
}

bool aws_context_add(struct jsonout *json, const char *name, const char *text)
{
	bool object = text[0] == '{', good = true;

	jsonout_begin(json, name, '{');
	if (text[0])
		good = object ? add_object(json, text) : add_pairs(json, text);
	jsonout_end(json, '}');
	return good;
}

/* A name that stands twice among the pairs is one mistake that only reading them again finds. */
bool aws_context_is_good(const char *text)
{
	_cleanup_(jsondoc_freep) struct jsondoc *document = NULL;
	_cleanup_(buf_done) struct buf written = { 0 };
	struct jsonout json = { .out = &written };
	struct error err;

	return aws_context_add(&json, NULL, text) &&
	       jsondoc_parse(&document, written.bytes, written.length, &err);
}
