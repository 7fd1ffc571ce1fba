# SPDX-License-Identifier: Apache-2.0
"""What AWS refuses, code by code: each is told with variable, source, address, path, reason and next
step, and asked as often as its class says. The front gives the codes that moto cannot."""

import base64
import json
import sys

sys.dont_write_bytecode = True

from rig import aws, aws_metadata, bao, ca, canary, program, scripted, tap  # noqa: E402
from rig.tap import check, equal, test  # noqa: E402

import httpsd  # noqa: E402 (tests/fake, on the path through rig)

UNAVAILABLE, AUTH, MANIFEST = 69, 77, 78
ROLE = "arn:aws:iam::123456789012:role/app"
STORES = {"aws-secrets-manager": "secretsmanager.GetSecretValue", "aws-ssm": "AmazonSSM.GetParameters"}
OWN_WORDS = "CANARY-MESSAGE user/x"

REFUSED = (UNAVAILABLE, "refused the request as wrong (HTTP 400)", "check the path")
KEYS = (AUTH, "refuses the access key", "check that the access key exists, is active")
BUSY = (UNAVAILABLE, "limits the rate of requests", "try again later")
BROKEN = (UNAVAILABLE, "the server failed (HTTP ", "look into the server's log")
DENIED = (AUTH, "access denied", "allow what keystrap-aws(7) lists")
ABSENT = (UNAVAILABLE, "no secret or parameter of that name", "check the name and the region")
EXPIRED = (AUTH, "credentials of the session have expired", "aws sso login")
CLOCK = (AUTH, "clock and the server's are too far apart", "set the clock of this machine")
DECRYPTION = (UNAVAILABLE, "cannot decrypt it with its KMS key", "see that the key is enabled")

# Status and code, and what is said; a code of weather is asked again.
FOR_GOOD = {
    (400, "ResourceNotFoundException"): ABSENT,
    (400, "InvalidParameterException"): REFUSED,
    (400, "InvalidRequestException"): REFUSED,
    (400, "InvalidNextTokenException"): REFUSED,
    (400, "ValidationException"): REFUSED,
    (400, "PreconditionNotMetException"): REFUSED,
    (400, "EncryptionFailure"): REFUSED,
    (400, "DecryptionFailure"): DECRYPTION,
    (400, "InvalidKeyId"): DECRYPTION,
    (400, "AccessDeniedException"): DENIED,
    (403, "AccessDenied"): DENIED,
    (400, "UnrecognizedClientException"): KEYS,
    (403, "InvalidClientTokenId"): KEYS,
    (400, "IncompleteSignature"): KEYS,
    (400, "InvalidSignatureException"): KEYS,
    (403, "SignatureDoesNotMatch"): KEYS,
    (403, "MissingAuthenticationTokenException"): KEYS,
    (400, "ExpiredTokenException"): EXPIRED,
    (403, "ExpiredToken"): EXPIRED,
    (400, "RequestExpired"): CLOCK,
    (403, "RequestTimeTooSkewed"): CLOCK,
}
WEATHER = {
    (400, "ThrottlingException"): BUSY,
    (400, "LimitExceededException"): BUSY,
    (400, "ProvisionedThroughputExceededException"): BUSY,
    (400, "TooManyRequestsException"): BUSY,
    (429, "Throttling"): BUSY,
    (400, "RequestTimeoutException"): BROKEN,
    (500, "InternalServiceError"): BROKEN,
    (500, "InternalFailure"): BROKEN,
    (502, "BadGateway"): BROKEN,
    (503, "ServiceUnavailable"): BROKEN,
}


def told(done, expected, address, path="app/refused"):
    """One finding that says all of it, and nothing in AWS's own words."""
    status, reason, step = expected
    done.refused(status, "VALUE", "source aws", address, path, reason, "hint: ", step)
    equal(done.stderr.count("[value-unavailable]"), 1, f"findings: {reason}")
    check(OWN_WORDS not in done.stderr, "AWS's own words are not shown")


def refuse(target, status, code, message=OWN_WORDS):
    front = aws.fresh()
    front.order("refuse", target=target, times=99, status=status, code=code, message=message)
    return front


def fetch(kind="aws-secrets-manager", path="app/refused", **keys):
    return aws.run({"VALUE": path}, kind=kind, **keys)


