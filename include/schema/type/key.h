/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Structured keys, certificates and hashes: one function a type. */

#include "schema/subject.h"

void type_check_jwk(const struct subject *subject);
void type_check_jwks(const struct subject *subject);
void type_check_pem_private_key(const struct subject *subject);
void type_check_pem_public_key(const struct subject *subject);
void type_check_pem_certificate(const struct subject *subject);
void type_check_pem_chain(const struct subject *subject);
void type_check_ssh_private_key(const struct subject *subject);
void type_check_pgp_private_key(const struct subject *subject);
void type_check_age_key(const struct subject *subject);
void type_check_bcrypt_hash(const struct subject *subject);
void type_check_argon2_hash(const struct subject *subject);
