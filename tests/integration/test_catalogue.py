# SPDX-License-Identifier: Apache-2.0
"""What is told about the tables and about a manifest: JSON Schema, rules of a variable, documents."""

import json
import re
import sys

sys.dont_write_bytecode = True

from rig import SOURCE, canary, program, tap, validators  # noqa: E402
from rig.tap import check, equal, test  # noqa: E402

HEAD = "[keystrap]\nenvironment = production\n"
FREE_TEXT = ("value", "default", "pattern", "description", "example", "deprecated",
             "rotate-reason", "waive.")


def as_object(manifest):
    """A manifest as the object that the schema describes."""
    sections, section, key = {}, None, None
    for line in manifest.splitlines():
        if not line.strip() or line[0] in ";#":
            continue
        if line[0] == "[":
            section = sections.setdefault(line.strip()[1:line.index("]")], {})
        elif line[0] in " \t":
            section[key] += " " + line.strip()
        else:
            key, text = (part.strip() for part in line.split("=", 1))
            section[key] = text
    for section in sections.values():
        for key, text in section.items():
            if not key.startswith(FREE_TEXT):
                section[key] = re.sub(r"(^|\s);.*", "", text).strip()
    return sections


def schema():
    return json.loads(program.Workplace().keystrap("rules", "-f", "json-schema").stdout)


@test
def test_rules_have_the_severities_of_the_specification():
    text = (SOURCE / "tests/data/severities.tsv").read_text().splitlines()
    head, *rows = [line.split("\t") for line in text if not line.startswith("#")]
    catalogue = json.loads(program.Workplace().keystrap("rules", "-f", "json").stdout)["rules"]
    catalogue = {rule["id"]: rule["severity"] for rule in catalogue}
    check(len(rows) > 90, "rows")
    for rule, *severities in rows:
        equal(catalogue[rule], dict(zip(head[1:], severities)), rule)


GOOD = HEAD + """presets = production-checklist, fastapi
inherit = LANG LC_*
severity.debug-enabled@staging = info
waive.log-level = until 2099-12-31 reason the support asked
[rules]
log-level = error@production,staging warn@* off@test
url-http = off
[source v]
type = vault
address@dev = http://127.0.0.1:8200
deadline = 30s
kv = 2
[source sealed]
type = age
file = a.age
identity = a.key
[A]
from = v:secret/a#b
from@staging = v:secret/staging/a#b
type = jwt-hmac-key
alg = HS512
rotate-every = 90d
on-change = signal HUP
[B]
value = ${A|urlencode}
required = Yes
sources = vault, literal
severity.url-http = off
[C]
severity.log-level = warn@production off@test,dev error
max-age = 1w
type = duration
min = 1s
max = 1h
required-if = !D
[D]
recommended = true
[import mail]
from = v:secret/mail
names = SMTP_*, DSN
"""

# What keystrap refuses and the schema must refuse too.
BAD = ("[keystrap]\nenvironmet = x\n[A]\nvalue = 1\n", "[A]\nfro = x\n", "[A]\ntype = prot\n",
       "[A B]\nvalue = 1\n", "[9A]\nvalue = 1\n", "[A]\nrequired = maybe\n",
       "[A]\nwaive.log-level = until tomorrow\n", "[A]\nseverity.log-lvel = off\n",
       "[A]\nseverity.log-level = fatal\n", "[A]\nseverity.manifest-error = off\n",
       "[A]\nrotate-every = 90\n", "[A]\ntype = int\nmin = three\n",
       "[A]\nrotate-every = 0d\n", "[A]\nmax-age = 365\n",
       "[A]\ntype = pem-certificate\nexpires-warn = 30\n", "[A]\nrequired-if = B==3\n",
       "[A]\nrotate-every = 90x\n", "[A]\nmin-length = -1\n", "[A]\nsources = vault, disk\n",
       "[A]\non-change = reload\n", "[A]\ntype = path\nmax-mode = 0680\n", "[A]\ndeliver = no\n",
       "[A]\nvalue = 1\n[rules]\nlog-lvel = off\n", "[A]\nvalue = 1\n[rules]\nlog-level = bad\n",
       "[A]\nvalue = 1\n[rules]\nmanifest-error = off\n", "[keystrap]\npresets = djano\n[A]\nvalue = 1\n", "[A]\nvalue = 1\n[source v]\ntype = vaul\n",
       "[A]\nvalue = 1\n[source v]\ntype = vault\nadress = https://x\n",
       "[A]\nvalue = 1\n[source v]\ntype = vault\nkv = 3\n",
       "[A]\nrequired@prod uction = yes\n", "[A]\nseverity.log-level@a/b = off\n",
       "[A]\ntype = int\nalg = HS256\n", "[A]\ntype = url\nmin = 1\n",
       "[A]\nfrom = v:secret/a#b\nvalue = 1\n[source v]\ntype = vault\naddress = https://x\n",
       "[A]\nvalue = 1\ndefault = 2\n",
       "[A]\nwaive.log-level = until 2099-13-31 reason x\n",
       "[A]\nwaive.log-level = until 2099-12-32 reason x\n",
       "[import x]\nfrom = v:secret/a\n[source v]\ntype = vault\naddress = https://x\n",
       "[import x]\nnames = A\n[source v]\ntype = vault\naddress = https://x\n",
       "[A]\nvalue = 1\n[source v]\ntype = vault\ndeadline = soon\n",
       "[A]\nvalue = 1\n[source v]\ntype = vault\ntoken = x\n")


