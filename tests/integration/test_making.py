# SPDX-License-Identifier: Apache-2.0
"""Credentials that a start makes: last, when all else is there; and given back within a bound."""

import sys

sys.dont_write_bytecode = True

from rig import canary, program, scripted, tap  # noqa: E402
from rig.tap import check, equal, test  # noqa: E402

import httpsd  # noqa: E402 (tests/fake, on the path through rig)

UNAVAILABLE, MANIFEST = 69, 78
CREDS, REVOKE = "/v1/database/creds/app", "/v1/sys/leases/revoke"
MINTED = "database/creds/app#password"


def store():
    server = scripted.start()
    server.on_prefix("/v1/sys/internal/ui/mounts/database/", httpsd.json_reply(
        {"data": {"path": "database/", "type": "database", "options": None}}))
    password = canary.value("password")
    server.on(CREDS, httpsd.json_reply(
        {"lease_id": "database/creds/app/L1", "renewable": True, "lease_duration": 3600,
         "data": {"username": "u", "password": password}}))
    server.on(REVOKE, httpsd.Reply(204))
    server.on(scripted.DATA + "app", httpsd.kv2({"value": canary.value("value")}))
    return server, password


def made(server):
    return server.count(CREDS)


@test
def test_a_start_that_fails_makes_nothing():
    server, _ = store()
    for rows in ({"NONE": "secret/none#x"}, {"FIELD": "secret/app#x"}):
        done = scripted.place({"VALUE": MINTED, **rows}, server, retries=0).run(
            environment=scripted.login())
        done.refused(UNAVAILABLE, *rows, "which is done last")
    equal(made(server), 0, "credentials made")


@test
def test_what_may_be_absent_is_no_reason():
    server, password = store()
    done = scripted.place({"VALUE": MINTED, "NONE": ["from = depot:secret/none#x", "required = no"],
                           "ELSE": ["from = depot:secret/app#else", "default = x"]},
                          server, retries=0).run(environment=scripted.login())
    done.got("VALUE", password)
    equal(made(server), 1, "credentials made")


@test
def test_a_file_or_another_store_that_fails_is_a_reason():
    server, _ = store()
    place = scripted.place({"VALUE": MINTED}, server)
    text = place.manifest.read_text()
    for more, status in (
            ("[source run]\ntype = files\ndirectory = .\n[FILE]\nfrom = run:absent\n", UNAVAILABLE),
            ("[source run]\ntype = exec\ncommand = false\n[OUT]\nfrom = run:value\n", MANIFEST),
            ("[source away]\ntype = vault\naddress = https://127.0.0.1:1\nauth = token\n"
             "retries = 0\n[AWAY]\nfrom = away:secret/app#value\n", UNAVAILABLE)):
        place.put("keystrap.ini", text + "\n" + more, 0o644)
        place.run(environment=scripted.login()).refused(status)
    equal(made(server), 0, "credentials made")


@test
def test_it_may_take_what_its_own_deadline_does_not_leave():
    """Another source takes its time: that is not the fault of this one."""
    server, password = store()
    slow, _ = store()
    slow.on(scripted.DATA + "app", httpsd.kv2({"value": canary.value("slow")}, stall_at=10,
                                              stall_seconds=3))
    place = scripted.place({"VALUE": MINTED}, server, deadline="2s")
    text = place.manifest.read_text()
    block = text[text.index("[source depot]"):text.index("[VALUE]")]
    place.put("keystrap.ini", text + "\n" + block.replace("depot", "slow").replace(
        server.address, slow.address).replace("deadline = 2s", "deadline = 20s")
        + "\n[SLOW]\nfrom = slow:secret/app#value\n", 0o644)
    place.run(environment=scripted.login()).got("VALUE", password)


@test
def test_giving_back_has_five_seconds():
    server, _ = store()
    server.on(REVOKE, httpsd.Reply(204, stall_at=5, stall_seconds=60))
    place = scripted.place({"VALUE": [f"from = depot:{MINTED}", "type = int"]}, server,
                           deadline="20s")
    done = place.run(environment=scripted.login(), timeout=40)
    check(done.child is None and "could not be given back" in done.stderr, done.stderr)
    equal((made(server), server.count(REVOKE)), (1, 1), "made, and asked to be given back")
    check(4 < done.seconds < 9, f"over in {done.seconds:.1f} s")


@test
def test_an_answer_that_is_lost_may_have_made_something():
    server, _ = store()
    server.on(CREDS, httpsd.Reply(200, {}, b"{" + b" " * 100, stall_at=10, stall_seconds=60))
    done = scripted.place({"VALUE": MINTED}, server, deadline="2s").run(
        environment=scripted.login())
    done.refused(UNAVAILABLE, "VALUE", "a credential may have been made")
    server.on(CREDS, httpsd.json_reply({"errors": ["no"]}, 500))
    done = scripted.place({"VALUE": MINTED}, server, retries=0).run(environment=scripted.login())
    done.refused(UNAVAILABLE, "VALUE")
    check("may have been made" not in done.stderr, "an answer that came is none that was lost")


tap.main()
