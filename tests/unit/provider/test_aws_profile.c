/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "provider/aws/profile.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/text.h"

static bool read_text(struct aws_profiles *profiles, enum aws_file from, const char *text,
		      struct error *err)
{
	return aws_profiles_read(profiles, from, from == AWS_FILE_CONFIG ? "config" : "credentials",
				 text, strlen(text), err);
}

/* One key of one section must be so; NULL: not there. */
struct row {
	const char *text;
	enum aws_section_kind kind;
	const char *section, *key, *expected;
};

static void check_rows(enum aws_file from, const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct aws_profiles profiles = { 0 };
		struct error err = { 0 };
		const struct aws_entry *entry;

		if (!read_text(&profiles, from, rows[i].text, &err))
			fail_msg("row %zu: %s", i, err.text);
		entry = aws_section_entry(
			aws_profiles_find(&profiles, rows[i].kind, from, rows[i].section),
			rows[i].key);
		if (!rows[i].expected)
			assert_null(entry);
		else if (!entry)
			fail_msg("row %zu: nothing is there", i);
		else
			assert_string_equal(entry->value, rows[i].expected);
		aws_profiles_done(&profiles);
	}
}

#define PROFILE AWS_SECTION_PROFILE

static void sections_of_the_config_file_say_what_they_are(void **state)
{
	static const struct row rows[] = {
		{ "[default]\nregion = a\n", PROFILE, "default", "region", "a" },
		{ "[profile dev]\nregion = a\n", PROFILE, "dev", "region", "a" },
		{ "[profile \"a b\"]\nregion = a\n", PROFILE, "a b", "region", "a" },
		{ "[ profile\t dev ]\nregion = a\n", PROFILE, "dev", "region", "a" },
		{ "[profile dev] ; mine\nregion = a\n", PROFILE, "dev", "region", "a" },
		{ "[profile dev]# mine\nregion = a\n", PROFILE, "dev", "region", "a" },
		/* inih would put these keys below the section before. */
		{ "[profile dev]\n[dev ; x]\nregion = a\n", PROFILE, "dev", "region", NULL },
		{ "[dev]\nregion = a\n", PROFILE, "dev", "region", NULL },
		{ "[sso-session s]\nsso_region = a\n", AWS_SECTION_SSO_SESSION, "s", "sso_region",
		  "a" },
		{ "[services s]\nregion = a\n", AWS_SECTION_SERVICES, "s", "region", "a" },
		{ "[default]\nregion = a\n[profile default]\nregion = b\n", PROFILE, "default",
		  "region", "b" },
		{ "[profile default]\nregion = b\n[default]\nregion = a\n", PROFILE, "default",
		  "region", "b" },
		{ "[profile a]\nregion = x\n[profile b]\n[profile a]\noutput = y\n", PROFILE, "a",
		  "region", "x" },
		{ "[profile a]\nregion = x\n[profile b]\n[profile a]\noutput = y\n", PROFILE, "a",
		  "output", "y" },
		{ "\xef\xbb\xbf[default]\r\nregion = a\r\n", PROFILE, "default", "region", "a" },
		{ "[plugins]\na = 1\na = 2\n[default]\nregion=a", PROFILE, "default", "region",
		  "a" },
	};

	(void)state;
	check_rows(AWS_FILE_CONFIG, rows, ARRAY_LENGTH(rows));
}

static void sections_of_the_credentials_file_are_profiles(void **state)
{
	static const struct row rows[] = {
		{ "[dev]\nkey = a\n", PROFILE, "dev", "key", "a" },
		{ "[profile dev]\nkey = a\n", PROFILE, "dev", "key", NULL },
		{ "[sso-session s]\nkey = a\n", AWS_SECTION_SSO_SESSION, "s", "key", NULL },
	};

	(void)state;
	check_rows(AWS_FILE_CREDENTIALS, rows, ARRAY_LENGTH(rows));
}

