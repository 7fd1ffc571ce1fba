/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Findings as people and machines read them. One run's forms say the same. */

#include <stdbool.h>

#include "model/report.h"

struct buf;
struct manifest;
struct values;

struct report_context {
	const struct report *report;
	const char *environment;
	size_t variables; /* how many were looked at */
	bool colour;
};

/* A block a finding, worst places first as they stand in the files, and a closing summary line. */
void report_write_text(struct buf *out, const struct report_context *context);

/* The fixed format "keystrap-check/1". */
void report_write_json(struct buf *out, const struct report_context *context);
