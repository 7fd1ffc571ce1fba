/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/aws/aws.h"

#include <string.h>

#include "provider/aws/source.h"
#include "util/text.h"
#include "util/url.h"

/* What keystrap itself must know of names and addresses, too. */

bool aws_is_arn(const char *path)
{
	return text_starts(path, "arn:");
}

/* arn:PARTITION:SERVICE:REGION:... */
bool aws_is_elsewhere(const struct aws_session *session, const char *path)
{
	const char *region = path;
	size_t length;

	if (!aws_is_arn(path) || !session->region[0])
		return false;
	for (int i = 0; i < 3; i++) {
		region += strcspn(region, ":");
		region += *region == ':';
	}
	length = strcspn(region, ":");
	return length != strlen(session->region) || strncmp(region, session->region, length) != 0;
}

bool aws_source_is_agent(const char *address, const char *agent)
{
	struct url url = { 0 };
	bool usual = false;

	if (!text_equal(agent, "auto"))
		return text_equal(agent, "yes");
	if (address && !url_parse(&url, address))
		usual = text_equal(url.scheme, "http") && url.port == 2773 &&
			url_host_is_loopback(url.host);
	url_done(&url);
	return usual;
}
