/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/host.h"

#include <arpa/inet.h>
#include <string.h>

#include "util/alloc.h"
#include "util/text.h"
#include "util/url.h"

#define DIGIT "0123456789"
#define ALNUM DIGIT "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

#define NAME_LIMIT  253
#define LABEL_LIMIT 63
#define TEXT_LIMIT  (NAME_LIMIT + 64) /* room for brackets and a zone */

static const char *parse_ipv6(const char *text, size_t length)
{
	static const char wrong[] = "not an IPv6 address";
	char copy[INET6_ADDRSTRLEN + 64];
	struct in6_addr address;
	char *zone;

	if (length >= sizeof(copy))
		return wrong;
	memcpy(copy, text, length);
	copy[length] = '\0';
	zone = strchr(copy, '%');
	if (zone)
		*zone++ = '\0';
	if (inet_pton(AF_INET6, copy, &address) != 1)
		return wrong;
	if (zone && (!IN6_IS_ADDR_LINKLOCAL(&address) || !*zone || zone[strspn(zone, ALNUM "._-")]))
		return "only a link-local IPv6 address has a zone";
	return NULL;
}

static const char *parse_label(const char *label, size_t length, bool underscore)
{
	if (length == 0)
		return "a label between two dots is empty";
	if (length > LABEL_LIMIT)
		return "a label has more than 63 characters";
	for (size_t i = 0; i < length; i++) {
		if (label[i] == '_' && !underscore)
			return "a host name has no underscore";
		if (!strchr(ALNUM "-_", label[i]))
			return "a host name is made of letters, digits, hyphens and dots";
	}
	if (label[0] == '-' || label[length - 1] == '-')
		return "a label starts or ends with a hyphen";
	return NULL;
}

/*
 * Numbers where the top-level domain stands: no name ends so (RFC 1123), and resolvers take 127.1
 * or 0x7f000001 for an address.
 */
static bool is_number(const char *label, size_t length)
{
	if (length >= 2 && label[0] == '0' && (label[1] == 'x' || label[1] == 'X'))
		return strspn(label + 2, DIGIT "abcdefABCDEF") >= length - 2;
	return strspn(label, DIGIT) >= length;
}

static const char *parse_name(const char *text, bool underscore)
{
	size_t length = strlen(text);
	const char *label = text;

	if (length > NAME_LIMIT + (text[length - 1] == '.'))
		return "a host name has more than 253 characters";
	for (;;) {
		size_t part = strcspn(label, ".");
		const char *wrong = parse_label(label, part, underscore);

		if (wrong)
			return wrong;
		if (!label[part] || !label[part + 1])
			return is_number(label, part) ? "not an IPv4 address, nor a name" : NULL;
		label += part + 1;
	}
}

const char *host_parse(enum host_kind *ret, const char *text, bool underscore)
{
	size_t length = strnlen(text, TEXT_LIMIT + 1);
	struct in_addr v4;
	const char *wrong;

	if (length == 0)
		return "there is no host";
	if (length > TEXT_LIMIT)
		return "a host name has more than 253 characters";
	if (strstr(text, "://"))
		return "a scheme stands in front of the host";
	if (text[0] == '[') {
		if (text[length - 1] != ']')
			return "the brackets around the IPv6 address do not match";
		wrong = parse_ipv6(text + 1, length - 2);
		if (!wrong)
			*ret = HOST_IPV6;
		return wrong;
	}
	if (strchr(text, ':') && strchr(text, ':') != strrchr(text, ':')) {
		wrong = parse_ipv6(text, length);
		if (!wrong)
			*ret = HOST_IPV6;
		return wrong;
	}
	if (inet_pton(AF_INET, text, &v4) == 1) {
		*ret = HOST_IPV4;
		return NULL;
	}
	wrong = parse_name(text, underscore);
	if (!wrong)
		*ret = HOST_NAME;
	return wrong;
}

const char *host_port_parse(unsigned *ret_port, const char *text, bool underscore)
{
	const char *colon = strrchr(text, ':');
	_cleanup_(freep) char *host = NULL;
	enum host_kind kind;
	const char *wrong;
	size_t port;

	if (!colon || (text[0] == '[' && colon[-1] != ']'))
		return "there is no port";
	host = text_slice(text, (size_t)(colon - text));
	wrong = host_parse(&kind, host, underscore);
	if (wrong)
		return wrong;
	if (kind == HOST_IPV6 && text[0] != '[')
		return "an IPv6 address needs brackets in front of a port";
	if (!text_to_size(&port, colon + 1, 65535) || port == 0)
		return "the port is not a number from 1 to 65535";
	*ret_port = (unsigned)port;
	return NULL;
}

/* The host without a dot at its end or brackets; new. */
static char *bare(const char *host)
{
	size_t length = strlen(host);

	if (length > 2 && host[0] == '[' && host[length - 1] == ']')
		return text_slice(host + 1, length - 2);
	if (length > 1 && host[length - 1] == '.')
		return text_slice(host, length - 1);
	return text_slice(host, length);
}

static bool among(const char *const *globs, const char *host)
{
	for (; *globs; globs++) {
		if (text_glob(*globs, host, true))
			return true;
	}
	return false;
}

