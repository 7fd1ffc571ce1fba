/* SPDX-License-Identifier: Apache-2.0 */
#include "model/template.h"

#include <stdlib.h>
#include <string.h>

#include "crypto/codec.h"
#include "model/names.h"
#include "util/alloc.h"
#include "util/jsonout.h"
#include "util/text.h"
#include "util/url.h"

const char *const template_filter_names[] = { "", "urlencode", "base64", "json", NULL };

static struct template_piece *add_piece(struct template *template)
{
	template->pieces = alloc_grow(template->pieces, &template->capacity, template->count + 1,
				      sizeof(struct template_piece));
	return &template->pieces[template->count++];
}

static void flush_text(struct template *template, struct buf *text)
{
	if (text->length > 0)
		add_piece(template)->text = text_slice(text->bytes, text->length);
	buf_done(text);
}

/* inside is what stands between the braces. */
static const char *add_variable(struct template *template, const char *inside, size_t length)
{
	struct template_piece *piece = add_piece(template);
	char *bar;

	piece->variable = text_slice(inside, length);
	bar = strchr(piece->variable, '|');
	if (bar) {
		size_t filter = 1;

		while (template_filter_names[filter] &&
		       !text_equal(template_filter_names[filter], bar + 1))
			filter++;
		if (!template_filter_names[filter])
			return "the filter after '|' is none of urlencode, base64, json";
		piece->filter = (enum template_filter)filter;
		*bar = '\0';
	}
	return name_wrong(piece->variable) ? "what stands in ${...} is not the name of a variable"
					   : NULL;
}

static const char *split(struct template *template, const char *text, struct buf *literal)
{
	while (*text) {
		const char *end;
		const char *wrong;

		if (strncmp(text, "$${", 3) == 0) {
			buf_add_text(literal, "${");
			text += 3;
			continue;
		}
		if (strncmp(text, "${", 2) != 0) {
			buf_add_char(literal, *text++);
			continue;
		}
		end = strchr(text, '}');
		if (!end)
			return "a '${' has no '}' (write $${ for the text itself)";
		flush_text(template, literal);
		wrong = add_variable(template, text + 2, (size_t)(end - text) - 2);
		if (wrong)
			return wrong;
		text = end + 1;
	}
	flush_text(template, literal);
	return NULL;
}

const char *template_parse(struct template *ret, const char *text)
{
	_cleanup_(buf_done) struct buf literal = { 0 };
	struct template template = { 0 };
	const char *wrong = split(&template, text, &literal);

	if (wrong)
		template_done(&template);
	else
		*ret = template;
	return wrong;
}

void template_done(struct template *template)
{
	for (size_t i = 0; i < template->count; i++) {
		text_wipe(template->pieces[i].text);
		free(template->pieces[i].variable);
	}
	free(template->pieces);
	*template = (struct template){ 0 };
}

bool template_has_variables(const struct template *template)
{
	for (size_t i = 0; i < template->count; i++) {
		if (template->pieces[i].variable)
			return true;
	}
	return false;
}

void template_filter(struct buf *out, enum template_filter filter, const char *bytes, size_t length)
{
	switch (filter) {
	case FILTER_NONE: buf_add(out, bytes, length); break;
	case FILTER_URLENCODE: url_encode(out, bytes, length); break;
	case FILTER_BASE64: base64_encode(out, bytes, length); break;
	case FILTER_JSON: jsonout_escape(out, bytes, length); break;
	}
}
