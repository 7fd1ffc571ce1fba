/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/aws/aws.h"

#include <string.h>

#include "util/jsondoc.h"
#include "util/jsonout.h"
#include "util/text.h"

/*
 * Parameters come ten at a time (GetParameters); an import reads all below a path
 * (GetParametersByPath), where each parameter is a field under the rest of its name. Always with
 * decryption: without it a SecureString comes as it is stored, with status 200.
 */
enum { STAGE_START, STAGE_NAMES, STAGE_PATH };

#define NAMES   "AmazonSSM.GetParameters"
#define BY_PATH "AmazonSSM.GetParametersByPath"

#define MAX_PARAMETERS 4096

/*
 * Under a hierarchy a name starts with a slash, which a reference may leave out; a name of one
 * part, or an ARN, is what it is. A version or label stands behind a colon.
 */
static void add_name(struct buf *out, const struct provider_item *item)
{
	bool deep = item->path[0] != '/' && strchr(item->path, '/') && !aws_is_arn(item->path);

	buf_format(out, "%s%s", deep ? "/" : "", item->path);
	if (item->version)
		buf_format(out, ":%s", item->version);
}

static enum step ask_names(struct conversation *conversation, struct http_request *next)
{
	struct jsonout json = { .out = &conversation->body };

	buf_done(&conversation->body);
	jsonout_begin(&json, NULL, '{');
	jsonout_begin(&json, "Names", '[');
	for (size_t i = 0; i < conversation->items_count; i++) {
		_cleanup_(buf_done) struct buf name = { 0 };

		add_name(&name, conversation->items[i]);
		if (!aws_is_elsewhere(conversation->session, conversation->items[i]->path))
			jsonout_text(&json, NULL, name.bytes);
	}
	jsonout_end(&json, ']');
	jsonout_boolean(&json, "WithDecryption", true);
	jsonout_end(&json, '}');
	conversation->stage = STAGE_NAMES;
	aws_request(conversation, next, NAMES);
	return STEP_SEND;
}

/* The path of a hierarchy, with its slash in front. */
static void add_path(struct buf *out, const struct provider_item *item)
{
	buf_format(out, "%s%s", item->path[0] == '/' ? "" : "/", item->path);
}

static enum step ask_path(struct conversation *conversation, const char *page,
			  struct http_request *next)
{
	_cleanup_(buf_done) struct buf body = { 0 };
	_cleanup_(buf_done) struct buf path = { 0 };
	struct jsonout json = { .out = &body };

	add_path(&path, conversation->item);
	jsonout_begin(&json, NULL, '{');
	jsonout_text(&json, "Path", path.bytes);
	jsonout_boolean(&json, "Recursive", true);
	jsonout_boolean(&json, "WithDecryption", true);
	jsonout_integer(&json, "MaxResults", 10);
	if (page)
		jsonout_text(&json, "NextToken", page);
	jsonout_end(&json, '}');
	return aws_request_page(conversation, &body, page, BY_PATH, next);
}

static enum step start(struct conversation *conversation, struct http_request *next)
{
	if (conversation->item->whole) {
		conversation->stage = STAGE_PATH;
		for (size_t i = 0; i < conversation->item->fields_count; i++)
			buf_add_char(&conversation->marks, 0);
		return ask_path(conversation, NULL, next);
	}
	aws_leave_elsewhere(conversation);
	return aws_is_all_told(conversation) ? STEP_DONE : ask_names(conversation, next);
}

/* By its name or, where that was asked for, by its ARN. */
static enum aws_fit fit_of(const struct provider_item *item, const struct jsondoc *entry)
{
	const char *name = jsondoc_string(jsondoc_member(entry, "Name"), NULL);
	const char *arn = jsondoc_string(jsondoc_member(entry, "ARN"), NULL);
	_cleanup_(buf_done) struct buf own = { 0 };
	const struct provider_item bare = { .path = item->path };

	add_name(&own, &bare);
	return text_equal(own.bytes, name) || text_equal(own.bytes, arn) ? AWS_FIT_WHOLE
									 : AWS_FIT_NONE;
}

static enum step take_parameter(struct conversation *conversation, size_t index,
				const struct jsondoc *parameter, const struct http_reply *last)
{
	struct aws_value value = { 0 };

	value.bytes = jsondoc_string(jsondoc_member(parameter, "Value"), &value.length);
	if (!value.bytes)
		return provider_fail(conversation, FAILURE_REPLY, last);
	aws_hand_over(conversation, index, &value);
	aws_date(conversation, index, jsondoc_member(parameter, "LastModifiedDate"));
	return STEP_DONE;
}

static void take_invalid(struct conversation *conversation, const char *name,
			 const struct http_reply *last)
{
	for (size_t i = 0; name && i < conversation->items_count; i++) {
		_cleanup_(buf_done) struct buf own = { 0 };

		add_name(&own, conversation->items[i]);
		if (aws_is_told(conversation, i) || !text_equal(own.bytes, name))
			continue;
		aws_mark_told(conversation, i);
		aws_lose(conversation, i, FAILURE_NAME, last);
	}
}

