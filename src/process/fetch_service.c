/* SPDX-License-Identifier: Apache-2.0 */
#include "process/fetch_service.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>

#include "model/parameters.h"
#include "model/source.h"
#include "process/ipc.h"
#include "provider/fetch.h"
#include "sandbox/sandbox.h"
#include "util/alloc.h"
#include "util/text.h"
#include "util/url.h"

#define MAX_OPTIONS 64
#define MAX_PORTS   (IPC_MAX_SOURCES * SOURCE_MAX_ADDRESSES)
#define LONGEST_MS  UINT64_C(3600000)
#define FLUSH_BYTES ((size_t)256 * 1024)

/* A source as keystrap described it. */
struct described {
	char *kind;
	char *names[MAX_OPTIONS];
	char *texts[MAX_OPTIONS];
	size_t options_count;
	char **addresses;               /* of the source itself */
	struct http_endpoint *endpoint; /* of the first; NULL: one of them is refused */
	const struct http_endpoint *spares[SOURCE_MAX_ADDRESSES - 1]; /* of the others */
	size_t spares_count;
	struct {
		char *address;
		struct http_endpoint *endpoint; /* NULL: refused */
	} servers[FETCH_MAX_SERVERS];
	size_t servers_count;
};

struct wanted {
	size_t source;
	char *path;
	char *version;
	char *parameters;
	char *lease;
	char **fields;
	size_t fields_count;
	bool whole;
};

struct service {
	struct ipc_reader reader;
	struct buf out; /* frames to be sent together */
	struct described *sources;
	size_t sources_count;
	struct wanted *items;
	size_t items_count, items_capacity;
	struct error send_error; /* of the first frame that could not be sent */
	bool broken;
	bool may_mint;
	bool urgent; /* something is made: keystrap must hear of it at once */
};

static const char *get_option(const void *context, const char *name)
{
	const struct described *source = context;

	for (size_t i = 0; i < source->options_count; i++) {
		if (text_equal(source->names[i], name))
			return source->texts[i];
	}
	return NULL;
}

static bool add_source(struct service *service, const struct ipc_message *message,
		       struct error *err)
{
	struct described *source = &service->sources[service->sources_count];

	if (service->sources_count == IPC_MAX_SOURCES ||
	    ipc_number(message, IPC_TAG_INDEX, 0) != service->sources_count)
		return error_set(err, ERR_INTERNAL, "a source too many");
	service->sources_count++;
	source->kind = ipc_text(message, IPC_TAG_KIND);
	for (size_t i = 0; i + 1 < message->count; i++) {
		const struct ipc_field *name = &message->fields[i], *text = name + 1;

		if (name->tag != IPC_TAG_NAME || text->tag != IPC_TAG_TEXT)
			continue;
		source->names[source->options_count] = text_slice(name->bytes, name->length);
		source->texts[source->options_count++] = text_slice(text->bytes, text->length);
	}
	return true;
}

static bool add_item(struct service *service, const struct ipc_message *message, struct error *err)
{
	uint64_t source = ipc_number(message, IPC_TAG_SOURCE, UINT64_MAX);
	struct wanted *item;

	if (source >= service->sources_count || service->items_count == IPC_MAX_ITEMS)
		return error_set(err, ERR_INTERNAL, "an item too many");
	service->items = alloc_grow(service->items, &service->items_capacity,
				    service->items_count + 1, sizeof(struct wanted));
	item = &service->items[service->items_count++];
	item->source = source;
	item->path = ipc_text(message, IPC_TAG_PATH);
	item->version = ipc_text(message, IPC_TAG_SELECTOR);
	item->parameters = ipc_text(message, IPC_TAG_PARAMETERS);
	item->lease = ipc_text(message, IPC_TAG_ID);
	if (item->parameters && parameters_wrong(item->parameters))
		return error_set(err, ERR_INTERNAL, "an item with parameters that are none");
	item->whole = ipc_number(message, IPC_TAG_WHOLE, 0) == 1;
	item->fields = alloc_array(message->count, sizeof(char *));
	for (size_t i = 0; i < message->count; i++) {
		const struct ipc_field *field = &message->fields[i];

		if (field->tag == IPC_TAG_FIELD)
			item->fields[item->fields_count++] =
				field->length > 0 ? text_slice(field->bytes, field->length) : NULL;
	}
	return true;
}

