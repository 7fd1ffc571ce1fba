/* SPDX-License-Identifier: Apache-2.0 */

/* What helper programs print: only what was asked for is taken, and each thing once. */

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "provider/document.h"
#include "util/alloc.h"
#include "util/text.h"

#include "fuzz.h"

static char a[] = "A", b[] = "B", x[] = "x", all[] = DOCUMENT_ALL, glob[] = "S*";
static char *a_fields[] = { NULL }, *b_fields[] = { x, NULL };
static char *names[] = { glob, NULL };

static void check(const struct bundle *bundle, const struct plan *plan)
{
	for (size_t i = 0; i < bundle->count; i++) {
		const struct bundle_value *value = &bundle->values[i];

		assert(value->item < plan->count);
		assert(bundle_find(bundle, value->item, value->field) == value->secret);
		if (value->item == 2)
			assert(value->field && value->field[0] == 'S');
		else
			assert(value->item == 1 || !value->field);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct plan_item items[] = {
		{ .path = a, .fields = a_fields, .fields_count = 1 },
		{ .path = b, .fields = b_fields, .fields_count = 2 },
		{ .path = all, .whole = true },
	};
	size_t import_items[] = { 2 };
	const struct plan plan = { .import_items = import_items, .items = items, .count = 3 };
	struct import import = { .names = names };
	const struct manifest manifest = { .imports = &import, .imports_count = 1 };
	const enum document_format formats[] = { DOCUMENT_AUTO, DOCUMENT_DOTENV, DOCUMENT_JSON };

	for (size_t i = 0; i < ARRAY_LENGTH(formats); i++) {
		_cleanup_(bundle_freep) struct bundle *bundle = bundle_new();
		_cleanup_(buf_done) struct buf text = { 0 };
		struct error err;

		buf_add(&text, data, size);
		if (document_take(&(struct taking){ bundle, &manifest, &plan, 0 }, "helper",
				  formats[i], &text, &err))
			check(bundle, &plan);
		else
			assert(bundle->count == 0 && err.code == ERR_MANIFEST);
	}
	return 0;
}
