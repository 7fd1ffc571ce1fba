/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <ctype.h>

#include "crypto/age_header.h"
#include "crypto/age_payload.h"
#include "crypto/codec.h"

#include "age_fixture.h"

/*
 * Files of a known file key, made from templates, so that everything but the point of a row is
 * right, the MAC too. What stands in braces is filled in:
 * {S} share and {B} body of an X25519 stanza for FIXTURE_IDENTITY, {s} and {b} of another one,
 * {P} salt and {C} body of a scrypt stanza for the passphrase "pw" with work factor 4, {M} the MAC.
 */
struct row {
	const char *name;
	const char *header;
	const char *error; /* a part of the text, or NULL when the file opens */
};

#define V      "age-encryption.org/v1\n"
#define X      "-> X25519 {S}\n{B}\n"
#define SCRYPT "-> scrypt {P} 4\n{C}\n"
#define MAC    "--- {M}\n"
#define A64    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define ZERO   "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static const char plaintext[] = "A=1\n";
static const struct age_file_key file_key = { "0123456789abcdef" };

/* clang-format off */
static const struct row rows[] = {
	{ "plain", V X MAC, NULL },
	{ "another recipient before", V "-> X25519 {s}\n{b}\n" X MAC, NULL },
	{ "another recipient after", V X "-> X25519 {s}\n{b}\n" MAC, NULL },
	{ "unknown type", V "-> example.com/enigma !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\nAAAA\n" X MAC, NULL },
	{ "unknown type, no body", V "-> grease\n\n" X MAC, NULL },
	{ "unknown type, long body", V "-> g a b c d e f\n" A64 "\n" A64 "\nAA\n" X MAC, NULL },
	{ "unknown type, full last line", V "-> g\n" A64 "\n\n" X MAC, NULL },
	{ "passphrase", V SCRYPT MAC, NULL },
	/* the type is compared exactly, so these are unknown types */
	{ "lower case x25519", V "-> x25519 {S}\n{B}\n" MAC, "no identity matches" },
	{ "upper case scrypt", V "-> SCRYPT {P} 4\n{C}\n" MAC, "no identity matches" },
	{ "only an unknown type", V "-> g\n\n" MAC, "no identity matches" },

	{ "no stanza", V MAC, "before any recipient stanza" },
	{ "another version", "age-encryption.org/v2\n" X MAC, "not of version 1" },
	{ "longer version", "age-encryption.org/v11\n" X MAC, "not of version 1" },
	{ "no version", "age-encryption.org/\n" X MAC, "not of version 1" },
	{ "space after the version", "age-encryption.org/v1 \n" X MAC, "not of version 1" },
	{ "upper case magic", "AGE-encryption.org/v1\n" X MAC, "not an age file" },
	{ "space before the magic", " " V X MAC, "not an age file" },
	{ "CRLF", "age-encryption.org/v1\r\n-> X25519 {S}\r\n{B}\r\n--- {M}\r\n", "line 1 of the age header: its line ends were changed" },
	{ "empty line", V "\n" X MAC, "line 2 of the age header: neither" },
	{ "empty line at the end", V X "\n" MAC, "line 4 of the age header: neither" },

	{ "no space after the arrow", V "->X25519 {S}\n{B}\n" MAC, "neither" },
	{ "no arrow", V "X25519 {S}\n{B}\n" MAC, "neither" },
	{ "no arguments", V "-> \n\n" X MAC, "malformed arguments of a recipient" },
	{ "empty first argument", V "->  X25519 {S}\n{B}\n" MAC, "malformed arguments of a recipient" },
	{ "empty argument", V "-> X25519  {S}\n{B}\n" MAC, "malformed arguments of a recipient" },
	{ "trailing space", V "-> X25519 {S} \n{B}\n" MAC, "malformed arguments of a recipient" },
	{ "tab", V "-> X25519\t{S}\n{B}\n" MAC, "malformed arguments of a recipient" },
	{ "CR in arguments", V "-> X25519 {S}\r\n{B}\n" MAC, "malformed arguments of a recipient" },
	{ "8 bits in arguments", V "-> g \xc3\xa9\n\n" X MAC, "malformed arguments of a recipient" },
	{ "DEL in arguments", V "-> g \x7f\n\n" X MAC, "malformed arguments of a recipient" },

	{ "no body", V "-> g\n" X MAC, "not a line of canonical base64" },
	{ "no final line", V "-> g\n" A64 "\n" X MAC, "not a line of canonical base64" },
	{ "body goes on after a short line", V "-> g\nAAAA\nAAAA\n" X MAC, "neither" },
	{ "long body line", V "-> g\n" A64 "AAAA\n\n" X MAC, "not a line of canonical base64" },
	{ "padded body", V "-> g\nAA==\n" X MAC, "not a line of canonical base64" },
	{ "spare bits in a body", V "-> g\nAB\n" X MAC, "not a line of canonical base64" },
	{ "one character over", V "-> g\nAAAAA\n" X MAC, "not a line of canonical base64" },
	{ "space in a body", V "-> g\nAA AA\n" X MAC, "not a line of canonical base64" },
	{ "8 bits in a body", V "-> g\nAAA\xff\n" X MAC, "not a line of canonical base64" },
	{ "url alphabet in a body", V "-> g\nAAA_\n" X MAC, "not a line of canonical base64" },
	{ "CR in a body", V "-> g\nAAAA\r\n" X MAC, "not a line of canonical base64" },

	{ "X25519 without a share", V "-> X25519\n{B}\n" MAC, "of a known stanza type" },
	{ "X25519 with more", V "-> X25519 {S} more\n{B}\n" MAC, "of a known stanza type" },
	{ "X25519 after another that matches", V X "-> X25519 x\n{B}\n" MAC, "line 4 of the age header: malformed arguments of a known stanza type" },
	{ "short share", V "-> X25519 " "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" "\n{B}\n" MAC, "of a known stanza type" },
	{ "long share", V "-> X25519 A" ZERO "\n{B}\n" MAC, "of a known stanza type" },
	{ "share with spare bits", V "-> X25519 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB\n{B}\n" MAC, "of a known stanza type" },
	{ "padded share", V "-> X25519 {S}=\n{B}\n" MAC, "of a known stanza type" },
	{ "share 0", V "-> X25519 " ZERO "\n{B}\n" MAC, "key of low order" },
	{ "share 1", V "-> X25519 AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n{B}\n" MAC, "key of low order" },
	{ "share of order 8", V "-> X25519 4Ot6fDtBuK4WVuP68Z/EatoJjeucMrH9hmIFFl9JuAA\n{B}\n" MAC, "key of low order" },
	{ "short body", V "-> X25519 {S}\nAAAA\n" MAC, "not as long as a wrapped key" },
	{ "empty body", V "-> X25519 {S}\n\n" MAC, "not as long as a wrapped key" },
	{ "body of 33 bytes", V "-> X25519 {S}\nA{B}\n" MAC, "not as long as a wrapped key" },
	{ "body of 48 bytes", V "-> X25519 {S}\n" A64 "\n\n" MAC, "not as long as a wrapped key" },

	{ "scrypt after X25519", V X SCRYPT MAC, "not the only stanza" },
	{ "scrypt before X25519", V SCRYPT X MAC, "not the only stanza" },
	{ "scrypt twice", V SCRYPT SCRYPT MAC, "not the only stanza" },
	{ "scrypt with an unknown type", V SCRYPT "-> g\n\n" MAC, "not the only stanza" },
	{ "scrypt without a salt", V "-> scrypt 4\n{C}\n" MAC, "of a known stanza type" },
	{ "scrypt without a work factor", V "-> scrypt {P}\n{C}\n" MAC, "of a known stanza type" },
	{ "scrypt with more", V "-> scrypt {P} 4 4\n{C}\n" MAC, "of a known stanza type" },
	{ "short salt", V "-> scrypt AAAAAAAAAAAAAAAAAAAA 4\n{C}\n" MAC, "of a known stanza type" },
	{ "long salt", V "-> scrypt AAAAAAAAAAAAAAAAAAAAAAA 4\n{C}\n" MAC, "of a known stanza type" },
	{ "salt with spare bits", V "-> scrypt AAAAAAAAAAAAAAAAAAAAAB 4\n{C}\n" MAC, "of a known stanza type" },
	{ "work factor 23", V "-> scrypt {P} 23\n{C}\n" MAC, "above 22, the limit" },
	{ "work factor 100", V "-> scrypt {P} 100\n{C}\n" MAC, "above 22, the limit" },
	{ "huge work factor", V "-> scrypt {P} 18446744073709551620\n{C}\n" MAC, "above 22, the limit" },
	{ "work factor 0", V "-> scrypt {P} 0\n{C}\n" MAC, "of a known stanza type" },
	{ "work factor 04", V "-> scrypt {P} 04\n{C}\n" MAC, "of a known stanza type" },
	{ "work factor +4", V "-> scrypt {P} +4\n{C}\n" MAC, "of a known stanza type" },
	{ "work factor -4", V "-> scrypt {P} -4\n{C}\n" MAC, "of a known stanza type" },
	{ "work factor 0x4", V "-> scrypt {P} 0x4\n{C}\n" MAC, "of a known stanza type" },
	{ "work factor 4a", V "-> scrypt {P} 4a\n{C}\n" MAC, "of a known stanza type" },
	{ "another work factor", V "-> scrypt {P} 5\n{C}\n" MAC, "wrong passphrase" },
	{ "scrypt, body of 33 bytes", V "-> scrypt {P} 4\nA{C}\n" MAC, "not as long as a wrapped key" },

	{ "wrong MAC", V X "--- " ZERO "\n", "the header of the sealed file was changed" },
	{ "no MAC", V X "--- \n", "malformed MAC" },
	{ "no space before the MAC", V X "---{M}\n", "neither" },
	{ "two spaces before the MAC", V X "---  {M}\n", "malformed MAC" },
	{ "space after the MAC", V X "--- {M} \n", "malformed MAC" },
	{ "padded MAC", V X "--- {M}=\n", "malformed MAC" },
	{ "short MAC", V X "--- AAAA\n", "malformed MAC" },
	{ "long MAC", V X "--- {M}A\n", "malformed MAC" },
	{ "CR after the MAC", V X "--- {M}\r\n", "malformed MAC" },
	{ "MAC with spare bits", V X "--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB\n", "malformed MAC" },
};
/* clang-format on */