static bool hear_one(struct service *service, bool *go, struct error *err)
{
	_cleanup_(buf_done) struct buf frame = { 0 };
	struct ipc_message message;
	bool end, good = true;

	if (!ipc_receive(&frame, &service->reader, 0, &end, err))
		return false;
	if (end)
		return error_set(err, ERR_INTERNAL, "keystrap went away");
	if (!ipc_decode(&message, frame.bytes, frame.length, IPC_TO_FETCH, err))
		return false;
	if (message.type == IPC_SOURCE)
		good = add_source(service, &message, err);
	else if (message.type == IPC_ITEM)
		good = add_item(service, &message, err);
	else
		*go = true;
	service->may_mint = ipc_number(&message, IPC_TAG_MINT, 0) == 1;
	ipc_message_done(&message);
	return good;
}

static void flush(struct service *service)
{
	if (!service->broken &&
	    !ipc_send(service->reader.fd, &service->out, 0, &service->send_error))
		service->broken = true;
	buf_done(&service->out);
}

/* keystrap looks at nothing before all is there: a few large pieces are enough. */
static void send_frame(struct service *service, struct buf *frame)
{
	ipc_end(frame);
	buf_add(&service->out, frame->bytes, frame->length);
	if (service->urgent || service->out.length >= FLUSH_BYTES)
		flush(service);
}

static void send_value(void *context, size_t item, const struct field *field)
{
	struct service *service = context;
	_cleanup_(buf_done) struct buf frame = { 0 };

	ipc_begin(&frame, IPC_VALUE);
	ipc_add_number(&frame, IPC_TAG_INDEX, item);
	if (field->name)
		ipc_add_text(&frame, IPC_TAG_FIELD, field->name);
	ipc_add(&frame, IPC_TAG_BYTES, field->bytes, field->length);
	send_frame(service, &frame);
}

static void send_failure(void *context, size_t source, size_t item, const char *field,
			 struct failure failure)
{
	struct service *service = context;
	_cleanup_(buf_done) struct buf frame = { 0 };

	ipc_begin(&frame, IPC_FAILED);
	ipc_add_number(&frame, IPC_TAG_CLASS, failure.class);
	ipc_add_number(&frame, IPC_TAG_SOURCE, source);
	if (item != FETCH_NO_ITEM)
		ipc_add_number(&frame, IPC_TAG_INDEX, item);
	if (field)
		ipc_add_text(&frame, IPC_TAG_FIELD, field);
	if (failure.http_status)
		ipc_add_number(&frame, IPC_TAG_STATUS, failure.http_status);
	if (failure.deadline)
		ipc_add_number(&frame, IPC_TAG_DEADLINE, 1);
	if (failure.address)
		ipc_add_number(&frame, IPC_TAG_ADDRESS, failure.address);
	send_frame(service, &frame);
}

static void send_lease(void *context, size_t source, size_t item, const struct lease *lease)
{
	struct service *service = context;
	_cleanup_(buf_done) struct buf frame = { 0 };

	ipc_begin(&frame, IPC_LEASE);
	ipc_add_number(&frame, IPC_TAG_SOURCE, source);
	if (item != FETCH_NO_ITEM)
		ipc_add_number(&frame, IPC_TAG_INDEX, item);
	ipc_add_number(&frame, IPC_TAG_LEASE, lease->kind);
	ipc_add_text(&frame, IPC_TAG_ID, lease->id);
	ipc_add_number(&frame, IPC_TAG_DURATION, lease->duration_s);
	ipc_add_number(&frame, IPC_TAG_CREATED, (uint64_t)lease->issued);
	if (lease->renewable)
		ipc_add_number(&frame, IPC_TAG_RENEWABLE, 1);
	if (lease->handed)
		ipc_add_number(&frame, IPC_TAG_HANDED, 1);
	if (lease->batch)
		ipc_add_number(&frame, IPC_TAG_BATCH, 1);
	if (lease->limited)
		ipc_add_number(&frame, IPC_TAG_USES, lease->uses);
	send_frame(service, &frame);
}

