# SPDX-License-Identifier: Apache-2.0
"""check's reports: the forms agree, real validators take them, no value is in any of them."""

import json
import os
import re
import secrets
import subprocess
import sys
import xml.etree.ElementTree

sys.dont_write_bytecode = True

from rig import canary, forms, program, scripted, tap, terminal, validators  # noqa: E402
from rig.tap import check, equal, test  # noqa: E402

import httpsd  # noqa: E402

FINDINGS = 1
HEAD = "[keystrap]\nenvironment = production\n"
REASON = "a <host> & \"more\", 100%: ok"


def mixed():
    """
    Errors, warnings, infos and waivers, several about one variable and one about the whole; and the
    environment with its values, each a canary.
    """
    place = program.Workplace(
        "[keystrap]\nenvironment = shop\n"  # mode-unknown, about the whole
        "[SIGNING]\ntype = jwt-hmac-key\nalg = HS256\n"
        f"[DEBUG]\nwaive.debug-enabled = until 2999-12-31 reason {REASON}\n"
        "[PORT]\ntype = port\nseverity.type-port = info\n"
        "[WORD]\ntype = enum\none-of = red, green\nmax-length = 3\n"
        f"[API_TOKEN]\nvalue = {canary.value('literal')}\n"
        "severity.secret-source-not-allowed = warning\n"
        "[NEEDED]\nrequired = yes\n[GOOD]\n[ABSENT]\n"
        "[OLD]\nforbidden-in = shop\nwaive.var-forbidden = until 2020-01-01 reason was needed\n")
    values = {"SIGNING": canary.register("SIGNING", secrets.token_hex(8)), "DEBUG": "true",
              "PORT": canary.value("PORT"), "WORD": canary.value("WORD"),
              "GOOD": canary.value("GOOD"), "OLD": canary.value("OLD")}
    return place, values


WANTED = {("mode-unknown", "warning", None), ("jwt-key-too-short", "error", "SIGNING"),
          ("debug-enabled", "error", "DEBUG"), ("type-port", "info", "PORT"),
          ("type-enum", "error", "WORD"), ("length-range", "error", "WORD"),
          ("secret-source-not-allowed", "warning", "API_TOKEN"),
          ("var-missing", "error", "NEEDED"), ("var-forbidden", "error", "OLD"),
          ("waiver-expired", "error", "OLD")}


def documents(place, *words, environment=None, status=FINDINGS):
    """{format: what check writes}."""
    written = {}
    for name in forms.FORMATS:
        done = place.keystrap("check", "-f", name, *words, environment=environment)
        equal((done.status, done.stderr), (status, ""), f"check -f {name}")
        written[name] = done.stdout
    return written


# -- the forms agree

def _agree(written):
    """The same rows in all forms; returns them in the order of JSON."""
    rows = {name: forms.READERS[name](written[name]) for name in forms.FORMATS}
    for name in forms.FORMATS:
        equal(sorted(map(repr, rows[name])), sorted(map(repr, rows["json"])), f"rows of {name}")
    for name in ("sarif", "github"):
        equal(rows[name], rows["json"], f"order of {name}")
    counts = json.loads(written["json"])["summary"]
    for name in ("text", "github"):
        equal(forms.summary(written[name]), tuple(counts.values()), f"summary of {name}")
    suite = xml.etree.ElementTree.fromstring(written["junit"])
    equal(int(suite.get("tests")), counts["variables"] + 1, "test cases")
    return rows["json"]


@test
def test_forms_agree():
    place, values = mixed()
    rows = _agree(documents(place, "-c", "keystrap.ini", environment=values))
    equal({row[:3] for row in rows}, WANTED, "findings")
    equal([row.rule for row in rows if row.waived], ["debug-enabled"], "waived")
    text = place.manifest.read_text().splitlines()
    for row in rows:
        check(text[row.line - 1].startswith(("[", "waive.", "environment")), f"the line of {row}")
    shown = place.keystrap("run", "-c", "keystrap.ini", "--", "true", environment=values)
    equal(sorted(map(repr, forms.text_of_run(shown.stderr))), sorted(map(repr, rows)), "run")


