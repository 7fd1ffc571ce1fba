# SPDX-License-Identifier: Apache-2.0
"""Servers that lie, stall, flood and cut: no child starts with a wrong value, no token strays."""

import contextlib
import functools
import json
import pathlib
import socket
import ssl
import sys
import threading
import time
import warnings

sys.dont_write_bytecode = True

from rig import ca, canary, program, tap  # noqa: E402
from rig.tap import check, equal, test  # noqa: E402

import httpsd  # noqa: E402 (tests/fake, on the path through rig)

UNAVAILABLE, DEADLINE, AUTH, MANIFEST = 69, 75, 77, 78
MAY_PASS = (UNAVAILABLE, DEADLINE)
DATA = "/v1/secret/data/"


@functools.cache
def token():
    return canary.register("VAULT_TOKEN", "s." + canary.value("token")[:24])


def start(certificate="server", old=False):
    pair = ca.certificate(certificate)
    server = httpsd.Server(pair.file, pair.key, old)
    tap.at_end(server.stop)
    httpsd.vault(server)
    return server


@functools.cache
def shared():
    return start()


def run(variables, server=None, environment=None, child=(), wrapper=(), during=None, **keys):
    text = program.manifest(variables, **{"address": (server or shared()).address,
                                          "ca_file": ca.authority(ca.OURS).file, "auth": "token",
                                          "deadline": "10s", **keys})
    return program.Workplace(text).run(
        *child, environment={"VAULT_TOKEN": token(), **(environment or {})}, wrapper=wrapper,
        during=during)


def one(path, **keys):
    """A run that wants one value, secret/PATH#value."""
    return run({"VALUE": f"secret/{path}#value"}, **keys)


def good(name="value"):
    text = canary.value(name)
    return text, httpsd.kv2({"value": text})


# -- replies that end too early

@test(timeout=200)
def test_a_reply_cut_at_any_offset_is_never_taken():
    """Each path is cut once, at its own offset, with a wrong value in it; then it is whole."""
    wrong = canary.value("wrong")
    length = len(httpsd.kv2({"value": wrong}).raw())
    for first in range(0, length, 100):
        offsets = range(first, min(first + 100, length))
        texts = {}
        for offset in offsets:
            texts[f"VALUE_{offset}"], whole = good(f"VALUE_{offset}")
            cut = httpsd.kv2({"value": wrong}, cut=offset, polite=bool(offset % 2))
            shared().on(f"{DATA}cut/{offset}", cut, whole)
        done = run({f"VALUE_{offset}": f"secret/cut/{offset}#value" for offset in offsets},
                   deadline="30s")
        for name, text in texts.items():
            done.got(name, text)
        for offset in offsets:
            equal(shared().count(f"{DATA}cut/{offset}"), 2, f"requests, cut at {offset}")


@test(timeout=120)
def test_a_body_whose_end_is_not_marked_is_never_taken():
    """HTTP/1 lets a body end with the connection: whoever cuts the line would say where."""
    text, _ = good()
    whole = httpsd.kv2({"value": text}, length=False)
    head = len(whole.raw()) - len(whole.body)
    at_value = head + whole.body.index(text.encode())
    for offset in (head, head + 1, at_value + 10, at_value + len(text) + 1, len(whole.raw()) - 1):
        for polite in (True, False):
            shared().on(DATA + "open", httpsd.kv2({"value": text}, length=False, cut=offset,
                                                  polite=polite))
            one("open", deadline="1s").refused(MAY_PASS, "VALUE", "depot", "secret/open")
    shared().on(DATA + "open", whole)
    one("open", deadline="1s").refused(MAY_PASS, "VALUE", "depot", "secret/open")


# -- time

@test
def test_a_stall_ends_at_the_deadline():
    text, whole = good()
    for at in (0, 12, len(whole.raw()) - len(whole.body), len(whole.raw()) - 1):
        shared().on(DATA + "wait", httpsd.kv2({"value": text}, stall_at=at))
        done = one("wait", deadline="1500ms").refused(
            MAY_PASS, "VALUE", "depot", "secret/wait", pattern="time|deadline|slow|stall|answer")
        check(done.seconds < 5, f"stalled after {at} bytes: {done.seconds:.1f} s for 1.5 s")


