/* SPDX-License-Identifier: Apache-2.0 */

/* Keys and certificates in PEM, in every role that a value may have. */

#include <assert.h>

#include "crypto/certificate.h"
#include "crypto/pem_key.h"

#include "fuzz.h"

/* 2026-06-15. */
#define TODAY ((time_t)1781524800)

static void check_certificate(const char *bytes, size_t size, enum certificate_form form)
{
	const struct certificate_query query = { form, TODAY, "api.example.net" };
	struct certificate_facts facts;
	bool good = certificate_check(&facts, bytes, size, &query);

	assert(good == (facts.key.fault == KEY_GOOD));
	assert(!good || (facts.count > 0 && !facts.key.wrong));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;
	struct key_facts private, public;
	bool good = pem_private_key_check(&private, bytes, size, true);

	assert(good == (private.fault == KEY_GOOD) && good == !private.wrong);
	good = pem_public_key_check(&public, bytes, size);
	assert(good == (public.fault == KEY_GOOD) && good == !public.wrong);
	assert(private.fault || public.fault);
	check_certificate(bytes, size, CERTIFICATE_ANY);
	check_certificate(bytes, size, CERTIFICATE_CHAIN);
	check_certificate(bytes, size, CERTIFICATE_TRUST);
	/* Only what is both at once can be compared. */
	if (key_match(bytes, size, bytes, size) != KEY_MATCH_UNKNOWN)
		assert(private.fault != KEY_WRONG_KIND);
	return 0;
}
