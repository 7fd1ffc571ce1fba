/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What the tests of crypto/age share: published key pairs, and short forms of opening and sealing.
 */

#include <string.h>

#include "crypto/age.h"
#include "crypto/age_key.h"

/* c2sp.org/age prints this pair as its example. */
#define FIXTURE_IDENTITY                                                                           \
	"AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
#define FIXTURE_RECIPIENT "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"

#define FIXTURE_MAXIMUM ((size_t)1024 * 1024)

static inline struct age_identities *fixture_identities(void)
{
	struct age_identities *identities = age_identities_new();
	struct error err = { 0 };

	assert_true(age_identities_parse(identities, "key.txt", FIXTURE_IDENTITY,
					 strlen(FIXTURE_IDENTITY), &err));
	return identities;
}

static inline struct age_recipients *fixture_recipients(const char *text)
{
	struct age_recipients *recipients = age_recipients_new();
	struct error err = { 0 };

	assert_true(age_recipients_add(recipients, text, &err));
	return recipients;
}

/* Little work, so that the tests are quick. */
static inline struct age_recipients *fixture_passphrase(const char *passphrase)
{
	struct age_recipients *recipients = age_recipients_new();
	struct error err = { 0 };

	assert_true(
		age_recipients_set_passphrase(recipients, passphrase, strlen(passphrase), &err));
	age_recipients_set_work_factor(recipients, 4);
	return recipients;
}

/* Refused, with nothing handed out; err says how. */
static inline void assert_refused(const struct age_identities *identities, const char *bytes,
				  size_t length, struct error *err)
{
	struct buf plaintext = { .maximum = FIXTURE_MAXIMUM };

	*err = (struct error){ 0 };
	assert_false(age_open(&plaintext, identities, bytes, length, err));
	assert_null(plaintext.bytes);
	assert_int_equal(plaintext.length, 0);
	assert_int_not_equal(err->code, ERR_NONE);
	assert_string_not_equal(err->text, "");
	assert_string_not_equal(err->hint, "");
}

static inline void assert_opens(const struct age_identities *identities, const char *bytes,
				size_t length, const void *wanted, size_t wanted_length)
{
	_cleanup_(buf_done) struct buf plaintext = { .maximum = FIXTURE_MAXIMUM };
	struct error err = { 0 };

	if (!age_open(&plaintext, identities, bytes, length, &err))
		fail_msg("%s", err.text);
	assert_int_equal(plaintext.length, wanted_length);
	if (wanted_length)
		assert_memory_equal(plaintext.bytes, wanted, wanted_length);
}
