/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>
#include <time.h>

#include "schema/grammar.h"
#include "util/alloc.h"
#include "util/text.h"

#define SECOND UINT64_C(1000000000)

/* Names the case that fails. */
#define say(text, wrong) print_error("'%s': %s\n", (text), (wrong) ? (wrong) : "accepted")

static void numbers_have_their_value(void **state)
{
	static const char *const texts[] = { "0", "-0", "-7", "9223372036854775807",
					     "-9223372036854775808" };
	static const int64_t numbers[] = { 0, 0, -7, INT64_MAX, INT64_MIN };
	int64_t number = 99;
	double real = 99;

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
		assert_null(grammar_int(&number, texts[i], strlen(texts[i])));
		assert_true(number == numbers[i]);
	}
	number = 99;
	assert_non_null(grammar_int(&number, "12x", 3));
	assert_non_null(grammar_int(&number, "12\0x", 4));
	assert_non_null(grammar_int(&number, "", 0));
	assert_string_equal(grammar_int(&number, "007", 3), "it has a leading zero");
	assert_true(number == 99); /* untouched by what is wrong */
	assert_null(grammar_real(&real, "-2.5e3", 6));
	assert_true(real == -2500);
	assert_null(grammar_percent(&real, "12.25%", 6));
	assert_true(real == 12.25);
	real = 99;
	assert_non_null(grammar_real(&real, "1e400", 5));
	assert_non_null(grammar_real(&real, "1\0", 2));
	assert_non_null(grammar_percent(&real, "101", 3));
	assert_true(real == 99);
}

/* From the tests of Go's time.ParseDuration; what is out of order there is refused here. */
static void durations_are_those_of_go(void **state)
{
	static const struct {
		const char *text;
		uint64_t ns;
	} rows[] = {
		{ "0", 0 },
		{ "5s", 5 * SECOND },
		{ "30s", 30 * SECOND },
		{ "1478s", 1478 * SECOND },
		{ "5.0s", 5 * SECOND },
		{ "5.6s", 5600000000 },
		{ "1.00s", SECOND },
		{ "1.004s", 1004000000 },
		{ "1.0040s", 1004000000 },
		{ "100.00100s", 100001000000 },
		{ "10ns", 10 },
		{ "11us", 11000 },
		{ "12\xc2\xb5s", 12000 },
		{ "12\xce\xbcs", 12000 },
		{ "13ms", 13000000 },
		{ "14s", 14 * SECOND },
		{ "15m", 900 * SECOND },
		{ "16h", 57600 * SECOND },
		{ "3h30m", 12600 * SECOND },
		{ "1h2m3s4ms5us6ns", 3723004005006 },
		{ "39h9m14.425s", 140954425000000 },
		{ "52763797000ns", 52763797000 },
		{ "0.3333333333333333333h", 1200 * SECOND - 1 },
		{ "9007199254740993ns", 9007199254740993 },
		{ "9223372036854775807ns", 9223372036854775807 },
		{ "9223372036854775.807us", 9223372036854775807 },
		{ "9223372036s854ms775us807ns", 9223372036854775807 },
		{ "0.100000000000000000000h", 360 * SECOND },
		{ "0.830103483285477580700h", 2988372539827 },
		{ "2d", 172800 * SECOND },
		{ "1w1d", 691200 * SECOND },
		{ "1h05m", 3900 * SECOND },
		{ "18446744073709551615ns", UINT64_MAX },
		/* ISO 8601 */
		{ "PT30S", 30 * SECOND },
		{ "PT0.5S", SECOND / 2 },
		{ "PT0,5S", SECOND / 2 },
		{ "PT1H30M", 5400 * SECOND },
		{ "P1D", 86400 * SECOND },
		{ "P1DT12H", 129600 * SECOND },
		{ "P2W", 14 * 86400 * SECOND },
		{ "P1Y2M", 425 * 86400 * SECOND },
		{ "P1M", 30 * 86400 * SECOND },
		{ "PT1M", 60 * SECOND },
		{ "PT1H5S", 3605 * SECOND },
		{ "P0.5D", 43200 * SECOND },
	};
	static const char *const bad[] = {
		"",
		"-5s",
		"+5s",
		"-",
		"s",
		".",
		"-.",
		".s",
		"+.s",
		"5.s",
		".5s",
		"1x",
		"3000000h3",
		"\x85\x85",
		"\xff\xff",
		"hello",
		"1s1h",
		"1s1s",
		"1ms1s",
		"10.5s4m",
		"1 h",
		"1h 1m",
		" 1h",
		"1h ",
		"1H",
		"1min",
		"1sec",
		"infinite",
		"inf",
		"nan",
		"never",
		"30 parsecs",
		"1e3s",
		"0x1s",
		"00",
		"01",
		"1.5",
		"1,5s",
		"18446744073709551616ns",
		"18446744073709551615ns1ns",
		"18446744073710s",
		"30501w",
		"99999999999999999999h",
		"99999999999999999999",
		"P",
		"PT",
		"P1",
		"PT1",
		"P1S",
		"P1H",
		"PT1D",
		"P1DT",
		"PT1S1M",
		"P1D1D",
		"pt30s",
		"PT30s",
		"PT.5S",
		"PT1.S",
		"P-1D",
		"-P1D",
		"PT1.5H1M",
		"PT1HT1M",
		"P1DT1H ",
		"T1H",
		"PT36893488147419103232S",
	};
	uint64_t ns;

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		const char *wrong = grammar_duration(&ns, rows[i].text, strlen(rows[i].text), NULL);

		if (wrong || ns != rows[i].ns)
			say(rows[i].text, wrong);
		assert_null(wrong);
		assert_true(ns == rows[i].ns);
	}
	ns = 99;
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
		const char *wrong = grammar_duration(&ns, bad[i], strlen(bad[i]), NULL);

		if (!wrong)
			say(bad[i], wrong);
		assert_non_null(wrong);
		assert_true(ns == 99);
	}
	assert_non_null(grammar_duration(&ns, "5s\0", 3, NULL));
	assert_string_equal(grammar_duration(&ns, "30.5", 4, NULL), "a fraction has no unit");
	assert_string_equal(grammar_duration(&ns, "1h30", 4, NULL), "a number has no unit");
}