@test(timeout=240)
def test_every_code_that_stays_is_told_and_not_asked_again():
    for kind, target in STORES.items():
        for (status, code), expected in FOR_GOOD.items():
            front = refuse(target, status, code)
            told(fetch(kind, retries=2), expected, front.address)
            asked = sum(1 for one in front.order("log") if one["target"] == target)
            equal(asked, 1, f"requests of {kind} for {code}")


@test(timeout=120)
def test_every_code_of_weather_is_asked_again_and_then_told():
    for kind, target in STORES.items():
        for (status, code), expected in WEATHER.items():
            front = refuse(target, status, code)
            told(fetch(kind, retries=1), expected, front.address)
            asked = sum(1 for one in front.order("log") if one["target"] == target)
            equal(asked, 2, f"requests of {kind} for {code}")


@test
def test_kms_and_deletion_are_told_by_the_message():
    rows = (
        ("AccessDeniedException", "Access to KMS is not allowed",
         (AUTH, "may not use the KMS key", "allow kms:Decrypt on that key")),
        ("AccessDeniedException", "User: x is not authorized to perform: kms:Decrypt",
         (AUTH, "may not use the KMS key", "allow kms:Decrypt on that key")),
        ("InvalidRequestException", "You can't perform this operation on the secret because it was "
         "marked for deletion.", (UNAVAILABLE, "is marked for deletion", "restore it")),
    )
    for code, message, expected in rows:
        front = refuse("*", 400, code, message)
        told(fetch(), expected, front.address)


@test
def test_what_moto_has_not():
    front = aws.fresh()
    text = canary.value("value")
    front.secret("have/plain", string=text)
    front.secret("have/json", string=json.dumps({"list": [text], "float": 1.5, "known": text}))
    front.secret("have/nul", binary=base64.b64encode(b"a\0" + text.encode()).decode())
    front.secret("have/binary", binary=base64.b64encode(text.encode()).decode())
    front.secret("have/deleted", string=text)
    front.call("secretsmanager.DeleteSecret", SecretId="have/deleted")
    rows = (
        ("have/absent", *ABSENT),
        ("have/plain@NOSUCH", UNAVAILABLE, "it has no such version", "the number after the '@'"),
        ("have/plain#field", UNAVAILABLE, "not a JSON object", "drop the #FIELD"),
        ("have/json#unknown", UNAVAILABLE, "no such field", "check the name after the '#'"),
        ("have/json#list", UNAVAILABLE, "an object, a list or null", "store it as a string"),
        ("have/json#float", UNAVAILABLE, "fraction or exponent", "store it as a string"),
        ("have/binary#field", UNAVAILABLE, "is binary, so it has no fields", "drop the #FIELD"),
        ("have/deleted", UNAVAILABLE, "is marked for deletion", "restore it"),
    )
    for reference, *expected in rows:
        path = reference.partition("#")[0].partition("@")[0]
        told(fetch(path=reference), expected, front.address, path)
    fetch(path="have/nul").refused(65, "VALUE", "has a NUL byte, which no environment can carry")
    front.parameter("/have/there", text)
    for reference, *expected in (
            ("have/absent", *ABSENT),
            ("have/there@9", UNAVAILABLE, "it has no such version", "the number after the '@'"),
            ("have/there#field", UNAVAILABLE, "not a JSON object", "drop the #FIELD")):
        path = reference.partition("#")[0].partition("@")[0]
        told(fetch("aws-ssm", reference), expected, front.address, path)


@test
def test_replies_that_are_no_good():
    server = scripted.start()
    for reply, *expected in (
            (httpsd.html(200), UNAVAILABLE, "not what this kind of store answers", "check address"),
            (httpsd.json_reply([]), UNAVAILABLE, "not what this kind of store answers",
             "check address"),
            (httpsd.html(404), UNAVAILABLE, "not what this kind of store answers", "check address"),
            (httpsd.html(503), *BROKEN),
            (httpsd.redirect("https://127.0.0.1:1/", 307), UNAVAILABLE, "redirects elsewhere",
             "where the service really is"),
            (httpsd.json_reply({"SecretString": "x" * 200}, cut=60), UNAVAILABLE,
             "in the middle of the reply", "check proxies"),
            (httpsd.Reply(flood="body"), UNAVAILABLE, "larger than keystrap accepts",
             "split the secret")):
        server.on("/", reply)
        told(fetch(address=server.address, retries=0), expected, server.address)


