/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "core/collect.h"

#include "made.h"

static void failed(struct made *made, const char *path, const char *field, struct failure failure)
{
	size_t item = path ? plan_find(made->plan, 0, path, NULL) : BUNDLE_NO_ITEM;

	assert_true(!path || item != (size_t)-1);
	if (field)
		bundle_fail_field(made->bundle, 0, item, field, failure);
	else
		bundle_fail_item(made->bundle, 0, item, failure);
}

static enum err_code reported(struct made *made)
{
	enum err_code code =
		collect_report(&made->report, made->manifest, made->plan, made->bundle);

	assert_int_equal(code == ERR_NONE, made->report.count == 0);
	for (size_t i = 0; i < made->report.count; i++)
		assert_string_equal(made->report.findings[i].rule, "value-unavailable");
	return code;
}

#define ABC "[A]\nfrom=v:app#a\n[B]\nfrom=v:app#b\n[C]\nfrom=v:other#c\n"

static void nothing_failed_is_nothing_said(void **state)
{
	struct made made = make(VAULT ABC);

	(void)state;
	assert_int_equal(reported(&made), ERR_NONE);
	made_done(&made);
}

static void a_failure_names_all_that_need_it(void **state)
{
	struct made made = make(VAULT ABC "[D]\nfrom=v:x#d\n[E]\nfrom=v:y#e\n");

	(void)state;
	failed(&made, NULL, NULL, (struct failure){ .class = FAILURE_SEALED, .http_status = 503 });
	assert_int_equal(reported(&made), ERR_UNAVAILABLE);
	assert_int_equal(made.report.count, 1);
	assert_string_equal(made.report.findings[0].message,
			    "source v (https://v.test): the server is sealed (HTTP 503)");
	assert_string_equal(made.report.findings[0].variable, "A");
	assert_non_null(strstr(made.report.findings[0].hint, "Needed by A, B, C, ..."));
	made_done(&made);
}

static void a_path_and_a_field_concern_their_own_only(void **state)
{
	struct made made = make(VAULT ABC);

	(void)state;
	failed(&made, "app", "b", (struct failure){ .class = FAILURE_FIELD });
	failed(&made, "other", NULL,
	       (struct failure){ .class = FAILURE_PERMISSION, .http_status = 403 });
	assert_int_equal(reported(&made), ERR_AUTH);
	assert_int_equal(made.report.count, 2);
	assert_string_equal(made.report.findings[0].variable, "B");
	assert_non_null(strstr(made.report.findings[0].message, "path app, field b: "));
	assert_string_equal(made.report.findings[1].variable, "C");
	assert_non_null(strstr(made.report.findings[1].message, "path other: permission denied"));
	made_done(&made);
}

static void required_no_tolerates_absence_only(void **state)
{
	static const struct {
		enum failure_class class;
		bool tolerated;
	} rows[] = {
		{ FAILURE_PATH, true },
		{ FAILURE_PATH_VERSION, true },
		{ FAILURE_FIELD, true },
		{ FAILURE_VERSION_DELETED, true },
		{ FAILURE_VERSION_DESTROYED, true },
		{ FAILURE_FIELD_KIND, false },
		{ FAILURE_FIELD_NUMBER, false },
		{ FAILURE_PERMISSION, false },
		{ FAILURE_SEALED, false },
		{ FAILURE_TOKEN, false },
		{ FAILURE_MOUNT, false },
		{ FAILURE_VERSION, false },
		{ FAILURE_REPLY, false },
		{ FAILURE_REFUSED, false },
		{ FAILURE_SETTINGS, false },
		{ FAILURE_OWN, false },
	};
	static const struct {
		const char *key;
		bool optional;
	} keys[] = { { "required=no", true },
		     { "default=x", true },
		     { "required=yes", false },
		     { "type=secret", false },
		     { "required-in=test", false } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		for (size_t j = 0; j < ARRAY_LENGTH(keys); j++) {
			_cleanup_(freep) char *text =
				text_format(VAULT "[A]\nfrom=v:app#a\n%s\n", keys[j].key);
			struct made made = make(text);
			enum err_code code;

			failed(&made, "app", "a", (struct failure){ .class = rows[i].class });
			code = reported(&made);
			assert_int_equal(code == ERR_NONE, rows[i].tolerated && keys[j].optional);
			made_done(&made);
		}
	}
}

