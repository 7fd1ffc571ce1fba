# SPDX-License-Identifier: Apache-2.0
"""Secrets Manager and the Parameter Store against moto, behind a front that verifies signatures."""

import base64
import http.server
import json
import sys
import threading
import urllib.parse

sys.dont_write_bytecode = True

from rig import aws, canary, program, tap  # noqa: E402
from rig.tap import check, test  # noqa: E402

UNAVAILABLE, DEADLINE, AUTH, MANIFEST = 69, 75, 77, 78
BATCH, ONE = "BatchGetSecretValue", "GetSecretValue"


def text_secret(name, **more):
    text = canary.value(name, **more)
    aws.front().secret(name, string=text)
    return text


def json_secret(name, **fields):
    made = {field: text or canary.value(field) for field, text in fields.items()}
    aws.front().secret(name, string=json.dumps(made))
    return made


# -- values

@test
def test_a_value_arrives_byte_for_byte():
    aws.fresh()
    text = text_secret("app/exact", middle=" \"\\ \n\t$(id) \U0001f511 \u2028 ", ending=" \n")
    aws.run({"VALUE": "app/exact"}).got("VALUE", text)
    check(aws.front().count(ONE) == 1 and aws.front().count(BATCH) == 0, "one question")


@test
def test_fields_of_a_json_secret_arrive():
    aws.fresh()
    deep, plain, dotted = (canary.value(name) for name in ("deep", "plain", "dotted"))
    aws.front().secret("app/json", string=json.dumps(
        {"plain": plain, "nested": {"deep": deep}, "a.b": dotted, "port": 5432, "on": True}))
    done = aws.run({"PLAIN": "app/json#plain", "DEEP": "app/json#nested.deep",
                    "DOTTED": "app/json#a.b", "DB_PORT": "app/json#port", "ON": "app/json#on"})
    done.got("PLAIN", plain)
    done.got("DEEP", deep)
    done.got("DOTTED", dotted)
    done.got("DB_PORT", "5432")
    done.got("ON", "true")
    check(aws.front().count(ONE) == 1, "one question for five variables")


@test
def test_two_hundred_secrets_are_ten_questions():
    aws.fresh()
    texts = {f"VALUE_{number}": text_secret(f"many/{number}") for number in range(200)}
    done = aws.run({name: f"many/{name[6:]}" for name in texts})
    for name, text in texts.items():
        done.got(name, text)
    check(aws.front().count(BATCH) == 10 and aws.front().count(ONE) == 0,
          "ten questions of twenty secrets each")


@test
def test_pages_in_another_order_are_put_together():
    aws.fresh().order("page", size=3)
    texts = {f"VALUE_{number}": text_secret(f"paged/{number}") for number in range(8)}
    done = aws.run({name: f"paged/{name[6:]}" for name in texts})
    for name, text in texts.items():
        done.got(name, text)
    check(aws.front().count(BATCH) == 3, "three pages")


@test
def test_a_secret_is_found_by_its_arn_and_a_part_of_it():
    aws.fresh()
    text = canary.value("by-arn")
    arn = aws.front().secret("app/by-arn", string=text)["ARN"]
    done = aws.run({"BY_ARN": arn, "BY_PART": arn[:-7], "BY_NAME": "app/by-arn"})
    for name in ("BY_ARN", "BY_PART", "BY_NAME"):
        done.got(name, text)
    check(aws.front().count(BATCH) == 1, "one question for the ARNs")
    check(aws.front().count(ONE) == 1, "and one for the name")


@test
def test_a_name_may_begin_with_a_slash():
    aws.fresh()
    text, other = text_secret("/lead/db"), text_secret("lead/db")
    done = aws.run({"LEAD": "/lead/db", "OTHER": "lead/db"})
    done.got("LEAD", text)
    done.got("OTHER", other)


@test
def test_binary_is_decoded_and_has_no_fields():
    aws.fresh()
    text = canary.value("binary")
    aws.front().secret("app/binary", binary=base64.b64encode(text.encode()).decode())
    aws.run({"VALUE": "app/binary"}).got("VALUE", text)
    aws.run({"VALUE": "app/binary#field"}).refused(UNAVAILABLE, "VALUE", pattern="binary")


