#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Each lint is red on a planted violation, and says where it is.

A test copies what the lint reads to a temporary directory, plants one thing, and compares what the
lint says before and after, so that it stands whatever the state of the tree is.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest

import bench
import flags
import promises

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
FAKE = os.path.join(HERE, 'fake')
LICENSE = '/* SPDX-License-Identifier: Apache-2.0 */\n'


def run(lint, *arguments, path=None):
    """(exit status, lines) of one lint."""
    program = ['sh'] if lint.endswith('.sh') else [sys.executable]
    environment = dict(os.environ, **({'PATH': path} if path else {}))
    program[0] = shutil.which(program[0])
    ran = subprocess.run(program + [os.path.join(HERE, lint), *arguments], check=False, text=True,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment)
    return ran.returncode, ran.stdout.splitlines()


class Planting(unittest.TestCase):
    """A copy of a part of the tree, in which things are planted."""

    COPIED = ()
    FROM = ROOT

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.root = directory.name
        for path in self.COPIED:
            here, there = os.path.join(self.FROM, path), os.path.join(self.root, path)
            os.makedirs(os.path.dirname(there), exist_ok=True)
            (shutil.copytree if os.path.isdir(here) else shutil.copy)(here, there)

    def write(self, path, content):
        path = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'w', encoding='utf-8', newline='') as file:
            file.write(content)

    def replace(self, path, old, new):
        with open(os.path.join(self.root, path), encoding='utf-8') as file:
            content = file.read()
        self.assertIn(old, content)
        self.write(path, content.replace(old, new, 1))

    def assert_red(self, lint, planted, *expected):
        """The planted files make the lint say a new line that begins with each of expected."""
        before = run(lint, self.root)[1]
        for path, content in planted.items():
            self.write(path, content)
        status, after = run(lint, self.root)
        new = [line for line in after if line not in before]
        self.assertEqual(status, 1, after)
        for start in expected:
            self.assertTrue(any(line.startswith(start) for line in new),
                            '%r is not in %r' % (start, new))

    def assert_green(self, lint, planted):
        """The planted files make the lint say nothing new."""
        before = run(lint, self.root)
        for path, content in planted.items():
            self.write(path, content)
        self.assertEqual(run(lint, self.root), before)