@test
def test_forms_agree_without_a_manifest_and_without_findings():
    place = program.Workplace(files={"values.env": f"DEBUG=1\nPORT={canary.value('PORT')}\nA=b\n"})
    rows = _agree(documents(place, "--dotenv", "values.env", "-e", "production"))
    check(("debug-enabled", "DEBUG") in {(row.rule, row.variable) for row in rows}, "findings")
    place = program.Workplace(HEAD + "[A]\nvalue = 1\n")
    written = documents(place, "-c", place.manifest, status=0)
    equal(_agree(written), [], "findings")
    equal(written["text"], "production: 1 variable, 0 errors, 0 warnings\n", "text")


@test
def test_forms_agree_on_a_broken_manifest():
    place = program.Workplace(HEAD + "[A]\nfro = x\n[A B]\n[PORT]\nvalue = x\ntype = prot\n")
    rows = _agree(documents(place, "-c", "keystrap.ini", status=78))
    check(len(rows) >= 3 and {row.rule for row in rows} == {"manifest-error"}, "findings")


@test
def test_forms_agree_on_several_environments():
    place = program.Workplace(HEAD + "[A]\ntype = int\nvalue = 5\nvalue@staging = x\n"
                              "value@test = y\n")
    rows = _agree(documents(place, "-c", "keystrap.ini", "--offline", "--all-environments"))
    equal([(row.rule, row.variable) for row in rows], [("type-int", "A")], "findings")
    tap.contains(rows[0].message, " (in staging, test)", what="the message")


@test
def test_findings_of_a_preset_lead_to_the_manifest():
    """A built-in preset is no file that anybody could open."""
    place = program.Workplace("[keystrap]\nenvironment = production\npresets = rails\n"
                              "[A]\nvalue = 1\n")
    rows = _agree(documents(place, "-c", "keystrap.ini"))
    equal({(row.variable, row.file, row.line) for row in rows},
          {("RAILS_ENV", "keystrap.ini", 3)}, "places")


@test
def test_findings_about_a_files_values_lead_to_the_file():
    """Where they can be mended, and nothing is to be sealed in place of what the store has."""
    place = program.Workplace(
        HEAD + "[source sealed]\ntype = age\nfile = prod.age\nidentity = age.key\n"
        "[DB_PASSWORD]\nfrom = sealed:DB_PASSWORD\n[NEEDED]\nrequired = yes\n",
        files={"dev.env": "# values\nDB_PASSWORD=short\n"})
    words = ("-c", "keystrap.ini", "--dotenv", "dev.env")
    rows = _agree(documents(place, *words))
    equal({(row.variable, row.file, row.line) for row in rows if row.severity == "error"},
          {("DB_PASSWORD", "dev.env", 2), ("NEEDED", "keystrap.ini", 9)}, "places")
    check("seal" not in place.keystrap("check", *words).stdout, "the hint leaves the store alone")


@test
def test_quiet_says_what_fails_the_run():
    place, values = mixed()
    for form in ("text", "github"):
        for words, severities in (((), {"error"}), (("--fail-on", "warning"), {"error", "warning"}),
                                  (("--fail-on", "never"), {"error"})):
            done = place.keystrap("check", "-q", "-f", form, "-c", "keystrap.ini", *words,
                                  environment=values)
            rows = forms.READERS[form](done.stdout)
            equal({row.severity for row in rows}, severities, f"{form} {words}")
            check(not any(row.waived for row in rows) and "variables," not in done.stdout,
                  f"{form} {words}: nothing else")
    shown = place.keystrap("run", "-q", "-c", "keystrap.ini", "--", "true", environment=values)
    equal({row.severity for row in forms.text(shown.stderr)}, {"error"}, "run")
    good = program.Workplace(HEAD + "[A]\nvalue = 1\n")
    equal(good.keystrap("check", "-q", "-c", good.manifest).stdout, "", "nothing to say")


