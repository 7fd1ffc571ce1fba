# SPDX-License-Identifier: Apache-2.0
"""check's report in each of its forms, read back into one list of rows."""

import collections
import json
import re
import urllib.parse
import xml.etree.ElementTree

from . import tap

FORMATS = ("text", "json", "sarif", "junit", "github")

# waived: whether it is. file: as the form says it.
Row = collections.namedtuple("Row", "rule severity variable file line message waived")

_FINDING = (r"(?P<severity>error|warning|info)(?P<waived> \(waived\))?: "
            r"(?P<rest>.*) \[(?P<rule>[a-z0-9-]+)\]")
_PLACE = r"(?P<file>[^:\n]+)(?::(?P<line>\d+))?"
_SUMMARY = re.compile(r"[\w, -]+: (\d+) variables?, (\d+) errors?, (\d+) warnings?"
                      r"(?:, (\d+) for information)?(?:, (\d+) waived)?")


def _number(text):
    return int(text) if text else None


def summary(text):
    """(variables, errors, warnings, infos, waived) of the last line."""
    found = _SUMMARY.fullmatch(text.splitlines()[-1])
    tap.check(found, f"the last line is a summary: {text.splitlines()[-1]}")
    return tuple(int(count or 0) for count in found.groups())


def text(document):
    """Of --format text, or of what run says; [] lines of the log are left out."""
    rows, variable, place = [], None, None
    for line in document.splitlines():
        whole = re.fullmatch(f"(?:{_PLACE}: )?{_FINDING}", line)
        own = re.fullmatch(f"  (?:{_PLACE}: )?{_FINDING}", line)
        head = re.fullmatch(f"(?:{_PLACE}: )?(?P<name>[A-Za-z0-9_]+)", line)
        if own:
            at = (own["file"], _number(own["line"])) if own["file"] else place
            rows.append(Row(own["rule"], own["severity"], variable, *at, own["rest"],
                            bool(own["waived"])))
        elif whole:
            rows.append(Row(whole["rule"], whole["severity"], None, whole["file"],
                            _number(whole["line"]), whole["rest"], bool(whole["waived"])))
        elif head:
            variable, place = head["name"], (head["file"], _number(head["line"]))
    return rows


def text_of_run(document):
    """Of what run says, without what concerns the process and not the values: its user."""
    return [row for row in text(document) if row.rule != "run-as-root"]


def as_json(document):
    return [Row(row["rule"], row["severity"], row["variable"], row["file"], row["line"],
                row["message"] + (f" (in {row['environments']})" if "environments" in row else ""),
                "waived" in row) for row in json.loads(document)["findings"]]


def _sarif_row(result, rules):
    place = result["locations"][0] if result["locations"] else {}
    physical = place.get("physicalLocation", {})
    variable = place.get("logicalLocations", [{}])[0].get("name")
    message = result["message"]["text"].split("\nHint: ")[0]
    uri = physical["artifactLocation"]["uri"]
    if "message" in place:  # it has no line, or not even a file
        physical = {}
        uri = None if place["message"]["text"].endswith("no file") else uri
    tap.equal(rules[result["ruleIndex"]]["id"], result["ruleId"], "the rule at ruleIndex")
    return Row(result["ruleId"], {"note": "info"}.get(result["level"], result["level"]), variable,
               urllib.parse.unquote(uri.removeprefix("file://")) if uri else None,
               physical.get("region", {}).get("startLine"),
               message.removeprefix(f"{variable}: "), bool(result["suppressions"]))


def sarif(document):
    run = json.loads(document)["runs"][0]
    return [_sarif_row(result, run["tool"]["driver"]["rules"]) for result in run["results"]]


def junit(document):
    rows = []
    for case in xml.etree.ElementTree.fromstring(document).iter("testcase"):
        lines = "".join(part.text or "" for part in case).splitlines()
        for line in lines:
            found = re.fullmatch(f"(?:{_PLACE}: )?{_FINDING}", line)
            if not found:
                continue
            name = None if case.get("name") == "the whole" else case.get("name")
            rows.append(Row(found["rule"], found["severity"], name, found["file"],
                            _number(found["line"]), found["rest"].removeprefix(f"{name}: "),
                            bool(found["waived"])))
    return rows


def _github_unescaped(text, properties=False):
    for escape, shown in (("%0D", "\r"), ("%0A", "\n"), *((("%3A", ":"), ("%2C", ","))
                                                          if properties else ()), ("%25", "%")):
        text = text.replace(escape, shown)
    return text


def github(document):
    rows = []
    for line in document.splitlines()[:-1]:
        if line.startswith("::notice title=lowered::"):
            continue
        found = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", line)
        tap.check(found, f"a workflow command: {line}")
        command, about, data = found.groups()
        about = dict(pair.split("=", 1) for pair in about.split(","))
        about = {key: _github_unescaped(shown, True) for key, shown in about.items()}
        message = _github_unescaped(data).split("\nHint: ")[0]
        waived = re.fullmatch(r"(?s)(.*) \((error|warning|info), waived until .*\)", message)
        severity = waived[2] if waived else {"notice": "info"}.get(command, command)
        message = waived[1] if waived else message
        variable = re.match(r"([A-Za-z0-9_]+): ", message)
        rows.append(Row(about["title"], severity, variable[1] if variable else None,
                        about.get("file"), _number(about.get("line")),
                        message[variable.end():] if variable else message, bool(waived)))
    return rows


READERS = dict(zip(FORMATS, (text, as_json, sarif, junit, github)))
