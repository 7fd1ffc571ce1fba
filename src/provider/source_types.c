/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/source_types.h"

#include <stddef.h>

#include "provider/age/source.h"
#include "provider/aws/source.h"
#include "provider/exec/source.h"
#include "provider/files/source.h"
#include "provider/vault/source.h"
#include "util/text.h"

const struct source_type *const source_types[] = {
	&source_type_age,
	&source_type_aws_kms,
	&source_type_aws_secrets_manager,
	&source_type_aws_ssm,
	&source_type_exec,
	&source_type_files,
	&source_type_vault,
	NULL,
};

const struct source_type *source_type_find(const char *name)
{
	for (const struct source_type *const *type = source_types; *type; type++) {
		if (text_equal((*type)->name, name))
			return *type;
	}
	return NULL;
}
