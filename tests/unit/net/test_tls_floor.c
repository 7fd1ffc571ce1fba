/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The floor of TLS is ours and not only the machine's: here OpenSSL is configured to allow all that
 * it knows (OpenSSL reads that once, so this is a program of its own), and another client does
 * reach the server. On most machines OpenSSL's security level would refuse TLS 1.1 as well.
 */
#include "servers.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/io.h"

static const char lax[] = "openssl_conf = all\n"
			  "[all]\nssl_conf = tls\n"
			  "[tls]\nsystem_default = lax\n"
			  "[lax]\nMinProtocol = TLSv1\nCipherString = ALL:@SECLEVEL=0\n";

static void allow_everything(void)
{
	_cleanup_(freep) char *path = text_format("%s/lax.cnf", servers.directory);
	struct error err = { 0 };

	if (!file_write(path, lax, sizeof(lax) - 1, 0600, true, &err))
		fail_msg("%s", err.text);
	setenv("OPENSSL_CONF", path, 1);
	assert_int_equal(curl_global_init(CURL_GLOBAL_SSL), CURLE_OK);
}

static size_t swallow(char *bytes, size_t size, size_t count, void *context)
{
	(void)bytes;
	(void)context;
	return size * count;
}

/* A client of libcurl's that wants nothing more than this version. */
static CURLcode reach(const char *name, long version)
{
	_cleanup_(freep) char *url = text_format("https://127.0.0.1:%u/echo", port_of(name));
	_cleanup_(freep) char *ca = text_format("%s/ca.pem", servers.directory);
	CURL *easy = curl_easy_init();
	CURLcode code;

	assert_non_null(easy);
	assert_int_equal(curl_easy_setopt(easy, CURLOPT_URL, url), CURLE_OK);
	assert_int_equal(curl_easy_setopt(easy, CURLOPT_PROXY, ""), CURLE_OK);
	assert_int_equal(curl_easy_setopt(easy, CURLOPT_CAINFO, ca), CURLE_OK);
	assert_int_equal(curl_easy_setopt(easy, CURLOPT_SSLVERSION, version), CURLE_OK);
	assert_int_equal(curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, swallow), CURLE_OK);
	code = curl_easy_perform(easy);
	curl_easy_cleanup(easy);
	return code;
}

static void tls_1_1_is_refused_where_the_machine_allows_it(void **state)
{
	struct http_tls tls = our_ca();

	(void)state;
	allow_everything();
	if (reach("old", CURL_SSLVERSION_TLSv1_0) != CURLE_OK)
		leave_out("this OpenSSL has no TLS 1.1");
	assert_int_equal(outcome_of_server("good", &tls, "/echo"), HTTP_REPLIED);
	assert_int_equal(outcome_of_server("old", &tls, "/echo"), HTTP_TLS_FAILED);
	curl_global_cleanup();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tls_1_1_is_refused_where_the_machine_allows_it),
	};

	return run_with_servers("net/tls_floor", tests, ARRAY_LENGTH(tests));
}
