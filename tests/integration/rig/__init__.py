# SPDX-License-Identifier: Apache-2.0
"""What the integration tests stand on: servers, certificates, the program under test, canaries.

run_directory() is one temporary directory a test file; it is removed when the file ends.
"""

import functools
import pathlib
import shutil
import sys
import tempfile

from . import tap

SOURCE = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(SOURCE / "tests" / "fake"))


@functools.cache
def run_directory() -> pathlib.Path:
    path = pathlib.Path(tempfile.mkdtemp(prefix="keystrap-test-"))
    tap.at_end(lambda: shutil.rmtree(path, ignore_errors=True))
    return path


def new_directory(name: str) -> pathlib.Path:
    """A fresh directory, 0700, under the run's."""
    return pathlib.Path(tempfile.mkdtemp(prefix=f"{name}-", dir=run_directory()))
