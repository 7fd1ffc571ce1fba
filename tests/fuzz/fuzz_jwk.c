/* SPDX-License-Identifier: Apache-2.0 */

/* JSON Web Keys and sets of them. */

#include <assert.h>

#include "crypto/jwk.h"

#include "fuzz.h"

static bool read_as(const char *bytes, size_t size, enum jwk_form form, bool private)
{
	struct jwk_set set;
	bool good = jwk_read(&set, bytes, size, form, private);

	assert(!good || set.count > 0);
	assert((set.document.fault == KEY_GOOD) == (set.count > 0));
	for (size_t i = 0; i < set.count; i++) {
		const struct jwk *jwk = &set.keys[i];

		assert((jwk->key.fault == KEY_GOOD) == !jwk->key.wrong);
		assert(!good || jwk->key.fault == KEY_GOOD);
		assert((jwk->oct.length > 0) <= (jwk->key.algorithm == KEY_OCT));
	}
	jwk_set_done(&set);
	return good;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;
	bool one = read_as(bytes, size, JWK_ONE, false);
	bool private = read_as(bytes, size, JWK_ONE, true);
	bool set = read_as(bytes, size, JWK_SET, false);

	assert(!private || one);
	assert(!(one && set));
	return 0;
}
