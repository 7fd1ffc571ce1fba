# SPDX-License-Identifier: Apache-2.0
"""The chain of AWS credentials: each way to them ends with a secret that is read through the front
that verifies signatures; STS is moto's, the services of machines are rig/aws_metadata.py."""

import hashlib
import json
import sys
import time

sys.dont_write_bytecode = True

from rig import aws, aws_metadata, canary, program, tap  # noqa: E402
from rig.tap import check, equal, test  # noqa: E402

UNAVAILABLE, AUTH, MANIFEST = 69, 77, 78
ROLE = "arn:aws:iam::123456789012:role/app"
OTHER_ROLE = "arn:aws:iam::123456789012:role/other"


def secret(name):
    text = canary.value(name)
    aws.fresh().secret(name, string=text)
    return text


def fetch(path, home=None, environment=None, **keys):
    """One secret, by a process that has no keys but those that home and environment lead to."""
    return program.run(aws.manifest({"VALUE": path}, **keys), home=home, environment={
        "AWS_REGION": aws.REGION, "AWS_EC2_METADATA_DISABLED": "true", **(environment or {})})


def imds(service, **more):
    return {"AWS_EC2_METADATA_DISABLED": "false",
            "AWS_EC2_METADATA_SERVICE_ENDPOINT": service.address, **more}


def profile_keys():
    return f"aws_access_key_id = {aws.KEY}\naws_secret_access_key = {aws.secret_key()}\n"


def sts():
    return [one for one in aws.front().order("log") if one["target"].startswith("sts.")]


# -- machines

@test
def test_an_instance_is_asked_with_a_token():
    text, service = secret("login/imds"), aws_metadata.Service()
    fetch("login/imds", environment=imds(service)).got("VALUE", text)
    equal(service.asked(), ["PUT /latest/api/token", "GET " + aws_metadata.IMDS,
                            "GET " + aws_metadata.IMDS + aws_metadata.ROLE], "the questions")
    put = service.requests[0][2]
    equal(put.get("x-aws-ec2-metadata-token-ttl-seconds"), "21600", "the token's life")
    check("Authorization" not in put and "X-Forwarded-For" not in put, "nothing else is said")


@test
def test_the_first_version_is_asked_when_somebody_wants_it():
    text, service = secret("login/v1"), aws_metadata.Service()
    service.put_status = 403
    fetch("login/v1", environment=imds(service)).refused(
        AUTH, pattern="metadata service gave no credentials")
    equal(service.asked(), ["PUT /latest/api/token"], "the questions")
    fetch("login/v1", environment=imds(service, AWS_EC2_METADATA_V1_DISABLED="false")).got(
        "VALUE", text)


@test
def test_a_token_that_cannot_reach_a_container_costs_a_second():
    """A hop limit of one: the reply to PUT never comes."""
    text, service = secret("login/hops"), aws_metadata.Service()
    service.put_delay = 6
    for wanted in ("true", "false"):
        started = time.monotonic()
        done = fetch("login/hops", environment=imds(service, AWS_EC2_METADATA_V1_DISABLED=wanted))
        if wanted == "true":
            done.refused(AUTH, "there are no AWS credentials")
        else:
            done.got("VALUE", text)
        check(time.monotonic() - started < 4, "one second, not six")


@test
def test_an_instance_that_gives_nothing_is_an_error():
    secret("login/none")
    service = aws_metadata.Service()
    service.imds_reply = {"Code": "AssumeRoleUnauthorizedAccess", "Message": "s3cret-words"}
    done = fetch("login/none", environment=imds(service))
    done.refused(AUTH, pattern="metadata service gave no credentials")
    check("s3cret-words" not in done.stderr, "its words are not shown")


