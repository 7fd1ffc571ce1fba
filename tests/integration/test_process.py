# SPDX-License-Identifier: Apache-2.0
"""What the program finds when it starts, as if keystrap had never been there; when it cannot."""

import itertools
import os
import random
import re
import resource
import secrets
import signal
import subprocess
import sys

sys.dont_write_bytecode = True

from rig import canary, program, tap  # noqa: E402
from rig.tap import check, equal, test  # noqa: E402

REFUSED, SYSTEM = 65, 71
NOT_EXECUTABLE, NOT_FOUND = 126, 127

HEAD = "[keystrap]\nenvironment = production\n"
LITERAL = HEAD + "\n[VALUE]\nvalue = plain\n"
SEALED = HEAD + ("\n[source sealed]\ntype = age\nfile = secrets.age\npassphrase-file = phrase\n")


# Where keystrap is built with a sanitizer, that one must leave signals and limits as they are.
NO_SANITIZER = {"ASAN_OPTIONS": "handle_segv=0:handle_sigbus=0:handle_sigfpe=0:handle_sigill=0:"
                                "handle_abort=0:disable_coredump=0:use_sigaltstack=0"}


def sealed(values, more=""):
    """A workplace whose values are in a sealed file. values: {NAME: text}."""
    text = SEALED + "".join(f"\n[{name}]\nfrom = sealed:{name}\n" for name in values) + more
    place = program.Workplace(text, files={"phrase": secrets.token_hex(8)})
    content = "".join(f"{name}='{text}'\n" for name, text in values.items())
    done = place.keystrap("seal", "--passphrase-file", "phrase", "--output", "secrets.age",
                          stdin=content.encode())
    equal(done.status, 0, "the values are sealed")
    return place


def both(place, steps, *command):
    """What the command writes when it is started at once, and through keystrap."""
    options = {"cwd": place.directory, "stdin": subprocess.DEVNULL, "capture_output": True,
               "env": {"PATH": "/usr/bin:/bin", **NO_SANITIZER}, "timeout": 30}
    launch = program.launch(*steps)
    through = [program.build() / "keystrap", "run", "-q", "-c", place.manifest, "--"]
    plain = subprocess.run([*launch, *command], check=False, **options)
    through = subprocess.run([*launch, *through, *command], check=False, **options)
    equal(through.returncode, plain.returncode, f"status of {command[0]}: {through.stderr}")
    return plain.stdout.decode(), through.stdout.decode()


def cat():
    return "/bin/cat"


# -- signals, limits, descriptors

def signal_lines(text):
    return re.findall(r"^(?:SigBlk|SigIgn|SigCgt):\t\w+$", text, re.M)


@test
def test_64_random_masks_and_dispositions_pass_exactly():
    place = program.Workplace(LITERAL)
    unblockable = 1 << (signal.SIGKILL - 1) | 1 << (signal.SIGSTOP - 1)
    own = 0b11 << 31  # 32 and 33 are the C library's
    pipe_and_child = 1 << (signal.SIGPIPE - 1) | 1 << (signal.SIGCHLD - 1)
    for number in range(64):
        blocked = random.getrandbits(64) & ~unblockable & ~own
        ignored = random.getrandbits(64) & ~unblockable & ~own
        ignored = (ignored | pipe_and_child) if number % 2 else (ignored & ~pipe_and_child)
        steps = ["block", f"{blocked:x}", "ignore", f"{ignored:x}"]
        plain, through = both(place, steps, cat(), "/proc/self/status")
        equal(signal_lines(plain)[:2], [f"SigBlk:\t{blocked:016x}", f"SigIgn:\t{ignored:016x}"],
              "the launcher sets what the test says")
        equal(signal_lines(through), signal_lines(plain), "mask and dispositions")