class Layers(Planting):
    COPIED = ('src/util', 'include/util')
    HEADER = LICENSE + '#pragma once\n'

    def test_layers_only_point_down(self):
        self.assert_red('layers.py', {
            'include/model/plan.h': self.HEADER,
            'include/schema/check.h': self.HEADER,
            'include/provider/vault.h': self.HEADER,
            'src/schema/check.c': LICENSE + '#include "schema/check.h"\n#include "net/http.h"\n',
            'include/util/up.h': self.HEADER + '#include "crypto/secret.h"\n',
            'src/provider/vault/kv.c': LICENSE + '#include "provider/vault.h"\n'
                                                 '#include "net/tls.h"\n',
            'src/news/feed.c': LICENSE + '#include "util/text.h"\n',
            'src/model/plan.c': LICENSE + '#include "model/plan.h"\n#include "plan.h"\n',
            'src/stray.c': LICENSE,
        }, 'src/schema/check.c:3: schema may not include net/http.h',
            'include/util/up.h:3: util may not include crypto/secret.h',
            'src/provider/vault/kv.c:3: provider may not include net/tls.h',
            'src/news/feed.c:2: src/news has no row',
            'src/model/plan.c:3: write "plan.h" with its folder',
            'src/stray.c:1: lies in no folder')

    def test_layers_allow_what_the_table_says(self):
        self.assert_green('layers.py', {
            'include/provider/vault.h': self.HEADER,
            'src/provider/vault/kv.c':
                LICENSE + '#include "provider/vault.h"\n#include <string.h>\n'
                '#include "net/http.h"\n/*\n#include "cli/help.h"\n*/\n',
            'src/main.c': LICENSE + '#include "cli/help.h"\n'})

    def test_libraries_have_one_place(self):
        places = (('sodium.h', 'crypto/*'), ('curl/curl.h', 'net/*'), ('openssl/evp.h', 'crypto/*'),
                  ('ini.h', 'manifest/*'), ('seccomp.h', 'sandbox/*'),
                  ('cmocka.h', 'nowhere but tests/'), ('jansson.h', 'util/jsondoc.c'),
                  ('linux/landlock.h', 'sandbox/*'))
        self.assert_red('layers.py', {
            'src/util/text.c': LICENSE + '#include "util/text.h"\n' +
                               ''.join('#include <%s>\n' % header for header, _ in places),
        }, *('src/util/text.c:%d: <%s> is for %s' % (line, header, place)
             for line, (header, place) in enumerate(places, 3)))

    def test_libraries_do_not_leak_through_headers(self):
        self.assert_green('layers.py', {
            'include/net/tls.h': self.HEADER + '#include "net/handle.h"\n',
            'include/net/handle.h': self.HEADER + '#include "net/tls.h"\n#include <curl/curl.h>\n',
            'src/net/tls.c': LICENSE + '#include "net/tls.h"\n'})
        self.assert_red('layers.py', {
            'include/core/run.h': self.HEADER,
            'src/core/run.c': LICENSE + '#include "core/run.h"\n#include "net/tls.h"\n',
        }, 'src/core/run.c:3: <curl/curl.h>, seen through "net/tls.h", is for net/*')

    def test_headers_are_where_their_files_look(self):
        self.assert_red('layers.py', {
            'include/util/twice.h': LICENSE,
            'include/crypto/secret.h': self.HEADER,
            'include/util/near.h': self.HEADER + '#include "text.h"\n',
            'src/util/text.c': LICENSE + '#include <string.h>\n#include "util/text.h"\n',
            'src/util/empty.c': LICENSE,
            'src/model/plan.c': LICENSE + '#include "util/text.h"\n',
        }, 'include/util/twice.h:1: no #pragma once',
            'include/util/near.h:3: write "text.h" with its folder',
            'src/util/text.c:2: must include "util/text.h" first',
            'src/util/empty.c:1: must include its own header first',
            'src/model/plan.c:2: must include its own header first')

    def test_one_header_may_have_several_files(self):
        self.assert_green('layers.py', {
            'include/net/endpoint.h': self.HEADER,
            'src/net/trust.c': LICENSE + '#include "net/endpoint.h"\n',
            'include/provider/vault.h': self.HEADER,
            'src/provider/vault/kv.c': LICENSE + '#include "provider/vault.h"\n',
            'src/sandbox/walls.h': self.HEADER,
            'src/sandbox/landlock.c': LICENSE + '#include "walls.h"\n'})


