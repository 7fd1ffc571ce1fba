# SPDX-License-Identifier: Apache-2.0
"""What AWS answers, and whose it is: names in two accounts, lists that overlap, NUL, throttling."""

import hashlib
import hmac
import sys

sys.dont_write_bytecode = True

from rig import aws, ca, canary, program, scripted, tap  # noqa: E402
from rig.tap import check, equal, test  # noqa: E402

import httpsd  # noqa: E402

UNAVAILABLE = 69
KEY = "x" * 40
LOGIN = {"AWS_ACCESS_KEY_ID": "AKIAKEYSTRAPTESTS000", "AWS_SECRET_ACCESS_KEY": KEY,
         "AWS_EC2_METADATA_DISABLED": "true"}
REPLY = "the reply is not what this kind of store answers"


def place(rows, kind="aws-secrets-manager", **keys):
    text = program.manifest(rows, source="aws", ca_file=ca.authority(ca.OURS).file, deadline="10s",
                            region="eu-west-1", **keys)
    return program.Workplace(text.replace("type = vault", "type = " + kind))


def secret_arn(account, name):
    return f"arn:aws:secretsmanager:eu-west-1:{account}:secret:{name}"


def parameter_arn(account):
    return f"arn:aws:ssm:eu-west-1:{account}:parameter/app/key"


@test
def test_another_accounts_secret_of_the_same_name_is_not_ours():
    server = scripted.start()
    mine, theirs, second = (canary.value(name) for name in ("mine", "theirs", "second"))
    other = secret_arn("222222222222", "app-AbCdEf")
    third = secret_arn("333333333333", "app-AbCdEf")
    server.on("/", httpsd.json_reply({"SecretValues": [
        {"ARN": third, "Name": "app", "SecretString": second},
        {"ARN": other, "Name": "app", "SecretString": theirs},
        {"ARN": secret_arn("111111111111", "app-GhIjKl"), "Name": "app", "SecretString": mine},
        {"ARN": secret_arn("111111111111", "b-GhIjKl"), "Name": "b", "SecretString": mine}]}))
    rows = {"THEIRS": other, "THIRD": third, "B": "b"}
    done = place(rows, address=server.address).run(environment=LOGIN)
    done.refused(UNAVAILABLE, "B", REPLY)  # alone it is no batch
    rows["MINE"] = "app"
    done = place(rows, address=server.address).run(environment=LOGIN)
    done.refused(UNAVAILABLE, "MINE", REPLY)
    check(": B\n" not in done.stderr and ": THEIRS\n" not in done.stderr, done.stderr)
    equal(server.count("/"), 4, "names and ARNs are asked for apart")
    del rows["MINE"], rows["B"]
    done = place(rows, address=server.address).run(environment=LOGIN)
    done.got("THEIRS", theirs)
    done.got("THIRD", second)


@test
def test_two_parameters_of_one_name_are_nobodys():
    server = scripted.start()
    server.on("/", httpsd.json_reply({"Parameters": [
        {"ARN": parameter_arn(account), "Name": "/app/key", "Value": canary.value(account)}
        for account in ("222222222222", "111111111111")], "InvalidParameters": []}))
    place({"MINE": "app/key"}, "aws-ssm", address=server.address).run(environment=LOGIN).refused(
        UNAVAILABLE, "MINE", REPLY)


@test
def test_a_list_that_says_a_name_twice_fails_its_import_alone():
    server = scripted.start()
    row = {"Name": "/app/A_KEY", "Value": canary.value("a")}
    server.on("/", httpsd.json_reply({"Parameters": [row], "NextToken": "2"}),
              httpsd.json_reply({"Parameters": [row]}))
    work = place({}, "aws-ssm", address=server.address)
    work.put("keystrap.ini", work.manifest.read_text() +
             "\n[import all]\nfrom = aws:app\nnames = A_*\n", 0o644)
    done = work.run(environment=LOGIN)
    equal(done.status, UNAVAILABLE, "exit status")
    check(REPLY in done.stderr, done.stderr)


@test
def test_a_nul_spoils_one_secret_only():
    server = aws.fresh()
    good = canary.value("good")
    server.secret("nul/good", string=good)
    server.secret("nul/bad", string=canary.value("bad") + "\0tail")
    done = aws.run({"GOOD": "nul/good", "BAD": "nul/bad"})
    done.refused(UNAVAILABLE, "BAD", "has a NUL byte")
    check("GOOD" not in done.stderr, done.stderr)


@test
def test_throttling_by_sts_is_tried_again():
    for code in ("Throttling", "RequestLimitExceeded", "IDPCommunicationError"):
        server = aws.fresh()
        text = canary.value("role")
        server.secret("sts/" + code, string=text)
        server.order("refuse", target="sts.AssumeRole", times=2, status=400, code=code,
                     message="later")
        aws.run({"VALUE": "sts/" + code}, role="arn:aws:iam::123456789012:role/app",
                sts_address=server.address, retry_base="10ms").got("VALUE", text)


def signature_of(request):
    """By the rules of Signature Version 4, over what the server was sent."""
    said = request.headers["authorization"]
    signed = said.split("SignedHeaders=")[1].split(",")[0]
    scope = said.split("Credential=")[1].split(",")[0].split("/", 1)[1]
    headers = [f"{name}:{request.headers[name].strip()}" for name in signed.split(";")]
    canonical = "\n".join([request.method, request.path, "", *headers, "", signed,
                           hashlib.sha256(request.body).hexdigest()])
    text = "\n".join(["AWS4-HMAC-SHA256", request.headers["x-amz-date"], scope,
                      hashlib.sha256(canonical.encode()).hexdigest()])
    key = b"AWS4" + KEY.encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


@test
def test_the_path_of_an_endpoint_is_signed():
    for end in ("/proxy", "/proxy/"):
        server = scripted.start()
        place({"VALUE": "app"}, retries=0).run(
            environment={**LOGIN, "AWS_ENDPOINT_URL": server.address + end})
        request = server.requests[0]
        equal(request.path, "/proxy/", "path")
        check(request.headers["authorization"].endswith(signature_of(request)), "signature")


@test
def test_the_agents_token_may_be_in_a_file():
    server = scripted.start()
    text = canary.value("agent")
    server.on_prefix("/secretsmanager/get", httpsd.json_reply({"SecretString": text}))
    work = place({"VALUE": "app"}, agent="yes", address=server.address)
    work.put("token", "t0ken\n", 0o600)
    where = "file://" + str(work.directory / "token")
    work.run(environment={"AWS_TOKEN": where}).got("VALUE", text)
    equal(server.requests[0].headers["x-aws-parameters-secrets-token"], "t0ken", "token")
    work.put("token", "t0ken\n", 0o666)
    done = work.run(environment={"AWS_TOKEN": where})
    check("AWS_TOKEN: " in done.stderr and "may write it" in done.stderr, done.stderr)


tap.main()
