#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Who may include whom, and where a file's header is.

1. A file in src/FOLDER or include/FOLDER may include its own folder and those of its row in LAYERS;
   src/main.c and src/fetch_main.c may include everything. Sub-folders (provider/vault) belong to
   their folder.
2. A library's header is seen in one place only (LIBRARIES), also through headers of our own.
3. A header lives in include/FOLDER/ and is named with its folder: "util/text.h". One that only its
   neighbours need may lie beside them in src/FOLDER/ and is named without: "walls.h".
   Every header says #pragma once.
4. A .c file includes its own header first: the one of its name (src/util/text.c: "util/text.h") or,
   when there is none, because several files make up one module, a header of its own folder
   (src/sandbox/landlock.c: "walls.h"). src/main.c and src/fetch_main.c have none.
"""

import fnmatch
import os
import re
import sys

import source

LAYERS = {
    'util':     '',
    'crypto':   'util',
    'net':      'util',
    'sandbox':  'util',
    'model':    'util crypto',
    'schema':   'util crypto model',
    'provider': 'util crypto model net/http.h net/retry.h',
    'manifest': 'util crypto model schema provider',
    'process':  'util crypto model schema provider manifest net sandbox',
    'core':     'util crypto model schema provider manifest net sandbox process',
    'cli':      'util crypto model schema provider manifest net sandbox process core',
}
PROGRAMS = ('src/main.c', 'src/fetch_main.c')

# A library's header, and the only files below src/ and include/ that may see it.
LIBRARIES = {
    'sodium.h':         'crypto/*',
    'openssl/*':        'crypto/*',
    'curl/*':           'net/*',
    'jansson.h':        'util/jsondoc.c',
    'ini.h':            'manifest/*',
    'pcre2.h':          'util/pattern.c',
    'seccomp.h':        'sandbox/*',
    'linux/landlock.h': 'sandbox/*',
    'cmocka.h':         'nowhere but tests/',
}


def below(path):
    """'provider/vault/kv.c' for src/provider/vault/kv.c."""
    return path.partition('/')[2]


def resolved(root, path, name):
    """The path of a header that is included as "name" by the file at path, or None."""
    for candidate in (os.path.join(os.path.dirname(path), name), os.path.join('include', name)):
        if os.path.isfile(os.path.join(root, candidate)):
            return candidate
    return None


def library_headers(root, path, visited):
    """The <...> names that a header includes, itself or through others."""
    if path is None or path in visited:
        return set()
    visited.add(path)
    found = set()
    for _, mark, name in source.includes(source.read(root, path)):
        found |= ({name} if mark == '<' else
                  library_headers(root, resolved(root, path, name), visited))
    return found


def check_layer(report, root, path, line, name):
    if '/' not in name:
        if path.startswith('include/') or resolved(root, path, name) is None:
            report.add(path, line, 'write "%s" with its folder, as in "util/text.h"' % name)
        return
    own, other = below(path).split('/')[0], name.split('/')[0]
    if path in PROGRAMS:
        return
    if own not in LAYERS:
        report.add(path, line, 'src/%s has no row in tests/lint/layers.py' % own)
    elif other != own and other not in LAYERS[own].split() and name not in LAYERS[own].split():
        report.add(path, line, '%s may not include %s' % (own, name))


def check_library(report, path, line, name, through):
    for pattern, place in LIBRARIES.items():
        if fnmatch.fnmatchcase(name, pattern) and not fnmatch.fnmatchcase(below(path), place):
            report.add(path, line, '<%s>%s is for %s' % (name, through, place))


def check_includes(report, root, path, text):
    for offset, mark, name in source.includes(text):
        line = source.line_of(text, offset)
        if mark == '<':
            check_library(report, path, line, name, '')
            continue
        check_layer(report, root, path, line, name)
        for library in library_headers(root, resolved(root, path, name), set()):
            check_library(report, path, line, library, ', seen through "%s",' % name)


def check_own_header(report, root, path, text):
    folder, own = os.path.dirname(below(path)), os.path.splitext(below(path))[0] + '.h'
    includes = source.includes(text)[:1]
    name, line = (includes[0][2], source.line_of(text, includes[0][0])) if includes else ('', 1)
    beside = resolved(root, path, name) if name else None
    if os.path.isfile(os.path.join(root, 'include', own)):
        if name != own:
            report.add(path, line, 'must include "%s" first' % own)
    elif beside is None or below(beside).split('/')[0] != folder.split('/')[0]:
        report.add(path, line, 'must include its own header first: there is no "%s", so a header '
                   'of %s/' % (own, folder))


def check_file(report, root, path):
    text = source.read(root, path)
    if path.endswith('.h') and not re.search(r'^#pragma once$', source.blanked(text), re.M):
        report.add(path, 1, 'no #pragma once')
    if path.startswith('tests/'):
        return  # a test may look at every layer and library
    if path.count('/') < 2 and path not in PROGRAMS:
        report.add(path, 1, 'lies in no folder: only %s may' % ' and '.join(PROGRAMS))
        return
    check_includes(report, root, path, text)
    if path.startswith('src/') and path.endswith('.c') and path not in PROGRAMS:
        check_own_header(report, root, path, text)


def main():
    root = source.root_argument('layers.py')
    report = source.Report()
    for path in source.files(root, 'src/*.[ch]', 'include/*.h', 'tests/*.h'):
        check_file(report, root, path)
    return report.finish()


if __name__ == '__main__':
    sys.exit(main())
