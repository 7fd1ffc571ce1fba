/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * A growing text or byte buffer with a stated maximum. Every byte it ever held is wiped, so it may
 * hold values. bytes is always NUL-terminated once something was added, and NULL before.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/cleanup.h"

struct buf {
	char *bytes;
	size_t length;
	size_t capacity;
	size_t maximum; /* 0: no limit */
	bool overflow;  /* something did not fit and was left out: the content is not to be used */
};

void buf_add(struct buf *buf, const void *bytes, size_t length);
void buf_add_text(struct buf *buf, const char *text);
void buf_add_char(struct buf *buf, char c);
void buf_format(struct buf *buf, const char *format, ...) _printf_(2, 3);

/* The content as a text, never NULL; borrowed. */
const char *buf_text(const struct buf *buf);

/* Wipes and releases; the buffer may be used again. */
void buf_done(struct buf *buf);
