/* SPDX-License-Identifier: Apache-2.0 */

/* Sealed files: armor, header and payload, as one reading of crypto/age.h. */

#include <assert.h>
#include <string.h>

#include "crypto/age.h"

#include "fuzz.h"

/* The example of c2sp.org/age. No passphrase: scrypt would only cost time. */
#define IDENTITY "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"

#define MAXIMUM ((size_t)256 * 1024)

static void open_file(const char *bytes, size_t size)
{
	_cleanup_(age_identities_freep) struct age_identities *identities = age_identities_new();
	_cleanup_(buf_done) struct buf plaintext = { .maximum = MAXIMUM };
	struct age_summary summary = { 0 };
	struct error err = { 0 };
	bool parsed = age_identities_parse(identities, "key", IDENTITY, strlen(IDENTITY), &err);
	bool read;
	bool opened;

	assert(parsed);
	read = age_summarize(&summary, bytes, size, &err);
	opened = age_open(&plaintext, identities, bytes, size, &err);
	assert(read || !opened);
	assert(!read || age_is_sealed(bytes, size));
	assert(opened ? plaintext.length <= MAXIMUM : !plaintext.bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	open_file((const char *)data, size);
	return 0;
}