@test
def test_the_json_schema_is_one():
    equal(validators.errors("schema", schema()), [[]], "what the meta-schema says")
    check(validators.errors("schema", {"type": "objekt"})[0], "it sees what is wrong")


@test
def test_the_json_schema_takes_what_keystrap_takes():
    manifests = [GOOD, *(path.read_text() for path in sorted(SOURCE.glob("examples/**/*.ini")))]
    check(len(manifests) >= 5, "there are examples")
    found = validators.errors(schema(), *map(as_object, manifests))
    equal(found, [[] for _ in manifests], "what the schema says")
    done = program.Workplace(GOOD).keystrap("check", "-c", "keystrap.ini", "--offline")
    check("manifest-error" not in done.stdout, f"keystrap takes it: {done.stdout}")


# As files of presets.
BAD_PRESETS = ("[SIZE]\nvalue = 1\n", "[SIZE]\nfrom@production = v:a#b\n", "[SIZE]\ntyp = int\n",
               "[SIZE]\nseverity.log-level = off\n", "[preset]\nsumary = x\n[SIZE]\ntype = int\n",
               "[source v]\ntype = age\n", "[A-B]\ntype = int\n")


@test
def test_the_json_schema_knows_presets():
    presets = [path.read_text() for path in sorted(SOURCE.glob("presets/*.ini"))]
    check(len(presets) >= 5, "there are presets")
    found = validators.errors(schema(), *({"preset": {}} | as_object(text) for text in presets))
    equal(found, [[] for _ in presets], "what the schema says")
    found = validators.errors(schema(), *({"preset": {}} | as_object(bad) for bad in BAD_PRESETS))
    for preset, errors in zip(BAD_PRESETS, found):
        check(errors, f"the schema refuses {preset!r}")
        place = program.Workplace("[keystrap]\npresets = ours.ini\n[A]\nvalue = 1\n")
        place.put("ours.ini", preset, 0o644)
        done = place.keystrap("check", "-c", "keystrap.ini", "--offline")
        check("[manifest-error]" in done.stdout, f"keystrap refuses {preset!r}")


@test
def test_the_json_schema_refuses_what_keystrap_refuses():
    found = validators.errors(schema(), *(as_object(manifest) for manifest in BAD))
    for manifest, errors in zip(BAD, found):
        check(errors, f"the schema refuses {manifest!r}")
        done = program.Workplace(manifest).keystrap("check", "-c", "keystrap.ini", "--offline")
        check("[manifest-error]" in done.stdout, f"keystrap refuses {manifest!r}")


@test
def test_the_json_schema_has_every_key_and_type():
    document, place = schema(), program.Workplace()
    dumped = json.loads(place.keystrap("--dump-tables").stdout)
    for row in dumped["keys"]:
        name = row["section"] + (f"-{row['type']}" if row["type"] else "")
        section = document["$defs"][name]
        if row["name"].endswith("RULE"):
            prefix = row["name"].removesuffix("RULE").replace(".", "\\.")
            check(any(prefix in pattern for pattern in section["patternProperties"]), row["name"])
        elif row["name"] != "type" or row["section"] != "source":
            tap.contains(section["properties"][row["name"]]["description"], row["help"])
    types = document["$defs"]["variable"]["properties"]["type"]["oneOf"]
    equal([row["const"] for row in types], [row["name"] for row in dumped["types"]], "types")


# -- explain

@test
def test_explain_shows_the_begin_of_a_ciphertext():
    long = "AQICAHil" * 20
    place = program.Workplace(
        HEAD + "[source kms]\ntype = aws-kms\nregion = eu-west-1\n"
        f"[LONG]\nfrom = kms:alias/a?ciphertext={long}#f\n"
        "[SHORT]\nfrom = kms:alias/a?ciphertext=AQICAHil\n")
    for form in ("text", "json", "markdown", "env-example"):
        shown = place.keystrap("explain", "-c", place.manifest, "-f", form).stdout
        check(long not in shown, f"{form} shows all of it")
        tap.contains(shown, "ciphertext=" + long[:29] + "...", "ciphertext=AQICAHil", what=form)


