/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/hints.h"
#include "util/alloc.h"
#include "util/io.h"
#include "util/log.h"
#include "util/text.h"

const char *common_manifest_path(const struct invocation *invocation)
{
	const char *path = invocation->options->config;

	if (!path)
		path = getenv("KEYSTRAP_CONFIG");
	return path && path[0] ? path : MANIFEST_DEFAULT_PATH;
}

struct preparation common_preparation(const struct invocation *invocation, enum values_from from)
{
	const struct options *options = invocation->options;
	struct preparation preparation = {
		.manifest = { .path = common_manifest_path(invocation),
			      .environment = options->environment,
			      .presets = options->presets,
			      .environ = invocation->environ,
			      .offline = from != VALUES_FETCHED },
		.from = from,
		.file = options->dotenv ? options->dotenv : options->environ_file,
		.clock = &system_clock,
	};

	/* A file's values can be checked without any manifest, given an environment or presets. */
	if (preparation.file && (options->environment || options->presets) &&
	    text_equal(preparation.manifest.path, MANIFEST_DEFAULT_PATH) && !options->config &&
	    access(preparation.manifest.path, F_OK) < 0 && errno == ENOENT)
		preparation.manifest.path = NULL;
	return preparation;
}

bool common_prepare(struct prepared *ret, const struct invocation *invocation,
		    enum values_from from, struct fetcher *fetcher, char *const *argv,
		    struct error *err)
{
	struct preparation preparation = common_preparation(invocation, from);

	preparation.fetcher = fetcher;
	preparation.argv = argv;
	preparation.may_mint = invocation->options->command->mints;
	/* Of a file somebody must say which environment it is for, or it would be taken for one. */
	preparation.compares = invocation->options->command->compares &&
			       (from == VALUES_FETCHED ||
				(from == VALUES_DOTENV && invocation->options->environment));
	if (!run_prepare(ret, &preparation, err))
		return false;
	hints_complete(&ret->report, ret->manifest);
	return true;
}

static void log_finding(const struct finding *finding)
{
	static const enum log_level levels[] = { LOG_VERBOSE, LOG_NOTICE, LOG_WARNING, LOG_ERROR };
	enum log_level level = finding->waiver ? LOG_NOTICE : levels[finding->severity];
	_cleanup_(buf_done) struct buf text = { 0 };

	if (finding->place.file && finding->place.line)
		buf_format(&text, "%s:%u: ", finding->place.file, finding->place.line);
	else if (finding->place.file)
		buf_format(&text, "%s: ", finding->place.file);
	if (finding->variable)
		buf_format(&text, "%s: ", finding->variable);
	log_hint(level, finding->waiver ? finding->waiver : finding->hint, "%s%s [%s]",
		 buf_text(&text), finding->message, finding->rule);
}

static bool is_found(const struct report *report, const char *name)
{
	for (size_t i = 0; i < report->count; i++) {
		if (text_equal(report->findings[i].variable, name))
			return true;
	}
	return false;
}

/* One that only a preset asks for counts when it is set, or when something is said about it. */
static bool is_looked_at(const struct prepared *prepared, const struct variable *variable)
{
	const struct value *value =
		prepared->values ? values_find(prepared->values, variable->name) : NULL;

	return !variable->implied_by || (value && value->secret) ||
	       is_found(&prepared->report, variable->name);
}

static const char **variable_names(const struct prepared *prepared, size_t *ret_count)
{
	const struct manifest *manifest = prepared->manifest;
	const struct values *values = prepared->values;
	size_t others = values ? values->count : 0, count = 0;
	const char **names = alloc_array(manifest->variables_count + others + 1, sizeof(*names));

	for (size_t i = 0; i < manifest->variables_count; i++) {
		if (is_looked_at(prepared, &manifest->variables[i]))
			names[count++] = manifest->variables[i].name;
	}
	for (size_t i = 0; i < others; i++) {
		const struct value *value = &values->items[i];

		if (value->variable->unknown &&
		    (!value->passing || is_found(&prepared->report, value->variable->name)))
			names[count++] = value->variable->name;
	}
	*ret_count = count;
	return names;
}

/* The manifest; without one, the file that something is known of. */
static const char *main_file(const struct prepared *prepared)
{
	const struct manifest *manifest = prepared->manifest;

	for (size_t i = 0; !manifest->path && i < manifest->variables_count; i++) {
		if (manifest->variables[i].place.file)
			return manifest->variables[i].place.file;
	}
	return manifest->path ? manifest->path : ".env";
}

/*
 * A manifest could not be used or a store not be asked: of all values, or of what the store keeps
 * and of what is made of that, nothing is known.
 */
static bool *find_unread(const struct prepared *prepared, const char *const *names, size_t count)
{
	bool *unread = alloc_array(count + 1, sizeof(*unread));

	if (prepared->values && (prepared->code == ERR_NONE || prepared->code == ERR_REFUSED))
		return unread;
	for (size_t i = 0; i < count; i++)
		unread[i] = !prepared->values || !values_find(prepared->values, names[i]);
	return unread;
}

struct report_context common_report_context(const struct invocation *invocation,
					    const struct prepared *prepared, int out)
{
	struct report_context context = {
		.report = &prepared->report,
		.environment = prepared->manifest->environment,
		.file = main_file(prepared),
		.directory = getcwd(NULL, 0),
		.fail_on = SEVERITY_ERROR,
		.quiet = invocation->options->quiet,
		.colour = log_wants_colour(out),
		.width = log_columns(out),
	};

	context.names = variable_names(prepared, &context.variables);
	context.unread = find_unread(prepared, context.names, context.variables);
	return context;
}

void common_report_context_done(struct report_context *context)
{
	free((void *)context->names);
	free((void *)context->unread);
	free((void *)context->directory);
	lowereds_done(&context->lowered);
}

void common_show_findings(const struct invocation *invocation, const struct prepared *prepared)
{
	const struct report *report = &prepared->report;
	_cleanup_(common_report_context_done) struct report_context context =
		common_report_context(invocation, prepared, STDERR_FILENO);
	_cleanup_(buf_done) struct buf out = { 0 };
	struct error err;

	/* What is for information is check's to say: a program that starts well starts in silence.
	 */
	if (report->count == 0 ||
	    (report_worst(report) < SEVERITY_WARNING && report_waived(report) == 0 &&
	     !invocation->options->verbose) ||
	    (invocation->options->quiet && report_worst(report) < SEVERITY_ERROR))
		return;
	if (text_equal(invocation->options->log_format, "json")) {
		for (size_t i = 0; i < report->count; i++)
			log_finding(&report->findings[i]);
		return;
	}
	report_write_text(&out, &context);
	(void)!file_write_fd(STDERR_FILENO, out.bytes, out.length, "standard error", &err);
}

bool common_print(const struct buf *out, struct error *err)
{
	return file_write_fd(STDOUT_FILENO, buf_text(out), out->length, "standard output", err);
}

bool common_write_values(const struct invocation *invocation, const struct buf *out,
			 struct error *err)
{
	const struct options *options = invocation->options;

	if (options->output)
		return file_write(options->output, buf_text(out), out->length, 0600,
				  !options->force, err);
	if (isatty(STDOUT_FILENO) && !options->terminal) {
		error_set(err, ERR_USAGE, "standard output is a terminal");
		return error_hint(err,
				  "pipe it on, say --output FILE, or --terminal if you mean it");
	}
	return common_print(out, err);
}
