/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "provider/aws/chain.h"
#include "util/alloc.h"
#include "util/io.h"
#include "util/text.h"

#define NOON 1440938160 /* 2015-08-30T12:36:00Z */

static time_t noon(void *context)
{
	(void)context;
	return NOON;
}

static const struct clock clock_at_noon = { .wall = noon };

/* A home of the test's own, and what stands in its files. */
static char home[] = "/tmp/keystrap-aws-XXXXXX";

static const char *const directories[] = { ".aws", ".aws/sso", ".aws/sso/cache" };

static int make_home(void **state)
{
	(void)state;
	if (!mkdtemp(home))
		return -1;
	for (size_t i = 0; i < ARRAY_LENGTH(directories); i++) {
		_cleanup_(freep) char *path = text_format("%s/%s", home, directories[i]);

		if (mkdir(path, 0700) < 0)
			return -1;
	}
	return 0;
}

static char *in_home(const char *name)
{
	return text_format("%s/%s", home, name);
}

/* text NULL: no such file. */
static void put_file(const char *name, const char *text, mode_t mode)
{
	_cleanup_(freep) char *path = in_home(name);
	struct error err = { 0 };

	unlink(path);
	if (text && !file_write(path, text, strlen(text), mode, false, &err))
		fail_msg("%s", err.text);
}

#define SSO_CACHE ".aws/sso/cache/0beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33.json"

static const char *const files[] = { ".aws/config", ".aws/credentials", "token", SSO_CACHE };

static int remove_home(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(files); i++)
		put_file(files[i], NULL, 0);
	for (size_t i = ARRAY_LENGTH(directories); i-- > 0;) {
		_cleanup_(freep) char *path = in_home(directories[i]);

		rmdir(path);
	}
	return rmdir(home);
}

static const struct option_row rows[] = {
	{ .name = "region" },      { .name = "profile" },
	{ .name = "address" },     { .name = "role" },
	{ .name = "external-id" }, { .name = "sts-address" },
	{ .name = "fips" },        { .name = "dual-stack" },
	{ .name = "deadline" },    { 0 },
};

static const struct source_type type = { .name = "aws-secrets-manager", .options = rows };

/* What is set up: all of it text. */
struct setting {
	const char *config, *credentials; /* files; NULL: not there */
	const char *environ[12];          /* besides HOME and AWS_REGION */
	const char *options[8];           /* name, text, ... as the manifest has them */
};

static void add(void *told, const char *name, const char *text)
{
	buf_format(told, "%s %s\n", name, text);
}

/* Where facts go; NULL: nowhere. */
static struct buf *told_facts;
static void tell(void *context, enum login_fact fact, const char *text, const char *from);

static void tell_of(void *context, enum login_fact fact, const char *text, const char *from)
{
	(void)context;
	tell(told_facts, fact, text, from);
}

static void set_options(struct source *source, const char *const *options)
{
	for (size_t i = 0; options[i]; i += 2) {
		for (size_t row = 0; rows[row].name; row++) {
			if (!text_equal(rows[row].name, options[i]))
				continue;
			source->options[row] = (char *)options[i + 1];
			source->option_places[row] = (struct place){ "keystrap.ini", 7 };
		}
	}
}

/* Searches; tells the options that were added, or the error. */
static bool search_in(struct buf *told, const struct setting *setting)
{
	_cleanup_(freep) char *own = text_format("HOME=%s", home);
	char *environment[16] = { own, (char *)"AWS_REGION=eu-west-1",
				  (char *)"PATH=/usr/bin:/bin" };
	struct source source = { .type = &type };
	const struct option_sink sink = { add, told, told_facts ? tell_of : NULL };
	struct aws_search search = {
		.source = &source, .environ = environment, .clock = &clock_at_noon, .sink = &sink
	};
	struct error err = { 0 };
	bool good;

	for (size_t i = 0; i < ARRAY_LENGTH(setting->environ) && setting->environ[i]; i++)
		environment[i + 3] = (char *)setting->environ[i];
	if (setting->environ[0] && text_starts(setting->environ[0], "AWS_REGION="))
		environment[1] = environment[3];
	put_file(files[0], setting->config, 0644);
	put_file(files[1], setting->credentials, 0600);
	set_options(&source, setting->options);
	good = aws_find_all(&search, &err);
	if (!good) {
		const char *at = strstr(err.text, home);

		buf_done(told);
		/* The home's name is another each time. */
		if (at)
			buf_format(told, "%.*s~%s", (int)(at - err.text), err.text,
				   at + strlen(home));
		else
			buf_add_text(told, err.text);
	}
	aws_search_done(&search);
	return good;
}

#define HEAD    "{\"format\":\"aws-login/1\",\"steps\":["
#define ADDRESS "region eu-west-1\naddress https://secretsmanager.eu-west-1.amazonaws.com\n"
#define IMDS                                                                                       \
	"{\"kind\":\"instance\",\"server\":\"http://169.254.169.254\",\"v1\":false,"               \
	"\"timeout_ms\":1000,\"tries\":1,\"last\":true}"
#define SERVER(address) "server " address "\n"
#define IMDS_SERVER     SERVER("http://169.254.169.254")
#define FILE_KEYS       "{\"kind\":\"static\",\"access_key\":\"AK\",\"secret_key\":\"s\"}"
#define STS_SERVER      SERVER("https://sts.eu-west-1.amazonaws.com")
#define ROLE(name)                                                                                 \
	"{\"kind\":\"assume-role\",\"server\":\"https://sts.eu-west-1.amazonaws.com\","            \
	"\"region\":\"eu-west-1\",\"role\":\"arn:aws:iam::1:role/" name                            \
	"\",\"session_name\":\"keystrap\"}"
#define KEYS "aws_access_key_id = AK\naws_secret_access_key = s\n"

/* Everything that is added, after the region and the address. */
static void expect(const struct setting *setting, const char *expected)
{
	_cleanup_(buf_done) struct buf told = { 0 };

	if (!search_in(&told, setting))
		fail_msg("%s", buf_text(&told));
	assert_true(text_starts(buf_text(&told), ADDRESS));
	assert_string_equal(buf_text(&told) + strlen(ADDRESS), expected);
}

static void expect_error(const struct setting *setting, const char *expected)
{
	_cleanup_(buf_done) struct buf told = { 0 };

	assert_false(search_in(&told, setting));
	assert_string_equal(buf_text(&told), expected);
}

/* The part is among what is added, or said of an error. */
static void expect_told(const struct setting *setting, const char *part)
{
	_cleanup_(buf_done) struct buf told = { 0 };

	(void)search_in(&told, setting);
	if (!strstr(buf_text(&told), part))
		fail_msg("%s is not in %s", part, buf_text(&told));
}

#define SETTING(...) (&(const struct setting){ __VA_ARGS__ })
#define ENV(...)     .environ = { __VA_ARGS__ }
#define ENV_KEYS     "AWS_ACCESS_KEY_ID=AK", "AWS_SECRET_ACCESS_KEY=s"

