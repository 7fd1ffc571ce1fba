#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Formatting: C by .clang-format, the bytes of all sources by .editorconfig.

Of .editorconfig these are checked: charset, end_of_line, insert_final_newline,
trim_trailing_whitespace, and indent_style for everything but C. clang-format writes other code with
each major version, so only the version of Debian 12 decides; without it that half is skipped.
"""

import configparser
import fnmatch
import os
import re
import shutil
import subprocess
import sys

import source

CLANG_FORMAT_VERSION = '14'


def alternatives(pattern):
    """'*.{c,h}' is '*.c' and '*.h'."""
    match = re.fullmatch(r'(.*)\{(.*)\}(.*)', pattern)
    if not match:
        return [pattern]
    return [match.group(1) + middle + match.group(3) for middle in match.group(2).split(',')]


def editorconfig(root):
    config = configparser.ConfigParser(interpolation=None)
    # Its first lines stand in no section, which a ConfigParser does not like.
    config.read_string('[top]\n' + source.read(root, '.editorconfig'))
    return [(alternatives(section), config[section]) for section in config.sections()
            if section != 'top']


def settings_for(config, path):
    settings = {}
    for patterns, values in config:
        if any(fnmatch.fnmatchcase(os.path.basename(path), pattern) for pattern in patterns):
            settings.update(values)
    return settings


def check_bytes(report, root, path, settings):
    with open(os.path.join(root, path), 'rb') as file:
        content = file.read()
    if settings.get('charset') == 'utf-8':
        try:
            content.decode('utf-8')
        except UnicodeDecodeError as error:
            report.add(path, content.count(b'\n', 0, error.start) + 1, 'is not UTF-8')
    if settings.get('insert_final_newline') == 'true' and content[-1:] not in (b'', b'\n'):
        report.add(path, content.count(b'\n') + 1, 'the last line does not end')
    for number, line in enumerate(content.split(b'\n'), 1):
        if settings.get('end_of_line') == 'lf' and b'\r' in line:
            report.add(path, number, 'carriage return')
        if settings.get('trim_trailing_whitespace') == 'true' and line[-1:] in (b' ', b'\t'):
            report.add(path, number, 'white space at the end of the line')
        if (settings.get('indent_style') == 'space' and not path.endswith(('.c', '.h'))
                and re.match(rb' *\t', line)):
            report.add(path, number, 'indented with a tab')


def clang_format():
    """The program of the right version, or None."""
    for name in ('clang-format-' + CLANG_FORMAT_VERSION, 'clang-format'):
        program = shutil.which(name)
        if program:
            version = subprocess.run([program, '--version'], check=True, capture_output=True,
                                     text=True).stdout
            if re.search(r'version %s\.' % CLANG_FORMAT_VERSION, version):
                return program
    return None


def main():
    root = source.root_argument('format.py')
    report = source.Report()
    config = editorconfig(root)
    for path in source.files(root, *source.WRITTEN):
        check_bytes(report, root, path, settings_for(config, path))
    status = report.finish()
    program = clang_format()
    if not program:
        print('SKIP: no clang-format %s' % CLANG_FORMAT_VERSION)
        return status or source.SKIPPED
    sources = source.files(root, '*.[ch]')
    formatted = subprocess.run([program, '--dry-run', '-Werror'] + sources, cwd=root, check=False)
    return source.DIRTY if status or formatted.returncode else source.CLEAN


if __name__ == '__main__':
    sys.exit(main())
