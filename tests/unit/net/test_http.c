/* SPDX-License-Identifier: Apache-2.0 */
#include "servers.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "util/alloc.h"
#include "util/clock.h"

static size_t connection_count(void)
{
	struct http_tls tls = our_ca();
	_cleanup_(http_endpoint_freep) struct http_endpoint *endpoint = endpoint_of("good", &tls);
	_cleanup_(http_freep) struct http *http = http_with(&usual);

	return strtoul(fetch(http, endpoint, "GET", "/connections", NULL)->body, NULL, 10);
}

static void a_reply_has_status_and_body(void **state)
{
	struct http_tls tls = our_ca();
	_cleanup_(http_endpoint_freep) struct http_endpoint *endpoint = endpoint_of("good", &tls);
	_cleanup_(http_freep) struct http *http = http_with(&usual);
	const struct http_reply *reply;

	(void)state;
	reply = fetch(http, endpoint, "GET", "/echo", NULL);
	assert_int_equal(reply->outcome, HTTP_REPLIED);
	assert_int_equal(reply->status, 200);
	assert_int_equal(reply->length, strlen(reply->body));
	assert_false(reply->retry_after_given);
	assert_null(reply->redirect);
	reply = fetch(http, endpoint, "GET", "/empty", NULL);
	assert_int_equal(reply->status, 204);
	assert_string_equal(reply->body, "");
	reply = fetch(http, endpoint, "GET", "/continue", NULL);
	assert_int_equal(reply->status, 200);
	assert_string_equal(reply->body, "late");
	assert_false(reply->retry_after_given); /* that was the 103's */
}

/* Also: no Authorization from .netrc, no Accept-Encoding, nothing of libcurl's for a POST. */
static void a_request_is_sent_as_it_is(void **state)
{
	static const char expected[] = "POST /v1/../a//b%%2f%%2e?list=true HTTP/1.1\r\n"
				       "Host: 127.0.0.1:%u\r\n"
				       "Accept: */*\r\n"
				       "X-Vault-Token: hvs.a b\r\n"
				       "X-Empty:\r\n"
				       "Content-Length: 5\r\n"
				       "\r\n"
				       "a";
	struct http_tls tls = our_ca();
	_cleanup_(http_endpoint_freep) struct http_endpoint *endpoint = endpoint_of("good", &tls);
	_cleanup_(http_freep) struct http *http = http_with(&usual);
	_cleanup_(freep) char *wanted = text_format(expected, port_of("good"));
	struct http_request request = {
		.method = "POST",
		.path = "/v1/../a//b%2f%2e?list=true",
		.headers = { { "X-Vault-Token", "hvs.a b" }, { "X-Empty", "" } },
		.body = "a\0b\nc",
		.body_length = 5,
	};
	const struct http_reply *reply = NULL;
	struct error err = { 0 };

	(void)state;
	assert_true(http_start(http, endpoint, &request, http, &err));
	assert_ptr_equal(http_wait(http, 10000, &reply), http);
	assert_string_equal(reply->body, wanted);
	assert_int_equal(reply->length, strlen(wanted) + 4);
	assert_memory_equal(reply->body + strlen(wanted), "\0b\nc", 4);
}

static void every_method_is_sent(void **state)
{
	static const struct {
		const char *method, *body, *expected;
	} rows[] = {
		{ "GET", NULL, "GET /echo HTTP/1.1\r\n" },
		{ "LIST", NULL, "LIST /echo HTTP/1.1\r\n" },
		{ "DELETE", NULL, "DELETE /echo HTTP/1.1\r\n" },
		{ "PUT", "x", "PUT /echo HTTP/1.1\r\n" },
		{ "PATCH", "x", "PATCH /echo HTTP/1.1\r\n" },
		{ "POST", NULL, "POST /echo HTTP/1.1\r\n" },
		{ "PUT", NULL, "PUT /echo HTTP/1.1\r\n" },
	};
	struct http_tls tls = our_ca();
	_cleanup_(http_endpoint_freep) struct http_endpoint *endpoint = endpoint_of("good", &tls);
	_cleanup_(http_freep) struct http *http = http_with(&usual);

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		const struct http_reply *reply =
			fetch(http, endpoint, rows[i].method, "/echo", rows[i].body);

		assert_ptr_equal(strstr(reply->body, rows[i].expected), reply->body);
		if (rows[i].method[0] == 'P')
			assert_non_null(strstr(reply->body, "\r\nContent-Length: "));
		else
			assert_null(strstr(reply->body, "Content-"));
	}
	assert_int_equal(fetch(http, endpoint, "HEAD", "/empty", NULL)->status, 204);
}