@test
def test_explain_tells_the_rules_of_a_variable():
    place = program.Workplace(
        HEAD + "[JWT_SECRET_KEY]\nalg = HS512\nwaive.secret-placeholder = until 2999-01-01 reason x\n"
        "[WORKERS]\ntype = int\nmin = 1\nmax = 64\n[DEBUG]\nseverity.debug-enabled = warning\n"
        "[PLAIN]\n")
    shown = place.keystrap("explain", "-c", place.manifest, "JWT_SECRET_KEY").stdout
    tap.contains(shown, "    error    jwt-key-too-short: a JWT key has fewer bytes",
                 "             limit: alg = HS512: 32 bytes for HS256, 48 for HS384, 64 for HS512\n"
                 "             source: RFC 7518 3.2\n", "    waived   secret-placeholder: ",
                 "    error    type-jwt-hmac-key: not a key that signs", what="JWT_SECRET_KEY")
    rows = json.loads(place.keystrap("explain", "-c", place.manifest, "-f", "json").stdout)
    rules = {row["name"]: {rule["id"]: rule for rule in row["rules"]} for row in rows}
    equal(rules["WORKERS"]["number-range"]["limit"], "min = 1, max = 64", "limit of WORKERS")
    equal(rules["JWT_SECRET_KEY"]["secret-max-entropy"]["limit"],
          "128 bits less a tolerance of 3, or what its type needs", "limit of a secret")
    equal(rules["DEBUG"]["debug-enabled"]["severity"], "warning", "severity of DEBUG")
    equal(rules["JWT_SECRET_KEY"]["secret-placeholder"]["waived"], "until 2999-01-01: x", "waived")
    for name, absent in (("PLAIN", ("jwt-key-too-short", "secret-placeholder", "number-range",
                                    "debug-enabled", "manifest-error", "length-range")),
                         ("JWT_SECRET_KEY", ("number-range", "password-too-short", "type-int"))):
        for rule in absent:
            check(rule not in rules[name], f"{rule} has nothing to say of {name}")
    in_tests = place.keystrap("explain", "-c", place.manifest, "-e", "test", "DEBUG", "-f", "json")
    equal(json.loads(in_tests.stdout)[0]["rules"][0]["severity"], "error", "severities are of -e")
    check("    " + "rules\n" not in place.keystrap("explain", "-c", place.manifest).stdout,
          "all at once: without rules")


def documented():
    """A manifest with values, none of which belongs into a document."""
    literal, default = canary.value("literal"), canary.value("default")
    return program.Workplace(
        HEAD + "[source v]\ntype = vault\naddress = https://vault.invalid:8200\n"
        "[API_TOKEN]\nfrom = v:secret/a#b\nrotate-every = 90d\n"
        "description = the token | of `x`, <b>see</b> \\ docs\n"
        f"[LITERAL]\nvalue = {literal}\n[WITH_DEFAULT]\ndefault = {default}\n"
        "[DATABASE_URL]\nvalue = postgres://${API_TOKEN}@h/d\ntype = database-url\n"
        "[PORT]\ntype = port\nrequired-in = production staging\n"
        "description = ask @ops, see https://x.test or www.x.test: a.b\n"
        "[import mail]\nfrom = v:secret/mail\nnames = SMTP_*\n")


@test
def test_explain_writes_documents_without_values():
    place = documented()
    shown = place.keystrap("explain", "-c", place.manifest, "-f", "markdown").stdout
    rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in shown.splitlines()]
    equal({len(row) for row in rows}, {7}, "cells of each row")
    cells = {row[0].strip(" `"): [cell.strip() for cell in row[1:]] for row in rows[2:]}
    equal(cells["API_TOKEN"], ["`token`", "yes", "always", "v:secret/a\\#b", "90d",
                               "the token \\| of \\`x\\`, \\<b\\>see\\</b\\> \\\\ docs"], "token")
    equal(cells["PORT"], ["`port`", "", "production, staging", "the environment", "",
                          "ask @<!-- -->ops, see https\\://x.test or www\\.x.test: a.b"],
          "neither a mention nor a link")
    equal(cells["LITERAL"][3], "the manifest", "a literal")
    equal(cells["SMTP_*"][3], "v:secret/mail", "an import")
    example = place.keystrap("explain", "-c", place.manifest, "-f", "env-example").stdout
    lines = example.splitlines()
    equal([line for line in lines if line and line[0] != "#"],
          ["API_TOKEN=", "LITERAL=", "WITH_DEFAULT=", "DATABASE_URL=", "PORT="], "names")
    tap.contains(example, "# the token | of `x`", "# type: token, a secret; required: always; "
                 "source: v:secret/a#b; rotate every: 90d\nAPI_TOKEN=\n", what="env-example")
    place.put("example.env", example)
    read = place.keystrap("check", "-f", "json", "--dotenv", "example.env", "-e", "test")
    equal(json.loads(read.stdout)["summary"]["variables"], 5, "it is a dotenv file")
    one = place.keystrap("explain", "-c", place.manifest, "-f", "env-example", "PORT").stdout
    equal(one.splitlines()[-1], "PORT=", "one name")


tap.main()
