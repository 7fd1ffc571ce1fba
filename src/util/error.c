/* SPDX-License-Identifier: Apache-2.0 */
#include "util/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* clang-format off */
const struct exit_status exit_statuses[ERR_COUNT] = {
	[ERR_NONE]           = { ERR_NONE,             0, "SUCCESS",     "success; run: the program's own status" },
	[ERR_FINDINGS]       = { ERR_FINDINGS,         1, "FAILURE",     "check: findings at or above --fail-on" },
	[ERR_USAGE]          = { ERR_USAGE,           64, "USAGE",       "the command line is wrong" },
	[ERR_REFUSED]        = { ERR_REFUSED,         65, "DATAERR",     "a value was refused, nothing was started" },
	[ERR_UNAVAILABLE]    = { ERR_UNAVAILABLE,     69, "UNAVAILABLE", "a store is unavailable or lacks a value" },
	[ERR_INTERNAL]       = { ERR_INTERNAL,        70, "SOFTWARE",    "a fault of keystrap's own" },
	[ERR_SYSTEM]         = { ERR_SYSTEM,          71, "OSERR",       "the operating system refused a call" },
	[ERR_DEADLINE]       = { ERR_DEADLINE,        75, "TEMPFAIL",    "the deadline passed on trouble that may pass" },
	[ERR_AUTH]           = { ERR_AUTH,            77, "NOPERM",      "authentication or permission failed" },
	[ERR_MANIFEST]       = { ERR_MANIFEST,        78, "CONFIG",      "the manifest, or a file that it names, is wrong" },
	[ERR_NOT_EXECUTABLE] = { ERR_NOT_EXECUTABLE, 126, "",            "the program was found but could not be executed" },
	[ERR_NOT_FOUND]      = { ERR_NOT_FOUND,      127, "",            "the program was not found" },
};
/* clang-format on */

int error_exit_status(enum err_code code)
{
	return exit_statuses[code].number;
}

_printf_(3, 0) static void set_text(struct error *err, enum err_code code, const char *format,
				    va_list args)
{
	err->code = code;
	err->hint[0] = '\0';
	vsnprintf(err->text, sizeof(err->text), format, args);
}

bool error_set(struct error *err, enum err_code code, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	set_text(err, code, format, args);
	va_end(args);
	return false;
}

bool error_errno(struct error *err, enum err_code code, int number, const char *format, ...)
{
	va_list args;
	size_t used;

	va_start(args, format);
	set_text(err, code, format, args);
	va_end(args);
	used = strlen(err->text);
	snprintf(err->text + used, sizeof(err->text) - used, ": %s", strerror(number));
	return false;
}

bool error_wrap(struct error *err, const char *format, ...)
{
	char inner[sizeof(err->text)];
	va_list args;
	size_t used;

	memcpy(inner, err->text, sizeof(inner));
	va_start(args, format);
	vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	used = strlen(err->text);
	snprintf(err->text + used, sizeof(err->text) - used, ": %s", inner);
	return false;
}

bool error_hint(struct error *err, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(err->hint, sizeof(err->hint), format, args);
	va_end(args);
	return false;
}
