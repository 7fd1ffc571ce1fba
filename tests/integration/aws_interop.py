#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Requests made at random are signed as botocore signs them.

usage: aws_interop.py AWS_TOOL

AWS_TOOL is tests/fake/aws_tool. Prints TAP. Needs botocore, of the virtual environment that
$KEYSTRAP_MOTO names. $SEED picks other requests.
"""

import json
import os
import random
import string
import subprocess
import sys
import time
import urllib.parse

COUNT = 2000


def with_botocore():
    """Goes on under the python that has it."""
    root = os.environ.get("KEYSTRAP_MOTO", "")
    python = os.path.join(root, "bin", "python3")
    try:
        import botocore  # noqa: F401
    except ImportError:
        if os.environ.get("KEYSTRAP_AGAIN") or not os.access(python, os.X_OK):
            print("1..1")
            if os.environ.get("KEYSTRAP_TESTS_NO_SKIP"):
                print("not ok 1 botocore is needed and not there")
            else:
                print("ok 1 # SKIP no botocore: set KEYSTRAP_MOTO, or run contrib/test.sh")
            sys.exit(0)
        os.environ["KEYSTRAP_AGAIN"] = "1"
        os.execv(python, [python, *sys.argv])


def text_of(dice, alphabet, most, least=0):
    return "".join(dice.choice(alphabet) for _ in range(dice.randint(least, most)))


ANY = string.ascii_letters + string.digits + " /+=&?%~*'()!$,;:@_-.\u00e9\u1234\U0001f511"
NAMES = ("X-Amz-Target", "X-Amz-Foo", "X-Amz-Foo-Bar", "Content-Type", "My-Header", "Accept")


def quoted(dice):
    return urllib.parse.quote(text_of(dice, ANY, 12, 1), safe="")


def path(dice):
    """As it is sent: no empty segment and none of dots, which botocore would take out."""
    segments = [part for part in (quoted(dice) for _ in range(dice.randint(0, 3)))
                if part.strip(".")]
    query = "&".join(quoted(dice) + "=" + (quoted(dice) if dice.random() < 0.8 else "")
                     for _ in range(dice.randint(0, 5)))
    return "/" + "/".join(segments) + ("?" + query if query else "")


def request(dice):
    printable = string.ascii_letters + string.digits + "   \"#,;=/.()"
    headers = [[name, text_of(dice, printable, 20)]
               for name in dice.sample(NAMES, dice.randint(0, 5))]
    return {"method": dice.choice(("GET", "POST", "PUT")), "path": path(dice),
            "host": dice.choice(("a.example", "127.0.0.1:5000", "[::1]:4566",
                                 "secretsmanager.eu-west-1.amazonaws.com")),
            "region": dice.choice(("eu-west-1", "us-gov-west-1")),
            "service": dice.choice(("secretsmanager", "ssm", "sts", "kms")),
            "key": text_of(dice, string.ascii_uppercase, 20, 16),
            "secret": text_of(dice, string.ascii_letters + "+/", 90, 1),
            "token": text_of(dice, string.ascii_letters + "+/=", 900, 1)
            if dice.random() < 0.5 else None,
            "time": dice.randint(0, 4102444800), "headers": headers,
            "body": text_of(dice, ANY, 200) if dice.random() < 0.7 else None}


def expected(one):
    import botocore.auth
    import botocore.awsrequest
    import botocore.credentials

    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(one["time"]))
    headers = dict(one["headers"], Host=one["host"])
    headers["X-Amz-Date"] = stamp
    if one["token"]:
        headers["X-Amz-Security-Token"] = one["token"]
    made = botocore.awsrequest.AWSRequest(
        method=one["method"], url="https://" + one["host"] + one["path"], headers=headers,
        data=(one["body"] or "").encode())
    made.context["timestamp"] = stamp
    signer = botocore.auth.SigV4Auth(
        botocore.credentials.Credentials(one["key"], one["secret"], one["token"]),
        one["service"], one["region"])
    text = signer.string_to_sign(made, signer.canonical_request(made))
    return (f"AWS4-HMAC-SHA256 Credential={signer.scope(made)}, "
            f"SignedHeaders={signer.signed_headers(signer.headers_to_sign(made))}, "
            f"Signature={signer.signature(text, made)}")


def main():
    with_botocore()
    seed = os.environ.get("SEED", "keystrap")
    dice = random.Random(seed)
    requests = [request(dice) for _ in range(COUNT)]
    done = subprocess.run([sys.argv[1]], input="\n".join(map(json.dumps, requests)) + "\n",
                          capture_output=True, text=True, timeout=60, check=False)
    lines = done.stdout.splitlines()
    wrong = [number for number, (one, line) in enumerate(zip(requests, lines))
             if expected(one) != line]
    print("1..2")
    print(f"{'ok' if len(lines) == COUNT else 'not ok'} 1 each request is signed")
    print(f"{'not ok' if wrong else 'ok'} 2 {COUNT} signatures are those of botocore")
    for number in wrong[:3]:
        print(f"# seed {seed}: {json.dumps(requests[number])}")
    sys.exit(0 if len(lines) == COUNT and not wrong else 1)


if __name__ == "__main__":
    main()