static void a_bare_number_counts_units(void **state)
{
	static const char *const units[] = { "w", "d", "h", "m", "s", "ms", "us", "ns" };
	static const uint64_t ns[] = { 604800 * SECOND, 86400 * SECOND, 3600 * SECOND, 60 * SECOND,
				       SECOND,          1000000,        1000,          1 };
	uint64_t got;

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(units); i++) {
		assert_null(grammar_duration(&got, "2", 1, units[i]));
		assert_true(got == 2 * ns[i]);
		assert_null(grammar_duration(&got, "2s", 2, units[i]));
		assert_true(got == 2 * SECOND);
	}
	assert_null(grammar_duration(&got, "18446744073709551615", 20, "ns"));
	assert_non_null(grammar_duration(&got, "18446744073709551615", 20, "us"));
}

static void sizes_are_exact(void **state)
{
	static const struct {
		const char *text;
		uint64_t bytes;
	} rows[] = {
		{ "0", 0 },
		{ "1", 1 },
		{ "1B", 1 },
		{ "1K", 1024 },
		{ "1k", 1024 },
		{ "1kB", 1000 },
		{ "1KB", 1000 },
		{ "1KiB", 1024 },
		{ "1kib", 1024 },
		{ "1M", 1048576 },
		{ "1MB", 1000000 },
		{ "1MiB", 1048576 },
		{ "1G", 1073741824 },
		{ "1GB", 1000000000 },
		{ "1GiB", 1073741824 },
		{ "1T", 1099511627776 },
		{ "1TB", 1000000000000 },
		{ "1TiB", 1099511627776 },
		{ "1.5KiB", 1536 },
		{ "1.5kB", 1500 },
		{ "0.0015kB", 1 },
		{ "0.13K", 133 },
		{ "0.3333333333333333333333333333GiB", 357913941 },
		{ "18446744073709551615", UINT64_MAX },
		{ "18446744073709551615B", UINT64_MAX },
		{ "16777215TiB", UINT64_MAX - 1099511627775 },
		{ "16777215.999999999999999TiB", UINT64_MAX },
		{ "18446744.073709551615TB", UINT64_MAX },
	};
	static const char *const bad[] = {
		"",
		"B",
		"-1",
		"+1",
		"unlimited",
		"10XB",
		"1.5.2MB",
		"1.5",
		"1.5B",
		"01",
		"1e3",
		"1 KB",
		" 1",
		"1 ",
		"0x10",
		".5GB",
		"5.GB",
		"1,5GB",
		"1PB",
		"1KBB",
		"1Ki",
		"1bytes",
		"18446744073709551616",
		"16777216TiB",
		"18446744.073709551616TB",
		"18446744073709551615K",
		"99999999999999999999999999999999B",
	};
	uint64_t bytes;

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		const char *wrong = grammar_size(&bytes, rows[i].text, strlen(rows[i].text));

		if (wrong || bytes != rows[i].bytes)
			say(rows[i].text, wrong);
		assert_null(wrong);
		assert_true(bytes == rows[i].bytes);
	}
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
		const char *wrong = grammar_size(&bytes, bad[i], strlen(bad[i]));

		if (!wrong)
			say(bad[i], wrong);
		assert_non_null(wrong);
	}
}

