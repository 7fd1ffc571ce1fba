/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/rules.h"

#include "schema/rule_checks.h"
#include "util/text.h"

#define E   SEVERITY_ERROR
#define W   SEVERITY_WARNING
#define I   SEVERITY_INFO
#define OFF SEVERITY_OFF

/* Severities: production, staging, development, test. */
#define ALWAYS                                                                                     \
	{                                                                                          \
		E, E, E, E                                                                         \
	}
#define DEPLOYED                                                                                   \
	{                                                                                          \
		E, E, W, W                                                                         \
	} /* an error where users are, a warning where developers are */
#define PRODUCTION                                                                                 \
	{                                                                                          \
		E, W, OFF, OFF                                                                     \
	}
#define WARN                                                                                       \
	{                                                                                          \
		W, W, W, W                                                                         \
	}

/* clang-format off */
const struct rule rules[] = {
	{ "manifest-error",      ALWAYS,     "the manifest, or a file that it names, is wrong", "", NULL, .fixed = true },
	{ "dotenv-syntax",       ALWAYS,     "a dotenv file is malformed", "", NULL, .fixed = true },
	{ "value-unavailable",   ALWAYS,     "a value could not be fetched", "", NULL, .fixed = true },
	{ "reference-unresolved", ALWAYS,    "a template names a variable that has no value", "give that variable a value or a default", NULL, .fixed = true },
	{ "name-invalid",        ALWAYS,     "a name that a store brought is not one of an environment variable", "", NULL, .fixed = true },
	{ "loader-variable",     ALWAYS,     "a name or value that would run code in the program", "use another name; programs and loaders act on this one", NULL },
	{ "duplicate-name-case", ALWAYS,     "two names differ in case only", "keep one of the two", rule_check_name_case },
	{ "env-too-large",       ALWAYS,     "the environment is larger than the kernel takes", "hand such a value over in a file", NULL },
	{ "waiver-expired",      ALWAYS,     "a waiver's date has passed", "", NULL, .fixed = true },
	{ "mode-unknown",        WARN,       "the environment's name is unknown, so it counts as production", "use production, staging, development or test", NULL },
	{ "memory-not-locked",   { I, I, I, I }, "values are in memory that may be swapped out", "raise the memlock limit (ulimit -l, LimitMEMLOCK=)", NULL },

	{ "var-missing",         ALWAYS,     "a required variable is unset or empty", "give it a value, or say required = no", rule_check_presence },
	{ "var-forbidden",       ALWAYS,     "a variable is set where forbidden-in forbids it", "unset it in this environment", NULL },

	{ "value-not-utf8",      ALWAYS,     "the value is not UTF-8", "store text; encode binary values (base64)", rule_check_bytes },
	{ "value-control-char",  ALWAYS,     "the value has a control character", "remove it; a line end is often left over from a shell pipe", NULL },
	{ "secret-source-not-allowed", { E, W, W, W }, "a secret stands in the manifest itself", "move it into a sealed file or a store, and say from", rule_check_provenance },
	{ "default-on-sensitive", ALWAYS,    "a secret has a default, so a missing one goes unnoticed", "remove default; say required = no if the program can do without", NULL },
	{ "secret-empty",        ALWAYS,     "a secret is set to nothing", "give it a value, or remove it", NULL },
	{ "secret-whitespace",   ALWAYS,     "a secret has white space around it", "write it without: printf %s instead of echo", NULL },
	{ "secret-quoted",       ALWAYS,     "a secret is still wrapped in quotes", "store it without the quotes", NULL },
	{ "length-range",        ALWAYS,     "the value is shorter or longer than its bounds", "compare with min-length and max-length in the manifest", rule_check_limits },
	{ "pattern-mismatch",    ALWAYS,     "the value does not match its pattern", "compare with pattern in the manifest", NULL },

	{ "type-int",            ALWAYS,     "not a whole number", "write digits only, as in 42 or -7", NULL },
	{ "type-bool",           ALWAYS,     "not a boolean", "use true or false", NULL },
	{ "type-enum",           ALWAYS,     "not one of the allowed words", "use one of the words of one-of, letter by letter", NULL },
	{ "type-url",            ALWAYS,     "not a URL", "write SCHEME://HOST[:PORT][/PATH]", NULL },
	{ "type-https-url",      ALWAYS,     "not an https URL", "write https://HOST[:PORT][/PATH]", NULL },
	{ "type-port",           ALWAYS,     "not a port number", "use 1 to 65535, without leading zeros", NULL },
	{ "type-log-level",      ALWAYS,     "not a log level", "use debug, info, warning or error", NULL },
	{ "type-environment",    ALWAYS,     "not an environment", "use production, staging, development or test", NULL },
	{ "type-jwt-hmac-key",   ALWAYS,     "a JWT key is not encoded as its encoding says", "set encoding to how the program decodes the key: raw, hex, base64 or base64url", NULL },
	{ "number-range",        ALWAYS,     "a number is outside min and max", "compare with min and max in the manifest", NULL },
	{ "url-credentials",     { E, W, W, W }, "a URL carries a login", "give user and password in variables of their own", NULL },

	{ "jwt-key-too-short",   DEPLOYED,   "a JWT key has fewer bytes than its algorithm's hash", "make a new one: openssl rand -base64 64 | tr -d '\\n'", NULL },
	{ "secret-placeholder",  DEPLOYED,   "a secret is a placeholder that was never replaced", "make a new one: openssl rand -base64 32", rule_check_placeholder },
	{ "secret-template",     DEPLOYED,   "a secret is a template that was never filled in", "fill it in: keystrap puts in ${NAME} only in the manifest's own values", NULL },
	{ "debug-enabled",       PRODUCTION, "a debug switch is on", "set it to false, or unset it", rule_check_debug },
	{ "mode-not-production", PRODUCTION, "a mode variable says something other than production", "set it to production", rule_check_mode },
	{ "log-level",           PRODUCTION, "the log level is below info", "set it to info", rule_check_log_level },
	{ 0 },
};
/* clang-format on */

const struct rule *rule_find(const char *id)
{
	for (const struct rule *rule = rules; rule->id; rule++) {
		if (text_equal(rule->id, id))
			return rule;
	}
	return NULL;
}

const char *const *rule_ids(void)
{
	static const char *ids[ARRAY_LENGTH(rules)];

	for (size_t i = 0; rules[i].id; i++)
		ids[i] = rules[i].id;
	return ids;
}

enum severity rule_severity(const struct manifest *manifest, const struct variable *variable,
			    const struct rule *rule)
{
	enum severity severity = rule->severities[manifest->class];

	manifest_severity(&severity, manifest, variable, rule->id);
	return severity;
}
