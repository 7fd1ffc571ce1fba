/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/command_line.h"

#include <string.h>

#include "schema/words.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/text.h"

/* Node.js: "Implement underscores as dashes", in names and nowhere else. */
static void fold_names(char *plain)
{
	for (char *c = plain; *c; c += strcspn(c, "\n"), c += *c == '\n') {
		size_t name = text_starts(c, "--") ? strcspn(c, "=\n") : 0;

		for (size_t i = 0; i < name; i++) {
			if (c[i] == '_')
				c[i] = '-';
		}
	}
}

char *command_line_plain(const char *text)
{
	_cleanup_(buf_done) struct buf plain = { 0 };
	char quote = '\0', *result;

	for (; *text; text++) {
		if (*text == '\\' && text[1])
			buf_add_char(&plain, *++text);
		else if (quote ? *text == quote : *text == '"' || *text == '\'')
			quote = quote ? '\0' : *text;
		else
			buf_add_char(&plain, !quote && strchr(" \t\r", *text) ? '\n' : *text);
	}
	result = text_copy(buf_text(&plain));
	fold_names(result);
	return result;
}

bool command_line_has(const char *plain, const char *words)
{
	struct word option, start;

	while (word_next(&option, &plain, "\n")) {
		const char *at = words;

		while (word_next(&start, &at, " ")) {
			struct word head = { option.start, start.length };

			if (option.length >= start.length && word_same(head, start))
				return true;
		}
	}
	return false;
}
