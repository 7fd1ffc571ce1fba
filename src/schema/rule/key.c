/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/rule/key.h"

void rule_check_certificate_key(const struct checking *checking)
{
	(void)checking;
}

void rule_check_jwt_alg(const struct checking *checking)
{
	(void)checking;
}
