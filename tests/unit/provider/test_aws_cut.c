/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "aws_scene.h"

/* What was cut on its way is no reply, wherever the cut is: every beginning of a whole one. */

static const char *const itself[] = { NULL };
static const struct provider_item a = { .path = "app/a", .fields = itself, .fields_count = 1 };
static const struct provider_item b = { .path = "app/b", .fields = itself, .fields_count = 1 };
static const struct provider_item below = { .path = "app", .whole = true };
static const struct provider_item *const both[] = { &a, &b };
static const struct provider_item *const one[] = { &a };
static const struct provider_item *const tree[] = { &below };

/* As the services' API references show them. */
#define SECRET                                                                                     \
	"{\"ARN\":\"arn:aws:secretsmanager:eu-west-1:123456789012:secret:app/a-a1b2c3\","          \
	"\"CreatedDate\":1.523477145713E9,\"Name\":\"app/a\",\"SecretString\":\"v\","              \
	"\"VersionId\":\"EXAMPLE1-90ab-cdef-fedc-ba987SECRET1\",\"VersionStages\":"                \
	"[\"AWSCURRENT\"]}"
#define PARAMETER                                                                                  \
	"{\"ARN\":\"arn:aws:ssm:eu-west-1:123456789012:parameter/app/a\",\"DataType\":\"text\","   \
	"\"LastModifiedDate\":1582657288.8,\"Name\":\"/app/a\",\"Type\":\"SecureString\","         \
	"\"Value\":\"v\",\"Version\":3}"

static const struct {
	const struct provider_ops *ops;
	const char *const *options;
	const struct provider_item *const *items;
	size_t count;
	const char *body;
} replies[] = {
	{ &provider_aws_secrets_manager, plain, both, 2,
	  "{\"Errors\":[{\"ErrorCode\":\"ResourceNotFoundException\",\"Message\":\"x\","
	  "\"SecretId\":"
	  "\"app/b\"}],\"SecretValues\":[" SECRET "]}" },
	{ &provider_aws_secrets_manager, plain, one, 1, SECRET },
	{ &provider_aws_secrets_manager, agent, one, 1, SECRET },
	{ &provider_aws_ssm, plain, both, 2,
	  "{\"InvalidParameters\":[\"/app/b\"],\"Parameters\":[" PARAMETER "]}" },
	{ &provider_aws_ssm, plain, tree, 1, "{\"Parameters\":[" PARAMETER "]}" },
	{ &provider_aws_kms, plain, one, 1,
	  "{\"EncryptionAlgorithm\":\"SYMMETRIC_DEFAULT\",\"KeyId\":\"arn:aws:kms:eu-west-1:"
	  "123456789012:key/1234abcd\",\"Plaintext\":\"dmFsdWU=\"}" },
};

static enum step answer_cut(size_t row, size_t length)
{
	_cleanup_(freep) char *cut = text_slice(replies[row].body, length);
	struct scene scene;
	enum step step;

	scene_open(&scene, replies[row].ops, replies[row].options, replies[row].items,
		   replies[row].count);
	advance(&scene, NULL);
	buf_done(&scene.told);
	step = answer(&scene, 200, cut);
	if (step == STEP_FAIL)
		assert_string_equal(buf_text(&scene.told), "fail bad-reply\n");
	scene_done(&scene);
	return step;
}

static void every_truncation_of_a_reply_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(replies); i++) {
		size_t length = strlen(replies[i].body);

		assert_int_equal(answer_cut(i, length), STEP_DONE);
		while (length-- > 0)
			assert_int_equal(answer_cut(i, length), STEP_FAIL);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_truncation_of_a_reply_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
