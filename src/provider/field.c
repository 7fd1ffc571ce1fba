/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/field.h"

enum failure_class field_from_json(struct field *field, struct buf *scratch,
				   const struct jsondoc *value)
{
	int64_t number;

	switch (jsondoc_kind(value)) {
	case JSONDOC_IS_STRING:
		field->bytes = jsondoc_string(value, &field->length);
		return FAILURE_NONE;
	case JSONDOC_IS_INT:
		jsondoc_int(&number, value);
		buf_format(scratch, "%lld", (long long)number);
		break;
	case JSONDOC_IS_BOOL: buf_add_text(scratch, jsondoc_true(value) ? "true" : "false"); break;
	case JSONDOC_IS_REAL: return FAILURE_FIELD_NUMBER;
	case JSONDOC_ABSENT: return FAILURE_FIELD;
	default: return FAILURE_FIELD_KIND;
	}
	field->bytes = scratch->bytes;
	field->length = scratch->length;
	return FAILURE_NONE;
}
