/* SPDX-License-Identifier: Apache-2.0 */

/* Command lines: words that are quoted again are the same words. */

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/command.h"
#include "util/text.h"

#include "fuzz.h"

static char *quoted(char *const *words)
{
	_cleanup_(buf_done) struct buf text = { 0 };

	for (; *words; words++) {
		buf_add_text(&text, " \"");
		for (const char *c = *words; *c; c++) {
			if (*c == '"' || *c == '\\')
				buf_add_char(&text, '\\');
			buf_add_char(&text, *c);
		}
		buf_add_char(&text, '"');
	}
	return text_copy(buf_text(&text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(freep) char *text = text_slice((const char *)data, size);
	_cleanup_(freep) char *again = NULL;
	char **first, **second;
	size_t i = 0;

	if (command_words(&first, text))
		return 0;
	again = quoted(first);
	assert(!command_words(&second, again));
	for (; first[i] && second[i]; i++)
		assert(strcmp(first[i], second[i]) == 0);
	assert(!first[i] && !second[i]);
	text_list_free(first);
	text_list_free(second);
	return 0;
}
