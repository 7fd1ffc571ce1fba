# SPDX-License-Identifier: Apache-2.0
"""How many requests a collection makes: one login a source, one request for what is wanted twice,
and batches where the service has them. Counted at fronts of OpenBao and of moto."""

import json
import sys

sys.dont_write_bytecode = True

from rig import aws, aws_metadata, bao, ca, canary, counting, program, relay, scripted, tap  # noqa: E402
from rig.store import app_token, manifest, put  # noqa: E402
from rig.tap import check, equal, test  # noqa: E402

import httpsd  # noqa: E402 (tests/fake, on the path through rig)

ROLE = "arn:aws:iam::123456789012:role/app"
MOUNTS = "sys/internal/ui/mounts/"
LOGIN = "auth/approle/login"


def approle():
    """(role id, files with a secret id)"""
    app_token()
    role_id, secret_id = bao.shared().approle("app", "app")
    return role_id, {"secret-id": secret_id}


def many(count, folder):
    texts = {f"VALUE_{number}": canary.value(f"{folder}{number}") for number in range(count)}
    for name, text in texts.items():
        put(f"app/{folder}/{name}", value=text, other=None)
    return texts


def got_all(done, texts):
    for name, text in texts.items():
        done.got(name, text)


# -- Vault and OpenBao

@test
def test_sixty_secrets_take_one_login_and_one_look_at_the_mount():
    role_id, files = approle()
    texts = many(60, "requests")
    with counting.Front(bao.shared().address) as front:
        place = program.Workplace(files=files)
        place.put("keystrap.ini", manifest(
            {name: f"secret/app/requests/{name}#value" for name in texts}, address=front.address,
            auth="approle", role_id=role_id, secret_id_file=place.directory / "secret-id"), 0o644)
        got_all(place.run(), texts)
        equal((front.count("PUT", LOGIN) + front.count("POST", LOGIN), front.count("GET", MOUNTS),
               front.count("GET", "secret/data/"), len(front.requests)), (1, 1, 60, 62),
              "logins, looks at mounts, secrets, all requests")


@test
def test_a_secret_is_read_once_whoever_wants_it():
    made = put("app/shared-by-many", one=None, two=None, three=None)
    rows = {"ONE": "secret/app/shared-by-many#one", "TWO": "secret/app/shared-by-many#two",
            "THREE": "secret/app/shared-by-many#three", "AGAIN": "secret/app/shared-by-many#one",
            "PINNED": "secret/app/shared-by-many#one@1",
            "PINNED_TOO": "secret/app/shared-by-many#two@1"}
    with counting.Front(bao.shared().address) as front:
        done = program.run(manifest(rows, address=front.address, kv="2"),
                           environment={"VAULT_TOKEN": app_token()})
        for name, field in (("ONE", "one"), ("TWO", "two"), ("THREE", "three"), ("AGAIN", "one"),
                            ("PINNED", "one"), ("PINNED_TOO", "two")):
            done.got(name, made[field])
        equal(len(front.requests), 2, "requests: the newest, and the one that is pinned")


@test
def test_each_source_logs_in_for_itself_and_once():
    role_id, files = approle()
    texts = many(10, "sources")
    with counting.Front(bao.shared().address) as front:
        place = program.Workplace(files=files)
        text = "[keystrap]\nenvironment = production\n"
        for source in ("one", "two"):
            text += (f"[source {source}]\ntype = vault\naddress = {front.address}\nkv = 2\n"
                     f"ca-file = {ca.authority(ca.OURS).file}\nauth = approle\nrole-id = {role_id}\n"
                     f"secret-id-file = {place.directory / 'secret-id'}\n")
        for number, name in enumerate(texts):
            text += f"[{name}]\nfrom = {('one', 'two')[number % 2]}:secret/app/sources/{name}#value\n"
        place.put("keystrap.ini", text, 0o644)
        got_all(place.run(), texts)
        equal((front.count("PUT", LOGIN) + front.count("POST", LOGIN), len(front.requests)), (2, 12),
              "logins, all requests")


@test
def test_many_secrets_of_openbao_share_a_connection_with_the_login():
    role_id, files = approle()
    texts = many(30, "connection")
    with relay.Relay(bao.shared().address) as counted:
        place = program.Workplace(files=files)
        place.put("keystrap.ini", manifest(
            {name: f"secret/app/connection/{name}#value" for name in texts},
            address=counted.address, auth="approle", role_id=role_id,
            secret_id_file=place.directory / "secret-id"), 0o644)
        got_all(place.run(), texts)
        equal(counted.connections, 1, "connections")


# -- AWS

def secrets(count, folder):
    front = aws.fresh()
    texts = {f"VALUE_{number}": canary.value(f"{folder}{number}") for number in range(count)}
    for name, text in texts.items():
        front.secret(f"{folder}/{name}", string=text)
    front.order("forget")
    return texts, {name: f"{folder}/{name}" for name in texts}


def asked():
    """{operation: how often}, all in all."""
    counts = {}
    for one in aws.front().order("log"):
        operation = one["target"].rpartition(".")[2]
        counts[operation] = counts.get(operation, 0) + 1
    return counts


@test
def test_sixty_secrets_of_aws_take_one_role_and_three_batches():
    texts, paths = secrets(60, "requests")
    got_all(aws.run(paths, role=ROLE, sts_address=aws.front().address), texts)
    equal(asked(), {"AssumeRole": 1, "BatchGetSecretValue": 3}, "requests")