@test
def test_stages_and_version_ids():
    aws.fresh()
    first, second = canary.value("first"), canary.value("second")
    old = aws.front().secret("app/versions", string=first)["VersionId"]
    aws.front().call("secretsmanager.PutSecretValue", SecretId="app/versions", SecretString=second,
                     ClientRequestToken="7d2c1a0e-0000-4000-8000-000000000001")
    done = aws.run({"NOW": "app/versions", "BEFORE": "app/versions@AWSPREVIOUS",
                    "CURRENT": "app/versions@AWSCURRENT", "PINNED": f"app/versions@{old}"})
    done.got("NOW", second)
    done.got("BEFORE", first)
    done.got("CURRENT", second)
    done.got("PINNED", first)
    aws.run({"VALUE": "app/versions@NOSUCHSTAGE"}).refused(
        UNAVAILABLE, "VALUE", pattern="no such version")


@test
def test_an_import_takes_the_names_that_it_lists():
    aws.fresh()
    made = json_secret("app/whole", TRADING_ONE=None, TRADING_TWO=None, OTHER=None)
    text = aws.manifest({}) + "\n[import app]\nfrom = aws:app/whole\nnames = TRADING_*\n"
    done = program.run(text, environment=aws.environment())
    done.got("TRADING_ONE", made["TRADING_ONE"])
    done.got("TRADING_TWO", made["TRADING_TWO"])
    check("OTHER" not in done.child.environ, "what is not listed stays away")


@test
def test_twenty_large_secrets_arrive_one_by_one():
    """Their batch is larger than a reply may be."""
    aws.fresh()
    texts = {f"LARGE_{number}": text_secret(f"large/{number}", length=64000) for number in range(20)}
    done = aws.run({name: f"large/{name[6:]}" for name in texts})
    for name, text in texts.items():
        done.got(name, text)
    check(aws.front().count(ONE) == 20, "each for itself after the batch was too large")


@test
def test_a_session_token_is_sent_and_signed():
    aws.fresh()
    text = text_secret("app/session")
    env = aws.environment(AWS_ACCESS_KEY_ID=aws.SESSION_KEY, AWS_SESSION_TOKEN=aws.session_token())
    aws.run({"VALUE": "app/session"}, env=env).got("VALUE", text)
    check(all(one["token"] for one in aws.front().order("log")), "it is in each request")


# -- trouble

@test
def test_a_wrong_key_is_refused_and_says_so():
    aws.fresh()
    text_secret("app/wrong-key")
    wrong = canary.value("wrong")[:40]
    done = aws.run({"VALUE": "app/wrong-key"}, env=aws.environment(AWS_SECRET_ACCESS_KEY=wrong))
    done.refused(AUTH, "VALUE", pattern="refuses the access key")
    check("CANARY-MESSAGE" not in done.stderr, "AWS's own words are not shown")
    done = aws.run({"VALUE": "app/wrong-key"}, env=aws.environment(AWS_ACCESS_KEY_ID="AKIANOBODY"))
    done.refused(AUTH, "VALUE", pattern="refuses the access key")
    check(aws.front().count(ONE, status=400) == 2, "neither is tried again")


@test
def test_without_keys_nothing_is_asked():
    aws.fresh()
    env = {"AWS_REGION": aws.REGION, "AWS_EC2_METADATA_DISABLED": "true"}
    aws.run({"VALUE": "app/exact"}, env=env).refused((AUTH, MANIFEST), "VALUE", pattern="credential|keys")
    check(not aws.front().order("log"), "no request")


