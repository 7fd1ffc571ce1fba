/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/age/source.h"

#include <stddef.h>
#include <string.h>

#include "provider/age/sealed.h"

/* clang-format off */
static const struct option_row options[] = {
	{ "file",            OPTION_PATH, NULL, NULL, NULL, NULL, "the sealed file, in age's format, holding dotenv lines or one JSON object" },
	{ "identity",        OPTION_PATH, NULL, NULL, NULL, NULL, "the file with the key that opens it, as keystrap keygen writes it" },
	{ "passphrase-file", OPTION_PATH, NULL, NULL, NULL, NULL, "the file with the passphrase that opens it" },
	{ "recipients",      OPTION_LIST, NULL, NULL, NULL, NULL, "the public keys that seal and unseal keep the file sealed for" },
	{ 0 },
};
/* clang-format on */

static const char *reference_wrong(const struct source *source, const struct reference *reference)
{
	(void)source;
	if (reference->version)
		return "a sealed file keeps no versions: write it without @VERSION";
	if (strchr(reference->path, '/'))
		return "a sealed file is flat: write SOURCE:KEY, or SOURCE:KEY#FIELD for JSON";
	return NULL;
}

static const char *options_wrong(const struct source *source)
{
	if (!source_option(source, "file"))
		return "a sealed file needs file";
	if (!source_option(source, "identity") && !source_option(source, "passphrase-file"))
		return "a sealed file needs identity or passphrase-file";
	return NULL;
}

const struct source_type source_type_age = {
	.name = "age",
	.noun = "sealed file",
	.summary = "a sealed local file in the format of age, opened by keystrap itself",
	.provenance = "file",
	.options = options,
	.remote = false,
	.flat = true,
	.reference_wrong = reference_wrong,
	.options_wrong = options_wrong,
	.collect = sealed_collect,
};

_Static_assert(ARRAY_LENGTH(options) <= SOURCE_MAX_OPTIONS, "room for every option");
