/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * What the driver of a source knows of one of its servers, and what follows from that: which of
 * several addresses is asked, how many requests go out at once, and whether one asks for all. No
 * I/O and no clock of its own, so that it is tested with numbers.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/http.h"

struct weather {
	const struct http_endpoint *endpoint; /* borrowed; NULL: the source's own addresses */
	size_t addresses;                     /* how many it has */
	size_t address;                       /* the one that is asked */
	bool patient;         /* all were tried: connecting may take its full time from now on */
	unsigned away;        /* replies in a row that say that the server is away */
	void *probe;          /* who asks for all while it is; or NULL */
	size_t flying;        /* requests that are out */
	size_t window;        /* how many may be */
	size_t largest;       /* the window at its best */
	size_t answered;      /* since the window moved */
	uint64_t narrowed_ms; /* when the server said last that it was too much */
	uint64_t quiet_ms;    /* nothing goes out before */
};

/* So many in a row, and one asks for all until the server answers. */
#define WEATHER_AWAY       3
/* How long a connection may take while another address is left to try. */
#define WEATHER_CONNECT_MS 750

/* endpoint: of a server with one address; NULL: the source's own, which has so many. */
void weather_init(struct weather *weather, const struct http_endpoint *endpoint, size_t addresses,
		  size_t window);

/*
 * Takes note of a reply to a request that went out at sent_ms. A server that is too busy gets half
 * as many at once, one that has answered so many gets one more.
 */
void weather_note(struct weather *weather, const struct http_reply *reply, bool busy,
		  uint64_t sent_ms, uint64_t now_ms);

/* The server is away: one asks for all. */
bool weather_is_bad(const struct weather *weather);

/* Whether another request may go out now. */
bool weather_admits(const struct weather *weather, uint64_t now_ms);

/* Nothing goes out before that time, which never moves back. */
void weather_calm(struct weather *weather, uint64_t until_ms);

/* Turns from an address that failed to the next; nothing when that was done already. */
void weather_turn(struct weather *weather, size_t failed);

/* How long a connection may take. */
uint64_t weather_connect_ms(const struct weather *weather, uint64_t full_ms);
