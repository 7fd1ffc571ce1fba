# SPDX-License-Identifier: Apache-2.0
"""Tests of the rig itself: a check that cannot fail proves nothing."""

import base64
import contextlib
import http.client
import io
import json
import os
import pathlib
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.parse

sys.dont_write_bytecode = True

from rig import bao, ca, canary, new_directory, program, run_directory, tap  # noqa: E402
from rig.tap import check, equal, fails, test  # noqa: E402

import httpsd  # noqa: E402 (tests/fake, on the path through rig)


# -- the runner

def _nested(source, *arguments, environment=None):
    """A test file of its own, run as meson runs one."""
    path = new_directory("nested") / "test_nested.py"
    path.write_text("import sys\nsys.dont_write_bytecode = True\n"
                    f"sys.path.insert(0, {str(pathlib.Path(__file__).parent)!r})\n"
                    f"from rig import tap\n{source}\ntap.main()\n")
    clean = {name: text for name, text in os.environ.items() if name != tap.NO_SKIP}
    return subprocess.run([sys.executable, str(path), *arguments], capture_output=True, text=True,
                          env={**clean, **(environment or {})}, timeout=30, check=False)


@test
def test_tap_counts_and_exits():
    done = _nested("""
@tap.test
def good(): pass
@tap.test
def bad(): tap.check(False, 'the moon is green')
@tap.test
def absent(): tap.skip('no moon')
""")
    equal(done.returncode, 1, "exit status")
    equal([line for line in done.stdout.splitlines() if not line.startswith("# ")],
          ["1..3", "ok 1 good", "not ok 2 bad", "ok 3 absent # SKIP no moon"], "output")
    tap.contains(done.stdout, "# the moon is green")


@test
def test_tap_fails_skips_where_asked():
    source = "@tap.test\ndef absent(): tap.skip('no moon')\n"
    equal(_nested(source).returncode, 0, "exit status with a skip")
    done = _nested(source, environment={tap.NO_SKIP: "1"})
    equal(done.returncode, 1, "exit status where nothing may be skipped")
    tap.contains(done.stdout, "not ok 1 absent")


@test
def test_tap_shows_no_value():
    done = _nested("""
@tap.test
def raises(): raise ValueError('hunter2hunter2')
@tap.test
def asserts(): assert 'hunter2hunter2' == ''.join(['x']), 'hunter2hunter2'
@tap.test
def differs(): tap.equal('hunter2hunter2', 'x', 'password', show=False)
""")
    equal(done.returncode, 1, "exit status")
    check("hunter2" not in done.stdout + done.stderr, "a diagnostic shows no value")


@test
def test_tap_stops_a_test_that_hangs():
    done = _nested("""
import time
@tap.test(timeout=1)
def hangs():
    try:
        time.sleep(20)
    except Exception:
        pass
@tap.test
def good(): pass
""")
    tap.contains(done.stdout, "not ok 1 hangs", "ok 2 good")


@test
def test_tap_runs_one_by_name():
    done = _nested("@tap.test\ndef a(): pass\n@tap.test\ndef b(): pass\n", "--only", "b")
    equal(done.stdout, "1..1\nok 1 b\n", "output")
    equal(_nested("@tap.test\ndef a(): pass\n", "--only", "c").returncode, 1, "unknown name")


# -- canaries

def _forms_of(text):
    raw = text.encode()
    yield "raw", raw
    yield "its first 40 bytes", raw[:40]
    yield "all but its first 40 bytes", raw[40:]
    yield "json", json.dumps(text).encode()
    yield "json in json", json.dumps(json.dumps(text)).encode()
    yield "url", urllib.parse.quote(text).encode()
    yield "url, form", urllib.parse.quote_plus(text).encode()
    yield "url, every byte", "".join(f"%{byte:02x}" for byte in raw).encode()
    yield "hex", raw.hex().encode()
    yield "HEX", raw.hex().upper().encode()
    for lead in range(3):
        yield f"base64 after {lead}", base64.b64encode(b"abc"[:lead] + raw + b"tail")
        yield f"base64url after {lead}", base64.urlsafe_b64encode(b"abc"[:lead] + raw + b"tail")


