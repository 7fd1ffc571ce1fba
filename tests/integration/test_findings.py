# SPDX-License-Identifier: Apache-2.0
"""What cannot be had is told as a finding: of every source, with its variable, line and hint."""

import json
import os
import sys

sys.dont_write_bytecode = True

from rig import canary, forms, program, scripted, tap  # noqa: E402
from rig.tap import check, equal, test  # noqa: E402

import httpsd  # noqa: E402

FOUND, REFUSED, AUTH, MANIFEST = 1, 65, 77, 78
HEAD = "[keystrap]\nenvironment = production\n"


def sealed_place(names, manifest):
    """A workplace with a sealed file NAME.age and its key NAME.key for each name; each has A."""
    place = program.Workplace(HEAD + manifest)
    for name in names:
        made = place.keystrap("keygen", "-o", f"{name}.key")
        recipient = made.stderr.split("public key: ")[1].split()[0]
        done = place.keystrap("seal", "-r", recipient, "-o", f"{name}.age",
                              stdin=f"A={canary.value(name)}\n".encode())
        equal(done.status, 0, f"seal: {done.stderr}")
    return place


def source(name):
    return f"[source {name}]\ntype = age\nfile = {name}.age\nidentity = {name}.key\n"


def findings(place, status, environment=None, run_status=None):
    """The same of check as text and as JSON, and of run; returns check's."""
    done = place.keystrap("check", "-c", place.manifest, "-f", "json", environment=environment)
    equal(done.status, status, f"check: {done.stdout}{done.stderr}")
    found = json.loads(done.stdout)["findings"]
    text = place.keystrap("check", "-c", place.manifest, environment=environment)
    equal(text.status, status, "check as text")
    refused = place.run(environment=environment).refused(run_status or status,
                                                         "is not started")
    for shown, what, read in ((text.stdout, "check", forms.text),
                              (refused.stderr, "run", forms.text_of_run)):
        equal(sorted(map(repr, read(shown))), sorted(map(repr, forms.as_json(done.stdout))),
              f"findings of {what}")
        for row in found:
            tap.contains(shown, f"  hint: {row['hint']}\n" if row["hint"] else "", what=what)
    return found


def rows(found):
    return [(row["variable"], row["line"], row["rule"]) for row in found]


@test
def test_every_source_that_cannot_be_opened_is_told():
    place = sealed_place(("one", "two", "three", "good"),
                         source("one") + source("two") + source("three") + source("good") +
                         "[A]\nfrom = good:A\n[B]\nfrom = three:A\n[C]\nfrom = one:A\n"
                         "[D]\nfrom = two:A\n[E]\nfrom = two:A\n")
    equal(place.run().status, 0, "all is well")
    (place.directory / "one.age").unlink()
    (place.directory / "two.key").chmod(0o644)
    place.keystrap("keygen", "-o", "other.key")
    (place.directory / "other.key").replace(place.directory / "three.key")
    found = findings(place, MANIFEST)
    unavailable = "value-unavailable"
    equal(rows(found), [("B", 22, unavailable), ("C", 24, unavailable), ("D", 26, unavailable)],
          "findings, in the order of the lines")
    for row, says, hint in ((found[0], "source three (", "identity"),
                            (found[1], "one.age: cannot open: No such file", ""),
                            (found[2], "two.key: everybody may read it (mode 0644)",
                             "chmod o-r ")):
        tap.contains(row["message"], "source ", says, what=f"message of {row['variable']}")
        tap.contains(row["hint"], hint, what=f"hint of {row['variable']}")
    tap.contains(found[2]["hint"], "Needed by D, E", what="hint")


@test
def test_a_file_for_somebody_else_is_a_refused_login():
    place = sealed_place(("one", "good"), source("one") + source("good") +
                         "[A]\nfrom = good:A\n[B]\nfrom = one:A\n")
    (place.directory / "good.key").replace(place.directory / "one.key")
    place.keystrap("keygen", "-o", "good.key")
    equal(rows(findings(place, AUTH)), [("A", 12, "value-unavailable"),
                                        ("B", 14, "value-unavailable")], "findings")


