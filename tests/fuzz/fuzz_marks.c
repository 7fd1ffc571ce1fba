/* SPDX-License-Identifier: Apache-2.0 */

/* A state file's text: what was read is written and read again as the same. */

#include <assert.h>
#include <string.h>

#include "core/marks.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(marks_done) struct marks first = { .has_key = false };
	_cleanup_(marks_done) struct marks again = { .has_key = false };
	_cleanup_(buf_done) struct buf text = { 0 };
	struct error err = { 0 };

	if (size > MARKS_MAX_BYTES / 2 ||
	    !marks_parse(&first, (const char *)data, size, "file", &err))
		return 0;
	assert(marks_write(&text, &first, "file", &err));
	assert(marks_parse(&again, text.bytes, text.length, "file", &err));
	assert(again.count == first.count && memcmp(again.key, first.key, sizeof(first.key)) == 0);
	for (size_t i = 0; i < again.count; i++) {
		marks_leave(&again, again.items[i].environment, again.items[i].name,
			    again.items[i].digits);
		marks_find_shared(&again, "production", again.items[i].name, first.items[i].digits);
	}
	assert(again.count == first.count);
	return 0;
}
