# SPDX-License-Identifier: Apache-2.0
"""Where Vault's answers mislead: what is asked once only, what is given back, and what is told."""

import os
import sys

sys.dont_write_bytecode = True

from rig import bao, ca, canary, program, scripted, tap  # noqa: E402
from rig.store import app_token, put, run  # noqa: E402
from rig.tap import check, equal, test  # noqa: E402

import httpsd  # noqa: E402

CHECKS, UNAVAILABLE, AUTH, MANIFEST = 65, 69, 77, 78
# Refused only when all values are there, and what is made with them.
REFUSED_PORT = "\n[PORT]\nvalue = none\ntype = port\n"
CREDS = "database/creds/app"
MADE = "/v1/" + CREDS
GIVE_BACK = "/v1/sys/leases/revoke"
SELF_BACK = "/v1/auth/token/revoke-self"
LOOKUP = "/v1/auth/token/lookup-self"


def mounted(server, path="database/", kind="database"):
    server.on_prefix(scripted.MOUNTS + path, httpsd.json_reply({
        "data": {"path": path, "type": kind, "options": None}}))


def makes(server, status=200, duration=3600):
    server.on(MADE, httpsd.json_reply({
        "lease_id": CREDS + "/1", "renewable": True, "lease_duration": duration,
        "data": {"username": "u", "password": canary.value("password")}}, status))


def denied(*texts, status=403):
    return httpsd.json_reply({"errors": list(texts)}, status)


def check_only(where, environment=None):
    return where.keystrap("check", "-c", where.manifest,
                          environment=scripted.login() if environment is None else environment)


# -- what is asked once only


@test
def test_check_makes_nothing_whatever_version_is_told():
    for version in ("auto", "1", "2"):
        server = scripted.start()
        mounted(server)
        makes(server)
        done = check_only(scripted.place({"VALUE": CREDS + "#password"}, server, kv=version,
                                         retries=0))
        equal((done.status in (0, UNAVAILABLE), server.count(MADE)), (True, 0),
              f"kv = {version}: status, credentials made")


@test
def test_a_told_version_that_is_not_known_is_read_once():
    server = scripted.start()
    server.on_prefix(scripted.MOUNTS + "database/", denied("permission denied"))
    makes(server, status=500)
    place = scripted.place({"VALUE": CREDS + "#password"}, server, kv=1, retries=3,
                           retry_base="10ms")
    place.run(environment=scripted.login()).refused(UNAVAILABLE, "the server failed")
    equal(server.count(MADE), 1, "requests that may make something")


@test
def test_a_login_is_sent_once_whatever_its_mount_is_called():
    for mount in ("approle", "decrypt"):
        server = scripted.start()
        server.on(f"/v1/auth/{mount}/login", denied(status=500))
        place = scripted.place({"VALUE": "secret/app#value"}, server, auth="approle",
                               auth_mount=mount, role_id="r", secret_id_file="sid", retries=2,
                               retry_base="10ms")
        place.put("sid", canary.value("sid"))
        place.run().refused(UNAVAILABLE, "the server failed")
        equal(server.count(f"/v1/auth/{mount}/login"), 1, f"logins at {mount}")


@test
def test_an_engine_that_is_being_upgraded_is_waited_for():
    server = scripted.start()
    text = canary.value("value")
    server.on(scripted.DATA + "app",
        denied("Upgrading from non-versioned to versioned data. This backend will be unavailable "
               "for a brief period and will resume service shortly.", status=400),
        httpsd.kv2({"value": text}))
    scripted.place({"VALUE": "secret/app#value"}, server, retries=0).run(
        environment=scripted.login()).got("VALUE", text)


# -- what is given back


def approle(server, **keys):
    where = scripted.place({"VALUE": "secret/app#value"}, server, auth="approle", role_id="r",
                           secret_id_file="sid", retries=0, **keys)
    where.put("sid", canary.value("sid"))
    server.on("/v1/auth/approle/login", httpsd.login(canary.value("token")))
    return where


