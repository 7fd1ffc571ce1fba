# SPDX-License-Identifier: Apache-2.0
"""Variables written down in tables, with good secrets made where they are needed.

A cell holds NAME=VALUE, several with " ;; " between, taken literally but for marks: %{hex 64} is a
new value of 64 hexadecimal digits, %{hex 64 x} is the same one each time in that cell. MAKERS lists
the kinds; the seed is the text of the row, so every run has the same values. No strong secret
stands in the tree, where scanners would find it.
"""

import base64
import json
import random
import re
import string
import subprocess
import uuid

from . import ca

_MARK = re.compile(r"%\{([a-z0-9]+)(?: ([a-z0-9-]+))?(?: ([a-z]+))?\}")
_SECRET = 12  # from this length on, a made value must not be found in any output


def _of(alphabet):
    return lambda dice, size: "".join(dice.choice(alphabet) for _ in range(int(size)))


def _base64(dice, size):
    return base64.b64encode(dice.randbytes(int(size))).decode()


def _base64url(dice, size):
    return base64.urlsafe_b64encode(dice.randbytes(int(size))).decode().rstrip("=")


def _jwt(dice, role):
    parts = ({"alg": "HS256", "typ": "JWT"}, {"iss": "supabase", "role": role, "iat": 1760000000})
    plain = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
             for part in parts]
    return ".".join([*plain, _base64url(dice, 32)])


def _cut(text):
    """Without a line of its middle."""
    lines = text.splitlines(keepends=True)
    return "".join(lines[:2] + lines[3:])


def _public_key(_dice, name):
    return subprocess.run(["openssl", "pkey", "-pubout", "-in", ca.certificate(name).key],
                          check=True, capture_output=True, text=True).stdout


def _certificate(_dice, name):
    if name == "cut":
        return _cut(_certificate(_dice, "server"))
    return ca.certificate(name).file.read_text()


MAKERS = {
    "hex": _of("0123456789abcdef"),
    "hexup": _of("0123456789ABCDEF"),
    "alnum": _of(string.ascii_letters + string.digits),
    "lower": _of(string.ascii_lowercase + string.digits),
    "upper": _of(string.ascii_uppercase + string.digits),
    "base32": _of(string.ascii_uppercase + "234567"),
    "digits": _of(string.digits),
    "printable": _of("".join(map(chr, range(0x21, 0x7F)))),
    "django": _of("abcdefghijklmnopqrstuvwxyz0123456789!@#$%^&*(-_=+)"),
    "symbols": _of(string.ascii_letters + string.digits + "!@#$%^&*-_=+"),
    "base64": _base64,  # of so many bytes
    "base64url": _base64url,
    "uuid": lambda dice, _: str(uuid.UUID(bytes=dice.randbytes(16), version=4)),
    "certificate": _certificate,  # of that name in ca.KINDS, or "cut"
    "publickey": _public_key,
    "jwt": _jwt,  # of that role
    "newline": lambda _dice, _size: "\n",
    "key": lambda _, name: ca.certificate(name).key.read_text(),
}


class Cell:
    """pairs: {NAME: value}; secrets: what was made for it; unset: names that stand without "="."""

    def __init__(self, text, seed):
        self.pairs, self.unset, self.secrets = {}, [], []
        self._dice, self._same = random.Random(f"{seed}\t{text}"), {}
        for part in [] if text == "-" else text.split(" ;; "):
            name, equals, content = part.partition("=")
            if equals:
                self.pairs[name] = self.fill(content)
            else:
                self.unset.append(name)

    def fill(self, text):
        return _MARK.sub(self._make, text)

    def _make(self, mark):
        kind, size, label = mark.groups()
        if label and mark.group() in self._same:
            return self._same[mark.group()]
        made = MAKERS[kind](self._dice, size)
        self._same[mark.group()] = made
        if kind not in ("certificate", "key", "publickey", "digits") and len(made) >= _SECRET:
            self.secrets.append(made)
        return made

    @property
    def names(self):
        return [*self.pairs, *self.unset]


def quoted(text):
    """A dotenv value, whatever is in it."""
    for plain, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r")):
        text = text.replace(plain, escaped)
    return f'"{text}"'


def dotenv(pairs):
    return "".join(f"{name}={quoted(text)}\n" for name, text in pairs.items())


def rows(path):
    """The rows of a table as dictionaries; # starts a comment, the first row names the columns."""
    lines = [line for line in path.read_text().splitlines() if line and not line.startswith("#")]
    columns = lines[0].split("\t")
    for number, line in enumerate(lines[1:], 1):
        cells = line.split("\t")
        if len(cells) != len(columns):
            raise ValueError(f"{path.name}: row {number} has {len(cells)} columns")
        yield dict(zip(columns, cells))