class Banned(Planting):
    COPIED = ('src/util', 'include/util')

    def test_every_banned_function_is_found(self):
        sys.path.insert(0, HERE)
        import banned
        names = ' '.join(row[0] for row in banned.CALLS).split()
        self.assert_red('banned.py', {
            'src/model/plan.c': LICENSE + ''.join('%s (x);\n' % name for name in names),
        }, *('src/model/plan.c:%d: %s(): ' % (line, name) for line, name in enumerate(names, 2)))

    def test_names_are_kept_to_their_files(self):
        self.assert_red('banned.py', {
            'src/net/retry.c': LICENSE + 'a = stdout;\nb = secret_reveal;\nc = arena_room;\n',
        }, 'src/net/retry.c:2: stdout: ', 'src/net/retry.c:3: secret_reveal: ',
            'src/net/retry.c:4: arena_room: ')
        self.assert_green('banned.py', {
            'src/provider/document.c': LICENSE + 'void *f = secret_reveal;\n',
            'src/cli/cmd_export.c': LICENSE + 'void *f = secret_reveal;\nFILE *g = stdout;\n'})

    def test_comments_and_texts_do_not_count(self):
        self.assert_green('banned.py', {
            'src/model/plan.c':
                LICENSE + '/* strcpy(a, b)\n gets(c) */\n'
                'const char *f = "sprintf(\\"x\\") // no";\nchar c = \'"\'; int system_(int);\n'
                'void g(struct ops *ops)\n{\n\tops->system(1);\n\tops.exit(2);\n}\n'})
        self.assert_red('banned.py', {
            'src/model/plan.c': LICENSE + 'char c = \'"\'; int n = atoi("1");\n',
        }, 'src/model/plan.c:2: atoi(): ')

    def test_json_error_text_is_never_used(self):
        self.assert_red('banned.py', {
            'src/util/jsondoc.c': LICENSE + 'void f(void)\n{\n\tjson_error_t why;\n\n'
                                  '\tlog_print(LOG_ERROR, "%s", why.text);\n}\n',
        }, 'src/util/jsondoc.c:6: the text of a json_error_t')

    def test_wiping_is_not_left_to_memset(self):
        self.assert_red('banned.py', {
            'src/model/plan.c': LICENSE + 'static void f(char *key)\n{\n'
                                '\tmemset(key, 0, strlen(key));\n\tfree(key);\n}\n',
        }, 'src/model/plan.c:4: memset() before free()')
        self.write('src/model/plan.c', LICENSE)
        self.assert_green('banned.py', {
            'src/model/plan.c': LICENSE + 'static void f(char *a, char *b)\n{\n'
                                '\tmemset(a, 0, 8);\n\tfree(b);\n}\n'
                                'void g(char *a)\n{\n\tfree(a);\n}\n'})

    def test_words_and_comments(self):
        self.assert_green('banned.py', {
            'src/model/ref.c': LICENSE + 'char name[] = "https://a/keystrap.XXXXXX";\n'})
        self.assert_red('banned.py', {
            'src/model/plan.c': LICENSE + 'int x; // why\n',
            'tests/unit/test_x.c': LICENSE + '/* TODO */\n',
            'tests/x.py': '# SPDX-License-Identifier: Apache-2.0\n# FIXME\n',
        }, 'src/model/plan.c:2: write /* */', 'tests/unit/test_x.c:2: TODO', 'tests/x.py:2: FIXME')

    def test_every_file_names_its_license(self):
        self.assert_green('banned.py', {
            'contrib/y.sh': '#!/bin/sh\n# SPDX-License-Identifier: Apache-2.0\n'})
        self.assert_red('banned.py', {
            'src/model/plan.c': '\n' + LICENSE,
            'contrib/x.sh': '#!/bin/sh\n\n# SPDX-License-Identifier: Apache-2.0\n',
        }, 'src/model/plan.c:1: does not start with "SPDX-',
            'contrib/x.sh:1: does not start with "SPDX-')


class Size(Planting):
    COPIED = ('src/util', 'include/util')

    @staticmethod
    def function(length):
        return 'static int __attribute__((cold)) f(int (*g)(int))\n{\n%s}\n' % ('\tg(1);\n' *
                                                                               (length - 3))

    def test_limits_are_refused(self):
        self.assert_red('size.py', {
            'src/util/a.c': LICENSE + self.function(101),
            'src/util/b.c': LICENSE + '\n' * 600,
        }, 'src/util/a.c:2: f() has 101 lines, the limit is 100',
            'src/util/b.c:1: the file has 601 lines, the limit is 600')

    def test_long_is_only_listed(self):
        status, before = run('size.py', self.root)
        self.write('src/util/a.c', LICENSE + self.function(100))
        self.write('src/util/b.c', LICENSE + self.function(60))
        self.write('src/util/c.c', LICENSE + '\n' * 400)
        self.write('src/util/d.c', LICENSE + '\n' * 399)
        after = run('size.py', self.root)
        self.assertEqual(after[0], status)
        self.assertEqual(sorted(set(after[1]) - set(before)),
                         ['long: src/util/a.c:2: f() has 100 lines',
                          'long: src/util/c.c:1: the file has 401 lines'])

    def test_tables_do_not_count(self):
        rows = '\t{ "a", { 1, 2 } },\n' * 700
        self.assert_green('size.py', {
            'src/util/a.c': LICENSE + 'static const struct {\n\tint x;\n} rows[] = {\n%s};\n'
                            % rows,
            'src/util/b.c': LICENSE + 'void f(void)\n{\n\tif (x) {\n\t}\n'
                            '\tstatic const struct row rows[] = {\n%s\t};\n}\n' % rows})


