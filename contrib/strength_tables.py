#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the tables of src/schema/strength: the same bytes from the same lists, wherever it runs.

    contrib/strength_tables.py [--check] [--only TABLE]

Without --check the tables are written; with it they are compared, and the exit status is 0 (the
same), 1 (not) or 77 (a list is not here, or is another edition of it). The lists:

- /usr/share/dict/american-english of Debian's package wamerican: SCOWL, whose copyright file lets
  anyone use, copy, modify, distribute and sell the lists and what is made from them, given notice;
- the ranked words and passwords of the PyPI package zxcvbn (MIT), from the Python that runs this or
  from $KEYSTRAP_ZXCVBN, the folder of its frequency_lists.py;
- /usr/share/dict/polish and dutch of Debian's packages wpolish (Apache License 2.0 among others) and
  wdutch (BSD), or those of the folder $KEYSTRAP_DICTIONARIES;
- the words for seeds of the PyPI packages mnemonic (MIT) and monero (BSD and MIT), from the Python
  that runs this or from $KEYSTRAP_LISTS, the folder that pip put them into;
- what lies in the tree: the files of src/schema/strength/data and tests/data/published_secrets.txt.

Only counts of letters, and digests, go into the tables.
"""

import argparse
import ast
import base64
import binascii
import bisect
import hashlib
import importlib.util
import itertools
import math
import os
import random
import re
import sys
import unicodedata

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FOLDER = os.path.join(ROOT, 'src', 'schema', 'strength')
WORDS = '/usr/share/dict/american-english'
DICTIONARIES = os.environ.get('KEYSTRAP_DICTIONARIES', '/usr/share/dict')
LETTERS = 'abcdefghijklmnopqrstuvwxyz'
SAME, DIFFERENT, MISSING = 0, 1, 77

# The editions that the committed tables were made from.
EDITIONS = {
    WORDS: '9f513f1ceadb6a01c5485b7dbdfd5118dc66cd70b59cae2851292112d4066a32',
    'zxcvbn': 'e7542100ba2abcdf12e3bbc3318f0429d9bf136014dcfe0b5f977b8ad4a13bb5',
    'polish': 'e9d92b97896378f7907ee9b77e7ef3c26da4fc596bdf9de0262520c3c471f2b1',
    'dutch': '2e5128e8e7f9a5bdfc427c784c839986b0df1386cc53aef90ed2df71644f3987',
    'mnemonic spanish': '46846a5a0139d1e3cb77293e521c2865f7bcdb82c44e8d0a06a2cd0ecba48c0b',
    'mnemonic portuguese': '2685e9c194c82ae67e10ba59d9ea5345a23dc093e92276fc5361f6667d79cd3f',
    'mnemonic italian': 'd392c49fdb700a24cd1fceb237c1f65dcc128f6b34a8aacb58b59384b5c648c2',
    'mnemonic french': 'ebc3959ab7801a1df6bac4fa7d970652f1df76b683cd2f4003c941c63d517e59',
    'mnemonic czech': '7e80e161c3e93d9554c2efb78d4e3cebf8fc727e9c52e03b83b94406bdcc95fc',
    'mnemonic russian': '07f11af3f07fd13d8d74859f4448d8bca8f1d9d336dc4842531ecea083103a26',
    'mnemonic turkish': 'a7dc9c77913726106c7b8baa022b7e17601d118acf40aa60ab1fbc9c91b383ac',
    'monero spanish': '2bdd30ec104d2cad9c2abd0736d121648463581c79a4ef572954dbb91c6acb8d',
    'monero portuguese': '3d5d123249d4cb822d50ea64ad0de3f0a893823204a2b112726eb9a87ec63936',
    'monero italian': '99c834b137b7d39cfa4e2e03f90ea3a5848e6c858a3146fb3503fb18c6f58dc7',
    'monero french': '23050c04d7e29e98978e6d8890038b15c7e9a927d03f74d5718e352832e519e1',
    'monero german': 'f58041342ef8b752e1379d4cd23eed852ca65c08a362db099d839e36c43ad3f9',
    'monero dutch': 'a87826e00bcbb0ac74411f6e81c6ee1cbed39241fd2383e7653af7f7b14727f5',
    'monero russian': '965b56bffa10012a5419454fca7cde1592b7616ec6b363aceef39ca463e908bf',
}


class Missing(Exception):
    pass


def edition(name, content):
    digest = hashlib.sha256(content).hexdigest()
    if EDITIONS[name] != digest:
        raise Missing('another edition of %s: %s' % (name, digest))
    return content


def dictionary():
    try:
        with open(WORDS, 'rb') as file:
            content = edition(WORDS, file.read())
    except OSError as error:
        raise Missing(str(error)) from error
    return [word for word in content.decode().lower().split() if word.isascii() and word.isalpha()]


def ranked():
    """Lists of words and passwords, the most frequent first."""
    folder = os.environ.get('KEYSTRAP_ZXCVBN')
    if folder:
        path = os.path.join(folder, 'frequency_lists.py')
    else:
        found = importlib.util.find_spec('zxcvbn')
        path = os.path.join(os.path.dirname(found.origin), 'frequency_lists.py') if found else ''
    try:
        with open(path, 'rb') as file:
            edition('zxcvbn', file.read())
    except OSError as error:
        raise Missing('no zxcvbn: %s' % error) from error
    spec = importlib.util.spec_from_file_location('frequency_lists', path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {name: list(words) for name, words in module.FREQUENCY_LISTS.items()}


def lines(path):
    with open(path, encoding='utf-8') as file:
        return [line for line in file.read().splitlines() if line and not line.startswith('# ')
                and line != '#']


def vocabulary():
    found = {}
    for line in lines(os.path.join(FOLDER, 'data', 'vocabulary.txt')):
        weight, *words = line.split()
        for word in words:
            found[word] = found.get(word, 0) + int(weight)
    return found


# ---- letters: how much likelier each letter is in text than by chance ----

def weighted_words():
    """(word, weight): a fifth general words, half frequent ones, the rest passwords and ours."""
    lists = ranked()

    def zipf(words, share):
        words = [word for word in words if word.isascii() and word.isalpha()]
        weights = [1 / (rank + 20) for rank in range(len(words))]
        return [(word, share * weight / sum(weights)) for word, weight in zip(words, weights)]

    general = dictionary()
    own = vocabulary()
    return ([(word, 0.15 / len(general)) for word in general] +
            zipf(lists['english_wikipedia'], 0.25) + zipf(lists['us_tv_and_film'], 0.1) +
            zipf(lists['passwords'], 0.15) + zipf(lists['male_names'], 0.025) +
            zipf(lists['female_names'], 0.025) + zipf(lists['surnames'], 0.025) +
            [(word, 0.275 * weight / sum(own.values())) for word, weight in own.items()])


def runs(words, count):
    """Words that follow each other without a gap, as they do in keys."""
    sums = list(itertools.accumulate(weight for _, weight in words))
    chance = random.Random(1)
    for _ in range(count):
        yield ''.join(words[min(bisect.bisect(sums, chance.random() * sums[-1]), len(words) - 1)][0]
                      for _ in range(1 + int(chance.random() * 4)))


def letter_gains(words):
    """gains[a][b][c]: log2(26 P(c | ab)) in sixteenths, rounded down; context 26 is the start."""
    three, two, one = {}, {}, {}
    for run in runs(words, 120000):
        context = (26, 26)
        for c in map(LETTERS.index, run):
            three.setdefault(context, [0] * 26)[c] += 1
            two.setdefault(context[1], [0] * 26)[c] += 1
            one[c] = one.get(c, 0) + 1
            context = (context[1], c)
    total = sum(one.values())

    def blend(counts, below, weight):
        if counts is None:
            return below
        return [(count + weight * chance) / (sum(counts) + weight)
                for count, chance in zip(counts, below)]

    gains = []
    for a in range(27):
        for b in range(27):
            chances = [one.get(c, 0) / total for c in range(26)]
            chances = blend(two.get(b), chances, 30)
            chances = blend(three.get((a, b)), chances, 30)
            gains.append([max(-128, math.floor(16 * math.log2(26 * (0.98 * chance + 0.02 / 26))))
                          for chance in chances])
    return gains


def letters_table():
    return ('/* Made by contrib/strength_tables.py from word lists that its comment names. */\n',
            ['const int8_t letter_gains[27 * 27][26] = {'] +
            ['\t{ %s },' % ', '.join(map(str, row)) for row in letter_gains(weighted_words())] +
            ['};'])


# ---- languages: the same for others than English, those that look alike together ----

FAMILIES = ['es pt it fr', 'de nl sv fi', 'pl cs ru', 'tr id vi']
# Language, list and every how many words of it.
LISTS = [('pl', 'polish', 300), ('nl', 'dutch', 30)]
LISTS += [(name[:2], 'mnemonic ' + name, 1) for name in ('italian', 'french', 'russian')]
LISTS += [('es', 'mnemonic spanish', 1), ('pt', 'mnemonic portuguese', 1),
          ('cs', 'mnemonic czech', 1), ('tr', 'mnemonic turkish', 1)]
LISTS += [(name[:2], 'monero ' + name, 1) for name in ('italian', 'french', 'russian')]
LISTS += [('es', 'monero spanish', 1), ('pt', 'monero portuguese', 1),
          ('de', 'monero german', 1), ('nl', 'monero dutch', 1)]

CYRILLIC = dict(zip('абвгдезийклмнопрстуфыэ', 'abvgdeziyklmnoprstufye'), ё='yo', ж='zh', х='kh',
                ц='ts', ч='ch', ш='sh', щ='shch', ъ='', ь='', ю='yu', я='ya')
PLAIN = {'ł': 'l', 'ı': 'i', 'ß': 'ss', 'đ': 'd', 'ø': 'o', 'æ': 'ae', 'œ': 'oe'}


def plain(word):
    """As it is typed without the language's own letters."""
    word = ''.join(PLAIN.get(c, CYRILLIC.get(c, c)) for c in word.lower())
    return ''.join(c for c in unicodedata.normalize('NFD', word) if not unicodedata.combining(c))