@test
def test_values_that_were_not_looked_at_are_skipped():
    """Neither what could not be fetched nor what is made of it has passed."""
    place = program.Workplace(
        HEAD + "[source sealed]\ntype = age\nfile = missing.age\nidentity = age.key\n"
        "[A]\nfrom = sealed:A\n[B]\nfrom = sealed:B\n[C]\nvalue = x${B}\n[D]\nvalue = 1\n")
    for manifest in (None, place.manifest.read_text().replace("value = 1", "valu = 1")):
        if manifest:
            place.put("keystrap.ini", manifest, 0o644)
        written = place.keystrap("check", "-f", "junit", "-c", "keystrap.ini").stdout
        cases = xml.etree.ElementTree.fromstring(written).iter("testcase")
        got = {case.get("name"): [part.tag for part in case] for case in cases}
        equal({name: got[name] for name in "BC"}, dict.fromkeys("BC", ["skipped"]), "skipped")
        equal((got["A"], got["D"]), (["skipped"], ["failure"]) if manifest else (["failure"], []),
              "the others")
        suite = xml.etree.ElementTree.fromstring(written).find("testsuite")
        equal(suite.get("skipped"), "3" if manifest else "2", "counted")
        equal(validators.junit_errors(written), "", "valid")


@test
def test_a_file_that_cannot_be_read_is_in_the_report():
    """As one line for people; for programs in the form that they asked for."""
    place = program.Workplace(HEAD + "[A]\n", files={"x": "y\n"})
    for words in (("-c", "keystrap.ini"), ("-e", "production"),
                  ("-c", "keystrap.ini", "--all-environments")):
        for form in ("json", "sarif", "junit", "github"):
            done = place.keystrap("check", "-f", form, *words, "--dotenv", "missing.env")
            equal(done.status, 64, form)
            tap.contains(done.stderr, "missing.env: cannot open", what="stderr")
            equal([(row.rule, row.file, row.line) for row in forms.READERS[form](done.stdout)],
                  [("value-unavailable", "missing.env", None)], f"{form} {words}")
    done = place.keystrap("check", "--dotenv", "-", "-e", "production")
    tap.contains(done.stderr, "hint: write /dev/stdin", what="standard input")
    place.put("huge.env", "A=" + "x" * (4 << 20))
    done = place.keystrap("check", "--dotenv", "huge.env", "-e", "production")
    tap.contains(done.stderr, "larger than 4194304 bytes", "no environment is that large",
                 what="a huge file")


@test
def test_a_file_that_is_no_text_is_one_finding():
    place = program.Workplace()
    place.put("binary", bytes(range(256)) * 64)
    done = place.keystrap("check", "-f", "json", "--dotenv", "binary", "-e", "production")
    equal([(row["rule"], row["message"], row["line"])
           for row in json.loads(done.stdout)["findings"]],
          [("dotenv-syntax", "not a text file", None)], "findings")


@test
def test_paths_are_told_without_dots():
    place, values = mixed()
    for folder in ("nu/../nu/f/./..//", "./nu/", "nu/f/../../nu/"):
        place.put("nu/f/x", "x")
        place.put("nu/k.ini", place.manifest.read_text(), 0o644)
        for path in (folder + "k.ini", f"{place.directory}/{folder}k.ini"):
            for form in ("sarif", "github"):
                done = place.keystrap("check", "-f", form, "-c", path, environment=values)
                equal({row.file for row in forms.READERS[form](done.stdout)}, {"nu/k.ini"},
                      f"{form} {path}")


# -- validators

@test
def test_sarif_is_valid():
    place, values = mixed()  # with overrides
    good = program.Workplace(HEAD + "[A]\nvalue = 1\n")
    env = program.Workplace(files={"values.env": "DEBUG=1\n"})
    logs = [place.keystrap("check", "-f", "sarif", "-c", "keystrap.ini", environment=values),
            good.keystrap("check", "-f", "sarif", "-c", good.manifest),
            env.keystrap("check", "-f", "sarif", "--dotenv", "values.env", "-e", "production")]
    logs = [json.loads(done.stdout) for done in logs]
    equal(validators.errors("sarif", *logs), [[], [], []], "what the standard's schema says")
    logs[0]["runs"][0]["results"][0]["level"] = "fatal"
    del logs[1]["runs"][0]["tool"]["driver"]["name"]
    logs[2]["runs"][0]["tool"]["driver"]["informationUri"] = "no uri"
    check(all(validators.errors("sarif", *logs)), "the validator sees what is wrong")