static void keys_in_the_environment_come_first(void **state)
{
	(void)state;
	expect(SETTING(.credentials = "[default]\nbroken\n", ENV(ENV_KEYS)),
	       "credentials " HEAD FILE_KEYS "]}\n");
	expect(SETTING(ENV(ENV_KEYS, "AWS_SESSION_TOKEN=t",
			   "AWS_CREDENTIAL_EXPIRATION=2015-08-30T12:46:00Z")),
	       "credentials " HEAD "{\"kind\":\"static\",\"access_key\":\"AK\",\"secret_key\":"
	       "\"s\",\"session_token\":\"t\",\"expires\":1440938760}]}\n");
	expect(SETTING(ENV(ENV_KEYS, "AWS_SECURITY_TOKEN=t")),
	       "credentials " HEAD "{\"kind\":\"static\",\"access_key\":\"AK\",\"secret_key\":"
	       "\"s\",\"session_token\":\"t\"}]}\n");
	/* Empty is not set. */
	expect(SETTING(ENV("AWS_ACCESS_KEY_ID=")), IMDS_SERVER "credentials " HEAD IMDS "]}\n");
}

static void half_a_key_in_the_environment_is_an_error(void **state)
{
	(void)state;
	expect_error(SETTING(.credentials = "[default]\n" KEYS, ENV("AWS_ACCESS_KEY_ID=AK")),
		     "AWS_SECRET_ACCESS_KEY is not set, and the other half of the key is");
	expect_error(SETTING(ENV("AWS_SECRET_ACCESS_KEY=s", "AWS_ACCESS_KEY_ID=")),
		     "AWS_ACCESS_KEY_ID is not set, and the other half of the key is");
	expect_error(SETTING(ENV(ENV_KEYS, "AWS_SESSION_TOKEN=t\n")),
		     "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY or AWS_SESSION_TOKEN has a space, a "
		     "line end or another character that no key has");
	expect_error(SETTING(ENV(ENV_KEYS, "AWS_CREDENTIAL_EXPIRATION=2015-08-30T12:36:00Z")),
		     "AWS_CREDENTIAL_EXPIRATION: the keys in the environment are expired");
	expect_error(SETTING(ENV(ENV_KEYS, "AWS_CREDENTIAL_EXPIRATION=soon")),
		     "AWS_CREDENTIAL_EXPIRATION is no time stamp");
}

static void a_profile_that_the_manifest_names_outranks_the_environment(void **state)
{
	(void)state;
	expect(SETTING(.credentials = "[dev]\n" KEYS,
		       ENV("AWS_ACCESS_KEY_ID=other", "AWS_SECRET_ACCESS_KEY=other"),
		       .options = { "profile", "dev" }),
	       "credentials " HEAD FILE_KEYS "]}\n");
	expect(SETTING(.credentials = "[dev]\n" KEYS, ENV("AWS_PROFILE=dev")),
	       "credentials " HEAD FILE_KEYS "]}\n");
	expect(SETTING(.credentials = "[dev]\n" KEYS "[other]\naws_access_key_id = x\n",
		       ENV("AWS_DEFAULT_PROFILE=other", "AWS_PROFILE=dev")),
	       "credentials " HEAD FILE_KEYS "]}\n");
	expect_error(SETTING(.credentials = "[dev]\n" KEYS, ENV("AWS_PROFILE=prod")),
		     "profile prod is in neither ~/.aws/config (which is not there) nor "
		     "~/.aws/credentials");
}

static void keys_of_a_profile_are_found(void **state)
{
	(void)state;
	expect(SETTING(.credentials = "[default]\n" KEYS), "credentials " HEAD FILE_KEYS "]}\n");
	expect(SETTING(.config = "[default]\n" KEYS), "credentials " HEAD FILE_KEYS "]}\n");
	expect_error(SETTING(.config = "[default]\n" KEYS,
			     .credentials = "[default]\naws_access_key_id = AK\n"),
		     "~/.aws/credentials:2: profile default: there is no aws_secret_access_key");
	expect_error(SETTING(.credentials = "[default]\naws_secret_access_key = s\n"),
		     "~/.aws/credentials:2: profile default: there is no aws_access_key_id");
	expect_error(SETTING(.credentials = "[default]\naws_access_key_id = AK\n  region = x\n"
					    "aws_secret_access_key = s\n"),
		     "~/.aws/credentials:2: profile default: the keys have a space or another "
		     "character that no key has, or are continued by an indented line");
}

static void roles_are_taken_with_a_source_profile(void **state)
{
	(void)state;
	expect(SETTING(.config = "[default]\nrole_arn = arn:aws:iam::1:role/app\n"
				 "source_profile = base\n",
		       .credentials = "[base]\n" KEYS),
	       STS_SERVER "credentials " HEAD FILE_KEYS "," ROLE("app") "]}\n");
	/* Chained. */
	expect(SETTING(.config =
			       "[default]\nrole_arn = arn:aws:iam::1:role/c\nsource_profile = b\n"
			       "[profile b]\nrole_arn = arn:aws:iam::1:role/b\nsource_profile = a\n"
			       "[profile a]\n" KEYS),
	       STS_SERVER STS_SERVER "credentials " HEAD FILE_KEYS
				     "," ROLE("b") "," ROLE("c") "]}\n");
	/* A profile may name itself when it has keys, and as a source its keys go first. */
	expect(SETTING(.config = "[default]\nrole_arn = arn:aws:iam::1:role/a\n"
				 "source_profile = default\n" KEYS),
	       STS_SERVER "credentials " HEAD FILE_KEYS "," ROLE("a") "]}\n");
	expect(SETTING(.config = "[default]\nrole_arn = arn:aws:iam::1:role/a\nsource_profile = b\n"
				 "[profile b]\nrole_arn = arn:aws:iam::1:role/b\nsource_profile = "
				 "x\n" KEYS),
	       STS_SERVER "credentials " HEAD FILE_KEYS "," ROLE("a") "]}\n");
	expect(SETTING(.config = "[default]\nrole_arn = arn:aws:iam::1:role/a\n"
				 "credential_source = Environment\nexternal_id = e\n"
				 "duration_seconds = 900\nrole_session_name = me\n",
		       ENV(ENV_KEYS), .options = { "profile", "default" }),
	       STS_SERVER
	       "credentials " HEAD FILE_KEYS
	       ",{\"kind\":\"assume-role\",\"server\":\"https://sts.eu-west-1.amazonaws.com\","
	       "\"region\":\"eu-west-1\",\"role\":\"arn:aws:iam::1:role/a\",\"session_name\":"
	       "\"me\",\"external_id\":\"e\",\"duration\":\"900\"}]}\n");
}

#define A_ROLE "[default]\nrole_arn = arn:aws:iam::1:role/a\n"

