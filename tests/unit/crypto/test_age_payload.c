/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/age_payload.h"
#include "crypto/hkdf.h"
#include "util/alloc.h"

#define NONCE_SIZE   ((size_t)16)
#define TAG_SIZE     ((size_t)16)
#define SEALED_CHUNK (AGE_CHUNK_SIZE + TAG_SIZE)

static const struct age_file_key file_key = { "0123456789abcdef" };
static const char nonce[NONCE_SIZE] = "a nonce, 16 byte";

/* As the format says, written down a second time, so that any mistake can be made on purpose. */
static void add_chunk(struct buf *payload, unsigned number, bool last, size_t length)
{
	unsigned char key[32];
	unsigned char chunk_nonce[12] = { [10] = (unsigned char)number, [11] = last };
	unsigned char *chunk = alloc_array(length + TAG_SIZE, 1);

	hkdf_sha256(key, sizeof(key),
		    &(struct hkdf_input){ file_key.bytes, sizeof(file_key.bytes), nonce, NONCE_SIZE,
					  "payload", 7 });
	crypto_aead_chacha20poly1305_ietf_encrypt(chunk, NULL, chunk, length, NULL, 0, NULL,
						  chunk_nonce, key);
	buf_add(payload, chunk, length + TAG_SIZE);
	free(chunk);
}

struct chunk {
	unsigned number;
	bool last;
	size_t length;
};

/* clang-format off */
static const struct {
	const char *name;
	struct chunk chunks[3];
	size_t count;
	bool good;
} rows[] = {
	{ "empty", { { 0, true, 0 } }, 1, true },
	{ "one byte", { { 0, true, 1 } }, 1, true },
	{ "a full last chunk", { { 0, true, 65536 } }, 1, true },
	{ "one byte more", { { 0, false, 65536 }, { 1, true, 1 } }, 2, true },
	{ "two full chunks", { { 0, false, 65536 }, { 1, true, 65536 } }, 2, true },
	{ "no chunk", { { 0, true, 0 } }, 0, false },
	{ "no last chunk", { { 0, false, 65536 } }, 1, false },
	{ "a short chunk that is not the last", { { 0, false, 5 } }, 1, false },
	{ "an empty last chunk", { { 0, false, 65536 }, { 1, true, 0 } }, 2, false },
	{ "two last chunks", { { 0, true, 65536 }, { 1, true, 1 } }, 2, false },
	{ "last chunks, numbers of one", { { 0, true, 65536 }, { 0, true, 1 } }, 2, false },
	{ "swapped", { { 1, false, 65536 }, { 0, false, 65536 }, { 2, true, 1 } }, 3, false },
	{ "one left out", { { 0, false, 65536 }, { 2, true, 1 } }, 2, false },
	{ "one twice", { { 0, false, 65536 }, { 0, false, 65536 }, { 1, true, 1 } }, 3, false },
	{ "counted from 1", { { 1, true, 1 } }, 1, false },
	{ "a short one in the middle", { { 0, false, 100 }, { 1, true, 1 } }, 2, false },
};
/* clang-format on */

static bool open_payload(const struct buf *payload, struct buf *plaintext)
{
	struct error err = { 0 };
	bool good = age_payload_open(plaintext, &file_key, payload->bytes, payload->length, &err);

	assert_int_equal(err.code, good ? ERR_NONE : ERR_MANIFEST);
	if (!good) {
		assert_string_equal(err.text, "the sealed file is truncated or was changed");
		assert_null(plaintext->bytes);
	}
	return good;
}

static void chunks_come_whole_in_order_and_end(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(buf_done) struct buf payload = { 0 };
		_cleanup_(buf_done) struct buf plaintext = { 0 };
		size_t length = 0;

		buf_add(&payload, nonce, sizeof(nonce));
		for (size_t k = 0; k < rows[i].count; k++) {
			add_chunk(&payload, rows[i].chunks[k].number, rows[i].chunks[k].last,
				  rows[i].chunks[k].length);
			length += rows[i].chunks[k].length;
		}
		if (open_payload(&payload, &plaintext) != rows[i].good)
			fail_msg("%s", rows[i].name);
		if (rows[i].good)
			assert_int_equal(plaintext.length, length);
	}
}

static void a_payload_cut_at_a_chunk_is_refused(void **state)
{
	static const size_t cuts[] = { 0,
				       NONCE_SIZE - 1,
				       NONCE_SIZE,
				       NONCE_SIZE + TAG_SIZE - 1,
				       NONCE_SIZE + TAG_SIZE,
				       NONCE_SIZE + SEALED_CHUNK - 1,
				       NONCE_SIZE + SEALED_CHUNK,
				       NONCE_SIZE + SEALED_CHUNK + 1,
				       NONCE_SIZE + SEALED_CHUNK + TAG_SIZE,
				       NONCE_SIZE + 2 * SEALED_CHUNK,
				       NONCE_SIZE + 2 * SEALED_CHUNK + TAG_SIZE };
	_cleanup_(buf_done) struct buf payload = { 0 };
	_cleanup_(buf_done) struct buf plaintext = { 0 };
	char *bytes = alloc_array(2 * AGE_CHUNK_SIZE + 1, 1);

	(void)state;
	age_payload_seal(&payload, &file_key, bytes, 2 * AGE_CHUNK_SIZE + 1);
	free(bytes);
	assert_int_equal(payload.length, NONCE_SIZE + 2 * SEALED_CHUNK + TAG_SIZE + 1);
	for (size_t i = 0; i < ARRAY_LENGTH(cuts); i++)
		assert_false(open_payload(
			&(struct buf){ .bytes = payload.bytes, .length = cuts[i] }, &plaintext));
	assert_true(open_payload(&payload, &plaintext));
	buf_done(&plaintext);
	buf_add_char(&payload, 'x');
	assert_false(open_payload(&payload, &plaintext));
}

static void another_file_key_opens_nothing(void **state)
{
	struct age_file_key other = file_key;
	_cleanup_(buf_done) struct buf payload = { 0 };
	struct buf plaintext = { 0 };
	struct error err = { 0 };

	(void)state;
	other.bytes[15] ^= 1;
	age_payload_seal(&payload, &other, "A=1\n", 4);
	assert_false(open_payload(&payload, &plaintext));
	assert_true(age_payload_open(&plaintext, &other, payload.bytes, payload.length, &err));
	buf_done(&plaintext);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chunks_come_whole_in_order_and_end),
		cmocka_unit_test(a_payload_cut_at_a_chunk_is_refused),
		cmocka_unit_test(another_file_key_opens_nothing),
	};

	return cmocka_run_group_tests_name("crypto/age_payload", tests, NULL, NULL);
}
