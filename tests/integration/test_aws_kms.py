# SPDX-License-Identifier: Apache-2.0
"""Values that stand in the manifest, encrypted under a key of KMS: moto's, behind the front that
verifies signatures."""

import functools
import json
import sys

sys.dont_write_bytecode = True

from rig import aws, canary, program, tap  # noqa: E402
from rig.tap import check, equal, test  # noqa: E402

REFUSED, UNAVAILABLE, AUTH, MANIFEST = 65, 69, 77, 78
ALIAS, OTHER = "alias/trading", "alias/other"


@functools.cache
def key():
    return aws.front().key(ALIAS)


@functools.cache
def other_key():
    return aws.front().key(OTHER)


def sealed(text, **context):
    return aws.front().sealed(key(), text, **context)


def lines(path):
    """A manifest has no lines as long as a ciphertext is."""
    text, mark, field = f"from = aws:{path}".partition("#")
    parts = [text[at:at + 120] for at in range(0, len(text), 120)]
    return [*parts[:1], *("    " + part for part in parts[1:-1]),
            *("    " + part + mark + field for part in parts[1:][-1:])] if parts[1:] else \
        [text + mark + field]


def fetch(paths, **keys):
    return aws.kms({name: lines(path) for name, path in paths.items()}, **keys)


def asked():
    return [json.loads(one["body"]) for one in aws.front().order("log")
            if one["target"] == "TrentService.Decrypt"]


@test
def test_what_was_encrypted_is_decrypted():
    front = aws.fresh()
    texts = {name: canary.value(name) for name in ("ONE", "TWO", "THREE")}
    arn = f"arn:aws:kms:{aws.REGION}:123456789012:key/{key()}"
    names = dict(zip(texts, (ALIAS, key(), arn)))
    done = fetch({name: f"{names[name]}?ciphertext={sealed(text)}" for name, text in texts.items()})
    for name, text in texts.items():
        done.got(name, text)
    equal(front.count("Decrypt"), 3, "a question for each")
    equal(sorted(one["KeyId"] for one in asked()), sorted(names.values()), "the key is named")
    check(all(one["token"] is False and one["signed"] for one in front.order("log")), "signed")


@test
def test_fields_of_one_text_are_decrypted_once():
    front = aws.fresh()
    user, password = canary.value("user"), canary.value("password")
    blob = sealed(json.dumps({"TRADING_USER": user, "deep": {"password": password}}))
    sources = {"USER_NAME": lines(f"{ALIAS}?ciphertext={blob}#TRADING_USER"),
               "PASSWORD": lines(f"{ALIAS}?ciphertext={blob}#deep.password")}
    text = "\n".join([aws.manifest(sources, "aws-kms"), "[import app]",
                      *lines(f"{ALIAS}?ciphertext={blob}"), "names = TRADING_*", ""])
    done = program.run(text, environment=aws.environment())
    done.got("USER_NAME", user)
    done.got("PASSWORD", password)
    done.got("TRADING_USER", user)
    equal(front.count("Decrypt"), 1, "questions")


@test
def test_a_text_may_stand_on_several_lines():
    aws.fresh()
    text = canary.value("lines", length=900)
    blob = sealed(text)
    parts = ["    " + blob[at:at + 76] for at in range(0, len(blob), 76)]
    aws.kms({"VALUE": [f"from = aws:{ALIAS}?ciphertext=", *parts]}).got("VALUE", text)


@test
def test_the_context_must_be_the_one_that_it_was_encrypted_with():
    aws.fresh()
    text = canary.value("context")
    blob = sealed(text, app="trading", part="a, b & c")
    spelt = '{"app":"trading","part":"a,%20b%20%26%20c"}'
    fetch({"VALUE": f"{ALIAS}?context={spelt}&ciphertext={blob}"}).got("VALUE", text)
    equal(asked()[0]["EncryptionContext"], {"app": "trading", "part": "a, b & c"}, "the context")
    for wrong in ("", "context=&", "context=app=trading&", "context=app=trading,part=a&"):
        fetch({"VALUE": f"{ALIAS}?{wrong}ciphertext={blob}"}).refused(
            UNAVAILABLE, "VALUE", ALIAS, "cannot decrypt the ciphertext", "context is the one")


@test
def test_a_context_of_the_source_is_for_those_that_have_none():
    aws.fresh()
    texts = {name: canary.value(name) for name in ("USUAL", "OWN", "NONE")}
    done = fetch({
        "USUAL": f"{ALIAS}?ciphertext={sealed(texts['USUAL'], app='trading', env='live')}",
        "OWN": f"{ALIAS}?context=app=own&ciphertext={sealed(texts['OWN'], app='own')}",
        "NONE": f"{ALIAS}?context=&ciphertext={sealed(texts['NONE'])}",
    }, context="app=trading, env=live")
    for name, text in texts.items():
        done.got(name, text)


@test
def test_what_an_rsa_key_encrypted_names_its_algorithm():
    front = aws.fresh()
    front.order("refuse", target="*", times=1, status=400, code="InvalidKeyUsageException")
    path = f"{ALIAS}?algorithm=RSAES_OAEP_SHA_256&ciphertext={sealed('x')}"
    fetch({"VALUE": path}).refused(UNAVAILABLE, "VALUE", "no key to decrypt with")
    equal(asked()[0]["EncryptionAlgorithm"], "RSAES_OAEP_SHA_256", "the algorithm")


