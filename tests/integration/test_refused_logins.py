# SPDX-License-Identifier: Apache-2.0
"""Logins that fail before anything is asked: files, helpers and profiles that keystrap itself reads.
Such a failure is that of its source alone; nothing is started, and the source's server hears nothing."""

import json
import sys

sys.dont_write_bytecode = True

from rig import aws, aws_metadata, ca, canary, program, scripted, tap  # noqa: E402
from rig.tap import check, equal, test  # noqa: E402

import httpsd  # noqa: E402 (tests/fake, on the path through rig)

UNAVAILABLE, SYSTEM, AUTH, MANIFEST = 69, 71, 77, 78
NO_AWS = {"AWS_REGION": "eu-west-1", "AWS_EC2_METADATA_DISABLED": "true"}
ROLE = "arn:aws:iam::123456789012:role/app"
LOUD = "#!/bin/sh\necho {noise} >&2\n{do}\n"


def store():
    """A server that would serve the one secret."""
    server = scripted.start()
    server.on(scripted.DATA + "app", httpsd.kv2({"value": canary.value("value")}))
    return server


def vault_lines(server, name="depot", **keys):
    rows = {"type": "vault", "address": server.address, "ca_file": ca.authority(ca.OURS).file,
            "retries": 0, **keys}
    return f"[source {name}]\n" + "".join(
        f"{key.replace('_', '-')} = {text}\n" for key, text in rows.items())


def vault(files=None, env=None, home=None, **keys):
    """(the run, the server)."""
    server = store()
    place = program.Workplace(files=files, home=home)
    for key, text in keys.items():
        if key in ("token_helper",):
            keys[key] = place.directory / text
    place.put("keystrap.ini", "[keystrap]\nenvironment = production\n" + vault_lines(server, **keys) +
              "[VALUE]\nfrom = depot:secret/app#value\n", 0o644)
    return place.run(environment=env), server


def told(done, status, *words):
    done.refused(status, "VALUE", "[value-unavailable]", "hint: ", *words)
    equal(done.stderr.count("[value-unavailable]"), 1, "findings")


# -- Vault and OpenBao

@test
def test_files_of_logins_that_cannot_be_used():
    text = scripted.token()
    approle = {"auth": "approle", "role_id": "r"}
    for files, keys, words in (
            ({}, {"auth": "token", "token_file": "token"}, ("token-file", "No such file")),
            ({}, {**approle, "secret_id_file": "id"}, ("secret-id-file", "No such file")),
            ({}, {"auth": "userpass", "username": "u", "password_file": "password"},
             ("password-file", "No such file")),
            ({}, {"auth": "kubernetes", "role": "r", "jwt_file": "jwt"}, ("jwt-file", "No such file")),
            ({}, {"auth": "cert", "client_certificate": "crt", "client_key": "key"},
             ("client-certificate", "No such file")),
            ({"token": (text, 0o644)}, {"auth": "token", "token_file": "token"}, ("token-file",)),
            ({"id": (text, 0o666)}, {**approle, "secret_id_file": "id"}, ("secret-id-file",)),
            ({"token": "x" * 2000000}, {"auth": "token", "token_file": "token"}, ("token-file",))):
        done, server = vault(files, **keys)
        told(done, MANIFEST, "depot", *words)
        equal(server.requests, [], f"requests after {words}")


@test
def test_helpers_of_tokens_that_fail():
    noise = canary.value("noise")
    for do, words in (("exit 3", ("token helper",)), ("kill -9 $$", ("token helper",)),
                      ("head -c 200000 /dev/zero | tr '\\0' x", ("token helper",))):
        done, server = vault({"helper": (LOUD.format(noise=noise, do=do), 0o700)}, auth="token",
                             token_helper="helper")
        done.refused((AUTH, MANIFEST), "VALUE", "depot", "hint: ", *words)
        equal(server.requests, [], f"requests after {do}")


@test
def test_a_secret_id_that_cannot_be_removed():
    done, server = vault({"id": (scripted.token(), 0o400)}, auth="approle", role_id="r",
                         secret_id_file="/proc/sys/kernel/ostype", secret_id_remove="yes")
    done.refused((MANIFEST, SYSTEM), "VALUE", "depot", "/proc/sys/kernel/ostype")
    equal(server.requests, [], "requests")


# -- AWS

def from_aws(home=None, env=None, kind="aws-secrets-manager", server=None, **keys):
    server = server or store()
    place = program.Workplace(home=home)
    text = program.manifest({"VALUE": "app/x"}, source="cloud", address=server.address,
                            ca_file=ca.authority(ca.OURS).file, **keys)
    place.put("keystrap.ini", text.replace("type = vault", f"type = {kind}").replace(
        "HOME", str(place.home)), 0o644)
    for name in (".aws/config", ".aws/credentials"):
        if home and name in home:
            path = place.home / name
            path.write_text(path.read_text().replace("HOME", str(place.home)))
    return place.run(environment={**NO_AWS, **(env or {})}), server


