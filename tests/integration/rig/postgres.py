# SPDX-License-Identifier: Apache-2.0
"""A real PostgreSQL on loopback, for credentials that an engine makes. Without one tests skip.

The programs are those of Debian's packages (/usr/lib/postgresql/VERSION/bin) or on the PATH.
PostgreSQL does not run as root: then its files and process belong to the user postgres or nobody.
"""

import functools
import glob
import os
import pathlib
import pwd
import shutil
import subprocess
import time

from . import bao, canary, new_directory, process, tap

_READY_SECONDS = 20


def _program(name):
    found = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"))
    path = found[-1] if found else shutil.which(name)
    if not path:
        tap.skip("no PostgreSQL: run contrib/test.sh")
    return path


def _owner():
    """Who the server runs as; None: as we do."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return tap.skip("no user that PostgreSQL could run as")


class Server:
    """One database, one superuser; host, port and the superuser's password are known."""

    def __init__(self):
        self._owner = _owner()
        self._directory = new_directory("postgres")
        self.port = bao.free_ports(1)[0]
        self.password = canary.value("postgres password")[:40]
        canary.register("postgres password", self.password)
        self._make()
        self._start()

    def _as_owner(self):
        if self._owner:
            os.setgid(self._owner.pw_gid)
            os.setuid(self._owner.pw_uid)
        process.end_with_parent()

    def _run(self, *words, **more):
        done = subprocess.run(words, capture_output=True, preexec_fn=self._as_owner,
                              cwd=self._directory, check=False, **more)
        if done.returncode:
            raise tap.Failure(f"{pathlib.Path(words[0]).name} ended with {done.returncode}")
        return done.stdout.decode()

    def _make(self):
        secret = self._directory / "password"
        secret.write_text(self.password)
        if self._owner:
            for path in (self._directory, secret):
                os.chown(path, self._owner.pw_uid, self._owner.pw_gid)
            for above in self._directory.parents:  # the owner must get there
                if above == pathlib.Path("/tmp") or above.stat().st_uid != os.geteuid():
                    break
                above.chmod(above.stat().st_mode | 0o011)
        self._run(_program("initdb"), "-D", str(self._directory / "data"), "-U", "root",
                  "--pwfile", str(secret), "--auth", "scram-sha-256", "-E", "UTF8", "--no-sync",
                  "--locale", "C")
        secret.unlink()

    def _start(self):
        with (self._directory / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [_program("postgres"), "-D", str(self._directory / "data"), "-p", str(self.port),
                 "-h", "127.0.0.1", "-k", str(self._directory), "-F"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self._directory,
                preexec_fn=self._as_owner)
        tap.at_end(self.stop)
        end = time.monotonic() + _READY_SECONDS
        while self.login("root", self.password, "SELECT 1") is None:
            tap.check(time.monotonic() < end, "PostgreSQL answers in time")
            time.sleep(0.05)

    def stop(self):
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def login(self, user, password, query):
        """What a user's query answers, as text; None when the server does not let it in."""
        done = subprocess.run(
            [_program("psql"), "-h", "127.0.0.1", "-p", str(self.port), "-U", user, "-d",
             "postgres", "-w", "-At", "-c", query], capture_output=True, check=False,
            stdin=subprocess.DEVNULL,
            env={"PATH": os.environ["PATH"], "PGPASSWORD": password, "PGSSLMODE": "disable",
                 "HOME": "/nonexistent"})
        return None if done.returncode else done.stdout.decode().strip()

    def query(self, text):
        answer = self.login("root", self.password, text)
        tap.check(answer is not None, "the superuser's query is answered")
        return answer

    def users(self, prefix):
        """Names of roles that begin so."""
        names = self.query(f"SELECT rolname FROM pg_roles WHERE rolname LIKE '{prefix}%'")
        return names.split("\n") if names else []


@functools.cache
def shared() -> Server:
    return Server()
