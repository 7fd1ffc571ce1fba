/* SPDX-License-Identifier: Apache-2.0 */
#include "net/endpoint.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

#include "util/alloc.h"
#include "util/text.h"
#include "util/url.h"

#define UNIX_PREFIX "unix://"
#define LONGEST     2048

DEFINE_CLEANUP(CURLU, curl_url_cleanup)
DEFINE_CLEANUP(char, curl_free)

/* The address itself is never quoted: somebody may have put a password into it. */
static bool refuse(struct error *err, const char *wrong)
{
	return error_set(err, ERR_MANIFEST, "the address is refused: %s", wrong);
}

/* Whether both texts are the same IPv6 address, with or without brackets, or the same name. */
static bool same_host(const struct url *ours, const char *theirs)
{
	struct in6_addr a, b;
	_cleanup_(freep) char *bare = NULL;

	if (!ours->host_is_ipv6)
		return text_equal_nocase(ours->host, theirs);
	if (theirs[0] != '[')
		return false;
	bare = text_slice(theirs + 1, strcspn(theirs + 1, "]"));
	return inet_pton(AF_INET6, ours->host, &a) == 1 && inet_pton(AF_INET6, bare, &b) == 1 &&
	       memcmp(&a, &b, sizeof(a)) == 0;
}

