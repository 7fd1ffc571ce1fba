/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/age_header.h"

#include <limits.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/codec.h"
#include "crypto/hkdf.h"
#include "util/alloc.h"

#define STANZA_START "-> "
#define MAC_START    "--- "
#define LINE_LENGTH  ((size_t)64) /* of a stanza's body; a shorter line ends it */
#define LINE_BYTES   ((size_t)48)

struct slice {
	const char *text;
	size_t length;
};

/* Hands out lines; all of them are within AGE_HEADER_LIMIT. */
struct reader {
	const char *next;
	const char *end;
	struct slice line; /* without its line feed */
	size_t number;     /* of line, from 1 */
	bool capped;       /* end is not the file's */
};

static bool malformed(struct error *err, const struct reader *reader, const char *what)
{
	error_set(err, ERR_MANIFEST, "line %zu of the age header: %s", reader->number, what);
	return error_hint(err, "the file was changed or cut after it was sealed: take a good copy, "
			       "moved as binary data");
}

static bool read_line(struct reader *reader, struct error *err)
{
	size_t left = (size_t)(reader->end - reader->next);
	const char *eol = left ? memchr(reader->next, '\n', left) : NULL;

	reader->number++;
	if (!eol && reader->capped)
		return malformed(err, reader, "the header is longer than 1 MiB");
	if (!eol)
		return malformed(err, reader, "the file ends inside its header");
	reader->line = (struct slice){ reader->next, (size_t)(eol - reader->next) };
	reader->next = eol + 1;
	return true;
}

static bool line_starts(const struct reader *reader, const char *start)
{
	size_t length = strlen(start);

	return reader->line.length >= length && memcmp(reader->line.text, start, length) == 0;
}

static bool decode_exactly(void *ret, size_t size, struct slice text)
{
	size_t decoded = 0;

	return base64_decode_raw(ret, size, &decoded, text.text, text.length) && decoded == size;
}

static bool read_x25519(struct age_stanza *stanza, const struct slice *arguments)
{
	return decode_exactly(stanza->share.bytes, sizeof(stanza->share.bytes), arguments[1]);
}

/* Digits without a leading zero. Two are enough for every work factor that is done at all. */
static bool read_work_factor(unsigned *ret, struct slice text)
{
	unsigned value = 0;

	if (!text.length || text.text[0] == '0')
		return false;
	for (size_t i = 0; i < text.length; i++) {
		if (text.text[i] < '0' || text.text[i] > '9')
			return false;
		value = i < 2 ? value * 10 + (unsigned)(text.text[i] - '0') : UINT_MAX;
	}
	*ret = value;
	return true;
}

static bool read_scrypt(struct age_stanza *stanza, const struct slice *arguments)
{
	return decode_exactly(stanza->salt, sizeof(stanza->salt), arguments[1]) &&
	       read_work_factor(&stanza->work_factor, arguments[2]);
}

#define ARGUMENT_LIMIT 3

/* The types that are known; of all others only the form is checked. */
static const struct stanza_kind {
	enum age_stanza_type type;
	const char *name;
	size_t arguments; /* the name is the first */
	bool (*read)(struct age_stanza *stanza, const struct slice *arguments);
} kinds[] = {
	{ AGE_STANZA_X25519, "X25519", 2, read_x25519 },
	{ AGE_STANZA_SCRYPT, "scrypt", 3, read_scrypt },
};

static const struct stanza_kind *find_kind(struct slice name)
{
	for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++)
		if (strlen(kinds[i].name) == name.length &&
		    memcmp(kinds[i].name, name.text, name.length) == 0)
			return &kinds[i];
	return NULL;
}

/* The number of arguments, of which the first ARGUMENT_LIMIT are kept; 0 when malformed. */
static size_t split_arguments(struct slice arguments[static ARGUMENT_LIMIT], struct slice text)
{
	const char *start = text.text;
	const char *end = text.text + text.length;
	size_t count = 0;

	for (const char *c = start;; c++) {
		if (c<end && * c> ' ' && *c <= '~')
			continue;
		if (c == start || (c < end && *c != ' '))
			return 0;
		if (count < ARGUMENT_LIMIT)
			arguments[count] = (struct slice){ start, (size_t)(c - start) };
		count++;
		start = c + 1;
		if (c == end)
			return count;
	}
}

/* Keeps the first bytes in stanza->body and tells how many there are in all. */
static bool read_body(struct age_stanza *stanza, size_t *ret_length, struct reader *reader,
		      struct error *err)
{
	unsigned char bytes[LINE_BYTES];
	size_t total = 0;
	size_t decoded;

	do {
		if (!read_line(reader, err))
			return false;
		decoded = 0;
		if (!base64_decode_raw(bytes, sizeof(bytes), &decoded, reader->line.text,
				       reader->line.length))
			return malformed(err, reader, "not a line of canonical base64");
		if (!total)
			memcpy(stanza->body, bytes,
			       decoded < AGE_BODY_SIZE ? decoded : AGE_BODY_SIZE);
		total += decoded;
	} while (reader->line.length == LINE_LENGTH);
	*ret_length = total;
	return true;
}

static void add_stanza(struct age_header *header, const struct age_stanza *stanza)
{
	header->stanzas = alloc_grow(header->stanzas, &header->capacity, header->count + 1,
				     sizeof(*header->stanzas));
	header->stanzas[header->count++] = *stanza;
}

