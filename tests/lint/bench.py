#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""README.md shows what was measured: the block that tests/bench/bench.py fills is there, once, and
has numbers in it."""

import re
import sys

import source

README = 'README.md'
BEGIN, END = '<!-- bench:begin -->', '<!-- bench:end -->'


def main():
    root = source.root_argument('bench.py')
    report = source.Report()
    text = source.read(root, README)
    blocks = list(re.finditer('%s(.*?)%s' % (BEGIN, END), text, re.DOTALL))
    if len(blocks) != 1 or text.count(BEGIN) != 1 or text.count(END) != 1:
        report.add(README, 0, 'has no block, or more than one, from %s to %s' % (BEGIN, END))
    elif not re.search(r'[0-9]', blocks[0].group(1)):
        report.add(README, source.line_of(text, blocks[0].start()),
                   'the table of the benchmarks is empty: meson test -C build --benchmark makes it')
    return report.finish()


if __name__ == '__main__':
    sys.exit(main())
