/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/types.h"

#include "schema/type_checks.h"
#include "util/text.h"

/* clang-format off */
const struct value_type value_types[] = {
	{ "string",        "any text",                                                   .accepts = "anything", .check = NULL },
	{ "int",           "a whole number, 64 bits, canonical decimal",                 .ranged = true, .accepts = "-42", .rejects = "007", .check = type_check_int },
	{ "bool",          "1 t true y yes on enable enabled, or 0 f false n no off disable disabled", .accepts = "true", .rejects = "maybe", .check = type_check_bool },
	{ "enum",          "one of the words of one-of",                                 .accepts = "", .rejects = "", .check = type_check_enum },
	{ "url",           "an absolute URL with a host, without login",                 .accepts = "https://example.net/path", .rejects = "//host", .check = type_check_url },
	{ "https-url",     "a url whose scheme is https",                                .accepts = "https://example.net", .rejects = "http://example.net", .check = type_check_https_url },
	{ "port",          "a port number from 1 to 65535, canonical decimal",           .ranged = true, .accepts = "8080", .rejects = "080", .check = type_check_port },
	{ "log-level",     "the name of a log level, of any common library",             .accepts = "INFO", .rejects = "INFOO", .check = type_check_log_level },
	{ "environment",   "production, staging, development or test, or a usual short form", .accepts = "staging", .rejects = "prodution", .check = type_check_environment },
	{ "jwt-hmac-key",  "a key that signs JWTs with HMAC; alg and encoding say how it is used", .sensitive = true, .accepts = "", .rejects = "short", .check = type_check_jwt_hmac_key },
	{ "secret",        "a token, password or key of any form",                       .sensitive = true, .accepts = "", .rejects = "changeme", .check = NULL },
	{ 0 },
};
/* clang-format on */

const struct value_type *value_type_find(const char *name)
{
	for (const struct value_type *type = value_types; type->name; type++) {
		if (text_equal(type->name, name))
			return type;
	}
	return NULL;
}

const char *const *value_type_names(void)
{
	static const char *names[sizeof(value_types) / sizeof(value_types[0])];

	for (size_t i = 0; value_types[i].name; i++)
		names[i] = value_types[i].name;
	return names;
}
