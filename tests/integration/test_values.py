# SPDX-License-Identifier: Apache-2.0
"""Values as programs have them, good and bad: no error on a good one, no pass on a bad one.

The tables are in tests/data/values/; rig/values.py says how a cell is read.
"""

import sys

sys.dont_write_bytecode = True

from rig import SOURCE, checks, tap, values  # noqa: E402
from rig.tap import check, test  # noqa: E402

TABLES = SOURCE / "tests/data/values"
PRESET = "production-checklist"


def rows(name, least):
    """The rows of a table with their cell; a Failure when there are fewer than least."""
    found = list(values.rows(TABLES / name))
    check(len(found) >= least, f"{name} is read, got {len(found)} rows")
    return [(row, values.Cell(row["variables"], name)) for row in found]


def checked(presets, cell, environment="production"):
    return checks.dotenv(values.dotenv(cell.pairs), presets, environment, secrets=cell.secrets)


def wrong_with_published(row):
    name = row["variable"]
    text = values.dotenv({name: row["value"]})
    told = f"{row['number']} {name} of {row['origin']}"
    if not checks.dotenv(text, PRESET, "production").errors([name]):
        yield f"{told}: no error in production"
    errors = checks.dotenv(text, PRESET, "development").errors([name])
    if errors:
        yield f"{told}: error in development, {', '.join(errors)}"


@test
def test_values_that_projects_publish_are_refused():
    published = list(values.rows(TABLES / "published.tsv"))
    check(len(published) == 88, f"published.tsv is read, got {len(published)} rows")
    checks.all_hold(wrong_with_published, published)


def wrong_with_default(pair):
    row, cell = pair
    found = checked(row["presets"], cell)
    names = cell.names
    worst = max((severity for _, severity, variable in found.findings if variable in names),
                key=checks.severity_rank, default="none")
    of_rules = found.worst(row["rule"].split(), names) or "none"
    if worst != row["verdict"] or of_rules != row["verdict"]:
        yield f"{row['verdict']} {row['rule'].split()[0]} of {', '.join(names)}: {found.told()}"


@test
def test_defaults_and_borderlines_have_their_verdict():
    checks.all_hold(wrong_with_default, rows("defaults.tsv", 40))


def wrong_with_good(pair):
    row, cell = pair
    errors = checked(row["presets"], cell).errors([*cell.names, ""])
    if errors:
        yield f"{', '.join(cell.names)}: {', '.join(errors)}"


@test
def test_good_values_have_no_error():
    good = rows("good.tsv", 200)
    check(sum(len(cell.names) for _, cell in good) >= 400, "that is many variables")
    checks.all_hold(wrong_with_good, good)


def wrong_with_bad(pair):
    row, cell = pair
    found = checked(row["presets"], cell)
    if not found.errors(cell.names):
        yield f"{', '.join(cell.names)} in row {row['variables'][:60]}: {found.told()}"


@test
def test_bad_values_have_an_error():
    checks.all_hold(wrong_with_bad, rows("bad.tsv", 200))


tap.main()
