# SPDX-License-Identifier: Apache-2.0
"""What the lints share: the files of the tree, C with its comments and texts blanked, a report.

A lint prints one line for each problem, "path:line: what is wrong", and exits 0 (clean), 1 (not)
or 77 (it could not look, which meson counts as a skip).
"""

import collections
import fnmatch
import os
import re
import sys

CLEAN, DIRTY, SKIPPED = 0, 1, 77

# The files that people write and that can hold a comment, by their paths; and those of them that
# say their license (build files are one list each, and do not).
LICENSED = ('*.[ch]', '*.py', '*.sh', '.ci/run', 'man/*.[1-8]', 'contrib/completions/keystrap.*',
            'contrib/completions/_keystrap')
WRITTEN = LICENSED + ('*meson.build', 'meson_options.txt')

# Comments, string texts and character constants, each in one match.
OPAQUE = re.compile(
    r'/\*.*?\*/'
    r'|//(?:\\\n|[^\n])*'
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'(?:\\.|[^'\\\n])*'", re.DOTALL)
DIRECTIVE = re.compile(r'^[ \t]*#(?:\\\n|[^\n])*', re.MULTILINE)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', re.MULTILINE)

# A brace pair. kind: "function", "value" (an initialiser), "type" (struct, union, enum) or "block".
# start is where the statement or declaration before it begins; all are offsets into the text.
Braces = collections.namedtuple('Braces', 'kind start open close depth')
Function = collections.namedtuple('Function', 'name start open close')


def files(root, *patterns):
    """The files below root whose path matches a pattern, sorted; no build or version control."""
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders
                      if name not in ('.git', '__pycache__') and not
                      os.path.exists(os.path.join(folder, name, 'meson-private'))]
        for name in names:
            path = os.path.join(folder, name)
            relative = os.path.relpath(path, root)
            if not os.path.islink(path) and any(fnmatch.fnmatchcase(relative, pattern)
                                                for pattern in patterns):
                found.append(relative)
    return sorted(found)


def read(root, path):
    # Bytes that are no UTF-8 are the format lint's business; the others look at what they can.
    with open(os.path.join(root, path), encoding='utf-8', errors='replace', newline='') as file:
        return file.read()


def spaces(match):
    return re.sub(r'[^\n]', ' ', match.group())


def blanked(text):
    """C with spaces for comments, texts and characters: offsets and lines stay what they are."""
    return OPAQUE.sub(spaces, text)


def comments(text):
    """(offset, comment) for each comment."""
    return [(match.start(), match.group()) for match in OPAQUE.finditer(text)
            if match.group()[0] == '/']


def includes(text):
    """(offset, '<' or '"', name) for each #include that is not inside a comment."""
    code = blanked(text)
    return [(match.start(), match.group(1), match.group(2)) for match in INCLUDE.finditer(text)
            if '#' in code[match.start():match.end()]]


def line_of(text, offset):
    return text.count('\n', 0, offset) + 1


def kind_of(head, depth):
    head = head.rstrip()
    if head.endswith('='):
        return 'value'
    if re.search(r'\b(struct|union|enum)(\s+\w+)?$', head):
        return 'type'
    if depth == 0 and head.endswith(')') and '=' not in head:
        return 'function'
    return 'block' if not head or head.endswith((')', 'else', 'do', ':')) else 'value'


def braces(code):
    """Every brace pair of blanked C, the inner ones first."""
    code = DIRECTIVE.sub(spaces, code)
    found = []
    pending = []    # (kind, start, open) of the braces that are open
    starts = [0]    # where the current statement began, at each depth
    for match in re.finditer(r'[{};]', code):
        at = match.start()
        if match.group() == '{':
            head = code[starts[-1]:at]
            pending.append((kind_of(head, len(pending)), starts[-1] + len(head) -
                            len(head.lstrip()), at))
            starts.append(at + 1)
        elif match.group() == ';':
            starts[-1] = at + 1
        elif pending:
            kind, start, opened = pending.pop()
            starts.pop()
            found.append(Braces(kind, start, opened, at, len(pending)))
            # The rows of a table are not read again for each that follows.
            if kind in ('block', 'function') or (pending and pending[-1][0] == 'value'):
                starts[-1] = at + 1
    return found


def function_name(head):
    """(name, offset) of the last NAME(...) outside parentheses; attributes start with _."""
    name, offset, depth = '?', 0, 0
    for match in re.finditer(r'([A-Za-z_]\w*)\s*\(|\(|\)', head):
        if match.group() == ')':
            depth -= 1
            continue
        if depth == 0 and match.group(1) and not match.group(1).startswith('_'):
            name, offset = match.group(1), match.start()
        depth += 1
    return name, offset


def functions(code):
    found = []
    for pair in braces(code):
        if pair.kind == 'function':
            name, offset = function_name(code[pair.start:pair.open])
            found.append(Function(name, pair.start + offset, pair.open, pair.close))
    return sorted(found, key=lambda function: function.start)


def table_lines(code):
    """The numbers of the lines that belong to constant tables of more than one line."""
    lines = set()
    for pair in braces(code):
        head = code[pair.start:pair.open]
        if pair.kind == 'value' and head.rstrip().endswith('=') and re.search(r'\bconst\b', head):
            first, last = line_of(code, pair.start), line_of(code, pair.close)
            if last > first:
                lines.update(range(first, last + 1))
    return lines


class Report:
    def __init__(self):
        self.problems = []

    def add(self, path, line, text):
        self.problems.append((path, line, text))

    def finish(self):
        """Prints what was found; the exit status."""
        for path, line, text in sorted(set(self.problems)):
            print('%s:%d: %s' % (path, line, text) if line else '%s: %s' % (path, text))
        return DIRTY if self.problems else CLEAN


def root_argument(lint):
    """The root of the tree: the only argument of most lints."""
    if len(sys.argv) != 2:
        sys.exit('usage: %s SOURCE_ROOT' % lint)
    return sys.argv[1]
