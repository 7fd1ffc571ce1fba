/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/type/scalar.h"

#include <string.h>

#include "crypto/codec.h"
#include "schema/grammar.h"
#include "util/buf.h"
#include "util/text.h"

static bool allows(const struct subject *subject, enum text_key key)
{
	return text_equal(subject->variable->text[key], "allow");
}

void type_check_ip(const struct subject *subject)
{
	const char *wrong = grammar_ip(subject->bytes, subject->length);

	if (wrong)
		subject_is_no(subject, NULL, "%s", wrong);
}

void type_check_cidr(const struct subject *subject)
{
	const char *wrong = grammar_cidr(subject->bytes, subject->length);

	if (wrong)
		subject_is_no(subject, NULL, "not a network: %s", wrong);
}

/* Frameworks' default, which is well-formed, and right where programs are developed. */
static bool is_of_localhost(const struct subject *subject)
{
	const char *domain = strrchr(subject->bytes, '@');

	return domain && domain > subject->bytes &&
	       (text_equal(domain, "@localhost") || text_equal(domain, "@localhost>"));
}

void type_check_email(const struct subject *subject)
{
	const char *wrong =
		grammar_email(subject->bytes, subject->length, allows(subject, TEXT_DISPLAY_NAME));

	if (wrong && is_of_localhost(subject))
		subject_find(subject, "placeholder-domain", NULL,
			     "is an address of this machine, where nobody gets mail");
	else if (wrong)
		subject_is_no(subject, NULL, "not an e-mail address: %s", wrong);
}

void type_check_uuid(const struct subject *subject)
{
	const char *wrong =
		grammar_uuid(subject->bytes, subject->length, allows(subject, TEXT_NIL));

	if (wrong)
		subject_is_no(subject, NULL, "not a UUID: %s", wrong);
}

void type_check_semver(const struct subject *subject)
{
	const char *wrong =
		grammar_semver(subject->bytes, subject->length, allows(subject, TEXT_V_PREFIX));

	if (wrong)
		subject_is_no(subject, NULL, "not a version: %s", wrong);
}

void type_check_json(const struct subject *subject)
{
	const char *wanted = subject->variable->text[TEXT_JSON_TYPE];
	enum json_kind kind;
	const char *wrong = grammar_json(&kind, subject->bytes, subject->length);

	if (wrong)
		subject_is_no(subject, NULL, "not JSON: %s", wrong);
	else if ((text_equal(wanted, "object") && kind != JSON_KIND_OBJECT) ||
		 (text_equal(wanted, "array") && kind != JSON_KIND_ARRAY))
		subject_is_no(subject,
			      "write {...} for an object, [...] for an array, or change json-type",
			      "not an %s, and json-type = %s", wanted, wanted);
}

static void check_decoded(const struct subject *subject, size_t length)
{
	const struct variable *variable = subject->variable;
	size_t limit;

	if (variable->text[TEXT_MIN_BYTES] &&
	    text_to_size(&limit, variable->text[TEXT_MIN_BYTES], SIZE_MAX) && length < limit)
		subject_find(subject, "length-range", "compare with min-bytes in the manifest",
			     "stands for fewer bytes than min-bytes = %zu", limit);
	if (variable->text[TEXT_MAX_BYTES] &&
	    text_to_size(&limit, variable->text[TEXT_MAX_BYTES], SIZE_MAX) && length > limit)
		subject_find(subject, "length-range", "compare with max-bytes in the manifest",
			     "stands for more bytes than max-bytes = %zu", limit);
}

void type_check_base64(const struct subject *subject)
{
	_cleanup_(buf_done) struct buf bytes = { .maximum = subject->length };
	bool url = strpbrk(subject->bytes, "-_") != NULL;

	/* JWTs and their like leave the padding out, in the alphabet for URLs. */
	if (!url && subject->length % 4 != 0)
		subject_is_no(subject, NULL, "not base64: the padding is missing or wrong");
	else if (!base64_decode(&bytes, subject->bytes, subject->length, url))
		subject_is_no(subject, NULL, "not base64 of RFC 4648");
	else
		check_decoded(subject, bytes.length);
}

void type_check_hex(const struct subject *subject)
{
	_cleanup_(buf_done) struct buf bytes = { .maximum = subject->length };

	if (subject->length % 2 != 0)
		subject_is_no(subject, NULL, "an odd number of hexadecimal digits");
	else if (!hex_decode(&bytes, subject->bytes, subject->length))
		subject_is_no(subject, NULL, "not hexadecimal digits only");
	else
		check_decoded(subject, bytes.length);
}
