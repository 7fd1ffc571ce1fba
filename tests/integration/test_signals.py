# SPDX-License-Identifier: Apache-2.0
"""A signal before the program is there: keystrap ends at once, and nothing of it stays."""

import os
import pathlib
import random
import signal
import socket
import subprocess
import sys
import time

sys.dont_write_bytecode = True

from rig import canary, process, program, scripted, tap  # noqa: E402
from rig.tap import check, equal, test  # noqa: E402

import httpsd  # noqa: E402 (tests/fake, on the path through rig)

ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT, signal.SIGHUP)
VARIABLES = {"VALUE": "secret/app#value"}


def wait_until(condition, what, seconds=10):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.005)
    raise tap.Failure(f"not so after {seconds} s: {what}")


def ends_at_once(place, number, reached, wrapper=(), pid_of=lambda running: running.pid):
    """One run that gets the signal when reached() holds."""
    helpers = []

    def send(running):
        wait_until(reached, "the step is reached")
        pid = pid_of(running)
        helpers.append(program.helper_of(pid))
        os.kill(pid, number)

    done = place.run(environment=scripted.login(), during=send, wrapper=wrapper)
    equal((done.status, done.child), (128 + number, None), f"{number.name}: status and child")
    check(done.seconds < 5, f"{number.name} ends it at once: {done.seconds:.1f} s")
    check(program.is_gone(helpers[0]), f"{number.name}: no keystrap-fetch is left behind")


# -- each step of a fetch

@test
def test_while_the_server_says_nothing_to_tls():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        place = program.Workplace(program.manifest(
            VARIABLES, address=f"https://127.0.0.1:{port}", auth="token", deadline="20s"))
        taken = []

        def connected():
            listener.setblocking(False)
            try:
                taken.append(listener.accept())
            except BlockingIOError:
                return False
            return True

        for number in ENDING:
            ends_at_once(place, number, connected)


def stalled(path, reply, **keys):
    server = scripted.start()
    server.on(path, reply)
    place = scripted.place(VARIABLES, server, **keys)
    for number in ENDING:
        server.requests.clear()
        ends_at_once(place, number, lambda: server.count(path) > 0)


@test
def test_while_the_mount_is_asked_for():
    stalled(scripted.MOUNTS + "secret/app", httpsd.Reply(stall_at=0))


@test
def test_while_the_value_is_asked_for():
    stalled(scripted.DATA + "app", httpsd.kv2({"value": canary.value("value")}, stall_at=0))


@test
def test_in_the_middle_of_the_value():
    whole = httpsd.kv2({"value": canary.value("value")})
    stalled(scripted.DATA + "app",
            httpsd.kv2({"value": canary.value("value")}, stall_at=len(whole.raw()) - 30))


@test
def test_between_two_tries():
    stalled(scripted.DATA + "app", httpsd.later(503, seconds=15))


@test
def test_at_any_time_of_a_start():
    """Before main() has run the signal has its default effect, then 128+n, then the program's."""
    server = scripted.start()
    server.on(scripted.DATA + "app", httpsd.kv2({"value": canary.value("value")}))
    place = scripted.place(VARIABLES, server)
    begin = time.monotonic()
    place.run(environment=scripted.login()).started()
    whole = time.monotonic() - begin
    seen = set()
    for turn in range(60):
        number = ENDING[turn % len(ENDING)]
        running = subprocess.Popen(
            [program.build() / "keystrap", "run", "-q", "-c", place.manifest, "--", "/bin/sleep",
             "5"], cwd=place.directory, env=scripted.login(), stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE, preexec_fn=process.end_with_parent)
        time.sleep(random.uniform(0, whole))
        running.send_signal(number)
        running.communicate(timeout=4)
        seen.add(running.returncode)
        check(running.returncode in (-number, 128 + number),
              f"{number.name} ends it: {running.returncode}")
    check(any(status > 0 for status in seen), "some came while it was fetching")
    wait_until(lambda: not _left_behind(place), "no keystrap-fetch is left behind", seconds=2)


def _left_behind(place):
    """keystrap-fetch processes that were started in the workplace."""
    found = []
    for path in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if (path / "comm").read_text() == "keystrap-fetch\n" \
                    and (path / "cwd").readlink() == place.directory:
                found.append(path.name)
        except OSError:
            continue
    return found


# -- others

def stalled_place():
    server = scripted.start()
    server.on(scripted.DATA + "app", httpsd.Reply(stall_at=0))
    return server, scripted.place(VARIABLES, server)


@test
def test_what_was_ignored_stays_ignored():
    """As under nohup: HUP does nothing while fetching, TERM still ends it."""
    server, place = stalled_place()
    hup = 1 << (signal.SIGHUP - 1)

    def send(running):
        wait_until(lambda: server.count(scripted.DATA + "app") > 0, "the step is reached")
        running.send_signal(signal.SIGHUP)
        time.sleep(0.3)
        check(running.poll() is None, "SIGHUP does not end it")
        running.send_signal(signal.SIGTERM)

    done = place.run(environment=scripted.login(), during=send,
                     wrapper=program.launch("ignore", f"{hup:x}"))
    equal((done.status, done.child), (128 + signal.SIGTERM, None), "status")
    child = program.Workplace("[VALUE]\nvalue = x\n").run(
        wrapper=program.launch("ignore", f"{hup:x}")).started()
    check(int(child.status["SigIgn"], 16) & hup, "SIGHUP is ignored in the child")


@test
def test_other_signals_while_fetching():
    """PIPE, CHLD, WINCH and others do what they did before; none of them starts the program."""
    server, place = stalled_place()
    for number, ends in ((signal.SIGCHLD, False), (signal.SIGWINCH, False), (signal.SIGUSR1, True)):
        server.requests.clear()
        alive = []

        def send(running, number=number, alive=alive):
            wait_until(lambda: server.count(scripted.DATA + "app") > 0, "the step is reached")
            running.send_signal(number)
            time.sleep(0.2)
            alive.append(running.poll() is None)
            running.send_signal(signal.SIGTERM)

        done = place.run(environment=scripted.login(), during=send)
        equal(alive, [not ends], f"{number.name}: it goes on")
        equal((done.status, done.child), (-number if ends else 128 + signal.SIGTERM, None),
              f"{number.name}: status")


def _pid_1(running):
    """The process that unshare has started, by its pid out here."""
    children = pathlib.Path(f"/proc/{running.pid}/task/{running.pid}/children")
    wait_until(lambda: children.read_text().split(), "unshare has started it")
    return int(children.read_text().split()[0])


def _namespace():
    wrapper = ["unshare", "-pf", "--mount-proc"]
    if subprocess.run([*wrapper, "true"], check=False, capture_output=True).returncode != 0:
        tap.skip("no right to make a pid namespace")
    return wrapper


@test
def test_as_process_1():
    wrapper = _namespace()
    server, place = stalled_place()
    for number in ENDING:
        server.requests.clear()
        ends_at_once(place, number, lambda: server.count(scripted.DATA + "app") > 0, wrapper,
                     _pid_1)


@test
def test_the_program_is_process_1():
    wrapper = _namespace()
    server = scripted.start()
    text = canary.value("value")
    server.on(scripted.DATA + "app", httpsd.kv2({"value": text}))
    place = scripted.place(VARIABLES, server)
    done = place.run("exit", 42, environment=scripted.login(), wrapper=wrapper)
    equal((done.status, done.child.pid), (42, 1), "status and pid")
    check(done.child.environ["VALUE"] == text.encode(), "the value arrives")


tap.main()
