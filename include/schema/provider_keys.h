/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Keys of providers, known by their form: a table (src/schema/provider_key_rows.c), sorted by
 * prefix. Sources: the providers' documentation, and the patterns of gitleaks and detect-secrets.
 */

#include <stdbool.h>
#include <stddef.h>

enum key_kind { KEY_SECRET, KEY_PUBLISHABLE, KEY_ID, KEY_WEBHOOK };

enum key_mode {
	KEY_EITHER, /* the form does not tell */
	KEY_LIVE,
	KEY_TEST,
	KEY_EXAMPLE, /* published: in the provider's documentation, or for everybody's tests */
};

/* What may follow the prefix. */
enum key_letters {
	KEY_ALNUM,
	KEY_UPPER,  /* capitals and digits */
	KEY_BASE32, /* capitals, 2 to 7 */
	KEY_HEX,    /* in small letters */
	KEY_URL,    /* letters, digits, - and _ */
	KEY_BASE64,
	KEY_DOTTED, /* KEY_URL, dots, colons, slashes */
	KEY_LETTERS,
};

struct provider_key {
	const char *prefix; /* "": known by name and form only */
	const char *provider;
	unsigned short min, max; /* bytes, prefix included */
	enum key_letters letters;
	enum key_kind kind;
	enum key_mode mode;
	const char *part;  /* that the rest must contain, or NULL */
	const char *names; /* a prefix that others use too counts only in a variable whose name has
			      one of these words; NULL: the prefix says it all */
	bool is_text;      /* base64 of a text that has the key in it */
};

/* Sorted by prefix, of equal ones the stricter first; ends with a NULL prefix. */
extern const struct provider_key provider_keys[];

/*
 * The row of a whole key, by the longest prefix: form and length fit too, and no other name is
 * needed to tell. NULL when there is none. The bytes need no NUL.
 */
const struct provider_key *provider_key_find(const char *bytes, size_t length);

/* The same for the value of a variable: rows that need its name count too. */
const struct provider_key *provider_key_of(const char *name, const char *bytes, size_t length);

/* The row of an unmistakable prefix ("sk_test_"), whatever follows; or NULL. */
const struct provider_key *provider_key_begins(const char *bytes, size_t length);

/* Whether the provider has a key of this form; kind is filled in with the first that fits. */
bool provider_key_fits(enum key_kind *kind, const char *provider, const char *bytes, size_t length);

/* Whether it begins with a prefix of the provider's keys, of four characters or more. */
bool provider_key_starts(const char *provider, const char *bytes, size_t length);
