/* SPDX-License-Identifier: Apache-2.0 */
#include "model/source.h"

#include <assert.h>
#include <stdlib.h>

#include "util/alloc.h"
#include "util/text.h"

const char *source_option(const struct source *source, const char *name)
{
	const struct option_row *row = source->type->options;

	while (row->name && !text_equal(row->name, name))
		row++;
	assert(row->name);
	return source->options[row - source->type->options];
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
		for (size_t row = 0; source->type->options[row].name; row++) {
			if (text_equal(source->type->options[row].name, names[i]) &&
			    source->options[row])
				return source->options[row];
		}
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