static void a_role_that_is_set_up_by_half_is_an_error(void **state)
{
	static const struct {
		const char *config, *expected;
	} table[] = {
		{ A_ROLE,
		  "2: profile default: role_arn needs source_profile or credential_source" },
		{ A_ROLE "source_profile = x\ncredential_source = Environment\n",
		  "2: profile default: source_profile and credential_source exclude each other" },
		{ A_ROLE "source_profile = x\n",
		  "3: profile default: source_profile names a profile that is not there" },
		{ A_ROLE "source_profile = x\n[profile x]\nregion = a\n",
		  "3: profile default: source_profile names a profile without credentials" },
		{ A_ROLE "source_profile = default\n",
		  "3: profile default: source_profile leads back to a profile that it came from" },
		{ A_ROLE
		  "source_profile = b\n[profile b]\nrole_arn = arn:b\nsource_profile = default\n",
		  "6: profile b: source_profile leads back to a profile that it came from" },
		{ "[default]\nrole_arn = arn:aws:iam::1:role/a b\nsource_profile = b\n"
		  "[profile b]\n" KEYS,
		  "2, profile default: the role's ARN has a blank or control character, or is "
		  "longer than 2048" },
		{ A_ROLE "credential_source = Somewhere\n",
		  "3: profile default: credential_source is one of Environment, EcsContainer, "
		  "Ec2InstanceMetadata" },
		{ A_ROLE "credential_source = EcsContainer\n",
		  "3: profile default: what credential_source names has no credentials here" },
		{ A_ROLE "source_profile = b\nmfa_serial = x\n[profile b]\n" KEYS,
		  "4: profile default: mfa_serial asks for a code that no program can give" },
		{ A_ROLE "source_profile = b\nduration_seconds = 60\n[profile b]\n" KEYS,
		  "2, profile default: the role's duration is no number of seconds from 900 to "
		  "43200" },
		{ A_ROLE "source_profile = b\nrole_session_name = a b\n[profile b]\n" KEYS,
		  "2, profile default: the role's session name has 2 to 64 letters, digits and _ + "
		  "= , . @ -" },
		{ "[default]\nlogin_session = arn:aws:iam::1:user/me\n",
		  "2: profile default: sessions of aws login are not read" },
		{ "[default]\nrole_arn = app\nsource_profile = b\n[profile b]\n" KEYS,
		  "2, profile default: the role is no ARN: it starts with arn:" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
		_cleanup_(freep) char *expected =
			text_format("~/.aws/config:%s", table[i].expected);

		expect_error(SETTING(.config = table[i].config), expected);
	}
}

static void the_role_of_the_manifest_is_taken_last(void **state)
{
	(void)state;
	expect(SETTING(ENV(ENV_KEYS), .options = { "role", "arn:aws:iam::1:role/app" }),
	       STS_SERVER "credentials " HEAD FILE_KEYS "," ROLE("app") "]}\n");
	expect(SETTING(ENV(ENV_KEYS), .options = { "role", "arn:aws:iam::1:role/app", "external-id",
						   "e", "sts-address", "http://127.0.0.1:5000" }),
	       SERVER("http://127.0.0.1:5000") "credentials " HEAD FILE_KEYS
					       ",{\"kind\":\"assume-role\",\"server\":\"http://"
					       "127.0.0.1:5000\",\"region\":"
					       "\"eu-west-1\",\"role\":\"arn:aws:iam::1:role/"
					       "app\",\"session_name\":\"keystrap\","
					       "\"external_id\":\"e\"}]}\n");
}

static void a_web_identity_token_is_read_each_time(void **state)
{
	_cleanup_(freep) char *variable = text_format("AWS_WEB_IDENTITY_TOKEN_FILE=%s/token", home);
	static const char config[] =
		"[default]\nweb_identity_token_file = ~/token\nrole_arn = arn:aws:iam::1:role/a\n";

	(void)state;
	put_file("token", "a.b.c\n", 0644);
	expect(SETTING(ENV(variable, "AWS_ROLE_ARN=arn:aws:iam::1:role/a",
			   "AWS_ROLE_SESSION_NAME=pod")),
	       STS_SERVER
	       "credentials " HEAD "{\"kind\":\"web-identity\",\"server\":\"https://sts.eu-west-1."
	       "amazonaws.com\",\"region\":\"eu-west-1\",\"role\":\"arn:aws:iam::1:role/a\","
	       "\"session_name\":\"pod\",\"token\":\"a.b.c\"}]}\n");
	expect_error(SETTING(ENV(variable)),
		     "there is a web identity token, and neither AWS_ROLE_ARN nor role_arn names "
		     "its role");
	put_file("token", "d", 0644);
	expect(SETTING(.config = config), STS_SERVER
	       "credentials " HEAD "{\"kind\":\"web-identity\",\"server\":\"https://sts.eu-west-1."
	       "amazonaws.com\",\"region\":\"eu-west-1\",\"role\":\"arn:aws:iam::1:role/a\","
	       "\"session_name\":\"keystrap\",\"token\":\"d\"}]}\n");
	put_file("token", " \n", 0644);
	expect_error(SETTING(.config = config), "web identity token: ~/token: is empty");
	put_file("token", "a\nb", 0644);
	expect_error(SETTING(.config = config),
		     "web identity token: ~/token: is more than one line of printable characters");
	put_file("token", NULL, 0);
	expect_error(SETTING(.config = config),
		     "web identity token: ~/token: cannot open: No such file or directory");
}

#define SSO_CONFIG                                                                                 \
	"[default]\nsso_session = foo\nsso_account_id = 123\nsso_role_name = Dev\n"                \
	"[sso-session foo]\nsso_region = us-east-1\nsso_start_url = https://x.awsapps.com/start\n"

/* foo's SHA-1 names the file. */
static void an_sso_login_is_found_in_its_cache(void **state)
{
	static const struct {
		const char *cache, *expected;
	} table[] = {
		{ NULL, "profile default: there is no SSO login on this machine" },
		{ "{\"accessToken\":\"tok\",\"expiresAt\":\"2015-08-30T12:36:00Z\"}",
		  "profile default: the SSO login is expired" },
		{ "{\"accessToken\":\"tok\"}",
		  "profile default: the SSO login's file has no accessToken and expiresAt" },
		{ "tok", "profile default: the SSO login's file is no JSON document" },
	};
	static const char *const good[] = {
		"{\"accessToken\":\"tok\",\"expiresAt\":\"2015-08-30T12:36:01Z\"}",
		"{\"accessToken\":\"tok\",\"expiresAt\":\"2015-08-30T12:36:01UTC\"}",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(good); i++) {
		put_file(files[3], good[i], 0600);
		expect(SETTING(.config = SSO_CONFIG),
		       SERVER("https://portal.sso.us-east-1.amazonaws.com") "credentials " HEAD
									    "{\"kind\":\"sso\","
									    "\"server\":\"https://"
									    "portal.sso.us-east-1."
									    "amazonaws.com\","
									    "\"token\":\"tok\","
									    "\"account\":\"123\","
									    "\"role\":\"Dev\"}]}"
									    "\n");
	}
	for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
		put_file(files[3], table[i].cache, 0600);
		expect_error(SETTING(.config = SSO_CONFIG), table[i].expected);
	}
	put_file(files[3], good[0], 0644);
	expect_error(SETTING(.config = SSO_CONFIG),
		     "profile default: SSO login: ~/.aws/sso/cache/"
		     "0beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33.json: everybody may read it (mode "
		     "0644)");
	put_file(files[3], NULL, 0);
	expect_error(SETTING(.config = "[default]\nsso_session = foo\n"),
		     "profile default: sso_session names foo, and there is no [sso-session foo] in "
		     "~/.aws/config");
	expect_error(SETTING(.config = "[default]\nsso_start_url = x\nsso_region = us-east-1\n"
				       "sso_account_id = 1\n"),
		     "profile default: SSO needs sso_start_url, sso_region, sso_account_id and "
		     "sso_role_name; sso_role_name is missing");
	put_file(files[3], good[0], 0600);
	expect_error(SETTING(.config = "[default]\nsso_session = foo\nsso_account_id = 1\n"
				       "sso_role_name = D\n[sso-session foo]\nsso_region = "
				       "evil.example/\nsso_start_url = x\n"),
		     "a region is made of small letters, digits and -");
	put_file(files[3], NULL, 0);
}

