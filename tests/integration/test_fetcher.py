# SPDX-License-Identifier: Apache-2.0
"""keystrap-fetch: where it is found, what it may know, and what becomes of one that misbehaves."""

import contextlib
import json
import os
import pathlib
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time

sys.dont_write_bytecode = True

from rig import SOURCE, new_directory, run_directory  # noqa: E402
from rig import ca, canary, program, scripted, tap  # noqa: E402
from rig.tap import check, equal, test  # noqa: E402

import fetch  # noqa: E402 (tests/fake, on the path through rig)
import httpsd  # noqa: E402

UNAVAILABLE, INTERNAL, SYSTEM = 69, 70, 71
VARIABLES = {"VALUE": "secret/app#value"}
NOBODY = 65534
CORE = "4096"  # a soft limit that the machine would not set by itself

canary.register("the stand-in's value", fetch.ANSWER)


def copy(helper=None, readable=False):
    """A directory with a copy of keystrap, and the helper beside it: a program's text, or none."""
    directory = new_directory("copy")
    if readable:
        run_directory().chmod(0o755)
        directory.chmod(0o755)
    shutil.copy2(program.build() / "keystrap", directory)
    if helper is not None:
        (directory / "keystrap-fetch").write_text(helper)
        (directory / "keystrap-fetch").chmod(0o755)
    return directory / "keystrap"


def stand_in(behaviour):
    return copy(f"#!{sys.executable} -IS\nimport sys\nsys.path.insert(0, {str(SOURCE)!r} + "
                f"'/tests/fake')\nsys.dont_write_bytecode = True\n"
                f"import fetch\nfetch.main({behaviour!r})\n")


def anywhere():
    """A workplace whose server nobody asks."""
    return program.Workplace(program.manifest(VARIABLES, address="https://127.0.0.1:1",
                                              auth="token", deadline="1s"))


# -- a helper that misbehaves

@test
def test_the_stand_in_can_be_good():
    anywhere().run(environment=scripted.login(), program=stand_in("good")).got(
        "VALUE", fetch.ANSWER)


@test
def test_a_default_needs_a_failure_of_its_own():
    """What a helper says of one field or source explains nothing about another."""
    next_too = {**VARIABLES, "NEXT": ["from = depot:secret/app#next", "default = x"]}
    text = program.manifest(next_too, address="https://127.0.0.1:1", auth="token", deadline="1s")
    done = program.Workplace(text).run(environment=scripted.login(),
                                       program=stand_in("failure-of-the-next-field"))
    done.refused(INTERNAL, "keystrap-fetch left out a value")
    text = program.manifest(VARIABLES, address="https://127.0.0.1:1", auth="token", deadline="1s")
    text += ("\n[source other]\ntype = vault\naddress = https://127.0.0.1:2\nauth = token\n"
             "\n[NEXT]\nfrom = other:secret/app#value\ndefault = x\n")
    done = program.Workplace(text).run(environment=scripted.login(),
                                       program=stand_in("failure-beside-its-source"))
    done.refused(INTERNAL, "keystrap-fetch sent a failure of an item of another source")


@test
def test_a_helper_that_does_not_listen_is_not_waited_for():
    """More than a socket holds: the deadline is there while it is sent, too."""
    many = {f"V{i}": f"secret/app/{i}/{'x' * 100}#value" for i in range(4000)}
    done = program.Workplace(program.manifest(many, address="https://127.0.0.1:1", auth="token",
                                              deadline="1s")).run(
        environment=scripted.login(), program=stand_in("silent"), timeout=30)
    check(done.child is None and done.status != 0, "no child")
    check("no frame was taken in time" in done.stderr, f"said: {done.stderr[:300]}")


OF_THE_SYSTEM = ("no-memory", "system-error")
SLOW = ("garbage-then-stay", "good-then-stay", "silent")


