#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a built program is linked with, and how it is hardened, as readelf(1) sees it.

Usage: elf.py PROGRAM [--needs LIBRARY...] [--never LIBRARY...]

A library is named as in libcurl (whatever its variant and version). Position independent, full
RELRO, bound at start, no executable stack, no RPATH or RUNPATH: every program, always. Not for
sanitizer builds, whose runtime brings libraries of its own.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys

import source


def readelf(option, program):
    environment = dict(os.environ, LC_ALL='C')
    return subprocess.run(['readelf', '-W', option, program], check=True, capture_output=True,
                          text=True, env=environment).stdout


def needed(dynamic):
    return re.findall(r'\(NEEDED\).*\[(.+)\]', dynamic)


def is_library(file, library):
    """libcurl-gnutls.so.4 is libcurl; libcurlfoo.so is not."""
    return re.match(re.escape(library) + r'[-.]', file) is not None


def flags(dynamic, name):
    return ' '.join(re.findall(r'\(%s\)\s*(.*)' % name, dynamic)).replace('Flags:', ' ').split()


def check_hardening(report, program, dynamic):
    header, segments = readelf('-h', program), readelf('-l', program)
    stack = re.search(r'GNU_STACK.*', segments)
    if not re.search(r'Type:\s+DYN', header) or 'PIE' not in flags(dynamic, 'FLAGS_1'):
        report.add(program, 0, 'is not position independent (PIE)')
    if 'NOW' not in flags(dynamic, 'FLAGS_1') and 'BIND_NOW' not in flags(dynamic, 'FLAGS'):
        report.add(program, 0, 'is not bound at start (BIND_NOW)')
    if 'GNU_RELRO' not in segments:
        report.add(program, 0, 'has no RELRO')
    if not stack or re.search(r'\bRWE\b', stack.group()):
        report.add(program, 0, 'may have an executable stack')
    for tag in ('RPATH', 'RUNPATH'):
        if '(%s)' % tag in dynamic:
            report.add(program, 0, 'has a ' + tag)


def check_libraries(report, program, dynamic, wanted, unwanted):
    linked = needed(dynamic)
    for library in wanted:
        if not any(is_library(file, library) for file in linked):
            report.add(program, 0, 'does not need %s' % library)
    for library in unwanted:
        if any(is_library(file, library) for file in linked):
            report.add(program, 0, 'needs %s' % library)


def main():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument('program')
    parser.add_argument('--needs', nargs='*', default=[], metavar='LIBRARY')
    parser.add_argument('--never', nargs='*', default=[], metavar='LIBRARY')
    arguments = parser.parse_args()
    if not shutil.which('readelf'):
        print('SKIP: no readelf')
        return source.SKIPPED
    report = source.Report()
    dynamic = readelf('-d', arguments.program)
    check_hardening(report, arguments.program, dynamic)
    check_libraries(report, arguments.program, dynamic, arguments.needs, arguments.never)
    return report.finish()


if __name__ == '__main__':
    sys.exit(main())
