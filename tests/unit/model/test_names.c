/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "model/names.h"
#include "util/text.h"

static void names_have_letters_digits_and_underscores(void **state)
{
	static const char *const good[] = { "A", "_", "a", "_9", "Z9_z", "JWT_SECRET_KEY" };
	static const char *const bad[] = {
		"",      "9",        "9A",        "A-B",           "LD-PRELOAD", "A B",
		"A.B",   "A=",       "A=B",       "BASH_FUNC_x%%", "A\n",        " A",
		"A ",    "\xc3\x84", "A\xc3\xa9", "A/B",           "A:B",        "A$",
		"A\x01", "()",       "*",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(good); i++)
		assert_null(name_wrong(good[i]));
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
		assert_non_null(name_wrong(bad[i]));
}

static void names_that_others_set_may_have_dots(void **state)
{
	static const char *const good[] = { "A", "_9", "xpack.security.enabled", "a..b" };
	static const char *const bad[] = { "", "9.a", ".a", "A-B", "A B", "A.\n", "A=.B" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(good); i++)
		assert_null(name_foreign_wrong(good[i]));
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
		assert_non_null(name_foreign_wrong(bad[i]));
}

static void a_name_has_at_most_128_characters(void **state)
{
	char name[130];

	(void)state;
	memset(name, 'A', sizeof(name));
	name[128] = '\0';
	assert_null(name_wrong(name));
	name[128] = 'A';
	name[129] = '\0';
	assert_non_null(name_wrong(name));
}

/* form 0: as in the row, 1: small letters, 2: capitals. stars: what each '*' stands for. */
static void spell(char *name, size_t room, const char *pattern, int form, const char *stars)
{
	size_t used = 0;

	for (; *pattern; pattern++) {
		const char *piece = *pattern == '*' ? stars : (const char[]){ *pattern, '\0' };

		for (; *piece; piece++) {
			char c = *piece;

			if (form == 1 && c >= 'A' && c <= 'Z')
				c = (char)(c - 'A' + 'a');
			if (form == 2 && c >= 'a' && c <= 'z')
				c = (char)(c - 'a' + 'A');
			assert_true(used + 1 < room);
			name[used++] = c;
		}
	}
	name[used] = '\0';
}

static void every_row_is_refused_in_any_case(void **state)
{
	static const char *const stars[] = { "", "X", "pre_LOAD9" };
	size_t rows = 0;

	(void)state;
	for (const struct name_row *row = name_rows; row->pattern; row++, rows++) {
		for (size_t i = 0; i < ARRAY_LENGTH(stars); i++) {
			for (int form = 0; form < 3; form++) {
				char name[200];

				spell(name, sizeof(name), row->pattern, form, stars[i]);
				assert_null(name_wrong(name));
				assert_int_not_equal(name_tier(name), NAME_FREE);
				/* A row above may be stricter, none may be laxer. */
				if (row->tier == NAME_DENIED)
					assert_int_equal(name_tier(name), NAME_DENIED);
			}
		}
	}
	assert_true(rows >= 380);
}

static void tiers_are_those_of_the_list(void **state)
{
	static const struct {
		const char *name;
		enum name_tier tier;
	} rows[] = {
		{ "LD_PRELOAD", NAME_DENIED },
		{ "ld_preload", NAME_DENIED },
		{ "LD_LIBRARY_PATH_64", NAME_DENIED },
		{ "LD_AUDIT", NAME_DENIED },
		{ "LD_DEBUG_OUTPUT", NAME_DENIED },
		{ "LD_BIND_NOW", NAME_DENIED },
		{ "LD_HWCAP_MASK", NAME_DENIED },
		{ "LD_SDK_KEY", NAME_FREE },
		{ "LD_CLIENT_ID", NAME_FREE },
		{ "PATH", NAME_DENIED },
		{ "BASH_FUNC_ls", NAME_DENIED },
		{ "PythonPath", NAME_DENIED },
		{ "NODE_OPTIONS", NAME_DENIED },
		{ "HOME", NAME_RESTRICTED },
		{ "https_proxy", NAME_RESTRICTED },
		{ "SSL_CERT_FILE", NAME_RESTRICTED },
		{ "VAULT_TOKEN", NAME_LOGIN },
		{ "bao_token", NAME_LOGIN },
		{ "AWS_SECRET_ACCESS_KEY", NAME_LOGIN },
		{ "LISTEN_FDS", NAME_RESERVED },
		{ "KEYSTRAP_CONFIG", NAME_RESERVED },
		{ "NOTIFY_SOCKET", NAME_RESERVED },
		{ "JWT_SECRET_KEY", NAME_FREE },
		{ "DATABASE_URL", NAME_FREE },
		{ "LDAP_URL", NAME_FREE },
		{ "MY_LD_PRELOAD", NAME_FREE },
		{ "APP_HOME", NAME_FREE },
		{ "ENVIRONMENT", NAME_FREE },
		{ "PATHS", NAME_FREE },
		{ "GIT_SSH_COMMAND", NAME_DENIED },
		{ "GIT_CONFIG_COUNT", NAME_DENIED },
		{ "GIT_DIR", NAME_DENIED },
		{ "GIT_TRACE2_EVENT", NAME_DENIED },
		{ "GIT_SHA", NAME_FREE },
		{ "GIT_COMMIT", NAME_FREE },
		{ "GIT_BRANCH", NAME_FREE },
		{ "GIT_TAG", NAME_FREE },
		{ "GIT_TOKEN", NAME_FREE },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
		assert_int_equal(name_tier(rows[i].name), rows[i].tier);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_have_letters_digits_and_underscores),
		cmocka_unit_test(names_that_others_set_may_have_dots),
		cmocka_unit_test(a_name_has_at_most_128_characters),
		cmocka_unit_test(every_row_is_refused_in_any_case),
		cmocka_unit_test(tiers_are_those_of_the_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