bool host_is_local(const char *host)
{
	static const char *const names[] = {
		"localhost.localdomain",
		"localhost4",
		"localhost6",
		"ip6-localhost",
		"ip6-loopback",
		"host.docker.internal",
		"gateway.docker.internal",
		"kubernetes.docker.internal",
		"host.containers.internal",
		"host.lima.internal",
		"host.minikube.internal",
		"host.k3d.internal",
		NULL,
	};
	_cleanup_(freep) char *name = bare(host);
	struct in6_addr v6;
	struct in_addr v4;

	if (inet_pton(AF_INET6, name, &v6) == 1 && IN6_IS_ADDR_V4MAPPED(&v6))
		return v6.s6_addr[12] == 127 || memcmp(v6.s6_addr + 12, "\0\0\0\0", 4) == 0;
	/* 127.1, 0x7f000001, 2130706433 and 0: no names, and resolvers take them. */
	if (inet_aton(name, &v4) == 1)
		return ntohl(v4.s_addr) >> 24 == 127 || v4.s_addr == 0;
	return url_host_is_loopback(name) || among(names, name);
}

bool host_is_internal(const char *host)
{
	static const char *const names[] = { "*.svc", "*.internal", "*.local", NULL };
	_cleanup_(freep) char *name = bare(host);

	return among(names, name) || (name[0] && !strpbrk(name, ".:") && !host_is_local(name) &&
				      !is_number(name, strlen(name)));
}

bool host_is_link_local(const char *host)
{
	_cleanup_(freep) char *name = bare(host);
	struct in_addr v4;
	struct in6_addr v6;

	name[strcspn(name, "%")] = '\0';
	if (inet_pton(AF_INET, name, &v4) == 1)
		return ntohl(v4.s_addr) >> 16 == 0xa9fe;
	return inet_pton(AF_INET6, name, &v6) == 1 && IN6_IS_ADDR_LINKLOCAL(&v6);
}

/* For a name and all that is under it; a * stands for any text, dots included, a ? for one
 * character. */
static const struct {
	const char *domain;
	enum host_placeholder is;
} placeholders[] = {
	/* clang-format off */
	{ "example.com",      HOST_PLACEHOLDER },
	{ "example.net",      HOST_PLACEHOLDER },
	{ "example.org",      HOST_PLACEHOLDER },
	{ "example.edu",      HOST_PLACEHOLDER },
	{ "example",          HOST_PLACEHOLDER },
	{ "invalid",          HOST_PLACEHOLDER },
	{ "test",             HOST_PLACEHOLDER },
	{ "yourdomain.*",     HOST_PLACEHOLDER },
	{ "your-*",           HOST_PLACEHOLDER },
	{ "your_*",           HOST_PLACEHOLDER },
	{ "yourapp.*",        HOST_PLACEHOLDER },
	{ "yourapi.*",        HOST_PLACEHOLDER },
	{ "yourcompany.*",    HOST_PLACEHOLDER },
	{ "yourfrontend.*",   HOST_PLACEHOLDER },
	{ "yourhost.*",       HOST_PLACEHOLDER },
	{ "yourname.*",       HOST_PLACEHOLDER },
	{ "yourorg.*",        HOST_PLACEHOLDER },
	{ "yourproject.*",    HOST_PLACEHOLDER },
	{ "yourserver.*",     HOST_PLACEHOLDER },
	{ "yoursite.*",       HOST_PLACEHOLDER },
	{ "yourwebsite.*",    HOST_PLACEHOLDER },
	{ "mydomain.*",       HOST_PLACEHOLDER },
	{ "my-domain.*",      HOST_PLACEHOLDER },
	{ "domain.com",       HOST_PLACEHOLDER },
	{ "domain.tld",       HOST_PLACEHOLDER },
	{ "company.com",      HOST_PLACEHOLDER },
	{ "mysite.com",       HOST_PLACEHOLDER },
	{ "changeme",         HOST_PLACEHOLDER },
	{ "changeme.*",       HOST_PLACEHOLDER },
	{ "change-me.*",      HOST_PLACEHOLDER },
	{ "foo.com",          HOST_PLACEHOLDER },
	{ "bar.com",          HOST_PLACEHOLDER },
	{ "acme.com",         HOST_DOUBTFUL },
	{ "example.??",       HOST_DOUBTFUL },
	{ "example.???",      HOST_DOUBTFUL },
	{ "example.co.??",    HOST_DOUBTFUL },
	{ "mycompany.com",    HOST_DOUBTFUL },
	{ "site.com",         HOST_DOUBTFUL },
	{ "test.com",         HOST_DOUBTFUL },
	{ "website.com",      HOST_DOUBTFUL },
	/* clang-format on */
};

enum host_placeholder host_placeholder(const char *host)
{
	_cleanup_(freep) char *name = bare(host);
	enum host_placeholder is = HOST_REAL;

	for (const char *labels = name; labels; labels = strchr(labels, '.')) {
		labels += *labels == '.';
		for (size_t i = 0; i < ARRAY_LENGTH(placeholders); i++) {
			/* No row starts with a star: the first letter sorts out most of them. */
			if (placeholders[i].is > is &&
			    (placeholders[i].domain[0] | 0x20) == (labels[0] | 0x20) &&
			    text_glob(placeholders[i].domain, labels, true))
				is = placeholders[i].is;
		}
	}
	return is;
}

bool host_is_mail_trap(const char *host, unsigned port)
{
	static const char *const names[] = {
		"mailhog",          "mailpit",
		"mailcatcher",      "maildev",
		"greenmail",        "smtp4dev",
		"inbucket",         "mailhog.*",
		"mailpit.*",        "mailcatcher.*",
		"maildev.*",        "greenmail.*",
		"smtp4dev.*",       "inbucket.*",
		"mailtrap.io",      "sandbox.smtp.mailtrap.io",
		"smtp.mailtrap.io", "sandbox.mailtrap.io",
		"*.ethereal.email", NULL,
	};
	_cleanup_(freep) char *name = bare(host);

	return port == 1025 || port == 2525 || among(names, name);
}
