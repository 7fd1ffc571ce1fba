/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * A run of the driver, shared by its files: fetch.c begins and ends it and keeps its time, talk.c
 * takes each talk from step to step, results.c hands over what comes of it, sending.c sends and
 * sends again, making.c puts off what makes something.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "net/retry.h"
#include "provider/fetch.h"
#include "provider/weather.h"
#include "util/text_set.h"

enum talk_state {
	TALK_READY,  /* to be stepped, once the login is done */
	TALK_FLIGHT, /* a request is out */
	TALK_QUEUED, /* the request goes out when others have come back */
	TALK_DELAY,  /* the request goes out again at due */
	TALK_WAIT,   /* until another talk of the source has moved */
	TALK_HELD,   /* the server is away: another talk asks for all */
	TALK_MAKE,   /* the request makes something: it goes out when all others are done */
	TALK_OVER,
};

/* A conversation under way. */
struct talk {
	struct conversation conversation;
	struct run *run;
	size_t source;
	size_t first, count; /* its items, in run->places; none: a login */
	enum talk_state state;
	struct http_request request; /* the last, for another try */
	unsigned tried;
	uint64_t due;
	unsigned login;         /* the last request was made after so many logins */
	struct failure last;    /* what the last try came to: said when the deadline passes */
	bool hopped;            /* the request was sent elsewhere by a reply already */
	char *hop;              /* where to, or NULL */
	bool late;              /* the deadline left no room for another try */
	struct weather *server; /* of the last request; NULL: none was made */
	size_t address;         /* which of the source's own addresses was asked last */
	size_t turns;           /* from address to address since the last pause */
	uint64_t sent;
	unsigned cost; /* of the last retry */
	bool makes;    /* its request was put off until all others were done */
	bool made;     /* such a request went out, and its reply was lost */
};

/* A source under way. */
struct side {
	void *session;
	uint64_t deadline;
	struct retry_budget budget;
	struct weather servers[1 + FETCH_MAX_SERVERS]; /* first its own */
	size_t servers_count;
	size_t bytes;        /* of values that were handed over */
	unsigned logins;     /* done: one, or another when the first has come to its end */
	struct failure last; /* of any talk: what one that was never sent waited for */
};

/* An item, beside those that are read with it. */
struct place {
	size_t item;           /* index in the job's */
	bool lost;             /* nothing of it can be had: said already */
	bool told;             /* a field of it was handed over, or missed */
	struct text_set names; /* of the fields that were handed over */
	time_t created;
};

struct run {
	const struct fetch_job *job;
	struct side *sides;
	struct place *places;
	const struct provider_item **items; /* of places */
	struct talk *talks;                 /* first the logins by source, then the items */
	size_t talks_count;
	uint64_t deadline; /* the last of all sources */
	bool making;       /* all others are done and well */
	size_t running;
	size_t in_flight;
};

/* results.c */

/* One of its items, counted from its first. Borrowed from the run. */
struct place *talk_place(const struct talk *talk, size_t index);

/*
 * The conversation of a new talk, whose source and items are set: what the provider hands over goes
 * to the job's sink. It borrows from the talk and its run.
 */
struct conversation talk_conversation(struct talk *talk);

/* Says that nothing of an item can be had, and why: once, a second failure says nothing new. */
void talk_lose(const struct talk *talk, size_t index, struct failure failure);

/* Says that all of an item was handed over, unless it was lost. */
void talk_tell_done(const struct talk *talk, size_t index);

/* talk.c */

/* A new talk at the end of run->talks, with items of run->places; count 0: the source's login. */
void talk_add(struct run *run, size_t source, size_t first, size_t count);

/* Asks the provider what follows from a reply (NULL: none came yet), and does it. */
void talk_step(struct talk *talk, const struct http_reply *last);

/* Takes what has come of its request: another try, or the next step. */
void talk_take_reply(struct talk *talk, const struct http_reply *reply);

/* Ends it, and with it all for whom that is true too. */
void talk_fail(struct talk *talk, struct failure failure);

/* sending.c */

/* The source whose talk it is. Borrowed from the run. */
struct side *talk_side(const struct talk *talk);

/* Until when it must be over: what makes something has waited for other sources, too. */
uint64_t talk_deadline(const struct talk *talk);

/* Sends talk->request, or queues or holds it; refused settings fail it. */
void talk_send(struct talk *talk);

/* Before anything follows from a reply: what it says of the server. */
void talk_note_reply(struct talk *talk, const struct http_reply *reply);

/* Whether a reply tells of trouble that may pass, by its status or by what the provider reads. */
bool talk_may_pass(const struct talk *talk, const struct http_reply *reply);

/* Whether the request goes out again, now or later. */
bool talk_try_again(struct talk *talk, const struct http_reply *reply);

/* After a step that began with a reply of that server: who asked for all may do so no more. */
void talk_end_probe(struct talk *talk, struct weather *server);

/* making.c */

/* Sends talk->request, which makes something, once all others are done. */
void making_put_off(struct talk *talk);

/* Sends all those when it is their time, or ends them. */
void making_begin(struct run *run);
