/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "aws_scene.h"

/* Which entry of a reply is whose, when several items are asked for together. */

#define SECRET(account, name) "arn:aws:secretsmanager:eu-west-1:" account ":secret:" name
#define PARAMETER(account)    "arn:aws:ssm:eu-west-1:" account ":parameter/app/key"
#define OURS                  "111111111111"
#define THEIRS                "222222222222"

static const char *const itself[] = { NULL };

#define ITEM(what)                                                                                 \
	{                                                                                          \
		.path = (what), .fields = itself, .fields_count = 1                                \
	}

static void play(const struct provider_ops *ops, const char *const *paths, size_t count,
		 const char *const *pages, const char *told)
{
	struct provider_item items[4];
	const struct provider_item *pointers[4];
	struct scene scene;

	for (size_t i = 0; i < count; i++) {
		items[i] = (struct provider_item)ITEM(paths[i]);
		pointers[i] = &items[i];
	}
	scene_open(&scene, ops, plain, pointers, count);
	advance(&scene, NULL);
	for (; *pages; pages++) {
		buf_done(&scene.told);
		answer(&scene, 200, *pages);
	}
	TOLD(&scene, told);
	scene_done(&scene);
}

#define PATHS(...) ((const char *const[]){ __VA_ARGS__ })
#define PAGES(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define ENTRY(arn, name, value)                                                                    \
	"{\"ARN\":\"" arn "\",\"Name\":\"" name "\",\"SecretString\":\"" value "\"}"
#define VALUES(entries)      "{\"SecretValues\":[" entries "]}"
#define PAGE_OF(entries)     "{\"SecretValues\":[" entries "],\"NextToken\":\"t\"}"
#define PARAMETERS(entries)  "{\"Parameters\":[" entries "]}"
#define VALUE_OF(arn, value) "{\"ARN\":\"" arn "\",\"Name\":\"/app/key\",\"Value\":\"" value "\"}"

static bool joins(const struct provider_ops *ops, const char *first, const char *other)
{
	const struct provider_item one = ITEM(first), two = ITEM(other);

	return ops->joins(&one, &two);
}

/* Another account may have a secret of the same name: see the next test. */
static void names_and_arns_are_not_asked_for_together(void **state)
{
	static const struct provider_ops *const stores[] = { &provider_aws_secrets_manager,
							     &provider_aws_ssm };

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(stores); i++) {
		assert_true(joins(stores[i], "app", "other"));
		assert_true(joins(stores[i], SECRET(OURS, "a"), SECRET(THEIRS, "b")));
		assert_false(joins(stores[i], "app", SECRET(THEIRS, "app-AbCdEf")));
		assert_false(joins(stores[i], SECRET(THEIRS, "app-AbCdEf"), "app"));
	}
}

static void two_entries_of_one_name_are_nobodys(void **state)
{
	(void)state;
	play(&provider_aws_secrets_manager, PATHS("app", "b"), 2,
	     PAGES(VALUES(ENTRY(SECRET(THEIRS, "app-AbCdEf"), "app", "theirs") "," ENTRY(
		     SECRET(OURS, "app-GhIjKl"), "app", "ours") "," ENTRY(SECRET(OURS, "b-AbCdEf"),
									  "b", "b"))),
	     "0 lost: bad-reply\n1 =b\ndone\n");
	play(&provider_aws_secrets_manager, PATHS("app", "b"), 2,
	     PAGES(PAGE_OF(ENTRY(SECRET(THEIRS, "app-AbCdEf"), "app", "theirs")),
		   VALUES(ENTRY(SECRET(OURS, "app-GhIjKl"), "app",
				"ours") "," ENTRY(SECRET(OURS, "b-AbCdEf"), "b", "b"))),
	     "0 lost: bad-reply\n1 =b\ndone\n");
	play(&provider_aws_ssm, PATHS("app/key"), 1,
	     PAGES(PARAMETERS(
		     VALUE_OF(PARAMETER(THEIRS), "theirs") "," VALUE_OF(PARAMETER(OURS), "ours"))),
	     "0 lost: bad-reply\ndone\n");
}

