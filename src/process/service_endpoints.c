/* SPDX-License-Identifier: Apache-2.0 */
#include "service.h"

/* The endpoints of a source: of its own addresses, and of the servers that its provider names. */

#include <string.h>

#include "util/alloc.h"
#include "util/text.h"

/* Whether it is among the servers of the login that the options name. */
static bool is_servers(const struct service_source *source, const char *address)
{
	for (size_t i = 0; i < source->options_count; i++) {
		if (text_equal(source->names[i], "server") && text_equal(source->texts[i], address))
			return true;
	}
	return false;
}

static bool open_endpoint(struct http_endpoint **ret, const struct service_source *source,
			  const char *address, struct error *err)
{
	bool own = text_list_has(source->addresses, address);
	const char *file = service_option(source, "ca-file");
	const char *pem = file ? file : service_option(source, "ca-pem");
	const char *trust = service_option(source, PROVIDER_SERVER_TRUST);
	const struct http_tls other = {
		.ca_pem = trust && trust[0] ? trust : NULL,
		.ca_pem_length = trust ? strlen(trust) : 0,
		.system_directory = source->system_directory,
		.link_local = true,
	};
	const struct http_tls tls = {
		.ca_pem = pem,
		.ca_pem_length = pem ? strlen(pem) : 0,
		.ca_directory = service_option(source, "ca-directory"),
		.system_directory = source->system_directory,
		.server_name = own ? service_option(source, "tls-server-name") : NULL,
		.pins = service_option(source, "pin"),
		.client_certificate = service_option(source, "client-certificate"),
		.client_key = service_option(source, "client-key"),
		.link_local = !own,
	};

	return http_endpoint_new(ret, address,
				 trust && !own && is_servers(source, address) ? &other : &tls, err);
}

static const struct http_endpoint *find_server(struct service_source *source, const char *address)
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

const struct http_endpoint *service_connect(void *context, size_t source, const char *address)
{
	struct service *service = context;

	return find_server(&service->sources[source], address);
}

static void open_addresses(struct service_source *source)
{
	struct http_endpoint *spare;
	struct error refused;

	source->addresses = text_list(service_option(source, "address"));
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

bool service_open_endpoints(struct service *service, struct error *err)
{
	const char *system_directory = http_system_directory();

	for (size_t i = 0; i < service->sources_count; i++) {
		struct service_source *source = &service->sources[i];

		if (!provider_find(source->kind) || !service_option(source, "address"))
			return error_set(err, ERR_INTERNAL, "a source of an unknown kind");
		source->system_directory = system_directory;
		open_addresses(source);
	}
	return true;
}
