/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The bytes that a program uses as the key. */

#include "schema/subject.h"
#include "util/buf.h"

/* Decodes the value as encoding = says; auto: the first that fits of hex, base64, base64url, raw.
 * False when it is not what encoding says. base64: in front is left out. */
bool key_decode(struct buf *key, const struct subject *subject, const char *encoding);

/* How many bytes alg or bits asks for, and the encoding: said, the algorithm's own, or auto. */
size_t encryption_key_bytes(const struct variable *variable, const char **ret_encoding);

/* The algorithm with a shared secret that alg =, or else the variable beside it, says; or NULL. */
const char *jwt_hmac_alg(const struct subject *subject);

/* min-entropy-bits, or the default. */
size_t key_least_bits(const struct subject *subject, size_t fallback);

/* Finds secret-max-entropy when the content has fewer bits than least, and warns below enough. */
void key_judge_bits(const struct subject *subject, size_t least, size_t enough);

/* Finds jwt-key-is-uuid, -jwt, -pem: true when the value is one of them. */
bool key_is_other_form(const struct subject *subject);
