# SPDX-License-Identifier: Apache-2.0
"""What the checks of a thousand variables cost, beyond reading them, in time and memory.

The same file is checked with all presets; beside it, in turns, as many plain strings, which are
read and reported on in the same way but hold nothing to judge. Nothing here passes or fails.
"""

import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True

from rig import values  # noqa: E402
from timing import medians  # noqa: E402

KEYSTRAP = str(pathlib.Path(os.environ["KEYSTRAP_BUILD"]) / "keystrap")
COUNT = 1000
# Of one service; as many services as COUNT asks for.
SERVICE = """
%_JWT_SECRET=%{hex 64} ;; %_DATABASE_URL=postgresql://%:%{alnum 24}@pg.prod.internal/%?sslmode=require ;;
%_REDIS_URL=rediss://:%{alnum 32}@redis.prod.internal:6380/0 ;; %_DB_PASSWORD=%{alnum 24} ;;
%_API_KEY=%{base64url 32} ;; %_SECRET_KEY=%{base64 48} ;; %_STRIPE_SECRET_KEY=sk_live_%{alnum 99} ;;
%_CALLBACK_URL=https://%.acme-trading.io/callback ;; %_PORT=8080 ;; %_LOG_LEVEL=info ;;
%_DEBUG=false ;; %_TIMEOUT=30s ;; %_ENABLED=true ;; %_BUCKET=acme-prod-uploads ;;
%_ROLE_ARN=arn:aws:iam::123456789012:role/% ;; %_FROM=desk@acme-trading.io ;;
%_FLAGS={"beta": false} ;; %_REGION=eu-west-1 ;; %_CACHE_TTL=300 ;; %_OWNER=orders team
"""


def services():
    template = " ".join(SERVICE.split("\n")).strip()
    pairs = {}
    for number in range(COUNT // template.count(" ;; ") + 1):
        text = template.replace(";;  ", ";; ").replace("%_", f"S{number}_")
        text = text.replace("%{", "\0").replace("%", f"s{number}").replace("\0", "%{")
        pairs.update(values.Cell(text, "bench").pairs)
    return dict(list(pairs.items())[:COUNT])


def plain(pairs):
    """As many variables, as long, of letters that mean nothing, under names that mean nothing."""
    dice = random.Random("plain")
    return {f"V{number}_TEXT": "".join(dice.choice("bcdfghjklmnpqrstvwxz") for _ in text)
            for number, text in enumerate(pairs.values())}


def presets():
    tables = json.loads(subprocess.run([KEYSTRAP, "--dump-tables"], check=True,
                                       capture_output=True).stdout)
    return ",".join(row["name"] for row in tables["presets"] if row["name"] != "names")


def command(directory, name, pairs, *options):
    path = directory / name
    path.write_text(values.dotenv(pairs))
    path.chmod(0o600)
    return [KEYSTRAP, "check", "--dotenv", str(path), "--environment", "production",
            "--format", "json", "--fail-on", "never", *options]


def peak_kib(argv):
    """
    The most memory that the process has had. A pipe that is full holds it where it writes what it
    found; rusage will not do, it counts the memory of who has started the process.
    """
    reading, writing = os.pipe2(os.O_CLOEXEC)
    os.set_blocking(writing, False)
    try:
        while os.write(writing, bytes(4096)):
            pass
    except BlockingIOError:
        os.set_blocking(writing, True)
    pid = os.posix_spawn(argv[0], argv, {}, file_actions=[(os.POSIX_SPAWN_DUP2, writing, 1)])
    os.close(writing)
    lines = {}
    for _ in range(1000):
        text = pathlib.Path(f"/proc/{pid}/status").read_text()
        lines = dict(line.split(":", 1) for line in text.splitlines())
        if "pipe" in pathlib.Path(f"/proc/{pid}/wchan").read_text():
            break
        time.sleep(0.01)
    while os.read(reading, 65536):
        pass
    os.close(reading)
    os.waitpid(pid, 0)
    return int(lines["VmHWM"].split()[0])


def main():
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        pairs = services()
        commands = {
            "1,000 variables of 50 services, all presets":
                command(directory, "services.env", pairs, "--presets", presets()),
            "the same, without presets": command(directory, "services.env", pairs),
            "1,000 plain strings": command(directory, "plain.env", plain(pairs)),
            "one plain string": command(directory, "one.env", {"V_TEXT": "bcdf"}),
        }
        taken = medians(list(commands.values()), {})
        print("| check | time | beyond plain strings | a variable | peak memory |\n"
              "| --- | --- | --- | --- | --- |")
        for (what, argv), once in zip(commands.items(), taken):
            beyond = once - taken[2]
            said = (f"{beyond * 1000:.1f} ms | {beyond * 1e6 / COUNT:.1f} µs" if beyond > 0
                    else "- | -")
            print(f"| {what} | {once * 1000:.1f} ms | {said} | {peak_kib(argv) / 1024:.1f} MiB |",
                  flush=True)


main()
