/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/libcrypto.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <string.h>

#include "util/wiped.h"

#define LIBRARY "libcrypto.so.3"

/* libcrypto tells its allocator which line of its own asks. */
static void *take(size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return wiped_malloc(size);
}

static void *retake(void *memory, size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return wiped_realloc(memory, size);
}

static void give_back(void *memory, const char *file, int line)
{
	(void)file;
	(void)line;
	wiped_free(memory);
}

/* A function pointer is copied, not cast: ISO C has no cast from void * to one. */
static bool find(void *library, const char *name, void *function)
{
	void *symbol = dlsym(library, name);

	memcpy(function, &symbol, sizeof(symbol));
	return symbol != NULL;
}

static bool load(struct libcrypto *lib)
{
	/* Never closed: libcrypto pins itself. */
	void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
	bool found = library != NULL;

#define FIND(name) found = found && find(library, #name, &lib->name);
	LIBCRYPTO_FUNCTIONS(FIND)
#undef FIND
	if (!found)
		return false;
	/* Refused once something was allocated: then the process had libcrypto before us. */
	lib->CRYPTO_set_mem_functions(take, retake, give_back);
	return lib->OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG |
						OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS,
					NULL) == 1;
}

const struct libcrypto *libcrypto(void)
{
	static struct libcrypto lib;
	static enum { UNTRIED, LOADED, FAILED } state;

	if (state == UNTRIED)
		state = load(&lib) ? LOADED : FAILED;
	return state == LOADED ? &lib : NULL;
}

/* An object can only have come from a library that is loaded; the first NULL comes before. */
#define FREEP(function, type, free_function)                                                       \
	void function(type **object)                                                               \
	{                                                                                          \
		if (*object)                                                                       \
			libcrypto()->free_function(*object);                                       \
	}

FREEP(bignum_freep, BIGNUM, BN_clear_free)
FREEP(bignum_ctx_freep, BN_CTX, BN_CTX_free)
FREEP(certificate_freep, X509, X509_free)
FREEP(param_build_freep, OSSL_PARAM_BLD, OSSL_PARAM_BLD_free)
FREEP(param_freep, OSSL_PARAM, OSSL_PARAM_free)
FREEP(pkcs8_freep, PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free)
FREEP(pkey_freep, EVP_PKEY, EVP_PKEY_free)
FREEP(pkey_ctx_freep, EVP_PKEY_CTX, EVP_PKEY_CTX_free)
