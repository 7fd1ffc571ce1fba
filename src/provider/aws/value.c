/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/aws/aws.h"

#include <string.h>

#include "crypto/codec.h"
#include "util/jsondoc.h"
#include "util/text.h"

#define MAX_FIELD_NAME 512 /* what a reference allows */
#define MAX_FIELDS     4096
#define MAX_BINARY     65536 /* of a secret, as the service has it */

/* jsondoc refuses every document that has the escape of one. */
static bool has_nul(const char *bytes, size_t length)
{
	static const char escape[] = "\\u0000";

	for (size_t i = 0; i + sizeof(escape) - 1 <= length; i++) {
		if (bytes[i] != '\\')
			continue;
		if (memcmp(bytes + i, escape, sizeof(escape) - 1) == 0)
			return true;
		i++; /* what it escapes begins no escape */
	}
	return false;
}

enum failure_class aws_parse(struct jsondoc **ret, const char *bytes, size_t length)
{
	struct error err;

	if (jsondoc_parse(ret, bytes, length, &err))
		return FAILURE_NONE;
	return has_nul(bytes, length) ? FAILURE_NUL : FAILURE_REPLY;
}

bool aws_is_version_id(const char *version)
{
	return strlen(version) >= 32;
}

/* An item whose fields are handed over. */
struct taking {
	struct conversation *conversation;
	size_t index;
};

static void give(const struct taking *taking, const char *name, const struct jsondoc *value)
{
	struct conversation *conversation = taking->conversation;
	_cleanup_(buf_done) struct buf scratch = { 0 };
	struct field field = { .name = name };
	enum failure_class class = field_from_json(&field, &scratch, value);

	if (class == FAILURE_NONE)
		conversation->emit(conversation->context, taking->index, &field);
	else
		conversation->miss(conversation->context, taking->index, name, class);
}

/* A name that is no text, which no variable has and no frame carries, is nobody's: left out. */
static bool give_member(const char *name, const struct jsondoc *value, void *context)
{
	size_t length = strlen(name);

	if (length > 0 && length <= MAX_FIELD_NAME && !text_has_control(name, length))
		give(context, name, value);
	return true;
}

static void miss_all(const struct taking *taking, enum failure_class class)
{
	struct conversation *conversation = taking->conversation;
	const struct provider_item *item = conversation->items[taking->index];

	if (item->whole) {
		aws_lose(conversation, taking->index, class, NULL);
		return;
	}
	for (size_t i = 0; i < item->fields_count; i++) {
		if (item->fields[i])
			conversation->miss(conversation->context, taking->index, item->fields[i],
					   class);
	}
}

static void give_fields(const struct taking *taking, const struct jsondoc *object)
{
	const struct provider_item *item = taking->conversation->items[taking->index];

	for (size_t i = 0; i < item->fields_count; i++) {
		const char *name = item->fields[i];
		const struct jsondoc *member = name ? jsondoc_member(object, name) : NULL;

		if (!name || (item->whole && member))
			continue;
		give(taking, name, member ? member : jsondoc_get(object, name));
	}
	if (item->whole)
		jsondoc_each(object, give_member, (void *)taking);
}

static void give_parsed(const struct taking *taking, const struct aws_value *value)
{
	_cleanup_(jsondoc_freep) struct jsondoc *document = NULL;
	enum failure_class class = aws_parse(&document, value->bytes, value->length);

	if (class == FAILURE_NUL)
		miss_all(taking, FAILURE_NUL);
	else if (class != FAILURE_NONE || jsondoc_kind(document) != JSONDOC_IS_OBJECT)
		miss_all(taking, FAILURE_NOT_JSON);
	else if (jsondoc_length(document) > MAX_FIELDS)
		miss_all(taking, FAILURE_TOO_LARGE);
	else
		give_fields(taking, document);
}

void aws_hand_over(struct conversation *conversation, size_t index, const struct aws_value *value)
{
	const struct taking taking = { conversation, index };
	const struct provider_item *item = conversation->items[index];
	const struct field itself = { NULL, value->bytes, value->length };
	bool parsed = item->whole;

	for (size_t i = 0; i < item->fields_count; i++) {
		if (item->fields[i])
			parsed = true;
		else
			conversation->emit(conversation->context, index, &itself);
	}
	if (parsed && value->binary)
		miss_all(&taking, FAILURE_BINARY);
	else if (parsed)
		give_parsed(&taking, value);
}

void aws_lose(struct conversation *conversation, size_t index, enum failure_class class,
	      const struct http_reply *last)
{
	if (class == FAILURE_NAME && conversation->items[index]->version)
		class = FAILURE_PATH_VERSION;
	conversation->lose(conversation->context, index,
			   (struct failure){
				   .class = class,
				   .http_status = last ? (unsigned)last->status : 0,
			   });
}

void aws_date(struct conversation *conversation, size_t index, const struct jsondoc *stamp)
{
	const char *text = jsondoc_string(stamp, NULL);
	time_t created = 0;
	double number;

	if (jsondoc_number(&number, stamp) && number > 0 && number < 253402300800.0)
		created = (time_t)number;
	else if (text && !clock_parse_stamp(&created, text))
		created = 0;
	/* A date of before 2000 is none that a store's clock would say. */
	if (created >= 946684800)
		conversation->date(conversation->context, index, created);
}

enum step aws_take_secret(struct conversation *conversation, size_t index,
			  const struct jsondoc *entry, const struct http_reply *last)
{
	struct aws_value value = { 0 };
	const char *binary;
	size_t length = 0;
	_cleanup_(buf_done) struct buf decoded = { .maximum = MAX_BINARY };

	value.bytes = jsondoc_string(jsondoc_member(entry, "SecretString"), &value.length);
	binary = jsondoc_string(jsondoc_member(entry, "SecretBinary"), &length);
	if (!value.bytes && binary) {
		if (!base64_decode(&decoded, binary, length, false))
			return provider_fail(conversation, FAILURE_REPLY, last);
		value = (struct aws_value){ buf_text(&decoded), decoded.length, true };
	}
	if (!value.bytes)
		return provider_fail(conversation, FAILURE_REPLY, last);
	aws_hand_over(conversation, index, &value);
	aws_date(conversation, index, jsondoc_member(entry, "CreatedDate"));
	return STEP_DONE;
}
