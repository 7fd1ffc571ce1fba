# SPDX-License-Identifier: Apache-2.0
"""Servers that answer and cannot serve: standbys, and those that were never initialised."""

import sys

sys.dont_write_bytecode = True

from rig import ca, canary, scripted, tap  # noqa: E402
from rig.tap import check, equal, test  # noqa: E402

import httpsd  # noqa: E402 (tests/fake, on the path through rig)

UNAVAILABLE, DEADLINE = 69, 75
HEALTH = "/v1/sys/health"
PATH = scripted.DATA + "app"
STANDBY = ("standby node", "hint: set address to the active node")


def answer(status, health=None):
    """A server whose secret answers with a status, and its health with another."""
    server = scripted.start()
    server.on(PATH, httpsd.json_reply({"errors": ["not now"]}, status))
    if health is not None:
        server.on(HEALTH, httpsd.json_reply({"initialized": health != 501, "sealed": health == 503},
                                            health))
    return server


def fetch(server, **keys):
    return scripted.place({"VALUE": "secret/app#value"}, server, **keys).run(
        environment=scripted.login())


def refused(done, status, *words):
    return done.refused(status, "VALUE", "depot", "secret/app", *words)


@test
def test_the_health_of_a_503_tells_a_standby():
    for health in (429, 473):
        server = answer(503, health)
        refused(fetch(server, retries=0), UNAVAILABLE, *STANDBY)
        equal((server.count(PATH), server.count(HEALTH)), (1, 1), f"requests, health {health}")


@test
def test_a_standby_is_told_by_the_answer_itself():
    for status, words in ((473, STANDBY), (472, ["secondary cluster", "the primary cluster"])):
        server = answer(status)
        refused(fetch(server, retries=0), UNAVAILABLE, *words)
        equal((server.count(PATH), server.count(HEALTH)), (1, 0), f"requests, {status}")


@test
def test_a_standby_that_points_elsewhere_is_not_followed():
    active = answer(200)
    server = scripted.start()
    server.on(PATH, httpsd.redirect(active.address + PATH))
    refused(fetch(server, retries=0), UNAVAILABLE, *STANDBY)
    equal((active.requests, active.saw(scripted.token())), ([], False), "what the active node saw")


def listed(*servers):
    return ", ".join(server.address for server in servers)


@test
def test_a_standby_is_followed_once_to_another_listed_address():
    text = canary.value("value")
    for same_port in (False, True):
        server = scripted.start()
        active = scripted.start(("127.0.0.2", server.port) if same_port else ("127.0.0.1", 0))
        server.on(PATH, httpsd.redirect(active.address + PATH))
        active.on(PATH, httpsd.kv2({"value": text}))
        fetch(server, address=listed(server, active)).got("VALUE", text)
        equal((server.count(PATH), active.count(PATH), active.saw(scripted.token())), (1, 1, True),
              "requests to each, and the token goes with the second")
        active.forget()
        active.on(PATH, httpsd.redirect(server.address + PATH))
        refused(fetch(server, address=listed(server, active), retries=0), UNAVAILABLE, *STANDBY)
        equal((server.count(PATH), active.count(PATH)), (3, 2),
              "each is asked and followed once: a second redirect is not followed")


@test
def test_a_standby_that_points_to_a_dead_node_is_not_the_end():
    text = canary.value("value")
    sealed, dead = answer(503, 503), scripted.start()
    dead.stop()
    for gone in (sealed, dead):
        server, active = scripted.start(), scripted.start()
        server.on(PATH, httpsd.redirect(gone.address + PATH))
        active.on(PATH, httpsd.kv2({"value": text}))
        fetch(server, address=listed(server, gone, active), retries=0).got("VALUE", text)
        equal((server.count(PATH), active.count(PATH)), (1, 1), "requests to each")


@test
def test_a_standby_is_followed_with_the_cas_of_a_directory():
    """The second node is met behind the walls, where no directory can be read."""
    text = canary.value("value")
    server = scripted.start()
    active = scripted.start(("127.0.0.2", 0))
    server.on(PATH, httpsd.redirect(active.address + PATH))
    active.on(PATH, httpsd.kv2({"value": text}))
    for authority, followed in ((ca.OURS, True), (ca.STRANGER, False)):
        done = fetch(server, address=listed(server, active), retries=0, ca_file=None,
                     ca_directory=ca.hashed(authority))
        if followed:
            done.got("VALUE", text)
        else:
            done.refused(UNAVAILABLE, "authority that is not trusted")
        equal((server.count(PATH), active.count(PATH)), (1, 1), "requests to each")


