/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * What may be shown of a source's login: which link of a chain it came from, which role it is in,
 * when it ends. Never a key, a token, or the id of one.
 */

enum login_fact {
	FACT_NONE,
	FACT_REGION,
	FACT_LOGIN,       /* the method, and where it is mounted */
	FACT_CREDENTIALS, /* the kind of what is logged in with */
	FACT_ROLE,
	FACT_SESSION, /* how the role's session is called in the store's logs */
	FACT_POLICIES,
	FACT_RENEWABLE,
	FACT_EXPIRES, /* a time stamp */
	FACT_COUNT,
};

/* Ends up in messages: at most so many bytes of it are kept. */
#define FACT_MAX_TEXT 512

/* By fact: "region", as explain says it. */
extern const char *const fact_names[FACT_COUNT];
