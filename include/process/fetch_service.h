/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* keystrap-fetch's end: hear what is wanted, enter the sandbox, fetch, answer, end. */

#include <stdbool.h>

#include "util/error.h"

/* The descriptor that the socket is on. */
#define FETCH_SERVICE_FD 3

/* The status that keystrap-fetch ends with when it has no memory left; nobody else sees it. */
#define FETCH_SERVICE_NO_MEMORY 3

/*
 * Serves one collection. The caller ends the process at once, whatever came of it: nothing is
 * released here. Errors: ERR_SYSTEM (the sandbox could not be set up, and nothing was fetched; or
 * the socket failed), ERR_INTERNAL (keystrap's frames were wrong, or libcurl could not be set up).
 */
bool fetch_service(int fd, struct error *err) _must_check_;
