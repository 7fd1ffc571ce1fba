/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "model/source.h"

#include "variables.h"

static const struct option_row options[] = {
	{ "address", .kind = OPTION_ADDRESS },
	{ "token", .kind = OPTION_LOGIN },
	{ 0 },
};
static const struct source_type type = { .name = "vault", .options = options };

/* Checks a variable beside a source whose token came from the environment's VAULT_TOKEN. */
static char *check_beside(struct variable variable, enum origin origin, const char *token)
{
	struct source source = { .name = (char *)"v", .type = &type };
	const struct manifest manifest = { .environment = (char *)"production",
					   .sources = &source,
					   .sources_count = 1 };
	_cleanup_(values_freep) struct values *values = values_new();
	struct report report = { 0 };
	const struct checking checking = {
		.manifest = &manifest, .values = values, .clock = &fixed_clock, .report = &report
	};
	struct value *value = values_add(values, &variable);
	char *found;

	source.options[0] = (char *)"https://vault.acme.io";
	source.option_origins[0] = (char *)"VAULT_ADDR";
	source.options[1] = (char *)token;
	source.option_origins[1] = (char *)"VAULT_TOKEN";
	value->secret = secret_new(values->arena, token, strlen(token));
	value->origin = origin;
	schema_check(&checking);
	found = findings_of(&report);
	report_done(&report);
	return found;
}

#define TOKEN "hvs.CAESIJk9Zq2LwX7rTb4Vn8cD3fGh6JmP1sYtUeQaKx5vB0nRzHwGh4KHGh2cy5XbTl"

static void own_logins_stay_with_keystrap(void **state)
{
	static const struct {
		const char *name;
		enum delivery deliver;
		enum origin origin;
		bool found;
	} cases[] = {
		{ "VAULT_TOKEN", DELIVER_ENV, ORIGIN_INHERITED, true },
		{ "VAULT_TOKEN", DELIVER_NONE, ORIGIN_INHERITED, false },
		/* Another token, made for the program. */
		{ "VAULT_TOKEN", DELIVER_ENV, ORIGIN_SOURCE, false },
		/* An address is no login, and other tokens are not keystrap's. */
		{ "VAULT_ADDR", DELIVER_ENV, ORIGIN_INHERITED, false },
		{ "OTHER_TOKEN", DELIVER_ENV, ORIGIN_INHERITED, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		const struct variable variable = { .name = (char *)cases[i].name,
						   .deliver = cases[i].deliver };
		_cleanup_(freep) char *found = check_beside(variable, cases[i].origin, TOKEN);

		if (has_finding(found, "secret-zero-leak", "error") != cases[i].found)
			fail_msg("case %zu: %s", i, found);
	}
}

static void sources_do_not_log_in_as_root(void **state)
{
	const struct variable variable = { .name = (char *)"TITLE" };
	_cleanup_(freep) char *root = check_beside(variable, ORIGIN_SOURCE, "root"),
			      *other = check_beside(variable, ORIGIN_SOURCE, TOKEN);

	(void)state;
	assert_string_equal(root, "-:vault-root-token:error");
	assert_string_equal(other, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(own_logins_stay_with_keystrap),
		cmocka_unit_test(sources_do_not_log_in_as_root),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
