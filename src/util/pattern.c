/* SPDX-License-Identifier: Apache-2.0 */
#include "util/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

/*
 * Of one match: steps of backtracking, some 10 ms, at worst 500; how deep they nest; KiB for
 * remembering them. A group of two words that repeats over a value of 64 KiB stays within them.
 * PCRE2 does not say how many steps it took: a match starts with few and is tried again with four
 * times as many, and only what was not enough is charged.
 */
#define LIMIT_FIRST 1000
#define LIMIT_STEPS 250000
#define LIMIT_DEPTH 250000
#define LIMIT_HEAP  (16 * 1024)

/* A step may look at all of a value: those of long values count for several. */
#define STEP_BYTES 4096

/* Of compiling: parentheses inside each other. */
#define LIMIT_NESTING 50

struct pattern {
	char *text;
	pcre2_code *code;
	pcre2_match_context *limits;
};

static bool compile(pcre2_code **ret, const char *text, pcre2_compile_context *context,
		    struct error *err)
{
	const uint32_t options = PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_DOTALL | PCRE2_UTF |
				 PCRE2_NEVER_BACKSLASH_C | PCRE2_NO_AUTO_CAPTURE;
	size_t offset;
	int code;
	PCRE2_UCHAR says[120];

	*ret = pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED, options, &code, &offset,
			     context);
	if (*ret)
		return true;
	if (code == PCRE2_ERROR_HEAP_FAILED)
		alloc_failed();
	if (pcre2_get_error_message(code, says, sizeof(says)) < 0)
		says[0] = '\0';
	return error_set(err, ERR_MANIFEST, "%s, at its character %zu", (const char *)says,
			 offset + 1);
}

bool pattern_compile(struct pattern **ret, const char *text, struct error *err)
{
	pcre2_compile_context *context;
	pcre2_match_context *limits;
	pcre2_code *code = NULL;
	bool done;

	if (strlen(text) > PATTERN_MAX_LENGTH)
		return error_set(err, ERR_MANIFEST, "longer than %d characters",
				 PATTERN_MAX_LENGTH);
	context = pcre2_compile_context_create(NULL);
	if (!context)
		alloc_failed();
	pcre2_set_parens_nest_limit(context, LIMIT_NESTING);
	done = compile(&code, text, context, err);
	pcre2_compile_context_free(context);
	if (!done)
		return false;
	limits = pcre2_match_context_create(NULL);
	if (!limits)
		alloc_failed();
	pcre2_set_depth_limit(limits, LIMIT_DEPTH);
	pcre2_set_heap_limit(limits, LIMIT_HEAP);
	*ret = alloc_new(struct pattern);
	**ret = (struct pattern){ text_copy(text), code, limits };
	return true;
}

void pattern_free(struct pattern *pattern)
{
	if (!pattern)
		return;
	pcre2_code_free(pattern->code);
	pcre2_match_context_free(pattern->limits);
	free(pattern->text);
	free(pattern);
}

const char *pattern_text(const struct pattern *pattern)
{
	return pattern ? pattern->text : NULL;
}

static int match(const struct pattern *pattern, const char *bytes, size_t length, size_t steps)
{
	pcre2_match_data *data = pcre2_match_data_create(1, NULL);
	int result;

	if (!data)
		alloc_failed();
	pcre2_set_match_limit(pattern->limits, (uint32_t)steps);
	result = pcre2_match(pattern->code, (PCRE2_SPTR)bytes, length, 0, PCRE2_NO_JIT, data,
			     pattern->limits);
	pcre2_match_data_free(data);
	return result;
}

/* Between PCRE2_ERROR_UTF8_ERR1 and _ERR21: not UTF-8. */
static bool is_undecided(int result)
{
	return result < 0 && result != PCRE2_ERROR_NOMATCH &&
	       (result > PCRE2_ERROR_UTF8_ERR1 || result < PCRE2_ERROR_UTF8_ERR21);
}

enum pattern_result pattern_match(const struct pattern *pattern, const char *bytes, size_t length,
				  size_t *steps_left)
{
	size_t steps = LIMIT_FIRST, weight = 1 + length / STEP_BYTES;
	int result = match(pattern, bytes, length, steps);

	while (is_undecided(result)) {
		*steps_left -= steps * weight < *steps_left ? steps * weight : *steps_left;
		if (result != PCRE2_ERROR_MATCHLIMIT || steps == LIMIT_STEPS || *steps_left == 0)
			return PATTERN_GAVE_UP;
		steps = steps * 4 < LIMIT_STEPS ? steps * 4 : LIMIT_STEPS;
		result = match(pattern, bytes, length, steps);
	}
	return result >= 0 ? PATTERN_MATCHES : PATTERN_DIFFERS;
}
