/* SPDX-License-Identifier: Apache-2.0 */
#include "util/alloc.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/error.h"

int alloc_exit_status;

void alloc_failed(void)
{
	static const char message[] = "keystrap: error: out of memory\n";

	(void)!write(STDERR_FILENO, message, sizeof(message) - 1);
	_exit(alloc_exit_status ? alloc_exit_status : error_exit_status(ERR_SYSTEM));
}

void *alloc_array(size_t count, size_t size)
{
	void *array = calloc(count ? count : 1, size ? size : 1);

	if (!array)
		alloc_failed();
	return array;
}

void *alloc_grow(void *array, size_t *capacity, size_t needed, size_t size)
{
	size_t wanted = *capacity ? *capacity : 8;
	void *grown;

	if (array && needed <= *capacity)
		return array;
	while (wanted < needed) {
		if (wanted > SIZE_MAX / 2 / size)
			alloc_failed();
		wanted *= 2;
	}
	grown = alloc_array(wanted, size);
	if (array) {
		memcpy(grown, array, *capacity * size);
		explicit_bzero(array, *capacity * size);
		free(array);
	}
	*capacity = wanted;
	return grown;
}

char *text_slice(const char *bytes, size_t length)
{
	char *copy = alloc_array(length + 1, 1);

	if (length)
		memcpy(copy, bytes, length);
	return copy;
}

char *text_copy(const char *text)
{
	return text ? text_slice(text, strlen(text)) : NULL;
}

char *text_vformat(const char *format, va_list args)
{
	char *text = NULL;

	if (vasprintf(&text, format, args) < 0)
		alloc_failed();
	return text;
}

char *text_format(const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = text_vformat(format, args);
	va_end(args);
	return text;
}

void freep(void *pointer)
{
	free(*(void **)pointer);
}

void text_wipe(char *text)
{
	if (!text)
		return;
	explicit_bzero(text, strlen(text));
	free(text);
}
