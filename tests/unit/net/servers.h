/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What the tests of net/ with a server of their own share. */

#include "unit.h"

#include <sys/types.h>

#include "net/http.h"
#include "util/buf.h"

/* The servers of http_server.py: their ports by name, and their certificates in a directory. */
struct servers {
	pid_t pid;
	int stop; /* closing it ends them */
	char directory[64];
	struct {
		char name[16];
		unsigned port;
	} ports[16];
	size_t port_count;
	struct buf ca, stranger, client, client_key;
};

extern struct servers servers;
extern const struct http_limits usual;

/* Runs the tests between start and end of the servers; SKIP when they cannot be had. */
int run_with_servers(const char *name, const struct CMUnitTest *tests, size_t count);

unsigned port_of(const char *name);
struct http_tls our_ca(void);

/* New; what goes wrong fails the test. */
struct http_endpoint *endpoint_at(const char *address, const struct http_tls *tls);
struct http_endpoint *endpoint_of(const char *name, const struct http_tls *tls);
struct http *http_with(const struct http_limits *limits);

void start(struct http *http, const struct http_endpoint *endpoint, const char *method,
	   const char *path, const char *body, void *context);

/* One request and its reply, which lives until the next. */
const struct http_reply *fetch(struct http *http, const struct http_endpoint *endpoint,
			       const char *method, const char *path, const char *body);

/* What a GET comes to; when there is no reply, that nothing of one is left. */
enum http_outcome outcome_at(const char *address, const struct http_tls *tls, const char *path);
enum http_outcome outcome_of_server(const char *name, const struct http_tls *tls, const char *path);
