/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Rows that every source with a server has in its table of options, beside deadline and retries. */

#include "model/source.h"

/* clang-format off */
#define WEATHER_OPTIONS \
	{ "retry-base",      OPTION_DURATION, NULL, NULL, "250ms", NULL, "half of what the first wait before a retry is at most; it doubles with each" }, \
	{ "retry-cap",       OPTION_DURATION, NULL, NULL, "60s",   NULL, "how long any of these waits is at most" }, \
	{ "splay",           OPTION_DURATION, NULL, NULL, NULL,    NULL, "how far apart clients come back that found the server away: from their second wait on" }, \
	{ "retry-budget",    OPTION_COUNT,    NULL, NULL, "100",   NULL, "how many retries all requests have together while none succeeds" }, \
	{ "connect-timeout", OPTION_DURATION, NULL, NULL, "5s",    NULL, "how long finding the host, connecting and TLS may take" }, \
	{ "request-timeout", OPTION_DURATION, NULL, NULL, "15s",   NULL, "how long one try of a request may take" }
/* clang-format on */
