/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Inside crypto/ and its tests: PEM (RFC 7468) as values of variables carry it. The two characters
 * \n, which stand for a line end where an environment cannot carry one, are line ends here. Lines
 * may have any length, as OpenSSL and others take it. Whole lines of explanatory text may stand
 * before a block (openssl pkcs12 and x509 -text write such); after the last one only white space.
 */

#include <stdbool.h>
#include <stddef.h>

#include "util/buf.h"

/* A file with more is refused; the CA bundle of Debian has 140. */
#define PEM_BLOCK_LIMIT ((size_t)512)
#define PEM_BYTES_LIMIT ((size_t)1024 * 1024)

struct pem_block {
	char label[40]; /* "PRIVATE KEY"; of a longer one the beginning */
	bool encrypted; /* Proc-Type: 4,ENCRYPTED (RFC 1421); der is not set then */
	struct buf der;
};

struct pem {
	struct pem_block *blocks;
	size_t count, capacity;
};

/*
 * Reads every block. NULL, or a phrase that says what is wrong and reads on from "the value ". No
 * block at all is wrong too. Release *ret with pem_done in either case.
 */
const char *pem_read(struct pem *ret, const char *bytes, size_t length) _must_check_;
void pem_done(struct pem *pem);

bool pem_block_is(const struct pem_block *block, const char *label);
