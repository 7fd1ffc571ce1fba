/* SPDX-License-Identifier: Apache-2.0 */

/* OpenPGP private keys: the armor, or packets that this puts into one. */

#include <assert.h>

#include "crypto/codec.h"
#include "crypto/pgp_key.h"

#include "fuzz.h"

static void check(const char *bytes, size_t size)
{
	struct pgp_key_facts facts;
	bool good = pgp_key_check(&facts, bytes, size);

	assert(good == (facts.key.fault == KEY_GOOD) && good == !facts.key.wrong);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(buf_done) struct buf armor = { 0 };

	if (size && data[0] == '-') {
		check((const char *)data, size);
		return 0;
	}
	buf_add_text(&armor, "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n");
	base64_encode(&armor, data, size);
	buf_add_text(&armor, "\n-----END PGP PRIVATE KEY BLOCK-----\n");
	check(armor.bytes, armor.length);
	return 0;
}
