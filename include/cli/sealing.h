/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Sealing and writing back, as seal and init do it. */

#include <stdbool.h>
#include <sys/types.h>

#include "cli/commands.h"
#include "crypto/age.h"
#include "util/buf.h"
#include "util/error.h"

/* One sealed file and what opens and seals it, from the options or from a source of the manifest.
 */
struct sealing_place {
	const char *path; /* NULL: none was named */
	const char *identity, *passphrase_file;
	char **recipients;         /* ends with NULL, never NULL itself */
	struct manifest *manifest; /* what --source was read from: the texts live in it */
};

/*
 * From FILE, --identity, --passphrase-file and --recipient. With --source NAME the file is that of
 * [source NAME] in the manifest, and what the options leave out comes from there. Release it with
 * sealing_place_done. Errors: ERR_USAGE, ERR_MANIFEST.
 */
bool sealing_place_find(struct sealing_place *ret, const struct invocation *invocation,
			struct error *err) _must_check_;
void sealing_place_done(struct sealing_place *place);

/*
 * Whether the text is what a sealed file may hold: dotenv lines or one JSON object. Errors:
 * ERR_USAGE, naming the first bad line of file.
 */
bool sealing_check(const char *file, const struct buf *plaintext, struct error *err) _must_check_;

/*
 * Seals and writes the file at path as a whole, with a mode; when exclusive, only if there is none.
 * Errors: as age_seal and file_write.
 */
bool sealing_write(const char *path, const struct age_recipients *recipients,
		   const struct buf *plaintext, mode_t mode, bool armor, bool exclusive,
		   struct error *err) _must_check_;
