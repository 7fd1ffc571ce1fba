/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Cells of Markdown tables (GitHub Flavored Markdown): what is in them stays text. */

#include "util/buf.h"

/* Appends before, then the text with everything escaped that Markdown would act on; NULL: none. */
void markdown_add_text(struct buf *out, const char *before, const char *text);

/* The same as code, between backquotes; nothing when it is NULL or empty. */
void markdown_add_code(struct buf *out, const char *before, const char *text);
