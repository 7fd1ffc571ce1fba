# SPDX-License-Identifier: Apache-2.0
"""Just enough of mdoc(7) to compare a manual page with tables: one Line for each macro line."""

import re

# The macros that the pages use inside a line; anything else there is a word.
CALLABLE = set('Ac Ao Ap Aq Ar At Bc Bo Bq Brq Cm Dc Do Dq Dv Em Er Ev Fl Ic Li Lk Mt Nm No Ns Op '
               'Pa Pc Pf Po Pq Qc Ql Qo Qq Sc So Sq Sy Va Xc Xo Xr'.split())
PUNCTUATION = set('.,:;()[]?!|')
ESCAPES = (('\\-', '-'), ('\\&', ''), ('\\e', '\\'), ('\\(aq', "'"), ('\\(dq', '"'), ('\\~', ' '))


class Line:
    """A macro line, or a line of text (macro is then None and words is its only word)."""

    def __init__(self, number, section, heading, macro, words):
        self.number = number
        self.section = section      # of the last .Sh
        self.heading = heading      # of the last .Ss in it, or ''
        self.macro = macro
        self.words = words          # the arguments, macros among them

    def text(self):
        """The words as they are shown, without macros and markup."""
        shown, glue = '', True
        previous = self.macro
        if self.macro == 'Nm' and not self.words:
            return 'keystrap'
        for word in self.words:
            if word in CALLABLE:
                glue = glue or word == 'Ns'
                previous = word
                continue
            prefix = '-' if previous == 'Fl' else ''
            shown += ('' if glue or word in PUNCTUATION else ' ') + prefix + word
            glue = False
        return shown.strip()

    def flags(self):
        """What follows each Fl: '-output' for --output."""
        found, previous = [], self.macro
        for word in self.words:
            if word in CALLABLE:
                previous = word
            elif word in PUNCTUATION:
                previous = None
            elif previous == 'Fl':
                found.append(word.rstrip('='))
        return found

    def words_of(self, macro):
        """The words that the macro marks up, wherever it stands in the line."""
        found, previous = set(), self.macro
        for word in self.words:
            if word in CALLABLE:
                previous = word
            elif word in PUNCTUATION:
                previous = None
            elif previous == macro:
                found.add(word)
        return found

    def item(self, macro):
        """The first word of an .It whose first macro is the given one, else None."""
        if self.macro == 'It' and self.words[:1] == [macro] and len(self.words) > 1:
            return re.split('[ ,=]', self.text())[0]
        return None


def parse(text):
    section = heading = ''
    for number, line in enumerate(text.splitlines(), 1):
        for escape, shown in ESCAPES:
            line = line.replace(escape, shown)
        match = re.match(r"\.\s*([A-Z][a-z])\b\s*(.*)", line)
        if not match:
            if not line.startswith('.'):
                yield Line(number, section, heading, None, [line])
            continue
        words = [quoted or bare
                 for quoted, bare in re.findall(r'"([^"]*)"|(\S+)', match.group(2))]
        if match.group(1) == 'Sh':
            section, heading = ' '.join(words), ''
        elif match.group(1) == 'Ss':
            heading = ' '.join(words)
        yield Line(number, section, heading, match.group(1), words)
