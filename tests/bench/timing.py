# SPDX-License-Identifier: Apache-2.0
"""Times of whole processes, measured in turns, and rows of a table with their ratios."""

import os
import statistics
import sys
import time

ROUNDS = int(os.environ.get("KEYSTRAP_BENCH_ROUNDS", "60"))


def seconds(argv, environment):
    """One whole process, from spawn to reaped."""
    null = os.open(os.devnull, os.O_RDWR)
    try:
        start = time.perf_counter()
        pid = os.posix_spawn(argv[0], argv, environment,
                             file_actions=[(os.POSIX_SPAWN_DUP2, null, 1)])
        _, status = os.waitpid(pid, 0)
        taken = time.perf_counter() - start
    finally:
        os.close(null)
    if status != 0:
        sys.exit(f"{argv[0]} ended with {status}")
    return taken


def medians(commands, environment, rounds=ROUNDS):
    """
    The median of each command, run in turns so that every one meets the same weather. A command is
    its arguments, or a function that returns how long it took.
    """
    taken = [[] for _ in commands]
    for turn in range(rounds + 3):
        for i, command in enumerate(commands):
            once = command() if callable(command) else seconds(command, environment)
            if turn >= 3:
                taken[i].append(once)
    return [statistics.median(times) for times in taken]


def title():
    print("| what | against | ratio | target |\n| --- | --- | --- | --- |")


def row(what, taken, reference, reference_taken, target="-"):
    """The times themselves, which are of this machine and hour, go to stderr."""
    ratio = taken / reference_taken
    print(f"| {what} | {reference} | {ratio:.2f} | {target} |", flush=True)
    print(f"{taken * 1000:.1f} ms against {reference_taken * 1000:.1f} ms", file=sys.stderr,
          flush=True)
