# SPDX-License-Identifier: Apache-2.0
"""check, explain, export, rules and what all commands share: options, logs, colours."""

import json
import os
import re
import secrets
import subprocess
import sys

sys.dont_write_bytecode = True

from rig import SOURCE, canary, forms, program, tap, terminal  # noqa: E402
from rig.tap import check, equal, test  # noqa: E402

FINDINGS, USAGE, REFUSED, MANIFEST = 1, 64, 65, 78
COMMANDS = ("run", "check", "explain", "export", "init", "seal", "unseal", "keygen", "rules")
HEAD = "[keystrap]\nenvironment = production\n"


def state(place):
    return {path.relative_to(place.directory): path.read_bytes()
            for path in place.directory.rglob("*") if path.is_file()}


def refused(place, status, *words, says=(), environment=None):
    """A refusal says why and what to do, writes nothing to stdout and touches no file."""
    before = state(place)
    done = place.keystrap(*words, environment=environment)
    what = " ".join(map(str, words))
    equal((done.status, done.stdout), (status, ""), f"{what}: {done.stderr}")
    tap.contains(done.stderr, "error: ", "  hint: ", *says, what=f"{what}: stderr")
    check(state(place) == before, f"{what}: files are untouched")


def report(place, *words, status=0, environment=None):
    done = place.keystrap("check", "--format", "json", *words, environment=environment)
    equal(done.status, status, f"check {words}: {done.stdout} {done.stderr}")
    document = json.loads(done.stdout)
    _check_contract(document)
    return document


def _check_contract(document):
    """Every key of DESIGN.md's fixed contract, and its type."""
    keys = [key for key in document if key != "lowered"]  # it is there when something is lowered
    equal(keys, ["format", "environment", "summary", "findings"], "keys")
    equal(document["format"], "keystrap-check/1", "format")
    check(isinstance(document["environment"], str), "environment is a text")
    equal(list(document["summary"]), ["variables", "errors", "warnings", "infos", "waived"],
          "keys of the summary")
    check(all(isinstance(count, int) for count in document["summary"].values()), "counts")
    counts = dict.fromkeys(("errors", "warnings", "infos", "waived"), 0)
    for finding in document["findings"]:
        equal([key for key in finding if key != "waived"],
              ["rule", "severity", "variable", "file", "line", "message", "hint"], "keys")
        check(finding["severity"] in ("error", "warning", "info"), "severity")
        check(isinstance(finding["message"], str) and finding["message"], "message")
        check(isinstance(finding["hint"], str), "hint")
        check(isinstance(finding["line"], (int, type(None))), "line")
        counts["waived" if "waived" in finding else finding["severity"] + "s"] += 1
    for name, count in counts.items():
        equal(document["summary"][name], count, f"summary: {name}")


def rules_of(document, **wanted):
    return sorted({finding["rule"] for finding in document["findings"]
                   if all(finding.get(key) == text for key, text in wanted.items())})


# -- what all share

@test
def test_help_and_version():
    place = program.Workplace()
    version = place.keystrap("--version")
    check(re.fullmatch(r"keystrap \d+\.\d+\.\d+\n", version.stdout), version.stdout)
    overview = place.keystrap("--help")
    for words in ((), ("-h",), ("help",)):
        equal(place.keystrap(*words).stdout, overview.stdout, f"keystrap {words}")
    for name in COMMANDS:
        tap.contains(overview.stdout, f"\n  {name} ", what="the overview")
        shown = place.keystrap(name, "--help")
        equal((shown.status, shown.stderr), (0, ""), f"{name} --help")
        check(shown.stdout.startswith(f"keystrap {name}: "), f"{name} --help: {shown.stdout[:40]}")
        tap.contains(shown.stdout, f"Usage: keystrap {name} ", "--help", "--verbose", "keystrap(1)")
        equal(place.keystrap("help", name).stdout, shown.stdout, f"help {name}")


