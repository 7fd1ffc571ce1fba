# SPDX-License-Identifier: Apache-2.0
"""The types and rules as a filter: thousands of values in one process (tests/fake/check.c)."""

import base64
import os
import subprocess

from .tap import Failure, check

PROGRAM = os.environ.get("KEYSTRAP_TEST_CHECK", "")


def line(kind, value, keys=()):
    """kind: TYPE or NAME:TYPE; value: str or bytes; keys: "min=1" and so on."""
    raw = value if isinstance(value, bytes) else value.encode()
    return "\t".join([kind, base64.b64encode(raw).decode(), *keys])


def verdicts(lines, environment="production"):
    """For each line (accepted, findings), a finding being "RULE:SEVERITY"."""
    done = subprocess.run([PROGRAM, environment], input="".join(row + "\n" for row in lines),
                          capture_output=True, text=True, timeout=50, check=False)
    check(done.returncode == 0, f"the filter ends well, not with {done.returncode}")
    answers = [row.split(" ") for row in done.stdout.splitlines()]
    check(len(answers) == len(lines), "each line has an answer")
    check(all(words[0] != "usage" for words in answers), "no line is malformed")
    return [(words[0] == "accept", words[1:]) for words in answers]


def compare(kind, cases, oracle, keys=()):
    """Each case is accepted exactly where oracle says so. The values are made up: they are shown."""
    cases = sorted(set(cases) - {"", b""})
    wanted = [bool(oracle(case)) for case in cases]
    answers = verdicts([line(kind, case, keys) for case in cases])
    differing = [(case, found) for case, want, (got, found) in zip(cases, wanted, answers)
                 if want != got]
    if differing:
        raise Failure(f"{kind}: {len(differing)} of {len(cases)} differ, as in {differing[:4]}")
    check(0 < sum(wanted) < len(wanted), f"{kind}: both sides are among the cases")