@test
def test_what_cannot_be_read_is_named_with_the_rest_of_the_batch_fine():
    aws.fresh()
    good = text_secret("mixed/good")
    text_secret("mixed/deleted")
    aws.front().call("secretsmanager.DeleteSecret", SecretId="mixed/deleted")
    text_secret("mixed/denied")
    aws.front().order("deny", target="*", text="mixed/denied")
    done = aws.run({"GOOD": "mixed/good", "GONE": "mixed/gone", "DELETED": "mixed/deleted",
                    "DENIED": "mixed/denied"})
    done.refused((AUTH, UNAVAILABLE), "GONE", "DELETED", "DENIED", pattern="marked for deletion")
    tap.contains(done.stderr, "no secret or parameter of that name", "access denied")
    check("GOOD" not in done.stderr, "nothing is said of what is fine")
    check(aws.front().count(BATCH) == 1, "one question")
    rows = {"GOOD": "mixed/good", "GONE": ["from = aws:mixed/gone", "required = no"]}
    aws.run(rows).got("GOOD", good)


@test
def test_without_the_permission_for_batches_each_is_asked_for_itself():
    aws.fresh().order("refuse", target="secretsmanager." + BATCH, times=99, status=400,
                      code="AccessDeniedException", message="User: x is not authorized")
    texts = {f"VALUE_{number}": text_secret(f"single/{number}") for number in range(5)}
    done = aws.run({name: f"single/{name[6:]}" for name in texts})
    for name, text in texts.items():
        done.got(name, text)
    check(aws.front().count(BATCH) == 1 and aws.front().count(ONE) == 5, "one try of a batch")


@test
def test_throttling_with_status_400_is_tried_again():
    for code in ("ThrottlingException", "com.amazonaws#LimitExceededException:http://x"):
        front = aws.fresh()
        text = text_secret(f"throttled/{code[:8].replace('.', '-')}")
        front.order("refuse", target="*", times=2, status=400, code=code, message="Rate exceeded")
        path = f"throttled/{code[:8].replace('.', '-')}"
        aws.run({"VALUE": path}).got("VALUE", text)
        check(front.count(ONE) == 3, "the third time is fine")


@test
def test_throttling_that_stays_says_so():
    aws.fresh().order("refuse", target="*", times=99, status=400, code="ThrottlingException")
    aws.run({"VALUE": "app/exact"}, retries="1").refused(
        (UNAVAILABLE, DEADLINE), "VALUE", pattern="limits the rate")
    check(aws.front().count(ONE) == 2, "one try more, as retries says")


@test
def test_a_clock_that_is_off_is_corrected_once():
    for hours in (1, -1, 23, -23):
        front = aws.fresh()
        text = canary.value(f"clock{hours}")
        front.secret(f"clock/{hours}", string=text)
        front.order("skew", seconds=hours * 3600)
        aws.run({"VALUE": f"clock/{hours}"}).got("VALUE", text)
        check(front.count(ONE) == 2, "signed twice")
    for hours in (25, -24 * 365):
        front = aws.fresh()
        front.secret(f"clock/far{hours}", string=canary.value("clock"))
        front.order("skew", seconds=hours * 3600)
        aws.run({"VALUE": f"clock/far{hours}"}).refused(AUTH, "VALUE", "too far apart", "set the clock")
        check(front.count(ONE) == 1, "nothing is signed for another day")


@test
def test_an_offset_is_found_by_each_batch_but_never_twice():
    front = aws.fresh()
    front.order("skew", seconds=3600)
    done = aws.run({f"VALUE_{number}": f"many/{number}" for number in range(60)})
    done.started()
    check(front.count(BATCH) <= 6, "at most twice for each of three batches")


@test
def test_the_kinds_of_refusal_are_told_apart():
    rows = {
        ("AccessDeniedException", "Access to KMS is not allowed"): (AUTH, "KMS key"),
        ("DecryptionFailure", ""): (UNAVAILABLE, "cannot decrypt"),
        ("ExpiredTokenException", ""): (AUTH, "have expired"),
        ("InvalidRequestException", "... marked for deletion."): (UNAVAILABLE, "marked for deletion"),
        ("ResourceNotFoundException", ""): (UNAVAILABLE, "no secret or parameter"),
        ("UnrecognizedClientException", ""): (AUTH, "refuses the access key"),
        ("NobodyKnowsException", "CANARY-MESSAGE"): (UNAVAILABLE, "refused the request"),
    }
    for (code, message), (status, pattern) in rows.items():
        aws.fresh().order("refuse", target="*", times=99, status=400, code=code, message=message)
        done = aws.run({"VALUE": "app/exact"}).refused(status, "VALUE", "app/exact", pattern=pattern)
        check("CANARY-MESSAGE" not in done.stderr, "AWS's own words are not shown")
        check(aws.front().count(ONE) == 1, f"{code} is not tried again")


