/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "provider/vault/vault.h"
#include "util/alloc.h"
#include "util/text.h"

static const char *get(const void *context, const char *name)
{
	const char *const *option = context;

	for (; *option; option += 2) {
		if (text_equal(option[0], name))
			return option[1];
	}
	return NULL;
}

#define OPTIONS(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define MOST_ITEMS   3

struct answer {
	int status;
	const char *body;
};

/* One conversation, told as lines of text. */
struct scene {
	struct provider_item items[MOST_ITEMS];
	size_t count;
	bool may_mint;
	const struct answer *answers; /* ends with status 0 */
	struct buf told;
};

static void emit(void *context, size_t item, const struct field *field)
{
	struct scene *scene = context;

	buf_format(&scene->told, "%zu %s=%.*s\n", item, field->name ? field->name : "",
		   (int)field->length, field->bytes);
}

static void miss(void *context, size_t item, const char *field, enum failure_class class)
{
	struct scene *scene = context;

	buf_format(&scene->told, "%zu %s: %s\n", item, field, failure_rows[class].name);
}

static void lose(void *context, size_t item, struct failure failure)
{
	struct scene *scene = context;

	buf_format(&scene->told, "%zu lost %s %u\n", item, failure_rows[failure.class].name,
		   failure.http_status);
}

static void lease(void *context, size_t item, const struct lease *lease)
{
	struct scene *scene = context;

	assert_true(lease->issued > 1000000000);
	buf_format(&scene->told, "%zu %s %s %llu%s\n", item,
		   lease->kind == LEASE_TOKEN ? "token" : "lease", lease->id,
		   (unsigned long long)lease->duration_s, lease->renewable ? " renewable" : "");
}

static enum step advance(struct scene *scene, struct conversation *talk,
			 const struct http_reply *last)
{
	static const char *const words[] = { "send", "wait", "split", "done" };
	struct http_request next = { 0 };
	enum step step;

	talk->delay_ms = 0;
	step = (talk->item ? vault_read : vault_login)(talk, last, &next);
	if (step == STEP_SEND)
		buf_format(&scene->told, "%s %s%s%s%s%s\n", next.method, next.path,
			   next.body ? " " : "", next.body ? next.body : "",
			   next.once ? " once" : "", talk->delay_ms == 1000 ? " later" : "");
	else if (step == STEP_FAIL)
		buf_format(&scene->told, "fail %s %u\n", failure_rows[talk->failure.class].name,
			   talk->failure.http_status);
	else
		buf_format(&scene->told, "%s\n", words[step]);
	return step;
}

static void play(struct scene scene, const char *const *options, const char *expected)
{
	const struct provider_options from = { get, options };
	struct vault_session *session = provider_vault.open(&from, &system_clock);
	const struct provider_item *items[MOST_ITEMS];
	struct conversation talk = { .session = session,
				     .items = items,
				     .items_count = scene.count,
				     .item = scene.count ? &scene.items[0] : NULL,
				     .may_mint = scene.may_mint,
				     .emit = emit,
				     .miss = miss,
				     .lose = lose,
				     .lease = lease,
				     .context = &scene };
	enum step step;

	for (size_t i = 0; i < scene.count; i++)
		items[i] = &scene.items[i];
	step = advance(&scene, &talk, NULL);
	for (; step == STEP_SEND && scene.answers->status; scene.answers++) {
		const struct http_reply last = { .outcome = HTTP_REPLIED,
						 .status = scene.answers->status,
						 .body = scene.answers->body,
						 .length = strlen(scene.answers->body) };

		step = advance(&scene, &talk, &last);
	}
	assert_string_equal(buf_text(&scene.told), expected);
	assert_int_equal(scene.answers->status, 0);
	buf_done(&talk.path);
	buf_done(&talk.body);
	buf_done(&scene.told);
	provider_vault.close(session);
}

#define FIELDS(...)                                                                                \
	.fields = (const char *const[]){ __VA_ARGS__ },                                            \
	.fields_count = ARRAY_LENGTH(((const char *const[]){ __VA_ARGS__ }))
#define ANSWERS(...) ((const struct answer[]){ __VA_ARGS__, { 0 } })
#define MOUNT(p, type)                                                                             \
	{                                                                                          \
		200, "{\"data\":{\"path\":\"" p "/\",\"type\":\"" type "\"}}"                      \
	}
#define ASK(path) "GET /v1/sys/internal/ui/mounts/" path "\n"
#define CREDS     "database/creds/app"