@test
def test_canary_finds_each_form():
    for planted in (canary.value("planted"), canary.value("planted", " \"$(id)\"\n\\/", "  "),
                    canary.value("planted", "\U0001f511é"), canary.value("planted", length=5000),
                    canary.register("planted", "s." + os.urandom(12).hex())):
        for form, content in _forms_of(planted):
            if len(planted) < 70 and form.endswith("40 bytes"):
                continue
            found = canary.found_in(b"before " + content + b" after")
            check("planted" in found, f"found as {form}")


@test
def test_canary_finds_nothing_in_other_text():
    canary.value("quiet", ending=" " * 80)
    equal(canary.found_in(b" " * 4096 + b"." * 4096 + os.urandom(1 << 16)), [], "finds")


@test
def test_canary_names_the_variable_not_the_value():
    planted = canary.value("LEAKED_VARIABLE")
    try:
        canary.search({"stderr": planted.encode()})
    except tap.Failure as failure:
        tap.contains(str(failure), "LEAKED_VARIABLE", "stderr")
        equal(canary.found_in(str(failure).encode()), [], "values in the diagnostic")
        return
    raise tap.Failure("the search found the planted value")


_LEAKS = {
    "stderr": 'echo "error: $LEAK" >&2',
    "stdout": 'printf %s "$LEAK"',
    "a file": 'printf %s "$LEAK" | base64 -w0 > "$HOME/cache"',
    "a changed file": 'printf %s "$LEAK" >> "$HOME/.state"',
    "a file name": ': > "$HOME/$LEAK"',
    "the arguments of a process": 'sleep 0.3 & sh -c "sleep 0.3; : $LEAK"',
    "the arguments of a process, for a while": 'sh -c "sleep 0.3; : $LEAK"; sh -c "sleep 0.3; :"',
    "the arguments of keystrap": '[ $# -gt 1 ] || exec "$0" check "$LEAK"; sleep 0.3',
    "the arguments of keystrap-fetch":
        'cp /bin/sh "$HOME/keystrap-fetch"; "$HOME/keystrap-fetch" -c "sleep 0.3; :" x "$LEAK"',
    "the environment of keystrap-fetch":
        'cp /bin/sh "$HOME/keystrap-fetch"; "$HOME/keystrap-fetch" -c "sleep 0.3; :"',
}


@contextlib.contextmanager
def _in_place_of_keystrap(script):
    """A shell script stands where the program would."""
    directory = new_directory("planted")
    path = directory / "keystrap"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    before = os.environ.get("KEYSTRAP_BUILD")
    os.environ["KEYSTRAP_BUILD"] = str(directory)
    try:
        yield
    finally:
        if before is None:
            del os.environ["KEYSTRAP_BUILD"]
        else:
            os.environ["KEYSTRAP_BUILD"] = before


@test
def test_program_run_finds_a_planted_leak():
    planted = canary.value("PLANTED")
    for place, script in _LEAKS.items():
        with _in_place_of_keystrap(script), fails(f"a value in {place}"):
            program.Workplace("", home={".state": "old"}).keystrap(
                "check", environment={"LEAK": planted})
    with _in_place_of_keystrap(": quiet"):
        program.Workplace("", home={".state": planted}).keystrap(
            "check", environment={"LEAK": planted})
    with _in_place_of_keystrap(_LEAKS["stdout"]):
        program.Workplace("").keystrap("export", environment={"LEAK": planted},
                                       stdout_is_declared=True)


