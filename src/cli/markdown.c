/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/markdown.h"

#include <string.h>
#include <strings.h>

#include "util/alloc.h"
#include "util/text.h"

/* What makes a bare https://host or www.host a link. */
static bool starts_link(const char *text, const char *at)
{
	return text_starts(at, "://") ||
	       (*at == '.' && at - text >= 3 && strncasecmp(at - 3, "www", 3) == 0);
}

void markdown_add_text(struct buf *out, const char *before, const char *text)
{
	_cleanup_(freep) char *safe = text_printable(text ? text : "");

	buf_add_text(out, before);
	for (const char *c = safe; *c; c++) {
		if (strchr("\\`*_{}[]<>#|~&!$", *c) || starts_link(safe, c))
			buf_add_char(out, '\\');
		buf_add_char(out, *c == '\n' ? ' ' : *c);
		/* No escape stops a forge from calling @somebody; a break behind the sign does. */
		if (*c == '@')
			buf_add_text(out, "<!-- -->");
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
