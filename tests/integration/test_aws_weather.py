# SPDX-License-Identifier: Apache-2.0
"""AWS when it is busy or away: what is asked again, how often, and with which credentials."""

import json
import sys

sys.dont_write_bytecode = True

from rig import aws, canary, tap  # noqa: E402
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


if __name__ == "__main__":
    sys.exit(tap.main())
