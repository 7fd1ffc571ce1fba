/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/ssh_key.h"

#include <string.h>

#include "crypto/key_make.h"

/* With its NUL. */
static const char magic[] = "openssh-key-v1";

/* The block size of cipher "none", to which the private part is padded. */
#define PADDING_UNIT 8U

/* RFC 4251 section 5: what is left of a string of fields. Once a field is short, all are empty. */
struct fields {
	const unsigned char *next;
	size_t left;
	bool broken;
};

static uint32_t read_uint32(struct fields *fields)
{
	const unsigned char *at = fields->next;

	if (fields->left < 4) {
		fields->broken = true;
		return 0;
	}
	fields->next += 4;
	fields->left -= 4;
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* A string, or an mpint with its leading zero. */
static struct key_member read_string(struct fields *fields)
{
	struct key_member string = { .length = read_uint32(fields) };

	if (fields->broken || string.length > fields->left) {
		fields->broken = true;
		return (struct key_member){ "", 0 };
	}
	string.bytes = fields->next;
	fields->next += string.length;
	fields->left -= string.length;
	return string;
}

static bool is(struct key_member string, const char *text)
{
	return string.length == strlen(text) && memcmp(string.bytes, text, string.length) == 0;
}

static bool same(struct key_member a, struct key_member b)
{
	return a.length == b.length && memcmp(a.bytes, b.bytes, a.length) == 0;
}

static EVP_PKEY *malformed(struct key_facts *facts, const char *wrong)
{
	key_fault_set(facts, KEY_MALFORMED, wrong);
	return NULL;
}

/* One of them reads the private fields of its type and compares them with the public blob. */
static EVP_PKEY *read_rsa(struct key_facts *facts, enum key_algorithm algorithm,
			  struct fields *fields, struct fields *blob)
{
	struct key_member e = read_string(blob), n = read_string(blob);
	struct rsa_members members = { 0 };

	(void)algorithm;
	members.n = read_string(fields);
	members.e = read_string(fields);
	members.d = read_string(fields);
	members.qi = read_string(fields);
	members.p = read_string(fields);
	members.q = read_string(fields);
	if (fields->broken || blob->broken || !same(n, members.n) || !same(e, members.e))
		return malformed(facts, "has a private and a public part that do not belong "
					"together");
	return rsa_key_make(facts, &members);
}

static EVP_PKEY *read_ecdsa(struct key_facts *facts, enum key_algorithm algorithm,
			    struct fields *fields, struct fields *blob)
{
	struct key_member curve = read_string(fields), point = read_string(fields);
	struct key_member scalar = read_string(fields);
	struct key_member blob_curve = read_string(blob), blob_point = read_string(blob);

	if (fields->broken || blob->broken || !same(curve, blob_curve) || !same(point, blob_point))
		return malformed(facts, "has a private and a public part that do not belong "
					"together");
	return ec_key_make(facts, algorithm, point, scalar);
}

static EVP_PKEY *read_ed25519(struct key_facts *facts, enum key_algorithm algorithm,
			      struct fields *fields, struct fields *blob)
{
	struct key_member point = read_string(fields), pair = read_string(fields);
	struct key_member blob_point = read_string(blob);

	if (fields->broken || blob->broken || point.length != 32 || pair.length != 64 ||
	    !same(point, blob_point) ||
	    memcmp((const unsigned char *)pair.bytes + 32, point.bytes, 32) != 0)
		return malformed(facts, "has a private and a public part that do not belong "
					"together");
	pair.length = 32;
	return okp_key_make(facts, algorithm, point, pair);
}

static const struct {
	const char *type;
	enum key_algorithm algorithm;
	EVP_PKEY *(*read)(struct key_facts *facts, enum key_algorithm algorithm,
			  struct fields *fields, struct fields *blob);
} types[] = {
	{ "ssh-rsa", KEY_RSA, read_rsa },
	{ "ssh-ed25519", KEY_ED25519, read_ed25519 },
	{ "ecdsa-sha2-nistp256", KEY_P256, read_ecdsa },
	{ "ecdsa-sha2-nistp384", KEY_P384, read_ecdsa },
	{ "ecdsa-sha2-nistp521", KEY_P521, read_ecdsa },
};

/* Behind the comment come 1, 2, 3 ... up to a multiple of PADDING_UNIT; some write a whole unit. */
static bool is_padding(const struct fields *fields)
{
	if (fields->left > UINT8_MAX)
		return false;
	for (size_t i = 0; i < fields->left; i++) {
		if (fields->next[i] != i + 1)
			return false;
	}
	return true;
}

static EVP_PKEY *read_private(struct key_facts *facts, struct fields *fields, struct fields *blob)
{
	uint32_t check = read_uint32(fields);
	uint32_t again = read_uint32(fields);
	struct key_member type = read_string(fields), blob_type = read_string(blob);
	_cleanup_(pkey_freep) EVP_PKEY *key = NULL;
	size_t i = 0;

	if (fields->broken || blob->broken || check != again || !same(type, blob_type))
		return malformed(facts, "is corrupted: its check numbers differ");
	while (i < ARRAY_LENGTH(types) && !is(type, types[i].type))
		i++;
	if (i == ARRAY_LENGTH(types)) {
		key_fault_set(facts, KEY_UNSUPPORTED,
			      "is an OpenSSH key of a type that is none of RSA, ECDSA and Ed25519");
		return NULL;
	}
	key = types[i].read(facts, types[i].algorithm, fields, blob);
	if (!key)
		return NULL;
	read_string(fields); /* the comment */
	if (fields->broken || !is_padding(fields) || blob->left)
		return malformed(facts, "is truncated or corrupted behind its key");
	return TAKE(key);
}

EVP_PKEY *ssh_key_read(struct key_facts *facts, const char *bytes, size_t length)
{
	struct fields fields = { (const unsigned char *)bytes, length, false };
	struct key_member cipher, kdf, blob, private;
	uint32_t count;

	if (length < sizeof(magic) || memcmp(bytes, magic, sizeof(magic)) != 0)
		return malformed(facts, "is no OpenSSH key, whatever its BEGIN line says");
	fields.next += sizeof(magic);
	fields.left -= sizeof(magic);
	cipher = read_string(&fields);
	kdf = read_string(&fields);
	read_string(&fields); /* the options of the kdf */
	count = read_uint32(&fields);
	if (fields.broken)
		return malformed(facts, "is truncated: the OpenSSH key ends too early");
	if (!is(cipher, "none") || !is(kdf, "none")) {
		key_fault_set(facts, KEY_ENCRYPTED, "is a private key that needs a passphrase");
		return NULL;
	}
	if (count != 1)
		return malformed(facts, "has more than one private key");
	blob = read_string(&fields);
	private = read_string(&fields);
	if (fields.broken)
		return malformed(facts, "is truncated: the OpenSSH key ends too early");
	if (fields.left || private.length % PADDING_UNIT)
		return malformed(facts, "is corrupted: the OpenSSH key has the wrong length");
	return read_private(facts, &(struct fields){ private.bytes, private.length, false },
			    &(struct fields){ blob.bytes, blob.length, false });
}
