/* SPDX-License-Identifier: Apache-2.0 */
#include "fake_http.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "net/endpoint.h"
#include "util/alloc.h"
#include "util/text.h"

static uint64_t now_of(void *context)
{
	const struct http *http = context;

	return http->now;
}

/* The fake's time began in 1970. */
static time_t wall_of(void *context)
{
	return (time_t)(now_of(context) / 1000);
}

struct clock fake_clock(struct http *http)
{
	return (struct clock){ .monotonic_ms = now_of, .wall = wall_of, .context = http };
}

unsigned fake_count(const struct http *http, const char *path)
{
	_cleanup_(freep) char *line = text_format(" %s\n", path);
	unsigned count = 0;

	for (const char *at = buf_text(&http->log); (at = strstr(at, line)); at++)
		count++;
	return count;
}

bool http_start(struct http *http, const struct http_endpoint *endpoint,
		const struct http_request *request, void *context, struct error *err)
{
	_cleanup_(freep) char *path =
		text_format("%s%s", endpoint->base ? endpoint->base : "", request->path);
	struct fake_flight *free_one = NULL;
	struct fake_answer answer;
	size_t flying = 1;

	if (text_equal(http->unsendable, request->path))
		return error_set(err, ERR_INTERNAL, "must not be sent");
	for (size_t i = 0; i < FAKE_MAX_FLIGHTS; i++) {
		flying += http->flights[i].context != NULL;
		if (!http->flights[i].context && !free_one)
			free_one = &http->flights[i];
	}
	assert(free_one);
	http->most = flying > http->most ? flying : http->most;
	http->requests++;
	http->connect_ms = request->connect_ms;
	http->total_ms = request->total_ms;
	for (size_t i = 0; i < HTTP_MAX_HEADERS && request->headers[i].name; i++) {
		if (text_equal(request->headers[i].name, "X-Amz-Date"))
			buf_format(&http->dates, "%s\n", request->headers[i].value);
	}
	buf_format(&http->log, "%llu %s\n", (unsigned long long)http->now, path);
	answer = http->script(path, fake_count(http, path));
	*free_one = (struct fake_flight){
		.context = context,
		.due = answer.status ? http->now + answer.after_ms : UINT64_MAX,
		.reply = { .outcome = answer.status < 0 ? (enum http_outcome) - answer.status
							: HTTP_REPLIED,
			   .status = answer.status < 0 ? 0 : answer.status,
			   .body = "",
			   .retry_after_given = answer.retry_after_ms > 0,
			   .retry_after_ms = answer.retry_after_ms,
			   .redirect = answer.redirect },
	};
	return true;
}

void *http_wait(struct http *http, uint64_t wait_ms, const struct http_reply **reply)
{
	static struct http_reply last;
	struct fake_flight *first = NULL;
	void *context;

	assert(wait_ms < UINT64_MAX / 2);
	for (size_t i = 0; i < FAKE_MAX_FLIGHTS; i++) {
		struct fake_flight *flight = &http->flights[i];

		if (flight->context && (!first || flight->due < first->due))
			first = flight;
	}
	*reply = NULL;
	if (!first || first->due > http->now + wait_ms) {
		http->now += wait_ms;
		return NULL;
	}
	http->now = first->due > http->now ? first->due : http->now;
	last = first->reply;
	*reply = &last;
	context = first->context;
	first->context = NULL;
	return context;
}