@test
def test_no_service_there():
    away = f"https://127.0.0.1:{bao.free_ports(1)[0]}"
    told(fetch(address=away, retries=0),
         (UNAVAILABLE, "the connection was refused", "check address"), away)
    pair = ca.certificate("other-ca")
    server = httpsd.Server(pair.file, pair.key)
    tap.at_end(server.stop)
    told(fetch(address=server.address),
         (UNAVAILABLE, "an authority that is not trusted here", "set ca-file"), server.address)


# -- what gives out credentials

def by_role(**keys):
    return fetch(role=ROLE, sts_address=keys.pop("sts_address", aws.front().address), retries=0,
                 **keys)


@test(timeout=120)
def test_every_code_of_sts_is_told():
    rows = {
        (403, "AccessDenied"): (AUTH, "the role may not be assumed", "trust policy"),
        (400, "MalformedPolicyDocument"): (AUTH, "the role may not be assumed", "trust policy"),
        (403, "InvalidClientTokenId"): KEYS,
        (403, "SignatureDoesNotMatch"): KEYS,
        (400, "IncompleteSignature"): KEYS,
        (403, "ExpiredToken"): EXPIRED,
        (403, "RequestExpired"): CLOCK,
        (403, "RegionDisabledException"): (AUTH, "STS is not active for the account in this region",
                                           "use another region"),
        (400, "Throttling"): BUSY,
        (500, "InternalFailure"): BROKEN,
        (503, "ServiceUnavailable"): BROKEN,
    }
    for (status, code), expected in rows.items():
        front = refuse("sts.AssumeRole", status, code)
        done = by_role()
        done.refused(expected[0], "VALUE", "source aws", front.address, expected[1], "hint: ",
                     expected[2])
        check(OWN_WORDS not in done.stderr, "AWS's own words are not shown")
        equal(front.count("GetSecretValue"), 0, f"requests for the secret, {code}")


@test
def test_a_web_identity_that_is_refused():
    for status, code in ((400, "InvalidIdentityToken"), (400, "ExpiredTokenException"),
                         (403, "AccessDenied"), (400, "IDPRejectedClaim")):
        refuse("sts.AssumeRoleWithWebIdentity", status, code)
        place = program.Workplace(
            aws.manifest({"VALUE": "app/refused"}, sts_address=aws.front().address, retries=0),
            home={"token": canary.value("web identity")})
        place.run(environment={
            "AWS_REGION": aws.REGION, "AWS_WEB_IDENTITY_TOKEN_FILE": "~/token",
            "AWS_ROLE_ARN": ROLE}).refused(
                AUTH, "VALUE", "source aws", "web identity token was refused", "hint: ",
                "the token file is fresh")


@test
def test_what_gives_out_credentials_is_away():
    aws.fresh()
    away = f"https://127.0.0.1:{bao.free_ports(1)[0]}"
    by_role(sts_address=away).refused(UNAVAILABLE, "VALUE", "source aws", "could not be reached",
                                      "hint: ", "check the network path to it")
    equal(aws.front().order("log"), [], "requests to the store")


def on_a_machine(service, **environment):
    return aws.run({"VALUE": "app/refused"}, retries=0, env={
        "AWS_REGION": aws.REGION, "AWS_EC2_METADATA_SERVICE_ENDPOINT": service.address,
        **environment})


@test
def test_what_an_instance_does_not_give():
    aws.fresh()
    rows = (
        ({"role": None}, "the instance has no role", "attach an instance profile"),
        ({"imds_reply": {"Code": "AssumeRoleUnauthorizedAccess", "Message": OWN_WORDS}},
         "metadata service gave no credentials", "may be disabled, or want IMDSv2"),
        ({"imds_reply": {"Code": "Success"}}, "metadata service gave no credentials",
         "may be disabled"),
        ({"put_status": 403}, "metadata service gave no credentials (HTTP 403)", "may be disabled"),
    )
    for settings, reason, step in rows:
        service = aws_metadata.Service()
        for name, value in settings.items():
            setattr(service, name, value)
        done = on_a_machine(service).refused(AUTH, "VALUE", "source aws", reason, "hint: ", step)
        check(OWN_WORDS not in done.stderr, "the service's own words are not shown")
    equal(aws.front().order("log"), [], "requests to the store")


@test
def test_a_container_that_is_refused():
    service = aws_metadata.Service()
    on_a_machine(service, AWS_CONTAINER_AUTHORIZATION_TOKEN="stale",
                 AWS_CONTAINER_CREDENTIALS_FULL_URI=service.address + "/container?task=7").refused(
                     AUTH, "VALUE", "source aws", "container's credentials service refused",
                     "hint: ", "authorization token")


tap.main()
