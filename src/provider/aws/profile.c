/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/aws/profile.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/ascii.h"
#include "util/buf.h"
#include "util/text.h"

#define BLANKS "\t "

struct reader {
	struct aws_profiles *profiles;
	enum aws_file from;
	const char *file;
	unsigned line;
	size_t section;   /* index; none: NONE */
	size_t entry;     /* of the section, that an indented line continues; none: NONE */
	size_t indent;    /* of that entry's own line */
	struct buf value; /* of that entry, as far as it was read */
};

#define NONE NAME_MAP_NONE

static bool refuse(const struct reader *reader, const char *wrong, struct error *err)
{
	return error_set(err, ERR_MANIFEST, "%s:%u: %s", reader->file, reader->line, wrong);
}

static struct aws_section *current(const struct reader *reader)
{
	return &reader->profiles->sections[reader->section];
}

/* The words of the config file in front of a section's name. */
static const struct {
	const char *word;
	enum aws_section_kind kind;
} prefixes[] = {
	{ "profile", AWS_SECTION_PROFILE },
	{ "sso-session", AWS_SECTION_SSO_SESSION },
	{ "services", AWS_SECTION_SERVICES },
};

/* Tells kind and name of what stands between the brackets, which is trimmed; name borrows. */
static void classify(struct aws_section *ret, const struct reader *reader, const char **name,
		     const char *text)
{
	size_t word = strcspn(text, BLANKS);

	*name = text;
	if (reader->from == AWS_FILE_CREDENTIALS || text_equal(text, "default")) {
		ret->kind = AWS_SECTION_PROFILE;
		return;
	}
	ret->kind = AWS_SECTION_OTHER;
	for (size_t i = 0; i < ARRAY_LENGTH(prefixes) && text[word]; i++) {
		if (strlen(prefixes[i].word) != word || strncmp(text, prefixes[i].word, word) != 0)
			continue;
		ret->kind = prefixes[i].kind;
		ret->prefixed = true;
		*name = text + word + strspn(text + word, BLANKS);
	}
}

/* A name may stand in quotes: [profile "a b"]. */
static char *unquoted(const char *name)
{
	size_t length = strlen(name);
	bool quoted =
		length >= 2 && (name[0] == '"' || name[0] == '\'') && name[length - 1] == name[0];

	return quoted ? text_slice(name + 1, length - 2) : text_copy(name);
}

/* An entry's value is whole when something else begins. */
static void end_entry(struct reader *reader)
{
	if (reader->section != NONE && reader->entry != NONE)
		current(reader)->entries[reader->entry].value = text_copy(buf_text(&reader->value));
	buf_done(&reader->value);
	reader->entry = NONE;
}

static char *id_of(const struct aws_section *section)
{
	return text_format("%d %d %d %s", (int)section->kind, (int)section->from, section->prefixed,
			   section->name);
}

static bool read_section(struct reader *reader, const char *line, struct error *err)
{
	struct aws_profiles *profiles = reader->profiles;
	const char *close = strchr(line, ']');
	struct aws_section section = { .from = reader->from };
	_cleanup_(freep) char *inside = NULL;
	_cleanup_(freep) char *trimmed = NULL;
	const char *name, *after;

	if (!close)
		return refuse(reader, "the section's name has no closing ']'", err);
	after = close + 1 + strspn(close + 1, BLANKS);
	if (*after && *after != '#' && *after != ';')
		return refuse(reader, "something follows the section's name", err);
	inside = text_slice(line + 1, (size_t)(close - line - 1));
	trimmed = text_trimmed(inside);
	if (!trimmed[0])
		return refuse(reader, "the section has no name", err);
	classify(&section, reader, &name, trimmed);
	section.name = unquoted(name);
	section.id = id_of(&section);
	end_entry(reader);
	reader->section = name_map_find(&profiles->numbers, section.id);
	if (reader->section != NONE) {
		free(section.name);
		free(section.id);
		return true;
	}
	reader->section = profiles->count;
	name_map_add(&profiles->numbers, section.id, profiles->count);
	profiles->sections = alloc_grow(profiles->sections, &profiles->capacity,
					profiles->count + 1, sizeof(section));
	profiles->sections[profiles->count++] = section;
	return true;
}

/* The text up to a comment, which starts with # or ; behind a blank; trimmed, new. */
static char *value_of(const char *text)
{
	_cleanup_(text_wipep) char *cut = NULL;
	size_t length = 0;

	while (text[length] && !((text[length] == '#' || text[length] == ';') &&
				 (length == 0 || strchr(BLANKS, text[length - 1]))))
		length++;
	cut = text_slice(text, length);
	return text_trimmed(cut);
}

static char *key_of(const char *line, size_t length)
{
	_cleanup_(freep) char *cut = text_slice(line, length);
	char *key = text_trimmed(cut);

	for (char *c = key; *c; c++)
		*c = to_small(*c);
	return key;
}

