/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/type/key.h"

#include <string.h>

#include "crypto/age.h"
#include "crypto/password_hash.h"
#include "util/alloc.h"
#include "util/text.h"

static void report(const struct subject *subject, const struct hash_facts *facts)
{
	if (facts->wrong)
		subject_is_no(subject, NULL, "%s", facts->wrong);
	if (facts->weak)
		subject_find(subject, "hash-too-weak", NULL, "%s", facts->weak);
}

void type_check_bcrypt_hash(const struct subject *subject)
{
	struct hash_facts facts;

	bcrypt_check(&facts, subject->bytes, subject->length);
	report(subject, &facts);
}

void type_check_argon2_hash(const struct subject *subject)
{
	struct hash_facts facts;

	argon2_check(&facts, subject->bytes, subject->length);
	report(subject, &facts);
}

/* An identity, or the content of an identity file: comments, and one identity a line. */
void type_check_age_key(const struct subject *subject)
{
	_cleanup_(age_identities_freep) struct age_identities *identities = age_identities_new();
	struct error err = { 0 };

	_cleanup_(freep) char *hint = NULL;
	const char *told;

	/* Its errors quote nothing of what they are about, and begin with a place. */
	if (age_identities_parse(identities, "line", subject->bytes, subject->length, &err)) {
		if (age_identities_are_trivial(identities))
			subject_find(subject, "enc-key-trivial", "make a new one: keystrap keygen",
				     "is all one byte, a counter, or nearly so");
		return;
	}
	told = strstr(err.text, ": ");
	if (err.hint[0] && !strstr(err.hint, "keystrap keygen"))
		hint = text_format("%s; or make a new one: keystrap keygen", err.hint);
	subject_is_no(subject,
		      hint          ? hint
		      : err.hint[0] ? err.hint
				    : NULL,
		      "%s", told ? told + strlen(": ") : err.text);
}
