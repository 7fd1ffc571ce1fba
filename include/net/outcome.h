/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What libcurl's verdict on a transfer means to us: one table. */

#include <stdbool.h>

#include "net/http.h"

struct outcome_facts {
	int code;             /* CURLcode */
	long verify_result;   /* OpenSSL's X509_V_ERR_..., 0 when the chain was fine */
	long os_error;        /* errno of the last connect */
	bool connected;       /* the connection was ready, TLS and all, and the request went out */
	bool too_large;       /* one of our own caps stopped it */
	const char *own_text; /* CURLOPT_ERRORBUFFER; its words are looked at, never shown */
};

/* Pure. A code that is not in the table is HTTP_UNREACHABLE before, HTTP_BROKEN after connecting.
 */
enum http_outcome outcome_of(const struct outcome_facts *facts);
