/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What a variable of a key's or certificate's type carries, and what is said about it. */

#include "crypto/key_facts.h"
#include "schema/subject.h"
#include "util/buf.h"

/* The text itself, the file that the value names, or what its base64 stands for. */
struct material {
	const char *bytes; /* borrowed from the subject, or from content */
	size_t length;
	struct buf content;
	bool from_file;
};

/*
 * Reads the material of a subject, whose value is not empty. A value that starts with a slash is
 * the path of a file, which no PEM is; encoding = base64, or a name that ends with _BASE64 or _B64,
 * says that the program decodes it. False when the file cannot be read: a finding is added then,
 * an error only when the program is about to be started here. Release with material_done.
 */
bool material_open(struct material *ret, const struct subject *subject) _must_check_;
void material_done(struct material *material);

/* Whether the text has a PEM block whose label starts or ends so: "CERTIFICATE", "PRIVATE KEY". */
bool material_has(const struct material *material, const char *label);

/* Below a month, the end of a certificate is told. */
#define CERTIFICATE_WARN_DAYS 30

/*
 * The findings about a key: pem-key-too-small, pem-encrypted (unless a variable beside it has the
 * passphrase), and for all else the type's own rule, or pem-invalid and pem-not-private with pem.
 * What is taken, but weak, is a warning.
 */
void key_report(const struct subject *subject, const struct key_facts *facts, bool pem);

/*
 * Adds every cert-* finding about one or more certificates. chain: they must be in order. typed:
 * the variable's type says that it is a certificate, so what is none is a finding too.
 */
void certificate_report(const struct subject *subject, const struct material *material, bool chain,
			bool typed);
