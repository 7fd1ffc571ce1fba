# SPDX-License-Identifier: Apache-2.0
"""The chain of AWS credentials: each way to them ends with a secret that is read through the front
that verifies signatures; STS is moto's, the services of machines are rig/aws_metadata.py."""

import base64
import hashlib
import http.client
import json
import re
import ssl
import sys
import time
import urllib.parse

sys.dont_write_bytecode = True

from rig import aws, aws_metadata, ca, canary, program, scripted, tap  # noqa: E402
from rig.tap import check, equal, test  # noqa: E402

import httpsd  # noqa: E402

UNAVAILABLE, DEADLINE, AUTH, MANIFEST = 69, 75, 77, 78
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


@test
def test_an_instance_says_its_region():
    text, service = secret("login/region"), aws_metadata.Service()
    fetch("login/region", environment=imds(service, AWS_REGION="")).got("VALUE", text)
    equal(service.asked(), ["PUT /latest/api/token", "GET " + aws_metadata.REGION,
                            "GET " + aws_metadata.IMDS, "GET " + aws_metadata.IMDS + aws_metadata.ROLE],
          "one token for all questions")
    fetch("login/region", environment={"AWS_REGION": ""}).refused(MANIFEST, "no region", "region =")
    service.region = None
    fetch("login/region", environment=imds(service, AWS_REGION="")).refused(
        MANIFEST, "no region", "region = REGION")


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


NOBODY = "https://127.0.0.1:1"  # nothing listens there


def with_system_trust(address, home=None, environment=None, **keys):
    """What comes of a run that knows no CA but the system's, or those of keys."""
    return program.run(
        aws.manifest({"VALUE": "login/walls"}, ca_file=None, address=address, retries=0, **keys),
        home=home, environment={"AWS_REGION": aws.REGION, **(environment or {})})


@test
def test_servers_that_are_met_behind_the_walls_are_trusted_like_the_first():
    """There no directory can be read: a fetcher that looks for the CAs then does not live."""
    role = {"AWS_WEB_IDENTITY_TOKEN_FILE": "~/token", "AWS_ROLE_ARN": ROLE}
    token = {"token": (canary.value("web identity", length=600), 0o644)}
    chain = {".aws/config": f"[profile app]\nrole_arn = {ROLE}\nsource_profile = base\n",
             ".aws/credentials": "[base]\n" + profile_keys()}
    unreachable = (UNAVAILABLE, "STS, SSO, the container's service", "could not be reached")
    for trust in ({}, {"ca_directory": ca.hashed(ca.OURS)}):
        with_system_trust(NOBODY, token, role, sts_address=NOBODY, **trust).refused(*unreachable)
        with_system_trust(NOBODY, chain, profile="app", sts_address=NOBODY, **trust).refused(
            *unreachable)
        service = aws_metadata.Service()
        service.region = "xx-nowhere-1"  # the endpoint of that region has no address
        with_system_trust(None, environment=imds(service, AWS_REGION=""), deadline="4s",
                          **trust).refused((UNAVAILABLE, DEADLINE), "path login/walls")


