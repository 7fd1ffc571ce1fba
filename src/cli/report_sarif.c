/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/report.h"

#include <stdlib.h>
#include <string.h>

#include "cli/catalogue.h"
#include "schema/rules.h"
#include "util/alloc.h"
#include "util/jsonout.h"
#include "util/text.h"
#include "util/text_set.h"
#include "util/url.h"

/* SARIF 2.1.0, section numbers as in the OASIS standard. */
#define SCHEMA                                                                                     \
	"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"                      \
	"sarif-schema-2.1.0.json"

static bool occurs(const struct report *report, const char *rule)
{
	for (size_t i = 0; i < report->count; i++) {
		if (text_equal(report->findings[i].rule, rule))
			return true;
	}
	return false;
}

/* The rules that occur, those of types too, in the tables' order; new, ends with NULL. */
static const struct rule **occurring(const struct report *report)
{
	const char *const *ids = rule_ids();
	size_t all = 0, count = 0;
	const struct rule **found;

	while (ids[all])
		all++;
	found = alloc_array(all + 1, sizeof(*found));
	for (; *ids; ids++) {
		if (occurs(report, *ids))
			found[count++] = rule_find(*ids);
	}
	return found;
}

/* 3.27.10: what a severity is called. */
static const char *level_of(enum severity severity)
{
	static const char *const levels[] = { "none", "note", "warning", "error" };

	return levels[severity];
}

static void write_message(struct jsonout *json, const char *name, const char *text)
{
	jsonout_begin(json, name, '{');
	jsonout_text(json, "text", text);
	jsonout_end(json, '}');
}

/* 3.49: with the severity that the rule has where users are. */
static void write_rule(struct jsonout *json, const struct rule *rule)
{
	_cleanup_(freep) char *help = text_format(
		"%s%s%s", rule->summary, rule->hint[0] ? "\n\nWhat to do: " : "", rule->hint);
	_cleanup_(freep) char *severities = catalogue_severities(rule);

	jsonout_begin(json, NULL, '{');
	jsonout_text(json, "id", rule->id);
	write_message(json, "shortDescription", rule->summary);
	write_message(json, "help", help);
	jsonout_text(json, "helpUri", "man:keystrap-rules(7)");
	jsonout_begin(json, "defaultConfiguration", '{');
	jsonout_text(json, "level", level_of(rule->severities[ENVIRONMENT_PRODUCTION]));
	jsonout_end(json, '}');
	jsonout_begin(json, "properties", '{');
	jsonout_text(json, "severity", severities);
	jsonout_text(json, "source", rule->source);
	jsonout_end(json, '}');
	jsonout_end(json, '}');
}

static void write_driver(struct jsonout *json, const struct rule *const *found)
{
	jsonout_begin(json, "tool", '{');
	jsonout_begin(json, "driver", '{');
	jsonout_text(json, "name", "keystrap");
	jsonout_text(json, "version", KEYSTRAP_VERSION);
	jsonout_text(json, "semanticVersion", KEYSTRAP_VERSION);
	jsonout_text(json, "informationUri", "man:keystrap(1)");
	jsonout_begin(json, "rules", '[');
	for (; *found; found++)
		write_rule(json, *found);
	jsonout_end(json, ']');
	jsonout_end(json, '}');
	jsonout_end(json, '}');
}

/* 3.4.3: a relative reference below the working directory, otherwise a file URI. */
static void add_uri(struct buf *out, const struct report_context *context, const char *file)
{
	_cleanup_(freep) char *relative = report_relative(context, file);
	const char *path = relative;

	if (path[0] == '/')
		buf_add_text(out, "file://");
	while (*path) {
		size_t length = strcspn(path, "/");

		url_encode(out, path, length);
		path += length;
		if (*path == '/')
			buf_add_char(out, *path++);
	}
}

static void write_physical(struct jsonout *json, const char *uri, unsigned line)
{
	jsonout_begin(json, "physicalLocation", '{');
	jsonout_begin(json, "artifactLocation", '{');
	jsonout_text(json, "uri", uri);
	jsonout_end(json, '}');
	jsonout_begin(json, "region", '{');
	jsonout_integer(json, "startLine", line ? line : 1);
	jsonout_end(json, '}');
	jsonout_end(json, '}');
}

/* GitHub takes no result without file and line: what has none gets the main file, or line 1. */
static void write_location(struct jsonout *json, const struct finding *finding, const char *uri)
{
	jsonout_begin(json, "locations", '[');
	jsonout_begin(json, NULL, '{');
	write_physical(json, uri, finding->place.line);
	if (!finding->place.line)
		write_message(json, "message",
			      finding->place.file ? "it stands in no line of this file"
						  : "it stands in no file");
	if (finding->variable) {
		jsonout_begin(json, "logicalLocations", '[');
		jsonout_begin(json, NULL, '{');
		jsonout_text(json, "name", finding->variable);
		jsonout_text(json, "kind", "variable");
		jsonout_end(json, '}');
		jsonout_end(json, ']');
	}
	jsonout_end(json, '}');
	jsonout_end(json, ']');
}

/* 3.27.23: when one result has suppressions, all have them; an empty list says "none". */
static void write_suppressions(struct jsonout *json, const struct finding *finding)
{
	jsonout_begin(json, "suppressions", '[');
	if (finding->waiver) {
		jsonout_begin(json, NULL, '{');
		jsonout_text(json, "kind", "external");
		jsonout_text(json, "status", "accepted");
		jsonout_text(json, "justification", finding->waiver);
		jsonout_end(json, '}');
	}
	jsonout_end(json, ']');
}