@test
def test_lowered_severities_are_listed():
    """Also those that let nothing be found any more: an auditor sees what a manifest has changed."""
    place = program.Workplace(
        HEAD + "presets = pci\nseverity.run-as-root = off\n[rules]\nurl-http = warn@production off@*\n"
        "log-level = error\nrotation-undefined = warning\nenc-key-legacy = warning\n"
        "[DEBUG]\nvalue = true\nseverity.debug-enabled = warning\n"
        "[A]\nvalue = 1\nseverity.secret-placeholder = off@test\n")
    text = place.keystrap("check", "-c", "keystrap.ini").stdout
    tap.contains(text, "\nlowered in the manifest: run-as-root to off (keystrap.ini:4), "
                 "url-http to warning (keystrap.ini:6), rotation-undefined to warning "
                 "(keystrap.ini:8), debug-enabled to warning for DEBUG (keystrap.ini:12)\n"
                 "production: ", what="text")
    log = json.loads(place.keystrap("check", "-f", "sarif", "-c", "keystrap.ini").stdout)
    overrides = log["runs"][0]["invocations"][0]["ruleConfigurationOverrides"]
    equal([(one["descriptor"]["id"], one["configuration"], one.get("properties"))
           for one in overrides],
          [("run-as-root", {"enabled": False}, None), ("url-http", {"level": "warning"}, None),
           ("rotation-undefined", {"level": "warning"}, None),
           ("debug-enabled", {"level": "warning"}, {"variable": "DEBUG"})], "SARIF")
    text = place.keystrap("check", "-c", "keystrap.ini", "--offline", "--all-environments").stdout
    tap.contains(text, "url-http to warning in production (keystrap.ini:6)",
                 "secret-placeholder to off for A in test (keystrap.ini:15)", what="all environments")
    lowered = json.loads(place.keystrap("check", "-f", "json", "-c", "keystrap.ini").stdout)["lowered"]
    equal([(row["rule"], row["from"], row["to"], row["variable"], row["file"], row["line"])
           for row in lowered],
          [("run-as-root", "warning", "off", None, "keystrap.ini", 4),
           ("url-http", "error", "warning", None, "keystrap.ini", 6),
           ("rotation-undefined", "error", "warning", None, "keystrap.ini", 8),
           ("debug-enabled", "error", "warning", "DEBUG", "keystrap.ini", 12)], "JSON")
    for form in ("junit", "github"):
        tap.contains(place.keystrap("check", "-f", form, "-c", "keystrap.ini").stdout,
                     "lowered in the manifest: run-as-root to off (keystrap.ini:4), ", what=form)
    many = place.put("many.ini", HEAD + "".join(
        f"[V{i}]\nvalue = 1\nseverity.url-http = off\n" for i in range(10)), 0o644)
    tap.contains(place.keystrap("check", "-c", many).stdout, "for V7 (", ", and 2 more\n", what="many")


@test
def test_what_presets_of_ones_own_lower_is_listed():
    """They are the user's as the manifest is; one that is sterner counts, and what ours say is no news."""
    place = program.Workplace(HEAD + "presets = low.ini, high.ini\n[rules]\nmode-unknown = warning\n"
                              "[DEBUG]\nvalue = true\n")
    place.put("low.ini", "[rules]\ndebug-enabled = off\nurl-http = off\nmode-unknown = off\n", 0o644)
    place.put("high.ini", "[rules]\nurl-http = error\n", 0o644)
    log = json.loads(place.keystrap("check", "-f", "sarif", "-c", "keystrap.ini").stdout)
    overrides = log["runs"][0]["invocations"][0]["ruleConfigurationOverrides"]
    equal([one["descriptor"]["id"] for one in overrides], ["debug-enabled"], "SARIF")
    for form in ("text", "junit", "github"):
        tap.contains(place.keystrap("check", "-f", form, "-c", "keystrap.ini").stdout,
                     "lowered in the manifest: debug-enabled to off (low.ini:2)\n", what=form)