/* The address as libcurl reads it, when it reads the same; otherwise NULL. New. */
static CURLU *parse_again(const struct url *url, const char *address)
{
	_cleanup_(curl_url_cleanupp) CURLU *parsed = curl_url();
	_cleanup_(curl_freep) char *scheme = NULL;
	_cleanup_(curl_freep) char *host = NULL;
	_cleanup_(curl_freep) char *port = NULL;
	_cleanup_(curl_freep) char *path = NULL;
	_cleanup_(freep) char *expected = NULL;

	if (!parsed)
		alloc_failed();
	if (curl_url_set(parsed, CURLUPART_URL, address, CURLU_PATH_AS_IS | CURLU_DISALLOW_USER) !=
		    CURLUE_OK ||
	    curl_url_get(parsed, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
	    curl_url_get(parsed, CURLUPART_HOST, &host, 0) != CURLUE_OK ||
	    curl_url_get(parsed, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) != CURLUE_OK ||
	    curl_url_get(parsed, CURLUPART_PATH, &path, 0) != CURLUE_OK)
		return NULL;
	expected = url->port                         ? text_format("%u", url->port)
		   : text_equal(url->scheme, "http") ? text_copy("80")
						     : text_copy("443");
	if (!text_equal(scheme, url->scheme) || !same_host(url, host) ||
	    !text_equal(port, expected) || !text_equal(path, url->path[0] ? url->path : "/"))
		return NULL;
	return TAKE(parsed);
}

/* Nothing that a URL could read as more than a host. */
static bool is_server_name(const char *name)
{
	size_t run =
		strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._");

	return run > 0 && name[run] == '\0';
}

/* Puts server_name into the URL, and what stood there into connect_to. */
static bool use_server_name(struct http_endpoint *endpoint, CURLU *parsed, const char *name,
			    struct error *err)
{
	_cleanup_(curl_freep) char *host = NULL;
	_cleanup_(freep) char *entry = NULL;

	if (!is_server_name(name))
		return error_set(err, ERR_MANIFEST, "the TLS server name is not a host name");
	if (curl_url_get(parsed, CURLUPART_HOST, &host, 0) != CURLUE_OK ||
	    curl_url_set(parsed, CURLUPART_HOST, name, 0) != CURLUE_OK)
		return error_set(err, ERR_MANIFEST, "the TLS server name is not a host name");
	entry = text_format("::%s:%u", host, endpoint->port);
	endpoint->connect_to = curl_slist_append(NULL, entry);
	if (!endpoint->connect_to)
		alloc_failed();
	return true;
}

static bool set_base(struct http_endpoint *endpoint, CURLU *parsed, struct error *err)
{
	_cleanup_(curl_freep) char *whole = NULL;
	size_t length;

	if (curl_url_get(parsed, CURLUPART_URL, &whole, 0) != CURLUE_OK)
		return refuse(err, "libcurl cannot write it");
	length = strlen(whole);
	while (length > 0 && whole[length - 1] == '/')
		length--;
	endpoint->base = text_slice(whole, length);
	return true;
}

static bool set_url(struct http_endpoint *endpoint, const struct url *url, const char *address,
		    const struct http_tls *tls, struct error *err)
{
	_cleanup_(curl_url_cleanupp) CURLU *parsed = NULL;
	const char *wrong = url_address_wrong(url, tls && tls->link_local ? URL_PLAIN_METADATA
									  : URL_PLAIN_LOOPBACK);
	const char *server_name = tls ? tls->server_name : NULL;

	if (wrong)
		return refuse(err, wrong);
	parsed = parse_again(url, address);
	if (!parsed)
		return refuse(err, "it can be read in two ways");
	endpoint->tls = text_equal(url->scheme, "https");
	endpoint->port = url->port ? url->port : endpoint->tls ? 443 : 80;
	if (server_name && endpoint->tls && !text_equal_nocase(server_name, url->host) &&
	    !use_server_name(endpoint, parsed, server_name, err))
		return false;
	return set_base(endpoint, parsed, err);
}

static bool set_socket(struct http_endpoint *endpoint, const char *path, struct error *err)
{
	if (path[0] != '/' || path[1] == '\0')
		return refuse(err, "a socket is written unix:///path/to/socket");
	if (strpbrk(path, "?#%\\"))
		return refuse(err, "the path of the socket has one of ? # % \\");
	if (strlen(path) >= sizeof(((struct sockaddr_un *)NULL)->sun_path))
		return refuse(err, "the path of the socket is too long");
	endpoint->socket_path = text_copy(path);
	endpoint->base = text_copy("http://localhost");
	return true;
}

static bool set_address(struct http_endpoint *endpoint, const char *address,
			const struct http_tls *tls, struct error *err)
{
	struct url url = { 0 };
	const char *wrong;
	bool done;

	if (strlen(address) > LONGEST)
		return refuse(err, "it is too long");
	for (const char *c = address; *c; c++) {
		if (*c <= ' ' || *c > '~')
			return refuse(err, "it has a space, a control character or is not ASCII");
	}
	if (text_starts(address, UNIX_PREFIX))
		return set_socket(endpoint, address + strlen(UNIX_PREFIX), err);
	wrong = url_parse(&url, address);
	if (wrong)
		return refuse(err, wrong);
	done = set_url(endpoint, &url, address, tls, err);
	url_done(&url);
	return done;
}

bool http_endpoint_new(struct http_endpoint **ret, const char *address, const struct http_tls *tls,
		       struct error *err)
{
	_cleanup_(http_endpoint_freep) struct http_endpoint *endpoint =
		alloc_new(struct http_endpoint);

	if (!set_address(endpoint, address, tls, err))
		return false;
	if (endpoint->tls && !endpoint_set_tls(endpoint, tls, err))
		return false;
	*ret = TAKE(endpoint);
	return true;
}

void http_endpoint_free(struct http_endpoint *endpoint)
{
	if (!endpoint)
		return;
	free(endpoint->base);
	free(endpoint->socket_path);
	curl_slist_free_all(endpoint->connect_to);
	free(endpoint->ca_pem);
	free(endpoint->ca_directory);
	free(endpoint->pins);
	free(endpoint->client_certificate);
	text_wipe(endpoint->client_key);
	free(endpoint);
}

unsigned http_endpoint_port(const struct http_endpoint *endpoint)
{
	return endpoint->port;
}

bool endpoint_apply(const struct http_endpoint *endpoint, CURL *easy, bool bundle)
{
	const char *protocol = endpoint->tls ? "https" : "http";
	long version = endpoint->tls ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1;

	return curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, protocol) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, protocol) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, version) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_PIPEWAIT, endpoint->tls ? 1L : 0L) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, endpoint->socket_path) ==
		       CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_CONNECT_TO, endpoint->connect_to) == CURLE_OK &&
	       (!endpoint->tls || endpoint_apply_tls(endpoint, easy, bundle));
}
