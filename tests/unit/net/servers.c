/* SPDX-License-Identifier: Apache-2.0 */
#include "servers.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/io.h"

struct servers servers;

const struct http_limits usual = { 65536, 3000, 8000, 3000 };

unsigned port_of(const char *name)
{
	for (size_t i = 0; i < servers.port_count; i++) {
		if (strcmp(servers.ports[i].name, name) == 0)
			return servers.ports[i].port;
	}
	fail_msg("no server %s", name);
	return 0;
}

struct http_tls our_ca(void)
{
	return (struct http_tls){ .ca_pem = servers.ca.bytes, .ca_pem_length = servers.ca.length };
}

struct http_endpoint *endpoint_at(const char *address, const struct http_tls *tls)
{
	struct http_endpoint *endpoint = NULL;
	struct error err = { 0 };

	if (!http_endpoint_new(&endpoint, address, tls, &err))
		fail_msg("%s: %s", address, err.text);
	return endpoint;
}

struct http_endpoint *endpoint_of(const char *name, const struct http_tls *tls)
{
	_cleanup_(freep) char *address = text_format("https://127.0.0.1:%u", port_of(name));

	return endpoint_at(address, tls);
}

struct http *http_with(const struct http_limits *limits)
{
	struct http *http = NULL;
	struct error err = { 0 };

	if (!http_new(&http, limits, &err))
		fail_msg("%s", err.text);
	return http;
}

void start(struct http *http, const struct http_endpoint *endpoint, const char *method,
	   const char *path, const char *body, void *context)
{
	struct http_request request = { .method = method, .path = path, .body = body };
	struct error err = { 0 };

	request.body_length = body ? strlen(body) : 0;
	if (!http_start(http, endpoint, &request, context, &err))
		fail_msg("%s", err.text);
}

/* One request and its reply, which lives as long as http. */
const struct http_reply *fetch(struct http *http, const struct http_endpoint *endpoint,
			       const char *method, const char *path, const char *body)
{
	const struct http_reply *reply = NULL;
	int context;

	start(http, endpoint, method, path, body, &context);
	assert_ptr_equal(http_wait(http, 15000, &reply), &context);
	assert_non_null(reply);
	return reply;
}

enum http_outcome outcome_at(const char *address, const struct http_tls *tls, const char *path)
{
	_cleanup_(http_endpoint_freep) struct http_endpoint *endpoint = endpoint_at(address, tls);
	_cleanup_(http_freep) struct http *http = http_with(&usual);
	const struct http_reply *reply = fetch(http, endpoint, "GET", path, NULL);

	if (reply->outcome != HTTP_REPLIED) {
		assert_int_equal(reply->status, 0);
		assert_int_equal(reply->length, 0);
		assert_string_equal(reply->body, "");
	}
	return reply->outcome;
}

enum http_outcome outcome_of_server(const char *name, const struct http_tls *tls, const char *path)
{
	_cleanup_(freep) char *address = text_format("https://127.0.0.1:%u", port_of(name));

	return outcome_at(address, tls, path);
}

/* Whatever the environment says has no effect: every test above runs with this. */
static void spoil_environment(void)
{
	static const char *const proxies[] = { "http_proxy", "https_proxy", "HTTPS_PROXY",
					       "all_proxy", "ALL_PROXY" };
	_cleanup_(freep) char *path = text_format("%s/.netrc", servers.directory);
	static const char netrc[] = "machine 127.0.0.1 login user password secret\n";
	struct error err = { 0 };

	for (size_t i = 0; i < ARRAY_LENGTH(proxies); i++)
		setenv(proxies[i], "http://127.0.0.1:1", 1);
	setenv("HOME", servers.directory, 1);
	if (!file_write(path, netrc, sizeof(netrc) - 1, 0600, true, &err))
		fail_msg("%s", err.text);
}

static bool read_made(struct buf *content, const char *name)
{
	_cleanup_(freep) char *path = text_format("%s/%s", servers.directory, name);
	struct error err = { 0 };

	content->maximum = 65536;
	return file_read(content, path, FILE_ANY, &err);
}

/* False: there is no python3 or no openssl here. */
static bool start_servers(void)
{
	int to[2], from[2];
	FILE *lines;
	char name[16];
	unsigned port;

	strcpy(servers.directory, "/tmp/keystrap-test-XXXXXX");
	if (!mkdtemp(servers.directory) || pipe2(to, O_CLOEXEC) < 0 || pipe2(from, O_CLOEXEC) < 0)
		return false;
	servers.pid = fork();
	if (servers.pid == 0) {
		dup2(to[0], STDIN_FILENO);
		dup2(from[1], STDOUT_FILENO);
		execlp("python3", "python3", HTTP_SERVER, servers.directory, NULL);
		_exit(77);
	}
	close(to[0]);
	close(from[1]);
	servers.stop = to[1];
	lines = fdopen(from[0], "r");
	while (fscanf(lines, "%15s %u", name, &port) == 2 && strcmp(name, "ready") != 0) {
		strcpy(servers.ports[servers.port_count].name, name);
		servers.ports[servers.port_count++].port = port;
	}
	fclose(lines);
	return servers.port_count > 0 && read_made(&servers.ca, "ca.pem") &&
	       read_made(&servers.stranger, "stranger.pem") &&
	       read_made(&servers.client, "client.pem") &&
	       read_made(&servers.client_key, "client.key");
}

static int stop_servers(void **state)
{
	_cleanup_(freep) char *remove = text_format("rm -r %s", servers.directory);

	(void)state;
	close(servers.stop);
	waitpid(servers.pid, NULL, 0);
	buf_done(&servers.ca);
	buf_done(&servers.stranger);
	buf_done(&servers.client);
	buf_done(&servers.client_key);
	return system(remove) == 0 ? 0 : -1;
}

int run_with_servers(const char *name, const struct CMUnitTest *tests, size_t count)
{
	if (!start_servers()) {
		rmdir(servers.directory);
		puts("1..0 # SKIP python3 or openssl is missing");
		return 0;
	}
	spoil_environment();
	return _cmocka_run_group_tests(name, tests, count, NULL, stop_servers);
}
