# SPDX-License-Identifier: Apache-2.0
"""AWS as far as it can be had on one machine: moto behind a front that checks each signature with
botocore's signer (aws_front.py says how), and manifests for it.

$KEYSTRAP_MOTO is a virtual environment with moto[server]; without one the test is skipped.
"""

import base64
import functools
import http.client
import json
import os
import pathlib
import subprocess

from . import ca, canary, process, program, tap

REGION = "eu-west-1"
KEY = "AKIAKEYSTRAPTESTS000"
SESSION_KEY = "ASIAKEYSTRAPTESTS000"


def _python():
    root = os.environ.get("KEYSTRAP_MOTO")
    found = pathlib.Path(root, "bin/python3") if root else None
    if not found or not found.exists():
        tap.skip("no moto: set KEYSTRAP_MOTO, or run contrib/test.sh")
    return str(found)


@functools.cache
def secret_key():
    return canary.register("AWS_SECRET_ACCESS_KEY", canary.value("secret")[:40])


@functools.cache
def session_token():
    return canary.value("AWS_SESSION_TOKEN", length=900)


class Front:
    def __init__(self):
        pair = ca.certificate("server")
        front = pathlib.Path(__file__).with_name("aws_front.py")
        self._process = subprocess.Popen(
            [_python(), str(front), str(pair.file), str(pair.key)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            preexec_fn=process.end_with_parent)
        tap.at_end(self._process.kill)
        ports = self._say({KEY: (secret_key(), None), SESSION_KEY: (secret_key(), session_token())})
        self.port, self._moto = ports["port"], ports["moto"]

    @property
    def address(self):
        return f"https://127.0.0.1:{self.port}"

    def _say(self, what):
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise tap.Failure("the front of moto answers")
        return json.loads(line)

    def order(self, do, **more):
        return self._say({"do": do, **more})

    def count(self, operation, status=None):
        return sum(1 for one in self.order("log") if one["target"].endswith("." + operation)
                   and status in (None, one["status"]))

    def call(self, target, **body):
        """An operation, straight to moto."""
        service = {"AmazonSSM": "ssm", "TrentService": "kms"}.get(target.partition(".")[0],
                                                                  "secretsmanager")
        connection = http.client.HTTPConnection("127.0.0.1", self._moto, timeout=30)
        connection.request("POST", "/", json.dumps(body), {
            "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": target,
            "Authorization": f"AWS4-HMAC-SHA256 Credential={KEY}/20260101/{REGION}/{service}/"
                             "aws4_request, SignedHeaders=host, Signature=x"})
        reply = connection.getresponse()
        content = reply.read()
        tap.check(reply.status == 200, f"{target}: moto answers {reply.status}")
        return json.loads(content or b"{}")

    def secret(self, name, **value):
        """A new secret: string= or binary= (base64)."""
        key = {"string": "SecretString", "binary": "SecretBinary"}
        return self.call("secretsmanager.CreateSecret", Name=name,
                         **{key[kind]: text for kind, text in value.items()})

    def parameter(self, name, value, kind="SecureString"):
        return self.call("AmazonSSM.PutParameter", Name=name, Value=value, Type=kind,
                         Overwrite=True)

    def key(self, alias=None):
        """A new KMS key: its id."""
        key = self.call("TrentService.CreateKey")["KeyMetadata"]["KeyId"]
        if alias:
            self.call("TrentService.CreateAlias", AliasName=alias, TargetKeyId=key)
        return key

    def sealed(self, key, text, **context):
        """What aws kms encrypt prints."""
        plain = base64.b64encode(text if isinstance(text, bytes) else text.encode()).decode()
        return self.call("TrentService.Encrypt", KeyId=key, Plaintext=plain,
                         EncryptionContext=context)["CiphertextBlob"]


@functools.cache
def front():
    return Front()


def fresh():
    """The front, with nothing in its log and no orders."""
    front().order("forget")
    return front()


def environment(**more):
    return {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": secret_key(), "AWS_REGION": REGION,
            **more}


def manifest(variables, kind="aws-secrets-manager", **keys):
    text = program.manifest(variables, source="aws", **{
        "address": front().address, "ca_file": ca.authority(ca.OURS).file, "deadline": "20s",
        **keys})
    return text.replace("type = vault", f"type = {kind}")


def run(variables, kind="aws-secrets-manager", env=None, **keys):
    return program.run(manifest(variables, kind, **keys), environment=env or environment())


def kms(variables, **keys):
    return run(variables, kind="aws-kms", **keys)


def ssm(variables, **keys):
    return run(variables, kind="aws-ssm", **keys)