@test
def test_a_sealed_file_that_others_may_write_is_refused():
    place = sealed_place(("one",), source("one") + "[A]\nfrom = one:A\n")
    for mode, good in ((0o600, True), (0o644, True), (0o620, False), (0o602, False)):
        (place.directory / "one.age").chmod(mode)
        if good:
            equal(place.run().status, 0, f"status with mode {mode:o}")
            continue
        found = findings(place, MANIFEST)
        equal(rows(found), [("A", 8, "value-unavailable")], "findings")
        tap.contains(found[0]["message"], "one.age", f"may write it (mode 0{mode:o})")
        tap.contains(found[0]["hint"], "chmod go-w ", "one.age", what="hint")


def two_stores(**keys):
    """A good store and another one, `poor`, with keys; both at the same server."""
    server = scripted.start()
    server.on(scripted.DATA + "app", httpsd.kv2({"a": canary.value("a"), "b": "x"}))
    place = scripted.place({"A": "secret/app#a"}, server)
    text = place.manifest.read_text() + f"[source poor]\ntype = vault\naddress = {server.address}\n"
    text += "".join(f"{key.replace('_', '-')} = {value}\n" for key, value in keys.items())
    place.put("keystrap.ini", text + "[B]\nfrom = poor:secret/app#b\n", 0o644)
    return place, server


@test
def test_files_of_remote_sources_are_findings_too():
    place, server = two_stores(ca_file="missing.pem")
    found = findings(place, MANIFEST, scripted.login())
    equal([row[0::2] for row in rows(found)], [("B", "value-unavailable")], "findings")
    tap.contains(found[0]["message"], "source poor (", "ca-file: ", "missing.pem: cannot open")
    check(server.count(scripted.DATA + "app") == 3, "the other source is asked, each time")
    place, _ = two_stores(token_file="token")
    place.put("token", scripted.token(), 0o644)
    found = findings(place, MANIFEST, scripted.login())
    tap.contains(found[0]["message"], "token-file: ", "everybody may read it (mode 0644)")
    tap.contains(found[0]["hint"], "chmod o-r ", what="hint")


@test
def test_settings_that_are_refused_end_their_source_only():
    for keys in ({"ca_file": "junk.pem"}, {"ca_pem": "junk"}, {"tls_server_name": "a b"},
                 {"client_certificate": "junk.pem", "client_key": "junk.pem"},
                 {"address@prod": "unix:///a?b"}):
        place, server = two_stores(**keys)
        place.put("junk.pem", "no certificate\n")
        text = place.manifest.read_text()
        place.put("keystrap.ini", text + "[C]\nfrom = depot:secret/app#nothing\n", 0o644)
        found = findings(place, MANIFEST, scripted.login())
        equal([row["variable"] for row in found], ["B", "C"], f"both sources are told: {keys}")
        tap.contains(found[0]["message"], "source poor (", "settings were refused", what="message")
        tap.contains(found[0]["hint"], "check address, ca-file", what="hint")
        tap.contains(found[1]["message"], "source depot (", "field nothing", what="message of C")
        check(server.count(scripted.DATA + "app") > 0, "the good source is asked")


@test
def test_other_findings_are_told_beside_a_failure():
    place = sealed_place(("one", "good"), source("one") + source("good") +
                         "[PORT]\nvalue = abc\ntype = port\n[A]\nfrom = one:A\n"
                         "[DEBUG]\n[B]\nfrom = good:A\nmax-length = 3\n"
                         "[C]\nvalue = ${A}\n[D]\nvalue = ${B}\ntype = bool\n"
                         "[E]\nrequired = yes\n")
    (place.directory / "one.key").unlink()
    found = findings(place, MANIFEST, {"DEBUG": "2"})
    equal(rows(found), [("PORT", 11, "type-port"), ("A", 15, "value-unavailable"),
                        ("DEBUG", 16, "debug-enabled"), ("B", 17, "length-range"),
                        ("D", 22, "type-bool"), ("E", 25, "var-missing")],
          "findings, in the order of the lines")
    for row in found:
        check(row["hint"] or row["variable"] == "A", f"{row['variable']} has a hint")


