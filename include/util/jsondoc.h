/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Reading JSON (RFC 8259), with the limits that a hostile document needs: size, depth, no duplicate
 * names, no NUL. An error says line and column, never a byte of the input: jansson's own error text
 * quotes it.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/error.h"

struct jsondoc; /* a value inside a document; NULL stands for "not there" and is accepted everywhere
		 */

#define JSONDOC_MAX_DEPTH 16
#define JSONDOC_MAX_BYTES (1024 * 1024)

enum jsondoc_kind {
	JSONDOC_ABSENT,
	JSONDOC_IS_OBJECT,
	JSONDOC_IS_ARRAY,
	JSONDOC_IS_STRING,
	JSONDOC_IS_INT,
	JSONDOC_IS_REAL,
	JSONDOC_IS_BOOL,
	JSONDOC_IS_NULL,
};

/* Before the first document: every block that jansson frees is wiped. */
void jsondoc_wipe_memory(void);

/* What keeps a document from being read: beyond the grammar (RFC 8259), the limits from above. */
enum jsondoc_flaw {
	JSONDOC_SOUND,
	JSONDOC_NOT_JSON,
	JSONDOC_TOO_LARGE,
	JSONDOC_TOO_DEEP,
	JSONDOC_HAS_NUL,    /* \u0000 in a string */
	JSONDOC_HAS_NUMBER, /* one beyond 64 bits, or beyond a double */
	JSONDOC_HAS_TWINS,  /* a name twice in one object */
};

/* Parses a document; new, release the root with jsondoc_free. Errors: ERR_UNAVAILABLE. */
bool jsondoc_parse(struct jsondoc **ret, const char *bytes, size_t length,
		   struct error *err) _must_check_;
/* The same; says what is wrong as a class. JSONDOC_SOUND: *ret is there. */
enum jsondoc_flaw jsondoc_read(struct jsondoc **ret, const char *bytes, size_t length,
			       struct error *err) _must_check_;
void jsondoc_free(struct jsondoc *root);
DEFINE_CLEANUP(struct jsondoc, jsondoc_free)

enum jsondoc_kind jsondoc_kind(const struct jsondoc *value);

/* A member by name, or by a path of names with dots between; borrowed, NULL when it is not there.
 */
const struct jsondoc *jsondoc_get(const struct jsondoc *object, const char *path);
/* A member by its very name. */
const struct jsondoc *jsondoc_member(const struct jsondoc *object, const char *name);

/* The text of a string, borrowed, with its length; NULL when the value is none. */
const char *jsondoc_string(const struct jsondoc *value, size_t *length);
bool jsondoc_int(int64_t *ret, const struct jsondoc *value);
/* An integer, or a number with a fraction or exponent. */
bool jsondoc_number(double *ret, const struct jsondoc *value);
bool jsondoc_true(const struct jsondoc *value);

/* The number of elements of an array, of members of an object; 0 for anything else. */
size_t jsondoc_length(const struct jsondoc *array);
const struct jsondoc *jsondoc_element(const struct jsondoc *array, size_t index);

/* Calls visit for each member in the order of the document until it returns false. */
bool jsondoc_each(const struct jsondoc *object,
		  bool (*visit)(const char *name, const struct jsondoc *value, void *context),
		  void *context);
