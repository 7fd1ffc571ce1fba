/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/rule/together.h"

void rule_check_distinct(const struct checking *checking)
{
	(void)checking;
}

void rule_check_url_password(const struct checking *checking)
{
	(void)checking;
}

void rule_check_frontend(const struct checking *checking)
{
	(void)checking;
}

void rule_check_cors(const struct checking *checking)
{
	(void)checking;
}

void rule_check_pairs(const struct checking *checking)
{
	(void)checking;
}

void rule_check_smtp(const struct checking *checking)
{
	(void)checking;
}

void rule_check_pool(const struct checking *checking)
{
	(void)checking;
}

void rule_check_workers(const struct checking *checking)
{
	(void)checking;
}

void rule_check_timeouts(const struct checking *checking)
{
	(void)checking;
}

void rule_check_refresh(const struct checking *checking)
{
	(void)checking;
}

void rule_check_redis(const struct checking *checking)
{
	(void)checking;
}
