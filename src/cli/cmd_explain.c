/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common.h"
#include "cli/explain.h"
#include "util/alloc.h"
#include "util/text.h"

static bool check_names(const struct options *options, const struct manifest *manifest,
			struct error *err)
{
	const char **names = alloc_array(manifest->variables_count + 1, sizeof(char *));
	bool good = true;

	for (size_t i = 0; i < manifest->variables_count; i++)
		names[i] = manifest->variables[i].name;
	for (size_t i = 0; good && i < options->arguments_count; i++) {
		const char *name = options->arguments[i], *nearest = text_nearest(name, names);

		if (manifest_find_variable(manifest, name))
			continue;
		good = error_set(err, ERR_USAGE, "explain: there is no [%s] in %s", name,
				 manifest->path);
		if (nearest)
			error_hint(err, "did you mean %s?", nearest);
		else
			error_hint(err, "leave out the names to see them all");
	}
	freep(&names);
	return good;
}

static const struct explain_format *find_format(const char *name)
{
	const struct explain_format *format = explain_formats;

	while (name && !text_equal(format->name, name))
		format++;
	return format;
}

bool cmd_explain(int *status, const struct invocation *invocation, struct error *err)
{
	const struct options *options = invocation->options;
	_cleanup_(prepared_done) struct prepared prepared = { 0 };
	const struct explanation explanation = { &prepared, options->arguments };
	_cleanup_(buf_done) struct buf out = { 0 };

	if (!common_prepare(&prepared, invocation,
			    options->online ? VALUES_FETCHED : VALUES_OFFLINE, NULL, NULL, err))
		return false;
	if (prepared.code == ERR_MANIFEST || options->online)
		common_show_findings(invocation, &prepared);
	*status = error_exit_status(prepared.code == ERR_REFUSED ? ERR_NONE : prepared.code);
	if (prepared.code == ERR_MANIFEST)
		return true;
	if (!check_names(options, prepared.manifest, err))
		return false;
	find_format(options->format)->write(&out, &explanation);
	return common_print(&out, err);
}
