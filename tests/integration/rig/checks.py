# SPDX-License-Identifier: Apache-2.0
"""keystrap check on a few variables: what it finds, by process, many at once.

Without the watching of program.Workplace, so that a thousand runs take seconds. What is searched
for all the same: that no made value is in the output.
"""

import concurrent.futures
import json
import os
import subprocess

from . import forms, new_directory, program, tap

ENVIRONMENTS = {"prod": "production", "stg": "staging", "dev": "development", "test": "test"}
SEVERITIES = ("info", "warning", "error")
_FINISHED = (0, 1, 65)


def severity_rank(name):
    return SEVERITIES.index(name)


class Checked:
    """findings: [(rule, severity, variable)], without those that are waived."""

    def __init__(self, findings):
        self.findings = findings

    def errors(self, names):
        return [f"{rule} at {variable}" for rule, severity, variable in self.findings
                if severity == "error" and variable in names]

    def worst(self, rules, names):
        """The highest severity of these rules for these variables; None when nothing is found."""
        found = [severity for rule, severity, variable in self.findings
                 if rule in rules and variable in names]
        return max(found, key=severity_rank, default=None)

    def told(self):
        return ", ".join(f"{severity} {rule} {variable}"
                         for rule, severity, variable in self.findings) or "nothing"


def told_by_check(document):
    return Checked([(row["rule"], row["severity"], row["variable"])
                    for row in json.loads(document)["findings"] if "waived" not in row])


def told_by_run(text):
    return Checked([(row.rule, row.severity, row.variable or "") for row in forms.text(text)
                    if not row.waived])


class Directory:
    """Where the files of one run are; made anew for each."""

    def __init__(self):
        self.path = new_directory("check")

    def put(self, name, text, mode=0o600):
        path = self.path / name
        path.write_text(text)
        path.chmod(mode)
        return path

    def keystrap(self, *arguments, environment=None, stdin="", wrapper=()):
        base = {"PATH": os.environ["PATH"], "HOME": str(self.path)}
        base.update({name: os.environ[name] for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS")
                     if name in os.environ})
        return subprocess.run(
            [*wrapper, str(program.build() / "keystrap"), *map(str, arguments)], input=stdin,
            cwd=self.path, env={**base, **(environment or {})}, capture_output=True, text=True,
            timeout=60)

    def check(self, *arguments, secrets=(), **options):
        done = self.keystrap("check", "--format", "json", *arguments, **options)
        tap.check(done.returncode in _FINISHED, f"check {done.returncode}: {done.stderr}")
        output = done.stdout + done.stderr
        tap.check(not any(secret in output for secret in secrets), "no value is in the output")
        return told_by_check(done.stdout)


def presets(names):
    return [] if names in ("-", "none") else ["--presets", names]


def dotenv(text, preset_names, environment, *, manifest=None, secrets=()):
    """One check of a dotenv file."""
    directory = Directory()
    arguments = ["--dotenv", directory.put("values.env", text),
                 *presets(preset_names), "--environment", environment]
    if manifest is not None:
        arguments += ["-c", directory.put("keystrap.ini", manifest, 0o644)]
    return directory.check(*arguments, secrets=secrets)


def all_hold(function, rows):
    """
    function(row) returns what is wrong, or nothing, as sentences; a row is counted once. Raises a
    Failure that tells them all.
    """
    def told(row):
        try:
            return list(function(row))
        except tap.Failure as failure:
            return [f"{row}: {failure}"]

    rows = list(rows)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        wrong = [said for sayings in pool.map(told, rows) for said in sayings]
    if wrong:
        raise tap.Failure(f"{len(wrong)} of {len(rows)} rows:\n  " + "\n  ".join(wrong))
