# SPDX-License-Identifier: Apache-2.0
"""explain and check agree: what is found of a variable is of a rule that explain lists for it.

Over the cells of all tables of values. What a value looks like counts too where only the name said
what it is (schema/look.h): then the rules of the type that it looks like are listed.
"""

import functools
import json
import sys

sys.dont_write_bytecode = True

from rig import SOURCE, checks, program, tap, values  # noqa: E402
from rig.tap import check, equal, test  # noqa: E402

DATA = SOURCE / "tests/data"
LOOKS = ("database-url", "redis-url", "pem-private-key", "pem-chain", "ssh-private-key", "jwk",
         "slack-webhook")
VAGUE = ("string", "text", "secret", "token", "url")


def fixed_rules():
    """Those whose findings are no matter of one variable's section."""
    return {"waiver-expired", "value-unavailable", "dotenv-syntax", "manifest-error",
            "name-invalid"}


@functools.cache
def explained(manifest, presets, environment):
    """{NAME: (type, rules)}"""
    directory = checks.Directory()
    done = directory.keystrap("explain", "--format", "json", "-c",
                              directory.put("keystrap.ini", manifest, 0o644),
                              *checks.presets(presets), "--environment", environment)
    return {row["name"]: (row["type"], {rule["id"] for rule in row["rules"]})
            for row in json.loads(done.stdout)}


def listed(name, manifest, presets, environment):
    """The rules that explain lists for the name, and for what its value may look like."""
    kind, rules = explained(manifest, presets, environment)[name]
    if kind in VAGUE:
        for look in LOOKS:
            rules = rules | explained(f"[{name}]\ntype = {look}\n", presets, environment)[name][1]
    return rules


def declarable(names):
    """Those that may be sections: no dots in them, and no two that differ in case only."""
    folded = [name.casefold() for name in names]
    return [name for name in names
            if "." not in name and folded.count(name.casefold()) == 1]


def with_sections(manifest, names):
    lines = manifest.splitlines()
    return "".join(line + "\n" for line in lines) + "".join(
        f"[{name}]\n" for name in names if f"[{name}]" not in lines)


def what_is_wrong(case):
    cell, manifest, presets, environment = case
    names = declarable(cell.names)
    manifest = with_sections(manifest, names)
    found = checks.dotenv(values.dotenv(cell.pairs), presets, environment, manifest=manifest)
    return [f"{rule} is found of {name} in {environment}, and explain does not list it"
            for rule, _severity, name in found.findings
            if name in names and rule not in fixed_rules()
            and rule not in listed(name, manifest, presets, environment)]


def cells():
    for name in ("good", "bad", "defaults"):
        for row in values.rows(DATA / f"values/{name}.tsv"):
            yield values.Cell(row["variables"], name), "", row["presets"]
    for row in values.rows(DATA / "values/published.tsv"):
        cell = values.Cell("-", "")
        cell.pairs[row["variable"]] = row["value"]
        yield cell, "", "none"


def alarms():
    for row in values.rows(DATA / "alarms.tsv"):
        cell = values.Cell(row["variables"], row["variables"])
        section = row["section"].replace(" ;; ", "\n")
        manifest = "" if section in ("none", "undeclared") else "".join(
            f"[{name}]\n{section}\n" for name in cell.names)
        yield cell, manifest, row["presets"]


def lines_of_checklists():
    for table in sorted((DATA / "checklists").glob("*.tsv")):
        for row in values.rows(table):
            if row["input"] != "-":
                continue
            for text in (row["fails"], row["passes"]):
                cell = values.Cell(text.replace("%{environment}", "production"), "explain")
                manifest = cell.fill("" if row["manifest"] == "-" else row["manifest"])
                yield cell, manifest.replace(" ;; ", "\n"), row["presets"]


@test(timeout=250)
def test_what_is_found_is_explained():
    chosen = [*cells(), *alarms(), *lines_of_checklists()]
    check(len(chosen) > 1200, f"the tables are read, got {len(chosen)}")
    # The same code runs for all of them: a sanitizer, which is slow, need not see each.
    step = 5 if program.is_sanitized() else 1
    for environment in ("production", "development"):
        checks.all_hold(what_is_wrong, [(*case, environment) for case in chosen[::step]])


@test
def test_a_plain_variable_has_only_what_can_be_found_of_it():
    """A rule that no value of USER_ID could break is not listed for it."""
    _kind, rules = explained("[USER_ID]\n", "none", "production")["USER_ID"]
    equal(sorted(rules), sorted((
        "reference-unresolved var-missing duplicate-name-case loader-variable env-too-large "
        "value-not-utf8 value-control-char value-invisible-char secret-whitespace secret-quoted "
        "api-key-format api-key-example api-key-test-mode payment-mode-mixed").split()), "USER_ID")
    _kind, rules = explained("[PORT]\n", "none", "production")["PORT"]
    equal(sorted(rule for rule in rules if rule.startswith(("api-", "pay", "type", "number"))),
          ["type-port"], "PORT")


tap.main()
