/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/maker.h"

#include <stdlib.h>
#include <string.h>

#include "crypto/jwt_alg.h"
#include "key_bytes.h"
#include "schema/neighbours.h"
#include "schema/provider_keys.h"
#include "schema/rule/name.h"
#include "schema/types.h"
#include "schema/words.h"
#include "util/alloc.h"
#include "util/text.h"

#define BYTES_MAX     4096
#define BASE64_BITS   6
#define BASE64_LINE   48 /* bytes; openssl breaks the line behind them */
#define SECRET_BITS   128
#define PASSWORD_BITS 80

/* Names of what only its provider can make, and of what is a provider's or the program's own. */
#define ISSUED_NAMES   "*CLIENT_SECRET *_SDK_KEY *_LICENSE_KEY *_INSTALLATION_KEY"
#define DOUBTFUL_NAMES "*_API_KEY *_APIKEY *_API_SECRET *_API_TOKEN *_INTEGRATION_KEY"
#define OWN_NAMES                                                                                  \
	"INTERNAL_* *_INTERNAL_* ADMIN_* *_ADMIN_* SERVICE_* *_SERVICE_* APP_* MY_* BACKEND_* "    \
	"MASTER_* *_MASTER_* JWT_*"

#define HASH_IT "hash the password: htpasswd -nBC 12 user | cut -d: -f2"

/* clang-format off */
/* Values of a form that no random bytes have, by type, or, where the type is a wide one, by name. */
static const struct {
	const char *type, *names, *hint;
} forms[] = {
	{ "bcrypt-hash", "*_PASSWORD_HASH *_PASSWD_HASH *_HASH HTPASSWD *_HTPASSWD *_BCRYPT", HASH_IT },
	{ "argon2-hash", NULL,
	  "hash the password: argon2 \"$(openssl rand -hex 16)\" -id -k 19456 -t 2 -p 1 -e" },
	{ "pem-certificate", "*_CERT *_CERTIFICATE *_CRT *_CERT_PEM *_CHAIN *_FULLCHAIN *_CA *_CA_BUNDLE",
	  "get the certificate from the authority that issues it" },
	{ "ssh-private-key", "SSH_KEY *_SSH_KEY *SSH_PRIVATE_KEY",
	  "make a new key: ssh-keygen -t ed25519 -N '' -f new-key" },
	{ "pgp-private-key", "*PGP_PRIVATE_KEY *GPG_PRIVATE_KEY",
	  "make a new key: gpg --quick-gen-key NAME ed25519, then gpg --armor --export-secret-keys NAME" },
	{ NULL, "*PRIVATE_KEY *PRIVATE_KEY_PEM *TLS_KEY *SSL_KEY",
	  "make a new key of its kind, as in: openssl genpkey -algorithm ed25519" },
	{ "jwk", NULL,
	  "make a new key, and put it into k: openssl rand -base64 64 | tr -d '=\\n' | tr +/ -_" },
	{ "age-key", NULL, "make a new one: keystrap keygen" },
};

/* RFC 7518, section 3. */
static const struct {
	const char *alg, *command;
} private_keys[] = {
	{ "RS* PS*", "-algorithm rsa -pkeyopt rsa_keygen_bits:3072" },
	{ "ES256", "-algorithm ec -pkeyopt ec_paramgen_curve:P-256" },
	{ "ES384", "-algorithm ec -pkeyopt ec_paramgen_curve:P-384" },
	{ "ES512", "-algorithm ec -pkeyopt ec_paramgen_curve:P-521" },
	{ "*", "-algorithm ed25519" },
};
/* clang-format on */

static bool fits_any(const char *globs, const char *text)
{
	char **list = text_list(globs);
	bool fits = false;

	for (char **glob = list; *glob && !fits; glob++)
		fits = text_glob(*glob, text, true);
	text_list_free(list);
	return fits;
}

/* A type that says no more than that the value is a text or a secret. */
static bool is_wide(const struct value_type *type)
{
	return !type || text_equal(type->name, "secret") || text_equal(type->name, "token") ||
	       text_equal(type->name, "string") || text_equal(type->name, "text");
}

static bool is_issued(const struct subject *subject)
{
	const char *name = subject->variable->name;

	if (subject->variable->text[TEXT_PROVIDER] || value_type_is(subject->type, "api-key"))
		return true;
	if (!is_wide(subject->type))
		return false;
	return name_is_of_provider(name) || fits_any(ISSUED_NAMES, name) ||
	       (name_is_of_vendor(name) && !name_has_word(name, "webhook")) ||
	       (subject->bytes && (provider_key_of(name, subject->bytes, subject->length) ||
				   provider_key_begins(subject->bytes, subject->length)));
}

