/* SPDX-License-Identifier: Apache-2.0 */
#include "util/url.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/ascii.h"
#include "util/text.h"

#define ALPHA      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGIT      "0123456789"
#define UNRESERVED ALPHA DIGIT "-._~"
#define SUB_DELIMS "!$&'()*+,;="
#define PCHAR      UNRESERVED SUB_DELIMS ":@"

/* Whether all of text is made of allowed characters and well-formed %XX. */
static bool spelled_with(const char *text, const char *allowed)
{
	while (*text) {
		size_t run = strspn(text, allowed);

		text += run;
		if (*text == '%') {
			if (strspn(text + 1, DIGIT "abcdefABCDEF") < 2)
				return false;
			text += 3;
		} else if (*text) {
			return false;
		}
	}
	return true;
}

static const char *parse_port(unsigned *ret, const char *text)
{
	size_t port;

	if (!text_to_size(&port, text, 65535))
		return "the port is not a number from 1 to 65535";
	if (port == 0)
		return "the port is 0";
	*ret = (unsigned)port;
	return NULL;
}

static const char *parse_host(struct url *url, char *authority)
{
	char *port = NULL;

	if (authority[0] == '[') {
		struct in6_addr address;
		char *end = strchr(authority, ']');

		if (!end || (end[1] && end[1] != ':'))
			return "the brackets around the IPv6 address do not match";
		*end = '\0';
		if (inet_pton(AF_INET6, authority + 1, &address) != 1)
			return "what stands in brackets is no IPv6 address";
		url->host_is_ipv6 = true;
		url->host = text_copy(authority + 1);
		port = end[1] ? end + 2 : NULL;
	} else {
		char *colon = strchr(authority, ':');

		if (colon) {
			*colon = '\0';
			port = colon + 1;
		}
		if (!authority[0])
			return "there is no host";
		if (!spelled_with(authority, UNRESERVED SUB_DELIMS))
			return "the host has a character that a host name cannot have";
		url->host = text_copy(authority);
	}
	return port ? parse_port(&url->port, port) : NULL;
}

static const char *parse_authority(struct url *url, char *authority)
{
	char *at = strrchr(authority, '@');

	if (at) {
		char *colon;

		*at = '\0';
		if (strchr(authority, '@'))
			return "there are two @ in front of the host: write the first one as %40";
		if (!spelled_with(authority, UNRESERVED SUB_DELIMS ":"))
			return "user or password have a character that must be written as %XX";
		colon = strchr(authority, ':');
		if (colon) {
			*colon = '\0';
			url->password = text_copy(colon + 1);
		}
		url->user = text_copy(authority);
		authority = at + 1;
	}
	return parse_host(url, authority);
}

static const char *parse_scheme(struct url *url, const char *text, size_t length)
{
	if (length == 0 || !strchr(ALPHA, text[0]) || strspn(text, ALPHA DIGIT "+-.") < length)
		return "it does not start with a scheme such as https://";
	url->scheme = text_slice(text, length);
	for (char *c = url->scheme; *c; c++)
		*c = to_small(*c);
	return NULL;
}

static const char *parse(struct url *url, const char *text)
{
	const char *colon = strstr(text, "://");
	/* Buffers, because they are wiped whole: the parser puts NULs into them. */
	_cleanup_(buf_done) struct buf authority = { 0 };
	_cleanup_(buf_done) struct buf after = { 0 };
	char *mark, *rest;
	const char *wrong;

	if (!colon)
		return "it does not start with a scheme such as https://";
	wrong = parse_scheme(url, text, (size_t)(colon - text));
	if (wrong)
		return wrong;
	text = colon + 3;
	buf_add(&authority, text, strcspn(text, "/?#"));
	buf_add_text(&after, text + authority.length);
	rest = after.bytes;
	wrong = parse_authority(url, authority.bytes);
	if (wrong)
		return wrong;
	mark = strchr(rest, '#');
	if (mark) {
		*mark = '\0';
		url->fragment = text_copy(mark + 1);
	}
	mark = strchr(rest, '?');
	if (mark) {
		*mark = '\0';
		url->query = text_copy(mark + 1);
	}
	url->path = text_copy(rest);
	if (!spelled_with(url->path, PCHAR "/"))
		return "the path has a character that must be written as %XX";
	if ((url->query && !spelled_with(url->query, PCHAR "/?")) ||
	    (url->fragment && !spelled_with(url->fragment, PCHAR "/?")))
		return "what follows the ? or # has a character that must be written as %XX";
	return NULL;
}

const char *url_parse(struct url *ret, const char *text)
{
	struct url url = { 0 };
	const char *wrong = parse(&url, text);

	if (wrong)
		url_done(&url);
	else
		*ret = url;
	return wrong;
}

void url_done(struct url *url)
{
	free(url->scheme);
	text_wipe(url->user);
	text_wipe(url->password);
	text_wipe(url->host);
	text_wipe(url->path); /* a webhook's is its secret */
	text_wipe(url->query);
	text_wipe(url->fragment);
	*url = (struct url){ 0 };
}

bool url_host_is_loopback(const char *host)
{
	struct in_addr v4;
	struct in6_addr v6;
	size_t length = strlen(host);

	if (text_equal_nocase(host, "localhost") ||
	    (length > 10 && text_equal_nocase(host + length - 10, ".localhost")))
		return true;
	if (inet_pton(AF_INET, host, &v4) == 1)
		return (ntohl(v4.s_addr) >> 24) == 127 || v4.s_addr == 0;
	if (inet_pton(AF_INET6, host, &v6) == 1)
		return IN6_IS_ADDR_LOOPBACK(&v6) || IN6_IS_ADDR_UNSPECIFIED(&v6);
	return false;
}

