/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Several variables, checked together in one environment: which rules spoke of which. */

#include "manifest/presets.h"
#include "manifest/read.h"
#include "schema/words.h"
#include "util/text.h"

#include "checked.h"

#define VARIABLES_MAX 32

struct scene {
	const char *environment;
	const char *presets;   /* spaces between, or NULL */
	const char *variables; /* lines of NAME=VALUE, of the types that their names have */
	const struct surroundings *around;
	const char *kept;    /* names that the program does not get (deliver = none), or NULL */
	const char *renamed; /* names that it gets under another name (emit-name), or NULL */
	bool whole;          /* they are all that the program gets */
	bool passing;        /* they are inherited, and no section declares them */
	char *const *inherited;
};

/* "NAME:rule:severity" of each finding, with spaces between; "-" for the whole. New. */
static inline char *findings_of(const struct report *report)
{
	struct buf text = { 0 };

	buf_add_text(&text, "");
	for (size_t i = 0; i < report->count; i++)
		buf_format(&text, "%s%s:%s:%s", i ? " " : "",
			   report->findings[i].variable ? report->findings[i].variable : "-",
			   report->findings[i].rule, severity_names[report->findings[i].severity]);
	return text.bytes;
}

static inline void add_line(struct values *values, struct variable *variable,
			    const struct manifest *manifest, const struct scene *scene,
			    const char *line, size_t length)
{
	size_t name = strcspn(line, "=");
	struct value *value;

	variable->name = text_slice(line, name);
	presets_apply(manifest, variable);
	if (scene->kept && word_among((struct word){ variable->name, name }, scene->kept))
		variable->deliver = DELIVER_NONE;
	if (scene->renamed && word_among((struct word){ variable->name, name }, scene->renamed))
		variable->text[TEXT_EMIT_NAME] = text_copy("OTHER");
	value = values_add(values, variable);
	value->secret = secret_new(values->arena, line + name + 1, length - name - 1);
	value->origin = scene->passing ? ORIGIN_INHERITED : ORIGIN_FILE;
	value->passing = scene->passing;
}

static inline char *check_scene(const struct scene *scene)
{
	struct variable variables[VARIABLES_MAX] = { 0 };
	const struct manifest_request request = { .environment = scene->environment,
						  .presets = scene->presets,
						  .offline = true };
	struct report report = { 0 };
	struct manifest *manifest = manifest_read(&request, &report);
	struct values *values = values_new();
	const struct checking checking = { .manifest = manifest,
					   .values = values,
					   .inherited = scene->inherited,
					   .around = scene->around,
					   .whole = scene->whole,
					   .clock = &fixed_clock,
					   .report = &report };
	const char *line = scene->variables;
	size_t count = 0;
	char *spoke;

	for (; *line && count < VARIABLES_MAX; line += strspn(line, "\n")) {
		size_t length = strcspn(line, "\n");

		add_line(values, &variables[count++], manifest, scene, line, length);
		line += length;
	}
	schema_check(&checking);
	spoke = findings_of(&report);
	report_done(&report);
	values_free(values);
	manifest_free(manifest);
	for (size_t i = 0; i < count; i++)
		variable_done(&variables[i]);
	return spoke;
}

/* Whether one of the findings is of the rule, at that severity when severity is not NULL. */
static inline bool has_finding(const char *findings, const char *rule, const char *severity)
{
	_cleanup_(freep) char *wanted =
		severity ? text_format(":%s:%s", rule, severity) : text_format(":%s:", rule);
	const char *found = strstr(findings, wanted);

	return found && (!severity || !found[strlen(wanted)] || found[strlen(wanted)] == ' ');
}