static void an_import_needs_its_secret_and_the_names_it_takes(void **state)
{
	static const struct {
		const char *field;
		size_t findings;
	} rows[] = { { NULL, 1 }, { "SMTP_HOST", 1 }, { "OTHER", 0 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct made made = make(VAULT "[import mail]\nfrom=v:app\nnames=SMTP_*\n");

		failed(&made, "app", rows[i].field,
		       (struct failure){ .class = FAILURE_FIELD_KIND });
		reported(&made);
		assert_int_equal(made.report.count, rows[i].findings);
		if (made.report.count) {
			assert_null(made.report.findings[0].variable);
			assert_int_equal(made.report.findings[0].place.line, 5);
		}
		made_done(&made);
	}
}

static void what_a_person_must_mend_decides(void **state)
{
	static const struct {
		struct failure one, other;
		enum err_code code;
	} rows[] = {
		{ { .class = FAILURE_SEALED, .deadline = true },
		  { .class = FAILURE_REFUSED, .deadline = true },
		  ERR_DEADLINE },
		{ { .class = FAILURE_SEALED, .deadline = true },
		  { .class = FAILURE_PATH },
		  ERR_UNAVAILABLE },
		{ { .class = FAILURE_PATH, .deadline = true },
		  { .class = FAILURE_PATH },
		  ERR_UNAVAILABLE },
		{ { .class = FAILURE_PATH }, { .class = FAILURE_TOKEN }, ERR_AUTH },
		{ { .class = FAILURE_TOKEN }, { .class = FAILURE_SETTINGS }, ERR_MANIFEST },
		{ { .class = FAILURE_SETTINGS }, { .class = FAILURE_SERVER }, ERR_MANIFEST },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct made made = make(VAULT ABC);

		failed(&made, "app", NULL, rows[i].one);
		failed(&made, "other", NULL, rows[i].other);
		assert_int_equal(reported(&made), rows[i].code);
		made_done(&made);
	}
}

/* A file that a source needs: in keystrap's own words, with its own hint and code. */
static void what_keystrap_met_itself_is_told_in_its_words(void **state)
{
	static const enum err_code codes[] = { ERR_MANIFEST, ERR_AUTH, ERR_SYSTEM };

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(codes); i++) {
		struct made made = make(VAULT ABC);
		struct error own;

		error_set(&own, codes[i], "/k: everybody may read it");
		error_hint(&own, "chmod o-r /k");
		assert_false(bundle_source_failed(made.bundle, 0));
		bundle_fail_source(made.bundle, 0, &own);
		assert_true(bundle_source_failed(made.bundle, 0));
		assert_false(bundle_source_failed(made.bundle, 1));
		assert_int_equal(reported(&made), codes[i]);
		assert_int_equal(made.report.count, 1);
		assert_string_equal(made.report.findings[0].message,
				    "source v (https://v.test): /k: everybody may read it");
		assert_string_equal(made.report.findings[0].variable, "A");
		assert_int_equal(made.report.findings[0].place.line, 5);
		assert_string_equal(made.report.findings[0].hint,
				    "chmod o-r /k. Needed by A, B, C");
		made_done(&made);
	}
}

/* An item that failed is not its source. */
static void an_item_is_not_its_source(void **state)
{
	struct made made = make(VAULT ABC);

	(void)state;
	failed(&made, "app", NULL, (struct failure){ .class = FAILURE_PATH });
	assert_false(bundle_source_failed(made.bundle, 0));
	made_done(&made);
}

static void the_deadline_is_said(void **state)
{
	struct made made = make(VAULT ABC);

	(void)state;
	failed(&made, "other", NULL,
	       (struct failure){ .class = FAILURE_STALLED, .deadline = true });
	assert_int_equal(reported(&made), ERR_DEADLINE);
	assert_non_null(strstr(made.report.findings[0].message, "; the deadline has passed"));
	made_done(&made);
}

static void every_class_has_words(void **state)
{
	(void)state;
	for (int class = FAILURE_NONE + 1; class < FAILURE_COUNT; class ++) {
		const struct failure_row *row = &failure_rows[class];

		assert_true(row->name[0] && row->text[0] && row->hint[0]);
		/* What was left alone on purpose is no error. */
		assert_int_equal(row->code == ERR_NONE,
				 failure_left_alone((enum failure_class) class));
		assert_int_equal(
			failure_code(&(struct failure){ .class = (enum failure_class) class }),
			row->code);
		assert_int_equal(failure_code(&(struct failure){
					 .class = (enum failure_class) class, .deadline = true }),
				 row->transient ? ERR_DEADLINE : row->code);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_failed_is_nothing_said),
		cmocka_unit_test(a_failure_names_all_that_need_it),
		cmocka_unit_test(a_path_and_a_field_concern_their_own_only),
		cmocka_unit_test(required_no_tolerates_absence_only),
		cmocka_unit_test(an_import_needs_its_secret_and_the_names_it_takes),
		cmocka_unit_test(what_a_person_must_mend_decides),
		cmocka_unit_test(what_keystrap_met_itself_is_told_in_its_words),
		cmocka_unit_test(an_item_is_not_its_source),
		cmocka_unit_test(the_deadline_is_said),
		cmocka_unit_test(every_class_has_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
