#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tests/promises.tsv: which test keeps which promise.

A row is ID, tab, the promise in one sentence, tab, one or more FILE:TEST with spaces between; lines
that start with # are comments. IDs are those of the reliability requirements, SUP-01 to SUP-34 and
so on, each at most once; those that are delivered (DELIVERED) are there. FILE is a path from the
root of the tree. TEST is, in a .c file, a function that is registered with cmocka_unit_test...(); in
a .py file, a function or method named test_...
"""

import os
import re
import sys

import source

TABLE = 'tests/promises.tsv'
REQUIREMENTS = {'BLD': 12, 'BOX': 13, 'ENV': 17, 'MEM': 15, 'NET': 24, 'PAR': 14, 'ROT': 15,
                'SUP': 34}
# What keystrap delivers so far: each of these has a row.
DELIVERED = {'BLD': (1, 2), 'BOX': (*range(1, 7), 8, 10, 11, 12, 13), 'ENV': (*range(1, 11), 17),
             'MEM': (3, 8, 9), 'NET': (*range(1, 19), 20, 21, 22), 'PAR': (*range(1, 11), 12, 13, 14), 'ROT': (12,),
             'SUP': (6, 8, 9, 11, 24, 34)}


def delivered():
    return ['%s-%02d' % (area, number) for area in sorted(DELIVERED) for number in DELIVERED[area]]


def is_requirement(name):
    match = re.fullmatch(r'([A-Z]{3})-([0-9]{2})', name)
    return bool(match) and 1 <= int(match.group(2)) <= REQUIREMENTS.get(match.group(1), 0)


def tests_in(root, path):
    """The names of the tests in a file, or None when it is no file with tests."""
    if not os.path.isfile(os.path.join(root, path)):
        return None
    text = source.read(root, path)
    if path.endswith('.c'):
        return re.findall(r'\bcmocka_unit_test\w*\s*\(\s*(\w+)', source.blanked(text))
    if path.endswith('.py'):
        return re.findall(r'^\s*(?:async\s+)?def (test_\w+)\(', text, re.M)
    return None


def check_test(report, root, line, place):
    path, colon, name = place.partition(':')
    if not colon:
        report.add(TABLE, line, '%s: expected FILE:TEST' % place)
        return
    tests = tests_in(root, path)
    if tests is None:
        report.add(TABLE, line, '%s is no test in C or Python' % path)
    elif name not in tests:
        report.add(TABLE, line, '%s has no test %s' % (path, name))


def check_row(report, root, line, row):
    columns = row.split('\t')
    if len(columns) != 3 or not all(column.strip() for column in columns):
        report.add(TABLE, line, 'expected ID, promise and tests, with a tab between')
        return None
    name, _, places = columns
    if not is_requirement(name):
        report.add(TABLE, line, '%s is no requirement' % name)
    for place in places.split():
        check_test(report, root, line, place)
    return name


def main():
    root = source.root_argument('promises.py')
    report = source.Report()
    seen = {}
    for line, row in enumerate(source.read(root, TABLE).splitlines(), 1):
        if row.startswith('#'):
            continue
        name = check_row(report, root, line, row)
        if name in seen:
            report.add(TABLE, line, '%s is in line %d already' % (name, seen[name]))
        elif name:
            seen[name] = line
    for name in delivered():
        if name not in seen:
            report.add(TABLE, 0, '%s is delivered and has no row' % name)
    print('%d of %d requirements have a test' % (len(seen), sum(REQUIREMENTS.values())))
    return report.finish()


if __name__ == '__main__':
    sys.exit(main())
