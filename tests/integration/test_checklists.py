# SPDX-License-Identifier: Apache-2.0
"""The five production checklists: what each line asks for is found when it is missing.

tests/data/checklists/ has a table for each, with a row (or more) for every line that an environment
can keep or break. Columns:

line      of the checklist
rule      one of these, with spaces between, must be found
severity  at least this, as E, W or I, @ the environments: "E@prod,stg W@dev"; all: each of them
presets   of --presets; none: without
input     how the values come: "-" a dotenv file, or see INPUTS; A/B: A for the side that fails
manifest  lines of a manifest, " ;; " between
fails     variables (rig/values.py); the rule is found for one of them. A name alone is not set
passes    variables that have no error, and nothing of rule that is as severe as severity
"""

import dataclasses
import datetime
import functools
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True

from rig import SOURCE, ca, checks, scripted, tap, values  # noqa: E402
from rig.tap import check, equal, test  # noqa: E402

import httpsd  # noqa: E402

TABLES = sorted((SOURCE / "tests/data/checklists").glob("*.tsv"))
CATALOGUE = pathlib.Path(os.environ.get("KEYSTRAP_RULES_CATALOGUE", SOURCE / "docs/rules.md"))
LETTERS = {"E": "error", "W": "warning", "I": "info"}


@dataclasses.dataclass
class Case:
    where: str
    rules: list
    floor: str
    environment: str
    presets: str
    input: str
    manifest: str
    cell: values.Cell
    fails: bool

    def __str__(self):
        return f"{self.where} in {self.environment}: {'fails' if self.fails else 'passes'}"


def floors(text):
    """{environment: severity} of "E@prod,stg W@dev"."""
    found = {}
    for part in text.split():
        letter, _, names = part.partition("@")
        for name in checks.ENVIRONMENTS if names == "all" else names.split(","):
            found[checks.ENVIRONMENTS[name]] = LETTERS[letter]
    return found


def cases_of(table, row):
    inputs = row["input"].split("/")
    where = f"S{TABLES.index(table)}:{row['line']} {row['rule'].split()[0]}"
    for environment, floor in floors(row["severity"]).items():
        for fails in (True, False):
            text = row["fails" if fails else "passes"]
            if text == "-":
                continue
            cell = values.Cell(text.replace("%{environment}", environment), where)
            manifest = cell.fill("" if row["manifest"] == "-" else row["manifest"])
            yield Case(where, row["rule"].split(), floor, environment, row["presets"],
                       inputs[0 if fails else -1], manifest.replace(" ;; ", "\n"), cell, fails)


def cases():
    for table in TABLES:
        for row in values.rows(table):
            yield from cases_of(table, row)


def section_lines(case):
    return case.manifest.splitlines()[1:]


def manifest_of(case, source, line):
    """A manifest with what the case says, where line(NAME) tells where the value comes from."""
    text = source
    for name in case.cell.names:
        text += f"[{name}]\n{line(name)}\n" + "".join(row + "\n" for row in section_lines(case))
    return text


# -- how the values come: each is INPUTS[word](case, argument) and returns a Checked

def from_dotenv(case, _argument):
    manifest = case.manifest + "\n" if case.manifest else None
    return checks.dotenv(values.dotenv(case.cell.pairs), case.presets, case.environment,
                         manifest=manifest, secrets=case.cell.secrets)


def with_manifest(case, directory, text, **options):
    place = directory.put("keystrap.ini", text, 0o644)
    return directory.check("-c", place, *checks.presets(case.presets), "--environment",
                           case.environment, secrets=case.cell.secrets, **options)


def inherited(case, _argument):
    """From the environment that keystrap is started with."""
    return with_manifest(case, checks.Directory(), case.manifest + "\n",
                         environment=case.cell.pairs)


def literal(case, _argument):
    """Written in the manifest."""
    return with_manifest(case, checks.Directory(), manifest_of(
        case, "", lambda name: f"value = {case.cell.pairs[name]}"))


def sealed(case, _argument):
    """From a sealed file."""
    directory = checks.Directory()
    made = directory.keystrap("keygen", "-o", "age.key")
    recipient = made.stderr.split("public key: ")[1].split()[0]
    directory.keystrap("seal", "-r", recipient, "-o", "all.age",
                       stdin=values.dotenv(case.cell.pairs))
    source = "[source sealed]\ntype = age\nfile = all.age\nidentity = age.key\n"
    return with_manifest(case, directory,
                         manifest_of(case, source, lambda name: f"from = sealed:{name}"))