#define REGISTERED    "\"clientId\":\"id\",\"clientSecret\":\"cs\",\"refreshToken\":\"rt\","
#define UNTIL(stamp)  "\"expiresAt\":\"2015-08-30T" stamp "Z\","
#define CLIENT(stamp) "\"registrationExpiresAt\":\"2015-08-30T" stamp "Z\""
#define CACHE(...)    "{\"accessToken\":\"tok\"," __VA_ARGS__ "}"
#define SSO_PORTAL    "https://portal.sso.us-east-1.amazonaws.com"
#define SSO_STEP      "credentials " HEAD "{\"kind\":\"sso\",\"server\":\"" SSO_PORTAL "\","
#define SSO_OIDC      "https://oidc.us-east-1.amazonaws.com"
#define SSO_RENEWAL                                                                                \
	"\"session\":\"foo\",\"renewal_server\":\"" SSO_OIDC "\",\"client_id\":\"id\","            \
	"\"client_secret\":\"cs\",\"refresh_token\":\"rt\","
#define SSO_END "\"account\":\"123\",\"role\":\"Dev\"}]}\n"

/* Within a quarter of an hour of its end, or after it. */
static void an_sso_login_that_ends_is_renewed(void **state)
{
	(void)state;
	put_file(files[3], CACHE(UNTIL("12:50:59") REGISTERED CLIENT("13:00:00")), 0600);
	expect(SETTING(.config = SSO_CONFIG), SERVER(SSO_PORTAL) SERVER(SSO_OIDC) SSO_STEP
	       "\"token\":\"tok\"," SSO_RENEWAL SSO_END);
	put_file(files[3], CACHE(UNTIL("12:00:00") REGISTERED CLIENT("13:00:00")), 0600);
	expect(SETTING(.config = SSO_CONFIG),
	       SERVER(SSO_PORTAL) SERVER(SSO_OIDC) SSO_STEP SSO_RENEWAL SSO_END);
	put_file(files[3], CACHE(UNTIL("12:51:00") REGISTERED CLIENT("13:00:00")), 0600);
	expect(SETTING(.config = SSO_CONFIG),
	       SERVER(SSO_PORTAL) SSO_STEP "\"token\":\"tok\"," SSO_END);
	/* The client's registration has ended, and with it the right to renew. */
	put_file(files[3], CACHE(UNTIL("12:00:00") REGISTERED CLIENT("12:36:00")), 0600);
	expect_error(SETTING(.config = SSO_CONFIG), "profile default: the SSO login is expired");
	put_file(files[3], NULL, 0);
}

#define RENEWED(session, more)                                                                     \
	"{\"format\":\"aws-sso-token/1\",\"session\":\"" session                                   \
	"\",\"accessToken\":\"new\",\"expiresAt\":\"2015-08-30T13:36:00Z\"" more "}"

static bool keep(const char *text, struct error *err)
{
	_cleanup_(freep) char *own = text_format("HOME=%s", home);
	char *environment[] = { own, NULL };
	struct source source = { .type = &type };
	const struct option_sink sink = { 0 };
	struct aws_search search = {
		.source = &source, .environ = environment, .clock = &clock_at_noon, .sink = &sink
	};
	bool good = aws_search_open(&search, err) && aws_sso_keep(&search, text, strlen(text), err);

	aws_search_done(&search);
	return good;
}

/* In the place of the old one, beside what the AWS tools keep there; nowhere else. */
static void a_renewed_sso_login_is_kept(void **state)
{
	static const char no_format[] = "{\"session\":\"foo\",\"accessToken\":\"new\","
					"\"expiresAt\":\"2015-08-30T13:36:00Z\"}";
	static const char *const bad[] = {
		"{}",
		"tok",
		RENEWED("other", ""),
		RENEWED("../../credentials", ""),
		RENEWED("foo", ",\"refreshToken\":\"a\\nb\""),
		no_format,
	};
	_cleanup_(freep) char *path = in_home(SSO_CACHE);
	_cleanup_(buf_done) struct buf content = { .maximum = 4096 };
	struct error err = { 0 };

	(void)state;
	put_file(files[0], SSO_CONFIG, 0644);
	put_file(files[3], CACHE("\"startUrl\":\"u\"," UNTIL("12:00:00") REGISTERED "\"n\":7"),
		 0600);
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
		assert_false(keep(bad[i], &err));
		assert_string_equal(err.text, "what was renewed is no SSO login");
	}
	if (!keep(RENEWED("foo", ",\"refreshToken\":\"r2\""), &err))
		fail_msg("%s", err.text);
	assert_true(file_read(&content, path, FILE_OWN, &err));
	assert_string_equal(
		buf_text(&content),
		"{\"accessToken\":\"new\",\"startUrl\":\"u\",\"expiresAt\":\"2015-08-30T13:"
		"36:00Z\",\"clientId\":\"id\",\"clientSecret\":\"cs\",\"refreshToken\":"
		"\"r2\",\"n\":7}");
	put_file(files[3], NULL, 0);
	assert_false(keep(RENEWED("foo", ""), &err));
	assert_true(text_starts(err.text, "the renewed SSO login could not be kept: "));
}

static void a_helper_prints_keys(void **state)
{
	static const struct {
		const char *line, *expected; /* in front of it: file, line and key */
	} table[] = {
		{ "false", "false ended with status 1" },
		{ "echo s3cret", "what it printed is no JSON document" },
		{ "echo '{\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"s\"}'",
		  "what it printed has not \"Version\": 1" },
		{ "echo '{\"Version\":2}'", "what it printed has not \"Version\": 1" },
		{ "echo '{\"Version\":\"1\"}'", "what it printed has not \"Version\": 1" },
		{ "echo '{\"Version\":1,\"AccessKeyId\":\"A\"}'",
		  "what it printed has no sound AccessKeyId, SecretAccessKey, SessionToken and "
		  "Expiration" },
		{ "echo '{\"Version\":1,\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"s\","
		  "\"Expiration\":\"2015-08-30T12:36:00Z\"}'",
		  "the keys that it printed are expired" },
		{ "echo 'x", "a quote is never closed" },
	};

	(void)state;
	expect(SETTING(.config = "[default]\ncredential_process = printf %s "
				 "'{\"Version\":1,\"AccessKeyId\":\"AK\",\"SecretAccessKey\":\"s\"}"
				 "'\n"),
	       "credentials " HEAD FILE_KEYS "]}\n");
	for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
		_cleanup_(freep) char *config =
			text_format("[default]\ncredential_process = %s\n", table[i].line);
		_cleanup_(freep) char *expected =
			text_format("~/.aws/config:2: credential_process: %s", table[i].expected);

		expect_error(SETTING(.config = config), expected);
	}
}

