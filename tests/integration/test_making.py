# SPDX-License-Identifier: Apache-2.0
"""Credentials that a start makes: last, when all else is there; and given back within a bound."""

import sys

sys.dont_write_bytecode = True

from rig import ca, canary, program, scripted, tap  # noqa: E402
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


# -- what can be unwrapped once

LOOKUP, UNWRAP = "/v1/sys/wrapping/lookup", "/v1/sys/wrapping/unwrap"
LOST = httpsd.Reply(200, {}, b"{" + b" " * 200, cut=100)


def wrapped(reply, rows="", made_by="secret/data/app"):
    server = scripted.start()
    server.on(LOOKUP, httpsd.json_reply({"data": {"creation_path": made_by}}))
    server.on(UNWRAP, *reply)
    return server, program.Workplace(
        "[keystrap]\nenvironment = production\n" + source("once", server, "auth = unwrap",
                                                           "wrapping-token-file = wt") +
        f"[VALUE]\nfrom = once:{made_by}#value\n" + rows, {"wt": "hvs.abcdefghijkl"})


def source(name, server, *rows):
    return (f"[source {name}]\ntype = vault\naddress = {server.address}\n"
            f"ca-file = {ca.authority(ca.OURS).file}\nretry-base = 10ms\n" + "\n".join(rows) + "\n")


def answer():
    text = canary.value("wrapped")
    return text, httpsd.json_reply({"data": {"value": text}})


@test
def test_a_start_that_fails_leaves_it_wrapped():
    other, _ = store()
    text, reply = answer()
    server, place = wrapped([reply], source("other", other, "auth = token") +
                            "[NONE]\nfrom = other:secret/none#x\n")
    place.run(environment=scripted.login()).refused(UNAVAILABLE, "NONE", "which is done last")
    equal(server.count(UNWRAP), 0, "unwrapped")
    other.on(scripted.DATA + "none", httpsd.kv2({"x": canary.value("none")}))
    place.run(environment=scripted.login()).got("VALUE", text)
    equal(server.count(UNWRAP), 1, "unwrapped")


@test
def test_what_was_unwrapped_for_nothing_is_said():
    _, place = wrapped([answer()[1]], "[POOL_SIZE]\ntype = int\n")
    done = place.run(environment={"POOL_SIZE": "abc"})
    check(done.child is None, "not started")
    tap.contains(done.stderr, "source once", "was unwrapped for a start that failed",
                 "hand over a fresh wrapping token")


@test
def test_an_unwrapping_whose_reply_is_lost_is_not_to_be_tried_again():
    server, place = wrapped([LOST])
    done = place.run()
    done.refused(UNAVAILABLE, "once", "it may have been unwrapped",
                 "hand over a fresh wrapping token")
    equal(server.count(UNWRAP), 1, "unwrapped")
    check("credential" not in done.stderr and "try again" not in done.stderr, done.stderr)


@test
def test_so_it_is_with_a_secret_id():
    server, _ = wrapped([LOST], made_by="auth/approle/role/r/secret-id")
    place = program.Workplace(
        "[keystrap]\nenvironment = production\n" +
        source("once", server, "auth = approle", "role-id = r", "secret-id-file = wt",
               "wrapping-path = auth/approle/role/r/secret-id") +
        "[VALUE]\nfrom = once:secret/app#value\n", {"wt": "hvs.abcdefghijkl"})
    done = place.run()
    done.refused(UNAVAILABLE, "once", "it may have been unwrapped",
                 "hand over a fresh wrapping token")
    check("try again" not in done.stderr, done.stderr)
    equal(server.count(UNWRAP), 1, "unwrapped")


@test
def test_a_server_that_did_not_act_is_asked_again():
    for status in (429, 503):
        text, reply = answer()
        server, place = wrapped([httpsd.json_reply({"errors": []}, status), reply])
        place.run().got("VALUE", text)
        equal(server.count(UNWRAP), 2, "asked to unwrap")


tap.main()
