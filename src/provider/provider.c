/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/provider.h"

#include "provider/aws/aws.h"
#include "provider/vault/vault.h"
#include "util/text.h"

const struct provider_ops *const providers[] = { &provider_aws_secrets_manager, &provider_aws_ssm,
						 &provider_aws_kms, &provider_vault, NULL };

const struct provider_ops *provider_find(const char *type)
{
	for (const struct provider_ops *const *ops = providers; *ops; ops++) {
		if (text_equal((*ops)->type, type))
			return *ops;
	}
	return NULL;
}
