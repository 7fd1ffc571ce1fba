/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/certificate.h"

#include <stdlib.h>
#include <string.h>

#include "crypto/key_check.h"
#include "crypto/pem.h"
#include "crypto/pem_der.h"
#include "util/alloc.h"

/* The certificates of one PEM text, in its order. */
struct certificates {
	X509 **items;
	size_t count;
};

static void certificates_done(struct certificates *certificates)
{
	for (size_t i = 0; i < certificates->count; i++)
		certificate_freep(&certificates->items[i]);
	free(certificates->items);
}

/* What the block is that should be a certificate. */
static const char *other_than(const struct pem *pem, size_t block)
{
	if (block > 0)
		return "has more than certificates in it";
	return strstr(pem->blocks[0].label, "PRIVATE KEY")
		       ? "is a private key, and not a certificate"
		       : "is PEM, and not a certificate";
}

static bool read_all(struct certificates *ret, struct key_facts *facts, const struct pem *pem)
{
	if (!libcrypto())
		return key_unreadable(facts);
	ret->items = alloc_array(pem->count, sizeof(X509 *));
	for (size_t i = 0; i < pem->count; i++) {
		if (!pem_is_certificate(&pem->blocks[i]))
			return key_fault_set(facts, KEY_WRONG_KIND, other_than(pem, i));
		if (pem->blocks[i].encrypted)
			return key_fault_set(facts, KEY_MALFORMED, "is an encrypted certificate");
		ret->items[i] = pem_certificate(&pem->blocks[i]);
		if (!ret->items[i])
			return key_fault_set(facts, KEY_MALFORMED,
					     "is truncated or corrupted: there is no certificate "
					     "in its base64");
		ret->count++;
	}
	return true;
}

/* Seconds since 1970. RFC 5280 has no year beyond 9999, and ASN1_TIME_to_tm takes none. */
static bool read_time(time_t *ret, const ASN1_TIME *asn1)
{
	struct tm tm = { 0 };

	if (!asn1 || libcrypto()->ASN1_TIME_to_tm(asn1, &tm) != 1)
		return false;
	*ret = timegm(&tm);
	return true;
}

static bool issued(X509 *issuer, X509 *subject)
{
	const struct libcrypto *lib = libcrypto();
	EVP_PKEY *key = lib->X509_get0_pubkey(issuer);

	return key && lib->X509_check_issued(issuer, subject) == X509_V_OK &&
	       lib->X509_verify(subject, key) == 1;
}

/* Names alone, and key identifiers where there are any. */
static bool is_self_issued(X509 *certificate)
{
	return (libcrypto()->X509_get_extension_flags(certificate) & EXFLAG_SS) != 0;
}

/*
 * A root that is trusted as such is self-signed by nature. Plainly one is only what may sign
 * certificates and names no host: "openssl req -x509" makes CAs of what people use as a leaf.
 */
static bool is_root(X509 *certificate)
{
	const struct libcrypto *lib = libcrypto();
	uint32_t usage = lib->X509_get_key_usage(certificate);

	return is_self_issued(certificate) && lib->X509_check_ca(certificate) == 1 &&
	       usage != UINT32_MAX && (usage & KU_KEY_CERT_SIGN) != 0 &&
	       lib->X509_get_ext_by_NID(certificate, NID_subject_alt_name, -1) < 0;
}

/*
 * Several roots, in any order. A server's certificate that signed itself stays one, whatever
 * follows it: unless the caller knows them to be trusted, each one must be plainly a root, or
 * self-issued where there are more than in any chain: some old roots do not say what they are for.
 */
static bool is_bundle(const struct certificates *all, enum certificate_form form)
{
	bool many = all->count > CERTIFICATE_CHAIN_LIMIT;

	if (form == CERTIFICATE_CHAIN || all->count < 2)
		return false;
	if (form == CERTIFICATE_TRUST)
		return is_self_issued(all->items[0]);
	for (size_t i = 0; i < all->count; i++) {
		if (many ? !is_self_issued(all->items[i]) : !is_root(all->items[i]))
			return false;
	}
	return true;
}

static bool has_weak_signature(X509 *certificate)
{
	int digest = NID_undef;

	if (libcrypto()->X509_get_signature_info(certificate, &digest, NULL, NULL, NULL) != 1)
		return false;
	return digest == NID_md2 || digest == NID_md4 || digest == NID_md5 ||
	       digest == NID_md5_sha1 || digest == NID_sha1;
}

static bool names_host(X509 *certificate, const char *hostname)
{
	const struct libcrypto *lib = libcrypto();
	int as_address = lib->X509_check_ip_asc(certificate, hostname, 0);

	/* -2: it is no address. The common name has not counted since RFC 6125. */
	if (as_address != -2)
		return as_address == 1;
	return lib->X509_check_host(certificate, hostname, strlen(hostname),
				    X509_CHECK_FLAG_NEVER_CHECK_SUBJECT |
					    X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS,
				    NULL) == 1;
}

