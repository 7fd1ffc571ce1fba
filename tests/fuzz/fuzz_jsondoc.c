/* SPDX-License-Identifier: Apache-2.0 */

/* JSON as stores send it: whatever is accepted can be walked, and written so that it reads again.
 */

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "util/jsondoc.h"
#include "util/jsonout.h"

#include "fuzz.h"

static void walk(struct jsonout *writer, const char *name, const struct jsondoc *value);

static bool visit(const char *name, const struct jsondoc *value, void *context)
{
	walk(context, name, value);
	return true;
}

static void walk(struct jsonout *writer, const char *name, const struct jsondoc *value)
{
	int64_t number = 0;
	size_t length = 0;
	const char *text = jsondoc_string(value, &length);

	switch (jsondoc_kind(value)) {
	case JSONDOC_IS_OBJECT:
		jsonout_begin(writer, name, '{');
		jsondoc_each(value, visit, writer);
		jsonout_end(writer, '}');
		break;
	case JSONDOC_IS_ARRAY:
		jsonout_begin(writer, name, '[');
		for (size_t i = 0; i < jsondoc_length(value); i++)
			walk(writer, NULL, jsondoc_element(value, i));
		jsonout_end(writer, ']');
		break;
	case JSONDOC_IS_STRING:
		assert(strlen(text) == length);
		jsonout_bytes(writer, name, text, length);
		break;
	case JSONDOC_IS_INT:
		assert(jsondoc_int(&number, value));
		jsonout_integer(writer, name, number);
		break;
	case JSONDOC_IS_BOOL: jsonout_boolean(writer, name, jsondoc_true(value)); break;
	default: jsonout_null(writer, name);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(jsondoc_freep) struct jsondoc *first = NULL;
	_cleanup_(jsondoc_freep) struct jsondoc *second = NULL;
	_cleanup_(buf_done) struct buf out = { 0 };
	struct jsonout writer = { .out = &out, .pretty = size % 2 };
	struct error err;

	if (!jsondoc_parse(&first, (const char *)data, size, &err))
		return 0;
	jsondoc_get(first, "data.metadata.destroyed");
	walk(&writer, NULL, first);
	/* Escapes may make it longer than a document may be. */
	if (out.length <= JSONDOC_MAX_BYTES)
		assert(jsondoc_parse(&second, out.bytes, out.length, &err));
	return 0;
}
