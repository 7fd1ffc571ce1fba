/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/rule/together.h"

#include <string.h>

#include "schema/neighbours.h"
#include "schema/switches.h"
#include "schema/words.h"
#include "util/text.h"

/* Lists with commas or spaces, and JSON arrays. */
#define SEPARATORS ", ;\t\r\n[]\"'"

/* An origin's parts, where they stand. */
struct origin_parts {
	struct word scheme, host; /* host with a port that is not the scheme's own */
};

static bool read_origin(struct origin_parts *ret, struct word word)
{
	struct word port = { NULL, 0 };

	for (size_t i = 0; i + 3 < word.length; i++) {
		if (memcmp(word.start + i, "://", 3) != 0)
			continue;
		ret->scheme = (struct word){ word.start, i };
		ret->host = (struct word){ word.start + i + 3, 0 };
		while (ret->host.length < word.length - i - 3 &&
		       !strchr("/?#", ret->host.start[ret->host.length]))
			ret->host.length++;
		for (size_t j = ret->host.length; j > 0 && !port.start; j--) {
			if (ret->host.start[j - 1] == ':')
				port = (struct word){ ret->host.start + j, ret->host.length - j };
		}
		if (port.start && ((word_is(ret->scheme, "https") && word_is(port, "443")) ||
				   (word_is(ret->scheme, "http") && word_is(port, "80"))))
			ret->host.length -= port.length + 1;
		return ret->host.length > 0;
	}
	return false;
}

/* In a pattern, a star and a dot in front stand for all hosts below. */
static bool host_fits(struct word pattern, struct word host)
{
	if (pattern.length > 2 && pattern.start[0] == '*' && pattern.start[1] == '.') {
		size_t length = pattern.length - 1;

		return host.length > length &&
		       word_same((struct word){ host.start + host.length - length, length },
				 (struct word){ pattern.start + 1, length });
	}
	return word_same(pattern, host);
}

static bool is_any(struct word item)
{
	return word_among(item, "* http://* https://* .*");
}

static bool allows_any(const char *list)
{
	struct word item;

	while (word_next(&item, &list, SEPARATORS)) {
		if (is_any(item))
			return true;
	}
	return false;
}

/* What a list says of an origin. */
enum listed { LISTED_NOT, LISTED_OTHER_SCHEME, LISTED };

static enum listed look_up(const char *list, const struct origin_parts *origin)
{
	enum listed found = LISTED_NOT;
	struct origin_parts other;
	struct word item;

	while (word_next(&item, &list, SEPARATORS)) {
		if (is_any(item))
			return LISTED;
		if (!read_origin(&other, item) || !host_fits(other.host, origin->host))
			continue;
		if (word_same(other.scheme, origin->scheme))
			return LISTED;
		found = LISTED_OTHER_SCHEME;
	}
	return found;
}

void rule_check_frontend(const struct checking *checking)
{
	struct subject frontend, origins, other;
	struct origin_parts origin;
	const char *text;
	struct word item;

	/* Patterns may let the frontend in as well. */
	if (!neighbour_first(&frontend, checking,
			     "FRONTEND_URL FRONTEND_ORIGIN CLIENT_URL CLIENT_ORIGIN") ||
	    !neighbour_first(&origins, checking, CORS_ORIGIN_NAMES) ||
	    neighbour_first(&other, checking,
			    "CORS_ALLOWED_ORIGIN_REGEXES CORS_ALLOW_ORIGIN_REGEX CORS_ORIGIN_REGEX "
			    "CORS_ALLOWED_ORIGIN_PATTERNS ALLOWED_ORIGIN_PATTERNS"))
		return;
	text = frontend.bytes;
	while (word_next(&item, &text, SEPARATORS)) {
		enum listed listed =
			read_origin(&origin, item) ? look_up(origins.bytes, &origin) : LISTED;

		if (listed == LISTED_OTHER_SCHEME)
			subject_find(&origins, "origin-scheme-mismatch", NULL,
				     "has the host of %s with another scheme",
				     frontend.variable->name);
		if (listed == LISTED_NOT)
			subject_find(&origins, "origin-missing-frontend", NULL,
				     "has not the origin of %s", frontend.variable->name);
	}
}

void rule_check_cors(const struct checking *checking)
{
	struct subject credentials, origins, all;
	bool any;

	if (!neighbour_first(&credentials, checking, CORS_CREDENTIALS_NAMES) ||
	    !switch_is_on(&credentials))
		return;
	any = neighbour_first(&origins, checking, CORS_ORIGIN_NAMES) && allows_any(origins.bytes);
	any = any || (neighbour_first(&all, checking,
				      "CORS_ALLOW_ALL_ORIGINS CORS_ORIGIN_ALLOW_ALL "
				      "CORS_ALLOW_ALL") &&
		      switch_is_on(&all));
	if (any)
		subject_find(&credentials, "cors-credentials-wildcard", NULL,
			     "credentials are allowed, and so is every origin");
}
