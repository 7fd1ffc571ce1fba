/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/vault/source.h"

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "provider/aws/aws.h"
#include "provider/vault/helper.h"
#include "model/parameters.h"
#include "provider/weather_options.h"
#include "util/alloc.h"
#include "util/text.h"

#define BOTH(suffix) "BAO_" suffix " VAULT_" suffix

/* clang-format off */
static const struct option_row options[] = {
	{ "address",            OPTION_ADDRESSES, NULL, BOTH("AGENT_ADDR") " " BOTH("ADDR"), "https://127.0.0.1:8200", NULL, "the server's URL: https://HOST[:PORT], http:// on loopback, or unix:///PATH; several with commas between" },
	{ "namespace",          OPTION_PLACE,    NULL, BOTH("NAMESPACE"), NULL, NULL, "the namespace of every path" },
	{ "ca-file",            OPTION_CONTENT,  NULL, BOTH("CACERT"), NULL, "ca-pem ca-directory", "the PEM file of the CA that signed the server's certificate" },
	{ "ca-pem",             OPTION_PEM,      NULL, BOTH("CACERT_BYTES"), NULL, "ca-file ca-directory", "the same as text, on indented lines" },
	{ "ca-directory",       OPTION_HASHED,    NULL, BOTH("CAPATH"), NULL, "ca-file ca-pem", "a directory of CA files with hashed names (openssl rehash)" },
	{ "tls-server-name",    OPTION_TEXT,     NULL, BOTH("TLS_SERVER_NAME"), NULL, NULL, "the name that the certificate must have, when it is not the address's host" },
	{ "pin",                OPTION_TEXT,     NULL, NULL, NULL, NULL, "the hash of the server's public key, or several: sha256//BASE64;..." },
	{ "client-certificate", OPTION_CONTENT,  NULL, BOTH("CLIENT_CERT"), NULL, NULL, "the PEM file of the certificate to show to the server" },
	{ "client-key",         OPTION_SECRET,   NULL, BOTH("CLIENT_KEY"), NULL, NULL, "the PEM file of its key" },
	/* Logins: see keystrap-vault(7). */
	{ "auth",               OPTION_WORD,     "token approle kubernetes jwt oidc cert userpass ldap radius aws unwrap", NULL, "token", NULL, "how to log in" },
	{ "auth-mount",         OPTION_PLACE,    NULL, NULL, NULL, NULL, "where the login method is mounted, when it is not its own name" },
	{ "auth-namespace",     OPTION_PLACE,    NULL, NULL, NULL, NULL, "the namespace of the login, when it is not that of the paths" },
	{ "wrapping-path",      OPTION_PLACE,    NULL, NULL, NULL, NULL, "token, approle: the token or secret id comes wrapped, and this path must have made it" },
	{ "wrapping-token",     OPTION_LOGIN,    NULL, BOTH("WRAPPING_TOKEN"), NULL, "wrapping-token-file", "unwrap: the wrapping token whose answer is the secret, from the environment" },
	{ "wrapping-token-file", OPTION_SECRET,  NULL, NULL, NULL, NULL, "unwrap: the file with the wrapping token" },
	{ "role",               OPTION_TEXT,     NULL, NULL, NULL, NULL, "kubernetes, jwt, oidc, cert, aws: the role to log in to" },
	{ "token",              OPTION_LOGIN,    NULL, BOTH("TOKEN"), NULL, "token-file", "the token, from the environment" },
	{ "token-file",         OPTION_SECRET,   NULL, "BAO_TOKEN_PATH", "${HOME}/.vault-token", NULL, "the file with the token" },
	{ "token-helper",       OPTION_TEXT,     NULL, NULL, NULL, NULL, "token: the program that prints it when it is run with the word get" },
	{ "tool-config",        OPTION_PATH,     NULL, BOTH("CONFIG_PATH"), "${HOME}/.vault", "token-helper", "token: the file of the stores' own tools that may name a token helper" },
	{ "role-id",            OPTION_TEXT,     NULL, BOTH("ROLE_ID"), NULL, "role-id-file", "approle: the role's id" },
	{ "role-id-file",       OPTION_CONTENT,  NULL, NULL, NULL, NULL, "approle: the file with the role's id" },
	{ "secret-id",          OPTION_LOGIN,    NULL, BOTH("SECRET_ID"), NULL, "secret-id-file", "approle: the secret id, from the environment" },
	{ "secret-id-file",     OPTION_SECRET,   NULL, NULL, NULL, NULL, "approle: the file with the secret id" },
	{ "secret-id-remove",   OPTION_WORD,     "no yes", NULL, "no", NULL, "approle: yes removes secret-id-file as soon as it is read" },
	{ "jwt",                OPTION_LOGIN,    NULL, BOTH("JWT") " VAULT_ID_TOKEN", NULL, "jwt-file", "jwt, oidc: the JWT, from the environment" },
	/* The kubelet writes it for everybody in the pod to read. */
	{ "jwt-file",           OPTION_CONTENT,  NULL, NULL, "/var/run/secrets/kubernetes.io/serviceaccount/token", NULL, "kubernetes, jwt, oidc: the file with the JWT" },
	{ "username",           OPTION_TEXT,     NULL, BOTH("USERNAME"), NULL, NULL, "userpass, ldap, radius: the name to log in with" },
	{ "password",           OPTION_LOGIN,    NULL, BOTH("PASSWORD"), NULL, "password-file", "userpass, ldap, radius: the password, from the environment" },
	{ "password-file",      OPTION_SECRET,   NULL, NULL, NULL, NULL, "userpass, ldap, radius: the file with the password" },
	{ "aws-profile",        OPTION_TEXT,     NULL, NULL, NULL, NULL, "aws: the profile in the files of ~/.aws, when it is not AWS_PROFILE" },
	/* The first link of the chain of AWS, which reads them itself; rows, as they are a login. */
	{ "aws-access-key-id",  OPTION_LOGIN,    NULL, "AWS_ACCESS_KEY_ID", NULL, "aws-profile", "aws: the id of the access key, from the environment" },
	{ "aws-secret-access-key", OPTION_LOGIN, NULL, "AWS_SECRET_ACCESS_KEY", NULL, "aws-profile", "aws: the access key, from the environment" },
	{ "aws-session-token",  OPTION_LOGIN,    NULL, "AWS_SESSION_TOKEN", NULL, "aws-profile", "aws: the token of keys for a session, from the environment" },
	{ "aws-region",         OPTION_TEXT,     NULL, NULL, NULL, NULL, "aws: the region of the STS endpoint, when it is not the global one" },
	{ "aws-server-id",      OPTION_TEXT,     NULL, NULL, NULL, NULL, "aws: what the server wants in X-Vault-AWS-IAM-Server-ID" },
	/* Engines. */
	{ "kv",                 OPTION_WORD,     "auto 1 2", NULL, "auto", NULL, "the version of the key-value engines; auto asks the server" },
	{ "deadline",           OPTION_DURATION, NULL, BOTH("CLIENT_TIMEOUT"), "30s", NULL, "how long a collection may take, retries included" },
	{ "retries",            OPTION_COUNT,    NULL, BOTH("MAX_RETRIES"), "5", NULL, "how often a request is tried again on trouble that may pass" },
	WEATHER_OPTIONS,
	{ "refresh",            OPTION_DURATION, NULL, NULL, NULL, NULL, "how often to look for changes" },
	{ 0 },
};

