/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* URLs in any variable whose name says that it is one. */

#include "schema/subject.h"

struct url; /* util/url.h */

/* The names that the table calls the next ones for: *_URL, *_URI, *_ENDPOINT. */
bool url_is_named(const char *name);

/* Variables that may hold a web URL, by their type. */
bool rule_concerns_web_url(const struct variable *variable);

/* Those of them that are named for one: a password in it is judged. */
bool rule_concerns_url_login(const struct variable *variable);

/* Those that are, or have, hosts that the world should know, by type or name. */
bool rule_concerns_host(const struct variable *variable);

/* The login that a URL carries: url-credentials, and the rules of passwords. */
void url_check_login(const struct subject *subject, const struct url *url);

void rule_check_url_credentials(const struct subject *subject);
void rule_check_url_http(const struct subject *subject);
void rule_check_url_localhost(const struct subject *subject);
void rule_check_placeholder_domain(const struct subject *subject);

/* A list of hosts that is set, and empty: hosts-wildcard. */
void rule_check_empty_hosts(const struct subject *subject);
