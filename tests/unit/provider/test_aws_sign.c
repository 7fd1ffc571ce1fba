/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "provider/aws/aws.h"

/*
 * Facts of the published test suite of Signature Version 4 (aws-c-auth,
 * tests/aws-signing-test-suite/v4, Apache-2.0): one key, one day, one service called "service".
 */
#define KEY_ID     "AKIDEXAMPLE"
#define SECRET_KEY "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
#define NOON       1440938160 /* 2015-08-30T12:36:00Z */

static const char *signature_of(struct http_request *request, struct aws_signature *signature)
{
	const struct aws_credentials credentials = { .access_key = (char *)KEY_ID,
						     .secret_key = (char *)SECRET_KEY };
	const struct aws_scope scope = { &credentials, "us-east-1", "service", NOON };

	aws_sign(request, signature, &scope, "example.amazonaws.com");
	assert_string_equal(signature->date, "20150830T123600Z");
	return strstr(buf_text(&signature->authorization), "Signature=") + strlen("Signature=");
}

#define UNRESERVED "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define FORM_HASH  "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e"
#define FORM(type)                                                                                 \
	.method = "POST", .path = "/", .body = "Param1=value1", .body_length = 13,                 \
	.headers = {                                                                               \
		{ "Content-Type", type },                                                          \
		{ "Content-Length", "13" },                                                        \
		{ "x-amz-content-sha256", FORM_HASH },                                             \
	}

/*
 * All cases of signing by header that the signer claims: not those of dot segments, of a header
 * that stands twice, and of paths that are given before they are percent-encoded. None of its
 * requests has them.
 */
static const struct {
	const char *name;
	struct http_request request;
	const char *signature;
} vectors[] = {
	{ "get-vanilla",
	  { .method = "GET", .path = "/" },
	  "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
	{ "get-unreserved",
	  { .method = "GET", .path = "/" UNRESERVED },
	  "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f" },
	{ "get-header-value-trim",
	  { .method = "GET",
	    .path = "/",
	    .headers = { { "My-Header1", " value1" }, { "My-Header2", " \"a   b   c\"" } } },
	  "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736" },
	{ "get-vanilla-empty-query-key",
	  { .method = "GET", .path = "/?Param1=value1" },
	  "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb" },
	{ "get-vanilla-query-order-key-case",
	  { .method = "GET", .path = "/?Param2=value2&Param1=value1" },
	  "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500" },
	{ "get-vanilla-query-order-encoded",
	  { .method = "GET", .path = "/?Param-3=Value3&Param=Value2&%E1%88%B4=Value1" },
	  "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac" },
	{ "get-vanilla-query-unreserved",
	  { .method = "GET", .path = "/?" UNRESERVED "=" UNRESERVED },
	  "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197" },
	{ "get-vanilla-utf8-query",
	  { .method = "GET", .path = "/?%E1%88%B4=bar" },
	  "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04" },
	{ "post-vanilla",
	  { .method = "POST", .path = "/" },
	  "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b" },
	{ "post-vanilla-query",
	  { .method = "POST", .path = "/?Param1=value1" },
	  "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11" },
	{ "post-header-key-sort",
	  { .method = "POST", .path = "/", .headers = { { "My-Header1", "value1" } } },
	  "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c" },
	{ "post-header-value-case",
	  { .method = "POST", .path = "/", .headers = { { "My-Header1", "VALUE1" } } },
	  "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d" },
	{ "post-x-www-form-urlencoded",
	  { FORM("application/x-www-form-urlencoded") },
	  "d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b" },
	{ "post-x-www-form-urlencoded-parameters",
	  { FORM("application/x-www-form-urlencoded; charset=utf-8") },
	  "328d1b9eaadca9f5818ef05e8392801e091653bafec24fcab71e7344e7f51422" },
};

static void published_vectors_are_met(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(vectors); i++) {
		struct http_request request = vectors[i].request;
		struct aws_signature signature = { 0 };
		const char *own = signature_of(&request, &signature);

		if (strcmp(own, vectors[i].signature))
			fail_msg("%s", vectors[i].name);
		aws_signature_done(&signature);
	}
}

/* get-vanilla-with-session-token and post-sts-header-before */
static void published_vectors_of_sessions_are_met(void **state)
{
	static const struct {
		const char *method, *token, *signature;
	} rows[] = {
		{ "GET", "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267",
		  "07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8" },
		{ "POST",
		  "AQoDYXdzEPT//////////"
		  "wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAe"
		  "MicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/"
		  "kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8"
		  "T"
		  "x6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+"
		  "scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==",
		  "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		const struct aws_credentials credentials = { .access_key = (char *)KEY_ID,
							     .secret_key = (char *)SECRET_KEY,
							     .session_token =
								     (char *)rows[i].token };
		const struct aws_scope scope = { &credentials, "us-east-1", "service", NOON };
		struct http_request request = { .method = rows[i].method, .path = "/" };
		struct aws_signature signature = { 0 };

		aws_sign(&request, &signature, &scope, "example.amazonaws.com");
		assert_non_null(strstr(buf_text(&signature.authorization), rows[i].signature));
		aws_signature_done(&signature);
	}
}

/* Dates and the like stand at the end, where the first of them was free. */
static void what_is_added_stands_last(void **state)
{
	struct http_request request = { .method = "GET", .path = "/" };
	struct aws_signature signature = { 0 };

	(void)state;
	signature_of(&request, &signature);
	assert_string_equal(request.headers[0].name, "X-Amz-Date");
	assert_string_equal(request.headers[1].name, "Authorization");
	aws_signature_done(&signature);
}