def package_file(package, *path):
    found = importlib.util.find_spec(package)
    folders = [os.path.join(os.environ.get('KEYSTRAP_LISTS', ''), package)]
    folders += found.submodule_search_locations if found else []
    for folder in folders:
        if os.path.isfile(os.path.join(folder, *path)):
            return os.path.join(folder, *path)
    raise Missing('no package ' + package)


def list_path(name):
    package, _, language = name.rpartition(' ')
    if package == 'mnemonic':
        return package_file(package, 'wordlist', language + '.txt')
    if package == 'monero':
        return package_file(package, 'wordlists', language + '.py')
    return os.path.join(DICTIONARIES, name)


def listed(name, step):
    path = list_path(name)
    try:
        with open(path, 'rb') as file:
            text = edition(name, file.read()).decode()
    except OSError as error:
        raise Missing(str(error)) from error
    if path.endswith('.py'):
        # A class whose only list is that of the words.
        words = next(ast.literal_eval(node) for node in ast.walk(ast.parse(text))
                     if isinstance(node, ast.List))
    else:
        words = text.split()
    return [word for word in map(plain, words[::step]) if word.isascii() and word.isalpha()]


def frequent_words():
    """By language, the most frequent first."""
    found = {}
    for line in lines(os.path.join(FOLDER, 'data', 'languages.txt')):
        start, colon, rest = line.partition(': ')
        words = found.setdefault(start, []) if colon else words
        words += (rest if colon else line).split()
    return found