static bool parse_stanza(struct age_header *header, struct reader *reader, struct error *err)
{
	struct slice text = { reader->line.text + strlen(STANZA_START),
			      reader->line.length - strlen(STANZA_START) };
	struct slice arguments[ARGUMENT_LIMIT] = { 0 };
	size_t count = split_arguments(arguments, text);
	struct age_stanza stanza = { .type = AGE_STANZA_OTHER };
	const struct stanza_kind *kind;
	size_t body = 0;

	if (!count)
		return malformed(err, reader, "malformed arguments of a recipient stanza");
	if (header->count == AGE_STANZA_LIMIT)
		return malformed(err, reader, "more recipient stanzas than this program reads");
	kind = find_kind(arguments[0]);
	if (kind) {
		stanza.type = kind->type;
		if (count != kind->arguments || !kind->read(&stanza, arguments))
			return malformed(err, reader, "malformed arguments of a known stanza type");
	}
	if (!read_body(&stanza, &body, reader, err))
		return false;
	/* Before any key comes near it: the length of a body must not become an oracle. */
	if (kind && body != AGE_BODY_SIZE)
		return malformed(err, reader, "a stanza's body is not as long as a wrapped key");
	add_stanza(header, &stanza);
	return true;
}

/* With company, a passphrase would no longer say who made the file. */
static bool check_scrypt_alone(const struct age_header *header, const struct reader *reader,
			       struct error *err)
{
	for (size_t i = 0; i < header->count; i++)
		if (header->stanzas[i].type == AGE_STANZA_SCRYPT && header->count > 1)
			return malformed(
				err, reader,
				"a passphrase stanza is not the only stanza, as it must be");
	return true;
}

static bool parse_version(struct reader *reader, size_t length, struct error *err)
{
	if (length < strlen(AGE_MAGIC) || memcmp(reader->next, AGE_MAGIC, strlen(AGE_MAGIC)) != 0) {
		error_set(err, ERR_MANIFEST, "this is not an age file");
		return error_hint(err, "make one with keystrap seal, or with the age program");
	}
	if (!read_line(reader, err))
		return false;
	if (reader->line.length == strlen(AGE_VERSION_LINE) - 1 &&
	    line_starts(reader, AGE_MAGIC "v1"))
		return true;
	if (line_starts(reader, AGE_MAGIC "v1\r"))
		return malformed(err, reader, "its line ends were changed to CRLF");
	error_set(err, ERR_MANIFEST, "the file is not of version 1 of the age format");
	return error_hint(err, "seal it again with keystrap seal, or with age 1.x");
}

bool age_header_parse(struct age_header *ret, const char *bytes, size_t length, struct error *err)
{
	bool capped = length > AGE_HEADER_LIMIT;
	_cleanup_(age_header_done) struct age_header header = { 0 };
	struct reader reader = { .next = bytes,
				 .end = bytes + (capped ? AGE_HEADER_LIMIT : length),
				 .capped = capped };

	if (!parse_version(&reader, length, err) || !read_line(&reader, err))
		return false;
	while (line_starts(&reader, STANZA_START))
		if (!parse_stanza(&header, &reader, err) || !read_line(&reader, err))
			return false;
	if (!line_starts(&reader, MAC_START))
		return malformed(err, &reader, "neither a recipient stanza nor the MAC");
	if (!header.count)
		return malformed(err, &reader, "the MAC comes before any recipient stanza");
	if (!decode_exactly(header.mac, sizeof(header.mac),
			    (struct slice){ reader.line.text + strlen(MAC_START),
					    reader.line.length - strlen(MAC_START) }))
		return malformed(err, &reader, "malformed MAC");
	if (!check_scrypt_alone(&header, &reader, err))
		return false;
	header.authenticated = (size_t)(reader.line.text - bytes) + strlen(MAC_START) - 1;
	header.length = (size_t)(reader.next - bytes);
	*ret = header;
	header = (struct age_header){ 0 };
	return true;
}

void age_header_done(struct age_header *header)
{
	free(header->stanzas);
	*header = (struct age_header){ 0 };
}

static void compute_mac(unsigned char mac[static AGE_MAC_SIZE], const char *bytes, size_t length,
			const struct age_file_key *key)
{
	unsigned char mac_key[crypto_auth_hmacsha256_KEYBYTES];

	hkdf_sha256(mac_key, sizeof(mac_key),
		    &(struct hkdf_input){ .key = key->bytes,
					  .key_length = sizeof(key->bytes),
					  .info = "header",
					  .info_length = strlen("header") });
	crypto_auth_hmacsha256(mac, (const void *)bytes, length, mac_key);
	sodium_memzero(mac_key, sizeof(mac_key));
}

bool age_header_is_authentic(const struct age_header *header, const char *bytes,
			     const struct age_file_key *key)
{
	unsigned char mac[AGE_MAC_SIZE];

	compute_mac(mac, bytes, header->authenticated, key);
	return sodium_memcmp(mac, header->mac, sizeof(mac)) == 0;
}

void age_header_add_stanza(struct buf *text, const struct age_stanza *stanza)
{
	if (stanza->type == AGE_STANZA_X25519) {
		buf_add_text(text, STANZA_START "X25519 ");
		base64_encode_raw(text, stanza->share.bytes, sizeof(stanza->share.bytes));
	} else {
		buf_add_text(text, STANZA_START "scrypt ");
		base64_encode_raw(text, stanza->salt, sizeof(stanza->salt));
		buf_format(text, " %u", stanza->work_factor);
	}
	buf_add_char(text, '\n');
	base64_encode_raw(text, stanza->body, sizeof(stanza->body));
	buf_add_char(text, '\n');
}

void age_header_finish(struct buf *text, const struct age_file_key *key)
{
	unsigned char mac[AGE_MAC_SIZE];

	buf_add_text(text, "---");
	compute_mac(mac, text->bytes, text->length, key);
	buf_add_char(text, ' ');
	base64_encode_raw(text, mac, sizeof(mac));
	buf_add_char(text, '\n');
}
