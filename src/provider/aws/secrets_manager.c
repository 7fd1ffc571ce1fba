/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/aws/aws.h"

#include <string.h>

#include "util/jsondoc.h"
#include "util/jsonout.h"
#include "util/text.h"

/*
 * Secrets come twenty at a time where that is allowed: BatchGetSecretValue, which promises no
 * order, answers 200 with a list of those that it could not read, and may do so on several pages.
 * Versions, and single secrets, are read with GetSecretValue.
 */
enum { STAGE_START, STAGE_BATCH, STAGE_ONE };

#define BATCH "secretsmanager.BatchGetSecretValue"
#define ONE   "secretsmanager.GetSecretValue"

static enum step ask_batch(struct conversation *conversation, const char *page,
			   struct http_request *next)
{
	_cleanup_(buf_done) struct buf body = { 0 };
	struct jsonout json = { .out = &body };

	jsonout_begin(&json, NULL, '{');
	jsonout_begin(&json, "SecretIdList", '[');
	for (size_t i = 0; i < conversation->items_count; i++) {
		/* The same question on each page: what has been told stays in it. */
		if (!aws_is_elsewhere(conversation->session, conversation->items[i]->path))
			jsonout_text(&json, NULL, conversation->items[i]->path);
	}
	jsonout_end(&json, ']');
	if (page)
		jsonout_text(&json, "NextToken", page);
	jsonout_end(&json, '}');
	return aws_request_page(conversation, &body, page, BATCH, next);
}

static enum step ask_one(struct conversation *conversation, struct http_request *next)
{
	const struct provider_item *item = conversation->item;
	struct jsonout json = { .out = &conversation->body };

	buf_done(&conversation->body);
	jsonout_begin(&json, NULL, '{');
	jsonout_text(&json, "SecretId", item->path);
	if (item->version)
		jsonout_text(&json, aws_is_version_id(item->version) ? "VersionId" : "VersionStage",
			     item->version);
	jsonout_end(&json, '}');
	conversation->stage = STAGE_ONE;
	aws_request(conversation, next, ONE);
	return STEP_SEND;
}

static enum step start(struct conversation *conversation, struct http_request *next)
{
	const struct aws_session *session = conversation->session;

	aws_leave_elsewhere(conversation);
	if (aws_is_all_told(conversation))
		return STEP_DONE;
	if (conversation->items_count == 1)
		return ask_one(conversation, next);
	if (session->no_batches)
		return STEP_SPLIT;
	conversation->stage = STAGE_BATCH;
	return ask_batch(conversation, NULL, next);
}

/* The service puts a dash and six characters behind a secret's name, which an ARN may leave out. */
#define TAIL 7

static enum aws_fit fit_of(const struct provider_item *item, const struct jsondoc *entry)
{
	const char *name = jsondoc_string(jsondoc_member(entry, "Name"), NULL);
	const char *arn = jsondoc_string(jsondoc_member(entry, "ARN"), NULL);
	size_t length = strlen(item->path);

	if (!aws_is_arn(item->path))
		return text_equal(item->path, name) ? AWS_FIT_WHOLE : AWS_FIT_NONE;
	if (text_equal(item->path, arn))
		return AWS_FIT_WHOLE;
	return arn && text_starts(arn, item->path) && arn[length] == '-' &&
			       strlen(arn + length) == TAIL
		       ? AWS_FIT_PART
		       : AWS_FIT_NONE;
}

static void take_error(struct conversation *conversation, const struct jsondoc *row)
{
	const char *id = jsondoc_string(jsondoc_member(row, "SecretId"), NULL);
	enum failure_class class =
		aws_error_class(jsondoc_string(jsondoc_member(row, "ErrorCode"), NULL),
				jsondoc_string(jsondoc_member(row, "Message"), NULL));

	/* What may pass is nothing told: see learn_batch. */
	for (size_t i = 0; id && !failure_rows[class].transient && i < conversation->items_count;
	     i++) {
		if (aws_is_told(conversation, i) || !text_equal(conversation->items[i]->path, id))
			continue;
		aws_mark_told(conversation, i);
		aws_lose(conversation, i, class == FAILURE_NONE ? FAILURE_REQUEST : class, NULL);
	}
}