static const struct environment_row environment[] = {
	{ BOTH("SKIP_VERIFY"), true, "is set: certificates are always verified", "unset it; name the CA in ca-file or VAULT_CACERT" },
	{ BOTH("WRAP_TTL"), false, "is ignored: values are never asked for wrapped", "unset it for keystrap" },
	{ BOTH("MFA"), false, "is ignored: a login with a second factor is none for a program", "use a role without MFA" },
	{ BOTH("PROXY_ADDR") " " BOTH("HTTP_PROXY"), false, "is ignored: proxies are never used", "set address to what can be reached directly" },
	{ BOTH("SRV_LOOKUP"), false, "is ignored: no SRV records are asked for", "set address to the server's host and port" },
	{ BOTH("HEADERS"), false, "is ignored: no other headers are sent", "unset it for keystrap" },
	{ BOTH("CLIENT_CERT_BYTES") " " BOTH("CLIENT_KEY_BYTES"), false, "is ignored: a client certificate comes from files", "set client-certificate and client-key to the files" },
	{ BOTH("DISABLE_REDIRECTS"), false, "is ignored: a standby's redirect is followed to nodes of its cluster alone, and no other is", "unset it for keystrap" },
	{ BOTH("RATE_LIMIT"), false, "is ignored: keystrap sends few requests, and waits when it is told to", "unset it for keystrap" },
	{ 0 },
};

