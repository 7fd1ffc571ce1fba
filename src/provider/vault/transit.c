/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/vault/vault.h"

#include <string.h>

#include "crypto/codec.h"
#include "model/parameters.h"
#include "util/jsondoc.h"
#include "util/jsonout.h"

/* One element of the batch: a reference's parameters (ciphertext, context, ...) as they are. */
static void add_element(struct jsonout *json, const struct provider_item *item)
{
	_cleanup_(buf_done) struct buf name = { 0 };
	_cleanup_(buf_done) struct buf value = { 0 };
	const char *at = item->parameters ? item->parameters : "";

	jsonout_begin(json, NULL, '{');
	while (parameters_next(&at, &name, &value))
		jsonout_bytes(json, buf_text(&name), buf_text(&value), value.length);
	jsonout_end(json, '}');
}

enum step vault_ask_plain(struct conversation *conversation, struct http_request *next)
{
	struct jsonout json = { .out = &conversation->body };

	buf_done(&conversation->path);
	buf_done(&conversation->body);
	jsonout_begin(&json, NULL, '{');
	jsonout_begin(&json, "batch_input", '[');
	for (size_t i = 0; i < conversation->items_count; i++)
		add_element(&json, conversation->items[i]);
	jsonout_end(&json, ']');
	jsonout_end(&json, '}');
	buf_add_text(&conversation->path, "/v1/");
	vault_add_path(&conversation->path, conversation->item->path);
	vault_post(conversation, next);
	next->again = true;
	return STEP_SEND;
}

/* {"plaintext": BASE64} or {"error": why, which is the server's to say and not repeated} */
static void take_element(struct conversation *conversation, size_t index,
			 const struct jsondoc *element, const struct http_reply *last)
{
	_cleanup_(buf_done) struct buf plain = { 0 };
	struct failure failure = { .class = FAILURE_NONE, .http_status = (unsigned)last->status };
	struct field field = { .name = NULL };
	size_t length;
	const char *text = jsondoc_string(jsondoc_member(element, "plaintext"), &length);
	const char *wrong = jsondoc_string(jsondoc_member(element, "error"), NULL);

	if (wrong && wrong[0])
		failure.class = FAILURE_DECRYPT;
	else if (!text || !base64_decode(&plain, text, length, false))
		failure.class = FAILURE_REPLY;
	else if (plain.length > 0 && memchr(plain.bytes, '\0', plain.length))
		failure.class = FAILURE_NUL;
	field.bytes = buf_text(&plain);
	field.length = plain.length;
	if (failure.class == FAILURE_NONE)
		conversation->emit(conversation->context, index, &field);
	else
		conversation->lose(conversation->context, index, failure);
}

/* With one text that cannot be decrypted the status may be 400, and the others are there. */
enum step vault_take_plain(struct conversation *conversation, const struct http_reply *last,
			   struct http_request *next)
{
	_cleanup_(jsondoc_freep) struct jsondoc *document = NULL;
	const struct jsondoc *results = NULL;
	struct error err;

	if (last->outcome == HTTP_REPLIED && (last->status == 200 || last->status == 400) &&
	    jsondoc_parse(&document, last->body, last->length, &err))
		results = jsondoc_get(document, "data.batch_results");
	if (!results && last->status != 200)
		return vault_diagnose(conversation, last, next);
	if (jsondoc_kind(results) != JSONDOC_IS_ARRAY ||
	    jsondoc_length(results) != conversation->items_count)
		return provider_fail(conversation, FAILURE_REPLY, last);
	for (size_t i = 0; i < conversation->items_count; i++)
		take_element(conversation, i, jsondoc_element(results, i), last);
	return STEP_DONE;
}