@test
def test_a_standby_is_not_followed_to_an_address_that_is_not_listed():
    server = scripted.start()
    other = answer(473)
    for at in (("127.0.0.1", 0), ("127.0.0.2", server.port)):
        active = scripted.start(at)
        active.on(PATH, httpsd.kv2({"value": canary.value("value")}))
        server.on(PATH, httpsd.redirect(active.address + PATH))
        for addresses in (server.address, listed(server, other)):
            refused(fetch(server, address=addresses, retries=0), UNAVAILABLE, *STANDBY)
        equal((active.requests, active.saw(scripted.token())), ([], False), "what that one saw")


@test
def test_a_standby_that_points_nowhere_is_passed_over():
    text = canary.value("value")
    server, active, unlisted = scripted.start(), scripted.start(), scripted.start()
    server.on(PATH, httpsd.redirect(unlisted.address + PATH))
    active.on(PATH, httpsd.kv2({"value": text}))
    fetch(server, address=listed(server, active), retries=0).got("VALUE", text)
    equal((server.count(PATH), active.count(PATH), unlisted.requests), (1, 1, []), "requests")


@test
def test_a_login_is_followed_like_any_other_request():
    text = canary.value("value")
    server, active = scripted.start(), scripted.start()
    login = "/v1/auth/approle/login"
    server.on(login, httpsd.redirect(active.address + login))
    active.on(login, httpsd.json_reply({"auth": {"client_token": scripted.token()}}))
    server.on(PATH, httpsd.kv2({"value": text}))
    place = scripted.place({"VALUE": "secret/app#value"}, server, auth="approle",
                           address=listed(server, active), role_id="role")
    place.run().got("VALUE", text)
    equal((server.count(login), active.count(login), active.count(PATH)), (1, 1, 0), "requests")


@test
def test_a_standby_is_not_followed_out_of_tls_or_to_a_node_that_is_not_trusted():
    server = scripted.start()
    server.on(PATH, httpsd.redirect(f"http://127.0.0.1:{server.port}{PATH}"))
    refused(fetch(server, retries=0), UNAVAILABLE, *STANDBY)
    pair = ca.certificate("other-ca")
    active = httpsd.Server(pair.file, pair.key, at=("127.0.0.2", server.port))
    tap.at_end(active.stop)
    server.on(PATH, httpsd.redirect(active.address + PATH))
    fetch(server, address=listed(server, active), retries=0).refused(
        UNAVAILABLE, "VALUE", "depot", "authority that is not trusted")
    equal(active.requests, [], "what the other node saw")


@test
def test_a_standby_that_stays_one_ends_at_the_deadline():
    for server in (answer(503, 429), answer(473)):
        done = refused(fetch(server, deadline="3s", retries=100), DEADLINE, *STANDBY)
        check(done.seconds < 7, f"the deadline is kept: {done.seconds:.1f} s for 3 s")
        check(server.count(PATH) >= 2, "it was tried again")


@test
def test_a_standby_that_becomes_active_is_waited_for():
    text = canary.value("value")
    server = scripted.start()
    server.on(PATH, httpsd.json_reply({"errors": []}, 473), httpsd.kv2({"value": text}))
    fetch(server).got("VALUE", text)


@test
def test_a_server_that_was_never_initialised():
    for status in (500, 501, 503):
        server = answer(status, 501)
        refused(fetch(server, retries=0), UNAVAILABLE, "not initialised",
                "hint: initialise it: bao operator init")


@test
def test_a_sealed_server_is_no_standby():
    done = refused(fetch(answer(503, 503), retries=0), UNAVAILABLE, "the server is sealed")
    check("standby" not in done.stderr, "it is not called a standby")


@test
def test_check_says_the_same_and_starts_nothing():
    place = scripted.place({"VALUE": "secret/app#value"}, answer(503, 429), retries=0)
    done = place.keystrap("check", "-c", place.manifest, environment=scripted.login())
    equal((done.status, done.child), (UNAVAILABLE, None), "status, child")
    tap.contains(done.stdout, "VALUE", "depot", "secret/app", *STANDBY, what="the report")


tap.main()
