/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "core/resolve.h"
#include "schema/types.h"

#include "made.h"

static const char *const origin_names[] = {
	[ORIGIN_ABSENT] = "absent",       [ORIGIN_SOURCE] = "source",
	[ORIGIN_IMPORT] = "import",       [ORIGIN_LITERAL] = "literal",
	[ORIGIN_TEMPLATE] = "template",   [ORIGIN_DEFAULT] = "default",
	[ORIGIN_INHERITED] = "inherited", [ORIGIN_FILE] = "file",
};

/* Every value as "NAME=TEXT (origin)\n", "NAME (absent)\n" where there is none. */
static char *shown(const struct values *values)
{
	struct buf text = { 0 };

	buf_add_text(&text, "");
	for (size_t i = 0; i < values->count; i++) {
		const struct value *value = &values->items[i];

		buf_format(&text, "%s%s%s (%s)\n", value->variable->name, value->secret ? "=" : "",
			   value->secret ? secret_reveal(value->secret, NULL) : "",
			   origin_names[value->origin]);
	}
	return text.bytes ? text.bytes : text_copy("");
}

static void expect(struct made *made, const struct resolve_inputs *inputs, const char *expected,
		   const char *rules)
{
	_cleanup_(values_freep) struct values *values = resolve(inputs, &made->report);
	_cleanup_(freep) char *text = shown(values);
	_cleanup_(buf_done) struct buf found = { 0 };

	buf_add_text(&found, "");
	for (size_t i = 0; i < made->report.count; i++)
		buf_format(&found, "%s%s:%s", i ? " " : "", made->report.findings[i].rule,
			   made->report.findings[i].variable ? made->report.findings[i].variable
							     : "-");
	assert_string_equal(text, expected);
	assert_string_equal(buf_text(&found), rules);
}

static struct resolve_inputs inputs_of(const struct made *made, const char *const *outside)
{
	return (struct resolve_inputs){ .manifest = made->manifest,
					.plan = made->plan,
					.bundle = made->bundle,
					.environ = (char *const *)outside };
}

static const char *const outer[] = { "HERE=h", "A=outer", "D=", NULL };

static void values_are_trimmed_where_it_is_said(void **state)
{
	static const char *const around[] = { "A= a \t\r\n", "B= b ", "C= \n ", NULL };
	struct made made = make("[A]\ntrim=yes\n[B]\ntrim=no\n[C]\ntrim=yes\n"
				"[D]\nvalue=${A}${B}|\n[E]\nvalue=${B}${B}\ntrim=yes\n"
				"[F]\ndefault=f\ntrim=yes\n");
	struct resolve_inputs inputs = inputs_of(&made, around);

	(void)state;
	expect(&made, &inputs,
	       "A=a (inherited)\n"
	       "B= b  (inherited)\n"
	       "C= (inherited)\n"
	       "D=a b | (template)\n"
	       "E=b  b (template)\n"
	       "F=f (default)\n",
	       "");
	made_done(&made);
}

static void each_variable_comes_from_its_place(void **state)
{
	struct made made = make(VAULT "[A]\nfrom=v:app#a\n"
				      "[B]\nvalue=literal $${X} ;x\n"
				      "[EMPTY]\nvalue=\n"
				      "[C]\nfrom=v:app#c\nrequired=no\n"
				      "[D]\ndefault=d\n"
				      "[E]\ndefault=e\n"
				      "[F]\nfrom=v:app#f\ndefault=dflt\n"
				      "[HERE]\n[NOWHERE]\n");
	struct resolve_inputs inputs = inputs_of(&made, outer);

	(void)state;
	fetched(&made, 0, "app", "a", "fetched");
	expect(&made, &inputs,
	       "A=fetched (source)\nB=literal ${X} ;x (literal)\nEMPTY= (literal)\nC (absent)\n"
	       "D= (inherited)\nE=e (default)\nF=dflt (default)\nHERE=h (inherited)\n"
	       "NOWHERE (absent)\n",
	       "");
	made_done(&made);
}

static void templates_are_filled_in(void **state)
{
	struct made made = make(VAULT "[URL]\nvalue=pg://${USER_X}:${PW|urlencode}@${HOST}/\n"
				      "[PW]\nfrom=v:app#pw\ndeliver=none\n"
				      "[USER_X]\ndefault=app\n"
				      "[HOST]\nvalue=${NAME}.test\n"
				      "[NAME]\nvalue=db\n"
				      "[J]\nvalue={\"p\":\"${PW|json}\",\"b\":\"${PW|base64}\"}\n");
	struct resolve_inputs inputs = inputs_of(&made, NULL);

	(void)state;
	fetched(&made, 0, "app", "pw", "a\"/b");
	expect(&made, &inputs,
	       "URL=pg://app:a%22%2Fb@db.test/ (template)\nPW=a\"/b (source)\nUSER_X=app "
	       "(default)\n"
	       "HOST=db.test (template)\nNAME=db (literal)\n"
	       "J={\"p\":\"a\\\"/b\",\"b\":\"YSIvYg==\"} (template)\n",
	       "");
	made_done(&made);
}

