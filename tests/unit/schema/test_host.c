/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "schema/host.h"
#include "util/alloc.h"
#include "util/buf.h"

static void assert_host(const char *text, bool underscore, int kind)
{
	enum host_kind got = HOST_NAME;
	const char *wrong = host_parse(&got, text, underscore);

	if ((wrong == NULL) != (kind >= 0))
		print_error("'%s': %s\n", text, wrong ? wrong : "accepted");
	assert_int_equal(wrong == NULL, kind >= 0);
	if (kind >= 0)
		assert_int_equal(got, kind);
}

static void names_follow_rfc_1123(void **state)
{
	static const char *const good[] = {
		"a",         "db",       "db.internal", "db.internal.",
		"a-b.c",     "3com.com", "1.a",         "xn--bcher-kva.example",
		"LOCALHOST", "0xyz",     "a.0xg"
	};
	static const char *const bad[] = {
		"",          ".",         "..",        ".a",      "a..b",   "a.b..",
		"-a",        "a-",        "a.-b",      "a-.b",    "a b",    " a",
		"a\n",       "a/b",       "a@b",       "a:",      "a_b",    "b\xc3\xbc",
		"*.a",       "a%20b",     "http://a",  "a\\b",    "[a]",    "a,b",
		"a.1",       "1.2.3",     "127.1",     "0x7f.1",  "a.0x7f", "2130706433",
		"256.1.1.1", "010.0.0.1", "1.2.3.4.5", "1.2.3.4."
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(good); i++)
		assert_host(good[i], false, HOST_NAME);
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
		assert_host(bad[i], false, -1);
	assert_host("db_1.internal", false, -1);
	assert_host("db_1.internal", true, HOST_NAME);
	assert_host("_srv.a", true, HOST_NAME);
}

/* count labels of length letters each, with dots between; new. */
static char *labels_of(size_t count, size_t length)
{
	_cleanup_(buf_done) struct buf text = { 0 };

	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			buf_add_char(&text, '.');
		for (size_t k = 0; k < length; k++)
			buf_add_char(&text, 'a');
	}
	return text_copy(buf_text(&text));
}

static void lengths_are_bounded(void **state)
{
	_cleanup_(freep) char *label = labels_of(1, 63), *longer = labels_of(1, 64);
	_cleanup_(freep) char *name = labels_of(127, 1), *dotted = text_format("%s.", name);
	_cleanup_(freep) char *over = text_format("%saa", dotted);
	_cleanup_(freep) char *huge = labels_of(100000, 1);

	(void)state;
	assert_int_equal(strlen(name), 253);
	assert_host(label, false, HOST_NAME);
	assert_host(longer, false, -1);
	assert_host(name, false, HOST_NAME);
	assert_host(dotted, false, HOST_NAME);
	assert_host(over, false, -1);
	assert_host(huge, false, -1);
}

static void addresses_are_strict(void **state)
{
	static const char *const v6[] = {
		"::1",          "[::1]",          "::", "2001:db8::1", "::ffff:127.0.0.1",
		"fe80::1%eth0", "[fe80::1%en0.1]"
	};
	static const char *const bad[] = { "[::1",
					   "::1]",
					   "[]",
					   "[::1]:80",
					   ":::",
					   "1::2::3",
					   "2001:db8::g",
					   "::1%",
					   "fe80::1%",
					   "::1%eth0",
					   "2001:db8::1%eth0",
					   "fe80::1%a b",
					   "[127.0.0.1]",
					   "a:1" };

	(void)state;
	assert_host("127.0.0.1", false, HOST_IPV4);
	assert_host("0.0.0.0", false, HOST_IPV4);
	assert_host("255.255.255.255", false, HOST_IPV4);
	for (size_t i = 0; i < ARRAY_LENGTH(v6); i++)
		assert_host(v6[i], false, HOST_IPV6);
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
		assert_host(bad[i], false, -1);
}

