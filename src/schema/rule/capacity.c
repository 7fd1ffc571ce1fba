/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/rule/together.h"

#include <stdio.h>

#include "schema/neighbours.h"
#include "schema/rules.h"
#include "schema/span.h"
#include "schema/words.h"
#include "util/cleanup.h"

#define COUNT_MAX ((size_t)1000000) /* three of them, the first doubled, fit into 64 bits */

/* The first of names that is a whole number above 0. */
static bool count_first(size_t *ret_count, struct subject *ret, const struct checking *checking,
			const char *names)
{
	struct word word;

	while (word_next(&word, &names, " ")) {
		if (neighbour_joined(ret, checking, word.start, word.length, "") &&
		    word_number(ret_count, word_of(ret->bytes), COUNT_MAX) && *ret_count > 0)
			return true;
	}
	return false;
}

void rule_check_pool(const struct checking *checking)
{
	size_t pool, overflow, workers, replicas, limit;
	struct subject by, other;

	if (!count_first(&pool, &by, checking, POOL_NAMES) ||
	    !count_first(&limit, &other, checking,
			 "DB_MAX_CONNECTIONS DATABASE_MAX_CONNECTIONS POSTGRES_MAX_CONNECTIONS "
			 "MYSQL_MAX_CONNECTIONS MAX_CONNECTIONS"))
		return;
	/* What SQLAlchemy opens beyond its pool when all of it is in use. */
	if (!count_first(&overflow, &other, checking,
			 "DB_MAX_OVERFLOW DATABASE_MAX_OVERFLOW SQLALCHEMY_MAX_OVERFLOW "
			 "MAX_OVERFLOW"))
		overflow = 0;
	pool += overflow;
	if (!count_first(&workers, &other, checking, WORKER_NAMES))
		workers = 1;
	if (!count_first(&replicas, &other, checking,
			 "WEB_REPLICAS APP_REPLICAS REPLICAS REPLICA_COUNT NUM_REPLICAS "
			 "WORKER_REPLICAS CELERY_WORKER_REPLICAS"))
		replicas = 1;
	if (pool * workers * replicas > limit)
		subject_find(&by, "pool-exceeds-db", NULL,
			     "pool, workers and replicas may open %zu connections, more than the "
			     "database allows",
			     pool * workers * replicas);
}

static void check_workers(const struct checking *checking, const struct subject *subject)
{
	const struct surroundings *around = checking->around;
	size_t processors = around && around->becomes ? around->processors : 0, count;
	char hint[64];

	if (!word_number(&count, word_of(subject->bytes), COUNT_MAX))
		return;
	snprintf(hint, sizeof(hint), "2 for each processor and 1 more make %zu",
		 2 * processors + 1);
	if (processors > 0 && count > 4 * processors + 1)
		subject_find(subject, "workers-range", hint,
			     "wants more workers than 4 for each of the %zu processors",
			     processors);
	else if (count == 1)
		subject_find_at(subject, "workers-range", SUBJECT_AT(PRODUCTION_WARN),
				processors > 0 ? hint : NULL, "is a single worker");
}

void rule_check_workers(const struct checking *checking)
{
	const char *names = WORKER_NAMES;
	struct subject subject;
	struct word word;

	while (word_next(&word, &names, " ")) {
		if (neighbour_joined(&subject, checking, word.start, word.length, ""))
			check_workers(checking, &subject);
	}
}

/* Times of which the first must not be the longer one. */
static const struct {
	const char *shorter, *longer;
} orders[] = {
	{ "CONNECT_TIMEOUT CONNECTION_TIMEOUT HTTP_CONNECT_TIMEOUT DB_CONNECT_TIMEOUT "
	  "CONNECT_TIMEOUT_MS CONNECTION_TIMEOUT_MS",
	  "REQUEST_TIMEOUT REQUEST_TIMEOUT_MS HTTP_TIMEOUT HTTP_REQUEST_TIMEOUT TIMEOUT" },
	{ "REQUEST_TIMEOUT REQUEST_TIMEOUT_MS HTTP_REQUEST_TIMEOUT TIMEOUT GUNICORN_TIMEOUT",
	  "GRACEFUL_SHUTDOWN_TIMEOUT GRACEFUL_TIMEOUT GUNICORN_GRACEFUL_TIMEOUT SHUTDOWN_TIMEOUT "
	  "SHUTDOWN_TIMEOUT_MS SHUTDOWN_GRACE_PERIOD" },
	{ "RETRY_BUDGET RETRY_DEADLINE RETRY_MAX_ELAPSED RETRY_TIMEOUT RETRY_TOTAL_TIMEOUT",
	  "START_DEADLINE STARTUP_DEADLINE START_TIMEOUT STARTUP_TIMEOUT" },
};

bool rule_concerns_timeouts(const struct variable *variable)
{
	for (size_t i = 0; i < ARRAY_LENGTH(orders); i++) {
		if (name_fits(orders[i].shorter, variable->name))
			return true;
	}
	return false;
}

void rule_check_timeouts(const struct checking *checking)
{
	struct subject shorter, longer;
	int64_t short_ms, long_ms;

	for (size_t i = 0; i < ARRAY_LENGTH(orders); i++) {
		if (span_first(&short_ms, &shorter, checking, orders[i].shorter) &&
		    span_first(&long_ms, &longer, checking, orders[i].longer) && long_ms > 0 &&
		    short_ms > long_ms)
			subject_find(&shorter, "timeout-order", NULL, "is longer than %s",
				     longer.variable->name);
	}
}