/* How often each rule has spoken of a variable in a file so far. */
struct occurrences {
	struct text_set names; /* RULE:VARIABLE:FILE */
	size_t *counts;        /* by the name's number */
	size_t capacity;
};

/* How many came before with this name. */
static size_t occurrences_add(struct occurrences *occurrences, const char *name)
{
	size_t known = occurrences->names.count;
	size_t i = text_set_put(&occurrences->names, name);

	occurrences->counts = alloc_grow(occurrences->counts, &occurrences->capacity,
					 occurrences->names.count, sizeof(size_t));
	if (i == known)
		occurrences->counts[i] = 0;
	return occurrences->counts[i]++;
}

static void occurrences_done(struct occurrences *occurrences)
{
	text_set_done(&occurrences->names);
	free(occurrences->counts);
}

/*
 * 3.27.17: what stays the same when lines move, and differs between two results. Nothing of a value
 * may be in it, not even hashed.
 */
static void write_fingerprint(struct jsonout *json, struct occurrences *occurrences,
			      const struct finding *finding, const char *uri)
{
	_cleanup_(freep) char *name = text_format("%s:%s:%s", finding->rule,
						  finding->variable ? finding->variable : "", uri);
	_cleanup_(freep) char *text =
		text_format("%s:%zu", name, occurrences_add(occurrences, name));

	jsonout_begin(json, "partialFingerprints", '{');
	jsonout_text(json, "ruleVariableFile/v2", text);
	jsonout_end(json, '}');
}

static void write_result(struct jsonout *json, const struct report_context *context,
			 const struct finding *finding, const struct rule *const *found,
			 struct occurrences *occurrences)
{
	_cleanup_(buf_done) struct buf uri = { 0 };
	const char *variable = finding->variable;
	_cleanup_(freep) char *message = report_message(finding);
	_cleanup_(freep) char *text =
		text_format("%s%s%s%s%s", variable ? variable : "", variable ? ": " : "", message,
			    finding->hint[0] ? "\nHint: " : "", finding->hint);

	add_uri(&uri, context, finding->place.file ? finding->place.file : context->file);
	jsonout_begin(json, NULL, '{');
	jsonout_text(json, "ruleId", finding->rule);
	for (size_t i = 0; found[i]; i++) {
		if (text_equal(found[i]->id, finding->rule))
			jsonout_integer(json, "ruleIndex", (int64_t)i);
	}
	jsonout_text(json, "level", level_of(finding->severity));
	write_message(json, "message", text);
	write_location(json, finding, buf_text(&uri));
	write_fingerprint(json, occurrences, finding, buf_text(&uri));
	write_suppressions(json, finding);
	jsonout_end(json, '}');
}

static void write_override(struct jsonout *json, const struct lowered *lowered)
{
	jsonout_begin(json, NULL, '{');
	jsonout_begin(json, "configuration", '{');
	if (lowered->is == SEVERITY_OFF)
		jsonout_boolean(json, "enabled", false);
	else
		jsonout_text(json, "level", level_of(lowered->is));
	jsonout_end(json, '}');
	jsonout_begin(json, "descriptor", '{');
	jsonout_text(json, "id", lowered->rule);
	jsonout_end(json, '}');
	if (lowered->variable || lowered->environment) {
		jsonout_begin(json, "properties", '{');
		if (lowered->variable)
			jsonout_text(json, "variable", lowered->variable);
		if (lowered->environment)
			jsonout_text(json, "environment", lowered->environment);
		jsonout_end(json, '}');
	}
	jsonout_end(json, '}');
}

/* 3.20.5: what a user has changed of the rules' configurations. */
static void write_overrides(struct jsonout *json, const struct lowereds *lowered)
{
	if (lowered->count == 0)
		return;
	jsonout_begin(json, "invocations", '[');
	jsonout_begin(json, NULL, '{');
	jsonout_boolean(json, "executionSuccessful", true);
	jsonout_begin(json, "ruleConfigurationOverrides", '[');
	for (size_t i = 0; i < lowered->count; i++)
		write_override(json, &lowered->items[i]);
	jsonout_end(json, ']');
	jsonout_end(json, '}');
	jsonout_end(json, ']');
}

void report_write_sarif(struct buf *out, const struct report_context *context)
{
	const struct report *report = context->report;
	_cleanup_(freep) const struct rule **found = occurring(report);
	_cleanup_(freep) char *category = text_format("keystrap/%s/", context->environment);
	struct jsonout json = { .out = out, .pretty = true };
	struct occurrences occurrences = { .capacity = 0 };

	jsonout_begin(&json, NULL, '{');
	jsonout_text(&json, "$schema", SCHEMA);
	jsonout_text(&json, "version", "2.1.0");
	jsonout_begin(&json, "runs", '[');
	jsonout_begin(&json, NULL, '{');
	write_driver(&json, found);
	/* 3.17: runs of one category replace each other, those of another environment stay. */
	jsonout_begin(&json, "automationDetails", '{');
	jsonout_text(&json, "id", category);
	jsonout_end(&json, '}');
	write_overrides(&json, &context->lowered);
	jsonout_begin(&json, "results", '[');
	for (size_t i = 0; i < report->count; i++)
		write_result(&json, context, &report->findings[i], found, &occurrences);
	occurrences_done(&occurrences);
	jsonout_end(&json, ']');
	jsonout_end(&json, '}');
	jsonout_end(&json, ']');
	jsonout_end(&json, '}');
	buf_add_char(out, '\n');
}
