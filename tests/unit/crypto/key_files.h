/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The keys and certificates of tests/unit/crypto/keys, which make_keys.py made. */

#include <string.h>

#include "util/alloc.h"
#include "util/io.h"

/* The content of one of the files; new, at most 64 KiB. */
static inline char *key_file(const char *name)
{
	_cleanup_(freep) char *path = text_format("%s/%s", TEST_KEYS, name);
	_cleanup_(buf_done) struct buf content = { .maximum = 65536 };
	struct error err = { 0 };

	if (!file_read(&content, path, FILE_ANY, &err))
		fail_msg("%s", err.text);
	return text_slice(content.bytes, content.length);
}

/* The same with the first place of a text replaced by another; new. The text must be there. */
static inline char *text_replaced(const char *text, const char *what, const char *by)
{
	const char *at = strstr(text, what);

	assert_non_null(at);
	return text_format("%.*s%s%s", (int)(at - text), text, by, at + strlen(what));
}
