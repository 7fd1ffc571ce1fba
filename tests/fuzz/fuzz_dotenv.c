/* SPDX-License-Identifier: Apache-2.0 */

/* Dotenv files and environments: each good line survives being written and read again. */

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "model/dotenv.h"
#include "model/names.h"

#include "fuzz.h"

static void read_again(const struct dotenv *first)
{
	_cleanup_(buf_done) struct buf text = { 0 };
	_cleanup_(dotenv_freep) struct dotenv *second = NULL;
	struct report report = { 0 };

	for (size_t i = 0; i < first->count; i++) {
		size_t length;
		const char *bytes = secret_reveal(first->entries[i].secret, &length);

		assert(!name_foreign_wrong(first->entries[i].name) && !memchr(bytes, '\0', length));
		dotenv_write(&text, first->entries[i].name, bytes, length);
	}
	second = dotenv_parse("again", buf_text(&text), text.length, &report);
	assert(report.count == 0 && second->count == first->count);
	for (size_t i = 0; i < first->count; i++) {
		size_t length = secret_length(first->entries[i].secret);

		assert(strcmp(first->entries[i].name, second->entries[i].name) == 0);
		assert(secret_length(second->entries[i].secret) == length);
		assert(memcmp(secret_reveal(first->entries[i].secret, NULL),
			      secret_reveal(second->entries[i].secret, NULL), length) == 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(dotenv_freep) struct dotenv *lines = NULL;
	_cleanup_(dotenv_freep) struct dotenv *entries = NULL;
	struct report report = { 0 };

	lines = dotenv_parse("file", (const char *)data, size, &report);
	read_again(lines);
	entries = environ_parse("environ", (const char *)data, size, &report);
	read_again(entries);
	report_done(&report);
	return 0;
}
