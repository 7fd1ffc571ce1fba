#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Stands for keystrap where test_lints.py tries docs.py: small tables, and help made from them."""

import json
import sys

OPTIONS = {
    'run': [('config', 'FILE', 'the manifest'), ('exec', None, 'replace this process')],
    'check': [('config', 'FILE', 'the manifest'), ('format', 'FORMAT', 'text or json')],
}
SUMMARIES = {'run': 'fetch, check, start a program', 'check': 'fetch and check'}
TABLES = {
    'commands': [{'name': name, 'summary': SUMMARIES[name],
                  'options': [{'name': option, 'argument': argument, 'help': text}
                              for option, argument, text in options]}
                 for name, options in OPTIONS.items()],
    'keys': [
        {'section': 'keystrap', 'type': None, 'name': 'environment', 'help': ''},
        {'section': 'source', 'type': None, 'name': 'type', 'help': ''},
        {'section': 'source', 'type': 'vault', 'name': 'role', 'help': ''},
        {'section': 'variable', 'type': None, 'name': 'from', 'help': ''},
        {'section': 'variable', 'type': None, 'name': 'severity.RULE', 'help': ''},
        {'section': 'import', 'type': None, 'name': 'names', 'help': ''},
    ],
    'types': [{'name': 'postgres-url', 'summary': ''}],
    'rules': [{'id': 'jwt-key-too-short', 'severity': 'error', 'summary': ''}],
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
    for option, argument, text in OPTIONS[command]:
        print('  --%-18s %s' % (option + ('=' + argument if argument else ''), text))
    print('  --%-18s %s' % ('help', 'this text'))


def main():
    if sys.argv[1:] == ['--dump-tables']:
        print(json.dumps(TABLES))
    elif sys.argv[1:] == ['--help']:
        for name, summary in SUMMARIES.items():
            print('  %-8s %s' % (name, summary))
    else:
        print_help(sys.argv[1])


if __name__ == '__main__':
    main()
