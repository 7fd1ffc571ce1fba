/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/file_path.h"

#include <string.h>

#include "schema/neighbours.h"
#include "schema/types.h"
#include "schema/words.h"
#include "util/alloc.h"
#include "util/ascii.h"
#include "util/text.h"

/* Longer ones are not looked at: keys in base64 may be. */
#define PATH_LONGEST 512

/* Directories that files of a program are under, and what keys and their like end in. */
#define ROOTS                                                                                      \
	"app certs config credentials data etc home keys mnt opt private root run secrets srv "    \
	"tmp usr users var vault workspace"
#define ENDINGS                                                                                    \
	"asc cer cert cfg conf crt csv env gpg ini jks jwk jwks json kdbx key keytab p12 p8 pem "  \
	"pfx ppk pub secret toml txt yaml yml"

/* Programs that read these take a path, and a key in PEM or JSON as well. */
#define FILE_NAMES                                                                                 \
	"*FILE *PATH *_DIR *_DIRECTORY *_SOCKET *CREDENTIALS *CREDS *TLS_KEY *SSL_KEY "            \
	"*TLS_PRIVATE_KEY "                                                                        \
	"*SSL_PRIVATE_KEY"

/* Of these the key is meant, and some programs take its path all the same. */
#define KEY_NAMES "*PRIVATE_KEY *PRIVATE_KEY_PEM *SSH_KEY"

/* Parts of letters, digits, dots and dashes, none of them empty. */
static bool has_parts(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		char c = text[i];

		if (!is_letter(c) && !is_digit(c) && !strchr("._-/~", c))
			return false;
		if (c == '/' && (i + 1 == length || text[i + 1] == '/'))
			return false;
	}
	return length > 0 && memchr(text, '/', length);
}

/* What stands behind the last dot of the last part; empty: there is none. */
static struct word ending_of(const char *text)
{
	const char *last = strrchr(text, '/') + 1, *dot = strrchr(last, '.');

	return (struct word){ dot ? dot + 1 : "", dot && dot > last ? strlen(dot + 1) : 0 };
}

bool file_path_is(const char *bytes, size_t length)
{
	struct word ending, root;

	if (length > PATH_LONGEST || strlen(bytes) != length || !has_parts(bytes, length))
		return false;
	if (text_starts(bytes, "./") || text_starts(bytes, "../") || text_starts(bytes, "~/"))
		return true;
	ending = ending_of(bytes);
	if (bytes[0] != '/')
		return word_among(ending, ENDINGS);
	root = (struct word){ bytes + 1, strcspn(bytes + 1, "/") };
	return word_among(ending, ENDINGS) || (bytes[1 + root.length] && word_among(root, ROOTS));
}

/* A key's file beside that of its certificate, as TLS_KEY=/etc/tls/tls.key. */
static bool is_beside_certificate(const struct subject *subject)
{
	struct subject certificate;

	return neighbour_near(&certificate, subject, "CERT CRT CERTIFICATE") &&
	       certificate.length > 0 && certificate.bytes[0] == '/';
}

bool file_path_is_meant(const struct subject *subject)
{
	const char *bytes = subject->bytes;
	/* The name makes up for an unusual directory. */
	bool is_path = file_path_is(bytes, subject->length) ||
		       (bytes[0] == '/' && strchr(bytes + 1, '/') && !strpbrk(bytes, "+=\n"));

	return is_path &&
	       (name_fits(FILE_NAMES, subject->variable->name) || is_beside_certificate(subject));
}

bool file_path_strays(const struct subject *subject)
{
	const struct value_type *type = subject->type;

	return subject->length > 0 &&
	       (!type || value_type_is(type, "secret") || value_type_is(type, "string")) &&
	       file_path_is(subject->bytes, subject->length) && !file_path_is_meant(subject);
}

void file_path_complain(const struct subject *subject)
{
	const char *name = subject->variable->name;
	_cleanup_(freep) char *hint = text_format("did you mean %s_FILE?", name);

	if (name_fits(KEY_NAMES, name))
		subject_find_at(subject, "secret-is-path", SUBJECT_WARN, hint,
				"is a path, where the name asks for the key itself");
	else
		subject_find(subject, "secret-is-path", hint, "is a path, not a secret");
}
