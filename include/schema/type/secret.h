/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Secrets whose strength is judged: one function a type. */

#include "schema/subject.h"

void type_check_secret(const struct subject *subject);
void type_check_token(const struct subject *subject);
void type_check_password(const struct subject *subject);
void type_check_jwt_hmac_key(const struct subject *subject);
void type_check_encryption_key(const struct subject *subject);
void type_check_django_secret_key(const struct subject *subject);
void type_check_rails_secret_key_base(const struct subject *subject);
void type_check_rails_master_key(const struct subject *subject);
void type_check_laravel_app_key(const struct subject *subject);
