/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* URLs in any variable whose name says that it is one. */

#include "schema/subject.h"

struct url; /* util/url.h */

/* The names that the table calls the next ones for: *_URL, *_URI, *_ENDPOINT. */
bool url_is_named(const char *name);

/* The login that a URL carries: url-credentials, and the rules of passwords. */
void url_check_login(const struct subject *subject, const struct url *url);

void rule_check_url_credentials(const struct subject *subject);
void rule_check_url_http(const struct subject *subject);
void rule_check_url_localhost(const struct subject *subject);
void rule_check_placeholder_domain(const struct subject *subject);

/* A list of hosts that is set, and empty: hosts-wildcard. */
void rule_check_empty_hosts(const struct subject *subject);
