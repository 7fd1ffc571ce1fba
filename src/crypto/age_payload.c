/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/age_payload.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/hkdf.h"
#include "util/alloc.h"

#define NONCE_SIZE   ((size_t)16)
#define TAG_SIZE     ((size_t)crypto_aead_chacha20poly1305_ietf_ABYTES)
#define SEALED_CHUNK (AGE_CHUNK_SIZE + TAG_SIZE)

/* The key and nonce of the next chunk, and room for it. */
struct stream {
	unsigned char key[crypto_aead_chacha20poly1305_ietf_KEYBYTES];
	unsigned char nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES];
	unsigned char chunk[SEALED_CHUNK];
};

static void stream_free(struct stream *stream)
{
	if (!stream)
		return;
	sodium_memzero(stream, sizeof(*stream));
	free(stream);
}
DEFINE_CLEANUP(struct stream, stream_free)

static struct stream *stream_new(const struct age_file_key *key, const void *nonce)
{
	struct stream *stream = alloc_new(struct stream);

	hkdf_sha256(stream->key, sizeof(stream->key),
		    &(struct hkdf_input){ .key = key->bytes,
					  .key_length = sizeof(key->bytes),
					  .salt = nonce,
					  .salt_length = NONCE_SIZE,
					  .info = "payload",
					  .info_length = strlen("payload") });
	return stream;
}

/* Eleven bytes count the chunks, big endian; the twelfth marks the last one. */
static void mark_last(struct stream *stream, bool last)
{
	stream->nonce[sizeof(stream->nonce) - 1] = last;
}

static void count_up(struct stream *stream)
{
	for (size_t i = sizeof(stream->nonce) - 1; i-- > 0;)
		if (++stream->nonce[i])
			return;
}

static bool damaged(struct error *err)
{
	error_set(err, ERR_MANIFEST, "the sealed file is truncated or was changed");
	return error_hint(err,
			  "take a good copy of the file, moved as binary data, or seal it again");
}

/* The number of bytes that payload stands for; false when no payload has this length. */
static bool plain_length(size_t *ret, size_t length)
{
	size_t chunks;

	if (length < NONCE_SIZE + TAG_SIZE)
		return false;
	length -= NONCE_SIZE;
	chunks = (length + SEALED_CHUNK - 1) / SEALED_CHUNK;
	/* A last chunk without content stands only alone. */
	if (chunks > 1 && length - (chunks - 1) * SEALED_CHUNK <= TAG_SIZE)
		return false;
	*ret = length - chunks * TAG_SIZE;
	return true;
}

bool age_payload_open(struct buf *plaintext, const struct age_file_key *key, const char *bytes,
		      size_t length, struct error *err)
{
	_cleanup_(buf_done) struct buf opened = { 0 };
	_cleanup_(stream_freep) struct stream *stream = NULL;
	size_t total = 0;

	if (!plain_length(&total, length))
		return damaged(err);
	if (plaintext->maximum && total > plaintext->maximum) {
		error_set(err, ERR_MANIFEST,
			  "the sealed file holds %zu bytes, more than the %zu allowed here", total,
			  plaintext->maximum);
		return error_hint(err, "seal the values that are needed here alone");
	}
	stream = stream_new(key, bytes);
	for (size_t done = NONCE_SIZE; done < length;) {
		size_t count = length - done < SEALED_CHUNK ? length - done : SEALED_CHUNK;

		mark_last(stream, done + count == length);
		if (crypto_aead_chacha20poly1305_ietf_decrypt(
			    stream->chunk, NULL, NULL, (const unsigned char *)bytes + done, count,
			    NULL, 0, stream->nonce, stream->key) != 0)
			return damaged(err);
		buf_add(&opened, stream->chunk, count - TAG_SIZE);
		count_up(stream);
		done += count;
	}
	opened.maximum = plaintext->maximum;
	*plaintext = opened;
	opened = (struct buf){ 0 };
	return true;
}

void age_payload_seal(struct buf *sealed, const struct age_file_key *key, const char *bytes,
		      size_t length)
{
	_cleanup_(stream_freep) struct stream *stream = NULL;
	const unsigned char *plaintext = (const void *)(length ? bytes : "");
	unsigned char nonce[NONCE_SIZE];
	size_t done = 0;
	size_t count;

	randombytes_buf(nonce, sizeof(nonce));
	buf_add(sealed, nonce, sizeof(nonce));
	stream = stream_new(key, nonce);
	do {
		count = length - done < AGE_CHUNK_SIZE ? length - done : AGE_CHUNK_SIZE;
		mark_last(stream, done + count == length);
		crypto_aead_chacha20poly1305_ietf_encrypt(stream->chunk, NULL, plaintext + done,
							  count, NULL, 0, NULL, stream->nonce,
							  stream->key);
		buf_add(sealed, stream->chunk, count + TAG_SIZE);
		count_up(stream);
		done += count;
	} while (done < length);
}
