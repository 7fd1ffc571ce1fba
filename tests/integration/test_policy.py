# SPDX-License-Identifier: Apache-2.0
"""What a manifest demands of its variables beyond their values: age, origin, conditions, waivers,
severities, presets, and that environments do not share secrets.
"""

import base64
import datetime
import hashlib
import json
import secrets
import sys

sys.dont_write_bytecode = True

from rig import SOURCE, ca, canary, forms, program, scripted, tap  # noqa: E402
from rig.tap import check, equal, test  # noqa: E402

import httpsd  # noqa: E402

FOUND, USAGE, REFUSED, MANIFEST = 1, 64, 65, 78


def checked(place, *options, environment=None):
    """check as JSON: (status, document)."""
    done = place.keystrap("check", "-f", "json", *options, environment=environment)
    return done.status, json.loads(done.stdout)


def rules(document, variable=None):
    return [(row["rule"], row["severity"]) for row in document["findings"]
            if variable in (None, row["variable"])]


def dotenv(manifest, values, *options):
    """What check says of a dotenv file with a manifest."""
    place = program.Workplace(manifest)
    place.put("values.env", values)
    return checked(place, "-c", place.manifest, "--dotenv", "values.env", *options)[1]


# A good secret that is always the same.
RANDOM = base64.urlsafe_b64encode(hashlib.sha256(b"policy").digest()).decode()


# -- the age of what a store keeps

def aged(days, extra=""):
    # A minute short of it: what the run takes must not carry it over a limit of so many days.
    stamp = (datetime.datetime.now(datetime.timezone.utc)
             - datetime.timedelta(days=days, minutes=-1))
    reply = httpsd.kv2({"value": canary.value("aged")})
    server = scripted.start()
    body = json.loads(reply.body)
    body["data"]["metadata"]["created_time"] = stamp.strftime("%Y-%m-%dT%H:%M:%S.123456789Z")
    server.on(scripted.DATA + "app", httpsd.json_reply(body))
    place = scripted.place({"VALUE": "secret/app#value"}, server)
    place.put("keystrap.ini", place.manifest.read_text() + "rotate-every = 90d\n" + extra, 0o644)
    status, document = checked(place, "-c", place.manifest, environment=scripted.login())
    return status, rules(document, "VALUE")


@test
def test_a_secret_has_an_age():
    for days, extra, status, found in (
            (89, "", 0, []),
            (91, "", 0, [("secret-too-old", "warning")]),
            (105, "", FOUND, [("secret-too-old", "error")]),
            (105, "rotate-grace = 30d\n", 0, [("secret-too-old", "warning")]),
            (80, "warn-before = 7d\n", 0, []),
            (85, "warn-before = 7d\n", 0, [("secret-too-old", "info")]),
            (91, "max-age = 91d\n", 0, [("secret-too-old", "warning")]),
            (92, "max-age = 91d\n", FOUND, [("secret-too-old", "error")]),
            (105, "rotate-grace = 30d\nmax-age = 100d\n", FOUND, [("secret-too-old", "error")]),
            (9, "max-age = 10d\n", 0, [("rotation-too-long", "warning")]),
            (105, "severity.secret-too-old = info\n", 0, [("secret-too-old", "info")])):
        equal(aged(days, extra), (status, found), f"{days} days {extra}")


# -- conditions

@test
def test_rotation_is_a_matter_of_the_manifest():
    """Without network and values too."""
    place = program.Workplace(
        "[keystrap]\nenvironment = production\n[source v]\ntype = vault\n"
        "address = https://vault.test:8200\n[DB_PASSWORD]\nfrom = v:secret/app#a\n"
        "[API_TOKEN]\nfrom = v:secret/app#b\nrotate-every = 90d\n"
        "[GIVEN_PASSWORD]\n")
    for presets, want in (("pci", {"DB_PASSWORD": "error"}),
                          ("production-checklist,pci", {})):  # which says 90 days itself
        document = checked(place, "-c", place.manifest, "--offline", "--presets", presets)[1]
        found = {row["variable"]: row["severity"] for row in document["findings"]
                 if row["rule"] == "rotation-undefined"}
        equal(found, want, presets)


@test
def test_inherited_secrets_are_rotated_too():
    """A section could say how often; a template is rotated in its parts."""
    place = program.Workplace(
        "[keystrap]\nenvironment = production\npresets = pci\n"
        "[DB_PASSWORD]\n[OTHER_PASSWORD]\nrotate-every = 90d\n[SIGNING]\ntype = jwt-hmac-key\n"
        "rotate-every = 4000d\n[MONGODB_URI]\n[SHOP_URL]\n"
        "value = https://shop:${OTHER_PASSWORD}@shop.acme.io/\ntype = url\n"
        "allow-credentials = yes\n")
    values = {"DB_PASSWORD": canary.value("one"), "OTHER_PASSWORD": canary.value("other"),
              "SIGNING": canary.value("key"),
              "MONGODB_URI": f"mongodb+srv://shop:{canary.value('mongo')}@mongo.acme.io/shop"}
    for presets, undefined in (("pci", {"DB_PASSWORD", "MONGODB_URI"}),
                               ("production-checklist,pci", set())):  # which says 90 days
        document = checked(place, "-c", place.manifest, "--presets", presets,
                           environment=values)[1]
        found = [(row["rule"], row["variable"], row["severity"]) for row in document["findings"]
                 if row["rule"].startswith("rotation-")]
        equal(sorted(found), sorted({("rotation-undefined", name, "error") for name in undefined}
                                    | {("rotation-too-long", "SIGNING", "error")}), presets)