static struct age_stanza x25519_for(const char *recipient)
{
	_cleanup_(age_recipients_freep) struct age_recipients *recipients =
		fixture_recipients(recipient);
	struct age_stanza stanza;
	struct error err = { 0 };

	assert_true(age_stanza_wrap_x25519(&stanza, &file_key, &recipients->keys[0], &err));
	return stanza;
}

static struct age_stanza scrypt_for(const char *passphrase)
{
	_cleanup_(age_recipients_freep) struct age_recipients *recipients =
		fixture_passphrase(passphrase);
	struct age_stanza stanza;
	struct error err = { 0 };

	assert_true(age_stanza_wrap_scrypt(&stanza, &file_key, recipients->passphrase,
					   recipients->work_factor, &err));
	return stanza;
}

struct parts {
	struct age_stanza mine;
	struct age_stanza other;
	struct age_stanza scrypt;
};

static void add_part(struct buf *file, char name, const struct parts *parts)
{
	_cleanup_(buf_done) struct buf finished = { 0 };

	switch (name) {
	case 'S': base64_encode_raw(file, parts->mine.share.bytes, AGE_KEY_SIZE); break;
	case 'B': base64_encode_raw(file, parts->mine.body, AGE_BODY_SIZE); break;
	case 's': base64_encode_raw(file, parts->other.share.bytes, AGE_KEY_SIZE); break;
	case 'b': base64_encode_raw(file, parts->other.body, AGE_BODY_SIZE); break;
	case 'P': base64_encode_raw(file, parts->scrypt.salt, AGE_SALT_SIZE); break;
	case 'C': base64_encode_raw(file, parts->scrypt.body, AGE_BODY_SIZE); break;
	case 'M': {
		size_t dashes = file->length;

		while (file->bytes[dashes - 1] != '\n')
			dashes--;
		buf_add(&finished, file->bytes, dashes);
		age_header_finish(&finished, &file_key);
		buf_add(file, finished.bytes + dashes + strlen("--- "), 43);
		break;
	}
	default: fail();
	}
}

