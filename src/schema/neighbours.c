/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/neighbours.h"

#include <string.h>

#include "schema/host.h"
#include "schema/words.h"
#include "util/alloc.h"
#include "util/text.h"
#include "util/url.h"

#define NAME_MAX_LENGTH 128 /* of a variable, see model/names.h */
#define HOST_MAX        256

bool neighbour_joined(struct subject *ret, const struct checking *checking, const char *prefix,
		      size_t length, const char *suffix)
{
	char name[NAME_MAX_LENGTH + 1];
	size_t rest = strlen(suffix);

	if (length + rest >= sizeof(name))
		return false;
	memcpy(name, prefix, length);
	memcpy(name + length, suffix, rest + 1);
	return checking_find(ret, checking, name);
}

bool neighbour_first(struct subject *ret, const struct checking *checking, const char *names)
{
	struct word word;

	while (word_next(&word, &names, " ")) {
		if (neighbour_joined(ret, checking, word.start, word.length, ""))
			return true;
	}
	return false;
}

/* prefix ends with its underscore. */
static bool find_suffix(struct subject *ret, const struct checking *checking, const char *prefix,
			size_t length, const char *suffixes)
{
	char suffix[NAME_MAX_LENGTH + 1];
	struct word word;

	while (word_next(&word, &suffixes, " ")) {
		memcpy(suffix, word.start, word.length);
		suffix[word.length] = '\0';
		if (neighbour_joined(ret, checking, prefix, length, suffix))
			return true;
	}
	return false;
}

bool neighbour_near(struct subject *ret, const struct subject *subject, const char *suffixes)
{
	const char *name = subject->variable->name;

	for (size_t length = strlen(name); length > 1; length--) {
		if (name[length - 1] == '_' &&
		    find_suffix(ret, subject->checking, name, length, suffixes))
			return true;
	}
	return false;
}

bool neighbour_reaches(const struct subject *neighbour)
{
	const struct variable *variable = neighbour->variable;
	const char *emitted = variable->text[TEXT_EMIT_NAME];

	return variable->deliver != DELIVER_NONE &&
	       (!emitted || text_equal(emitted, variable->name));
}

bool neighbour_is_set(const struct checking *checking, const char *name)
{
	const struct value *value = values_find(checking->values, name);
	const char *inherited;

	if (value)
		return value->secret && secret_length(value->secret) > 0;
	if (manifest_find_variable(checking->manifest, name))
		return true;
	inherited = checking->inherited ? text_environ(checking->inherited, name) : NULL;
	return inherited && inherited[0];
}

bool neighbour_is_given(const struct checking *checking, const char *name)
{
	static const char *const endings[] = { "", "_FILE", "__FILE" };

	for (size_t i = 0; i < ARRAY_LENGTH(endings); i++) {
		_cleanup_(freep) char *other = text_format("%s%s", name, endings[i]);

		if (neighbour_is_set(checking, other))
			return true;
	}
	return false;
}

bool neighbour_is_known(const struct checking *checking, const char *name)
{
	return values_find(checking->values, name) ||
	       manifest_find_variable(checking->manifest, name);
}

bool address_is_local(const char *text)
{
	const char *authority = strstr(text, "://");
	char host[HOST_MAX];
	size_t length;

	if (text[0] == '/' || text_starts(text, "unix:"))
		return true;
	text = authority ? authority + 3 : text;
	length = strcspn(text, "/?#,");
	for (size_t i = length; i > 0; i--) {
		if (text[i - 1] == '@') {
			text += i;
			length -= i;
			break;
		}
	}
	if (text[0] == '[') {
		text++;
		length = strcspn(text, "]");
	} else if (strcspn(text, ":") < length && !strchr(strchr(text, ':') + 1, ':')) {
		length = strcspn(text, ":");
	}
	if (length >= sizeof(host))
		return false;
	memcpy(host, text, length);
	host[length] = '\0';
	return host_is_local(host);
}

/* Addresses between commas, perhaps with a login in front of the first. */
static bool addresses_are_local(const char *text)
{
	struct word item;

	if (strstr(text, "://")) {
		const char *authority = strstr(text, "://") + 3;

		for (size_t i = strcspn(authority, "/?#"); i > 0; i--) {
			if (authority[i - 1] == '@') {
				text = authority + i;
				break;
			}
		}
	}
	while (word_next(&item, &text, ", ")) {
		_cleanup_(text_wipep) char *address = text_slice(item.start, item.length);

		if (!address_is_local(address))
			return false;
		if (strpbrk(address, "?#"))
			break;
	}
	return true;
}

/* Those with one prefix. says: whether there is one; the answer is of all. */
static bool level_is_local(bool *says, const struct subject *subject, size_t length,
			   const char *suffixes)
{
	struct word suffix;
	bool local = true;

	while (word_next(&suffix, &suffixes, " ")) {
		_cleanup_(freep) char *name = text_slice(suffix.start, suffix.length);
		struct subject peer;

		if (!neighbour_joined(&peer, subject->checking, subject->variable->name, length,
				      name) ||
		    text_starts(peer.bytes, "https://"))
			continue;
		*says = true;
		local = local && addresses_are_local(peer.bytes);
	}
	return local;
}

bool neighbours_are_local(const struct subject *subject, const char *suffixes)
{
	const char *name = subject->variable->name;
	bool says = false;

	for (size_t length = strlen(name); length > 1 && !says; length--) {
		if (name[length - 1] == '_' && !level_is_local(&says, subject, length, suffixes))
			return false;
	}
	return says;
}

bool neighbour_is_local(const struct subject *subject)
{
	return neighbours_are_local(subject,
				    "HOST HOSTNAME SERVER ADDR ADDRESS ENDPOINT URL URI BROKERS");
}

bool checking_has_preset(const struct checking *checking, const char *preset)
{
	return text_list_has(checking->manifest->presets, preset);
}
