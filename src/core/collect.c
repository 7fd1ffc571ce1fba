/* SPDX-License-Identifier: Apache-2.0 */
#include "core/collect.h"

#include <stdlib.h>
#include <string.h>

#include "core/leases.h"
#include "model/needs.h"
#include "util/alloc.h"
#include "util/log.h"
#include "util/text.h"

static bool uses(const struct plan *plan, size_t source)
{
	for (size_t i = 0; i < plan->count; i++) {
		if (plan->items[i].source == source)
			return true;
	}
	return false;
}

static bool collect_remote(struct bundle *bundle, const struct manifest *manifest,
			   const struct plan *plan, struct fetcher *fetcher, struct error *err)
{
	_cleanup_(fetcher_freep) struct fetcher *own = NULL;
	bool needed = false;

	for (size_t i = 0; i < manifest->sources_count; i++)
		needed = needed || (manifest->sources[i].type->remote && uses(plan, i));
	if (!needed)
		return true;
	if (fetcher)
		return fetcher_collect(fetcher, manifest, plan, bundle, err);
	return fetcher_start(&own, err) && fetcher_collect(own, manifest, plan, bundle, err) &&
	       fetcher_end(own, err);
}

/* A name written out is wanted, as a variable's own section would want it. */
static bool is_optional(const struct manifest *manifest, const char *name)
{
	const struct variable *variable = manifest_find_variable(manifest, name);

	return variable && (variable->required == PRESENCE_OPTIONAL || variable->fallback ||
			    variable->from_text || variable->value_text);
}

static bool brings_any(const struct bundle *bundle, const struct import *import, size_t item)
{
	for (size_t i = 0; i < bundle->count; i++) {
		if (bundle->values[i].item == item &&
		    import_allows(import, bundle->values[i].field))
			return true;
	}
	return false;
}

static bool has_failed(const struct bundle *bundle, size_t source, size_t item)
{
	for (size_t i = 0; i < bundle->failures_count; i++) {
		const struct bundle_failure *failure = &bundle->failures[i];

		if (failure->whole && bundle_failure_concerns(failure, source, item))
			return true;
	}
	return bundle_not_minted(bundle, item);
}

/* What an import says that it brings, and the secret does not have. */
static void miss_names(struct bundle *bundle, const struct manifest *manifest,
		       const struct import *import, size_t item)
{
	bool missed = false;

	for (char **name = import->names; *name; name++) {
		if (strpbrk(*name, "*?") || bundle_find(bundle, item, *name) ||
		    is_optional(manifest, *name))
			continue;
		missed = true;
		bundle_fail_field(bundle, import->source, item, *name,
				  (struct failure){ .class = FAILURE_FIELD });
	}
	if (!missed && !brings_any(bundle, import, item))
		bundle_warn(
			bundle, "%s:%u: import %s brings nothing: no name in %s is one of names",
			import->place.file, import->place.line, import->name, import->from_text);
}

static void collect_local(struct bundle *bundle, const struct manifest *manifest,
			  const struct plan *plan)
{
	for (size_t i = 0; i < manifest->sources_count; i++) {
		struct error own;

		if (!manifest->sources[i].type->remote && uses(plan, i) &&
		    !manifest->sources[i].type->collect(bundle, manifest, i, plan, &own))
			bundle_fail_source(bundle, i, &own);
	}
}

bool collect(struct bundle **ret, const struct manifest *manifest, const struct plan *plan,
	     struct fetcher *fetcher, struct error *err)
{
	_cleanup_(bundle_freep) struct bundle *bundle = bundle_new();

	/* First, so that nothing is made where a file or a helper is missing. */
	collect_local(bundle, manifest, plan);
	if (!collect_remote(bundle, manifest, plan, fetcher, err)) {
		leases_give_back(manifest, plan, bundle);
		return false;
	}
	leases_warn(manifest, plan, bundle);
	for (size_t i = 0; i < manifest->imports_count; i++) {
		const struct import *import = &manifest->imports[i];

		if (!has_failed(bundle, import->source, plan->import_items[i]))
			miss_names(bundle, manifest, import, plan->import_items[i]);
	}
	for (size_t i = 0; i < bundle->warnings_count; i++)
		log_warning("%s", bundle->warnings[i]);
	*ret = TAKE(bundle);
	return true;
}

