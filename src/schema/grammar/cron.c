/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/grammar.h"

#include <string.h>

#include "util/cleanup.h"
#include "util/text.h"

enum field { SECONDS, MINUTES, HOURS, MONTHDAYS, MONTHS, WEEKDAYS, FIELDS };

static const char *const months[] = { "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL",
				      "AUG", "SEP", "OCT", "NOV", "DEC", NULL };
static const char *const weekdays[] = { "SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT", NULL };

/* A name stands for min and its index. Sunday is 0 and 7. wrong: what is said of the field. */
static const struct {
	unsigned min, max;
	const char *const *names;
	const char *wrong;
} fields[FIELDS] = {
	{ 0, 59, NULL, "the field of seconds is wrong" },
	{ 0, 59, NULL, "the field of minutes is wrong" },
	{ 0, 23, NULL, "the field of hours is wrong" },
	{ 1, 31, NULL, "the field of days of the month is wrong" },
	{ 1, 12, months, "the field of months is wrong" },
	{ 0, 7, weekdays, "the field of days of the week is wrong" },
};

/* What follows a number of one or two digits, or a name, that the field has; NULL: neither. */
static const char *read_value(unsigned *ret, enum field field, const char *text)
{
	size_t digits = strspn(text, "0123456789");
	const char *const *names = fields[field].names;

	for (size_t i = 0; names && names[i] && strlen(text) >= 3; i++) {
		char name[4] = { text[0], text[1], text[2] };

		if (text_equal_nocase(names[i], name)) {
			*ret = fields[field].min + (unsigned)i;
			return text + 3;
		}
	}
	if (digits == 0 || digits > 2)
		return NULL;
	*ret = 0;
	for (size_t i = 0; i < digits; i++)
		*ret = *ret * 10 + (unsigned)(text[i] - '0');
	return *ret >= fields[field].min && *ret <= fields[field].max ? text + digits : NULL;
}

/* VALUE-VALUE behind the first value; NULL when it is none. "SAT-SUN" goes up to day 7. */
static const char *read_range(enum field field, unsigned first, const char *text)
{
	unsigned last = 0;

	text = read_value(&last, field, text);
	if (text && field == WEEKDAYS && last == 0 && first > 0)
		last = 7;
	return text && first <= last ? text : NULL;
}

/* What Quartz and Spring have besides: last days, nearest weekdays, the third Friday. */
static bool is_special(enum field field, const char *item)
{
	unsigned number;
	const char *rest = read_value(&number, field, item);

	if (field == MONTHDAYS)
		return text_equal(item, "L") || text_equal(item, "LW") ||
		       (rest && text_equal(rest, "W"));
	if (field != WEEKDAYS)
		return false;
	return text_equal(item, "L") || (rest && text_equal(rest, "L")) ||
	       (rest && rest[0] == '#' && rest[1] >= '1' && rest[1] <= '5' && !rest[2]);
}

/* "/STEP" behind a range, or nothing. */
static bool step_is_right(enum field field, const char *text)
{
	size_t digits;
	unsigned step = 0;

	if (!text[0])
		return true;
	digits = strspn(++text, "0123456789");
	if (text[-1] != '/' || digits == 0 || digits > 2 || text[digits])
		return false;
	for (size_t i = 0; i < digits; i++)
		step = step * 10 + (unsigned)(text[i] - '0');
	return step > 0 && step <= fields[field].max;
}

static bool item_is_right(enum field field, const char *item)
{
	unsigned first;
	const char *rest;

	if (is_special(field, item))
		return true;
	if (item[0] == '*')
		return step_is_right(field, item + 1);
	rest = read_value(&first, field, item);
	if (rest && *rest == '-')
		rest = read_range(field, first, rest + 1);
	return rest && step_is_right(field, rest);
}

static bool field_is_right(enum field field, const char *text, size_t length)
{
	if (length == 1 && text[0] == '?')
		return field == MONTHDAYS || field == WEEKDAYS;
	for (;;) {
		char item[16]; /* longer than the longest, "MON-FRI/2" */
		size_t part = strcspn(text, ", \t");

		if (part >= sizeof(item))
			return false;
		memcpy(item, text, part);
		item[part] = '\0';
		if (!item_is_right(field, item))
			return false;
		if (part >= length)
			return true;
		text += part + 1;
		length -= part + 1;
	}
}

static bool is_macro(const char *text)
{
	static const char *const macros[] = { "@yearly", "@annually", "@monthly", "@weekly",
					      "@daily",  "@midnight", "@hourly" };

	for (size_t i = 0; i < ARRAY_LENGTH(macros); i++) {
		if (text_equal(macros[i], text))
			return true;
	}
	return false;
}

const char *grammar_cron(const char *text, size_t length)
{
	static const char spaces[] = " \t";
	size_t count = 0;
	unsigned field;

	if (strlen(text) != length)
		return "not the fields of a cron expression";
	if (text[0] == '@')
		return is_macro(text) ? NULL
				      : "none of @yearly, @monthly, @weekly, @daily, @hourly";
	for (const char *part = text; *part; part += strspn(part, spaces)) {
		if (strcspn(part, spaces) == 0)
			return "it starts with white space";
		part += strcspn(part, spaces);
		count++;
	}
	if (count != 5 && count != 6)
		return "not five fields, or six";
	if (strchr(spaces, text[length - 1]))
		return "it ends with white space";
	for (field = count == 6 ? SECONDS : MINUTES; field < FIELDS; field++) {
		size_t part = strcspn(text, spaces);

		if (!field_is_right((enum field)field, text, part))
			return fields[field].wrong;
		text += part;
		text += strspn(text, spaces);
	}
	return NULL;
}
