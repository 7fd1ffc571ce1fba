/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The single walls, in the order in which enter.c puts them up. All errors are ERR_SYSTEM. */

#include "sandbox/sandbox.h"

/* Limits memory, CPU, files and descriptors, and makes threads small enough to fit. */
bool limit_resources(struct error *err) _must_check_;

/* Files and ports. *ret_abi is 0 when there is no Landlock here, which is no error. */
bool enter_landlock(const struct sandbox_needs *needs, unsigned *ret_abi,
		    struct error *err) _must_check_;

/* System calls. The last wall: the others are built with calls that it forbids. */
bool load_filter(bool unix_sockets, struct error *err) _must_check_;
