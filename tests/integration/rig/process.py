# SPDX-License-Identifier: Apache-2.0
"""Programs that the rig starts: they end with it, whatever ends it."""

import ctypes
import signal

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def end_with_parent():
    """For preexec_fn: the process gets SIGKILL when the test file is gone."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