class Format(Planting):
    COPIED = ('.clang-format', '.editorconfig', 'src/util', 'include/util')

    def test_bytes_follow_the_editorconfig(self):
        self.assert_red('format.py', {
            'tests/a.py': 'if x:\n\ty()\n',
            'tests/b.sh': 'a \n',
            'meson.build': 'a\r\nb\n',
            'contrib/c.sh': 'a\nb',
        }, 'tests/a.py:2: indented with a tab', 'tests/b.sh:1: white space at the end',
            'meson.build:1: carriage return', 'contrib/c.sh:2: the last line does not end')
        with open(os.path.join(self.root, 'tests/d.py'), 'wb') as file:
            file.write(b'# \xff\n')
        self.assertIn('tests/d.py:1: is not UTF-8', run('format.py', self.root)[1])

    def test_c_follows_clang_format(self):
        before = run('format.py', self.root)
        if before[0] == 77:
            self.skipTest('no clang-format')
        self.write('src/util/a.c', LICENSE + 'int  x;\n')
        status, lines = run('format.py', self.root)
        self.assertEqual(status, 1)
        self.assertNotIn('src/util/a.c:2', '\n'.join(before[1]))
        self.assertIn('src/util/a.c:2', '\n'.join(lines))

    def test_missing_clang_format_is_a_skip(self):
        with tempfile.TemporaryDirectory() as empty:
            self.assertEqual(run('format.py', self.root, path=empty)[0], 77)
            self.write('tests/b.sh', 'a \n')
            self.assertEqual(run('format.py', self.root, path=empty)[0], 1)


class Shell(Planting):
    def test_shellcheck_reads_every_script(self):
        if not shutil.which('shellcheck'):
            self.skipTest('no shellcheck')
        bad = '#!/bin/sh\necho $1\n'
        for path in ('contrib/a.sh', 'tests/deep/b.sh', '.ci/run'):
            with self.subTest(path):
                for folder in ('contrib', 'tests'):
                    os.makedirs(os.path.join(self.root, folder), exist_ok=True)
                self.assertEqual(run('shell.sh', self.root)[0], 0)
                self.write(path, bad)
                status, lines = run('shell.sh', self.root)
                self.assertEqual(status, 1)
                self.assertIn('SC2086', '\n'.join(lines))
                os.remove(os.path.join(self.root, path))


class Mandoc(Planting):
    FROM = FAKE
    COPIED = ('man',)

    def test_mandoc_reads_every_page(self):
        if not shutil.which('mandoc'):
            self.skipTest('no mandoc')
        self.assertEqual(run('mandoc.sh', self.root), (0, []))
        self.replace('man/keystrap.ini.5', '.Sh DESCRIPTION', '.Sh DESCRIPTION\n.Zz')
        status, lines = run('mandoc.sh', self.root)
        self.assertNotEqual(status, 0)
        self.assertIn('keystrap.ini.5', '\n'.join(lines))
        shutil.rmtree(os.path.join(self.root, 'man'))
        self.assertEqual(run('mandoc.sh', self.root)[0], 77)