static void rates_have_a_period(void **state)
{
	static const struct {
		const char *text;
		struct rate rate;
	} rows[] = {
		{ "0", { 0, 0 } },
		{ "1", { 1, 0 } },
		{ "100/s", { 100, 1 } },
		{ "100/sec", { 100, 1 } },
		{ "100/second", { 100, 1 } },
		{ "100/m", { 100, 60 } },
		{ "100/min", { 100, 60 } },
		{ "100/minute", { 100, 60 } },
		{ "100/h", { 100, 3600 } },
		{ "100/hr", { 100, 3600 } },
		{ "100/hour", { 100, 3600 } },
		{ "100/d", { 100, 86400 } },
		{ "100/day", { 100, 86400 } },
		{ "5 per hour", { 5, 3600 } },
		{ "18446744073709551615/s", { UINT64_MAX, 1 } },
	};
	struct rate rate;

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		assert_null(grammar_rate(&rate, rows[i].text, strlen(rows[i].text)));
		assert_true(rate.count == rows[i].rate.count);
		assert_true(rate.seconds == rows[i].rate.seconds);
	}
	assert_non_null(grammar_rate(&rate, "18446744073709551616/s", 22));
}

static void cron_fields_are_checked(void **state)
{
	static const char *const good[] = {
		"* * * * *",        "0 0 1 1 0",        "59 23 31 12 7", "*/15 * * * *",
		"0 */2 * * *",      "0-30/5 * * * *",   "5/15 * * * *",  "0,15,30,45 * * * *",
		"0 0 * * SUN",      "0 0 * * mon-fri",  "0 0 * * 5-7",   "0 0 * * SAT-SUN",
		"0 0 * JAN,JUL *",  "0 0 1-7 * 1",      "00 05 * * *",   "0 0 0 * * *",
		"59 59 23 31 12 7", "0 0 12 ? * MON#2", "0 0 12 L * ?",  "0 0 12 LW * ?",
		"0 0 12 15W * ?",   "0 0 12 ? * 6L",    "0\t0  * * *",   "*/59 * * * *",
		"@yearly",          "@annually",        "@monthly",      "@weekly",
		"@daily",           "@midnight",        "@hourly",       "1,2,3-5,*/7 * * * *",
	};
	static const char *const bad[] = {
		"",
		"*",
		"* * * *",
		"* * * * * * *",
		"61 * * * *",
		"60 * * * *",
		"* 24 * * *",
		"* * 0 * *",
		"* * 32 * *",
		"* * * 0 *",
		"* * * 13 *",
		"* * * * 8",
		"60 * * * * *",
		"*/0 * * * *",
		"*/60 * * * *",
		"*/100 * * * *",
		"5-1 * * * *",
		"1- * * * *",
		"-1 * * * *",
		"1-2-3 * * * *",
		"*-5 * * * *",
		"*/ * * * *",
		"*/x * * * *",
		"*5 * * * *",
		"1, * * * *",
		",1 * * * *",
		"1,,2 * * * *",
		"? * * * *",
		"* * * ? *",
		"MON * * * *",
		"0 0 * SUN *",
		"0 0 * * MO",
		"0 0 * * MONDAY",
		"0 0 * * FRI-MON",
		"001 * * * *",
		"1.5 * * * *",
		" * * * * *",
		"* * * * * ",
		"@reboot",
		"@Daily",
		"@daily ",
		"@",
		"@every 5m",
		"* * L1 * *",
		"* * * * MON#6",
		"* * * * MON#0",
		"* * 32W * *",
		"0 0 * * 0/0",
		"123456789012345678901234567890 * * * *",
		"\xd9\xa1 * * * *",
		"* * * * *\n",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(good); i++) {
		const char *wrong = grammar_cron(good[i], strlen(good[i]));

		if (wrong)
			say(good[i], wrong);
		assert_null(wrong);
	}
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
		const char *wrong = grammar_cron(bad[i], strlen(bad[i]));

		if (!wrong)
			say(bad[i], wrong);
		assert_non_null(wrong);
	}
}

