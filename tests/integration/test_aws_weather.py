# SPDX-License-Identifier: Apache-2.0
"""AWS when it is busy or away: what is asked again, how often, and with which credentials."""

import sys

sys.dont_write_bytecode = True

from rig import aws, aws_metadata, canary, tap  # noqa: E402
from rig.tap import check, equal, test  # noqa: E402

UNAVAILABLE, AUTH, DEADLINE = 69, 77, 75
ONE, BATCH = "GetSecretValue", "BatchGetSecretValue"


def secret(name):
    text = canary.value(name)
    aws.front().secret(name, string=text)
    return text


# -- the options of the weather

@test
def test_waits_are_as_the_manifest_says():
    for kind, path, operation in (("aws-secrets-manager", "weather/waits", ONE),
                                  ("aws-ssm", "waits", "GetParameters")):
        front = aws.fresh()
        front.order("refuse", target="*", times=99, status=500, code="InternalServiceError")
        done = aws.run({"VALUE": path}, kind, retries=10, retry_base="10ms", retry_cap="20ms")
        done.refused(UNAVAILABLE, "VALUE", "the server failed", "HTTP 500")
        equal(front.count(operation), 11, "tries")
        check(done.seconds < 3, f"ten short waits: {done.seconds:.1f} s")


@test
def test_a_budget_is_for_all_requests_together():
    front = aws.fresh()
    front.order("refuse", target="*", times=99, status=503, code="ServiceUnavailable")
    paths = {f"VALUE_{number}": f"weather/budget@{number:032}" for number in range(4)}
    aws.run(paths, retries=10, retry_budget=3, retry_base="10ms").refused(
        UNAVAILABLE, "VALUE_0", "HTTP 503")
    check(front.count(ONE) <= 7, "four questions and three retries")


# -- batches

@test
def test_what_a_batch_was_throttled_at_is_asked_for_by_itself():
    for code in ("ThrottlingException", "InternalServiceError"):
        front = aws.fresh()
        texts = {f"VALUE_{number}": secret(f"{code}/{number}") for number in range(6)}
        for number in (1, 4):
            front.order("spoil", text=f"{code}/{number}", code=code)
        front.order("refuse", target="secretsmanager." + ONE, times=1, status=400, code=code)
        done = aws.run({name: f"{code}/{name[6:]}" for name in texts}, retry_base="10ms")
        for name, text in texts.items():
            done.got(name, text)
        equal((front.count(BATCH), front.count(ONE)), (1, 3), "a batch, two that it lacks, a retry")


@test
def test_throttling_inside_a_batch_that_stays_says_so():
    front = aws.fresh()
    secret("stays/good")
    secret("stays/bad")
    front.order("spoil", text="stays/bad", code="ThrottlingException")
    front.order("refuse", target="secretsmanager." + ONE, times=99, status=400,
                code="ThrottlingException")
    done = aws.run({"GOOD": "stays/good", "BAD": "stays/bad"}, retries=2, retry_base="10ms")
    done.refused((UNAVAILABLE, DEADLINE), "BAD", "stays/bad", pattern="limits the rate")
    equal((front.count(BATCH), front.count(ONE)), (1, 3), "as retries says")


# -- credentials that end meanwhile

def of_instance(service):
    return {"AWS_REGION": aws.REGION, "AWS_EC2_METADATA_DISABLED": "false",
            "AWS_EC2_METADATA_SERVICE_ENDPOINT": service.address}


def logins(service):
    return sum(path.endswith(aws_metadata.ROLE) for path in service.asked())


@test
def test_credentials_that_end_are_fetched_anew_once():
    front, service = aws.fresh(), aws_metadata.Service()
    texts = {f"VALUE_{number}": secret(f"renewed/{number}") for number in range(25)}
    paths = {name: f"renewed/{name[6:]}" for name in texts}
    front.order("refuse", target="*", times=1, status=400, code="ExpiredTokenException")
    done = aws.run(paths, env=of_instance(service))
    for name, text in texts.items():
        done.got(name, text)
    equal((logins(service), front.count(BATCH)), (2, 3), "one more login, one batch twice")


@test
def test_credentials_that_stay_expired_are_told():
    front, service = aws.fresh(), aws_metadata.Service()
    secret("expired/machine")
    front.order("refuse", target="*", times=99, status=400, code="ExpiredTokenException")
    aws.run({"VALUE": "expired/machine"}, env=of_instance(service)).refused(
        AUTH, "VALUE", pattern="session have expired")
    equal((logins(service), front.count(ONE)), (2, 2), "twice, and no more")
    front.order("forget")
    front.order("refuse", target="*", times=99, status=400, code="ExpiredTokenException")
    aws.run({"VALUE": "expired/machine"}).refused(AUTH, "VALUE", pattern="session have expired")
    equal(front.count(ONE), 1, "keys that were handed over are what they are")


if __name__ == "__main__":
    sys.exit(tap.main())
