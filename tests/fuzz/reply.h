/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * A hostile service, for the targets of the providers: each line of the input is a reply, three
 * digits of a status and the body, and a conversation is stepped through them. A status that is
 * that of an enum http_outcome is the outcome, and then there is no usable reply. When the lines
 * are used up, the rest are empty replies.
 */

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "provider/provider.h"
#include "util/alloc.h"
#include "util/text.h"

/* So many replies at most: what asks for ever is not stepped for ever. */
#define REPLY_MAX_STEPS 32

/* What is left of the input; borrowed. */
struct reply_input {
	const char *at, *end;
};

/* What a target adds to each of its conversations. */
struct reply_rules {
	const char *prefix; /* every path begins so */
	/* Asserts what else must hold of a request; or NULL. */
	void (*check)(const struct conversation *conversation, const struct http_request *request);
	/* Looks at a reply, or adds to it, before the step has it; or NULL. */
	void (*hear)(struct http_reply *reply);
};

/* The next reply, in *ret, which borrows the body; that is new. */
static inline char *reply_next(struct reply_input *input, struct http_reply *ret)
{
	const char *newline = memchr(input->at, '\n', (size_t)(input->end - input->at));
	size_t length = (size_t)((newline ? newline : input->end) - input->at);
	size_t head = length < 3 ? length : 3;
	char *body = text_slice(input->at + head, length - head);
	int status = 0;

	for (size_t i = 0; i < head; i++)
		status = status * 10 + (input->at[i] & 15) % 10;
	*ret = (struct http_reply){ .outcome = status <= HTTP_BROKEN ? (enum http_outcome)status
								     : HTTP_REPLIED,
				    .status = status,
				    .body = body,
				    .length = length - head };
	input->at = newline ? newline + 1 : input->end;
	return body;
}

/* What http.h asks of every request. */
static inline void reply_check_request(const struct http_request *request, const char *prefix)
{
	assert(request->method && request->path && text_starts(request->path, prefix));
	assert(!strpbrk(request->path, " \r\n\\#"));
	for (size_t i = 0; i < HTTP_MAX_HEADERS && request->headers[i].name; i++)
		assert(!strpbrk(request->headers[i].value, "\r\n"));
}

/* One step, as the driver makes it, and what must hold of where it leads. */
static inline enum step reply_step(struct conversation *conversation, step_fn *step,
				   const struct http_reply *last, const struct reply_rules *rules)
{
	struct http_request request = { 0 };
	enum step result;

	conversation->server = NULL;
	conversation->tries = 0;
	conversation->delay_ms = 0;
	result = step(conversation, last, &request);
	if (result == STEP_SEND) {
		reply_check_request(&request, rules->prefix);
		if (rules->check)
			rules->check(conversation, &request);
	}
	if (result == STEP_FAIL)
		assert(conversation->failure.class > FAILURE_NONE &&
		       conversation->failure.class < FAILURE_COUNT);
	return result;
}

/*
 * Steps a conversation until it asks for nothing more, and says how that ended: STEP_SEND when it
 * would still ask after REPLY_MAX_STEPS replies.
 */
static inline enum step reply_talk(struct conversation *conversation, step_fn *step,
				   struct reply_input *input, const struct reply_rules *rules)
{
	_cleanup_(freep) char *body = NULL;
	struct http_reply reply;
	enum step result = reply_step(conversation, step, NULL, rules);

	for (int i = 0; result == STEP_SEND && i < REPLY_MAX_STEPS; i++) {
		free(body);
		body = reply_next(input, &reply);
		if (rules->hear)
			rules->hear(&reply);
		result = reply_step(conversation, step, &reply, rules);
	}
	return result;
}