# -- ~/.vault-token

@test
def test_the_convention_of_a_token_is_not_looked_at_for_nothing():
    """~/.vault-token that everybody may read is wrong only where it would be used."""
    server = scripted.start()
    server.on(scripted.DATA + "app", httpsd.kv2({"a": canary.value("a")}))
    place = scripted.place({"A": "secret/app#a"}, server)
    place.put("home/.vault-token", scripted.token(), 0o644)
    equal(place.run(environment=scripted.login()).status, 0, "with VAULT_TOKEN")
    place.run().refused(MANIFEST, "token-file: ", ".vault-token", "0644", "[value-unavailable]")
    place.put("home/.vault-token", scripted.token(), 0o600)
    equal(place.run().status, 0, "with the file")
    server.on("/v1/auth/approle/login", httpsd.json_reply({"auth": {
        "client_token": scripted.token(), "lease_duration": 60}}))
    place = scripted.place({"A": "secret/app#a"}, server, auth="approle", role_id="r",
                           secret_id_file="secret-id")
    place.put("secret-id", canary.value("secret id"))
    place.put("home/.vault-token", "s.stale", 0o644)
    equal(place.run().status, 0, "with approle")
    equal(server.count("/v1/auth/approle/login"), 1, "logins")


# -- manifests

@test
def test_a_manifest_that_declares_nothing_is_refused():
    for text in ("", HEAD, "; [A]\n", HEAD + source("s")):
        place = program.Workplace(text)
        done = place.run().refused(MANIFEST, "keystrap.ini: error: declares no variable",
                                   "[manifest-error]", "hint: add a section [NAME]")
        equal(done.stderr.count("error: declares"), 1, "it is said once")
        logged = place.keystrap("run", "--log-format", "json", "-c", place.manifest, "--", "true")
        tap.contains(logged.stderr, "keystrap.ini: declares no variable", what="the log")
        equal(place.keystrap("check", "-c", place.manifest).status, MANIFEST, "check")
    done = program.Workplace().run().refused(MANIFEST, "No such file")
    check("declares no variable" not in done.stderr, "a file that is not there is one error")
    done = program.Workplace("[A\n").run().refused(MANIFEST, "no closing ']'")
    check("declares no variable" not in done.stderr, "nor is one with errors said to be empty")


@test
def test_a_directory_that_others_may_write_is_refused():
    place = program.Workplace(HEAD + "include = conf.d\n[A]\nvalue = 1\n",
                              files={"conf.d/a.ini": ("[B]\nvalue = 2\n", 0o644)})
    directory = place.directory / "conf.d"
    directory.chmod(0o755)
    place.run().got("B", "2")
    for mode in (0o775, 0o757, 0o1777):
        directory.chmod(mode)
        place.run().refused(MANIFEST, "keystrap.ini:3: ", "conf.d: group or others may write it",
                            "hint: chmod go-w ")
    if os.geteuid() == 0:
        directory.chmod(0o755)
        os.chown(directory, 4711, 4711)
        place.run().refused(MANIFEST, "keystrap.ini:3: ", "conf.d: belongs to uid 4711")


@test
def test_secrets_in_the_manifest_are_refused():
    place = program.Workplace(HEAD + f"[API_KEY]\nvalue = {canary.value('literal')}\n"
                              f"[DB_PASSWORD]\ndefault = {canary.value('default')}\n"
                              "[EMPTY_TOKEN]\nrequired = yes\n[PORT]\nvalue = 80\n")
    found = findings(place, FOUND, {"EMPTY_TOKEN": ""}, REFUSED)
    equal(rows(found), [("API_KEY", 3, "secret-source-not-allowed"),
                        ("DB_PASSWORD", 5, "default-on-sensitive"),
                        ("DB_PASSWORD", 5, "pair-incomplete"),
                        ("EMPTY_TOKEN", 7, "secret-empty"), ("EMPTY_TOKEN", 7, "var-missing")],
          "findings")


tap.main()
