/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* AWS Secrets Manager and Systems Manager's Parameter Store as kinds of sources. */

#include "model/source.h"

extern const struct source_type source_type_aws_secrets_manager, source_type_aws_ssm;

/* Whether the source's address is that of a Secrets Manager Agent. */
bool aws_source_is_agent(const char *address, const char *agent);
