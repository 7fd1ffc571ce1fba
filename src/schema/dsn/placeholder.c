/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/dsn/dsn.h"

#include <string.h>

#include "schema/host.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/text.h"

#define HOST_LIMIT 253

#define NAME "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"

/* The marks around a slot, and what may stand between them. */
static const struct {
	const char *open;
	const char *close;
	const char *inner;
} slots[] = {
	{ "<", ">", NAME "-. " }, { "${", "}", NULL },      { "{{", "}}", NULL },
	{ "{", "}", NAME "- " },  { "[", "]", NAME "-. " }, { "%", "%", NAME },
	{ "%(", ")s", NAME },     { "__", "__", NAME },     { "$(", ")", NAME },
};

static bool is_repeated(const char *text, size_t length)
{
	for (size_t i = 1; i < length; i++) {
		if (text[i] != text[0])
			return false;
	}
	return length >= 3 && strchr("xX*.?", text[0]);
}

/* A part that is nothing but a slot to be filled in. */
static bool is_slot(const char *text)
{
	size_t length = text ? strlen(text) : 0;

	for (size_t i = 0; i < ARRAY_LENGTH(slots); i++) {
		size_t left = strlen(slots[i].open), right = strlen(slots[i].close);

		if (length > left + right && strncmp(text, slots[i].open, left) == 0 &&
		    strcmp(text + length - right, slots[i].close) == 0 &&
		    (!slots[i].inner ||
		     strspn(text + left, slots[i].inner) >= length - left - right))
			return true;
	}
	if (length > 1 && text[0] == '$' && strspn(text + 1, NAME) == length - 1 &&
	    !strchr("0123456789", text[1]))
		return true;
	return length > 0 && is_repeated(text, length);
}

static bool is_word(const char *text, const char *const *words)
{
	_cleanup_(buf_done) struct buf plain = { 0 };

	if (!text || !*text)
		return false;
	for (; *text; text++) {
		if (!strchr("-_. ", *text))
			buf_add_char(&plain, *text);
	}
	for (; *words; words++) {
		if (text_glob(*words, buf_text(&plain), true))
			return true;
	}
	return false;
}

/* Words of examples; case and separators do not count, * is any text. */
static const char *const users[] = { "user",       "username",   "dbuser",        "dbusername",
				     "myuser",     "myusername", "yourname",      "youruser*",
				     "yourdb*",    "yourlogin",  "yourpostgres*", "yourmongo*",
				     "yourredis*", NULL };
static const char *const passwords[] = { "pass",           "password",       "passwd",
					 "mypass",         "mypassword",     "dbpass",
					 "dbpassword",     "strongpassword", "securepassword",
					 "secretpassword", "userpassword",   "examplepassword",
					 "changeme",       "yourpass*",      "your*pass",
					 "your*password",  "your*password*", "yoursecret*",
					 "replaceme",      "changethis",     NULL };
static const char *const databases[] = { "dbname",        "database",  "databasename",
					 "mydatabase",    "mydb",      "yourdb*",
					 "yourdatabase*", "exampledb", NULL };
static const char *const hosts[] = {
	"host",          "hostname",   "dbhost",       "databasehost",  "myhost",
	"servername",    "yourhost*",  "yourserver*",  "yourdb*",       "yourredis*",
	"yourpostgres*", "yourmongo*", "yourcluster*", "yourendpoint*", "yourrds*",
	"endpoint",      NULL
};

/* MongoDB's documentation writes clusters so; the real ones have five random letters and digits. */
static const char *const clusters[] = {
	"cluster.mongodb.net",
	"cluster0.mongodb.net",
	"*.example.mongodb.net",
	"*.abcde.mongodb.net",
	"*.abc12.mongodb.net",
	"*.abc123.mongodb.net",
	"*.abcd.mongodb.net",
	"*.abcd1.mongodb.net",
	"*.mongodb.mongodb.net",
	"cluster0.cluster.mongodb.net",
	"mycluster.mongodb.net",
	"cluster-name.mongodb.net",
	"cluster-url",
	"cluster",
	NULL,
};

/* "xxxxx" as a whole label, or as a part of one between hyphens: ec2-xx-xx-xx-xx. */
static bool has_blank_label(const char *host)
{
	for (; *host; host += strspn(host, ".-")) {
		size_t part = strcspn(host, ".-");

		if (part >= 2 && (strspn(host, "x") >= part || strspn(host, "X") >= part))
			return true;
		host += part;
	}
	return false;
}

static bool is_example_host(const char *host)
{
	if (strlen(host) > HOST_LIMIT)
		return false;
	for (size_t i = 0; clusters[i]; i++) {
		if (text_glob(clusters[i], host, true))
			return true;
	}
	return host_placeholder(host) == HOST_PLACEHOLDER || is_word(host, hosts) ||
	       has_blank_label(host);
}

unsigned dsn_placeholders(const struct dsn *dsn, bool *ret_template)
{
	const char *parts[] = { dsn->user, dsn->password, dsn->database };
	unsigned found = 0;
	bool host = false;

	*ret_template = false;
	for (size_t i = 0; i < ARRAY_LENGTH(parts); i++)
		*ret_template = *ret_template || is_slot(parts[i]);
	for (size_t i = 0; i < dsn->host_count; i++) {
		const char *name = dsn->hosts[i].name;

		*ret_template = *ret_template || is_slot(name);
		host = host || (!dsn->hosts[i].socket && is_example_host(name));
	}
	found += is_word(dsn->user, users) || is_slot(dsn->user);
	found += is_word(dsn->password, passwords) || is_slot(dsn->password);
	found += is_word(dsn->database, databases) || is_slot(dsn->database);
	found += host;
	return found;
}
