/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* One function a type: adds a finding for what is wrong with the subject's value, which is set. */

#include "schema/subject.h"

void type_check_int(const struct subject *subject);
void type_check_bool(const struct subject *subject);
void type_check_enum(const struct subject *subject);
void type_check_url(const struct subject *subject);
void type_check_https_url(const struct subject *subject);
void type_check_port(const struct subject *subject);
void type_check_log_level(const struct subject *subject);
void type_check_environment(const struct subject *subject);
void type_check_jwt_hmac_key(const struct subject *subject);
