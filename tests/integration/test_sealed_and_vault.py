# SPDX-License-Identifier: Apache-2.0
"""The whole in one manifest: a real OpenBao, a sealed file, and all that a manifest can say."""

import base64
import functools
import json
import re
import sys
import urllib.parse

sys.dont_write_bytecode = True

from rig import bao, ca, canary, program, tap  # noqa: E402
from rig.store import app_token, put  # noqa: E402
from rig.tap import check, equal, test  # noqa: E402

REFUSED, UNAVAILABLE, AUTH, MANIFEST = 65, 69, 77, 78

MANIFEST_TEXT = """
[keystrap]
environment      = production
include          = conf.d
inherit          = PATH, HOME, KEPT_*

[source store]
type             = vault
address          = {address}
ca-file          = {ca_file}
auth             = token

[source sealed]
type             = age
file             = secrets.age
identity         = ${{CREDENTIALS_DIRECTORY}}/age.key

[DB_USER]
from             = store:secret/app/db#user

[DB_PASSWORD]
from             = sealed:DB_PASSWORD
deliver          = none

[DATABASE_URL]
value            = postgresql://${{DB_USER}}:${{DB_PASSWORD|urlencode}}@db.internal/app?sslmode=verify-full
severity.url-credentials = warning

[CONFIG_JSON]
value            = {{"user": "${{DB_USER|json}}", "b64": "${{DB_PASSWORD|base64}}"}}

[JWT_SECRET_KEY]
from             = store:secret/app/jwt#key
type             = jwt-hmac-key
alg              = HS256

[OLD]
from             = store:old/app#value

[PINNED]
from             = store:secret/app/db#user@1

[MODE]
value            = slow
value@production = fast
value@staging    = middling

[LOG_LEVEL]
value            = info

[LITERAL]
value            = two  words ; and no comment

[FALLBACK]
from             = store:secret/app/db#absent
default          = stands in

[INHERITED]
required         = yes

[import smtp]
from             = store:secret/app/smtp
names            = SMTP_*, FEED_TOKEN
"""

DROP_IN = """
[LOG_LEVEL]
override         = yes
value            = warning

[ADDED]
value            = by the team
"""


@functools.cache
def store():
    """What the manifest wants, in OpenBao."""
    first = put("app/db", user=canary.value("first user"))
    texts = put("app/db", user=None)
    texts["first"] = first["user"]
    texts.update(put("app/jwt", key=None))
    texts["old"] = canary.value("old")
    bao.shared().write_kv1("old", "app", {"value": texts["old"]})
    extra = {f"EXTRA_{number}": None for number in range(100)}
    hostile = dict.fromkeys(("LD_PRELOAD", "PATH", "BASH_ENV", "smtp_lower", "NODE_OPTIONS"))
    texts.update(put("app/smtp", SMTP_HOST=None, SMTP_PORT="587", SMTP_USER=None,
                     SMTP_PASSWORD=None, SMTP_FROM="shop@acme.io", FEED_TOKEN=None, **extra,
                     **hostile))
    return texts


def workplace():
    texts = dict(store())
    texts["DB_PASSWORD"] = canary.value("DB_PASSWORD", "p@ss/w:rd %?#&+ ü ")
    place = program.Workplace(
        MANIFEST_TEXT.format(address=bao.shared().address, ca_file=ca.authority(ca.OURS).file),
        files={"conf.d/10-team.ini": (DROP_IN, 0o644)})
    (place.directory / "credentials").mkdir()
    made = place.keystrap("keygen", "-o", "credentials/age.key")
    recipient = re.search(r"public key: (age1\w+)", made.stderr)[1]
    sealed = place.keystrap("seal", "-r", recipient, "-o", "secrets.age",
                            stdin=f"DB_PASSWORD='{texts['DB_PASSWORD']}'\nUNASKED=1\n".encode())
    equal(sealed.status, 0, f"seal: {sealed.stderr}")
    return place, texts


def environment(place, **more):
    return {"VAULT_TOKEN": app_token(), "INHERITED": "from outside", "KEPT_ON": "1", "DROPPED": "1",
            "MODE": "not this", "CREDENTIALS_DIRECTORY": str(place.directory / "credentials"),
            **more}


def wanted(texts):
    quoted = urllib.parse.quote(texts["DB_PASSWORD"], safe="")
    return {"DB_USER": texts["user"],
            "DATABASE_URL": f"postgresql://{texts['user']}:{quoted}@db.internal/app?sslmode=verify-full",
            "JWT_SECRET_KEY": texts["key"], "OLD": texts["old"], "PINNED": texts["first"],
            "MODE": "fast", "LOG_LEVEL": "warning", "ADDED": "by the team", "FALLBACK": "stands in",
            "LITERAL": "two  words ; and no comment", "INHERITED": "from outside",
            **{name: texts[name] for name in ("SMTP_HOST", "SMTP_PORT", "SMTP_USER", "SMTP_PASSWORD",
                                              "SMTP_FROM", "FEED_TOKEN")}}


