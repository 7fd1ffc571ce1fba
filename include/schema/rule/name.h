/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What a name says about its value: switches, modes, providers, prefixes. */

#include "schema/subject.h"

void rule_check_provider_key(const struct subject *subject);
void rule_check_public_prefix(const struct subject *subject);
void rule_check_mode(const struct subject *subject);
void rule_check_debug_mode(const struct checking *checking);
void rule_check_mode_conflict(const struct checking *checking);
void rule_check_payment_mode(const struct checking *checking);
void rule_check_root(const struct checking *checking);
void rule_check_own_logins(const struct checking *checking);
void rule_check_trust(const struct checking *checking);
