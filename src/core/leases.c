/* SPDX-License-Identifier: Apache-2.0 */
#include "core/leases.h"

#include "process/fetcher.h"
#include "util/alloc.h"
#include "util/log.h"
#include "util/text.h"

static const struct bundle_lease *find_token(const struct bundle *bundle, size_t source)
{
	for (size_t i = 0; i < bundle->leases_count; i++) {
		if (bundle->leases[i].source == source &&
		    bundle->leases[i].lease.kind == LEASE_TOKEN)
			return &bundle->leases[i];
	}
	return NULL;
}

static void add(struct plan *back, const struct bundle_lease *token, struct plan_item item)
{
	back->tokens[token->source] = token->secret;
	back->items =
		alloc_grow(back->items, &back->capacity, back->count + 1, sizeof(struct plan_item));
	item.source = token->source;
	back->items[back->count++] = item;
}

/* What is to be given back, as a plan whose items are leases, and behind them tokens. */
static struct plan *plan_return(const struct manifest *manifest, const struct plan *plan,
				const struct bundle *bundle)
{
	struct plan *back = alloc_new(struct plan);

	back->tokens = alloc_array(manifest->sources_count, sizeof(*back->tokens));
	for (size_t i = 0; i < bundle->leases_count; i++) {
		const struct bundle_lease *lease = &bundle->leases[i];
		const struct bundle_lease *token = find_token(bundle, lease->source);

		if (lease->lease.kind == LEASE_SECRET && token)
			add(back, token,
			    (struct plan_item){ .path = text_copy(plan->items[lease->item].path),
						.lease = lease->secret });
	}
	for (size_t i = 0; i < bundle->leases_count; i++) {
		const struct bundle_lease *token = &bundle->leases[i];

		if (token->lease.own)
			add(back, token,
			    (struct plan_item){ .path = text_copy("auth/token/revoke-self"),
						.login = true });
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
		 const struct bundle *results, size_t index)
{
	const struct plan_item *item = &back->items[index];
	const char *source = manifest->sources[item->source].name;
	_cleanup_(freep) char *what =
		item->login ? text_format("source %s: the token of the login", source)
			    : text_format("source %s, path %s: the credential that was made",
					  source, item->path);

	if (bundle_find_item(results, index))
		log_verbose("%s is given back", what);
	else
		log_warning("%s could not be given back and ends with its %s: %s", what,
			    item->login ? "time" : "lease", reason(results, item->source, index));
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

/*
 * A store ends what a token has made together with the token. That of a batch token is cut to the
 * token's time, and says so by ending with it, give or take the moment between the two.
 */
static bool outlives(const struct lease *lease, const struct lease *token)
{
	const uint64_t moment = token->own ? 0 : 2;

	return token->duration_s > 0 && lease->duration_s + moment > token->duration_s;
}

void leases_warn(const struct manifest *manifest, const struct plan *plan,
		 const struct bundle *bundle)
{
	for (size_t i = 0; bundle && i < bundle->leases_count; i++) {
		const struct bundle_lease *lease = &bundle->leases[i];
		const struct bundle_lease *token = find_token(bundle, lease->source);

		if (lease->lease.kind != LEASE_SECRET || !token ||
		    !outlives(&lease->lease, &token->lease))
			continue;
		log_hint(LOG_WARNING,
			 "give the login's role a token_ttl as long as the program runs; see "
			 "keystrap-vault(7), LEASES",
			 "source %s, path %s: the credential that was made ends with the token of "
			 "the login, %llu s after it",
			 manifest->sources[lease->source].name, plan->items[lease->item].path,
			 (unsigned long long)token->lease.duration_s);
	}
}