static void a_prefix_stands_before_the_path(void **state)
{
	struct http_tls tls = our_ca();
	_cleanup_(freep) char *address =
		text_format("https://127.0.0.1:%u/team/a/", port_of("good"));
	_cleanup_(http_endpoint_freep) struct http_endpoint *endpoint = endpoint_at(address, &tls);
	_cleanup_(http_freep) struct http *http = http_with(&usual);
	const struct http_reply *reply = fetch(http, endpoint, "GET", "/v1/x", NULL);

	(void)state;
	assert_ptr_equal(strstr(reply->body, "GET /team/a/v1/x HTTP/1.1\r\n"), reply->body);
}

static void what_must_not_be_sent_is_refused(void **state)
{
	static const struct http_request rows[] = {
		{ .method = "GET", .path = "/", .headers = { { "X-A", "a\r\nX-Evil: 1" } } },
		{ .method = "GET", .path = "/", .headers = { { "X-A", "a\n" } } },
		{ .method = "GET", .path = "/", .headers = { { "X-A", "a\tb" } } },
		{ .method = "GET", .path = "/", .headers = { { "X-A", "\x7f" } } },
		{ .method = "GET", .path = "/", .headers = { { "X-A", "\xc3\xa9" } } },
		{ .method = "GET", .path = "/", .headers = { { "X-A: b", "c" } } },
		{ .method = "GET", .path = "/", .headers = { { "", "c" } } },
		{ .method = "GET", .path = "/", .headers = { { "X-A", "fine" }, { "X\n", "c" } } },
		{ .method = "GET", .path = "" },
		{ .method = "GET", .path = "v1" },
		{ .method = "GET", .path = "@evil/" },
		{ .method = "GET", .path = "/a b" },
		{ .method = "GET", .path = "/a\r\nX-Evil: 1" },
		{ .method = "GET", .path = "/a#b" },
		{ .method = "GET", .path = "/a\\b" },
		{ .method = "GET", .path = "/a%2" },
		{ .method = "GET", .path = "/a%zz" },
		{ .method = "GET", .path = "/\xc3\xa9" },
		{ .method = "", .path = "/" },
		{ .method = "get", .path = "/" },
		{ .method = "GET / HTTP/1.1\r\nX: 1", .path = "/" },
	};
	struct http_tls tls = our_ca();
	_cleanup_(http_endpoint_freep) struct http_endpoint *endpoint = endpoint_of("good", &tls);
	_cleanup_(http_freep) struct http *http = http_with(&usual);
	const struct http_reply *reply;

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct error err = { 0 };

		if (http_start(http, endpoint, &rows[i], http, &err))
			fail_msg("row %zu was sent", i);
		assert_int_equal(err.code, ERR_INTERNAL);
		assert_null(strstr(err.text, "Evil"));
	}
	assert_null(http_wait(http, 0, &reply));
	assert_null(reply);
}

static void connections_that_fail_say_why(void **state)
{
	/* A label of 64 letters: no resolver needs the network to refuse it. */
	static const char no_host[] =
		"https://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.test";
	_cleanup_(freep) char *socket = text_format("unix://%s/none", servers.directory);
	struct http_tls tls = our_ca();

	(void)state;
	assert_int_equal(outcome_of_server("refused", &tls, "/"), HTTP_REFUSED);
	assert_int_equal(outcome_at(socket, NULL, "/"), HTTP_REFUSED);
	assert_int_equal(outcome_at(no_host, &tls, "/"), HTTP_NO_HOST);
	assert_int_equal(outcome_at("https://255.255.255.255:1", &tls, "/"), HTTP_UNREACHABLE);
	assert_int_equal(outcome_of_server("hangup", &tls, "/"), HTTP_UNREACHABLE);
}

static void plain_http_goes_to_loopback_and_sockets(void **state)
{
	_cleanup_(freep) char *loopback = text_format("http://127.0.0.1:%u", port_of("plain"));
	_cleanup_(freep) char *socket = text_format("unix://%s/socket", servers.directory);

	(void)state;
	assert_int_equal(outcome_at(loopback, NULL, "/echo"), HTTP_REPLIED);
	assert_int_equal(outcome_at(socket, NULL, "/echo"), HTTP_REPLIED);
}

