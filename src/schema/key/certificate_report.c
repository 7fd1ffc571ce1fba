/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/key/material.h"
#include "schema/key/names.h"

#include <string.h>

#include "crypto/certificate.h"
#include "schema/rules.h"
#include "util/text.h"

#define DAY           ((time_t)86400)
#define EXPIRES_WARN  (CERTIFICATE_WARN_DAYS * DAY)
/* An error in production. */
#define EXPIRES_ERROR (7 * DAY)

static time_t warn_before(const struct subject *subject)
{
	const char *said = subject->variable->text[TEXT_EXPIRES_WARN];
	uint64_t ms;

	return said && text_to_duration(&ms, said) ? (time_t)(ms / 1000) : EXPIRES_WARN;
}

/* "2026-06-15", the day in UTC; dates of certificates are public. */
static const char *day_text(char ret[static 32], time_t time)
{
	struct tm utc;

	if (!gmtime_r(&time, &utc) || !strftime(ret, 32, "%Y-%m-%d", &utc))
		ret[0] = '\0';
	return ret;
}

static void report_window(const struct subject *subject, const struct certificate_facts *facts,
			  time_t now)
{
	const char *which = facts->count > 1 ? "a certificate in it" : "the certificate";
	time_t left = facts->not_after - now;
	char day[32];

	if (facts->expired) {
		subject_find(subject, "cert-expired", NULL, "%s expired on %s", which,
			     day_text(day, facts->not_after));
	} else if (left < warn_before(subject)) {
		bool urgent = left < EXPIRES_ERROR;

		subject_find_at(subject, "cert-expiring-soon",
				urgent ? SUBJECT_AT(PRODUCTION_ELSE_WARN) : SUBJECT_WARN, NULL,
				"%s expires on %s", which, day_text(day, facts->not_after));
	}
	if (facts->not_yet_valid)
		subject_find(subject, "cert-not-yet-valid", NULL, "%s is valid from %s on", which,
			     day_text(day, facts->not_before));
}

void certificate_report(const struct subject *subject, const struct material *material, bool chain,
			bool typed)
{
	const char *hostname = subject->variable->text[TEXT_HOSTNAME];
	const char *name = subject->variable->name;
	bool trust = name_is_of_trust(name);
	/* OpenSSL's name for what it trusts, which others give to a server's certificate. */
	bool may_trust = trust || text_glob("*SSL_CERT_FILE", name, true);
	const struct certificate_query query = {
		.form = chain       ? CERTIFICATE_CHAIN
			: may_trust ? CERTIFICATE_TRUST
				    : CERTIFICATE_ANY,
		.now = clock_wall(subject->checking->clock),
		.hostname = hostname && hostname[0] ? hostname : NULL,
	};
	struct certificate_facts facts;

	if (!certificate_check(&facts, material->bytes, material->length, &query) &&
	    facts.count == 0) {
		if (typed || facts.key.fault == KEY_MALFORMED)
			key_report(subject, &facts.key, facts.key.fault == KEY_MALFORMED);
		return;
	}
	/* A root that everybody trusts may have 2048 bits, or be near its end: it is not ours. */
	if (facts.key.fault || !trust)
		key_report(subject, &facts.key, true);
	report_window(subject, &facts, query.now);
	if (facts.weak_signature && !trust)
		subject_find(subject, "cert-weak-signature", NULL,
			     "a certificate is signed with MD5 or SHA-1");
	if (facts.self_signed && !trust)
		subject_find(subject, "cert-self-signed", NULL, "the certificate signed itself");
	if (facts.chain_wrong && (chain || !trust))
		subject_find(subject, "cert-chain-order", NULL, "%s", facts.chain_wrong);
	if (facts.hostname_mismatch)
		subject_find(subject, "cert-hostname", NULL,
			     "the certificate is not for the host that hostname names");
}
