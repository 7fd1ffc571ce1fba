# SPDX-License-Identifier: Apache-2.0
"""A small TAP runner. Tests are functions marked @test and run in the order of the file.

A diagnostic names what was expected and where, and never shows a value: the text of an exception
that is not ours may hold one, so only its type and the lines that it went through are printed.
"""

import argparse
import contextlib
import errno
import os
import pathlib
import signal
import sys
import traceback

NO_SKIP = "KEYSTRAP_TESTS_NO_SKIP"

_tests = []
_at_end = []


class Failure(Exception):
    """A check that did not hold. Its text is ours and holds no value."""


class Skip(Exception):
    """The test needs something that this machine does not have."""


class Timeout(BaseException):
    """Not an Exception, so that no test swallows it."""


def test(function=None, *, timeout=60):
    def register(marked):
        _tests.append((marked.__name__.removeprefix("test_"), marked, timeout))
        return marked

    return register(function) if function else register


def check(condition, what):
    """what: the sentence that should have been true. It must not hold a value."""
    if not condition:
        raise Failure(what)


def equal(actual, expected, what, show=True):
    """show=False for anything that may be a value: only whether they differ is told."""
    if actual != expected:
        raise Failure(f"{what}: got {actual!r}, want {expected!r}" if show else f"{what}: differs")


def contains(text, *words, what="the message"):
    """Every word is in text. The words are printed, the text is not."""
    missing = [word for word in words if word not in text]
    if missing:
        raise Failure(f"{what} does not say {', '.join(map(repr, missing))}")


@contextlib.contextmanager
def fails(what):
    """The block must end in a Failure: for tests of the checks themselves."""
    try:
        yield
    except Failure:
        return
    raise Failure(f"{what}: the check passed, it should have failed")


def skip(reason):
    raise Skip(reason)


def at_end(function):
    """Runs after the last test, last registered first, whatever happened."""
    _at_end.append(function)


def _places(error):
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{pathlib.Path(f.filename).name}:{f.lineno} in {f.name}" for f in frames]


def _say_why(error):
    if isinstance(error, Failure):
        print("#", str(error).replace("\n", " | "))
    elif isinstance(error, OSError) and error.errno:
        print(f"# {type(error).__name__} {errno.errorcode.get(error.errno, error.errno)}")
    else:
        print(f"# {type(error).__name__}")
    for place in _places(error):
        print(f"#   {place}")


def _alarm(_number, _frame):
    raise Timeout


def _terminated(_number, _frame):
    sys.exit(143)


def _run(number, name, function, timeout):
    # The alarm repeats, so that a cleanup that hangs as well does not hang the file.
    signal.setitimer(signal.ITIMER_REAL, timeout, 10)
    try:
        function()
    except Skip as reason:
        signal.setitimer(signal.ITIMER_REAL, 0)
        if os.environ.get(NO_SKIP) == "1":
            print(f"not ok {number} {name}\n# skipped where nothing may be skipped: {reason}")
            return False
        print(f"ok {number} {name} # SKIP {reason}")
        return True
    except Timeout as error:
        signal.setitimer(signal.ITIMER_REAL, 0)
        print(f"not ok {number} {name}\n# not done after {timeout} s")
        _say_why(error)
        return False
    except Exception as error:  # a test may fail in any way, the next one still runs
        signal.setitimer(signal.ITIMER_REAL, 0)
        print(f"not ok {number} {name}")
        _say_why(error)
        return False
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    print(f"ok {number} {name}")
    return True


def finish():
    """Does what at_end() was told; for programs that are no tests and use the same servers."""
    while _at_end:
        _at_end.pop()()


def run_all(only=()):
    """Runs the registered tests (those named in only, when it is not empty). True when all held."""
    chosen = [row for row in _tests if not only or row[0] in only]
    if not chosen:
        print(f"Bail out! no such test: {', '.join(only)}")
        return False
    print(f"1..{len(chosen)}", flush=True)
    good = True
    try:
        for number, row in enumerate(chosen, 1):
            good = _run(number, *row) and good
            sys.stdout.flush()
    finally:
        finish()
    return good


def main():
    parser = argparse.ArgumentParser(description=sys.modules["__main__"].__doc__)
    parser.add_argument("--only", metavar="NAME", action="append", default=[])
    parser.add_argument("--list", action="store_true", help="names of the tests")
    arguments = parser.parse_args()
    if arguments.list:
        print("\n".join(row[0] for row in _tests))
        sys.exit(0)
    signal.signal(signal.SIGALRM, _alarm)
    signal.signal(signal.SIGTERM, _terminated)
    sys.exit(0 if run_all(arguments.only) else 1)
