/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/pgp_key.h"

#include <string.h>

#include "crypto/pgp_armor.h"

/* Packet types of RFC 9580 section 5. */
enum packet_type { PACKET_SECRET_KEY = 5, PACKET_PUBLIC_KEY = 6, PACKET_SECRET_SUBKEY = 7 };

/* S2K usage octets of section 3.7.2.1. */
enum s2k_usage { S2K_NONE = 0, S2K_AEAD = 253, S2K_SHA1 = 254, S2K_CHECKSUM = 255 };

/* What is left of a packet. Once it is short, all that is read from it is 0. */
struct packet {
	const unsigned char *next;
	size_t left;
	unsigned type;
	bool broken;
};

static const unsigned char *take(struct packet *packet, size_t length)
{
	const unsigned char *at = packet->next;

	if (packet->broken || length > packet->left) {
		packet->broken = true;
		return NULL;
	}
	packet->next += length;
	packet->left -= length;
	return at;
}

static size_t take_number(struct packet *packet, size_t octets)
{
	const unsigned char *at = take(packet, octets);
	size_t number = 0;

	for (size_t i = 0; at && i < octets; i++)
		number = number << 8 | at[i];
	return number;
}

/* The length of a new packet (section 4.2.1). Keys have no partial lengths. */
static size_t take_new_length(struct packet *from)
{
	size_t first = take_number(from, 1);

	if (first < 192)
		return first;
	if (first < 224)
		return ((first - 192) << 8) + take_number(from, 1) + 192;
	if (first == 255)
		return take_number(from, 4);
	from->broken = true;
	return 0;
}

/* The next packet of a sequence; false at the end, or with all->broken set. */
static bool next_packet(struct packet *ret, struct packet *all)
{
	static const size_t old_octets[] = { 1, 2, 4 };
	size_t tag, length;

	if (!all->left)
		return false;
	tag = take_number(all, 1);
	if (!(tag & 0x80)) {
		all->broken = true;
		return false;
	}
	*ret = (struct packet){ .type = tag & 0x40 ? tag & 0x3f : tag >> 2 & 0x0f };
	if (tag & 0x40)
		length = take_new_length(all);
	else if ((tag & 3) < 3)
		length = take_number(all, old_octets[tag & 3]);
	else
		length = all->left; /* indeterminate: to the end */
	ret->left = length;
	ret->next = take(all, length);
	return ret->next != NULL;
}

/* The public parts of the algorithms of section 9.1: M an MPI, O a curve's OID, K of a KDF. */
static const struct {
	unsigned id;
	const char *members;
	size_t octets;    /* of a native key */
	unsigned minimum; /* bits of the first MPI */
	enum key_algorithm algorithm;
} algorithms[] = {
	{ 1, "MM", 0, KEY_RSA_BITS_MINIMUM, KEY_RSA },
	{ 2, "MM", 0, KEY_RSA_BITS_MINIMUM, KEY_RSA },
	{ 3, "MM", 0, KEY_RSA_BITS_MINIMUM, KEY_RSA },
	{ 16, "MMM", 0, KEY_RSA_BITS_MINIMUM, KEY_ALGORITHM_NONE },  /* Elgamal */
	{ 17, "MMMM", 0, KEY_RSA_BITS_MINIMUM, KEY_ALGORITHM_NONE }, /* DSA */
	{ 18, "OMK", 0, 0, KEY_ALGORITHM_NONE },                     /* ECDH */
	{ 19, "OM", 0, 0, KEY_ALGORITHM_NONE },                      /* ECDSA */
	{ 22, "OM", 0, 0, KEY_ED25519 },                             /* EdDSA of RFC 4880bis */
	{ 25, "", 32, 0, KEY_X25519 },
	{ 26, "", 56, 0, KEY_X448 },
	{ 27, "", 32, 0, KEY_ED25519 },
	{ 28, "", 57, 0, KEY_ED448 },
};

static unsigned take_mpi(struct packet *packet)
{
	size_t bits = take_number(packet, 2);

	take(packet, (bits + 7) / 8);
	return (unsigned)bits;
}

/* Skips the public key material; false when its algorithm is none that we know. */
static bool take_public(struct key_facts *facts, struct packet *packet, unsigned id)
{
	unsigned bits = 0;
	size_t row = 0;

	while (row < ARRAY_LENGTH(algorithms) && algorithms[row].id != id)
		row++;
	if (row == ARRAY_LENGTH(algorithms))
		return key_fault_set(facts, KEY_UNSUPPORTED,
				     "is a PGP key of an algorithm that OpenPGP does not have");
	take(packet, algorithms[row].octets);
	for (const char *member = algorithms[row].members; *member; member++) {
		unsigned mpi = 0;

		if (*member == 'M')
			mpi = take_mpi(packet);
		else
			take(packet, take_number(packet, 1));
		bits = bits ? bits : mpi;
	}
	if (packet->broken)
		return true;
	facts->algorithm = algorithms[row].algorithm;
	facts->bits = bits;
	if (bits < algorithms[row].minimum)
		return key_fault_set(facts, KEY_TOO_SMALL, "is a PGP key of less than 2048 bits");
	facts->weak |= algorithms[row].minimum && bits < KEY_RSA_BITS_STRONG;
	return true;
}

