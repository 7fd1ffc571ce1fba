/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Judging a password or secret, whole or a part of a value, as in a URL's login. */

#include "schema/strength.h"
#include "schema/subject.h"

/* PCI DSS 8.3.6; min-length is a rule of its own (length-range) and does not change it. */
#define PASSWORD_LEAST_LENGTH 12

/* What a guesser must at least try, unless min-entropy-bits says otherwise. */
#define PASSWORD_LEAST_BITS 60

/* ASVS 11.5.1: what nobody may guess. */
#define SECRET_LEAST_BITS 128

/*
 * Three bits are let go: nanoid's 21 characters of 64 have 126, or 125 when neither - nor _ is
 * among them, and are meant, and taken by all, as 128. A UUID has 122.
 */
#define KEY_BITS_TOLERANCE 3

/*
 * Adds findings (password-*, secret-template, secret-placeholder, secret-known-leaked) about a
 * password that is part of the subject's value. user is who logs in with it, or NULL.
 */
void judge_password(const struct subject *subject, const char *bytes, size_t length,
		    const char *user);

/*
 * Adds a finding for each of the flaws (1u << STRENGTH_...) that has a rule, but for those that go
 * without saying beside others. what is the subject of the messages, with a blank behind, or "" for
 * the value itself.
 */
void judge_flaws(const struct subject *subject, uint32_t flaws, const char *what);

/*
 * Whether the value as a whole is found to be no secret at all: published, a placeholder, a
 * template or a command. How many bits it has then goes without saying.
 */
bool judge_says_enough(const struct subject *subject);

/* Whether anything says that the value is not random. */
bool judge_finds_flaws(const struct subject *subject);