static char *private_key_hint(const struct variable *variable)
{
	const char *alg = variable->text[TEXT_ALG] ? variable->text[TEXT_ALG] : "";
	size_t i = 0;

	while (!fits_any(private_keys[i].alg, alg))
		i++;
	return text_format(
		"make a new key: openssl genpkey %s%s", private_keys[i].command,
		text_equal(variable->text[TEXT_ENCODING], "base64") ? " | openssl base64 -A" : "");
}

static char *form_hint(const struct subject *subject)
{
	const struct value_type *type = subject->type;
	bool wide = is_wide(type) || text_equal(type->name, "password");

	if (value_type_is(type, "pem-private-key"))
		return private_key_hint(subject->variable);
	for (size_t i = 0; i < ARRAY_LENGTH(forms); i++) {
		if ((forms[i].type && value_type_is(type, forms[i].type)) ||
		    (wide && forms[i].names && fits_any(forms[i].names, subject->variable->name)))
			return text_copy(forms[i].hint);
	}
	return NULL;
}

static size_t said(const struct variable *variable, enum text_key key, size_t fallback)
{
	size_t number = fallback;

	if (variable->text[key])
		text_to_size(&number, variable->text[key], SIZE_MAX);
	return number;
}

/* What random bytes must come to. */
struct recipe {
	const char *encoding; /* "hex", "base64", "base64url"; NULL: the text itself is used */
	bool padded;          /* base64url with its = */
	size_t bytes;         /* as many, or the next number that fits */
	size_t bits;          /* never fewer */
	size_t least, most;   /* characters */
	size_t most_bytes;
};

static size_t characters(const struct recipe *recipe, size_t bytes)
{
	if (text_equal(recipe->encoding, "hex"))
		return bytes * 2;
	return text_equal(recipe->encoding, "base64url") && !recipe->padded ? (bytes * 4 + 2) / 3
									    : (bytes + 2) / 3 * 4;
}

static bool fits(const struct recipe *recipe, size_t bytes)
{
	size_t length = characters(recipe, bytes);

	return length >= recipe->least && length <= recipe->most && bytes <= recipe->most_bytes;
}

/* 0: there is none. */
static size_t bytes_that_fit(const struct recipe *recipe)
{
	for (size_t bytes = recipe->bytes; bytes <= BYTES_MAX; bytes++) {
		if (fits(recipe, bytes))
			return bytes;
	}
	for (size_t bytes = recipe->bytes; bytes * 8 >= recipe->bits && bytes > 0; bytes--) {
		if (fits(recipe, bytes))
			return bytes;
	}
	return 0;
}

static char *encoded(const struct recipe *recipe, size_t bytes)
{
	if (text_equal(recipe->encoding, "hex"))
		return text_format("openssl rand -hex %zu", bytes);
	if (text_equal(recipe->encoding, "base64url") && !recipe->padded)
		return text_format("openssl rand -base64 %zu | tr -d '=\\n' | tr +/ -_", bytes);
	return text_format("openssl rand -base64 %zu%s%s", bytes,
			   bytes > BASE64_LINE ? " | tr -d '\\n'" : "",
			   text_equal(recipe->encoding, "base64url") ? " | tr +/ -_" : "");
}

/* NULL: no command is known. New. */
static char *command(const struct recipe *recipe)
{
	size_t bytes = bytes_that_fit(recipe);

	if (bytes > 0)
		return encoded(recipe, bytes);
	/* Any part of a text is a text. */
	if (recipe->encoding || recipe->least > recipe->most || recipe->most > BYTES_MAX ||
	    recipe->most * BASE64_BITS < recipe->bits)
		return NULL;
	return text_format("openssl rand -base64 %zu | tr -d '\\n' | head -c %zu",
			   (recipe->most * 3 + 3) / 4, recipe->most);
}

/* What the keys of the variable say, around so many bytes and bits. */
static struct recipe recipe_of(const struct variable *variable, size_t bytes, size_t bits)
{
	const char *encoding = variable->text[TEXT_ENCODING];
	bool raw = !encoding || text_equal(encoding, "raw");
	size_t least = said(variable, TEXT_MIN_BYTES, 0);
	size_t most = said(variable, TEXT_MAX_BYTES, SIZE_MAX);
	size_t shortest = said(variable, TEXT_MIN_LENGTH, 0);
	size_t longest = said(variable, TEXT_MAX_LENGTH, SIZE_MAX);
	struct recipe recipe = { .encoding = raw ? NULL : encoding, .most_bytes = SIZE_MAX };

	shortest = said(variable, TEXT_LENGTH, shortest);
	longest = said(variable, TEXT_LENGTH, longest);
	recipe.bits = said(variable, TEXT_MIN_ENTROPY_BITS, bits);
	if (raw) {
		shortest = least > shortest ? least : shortest;
		longest = most < longest ? most : longest;
	} else {
		bytes = least > bytes ? least : bytes;
		recipe.most_bytes = most;
	}
	recipe.bytes = (recipe.bits + 7) / 8 > bytes ? (recipe.bits + 7) / 8 : bytes;
	recipe.least = shortest;
	recipe.most = longest;
	return recipe;
}

