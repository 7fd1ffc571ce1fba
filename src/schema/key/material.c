/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/key/material.h"

#include <string.h>

#include "crypto/codec.h"
#include "crypto/pem.h"
#include "schema/key/passphrases.h"
#include "schema/rule/name.h"
#include "schema/rules.h"
#include "schema/types.h"
#include "util/alloc.h"
#include "util/io.h"
#include "util/text.h"

static bool is_path(const struct subject *subject)
{
	return subject->bytes[0] == '/' && !memchr(subject->bytes, '\n', subject->length);
}

/* Pipes and devices would block, or never end. */
static bool read_file(struct material *ret, const struct subject *subject)
{
	const struct surroundings *around = subject->checking->around;
	struct error err = { 0 };
	bool is_read;

	ret->content.maximum = PEM_BYTES_LIMIT;
	ret->from_file = true;
	is_read = file_read(&ret->content, subject->bytes, FILE_REGULAR, &err);
	explicit_bzero(&err, sizeof(err)); /* it names the path, which is the value */
	if (is_read) {
		ret->bytes = buf_text(&ret->content);
		ret->length = ret->content.length;
		return true;
	}
	/* In a pipeline the file may be where the program will run. */
	if (around && around->becomes)
		subject_is_no(subject, "see that the file is there and can be read",
			      "names a file that cannot be read");
	else
		subject_find_at(subject, rule_of_type(subject->type)->id, SUBJECT_INFO,
				"check it where the program runs",
				"names a file that cannot be read here");
	return false;
}

static bool is_base64(const struct subject *subject)
{
	const char *name = subject->variable->name;

	return text_equal(subject->variable->text[TEXT_ENCODING], "base64") ||
	       text_glob("*_BASE64", name, true) || text_glob("*_B64", name, true);
}

/* base64(1) breaks its lines. False: the value is left as it is. */
static bool decode(struct material *ret, const struct subject *subject)
{
	_cleanup_(buf_done) struct buf text = { .maximum = 2 * PEM_BYTES_LIMIT };

	for (size_t i = 0; i < subject->length; i++) {
		if (!strchr(" \t\r\n", subject->bytes[i]))
			buf_add_char(&text, subject->bytes[i]);
	}
	ret->content.maximum = 2 * PEM_BYTES_LIMIT;
	if (text.overflow || !base64_decode(&ret->content, text.bytes, text.length, false))
		return false;
	ret->bytes = buf_text(&ret->content);
	ret->length = ret->content.length;
	return true;
}

bool material_open(struct material *ret, const struct subject *subject)
{
	*ret = (struct material){ .bytes = subject->bytes, .length = subject->length };
	if (is_path(subject))
		return read_file(ret, subject);
	/* A program that decodes it would not get far; a name alone may mean something else. */
	if (is_base64(subject) && !decode(ret, subject) && subject->variable->text[TEXT_ENCODING]) {
		subject_is_no(subject, "encode it, as with openssl base64 -A, or remove encoding",
			      "not well-formed base64, which encoding says it is");
		return false;
	}
	return true;
}

void material_done(struct material *material)
{
	buf_done(&material->content);
}

bool material_has(const struct material *material, const char *label)
{
	_cleanup_(freep) char *ending = text_format("%s-----", label);

	return memmem(material->bytes, material->length, "-----BEGIN ", 11) &&
	       memmem(material->bytes, material->length, ending, strlen(ending));
}

/* A variable with the stem of the key's that ends with a word for passphrases, and is set. */
static bool has_passphrase(const struct subject *subject)
{
	const struct passphrases *passphrases = subject->checking->passphrases;

	return passphrases && passphrases_have(passphrases, subject->variable->name);
}

/* Each form has a tool of its own. */
static const char *decrypt_hint(const struct subject *subject)
{
	if (value_type_is(subject->type, "ssh-private-key") ||
	    strstr(subject->bytes, "BEGIN OPENSSH PRIVATE KEY"))
		return "decrypt it: ssh-keygen -p -N '' -f FILE, or let the store protect it";
	if (value_type_is(subject->type, "pgp-private-key"))
		return "take its passphrase away: gpg --passwd NAME, and export it again";
	return NULL;
}

/* Google and GitHub give out RSA of 2048 bits and nothing else: nobody can choose another. */
static const enum severity *weak_severities(const struct subject *subject)
{
	return name_is_of_vendor(subject->variable->name) ? SUBJECT_AT(INFO) : SUBJECT_WARN;
}

void key_report(const struct subject *subject, const struct key_facts *facts, bool pem)
{
	static const char anew[] = "make a new one: openssl genpkey -algorithm ed25519";

	switch (facts->fault) {
	case KEY_GOOD:
		if (facts->weak)
			subject_find_at(subject, "pem-key-too-small", weak_severities(subject),
					"use RSA with 3072 bits, or Ed25519, at its next change",
					"is a key of less than 3072 bits, below 128 bits of "
					"security");
		break;
	case KEY_TOO_SMALL:
		subject_find(subject, "pem-key-too-small", NULL, "%s", facts->wrong);
		break;
	case KEY_TRIVIAL: subject_find(subject, "enc-key-trivial", anew, "%s", facts->wrong); break;
	case KEY_ENCRYPTED:
		if (!has_passphrase(subject))
			subject_find(subject, "pem-encrypted", decrypt_hint(subject), "%s",
				     facts->wrong);
		break;
	case KEY_UNREADABLE:
		subject_is_no(subject, "install libssl3 (OpenSSL 3), which reads keys", "%s",
			      facts->wrong);
		break;
	case KEY_WRONG_KIND:
		if (pem)
			subject_find(subject, "pem-not-private", NULL, "%s", facts->wrong);
		else
			subject_is_no(subject, NULL, "%s", facts->wrong);
		break;
	case KEY_UNSUPPORTED:
		if (pem)
			subject_find(subject, "pem-invalid", anew, "%s", facts->wrong);
		else
			subject_is_no(subject, NULL, "%s", facts->wrong);
		break;
	case KEY_MALFORMED:
		if (pem)
			subject_find(subject, "pem-invalid",
				     /* What "-----BEGIN" is in base64. */
				     text_starts(subject->bytes, "LS0tLS1CRUdJTi")
					     ? "say encoding = base64 if the program decodes it"
					     : NULL,
				     "%s", facts->wrong);
		else
			subject_is_no(subject, NULL, "%s", facts->wrong);
		break;
	}
}
