/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/catalogue.h"
#include "cli/common.h"
#include "util/text.h"

static const struct catalogue_format *find_format(const char *name)
{
	const struct catalogue_format *format = catalogue_formats;

	while (name && !text_equal(format->name, name))
		format++;
	return format;
}

static bool check_names(char *const *names, struct error *err)
{
	const char *nearest;

	for (; *names; names++) {
		if (catalogue_knows(*names))
			continue;
		nearest = catalogue_nearest(*names);
		error_set(err, ERR_USAGE, "rules: nothing is called %s", *names);
		if (nearest)
			return error_hint(err, "did you mean %s?", nearest);
		return error_hint(err, "keystrap rules lists them all");
	}
	return true;
}

bool cmd_rules(int *status, const struct invocation *invocation, struct error *err)
{
	const struct options *options = invocation->options;
	const struct catalogue_format *format = find_format(options->format);
	_cleanup_(buf_done) struct buf out = { 0 };

	*status = 0;
	if (options->keys && format != catalogue_formats) {
		error_set(err, ERR_USAGE, "rules: --keys is text only");
		return error_hint(err, "--format json-schema describes the keys for programs");
	}
	if (format->whole && options->arguments[0]) {
		error_set(err, ERR_USAGE, "rules: --format %s takes no names", format->name);
		return error_hint(err, "leave out %s", options->arguments[0]);
	}
	if (!check_names(options->arguments, err))
		return false;
	if (options->keys)
		catalogue_write_keys(&out);
	else
		format->write(&out, options->arguments);
	return common_print(&out, err);
}