@test
def test_the_token_of_a_login_is_given_back_when_nothing_was_started():
    server = scripted.start()
    server.on(SELF_BACK, httpsd.Reply(204))
    where = approle(server)
    where.run().refused(UNAVAILABLE, "VALUE")
    equal(server.count(SELF_BACK), 1, "after a failed start")
    server.on(scripted.DATA + "app", httpsd.kv2({"value": canary.value("value")}))
    equal(check_only(where, {}).status, 0, "status of check")
    equal(server.count(SELF_BACK), 2, "after check")
    where.keystrap("explain", "-c", where.manifest, "--online")
    equal(server.count(SELF_BACK), 3, "after explain --online")
    where.run().started()
    equal(server.count(SELF_BACK), 3, "a running program keeps it")


@test
def test_a_token_of_somebody_else_is_left_alone():
    server = scripted.start()
    scripted.place({"VALUE": "secret/app#value"}, server, retries=0).run(
        environment=scripted.login()).refused(UNAVAILABLE, "VALUE")
    equal(server.count(SELF_BACK), 0, "tokens given back")


@test
def test_leases_are_given_back_before_the_token():
    server = scripted.start()
    mounted(server)
    makes(server)
    server.on(GIVE_BACK, httpsd.Reply(204, drip_seconds=0.005))
    server.on(SELF_BACK, httpsd.Reply(204))
    where = approle(server)
    where.put("keystrap.ini", where.manifest.read_text() +
              f"\n[PASSWORD]\nfrom = depot:{CREDS}#password\n{REFUSED_PORT}", 0o644)
    server.on(scripted.DATA + "app", httpsd.kv2({"value": canary.value("value")}))
    where.run().refused(CHECKS, "PORT")
    order = [request.path for request in server.requests
             if request.path in (GIVE_BACK, SELF_BACK)]
    equal(order, [GIVE_BACK, SELF_BACK], "the order")


@test
def test_what_ends_with_the_token_of_the_login_is_given_back_with_it():
    """The policy may lack sys/leases/revoke then."""
    server = scripted.start()
    mounted(server)
    makes(server)
    server.on(GIVE_BACK, denied("permission denied"))
    server.on(SELF_BACK, httpsd.Reply(204))
    where = approle(server)
    where.put("keystrap.ini", where.manifest.read_text() +
              f"\n[PASSWORD]\nfrom = depot:{CREDS}#password\n{REFUSED_PORT}", 0o644)
    server.on(scripted.DATA + "app", httpsd.kv2({"value": canary.value("value")}))
    done = where.run().refused(CHECKS, "PORT")
    check("could not be given back" not in done.stderr, "it went with the token")
    equal((server.count(GIVE_BACK), server.count(SELF_BACK)), (1, 1), "requests")


@test
def test_openbao_has_no_token_left_after_check():
    server = bao.shared()
    text = put("app", value=None)["value"]
    app_token()
    role_id, secret_id = server.approle("edges", "app")
    login = {"VAULT_ROLE_ID": role_id, "VAULT_SECRET_ID": secret_id}

    def tokens():
        return len(server.call("GET", "auth/token/accessors?list=true")["data"]["keys"])

    before = tokens()
    run({"VALUE": "secret/app#none"}, login, auth="approle").refused(UNAVAILABLE, "VALUE")
    equal(tokens(), before, "tokens after a failed start")
    run({"VALUE": "secret/app#value"}, login, auth="approle").got("VALUE", text)
    equal(tokens(), before + 1, "tokens after a start")


@test
def test_a_lease_that_cannot_be_given_back_is_told():
    for reply, words in (
            (denied("1 error occurred: failed to revoke entry", status=400),
             "the server refused the request as wrong"),
            (denied("permission denied"), "do not allow update on sys/leases/revoke")):
        server = scripted.start()
        mounted(server)
        makes(server)
        server.on(GIVE_BACK, reply)
        server.on(LOOKUP, httpsd.json_reply({"data": {}}))
        where = scripted.place({"VALUE": CREDS + "#password"}, server, retries=0)
        where.put("keystrap.ini", where.manifest.read_text() + REFUSED_PORT, 0o644)
        done = where.run(environment=scripted.login())
        tap.contains(done.stderr, CREDS, "could not be given back", words)