@functools.cache
def store():
    return scripted.start()


def from_vault(case, days):
    """From a Vault server that says that the values are so many days old."""
    stamp = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=int(days))
    body = json.loads(httpsd.kv2(case.cell.pairs).body)
    body["data"]["metadata"]["created_time"] = stamp.strftime("%Y-%m-%dT%H:%M:%S.5Z")
    path = f"{days}-{case.environment}"
    store().on(scripted.DATA + path, httpsd.json_reply(body))
    source = (f"[source vault]\ntype = vault\naddress = {store().address}\nauth = token\n"
              f"ca-file = {ca.authority(ca.OURS).file}\n")
    return with_manifest(case, checks.Directory(), manifest_of(
        case, source, lambda name: f"from = vault:secret/{path}#{name}"),
        environment=scripted.login())


def with_state(case, _argument):
    """After a check of the same values (of others, on the side that passes) elsewhere."""
    directory = checks.Directory()
    other = "staging" if case.environment == "production" else "production"
    manifest = "[keystrap]\nstate-file = state\n" + "".join(
        f"[{name}]\ndiffers-between-environments = yes\n" for name in case.cell.pairs)
    for environment in (other, case.environment):
        pairs = case.cell.pairs
        if not case.fails and environment == other:
            pairs = {name: text.replace(secret, secret[::-1]) for name, text in pairs.items()
                     for secret in case.cell.secrets}
        done = directory.check("-c", directory.put("keystrap.ini", manifest, 0o644),
                               *checks.presets(case.presets), "--environment", environment,
                               environment=pairs, secrets=case.cell.secrets)
    return done


def all_environments(case, _argument):
    """The manifest alone, in all environments."""
    directory = checks.Directory()
    source = "[source vault]\ntype = vault\naddress = https://vault.prod.internal:8200\n"
    return directory.check("-c", directory.put("keystrap.ini", source + case.manifest + "\n", 0o644),
                           "--all-environments", "--offline", *checks.presets(case.presets))


def on_command_line(case, told):
    """The program is run with the values among its arguments, where they are told."""
    directory = checks.Directory()
    text = "[keystrap]\ninherit = none\n" + "".join(f"[{name}]\n" for name in case.cell.pairs)
    path = directory.put("keystrap.ini", text, 0o644)
    done = directory.keystrap("run", "-c", path, "--environment", case.environment, "--",
                              shutil.which("true"), *(case.cell.pairs.values() if told else ()),
                              environment=case.cell.pairs)
    return checks.told_by_run(done.stderr)


def with_directory(case, mode):
    """The values are the path of a directory with this mode."""
    directory = checks.Directory()
    made = directory.path / "there"
    made.mkdir()
    made.chmod(int(mode, 8))
    return with_manifest(case, directory, case.manifest + "\n",
                         environment={name: str(made) for name in case.cell.pairs})


def run_as(case, user):
    """What is said of the process: the program is run, and does nothing."""
    wrappers = {("as-root", False): ("unshare", "--map-root-user"),
                ("as-user", True): ("setpriv", "--reuid=65534", "--clear-groups")}
    directory = checks.Directory()
    text = "[keystrap]\ninherit = none\n" + "".join(f"[{name}]\n" for name in case.cell.pairs)
    directory.put("keystrap.ini", text, 0o644)
    for path in (directory.path, directory.path.parent):
        path.chmod(0o755)
    done = directory.keystrap("run", "-c", directory.path / "keystrap.ini", "--environment",
                              case.environment, "--", shutil.which("true"),
                              environment=case.cell.pairs,
                              wrapper=wrappers.get((user, os.geteuid() == 0), ()))
    equal(done.returncode, 0, f"run: {done.stderr}")
    return checks.told_by_run(done.stderr)


INPUTS = {"-": from_dotenv, "inherited": inherited, "literal": literal, "sealed": sealed,
          "vault": from_vault, "state": with_state, "all-environments": all_environments,
          "argv": on_command_line, "directory": with_directory, "run": run_as}


# -- the tests

