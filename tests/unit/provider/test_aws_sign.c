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

static void published_vectors_are_met(void **state)
{
	static const struct {
		struct http_request request;
		const char *signature;
	} rows[] = {
		/* get-vanilla */
		{ { .method = "GET", .path = "/" },
		  "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
		/* post-vanilla */
		{ { .method = "POST", .path = "/" },
		  "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b" },
		/* get-vanilla-query-order-key-case */
		{ { .method = "GET", .path = "/?Param2=value2&Param1=value1" },
		  "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct http_request request = rows[i].request;
		struct aws_signature signature = { 0 };

		assert_string_equal(signature_of(&request, &signature), rows[i].signature);
		assert_string_equal(request.headers[0].name, "X-Amz-Date");
		assert_string_equal(request.headers[1].name, "Authorization");
		aws_signature_done(&signature);
	}
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(published_vectors_are_met),
		cmocka_unit_test(the_whole_header_is_as_the_service_reads_it),
		cmocka_unit_test(everything_that_is_sent_is_signed),
		cmocka_unit_test(a_session_token_is_a_signed_header),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
