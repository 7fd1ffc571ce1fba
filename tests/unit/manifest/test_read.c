/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "manifest/read.h"
#include "schema/types.h"
#include "util/alloc.h"
#include "util/io.h"
#include "util/text.h"

static char directory[] = "/tmp/keystrap-read-XXXXXX";

static char *path_of(const char *name)
{
	return text_format("%s/%s", directory, name);
}

static char *write_file(const char *name, const char *text, mode_t mode)
{
	char *path = path_of(name);
	struct error err;

	unlink(path);
	assert_true(file_write(path, text, strlen(text), mode, false, &err));
	return path;
}

/* A manifest of one file, and what was said about it. */
struct read {
	struct manifest *manifest;
	struct report report;
};

static struct read read_path(const char *path, const char *environment, const char *const *outside)
{
	struct read read = { 0 };
	const struct manifest_request request = {
		.path = path,
		.environment = environment,
		.environ = (char *const *)outside,
	};

	read.manifest = manifest_read(&request, &read.report);
	assert_non_null(read.manifest);
	return read;
}

static struct read read_text(const char *text, const char *environment)
{
	_cleanup_(freep) char *path = write_file("m.ini", text, 0644);

	return read_path(path, environment, NULL);
}

static void read_done(struct read *read)
{
	report_done(&read->report);
	manifest_free(read->manifest);
}

/* Each finding as "LINE: message (hint)\n". */
static char *told(const struct read *read)
{
	struct buf text = { 0 };

	buf_add_text(&text, "");
	for (size_t i = 0; i < read->report.count; i++) {
		const struct finding *finding = &read->report.findings[i];

		assert_string_equal(finding->rule, "manifest-error");
		buf_format(&text, "%u: %s (%s)\n", finding->place.line, finding->message,
			   finding->hint);
	}
	return text.bytes ? text.bytes : text_copy("");
}

/* The text is wrong in one place: the finding has the line and has each of the parts in it. */
static void expect_wrong(const char *text, unsigned line, const char *part, const char *more)
{
	struct read read = read_text(text, NULL);
	_cleanup_(freep) char *all = told(&read);
	_cleanup_(freep) char *begin = text_format("%u: ", line);

	if (read.report.count != 1 || !text_starts(all, begin) || !strstr(all, part) ||
	    !strstr(all, more))
		print_error("%s---\n%s---\n", text, all);
	assert_int_equal(read.report.count, 1);
	assert_true(text_starts(all, begin));
	assert_non_null(strstr(all, part));
	assert_non_null(strstr(all, more));
	assert_non_null(strstr(read.report.findings[0].place.file, "/m.ini"));
	read_done(&read);
}

static void expect_right(const char *text)
{
	struct read read = read_text(text, NULL);
	_cleanup_(freep) char *all = told(&read);

	assert_string_equal(all, "");
	read_done(&read);
}

#define V "[source v]\ntype=vault\naddress=https://v.test\n"

static void every_error_of_a_file_is_told_in_one_run(void **state)
{
	static const char text[] = "[keystrap]\n"
				   "enviroment = production\n"
				   "[source v]\n"
				   "type = valt\n"
				   "[source w]\n"
				   "adress = https://x\n"
				   "type = vault\n"
				   "[A]\n"
				   "typ = int\n"
				   "type = intt\n"
				   "nothing\n"
				   "[A]\n"
				   "[9]\n"
				   "[B]\n"
				   "from = q:x#y\n"
				   "value = 1\n";
	static const unsigned lines[] = { 2, 4, 6, 9, 10, 11, 12, 13, 15, 16 };
	struct read read = read_text(text, NULL);

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(lines) && i < read.report.count; i++)
		assert_int_equal(read.report.findings[i].place.line, lines[i]);
	assert_int_equal(read.report.count, ARRAY_LENGTH(lines));
	read_done(&read);
}

