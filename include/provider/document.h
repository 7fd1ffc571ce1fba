/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The values of a source that keystrap reads itself: text of dotenv lines, or JSON. */

#include <stdbool.h>
#include <stddef.h>

#include "model/bundle.h"
#include "model/manifest.h"
#include "model/plan.h"
#include "util/buf.h"
#include "util/error.h"
#include "util/jsondoc.h"

/* The path that stands for all keys of a source at once: they are its fields. */
#define DOCUMENT_ALL "*"

/* Where the values of one source go. All is borrowed. */
struct taking {
	struct bundle *bundle;
	const struct manifest *manifest;
	const struct plan *plan;
	size_t source;
};

/* Adds the fields of an item that are asked for, out of an object; those that are not there fail.
 */
void taking_object(const struct taking *taking, size_t item, const struct jsondoc *object);

/* The length without one line end at the end, as editors and echo put it there. */
size_t document_trimmed(const struct buf *text);

/* Whether it can be a value: UTF-8 without NUL. */
bool document_is_text(const struct buf *text, size_t length);

enum document_format { DOCUMENT_AUTO, DOCUMENT_DOTENV, DOCUMENT_JSON };

/* Whether a text is a JSON object by its first character. */
bool document_is_json(const struct buf *text);

/*
 * Adds what the plan wants of the source. A path is a key; what it holds is a value, or, in JSON,
 * an object with fields. DOCUMENT_ALL is the whole text. what names it in errors: ERR_MANIFEST;
 * nothing of the text is in them but the number of a line.
 */
bool document_take(const struct taking *taking, const char *what, enum document_format format,
		   const struct buf *text, struct error *err) _must_check_;
