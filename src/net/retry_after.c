/* SPDX-License-Identifier: Apache-2.0 */
#include "net/retry.h"

#include <curl/curl.h>
#include <string.h>

#include "util/cleanup.h"

#define DIGITS    "0123456789"
#define LONGEST_S UINT64_C(3600)

static bool starts_with_weekday(const char *text)
{
	static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };

	for (size_t i = 0; i < ARRAY_LENGTH(days); i++) {
		if (strncmp(text, days[i], strlen(days[i])) == 0)
			return true;
	}
	return false;
}

static uint64_t capped_ms(uint64_t seconds)
{
	return (seconds < LONGEST_S ? seconds : LONGEST_S) * 1000;
}

/* Digits and nothing else, counted up to most. */
static bool parse_digits(uint64_t *ret, const char *value, uint64_t most)
{
	size_t digits = strspn(value, DIGITS);
	uint64_t number = 0;

	if (digits == 0 || value[digits])
		return false;
	for (; *value && number < most; value++)
		number = number * 10 + (uint64_t)(*value - '0');
	*ret = number < most ? number : most;
	return true;
}

bool retry_after_ms_parse(uint64_t *ret_ms, const char *value)
{
	return parse_digits(ret_ms, value, LONGEST_S * 1000);
}

bool retry_after_parse(uint64_t *ret_ms, const char *value, time_t now)
{
	uint64_t seconds;
	time_t then;

	if (parse_digits(&seconds, value, LONGEST_S)) {
		*ret_ms = capped_ms(seconds);
		return true;
	}
	/* curl_getdate reads much more than HTTP's dates: only what looks like one gets there. */
	if (!starts_with_weekday(value) || !strchr(value, ':'))
		return false;
	then = curl_getdate(value, NULL);
	if (then == -1)
		return false;
	*ret_ms = then > now ? capped_ms((uint64_t)(then - now)) : 0;
	return true;
}
