/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/rule/mail.h"

#include <string.h>

#include "schema/neighbours.h"
#include "schema/rules.h"
#include "schema/switches.h"
#include "schema/words.h"
#include "util/alloc.h"
#include "util/text.h"

/* How a session begins. */
enum mail_tls {
	MAIL_UNSAID,
	MAIL_PLAIN,
	MAIL_STARTTLS, /* plain first, as on port 587 */
	MAIL_IMPLICIT, /* TLS from the first byte, as on port 465 */
};

/* Servers that keep what they get, for tests. */
static const char catchers[] = "mailhog mailpit mailcatcher maildev greenmail smtp4dev inbucket "
			       "fakesmtp papercut";
static const char catcher_hosts[] =
	"sandbox.smtp.mailtrap.io smtp.mailtrap.io sandbox.mailtrap.io smtp.ethereal.email "
	"ethereal.email";

/* Providers that take mail for everybody on port 2525, which catchers use too. */
static const char submission_2525[] =
	"sendgrid.net mailgun.org postmarkapp.com mailjet.com brevo.com sendinblue.com "
	"elasticemail.com sparkpostmail.com socketlabs.com smtp2go.com live.smtp.mailtrap.io "
	"mandrillapp.com smtp.com";

#define MAIL_HOST_SUFFIXES "HOST SERVER ADDRESS HOSTNAME"

static struct word host_word(const char *text)
{
	const char *authority = strstr(text, "://"), *at;
	struct word host = { authority ? authority + 3 : text, 0 };

	at = strchr(host.start, '@');
	host.start = at ? at + 1 : host.start;
	host.length = strcspn(host.start, ":/? \t\r\n");
	return host;
}

/* Whether the host is one of domains, or below one. */
static bool is_below(struct word host, const char *domains)
{
	struct word domain;

	while (word_next(&domain, &domains, " ")) {
		size_t rest = host.length - domain.length;

		if (host.length >= domain.length &&
		    word_same((struct word){ host.start + rest, domain.length }, domain) &&
		    (rest == 0 || host.start[rest - 1] == '.'))
			return true;
	}
	return false;
}

static bool is_catcher(struct word host)
{
	struct word rest = host;

	for (size_t i = 0; i <= host.length; i++) {
		struct word label = { rest.start, (size_t)(host.start + i - rest.start) };

		if (i < host.length && host.start[i] != '.' && host.start[i] != '-')
			continue;
		if (word_among(label, catchers))
			return true;
		rest.start = host.start + i + 1;
	}
	return word_among(host, catcher_hosts);
}

void rule_check_smtp_host(const struct subject *subject)
{
	if (is_catcher(host_word(subject->bytes)))
		subject_find(subject, "smtp-host", NULL,
			     "is a server that keeps mail instead of sending it");
	else if (address_is_local(subject->bytes))
		subject_find_at(subject, "smtp-host", SUBJECT_AT(PRODUCTION_WARN), NULL,
				"is this machine");
}

static bool port_of(size_t *ret, const struct subject *subject)
{
	return word_number(ret, word_of(subject->bytes), 65535);
}

/* The port that stands beside the subject; 0 when there is none. */
static size_t near_port(const struct subject *subject)
{
	struct subject port;
	size_t number = 0;

	return neighbour_near(&port, subject, "PORT") && neighbour_reaches(&port) &&
			       port_of(&number, &port)
		       ? number
		       : 0;
}

static bool near_host(struct subject *ret, const struct subject *subject)
{
	return neighbour_near(ret, subject, MAIL_HOST_SUFFIXES);
}

/* What a variable of the family says; is_ssl: its name asks for TLS from the first byte. */
static enum mail_tls read_tls(const struct subject *subject, bool is_ssl)
{
	struct word word = word_of(subject->bytes);

	if (word_among(word, "starttls tls"))
		return MAIL_STARTTLS;
	if (word_among(word, "ssl smtps ssl/tls"))
		return MAIL_IMPLICIT;
	if (subject_is_falsy(subject->bytes) || word_among(word, "none null plain"))
		return MAIL_PLAIN;
	if (switch_is_on(subject))
		return is_ssl ? MAIL_IMPLICIT : MAIL_STARTTLS;
	return MAIL_UNSAID;
}

