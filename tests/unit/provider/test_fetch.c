/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fake_http.h"
#include "net/endpoint.h"
#include "provider/fetch.h"
#include "util/alloc.h"
#include "util/text.h"

/* A store that logs in with /NAME/login and reads with /NAME/PATH; item "w" waits for the others.
 */
struct toy {
	const char *name;
	unsigned done;
};

static const char *get(const void *context, const char *name)
{
	(void)name;
	return context;
}

static void *toy_open(const struct provider_options *options, const struct clock *clock)
{
	struct toy *toy = alloc_new(struct toy);

	assert_non_null(clock);
	toy->name = options->get(options->context, "name");
	return toy;
}

static enum step ask(struct conversation *talk, const char *method, const char *path,
		     struct http_request *next)
{
	const struct toy *toy = talk->session;

	buf_done(&talk->path);
	buf_format(&talk->path, "/%s/%s", toy->name, path);
	next->method = method;
	next->path = buf_text(&talk->path);
	next->once = text_starts(path, "new");
	return STEP_SEND;
}

static enum step toy_login(struct conversation *talk, const struct http_reply *last,
			   struct http_request *next)
{
	if (!last)
		return ask(talk, "POST", "login", next);
	return last->status == 200 ? STEP_DONE : provider_fail(talk, FAILURE_LOGIN, last);
}

static enum step toy_read(struct conversation *talk, const struct http_reply *last,
			  struct http_request *next)
{
	struct toy *toy = talk->session;

	if (!last && text_equal(talk->item->path, "w") && toy->done == 0)
		return STEP_WAIT;
	if (!last)
		return ask(talk, "GET", talk->item->path, next);
	toy->done++;
	if (last->outcome != HTTP_REPLIED)
		return provider_fail(talk, provider_outcome_class(last->outcome), last);
	if (last->status == 401) {
		(void)provider_fail(talk, FAILURE_TOKEN, last);
		return STEP_LOGIN;
	}
	if (last->status == 429)
		return provider_fail(talk, FAILURE_RATE_LIMITED, last);
	if (last->status != 200)
		return provider_fail(talk,
				     last->status >= 500 && !text_equal(talk->item->path, "own")
					     ? FAILURE_SERVER
					     : FAILURE_PATH,
				     last);
	talk->emit(talk->context, 0, &(struct field){ .name = "f", .bytes = "v", .length = 1 });
	if (text_equal(talk->item->path, "twice"))
		talk->emit(talk->context, 0,
			   &(struct field){ .name = "f", .bytes = "w", .length = 1 });
	talk->miss(talk->context, 0, "g", FAILURE_FIELD);
	if (text_equal(talk->item->path, "dated"))
		talk->date(talk->context, 0, 1781524800);
	return STEP_DONE;
}

/*
 * Items whose paths begin with j are read together, three at most, unless the server says 403; with
 * 206 those that are busy are left out.
 */
static bool toy_joins(const struct provider_item *first, const struct provider_item *other)
{
	return first->path[0] == 'j' && other->path[0] == 'j';
}

static enum step toy_read_joined(struct conversation *talk, const struct http_reply *last,
				 struct http_request *next)
{
	_cleanup_(buf_done) struct buf paths = { 0 };
	bool left = false;

	for (size_t i = 0; i < talk->items_count; i++)
		buf_format(&paths, "%s%s", i ? "+" : "", talk->items[i]->path);
	if (!last) {
		talk->server = strstr(buf_text(&paths), "away") ? "https://away" : NULL;
		talk->tries = strstr(buf_text(&paths), "once") ? 1 : 0;
		return ask(talk, "GET", buf_text(&paths), next);
	}
	if (last->status == 403)
		return STEP_SPLIT;
	if (last->status != 200 && last->status != 206)
		return provider_fail(talk, FAILURE_SERVER, last);
	for (size_t i = 0; i < talk->items_count; i++) {
		if (last->status == 206 && strstr(talk->items[i]->path, "busy")) {
			left = true;
			continue;
		}
		if (strstr(talk->items[i]->path, "lost"))
			talk->lose(talk->context, i, (struct failure){ .class = FAILURE_PATH });
		else
			talk->emit(talk->context, i,
				   &(struct field){ .name = "f", .bytes = "v", .length = 1 });
		talk->date(talk->context, i, 1781524800 + (time_t)i);
	}
	return left ? STEP_SPLIT : STEP_DONE;
}

/* A list that has no end, of a mebibyte a page. */
static enum step toy_read_for_ever(struct conversation *talk, const struct http_reply *last,
				   struct http_request *next)
{
	static char page[1024 * 1024];
	char name[32];

	if (last && text_equal(talk->item->path, "short")) {
		talk->emit(talk->context, 0,
			   &(struct field){ .name = "f", .bytes = "v", .length = 1 });
		return STEP_DONE;
	}
	if (last) {
		snprintf(name, sizeof(name), "%zu", talk->at++);
		talk->emit(talk->context, 0,
			   &(struct field){ .name = name, .bytes = page, .length = sizeof(page) });
	}
	return ask(talk, "GET", talk->item->path, next);
}

static bool toy_is_idempotent(const struct http_request *request)
{
	return text_equal(request->method, "GET");
}

static const struct provider_ops toy_ops = {
	.type = "toy",
	.open = toy_open,
	.close = free,
	.login = toy_login,
	.read = toy_read,
	.is_idempotent = toy_is_idempotent,
};

static const struct provider_ops joining_ops = {
	.type = "toy",
	.open = toy_open,
	.close = free,
	.login = toy_login,
	.read = toy_read_joined,
	.joins = toy_joins,
	.joins_max = 3,
	.is_idempotent = toy_is_idempotent,
};

