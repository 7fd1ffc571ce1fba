/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The strength of secrets (rules.md 3.5), for whatever type they have. */

#include "schema/subject.h"

void rule_check_strength(const struct subject *subject);

/* What everybody may know, under a name that says the opposite. */
void rule_check_public(const struct subject *subject);