static void every_zone_is_known(void **state)
{
	size_t count = 0;

	(void)state;
	for (; grammar_timezones[count]; count++) {
		const char *name = grammar_timezones[count];

		assert_null(grammar_timezone(name, strlen(name)));
		if (count > 0)
			assert_true(strcmp(grammar_timezones[count - 1], name) < 0);
	}
	assert_true(count > 590);
	assert_non_null(grammar_timezone("", 0));
	assert_non_null(grammar_timezone("UTC\0", 4));
	assert_non_null(grammar_timezone("Europe//Vienna", 14));
	assert_non_null(grammar_timezone("Europe/./Vienna", 15));
	assert_non_null(grammar_timezone("Europe/../UTC", 13));
	assert_non_null(grammar_timezone("/usr/share/zoneinfo/UTC", 23));
	assert_non_null(grammar_timezone("tzdata.zi", 9)); /* a file there, but no zone */
}

/* The examples at semver.org's regular expression. */
static void versions_are_those_of_semver(void **state)
{
	static const char *const good[] = {
		"0.0.4",
		"1.2.3",
		"10.20.30",
		"1.1.2-prerelease+meta",
		"1.1.2+meta",
		"1.1.2+meta-valid",
		"1.0.0-alpha",
		"1.0.0-beta",
		"1.0.0-alpha.beta",
		"1.0.0-alpha.beta.1",
		"1.0.0-alpha.1",
		"1.0.0-alpha0.valid",
		"1.0.0-alpha.0valid",
		"1.0.0-alpha-a.b-c-somethinglong+build.1-aef.1-its-okay",
		"1.0.0-rc.1+build.1",
		"2.0.0-rc.1+build.123",
		"1.2.3-beta",
		"10.2.3-DEV-SNAPSHOT",
		"1.2.3-SNAPSHOT-123",
		"1.0.0",
		"2.0.0",
		"1.1.7",
		"2.0.0+build.1848",
		"2.0.1-alpha.1227",
		"1.0.0-alpha+beta",
		"1.2.3----RC-SNAPSHOT.12.9.1--.12+788",
		"1.2.3----R-S.12.9.1--.12+meta",
		"1.2.3----RC-SNAPSHOT.12.9.1--.12",
		"1.0.0+0.build.1-rc.10000aaa-kk-0.1",
		"99999999999999999999999.999999999999999999.99999999999999999",
		"1.0.0-0A.is.legal",
	};
	static const char *const bad[] = {
		"1",
		"1.2",
		"1.2.3-0123",
		"1.2.3-0123.0123",
		"1.1.2+.123",
		"+invalid",
		"-invalid",
		"-invalid+invalid",
		"-invalid.01",
		"alpha",
		"alpha.beta",
		"alpha.beta.1",
		"alpha.1",
		"alpha+beta",
		"alpha_beta",
		"alpha.",
		"alpha..",
		"beta",
		"1.0.0-alpha_beta",
		"-alpha.",
		"1.0.0-alpha..",
		"1.0.0-alpha..1",
		"1.0.0-alpha...1",
		"1.0.0-alpha....1",
		"1.0.0-alpha.....1",
		"1.0.0-alpha......1",
		"1.0.0-alpha.......1",
		"01.1.1",
		"1.01.1",
		"1.1.01",
		"1.2.3.DEV",
		"1.2-SNAPSHOT",
		"1.2.31.2.3----RC-SNAPSHOT.12.09.1--..12+788",
		"1.2-RC-SNAPSHOT",
		"-1.0.3-gamma+b7718",
		"+justmeta",
		"9.8.7+meta+meta",
		"9.8.7-whatever+meta+meta",
		("99999999999999999999999.999999999999999999.99999999999999999----RC-SNAPSHOT.12."
		 "09.1--------------------------------..12"),
		"",
		"v1.2.3",
		"1.2.3 ",
		"1.2.3-",
		"1.2.3+",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(good); i++) {
		_cleanup_(freep) char *prefixed = text_format("v%s", good[i]);
		const char *wrong = grammar_semver(good[i], strlen(good[i]), false);

		if (wrong)
			say(good[i], wrong);
		assert_null(wrong);
		assert_null(grammar_semver(prefixed, strlen(prefixed), true));
		assert_non_null(grammar_semver(prefixed, strlen(prefixed), false));
	}
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
		const char *wrong = grammar_semver(bad[i], strlen(bad[i]), false);

		if (!wrong)
			say(bad[i], wrong);
		assert_non_null(wrong);
	}
}