static void a_slip_is_answered_with_the_nearest_spelling(void **state)
{
	static const struct {
		const char *text;
		unsigned line;
		const char *message, *hint;
	} rows[] = {
		{ "[keystrap]\npreset = django\n", 2, "unknown key preset in [keystrap]",
		  "did you mean presets?" },
		{ "[keystrap]\npresets = djngo\n", 2, "unknown preset djngo",
		  "did you mean django?" },
		{ "[A]\ntpye = int\n", 2, "unknown key tpye in [A]", "did you mean type?" },
		{ "[A]\ntype = ulr\n", 2, "unknown type ulr", "did you mean url?" },
		{ "[A]\nzzzzzz = 1\n", 2, "unknown key zzzzzz", "lists the keys" },
		{ "[A]\nsensitive = yess\n", 2, "unknown word yess", "did you mean yes?" },
		{ "[A]\nseverity.jwt-key-to-short = off\n", 2, "unknown rule",
		  "did you mean jwt-key-too-short?" },
		{ "[A]\nseverity.secret-empty = erorr\n", 2, "unknown word erorr",
		  "did you mean error?" },
		{ "[source v]\ntype = vaul\n", 2, "[source v] has the unknown type vaul",
		  "did you mean vault?" },
		{ "[source v]\ntype = qqqqqqqq\n", 2, "unknown type qqqqqqqq",
		  "the types are: age, aws-kms, aws-secrets-manager, aws-ssm, exec, files, vault" },
		{ "[source v]\naddress = https://x\n", 1, "[source v] has no type",
		  "the types are: age, aws-kms, aws-secrets-manager, aws-ssm, exec, files, vault" },
		{ "[Keystrap]\nenvironment = test\n", 1, "[Keystrap] is no variable",
		  "did you mean [keystrap]?" },
		{ "[keystrp]\n", 1, "[keystrp] is no variable", "did you mean [keystrap]?" },
		{ "[sourc x]\ntype = vault\n", 1, "[sourc x] is no variable",
		  "did you mean [source NAME]?" },
		{ "[Source x]\ntype = vault\n", 1, "[Source x] is no variable",
		  "did you mean [source NAME]?" },
		{ "[imprt x]\nnames = A\n", 1, "[imprt x] is no variable",
		  "did you mean [import NAME]?" },
		{ "[some thing]\n", 1, "[some thing] is no variable",
		  "sections are [keystrap], [rules], [source NAME], [import NAME] and [VARIABLE]" },
		{ "[source v]\ntype=vault\naddress=https://x\nauth=aprole\n", 4,
		  "auth: not one of the words that it takes", "did you mean approle?" },
		{ "[source v]\ntype=vault\naddress=https://x\nauth=kerberos\n", 4,
		  "auth: not one of the words that it takes", "use one of: token approle" },
		{ "[keystrap]\ninherit = nne\n", 2, "inherit: unknown word nne",
		  "did you mean none?" },
		{ "[keystrap]\ninherit = All\n", 2, "inherit: unknown word All",
		  "did you mean all?" },
		{ "[keystrap]\ninherit = PATH, A-B\n", 2,
		  "inherit: A-B is neither a name nor a glob of names", "write names and globs" },
		{ "[source v]\ntype=vault\naddress=https://x\nnamspace=a\n", 4,
		  "unknown key namspace in [source v] of type vault", "did you mean namespace?" },
		{ V "[A]\nfrom = vv:a#b\n", 5, "there is no [source vv]", "did you mean v?" },
		{ "[AB]\nvalue=1\n[A]\nvalue = ${AC}\n", 4, "there is no [AC]",
		  "did you mean AB?" },
		{ "[A]\nvalue@prodution = 1\n", 2, "value@prodution: unknown environment",
		  "did you mean production?" },
		{ "[A]\nvalue@b/c = x\n", 2, "names no environment", "KEY@ENVIRONMENT" },
		{ "[A]\nrequired-in = stagin\n", 2, "unknown environment stagin",
		  "did you mean staging?" },
		{ "[source v]\ntype=vault\naddress=https://x\naddress@prodution=https://y\n", 4,
		  "address@prodution: unknown environment", "did you mean production?" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
		expect_wrong(rows[i].text, rows[i].line, rows[i].message, rows[i].hint);
}

static void unknown_and_double_things_are_errors(void **state)
{
	static const struct {
		const char *text;
		unsigned line;
		const char *message;
	} rows[] = {
		{ "[]\n", 1, "[] is no variable: it is empty" },
		{ "k=1\n[keystrap]\n", 1, "in front of the first section" },
		{ "[A-B]\n", 1, "[A-B] is no variable" },
		{ "[sauce v]\n", 1, "is no variable" },
		{ "[A]\n[A]\n", 2, "section [A] is there twice, first at line 1" },
		{ "[A]\nvalue=1\nvalue=2\n", 3, "value is given twice in [A], first at line 2" },
		{ "[A]\nvalue@prod=1\nvalue@prod=2\n", 3, "value@prod is given twice" },
		{ "[A]\nvalue@=1\n", 2, "names no environment" },
		{ "[A]\nvalue@prod=1\nvalue@production=2\n", 3,
		  "value@production means the same as value@prod at line 2" },
		{ "[A]\ntype@uat=int\ntype=url\ntype@staging=port\n", 4,
		  "type@staging means the same as type@uat at line 2" },
		{ "[A]\nvalue@blue=1\nvalue@BLUE=2\n", 3,
		  "value@BLUE is given twice in [A], first at line 2" },
		{ "[source v]\ntype=vault\naddress@dev=https://x\naddress=https://y\n"
		  "address@local=https://z\n",
		  5, "address@local means the same as address@dev at line 3" },
		{ "[A]\nvalue=1\n[a]\nvalue=2\n", 3, "differs in case only" },
		{ "[source v w]\ntype=vault\n", 1, "a source's name" },
		{ "[source v]\naddress=https://x\n", 1, "[source v] has no type" },
		{ "[source v]\ntype=age\nfile=\nidentity=k\n", 3, "nothing after the '='" },
		{ "[source s]\ntype=age\n", 1, "a sealed file needs file" },
		{ "[keystrap]\noverride = maybe\n", 2, "override is neither yes nor no" },
		{ "[keystrap]\nenvironment@prod = test\n", 2, "cannot depend on the environment" },
		{ "[A]\nvalue=1\ndefault=2\n", 3, "value and default are both given" },
		{ "[A]\nrequired=yes\nforbidden-in=staging, prod\n", 3,
		  "required = yes, and forbidden-in names prod" },
		{ "[A]\nforbidden-in = staging\n type=bool\n", 3, "looks like a key" },
		{ "[A]\nforbidden-in = foo=bar, b/c\n", 2, "foo=bar is no environment" },
		{ "[A]\nrequired-in = a, b/c\n", 2, "b/c is no environment" },
		{ "[rules]\nlog-level = off@production error@production\n", 2,
		  "log-level: a second severity for production" },
		{ "[rules]\nlog-level = off@live,test error@prod,staging\n", 2,
		  "log-level: a second severity for prod,staging" },
		{ "[keystrap]\nenvironment=test\n[rules]\n"
		  "log-level = warning@prod error@production\n",
		  4, "a second severity for production" },
		{ "[keystrap]\nseverity.log-level = off\n[rules]\nlog-level = error\n", 4,
		  "log-level in [rules] is given as severity.log-level in [keystrap]" },
		{ "[rules]\nlog-level = error\n[keystrap]\noverride = yes\nseverity.log-level = "
		  "off\n",
		  5, "severity.log-level in [keystrap] is given as log-level in [rules]" },
		{ "[rules]\nlog-level = off@qa error@QA\n", 2, "a second severity for QA" },
		{ "[rules]\nlog-level = off error\n", 2, "a second severity for all" },
		{ "[rules]\nlog-level = off@* error\n", 2, "a second severity for all" },
		{ "[A]\nseverity.log-level = off@test,ci error@test\n", 2,
		  "severity.log-level: a second severity for test" },
		{ "[keystrap]\nenvironment=shop\n[rules]\nlog-level = off@shop error@Shop\n", 4,
		  "a second severity for Shop" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
		expect_wrong(rows[i].text, rows[i].line, rows[i].message, "");
}

static void bad_values_of_keys_are_errors(void **state)
{
	static const struct {
		const char *line, *message;
	} rows[] = {
		{ "required = perhaps", "neither yes nor no" },
		{ "min-length = -1", "not a number of bytes" },
		{ "max-length = 1048577", "not a number of bytes" },
		{ "rotate-every = soon", "not a duration" },
		{ "rotate-every = 90", "rotate-every: a duration needs its unit here" },
		{ "rotate-every = 0d", "rotate-every: no value is that young" },
		{ "max-age = 365", "a duration needs its unit here" },
		{ "max-age = 0", "no value is that young" },
		{ "rotate-grace = 14", "a duration needs its unit here" },
		{ "warn-before = 7", "a duration needs its unit here" },
		{ "expires-warn = 30\ntype = pem-certificate", "a duration needs its unit here" },
		{ "bits = 100\ntype = encryption-key", "bits: not a number of bits" },
		{ "bits = 0\ntype = encryption-key", "bits: not a number of bits" },
		{ "min-entropy-bits = 5000\ntype = secret", "from 0 to 4096" },
		{ "schemes = htps\ntype = url", "schemes: unknown scheme htps" },
		{ "schemes = wss, htp\ntype = url", "schemes: unknown scheme htp" },
		{ "required-if = B==3", "not one condition" },
		{ "required-if = B=", "not one condition" },
		{ "forbidden-if = B == 3", "not one condition" },
		{ "pattern = [", "not a regular expression: missing terminating ] for character "
				 "class, at its character 2" },
		{ "pattern = (a)\\1",
		  "not a regular expression: reference to non-existent subpattern" },
		{ "on-change = signal", "signal needs an argument" },
		{ "on-change = signal KILL", "not a signal that can be sent" },
		{ "on-change = signal BOGUS", "not a signal that can be sent" },
		{ "on-change = restart now", "restart takes no argument" },
		{ "on-change = explode", "unknown word explode" },
		{ "alg = HS1024\ntype = jwt-hmac-key", "unknown word HS1024" },
		{ "deliver = mail", "unknown word mail" },
		{ "waive.secret-empty = because", "not a waiver" },
		{ "waive.secret-empty = until 2026-02-30 reason x", "not a waiver" },
		{ "waive.secret-empty = until 2026-12-31 reason  ", "not a waiver" },
		{ "waive.secret-empty = until 2026-12-31", "not a waiver" },
		{ "waive.secret-empty = until 26-12-31 reason x", "not a waiver" },
		{ "waive.nothing-at-all = until 2026-12-31 reason x", "unknown rule" },
		{ "value = ${", "value: a '${' has no '}'" },
		{ "value = ${A|rot13}", "value: the filter" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *text = text_format("[X]\n%s\n", rows[i].line);

		expect_wrong(text, 2, rows[i].message, "");
	}
}

/* The line is the key's, and the hint says what to type. */
static void keys_that_do_not_fit_are_told_where_they_stand(void **state)
{
	static const struct {
		const char *text;
		unsigned line;
		const char *message, *hint;
	} rows[] = {
		{ "[X]\ntype=int\nmin=three\n", 3, "min: not of type int", "write digits only" },
		{ "[X]\ntype=int\nmax=3\nmin=4\n", 4, "min is greater than max", "change one" },
		{ "[X]\ntype=int\nmax=3\nmin=2\nmin@prod=4\n", 5, "min is greater than max", "" },
		{ "[X]\nmin-length=3\nmax-length=2\n", 2, "min-length is greater", "change one" },
		{ "[X]\nsensitive=yes\ntype=enum\n", 3, "type = enum needs one-of", "one-of = " },
		{ "[X]\ntype=string\none-of=a b\n", 3, "one-of means nothing", "type = one of" },
		{ "[X]\ntype=secret\nrotate-every=never\n", 3, "needs rotate-reason",
		  "say rotate-reason" },
		{ "[X]\nrequired=yes\nrequired-in=prod\n", 3, "both given", "keep required-in" },
		{ "[X]\nrequired-in=prod\noptional-in=prod\n", 3, "both name prod",
		  "one of the two" },
		{ "[A]\n[X]\ndeliver=env\nemit-name=A\n", 4, "name of another",
		  "use a name that [A]" },
		{ "[X]\ntype=secret\nsensitive=no\n", 3, "sensitive = no contradicts", "keep one" },
		{ "[X]\ntype=jwt-hmac-key\nalg=RS256\n", 3, "alg is not one", "HS" },
		{ "[X]\n\nsame-as=Y\n", 3, "same-as: there is no [Y]", "add a section [Y]" },
		{ "[X]\nvalue = ${\n", 2, "has no '}'", "write ${NAME}" },
		{ "[X]\nvalue = ${A|rot13}\n", 2, "the filter", "|urlencode" },
		{ "[X]\nvalue=a${X}\n", 2, "needs itself", "in this circle" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
		expect_wrong(rows[i].text, rows[i].line, rows[i].message, rows[i].hint);
}

/* A condition about a name that is not there never holds; it may be one that is inherited. */
static void what_a_key_mentions_is_there_or_worth_a_warning(void **state)
{
	static const struct {
		const char *text, *message; /* NULL: nothing is said */
	} rows[] = {
		{ "[A_ON]\n[X]\nrequired-if=A_NO=true\n",
		  "3: required-if: there is no [A_NO] (did you mean A_ON?)" },
		{ "[A_ON]\n[X]\nforbidden-if=!A_NO\n",
		  "3: forbidden-if: there is no [A_NO] (did you mean A_ON?)" },
		{ "[X]\nreplaced-by=Y_URL\n",
		  "2: replaced-by: there is no [Y_URL] (add a section [Y_URL])" },
		{ "[A_ON]\n[X]\nrequired-if=A_ON=true\n", NULL },
		{ V "[import i]\nfrom=v:a\nnames=A_*\n[X]\nrequired-if=A_NO\n", NULL },
		{ "[keystrap]\npresets=rails\n[RAILS_ENV]\n", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct read read = read_text(rows[i].text, NULL);
		_cleanup_(freep) char *all = told(&read);

		assert_int_equal(read.report.count, rows[i].message != NULL);
		if (rows[i].message) {
			assert_non_null(strstr(all, rows[i].message));
			assert_int_equal(read.report.findings[0].severity, SEVERITY_WARNING);
		}
		read_done(&read);
	}
}

/* What is checked follows production; where values come from must be said. */
static void an_environment_of_ones_own_is_checked_as_production(void **state)
{
	struct read read = read_text("[X]\nvalue=a\nvalue@production=b\nmin-length=1\n"
				     "min-length@production=9\n",
				     "canary");
	const struct variable *variable = manifest_find_variable(read.manifest, "X");

	(void)state;
	assert_string_equal(variable->value_text, "a");
	assert_string_equal(variable->text[TEXT_MIN_LENGTH], "9");
	read_done(&read);
}

/* Whether an import could bring Y cannot be asked of one without names. */
static void an_import_without_names_brings_none(void **state)
{
	struct read read = read_text(V "[X]\nsame-as=Y\n[import i]\nfrom=v:a\n", NULL);

	(void)state;
	assert_int_equal(read.report.count, 2);
	read_done(&read);
}

static void keys_must_fit_each_other(void **state)
{
	static const struct {
		const char *text, *message;
	} rows[] = {
		{ V "[X]\nfrom=v:a#b\nvalue=1\n", "from and value are both given" },
		{ "[X]\ntype=enum\n", "type = enum needs one-of" },
		{ "[X]\ntype=string\none-of=a b\n", "one-of means nothing to type = string" },
		{ "[X]\ntype=string\nmin=1\n", "min means nothing to type = string" },
		{ "[X]\ntype=int\nmin=1.5\n", "min: not of type int" },
		{ "[X]\ntype=string\nalg=HS256\n", "alg means nothing to type = string" },
		{ "[X]\nrequired=yes\nrequired-in=prod\n", "required and required-in" },
		{ "[X]\ndiffers-between-environments=yes\n", "needs a state-file" },
		{ "[X]\ntype=int\nmin=2\nmax=1\n", "min is greater than max" },
		{ "[X]\ntype=int\nmin=-1\nmax=-2\n", "min is greater than max" },
		{ "[X]\nmin-length=3\nmax-length=2\n", "min-length is greater than max-length" },
		{ V "[import i]\nfrom=v:a\n", "[import i] needs from and names" },
		{ V "[import i]\nfrom=v:a#b\nnames=A\n", "write it without #FIELD" },
		{ "[source s]\ntype=age\nfile=f\nidentity=i\n[import i]\nfrom=s:a\nnames=A\n",
		  "only secrets with fields" },
		{ V "[import i]\nfrom=v:a\nnames=A-*\n", "neither a name nor a glob" },
		{ V "[X]\nfrom=v:a\n", "write #FIELD" },
		{ V "[X]\nfrom=v:/a#b\n", "starts with a slash" },
		{ "[source s]\ntype=age\nfile=f\nidentity=i\n[X]\nfrom=s:/a\n",
		  "starts with a slash" },
		{ V "[X]\nfrom=v:a#b@latest\n", "a version in Vault is a number" },
		{ V "[X]\nfrom=v:../a#b\n", "a segment '.' or '..'" },
		{ V "[X]\nfrom=v:a#b # c\n", "a comment starts with ';', not with '#'" },
		{ V "[X]\nfrom=nothing\n", "it is not SOURCE:PATH" },
		{ "[X]\nfrom=v:a#b\n", "there is no [source v]" },
		{ "[source s]\ntype=age\nfile=f\nidentity=i\n[X]\nfrom=s:a/b\n", "is flat" },
		{ "[source s]\ntype=age\nfile=f\nidentity=i\n[X]\nfrom=s:a@1\n", "no versions" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct read read = read_text(rows[i].text, NULL);
		_cleanup_(freep) char *all = told(&read);

		if (read.report.count != 1 || !strstr(all, rows[i].message))
			print_error("%s---\n%s---\n", rows[i].text, all);
		assert_int_equal(read.report.count, 1);
		assert_non_null(strstr(all, rows[i].message));
		read_done(&read);
	}
}

static void addresses_are_https_or_literal_loopback(void **state)
{
	static const struct {
		const char *address;
		bool good;
	} rows[] = {
		{ "https://v.test", true },
		{ "https://v.test:8200/prefix", true },
		{ "https://v.test/a/b.c/", true },
		{ "https://v.test/a%2fb", false },
		{ "https://v.test/%2e%2e/b", false },
		{ "https://v.test/../b", false },
		{ "https://v.test/a/./b", false },
		{ "https://v.test/a/..", false },
		{ "https://v.test/.a", false },
		{ "http://127.0.0.1:8200", true },
		{ "http://127.9.9.9", true },
		{ "http://[::1]:8200", true },
		{ "unix:///run/v.sock", true },
		{ "unix:///home/app/.vault/agent.sock", true },
		{ "http://localhost:8200", false },
		{ "http://169.254.169.254", false },
		{ "https://169.254.169.254", false },
		{ "https://169.254.170.2:443", false },
		{ "https://[fd00:ec2:0::254]", false },
		{ "https://169.254.169.25", true },
		{ "http://1.localhost", false },
		{ "http://127.0.0.1.test", false },
		{ "http://10.0.0.1", false },
		{ "https://u:p@v.test", false },
		{ "https://localhost:1@127.0.0.1:2", false },
		{ "https://v.test?x", false },
		{ "https://v.test#x", false },
		{ "https://v.test\\@w.test", false },
		{ "ftp://v.test", false },
		{ "v.test", false },
		{ "https://", false },
		{ "https://v.test:0", false },
		{ "https://v.test:99999", false },
		{ "https://v.test, https://w.test:8200,unix:///run/v.sock", true },
		{ "https://v.test https://w.test", true },
		{ "https://v.test, http://10.0.0.1", false },
		{ "https://v.test, https://u:p@w.test", false },
		{ ",", false },
		{ "unix:///1, unix:///2, unix:///3, unix:///4, unix:///5, unix:///6, unix:///7, "
		  "unix:///8",
		  true },
		{ "unix:///1, unix:///2, unix:///3, unix:///4, unix:///5, unix:///6, unix:///7, "
		  "unix:///8, "
		  "unix:///9",
		  false },
		{ "unix://", false },
		{ "unix:///", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *text =
			text_format("[source v]\ntype=vault\naddress=%s\n", rows[i].address);
		struct read read = read_text(text, NULL);

		if ((read.report.count == 0) != rows[i].good)
			print_error("%s\n", rows[i].address);
		assert_int_equal(read.report.count == 0, rows[i].good);
		read_done(&read);
	}
}

/* The fields of paths in a store: as a reference's path, but a slash may stand at the end. */
static void places_inside_a_store_are_paths(void **state)
{
	static const char *const names[] = { "namespace", "auth-mount" };
	static const struct {
		const char *text, *place; /* NULL: refused */
	} rows[] = {
		{ "team", "team" }, { "team/", "team" }, { "org/team-a", "org/team-a" },
		{ "team//", NULL }, { "/team", NULL },   { "a//b", NULL },
		{ "../a", NULL },   { "a/..", NULL },    { "./a", NULL },
		{ "a?b", NULL },    { "/", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(names) * ARRAY_LENGTH(rows); i++) {
		const char *name = names[i / ARRAY_LENGTH(rows)];
		const char *place = rows[i % ARRAY_LENGTH(rows)].place;
		_cleanup_(freep) char *text =
			text_format(V "%s = %s\n", name, rows[i % ARRAY_LENGTH(rows)].text);
		_cleanup_(freep) char *begin = text_format("%s: ", name);
		struct read read = read_text(text, NULL);

		if ((read.report.count == 0) != (place != NULL))
			print_error("%s", text);
		assert_int_equal(read.report.count, place ? 0 : 1);
		if (place) {
			assert_string_equal(source_option(&read.manifest->sources[0], name), place);
		} else {
			assert_int_equal(read.report.findings[0].place.line, 4);
			assert_true(text_starts(read.report.findings[0].message, begin));
			assert_true(read.report.findings[0].hint[0]);
		}
		read_done(&read);
	}
}

static void certificates_stand_on_indented_lines(void **state)
{
	struct read read = read_text(V "ca-pem =\n"
				       "  -----BEGIN CERTIFICATE-----\n"
				       "  MIIB+/==\n"
				       "  -----END CERTIFICATE-----\n",
				     NULL);

	(void)state;
	assert_int_equal(read.report.count, 0);
	assert_string_equal(source_option(&read.manifest->sources[0], "ca-pem"),
			    "-----BEGIN CERTIFICATE-----\nMIIB+/==\n-----END CERTIFICATE-----");
	read_done(&read);
}

/* One way of saying whom to trust, written, is the only one. */
static void a_written_authority_is_the_only_one(void **state)
{
	static const char *const outside[] = { "VAULT_CACERT=/e/ca.pem", "BAO_CACERT_BYTES=PEM",
					       "VAULT_CAPATH=/e/ca.d", NULL };
	static const struct {
		const char *written;
		const char *names[3]; /* what ca-file, ca-pem and ca-directory are then */
	} rows[] = {
		{ "", { "/e/ca.pem", "PEM", "/e/ca.d" } },
		{ "ca-file = /w\n", { "/w", NULL, NULL } },
		{ "ca-pem = W\n", { NULL, "W", NULL } },
		{ "ca-directory = /w\n", { NULL, NULL, "/w" } },
	};
	static const char *const options[] = { "ca-file", "ca-pem", "ca-directory" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *text = text_format(V "%s", rows[i].written);
		_cleanup_(freep) char *path = write_file("m.ini", text, 0644);
		struct read read = read_path(path, NULL, outside);

		for (size_t j = 0; j < ARRAY_LENGTH(options); j++) {
			const char *found = source_option(&read.manifest->sources[0], options[j]);

			if (rows[i].names[j])
				assert_string_equal(found, rows[i].names[j]);
			else
				assert_null(found);
		}
		read_done(&read);
	}
}

static void all_or_none_may_be_inherited(void **state)
{
	static const struct {
		const char *text;
		enum inherit inherit;
	} rows[] = {
		{ "[keystrap]\ninherit = all\n", INHERIT_ALL },
		{ "[keystrap]\ninherit = none\n", INHERIT_NONE },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct read read = read_text(rows[i].text, NULL);

		assert_int_equal(read.report.count, 0);
		assert_int_equal(read.manifest->inherit, rows[i].inherit);
		read_done(&read);
	}
}

static void a_list_of_inherited_names_is_kept(void **state)
{
	struct read read = read_text("[keystrap]\ninherit = PATH, LC_*,\n  ?X\n", NULL);

	(void)state;
	assert_int_equal(read.report.count, 0);
	assert_int_equal(read.manifest->inherit, INHERIT_LIST);
	assert_string_equal(read.manifest->inherit_names[0], "PATH");
	assert_string_equal(read.manifest->inherit_names[1], "LC_*");
	assert_string_equal(read.manifest->inherit_names[2], "?X");
	assert_null(read.manifest->inherit_names[3]);
	read_done(&read);
}

/* inih alone would cut a section's name at 49 bytes, and take two for one. */
static void variables_have_names_of_up_to_128_bytes(void **state)
{
	_cleanup_(freep) char *long_name = alloc_array(130, 1);
	_cleanup_(freep) char *good = NULL, *bad = NULL;
	struct read read;

	(void)state;
	memset(long_name, 'X', 129);
	good = text_format("[%.128s]\nvalue=1\n[%.127sY]\nvalue=2\n", long_name, long_name);
	read = read_text(good, NULL);
	assert_int_equal(read.report.count, 0);
	assert_int_equal(read.manifest->variables_count, 2);
	assert_int_equal(strlen(read.manifest->variables[0].name), 128);
	assert_string_equal(read.manifest->variables[0].value_text, "1");
	assert_string_equal(read.manifest->variables[1].value_text, "2");
	read_done(&read);
	bad = text_format("[%s]\n", long_name);
	expect_wrong(bad, 1, "is no variable: it is longer than 128", "");
}

static const char *value_in(const char *text, const char *environment)
{
	static char value[64];
	struct read read = read_text(text, environment);
	_cleanup_(freep) char *all = told(&read);

	assert_string_equal(all, "");
	assert_int_equal(read.manifest->variables_count, 1);
	snprintf(value, sizeof(value), "%s",
		 read.manifest->variables[0].value_text ? read.manifest->variables[0].value_text
							: "(none)");
	read_done(&read);
	return value;
}

static void the_fittest_environment_decides(void **state)
{
	static const char text[] = "[A]\n"
				   "value@staging = s\n"
				   "value@prod = p\n"
				   "value = all\n"
				   "value@blue = b\n";

	(void)state;
	assert_string_equal(value_in(text, "production"), "p"); /* of its class */
	assert_string_equal(value_in(text, "PROD"), "p");
	assert_string_equal(value_in(text, "live"), "p");
	assert_string_equal(value_in(text, "uat"), "s");
	assert_string_equal(value_in(text, "dev"), "all");
	assert_string_equal(value_in(text, "blue"), "b");
	assert_string_equal(value_in("[A]\nvalue@prod = p\n", "test"), "(none)");
	assert_string_equal(value_in("[A]\nvalue@prod = p\n", NULL), "p");
}

static void the_other_environments_are_checked_too(void **state)
{
	(void)state;
	expect_wrong("[keystrap]\nenvironment=test\n[A]\ntype@prod = intt\n", 4,
		     "unknown type intt", "did you mean int?");
}

static void a_sources_options_are_chosen_the_same_way(void **state)
{
	static const struct {
		const char *environment, *address;
	} rows[] = {
		{ "production", "https://class.test" },
		{ "prd", "https://class.test" },
		{ "blue", "https://exact.test" },
		{ "test", "https://all.test" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct read read = read_text("[source v]\ntype=vault\n"
					     "address@blue=https://exact.test\n"
					     "address=https://all.test\n"
					     "address@prd=https://class.test\n",
					     rows[i].environment);

		assert_int_equal(read.report.count, 0);
		assert_string_equal(source_option(&read.manifest->sources[0], "address"),
				    rows[i].address);
		read_done(&read);
	}
}

static void the_environment_comes_from_the_file_or_a_variable(void **state)
{
	static const char *const staging[] = { "MODE=staging", NULL };
	static const char *const odd[] = { "MODE=a b", NULL };
	static const struct {
		const char *text;
		const char *const *environ;
		const char *environment;
		enum environment_class class;
		size_t errors;
	} rows[] = {
		{ "[keystrap]\n", NULL, "production", ENVIRONMENT_PRODUCTION, 0 },
		{ "[keystrap]\nenvironment=dev\n", NULL, "dev", ENVIRONMENT_DEVELOPMENT, 0 },
		{ "[keystrap]\nenvironment-from=MODE\n", staging, "staging", ENVIRONMENT_STAGING,
		  0 },
		{ "[keystrap]\nenvironment-from=MODE\n", NULL, "production", ENVIRONMENT_PRODUCTION,
		  0 },
		{ "[keystrap]\nenvironment-from=MODE\n", odd, "production", ENVIRONMENT_PRODUCTION,
		  1 },
		{ "[keystrap]\nenvironment-from=A-B\n", NULL, "production", ENVIRONMENT_PRODUCTION,
		  1 },
		{ "[keystrap]\nenvironment-from=MODE\nenvironment=dev\n", staging, "dev",
		  ENVIRONMENT_DEVELOPMENT, 1 },
		{ "[keystrap]\nenvironment=blue\n", NULL, "blue", ENVIRONMENT_PRODUCTION, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *path = write_file("m.ini", rows[i].text, 0644);
		struct read read = read_path(path, NULL, rows[i].environ);

		assert_int_equal(read.report.count, rows[i].errors);
		assert_string_equal(read.manifest->environment, rows[i].environment);
		assert_int_equal(read.manifest->class, rows[i].class);
		assert_int_equal(read.manifest->environment_known,
				 strcmp(rows[i].environment, "blue") != 0);
		read_done(&read);
	}
}

/* What the variable holds may be anything: only what the manifest says itself is told again. */
static void a_word_from_a_variable_is_not_repeated(void **state)
{
	static const char *const odd[] = { "MODE=Ql7x", "API_TOKEN=Ql7x", NULL };
	static const char *const slip[] = { "MODE=prodution", NULL };
	static const struct {
		const char *text;
		const char *const *environ;
		const char *environment, *wrong; /* wrong: ""; nothing is */
	} rows[] = {
		{ "[keystrap]\nenvironment-from=MODE\n", odd, "unknown", "" },
		{ "[keystrap]\nenvironment-from=MODE\n[A]\nvalue@ql7x=1\n", odd, "Ql7x", "" },
		{ "[keystrap]\nenvironment-from=MODE\n[A]\nrequired-in=ql7x\n", odd, "Ql7x", "" },
		{ "[keystrap]\nenvironment-from=MODE\n[rules]\nlog-level=off@ql7x\n", odd, "Ql7x",
		  "" },
		{ "[keystrap]\nenvironment-from=MODE\n", slip, "unknown", "MODE: unknown word" },
		{ "[keystrap]\nenvironment-from=API_TOKEN\n", odd, "unknown",
		  "environment-from: API_TOKEN holds a secret" },
		{ "[keystrap]\nenvironment-from=MODE\n[MODE]\ntype=password\n", odd, "unknown",
		  "environment-from: MODE holds a secret" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *path = write_file("m.ini", rows[i].text, 0644);
		struct read read = read_path(path, NULL, rows[i].environ);

		assert_string_equal(read.manifest->environment, rows[i].environment);
		assert_int_equal(read.manifest->environment_hidden,
				 strcmp(rows[i].environment, "unknown") == 0);
		assert_int_equal(read.report.count, rows[i].wrong[0] != '\0');
		if (read.report.count)
			assert_string_equal(read.report.findings[0].message, rows[i].wrong);
		read_done(&read);
	}
}

static void values_keep_semicolons_and_lines_are_joined(void **state)
{
	(void)state;
	assert_string_equal(value_in("[A]\nvalue = a ;b; c\n", NULL), "a ;b; c");
	assert_string_equal(value_in("[A]\nvalue = ab\n  cd\n  ef\n", NULL), "abcdef");
	assert_string_equal(value_in("[A]\nvalue = ab\n  ; no\n  cd\n", NULL), "abcd");
	assert_string_equal(value_in("[A]\nvalue = x\ntype = secret ; a comment\n", NULL), "x");
	assert_string_equal(value_in("[A]\nvalue = x\nrequired-in = prod,\n  staging ; c\n", NULL),
			    "x");
}

static void names_have_tiers(void **state)
{
	static const struct {
		const char *text;
		size_t errors;
	} rows[] = {
		/* denied: never from a store, a literal only with allow-name */
		{ V "[LD_PRELOAD]\nfrom=v:a#b\n", 1 },
		{ V "[LD_PRELOAD]\nfrom=v:a#b\nallow-name=yes\n", 1 },
		{ "[LD_PRELOAD]\nvalue=/x.so\n", 1 },
		{ "[LD_PRELOAD]\nvalue=/x.so\nallow-name=yes\n", 0 },
		{ "[A]\nvalue=1\n[PYTHONPATH]\nvalue=${A}\nallow-name=yes\n", 1 },
		{ "[ld_preload]\ndefault=/x.so\n", 1 },
		{ "[PATH]\n", 0 },
		/* restricted and logins: with allow-name */
		{ V "[HOME]\nfrom=v:a#b\n", 1 },
		{ V "[HOME]\nfrom=v:a#b\nallow-name=yes\n", 0 },
		{ "[https_proxy]\nvalue=x\n", 1 },
		{ V "[AWS_SECRET_ACCESS_KEY]\nfrom=v:a#b\n", 1 },
		{ V "[AWS_SECRET_ACCESS_KEY]\nfrom=v:a#b\nallow-name=yes\n", 0 },
		{ "[VAULT_TOKEN]\n", 0 },
		/* reserved: never */
		{ "[NOTIFY_SOCKET]\nvalue=x\nallow-name=yes\n", 1 },
		{ "[KEYSTRAP_X]\nvalue=x\nallow-name=yes\n", 1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct read read = read_text(rows[i].text, NULL);

		if (read.report.count != rows[i].errors)
			print_error("%s\n", rows[i].text);
		assert_int_equal(read.report.count, rows[i].errors);
		read_done(&read);
	}
}

/* A0 = ${A1}, A1 = ${A2}, ... so many levels, the last a literal. */
static char *chain(unsigned levels)
{
	struct buf text = { 0 };

	for (unsigned i = 0; i < levels; i++)
		buf_format(&text, "[A%u]\nvalue=${A%u}\n", i, i + 1);
	buf_format(&text, "[A%u]\nvalue=x\n", levels);
	return text.bytes;
}

static void templates_are_at_most_eight_levels_deep(void **state)
{
	_cleanup_(freep) char *eight = chain(8);
	_cleanup_(freep) char *nine = chain(9);
	struct read read = read_text(nine, NULL);
	_cleanup_(freep) char *all = told(&read);

	(void)state;
	expect_right(eight);
	assert_int_equal(read.report.count, 1);
	assert_non_null(strstr(all, "nested deeper than 8 levels"));
	read_done(&read);
}

static void templates_do_not_go_in_circles(void **state)
{
	static const struct {
		const char *text;
		size_t circles;
	} rows[] = {
		{ "[A]\nvalue=${A}\n", 1 },
		{ "[A]\nvalue=${B}\n[B]\nvalue=x${A}\n", 2 },
		{ "[A]\nvalue=${B}\n[B]\nvalue=${C}\n[C]\nvalue=${A}\n[D]\nvalue=1\n", 3 },
		{ "[A]\nvalue=1\n[B]\nvalue=${A}${A}\n[C]\nvalue=${A}${B}\n", 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct read read = read_text(rows[i].text, NULL);

		assert_int_equal(read.report.count, rows[i].circles);
		for (size_t j = 0; j < read.report.count; j++)
			assert_non_null(strstr(read.report.findings[j].message, "needs itself"));
		read_done(&read);
	}
}

/* Fifty times itself must not take fifty to the power of the depth. */
static void a_wide_circle_is_found_at_once(void **state)
{
	struct buf text = { 0 };

	(void)state;
	for (unsigned i = 0; i < 8; i++) {
		buf_format(&text, "[A%u]\nvalue=x\n", i);
		for (unsigned j = 0; j < 50; j++)
			buf_format(&text, "  ${A%u}\n", (i + j) % 8);
	}
	struct read read = read_text(text.bytes, NULL);

	assert_int_equal(read.report.count, 8);
	read_done(&read);
	buf_done(&text);
}

static void waivers_and_severities_are_kept(void **state)
{
	struct read read =
		read_text("[keystrap]\nseverity.secret-empty = off\n"
			  "waive.secret-placeholder = until 2020-01-01 reason old; still\n"
			  "[A]\nseverity.secret-empty = info\n"
			  "waive.secret-placeholder = until 2030-12-31 reason new\n",
			  NULL);
	const struct variable *a = manifest_find_variable(read.manifest, "A");
	enum severity severity;

	(void)state;
	assert_int_equal(read.report.count, 0);
	assert_true(manifest_severity(&severity, read.manifest, NULL, "secret-empty"));
	assert_int_equal(severity, SEVERITY_OFF);
	assert_true(manifest_severity(&severity, read.manifest, a, "secret-empty"));
	assert_int_equal(severity, SEVERITY_INFO);
	assert_false(manifest_severity(&severity, read.manifest, a, "var-missing"));
	assert_string_equal(manifest_waiver(read.manifest, NULL, "secret-placeholder")->text,
			    "until 2020-01-01: old; still");
	assert_string_equal(manifest_waiver(read.manifest, a, "secret-placeholder")->text,
			    "until 2030-12-31: new");
	assert_null(manifest_waiver(read.manifest, a, "secret-empty"));
	read_done(&read);
}

static void a_semicolon_separates_items(void **state)
{
	struct read read = read_text("[A]\ntype = host-list\nseparator = ;\n"
				     "[B]\ntype = host-list\nseparator = | ; as it was\n",
				     NULL);

	(void)state;
	assert_int_equal(read.report.count, 0);
	assert_string_equal(manifest_find_variable(read.manifest, "A")->text[TEXT_SEPARATOR], ";");
	assert_string_equal(manifest_find_variable(read.manifest, "B")->text[TEXT_SEPARATOR], "|");
	read_done(&read);
	expect_wrong("[A]\ntype = host-list\nseparator =\n", 3, "separator", "");
}

static void drop_ins_are_merged_in_lexical_order(void **state)
{
	_cleanup_(freep) char *sub = path_of("d");
	_cleanup_(freep) char *one = NULL, *two = NULL, *hidden = NULL, *other = NULL;
	struct read read;

	(void)state;
	mkdir(sub, 0755);
	two = write_file("d/20.ini", "[A]\noverride=yes\nvalue=two\n", 0644);
	one = write_file("d/10.ini", "[A]\noverride=yes\nvalue=one\n[B]\nvalue=b\n", 0644);
	hidden = write_file("d/.30.ini", "[A]\nvalue=hidden\n", 0644);
	other = write_file("d/40.ini.bak", "[A]\nvalue=backup\n", 0644);
	read = read_text("[keystrap]\ninclude = d\n[A]\nvalue=zero\ntype=string\n", NULL);
	assert_int_equal(read.report.count, 0);
	assert_string_equal(manifest_find_variable(read.manifest, "A")->value_text, "two");
	assert_string_equal(manifest_find_variable(read.manifest, "A")->type->name, "string");
	assert_string_equal(manifest_find_variable(read.manifest, "B")->value_text, "b");
	assert_int_equal(read.manifest->files_count, 3);
	read_done(&read);
	unlink(one);
	unlink(two);
	unlink(hidden);
	unlink(other);
	rmdir(sub);
}

static void a_drop_in_must_say_that_it_overrides(void **state)
{
	static const struct {
		const char *text, *message;
		size_t errors;
	} rows[] = {
		{ "[A]\nvalue=two\n", "value in [A] is given in", 1 },
		{ "[A]\noverride=yes\nvalue=two\n", "", 0 },
		{ "[keystrap]\noverride=yes\n[A]\nvalue=two\n", "", 0 },
		{ "[A]\nvalue@test=two\n", "", 0 },
		{ "[keystrap]\ninclude=e\n", "include in [keystrap] is given in", 1 },
		{ "[keystrap]\noverride=yes\ninclude=e\n", "only the manifest itself", 1 },
		{ "[A]\nvalu=1\n", "unknown key valu", 1 },
	};
	_cleanup_(freep) char *sub = path_of("d");

	(void)state;
	mkdir(sub, 0755);
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *one = write_file("d/1.ini", rows[i].text, 0644);
		struct read read = read_text("[keystrap]\ninclude=d\n[A]\nvalue=1\n", NULL);
		_cleanup_(freep) char *all = told(&read);

		assert_int_equal(read.report.count, rows[i].errors);
		assert_non_null(strstr(all, rows[i].message));
		if (rows[i].errors)
			assert_string_equal(read.report.findings[0].place.file, one);
		read_done(&read);
		unlink(one);
	}
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(chmod(sub, i ? 0757 : 0775), 0);
		expect_wrong("[keystrap]\ninclude=d\n", 2, "/d: group or others may write it",
			     "chmod go-w");
	}
	rmdir(sub);
	expect_wrong("[keystrap]\ninclude=nowhere\n", 2, "nowhere: No such file", "");
}

static void a_file_is_judged_by_owner_mode_and_kind(void **state)
{
	static const struct {
		mode_t mode;
		uid_t owner;
		const char *message; /* NULL: good */
	} rows[] = {
		{ 0644, 0, NULL },
		{ 0600, 0, NULL },
		{ 0400, 0, NULL },
		{ 0664, 0, "group or others may write it" },
		{ 0646, 0, "group or others may write it" },
		{ 0644, 4711, "belongs to uid 4711" },
	};

	(void)state;
	if (geteuid() != 0)
		leave_out("needs root, to give files away");
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *path = write_file("m.ini", "[A]\n", rows[i].mode);
		struct read read;

		assert_int_equal(chown(path, rows[i].owner, 0), 0);
		read = read_path(path, NULL, NULL);
		assert_int_equal(read.report.count, rows[i].message != NULL);
		if (rows[i].message)
			assert_non_null(strstr(read.report.findings[0].message, rows[i].message));
		assert_int_equal(read.manifest->variables_count, rows[i].message ? 0 : 1);
		read_done(&read);
	}
}

static void expect_file(const char *path, const char *message)
{
	struct read read = read_path(path, NULL, NULL);

	assert_int_equal(read.report.count, message ? 1 : 0);
	if (message)
		assert_non_null(strstr(read.report.findings[0].message, message));
	read_done(&read);
}

static void what_is_no_regular_file_is_refused(void **state)
{
	_cleanup_(freep) char *target = write_file("target.ini", "[A]\n", 0644);
	_cleanup_(freep) char *fifo = path_of("fifo");
	_cleanup_(freep) char *mine = path_of("mine");
	_cleanup_(freep) char *other = path_of("other");
	_cleanup_(freep) char *nowhere = path_of("nowhere");

	(void)state;
	expect_file(directory, "is a directory");
	expect_file("/dev/null", "not a regular file");
	expect_file(nowhere, "No such file");
	assert_int_equal(mkfifo(fifo, 0600), 0);
	expect_file(fifo, "not a regular file"); /* and does not wait for a writer */
	assert_int_equal(symlink(target, mine), 0);
	expect_file(mine, NULL);
	assert_int_equal(symlink(target, other), 0);
	if (geteuid() == 0) {
		assert_int_equal(lchown(other, 4711, 4711), 0);
		expect_file(other, "the symbolic link belongs to another user");
	}
	unlink(target);
	unlink(fifo);
	unlink(mine);
	unlink(other);
}

static void a_file_has_at_most_a_mebibyte(void **state)
{
	struct buf text = { 0 };

	(void)state;
	buf_add_text(&text, "[A]\n");
	while (text.length < 1024 * 1024)
		buf_add_text(&text, ";23456789012345\n");
	text.length = 1024 * 1024;
	text.bytes[text.length] = '\0';
	for (int extra = 0; extra < 2; extra++) {
		_cleanup_(freep) char *path = write_file("m.ini", text.bytes, 0644);
		struct read read = read_path(path, NULL, NULL);

		assert_int_equal(read.report.count, extra);
		if (extra)
			assert_non_null(strstr(read.report.findings[0].message, "larger than"));
		read_done(&read);
		buf_add_char(&text, '\n');
	}
	buf_done(&text);
}

static void no_file_is_an_empty_manifest(void **state)
{
	struct read read = { 0 };
	const struct manifest_request request = { .environment = "stg", .presets = "django" };

	(void)state;
	read.manifest = manifest_read(&request, &read.report);
	assert_int_equal(read.report.count, 0);
	assert_null(read.manifest->path);
	assert_int_equal(read.manifest->class, ENVIRONMENT_STAGING);
	assert_true(text_list_has(read.manifest->presets, "django"));
	read_done(&read);
}

static int set_up(void **state)
{
	(void)state;
	return mkdtemp(directory) ? 0 : -1;
}

static int tear_down(void **state)
{
	_cleanup_(freep) char *path = path_of("m.ini");

	(void)state;
	unlink(path);
	return rmdir(directory);
}

static void prose_is_joined_with_a_space(void **state)
{
	struct read read = read_text("[A]\ndeprecated = see ;\n  the\tnews\n"
				     "description = one\n  two\nexample = ab\n  cd\n",
				     NULL);
	const struct variable *variable = &read.manifest->variables[0];

	(void)state;
	assert_int_equal(read.report.count, 0);
	assert_string_equal(variable->text[TEXT_DEPRECATED], "see ; the\tnews");
	assert_string_equal(variable->text[TEXT_DESCRIPTION], "one two");
	assert_string_equal(variable->text[TEXT_EXAMPLE], "abcd");
	read_done(&read);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_error_of_a_file_is_told_in_one_run),
		cmocka_unit_test(a_slip_is_answered_with_the_nearest_spelling),
		cmocka_unit_test(unknown_and_double_things_are_errors),
		cmocka_unit_test(bad_values_of_keys_are_errors),
		cmocka_unit_test(an_environment_of_ones_own_is_checked_as_production),
		cmocka_unit_test(an_import_without_names_brings_none),
		cmocka_unit_test(keys_must_fit_each_other),
		cmocka_unit_test(keys_that_do_not_fit_are_told_where_they_stand),
		cmocka_unit_test(what_a_key_mentions_is_there_or_worth_a_warning),
		cmocka_unit_test(addresses_are_https_or_literal_loopback),
		cmocka_unit_test(places_inside_a_store_are_paths),
		cmocka_unit_test(certificates_stand_on_indented_lines),
		cmocka_unit_test(a_written_authority_is_the_only_one),
		cmocka_unit_test(all_or_none_may_be_inherited),
		cmocka_unit_test(a_list_of_inherited_names_is_kept),
		cmocka_unit_test(variables_have_names_of_up_to_128_bytes),
		cmocka_unit_test(the_fittest_environment_decides),
		cmocka_unit_test(the_other_environments_are_checked_too),
		cmocka_unit_test(a_sources_options_are_chosen_the_same_way),
		cmocka_unit_test(the_environment_comes_from_the_file_or_a_variable),
		cmocka_unit_test(a_word_from_a_variable_is_not_repeated),
		cmocka_unit_test(values_keep_semicolons_and_lines_are_joined),
		cmocka_unit_test(names_have_tiers),
		cmocka_unit_test(templates_are_at_most_eight_levels_deep),
		cmocka_unit_test(templates_do_not_go_in_circles),
		cmocka_unit_test(a_wide_circle_is_found_at_once),
		cmocka_unit_test(waivers_and_severities_are_kept),
		cmocka_unit_test(a_semicolon_separates_items),
		cmocka_unit_test(drop_ins_are_merged_in_lexical_order),
		cmocka_unit_test(a_drop_in_must_say_that_it_overrides),
		cmocka_unit_test(a_file_is_judged_by_owner_mode_and_kind),
		cmocka_unit_test(what_is_no_regular_file_is_refused),
		cmocka_unit_test(a_file_has_at_most_a_mebibyte),
		cmocka_unit_test(no_file_is_an_empty_manifest),
		cmocka_unit_test(prose_is_joined_with_a_space),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
