# SPDX-License-Identifier: Apache-2.0
"""Runs keystrap as a user would, and searches everything that it leaves behind for canaries.

$KEYSTRAP_BUILD is the build folder, $KEYSTRAP_TEST_CHILD the program that reports what it got
(tests/fake/child.c), $KEYSTRAP_TEST_LAUNCH the one that starts others in a given state (launch.c).
"""

import contextlib
import dataclasses
import functools
import os
import pathlib
import re
import signal
import subprocess
import threading
import time

from . import canary, new_directory, process, tap

_POLL_SECONDS = 0.005
_KEPT = ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS")


def _named(variable):
    if variable not in os.environ:
        raise tap.Failure(f"{variable} is set, as `meson test` sets it")
    return os.environ[variable]


def build() -> pathlib.Path:
    return pathlib.Path(_named("KEYSTRAP_BUILD"))


@functools.cache
def is_sanitized() -> bool:
    return b"__asan_init" in (build() / "keystrap").read_bytes()


def test_child() -> str:
    return _named("KEYSTRAP_TEST_CHILD")


def launch(*steps):
    """The words in front of a program that start it in a given state."""
    return [_named("KEYSTRAP_TEST_LAUNCH"), *map(str, steps)]


@dataclasses.dataclass
class Child:
    """What the child saw, as tests/fake/child.c reports it."""

    pid: int
    argv: list
    environ: dict
    status: dict
    descriptors: dict
    directory: str

    @staticmethod
    def read(path):
        """None when no child has reported."""
        if not path.exists():
            return None
        sections = {}
        records = iter(path.read_bytes().split(b"\0")[:-1])
        for name in records:
            count = int(next(records))
            sections[name.decode()] = [next(records) for _ in range(count)]
        pairs = [entry.partition(b"=") for entry in sections["environ"]]
        tap.check(len({name for name, _, _ in pairs}) == len(pairs), "each name stands once")
        return Child(
            pid=int(sections["pid"][0]),
            argv=sections["argv"],
            environ={name.decode(): content for name, _, content in pairs},
            status=dict(line.decode().split(":\t", 1) for line in sections["status"]),
            descriptors=dict(line.decode().split(" ", 1) for line in sections["descriptors"]),
            directory=sections["directory"][0].decode())


@dataclasses.dataclass
class Result:
    status: int
    stdout: str
    stderr: str
    seconds: float
    pid: int
    child: Child
    directory: pathlib.Path

    def refused(self, statuses, *words, pattern=""):
        """
        It ended with one of these statuses, said these words and something like pattern (a regular
        expression, case ignored) on stderr, and no child was started.
        """
        wanted = statuses if isinstance(statuses, tuple) else (statuses,)
        tap.check(self.child is None, "no child is started")
        tap.check(self.status in wanted,
                  f"exit status in {wanted}, got {self.status}: {self.stderr}")
        missing = [word for word in words if word not in self.stderr]
        tap.check(not missing, f"stderr says {', '.join(missing)}, it says: {self.stderr}")
        tap.check(re.search(pattern, self.stderr, re.IGNORECASE),
                  f"stderr says something like {pattern}, it says: {self.stderr}")
        return self

    def started(self):
        if self.status != 0 or self.child is None:
            raise tap.Failure(f"the child runs and ends with 0, got {self.status}: {self.stderr}")
        return self.child

    def got(self, name, expected):
        """The child has the variable, byte for byte."""
        expected = expected.encode() if isinstance(expected, str) else expected
        environ = self.started().environ
        tap.check(name in environ, f"the child has {name}")
        tap.check(environ[name] == expected,
                  f"{name} arrives byte for byte: {len(environ[name])} bytes of {len(expected)}")


def manifest(variables, source="depot", environment="production", **keys):
    """
    A manifest with one Vault source. variables: {NAME: reference without its source, or a list of
    "key = value" lines}. keys: of the source, with _ for -; None leaves one out.
    """
    lines = ["[keystrap]", f"environment = {environment}", "", f"[source {source}]", "type = vault"]
    lines += [f"{key.replace('_', '-')} = {text}" for key, text in keys.items() if text is not None]
    for name, about in variables.items():
        rows = [f"from = {source}:{about}"] if isinstance(about, str) else about
        lines += ["", f"[{name}]", *rows]
    return "\n".join(lines) + "\n"