static void replies_that_end_early_are_cut(void **state)
{
	static const char *const paths[] = { "/cut-length",   "/cut-chunked", "/cut-unframed",
					     "/end-unframed", "/cut-head",    "/cut-all" };
	struct http_tls tls = our_ca();

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(paths); i++) {
		enum http_outcome outcome = outcome_of_server("good", &tls, paths[i]);

		if (outcome != HTTP_CUT)
			fail_msg("%s: outcome %d", paths[i], (int)outcome);
	}
}

static void floods_are_stopped(void **state)
{
	static const char *const paths[] = { "/flood",         "/flood-stated", "/one-too-many",
					     "/flood-headers", "/flood-header", "/flood-100" };
	struct http_tls tls = our_ca();

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(paths); i++) {
		enum http_outcome outcome = outcome_of_server("good", &tls, paths[i]);

		if (outcome != HTTP_TOO_LARGE)
			fail_msg("%s: outcome %d", paths[i], (int)outcome);
	}
	assert_int_equal(outcome_of_server("good", &tls, "/exactly-full"), HTTP_REPLIED);
	assert_int_equal(outcome_of_server("good", &tls, "/not-http"), HTTP_BROKEN);
}

static void redirects_are_returned_not_followed(void **state)
{
	struct http_tls tls = our_ca();
	_cleanup_(http_endpoint_freep) struct http_endpoint *endpoint = endpoint_of("good", &tls);
	_cleanup_(http_freep) struct http *http = http_with(&usual);
	_cleanup_(freep) char *wanted =
		text_format("https://127.0.0.1:%u/echo?a=b", port_of("good"));
	const struct http_reply *reply = fetch(http, endpoint, "GET", "/redirect", NULL);

	(void)state;
	assert_int_equal(reply->outcome, HTTP_REPLIED);
	assert_int_equal(reply->status, 302);
	assert_string_equal(reply->body, "moved");
	assert_string_equal(reply->redirect, wanted);
}

static void retry_after_and_date_are_read(void **state)
{
	struct http_tls tls = our_ca();
	_cleanup_(http_endpoint_freep) struct http_endpoint *endpoint = endpoint_of("good", &tls);
	_cleanup_(http_freep) struct http *http = http_with(&usual);
	const struct http_reply *reply = fetch(http, endpoint, "GET", "/retry-seconds", NULL);

	(void)state;
	assert_int_equal(reply->status, 429);
	assert_true(reply->retry_after_given);
	assert_int_equal(reply->retry_after_ms, 7000);
	assert_int_equal(reply->server_time, 784111777);
	reply = fetch(http, endpoint, "GET", "/retry-past", NULL);
	assert_int_equal(reply->status, 503);
	assert_true(reply->retry_after_given);
	assert_int_equal(reply->retry_after_ms, 0);
	assert_int_equal(reply->server_time, 0);
}

static void bodies_are_not_inflated(void **state)
{
	struct http_tls tls = our_ca();
	_cleanup_(http_endpoint_freep) struct http_endpoint *endpoint = endpoint_of("good", &tls);
	_cleanup_(http_freep) struct http *http = http_with(&usual);
	const struct http_reply *reply = fetch(http, endpoint, "GET", "/gzip", NULL);

	(void)state;
	assert_int_equal(reply->outcome, HTTP_REPLIED);
	assert_true(reply->length < 1000);
	assert_memory_equal(reply->body, "\x1f\x8b", 2);
}

static uint64_t timed(const struct http_limits *limits, const char *server, const char *path,
		      enum http_outcome expected)
{
	struct http_tls tls = our_ca();
	_cleanup_(http_endpoint_freep) struct http_endpoint *endpoint = endpoint_of(server, &tls);
	_cleanup_(http_freep) struct http *http = http_with(limits);
	uint64_t begin = clock_now(&system_clock);

	assert_int_equal(fetch(http, endpoint, "GET", path, NULL)->outcome, expected);
	return clock_now(&system_clock) - begin;
}

static void each_phase_has_its_time(void **state)
{
	static const struct http_limits connect = { 65536, 300, 8000, 8000 };
	static const struct http_limits stall = { 65536, 3000, 8000, 300 };
	static const struct http_limits think = { 65536, 3000, 900, 300 };
	static const struct http_limits total = { 65536, 3000, 500, 8000 };

	(void)state;
	assert_in_range(timed(&connect, "silent", "/", HTTP_CONNECT_TIMEOUT), 290, 2500);
	/* Before the reply begins only the request's own time counts. */
	assert_in_range(timed(&think, "good", "/stall-head", HTTP_STALLED), 900, 2700);
	assert_in_range(timed(&stall, "good", "/stall-body", HTTP_STALLED), 290, 2500);
	assert_in_range(timed(&total, "good", "/stall-body", HTTP_STALLED), 490, 2700);
	/* Eight bytes, one each 100 ms: slow, but it moves. */
	assert_in_range(timed(&stall, "good", "/trickle", HTTP_REPLIED), 700, 5000);
}