@test
def test_sarif_tells_what_viewers_show():
    place, values = mixed()
    place.put("with space/a,b:%.ini", place.manifest.read_text(), 0o644)
    written = place.keystrap("check", "-f", "sarif", "-c", "with space/a,b:%.ini",
                             environment=values).stdout
    run = json.loads(written)["runs"][0]
    driver = run["tool"]["driver"]
    equal({rule["id"] for rule in driver["rules"]}, {rule for rule, _, _ in WANTED}, "rules")
    equal(len(driver["rules"]), len({rule["id"] for rule in driver["rules"]}), "each once")
    catalogue = json.loads(place.keystrap("rules", "-f", "json").stdout)["rules"]
    catalogue = {rule["id"]: rule for rule in catalogue}
    for rule in driver["rules"]:
        row = catalogue[rule["id"]]
        tap.contains(rule["help"]["text"], row["summary"], row["hint"], what="help")
        equal(rule["defaultConfiguration"]["level"].replace("note", "info"),
              row["severity"]["production"], "level")
    for result in run["results"]:
        place_of = result["locations"][0]["physicalLocation"]
        equal(place_of["artifactLocation"]["uri"], "with%20space/a%2Cb%3A%25.ini", "uri")
        check(place_of["region"]["startLine"] >= 1, "line")
        check(list(result["partialFingerprints"].values())[0].startswith(result["ruleId"]), "id")
        justified = [one["justification"] for one in result["suppressions"]]
        equal(justified, [f"until 2999-12-31: {REASON}"] if result["ruleId"] == "debug-enabled"
              else [], "suppressions")
    absolute = place.keystrap("check", "-f", "sarif", "-c", place.manifest, environment=values)
    equal({row.file for row in forms.sarif(absolute.stdout)}, {"keystrap.ini"},
          "a path below the working directory is relative")
    other = program.Workplace()
    outside = other.keystrap("check", "-f", "sarif", "-c", place.manifest, environment=values)
    tap.contains(outside.stdout, f'"file://{place.manifest}"', what="a path elsewhere")


@test
def test_fingerprints_hold_no_value_and_no_line():
    place, values = mixed()
    first = place.keystrap("check", "-f", "sarif", "-c", "keystrap.ini", environment=values).stdout
    place.put("keystrap.ini", "; moved\n" + place.manifest.read_text(), 0o644)
    values["SIGNING"] = canary.register("another", secrets.token_hex(8))
    second = place.keystrap("check", "-f", "sarif", "-c", "keystrap.ini", environment=values).stdout
    ids = [[result["partialFingerprints"] for result in json.loads(log)["runs"][0]["results"]]
           for log in (first, second)]
    check(first != second, "lines have moved")
    equal(*ids, "fingerprints")
    ids = [str(one) for one in ids[0]]
    equal(sorted(set(ids)), sorted(ids), "each of its own")


@test
def test_sarif_has_a_file_for_what_is_in_none():
    """GitHub takes no result without one, and of two with one fingerprint only the first."""
    place = program.Workplace(HEAD + "[HOSTS]\ntype = origin-list\n")
    done = place.keystrap("check", "-f", "sarif", "-c", "keystrap.ini",
                          environment={"HOSTS": "http://a.acme.io,http://b.acme.io",
                                       "DB_PASSWORD": "changeme", "DEBUG": "true"})
    results = json.loads(done.stdout)["runs"][0]["results"]
    ids = [str(result["partialFingerprints"]) for result in results]
    check(len(results) > 2 and len(set(ids)) == len(ids), f"fingerprints: {ids}")
    for result in results:
        at = result["locations"][0]["physicalLocation"]
        equal(at["artifactLocation"]["uri"], "keystrap.ini", "the file")
        check(at["region"]["startLine"] >= 1, "the line")


