/* SPDX-License-Identifier: Apache-2.0 */
#include "checks.h"

#include <string.h>

#include "crypto/codec.h"
#include "crypto/pem.h"
#include "crypto/pgp_key.h"
#include "schema/grammar.h"
#include "util/alloc.h"

#define BEGIN "-----BEGIN "
#define END   "-----END "

bool text_looks_like_jwt(struct text text)
{
	size_t dots = 0;

	for (size_t i = 0; i < text.length; i++) {
		char c = text.bytes[i];

		dots += c == '.';
		if (!is_letter(c) && !is_digit(c) && !(c && strchr("-_.=", c)))
			return false;
	}
	return text.length > 20 && memcmp(text.bytes, "eyJ", 3) == 0 && (dots == 2 || dots == 4);
}

bool text_looks_like_pem(struct text text)
{
	return text.length > strlen(BEGIN) && memcmp(text.bytes, BEGIN, strlen(BEGIN)) == 0;
}

/* A line of authorized_keys, which everybody may know. */
bool text_looks_like_ssh(struct text text)
{
	static const char *const starts[] = { "ssh-rsa AAAA", "ssh-ed25519 AAAA",
					      "ecdsa-sha2-nistp" };

	for (size_t i = 0; i < ARRAY_LENGTH(starts); i++) {
		size_t length = strlen(starts[i]);

		if (text.length > length && memcmp(text.bytes, starts[i], length) == 0)
			return true;
	}
	return false;
}

/* What one part of a token stands for. */
static bool decode_part(struct buf *ret, struct text part)
{
	return part.length > 0 && base64_decode(ret, part.bytes, part.length, true);
}

static bool is_object(struct text part)
{
	_cleanup_(buf_done) struct buf json = { 0 };
	enum json_kind kind;

	return decode_part(&json, part) && !grammar_json(&kind, buf_text(&json), json.length) &&
	       kind == JSON_KIND_OBJECT;
}

static bool is_bytes(struct text part)
{
	_cleanup_(buf_done) struct buf bytes = { 0 };

	return decode_part(&bytes, part);
}

/*
 * RFC 7519: header and claims are JSON objects, then comes the signature. RFC 7516: the header is
 * one, and the rest is encrypted; without an encrypted key (alg dir), nothing is in its place.
 */
bool text_is_jwt(struct text text)
{
	struct text parts[5];
	const char *end = text.bytes + text.length, *at = text.bytes;
	size_t count = 0;

	if (!text_looks_like_jwt(text))
		return false;
	for (; count < 5; count++) {
		const char *dot = memchr(at, '.', (size_t)(end - at));

		parts[count] = (struct text){ at, (size_t)((dot ? dot : end) - at) };
		if (!dot)
			break;
		at = dot + 1;
	}
	if (!is_object(parts[0]))
		return false;
	if (count == 2)
		return is_object(parts[1]) && is_bytes(parts[2]);
	return (!parts[1].length || is_bytes(parts[1])) && is_bytes(parts[2]) &&
	       is_bytes(parts[3]) && is_bytes(parts[4]);
}

/* A SEQUENCE, or the OBJECT IDENTIFIER of EC PARAMETERS, of exactly this length (X.690 8.1). */
static bool is_der(const struct buf *der)
{
	const unsigned char *s = (const unsigned char *)der->bytes;
	size_t length, more;

	if (der->length < 3 || (s[0] != 0x30 && s[0] != 0x06))
		return false;
	more = s[1] & 0x80 ? s[1] & 0x7f : 0;
	if (more > 3 || der->length < 2 + more)
		return false;
	length = more ? 0 : s[1];
	for (size_t i = 0; i < more; i++)
		length = length << 8 | s[2 + i];
	return der->length == 2 + more + length;
}

static bool is_key_data(const struct buf *data)
{
	static const char openssh[] = "openssh-key-v1";

	return is_der(data) || (data->length > sizeof(openssh) &&
				memcmp(data->bytes, openssh, sizeof(openssh)) == 0);
}

static bool is_pem_file(struct text text)
{
	_cleanup_(pem_done) struct pem pem = { 0 };

	if (pem_read(&pem, text.bytes, text.length))
		return false;
	for (size_t i = 0; i < pem.count; i++) {
		if (!pem.blocks[i].encrypted && !is_key_data(&pem.blocks[i].der))
			return false;
	}
	return true;
}

/* The label behind a boundary's first dashes and its last ones; NULL bytes: there is none. */
static struct text label_of(struct text text, const char *start)
{
	const char *from = memmem(text.bytes, text.length, start, strlen(start)), *end;
	struct text label = { NULL, 0 };

	if (!from)
		return label;
	from += strlen(start);
	end = memmem(from, (size_t)(text.bytes + text.length - from), "-----", 5);
	return end ? (struct text){ from, (size_t)(end - from) } : label;
}

/* One block whose line ends are lost, or spelt in part. */
static bool is_line(struct text text)
{
	struct text first = label_of(text, BEGIN), last = label_of(text, END);
	_cleanup_(buf_done) struct buf base64 = { 0 }, data = { 0 };

	if (!first.bytes || !last.bytes || last.bytes < first.bytes ||
	    last.bytes + last.length + 5 != text.bytes + text.length ||
	    first.length != last.length || memcmp(first.bytes, last.bytes, first.length) != 0)
		return false;
	for (const char *c = first.bytes + first.length + 5; c < last.bytes - strlen(END); c++) {
		if (*c == '\\' && (c[1] == 'n' || c[1] == 'r'))
			c++;
		else if (*c && !strchr(" \t\r\n", *c))
			buf_add_char(&base64, *c);
	}
	return base64_decode(&data, base64.bytes, base64.length, false) && is_key_data(&data);
}

static bool is_pgp_key(struct text text)
{
	struct pgp_key_facts facts;

	return pgp_key_check(&facts, text.bytes, text.length) || facts.key.fault == KEY_ENCRYPTED;
}

bool text_is_pem(struct text text)
{
	return text_looks_like_pem(text) &&
	       (is_pem_file(text) || is_line(text) || is_pgp_key(text));
}
