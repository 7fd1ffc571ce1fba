/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common.h"
#include "cli/identity_file.h"
#include "util/io.h"
#include "util/log.h"

bool cmd_keygen(int *status, const struct invocation *invocation, struct error *err)
{
	const struct options *options = invocation->options;
	_cleanup_(buf_done) struct buf file = { 0 };
	char recipient[AGE_KEY_TEXT_SIZE];

	if (!identity_file_make(&file, recipient, err))
		return false;
	if (options->output) {
		/* A key that is there may be the only one to some file: it is never replaced. */
		if (!file_write(options->output, file.bytes, file.length, 0600, true, err))
			return false;
	} else if (!common_write_values(invocation, &file, err)) {
		return false;
	}
	log_notice("public key: %s", recipient);
	*status = 0;
	return true;
}