static void values_are_taken_whole(void **state)
{
	static const struct row rows[] = {
		{ "[default]\nKey = a\n", PROFILE, "default", "key", "a" },
		{ "[default]\nkey=a=b==\n", PROFILE, "default", "key", "a=b==" },
		{ "[default]\nkey =  a b \t\n", PROFILE, "default", "key", "a b" },
		{ "[default]\nkey = a #b\n", PROFILE, "default", "key", "a" },
		{ "[default]\nkey = a ;b\n", PROFILE, "default", "key", "a" },
		{ "[default]\nkey = a#b;c\n", PROFILE, "default", "key", "a#b;c" },
		{ "[default]\nkey = # none\n", PROFILE, "default", "key", NULL },
		{ "[default]\nkey =\n", PROFILE, "default", "key", NULL },
		{ "[default]\nkey = \"a\"\n", PROFILE, "default", "key", "\"a\"" },
		{ "[default]\nkey = a\\\nother = b\n", PROFILE, "default", "key", "a\\" },
		{ "# x = y\n; z\n\n[default]\n  # indented\nkey = a\n", PROFILE, "default", "key",
		  "a" },
		/* Keys that are all indented alike continue nothing. */
		{ "[default]\n  key = a\n  other = b\n", PROFILE, "default", "other", "b" },
		{ "[default]\nkey = a\n  more\n\tand more\n", PROFILE, "default", "key",
		  "a\nmore\nand more" },
		/* A block belongs to its key: it is no key of the profile. */
		{ "[default]\ns3 =\n  region = x\nregion = a\n", PROFILE, "default", "region",
		  "a" },
		{ "[default]\ns3 =\n  region = x\n", PROFILE, "default", "region", NULL },
	};

	(void)state;
	check_rows(AWS_FILE_CONFIG, rows, ARRAY_LENGTH(rows));
}

static void long_lines_are_not_cut(void **state)
{
	struct aws_profiles profiles = { 0 };
	struct error err = { 0 };
	_cleanup_(buf_done) struct buf text = { 0 };

	(void)state;
	buf_add_text(&text, "[default]\naws_session_token = ");
	for (int i = 0; i < 20000; i++)
		buf_add_char(&text, 'x');
	buf_add_text(&text, "\nregion = a\n");
	assert_true(read_text(&profiles, AWS_FILE_CONFIG, text.bytes, &err));
	assert_int_equal(
		strlen(aws_profile_entry(&profiles, "default", "aws_session_token")->value), 20000);
	assert_string_equal(aws_profile_entry(&profiles, "default", "region")->value, "a");
	aws_profiles_done(&profiles);
}

static void blocks_of_indented_lines_are_read(void **state)
{
	struct aws_profiles profiles = { 0 };
	struct error err = { 0 };
	const struct aws_entry *entry;
	char *text;

	(void)state;
	assert_true(
		read_text(&profiles, AWS_FILE_CONFIG,
			  "[services local]\nsecrets_manager =\n  endpoint_url = "
			  "http://localhost:4566\n  other = x # no\ns3 = \n  endpoint_url = y\n",
			  &err));
	entry = aws_section_entry(
		aws_profiles_find(&profiles, AWS_SECTION_SERVICES, AWS_FILE_CONFIG, "local"),
		"secrets_manager");
	assert_non_null(entry);
	text = aws_entry_nested(entry, "endpoint_url");
	assert_string_equal(text, "http://localhost:4566");
	free(text);
	text = aws_entry_nested(entry, "other");
	assert_string_equal(text, "x");
	free(text);
	assert_null(aws_entry_nested(entry, "none"));
	aws_profiles_done(&profiles);
}

static void keys_of_the_credentials_file_go_first(void **state)
{
	struct aws_profiles profiles = { 0 };
	struct error err = { 0 };

	(void)state;
	assert_true(read_text(&profiles, AWS_FILE_CONFIG,
			      "[profile dev]\nregion = a\naws_access_key_id = old\n", &err));
	assert_true(read_text(&profiles, AWS_FILE_CREDENTIALS, "[dev]\naws_access_key_id = new\n",
			      &err));
	assert_string_equal(aws_profile_entry(&profiles, "dev", "aws_access_key_id")->value, "new");
	assert_string_equal(aws_profile_entry(&profiles, "dev", "aws_access_key_id")->file,
			    "credentials");
	assert_string_equal(aws_profile_entry(&profiles, "dev", "region")->value, "a");
	assert_int_equal(aws_profile_entry(&profiles, "dev", "region")->line, 2);
	assert_null(aws_profile_entry(&profiles, "other", "region"));
	aws_profiles_done(&profiles);
}

