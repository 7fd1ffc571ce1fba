/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common.h"
#include "core/leases.h"
#include "process/ending.h"
#include "model/dotenv.h"
#include "util/jsonout.h"
#include "util/log.h"
#include "util/text.h"

/* Single quotes keep everything but themselves (POSIX shell, 2.2.2). */
static void write_shell(struct buf *out, const char *name, const char *bytes, size_t length)
{
	buf_format(out, "export %s='", name);
	for (size_t i = 0; i < length; i++) {
		if (bytes[i] == '\'')
			buf_add_text(out, "'\\''");
		else
			buf_add_char(out, bytes[i]);
	}
	buf_add_text(out, "'\n");
}

static void write_values(struct buf *out, const struct values *values, const char *format)
{
	struct jsonout json = { .out = out, .pretty = true };
	bool as_json = text_equal(format, "json"), as_shell = text_equal(format, "shell");

	if (as_json)
		jsonout_begin(&json, NULL, '{');
	for (size_t i = 0; i < values->count; i++) {
		const struct value *value = &values->items[i];
		const char *name = variable_emit_name(value->variable), *bytes;
		size_t length;

		if (value->passing || !value_is_exported(value))
			continue;
		bytes = secret_reveal(value_emitted(value), &length);
		if (as_json)
			jsonout_bytes(&json, name, bytes, length);
		else if (as_shell)
			write_shell(out, name, bytes, length);
		else
			dotenv_write(out, name, bytes, length);
	}
	if (as_json) {
		jsonout_end(&json, '}');
		buf_add_char(out, '\n');
	}
}

bool cmd_export(int *status, const struct invocation *invocation, struct error *err)
{
	const struct options *options = invocation->options;
	_cleanup_(prepared_done) struct prepared prepared = { 0 };
	_cleanup_(buf_done) struct buf out = { 0 };

	if (!options->reveal) {
		error_set(err, ERR_USAGE, "export writes out the values");
		return error_hint(err, "say --reveal if that is what you want");
	}
	if (!common_prepare(&prepared, invocation, VALUES_FETCHED, NULL, NULL, err)) {
		leases_give_back(prepared.manifest, prepared.plan, prepared.bundle);
		return false;
	}
	common_show_findings(invocation, &prepared);
	if (prepared.code != ERR_NONE || ending_noted()) {
		leases_give_back(prepared.manifest, prepared.plan, prepared.bundle);
		log_print(LOG_ERROR, "nothing is exported");
		*status = error_exit_status(prepared.code);
		return true;
	}
	write_values(&out, prepared.values, options->format);
	*status = 0;
	return common_write_values(invocation, &out, err);
}
