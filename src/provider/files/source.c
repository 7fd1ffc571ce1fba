/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/files/source.h"

#include <stddef.h>

#include "provider/files/collect.h"

/* clang-format off */
static const struct option_row options[] = {
	{ "directory", OPTION_PATH, NULL, "CREDENTIALS_DIRECTORY", "/run/secrets", NULL, "the directory with one file a value" },
	{ "trim",      OPTION_WORD, "yes no", NULL, "yes", NULL, "whether one line end at the end of a file is no part of the value" },
	{ 0 },
};
/* clang-format on */

static const char *reference_wrong(const struct source *source, const struct reference *reference)
{
	(void)source;
	if (reference->version)
		return "a file keeps no versions: write it without @VERSION";
	return NULL;
}

const struct source_type source_type_files = {
	.name = "files",
	.noun = "directory",
	.summary =
		"a directory with one value a file: secrets of Docker and Kubernetes, credentials "
		"of systemd",
	.provenance = "file",
	.options = options,
	.remote = false,
	.reference_wrong = reference_wrong,
	.collect = files_collect,
};

_Static_assert(ARRAY_LENGTH(options) <= SOURCE_MAX_OPTIONS, "room for every option");
