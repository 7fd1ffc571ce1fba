/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What a manifest says of its variables, without values: for people, for programs, as a document.
 */

#include <stdbool.h>

#include "core/run.h"
#include "schema/rules.h"
#include "util/buf.h"

struct key_row;

struct explanation {
	const struct prepared *prepared;
	char *const *names; /* of the variables that were asked for; ends with NULL, empty: all */
};

/* A form; the rows are what explain --format takes. */
struct explain_format {
	const char *name;
	void (*write)(struct buf *out, const struct explanation *explanation);
};

/* Ends with a NULL name. The first one is written when none is asked for. */
extern const struct explain_format explain_formats[];
const char *const *explain_format_names(void);

void explain_write_text(struct buf *out, const struct explanation *explanation);
void explain_write_json(struct buf *out, const struct explanation *explanation);

/* A table of the variables, for the program's own documentation. */
void explain_write_markdown(struct buf *out, const struct explanation *explanation);

/* A dotenv file with every name and no value. */
void explain_write_env_example(struct buf *out, const struct explanation *explanation);

/* -- facts that the forms share */

bool explain_is_asked(const struct explanation *explanation, const struct variable *variable);

/* Whether a value of that source is asked for: by an import only when no names are. */
bool explain_uses(const struct explanation *explanation, size_t source);

/*
 * A reference for people: of long parameters, which a ciphertext is among, the first 40 bytes and
 * "..."; new.
 */
char *explain_reference(const struct reference *reference);

/* Where the value comes from, in words; new. A literal is named, not shown: it may be a secret. */
char *explain_provenance(const struct manifest *manifest, const struct variable *variable);

/* "required", "required in some environments", "may be absent", "set here". */
const char *explain_presence(const struct variable *variable);

/* What fetching found out: "there", "absent", "unknown"; NULL when nothing was fetched. */
const char *explain_state(const struct prepared *prepared, const struct variable *variable);

/* What the section (or a preset) says for a key of what the value must be; new, NULL: nothing. */
char *explain_key(const struct key_row *row, const struct variable *variable);

/* A rule as it applies to a variable. */
struct applied_rule {
	const struct rule *rule;
	enum severity severity;
	bool is_set; /* the severity is the manifest's, not the table's */
	char *limit; /* "min = 1, max = 9" or words; NULL: it has none */
	const struct waiver *waiver;
};

struct applied_rules {
	struct applied_rule *items;
	size_t count, capacity;
};

/*
 * The rules that speak about a variable here; those that are off only where the manifest says so.
 * Release *ret with explain_rules_done.
 */
void explain_rules(struct applied_rules *ret, const struct manifest *manifest,
		   const struct variable *variable);
void explain_rules_done(struct applied_rules *applied);
