/* SPDX-License-Identifier: Apache-2.0 */
#include "util/buf.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

void buf_add(struct buf *buf, const void *bytes, size_t length)
{
	if (buf->maximum && (buf->overflow || length > buf->maximum - buf->length)) {
		buf->overflow = true;
		return;
	}
	buf->bytes = alloc_grow(buf->bytes, &buf->capacity, buf->length + length + 1, 1);
	if (length)
		memcpy(buf->bytes + buf->length, bytes, length);
	buf->length += length;
	buf->bytes[buf->length] = '\0';
}

void buf_add_text(struct buf *buf, const char *text)
{
	buf_add(buf, text, strlen(text));
}

void buf_add_char(struct buf *buf, char c)
{
	if (buf->maximum || buf->length + 1 >= buf->capacity) {
		buf_add(buf, &c, 1);
		return;
	}
	buf->bytes[buf->length++] = c;
	buf->bytes[buf->length] = '\0';
}

void buf_format(struct buf *buf, const char *format, ...)
{
	_cleanup_(text_wipep) char *text = NULL;
	va_list args;

	va_start(args, format);
	text = text_vformat(format, args);
	va_end(args);
	buf_add_text(buf, text);
}

const char *buf_text(const struct buf *buf)
{
	return buf->bytes ? buf->bytes : "";
}

void buf_done(struct buf *buf)
{
	if (buf->bytes) {
		explicit_bzero(buf->bytes, buf->capacity);
		free(buf->bytes);
	}
	*buf = (struct buf){ .maximum = buf->maximum };
}
