# SPDX-License-Identifier: Apache-2.0
"""Prints "passed failed skipped" of a `meson test` run: count_tests.py BUILD/meson-logs

Test cases are counted, not files. A file that timed out, crashed or bailed out after cases that
passed has no failed case in the JUnit log; it counts as one failure.
"""

import collections
import json
import pathlib
import sys
import xml.etree.ElementTree

BAD = {"FAIL", "ERROR", "TIMEOUT", "INTERRUPT", "UNEXPECTEDPASS"}


def outcome(case):
    tags = {child.tag for child in case}
    if tags & {"failure", "error"}:
        return "failed"
    return "skipped" if "skipped" in tags else "passed"


def outcomes_by_test(suites, names):
    """A TAP test is a suite of its own, PROJECT.NAME; any other is a case, NAME, of PROJECT."""
    found = collections.defaultdict(list)
    for suite in suites:
        for case in suite.iter("testcase"):
            alone = case.get("name") in names
            name = case.get("name") if alone else suite.get("name").partition(".")[2]
            # The log calls a case that has timed out passed; its row in the other log knows.
            result = outcome(case)
            found[name].append("failed" if alone and names[name] in BAD else result)
    return found


def main():
    logs = pathlib.Path(sys.argv[1])
    try:
        rows = [json.loads(line) for line in (logs / "testlog.json").read_text().splitlines()]
        suites = xml.etree.ElementTree.parse(logs / "testlog.junit.xml").getroot()
    except (OSError, ValueError, xml.etree.ElementTree.ParseError):
        print(0, 1, 0)  # the run itself did not come to its end
        return
    results = {row["name"]: row["result"] for row in rows}
    found = outcomes_by_test(suites, results)
    counts = collections.Counter(result for cases in found.values() for result in cases)
    counts["failed"] += sum(1 for name, result in results.items()
                            if result in BAD and "failed" not in found[name])
    print(counts["passed"], counts["failed"], counts["skipped"])


main()
