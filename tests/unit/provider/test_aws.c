/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "provider/aws/aws.h"
#include "provider/aws/endpoint.h"
#include "provider/aws/source.h"
#include "util/alloc.h"
#include "util/text.h"

#include "aws_scene.h"

static const char *const itself[] = { NULL };
static const char *const fields[] = { "a", "b.c" };
static const char arn[] = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:app/c";
static const struct provider_item a = { .path = "app/a", .fields = itself, .fields_count = 1 };
static const struct provider_item b = { .path = "app/b", .fields = fields, .fields_count = 2 };
static const struct provider_item c = { .path = arn, .fields = itself, .fields_count = 1 };
static const struct provider_item all = { .path = "app/all", .whole = true };
static const struct provider_item old = {
	.path = "app/a", .version = "AWSPREVIOUS", .fields = itself, .fields_count = 1
};
static const struct provider_item pinned = { .path = "app/a",
					     .version = "0123456789abcdef0123456789abcdef",
					     .fields = itself,
					     .fields_count = 1 };
static const struct provider_item foreign = {
	.path = "arn:aws:secretsmanager:us-east-1:123456789012:secret:app/c-AbCdEf",
	.fields = itself,
	.fields_count = 1
};

static const struct provider_item *const three[] = { &a, &b, &c };

#define ASK_THREE                                                                                  \
	"POST / secretsmanager.BatchGetSecretValue {\"SecretIdList\":[\"app/a\",\"app/b\","        \
	"\"arn:aws:secretsmanager:eu-west-1:123456789012:secret:app/c\"]"

static void a_batch_is_matched_by_name_and_arn_over_its_pages(void **state)
{
	struct scene scene;

	(void)state;
	scene_open(&scene, &provider_aws_secrets_manager, plain, three, 3);
	assert_int_equal(advance(&scene, NULL), STEP_SEND);
	TOLD(&scene, ASK_THREE "}\n");
	answer(&scene, 200,
	       "{\"SecretValues\":[{\"Name\":\"other\",\"SecretString\":\"x\"},"
	       "{\"Name\":\"app/c\",\"ARN\":\"arn:aws:secretsmanager:eu-west-1:123456789012:secret:"
	       "app/c-AbCdEf\",\"SecretString\":\"see\",\"SecretBinary\":null,"
	       "\"CreatedDate\":1.523477145713E9}],\"Errors\":[],\"NextToken\":\"t\\\"1\"}");
	TOLD(&scene, "2 =see\n2 made at 1523477145\n" ASK_THREE ",\"NextToken\":\"t\\\"1\"}\n");
	answer(&scene, 200, "{\"SecretValues\":[],\"NextToken\":\"t2\"}");
	TOLD(&scene, ASK_THREE ",\"NextToken\":\"t2\"}\n");
	answer(&scene, 200,
	       "{\"SecretValues\":[{\"Name\":\"app/b\",\"SecretString\":\"{\\\"a\\\":1.5,"
	       "\\\"b\\\":{\\\"c\\\":true}}\",\"CreatedDate\":\"2026-01-01T00:00:00Z\"}],"
	       "\"Errors\":[{\"SecretId\":\"app/a\",\"ErrorCode\":\"ResourceNotFoundException\","
	       "\"Message\":\"no\"}],\"NextToken\":null}");
	TOLD(&scene, "1 a: field-number\n1 b.c=true\n1 made at 1767225600\n"
		     "0 lost: no-secret\ndone\n");
	scene_done(&scene);
}

/* What was told of the others is not told again. */
static void what_a_batch_leaves_out_is_asked_for_by_itself(void **state)
{
	struct scene scene;

	(void)state;
	scene_open(&scene, &provider_aws_secrets_manager, plain, three, 3);
	advance(&scene, NULL);
	buf_done(&scene.told);
	answer(&scene, 200, "{\"SecretValues\":[{\"Name\":\"app/a\"}]}");
	TOLD(&scene, "0 lost: bad-reply\nsplit\n");
	scene_done(&scene);
}

