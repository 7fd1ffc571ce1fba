#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Stands for keystrap where test_lints.py tries docs.py: small tables, and help made from them."""

import json
import sys

OPTIONS = {
    'run': [('config', 'FILE', 'the manifest', []), ('exec', None, 'replace this process', [])],
    'check': [('config', 'FILE', 'the manifest', []),
              ('format', 'FORMAT', 'text or json', ['text', 'json'])],
}
SUMMARIES = {'run': 'fetch, check, start a program', 'check': 'fetch and check'}
TABLES = {
    'commands': [{'name': name, 'summary': SUMMARIES[name],
                  'options': [{'name': option, 'argument': argument, 'help': text,
                               'choices': choices}
                              for option, argument, text, choices in options]}
                 for name, options in OPTIONS.items()],
    'keys': [{'section': section, 'type': kind, 'name': name, 'typed': typed, 'help': ''}
             for section, kind, name, typed in (
                 ('keystrap', None, 'environment', False), ('source', None, 'type', False),
                 ('source', 'vault', 'role', False), ('variable', None, 'from', False),
                 ('variable', None, 'min', True), ('variable', None, 'severity.RULE', False),
                 ('import', None, 'names', False))],
    'types': [{'name': 'postgres-url', 'rule': 'type-postgres-url', 'summary': ''}],
    'rules': [{'id': 'jwt-key-too-short', 'severity': 'error', 'summary': ''},
              {'id': 'type-postgres-url', 'severity': 'error', 'summary': ''}],
    'presets': [{'name': 'django', 'summary': ''}],
    'exit_statuses': [
        {'number': 0, 'name': 'SUCCESS', 'meaning': "success; run: the program's own status"},
        {'number': 1, 'name': 'FAILURE', 'meaning': 'check: findings at or above --format'},
        {'number': 127, 'name': '', 'meaning': 'the program was not found'},
    ],
    'environment': [{'name': 'KEYSTRAP_CONFIG', 'help': ''}],
}


def print_help(command):
    print('usage: keystrap %s [OPTION...]' % command)
    for option, argument, text, _ in OPTIONS[command]:
        print('  --%-18s %s' % (option + ('=' + argument if argument else ''), text))
    print('  --%-18s %s' % ('help', 'this text'))


PAGE = r'''.\" SPDX-License-Identifier: Apache-2.0
.Dd January 1, 2026
.Dt KEYSTRAP-RULES 7
.Os
.Sh NAME
.Nm keystrap-rules
.Nd a page for the test of the documentation lint
.Sh TYPES
.Bl -tag -width Ds
.It Cm postgres-url
Where a database is.
.El
.Sh KEYS
.Bl -tag -width Ds
.It Ic min
The smallest.
.El
.Sh RULES
.Bl -tag -width Ds
.It Cm jwt-key-too-short
It can be guessed.
.El
.Sh PRESETS
.Bl -tag -width Ds
.It Cm django
Its names.
.El
'''


def main():
    if sys.argv[1:] == ['--dump-tables']:
        print(json.dumps(TABLES))
    elif sys.argv[1:] == ['--help']:
        for name, summary in SUMMARIES.items():
            print('  %-8s %s' % (name, summary))
    elif sys.argv[1:] == ['rules', '--format', 'mdoc']:
        print(PAGE, end='')
    else:
        print_help(sys.argv[1])


if __name__ == '__main__':
    main()