@test
def test_a_drip_ends_at_the_deadline():
    shared().on(DATA + "drip", httpsd.kv2({"value": canary.value("value")}, drip_seconds=0.05))
    done = one("drip", deadline="1500ms").refused(MAY_PASS, "VALUE", "depot")
    check(done.seconds < 5, f"the deadline is kept: {done.seconds:.1f} s for 1.5 s")


@test
def test_a_slow_start_within_the_deadline_is_fine():
    text = canary.value("value")
    shared().on(DATA + "slow", httpsd.kv2({"value": text}, stall_at=0, stall_seconds=1))
    done = one("slow")
    done.got("VALUE", text)
    check("waiting" not in done.stderr, "a second is no wait")
    shared().on(DATA + "slow", httpsd.kv2({"value": text}, stall_at=0, stall_seconds=4))
    done = one("slow")
    done.got("VALUE", text)
    tap.contains(done.stderr, "still waiting for source depot (https://")


# -- size

@test
def test_floods_are_cut_off():
    for kind in ("body", "headers", "line"):
        shared().on(DATA + "flood", httpsd.Reply(flood=kind))
        done = one("flood", deadline="8s").refused(MAY_PASS, "VALUE", "depot", "secret/flood")
        check(done.seconds < 6, f"endless {kind}: over in {done.seconds:.1f} s")


@test
def test_a_large_length_is_not_believed():
    shared().on(DATA + "length", httpsd.Reply(headers={"Content-Length": str(1 << 62)}, body=b"{"))
    one("length", deadline="2s").refused(MAY_PASS, "VALUE", "depot")


@test(timeout=120)
def test_a_reply_of_64_mib_is_not_read_to_its_end():
    whole = json.dumps({"data": {"data": {"value": canary.value("value")}, "pad": "x" * (64 << 20)}})
    for length in (True, False):  # announced, or found out on the way
        shared().on(DATA + "huge", httpsd.Reply(body=whole.encode(), length=length))
        done = one("huge", deadline="20s", retries=0).refused(UNAVAILABLE, "VALUE", "secret/huge",
                                                              "1 MiB")
        check(done.seconds < 8, f"over in {done.seconds:.1f} s")