static void a_new_credential_is_made_only_when_it_may(void **state)
{
	struct scene scene = { .items = { { .path = CREDS, FIELDS("username") } },
			       .count = 1,
			       .answers = ANSWERS(MOUNT("database", "database")) };

	(void)state;
	play(scene, OPTIONS("auth", "token"), ASK(CREDS) "fail not-minted 0\n");
	scene.may_mint = true;
	scene.answers = ANSWERS(MOUNT("database", "database"),
				{ 200, "{\"lease_id\":\"" CREDS "/x\",\"lease_duration\":60,"
				       "\"renewable\":true,\"data\":{\"username\":\"u\"}}" });
	play(scene, OPTIONS("auth", "token"),
	     ASK(CREDS) "GET /v1/" CREDS " once\n0 lease " CREDS "/x 60 renewable\n"
			"0 username=u\ndone\n");
}

/* The lease is told even when the rest of the reply is of no use: it must be given back. */
static void a_lease_is_told_before_anything_is_wrong(void **state)
{
	struct scene scene = { .items = { { .path = CREDS, FIELDS("username") } },
			       .count = 1,
			       .may_mint = true,
			       .answers = ANSWERS(MOUNT("database", "database"),
						  { 200, "{\"lease_id\":\"l\",\"lease_duration\":"
							 "-1,\"data\":[]}" }) };

	(void)state;
	play(scene, OPTIONS("auth", "token"),
	     ASK(CREDS) "GET /v1/" CREDS " once\n0 lease l 0\nfail bad-reply 200\n");
}

#define STATIC "database/static-creds/app"
#define ROTATING                                                                                   \
	{                                                                                          \
		200, "{\"data\":{\"password\":\"old\",\"ttl\":0}}"                                 \
	}
#define LATER         "GET /v1/" STATIC " later\n"
#define FIVE(x)       x, x, x, x, x
#define FIVE_TIMES(x) x x x x x

static void a_password_that_is_being_changed_is_asked_for_later(void **state)
{
	struct scene scene = { .items = { { .path = STATIC, FIELDS("password") } },
			       .count = 1,
			       .answers = ANSWERS(
				       MOUNT("database", "database"), ROTATING,
				       { 200, "{\"data\":{\"password\":\"new\",\"ttl\":1.5}}" }) };

	(void)state;
	play(scene, OPTIONS("auth", "token"),
	     ASK(STATIC) "GET /v1/" STATIC "\n" LATER "0 password=new\ndone\n");
	scene.answers =
		ANSWERS(MOUNT("database", "database"), FIVE(ROTATING), FIVE(ROTATING), ROTATING);
	play(scene, OPTIONS("auth", "token"),
	     ASK(STATIC) "GET /v1/" STATIC "\n" FIVE_TIMES(LATER)
		     FIVE_TIMES(LATER) "0 password=old\ndone\n");
}

static void a_certificate_is_made_of_parameters(void **state)
{
	struct scene scene = { .items = { { .path = "pki/issue/web",
					    .parameters = "common_name=a%22b&ttl=1h",
					    FIELDS("certificate", "ca_chain", "key") } },
			       .count = 1,
			       .may_mint = true,
			       .answers = ANSWERS(
				       MOUNT("pki", "pki"),
				       { 200, "{\"lease_id\":\"\",\"data\":{\"certificate\":\"C\","
					      "\"ca_chain\":[\"A\\n\",\"B\"],\"key\":[1]}}" }) };

	(void)state;
	play(scene, OPTIONS("auth", "token"),
	     ASK("pki/issue/web") "POST /v1/pki/issue/web "
				  "{\"common_name\":\"a\\\"b\",\"ttl\":\"1h\"} once\n"
				  "0 certificate=C\n0 ca_chain=A\nB\n0 key: field-kind\ndone\n");
}

static void any_other_path_is_read_or_written(void **state)
{
	struct scene scene = { .items = { { .path = "aws/sts/a", FIELDS("k") } },
			       .count = 1,
			       .may_mint = true,
			       .answers = ANSWERS(MOUNT("aws", "aws"),
						  { 200, "{\"data\":{\"k\":\"v\"}}" }) };

	(void)state;
	play(scene, OPTIONS("auth", "token"),
	     ASK("aws/sts/a") "GET /v1/aws/sts/a once\n0 k=v\ndone\n");
	scene.items[0].parameters = "ttl=1h";
	scene.answers = ANSWERS(MOUNT("aws", "aws"), { 204, "" });
	play(scene, OPTIONS("auth", "token"),
	     ASK("aws/sts/a") "POST /v1/aws/sts/a {\"ttl\":\"1h\"} once\n0 k: no-field\ndone\n");
}

