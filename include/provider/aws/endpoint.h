/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Where AWS serves a service: partitions and the names of their hosts. */

#include <stdbool.h>

#include "util/buf.h"

/* Letters, digits and hyphens, at most 63: fit to stand in a host name. */
bool aws_region_is_valid(const char *region);

/*
 * Appends "https://SERVICE.REGION.SUFFIX" for a service as its hosts are called ("secretsmanager",
 * "ssm", "sts", "portal.sso"). fips: the endpoint with validated cryptography; dual_stack: with
 * IPv6, too. False, with nothing appended, when the region is none. The rules are those of the
 * SDKs' endpoint-rule-set-1.json and partitions.json.
 */
bool aws_endpoint(struct buf *out, const char *service, const char *region, bool fips,
		  bool dual_stack);
