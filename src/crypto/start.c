/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/start.h"

#include <sodium.h>

bool crypto_start(struct error *err)
{
	if (sodium_init() >= 0)
		return true;
	error_set(err, ERR_SYSTEM, "libsodium could not start");
	return error_hint(err, "see that getrandom(2) or /dev/urandom can be used here");
}