@test
def test_a_value_that_is_no_json_has_no_fields():
    aws.fresh()
    text_secret("app/plain")
    aws.run({"VALUE": "app/plain#field"}).refused(UNAVAILABLE, "VALUE", pattern="not a JSON object")
    json_secret("app/fields", known=None)
    aws.run({"VALUE": "app/fields#unknown"}).refused(UNAVAILABLE, "VALUE", pattern="no such field")


# -- settings

@test
def test_settings_that_cannot_be_are_refused():
    rows = {
        ("VALUE", "arn:aws:secretsmanager:us-east-1:123456789012:secret:x-AbCdEf"):
            ({"region": "eu-west-1"}, "another region"),
        ("VALUE", "arn:aws:ssm:eu-west-1:123456789012:parameter/x"): ({}, "another service"),
        ("VALUE", "a name"): ({}, "letters, digits"),
    }
    for (name, path), (keys, pattern) in rows.items():
        aws.run({name: path}, **keys).refused(MANIFEST, pattern=pattern)
    good = {"VALUE": "app/exact"}
    for keys, pattern in (({"region": "eu west"}, "region is made of"),
                          ({"fips": "yes"}, "leave one out"),
                          ({"address": "https://127.0.0.1:1/path"}, "no path")):
        aws.run(good, **keys).refused(MANIFEST, pattern=pattern)
    env = aws.environment()
    del env["AWS_REGION"]
    aws.run(good, env=env).refused(MANIFEST, pattern="no region")


@test
def test_the_address_may_come_from_the_environment():
    front = aws.fresh()
    text = text_secret("app/endpoint")
    env = aws.environment(AWS_ENDPOINT_URL=front.address)
    aws.run({"VALUE": "app/endpoint"}, env=env, address=None).got("VALUE", text)
    env = aws.environment(AWS_ENDPOINT_URL="https://127.0.0.1:1",
                          AWS_ENDPOINT_URL_SECRETS_MANAGER=front.address)
    aws.run({"VALUE": "app/endpoint"}, env=env, address=None).got("VALUE", text)


# -- the parameter store

@test
def test_parameters_arrive_decrypted_and_ten_at_a_time():
    front = aws.fresh()
    texts = {}
    for number in range(25):
        texts[f"VALUE_{number}"] = canary.value(f"parameter{number}")
        front.parameter(f"/app/many/{number}", texts[f"VALUE_{number}"])
    done = aws.ssm({name: f"app/many/{name[6:]}" for name in texts})
    for name, text in texts.items():
        done.got(name, text)
    check(front.count("GetParameters") == 3, "three questions")


@test
def test_parameters_have_versions_labels_and_fields():
    front = aws.fresh()
    first, second, deep = canary.value("first"), canary.value("second"), canary.value("deep")
    front.parameter("plain", first)
    front.call("AmazonSSM.LabelParameterVersion", Name="plain", Labels=["before"])
    front.parameter("plain", second)
    front.parameter("/app/json", json.dumps({"deep": deep}))
    done = aws.ssm({"NOW": "plain", "FIRST": "plain@1", "LABEL": "plain@before",
                    "DEEP": "app/json#deep", "ROOTED": "/app/json#deep"})
    done.got("ROOTED", deep)
    done.got("NOW", second)
    done.got("FIRST", first)
    done.got("LABEL", first)
    done.got("DEEP", deep)


@test
def test_parameters_that_are_not_there_are_named():
    front = aws.fresh()
    front.parameter("/app/there", canary.value("there"))
    done = aws.ssm({"THERE": "app/there", "GONE": "app/gone", "LOST": "app/lost"})
    done.refused(UNAVAILABLE, "GONE", "LOST", pattern="no secret or parameter")
    check("THERE" not in done.stderr and front.count("GetParameters") == 1, "one question")


