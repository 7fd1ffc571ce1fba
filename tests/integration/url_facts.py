#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Hosts and connection strings are read as Python's ipaddress and urllib.parse read them.

usage: url_facts.py URL_FACTS

URL_FACTS is tests/fake/url_facts. The input is generated, and the same in each run. Prints TAP.
"""

import ipaddress
import random
import string
import subprocess
import sys
from urllib.parse import quote, unquote, urlsplit

HOSTS, BUILT, MANGLED = 20000, 20000, 40000
UNIT, ABSENT = "\x1f", "\x1e"


def ask(tool, kind, texts):
    """The answers, None for wrong."""
    stdin = "".join(f"{kind} {text}\n" for text in texts)
    done = subprocess.run([tool], input=stdin.encode(), capture_output=True, timeout=60,
                          check=True)
    # Not splitlines(), which knows more ends of lines than one.
    answers = done.stdout.decode(errors="replace").split("\n")[:-1]
    assert len(answers) == len(texts), (len(answers), len(texts))
    return [None if answer == "wrong" else answer.split(UNIT) for answer in answers]


def word(chance, letters, most):
    return "".join(chance.choices(letters, k=chance.randint(0, most)))


def address(chance):
    """Something like an address: of either family, and often a little wrong."""
    if chance.random() < 0.5:
        text = ".".join(str(chance.choice([0, 1, 10, 127, 255, 256, 1000]))
                        for _ in range(chance.choice([3, 4, 4, 4, 5])))
    else:
        text = str(ipaddress.IPv6Address(chance.getrandbits(128) >> chance.choice([0, 64, 112])
                                         << chance.choice([0, 48])
                                         & (1 << 128) - 1))
    if chance.random() < 0.5:
        place = chance.randrange(len(text) + 1)
        text = text[:place] + chance.choice(":.0f1g") + text[place + chance.randint(0, 1):]
    return text


def is_address(text):
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def is_local(found):
    mapped = getattr(found, "ipv4_mapped", None)
    found = mapped or found
    return found.is_unspecified or found.is_loopback


def addresses_are_those_of_ipaddress(tool, chance):
    texts = [address(chance) for _ in range(HOSTS)]
    seen = set()
    for text, answer in zip(texts, ask(tool, "host", texts)):
        found = is_address(text)
        want = [f"ipv{found.version}", str(int(is_local(found)))] if found else None
        if answer and answer[0] == "name":
            # A host with a letter where the top-level domain stands is no address, and may be here.
            assert not found and text.rsplit(".", 1)[-1].strip(string.digits), repr(text)
            continue
        assert answer == want, (text, answer, want)
        seen.add(answer and answer[0])
    assert seen == {None, "ipv4", "ipv6"}, seen


def what_is_quoted_is_read_back(tool, chance):
    printable = string.printable.strip() + " \u00fc\u20ac"
    wanted, texts = [], []
    for _ in range(BUILT):
        user = word(chance, printable, 12)
        password = word(chance, printable, 24)
        database = word(chance, string.ascii_letters + "_", 12)
        port = chance.choice([0, 1, 5432, 65535])
        host = chance.choice(["pg.acme.io", "10.0.0.1", "[2001:db8::1]", "db"])
        texts.append(f"postgresql://{quote(user, safe='')}:{quote(password, safe='')}@{host}"
                     + (f":{port}" if port else "") + f"/{database}?sslmode=verify-full")
        wanted.append(["plain", user, password, host.strip("[]"), str(port), database])
    for text, answer, want in zip(texts, ask(tool, "dsn", texts), wanted):
        assert answer == want, (text, answer, want)


def python_reads(text):
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return None
    return [ABSENT if parts.username is None else unquote(parts.username),
            ABSENT if parts.password is None else unquote(parts.password),
            unquote(parts.hostname or ""), str(port or 0)]


def nothing_is_read_two_ways(tool, chance):
    """Whatever is accepted without complaint means the same to urllib.parse."""
    texts = ["postgres://" + word(chance, "aub0159:@/?#%4[].,=&-", 18)
             for _ in range(MANGLED)]
    # Control characters would break the lines of the answer.
    texts = [text for text in texts if "%0" not in text and "%1" not in text]
    plain = 0
    for text, answer in zip(texts, ask(tool, "dsn", texts)):
        if not answer or answer[0] != "plain" or answer[3].startswith("/"):
            continue
        plain += 1
        assert answer[1:5] == python_reads(text), (text, answer, python_reads(text))
    assert plain > 500, plain


def main():
    tests = [addresses_are_those_of_ipaddress, what_is_quoted_is_read_back,
             nothing_is_read_two_ways]
    print(f"1..{len(tests)}")
    failed = 0
    for number, test in enumerate(tests, 1):
        try:
            test(sys.argv[1], random.Random(number))
            print(f"ok {number} - {test.__name__}")
        except AssertionError as error:
            failed = 1
            print(f"not ok {number} - {test.__name__}\n# {error}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
