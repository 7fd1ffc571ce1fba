/* SPDX-License-Identifier: Apache-2.0 */
#include "manifest/options.h"

#include <stdlib.h>
#include <string.h>

#include "model/reference.h"
#include "model/template.h"
#include "util/alloc.h"
#include "util/io.h"
#include "util/text.h"
#include "util/url.h"

/* systemd's: whoever uses it does not hand it on. */
#define CREDENTIALS "CREDENTIALS_DIRECTORY"

static bool wrong(const struct reading *reading, struct place place, const char *option,
		  const char *hint, const char *text)
{
	report_hint(report_add(reading->report, SEVERITY_ERROR, "manifest-error", NULL, place,
			       "%s: %s", option, text),
		    "%s", hint);
	return false;
}

/* One option's text on its way in. */
struct candidate {
	const struct reading *reading;
	const struct option_row *row;
	struct place place;
	const char *text;
	bool optional; /* a fallback: what it needs may be missing */
};

static bool refuse(const struct candidate *candidate, const char *hint, const char *text)
{
	return wrong(candidate->reading, candidate->place, candidate->row->name, hint, text);
}

static char *check_word(const struct candidate *candidate)
{
	char **words = text_list(candidate->row->choices);
	bool known = text_list_has(words, candidate->text);
	const char *nearest = text_nearest(candidate->text, (const char *const *)words);
	_cleanup_(freep) char *hint =
		nearest ? text_format("did you mean %s?", nearest)
			: text_format("use one of: %s", candidate->row->choices);

	if (!known)
		refuse(candidate, hint, "not one of the words that it takes");
	text_list_free(words);
	return known ? text_copy(candidate->text) : NULL;
}

/* The stores' own tools take http://localhost from the environment; a manifest says what it means.
 */
static char *check_address(const struct candidate *candidate)
{
	_cleanup_(freep) char *address = candidate->place.file
						 ? text_copy(candidate->text)
						 : url_literal_loopback(candidate->text);
	struct url url = { 0 };
	const char *problem;

	if (text_starts(address, "unix:///") && address[8])
		return TAKE(address);
	problem = url_parse(&url, address);
	if (problem) {
		refuse(candidate, "write https://HOST[:PORT]", problem);
		return NULL;
	}
	problem = url_address_wrong(&url, URL_PLAIN_LOOPBACK);
	if (!problem && (strchr(url.path, '%') || strstr(url.path, "/.")))
		problem = "the path in an address has no % and no segment that starts with a dot";
	url_done(&url);
	if (problem)
		refuse(candidate, "write https://HOST[:PORT]", problem);
	return problem ? NULL : TAKE(address);
}

/* Its addresses with commas between; the first that is wrong is told. */
static char *check_addresses(const struct candidate *candidate)
{
	_cleanup_(text_list_freep) char **words = text_list(candidate->text);
	_cleanup_(buf_done) struct buf list = { 0 };
	size_t count = 0;

	for (char **word = words; *word; word++, count++) {
		struct candidate one = *candidate;
		_cleanup_(freep) char *address = NULL;

		one.text = *word;
		address = check_address(&one);
		if (!address)
			return NULL;
		buf_format(&list, "%s%s", count > 0 ? ", " : "", address);
	}
	if (count == 0 || count > SOURCE_MAX_ADDRESSES) {
		refuse(candidate, "write https://HOST[:PORT], or a few of them with commas between",
		       count == 0 ? "no address" : "more than eight addresses");
		return NULL;
	}
	return text_copy(buf_text(&list));
}

/*
 * "1m30s", "1.5h": as Go's time.ParseDuration has it, with which the stores' own tools read their
 * environment. At most a year.
 */
static bool go_to_duration(uint64_t *ret_ms, const char *text)
{
	static const struct {
		const char *suffix;
		double ms;
	} units[] = {
		{ "ms", 1 },  { "us", 1e-3 }, { "ns", 1e-6 },
		{ "s", 1e3 }, { "m", 6e4 },   { "h", 36e5 },
	};
	const double year = 366.0 * 24 * 36e5;
	double sum = 0;

	while (*text) {
		size_t length = strspn(text, "0123456789."), unit = 0;
		_cleanup_(freep) char *number = text_slice(text, length);
		double count;

		if (!text_to_real(&count, number))
			return false;
		text += length;
		while (unit < ARRAY_LENGTH(units) && !text_starts(text, units[unit].suffix))
			unit++;
		if (unit == ARRAY_LENGTH(units))
			return false;
		text += strlen(units[unit].suffix);
		sum += count * units[unit].ms;
		if (sum > year)
			return false;
	}
	*ret_ms = (uint64_t)sum;
	return true;
}