@test(timeout=120)
def test_memory_is_capped():
    """A mebibyte of small things takes seventy to hold; whatever comes of it, it comes soon."""
    text = canary.value("value")
    head = '{"data": {"metadata": {"version": 1}, "data": {"value": "%s", "pad": [' % text
    for piece in ("{},", "[],", "0,", '{"a":{"a":0}},'):
        body = head + piece * ((1000 << 10) // len(piece)) + "0]}}}"
        paths = {f"V{i}": f"secret/bomb/{i}#value" for i in range(20)}
        for i in range(20):
            shared().on(f"{DATA}bomb/{i}", httpsd.Reply(body=body.encode()))
        peak = []

        def watch(running, peak=peak):
            helper = program.helper_of(running.pid)
            with contextlib.suppress(OSError):
                while status := pathlib.Path(f"/proc/{helper}/status").read_text():
                    if "VmPeak" not in status:
                        return
                    peak.append(int(status.partition("VmPeak:")[2].split()[0]))
                    time.sleep(0.01)

        done = run(paths, kv="2", during=watch)
        check(done.seconds < 15, f"{piece}: over in {done.seconds:.1f} s")
        if not program.is_sanitized():  # whose shadow alone takes terabytes of addresses
            check(peak and max(peak) <= 256 << 10, f"{piece}: at most 256 MiB, {max(peak)} KiB")
        if done.status == 0:
            for name in paths:
                done.got(name, text)
        else:
            check(done.child is None, f"{piece}: no child, {done.status}")


# -- other places

@test
def test_redirects_take_no_token_along():
    thief = start()
    for status in (301, 302, 303, 307, 308):
        for address in (thief.address, thief.address.replace("127.0.0.1", "localhost"),
                        thief.address.replace("https", "http")):
            shared().on(DATA + "away", httpsd.redirect(f"{address}{DATA}away", status))
            one("away", deadline="2s").refused(MAY_PASS, "VALUE", "depot", "secret/away",
                                               pattern="redirect|another address|elsewhere|30[0-9]")
    equal((thief.requests, thief.saw(token())), ([], False), "what the other host was sent")


@test
def test_the_environment_has_no_proxies():
    text, whole = good()
    shared().on(DATA + "proxy", whole)
    proxies = {name: "http://127.0.0.1:1" for name in ("https_proxy", "HTTPS_PROXY", "ALL_PROXY")}
    one("proxy", environment=proxies).got("VALUE", text)


@test
def test_only_https_or_loopback():
    for address in ("http://keystrap.test:8200", "ftp://127.0.0.1", "https://u:p@127.0.0.1:1",
                    "https://127.0.0.1:1/?x=y", "https://127.0.0.1:1/#x",
                    "https://a\\@127.0.0.1:1"):
        one("any", address=address).refused(MANIFEST, "keystrap.ini:", pattern="address")


@test
def test_certificates_that_do_not_fit():
    for name, pattern in (("wrong-host", "host|name"), ("expired", "expired|date|valid"),
                          ("other-ca", "authority|issuer|trust"),
                          ("self-signed", "authority.*not trusted"),
                          ("truncated", "authority.*not trusted")):
        server = start(name)
        one("any", server=server, deadline="3s").refused(UNAVAILABLE, "VALUE", "depot",
                                                         pattern=pattern)
        equal(server.requests, [], f"{name}: requests")


@test
def test_a_chain_that_is_whole_is_trusted():
    """The other side of "truncated": the certificate between ours and the server's is all it lacks."""
    server = start("chain")
    text, whole = good()
    server.on(DATA + "chain", whole)
    one("chain", server=server).got("VALUE", text)


@test
def test_tls_below_1_2_is_refused():
    """Two things refuse it: keystrap-fetch (tests/unit/net/test_tls_floor.c) and OpenSSL's level."""
    server = start(old=True)
    context = ssl.create_default_context(cafile=ca.authority(ca.OURS).file)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
    context.set_ciphers("ALL:@SECLEVEL=0")
    with socket.create_connection(("127.0.0.1", server.port)) as plain:
        try:
            with context.wrap_socket(plain, server_hostname="127.0.0.1") as connection:
                equal(connection.version(), "TLSv1.1", "what the server speaks")
        except ssl.SSLError:
            tap.skip("this OpenSSL has no TLS 1.1")
    done = one("any", server=server, deadline="3s").refused(
        UNAVAILABLE, "VALUE", "depot", "no secure connection", "TLS 1.2 or later")
    equal((server.requests, server.handshakes, done.stdout), ([], 1, ""), "requests, handshakes")


@test
def test_a_plain_port_is_not_tls():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_greet, args=(listener,), daemon=True).start()
        one("any", address=f"https://127.0.0.1:{listener.getsockname()[1]}", deadline="1s").refused(
            MAY_PASS, "VALUE", "depot")


def _greet(listener):
    """Speaks first, and not TLS."""
    with contextlib.suppress(OSError):
        while True:
            listener.accept()[0].sendall(b"220 mail.test ESMTP\r\n")


# -- what was asked

@test
def test_requests_are_as_official_clients_make_them():
    text, whole = good()
    server = start()
    server.on(DATA + "asked", whole)
    one("asked", server=server, namespace="team/blue").got("VALUE", text)
    for request in server.requests:
        headers = request.headers
        equal((request.method, headers.get("x-vault-request"), headers.get("x-vault-namespace")),
              ("GET", "true", "team/blue"), "method and headers")
        check(headers.get("x-vault-token") == token(), "the token is sent")
        for name in ("cookie", "accept-encoding", "authorization", "referer"):
            check(name not in headers, f"no {name} is sent")


@test
def test_one_request_for_many_fields():
    texts = {name: canary.value(name) for name in ("A", "B", "C")}
    server = start()
    server.on(DATA + "many", httpsd.kv2(texts))
    done = run({name: f"secret/many#{name}" for name in texts}, server=server)
    for name, text in texts.items():
        done.got(name, text)
    equal(server.count(DATA + "many"), 1, "requests")


@test
def test_versions_are_requests_of_their_own():
    server = start()
    texts = {1: canary.value("one"), 2: canary.value("two")}
    for version, text in texts.items():
        server.on(f"{DATA}versions?version={version}", httpsd.kv2({"value": text}, version))
    done = run({f"V{version}": f"secret/versions#value@{version}" for version in texts},
               server=server)
    for version, text in texts.items():
        done.got(f"V{version}", text)
    equal(server.count(DATA + "versions"), 2, "requests")