/* Version 4: the last two octets are the sum of the others. */
static bool checksum_fits(const struct packet *packet)
{
	unsigned sum = 0;

	if (packet->left < 3)
		return false;
	for (size_t i = 0; i + 2 < packet->left; i++)
		sum += packet->next[i];
	return (sum & 0xffff) ==
	       ((unsigned)packet->next[packet->left - 2] << 8 | packet->next[packet->left - 1]);
}

enum secrecy { SECRET_PLAIN, SECRET_ENCRYPTED, SECRET_ABSENT, SECRET_BROKEN };

/* GnuPG's own S2K 101 says that the secret part is elsewhere: S2K_SHA1, cipher, 101, hash, "GNU".
 */
static enum secrecy read_secrecy(struct packet *packet, unsigned version)
{
	size_t usage = take_number(packet, 1);
	const unsigned char *s2k = packet->next;

	if (packet->broken)
		return SECRET_BROKEN;
	if (usage == S2K_NONE)
		return version >= 5 || checksum_fits(packet) ? SECRET_PLAIN : SECRET_BROKEN;
	if ((usage == S2K_SHA1 || usage == S2K_CHECKSUM) && packet->left >= 6 && s2k[1] == 101 &&
	    memcmp(s2k + 3, "GNU", 3) == 0)
		return SECRET_ABSENT;
	return SECRET_ENCRYPTED;
}

/* Section 5.5.3, up to where it says whether the secret part is encrypted. */
static bool read_secret_key(struct pgp_key_facts *facts, struct packet *packet)
{
	unsigned version = (unsigned)take_number(packet, 1);
	unsigned id;

	take(packet, version == 3 ? 6 : 4); /* when it was made, and until when it is valid */
	id = (unsigned)take_number(packet, 1);
	if (version >= 5)
		take(packet, 4); /* the length of the public key material */
	if (packet->broken || version < 3 || version > 6)
		return key_fault_set(&facts->key, KEY_MALFORMED,
				     "is a PGP key of an unknown version");
	if (!take_public(&facts->key, packet, id))
		return false;
	switch (read_secrecy(packet, version)) {
	case SECRET_PLAIN: return true;
	case SECRET_ABSENT: facts->offline |= packet->type == PACKET_SECRET_KEY; return true;
	case SECRET_ENCRYPTED:
		return key_fault_set(&facts->key, KEY_ENCRYPTED,
				     "is a PGP private key that needs a passphrase");
	case SECRET_BROKEN: break;
	}
	return key_fault_set(&facts->key, KEY_MALFORMED, "is a truncated or corrupted PGP key");
}

static bool read_packets(struct pgp_key_facts *facts, const struct buf *binary)
{
	struct packet all = { .next = (const unsigned char *)buf_text(binary),
			      .left = binary->length };
	struct packet packet;
	size_t keys = 0, count = 0;

	for (; next_packet(&packet, &all); count++) {
		if (!count && packet.type == PACKET_PUBLIC_KEY)
			return key_fault_set(&facts->key, KEY_WRONG_KIND, "is a PGP public key");
		if (!count && packet.type != PACKET_SECRET_KEY)
			return key_fault_set(&facts->key, KEY_MALFORMED,
					     "does not start with a PGP private key");
		keys += packet.type == PACKET_SECRET_KEY;
		facts->subkeys += packet.type == PACKET_SECRET_SUBKEY;
		if (keys > 1)
			return key_fault_set(&facts->key, KEY_MALFORMED,
					     "has more than one PGP private key");
		if ((packet.type == PACKET_SECRET_KEY || packet.type == PACKET_SECRET_SUBKEY) &&
		    !read_secret_key(facts, &packet))
			return false;
	}
	if (all.broken || !count)
		return key_fault_set(&facts->key, KEY_MALFORMED,
				     "is a truncated or corrupted PGP key");
	if (facts->offline && !facts->subkeys)
		return key_fault_set(&facts->key, KEY_MALFORMED,
				     "has no private part: the PGP key is kept elsewhere");
	return true;
}

bool pgp_key_check(struct pgp_key_facts *facts, const char *bytes, size_t length)
{
	_cleanup_(buf_done) struct buf binary = { 0 };

	*facts = (struct pgp_key_facts){ 0 };
	return pgp_armor_read(&binary, &facts->key, bytes, length) && read_packets(facts, &binary);
}
