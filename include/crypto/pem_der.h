/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Inside crypto/: what the DER of a PEM block holds, read by libcrypto. */

#include "crypto/key_facts.h"
#include "crypto/libcrypto.h"
#include "crypto/pem.h"

/*
 * The private key of the only such block; new, NULL with facts->fault set when there is none, or
 * when it is malformed, encrypted or something else. It is not checked yet.
 */
EVP_PKEY *pem_private_key(struct key_facts *facts, const struct pem *pem, bool combined);

/* The same for the public key. */
EVP_PKEY *pem_public_key(struct key_facts *facts, const struct pem *pem);

/* The certificate of a block; new, NULL when it is malformed. */
X509 *pem_certificate(const struct pem_block *block);
bool pem_is_certificate(const struct pem_block *block);
