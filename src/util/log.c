/* SPDX-License-Identifier: Apache-2.0 */
#include "util/log.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/jsonout.h"
#include "util/text.h"

/* The one mutable global of the program. */
static struct {
	enum log_level shown;
	enum log_format format;
	char run_id[17];
} settings = { .shown = LOG_NOTICE };

static const char *const level_names[] = { "error", "warning", "notice", "info" };

void log_setup(enum log_level shown, enum log_format format)
{
	settings.shown = shown;
	settings.format = format;
}

static const char *run_id(void)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char random[8] = { 0 };

	if (settings.run_id[0] || getrandom(random, sizeof(random), 0) != sizeof(random))
		return settings.run_id;
	for (size_t i = 0; i < sizeof(random); i++) {
		settings.run_id[2 * i] = digits[random[i] >> 4];
		settings.run_id[2 * i + 1] = digits[random[i] & 15];
	}
	return settings.run_id;
}

static void add_json(struct buf *out, enum log_level level, const char *text, const char *hint)
{
	struct jsonout json = { .out = out };
	struct timespec now;
	struct tm utc;
	char stamp[40];

	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &utc);
	strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%SZ", &utc);
	jsonout_begin(&json, NULL, '{');
	jsonout_text(&json, "ts", stamp);
	jsonout_text(&json, "level", level_names[level]);
	jsonout_text(&json, "run_id", run_id());
	jsonout_text(&json, "message", text);
	if (hint && hint[0])
		jsonout_text(&json, "hint", hint);
	jsonout_end(&json, '}');
	buf_add_char(out, '\n');
}

static void print(enum log_level level, const char *text, const char *hint)
{
	_cleanup_(buf_done) struct buf line = { 0 };

	if (level > settings.shown)
		return;
	if (settings.format == LOG_JSON) {
		add_json(&line, level, text, hint);
	} else {
		_cleanup_(freep) char *safe_text = text_printable(text);
		_cleanup_(freep) char *safe_hint = text_printable(hint ? hint : "");

		buf_format(&line, "keystrap: %s: %s\n", level_names[level], safe_text);
		if (safe_hint[0])
			buf_format(&line, "  hint: %s\n", safe_hint);
	}
	/* Nothing sensible is left to do when stderr is gone. */
	(void)!write(STDERR_FILENO, line.bytes, line.length);
}

void log_print(enum log_level level, const char *format, ...)
{
	_cleanup_(freep) char *text = NULL;
	va_list args;

	va_start(args, format);
	text = text_vformat(format, args);
	va_end(args);
	print(level, text, NULL);
}

void log_hint(enum log_level level, const char *hint, const char *format, ...)
{
	_cleanup_(freep) char *text = NULL;
	va_list args;

	va_start(args, format);
	text = text_vformat(format, args);
	va_end(args);
	print(level, text, hint);
}

void log_error(const struct error *err)
{
	print(LOG_ERROR, err->text, err->hint);
}

bool log_wants_colour(int fd)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(fd) && !(no_color && no_color[0]) && term && strcmp(term, "dumb") != 0;
}

unsigned log_columns(int fd)
{
	struct winsize size;

	return ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40 ? size.ws_col : 0;
}
