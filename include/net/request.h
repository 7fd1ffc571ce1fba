/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What may be sent; shared by the files of net/ only. */

#include <curl/curl.h>
#include <stdbool.h>

#include "net/http.h"

/*
 * Whether every part may be sent as it is: method of capital letters, path of URL characters with
 * well-formed %XX, header names that are tokens, header values of printable ASCII. Errors:
 * ERR_INTERNAL, without a byte of what was refused.
 */
bool request_check(const struct http_request *request, struct error *err) _must_check_;

/* The header lines, and without a default of libcurl's that nobody asked for. New. */
struct curl_slist *request_headers(const struct http_request *request);

/* Wipes every line. */
void request_headers_free(struct curl_slist *headers);
