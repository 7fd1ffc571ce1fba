/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/grammar.h"

#include <string.h>

#include "util/cleanup.h"
#include "util/text.h"

/* directive: one of the log crate's, which RUST_LOG knows. */
static const struct {
	const char *word;
	enum log_level level;
	bool directive;
} levels[] = {
	{ "trace", LEVEL_TRACE, true },
	{ "silly", LEVEL_TRACE, false },
	{ "debug", LEVEL_DEBUG, true },
	{ "verbose", LEVEL_DEBUG, false },
	{ "info", LEVEL_INFO, true },
	{ "information", LEVEL_INFO, false },
	{ "log", LEVEL_INFO, false }, /* NestJS */
	{ "notice", LEVEL_NOTICE, false },
	{ "warn", LEVEL_WARNING, true },
	{ "warning", LEVEL_WARNING, false },
	{ "error", LEVEL_ERROR, true },
	{ "err", LEVEL_ERROR, false },
	{ "fatal", LEVEL_CRITICAL, false },
	{ "critical", LEVEL_CRITICAL, false },
	{ "crit", LEVEL_CRITICAL, false },
	{ "alert", LEVEL_ALERT, false },
	{ "emerg", LEVEL_EMERGENCY, false },
	{ "off", LEVEL_OFF, true },
	{ "none", LEVEL_OFF, false },
	{ "10", LEVEL_DEBUG, false }, /* the numbers of Python's logging */
	{ "20", LEVEL_INFO, false },
	{ "30", LEVEL_WARNING, false },
	{ "40", LEVEL_ERROR, false },
	{ "50", LEVEL_CRITICAL, false },
};

static bool find_level(enum log_level *ret, const char *text, size_t length, bool directive)
{
	char word[16]; /* longer than the longest, "information" */

	if (length >= sizeof(word))
		return false;
	memcpy(word, text, length);
	word[length] = '\0';
	for (size_t i = 0; i < ARRAY_LENGTH(levels); i++) {
		if (text_equal_nocase(levels[i].word, word) &&
		    (levels[i].directive || !directive)) {
			*ret = levels[i].level;
			return true;
		}
	}
	return false;
}

/* A crate's or module's path, or tracing's TARGET[SPAN{FIELD=VALUE}]; its length. */
static size_t target_length(const char *text)
{
	size_t name = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789_:.-");

	if (text[name] == '[') {
		size_t span = strcspn(text + name, "]");

		if (!text[name + span])
			return 0;
		return name + span + 1;
	}
	return name;
}

/*
 * One directive; what follows it, or NULL when it is none. *bare: it names a target only, and so
 * all of its messages.
 */
static const char *read_directive(enum log_level *ret, bool *bare, const char *text)
{
	size_t target = target_length(text);
	size_t level;

	*bare = false;
	if (target > 0 && text[target] == '=') {
		text += target + 1;
		level = strcspn(text, ",/");
		return find_level(ret, text, level, true) ? text + level : NULL;
	}
	level = strcspn(text, ",/");
	if (find_level(ret, text, level, true))
		return text + level;
	/* Quarkus: INFO,org.infinispan:WARN. */
	for (target = level; target > 0 && text[target - 1] != ':';)
		target--;
	if (target > 1 && text[target - 2] != ':' &&
	    find_level(ret, text + target, level - target, true))
		return text + level;
	target = target_length(text);
	*bare = target > 0;
	*ret = LEVEL_TRACE;
	return target > 0 && target == level ? text + level : NULL;
}

static bool read_directives(enum log_level *ret, const char *text)
{
	enum log_level lowest = LEVEL_OFF;
	bool sure = false;

	for (;;) {
		enum log_level level;
		bool bare;

		/* A bare word may be a slip in a level; a path is none. */
		sure = sure || memmem(text, strcspn(text, ",/"), "::", 2);
		text = read_directive(&level, &bare, text);
		if (!text)
			return false;
		sure = sure || !bare;
		lowest = level < lowest ? level : lowest;
		if (*text != ',')
			break;
		text++;
	}
	if (sure) /* what follows a slash is env_logger's filter of messages */
		*ret = lowest;
	return sure;
}

const char *grammar_log_level(enum log_level *ret, const char *text, size_t length)
{
	if (strlen(text) != length || length == 0 || text_has_control(text, length))
		return "not the name of a log level";
	if (find_level(ret, text, length, false) || read_directives(ret, text))
		return NULL;
	return strpbrk(text, ",=/:")
		       ? "neither a log level nor directives such as info,module=debug"
		       : "not the name of a log level";
}
