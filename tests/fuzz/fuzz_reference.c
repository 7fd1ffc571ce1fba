/* SPDX-License-Identifier: Apache-2.0 */

/* References: what is accepted is written out again letter by letter, and cannot leave its path. */

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "model/reference.h"
#include "util/alloc.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(freep) char *text = text_slice((const char *)data, size);
	_cleanup_(freep) char *slashed = NULL;
	_cleanup_(freep) char *again = NULL;
	struct reference reference;

	if (reference_parse(&reference, text))
		return 0;
	again = reference_text(&reference);
	assert(strcmp(again, text) == 0);
	slashed = text_format("/%s/", reference.path); /* the slash in front is not in it */
	assert(!strstr(slashed, "//") && !strstr(slashed, "/./") && !strstr(slashed, "/../"));
	assert(!strpbrk(reference.path, "%?#\\\r\n"));
	reference_done(&reference);
	return 0;
}
