/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/grammar.h"

#include <string.h>
#include <strings.h>

#include "util/cleanup.h"
#include "util/text.h"

/* What may stand in front of the numbers, the longer one first. */
static const char *const prefixes[] = { "VersionTLS", "PROTOCOL_TLSv", "TLS_v", "TLSv", "TLS-",
					"TLS_",       "TLS ",          "TLS",   "v",    "" };

/* The numbers; those of the wire (RFC 8446 section 4.1.2) besides. */
static const struct {
	const char *text;
	unsigned version;
} versions[] = {
	{ "1", 10 },   { "1.0", 10 }, { "1_0", 10 }, { "10", 10 }, { "0x0301", 10 },
	{ "769", 10 }, { "1.1", 11 }, { "1_1", 11 }, { "11", 11 }, { "0x0302", 11 },
	{ "770", 11 }, { "1.2", 12 }, { "1_2", 12 }, { "12", 12 }, { "0x0303", 12 },
	{ "771", 12 }, { "1.3", 13 }, { "1_3", 13 }, { "13", 13 }, { "0x0304", 13 },
	{ "772", 13 },
};

const char *grammar_tls_version(unsigned *ret, const char *text, size_t length)
{
	const char *rest = NULL;

	if (strlen(text) != length)
		return "not a version of TLS";
	if (strncasecmp(text, "SSL", 3) == 0) {
		rest = text + 3 + strspn(text + 3, "vV");
		*ret = *rest == '3' ? 3 : 2;
		return NULL;
	}
	for (size_t i = 0; i < ARRAY_LENGTH(prefixes) && !rest; i++) {
		if (strncasecmp(text, prefixes[i], strlen(prefixes[i])) == 0)
			rest = text + strlen(prefixes[i]);
	}
	for (size_t i = 0; i < ARRAY_LENGTH(versions); i++) {
		if (text_equal_nocase(versions[i].text, rest)) {
			*ret = versions[i].version;
			return NULL;
		}
	}
	return "not a version of TLS";
}
