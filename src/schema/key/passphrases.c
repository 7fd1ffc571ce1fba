/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/key/passphrases.h"

#include <stdlib.h>

#include "schema/key/names.h"
#include "util/alloc.h"
#include "util/name_map.h"
#include "util/text.h"

struct passphrases {
	char **stems; /* which the map borrows */
	size_t count;
	struct name_map map;
};

static bool is_passphrase(const struct value *value)
{
	static const char *const endings[] = { "*PASSPHRASE", "*PASSWORD", "*_PASS" };

	if (!value->secret || secret_length(value->secret) == 0)
		return false;
	for (size_t i = 0; i < ARRAY_LENGTH(endings); i++) {
		if (text_glob(endings[i], value->variable->name, true))
			return true;
	}
	return false;
}

struct passphrases *passphrases_new(const struct values *values)
{
	struct passphrases *passphrases = alloc_new(struct passphrases);

	passphrases->stems = alloc_array(values->count + 1, sizeof(char *));
	for (size_t i = 0; i < values->count; i++) {
		char *stem;

		if (!is_passphrase(&values->items[i]))
			continue;
		stem = key_stem(values->items[i].variable->name);
		passphrases->stems[passphrases->count] = stem;
		name_map_add(&passphrases->map, stem, passphrases->count++);
	}
	return passphrases;
}

void passphrases_free(struct passphrases *passphrases)
{
	name_map_done(&passphrases->map);
	for (size_t i = 0; i < passphrases->count; i++)
		free(passphrases->stems[i]);
	free(passphrases->stems);
	free(passphrases);
}

bool passphrases_have(const struct passphrases *passphrases, const char *name)
{
	_cleanup_(freep) char *stem = key_stem(name);

	return name_map_find(&passphrases->map, stem) != NAME_MAP_NONE;
}
