/* SPDX-License-Identifier: Apache-2.0 */

/* Manifests as people write them: sections, keys, continuations, and a drop-in on top. */

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "manifest/document.h"
#include "manifest/keys.h"
#include "util/alloc.h"

#include "fuzz.h"

static void look_at(const struct section *section)
{
	for (size_t i = 0; i < section->count; i++) {
		const struct entry *entry = &section->entries[i];
		_cleanup_(text_wipep) char *plain = entry_text(entry, false);
		_cleanup_(text_wipep) char *whole = entry_text(entry, true);

		assert(entry->key && entry->value && entry->more && entry->place.line > 0);
		assert(strlen(plain) <= strlen(whole) + entry->more_count);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;
	struct document document = { 0 };
	struct report report = { 0 };
	size_t half = size / 2;

	document_merge(&document, "manifest", bytes, half, &report);
	document_merge(&document, "drop-in", bytes + half, size - half, &report);
	for (size_t i = 0; i < document.count; i++) {
		assert(document_find(&document, document.sections[i].name) ==
		       &document.sections[i]);
		look_at(&document.sections[i]);
	}
	report_sort(&report);
	report_done(&report);
	document_done(&document);
	return 0;
}
