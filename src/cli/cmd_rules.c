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

static bool check_names(const struct options *options, bool keys, struct error *err)
{
	char *const *names = options->arguments;
	const char *nearest;

	for (; *names; names++) {
		if ((!options->keys && catalogue_knows(*names)) ||
		    (keys && catalogue_knows_key(*names)))
			continue;
		nearest = catalogue_nearest(*names);
		if (options->keys) {
			error_set(err, ERR_USAGE, "rules: no key is called %s", *names);
			return error_hint(err, "keystrap rules --keys lists them all");
		}
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
	if (!check_names(options, format == catalogue_formats, err))
		return false;
	if (options->keys)
		catalogue_write_keys(&out, options->arguments);
	else
		format->write(&out, options->arguments);
	return common_print(&out, err);
}