@test
def test_a_helper_that_misbehaves_starts_nothing():
    place = anywhere()
    for behaviour in fetch.BEHAVIOURS:
        if behaviour == "good" or behaviour in SLOW or behaviour in OF_THE_SYSTEM:
            continue
        done = place.run(environment=scripted.login(), program=stand_in(behaviour))
        tap.check(done.status == INTERNAL, f"{behaviour}: 70, got {done.status}: {done.stderr}")
        done.refused(INTERNAL, "keystrap-fetch")
        equal(done.stdout, "", behaviour)
        check("\x1b" not in done.stderr, f"{behaviour}: no control characters on stderr")


@test
def test_a_helper_that_does_not_end_is_ended():
    for behaviour in SLOW:
        done = anywhere().run(environment=scripted.login(), program=stand_in(behaviour), timeout=15)
        check(done.seconds < 8, f"{behaviour}: over in {done.seconds:.1f} s")
        if behaviour == "garbage-then-stay":
            done.refused(INTERNAL, "keystrap-fetch")
        else:
            check(done.child is None and done.status != 0, f"{behaviour}: no child")


@test
def test_a_helper_that_is_killed():
    server = scripted.start()
    server.on(scripted.DATA + "app", httpsd.Reply(stall_at=0))
    place = scripted.place(VARIABLES, server)
    for number in (signal.SIGKILL, signal.SIGSYS):
        done = place.run(environment=scripted.login(), during=lambda running, number=number: (
            _wait_for_request(server), os.kill(program.helper_of(running.pid), number)))
        done.refused(INTERNAL, "keystrap-fetch")
        server.requests.clear()


@test
def test_a_call_that_the_sandbox_forbids_is_told():
    """A filter ends a process with SIGSYS, and nothing else in keystrap-fetch does."""
    done = anywhere().run(environment=scripted.login(), program=stand_in("forbidden-call"))
    done.refused(INTERNAL, "keystrap-fetch made a system call that its sandbox forbids",
                 "hint: please report it")
    done = anywhere().run(environment=scripted.login(), program=stand_in("killed"))
    done.refused(INTERNAL, "keystrap-fetch was ended by signal 9")
    check("sandbox" not in done.stderr, "another signal is not blamed on the sandbox")


@test
def test_a_helper_that_the_system_fails_says_with_what():
    place = anywhere()
    for behaviour, status, text in (
            ("no-memory", SYSTEM, "keystrap-fetch ran out of memory"),
            ("system-error", SYSTEM, "keystrap-fetch could not set up its sandbox"),
            ("system-error-when-ready", INTERNAL, "keystrap-fetch ended with status 71")):
        done = place.run(environment=scripted.login(), program=stand_in(behaviour))
        done.refused(status, text)
        check("sandbox" not in done.stderr or behaviour == "system-error",
              f"{behaviour}: the sandbox is not to blame")


@test
def test_what_keystrap_refuses_is_said_and_not_how_the_helper_took_it():
    done = anywhere().run(environment=scripted.login(), program=stand_in("wrong-magic"))
    done.refused(INTERNAL, "keystrap-fetch: bad frame: it is no frame")


@test
def test_more_values_than_one_collection_holds():
    """Seventeen large ones, and another store's, which is not to blame."""
    server = scripted.start()
    other = scripted.start()
    other.on(scripted.DATA + "app", httpsd.kv2({"value": canary.value("small")}))
    rows = {f"V{i}": f"secret/large{i}#value" for i in range(17)}
    for i in range(17):
        server.on(f"{scripted.DATA}large{i}", httpsd.kv2({"value": chr(65 + i) * 1000000}))
    text = program.manifest(rows, address=server.address, auth="token",
                            ca_file=ca.authority(ca.OURS).file)
    text += (f"\n[source other]\ntype = vault\naddress = {other.address}\nauth = token\n"
             f"ca-file = {ca.authority(ca.OURS).file}\n\n[SMALL]\nfrom = other:secret/app#value\n")
    done = program.Workplace(text).run(environment=scripted.login())
    done.refused(UNAVAILABLE, "source depot", "more than one collection holds", "16 MiB",
                 "ask for fewer")
    check("sandbox" not in done.stderr, "the sandbox is not to blame")
    equal(done.stderr.count("more than one collection"), 1, "said once")