class Docs(Planting):
    FROM = FAKE
    COPIED = ('man', 'contrib', 'keystrap.py')
    PAGE, INI, RULES = 'man/keystrap.1', 'man/keystrap.ini.5', 'man/keystrap-rules.7'
    BASH, ZSH, FISH = ('contrib/completions/' + name
                       for name in ('keystrap.bash', '_keystrap', 'keystrap.fish'))

    def docs(self):
        return run('docs.py', self.root, os.path.join(self.root, 'keystrap.py'))

    def red(self, path, *plants):
        """plants: (old, new, a line that docs.py then says), all at once."""
        for old, new, _ in plants:
            if old != new:
                self.replace(path, old, new)
        status, lines = self.docs()
        shutil.copy(os.path.join(FAKE, path), os.path.join(self.root, path))
        self.assertEqual(status, 1)
        for _, _, expected in plants:
            with self.subTest(expected):
                self.assertIn(expected, lines)

    def line(self, path, text):
        """'path:line' of a text."""
        with open(os.path.join(self.root, path), encoding='utf-8') as file:
            content = file.read()
        return '%s:%d' % (path, content.count('\n', 0, content.index(text)) + 1)

    def test_docs_that_agree_are_green(self):
        self.assertEqual(self.docs(), (0, []))

    def test_docs_commands_and_options(self):
        page, here = self.PAGE, self.line
        self.red(page,
                 ('.Ss run', '.Ss walk', page + ': command run is missing'),
                 ('', '', here(self.PAGE, '.Ss run') + ': command walk does not exist'),
                 ('', '', page + ': run: option --exec is missing'))
        self.red(page,
                 ('.It Fl -help', '.It Fl -exec , Fl -help',
                  here(page, '.It Fl -help') + ': not every command has --exec'))
        self.red(page,
                 ('.It Fl -exec', '.It Fl -exec , Fl -format',
                  here(page, '.It Fl -exec') + ': run: option --format does not exist'),
                 ('.It Fl -format', '.It Cm format', page + ': check: option --format is missing'),
                 ('.It Fl -config Ns', '.It Cm config Ns',
                  page + ': check: option --config is missing'),
                 ('.Fl -format\nsays.', '.Fl -colour\n.Fl says .',
                  here(page, '.Fl -format\nsays') + ': option --colour does not exist'),
                 ('', '', here(page, 'says.') + ': write .Fl -says for --says'))

    def test_docs_exit_statuses_and_environment(self):
        page, here = self.PAGE, self.line
        self.red(page,
                 ('.It 127', '.It 126', page + ': exit status 127 is missing'),
                 ('', '', here(page, '.It 127') + ': exit status 126 does not exist'),
                 ('Pq FAILURE', 'Pq FAILED',
                  here(page, '.It 1 ') + ': exit status 1 is named "FAILURE"'),
                 ('findings at', 'anything at',
                  here(page, '.It 1 ') + ': exit status 1 means '
                  '"check: findings at or above --format"'),
                 ('Ev KEYSTRAP_CONFIG', 'Ev KEYSTRAP_CONF',
                  page + ': environment variable KEYSTRAP_CONFIG is missing'),
                 ('', '', here(page, '.It Ev') +
                  ': environment variable KEYSTRAP_CONF does not exist'))

    def test_docs_keys_types_rules_presets(self):
        page, here = self.INI, self.line
        self.red(page,
                 ('.It Ic role', '.It Ic roll',
                  page + ': key [source NAME] with type = vault: role is missing'),
                 ('', '', here(page, '.It Ic role') +
                  ': key [source NAME] with type = vault: roll does not exist'),
                 ('.It Ic names', '.It Ic from', page + ': key [import NAME]: names is missing'),
                 ('.Ss [NAME]', '.Ss [VARIABLE]',
                  here(page, '.Ss [NAME]') + ': no section has the form [VARIABLE]'))
        page = self.RULES
        self.red(page,
                 ('.It Cm postgres-url', '.It Cm mysql-url',
                  page + ': in TYPES: postgres-url is missing'),
                 ('', '', here(page, '.It Cm post') + ': in TYPES: mysql-url does not exist'),
                 ('.It Cm jwt-key', '.It Cm key',
                  page + ': in RULES: jwt-key-too-short is missing'),
                 ('', '', here(page, '.It Cm jwt') + ': in RULES: key-too-short does not exist'),
                 ('.It Cm django', '.It Cm flask', page + ': in PRESETS: django is missing'),
                 ('', '', here(page, '.It Cm dja') + ': in PRESETS: flask does not exist'),
                 ('.It Ic min', '.It Ic max', page + ': in KEYS: min is missing'),
                 ('', '', here(page, '.It Ic min') + ': in KEYS: max does not exist'))

    def test_docs_the_rules_page_is_written_by_the_program(self):
        self.red(self.RULES, ('It can be guessed.', 'It can be found out.',
                              self.RULES + ': is old: keystrap rules --format mdoc >' + self.RULES))

    def test_docs_words_of_options(self):
        page = self.PAGE
        self.red(page, ('.It Cm json', '.It Cm yaml', page + ': check: --format json is missing'),
                 ('', '', self.line(page, '.It Fl -format') +
                  ': check: --format yaml does not exist'))
        for path in (self.BASH, self.ZSH, self.FISH):
            self.red(path, ('text json', 'text yaml', path + ': check: --format json is missing'),
                     ('', '', path + ': check: --format yaml does not exist'))
        self.red(self.BASH, ('== --format', '== --fmt',
                             self.BASH + ': check: --format text is missing'))

    def test_docs_help(self):
        program = 'keystrap.py'
        self.red(program,
                 ("print('  --%-18s %s' % (option", "print('  %-18s %s' % (option",
                  'keystrap run --help: does not name --exec'),
                 ("('help', 'this text')", "('colour', 'this text')",
                  'keystrap check --help: names --colour, which does not exist'),
                 ('(name, summary)', "('', summary)", 'keystrap --help: does not name run'))
        self.red(program, ("('help', 'this text')", "('format', 'this text')",
                           'keystrap run --help: names --format, which does not exist'))

    def test_docs_dump(self):
        program = 'keystrap.py'
        self.red(program, ('json.dumps(TABLES)', '"{"', 'keystrap: --dump-tables prints no JSON'))
        self.red(program, ("'presets':", "'pre':",
                           "keystrap: --dump-tables lacks a table or column: 'presets'"))
        self.red(program, ('def main():\n', 'def main():\n    sys.exit(3)\n',
                           'keystrap: --dump-tables exits with 3'))

    def test_docs_bash(self):
        path = self.BASH
        self.red(path,
                 ("words='run check'", "words='run walk'", path + ': command check is missing'),
                 ('', '', path + ': command walk does not exist'),
                 ('--exec ', '--format= ', path + ': run: option --exec is missing'),
                 ('', '', path + ': run: option --format does not exist'),
                 ('--version', '--exec', path + ': not every command has --exec'))
        self.replace(path, 'complete -o', 'false -o')
        self.assertEqual(self.docs()[0], 1)

    def test_docs_zsh(self):
        path = self.ZSH
        self.red(path,
                 ("'check:", "'walk:", path + ': command check is missing'),
                 ('', '', path + ': command walk does not exist'),
                 ("'--exec[", "'--colour[", path + ': run: option --exec is missing'),
                 ('', '', path + ': run: option --colour does not exist'),
                 ("'--help[", "'--exec' '--help[", path + ': not every command has --exec'))
        self.red(path, ('commands=(', 'cmds=(', path + ': has no commands=(...)'))

    def test_docs_fish(self):
        path = self.FISH
        self.red(path,
                 ('-a check', '-a walk', path + ': command check is missing'),
                 ('', '', path + ': command walk does not exist'),
                 ("from run'", "from check'", path + ': run: option --exec is missing'),
                 ('', '', path + ': check: option --exec does not exist'),
                 ('-l help', '-l exec', path + ': not every command has --exec'))

    def test_docs_wants_every_file(self):
        paths = (self.INI, self.RULES, self.BASH, self.ZSH, self.FISH)
        for path in paths:
            os.remove(os.path.join(self.root, path))
        self.assertEqual(self.docs(), (1, sorted(path + ': is not there' for path in paths)))
        os.remove(os.path.join(self.root, self.PAGE))
        self.assertEqual(self.docs()[0], 77)


