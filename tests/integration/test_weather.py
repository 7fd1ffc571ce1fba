# SPDX-License-Identifier: Apache-2.0
"""Servers that are down, slow, busy or sealed: what is asked how often, and how long it takes."""

import contextlib
import http.server
import socket
import socketserver
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True

from rig import ca, canary, bao, counting, new_directory, program, scripted, tap  # noqa: E402
from rig.tap import check, equal, test  # noqa: E402

import httpsd  # noqa: E402 (tests/fake, on the path through rig)

UNAVAILABLE, DEADLINE = 69, 75
MAY_PASS = (UNAVAILABLE, DEADLINE)


def closed():
    """An address where nobody listens."""
    return f"https://127.0.0.1:{bao.free_ports(1)[0]}"


@contextlib.contextmanager
def mute():
    """Takes connections and never says a word: (address, the listener)."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"


@contextlib.contextmanager
def hanging_up():
    """Takes connections and ends them at once: (address, a list with one entry for each)."""
    came = []

    def serve(listener):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                came.append(time.monotonic())
                connection.close()

    with socket.create_server(("127.0.0.1", 0), backlog=256) as listener:
        threading.Thread(target=serve, args=(listener,), daemon=True).start()
        yield f"https://127.0.0.1:{listener.getsockname()[1]}", came
        listener.shutdown(socket.SHUT_RDWR)


def fetch(variables, address, login=None, **keys):
    place = program.Workplace(program.manifest(variables, **{
        "address": address, "ca_file": ca.authority(ca.OURS).file, "auth": "token",
        "deadline": "20s", **keys}))
    return place.run(environment=login or scripted.login())


def many(count, folder="many"):
    return {f"V{i}": f"secret/{folder}/{i}#value" for i in range(count)}


def real(count, folder="many"):
    """The shared OpenBao with so many secrets: (server, login, texts)."""
    server = bao.shared()
    texts = {f"V{i}": canary.value(f"{folder}{i}") for i in range(count)}
    for i in range(count):
        server.write("secret", f"{folder}/{i}", {"value": texts[f"V{i}"]})
    server.policy(folder, {f"secret/data/{folder}/*": ["read"]})
    return server, {"VAULT_TOKEN": server.token(folder)}, texts


def got_all(done, texts):
    for name, text in texts.items():
        done.got(name, text)


# -- several addresses

@test
def test_the_next_address_is_asked_when_one_cannot_be_reached():
    server, login, texts = real(1, "spare")
    with mute() as silent:
        for first in (closed(), "https://no-such-host.invalid", "unix:///nonexistent/socket",
                      silent):
            done = fetch(many(1, "spare"), f"{first}, {server.address}", login, retries=0)
            got_all(done, texts)
            check(done.seconds < 2, f"{first.split(':')[0]}: {done.seconds:.1f} s")


@test
def test_the_next_address_is_asked_when_one_takes_requests_and_hangs():
    server, login, texts = real(1, "spare")
    hung = scripted.start()
    hung.on_prefix("/", httpsd.Reply(200, stall_at=0, stall_seconds=30))
    done = fetch(many(1, "spare"), f"{hung.address}, {server.address}", login,
                 request_timeout="1s", retries=0)
    got_all(done, texts)
    check(done.seconds < 6, f"one wait of a second: {done.seconds:.1f} s")


@test
def test_the_address_that_works_is_kept():
    server, login, texts = real(40, "kept")
    with hanging_up() as (address, came):
        got_all(fetch(many(40, "kept"), f"{address}, {server.address}", login, kv="2"), texts)
    check(len(came) <= 2, f"connections to the one that hangs up: {len(came)}")


@test(timeout=120)
def test_a_sealed_server_is_passed_over():
    server, login, texts = real(3, "sealed")
    other = bao.Server()
    other.mount_kv("secret", 2)
    with other.sealed():
        done = fetch(many(3, "sealed"), f"{other.address}, {server.address}", login)
        got_all(done, texts)
        done = fetch(many(3, "sealed"), f"{closed()}, {other.address}", login, retries=1)
        done.refused(UNAVAILABLE, "V0", "depot", other.address, "one of 2 addresses", "sealed",
                     "unseal")


@test
def test_the_message_names_the_address_that_was_asked():
    first, second = closed(), closed()
    done = fetch(many(2), f"{first}, {second}", retries=0)
    done.refused(UNAVAILABLE, "V0", f"({second}, one of 2 addresses)", "refused")
    check(first not in done.stderr, "the other one is not named")


class _OverSocket(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True


def _answering(reply):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        def address_string(self):
            return "socket"

        def log_message(self, *_):
            pass

    return Handler


@test
def test_a_unix_socket_may_be_one_of_them():
    text = canary.value("socket")
    path = new_directory("socket") / "agent.sock"
    with _OverSocket(str(path), _answering(httpsd.kv2({"value": text}))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for address in (f"unix://{path}", f"{closed()}, unix://{path}", f"unix://{path}, {closed()}"):
            fetch({"VALUE": "secret/app#value"}, address, kv="2", retries=0).got("VALUE", text)
        server.shutdown()


# -- a server that is away

@test
def test_a_hundred_items_do_not_knock_six_times_each():
    with hanging_up() as (address, came):
        done = fetch(many(100), address, kv="2", retry_base="20ms").refused(UNAVAILABLE, "V0")
    check(3 <= len(came) <= 10, f"connections: {len(came)}")
    equal(done.stderr.count("value-unavailable"), 1, "findings")


@test
def test_one_asks_a_sealed_server_for_all():
    server = scripted.start()
    server.on_prefix(scripted.DATA, httpsd.json_reply({"errors": ["Vault is sealed"]}, 503))
    server.on("/v1/sys/health", httpsd.json_reply({"sealed": True}, 503))
    done = fetch(many(100), server.address, kv="2", retry_base="20ms")
    done.refused(UNAVAILABLE, "V0", "sealed", "unseal")
    check(len(server.requests) <= 120, f"requests: {len(server.requests)}, not 600")
    equal((server.count("/v1/sys/health"), done.stderr.count("value-unavailable")), (1, 1),
          "requests for its health, findings")


@test
def test_when_the_server_is_back_everything_is_fetched():
    port = bao.free_ports(1)[0]
    pair = ca.certificate("server")
    texts = {f"V{i}": canary.value(f"back{i}") for i in range(30)}

    def come_back(_):
        time.sleep(1.5)
        server = httpsd.Server(pair.file, pair.key, at=("127.0.0.1", port))
        tap.at_end(server.stop)
        for i in range(30):
            server.on(f"{scripted.DATA}many/{i}", httpsd.kv2({"value": texts[f"V{i}"]}))

    place = program.Workplace(program.manifest(many(30), **{
        "address": f"https://127.0.0.1:{port}", "ca_file": ca.authority(ca.OURS).file, "kv": "2",
        "retries": "30", "retry-cap": "300ms", "deadline": "20s"}))
    got_all(place.run(environment=scripted.login(), during=come_back), texts)


@test
def test_retries_have_a_budget_together():
    for budget, most in (("7", 47), ("0", 40)):
        server = scripted.start()
        server.on_prefix("/v1/", httpsd.json_reply({"errors": []}, 500))
        fetch(many(40), server.address, kv="2", retry_budget=budget,
              retry_base="10ms").refused(UNAVAILABLE, "V0")
        asked = sum(1 for one in server.requests if one.path.startswith(scripted.DATA))
        equal(asked, most, f"requests for data, budget {budget}")


@test(timeout=120)
def test_a_quota_slows_down_and_does_not_fail():
    server, login, texts = real(60, "quota")
    server.call("POST", "sys/quotas/rate-limit/slow",
                {"rate": 20, "interval": "1s", "path": "secret/"})
    try:
        done = fetch(many(60, "quota"), server.address, login, kv="2", deadline="40s")
        got_all(done, texts)
        check(1 < done.seconds < 30, f"sixty at twenty a second: {done.seconds:.1f} s")
    finally:
        server.call("DELETE", "sys/quotas/rate-limit/slow")


# -- times

@test
def test_waits_are_as_the_manifest_says():
    server = scripted.start()
    server.on(f"{scripted.DATA}many/0", httpsd.json_reply({"errors": []}, 502))
    done = fetch(many(1), server.address, kv="2", retries=10, retry_base="10ms", retry_cap="20ms")
    done.refused(UNAVAILABLE, "V0", "HTTP 502")
    equal(server.count(f"{scripted.DATA}many/0"), 11, "tries")
    check(done.seconds < 1.5, f"ten short waits: {done.seconds:.1f} s")


@test
def test_connecting_and_answering_have_times_of_their_own():
    with mute() as address:
        done = fetch(many(1), address, retries=0, connect_timeout="300ms")
        done.refused(UNAVAILABLE, "V0", "did not accept a connection in time")
        check(done.seconds < 1.5, f"connect-timeout of 0.3 s: {done.seconds:.1f} s")
    server = scripted.start()
    server.on(f"{scripted.DATA}many/0", httpsd.kv2({"value": "x" * 20}, stall_at=0))
    done = fetch(many(1), server.address, kv="2", retries=0, request_timeout="300ms")
    done.refused(UNAVAILABLE, "V0", "did not answer in time")
    check(done.seconds < 1.5, f"request-timeout of 0.3 s: {done.seconds:.1f} s")


@test
def test_the_deadline_says_what_was_waited_for():
    with mute() as address:
        done = fetch(many(1), address, deadline="700ms")
        done.refused(DEADLINE, "V0", "did not accept a connection", "deadline has passed")
        check(done.seconds < 2, f"deadline of 0.7 s: {done.seconds:.1f} s")


@test
def test_a_resolver_that_never_answers():
    """The thread that libcurl looks hosts up in cannot be ended: nobody may wait for it."""
    place = program.Workplace(program.manifest(many(3), **{
        "address": "https://vault.keystrap-test.example:8200", "deadline": "1500ms", "auth": "token",
        "ca_file": ca.authority(ca.OURS).file}))
    resolver = place.put("resolv.conf", "nameserver 127.77.53.1\noptions timeout:30 attempts:1\n",
                         0o644)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        try:
            silent.bind(("127.77.53.1", 53))
        except OSError:
            tap.skip("port 53 cannot be used")
        wrapper = ["unshare", "-m", "/bin/sh", "-c",
                   f'mount --bind {resolver} /etc/resolv.conf && exec "$@"', "sh"]
        if subprocess.run([*wrapper, "true"], capture_output=True, check=False).returncode:
            tap.skip("no mount namespace")
        done = place.run(environment=scripted.login(), wrapper=wrapper)
        silent.settimeout(0.1)
        try:
            silent.recv(512)
        except TimeoutError:
            tap.skip("this machine asks another resolver")
    done.refused(DEADLINE, "V0", "could not be resolved", "deadline has passed")
    check(done.seconds < 3, f"deadline of 1.5 s: {done.seconds:.1f} s")


# -- many clients

CLIENTS, OUTAGE_SECONDS = 50, 8


def busiest_second(times):
    times = sorted(times)
    return max(sum(1 for other in times if first <= other < first + 1) for first in times)


def clients_and_outage(begin_within, **keys):
    """
    So many processes, that begin within so many seconds, want a secret of an OpenBao that is away
    meanwhile: how many requests it sees in its busiest second once it is back.
    """
    port = bao.free_ports(1)[0]
    server, login, _ = real(1, "outage")
    place = program.Workplace(program.manifest(many(1, "outage"), **{
        "address": f"https://127.0.0.1:{port}", "ca_file": ca.authority(ca.OURS).file, "kv": "2",
        "auth": "token", "retries": "200", "deadline": "90s", **keys}))
    clients = []
    end = time.monotonic() + OUTAGE_SECONDS
    try:
        for _ in range(CLIENTS):
            clients.append(subprocess.Popen(
                [str(program.build() / "keystrap"), "run", "-c", str(place.manifest), "--", "true"],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                env=place.environment(login), cwd=place.directory))
            time.sleep(begin_within / CLIENTS)
        time.sleep(max(0, end - time.monotonic()))
        with counting.Front(server.address, port) as front:
            ends = [client.wait(90) for client in clients]
    finally:
        for client in clients:
            if client.poll() is None:
                client.kill()
                client.wait()
    equal((set(ends), len(front.requests)), ({0}, CLIENTS), "exit statuses, requests")
    peak = busiest_second(front.times)
    print(f"# {CLIENTS} clients after {OUTAGE_SECONDS} s: {peak} requests in the busiest second")
    return peak


@test(timeout=150)
def test_fifty_clients_do_not_come_back_together():
    peak = clients_and_outage(0)
    check(peak <= CLIENTS // 2, f"requests in the busiest second: {peak}")


@test(timeout=150)
def test_fifty_clients_that_begin_meanwhile_do_not_come_together():
    peak = clients_and_outage(OUTAGE_SECONDS - 1, splay="24s")
    check(peak <= CLIENTS // 4, f"requests in the busiest second: {peak}")


tap.main()