def family_words(family):
    """(word, weight): two fifths frequent ones, where there is a list of others."""
    weighted = []
    for language in family.split():
        frequent = frequent_words()[language]
        others = [word for code, name, step in LISTS if code == language
                  for word in listed(name, step)]
        share = 0.4 if others else 1
        weights = [1 / (rank + 15) for rank in range(len(frequent))]
        weighted += [(word, share * weight / sum(weights))
                     for word, weight in zip(frequent, weights)]
        weighted += [(word, (1 - share) / len(others)) for word in others]
    return weighted


def languages_table():
    body = ['const int8_t language_gains[LANGUAGE_FAMILIES][27 * 27][26] = {']
    for family in FAMILIES:
        body += ['\t{'] + ['\t\t{ %s },' % ', '.join(map(str, row))
                           for row in letter_gains(family_words(family))] + ['\t},']
    return ('/* Made by contrib/strength_tables.py from word lists that its comment names. */\n',
            body + ['};'])


# ---- structure: keyboards, and how many distinct characters a random string has ----

SEQUENCES = [
    'abcdefghijklmnopqrstuvwxyz', '0123456789', '1234567890-=', '0123456789abcdef',
    'qwertyuiop[]', 'asdfghjkl;\'', 'zxcvbnm,./', '!@#$%^&*()_+',
    '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/', 'qazwsxedcrfvtgbyhnujmikolp',
    '!qaz@wsx#edc$rfv%tgb^yhn&ujm*ik<(ol>)p:?', 'zaq1xsw2cde3vfr4bgt5nhy6mju7',
    '1q2w3e4r5t6y7u8i9o0p', 'q1w2e3r4t5y6u7i8o9p0',
    'azertyuiop', 'qsdfghjklm', 'qwertzuiop', 'yxcvbnm', '147258369', 'acegikmoqsuwy', '02468',
    '13579',
]
ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm']


