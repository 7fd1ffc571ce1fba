/* SPDX-License-Identifier: Apache-2.0 */
#include "model/envblock.h"

#include <stdlib.h>
#include <string.h>

#include "model/names.h"
#include "util/alloc.h"
#include "util/text.h"

#define TOTAL_FLOOR   ((size_t)128 * 1024)
#define TOTAL_CEILING ((size_t)6 * 1024 * 1024)

static void add(struct envblock *envblock, char *string)
{
	envblock->strings = alloc_grow(envblock->strings, &envblock->capacity, envblock->count + 2,
				       sizeof(char *));
	envblock->strings[envblock->count++] = string;
}

static bool has(const struct envblock *envblock, const char *name, size_t length)
{
	for (size_t i = 0; i < envblock->count; i++) {
		if (strncmp(envblock->strings[i], name, length) == 0 &&
		    envblock->strings[i][length] == '=')
			return true;
	}
	return false;
}

static bool listed(char *const *patterns, const char *name)
{
	for (; patterns && *patterns; patterns++) {
		if (text_glob(*patterns, name, false))
			return true;
	}
	return false;
}

/* Names that are keystrap's own business: only an explicit word hands them on. */
static bool is_own(const struct manifest *manifest, const char *name)
{
	return text_starts(name, "KEYSTRAP_") || text_starts(name, "VAULT_") ||
	       text_starts(name, "BAO_") ||
	       (manifest->uses_credentials_directory && text_equal(name, "CREDENTIALS_DIRECTORY"));
}

bool envblock_inherits(const struct manifest *manifest, const char *name)
{
	if (is_own(manifest, name))
		return manifest->inherit == INHERIT_LIST &&
		       text_list_has(manifest->inherit_names, name);
	return manifest->inherit == INHERIT_ALL ||
	       (manifest->inherit == INHERIT_LIST && listed(manifest->inherit_names, name));
}

static void add_values(struct envblock *envblock, const struct values *values)
{
	for (size_t i = 0; i < values->count; i++) {
		const struct value *value = &values->items[i];
		const char *name = variable_emit_name(value->variable);
		size_t name_length = strlen(name), length;
		const char *bytes;
		char *string;

		if (!value_is_exported(value))
			continue;
		bytes = secret_reveal(value_emitted(value), &length);
		string = arena_room(envblock->arena, name_length + 1 + length);
		memcpy(string, name, name_length);
		string[name_length] = '=';
		memcpy(string + name_length + 1, bytes, length);
		string[name_length + 1 + length] = '\0';
		add(envblock, string);
	}
}

/* A variable that the manifest declares is never inherited past it. */
static bool is_declared(const struct values *values, const char *name)
{
	const struct value *value = values_find(values, name);

	return value && !value->passing;
}

struct envblock *envblock_new(const struct manifest *manifest, const struct values *values,
			      char *const *inherited)
{
	struct envblock *envblock = alloc_new(struct envblock);

	envblock->arena = arena_new();
	envblock->strings = alloc_array(1, sizeof(char *));
	envblock->capacity = 1;
	add_values(envblock, values);
	for (; inherited && *inherited; inherited++) {
		size_t length = strcspn(*inherited, "=");
		_cleanup_(freep) char *name = text_slice(*inherited, length);

		if (!(*inherited)[length] || length == 0 || is_declared(values, name) ||
		    has(envblock, name, length) || !envblock_inherits(manifest, name))
			continue;
		add(envblock, *inherited);
	}
	return envblock;
}

void envblock_free(struct envblock *envblock)
{
	if (!envblock)
		return;
	free(envblock->strings);
	arena_free(envblock->arena);
	free(envblock);
}

static size_t total_of(char *const *strings)
{
	size_t total = sizeof(char *);

	for (; strings && *strings; strings++)
		total += strlen(*strings) + 1 + sizeof(char *);
	return total;
}

bool envblock_check_size(const struct envblock *envblock, char *const *argv, size_t stack_limit,
			 struct error *err)
{
	size_t limit = stack_limit / 4;
	size_t total = total_of(envblock->strings) + total_of(argv);
	const char *largest = "";

	for (size_t i = 0; i < envblock->count; i++) {
		if (strlen(envblock->strings[i]) > strlen(largest))
			largest = envblock->strings[i];
	}
	if (strlen(largest) > ENVBLOCK_STRING_LIMIT) {
		error_set(err, ERR_REFUSED,
			  "%.*s: name and value together have %zu bytes, and the kernel takes %zu",
			  (int)strcspn(largest, "="), largest, strlen(largest),
			  ENVBLOCK_STRING_LIMIT);
		return error_hint(err, "hand such a value over in a file");
	}
	limit = limit > TOTAL_CEILING ? TOTAL_CEILING : limit < TOTAL_FLOOR ? TOTAL_FLOOR : limit;
	/* Below half a MiB the strings must fit the stack itself, with room to start in. */
	if (limit > stack_limit / 4 * 3)
		limit = stack_limit / 4 * 3;
	if (total <= limit)
		return true;
	error_set(err, ERR_REFUSED,
		  "arguments and environment have %zu bytes, and the kernel takes %zu "
		  "with this stack limit; the largest variable is %.*s with %zu",
		  total, limit, (int)strcspn(largest, "="), largest, strlen(largest));
	return error_hint(err, "raise the stack limit (ulimit -s), or inherit fewer variables");
}
