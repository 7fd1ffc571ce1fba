/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Judging a password or secret that is a part of a value, as in a URL's login. */

#include "schema/subject.h"

/*
 * Adds findings (password-*, secret-template, secret-placeholder, secret-known-leaked) about a
 * password that is part of the subject's value. user is who logs in with it, or NULL.
 */
void judge_password(const struct subject *subject, const char *bytes, size_t length,
		    const char *user);
