/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The strength of secrets, for whatever type they have. */

#include "schema/subject.h"

/* Secrets but for passwords, which need not be random: their type judges them. */
bool rule_concerns_secret(const struct variable *variable);

/* Those of them whose type has no form of its own, so that they must be random. */
bool rule_concerns_random(const struct variable *variable);

/* What may be a placeholder: secrets, a provider's keys, logins in URLs. */
bool rule_concerns_placeholder(const struct variable *variable);

void rule_check_strength(const struct subject *subject);

/* What everybody may know, under a name that says the opposite. */
void rule_check_public(const struct subject *subject);