static void the_whole_header_is_as_the_service_reads_it(void **state)
{
	struct http_request request = { .method = "GET", .path = "/" };
	struct aws_signature signature = { 0 };

	(void)state;
	signature_of(&request, &signature);
	assert_string_equal(
		request.headers[1].value,
		"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
		"SignedHeaders=host;x-amz-date, "
		"Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
	aws_signature_done(&signature);
}

/* What stands in a request that is signed differently gives another signature. */
static void everything_that_is_sent_is_signed(void **state)
{
	static const struct http_request requests[] = {
		{ .method = "POST", .path = "/" },
		{ .method = "POST", .path = "/a" },
		{ .method = "POST", .path = "/?a" },
		{ .method = "POST", .path = "/", .body = "{}", .body_length = 2 },
		{ .method = "POST", .path = "/", .headers = { { "X-Amz-Target", "a.B" } } },
		{ .method = "POST", .path = "/", .headers = { { "X-Amz-Target", "a.C" } } },
		{ .method = "PUT", .path = "/" },
	};
	struct aws_signature signatures[ARRAY_LENGTH(requests)] = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(requests); i++) {
		struct http_request request = requests[i];
		const char *own = signature_of(&request, &signatures[i]);

		for (size_t j = 0; j < i; j++)
			assert_null(strstr(buf_text(&signatures[j].authorization), own));
	}
	for (size_t i = 0; i < ARRAY_LENGTH(requests); i++)
		aws_signature_done(&signatures[i]);
}

static void a_session_token_is_a_signed_header(void **state)
{
	const struct aws_credentials credentials = { .access_key = (char *)KEY_ID,
						     .secret_key = (char *)SECRET_KEY,
						     .session_token = (char *)"t0k" };
	const struct aws_scope scope = { &credentials, "eu-west-1", "ssm", NOON };
	struct http_request request = { .method = "POST",
					.path = "/",
					.headers = { { "X-Amz-Target", "AmazonSSM.GetParameters" },
						     { "Content-Type", "text/plain" } } };
	struct aws_signature signature = { 0 };

	(void)state;
	aws_sign(&request, &signature, &scope, "ssm.eu-west-1.amazonaws.com");
	assert_string_equal(request.headers[3].name, "X-Amz-Security-Token");
	assert_string_equal(request.headers[3].value, "t0k");
	assert_non_null(strstr(request.headers[4].value, "SignedHeaders=content-type;host;"
							 "x-amz-date;x-amz-security-token;"
							 "x-amz-target, "));
	aws_signature_done(&signature);
}

/* What is signed as Host, and as path, is what libcurl sends. */
static void the_server_of_an_address_is_signed_for(void **state)
{
	static const struct {
		const char *address, *path, *host, *signed_path;
	} rows[] = {
		{ "https://a.example", "/", "a.example", "/" },
		{ "https://a.example/", "/", "a.example", "/" },
		{ "https://a.example:443", "/", "a.example", "/" },
		{ "https://a.example:80", "/", "a.example:80", "/" },
		{ "http://127.0.0.1:80", "/", "127.0.0.1", "/" },
		{ "http://127.0.0.1:5000", "/", "127.0.0.1:5000", "/" },
		{ "http://[::1]:5000", "/", "[::1]:5000", "/" },
		{ "https://[::1]", "/", "[::1]", "/" },
		{ "https://a.example/proxy", "/", "a.example", "/proxy/" },
		{ "https://a.example/proxy//", "/x?y=1", "a.example", "/proxy/x?y=1" },
	};
	const struct aws_credentials keys = { .access_key = (char *)KEY_ID,
					      .secret_key = (char *)SECRET_KEY };
	const struct aws_scope scope = { &keys, "eu-west-1", "ssm", NOON };

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct http_request sent = { .method = "POST", .path = rows[i].path };
		struct http_request wanted = { .method = "POST", .path = rows[i].signed_path };
		struct aws_signature one = { 0 }, other = { 0 };

		assert_true(aws_sign_for(&sent, &one, &scope, rows[i].address));
		aws_sign(&wanted, &other, &scope, rows[i].host);
		assert_string_equal(one.authorization.bytes, other.authorization.bytes);
		assert_ptr_equal(sent.path, rows[i].path);
		aws_signature_done(&one);
		aws_signature_done(&other);
	}
}

static void an_address_that_is_none_is_not_signed_for(void **state)
{
	const struct aws_credentials keys = { .access_key = (char *)KEY_ID,
					      .secret_key = (char *)SECRET_KEY };
	const struct aws_scope scope = { &keys, "eu-west-1", "ssm", NOON };
	struct http_request request = { .method = "POST", .path = "/" };
	struct aws_signature signature = { 0 };

	(void)state;
	assert_false(aws_sign_for(&request, &signature, &scope, ""));
	assert_null(request.headers[0].name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(published_vectors_are_met),
		cmocka_unit_test(published_vectors_of_sessions_are_met),
		cmocka_unit_test(what_is_added_stands_last),
		cmocka_unit_test(the_whole_header_is_as_the_service_reads_it),
		cmocka_unit_test(everything_that_is_sent_is_signed),
		cmocka_unit_test(a_session_token_is_a_signed_header),
		cmocka_unit_test(the_server_of_an_address_is_signed_for),
		cmocka_unit_test(an_address_that_is_none_is_not_signed_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
