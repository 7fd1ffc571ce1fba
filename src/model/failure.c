/* SPDX-License-Identifier: Apache-2.0 */
#include "model/failure.h"

#define CHECK_ADDRESS "check address in the source's section, and that the server runs there"

/* clang-format off */
const struct failure_row failure_rows[FAILURE_COUNT] = {
	[FAILURE_NONE]              = { "none", ERR_NONE, false, false, "", "" },

	[FAILURE_NO_HOST]           = { "no-host", ERR_UNAVAILABLE, true, true,
		"the host name could not be resolved", "check the host in address, and the resolver of this machine" },
	[FAILURE_REFUSED]           = { "refused", ERR_UNAVAILABLE, true, true,
		"the connection was refused", CHECK_ADDRESS },
	[FAILURE_UNREACHABLE]       = { "unreachable", ERR_UNAVAILABLE, true, true,
		"the server could not be reached", CHECK_ADDRESS },
	[FAILURE_CONNECT_TIMEOUT]   = { "connect-timeout", ERR_UNAVAILABLE, true, true,
		"the server did not accept a connection in time", "check the network path and firewall to address" },
	[FAILURE_STALLED]           = { "stalled", ERR_UNAVAILABLE, true, true,
		"the server took the request and did not answer in time", "check the server's load; raise deadline in the source's section if it is slow by nature" },
	[FAILURE_TLS_AUTHORITY]     = { "tls-authority", ERR_UNAVAILABLE, false, true,
		"the server's certificate is signed by an authority that is not trusted here", "set ca-file in the source's section to the PEM file of the CA that signed it" },
	[FAILURE_TLS_NAME]          = { "tls-name", ERR_UNAVAILABLE, false, true,
		"the server's certificate is for another host name", "use a name from the certificate in address, or set tls-server-name" },
	[FAILURE_TLS_DATE]          = { "tls-date", ERR_UNAVAILABLE, false, true,
		"the server's certificate is expired or not valid yet", "renew the certificate; check the clocks of both machines" },
	[FAILURE_TLS]               = { "tls", ERR_UNAVAILABLE, false, true,
		"no secure connection could be made", "check that the server speaks TLS 1.2 or later on that port" },
	[FAILURE_CUT]               = { "cut", ERR_UNAVAILABLE, true, true,
		"the connection ended in the middle of the reply", "try again; check proxies between here and the server" },
	[FAILURE_TOO_LARGE]         = { "too-large", ERR_UNAVAILABLE, false, false,
		"the reply is larger than keystrap accepts (1 MiB, 4,096 fields)", "split the secret into smaller ones" },
	[FAILURE_NOT_HTTP]          = { "not-http", ERR_UNAVAILABLE, false, true,
		"what answered does not speak HTTP", CHECK_ADDRESS },
	[FAILURE_REDIRECT]          = { "redirect", ERR_UNAVAILABLE, false, false,
		"the server redirects elsewhere, which keystrap never follows", "set address to where the service really is" },

	[FAILURE_SEALED]            = { "sealed", ERR_UNAVAILABLE, true, true,
		"the server is sealed", "unseal it: bao operator unseal (or vault operator unseal)" },
	[FAILURE_STANDBY]           = { "standby", ERR_UNAVAILABLE, true, true,
		"the server is a standby node that cannot serve requests", "set address to the active node or to the load balancer in front of the cluster" },
	[FAILURE_UNINITIALISED]     = { "uninitialised", ERR_UNAVAILABLE, false, true,
		"the server is not initialised", "initialise it: bao operator init (or vault operator init)" },
	[FAILURE_RATE_LIMITED]      = { "rate-limited", ERR_UNAVAILABLE, true, true,
		"the server limits the rate of requests", "try again later, or raise the quota" },
	[FAILURE_SERVER]            = { "server-error", ERR_UNAVAILABLE, true, true,
		"the server failed", "look into the server's log" },
	[FAILURE_REPLY]             = { "bad-reply", ERR_UNAVAILABLE, false, false,
		"the reply is not what this kind of store answers", CHECK_ADDRESS },
	[FAILURE_REQUEST]           = { "bad-request", ERR_UNAVAILABLE, false, false,
		"the server refused the request as wrong", "check the path and the kind of engine behind it" },

	[FAILURE_NO_LOGIN]          = { "no-login", ERR_AUTH, false, true,
		"there is nothing to log in with", "set VAULT_TOKEN, or token-file or auth in the source's section" },
	[FAILURE_LOGIN]             = { "login-refused", ERR_AUTH, false, true,
		"the login was refused", "check role-id, secret-id and auth-mount; a secret-id may be used up or expired" },
	[FAILURE_LOGIN_MFA]         = { "login-mfa", ERR_AUTH, false, true,
		"the login wants a second factor, which no program can give", "use a role without MFA for programs" },
	[FAILURE_TOKEN]             = { "token", ERR_AUTH, false, true,
		"the token is expired, revoked or unknown", "log in again, and hand over a fresh token" },
	[FAILURE_PERMISSION]        = { "permission", ERR_AUTH, false, false,
		"permission denied: the token's policies do not allow to read this path", "add read for this path to the policy (KV 2: MOUNT/data/PATH)" },

	[FAILURE_MOUNT]             = { "no-mount", ERR_AUTH, false, false,
		"there is no engine at this path, or the token may not see it", "check the first part of the path; set kv = 1 or kv = 2 when the token may not look mounts up" },
	[FAILURE_ENGINE]            = { "engine", ERR_UNAVAILABLE, false, false,
		"the engine at this path cannot be read that way", "check the path: keystrap-references(7) says what each engine offers" },
	[FAILURE_PATH_VERSION]      = { "no-version-there", ERR_UNAVAILABLE, false, false,
		"there is no secret at this path, or it has no such version", "check the path and the number after the '@'" },
	[FAILURE_PATH]              = { "absent", ERR_UNAVAILABLE, false, false,
		"there is no secret at this path", "check the path (as kv get takes it, without data/); create the secret if it is missing" },
	[FAILURE_KEY]               = { "no-key", ERR_UNAVAILABLE, false, false,
		"the sealed file has no such key", "add it: keystrap seal --identity FILE --set KEY SEALED-FILE" },
	[FAILURE_VERSION_DELETED]   = { "deleted", ERR_UNAVAILABLE, false, false,
		"this version of the secret is deleted", "undelete it, or write a new version" },
	[FAILURE_VERSION_DESTROYED] = { "destroyed", ERR_UNAVAILABLE, false, false,
		"this version of the secret is destroyed for good", "write a new version, or pin another one" },
	[FAILURE_VERSION]           = { "no-version", ERR_UNAVAILABLE, false, false,
		"the engine keeps no versions, so none can be pinned", "drop the @VERSION, or use a KV 2 engine" },
	[FAILURE_FIELD]             = { "no-field", ERR_UNAVAILABLE, false, false,
		"the secret has no such field", "check the name after the '#'" },
	[FAILURE_FIELD_KIND]        = { "field-kind", ERR_UNAVAILABLE, false, false,
		"the field is an object, a list or null, not a value", "store it as a string" },
	[FAILURE_FIELD_NUMBER]      = { "field-number", ERR_UNAVAILABLE, false, false,
		"the field is a number with a fraction or exponent, which has no one spelling", "store it as a string" },

	[FAILURE_BINARY]            = { "binary", ERR_UNAVAILABLE, false, false,
		"the value has a NUL byte, which no environment variable can hold", "store it as text: base64 or hexadecimal" },
	[FAILURE_PARAMETERS]        = { "parameters", ERR_UNAVAILABLE, false, false,
		"the engine at this path takes no parameters", "drop the '?' and what follows it" },
	[FAILURE_DECRYPT]           = { "decrypt", ERR_UNAVAILABLE, false, false,
		"the server could not decrypt the value", "check that it was encrypted with this key, whole, and that the key still allows its version" },
	[FAILURE_NOT_MINTED]        = { "not-minted", ERR_NONE, false, false,
		"reading this path makes a new credential, so it was left alone", "keystrap run reads it" },

	[FAILURE_SETTINGS]          = { "settings", ERR_MANIFEST, false, true,
		"the source's settings were refused by keystrap-fetch", "check address, ca-file and the certificates of the source" },
	[FAILURE_OWN]               = { "local", ERR_MANIFEST, false, true,
		"a file that the source needs cannot be used", "check the path in the source's section, and who may read the file" },
};
/* clang-format on */

enum err_code failure_code(const struct failure *failure)
{
	const struct failure_row *row = &failure_rows[failure->class];

	return row->transient && failure->deadline ? ERR_DEADLINE : row->code;
}
