/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/aws/endpoint.h"

#include <stddef.h>
#include <string.h>

#include "util/text.h"

struct partition {
	const char *prefix; /* of its regions' names */
	const char *suffix;
	const char *dual_stack; /* NULL: it has none */
};

/* The longer prefix first; the last is all the rest of the world. */
static const struct partition partitions[] = {
	{ "cn-", "amazonaws.com.cn", "api.amazonwebservices.com.cn" },
	{ "us-gov-", "amazonaws.com", "api.aws" },
	{ "us-iso-", "c2s.ic.gov", "api.aws.ic.gov" },
	{ "us-isob-", "sc2s.sgov.gov", "api.aws.scloud" },
	{ "eu-isoe-", "cloud.adc-e.uk", NULL },
	{ "us-isof-", "csp.hci.ic.gov", NULL },
	{ "eusc-", "amazonaws.eu", "api.amazonwebservices.eu" },
	{ "", "amazonaws.com", "api.aws" },
};

/* Where the plain host is the one with validated cryptography. */
static const struct {
	const char *service, *prefix;
} plain_is_fips[] = {
	{ "ssm", "us-gov-" },
};

bool aws_region_is_valid(const char *region)
{
	size_t run = strspn(region, "abcdefghijklmnopqrstuvwxyz0123456789-");

	return run > 0 && run <= 63 && !region[run] && region[0] != '-' && region[run - 1] != '-';
}

static bool needs_mark(const char *service, const char *region, bool dual_stack)
{
	for (size_t i = 0; !dual_stack && i < ARRAY_LENGTH(plain_is_fips); i++) {
		if (text_equal(service, plain_is_fips[i].service) &&
		    text_starts(region, plain_is_fips[i].prefix))
			return false;
	}
	return true;
}

bool aws_endpoint(struct buf *out, const char *service, const char *region, bool fips,
		  bool dual_stack)
{
	const struct partition *partition = partitions;
	const char *suffix;

	while (!text_starts(region, partition->prefix))
		partition++;
	suffix = dual_stack ? partition->dual_stack : partition->suffix;
	if (!suffix || !aws_region_is_valid(region))
		return false;
	buf_format(out, "https://%s%s.%s.%s", service,
		   fips && needs_mark(service, region, dual_stack) ? "-fips" : "", region, suffix);
	return true;
}