@test
def test_what_cannot_be_decrypted_does_not_spoil_the_rest():
    aws.fresh()
    good, blob = canary.value("good"), sealed("x")
    bad = blob[:-8] + ("B" if blob[-8] == "A" else "A") + blob[-7:]
    elsewhere = aws.front().sealed(other_key(), "x")
    done = fetch({"GOOD": f"{ALIAS}?ciphertext={sealed(good)}",
                    "BAD": f"{ALIAS}?ciphertext={bad}", "STRANGE": f"{ALIAS}?ciphertext={elsewhere}",
                    "NO_KEY": f"alias/none?ciphertext={blob}"})
    done.refused((AUTH, UNAVAILABLE), "BAD", "STRANGE", "NO_KEY", "cannot decrypt the ciphertext",
                 "may not use the KMS key", "no such KMS key")
    check("GOOD" not in done.stderr and blob not in done.stderr, "no ciphertext is shown")


@test
def test_the_kinds_of_refusal_are_told_apart():
    rows = {
        "InvalidCiphertextException": (UNAVAILABLE, "damaged, or its context is another", 1),
        "IncorrectKeyException": (UNAVAILABLE, "under another KMS key", 1),
        "NotFoundException": (UNAVAILABLE, "no such KMS key", 1),
        "DisabledException": (UNAVAILABLE, "cannot be used now", 1),
        "KMSInvalidStateException": (UNAVAILABLE, "cannot be used now", 1),
        "AccessDeniedException": (AUTH, "may not use the KMS key", 1),
        "InvalidGrantTokenException": (UNAVAILABLE, "refused the request", 1),
        "KeyUnavailableException": (UNAVAILABLE, "the server failed", 2),
        "DependencyTimeoutException": (UNAVAILABLE, "the server failed", 2),
        "ThrottlingException": (UNAVAILABLE, "limits the rate", 2),
    }
    blob = sealed("x")
    for code, (status, pattern, times) in rows.items():
        front = aws.fresh()
        front.order("refuse", target="*", times=9, code=code, message="CANARY-MESSAGE",
                    status=500 if "server failed" in pattern else 400)
        done = fetch({"VALUE": f"{ALIAS}?ciphertext={blob}"}, retries=1, retry_base="10ms")
        done.refused(status, "VALUE", ALIAS, pattern)
        check("CANARY-MESSAGE" not in done.stderr, "AWS's own words are not shown")
        equal(front.count("Decrypt"), times, f"questions with {code}")


@test
def test_a_value_that_no_variable_can_hold_is_refused():
    aws.fresh()
    blob = sealed(bytes(range(32)))
    fetch({"VALUE": f"{ALIAS}?ciphertext={blob}"}).refused(REFUSED, "VALUE", "NUL byte")
    fetch({"VALUE": f"{ALIAS}?ciphertext={sealed('plain')}#field"}).refused(
        UNAVAILABLE, "VALUE", "not a JSON object")


@test
def test_references_that_cannot_be_are_refused():
    front, good = aws.fresh(), "ciphertext=QUJD"
    for path, pattern in ((ALIAS, "write ?ciphertext=BASE64"),
                          (f"{ALIAS}?ciphertext=", "ciphertext is a CiphertextBlob"),
                          (f"{ALIAS}?ciphertext=QUJ", "ciphertext is a CiphertextBlob"),
                          (f"{ALIAS}?ciphertext={'QUJD' * 2049}", "ciphertext is a CiphertextBlob"),
                          (f"{ALIAS}?{good}&ttl=1h", "ciphertext, context and algorithm"),
                          (f"{ALIAS}?{good}&context=app", "an encryption context is"),
                          (f"{ALIAS}?{good}&context=a=1,a=2", "an encryption context is"),
                          (f"{ALIAS}?{good}&context={{\"a\":1}}", "an encryption context is"),
                          (f"a/b?{good}", "named by its id"),
                          (f"arn:aws:kms:us-east-1:1:key/x?{good}", "another region"),
                          (f"arn:aws:ssm:eu-west-1:1:key/x?{good}", "another service"),
                          (f"{ALIAS}?{good}#f@1", "no versions")):
        fetch({"VALUE": path}).refused(MANIFEST, pattern=pattern.replace("?", r"\?"))
    fetch({"VALUE": f"{ALIAS}?{good}"}, context="app").refused(
        MANIFEST, pattern="an encryption context is")
    check(not front.order("log"), "nothing was asked")


@test
def test_the_address_may_come_from_the_environment():
    front = aws.fresh()
    text = canary.value("endpoint")
    env = aws.environment(AWS_ENDPOINT_URL="https://127.0.0.1:1", AWS_ENDPOINT_URL_KMS=front.address)
    aws.run({"VALUE": lines(f"{ALIAS}?ciphertext={sealed(text)}")}, "aws-kms", env=env,
            address=None).got("VALUE", text)


if __name__ == "__main__":
    sys.exit(tap.main())
