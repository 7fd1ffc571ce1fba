/* SPDX-License-Identifier: Apache-2.0 */
#include "core/run.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "core/collect.h"
#include "core/fingerprints.h"
#include "core/leases.h"
#include "core/resolve.h"
#include "core/surroundings.h"
#include "model/envblock.h"
#include "process/execute.h"
#include "schema/check.h"
#include "schema/rules.h"
#include "schema/waivers.h"
#include "util/alloc.h"
#include "util/io.h"
#include "util/log.h"
#include "util/text.h"

#define MAX_FILE_BYTES (4 * 1024 * 1024)

static const char *file_hint(const char *file, const char *text)
{
	if (strstr(text, strerror(EACCES)))
		return "run it as the user that may read it, or as root";
	if (strstr(text, "larger than"))
		return "no environment is that large: is it a file with NAME=VALUE in it?";
	return text_equal(file, "-") ? "write /dev/stdin for standard input"
				     : "name a file with NAME=VALUE in it";
}

/* On the command line it is a wrong argument; whoever reads the report wants it there. */
static bool complain_of_file(struct prepared *ret, const char *file, struct error *err)
{
	const struct place place = { file, 0 };
	const char *text = text_starts(err->text, file) ? err->text + strlen(file) + 2 : err->text;
	const char *hint = file_hint(file, err->text);

	report_hint(report_add(&ret->report, SEVERITY_ERROR, "value-unavailable", NULL, place, "%s",
			       text),
		    "%s", hint);
	err->code = ERR_USAGE;
	return error_hint(err, "%s", hint);
}

/* A variable that a section declares, not only a preset. */
static bool declares_some(const struct manifest *manifest)
{
	for (size_t i = 0; i < manifest->variables_count; i++) {
		if (!manifest->variables[i].implied_by)
			return true;
	}
	return false;
}

/* What a step that failed leaves behind is an empty file: of nothing, all is well. */
static void check_holds(struct prepared *ret, const struct preparation *preparation)
{
	const struct place place = { preparation->file, 0 };

	if (ret->file->count == 0 && report_worst(&ret->report) < SEVERITY_ERROR &&
	    !declares_some(ret->manifest))
		report_hint(report_add(&ret->report, SEVERITY_ERROR, "value-unavailable", NULL,
				       place, "there is no variable in it"),
			    "see whether what writes it has failed");
}

static bool read_file(struct prepared *ret, const struct preparation *preparation,
		      struct error *err)
{
	_cleanup_(buf_done) struct buf content = { .maximum = MAX_FILE_BYTES };

	if (!file_read(&content, preparation->file, FILE_ANY, err))
		return complain_of_file(ret, preparation->file, err);
	ret->file = (preparation->from == VALUES_DOTENV ? dotenv_parse : environ_parse)(
		preparation->file, buf_text(&content), content.length, &ret->report);
	check_holds(ret, preparation);
	return true;
}

/* An unknown word for the environment counts as production, and is worth a word. */
static void check_environment(const struct checking *checking)
{
	const struct subject whole = { .checking = checking };

	if (checking->manifest->environment_hidden)
		subject_find(&whole, "mode-unknown", NULL,
			     "what %s says is no environment that is known, and counts as "
			     "production",
			     checking->manifest->environment_from);
	else if (!checking->manifest->environment_known)
		subject_find(&whole, "mode-unknown", NULL,
			     "environment %s is unknown and counts as production",
			     checking->manifest->environment);
}

static bool check_locked(const struct checking *checking, const struct bundle *bundle,
			 struct error *err)
{
	const struct subject whole = { .checking = checking };

	if (!bundle || (arena_is_locked(bundle->arena) && arena_is_locked(checking->values->arena)))
		return true;
	if (checking->manifest->require_locked_memory) {
		error_set(err, ERR_SYSTEM, "memory for values could not be locked");
		return error_hint(err, "raise the memlock limit, or say memory-lock = prefer");
	}
	subject_find(&whole, "memory-not-locked", NULL, "values could not be locked in memory");
	return true;
}

static bool fetch(struct prepared *ret, const struct preparation *preparation, struct error *err)
{
	if (preparation->from != VALUES_FETCHED)
		return true;
	if (!collect(&ret->bundle, ret->manifest, ret->plan, preparation->fetcher, err))
		return false;
	ret->code = collect_report(&ret->report, ret->manifest, ret->plan, ret->bundle);
	/* Whoever makes nothing starts nothing: the logins have done what they were for. */
	if (!preparation->may_mint)
		leases_give_back(ret->manifest, ret->plan, ret->bundle);
	return true;
}

/*
 * The state file is an aid to the audit of many environments and says nothing of whether this one's
 * values are good: trouble with it fails the check, which somebody reads, and keeps no program from
 * its start.
 */
static void compare_environments(struct prepared *ret, const struct checking *checking)
{
	struct error trouble = { 0 };

	if (fingerprints_check(checking, &trouble))
		return;
	if (checking->around)
		log_hint(LOG_WARNING, trouble.hint,
			 "environments are not compared as they should be: %s", trouble.text);
	else
		ret->trouble = trouble;
}

