/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/sealing.h"

#include "model/dotenv.h"
#include "provider/age/sealed.h"
#include "util/io.h"
#include "util/jsondoc.h"

bool sealing_check(const char *file, const struct buf *plaintext, struct error *err)
{
	_cleanup_(jsondoc_freep) struct jsondoc *root = NULL;
	_cleanup_(dotenv_freep) struct dotenv *dotenv = NULL;
	_cleanup_(report_done) struct report report = { 0 };

	if (sealed_is_json(plaintext)) {
		if (jsondoc_parse(&root, plaintext->bytes, plaintext->length, err))
			return true;
		err->code = ERR_USAGE;
		error_wrap(err, "%s", file);
		return error_hint(err, "mend it; what begins with { is taken for JSON");
	}
	dotenv = dotenv_parse(file, buf_text(plaintext), plaintext->length, &report);
	if (report.count == 0)
		return true;
	error_set(err, ERR_USAGE, "%s:%u: %s", file, report.findings[0].place.line,
		  report.findings[0].message);
	return error_hint(err, "%s", report.findings[0].hint);
}

bool sealing_write(const char *path, const struct age_recipients *recipients,
		   const struct buf *plaintext, bool armor, bool exclusive, struct error *err)
{
	_cleanup_(buf_done) struct buf sealed = { 0 };

	return age_seal(&sealed, recipients, buf_text(plaintext), plaintext->length, armor, err) &&
	       file_write(path, sealed.bytes, sealed.length, 0600, exclusive, err);
}
