/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The inside of a server's address, shared by the files of net/ only. */

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>

#include "net/http.h"

struct http_endpoint {
	char *base;                    /* "https://host:port/prefix" without a slash at the end */
	unsigned port;                 /* 0: socket_path */
	bool tls;                      /* false: a loopback address or a socket */
	char *socket_path;             /* or NULL */
	struct curl_slist *connect_to; /* where base's host is not what is connected to, or NULL */
	char *ca_pem;                  /* or NULL */
	char *ca_directory;            /* hashed names, or NULL: libcurl's own bundle */
	bool system_directory;         /* ca_directory is the system's */
	char *pins;                    /* or NULL */
	char *client_certificate;
	char *client_key;
};

/* Copies the trust and the client certificate. tls may be NULL. Errors: ERR_MANIFEST. */
bool endpoint_set_tls(struct http_endpoint *endpoint, const struct http_tls *tls,
		      struct error *err) _must_check_;

/*
 * Sets what the endpoint says on a handle, which borrows from it. bundle: read the system's bundle
 * (one large file) in place of the system's directory. False when libcurl lacks an option.
 */
bool endpoint_apply(const struct http_endpoint *endpoint, CURL *easy, bool bundle) _must_check_;
/* The TLS part of it alone. */
bool endpoint_apply_tls(const struct http_endpoint *endpoint, CURL *easy, bool bundle) _must_check_;
