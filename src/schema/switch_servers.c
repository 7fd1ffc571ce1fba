/* SPDX-License-Identifier: Apache-2.0 */
#include "switch_values.h"

#include <string.h>

#include "schema/grammar.h"
#include "schema/host.h"
#include "schema/neighbours.h"
#include "schema/switches.h"
#include "schema/types.h"
#include "schema/words.h"
#include "util/alloc.h"
#include "util/text.h"
#include "util/url.h"

#define LIST_SEPARATORS ", ;\t\r\n[]\"'"

/* Schemes without encryption where directories and databases are asked for, or stores of secrets.
 */
static const char plain_schemes[] = "ldap bolt neo4j http mqtt ftp";

/* A server of the list is reached without encryption; internal: one that only its network knows. */
static bool has_plain_server(const struct subject *subject, bool internal)
{
	const char *text = subject->bytes;
	struct word item;

	while (word_next(&item, &text, LIST_SEPARATORS)) {
		_cleanup_(freep) char *address = text_slice(item.start, item.length);
		_cleanup_(url_done) struct url url = { 0 };

		if (!address_is_local(address) && !url_parse(&url, address) &&
		    word_among((struct word){ url.scheme, strlen(url.scheme) }, plain_schemes) &&
		    host_is_internal(url.host) == internal)
			return true;
	}
	return false;
}

bool switch_is_plain_server(const struct subject *subject)
{
	return has_plain_server(subject, false);
}

bool switch_is_plain_inside(const struct subject *subject)
{
	return has_plain_server(subject, true);
}

/* SSLv3, TLS 1.0 or 1.1 among the versions that are allowed; those with a minus are not. */
bool switch_lists_old_tls(const struct subject *subject)
{
	const char *text = subject->bytes;
	struct word item;

	while (word_next(&item, &text, LIST_SEPARATORS ":")) {
		_cleanup_(freep) char *version = text_slice(item.start, item.length);
		unsigned number;

		if (word_among(item, "sslv2 sslv3"))
			return true;
		if (!grammar_tls_version(&number, version, item.length) && number > 0 &&
		    number < 12)
			return true;
	}
	return false;
}

bool switch_starts_tls(const struct subject *subject)
{
	struct subject other;

	return neighbour_near(&other, subject, "START_TLS STARTTLS USE_STARTTLS USE_TLS TLS") &&
	       switch_is_on(&other);
}

/* The types of brokers and URLs speak for themselves. */
bool switch_lists_this_machine(const struct subject *subject)
{
	const char *text = subject->bytes;
	struct word item;

	if (subject->type && !value_type_is(subject->type, "string"))
		return false;
	while (word_next(&item, &text, LIST_SEPARATORS)) {
		_cleanup_(freep) char *address = text_slice(item.start, item.length);

		if (address[0] != '/' && address_is_local(address))
			return true;
	}
	return false;
}

bool switch_has_list_type(const struct subject *subject)
{
	return subject->type && (value_type_is(subject->type, "host-list") ||
				 value_type_is(subject->type, "origin-list") ||
				 value_type_is(subject->type, "origin"));
}

bool switch_has_password_beside(const struct subject *subject)
{
	struct subject other;

	return neighbour_near(&other, subject, "PASSWORD PASS PASSWORD_FILE PASS_FILE");
}

/* Scheme smtp with the port of its own, written or meant. */
bool switch_is_smtp_port_25(const struct subject *subject)
{
	_cleanup_(url_done) struct url url = { 0 };

	return text_starts(subject->bytes, "smtp://") && !url_parse(&url, subject->bytes) &&
	       url.port == 25 && !host_is_local(url.host);
}

/* Port 1025 is that of mailpit and its like, which nobody else uses. */
bool switch_is_mail_catcher(const struct subject *subject)
{
	_cleanup_(url_done) struct url url = { 0 };

	return text_starts(subject->bytes, "smtp") && !url_parse(&url, subject->bytes) &&
	       url.port == 1025;
}
