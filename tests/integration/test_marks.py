# SPDX-License-Identifier: Apache-2.0
"""The state file of differs-between-environments: runs beside each other, its size, its mode, and
what is done when it cannot be used.
"""

import concurrent.futures
import fcntl
import json
import sys

sys.dont_write_bytecode = True

from rig import canary, program, tap  # noqa: E402
from rig.tap import check, equal, test  # noqa: E402

SYSTEM, REFUSED, MANIFEST = 71, 65, 78
LIMIT = 4 * 1024 * 1024
SHARED = "secret-shared-between-environments"
ENVIRONMENTS = ("production", "staging", "development", "test", "blue", "green", "red", "grey")


def manifest(environment, state, *names):
    return (f"[keystrap]\nenvironment = {environment}\nstate-file = {state}\n"
            + "".join(f"[{name}]\ndiffers-between-environments = yes\n" for name in names))


def look(place, values):
    """check: (result, the rules that spoke)."""
    done = place.keystrap("check", "-f", "json", "-c", place.manifest, environment=values)
    found = json.loads(done.stdout)["findings"] if done.stdout else []
    return done, [row["rule"] for row in found]


def marks_of(state):
    """{(environment, name)} of a state file."""
    lines = state.read_text().splitlines()
    equal(lines[0], "keystrap-state/1", "the first line")
    return {tuple(line.split()[:2]) for line in lines[2:]}


def filled(names, environment="staging"):
    """A state file with a mark of each name that no value has."""
    return ("key " + "1" * 64 + "\n"
            + "".join(f"{environment} {name} {number:064x}\n"
                      for number, name in enumerate(names)))


@test
def test_runs_beside_each_other_lose_no_mark():
    value = canary.value("shared")
    for _ in range(3):
        state = program.Workplace().directory / "state"
        places = [program.Workplace(manifest(environment, state, "TOKEN_X"))
                  for environment in ENVIRONMENTS]
        with concurrent.futures.ThreadPoolExecutor(len(places)) as pool:
            found = list(pool.map(lambda place: look(place, {"TOKEN_X": value})[1], places))
        equal(marks_of(state), {(environment, "TOKEN_X") for environment in ENVIRONMENTS}, "marks")
        equal(sum(SHARED in rules for rules in found), len(places) - 1, "all but the first see it")


@test
def test_a_lock_is_not_waited_for_for_ever():
    place = program.Workplace(manifest("production", "state", "TOKEN_X"))
    lock = place.put("state.lock", "")
    values = {"TOKEN_X": canary.value("x")}
    with lock.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        done, _ = look(place, values)
    equal(done.status, SYSTEM, "check while somebody holds it")
    tap.contains(done.stderr, "state.lock: another process has held it", "fuser -v")
    equal(look(place, values)[0].status, 0, "check afterwards")
    with lock.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        equal(look(place, values)[0].status, 0, "with nothing to write the lock does not matter")


@test
def test_a_lock_is_no_link_and_ours_alone():
    place = program.Workplace(manifest("production", "state", "TOKEN_X"))
    values = {"TOKEN_X": canary.value("x")}
    lock = place.directory / "state.lock"
    lock.symlink_to(place.directory / "elsewhere")
    equal(look(place, values)[0].status, SYSTEM, "a link")
    check(not (place.directory / "elsewhere").exists(), "nothing is made through it")
    lock.unlink()
    place.put("state.lock", "", 0o644)
    equal(look(place, values)[0].status, MANIFEST, "a lock that others could hold")
    lock.unlink()
    equal(look(place, values)[0].status, 0, "none")
    equal(lock.stat().st_mode & 0o777, 0o600, "its mode")


@test
def test_names_that_are_no_more_leave_the_file():
    place = program.Workplace(manifest("production", "state", "NEW"))
    state = place.put("state", filled(["OLD", "NEW"], "production")
                      + f"staging OLD {'0' * 64}\n")
    equal(look(place, {"NEW": canary.value("new")})[0].status, 0, "status")
    equal(marks_of(state), {("production", "NEW"), ("staging", "OLD")}, "marks")


@test
def test_many_names_against_many_marks():
    """2 * 10^8 comparisons if each name looked at each mark."""
    names = [f"TOKEN_{number:05}" for number in range(4000)]
    others = [f"OTHER_{number:05}" for number in range(40000)]
    place = program.Workplace(manifest("production", "state", *names))
    state = place.put("state", filled(others + names))
    done, _ = look(place, {name: "x" for name in names})
    check(done.status in (0, 1), f"it ends: {done.stderr}")
    check(len(marks_of(state)) == 48000, "all marks are there")


@test
def test_the_file_never_becomes_larger_than_what_is_read():
    place = program.Workplace(manifest("production", "state", "TOKEN_X"))
    text = filled(f"N{number:06}" for number in range(LIMIT // 81 + 1))
    text = text[:text.rindex("\n", 0, LIMIT - 20) + 1]
    state = place.put("state", text)
    values = {"TOKEN_X": canary.value("x")}
    for _ in range(2):
        done, _ = look(place, values)
        equal(done.status, MANIFEST, "check")
        tap.contains(done.stderr, "would be larger than", "remove the lines of environments")
        equal(state.read_text(), text, "it stays as it is")
    done = place.run(environment=values)
    equal(done.status, 0, "run")
    tap.contains(done.stderr, "would be larger than")


@test
def test_a_file_that_cannot_be_used_fails_check_and_not_run():
    value = canary.value("x")
    for name, state, mode, status, word in (
            ("no directory", "nowhere/state", None, SYSTEM, "may write"),
            ("malformed", "state", 0o600, MANIFEST, "remove the file"),
            ("readable by the group", "state", 0o640, MANIFEST, "chmod 600"),
            ("readable by others", "state", 0o604, MANIFEST, "chmod 600")):
        place = program.Workplace(manifest("production", state, "TOKEN_X"))
        if mode:
            place.put("state", "no key\n" if mode == 0o600 else filled(["TOKEN_X"]), mode)
        done, _ = look(place, {"TOKEN_X": value})
        equal(done.status, status, f"check: {name}")
        tap.contains(done.stderr, "state", word)
        done = place.run(environment={"TOKEN_X": value})
        equal(done.status, 0, f"run: {name}")
        tap.contains(done.stderr, "warning: environments are not compared", word)


@test
def test_what_a_file_says_counts_even_when_none_can_be_written():
    value = canary.value("x")
    state = program.Workplace().directory / "state"
    for environment in ("staging", "production"):
        place = program.Workplace(manifest(environment, state, "TOKEN_X"))
        done = place.run(environment={"TOKEN_X": value})
        if environment == "staging":
            state.with_name("state.lock").unlink()
            state.with_name("state.lock").mkdir()
    equal(done.status, REFUSED, "a shared secret, and a lock that cannot be taken")
    tap.contains(done.stderr, "is the same in staging", "state.lock")


if __name__ == "__main__":
    tap.main()
