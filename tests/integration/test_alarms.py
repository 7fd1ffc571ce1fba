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
from rig.tap import check, test  # noqa: E402

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


tap.main()
