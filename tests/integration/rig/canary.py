# SPDX-License-Identifier: Apache-2.0
"""Values that must not be found outside the child, and the search for them.

Every value that a server hands out is registered under a name. search() looks for pieces of each in
every form that a careless program could have written: raw, JSON-escaped, URL-encoded, base64 (each
of its three alignments), hex. A find names the canary and the place, never the value.
"""

import base64
import json
import random
import secrets
import string
import urllib.parse

from . import tap

_ALPHABET = string.ascii_letters + string.digits
_MARKER = 24  # bytes of a piece: long enough to be there by no accident
_PAST = 48  # freed memory is overwritten at its start, so a piece further in is searched too

_WINDOW = 8  # no form is shorter

_index = {}  # the first bytes of a form -> {(form, name), ...}


def _marker():
    return "".join(secrets.choice(_ALPHABET) for _ in range(_MARKER))


def value(name, middle="", ending="", length=0):
    """
    A new unique value: a marker, middle, filling past byte 48, another marker, ending. length: of
    the whole in bytes, filled up before the last marker.
    """
    head = _marker() + middle
    used = len(head.encode()) + _MARKER + len(ending.encode())
    filling = max(_PAST - len(head.encode()), length - used, 0)
    # No dots and the like: the value must pass for a secret.
    between = "".join(random.choices(_ALPHABET, k=filling))
    return register(name, head + between + _marker() + ending)


def register(name, text):
    """text (str or bytes) becomes a canary under name; returns it."""
    for form in forms(text.encode() if isinstance(text, str) else bytes(text)):
        _index.setdefault(form[:_WINDOW], set()).add((form, name))
    return text


def _pieces(whole):
    """Parts that are unmistakable: a run of filling is not."""
    parts = {whole[:_MARKER], whole[_PAST:_PAST + _MARKER], whole[-_MARKER:]}
    if len(whole) <= 4 * _MARKER:
        parts.add(whole)
    else:
        parts.add(whole[-2 * _MARKER:])
    return {part for part in parts if len(set(part)) >= 8}


def _base64_forms(piece):
    """What is left of the piece whatever stands before it: three alignments, two alphabets."""
    for lead in range(3):
        encoded = base64.b64encode(b"\0" * lead + piece)
        # Characters that also hold bits of the neighbours are cut off at both ends.
        first = (lead * 8 + 5) // 6
        last = (lead + len(piece)) * 8 // 6
        yield encoded[first:last]
        yield encoded[first:last].translate(bytes.maketrans(b"+/", b"-_"))


def _json_forms(piece):
    text = piece.decode("utf-8", "ignore")
    for plain in (json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]):
        yield plain.encode()
        yield plain.replace("/", "\\/").encode()


def _url_forms(piece):
    for encoded in (urllib.parse.quote(piece, safe=""), urllib.parse.quote_plus(piece),
                    urllib.parse.quote(piece)):
        yield encoded.encode()
    yield "".join(f"%{byte:02X}" for byte in piece).encode()
    yield "".join(f"%{byte:02x}" for byte in piece).encode()


def forms(whole):
    found = set()
    for piece in _pieces(whole):
        found.add(piece)
        found.update(_json_forms(piece), _url_forms(piece), _base64_forms(piece))
        found.update((piece.hex().encode(), piece.hex().upper().encode()))
    return {form for form in found if len(form) >= _WINDOW}


def found_in(content):
    """Names of the canaries that content (bytes) holds in any form."""
    names = set()
    for at in range(len(content) - _WINDOW + 1):
        for form, name in _index.get(content[at:at + _WINDOW], ()):
            if content.startswith(form, at):
                names.add(name)
    return sorted(names)


def search(places):
    """places: {description: bytes}. A find fails the test."""
    leaks = [f"{name} in {place}" for place, content in places.items()
             for name in found_in(content)]
    tap.check(not leaks, "no value outside the child, but: " + "; ".join(leaks))