static const struct provider_ops endless_ops = {
	.type = "toy",
	.open = toy_open,
	.close = free,
	.login = toy_login,
	.read = toy_read_for_ever,
	.is_idempotent = toy_is_idempotent,
};

/* One run over two sources, a and b, and what the sink was told. */
struct scene {
	struct http http;
	struct fetch_source sources[2];
	size_t sources_count;
	struct fetch_item items[40];
	size_t items_count;
	size_t in_flight_max;
	uint64_t random;
	struct buf told;
	bool count_only; /* of the values */
	size_t values;
	bool may_not_make;
	unsigned asked; /* whether it may */
};

static void take_value(void *context, size_t item, const struct field *field)
{
	struct scene *scene = context;

	buf_format(&scene->told, "%s %s=%.*s\n", scene->items[item].item.path, field->name,
		   (int)field->length, field->bytes);
}

static void count_value(void *context, size_t item, const struct field *field)
{
	(void)item;
	(void)field;
	((struct scene *)context)->values++;
}

static void take_failure(void *context, size_t source, size_t item, const char *field,
			 struct failure failure)
{
	struct scene *scene = context;

	buf_format(&scene->told, "%c %s%s%s: %s", 'a' + (char)source,
		   item == FETCH_NO_ITEM ? "all" : scene->items[item].item.path, field ? "#" : "",
		   field ? field : "", failure_rows[failure.class].name);
	if (failure.http_status)
		buf_format(&scene->told, " %u", failure.http_status);
	if (failure.address)
		buf_format(&scene->told, " at %u", failure.address);
	buf_format(&scene->told, "%s%s\n", failure.deadline ? " deadline" : "",
		   failure.made ? " made?" : "");
}

static void take_end(void *context, size_t item, time_t created)
{
	struct scene *scene = context;

	if (created)
		buf_format(&scene->told, "%s made at %lld\n", scene->items[item].item.path,
			   (long long)created);
}

static bool may_make(void *context)
{
	struct scene *scene = context;

	scene->asked++;
	return !scene->may_not_make;
}

static uint64_t random_of(void *context)
{
	return ((const struct scene *)context)->random;
}

static struct scene scene_of(fake_script *script)
{
	static struct http_endpoint endpoint;
	struct scene scene = { .http = { .script = script, .now = 1000000 },
			       .in_flight_max = 8,
			       .random = UINT64_C(0xffffffff),
			       .sources_count = 2 };

	for (size_t i = 0; i < 2; i++)
		scene.sources[i] = (struct fetch_source){
			.ops = &toy_ops,
			.options = { get, i ? "b" : "a" },
			.endpoint = &endpoint,
			.deadline_ms = 30000,
			.retry = { .tries = 3, .base_ms = 250, .cap_ms = 5000 },
		};
	return scene;
}

static void want(struct scene *scene, size_t source, const char *path)
{
	scene->items[scene->items_count++] =
		(struct fetch_item){ .source = source, .item = { .path = path } };
}

static const struct http_endpoint *connect_server(void *context, size_t source, const char *server)
{
	static struct http_endpoint away;

	(void)context;
	return source == 0 && text_equal(server, "https://away") ? &away : NULL;
}

static void run(struct scene *scene)
{
	const struct clock clock = fake_clock(&scene->http);
	const struct fetch_sink sink = { scene->count_only ? count_value : take_value, take_failure,
					 take_end, scene };
	const struct fetch_job job = {
		.sources = scene->sources,
		.sources_count = scene->sources_count,
		.items = scene->items,
		.items_count = scene->items_count,
		.sink = &sink,
		.http = &scene->http,
		.connect = connect_server,
		.may_make = may_make,
		.make_context = scene,
		.in_flight_max = scene->in_flight_max,
		.clock = &clock,
		.random = random_of,
		.random_context = scene,
	};

	fetch_run(&job);
}

static void expect(struct scene *scene, const char *told, const char *log)
{
	run(scene);
	assert_string_equal(buf_text(&scene->told), told);
	if (log)
		assert_string_equal(buf_text(&scene->http.log), log);
	buf_done(&scene->told);
	buf_done(&scene->http.log);
}

static struct fake_answer all_good(const char *path, unsigned nth)
{
	(void)path;
	(void)nth;
	return (struct fake_answer){ 200, 10, 0 };
}

static void items_start_when_the_login_is_done(void **state)
{
	struct scene scene = scene_of(all_good);

	(void)state;
	want(&scene, 0, "x");
	want(&scene, 1, "y");
	want(&scene, 0, "z");
	expect(&scene, "x f=v\na x#g: no-field\ny f=v\nb y#g: no-field\nz f=v\na z#g: no-field\n",
	       NULL);
}

/* keystrap takes a value that comes twice for a broken keystrap-fetch: it does not get there. */
static void a_field_that_comes_twice_loses_its_item_alone(void **state)
{
	struct scene scene = scene_of(all_good);

	(void)state;
	want(&scene, 0, "twice");
	want(&scene, 0, "x");
	expect(&scene,
	       "twice f=v\na twice: bad-reply\na twice#g: no-field\nx f=v\na x#g: no-field\n",
	       NULL);
}

static void a_source_hands_over_so_much_and_is_left(void **state)
{
	struct scene scene = scene_of(all_good);

	(void)state;
	scene.count_only = true;
	scene.sources[0].ops = scene.sources[1].ops = &endless_ops;
	want(&scene, 0, "endless");
	want(&scene, 1, "short");
	expect(&scene, "a endless: too-large\n", NULL);
	assert_int_equal(scene.values, 18 + 1);
	assert_int_equal(scene.http.requests, 2 + 19 + 1);
}