@test
def test_profiles_that_lead_nowhere():
    keys = "aws_access_key_id = AKIA\n"
    loop = (f"[profile a]\nrole_arn = {ROLE}\nsource_profile = b\n"
            f"[profile b]\nrole_arn = {ROLE}\nsource_profile = a\n")
    manual = "keystrap-aws(7) says"
    for config, profile, status, words, hint in (
            ("", "prod", MANIFEST, "profile prod is in neither", "check profile"),
            ("[profile prod]\nregion\n", "prod", MANIFEST, "config:2: neither a section", manual),
            (f"[profile prod]\n{keys}", "prod", AUTH, "aws_secret_access_key", manual),
            (f"[profile prod]\nrole_arn = {ROLE}\n", "prod", AUTH, "profile prod", manual),
            (f"[profile prod]\nrole_arn = {ROLE}\nsource_profile = gone\n", "prod", AUTH,
             "source_profile names a profile that is not there", manual),
            (loop, "a", AUTH, "profile", manual),
            ("[profile prod]\nsso_session = gone\nsso_account_id = 1\nsso_role_name = r\n", "prod",
             MANIFEST, "no [sso-session gone]", manual)):
        for kind in ("aws-secrets-manager", "aws-ssm"):
            done, server = from_aws({".aws/config": config}, kind=kind, profile=profile)
            done.refused(status, "VALUE", "cloud", "hint: ", words, hint)
            equal(server.requests, [], f"requests after {words}")


@test
def test_helpers_of_credentials_that_fail():
    noise = canary.value("noise")
    stale = json.dumps({"Version": 1, "AccessKeyId": "AKIA", "SecretAccessKey": noise,
                        "Expiration": aws_metadata.stamp(-60)})
    for do in ("exit 3", "kill -9 $$", "echo '{'", "echo '{\"Version\": 2}'",
               f"echo '{{\"Version\": 1, \"AccessKeyId\": \"{noise}\"}}'", f"echo '{stale}'",
               "head -c 3000000 /dev/zero"):
        done, server = from_aws({"helper": (LOUD.format(noise=noise, do=do), 0o755),
                                 ".aws/config": "[profile p]\ncredential_process = HOME/helper\n"},
                                profile="p")
        done.refused((AUTH, MANIFEST), "VALUE", "cloud", "hint: ", "credential_process")
        equal(server.requests, [], f"requests after {do[:20]}")


@test
def test_an_sso_login_that_is_over():
    config = ("[profile p]\nsso_session = s\nsso_account_id = 123456789012\nsso_role_name = r\n"
              "[sso-session s]\nsso_region = eu-west-1\nsso_start_url = https://corp.example/start\n")
    done, server = from_aws({".aws/config": config}, profile="p")
    done.refused(AUTH, "VALUE", "cloud", "hint: ", "aws sso login --profile p")
    equal(server.requests, [], "requests")


@test
def test_a_web_identity_without_its_token():
    done, server = from_aws(env={"AWS_WEB_IDENTITY_TOKEN_FILE": "/nonexistent/token",
                                 "AWS_ROLE_ARN": ROLE})
    done.refused((AUTH, MANIFEST), "VALUE", "cloud", "hint: ", "/nonexistent/token")
    equal(server.requests, [], "requests")


# -- beside a source that works

def both(do):
    """AWS fails in its helper, Vault would serve: run's or check's result, and the server."""
    server = store()
    place = program.Workplace(home={".aws/config": "[profile p]\ncredential_process = /bin/false\n"})
    place.put("keystrap.ini", "[keystrap]\nenvironment = production\n" +
              vault_lines(server, "vault", auth="token") +
              vault_lines(store(), "cloud", type="aws-secrets-manager", profile="p") +
              "[GOOD]\nfrom = vault:secret/app#value\n[BAD]\nfrom = cloud:app/x\n"
              "[WORSE]\nfrom = cloud:app/y\n", 0o644)
    return do(place), server


@test
def test_the_failure_is_that_of_its_source_alone():
    done, _ = both(lambda place: place.run(environment={**NO_AWS, **scripted.login()}))
    done.refused((AUTH, MANIFEST), "BAD", "cloud", "credential_process", "hint: ")
    check("GOOD" not in done.stderr, "nothing is said of what is fine")
    done, server = both(lambda place: place.keystrap(
        "check", "-c", place.manifest, "--format", "json",
        environment={**NO_AWS, **scripted.login()}))
    equal(done.child, None, "child")
    report = json.loads(done.stdout)
    found = [one for one in report["findings"] if one["severity"] == "error"]
    equal({one["rule"] for one in found}, {"value-unavailable"}, "rules")
    equal(server.count(scripted.DATA + "app"), 1, "requests for what is fine")


@test
def test_a_default_does_not_hide_a_login_that_fails():
    server = store()
    place = program.Workplace(home={".aws/config": "[profile p]\ncredential_process = /bin/false\n"})
    place.put("keystrap.ini", "[keystrap]\nenvironment = production\n" +
              vault_lines(server, "cloud", type="aws-secrets-manager", profile="p") +
              "[VALUE]\nfrom = cloud:app/x\ndefault = stand-in\n"
              "[OTHER]\nfrom = cloud:app/y\nrequired = no\n", 0o644)
    place.run(environment=NO_AWS).refused((AUTH, MANIFEST), "cloud", "credential_process")


tap.main()
