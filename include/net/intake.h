/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * What the bodies of all replies may hold together; shared by the files of net/ only. One server
 * that answers two hundred requests at once with all that one reply may have would otherwise take
 * the whole process with it, and the replies of all other servers.
 */

#include <stdbool.h>
#include <stddef.h>

#include "util/cleanup.h"

struct transfer;

struct intake {
	size_t maximum; /* of bytes; 0: no limit */
	size_t held;
	/* Where the transfers are that hold something: http::active and http::finished. */
	struct transfer *const *lists[2];
};

/*
 * Adds to the body of a transfer. Where that is more than all may hold, the server that holds most
 * loses its largest reply (HTTP_CROWDED). False: it was this transfer that lost its own.
 */
bool intake_add(struct transfer *transfer, const char *bytes, size_t length) _must_check_;

/* Wipes and releases the body of a transfer. */
void intake_release(struct transfer *transfer);