def _wait_for_request(server, seconds=10):
    end = time.monotonic() + seconds
    while not server.count(scripted.DATA + "app"):
        check(time.monotonic() < end, "the value is asked for")
        time.sleep(0.005)


# -- where it is found

def good_place(**keys):
    server = scripted.start()
    text = canary.value("value")
    server.on(scripted.DATA + "app", httpsd.kv2({"value": text}))
    return scripted.place(VARIABLES, server, **keys), text


@test
def test_two_files_copied_anywhere_work():
    place, text = good_place()
    keystrap = copy()
    shutil.copy2(program.build() / "keystrap-fetch", keystrap.parent)
    place.run(environment=scripted.login(), program=keystrap).got("VALUE", text)


def _trap(directory):
    """A helper that must not be run: it leaves a mark."""
    mark = directory / "mark"
    path = directory / "keystrap-fetch"
    path.write_text(f"#!/bin/sh\n: > {mark}\n")
    path.chmod(0o755)
    return mark


@test
def test_nothing_outside_names_the_helper():
    place, text = good_place()
    trap = new_directory("trap")
    mark = _trap(trap)
    mark_here = _trap(place.directory)
    environment = {"PATH": f"{trap}:.:/usr/bin:/bin", "KEYSTRAP_LIBEXECDIR": str(trap),
                   "KEYSTRAP_FETCH": str(trap / "keystrap-fetch"), "LIBEXECDIR": str(trap)}
    place.run(environment=scripted.login(**environment)).got("VALUE", text)
    # A link is followed: what counts is where the program itself lives.
    (trap / "keystrap").symlink_to(program.build() / "keystrap")
    place.run(environment=scripted.login(**environment), program=trap / "keystrap").got(
        "VALUE", text)
    lone = copy()
    place.keystrap("run", "-c", place.manifest, "--", "true", program=lone,
                   environment=scripted.login(**environment))
    check(not mark.exists() and not mark_here.exists(), "a helper from PATH or the directory ran")


def _installed():
    """(the prefix, the wrapper that puts an installed tree there, the tree)."""
    options = json.loads(subprocess.run(
        ["meson", "introspect", "--buildoptions", program.build()], check=True,
        capture_output=True).stdout)
    prefix = next(row["value"] for row in options if row["name"] == "prefix")
    tree = new_directory("installed")
    subprocess.run(["meson", "install", "-C", program.build(), "--no-rebuild", "--quiet",
                    "--destdir", tree], check=True, capture_output=True)
    top = tree / prefix.lstrip("/")
    wrapper = ["unshare", "-m", "/bin/sh", "-c",
               'mount --bind "$0" "$1" && shift && exec "$@"', str(top), prefix]
    if subprocess.run([*wrapper, "true"], check=False, capture_output=True).returncode != 0:
        tap.skip("no right to make a mount namespace")
    return pathlib.Path(prefix), wrapper, top


@test
def test_an_installed_tree_finds_it_in_libexec():
    if not shutil.which("meson"):
        tap.skip("no meson")
    prefix, wrapper, top = _installed()
    helper = next(top.rglob("keystrap-fetch"))
    check(helper.parent != top / "bin", "the helper is in a directory of its own")
    place, text = good_place()
    place.run(environment=scripted.login(), wrapper=wrapper,
              program=prefix / "bin" / "keystrap").got("VALUE", text)
    helper.unlink()
    done = place.run(environment=scripted.login(), wrapper=wrapper,
                     program=prefix / "bin" / "keystrap")
    done.refused(SYSTEM, "keystrap-fetch", "hint: install")


@test
def test_a_missing_helper_is_an_error_with_a_hint():
    keystrap = copy()
    if any(pathlib.Path(path).exists() for path in
           ("/usr/local/libexec/keystrap-fetch", "/usr/libexec/keystrap-fetch")):
        tap.skip("keystrap is installed here")
    anywhere().run(environment=scripted.login(), program=keystrap).refused(
        SYSTEM, "keystrap-fetch", "No such file", "hint: install keystrap-fetch beside keystrap")
    (keystrap.parent / "keystrap-fetch").write_text("not executable")
    anywhere().run(environment=scripted.login(), program=keystrap).refused(SYSTEM)