/* Before the request goes out: who is ended by a signal must know that there will be a lease. */
static void send_making(void *context, size_t item)
{
	struct service *service = context;
	_cleanup_(buf_done) struct buf frame = { 0 };

	service->urgent = true;
	ipc_begin(&frame, IPC_MAKING);
	ipc_add_number(&frame, IPC_TAG_INDEX, item);
	send_frame(service, &frame);
}

static void send_kept(void *context, size_t source, const char *bytes, size_t length)
{
	struct service *service = context;
	_cleanup_(buf_done) struct buf frame = { 0 };

	ipc_begin(&frame, IPC_KEEP);
	ipc_add_number(&frame, IPC_TAG_SOURCE, source);
	ipc_add(&frame, IPC_TAG_BYTES, bytes, length);
	send_frame(service, &frame);
	/* Whatever becomes of the rest: who has the old one cannot renew it again. */
	flush(service);
}

/* A text of a service that is no line of text, or too long, is left out. */
static void send_fact(void *context, size_t source, enum login_fact fact, const char *text,
		      const char *from)
{
	struct service *service = context;
	_cleanup_(buf_done) struct buf frame = { 0 };

	if (strlen(text) > FACT_MAX_TEXT || text_has_control(text, strlen(text)) ||
	    text_utf8_length(text, strlen(text)) != strlen(text))
		return;
	ipc_begin(&frame, IPC_FACT);
	ipc_add_number(&frame, IPC_TAG_SOURCE, source);
	ipc_add_number(&frame, IPC_TAG_FACT, fact);
	ipc_add_text(&frame, IPC_TAG_PATH, text);
	if (from)
		ipc_add_text(&frame, IPC_TAG_FROM, from);
	send_frame(service, &frame);
}

static void send_read(void *context, size_t item, time_t created)
{
	struct service *service = context;
	_cleanup_(buf_done) struct buf frame = { 0 };

	ipc_begin(&frame, IPC_READ);
	ipc_add_number(&frame, IPC_TAG_INDEX, item);
	if (created > 0)
		ipc_add_number(&frame, IPC_TAG_CREATED, (uint64_t)created);
	send_frame(service, &frame);
}

/* Whether it is among the servers of the login that the options name. */
static bool is_servers(const struct described *source, const char *address)
{
	for (size_t i = 0; i < source->options_count; i++) {
		if (text_equal(source->names[i], "server") && text_equal(source->texts[i], address))
			return true;
	}
	return false;
}

static bool open_endpoint(struct http_endpoint **ret, const struct described *source,
			  const char *address, struct error *err)
{
	bool own = text_list_has(source->addresses, address);
	const char *file = get_option(source, "ca-file");
	const char *pem = file ? file : get_option(source, "ca-pem");
	const char *trust = get_option(source, PROVIDER_SERVER_TRUST);
	const struct http_tls other = {
		.ca_pem = trust && trust[0] ? trust : NULL,
		.ca_pem_length = trust ? strlen(trust) : 0,
		.link_local = true,
	};
	const struct http_tls tls = {
		.ca_pem = pem,
		.ca_pem_length = pem ? strlen(pem) : 0,
		.ca_directory = get_option(source, "ca-directory"),
		.server_name = own ? get_option(source, "tls-server-name") : NULL,
		.pins = get_option(source, "pin"),
		.client_certificate = get_option(source, "client-certificate"),
		.client_key = get_option(source, "client-key"),
		.link_local = !own,
	};

	return http_endpoint_new(ret, address,
				 trust && !own && is_servers(source, address) ? &other : &tls, err);
}