@test
def test_an_authority_that_is_met_behind_the_walls_is_looked_up():
    text, sts_address = secret("login/walls"), aws.front().address
    for trust, expected in (({"ca_directory": ca.hashed(ca.OURS)}, True),
                            ({"ca_directory": ca.hashed(ca.STRANGER)}, False), ({}, False)):
        done = with_system_trust(sts_address, role=ROLE, sts_address=sts_address,
                                 environment=aws.environment(), **trust)
        if expected:
            done.got("VALUE", text)
        else:
            done.refused(UNAVAILABLE, "authority that is not trusted")


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
def test_an_sso_login_that_ended_is_renewed_and_kept():
    text, service = secret("login/renewed"), aws_metadata.Service()
    place = program.Workplace(aws.manifest({"VALUE": "login/renewed"}))
    home = sso_home("ended", seconds=-1)
    config, (cache, content) = home.pop(".aws/config"), home.popitem()
    registered = {**json.loads(content), "clientId": "client", "clientSecret": service.client_secret,
                  "refreshToken": service.refresh_token, "startUrl": "https://corp.example/start",
                  "registrationExpiresAt": aws_metadata.stamp(86400)}
    place.put("home/.aws/config", config)
    file = place.put("home/" + cache, json.dumps(registered))
    environment = {"AWS_PROFILE": "sso", "AWS_ENDPOINT_URL_SSO": service.address,
                   "AWS_ENDPOINT_URL_SSO_OIDC": service.address, "AWS_REGION": aws.REGION,
                   "AWS_EC2_METADATA_DISABLED": "true"}
    place.run(environment=environment).got("VALUE", text)
    equal(service.asked()[0], "POST /token", "first the renewal")
    now = json.loads(file.read_text())
    equal({**now, "expiresAt": ""}, {**registered, "expiresAt": "", "accessToken": service.bearer,
                                     "refreshToken": service.refresh_token}, "the cache")
    check(now["expiresAt"] > aws_metadata.stamp(3500), "for an hour")
    equal(file.stat().st_mode & 0o777, 0o600, "its mode")
    # Nothing is renewed that lasts.
    place.run(environment=environment).got("VALUE", text)
    equal(service.asked().count("POST /token"), 1, "one renewal")
    # A refresh token that somebody else has used up.
    used = {**registered, "refreshToken": "used-" + service.refresh_token}
    file.write_text(json.dumps(used))
    done = place.run(environment=environment)
    done.refused(AUTH, "aws sso login", pattern="SSO login is expired or was ended")
    check(not any(used[name] in done.stdout + done.stderr
                  for name in ("clientSecret", "refreshToken")), "none is shown")
    equal(json.loads(file.read_text()), used, "and the cache stays as it was")


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
def test_the_profile_names_the_authority():
    text = secret("login/ca")
    config = f"[default]\nca_bundle = {ca.authority(ca.OURS).file}\n"
    for home, good in (({".aws/config": config}, True), ({}, False)):
        done = fetch("login/ca", home=home, ca_file=None, environment=aws.environment())
        if good:
            done.got("VALUE", text)
        else:
            done.refused(UNAVAILABLE, pattern="authority that is not trusted")


# -- Vault's login with the identity of AWS

VAULT_LOGIN = "/v1/auth/aws/login"


def vault():
    """A server that takes any login, and its one value."""
    server, text = scripted.start(), canary.value("of Vault")
    server.on(VAULT_LOGIN, httpsd.login(scripted.token()))
    server.on(scripted.DATA + "app", httpsd.kv2({"value": text}))
    return server, text


def log_in(server, home=None, environment=None, **keys):
    place = scripted.place({"VALUE": "secret/app#value"}, server, auth="aws", **keys)
    for name, content in (home or {}).items():
        place.put("home/" + name, content)
    return place.run(environment={"AWS_EC2_METADATA_DISABLED": "true", **(environment or {})})


def identity(server):
    """Who the last login says it is, by what STS answers to the question that was signed."""
    body = json.loads([one for one in server.requests if one.path == VAULT_LOGIN][-1].body)
    part = {name: base64.b64decode(body["iam_" + name]).decode()
            for name in ("request_url", "request_body", "request_headers")}
    headers = {name: values[0] for name, values in json.loads(part["request_headers"]).items()}
    host = urllib.parse.urlsplit(part["request_url"]).netloc
    context = ssl.create_default_context(cafile=ca.authority(ca.OURS).file)
    connection = http.client.HTTPSConnection("127.0.0.1", aws.front().port, context=context, timeout=30)
    connection.request("POST", "/", part["request_body"], {**headers, "Host": host})
    reply = connection.getresponse()
    content = reply.read().decode()
    equal(reply.status, 200, f"STS takes the signature: {content[:200]}")
    return re.search("<Arn>(.*?)</Arn>", content)[1]


@test
def test_vault_is_told_who_the_container_is():
    aws.fresh()
    (server, text), service = vault(), aws_metadata.Service()
    environment = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": service.address + "/container?task=7",
                   "AWS_CONTAINER_AUTHORIZATION_TOKEN": service.authorization}
    log_in(server, environment=environment, role="app").got("VALUE", text)
    check(identity(server).startswith("arn:aws:"), "somebody")
    check(not server.saw(aws.secret_key()), "the key stays here")
    service.authorization = "another"
    log_in(server, environment=environment).refused(AUTH, "container's credentials service refused")


