# SPDX-License-Identifier: Apache-2.0
"""Sources of type files and exec: real directories as others make them, real helper programs."""

import json
import os
import pathlib
import shutil
import sys
import threading
import time

sys.dont_write_bytecode = True

from rig import canary, new_directory, program, tap  # noqa: E402
from rig.tap import check, contains, equal, test  # noqa: E402

REFUSED, UNAVAILABLE, DEADLINE, AUTH, MANIFEST = 65, 69, 75, 77, 78

FILES = "[source run]\ntype = files\ndirectory = {directory}\n{more}\n"


def files(directory, variables, more=""):
    """A workplace whose variables {NAME: reference} come from a directory."""
    text = FILES.format(directory=directory, more=more)
    text += "".join(f"[{name}]\nfrom = run:{path}\n" for name, path in variables.items())
    return program.Workplace(text)


def put(directory, name, content, mode=0o600):
    path = directory / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    path.chmod(mode)
    return path


# -- files

@test
def test_each_file_is_a_value():
    directory = new_directory("secrets")
    texts = {name: canary.value(name) for name in ("plain", "newline", "two", "crlf", "inside", "deep")}
    put(directory, "plain", texts["plain"])
    put(directory, "newline", texts["newline"] + "\n")
    put(directory, "two", texts["two"] + "\n\n")
    put(directory, "crlf", texts["crlf"] + "\r\n")
    put(directory, "inside", "\n " + texts["inside"] + "\nmore \n")
    put(directory, "app/deep", texts["deep"])
    put(directory, "empty", "")
    place = files(directory, {"PLAIN": "plain", "NEWLINE": "newline", "TWO": "two", "CRLF": "crlf",
                              "INSIDE": "inside", "DEEP": "app/deep"},
                  "[EMPTY]\nfrom = run:empty\nrequired = no")
    done = place.run()
    for name in ("PLAIN", "NEWLINE", "CRLF", "DEEP"):
        done.got(name, texts[name.lower()])
    done.got("TWO", texts["two"] + "\n")
    done.got("INSIDE", "\n " + texts["inside"] + "\nmore ")
    check(done.started().environ.get("EMPTY", b"") == b"", "an empty file is an empty value")
    done = files(directory, {"NEWLINE": "newline", "CRLF": "crlf"}, "trim = no").run()
    done.got("NEWLINE", texts["newline"] + "\n")
    done.got("CRLF", texts["crlf"] + "\r\n")


@test
def test_json_files_have_fields():
    directory = new_directory("secrets")
    fields = {"user": canary.value("user"), "port": 5432, "FEED_HOST": canary.value("host"),
              "FEED_NAME": canary.value("smtp user"), "OTHER": canary.value("other")}
    put(directory, "db.json", json.dumps(fields))
    place = files(directory, {"NAME": "db.json#user", "NUMBER": "db.json#port"},
                  "[import mail]\nfrom = run:db.json\nnames = FEED_*")
    done = place.run()
    done.got("NAME", fields["user"])
    done.got("NUMBER", "5432")
    done.got("FEED_HOST", fields["FEED_HOST"])
    check("OTHER" not in done.child.environ, "a name that was not asked for")
    files(directory, {"A": "db.json#absent"}).run().refused(UNAVAILABLE, "A", "db.json", "absent")
    put(directory, "text", canary.value("no json"))
    files(directory, {"A": "text#field"}).run().refused(MANIFEST, "A", "text", "no JSON")
    put(directory, "list", json.dumps([canary.value("list")]))
    files(directory, {"A": "list#field"}).run().refused(UNAVAILABLE, "A", "list")


@test
def test_a_directory_is_imported_by_names():
    directory = new_directory("secrets")
    texts = {name: canary.value(name) for name in ("API_KEY", "DB_PASSWORD", "LD_PRELOAD", "OTHER")}
    for name, text in texts.items():
        put(directory, f"app/{name}", text + "\n")
    put(directory, "app/API_FOLDER/x", "1")
    put(directory, "app/API_LOCKED", b"\0binary" + canary.value("locked").encode())
    place = files(directory, {"OWN": "app/*#OTHER"},
                  "[import app]\nfrom = run:app/*\nnames = API_KEY, DB_*")
    done = place.run()
    done.got("API_KEY", texts["API_KEY"])
    done.got("DB_PASSWORD", texts["DB_PASSWORD"])
    done.got("OWN", texts["OTHER"])
    check(not {"LD_PRELOAD", "OTHER", "API_FOLDER"} & set(done.child.environ), "nothing else")
    files(directory, {}, "[import app]\nfrom = run:app/*\nnames = API_*").run().refused(
        MANIFEST, "app/API_LOCKED", "no text")
    files(directory, {}, "[import app]\nfrom = run:app/*\nnames = LD_*").run().refused(
        REFUSED, "LD_PRELOAD")
    files(directory / "app", {}, "[import app]\nfrom = run:*\nnames = DB_*").run().got(
        "DB_PASSWORD", texts["DB_PASSWORD"])