/* The same each time; NULL: refused, or one too many. */
static const struct http_endpoint *find_server(struct described *source, const char *address)
{
	struct http_endpoint *endpoint = NULL;
	struct error err;

	for (size_t i = 0; i < source->servers_count; i++) {
		if (text_equal(source->servers[i].address, address))
			return source->servers[i].endpoint;
	}
	if (source->servers_count == FETCH_MAX_SERVERS ||
	    !open_endpoint(&endpoint, source, address, &err))
		endpoint = NULL;
	if (source->servers_count < FETCH_MAX_SERVERS) {
		source->servers[source->servers_count].address = text_copy(address);
		source->servers[source->servers_count++].endpoint = endpoint;
	}
	return endpoint;
}

static const struct http_endpoint *connect_server(void *context, size_t index, const char *address)
{
	struct service *service = context;

	return find_server(&service->sources[index], address);
}

/* The system's CAs are files, which are out of reach behind the walls. */
static void open_servers(struct described *source)
{
	if (!get_option(source, PROVIDER_SERVER_TRUST))
		return;
	for (size_t i = 0; i < source->options_count; i++) {
		if (text_equal(source->names[i], "server"))
			(void)find_server(source, source->texts[i]);
	}
}

static void add_port(unsigned *ports, size_t *count, unsigned port)
{
	for (size_t i = 0; i < *count; i++) {
		if (ports[i] == port)
			return;
	}
	if (*count < MAX_PORTS)
		ports[(*count)++] = port;
}

static void add_own_ports(unsigned *ports, size_t *count, const struct described *source)
{
	if (http_endpoint_port(source->endpoint))
		add_port(ports, count, http_endpoint_port(source->endpoint));
	for (size_t i = 0; i < source->spares_count; i++) {
		if (http_endpoint_port(source->spares[i]))
			add_port(ports, count, http_endpoint_port(source->spares[i]));
	}
}

/* Of the servers that its provider may name: those of addresses in options. */
static void add_other_ports(unsigned *ports, size_t *count, const struct described *source)
{
	if (!provider_find(source->kind)->many_servers)
		return;
	for (size_t i = 0; i < source->options_count; i++) {
		struct url url = { 0 };

		if (strstr(source->texts[i], "://") && !url_parse(&url, source->texts[i]) &&
		    (text_equal(url.scheme, "https") || text_equal(url.scheme, "http")))
			add_port(ports, count,
				 url.port                          ? url.port
				 : text_equal(url.scheme, "https") ? 443
								   : 80);
		url_done(&url);
	}
}

/* Everything that fetching will touch, so that the walls leave out the rest. */
static bool enter_sandbox(struct service *service, struct error *err)
{
	unsigned ports[MAX_PORTS];
	const char *readable[IPC_MAX_SOURCES];
	const char *sockets[IPC_MAX_SOURCES * SOURCE_MAX_ADDRESSES];
	struct sandbox_needs needs = { .tcp_ports = ports,
				       .readable = readable,
				       .sockets = sockets };
	struct sandbox_status status = { 0 };
	_cleanup_(buf_done) struct buf ready = { 0 };

	for (size_t i = 0; i < service->sources_count; i++) {
		const struct described *source = &service->sources[i];
		const char *directory = get_option(source, "ca-directory");

		if (source->endpoint)
			add_own_ports(ports, &needs.tcp_ports_count, source);
		add_other_ports(ports, &needs.tcp_ports_count, source);
		if (directory)
			readable[needs.readable_count++] = directory;
		for (char **address = source->addresses; source->endpoint && *address; address++) {
			if (text_starts(*address, "unix://"))
				sockets[needs.sockets_count++] = *address + strlen("unix://");
		}
	}
	if (!sandbox_enter(&needs, &status, err))
		return false;
	ipc_begin(&ready, IPC_READY);
	ipc_add_number(&ready, IPC_TAG_LANDLOCK, status.landlock_abi);
	send_frame(service, &ready);
	return true;
}

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
static uint64_t duration_option(const struct described *source, const char *name, uint64_t fallback)
{
	const char *text = get_option(source, name);
	uint64_t ms = fallback;

	if (text)
		(void)text_to_duration(&ms, text);
	return ms;
}

static unsigned count_option(const struct described *source, const char *name, size_t fallback)
{
	const char *text = get_option(source, name);
	size_t count = fallback;

	if (text)
		(void)text_to_size(&count, text, 1000);
	return (unsigned)count;
}