class Promises(Planting):
    TABLE = 'tests/promises.tsv'
    FIRST = 'PAR-11\tparsers are fuzzed\ttests/unit/test_a.c:exact tests/b.py:test_exact\n'
    NAMES = promises.delivered()
    GOOD = FIRST + ''.join(name + '\tx\ttests/b.py:test_exact\n' for name in NAMES)

    def setUp(self):
        super().setUp()
        self.write('tests/unit/test_a.c', 'static void exact(void **state)\n{\n}\n'
                   'static void idle(void **state)\n{\n}\n'
                   'struct CMUnitTest t[] = { cmocka_unit_test(exact) };\n')
        self.write('tests/b.py', 'def test_exact():\n    pass\n')

    def red(self, *rows):
        """rows: (row, what is said of it), all in one table below a good one."""
        self.write(self.TABLE, '# a comment\n' + self.GOOD)
        self.assertEqual(run('promises.py', self.root),
                         (0, ['%d of 144 requirements have a test' % (1 + len(self.NAMES))]))
        self.write(self.TABLE, self.GOOD + ''.join(row + '\n' for row, _ in rows))
        status, lines = run('promises.py', self.root)
        self.assertEqual(status, 1)
        for number, (_, expected) in enumerate(rows, 2 + len(self.NAMES)):
            self.assertIn('%s:%d: %s' % (self.TABLE, number, expected), lines)

    def test_promises_name_tests_that_run(self):
        self.red(('PAR-01\tx\ttests/unit/test_a.c:none', 'tests/unit/test_a.c has no test none'),
                 ('PAR-02\tx\ttests/unit/test_a.c:idle', 'tests/unit/test_a.c has no test idle'),
                 ('PAR-03\tx\ttests/b.py:test_none', 'tests/b.py has no test test_none'),
                 ('PAR-04\tx\ttests/none.c:exact', 'tests/none.c is no test in C or Python'),
                 ('PAR-06\tx\ttests/b.py', 'tests/b.py: expected FILE:TEST'))

    def test_promises_are_the_requirements(self):
        self.red(*(('%s\tx\ttests/b.py:test_exact' % name, name + ' is no requirement')
                   for name in ('PAR-15', 'PAR-00', 'XYZ-01', 'PAR-1', 'par-01')),
                 (self.FIRST.strip(), 'PAR-11 is in line 1 already'),
                 ('PAR-01\ttests/b.py:test_exact',
                  'expected ID, promise and tests, with a tab between'))

    def test_promises_that_are_delivered_have_a_row(self):
        self.assertGreater(len(self.NAMES), 40)
        for name in self.NAMES:
            kept = [row for row in self.GOOD.splitlines(True) if not row.startswith(name)]
            self.write(self.TABLE, ''.join(kept))
            status, lines = run('promises.py', self.root)
            self.assertEqual((status, lines[1:]), (
                1, ['%s: %s is delivered and has no row' % (self.TABLE, name)]))