/* Its Name says nothing: only the ARN does. */
static void an_arn_takes_what_has_that_arn(void **state)
{
	(void)state;
	play(&provider_aws_secrets_manager,
	     PATHS(SECRET(THEIRS, "app-AbCdEf"), SECRET(OURS, "app-GhIjKl")), 2,
	     PAGES(VALUES(ENTRY(SECRET(OURS, "app-GhIjKl"), "app",
				"ours") "," ENTRY(SECRET(THEIRS, "app-AbCdEf"), "app", "theirs"))),
	     "0 =theirs\n1 =ours\ndone\n");
	play(&provider_aws_secrets_manager, PATHS(SECRET(THEIRS, "app-AbCdEf"), "b"), 2,
	     PAGES(VALUES(ENTRY(SECRET(OURS, "app-GhIjKl"), "app",
				"ours") "," ENTRY(SECRET(OURS, "b-AbCdEf"), "b", "b"))),
	     "1 =b\nsplit\n");
	play(&provider_aws_ssm, PATHS(PARAMETER(THEIRS), PARAMETER(OURS)), 2,
	     PAGES(PARAMETERS(
		     VALUE_OF(PARAMETER(OURS), "ours") "," VALUE_OF(PARAMETER(THEIRS), "theirs"))),
	     "0 =theirs\n1 =ours\ndone\n");
}

/* Both name the same secret: both get it. */
static void the_whole_arn_and_its_beginning_are_one_secret(void **state)
{
	(void)state;
	play(&provider_aws_secrets_manager, PATHS(SECRET(OURS, "app"), SECRET(OURS, "app-AbCdEf")),
	     2, PAGES(VALUES(ENTRY(SECRET(OURS, "app-AbCdEf"), "app", "v"))), "0 =v\n1 =v\ndone\n");
}

static void one_secret_may_be_answered_twice(void **state)
{
	(void)state;
	play(&provider_aws_secrets_manager, PATHS(SECRET(OURS, "app"), SECRET(OURS, "app-AbCdEf")),
	     2,
	     PAGES(VALUES(ENTRY(SECRET(OURS, "app-AbCdEf"), "app",
				"v") "," ENTRY(SECRET(OURS, "app-AbCdEf"), "app", "v"))),
	     "0 =v\n1 =v\ndone\n");
}