def places():
    """For each sequence the place of each character in it, from 1; 0 where it is not in it."""
    return [[sequence.find(chr(c).lower()) + 1 for c in range(128)] for sequence in SEQUENCES]


def pairs():
    """One bit for each pair of characters that follow each other somewhere, either way."""
    rows = [[0] * 16 for _ in range(128)]
    for sequence in SEQUENCES:
        for a, b in zip(sequence, sequence[1:]):
            for first, second in ((a, b), (b, a)):
                for one in {first, first.upper()}:
                    for other in {second, second.upper()}:
                        rows[ord(one)][ord(other) // 8] |= 1 << ord(other) % 8
    return rows


def neighbours():
    """For each letter the letters whose keys touch its own, as a set of bits."""
    keys = {letter: (x + y * 0.4, y) for y, row in enumerate(ROWS) for x, letter in enumerate(row)}
    return [sum(1 << LETTERS.index(other) for other, (x, y) in keys.items()
                if other != letter and abs(x - keys[letter][0]) <= 1 and
                abs(y - keys[letter][1]) <= 1) for letter in LETTERS]


# 50 is Django's; the signs that generators add to letters of both cases are 8 (70) or more. Letters
# and digits have the floors of base64, of which 62 in 64 characters are nothing else.
ALPHABETS = [10, 16, 26, 32, 36, 50, 52, 64, 70]


def distinct_floors(alphabet, longest=128):
    """For each length the count that a random string falls below with less than 2^-30."""
    floors, chances = [], [1.0]
    for length in range(longest + 1):
        below, floor = 0.0, 0
        for count, chance in enumerate(chances):
            if below >= 2 ** -30:
                break
            floor = count
            below += chance
        floors.append(floor)
        chances = [(chances[count] * count / alphabet if count < len(chances) else 0) +
                   (chances[count - 1] * (alphabet - count + 1) / alphabet if count else 0)
                   for count in range(min(length + 1, alphabet) + 1)]
    return floors


def structure_table():
    body = ['const size_t sequence_count = %d;' % len(SEQUENCES),
            'const uint8_t sequence_places[][128] = {']
    body += ['\t{ %s },' % ', '.join(map(str, row)) for row in places()]
    body += ['};', '', 'const uint8_t sequence_pairs[128][16] = {']
    body += ['\t{ %s },' % ', '.join(map(str, row)) for row in pairs()]
    body += ['};', '', 'const uint16_t log2_fine[1025] = {',
             '\t%s,' % ', '.join(str(round(256 * math.log2(max(n, 1)))) for n in range(1025)),
             '};', '', 'const uint32_t key_neighbours[26] = {',
             '\t%s,' % ', '.join(map(str, neighbours())), '};', '',
             'const struct distinct_floor distinct_floors[] = {']
    body += ['\t{ %d, { %s } },' % (alphabet, ', '.join(map(str, distinct_floors(alphabet))))
             for alphabet in ALPHABETS]
    body += ['\t{ 0, { 0 } },', '};']
    return '/* Made by contrib/strength_tables.py. */\n', body


# ---- known: digests ----

# Their digests are used as keys by people who took a tool's output for a random one.
HASHED = '''
secret password changeme test admin root key token jwt hello world example default demo user guest
1234 12345 123456 12345678 123456789 1234567890 qwerty letmein supersecret mysecret mysecretkey
secretkey secret_key secret-key jwtsecret jwt_secret my-secret my_secret your-secret your_secret_key
your-secret-key passw0rd Password P@ssw0rd Secret Test Admin foo bar foobar abc abc123 a b c 0 1 x
production development staging dev prod app api django flask rails laravel node express spring
postgres mysql mongodb redis docker keystrap hello\\ world helloworld hunter2 monkey dragon null
undefined none true false changethis change-me password123 test123 admin123 salt pepper random
'''
HASHES = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512']


def digest(content):
    return int.from_bytes(hashlib.sha256(content).digest()[:8], 'big')


def decoded(value):
    """What the text stands for, were it hexadecimal or base64."""
    if re.fullmatch('(?:[0-9a-fA-F]{2}){8,}', value):
        return [binascii.unhexlify(value)]
    if re.fullmatch('[A-Za-z0-9+/_-]{16,}={0,2}', value):
        text = value.rstrip('=').replace('-', '+').replace('_', '/')
        if len(text) % 4 != 1:
            raw = base64.b64decode(text + '=' * (-len(text) % 4))
            if base64.b64encode(raw).decode().rstrip('=') == text:
                return [raw]
    return []


def known_digests():
    found = {int(line, 16) for line in lines(os.path.join(FOLDER, 'data', 'leaked_jwt_secrets.txt'))}
    for value in lines(os.path.join(ROOT, 'tests', 'data', 'published_secrets.txt')):
        for form in [value.encode(), value.removeprefix('base64:').encode()]:
            found.add(digest(form))
        if re.fullmatch('[0-9a-fA-F]+', value):
            found.add(digest(value.lower().encode()))
        found.update(map(digest, decoded(value.removeprefix('base64:'))))
    words = [word.replace('\\ ', ' ') for word in re.split(r'(?<!\\)\s+', HASHED.strip())] + ['']
    for word in words:
        found.update(digest(hashlib.new(name, content).digest())
                     for name in HASHES for content in (word.encode(), word.encode() + b'\n'))
    return sorted(found)


def numbers(values):
    texts = ['UINT64_C(0x%016x)' % value for value in values]
    return ['\t%s,' % ', '.join(texts[at:at + 4]) for at in range(0, len(texts), 4)]


def known_table():
    values = known_digests()
    return ('/*\n'
            ' * Made by contrib/strength_tables.py: the first 8 bytes of SHA-256 of keys that everybody\n'
            ' * can look up. Most come from wallarm/jwt-secrets: data/leaked_jwt_secrets.txt has its MIT\n'
            ' * licence. The values are not kept here.\n'
            ' */\n',
            ['const size_t known_digest_count = %d;' % len(values),
             'const uint64_t known_digests[] = {'] + numbers(values) + ['};'])


# ---- passwords ----

def password_hash(text):
    """FNV-1a."""
    value = 0xcbf29ce484222325
    for byte in text.encode():
        value = (value ^ byte) * 0x100000001b3 % 2 ** 64
    return value


def passwords_table():
    found = set()
    for word in ranked()['passwords'][:6000]:
        for form in (word, re.sub('[^a-z]+$', '', word)):
            if len(form) >= 4 and form.isascii():
                found.add(password_hash(form))
    own = [word for line in lines(os.path.join(FOLDER, 'data', 'default_passwords.txt'))
           for word in line.split()]
    for word in own + list(vocabulary()):
        for form in (word, re.sub('[^a-z]+$', '', word)):
            if len(form) >= 4:
                found.add(password_hash(form))
    return ('/*\n'
            ' * Made by contrib/strength_tables.py: FNV-1a of the 6,000 most common passwords of the\n'
            ' * PyPI package zxcvbn (MIT License, Copyright (c) 2016 Daniel Wolf; the list is that of\n'
            ' * Dropbox\'s zxcvbn, MIT License, Copyright (c) 2012-2016 Dan Wheeler and Dropbox, Inc.)\n'
            ' * and of our own lists in data/; also without the digits and signs behind them.\n'
            ' */\n',
            ['const size_t common_password_count = %d;' % len(found),
             'const uint64_t common_passwords[] = {'] + numbers(sorted(found)) + ['};'])


# ---- words: of placeholders ----

def words_table():
    body = []
    for name in ('long_words', 'short_words', 'hex_words'):
        words = sorted({word for line in lines(os.path.join(FOLDER, 'data', name + '.txt'))
                        for word in line.split()})
        if name == 'long_words' and min(map(len, words)) < 7:
            sys.exit('too short: ' + min(words, key=len))
        # Digits and signs sort before letters.
        starts = [bisect.bisect_left(words, first + second)
                  for first in LETTERS for second in [''] + list(LETTERS)] + [len(words)]
        body += ['const char *const %s[] = {' % name, '\t%s,' % ', '.join('"%s"' % w for w in words),
                 '};', 'const uint16_t %s_from[WORD_STARTS] = {' % name,
                 *('\t%s,' % ', '.join(map(str, starts[at:at + 27]))
                   for at in range(0, len(starts), 27)), '};', '']
    return '/* Made by contrib/strength_tables.py from the lists in data/. */\n', body[:-1]


TABLES = {
    'letters': letters_table,
    'languages': languages_table,
    'structure': structure_table,
    'known': known_table,
    'passwords': passwords_table,
    'words': words_table,
}


def source(comment, body):
    return ('/* SPDX-License-Identifier: Apache-2.0 */\n%s#include "tables.h"\n\n'
            '/* clang-format off */\n%s\n/* clang-format on */\n' % (comment, '\n'.join(body)))


def make(name, check):
    path = os.path.join(FOLDER, 'table_%s.c' % name)
    try:
        text = source(*TABLES[name]())
    except Missing as missing:
        print('%s: skipped, %s' % (name, missing))
        return MISSING
    if check:
        with open(path, encoding='utf-8') as file:
            same = file.read() == text
        print('%s: %s' % (name, 'the same' if same else 'not what the lists make'))
        return SAME if same else DIFFERENT
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)
    return SAME


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n', maxsplit=1)[0])
    parser.add_argument('--check', action='store_true')
    parser.add_argument('--only', choices=TABLES)
    options = parser.parse_args()
    results = {make(name, options.check) for name in ([options.only] if options.only else TABLES)}
    return DIFFERENT if DIFFERENT in results else MISSING if MISSING in results else SAME


if __name__ == '__main__':
    sys.exit(main())