@test
def test_an_import_reads_all_below_a_path():
    front = aws.fresh()
    texts = {f"TRADING_{number}": canary.value(f"below{number}") for number in range(23)}
    for name, text in texts.items():
        front.parameter(f"/trading/prod/{name}", text)
    front.parameter("/trading/prod/deep/OTHER", canary.value("other"))
    text = aws.manifest({}, kind="aws-ssm") + "\n[import app]\nfrom = aws:/trading/prod\nnames = TRADING_*\n"
    done = program.run(text, environment=aws.environment())
    for name, value in texts.items():
        done.got(name, value)
    check(front.count("GetParametersByPath") == 3, "three pages of ten")


@test
def test_one_parameter_that_is_denied_does_not_spoil_the_others():
    front = aws.fresh()
    for name in ("one", "two", "denied"):
        front.parameter(f"/spoilt/{name}", canary.value(name))
    front.order("deny", target="AmazonSSM.GetParameters", text="/spoilt/denied")
    done = aws.ssm({"ONE": "spoilt/one", "TWO": "spoilt/two", "DENIED": "spoilt/denied"})
    done.refused(AUTH, "DENIED", pattern="access denied")
    check("ONE" not in done.stderr and front.count("GetParameters") == 4, "each for itself")


# -- the agent

class _Agent(http.server.BaseHTTPRequestHandler):
    """Answers as the README of the Secrets Manager Agent says; the real one needs AWS behind it."""

    values, token, asked = {}, "", []

    def log_message(self, *_):
        pass

    def do_GET(self):
        path, _, query = self.path.partition("?")
        asked = dict(urllib.parse.parse_qsl(query))
        self.asked.append(asked)
        status, body = 200, {}
        if self.headers.get("X-Aws-Parameters-Secrets-Token") != self.token:
            status, body = 403, "Bad Token"
        elif path != "/secretsmanager/get" or set(asked) - {"secretId", "versionStage", "versionId"}:
            status = 400
        elif asked["secretId"] not in self.values:
            status, body = 400, {"__type": "ResourceNotFoundException", "message": "no"}
        else:
            body = {"Name": asked["secretId"], "SecretString": self.values[asked["secretId"]],
                    "CreatedDate": "2026-01-02T03:04:05.678Z"}
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def _agent():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Agent)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    tap.at_end(server.shutdown)
    _Agent.token = canary.value("agent token")
    return f"http://127.0.0.1:{server.server_port}"


@test
def test_the_agent_is_asked_with_its_token_and_nothing_else():
    address, text = _agent(), canary.value("agent")
    _Agent.values["app/agent"] = text
    text_of = program.manifest({"VALUE": "app/agent", "OLD": "app/agent@AWSPREVIOUS"}, source="aws",
                               address=address, agent="yes",
                               agent_token_file="token").replace("vault", "aws-secrets-manager")
    files = {"token": _Agent.token + "\n"}
    done = program.run(text_of, files)
    done.got("VALUE", text)
    check({"secretId": "app/agent", "versionStage": "AWSPREVIOUS"} in _Agent.asked, "the stage")
    gone = text_of.replace("aws:app/agent@AWSPREVIOUS", "aws:app/gone")
    program.run(gone, files).refused(UNAVAILABLE, "OLD", pattern="no secret or parameter")
    wrong = {"token": canary.value("wrong token")}
    program.run(text_of, wrong).refused(AUTH, pattern="Agent's token is missing or refused")
    bare = text_of.replace("agent-token-file = token\n", "")
    program.run(bare, environment={"AWS_TOKEN": _Agent.token}).got("VALUE", text)
    place = program.Workplace(text_of, files)
    done = place.keystrap("explain", "--online", "-c", place.manifest)
    tap.contains(done.stdout, f"those of the Secrets Manager Agent, from {address}", what="stdout")


if __name__ == "__main__":
    sys.exit(tap.main())