static bool read_key(struct reader *reader, const char *line, size_t indent, struct error *err)
{
	const char *equals = strchr(line, '=');
	struct aws_section *section;
	_cleanup_(freep) char *key = NULL;
	_cleanup_(text_wipep) char *value = NULL;
	size_t earlier;

	if (reader->section == NONE)
		return refuse(reader, "a key stands in front of the first section", err);
	if (!equals)
		return refuse(reader, "neither a section nor KEY = VALUE", err);
	section = current(reader);
	key = key_of(line, (size_t)(equals - line));
	if (!key[0])
		return refuse(reader, "there is no key in front of the '='", err);
	earlier = name_map_find(&section->numbers, key);
	if (earlier != NONE && section->kind != AWS_SECTION_OTHER)
		return error_set(err, ERR_MANIFEST, "%s:%u: %s is given again: line %u has it too",
				 reader->file, reader->line, key, section->entries[earlier].line);
	end_entry(reader);
	section->entries = alloc_grow(section->entries, &section->capacity, section->count + 1,
				      sizeof(*section->entries));
	reader->entry = section->count++;
	reader->indent = indent;
	value = value_of(equals + 1);
	buf_add_text(&reader->value, value);
	name_map_add(&section->numbers, key, reader->entry);
	section->entries[reader->entry] =
		(struct aws_entry){ .name = TAKE(key), .file = reader->file, .line = reader->line };
	return true;
}

static void read_more(struct reader *reader, const char *line)
{
	_cleanup_(text_wipep) char *more = value_of(line);

	buf_add_char(&reader->value, '\n');
	buf_add_text(&reader->value, more);
}

/* UTF-8 without control characters but tabs. */
static bool is_sound(const char *text)
{
	for (const char *c = text; *c; c++) {
		if (*c != '\t' && text_has_control(c, 1))
			return false;
	}
	return text_utf8_length(text, strlen(text)) == strlen(text);
}

static bool read_line(struct reader *reader, const char *line, struct error *err)
{
	size_t indent = strspn(line, BLANKS);
	const char *text = line + indent;

	if (!*text || *text == '#' || *text == ';')
		return true;
	if (!is_sound(text))
		return refuse(reader, "the line has a control character or is not UTF-8", err);
	if (reader->section != NONE && reader->entry != NONE && indent > reader->indent) {
		read_more(reader, text);
		return true;
	}
	return *text == '[' ? read_section(reader, text, err) : read_key(reader, text, indent, err);
}

static bool read_lines(struct reader *reader, const char *at, const char *end, struct error *err)
{
	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *stop = newline ? newline : end;
		size_t cut = (size_t)(stop - at);
		_cleanup_(text_wipep) char *line = NULL;

		reader->line++;
		if (cut > 0 && at[cut - 1] == '\r')
			cut--;
		line = text_slice(at, cut);
		if (!read_line(reader, line, err))
			return false;
		at = newline ? newline + 1 : end;
	}
	return true;
}

bool aws_profiles_read(struct aws_profiles *profiles, enum aws_file from, const char *file,
		       const char *bytes, size_t length, struct error *err)
{
	static const char mark[] = "\xef\xbb\xbf";
	struct reader reader = {
		.profiles = profiles, .from = from, .file = file, .section = NONE, .entry = NONE
	};
	size_t start = 0;
	bool good;

	if (length > 0 && memchr(bytes, '\0', length))
		return error_set(err, ERR_MANIFEST, "%s: has a NUL byte", file);
	if (length >= 3 && memcmp(bytes, mark, 3) == 0)
		start = 3;
	good = length == 0 || read_lines(&reader, bytes + start, bytes + length, err);
	end_entry(&reader);
	return good;
}

void aws_profiles_done(struct aws_profiles *profiles)
{
	for (size_t i = 0; i < profiles->count; i++) {
		struct aws_section *section = &profiles->sections[i];

		for (size_t j = 0; j < section->count; j++) {
			free(section->entries[j].name);
			text_wipe(section->entries[j].value);
		}
		free(section->entries);
		free(section->name);
		free(section->id);
		name_map_done(&section->numbers);
	}
	free(profiles->sections);
	name_map_done(&profiles->numbers);
	*profiles = (struct aws_profiles){ 0 };
}

const struct aws_section *aws_profiles_find(const struct aws_profiles *profiles,
					    enum aws_section_kind kind, enum aws_file from,
					    const char *name)
{
	const struct aws_section *found = NULL;

	for (size_t i = 0; i < profiles->count; i++) {
		const struct aws_section *section = &profiles->sections[i];

		if (section->kind == kind && section->from == from &&
		    text_equal(section->name, name) && (!found || section->prefixed))
			found = section;
	}
	return found;
}

const struct aws_entry *aws_section_entry(const struct aws_section *section, const char *name)
{
	for (size_t i = 0; section && i < section->count; i++) {
		if (text_equal(section->entries[i].name, name) && section->entries[i].value[0])
			return &section->entries[i];
	}
	return NULL;
}

const struct aws_entry *aws_profile_entry(const struct aws_profiles *profiles, const char *profile,
					  const char *name)
{
	static const enum aws_file order[] = { AWS_FILE_CREDENTIALS, AWS_FILE_CONFIG };
	const struct aws_entry *entry = NULL;

	for (size_t i = 0; !entry && i < ARRAY_LENGTH(order); i++)
		entry = aws_section_entry(
			aws_profiles_find(profiles, AWS_SECTION_PROFILE, order[i], profile), name);
	return entry;
}

char *aws_entry_nested(const struct aws_entry *entry, const char *name)
{
	const char *line = strchr(entry->value, '\n');

	while (line) {
		const char *next = strchr(++line, '\n');
		_cleanup_(text_wipep) char *copy =
			next ? text_slice(line, (size_t)(next - line)) : text_copy(line);
		const char *equals = strchr(copy, '=');
		_cleanup_(freep) char *key = equals ? key_of(copy, (size_t)(equals - copy)) : NULL;

		if (text_equal(key, name))
			return text_trimmed(equals + 1);
		line = next;
	}
	return NULL;
}