@test
def test_junit_is_valid():
    place, values = mixed()
    for words in ([], ["--fail-on", "info"], ["--fail-on", "never"]):
        done = place.keystrap("check", "-f", "junit", "-c", "keystrap.ini", *words,
                              environment=values)
        equal(validators.junit_errors(done.stdout), "", f"what xmllint says {words}")
    broken = done.stdout.replace("<testcase", "<testcas").replace("</testcase", "</testcas")
    check(validators.junit_errors(broken), "xmllint sees what is wrong")


def _cases(place, values, *words):
    done = place.keystrap("check", "-f", "junit", "-c", "keystrap.ini", *words, environment=values)
    root = xml.etree.ElementTree.fromstring(done.stdout)
    suite = root.find("testsuite")
    cases = {case.get("name"): {part.tag for part in case} for case in suite}
    for tag, count in (("failure", "failures"), ("skipped", "skipped")):
        equal(int(suite.get(count)), sum(tag in parts for parts in cases.values()), count)
    equal(int(suite.get("tests")), len(cases), "tests")
    return done, cases


@test
def test_junit_has_a_case_a_variable():
    place, values = mixed()
    done, cases = _cases(place, values)
    failed, noted = {"failure"}, {"system-out"}
    equal(cases, {"the whole": noted, "SIGNING": failed, "DEBUG": {"skipped", *noted},
                  "PORT": noted, "WORD": failed, "API_TOKEN": noted, "NEEDED": failed,
                  "GOOD": set(), "ABSENT": set(), "OLD": failed}, "cases")
    tap.contains(done.stdout, "(and 1 more)", what="WORD")
    _, cases = _cases(place, values, "--fail-on", "warning")
    equal((cases["API_TOKEN"], cases["the whole"], cases["PORT"]),
          (failed, {*failed, *noted}, noted),
          "what fails the run is a failure; what is lowered stands beside it")
    _, cases = _cases(place, values, "--fail-on", "never")
    equal((cases["SIGNING"], cases["API_TOKEN"]), (failed, noted), "errors fail all the same")


# -- names that other people chose

EVIL_FILE = "a\n::error title=x::y,<&%0A%25.ini"
EVIL_REASON = "a]]>&#0;\u202e\ufffe%0A::error::x"


def _check_github(document, file):
    lines, rows = document.splitlines(), forms.github(document)
    equal({row.file for row in rows}, {file}, "the file")
    check(all(line.startswith("::") and line.count("::") >= 2 for line in lines[:-1]),
          "each line is one command")
    equal(len(lines), len(rows) + 1, "lines")
    check(all("title=x" not in line.split("::")[1].split("title=", 1)[1] for line in lines[:-1]),
          "nothing adds a property")
    return rows


@test
def test_nothing_in_a_name_breaks_a_form():
    place = program.Workplace()
    for manifest, found in (
            (f"[DEBUG]\nvalue = 1\nwaive.debug-enabled = until 2999-12-31 reason {EVIL_REASON}\n",
             lambda rows: any(row.waived for row in rows)),
            ("[abc]\n[ABC]\n",  # the message of which names the other place
             lambda rows: any(f"{EVIL_FILE}:" in row.message for row in rows))):
        place.put(EVIL_FILE, HEAD + manifest, 0o644)
        for form in forms.FORMATS:
            done = place.keystrap("check", "-f", form, "-c", EVIL_FILE)
            check(not re.search("[\x00-\x09\x0b-\x1f\x7f]", done.stdout), f"{form}: controls")
            if form == "junit":
                equal(validators.junit_errors(done.stdout), "", "what xmllint says")
            elif form == "sarif":
                equal(validators.errors("sarif", json.loads(done.stdout)), [[]], "sarif")
            elif form == "github":
                check(found(_check_github(done.stdout, EVIL_FILE)), "what is tried is there")


# -- text