@test
def test_pci_bounds_every_age():
    place = program.Workplace(
        "[keystrap]\nenvironment = production\npresets = pci\n[source v]\ntype = vault\n"
        "address = https://vault.test:8200\n[DB_PASSWORD]\nfrom = v:secret/app#a\nrotate-every = 91d\n"
        "[API_TOKEN]\nfrom = v:secret/app#b\nrotate-every = 365d\n"
        "[JWT_SECRET]\nfrom = v:secret/app#c\nrotate-every = 366d\n"
        "[CACHE_PASSWORD]\nfrom = v:secret/app#d\nrotate-every = 90d\n"
        "[COOKIE_SECRET]\nfrom = v:secret/app#e\nrotate-every = never\nrotate-reason = it is dear\n")
    document = checked(place, "-c", place.manifest, "--offline")[1]
    equal({row["variable"]: row["severity"] for row in document["findings"]
           if row["rule"] == "rotation-too-long"},
          {"DB_PASSWORD": "error", "JWT_SECRET": "error", "COOKIE_SECRET": "error"}, "too long")


@test
def test_a_missing_half_is_named_as_the_other():
    for name, wanted in (("TLS_KEY_FILE", "TLS_CERT_FILE"), ("TLS_KEY_PATH", "TLS_CERT_PATH"),
                         ("TLS_KEY", "TLS_CERT")):
        document = dotenv("[keystrap]\nenvironment = production\n", f"{name}=/nowhere/tls.pem\n")
        equal([row["message"] for row in document["findings"]
               if row["rule"] == "pair-incomplete"], [f"is set, and {wanted} is not"], name)


@test
def test_a_half_of_a_pair_is_missing():
    """A dotenv file may be one of several; what a program will get is not."""
    manifest = "[keystrap]\nenvironment = production\n[AWS_ACCESS_KEY_ID]\n"
    value = "AKIA" + "Q7ZK2LWXRTBVN4D3"
    place = program.Workplace(manifest)
    equal(dotenv(manifest, f"AWS_ACCESS_KEY_ID={value}\n")["summary"]["errors"], 0, "a file")
    other = {"AWS_SECRET_ACCESS_KEY": RANDOM[:40]}
    for key, secret, found in (("", {}, [("pair-incomplete", "error")]), ("", other, []),
                               ("inherit = none\n", other, [("pair-incomplete", "error")]),
                               ("inherit = AWS_*\n", other, [("pair-incomplete", "warning")])):
        place.put("keystrap.ini", manifest.replace("[AWS", key + "[AWS"), 0o644)
        document = checked(place, "-c", place.manifest,
                           environment={"AWS_ACCESS_KEY_ID": value, **secret})[1]
        equal([row for row in rules(document, "AWS_ACCESS_KEY_ID") if row[0].startswith("pair")],
              found, f"{key} inherited {list(secret)}")


@test
def test_presence_depends_on_other_variables():
    for key, values, found in (
            ("required-if = B", "B=x\n", [("var-missing", "error")]),
            ("required-if = B", "B=\n", []),
            ("required-if = B", "A=x\nB=x\n", []),
            ("required-if = B=on", "B=on\n", [("var-missing", "error")]),
            ("required-if = B=on", "B=off\n", []),
            ("required-if = B_ON=true", "B_ON=True\n", [("var-missing", "error")]),
            ("required-if = B_ON=yes", "B_ON=1\n", [("var-missing", "error")]),
            ("required-if = B_ON=0", "B_ON=off\n", [("var-missing", "error")]),
            ("required-if = B_ON=true", "B_ON=0\n", []),
            ("forbidden-if = B_ON=true", "A=x\nB_ON=1\n", [("var-forbidden", "error")]),
            ("required-if = B=true", "B=True\n", []),  # B is a text
            ("required-if = !B", "", [("var-missing", "error")]),
            ("required-if = !B", "B=x\n", []),
            ("forbidden-if = B", "A=x\nB=x\n", [("var-forbidden", "error")]),
            ("forbidden-if = B", "A=x\n", []),
            ("recommended = yes", "", [("var-recommended", "warning")]),
            ("recommended = yes", "A=x\n", []),
            ("required = yes\noptional-in = production", "", []),
            ("required = yes\noptional-in = test", "", [("var-missing", "error")]),
            ("required = yes\nempty = allow", "A=\n", []),
            ("required = yes", "A=\n", [("var-missing", "error")]),
            ("deprecated = yes", "A=x\n", [("var-deprecated", "warning")]),
            ("deprecated = use B\nreplaced-by = B", "A=x\n", [("var-deprecated", "warning")]),
            ("deprecated = yes", "", [])):
        document = dotenv(f"[keystrap]\nenvironment = production\n[B]\n"
                          f"[B_ON]\ntype = bool\n[A]\n{key}\n", values)
        equal(rules(document, "A"), found, f"{key} with {values!r}")


@test
def test_a_comment_behind_a_value_is_told_as_one():
    for value, hint in (("8080 # the port", "put a comment on a line of its own"),
                        ("080", "without leading zeros")):
        place = program.Workplace(f"[PORT]\ntype = port\nvalue = {value}\n")
        tap.contains(checked(place, "-c", place.manifest)[1]["findings"][0]["hint"], hint,
                     what=value)
    found = dotenv("[PORT]\ntype = port\n", "PORT='8080 # the port'\n")["findings"][0]
    check("comment" not in found["hint"], "in a dotenv file it was quoted")