#define RELATIVE_URI   "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=/v2/x"
#define RELATIVE(path) "~/.aws/config:2: credential_process: " path " is a relative path"

/* Who may put another program there may have the keys. */
static void a_helper_is_one_that_nobody_else_may_change(void **state)
{
	_cleanup_(freep) char *config =
		text_format("[default]\ncredential_process = %s/token\n", home);

	(void)state;
	put_file("token", "#!/bin/sh\nexit 1\n", 0777);
	expect_told(SETTING(.config = config), "/token: group or others may write it (mode 0777)");
	put_file("token", "#!/bin/sh\nexit 1\n", 0755);
	expect_told(SETTING(.config = config), " ended with status 1");
	assert_int_equal(chdir(home), 0);
	expect_error(SETTING(.config = "[default]\ncredential_process = ./token\n"),
		     RELATIVE("./token"));
	assert_int_equal(chdir("/"), 0);
	put_file("token", NULL, 0);
}

static void a_helper_ends_at_the_sources_deadline(void **state)
{
	struct timespec begin, end;

	(void)state;
	clock_gettime(CLOCK_MONOTONIC, &begin);
	expect_error(SETTING(.config = "[default]\ncredential_process = sleep 20\n",
			     .options = { "deadline", "100ms" }),
		     "~/.aws/config:2: credential_process: sleep did not end within 100 ms, and "
		     "was killed");
	clock_gettime(CLOCK_MONOTONIC, &end);
	assert_true(end.tv_sec - begin.tv_sec < 10);
}

/* Each link of the chain goes before its neighbour: both are set up, and the first is taken. */
static void the_links_stand_in_the_order_of_the_sdks(void **state)
{
	_cleanup_(freep) char *token = text_format("AWS_WEB_IDENTITY_TOKEN_FILE=%s/token", home);
	static const char pod[] = "AWS_ROLE_ARN=arn:aws:iam::1:role/pod";
	static const char helper[] = "credential_process = printf %s '{\"Version\":1,"
				     "\"AccessKeyId\":\"HELPER\",\"SecretAccessKey\":\"s\"}'\n";
	_cleanup_(freep) char *process = text_format("[default]\n%s", helper);
	_cleanup_(freep) char *process_and_keys =
		text_format("[default]\n%saws_access_key_id = CONFIG\n"
			    "aws_secret_access_key = s\n",
			    helper);
	static const char role[] = A_ROLE "source_profile = base\n[profile base]\n"
					  "aws_access_key_id = BASE\naws_secret_access_key = s\n";
	static const char web[] = A_ROLE "web_identity_token_file = ~/token\n";

	(void)state;
	put_file("token", "t", 0644);
	/* environment, role */
	expect_told(SETTING(.config = role, ENV(ENV_KEYS)), "[{\"kind\":\"static\",\"access_key\":"
							    "\"AK\",\"secret_key\":\"s\"}]");
	/* role, web identity of the environment */
	expect_told(SETTING(.config = role, ENV(token, pod)), "\"access_key\":\"BASE\"");
	/* that, and the one of the profile */
	expect_told(SETTING(.config = web, ENV(token, pod)), "role/pod");
	/* web identity of the profile, SSO */
	expect_told(SETTING(.config = A_ROLE "web_identity_token_file = ~/token\n"
					     "sso_session = none\n"),
		    "[{\"kind\":\"web-identity\"");
	/* SSO, keys of the credentials file */
	expect_told(SETTING(.config = "[default]\nsso_session = none\n",
			    .credentials = "[default]\n" KEYS),
		    "sso_session names none");
	/* keys of the credentials file, helper */
	expect_told(SETTING(.config = process, .credentials = "[default]\n" KEYS),
		    "\"access_key\":\"AK\"");
	/* helper, keys of the config file */
	expect_told(SETTING(.config = process_and_keys), "\"access_key\":\"HELPER\"");
	/* keys of the config file, container */
	expect_told(SETTING(.config = "[default]\n" KEYS, ENV(RELATIVE_URI)),
		    "\"access_key\":\"AK\"");
	/* container, instance */
	expect_told(SETTING(ENV(RELATIVE_URI)), "[{\"kind\":\"container\"");
	put_file("token", NULL, 0);
}

#define FULL(uri) ENV("AWS_CONTAINER_CREDENTIALS_FULL_URI=" uri)
#define CONTAINER(server, path)                                                                    \
	SERVER(server)                                                                             \
	"credentials " HEAD "{\"kind\":\"container\",\"server\":\"" server "\",\"path\":\"" path   \
	"\"}]}\n"
#define FULL_REFUSED "AWS_CONTAINER_CREDENTIALS_FULL_URI is refused: "

static void a_container_is_asked_where_it_may_be(void **state)
{
	(void)state;
	expect(SETTING(ENV("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=/v2/credentials/x?a=b",
			   "AWS_CONTAINER_CREDENTIALS_FULL_URI=http://evil.example/")),
	       CONTAINER("http://169.254.170.2", "/v2/credentials/x?a=b"));
	expect(SETTING(FULL("http://169.254.170.23/v1/credentials")),
	       CONTAINER("http://169.254.170.23", "/v1/credentials"));
	expect(SETTING(FULL("http://[fd00:ec2::23]/v1/credentials")),
	       CONTAINER("http://[fd00:ec2::23]", "/v1/credentials"));
	expect(SETTING(FULL("http://localhost:8080/x")), CONTAINER("http://127.0.0.1:8080", "/x"));
	expect(SETTING(FULL("https://vault.internal/x")),
	       CONTAINER("https://vault.internal", "/x"));
	expect(SETTING(FULL("http://127.0.0.1:80")), CONTAINER("http://127.0.0.1:80", "/"));
	expect_error(SETTING(FULL("http://evil.example/x")),
		     FULL_REFUSED "http:// is for loopback and the container services' addresses");
	expect_error(SETTING(FULL("http://169.254.169.254/latest")),
		     FULL_REFUSED "http:// is for loopback and the container services' addresses");
	expect_error(SETTING(FULL("http://[fd00:ec2:0::254]/latest")),
		     FULL_REFUSED "http:// is for loopback and the container services' addresses");
	expect_error(SETTING(FULL("http://169.254.170.2.evil.example/x")),
		     FULL_REFUSED "http:// is for loopback and the container services' addresses");
	expect_error(SETTING(FULL("http://localhost.evil.example/x")),
		     FULL_REFUSED "http:// is for loopback and the container services' addresses");
	expect_error(SETTING(FULL("http://u:p@127.0.0.1/x")),
		     FULL_REFUSED "it has a login, a ? or a #");
	expect_error(SETTING(FULL("http://127.0.0.1/a b")),
		     FULL_REFUSED "its path has a space, a '#', a '\\' or a control character");
	expect_error(SETTING(FULL("file:///etc/passwd")), FULL_REFUSED "there is no host");
	expect_error(SETTING(ENV("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=@evil.example/")),
		     "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI is not a path");
}