@test
def test_program_run_reads_the_childs_report():
    text = canary.value("EXACT", " $(id) `id` \"'\\\n\r\t\U0001f511", "  \n", length=131000)
    with _in_place_of_keystrap('shift 4; exec "$@"'):
        done = program.Workplace("").run("exit", "7", environment={"EXACT": text, "EMPTY": ""})
        equal(done.status, 7, "exit status")
        check(done.child.environ["EXACT"] == text.encode(), "131,000 bytes arrive unchanged")
        equal(done.child.environ["EMPTY"], b"", "an empty variable")
        equal(done.child.argv[2:], [b"exit", b"7"], "arguments")
        equal(done.child.directory, str(done.directory), "directory")
        equal(sorted(done.child.descriptors), ["0", "1", "2"], "descriptors")
        tap.contains(" ".join(done.child.status), "SigBlk", "SigIgn", "Seccomp", "NoNewPrivs")
        again = program.Workplace("").run()
        again.got("LANG", "C.UTF-8")
        with fails("another value than expected"):
            again.got("LANG", "C")
        with fails("a variable that is not there"):
            again.got("ABSENT", "x")
        with fails("a refusal was expected, and the child ran"):
            again.refused(0)


@test
def test_program_run_ends_what_hangs_and_names_what_crashes():
    with _in_place_of_keystrap("exec sleep 20"), fails("a program that hangs"):
        program.Workplace("").keystrap("check", timeout=0.3)
    with _in_place_of_keystrap("kill -SEGV $$"), fails("a program that crashes"):
        program.Workplace("").keystrap("check")
    with _in_place_of_keystrap("exec sleep 20"):
        done = program.Workplace("").keystrap("check", signal_after=(0.2, signal.SIGTERM))
        equal(done.status, -signal.SIGTERM, "status of a program that a signal ended")


# -- certificates

@test
def test_certificates_are_wrong_in_one_way_each():
    authority = str(ca.authority(ca.OURS).file)
    for name, host, reason in (("server", "localhost", None),
                               ("wrong-host", "localhost", "hostname mismatch"),
                               ("wrong-host", "elsewhere.test", None),
                               ("expired", "localhost", "expired"),
                               ("other-ca", "localhost", "unable to get local issuer")):
        pair = ca.certificate(name)
        server = httpsd.Server(pair.file, pair.key)
        try:
            _get(server, "/", host=host, authority=authority)
            equal(reason, None, f"{name} is accepted for {host}")
        except ssl.SSLCertVerificationError as error:
            tap.contains(str(error).lower(), reason or "a reason", what=f"{name} for {host}")
        finally:
            server.stop()


# -- the scripted server

def _get(server, path, host="localhost", authority=None, headers=None, timeout=5):
    """(status, headers, body) over TLS verified for host."""
    context = ssl.create_default_context(cafile=authority or str(ca.authority(ca.OURS).file))
    connection = http.client.HTTPSConnection("127.0.0.1", server.port, timeout=timeout)
    connection.sock = context.wrap_socket(
        socket.create_connection(("127.0.0.1", server.port), timeout),
        server_hostname=host)
    with contextlib.closing(connection):
        connection.request("GET", path, headers=headers or {})
        reply = connection.getresponse()
        return reply.status, dict(reply.getheaders()), reply.read()


def _raw_get(server, path):
    """Every byte until the server closes, and whether it closed politely."""
    context = ssl.create_default_context(cafile=str(ca.authority(ca.OURS).file))
    context.options &= ~ssl.OP_IGNORE_UNEXPECTED_EOF
    plain = socket.create_connection(("127.0.0.1", server.port), 5)
    got = io.BytesIO()
    with context.wrap_socket(plain, server_hostname="localhost",
                             suppress_ragged_eofs=False) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        try:
            while chunk := connection.recv(65536):
                got.write(chunk)
        except (ssl.SSLError, ConnectionResetError):
            return got.getvalue(), False
    return got.getvalue(), True


@contextlib.contextmanager
def _server():
    pair = ca.certificate("server")
    server = httpsd.Server(pair.file, pair.key)
    try:
        yield server
    finally:
        server.stop()


