/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/jsondoc.h"
#include "util/wiping.h"

/* Told apart from the program's own constants: the text only comes to be at run time. */
static void make_canary(char *out, size_t length, unsigned seed)
{
	for (size_t i = 0; i + 1 < length; i++) {
		seed = seed * 1103515245 + 12345;
		out[i] = (char)('A' + (seed >> 16) % 26);
	}
	out[length - 1] = '\0';
}

/* How often bytes stand in the heap. The first 16 of a freed block are glibc's: they are skipped.
 */
static unsigned count_in_heap(const char *bytes, size_t length)
{
	char line[256];
	unsigned count = 0;
	FILE *maps = fopen("/proc/self/maps", "r");

	assert_non_null(maps);
	while (fgets(line, sizeof(line), maps)) {
		char *end, *start = (char *)strtoul(line, &end, 16);
		char *limit = (char *)strtoul(end + 1, NULL, 16);

		if (!strstr(line, "[heap]"))
			continue;
		for (; start + length <= limit; start++)
			count += memcmp(start, bytes, length) == 0;
	}
	fclose(maps);
	return count;
}

/* The compiler must believe that somebody reads the block. */
#define KEEP(pointer) __asm__ volatile("" : : "r"(pointer) : "memory")

#define SIZE    200
#define SKIPPED 32

static char canary[SIZE];

static void a_freed_block_is_wiped(void **state)
{
	char *block = malloc(SIZE), *guard = malloc(SIZE);

	(void)state;
	make_canary(canary, SIZE, 1);
	memcpy(block, canary, SIZE);
	KEEP(block);
	assert_int_equal(count_in_heap(canary + SKIPPED, 100), 1);
	free(block);
	assert_int_equal(count_in_heap(canary + SKIPPED, 100), 0);
	free(guard);
}

static void a_grown_or_shrunk_block_leaves_nothing_behind(void **state)
{
	char *block = malloc(SIZE), *guard = malloc(SIZE);

	(void)state;
	make_canary(canary, SIZE, 2);
	memcpy(block, canary, SIZE);
	KEEP(block);
	block = realloc(block, 100 * SIZE);
	KEEP(block);
	assert_int_equal(count_in_heap(canary + SKIPPED, 100), 1);
	block = realloc(block, SKIPPED);
	KEEP(block);
	assert_int_equal(count_in_heap(canary + SKIPPED, 100), 0);
	assert_memory_equal(block, canary, SKIPPED);
	free(block);
	free(guard);
}

static void a_released_document_leaves_nothing_behind(void **state)
{
	struct jsondoc *document = NULL;
	char text[SIZE + 16];
	struct error err;

	(void)state;
	make_canary(canary, SIZE, 3);
	snprintf(text, sizeof(text), "{\"k\":\"%s\"}", canary);
	assert_true(jsondoc_parse(&document, text, strlen(text), &err));
	assert_true(count_in_heap(canary + SKIPPED, 100) > 0);
	jsondoc_free(document);
	assert_int_equal(count_in_heap(canary + SKIPPED, 100), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_freed_block_is_wiped),
		cmocka_unit_test(a_grown_or_shrunk_block_leaves_nothing_behind),
		cmocka_unit_test(a_released_document_leaves_nothing_behind),
	};

	wiping_install();
	jsondoc_wipe_memory();
	return cmocka_run_group_tests_name("util/wiping", tests, NULL, NULL);
}