static void a_template_that_lacks_a_part_is_a_finding(void **state)
{
	struct made made = make(VAULT "[A]\nvalue=x${B}y${C}\n"
				      "[B]\nfrom=v:app#b\nrequired=no\n"
				      "[C]\n"
				      "[D]\nvalue=${E}\n"
				      "[E]\nvalue=${B}\n");
	struct resolve_inputs inputs = inputs_of(&made, NULL);

	(void)state;
	expect(&made, &inputs, "A (absent)\nB (absent)\nC (absent)\nD (absent)\nE (absent)\n",
	       "reference-unresolved:A reference-unresolved:A reference-unresolved:E "
	       "reference-unresolved:D");
	made_done(&made);
}

static void an_empty_part_is_a_part(void **state)
{
	struct made made = make("[A]\nvalue=x${B}y\n[B]\nvalue=\n");
	struct resolve_inputs inputs = inputs_of(&made, NULL);

	(void)state;
	expect(&made, &inputs, "A=xy (template)\nB= (literal)\n", "");
	made_done(&made);
}

static void without_a_fetch_only_what_is_known_is_there(void **state)
{
	struct made made = make(VAULT "[A]\nfrom=v:app#a\n[B]\nvalue=b\n[C]\nvalue=${A}${B}\n"
				      "[D]\nvalue=${B}\n[E]\n");
	const struct resolve_inputs inputs = { .manifest = made.manifest,
					       .plan = made.plan,
					       .known_only = true };

	(void)state;
	expect(&made, &inputs, "B=b (literal)\nD=b (template)\n", "");
	made_done(&made);
}

/* After a fetch that failed in part, what the environment lacks is known to be missing. */
static void beside_a_failure_the_environment_is_known(void **state)
{
	struct made made = make(VAULT "[A]\nfrom=v:app#a\n[X]\n[HERE]\n[C]\nvalue=${A}\n"
				      "[MAIL_X]\n[E]\nfrom=v:app#e\n"
				      "[import i]\nfrom=v:all\nnames=MAIL_*\n");
	struct resolve_inputs inputs = inputs_of(&made, outer);

	(void)state;
	inputs.known_only = true;
	fetched(&made, 0, "app", "e", "e");
	expect(&made, &inputs, "X (absent)\nHERE=h (inherited)\nE=e (source)\n", "");
	made_done(&made);
}

#define IMPORT VAULT "[import i]\nfrom=v:all\nnames=SMTP_*, DSN, ?X\n"

static void an_import_brings_the_allowed_names_only(void **state)
{
	struct made made = make(IMPORT "[B]\nvalue=b\n");
	struct resolve_inputs inputs = inputs_of(&made, NULL);

	(void)state;
	fetched(&made, 0, "all", "SMTP_HOST", "h");
	fetched(&made, 0, "all", "OTHER", "o");
	fetched(&made, 0, "all", "DSN", "d");
	fetched(&made, 0, "all", "dsn", "o");
	fetched(&made, 0, "all", "AX", "x");
	fetched(&made, 0, "all", "AAX", "o");
	fetched(&made, 0, "all", "LD_PRELOAD", "o");
	fetched(&made, 0, "all", "9X", "o");
	expect(&made, &inputs,
	       "B=b (literal)\nSMTP_HOST=h (import)\nDSN=d (import)\nAX=x (import)\n",
	       "name-invalid:-");
	made_done(&made);
}

static void an_imported_name_has_its_usual_type(void **state)
{
	struct made made = make(VAULT "[import i]\nfrom=v:all\nnames=*\n");
	struct resolve_inputs inputs = inputs_of(&made, NULL);
	struct values *values;

	(void)state;
	fetched(&made, 0, "all", "JWT_SECRET", "x");
	values = resolve(&inputs, &made.report);
	assert_string_equal(values_find(values, "JWT_SECRET")->variable->type->name,
			    "jwt-hmac-key");
	assert_int_equal(values_find(values, "JWT_SECRET")->variable->place.line, 4);
	values_free(values);
	made_done(&made);
}