/* Who needs it: the first three names and a count. */
struct needs {
	struct buf names;
	size_t count;
	const char *first; /* a variable's name, or NULL when it is an import's */
	struct place place;
};

static void need(struct needs *needs, const char *name, const char *variable, struct place place)
{
	if (needs->count == 0) {
		needs->first = variable;
		needs->place = place;
	}
	if (needs->count < 3)
		buf_format(&needs->names, "%s%s", needs->count ? ", " : "", name);
	needs->count++;
}

static void find_needs(struct needs *needs, const struct manifest *manifest,
		       const struct plan *plan, const struct bundle *bundle,
		       const struct bundle_failure *failure)
{
	for (size_t i = 0; i < manifest->variables_count; i++) {
		const struct variable *variable = &manifest->variables[i];

		if (needs_variable(manifest, plan, bundle, i, failure))
			need(needs, variable->name, variable->name, variable->from_place);
	}
	for (size_t i = 0; i < manifest->imports_count; i++) {
		const struct import *import = &manifest->imports[i];
		_cleanup_(freep) char *name = text_format("import %s", import->name);

		if (needs_import(manifest, plan, bundle, i, failure))
			need(needs, name, NULL, import->from_place);
	}
}

/* Which of several addresses was asked last, where that is known; otherwise all. New. */
static char *describe_place(const struct source *source, unsigned address)
{
	const char *where = source_where(source);
	_cleanup_(text_list_freep) char **addresses = text_list(address > 0 ? where : "");
	size_t count = 0;

	while (addresses[count])
		count++;
	if (address == 0 || address > count)
		return text_copy(where);
	return text_format("%s, one of %zu addresses", addresses[address - 1], count);
}

/* Of a failure that is about who we are: "token from BAO_TOKEN", "login userpass at auth/people".
 */
static void add_login(struct buf *out, const struct bundle *bundle,
		      const struct bundle_failure *failure)
{
	for (size_t i = 0; i < bundle->facts_count; i++) {
		const struct bundle_fact *fact = &bundle->facts[i];
		_cleanup_(freep) char *text = text_printable(fact->text);
		_cleanup_(freep) char *from = fact->from ? text_printable(fact->from) : NULL;

		if (fact->source == failure->source &&
		    (fact->fact == FACT_LOGIN || fact->fact == FACT_CREDENTIALS))
			buf_format(out, ", %s%s%s%s", fact->fact == FACT_LOGIN ? "login " : "",
				   text, from ? " from " : "", from ? from : "");
	}
}

/* It may come from the environment, where nobody sees it. */
static void add_namespace(struct buf *out, const struct source *source)
{
	size_t row = source_row(source, "namespace");

	if (source->options[row])
		buf_format(out, ", namespace %s", source->options[row]);
	if (source->option_origins[row])
		buf_format(out, " from %s", source->option_origins[row]);
}

/* Whether the reply to an unwrapping was lost: what was wrapped may be gone. */
static bool unwrapped(const struct source *source, const struct bundle_failure *failure)
{
	return failure->failure.made && source->type->unwraps &&
	       source->type->unwraps(source, failure->item == BUNDLE_NO_ITEM);
}

