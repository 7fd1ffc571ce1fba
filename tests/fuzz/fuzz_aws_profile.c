/* SPDX-License-Identifier: Apache-2.0 */

/* Hostile files of the AWS tools: the input is read as both of them, and every key is looked up. */

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "provider/aws/profile.h"
#include "util/alloc.h"
#include "util/text.h"

#include "fuzz.h"

static void look_up(const struct aws_profiles *profiles, const struct aws_section *section)
{
	for (size_t i = 0; i < section->count; i++) {
		const struct aws_entry *entry = &section->entries[i];
		_cleanup_(text_wipep) char *nested = aws_entry_nested(entry, "endpoint_url");

		assert(entry->name[0] && entry->line > 0);
		assert(strlen(entry->value) ==
		       text_utf8_length(entry->value, strlen(entry->value)));
		assert(!nested || !strchr(nested, '\n'));
		if (section->kind != AWS_SECTION_OTHER && entry->value[0])
			assert(aws_section_entry(section, entry->name) == entry);
	}
	(void)aws_profile_entry(profiles, section->name, "region");
	assert(aws_profiles_find(profiles, section->kind, section->from, section->name));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum aws_file kinds[] = { AWS_FILE_CONFIG, AWS_FILE_CREDENTIALS };
	struct aws_profiles profiles = { 0 };
	struct error err = { 0 };

	for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++) {
		if (!aws_profiles_read(&profiles, kinds[i], "file", (const char *)data, size, &err))
			assert(err.code == ERR_MANIFEST && err.text[0]);
	}
	for (size_t i = 0; i < profiles.count; i++)
		look_up(&profiles, &profiles.sections[i]);
	aws_profiles_done(&profiles);
	return 0;
}
