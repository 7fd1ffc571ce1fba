#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The compiler is asked for what was promised: each flag stands in meson.build, those of the first
kind where the lack of one ends the configuration, and each build of contrib/test.sh takes a warning
for an error."""

import re
import sys

import source

BUILD, TESTS = 'meson.build', 'contrib/test.sh'
# Beside these, warning_level=3 is -Wall -Wextra -Wpedantic.
WARNINGS = ('-Wformat=2', '-Wconversion', '-Wshadow', '-Wimplicit-fallthrough')
REQUIRED = ('-fstack-protector-strong', '-Wl,-z,relro', '-Wl,-z,now', '-Wl,-z,noexecstack')
PROBED = ('-fstack-clash-protection', '-fcf-protection=full', '-ftrivial-auto-var-init=zero')
PLAIN = ('warning_level=3', 'b_pie=true', '-D_FORTIFY_SOURCE=3')


def words(text):
    """Every text of a meson file that is not in a comment."""
    return re.findall(r"'([^'\n]*)'", re.sub(r'(?m)^\s*#.*$', '', text))


def in_lists(text, names):
    """The words of the lists of that name alone: another use of a flag is none for every compiler."""
    lists = re.findall(r'^%s = \[(.*?)\]' % names, text, re.MULTILINE | re.DOTALL)
    return words('\n'.join(lists))


def check_flags(report, root):
    text = source.read(root, BUILD)
    required, wanted = in_lists(text, 'required(?:_link)?'), in_lists(text, 'wanted')
    for flag in REQUIRED:
        if flag not in required:
            report.add(BUILD, 0, 'does not require ' + flag)
    for flag in WARNINGS + PROBED + PLAIN:
        if flag not in (wanted if flag in PROBED else words(text)):
            report.add(BUILD, 0, 'does not have ' + flag)


def check_builds(report, root):
    text = source.read(root, TESTS).replace('\\\n', '  ')
    builds = list(re.finditer(r"^ *build_and_test (\w+) '([^']*)'", text, re.MULTILINE))
    if not builds:
        report.add(TESTS, 0, 'builds nothing')
    for build in builds:
        if '-Dwerror=true' not in build.group(2).split():
            report.add(TESTS, 0, 'the build %s lets warnings pass' % build.group(1))


def main():
    root = source.root_argument('flags.py')
    report = source.Report()
    check_flags(report, root)
    check_builds(report, root)
    return report.finish()


if __name__ == '__main__':
    sys.exit(main())