/* {"Parameters": [{"Name", "Value", ...}], "InvalidParameters": ["/app/other"]} */
static enum step learn_names(struct conversation *conversation, const struct http_reply *last)
{
	_cleanup_(jsondoc_freep) struct jsondoc *document = NULL;
	enum failure_class class = aws_parse(&document, last->body, last->length);
	const struct jsondoc *invalid;

	/* One parameter spoils the reply for all of them. */
	if (class == FAILURE_NUL && conversation->items_count > 1)
		return STEP_SPLIT;
	if (class != FAILURE_NONE)
		return provider_fail(conversation, class, last);
	invalid = jsondoc_member(document, "InvalidParameters");
	aws_take_entries(conversation, jsondoc_member(document, "Parameters"), fit_of,
			 take_parameter, last);
	for (size_t i = 0; i < jsondoc_length(invalid); i++)
		take_invalid(conversation, jsondoc_string(jsondoc_element(invalid, i), NULL), last);
	for (size_t i = 0; i < conversation->items_count; i++) {
		if (!aws_is_told(conversation, i))
			aws_lose(conversation, i, FAILURE_REPLY, last);
	}
	return STEP_DONE;
}

/* One name that is malformed, or that the caller may not read or decrypt, spoils all ten. */
static bool is_spoilt(const struct conversation *conversation, const struct http_reply *last)
{
	enum failure_class class = aws_reply_class(last);

	return conversation->items_count > 1 && last->outcome == HTTP_REPLIED &&
	       last->status >= 400 && !failure_rows[class].server && class != FAILURE_REPLY;
}

static enum step take_names(struct conversation *conversation, const struct http_reply *last,
			    struct http_request *next)
{
	if (last->outcome == HTTP_REPLIED && last->status == 200)
		return learn_names(conversation, last);
	if (is_spoilt(conversation, last))
		return STEP_SPLIT;
	return aws_refused(conversation, last, next, NAMES);
}

/*
 * Of an import conversation->at counts the parameters, and conversation->marks has a byte for each
 * of the item's fields: whether it was among them.
 */
static void mark_field(struct conversation *conversation, const char *name)
{
	const struct provider_item *item = conversation->item;

	for (size_t i = 0; i < item->fields_count; i++) {
		if (text_equal(item->fields[i], name))
			conversation->marks.bytes[i] = 1;
	}
}

static void take_below(struct conversation *conversation, const struct jsondoc *parameter)
{
	_cleanup_(buf_done) struct buf path = { 0 };
	const char *name = jsondoc_string(jsondoc_member(parameter, "Name"), NULL);
	struct field field = { 0 };

	field.bytes = jsondoc_string(jsondoc_member(parameter, "Value"), &field.length);
	add_path(&path, conversation->item);
	buf_add_char(&path, '/');
	if (!name || !field.bytes || !text_starts(name, path.bytes))
		return;
	field.name = name + path.length;
	if (!field.name[0] || strlen(field.name) > 512 ||
	    text_has_control(field.name, strlen(field.name)))
		return;
	conversation->at++;
	mark_field(conversation, field.name);
	conversation->emit(conversation->context, 0, &field);
}

static enum step end_path(struct conversation *conversation, const struct http_reply *last)
{
	const struct provider_item *item = conversation->item;

	if (conversation->at == 0)
		return provider_fail(conversation, FAILURE_NAME, last);
	for (size_t i = 0; i < item->fields_count; i++) {
		if (!conversation->marks.bytes[i])
			conversation->miss(conversation->context, 0, item->fields[i],
					   FAILURE_FIELD);
	}
	return STEP_DONE;
}

static enum step take_path(struct conversation *conversation, const struct http_reply *last,
			   struct http_request *next)
{
	_cleanup_(jsondoc_freep) struct jsondoc *document = NULL;
	const struct jsondoc *parameters;
	enum failure_class class;
	const char *page;

	if (last->outcome != HTTP_REPLIED || last->status != 200)
		return aws_refused(conversation, last, next, BY_PATH);
	class = aws_parse(&document, last->body, last->length);
	if (class != FAILURE_NONE)
		return provider_fail(conversation, class, last);
	parameters = jsondoc_member(document, "Parameters");
	page = jsondoc_string(jsondoc_member(document, "NextToken"), NULL);
	if (conversation->at + jsondoc_length(parameters) > MAX_PARAMETERS)
		return provider_fail(conversation, FAILURE_TOO_LARGE, last);
	for (size_t i = 0; i < jsondoc_length(parameters); i++)
		take_below(conversation, jsondoc_element(parameters, i));
	if (!page || !page[0])
		return end_path(conversation, last);
	return ask_path(conversation, page, next);
}

enum step aws_ssm_read(struct conversation *conversation, const struct http_reply *last,
		       struct http_request *next)
{
	bool path = (conversation->stage & AWS_STAGE) == STAGE_PATH;

	if (!last && conversation->stage == STAGE_START)
		return start(conversation, next);
	if (!last)
		return aws_request_again(conversation, next, path ? BY_PATH : NAMES);
	if (path)
		return take_path(conversation, last, next);
	return take_names(conversation, last, next);
}