static void a_container_has_its_authorization_from_a_file_or_the_environment(void **state)
{
	static const char uri[] = "AWS_CONTAINER_CREDENTIALS_FULL_URI=http://127.0.0.1/";
	_cleanup_(freep) char *file =
		text_format("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=%s/token", home);

	(void)state;
	put_file("token", "fresh\n", 0644);
	expect(SETTING(ENV(uri, file, "AWS_CONTAINER_AUTHORIZATION_TOKEN=stale")),
	       SERVER("http://127.0.0.1") "credentials " HEAD "{\"kind\":\"container\",\"server\":"
					  "\"http://127.0.0.1\",\"path\":\"/\","
					  "\"authorization\":\"fresh\"}]}\n");
	expect(SETTING(ENV(uri, "AWS_CONTAINER_AUTHORIZATION_TOKEN=Bearer x")),
	       SERVER("http://127.0.0.1") "credentials " HEAD "{\"kind\":\"container\",\"server\":"
					  "\"http://127.0.0.1\",\"path\":\"/\","
					  "\"authorization\":\"Bearer x\"}]}\n");
	expect_error(SETTING(ENV(uri, "AWS_CONTAINER_AUTHORIZATION_TOKEN=x\r\nHost: y")),
		     "AWS_CONTAINER_AUTHORIZATION_TOKEN is more than one line");
	put_file("token", NULL, 0);
	expect_error(SETTING(ENV(uri, file)), "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: ~/token: "
					      "cannot open: No such file or directory");
}

static void the_instance_comes_last(void **state)
{
	(void)state;
	expect(SETTING(.config = "[default]\noutput = json\n"),
	       IMDS_SERVER "credentials " HEAD IMDS "]}\n");
	expect(SETTING(ENV("AWS_EC2_METADATA_DISABLED=true")), "credentials " HEAD "]}\n");
	expect(SETTING(ENV("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE=IPv6",
			   "AWS_EC2_METADATA_V1_DISABLED=FALSE", "AWS_METADATA_SERVICE_TIMEOUT=3",
			   "AWS_METADATA_SERVICE_NUM_ATTEMPTS=2")),
	       SERVER("http://[fd00:ec2::254]") "credentials " HEAD
						"{\"kind\":\"instance\",\"server\":\"http://"
						"[fd00:ec2::254]\",\"v1\":true,\"timeout_ms\":"
						"3000,\"tries\":2,\"last\":true}]}\n");
	expect_error(SETTING(ENV("AWS_EC2_METADATA_SERVICE_ENDPOINT=http://evil.example")),
		     "AWS_EC2_METADATA_SERVICE_ENDPOINT is refused: http:// is for loopback and "
		     "the metadata services' addresses");
	expect_error(SETTING(ENV("AWS_EC2_METADATA_DISABLED=maybe")),
		     "AWS_EC2_METADATA_DISABLED is neither true nor false");
	expect_error(SETTING(ENV("AWS_METADATA_SERVICE_TIMEOUT=0")),
		     "AWS_METADATA_SERVICE_TIMEOUT is no number from 1 to 60");
	expect(SETTING(.config = A_ROLE "credential_source = Ec2InstanceMetadata\n"),
	       IMDS_SERVER STS_SERVER
	       "credentials " HEAD
	       "{\"kind\":\"instance\",\"server\":\"http://169.254.169.254\",\"v1\":false,"
	       "\"timeout_ms\":1000,\"tries\":1,\"last\":false}," ROLE("a") "]}\n");
}

/* The region and address lines alone. */
static void expect_place(const struct setting *setting, const char *expected)
{
	_cleanup_(buf_done) struct buf told = { 0 };

	if (!search_in(&told, setting))
		fail_msg("%s", buf_text(&told));
	assert_true(text_starts(buf_text(&told), expected));
}

#define OWN "https://secretsmanager"

static void the_region_is_found(void **state)
{
	(void)state;
	expect_place(SETTING(.config = "[default]\nregion = ap-south-1\n"), "region eu-west-1\n");
	expect_place(SETTING(ENV("AWS_REGION=", "AWS_DEFAULT_REGION=us-west-2")),
		     "region us-west-2\naddress " OWN ".us-west-2.amazonaws.com\n");
	expect_place(SETTING(.config = "[default]\nregion = ap-south-1\n", ENV("AWS_REGION=")),
		     "region ap-south-1\n");
	expect_place(SETTING(ENV("AWS_REGION="), .options = { "region", "cn-north-1" }),
		     "address " OWN ".cn-north-1.amazonaws.com.cn\n");
	expect_place(SETTING(.credentials = "[default]\nregion = ap-south-2\n", ENV("AWS_REGION=")),
		     "region ap-south-2\n");
	expect_error(SETTING(ENV("AWS_REGION=", "AWS_EC2_METADATA_DISABLED=true")),
		     "no region: neither the source, AWS_REGION nor profile default says which");
	expect_error(SETTING(ENV("AWS_REGION=eu.evil.example/")),
		     "a region is made of small letters, digits and -");
}

#define ASK_REGION(service)                                                                        \
	"{\"kind\":\"region\",\"server\":\"http://169.254.169.254\",\"v1\":false,"                 \
	"\"timeout_ms\":1000,\"tries\":1," service "\"fips\":false,\"dual_stack\":false}"

/* What follows from it is written down without it. */
static void the_region_is_asked_of_the_instance_last(void **state)
{
	(void)state;
	expect_place(SETTING(ENV("AWS_REGION=", ENV_KEYS)),
		     "address https://region.invalid\n" IMDS_SERVER
		     "credentials " HEAD ASK_REGION("\"service\":\"secretsmanager\",") "," FILE_KEYS
										       "]}\n");
	expect_place(SETTING(.config = A_ROLE "credential_source = Environment\n",
			     ENV("AWS_REGION=",
				 "AWS_ENDPOINT_URL_SECRETS_MANAGER=https://a.example", ENV_KEYS),
			     .options = { "profile", "default" }),
		     "address https://a.example\n" IMDS_SERVER "credentials " HEAD ASK_REGION(
			     "") "," FILE_KEYS ",{\"kind\":\"assume-role\",\"fips\":false,\"dual_"
				 "stack\":false,\"role\":"
				 "\"arn:aws:iam::1:role/a\",\"session_name\":\"keystrap\"}]}\n");
}

#define SERVICES                                                                                   \
	"[default]\nservices = local\nendpoint_url = https://all.example\n"                        \
	"[services local]\nsecrets_manager =\n  endpoint_url = http://localhost:4566\n"

