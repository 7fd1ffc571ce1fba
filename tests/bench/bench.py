# SPDX-License-Identifier: Apache-2.0
"""What keystrap costs with OpenBao, as ratios against curl, measured in turns in one run on one
machine.

Prints the first rows of the table that README.md shows; stores.py prints the others. Nothing here
passes or fails: machines differ, and other work goes on beside it.
"""

import os
import pathlib
import shutil
import sys
import tempfile

sys.dont_write_bytecode = True

from rig import bao, ca, tap  # noqa: E402
from timing import ROUNDS, medians, row, title  # noqa: E402

BUILD = pathlib.Path(os.environ["KEYSTRAP_BUILD"])
KEYSTRAP = str(BUILD / "keystrap")
TRUE = shutil.which("true")
CURL = shutil.which("curl")


def manifest(directory, name, server, variables, kv="auto"):
    path = directory / name
    path.write_text(
        f"[source vault]\ntype = vault\naddress = {server.address}\nkv = {kv}\n"
        f"ca-file = {ca.authority(ca.OURS).file}\n"
        + "".join(f"[{variable}]\nfrom = vault:{reference}\n"
                  for variable, reference in variables.items()))
    path.chmod(0o644)
    return [KEYSTRAP, "run", "-c", str(path), "--", TRUE]


def curl(server, token, paths, *options):
    argv = [CURL, "-s", *options, "--cacert", str(ca.authority(ca.OURS).file),
            "-H", f"X-Vault-Token: {token}"]
    for path in paths:
        argv += ["-o", "/dev/null", f"{server.address}/v1/secret/data/{path}"]
    return argv


def offline(directory):
    path = directory / "large.ini"
    path.write_text("[source vault]\ntype = vault\naddress = https://127.0.0.1:1\n" + "".join(
        f"[VARIABLE_{i}]\nfrom = vault:secret/app/{i}#value\ntype = string\nmin-length = 3\n"
        for i in range(1000)))
    path.chmod(0o644)
    return [KEYSTRAP, "check", "--offline", "-c", str(path)]


def main():
    server = bao.shared()
    for i in range(1000):
        server.write("secret", f"bench/{i}", {"value": f"value-{i}" * 4})
    server.policy("bench", {"secret/data/bench/*": ["read"]})
    token = server.token("bench")
    environment = {"VAULT_TOKEN": token, "PATH": os.environ["PATH"]}
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        value = {"ONE": "secret/bench/0#value"}
        one = manifest(directory, "one.ini", server, value)
        told = manifest(directory, "told.ini", server, value, kv=2)
        hundred = manifest(directory, "hundred.ini", server, {
            f"V{i}": f"secret/bench/{i}#value" for i in range(100)})
        thousand = manifest(directory, "thousand.ini", server, {
            f"V{i}": f"secret/bench/{i}#value" for i in range(1000)})
        names = [f"bench/{i}" for i in range(1000)]
        title()
        said, ours, theirs = medians([told, one, curl(server, token, names[:1])], environment)
        row("one secret, `kv = 2`: the same one request", said, "`curl -s`", theirs, "1.15")
        row("one secret, `kv = auto`: asks for the engine first", ours, "`curl -s`", theirs, "-")
        many, theirs = medians([hundred, curl(server, token, names[:100], "-Z")], environment,
                               ROUNDS // 2)
        row("a hundred secrets", many, "`curl -s -Z`", theirs, "1.0")
        row("a hundred against one", many, "one", ours, "3")
        most, theirs = medians([thousand, curl(server, token, names, "-Z")], environment,
                               ROUNDS // 6)
        row("a thousand secrets", most, "`curl -s -Z`", theirs, "1.0")
        check, nothing = medians([offline(directory), [KEYSTRAP, "--version"]], environment)
        row("`check --offline`, 1,000 variables", check, "`--version`", nothing, "-")


try:
    main()
finally:
    tap.finish()