static struct fetch_source fetch_source(const struct described *source)
{
	unsigned budget = count_option(source, "retry-budget", 100);

	return (struct fetch_source){
		.ops = provider_find(source->kind),
		.options = { get_option, source },
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

static void open_addresses(struct described *source)
{
	struct http_endpoint *spare;
	struct error refused;

	source->addresses = text_list(get_option(source, "address"));
	if (!source->addresses[0] ||
	    !open_endpoint(&source->endpoint, source, source->addresses[0], &refused))
		return;
	for (char **address = source->addresses + 1; *address; address++) {
		if (source->spares_count == ARRAY_LENGTH(source->spares) ||
		    !open_endpoint(&spare, source, *address, &refused)) {
			source->endpoint = NULL;
			return;
		}
		source->spares[source->spares_count++] = spare;
	}
}

/* Settings that libcurl refuses leave a source without an endpoint: it fails, the others do not. */
static bool check_sources(struct service *service, struct error *err)
{
	for (size_t i = 0; i < service->sources_count; i++) {
		struct described *source = &service->sources[i];

		if (!provider_find(source->kind) || !get_option(source, "address"))
			return error_set(err, ERR_INTERNAL, "a source of an unknown kind");
		open_addresses(source);
		open_servers(source);
	}
	return true;
}

static void fetch(struct service *service, struct http *http)
{
	struct fetch_source *sources = alloc_array(service->sources_count, sizeof(*sources));
	struct fetch_item *items = alloc_array(service->items_count, sizeof(*items));
	const struct fetch_sink sink = {
		.value = send_value,
		.failed = send_failure,
		.lease = send_lease,
		.fact = send_fact,
		.keep = send_kept,
		.making = send_making,
		.done = send_read,
		.context = service,
	};
	const struct fetch_job job = {
		.sources = sources,
		.sources_count = service->sources_count,
		.items = items,
		.items_count = service->items_count,
		.sink = &sink,
		.http = http,
		.connect = connect_server,
		.connect_context = service,
		.may_mint = service->may_mint,
		.in_flight_max = in_flight_max(),
		.clock = &system_clock,
		.random = random_number,
	};

	for (size_t i = 0; i < service->sources_count; i++)
		sources[i] = fetch_source(&service->sources[i]);
	for (size_t i = 0; i < service->items_count; i++) {
		const struct wanted *wanted = &service->items[i];

		items[i] = (struct fetch_item){
			.source = wanted->source,
			.item = { .path = wanted->path,
				  .version = wanted->version,
				  .parameters = wanted->parameters,
				  .lease = wanted->lease,
				  .fields = (const char *const *)wanted->fields,
				  .fields_count = wanted->fields_count,
				  .whole = wanted->whole },
		};
	}
	fetch_run(&job);
}

static bool serve(struct service *service, struct http *http, struct error *err)
{
	_cleanup_(buf_done) struct buf done = { 0 };
	bool go = false;

	while (!go) {
		if (!hear_one(service, &go, err))
			return false;
	}
	if (!check_sources(service, err) || !enter_sandbox(service, err))
		return false;
	fetch(service, http);
	ipc_begin(&done, IPC_DONE);
	send_frame(service, &done);
	flush(service);
	if (service->broken)
		*err = service->send_error;
	return !service->broken;
}

bool fetch_service(int fd, struct error *err)
{
	static const struct http_limits limits = {
		.body_bytes = 1024 * 1024 + 64 * 1024,
		.connect_ms = LONGEST_MS, /* each source has its own */
		.total_ms = LONGEST_MS,
		.stall_ms = 10000,
	};
	struct service service = { .reader = { .fd = fd } };
	struct http *http = NULL;

	/* First, while keystrap still reads the manifest: it takes the longest. */
	if (!http_new(&http, &limits, err))
		return false;
	service.sources = alloc_array(IPC_MAX_SOURCES, sizeof(struct described));
	/* Nothing is released: the end of the process, which comes now, is the strongest wipe. */
	return serve(&service, http, err);
}