class _Watcher(threading.Thread):
    """Collects the arguments of every process of the run, and the environment of the fetcher."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self._root = pid
        self._done = threading.Event()
        self._seen = {}  # {place: every content that it had}

    def run(self):
        while not self._done.is_set():
            self._look(self._root)
            self._done.wait(_POLL_SECONDS)

    def _look(self, pid):
        with contextlib.suppress(OSError):
            at = pathlib.Path("/proc", str(pid))
            name = (at / "comm").read_text().strip()
            self._note(f"the arguments of {name}", (at / "cmdline").read_bytes())
            children = (at / "task" / str(pid) / "children").read_text().split()
            for child in children:
                self._look(int(child))
            if name == "keystrap-fetch":
                self._note(f"the environment of {name}", (at / "environ").read_bytes())

    def _note(self, place, content):
        self._seen.setdefault(place, set()).add(content)

    def finish(self):
        self._done.set()
        self.join()
        return {place: b"\n".join(contents) for place, contents in self._seen.items()}


class _Observer(threading.Thread):
    """Does what a test wants done while the program runs."""

    def __init__(self, function, running):
        super().__init__(daemon=True)
        self._function = function
        self._running = running
        self._failure = None

    def run(self):
        try:
            if self._function:
                self._function(self._running)
        except (tap.Failure, OSError) as failure:
            self._failure = failure
            self._running.kill()

    def finish(self):
        self.join()
        if self._failure:
            raise self._failure


def _state(directory):
    """What identifies the content of each file without reading it."""
    facts = {}
    for path in directory.rglob("*"):
        with contextlib.suppress(OSError):
            status = path.lstat()
            if path.is_file() and not path.is_symlink():
                facts[path] = (status.st_ino, status.st_size, status.st_mtime_ns)
    return facts


def _changed_files(directory, before):
    after = _state(directory)
    names = "\n".join(str(path.relative_to(directory)) for path in after if path not in before)
    places = {"a file name": names.encode()}
    for path, facts in after.items():
        if before.get(path) != facts:
            places[f"the file {path.relative_to(directory)}"] = path.read_bytes()
    return places


class Workplace:
    """A directory with the manifest and the files of one test; keystrap is run in it."""

    def __init__(self, manifest=None, files=None, home=None):
        """files, home: {name: content, or (content, mode)}, modes 0600 unless given."""
        self.directory = new_directory("run")
        self.home = self.directory / "home"
        self.home.mkdir()
        self._reports = new_directory("child")
        self.manifest = self.directory / "keystrap.ini"
        if manifest is not None:
            self.put("keystrap.ini", manifest, 0o644)
        for base, rows in (("", files), ("home/", home)):
            for name, content in (rows or {}).items():
                self.put(base + name, *(content if isinstance(content, tuple) else (content,)))

    def put(self, name, content, mode=0o600):
        path = self.directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        path.chmod(mode)
        return path

    def environment(self, extra=None):
        environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(self.home),
                       "LANG": "C.UTF-8"}
        environment.update({name: os.environ[name] for name in _KEPT if name in os.environ})
        environment.update(extra or {})
        return environment

    def keystrap(self, *arguments, environment=None, timeout=40, stdin=b"", wrapper=(),
                 signal_after=None, during=None, stdout_is_declared=False,
                 program=None) -> Result:
        """
        One run of the program. signal_after: (seconds, signal). during: called with the running
        process, in a thread of its own; what it raises fails the run. stdout_is_declared: values
        belong there (export, unseal). Everything else is searched for canaries. program: another
        copy of keystrap.
        """
        report = self._reports / "report"
        report.unlink(missing_ok=True)
        before = _state(self.directory)
        begin = time.monotonic()
        running = subprocess.Popen(
            [*map(str, wrapper), str(program or build() / "keystrap"),
             *(str(report) if one is REPORT else str(one) for one in arguments)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            cwd=self.directory, env=self.environment(environment),
            preexec_fn=process.end_with_parent)
        watcher = _Watcher(running.pid)
        watcher.start()
        timer = None
        if signal_after:
            timer = threading.Timer(signal_after[0], running.send_signal, [signal_after[1]])
            timer.start()
        observer = _Observer(during, running)
        observer.start()
        try:
            stdout, stderr = running.communicate(stdin, timeout)
        except subprocess.TimeoutExpired:
            running.kill()
            running.communicate()
            raise tap.Failure(f"keystrap ends within {timeout} s") from None
        finally:
            if timer:
                timer.cancel()
            seen = watcher.finish()
        observer.finish()
        result = Result(running.returncode, stdout.decode(errors="replace"),
                        stderr.decode(errors="replace"), time.monotonic() - begin,
                        running.pid, Child.read(report), self.directory)
        places = {**seen, "stderr": stderr, **_changed_files(self.directory, before)}
        if not stdout_is_declared:
            places["stdout"] = stdout
        canary.search(places)
        crashes = {signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGILL, signal.SIGSYS}
        tap.check(-result.status not in crashes, f"keystrap does not crash: {result.stderr}")
        return result

    def run(self, *child_arguments, **options) -> Result:
        """keystrap run with the reporting child."""
        return self.keystrap("run", "-c", self.manifest, "--", test_child(), REPORT,
                             *child_arguments, **options)


def helper_of(pid, seconds=5):
    """The pid of the keystrap-fetch that the process has started."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError):
            for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
                if pathlib.Path(f"/proc/{child}/comm").read_text() == "keystrap-fetch\n":
                    return int(child)
        time.sleep(_POLL_SECONDS)
    raise tap.Failure("keystrap-fetch has been started")


def is_gone(pid, seconds=2):
    """Whether the process has ended, or does within that time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if ") Z " in pathlib.Path(f"/proc/{pid}/stat").read_text():
                return True
        except OSError:
            return True
        time.sleep(_POLL_SECONDS)
    return False


REPORT = object()  # stands for the path of the child's report among the arguments


def run(manifest, files=None, home=None, **options) -> Result:
    """A fresh workplace and one run in it."""
    return Workplace(manifest, files, home).run(**options)