static void endpoints_are_overridden_in_order(void **state)
{
	(void)state;
	expect_place(SETTING(.config = SERVICES,
			     ENV("AWS_ENDPOINT_URL_SECRETS_MANAGER=https://a.example",
				 "AWS_ENDPOINT_URL=https://b.example")),
		     "region eu-west-1\naddress https://a.example\n");
	expect_place(SETTING(.config = SERVICES, ENV("AWS_ENDPOINT_URL=https://b.example")),
		     "region eu-west-1\naddress https://b.example\n");
	expect_place(SETTING(.config = SERVICES),
		     "region eu-west-1\naddress http://127.0.0.1:4566\n");
	expect_place(SETTING(.config = "[default]\nendpoint_url = https://all.example\n"),
		     "region eu-west-1\naddress https://all.example\n");
	expect_place(SETTING(.config = SERVICES, ENV("AWS_ENDPOINT_URL=https://b.example",
						     "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true")),
		     ADDRESS);
	expect_place(SETTING(.options = { "address", "https://c.example" },
			     ENV("AWS_ENDPOINT_URL=https://b.example")),
		     "region eu-west-1\nserver http://169.254.169.254\n");
	expect_error(SETTING(ENV("AWS_ENDPOINT_URL=http://evil.example")),
		     "AWS_ENDPOINT_URL is refused: http:// is for loopback addresses such as "
		     "127.0.0.1 only");
	expect_error(SETTING(ENV("AWS_ENDPOINT_URL=http://169.254.169.254")),
		     "AWS_ENDPOINT_URL is refused: it is an address of the cloud's metadata "
		     "service");
	expect_error(
		SETTING(ENV("AWS_ENDPOINT_URL=https://b.example", "AWS_USE_FIPS_ENDPOINT=true")),
		"AWS_ENDPOINT_URL and a FIPS or dual-stack endpoint exclude each other");
}

/* Facts: what botocore 1.44.5 answers for its public endpoint rules. */
static void hosts_are_those_of_the_public_rules(void **state)
{
	static const struct {
		const char *region;
		bool fips, dual_stack;
		const char *secrets_manager, *sts, *sso;
	} table[] = {
		{ "eu-west-1", false, false, "secretsmanager.eu-west-1.amazonaws.com",
		  "sts.eu-west-1.amazonaws.com", "portal.sso.eu-west-1.amazonaws.com" },
		{ "eu-west-1", true, false, "secretsmanager-fips.eu-west-1.amazonaws.com",
		  "sts-fips.eu-west-1.amazonaws.com", "portal.sso-fips.eu-west-1.amazonaws.com" },
		{ "eu-west-1", false, true, "secretsmanager.eu-west-1.amazonaws.com",
		  "sts.eu-west-1.api.aws", "portal.sso.eu-west-1.api.aws" },
		{ "eu-west-1", true, true, "secretsmanager-fips.eu-west-1.amazonaws.com",
		  "sts-fips.eu-west-1.api.aws", "portal.sso-fips.eu-west-1.api.aws" },
		{ "us-gov-west-1", true, false, "secretsmanager-fips.us-gov-west-1.amazonaws.com",
		  "sts.us-gov-west-1.amazonaws.com", "portal.sso.us-gov-west-1.amazonaws.com" },
		{ "us-gov-west-1", true, true, "secretsmanager-fips.us-gov-west-1.amazonaws.com",
		  "sts-fips.us-gov-west-1.api.aws", "portal.sso-fips.us-gov-west-1.api.aws" },
		{ "cn-north-1", false, true, "secretsmanager.cn-north-1.amazonaws.com.cn",
		  "sts.cn-north-1.api.amazonwebservices.com.cn",
		  "portal.sso.cn-north-1.api.amazonwebservices.com.cn" },
		{ "cn-north-1", true, true,
		  "secretsmanager-fips.cn-north-1.api.amazonwebservices.com.cn",
		  "sts-fips.cn-north-1.api.amazonwebservices.com.cn",
		  "portal.sso-fips.cn-north-1.api.amazonwebservices.com.cn" },
		{ "us-iso-east-1", false, true, "secretsmanager.us-iso-east-1.api.aws.ic.gov",
		  "sts.us-iso-east-1.api.aws.ic.gov", "portal.sso.us-iso-east-1.api.aws.ic.gov" },
		{ "eusc-de-east-1", false, false, "secretsmanager.eusc-de-east-1.amazonaws.eu",
		  "sts.eusc-de-east-1.amazonaws.eu", "portal.sso.eusc-de-east-1.amazonaws.eu" },
	};
	const struct source source = { .type = &type };

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
		const struct aws_service *const services[] = { aws_service_of(&source), &aws_sts,
							       &aws_sso };
		const char *const expected[] = { table[i].secrets_manager, table[i].sts,
						 table[i].sso };
		char *none[] = { NULL };
		const struct aws_search search = { .source = &source,
						   .environ = none,
						   .profile = (char *)"default",
						   .fips = table[i].fips,
						   .dual_stack = table[i].dual_stack };

		for (size_t j = 0; j < ARRAY_LENGTH(services); j++) {
			_cleanup_(freep) char *address = NULL;
			struct error err;

			assert_true(aws_find_address(&address, &search, services[j],
						     table[i].region, &err));
			assert_string_equal(address + strlen("https://"), expected[j]);
		}
	}
}

static void tell(void *context, enum login_fact fact, const char *text, const char *from)
{
	const char *at = from ? strstr(from, home) : NULL;

	buf_format(context, "%s %s%s%s%s\n", fact_names[fact], text, from ? " <- " : "",
		   at ? "~" : "",
		   at     ? at + strlen(home)
		   : from ? from
			  : "");
}

