# SPDX-License-Identifier: Apache-2.0
"""What cannot be had is told with variable, source, path, reason and next step; by real servers where
they can be made to."""

import contextlib
import socket
import ssl
import subprocess
import sys
import threading

sys.dont_write_bytecode = True

from rig import ca, bao, canary, program, scripted, tap  # noqa: E402
from rig.tap import check, equal, test  # noqa: E402

import httpsd  # noqa: E402 (tests/fake, on the path through rig)

UNAVAILABLE, AUTH, MANIFEST = 69, 77, 78
POLICY = {"secret/data/app": ["read"], "secret/data/gone": ["read"], "secret/data/ruined": ["read"],
          "secret/data/absent": ["read"],
          "old/app": ["read"], "secret/data/other": ["list"]}


def fetch(reference, address, login, **keys):
    place = program.Workplace(program.manifest({"VALUE": reference}, **{
        "address": address, "ca_file": ca.authority(ca.OURS).file, "auth": "token",
        "deadline": "20s", "retries": 0, **keys}))
    return place.run(environment=login)


def told(done, status, address, path, reason, step):
    """One finding that says all of it."""
    done.refused(status, "VALUE", "source depot", address, path, reason, "hint: ", step)
    check(done.stderr.count("[value-unavailable]") == 1, f"one finding: {reason}")


@test
def test_what_openbao_has_not():
    server = bao.shared()
    text = canary.value("value")
    server.write("secret", "app", {"value": text, "list": [text], "float": 1.5})
    server.write_kv1("old", "app", {"value": text})
    for name in ("gone", "ruined", "other"):
        server.write("secret", name, {"value": text})
    server.delete_version("secret", "gone", 1)
    server.destroy_version("secret", "ruined", 1)
    server.policy("failures", POLICY)
    login = {"VAULT_TOKEN": server.token("failures")}
    for reference, status, reason, step in (
            ("secret/absent#value", UNAVAILABLE, "no secret at this path", "create the secret"),
            ("secret/app#missing", UNAVAILABLE, "field missing: the secret has no such field",
             "check the name after the '#'"),
            ("secret/app#list", UNAVAILABLE, "an object, a list or null", "as a string"),
            ("secret/app#float", UNAVAILABLE, "fraction or exponent", "as a string"),
            ("secret/app#value@9", UNAVAILABLE, "version 9: ", "the number after the '@'"),
            ("secret/gone#value", UNAVAILABLE, "is deleted", "undelete it"),
            ("secret/ruined#value@1", UNAVAILABLE, "destroyed for good", "pin another one"),
            ("old/app#value@1", UNAVAILABLE, "keeps no versions", "drop the @VERSION"),
            ("secret/other#value", AUTH, "permission denied", "to the policy")):
        done = fetch(reference, server.address, login)
        told(done, status, server.address, reference.partition("#")[0], reason, step)


@test
def test_what_openbao_refuses():
    server = bao.shared()
    gone = server.token("default")
    server.revoke(gone)
    for login, reason in (({}, "nothing to log in with"),
                          ({"VAULT_TOKEN": gone}, "expired, revoked, used up or unknown")):
        fetch("secret/app#value", server.address, login).refused(
            AUTH, "VALUE", "source depot", server.address, reason, "hint: ")


@test
def test_an_address_without_the_s():
    server = bao.shared()
    address = server.address.replace("https://", "http://")
    done = fetch("secret/app#value", address, {"VAULT_TOKEN": server.token("default")}, retries=5)
    told(done, MANIFEST, address, "", "the server speaks TLS on this port", "write https://")
    check(done.seconds < 5, f"asked once: {done.seconds:.1f} s")


@test
def test_a_quota_of_openbao():
    server = bao.shared()
    server.write("secret", "app", {"value": canary.value("value")})
    server.policy("failures", POLICY)
    login = {"VAULT_TOKEN": server.token("failures")}
    server.call("POST", "sys/quotas/rate-limit/one",
                {"rate": 1, "interval": "60s", "path": "secret/"})
    try:
        for _ in range(2):
            done = fetch("secret/app#value", server.address, login, kv="2")
        told(done, UNAVAILABLE, server.address, "secret/app", "limits the rate of requests (HTTP 429)",
             "raise the quota")
    finally:
        server.call("DELETE", "sys/quotas/rate-limit/one")


