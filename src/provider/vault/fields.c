/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/vault/vault.h"

#include <string.h>

#include "util/jsondoc.h"
#include "util/text.h"

#define MAX_FIELD_NAME 512 /* what a reference allows */

/* Handing over, and how: the conversation is one about a single item. */
struct handing {
	struct conversation *conversation;
	bool lists;
};

/* ["a", "b"] as lines, each with one line end between, however the texts end themselves. */
static enum failure_class join_list(struct field *field, struct buf *scratch,
				    const struct jsondoc *list)
{
	for (size_t i = 0; i < jsondoc_length(list); i++) {
		size_t length;
		const char *text = jsondoc_string(jsondoc_element(list, i), &length);

		if (!text)
			return FAILURE_FIELD_KIND;
		while (length > 0 && text[length - 1] == '\n')
			length--;
		if (i > 0)
			buf_add_char(scratch, '\n');
		buf_add(scratch, text, length);
	}
	field->bytes = buf_text(scratch);
	field->length = scratch->length;
	return FAILURE_NONE;
}

static void hand_over(const struct handing *handing, const char *name, const struct jsondoc *value)
{
	struct conversation *conversation = handing->conversation;
	_cleanup_(buf_done) struct buf scratch = { 0 };
	struct field field = { .name = name };
	enum failure_class class;

	if (handing->lists && jsondoc_kind(value) == JSONDOC_IS_ARRAY)
		class = join_list(&field, &scratch, value);
	else
		class = field_from_json(&field, &scratch, value);
	if (class == FAILURE_NONE)
		conversation->emit(conversation->context, 0, &field);
	else
		conversation->miss(conversation->context, 0, name, class);
}

/* A name that is no text, which no variable has and no frame carries, is nobody's: left out. */
static bool is_name(const char *name)
{
	size_t length = strlen(name);

	return length <= MAX_FIELD_NAME && !text_has_control(name, length);
}

static bool visit(const char *name, const struct jsondoc *value, void *handing)
{
	if (is_name(name))
		hand_over(handing, name, value);
	return true;
}

void vault_hand_over(struct conversation *conversation, const struct jsondoc *fields, bool lists)
{
	const struct provider_item *item = conversation->item;
	struct handing handing = { conversation, lists };

	for (size_t i = 0; i < item->fields_count; i++) {
		const struct jsondoc *value = jsondoc_member(fields, item->fields[i]);

		if (!item->whole || !value)
			hand_over(&handing, item->fields[i], value);
	}
	if (item->whole)
		jsondoc_each(fields, visit, &handing);
}