static void waiting_ends_when_it_should(void **state)
{
	static const struct http_limits stall = { 65536, 3000, 8000, 400 };
	struct http_tls tls = our_ca();
	_cleanup_(http_endpoint_freep) struct http_endpoint *endpoint = endpoint_of("good", &tls);
	_cleanup_(http_freep) struct http *http = http_with(&stall);
	const struct http_reply *reply = NULL;
	uint64_t begin = clock_now(&system_clock);

	(void)state;
	assert_null(http_wait(http, 0, &reply));
	assert_in_range(clock_now(&system_clock) - begin, 0, 90);
	assert_null(http_wait(http, 100, &reply)); /* nothing in flight: a plain sleep */
	assert_in_range(clock_now(&system_clock) - begin, 99, 1000);
	start(http, endpoint, "GET", "/stall-body", NULL, &begin);
	begin = clock_now(&system_clock);
	assert_null(http_wait(http, 100, &reply));
	assert_in_range(clock_now(&system_clock) - begin, 99, 350);
	assert_ptr_equal(http_wait(http, 5000, &reply), &begin);
}

/* Starts count requests at once; returns how many had each outcome in counts. */
static void fetch_many(const char *server, const char *path, const struct http_limits *limits,
		       size_t count, size_t *counts)
{
	struct http_tls tls = our_ca();
	_cleanup_(http_endpoint_freep) struct http_endpoint *endpoint = endpoint_of(server, &tls);
	_cleanup_(http_freep) struct http *http = http_with(limits);
	bool seen[128] = { false };
	const struct http_reply *reply;

	for (size_t i = 0; i < count; i++)
		start(http, endpoint, "GET", path, NULL, &seen[i]);
	for (size_t i = 0; i < count; i++) {
		bool *context = http_wait(http, 15000, &reply);

		assert_non_null(context);
		assert_false(*context); /* each exactly once */
		*context = true;
		counts[reply->outcome]++;
	}
	assert_null(http_wait(http, 0, &reply));
}

static void a_hundred_requests_share_eight_connections(void **state)
{
	size_t counts[HTTP_BROKEN + 1] = { 0 };
	size_t before = connection_count();

	(void)state;
	fetch_many("good", "/slow", &usual, 100, counts);
	assert_int_equal(counts[HTTP_REPLIED], 100);
	/* One of them is the counting itself. */
	assert_in_range(connection_count() - before - 1, 2, 8);
}

static void a_hundred_requests_fail_as_one(void **state)
{
	static const struct http_limits limits = { 65536, 300, 8000, 8000 };
	size_t counts[HTTP_BROKEN + 1] = { 0 };
	uint64_t begin = clock_now(&system_clock);

	(void)state;
	fetch_many("silent", "/", &limits, 100, counts);
	assert_int_equal(counts[HTTP_CONNECT_TIMEOUT], 100);
	assert_in_range(clock_now(&system_clock) - begin, 290, 2000);
	fetch_many("refused", "/", &limits, 100, counts);
	assert_int_equal(counts[HTTP_REFUSED], 100);
	fetch_many("unknown", "/", &usual, 100, counts);
	assert_int_equal(counts[HTTP_TLS_AUTHORITY], 100);
}

/* Who holds most loses its replies, and nobody else does. */
static void all_bodies_together_have_a_limit(void **state)
{
	static const struct http_limits limits = { 65536, 3000, 8000, 1000, 200000 };
	struct http_tls tls = our_ca();
	_cleanup_(freep) char *plain = text_format("http://127.0.0.1:%u", port_of("plain"));
	_cleanup_(http_endpoint_freep) struct http_endpoint *large = endpoint_of("good", &tls);
	_cleanup_(http_endpoint_freep) struct http_endpoint *small = endpoint_at(plain, NULL);
	_cleanup_(http_freep) struct http *http = http_with(&limits);
	size_t counts[HTTP_BROKEN + 1] = { 0 };
	const struct http_reply *reply;

	(void)state;
	for (size_t i = 0; i < 8; i++)
		start(http, large, "GET", "/stall-full", NULL, counts);
	while (counts[HTTP_CROWDED] < 5) {
		assert_ptr_equal(http_wait(http, 15000, &reply), counts);
		assert_string_equal(reply->body, "");
		counts[reply->outcome]++;
		assert_int_equal(counts[HTTP_STALLED], 0);
	}
	start(http, small, "GET", "/exactly-full", NULL, &plain);
	while (http_wait(http, 100, &reply) != &plain)
		assert_int_equal(reply ? reply->outcome : HTTP_CROWDED, HTTP_CROWDED);
	assert_int_equal(reply->outcome, HTTP_REPLIED);
	assert_int_equal(reply->length, 65536);
	/* What is handed out is released: a fourth has room again. */
	for (size_t i = 0; i < 8; i++)
		assert_int_equal(fetch(http, small, "GET", "/exactly-full", NULL)->length, 65536);
}

