/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Rows of the login, for the options of every kind of AWS source. "profile" is one too, and
 * "region", "address", "fips" and "dual-stack": they are read by provider/aws/chain.h.
 */

/* clang-format off */
#define AWS_LOGIN_OPTIONS \
	{ "role",              OPTION_TEXT,     NULL, NULL, NULL, NULL, "the ARN of a role to take with the credentials that are found" }, \
	{ "role-session-name", OPTION_TEXT,     NULL, NULL, NULL, NULL, "how that session is called in the logs of AWS; keystrap" }, \
	{ "external-id",       OPTION_TEXT,     NULL, NULL, NULL, NULL, "the external id that the role's trust policy wants" }, \
	{ "sts-address",       OPTION_ADDRESS,  NULL, NULL, NULL, NULL, "the URL of STS, when it is not the region's own" }
/* clang-format on */