class Bench(Planting):
    BLOCK = '# keystrap\n\n%s\n%s\n%s\n' % (bench.BEGIN, '| one | 1.02 |', bench.END)

    def bench(self, text):
        self.write('README.md', text)
        return run('bench.py', self.root)

    def test_bench_table_has_numbers(self):
        self.assertEqual(self.bench(self.BLOCK), (0, []))
        for inside in ('', '\n  \n', '| to be measured |'):
            status, lines = self.bench(self.BLOCK.replace('| one | 1.02 |', inside))
            self.assertEqual(status, 1)
            self.assertTrue(lines[0].startswith('README.md:3: the table'), lines)

    def test_bench_table_is_there_once(self):
        for text in (self.BLOCK.replace(bench.END, ''), self.BLOCK.replace(bench.BEGIN, ''),
                     self.BLOCK + self.BLOCK, '# keystrap, 1.02 times\n'):
            status, lines = self.bench(text)
            self.assertEqual((status, len(lines)), (1, 1), lines)
            self.assertTrue(lines[0].startswith('README.md: has no block'), lines)


class Flags(Planting):
    COPIED = ('meson.build', 'contrib/test.sh')

    def red(self, path, old, new, expected):
        with self.subTest(expected):
            for copied in self.COPIED:
                shutil.copy(os.path.join(ROOT, copied), os.path.join(self.root, copied))
            self.assertEqual(run('flags.py', self.root), (0, []))
            self.replace(path, old, new)
            self.assertEqual(run('flags.py', self.root), (1, ['%s: %s' % (path, expected)]))

    def test_flags_that_were_promised(self):
        for flag in flags.WARNINGS + flags.PROBED:
            self.red('meson.build', "    '%s',\n" % flag, "    # '%s',\n" % flag,
                     'does not have ' + flag)
        for flag in flags.PLAIN:
            self.red('meson.build', "'%s'" % flag, "'-Wall'", 'does not have ' + flag)
        for flag in flags.REQUIRED:
            self.red('meson.build', "'%s'" % flag, "'-Wall'", 'does not require ' + flag)

    def test_flags_make_warnings_errors_in_each_build(self):
        for build in ('gcc', 'asan', 'lto'):
            with open(os.path.join(ROOT, 'contrib/test.sh'), encoding='utf-8') as file:
                line = next(line for line in file if 'build_and_test %s ' % build in line)
            self.red('contrib/test.sh', line, line.replace('-Dwerror=true', ''),
                     'the build %s lets warnings pass' % build)


