/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* X.509 certificates in PEM (RFC 5280, RFC 7468): one, a chain, or a bundle of roots. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "crypto/key_facts.h"

/* A chain with more is refused; real ones have three or four. */
#define CERTIFICATE_CHAIN_LIMIT ((size_t)16)

enum certificate_form {
	CERTIFICATE_ANY,   /* a certificate, a chain, or several that are all plainly roots */
	CERTIFICATE_CHAIN, /* the leaf first, each one issued by the next */
	CERTIFICATE_TRUST, /* trusted: several that begin with a self-issued one are roots */
};

/* What one asks about certificates. */
struct certificate_query {
	enum certificate_form form;
	time_t now;
	const char *hostname; /* a DNS name or an IP address that the leaf must have, or NULL */
};

/*
 * What was found. Whatever a flag says, the others are filled in too. Only when count is 0 there is
 * no certificate to speak of, as key says. All phrases are constants.
 */
struct certificate_facts {
	struct key_facts key;    /* the first that is refused, or the leaf's */
	size_t count;            /* how many there are */
	time_t not_before;       /* when all are valid */
	time_t not_after;        /* until when all are; of several roots, until when one is */
	bool expired;            /* now is after not_after */
	bool not_yet_valid;      /* now is before not_before */
	bool weak_signature;     /* MD5 or SHA-1, but not on a self-signed root */
	bool self_signed;        /* the leaf has signed itself, and is not plainly a root */
	const char *chain_wrong; /* what is wrong with the order, or NULL */
	bool hostname_mismatch;  /* hostname is not in the leaf's subjectAltName */
};

/* False when key.fault is set. Seconds left are not_after - now. */
bool certificate_check(struct certificate_facts *facts, const char *bytes, size_t length,
		       const struct certificate_query *query) _must_check_;

enum key_match {
	KEY_MATCH_UNKNOWN, /* one of the two cannot be read: that is a finding of its own */
	KEY_MATCHES,
	KEY_DIFFERS,
};

/*
 * Whether the first certificate, or the public key, of one PEM text is that of the private key of
 * another.
 */
enum key_match key_match(const char *public, size_t public_length, const char *private,
			 size_t private_length) _must_check_;
