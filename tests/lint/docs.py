#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The program's own tables against its manual pages, --help and completions, in both directions.

Usage: docs.py SOURCE_ROOT PROGRAM. PROGRAM --dump-tables prints the tables as one JSON document.
How a page names what it documents (mdoc):

man/keystrap.1
    COMMANDS            .Ss run                     each command
                        .It Fl -format Ar FORMAT    in there: each of its options, and in the text
                                                    below .Cm for each word that it takes
    OPTIONS             .It Fl -color               an option that every command has may stand here
    EXIT STATUS         .It 64 Pq USAGE             each exit status, and its name if it has one;
                                                    the text below begins with its meaning
    ENVIRONMENT         .It Ev KEYSTRAP_CONFIG      each environment variable
    anywhere            .Fl -output                 an option of some command
man/keystrap.ini.5
    .Ss [keystrap]                                  a kind of section (.Sh or .Ss), see HEADINGS
    .Ss [source NAME] with type = vault             for keys of one type of source only
                        .It Ic role                 in there: each of its keys; those of a variable
                                                    that only some types take are in the next page
man/keystrap-rules.7                                what keystrap rules --format mdoc writes
    TYPES               .It Cm postgres-url         each type
    KEYS                .It Ic min                  each key that only some types take
    RULES               .It Cm jwt-key-too-short    each rule but the types' own
    PRESETS             .It Cm django               each preset