@test
def test_httpsd_plays_a_script_and_counts():
    with _server() as server:
        server.on("/a", httpsd.later(429, seconds=3), httpsd.json_reply({"x": 1}))
        status, headers, _ = _get(server, "/a", headers={"X-Vault-Token": "abc"})
        equal((status, headers["Retry-After"]), (429, "3"), "first reply")
        equal(_get(server, "/a?version=2")[2], b'{"x": 1}', "second reply")
        equal(_get(server, "/a")[0], 200, "the last reply stays")
        equal(server.count("/a"), 3, "requests")
        equal(server.requests[0].headers["x-vault-token"], "abc", "recorded header")
        check(server.saw("abc") and not server.saw("abd"), "saw() tells what was sent")
        equal(_get(server, "/b")[0], 404, "a path without a script")
        server.on("/date", httpsd.later(503, date_seconds=60))
        tap.contains(_get(server, "/date")[1]["Retry-After"], " GMT")
        equal(_get(server, "/date")[0], 503, "status")
        server.on("/away", httpsd.redirect("https://elsewhere.test/x"))
        equal(_get(server, "/away")[1]["Location"], "https://elsewhere.test/x", "location")


@test
def test_httpsd_cuts_at_every_offset():
    with _server() as server:
        whole = httpsd.kv2({"key": "value"})
        for offset in range(len(whole.raw())):
            polite = bool(offset % 2)
            server.on("/cut", httpsd.kv2({"key": "value"}, cut=offset, polite=polite))
            got, closed_politely = _raw_get(server, "/cut")
            equal((len(got), closed_politely), (offset, polite), f"cut at {offset}")
            check(whole.raw().startswith(got), f"cut at {offset} is a part of the reply")


@test
def test_httpsd_stalls_drips_and_floods():
    with _server() as server:
        server.on("/stall", httpsd.kv2({}, stall_at=10, stall_seconds=0.3))
        begin = time.monotonic()
        _get(server, "/stall")
        check(0.25 < time.monotonic() - begin < 2, "the reply comes after the stall")
        server.on("/drip", httpsd.Reply(body=b"x" * 10, drip_seconds=0.002))
        equal(_get(server, "/drip")[2], b"x" * 10, "dripped body")
        server.on("/flood", httpsd.Reply(flood="body"))
        context = ssl.create_default_context(cafile=str(ca.authority(ca.OURS).file))
        plain = socket.create_connection(("127.0.0.1", server.port), 5)
        with context.wrap_socket(plain, server_hostname="localhost") as connection:
            connection.sendall(b"GET /flood HTTP/1.1\r\n\r\n")
            got = 0
            while got < 4 << 20:
                got += len(connection.recv(65536))
        for kind in ("headers", "line"):
            server.on("/flood", httpsd.Reply(flood=kind))
            try:
                _get(server, "/flood")
                raise tap.Failure(f"endless {kind} are no reply")
            except http.client.HTTPException:
                pass


@test
def test_httpsd_speaks_enough_vault():
    with _server() as server:
        httpsd.vault(server)
        mount = json.loads(_get(server, "/v1/sys/internal/ui/mounts/secret/app")[2])["data"]
        equal((mount["path"], mount["options"]["version"]), ("secret/", "2"), "mount")
        server.on("/v1/secret/data/app", httpsd.kv2({"a": "b"}, version=4))
        data = json.loads(_get(server, "/v1/secret/data/app")[2])["data"]
        equal((data["data"], data["metadata"]["version"]), ({"a": "b"}, 4), "secret")


# -- the real server

def _refusal(call):
    try:
        call()
    except bao.Refused as refused:
        return refused.status
    return 200


