/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * A collection under way, shared by its files: asking.c says what is wanted, answer.c judges what
 * comes back, collection.c holds the conversation.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "process/collection.h"
#include "process/ipc.h"
#include "util/buf.h"

/* The helper keeps the deadlines itself; this is for one that does not. */
#define COLLECTION_GRACE_MS 3000

struct collection {
	struct ipc_reader reader;
	struct buf out; /* frames to be sent together */
	const struct manifest *manifest;
	const struct plan *plan;
	struct bundle *bundle;
	size_t *items; /* the plan's index of each item sent */
	size_t items_count;
	bool *read;      /* of each item sent: all of it has come */
	bool *making;    /* of each item sent: reading it makes something just now */
	size_t *sources; /* the manifest's index of each source sent */
	size_t sources_count;
	uint64_t longest_ms; /* the longest deadline of the sources sent */
	struct collection_end *end;
};

/*
 * Adds to collection->out all that is to be said, one frame after the other: the remote sources
 * that something is asked of, their items, and the word to begin. Reads the files that options
 * name, and has each source's type prepare and end what it must. A source that cannot be described
 * fails in the bundle, and nothing is asked of it. Errors: ERR_MANIFEST, more is wanted than one
 * collection can ask for.
 */
bool asking_write(struct collection *collection, struct error *err) _must_check_;

/*
 * Judges one message of the helper and enters what it says into the bundle; the word of making
 * something is told to process/ending.h, and a question is answered over the socket. *done becomes
 * true at the helper's last word, and is otherwise untouched. NULL: it is good; else what it is
 * instead, static, for a text that begins with "keystrap-fetch sent".
 */
const char *answer_take(struct collection *collection, const struct ipc_message *message,
			bool *done) _must_check_;