/* What all variables beside the subject say together; the one that says most. */
static enum mail_tls near_tls(const struct subject *subject)
{
	static const struct {
		const char *suffix;
		bool is_ssl;
	} rows[] = {
		{ "USE_SSL", true },      { "SSL", true },         { "SECURE", true },
		{ "SSL_TLS", true },      { "ENCRYPTION", false }, { "USE_TLS", false },
		{ "TLS", false },         { "STARTTLS", false },   { "USE_STARTTLS", false },
		{ "REQUIRE_TLS", false },
	};
	enum mail_tls most = MAIL_UNSAID, said;
	struct subject other;

	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		if (!neighbour_near(&other, subject, rows[i].suffix) || !neighbour_reaches(&other))
			continue;
		said = read_tls(&other, rows[i].is_ssl);
		most = said > most ? said : most;
	}
	return most;
}

/* TLS alone may mean either kind: Laravel's MAIL_ENCRYPTION means this one by it on 465. */
static bool is_either_kind(const struct subject *subject)
{
	struct subject other;

	if (neighbour_near(&other, subject, "ENCRYPTION"))
		return true;
	return neighbour_near(&other, subject, "SECURE SSL SSL_TLS USE_SSL") &&
	       word_is(word_of(other.bytes), "tls");
}

/* Port 465 speaks TLS from the first byte, 587 after STARTTLS. */
static void check_port_mode(const struct subject *subject, size_t port)
{
	enum mail_tls tls = near_tls(subject);
	struct subject other;

	if (port == 465 && (tls == MAIL_PLAIN || tls == MAIL_STARTTLS)) {
		if (is_either_kind(subject))
			return;
		if (tls == MAIL_STARTTLS && neighbour_near(&other, subject, "TLS") &&
		    !neighbour_near(&other, subject, "SSL"))
			subject_find_at(subject, "smtp-port-mode", SUBJECT_WARN, NULL,
					"465 wants TLS from the first byte, not STARTTLS");
		else
			subject_find(subject, "smtp-port-mode", NULL,
				     "465 wants TLS from the first byte, not STARTTLS");
	}
	if (port == 587 && tls == MAIL_IMPLICIT)
		subject_find(subject, "smtp-port-mode", NULL,
			     "587 wants STARTTLS, not TLS from the first byte");
}

void rule_check_smtp_port(const struct subject *subject)
{
	struct subject host;
	size_t port;

	if (!port_of(&port, subject))
		return;
	if (port == 25)
		subject_find(subject, "smtp-port-plain", NULL, "is the port between mail servers");
	if (port == 1025 || (port == 2525 && !(near_host(&host, subject) &&
					       is_below(host_word(host.bytes), submission_2525))))
		subject_find(subject, "smtp-host", "use port 587 or 465",
			     "is a port of mail catchers");
	check_port_mode(subject, port);
}

/* The two words for TLS cannot both be on. */
static void check_exclusive(const struct subject *subject)
{
	struct subject ssl;

	if (!switch_is_on(subject) || !name_has_word(subject->variable->name, "tls") ||
	    !neighbour_near(&ssl, subject, "USE_SSL SSL") || !switch_is_on(&ssl))
		return;
	subject_find(subject, "smtp-tls-exclusive", NULL, "is on, and %s is too",
		     ssl.variable->name);
}

void rule_check_smtp_tls(const struct subject *subject)
{
	bool secure = name_has_word(subject->variable->name, "secure");
	size_t port = near_port(subject);

	check_exclusive(subject);
	if (read_tls(subject, secure) != MAIL_PLAIN || near_tls(subject) > MAIL_PLAIN ||
	    port == 465 || neighbours_are_local(subject, MAIL_HOST_SUFFIXES))
		return;
	/* Nodemailer's secure = false on port 587 still tries STARTTLS. */
	if (secure && port == 587)
		subject_find_at(subject, "smtp-tls-disabled", SUBJECT_AT(PRODUCTION_WARN),
				"require TLS in the program",
				"mail is encrypted only if the server offers it");
	else
		subject_find(subject, "smtp-tls-disabled", NULL, "mail is sent unencrypted");
}

/* A sender has any of many names. */
static bool is_sender(const char *name)
{
	return name_has_word(name, "from sender");
}

/* And so has a password: MAIL_PASSWORD beside EMAIL_HOST, SECRETS_email_password. */
static bool is_password(const char *name)
{
	static const char names[] = "*SMTP*PASSWORD *SMTP*PASS *MAIL*PASSWORD *MAIL*PASS "
				    "*SMTP*PASSWORD_FILE *SMTP*PASS_FILE *MAIL*PASSWORD_FILE "
				    "*MAIL*PASS_FILE";

	return name_has_word(name, "password pass") && name_fits(names, name);
}