/* No error quotes anything but the names of keys: a key may have slipped onto a line of its own. */
static void what_is_wrong_is_told_with_its_line(void **state)
{
	static const struct {
		const char *text, *expected;
	} rows[] = {
		{ "[default\n", "config:1: the section's name has no closing ']'" },
		{ "[default] x\n", "config:1: something follows the section's name" },
		{ "\n[ ]\n", "config:2: the section has no name" },
		{ "key = a\n", "config:1: a key stands in front of the first section" },
		{ "[default]\ns3cret\n", "config:2: neither a section nor KEY = VALUE" },
		{ "[default]\nkey: s3cret\n", "config:2: neither a section nor KEY = VALUE" },
		{ "[default]\n= s3cret\n", "config:2: there is no key in front of the '='" },
		{ "[default]\nkey = a\n\nKEY = s3cret\n",
		  "config:4: key is given again: line 2 has it too" },
		{ "[default]\nkey = \x01\n",
		  "config:2: the line has a control character or is not UTF-8" },
		{ "[default]\nkey = \xff\n",
		  "config:2: the line has a control character or is not UTF-8" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct aws_profiles profiles = { 0 };
		struct error err = { 0 };

		assert_false(read_text(&profiles, AWS_FILE_CONFIG, rows[i].text, &err));
		assert_string_equal(err.text, rows[i].expected);
		assert_int_equal(err.code, ERR_MANIFEST);
		aws_profiles_done(&profiles);
	}
}

/*
 * A file of the largest size is read in the time of its length: keystrap itself reads it, before
 * any deadline runs. Squared, these took minutes.
 */
static void a_long_file_takes_no_long_time(void **state)
{
	enum { LINES, KEYS, SECTIONS, KINDS };
	struct timespec begin, end;

	(void)state;
	for (int kind = LINES; kind < KINDS; kind++) {
		_cleanup_(buf_done) struct buf text = { 0 };
		struct aws_profiles profiles = { 0 };
		struct error err = { 0 };

		buf_add_text(&text, "[default]\nk =\n");
		for (size_t line = 0; text.length < (size_t)1024 * 1024 - 32; line++) {
			if (kind == LINES)
				buf_add_text(&text, " a\n");
			else if (kind == KEYS)
				buf_format(&text, "k%06zu=1\n", line);
			else
				buf_format(&text, "[profile p%06zu]\n", line);
		}
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
		assert_true(aws_profiles_read(&profiles, AWS_FILE_CONFIG, "config", text.bytes,
					      text.length, &err));
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
		assert_true(end.tv_sec - begin.tv_sec < 5);
		aws_profiles_done(&profiles);
	}
}

static void a_nul_byte_is_refused(void **state)
{
	struct aws_profiles profiles = { 0 };
	struct error err = { 0 };

	(void)state;
	assert_false(
		aws_profiles_read(&profiles, AWS_FILE_CONFIG, "config", "[a]\nb\0=c\n", 9, &err));
	assert_true(aws_profiles_read(&profiles, AWS_FILE_CONFIG, "config", NULL, 0, &err));
	aws_profiles_done(&profiles);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sections_of_the_config_file_say_what_they_are),
		cmocka_unit_test(sections_of_the_credentials_file_are_profiles),
		cmocka_unit_test(values_are_taken_whole),
		cmocka_unit_test(long_lines_are_not_cut),
		cmocka_unit_test(blocks_of_indented_lines_are_read),
		cmocka_unit_test(keys_of_the_credentials_file_go_first),
		cmocka_unit_test(what_is_wrong_is_told_with_its_line),
		cmocka_unit_test(a_long_file_takes_no_long_time),
		cmocka_unit_test(a_nul_byte_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
