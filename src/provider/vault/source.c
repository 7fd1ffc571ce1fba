/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/vault/source.h"

#include <stddef.h>
#include <stdint.h>

#include "provider/weather_options.h"
#include "util/text.h"

#define BOTH(suffix) "BAO_" suffix " VAULT_" suffix

/* clang-format off */
static const struct option_row options[] = {
	{ "address",            OPTION_ADDRESSES, NULL, BOTH("AGENT_ADDR") " " BOTH("ADDR"), "https://127.0.0.1:8200", NULL, "the server's URL: https://HOST[:PORT], http:// on loopback, or unix:///PATH; several with commas between" },
	{ "namespace",          OPTION_PLACE,    NULL, BOTH("NAMESPACE"), NULL, NULL, "the namespace of every path" },
	{ "ca-file",            OPTION_CONTENT,  NULL, BOTH("CACERT"), NULL, "ca-pem ca-directory", "the PEM file of the CA that signed the server's certificate" },
	{ "ca-pem",             OPTION_PEM,      NULL, BOTH("CACERT_BYTES"), NULL, "ca-file ca-directory", "the same as text, on indented lines" },
	{ "ca-directory",       OPTION_PATH,     NULL, BOTH("CAPATH"), NULL, "ca-file ca-pem", "a directory of CA files with hashed names (openssl rehash)" },
	{ "tls-server-name",    OPTION_TEXT,     NULL, BOTH("TLS_SERVER_NAME"), NULL, NULL, "the name that the certificate must have, when it is not the address's host" },
	{ "client-certificate", OPTION_CONTENT,  NULL, BOTH("CLIENT_CERT"), NULL, NULL, "the PEM file of the certificate to show to the server" },
	{ "client-key",         OPTION_SECRET,   NULL, BOTH("CLIENT_KEY"), NULL, NULL, "the PEM file of its key" },
	{ "auth",               OPTION_WORD,     "token approle", NULL, "token", NULL, "how to log in" },
	{ "token",              OPTION_LOGIN,    NULL, BOTH("TOKEN"), NULL, "token-file", "the token, from the environment" },
	{ "token-file",         OPTION_SECRET,   NULL, "BAO_TOKEN_PATH", "${HOME}/.vault-token", NULL, "the file with the token" },
	{ "auth-mount",         OPTION_PLACE,    NULL, NULL, NULL, NULL, "where the login method is mounted, when it is not its own name" },
	{ "role-id",            OPTION_TEXT,     NULL, BOTH("ROLE_ID"), NULL, "role-id-file", "approle: the role's id" },
	{ "role-id-file",       OPTION_CONTENT,  NULL, NULL, NULL, NULL, "approle: the file with the role's id" },
	{ "secret-id",          OPTION_LOGIN,    NULL, BOTH("SECRET_ID"), NULL, "secret-id-file", "approle: the secret id, from the environment" },
	{ "secret-id-file",     OPTION_SECRET,   NULL, NULL, NULL, NULL, "approle: the file with the secret id" },
	{ "kv",                 OPTION_WORD,     "auto 1 2", NULL, "auto", NULL, "the version of the key-value engines; auto asks the server" },
	{ "deadline",           OPTION_DURATION, NULL, BOTH("CLIENT_TIMEOUT"), "30s", NULL, "how long a collection may take, retries included" },
	{ "retries",            OPTION_COUNT,    NULL, BOTH("MAX_RETRIES"), "5", NULL, "how often a request is tried again on trouble that may pass" },
	WEATHER_OPTIONS,
	{ "refresh",            OPTION_DURATION, NULL, NULL, NULL, NULL, "how often to look for changes" },
	{ 0 },
};
/* clang-format on */

static const char *reference_wrong(const struct source *source, const struct reference *reference)
{
	size_t version;

	(void)source;
	if (!reference->field)
		return "a Vault secret is a set of fields: write #FIELD after the path";
	if (reference->version &&
	    (!text_to_size(&version, reference->version, INT32_MAX) || version == 0))
		return "a version in Vault is a number from 1";
	return NULL;
}

static const char *options_wrong(const struct source *source)
{
	if (text_equal(source_option(source, "auth"), "approle")) {
		if (!source_option(source, "role-id") && !source_option(source, "role-id-file"))
			return "auth = approle needs role-id, role-id-file or VAULT_ROLE_ID";
	}
	if (!source_option(source, "client-certificate") != !source_option(source, "client-key"))
		return "client-certificate and client-key need each other";
	return NULL;
}

/* ~/.vault-token is none of our business when there is another login. */
static bool wants(const struct source *source, const char *option)
{
	return !text_equal(option, "token-file") ||
	       (text_equal(source_option(source, "auth"), "token") &&
		!source_option(source, "token"));
}

const struct source_type source_type_vault = {
	.name = "vault",
	.noun = "Vault or OpenBao server",
	.summary = "a Vault or OpenBao server: key-value engines, version 1 and 2",
	.provenance = "vault",
	.options = options,
	.remote = true,
	.reference_wrong = reference_wrong,
	.wants = wants,
	.options_wrong = options_wrong,
};

_Static_assert(ARRAY_LENGTH(options) <= SOURCE_MAX_OPTIONS, "room for every option");