/* {"SecretValues": [{"ARN", "Name", ...}], "Errors": [{"SecretId", ...}], "NextToken": "..."} */
static enum step learn_batch(struct conversation *conversation, const struct http_reply *last,
			     struct http_request *next)
{
	_cleanup_(jsondoc_freep) struct jsondoc *document = NULL;
	enum failure_class class = aws_parse(&document, last->body, last->length);
	const struct jsondoc *errors;
	const char *page;

	/* One secret spoils the reply for all of them. */
	if (class == FAILURE_NUL)
		return STEP_SPLIT;
	if (class != FAILURE_NONE)
		return provider_fail(conversation, class, last);
	errors = jsondoc_member(document, "Errors");
	page = jsondoc_string(jsondoc_member(document, "NextToken"), NULL);
	aws_take_entries(conversation, jsondoc_member(document, "SecretValues"), fit_of,
			 aws_take_secret, last);
	for (size_t i = 0; i < jsondoc_length(errors); i++)
		take_error(conversation, jsondoc_element(errors, i));
	/*
	 * What the batch was throttled at, or left out, is asked for by itself: as often as any
	 * request is, and by that of its operations that may be asked a hundred times as often.
	 */
	if (!page || !page[0])
		return aws_is_all_told(conversation) ? STEP_DONE : STEP_SPLIT;
	return ask_batch(conversation, page, next);
}

/* Whether each secret for itself may still be had: only the batch is refused, or is too large. */
static bool is_batch_refused(const struct conversation *conversation, const struct http_reply *last,
			     bool *for_good)
{
	enum failure_class class = aws_reply_class(last);
	bool large = last->outcome == HTTP_TOO_LARGE ||
		     (last->outcome == HTTP_REPLIED && last->length > JSONDOC_MAX_BYTES);
	bool unknown = last->status == 501;
	bool refused = last->outcome == HTTP_REPLIED && last->status >= 400 &&
		       (last->status < 500 || unknown) && (unknown || !failure_rows[class].server);

	/* One bad id spoils a batch; a permission or an operation that lacks spoils all of them. */
	*for_good = refused && (unknown || class == FAILURE_ACCESS || class == FAILURE_REQUEST ||
				class == FAILURE_REPLY);
	return conversation->stage < AWS_PAGE && (large || refused);
}

static enum step take_batch(struct conversation *conversation, const struct http_reply *last,
			    struct http_request *next)
{
	struct aws_session *session = conversation->session;
	bool for_good;

	if (is_batch_refused(conversation, last, &for_good)) {
		session->no_batches = session->no_batches || for_good;
		return STEP_SPLIT;
	}
	if (last->outcome == HTTP_REPLIED && last->status == 200)
		return learn_batch(conversation, last, next);
	return aws_refused(conversation, last, next, BATCH);
}

static enum step take_one(struct conversation *conversation, const struct http_reply *last,
			  struct http_request *next)
{
	_cleanup_(jsondoc_freep) struct jsondoc *document = NULL;
	enum failure_class class;

	if (last->outcome != HTTP_REPLIED || last->status != 200)
		return aws_refused(conversation, last, next, ONE);
	class = aws_parse(&document, last->body, last->length);
	if (class != FAILURE_NONE)
		return provider_fail(conversation, class, last);
	return aws_take_secret(conversation, 0, document, last);
}

enum step aws_secrets_manager_read(struct conversation *conversation, const struct http_reply *last,
				   struct http_request *next)
{
	const struct aws_session *session = conversation->session;
	bool batch = (conversation->stage & AWS_STAGE) == STAGE_BATCH;

	if (session->agent)
		return aws_agent_read(conversation, last, next);
	if (!last && conversation->stage == STAGE_START)
		return start(conversation, next);
	if (!last)
		return aws_request_again(conversation, next, batch ? BATCH : ONE);
	if (batch)
		return take_batch(conversation, last, next);
	return take_one(conversation, last, next);
}
