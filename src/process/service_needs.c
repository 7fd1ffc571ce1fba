/* SPDX-License-Identifier: Apache-2.0 */
#include "service.h"

/* What fetching will touch, so that the walls leave out the rest. */

#include <string.h>

#include "util/text.h"
#include "util/url.h"

#define MAX_PORTS (IPC_MAX_SOURCES * SOURCE_MAX_ADDRESSES)

static void add_port(unsigned *ports, size_t *count, unsigned port)
{
	for (size_t i = 0; i < *count; i++) {
		if (ports[i] == port)
			return;
	}
	if (*count < MAX_PORTS)
		ports[(*count)++] = port;
}

static void add_own_ports(unsigned *ports, size_t *count, const struct service_source *source)
{
	if (http_endpoint_port(source->endpoint))
		add_port(ports, count, http_endpoint_port(source->endpoint));
	for (size_t i = 0; i < source->spares_count; i++) {
		if (http_endpoint_port(source->spares[i]))
			add_port(ports, count, http_endpoint_port(source->spares[i]));
	}
}

/* Of the servers that its provider may name: those of addresses in options. */
static void add_other_ports(unsigned *ports, size_t *count, const struct service_source *source)
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

bool service_enter_sandbox(const struct service *service, struct sandbox_status *ret,
			   struct error *err)
{
	unsigned ports[MAX_PORTS];
	const char *readable[IPC_MAX_SOURCES];
	const char *sockets[IPC_MAX_SOURCES * SOURCE_MAX_ADDRESSES];
	struct sandbox_needs needs = { .tcp_ports = ports,
				       .readable = readable,
				       .sockets = sockets };

	for (size_t i = 0; i < service->sources_count; i++) {
		const struct service_source *source = &service->sources[i];
		const char *directory = service_option(source, "ca-directory");

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
	return sandbox_enter(&needs, ret, err);
}