@test
def test_the_mount_is_asked_for_only_when_it_must_be():
    text, whole = good()
    server = start()
    server.on(DATA + "known", whole)
    one("known", server=server, kv="2").got("VALUE", text)
    equal([request.path for request in server.requests], [DATA + "known"], "requests")


@test
def test_paths_are_encoded_segment_by_segment():
    server = start()
    text = canary.value("value")
    server.on(DATA + "a%20b/%C3%A9%2B", httpsd.kv2({"value": text}))
    done = run({"VALUE": "secret/a b/\u00e9+#value"}, server=server, kv="2")
    asked = [request.path for request in server.requests]
    check(asked in ([DATA + "a%20b/%C3%A9%2B"], [DATA + "a%20b/%C3%A9+"]), f"asked for {asked}")
    check(done.status in (0, UNAVAILABLE), "it ends")


@test
def test_paths_that_climb_are_refused():
    server = start()
    for path in ("secret/../sys/seal-status", "secret/./x", "secret//x", "secret/%2e%2e/x",
                 "secret/x?list", "secret/a\\b"):
        run({"VALUE": f"{path}#value"}, server=server).refused(MANIFEST, "keystrap.ini:", "VALUE")
    equal(server.requests, [], "requests")


# -- trouble that passes, and trouble that does not

@test
def test_what_may_pass_is_tried_again():
    for status in (408, 412, 429, 472, 473, 500, 502, 503, 504):
        text, whole = good()
        path = f"{DATA}again/{status}"
        shared().on(path, httpsd.json_reply({"errors": ["later"]}, status), whole)
        one(f"again/{status}").got("VALUE", text)
        equal(shared().count(path), 2, f"requests after {status}")


@test
def test_what_stays_is_not_tried_again():
    for status, ours in ((400, UNAVAILABLE), (401, AUTH), (403, AUTH), (404, UNAVAILABLE),
                         (405, UNAVAILABLE), (501, UNAVAILABLE)):
        path = f"{DATA}stays/{status}"
        shared().on(path, httpsd.json_reply({"errors": ["no"]}, status), good()[1])
        one(f"stays/{status}").refused(ours, "VALUE", "depot", f"secret/stays/{status}")
        equal(shared().count(path), 1, f"requests after {status}")


@test
def test_retry_after_is_honoured():
    for name, when in (("number", {"seconds": 2}), ("date", {"date_seconds": 3})):
        text, whole = good()
        shared().on(f"{DATA}wait/{name}", httpsd.later(429, **when), whole)
        done = one(f"wait/{name}", deadline="20s")
        done.got("VALUE", text)
        check(done.seconds > 1.8, f"Retry-After as {name} is waited for: {done.seconds:.1f} s")


@test
def test_a_strange_retry_after_does_no_harm():
    for number, text in enumerate(("-1", "99999999999999999999", "soon", "", "0x10",
                                   "Thu, 01 Jan 1970 00:00:00 GMT")):
        value, whole = good()
        shared().on(f"{DATA}strange/{number}",
                    httpsd.json_reply({"errors": []}, 503, headers={"Retry-After": text}), whole)
        done = one(f"strange/{number}", deadline="3s")
        check(done.seconds < 6, "the deadline holds")
        if done.status == 0:
            done.got("VALUE", value)
        else:
            done.refused(MAY_PASS, "VALUE", "depot")


@test
def test_an_error_that_stays_is_given_up_at_the_deadline():
    shared().on(DATA + "never", httpsd.json_reply({"errors": ["internal error"]}, 500))
    done = one("never", deadline="2s").refused(MAY_PASS, "VALUE", "depot", "secret/never",
                                              pattern="500|server")
    check(done.seconds < 5, "the deadline holds")
    check(2 <= shared().count(DATA + "never") <= 20, "a few tries, no hot loop")


# -- documents

@test
def test_html_is_no_answer():
    for status, ours in ((200, UNAVAILABLE), (403, AUTH), (404, UNAVAILABLE), (502, MAY_PASS)):
        shared().on(DATA + "html", httpsd.html(status))
        done = one("html", deadline="1s").refused(ours, "VALUE", "depot", "secret/html")
        check("<" not in done.stderr, f"the page of {status} is not shown")


