# SPDX-License-Identifier: Apache-2.0
"""A hundred secrets of AWS against botocore, and AWS and Vault together against the slower of them.

AWS is moto behind the front that verifies every signature (rig/aws_front.py), Vault is OpenBao;
without one of them there is nothing to measure. Of botocore only the requests are timed, in a process
that has loaded it and made its client: keystrap is timed whole, its start and the program's included.
Nothing here passes or fails: machines differ, and other work goes on beside it.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

from rig import aws, bao, ca, process, tap  # noqa: E402
from timing import ROUNDS, medians, row, title  # noqa: E402

KEYSTRAP = str(pathlib.Path(os.environ["KEYSTRAP_BUILD"]) / "keystrap")
TRUE = shutil.which("true")
COUNT = 100


class Botocore:
    """botocore_fetch.py, which asks for the secrets once for each line that it is sent."""

    def __init__(self, environment):
        setting = {"region": aws.REGION, "address": aws.front().address, "names": names(),
                   "authority": str(ca.authority(ca.OURS).file)}
        self._process = subprocess.Popen(
            [str(pathlib.Path(os.environ["KEYSTRAP_MOTO"], "bin/python3")),
             str(pathlib.Path(__file__).with_name("botocore_fetch.py")), json.dumps(setting)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment,
            preexec_fn=process.end_with_parent)
        tap.at_end(self._process.kill)

    def __call__(self):
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            sys.exit("botocore has failed")
        return float(line)


def names():
    return [f"bench/{number}" for number in range(COUNT)]


def fill(vault):
    for number, name in enumerate(names()):
        aws.front().secret(name, string=f"value-{number}" * 4)
        vault.write("secret", name, {"value": f"value-{number}" * 4})
    vault.policy("bench", {"secret/data/bench/*": ["read"]})


def manifest(directory, vault, stores):
    authority = ca.authority(ca.OURS).file
    lines = {
        "aws": f"type = aws-secrets-manager\naddress = {aws.front().address}\n",
        "vault": f"type = vault\naddress = {vault.address}\nkv = 2\n",
    }
    form = {"aws": "{name}", "vault": "secret/{name}#value"}
    text = "".join(f"[source {store}]\n{lines[store]}ca-file = {authority}\n" for store in stores)
    text += "".join(f"[OF_{store.upper()}_{number}]\nfrom = {store}:{form[store].format(name=name)}\n"
                    for store in stores for number, name in enumerate(names()))
    path = directory / ("-".join(stores) + ".ini")
    path.write_text(text)
    path.chmod(0o644)
    return [KEYSTRAP, "run", "-c", str(path), "--", TRUE]


def main():
    vault = bao.shared()
    fill(vault)
    environment = aws.environment(VAULT_TOKEN=vault.token("bench"), PATH=os.environ["PATH"])
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        argv = [manifest(directory, vault, stores)
                for stores in (["aws"], ["vault"], ["aws", "vault"])]
        ours, alone, both, theirs = medians([*argv, Botocore(environment)], environment, ROUNDS // 3)
    title()
    row("a hundred secrets of AWS", ours, "botocore's requests alone", theirs, "1.0")
    row("a hundred of AWS and a hundred of Vault", both, "the slower alone", max(ours, alone), "1.1")


try:
    main()
except tap.Skip as reason:
    print(reason)
    sys.exit(77)
finally:
    tap.finish()
