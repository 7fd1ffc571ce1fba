/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The checks as a filter, so that tests can hold them against other programs with thousands of
 * values in one process:
 *   keystrap-test-check [ENVIRONMENT]
 * Each line of stdin is [NAME:]TYPE <TAB> VALUE in base64 [<TAB> KEY=VALUE]...; the keys are those
 * of a variable's section. NAME is V when left out, and then no secret. For each line one is
 * printed: "accept" or, with a finding of severity error, "reject", and behind it all findings,
 * RULE:SEVERITY with spaces between. "usage" means that the line itself is wrong.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/codec.h"
#include "crypto/start.h"
#include "manifest/keys.h"
#include "model/values.h"
#include "schema/check.h"
#include "schema/types.h"
#include "util/alloc.h"
#include "util/text.h"

static bool set_key(const struct reading *reading, struct variable *variable, char *text)
{
	char *equals = strchr(text, '=');

	if (!equals)
		return false;
	*equals = '\0';
	for (const struct key_row *row = variable_keys; row->name; row++) {
		const struct setting setting = { .reading = reading,
						 .row = row,
						 .object = variable,
						 .name = row->name,
						 .variable = variable->name,
						 .text = equals + 1 };

		if (text_equal(row->name, text))
			return row->set(&setting);
	}
	return false;
}

/* The line in parts; each tab becomes a NUL. */
static bool read_line(struct variable *variable, struct buf *value, const struct reading *reading,
		      char *line)
{
	char *type = strsep(&line, "\t"), *encoded = strsep(&line, "\t");
	char *colon = strchr(type, ':');

	if (!encoded || !base64_decode(value, encoded, strlen(encoded), false))
		return false;
	variable->name = colon ? text_slice(type, (size_t)(colon - type)) : text_copy("V");
	variable->type = value_type_find(colon ? colon + 1 : type);
	while (line) {
		if (!set_key(reading, variable, strsep(&line, "\t")))
			return false;
	}
	return variable->type != NULL;
}

static void print_findings(const struct report *report)
{
	bool refused = false;

	for (size_t i = 0; i < report->count; i++)
		refused = refused || report->findings[i].severity == SEVERITY_ERROR;
	fputs(refused ? "reject" : "accept", stdout);
	for (size_t i = 0; i < report->count; i++)
		printf(" %s:%s", report->findings[i].rule,
		       severity_names[report->findings[i].severity]);
	putchar('\n');
}

static void check_line(struct manifest *manifest, char *line)
{
	_cleanup_(values_freep) struct values *values = values_new();
	_cleanup_(buf_done) struct buf bytes = { 0 };
	struct report report = { 0 };
	const struct reading reading = { .manifest = manifest, .report = &report };
	const struct checking checking = {
		.manifest = manifest, .values = values, .clock = &system_clock, .report = &report
	};
	struct variable variable = { 0 };

	if (read_line(&variable, &bytes, &reading, line)) {
		struct value *value = values_add(values, &variable);

		value->secret = secret_new(values->arena, buf_text(&bytes), bytes.length);
		value->origin = ORIGIN_SOURCE;
		schema_check(&checking);
		print_findings(&report);
	} else {
		puts("usage");
	}
	variable_done(&variable);
	report_done(&report);
}

int main(int argc, char *argv[])
{
	struct manifest manifest = { .environment = argc > 1 ? argv[1] : (char *)"production" };
	struct error err = { 0 };
	char *line = NULL;
	size_t size = 0;

	if (!crypto_start(&err))
		return 1;
	environment_classify(&manifest.class, manifest.environment);
	while (getline(&line, &size, stdin) != -1) {
		line[strcspn(line, "\n")] = '\0';
		check_line(&manifest, line);
	}
	free(line);
	return 0;
}
