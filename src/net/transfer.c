/* SPDX-License-Identifier: Apache-2.0 */
#include "net/transfer.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "net/outcome.h"
#include "net/request.h"
#include "net/retry.h"
#include "util/alloc.h"
#include "util/clock.h"
#include "util/text.h"

#define HEADER_MAXIMUM ((size_t)64 * 1024)

static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
	(void)context;
	(void)purpose;
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/*
 * Called when the connection is ready, before each sending. libcurl sends a second time when a kept
 * connection turns out dead: whether a POST may be repeated is the caller's to say.
 */
static int note_sending(void *context, char *remote, char *local, int remote_port, int local_port)
{
	struct transfer *transfer = context;

	(void)remote;
	(void)local;
	(void)remote_port;
	(void)local_port;
	if (transfer->connected && !transfer->may_resend)
		return CURL_PREREQFUNC_ABORT;
	transfer->connected = true;
	transfer->moved_ms = clock_now(&system_clock);
	return CURL_PREREQFUNC_OK;
}

/* The value of a header line when it has that name, in out; otherwise false. */
static bool header_value(char *out, size_t size, const char *line, size_t length, const char *name)
{
	size_t start = strlen(name);

	if (length <= start || strncasecmp(line, name, start) != 0 || line[start] != ':')
		return false;
	for (start++; start < length && (line[start] == ' ' || line[start] == '\t');)
		start++;
	while (length > start && strchr(" \t\r\n", line[length - 1]))
		length--;
	if (length - start >= size || memchr(line + start, '\0', length - start))
		return false;
	memcpy(out, line + start, length - start);
	out[length - start] = '\0';
	return true;
}

static size_t take_header(char *line, size_t size, size_t count, void *context)
{
	struct transfer *transfer = context;
	struct http_reply *reply = &transfer->reply;
	size_t length = size * count;
	char value[64];
	time_t date;

	transfer->moved_ms = clock_now(&system_clock);
	transfer->header_bytes += length;
	if (transfer->header_bytes > HEADER_MAXIMUM) {
		transfer->too_large = true;
		return 0;
	}
	if (length > 5 && memcmp(line, "HTTP/", 5) == 0) { /* after a 1xx the real one comes */
		*reply = (struct http_reply){ 0 };
		transfer->end_is_marked = false;
	} else if (header_value(value, sizeof(value), line, length, "Content-Length") ||
		   header_value(value, sizeof(value), line, length, "Transfer-Encoding")) {
		transfer->end_is_marked = true;
	} else if (header_value(value, sizeof(value), line, length, "Retry-After")) {
		reply->retry_after_given =
			retry_after_parse(&reply->retry_after_ms, value, clock_wall(&system_clock));
	} else if (header_value(value, sizeof(value), line, length, "x-amz-retry-after")) {
		reply->retry_after_given = retry_after_ms_parse(&reply->retry_after_ms, value);
	} else if (header_value(value, sizeof(value), line, length, "Date")) {
		date = curl_getdate(value, NULL);
		reply->server_time = date > 0 ? date : 0;
	}
	return length;
}

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
	struct transfer *transfer = context;
	size_t length = size * count;

	transfer->moved_ms = clock_now(&system_clock);
	if (length > transfer->body_maximum - transfer->received.length) {
		transfer->too_large = true;
		return 0;
	}
	buf_add(&transfer->received, bytes, length);
	return length;
}

struct long_option {
	CURLoption option;
	long value;
};

struct pointer_option {
	CURLoption option;
	const void *value;
};

static bool set_longs(CURL *easy, const struct long_option *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (curl_easy_setopt(easy, rows[i].option, rows[i].value) != CURLE_OK)
			return false;
	}
	return true;
}

static bool set_pointers(CURL *easy, const struct pointer_option *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (curl_easy_setopt(easy, rows[i].option, rows[i].value) != CURLE_OK)
			return false;
	}
	return true;
}

static bool set_callbacks(struct transfer *transfer)
{
	const struct pointer_option context[] = {
		{ CURLOPT_PRIVATE, transfer },
		{ CURLOPT_WRITEDATA, transfer },
		{ CURLOPT_HEADERDATA, transfer },
		{ CURLOPT_PREREQDATA, transfer },
		{ CURLOPT_ERRORBUFFER, transfer->own_text },
	};
	CURL *easy = transfer->easy;

	return set_pointers(easy, context, ARRAY_LENGTH(context)) &&
	       curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, note_sending) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket) == CURLE_OK;
}

