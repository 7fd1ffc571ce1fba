/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "fake_http.h"
#include "net/endpoint.h"
#include "provider/aws/aws.h"
#include "provider/fetch.h"
#include "util/alloc.h"
#include "util/text.h"

/*
 * What the driver does with time and with other servers, with a store that needs no login and asks
 * one question an item: /PATH. Of an item "pair" it asks /pair and then /pair/again, "late" is to
 * be asked later, "service" is asked for at a server of another name. test_fetch.c tests the rest.
 */

static void *toy_open(const struct provider_options *options, const struct clock *clock)
{
	(void)options;
	(void)clock;
	return NULL;
}

static void toy_close(void *session)
{
	(void)session;
}

static enum step toy_login(struct conversation *talk, const struct http_reply *last,
			   struct http_request *next)
{
	(void)talk;
	(void)last;
	(void)next;
	return STEP_DONE;
}

static enum step ask(struct conversation *talk, const char *end, struct http_request *next)
{
	buf_done(&talk->path);
	buf_format(&talk->path, "/%s%s", talk->item->path, end);
	next->method = "GET";
	next->path = buf_text(&talk->path);
	return STEP_SEND;
}

static enum step toy_read(struct conversation *talk, const struct http_reply *last,
			  struct http_request *next)
{
	bool pair = text_equal(talk->item->path, "pair");

	if (!last) {
		talk->delay_ms = text_equal(talk->item->path, "late") ? 2000 : 0;
		talk->tries = text_equal(talk->item->path, "once") ? 1 : 0;
		talk->server = text_equal(talk->item->path, "service") ? "https://active" : NULL;
		return ask(talk, "", next);
	}
	if (last->outcome != HTTP_REPLIED)
		return provider_fail(talk, provider_outcome_class(last->outcome), last);
	if (last->status == 307)
		return provider_fail(talk, FAILURE_STANDBY, last);
	if (last->status != 200)
		return provider_fail(talk, FAILURE_SERVER, last);
	return pair && talk->stage++ == 0 ? ask(talk, "/again", next) : STEP_DONE;
}

static bool toy_is_idempotent(const struct http_request *request)
{
	(void)request;
	return true;
}

/* Only to where "active" is part of the name. */
static char *toy_follow(const struct provider_options *options, const struct http_reply *reply)
{
	(void)options;
	return strstr(reply->redirect, "active") ? text_copy(reply->redirect) : NULL;
}

static const struct provider_ops toy_ops = {
	.type = "toy",
	.open = toy_open,
	.close = toy_close,
	.login = toy_login,
	.read = toy_read,
	.follow = toy_follow,
	.is_idempotent = toy_is_idempotent,
};

/* One run over one source with up to three addresses: what was sent when, and what was told. */
struct scene {
	struct http http;
	struct fetch_source source;
	struct fetch_item items[8];
	size_t items_count, done;
	uint64_t random;
	struct buf told;
};

static char names[][8] = { "", "b:", "c:", "active:" };
static struct http_endpoint endpoints[] = {
	{ .base = names[0] }, { .base = names[1] }, { .base = names[2] }, { .base = names[3] }
};
static const struct http_endpoint *const spares[] = { &endpoints[1], &endpoints[2] };

static struct scene scene_of(fake_script *script, size_t addresses)
{
	return (struct scene){ .http = { .script = script, .now = 1000000 },
			       .random = 99,
			       .source = {
				       .ops = &toy_ops,
				       .endpoint = &endpoints[0],
				       .spares = spares,
				       .spares_count = addresses - 1,
				       .deadline_ms = 30000,
				       .connect_ms = 5000,
				       .retry = { .tries = 3, .base_ms = 250, .cap_ms = 5000 } } };
}

static void want(struct scene *scene, const char *path)
{
	scene->items[scene->items_count++] = (struct fetch_item){ .item = { .path = path } };
}

static void take_failure(void *context, size_t source, size_t item, const char *field,
			 struct failure failure)
{
	struct scene *scene = context;

	(void)source;
	assert_null(field);
	buf_format(&scene->told, "%s %s",
		   item == FETCH_NO_ITEM ? "all" : scene->items[item].item.path,
		   failure_rows[failure.class].name);
	if (failure.http_status)
		buf_format(&scene->told, " %u", failure.http_status);
	if (failure.address)
		buf_format(&scene->told, " at %u", failure.address);
	buf_format(&scene->told, "%s\n", failure.deadline ? " deadline" : "");
}

static void take_end(void *context, size_t item, time_t created)
{
	struct scene *scene = context;

	(void)item;
	(void)created;
	scene->done++;
}