static void what_a_batch_was_throttled_at_is_asked_for_by_itself(void **state)
{
	static const struct {
		const char *code, *told;
	} rows[] = {
		{ "ThrottlingException", "0 =v\nsplit\n" },
		{ "InternalServiceError", "0 =v\nsplit\n" },
		{ "ServiceUnavailable", "0 =v\nsplit\n" },
		{ "DecryptionFailure", "0 =v\n1 lost: decryption\n2 lost: decryption\ndone\n" },
		{ "Unheard", "0 =v\n1 lost: bad-request\n2 lost: bad-request\ndone\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(buf_done) struct buf body = { 0 };
		struct scene scene;

		scene_open(&scene, &provider_aws_secrets_manager, plain, three, 3);
		advance(&scene, NULL);
		buf_done(&scene.told);
		buf_add_text(&body,
			     "{\"SecretValues\":[{\"Name\":\"app/a\",\"SecretString\":\"v\"}],"
			     "\"Errors\":[");
		buf_format(&body, "{\"SecretId\":\"app/b\",\"ErrorCode\":\"%s\"},", rows[i].code);
		buf_format(&body, "{\"SecretId\":\"%s\",\"ErrorCode\":\"%s\"}]}", arn,
			   rows[i].code);
		answer(&scene, 200, body.bytes);
		TOLD(&scene, rows[i].told);
		scene_done(&scene);
	}
}

static void pages_without_end_are_refused(void **state)
{
	struct scene scene;
	unsigned pages = 1;

	(void)state;
	scene_open(&scene, &provider_aws_secrets_manager, plain, three, 3);
	advance(&scene, NULL);
	while (answer(&scene, 200,
		      pages % 2 ? "{\"NextToken\":\"odd\"}" : "{\"NextToken\":\"even\"}") ==
	       STEP_SEND)
		pages++;
	assert_int_equal(pages, AWS_MAX_PAGE);
	assert_int_equal(scene.talk.failure.class, FAILURE_TOO_LARGE);
	scene_done(&scene);
}

/* Each for itself: what a batch may not do, one question may. */
static void a_batch_that_is_refused_is_split(void **state)
{
	static const struct {
		int status;
		const char *body;
		bool split, for_good;
	} rows[] = {
		{ 400, "{\"__type\":\"AccessDeniedException\"}", true, true },
		{ 400, "{\"__type\":\"UnknownOperationException\"}", true, true },
		{ 400, "{\"__type\":\"ResourceNotFoundException\"}", true, false },
		{ 400, "{\"__type\":\"KMSInvalidStateException\"}", true, false },
		{ 404, "not found", true, true },
		{ 501, "", true, true },
		{ -1, "", true, false },
		{ 400, "{\"__type\":\"UnrecognizedClientException\"}", false, false },
		{ 400, "{\"__type\":\"ExpiredTokenException\"}", false, false },
		{ 500, "", false, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct scene scene;
		enum step step;

		scene_open(&scene, &provider_aws_secrets_manager, plain, three, 3);
		advance(&scene, NULL);
		step = answer(&scene, rows[i].status, rows[i].body);
		assert_int_equal(step, rows[i].split ? STEP_SPLIT : STEP_FAIL);
		assert_int_equal(((struct aws_session *)scene.talk.session)->no_batches,
				 rows[i].for_good);
		scene_done(&scene);
	}
}

/* Larger than a document may be, though not than a reply. */
static void a_batch_that_is_too_large_is_split(void **state)
{
	_cleanup_(buf_done) struct buf body = { 0 };
	struct scene scene;

	(void)state;
	buf_add_text(&body, "{\"SecretValues\":[]}");
	while (body.length <= JSONDOC_MAX_BYTES)
		buf_add_text(&body, "                                        ");
	scene_open(&scene, &provider_aws_secrets_manager, plain, three, 3);
	advance(&scene, NULL);
	assert_int_equal(answer(&scene, 200, body.bytes), STEP_SPLIT);
	scene_done(&scene);
}

static void a_version_is_a_stage_or_an_id(void **state)
{
	static const struct {
		const struct provider_item *item;
		const char *told;
	} rows[] = {
		{ &a, "{\"SecretId\":\"app/a\"}" },
		{ &old, "{\"SecretId\":\"app/a\",\"VersionStage\":\"AWSPREVIOUS\"}" },
		{ &pinned,
		  "{\"SecretId\":\"app/a\",\"VersionId\":\"0123456789abcdef0123456789abcdef\"}" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct scene scene;

		scene_open(&scene, &provider_aws_secrets_manager, plain, &rows[i].item, 1);
		advance(&scene, NULL);
		assert_string_equal(scene.talk.body.bytes, rows[i].told);
		answer(&scene, 400, "{\"__type\":\"ResourceNotFoundException\"}");
		assert_int_equal(scene.talk.failure.class,
				 i == 0 ? FAILURE_NAME : FAILURE_PATH_VERSION);
		scene_done(&scene);
	}
	assert_false(provider_aws_secrets_manager.joins(&a, &old));
	assert_true(provider_aws_secrets_manager.joins(&a, &all));
	assert_false(provider_aws_ssm.joins(&a, &all));
}

static void an_arn_of_another_region_is_never_asked_for(void **state)
{
	static const struct provider_item *const alone[] = { &foreign };
	static const struct provider_item *const mixed[] = { &foreign, &a };
	struct scene scene;

	(void)state;
	scene_open(&scene, &provider_aws_secrets_manager, plain, alone, 1);
	assert_int_equal(advance(&scene, NULL), STEP_DONE);
	TOLD(&scene, "0 lost: other-region\ndone\n");
	scene_done(&scene);
	scene_open(&scene, &provider_aws_secrets_manager, plain, mixed, 2);
	assert_int_equal(advance(&scene, NULL), STEP_SEND);
	TOLD(&scene, "0 lost: other-region\nPOST / secretsmanager.BatchGetSecretValue "
		     "{\"SecretIdList\":[\"app/a\"]}\n");
	scene_done(&scene);
}

static void values_are_texts_binaries_and_objects(void **state)
{
	static const struct {
		const struct provider_item *item;
		const char *body, *told;
	} rows[] = {
		{ &a, "{\"SecretString\":\"text\"}", "0 =text\ndone\n" },
		{ &a, "{\"SecretBinary\":\"aGk=\"}", "0 =hi\ndone\n" },
		{ &a, "{\"SecretBinary\":\"aGk!\"}", "fail bad-reply\n" },
		{ &a, "{\"SecretString\":5}", "fail bad-reply\n" },
		{ &a, "[]", "fail bad-reply\n" },
		{ &a, "{", "fail bad-reply\n" },
		{ &b, "{\"SecretBinary\":\"aGk=\"}", "0 a: binary\n0 b.c: binary\ndone\n" },
		{ &b, "{\"SecretString\":\"text\"}", "0 a: not-json\n0 b.c: not-json\ndone\n" },
		{ &b, "{\"SecretString\":\"[1]\"}", "0 a: not-json\n0 b.c: not-json\ndone\n" },
		{ &b, "{\"SecretString\":\"{\\\"b.c\\\":\\\"x\\\",\\\"a\\\":{}}\"}",
		  "0 a: field-kind\n0 b.c=x\ndone\n" },
		{ &b, "{\"SecretString\":\"{\\\"a\\\":1,\\\"a\\\":2}\"}",
		  "0 a: not-json\n0 b.c: not-json\ndone\n" },
		{ &all, "{\"SecretString\":\"{\\\"X\\\":\\\"1\\\",\\\"Y\\\":2}\"}",
		  "0 X=1\n0 Y=2\ndone\n" },
		{ &all, "{\"SecretString\":\"text\"}", "0 lost: not-json\ndone\n" },
		{ &a, "{\"SecretString\":\"t\",\"CreatedDate\":-1}", "0 =t\ndone\n" },
		{ &a, "{\"SecretString\":\"t\",\"CreatedDate\":1e300}", "0 =t\ndone\n" },
		{ &a, "{\"SecretString\":\"t\",\"CreatedDate\":\"yesterday\"}", "0 =t\ndone\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct scene scene;

		scene_open(&scene, &provider_aws_secrets_manager, plain, &rows[i].item, 1);
		advance(&scene, NULL);
		buf_done(&scene.told);
		answer(&scene, 200, rows[i].body);
		TOLD(&scene, rows[i].told);
		scene_done(&scene);
	}
}

static enum step answer_at(struct scene *scene, const char *code, time_t server_time)
{
	_cleanup_(freep) char *body = text_format("{\"__type\":\"%s\"}", code);
	const struct http_reply reply = { .outcome = HTTP_REPLIED,
					  .status = 400,
					  .body = body,
					  .length = strlen(body),
					  .server_time = server_time };

	return advance(scene, &reply);
}

static void the_clock_is_corrected_once(void **state)
{
	static const struct provider_item *const one[] = { &a };
	struct scene scene;

	(void)state;
	scene_open(&scene, &provider_aws_secrets_manager, plain, one, 1);
	advance(&scene, NULL);
	assert_string_equal(scene.date, "20150830T123600Z");
	assert_int_equal(answer_at(&scene, "InvalidSignatureException", NOON + 3600), STEP_SEND);
	assert_string_equal(scene.date, "20150830T133600Z");
	assert_int_equal(answer_at(&scene, "RequestExpired", NOON + 7200), STEP_FAIL);
	assert_int_equal(scene.talk.failure.class, FAILURE_CLOCK);
	/* Another conversation of the source starts with the server's clock. */
	scene.talk.stage = 0;
	advance(&scene, NULL);
	assert_string_equal(scene.date, "20150830T133600Z");
	scene_done(&scene);
}

static void a_clock_of_another_day_is_not_signed_for(void **state)
{
	static const struct provider_item *const one[] = { &a };
	static const time_t times[] = { NOON + 86401, NOON - 86401, NOON + 75 * INT64_C(31536000) };

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(times); i++) {
		struct scene scene;

		scene_open(&scene, &provider_aws_secrets_manager, plain, one, 1);
		advance(&scene, NULL);
		assert_int_equal(answer_at(&scene, "InvalidSignatureException", times[i]),
				 STEP_FAIL);
		assert_int_equal(scene.talk.failure.class, FAILURE_CLOCK);
		scene_done(&scene);
	}
}

static void a_clock_that_is_right_is_left_alone(void **state)
{
	static const struct {
		const char *code;
		time_t time;
	} rows[] = {
		{ "InvalidSignatureException", 0 },
		{ "InvalidSignatureException", NOON + 299 },
		{ "InvalidSignatureException", NOON - 299 },
		{ "AccessDeniedException", NOON + 3600 },
	};
	static const struct provider_item *const one[] = { &a };

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct scene scene;

		scene_open(&scene, &provider_aws_secrets_manager, plain, one, 1);
		advance(&scene, NULL);
		assert_int_equal(answer_at(&scene, rows[i].code, rows[i].time), STEP_FAIL);
		scene_done(&scene);
	}
}

static void codes_are_read_as_the_services_write_them(void **state)
{
	static const struct {
		const char *code, *message;
		enum failure_class class;
	} rows[] = {
		{ "ThrottlingException", NULL, FAILURE_RATE_LIMITED },
		{ "com.amazon.coral.service#ThrottlingException", NULL, FAILURE_RATE_LIMITED },
		{ "a#b#SlowDown:http://internal.amazon.com/#x", NULL, FAILURE_RATE_LIMITED },
		{ "AccessDeniedException", "Access to KMS is not allowed", FAILURE_ACCESS_KMS },
		{ "AccessDeniedException", "not authorized to perform: kms:Decrypt",
		  FAILURE_ACCESS_KMS },
		{ "AccessDeniedException", "not authorized", FAILURE_ACCESS },
		{ "InvalidRequestException", "it was marked for deletion.",
		  FAILURE_PENDING_DELETION },
		{ "InvalidRequestException", "else", FAILURE_REQUEST },
		{ "throttlingexception", NULL, FAILURE_NONE },
		{ "", NULL, FAILURE_NONE },
		{ NULL, NULL, FAILURE_NONE },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
		assert_int_equal(aws_error_class(rows[i].code, rows[i].message), rows[i].class);
}

#define XML(code)                                                                                  \
	"<ErrorResponse><Error><Type>Sender</Type><Code>" code                                     \
	"</Code><Message>x</Message></Error><RequestId>1</RequestId></ErrorResponse>"

static void replies_have_classes_and_some_may_pass(void **state)
{
	static const struct {
		int status;
		const char *body;
		enum failure_class class;
		bool transient;
	} rows[] = {
		{ 400, "{\"code\":\"Throttling\"}", FAILURE_RATE_LIMITED, true },
		{ 400, "{\"__type\":\"InternalServiceError\"}", FAILURE_SERVER, true },
		{ 400, "{\"__type\":\"Nobody\"}", FAILURE_REQUEST, false },
		{ 400, "{\"__type\":5}", FAILURE_REPLY, false },
		{ 400, "<html>", FAILURE_REPLY, false },
		{ 400, XML("Throttling"), FAILURE_RATE_LIMITED, true },
		{ 400, XML("RequestLimitExceeded"), FAILURE_RATE_LIMITED, true },
		{ 400, XML("IDPCommunicationError"), FAILURE_AWS_AWAY, true },
		{ 400, XML("InternalFailure"), FAILURE_SERVER, true },
		{ 403, XML("AccessDenied"), FAILURE_ACCESS, false },
		{ 403, XML("RegionDisabledException"), FAILURE_AWS_REGION, false },
		{ 404, "{\"__type\":\"ResourceNotFoundException\"}", FAILURE_NAME, false },
		{ 307, "", FAILURE_REDIRECT, false },
		{ 503, "", FAILURE_SERVER, true },
		{ 200, "{}", FAILURE_REPLY, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		const struct http_reply reply = { .outcome = HTTP_REPLIED,
						  .status = rows[i].status,
						  .body = rows[i].body,
						  .length = strlen(rows[i].body) };

		assert_int_equal(aws_reply_class(&reply), rows[i].class);
		assert_int_equal(aws_is_transient(&reply), rows[i].transient);
	}
}

static void parameters_come_by_name_and_below_a_path(void **state)
{
	static const struct provider_item deep = { .path = "app/a",
						   .fields = itself,
						   .fields_count = 1 };
	static const struct provider_item flat = { .path = "flat",
						   .fields = itself,
						   .fields_count = 1 };
	static const struct provider_item gone = { .path = "gone",
						   .fields = itself,
						   .fields_count = 1 };
	static const struct provider_item *const names[] = { &deep, &flat, &gone };
	static const char *const some[] = { "X", "Z" };
	static const struct provider_item below = {
		.path = "app", .whole = true, .fields = some, .fields_count = 2
	};
	static const struct provider_item *const tree[] = { &below };
	struct scene scene;

	(void)state;
	scene_open(&scene, &provider_aws_ssm, plain, names, 3);
	advance(&scene, NULL);
	TOLD(&scene, "POST / AmazonSSM.GetParameters {\"Names\":[\"/app/a\",\"flat\",\"gone\"],"
		     "\"WithDecryption\":true}\n");
	answer(&scene, 200,
	       "{\"Parameters\":[{\"Name\":\"flat\",\"Value\":\"f\"},{\"Name\":\"/app/a\","
	       "\"Value\":\"d\",\"LastModifiedDate\":1700000000.5}],"
	       "\"InvalidParameters\":[\"gone\"]}");
	TOLD(&scene, "0 =d\n0 made at 1700000000\n1 =f\n2 lost: no-secret\ndone\n");
	scene_done(&scene);
	scene_open(&scene, &provider_aws_ssm, plain, tree, 1);
	advance(&scene, NULL);
	TOLD(&scene, "POST / AmazonSSM.GetParametersByPath {\"Path\":\"/app\",\"Recursive\":true,"
		     "\"WithDecryption\":true,\"MaxResults\":10}\n");
	answer(&scene, 200, "{\"Parameters\":[],\"NextToken\":\"n\"}");
	TOLD(&scene, "POST / AmazonSSM.GetParametersByPath {\"Path\":\"/app\",\"Recursive\":true,"
		     "\"WithDecryption\":true,\"MaxResults\":10,\"NextToken\":\"n\"}\n");
	answer(&scene, 200,
	       "{\"Parameters\":[{\"Name\":\"/app/X\",\"Value\":\"1\"},{\"Name\":\"/other/Y\","
	       "\"Value\":\"2\"},{\"Name\":\"/app/d/E\",\"Value\":\"3\"}]}");
	TOLD(&scene, "0 X=1\n0 d/E=3\n0 Z: no-field\ndone\n");
	scene_done(&scene);
}

static void each_of_sixty_fields_is_known_to_have_come(void **state)
{
	static char spelled[60][8];
	static const char *sixty[60];
	const struct provider_item below = {
		.path = "app", .whole = true, .fields = sixty, .fields_count = 60
	};
	const struct provider_item *const tree[] = { &below };
	_cleanup_(buf_done) struct buf body = { 0 };
	struct scene scene;

	(void)state;
	buf_add_text(&body, "{\"Parameters\":[");
	for (size_t i = 0; i < 60; i++) {
		snprintf(spelled[i], sizeof(spelled[i]), "F%zu", i);
		sixty[i] = spelled[i];
		if (i != 57)
			buf_format(&body, "%s{\"Name\":\"/app/F%zu\",\"Value\":\"v\"}",
				   i ? "," : "", i);
	}
	buf_add_text(&body, "]}");
	scene_open(&scene, &provider_aws_ssm, plain, tree, 1);
	advance(&scene, NULL);
	assert_int_equal(answer(&scene, 200, body.bytes), STEP_DONE);
	assert_non_null(strstr(scene.told.bytes, "0 F59=v\n0 F57: no-field\ndone\n"));
	scene_done(&scene);
}

static void a_page_that_repeats_is_refused(void **state)
{
	static const struct provider_item *const tree[] = { &all };
	static const struct {
		const struct provider_ops *ops;
		const struct provider_item *const *items;
		size_t count;
	} rows[] = { { &provider_aws_ssm, tree, 1 }, { &provider_aws_secrets_manager, three, 2 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct scene scene;

		scene_open(&scene, rows[i].ops, plain, rows[i].items, rows[i].count);
		advance(&scene, NULL);
		assert_int_equal(answer(&scene, 200, "{\"NextToken\":\"n\"}"), STEP_SEND);
		assert_int_equal(answer(&scene, 200, "{\"NextToken\":\"m\"}"), STEP_SEND);
		assert_int_equal(answer(&scene, 200, "{\"NextToken\":\"m\"}"), STEP_FAIL);
		assert_int_equal(scene.talk.failure.class, FAILURE_REPLY);
		scene_done(&scene);
	}
}

static void ten_parameters_that_one_spoils_are_split(void **state)
{
	static const struct {
		int status;
		const char *body;
		enum step step;
	} rows[] = {
		{ 400, "{\"__type\":\"AccessDeniedException\"}", STEP_SPLIT },
		{ 400, "{\"__type\":\"InvalidKeyId\"}", STEP_SPLIT },
		{ 400, "{\"__type\":\"KMSInvalidStateException\"}", STEP_SPLIT },
		{ 400, "{\"__type\":\"ParameterVersionNotFound\"}", STEP_SPLIT },
		{ 400, "{\"__type\":\"ValidationException\"}", STEP_SPLIT },
		{ 400, "{\"__type\":\"UnrecognizedClientException\"}", STEP_FAIL },
		{ 400, "{\"__type\":\"ThrottlingException\"}", STEP_FAIL },
		{ 404, "not found", STEP_FAIL },
		{ 301, "", STEP_FAIL },
		{ 500, "", STEP_FAIL },
		{ -1, "", STEP_FAIL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct scene scene;

		scene_open(&scene, &provider_aws_ssm, plain, three, 2);
		advance(&scene, NULL);
		assert_int_equal(answer(&scene, rows[i].status, rows[i].body), rows[i].step);
		scene_done(&scene);
	}
}

static void an_empty_path_is_absent(void **state)
{
	static const struct provider_item *const tree[] = { &all };
	struct scene scene;

	(void)state;
	scene_open(&scene, &provider_aws_ssm, plain, tree, 1);
	advance(&scene, NULL);
	buf_done(&scene.told);
	answer(&scene, 200, "{\"Parameters\":[]}");
	TOLD(&scene, "fail no-secret\n");
	scene_done(&scene);
}

/* The credentials are a container's, which has others. */
static const char *const container[] = {
	"address",
	"https://sm.eu-west-1.amazonaws.com",
	"region",
	"eu-west-1",
	"credentials",
	"{\"format\":\"aws-login/1\",\"steps\":[{\"kind\":\"container\","
	"\"server\":\"http://169.254.170.2\",\"path\":\"/c\"}]}",
	"agent",
	"no",
	NULL
};

#define CONTAINER_KEYS                                                                             \
	"{\"AccessKeyId\":\"AKID\",\"SecretAccessKey\":\"secret\",\"Token\":\"token\"}"
#define EXPIRED "{\"__type\":\"com.amazon.coral.service#ExpiredTokenException\"}"

/* After it the very same question is asked, signed with what there is then. */
static void expired_credentials_are_a_reason_to_log_in(void **state)
{
	static const struct provider_item *const two[] = { &a, &b };
	static const struct provider_item *const one[] = { &a };
	static const struct provider_item *const tree[] = { &all };
	static const struct {
		const struct provider_ops *ops;
		const struct provider_item *const *items;
		size_t count;
		const char *page; /* read before it, or NULL */
	} rows[] = {
		{ &provider_aws_secrets_manager, two, 2, NULL },
		{ &provider_aws_secrets_manager, two, 2, "{\"NextToken\":\"n\"}" },
		{ &provider_aws_secrets_manager, one, 1, NULL },
		{ &provider_aws_ssm, two, 2, NULL },
		{ &provider_aws_ssm, tree, 1, "{\"NextToken\":\"n\"}" },
		{ &provider_aws_kms, one, 1, NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(text_wipep) char *asked = NULL;
		struct scene scene;

		scene_start(&scene, rows[i].ops, container);
		assert_int_equal(advance(&scene, NULL), STEP_SEND);
		assert_int_equal(answer(&scene, 200, CONTAINER_KEYS), STEP_DONE);
		scene_read(&scene, rows[i].items, rows[i].count);
		advance(&scene, NULL);
		if (rows[i].page) {
			buf_done(&scene.told);
			answer(&scene, 200, rows[i].page);
		}
		asked = text_copy(buf_text(&scene.told));
		buf_done(&scene.told);
		assert_int_equal(answer(&scene, 400, EXPIRED), STEP_LOGIN);
		assert_int_equal(scene.talk.failure.class, FAILURE_KEYS_EXPIRED);
		TOLD(&scene, "login\n");
		advance(&scene, NULL);
		TOLD(&scene, asked);
		scene_done(&scene);
	}
}

static void keys_that_nobody_renews_have_expired_for_good(void **state)
{
	static const struct provider_item *const one[] = { &a };
	struct scene scene;

	(void)state;
	scene_open(&scene, &provider_aws_secrets_manager, plain, one, 1);
	advance(&scene, NULL);
	buf_done(&scene.told);
	answer(&scene, 400, EXPIRED);
	TOLD(&scene, "fail keys-expired\n");
	scene_done(&scene);
}

/* What waits to be sent is signed with what the session has then. */
static void a_request_is_signed_with_the_newest_keys(void **state)
{
	static const struct provider_item *const one[] = { &a };
	struct aws_session *session;
	struct scene scene;

	(void)state;
	scene_start(&scene, &provider_aws_secrets_manager, container);
	advance(&scene, NULL);
	answer(&scene, 200, CONTAINER_KEYS);
	scene_read(&scene, one, 1);
	session = scene.talk.session;
	for (int i = 0; i < 2; i++) {
		struct http_request next = { 0 };
		size_t found = 0;

		scene.talk.stage = 0;
		assert_int_equal(aws_secrets_manager_read(&scene.talk, NULL, &next), STEP_SEND);
		memset(session->credentials.session_token, i ? 'x' : 'y', 5);
		assert_true(scene.talk.sign(scene.talk.signer, &next));
		for (size_t at = 0; at < HTTP_MAX_HEADERS && next.headers[at].name; at++) {
			if (!text_equal(next.headers[at].name, "X-Amz-Security-Token"))
				continue;
			assert_string_equal(next.headers[at].value, i ? "xxxxx" : "yyyyy");
			found++;
		}
		assert_int_equal(found, 1);
	}
	scene_done(&scene);
}

#define KMS(parameters_text)                                                                       \
	{                                                                                          \
		.path = "alias/app", .parameters = parameters_text, .fields = itself,              \
		.fields_count = 1                                                                  \
	}
#define ASK_KMS(rest) "POST / TrentService.Decrypt {\"KeyId\":\"alias/app\"," rest "}\n"

static const struct provider_item sealed = KMS("ciphertext=QUJD+/A=");
static const struct provider_item *const sealed_one[] = { &sealed };

static void what_kms_is_asked(void **state)
{
	static const struct {
		struct provider_item item;
		const char *usual; /* the source's context */
		const char *told;
	} rows[] = {
		{ KMS("ciphertext=QUJD"), NULL,
		  ASK_KMS("\"CiphertextBlob\":\"QUJD\",\"EncryptionContext\":{}") },
		{ KMS("context=a=1,b=x=2&ciphertext=QUJD"), "app=usual",
		  ASK_KMS("\"CiphertextBlob\":\"QUJD\",\"EncryptionContext\":{\"a\":\"1\",\"b\":"
			  "\"x=2\"}") },
		{ KMS("ciphertext=QUJD"), "app=usual, b=",
		  ASK_KMS("\"CiphertextBlob\":\"QUJD\",\"EncryptionContext\":{\"app\":\"usual\","
			  "\"b\":\"\"}") },
		{ KMS("ciphertext=QUJD&context="), "app=usual",
		  ASK_KMS("\"CiphertextBlob\":\"QUJD\",\"EncryptionContext\":{}") },
		{ KMS("algorithm=RSAES_OAEP_SHA_256&ciphertext=Q%51%3D%3D"), NULL,
		  ASK_KMS("\"CiphertextBlob\":\"QQ==\",\"EncryptionAlgorithm\":\"RSAES_OAEP_SHA_256"
			  "\",\"EncryptionContext\":{}") },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		const char *const options[] = { "address",   plain[3],      "region",
						"eu-west-1", "credentials", plain[5],
						"context",   rows[i].usual, NULL };
		const struct provider_item *const one[] = { &rows[i].item };
		struct scene scene;

		scene_open(&scene, &provider_aws_kms, options, one, 1);
		assert_int_equal(advance(&scene, NULL), STEP_SEND);
		TOLD(&scene, rows[i].told);
		scene_done(&scene);
	}
}

static void what_kms_answers(void **state)
{
	static const struct {
		int status;
		const char *body, *told;
	} rows[] = {
		{ 200, "{\"Plaintext\":\"cGxhaW4=\",\"KeyId\":\"arn:aws:kms:x\"}",
		  "0 =plain\ndone\n" },
		{ 200, "{\"Plaintext\":\"cGxhaW4==\"}", "fail bad-reply\n" },
		{ 200, "{\"Plaintext\":5}", "fail bad-reply\n" },
		{ 200, "{}", "fail bad-reply\n" },
		{ 200, "{\"Plaintext\":\"cGxhaW4=\"", "fail bad-reply\n" },
		{ 400, "{\"__type\":\"AccessDeniedException\"}", "fail kms-denied\n" },
		{ 400, "{\"__type\":\"InvalidCiphertextException\"}", "fail kms-ciphertext\n" },
		{ 400, "{\"__type\":\"IncorrectKeyException\"}", "fail kms-other-key\n" },
		{ 400, "{\"__type\":\"NotFoundException\"}", "fail kms-no-key\n" },
		{ 400, "{\"__type\":\"DisabledException\"}", "fail kms-key-state\n" },
		{ 400, "{\"__type\":\"KMSInvalidStateException\"}", "fail kms-key-state\n" },
		{ 400, "{\"__type\":\"InvalidKeyUsageException\"}", "fail kms-key-usage\n" },
		{ 500, "{\"__type\":\"KeyUnavailableException\"}", "fail server-error\n" },
		{ 400, "{\"__type\":\"InvalidGrantTokenException\"}", "fail bad-request\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct scene scene;

		scene_open(&scene, &provider_aws_kms, plain, sealed_one, 1);
		advance(&scene, NULL);
		buf_done(&scene.told);
		answer(&scene, rows[i].status, rows[i].body);
		TOLD(&scene, rows[i].told);
		scene_done(&scene);
	}
}

static void every_truncation_of_what_kms_answers_is_refused(void **state)
{
	static const char body[] = "{\"KeyId\":\"arn:aws:kms:eu-west-1:1:key/k\",\"Plaintext\":"
				   "\"cGxhaW4=\",\"EncryptionAlgorithm\":\"SYMMETRIC_DEFAULT\"}";

	(void)state;
	for (size_t length = 0; length < sizeof(body) - 1; length++) {
		_cleanup_(freep) char *cut = text_slice(body, length);
		struct scene scene;

		scene_open(&scene, &provider_aws_kms, plain, sealed_one, 1);
		advance(&scene, NULL);
		assert_int_equal(answer(&scene, 200, cut), STEP_FAIL);
		assert_int_equal(scene.talk.failure.class, FAILURE_REPLY);
		scene_done(&scene);
	}
}

/* 4,096 bytes are what KMS encrypts at most. */
static void more_than_kms_encrypts_is_no_reply_of_it(void **state)
{
	(void)state;
	for (size_t more = 0; more < 2; more++) {
		_cleanup_(buf_done) struct buf body = { 0 };
		struct scene scene;

		buf_add_text(&body, "{\"Plaintext\":\"");
		for (size_t i = 0; i < 1365; i++)
			buf_add_text(&body, "QUJD");
		buf_add_text(&body, more ? "QUI=\"}" : "QQ==\"}");
		scene_open(&scene, &provider_aws_kms, plain, sealed_one, 1);
		advance(&scene, NULL);
		assert_int_equal(answer(&scene, 200, body.bytes), more ? STEP_FAIL : STEP_DONE);
		scene_done(&scene);
	}
}

static void contexts_are_pairs_or_an_object(void **state)
{
	static const struct {
		const char *text;
		bool good;
	} rows[] = {
		{ "", true },
		{ "a=1", true },
		{ "a=1,b=2", true },
		{ "a=1, b=", true },
		{ "a=x=y", true },
		{ "{}", true },
		{ "{\"a\":\"1,2\",\"b=\":\"\"}", true },
		{ "a", false },
		{ "=1", false },
		{ "a=1,", false },
		{ ",a=1", false },
		{ "a=1,a=2", false },
		{ "a=1, a=2", false },
		{ "{\"a\":1}", false },
		{ "{\"a\":{}}", false },
		{ "{\"\":\"x\"}", false },
		{ "{\"a\":\"1\",\"a\":\"2\"}", false },
		{ "{\"a\":\"1\"", false },
		{ "[\"a\"]", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
		assert_int_equal(aws_context_is_good(rows[i].text), rows[i].good);
}

static void the_agent_is_asked_with_its_token(void **state)
{
	static const struct provider_item *const one[] = { &old };
	static const struct provider_item *const two[] = { &a, &b };
	struct scene scene;

	(void)state;
	scene_open(&scene, &provider_aws_secrets_manager, agent, one, 1);
	advance(&scene, NULL);
	TOLD(&scene, "GET /secretsmanager/get?secretId=app%2Fa&versionStage=AWSPREVIOUS [t0k] \n");
	answer(&scene, 200, "{\"SecretString\":\"v\",\"CreatedDate\":\"2026-01-01T00:00:00.5Z\"}");
	TOLD(&scene, "0 =v\n0 made at 1767225600\ndone\n");
	scene.talk.stage = 0;
	advance(&scene, NULL);
	buf_done(&scene.told);
	answer(&scene, 403, "Bad Token");
	TOLD(&scene, "fail agent-token\n");
	scene_done(&scene);
	scene_open(&scene, &provider_aws_secrets_manager, agent, two, 2);
	assert_int_equal(advance(&scene, NULL), STEP_SPLIT);
	scene_done(&scene);
}

static void an_agent_is_known_by_its_address_or_by_word(void **state)
{
	(void)state;
	assert_true(aws_source_is_agent("http://127.0.0.1:2773", "auto"));
	assert_true(aws_source_is_agent("http://[::1]:2773", "auto"));
	assert_false(aws_source_is_agent("http://127.0.0.1:5000", "auto"));
	assert_false(aws_source_is_agent("https://127.0.0.1:2773", "auto"));
	assert_false(aws_source_is_agent(NULL, "auto"));
	assert_true(aws_source_is_agent("http://127.0.0.1:5000", "yes"));
	assert_false(aws_source_is_agent("http://127.0.0.1:2773", "no"));
}

/* As botocore 1.44.5 makes them of its endpoint rules. */
static void endpoints_are_those_of_the_sdks(void **state)
{
	static const struct {
		const char *service, *region;
		bool fips, dual_stack;
		const char *address;
	} rows[] = {
		{ "secretsmanager", "eu-west-1", 0, 0,
		  "https://secretsmanager.eu-west-1.amazonaws.com" },
		{ "secretsmanager", "us-east-1", 1, 0,
		  "https://secretsmanager-fips.us-east-1.amazonaws.com" },
		{ "secretsmanager", "eu-west-1", 0, 1,
		  "https://secretsmanager.eu-west-1.amazonaws.com" },
		{ "secretsmanager", "us-east-1", 1, 1,
		  "https://secretsmanager-fips.us-east-1.amazonaws.com" },
		{ "secretsmanager", "cn-north-1", 0, 0,
		  "https://secretsmanager.cn-north-1.amazonaws.com.cn" },
		{ "secretsmanager", "cn-north-1", 0, 1,
		  "https://secretsmanager.cn-north-1.amazonaws.com.cn" },
		{ "secretsmanager", "us-gov-west-1", 1, 0,
		  "https://secretsmanager-fips.us-gov-west-1.amazonaws.com" },
		{ "secretsmanager", "us-iso-east-1", 0, 0,
		  "https://secretsmanager.us-iso-east-1.c2s.ic.gov" },
		{ "secretsmanager", "us-isob-east-1", 0, 0,
		  "https://secretsmanager.us-isob-east-1.sc2s.sgov.gov" },
		{ "secretsmanager", "eu-isoe-west-1", 0, 0,
		  "https://secretsmanager.eu-isoe-west-1.cloud.adc-e.uk" },
		{ "secretsmanager", "eu-isoe-west-1", 0, 1,
		  "https://secretsmanager.eu-isoe-west-1.api.cloud-aws.adc-e.uk" },
		{ "secretsmanager", "us-isof-south-1", 0, 0,
		  "https://secretsmanager.us-isof-south-1.csp.hci.ic.gov" },
		{ "secretsmanager", "eusc-de-east-1", 0, 0,
		  "https://secretsmanager.eusc-de-east-1.amazonaws.eu" },
		{ "kms", "eu-west-1", 0, 0, "https://kms.eu-west-1.amazonaws.com" },
		{ "kms", "eu-west-1", 0, 1, "https://kms.eu-west-1.api.aws" },
		{ "kms", "us-gov-west-1", 1, 0, "https://kms-fips.us-gov-west-1.amazonaws.com" },
		{ "kms", "us-gov-west-1", 1, 1, "https://kms-fips.us-gov-west-1.api.aws" },
		{ "ssm", "eu-west-1", 1, 0, "https://ssm-fips.eu-west-1.amazonaws.com" },
		{ "ssm", "us-gov-west-1", 1, 0, "https://ssm.us-gov-west-1.amazonaws.com" },
		{ "ssm", "us-gov-west-1", 1, 1, "https://ssm-fips.us-gov-west-1.api.aws" },
		{ "ssm", "evil.example/", 0, 0, NULL },
		{ "ssm", "", 0, 0, NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(buf_done) struct buf address = { 0 };

		assert_int_equal(aws_endpoint(&address, rows[i].service, rows[i].region,
					      rows[i].fips, rows[i].dual_stack),
				 rows[i].address != NULL);
		assert_string_equal(buf_text(&address), rows[i].address ? rows[i].address : "");
	}
}

/* Nobody said the region but the instance: requests are signed for it, and go to its endpoint. */
static void what_is_read_comes_from_the_region_that_was_found(void **state)
{
	static const char *const options[] = { "address", "https://region.invalid", NULL };
	const struct provider_options given = { get, options };
	struct aws_session *session = provider_aws_ssm.open(&given, &noon);
	const struct provider_item item = { .path = "x" };
	const struct provider_item *items[] = { &item };
	struct conversation talk = {
		.session = session, .items = items, .items_count = 1, .item = &item
	};
	struct http_request next = { 0 };

	(void)state;
	assert_false(aws_session_settle(session, "eu.evil.example/", "ssm", false, false));
	assert_true(aws_session_settle(session, "eu-west-2", "ssm", false, false));
	session->credentials =
		(struct aws_credentials){ text_copy("AKID"), text_copy("s"), NULL, 0 };
	assert_int_equal(aws_ssm_read(&talk, NULL, &next), STEP_SEND);
	assert_true(talk.sign(talk.signer, &next));
	assert_string_equal(talk.server, "https://ssm.eu-west-2.amazonaws.com");
	for (size_t i = 0; i < HTTP_MAX_HEADERS && next.headers[i].name; i++) {
		if (text_equal(next.headers[i].name, "Authorization"))
			assert_non_null(
				strstr(next.headers[i].value, "/eu-west-2/ssm/aws4_request"));
	}
	buf_done(&talk.path);
	buf_done(&talk.body);
	provider_aws_ssm.close(session);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_batch_is_matched_by_name_and_arn_over_its_pages),
		cmocka_unit_test(what_a_batch_leaves_out_is_asked_for_by_itself),
		cmocka_unit_test(what_a_batch_was_throttled_at_is_asked_for_by_itself),
		cmocka_unit_test(pages_without_end_are_refused),
		cmocka_unit_test(a_batch_that_is_refused_is_split),
		cmocka_unit_test(a_batch_that_is_too_large_is_split),
		cmocka_unit_test(a_version_is_a_stage_or_an_id),
		cmocka_unit_test(an_arn_of_another_region_is_never_asked_for),
		cmocka_unit_test(values_are_texts_binaries_and_objects),
		cmocka_unit_test(the_clock_is_corrected_once),
		cmocka_unit_test(a_clock_of_another_day_is_not_signed_for),
		cmocka_unit_test(a_clock_that_is_right_is_left_alone),
		cmocka_unit_test(codes_are_read_as_the_services_write_them),
		cmocka_unit_test(replies_have_classes_and_some_may_pass),
		cmocka_unit_test(parameters_come_by_name_and_below_a_path),
		cmocka_unit_test(each_of_sixty_fields_is_known_to_have_come),
		cmocka_unit_test(a_page_that_repeats_is_refused),
		cmocka_unit_test(ten_parameters_that_one_spoils_are_split),
		cmocka_unit_test(an_empty_path_is_absent),
		cmocka_unit_test(expired_credentials_are_a_reason_to_log_in),
		cmocka_unit_test(keys_that_nobody_renews_have_expired_for_good),
		cmocka_unit_test(a_request_is_signed_with_the_newest_keys),
		cmocka_unit_test(what_kms_is_asked),
		cmocka_unit_test(what_kms_answers),
		cmocka_unit_test(every_truncation_of_what_kms_answers_is_refused),
		cmocka_unit_test(more_than_kms_encrypts_is_no_reply_of_it),
		cmocka_unit_test(contexts_are_pairs_or_an_object),
		cmocka_unit_test(the_agent_is_asked_with_its_token),
		cmocka_unit_test(an_agent_is_known_by_its_address_or_by_word),
		cmocka_unit_test(endpoints_are_those_of_the_sdks),
		cmocka_unit_test(what_is_read_comes_from_the_region_that_was_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