@test
def test_unknown_names():
    manifest = "[keystrap]\nenvironment = production\n{}[JWT_SECRET_FILE]\nrequired = no\n"
    for key, name, found in (
            ("", "SOMETHING", []), ("", "JWT_SECERT_FILE", [("var-unknown", "warning")]),
            ("unknown = pass\n", "JWT_SECERT_FILE", []),
            ("unknown = warn\n", "SOMETHING", [("var-unknown", "warning")]),
            ("unknown = deny\n", "SOMETHING", [("var-unknown", "error")])):
        document = dotenv(manifest.format(key), f"{name}=x\n")
        equal(rules(document, name), found, f"{key} {name}")
    hint = dotenv(manifest.format(""), "JWT_SECERT_FILE=x\n")["findings"][0]["hint"]
    equal(hint, "did you mean JWT_SECRET_FILE?", "hint")


# -- origin

@test
def test_a_secret_comes_from_where_its_sources_say():
    server = scripted.start()
    server.on(scripted.DATA + "app", httpsd.kv2({"value": canary.value("value")}))
    for sources, found in (("vault", []), ("vault, aws", []),
                           ("aws, file", [("secret-source-not-allowed", "error")])):
        place = scripted.place({"VALUE": "secret/app#value"}, server)
        place.put("keystrap.ini",
                  place.manifest.read_text() + f"sources = {sources}\nsensitive = yes\n", 0o644)
        equal(rules(checked(place, "-c", place.manifest, environment=scripted.login())[1],
                    "VALUE"), found, sources)
    secret = canary.value("inherited")
    for sources, found in (("", []), ("sources = env\n", []),
                           ("sources = vault\n", [("secret-source-not-allowed", "error")])):
        place = program.Workplace(f"[keystrap]\nenvironment = production\n[TOKEN_X]\n{sources}")
        equal(rules(checked(place, "-c", place.manifest, environment={"TOKEN_X": secret})[1],
                    "TOKEN_X"), found, f"inherited, {sources}")


@test
def test_a_secret_of_the_environment_beside_sources():
    secret = canary.value("inherited")
    source = "[source v]\ntype = vault\naddress = https://vault.test:8200\n"
    for environment, section, found in (
            ("production", "[TOKEN_X]\n", [("secret-source-not-allowed", "warning")]),
            ("production", "[TOKEN_X]\nsources = env\n", []),
            ("production", "[TOKEN_X]\nsensitive = no\n", []),
            ("staging", "[TOKEN_X]\n", []),
            ("development", "[TOKEN_X]\n", []),
            ("production", "[OTHER]\n", [])):
        place = program.Workplace(
            f"[keystrap]\nenvironment = {environment}\n{source}{section}")
        document = checked(place, "-c", place.manifest, environment={"TOKEN_X": secret})[1]
        equal([row for row in rules(document, "TOKEN_X")
               if row[0] == "secret-source-not-allowed"], found, f"{environment} {section}")


@test
def test_a_url_with_a_password_is_a_secret():
    url = "postgresql://svc:" + RANDOM[:24] + "@pg.acme.io/app?sslmode=verify-full"
    for key, found in (("", [("secret-source-not-allowed", "error")]), ("sensitive = no\n", [])):
        place = program.Workplace("[keystrap]\nenvironment = production\n[DATABASE_URL]\n"
                                  f"value = {url}\n{key}")
        equal(rules(checked(place, "-c", place.manifest, "--offline")[1], "DATABASE_URL"), found,
              key)


@test
def test_a_secret_on_the_command_line():
    secret = RANDOM  # no canary: it is on a command line on purpose
    place = program.Workplace("[keystrap]\nenvironment = production\n[TOKEN_X]\n")
    place.run("--token=" + secret[:20], environment={"TOKEN_X": secret}).started()
    done = place.run("--token=" + secret, environment={"TOKEN_X": secret})
    done.refused(REFUSED, "TOKEN_X", "[secret-in-argv]")


@test
def test_an_example_is_none():
    for example, found in (("<random>", []), ("changeme", []),
                           (RANDOM, [("example-looks-real", "warning")])):
        document = dotenv(f"[keystrap]\nenvironment = production\n[TOKEN_X]\n"
                          f"example = {example}\n", "")
        equal(rules(document, "TOKEN_X"), found, example)


@test
def test_an_example_is_none_before_there_is_a_value():
    word = "Kq3v9xTzR1mWb7LpYc5Nd8Gh"
    for name, example, real in (
            ("JWT_SECRET", RANDOM, True),
            ("STRIPE_SECRET_KEY", "sk_live_" + word, True),
            ("STRIPE_KEY", "rk_live_" + word, True),
            ("API_URL", f"https://svc:{word}@api.acme.io/v1", True),
            ("DATABASE_URL", f"postgresql://svc:{word}@pg.acme.io/app", True),
            ("DB_PASSWORD", word[:16], True),
            ("STRIPE_SECRET_KEY", "sk_live_xxxxxxxxxxxxxxxxxxxxxxxx", False),
            ("STRIPE_SECRET_KEY", "sk_test_" + word, True),
            ("STRIPE_KEY", "pk_live_" + word, False),
            ("DATABASE_URL", "postgresql://user:password@host/app", False),
            ("API_URL", "https://api.acme.io/v1", False),
            ("DB_PASSWORD", "a-long-password", False),
            ("COMMIT", "9f3b07c2e81d4a56f0d9e37b18c2a6459f3b07c2", False)):
        place = program.Workplace(f"[keystrap]\nenvironment = production\n[{name}]\n"
                                  f"required = no\nexample = {example}\n")
        for option in ("--offline", None):
            document = checked(place, "-c", place.manifest, *filter(None, [option]))[1]
            equal(rules(document, name), [("example-looks-real", "warning")] if real else [],
                  f"{name}, {example}, {option}")
        told = place.keystrap("explain", "-c", place.manifest, name).stdout
        equal(example in told, not real, f"explain shows {name}, {example}")


# -- waivers and severities