@test
def test_sigchld_may_be_inherited_as_ignored():
    place = program.Workplace(LITERAL)
    chld = 1 << (signal.SIGCHLD - 1)
    done = place.run("exit", 42, wrapper=program.launch("ignore", f"{chld:x}"))
    equal(done.status, 42, "the status of the program")
    check(done.seconds < 2, f"it does not hang: {done.seconds:.1f} s")
    check(int(done.child.status["SigIgn"], 16) & chld, "SIGCHLD is ignored in the child again")


@test
def test_limits_nice_umask_and_more_pass_through():
    place = program.Workplace(LITERAL)
    steps = ["core", 4096, "files", 100, "stack", 1 << 20, "nice", 5, "umask", "027"]
    plain, through = both(place, steps, cat(), "/proc/self/limits")
    equal(through, plain, "limits")
    check(re.search(r"core file size +4096 ", plain), "the launcher's core limit is there")
    plain, through = (text.rsplit(")", 1)[1].split() for text in
                      both(place, steps, cat(), "/proc/self/stat"))
    for name, index in (("process group", 2), ("session", 3), ("terminal", 4), ("nice", 16),
                        ("threads", 17), ("policy", 38)):
        if name != "process group":
            equal(through[index], plain[index], name)
    for file in ("oom_score_adj", "coredump_filter", "timerslack_ns", "cgroup"):
        plain, through = both(place, steps, cat(), f"/proc/self/{file}")
        equal(through, plain, file)


@test
def test_the_child_is_unfiltered_and_dumpable():
    place = program.Workplace(LITERAL)
    names = r"^(?:Seccomp|Seccomp_filters|NoNewPrivs|Cap\w+|Uid|Gid|Groups|Umask|CoreDumping):.*$"
    plain, through = (re.findall(names, text, re.M) for text in
                      both(place, ["umask", "027"], cat(), "/proc/self/status"))
    equal(through, plain, "the lines of status")
    for line in ("Seccomp:\t0", "NoNewPrivs:\t0", "Umask:\t0027"):
        check(line in through, line)
    _, owner = both(place, [], "/usr/bin/stat", "-c", "%u", "/proc/self/environ")
    equal(int(owner), os.geteuid(), "owner of the child's /proc/self/environ")


@test
def test_no_child_process_is_inherited():
    place = program.Workplace(LITERAL)
    code = "import os; print(open(f'/proc/self/task/{os.getpid()}/children').read().split())"
    for steps in ([], ["ignore", f"{1 << (signal.SIGCHLD - 1):x}"]):
        _, through = both(place, steps, sys.executable, "-c", code)
        equal(through.strip(), "[]", "children")
    # One that was there before stays the program's own business.
    code = "import os; print(os.waitpid(-1, 0)[1])"
    plain, through = both(place, ["zombie"], sys.executable, "-c", code)
    equal(through, plain, "an inherited zombie")


def descriptors(child):
    return {int(number): target for number, target in child.descriptors.items()}


@test
def test_descriptors_pass_as_they_came():
    place = program.Workplace(LITERAL, files={"mine": ""})
    steps = ["open", 3, "/dev/zero", "open", 4, place.directory / "mine", "open", 9, "/dev/null"]
    found = descriptors(place.run(wrapper=program.launch(*steps)).started())
    equal(sorted(found), [0, 1, 2, 3, 4, 9], "numbers")
    equal((found[3], found[4], found[9]), ("/dev/zero", str(place.directory / "mine"), "/dev/null"),
          "targets")


@test
def test_closed_standard_descriptors_stay_closed():
    place = program.Workplace(LITERAL)
    for count in range(4):
        for closed in itertools.combinations(range(3), count):
            steps = [word for fd in closed for word in ("close", fd)]
            child = place.run(wrapper=program.launch(*steps)).started()
            equal(sorted(descriptors(child)), sorted({0, 1, 2} - set(closed)),
                  f"open descriptors with {closed} closed")
            equal(child.environ["VALUE"], b"plain", "the value")


