/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* One function a rule, or a family of rules: looks at any variable, set or not. */

#include "schema/subject.h"

void rule_check_presence(
	const struct subject *subject);               /* var-missing, var-forbidden, secret-empty */
void rule_check_bytes(const struct subject *subject); /* value-not-utf8, value-control-char, ... */
void rule_check_provenance(const struct subject *subject); /* secret-source-not-allowed, ... */
void rule_check_limits(const struct subject *subject);     /* length-range, pattern-mismatch */
void rule_check_debug(const struct subject *subject);      /* debug-enabled */
void rule_check_mode(const struct subject *subject);       /* mode-not-production */
void rule_check_log_level(const struct subject *subject);  /* log-level */
void rule_check_placeholder(
	const struct subject *subject);                   /* secret-placeholder, secret-template */
void rule_check_name_case(const struct subject *subject); /* duplicate-name-case */
