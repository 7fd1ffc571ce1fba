#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes texts as a C table: embed.py OUTPUT INPUT... (see include/manifest/presets.h)."""

import os
import sys


def literal(line):
    return '"' + line.replace('\\', '\\\\').replace('"', '\\"') + '\\n"'


def main():
    output, inputs = sys.argv[1], sys.argv[2:]
    rows = []
    for path in inputs:
        name = os.path.splitext(os.path.basename(path))[0]
        with open(path, encoding='utf-8') as file:
            lines = file.read().splitlines()
        rows.append('\t{ "%s", "preset:%s",\n%s },\n' % (
            name, name, '\n'.join('\t  ' + literal(line) for line in lines)))
    with open(output, 'w', encoding='utf-8') as file:
        # C99 asks compilers for 4,095 characters only; ours take more.
        file.write('#include "manifest/presets.h"\n\n'
                   '#pragma GCC diagnostic ignored "-Woverlength-strings"\n\n'
                   'const struct preset_text preset_texts[] = {\n%s\t{ 0 },\n};\n'
                   % ''.join(rows))


if __name__ == '__main__':
    main()
