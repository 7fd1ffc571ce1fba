/* SPDX-License-Identifier: Apache-2.0 */
#include "views.h"

#include <string.h>

#include "crypto/codec.h"
#include "schema/strength.h"
#include "util/cleanup.h"

/* What stands in front of an encoded text is no longer, and the text enough to judge it. */
#define LABEL_LONGEST 32
#define LOOSE_LONGEST 512

/*
 * Prefixes that say what comes, or whose key it is. One that is not here is found by its shape; the
 * shape does not tell where these end.
 */
static const char *const prefixes[] = {
	"base64:",
	"hex:",
	"Basic ",
	"Bearer ",
	"0x",
	"0X",
	"sk-proj-",
	"sk-svcacct-",
	"sk-admin-",
	"sk-ant-",
	"sk-or-",
	"sk-",
	"AGE-SECRET-KEY-",
	"github_pat_",
	"hvs.",
	"hvb.",
	"s.",
	"b.",
	"whsec_",
	"glpat-",
	"pypi-",
	"shpat_",
	"shpss_",
	"dop_v1_",
	"SG.",
	"key-",
	"lin_api_",
	"lsv2_pt_",
	"lsv2_sk_",
	"sntrys_",
	"sntryu_",
	"ghp_",
	"gho_",
	"ghu_",
	"ghs_",
	"ghr_",
	"npm_",
	"hf_",
	"gsk_",
	"xoxb-",
	"xoxp-",
	"xapp-",
	"PMAK-",
	"NRAK-",
	"rzp_live_",
	"rzp_test_",
	"FLWSECK-",
	"HRKU-",
	"EAAA",
	"AKIA",
	"AIza",
	"v1.",
	"dapi",
	"sq0csp-",
	"sq0idp-",
	"PRD-",
	"SBX-",
};