# -- what others can see, and what the environment can do

def _as_nobody():
    if os.geteuid() != 0:
        return []
    return [shutil.which("setpriv"), "--reuid", str(NOBODY), "--regid", str(NOBODY), "--clear-groups"]


def _core_limit(pid):
    """(soft, hard), as texts."""
    for line in pathlib.Path(f"/proc/{pid}/limits").read_text().splitlines():
        if line.startswith("Max core file size "):
            return tuple(line.split()[4:6])
    raise tap.Failure("a process has a core limit")


def _owner(pid):
    return pathlib.Path(f"/proc/{pid}/environ").stat().st_uid


def _readable(pid, file):
    """Whether a process of the same user can read it."""
    return subprocess.run([*_as_nobody(), "head", "-c", "1", f"/proc/{pid}/{file}"], check=False,
                          capture_output=True, stdin=subprocess.DEVNULL).returncode == 0


@test
def test_memory_is_closed_to_the_same_user():
    server = scripted.start()
    server.on(scripted.DATA + "app", httpsd.Reply(stall_at=0))
    place = scripted.place(VARIABLES, server)
    place.put("ca.pem", ca.authority(ca.OURS).file.read_bytes(), 0o644)
    place.put("keystrap.ini", program.manifest(VARIABLES, address=server.address, ca_file="ca.pem",
                                               auth="token"), 0o644)
    keystrap = copy(readable=True)
    shutil.copy2(program.build() / "keystrap-fetch", keystrap.parent)
    place.directory.chmod(0o755)
    # A machine whose limit is 0 anyway would prove nothing.
    if os.geteuid() != 0 and resource.getrlimit(resource.RLIMIT_CORE)[1] == 0:
        tap.skip("the hard core limit is 0")
    wrapper = [*program.launch("core", CORE), *_as_nobody()]
    plain = subprocess.Popen([*wrapper, shutil.which("sleep"), "30"])

    def look(running):
        _wait_for_request(server)
        helper = program.helper_of(running.pid)
        check(_readable(plain.pid, "environ"), "an ordinary process can be read")
        for pid, name in ((running.pid, "keystrap"), (helper, "keystrap-fetch")):
            equal(_owner(pid), 0, f"owner of the environ of {name}")
            for file in ("environ", "mem", "maps"):
                check(not _readable(pid, file), f"{file} of {name} is closed")
            equal(_core_limit(pid)[0], "0", f"core limit of {name}")
        running.terminate()

    try:
        wanted = NOBODY if os.geteuid() == 0 else os.geteuid()
        end = time.monotonic() + 5
        while _owner(plain.pid) != wanted and time.monotonic() < end:
            time.sleep(0.01)
        equal(_owner(plain.pid), wanted, "owner of the environ of an ordinary process")
        equal(_core_limit(plain.pid)[0], CORE, "core limit of an ordinary process")
        done = place.run(environment=scripted.login(), during=look, program=keystrap,
                         wrapper=wrapper)
        equal(done.status, 128 + signal.SIGTERM, f"status: {done.stderr}")
    finally:
        plain.kill()
        plain.wait()


