/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* A configured store, and what kinds of stores there are. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/fact.h"
#include "model/place.h"
#include "model/reference.h"
#include "util/error.h"

/* What an option's text must be. One row each in the table that checks them (manifest/options.c).
 */
enum option_kind {
	OPTION_TEXT,
	OPTION_WORD,      /* one of choices */
	OPTION_ADDRESS,   /* https://host[:port][/prefix], http:// for a literal loopback,
			     unix:///path */
	OPTION_ADDRESSES, /* up to SOURCE_MAX_ADDRESSES of those, with commas between */
	OPTION_DURATION,  /* "30s", "5m" */
	OPTION_COUNT,     /* 0 to 1000 */
	OPTION_PLACE,     /* a path inside the store: checked as a reference's path is */
	OPTION_PATH,      /* a file or directory; ${NAME} of keystrap's own environment is put in */
	OPTION_CONTENT,   /* a file whose content is public: certificates */
	OPTION_SECRET,    /* a file whose content is a login: owner and mode are checked */
	OPTION_LIST,      /* words with commas or spaces between */
	OPTION_PEM,       /* certificates as text; its lines are joined by line ends */
	OPTION_HASHED,    /* a directory of CA files with hashed names */
	OPTION_LOGIN,     /* a secret: from the environment only, never written in a manifest */
};

struct option_row {
	const char *name;
	enum option_kind kind;
	const char *choices;     /* OPTION_WORD: the words, with spaces between */
	const char *environment; /* names that stand in for it, in order: "BAO_ADDR VAULT_ADDR"; or
				    NULL */
	const char *fallback;    /* or NULL */
	const char *yields_to;   /* options, with spaces between: when one of them is written,
				  * environment and   fallback of this one do not count; or NULL */
	const char *help;
};

#define SOURCE_MAX_OPTIONS   64
#define SOURCE_MAX_ADDRESSES 8

/* A variable that a store's own tools read and keystrap does not act on: said, not passed over. */
struct environment_row {
	const char *names; /* in order, with spaces between; the first that is set counts */
	bool switch_off;   /* refused unless it is a word for no; otherwise a warning when set */
	const char *text;  /* "is ignored: ..." */
	const char *hint;
};

struct source;
struct bundle;
struct manifest;
struct plan;

/* Takes what stands for options beside their own texts: a name and its text, both copied. */
struct option_sink {
	void (*add)(void *context, const char *name, const char *text);
	void *context;
	/* Says what is known of the login, and which file and line or variable says so (or NULL);
	 * copied. May be NULL. */
	void (*tell)(void *context, enum login_fact fact, const char *text, const char *from);
};

/* A kind of store: a row of source_types[] (provider/source_types.c). */
struct source_type {
	const char *name;
	const char *noun; /* "sealed file": what stands in front of its address or path */
	const char *summary;
	const char *provenance;                    /* the word of sources = for values from here */
	const struct option_row *options;          /* ends with a NULL name */
	const struct environment_row *environment; /* ends with NULL names; or NULL */
	bool rooted;           /* a path may have a slash in front, which then belongs to it */
	bool remote;           /* fetched by keystrap-fetch; otherwise read by keystrap itself */
	bool flat;             /* each key has one value: there is no whole secret to import */
	bool takes_parameters; /* a reference to it may have some */
	/* What is wrong with a reference to it, or NULL; a constant phrase. */
	const char *(*reference_wrong)(const struct source *source,
				       const struct reference *reference);
	/* Whether a file that only convention names, or a login from the environment, is needed
	 * (NULL: always). */
	bool (*wants)(const struct source *source, const char *option);
	/* What is wrong with the options together, or NULL; a constant phrase. */
	const char *(*options_wrong)(const struct source *source);
	/*
	 * Of a remote one, in keystrap before each collection: adds what keystrap-fetch cannot find
	 * out inside its walls, as logins in files of the store's own tools. May be NULL. Errors:
	 * ERR_MANIFEST, ERR_AUTH, ERR_SYSTEM; of this source alone.
	 */
	bool (*prepare)(const struct source *source, const struct option_sink *sink,
			struct error *err);
	/*
	 * Of a remote one, when the options of every source were read and before anything is asked:
	 * ends what may be read once only. May be NULL. Errors: ERR_MANIFEST, ERR_SYSTEM; of this
	 * source alone.
	 */
	bool (*spend)(const struct source *source, struct error *err);
	/*
	 * Whether its login (otherwise: reading an item of it) unwraps what was handed over, which
	 * can be done once. NULL: never.
	 */
	bool (*unwraps)(const struct source *source, bool login);
	/*
	 * Of a remote one: keeps what a login has renewed and others use too, in the files of the
	 * store's own tools. bytes are keystrap-fetch's, and not believed. May be NULL: it has
	 * none.
	 */
	bool (*keep)(const struct source *source, const char *bytes, size_t length,
		     struct error *err);
	/*
	 * Of one that is not remote: adds what the plan wants of it to the bundle, values and
	 * failures. source is its index in the manifest. Errors: ERR_MANIFEST, ERR_AUTH, ...; of
	 * this source alone.
	 */
	bool (*collect)(struct bundle *bundle, const struct manifest *manifest, size_t source,
			const struct plan *plan, struct error *err);
};

struct source {
	char *name;
	struct place place;
	const struct source_type *type;
	/* By row of type->options: as written or, when left out, from environment or fallback; or
	 * NULL. */
	char *options[SOURCE_MAX_OPTIONS];
	struct place option_places[SOURCE_MAX_OPTIONS];
	char *option_origins[SOURCE_MAX_OPTIONS]; /* the environment variable it came from, or NULL
						   */
};

/* The index of an option in type->options, and in the source's own arrays; of a name that is none
 * of them, that of the row without a name at their end. */
size_t source_row(const struct source *source, const char *name);
/* Whether the section says it: neither the environment nor a fallback does. As source_option. */
bool source_is_written(const struct source *source, const char *name);
/* The text of an option; NULL when it has none. The option must be one of the type's: else abort.
 */
const char *source_option(const struct source *source, const char *name);
/* How long a helper may take that runs before the source is asked: most, or its deadline when that
 * is shorter, in milliseconds. */
uint64_t source_helper_time(const struct source *source, uint64_t most);
/* What says where it is: its address, directory, file or region; its type's name when none is set.
 * Borrowed.
 */
const char *source_where(const struct source *source);
void source_done(struct source *source);