/* The values as far as they are known, and what the rules say about them. */
static bool check(struct prepared *ret, const struct preparation *preparation, struct error *err)
{
	bool fetched = preparation->from == VALUES_FETCHED;
	const struct resolve_inputs inputs = {
		.manifest = ret->manifest,
		.plan = ret->plan,
		.bundle = ret->bundle,
		.file = ret->file,
		.environ = fetched ? preparation->manifest.environ : NULL,
		/* With a value missing nothing will start, but what else is wrong is said too. */
		.known_only = preparation->from == VALUES_OFFLINE || ret->code != ERR_NONE,
	};
	_cleanup_(waivers_met_done) struct waivers_met met = { 0 };
	struct surroundings around;
	struct checking checking = {
		.manifest = ret->manifest,
		.inherited = fetched && ret->manifest->inherit == INHERIT_ALL
				     ? preparation->manifest.environ
				     : NULL,
		.around = preparation->argv ? &around : NULL,
		/* Of names that a list lets on, only the declared ones are looked at. */
		.whole = (fetched && ret->manifest->inherit != INHERIT_LIST) ||
			 preparation->from == VALUES_ENVIRON,
		.clock = preparation->clock,
		.report = &ret->report,
		.waivers_met = &met,
	};

	if (preparation->argv)
		surroundings_find(&around, preparation->argv);
	ret->values = resolve(&inputs, &ret->report);
	checking.values = ret->values;
	check_environment(&checking);
	schema_check(&checking);
	if (preparation->compares && ret->code == ERR_NONE)
		compare_environments(ret, &checking);
	if (!check_locked(&checking, ret->bundle, err))
		return false;
	/* Of values that are not known it cannot be said that there is nothing to waive. */
	if ((!inputs.known_only &&
	     !(ret->bundle && bundle_not_minted(ret->bundle, BUNDLE_NO_ITEM))) ||
	    text_equal(ret->manifest->waivers, "no"))
		waivers_report(&checking);
	report_sort(&ret->report);
	if (ret->code == ERR_NONE && report_worst(&ret->report) == SEVERITY_ERROR)
		ret->code = ERR_REFUSED;
	return true;
}

/* A manifest that was cut or is empty guards nothing: that is never what somebody meant. */
static void check_declares(struct prepared *ret, const struct preparation *preparation)
{
	const struct manifest *manifest = ret->manifest;
	const struct place place = { manifest->path, 0 };

	if ((preparation->from == VALUES_FETCHED || preparation->from == VALUES_OFFLINE) &&
	    report_worst(&ret->report) < SEVERITY_ERROR && manifest->variables_count == 0 &&
	    manifest->imports_count == 0)
		report_hint(report_add(&ret->report, SEVERITY_ERROR, "manifest-error", NULL, place,
				       "declares no variable"),
			    "add a section [NAME] for each variable that the program needs");
}

bool run_prepare(struct prepared *ret, const struct preparation *preparation, struct error *err)
{
	*ret = (struct prepared){ 0 };
	ret->manifest = manifest_read(&preparation->manifest, &ret->report);
	if (report_worst(&ret->report) < SEVERITY_ERROR)
		check_declares(ret, preparation);
	if (report_worst(&ret->report) == SEVERITY_ERROR) {
		ret->code = ERR_MANIFEST;
		return true;
	}
	if (preparation->file && !read_file(ret, preparation, err))
		return false;
	ret->plan = plan_new(ret->manifest);
	ret->plan->may_mint = preparation->may_mint;
	if (!fetch(ret, preparation, err))
		return false;
	return check(ret, preparation, err);
}

void prepared_done(struct prepared *prepared)
{
	report_done(&prepared->report);
	values_free(prepared->values);
	dotenv_free(prepared->file);
	bundle_free(prepared->bundle);
	plan_free(prepared->plan);
	manifest_free(prepared->manifest);
}

/* The kernel puts the path of the file beside the arguments, and counts it with them. */
static char **with_file(const char *file, char *const *argv)
{
	size_t count = 0;
	char **all;

	while (argv[count])
		count++;
	all = alloc_array(count + 2, sizeof(char *));
	all[0] = (char *)file;
	memcpy(all + 1, argv, count * sizeof(char *));
	return all;
}

bool run_execute(const struct prepared *prepared, const char *file, char *const *argv,
		 char *const *inherited, const struct startup *startup, struct error *err)
{
	_cleanup_(envblock_freep) struct envblock *envblock =
		envblock_new(prepared->manifest, prepared->values, inherited);
	_cleanup_(freep) char **counted = with_file(file, argv);
	struct rlimit stack;

	if (getrlimit(RLIMIT_STACK, &stack) < 0)
		return error_set(err, ERR_SYSTEM, "cannot read the stack limit");
	return envblock_check_size(envblock, counted, stack.rlim_cur, err) &&
	       execute(file, argv, envblock->strings, startup, err);
}