@test
def test_a_chain_of_roles_is_gone_through_once():
    texts, paths = secrets(25, "chained")
    config = (f"[profile app]\nrole_arn = {ROLE}\nsource_profile = middle\n"
              f"[profile middle]\nrole_arn = {ROLE}\nsource_profile = base\n[profile base]\n"
              f"aws_access_key_id = {aws.KEY}\naws_secret_access_key = {aws.secret_key()}\n")
    done = program.run(aws.manifest(paths, profile="app", sts_address=aws.front().address),
                       home={".aws/config": config}, environment={"AWS_REGION": aws.REGION})
    got_all(done, texts)
    equal(asked(), {"AssumeRole": 2, "BatchGetSecretValue": 2}, "requests")


@test
def test_an_instance_is_asked_for_credentials_once():
    texts, paths = secrets(45, "instance")
    service = aws_metadata.Service()
    got_all(aws.run(paths, env={"AWS_REGION": aws.REGION,
                                "AWS_EC2_METADATA_SERVICE_ENDPOINT": service.address}), texts)
    equal([one.partition(" ")[0] for one in service.asked()], ["PUT", "GET", "GET"],
          "a token, the role, its credentials")
    equal(asked(), {"BatchGetSecretValue": 3}, "requests")


@test
def test_a_web_identity_is_exchanged_once():
    texts, paths = secrets(40, "web")
    done = program.run(aws.manifest(paths, sts_address=aws.front().address),
                       home={"token": canary.value("web identity")}, environment={
                           "AWS_REGION": aws.REGION, "AWS_WEB_IDENTITY_TOKEN_FILE": "~/token",
                           "AWS_ROLE_ARN": ROLE})
    got_all(done, texts)
    equal(asked(), {"AssumeRoleWithWebIdentity": 1, "BatchGetSecretValue": 2}, "requests")


@test
def test_each_source_of_aws_assumes_its_role_once():
    texts, paths = secrets(6, "two-sources")
    lines = aws.manifest({}, role=ROLE, sts_address=aws.front().address)
    lines += lines[lines.index("[source aws]"):].replace("[source aws]", "[source other]")
    for number, (name, path) in enumerate(paths.items()):
        lines += f"[{name}]\nfrom = {('aws', 'other')[number % 2]}:{path}\n"
    got_all(program.run(lines, environment=aws.environment()), texts)
    equal(asked(), {"AssumeRole": 2, "BatchGetSecretValue": 2}, "requests")


@test
def test_a_secret_of_aws_is_read_once_whoever_wants_it():
    front = aws.fresh()
    one, two = canary.value("one"), canary.value("two")
    front.secret("wanted/twice", string=json.dumps({"one": one, "two": two}))
    front.order("forget")
    done = aws.run({"ONE": "wanted/twice#one", "TWO": "wanted/twice#two",
                    "AGAIN": "wanted/twice#one"})
    for name, text in (("ONE", one), ("TWO", two), ("AGAIN", one)):
        done.got(name, text)
    equal(asked(), {"GetSecretValue": 1}, "requests")


@test
def test_parameters_are_asked_for_in_tens_and_once():
    front = aws.fresh()
    texts = {f"VALUE_{number}": canary.value(f"tens{number}") for number in range(30)}
    for name, text in texts.items():
        front.parameter(f"/tens/{name}", text)
    front.order("forget")
    done = aws.ssm({**{name: f"tens/{name}" for name in texts}, "AGAIN": "tens/VALUE_0"},
                   role=ROLE, sts_address=front.address)
    got_all(done, {**texts, "AGAIN": texts["VALUE_0"]})
    equal(asked(), {"AssumeRole": 1, "GetParameters": 3}, "requests")


# -- both

@test
def test_two_kinds_of_store_do_not_cost_each_other_requests():
    texts, paths = secrets(20, "both")
    theirs = many(20, "both")
    with counting.Front(bao.shared().address) as front:
        lines = manifest({}, address=front.address, kv="2")
        lines += "\n" + aws.manifest({}).partition("production\n")[2]
        for name, path in paths.items():
            lines += f"[{name}]\nfrom = aws:{path}\n"
        for name in theirs:
            lines += f"[B_{name}]\nfrom = depot:secret/app/both/{name}#value\n"
        done = program.run(lines, environment=aws.environment(VAULT_TOKEN=app_token()))
        got_all(done, {**texts, **{f"B_{name}": text for name, text in theirs.items()}})
        equal(len(front.requests), 20, "requests to OpenBao")
    equal(asked(), {"BatchGetSecretValue": 1}, "requests to AWS")


@test
def test_stores_are_asked_side_by_side():
    """Each takes a second to answer, and both together do."""
    slow = {"stall_at": 0, "stall_seconds": 1}
    one, two = canary.value("one"), canary.value("two")
    server = scripted.start()
    server.on(scripted.DATA + "app", httpsd.kv2({"value": one}, **slow))
    other = scripted.start()
    other.on("/", httpsd.json_reply({"Name": "app/x", "SecretString": two}, **slow))
    lines = program.manifest({"ONE": "secret/app#value"}, address=server.address, kv="2",
                             ca_file=ca.authority(ca.OURS).file)
    lines += "\n[source aws]\ntype = aws-secrets-manager\n" \
             f"address = {other.address}\nca-file = {ca.authority(ca.OURS).file}\n" \
             "[TWO]\nfrom = aws:app/x\n"
    done = program.run(lines, environment=aws.environment(**scripted.login()))
    done.got("ONE", one)
    done.got("TWO", two)
    check(1 <= done.seconds < 1.9, f"one second, not two: {done.seconds:.1f} s")


tap.main()
