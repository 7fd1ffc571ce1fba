/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/pgp_armor.h"

#include <string.h>

#include "crypto/codec.h"
#include "crypto/pem.h"
#include "crypto/pem_lines.h"

#define LABEL "PGP PRIVATE KEY BLOCK"

/* Section 6.1. */
#define CRC24_INITIAL   0xb704ceU
#define CRC24_GENERATOR 0x864cfbU

static uint32_t crc24(const struct buf *bytes)
{
	uint32_t crc = CRC24_INITIAL;

	for (size_t i = 0; i < bytes->length; i++) {
		crc ^= (uint32_t)(unsigned char)bytes->bytes[i] << 16;
		for (unsigned bit = 0; bit < 8; bit++)
			crc = crc << 1 ^ (crc & 0x800000 ? 0x1000000 | CRC24_GENERATOR : 0);
	}
	return crc & 0xffffff;
}

/* The line "=" and four characters of base64. */
static bool crc_fits(const struct pem_line *line, const struct buf *bytes)
{
	_cleanup_(buf_done) struct buf stated = { 0 };
	const unsigned char *at;

	if (line->length != 5 || !base64_decode(&stated, line->bytes + 1, 4, false) ||
	    stated.length != 3)
		return false;
	at = (const unsigned char *)stated.bytes;
	return crc24(bytes) == ((uint32_t)at[0] << 16 | (uint32_t)at[1] << 8 | at[2]);
}

static bool is_label(const struct pem_line *line, const char *label)
{
	return line->length == strlen(label) && memcmp(line->bytes, label, line->length) == 0;
}

/* From behind BEGIN up to END; *crc is the checksum's line, or has length 0. */
static const char *read_body(struct buf *text, struct pem_line *crc, struct pem_lines *lines)
{
	bool headers = true;
	struct pem_line line, label;

	while (pem_next_line(&line, lines)) {
		if (pem_boundary(&label, &line, PEM_END))
			return is_label(&label, LABEL) ? NULL
						       : "has an END line of another kind than its "
							 "BEGIN line";
		if (headers && (!line.length || memchr(line.bytes, ':', line.length))) {
			/* Version: and Comment: lines end with an empty one. */
			headers = line.length != 0;
			continue;
		}
		headers = false;
		if (crc->length)
			return "has something between its checksum and its END line";
		if (line.length && line.bytes[0] == '=')
			*crc = line;
		else
			buf_add(text, line.bytes, line.length);
	}
	return "is truncated: the END line is missing";
}

/* The first line that is not empty. */
static bool first_line(struct pem_line *ret, struct pem_lines *lines)
{
	while (pem_next_line(ret, lines)) {
		if (ret->length)
			return true;
	}
	return false;
}

static bool check_begin(struct key_facts *facts, struct pem_lines *lines)
{
	struct pem_line line, label;

	if (!first_line(&line, lines) || !pem_boundary(&label, &line, PEM_BEGIN))
		return key_fault_set(facts, KEY_MALFORMED,
				     "is no PGP key: it does not start with a BEGIN line");
	if (is_label(&label, LABEL))
		return true;
	if (is_label(&label, "PGP PUBLIC KEY BLOCK"))
		return key_fault_set(facts, KEY_WRONG_KIND, "is a PGP public key");
	if (is_label(&label, "PGP MESSAGE"))
		return key_fault_set(facts, KEY_WRONG_KIND, "is a PGP message");
	return key_fault_set(facts, KEY_WRONG_KIND, "is PEM, and no PGP private key");
}

bool pgp_armor_read(struct buf *out, struct key_facts *facts, const char *bytes, size_t length)
{
	_cleanup_(buf_done) struct buf unescaped = { 0 }, text = { 0 };
	struct pem_line crc = { 0 }, line;
	struct pem_lines lines;
	const char *wrong;

	if (length > PEM_BYTES_LIMIT)
		return key_fault_set(facts, KEY_MALFORMED,
				     "is longer than a PGP key may be (1 MiB)");
	pem_unescape(&unescaped, bytes, length);
	lines = (struct pem_lines){ unescaped.bytes, unescaped.bytes + unescaped.length };
	if (!check_begin(facts, &lines))
		return false;
	wrong = read_body(&text, &crc, &lines);
	if (wrong)
		return key_fault_set(facts, KEY_MALFORMED, wrong);
	if (first_line(&line, &lines))
		return key_fault_set(facts, KEY_MALFORMED,
				     "has something behind its last END line");
	if (!text.length || text.length % 4 || !base64_decode(out, text.bytes, text.length, false))
		return key_fault_set(facts, KEY_MALFORMED,
				     "is truncated or corrupted: its armor is not base64");
	if (crc.length && !crc_fits(&crc, out))
		return key_fault_set(facts, KEY_MALFORMED,
				     "is corrupted: the checksum of its armor is wrong");
	return true;
}