static char *check_duration(const struct candidate *candidate)
{
	uint64_t ms;

	if (!candidate->place.file && !text_to_duration(&ms, candidate->text) &&
	    go_to_duration(&ms, candidate->text) && ms > 0)
		return text_format("%llums", (unsigned long long)ms);
	if (!text_to_duration(&ms, candidate->text) || ms == 0) {
		refuse(candidate, "write a number with s, m or h, as in 30s", "not a duration");
		return NULL;
	}
	return text_copy(candidate->text);
}

static char *check_count(const struct candidate *candidate)
{
	size_t count;

	if (!text_to_size(&count, candidate->text, 1000)) {
		refuse(candidate, "write digits only", "not a number from 0 to 1000");
		return NULL;
	}
	return text_copy(candidate->text);
}

static char *check_text(const struct candidate *candidate)
{
	return text_copy(candidate->text);
}

/* A slash at its end is how the stores' own tools write a namespace. */
static char *check_place(const struct candidate *candidate)
{
	_cleanup_(freep) char *place = text_copy(candidate->text);
	size_t length = strlen(place);
	const char *problem;

	if (length > 1 && place[length - 1] == '/')
		place[length - 1] = '\0';
	problem = reference_path_wrong(place);
	if (problem)
		refuse(candidate, "write it as the store's own tools do", problem);
	return problem ? NULL : TAKE(place);
}

static char *check_login(const struct candidate *candidate)
{
	if (!candidate->place.file)
		return text_copy(candidate->text);
	refuse(candidate, "hand it over in a file or in the environment",
	       "a manifest is no place for a login");
	return NULL;
}

/* Puts in ${NAME} of keystrap's environment; a relative path is relative to the manifest. */
static char *check_path(const struct candidate *candidate)
{
	struct manifest *manifest = candidate->reading->manifest;
	_cleanup_(buf_done) struct buf path = { 0 };
	_cleanup_(template_done) struct template template = { 0 };
	const char *problem = template_parse(&template, candidate->text);
	bool unset = false;

	for (size_t i = 0; !problem && i < template.count; i++) {
		const struct template_piece *piece = &template.pieces[i];
		const char *text =
			piece->text ? piece->text
				    : text_environ(candidate->reading->environ, piece->variable);

		if (text_equal(piece->variable, CREDENTIALS))
			manifest->uses_credentials_directory = true;
		/* Nothing in front of the rest of a path would make it start at the root. */
		if (piece->variable && text && !text[0])
			text = NULL;
		unset = unset || !text;
		if (!text)
			problem = "it names an environment variable that is not set";
		else
			buf_add_text(&path, text);
	}
	if (!problem && path.length == 0)
		problem = "it is empty";
	if (problem && unset && candidate->reading->offline)
		return text_copy(candidate->text);
	if (problem) {
		if (!candidate->optional)
			refuse(candidate, "write a path, or set the variable that ${...} names",
			       problem);
		return NULL;
	}
	return candidate->place.file ? path_beside(candidate->place.file, path.bytes)
				     : text_copy(path.bytes);
}

static char *(*const checks[])(const struct candidate *candidate) = {
	[OPTION_TEXT] = check_text,         [OPTION_WORD] = check_word,
	[OPTION_ADDRESS] = check_address,   [OPTION_ADDRESSES] = check_addresses,
	[OPTION_DURATION] = check_duration, [OPTION_COUNT] = check_count,
	[OPTION_PATH] = check_path,         [OPTION_CONTENT] = check_path,
	[OPTION_SECRET] = check_path,       [OPTION_LIST] = check_text,
	[OPTION_PEM] = check_text,          [OPTION_PLACE] = check_place,
	[OPTION_LOGIN] = check_login,       [OPTION_HASHED] = check_path,
};

static void complain_unknown(const struct reading *reading, const struct source *source,
			     const struct entry *entry)
{
	const char *names[SOURCE_MAX_OPTIONS + 3] = { "type", "override" };
	struct finding *finding;
	const char *nearest;

	for (size_t i = 0; source->type->options[i].name; i++)
		names[i + 2] = source->type->options[i].name;
	nearest = text_nearest(entry->key, names);
	finding = report_add(reading->report, SEVERITY_ERROR, "manifest-error", NULL, entry->place,
			     "unknown key %s in [source %s] of type %s", entry->key, source->name,
			     source->type->name);
	if (nearest)
		report_hint(finding, "did you mean %s?", nearest);
	else
		report_hint(finding, "keystrap rules --keys lists the keys");
}

