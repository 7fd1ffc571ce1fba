#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the sources never say, and what only a few files may say.

The tables below are the whole policy; a file that has a good reason is added to its row. Paths are
those below src/ or include/, and a * also stands for sub-folders. Comments and texts do not count.
A call through a member (ops->system(...)) is no call of the function of that name.
"""

import fnmatch
import re
import sys

import source

# Functions that nobody calls, except in the files named: (names, files, what to do instead).
CALLS = [
    ('strcpy stpcpy strcat strncat strncpy sprintf vsprintf gets', '',
     'use util/buf.h or text_format()'),
    ('scanf fscanf vscanf vfscanf', '', 'use util/text.h'),
    ('sscanf vsscanf', '', 'use util/text.h'),
    ('strtok', '', 'use text_list()'),
    ('atoi atol atoll atof strtol strtoll strtoul strtoull strtoimax strtoumax strtof strtod '
     'strtold', 'util/text.c', 'use text_to_int(), text_to_size() or text_to_duration()'),
    ('system popen', '', 'there is no shell in keystrap'),
    ('execlp execvp execvpe posix_spawnp', '', 'search PATH once, then execve()'),
    ('getenv secure_getenv', 'util/log.c main.c fetch_main.c cli/*',
     'the environment is read in the files listed in tests/lint/banned.py'),
    ('alloca', '', 'the stack is not for lengths from outside'),
    ('setjmp sigsetjmp longjmp siglongjmp', '', '_cleanup_ does not see them'),
    ('signal', '', 'use sigaction()'),
    ('rand rand_r random srand srandom drand48 lrand48 mrand48', '', 'use getrandom()'),
    ('mktemp tmpnam tempnam', '', 'use file_write()'),
    ('exit _exit _Exit quick_exit', 'main.c fetch_main.c util/alloc.c process/*',
     'return an error'),
    ('malloc calloc realloc reallocarray aligned_alloc posix_memalign strdup strndup asprintf '
     'vasprintf', 'util/*', 'use util/alloc.h'),
    ('printf vprintf puts putchar putc_unlocked', 'main.c fetch_main.c cli/*',
     'output is printed by cli/, everything else returns'),
]

# Names that may not even be mentioned, except in the files named: (names, files, reason).
NAMES = [
    ('stdout', 'main.c fetch_main.c cli/*', 'output is printed by cli/, everything else returns'),
    ('secret_reveal arena_room',
     'crypto/* schema/subject.c model/envblock.c core/resolve.c process/asking.c '
     'provider/document.c '
     'cli/cmd_export.c cli/cmd_init.c cli/cmd_seal.c cli/cmd_unseal.c',
     'values are seen in the files listed in tests/lint/banned.py only'),
]

# This file and its test must spell what they look for.
SPELLING = ('tests/lint/banned.py', 'tests/lint/test_lints.py')
UNFINISHED = re.compile(r'\b(TODO|FIXME|XXX)\b')
SPDX = 'SPDX-License-Identifier: Apache-2.0'


def allowed(path, places):
    below = path.split('/', 1)[1]
    return any(fnmatch.fnmatchcase(below, place) for place in places.split())


def check_calls(report, path, code):
    for names, places, instead in CALLS:
        if allowed(path, places):
            continue
        pattern = r'(?<!\w)(?<!\.)(?<!->)(%s)\s*\(' % '|'.join(names.split())
        for match in re.finditer(pattern, code):
            report.add(path, source.line_of(code, match.start()),
                       '%s(): %s' % (match.group(1), instead))


def check_names(report, path, code):
    for names, places, reason in NAMES:
        if allowed(path, places):
            continue
        for match in re.finditer(r'\b(%s)\b' % '|'.join(names.split()), code):
            report.add(path, source.line_of(code, match.start()),
                       '%s: %s' % (match.group(1), reason))


def check_json_error(report, path, code):
    """jansson's own error text quotes the input, which may be a secret."""
    for variable in set(re.findall(r'\bjson_error_t\s*\*?\s*(\w+)', code)):
        for match in re.finditer(r'\b%s\s*(\.|->)\s*text\b' % variable, code):
            report.add(path, source.line_of(code, match.start()),
                       'the text of a json_error_t quotes the input')


def check_wiping(report, path, code):
    """A compiler may drop a memset() of memory that is freed next."""
    for function in source.functions(code):
        body = code[function.open:function.close]
        for match in re.finditer(r'\bmemset\s*\(\s*([^,;]+?)\s*,\s*0\s*,', body):
            freed = r'\bfree\s*\(\s*%s\s*\)' % re.escape(match.group(1))
            if re.search(freed, body[match.end():]):
                report.add(path, source.line_of(code, function.open + match.start()),
                           'memset() before free() may be dropped: explicit_bzero()')


def check_comments(report, path, text):
    for offset, comment in source.comments(text):
        if comment.startswith('//'):
            report.add(path, source.line_of(text, offset), 'write /* */, not //')


def check_words(report, path, text):
    if path not in SPELLING:
        for match in UNFINISHED.finditer(text):
            report.add(path, source.line_of(text, match.start()),
                       '%s: finish it, or file an issue' % match.group())


def check_license(report, path, text):
    """In the first line, or in the second where the first one is taken (#!, #compdef)."""
    lines = text.split('\n')[:2]
    wanted = lines if text.startswith('#') and not path.endswith(('.c', '.h')) else lines[:1]
    if not any(SPDX in line for line in wanted):
        report.add(path, 1, 'does not start with "%s"' % SPDX)


def main():
    root = source.root_argument('banned.py')
    report = source.Report()
    for path in source.files(root, 'src/*.[ch]', 'include/*.h'):
        code = source.blanked(source.read(root, path))
        for check in (check_calls, check_names, check_json_error, check_wiping):
            check(report, path, code)
    for path in source.files(root, '*.[ch]'):
        check_comments(report, path, source.read(root, path))
    for path in source.files(root, *source.WRITTEN):
        check_words(report, path, source.read(root, path))
    for path in source.files(root, *source.LICENSED):
        check_license(report, path, source.read(root, path))
    return report.finish()


if __name__ == '__main__':
    sys.exit(main())
