# SPDX-License-Identifier: Apache-2.0
"""What is good draws no alarm, what is bad draws the right one, with and without a manifest.

tests/data/alarms.tsv has a row for each. Columns:

environment  or several, with spaces between
presets      of --presets; none: without
section      lines of each variable's section, " ;; " between; none: both an empty section and no
             manifest at all; undeclared: no manifest only
variables    rig/values.py
worst        the highest severity of all that is found for them, or nothing
finds        RULE:SEVERITY, RULE:SEVERITY:NAME or !RULE, each of which must hold
"""

import collections
import sys

sys.dont_write_bytecode = True

from rig import SOURCE, checks, tap, values  # noqa: E402
from rig.tap import check, contains, equal, test  # noqa: E402

Case = collections.namedtuple("Case", "row environment section cell")


def cases():
    for row in values.rows(SOURCE / "tests/data/alarms.tsv"):
        cell = values.Cell(row["variables"], row["variables"])
        sections = {"none": ("", None), "undeclared": (None,)}.get(row["section"],
                                                                    (row["section"],))
        for environment in row["environment"].split():
            for section in sections:
                yield Case(row, environment, section, cell)


def manifest_of(case):
    if case.section is None:
        return None
    lines = case.section.replace(" ;; ", "\n")
    return "".join(f"[{name}]\n{lines}\n" for name in case.cell.names)


def holds(asked, findings):
    if asked.startswith("!"):
        return not any(rule == asked[1:] for rule, _severity, _variable in findings)
    rule, severity, *variable = asked.split(":")
    return any((rule, severity) == found[:2] and found[2] == (variable or found[2:])[0]
               for found in findings)


def what_is_wrong(case):
    checked = checks.dotenv(values.dotenv(case.cell.pairs), case.row["presets"], case.environment,
                            manifest=manifest_of(case))
    findings = [found for found in checked.findings if found[2] in case.cell.names]
    worst = max((severity for _rule, severity, _variable in findings),
                key=checks.severity_rank, default="nothing")
    wrong = [] if worst == case.row["worst"] else [f"worst is {worst}, want {case.row['worst']}"]
    wrong += [f"want {asked}" for asked in case.row["finds"].split()
              if asked != "-" and not holds(asked, findings)]
    where = f"{case.row['variables']} ({case.environment}, section {case.section!r})"
    return [f"{where}: {said}; found {checked.told()}" for said in wrong]


@test(timeout=120)
def test_alarms_are_the_right_ones():
    chosen = list(cases())
    check(len(chosen) > 20, f"the table is read, got {len(chosen)}")
    checks.all_hold(what_is_wrong, chosen)


@test
def test_a_misspelt_environment_is_an_error():
    directory = checks.Directory()
    file = directory.put("values.env", "PORT=80\n")
    for word, meant in (("prodution", "production"), ("Stagging", "staging"), ("qa", None),
                        ("production", None), ("prod-eu", None), ("integration", None)):
        for name, text in (("given", ""), ("said", f"[keystrap]\nenvironment = {word}\n")):
            manifest = directory.put("keystrap.ini", text, 0o644)
            words = () if name == "said" else ("-e", word)
            done = directory.keystrap("check", "-c", manifest, "--dotenv", file, *words)
            equal(done.returncode, 78 if meant else 0, f"{word} is {name}: {done.stdout}")
            if meant:
                contains(done.stdout, f"did you mean {meant}?", what=f"{word} is {name}")


@test
def test_a_dotenv_file_is_no_environment_of_a_process():
    directory = checks.Directory()
    manifest = directory.put("keystrap.ini", "", 0o644)
    for text, status, is_dotenv in (("PORT=80\nHOST=x\n", 1, True), ("PORT=80", 0, False),
                                    ("PORT=80\0HOST=x\0", 0, False),
                                    ("PORT=80\0TEXT=a\nb\0", 0, False)):
        done = directory.keystrap("check", "-c", manifest, "--environ",
                                  directory.put("environ", text))
        equal(done.returncode, status, f"{text!r}: {done.stdout}")
        check(("--dotenv?" in done.stdout) == is_dotenv, f"{text!r}: {done.stdout}")


tap.main()
