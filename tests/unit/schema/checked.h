/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* One value, checked in one environment: which rules spoke. */

#include <stdlib.h>
#include <string.h>

#include "schema/check.h"
#include "schema/types.h"
#include "util/alloc.h"
#include "util/buf.h"

/* 2026-06-15, noon UTC. */
static time_t fixed_wall(void *context)
{
	(void)context;
	return 1781524800;
}

static const struct clock fixed_clock = { .wall = fixed_wall };

/* The rules that spoke, "rule:severity" with spaces between, "~" in front of a waived one. New. */
static inline char *rules_of(const struct report *report)
{
	struct buf text = { 0 };

	buf_add_text(&text, "");
	for (size_t i = 0; i < report->count; i++)
		buf_format(&text, "%s%s%s:%s", i ? " " : "", report->findings[i].waiver ? "~" : "",
			   report->findings[i].rule, severity_names[report->findings[i].severity]);
	return text.bytes ? text.bytes : text_copy("");
}

/* Checks bytes (NULL: unset) as the value of variable; findings go to report. */
static inline void check_bytes(struct report *report, const struct manifest *manifest,
			       const struct variable *variable, const char *bytes, size_t length)
{
	_cleanup_(values_freep) struct values *values = values_new();
	struct value *value = values_add(values, variable);
	const struct checking checking = {
		.manifest = manifest, .values = values, .clock = &fixed_clock, .report = report
	};

	if (bytes) {
		value->secret = secret_new(values->arena, bytes, length);
		value->origin = ORIGIN_SOURCE;
	}
	schema_check(&checking);
}

/* The same for a text in an environment; the value must not be in any message. */
static inline char *check_text(const struct variable *variable, const char *environment,
			       const char *text)
{
	struct manifest manifest = { .environment = (char *)environment };
	struct report report = { 0 };
	char *spoke;

	environment_classify(&manifest.class, environment);
	check_bytes(&report, &manifest, variable, text, text ? strlen(text) : 0);
	spoke = rules_of(&report);
	report_done(&report);
	return spoke;
}