static void make_file(struct buf *file, const char *header, const struct parts *parts)
{
	for (const char *c = header; *c; c++) {
		if (c[0] == '{' && isalpha((unsigned char)c[1]) && c[2] == '}') {
			add_part(file, c[1], parts);
			c += 2;
		} else {
			buf_add_char(file, *c);
		}
	}
	age_payload_seal(file, &file_key, plaintext, strlen(plaintext));
}

static struct parts make_parts(void)
{
	char secret[AGE_KEY_TEXT_SIZE];
	char recipient[AGE_KEY_TEXT_SIZE];
	struct error err = { 0 };

	assert_true(age_keygen(secret, recipient, &err));
	return (struct parts){ x25519_for(FIXTURE_RECIPIENT), x25519_for(recipient),
			       scrypt_for("pw") };
}

static void headers_are_read_strictly(void **state)
{
	_cleanup_(age_identities_freep) struct age_identities *identities = fixture_identities();
	struct parts parts = make_parts();

	(void)state;
	age_identities_add_passphrase(identities, "pw", 2);
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(buf_done) struct buf file = { 0 };
		struct error err;

		make_file(&file, rows[i].header, &parts);
		if (!rows[i].error) {
			assert_opens(identities, file.bytes, file.length, plaintext,
				     strlen(plaintext));
			continue;
		}
		assert_refused(identities, file.bytes, file.length, &err);
		if (!strstr(err.text, rows[i].error))
			fail_msg("%s: %s", rows[i].name, err.text);
	}
}