static long as_long(uint64_t number)
{
	return number < LONG_MAX ? (long)number : LONG_MAX;
}

/* A request's own time, where it has one, and never more than the limit. */
static uint64_t shorter(uint64_t own_ms, uint64_t limit_ms)
{
	return own_ms > 0 && own_ms < limit_ms ? own_ms : limit_ms;
}

/* What holds for every request: nothing from the environment or the home directory has a say. */
static bool set_rules(CURL *easy, const struct http_limits *limits,
		      const struct http_request *request)
{
	uint64_t connect_ms = shorter(request->connect_ms, limits->connect_ms);
	uint64_t total_ms = shorter(request->total_ms, limits->total_ms);
	const struct long_option longs[] = {
		{ CURLOPT_NOSIGNAL, 1 },
		{ CURLOPT_FOLLOWLOCATION, 0 },
		{ CURLOPT_NETRC, CURL_NETRC_IGNORED },
		/* A resolver's thread that hangs is left behind, not waited for. */
		{ CURLOPT_QUICK_EXIT, 1 },
		{ CURLOPT_PATH_AS_IS, 1 },
		{ CURLOPT_HTTP09_ALLOWED, 0 },
		{ CURLOPT_CONNECTTIMEOUT_MS, as_long(connect_ms) },
		{ CURLOPT_TIMEOUT_MS, as_long(total_ms) },
	};
	const struct pointer_option pointers[] = {
		{ CURLOPT_PROXY, "" },
		{ CURLOPT_NOPROXY, "*" },
		{ CURLOPT_ACCEPT_ENCODING, NULL },
	};
	curl_off_t largest = (curl_off_t)as_long(limits->body_bytes);

	/* A stated length beyond the cap ends it at once; the callback counts what is not stated.
	 */
	return set_longs(easy, longs, ARRAY_LENGTH(longs)) &&
	       set_pointers(easy, pointers, ARRAY_LENGTH(pointers)) &&
	       curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE, largest) == CURLE_OK;
}

static bool set_method(struct transfer *transfer, const char *method)
{
	CURL *easy = transfer->easy;
	bool puts = text_equal(method, "POST") || text_equal(method, "PUT");

	transfer->no_body = text_equal(method, "HEAD");
	if (transfer->no_body)
		return curl_easy_setopt(easy, CURLOPT_NOBODY, 1L) == CURLE_OK;
	if ((transfer->body || puts) &&
	    (curl_easy_setopt(easy, CURLOPT_POSTFIELDS, transfer->body ? transfer->body : "") !=
		     CURLE_OK ||
	     curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
			      (curl_off_t)transfer->body_length) != CURLE_OK))
		return false;
	return curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method) == CURLE_OK;
}

static bool set_url(struct transfer *transfer, const char *path)
{
	_cleanup_(text_wipep) char *url = text_format("%s%s", transfer->endpoint->base, path);

	return curl_easy_setopt(transfer->easy, CURLOPT_URL, url) == CURLE_OK;
}

static bool set_up(struct transfer *transfer, const struct http_request *request,
		   const struct http_limits *limits)
{
	CURL *easy = transfer->easy;

	return set_rules(easy, limits, request) &&
	       endpoint_apply(transfer->endpoint, easy, transfer->bundle) &&
	       set_callbacks(transfer) && set_method(transfer, request->method) &&
	       set_url(transfer, request->path) &&
	       curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer->headers) == CURLE_OK;
}

static bool may_resend(const char *method)
{
	return text_equal(method, "GET") || text_equal(method, "HEAD") ||
	       text_equal(method, "LIST");
}

bool transfer_new(struct transfer **ret, const struct http_endpoint *endpoint,
		  const struct http_request *request, const struct http_limits *limits, bool bundle,
		  struct error *err)
{
	_cleanup_(transfer_freep) struct transfer *transfer = NULL;