static uint64_t random_of(void *context)
{
	return ((const struct scene *)context)->random;
}

/* There is one other server; any other name is refused, as an address with http:// would be. */
static const struct http_endpoint *connect_server(void *context, size_t source, const char *server)
{
	(void)context;
	(void)source;
	return text_equal(server, "https://active") ? &endpoints[3] : NULL;
}

static void run(struct scene *scene)
{
	const struct clock clock = fake_clock(&scene->http);
	const struct fetch_sink sink = { .failed = take_failure,
					 .done = take_end,
					 .context = scene };
	const struct fetch_job job = {
		.sources = &scene->source,
		.sources_count = 1,
		.items = scene->items,
		.items_count = scene->items_count,
		.sink = &sink,
		.http = &scene->http,
		.connect = connect_server,
		.in_flight_max = 8,
		.clock = &clock,
		.random = random_of,
		.random_context = scene,
	};

	fetch_run(&job);
}

static void close_scene(struct scene *scene)
{
	buf_done(&scene->told);
	buf_done(&scene->http.log);
	buf_done(&scene->http.dates);
}

/* done: how many items were had; log: NULL is not compared. */
static void expect(struct scene *scene, size_t done, const char *told, const char *log)
{
	run(scene);
	assert_string_equal(buf_text(&scene->told), told);
	assert_int_equal(scene->done, done);
	if (log)
		assert_string_equal(buf_text(&scene->http.log), log);
	close_scene(scene);
}

static struct fake_answer good(const char *path, unsigned nth)
{
	(void)path;
	(void)nth;
	return (struct fake_answer){ .status = 200 };
}

/* -- time */

static void what_is_to_wait_goes_out_later(void **state)
{
	struct scene scene = scene_of(good, 1);

	(void)state;
	want(&scene, "late");
	want(&scene, "x");
	expect(&scene, 2, "", "1000000 /x\n1002000 /late\n");
	scene = scene_of(good, 1);
	scene.source.deadline_ms = 1500;
	want(&scene, "late");
	expect(&scene, 0, "late stalled deadline\n", "");
}

/* -- signatures, which hold for five minutes */

static const char *aws_option_of(const void *context, const char *name)
{
	(void)context;
	if (text_equal(name, "credentials"))
		return "{\"format\":\"aws-login/1\",\"steps\":[{\"kind\":\"static\","
		       "\"access_key\":\"AKID\",\"secret_key\":\"secret\"}]}";
	if (text_equal(name, "address"))
		return "https://secretsmanager.eu-west-1.amazonaws.com";
	return text_equal(name, "region") ? "eu-west-1" : NULL;
}

static struct fake_answer busy_for_ten_minutes(const char *path, unsigned nth)
{
	(void)path;
	return (struct fake_answer){ .status = nth == 1 ? 503 : 400, .retry_after_ms = 600000 };
}

static void each_sending_is_signed_for_its_time(void **state)
{
	struct scene scene = scene_of(busy_for_ten_minutes, 1);

	(void)state;
	scene.source.ops = &provider_aws_secrets_manager;
	scene.source.options.get = aws_option_of;
	scene.source.deadline_ms = 3600000;
	want(&scene, "x");
	run(&scene);
	assert_string_equal(buf_text(&scene.http.dates), "19700101T001640Z\n19700101T002640Z\n");
	close_scene(&scene);
}

static struct fake_answer wait_seven(const char *path, unsigned nth)
{
	(void)path;
	return (struct fake_answer){ .status = nth < 3 ? 503 : 200, .retry_after_ms = 7000 };
}

static struct fake_answer wait_an_hour(const char *path, unsigned nth)
{
	(void)path;
	(void)nth;
	return (struct fake_answer){ .status = 503, .retry_after_ms = 3600000 };
}

static void retry_after_is_a_floor_within_the_deadline(void **state)
{
	struct scene scene = scene_of(wait_seven, 1);

	(void)state;
	want(&scene, "x");
	expect(&scene, 1, "", "1000000 /x\n1007099 /x\n1014198 /x\n");
	scene = scene_of(wait_an_hour, 1);
	want(&scene, "x");
	expect(&scene, 0, "x server-error 503 deadline\n", "1000000 /x\n");
	assert_int_equal(scene.http.now, 1000000);
}

static struct fake_answer refused(const char *path, unsigned nth)
{
	(void)path;
	(void)nth;
	return (struct fake_answer){ .status = -HTTP_REFUSED };
}