@test
def test_closed_standard_descriptors_and_a_refusal():
    """What would be written to standard error must not end up in a file that came after it."""
    place = program.Workplace(LITERAL + "type = int\n", files={"mine": ""})
    steps = ["close", 0, "close", 1, "close", 2]
    done = place.run(wrapper=program.launch(*steps, "open", 3, place.directory / "mine"))
    equal((done.status, done.child), (REFUSED, None), "status")
    equal((place.directory / "mine").read_bytes(), b"", "the file on descriptor 3")
    done = place.keystrap("check", "-c", place.manifest, wrapper=program.launch(*steps))
    equal(done.status, SYSTEM, "status of check, whose findings nobody gets")


@test
def test_a_closed_standard_output_is_an_error():
    """What a command was asked to print must not be lost in silence."""
    place = program.Workplace(LITERAL, files={"mine": ""})
    manifest = ["-c", place.manifest]
    launch = program.launch("close", 1, "open", 3, place.directory / "mine")
    for words in (["check", *manifest], ["explain", *manifest], ["rules"], ["--version"],
                  ["help", "run"], ["export", "--reveal", *manifest], ["keygen"]):
        done = place.keystrap(*words, wrapper=launch)
        equal(done.status, SYSTEM, f"status of {words[0]}")
        tap.contains(done.stderr, "standard output: cannot write", what=f"{words[0]}: stderr")
    equal((place.directory / "mine").read_bytes(), b"", "the file on descriptor 3")
    full = place.keystrap("check", *manifest, wrapper=["/bin/sh", "-c", 'exec "$@" >/dev/full',
                                                       "sh"])
    equal(full.status, SYSTEM, "status with a full device")
    place.run(wrapper=program.launch("close", 1)).started()


@test
def test_socket_activation_stays_right():
    place = program.Workplace(LITERAL)
    steps = ["open", 3, "/dev/zero", "open", 4, "/dev/zero", "listen"]
    done = place.run(wrapper=program.launch(*steps), environment={"LISTEN_FDS": "2"})
    child = done.started()
    equal((child.environ["LISTEN_PID"], child.environ["LISTEN_FDS"]),
          (str(child.pid).encode(), b"2"), "LISTEN_PID is the program's own", show=False)
    equal(sorted(descriptors(child)), [0, 1, 2, 3, 4], "descriptors")


# -- strange starts

@test
def test_no_arguments_at_all():
    place = program.Workplace(LITERAL)
    done = place.keystrap(wrapper=program.launch("argc0"))
    equal(done.status, 0, "status")
    tap.contains(done.stdout, "Usage: keystrap", what="stdout")


@test
def test_an_empty_environment():
    place = program.Workplace(LITERAL)
    child = place.run(wrapper=program.launch("empty")).started()
    equal(child.environ, {"VALUE": b"plain"}, "environment")
    done = place.keystrap("run", "-c", place.manifest, "--", "true",
                          wrapper=program.launch("empty"))
    equal(done.status, 0, "the program is found without a PATH")


@test
def test_few_descriptors_are_enough():
    place = program.Workplace(LITERAL)
    place.run(wrapper=program.launch("files", 20)).started()


# -- the environment

@test
def test_each_name_arrives_once():
    place = program.Workplace(LITERAL + "\n[OTHER]\n")
    code = ("import os, sys\n"
            "text = [b'VALUE=one', b'VALUE=two', b'OTHER=one', b'OTHER=two', b'KEPT=1', b'KEPT=2',"
            " b'NOEQUALS', b'=odd', b'PATH=/usr/bin:/bin']\n"
            "import ctypes\n"
            "strings = (ctypes.c_char_p * (len(text) + 1))(*text, None)\n"
            "words = [word.encode() for word in sys.argv[1:]]\n"
            "words = (ctypes.c_char_p * (len(words) + 1))(*words, None)\n"
            "ctypes.CDLL(None).execve(words[0], words, strings)\n")
    child = place.run(wrapper=[sys.executable, "-c", code]).started()
    equal(child.environ, {"VALUE": b"plain", "OTHER": b"one", "KEPT": b"1",
                          "PATH": b"/usr/bin:/bin"}, "environment")


