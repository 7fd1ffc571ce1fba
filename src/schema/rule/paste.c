/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/rule/paste.h"

#include <string.h>

#include "schema/words.h"
#include "util/text.h"

#define HEX_DIGITS "0123456789abcdefABCDEF"

/* What tools that make keys write, in hexadecimal and both alphabets of base64. */
#define KEY_MARKS HEX_DIGITS "ghijklmnopqrstuvwxyzGHIJKLMNOPQRSTUVWXYZ+/-_="

/* What is shorter may be a password, which has such marks in it by chance. */
#define KEY_LEAST 16
#define HEX_LEAST 32

/* The line end that printf or JSON would have made of it. */
static bool ends_escaped(const char *rest)
{
	return text_equal(rest, "\\n") || text_equal(rest, "\\r") || text_equal(rest, "\\r\\n");
}

static bool is_comment(const char *rest)
{
	size_t blanks = strspn(rest, " \t");

	return blanks > 0 && rest[blanks] == '#';
}

/* b"..." and b'...': how Python shows bytes. */
static bool is_bytes_literal(const char *bytes, size_t length)
{
	return length > 3 && bytes[0] == 'b' && strchr("\"'", bytes[1]) &&
	       bytes[length - 1] == bytes[1];
}

/* NAME=...: the whole line that the value stood in. */
static bool begins_with_name(const struct subject *subject)
{
	const char *name = subject->variable->name;

	return text_starts(subject->bytes, name) && subject->bytes[strlen(name)] == '=';
}

/* export NAME=...: of any name. */
static bool begins_with_export(const char *bytes)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";
	size_t name = text_starts(bytes, "export ") ? strspn(bytes + 7, letters) : 0;

	return name > 0 && bytes[7 + name] == '=';
}

/* "token ..." is what stands in a header to GitHub, not what its programs ask for. */
static bool begins_with_scheme(const char *bytes)
{
	return text_starts(bytes, "token ") && strspn(bytes + 6, KEY_MARKS) >= KEY_LEAST &&
	       !bytes[6 + strspn(bytes + 6, KEY_MARKS)];
}

void rule_check_paste(const struct subject *subject)
{
	const char *bytes = subject->bytes;
	size_t key = strspn(bytes, KEY_MARKS), hex = strspn(bytes, HEX_DIGITS);
	const char *rest = bytes + key;

	if (key >= KEY_LEAST && ends_escaped(rest))
		subject_find(subject, "secret-whitespace", NULL, "ends with an escaped line end");
	else if (key >= KEY_LEAST && is_comment(rest))
		subject_find(subject, "secret-whitespace", "write it without the comment",
			     "has a comment behind it");
	else if (hex >= HEX_LEAST && (text_equal(bytes + hex, ";") || text_equal(bytes + hex, ",")))
		subject_find(subject, "secret-quoted", "store it without the mark",
			     "ends with the mark that stood behind it");
	else if (is_bytes_literal(bytes, subject->length))
		subject_find(subject, "secret-quoted", "store what stands between the quotes",
			     "is wrapped as Python shows bytes");
	else if (begins_with_name(subject))
		subject_find(subject, "secret-quoted",
			     "store what stands behind the =", "begins with its own name");
	else if (begins_with_export(bytes))
		subject_find(subject, "secret-quoted", "store what stands behind the =",
			     "begins as the line of a shell's script");
	else if (begins_with_scheme(bytes))
		subject_find(subject, "secret-quoted", "store what stands behind the blank",
			     "begins with the word that stands before it in a header");
}