@test
def test_files_have_a_limit_together():
    """Nothing is read beyond what a collection holds, whatever lies there."""
    directory = new_directory("large")
    for i in range(60):
        put(directory, f"A{i:02}", "x" * 1000000)
    opened = new_directory("trace") / "opened"
    place = files(directory, {}, "[import all]\nfrom = run:*\nnames = A*")
    wrapper = ["strace", "-f", "-e", "trace=openat,openat2", "-o", str(opened)]
    traced = shutil.which("strace") is not None and not program.is_sanitized()
    done = place.run(wrapper=wrapper if traced else ())
    done.refused(UNAVAILABLE, "source run", "more than one collection holds", "16 MiB")
    if traced:
        check(opened.read_text().count('"A') <= 20, "the others are not read")


@test
def test_a_name_that_an_import_writes_out_must_be_there():
    directory = new_directory("secrets")
    text = canary.value("KEY")
    put(directory, "app/API_KEY", text)
    put(directory, "app/API_FOLDER/x", "1")

    def imported(names, sections=""):
        return files(directory, {}, f"[import app]\nfrom = run:app/*\nnames = {names}\n{sections}")

    for name in ("API_KEI", "API_FOLDER"):
        imported(f"API_KEY, {name}").run().refused(UNAVAILABLE, name, "app/*")
    imported("API_KEY, API_KEI", "[API_KEI]\nrequired = no\n").run().got("API_KEY", text)
    imported("API_KEY, API_KEI", "[API_KEI]\ndefault = x\n").run().got("API_KEI", "x")
    done = imported("API_*, SMTPP_*").run()
    done.got("API_KEY", text)
    check("brings nothing" not in done.stderr, "one of its globs does")
    done = imported("SMTPP_*").run()
    contains(done.stderr, "import app brings nothing")


@test
def test_without_directory_it_is_the_one_of_systemd():
    directory = new_directory("credentials")
    text = canary.value("TOKEN")
    put(directory, "token", text, 0o400)
    place = program.Workplace("[source run]\ntype = files\n[TOKEN]\nfrom = run:token\n")
    done = place.run(environment={"CREDENTIALS_DIRECTORY": str(directory)})
    done.got("TOKEN", text)
    check("CREDENTIALS_DIRECTORY" not in done.child.environ, "the credentials stay behind")
    if not pathlib.Path("/run/secrets").exists():
        place.run().refused(MANIFEST, "/run/secrets", "no such directory")
    shown = place.keystrap("explain", "-c", place.manifest)
    tap.contains(shown.stdout, "run:token, from the directory /run/secrets", what="explain")


@test
def test_what_is_wrong_with_a_file_is_said():
    directory = new_directory("secrets")
    text = canary.value("text")
    put(directory, "binary", b"\0" + text.encode())
    put(directory, "latin", b"\xe9" + text.encode())
    put(directory, "huge", text + "x" * (1024 * 1024))
    put(directory, "writable", text, 0o622)
    os.mkfifo(directory / "pipe")
    (directory / "folder").mkdir()
    rows = {"absent": (UNAVAILABLE, "no such file"), "folder": (MANIFEST, "not a regular file"),
            "binary": (MANIFEST, "no text"), "latin": (MANIFEST, "no text"),
            "huge": (MANIFEST, "larger than"), "writable": (MANIFEST, "chmod go-w"),
            "pipe": (MANIFEST, "not a regular file"), "folder/absent": (UNAVAILABLE, "no such"),
            "binary/x": (UNAVAILABLE, "no such file")}
    if os.geteuid() == 0:
        path = put(directory, "foreign", text)
        os.chown(path, 12345, 12345)
        rows["foreign"] = (MANIFEST, "uid 12345")
    for name, (status, words) in rows.items():
        files(directory, {"A": name}).run().refused(
            status, "A", f"{directory}/{name}", words, "hint: ")
    place = files(directory, {"A": "absent"}, "")
    place.put("keystrap.ini", place.manifest.read_text() + "default = stands in\n", 0o644)
    place.run().got("A", "stands in")
    files(directory / "nowhere", {"A": "x"}).run().refused(MANIFEST, "no such directory", "nowhere")
    files(directory / "huge", {"A": "x"}).run().refused(MANIFEST, "huge")
    files(directory, {"A": "x@1"}).run().refused(MANIFEST, "versions", "keystrap.ini:")