@test
def test_an_example_is_of_its_type():
    for keys, example, found in (
            ("type = port", "abc", [("type-port", "warning")]), ("type = port", "8080", []),
            ("type = int\nmax = 5", "6", [("number-range", "warning")]),
            ("type = enum\none-of = a b", "c", [("type-enum", "warning")]),
            ("type = json", '{"a": ...}', []), ("type = uuid", "<UUID>", []),
            ("pattern = [a-z]+", "A1", [("pattern-mismatch", "warning")]),
            ("type = path\nmust-exist = dir", "/nowhere/at/all", []),
            ("type = postgres-url", "postgresql://user:pass@host/db", []),
            ("type = url\nseverity.type-url = off", "//host", [])):
        place = program.Workplace(f"[V]\n{keys}\nexample = {example}\nrequired = no\n")
        equal(rules(checked(place, "-c", place.manifest, "--offline")[1], "V"), found,
              f"{keys}, {example}")


@test
def test_defaults_of_other_environments_are_checked():
    form, secret = ("type-port", "error"), ("default-on-sensitive", "error")
    for name, keys, found in (
            ("V", "type = port\ndefault@staging = abc", [form]),
            ("V", "type = port\ndefault@staging = 8080", []),
            ("V", "type = port\ndefault = abc\ndefault@production = 80", [form]),
            ("V", "type = int\nmin = 5\nmin@staging = 1\ndefault@staging = 2", []),
            ("V_SECRET", "default@development = abcdefgh", [secret]),
            ("V_SECRET", "sensitive = no\ndefault@development = abcdefgh", []),
            ("V_SECRET", "default@development =", [])):
        place = program.Workplace(f"[{name}]\n{keys}\nrequired = no\n")
        status, document = checked(place, "-c", place.manifest, "--offline",
                                   "--environment", "production")
        equal((status, rules(document, name)), (FOUND if found else 0, found), keys)


@test
def test_waivers_are_listed_and_end():
    head = "[keystrap]\nenvironment = production\n"
    for waiver, status, summary in (
            ("", FOUND, (1, 0)),
            ("waive.type-int = until 2099-12-31 reason the old one\n", 0, (0, 1)),
            ("waive.type-int = until 2020-12-31 reason the old one\n", FOUND, (2, 0))):
        place = program.Workplace(head + "[A]\ntype = int\n" + waiver)
        place.put("values.env", "A=x\n")
        got, document = checked(place, "-c", place.manifest, "--dotenv", "values.env")
        counts = document["summary"]
        equal((got, (counts["errors"], counts["waived"])), (status, summary), waiver)
    document = dotenv(head + "presets = strict\n[A]\ntype = int\n"
                      "waive.type-int = until 2099-12-31 reason the old one\n", "A=x\n")
    equal((document["summary"]["errors"], document["summary"]["waived"]), (1, 0), "strict")


@test
def test_waivers_that_waive_nothing_are_listed():
    until = "until {} reason the old one"
    for waiver, value, presets, want in (
            ("type-int", "x", "", None),
            ("type-int", "5", "", "the waiver of type-int waives nothing here (until 2099-12-31"),
            ("type-int", "x", "strict", "is not taken: the preset strict says waivers = no"),
            # Which only run and other environments can tell.
            ("run-as-root", "5", "", None),
            ("secret-in-argv", "5", "", None),
            ("var-missing-in-environment", "5", "", None),
            ("secret-shared-between-environments", "5", "", None)):
        document = dotenv(f"[keystrap]\nenvironment = production\npresets = {presets or 'go'}\n"
                          f"[A]\ntype = int\nwaive.{waiver} = {until.format('2099-12-31')}\n",
                          f"A={value}\n")
        found = [row for row in document["findings"] if row["rule"] == "waiver-unused"]
        equal([(row["severity"], row["line"], row["variable"]) for row in found],
              [("info", 6, "A")] if want else [], f"{waiver} {value} {presets}")
        if want:
            tap.contains(found[0]["message"], want, what=presets)
    document = dotenv(f"[keystrap]\nenvironment = production\nwaive.type-int = "
                      f"{until.format('2020-12-31')}\n[A]\ntype = int\n", "A=5\n")
    row = document["findings"][0]
    equal((row["rule"], row["severity"], row["line"], row["variable"]),
          ("waiver-unused", "info", 3, None), "expired long ago")
    tap.contains(row["message"], "has expired", what="expired")
    place = program.Workplace("[keystrap]\nenvironment = production\n[source v]\ntype = vault\n"
                              "address = https://vault.test:8200\n[A]\nfrom = v:secret/app#a\n"
                              "waive.type-int = until 2099-12-31 reason the old one\n")
    equal(checked(place, "-c", place.manifest, "--offline")[1]["findings"], [], "not known")


@test
def test_rules_have_severities_by_environment():
    manifest = "[rules]\ntype-int = warn@production info@*\n[A]\ntype = int\n"
    for environment, severity in (("production", "warning"), ("staging", "info"),
                                  ("live", "warning")):
        document = dotenv(manifest, "A=x\n", "--environment", environment)
        equal(rules(document), [("type-int", severity)], environment)


@test
def test_messages_name_what_was_written():
    place = program.Workplace("[keystrap]\nenvironment = production\n[A]\n")
    message = checked(place, "-c", place.manifest, "-e", "prodction")[1]["findings"][0]["message"]
    equal(message, "--environment: unknown word prodction", "the option")
    document = dotenv("[keystrap]\nenvironment = production\n",
                      "REDIS_URL=rediss://r.acme.io/0\nCELERY_BROKER_URL=rediss://r.acme.io/0\n")
    row = next(row for row in document["findings"] if row["rule"] == "redis-db-collision")
    equal((row["variable"], row["message"]),
          ("REDIS_URL", "is the same database as CELERY_BROKER_URL, which is for the broker"),
          "two uses of a database")
    for words, want in ((["min"], "int, uint"), (["--keys", "waive.log-level"], "waive.RULE"),
                        (["secret-id-file"], "with type = vault")):
        tap.contains(place.keystrap("rules", *words).stdout, want, what=f"rules {words}")


