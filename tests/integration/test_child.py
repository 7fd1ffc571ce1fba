# SPDX-License-Identifier: Apache-2.0
"""What the child gets besides values, what ends a run early, the commands besides run."""

import json
import secrets
import signal
import subprocess
import sys

sys.dont_write_bytecode = True

from rig import bao, canary, program, tap  # noqa: E402
from rig.store import app_token, manifest, put, run  # noqa: E402
from rig.tap import check, equal, test  # noqa: E402


@test
def test_the_child_is_as_if_nobody_had_been_there():
    put("app", value=None)
    done = run({"VALUE": "secret/app#value"}, child=("an argument", "", "$x"))
    child = done.started()
    equal(child.pid, done.pid, "the process is the same, exec in place", show=False)
    equal(child.argv[2:], [b"an argument", b"", b"$x"], "arguments")
    equal(child.directory, str(done.directory), "directory")
    equal(sorted(child.descriptors), ["0", "1", "2"], "descriptors")
    equal((child.status["Seccomp"], child.status["NoNewPrivs"]), ("0", "0"), "filters")
    plain = program.Workplace().directory / "report"
    subprocess.run([program.test_child(), plain], check=True)
    direct = program.Child.read(plain)
    for line in ("SigBlk", "SigIgn", "CapEff", "Umask"):
        equal(child.status[line], direct.status[line], line)


@test
def test_the_mask_and_ignored_signals_pass_through():
    put("app", value=None)
    place = program.Workplace(manifest({"VALUE": "secret/app#value"}))
    wrapper = [sys.executable, "-c",
               "import os, signal, sys\n"
               "signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1, signal.SIGTERM})\n"
               "signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
               "signal.signal(signal.SIGPIPE, signal.SIG_DFL)\n"
               "os.execv(sys.argv[1], sys.argv[1:])"]
    status = place.run(environment={"VAULT_TOKEN": app_token()}, wrapper=wrapper).started().status
    bit = lambda number: 1 << (number - 1)  # noqa: E731
    equal(int(status["SigBlk"], 16), bit(signal.SIGUSR1) | bit(signal.SIGTERM), "mask")
    ignored = int(status["SigIgn"], 16)
    check(ignored & bit(signal.SIGHUP), "SIGHUP stays ignored")
    check(not ignored & bit(signal.SIGPIPE), "SIGPIPE is not ignored")


@test
def test_the_login_is_gone_from_the_child():
    put("app", value=None)
    login = {"VAULT_TOKEN": app_token(), "BAO_TOKEN": app_token(),
             "VAULT_ADDR": "https://127.0.0.1:1", "VAULT_NAMESPACE": ""}
    child = run({"VALUE": "secret/app#value"}, login).started()
    left = [name for name in child.environ if name.startswith(("VAULT_", "BAO_", "KEYSTRAP_"))]
    equal(left, [], "login variables in the child")


@test
def test_the_status_is_the_childs():
    put("app", value=None)
    for status in (0, 1, 64, 65, 126, 127, 255):
        equal(run({"VALUE": "secret/app#value"}, child=("exit", status)).status, status, "status")


@test
def test_a_program_that_cannot_run_says_so():
    put("app", value=None)
    place = program.Workplace(manifest({"VALUE": "secret/app#value"}), files={"plain": "text"})
    login = {"VAULT_TOKEN": app_token()}
    for name, status in (("no-such-program", 127), ("./no-such-program", 127), ("./plain", 126),
                         ("/", 126)):
        done = place.keystrap("run", "-c", place.manifest, "--", name, environment=login)
        done.refused(status, name)


@test
def test_a_signal_while_fetching_ends_it():
    put("app", value=None)
    app_token()
    with bao.shared().stalled():
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT):
            place = program.Workplace(manifest({"VALUE": "secret/app#value"}))
            done = place.run(environment={"VAULT_TOKEN": app_token()},
                             signal_after=(0.3, number))
            check(done.child is None, "no child is started")
            check(done.status in (128 + number, -number), f"status of {number.name}: {done.status}")
            check(done.seconds < 2, f"{number.name} ends it at once")


# -- the other commands

@test
def test_check_reports_and_starts_nothing():
    put("app", value=None)
    short = canary.register("SIGNING", secrets.token_hex(8))
    put("app/jwt", value=short)
    variables = {"VALUE": "secret/app#value"}
    login = {"VAULT_TOKEN": app_token()}
    place = program.Workplace(manifest(variables))
    done = place.keystrap("check", "-c", place.manifest, "--format", "json", environment=login)
    report = json.loads(done.stdout)
    equal((done.status, report["format"], report["summary"]["errors"]), (0, "keystrap-check/1", 0),
          "a good manifest")
    variables["SIGNING"] = ["from = depot:secret/app/jwt#value", "type = jwt-hmac-key",
                            "alg = HS256"]
    text = manifest(variables)
    place.put("keystrap.ini", text, 0o644)
    done = place.keystrap("check", "-c", place.manifest, "--format", "json", environment=login)
    report = json.loads(done.stdout)
    equal((done.status, report["summary"]["errors"]), (1, len(report["findings"])), "a short key")
    finding = next(one for one in report["findings"] if one["rule"] == "jwt-key-too-short")
    equal((finding["variable"], finding["severity"]), ("SIGNING", "error"), "finding")
    at = text.splitlines().index("[SIGNING]") + 1
    check(at <= finding["line"] <= at + 3, "the finding names the variable's lines")


@test
def test_a_bad_value_starts_nothing():
    short = canary.register("SIGNING", secrets.token_hex(8))
    put("app/jwt", value=short)
    run({"SIGNING": ["from = depot:secret/app/jwt#value", "type = jwt-hmac-key", "alg = HS256"]}
        ).refused(65, "SIGNING", "jwt-key-too-short", "keystrap.ini:")


@test
def test_explain_needs_no_network():
    place = program.Workplace(manifest({"VALUE": "secret/app#value"},
                                       address="https://no-such-host.invalid:8200"))
    done = place.keystrap("explain", "-c", place.manifest, timeout=5)
    equal(done.status, 0, "exit status")
    tap.contains(done.stdout, "VALUE", "depot", "secret/app", what="stdout")


tap.main()