@test
def test_a_file_that_fails_fails_alone():
    directory = new_directory("secrets")
    put(directory, "binary", b"\0\0")
    put(directory, "good", canary.value("good"))
    done = files(directory, {"A": "binary", "B": "absent", "C": "good"}).run()
    done.refused(MANIFEST, f"{directory}/binary", f"{directory}/absent")
    check("good" not in done.stderr, "nothing is said of the good one")


@test
def test_links_do_not_leave_the_directory():
    outside = new_directory("outside")
    put(outside, "x", canary.value("outside"))
    directory = new_directory("secrets")
    text = canary.value("inside")
    put(directory, "v2/x", text)
    put(directory, "top", text)
    for name, target in {"current": "v2", "x": "current/x", "v2/up": "../top", "self": "self",
                         "dot": "./v2/../top", "away": str(outside / "x"), "folder": str(outside),
                         "up": f"../{outside.name}/x", "v2/far": f"../../{outside.name}/x",
                         "gone": "nowhere", "whole": str(directory / "top")}.items():
        (directory / name).symlink_to(target)
    for name in ("x", "current/x", "v2/up", "current/up", "dot"):
        files(directory, {"A": name}).run().got("A", text)
    for name in ("away", "folder/x", "up", "v2/far", "current/far", "whole"):
        files(directory, {"A": name}).run().refused(MANIFEST, name, "leads out of the directory")
    files(directory, {"A": "self"}).run().refused(MANIFEST, "too many symbolic links")
    files(directory, {"A": "gone"}).run().refused(UNAVAILABLE, "no such file")


@test
def test_who_may_read_it():
    """A warning on a disk; none in memory, where Kubernetes has 0644 and Docker 0444."""
    directory = new_directory("secrets")
    put(directory, "open", canary.value("open"), 0o644)
    done = files(directory, {"A": "open"}).run()
    done.started()
    on_disk = os.statvfs(directory).f_fsid != os.statvfs("/dev/shm").f_fsid
    if on_disk:
        tap.contains(done.stderr, "warning", f"{directory}/open", "everybody", what="stderr")
    (directory / "open").chmod(0o640)
    check("everybody" not in files(directory, {"A": "open"}).run().stderr, "a group may")
    if os.access("/dev/shm", os.W_OK):
        memory = pathlib.Path("/dev/shm") / f"keystrap-test-{os.getpid()}"
        memory.mkdir()
        tap.at_end(lambda: shutil.rmtree(memory, ignore_errors=True))
        put(memory, "open", canary.value("in memory"), 0o444)
        check("everybody" not in files(memory, {"A": "open"}).run().stderr, "all may, in memory")


class Volume:
    """A directory as the atomic writer of Kubernetes keeps it: all names change at once."""

    def __init__(self, names):
        self.directory = new_directory("volume")
        self.names = names
        self.generation = 0
        self.previous = None
        self.write()
        for name in names:
            head = name.split("/")[0]
            if not (self.directory / head).is_symlink():
                (self.directory / head).symlink_to(f"..data/{head}")

    def write(self):
        """The next generation: every value begins with its number."""
        self.generation += 1
        fresh = self.directory / f"..2026_11_22_{self.generation}"
        for name in self.names:
            put(fresh, name, f"{self.generation}:{name}", 0o644)
        link = self.directory / "..data_tmp"
        link.symlink_to(fresh.name)
        link.rename(self.directory / "..data")
        if self.previous:
            shutil.rmtree(self.previous)
        self.previous = fresh


@test
def test_a_volume_of_kubernetes():
    volume = Volume(["name", "word", "tls/key"])
    place = files(volume.directory, {"NAME": "name", "WORD": "word", "T": "tls/key"})
    place.run().got("NAME", "1:name")
    volume.write()
    place.run().got("T", "2:tls/key")
    place = files(volume.directory, {}, "[import all]\nfrom = run:*\nnames = name, word")
    place.run().got("word", "2:word")