@test
def test_presets_are_named():
    """Who says it, and what to write."""
    document = dotenv("[keystrap]\nenvironment = production\n"
                      "presets = go, rails, production-checklist\n[GOMEMLIMIT]\n[GIN_MODE]\n"
                      "[CODE]\npattern = [0-9]+\n",
                      "GOMEMLIMIT=1 GB\nGIN_MODE=debug\nCODE=x\n")
    found = {(row["variable"], row["rule"]): row for row in document["findings"]}
    for variable, rule, message, hint in (
            ("RAILS_ENV", "var-missing", "as the preset rails asks", "[RAILS_ENV]"),
            ("SENTRY_DSN", "var-recommended", "the preset production-checklist recommends", "no"),
            ("GOMEMLIMIT", "pattern-mismatch", "the pattern of the preset go", "[KMGT]"),
            ("CODE", "pattern-mismatch", "its pattern", "[0-9]+"),
            ("GIN_MODE", "mode-not-production", "does not say release", "set it to release")):
        row = found[variable, rule]
        tap.contains(row["message"], message, what=variable)
        tap.contains(row["hint"], hint, what=variable)


@test
def test_a_preset_of_ones_own():
    place = program.Workplace("[keystrap]\nenvironment = production\npresets = ours.ini\n[SIZE]\n")
    place.put("ours.ini", "[preset]\nsummary = ours\n[SIZE]\ntype = int\nmax = 5\n"
                          "[*_SIZE]\nmin-length = 2\n", 0o644)
    place.put("values.env", "SIZE=6\nLOG_SIZE=1\n")
    _, document = checked(place, "-c", place.manifest, "--dotenv", "values.env")
    equal(sorted(rules(document)), [("length-range", "error"), ("number-range", "error")], "rules")
    place.put("ours.ini", "[SIZE]\ntyp = int\n", 0o644)
    done = place.keystrap("check", "-c", place.manifest, "--dotenv", "values.env")
    equal(done.status, MANIFEST, "a preset with a slip")
    tap.contains(done.stdout, "ours.ini:2", "unknown key typ")
    place.put("ours.ini", "[SIZE]\ntype = int\n", 0o666)
    equal(place.keystrap("check", "-c", place.manifest, "--dotenv", "values.env").status, MANIFEST,
          "a preset that others may write")


# -- environments beside each other

SHARED = ("[keystrap]\nenvironment = {}\nstate-file = state\n{}[TOKEN_X]\n"
          "differs-between-environments = yes\n")


@test
def test_environments_do_not_share_secrets():
    one, other = canary.value("one"), canary.value("other")
    place = program.Workplace("[A]\n")
    state = place.directory / "state"

    def look(environment, value):
        place.put("keystrap.ini", SHARED.format(environment, ""), 0o644)
        return rules(checked(place, "-c", place.manifest, environment={"TOKEN_X": value})[1])

    shared = [("secret-shared-between-environments", "error")]
    equal(look("production", one), [], "the first")
    equal(state.stat().st_mode & 0o777, 0o600, "mode of the state file")
    equal(look("staging", other), [], "another value")
    equal(look("production", one), [], "the same again")
    equal(look("staging", one), shared, "a shared value")
    equal(look("prod", one), shared, "and so it is the other way round")
    equal(look("staging", other), [], "mended")
    equal(look("production", one), [], "mended there too")
    content = state.read_bytes()
    check(one.encode() not in content and other.encode() not in content, "no value in the file")
    state.chmod(0o644)
    done = place.keystrap("check", "-c", place.manifest, environment={"TOKEN_X": one})
    equal(done.status, MANIFEST, "a state file that others may read")
    tap.contains(done.stderr, "state", "chmod")
    state.chmod(0o600)
    state.write_text("no key\n")
    done = place.keystrap("check", "-c", place.manifest, environment={"TOKEN_X": one})
    equal(done.status, MANIFEST, "a malformed state file")
    tap.contains(done.stderr, "state:1: not a line of a state file")


@test
def test_a_list_of_servers_is_one_finding():
    manifest = "[keystrap]\nenvironment = production\n"
    found = dotenv(manifest, "KAFKA_BROKERS=localhost:9092,127.0.0.1:9093\n")["findings"]
    equal([row["rule"] for row in found].count("db-url-localhost"), 1, found)


@test
def test_all_environments_are_compared_without_a_state_file():
    """The values are at hand: no file has to remember them."""
    one, other = (canary.value(name).encode().hex() for name in ("one", "other"))
    text = ("[keystrap]\nstate-file = state\n[KEPT_TOKEN]\ndiffers-between-environments = yes\n"
            "value@production = {}\nvalue@staging = {}\n"
            "[HERE_TOKEN]\ndiffers-between-environments = yes\n")
    encoded = "0x" + one.upper()
    for staging, want in ((one, {"production", "staging"}), (other, set()),
                          (encoded, {"production", "staging"})):
        place = program.Workplace(text.format(one, staging))
        # What the shell has is the same whatever the environment is called.
        document = checked(place, "-c", place.manifest, "--all-environments",
                           environment={"HERE_TOKEN": canary.value("here")})[1]
        found = {row["environments"] for row in document["findings"]
                 if row["rule"] == "secret-shared-between-environments"}
        equal(found, want, staging)
        check(not (place.directory / "state").exists(), "no state file")


