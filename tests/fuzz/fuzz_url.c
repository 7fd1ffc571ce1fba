/* SPDX-License-Identifier: Apache-2.0 */

/* URLs: what is accepted, put together from its parts, is the text itself but for the scheme. */

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "util/alloc.h"
#include "util/url.h"

#include "fuzz.h"

static void add(struct buf *out, const char *mark, const char *part)
{
	if (part) {
		buf_add_text(out, mark);
		buf_add_text(out, part);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(freep) char *text = text_slice((const char *)data, size);
	_cleanup_(buf_done) struct buf again = { 0 };
	struct url url;

	if (url_parse(&url, text))
		return 0;
	assert(url.host[0] && !strpbrk(url.host, "/?#@\\ \r\n") && url.port <= 65535);
	add(&again, "", url.scheme);
	add(&again, "://", url.user);
	add(&again, ":", url.password);
	buf_add_text(&again, url.user ? "@" : "://");
	buf_format(&again, url.host_is_ipv6 ? "[%s]" : "%s", url.host);
	if (url.port)
		buf_format(&again, ":%u", url.port);
	add(&again, "", url.path);
	add(&again, "?", url.query);
	add(&again, "#", url.fragment);
	assert(strcasecmp(again.bytes, text) == 0);
	url_host_is_loopback(url.host);
	url_done(&url);
	return 0;
}
