/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The program that tests start through keystrap. It reports what it was given, exactly:
 *
 *	child FILE [exit STATUS | sleep SECONDS]
 *
 * FILE becomes a row of sections, each a name, a count and that many strings, all ended by NUL:
 * pid, argv, environ, status (lines of /proc/self/status), descriptors ("0 /dev/null"), directory.
 * Exits with 0 unless told otherwise, 99 when it could not report.
 */

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_DESCRIPTORS 1024

struct descriptor {
	int number;
	char target[PATH_MAX];
};

static const char *const status_lines[] = {
	"SigBlk:", "SigIgn:", "SigPnd:", "Seccomp:", "NoNewPrivs:", "CapEff:", "VmLck:", "Umask:",
};

static void put_string(FILE *file, const char *text)
{
	fwrite(text, 1, strlen(text) + 1, file);
}

static void put_section(FILE *file, const char *name, size_t count)
{
	put_string(file, name);
	fprintf(file, "%zu%c", count, '\0');
}

static void put_strings(FILE *file, const char *name, char *const *strings)
{
	size_t count = 0;

	while (strings[count] != NULL)
		count++;
	put_section(file, name, count);
	for (size_t i = 0; i < count; i++)
		put_string(file, strings[i]);
}

/* Before any file of our own is open. */
static size_t list_descriptors(struct descriptor *found)
{
	DIR *directory = opendir("/proc/self/fd");
	size_t count = 0;

	if (directory == NULL)
		return 0;
	for (struct dirent *entry;
	     (entry = readdir(directory)) != NULL && count < MAX_DESCRIPTORS;) {
		int number = atoi(entry->d_name);
		ssize_t length;

		if (entry->d_name[0] == '.' || number == dirfd(directory))
			continue;
		length = readlinkat(dirfd(directory), entry->d_name, found[count].target,
				    sizeof(found[count].target) - 1);
		found[count].target[length > 0 ? length : 0] = '\0';
		found[count++].number = number;
	}
	closedir(directory);
	return count;
}

static void put_descriptors(FILE *file, const struct descriptor *found, size_t count)
{
	put_section(file, "descriptors", count);
	for (size_t i = 0; i < count; i++)
		fprintf(file, "%d %s%c", found[i].number, found[i].target, '\0');
}

static bool is_wanted(const char *line)
{
	for (size_t i = 0; i < sizeof(status_lines) / sizeof(*status_lines); i++)
		if (strncmp(line, status_lines[i], strlen(status_lines[i])) == 0)
			return true;
	return false;
}

static void put_status(FILE *file)
{
	FILE *status = fopen("/proc/self/status", "re");
	char lines[64][256];
	size_t count = 0;

	while (status != NULL && count < 64 &&
	       fgets(lines[count], sizeof(lines[0]), status) != NULL) {
		lines[count][strcspn(lines[count], "\n")] = '\0';
		if (is_wanted(lines[count]))
			count++;
	}
	if (status != NULL)
		fclose(status);
	put_section(file, "status", count);
	for (size_t i = 0; i < count; i++)
		put_string(file, lines[i]);
}

int main(int argc, char **argv)
{
	static struct descriptor found[MAX_DESCRIPTORS];
	char directory[PATH_MAX] = "";
	char pid[16];
	size_t count = list_descriptors(found);
	FILE *file = argc > 1 ? fopen(argv[1], "we") : NULL;

	if (file == NULL) {
		fprintf(stderr, "child: cannot report: %s\n", strerror(errno));
		return 99;
	}
	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	if (getcwd(directory, sizeof(directory)) == NULL)
		directory[0] = '\0';
	put_strings(file, "pid", (char *[]){ pid, NULL });
	put_strings(file, "argv", argv);
	put_strings(file, "environ", environ);
	put_status(file);
	put_descriptors(file, found, count);
	put_strings(file, "directory", (char *[]){ directory, NULL });
	if (fclose(file) != 0)
		return 99;
	if (argc > 3 && strcmp(argv[2], "sleep") == 0)
		sleep((unsigned)atoi(argv[3]));
	return argc > 3 && strcmp(argv[2], "exit") == 0 ? atoi(argv[3]) : 0;
}