@test
def test_text_is_grouped_and_the_worst_comes_first():
    place, values = mixed()
    done = place.keystrap("check", "-c", "keystrap.ini", environment=values)
    heads = re.findall(r"^keystrap\.ini:\d+: ([A-Z_]+)$", done.stdout, re.M)
    equal(heads, ["SIGNING", "WORD", "NEEDED", "OLD", "API_TOKEN", "PORT", "DEBUG"],
          "each variable once, by severity, then by line")
    lines = done.stdout.splitlines()
    check(lines[0].startswith("keystrap.ini:2: warning: "), "the whole comes first")
    tap.contains(done.stdout, f"    waived until 2999-12-31: {REASON}\n", what="the waiver")
    at = lines.index("keystrap.ini:11: WORD")
    check(all(line.startswith("  ") for line in lines[at + 1:at + 5]), "the block of WORD")
    place.put("keystrap.ini", HEAD + "[DB_PASSWORD]\nvalue = changeme\n"
              "severity.secret-source-not-allowed = warning\n", 0o644)
    done = place.keystrap("check", "-c", "keystrap.ini")
    severities = re.findall("^  (error|warning): ", done.stdout, re.M)
    equal(severities, sorted(severities), "errors of a variable come before its warnings")
    check(set(severities) == {"error", "warning"}, "there are both")
    for command in re.findall(r"hint: make a new one: (.*)", done.stdout):
        check("openssl rand" in command, f"the hint is a command: {command}")


@test
def test_text_fits_the_terminal():
    place, values = mixed()
    words = ["check", "-c", "keystrap.ini"]
    for columns in (50, 80):
        _, shown, _ = terminal.run(place, *words, columns=columns,
                                   environment={**values, "NO_COLOR": "1"})
        for line in shown.splitlines()[:-1]:
            check(len(line) <= columns or re.match(" *(hint|waived)", line) or " " not in
                  line.strip(), f"{columns} columns: {line}")
    plain = place.keystrap(*words, environment=values).stdout
    equal(re.sub(r"\n {4,}(?=(?!hint: |waived )\S)", " ", shown), plain, "the same words")
    _, coloured, _ = terminal.run(place, *words, columns=80, environment=values)
    equal(re.sub("\x1b\\[\\d*m", "", coloured), shown, "colour takes no room")


# -- hints

def _hint(place, variable):
    done = place.keystrap("check", "-f", "json", "-c", "keystrap.ini")
    found = [row["hint"] for row in json.loads(done.stdout)["findings"]
             if row["variable"] == variable]
    return found[0].removeprefix("make a new one: ") if found else None


@test
def test_the_command_of_a_hint_mends_what_it_is_about():
    """Typed as it stands, it makes a value and seals it, and nothing is left to be found."""
    place = program.Workplace(
        HEAD + "[source sealed]\ntype = age\nfile = s.age\nidentity = k\n"
        "[API_TOKEN]\nfrom = sealed:API_TOKEN\nrotate-every = 90d\n"
        "[JWT_SECRET]\nfrom = sealed:JWT_SECRET\nalg = HS512\nrotate-every = 90d\n"
        "[JWT_HEX]\nfrom = sealed:JWT_HEX\ntype = jwt-hmac-key\nencoding = hex\nrotate-every = 9d\n")
    recipient = place.keystrap("keygen", "-o", "k").stderr.split("public key: ")[1].split()[0]
    equal(place.keystrap("seal", "-r", recipient, "-o", "s.age",
                         stdin=b"API_TOKEN=changeme\nJWT_SECRET=changeme\nJWT_HEX=changeme\n").status, 0, "seal")
    for variable in ("API_TOKEN", "JWT_SECRET", "JWT_HEX"):
        command = _hint(place, variable)
        tap.contains(command, "openssl rand ", " | keystrap seal -c keystrap.ini --source sealed "
                     f"--set {variable}", what="the hint")
        path = f"{program.build()}:{os.environ['PATH']}"
        done = subprocess.run(["/bin/sh", "-c", command], cwd=place.directory, check=False,
                              capture_output=True, env=place.environment({"PATH": path}))
        equal((done.returncode, done.stdout), (0, b""), f"the command: {done.stderr}")
    for variable in ("API_TOKEN", "JWT_SECRET", "JWT_HEX"):
        equal(_hint(place, variable), None, f"what is left to be found in {variable}")


