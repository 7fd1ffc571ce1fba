/* SPDX-License-Identifier: Apache-2.0 */
#include "model/bundle.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/text.h"

struct bundle *bundle_new(void)
{
	struct bundle *bundle = alloc_new(struct bundle);

	bundle->arena = arena_new();
	return bundle;
}

struct bundle_mark bundle_mark(const struct bundle *bundle)
{
	return (struct bundle_mark){ bundle->count, bundle->bytes, bundle->failures_count,
				     bundle->warnings_count };
}

void bundle_rewind(struct bundle *bundle, struct bundle_mark mark)
{
	while (bundle->count > mark.count)
		free(bundle->values[--bundle->count].field);
	bundle->bytes = mark.bytes;
	while (bundle->failures_count > mark.failures_count) {
		struct bundle_failure *failure = &bundle->failures[--bundle->failures_count];

		free(failure->field);
		free(failure->nearest);
		free(failure->own);
	}
	while (bundle->warnings_count > mark.warnings_count)
		free(bundle->warnings[--bundle->warnings_count]);
}

void bundle_free(struct bundle *bundle)
{
	if (!bundle)
		return;
	bundle_rewind(bundle, (struct bundle_mark){ 0 });
	free(bundle->warnings);
	free(bundle->values);
	free(bundle->read);
	free(bundle->leases);
	for (size_t i = 0; i < bundle->facts_count; i++) {
		free(bundle->facts[i].text);
		free(bundle->facts[i].from);
	}
	free(bundle->facts);
	free(bundle->failures);
	arena_free(bundle->arena);
	free(bundle);
}

static void fail_full(struct bundle *bundle, size_t source)
{
	struct error err;

	if (bundle_source_failed(bundle, source))
		return;
	error_set(&err, ERR_UNAVAILABLE,
		  "with its values there are more than one collection holds (%d values, %zu MiB)",
		  BUNDLE_MAX_VALUES, BUNDLE_MAX_BYTES >> 20);
	error_hint(&err, "ask for fewer: name the fields, or in an import the names, that the "
			 "program needs; large files are better read by the program itself");
	bundle_fail_source(bundle, source, &err);
}

void bundle_add(struct bundle *bundle, size_t source, size_t item, const char *field,
		const char *bytes, size_t length)
{
	if (bundle->count == BUNDLE_MAX_VALUES || length > BUNDLE_MAX_BYTES - bundle->bytes) {
		fail_full(bundle, source);
		return;
	}
	bundle->bytes += length;
	bundle->values = alloc_grow(bundle->values, &bundle->capacity, bundle->count + 1,
				    sizeof(struct bundle_value));
	bundle->values[bundle->count++] = (struct bundle_value){
		.item = item,
		.field = text_copy(field),
		.secret = secret_new(bundle->arena, bytes, length),
	};
}

void bundle_add_lease(struct bundle *bundle, size_t source, size_t item, const struct lease *lease)
{
	struct bundle_lease *added;

	bundle->leases = alloc_grow(bundle->leases, &bundle->leases_capacity,
				    bundle->leases_count + 1, sizeof(struct bundle_lease));
	added = &bundle->leases[bundle->leases_count++];
	*added = (struct bundle_lease){ .source = source, .item = item, .lease = *lease };
	added->secret = secret_new(bundle->arena, lease->id, strlen(lease->id));
	added->lease.id = NULL;
}

/* What others have set may hold a line end, and so forge a line of what is printed. New. */
static char *line_of(const char *text)
{
	char *line = text_copy(text);

	for (char *c = line; *c; c++) {
		if (text_has_control(c, 1))
			*c = '?';
	}
	return line;
}

void bundle_add_fact(struct bundle *bundle, size_t source, enum login_fact fact, const char *text,
		     const char *from)
{
	bundle->facts = alloc_grow(bundle->facts, &bundle->facts_capacity, bundle->facts_count + 1,
				   sizeof(struct bundle_fact));
	bundle->facts[bundle->facts_count++] =
		(struct bundle_fact){ source, fact, line_of(text), from ? line_of(from) : NULL };
}

