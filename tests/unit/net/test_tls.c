/* SPDX-License-Identifier: Apache-2.0 */
#include "servers.h"

#include <curl/curl.h>
#include <sched.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/alloc.h"

static void tls_failures_are_told_apart(void **state)
{
	struct http_tls tls = our_ca(), nobody = { 0 };
	struct http_tls junk = { .ca_pem = "-----BEGIN CERTIFICATE-----\nx\n",
				 .ca_pem_length = 30 };

	(void)state;
	assert_int_equal(outcome_of_server("good", &tls, "/echo"), HTTP_REPLIED);
	assert_int_equal(outcome_of_server("unknown", &tls, "/echo"), HTTP_TLS_AUTHORITY);
	assert_int_equal(outcome_of_server("good", &nobody, "/echo"), HTTP_TLS_AUTHORITY);
	assert_int_equal(outcome_of_server("good", &junk, "/echo"), HTTP_TLS_AUTHORITY);
	assert_int_equal(outcome_of_server("name", &tls, "/echo"), HTTP_TLS_NAME);
	assert_int_equal(outcome_of_server("expired", &tls, "/echo"), HTTP_TLS_DATE);
	assert_int_equal(outcome_of_server("old", &tls, "/echo"), HTTP_TLS_FAILED);
	assert_int_equal(outcome_of_server("plain", &tls, "/echo"), HTTP_TLS_FAILED);
}

static void the_server_name_is_what_is_verified(void **state)
{
	struct http_tls tls = our_ca();

	(void)state;
	tls.server_name = "vault.test";
	assert_int_equal(outcome_of_server("good", &tls, "/echo"), HTTP_REPLIED);
	assert_int_equal(outcome_of_server("name", &tls, "/echo"), HTTP_TLS_NAME);
	tls.server_name = "other.test";
	assert_int_equal(outcome_of_server("name", &tls, "/echo"), HTTP_REPLIED);
	assert_int_equal(outcome_of_server("good", &tls, "/echo"), HTTP_TLS_NAME);
}

static void a_client_certificate_is_shown(void **state)
{
	struct http_tls tls = our_ca();

	(void)state;
	assert_int_equal(outcome_of_server("mutual", &tls, "/echo"), HTTP_TLS_FAILED);
	tls.client_certificate = servers.client.bytes;
	tls.client_key = servers.client_key.bytes;
	assert_int_equal(outcome_of_server("mutual", &tls, "/echo"), HTTP_REPLIED);
	tls.client_key = "-----BEGIN PRIVATE KEY-----\nx\n";
	assert_int_equal(outcome_of_server("mutual", &tls, "/echo"), HTTP_TLS_FAILED);
}

/* A CA directory is all that is trusted: ours has another CA's certificate under our CA's hash. */
static void a_ca_directory_is_read_by_hash(void **state)
{
	_cleanup_(freep) char *directory = text_format("%s/cas", servers.directory);
	struct http_tls tls = { .ca_directory = directory };

	(void)state;
	assert_int_equal(outcome_of_server("good", &tls, "/echo"), HTTP_REPLIED);
	assert_int_equal(outcome_of_server("unknown", &tls, "/echo"), HTTP_TLS_AUTHORITY);
}

static bool become_system(const char *made, const char *system)
{
	_cleanup_(freep) char *path = text_format("%s/%s", servers.directory, made);

	return system && mount(path, system, NULL, MS_BIND, NULL) == 0;
}

/*
 * In a namespace of its own: our CA is added to the system's bundle, and then to its directory.
 * Whoever names another CA does not trust it all the same.
 */
static int use_system_trust(void)
{
	_cleanup_(freep) char *directory = text_format("%s/strangers", servers.directory);
	const struct http_tls other[] = {
		{ .ca_pem = servers.stranger.bytes, .ca_pem_length = servers.stranger.length },
		{ .ca_directory = directory },
	};
	struct http_tls system = { .system_directory = http_system_directory() };
	const curl_version_info_data *built_in = curl_version_info(CURLVERSION_NOW);
	int failures = 0;

	if (unshare(CLONE_NEWNS | (geteuid() == 0 ? 0 : CLONE_NEWUSER)) < 0 ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
	    !become_system("ca.pem", built_in->cainfo))
		return 77;
	failures += outcome_of_server("good", &system, "/echo") != HTTP_REPLIED;
	failures += outcome_of_server("good", &other[0], "/echo") != HTTP_TLS_AUTHORITY;
	failures += outcome_of_server("good", &other[1], "/echo") != HTTP_TLS_AUTHORITY;
	if (!become_system("cas", built_in->capath))
		return 77;
	system.system_directory = http_system_directory();
	failures += outcome_of_server("good", &system, "/echo") != HTTP_REPLIED;
	failures += outcome_of_server("good", &other[0], "/echo") != HTTP_TLS_AUTHORITY;
	return failures;
}

static void the_system_is_trusted_when_nothing_is_said(void **state)
{
	pid_t child;
	int status;

	(void)state;
	fflush(NULL);
	child = fork();
	if (child == 0)
		_exit(use_system_trust());
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		leave_out("the machine lacks what it needs");
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tls_failures_are_told_apart),
		cmocka_unit_test(the_server_name_is_what_is_verified),
		cmocka_unit_test(a_client_certificate_is_shown),
		cmocka_unit_test(a_ca_directory_is_read_by_hash),
		cmocka_unit_test(the_system_is_trusted_when_nothing_is_said),
	};

	return run_with_servers("net/tls", tests, ARRAY_LENGTH(tests));
}
