/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/rule/key.h"

#include <stdlib.h>
#include <string.h>

#include "crypto/certificate.h"
#include "crypto/pem_key.h"
#include "schema/key/material.h"
#include "schema/key/names.h"
#include "schema/types.h"
#include "schema/words.h"
#include "util/alloc.h"
#include "util/name_map.h"
#include "util/text.h"

/* A value that has a certificate, a public key or a private key in PEM. */
struct candidate {
	struct subject subject;
	struct material material;
	char *stem;
	bool is_private;
	size_t next; /* the private key of the same stem behind this one, or NAME_MAP_NONE */
};

struct candidates {
	struct candidate *items;
	size_t count, capacity;
	struct name_map private; /* from a stem to its first private key */
};

static void candidate_done(struct candidate *candidate)
{
	material_done(&candidate->material);
	free(candidate->stem);
}

static void candidates_done(struct candidates *candidates)
{
	for (size_t i = 0; i < candidates->count; i++)
		candidate_done(&candidates->items[i]);
	free(candidates->items);
	name_map_done(&candidates->private);
}

static bool is_pem_type(const struct subject *subject)
{
	const struct value_type *type = subject->type;

	return value_type_is(type, "pem-certificate") || value_type_is(type, "pem-private-key") ||
	       value_type_is(type, "pem-public-key");
}

/* A path whose file must be there: the manifest says that it can be read. */
static bool is_known_file(const struct subject *subject)
{
	const char *must_exist = subject->variable->text[TEXT_MUST_EXIST];

	return subject->bytes[0] == '/' && value_type_is(subject->type, "path") &&
	       (text_equal(must_exist, "file") || text_equal(must_exist, "any"));
}

/*
 * A path whose name says that a certificate or a key is in the file, as TLS_CERT_FILE does, unless
 * the manifest says that it is something else. What OpenSSL trusts (SSL_CERT_FILE), and the keys of
 * others, are not the program's own.
 */
static bool is_named_file(const struct subject *subject)
{
	static const char names[] =
		"*CERT_FILE *CERT_PATH *CERTFILE *CRT_FILE *CRT_PATH *CERTIFICATE_FILE "
		"*CERTIFICATE_PATH *CHAIN_FILE *CHAIN_PATH *KEY_FILE *KEY_PATH *KEYFILE *PEM_FILE "
		"*PEM_PATH";
	const char *name = subject->variable->name;
	bool said = subject->variable->type && !subject->variable->type_by;

	return (!said || value_type_is(subject->type, "path")) && subject->bytes[0] == '/' &&
	       name_fits(names, name) && !name_is_of_trust(name) &&
	       !text_glob("*SSL_CERT_FILE", name, true);
}

static bool is_file(const struct subject *subject)
{
	return is_known_file(subject) || is_named_file(subject);
}

static bool may_be_key(const struct subject *subject)
{
	return is_pem_type(subject) || is_file(subject) ||
	       (subject->bytes[0] != '/' && strstr(subject->bytes, "-----BEGIN "));
}

/* The types of the others have reported already what cannot be read. */
static bool open_quietly(struct candidate *ret, const struct subject *subject)
{
	struct report unheard = { 0 };
	struct checking quiet = *subject->checking;
	struct subject muted = *subject;
	bool opened;

	quiet.report = &unheard;
	muted.checking = &quiet;
	opened = material_open(&ret->material, &muted);
	report_done(&unheard);
	ret->subject = *subject;
	return opened;
}

static bool is_general(const struct subject *subject)
{
	static const char *const general[] = { "string", "text", "secret", "token" };
	const char *begin = subject->bytes + strspn(subject->bytes, " \t\r\n");

	for (size_t i = 0; i < ARRAY_LENGTH(general); i++) {
		if (text_equal(subject->type ? subject->type->name : "string", general[i]))
			return text_starts(begin, "-----BEGIN ");
	}
	return false;
}

/*
 * What has no PEM type and is PEM all the same, and what a path leads to. Whether
 * a passphrase is at hand, or the algorithm is to somebody's taste, is for a type to ask.
 */
static void check_untyped(const struct candidate *candidate)
{
	const struct material *material = &candidate->material;
	struct key_facts facts;

	if (is_pem_type(&candidate->subject) ||
	    (!is_file(&candidate->subject) && !is_general(&candidate->subject)))
		return;
	if (!material_has(material, "PRIVATE KEY")) {
		if (material_has(material, "CERTIFICATE"))
			certificate_report(&candidate->subject, material, false, false);
		return;
	}
	if (pem_private_key_check(&facts, material->bytes, material->length, true) ||
	    facts.fault == KEY_TOO_SMALL || facts.fault == KEY_TRIVIAL ||
	    facts.fault == KEY_MALFORMED)
		key_report(&candidate->subject, &facts, true);
}

/* In SAML, the certificate is that of the other side, and a CA's key is not here. */
static bool is_of_others(const char *name, const char *stem)
{
	return name_is_of_trust(name) || strstr(stem, "_SAML");
}

/* Only what is named alike is compared, so that there may be any number. */
static void link_private(struct candidates *all, struct candidate *candidate)
{
	size_t first = name_map_find(&all->private, candidate->stem);

	if (first == NAME_MAP_NONE) {
		name_map_add(&all->private, candidate->stem, all->count);
		return;
	}
	candidate->next = all->items[first].next;
	all->items[first].next = all->count;
}

static void add_candidate(struct candidates *all, const struct subject *subject)
{
	_cleanup_(candidate_done) struct candidate candidate = { .next = NAME_MAP_NONE };
	const char *name = subject->variable->name;

	if (!may_be_key(subject) || !open_quietly(&candidate, subject) ||
	    !material_has(&candidate.material, ""))
		return;
	check_untyped(&candidate);
	candidate.stem = key_stem(name);
	if (is_of_others(name, candidate.stem))
		return;
	candidate.is_private = material_has(&candidate.material, "PRIVATE KEY");
	all->items = alloc_grow(all->items, &all->capacity, all->count + 1, sizeof(*all->items));
	if (candidate.is_private)
		link_private(all, &candidate);
	all->items[all->count++] = candidate;
	candidate = (struct candidate){ 0 };
}

static void check_pair(const struct candidate *public, const struct candidate *private)
{
	if (key_match(public->material.bytes, public->material.length, private->material.bytes,
		      private->material.length) == KEY_DIFFERS)
		subject_find(&public->subject, "cert-key-mismatch", NULL,
			     "does not belong to the private key in %s",
			     private->subject.variable->name);
}

void rule_check_certificate_key(const struct checking *checking)
{
	_cleanup_(candidates_done) struct candidates all = { 0 };

	for (size_t i = 0; i < checking->values->count; i++) {
		const struct value *value = &checking->values->items[i];
		struct subject subject = checking_subject(checking, value);

		if (!value->passing && subject.length > 0)
			add_candidate(&all, &subject);
	}
	for (size_t i = 0; i < all.count; i++) {
		const struct candidate *public = &all.items[i];
		size_t j = public->is_private ? NAME_MAP_NONE
					      : name_map_find(&all.private, public->stem);

		for (; j != NAME_MAP_NONE; j = all.items[j].next)
			check_pair(public, &all.items[j]);
	}
}