@test(timeout=120)
def test_all_values_are_of_one_generation():
    """Whatever changes meanwhile: no mixture, and no value that is missing."""
    names = [f"name{number}" for number in range(60)]
    volume = Volume(names)
    place = files(volume.directory, {name.upper(): name for name in names})
    ending = threading.Event()

    def switch():
        while not ending.is_set():
            volume.write()
            time.sleep(0.0005)

    writer = threading.Thread(target=switch, daemon=True)
    writer.start()
    try:
        seen = set()
        for start in range(300):
            if start >= 25 and len(seen) > 10:
                break
            child = place.run().started()
            generations = {child.environ[name.upper()].split(b":")[0] for name in names}
            equal(len(generations), 1, "generations in one start")
            seen |= generations
        check(len(seen) > 10, "the volume changed all the time")
    finally:
        ending.set()
        writer.join()


# -- exec

def helper(script, variables, *options, name="helper"):
    """A workplace with a helper program of these lines, and variables {NAME: reference}."""
    text = "[source own]\ntype = exec\n" + "\n".join(
        options if any(line.startswith("command") for line in options)
        else ("command = ./helper", *options)) + "\n"
    text += "".join(f"[{name}]\nfrom = own:{path}\n" for name, path in variables.items())
    place = program.Workplace(text)
    place.put(name, f"#!/bin/sh\n{script}\n", 0o700)
    return place


def printing(place, content):
    """The helper's output, in a file beside it: not in its arguments."""
    place.put("output", content)
    return place


@test
def test_a_helper_prints_one_value():
    text = canary.value("value", " two  words # '\" ")
    place = printing(helper("cat output", {"A": "value", "B": "value"}), text + "\n")
    done = place.run()
    done.got("A", text)
    done.got("B", text)
    place = printing(helper("cat output", {"A": "value"}, "trim = no"), text + "\n")
    place.run().got("A", text + "\n")


@test
def test_a_helper_prints_several():
    texts = {name: canary.value(name) for name in ("USER", "KEY", "FEED_HOST", "OTHER")}
    lines = "".join(f"{name}='{text}'\n" for name, text in texts.items())
    imports = ("[import mail]", "from = own:*", "names = FEED_*")
    place = printing(helper("cat output", {"A": "USER", "B": "KEY"}, "format = dotenv", *imports),
                     lines)
    done = place.run()
    done.got("A", texts["USER"])
    done.got("B", texts["KEY"])
    done.got("FEED_HOST", texts["FEED_HOST"])
    check("OTHER" not in done.child.environ, "a name that was not asked for")
    document = json.dumps({**texts, "db": {"port": 5432, "user": texts["USER"]}})
    place = printing(helper("cat output", {"A": "USER", "B": "db#user", "C": "db#port"},
                            "format = json", *imports), document)
    done = place.run()
    done.got("A", texts["USER"])
    done.got("B", texts["USER"])
    done.got("C", "5432")
    done.got("FEED_HOST", texts["FEED_HOST"])


@test
def test_it_runs_once_and_only_when_needed():
    variables = {"A": "USER", "B": "KEY", "C": "USER"}
    place = helper("echo run >>count; printf 'USER=u\\nKEY=k\\n'", variables, "format = dotenv")
    place.run().got("C", "u")
    equal((place.directory / "count").read_text(), "run\n", "runs")
    for words in (["check", "--offline"], ["explain"]):
        equal(place.keystrap(*words, "-c", place.manifest).status, 0, words[0])
    equal((place.directory / "count").read_text(), "run\n", "runs, after check --offline")


@test
def test_its_words_are_not_a_shells():
    script = 'for word in "$@"; do printf "[%s]" "$word"; done'
    place = helper(script, {"A": "value"},
                   "command = ./helper 'a b' \"c $HOME\" $(id) *.ini \\' x;y")
    place.run().got("A", "[a b][c $HOME][$(id)][*.ini]['][x;y]")
    # Without a slash it is looked for in PATH.
    place = helper("", {"A": "value"}, "command = printf %s%s a 'b c'")
    place.run().got("A", "ab c")


