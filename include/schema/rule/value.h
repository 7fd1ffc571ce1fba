/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What holds for any value: presence, bytes, bounds, provenance, names. */

#include "schema/subject.h"

/* Every variable. */
bool rule_concerns_all(const struct variable *variable);

/* Secrets, and those whose sources are said. */
bool rule_concerns_sources(const struct variable *variable);

void rule_check_presence(const struct subject *subject);
void rule_check_unknown(const struct checking *checking);
void rule_check_deprecated(const struct subject *subject);
void rule_check_argv(const struct checking *checking);
void rule_check_name_case(const struct checking *checking);
void rule_check_bytes(const struct subject *subject);
/* "${HOST}" and the like left in a value that is no secret. */
void rule_check_reference(const struct subject *subject);
void rule_check_limits(const struct subject *subject);
void rule_check_provenance(const struct subject *subject);
void rule_check_rotation(const struct subject *subject);
void rule_check_rotation_unfetched(const struct checking *checking);
