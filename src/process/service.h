/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * One collection in keystrap-fetch, shared by its files: service_plan.c hears what is wanted,
 * service_endpoints.c makes the servers' endpoints, service_needs.c enters the sandbox with what
 * they need, service_results.c tells keystrap what came of it; fetch_service.c is the flow.
 *
 * Nothing of it is released: the process ends with the collection.
 */

#include <stdbool.h>
#include <stddef.h>

#include "model/source.h"
#include "process/ipc.h"
#include "provider/fetch.h"
#include "sandbox/sandbox.h"
#include "util/buf.h"
#include "util/error.h"

/* Options of one source: as often as the message table lets IPC_SOURCE have IPC_TAG_NAME. */
#define SERVICE_MAX_OPTIONS 64

/* A source as keystrap described it. */
struct service_source {
	char *kind;
	char *names[SERVICE_MAX_OPTIONS];
	char *texts[SERVICE_MAX_OPTIONS];
	size_t options_count;
	const char *system_directory;   /* http_system_directory, asked before the walls */
	char **addresses;               /* of the source itself */
	struct http_endpoint *endpoint; /* of the first; NULL: one of them is refused */
	const struct http_endpoint *spares[SOURCE_MAX_ADDRESSES - 1]; /* of the others */
	size_t spares_count;
	struct {
		char *address;
		struct http_endpoint *endpoint; /* NULL: refused */
	} servers[FETCH_MAX_SERVERS];           /* that its provider has named */
	size_t servers_count;
};

/* An item of the plan; the texts are NULL where it has none. */
struct service_item {
	size_t source; /* index */
	char *path;
	char *version;
	char *parameters;
	char *lease;
	bool login;
	char **fields; /* NULL among them: the value itself */
	size_t fields_count;
	bool whole;
};

struct service {
	struct ipc_reader reader;
	struct buf out; /* frames to be sent together */
	struct service_source *sources;
	size_t sources_count;
	struct service_item *items;
	size_t items_count, items_capacity;
	struct error send_error; /* of the first frame that could not be sent */
	bool broken;
	bool may_mint;
	bool urgent; /* something is made: keystrap must hear of it at once */
};

/* service_plan.c */

/*
 * Fills sources, items and may_mint from the frames up to IPC_GO; waits for them. Errors:
 * ERR_INTERNAL (frames that are wrong or too many, or keystrap has gone), ERR_SYSTEM.
 */
bool service_receive_plan(struct service *service, struct error *err) _must_check_;

/*
 * The first text of an option of context, a struct service_source, and borrowed from it; NULL: it
 * was not given. Made for struct provider_options.
 */
const char *service_option(const void *context, const char *name);

/* service_endpoints.c */

/*
 * Before the walls, which need the ports: makes the endpoints of all sources' addresses, and finds
 * where the system's CAs are, also for the servers that come later. Settings that are refused leave
 * a source without an endpoint: it fails, the others do not. Errors: ERR_INTERNAL (a source of a
 * kind that no provider has, or without an address).
 */
bool service_open_endpoints(struct service *service, struct error *err) _must_check_;

/*
 * The endpoint of another server that a source's provider names, made the first time (behind the
 * walls, so it touches no file) and the same each time; borrowed from context, a struct service.
 * NULL: refused, or one too many. Made for struct fetch_job.
 */
const struct http_endpoint *service_connect(void *context, size_t source, const char *address);

/* service_needs.c */

/*
 * Enters the sandbox with the ports, sockets and directories of all endpoints. Errors: those of
 * sandbox_enter, and the process must not go on.
 */
bool service_enter_sandbox(const struct service *service, struct sandbox_status *ret,
			   struct error *err) _must_check_;

/* service_results.c: frames are gathered; the first that cannot be sent breaks the service. */

/* The sandbox stands. */
void service_send_ready(struct service *service, const struct sandbox_status *status);

/* Where fetch_run's results go: into frames. It borrows the service. */
struct fetch_sink service_sink(struct service *service);

/*
 * Asks keystrap whether what makes something goes ahead, as it knows what the program can do
 * without, and waits for its answer; none, or a wrong one, is a no. context is a struct service.
 * Made for struct fetch_job.
 */
bool service_ask(void *context);

/* Says that nothing more comes, and sends what is left. Errors: ERR_SYSTEM (of any frame). */
bool service_send_done(struct service *service, struct error *err) _must_check_;