bool is_hex_digit(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_hex(struct text text)
{
	bool small = false, capital = false;

	for (size_t i = 0; i < text.length; i++) {
		if (!is_hex_digit(text.bytes[i]))
			return false;
		small |= is_small(text.bytes[i]);
		capital |= is_capital(text.bytes[i]);
	}
	return !(small && capital);
}

/* Hexadecimal digits in groups, as in two UUIDs behind each other. */
static bool is_grouped_hex(struct text text)
{
	size_t digits = 0;

	for (size_t i = 0; i < text.length; i++) {
		char c = text.bytes[i];

		if (!is_hex_digit(c) && !(c && strchr("-:._ ", c)))
			return false;
		digits += is_digit(c);
	}
	return digits * 4 >= text.length;
}

/*
 * What a text has in it, in one pass over a table: this is asked of every text many times. A
 * character that is not in the table is a sign that base64 has not.
 */
enum {
	SMALL = 1,
	CAPITAL = 2,
	DIGIT = 4,
	BEYOND_HEX = 8,
	NO_BASE32 = 16,
	SIGN = 32,
	ODD_SIGN = 64
};

/* clang-format off */
#define NONE (SIGN | ODD_SIGN)
#define A  (NONE ^ SMALL)
#define Z  (NONE ^ (SMALL | BEYOND_HEX))
#define CA (NONE ^ CAPITAL)
#define CZ (NONE ^ (CAPITAL | BEYOND_HEX))
#define D  (NONE ^ DIGIT)
#define E  (NONE ^ (DIGIT | NO_BASE32))
#define M  (NONE ^ SIGN)
#define P  (NONE ^ BEYOND_HEX)
static const unsigned char kinds[256] = {
	['a'] = A, ['b'] = A, ['c'] = A, ['d'] = A, ['e'] = A, ['f'] = A,
	['g'] = Z, ['h'] = Z, ['i'] = Z, ['j'] = Z, ['k'] = Z, ['l'] = Z, ['m'] = Z, ['n'] = Z,
	['o'] = Z, ['p'] = Z, ['q'] = Z, ['r'] = Z, ['s'] = Z, ['t'] = Z, ['u'] = Z, ['v'] = Z,
	['w'] = Z, ['x'] = Z, ['y'] = Z, ['z'] = Z,
	['A'] = CA, ['B'] = CA, ['C'] = CA, ['D'] = CA, ['E'] = CA, ['F'] = CA,
	['G'] = CZ, ['H'] = CZ, ['I'] = CZ, ['J'] = CZ, ['K'] = CZ, ['L'] = CZ, ['M'] = CZ, ['N'] = CZ,
	['O'] = CZ, ['P'] = CZ, ['Q'] = CZ, ['R'] = CZ, ['S'] = CZ, ['T'] = CZ, ['U'] = CZ, ['V'] = CZ,
	['W'] = CZ, ['X'] = CZ, ['Y'] = CZ, ['Z'] = CZ,
	['2'] = D, ['3'] = D, ['4'] = D, ['5'] = D, ['6'] = D, ['7'] = D,
	['0'] = E, ['1'] = E, ['8'] = E, ['9'] = E,
	['+'] = M, ['/'] = M, ['-'] = M, ['_'] = M,
	['='] = P,
};
/* clang-format on */

unsigned alphabet_of(struct text text)
{
	unsigned has = 0;
	bool mixed;

	for (size_t i = 0; i < text.length; i++)
		has |= kinds[(unsigned char)text.bytes[i]] ^ NONE;
	mixed = (has & SMALL) && (has & CAPITAL);
	if (has & SIGN)
		return is_grouped_hex(text) ? 16 : !(has & ODD_SIGN) ? 64 : mixed ? 90 : 50;
	if (!(has & (SMALL | CAPITAL)))
		return 10;
	if (mixed)
		return has & DIGIT ? 62 : 52;
	if (!(has & BEYOND_HEX))
		return 16;
	if (!(has & DIGIT))
		return 26;
	return has & NO_BASE32 ? 36 : 32;
}

static struct text trimmed(const char *bytes, size_t length)
{
	while (length > 0 && strchr(" \t\r\n", bytes[0]) && bytes[0]) {
		bytes++;
		length--;
	}
	while (length > 0 && strchr(" \t\r\n", bytes[length - 1]) && bytes[length - 1])
		length--;
	return (struct text){ bytes, length };
}

/* The end of a group of up to 12 letters and digits of one case, or of up to 16 digits. */
static size_t group_end(struct text text, size_t from, bool *ret_digits)
{
	size_t i = from;

	while (i < text.length && is_digit(text.bytes[i]))
		i++;
	*ret_digits = i > from;
	if (i > from)
		return i - from <= 16 ? i : from;
	while (i < text.length && i - from < 12 &&
	       (is_digit(text.bytes[i]) || (is_letter(text.bytes[i]) &&
					    is_small(text.bytes[i]) == is_small(text.bytes[from]))))
		i++;
	return i;
}

/* 20 letters and digits or more that change class too often for words. */
static bool is_body(struct text text, bool marks)
{
	size_t changes = 0;

	for (size_t i = 0; i < text.length; i++) {
		char c = text.bytes[i], last = i > 0 ? text.bytes[i - 1] : c;

		if (!is_letter(c) && !is_digit(c) && !(marks && (c == '-' || c == '_')))
			return false;
		changes += is_small(c) != is_small(last) || is_digit(c) != is_digit(last);
	}
	return text.length >= 20 && (changes * 5 >= text.length || (changes > 0 && is_hex(text)));
}

/*
 * The length of "acme_live_", "xoxb-7403918265402-7381640295517-", "7192046583:" and the like: one
 * to four groups with a mark behind each, in front of a body without marks.
 */
static size_t shaped_prefix(struct text whole, bool prefixed)
{
	size_t end = 0;

	for (size_t group = 0; group < 4; group++) {
		bool digits, account;
		size_t i = group_end(whole, end, &digits);

		/* An account's number comes first in front of a colon only. */
		account = digits && group == 0 && !prefixed;
		if (i == end || i == whole.length || !whole.bytes[i] ||
		    !strchr(account ? ":" : "_-.:", whole.bytes[i]))
			return 0;
		end = i + 1;
		if (is_body((struct text){ whole.bytes + end, whole.length - end }, account))
			return end;
	}
	return 0;
}

bool is_uuid(struct text text)
{
	if (text.length != UUID_LENGTH)
		return false;
	for (size_t i = 0; i < UUID_LENGTH; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? text.bytes[i] != '-' : !is_hex_digit(text.bytes[i]))
			return false;
	}
	return true;
}

/* The length of what stands in front of a UUID, with a mark behind it; 0: the text ends in none. */
static size_t uuid_prefix(struct text whole)
{
	size_t length = whole.length > UUID_LENGTH ? whole.length - UUID_LENGTH : 0;

	if (length < 2 || !strchr("-_.:/", whole.bytes[length - 1]) || !whole.bytes[length - 1])
		return 0;
	/* Of two UUIDs, the first one is no prefix. */
	if (length == UUID_LENGTH + 1 && is_uuid((struct text){ whole.bytes, UUID_LENGTH }))
		return 0;
	return is_uuid((struct text){ whole.bytes + length, UUID_LENGTH }) ? length : 0;
}