/* Which link, which file and line, which role; no key, nor the id of one. */
static void what_is_found_is_told(void **state)
{
	static const struct {
		struct setting setting;
		const char *expected;
	} table[] = {
		{ { ENV("AWS_SESSION_TOKEN=t", ENV_KEYS) },
		  "region eu-west-1 <- AWS_REGION\n"
		  "credentials keys of a session <- AWS_ACCESS_KEY_ID\n" },
		{ { .config = "[default]\nregion = ap-south-1\n",
		    .credentials = "[default]\n" KEYS,
		    ENV("AWS_REGION=") },
		  "region ap-south-1 <- ~/.aws/config:2, profile default\n"
		  "credentials keys <- ~/.aws/credentials:2, profile default\n" },
		{ { .config = A_ROLE "source_profile = b\n[profile b]\n" KEYS,
		    .options = { "region", "eu-west-3" } },
		  "region eu-west-3 <- keystrap.ini:7\n"
		  "credentials keys <- ~/.aws/config:5, profile b\n"
		  "role arn:aws:iam::1:role/a <- ~/.aws/config:2, profile default\n"
		  "session keystrap\n" },
		{ { ENV(ENV_KEYS), .options = { "role", "arn:aws:iam::1:role/o" } },
		  "region eu-west-1 <- AWS_REGION\n"
		  "credentials keys <- AWS_ACCESS_KEY_ID\n"
		  "role arn:aws:iam::1:role/o <- keystrap.ini:7\nsession keystrap\n" },
		{ { ENV("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=/x") },
		  "region eu-west-1 <- AWS_REGION\n"
		  "credentials the container's role <- AWS_CONTAINER_CREDENTIALS_RELATIVE_URI\n" },
		{ { .config = NULL },
		  "region eu-west-1 <- AWS_REGION\n"
		  "credentials the instance's role <- the instance's metadata service\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
		_cleanup_(buf_done) struct buf told = { 0 }, facts = { 0 };

		told_facts = &facts;
		assert_true(search_in(&told, &table[i].setting));
		told_facts = NULL;
		assert_string_equal(buf_text(&facts), table[i].expected);
	}
}

/* "Settings reference" of the AWS SDKs and Tools Reference Guide: what is not used is no error. */
static void other_keys_of_a_profile_are_passed_over(void **state)
{
	(void)state;
	expect(SETTING(.config =
			       "[default]\n"
			       "account_id_endpoint_mode = required\napi_versions =\n  ec2 = 1\n"
			       "aws_account_id = 1\ncli_auto_prompt = on\ncli_binary_format = "
			       "base64\n"
			       "cli_history = enabled\ncli_pager =\ncli_timestamp_format = "
			       "iso8601\n"
			       "defaults_mode = auto\ndisable_request_compression = maybe\n"
			       "duration_seconds = 1\nec2_metadata_v1_disabled = true\n"
			       "endpoint_discovery_enabled = auto\nexternal_id = x\n"
			       "max_attempts = 0\nmax_concurrent_requests = 9\nmfa_serial = arn\n"
			       "output = json\nparameter_validation = x\n"
			       "request_checksum_calculation = when_required\nregion = eu-west-2\n"
			       "response_checksum_validation = x\nretry_mode = never\n"
			       "role_session_name = a b\ns3 =\n  addressing_style = path\n"
			       "s3_use_arn_region = x\nsdk_ua_app_id = x\n"
			       "sigv4a_signing_region_set = *\nsts_regional_endpoints = legacy\n"
			       "tcp_keepalive = x\nuse_dualstack_endpoint = false\n"
			       "use_fips_endpoint = False\nx_of_somebody_else = 1\n"
			       "[plugins]\nendpoint = awscli_plugin\n[preview]\nx = y\n",
		       .credentials = "[default]\n" KEYS),
	       "credentials " HEAD FILE_KEYS "]}\n");
}

static void a_bundle_of_the_profile_is_trusted(void **state)
{
	(void)state;
	put_file("token", "PEM\n", 0644);
	expect(SETTING(.config = "[default]\nca_bundle = ~/token\n", ENV(ENV_KEYS)),
	       "ca-file PEM\n\ncredentials " HEAD FILE_KEYS "]}\n");
	put_file("token", NULL, 0);
	expect_error(SETTING(.config = "[default]\nca_bundle = /nowhere/ca\n", ENV(ENV_KEYS)),
		     "~/.aws/config:2: ca_bundle: /nowhere/ca: cannot open: No such file or "
		     "directory");
}

/* Options of its own names; no region and no endpoint of a service; trust of its own. */
static void another_stores_login_takes_the_same_chain(void **state)
{
	static const struct option_row own_rows[] = {
		{ .name = "region" }, { .name = "role" }, { .name = "aws-profile" }, { 0 }
	};
	static const struct source_type own_type = { .name = "vault", .options = own_rows };
	struct source source = { .type = &own_type,
				 .options = { (char *)"nowhere", (char *)"app", (char *)"p" } };
	_cleanup_(freep) char *own = text_format("HOME=%s", home);
	char *environment[] = { own, NULL };
	_cleanup_(buf_done) struct buf told = { 0 };
	const struct option_sink sink = { add, &told, NULL };
	struct aws_search search = { .source = &source,
				     .prefix = "aws-",
				     .environ = environment,
				     .clock = &clock_at_noon,
				     .sink = &sink };
	struct error err = { 0 };

	(void)state;
	put_file(files[0],
		 "[profile p]\nrole_arn = arn:aws:iam::1:role/a\nsource_profile = p\n" KEYS, 0644);
	if (!aws_find_login(&search, &err))
		fail_msg("%s", err.text);
	aws_search_done(&search);
	assert_string_equal(buf_text(&told),
			    "server-trust \nserver https://sts.us-east-1.amazonaws.com\n"
			    "credentials " HEAD FILE_KEYS
			    ",{\"kind\":\"assume-role\",\"server\":\"https://"
			    "sts.us-east-1.amazonaws.com\",\"region\":\"us-east-1\",\"role\":"
			    "\"arn:aws:iam::1:role/a\",\"session_name\":\"keystrap\"}]}\n");
}

static void files_that_are_named_or_open_to_all_are_errors(void **state)
{
	(void)state;
	expect_error(SETTING(ENV("AWS_CONFIG_FILE=/nowhere/config")),
		     "AWS_CONFIG_FILE: /nowhere/config: cannot open: No such file or directory");
	expect(SETTING(.config = "broken", .credentials = "broken",
		       ENV("AWS_CONFIG_FILE=/dev/null", "AWS_SHARED_CREDENTIALS_FILE=/dev/null")),
	       IMDS_SERVER "credentials " HEAD IMDS "]}\n");
	expect_error(SETTING(.config = "broken"),
		     "~/.aws/config:1: a key stands in front of the first section");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_in_the_environment_come_first),
		cmocka_unit_test(half_a_key_in_the_environment_is_an_error),
		cmocka_unit_test(a_profile_that_the_manifest_names_outranks_the_environment),
		cmocka_unit_test(keys_of_a_profile_are_found),
		cmocka_unit_test(roles_are_taken_with_a_source_profile),
		cmocka_unit_test(a_role_that_is_set_up_by_half_is_an_error),
		cmocka_unit_test(the_role_of_the_manifest_is_taken_last),
		cmocka_unit_test(a_web_identity_token_is_read_each_time),
		cmocka_unit_test(an_sso_login_is_found_in_its_cache),
		cmocka_unit_test(an_sso_login_that_ends_is_renewed),
		cmocka_unit_test(a_renewed_sso_login_is_kept),
		cmocka_unit_test(a_helper_prints_keys),
		cmocka_unit_test(a_helper_is_one_that_nobody_else_may_change),
		cmocka_unit_test(a_helper_ends_at_the_sources_deadline),
		cmocka_unit_test(the_links_stand_in_the_order_of_the_sdks),
		cmocka_unit_test(a_container_is_asked_where_it_may_be),
		cmocka_unit_test(a_container_has_its_authorization_from_a_file_or_the_environment),
		cmocka_unit_test(the_instance_comes_last),
		cmocka_unit_test(the_region_is_found),
		cmocka_unit_test(the_region_is_asked_of_the_instance_last),
		cmocka_unit_test(what_is_found_is_told),
		cmocka_unit_test(other_keys_of_a_profile_are_passed_over),
		cmocka_unit_test(a_bundle_of_the_profile_is_trusted),
		cmocka_unit_test(another_stores_login_takes_the_same_chain),
		cmocka_unit_test(endpoints_are_overridden_in_order),
		cmocka_unit_test(hosts_are_those_of_the_public_rules),
		cmocka_unit_test(files_that_are_named_or_open_to_all_are_errors),
	};

	return cmocka_run_group_tests(tests, make_home, remove_home);
}
