/* SPDX-License-Identifier: Apache-2.0 */
#include "model/source.h"

#include <assert.h>
#include <stdlib.h>

#include "util/alloc.h"
#include "util/text.h"

size_t source_row(const struct source *source, const char *name)
{
	const struct option_row *rows = source->type->options;
	size_t row = 0;

	while (rows[row].name && !text_equal(rows[row].name, name))
		row++;
	return row;
}

static size_t own_row(const struct source *source, const char *name)
{
	size_t row = source_row(source, name);

	assert(source->type->options[row].name);
	return row;
}

bool source_is_written(const struct source *source, const char *name)
{
	return source->option_places[own_row(source, name)].file != NULL;
}

const char *source_option(const struct source *source, const char *name)
{
	return source->options[own_row(source, name)];
}

uint64_t source_helper_time(const struct source *source, uint64_t most)
{
	const char *text = source_option(source, "deadline");
	uint64_t deadline = most;

	if (text)
		(void)text_to_duration(&deadline, text);
	return deadline < most ? deadline : most;
}

const char *source_where(const struct source *source)
{
	static const char *const names[] = { "address", "directory", "file", "region" };

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		const char *text = source->options[source_row(source, names[i])];

		if (text)
			return text;
	}
	return source->type->name;
}

void source_done(struct source *source)
{
	free(source->name);
	for (size_t i = 0; i < SOURCE_MAX_OPTIONS; i++) {
		text_wipe(source->options[i]);
		free(source->option_origins[i]);
	}
	*source = (struct source){ 0 };
}