@test
def test_names_that_differ_in_case_only():
    place = program.Workplace(LITERAL)
    warned = place.run(environment={"value": "x"})
    warned.started()
    check("duplicate-name-case" in warned.stderr, f"it warns, it says: {warned.stderr}")
    place = program.Workplace(LITERAL.replace(HEAD, HEAD + "severity.duplicate-name-case = error\n"))
    place.run(environment={"value": "x"}).refused(REFUSED, "duplicate-name-case", "VALUE")


@test
def test_no_shell_is_involved():
    place = program.Workplace(LITERAL.replace("plain", "$(id) `id` $HOME"))
    words = ["$(id)", "`id`", "a b", "", "*", "~", "$HOME", ";id", "--help", "-c", "\\", "\n"]
    child = place.run(*words).started()
    equal(child.argv[2:], [word.encode() for word in words], "arguments")
    equal(child.environ["VALUE"], b"$(id) `id` $HOME", "the value")


def total(environ, *words):
    """As the kernel counts it, and the path of the file once more."""
    strings = [f"{name}={text}" for name, text in environ.items()] + [words[0], *words]
    return sum(len(text.encode()) + 1 + 8 for text in strings) + 16


def sized(limit, excess):
    """A workplace whose program gets excess bytes more than the limit."""
    big = "x" * min(100000, limit // 3)
    count = (limit - 1000) // (len(big) + 20) - 1
    names = [f"COPY_{number:03}" for number in range(count)]
    environ = {**{name: big for name in names}, "BASE": big, "LARGEST": ""}
    rest = limit + excess - total(environ, "/bin/true")
    while rest > 120000:
        name = f"COPY_{len(names):03}"
        names.append(name)
        environ[name] = big
        rest = limit + excess - total(environ, "/bin/true")
    values = {"BASE": big, "LARGEST": "x" * rest}
    more = "".join(f"\n[{name}]\nvalue = ${{BASE}}\n" for name in names)
    return sealed(values, more)


@test
def test_the_size_is_checked_before_exec():
    floor, ceiling = 128 << 10, 6 << 20
    cases = {256 << 10: floor, 1 << 20: 256 << 10, 8 << 20: 2 << 20, "unlimited": ceiling}
    hard = resource.getrlimit(resource.RLIMIT_STACK)[1]
    done = sealed({"VALUE": "x" * 30000}).run(wrapper=program.launch("stack", 64 << 10))
    done.got("VALUE", "x" * 30000)
    for stack, limit in cases.items():
        if stack == "unlimited" and hard != resource.RLIM_INFINITY:
            continue
        for excess, status in ((0, 0), (1, REFUSED)):
            place = sized(limit, excess)
            done = place.keystrap("run", "-c", place.manifest, "--", "/bin/true",
                                  wrapper=program.launch("empty", "stack", stack))
            equal(done.status, status, f"stack {stack}, {excess} bytes too many: {done.stderr}")
            if excess:
                tap.contains(done.stderr, str(limit), "ulimit -s", what="stderr")
                check(re.search(r"largest variable is (LARGEST|BASE|COPY_\d+) ", done.stderr),
                      f"the largest variable is named: {done.stderr}")


@test
def test_one_string_has_131071_bytes_at_most():
    for length, status in ((131071 - 6, 0), (131071 - 5, REFUSED)):
        place = sealed({"VALUE": "x" * length})
        done = place.keystrap("run", "-c", place.manifest, "--", "/bin/true")
        equal(done.status, status, f"{length + 6} bytes: {done.stderr}")
        if status:
            tap.contains(done.stderr, "VALUE", "131071", "[env-too-large]", "hint: ", what="stderr")
        done = place.keystrap("check", "-c", place.manifest)
        equal(done.status, 1 if status else 0, f"check of {length + 6} bytes: {done.stdout}")
        equal("[env-too-large]" in done.stdout, bool(status), "the finding of check")


@test
def test_login_variables_do_not_reach_the_child():
    login = {name: canary.value(name) for name in
             ("VAULT_TOKEN", "BAO_TOKEN", "VAULT_SECRET_ID", "BAO_SECRET_ID")}
    others = {name: "x" for name in ("VAULT_ADDR", "BAO_NAMESPACE", "VAULT_ANYTHING",
                                     "KEYSTRAP_ANYTHING")}
    child = program.Workplace(LITERAL).run(environment={**login, **others, "MINE": "1"}).started()
    left = [name for name in child.environ if name.startswith(("VAULT_", "BAO_", "KEYSTRAP_"))]
    equal((left, child.environ["MINE"]), ([], b"1"), "variables of keystrap and the store")


# -- statuses

def plain_run(place, *command, steps=()):
    return subprocess.run([*program.launch(*steps), program.build() / "keystrap", "run", "-q", "-c",
                           place.manifest, "--", *command], check=False, cwd=place.directory,
                          stdin=subprocess.DEVNULL, capture_output=True,
                          env={"PATH": "/usr/bin:/bin"}, timeout=20)


@test
def test_all_256_codes_pass():
    place = program.Workplace(LITERAL)
    for code in range(256):
        equal(plain_run(place, "/bin/sh", "-c", f"exit {code}").returncode, code, "status")


@test
def test_the_parent_sees_the_signal_itself():
    place = program.Workplace(LITERAL)
    code = ("import os, signal, sys\nnumber = int(sys.argv[1])\n"
            "number == 9 or signal.signal(number, signal.SIG_DFL)\nos.kill(os.getpid(), number)\n")
    harmless = {signal.SIGCHLD, signal.SIGCONT, signal.SIGURG, signal.SIGWINCH, signal.SIGSTOP,
                signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU}
    for number in sorted(set(range(1, 32)) - harmless) + [34, 64]:
        done = plain_run(place, sys.executable, "-c", code, str(number), steps=("core", 0))
        equal(done.returncode, -number, f"signal {number}")


@test
def test_programs_that_cannot_be_executed():
    files = {"plain": "text", "noexec": ("no header", 0o755),
             "lost": ("#!/nonexistent/interpreter\n", 0o755),
             "dos": ("#!/bin/sh\r\n", 0o755), "dir/file": ""}
    place = program.Workplace(LITERAL, files=files)
    rows = [("./no-such-program", NOT_FOUND), ("no-such-program", NOT_FOUND), ("", NOT_FOUND),
            ("./plain/below", NOT_FOUND), ("./plain", NOT_EXECUTABLE), ("/", NOT_EXECUTABLE),
            ("./dir", NOT_EXECUTABLE), ("./noexec", NOT_EXECUTABLE), ("./lost", NOT_EXECUTABLE),
            ("./dos", NOT_EXECUTABLE)]
    for name, status in rows:
        done = place.keystrap("run", "-c", place.manifest, "--", name)
        done.refused(status, "cannot execute", name)
        equal(done.stdout, "", "stdout")
        if name in ("./lost", "./dos"):
            tap.contains(done.stderr, "its interpreter is not there", "hint: check its #! line",
                         what=f"{name}: stderr")
    done = place.keystrap("run", "-c", place.manifest, "--", "plain",
                          environment={"PATH": f"{place.directory}:/usr/bin"})
    done.refused(NOT_EXECUTABLE, "plain")


@test
def test_arguments_that_are_too_long():
    """keystrap's own arguments fit; with the values they are too many for the program."""
    place = sealed({"VALUE": "x" * 100000})
    done = place.keystrap("run", "-c", place.manifest, "--", "/bin/true", *["x" * 20000] * 10,
                          wrapper=program.launch("stack", 1 << 20))
    equal(done.status, REFUSED, "status")
    tap.contains(done.stderr, "VALUE", "kernel takes", str(256 << 10), what="stderr")


tap.main()
