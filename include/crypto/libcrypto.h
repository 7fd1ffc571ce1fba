/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Inside crypto/ and its tests: OpenSSL's libcrypto, loaded when the first key or certificate is
 * looked at. A supervisor that checks none never maps it (3.6 MB resident), so no program of ours
 * is linked with it; tests/lint/elf.py sees to that.
 *
 * Nothing of the environment reaches it: openssl.cnf and OPENSSL_CONF are not read. Every block
 * that it frees is wiped, unless somebody else in the process used it before.
 */

#include <openssl/asn1.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "util/cleanup.h"

/* The functions that we call, by their real names: a macro of OpenSSL's cannot be looked up. */
#define LIBCRYPTO_FUNCTIONS(_)                                                                     \
	_(ASN1_TIME_to_tm)                                                                         \
	_(BN_CTX_free)                                                                             \
	_(BN_CTX_new)                                                                              \
	_(BN_bin2bn)                                                                               \
	_(BN_bn2binpad)                                                                            \
	_(BN_clear_free)                                                                           \
	_(BN_cmp)                                                                                  \
	_(BN_div)                                                                                  \
	_(BN_dup)                                                                                  \
	_(BN_is_odd)                                                                               \
	_(BN_is_one)                                                                               \
	_(BN_mod_exp)                                                                              \
	_(BN_mod_mul)                                                                              \
	_(BN_mul)                                                                                  \
	_(BN_new)                                                                                  \
	_(BN_num_bits)                                                                             \
	_(BN_set_word)                                                                             \
	_(BN_sub)                                                                                  \
	_(BN_sub_word)                                                                             \
	_(CRYPTO_set_mem_functions)                                                                \
	_(ERR_clear_error)                                                                         \
	_(EVP_PKEY_CTX_free)                                                                       \
	_(EVP_PKEY_CTX_new_from_name)                                                              \
	_(EVP_PKEY_CTX_new_from_pkey)                                                              \
	_(EVP_PKEY_eq)                                                                             \
	_(EVP_PKEY_free)                                                                           \
	_(EVP_PKEY_fromdata)                                                                       \
	_(EVP_PKEY_fromdata_init)                                                                  \
	_(EVP_PKEY_get_base_id)                                                                    \
	_(EVP_PKEY_get_bits)                                                                       \
	_(EVP_PKEY_get_bn_param)                                                                   \
	_(EVP_PKEY_get_group_name)                                                                 \
	_(EVP_PKEY_get_int_param)                                                                  \
	_(EVP_PKEY_get_raw_private_key)                                                            \
	_(EVP_PKEY_get_raw_public_key)                                                             \
	_(EVP_PKEY_new_raw_private_key)                                                            \
	_(EVP_PKEY_new_raw_public_key)                                                             \
	_(EVP_PKEY_pairwise_check)                                                                 \
	_(EVP_PKEY_public_check)                                                                   \
	_(EVP_PKCS82PKEY)                                                                          \
	_(OBJ_obj2nid)                                                                             \
	_(OPENSSL_init_crypto)                                                                     \
	_(OSSL_PARAM_BLD_free)                                                                     \
	_(OSSL_PARAM_BLD_new)                                                                      \
	_(OSSL_PARAM_BLD_push_BN)                                                                  \
	_(OSSL_PARAM_BLD_push_octet_string)                                                        \
	_(OSSL_PARAM_BLD_push_utf8_string)                                                         \
	_(OSSL_PARAM_BLD_to_param)                                                                 \
	_(OSSL_PARAM_free)                                                                         \
	_(PKCS8_PRIV_KEY_INFO_free)                                                                \
	_(PKCS8_pkey_get0)                                                                         \
	_(X509_check_ca)                                                                           \
	_(X509_check_host)                                                                         \
	_(X509_check_ip_asc)                                                                       \
	_(X509_check_issued)                                                                       \
	_(X509_free)                                                                               \
	_(X509_get0_notAfter)                                                                      \
	_(X509_get0_notBefore)                                                                     \
	_(X509_get0_pubkey)                                                                        \
	_(X509_get_ext_by_NID)                                                                     \
	_(X509_get_extension_flags)                                                                \
	_(X509_get_key_usage)                                                                      \
	_(X509_get_signature_info)                                                                 \
	_(X509_verify)                                                                             \
	_(d2i_PKCS8_PRIV_KEY_INFO)                                                                 \
	_(d2i_PUBKEY)                                                                              \
	_(d2i_PrivateKey)                                                                          \
	_(d2i_PublicKey)                                                                           \
	_(d2i_X509)

struct libcrypto {
#define MEMBER(name) __typeof__(name) *name;
	LIBCRYPTO_FUNCTIONS(MEMBER)
#undef MEMBER
};

/* Loads it at the first call. NULL when that failed, then and always. Borrowed, never released. */
const struct libcrypto *libcrypto(void);

/* For _cleanup_: what a call of libcrypto gave to us; NULL is accepted. */
void bignum_freep(BIGNUM **number);
void bignum_ctx_freep(BN_CTX **context);
void certificate_freep(X509 **certificate);
void param_build_freep(OSSL_PARAM_BLD **build);
void param_freep(OSSL_PARAM **params);
void pkcs8_freep(PKCS8_PRIV_KEY_INFO **info);
void pkey_freep(EVP_PKEY **key);
void pkey_ctx_freep(EVP_PKEY_CTX **context);