/* Which login takes what from the environment. */
static const struct {
	const char *option, *auths;
} logins[] = {
	{ "token",                 "token" },
	{ "wrapping-token",        "unwrap" },
	{ "secret-id",             "approle" },
	{ "jwt",                   "jwt oidc" },
	{ "password",              "userpass ldap radius" },
	{ "aws-access-key-id",     "aws" },
	{ "aws-secret-access-key", "aws" },
	{ "aws-session-token",     "aws" },
};

/* What a login cannot do without: one of these options. */
static const struct {
	const char *auth, *options, *wrong;
} needs[] = {
	{ "approle",    "role-id role-id-file",     "auth = approle needs role-id, role-id-file or VAULT_ROLE_ID" },
	{ "kubernetes", "role",                     "auth = kubernetes needs role" },
	{ "unwrap",     "wrapping-token wrapping-token-file", "auth = unwrap needs wrapping-token-file or VAULT_WRAPPING_TOKEN" },
	{ "cert",       "client-certificate",       "auth = cert needs client-certificate and client-key" },
	{ "userpass",   "username",                 "auth = userpass needs username or VAULT_USERNAME" },
	{ "userpass",   "password password-file",   "auth = userpass needs password-file or VAULT_PASSWORD" },
	{ "ldap",       "username",                 "auth = ldap needs username or VAULT_USERNAME" },
	{ "ldap",       "password password-file",   "auth = ldap needs password-file or VAULT_PASSWORD" },
	{ "radius",     "username",                 "auth = radius needs username or VAULT_USERNAME" },
	{ "radius",     "password password-file",   "auth = radius needs password-file or VAULT_PASSWORD" },
};

/* Options that are written for some logins only. */
static const struct {
	const char *option, *auths, *wrong;
} belongs[] = {
	{ "role",             "kubernetes jwt oidc cert aws", "role is for auth = kubernetes, jwt, oidc, cert or aws" },
	{ "jwt-file",         "kubernetes jwt oidc",      "jwt-file is for auth = kubernetes, jwt or oidc" },
	{ "username",         "userpass ldap radius",     "username is for auth = userpass, ldap or radius" },
	{ "password-file",    "userpass ldap radius",     "password-file is for auth = userpass, ldap or radius" },
	{ "role-id",          "approle",                  "role-id is for auth = approle" },
	{ "role-id-file",     "approle",                  "role-id-file is for auth = approle" },
	{ "secret-id-file",   "approle",                  "secret-id-file is for auth = approle" },
	{ "secret-id-remove", "approle",                  "secret-id-remove is for auth = approle" },
	{ "aws-region",       "aws",                      "aws-region is for auth = aws" },
	{ "aws-profile",      "aws",                      "aws-profile is for auth = aws" },
	{ "aws-server-id",    "aws",                      "aws-server-id is for auth = aws" },
	{ "token-file",       "token",                    "token-file is for auth = token" },
	{ "token-helper",     "token",                    "token-helper is for auth = token" },
	{ "tool-config",      "token",                    "tool-config is for auth = token" },
	{ "wrapping-token-file", "unwrap",                "wrapping-token-file is for auth = unwrap" },
	{ "wrapping-path",    "token approle",            "wrapping-path is for auth = token or approle" },
};
/* clang-format on */

/* Only transit takes ciphertext, and it gives the value itself. */
static bool has_ciphertext(const struct reference *reference)
{
	_cleanup_(buf_done) struct buf value = { 0 };

	return reference->parameters &&
	       parameters_find(&value, reference->parameters, "ciphertext");
}

/* Everybody may wrap texts of their own there: that it was made there says nothing. */
static bool is_anybodys(const char *path)
{
	return text_starts(path, "sys/wrapping/") || text_starts(path, "cubbyhole/");
}

