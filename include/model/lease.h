/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Something with an end that a store handed out: the token of a login, or a credential that was
 * made for us. It is what must outlive a collection: to be renewed, or given back.
 */

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

enum lease_kind {
	LEASE_TOKEN = 1, /* id is the token itself */
	LEASE_SECRET,    /* id is what the store calls the lease */
	LEASE_KIND_COUNT,
};

/* The longest id: that of a token. */
#define LEASE_MAX_ID 8192

struct lease {
	enum lease_kind kind;
	const char *id;      /* a secret: who has a token's may act with it */
	uint64_t duration_s; /* from issued; 0: not known, or without an end */
	bool renewable;
	time_t issued; /* by this machine's clock */
	/* Of a token: */
	bool handed;  /* it is not from a login: the next collection has the same one */
	bool batch;   /* it cannot be renewed, and what it made ends with it */
	bool limited; /* it may be used so often still: */
	uint64_t uses;
};
