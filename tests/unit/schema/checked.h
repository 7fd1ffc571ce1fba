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

/* Checks bytes (NULL: unset), that came from there, as the value of variable. */
static inline void check_from(struct report *report, const struct manifest *manifest,
			      const struct variable *variable, const char *bytes, size_t length,
			      enum origin origin)
{
	_cleanup_(values_freep) struct values *values = values_new();
	struct value *value = values_add(values, variable);
	const struct checking checking = {
		.manifest = manifest, .values = values, .clock = &fixed_clock, .report = report
	};

	if (bytes) {
		value->secret = secret_new(values->arena, bytes, length);
		value->origin = origin;
	}
	schema_check(&checking);
}

/* The same for a value from a source. */
static inline void check_bytes(struct report *report, const struct manifest *manifest,
			       const struct variable *variable, const char *bytes, size_t length)
{
	check_from(report, manifest, variable, bytes, length, ORIGIN_SOURCE);
}

/* The same for a text in an environment; returns the rules that spoke. */
static inline char *check_origin(const struct variable *variable, const char *environment,
				 const char *text, enum origin origin)
{
	struct manifest manifest = { .environment = (char *)environment };
	struct report report = { 0 };
	char *spoke;

	environment_classify(&manifest.class, environment);
	check_from(&report, &manifest, variable, text, text ? strlen(text) : 0, origin);
	spoke = rules_of(&report);
	report_done(&report);
	return spoke;
}

static inline char *check_text(const struct variable *variable, const char *environment,
			       const char *text)
{
	return check_origin(variable, environment, text, ORIGIN_SOURCE);
}