@test
def test_hints_for_vault_name_its_command():
    server = scripted.start()
    server.on(scripted.DATA + "app", httpsd.kv2({"a b": "changeme", "c": "changeme"}))
    place = scripted.place({"API_TOKEN": "secret/app#a b", "SESSION_SECRET": "secret/app#c"},
                           server)
    done = place.keystrap("check", "-f", "json", "-c", place.manifest,
                          environment=scripted.login())
    hints = {row["variable"]: row["hint"] for row in json.loads(done.stdout)["findings"]
             if row["rule"] == "secret-placeholder"}
    equal(hints, {name: "make a new one: openssl rand -base64 32 | tr -d '\\n' | "
                  f"vault kv patch secret/app {field}"
                  for name, field in (("API_TOKEN", "'a b=-'"), ("SESSION_SECRET", "c=-"))},
          "hints")


@test
def test_the_command_for_a_part_of_a_value_is_not_stored_as_the_whole():
    place = program.Workplace(
        HEAD + "[source sealed]\ntype = age\nfile = s.age\nidentity = k\n"
        "[DATABASE_URL]\nfrom = sealed:DATABASE_URL\n[GITHUB_TOKEN]\nfrom = sealed:GITHUB_TOKEN\n")
    recipient = place.keystrap("keygen", "-o", "k").stderr.split("public key: ")[1].split()[0]
    place.keystrap("seal", "-r", recipient, "-o", "s.age",
                   stdin=b"GITHUB_TOKEN=changeme\n"
                   b"DATABASE_URL=postgresql://shop:changeme@db.internal/shop?sslmode=verify-full\n")
    done = place.keystrap("check", "-c", "keystrap.ini")
    check("keystrap seal" not in done.stdout, f"no command stores anything: {done.stdout}")
    hints = re.findall("^ +hint: (.*)$", done.stdout, re.M)
    equal(sorted(set(hints)), sorted(hints), "each is said once")
    tap.contains(done.stdout, "and put it into the URL", "copy the right key from the provider's")


# -- no value, in any form

def _bad_values(count):
    """Values that are bad for their variable in each way that has a type; names tell the types."""
    for index in range(count):
        yield from (("PORT", canary.value(f"port {index}")),
                    ("SECRET_KEY", canary.value(f"white {index}", ending=" ")),
                    ("LOG_LEVEL", canary.value(f"level {index}")),
                    ("DATABASE_URL", "postgres://u:" + canary.value(f"url {index}") + "@h:x/"),
                    ("API_URL", "http://" + canary.value(f"host {index}") + "/?a=b"),
                    ("TOKEN", "'" + canary.value(f"quoted {index}") + "'"),
                    ("PEM_KEY", "-----BEGIN X-----\n" + canary.value(f"pem {index}") + "\n"),
                    ("ENVIRONMENT", canary.value(f"environment {index}")))


@test(timeout=120)
def test_no_value_is_in_any_form():
    catalogue = json.loads(program.Workplace().keystrap("rules", "-f", "json").stdout)
    types = [row["name"] for row in catalogue["types"]]
    manifest = HEAD + "".join(
        f"[V_{index}]\ntype = {name}\n" + ("one-of = a, b\n" if name == "enum" else "")
        for index, name in enumerate(types))
    place = program.Workplace(manifest)
    values = {**dict(_bad_values(1)),
              **{f"V_{index}": canary.value(name, middle=" <&'\"%\n,:", ending="\x01")
                 for index, name in enumerate(types)}}
    # Written outside of the directory that is searched: the files of a test hold no canary.
    lines = os.pipe()
    os.write(lines[1], "".join(f"{name}={value}\0" for name, value in values.items()).encode())
    os.close(lines[1])
    place.put("environ", os.read(lines[0], 1 << 20))
    os.close(lines[0])
    written = documents(place, "-c", "keystrap.ini", "--environ", "environ")
    rows = _agree(written)
    check(len({row.variable for row in rows}) > len(types), "many findings")
    for form, document in written.items():
        canary.search({f"the {form} report": document.encode()})


tap.main()
