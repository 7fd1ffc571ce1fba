/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The walls around what they were built for: libcurl, OpenSSL and the C library's resolver, against
 * a TLS server of its own, as keystrap-fetch runs them.
 */
#include "unit.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "inside.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/io.h"

#define TRANSFERS 8

static const char server_program[] =
	"import http.server, os, ssl, sys\n"
	"class Handler(http.server.BaseHTTPRequestHandler):\n"
	"    protocol_version = 'HTTP/1.1'\n"
	"    def do_GET(self):\n"
	"        self.send_response(200)\n"
	"        self.send_header('Content-Length', '200000')\n"
	"        self.end_headers()\n"
	"        self.wfile.write(b'x' * 200000)\n"
	"    def log_message(self, *arguments):\n"
	"        pass\n"
	"context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)\n"
	"context.load_cert_chain('certificate.pem', 'key.pem')\n"
	"server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)\n"
	"server.socket = context.wrap_socket(server.socket, server_side=True)\n"
	"os.write(1, str(server.server_port).encode())\n"
	"os.close(1)\n"
	"server.serve_forever()\n";

static const char certificate_command[] =
	"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
	"-subj /CN=localhost -addext subjectAltName=DNS:localhost "
	"-keyout key.pem -out certificate.pem 2>/dev/null && "
	"mkdir anchors && cp certificate.pem "
	"anchors/$(openssl x509 -hash -noout -in certificate.pem).0";

struct server {
	char directory[64];
	char *anchors; /* a directory of trust anchors, as c_rehash makes it */
	struct buf certificate;
	char url[64];
	unsigned port;
	pid_t pid; /* 0: python3 or openssl is not installed */
};

static void run_server(const char *directory, int port_fd)
{
	if (chdir(directory) < 0 || dup2(port_fd, STDOUT_FILENO) < 0)
		_exit(1);
	execlp("python3", "python3", "-c", server_program, (char *)NULL);
	_exit(1);
}

static void make_certificate(const void *directory)
{
	CHECK(chdir(directory) == 0);
	execl("/bin/sh", "sh", "-c", certificate_command, (char *)NULL);
	_exit(1);
}

static int start_server(void **state)
{
	struct server *server = alloc_new(struct server);
	_cleanup_(freep) char *certificate = NULL;
	struct error err = { 0 };
	char port[16] = "";
	int ends[2];

	*state = server;
	strcpy(server->directory, "/tmp/keystrap-curl-XXXXXX");
	assert_non_null(mkdtemp(server->directory));
	server->anchors = text_format("%s/anchors", server->directory);
	if (in_child(make_certificate, server->directory) != 0)
		return 0;
	certificate = text_format("%s/certificate.pem", server->directory);
	server->certificate.maximum = 65536;
	assert_true(file_read(&server->certificate, certificate, FILE_ANY, &err));
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	server->pid = fork();
	assert_true(server->pid >= 0);
	if (server->pid == 0)
		run_server(server->directory, ends[1]);
	close(ends[1]);
	if (read(ends[0], port, sizeof(port) - 1) <= 0) {
		assert_int_equal(waitpid(server->pid, NULL, 0), server->pid);
		server->pid = 0;
	}
	close(ends[0]);
	server->port = (unsigned)strtoul(port, NULL, 10);
	snprintf(server->url, sizeof(server->url), "https://localhost:%u/", server->port);
	return 0;
}

static void remove_files(const void *directory)
{
	execlp("rm", "rm", "-r", (const char *)directory, (char *)NULL);
	_exit(1);
}

static int stop_server(void **state)
{
	struct server *server = *state;

	if (server->pid > 0) {
		kill(server->pid, SIGTERM);
		waitpid(server->pid, NULL, 0);
	}
	assert_exited(in_child(remove_files, server->directory), 0);
	free(server->anchors);
	buf_done(&server->certificate);
	free(server);
	return 0;
}

static size_t count_bytes(char *bytes, size_t size, size_t count, void *total)
{
	(void)bytes;
	*(size_t *)total += size * count;
	return size * count;
}