static void the_order_on_the_wire(void **state)
{
	struct scene scene = scene_of(all_good);

	(void)state;
	scene.sources_count = 1;
	want(&scene, 0, "x");
	want(&scene, 0, "y");
	run(&scene);
	assert_string_equal(buf_text(&scene.http.log),
			    "1000000 /a/login\n1000010 /a/x\n1000010 /a/y\n");
	assert_non_null(strstr(buf_text(&scene.told), "x f=v\na x#g: no-field\n"));
	assert_non_null(strstr(buf_text(&scene.told), "y f=v\n"));
	buf_done(&scene.told);
	buf_done(&scene.http.log);
}

static void nothing_to_do_is_done_at_once(void **state)
{
	struct scene scene = scene_of(all_good);

	(void)state;
	scene.sources_count = 0;
	expect(&scene, "", "");
	assert_int_equal(scene.http.now, 1000000);
}

static struct fake_answer always_503(const char *path, unsigned nth)
{
	(void)nth;
	return strstr(path, "login") ? (struct fake_answer){ 200, 0, 0 }
				     : (struct fake_answer){ 503, 0, 0 };
}

static struct fake_answer second_503(const char *path, unsigned nth)
{
	return (struct fake_answer){ strstr(path, "login") || nth > 2 ? 200 : 503, 0, 0 };
}

static struct fake_answer always_404(const char *path, unsigned nth)
{
	(void)nth;
	return (struct fake_answer){ strstr(path, "login") ? 200 : 404, 0, 0 };
}

static struct fake_answer unreachable(const char *path, unsigned nth)
{
	(void)path;
	(void)nth;
	return (struct fake_answer){ -HTTP_UNREACHABLE, 0, 0 };
}

