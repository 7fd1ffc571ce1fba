/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Sealing and writing back, as seal and init do it. */

#include <stdbool.h>

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

/*
 * Whether there is a file and something to open it with; command names who asks, usage is the hint
 * when there is not. Errors: ERR_USAGE.
 */
bool sealing_place_check(const struct sealing_place *place, const char *command, const char *usage,
			 struct error *err) _must_check_;
void sealing_place_done(struct sealing_place *place);

/*
 * Whether the text is what a sealed file may hold: dotenv lines or one JSON object. Errors:
 * ERR_USAGE, naming the first bad line of file.
 */
bool sealing_check(const char *file, const struct buf *plaintext, struct error *err) _must_check_;

/* What to do with a file that is there. */
enum sealing_mode {
	SEALING_NEW,     /* leave it: ERR_USAGE */
	SEALING_FORCE,   /* write over it */
	SEALING_REPLACE, /* it is the one that is changed: its mode and owner stay */
};

/*
 * Seals and writes the file at path as a whole; a new one gets mode 0600. Errors: as age_seal,
 * file_write and file_replace.
 */
bool sealing_write(const char *path, const struct age_recipients *recipients,
		   const struct buf *plaintext, enum sealing_mode mode, bool armor,
		   struct error *err) _must_check_;