static CURL *new_transfer(const struct server *server, const char *url, bool as_blob, size_t *total)
{
	struct curl_blob blob = { server->certificate.bytes, server->certificate.length,
				  CURL_BLOB_COPY };
	CURL *transfer = curl_easy_init();

	CHECK(transfer);
	curl_easy_setopt(transfer, CURLOPT_URL, url);
	curl_easy_setopt(transfer, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(transfer, CURLOPT_TIMEOUT, 5L);
	curl_easy_setopt(transfer, CURLOPT_TCP_KEEPALIVE, 1L);
	curl_easy_setopt(transfer, CURLOPT_WRITEFUNCTION, count_bytes);
	curl_easy_setopt(transfer, CURLOPT_WRITEDATA, total);
	if (as_blob) {
		curl_easy_setopt(transfer, CURLOPT_CAINFO_BLOB, &blob);
	} else {
		curl_easy_setopt(transfer, CURLOPT_CAINFO, NULL);
		curl_easy_setopt(transfer, CURLOPT_CAPATH, server->anchors);
	}
	return transfer;
}

static void perform_all(CURLM *multi)
{
	int running = 1;

	while (running) {
		CHECK(curl_multi_perform(multi, &running) == CURLM_OK);
		CHECK(!running || curl_multi_poll(multi, NULL, 0, 1000, NULL) == CURLM_OK);
	}
}

static void enter_for(const struct server *server)
{
	const char *const readable[] = { server->anchors };
	const struct sandbox_needs needs = { .tcp_ports = &server->port,
					     .tcp_ports_count = 1,
					     .readable = readable,
					     .readable_count = 1 };
	struct error err = { 0 };

	CHECK(sandbox_harden_process(&err));
	CHECK(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
	enter(&needs);
}

/* As many at once as keystrap-fetch ever has, over both ways to name trust anchors. */
static void fetch_in_parallel(const void *argument)
{
	const struct server *server = argument;
	CURLM *multi;
	CURLMsg *message;
	size_t total = 0;
	int left = 0;
	int done = 0;

	enter_for(server);
	multi = curl_multi_init();
	CHECK(multi);
	for (int i = 0; i < TRANSFERS; i++) {
		CURL *transfer = new_transfer(server, server->url, i % 2 == 0, &total);

		CHECK(curl_multi_add_handle(multi, transfer) == CURLM_OK);
	}
	perform_all(multi);
	while ((message = curl_multi_info_read(multi, &left))) {
		CHECK(message->data.result == CURLE_OK);
		curl_multi_remove_handle(multi, message->easy_handle);
		curl_easy_cleanup(message->easy_handle);
		done++;
	}
	CHECK(done == TRANSFERS && total == TRANSFERS * (size_t)200000);
	curl_multi_cleanup(multi);
	curl_global_cleanup();
}

/* As on a kernel without Landlock: a name service module is then found, and must not be loaded. */
static const struct outer no_landlock = { .call = "landlock_create_ruleset", .error = ENOSYS };

static void fetch_without_landlock(const void *argument)
{
	set_outer(&no_landlock);
	fetch_in_parallel(argument);
}

/* "No such host", or no reply from the name server in time: an error, not a death. */
static void fetch_from_nowhere(const void *argument)
{
	const struct server *server = argument;
	size_t total = 0;
	CURL *transfer;
	CURLcode result;

	enter_for(server);
	transfer = new_transfer(server, "https://keystrap-nowhere.invalid/", true, &total);
	result = curl_easy_perform(transfer);
	CHECK(result == CURLE_COULDNT_RESOLVE_HOST || result == CURLE_OPERATION_TIMEDOUT);
	curl_easy_cleanup(transfer);
	curl_global_cleanup();
}

static void fetch_from_nowhere_without_landlock(const void *argument)
{
	set_outer(&no_landlock);
	fetch_from_nowhere(argument);
}

/* A port that was not asked for is as good as refused. */
static void fetch_from_another_port(const void *argument)
{
	struct server other = *(const struct server *)argument;
	size_t total = 0;
	CURL *transfer;

	other.port = 1;
	enter_for(&other);
	transfer = new_transfer(&other, other.url, true, &total);
	CHECK(curl_easy_perform(transfer) == CURLE_COULDNT_CONNECT);
	curl_easy_cleanup(transfer);
	curl_global_cleanup();
}

static void run_case(void **state, inside_fn *body)
{
	const struct server *server = *state;

	if (server->pid <= 0) {
		print_message("python3 or openssl is missing\n");
		leave_out("the machine lacks what it needs");
	}
	assert_exited(in_child(body, server), 0);
}

static void https_works(void **state)
{
	run_case(state, fetch_in_parallel);
}

static void https_works_without_landlock(void **state)
{
	run_case(state, fetch_without_landlock);
}

static void an_unknown_host_is_an_error(void **state)
{
	run_case(state, fetch_from_nowhere);
	run_case(state, fetch_from_nowhere_without_landlock);
}

static void another_port_is_an_error(void **state)
{
	if (landlock_version() < 4)
		leave_out("the machine lacks what it needs");
	run_case(state, fetch_from_another_port);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(https_works),
		cmocka_unit_test(https_works_without_landlock),
		cmocka_unit_test(an_unknown_host_is_an_error),
		cmocka_unit_test(another_port_is_an_error),
	};

	return cmocka_run_group_tests_name("sandbox/sandbox_curl", tests, start_server,
					   stop_server);
}
