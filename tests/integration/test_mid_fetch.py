# SPDX-License-Identifier: Apache-2.0
"""A real server that is sealed or restarted between a login and what is read with it."""

import sys
import threading
import time

sys.dont_write_bytecode = True

from rig import bao, canary, gate, program, tap  # noqa: E402
from rig import ca  # noqa: E402
from rig.tap import check, equal, test  # noqa: E402

UNAVAILABLE, DEADLINE = 69, 75
LOGIN, READ = "/v1/auth/approle/login", "/v1/secret/data/app"
AWAY_SECONDS = 1.5
_made = {}


def store():
    """One that keeps what it has when it is started again, with an AppRole and a secret."""
    if not _made:
        server = bao.Server(storage="raft")
        server.mount_kv("secret", 2)
        text = canary.value("value")
        server.write("secret", "app", {"value": text})
        server.policy("app", {"secret/data/app": ["read"]})
        _made["all"] = server, text, server.approle("app", "app")
    return _made["all"]


def run(happening, then=None, **keys):
    """
    Runs a program; just before its secret is read for the first time, that happens, and then, a
    while after, the other.
    """
    server, text, (role_id, secret_id) = store()
    once, happened = threading.Lock(), threading.Event()

    def hook(path):
        if path == READ and once.acquire(blocking=False):  # noqa: R1732 (never released)
            happening(server)
            happened.set()

    def wait(_running):
        check(happened.wait(20), "the secret is asked for")
        time.sleep(AWAY_SECONDS)
        then(server)

    with gate.Gate(server.address, hook) as front:
        place = program.Workplace(program.manifest(
            {"VALUE": "secret/app#value"}, address=front.address, auth="approle", kv=2,
            ca_file=ca.authority(ca.OURS).file, role_id=role_id, secret_id_file="secret-id",
            **keys))
        place.put("secret-id", secret_id, 0o600)
        done = place.run(timeout=60, during=wait if then else None)
    equal(front.count(LOGIN), 1, f"logins, of {front.paths}")
    return done, text, front


@test(timeout=120)
def test_a_server_that_is_sealed_meanwhile():
    done, text, front = run(lambda server: server.seal(), lambda server: server.unseal())
    done.got("VALUE", text)
    check(front.count(READ) > 1, f"it is asked again, of {front.paths}")


@test(timeout=120)
def test_a_server_that_is_restarted_meanwhile():
    started = threading.Event()

    def live(server):
        server.start()
        server.unseal()
        started.set()
        threading.Event().wait()

    def start(server):
        """A server ends with the thread that has started it: this one stays."""
        threading.Thread(target=live, args=(server,), daemon=True).start()
        check(started.wait(20), "it is there again")

    done, text, front = run(lambda server: server.stop(), start, deadline="60s", retries=20)
    done.got("VALUE", text)
    check(front.count(READ) > 1, f"it is asked again, of {front.paths}")


@test(timeout=120)
def test_a_server_that_stays_sealed():
    server, _, _ = store()
    try:
        done, _, _ = run(lambda server: server.seal(), deadline="3s")
        done.refused((UNAVAILABLE, DEADLINE), "VALUE", "the server is sealed", "unseal it")
    finally:
        server.unseal()


tap.main()
