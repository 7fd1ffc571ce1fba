/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Letters and digits of ASCII, whatever the locale; <ctype.h> asks the locale. */

#include <stdbool.h>

static inline bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool is_small(char c)
{
	return c >= 'a' && c <= 'z';
}

static inline bool is_capital(char c)
{
	return c >= 'A' && c <= 'Z';
}

static inline bool is_letter(char c)
{
	return is_small(c) || is_capital(c);
}

/* Letters in the other case; all else stays. */
static inline char to_small(char c)
{
	return is_capital(c) ? (char)(c - 'A' + 'a') : c;
}

static inline char to_capital(char c)
{
	return is_small(c) ? (char)(c - 'a' + 'A') : c;
}
