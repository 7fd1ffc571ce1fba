/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Connection strings, hosts, origins and lists: what is accepted has parts that are whole, and a
 * login that is escaped anew is read back.
 */

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "schema/dsn/dsn.h"
#include "schema/host.h"
#include "schema/value_list.h"
#include "schema/web_origin.h"
#include "util/alloc.h"
#include "util/text.h"
#include "util/url.h"

#include "fuzz.h"

static void ask_everything(const struct dsn *dsn)
{
	bool flag;

	assert(dsn->host_count <= DSN_HOST_LIMIT && dsn->parameter_count <= DSN_PARAMETERS_LIMIT);
	dsn_tls(dsn);
	dsn_skips_verification(dsn);
	dsn_leaves_verification_open(dsn);
	dsn_takes_any_key(dsn);
	dsn_login(dsn);
	dsn_has_default_login(dsn);
	dsn_privilege(dsn);
	dsn_has_timeout(dsn, &flag);
	assert(dsn_placeholders(dsn, &flag) <= 4);
	assert(!(dsn_is_socket(dsn) && dsn_is_local(dsn)));
	for (size_t i = 0; i < dsn->host_count; i++) {
		assert(dsn->hosts[i].name && dsn->hosts[i].port <= 65535);
		host_is_local(dsn->hosts[i].name);
	}
}

/* As the user of a URL with the parts of an accepted string: the same login and host. */
static void read_again(const struct dsn *first)
{
	_cleanup_(buf_done) struct buf text = { 0 };
	const struct dsn_host *host = &first->hosts[0];
	bool v6 = strchr(host->name, ':') != NULL;
	struct dsn second;

	if (first->host_count != 1 || host->socket || !first->user || strchr(host->name, '%'))
		return;
	buf_add_text(&text, "postgres://");
	url_encode(&text, first->user, strlen(first->user));
	if (first->password) {
		buf_add_char(&text, ':');
		url_encode(&text, first->password, strlen(first->password));
	}
	buf_format(&text, v6 ? "@[%s]" : "@%s", host->name);
	if (text.length > DSN_LIMIT)
		return;
	assert(!dsn_parse(&second, text.bytes, text.length, DSN_POSTGRES) && !second.unescaped);
	assert(text_equal(second.user, first->user));
	assert(text_same(second.password, first->password));
	assert(second.host_count == 1 && text_equal(second.hosts[0].name, host->name));
	dsn_done(&second);
}

static void read_dsn(const char *text, size_t size)
{
	static const unsigned kinds[] = { DSN_ANY,   DSN_POSTGRES,  DSN_MYSQL, DSN_REDIS,
					  DSN_KAFKA, DSN_SQLSERVER, DSN_NATS };

	for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++) {
		struct dsn dsn;
		const char *wrong = dsn_parse(&dsn, text, size, kinds[i]);

		assert(wrong || (dsn.scheme && (unsigned)dsn.scheme->kind & kinds[i]));
		ask_everything(&dsn);
		if (!wrong && dsn.host_count > 0)
			read_again(&dsn);
		dsn_done(&dsn);
	}
}

static void read_items(const char *text, size_t size)
{
	_cleanup_(value_list_freep) char **items = NULL;

	if (value_list_parse(&items, text, size, NULL))
		return;
	assert(items[0]);
	for (size_t i = 0; items[i]; i++) {
		struct web_origin origin;
		enum host_kind kind;
		unsigned port = 0;

		if (!web_origin_parse(&origin, items[i], NULL))
			assert(origin.wildcard || origin.null || origin.host[0]);
		if (!host_parse(&kind, items[i], true))
			assert(items[i][0] && strlen(items[i]) < 512);
		if (!host_port_parse(&port, items[i], false))
			assert(port >= 1 && port <= 65535);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(freep) char *text = text_slice((const char *)data, size);

	read_dsn(text, size);
	read_items(text, size);
	return 0;
}
