/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* URLs in any variable whose name says that it is one. */

#include "schema/subject.h"

/* The names that the table calls the next two for: *_URL, *_URI, *_ENDPOINT. */
bool url_is_named(const char *name);

void rule_check_url_http(const struct subject *subject);
void rule_check_url_localhost(const struct subject *subject);
void rule_check_placeholder_domain(const struct subject *subject);

/* A list of hosts that is set, and empty: hosts-wildcard. */
void rule_check_empty_hosts(const struct subject *subject);