@test
def test_its_environment_is_small():
    outside = {"VAULT_TOKEN": "t", "SECRET": "s", "WANTED_A": "1", "WANTED_B": "2", "LC_ALL": "C"}
    script = "env | sed 's/=.*//' | grep -vx '_\\|PWD\\|SHLVL\\|OLDPWD' | sort | tr '\\n' ' '"
    place = helper(script, {"A": "value"})
    place.run(environment=outside).got("A", "HOME LANG LC_ALL PATH ")
    place = helper(script, {"A": "value"}, "inherit = WANTED_*, VAULT_TOKEN")
    place.run(environment=outside).got("A", "HOME LANG LC_ALL PATH VAULT_TOKEN WANTED_A WANTED_B ")


@test
def test_it_has_no_descriptors_of_ours():
    place = helper("ls /proc/self/fd | tr '\\n' ' '; wc -c", {"A": "value"})
    read, write = os.pipe()
    done = place.run(stdin=b"not for the helper")
    done.got("A", "0 1 2 3 0")
    os.close(read)
    os.close(write)


@test
def test_what_goes_wrong_with_a_helper_is_said():
    text = canary.value("output")
    rows = [
        ("cat output; exit 3", (), MANIFEST, "helper ended with status 3"),
        ("cat output; kill -9 $$", (), MANIFEST, "ended by signal 9"),
        ("cat output; exec sleep 30", ("deadline = 300ms",), DEADLINE, "did not end within 300 ms"),
        ("cat output; sleep 30 & wait", ("deadline = 300ms",), DEADLINE, "did not end"),
        ("while :; do cat output output output output output output output output; done | head -c 3000000", (), MANIFEST, "printed more than 1048576 bytes"),
        ("cat output; printf '\\000'", (), MANIFEST, "no text"),
        ("cat output", ("format = json",), MANIFEST, "inside"),
        ("cat output output", ("format = dotenv",), MANIFEST, "line 1 inside"),
        ("printf '[\"'; cat output; printf '\"]'", ("format = json",), MANIFEST, "not a JSON object"),
        ("printf 'X='; cat output", ("format = dotenv",), UNAVAILABLE, "no such key"),
        ("", ("command = ./nowhere",), MANIFEST, "cannot execute"),
        ("", ("command = no-such-program",), MANIFEST, "not in PATH"),
        ("", ("command = ./output",), MANIFEST, "Permission denied"),
        ("cat output >&2; exit 1", (), MANIFEST, "ended with status 1"),
    ]
    for script, options, status, words in rows:
        place = printing(helper(script, {"A": "value"}, *options), text)
        done = place.run()
        done.refused(status, "source own", words, "A")
        check(done.seconds < 10, f"{script}: it ends soon")
        check("who may read the file" not in done.stderr, f"{script}: there is no such file")


@test
def test_what_the_manifest_may_not_say():
    for options, reference, words in (
            (("command = 'x",), "value", "never closed"), (("format = json",), "a/b", "flat"),
            ((), "other", "own:value"), ((), "value#x", "own:value"), ((), "value@2", "versions"),
            (("format = xml",), "value", "format"), (("deadline = soon",), "value", "duration")):
        words = words.replace("own:", "SOURCE:")
        helper("echo x", {"A": reference}, *options).run().refused(
            MANIFEST, words, "keystrap.ini:")
    program.Workplace("[source own]\ntype = exec\n[A]\nfrom = own:value\n").run().refused(
        MANIFEST, "needs command")


@test
def test_its_errors_are_shown_when_asked_for():
    script = "echo explanation >&2; exit 1"
    done = helper(script, {"A": "value"}).run().refused(MANIFEST, "status 1")
    check("explanation" not in done.stderr, "its stderr is not shown")
    helper(script, {"A": "value"}, "show-errors = yes").run().refused(
        MANIFEST, "explanation\n", "status 1")


@test
def test_what_it_leaves_behind_does_not_hold_the_start():
    place = helper("(echo $$ >pid; exec sleep 60) & echo x", {"A": "value"})
    done = place.run()
    done.got("A", "x")
    check(done.seconds < 10, "nobody waits for it")


@test
def test_a_source_that_fails_fails_alone():
    directory = new_directory("secrets")
    put(directory, "good", canary.value("good"))
    place = helper("exit 7", {"A": "value"}, "command = ./helper",
                   "[source run]", "type = files", f"directory = {directory}",
                   "[B]", "from = run:good", "[C]", "from = run:absent")
    done = place.run()
    done.refused(MANIFEST, "source own", "status 7", "source run", "absent")
    check("good" not in done.stderr, "nothing is said of the good one")


if __name__ == "__main__":
    tap.main()
