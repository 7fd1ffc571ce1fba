/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Inside crypto/ and its tests: OpenSSH's own form of private keys (PROTOCOL.key of OpenSSH). */

#include "crypto/key_facts.h"
#include "crypto/libcrypto.h"

/*
 * The key of openssh-key-v1 bytes: one key, with no cipher. New, release it with pkey_freep; NULL
 * with facts->fault set. Whether its parts belong together is for key_check() to say.
 */
EVP_PKEY *ssh_key_read(struct key_facts *facts, const char *bytes, size_t length);