static void tries_are_counted(void **state)
{
	static const struct {
		fake_script *script;
		unsigned tries, requests;
		const char *told;
	} rows[] = {
		{ always_503, 1, 1, "a x: server-error 503\n" },
		{ always_503, 3, 3, "a x: server-error 503\n" },
		{ always_503, 10, 10, "a x: server-error 503\n" },
		{ second_503, 3, 3, "x f=v\na x#g: no-field\n" },
		{ second_503, 2, 2, "a x: server-error 503\n" },
		{ always_404, 3, 1, "a x: absent 404\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct scene scene = scene_of(rows[i].script);

		scene.sources_count = 1;
		scene.random = 0;
		scene.sources[0].retry.tries = rows[i].tries;
		want(&scene, 0, "x");
		run(&scene);
		assert_string_equal(buf_text(&scene.told), rows[i].told);
		assert_int_equal(fake_count(&scene.http, "/a/x"), rows[i].requests);
		buf_done(&scene.told);
		buf_done(&scene.http.log);
	}
}

static void waits_grow_and_are_jittered(void **state)
{
	struct scene scene = scene_of(always_503);

	(void)state;
	scene.sources_count = 1;
	scene.sources[0].retry.tries = 8;
	scene.random = 5250; /* the remainder by 501, 1001, 2001, 4001, 5001 */
	want(&scene, 0, "x");
	expect(&scene, "a x: server-error 503\n",
	       "1000000 /a/login\n1000000 /a/x\n1000240 /a/x\n1000485 /a/x\n1001733 /a/x\n"
	       "1002982 /a/x\n1003231 /a/x\n1003480 /a/x\n1003729 /a/x\n");
}

static void every_outcome_without_a_reply_is_told(void **state)
{
	struct scene scene = scene_of(unreachable);

	(void)state;
	scene.random = 0;
	expect(&scene, "a all: login-refused\nb all: login-refused\n", NULL);
}

static struct fake_answer login_500(const char *path, unsigned nth)
{
	(void)nth;
	return (struct fake_answer){ strstr(path, "a/login") ? 500 : 200, 0, 0 };
}

static struct fake_answer login_503_once(const char *path, unsigned nth)
{
	return (struct fake_answer){ strstr(path, "login") && nth == 1 ? 503 : 200, 0, 0 };
}

static bool says_that_all_may_pass(const struct http_reply *reply)
{
	return reply->status >= 400;
}

static void a_login_that_may_have_counted_is_not_sent_twice(void **state)
{
	struct provider_ops ops = toy_ops;
	struct scene scene = scene_of(login_500);

	(void)state;
	scene.sources_count = 1;
	want(&scene, 0, "x");
	expect(&scene, "a all: login-refused 500\n", "1000000 /a/login\n");
	/* Nor when the store's own code says that it may pass. */
	scene = scene_of(login_500);
	scene.sources_count = 1;
	ops.is_transient = says_that_all_may_pass;
	scene.sources[0].ops = &ops;
	want(&scene, 0, "x");
	expect(&scene, "a all: login-refused 500\n", "1000000 /a/login\n");
	/* 503: nobody acted on it */
	scene = scene_of(login_503_once);
	scene.sources_count = 1;
	scene.random = 0;
	expect(&scene, "", "1000000 /a/login\n1000001 /a/login\n");
}

static void a_failed_login_ends_its_own_source_only(void **state)
{
	struct scene scene = scene_of(login_500);

	(void)state;
	want(&scene, 0, "x");
	want(&scene, 0, "y");
	want(&scene, 1, "z");
	run(&scene);
	assert_non_null(strstr(buf_text(&scene.told), "a all: login-refused 500\n"));
	assert_non_null(strstr(buf_text(&scene.told), "z f=v\n"));
	assert_null(strstr(buf_text(&scene.told), "a x"));
	assert_int_equal(fake_count(&scene.http, "/a/x"), 0);
	assert_int_equal(fake_count(&scene.http, "/b/z"), 1);
	buf_done(&scene.told);
	buf_done(&scene.http.log);
}

static struct fake_answer told_to_wait(const char *path, unsigned nth)
{
	if (strstr(path, "login") || nth > 1)
		return (struct fake_answer){ 200, 0, 0 };
	return (struct fake_answer){ 429, 0, 7000 };
}

static void retry_after_is_honoured(void **state)
{
	struct scene scene = scene_of(told_to_wait);

	(void)state;
	scene.sources_count = 1;
	scene.random = 0;
	want(&scene, 0, "x");
	expect(&scene, "x f=v\na x#g: no-field\n",
	       "1000000 /a/login\n1000000 /a/x\n1007001 /a/x\n");
}

static void a_wait_beyond_the_deadline_is_not_begun(void **state)
{
	struct scene scene = scene_of(told_to_wait);

	(void)state;
	scene.sources_count = 1;
	scene.sources[0].deadline_ms = 5000;
	want(&scene, 0, "x");
	expect(&scene, "a x: rate-limited 429 deadline\n", "1000000 /a/login\n1000000 /a/x\n");
	assert_int_equal(scene.http.now, 1000000);
}

static struct fake_answer then_silence(const char *path, unsigned nth)
{
	if (strstr(path, "login"))
		return (struct fake_answer){ 200, 0, 0 };
	return (struct fake_answer){ nth == 1 && !strstr(path, "mute") ? 503 : 0, 0, 0 };
}

static struct fake_answer then_429(const char *path, unsigned nth)
{
	struct fake_answer answer = then_silence(path, nth);

	answer.status = answer.status == 503 ? 429 : answer.status;
	return answer;
}

static void the_deadline_tells_the_last_failure(void **state)
{
	static const struct {
		fake_script *script;
		const char *path, *told;
	} rows[] = {
		{ then_silence, "x", "a x: server-error 503 deadline\n" },
		{ then_429, "x", "a x: rate-limited 429 deadline\n" },
		{ then_silence, "mute", "a mute: stalled deadline\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct scene scene = scene_of(rows[i].script);

		scene.sources_count = 1;
		want(&scene, 0, rows[i].path);
		expect(&scene, rows[i].told, NULL);
		assert_int_equal(scene.http.now, 1030000);
	}
}

static struct fake_answer slow(const char *path, unsigned nth)
{
	(void)nth;
	return (struct fake_answer){ 200, path[1] == 'a' ? 9000 : 4000, 0 };
}

static void each_source_has_its_own_deadline(void **state)
{
	struct scene scene = scene_of(slow);

	(void)state;
	scene.sources[0].deadline_ms = 5000;
	want(&scene, 0, "x");
	want(&scene, 1, "y");
	/* the late reply to a's login comes when a is over, and starts nothing */
	want(&scene, 1, "z");
	run(&scene);
	assert_true(text_starts(buf_text(&scene.told), "a all: stalled deadline\n"));
	assert_non_null(strstr(buf_text(&scene.told), "y f=v\n"));
	assert_non_null(strstr(buf_text(&scene.told), "z f=v\n"));
	assert_int_equal(fake_count(&scene.http, "/a/x"), 0);
	buf_done(&scene.told);
	buf_done(&scene.http.log);
}

static void who_waits_is_woken(void **state)
{
	struct scene scene = scene_of(all_good);

	(void)state;
	scene.sources_count = 1;
	want(&scene, 0, "w");
	want(&scene, 0, "x");
	expect(&scene, "x f=v\na x#g: no-field\nw f=v\na w#g: no-field\n",
	       "1000000 /a/login\n1000010 /a/x\n1000020 /a/w\n");
}

static void a_failure_wakes_too(void **state)
{
	struct scene scene = scene_of(always_404);

	(void)state;
	scene.sources_count = 1;
	want(&scene, 0, "w");
	want(&scene, 0, "x");
	expect(&scene, "a x: absent 404\na w: absent 404\n", NULL);
}

static void so_many_requests_are_out_at_once(void **state)
{
	(void)state;
	for (size_t most = 1; most <= 4; most++) {
		struct scene scene = scene_of(all_good);

		scene.in_flight_max = most;
		for (size_t i = 0; i < 6; i++)
			want(&scene, i % 2, "x");
		run(&scene);
		assert_int_equal(scene.http.most, most);
		assert_int_equal(scene.http.requests, 8);
		buf_done(&scene.told);
		buf_done(&scene.http.log);
	}
}

static void what_must_not_be_sent_ends_the_source_at_once(void **state)
{
	struct scene scene = scene_of(all_good);

	(void)state;
	scene.http.unsendable = "/a/x";
	want(&scene, 0, "w"); /* waits for x, which never is */
	want(&scene, 0, "x");
	want(&scene, 1, "y");
	run(&scene);
	assert_non_null(strstr(buf_text(&scene.told), "a all: settings\n"));
	assert_non_null(strstr(buf_text(&scene.told), "y f=v\n"));
	assert_null(strstr(buf_text(&scene.told), "a w"));
	assert_true(scene.http.now < 1000100);
	buf_done(&scene.told);
	buf_done(&scene.http.log);
}

static void a_source_without_an_endpoint_fails_alone(void **state)
{
	struct scene scene = scene_of(all_good);

	(void)state;
	scene.sources[0].endpoint = NULL;
	want(&scene, 0, "x");
	want(&scene, 1, "y");
	want(&scene, 0, "w");
	expect(&scene, "a all: settings\ny f=v\nb y#g: no-field\n",
	       "1000000 /b/login\n1000010 /b/y\n");
}

static struct fake_answer no_batches(const char *path, unsigned nth)
{
	(void)nth;
	return (struct fake_answer){ strchr(path, '+') ? 403 : 200, 10, 0 };
}

static void items_are_read_together_when_they_may(void **state)
{
	struct scene scene = scene_of(all_good);

	(void)state;
	scene.sources_count = 1;
	scene.sources[0].ops = &joining_ops;
	want(&scene, 0, "j1");
	want(&scene, 0, "x");
	want(&scene, 0, "j2");
	want(&scene, 0, "jlost");
	want(&scene, 0, "j4");
	expect(&scene,
	       "j1 f=v\nj2 f=v\na jlost: absent\nj1 made at 1781524800\nj2 made at 1781524801\n"
	       "x f=v\nx made at 1781524800\nj4 f=v\nj4 made at 1781524800\n",
	       "1000000 /a/login\n1000010 /a/j1+j2+jlost\n1000010 /a/x\n1000010 /a/j4\n");
}

static void what_cannot_be_read_together_is_read_alone(void **state)
{
	struct scene scene = scene_of(no_batches);

	(void)state;
	scene.sources_count = 1;
	scene.sources[0].ops = &joining_ops;
	want(&scene, 0, "j1");
	want(&scene, 0, "j2");
	want(&scene, 0, "jlost");
	expect(&scene,
	       "j1 f=v\nj1 made at 1781524800\nj2 f=v\nj2 made at 1781524800\na jlost: absent\n",
	       "1000000 /a/login\n1000010 /a/j1+j2+jlost\n1000020 /a/j1\n1000020 /a/j2\n"
	       "1000020 /a/jlost\n");
}

/* The first login's end is found by each that asks; s is slow to say so. */
static struct fake_answer expired_once(const char *path, unsigned nth)
{
	bool login = strstr(path, "login") != NULL;

	return (struct fake_answer){ login || nth > 1 ? 200 : 401,
				     strstr(path, "/s") && nth == 1 ? 100 : 10, 0 };
}

static struct fake_answer expired_for_good(const char *path, unsigned nth)
{
	(void)nth;
	return (struct fake_answer){ strstr(path, "login") ? 200 : 401, 10, 0 };
}

static struct fake_answer expired_and_gone(const char *path, unsigned nth)
{
	return (struct fake_answer){ !strstr(path, "login") ? 401 : nth == 1 ? 200 : 403, 10, 0 };
}

static struct fake_answer one_expired(const char *path, unsigned nth)
{
	return (struct fake_answer){ strstr(path, "/x") && nth == 1 ? 401 : 200, 10, 0 };
}

static void a_login_that_has_ended_is_done_anew_once(void **state)
{
	static const struct {
		fake_script *script;
		const char *told, *log;
	} rows[] = {
		/* one login for all, and for who hears of the end when it is over */
		{ expired_once,
		  "x f=v\na x#g: no-field\ny f=v\na y#g: no-field\ns f=v\na s#g: no-field\n",
		  "1000000 /a/login\n1000010 /a/x\n1000010 /a/y\n1000010 /a/s\n"
		  "1000020 /a/login\n1000030 /a/x\n1000030 /a/y\n1000110 /a/s\n" },
		/* and for nobody else */
		{ one_expired,
		  "y f=v\na y#g: no-field\ns f=v\na s#g: no-field\nx f=v\na x#g: no-field\n",
		  "1000000 /a/login\n1000010 /a/x\n1000010 /a/y\n1000010 /a/s\n"
		  "1000020 /a/login\n1000030 /a/x\n" },
		{ expired_for_good, "a x: token 401\na y: token 401\na s: token 401\n",
		  "1000000 /a/login\n1000010 /a/x\n1000010 /a/y\n1000010 /a/s\n"
		  "1000020 /a/login\n1000030 /a/x\n1000030 /a/y\n1000030 /a/s\n" },
		{ expired_and_gone, "a all: login-refused 403\n",
		  "1000000 /a/login\n1000010 /a/x\n1000010 /a/y\n1000010 /a/s\n"
		  "1000020 /a/login\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct scene scene = scene_of(rows[i].script);

		scene.sources_count = 1;
		want(&scene, 0, "x");
		want(&scene, 0, "y");
		want(&scene, 0, "s");
		expect(&scene, rows[i].told, rows[i].log);
	}
}

static struct fake_answer partly(const char *path, unsigned nth)
{
	(void)nth;
	return (struct fake_answer){ strchr(path, '+') ? 206 : 200, 10, 0 };
}

static void what_was_read_together_is_not_read_again(void **state)
{
	struct scene scene = scene_of(partly);

	(void)state;
	scene.sources_count = 1;
	scene.sources[0].ops = &joining_ops;
	want(&scene, 0, "j1");
	want(&scene, 0, "jbusy");
	want(&scene, 0, "jlost");
	expect(&scene,
	       "j1 f=v\na jlost: absent\nj1 made at 1781524800\n"
	       "jbusy f=v\njbusy made at 1781524800\n",
	       "1000000 /a/login\n1000010 /a/j1+jbusy+jlost\n1000020 /a/jbusy\n");
}

static void each_item_of_a_failed_conversation_has_failed(void **state)
{
	struct scene scene = scene_of(always_503);

	(void)state;
	scene.sources_count = 1;
	scene.sources[0].ops = &joining_ops;
	scene.random = 0;
	want(&scene, 0, "j1");
	want(&scene, 0, "jonce");
	expect(&scene, "a j1: server-error 503\na jonce: server-error 503\n",
	       "1000000 /a/login\n1000000 /a/j1+jonce\n");
}

static void a_conversation_may_ask_another_server(void **state)
{
	struct scene scene = scene_of(all_good);

	(void)state;
	scene.sources[0].ops = scene.sources[1].ops = &joining_ops;
	want(&scene, 0, "away");
	want(&scene, 1, "away"); /* which is refused to this source */
	run(&scene);
	assert_non_null(strstr(buf_text(&scene.told), "b all: settings\n"));
	assert_non_null(strstr(buf_text(&scene.told), "away f=v\n"));
	assert_int_equal(fake_count(&scene.http, "/b/away"), 0);
	buf_done(&scene.told);
	buf_done(&scene.http.log);
}

static bool is_throttled(const struct http_reply *reply)
{
	return reply->status == 400;
}

static struct fake_answer throttles(const char *path, unsigned nth)
{
	bool again = strstr(path, "always") || (strstr(path, "twice") && nth < 3);

	return (struct fake_answer){ again ? 400 : 200, 10, 0 };
}

/* AWS throttles with status 400: only the provider can tell. */
static void what_the_provider_calls_weather_is_tried_again(void **state)
{
	struct provider_ops ops = joining_ops;
	struct scene scene = scene_of(throttles);

	(void)state;
	ops.is_transient = is_throttled;
	scene.sources[0].ops = &ops;
	want(&scene, 0, "twice");
	want(&scene, 0, "always");
	run(&scene);
	assert_int_equal(fake_count(&scene.http, "/a/twice"), 3);
	assert_non_null(strstr(buf_text(&scene.told), "twice f=v\n"));
	assert_int_equal(fake_count(&scene.http, "/a/always"), scene.sources[0].retry.tries);
	buf_done(&scene.told);
	buf_done(&scene.http.log);
}

static struct fake_answer refused_after_login(const char *path, unsigned nth)
{
	(void)nth;
	return strstr(path, "login") ? (struct fake_answer){ 200, 10, 0 }
				     : (struct fake_answer){ -HTTP_REFUSED, 1, 0 };
}

static void want_many(struct scene *scene)
{
	static const char *const paths[] = { "0", "1", "2", "3", "4", "5", "6", "7", "8", "9" };

	for (size_t i = 0; i < 30; i++)
		want(scene, 0, paths[i % 10]);
}

static void while_a_server_is_away_one_asks_for_all(void **state)
{
	struct scene scene = scene_of(refused_after_login);

	(void)state;
	scene.sources_count = 1;
	scene.in_flight_max = 30;
	scene.random = 100;
	scene.sources[0].retry.tries = 6;
	want_many(&scene);
	run(&scene);
	/* The login, all once, and then five times one. */
	assert_int_equal(scene.http.requests, 1 + 30 + 5);
	assert_string_equal(buf_text(&scene.told), "a 2: refused\n");
	buf_done(&scene.told);
	buf_done(&scene.http.log);
}

static void those_that_are_queued_do_not_even_ask(void **state)
{
	struct scene scene = scene_of(refused_after_login);

	(void)state;
	scene.sources_count = 1;
	scene.in_flight_max = 4;
	scene.random = 100;
	scene.sources[0].retry.tries = 2;
	want_many(&scene);
	run(&scene);
	assert_in_range(scene.http.requests, 1 + 4 + 1, 1 + 8 + 1);
	buf_done(&scene.told);
	buf_done(&scene.http.log);
}

static struct fake_answer refused_for_a_while(const char *path, unsigned nth)
{
	return strstr(path, "login") || nth > 3 ? (struct fake_answer){ 200, 10, 0 }
						: (struct fake_answer){ -HTTP_REFUSED, 1, 0 };
}

static void when_it_is_back_all_go_on(void **state)
{
	struct scene scene = scene_of(refused_for_a_while);
	const char *told;
	size_t got = 0;

	(void)state;
	scene.sources_count = 1;
	scene.in_flight_max = 30;
	scene.random = 100;
	scene.sources[0].retry.tries = 6;
	want_many(&scene);
	run(&scene);
	told = buf_text(&scene.told);
	for (const char *at = told; (at = strstr(at, " f=v\n")); at++)
		got++;
	assert_int_equal(got, 30);
	assert_null(strstr(told, "refused"));
	assert_int_equal(scene.http.requests, 1 + 30 + 1 + 29);
	buf_done(&scene.told);
	buf_done(&scene.http.log);
}

static struct fake_answer all_500(const char *path, unsigned nth)
{
	(void)nth;
	return (struct fake_answer){ strstr(path, "login") ? 200 : 500, 1, 0 };
}

static void retries_have_a_budget_together(void **state)
{
	struct scene scene = scene_of(all_500);

	(void)state;
	scene.sources_count = 1;
	scene.in_flight_max = 30;
	scene.sources[0].retry.tries = 6;
	scene.sources[0].retry.budget = 40;
	want_many(&scene);
	run(&scene);
	assert_int_equal(scene.http.requests, 1 + 30 + 40);
	buf_done(&scene.told);
	buf_done(&scene.http.log);
}

/* Serves four requests in 100 ms, as a quota does. */
static struct http *quota_http;
static uint64_t quota_window;
static unsigned quota_served;

static struct fake_answer quota(const char *path, unsigned nth)
{
	(void)path;
	(void)nth;
	if (quota_http->now / 100 != quota_window) {
		quota_window = quota_http->now / 100;
		quota_served = 0;
	}
	return (struct fake_answer){ ++quota_served > 4 ? 429 : 200, 2, 0 };
}

static void a_busy_server_is_asked_less_until_all_is_there(void **state)
{
	struct scene scene = scene_of(quota);
	size_t got = 0;

	(void)state;
	quota_http = &scene.http;
	scene.sources_count = 1;
	scene.in_flight_max = 30;
	scene.random = 123456789;
	scene.sources[0].retry = (struct retry_policy){ 6, 250, 60000, 10 };
	want_many(&scene);
	run(&scene);
	for (const char *at = buf_text(&scene.told); (at = strstr(at, " f=v\n")); at++)
		got++;
	assert_int_equal(got, 30);
	assert_in_range(scene.http.requests, 31, 3 * 31);
	buf_done(&scene.told);
	buf_done(&scene.http.log);
}

/* Two addresses of a's service: "one" and "two". */
static struct scene two_addresses(fake_script *script)
{
	static char names[2][8] = { "one:", "two:" };
	static struct http_endpoint one = { .base = names[0] };
	static struct http_endpoint two = { .base = names[1] };
	static const struct http_endpoint *const spares[] = { &two };
	struct scene scene = scene_of(script);

	scene.sources_count = 1;
	scene.sources[0].endpoint = &one;
	scene.sources[0].spares = spares;
	scene.sources[0].spares_count = 1;
	scene.sources[0].connect_ms = 5000;
	return scene;
}

static struct fake_answer one_is_down(const char *path, unsigned nth)
{
	(void)nth;
	return strstr(path, "one:") ? (struct fake_answer){ -HTTP_CONNECT_TIMEOUT, 700, 0 }
				    : (struct fake_answer){ 200, 10, 0 };
}

static void the_next_address_is_asked_at_once_and_kept(void **state)
{
	struct scene scene = two_addresses(one_is_down);

	(void)state;
	scene.sources[0].retry.tries = 1; /* it is no retry */
	want(&scene, 0, "x");
	expect(&scene, "x f=v\na x#g: no-field\n",
	       "1000000 one:/a/login\n1000700 two:/a/login\n1000710 two:/a/x\n");
	assert_int_equal(scene.http.connect_ms, 750);
}

static struct fake_answer one_is_sealed(const char *path, unsigned nth)
{
	(void)nth;
	return (struct fake_answer){ strstr(path, "one:/a/x") ? 503 : 200, 0, 0 };
}

static void a_sealed_node_is_passed_over(void **state)
{
	struct scene scene = two_addresses(one_is_sealed);

	(void)state;
	want(&scene, 0, "x");
	want(&scene, 0, "y");
	run(&scene);
	assert_int_equal(fake_count(&scene.http, "two:/a/x"), 1);
	assert_int_equal(fake_count(&scene.http, "one:/a/x"), 1);
	assert_null(strstr(buf_text(&scene.told), "server"));
	buf_done(&scene.told);
	buf_done(&scene.http.log);
}

static struct fake_answer both_are_down(const char *path, unsigned nth)
{
	(void)nth;
	return (struct fake_answer){ strstr(path, "login") ? 200 : -HTTP_REFUSED, 0, 0 };
}

static void rounds_are_tries_and_the_last_address_is_told(void **state)
{
	struct scene scene = two_addresses(both_are_down);

	(void)state;
	scene.random = 99;
	want(&scene, 0, "x");
	expect(&scene, "a x: refused at 2\n",
	       "1000000 one:/a/login\n1000000 one:/a/x\n1000000 two:/a/x\n1000099 one:/a/x\n"
	       "1000099 two:/a/x\n1000198 one:/a/x\n1000198 two:/a/x\n");
	assert_int_equal(scene.http.connect_ms, 5000);
}

static struct fake_answer one_may_have_acted(const char *path, unsigned nth)
{
	(void)nth;
	return (struct fake_answer){ strstr(path, "one:") ? 473 : 200, 0, 0 };
}

static void a_login_that_may_have_counted_goes_nowhere_else(void **state)
{
	struct scene scene = two_addresses(one_may_have_acted);

	(void)state;
	expect(&scene, "a all: login-refused 473 at 1\n", "1000000 one:/a/login\n");
}

static struct fake_answer throttled_by_code(const char *path, unsigned nth)
{
	return (struct fake_answer){ strstr(path, "login") || nth > 1 ? 200 : 400, 0, 0 };
}

static bool says_throttled(const struct http_reply *reply)
{
	return reply->status == 400;
}

static void a_provider_may_know_what_passes(void **state)
{
	struct provider_ops ops = toy_ops;
	struct scene scene = scene_of(throttled_by_code);

	(void)state;
	ops.is_transient = says_throttled;
	scene.sources_count = 1;
	scene.random = 50;
	scene.sources[0].ops = &ops;
	want(&scene, 0, "x");
	expect(&scene, "x f=v\na x#g: no-field\n",
	       "1000000 /a/login\n1000000 /a/x\n1000050 /a/x\n");
}

static void a_try_ends_before_the_deadline_does(void **state)
{
	struct scene scene = scene_of(all_good);

	(void)state;
	scene.sources_count = 1;
	scene.sources[0].deadline_ms = 3000;
	scene.sources[0].try_ms = 15000;
	expect(&scene, "", NULL);
	assert_in_range(scene.http.total_ms, 2900, 2999);
	scene = scene_of(all_good);
	scene.sources_count = 1;
	scene.sources[0].try_ms = 1500;
	expect(&scene, "", NULL);
	assert_int_equal(scene.http.total_ms, 1500);
}

static struct fake_answer own_is_always_503(const char *path, unsigned nth)
{
	bool away = strstr(path, "own") || (nth == 1 && !strstr(path, "login"));

	return (struct fake_answer){ away ? 503 : 200, 0, 0 };
}

/* Who asks for all and fails for a reason of its own lets the others ask for themselves. */
static void those_that_are_held_are_let_go(void **state)
{
	struct scene scene = scene_of(own_is_always_503);

	(void)state;
	scene.sources_count = 1;
	scene.sources[0].retry.tries = 2;
	scene.random = 0;
	want(&scene, 0, "x");
	want(&scene, 0, "y");
	want(&scene, 0, "own");
	expect(&scene, "a own: absent 503\nx f=v\na x#g: no-field\ny f=v\na y#g: no-field\n",
	       "1000000 /a/login\n1000000 /a/x\n1000000 /a/y\n1000000 /a/own\n"
	       "1000001 /a/own\n1000001 /a/x\n1000001 /a/y\n");
}

static struct fake_answer b_is_slow(const char *path, unsigned nth)
{
	(void)nth;
	return (struct fake_answer){ 200, path[1] == 'b' ? 4000 : 10, 0 };
}

/* Whatever its source's deadline was: it has waited for others. */
static void what_makes_something_is_asked_for_last(void **state)
{
	struct scene scene = scene_of(b_is_slow);

	(void)state;
	scene.sources[0].deadline_ms = 5000;
	want(&scene, 0, "new");
	want(&scene, 1, "y");
	want(&scene, 0, "x");
	want(&scene, 1, "new-too");
	expect(&scene,
	       "x f=v\na x#g: no-field\ny f=v\nb y#g: no-field\nnew f=v\na new#g: no-field\n"
	       "new-too f=v\nb new-too#g: no-field\n",
	       "1000000 /a/login\n1000000 /b/login\n1000010 /a/x\n1004000 /b/y\n"
	       "1008000 /a/new\n1008000 /b/new-too\n");
	assert_int_equal(scene.asked, 1);
}

static void nothing_is_made_when_it_may_not(void **state)
{
	struct scene scene = scene_of(all_good);

	(void)state;
	scene.sources_count = 1;
	scene.may_not_make = true;
	want(&scene, 0, "new");
	want(&scene, 0, "x");
	expect(&scene, "x f=v\na x#g: no-field\na new: held-back\n",
	       "1000000 /a/login\n1000010 /a/x\n");
	assert_int_equal(scene.asked, 1);
}

static struct fake_answer x_never(const char *path, unsigned nth)
{
	(void)nth;
	return (struct fake_answer){ strstr(path, "/x") ? 0 : 200, 10, 0 };
}

static void nothing_is_made_when_the_time_is_over(void **state)
{
	struct scene scene = scene_of(x_never);

	(void)state;
	scene.sources_count = 1;
	want(&scene, 0, "new");
	want(&scene, 0, "x");
	expect(&scene, "a x: stalled deadline\na new: stalled deadline\n",
	       "1000000 /a/login\n1000010 /a/x\n");
	assert_int_equal(scene.asked, 0);
}

static struct fake_answer new_is_lost(const char *path, unsigned nth)
{
	int outcome = strstr(path, "cut")       ? -HTTP_CUT
		      : strstr(path, "stall")   ? -HTTP_STALLED
		      : strstr(path, "large")   ? -HTTP_TOO_LARGE
		      : strstr(path, "never")   ? 0
		      : strstr(path, "refused") ? -HTTP_REFUSED
						: 200;

	(void)nth;
	return (struct fake_answer){ outcome, 10, 0 };
}

static void a_reply_that_is_lost_may_have_made_something(void **state)
{
	static const char *const rows[][2] = {
		{ "new-cut", "a new-cut: cut made?\n" },
		{ "new-stall", "a new-stall: stalled made?\n" },
		{ "new-large", "a new-large: too-large made?\n" },
		{ "new-never", "a new-never: stalled deadline made?\n" },
		{ "new-refused", "a new-refused: refused\n" },
		{ "cut", "a cut: cut\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct scene scene = scene_of(new_is_lost);

		scene.sources_count = 1;
		scene.sources[0].retry.tries = 1;
		want(&scene, 0, rows[i][0]);
		expect(&scene, rows[i][1], NULL);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(items_start_when_the_login_is_done),
		cmocka_unit_test(a_field_that_comes_twice_loses_its_item_alone),
		cmocka_unit_test(a_source_hands_over_so_much_and_is_left),
		cmocka_unit_test(the_order_on_the_wire),
		cmocka_unit_test(nothing_to_do_is_done_at_once),
		cmocka_unit_test(tries_are_counted),
		cmocka_unit_test(waits_grow_and_are_jittered),
		cmocka_unit_test(every_outcome_without_a_reply_is_told),
		cmocka_unit_test(a_login_that_may_have_counted_is_not_sent_twice),
		cmocka_unit_test(a_failed_login_ends_its_own_source_only),
		cmocka_unit_test(retry_after_is_honoured),
		cmocka_unit_test(a_wait_beyond_the_deadline_is_not_begun),
		cmocka_unit_test(the_deadline_tells_the_last_failure),
		cmocka_unit_test(each_source_has_its_own_deadline),
		cmocka_unit_test(who_waits_is_woken),
		cmocka_unit_test(a_failure_wakes_too),
		cmocka_unit_test(so_many_requests_are_out_at_once),
		cmocka_unit_test(what_must_not_be_sent_ends_the_source_at_once),
		cmocka_unit_test(a_source_without_an_endpoint_fails_alone),
		cmocka_unit_test(items_are_read_together_when_they_may),
		cmocka_unit_test(what_cannot_be_read_together_is_read_alone),
		cmocka_unit_test(what_was_read_together_is_not_read_again),
		cmocka_unit_test(a_login_that_has_ended_is_done_anew_once),
		cmocka_unit_test(each_item_of_a_failed_conversation_has_failed),
		cmocka_unit_test(a_conversation_may_ask_another_server),
		cmocka_unit_test(what_the_provider_calls_weather_is_tried_again),
		cmocka_unit_test(while_a_server_is_away_one_asks_for_all),
		cmocka_unit_test(those_that_are_queued_do_not_even_ask),
		cmocka_unit_test(when_it_is_back_all_go_on),
		cmocka_unit_test(retries_have_a_budget_together),
		cmocka_unit_test(a_busy_server_is_asked_less_until_all_is_there),
		cmocka_unit_test(the_next_address_is_asked_at_once_and_kept),
		cmocka_unit_test(a_sealed_node_is_passed_over),
		cmocka_unit_test(rounds_are_tries_and_the_last_address_is_told),
		cmocka_unit_test(a_login_that_may_have_counted_goes_nowhere_else),
		cmocka_unit_test(a_provider_may_know_what_passes),
		cmocka_unit_test(a_try_ends_before_the_deadline_does),
		cmocka_unit_test(those_that_are_held_are_let_go),
		cmocka_unit_test(what_makes_something_is_asked_for_last),
		cmocka_unit_test(nothing_is_made_when_it_may_not),
		cmocka_unit_test(nothing_is_made_when_the_time_is_over),
		cmocka_unit_test(a_reply_that_is_lost_may_have_made_something),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
