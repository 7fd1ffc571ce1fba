/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Absolute URLs with an authority (RFC 3986), read strictly: what two parsers could read two ways
 * is refused. The network side parses again with libcurl; both must agree on the host.
 */

#include <stdbool.h>
#include <stddef.h>

#include "util/buf.h"

struct url {
	char *scheme;   /* lower case */
	char *user;     /* as written, or NULL; with userinfo "user:" password is "" */
	char *password; /* as written, or NULL */
	char *host;     /* as written, without the brackets of an IPv6 address */
	bool host_is_ipv6;
	unsigned port; /* 0: none was written */
	char *path;    /* "" or starts with a slash */
	char *query;   /* without the question mark, or NULL */
	char *fragment;
};

/*
 * Fills *ret, release it with url_done; or returns what is wrong, a constant phrase that quotes
 * nothing of the text ("no host", "port out of range"), and leaves *ret alone.
 */
const char *url_parse(struct url *ret, const char *text);
void url_done(struct url *url);

/* Appends the password in a URL, decoded; false when the text is no URL, or has none. */
bool url_password(struct buf *out, const char *text);

/* localhost, *.localhost, 127/8, ::1, 0.0.0.0 and ::. */
bool url_host_is_loopback(const char *host);

/* Where http:// may lead to. Literal addresses only: what a name resolves to is not ours to say. */
enum url_plain {
	URL_PLAIN_LOOPBACK,  /* 127/8 and [::1] */
	URL_PLAIN_CONTAINER, /* also what gives a container its credentials: ECS, EKS */
	URL_PLAIN_METADATA   /* also what gives an instance its metadata: EC2 */
};

/*
 * What is wrong with a URL as the address of a server, a constant phrase that quotes nothing; or
 * NULL: https://, or http:// to where plain lets it lead, without login, query and fragment; with
 * URL_PLAIN_LOOPBACK no address of a metadata service.
 */
const char *url_address_wrong(const struct url *url, enum url_plain plain);

/*
 * The same address; http://localhost, which no name server is asked for (RFC 6761), is written with
 * the address itself. New.
 */
char *url_literal_loopback(const char *address);

/* RFC 3986 unreserved characters stay, all others become %XX. */
void url_encode(struct buf *out, const char *bytes, size_t length);

/*
 * Appends with %XX decoded; plus: a + is a space, as forms write it. A % without two digits stays,
 * and %00 does. Returns what is wrong, a constant phrase; all is appended nevertheless.
 */
const char *url_decode(struct buf *out, const char *bytes, size_t length, bool plus);