@test
def test_a_program_starts_with_all_values():
    place, texts = workplace()
    done = place.run("an argument", environment=environment(place))
    for name, text in wanted(texts).items():
        done.got(name, text)
    config = json.loads(done.child.environ["CONFIG_JSON"])
    check(config == {"user": texts["user"],
                     "b64": base64.b64encode(texts["DB_PASSWORD"].encode()).decode()},
          "the template with json and base64")


@test
def test_nothing_else_reaches_the_program():
    """Of more than a hundred other fields of the secret, and of the environment, nothing."""
    place, texts = workplace()
    child = place.run(environment=environment(place)).started()
    allowed = {*wanted(texts), "CONFIG_JSON", "PATH", "HOME", "KEPT_ON"}
    equal(set(child.environ), allowed, "names")
    check(child.environ["PATH"] != texts["PATH"].encode(), "PATH is not the store's")


@test
def test_a_name_that_loads_code_is_never_imported():
    place, _ = workplace()
    text = place.manifest.read_text().replace("SMTP_*, FEED_TOKEN", "SMTP_*, LD_*")
    place.put("keystrap.ini", text, 0o644)
    done = place.run(environment=environment(place))
    check(done.status in (REFUSED, MANIFEST) and done.child is None, f"refused, got {done.status}")
    tap.contains(done.stderr, "LD_PRELOAD", "[loader-variable]", what="stderr")


@test
def test_another_environment_has_other_values():
    place, _ = workplace()
    for name, mode in (("staging", "middling"), ("development", "slow"), ("prod", "fast")):
        done = place.keystrap("run", "-e", name, "-c", place.manifest, "--", program.test_child(),
                              program.REPORT, environment=environment(place))
        done.got("MODE", mode)


@test
def test_all_or_nothing():
    """Whatever one source lacks, the program does not start with what the other has."""
    place, _ = workplace()
    outside = environment(place)
    sealed = (place.directory / "secrets.age").read_bytes()
    place.put("secrets.age", sealed[:-1] + bytes([sealed[-1] ^ 1]))
    place.run(environment=outside).refused(MANIFEST, "source sealed", "secrets.age")
    place.put("secrets.age", sealed)
    for unset in ({**outside, "CREDENTIALS_DIRECTORY": ""},
                  {name: text for name, text in outside.items() if name[:5] != "CREDE"}):
        place.run(environment=unset).refused(MANIFEST, "identity: ", "not set")
    (place.directory / "credentials" / "age.key").rename(place.directory / "away.key")
    place.run(environment=outside).refused(MANIFEST, "age.key")
    made = place.keystrap("keygen", "-o", "credentials/age.key")
    equal(made.status, 0, "another key")
    place.run(environment=outside).refused(AUTH, "secrets.age")
    (place.directory / "away.key").rename(place.directory / "credentials" / "age.key")
    place.run(environment={**outside, "VAULT_TOKEN": "s.wrong"}).refused(AUTH, "source store")
    text = place.manifest.read_text()
    place.put("keystrap.ini", text.replace("sealed:DB_PASSWORD", "sealed:ABSENT"), 0o644)
    place.run(environment=outside).refused(UNAVAILABLE, "DB_PASSWORD", "sealed", "ABSENT")
    place.put("keystrap.ini", text.replace("app/jwt#key", "app/jwt#none"), 0o644)
    place.run(environment=outside).refused(UNAVAILABLE, "JWT_SECRET_KEY", "secret/app/jwt")
    place.put("keystrap.ini", text, 0o644)
    del outside["INHERITED"]
    place.run(environment=outside).refused(REFUSED, "INHERITED", "[var-missing]")


@test
def test_the_other_commands_see_the_same():
    place, texts = workplace()
    outside = environment(place)
    done = place.keystrap("check", "-c", place.manifest, environment=outside)
    equal(done.status, 0, f"check: {done.stdout}{done.stderr}")
    done = place.keystrap("explain", "--online", "-c", place.manifest, environment=outside)
    equal((done.status, done.stdout.count("state      there")), (0, 13), f"explain: {done.stdout}")
    done = place.keystrap("export", "--reveal", "-c", place.manifest, "-f", "json",
                          environment=outside, stdout_is_declared=True)
    exported = json.loads(done.stdout)
    check({name: exported.get(name) for name in wanted(texts)} == wanted(texts), "export")
    check("DB_PASSWORD" not in exported, "deliver = none stays out")


@test
def test_an_override_must_say_so():
    place, _ = workplace()
    place.put("conf.d/10-team.ini", DROP_IN.replace("override         = yes\n", ""), 0o644)
    place.run(environment=environment(place)).refused(
        MANIFEST, "10-team.ini:", "LOG_LEVEL", "override")


tap.main()