def what_is_wrong(case):
    word, _, argument = case.input.partition(" ")
    checked = INPUTS[word](case, argument)
    names = [""] if word == "run" else case.cell.names
    worst = checked.worst(case.rules, names)
    if not case.fails:
        errors = checked.errors(names)
        if errors:
            return [f"{case}: error {', '.join(errors)}"]
        wrong = worst and checks.severity_rank(worst) >= checks.severity_rank(case.floor)
        return [f"{case}: {worst} all the same"] if wrong else []
    if worst is None:
        return [f"{case}: not found, but {checked.told()}"]
    if checks.severity_rank(worst) < checks.severity_rank(case.floor):
        return [f"{case}: {worst}, want {case.floor}"]
    return []


@test
def test_a_cell_of_a_table_is_filled_in():
    cell = values.Cell("A=x%{hex 64 one}y ;; B=%{hex 64 one}%{hex 64} ;; C", "seed")
    equal(cell.names, ["A", "B", "C"], "names")
    check(re.fullmatch("x[0-9a-f]{64}y", cell.pairs["A"]), "a mark is replaced")
    equal(cell.pairs["B"][:64], cell.pairs["A"][1:-1], "a labelled mark is the same", show=False)
    check(cell.pairs["B"][64:] != cell.pairs["B"][:64], "another mark is new")
    equal(values.Cell("A=%{hex 64}", "1").pairs, values.Cell("A=%{hex 64}", "1").pairs, "seeded",
          show=False)
    equal(floors("E@prod,stg W@dev"), {"production": "error", "staging": "error",
                                       "development": "warning"}, "severities")


@test
def test_a_case_that_does_not_hold_is_told():
    row = {"line": "1", "rule": "type-port", "severity": "E@prod", "presets": "none", "input": "-",
           "manifest": "-", "fails": "PORT=0", "passes": "PORT=80"}
    equal([what_is_wrong(case) for case in cases_of(TABLES[0], row)], [[], []], "what holds")
    wrong = {**row, "fails": "PORT=80", "passes": "PORT=0"}
    check(all(what_is_wrong(case) for case in cases_of(TABLES[0], wrong)), "both sides are told")
    weak = {**row, "rule": "debug-false-string", "fails": "DEBUG=False", "passes": "-"}
    check(all(what_is_wrong(case) for case in cases_of(TABLES[0], weak)), "so is a low severity")
    always = {**weak, "severity": "I@prod", "passes": "DEBUG=False"}
    equal([bool(what_is_wrong(case)) for case in cases_of(TABLES[0], always)], [False, True],
          "so is what is found on both sides")


@test(timeout=280)
def test_every_line_has_its_rule():
    chosen = [case for case in cases() if not case.input.startswith("run ")]
    check(len(chosen) > 800, f"the tables are read, got {len(chosen)}")
    scripted.token()
    store()
    checks.all_hold(what_is_wrong, chosen)


@test
def test_every_line_about_the_process_has_its_rule():
    other = (["setpriv", "--reuid=65534", "--clear-groups", "true"] if os.geteuid() == 0 else
             ["unshare", "--map-root-user", "true"])
    if not shutil.which(other[0]) or subprocess.run(other, capture_output=True).returncode != 0:
        tap.skip(f"{other[0]} cannot be used: no other user")
    checks.all_hold(what_is_wrong, [case for case in cases() if case.input.startswith("run ")])


def listed(table):
    """The numbers in the comment at the head of a table."""
    head = table.read_text().partition("break:\n")[2].partition("\nline\t")[0]
    return set(head.replace("#", "").split())


@test
def test_every_line_that_can_be_checked_is_in_the_tables():
    there = {(number, row["line"]) for number, table in enumerate(TABLES)
             for row in values.rows(table)}
    asked = {(number, line) for number, table in enumerate(TABLES) for line in listed(table)}
    equal(len(asked), 126, "lines that are listed")
    equal(sorted(asked ^ there), [], "lines that are listed and have no row, and the other way")
    # The catalogue that the lists are from is not in every checkout.
    if CATALOGUE.is_file():
        lines = re.findall(r"^\| S(\d):(\d+) \| .* \| a \| ", CATALOGUE.read_text(), re.M)
        equal(sorted({(int(number), line) for number, line in lines} ^ asked), [],
              "lines of the catalogue")


tap.main()