/* A dash and six characters, nothing else: app-other is another secret. */
static void the_end_of_an_arn_is_a_dash_and_six_characters(void **state)
{
	static const struct {
		const char *tail;
		bool good;
	} rows[] = {
		{ "app-AbCdEf", true },   { "app-AbCdE", false },        { "app-AbCdEfg", false },
		{ "app-", false },        { "appxAbCdEf", false },       { "app/AbCdEf", false },
		{ "app-b-AbCdE", false }, { "app-other-AbCdEf", false }, { "ap-AbCdEf", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *page =
			text_format("{\"SecretValues\":[{\"ARN\":\"" SECRET(
					    OURS, "%s") "\",\"Name\":"
							"\"app\",\"SecretString\":\"v\"}]}",
				    rows[i].tail);

		play(&provider_aws_secrets_manager,
		     PATHS(SECRET(OURS, "app"), SECRET(OURS, "none")), 2, PAGES(page),
		     rows[i].good ? "0 =v\nsplit\n" : "split\n");
	}
}

/* app-AbCdEf is the whole ARN of the secret app, and the beginning of another one's. */
static void the_whole_arn_goes_before_the_beginning_of_another(void **state)
{
	static const char app[] = ENTRY(SECRET(OURS, "app-AbCdEf"), "app", "app");
	static const char longer[] = ENTRY(SECRET(OURS, "app-AbCdEf-GhIjKl"), "app-AbCdEf", "no");

	(void)state;
	for (int turned = 0; turned < 2; turned++) {
		_cleanup_(freep) char *page = text_format(
			"{\"SecretValues\":[%s,%s]}", turned ? longer : app, turned ? app : longer);

		play(&provider_aws_secrets_manager,
		     PATHS(SECRET(OURS, "app-AbCdEf"), SECRET(OURS, "app-AbCdEf-GhIjKl")), 2,
		     PAGES(page), "0 =app\n1 =no\ndone\n");
	}
}

/* What an earlier page has said whole is not taken back by the beginning of another ARN. */
static void a_page_is_not_taken_back_by_another(void **state)
{
	(void)state;
	play(&provider_aws_secrets_manager,
	     PATHS(SECRET(OURS, "app-AbCdEf"), SECRET(OURS, "app-AbCdEf-GhIjKl")), 2,
	     PAGES(PAGE_OF(ENTRY(SECRET(OURS, "app-AbCdEf"), "app", "app")),
		   VALUES(ENTRY(SECRET(OURS, "app-AbCdEf-GhIjKl"), "app-AbCdEf", "no"))),
	     "1 =no\ndone\n");
}

/* jansson takes no NUL: the others come when each is asked for by itself. */
static void a_nul_in_one_secret_spoils_no_other(void **state)
{
	(void)state;
	play(&provider_aws_secrets_manager, PATHS("a", "b"), 2,
	     PAGES(VALUES(ENTRY(SECRET(OURS, "a-AbCdEf"), "a",
				"x") "," ENTRY(SECRET(OURS, "b-AbCdEf"), "b", "x\\u0000y"))),
	     "split\n");
	play(&provider_aws_secrets_manager, PATHS("b"), 1,
	     PAGES(ENTRY(SECRET(OURS, "b-AbCdEf"), "b", "x\\u0000y")), "fail nul-byte\n");
	play(&provider_aws_secrets_manager, PATHS("b"), 1,
	     PAGES(ENTRY(SECRET(OURS, "b-AbCdEf"), "b", "x\\\\u0000y")), "0 =x\\u0000y\ndone\n");
	play(&provider_aws_secrets_manager, PATHS("b"), 1,
	     PAGES("{\"SecretString\":\"x\\\\u0000y\""), "fail bad-reply\n");
	play(&provider_aws_ssm, PATHS("app/key", "b"), 2,
	     PAGES(PARAMETERS(VALUE_OF(PARAMETER(OURS), "x\\u0000"))), "split\n");
	play(&provider_aws_ssm, PATHS("app/key"), 1,
	     PAGES(PARAMETERS(VALUE_OF(PARAMETER(OURS), "\\u0000"))), "fail nul-byte\n");
}

static void a_nul_in_a_field_is_told_as_one(void **state)
{
	static const char *const fields[] = { "k" };
	static const struct provider_item item = { .path = "a",
						   .fields = fields,
						   .fields_count = 1 };
	static const struct provider_item *const one[] = { &item };
	struct scene scene;

	(void)state;
	scene_open(&scene, &provider_aws_secrets_manager, plain, one, 1);
	advance(&scene, NULL);
	buf_done(&scene.told);
	answer(&scene, 200, "{\"SecretString\":\"{\\\"k\\\":\\\"x\\\\u0000\\\"}\"}");
	TOLD(&scene, "0 k: nul-byte\ndone\n");
	scene_done(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_and_arns_are_not_asked_for_together),
		cmocka_unit_test(two_entries_of_one_name_are_nobodys),
		cmocka_unit_test(an_arn_takes_what_has_that_arn),
		cmocka_unit_test(the_whole_arn_and_its_beginning_are_one_secret),
		cmocka_unit_test(one_secret_may_be_answered_twice),
		cmocka_unit_test(the_end_of_an_arn_is_a_dash_and_six_characters),
		cmocka_unit_test(the_whole_arn_goes_before_the_beginning_of_another),
		cmocka_unit_test(a_page_is_not_taken_back_by_another),
		cmocka_unit_test(a_nul_in_one_secret_spoils_no_other),
		cmocka_unit_test(a_nul_in_a_field_is_told_as_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