@test
def test_a_container_is_asked_with_its_authorization():
    text, service = secret("login/container"), aws_metadata.Service()
    done = fetch("login/container", home={"token": service.authorization + "\n"}, environment={
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": service.address + "/container?task=7",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "~/token"})
    done.got("VALUE", text)
    equal(service.asked(), ["GET /container?task=7"], "one question")
    fetch("login/container", environment={
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": service.address + "/container?task=7",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN": "stale"}).refused(
            AUTH, pattern="container's credentials service refused")


@test
def test_a_container_is_never_asked_elsewhere():
    for uri in ("http://169.254.169.254/latest/", "http://example.test/x", "http://0.0.0.0/x"):
        done = fetch("login/container", environment={"AWS_CONTAINER_CREDENTIALS_FULL_URI": uri})
        done.refused(MANIFEST, "AWS_CONTAINER_CREDENTIALS_FULL_URI is refused")


# -- STS

@test
def test_a_web_identity_is_exchanged():
    text, token = secret("login/web"), canary.value("web identity", length=600)
    environment = {"AWS_WEB_IDENTITY_TOKEN_FILE": "~/token", "AWS_ROLE_ARN": ROLE,
                   "AWS_ROLE_SESSION_NAME": "pod-7"}
    fetch("login/web", home={"token": (token + "\n", 0o644)}, environment=environment,
          sts_address=aws.front().address).got("VALUE", text)
    asked, = sts()
    equal(asked["target"], "sts.AssumeRoleWithWebIdentity", "the question")
    check(not asked["signed"] and "RoleSessionName=pod-7" in asked["body"], "a form, not signed")


@test
def test_roles_are_chained_through_profiles():
    text = secret("login/chain")
    config = (f"[profile app]\nrole_arn = {ROLE}\nsource_profile = middle\nexternal_id = x-7\n"
              f"[profile middle]\nrole_arn = {OTHER_ROLE}\nsource_profile = base\n")
    fetch("login/chain", home={".aws/config": config, ".aws/credentials": "[base]\n" + profile_keys()},
          profile="app", sts_address=aws.front().address).got("VALUE", text)
    first, second = sts()
    check("role%2Fother" in first["body"] and not first["token"], "first the one in between")
    check("role%2Fapp" in second["body"] and second["token"] and "ExternalId=x-7" in second["body"],
          "then the one that is wanted, with the credentials of the first")


@test
def test_the_manifests_role_is_taken_with_what_is_found():
    text = secret("login/role")
    fetch("login/role", role=ROLE, external_id="x", role_session_name="ci",
          sts_address=aws.front().address, environment=aws.environment()).got("VALUE", text)
    asked, = sts()
    check("RoleSessionName=ci" in asked["body"] and asked["status"] == 200, "one question")


@test
def test_a_role_that_may_not_be_assumed_is_told():
    secret("login/refused")
    aws.front().order("refuse", target="sts.AssumeRole", times=1, status=403, code="AccessDenied",
                      message="User: arn:aws:iam::1:user/x is not authorized")
    done = fetch("login/refused", role=ROLE, sts_address=aws.front().address,
                 environment=aws.environment())
    done.refused(AUTH, pattern="the role may not be assumed")
    check("user/x" not in done.stderr, "what STS says is not shown")


@test
def test_keys_that_sts_does_not_know_are_told():
    secret("login/unknown")
    fetch("login/unknown", role=ROLE, sts_address=aws.front().address,
          environment=aws.environment(AWS_ACCESS_KEY_ID="AKIAUNKNOWN")).refused(
              AUTH, pattern="refuses the access key")


@test
def test_a_wrong_clock_is_corrected_at_sts():
    text = secret("login/skew")
    aws.front().order("skew", seconds=-3600)
    fetch("login/skew", role=ROLE, sts_address=aws.front().address,
          environment=aws.environment()).got("VALUE", text)
    equal([one["status"] for one in sts()], [400, 200], "one more try")
    equal(aws.front().count("GetSecretValue"), 1, "and the store is asked with the right time")


# -- files and helpers

def sso_home(token, seconds=3600, session="corp"):
    config = (f"[profile sso]\nsso_session = {session}\nsso_account_id = 123456789012\n"
              f"sso_role_name = Read Only\n[sso-session {session}]\nsso_region = eu-central-1\n"
              "sso_start_url = https://corp.example/start\n")
    name = hashlib.sha1(session.encode()).hexdigest()
    return {".aws/config": config, f".aws/sso/cache/{name}.json": json.dumps(
        {"accessToken": token, "expiresAt": aws_metadata.stamp(seconds)})}


@test
def test_an_sso_login_gives_credentials():
    text, service = secret("login/sso"), aws_metadata.Service()
    environment = {"AWS_PROFILE": "sso", "AWS_ENDPOINT_URL_SSO": service.address}
    fetch("login/sso", home=sso_home(service.bearer), environment=environment).got("VALUE", text)
    fetch("login/sso", home=sso_home("ended"), environment=environment).refused(
        AUTH, "aws sso login", pattern="SSO login is expired or was ended")


@test
def test_an_expired_sso_login_is_told_before_anything_is_asked():
    service = aws_metadata.Service()
    done = fetch("login/sso", home=sso_home(service.bearer, seconds=-1), environment={
        "AWS_PROFILE": "sso", "AWS_ENDPOINT_URL_SSO": service.address})
    done.refused(AUTH, "profile sso", "aws sso login --profile sso", pattern="expired")
    check(not service.requests, "nobody is asked")


@test
def test_a_helper_gives_credentials():
    text = secret("login/helper")
    keys = json.dumps({"Version": 1, "AccessKeyId": aws.SESSION_KEY,
                       "SecretAccessKey": aws.secret_key(), "SessionToken": aws.session_token(),
                       "Expiration": aws_metadata.stamp(3600)})
    script = f"#!/bin/sh\necho noise s3cret-noise >&2\ntest \"$1\" = 'a b' || exit 3\ncat <<'END'\n{keys}\nEND\n"
    place = program.Workplace(aws.manifest({"VALUE": "login/helper"}, profile="helped"),
                              home={"bin/helper": (script, 0o755)})
    place.put("home/.aws/config", f"[profile helped]\ncredential_process = {place.home}/bin/helper 'a b'\n")
    environment = {"AWS_REGION": aws.REGION, "AWS_EC2_METADATA_DISABLED": "true"}
    done = place.run(environment=environment)
    done.got("VALUE", text)
    check("s3cret-noise" not in done.stderr, "what it says on stderr is not shown")
    place.put("home/.aws/config", f"[profile helped]\ncredential_process = {place.home}/bin/helper a b\n")
    place.run(environment=environment).refused((AUTH, MANIFEST), "config:2", "credential_process")


@test
def test_keys_of_a_profile_that_the_manifest_names_outrank_the_environment():
    text = secret("login/profile")
    fetch("login/profile", home={".aws/credentials": "[prod]\n" + profile_keys()}, profile="prod",
          environment={"AWS_ACCESS_KEY_ID": "AKIAOTHER", "AWS_SECRET_ACCESS_KEY": "other"}
          ).got("VALUE", text)


@test
def test_the_region_and_the_endpoint_come_from_the_profile():
    text = secret("login/place")
    port = aws.front().port
    config = (f"[default]\nregion = {aws.REGION}\nservices = local\n[services local]\n"
              f"secrets_manager =\n  endpoint_url = https://127.0.0.1:{port}\n")
    fetch("login/place", home={".aws/config": config}, address=None,
          environment=aws.environment(AWS_REGION="")).got("VALUE", text)


@test
def test_what_is_wrong_names_its_place():
    rows = [
        ({}, {"AWS_PROFILE": "prod"}, MANIFEST, "profile prod is in neither"),
        ({}, {"AWS_ACCESS_KEY_ID": "A"}, AUTH, "AWS_SECRET_ACCESS_KEY is not set"),
        ({".aws/credentials": ("[default]\n" + profile_keys(), 0o644)}, {}, MANIFEST,
         "everybody may read it"),
        ({".aws/config": "[default]\nregion\n"}, {}, MANIFEST, "config:2: neither a section"),
        ({".aws/config": f"[default]\nrole_arn = {ROLE}\n"}, {}, AUTH, "config:2: profile default"),
        ({}, {}, AUTH, "there are no AWS credentials"),
    ]
    for home, environment, status, words in rows:
        fetch("login/wrong", home=home, environment=environment).refused(status, words)


if __name__ == "__main__":
    sys.exit(tap.main())
