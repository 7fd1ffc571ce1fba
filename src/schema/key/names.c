/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/key/names.h"

#include <string.h>

#include "util/alloc.h"
#include "util/ascii.h"
#include "util/buf.h"
#include "util/text.h"

/* The words of a name that say what it is, not whose. */
static const char *const form_words[] = {
	"CERT",     "CERTS",      "CERTIFICATE", "CERTIFICATES", "CRT",        "CERTFILE",
	"CHAIN",    "CERTCHAIN",  "FULLCHAIN",   "KEY",          "KEYFILE",    "PRIVATE",
	"PRIV",     "PRIVATEKEY", "PRIVKEY",     "PUBLIC",       "PUB",        "PUBLICKEY",
	"PUBKEY",   "PEM",        "FILE",        "PATH",         "DATA",       "CONTENT",
	"CONTENTS", "BASE64",     "B64",         "SIGNING",      "PASSPHRASE", "PASSWORD",
	"PASS",     "JWK",        "JWKS",        NULL,
};

static bool is_word(const char *word, size_t length, const char *const *words)
{
	for (; *words; words++) {
		size_t i = 0;

		while (i < length && (*words)[i] && to_capital(word[i]) == (*words)[i])
			i++;
		if (i == length && !(*words)[i])
			return true;
	}
	return false;
}

char *key_stem(const char *name)
{
	_cleanup_(buf_done) struct buf stem = { 0 };

	for (const char *word = name; *word;) {
		size_t length = strcspn(word, "_");

		if (length && !is_word(word, length, form_words)) {
			buf_add_char(&stem, '_');
			for (size_t i = 0; i < length; i++)
				buf_add_char(&stem, to_capital(word[i]));
		}
		word += length + (word[length] == '_');
	}
	return text_copy(buf_text(&stem));
}

bool name_is_of_trust(const char *name)
{
	static const char *const words[] = { "CA",          "CAS",   "CACERT",  "CACERTS",
					     "CAFILE",      "ROOT",  "ROOTS",   "ROOTCA",
					     "ROOTCERT",    "TRUST", "TRUSTED", "BUNDLE",
					     "SSLROOTCERT", NULL };

	for (const char *word = name; *word;) {
		size_t length = strcspn(word, "_");

		if (is_word(word, length, words))
			return true;
		word += length + (word[length] == '_');
	}
	return false;
}
