/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "net/endpoint.h"
#include "util/alloc.h"

#define PEM "-----BEGIN CERTIFICATE-----\n"

static void addresses_are_accepted(void **state)
{
	static const struct {
		const char *address, *base;
		unsigned port;
		bool tls;
	} rows[] = {
		{ "https://vault.internal", "https://vault.internal", 443, true },
		{ "https://vault.internal/", "https://vault.internal", 443, true },
		{ "https://vault.internal:8200", "https://vault.internal:8200", 8200, true },
		{ "https://vault.internal:65535/", "https://vault.internal:65535", 65535, true },
		{ "HTTPS://vault.internal", "https://vault.internal", 443, true },
		{ "https://vault.internal/team/a", "https://vault.internal/team/a", 443, true },
		{ "https://vault.internal/team/a/", "https://vault.internal/team/a", 443, true },
		{ "https://h/a/../b", "https://h/a/../b", 443, true },
		{ "https://10.0.0.1:8200", "https://10.0.0.1:8200", 8200, true },
		{ "https://[fd00::1]:8200", "https://[fd00::1]:8200", 8200, true },
		{ "http://127.0.0.1", "http://127.0.0.1", 80, false },
		{ "http://127.8.9.10:8200", "http://127.8.9.10:8200", 8200, false },
		{ "http://[::1]:8200/p", "http://[::1]:8200/p", 8200, false },
		{ "unix:///run/vault.sock", "http://localhost", 0, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(http_endpoint_freep) struct http_endpoint *endpoint = NULL;
		struct error err = { 0 };

		assert_true(http_endpoint_new(&endpoint, rows[i].address, NULL, &err));
		assert_string_equal(endpoint->base, rows[i].base);
		assert_int_equal(http_endpoint_port(endpoint), rows[i].port);
		assert_int_equal(endpoint->tls, rows[i].tls);
		assert_int_equal(err.code, ERR_NONE);
	}
}

static const char *const refused[] = {
	"",
	"vault.internal:8200",
	"//vault.internal",
	"https:/vault.internal",
	"https://",
	"https:///v1",
	"https://:8200",
	"ftp://vault.internal",
	"file:///etc/passwd",
	"https://a:hunter2@host",
	"https://a@host",
	"https://@host",
	"https://localhost:1@127.0.0.1:2/",
	"https://host\\@evil",
	"https://host\\evil",
	"https://host/a\\b",
	"https://host?x=1",
	"https://host/?",
	"https://host/p?x=1",
	"https://host#frag",
	"https://host/#",
	"https://host:0",
	"https://host:65536",
	"https://host:",
	"https://host:82x",
	"https://host:-1",
	"https://host :82",
	"https://ho st",
	" https://host",
	"https://host ",
	"https://host\n",
	"https://host\r\nX-Evil: 1",
	"https://host/\tp",
	"https://host/\x7f",
	"https://h\xc3\xb6st",
	"https://host/%zz",
	"https://ho%73t",
	"https://%31%32%37.0.0.1",
	"https://0x7f.1",
	"https://127.1",
	"https://2130706433",
	"https://017700000001",
	"https://[::1",
	"https://[::1]x",
	"https://[fe80::1%25eth0]",
	"https://[::ffff:999.0.0.1]",
	"http://vault.internal",
	"http://10.0.0.1:8200",
	"http://localhost",
	"http://localhost:8200",
	"http://127.0.0.1.evil.test",
	"http://0.0.0.0",
	"http://[::]",
	"http://[::2]",
	"http://[::ffff:127.0.0.1]",
	"http://127.1",
	"http://127.0.0.01",
	"http://0177.0.0.1",
	"http://a:hunter2@127.0.0.1",
	"unix://",
	"unix:///",
	"unix://run/vault.sock",
	"unix:///run/a?b",
	"unix:///run/a#b",
	"unix:///run/a%2fb",
	"unix:///run/a\\b",
	"unix:///run/a b",
	"unix:///run/\x01",
	"unix:///"
	"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234"
	"5678901234567890123456",
};

static void addresses_are_refused_and_not_quoted(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(refused); i++) {
		struct http_endpoint *endpoint = NULL;
		struct error err = { 0 };

		if (http_endpoint_new(&endpoint, refused[i], NULL, &err))
			fail_msg("accepted: %s", refused[i]);
		assert_null(endpoint);
		assert_int_equal(err.code, ERR_MANIFEST);
		assert_null(strstr(err.text, "hunter2"));
	}
}

