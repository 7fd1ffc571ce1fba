/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/rule/name.h"

#include <string.h>

#include "model/names.h"
#include "schema/command_line.h"
#include "schema/words.h"
#include "util/alloc.h"
#include "util/text.h"

/* clang-format off */
/* They run code of somebody's choice whatever the program is. */
#define GRAVE "LD_* _RLD* LDR_* DYLD_* GCONV_PATH GLIBC_TUNABLES BASH_ENV BASH_FUNC_* SHELLOPTS BASHOPTS PS4 IFS PERL5OPT PERL5DB PERL5LIB PROMPT_COMMAND CDPATH PYTHONSTARTUP PYTHONHOME RUBYOPT GIT_SSH_COMMAND GIT_EXEC_PATH GIT_PROXY_COMMAND GIT_EXTERNAL_DIFF LESSOPEN LESSCLOSE OPENSSL_CONF OPENSSL_ENGINES OPENSSL_MODULES"

/* Images of accelerators and language runtimes set it. */
#define DOUBTFUL "LD_LIBRARY_PATH"

/* What processes have in their environment anyway. */
#define USUAL "PATH TMPDIR TMP TEMP TEMPDIR ENV SHELL MAIL EDITOR VISUAL PAGER MANPAGER LESS LS_* DISPLAY WAYLAND_DISPLAY XAUTHORITY DBUS_* SSH_AUTH_SOCK GPG_AGENT_INFO GNUPGHOME PS1 PS2 HISTFILE TERMINFO* PYTHON* CLASSPATH NODE_* JAVA_* JDK_* _JAVA_OPTIONS JVM_* CATALINA_* MAVEN_* GRADLE_* GO* CARGO_* RUST* GEM_* BUNDLE_* RUBYLIB RAILS_* PHP_* NPM_* PIP_* UV_* CONDA_* MALLOC_* TZDIR DEBUG*"

/* Options by which Node.js loads a file before the program. */
#define NODE_LOADS "-r --require --import --loader --experimental-loader --openssl-config --experimental-config-file"

/* The same of Java's machine, and commands that it runs. */
#define JAVA_NAMES  "JAVA_TOOL_OPTIONS _JAVA_OPTIONS JDK_JAVA_OPTIONS"
#define JAVA_LOADS  "-agentpath: -agentlib: -Xrun -Xbootclasspath -XX:OnOutOfMemoryError= -XX:OnError= -XX:Flags= -XX:VMOptionsFile= @"
#define JAVA_AGENTS "-javaagent:"
/* clang-format on */

/* A shell reads the file that ENV names; a word there is the name of an environment. */
static bool names_a_file(const char *name, const char *text)
{
	return text_equal_nocase(name, "ENV") && strchr(text, '/');
}

/* What the options load or run before the program's own code. */
static bool loads(const char *name, const char *text)
{
	_cleanup_(text_wipep) char *plain = command_line_plain(text);
	const char *at = plain;
	struct word option;

	if (name_fits(JAVA_NAMES, name))
		return command_line_has(plain, JAVA_LOADS);
	while (text_equal_nocase(name, "NODE_OPTIONS") && word_next(&option, &at, "=\n")) {
		if (word_among(option, NODE_LOADS))
			return true;
	}
	return false;
}

/* As those who watch programs have their agents loaded. */
static bool loads_agent(const char *name, const char *text)
{
	_cleanup_(text_wipep) char *plain = command_line_plain(text);

	return name_fits(JAVA_NAMES, name) && command_line_has(plain, JAVA_AGENTS);
}

void rule_check_loader(const struct subject *subject)
{
	const char *name = subject->variable->name;
	const enum severity *severities = SUBJECT_INFO;

	/* The manifest's reader sees to the names of sections, imports are asked when they come. */
	if (subject->origin != ORIGIN_FILE || subject->length == 0 ||
	    name_tier(name) != NAME_DENIED)
		return;
	if (name_fits(DOUBTFUL, name))
		severities = SUBJECT_WARN;
	else if (name_fits(GRAVE, name) || names_a_file(name, subject->bytes) ||
		 loads(name, subject->bytes))
		severities = SUBJECT_AT(ALWAYS);
	else if (loads_agent(name, subject->bytes))
		severities = SUBJECT_WARN;
	else if (name_fits(USUAL, name))
		return;
	subject_find_at(subject, "loader-variable", severities, NULL,
			"programs and loaders act on this name");
}