static struct text from(struct text text, size_t start)
{
	return (struct text){ text.bytes + start, text.length - start };
}

static size_t known_prefix(struct text whole)
{
	for (size_t i = 0; i < ARRAY_LENGTH(prefixes); i++) {
		size_t prefix;

		if (whole.length == 0 || whole.bytes[0] != prefixes[i][0])
			continue;
		prefix = strlen(prefixes[i]);
		if (whole.length < prefix + 12 || strncmp(whole.bytes, prefixes[i], prefix) != 0)
			continue;
		/* One base64 key in 2,048 begins with 0x. */
		if (prefixes[i][0] != '0' || is_hex(from(whole, prefix)))
			return prefix;
	}
	return 0;
}

static struct text without_prefix(struct text whole, size_t known)
{
	if (uuid_prefix(whole) > 0)
		return from(whole, uuid_prefix(whole));
	return from(whole, known + shaped_prefix(from(whole, known), known > 0));
}

/* Whether a prefix ends as one's own keys do, acme_live_: a random key has it with 2^-26. */
static bool is_spelt(struct text prefix)
{
	static const char *const words[] = { "live", "test", "prod", "secret", "token" };

	for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
		size_t length = strlen(words[i]);

		if (prefix.length > length &&
		    memcmp(prefix.bytes + prefix.length - 1 - length, words[i], length) == 0)
			return true;
	}
	return false;
}

/*
 * Of 17 bytes in base64url, one in a hundred has its only mark near its start, and looks like a
 * prefix and letters of both cases. Those of one case behind it, or such a word, no chance makes.
 */
static bool is_chance(struct text whole, struct text bare)
{
	struct text prefix = { whole.bytes, whole.length - bare.length };
	unsigned alphabet = alphabet_of(bare);

	return prefix.length > 0 && (alphabet == 62 || alphabet == 52) && !is_spelt(prefix) &&
	       !memchr(prefix.bytes, '.', prefix.length) &&
	       !memchr(prefix.bytes, ':', prefix.length);
}

/* The mark that stands between three or more groups of one length, 2 to 10; 0 when none does. */
static char group_mark(struct text text)
{
	size_t first = 0, groups = 1;
	char mark;

	while (first < text.length && (is_letter(text.bytes[first]) || is_digit(text.bytes[first])))
		first++;
	if (first < 2 || first > 10 || first == text.length || !strchr("-:._ ", text.bytes[first]))
		return 0;
	mark = text.bytes[first];
	for (size_t i = first + 1; i < text.length; i++) {
		bool here = i % (first + 1) == first;

		if ((text.bytes[i] == mark) != here)
			return 0;
		groups += here;
	}
	return groups >= 3 ? mark : 0;
}

/* The mark that stands behind every letter or nearly, as in t_h_e_k_e_y; 0 when none does. */
static char spread_mark(struct text text)
{
	size_t count = 0;
	char mark;

	if (text.length < 3 || !is_letter(text.bytes[0]) || !text.bytes[1] ||
	    !strchr("-:._ ", text.bytes[1]))
		return 0;
	mark = text.bytes[1];
	for (size_t i = 0; i < text.length; i++)
		count += text.bytes[i] == mark;
	return count * 3 >= text.length ? mark : 0;
}

/* The padding of base64 is no content; an = behind other signs was drawn like them. */
static struct text without_padding(struct text text)
{
	struct text rest = text;

	while (rest.length > 0 && rest.bytes[rest.length - 1] == '=')
		rest.length--;
	for (size_t i = 0; i < rest.length; i++) {
		char c = rest.bytes[i];

		if (!is_letter(c) && !is_digit(c) && !(c && strchr("+/-_", c)))
			return text;
	}
	return rest;
}

static void make_core(struct views *ret)
{
	char grouped = ret->is_uuid ? '-' : group_mark(ret->bare);
	char mark = grouped ? grouped : spread_mark(ret->bare);
	size_t length = ret->bare.length < VIEW_LONGEST ? ret->bare.length : VIEW_LONGEST;
	size_t used = 0;

	ret->core = without_padding((struct text){ ret->bare.bytes, length });
	if (!mark)
		return;
	for (size_t i = 0; i < ret->core.length; i++) {
		if (ret->core.bytes[i] != mark)
			ret->room[used++] = ret->core.bytes[i];
	}
	ret->core = (struct text){ ret->room, used };
}

/* Behind what says how it is encoded, or whose it is: v1:, k1=, data:text/plain;base64, */
static struct text behind_label(struct text text)
{
	size_t start = 0;