@test
def test_certificates():
    for name, reason, step in (
            ("wrong-host", "is for another host name", "tls-server-name"),
            ("expired", "is expired or not valid yet", "renew the certificate"),
            ("other-ca", "an authority that is not trusted here", "set ca-file")):
        pair = ca.certificate(name)
        server = httpsd.Server(pair.file, pair.key)
        tap.at_end(server.stop)
        told(fetch("secret/app#value", server.address, scripted.login()), UNAVAILABLE,
             server.address, "secret/app", reason, step)


@test
def test_replies_that_are_no_good():
    server = scripted.start()
    path = scripted.DATA + "app"
    errors = {"errors": ["\x1b[31m the server's own words"]}
    for reply, reason, step in (
            (httpsd.kv2({"value": "x"}, cut=60), "in the middle of the reply", "check proxies"),
            (httpsd.Reply(flood="body"), "larger than keystrap accepts", "split the secret"),
            (httpsd.redirect("https://127.0.0.1:1/v1/x", 301), "redirects elsewhere",
             "where the service really is"),
            (httpsd.json_reply(errors, 472), "a standby node", "active node"),
            (httpsd.json_reply(errors, 500), "the server failed (HTTP 500)", "server's log"),
            (httpsd.json_reply(errors, 502), "the server failed (HTTP 502)", "server's log"),
            (httpsd.redirect("https://127.0.0.1:1/v1/x", 307), "a standby node", "active node"),
            (httpsd.json_reply(errors, 473), "a standby node", "active node"),
            (httpsd.json_reply(errors, 405), "cannot be read that way", "keystrap-references(7)"),
            (httpsd.json_reply(errors, 408), "the server failed (HTTP 408)", "server's log"),
            (httpsd.json_reply(errors, 412), "the server failed (HTTP 412)", "server's log"),
            (httpsd.json_reply(errors, 413), "not what this kind of store answers", "check address"),
            (httpsd.json_reply(errors, 429), "limits the rate of requests (HTTP 429)",
             "raise the quota"),
            (httpsd.json_reply(errors, 503), "the server failed (HTTP 503)", "server's log"),
            (httpsd.json_reply(errors, 504), "the server failed (HTTP 504)", "server's log"),
            (httpsd.html(404), "not what this kind of store answers", "check address"),
            (httpsd.json_reply({"errors": []}, 502), "the server failed (HTTP 502)",
             "server's log"),
            (httpsd.html(200), "not what this kind of store answers", "check address"),
            (httpsd.json_reply(errors, 400), "refused the request as wrong (HTTP 400)",
             "check the path")):
        server.on(path, reply)
        done = fetch("secret/app#value", server.address, scripted.login(), kv="2")
        told(done, UNAVAILABLE, server.address, "secret/app", reason, step)
        check("own words" not in done.stderr, "the server's own words are not repeated")


def _babble(listener, context):
    with contextlib.suppress(OSError):
        while True:
            connection, _ = listener.accept()
            with contextlib.suppress(OSError), context.wrap_socket(
                    connection, server_side=True) as wrapped:
                wrapped.recv(4096)
                wrapped.sendall(b"220 mail.test ESMTP\r\n" * 4)


@test
def test_no_server_and_no_http():
    pair = ca.certificate("server")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair.file, pair.key)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_babble, args=(listener, context), daemon=True).start()
        for address, reason, step in (
                (f"https://127.0.0.1:{bao.free_ports(1)[0]}", "the connection was refused",
                 "check address"),
                ("https://no-such-host.invalid:8200", "could not be resolved", "the resolver"),
                (f"https://127.0.0.1:{listener.getsockname()[1]}", "does not speak HTTP",
                 "check address")):
            done = fetch("secret/app#value", address, scripted.login(), kv="2")
            told(done, UNAVAILABLE, address, "secret/app", reason, step)
        listener.shutdown(socket.SHUT_RDWR)


