/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Times as programs of all kinds take them, whatever the variable's type: 15m, 15 minutes, PT15M,
 * 00:15:00, or a number whose unit the name says (JWT_EXPIRES_MINUTES).
 */

#include <stdint.h>

#include "schema/subject.h"

enum span_form {
	SPAN_UNREADABLE,
	SPAN_NEVER, /* a word for without end */
	SPAN_TIME,
};

/* Fills *ret_ms with SPAN_TIME: milliseconds, negative ones too. */
enum span_form span_read(int64_t *ret_ms, const struct subject *subject);

/* The first of names (spaces between) that has a time: fills both. */
bool span_first(int64_t *ret_ms, struct subject *ret, const struct checking *checking,
		const char *names);
