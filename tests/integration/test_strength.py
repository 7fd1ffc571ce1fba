# SPDX-License-Identifier: Apache-2.0
"""The strength engine against lists of others, and its tables against the lists they come from.

The lists are those of packages of PyPI, badsecrets (AGPL: read here, never kept), zxcvbn and others, in
the folder that $KEYSTRAP_LISTS names (contrib/test.sh makes it) or on the path of this Python.
"""

import os
import subprocess
import sys

sys.dont_write_bytecode = True

from rig import SOURCE, tap  # noqa: E402
from rig.tap import check, equal, test  # noqa: E402

JUDGE = os.environ["KEYSTRAP_TEST_STRENGTH"]
SKIPPED = 77


def package_file(*path):
    """A file of a package, which is not imported: its code is of no interest."""
    for folder in [os.environ.get("KEYSTRAP_LISTS"), *sys.path]:
        if folder and os.path.isfile(os.path.join(folder, *path)):
            return os.path.join(folder, *path)
    return tap.skip(f"the package {path[0]} is not here")


def lines(*path):
    with open(package_file(*path), encoding="utf-8", errors="replace") as file:
        return [line for line in file.read().split("\n") if line]


def judged(values):
    """(flaws, content bits) of each value."""
    done = subprocess.run([JUDGE, "judge"], input="\n".join(values).encode() + b"\n",
                          stdout=subprocess.PIPE, check=True)
    rows = [line.split("\t") for line in done.stdout.decode().splitlines()]
    equal(len(rows), len(values), "answers")
    return [(set(row[0].split(",")) - {"-"}, int(row[1])) for row in rows]


@test
def test_leaked_jwt_secrets_fail():
    values = [value for value in lines("badsecrets", "resources", "jwt_secrets.txt")
              if len(value.encode()) >= 16]
    rows = judged(values)
    missed = sum(not flaws and bits >= 128 for flaws, bits in rows)
    long = [flaws for value, (flaws, _) in zip(values, rows) if len(value) >= 32]
    alone = sum(bool(flaws - {"known"}) for flaws in long)
    hexadecimal = [value for value, (flaws, _) in zip(values, rows)
                   if "known" in flaws and set(value) <= set("0123456789abcdef")]
    check(all("known" in flaws for flaws, _ in judged([value.upper() for value in hexadecimal])),
          "a leaked secret in hexadecimal is not known in capitals")
    print(f"# leaked JWT secrets: {len(values)} of 16 bytes or more, {missed} not refused; of the "
          f"{len(long)} of 32 or more {100 * alone // len(long)} % fail without the known ones")
    # 27 strong-looking ones came to this list later than to the one that ours is made from.
    check(missed <= 27, f"{missed} leaked secrets are not refused")
    check(alone * 2 > len(long), f"{alone} of {len(long)} fail without the list")


@test
def test_what_people_typed_fails():
    rows = judged(lines("badsecrets", "resources", "express_session_secrets.txt"))
    refused = sum(bool(flaws) or bits < 128 for flaws, bits in rows)
    print(f"# Express session secrets: {refused} of {len(rows)} refused")
    check(refused * 100 > len(rows) * 85, f"{refused} of {len(rows)} refused")


@test(timeout=120)
def test_the_tables_are_what_their_script_makes():
    lists = os.path.dirname(package_file("zxcvbn", "frequency_lists.py"))
    done = subprocess.run([sys.executable, str(SOURCE / "contrib" / "strength_tables.py"),
                           "--check"], stdout=subprocess.PIPE, text=True, check=False,
                          env=dict(os.environ, KEYSTRAP_ZXCVBN=lists))
    check(done.returncode in (0, SKIPPED), done.stdout)
    if done.returncode == SKIPPED:
        tap.skip(done.stdout.strip().replace("\n", "; "))


tap.main()
