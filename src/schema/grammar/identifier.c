/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/grammar.h"

#include <string.h>

#include "util/text.h"

#define DIGITS  "0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define HEX     DIGITS "abcdefABCDEF"
#define ALNUM   DIGITS LETTERS
#define ATOM    ALNUM "!#$%&'*+-/=?^_`{|}~" /* atext of RFC 5322 section 3.2.3 */

const char *grammar_uuid(const char *text, size_t length, bool nil)
{
	static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

	if (length != sizeof(shape) - 1)
		return "not 36 characters, 8-4-4-4-12";
	for (size_t i = 0; i < length; i++) {
		if (!text[i] || !strchr(shape[i] == '-' ? "-" : HEX, text[i]))
			return "not 8-4-4-4-12 hexadecimal digits";
	}
	if (strspn(text, "0-") == length)
		return nil ? NULL : "the nil UUID";
	if (!strchr("12345678", text[14]))
		return "its version is not one of 1 to 8";
	if (!strchr("89abAB", text[19]))
		return "its variant is not that of RFC 9562";
	return NULL;
}

/* The end of dot-separated identifiers; NULL when one is empty or, if strict, 0-led digits. */
static const char *identifiers_end(const char *text, bool strict)
{
	for (;;) {
		size_t part = strspn(text, ALNUM "-");

		if (part == 0)
			return NULL;
		if (strict && part > 1 && text[0] == '0' && strspn(text, DIGITS) == part)
			return NULL;
		text += part;
		if (*text != '.')
			return text;
		text++;
	}
}

const char *grammar_semver(const char *text, size_t length, bool v_prefix)
{
	const char *end = text + length;

	if (*text == 'v') {
		if (!v_prefix)
			return "it starts with v";
		text++;
	}
	for (int part = 0; part < 3; part++) {
		size_t digits = strspn(text, DIGITS);

		if (digits == 0 || (part < 2 && text[digits] != '.'))
			return "not MAJOR.MINOR.PATCH";
		if (digits > 1 && *text == '0')
			return "a number has a leading zero";
		text += digits + (part < 2);
	}
	if (*text == '-')
		text = identifiers_end(text + 1, true);
	if (text && *text == '+')
		text = identifiers_end(text + 1, false);
	return text == end ? NULL : "what follows the patch number is malformed";
}

/* Labels of RFC 1123 with at least one dot between; the last one no number, as of an address. */
static bool is_domain(const char *text)
{
	size_t dots = 0;

	if (strlen(text) > 253)
		return false;
	for (;; text++, dots++) {
		size_t label = strspn(text, ALNUM "-");

		if (label == 0 || label > 63 || text[0] == '-' || text[label - 1] == '-')
			return false;
		if (!text[label])
			return dots > 0 && strspn(text, DIGITS) != label;
		text += label;
		if (*text != '.')
			return false;
	}
}

static const char *address_wrong(const char *text)
{
	const char *at = strrchr(text, '@');
	size_t local = 0;

	if (!at)
		return "it has no @";
	if (strlen(text) > 254)
		return "longer than 254 characters";
	for (;; local++) {
		size_t atom = strspn(text + local, ATOM);

		local += atom;
		if (atom == 0 || (text[local] != '.' && text[local] != '@'))
			return "what stands in front of the @ is not letters, digits and single "
			       "dots";
		if (text[local] == '@')
			break;
	}
	if (text + local != at)
		return "it has more than one @";
	if (local > 64)
		return "more than 64 characters stand in front of the @";
	return is_domain(at + 1) ? NULL : "what follows the @ is not a host name with a dot";
}

/* The end of a display name: a quoted string, or anything that needs no quotes. NULL: neither. */
static const char *name_end(const char *text)
{
	if (*text != '"')
		return text + strcspn(text, "()<>[]:;@\\,\"");
	for (text++; *text != '"'; text++) {
		if (*text == '\\')
			text++;
		if (!*text)
			return NULL;
	}
	text++;
	return text + strspn(text, " ");
}

const char *grammar_email(const char *text, size_t length, bool display_name)
{
	char address[256];
	const char *open = strchr(text, '<') ? name_end(text) : NULL;
	size_t inside;

	if (strlen(text) != length || text_has_control(text, length))
		return "it has a control character";
	if (!strchr(text, '<'))
		return address_wrong(text);
	if (!display_name)
		return "it has a display name";
	if (!open || *open != '<' || text[length - 1] != '>')
		return "not of the form Name <address>";
	inside = (size_t)(text + length - 1 - (open + 1));
	if (inside >= sizeof(address))
		return "longer than 254 characters";
	memcpy(address, open + 1, inside);
	address[inside] = '\0';
	return address_wrong(address);
}