@test
def test_documents_that_are_not_as_they_should_be():
    text = canary.value("value")
    quoted = f'"{text}"'
    envelope = '{"data": {"data": %s, "metadata": {"version": 1}}}'
    for body in ("", "null", "[]", quoted, "{", '{"data": null}', '{"data": []}', "{}",
                 '{"data": {"data": null, "metadata": {}}}', envelope % "[]", envelope % quoted,
                 envelope % f'{{"value": {quoted}, "value": {quoted}}}',
                 envelope % f'{{"value": {quoted[:-1]}\\u0000"}}',
                 envelope % f'{{"value": {quoted[:-1]}\\ud800"}}',
                 envelope % f'{{"value": {quoted}}}' + quoted,
                 envelope % f'{{"value": {quoted[:-1]}\n"}}',
                 envelope % f'{{"value": {quoted}' + "[" * 100000,
                 envelope % ('{"value": ' + "[" * 1000 + quoted + "]" * 1000 + "}"),
                 envelope % f'{{"value": {quoted}, "deep": {"[" * 17 + "]" * 17}}}',
                 (envelope % f'{{"value": {quoted}}}').replace("value", "v\xff")):
        shared().on(DATA + "odd", httpsd.Reply(body=body.encode("latin-1")))
        one("odd", deadline="1s").refused((65, *MAY_PASS), "VALUE", "depot", "secret/odd")


@test
def test_a_servers_error_text_is_not_repeated_blindly():
    text = canary.value("echo")
    for status in (400, 403, 500):
        shared().on(DATA + "echo", httpsd.json_reply(
            {"errors": [f"bad \x1b[31m\r\n{text}"], "data": {"value": text}}, status))
        done = one("echo", deadline="1s")
        check(done.child is None and done.status in (*MAY_PASS, AUTH), "it is refused")
        check("\x1b" not in done.stderr, "no control character reaches the terminal")


# -- logins

def approle(server, secret_id="00000000-1111-2222-3333-444444444444"):
    place = program.Workplace(files={"secret-id": secret_id})
    place.put("keystrap.ini", program.manifest(
        {"VALUE": "secret/login#value"}, address=server.address, ca_file=ca.authority(ca.OURS).file,
        auth="approle", role_id="role", secret_id_file=place.directory / "secret-id",
        deadline="3s"), 0o644)
    return place.run()


@test
def test_a_login_is_made_once_and_its_token_used():
    server = start()
    text, whole = good()
    fresh = canary.register("login token", "s." + canary.value("token")[:24])
    server.on("/v1/auth/approle/login", httpsd.login(fresh))
    server.on(DATA + "login", whole)
    approle(server).got("VALUE", text)
    equal(server.count("/v1/auth/approle/login"), 1, "logins")
    check(all(request.headers.get("x-vault-token") == fresh for request in server.requests
              if request.path.startswith(DATA)), "the data is asked for with the new token")


@test
def test_a_login_that_gives_no_usable_token_is_refused():
    for bad in ("", "s.bad\r\nX-Evil: 1", "s.b\u00e9d", "s." + "x" * 100000):
        server = start()
        server.on("/v1/auth/approle/login", httpsd.login(bad))
        server.on(DATA + "login", good()[1])
        approle(server).refused((AUTH, UNAVAILABLE), "depot")
        check(not any("x-evil" in request.headers for request in server.requests),
              "no header is smuggled in")
        equal(server.count(DATA + "login"), 0, "requests for data")


@test
def test_a_login_is_not_sent_elsewhere():
    thief = start()
    server = start()
    server.on("/v1/auth/approle/login", httpsd.redirect(thief.address + "/v1/auth/approle/login"))
    approle(server, canary.register("secret id", "s." + canary.value("id")[:24])).refused(
        MAY_PASS, "depot")
    equal(thief.requests, [], "what the other host was sent")


@test
def test_a_token_with_line_ends_is_refused():
    for bad in ("s.bad\r\nX-Evil: 1", "s.b\u00e9d", "s.bad\x01"):
        done = one("any", environment={"VAULT_TOKEN": bad}, server=start())
        done.refused((AUTH, MANIFEST), "depot", pattern="token")


tap.main()