@test
def test_the_helper_has_no_environment_and_few_descriptors():
    if os.geteuid() != 0:
        tap.skip("only root can look into it")
    server = scripted.start()
    server.on(scripted.DATA + "app", httpsd.Reply(stall_at=0))
    place = scripted.place(VARIABLES, server)
    found = {}

    def look(running):
        _wait_for_request(server)
        at = pathlib.Path(f"/proc/{program.helper_of(running.pid)}")
        found["environ"] = (at / "environ").read_bytes().strip(b"\0")
        found["arguments"] = (at / "cmdline").read_bytes()
        found["descriptors"] = {int(fd.name): os.readlink(fd) for fd in (at / "fd").iterdir()}
        found["status"] = (at / "status").read_text()
        running.terminate()

    steps = ["open", 3, "/dev/zero", "open", 9, place.manifest]
    place.run(environment=scripted.login(), during=look, wrapper=program.launch(*steps))
    equal((found["environ"], found["arguments"]), (b"", b"keystrap-fetch\0"),
          "environment and arguments", show=False)
    targets = found["descriptors"]
    closed = range(2 if program.is_sanitized() else 3)  # a sanitizer keeps its stderr
    equal([targets[fd] for fd in closed], ["/dev/null"] * len(closed), "descriptors 0 to 2")
    files = [target for target in targets.values() if target in ("/dev/zero", str(place.manifest))]
    equal(files, [], "inherited files that are open in it")
    if not program.is_sanitized():  # no walls stand around a sanitizer
        for line in ("NoNewPrivs:\t1", "Seccomp:\t2", "CapEff:\t0000000000000000"):
            check(line in found["status"], line)


@test
def test_the_environment_changes_nothing_of_the_fetch():
    place, text = good_place()
    log = place.directory / "tls-keys"
    marker = place.directory / "engine"
    place.put("openssl.cnf", "openssl_conf = x\n[x]\nengines = y\n[y]\nz = w\n[w]\n"
              f"dynamic_path = {marker}.so\ninit = 1\n")
    nowhere = "http://127.0.0.1:1"
    hostile = {
        "SSLKEYLOGFILE": str(log), "OPENSSL_CONF": str(place.directory / "openssl.cnf"),
        "OPENSSL_MODULES": "/nonexistent", "OPENSSL_ENGINES": "/nonexistent",
        "SSL_CERT_FILE": "/dev/null", "SSL_CERT_DIR": "/nonexistent",
        "CURL_CA_BUNDLE": "/dev/null", "CURL_HOME": str(place.directory), "http_proxy": nowhere,
        "https_proxy": nowhere, "HTTPS_PROXY": nowhere, "ALL_PROXY": nowhere, "all_proxy": nowhere,
        "NO_PROXY": "", "RES_OPTIONS": "timeout:1 attempts:1", "HOSTALIASES": "/dev/null",
        "LOCALDOMAIN": "invalid", "NETRC": "/dev/null", "KRB5_CONFIG": "/dev/null",
    }
    place.put(".netrc", "machine 127.0.0.1 login a password b\n")
    place.put(".curlrc", f"proxy = {nowhere}\n")
    done = place.run(environment=scripted.login(**hostile))
    done.got("VALUE", text)
    check(not log.exists(), "no key log file is written")


