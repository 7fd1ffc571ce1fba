#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Sealed files go both ways between this program and the age program.

usage: age_interop.py AGE_TOOL

AGE_TOOL is tests/fake/age_tool. Prints TAP. Needs age and age-keygen in PATH.
"""

import os
import pty
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SIZES = [0, 1, 65535, 65536, 65537, 200000]
PASSPHRASE = "interop passphrase of this test"


def content(size):
    return bytes((i * 31 + i // 251) % 256 for i in range(size))


def run(arguments, stdin=b""):
    done = subprocess.run(arguments, input=stdin, capture_output=True, timeout=60)
    return done.returncode, done.stdout, done.stderr.decode(errors="replace")


def good(arguments, stdin=b""):
    status, stdout, stderr = run(arguments, stdin)
    if status != 0:
        raise AssertionError(f"{arguments[0]} {arguments[1]}: status {status}: {stderr.strip()}")
    return stdout


def with_terminal(arguments, answer):
    """Runs a program that asks its terminal for a passphrase, and answers each question."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvp(arguments[0], arguments)
    said = b""
    answered = 0
    try:
        while True:
            part = os.read(terminal, 1024)
            if not part:
                break
            said += part
            if said.count(b": ") > answered:
                answered = said.count(b": ")
                os.write(terminal, answer.encode() + b"\n")
    except OSError:  # EIO: the program closed its side
        pass
    finally:
        os.close(terminal)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if status != 0:
        raise AssertionError(f"{arguments[0]}: status {status}: {said.decode(errors='replace')}")


class Interop:
    """One directory with a key pair of each program."""

    def __init__(self, tool, directory):
        self.tool = tool
        self.directory = directory
        self.our_key = directory / "ours.txt"
        self.their_key = directory / "theirs.txt"
        self.passphrase = directory / "passphrase"
        secret, self.our_recipient = good([tool, "keygen"]).decode().split()
        self.our_key.write_text(f"# made by keystrap\n{secret}\n")
        good(["age-keygen", "-o", str(self.their_key)])
        self.their_recipient = good(["age-keygen", "-y", str(self.their_key)]).decode().strip()
        self.passphrase.write_text(PASSPHRASE)

    def file(self, name, data=b""):
        path = self.directory / name
        path.write_bytes(data)
        return str(path)

    def test_age_keygen_reads_our_key(self):
        derived = good(["age-keygen", "-y", str(self.our_key)]).decode().strip()
        assert derived == self.our_recipient, "another recipient"

    def test_age_opens_what_we_seal(self):
        for size in SIZES:
            for armor in ([], ["-a"]):
                sealed = good([self.tool, "seal", *armor, "-r", self.their_recipient], content(size))
                opened = good(["age", "-d", "-i", str(self.their_key)], sealed)
                assert opened == content(size), f"{size} bytes {armor}"

    def test_we_open_what_age_seals(self):
        for size in SIZES:
            for armor in ([], ["-a"]):
                sealed = good(["age", *armor, "-r", self.our_recipient], content(size))
                opened = good([self.tool, "open", "-i", str(self.our_key)], sealed)
                assert opened == content(size), f"{size} bytes {armor}"

    def test_we_read_the_key_file_of_age_keygen(self):
        sealed = good(["age", "-r", self.their_recipient], b"A=1\n")
        assert good([self.tool, "open", "-i", str(self.their_key)], sealed) == b"A=1\n"

    def test_several_recipients_both_ways(self):
        both = ["-r", self.our_recipient, "-r", self.their_recipient]
        by_us = good([self.tool, "seal", *both], b"A=1\n")
        by_age = good(["age", *both], b"A=1\n")
        for key in (str(self.our_key), str(self.their_key)):
            assert good(["age", "-d", "-i", key], by_us) == b"A=1\n"
            assert good([self.tool, "open", "-i", key], by_age) == b"A=1\n"

    def test_we_skip_an_ssh_recipient(self):
        ssh = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW+uObz5dvMgjz1OxfM/XXUB+VHtZ6isGN"
        sealed = good(["age", "-r", ssh, "-r", self.our_recipient], b"A=1\n")
        assert b"-> ssh-ed25519 " in sealed
        assert good([self.tool, "open", "-i", str(self.our_key)], sealed) == b"A=1\n"
        status, stdout, stderr = run([self.tool, "open", "-i", str(self.their_key)], sealed)
        assert status == 77 and not stdout, f"status {status}"
        assert "1 X25519 recipients and 1 of types not supported" in stderr, stderr

    def test_age_refuses_a_changed_file_of_ours(self):
        sealed = bytearray(good([self.tool, "seal", "-r", self.their_recipient], b"A=1\n"))
        sealed[-1] ^= 1
        status, stdout, _ = run(["age", "-d", "-i", str(self.their_key)], bytes(sealed))
        assert status != 0 and not stdout, f"status {status}"

    def test_age_opens_our_passphrase_file(self):
        sealed = good([self.tool, "seal", "-p", str(self.passphrase)], b"A=1\n")
        assert sealed.split(b"\n")[1].endswith(b" 18"), "the work factor is not 18"
        path, opened = self.file("by_us.age", sealed), self.file("by_us.txt")
        with_terminal(["age", "-d", "-o", opened, path], PASSPHRASE)
        assert Path(opened).read_bytes() == b"A=1\n"

    def test_we_open_a_passphrase_file_of_age(self):
        path, sealed = self.file("by_age.txt", b"A=1\n"), self.file("by_age.age")
        with_terminal(["age", "-p", "-a", "-o", sealed, path], PASSPHRASE)
        data = Path(sealed).read_bytes()
        assert good([self.tool, "open", "-p", str(self.passphrase)], data) == b"A=1\n"
        status, stdout, stderr = run([self.tool, "open", "-p", str(self.our_key)], data)
        assert status == 77 and not stdout and "wrong passphrase" in stderr, stderr


def main():
    missing = [name for name in ("age", "age-keygen") if not shutil.which(name)]
    if missing:
        print(f"1..0 # SKIP {' and '.join(missing)} not found (Debian: age)")
        return 0
    failed = 0
    with tempfile.TemporaryDirectory() as directory:
        interop = Interop(sys.argv[1], Path(directory))
        tests = [name for name in dir(interop) if name.startswith("test_")]
        print(f"1..{len(tests)}")
        for number, name in enumerate(tests, 1):
            try:
                getattr(interop, name)()
                print(f"ok {number} - {name[5:]}", flush=True)
            except (AssertionError, subprocess.TimeoutExpired) as error:
                failed += 1
                print(f"not ok {number} - {name[5:]}\n# {error}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