/* It names what was asked for when the answer was wrapped: that is checked, nothing is read. */
static const char *wrapped_reference_wrong(const struct reference *reference)
{
	if (reference->version || reference->parameters)
		return "what is wrapped is one answer: drop the @VERSION, and the '?' with what "
		       "follows it";
	if (!reference->field)
		return "what is wrapped is a set of fields: write #FIELD after the path";
	if (is_anybodys(reference->path))
		return "anybody can wrap something there: wrap the answer of what has the secret";
	return NULL;
}

static const char *reference_wrong(const struct source *source, const struct reference *reference)
{
	size_t version;
	bool decrypted = has_ciphertext(reference);

	if (text_equal(source_option(source, "auth"), "unwrap"))
		return wrapped_reference_wrong(reference);
	if (decrypted && reference->field)
		return "what transit decrypts is one value: drop the #FIELD";
	if (!reference->field && !decrypted)
		return "a Vault secret is a set of fields: write #FIELD after the path";
	if (reference->version &&
	    (!text_to_size(&version, reference->version, INT32_MAX) || version == 0))
		return "a version in Vault is a number from 1";
	return NULL;
}

static bool has_one_of(const struct source *source, const char *words)
{
	_cleanup_(text_list_freep) char **names = text_list(words);

	for (char **name = names; *name; name++) {
		if (source_option(source, *name))
			return true;
	}
	return false;
}

static bool is_among(const char *word, const char *words)
{
	_cleanup_(text_list_freep) char **list = text_list(words);

	return text_list_has(list, word);
}

static const char *login_wrong(const struct source *source)
{
	const char *auth = source_option(source, "auth");
	const char *wrapping = source_option(source, "wrapping-path");

	for (size_t i = 0; i < ARRAY_LENGTH(belongs); i++) {
		if (source_is_written(source, belongs[i].option) &&
		    !is_among(auth, belongs[i].auths))
			return belongs[i].wrong;
	}
	for (size_t i = 0; i < ARRAY_LENGTH(needs); i++) {
		if (text_equal(auth, needs[i].auth) && !has_one_of(source, needs[i].options))
			return needs[i].wrong;
	}
	if (text_equal(source_option(source, "secret-id-remove"), "yes") &&
	    !source_option(source, "secret-id-file"))
		return "secret-id-remove needs secret-id-file";
	if (source_is_written(source, "token-helper") && source_is_written(source, "token-file"))
		return "token-helper and token-file are two places for one token";
	if (wrapping && is_anybodys(wrapping))
		return "wrapping-path is where anybody can wrap something: name what makes the "
		       "token or secret id";
	return NULL;
}

#define LOWER  "abcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"

/* "sha256//" and the 44 characters of base64 that 32 bytes make, several with ; between. */
static bool are_pins(const char *text)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" LOWER DIGITS "+/";
	static const char prefix[] = "sha256//";

	for (;;) {
		if (!text_starts(text, prefix))
			return false;
		text += strlen(prefix);
		if (strspn(text, digits) != 43 || text[43] != '=')
			return false;
		text += 44;
		if (!*text)
			return true;
		if (*text++ != ';')
			return false;
	}
}

/* Whether each of its addresses is reached over TLS. */
static bool is_all_tls(const struct source *source)
{
	_cleanup_(text_list_freep) char **addresses = text_list(source_option(source, "address"));

	for (char **address = addresses; *address; address++) {
		if (!text_starts(*address, "https://"))
			return false;
	}
	return true;
}

static const char *options_wrong(const struct source *source)
{
	const char *wrong = login_wrong(source);
	const char *pin = source_option(source, "pin");
	const char *region = source_option(source, "aws-region");
	bool tls = is_all_tls(source);

	if (wrong)
		return wrong;
	if (!source_option(source, "client-certificate") != !source_option(source, "client-key"))
		return "client-certificate and client-key need each other";
	if (text_equal(source_option(source, "auth"), "cert") && !tls)
		return "auth = cert needs https:// in each address";
	if (region && (!region[0] || region[strspn(region, LOWER DIGITS "-")]))
		return "aws-region is a name such as eu-west-1";
	if (pin && !are_pins(pin))
		return "pin is sha256// and the base64 of the hash, several with ; between";
	if (pin && !tls)
		return "pin needs https:// in each address";
	return NULL;
}

