/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/provider_keys.h"

#include <string.h>

#include "schema/words.h"
#include "util/text.h"

/* Two letters at the start pick a handful of rows; every prefix has so many. */
#define HEAD ((size_t)2)

/* Shorter ones begin many a word. */
#define PREFIX_LEAST 4

#define SMALL   "abcdefghijklmnopqrstuvwxyz"
#define CAPITAL "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGIT   "0123456789"

static const char *const alphabets[KEY_LETTERS] = {
	[KEY_ALNUM] = SMALL CAPITAL DIGIT,
	[KEY_UPPER] = CAPITAL DIGIT,
	[KEY_BASE32] = CAPITAL "234567",
	[KEY_HEX] = DIGIT "abcdef",
	[KEY_URL] = SMALL CAPITAL DIGIT "-_",
	[KEY_BASE64] = SMALL CAPITAL DIGIT "+/=",
	[KEY_DOTTED] = SMALL CAPITAL DIGIT "-_.:/",
};

static bool starts(const struct provider_key *row, const char *bytes, size_t length)
{
	size_t prefix = strlen(row->prefix);

	return length >= prefix && memcmp(bytes, row->prefix, prefix) == 0;
}

static bool has_part(const char *bytes, size_t length, const char *part)
{
	size_t wanted = strlen(part);

	for (; length >= wanted; bytes++, length--) {
		if (memcmp(bytes, part, wanted) == 0)
			return true;
	}
	return false;
}

static bool fits(const struct provider_key *row, const char *bytes, size_t length)
{
	const char *alphabet = alphabets[row->letters];
	size_t prefix = strlen(row->prefix);

	if (length < row->min || length > row->max || !starts(row, bytes, length))
		return false;
	for (size_t i = prefix; i < length; i++) {
		if (!bytes[i] || !strchr(alphabet, bytes[i]))
			return false;
	}
	return !row->part || has_part(bytes + prefix, length - prefix, row->part);
}

/* The first row whose prefix has the head of bytes, or a later one. */
static const struct provider_key *first_row(const char *bytes)
{
	static size_t count;
	size_t low = 0, high;

	while (provider_keys[count].prefix)
		count++;
	high = count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strncmp(provider_keys[middle].prefix, bytes, HEAD) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return &provider_keys[low];
}

static bool has_head(const struct provider_key *row, const char *bytes)
{
	return row->prefix && strncmp(row->prefix, bytes, HEAD) == 0;
}

static bool is_longer(const struct provider_key *row, const struct provider_key *than)
{
	return !than || strlen(row->prefix) > strlen(than->prefix);
}

/* A row that needs the name counts when the name has its word, and then goes first. */
static bool counts(const struct provider_key *row, const char *name, bool *named)
{
	*named = row->names && name && name_has_word(name, row->names);
	return !row->names || *named;
}

const struct provider_key *provider_key_of(const char *name, const char *bytes, size_t length)
{
	const struct provider_key *found = NULL;
	bool named, found_named = false;

	if (length < HEAD)
		return NULL;
	for (const struct provider_key *row = first_row(bytes); has_head(row, bytes); row++) {
		if (!counts(row, name, &named) || !fits(row, bytes, length))
			continue;
		if (is_longer(row, found) || (named && !found_named && !is_longer(found, row))) {
			found = row;
			found_named = named;
		}
	}
	return found;
}

const struct provider_key *provider_key_find(const char *bytes, size_t length)
{
	return provider_key_of(NULL, bytes, length);
}

const struct provider_key *provider_key_begins(const char *bytes, size_t length)
{
	const struct provider_key *found = NULL;

	if (length < HEAD)
		return NULL;
	for (const struct provider_key *row = first_row(bytes); has_head(row, bytes); row++) {
		size_t prefix = strlen(row->prefix);

		if (!row->names && row->mode != KEY_EXAMPLE && prefix >= 5 && length > prefix &&
		    strchr("_-", row->prefix[prefix - 1]) && starts(row, bytes, length) &&
		    is_longer(row, found))
			found = row;
	}
	return found;
}

bool provider_key_starts(const char *provider, const char *bytes, size_t length)
{
	for (const struct provider_key *row = provider_keys; row->prefix; row++) {
		if (strlen(row->prefix) >= PREFIX_LEAST && row->mode != KEY_EXAMPLE &&
		    text_equal(row->provider, provider) && starts(row, bytes, length))
			return true;
	}
	return false;
}

bool provider_key_fits(enum key_kind *kind, const char *provider, const char *bytes, size_t length)
{
	for (const struct provider_key *row = provider_keys; row->prefix; row++) {
		if (text_equal(row->provider, provider) && fits(row, bytes, length)) {
			*kind = row->kind;
			return true;
		}
	}
	return false;
}