/* "source vault (https://...): secret/app#key: the server is sealed (HTTP 503)" */
static char *describe(const struct manifest *manifest, const struct plan *plan,
		      const struct bundle *bundle, const struct bundle_failure *failure)
{
	const struct source *source = &manifest->sources[failure->source];
	const struct failure_row *row = &failure_rows[failure->failure.class];
	_cleanup_(freep) char *where = describe_place(source, failure->failure.address);
	_cleanup_(buf_done) struct buf text = { 0 };

	if (failure->own)
		return text_format("source %s (%s): %s", source->name, where, failure->own->text);
	buf_format(&text, "source %s (%s)", source->name, where);
	add_namespace(&text, source);
	if (failure->item != BUNDLE_NO_ITEM) {
		const struct plan_item *item = &plan->items[failure->item];

		buf_format(&text, ", path %s", item->path);
		if (failure->field)
			buf_format(&text, ", field %s", failure->field);
		if (item->version)
			buf_format(&text, ", version %s", item->version);
	}
	if (row->code == ERR_AUTH)
		add_login(&text, bundle, failure);
	buf_format(&text, ": %s", row->text);
	if (failure->failure.http_status)
		buf_format(&text, " (HTTP %u)", failure->failure.http_status);
	if (failure->failure.deadline)
		buf_add_text(&text, "; the deadline has passed");
	if (unwrapped(source, failure))
		buf_add_text(&text, "; it may have been unwrapped");
	else if (failure->failure.made)
		buf_add_text(&text, "; a credential may have been made, which ends with its lease");
	return text_copy(buf_text(&text));
}

/* What cannot pass by itself decides; among those, what only a person can mend. */
static enum err_code worse(enum err_code a, enum err_code b)
{
	static const enum err_code order[] = { ERR_SYSTEM, ERR_MANIFEST, ERR_AUTH, ERR_UNAVAILABLE,
					       ERR_DEADLINE };

	for (size_t i = 0; i < ARRAY_LENGTH(order); i++) {
		if (a == order[i] || b == order[i])
			return order[i];
	}
	return ERR_NONE;
}

/* The same trouble with the same server: said once, whatever was asked for. */
static bool is_same(const struct bundle_failure *a, const struct bundle_failure *b)
{
	return failure_rows[a->failure.class].server && a->source == b->source &&
	       a->failure.class == b->failure.class && a->failure.deadline == b->failure.deadline;
}

static bool was_said(const struct bundle *bundle, size_t index)
{
	for (size_t i = 0; i < index; i++) {
		if (is_same(&bundle->failures[i], &bundle->failures[index]))
			return true;
	}
	return false;
}

static void add_finding(struct report *report, const struct needs *needs, const char *text,
			const char *hint, bool error)
{
	struct finding *finding =
		report_add(report, error ? SEVERITY_ERROR : SEVERITY_INFO, "value-unavailable",
			   needs->first, needs->place, "%s", text);

	if (needs->count > 1)
		report_hint(finding, "%s%sNeeded by %s%s", hint, hint[0] ? ". " : "",
			    buf_text(&needs->names), needs->count > 3 ? ", ..." : "");
	else
		report_hint(finding, "%s", hint);
}

/* The next step; new. */
static char *next_step(const struct manifest *manifest, const struct bundle_failure *failure)
{
	const char *hint = unwrapped(&manifest->sources[failure->source], failure)
				   ? "hand over a fresh wrapping token"
			   : failure->own && failure->own->hint[0]
				   ? failure->own->hint
				   : failure_rows[failure->failure.class].hint;

	return failure->nearest
		       ? text_format("did you mean %s? Otherwise %s", failure->nearest, hint)
		       : text_copy(hint);
}

enum err_code collect_report(struct report *report, const struct manifest *manifest,
			     const struct plan *plan, const struct bundle *bundle)
{
	enum err_code code = ERR_NONE;

	for (size_t i = 0; i < bundle->failures_count; i++) {
		const struct bundle_failure *failure = &bundle->failures[i];
		_cleanup_(freep) char *text = describe(manifest, plan, bundle, failure);
		struct needs needs = { 0 };

		if (was_said(bundle, i))
			continue;
		find_needs(&needs, manifest, plan, bundle, failure);
		if (needs.count > 0) {
			_cleanup_(freep) char *hint = next_step(manifest, failure);

			add_finding(report, &needs, text, hint,
				    !failure_left_alone(failure->failure.class));
			code = worse(code, failure->own ? failure->own->code
							: failure_code(&failure->failure));
		}
		buf_done(&needs.names);
	}
	report_sort(report);
	return code;
}
