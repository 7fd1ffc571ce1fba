/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The shared files of the AWS tools, ~/.aws/config and ~/.aws/credentials ("Shared config and
 * credentials files", AWS SDKs and Tools Reference Guide). Their lines are read here and not by
 * inih, which cuts long ones and takes blocks of indented lines apart.
 */

#include <stdbool.h>
#include <stddef.h>

#include "util/error.h"
#include "util/name_map.h"

enum aws_file { AWS_FILE_CONFIG, AWS_FILE_CREDENTIALS };

enum aws_section_kind {
	AWS_SECTION_PROFILE,
	AWS_SECTION_SSO_SESSION,
	AWS_SECTION_SERVICES,
	AWS_SECTION_OTHER, /* somebody else's: nothing in it counts */
};

/* A key. An indented line below it is more of its value, after a line end. */
struct aws_entry {
	char *name; /* in small letters */
	char *value;
	const char *file; /* borrowed */
	unsigned line;
};

struct aws_section {
	enum aws_section_kind kind;
	enum aws_file from;
	char *name;
	bool prefixed; /* [profile default], which outranks [default] */
	char *id;      /* all of the above, as one text */
	struct aws_entry *entries;
	size_t count, capacity;
	struct name_map numbers; /* of entries */
};

/* Zeroed at the start. */
struct aws_profiles {
	struct aws_section *sections;
	size_t count, capacity;
	struct name_map numbers; /* of sections, by id */
};

/*
 * Adds what a file says. file is its name, for errors and entries; borrowed. Sections of one name
 * are one. Errors: ERR_MANIFEST, with file and line; nothing of the text is quoted but names.
 */
bool aws_profiles_read(struct aws_profiles *profiles, enum aws_file from, const char *file,
		       const char *bytes, size_t length, struct error *err) _must_check_;
void aws_profiles_done(struct aws_profiles *profiles);

/* Borrowed; NULL when it is not there. */
const struct aws_section *aws_profiles_find(const struct aws_profiles *profiles,
					    enum aws_section_kind kind, enum aws_file from,
					    const char *name);

/* A key with a value, borrowed; NULL when section is, or has none. */
const struct aws_entry *aws_section_entry(const struct aws_section *section, const char *name);

/*
 * A key of a profile: that of the credentials file goes before that of the config file. Borrowed;
 * NULL when neither has it.
 */
const struct aws_entry *aws_profile_entry(const struct aws_profiles *profiles, const char *profile,
					  const char *name);

/* "name = text" in the block of indented lines below a key; new, NULL when it is not there. */
char *aws_entry_nested(const struct aws_entry *entry, const char *name);
