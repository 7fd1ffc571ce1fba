# SPDX-License-Identifier: Apache-2.0
"""keystrap with a terminal as its standard output, or as other descriptors."""

import contextlib
import fcntl
import os
import pty
import struct
import subprocess
import termios

from . import canary, process, program


def run(place, *words, on=(1,), environment=None, declared=False, columns=0):
    """
    One run with a new terminal on the descriptors of `on`, the others are pipes. Returns (status,
    what the terminal shows, what the pipes got). declared: values belong on the terminal. columns:
    how wide it is; 0: it does not say.
    """
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    ends = {fd: theirs if fd in on else subprocess.PIPE for fd in range(3)}
    ends[0] = theirs if 0 in on else subprocess.DEVNULL
    running = subprocess.Popen(
        [program.build() / "keystrap", *map(str, words)], stdin=ends[0], stdout=ends[1],
        stderr=ends[2], cwd=place.directory, start_new_session=True,
        env=place.environment({"TERM": "xterm", **(environment or {})}),
        preexec_fn=process.end_with_parent)
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # EIO: the last end of the other side is closed
        while more := os.read(ours, 65536):
            shown += more
    piped = b"".join(part or b"" for part in running.communicate(timeout=20))
    os.close(ours)
    canary.search({"the pipes": piped, **({} if declared else {"the terminal": shown})})
    return (running.returncode, shown.decode(errors="replace").replace("\r\n", "\n"),
            piped.decode(errors="replace"))
