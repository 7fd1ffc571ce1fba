/* SPDX-License-Identifier: Apache-2.0 */

/*
 * keystrap-test-strength: what the strength engine says.
 *
 *	judge           each line of standard input: its flaws, content bits, password bits
 *	random COUNT    so many random keys of each format: false alarms, fails on more than 2 of
 *the first ten formats together or on more than 2 in a million of the others speed microseconds a
 *value
 */

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "random_keys.h"
#include "schema/strength.h"

static const char *const names[STRENGTH_FLAWS] = {
	"known",    "template",     "command", "placeholder", "human-text",
	"keyboard", "step",         "class",   "repetition",  "sequence",
	"distinct", "encoded-text", "uuid",    "jwt",         "pem",
};

static void print_flaws(uint32_t flaws)
{
	const char *mark = "";

	for (size_t i = 0; i < STRENGTH_FLAWS; i++) {
		if (flaws >> i & 1) {
			printf("%s%s", mark, names[i]);
			mark = ",";
		}
	}
	if (!flaws)
		printf("-");
}

static int judge(void)
{
	static char line[1 << 17];

	while (fgets(line, sizeof(line), stdin)) {
		size_t length = strcspn(line, "\n");
		struct strength strength;

		strength_measure(&strength, line, length);
		print_flaws(strength.flaws);
		printf("\t%u\t%u\t%s\n", strength.content_bits, password_bits(line, length),
		       password_is_common(line, length) ? "common" : "-");
	}
	return 0;
}

static int random_run(size_t count, size_t from, size_t to, size_t allowed)
{
	static struct random_keys keys;
	size_t alarms = 0;
	char key[256];

	for (size_t f = from; f < to; f++) {
		size_t failed = 0;

		for (size_t i = 0; i < count; i++) {
			size_t length = random_key(key, &keys, &key_formats[f]);
			struct strength strength;

			strength_measure(&strength, key, length);
			/* Of a UUID that is what it is. */
			if (key_formats[f].variant == RANDOM_UUID)
				strength.flaws &= ~(1u << STRENGTH_UUID);
			if (!strength.flaws &&
			    !is_short_of_bits(&key_formats[f], strength.content_bits))
				continue;
			failed++;
			printf("%s: %s ", key_formats[f].name, key);
			print_flaws(strength.flaws);
			printf(" %u bits\n", strength.content_bits);
		}
		alarms += failed;
		printf("%-24s %zu of %zu\n", key_formats[f].name, failed, count);
		fflush(stdout);
	}
	printf("false alarms: %zu of %zu\n", alarms, count * (to - from));
	return alarms > allowed;
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int speed(void)
{
	static struct random_keys keys;
	static char room[2000][256];
	static size_t lengths[2000];

	for (size_t f = 0; f < KEY_FORMATS; f++) {
		struct strength strength;
		double start;

		for (size_t i = 0; i < 2000; i++)
			lengths[i] = random_key(room[i], &keys, &key_formats[f]);
		start = seconds();
		for (size_t i = 0; i < 2000; i++)
			strength_measure(&strength, room[i], lengths[i]);
		printf("%-24s %5.1f us a value of %zu bytes\n", key_formats[f].name,
		       (seconds() - start) / 2000 * 1e6, lengths[0]);
	}
	return 0;
}

int main(int argc, char **argv)
{
	if (sodium_init() < 0)
		return 1;
	if (argc == 2 && strcmp(argv[1], "judge") == 0)
		return judge();
	if (argc == 3 && strcmp(argv[1], "random") == 0)
		return random_run(strtoul(argv[2], NULL, 10), 0, 10, 2);
	if (argc == 3 && strcmp(argv[1], "others") == 0)
		return random_run(strtoul(argv[2], NULL, 10), 10, KEY_FORMATS, 4);
	if (argc == 2 && strcmp(argv[1], "speed") == 0)
		return speed();
	fprintf(stderr, "usage: %s judge | random COUNT | others COUNT | speed\n", argv[0]);
	return 64;
}