keystrap COMMAND --help says --name for each option; a line that starts with --name documents an
option of that very command. keystrap --help names each command. What the completions must look like
is said in completions.py. --help and --version belong to the program and need no row.
"""

import json
import os
import re
import subprocess
import sys

import completions
import mdoc
import source

PAGE, INI_PAGE, RULES_PAGE = 'man/keystrap.1', 'man/keystrap.ini.5', 'man/keystrap-rules.7'
COMPLETIONS = ['contrib/completions/' + name
               for name in ('keystrap.bash', '_keystrap', 'keystrap.fish')]
HEADINGS = {'keystrap': '[keystrap]', 'rules': '[rules]', 'source': '[source NAME]',
            'variable': '[NAME]', 'import': '[import NAME]'}
LISTS = {'types': 'TYPES', 'rules': 'RULES', 'presets': 'PRESETS'}
OF_THE_PROGRAM = {'help', 'version'}


class Tables:
    """The dump, by name."""

    def __init__(self, dump):
        self.options = {command['name']: {option['name'].lstrip('-')
                                          for option in command['options']}
                        for command in dump['commands']}
        self.choices = {command['name']: {option['name']: set(option['choices'])
                                          for option in command['options'] if option['choices']}
                        for command in dump['commands']}
        self.statuses = {str(row['number']): row for row in dump['exit_statuses']}
        self.environment = {row['name'] for row in dump['environment']}
        self.keys = {(self.heading(row), row['name']) for row in dump['keys'] if not row['typed']}
        self.lists = {section: {row.get('id') or row['name'] for row in dump[table]}
                      for table, section in LISTS.items()}
        self.lists['RULES'] -= {row['rule'] for row in dump['types']}
        self.lists['KEYS'] = {row['name'] for row in dump['keys'] if row['typed']}

    @staticmethod
    def heading(row):
        return HEADINGS[row['section']] + (' with type = ' + row['type'] if row['type'] else '')

    def any_option(self):
        return OF_THE_PROGRAM.union(*self.options.values())

    def shared_options(self):
        """Those that every command has."""
        return OF_THE_PROGRAM.union(self.any_option().intersection(*self.options.values()))


def load(program):
    """(tables, None) or (None, what is wrong)."""
    dumped = subprocess.run([program, '--dump-tables'], check=False, capture_output=True, text=True,
                            timeout=20)
    if dumped.returncode:
        return None, '--dump-tables exits with %d' % dumped.returncode
    try:
        return Tables(json.loads(dumped.stdout)), None
    except ValueError:
        return None, '--dump-tables prints no JSON'
    except (KeyError, TypeError, AttributeError) as error:
        return None, '--dump-tables lacks a table or column: %s' % error


def compare(report, path, what, wanted, documented):
    """documented: {name: line}. What is in only one of the two is wrong."""
    for name in wanted - documented.keys():
        report.add(path, 0, '%s %s is missing' % (what, name))
    for name in documented.keys() - wanted:
        report.add(path, documented[name], '%s %s does not exist' % (what, name))


def dashed(names):
    return {'--' + name for name in names}


def long_flags(line):
    return [flag[1:] for flag in line.flags() if flag.startswith('-')]


def check_flags(report, tables, lines):
    """Every .Fl on the page, prose included, is an option of some command."""
    for line in lines:
        for flag in line.flags():
            if len(flag) > 1 and not flag.startswith('-'):
                report.add(PAGE, line.number, 'write .Fl -%s for --%s' % (flag, flag))
        for name in long_flags(line):
            if name not in tables.any_option():
                report.add(PAGE, line.number, 'option --%s does not exist' % name)


def check_commands(report, tables, lines):
    commands, options, shared = {}, {name: {} for name in tables.options}, {}
    for line in lines:
        if line.section == 'COMMANDS' and line.macro == 'Ss':
            commands[line.heading] = line.number
        elif line.macro == 'It' and line.section in ('COMMANDS', 'OPTIONS'):
            place = shared if line.section == 'OPTIONS' else options.get(line.heading, {})
            place.update({name: line.number for name in long_flags(line)})
    compare(report, PAGE, 'command', set(tables.options), commands)
    for name, number in shared.items():
        if name not in tables.shared_options():
            report.add(PAGE, number, 'not every command has --%s' % name)
    for command, documented in options.items():
        elsewhere = OF_THE_PROGRAM | shared.keys()
        compare(report, PAGE, command + ': option', dashed(tables.options[command] - elsewhere),
                {'--' + name: line for name, line in documented.items() if name not in elsewhere})


def check_choices(report, tables, lines):
    """The words that an option takes are the .Cm of its text; names of commands may stand there."""
    documented, at, nested = {}, None, 0
    for line in lines:
        if line.macro == 'It' and not nested:
            at = (line.heading if line.section == 'COMMANDS' else None, long_flags(line), line.number)
            continue
        if line.macro in ('Ss', 'Sh') or (line.macro == 'El' and not nested):
            at, nested = None, 0
        elif at and line.macro in ('Bl', 'El'):
            nested += 1 if line.macro == 'Bl' else -1
        for name in at[1] if at else ():
            words = documented.setdefault((at[0], name), (at[2], set()))[1]
            words.update(line.words_of('Cm') - tables.options.keys())
    for command, options in tables.choices.items():
        for name, wanted in options.items():
            number, words = documented.get((command, name)) or documented.get((None, name)) or \
                (0, set())
            compare(report, PAGE, '%s: --%s' % (command, name), wanted,
                    dict.fromkeys(words, number))


def plain(text):
    """Letters and digits only: the page may mark up and punctuate as it likes."""
    return re.sub(r'[^a-z0-9]+', ' ', text.lower()).strip()


def check_statuses(report, tables, lines):
    rows, current = {}, None
    for line in lines:
        if line.section != 'EXIT STATUS' or line.macro == 'El':
            current = None
        elif line.macro == 'It':
            words = line.text().split()
            current = words[0]
            rows[current] = {'line': line.number, 'name': words[1] if words[1:] else '', 'text': ''}
        elif current:
            rows[current]['text'] += ' ' + line.text()
    compare(report, PAGE, 'exit status', set(tables.statuses),
            {number: row['line'] for number, row in rows.items()})
    for number in rows.keys() & tables.statuses.keys():
        row, wanted = rows[number], tables.statuses[number]
        if row['name'] != wanted['name']:
            report.add(PAGE, row['line'], 'exit status %s is named "%s"' % (number, wanted['name']))
        if not (plain(row['text']) + ' ').startswith(plain(wanted['meaning']) + ' '):
            report.add(PAGE, row['line'], 'exit status %s means "%s"' % (number, wanted['meaning']))


def check_environment(report, tables, lines):
    compare(report, PAGE, 'environment variable', tables.environment,
            {line.item('Ev'): line.number for line in lines
             if line.section == 'ENVIRONMENT' and line.item('Ev')})


def check_keys(report, tables, lines):
    documented = {}
    for line in lines:
        heading = line.heading or line.section
        if line.macro in ('Sh', 'Ss') and heading.startswith('['):
            if heading not in {known for known, _ in tables.keys}:
                report.add(INI_PAGE, line.number, 'no section has the form %s' % heading)
        elif line.item('Ic') and heading.startswith('['):
            documented[heading, line.item('Ic')] = line.number
    compare(report, INI_PAGE, 'key', {'%s: %s' % key for key in tables.keys},
            {'%s: %s' % key: number for key, number in documented.items()})


def check_lists(report, tables, lines):
    for section, wanted in tables.lists.items():
        compare(report, RULES_PAGE, 'in %s:' % section, wanted,
                {name: line.number for line in lines if line.section == section
                 for name in (line.item('Cm') or line.item('Ic'),) if name})


def check_written(report, root, program):
    """The page of the rules is not written by hand."""
    written = subprocess.run([program, 'rules', '--format', 'mdoc'], check=False,
                             capture_output=True, text=True, timeout=20)
    path = os.path.join(root, RULES_PAGE)
    if os.path.exists(path) and source.read(root, RULES_PAGE) != written.stdout:
        report.add(RULES_PAGE, 0, 'is old: keystrap rules --format mdoc >' + RULES_PAGE)


def check_pages(report, root, tables):
    checks = {PAGE: (check_flags, check_commands, check_choices, check_statuses,
                     check_environment),
              INI_PAGE: (check_keys,), RULES_PAGE: (check_lists,)}
    for path, page_checks in checks.items():
        if not os.path.exists(os.path.join(root, path)):
            report.add(path, 0, 'is not there')
            continue
        lines = list(mdoc.parse(source.read(root, path)))
        for check in page_checks:
            check(report, tables, lines)


def help_of(report, program, *command):
    asked = subprocess.run([program, *command, '--help'], check=False, capture_output=True,
                           text=True, timeout=20)
    if asked.returncode:
        report.add(' '.join(['keystrap', *command, '--help']), 0,
                   'exits with %d' % asked.returncode)
    return asked.stdout


def check_help(report, program, tables):
    top = set(re.findall(r'[a-z][a-z-]*', help_of(report, program)))
    for command in tables.options.keys() - top:
        report.add('keystrap --help', 0, 'does not name %s' % command)
    for command, wanted in tables.options.items():
        what, text = 'keystrap %s --help' % command, help_of(report, program, command)
        shown = set(completions.OPTION.findall(text))
        rows = set(re.findall(r'^\s+(?:-\w,?\s+)?--([a-z][a-z0-9-]*)', text, re.M))
        for name in wanted - shown:
            report.add(what, 0, 'does not name --%s' % name)
        for name in (rows - wanted - OF_THE_PROGRAM) | (shown - tables.any_option()):
            report.add(what, 0, 'names --%s, which does not exist' % name)


def check_offers(report, path, tables, offered):
    everywhere = offered.everywhere
    compare(report, path, 'command', set(tables.options), dict.fromkeys(offered.commands, 0))
    for name in everywhere - tables.shared_options():
        report.add(path, 0, 'not every command has --%s' % name)
    for command, wanted in tables.options.items():
        offer = offered.options.get(command, set()) | (everywhere & tables.shared_options())
        compare(report, path, command + ': option', dashed(wanted - OF_THE_PROGRAM),
                dict.fromkeys(dashed(offer - OF_THE_PROGRAM), 0))
        for name, words in tables.choices[command].items():
            shown = offered.words.get((command, name)) or offered.words.get((None, name), set())
            compare(report, path, '%s: --%s' % (command, name), words, dict.fromkeys(shown, 0))


def check_completions(report, root, tables):
    """False when a shell that is needed for it is not there."""
    complete = True
    for path in COMPLETIONS:
        if not os.path.exists(os.path.join(root, path)):
            report.add(path, 0, 'is not there')
            continue
        try:
            offered = completions.offers(root, path, tables.choices)
        except completions.Failure as failure:
            report.add(path, 0, str(failure))
            continue
        if offered is None:
            complete = False
        else:
            check_offers(report, path, tables, offered)
    return complete


def main():
    if len(sys.argv) != 3:
        sys.exit('usage: docs.py SOURCE_ROOT PROGRAM')
    root, program = sys.argv[1:]
    report = source.Report()
    if not os.path.exists(os.path.join(root, PAGE)):
        print('SKIP: no %s' % PAGE)
        return source.SKIPPED
    tables, wrong = load(program)
    if wrong:
        report.add('keystrap', 0, wrong)
        return report.finish()
    check_pages(report, root, tables)
    check_written(report, root, program)
    check_help(report, program, tables)
    complete = check_completions(report, root, tables)
    status = report.finish()
    if not complete:
        print('SKIP: no bash to ask for its completions')
    return status or (source.CLEAN if complete else source.SKIPPED)


if __name__ == '__main__':
    sys.exit(main())
