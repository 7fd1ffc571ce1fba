/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Web origins as browsers send them (RFC 6454 section 6.2): scheme://host or scheme://host:port,
 * host in lower case. Anything else never equals what a browser sends, so it protects nothing.
 */

#include <stdbool.h>

struct web_origin {
	bool wildcard; /* a * stands in it; the rest is not known */
	bool null;     /* the word null: what sandboxed and local documents send */
	bool http;     /* scheme http; a scheme of an application is neither http nor https */
	bool https;
	bool default_port; /* 80 or 443 is written: browsers leave it out */
	bool local;        /* the host is the machine itself, asked for over http or https */
	char host[256];    /* without brackets; "" with wildcard or null */
	unsigned port;     /* 0: none was written */
};

/* Returns what is wrong, a constant phrase, or NULL with *ret filled. */
const char *web_origin_parse(struct web_origin *ret, const char *text, char *const *schemes);
