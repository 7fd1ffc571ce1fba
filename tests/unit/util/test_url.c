/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/url.h"

static const char *shown(const char *text)
{
	return text ? text : "-";
}

/* scheme|user|password|host|v6|port|path|query|fragment */
static char *parts_of(const struct url *url)
{
	return text_format("%s|%s|%s|%s|%d|%u|%s|%s|%s", url->scheme, shown(url->user),
			   shown(url->password), url->host, url->host_is_ipv6, url->port, url->path,
			   shown(url->query), shown(url->fragment));
}

static void the_parts_are_as_written(void **state)
{
	static const struct {
		const char *text, *parts;
	} rows[] = {
		{ "http://h", "http|-|-|h|0|0||-|-" },
		{ "HTTPS://Host.Test:8200/a/b", "https|-|-|Host.Test|0|8200|/a/b|-|-" },
		{ "redis://:pw@h/0", "redis||pw|h|0|0|/0|-|-" },
		{ "a://u:@h", "a|u||h|0|0||-|-" },
		{ "a://u@h", "a|u|-|h|0|0||-|-" },
		{ "a://u:p:q@h", "a|u|p:q|h|0|0||-|-" },
		{ "a://u%40x:p%2F@h", "a|u%40x|p%2F|h|0|0||-|-" },
		{ "http://[2001:db8::1]:80/", "http|-|-|2001:db8::1|1|80|/|-|-" },
		{ "http://[::1]", "http|-|-|::1|1|0||-|-" },
		{ "http://h?q", "http|-|-|h|0|0||q|-" },
		{ "http://h#f", "http|-|-|h|0|0||-|f" },
		{ "http://h/?a=1&b=/?#x/?", "http|-|-|h|0|0|/|a=1&b=/?|x/?" },
		{ "http://h?", "http|-|-|h|0|0|||-" },
		{ "a+b.c-1://h", "a+b.c-1|-|-|h|0|0||-|-" },
		/* what a sloppy parser would take for another host */
		{ "https://localhost:1@127.0.0.1:2/", "https|localhost|1|127.0.0.1|0|2|/|-|-" },
		{ "http://a#@b", NULL },
		{ "http://a/@b", "http|-|-|a|0|0|/@b|-|-" },
		{ "http://a?@b", "http|-|-|a|0|0||@b|-" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct url url;
		_cleanup_(freep) char *parts = NULL;

		assert_null(url_parse(&url, rows[i].text));
		parts = parts_of(&url);
		assert_string_equal(parts, rows[i].parts ? rows[i].parts : "http|-|-|a|0|0||-|@b");
		url_done(&url);
		assert_null(url.host);
	}
}

static void what_can_be_read_two_ways_is_refused(void **state)
{
	static const char *const bad[] = {
		"",
		"h",
		"h:80",
		"//h",
		"http:/h",
		"http:h",
		"http://",
		"http:///p",
		"http://:80",
		"http://u@",
		"://h",
		"1a://h",
		"a b://h",
		"mailto:a@b://c",
		"http://a@b@c",
		"http://a\\@b",
		"http://a\\b",
		"http://a b",
		"http://a\nb",
		"http://a\r\nb",
		"http://a\x7f",
		"http://\xc3\xa4",
		"http://h/\xc3",
		"http://h/a b",
		"http://h/%",
		"http://h/%4",
		"http://h/%4g",
		"http://h/\"",
		"http://h/<x>",
		"http://h/{x}",
		"http://h/^",
		"http://h/|",
		"http://h/`",
		"http://h?a b",
		"http://h#a b",
		"http://h##",
		"http://h:",
		"http://h:0",
		"http://h:00080",
		"http://h:080",
		"http://h:65536",
		"http://h:+80",
		"http://h:80a",
		"http://h:8:0",
		"http://[::1",
		"http://::1",
		"http://[::1]x",
		"http://[h]",
		"http://[]",
		"http://[::1%25x]",
		"http://u:p\"@h",
		"http://u<@h",
		"http://[1.2.3.4]",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
		struct url url = { .port = 7 };
		const char *wrong = url_parse(&url, bad[i]);

		if (!wrong)
			print_error("accepted: %s\n", bad[i]);
		assert_non_null(wrong);
		assert_null(url.host);
		assert_int_equal(url.port, 7);
	}
}

static void two_ats_are_told_apart_from_bad_characters(void **state)
{
	struct url url;

	(void)state;
	assert_non_null(strstr(url_parse(&url, "http://u:p@q@h"), "two @"));
	assert_null(strstr(url_parse(&url, "http://u:p^@h"), "two @"));
}

static void loopback_is_known_by_name_and_number(void **state)
{
	static const char *const loopback[] = { "localhost", "LOCALHOST",   "a.localhost",
						"127.0.0.1", "127.255.0.9", "::1",
						"0.0.0.0",   "::",          "0:0:0:0:0:0:0:1" };
	static const char *const others[] = {
		"localhost.test", "xlocalhost",  ".localhost.", "128.0.0.1", "10.0.0.1", "::2",
		"fe80::1",        "127.0.0.1.x", "localhos",    ""
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(loopback); i++)
		assert_true(url_host_is_loopback(loopback[i]));
	for (size_t i = 0; i < ARRAY_LENGTH(others); i++)
		assert_false(url_host_is_loopback(others[i]));
}

/* plain: the least that lets http:// lead there; none does: one more than there are. */
static void a_server_is_asked_in_the_clear_at_home_only(void **state)
{
	static const struct {
		const char *address;
		int plain;
	} cases[] = {
		{ "https://vault.acme.io/v1", URL_PLAIN_LOOPBACK },
		{ "http://127.0.0.1:8200", URL_PLAIN_LOOPBACK },
		{ "http://127.255.0.9", URL_PLAIN_LOOPBACK },
		{ "http://[::1]:8200", URL_PLAIN_LOOPBACK },
		{ "http://[0:0:0:0:0:0:0:1]", URL_PLAIN_LOOPBACK },
		{ "http://169.254.170.2/v2", URL_PLAIN_CONTAINER },
		{ "http://169.254.170.23", URL_PLAIN_CONTAINER },
		{ "http://[fd00:ec2:0::23]", URL_PLAIN_CONTAINER },
		{ "http://169.254.169.254", URL_PLAIN_METADATA },
		{ "http://[fd00:ec2:0:0:0:0:0:254]", URL_PLAIN_METADATA },
		{ "http://localhost", URL_PLAIN_METADATA + 1 },
		{ "http://0.0.0.0", URL_PLAIN_METADATA + 1 },
		{ "http://128.0.0.1", URL_PLAIN_METADATA + 1 },
		{ "http://[::2]", URL_PLAIN_METADATA + 1 },
		{ "http://169.254.170.3", URL_PLAIN_METADATA + 1 },
		{ "https://169.254.169.253", URL_PLAIN_LOOPBACK },
		{ "https://[::ffff:169.254.169.254]", URL_PLAIN_CONTAINER },
		{ "https://2852039166", URL_PLAIN_CONTAINER },
		{ "https://0xa9fea9fe", URL_PLAIN_CONTAINER },
		{ "https://169.254.43518", URL_PLAIN_CONTAINER },
		{ "https://0251.0376.0xaa.2.", URL_PLAIN_CONTAINER },
		{ "https://169.254.169.254.:8200", URL_PLAIN_CONTAINER },
		{ "https://169.254.169%2e254", URL_PLAIN_CONTAINER },
		{ "http://2852039166", URL_PLAIN_METADATA + 1 },
		{ "ftp://127.0.0.1", URL_PLAIN_METADATA + 1 },
		{ "https://me@vault.acme.io", URL_PLAIN_METADATA + 1 },
		{ "https://vault.acme.io?a=b", URL_PLAIN_METADATA + 1 },
		{ "https://vault.acme.io#a", URL_PLAIN_METADATA + 1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		_cleanup_(url_done) struct url url = { 0 };

		assert_null(url_parse(&url, cases[i].address));
		for (int plain = URL_PLAIN_LOOPBACK; plain <= URL_PLAIN_METADATA; plain++)
			assert_int_equal(!url_address_wrong(&url, (enum url_plain)plain),
					 cases[i].plain <= plain);
	}
}

static void only_unreserved_characters_stay(void **state)
{
	static const char unreserved[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
					 "0123456789-._~";

	(void)state;
	for (unsigned c = 0; c < 256; c++) {
		_cleanup_(buf_done) struct buf out = { 0 };
		const char byte = (char)c;
		char expected[8];

		url_encode(&out, &byte, 1);
		if (c && strchr(unreserved, byte))
			snprintf(expected, sizeof(expected), "%c", byte);
		else
			snprintf(expected, sizeof(expected), "%%%02X", c);
		assert_string_equal(buf_text(&out), expected);
	}
}

static void decoding_takes_well_formed_pairs_only(void **state)
{
	static const struct {
		const char *text;
		size_t length;
		bool plus, good;
		const char *decoded;
	} rows[] = {
		{ "a%20b", 5, false, true, "a b" },
		{ "%41%7a%C3%bc", 12, false, true, "Az\xc3\xbc" },
		{ "a+b", 3, false, true, "a+b" },
		{ "a+b%2B", 6, true, true, "a b+" },
		{ "%", 1, false, false, "%" },
		{ "%4", 2, false, false, "%4" },
		{ "%41", 2, false, false, "%4" }, /* only two of the bytes count */
		{ "%4g", 3, false, false, "%4g" },
		{ "%g4", 3, false, false, "%g4" },
		{ "%00", 3, false, false, "%00" },
		{ "%%41", 4, false, false, "%A" },
		{ "", 0, false, true, "" },
		{ "%01", 3, false, true, "\x01" },
		{ "%10", 3, false, true, "\x10" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(buf_done) struct buf out = { 0 };
		const char *wrong = url_decode(&out, rows[i].text, rows[i].length, rows[i].plus);

		assert_int_equal(wrong == NULL, rows[i].good);
		assert_string_equal(buf_text(&out), rows[i].decoded);
	}
}

static void localhost_is_written_as_its_address(void **state)
{
	static const char *const rows[][2] = {
		{ "http://localhost", "http://127.0.0.1" },
		{ "http://localhost:8200", "http://127.0.0.1:8200" },
		{ "http://localhost/vault", "http://127.0.0.1/vault" },
		{ "https://localhost:8200", "https://localhost:8200" },
		{ "http://localhost.example", "http://localhost.example" },
		{ "http://localhost@example", "http://localhost@example" },
		{ "http://local", "http://local" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *address = url_literal_loopback(rows[i][0]);

		assert_string_equal(address, rows[i][1]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_parts_are_as_written),
		cmocka_unit_test(what_can_be_read_two_ways_is_refused),
		cmocka_unit_test(two_ats_are_told_apart_from_bad_characters),
		cmocka_unit_test(loopback_is_known_by_name_and_number),
		cmocka_unit_test(a_server_is_asked_in_the_clear_at_home_only),
		cmocka_unit_test(only_unreserved_characters_stay),
		cmocka_unit_test(decoding_takes_well_formed_pairs_only),
		cmocka_unit_test(localhost_is_written_as_its_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