def _by_hand(server, path, environment):
    """
    The values that a keystrap-fetch with this environment brings, spoken to without keystrap (which
    starts it with no environment at all). Its status is checked.
    """
    ours, its = socket.socketpair()
    words = {"address": server.address, "auth": "token", "token": scripted.token(),
             "ca-file": ca.authority(ca.OURS).file.read_text(), "kv": "2", "deadline": "10s"}
    options = [row for name, text in words.items()
               for row in ((fetch.NAME, name.encode()), (fetch.TEXT, text.encode()))]
    # Popen keeps the numbers of descriptors, and a shell may know those of one digit only.
    start = "import os, sys; os.dup2(int(sys.argv[2]), 3); os.execv(sys.argv[1], sys.argv[1:2])"
    helper = subprocess.Popen(
        [sys.executable, "-IS", "-c", start, program.build() / "keystrap-fetch",
         str(its.fileno())], pass_fds=[its.fileno()], env=environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    its.close()
    ours.settimeout(20)
    heard = b""
    with ours, contextlib.suppress(ConnectionError):  # one that dies says more by its status
        ours.sendall(fetch.frame(fetch.SOURCE, (fetch.INDEX, 0), (fetch.KIND, b"vault"), *options)
                     + fetch.frame(fetch.ITEM, (fetch.OF_SOURCE, 0), (fetch.PATH, path.encode()),
                                   (fetch.FIELD, b"value")) + fetch.frame(fetch.GO))
        while more := ours.recv(65536):
            heard += more
    _, stderr = helper.communicate(timeout=20)
    equal(helper.returncode, 0, f"status of keystrap-fetch, which says {stderr.decode()!r}")
    return heard


@test
def test_the_helper_clears_the_environment_that_it_was_given():
    """libcurl opens this file as soon as it is initialised: so does curl, and so it must not."""
    if not shutil.which("curl"):
        tap.skip("no curl")
    server = scripted.start()
    text = canary.value("value")
    server.on(scripted.DATA + "app", httpsd.kv2({"value": text}))
    directory = new_directory("keys")
    logs = {name: directory / name for name in ("curl", "keystrap-fetch")}
    kept = {name: os.environ[name] for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS")
            if name in os.environ}
    subprocess.run(["curl", "-s", "--noproxy", "*", "--cacert", ca.authority(ca.OURS).file,
                    server.address + "/any"], check=True, stdout=subprocess.DEVNULL,
                   env={"PATH": os.environ["PATH"], "SSLKEYLOGFILE": str(logs["curl"])})
    if not logs["curl"].exists():
        tap.skip("this libcurl writes no key log")
    heard = _by_hand(server, "secret/app", {
        **kept, "SSLKEYLOGFILE": str(logs["keystrap-fetch"]), "https_proxy": "http://127.0.0.1:1",
        "ALL_PROXY": "http://127.0.0.1:1", "SSL_CERT_FILE": "/dev/null"})
    check(fetch.value(content=text.encode()) in heard, "the value is brought all the same")
    check(heard.endswith(fetch.frame(fetch.DONE)), "it says that it is done")
    check(not logs["keystrap-fetch"].exists(), "no key log is opened")


# -- the exit statuses, each for real

def _provoked():
    """{status: function that provokes it and returns the Result}."""
    server = scripted.start()
    for path, reply in (("good", httpsd.kv2({"value": canary.value("good")})),
                        ("denied", httpsd.json_reply({"errors": ["permission denied"]}, 403)),
                        ("stalled", httpsd.Reply(stall_at=0))):
        server.on(scripted.DATA + path, reply)

    def fetched(path, *rows, **keys):
        row = [f"from = depot:secret/{path}#value", *rows]
        return scripted.place({"VALUE": row}, server, **keys)

    def run(place, **options):
        return place.run(environment=scripted.login(), **options)

    def command(*words, place=None):
        place = place or fetched("good")
        return place.keystrap(*(place.manifest if word is None else word for word in words),
                              environment=scripted.login())

    return {
        0: lambda: run(fetched("good")),
        1: lambda: command("check", "-c", None, place=fetched("good", "type = int")),
        64: lambda: command("run", "--no-such-option"),
        65: lambda: run(fetched("good", "type = int")),
        69: lambda: run(fetched("absent")),
        70: lambda: run(anywhere(), program=stand_in("garbage")),
        71: lambda: run(anywhere(), program=copy("#!/nonexistent/interpreter\n")),
        75: lambda: run(fetched("stalled", deadline="1s")),
        77: lambda: run(fetched("denied")),
        78: lambda: run(program.Workplace("[VALUE]\nvalu = x\n")),
        126: lambda: command("run", "-c", None, "--", "/"),
        127: lambda: command("run", "-c", None, "--", "no-such-program"),
    }


@test
def test_each_exit_status_is_real():
    table = json.loads(subprocess.run([program.build() / "keystrap", "--dump-tables"], check=True,
                                      capture_output=True).stdout)["exit_statuses"]
    provoked = _provoked()
    equal(sorted(row["number"] for row in table), sorted(provoked), "statuses of the table")
    for status, provoke in provoked.items():
        done = provoke()
        equal(done.status, status, f"status, with {done.stderr}")
        if status > 1:
            check(done.child is None, f"{status}: no child")
            check(done.stderr, f"{status}: says why")


tap.main()
