/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * HTTPS requests, many at once: the only module that includes curl's header. Redirects are never
 * followed, proxies, cookies, .netrc and the environment are never used, sizes and times are
 * capped. One connection a server where it speaks HTTP/2, at most eight where it does not.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "util/error.h"

/* What a request came to. Everything but HTTP_REPLIED means that there is no usable reply. */
enum http_outcome {
	HTTP_REPLIED,     /* status and body are there, whole */
	HTTP_NO_HOST,     /* the name could not be resolved */
	HTTP_REFUSED,     /* the connection was refused, or the unix socket is not there */
	HTTP_UNREACHABLE, /* no route, network down, or no connection for another reason */
	HTTP_CONNECT_TIMEOUT,
	HTTP_STALLED,       /* connected, but no reply, or not all of it, in time */
	HTTP_TLS_AUTHORITY, /* the certificate's issuer is not trusted (self-signed, other CA) */
	HTTP_TLS_NAME,      /* the certificate is for another host */
	HTTP_TLS_DATE,      /* the certificate is expired or not yet valid */
	HTTP_TLS_PIN,       /* the certificate's key is none of those pinned */
	HTTP_TLS_FAILED,    /* another TLS failure: protocol version, revoked, client certificate */
	HTTP_TLS_WANTED,    /* http:// to a port that speaks TLS, and says so */
	HTTP_CUT,       /* the connection ended in the middle of the reply, or may have: in HTTP/1
			   a body without Content-Length or chunks has no end of its own */
	HTTP_TOO_LARGE, /* more body or header than allowed */
	HTTP_CROWDED,   /* the server sent too much to all requests together */
	HTTP_BROKEN,    /* not HTTP */
};

/* A server. Built by http_endpoint_new and kept for the whole run. */
struct http_endpoint;

struct http_tls {
	const char *ca_pem; /* trust anchors as PEM text; NULL: ca_directory, or the system's */
	size_t ca_pem_length;
	const char
		*ca_directory; /* hashed names (hashed_check), not looked at; NULL: the system's */
	const char *system_directory; /* http_system_directory, or NULL: libcurl's bundle */
	const char *server_name; /* verified name, SNI and Host, when it is not the host; or NULL */
	const char *pins; /* "sha256//BASE64;...": one must be the hash of the certificate's key
			     (SPKI), as CURLOPT_PINNEDPUBLICKEY has it, beside all else; or NULL */
	const char *client_certificate; /* PEM text, or NULL */
	const char *client_key;         /* PEM text, or NULL */
	bool link_local; /* http:// is taken for the addresses of cloud metadata, too */
};

/*
 * The system's directory of CAs with hashed names, which is faster than its bundle: libcurl's own,
 * or /etc/ssl/certs; NULL: there is none. Static. It reads directories, which nothing may behind
 * the walls: it is asked once, before them.
 */
const char *http_system_directory(void);

/*
 * address is "https://host[:port][/prefix]", "http://" for a literal loopback address only (127/8,
 * [::1]; with tls->link_local also 169.254.169.254, 169.254.170.2, 169.254.170.23, [fd00:ec2::23]
 * and [fd00:ec2::254]), or "unix:///path" (HTTP over that socket). Userinfo, query, fragment,
 * backslash and control characters are refused, and so is an address that libcurl reads
 * differently. Everything in tls is copied, and no file is looked at. New. Errors: ERR_MANIFEST.
 */
bool http_endpoint_new(struct http_endpoint **ret, const char *address, const struct http_tls *tls,
		       struct error *err) _must_check_;
void http_endpoint_free(struct http_endpoint *endpoint);
DEFINE_CLEANUP(struct http_endpoint, http_endpoint_free)

/* The TCP port it connects to; 0 for a unix socket. */
unsigned http_endpoint_port(const struct http_endpoint *endpoint);

struct http_header {
	const char *name;
	const char *value; /* refused when it has CR, LF, NUL or anything outside 0x20-0x7e */
};

#define HTTP_MAX_HEADERS 8

struct http_request {
	const char *method; /* "GET", "POST", ... */
	const char *path;   /* percent-encoded, starts with a slash; sent as is */
	struct http_header headers[HTTP_MAX_HEADERS]; /* ends with a NULL name, or full */
	const char *body;                             /* NULL: none */
	size_t body_length;
	uint64_t total_ms;   /* how long this try may take; 0: as long as the limits say */
	uint64_t connect_ms; /* and its connection; 0 likewise */
	bool once;           /* it makes something new: never resent, not even a GET */
	bool again;          /* it changes nothing: may be resent, though it is no GET */
};

struct http_reply {
	enum http_outcome outcome;
	int status;
	const char *body; /* NUL-terminated, never NULL */
	size_t length;
	bool retry_after_given;
	uint64_t retry_after_ms; /* from Retry-After or x-amz-retry-after, at most one hour */
	time_t server_time;      /* from Date, seconds since 1970; 0: none was sent */
	const char *redirect;    /* where a 3xx points, absolute, not followed; NULL: nowhere */
};

/* All requests in flight. */
struct http;

struct http_limits {
	size_t body_bytes;   /* more than this is HTTP_TOO_LARGE, counted as it arrives */
	uint64_t connect_ms; /* name look-up, TCP and TLS together */
	uint64_t total_ms;   /* one try, from start to last byte */
	uint64_t stall_ms;   /* once the reply has begun, no byte of it for so long */
	size_t bodies_bytes; /* of all replies that are under way or not handed out; 0: no limit */
};

/* New; initialises libcurl. Errors: ERR_INTERNAL. */
bool http_new(struct http **ret, const struct http_limits *limits, struct error *err) _must_check_;
void http_free(struct http *http);
DEFINE_CLEANUP(struct http, http_free)

/*
 * Starts a request; all of it is copied, endpoint is borrowed until its reply is handed out.
 * context comes back with the reply. It is sent once; only a GET, HEAD or LIST goes out a second
 * time, when a kept connection turns out dead before a byte of the reply. Errors: ERR_INTERNAL (a
 * header or path that must not be sent: nothing is).
 */
bool http_start(struct http *http, const struct http_endpoint *endpoint,
		const struct http_request *request, void *context, struct error *err) _must_check_;

/*
 * Works until a request is finished or wait_ms have passed. Returns its context, with *reply
 * borrowed until the next call; NULL in both when the time passed, which with nothing in flight is
 * a plain sleep.
 */
void *http_wait(struct http *http, uint64_t wait_ms, const struct http_reply **reply);