@test
def test_what_ends_with_its_token_is_told():
    for duration, told in ((3599, False), (3600, False), (3601, True)):
        server = scripted.start()
        mounted(server)
        makes(server, duration=duration)
        where = scripted.place({"VALUE": CREDS + "#password"}, server, auth="approle",
                               role_id="r", secret_id_file="sid")
        where.put("sid", canary.value("sid"))
        server.on("/v1/auth/approle/login", httpsd.login(canary.value("token")))
        done = where.run()
        done.started()
        equal("ends with the token of the login, in 60 minutes" in done.stderr, told,
              f"a lease of {duration} s")
        equal("token_ttl as long as the program runs" in done.stderr, told, "the hint")


# -- a secret id that is removed


@test
def test_a_link_is_not_removed_in_place_of_the_secret():
    server = scripted.start()
    where = approle(server, secret_id_remove="yes")
    os.rename(where.directory / "sid", where.directory / "real")
    os.symlink("real", where.directory / "sid")
    where.run().refused(MANIFEST, "depot", "is a symbolic link", "name the file itself")
    check((where.directory / "sid").is_symlink() and (where.directory / "real").exists(),
          "both are there")
    equal(server.count("/v1/auth/approle/login"), 0, "the secret id was not used")


@test
def test_two_sources_read_one_secret_id_before_it_is_removed():
    server = scripted.start()
    where = approle(server, secret_id_remove="yes")
    server.on(scripted.DATA + "app", httpsd.kv2({"value": canary.value("value")}))
    text = where.manifest.read_text()
    block = text[text.index("[source depot]"):text.index("[VALUE]")]
    where.put("keystrap.ini", text + "\n" + block.replace("depot", "second") +
              "\n[OTHER]\nfrom = second:secret/app#value\n", 0o644)
    where.run().started()
    equal(server.count("/v1/auth/approle/login"), 2, "logins")
    check(not (where.directory / "sid").exists(), "it is gone")


# -- what is told


@test
def test_a_token_without_the_default_policy_is_not_called_dead():
    server = bao.shared()
    put("app", value=None)
    app_token()
    made = server.call("POST", "auth/token/create",
                       {"policies": ["app"], "no_default_policy": True, "ttl": "1h"})
    login = {"VAULT_TOKEN": canary.register("token", made["auth"]["client_token"])}
    server.write("secret", "other", {"value": canary.value("other")})
    both = {"GOOD": "secret/app#value", "BAD": "secret/other#value"}
    for kv in ("auto", "2"):
        done = run(both, login, kv=kv).refused(AUTH, "BAD", "permission denied", "secret/other")
        check("GOOD" not in done.stderr, f"kv = {kv}: the good one is not blamed")
    run({"BAD": "secret/other#value"}, login, kv="2").refused(
        AUTH, "BAD", "permission denied", "or its policies allow neither this path nor looking")


@test
def test_a_500_is_no_fault_of_a_standby_that_forwards():
    for health, words in ((429, "the server failed (HTTP 500)"),
                          (503, "the server is sealed (HTTP 500)")):
        server = scripted.start()
        server.on(scripted.DATA + "app", denied("1 error occurred", status=500))
        server.on("/v1/sys/health", httpsd.json_reply({}, health))
        scripted.place({"VALUE": "secret/app#value"}, server, retries=0).run(
            environment=scripted.login()).refused(UNAVAILABLE, "VALUE", words)


@test
def test_servers_that_never_serve_have_words_of_their_own():
    for health, words in ((472, "a secondary cluster for disaster recovery"),
                          (474, "cannot reach the active node"),
                          (530, "was removed from its cluster")):
        server = scripted.start()
        server.on(scripted.DATA + "app", denied(status=503))
        server.on("/v1/sys/health", httpsd.json_reply({}, health))
        scripted.place({"VALUE": "secret/app#value"}, server, retries=0).run(
            environment=scripted.login()).refused(UNAVAILABLE, "VALUE", words)