# The servers of two environments differ; what counts is the password.
STORE = "postgresql://shop:{}@{}.acme.io/shop?sslmode=verify-full"


@test
def test_passwords_in_urls_are_compared_between_environments():
    one, other = canary.value("one"), canary.value("other")
    text = ("[keystrap]\nstate-file = state\n[DATABASE_URL]\ndiffers-between-environments = yes\n"
            "value@production = {}\nvalue@staging = {}\n")
    for staging, want in ((one, {"production", "staging"}), (other, set())):
        place = program.Workplace(text.format(STORE.format(one, "pg"),
                                              STORE.format(staging, "pg-staging")))
        document = checked(place, "-c", place.manifest, "--all-environments")[1]
        found = {row["environments"]: row["message"] for row in document["findings"]
                 if row["rule"] == "secret-shared-between-environments"}
        equal(set(found), want, staging)
        check(all(said.startswith("the password in it is") for said in found.values()), found)


@test
def test_passwords_in_urls_are_remembered_between_environments():
    one, other = canary.value("one"), canary.value("other")
    place = program.Workplace("[A]\n")
    shared = [("secret-shared-between-environments", "error")]
    for environment, password, want in (("production", one, []), ("staging", one, shared),
                                        ("staging", other, [])):
        text = SHARED.format(environment, "").replace("TOKEN_X", "STORE_URL")
        place.put("keystrap.ini", text, 0o644)
        values = {"STORE_URL": STORE.format(password, environment)}
        found = rules(checked(place, "-c", place.manifest, environment=values)[1])
        equal([row for row in found if row in shared], want, environment)


@test
def test_all_environments_are_those_that_somebody_names():
    """Its own, and those of keys, lists, severities and one's own presets, known words or not."""
    for head, section, want in (
            ("environment = test", "value = nonsense\nvalue@production = info", "test"),
            ("environment = qa", "value = info\nvalue@qa = trace2", "qa"),
            ("", "value = info\nvalue@qa = trace2", "qa"),
            ("", "value = nonsense\nrequired-in = qa2", "qa2"),
            ("", "value = nonsense\nforbidden-in = qa2", "qa2"),
            ("", "value = nonsense\nseverity.type-log-level = error@qa2", "qa2"),
            ("presets = ./ours.ini", "value = nonsense", "blue")):
        place = program.Workplace(f"[keystrap]\n{head}\n[LOG_LEVEL]\ntype = log-level\n{section}\n")
        place.put("ours.ini", "[rules]\nrun-as-root = error@blue\n", 0o644)
        status, document = checked(place, "-c", place.manifest, "--all-environments")
        found = {row["environments"] for row in document["findings"]
                 if row["rule"] == "type-log-level"}
        equal(status, FOUND, head + section)
        check(any(want in words.split(", ") for words in found), f"{want}: {document}")


@test
def test_an_environment_that_nobody_names_shares_nothing():
    """What init makes speaks of production alone: staging has no values of its own to compare."""
    value = canary.value("kept")
    text = ("[keystrap]\n{}\nstate-file = state\n[KEPT_TOKEN]\n"
            f"differs-between-environments = yes\nvalue = {value}\n{{}}\n")
    for head, more, want in (("environment = production", "", 0), ("environment = test", "", 0),
                             ("presets = production-checklist", "", 0),
                             ("environment = production", "required-in = staging", 2),
                             ("", f"value@staging = {value}", 2)):
        place = program.Workplace(text.format(head, more))
        document = checked(place, "-c", place.manifest, "--all-environments")[1]
        found = [row for row in document["findings"]
                 if row["rule"] == "secret-shared-between-environments"]
        equal(len(found), want, head + more)


@test
def test_a_word_from_the_environment_is_shown_nowhere():
    """environment-from may name anything, and what is in it may be a secret."""
    value = canary.register("word", "Ql7x" + secrets.token_hex(8))
    for form in ("text", "json", "sarif", "junit", "github"):
        for name, status in (("MODE_OF_IT", 0), ("DB_PASSWORD", MANIFEST)):
            place = program.Workplace(f"[keystrap]\nenvironment-from = {name}\n[A]\nvalue = 1\n")
            for words in (["check", "-f", form], ["run", "-v"], ["explain"]):
                words += ["-c", place.manifest] + (["--", "true"] if words[0] == "run" else [])
                done = place.keystrap(*words, environment={name: value})
                check(value not in done.stdout + done.stderr, f"{words} {name}")
                if words[0] == "check":
                    equal(done.status, status, f"{form} {name}")
                    tap.contains(done.stdout, name, what=form)


@test
def test_files_of_values_are_compared_where_their_environment_is_said():
    value = canary.value("x")
    place = program.Workplace(SHARED.format("production", ""))
    file = place.put(".env", f"TOKEN_X={value}\n", 0o600)
    for options, want in ((("-e", "staging"), 0), ((), 0), (("-e", "production"), 1)):
        document = checked(place, "-c", place.manifest, "--dotenv", file, *options)[1]
        shared = [row for row in document["findings"]
                  if row["rule"] == "secret-shared-between-environments"]
        equal(len(shared), want, options)


@test
def test_what_was_found_is_said_beside_a_state_file_in_trouble():
    place = program.Workplace(SHARED.format("production", "[SIZE]\ntype = int\n"))
    place.put("state", "no key\n", 0o600)
    done = place.keystrap("check", "-c", place.manifest,
                          environment={"TOKEN_X": canary.value("x"), "SIZE": "1"})
    equal(done.status, MANIFEST, "status")
    tap.contains(done.stderr, "state:1: not a line of a state file")
    tap.contains(done.stdout, "0 errors")
    for form in ("json", "sarif", "junit", "github"):
        done = place.keystrap("check", "-f", form, "-c", place.manifest,
                              environment={"TOKEN_X": canary.value("x"), "SIZE": "1"})
        rows = [(row.rule, row.severity) for row in forms.READERS[form](done.stdout)]
        equal((done.status, rows), (MANIFEST, [("manifest-error", "error")]), form)
        tap.contains(done.stdout, "state:1: not a line of a state file" if form != "github"
                     else "state:1: not a line", what=form)


