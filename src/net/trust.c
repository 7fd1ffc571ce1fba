/* SPDX-License-Identifier: Apache-2.0 */
#include "net/endpoint.h"

#include <string.h>

#include "util/alloc.h"
#include "util/hashed.h"
#include "util/text.h"

/*
 * Whom a server's certificate may be signed by. The system's bundle is one file of 144 certificates
 * that costs 20 ms to read; the directory beside it has the same ones by hash, and OpenSSL opens
 * just the one it needs. So the directory comes first where there is one.
 */

#define SYSTEM_DIRECTORY "/etc/ssl/certs"

const char *http_system_directory(void)
{
	const char *built_in = curl_version_info(CURLVERSION_NOW)->capath;

	if (built_in && hashed_directory(built_in))
		return built_in;
	return hashed_directory(SYSTEM_DIRECTORY) ? SYSTEM_DIRECTORY : NULL;
}

/* Looks at no file: a server that is met only behind the walls is trusted like one before them. */
static bool set_trust(struct http_endpoint *endpoint, const struct http_tls *tls, struct error *err)
{
	if (tls->ca_pem) {
		endpoint->ca_pem = text_slice(tls->ca_pem, tls->ca_pem_length);
		if (!strstr(endpoint->ca_pem, "-----BEGIN "))
			return error_set(err, ERR_MANIFEST,
					 "there is no PEM certificate in the "
					 "file of trusted CAs");
		return true;
	}
	endpoint->system_directory = !tls->ca_directory && tls->system_directory;
	endpoint->ca_directory =
		text_copy(tls->ca_directory ? tls->ca_directory : tls->system_directory);
	return true;
}

static bool is_pem(const char *text)
{
	return text && strstr(text, "-----BEGIN ");
}

bool endpoint_set_tls(struct http_endpoint *endpoint, const struct http_tls *tls, struct error *err)
{
	static const struct http_tls nothing_said = { 0 };

	if (!tls)
		tls = &nothing_said;
	if (!set_trust(endpoint, tls, err))
		return false;
	if (tls->pins)
		endpoint->pins = text_copy(tls->pins);
	if (!tls->client_certificate && !tls->client_key)
		return true;
	if (!is_pem(tls->client_certificate) || !is_pem(tls->client_key))
		return error_set(
			err, ERR_MANIFEST,
			"a client certificate takes both a certificate and its key, as PEM");
	endpoint->client_certificate = text_copy(tls->client_certificate);
	endpoint->client_key = text_copy(tls->client_key);
	return true;
}

static bool set_blob(CURL *easy, CURLoption option, const char *text)
{
	struct curl_blob blob = { .flags = CURL_BLOB_NOCOPY };

	if (!text)
		return true;
	blob.len = strlen(text);
	blob.data = (void *)(uintptr_t)text;
	return curl_easy_setopt(easy, option, &blob) == CURLE_OK;
}

/* One source of trust at a time: libcurl would add its built-in ones to ours. */
static bool apply_trust(const struct http_endpoint *endpoint, CURL *easy, bool bundle)
{
	const char *file = NULL, *directory = NULL;

	if (endpoint->ca_directory && !(bundle && endpoint->system_directory))
		directory = endpoint->ca_directory;
	else if (!endpoint->ca_pem)
		file = curl_version_info(CURLVERSION_NOW)->cainfo;
	return curl_easy_setopt(easy, CURLOPT_CAINFO, file) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_CAPATH, directory) == CURLE_OK &&
	       set_blob(easy, CURLOPT_CAINFO_BLOB, endpoint->ca_pem);
}

bool endpoint_apply_tls(const struct http_endpoint *endpoint, CURL *easy, bool bundle)
{
	return curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) ==
		       CURLE_OK &&
	       apply_trust(endpoint, easy, bundle) &&
	       curl_easy_setopt(easy, CURLOPT_PINNEDPUBLICKEY, endpoint->pins) == CURLE_OK &&
	       set_blob(easy, CURLOPT_SSLCERT_BLOB, endpoint->client_certificate) &&
	       set_blob(easy, CURLOPT_SSLKEY_BLOB, endpoint->client_key);
}
