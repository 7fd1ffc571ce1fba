/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "schema/web_origin.h"
#include "util/alloc.h"

/* host:port and the facts, or "wrong"; new. */
static char *facts_of(const char *text, char *const *schemes)
{
	struct web_origin origin = { 0 };

	if (web_origin_parse(&origin, text, schemes))
		return text_copy("wrong");
	return text_format("%s:%u%s%s%s%s%s%s", origin.host, origin.port,
			   origin.wildcard ? " wildcard" : "", origin.null ? " null" : "",
			   origin.http ? " http" : "", origin.https ? " https" : "",
			   origin.default_port ? " default" : "", origin.local ? " local" : "");
}

static void origins_are_those_of_rfc_6454(void **state)
{
	static const struct {
		const char *text, *facts;
	} rows[] = {
		{ "https://app.acme.io", "app.acme.io:0 https" },
		{ "https://app.acme.io:8443", "app.acme.io:8443 https" },
		{ "http://app.acme.io", "app.acme.io:0 http" },
		{ "https://[2a01:4f8::1]:8443", "2a01:4f8::1:8443 https" },
		{ "https://app_1.acme.io", "app_1.acme.io:0 https" },
		{ "https://app.acme.io:443", "app.acme.io:443 https default" },
		{ "http://app.acme.io:80", "app.acme.io:80 http default" },
		{ "https://app.acme.io:80", "app.acme.io:80 https" },
		{ "http://app.acme.io:443", "app.acme.io:443 http" },
		{ "http://localhost:3000", "localhost:3000 http local" },
		{ "https://127.0.0.1", "127.0.0.1:0 https local" },
		{ "http://[::1]:80", "::1:80 http default local" },
		{ "chrome-extension://abcdefghijklmnop", "abcdefghijklmnop:0" },
		{ "capacitor://localhost", "localhost:0" },
		{ "*", ":0 wildcard" },
		{ "https://*.acme.io", ":0 wildcard" },
		{ "https://app.acme.io*", ":0 wildcard" },
		{ "null", ":0 null" },
		{ "", "wrong" },
		{ "https://app.acme.io/", "wrong" },
		{ "https://app.acme.io/path", "wrong" },
		{ "https://app.acme.io?q", "wrong" },
		{ "https://app.acme.io#f", "wrong" },
		{ "https://u@app.acme.io", "wrong" },
		{ "https://u:p@app.acme.io", "wrong" },
		{ "https://App.acme.io", "wrong" },
		{ "HTTPS://app.acme.io", "wrong" },
		{ "app.acme.io", "wrong" },
		{ "//app.acme.io", "wrong" },
		{ "https:app.acme.io", "wrong" },
		{ "https://", "wrong" },
		{ "https://app.acme.io:0", "wrong" },
		{ "https://app.acme.io:65536", "wrong" },
		{ "https://app.acme.io:", "wrong" },
		{ "https://...", "wrong" },
		{ "https://a..b", "wrong" },
		{ "https://256.1.1.1", "wrong" },
		{ "https://b\xc3\xbc"
		  "cher.io",
		  "wrong" },
		{ "https://app.acme.io ", "wrong" },
		{ "https://a.io,https://b.io", "wrong" },
		{ "htps://app.acme.io", "wrong" },
		{ "ftp://app.acme.io", "wrong" },
		{ "https://2001:db8::1", "wrong" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *facts = facts_of(rows[i].text, NULL);

		if (strcmp(facts, rows[i].facts) != 0)
			print_error("'%s'\n", rows[i].text);
		assert_string_equal(facts, rows[i].facts);
	}
}

static void schemes_can_be_given(void **state)
{
	char *schemes[] = { (char *)"https", (char *)"myapp", NULL };
	_cleanup_(freep) char *https = facts_of("https://a.io", schemes);
	_cleanup_(freep) char *mine = facts_of("myapp://a", schemes);
	_cleanup_(freep) char *http = facts_of("http://a.io", schemes);

	(void)state;
	assert_string_equal(https, "a.io:0 https");
	assert_string_equal(mine, "a:0");
	assert_string_equal(http, "wrong");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(origins_are_those_of_rfc_6454),
		cmocka_unit_test(schemes_can_be_given),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