/*
 * What only convention names is none of our business when there is another login: ~/.vault-token,
 * the token of the pod's service account.
 */
static bool wants(const struct source *source, const char *option)
{
	const char *auth = source_option(source, "auth");

	for (size_t i = 0; i < ARRAY_LENGTH(logins); i++) {
		if (text_equal(option, logins[i].option))
			return is_among(auth, logins[i].auths);
	}
	if (text_equal(option, "token-file"))
		return text_equal(auth, "token") && !source_option(source, "token");
	if (text_equal(option, "jwt-file"))
		return text_equal(auth, "kubernetes") ||
		       (is_among(auth, "jwt oidc") && !source_option(source, "jwt"));
	return true;
}

/*
 * Who reads the file later must find nothing; its content is in the request already. Another source
 * may have removed it, for itself. A link would be gone and the secret still there.
 */
static bool remove_secret_id(const struct source *source, struct error *err)
{
	const char *path = source_option(source, "secret-id-file");
	struct stat status;

	if (!text_equal(source_option(source, "secret-id-remove"), "yes"))
		return true;
	if (lstat(path, &status) == 0 && S_ISLNK(status.st_mode)) {
		error_set(err, ERR_MANIFEST,
			  "%s is a symbolic link: secret-id-remove would leave what it points to",
			  path);
		return error_hint(err, "name the file itself in secret-id-file");
	}
	if (unlink(path) == 0 || errno == ENOENT)
		return true;
	error_errno(err, ERR_SYSTEM, errno, "cannot remove %s, as secret-id-remove wants", path);
	return error_hint(err, "put it into a directory that may be written, or drop that option");
}

static bool unwraps(const struct source *source, bool login)
{
	return login ? source_option(source, "wrapping-path") != NULL
		     : text_equal(source_option(source, "auth"), "unwrap");
}

static void tell(const struct option_sink *sink, enum login_fact fact, const char *text,
		 const char *from)
{
	if (sink->tell)
		sink->tell(sink->context, fact, text, from);
}

/* Where the token comes from; a helper has its own place. */
static void tell_token(const struct source *source, const struct option_sink *sink, bool helper)
{
	if (helper)
		tell(sink, FACT_CREDENTIALS, "token", "the token helper");
	else if (source_option(source, "token"))
		tell(sink, FACT_CREDENTIALS, "token",
		     source->option_origins[source_row(source, "token")]);
	else
		tell(sink, FACT_CREDENTIALS, "token", source_option(source, "token-file"));
}

static void tell_login(const struct source *source, const struct option_sink *sink)
{
	const char *auth = source_option(source, "auth");
	const char *mount = source_option(source, "auth-mount");
	_cleanup_(freep) char *text = text_equal(auth, "token") ? text_copy(auth)
								: text_format("%s at auth/%s", auth,
									      mount ? mount : auth);

	tell(sink, FACT_LOGIN, text, NULL);
}

static bool prepare(const struct source *source, const struct option_sink *sink, struct error *err)
{
	bool helper = false;
	bool token = text_equal(source_option(source, "auth"), "token");

	tell_login(source, sink);
	if (text_equal(source_option(source, "auth"), "aws"))
		return aws_prepare_login(source, sink, err);
	if (!token)
		return true;
	if (!source_option(source, "token") && !source_is_written(source, "token-file") &&
	    !vault_ask_helper(&helper, source, sink, err))
		return false;
	tell_token(source, sink, helper);
	return true;
}

const struct source_type source_type_vault = {
	.name = "vault",
	.noun = "Vault or OpenBao server",
	.summary = "a Vault or OpenBao server: key-value, database, PKI, transit and other engines",
	.provenance = "vault",
	.options = options,
	.environment = environment,
	.remote = true,
	.takes_parameters = true,
	.reference_wrong = reference_wrong,
	.wants = wants,
	.options_wrong = options_wrong,
	.prepare = prepare,
	.spend = remove_secret_id,
	.unwraps = unwraps,
	.keep = aws_keep,
};

_Static_assert(ARRAY_LENGTH(options) <= SOURCE_MAX_OPTIONS, "room for every option");