static void a_long_address_is_refused(void **state)
{
	_cleanup_(freep) char *address = alloc_array(4096, 1);
	struct http_endpoint *endpoint = NULL;
	struct error err = { 0 };

	(void)state;
	memset(address, 'a', 4095);
	memcpy(address, "https://host/", 13);
	assert_false(http_endpoint_new(&endpoint, address, NULL, &err));
	assert_int_equal(err.code, ERR_MANIFEST);
}

static void a_server_name_replaces_the_host(void **state)
{
	static const struct {
		const char *address, *name, *base, *connect_to;
	} rows[] = {
		{ "https://10.0.0.1:8200/p", "vault.test", "https://vault.test:8200/p",
		  "::10.0.0.1:8200" },
		{ "https://[fd00::1]", "vault.test", "https://vault.test", "::[fd00::1]:443" },
		{ "https://VAULT.test", "vault.test", "https://VAULT.test", NULL },
		{ "http://127.0.0.1:80", "vault.test", "http://127.0.0.1:80", NULL },
	};
	static const char *const bad[] = { "",    "a:1", "a/b",   "u@a", "a b",
					   "a?b", "a\n", "[::1]", "a#",  "%61" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(http_endpoint_freep) struct http_endpoint *endpoint = NULL;
		struct http_tls tls = { .server_name = rows[i].name };
		struct error err = { 0 };

		assert_true(http_endpoint_new(&endpoint, rows[i].address, &tls, &err));
		assert_string_equal(endpoint->base, rows[i].base);
		if (rows[i].connect_to)
			assert_string_equal(endpoint->connect_to->data, rows[i].connect_to);
		else
			assert_null(endpoint->connect_to);
	}
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
		struct http_endpoint *endpoint = NULL;
		struct http_tls tls = { .server_name = bad[i] };
		struct error err = { 0 };

		if (http_endpoint_new(&endpoint, "https://10.0.0.1", &tls, &err))
			fail_msg("accepted: %s", bad[i]);
		assert_int_equal(err.code, ERR_MANIFEST);
	}
}

static void tls_texts_must_be_pem_and_complete(void **state)
{
	static const struct http_tls bad[] = {
		{ .ca_pem = "", .ca_pem_length = 0 },
		{ .ca_pem = "hello", .ca_pem_length = 5 },
		{ .client_certificate = PEM },
		{ .client_key = PEM },
		{ .client_certificate = PEM, .client_key = "" },
		{ .client_certificate = "x", .client_key = PEM },
	};
	static const struct http_tls good = {
		.ca_pem = PEM,
		.ca_pem_length = sizeof(PEM) - 1,
		.client_certificate = PEM,
		.client_key = PEM,
	};
	_cleanup_(http_endpoint_freep) struct http_endpoint *fine = NULL;
	struct error err = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
		struct http_endpoint *endpoint = NULL;

		assert_false(http_endpoint_new(&endpoint, "https://host", &bad[i], &err));
		assert_int_equal(err.code, ERR_MANIFEST);
	}
	assert_true(http_endpoint_new(&fine, "https://host", &good, &err));
	assert_ptr_not_equal(fine->ca_pem, good.ca_pem); /* a copy */
	assert_null(fine->ca_directory);                 /* one source of trust at a time */
}

/* Endpoints are made behind the walls, too, where reading a directory ends the process. */
static void no_file_is_looked_at(void **state)
{
	static const struct {
		struct http_tls tls;
		const char *directory;
		bool system;
	} rows[] = {
		{ { .ca_directory = "/nonexistent" }, "/nonexistent", false },
		{ { .system_directory = "/nonexistent" }, "/nonexistent", true },
		{ { .ca_directory = "/own", .system_directory = "/system" }, "/own", false },
		{ { .ca_pem = PEM, .ca_pem_length = sizeof(PEM) - 1, .system_directory = "/x" },
		  NULL,
		  false },
		{ { 0 }, NULL, false },
	};
	struct error err = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(http_endpoint_freep) struct http_endpoint *endpoint = NULL;

		assert_true(http_endpoint_new(&endpoint, "https://host", &rows[i].tls, &err));
		if (rows[i].directory)
			assert_string_equal(endpoint->ca_directory, rows[i].directory);
		else
			assert_null(endpoint->ca_directory);
		assert_int_equal(endpoint->system_directory, rows[i].system);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_accepted),
		cmocka_unit_test(addresses_are_refused_and_not_quoted),
		cmocka_unit_test(a_long_address_is_refused),
		cmocka_unit_test(a_server_name_replaces_the_host),
		cmocka_unit_test(tls_texts_must_be_pem_and_complete),
		cmocka_unit_test(no_file_is_looked_at),
	};

	return cmocka_run_group_tests_name("net/endpoint", tests, NULL, NULL);
}
