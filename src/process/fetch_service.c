/* SPDX-License-Identifier: Apache-2.0 */
#include "process/fetch_service.h"

#include <sys/random.h>
#include <sys/resource.h>

#include "service.h"
#include "util/alloc.h"
#include "util/text.h"

#define LONGEST_MS UINT64_C(3600000)

/*
 * libcurl hands poll one descriptor a request, even when they share a connection, and poll refuses
 * more than RLIMIT_NOFILE. Some are kept for the connections themselves and the resolver.
 */
static size_t in_flight_max(void)
{
	enum { KEPT = 24, FEWEST = 4, MOST = 200 };
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur < KEPT + FEWEST)
		return FEWEST;
	return limit.rlim_cur - KEPT > MOST ? MOST : limit.rlim_cur - KEPT;
}

static uint64_t random_number(void *context)
{
	uint64_t number = 0;

	(void)context;
	(void)!getrandom(&number, sizeof(number), 0);
	return number;
}

/* Options were checked by keystrap; here only what would be harmful is caught, by defaults. */
static uint64_t duration_option(const struct service_source *source, const char *name,
				uint64_t fallback)
{
	const char *text = service_option(source, name);
	uint64_t ms = fallback;

	if (text)
		(void)text_to_duration(&ms, text);
	return ms;
}

static unsigned count_option(const struct service_source *source, const char *name, size_t fallback)
{
	const char *text = service_option(source, name);
	size_t count = fallback;

	if (text)
		(void)text_to_size(&count, text, 1000);
	return (unsigned)count;
}

static struct fetch_source fetch_source(const struct service_source *source)
{
	unsigned budget = count_option(source, "retry-budget", 100);

	return (struct fetch_source){
		.ops = provider_find(source->kind),
		.options = { service_option, source },
		.endpoint = source->endpoint,
		.spares = source->spares,
		.spares_count = source->spares_count,
		.deadline_ms = duration_option(source, "deadline", 30000),
		.connect_ms = duration_option(source, "connect-timeout", 5000),
		.try_ms = duration_option(source, "request-timeout", 15000),
		.retry = { .tries = budget > 0 ? count_option(source, "retries", 5) + 1 : 1,
			   .base_ms = duration_option(source, "retry-base", 250),
			   .cap_ms = duration_option(source, "retry-cap", 60000),
			   .budget = budget,
			   .splay_ms = duration_option(source, "splay", 0) },
	};
}

static void fetch(struct service *service, struct http *http)
{
	struct fetch_source *sources = alloc_array(service->sources_count, sizeof(*sources));
	struct fetch_item *items = alloc_array(service->items_count, sizeof(*items));
	const struct fetch_sink sink = service_sink(service);
	const struct fetch_job job = {
		.sources = sources,
		.sources_count = service->sources_count,
		.items = items,
		.items_count = service->items_count,
		.sink = &sink,
		.http = http,
		.connect = service_connect,
		.connect_context = service,
		.may_mint = service->may_mint,
		.may_make = service_ask,
		.make_context = service,
		.in_flight_max = in_flight_max(),
		.clock = &system_clock,
		.random = random_number,
	};

	for (size_t i = 0; i < service->sources_count; i++)
		sources[i] = fetch_source(&service->sources[i]);
	for (size_t i = 0; i < service->items_count; i++) {
		const struct service_item *wanted = &service->items[i];

		items[i] = (struct fetch_item){
			.source = wanted->source,
			.item = { .path = wanted->path,
				  .version = wanted->version,
				  .parameters = wanted->parameters,
				  .lease = wanted->lease,
				  .login = wanted->login,
				  .fields = (const char *const *)wanted->fields,
				  .fields_count = wanted->fields_count,
				  .whole = wanted->whole },
		};
	}
	fetch_run(&job);
}

/* Hear all, open what is outside of the walls, enter them, and only then read a reply. */
static bool serve(struct service *service, struct http *http, struct error *err)
{
	struct sandbox_status status = { 0 };

	if (!service_receive_plan(service, err) || !service_open_endpoints(service, err) ||
	    !service_enter_sandbox(service, &status, err))
		return false;
	service_send_ready(service, &status);
	fetch(service, http);
	return service_send_done(service, err);
}

bool fetch_service(int fd, struct error *err)
{
	static const struct http_limits limits = {
		.body_bytes = 1024 * 1024 + 64 * 1024,
		.connect_ms = LONGEST_MS, /* each source has its own */
		.total_ms = LONGEST_MS,
		.stall_ms = 10000,
		.bodies_bytes = 32 * 1024 * 1024,
	};
	struct service service = { .reader = { .fd = fd } };
	struct http *http = NULL;

	/* First, while keystrap still reads the manifest: it takes the longest. */
	if (!http_new(&http, &limits, err))
		return false;
	/* Nothing is released: the end of the process, which comes now, is the strongest wipe. */
	return serve(&service, http, err);
}
