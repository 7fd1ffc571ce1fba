/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/help.h"

#include "cli/commands.h"
#include "util/buf.h"
#include "util/text.h"

/* ": text, json or junit" */
static void write_words(struct buf *out, const struct option_spec *spec)
{
	_cleanup_(text_list_freep) char **words = option_words(spec);

	for (size_t i = 0; words && words[i]; i++)
		buf_format(out, "%s%s", i == 0 ? ": " : words[i + 1] ? ", " : " or ", words[i]);
}

static void write_options(struct buf *out, const struct option_spec *const *specs)
{
	for (; *specs; specs++) {
		const struct option_spec *spec = *specs;
		size_t start = out->length;

		if (spec->letter)
			buf_format(out, "  -%c, --%s", spec->letter, spec->name);
		else
			buf_format(out, "      --%s", spec->name);
		if (spec->argument)
			buf_format(out, " %s", spec->argument);
		do
			buf_add_char(out, ' ');
		while (out->length - start < 30);
		buf_add_text(out, spec->help);
		write_words(out, spec);
		buf_add_char(out, '\n');
	}
}

static void write_overview(struct buf *out)
{
	buf_add_text(out, "keystrap gives a program its secrets, or refuses to start it.\n\n"
			  "Usage: keystrap COMMAND [OPTION...] [ARGUMENT...]\n\nCommands:\n");
	for (const struct command *command = commands; command->name; command++)
		buf_format(out, "  %-9s %s\n", command->name, command->summary);
	buf_add_text(out, "\n  --help, --version\n\n"
			  "keystrap COMMAND --help shows the options of a command.\n"
			  "Start here: keystrap init, then keystrap check -c keystrap.ini\n");
}

void help_write(struct buf *out, const struct command *command)
{
	if (!command) {
		write_overview(out);
		return;
	}
	buf_format(out, "keystrap %s: %s\n\nUsage: keystrap %s [OPTION...]%s%s\n\nOptions:\n",
		   command->name, command->summary, command->name, command->arguments[0] ? " " : "",
		   command->arguments);
	write_options(out, command->options);
	write_options(out, common_options);
	buf_add_text(out, "\nSee keystrap(1).\n");
}
