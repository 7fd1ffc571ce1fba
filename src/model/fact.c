/* SPDX-License-Identifier: Apache-2.0 */
#include "model/fact.h"

const char *const fact_names[FACT_COUNT] = {
	[FACT_NONE] = "",
	[FACT_REGION] = "region",
	[FACT_LOGIN] = "login",
	[FACT_CREDENTIALS] = "credentials",
	[FACT_ROLE] = "role",
	[FACT_SESSION] = "session",
	[FACT_POLICIES] = "policies",
	[FACT_RENEWABLE] = "renewable",
	[FACT_EXPIRES] = "expires",
};