	for (size_t i = 0; i < text.length && i < LABEL_LONGEST; i++) {
		if (strchr(":,=", text.bytes[i]) && text.bytes[i] && text.length - i > 16)
			start = i + 1;
	}
	/* Groups of digits have no label. */
	if (start == 3 && is_hex((struct text){ text.bytes, 2 }))
		start = 0;
	return (struct text){ text.bytes + start, text.length - start };
}

/* The bare digits: without blanks and marks between bytes; 0 characters when another is in it. */
static struct text bare_hex(struct text text, char *room)
{
	bool letter = false;
	size_t used = 0;

	for (size_t i = 0; i < text.length; i++) {
		char c = text.bytes[i];

		if (is_hex_digit(c))
			room[used++] = c;
		else if (c != ':' && c != ' ' && c != '-' && c != '\\' && c != 'x')
			return (struct text){ room, 0 };
		letter |= is_letter(c) && c != 'x';
	}
	/* Two digits in a byte print too often. */
	return (struct text){ room, letter ? used / 2 * 2 : 0 };
}

/* One alphabet of base64, without blanks in it and marks behind it, cut to what decodes. */
static struct text bare_base64(struct text text, char *room)
{
	size_t used = 0;

	while (text.length > 0 && !is_letter(text.bytes[text.length - 1]) &&
	       !is_digit(text.bytes[text.length - 1]))
		text.length--;
	for (size_t i = 0; i < text.length; i++) {
		char c = text.bytes[i];

		if (c == ' ' || c == '\n' || c == '\r' || c == '\t')
			continue;
		if (!is_letter(c) && !is_digit(c) && !(c && strchr("+/-_", c)))
			return (struct text){ room, 0 };
		room[used++] = (char)(c == '-' ? '+' : c == '_' ? '/' : c);
	}
	/* What reaches into the next byte was cut with it. */
	return (struct text){ room, used / 4 * 4 };
}

/* As people, and programs that cut, leave it: only what reads as text will count. */
static void decode_loosely(struct views *ret)
{
	struct text text = behind_label(ret->bare), digits;
	char room[LOOSE_LONGEST];

	if (text.length > sizeof(room))
		text.length = sizeof(room);
	digits = bare_hex(text, room);
	if (digits.length < 32 || !hex_decode(&ret->loose, digits.bytes, digits.length)) {
		digits = bare_base64(text, room);
		if (digits.length < 16 ||
		    !base64_decode(&ret->loose, digits.bytes, digits.length, false))
			ret->loose.length = 0;
	}
	explicit_bzero(room, text.length);
}

/* base64 stands for 12 bytes or more from 16 characters on; text of a few more is worth a look. */
static void decode(struct views *ret)
{
	struct text text = ret->bare;
	bool url = memchr(text.bytes, '-', text.length) || memchr(text.bytes, '_', text.length);

	if (text.length < 16 || text.length > (size_t)4 * VIEW_LONGEST)
		return;
	if (is_hex(text) && hex_decode(&ret->hex, text.bytes, text.length))
		return;
	if (alphabet_of(text) == 10)
		return;
	/* What is longer than 15 bytes can be told from chance. */
	if (text.length >= 26 && !base32_decode(&ret->base32, text.bytes, text.length))
		ret->base32.length = 0;
	if (!base64_decode(&ret->base64, text.bytes, text.length, url))
		ret->base64.length = 0;
	if (!ret->base64.length)
		decode_loosely(ret);
}

bool strength_is_prefixed_uuid(const char *bytes, size_t length)
{
	struct text whole = trimmed(bytes, length), bare;

	if (whole.length <= UUID_LENGTH)
		return false;
	bare = without_prefix(whole, known_prefix(whole));
	return bare.length < whole.length && is_uuid(bare);
}

void views_make(struct views *ret, const char *bytes, size_t length)
{
	size_t known;

	ret->whole = trimmed(bytes, length);
	known = known_prefix(ret->whole);
	ret->hex = (struct buf){ 0 };
	ret->base32 = (struct buf){ 0 };
	ret->base64 = (struct buf){ 0 };
	ret->loose = (struct buf){ 0 };
	ret->is_prefixed = known > 0;
	ret->bare = without_prefix(ret->whole, known);
	ret->drawn = from(ret->whole, known);
	if (!is_chance(ret->drawn, ret->bare))
		ret->drawn.length = 0;
	ret->is_uuid = is_uuid(ret->bare);
	make_core(ret);
	decode(ret);
}

void views_done(struct views *views)
{
	buf_done(&views->hex);
	buf_done(&views->base32);
	buf_done(&views->base64);
	buf_done(&views->loose);
	explicit_bzero(views->room, sizeof(views->room));
}
