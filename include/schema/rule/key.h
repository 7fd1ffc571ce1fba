/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Keys and certificates that belong together. */

#include "schema/subject.h"

/* What is PEM by its type, or whose name says that it leads to a file of it. */
bool rule_concerns_certificate_key(const struct variable *variable);

/* The keys beside an algorithm's variable, by their names. */
bool rule_concerns_jwt_alg(const struct variable *variable);

void rule_check_certificate_key(const struct checking *checking);
void rule_check_jwt_alg(const struct checking *checking);

/* Whether a variable beside a JWT's key (JWT_ALGORITHM for JWT_SECRET_KEY) asks for a key pair. */
bool jwt_key_is_asymmetric(const struct subject *subject);
