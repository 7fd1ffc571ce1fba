/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/markdown.h"

#include <string.h>

#include "util/alloc.h"
#include "util/text.h"

void markdown_add_text(struct buf *out, const char *before, const char *text)
{
	_cleanup_(freep) char *safe = text_printable(text ? text : "");

	buf_add_text(out, before);
	for (const char *c = safe; *c; c++) {
		if (strchr("\\`*_{}[]<>#|~&!$", *c))
			buf_add_char(out, '\\');
		buf_add_char(out, *c == '\n' ? ' ' : *c);
	}
}

/* A cell ends at a bar even inside code, so that one is escaped there too. */
void markdown_add_code(struct buf *out, const char *before, const char *text)
{
	_cleanup_(freep) char *safe = text_printable(text ? text : "");
	const char *fence = strchr(safe, '`') ? "``" : "`";

	buf_add_text(out, before);
	if (!safe[0])
		return;
	buf_format(out, "%s%s", fence, fence[1] ? " " : "");
	for (const char *c = safe; *c; c++) {
		if (*c == '|')
			buf_add_char(out, '\\');
		buf_add_char(out, *c == '\n' ? ' ' : *c);
	}
	buf_format(out, "%s%s", fence[1] ? " " : "", fence);
}