@test
def test_wrong_command_lines():
    place = program.Workplace(HEAD + "[SOMEBODY]\nvalue = x\n")
    ini = place.manifest
    for words, says in (
            (["bogus"], ("bogus", "--help")), (["chek"], ("keystrap check",)),
            (["--verison"], ("--verison",)), (["help", "chek"], ("keystrap check",)),
            (["check", "--ofline"], ("--offline",)), (["check", "-Z"], ("-Z",)),
            (["check", "extra"], ("check",)), (["check", "--format", "xml"], ("xml", "json")),
            (["check", "--format"], ("--format",)), (["check", "--fail-on", "bad"], ("warning",)),
            (["check", "--log-format=x"], ("json",)),
            (["check", "--offline", "--dotenv", "x"], ("--dotenv",)),
            (["check", "--dotenv", "x", "--environ", "y"], ("--environ",)),
            (["check", "-c", ini, "--dotenv", "missing"], ("missing",)),
            (["explain", "-c", ini, "NOBODY"], ("NOBODY",)),
            (["rules", "nothing"], ("rules", "nothing")),
            (["rules", "--keys", "port"], ("no key", "port")),
            (["rules", "-f", "json", "min"], ("min",)),
            (["rules", "jwt-key-too-short", "nothing", "port"], ("rules", "nothing")),
            (["export", "-c", ini], ("--reveal",)), (["init", "--from", "missing"], ("missing",)),
            (["run"], ("PROGRAM",)), (["run", "-c", ini, "--"], ("PROGRAM",)),
            (["run", "--confg", "x", "true"], ("--config",))):
        refused(place, USAGE, *words, says=says)


@test
def test_repeated_and_superfluous_arguments():
    place = program.Workplace(HEAD)
    for words in (["check", "-c", "a", "-c", "b"], ["check", "--offline=yes"]):
        done = place.keystrap(*words)
        equal((done.status, done.stdout), (USAGE, ""), f"{words}: {done.stderr}")


@test
def test_manifest_problems_are_told_all_at_once():
    place = program.Workplace(HEAD + "[source v]\ntype = vault\naddres = https://x\n"
                              "[A]\nfro = v:secret/a#b\n[B]\nfrom = nosuch:x\n[C]\ntype = strin\n")
    wanted = {5: "address", 7: "from", 9: "nosuch", 11: "string"}
    document = report(place, "-c", place.manifest, "--offline", status=MANIFEST)
    equal(rules_of(document), ["manifest-error"], "rules")
    found = {finding["line"]: finding for finding in document["findings"]}
    equal(sorted(found), sorted(wanted), "lines")
    for line, word in wanted.items():
        tap.contains(found[line]["hint"], word, what=f"hint of line {line}")
        equal(found[line]["file"], str(place.manifest), "file")
    for words in (["run", "-c", place.manifest, "--", "true"], ["explain", "-c", place.manifest],
                  ["export", "-c", place.manifest, "--reveal"]):
        refused(place, MANIFEST, *words, says=[f"keystrap.ini:{line}: " for line in wanted])


@test
def test_a_missing_manifest():
    place = program.Workplace()
    for words in (["run", "-c", "none.ini", "--", "true"], ["explain", "-c", "none.ini"],
                  ["export", "-c", "none.ini", "--reveal"]):
        done = place.keystrap(*words)
        equal((done.status, done.stdout), (MANIFEST, ""), words[0])
        tap.contains(done.stderr, "none.ini", "--config", "keystrap init", what="stderr")
    report(place, "-c", "none.ini", status=MANIFEST)
    place.put("values.env", "A=1\n")
    file = ["--dotenv", "values.env", "-e", "production"]
    for words, environment in (([], {"KEYSTRAP_CONFIG": "other.ini"}),
                               (file, {"KEYSTRAP_CONFIG": "other.ini"}),
                               ([*file, "-c", "other.ini"], {})):
        done = place.keystrap("check", *words, environment=environment)
        equal(done.status, MANIFEST, f"check {words}")
        tap.contains(done.stdout, "other.ini", "No such file", what="stdout")


@test
def test_the_working_directory_names_no_manifest():
    place = program.Workplace("[VALUE]\nvalue = trap\n")
    done = place.keystrap("check", environment={"KEYSTRAP_CONFIG": ""})
    tap.contains(done.stdout, "/etc/keystrap/keystrap.ini", what="stdout")


# -- check

