/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/span.h"

#include <string.h>

#include "schema/neighbours.h"
#include "schema/words.h"
#include "util/text.h"

#define SECOND ((int64_t)1000)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)
#define LIMIT  (INT64_C(1000000) * DAY)

#define DIGIT  "0123456789"
#define LETTER "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

static const struct {
	const char *words;
	int64_t ms;
} units[] = {
	{ "ms msec msecs millis millisecond milliseconds", 1 },
	{ "s sec secs second seconds", SECOND },
	{ "m min mins minute minutes", MINUTE },
	{ "h hr hrs hour hours", HOUR },
	{ "d day days", DAY },
	{ "w week weeks", 7 * DAY },
	{ "mo month months", 30 * DAY },
	{ "y yr year years", 365 * DAY },
};

static int64_t unit_of(struct word word)
{
	for (size_t i = 0; i < ARRAY_LENGTH(units); i++) {
		if (word_among(word, units[i].words))
			return units[i].ms;
	}
	return 0;
}

/* The unit of a bare number: as the manifest, the name's last words, or the number itself says. */
static int64_t unit_of_number(const struct subject *subject, int64_t number)
{
	const char *name = subject->variable->name, *said = subject->variable->text[TEXT_UNIT];
	struct word word;
	int64_t unit = 0;

	if (said)
		unit = unit_of((struct word){ said, strlen(said) });
	while (!unit && word_next(&word, &name, "_")) {
		if (word.length > 1)
			unit = unit_of(word);
	}
	if (!unit && word_among(word_of(subject->variable->name), "JWT_TTL JWT_REFRESH_TTL") &&
	    checking_has_preset(subject->checking, "laravel"))
		unit = MINUTE;
	/* Nobody counts 900000 seconds, but 15 minutes have so many milliseconds. */
	if (!unit && number >= 5 * MINUTE && number % MINUTE == 0)
		unit = 1;
	return unit ? unit : SECOND;
}

/* A number, with its fraction in thousandths, from *at on. */
static bool read_number(int64_t *ret_thousandths, const char **at)
{
	int64_t number = 0, digit = 100;

	if (!**at || !strchr(DIGIT, **at))
		return false;
	for (; **at && strchr(DIGIT, **at); (*at)++) {
		number = number * 10 + (**at - '0');
		if (number > LIMIT)
			return false;
	}
	number *= 1000;
	if (**at == '.') {
		for ((*at)++; **at && strchr(DIGIT, **at); (*at)++, digit /= 10)
			number += digit * (**at - '0');
	}
	*ret_thousandths = number;
	return true;
}

/* HH:MM:SS, as .NET has it. */
static bool read_clock(int64_t *ret_ms, const char *text)
{
	static const int64_t of[] = { HOUR, MINUTE, SECOND };
	int64_t sum = 0, number;

	for (size_t i = 0; i < ARRAY_LENGTH(of); i++) {
		if ((i > 0 && *text++ != ':') || !read_number(&number, &text) ||
		    number / 1000 > LIMIT / of[i])
			return false;
		sum += number / 1000 * of[i];
	}
	*ret_ms = sum;
	return !*text;
}

/* Numbers with their units, one after the other; iso: as in PT1H30M. */
static bool read_parts(int64_t *ret_ms, const char *text, bool iso)
{
	int64_t sum = 0, number, unit;

	while (*text) {
		struct word word;

		if (iso && (*text == 'T' || *text == 't'))
			text++;
		if (!read_number(&number, &text))
			return false;
		text += strspn(text, " ");
		word = (struct word){ text, iso ? 1 : strspn(text, LETTER) };
		unit = unit_of(word);
		if (!unit || number / 1000 > LIMIT / unit || sum > LIMIT)
			return false;
		sum += number / 1000 * unit + number % 1000 * unit / 1000;
		text += word.length;
		text += strspn(text, " ");
	}
	*ret_ms = sum;
	return true;
}

static bool read_span(int64_t *ret_ms, const struct subject *subject, const char *text)
{
	const char *after = text;
	int64_t number, unit;

	if (text[0] == 'P' || text[0] == 'p')
		return text[1] && read_parts(ret_ms, text + 1, true);
	if (strchr(text, ':'))
		return read_clock(ret_ms, text);
	if (!read_number(&number, &after) || *after)
		return read_parts(ret_ms, text, false);
	unit = unit_of_number(subject, number / 1000);
	if (number / 1000 > LIMIT / unit)
		return false;
	*ret_ms = number / 1000 * unit + number % 1000 * unit / 1000;
	return true;
}

enum span_form span_read(int64_t *ret_ms, const struct subject *subject)
{
	struct word word = word_of(subject->bytes);
	char text[64];
	bool negative;

	if (word_among(word, "never none infinite infinity unlimited forever false off null no"))
		return SPAN_NEVER;
	if (word.length == 0 || word.length >= sizeof(text))
		return SPAN_UNREADABLE;
	memcpy(text, word.start, word.length);
	text[word.length] = '\0';
	negative = text[0] == '-';
	if (!text[negative] || !read_span(ret_ms, subject, text + negative))
		return SPAN_UNREADABLE;
	if (negative)
		*ret_ms = -*ret_ms;
	return SPAN_TIME;
}

bool span_first(int64_t *ret_ms, struct subject *ret, const struct checking *checking,
		const char *names)
{
	struct word word;

	while (word_next(&word, &names, " ")) {
		if (neighbour_joined(ret, checking, word.start, word.length, "") &&
		    span_read(ret_ms, ret) == SPAN_TIME)
			return true;
	}
	return false;
}
