/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "core/made.h"
#include "crypto/secret.h"
#include "provider/document.h"

#define CANARY "k9Zq7wXv2LmT"

/* Two ways in: a key, and all keys. */
#define OWN                                                                                        \
	"[source own]\ntype=exec\ncommand=x\nformat=json\n[A]\nfrom=own:A\n[B]\nfrom=own:B#x\n"    \
	"[C]\nfrom=own:*#C\n[import some]\nfrom=own:*\nnames=SMTP_*\n"

/* What came of a text: NAME=value or NAME!CLASS, a word each. */
static void taken_as(const char *text, enum document_format format, const char *expected)
{
	struct made made = make(OWN);
	const struct taking taking = { made.bundle, made.manifest, made.plan, 0 };
	_cleanup_(buf_done) struct buf document = { 0 };
	_cleanup_(buf_done) struct buf out = { 0 };
	struct error err = { 0 };

	buf_add_text(&document, text);
	if (!document_take(&taking, "helper", format, &document, &err)) {
		assert_int_equal(err.code, ERR_MANIFEST);
		buf_format(&out, "%s", err.text);
	}
	for (size_t i = 0; i < made.bundle->count; i++) {
		const struct bundle_value *value = &made.bundle->values[i];

		buf_format(&out, "%s%s=%s ", made.plan->items[value->item].path,
			   value->field ? value->field : "", secret_reveal(value->secret, NULL));
	}
	for (size_t i = 0; i < made.bundle->failures_count; i++) {
		const struct bundle_failure *failure = &made.bundle->failures[i];

		buf_format(&out, "%s%s!%s ", made.plan->items[failure->item].path,
			   failure->field ? failure->field : "",
			   failure_rows[failure->failure.class].name);
	}
	assert_string_equal(buf_text(&out), expected);
	assert_null(strstr(err.text, CANARY));
	made_done(&made);
}

static void keys_fields_and_imports_are_taken(void **state)
{
	(void)state;
	taken_as("{\"A\":\"a\",\"B\":{\"x\":1},\"C\":true,\"SMTP_HOST\":\"h\",\"OTHER\":\"o\"}",
		 DOCUMENT_AUTO, "A=a Bx=1 *C=true *SMTP_HOST=h ");
	taken_as("A=a\nB=b\nC=c\nSMTP_HOST='h'\nOTHER=o\n", DOCUMENT_AUTO,
		 "A=a *C=c *SMTP_HOST=h Bx!no-field ");
	taken_as("", DOCUMENT_AUTO, "A!no-key B!no-key *C!no-field ");
	taken_as("{}", DOCUMENT_JSON, "A!no-key B!no-key *C!no-field ");
	taken_as("{\"A\":[],\"B\":\"x\",\"C\":null,\"SMTP_PORT\":1.5}", DOCUMENT_JSON,
		 "A!field-kind Bx!no-field *C!field-kind *SMTP_PORT!field-number ");
}

static void nothing_of_a_text_that_is_wrong_is_said(void **state)
{
	(void)state;
	taken_as("A=a\n" CANARY "\n", DOCUMENT_DOTENV,
		 "helper: line 2 inside: the line has no '='");
	taken_as("[\"" CANARY "\"]", DOCUMENT_JSON, "helper: inside: not a JSON object");
	taken_as("{\"A\": \"" CANARY "\", }", DOCUMENT_JSON,
		 "helper: inside: not JSON at line 1, column 23");
}

static void one_line_end_is_trimmed(void **state)
{
	static const struct {
		const char *text;
		size_t length;
	} rows[] = { { "", 0 },    { "a", 1 },  { "a\n", 1 },  { "a\r\n", 1 }, { "a\n\n", 2 },
		     { "a\r", 2 }, { "\n", 0 }, { "\r\n", 0 }, { "a \n", 2 },  { "\na", 2 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(buf_done) struct buf text = { 0 };

		buf_add_text(&text, rows[i].text);
		assert_int_equal(document_trimmed(&text), rows[i].length);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_fields_and_imports_are_taken),
		cmocka_unit_test(nothing_of_a_text_that_is_wrong_is_said),
		cmocka_unit_test(one_line_end_is_trimmed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