def broken():
    """A manifest with one finding of each kind, and its values as canaries."""
    short = canary.register("SIGNING", secrets.token_hex(8))
    place = program.Workplace(
        HEAD + "severity.run-as-root = off\n[SIGNING]\ntype = jwt-hmac-key\nalg = HS256\n[DEBUG]\n[PORT]\ntype = port\n"
        "[WORD]\ntype = enum\none-of = red, green\n[NEEDED]\nrequired = yes\n"
        "[LEGACY]\nforbidden-in = production\n")
    values = {"SIGNING": short, "DEBUG": "true", "PORT": canary.value("PORT"),
              "WORD": canary.value("WORD"), "LEGACY": canary.value("LEGACY")}
    return place, values


WANTED = {"SIGNING": "jwt-key-too-short", "DEBUG": "debug-enabled", "PORT": "type-port",
          "WORD": "type-enum", "NEEDED": "var-missing", "LEGACY": "var-forbidden"}


@test
def test_check_reads_environments_and_files():
    place, values = broken()
    inherited = report(place, "-c", place.manifest, status=FINDINGS, environment=values)
    place.put("values.env", "".join(f"{name}={text}\n" for name, text in values.items()))
    place.put("environ", "".join(f"{name}={text}\0" for name, text in values.items()))
    for words in (["--dotenv", "values.env"], ["--environ", "environ"]):
        document = report(place, "-c", place.manifest, *words, status=FINDINGS)
        for found in (document, inherited):
            rows = {finding["variable"]: finding["rule"] for finding in found["findings"]}
            equal(rows, WANTED, f"findings of {words}")
        equal(document["summary"]["variables"], len(WANTED), "variables")
    lines = {finding["variable"]: finding["line"] for finding in inherited["findings"]}
    text = place.manifest.read_text().splitlines()
    for name, line in lines.items():
        check(text[line - 1] == f"[{name}]", f"the line of {name}")


@test
def test_check_needs_no_manifest_for_a_file():
    place = program.Workplace(files={"values.env": f"DEBUG=1\nOTHER={canary.value('OTHER')}\n"})
    document = report(place, "--dotenv", "values.env", "--environment", "production", "--presets",
                      "production-checklist", status=FINDINGS)
    check("debug-enabled" in rules_of(document, variable="DEBUG"), "DEBUG is found by its name")
    equal(document["environment"], "production", "environment")
    document = report(place, "--dotenv", "values.env", "--environment", "development")
    equal(rules_of(document, severity="error"), [], "errors in development")
    refused(place, USAGE, "check", "--dotenv", "missing", "-e", "production", says=("missing",))


@test
def test_files_that_cannot_be_read_have_a_next_step():
    place = program.Workplace(files={
        "drop.ini": "[keystrap]\ninclude = conf.d\n[A]\nvalue = 1\n", "conf.d/a.txt": "",
        "gone.ini": "[keystrap]\npresets = none.ini\n[A]\nvalue = 1\n",
        "bad.ini": "[keystrap]\npresets = cut.ini\n[A]\nvalue = 1\n", "cut.ini": "[WORKERS\n",
        "noise": "".join(f"x{number}\0" for number in range(1000))})
    (place.directory / "conf.d/a.ini").symlink_to("/nowhere")
    for words, says in ((["-c", "drop.ini"], "check that it is a file"),
                        (["-c", "gone.ini"], "check the path"),
                        (["-c", "gone.ini", "-e", "a b"], "name one environment"),
                        (["--environ", "noise", "-e", "test"], "name /proc/PID/environ")):
        tap.contains(place.keystrap("check", *words).stdout, "hint: " + says, what=f"{words}")
    done = place.keystrap("check", "-c", "bad.ini")
    tap.contains(done.stdout, "no closing ']'", "1 error,", what="a preset that was cut")
    found = json.loads(place.keystrap("check", "--environ", "noise", "-e", "test", "-f",
                                      "json").stdout)["findings"]
    check(len(found) < 100, f"{len(found)} errors of one file")