	if (!request_check(request, err))
		return false;
	transfer = alloc_new(struct transfer);
	transfer->endpoint = endpoint;
	transfer->bundle = bundle;
	transfer->may_resend = !request->once && may_resend(request->method);
	transfer->body_maximum = limits->body_bytes;
	transfer->headers = request_headers(request);
	if (request->body) {
		transfer->body = text_slice(request->body, request->body_length);
		transfer->body_length = request->body_length;
	}
	transfer->easy = curl_easy_init();
	if (!transfer->easy)
		alloc_failed();
	if (!set_up(transfer, request, limits))
		return error_set(err, ERR_INTERNAL, "this libcurl (%s) lacks an option",
				 curl_version_info(CURLVERSION_NOW)->version);
	*ret = TAKE(transfer);
	return true;
}

void transfer_free(struct transfer *transfer)
{
	if (!transfer)
		return;
	curl_easy_cleanup(transfer->easy);
	request_headers_free(transfer->headers);
	if (transfer->body)
		explicit_bzero(transfer->body, transfer->body_length);
	free(transfer->body);
	buf_done(&transfer->received);
	free(transfer);
}

enum http_outcome transfer_outcome(const struct transfer *transfer, CURLcode code)
{
	struct outcome_facts facts = {
		.code = (int)code,
		.connected = transfer->connected,
		.too_large = transfer->too_large,
		.own_text = transfer->own_text,
	};

	curl_easy_getinfo(transfer->easy, CURLINFO_SSL_VERIFYRESULT, &facts.verify_result);
	curl_easy_getinfo(transfer->easy, CURLINFO_OS_ERRNO, &facts.os_error);
	return outcome_of(&facts);
}

/*
 * HTTP/1 lets a body end with the connection. libcurl takes that for an end even when TLS was not
 * closed in order, so that anybody who can cut the line decides how long the reply is.
 */
static bool end_is_known(const struct transfer *transfer, long status)
{
	long version = 0;

	curl_easy_getinfo(transfer->easy, CURLINFO_HTTP_VERSION, &version);
	return transfer->end_is_marked || transfer->no_body || version >= CURL_HTTP_VERSION_2_0 ||
	       status == 204 || status == 304;
}

/* What the servers written in Go, and nginx, answer in the clear on a port of TLS. */
static bool wants_tls(const struct transfer *transfer, long status)
{
	static const char *const phrases[] = { "Client sent an HTTP request to an HTTPS server",
					       "The plain HTTP request was sent to HTTPS port" };
	const char *body = buf_text(&transfer->received);

	for (size_t i = 0; status == 400 && i < ARRAY_LENGTH(phrases); i++) {
		if (strstr(body, phrases[i]))
			return !transfer->endpoint->tls;
	}
	return false;
}

void transfer_conclude(struct transfer *transfer, enum http_outcome outcome)
{
	struct http_reply *reply = &transfer->reply;
	char *redirect = NULL;
	long status = 0;

	curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(transfer->easy, CURLINFO_REDIRECT_URL, &redirect);
	if (outcome == HTTP_REPLIED && wants_tls(transfer, status))
		outcome = HTTP_TLS_WANTED;
	else if (outcome == HTTP_REPLIED && status < 200)
		outcome = HTTP_BROKEN;
	else if (outcome == HTTP_REPLIED && !end_is_known(transfer, status))
		outcome = HTTP_CUT;
	if (outcome != HTTP_REPLIED) {
		*reply = (struct http_reply){ 0 };
		buf_done(&transfer->received);
	} else {
		reply->status = (int)status;
		reply->redirect = redirect;
	}
	reply->outcome = outcome;
	reply->body = buf_text(&transfer->received);
	reply->length = transfer->received.length;
}

uint64_t transfer_patience(struct transfer *transfer, uint64_t stall_ms, uint64_t now)
{
	curl_off_t uploaded = 0;

	if (!transfer->connected)
		return UINT64_MAX;
	curl_easy_getinfo(transfer->easy, CURLINFO_SIZE_UPLOAD_T, &uploaded);
	if (uploaded > transfer->uploaded) {
		transfer->uploaded = uploaded;
		transfer->moved_ms = now;
	}
	return now - transfer->moved_ms < stall_ms ? stall_ms - (now - transfer->moved_ms) : 0;
}