/* Compared as addresses: one has many spellings. */
static bool is_address(const struct url *url, int family, const char *text)
{
	struct in6_addr theirs = { 0 }, ours = { 0 };

	return (family == AF_INET6) == url->host_is_ipv6 &&
	       inet_pton(family, url->host, &theirs) == 1 && inet_pton(family, text, &ours) == 1 &&
	       memcmp(&theirs, &ours, sizeof(ours)) == 0;
}

/*
 * The address that a host stands for without a name server, an IPv4 address mapped (RFC 4291
 * section 2.5.5.2). getaddrinfo(3) takes all that inet_aton(3) does, such as 0xa9fea9fe, libcurl
 * decodes %XX first, and a dot may follow.
 */
static bool find_address(struct in6_addr *ret, const char *host, bool ipv6)
{
	_cleanup_(buf_done) struct buf bare = { 0 };
	struct in_addr v4;

	if (ipv6)
		return inet_pton(AF_INET6, host, ret) == 1;
	(void)url_decode(&bare, host, strlen(host), false);
	if (bare.length > 0 && bare.bytes[bare.length - 1] == '.')
		bare.bytes[bare.length - 1] = '\0';
	if (!inet_aton(buf_text(&bare), &v4))
		return false;
	*ret = (struct in6_addr){ .s6_addr = { [10] = 0xff, [11] = 0xff } };
	memcpy(&ret->s6_addr[12], &v4, sizeof(v4));
	return true;
}

static const struct {
	enum url_plain plain;
	int family;
	const char *text;
} local[] = { { URL_PLAIN_LOOPBACK, AF_INET6, "::1" },
	      { URL_PLAIN_CONTAINER, AF_INET, "169.254.170.2" },
	      { URL_PLAIN_CONTAINER, AF_INET, "169.254.170.23" },
	      { URL_PLAIN_CONTAINER, AF_INET6, "fd00:ec2::23" },
	      { URL_PLAIN_METADATA, AF_INET, "169.254.169.254" },
	      { URL_PLAIN_METADATA, AF_INET6, "fd00:ec2::254" } };

/* Whether it is an address of a metadata service, in whichever spelling. */
static bool is_metadata(const struct url *url)
{
	struct in6_addr theirs, ours;

	for (size_t i = 0; i < ARRAY_LENGTH(local); i++) {
		if (local[i].plain > URL_PLAIN_LOOPBACK &&
		    find_address(&theirs, url->host, url->host_is_ipv6) &&
		    find_address(&ours, local[i].text, local[i].family == AF_INET6) &&
		    memcmp(&theirs, &ours, sizeof(ours)) == 0)
			return true;
	}
	return false;
}

static bool may_be_plain(const struct url *url, enum url_plain plain)
{
	struct in_addr v4;

	if (!url->host_is_ipv6 && inet_pton(AF_INET, url->host, &v4) == 1 &&
	    (ntohl(v4.s_addr) >> 24) == 127)
		return true;
	for (size_t i = 0; i < ARRAY_LENGTH(local); i++) {
		if (local[i].plain <= plain && is_address(url, local[i].family, local[i].text))
			return true;
	}
	return false;
}

const char *url_address_wrong(const struct url *url, enum url_plain plain)
{
	static const char *const phrases[] = {
		[URL_PLAIN_LOOPBACK] = "http:// is for loopback addresses such as 127.0.0.1 only",
		[URL_PLAIN_CONTAINER] =
			"http:// is for loopback and the container services' addresses",
		[URL_PLAIN_METADATA] =
			"http:// is for loopback and the metadata services' addresses",
	};

	if (url->user || url->query || url->fragment)
		return "it has a login, a ? or a #";
	/* What hands out a machine's credentials is no store of anything else. */
	if (plain == URL_PLAIN_LOOPBACK && is_metadata(url))
		return "it is an address of the cloud's metadata service";
	if (text_equal(url->scheme, "https"))
		return NULL;
	if (!text_equal(url->scheme, "http"))
		return "neither https:// nor http://";
	return may_be_plain(url, plain) ? NULL : phrases[plain];
}

char *url_literal_loopback(const char *address)
{
	static const char name[] = "http://localhost";
	size_t length = strlen(name);

	if (!text_starts(address, name) || (address[length] && !strchr(":/", address[length])))
		return text_copy(address);
	return text_format("http://127.0.0.1%s", address + length);
}

void url_encode(struct buf *out, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (bytes[i] && strchr(UNRESERVED, bytes[i]))
			buf_add_char(out, bytes[i]);
		else
			buf_format(out, "%%%02X", (unsigned char)bytes[i]);
	}
}

static int hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *found = c ? strchr(digits, c) : NULL;

	return found ? (int)((found - digits) % 16) : -1;
}

const char *url_decode(struct buf *out, const char *bytes, size_t length, bool plus)
{
	const char *wrong = NULL;

	for (size_t i = 0; i < length; i++) {
		int high = bytes[i] == '%' && i + 2 < length ? hex_digit(bytes[i + 1]) : -1;
		int low = high >= 0 ? hex_digit(bytes[i + 2]) : -1;

		if (bytes[i] != '%') {
			buf_add_char(out, plus && bytes[i] == '+' ? ' ' : bytes[i]);
		} else if (low >= 0 && high + low > 0) {
			buf_add_char(out, (char)(high * 16 + low));
			i += 2;
		} else {
			wrong = low < 0 ? "a % must be written as %25" : "%00 is a NUL byte";
			buf_add_char(out, '%');
		}
	}
	return wrong;
}

bool url_password(struct buf *out, const char *text)
{
	_cleanup_(url_done) struct url url = { 0 };

	if (url_parse(&url, text) || !url.password || !*url.password)
		return false;
	url_decode(out, url.password, strlen(url.password), false);
	return true;
}