@test
def test_all_environments_of_a_manifest():
    place = program.Workplace(
        "[keystrap]\nenvironment = production\n[source v]\ntype = vault\n"
        "address = https://127.0.0.1:1\n"
        "[A]\nfrom@production = v:secret/app#a\n"
        "[B]\nfrom@production = v:secret/app#b\noptional-in = staging\n"
        "[C]\nfrom = v:secret/app#c\n"
        "[D]\ntype = int\nvalue = 5\nvalue@staging = x\nvalue@test = y\n")
    status, document = checked(place, "-c", place.manifest, "--offline", "--all-environments")
    equal(status, FOUND, "status")
    found = [(row["variable"], row["rule"], row["environments"]) for row in document["findings"]]
    equal(found, [("A", "var-missing-in-environment", "staging, test"),
                  ("B", "var-missing-in-environment", "test"),
                  ("D", "type-int", "staging, test")], "findings")
    equal(document["environment"], "production, staging, test", "environments")
    done = place.keystrap("check", "-c", place.manifest, "--all-environments", "--environment",
                          "test")
    equal(done.status, USAGE, "with --environment")


@test
def test_the_last_file_has_the_last_word_on_severities():
    """severity.RULE in [keystrap] and RULE in [rules] are one: each takes the other's place."""
    ways = ("[keystrap]\n{}severity.debug-enabled = {}\n",
            "[keystrap]\n{}\n[rules]\ndebug-enabled = {}\n")
    for app in ways:
        for policy in ways:
            place = program.Workplace("[keystrap]\ninclude = conf.d\n")
            place.put("conf.d/50-app.ini", app.format("", "off") + "[DEBUG]\nvalue = true\n", 0o644)
            place.put("conf.d/90-policy.ini", policy.format("override = yes\n", "error"), 0o644)
            (place.directory / "conf.d").chmod(0o755)
            status, document = checked(place, "-c", place.manifest)
            equal((status, rules(document, "DEBUG")), (FOUND, [("debug-enabled", "error")]),
                  app + policy)
            check("lowered" not in document, "nothing is lowered")
            place.put("conf.d/90-policy.ini", policy.format("", "error"), 0o644)
            equal(checked(place, "-c", place.manifest)[0], MANIFEST, "without override")


@test
def test_a_file_without_variables_is_not_good():
    """A step that failed leaves one behind. Where a manifest declares some, that says what is missing."""
    place = program.Workplace("[A]\ntype = int\n", files={"empty.env": "# nothing\n"})
    for words in (("--dotenv", "/dev/null"), ("--environ", "/dev/null"), ("--dotenv", "empty.env"),
                  ("--dotenv", "/dev/null", "--presets", "production-checklist,django,pci,strict")):
        status, document = checked(place, *words, "-e", "production")
        equal(status, FOUND, words)
        check(("value-unavailable", "error") in rules(document), words)
    status, document = checked(place, "-c", place.manifest, "--dotenv", "empty.env")
    equal((status, rules(document)), (0, []), "a manifest that asks for nothing")


# -- hints

@test
def test_hints_name_what_can_be_done():
    manifest = "[keystrap]\nenvironment = production\npresets = go\n[{}]\n{}\n"
    bcrypt = "hash the password: htpasswd -nBC 12 user | cut -d: -f2"
    ssh = (SOURCE / "tests/unit/crypto/keys/ssh_encrypted").read_text()
    for name, key, value, rule, hint in (
            ("DEPLOY_KEY", "type = ssh-private-key", ssh, "pem-encrypted", "ssh-keygen -p -N ''"),
            ("HASH", "type = bcrypt-hash", "$2y$x", "type-bcrypt-hash", bcrypt),
            ("ID", "type = age-key", "AGE-SECRET-KEY-1XX", "type-age-key",
             "or make a new one: keystrap keygen"),
            ("ID", "type = age-key", "age1xx", "type-age-key", "AGE-SECRET-KEY-1 here; or make"),
            ("ENGINE", "type = enum\none-of = red, green", "lots", "type-enum",
             "use one of: red, green"),
            ("GOMEMLIMIT", "", "lots", "pattern-mismatch",
             "the whole value must match off|[0-9]+"),
            ("PLACE", "pattern = [a-z]{3}", "lots", "pattern-mismatch",
             "the whole value must match [a-z]{3}"),
            ("WEATHER_API_KEY", "", "k9Lq2Zx7", "secret-max-entropy",
             "copy the right key from the provider's console; if it is your program's own, make"),
            ("SERVICE_API_KEY", "", "k9Lq2Zx7", "secret-max-entropy", "make a new one: openssl"),
            ("DB_SSLMODE", "", "disable", "db-url-tls", "set it to verify-full"),
            ("TOKEN_BINDING", "", "1", "secret-max-entropy", "say sensitive = no in its section"),
            ("UNLEASH_SDK_KEY", "", "k9Lq2Zx7", "secret-max-entropy", "copy the right key from")):
        found = dotenv(manifest.format(name, key), f"{name}='{value}'\n")["findings"]
        hints = [row["hint"] for row in found if row["rule"] == rule]
        check(hints and hint in hints[0], f"{name}: {found}")
        check(not any(row["message"].startswith("line:") for row in found), f"{name}: {found}")