static void waits_of_an_outage_take_half_of_what_is_left(void **state)
{
	struct scene scene = scene_of(refused, 1);

	(void)state;
	scene.random = 15000;
	scene.source.retry.tries = 4;
	scene.source.retry.splay_ms = 60000;
	want(&scene, "x");
	/* At most 500 ms, and then halves of 29,529 and 29,294: 15,000 leaves 471, 235 and 352. */
	expect(&scene, 0, "x refused\n", "1000000 /x\n1000471 /x\n1000706 /x\n1001058 /x\n");
}

static void the_last_wait_leaves_time_for_a_try(void **state)
{
	struct scene scene = scene_of(refused, 1);

	(void)state;
	scene.random = 55000;
	scene.source.deadline_ms = 6000;
	scene.source.retry = (struct retry_policy){ .tries = 9, .base_ms = 60000, .cap_ms = 60000 };
	want(&scene, "x");
	expect(&scene, 0, "x refused deadline\n", "1000000 /x\n1004990 /x\n");
}

static void a_conversation_says_how_often_it_tries(void **state)
{
	struct scene scene = scene_of(refused, 1);

	(void)state;
	want(&scene, "once");
	expect(&scene, 0, "once refused\n", "1000000 /once\n");
}

/* -- retries together */

static struct fake_answer broken(const char *path, unsigned nth)
{
	(void)nth;
	return (struct fake_answer){ .status = strstr(path, "good") ? 200 : 500 };
}

static struct fake_answer broken_twice(const char *path, unsigned nth)
{
	(void)path;
	return (struct fake_answer){ .status = nth < 3 ? 500 : 200 };
}

static void an_empty_budget_ends_retries(void **state)
{
	struct scene scene = scene_of(broken, 1);

	(void)state;
	scene.source.retry.budget = 3;
	scene.source.retry.tries = 9;
	want(&scene, "x");
	want(&scene, "y");
	run(&scene);
	assert_int_equal(scene.http.requests, 2 + 3);
	assert_int_equal(scene.done, 0);
	close_scene(&scene);
	/* What succeeds after a retry gives that one back. */
	scene = scene_of(broken_twice, 1);
	scene.source.retry.budget = 2;
	want(&scene, "x");
	expect(&scene, 1, "", "1000000 /x\n1000099 /x\n1000198 /x\n");
	scene = scene_of(broken_twice, 1);
	scene.source.retry.budget = 1;
	want(&scene, "x");
	expect(&scene, 0, "x server-error 500\n", "1000000 /x\n1000099 /x\n");
}

/* Refuses connections, but for the sixth request: that is served. */
static struct http *wire;

static struct fake_answer back_once(const char *path, unsigned nth)
{
	(void)path;
	(void)nth;
	return (struct fake_answer){ .status = wire->requests == 6 ? 200 : -HTTP_REFUSED };
}

static void the_breaker_opens_lets_one_through_and_opens_again(void **state)
{
	static const char *const paths[] = { "0", "1", "2", "3" };
	struct scene scene = scene_of(back_once, 1);

	(void)state;
	wire = &scene.http;
	scene.source.retry.tries = 4;
	for (size_t i = 0; i < ARRAY_LENGTH(paths); i++)
		want(&scene, paths[i]);
	/*
	 * All four find nobody: open. One asks for all, finds nobody, then is served: closed, and
	 * the other three go out at once. They find nobody either: open again, and one asks for
	 * them.
	 */
	run(&scene);
	assert_string_equal(
		buf_text(&scene.http.log),
		"1000000 /0\n1000000 /1\n1000000 /2\n1000000 /3\n1000099 /2\n"
		"1000198 /2\n1000198 /0\n1000198 /1\n1000198 /3\n1000297 /3\n1000396 /3\n");
	assert_int_equal(scene.done, 1);
	close_scene(&scene);
}

static struct fake_answer answers_badly(const char *path, unsigned nth)
{
	(void)path;
	(void)nth;
	if (wire->requests > 5)
		return (struct fake_answer){ .status = 200 };
	return (struct fake_answer){ .status = wire->requests == 5 ? 500 : -HTTP_REFUSED };
}

static void any_answer_closes_the_breaker(void **state)
{
	struct scene scene = scene_of(answers_badly, 1);

	(void)state;
	wire = &scene.http;
	want(&scene, "0");
	want(&scene, "1");
	want(&scene, "2");
	want(&scene, "3");
	run(&scene);
	assert_int_equal(scene.done, 4);
	assert_int_equal(scene.http.requests, 5 + 4);
	close_scene(&scene);
}

/* -- other servers */

static struct fake_answer only_c(const char *path, unsigned nth)
{
	(void)nth;
	return (struct fake_answer){ .status = path[0] == 'c' ? 200 : -HTTP_REFUSED };
}

