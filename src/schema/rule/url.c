/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/rule/url.h"

void rule_check_url_http(const struct subject *subject)
{
	(void)subject;
}

void rule_check_url_localhost(const struct subject *subject)
{
	(void)subject;
}

void rule_check_placeholder_domain(const struct subject *subject)
{
	(void)subject;
}