static void a_store_never_sets_what_loaders_act_on(void **state)
{
	static const struct {
		const char *section, *name;
		bool good;
	} rows[] = {
		{ "", "LD_PRELOAD", false },
		{ "", "ld_preload", false },
		{ "", "PATH", false },
		{ "", "NODE_OPTIONS", false },
		{ "", "HOME", false },
		{ "", "VAULT_TOKEN", false },
		{ "", "NOTIFY_SOCKET", false },
		{ "", "KEYSTRAP_CONFIG", false },
		/* not even where a section declares the name */
		{ "[LD_PRELOAD]\n", "LD_PRELOAD", false },
		{ "[LD_PRELOAD]\nallow-name=yes\n", "LD_PRELOAD", false },
		{ "[NOTIFY_SOCKET]\nallow-name=yes\n", "NOTIFY_SOCKET", false },
		{ "[HOME]\n", "HOME", false },
		{ "[HOME]\nallow-name=yes\n", "HOME", true },
		{ "[AWS_SECRET_ACCESS_KEY]\nallow-name=yes\n", "AWS_SECRET_ACCESS_KEY", true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *text =
			text_format(VAULT "[import i]\nfrom=v:all\nnames=*\n%s", rows[i].section);
		struct made made = make(text);
		struct resolve_inputs inputs = inputs_of(&made, NULL);
		struct values *values;

		fetched(&made, 0, "all", rows[i].name, "canary7731");
		values = resolve(&inputs, &made.report);
		assert_int_equal(made.report.count, rows[i].good ? 0 : 1);
		if (!rows[i].good) {
			const struct value *value = values_find(values, rows[i].name);

			assert_true(!value || !value->secret);
			assert_string_equal(made.report.findings[0].rule, "loader-variable");
			assert_string_equal(made.report.findings[0].variable, rows[i].name);
			assert_null(strstr(made.report.findings[0].message, "canary"));
		}
		values_free(values);
		made_done(&made);
	}
}

static void a_section_says_it_more_exactly_than_an_import(void **state)
{
	struct made made = make(VAULT "[import i]\nfrom=v:all\nnames=*\n[A]\nfrom=v:one#a\n"
				      "[B]\nvalue=b\n[C]\n[D]\ndefault=d\n[E]\nvalue=${F}\n"
				      "[F]\n");
	struct resolve_inputs inputs = inputs_of(&made, outer);

	(void)state;
	fetched(&made, 0, "one", "a", "one");
	for (const char *name = "ABCDEF"; *name; name++)
		fetched(&made, 0, "all", (const char[]){ *name, '\0' }, "all");
	expect(&made, &inputs,
	       "A=one (source)\nB=b (literal)\nC=all (import)\nD=all (import)\nE=all (template)\n"
	       "F=all (import)\n",
	       "");
	made_done(&made);
}

static void two_imports_of_one_name_are_a_finding(void **state)
{
	struct made made = make(VAULT "[import i]\nfrom=v:all\nnames=A\n"
				      "[import j]\nfrom=v:more\nnames=*\n");
	struct resolve_inputs inputs = inputs_of(&made, NULL);

	(void)state;
	fetched(&made, 0, "all", "A", "1");
	fetched(&made, 0, "more", "A", "2");
	expect(&made, &inputs, "A=1 (import)\n", "name-invalid:A");
	made_done(&made);
}

static void a_file_stands_for_sources_and_environment(void **state)
{
	static const char text[] = "A=1\nB=2\nX_PASSWORD=3\n";
	struct made made = make(VAULT "[A]\nfrom=v:app#a\n[B]\nvalue=b\n[C]\nvalue=${A}${B}\n"
				      "[D]\ndefault=d\n[import i]\nfrom=v:all\nnames=*\n");
	_cleanup_(dotenv_freep) struct dotenv *file =
		dotenv_parse(".env", text, strlen(text), &made.report);
	struct resolve_inputs inputs = inputs_of(&made, NULL);

	(void)state;
	inputs.file = file;
	fetched(&made, 0, "all", "Z", "z");
	expect(&made, &inputs,
	       "A=1 (file)\nB=2 (file)\nC=12 (template)\nD=d (default)\nX_PASSWORD=3 (file)\n", "");
	made_done(&made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_trimmed_where_it_is_said),
		cmocka_unit_test(each_variable_comes_from_its_place),
		cmocka_unit_test(templates_are_filled_in),
		cmocka_unit_test(a_template_that_lacks_a_part_is_a_finding),
		cmocka_unit_test(an_empty_part_is_a_part),
		cmocka_unit_test(without_a_fetch_only_what_is_known_is_there),
		cmocka_unit_test(beside_a_failure_the_environment_is_known),
		cmocka_unit_test(an_import_brings_the_allowed_names_only),
		cmocka_unit_test(an_imported_name_has_its_usual_type),
		cmocka_unit_test(a_store_never_sets_what_loaders_act_on),
		cmocka_unit_test(a_section_says_it_more_exactly_than_an_import),
		cmocka_unit_test(two_imports_of_one_name_are_a_finding),
		cmocka_unit_test(a_file_stands_for_sources_and_environment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