static void a_port_follows_the_last_colon(void **state)
{
	static const struct {
		const char *text;
		unsigned port;
	} rows[] = {
		{ "db.internal:5432", 5432 },
		{ "10.0.0.1:1", 1 },
		{ "[::1]:65535", 65535 },
		{ "db", 0 },
		{ "db:", 0 },
		{ "db:0", 0 },
		{ "db:65536", 0 },
		{ "db:080", 0 },
		{ ":80", 0 },
		{ "[::1]", 0 },
		{ "::1:80", 0 },
		{ "db:80a", 0 },
		{ "db:+80", 0 },
		{ "a b:80", 0 },
		{ "http://db:80", 0 },
		{ "", 0 },
		{ ":", 0 },
		{ "db:80:80", 0 },
		{ "[db]:80", 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		unsigned port = 0;
		const char *wrong = host_port_parse(&port, rows[i].text, false);

		if ((wrong == NULL) != (rows[i].port > 0))
			print_error("'%s'\n", rows[i].text);
		assert_int_equal(wrong == NULL, rows[i].port > 0);
		assert_int_equal(port, rows[i].port);
	}
}

static void this_machine_has_many_names(void **state)
{
	static const char *const here[] = {
		"localhost",
		"LocalHost",
		"localhost.",
		"app.localhost",
		"127.0.0.1",
		"127.8.9.1",
		"0.0.0.0",
		"::1",
		"[::1]",
		"::",
		"::ffff:127.0.0.1",
		"::ffff:7f00:1",
		"::ffff:0:0",
		"ip6-localhost",
		"host.docker.internal",
		"host.docker.internal.",
		"localhost.localdomain",
		"host.containers.internal",
	};
	static const char *const there[] = {
		"db",
		"10.0.0.1",
		"::2",
		"::ffff:10.0.0.1",
		"localhost.io",
		"notlocalhost",
		"docker.internal",
		"host.docker.internal.io",
		"db.internal",
		"128.0.0.1",
		"",
		"my.host.docker.internal",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(here); i++)
		assert_true(host_is_local(here[i]));
	for (size_t i = 0; i < ARRAY_LENGTH(there); i++)
		assert_false(host_is_local(there[i]));
}

static void some_names_are_private(void **state)
{
	(void)state;
	assert_true(host_is_internal("api.default.svc"));
	assert_true(host_is_internal("api.default.svc.cluster.local"));
	assert_true(host_is_internal("db.prod.INTERNAL."));
	assert_true(host_is_internal("printer.local"));
	assert_true(host_is_internal("otel-collector"));
	assert_true(host_is_internal("apm."));
	assert_false(host_is_internal("localhost"));
	assert_false(host_is_internal("2130706433"));
	assert_false(host_is_internal("0x7f000001"));
	assert_false(host_is_internal("[2001:db8::1]"));
	assert_false(host_is_internal(""));
	assert_false(host_is_internal("api.internal.io"));
	assert_false(host_is_internal("apilocal.io"));
}

static void segments_have_addresses_of_their_own(void **state)
{
	(void)state;
	assert_true(host_is_link_local("169.254.169.254"));
	assert_true(host_is_link_local("169.254.0.0"));
	assert_true(host_is_link_local("fe80::1"));
	assert_true(host_is_link_local("[fe80::1%eth0]"));
	assert_false(host_is_link_local("169.253.169.254"));
	assert_false(host_is_link_local("169.255.0.1"));
	assert_false(host_is_link_local("fec0::1"));
	assert_false(host_is_link_local("127.0.0.1"));
	assert_false(host_is_link_local("169.254.169.254.acme.io"));
	assert_false(host_is_link_local(""));
}

static void examples_have_domains_of_their_own(void **state)
{
	static const char *const bad[] = {
		"example.com",
		"api.example.net",
		"EXAMPLE.org",
		"example.edu.",
		"foo.example",
		"a.invalid",
		"a.test",
		"test",
		"yourdomain.com",
		"api.yourdomain.co.uk",
		"your-domain.io",
		"your_domain.io",
		"your-app.herokuapp.com",
		"mydomain.de",
		"domain.com",
		"www.domain.com",
		"company.com",
		"yourcompany.com",
		"yoursite.com",
		"mysite.com",
		"changeme.io",
		"foo.com",
		"bar.com",
		"a.foo.com",
	};
	static const char *const real[] = {
		"acme.io",
		"app.acme-trading.io",
		"myexample.com",
		"example.com.acme.io",
		"contest",
		"latest.io",
		"test.acme.io",
		"subdomain.com",
		"foobar.io",
		"notyourdomain.com",
		"mydomain",
		"yourdomain",
		"companys.com",
		"invalid.io",
		"mycompany-a.com",
		"127.0.0.1",
		"",
		"yours.io",
		"xbar.com",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
		if (host_placeholder(bad[i]) != HOST_PLACEHOLDER)
			print_error("'%s'\n", bad[i]);
		assert_int_equal(host_placeholder(bad[i]), HOST_PLACEHOLDER);
	}
	for (size_t i = 0; i < ARRAY_LENGTH(real); i++) {
		if (host_placeholder(real[i]) != HOST_REAL)
			print_error("'%s'\n", real[i]);
		assert_int_equal(host_placeholder(real[i]), HOST_REAL);
	}
	assert_int_equal(host_placeholder("acme.com"), HOST_DOUBTFUL);
	assert_int_equal(host_placeholder("www.acme.com"), HOST_DOUBTFUL);
	assert_int_equal(host_placeholder("example.io"), HOST_DOUBTFUL);
}

static void mail_traps_are_known(void **state)
{
	(void)state;
	assert_true(host_is_mail_trap("mailhog", 0));
	assert_true(host_is_mail_trap("MailPit", 587));
	assert_true(host_is_mail_trap("sandbox.smtp.mailtrap.io", 587));
	assert_true(host_is_mail_trap("smtp.ethereal.email", 587));
	assert_true(host_is_mail_trap("mail.acme.io", 1025));
	assert_true(host_is_mail_trap("mail.acme.io", 2525));
	assert_true(host_is_mail_trap("mailhog.default.svc", 25));
	assert_false(host_is_mail_trap("mail.acme.io", 587));
	assert_false(host_is_mail_trap("live.smtp.mailtrap.io", 587));
	assert_false(host_is_mail_trap("localhost", 25));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_follow_rfc_1123),
		cmocka_unit_test(lengths_are_bounded),
		cmocka_unit_test(addresses_are_strict),
		cmocka_unit_test(a_port_follows_the_last_colon),
		cmocka_unit_test(this_machine_has_many_names),
		cmocka_unit_test(some_names_are_private),
		cmocka_unit_test(segments_have_addresses_of_their_own),
		cmocka_unit_test(examples_have_domains_of_their_own),
		cmocka_unit_test(mail_traps_are_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
