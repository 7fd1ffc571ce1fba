/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Hosts: how they are spelled (RFC 1123 section 2.1, RFC 3986 section 3.2.2), and what a name alone
 * tells of them. Nothing is looked up.
 */

#include <stdbool.h>
#include <stddef.h>

enum host_kind {
	HOST_NAME,
	HOST_IPV4,
	HOST_IPV6,
};

/*
 * Reads a name, an IPv4 address in four decimal parts, or an IPv6 address with or without brackets;
 * a link-local one may have a zone (RFC 4007 section 11). Returns what is wrong, a constant phrase,
 * or NULL with *ret set. underscore: labels may have one, as names inside of a cluster do.
 */
const char *host_parse(enum host_kind *ret, const char *text, bool underscore);

/*
 * HOST:PORT, with the brackets that an IPv6 address needs there. Returns what is wrong or NULL with
 * *ret_port set.
 */
const char *host_port_parse(unsigned *ret_port, const char *text, bool underscore);

/*
 * The machine that the program runs on: what url_host_is_loopback() knows, with a dot behind it, an
 * IPv4 address in an IPv6 one (RFC 4291 section 2.5.5.2), the other names of /etc/hosts for it, and
 * what containers call the machine that they run on.
 */
bool host_is_local(const char *host);

/*
 * A name that only a private network resolves: *.svc, *.internal, *.local, and one without a dot,
 * as containers and services of a cluster have.
 */
bool host_is_internal(const char *host);

/* An address that only the own network segment has (RFC 3927, RFC 4291): metadata services. */
bool host_is_link_local(const char *host);

enum host_placeholder {
	HOST_REAL,
	HOST_DOUBTFUL,    /* often written in examples, but somebody owns it */
	HOST_PLACEHOLDER, /* reserved (RFC 2606, RFC 6761), or plainly to be replaced */
};

/* Whether a host, or the domain of an address, is one of those that examples are written with. */
enum host_placeholder host_placeholder(const char *host);

/* A mail server that keeps all mail to itself, for tests: by name, or by its port (0: unknown). */
bool host_is_mail_trap(const char *host, unsigned port);