static const char *chain_fault(const struct certificates *chain)
{
	if (chain->count > CERTIFICATE_CHAIN_LIMIT)
		return "is a chain of more than 16 certificates";
	for (size_t i = 0; i + 1 < chain->count; i++) {
		if (issued(chain->items[i + 1], chain->items[i]))
			continue;
		if (i == 0 && is_self_issued(chain->items[0]))
			return "is a chain that starts with its root instead of its leaf";
		return "is a chain in which a certificate was not issued by the next one";
	}
	return NULL;
}

/* Of a chain all must be valid at once; of several roots one is enough. */
static bool read_window(struct certificate_facts *facts, const struct certificates *all,
			bool bundle)
{
	for (size_t i = 0; i < all->count; i++) {
		time_t begin, end;

		if (!read_time(&begin, libcrypto()->X509_get0_notBefore(all->items[i])) ||
		    !read_time(&end, libcrypto()->X509_get0_notAfter(all->items[i])))
			return false;
		if (!i || (bundle ? begin < facts->not_before : begin > facts->not_before))
			facts->not_before = begin;
		if (!i || (bundle ? end > facts->not_after : end < facts->not_after))
			facts->not_after = end;
	}
	return true;
}

/* The first key that is refused, or else the leaf's: that of a CA is not its user's to change. */
static void check_keys(struct certificate_facts *facts, const struct certificates *all)
{
	for (size_t i = 0; i < all->count && !facts->key.fault; i++) {
		EVP_PKEY *key = libcrypto()->X509_get0_pubkey(all->items[i]);
		struct key_facts other = { 0 };
		bool good;

		if (key)
			good = key_check(&other, key, false);
		else
			good = key_fault_set(&other, KEY_UNSUPPORTED,
					     "has a public key that cannot be read");
		if (!i || !good)
			facts->key = other;
	}
}

bool certificate_check(struct certificate_facts *facts, const char *bytes, size_t length,
		       const struct certificate_query *query)
{
	_cleanup_(certificates_done) struct certificates all = { 0 };
	_cleanup_(pem_done) struct pem pem = { 0 };
	const char *wrong = pem_read(&pem, bytes, length);
	bool bundle;

	*facts = (struct certificate_facts){ 0 };
	if (wrong)
		return key_fault_set(&facts->key, KEY_MALFORMED, wrong);
	if (!read_all(&all, &facts->key, &pem))
		return false;
	bundle = is_bundle(&all, query->form);
	if (!read_window(facts, &all, bundle))
		return key_fault_set(&facts->key, KEY_MALFORMED, "has a date that cannot be read");
	facts->count = all.count;
	facts->expired = query->now > facts->not_after;
	facts->not_yet_valid = query->now < facts->not_before;
	facts->self_signed = is_self_issued(all.items[0]) && !is_root(all.items[0]) && !bundle;
	facts->chain_wrong = bundle ? NULL : chain_fault(&all);
	facts->hostname_mismatch = query->hostname && !names_host(all.items[0], query->hostname);
	for (size_t i = 0; i < all.count; i++)
		facts->weak_signature |=
			has_weak_signature(all.items[i]) &&
			(!is_self_issued(all.items[i]) || (i == 0 && facts->self_signed));
	check_keys(facts, &all);
	libcrypto()->ERR_clear_error();
	return facts->key.fault == KEY_GOOD;
}

/* The key of a certificate, which the certificate owns; or that of *public. */
static EVP_PKEY *public_part(struct certificates *certificates, EVP_PKEY **public,
			     const struct pem *pem)
{
	struct key_facts unheard = { 0 };

	if (!pem_is_certificate(&pem->blocks[0]))
		return *public = pem_public_key(&unheard, pem);
	if (!read_all(certificates, &unheard, pem))
		return NULL;
	return libcrypto()->X509_get0_pubkey(certificates->items[0]);
}

enum key_match key_match(const char *public, size_t public_length, const char *private,
			 size_t private_length)
{
	_cleanup_(certificates_done) struct certificates certificates = { 0 };
	_cleanup_(pem_done) struct pem public_pem = { 0 }, private_pem = { 0 };
	_cleanup_(pkey_freep) EVP_PKEY *private_key = NULL, *public_key = NULL;
	struct key_facts unheard = { 0 };
	EVP_PKEY *key;
	int same;

	if (pem_read(&public_pem, public, public_length) ||
	    pem_read(&private_pem, private, private_length))
		return KEY_MATCH_UNKNOWN;
	private_key = pem_private_key(&unheard, &private_pem, true);
	key = private_key ? public_part(&certificates, &public_key, &public_pem) : NULL;
	if (!key)
		return KEY_MATCH_UNKNOWN;
	same = libcrypto()->EVP_PKEY_eq(key, private_key);
	libcrypto()->ERR_clear_error();
	return same == 1 ? KEY_MATCHES : KEY_DIFFERS;
}