bool bundle_not_minted(const struct bundle *bundle, size_t item)
{
	for (size_t i = 0; i < bundle->failures_count; i++) {
		const struct bundle_failure *failure = &bundle->failures[i];

		if (failure_left_alone(failure->failure.class) &&
		    (item == BUNDLE_NO_ITEM || failure->item == item))
			return true;
	}
	return false;
}

void bundle_read(struct bundle *bundle, size_t item, time_t created)
{
	bundle->read = alloc_grow(bundle->read, &bundle->read_capacity, bundle->read_count + 1,
				  sizeof(struct bundle_item));
	bundle->read[bundle->read_count++] = (struct bundle_item){ item, created };
}

const struct bundle_item *bundle_find_item(const struct bundle *bundle, size_t item)
{
	for (size_t i = 0; i < bundle->read_count; i++) {
		if (bundle->read[i].item == item)
			return &bundle->read[i];
	}
	return NULL;
}

static struct bundle_failure *add_failure(struct bundle *bundle, size_t source, size_t item,
					  struct failure failure)
{
	struct bundle_failure *added;

	bundle->failures = alloc_grow(bundle->failures, &bundle->failures_capacity,
				      bundle->failures_count + 1, sizeof(struct bundle_failure));
	added = &bundle->failures[bundle->failures_count++];
	*added = (struct bundle_failure){ .source = source, .item = item, .failure = failure };
	return added;
}

void bundle_fail_item(struct bundle *bundle, size_t source, size_t item, struct failure failure)
{
	add_failure(bundle, source, item, failure)->whole = true;
}

void bundle_miss_key(struct bundle *bundle, size_t source, size_t item, const char *nearest)
{
	struct bundle_failure *added =
		add_failure(bundle, source, item, (struct failure){ .class = FAILURE_KEY });

	added->whole = true;
	added->nearest = nearest ? text_copy(nearest) : NULL;
}

void bundle_fail_source(struct bundle *bundle, size_t source, const struct error *err)
{
	struct bundle_failure *added = add_failure(bundle, source, BUNDLE_NO_ITEM,
						   (struct failure){ .class = FAILURE_OWN });

	added->whole = true;
	added->own = alloc_new(struct error);
	*added->own = *err;
}

void bundle_fail_own(struct bundle *bundle, size_t source, size_t item, const char *field,
		     enum failure_class class, const struct error *err)
{
	struct bundle_failure *added =
		add_failure(bundle, source, item, (struct failure){ .class = class });

	added->whole = !field;
	added->field = text_copy(field);
	added->own = alloc_new(struct error);
	*added->own = *err;
}

void bundle_warn(struct bundle *bundle, const char *format, ...)
{
	va_list args;

	bundle->warnings = alloc_grow(bundle->warnings, &bundle->warnings_capacity,
				      bundle->warnings_count + 1, sizeof(char *));
	va_start(args, format);
	bundle->warnings[bundle->warnings_count++] = text_vformat(format, args);
	va_end(args);
}

bool bundle_source_failed(const struct bundle *bundle, size_t source)
{
	for (size_t i = 0; i < bundle->failures_count; i++) {
		if (bundle->failures[i].source == source &&
		    bundle->failures[i].item == BUNDLE_NO_ITEM)
			return true;
	}
	return false;
}

void bundle_fail_field(struct bundle *bundle, size_t source, size_t item, const char *field,
		       struct failure failure)
{
	add_failure(bundle, source, item, failure)->field = text_copy(field);
}

bool bundle_failure_concerns(const struct bundle_failure *failure, size_t source, size_t item)
{
	return failure->source == source &&
	       (failure->item == BUNDLE_NO_ITEM || failure->item == item ||
		failure_rows[failure->failure.class].server);
}

const struct secret *bundle_find(const struct bundle *bundle, size_t item, const char *field)
{
	for (size_t i = 0; i < bundle->count; i++) {
		const struct bundle_value *value = &bundle->values[i];

		if (value->item == item && text_same(field, value->field))
			return value->secret;
	}
	return NULL;
}
