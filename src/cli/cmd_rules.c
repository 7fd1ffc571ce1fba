/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/catalogue.h"
#include "cli/common.h"
#include "util/text.h"

bool cmd_rules(int *status, const struct invocation *invocation, struct error *err)
{
	const struct options *options = invocation->options;
	_cleanup_(buf_done) struct buf out = { 0 };

	*status = 0;
	if (options->keys && text_equal(options->format, "json")) {
		error_set(err, ERR_USAGE, "rules: --keys is text only");
		return error_hint(err, "leave out one of --keys and --format json");
	}
	if (options->keys) {
		catalogue_write_keys(&out);
	} else if (text_equal(options->format, "json")) {
		catalogue_write_json(&out);
	} else {
		for (char *const *name = options->arguments; *name; name++) {
			char *const one[] = { *name, NULL };

			if (catalogue_write_text(&out, one))
				continue;
			error_set(err, ERR_USAGE, "rules: nothing is called %s", *name);
			return error_hint(err, "keystrap rules lists them all");
		}
		if (!options->arguments[0])
			catalogue_write_text(&out, options->arguments);
	}
	return common_print(&out, err);
}