/* The examples of RFC 9562, appendix A and B, and what is around them. */
static void uuids_have_version_and_variant(void **state)
{
	static const char *const good[] = {
		"C232AB00-9414-11EC-B3C8-9F6BDECED846", "000003e8-cbb9-21ea-b201-00045a86c8a1",
		"5df41881-3aed-3515-88a7-2f4a814cf09e", "919108f7-52d1-4320-9bac-f847db4148a8",
		"2ed6657d-e927-568b-95e1-2665a8aea6a2", "1EC9414C-232A-6B00-B3C8-9F6BDECED846",
		"017F22E2-79B0-7CC3-98C4-DC0C0C07398F", "2489E9AD-2EE2-8E00-8EC9-32D5F69181C0",
	};
	static const char *const bad[] = {
		"FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",   "919108f7-52d1-0320-9bac-f847db4148a8",
		"919108f7-52d1-9320-9bac-f847db4148a8",   "919108f7-52d1-4320-7bac-f847db4148a8",
		"919108f7-52d1-4320-cbac-f847db4148a8",   "919108f7-52d1-4320-9bac-f847db4148a",
		"919108f7-52d1-4320-9bac-f847db4148a8a",  "919108f7-52d1-4320-9bac-f847db4148g8",
		"919108f752d1-4320-9bac-f847db4148a8--",  "urn:uuid:919108f7-52d1-4320-9bac-f847db",
		"{919108f7-52d1-4320-9bac-f847db4148a8}", "",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(good); i++)
		assert_null(grammar_uuid(good[i], strlen(good[i]), false));
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
		if (!grammar_uuid(bad[i], strlen(bad[i]), true))
			say(bad[i], NULL);
		assert_non_null(grammar_uuid(bad[i], strlen(bad[i]), true));
	}
}

