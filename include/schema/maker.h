/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* How to come by a good value for a variable: one answer for all that is found about it. */

#include "schema/subject.h"

/* What a hint begins with that ends in a command; the command writes the value and nothing else. */
#define MAKE_ONE "make a new one: "

/* For the password in a URL: the command's output is a part of the value, and not the whole. */
#define MAKE_PASSWORD_OF_URL                                                                       \
	"make a new password: openssl rand -hex 24, and put it into the URL in place of the old "  \
	"one"

/*
 * The next step for a value that must be replaced: MAKE_ONE and a command whose output passes the
 * variable's type, its size, encoding and length; otherwise what to do instead, where a provider
 * or an authority issues the value, where it is derived from another, or where no command is known
 * to fit (pattern). New.
 */
char *maker_hint(const struct subject *subject);
