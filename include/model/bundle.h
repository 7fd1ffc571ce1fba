/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* All fetched values of one collection. It is whole or it is not handed out. */

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "crypto/secret.h"
#include "model/fact.h"
#include "model/failure.h"
#include "model/lease.h"

struct bundle_value {
	size_t item; /* index in the plan */
	char *field; /* NULL: the value itself */
	const struct secret *secret;
};

struct bundle_failure {
	size_t source;
	size_t item; /* BUNDLE_NO_ITEM: the whole source */
	bool whole;  /* nothing of the item could be had; otherwise field alone */
	char *field; /* NULL: the value itself, or the item is whole */
	struct failure failure;
	char *nearest;     /* a key that is there and may be meant; or NULL */
	struct error *own; /* what keystrap itself met, with FAILURE_OWN; or NULL */
};

#define BUNDLE_NO_ITEM ((size_t)-1)

/* An item that was read to its end. */
struct bundle_item {
	size_t item;
	time_t created; /* when its version was made; 0: not known */
};

/* A lease as a source handed it out; the id is in secret, lease.id is NULL. */
struct bundle_lease {
	size_t source;
	size_t item; /* BUNDLE_NO_ITEM: of the source's login */
	struct lease lease;
	const struct secret *secret;
};

/* What a source's login is, as far as it may be shown. */
struct bundle_fact {
	size_t source;
	enum login_fact fact;
	char *text;
	char *from; /* who says so; or NULL */
};

struct bundle {
	struct arena *arena;
	struct bundle_value *values;
	size_t count, capacity;
	size_t bytes;                    /* of all values */
	struct bundle_failure *failures; /* not empty: the values must not be used */
	size_t failures_count, failures_capacity;
	struct bundle_item *read; /* the items of which all is there, in the order they came */
	size_t read_count, read_capacity;
	char **warnings; /* what was met on the way; no value is in it */
	size_t warnings_count, warnings_capacity;
	struct bundle_lease *leases;
	size_t leases_count, leases_capacity;
	struct bundle_fact *facts; /* in the order they were found */
	size_t facts_count, facts_capacity;
};

/* Whether the whole source has failed. */
bool bundle_source_failed(const struct bundle *bundle, size_t source);

struct bundle *bundle_new(void);
void bundle_free(struct bundle *bundle);
DEFINE_CLEANUP(struct bundle, bundle_free)

/* What one collection may hold. */
#define BUNDLE_MAX_VALUES 10000
#define BUNDLE_MAX_BYTES  ((size_t)16 * 1024 * 1024)

/*
 * Copies the bytes into the bundle's arena. What is more than a collection may hold is left out,
 * and the source whose it is has failed.
 */
void bundle_add(struct bundle *bundle, size_t source, size_t item, const char *field,
		const char *bytes, size_t length);
/* With item BUNDLE_NO_ITEM the whole source failed. */
void bundle_fail_item(struct bundle *bundle, size_t source, size_t item, struct failure failure);
/* The item is no key of its sealed file. nearest: one that may be meant, or NULL. */
void bundle_miss_key(struct bundle *bundle, size_t source, size_t item, const char *nearest);
/* A source that failed before anything was asked for: a file of its options, a sealed file. */
void bundle_fail_source(struct bundle *bundle, size_t source, const struct error *err);
/*
 * What keystrap itself met with one item, or with one field of it: class is FAILURE_OWN_VALUE, or
 * one of absence; err says what, in place of the class's own words.
 */
void bundle_fail_own(struct bundle *bundle, size_t source, size_t item, const char *field,
		     enum failure_class class, const struct error *err);
void bundle_fail_field(struct bundle *bundle, size_t source, size_t item, const char *field,
		       struct failure failure);

/*
 * Whether a failure is about an item of a source. With the server away, nothing of it can be had,
 * whichever item was asked for first.
 */
bool bundle_failure_concerns(const struct bundle_failure *failure, size_t source, size_t item);

/* Something that a person should know, but that is no failure. */
void bundle_warn(struct bundle *bundle, const char *format, ...) _printf_(2, 3);

/* A place to come back to: bundle_rewind forgets what was added since. */
struct bundle_mark {
	size_t count, bytes, failures_count, warnings_count;
};
struct bundle_mark bundle_mark(const struct bundle *bundle);
void bundle_rewind(struct bundle *bundle, struct bundle_mark mark);
/* Copies the lease and its id, which goes into the bundle's arena. */
void bundle_add_lease(struct bundle *bundle, size_t source, size_t item, const struct lease *lease);

/* Copies the texts, with ? for each control character; from may be NULL. */
void bundle_add_fact(struct bundle *bundle, size_t source, enum login_fact fact, const char *text,
		     const char *from);

/*
 * Whether an item was left alone because reading it would have made a new credential; with item
 * BUNDLE_NO_ITEM: whether any was.
 */
bool bundle_not_minted(const struct bundle *bundle, size_t item);

/* Says that all of an item is there. */
void bundle_read(struct bundle *bundle, size_t item, time_t created);
/* NULL when it was not read to its end. Borrowed. */
const struct bundle_item *bundle_find_item(const struct bundle *bundle, size_t item);

/* Borrowed; NULL when it is not there. */
const struct secret *bundle_find(const struct bundle *bundle, size_t item, const char *field);
