/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/type/api_key.h"

#include <stddef.h>

void type_check_api_key(const struct subject *subject)
{
	(void)subject;
}

const char *const *api_key_providers(void)
{
	static const char *const names[] = { "openai", "anthropic", "stripe",   "aws",
					     "github", "slack",     "sendgrid", NULL };

	return names;
}