@test
def test_what_a_container_is_asked_with_never_goes_to_vault():
    (server, _), service = vault(), aws_metadata.Service()
    service.redirect = server.address + "/container?task=7"
    log_in(server, environment={
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": service.address + "/container?task=7",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN": service.authorization}).refused(
            AUTH, "container's credentials service refused (HTTP 307)")
    equal((service.asked(), server.requests, server.saw(service.authorization)),
          (["GET /container?task=7"], [], False), "one question, and nothing of it at Vault")


@test
def test_vault_is_told_the_role_of_a_profile():
    aws.fresh()
    server, text = vault()
    home = {".aws/config": f"[profile app]\nrole_arn = {ROLE}\nsource_profile = base\n",
            ".aws/credentials": "[base]\n" + profile_keys()}
    environment = {"AWS_ENDPOINT_URL_STS": aws.front().address}
    log_in(server, home, environment, aws_profile="app").refused(
        UNAVAILABLE, pattern="authority that is not trusted")
    environment["AWS_CA_BUNDLE"] = str(ca.authority(ca.OURS).file)
    log_in(server, home, environment, aws_profile="app", aws_region="eu-west-1").got("VALUE", text)
    check("assumed-role/app/keystrap" in identity(server), f"the role: {identity(server)}")
    log_in(server).refused(AUTH, "there are no AWS credentials")


# -- what is told of a login

def explain(place, *words, **environment):
    return place.keystrap("explain", "--online", "-c", place.manifest, *words, environment={
        "AWS_REGION": aws.REGION, "AWS_EC2_METADATA_DISABLED": "true", **environment})


def logins(place, **environment):
    """{(fact, value): from}, as the JSON of explain has it for the variable."""
    row, = json.loads(explain(place, "-f", "json", **environment).stdout)
    return {(one["fact"], one["value"]): one.get("from") for one in row["login"]}


@test
def test_explain_says_where_credentials_came_from():
    secret("login/explain")
    config = f"[profile app]\nrole_arn = {ROLE}\nsource_profile = base\nregion = {aws.REGION}\n"
    place = program.Workplace(
        aws.manifest({"VALUE": "login/explain"}, profile="app", sts_address=aws.front().address),
        home={".aws/config": config, ".aws/credentials": "[base]\n" + profile_keys()})
    done = explain(place, AWS_REGION="")
    equal((done.status, done.stderr), (0, ""), "explain")
    tap.contains(done.stdout, "source aws, AWS Secrets Manager https://127.0.0.1",
                 f"region       {aws.REGION}, from {place.home}/.aws/config:4, profile app",
                 f"credentials  keys, from {place.home}/.aws/credentials:2, profile base",
                 f"role         {ROLE}, from {place.home}/.aws/config:2, profile app",
                 "session      keystrap", "expires      20", what="stdout")
    check(aws.KEY not in done.stdout, "no id of a key")
    found = logins(place)
    equal(found["region", aws.REGION], "AWS_REGION", "the region")
    equal(found["role", ROLE], f"{place.home}/.aws/config:2, profile app", "the role")
    check("source aws," in explain(place, "VALUE").stdout, "of one variable, too")
    offline = place.keystrap("explain", "-c", place.manifest).stdout
    check("source aws," not in offline, "nothing of it without --online")


@test
def test_explain_says_which_role_an_instance_has():
    secret("login/explain-imds")
    service = aws_metadata.Service()
    place = program.Workplace(aws.manifest({"VALUE": "login/explain-imds"}))
    found = logins(place, **imds(service, AWS_REGION=""))
    equal(found["region", aws.REGION], "the instance's metadata service", "the region")
    equal(found["role", aws_metadata.ROLE], "the instance's metadata service", "the role")
    # What was tried is told of a login that failed, too.
    service.imds_reply = {"Code": "Failed"}
    done = explain(place, **imds(service))
    equal(done.status, AUTH, "status")
    tap.contains(done.stdout, "credentials  the instance's role", what="stdout")


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
