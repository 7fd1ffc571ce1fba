/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* AWS Secrets Manager, Systems Manager's Parameter Store and KMS as kinds of sources. */

#include "model/source.h"

extern const struct source_type source_type_aws_secrets_manager, source_type_aws_ssm,
	source_type_aws_kms;

/* Whether the source's address is that of a Secrets Manager Agent. */
bool aws_source_is_agent(const char *address, const char *agent);
