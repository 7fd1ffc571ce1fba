/* SPDX-License-Identifier: Apache-2.0 */
#include "core/leases.h"

#include "process/fetcher.h"
#include "util/alloc.h"
#include "util/log.h"
#include "util/text.h"

static const struct secret *find_token(const struct bundle *bundle, size_t source)
{
	for (size_t i = 0; i < bundle->leases_count; i++) {
		if (bundle->leases[i].source == source &&
		    bundle->leases[i].lease.kind == LEASE_TOKEN)
			return bundle->leases[i].secret;
	}
	return NULL;
}

/* What is to be given back, as a plan whose items are leases. */
static struct plan *plan_return(const struct manifest *manifest, const struct plan *plan,
				const struct bundle *bundle)
{
	struct plan *back = alloc_new(struct plan);

	back->tokens = alloc_array(manifest->sources_count, sizeof(*back->tokens));
	for (size_t i = 0; i < bundle->leases_count; i++) {
		const struct bundle_lease *lease = &bundle->leases[i];
		const struct secret *token = find_token(bundle, lease->source);

		if (lease->lease.kind != LEASE_SECRET || !token)
			continue;
		back->tokens[lease->source] = token;
		back->items = alloc_grow(back->items, &back->capacity, back->count + 1,
					 sizeof(struct plan_item));
		back->items[back->count++] = (struct plan_item){
			.source = lease->source,
			.path = text_copy(plan->items[lease->item].path),
			.lease = lease->secret,
		};
	}
	return back;
}

/* Why a lease is not given back. */
static const char *reason(const struct bundle *results, size_t source, size_t item)
{
	for (size_t i = 0; i < results->failures_count; i++) {
		const struct bundle_failure *failure = &results->failures[i];

		if (bundle_failure_concerns(failure, source, item))
			return failure->own ? failure->own->text
					    : failure_rows[failure->failure.class].text;
	}
	return "keystrap-fetch did not get that far";
}

static void tell(const struct manifest *manifest, const struct plan *back,
		 const struct bundle *results, size_t item)
{
	size_t index = back->items[item].source;
	const char *source = manifest->sources[index].name;

	if (bundle_find_item(results, item))
		log_verbose("source %s, path %s: the credential that was made is given back",
			    source, back->items[item].path);
	else
		log_warning("source %s, path %s: the credential that was made could not be given "
			    "back and ends with its lease: %s",
			    source, back->items[item].path, reason(results, index, item));
}

void leases_give_back(const struct manifest *manifest, const struct plan *plan,
		      const struct bundle *bundle)
{
	_cleanup_(plan_freep) struct plan *back = NULL;
	_cleanup_(bundle_freep) struct bundle *results = NULL;
	_cleanup_(fetcher_freep) struct fetcher *fetcher = NULL;
	struct error err;

	if (!manifest || !plan || !bundle)
		return;
	back = plan_return(manifest, plan, bundle);
	if (back->count == 0)
		return;
	results = bundle_new();
	if (!fetcher_start(&fetcher, &err) ||
	    !fetcher_collect(fetcher, manifest, back, results, &err) || !fetcher_end(fetcher, &err))
		log_warning("giving back what was made: %s", err.text);
	for (size_t i = 0; i < back->count; i++)
		tell(manifest, back, results, i);
}