static void take(const struct reading *reading, struct source *source, size_t index,
		 const char *text, struct place place, bool optional)
{
	const struct option_row *row = &source->type->options[index];
	const struct candidate candidate = { reading, row, place, text, optional };

	text_wipe(source->options[index]);
	source->options[index] = checks[row->kind](&candidate);
	source->option_places[index] = place;
}

/* PEM is made of lines: they stay lines. */
static char *pem_text(const struct entry *entry)
{
	_cleanup_(buf_done) struct buf text = { 0 };

	buf_add_text(&text, entry->value);
	for (char **more = entry->more; *more; more++)
		buf_format(&text, "\n%s", *more);
	return text_trimmed(buf_text(&text));
}

static void take_written(const struct reading *reading, const struct section *section,
			 struct source *source)
{
	for (size_t i = 0; i < section->count; i++) {
		const struct entry *entry = &section->entries[i];
		size_t index = source_row(source, entry->key);
		_cleanup_(freep) char *text = NULL;

		if (text_equal(entry->key, "type"))
			continue;
		if (!source->type->options[index].name) {
			complain_unknown(reading, source, entry);
			continue;
		}
		if (!keys_counts(reading, section, entry))
			continue;
		text = source->type->options[index].kind == OPTION_PEM ? pem_text(entry)
								       : entry_text(entry, false);
		if (text[0])
			take(reading, source, index, text, entry->place, false);
		else
			wrong(reading, entry->place, entry->key, "give it a value, or remove it",
			      "there is nothing after the '='");
	}
}

/* A variable that is set but empty hides those after it, as the stores' own tools have it. */
static void take_environment(const struct reading *reading, struct source *source, size_t index)
{
	const struct option_row *row = &source->type->options[index];
	char **names = text_list(row->environment ? row->environment : "");

	for (char **name = names; *name; name++) {
		const char *text = text_environ(reading->environ, *name);

		if (!text)
			continue;
		if (text[0]) {
			const struct option_row named = { .name = *name,
							  .kind = row->kind,
							  .choices = row->choices };
			const struct candidate candidate = { reading, &named, { 0 }, text, false };

			source->options[index] = checks[row->kind](&candidate);
			source->option_origins[index] = text_copy(*name);
			if (text_equal(*name, CREDENTIALS))
				reading->manifest->uses_credentials_directory = true;
		}
		break;
	}
	text_list_free(names);
}

/* What Go's ParseBool takes for no, as the stores' own tools read it. */
static bool says_no(const char *text)
{
	static const char *const words[] = { "0", "f", "F", "FALSE", "false", "False" };

	for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
		if (text_equal(text, words[i]))
			return true;
	}
	return false;
}

/* Variables of the stores' own tools that keystrap does not follow. */
static void note_environment(const struct reading *reading, const struct source *source,
			     const struct environment_row *row)
{
	_cleanup_(text_list_freep) char **names = text_list(row->names);
	const char *text = NULL;
	char **name = names;

	while (*name && !(text = text_environ(reading->environ, *name)))
		name++;
	if (!text || !text[0] || says_no(text))
		return;
	report_hint(row->switch_off
			    ? report_add(reading->report, SEVERITY_ERROR, "manifest-error", NULL,
					 source->place, "%s %s", *name, row->text)
			    : report_add(reading->report, SEVERITY_WARNING, "environment-ignored",
					 NULL, source->place, "%s %s", *name, row->text),
		    "%s", row->hint);
}

static bool yields(const struct source *source, const struct option_row *row)
{
	char **others = text_list(row->yields_to ? row->yields_to : "");
	bool found = false;

	for (char **other = others; *other; other++)
		found = found || source->option_places[source_row(source, *other)].file;
	text_list_free(others);
	return found;
}

void options_apply(const struct reading *reading, const struct section *section,
		   struct source *source)
{
	size_t wrong_before = reading->report->count;
	const char *problem = NULL;

	take_written(reading, section, source);
	for (size_t i = 0; source->type->options[i].name; i++) {
		const struct option_row *row = &source->type->options[i];

		if (source->option_places[i].file || yields(source, row))
			continue;
		take_environment(reading, source, i);
		if (!source->options[i] && row->fallback)
			take(reading, source, i, row->fallback, (struct place){ 0 }, true);
	}
	for (const struct environment_row *row = source->type->environment; row && row->names;
	     row++)
		note_environment(reading, source, row);
	/* An option that was refused is missing too: one word about it is enough. */
	if (source->type->options_wrong && reading->report->count == wrong_before)
		problem = source->type->options_wrong(source);
	if (problem)
		wrong(reading, source->place, section->name, "see Sources in keystrap.ini(5)",
		      problem);
}