static void mail_addresses_have_their_lengths(void **state)
{
	char local[64 + 1 + sizeof("@b.co")], whole[400], label[80];

	(void)state;
	memset(local, 'a', 64);
	strcpy(local + 64, "@b.co");
	assert_null(grammar_email(local, strlen(local), false));
	memset(local, 'a', 65);
	strcpy(local + 65, "@b.co");
	assert_non_null(grammar_email(local, strlen(local), false));
	strcpy(label, "a@");
	memset(label + 2, 'b', 63);
	strcpy(label + 65, ".co");
	assert_null(grammar_email(label, strlen(label), false));
	memset(label + 2, 'b', 64);
	strcpy(label + 66, ".co");
	assert_non_null(grammar_email(label, strlen(label), false));
	/* 254 characters, and one more */
	memset(whole, 'a', 62);
	whole[62] = '@';
	for (size_t i = 63; i < 255; i++)
		whole[i] = (i - 63) % 50 == 49 ? '.' : 'b';
	whole[254] = '\0';
	assert_null(grammar_email(whole, 254, false));
	whole[254] = 'b';
	whole[255] = '\0';
	assert_non_null(grammar_email(whole, 255, false));
	assert_non_null(grammar_email("a@b.co\n", 7, false));
	assert_non_null(grammar_email("A\r\nBcc: x <a@b.co>", 18, true));
	assert_non_null(grammar_email("a@b.co\0", 7, false));
}

static void log_levels_have_an_order(void **state)
{
	static const struct {
		const char *text;
		enum log_level level;
	} rows[] = {
		{ "silly", LEVEL_TRACE },
		{ "Verbose", LEVEL_DEBUG },
		{ "Information", LEVEL_INFO },
		{ "notice", LEVEL_NOTICE },
		{ "WARN", LEVEL_WARNING },
		{ "err", LEVEL_ERROR },
		{ "fatal", LEVEL_CRITICAL },
		{ "alert", LEVEL_ALERT },
		{ "emerg", LEVEL_EMERGENCY },
		{ "none", LEVEL_OFF },
		{ "warn,app=info", LEVEL_INFO },
		{ "app=error,warn", LEVEL_WARNING },
		{ "app=debug,warn", LEVEL_DEBUG },
		{ "info,hyper", LEVEL_TRACE }, /* a target alone: all of its messages */
		{ "app::db", LEVEL_TRACE },
		{ "app::db=warn", LEVEL_WARNING },
		{ "app[span{field=1}]=debug", LEVEL_DEBUG },
		{ "info/foo", LEVEL_INFO },
		{ "log", LEVEL_INFO },
		{ "INFO,org.infinispan:WARN", LEVEL_INFO },
		{ "warn,a.b:debug", LEVEL_DEBUG },
		{ "info,app::debug", LEVEL_TRACE },
		{ "off,app=trace", LEVEL_TRACE },
	};
	static const char *const bad[] = {
		"",
		"INFOO",
		"app",
		"app,lib",
		"info,",
		",info",
		"app=",
		"=info",
		"app=loud",
		"app=information",
		"app=info=debug",
		"in fo",
		"info;debug",
		"app[span=info",
		"informationinformation",
		"info\n",
	};
	enum log_level level;

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		const char *wrong = grammar_log_level(&level, rows[i].text, strlen(rows[i].text));

		if (wrong || level != rows[i].level)
			say(rows[i].text, wrong);
		assert_null(wrong);
		assert_int_equal(level, rows[i].level);
	}
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
		if (!grammar_log_level(&level, bad[i], strlen(bad[i])))
			say(bad[i], NULL);
		assert_non_null(grammar_log_level(&level, bad[i], strlen(bad[i])));
	}
}