static void a_post_is_never_sent_twice(void **state)
{
	struct http_tls tls = our_ca();
	_cleanup_(http_endpoint_freep) struct http_endpoint *endpoint = endpoint_of("good", &tls);
	_cleanup_(http_freep) struct http *http = http_with(&usual);
	enum http_outcome outcome;

	(void)state;
	assert_int_equal(fetch(http, endpoint, "GET", "/lose-second", NULL)->status, 200);
	outcome = fetch(http, endpoint, "POST", "/lose-second", "x")->outcome;
	assert_int_equal(outcome, HTTP_CUT);
	assert_string_equal(fetch(http, endpoint, "GET", "/lost", NULL)->body, "1");
	/* A GET may be: it finds its way on a fresh connection. */
	assert_int_equal(fetch(http, endpoint, "GET", "/lose-second", NULL)->status, 200);
	assert_string_equal(fetch(http, endpoint, "GET", "/lost", NULL)->body, "2");
}

static void connected_sockets_close_on_exec(void **state)
{
	struct http_tls tls = our_ca();
	_cleanup_(http_endpoint_freep) struct http_endpoint *endpoint = endpoint_of("good", &tls);
	_cleanup_(http_freep) struct http *http = http_with(&usual);
	const struct http_reply *reply;
	size_t found = 0;

	(void)state;
	start(http, endpoint, "GET", "/stall-body", NULL, http);
	assert_null(http_wait(http, 250, &reply));
	for (int fd = 3; fd < 256; fd++) {
		struct sockaddr_storage peer;
		socklen_t size = sizeof(peer);

		if (getpeername(fd, (struct sockaddr *)&peer, &size) == 0 &&
		    peer.ss_family == AF_INET) {
			found++;
			assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
		}
	}
	assert_int_equal(found, 1);
}

static void requests_in_flight_may_be_dropped(void **state)
{
	struct http_tls tls = our_ca();
	_cleanup_(http_endpoint_freep) struct http_endpoint *endpoint = endpoint_of("good", &tls);
	_cleanup_(http_freep) struct http *http = http_with(&usual);
	const struct http_reply *reply;

	(void)state;
	for (size_t i = 0; i < 20; i++)
		start(http, endpoint, "GET", i % 2 ? "/slow" : "/stall-body", NULL, http);
	assert_non_null(http_wait(http, 5000, &reply));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_reply_has_status_and_body),
		cmocka_unit_test(a_request_is_sent_as_it_is),
		cmocka_unit_test(every_method_is_sent),
		cmocka_unit_test(a_prefix_stands_before_the_path),
		cmocka_unit_test(what_must_not_be_sent_is_refused),
		cmocka_unit_test(connections_that_fail_say_why),
		cmocka_unit_test(plain_http_goes_to_loopback_and_sockets),
		cmocka_unit_test(replies_that_end_early_are_cut),
		cmocka_unit_test(floods_are_stopped),
		cmocka_unit_test(redirects_are_returned_not_followed),
		cmocka_unit_test(retry_after_and_date_are_read),
		cmocka_unit_test(bodies_are_not_inflated),
		cmocka_unit_test(each_phase_has_its_time),
		cmocka_unit_test(waiting_ends_when_it_should),
		cmocka_unit_test(a_hundred_requests_share_eight_connections),
		cmocka_unit_test(a_hundred_requests_fail_as_one),
		cmocka_unit_test(all_bodies_together_have_a_limit),
		cmocka_unit_test(a_post_is_never_sent_twice),
		cmocka_unit_test(connected_sockets_close_on_exec),
		cmocka_unit_test(requests_in_flight_may_be_dropped),
	};

	return run_with_servers("net/http", tests, ARRAY_LENGTH(tests));
}