static size_t hmac_bytes(const struct subject *subject)
{
	size_t bytes = jwt_alg_hmac_bytes(jwt_hmac_alg(subject));

	return bytes ? bytes : 32;
}

/* Exactly as many bytes as the algorithm needs; as text they would have fewer bits. */
static struct recipe encryption_recipe(const struct variable *variable)
{
	const char *encoding;
	size_t bytes = encryption_key_bytes(variable, &encoding);
	struct recipe recipe = recipe_of(variable, bytes, bytes * 8);

	recipe.encoding = text_equal(encoding, "auto") ? "base64" : encoding;
	recipe.padded = true;
	recipe.bytes = recipe.most_bytes = bytes;
	return recipe;
}

/* False: the type is none of random bytes. */
static bool find_recipe(struct recipe *ret, const struct subject *subject)
{
	const struct variable *variable = subject->variable;
	const char *name = is_wide(subject->type) ? "secret" : subject->type->name;

	if (text_equal(name, "password"))
		*ret = recipe_of(variable, 24, PASSWORD_BITS);
	else if (text_equal(name, "jwt-hmac-key"))
		*ret = recipe_of(variable, hmac_bytes(subject), hmac_bytes(subject) * 8);
	else if (text_equal(name, "encryption-key"))
		*ret = encryption_recipe(variable);
	else if (text_equal(name, "django-secret-key"))
		*ret = recipe_of(variable, 48, 256);
	else if (text_equal(name, "rails-secret-key-base"))
		*ret = recipe_of(variable, 64, 512);
	else if (text_equal(name, "rails-master-key"))
		*ret = recipe_of(variable, 16, 128);
	else if (text_equal(name, "secret"))
		*ret = recipe_of(variable, 32, SECRET_BITS);
	else
		return false;
	if (text_starts(name, "rails-"))
		ret->encoding = "hex";
	return true;
}

static char *random_hint(const struct subject *subject)
{
	const struct variable *variable = subject->variable;
	struct recipe recipe;
	_cleanup_(freep) char *made = NULL;

	if (subject->type && text_equal(subject->type->name, "laravel-app-key"))
		return text_format(MAKE_ONE "printf 'base64:%%s\\n' \"$(openssl rand -base64 %d)\"",
				   fits_any("aes-128*", variable->text[TEXT_ALG]
								? variable->text[TEXT_ALG]
								: "")
					   ? 16
					   : 32);
	if (!find_recipe(&recipe, subject))
		return NULL;
	if (variable->pattern || variable->text[TEXT_PATTERN])
		return text_copy("make a new one at random that pattern fits");
	if (!text_equal(recipe.encoding, "raw"))
		made = command(&recipe);
	return made ? text_format(MAKE_ONE "%s", made)
		    : text_copy("make a new one at random, as the keys of its section say; no "
				"common command does");
}

static bool is_url(const struct subject *subject)
{
	const char *name = subject->type ? subject->type->name : "";

	return fits_any("*-url url kafka-list *-dsn", name) ||
	       (subject->bytes && strstr(subject->bytes, "://"));
}

/* WEATHER_API_KEY is hardly the program's own, and nothing but its manifest could tell. */
static bool is_doubtful(const struct subject *subject)
{
	const char *name = subject->variable->name;

	return is_wide(subject->type) && !(subject->type && !subject->variable->type_by) &&
	       fits_any(DOUBTFUL_NAMES, name) && !fits_any(OWN_NAMES, name);
}

/* Takes the command's hint. New. */
static char *either_hint(char *made)
{
	char *hint = text_format(HINT_PROVIDER "; if it is your program's own, %s", made);

	free(made);
	return hint;
}

char *maker_hint(const struct subject *subject)
{
	char *hint;

	/* Symfony's names of its directories: a random key in place of the path would be wrong. */
	if (subject->bytes && text_starts(subject->bytes, "%kernel.") &&
	    !checking_has_preset(subject->checking, "symfony"))
		return text_copy("if the program is Symfony's, say presets = symfony, which knows "
				 "what %kernel...% stands for");
	if (is_issued(subject))
		return text_copy(HINT_PROVIDER);
	if (is_url(subject))
		return text_copy(MAKE_PASSWORD_OF_URL);
	hint = form_hint(subject);
	if (!hint)
		hint = random_hint(subject);
	if (hint && text_starts(hint, MAKE_ONE) && is_doubtful(subject))
		return either_hint(hint);
	if (!hint && !text_starts(subject->type->hint, MAKE_ONE))
		hint = text_copy(subject->type->hint);
	return hint ? hint : text_copy("put a new one in its place");
}