static void summaries_count_every_stanza(void **state)
{
	struct parts parts = make_parts();
	_cleanup_(buf_done) struct buf file = { 0 };
	struct age_summary summary = { 0 };
	struct error err = { 0 };

	(void)state;
	make_file(&file,
		  V X "-> g\n\n"
		      "-> X25519 {s}\n{b}\n"
		      "-> h i\nAAAA\n"
		      "-> j\n\n" MAC,
		  &parts);
	assert_true(age_summarize(&summary, file.bytes, file.length, &err));
	assert_false(summary.armored);
	assert_int_equal(summary.x25519, 2);
	assert_int_equal(summary.scrypt, 0);
	assert_int_equal(summary.other, 3);
}

static void stanzas_are_limited(void **state)
{
	_cleanup_(age_identities_freep) struct age_identities *identities = fixture_identities();
	struct parts parts = make_parts();

	(void)state;
	for (size_t more = 0; more < 2; more++) {
		_cleanup_(buf_done) struct buf header = { 0 };
		_cleanup_(buf_done) struct buf file = { 0 };
		struct error err;

		buf_add_text(&header, V);
		for (size_t i = 1; i < AGE_STANZA_LIMIT + more; i++)
			buf_add_text(&header, "-> g\n\n");
		buf_add_text(&header, X MAC);
		make_file(&file, header.bytes, &parts);
		if (!more) {
			assert_opens(identities, file.bytes, file.length, plaintext,
				     strlen(plaintext));
			continue;
		}
		assert_refused(identities, file.bytes, file.length, &err);
		assert_non_null(strstr(err.text, "more recipient stanzas than"));
	}
}

static void the_header_is_limited(void **state)
{
	_cleanup_(age_identities_freep) struct age_identities *identities = fixture_identities();
	_cleanup_(buf_done) struct buf file = { 0 };
	struct error err;

	(void)state;
	buf_add_text(&file, V "-> g\n");
	while (file.length < 2 * AGE_HEADER_LIMIT)
		buf_add_text(&file, A64 "\n");
	assert_refused(identities, file.bytes, file.length, &err);
	assert_non_null(strstr(err.text, "longer than 1 MiB"));
	assert_refused(identities, file.bytes, AGE_HEADER_LIMIT, &err);
	assert_non_null(strstr(err.text, "the file ends inside its header"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headers_are_read_strictly),
		cmocka_unit_test(summaries_count_every_stanza),
		cmocka_unit_test(stanzas_are_limited),
		cmocka_unit_test(the_header_is_limited),
	};

	return cmocka_run_group_tests_name("crypto/age_header", tests, NULL, NULL);
}