@test
def test_no_network():
    if subprocess.run(["unshare", "-n", "true"], capture_output=True, check=False).returncode:
        tap.skip("no network namespace")
    address = "https://192.0.2.1:8200"
    place = program.Workplace(program.manifest({"VALUE": "secret/app#value"}, address=address,
                                               auth="token", retries=0))
    told(place.run(environment=scripted.login(), wrapper=["unshare", "-n"]), UNAVAILABLE, address,
         "secret/app", "could not be reached", "check address")


# -- logins

def login(server, auth, env=None, **keys):
    place = program.Workplace(program.manifest({"VALUE": "secret/app#value"}, **{
        "address": server.address, "ca_file": ca.authority(ca.OURS).file, "auth": auth,
        "deadline": "20s", "retries": 0, **keys}), files={"jwt": scripted.token()})
    return place.run(environment=env)


def no_login(done, server, reason, step):
    done.refused(AUTH, "VALUE", "source depot", server.address, reason, "hint: ", step)
    equal(done.stderr.count("[value-unavailable]"), 1, f"findings: {reason}")


@test
def test_logins_that_openbao_refuses():
    server = bao.shared()
    for mount, method in (("failing-approle", "approle"), ("failing-userpass", "userpass"),
                          ("failing-jwt", "jwt")):
        server.call("POST", f"sys/auth/{mount}", {"type": method})
    server.call("POST", "auth/failing-approle/role/app", {"token_policies": ["default"]})
    role = server.call("GET", "auth/failing-approle/role/app/role-id")["data"]["role_id"]
    wrong = {"VAULT_SECRET_ID": canary.value("secret id")}
    password = {"VAULT_PASSWORD": canary.value("password")}
    refused = "the login was refused: the server does not take this role, name or secret"
    for auth, env, keys, reason, step in (
            ("approle", wrong, {"role_id": role, "auth_mount": "failing-approle"}, refused,
             "check role, role-id or username"),
            ("approle", wrong, {"role_id": "nobody", "auth_mount": "failing-approle"}, refused,
             "a secret-id or JWT may be used up or expired"),
            ("userpass", password, {"username": "nobody", "auth_mount": "failing-userpass"}, refused,
             "check role, role-id or username"),
            ("jwt", None, {"role": "app", "jwt_file": "jwt", "auth_mount": "failing-jwt"}, refused,
             "check role, role-id or username"),
            ("approle", wrong, {"role_id": role, "auth_mount": "no-such-mount"},
             "the login was denied", "check auth-mount and namespace")):
        no_login(login(server, auth, env, **keys), server, reason, step)


@test
def test_a_server_that_tells_which_methods_are_mounted():
    """OpenBao keeps that to itself: it denies."""
    server = scripted.start()
    for status in (404, 405):
        server.on("/v1/auth/approle/login", httpsd.json_reply({"errors": ["unsupported"]}, status))
        no_login(login(server, "approle", role_id="r"), server,
                 "there is no login method at this mount", "auth list) shows the mounts")


@test
def test_logins_that_want_more():
    server = scripted.start()

    def wants(*types):
        return {"auth": {"client_token": "", "mfa_requirement": {
            "mfa_request_id": "x", "mfa_constraints": {"c": {"any": [
                {"type": kind, "id": "1", "uses_passcode": kind == "totp"} for kind in types]}}}}}

    for reply, reason in (
            (wants("duo"), "confirmed on a person's device (Duo, Okta or PingID)"),
            (wants("totp"), "a one-time passcode (TOTP)"),
            (wants(), "a second factor")):
        server.on("/v1/auth/approle/login", httpsd.json_reply(reply))
        no_login(login(server, "approle", role_id="r"), server, reason, "use a role without MFA")


@test
def test_a_mount_that_is_none():
    """OpenBao denies it, whatever the policy allows; others say that it is not there."""
    server = bao.shared()
    server.policy("nowhere", {"nowhere/*": ["read"]})
    done = fetch("nowhere/app#value", server.address, {"VAULT_TOKEN": server.token("nowhere")})
    told(done, AUTH, server.address, "nowhere/app", "permission denied", "check its mount, too")
    server = scripted.start()
    done = fetch("nowhere/app#value", server.address, scripted.login())
    told(done, AUTH, server.address, "nowhere/app", "there is no engine at this path",
         "check the first part of the path")


tap.main()
