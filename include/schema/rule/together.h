/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What variables say together (rules.md 3.7a). */

#include "schema/subject.h"

void rule_check_distinct(const struct checking *checking);
void rule_check_url_password(const struct checking *checking);
void rule_check_frontend(const struct checking *checking);
void rule_check_cors(const struct checking *checking);
void rule_check_pairs(const struct checking *checking);
void rule_check_pool(const struct checking *checking);
void rule_check_workers(const struct checking *checking);
void rule_check_timeouts(const struct checking *checking);
void rule_check_refresh(const struct checking *checking);
void rule_check_redis(const struct checking *checking);
void rule_check_jwt_expiry(const struct subject *subject);
