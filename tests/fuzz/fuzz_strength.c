/* SPDX-License-Identifier: Apache-2.0 */

/* Strength: any bytes can be judged, twice the same, and the parts agree with the whole. */

#include <assert.h>
#include <stdlib.h>

#include "schema/strength.h"
#include "util/alloc.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* A copy of exactly this size, so that reading on is noticed. */
	_cleanup_(freep) char *bytes = text_slice((const char *)data, size);
	struct strength strength, again;

	strength_measure(&strength, bytes, size);
	strength_measure(&again, bytes, size);
	assert(strength.flaws == again.flaws && strength.content_bits == again.content_bits);
	assert(strength.flaws < 1u << STRENGTH_FLAWS);
	assert(strength.content_bits <= strength_bits(bytes, size));
	assert(strength.content_bits <= size * 8);
	assert(strength_is_known(bytes, size) == STRENGTH_HAS(&strength, STRENGTH_KNOWN));
	assert(strength_forms(bytes, size) ==
	       (strength.flaws & (1u << STRENGTH_UUID | 1u << STRENGTH_JWT | 1u << STRENGTH_PEM)));
	strength_is_template(bytes, size);
	strength_is_command(bytes, size);
	strength_is_placeholder(bytes, size);
	password_bits(bytes, size);
	password_is_common(bytes, size);
	password_is_made_of(bytes, size, "postgres");
	return 0;
}