static struct fake_answer c_goes_away(const char *path, unsigned nth)
{
	(void)nth;
	return (struct fake_answer){ .status = (path[0] == 'c') != (strstr(path, "again") != NULL)
						       ? 200
						       : -HTTP_REFUSED };
}

static void the_addresses_are_asked_in_a_ring(void **state)
{
	struct scene scene = scene_of(only_c, 3);

	(void)state;
	scene.source.retry.tries = 1;
	want(&scene, "pair");
	expect(&scene, 1, "",
	       "1000000 /pair\n1000000 b:/pair\n1000000 c:/pair\n1000000 c:/pair/again\n");
	scene = scene_of(c_goes_away, 3);
	scene.source.retry.tries = 1;
	want(&scene, "pair");
	expect(&scene, 1, "",
	       "1000000 /pair\n1000000 b:/pair\n1000000 c:/pair\n1000000 c:/pair/again\n"
	       "1000000 /pair/again\n");
	scene = scene_of(refused, 3);
	scene.source.retry.tries = 2;
	want(&scene, "x");
	expect(&scene, 0, "x refused at 3\n",
	       "1000000 /x\n1000000 b:/x\n1000000 c:/x\n1000099 /x\n1000099 b:/x\n1000099 c:/x\n");
}

static struct fake_answer standby(const char *path, unsigned nth)
{
	(void)nth;
	if (strstr(path, "active:"))
		return (struct fake_answer){ .status = 200 };
	return (struct fake_answer){ .status = 307, .redirect = "https://active" };
}

static struct fake_answer two_standbys(const char *path, unsigned nth)
{
	(void)path;
	(void)nth;
	return (struct fake_answer){ .status = 307, .redirect = "https://active" };
}

static void a_307_is_followed_once_a_request(void **state)
{
	struct scene scene = scene_of(standby, 1);

	(void)state;
	want(&scene, "pair");
	expect(&scene, 1, "",
	       "1000000 /pair\n1000000 active:/pair\n1000000 /pair/again\n1000000 "
	       "active:/pair/again\n");
	scene = scene_of(two_standbys, 1);
	scene.source.retry.tries = 1;
	want(&scene, "x");
	expect(&scene, 0, "x standby 307\n", "1000000 /x\n1000000 active:/x\n");
}

/* What was sent to another service is for that service only. */
static void a_redirect_of_another_service_is_not_followed(void **state)
{
	struct scene scene = scene_of(two_standbys, 1);

	(void)state;
	want(&scene, "service");
	expect(&scene, 0, "service standby 307\n", "1000000 active:/service\n");
}

static struct fake_answer to_a_thief(const char *path, unsigned nth)
{
	(void)path;
	(void)nth;
	return (struct fake_answer){ .status = 307, .redirect = "https://thief" };
}

static struct fake_answer to_nowhere(const char *path, unsigned nth)
{
	(void)path;
	(void)nth;
	return (struct fake_answer){ .status = 307 };
}

static struct fake_answer to_what_is_refused(const char *path, unsigned nth)
{
	(void)path;
	(void)nth;
	return (struct fake_answer){ .status = 307, .redirect = "http://active" };
}

static struct fake_answer moved(const char *path, unsigned nth)
{
	(void)path;
	(void)nth;
	return (struct fake_answer){ .status = 308, .redirect = "https://active" };
}