class Elf(Planting):
    HARDENED = ('-fPIE', '-pie', '-Wl,-z,relro,-z,now,-z,noexecstack')

    def setUp(self):
        super().setUp()
        self.compiler = os.environ.get('CC', 'cc').split()
        if not shutil.which(self.compiler[0]) or not shutil.which('readelf'):
            self.skipTest('no compiler or no readelf')
        self.program = os.path.join(self.root, 'program')
        self.write('program.c', 'int main(void)\n{\n\treturn 0;\n}\n')

    def elf(self, *arguments):
        status, lines = run('elf.py', self.program, *arguments)
        return status, [line.rpartition(': ')[2] for line in lines]

    def build(self, *flags):
        subprocess.run([*self.compiler, '-o', self.program, self.program + '.c', *flags],
                       check=True)

    def test_elf_hardening(self):
        self.build(*self.HARDENED)
        self.assertEqual(self.elf(), (0, []))
        for flags, expected in (
                (('-no-pie',), ['is not position independent (PIE)']),
                (('-Wl,-z,lazy',), ['is not bound at start (BIND_NOW)']),
                (('-Wl,-z,norelro',), ['has no RELRO']),
                (('-Wl,-z,execstack',), ['may have an executable stack']),
                (('-Wl,-rpath,/opt', '-Wl,--disable-new-dtags'), ['has a RPATH']),
                (('-Wl,-rpath,/opt', '-Wl,--enable-new-dtags'), ['has a RUNPATH'])):
            with self.subTest(expected):
                self.build(*self.HARDENED, *flags)
                self.assertEqual(self.elf(), (1, expected))

    def test_elf_libraries(self):
        self.build(*self.HARDENED, '-Wl,--no-as-needed', '-lm')
        self.assertEqual(self.elf('--needs', 'libc', '--never', 'libcurl', 'lib'), (0, []))
        self.assertEqual(self.elf('--needs', 'libcurl'), (1, ['does not need libcurl']))
        self.assertEqual(self.elf('--never', 'libcurl', 'libm'), (1, ['needs libm']))


if __name__ == '__main__':
    unittest.main()
