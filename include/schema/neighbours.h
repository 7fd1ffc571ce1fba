/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The variables beside one: found by name, in few steps. */

#include "schema/subject.h"

/* The first of names (spaces between) that has a value: fills *ret; false when none has one. */
bool neighbour_first(struct subject *ret, const struct checking *checking, const char *names);

/* PREFIX and suffix as one name, as neighbour_first. prefix has length bytes. */
bool neighbour_joined(struct subject *ret, const struct checking *checking, const char *prefix,
		      size_t length, const char *suffix);

/*
 * The nearest variable that says more about the same thing: of REDIS_USE_SSL and "HOST URL", the
 * first that has a value of REDIS_USE_HOST, REDIS_USE_URL, REDIS_HOST, REDIS_URL.
 */
bool neighbour_near(struct subject *ret, const struct subject *subject, const char *suffixes);

/* Whether the program gets the value, under its own name: only then can it act on it. */
bool neighbour_reaches(const struct subject *neighbour);

/*
 * Whether the program will have a value under the name: declared or not, or one that is not known
 * in this run because nothing was fetched.
 */
bool neighbour_is_set(const struct checking *checking, const char *name);

/* The same, or the name of the file that has it, as images take secrets: NAME_FILE, NAME__FILE. */
bool neighbour_is_given(const struct checking *checking, const char *name);

/* Whether anybody speaks of the name, set or not: a section, a file, an import. */
bool neighbour_is_known(const struct checking *checking, const char *name);

/* Whether the host of a URL, HOST:PORT, or host is this machine, or the text names a socket. */
bool address_is_local(const char *text);

/*
 * Whether the nearest hosts, addresses and URLs beside the subject are this machine, each of them:
 * the program may use any. URLs of https are encrypted, wherever they lead.
 */
bool neighbour_is_local(const struct subject *subject);

/* The same for the neighbours with one of suffixes. */
bool neighbours_are_local(const struct subject *subject, const char *suffixes);

/* Whether a preset is chosen. */
bool checking_has_preset(const struct checking *checking, const char *preset);
