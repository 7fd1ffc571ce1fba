/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Inside crypto/: the ASCII armor of OpenPGP (RFC 9580 section 6). */

#include <stdbool.h>
#include <stddef.h>

#include "crypto/key_facts.h"
#include "util/buf.h"

/*
 * Appends what one PGP PRIVATE KEY BLOCK holds. Its CRC-24 must fit where there is one; nothing may
 * stand around it but white space. False with facts->fault set.
 */
bool pgp_armor_read(struct buf *out, struct key_facts *facts, const char *bytes,
		    size_t length) _must_check_;