@test
def test_bao_serves_kv_1_and_2():
    server = bao.shared()
    equal(server.write("secret", "rig/app", {"key": canary.value("key")}), 1, "version")
    equal(server.write("secret", "rig/app", {"key": canary.value("key")}), 2, "version")
    server.delete_version("secret", "rig/app", 1)
    equal(_refusal(lambda: server.call("GET", "secret/data/rig/app?version=1")), 404, "deleted")
    server.destroy_version("secret", "rig/app", 1)
    equal(server.call("GET", "secret/data/rig/app")["data"]["metadata"]["version"], 2, "latest")
    server.write_kv1("old", "rig/app", {"key": canary.value("key")})
    check(server.call("GET", "old/rig/app")["data"]["key"], "KV 1 has the value")
    mounts = "sys/internal/ui/mounts/"
    equal(server.call("GET", mounts + "secret/rig/app")["data"]["options"], {"version": "2"},
          "engine version")
    options = server.call("GET", mounts + "old/rig/app")["data"]["options"]
    check(options is None or options.get("version") == "1", "KV 1 is told from KV 2")


@test
def test_bao_enforces_policies_and_revocation():
    server = bao.shared()
    server.write("secret", "rig/mine", {"key": canary.value("key")})
    server.policy("rig", {"secret/data/rig/mine": ["read"]})
    token = server.token("rig")
    read = lambda path: _refusal(lambda: server.call("GET", path, token=token))  # noqa: E731
    equal(read("secret/data/rig/mine"), 200, "allowed path")
    equal(read("secret/data/rig/other"), 403, "another path")
    server.revoke(token)
    equal(read("secret/data/rig/mine"), 403, "revoked token")
    short = server.token("rig", ttl="1s")
    time.sleep(1.5)
    equal(_refusal(lambda: server.call("GET", "auth/token/lookup-self", token=short)), 403,
          "expired token")


@test
def test_bao_has_approle_and_namespaces():
    server = bao.shared()
    server.policy("rig-role", {"secret/data/rig/*": ["read"]})
    role_id, secret_id = server.approle("rig", "rig-role")
    made = server.call("POST", "auth/approle/login",
                       {"role_id": role_id, "secret_id": secret_id})
    canary.register("login token", made["auth"]["client_token"])
    tap.contains(" ".join(made["auth"]["policies"]), "rig-role")
    server.namespace("rig-team")
    server.mount_kv("secret", 2, namespace="rig-team")
    server.write("secret", "app", {"key": canary.value("key")}, namespace="rig-team")
    equal(_refusal(lambda: server.call("GET", "secret/data/app", namespace="rig-team")), 200,
          "inside the namespace")
    equal(_refusal(lambda: server.call("GET", "secret/data/app")), 404, "outside")


@test
def test_bao_seals_and_stalls():
    server = bao.shared()
    with server.sealed():
        equal(_refusal(lambda: server.call("GET", "secret/data/x")), 503, "sealed")
    equal(_refusal(lambda: server.call("GET", "secret/data/x")), 404, "unsealed")
    with server.stalled():
        connection = socket.create_connection(("127.0.0.1", server.port), 5)
        connection.settimeout(0.3)
        with connection, contextlib.suppress(TimeoutError):
            ssl.create_default_context().wrap_socket(connection, server_hostname="localhost")
            raise tap.Failure("a stalled server accepts and says nothing")
    equal(_refusal(lambda: server.call("GET", "secret/data/x")), 404, "goes on")


@test(timeout=90)
def test_bao_keeps_its_data_over_a_restart():
    server = bao.Server(storage="raft")
    server.mount_kv("secret", 2)
    server.write("secret", "app", {"key": canary.value("key")})
    server.restart()
    equal(_refusal(lambda: server.call("GET", "secret/data/app")), 200, "after the restart")
    server.stop()


@test
def test_nothing_of_the_rig_stays():
    before = _nested("import rig\n@tap.test\ndef a(): print('#', rig.run_directory())\n")
    path = pathlib.Path(before.stdout.split("# ", 1)[1].splitlines()[0])
    check(not path.exists(), "the run's directory is removed")
    check(run_directory().exists(), "ours is still there")


tap.main()
