/* SPDX-License-Identifier: Apache-2.0 */

/*
 * crypto/age.h as a program, so that tests can hold it against the age program:
 *   age_tool keygen                             the secret key and its recipient, a line each
 *   age_tool seal [-a] [-r RECIPIENT]... [-p FILE]    stdin to stdout
 *   age_tool open [-i FILE]... [-p FILE]...           stdin to stdout
 * FILE of -p holds a passphrase, without a line end.
 */

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "crypto/age.h"
#include "util/io.h"

#define INPUT_MAXIMUM ((size_t)64 * 1024 * 1024)

struct job {
	struct age_identities *identities;
	struct age_recipients *recipients;
	bool armor;
};

static void job_done(struct job *job)
{
	age_identities_free(job->identities);
	age_recipients_free(job->recipients);
}

static bool add_option(struct job *job, int option, bool sealing, struct error *err)
{
	_cleanup_(buf_done) struct buf content = { .maximum = INPUT_MAXIMUM };

	if (option == 'a') {
		job->armor = true;
		return true;
	}
	if (option == 'r')
		return age_recipients_add(job->recipients, optarg, err);
	if (!file_read(&content, optarg, FILE_ANY, err))
		return false;
	if (option == 'i')
		return age_identities_parse(job->identities, optarg, content.bytes, content.length,
					    err);
	if (sealing)
		return age_recipients_set_passphrase(job->recipients, content.bytes, content.length,
						     err);
	age_identities_add_passphrase(job->identities, content.bytes, content.length);
	return true;
}

static bool filter(int argc, char *argv[], bool sealing, struct error *err)
{
	_cleanup_(job_done) struct job job = { age_identities_new(), age_recipients_new(), false };
	_cleanup_(buf_done) struct buf input = { .maximum = INPUT_MAXIMUM };
	_cleanup_(buf_done) struct buf output = { .maximum = 2 * INPUT_MAXIMUM };
	int option;

	while ((option = getopt(argc, argv, sealing ? "ar:p:" : "i:p:")) != -1)
		if (option == '?' || !add_option(&job, option, sealing, err))
			return option == '?' ? error_set(err, ERR_USAGE, "usage") : false;
	if (!file_read_fd(&input, STDIN_FILENO, "stdin", err))
		return false;
	if (!(sealing ? age_seal(&output, job.recipients, input.bytes, input.length, job.armor, err)
		      : age_open(&output, job.identities, input.bytes, input.length, err)))
		return false;
	return file_write_fd(STDOUT_FILENO, output.bytes, output.length, "stdout", err);
}

static bool keygen(struct error *err)
{
	char secret[AGE_KEY_TEXT_SIZE];
	char recipient[AGE_KEY_TEXT_SIZE];

	if (!age_keygen(secret, recipient, err))
		return false;
	printf("%s\n%s\n", secret, recipient);
	return true;
}

static bool dispatch(int argc, char *argv[], struct error *err)
{
	if (argc > 1 && strcmp(argv[1], "keygen") == 0)
		return keygen(err);
	if (argc > 1 && strcmp(argv[1], "seal") == 0)
		return filter(argc - 1, argv + 1, true, err);
	if (argc > 1 && strcmp(argv[1], "open") == 0)
		return filter(argc - 1, argv + 1, false, err);
	return error_set(err, ERR_USAGE, "keygen, seal or open");
}

int main(int argc, char *argv[])
{
	struct error err = { 0 };

	if (dispatch(argc, argv, &err))
		return 0;
	fprintf(stderr, "age_tool: %s\n%s%s", err.text, err.hint, err.hint[0] ? "\n" : "");
	return error_exit_status(err.code);
}