@test
def test_check_says_what_it_waits_for():
    place = program.Workplace()
    os.mkfifo(place.directory / "pipe.env")
    with subprocess.Popen([program.build() / "keystrap", "check", "-e", "production",
                           "--dotenv", "pipe.env"],
                          cwd=place.directory, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as process:
        tap.contains(process.stderr.readline().decode(), "pipe.env: waiting", what="stderr")
        (place.directory / "pipe.env").write_text("PORT=80x80\n")
        tap.contains(process.communicate()[0].decode(), "pipe.env:1: PORT", what="stdout")


@test
def test_check_reads_a_running_process():
    place = program.Workplace()
    text = canary.value("DEBUG_KEY")
    with subprocess.Popen(["/bin/sleep", "20"], env={"DEBUG": "true", "DEBUG_KEY": text}) as child:
        try:
            document = report(place, "--environ", f"/proc/{child.pid}/environ", "-e", "production",
                              "--presets", "production-checklist", status=FINDINGS)
        finally:
            child.kill()
    check("debug-enabled" in rules_of(document, variable="DEBUG"), "DEBUG is found")


@test
def test_check_offline_knows_literals_only():
    place = program.Workplace(HEAD + "[source v]\ntype = vault\naddress = https://nowhere.invalid\n"
                              "[A]\nfrom = v:secret/a#b\ntype = port\n"
                              "[B]\nvalue = abc\ntype = port\n")
    document = report(place, "-c", place.manifest, "--offline", status=FINDINGS)
    equal([(finding["variable"], finding["rule"]) for finding in document["findings"]],
          [("B", "type-port")], "findings")
    equal(document["summary"]["variables"], 2, "variables")


@test
def test_severities_and_fail_on():
    place = program.Workplace(HEAD + "[DEBUG]\nvalue = true\nseverity.debug-enabled = warning\n")
    manifest = ["-c", place.manifest]
    for fail_on, status in ((None, 0), ("error", 0), ("warning", 1), ("info", 1), ("never", 0)):
        words = manifest + (["--fail-on", fail_on] if fail_on else [])
        document = report(place, *words, status=status)
        equal(document["summary"]["warnings"], 1, "warnings")
    equal(place.run().status, 0, "a warning starts the program")
    for severity, status, count in (("info", 0, "infos"), ("error", 1, "errors")):
        place.put("keystrap.ini", HEAD + "[DEBUG]\nvalue = true\n"
                  f"severity.debug-enabled = {severity}\n", 0o644)
        equal(report(place, *manifest, status=status)["summary"][count], 1, count)
    place.put("keystrap.ini", HEAD + "[DEBUG]\nvalue = true\nseverity.debug-enabled = off\n", 0o644)
    equal(report(place, *manifest, "--fail-on", "info")["findings"], [], "off")
    place.put("keystrap.ini", HEAD + "[DEBUG]\nvalue = true\n", 0o644)
    report(place, *manifest, status=1)
    report(place, *manifest, "--fail-on", "never")
    equal(report(place, *manifest, "-e", "development")["environment"], "development", "-e")


@test
def test_waivers_have_a_date_and_a_reason():
    body = HEAD + "[DEBUG]\nvalue = true\nwaive.debug-enabled = {}\n"
    place = program.Workplace(body.format("until 2999-12-31 reason a canary host"))
    document = report(place, "-c", place.manifest)
    equal((document["summary"]["waived"], document["summary"]["errors"]), (1, 0), "counts")
    tap.contains(document["findings"][0]["waived"], "2999-12-31", "a canary host", what="waived")
    equal(place.run().status, 0, "it starts the program")
    place.put("keystrap.ini", body.format("until 2020-01-01 reason long ago"), 0o644)
    document = report(place, "-c", place.manifest, status=FINDINGS)
    check({"debug-enabled", "waiver-expired"} <= set(rules_of(document, severity="error")),
          "an expired waiver waives nothing")
    place.run().refused(REFUSED, "waiver-expired", "debug-enabled")
    for text in ("yes", "until 2999-12-31", "until 2999-13-01 reason x", "reason x"):
        place.put("keystrap.ini", body.format(text), 0o644)
        report(place, "-c", place.manifest, status=MANIFEST)


@test
def test_text_and_json_say_the_same():
    place, values = broken()
    text = place.keystrap("check", "-c", place.manifest, environment=values)
    equal(text.status, FINDINGS, "status")
    found = {row.variable: (row.rule, row.severity) for row in forms.text(text.stdout)}
    equal(found, {name: (rule, "error") for name, rule in WANTED.items()}, "findings")
    tap.contains(text.stdout, "production: 6 variables, 6 errors, 0 warnings", "  hint: ")
    place.run(environment=values).refused(REFUSED, *WANTED, *WANTED.values(), "is not started")


# -- the others

@test
def test_explain_shows_no_values():
    secret = canary.value("literal")
    place = program.Workplace(
        HEAD + "waive.log-level = until 2999-01-01 reason quiet\n[source v]\ntype = vault\n"
        f"address = https://vault.invalid:8200\n[A]\nfrom = v:secret/a#b\n[B]\nvalue = {secret}\n"
        "[C]\nvalue = x${A|urlencode}\n[D]\ndefault = y\n[E]\n[import all]\nfrom = v:secret/c\n"
        "names = X_*\n")
    done = place.keystrap("explain", "-c", place.manifest, timeout=5)
    equal((done.status, done.stderr), (0, ""), "explain")
    tap.contains(done.stdout, "environment production", "v:secret/a#b", "vault.invalid", "literal",
                 "template", "inherited", "import all", "log-level", what="stdout")
    rows = json.loads(place.keystrap("explain", "-c", place.manifest, "--format", "json").stdout)
    equal([row["name"] for row in rows], ["A", "B", "C", "D", "E"], "names")
    equal(set(rows[0]), {"name", "file", "line", "from", "type", "sensitive", "presence",
                         "delivery", "keys", "rules"}, "keys")
    one = place.keystrap("explain", "-c", place.manifest, "C").stdout
    check("C (" in one and "A (" not in one, "one name only")
    done = place.keystrap("explain", "-c", place.manifest, "--online", timeout=15,
                          environment={"E": "1", "VAULT_TOKEN": canary.value("token"),
                                       "VAULT_CLIENT_TIMEOUT": "1"})
    check(done.status in (69, 75), f"online the store is asked: {done.status}, {done.stderr}")
    tap.contains(done.stderr, "vault.invalid", ": A\n", what="stderr")


@test
def test_explain_shows_what_is_demanded():
    place = program.Workplace(
        HEAD + "[source v]\ntype = vault\naddress = https://vault.invalid\n"
        "[N]\nvalue = 2\ntype = int\nmin = 1\nmax = 3\n"
        "[S]\nmin-length = 4\nmax-length = 5\npattern = [a-z]+\nforbidden-in = staging\n"
        "required-in = production test\n[K]\ntype = jwt-hmac-key\nalg = HS384\nencoding = hex\n"
        "[W]\ntype = enum\none-of = red, green\n"
        "[import mail]\nfrom = v:secret/mail\nnames = SMTP_*, DSN\n")
    shown = place.keystrap("explain", "-c", place.manifest).stdout
    wanted = {"N": {"min": "1", "max": "3"}, "K": {"alg": "HS384", "encoding": "hex"},
              "S": {"min-length": "4", "max-length": "5", "pattern": "[a-z]+",
                    "required-in": "production test", "forbidden-in": "staging"},
              "W": {"one-of": "red green"},
              "import mail": {"from": "v:secret/mail", "names": "SMTP_* DSN"}}
    parts = dict(re.findall(r"^(\w[\w ]*) \(.*:\d+\)\n((?:  .*\n)+)", shown, re.M))
    for name, rows in wanted.items():
        found = dict(line.split(None, 1) for line in parts[name].splitlines())
        for key in ("min", "max", "min-length", "max-length", "pattern", "alg", "encoding",
                    "one-of", "required-in", "forbidden-in", "names"):
            equal(found.get(key), rows.get(key), f"{key} of {name}")


def kinds():
    middles = {"PLAIN": "", "QUOTES": " ' \" ", "SHELL": " $(id) `id` ${HOME} \\ ! ",
               "LINES": "\n\n x\t", "UTF8": " \U0001f511 "}
    return {name: canary.value(name, middle) for name, middle in middles.items()}


def exporting():
    values = kinds()
    place = program.Workplace(HEAD + "".join(f"[{name}]\nseverity.value-control-char = off\n"
                                             for name in values) +
                              "[HIDDEN]\nvalue = h\ndeliver = none\n")
    return place, values, ["export", "-c", place.manifest, "--reveal"]


@test
def test_export_is_read_back_the_same():
    place, values, words = exporting()
    as_json = place.keystrap(*words, "-f", "json", environment=values, stdout_is_declared=True)
    check(json.loads(as_json.stdout) == values, f"json {as_json.stderr}")
    shell = place.keystrap(*words, "-f", "shell", environment=values, stdout_is_declared=True)
    script = shell.stdout + 'for name in ' + " ".join(values) + \
        '; do eval "printf %s\\\\\\\\0 \\"\\$$name\\""; done'
    read = subprocess.run(["/bin/sh", "-c", script], capture_output=True, check=True).stdout
    check(read.decode().split("\0")[:-1] == list(values.values()), "the shell reads the same")
    dotenv = place.keystrap(*words, environment=values, stdout_is_declared=True)
    place.put("values.env", dotenv.stdout)
    place.put("keystrap.ini", HEAD + "[source s]\ntype = age\nfile = s.age\npassphrase-file = p\n" +
              "".join(f"[{name}]\nfrom = s:{name}\n" for name in values), 0o644)
    place.put("p", canary.value("passphrase"))
    equal(place.keystrap("seal", "--passphrase-file", "p", "-o", "s.age", "values.env").status, 0,
          "the dotenv form is sealed")
    read = place.keystrap("unseal", "--passphrase-file", "p", "s.age", "LINES",
                          stdout_is_declared=True)
    check(read.stdout == values["LINES"], "and read the same")
    check("HIDDEN" not in dotenv.stdout, "deliver = none stays out")


@test
def test_export_is_careful():
    place, values, words = exporting()
    refused(place, USAGE, *words[:-1], says=("--reveal",), environment=values)
    status, shown, piped = terminal.run(place, *words, environment=values)
    equal((status, shown), (USAGE, ""), "on a terminal")
    tap.contains(piped, "terminal", "hint: ", what="stderr")
    status, shown, _ = terminal.run(place, *words, "--terminal", environment=values, declared=True)
    check(status == 0 and values["PLAIN"] in shown, "shown on a terminal when asked for")
    done = subprocess.run([*program.launch("umask", "000"), program.build() / "keystrap", *words,
                           "-o", "out"], cwd=place.directory, capture_output=True, check=False,
                          env=place.environment(values))
    equal((done.returncode, done.stdout), (0, b""), "export --output", show=False)
    equal((place.directory / "out").stat().st_mode & 0o7777, 0o600, "mode")
    refused(place, USAGE, *words, "-o", "out", says=("out", "there already", "--force"),
            environment=values)
    place.put("out", "mine", 0o644)
    done = subprocess.run([program.build() / "keystrap", *words, "-o", "out", "--force"],
                          cwd=place.directory, capture_output=True, check=False,
                          env=place.environment(values))
    equal((done.returncode, (place.directory / "out").stat().st_mode & 0o7777), (0, 0o600),
          "status of --force, and mode")
    check(values["PLAIN"] in (place.directory / "out").read_text(), "it is written over")
    place.put("keystrap.ini", HEAD + "[DEBUG]\nvalue = true\n[PLAIN]\n", 0o644)
    refused(place, REFUSED, *words, says=("debug-enabled", "nothing is exported"),
            environment=values)


@test
def test_exec_may_be_said():
    """It is what run does anyway: a unit file may say so."""
    place = program.Workplace(HEAD + "severity.run-as-root = off\n[A]\nvalue = 1\n")
    done = place.keystrap("run", "--exec", "-c", place.manifest, "--", program.test_child(),
                          program.REPORT)
    done.got("A", "1")
    equal((done.child.pid, done.stderr), (done.pid, ""), "the program is keystrap's own process")


@test
def test_rules_lists_what_is_enforced():
    place = program.Workplace()
    catalogue = json.loads(place.keystrap("rules", "--format", "json").stdout)
    text = place.keystrap("rules").stdout
    markdown = place.keystrap("rules", "--format", "markdown").stdout
    of_types = {row["rule"] for row in catalogue["types"]}
    for kind, key in (("types", "name"), ("rules", "id"), ("presets", "name")):
        for row in catalogue[kind]:
            check(row[key] in of_types or f"  {row[key]} " in text, f"rules lists {row[key]}")
            tap.contains(markdown, f"| `{row[key]}` | ", what="rules as Markdown")
    check(of_types < {row["id"] for row in catalogue["rules"]}, "rules of types are rules")
    for line in markdown.splitlines():
        cells = len(re.findall(r"(?<!\\)\|", line))
        check(not cells or cells in (3, 6, 7), f"a row of its table: {line}")
    one = place.keystrap("rules", "jwt-key-too-short", "type-port", "port", "django")
    equal(one.status, 0, "one rule")
    tap.contains(one.stdout, "rule jwt-key-too-short\n", "RFC 7518 3.2", "openssl rand", "\ntype ",
                 "\nrule type-port\n", "\npreset django\n", what="rules NAME")
    some = json.loads(place.keystrap("rules", "-f", "json", "port", "type-port").stdout)
    equal([len(some[kind]) for kind in ("types", "rules", "presets")], [1, 1, 0], "some")
    preset = json.loads(place.keystrap("rules", "-f", "json", "django").stdout)["presets"][0]
    equal(preset["text"], (SOURCE / "presets/django.ini").read_text(), "all of a preset")
    check("text" not in catalogue["presets"][0], "but not in a list of all")
    refused(place, USAGE, "rules", "jwt-key-to-short", says=("jwt-key-too-short?",))
    refused(place, USAGE, "rules", "-f", "mdoc", "port", says=("mdoc", "port"))
    refused(place, USAGE, "rules", "-f", "json", "--keys", says=("json-schema",))
    keys = place.keystrap("rules", "--keys").stdout
    tap.contains(keys, "environment", "from", "required-in", "on-change", "address", what="keys")


# -- logs and colours

@test
def test_json_logs_are_lines_with_a_run_id():
    place, values = broken()
    for words, status in ((["-c", place.manifest], REFUSED), (["-c", "missing.ini"], MANIFEST)):
        done = place.keystrap("run", "--log-format", "json", "--verbose", *words, "--", "true",
                              environment=values)
        equal(done.status, status, "status")
        lines = [json.loads(line) for line in done.stderr.splitlines()]
        check(lines, "there are lines")
        equal(len({line["run_id"] for line in lines}), 1, "run ids of one run")
        for line in lines:
            check(set(line) <= {"ts", "level", "run_id", "message", "hint"}, f"keys: {set(line)}")
            check(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", line["ts"]), "time")
            check(line["level"] in ("error", "warning", "notice", "info"), line["level"])
        if status == REFUSED:
            for name, rule in WANTED.items():
                check(any(name in line["message"] and rule in line["message"] for line in lines),
                      f"{name} is told")
    ids = {json.loads(place.keystrap("run", "--log-format", "json", "-c", "x", "--", "true")
                      .stderr.splitlines()[0])["run_id"] for _ in range(3)}
    equal(len(ids), 3, "each run has an id of its own")


@test
def test_no_value_at_any_loudness():
    place, values = broken()
    good = {**values, "SIGNING": canary.value("long key"), "DEBUG": "", "PORT": "80",
            "WORD": "red", "NEEDED": canary.value("NEEDED")}
    del good["LEGACY"]
    for environment, status in ((values, REFUSED), (good, 0)):
        for words in ([], ["--quiet"], ["--verbose"], ["--verbose", "--log-format", "json"]):
            done = place.keystrap("run", *words, "-c", place.manifest, "--", "true",
                                  environment=environment)
            equal(done.status, status, f"{words}: {done.stderr}")
            check((done.stderr != "") == (status != 0 or "--verbose" in words), f"{words}: stderr")
        for words in (["check"], ["explain"], ["explain", "--online"]):
            place.keystrap(*words, "--verbose", "-c", place.manifest, environment=environment)


@test
def test_colours_only_on_a_terminal():
    place, values = broken()
    words = ["check", "-c", place.manifest]
    check("\x1b" not in place.keystrap(*words, environment=values).stdout, "none in a pipe")
    status, shown, _ = terminal.run(place, *words, environment=values)
    equal(status, FINDINGS, "status")
    check("\x1b[31merror\x1b[0m" in shown, "errors are red on a terminal")
    for environment in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        _, shown, _ = terminal.run(place, *words, environment={**values, **environment})
        check("\x1b" not in shown and "jwt-key-too-short" in shown, f"none with {environment}")
    run = ["run", "-c", place.manifest, "--", "true"]
    _, shown, _ = terminal.run(place, *run, on=(2,), environment=values)
    check("\x1b[31merror" in shown, "the same on standard error")
    _, shown, _ = terminal.run(place, *run, on=(2,), environment={**values, "NO_COLOR": "1"})
    check("\x1b" not in shown, "and with NO_COLOR")


tap.main()