/* Whether a name of the kind is set; declared ones may have no value in this run. */
static bool is_any_set(const struct checking *checking, bool (*is_kind)(const char *name))
{
	const struct manifest *manifest = checking->manifest;

	for (size_t i = 0; i < checking->values->count; i++) {
		const char *name = checking->values->items[i].variable->name;

		if (is_kind(name) && neighbour_is_set(checking, name))
			return true;
	}
	for (size_t i = 0; i < manifest->variables_count; i++) {
		const char *name = manifest->variables[i].name;

		if (is_kind(name) && neighbour_is_set(checking, name))
			return true;
	}
	return false;
}

bool mail_has_sender(const struct checking *checking)
{
	if (is_any_set(checking, is_sender))
		return true;
	for (char *const *entry = checking->inherited; entry && *entry; entry++) {
		if (text_starts(*entry, "DEFAULT_FROM_EMAIL=") || text_starts(*entry, "SMTP_FROM="))
			return true;
	}
	return false;
}

bool mail_has_password(const struct checking *checking)
{
	return is_any_set(checking, is_password);
}

/* A name like the subject's, with one of suffixes for its last word, that has a value here. */
static bool near_is_set(const struct subject *subject, const char *suffixes)
{
	const char *name = subject->variable->name;
	const char *last = strrchr(name, '_');
	size_t length = last ? (size_t)(last + 1 - name) : 0;
	struct word suffix;

	while (length > 0 && word_next(&suffix, &suffixes, " ")) {
		char other[160];

		if (length + suffix.length >= sizeof(other))
			continue;
		memcpy(other, name, length);
		memcpy(other + length, suffix.start, suffix.length);
		other[length + suffix.length] = '\0';
		if (neighbour_is_given(subject->checking, other))
			return true;
	}
	return false;
}

/* The name up to its last word: EMAIL of EMAIL_HOST. */
static struct word stem_of(const struct subject *subject)
{
	const char *name = subject->variable->name, *last = strrchr(name, '_');

	return (struct word){ name, last ? (size_t)(last - name) : strlen(name) };
}

/* They may have a default in the program. */
static void complain_of_port(const struct subject *subject, bool port, bool sender)
{
	struct word stem = stem_of(subject);
	_cleanup_(freep) char *hint = text_format(
		"set %.*s_%s%s%.*s%s", (int)stem.length, stem.start, port ? "FROM" : "PORT",
		port || sender ? "" : " and ", port || sender ? 0 : (int)stem.length, stem.start,
		port || sender ? "" : "_FROM");

	if (!port || !sender)
		subject_find_at(subject, "smtp-incomplete", SUBJECT_WARN, hint,
				"%s missing beside it",
				port     ? "a sender is"
				: sender ? "a port is"
					 : "port and sender are");
}

static void complain_of_login(const struct subject *subject, bool user, bool password)
{
	struct word stem = stem_of(subject);
	_cleanup_(freep) char *one = text_format("set %.*s_%s", (int)stem.length, stem.start,
						 user ? "PASSWORD" : "USER");
	_cleanup_(freep) char *both =
		text_format("%s and %.*s_PASSWORD", one, (int)stem.length, stem.start);

	if (user != password)
		subject_find(subject, "smtp-incomplete", one, "a %s is missing beside it",
			     user ? "password" : "user");
	if (!user && !password)
		subject_find_at(subject, "smtp-incomplete", SUBJECT_AT(PRODUCTION_WARN), both,
				"user and password are missing beside it");
}

void rule_check_smtp_complete(const struct subject *subject)
{
	bool user, password, port, sender;

	/* What Sentry calls itself in the mails that it sends. */
	if (text_equal_nocase(subject->variable->name, "SENTRY_MAIL_HOST"))
		return;
	/* A URL says all of it; a server on this machine or for tests needs little. */
	if (strstr(subject->bytes, "://") || address_is_local(subject->bytes) ||
	    is_catcher(host_word(subject->bytes)))
		return;
	user = near_is_set(subject, "USER USERNAME LOGIN HOST_USER AUTH_USER USER_NAME API_KEY");
	password = near_is_set(subject, "PASSWORD PASS HOST_PASSWORD AUTH_PASSWORD AUTH_PASS "
					"KEY API_KEY TOKEN") ||
		   subject->checking->has_mail_password;
	/* Nextcloud's word for a user; elsewhere it is the sender's. */
	user = user || (password && near_is_set(subject, "NAME"));
	port = strchr(subject->bytes, ':') || near_is_set(subject, "PORT");
	sender = subject->checking->has_sender;
	complain_of_port(subject, port, sender);
	complain_of_login(subject, user, password);
}
