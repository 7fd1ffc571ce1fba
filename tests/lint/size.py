#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Long files and long functions: listed beyond the first limit, refused in src/ beyond the second.

Lines of constant tables (const ... = { over several lines }) do not count: a table of a hundred
rows is easier to read than anything that would replace it. A function is counted from the line of
its name to its closing brace.
"""

import sys

import source

FILE_LONG, FILE_LIMIT = 400, 600
FUNCTION_LONG, FUNCTION_LIMIT = 60, 100


def lengths(root, path):
    """(line, what, length, long, limit) of the file and of each function in it."""
    code = source.blanked(source.read(root, path))
    tables = source.table_lines(code)

    def counted(first, last):
        return len(set(range(first, last + 1)) - tables)

    yield 1, 'the file', counted(1, code.count('\n')), FILE_LONG, FILE_LIMIT
    for function in source.functions(code):
        first = source.line_of(code, function.start)
        last = source.line_of(code, function.close)
        yield first, function.name + '()', counted(first, last), FUNCTION_LONG, FUNCTION_LIMIT


def main():
    root = source.root_argument('size.py')
    report = source.Report()
    for path in source.files(root, 'src/*.c', 'include/*.h', 'tests/*.[ch]'):
        for line, what, length, long, limit in lengths(root, path):
            if path.startswith('src/') and length > limit:
                report.add(path, line, '%s has %d lines, the limit is %d' % (what, length, limit))
            elif length > long:
                print('long: %s:%d: %s has %d lines' % (path, line, what, length))
    return report.finish()


if __name__ == '__main__':
    sys.exit(main())