/* Values as long as the kernel takes; each reader looks at each byte a few times at most. */
static void no_reader_takes_for_ever(void **state)
{
	static const char *const parts[] = {
		"a,", "a::b,", "a=info,", "1,",  "1 ", "a.", "1h", "0",
		"a@", "<",     "\"",      "{\"", "[",  "P1", "1-", "*/"
	};
	enum { LENGTH = KEYSTRAP_SANITIZED ? 4096 : 128 * 1024 }; /* they look ahead themselves */
	_cleanup_(freep) char *text = alloc_array(LENGTH + 1, 1);
	clock_t begin = clock();

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(parts); i++) {
		union {
			int64_t whole;
			uint64_t count;
			double real;
			struct rate rate;
			enum log_level level;
			enum json_kind kind;
			unsigned version;
		} any;

		for (size_t at = 0; at < LENGTH; at++)
			text[at] = parts[i][at % strlen(parts[i])];
		grammar_int(&any.whole, text, LENGTH);
		grammar_real(&any.real, text, LENGTH);
		grammar_percent(&any.real, text, LENGTH);
		grammar_size(&any.count, text, LENGTH);
		grammar_rate(&any.rate, text, LENGTH);
		grammar_duration(&any.count, text, LENGTH, NULL);
		grammar_cron(text, LENGTH);
		grammar_timezone(text, LENGTH);
		grammar_uuid(text, LENGTH, true);
		grammar_semver(text, LENGTH, true);
		grammar_email(text, LENGTH, true);
		grammar_ip(text, LENGTH);
		grammar_cidr(text, LENGTH);
		grammar_json(&any.kind, text, LENGTH);
		grammar_log_level(&any.level, text, LENGTH);
		grammar_tls_version(&any.version, text, LENGTH);
	}
	assert_true((double)(clock() - begin) < 0.5 * CLOCKS_PER_SEC); /* it takes a tenth */
}

static void tls_versions_are_spelled_many_ways(void **state)
{
	static const struct {
		const char *text;
		unsigned version;
	} rows[] = {
		{ "1.0", 10 },     { "1", 10 },
		{ "TLSv1", 10 },   { "TLSv1.0", 10 },
		{ "tls1.1", 11 },  { "TLSv1_1", 11 },
		{ "TLS_1_1", 11 }, { "1.2", 12 },
		{ "v1.2", 12 },    { "VersionTLS12", 12 },
		{ "TLS12", 12 },   { "0x0303", 12 },
		{ "771", 12 },     { "PROTOCOL_TLSv1_2", 12 },
		{ "TLS 1.2", 12 }, { "TLS-1.2", 12 },
		{ "1.3", 13 },     { "tlsv1.3", 13 },
		{ "SSLv3", 3 },    { "SSLv2", 2 },
	};
	static const char *const bad[] = { "", "TLS", "2.0", "1.4", "12.0", "modern", "TLSv1.2 " };
	unsigned version;

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		assert_null(grammar_tls_version(&version, rows[i].text, strlen(rows[i].text)));
		assert_int_equal(version, rows[i].version);
	}
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
		assert_non_null(grammar_tls_version(&version, bad[i], strlen(bad[i])));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_have_their_value),
		cmocka_unit_test(durations_are_those_of_go),
		cmocka_unit_test(a_bare_number_counts_units),
		cmocka_unit_test(sizes_are_exact),
		cmocka_unit_test(rates_have_a_period),
		cmocka_unit_test(cron_fields_are_checked),
		cmocka_unit_test(every_zone_is_known),
		cmocka_unit_test(versions_are_those_of_semver),
		cmocka_unit_test(uuids_have_version_and_variant),
		cmocka_unit_test(mail_addresses_have_their_lengths),
		cmocka_unit_test(log_levels_have_an_order),
		cmocka_unit_test(tls_versions_are_spelled_many_ways),
		cmocka_unit_test(no_reader_takes_for_ever),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
