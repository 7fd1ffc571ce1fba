/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/web_origin.h"

#include <string.h>

#include "schema/host.h"
#include "util/alloc.h"
#include "util/text.h"
#include "util/url.h"

/* Browsers, their extensions, and the frameworks that pack a web page as an application. */
static const char *const usual_schemes[] = {
	"http",
	"https",
	"app",
	"capacitor",
	"chrome-extension",
	"ionic",
	"moz-extension",
	"ms-browser-extension",
	"safari-web-extension",
	"tauri",
	"vscode-webview",
	NULL,
};

static bool has_capital(const char *text)
{
	return text[strcspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")] != '\0';
}

static bool knows(const char *scheme, char *const *schemes)
{
	if (schemes && *schemes)
		return text_list_has(schemes, scheme);
	for (const char *const *known = usual_schemes; *known; known++) {
		if (text_equal(*known, scheme))
			return true;
	}
	return false;
}

static const char *read_url(struct web_origin *origin, const struct url *url, const char *text,
			    char *const *schemes)
{
	enum host_kind kind;
	const char *wrong;

	if (!knows(url->scheme, schemes))
		return "the scheme is none that a browser sends";
	if (url->user || url->password)
		return "an origin has no login";
	if (url->path[0] || url->query || url->fragment)
		return text_equal(url->path, "/") && !url->query && !url->fragment
			       ? "an origin has no slash at its end"
			       : "an origin ends with its host or port";
	if (has_capital(text))
		return "browsers send origins in lower case";
	wrong = host_parse(&kind, url->host, true);
	if (wrong)
		return wrong;
	if (strchr(url->host, ':') && !url->host_is_ipv6)
		return "an IPv6 address needs brackets";
	memcpy(origin->host, url->host, strlen(url->host) + 1);
	origin->port = url->port;
	origin->http = text_equal(url->scheme, "http");
	origin->https = text_equal(url->scheme, "https");
	origin->default_port =
		(origin->http && url->port == 80) || (origin->https && url->port == 443);
	origin->local = (origin->http || origin->https) && host_is_local(url->host);
	return NULL;
}

const char *web_origin_parse(struct web_origin *ret, const char *text, char *const *schemes)
{
	struct web_origin origin = { .wildcard = strchr(text, '*') != NULL,
				     .null = text_equal_nocase(text, "null") };
	struct url url;
	const char *wrong;

	if (origin.wildcard || origin.null) {
		*ret = origin;
		return NULL;
	}
	wrong = url_parse(&url, text);
	if (wrong)
		return wrong;
	wrong = read_url(&origin, &url, text, schemes);
	url_done(&url);
	if (!wrong)
		*ret = origin;
	return wrong;
}