@test
def test_what_openbao_stores_and_keystrap_cannot_read_is_told():
    server = bao.shared()
    app_token()
    nested = []
    for _ in range(20):
        nested = [nested]
    for name, value, words in (("nul", "a\0b", "has a NUL byte"),
                               ("deep", nested, "is nested too deeply")):
        server.write("secret", "app/" + name, {"value": canary.value("value"), "other": value})
        run({"VALUE": f"secret/app/{name}#value"}).refused(
            UNAVAILABLE, "VALUE", f"secret/app/{name}", words, "hint: ")
    scripted_server = scripted.start()
    for other, words in (('"a": 1, "a": 2', "a name that stands there twice"),
                         ('"a": 18446744073709551616', "a number too large"),
                         ('"a": 1e400', "a number too large")):
        body = '{"data": {"data": {"value": "x", %s}, "metadata": {}}}' % other
        scripted_server.on(scripted.DATA + "app", httpsd.Reply(200, {}, body.encode()))
        scripted.place({"VALUE": "secret/app#value"}, scripted_server).run(
            environment=scripted.login()).refused(UNAVAILABLE, "VALUE", words)


@test
def test_a_directory_without_hashed_names_is_told():
    place = program.Workplace(program.manifest(
        {"VALUE": "secret/app#value"}, address="https://127.0.0.1:1", auth="token", retries=0))
    authorities = place.directory / "authorities"
    authorities.mkdir()
    (authorities / "ca.pem").write_bytes(ca.authority(ca.OURS).file.read_bytes())
    place.run(environment=scripted.login(VAULT_CAPATH=str(authorities))).refused(
        MANIFEST, "depot", "no directory of CA files with hashed names", "openssl rehash")


# -- settings


@test
def test_a_pin_and_a_certificate_want_tls_at_every_address():
    pin = "sha256//" + "A" * 43 + "="
    pair = ca.certificate("client")
    shown = {"client_certificate": pair.file, "client_key": pair.key}
    for other in ("http://127.0.0.1:8299", "unix:///run/bao.sock"):
        for addresses in (f"https://127.0.0.1:1, {other}", f"{other}, https://127.0.0.1:1", other):
            for keys, word in (({"pin": pin}, "pin needs https://"),
                               ({"auth": "cert", **shown}, "auth = cert needs https://")):
                program.run(program.manifest(
                    {"VALUE": "secret/app#value"},
                    **{"address": addresses, "auth": "token", **keys}),
                    environment=scripted.login()).refused(MANIFEST, "depot", word)


@test
def test_the_environment_of_the_stores_own_tools():
    place = program.Workplace(program.manifest({"VALUE": "secret/app#value"}, auth="token",
                                               retries=0))
    for extra in ({"VAULT_CLIENT_TIMEOUT": "1m30s"}, {"VAULT_CLIENT_TIMEOUT": "1.5m"},
                  {"VAULT_CLIENT_TIMEOUT": "500ms"}, {"VAULT_CLIENT_TIMEOUT": "2"}):
        place.run(environment=scripted.login(VAULT_ADDR="http://localhost:1", **extra)).refused(
            UNAVAILABLE, "http://127.0.0.1:1", "connection was refused")
    for text in ("1m30", "m", "-1s", "1e3s", "1x", "1h99999999m", "0s"):
        place.run(environment=scripted.login(VAULT_ADDR="https://127.0.0.1:1",
                                             VAULT_CLIENT_TIMEOUT=text)).refused(
            MANIFEST, "VAULT_CLIENT_TIMEOUT", "not a duration")
    for name in ("BAO_CLIENT_CERT_BYTES", "BAO_CLIENT_KEY_BYTES", "VAULT_DISABLE_REDIRECTS"):
        done = place.run(environment=scripted.login(VAULT_ADDR="https://127.0.0.1:1",
                                                    **{name: "true"}))
        tap.contains(done.stderr, name + " is ignored")
    done = place.run(environment=scripted.login(VAULT_ADDR="https://127.0.0.1:1",
                                                VAULT_DISABLE_REDIRECTS="false"))
    check("DISABLE_REDIRECTS" not in done.stderr, "what is off is not spoken of")
    program.run(program.manifest({"VALUE": "secret/app#value"}, address="http://localhost:1",
                                 auth="token"),
                environment=scripted.login()).refused(MANIFEST, "http:// is for loopback")


tap.main()