static void a_redirect_goes_nowhere_else(void **state)
{
	static const struct {
		fake_script *script;
		const char *told;
	} rows[] = {
		{ to_a_thief, "x standby 307\n" },
		{ to_nowhere, "x standby 307\n" },
		{ to_what_is_refused, "all settings\n" },
		{ moved, "x server-error 308\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct scene scene = scene_of(rows[i].script, 1);

		scene.source.retry.tries = 1;
		want(&scene, "x");
		expect(&scene, 0, rows[i].told, "1000000 /x\n");
	}
}

static struct fake_answer b_is_active(const char *path, unsigned nth)
{
	(void)nth;
	if (path[0] == 'b')
		return (struct fake_answer){ .status = 200 };
	return (struct fake_answer){ .status = 307, .redirect = "https://thief" };
}

/* A 307 that goes nowhere is a standby's: the next address may be the active node, or become it. */
static void after_a_redirect_to_nowhere_the_others_are_asked(void **state)
{
	struct scene scene = scene_of(b_is_active, 2);

	(void)state;
	scene.source.retry.tries = 1;
	want(&scene, "x");
	expect(&scene, 1, "", "1000000 /x\n1000000 b:/x\n");
	scene = scene_of(to_a_thief, 2);
	scene.source.retry.tries = 2;
	want(&scene, "x");
	expect(&scene, 0, "x standby 307 at 2\n",
	       "1000000 /x\n1000000 b:/x\n1000099 /x\n1000099 b:/x\n");
}

static struct fake_answer active_is_down(const char *path, unsigned nth)
{
	if (strstr(path, "active:"))
		return (struct fake_answer){ .status = nth < 3 ? -HTTP_REFUSED : 200 };
	return (struct fake_answer){ .status = 307, .redirect = "https://active" };
}

static void who_was_followed_to_is_pointed_to_again(void **state)
{
	struct scene scene = scene_of(active_is_down, 1);

	(void)state;
	want(&scene, "x");
	expect(&scene, 1, "",
	       "1000000 /x\n1000000 active:/x\n1000099 /x\n1000099 active:/x\n"
	       "1000198 /x\n1000198 active:/x\n");
}

static struct fake_answer two_standbys_of_a_dead_node(const char *path, unsigned nth)
{
	(void)nth;
	if (strstr(path, "active:"))
		return (struct fake_answer){ .status = -HTTP_REFUSED };
	return (struct fake_answer){ .status = 307, .redirect = "https://active" };
}

/* The first address is a standby of a node that is gone, or sealed. */
static struct fake_answer c_is_active(const char *path, int hop)
{
	if (path[0] == '/')
		return (struct fake_answer){ .status = 307, .redirect = "https://active" };
	return (struct fake_answer){ .status = path[0] == 'c' ? 200 : hop };
}

static struct fake_answer hop_is_down(const char *path, unsigned nth)
{
	(void)nth;
	return c_is_active(path, -HTTP_REFUSED);
}

static struct fake_answer hop_is_sealed(const char *path, unsigned nth)
{
	(void)nth;
	return c_is_active(path, 503);
}

static struct fake_answer hop_is_ill(const char *path, unsigned nth)
{
	(void)nth;
	return c_is_active(path, 500);
}

static void after_a_redirect_in_vain_the_others_are_asked(void **state)
{
	static fake_script *const scripts[] = { hop_is_down, hop_is_sealed };

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(scripts); i++) {
		struct scene scene = scene_of(scripts[i], 3);

		scene.source.retry.tries = 1;
		want(&scene, "x");
		expect(&scene, 1, "",
		       "1000000 /x\n1000000 active:/x\n1000000 b:/x\n1000000 c:/x\n");
	}
}

/* What is about one request is no reason to ask another address; it ends as often as it may. */
static void a_redirect_in_vain_ends(void **state)
{
	struct scene scene = scene_of(hop_is_ill, 3);

	(void)state;
	want(&scene, "x");
	expect(&scene, 0, "x server-error 500\n",
	       "1000000 /x\n1000000 active:/x\n1000099 /x\n1000099 active:/x\n"
	       "1000198 /x\n1000198 active:/x\n");
	scene = scene_of(two_standbys_of_a_dead_node, 2);
	want(&scene, "x");
	scene.source.retry.tries = 2;
	expect(&scene, 0, "x refused\n",
	       "1000000 /x\n1000000 active:/x\n1000000 b:/x\n1000000 active:/x\n"
	       "1000099 /x\n1000099 active:/x\n1000099 b:/x\n1000099 active:/x\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_to_wait_goes_out_later),
		cmocka_unit_test(each_sending_is_signed_for_its_time),
		cmocka_unit_test(retry_after_is_a_floor_within_the_deadline),
		cmocka_unit_test(waits_of_an_outage_take_half_of_what_is_left),
		cmocka_unit_test(the_last_wait_leaves_time_for_a_try),
		cmocka_unit_test(a_conversation_says_how_often_it_tries),
		cmocka_unit_test(an_empty_budget_ends_retries),
		cmocka_unit_test(the_breaker_opens_lets_one_through_and_opens_again),
		cmocka_unit_test(any_answer_closes_the_breaker),
		cmocka_unit_test(the_addresses_are_asked_in_a_ring),
		cmocka_unit_test(a_307_is_followed_once_a_request),
		cmocka_unit_test(a_redirect_of_another_service_is_not_followed),
		cmocka_unit_test(a_redirect_goes_nowhere_else),
		cmocka_unit_test(after_a_redirect_to_nowhere_the_others_are_asked),
		cmocka_unit_test(who_was_followed_to_is_pointed_to_again),
		cmocka_unit_test(after_a_redirect_in_vain_the_others_are_asked),
		cmocka_unit_test(a_redirect_in_vain_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
