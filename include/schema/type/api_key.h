/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* API keys, known by their provider's form. */

#include "schema/subject.h"

void type_check_api_key(const struct subject *subject);

/* The names that provider = takes; ends with NULL. Borrowed. */
const char *const *api_key_providers(void);
