/* SPDX-License-Identifier: Apache-2.0 */
#include "util/command.h"

#include <string.h>

#include "util/alloc.h"
#include "util/text.h"

/* Where the reading of a command line is. */
struct words {
	const char *at;
	struct buf word;
	char **list; /* room for COMMAND_MAX_WORDS and the end */
	size_t count;
};

static bool is_space(char c)
{
	return c && strchr(" \t\r\n", c);
}

/* What stands between quotes, up to and with the closing one. */
static const char *take_quoted(struct words *words, char quote)
{
	for (; *words->at != quote; words->at++) {
		if (quote == '"' && words->at[0] == '\\' &&
		    (words->at[1] == '"' || words->at[1] == '\\'))
			words->at++;
		if (!*words->at)
			return "a quote is never closed";
		buf_add_char(&words->word, *words->at);
	}
	words->at++;
	return NULL;
}

static const char *take_word(struct words *words)
{
	const char *wrong = NULL;

	while (!wrong && *words->at && !is_space(*words->at)) {
		char c = *words->at++;

		if (c == '\'' || c == '"')
			wrong = take_quoted(words, c);
		else if (c == '\\' && !*words->at)
			wrong = "nothing follows the backslash at its end";
		else
			buf_add_char(&words->word, c == '\\' ? *words->at++ : c);
	}
	if (!wrong && words->count == COMMAND_MAX_WORDS)
		wrong = "it has more than 256 words";
	if (!wrong)
		words->list[words->count++] = text_copy(buf_text(&words->word));
	buf_done(&words->word);
	return wrong;
}

const char *command_words(char ***ret, const char *text)
{
	struct words words = { .at = text };
	const char *wrong = NULL;

	words.list = alloc_array(COMMAND_MAX_WORDS + 1, sizeof(char *));
	for (;;) {
		while (is_space(*words.at))
			words.at++;
		if (wrong || !*words.at)
			break;
		wrong = take_word(&words);
	}
	if (!wrong && (words.count == 0 || !words.list[0][0]))
		wrong = "it names no program";
	if (wrong)
		text_list_free(words.list);
	else
		*ret = words.list;
	return wrong;
}
