/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/type/api_key.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "key_bytes.h"
#include "schema/provider_keys.h"
#include "schema/rules.h"
#include "util/text.h"

#define PROVIDERS_MAX 96

/* The shortest that are given out have 14 hexadecimal digits. */
#define LEAST_BITS 48

void type_check_api_key(const struct subject *subject)
{
	const char *provider = subject->variable->text[TEXT_PROVIDER];
	const struct provider_key *row = provider_key_find(subject->bytes, subject->length);
	enum key_kind kind;

	if (!row && subject->sensitive)
		key_judge_bits(subject, key_least_bits(subject, LEAST_BITS), 0);
	if (!provider) {
		if (!row && provider_key_begins(subject->bytes, subject->length))
			subject_find_at(subject, "api-key-format", SUBJECT_WARN, NULL,
					"begins as a provider's key does, and goes on otherwise");
		return;
	}
	if (!provider_key_fits(&kind, provider, subject->bytes, subject->length)) {
		if (row)
			subject_find(subject, "api-key-format", NULL,
				     "has the form of a key of %s, not of %s", row->provider,
				     provider);
		else
			subject_find_at(subject, "api-key-format", SUBJECT_WARN, NULL,
					"has not the form of a key of %s", provider);
	}
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char *const *api_key_providers(void)
{
	static const char *names[PROVIDERS_MAX + 1];
	size_t count = 0;

	if (names[0])
		return names;
	for (const struct provider_key *row = provider_keys; row->prefix; row++) {
		if (text_list_has((char *const *)names, row->provider))
			continue;
		if (count == PROVIDERS_MAX)
			abort();
		names[count++] = row->provider;
	}
	qsort(names, count, sizeof(names[0]), compare);
	return names;
}