static void what_an_engine_does_not_have_is_told(void **state)
{
	const struct {
		struct provider_item item;
		const char *class;
	} rows[] = {
		{ { .path = "m/a", .parameters = "a=b", FIELDS("k") }, "parameters" },
		{ { .path = "m/a", .version = "2", FIELDS("k") }, "no-version" },
		{ { .path = "m/a" }, "engine" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *told = text_format(ASK("m/a") "fail %s 0\n", rows[i].class);

		play((struct scene){ .items = { rows[i].item },
				     .count = 1,
				     .answers = ANSWERS(MOUNT("m", "cubbyhole")) },
		     OPTIONS("auth", "token"), told);
	}
}

#define KEY "transit/decrypt/app"
#define BATCH                                                                                      \
	"POST /v1/" KEY " {\"batch_input\":[{\"ciphertext\":\"vault:v1:a+\"},"                     \
	"{\"ciphertext\":\"b\",\"context\":\"YQ==\"}]}\n"

static void texts_of_one_key_are_decrypted_together(void **state)
{
	static const struct {
		struct answer answer;
		const char *told;
	} rows[] = {
		{ { 200, "{\"data\":{\"batch_results\":[{\"plaintext\":\"YQ==\"},"
			 "{\"plaintext\":\"\"}]}}" },
		  "0 =a\n1 =\ndone\n" },
		{ { 400, "{\"data\":{\"batch_results\":[{\"plaintext\":\"YQ==\"},"
			 "{\"error\":\"no\"}]}}" },
		  "0 =a\n1 lost decrypt 400\ndone\n" },
		{ { 200, "{\"data\":{\"batch_results\":[{\"plaintext\":\"AA==\"},"
			 "{\"plaintext\":\"?\"}]}}" },
		  "0 lost nul-byte 200\n1 lost bad-reply 200\ndone\n" },
		{ { 200, "{\"data\":{\"batch_results\":[{},7]}}" },
		  "0 lost bad-reply 200\n1 lost bad-reply 200\ndone\n" },
		{ { 200, "{\"data\":{\"batch_results\":[{\"plaintext\":\"YQ==\"}]}}" },
		  "fail bad-reply 200\n" },
		{ { 200, "{\"data\":{\"plaintext\":\"YQ==\"}}" }, "fail bad-reply 200\n" },
		{ { 200, "" }, "fail bad-reply 200\n" },
		{ { 400, "{\"errors\":[\"x\"]}" }, "fail bad-request 400\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *told = text_format(ASK(KEY) BATCH "%s", rows[i].told);

		play(
			(struct scene){
				.items = { { .path = KEY, .parameters = "ciphertext=vault:v1:a+" },
					   { .path = KEY,
					     .parameters = "ciphertext=b&context=YQ==" } },
				.count = 2,
				.answers = ANSWERS(MOUNT("transit", "transit"), rows[i].answer) },
			OPTIONS("auth", "token"), told);
	}
}

static void what_only_looks_like_transit_is_read_alone(void **state)
{
	const struct scene scene = { .items = { { .path = "a/decrypt/b", .parameters = "c=1" },
						{ .path = "a/decrypt/b", .parameters = "c=2" } },
				     .count = 2,
				     .answers = ANSWERS(MOUNT("a", "aws")) };

	(void)state;
	play(scene, OPTIONS("auth", "token"), ASK("a/decrypt/b") "split\n");
	assert_true(provider_vault.joins(&scene.items[0], &scene.items[1]));
	assert_false(provider_vault.joins(
		&scene.items[0],
		&(struct provider_item){ .path = "a/decrypt/c", .parameters = "c=2" }));
	assert_false(provider_vault.joins(&(struct provider_item){ .path = "secret/a" },
					  &(struct provider_item){ .path = "secret/a" }));
}

#define GIVE_BACK "POST /v1/sys/leases/revoke {\"lease_id\":\"a/b/c\",\"sync\":false}\n"

static void a_lease_is_given_back_in_one_request(void **state)
{
	static const struct {
		struct answer answers[3];
		const char *told;
	} rows[] = {
		{ { { 202, "" } }, GIVE_BACK "done\n" },
		{ { { 204, "" } }, GIVE_BACK "done\n" },
		{ { { 400, "{\"errors\":[\"invalid lease\"]}" } }, GIVE_BACK "done\n" },
		{ { { 403, "" }, { 200, "" } },
		  GIVE_BACK "GET /v1/auth/token/lookup-self\nfail permission 403\n" },
		{ { { 503, "" }, { 503, "" } }, GIVE_BACK "GET /v1/sys/health\nfail sealed 503\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
		play((struct scene){ .items = { { .path = "a/b", .lease = "a/b/c" } },
				     .count = 1,
				     .answers = rows[i].answers },
		     OPTIONS("auth", "token"), rows[i].told);
}

static void a_login_tells_its_token(void **state)
{
	static const struct answer none[] = { { 0 } };

	(void)state;
	play((struct scene){ .answers = none }, OPTIONS("auth", "token", "token", "t"),
	     "0 token t 0\ndone\n");
	play((struct scene){ .answers = none },
	     OPTIONS("auth", "approle", "role-id", "r", PROVIDER_SESSION_TOKEN, "t"),
	     "0 token t 0\ndone\n");
	play((struct scene){ .answers = ANSWERS({ 200, "{\"auth\":{\"client_token\":\"t\","
						       "\"lease_duration\":60,"
						       "\"renewable\":true}}" }) },
	     OPTIONS("auth", "approle", "role-id", "r"),
	     "POST /v1/auth/approle/login {\"role_id\":\"r\"}\n0 token t 60 renewable\ndone\n");
}

static void a_redirect_is_followed_to_a_listed_address_only(void **state)
{
	static const struct {
		const char *address, *to, *where;
	} rows[] = {
		{ "https://a:8200, https://b:8200", "https://b:8200/v1/secret/x",
		  "https://b:8200" },
		{ "https://a:8200, https://a:8300", "https://a:8300/v1/secret/x",
		  "https://a:8300" },
		{ "https://a, https://b", "https://B:443/v1/secret/x", "https://b" },
		{ "https://a,https://b:443/prefix", "https://b/x?y=z", "https://b:443/prefix" },
		{ "https://a, https://[::2]:8200", "https://[::2]:8200/", "https://[::2]:8200" },
		{ "https://a:8200", "https://a:8200/v1/secret/x", "https://a:8200" },
		{ "https://a:8200", "https://b:8200/", NULL },
		{ "https://a:8200", "https://a:8201/", NULL },
		{ "https://a:8200, https://b:8200", "https://c:8200/", NULL },
		{ "https://a:8200, https://b:8200", "http://b:8200/", NULL },
		{ "https://a:8200, https://b:8200", "https://b/", NULL },
		{ "https://a:8200, https://b:8200", "https://u:p@b:8200/", NULL },
		{ "https://a:8200, https://b:8200", "https://b:8200/#x", NULL },
		{ "https://a:8200, https://b:8200", "https://b:8200@c:8200/", NULL },
		{ "https://a:8200, https://b:8200", "https://b.c:8200/", NULL },
		{ "https://a:8200, https://b:8200", "ftp://b:8200/", NULL },
		{ "https://a:8200, https://b:8200", "b:8200", NULL },
		{ "http://127.0.0.1:8200", "http://127.0.0.1:8200/", NULL },
		{ "http://127.0.0.1:8200", "https://127.0.0.1:8200/", NULL },
		{ "http://127.0.0.1:8200, https://b", "https://b/", "https://b" },
		{ "unix:///run/bao", "https://b/", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		const char *const options[] = { "address", rows[i].address, NULL };
		const struct http_reply reply = { .status = 307, .redirect = rows[i].to };
		_cleanup_(freep) char *where =
			provider_vault.follow(&(struct provider_options){ get, options }, &reply);

		assert_true(text_same(where, rows[i].where));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_credential_is_made_only_when_it_may),
		cmocka_unit_test(a_lease_is_told_before_anything_is_wrong),
		cmocka_unit_test(a_password_that_is_being_changed_is_asked_for_later),
		cmocka_unit_test(a_certificate_is_made_of_parameters),
		cmocka_unit_test(any_other_path_is_read_or_written),
		cmocka_unit_test(what_an_engine_does_not_have_is_told),
		cmocka_unit_test(texts_of_one_key_are_decrypted_together),
		cmocka_unit_test(what_only_looks_like_transit_is_read_alone),
		cmocka_unit_test(a_lease_is_given_back_in_one_request),
		cmocka_unit_test(a_login_tells_its_token),
		cmocka_unit_test(a_redirect_is_followed_to_a_listed_address_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