@test
def test_messages_say_what_is_there():
    password = "q8Zr2Kx9Lw4Tz0BvKs8RnYd1"
    shared = "k9Lq2Zr8WxB4nV7mTq3Yc6Hd1"
    url = f"DATABASE_URL=postgresql://shop:{password}@db.internal/shop?sslmode="
    for text, rule, message, never in (
            (url + "verify-ful", "db-url-tls", "has an sslmode that no driver knows", None),
            (url + "disable", "db-url-tls", "is not encrypted", None),
            ("TWILIO_AUTH_TOKEN=AC" + "3f9c1e7ab2845d06" * 2, "api-key-format", "is an id key", None),
            ("TLS_CERT=" + (SOURCE / "tests/unit/crypto/keys/cert_leaf.key").read_text()
             .replace("\n", "\\n"), "type-pem-certificate", "is a private key", None),
            (f"JWT_ALGORITHM=RS256\nJWT_SECRET={shared}", "jwt-key-too-short",
             "the 32 that the shortest shared key needs", "HS256")):
        found = dotenv("[keystrap]\nenvironment = production\n", text + "\n")["findings"]
        messages = [row["message"] for row in found if row["rule"] == rule]
        check(any(message in said for said in messages), f"{text}: {found}")
        check(not never or not any(never in said for said in messages), f"{text}: {found}")


@test
def test_a_secret_type_is_sensitive():
    for section, status in (("type = password\nsensitive = no\n", MANIFEST),
                            ("type = token\nsensitive = no\n", MANIFEST),
                            ("type = password\nsensitive = auto\n", 0),
                            ("type = api-key\nsensitive = no\n", 0),
                            ("type = postgres-url\nsensitive = no\n", 0),
                            ("sensitive = no\n", 0)):
        place = program.Workplace("[keystrap]\nenvironment = test\n[DB_PASSWORD]\n" + section)
        done = checked(place, "-c", place.manifest)
        equal(done[0], status, section)
        equal("manifest-error" in str(rules(done[1])), status == MANIFEST, section)


# -- passwords

@test
def test_why_a_password_is_refused_is_true():
    manifest = "[keystrap]\nenvironment = production\n[SOME_PASSWORD]\n"
    short = "is too short to be hard to guess: 20 random letters and digits pass"
    words = "can be guessed: it is made of what people make passwords of"
    for value, want in (
            ("c858309af270", short), ("8305922716449073", short), ("kV7mTq2R", short),
            ("Summer2024!", words), ("Winter2023Winter", words), ("iloveyou2022", words)):
        found = dotenv(manifest, f"SOME_PASSWORD={value}\n")["findings"]
        told = [row["message"] for row in found if row["rule"] == "password-low-entropy"]
        check(want in told, f"{value}: {told}")


# -- mail

@test
def test_what_mail_lacks_is_named():
    manifest = ("[keystrap]\nenvironment = production\n[source s]\ntype = age\nfile = x.age\n"
                "identity = k\n[SMTP_HOST]\nvalue = smtp.acme.io\n")
    port, user = "[SMTP_PORT]\nvalue = 587\n", "[SMTP_USER]\nfrom = s:U\n"
    password, sender = "[SMTP_PASSWORD]\nfrom = s:P\n", "[{}]\nfrom = s:F\n"
    for sections, hints in (
            (port + user + password + sender.format("SMTP_FROM"), []),
            (port + user + password + sender.format("DEFAULT_FROM_EMAIL"), []),
            (port + user + password + sender.format("MAIL_SENDER"), []),
            (port + user + password, ["set SMTP_FROM"]),
            (user + password + sender.format("SMTP_FROM"), ["set SMTP_PORT"]),
            (user + password, ["set SMTP_PORT and SMTP_FROM"]),
            (port + user + sender.format("SMTP_FROM"), ["set SMTP_PASSWORD"]),
            (port + sender.format("SMTP_FROM"), ["set SMTP_USER and SMTP_PASSWORD"])):
        place = program.Workplace(manifest + sections)
        found = checked(place, "-c", place.manifest, "--offline")[1]["findings"]
        equal([row["hint"] for row in found if row["rule"] == "smtp-incomplete"], hints, sections)


@test
def test_a_path_of_symfony_is_not_to_be_overwritten():
    values = "JWT_SECRET_KEY=%kernel.project_dir%/config/jwt/private.pem\n"
    head = "[keystrap]\nenvironment = production\n"
    hints = {row["hint"] for row in dotenv(head, values)["findings"] if row["hint"]}
    check(hints and all("presets = symfony" in hint for hint in hints), f"{hints}")
    equal(dotenv(head + "presets = symfony\n", values)["findings"], [], "with the preset")


# -- files that names speak of

@test
def test_certificates_in_files_are_opened():
    soon, long = ca.certificate("three-days"), ca.certificate("long")
    for values, found in (
            (f"TLS_CERT_FILE={long.file}\nTLS_KEY_FILE={long.key}\n", set()),
            (f"TLS_CERT_FILE={soon.file}\nTLS_KEY_FILE={soon.key}\n", {"cert-expiring-soon"}),
            (f"APP_CERT_PATH={long.file}\nAPP_KEY_PATH={soon.key}\n", {"cert-key-mismatch"}),
            # What is trusted is not the program's own, and what is not here is elsewhere.
            (f"SSL_CERT_FILE={soon.file}\nTLS_CA_CERT_FILE={soon.file}\n", set()),
            ("TLS_CERT_FILE=/nowhere/a.pem\nTLS_KEY_FILE=/nowhere/a.key\n", set())):
        document = dotenv("[keystrap]\nenvironment = production\n", values)
        equal({rule for rule, _severity in rules(document)}, found, values)


if __name__ == "__main__":
    tap.main()
