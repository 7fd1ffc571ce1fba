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

/* A token that a login of this collection got, which can be ended and has uses to spare. */
static bool is_own(const struct lease *lease)
{
	return lease->kind == LEASE_TOKEN && !lease->handed && !lease->batch && !lease->limited;
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

		if (is_own(&token->lease))
			add(back, token,
			    (struct plan_item){ .path = text_copy("auth/token/revoke-self"),
						.login = true });
	}
	return back;
}

/* Less is hardly enough for one start. */
#define SHORT_S 60
/* What a program uses while it runs should last longer than this, or be renewed by somebody. */
#define LONG_S  3600

/* Something that a start makes, and a check has left alone; NULL: there is none. */
static const char *left_alone(const struct plan *plan, const struct bundle *bundle, size_t source)
{
	for (size_t i = 0; i < plan->count; i++) {
		if (plan->items[i].source == source && bundle_not_minted(bundle, i))
			return plan->items[i].path;
	}
	return NULL;
}

/* In the largest unit of which there are two or more. New. */
static char *in_words(uint64_t seconds)
{
	static const struct {
		uint64_t seconds;
		const char *name;
	} units[] = { { 86400, "days" }, { 3600, "hours" }, { 60, "minutes" }, { 1, "seconds" } };
	size_t i = 0;

	while (i + 1 < ARRAY_LENGTH(units) && seconds < 2 * units[i].seconds)
		i++;
	return text_format("%llu %s", (unsigned long long)(seconds / units[i].seconds),
			   units[i].name);
}

static void warn_of_time(const struct source *source, const char *makes, const struct lease *token,
			 struct bundle *bundle)
{
	_cleanup_(freep) char *left = in_words(token->duration_s);

	if (token->duration_s == 0)
		return;
	if (makes && (token->duration_s < LONG_S || !token->renewable))
		bundle_warn(bundle,
			    "source %s: the token ends in %s%s; what is made with it ends "
			    "then, too: %s",
			    source->name, left,
			    token->batch       ? " and, of type batch, cannot be renewed"
			    : token->renewable ? ""
					       : " and cannot be renewed",
			    makes);
	else if (token->duration_s < SHORT_S)
		bundle_warn(bundle, "source %s: the token ends in %s", source->name, left);
}

/* How many items a start reads of a source; what transit decrypts together counts for one. */
static size_t count_reads(const struct plan *plan, size_t source)
{
	size_t count = 0;

	for (size_t i = 0; i < plan->count; i++) {
		bool first = plan->items[i].source == source;

		for (size_t j = 0; first && j < i; j++)
			first = plan->items[j].source != source || !plan->items[i].parameters ||
				!text_equal(plan->items[j].path, plan->items[i].path);
		count += first;
	}
	return count;
}

static void warn_of_uses(const struct source *source, size_t needed, const struct lease *token,
			 struct bundle *bundle)
{
	uint64_t left = token->uses > needed ? token->uses - needed : 0;

	if (token->limited && left < needed)
		bundle_warn(bundle,
			    "source %s: from now on the token may be used %llu times, and a "
			    "start uses it %zu times",
			    source->name, (unsigned long long)left, needed);
}

/*
 * A store ends what a token has made together with the token. That of a batch token is cut to the
 * token's time, and says so by ending with it, give or take the moment between the two.
 */
static bool outlives(const struct lease *lease, const struct lease *token)
{
	const uint64_t moment = token->batch ? 2 : 0;

	return token->duration_s > 0 && lease->duration_s + moment > token->duration_s;
}

static void warn_of_end(const char *source, const char *path, const struct lease *token,
			struct bundle *bundle)
{
	_cleanup_(freep) char *left = in_words(token->duration_s);

	bundle_warn(bundle,
		    "source %s, path %s: what was made ends with the token of the login, in %s; "
		    "the login's role needs a token_ttl as long as the program runs",
		    source, path, left);
}

void leases_warn(const struct manifest *manifest, const struct plan *plan, struct bundle *bundle)
{
	for (size_t i = 0; i < bundle->leases_count; i++) {
		const struct bundle_lease *lease = &bundle->leases[i];
		const struct bundle_lease *token = find_token(bundle, lease->source);

		if (lease->lease.kind == LEASE_SECRET && token &&
		    outlives(&lease->lease, &token->lease))
			warn_of_end(manifest->sources[lease->source].name,
				    plan->items[lease->item].path, &token->lease, bundle);
	}
	for (size_t i = 0; i < bundle->leases_count; i++) {
		const struct bundle_lease *lease = &bundle->leases[i];
		const struct source *source = &manifest->sources[lease->source];

		if (lease->lease.kind != LEASE_TOKEN || !lease->lease.handed || plan->may_mint)
			continue;
		warn_of_time(source, left_alone(plan, bundle, lease->source), &lease->lease,
			     bundle);
		warn_of_uses(source, count_reads(plan, lease->source), &lease->lease, bundle);
	}
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

/* The token of its login went back: the store ends with it what it has made. */
static bool ended_with_token(const struct plan *back, const struct bundle *results, size_t source)
{
	for (size_t i = 0; i < back->count; i++) {
		if (back->items[i].login && back->items[i].source == source)
			return bundle_find_item(results, i);
	}
	return false;
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

	if (bundle_find_item(results, index) || ended_with_token(back, results, item->source))
		log_verbose("%s is given back", what);
	else
		log_warning("%s could not be given back and ends with its %s: %s", what,
			    item->login ? "time" : "lease", reason(results, item->source, index));
}

static bool any_read(const struct plan *plan, const struct bundle *bundle, size_t source)
{
	for (size_t i = 0; i < plan->count; i++) {
		if (plan->items[i].source == source && bundle_find_item(bundle, i))
			return true;
	}
	return false;
}

/* What cannot be given back: the next start would take it for a theft. */
static void tell_unwrapped(const struct manifest *manifest, const struct plan *plan,
			   const struct bundle *bundle)
{
	for (size_t i = 0; i < manifest->sources_count; i++) {
		const struct source *source = &manifest->sources[i];

		if (!source->type->unwraps)
			continue;
		if ((source->type->unwraps(source, true) && find_token(bundle, i)) ||
		    (source->type->unwraps(source, false) && any_read(plan, bundle, i)))
			log_hint(LOG_WARNING, "hand over a fresh wrapping token",
				 "source %s: the wrapping token was unwrapped for a start that "
				 "failed",
				 source->name);
	}
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
	if (plan->may_mint)
		tell_unwrapped(manifest, plan, bundle);
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
