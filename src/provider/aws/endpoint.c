/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/aws/endpoint.h"

#include <stddef.h>
#include <string.h>

#include "util/text.h"

/* By how a region's name begins; the last row is for all others. */
static const struct partition {
	const char *prefix, *suffix, *dual_stack;
	bool gov;
	/* Plain names, and those for FIPS, that serve IPv6 too: for services in both_families. */
	bool both, both_fips;
} partitions[] = {
	{ "cn-", "amazonaws.com.cn", "api.amazonwebservices.com.cn", .both = true },
	{ "us-gov-", "amazonaws.com", "api.aws", .gov = true, .both = true, .both_fips = true },
	{ "us-iso-", "c2s.ic.gov", "api.aws.ic.gov", .gov = false },
	{ "us-isob-", "sc2s.sgov.gov", "api.aws.scloud", .gov = false },
	{ "eu-isoe-", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk", .gov = false },
	{ "us-isof-", "csp.hci.ic.gov", "api.aws.hci.ic.gov", .gov = false },
	{ "eusc-", "amazonaws.eu", "api.amazonwebservices.eu", .gov = false },
	{ "", "amazonaws.com", "api.aws", .both = true, .both_fips = true },
};

/* In GovCloud the plain host of these is the one with validated cryptography. */
static const char *const plain_in_gov[] = { "ssm", "sts", "portal.sso", "oidc", NULL };
static const char *const both_families[] = { "secretsmanager", NULL };

bool aws_region_is_valid(const char *region)
{
	size_t run = strspn(region, "abcdefghijklmnopqrstuvwxyz0123456789-");

	return run > 0 && run <= 63 && !region[run] && region[0] != '-' && region[run - 1] != '-';
}

static bool is_among(const char *const *services, const char *service)
{
	while (*services && !text_equal(*services, service))
		services++;
	return *services;
}

bool aws_endpoint(struct buf *out, const char *service, const char *region, bool fips,
		  bool dual_stack)
{
	const struct partition *partition = partitions;

	if (!aws_region_is_valid(region))
		return false;
	while (!text_starts(region, partition->prefix))
		partition++;
	if (is_among(both_families, service) && (fips ? partition->both_fips : partition->both))
		dual_stack = false;
	if (is_among(plain_in_gov, service) && partition->gov && !dual_stack)
		fips = false;
	buf_format(out, "https://%s%s.%s.%s", service, fips ? "-fips" : "", region,
		   dual_stack ? partition->dual_stack : partition->suffix);
	return true;
}
