# SPDX-License-Identifier: Apache-2.0
"""keygen, seal and unseal: what is written, what is refused, and that nothing is ever lost."""

import itertools
import json
import os
import re
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True

from rig import canary, program, tap, terminal  # noqa: E402
from rig.tap import check, equal, test  # noqa: E402

USAGE, SYSTEM, AUTH, MANIFEST = 64, 71, 77, 78


def keygen(place, name="age.key"):
    """Makes an identity file; returns its recipient."""
    equal(place.keystrap("keygen", "--output", name).status, 0, "keygen")
    text = (place.directory / name).read_text()
    canary.register("identity", re.search(r"^AGE-SECRET-KEY-1\w+$", text, re.M)[0])
    return re.search(r"^# public key: (age1\w+)$", text, re.M)[1]


def workplace(content=None, *options):
    """A place with age.key, and the content sealed in secrets.age; with the recipient."""
    place = program.Workplace(files={} if content is None else {"plain": content})
    recipient = keygen(place)
    if content is not None:
        done = place.keystrap("seal", "-r", recipient, "-o", "secrets.age", *options, "plain")
        equal((done.status, done.stdout), (0, ""), f"seal: {done.stderr}")
        (place.directory / "plain").unlink()
    return place, recipient


def unsealed(place, *words, identity="age.key"):
    done = place.keystrap("unseal", "-i", identity, "secrets.age", *words,
                          stdout_is_declared=True)
    equal(done.status, 0, f"unseal: {done.stderr}")
    return done.stdout


def values():
    """Names, and values of every kind that a dotenv file can hold."""
    middles = {"PLAIN": "", "SPACES": "  two  ", "NEWLINES": "\n\n  \n", "SINGLE": "it's '' ",
               "DOUBLE": ' "x" ', "SHELL": " $(id) `id` ${HOME} $X \\ \\n ", "HASH": " # ; = ",
               "UTF8": " \U0001f511 \u00e9 ", "TAB": "\t"}
    return {name: canary.value(name, middle) for name, middle in middles.items()}


def dotenv(texts):
    """The same as a file; made by keystrap's own export would prove nothing."""
    escape = str.maketrans({'"': '\\"', "\\": "\\\\", "$": "\\$", "\n": "\\n"})
    return "".join(f'{name}="{text.translate(escape)}"\n' for name, text in texts.items())


def state(place):
    return {path.name: (path.read_bytes(), path.stat().st_mode & 0o7777)
            for path in place.directory.iterdir() if path.is_file()}


def refused(place, status, *words, says=(), hint=True, stdin=b""):
    """A refusal says why and what to do, writes nothing to stdout and touches no file."""
    before = state(place)
    done = place.keystrap(*words, stdin=stdin)
    what = " ".join(words)
    equal((done.status, done.stdout), (status, ""), f"{what}: {done.stderr}")
    check(done.stderr.startswith("keystrap: error: "), f"{what}: an error: {done.stderr}")
    tap.contains(done.stderr, *says, *(["\n  hint: "] if hint else []), what=f"{what}: stderr")
    equal(state(place), before, f"{what}: files are untouched", show=False)


# -- keygen

@test
def test_keygen_writes_a_private_file_under_any_umask():
    for umask in ("000", "027", "077", "777"):
        place = program.Workplace()
        done = place.keystrap("keygen", "-o", "key", wrapper=program.launch("umask", umask))
        equal((done.status, done.stdout), (0, ""), f"umask {umask}")
        path = place.directory / "key"
        equal(path.stat().st_mode & 0o7777, 0o600, f"mode under umask {umask}")
        public = re.search(r"^# public key: (age1\w{58})$", path.read_text(), re.M)[1]
        tap.contains(done.stderr, f"public key: {public}", what="stderr")
        if shutil.which("age-keygen"):
            found = subprocess.run(["age-keygen", "-y", path], capture_output=True, check=True)
            equal(found.stdout.decode().strip(), public, "age-keygen agrees")


@test
def test_keygen_replaces_no_key():
    place, _ = workplace()
    refused(place, USAGE, "keygen", "-o", "age.key", says=("age.key", "there already"))
    refused(place, USAGE, "keygen", "extra")
    refused(place, SYSTEM, "keygen", "-o", "nowhere/key", says=("nowhere/key",), hint=False)
    (place.directory / "link").symlink_to("target")
    refused(place, USAGE, "keygen", "-o", "link", says=("link", "there already"))


@test
def test_keygen_and_unseal_refuse_a_terminal():
    place, _ = workplace(f"KEY={canary.value('KEY')}\n")
    for words in (["keygen"], ["unseal", "-i", "age.key", "secrets.age"],
                  ["unseal", "-i", "age.key", "secrets.age", "KEY"]):
        status, shown, piped = terminal.run(place, *words)
        equal((status, shown), (USAGE, ""), f"{words[0]} on a terminal")
        check("AGE-SECRET-KEY" not in piped, "no key on stderr")
        tap.contains(piped, "terminal", "hint: ", what="stderr")
        status, shown, _ = terminal.run(place, *words, "--terminal", declared=True)
        equal(status, 0, f"{words[0]} --terminal")
        check(shown, "it is shown when asked for")


# -- seal and unseal

@test
def test_what_was_sealed_comes_back_byte_for_byte():
    texts = values()
    content = dotenv(texts)
    for options in ([], ["--armor"]):
        place, _ = workplace(content, *options)
        sealed = place.directory / "secrets.age"
        equal(sealed.stat().st_mode & 0o7777, 0o600, "mode")
        head = b"-----BEGIN AGE ENCRYPTED FILE-----\n" if options else b"age-encryption.org/v1\n"
        check(sealed.read_bytes().startswith(head), "format")
        check(unsealed(place) == content, "the whole is as it was")
        for name, text in texts.items():
            check(unsealed(place, name) == text, f"{name} alone is as it was")


@test
def test_seal_refuses():
    place, recipient = workplace()
    text = canary.value("plain")
    for name, content in (("good", f"A={text}\n"), ("quote", f'A="{text}\n'),
                          ("name", f"1A={text}\n"), ("twice", f"A={text}\nA={text}\n"),
                          ("json", f'{{"A": "{text}",}}')):
        place.put(name, content)
    for words, says in (
            (["seal"], ("--output",)), (["seal", "-r", recipient, "good"], ("--output",)),
            (["seal", "-o", "x.age", "good"], ("recipient",)),
            (["seal", "-r", "age1bad", "-o", "x.age", "good"], ("age1bad",)),
            (["seal", "-r", recipient, "-o", "x.age", "missing"], ("missing",)),
            (["seal", "-r", recipient, "-o", "x.age", "quote"], ("quote:1",)),
            (["seal", "-r", recipient, "-o", "x.age", "name"], ("name:1",)),
            (["seal", "-r", recipient, "-o", "x.age", "json"], ("json", "line 1")),
            (["seal", "-r", recipient, "-o", "x.age", "twice"], ("twice:2",)),
            (["seal", "-r", recipient, "-o", "x.age", "good", "more"], ()),
            (["seal", "--recipient"], ("--recipient",)),
            (["seal", "--recipent", "x"], ("--recipient",)),
            (["seal", "-r", recipient, "--set", "A", "-o", "x.age", "good"], ("in place",)),
            (["seal", "-i", "age.key", "--set", "A", "--unset", "B", "good"], ("in place",)),
            (["seal", "-i", "age.key", "--set", "A"], ("FILE",))):
        refused(place, USAGE, *words, says=says)
    refused(place, SYSTEM, "seal", "-r", recipient, "-o", "nowhere/x.age", "good", hint=False)


@test
def test_unseal_refuses():
    place, _ = workplace("A=1\n")
    keygen(place, "other.key")
    place.put("open.key", (place.directory / "age.key").read_bytes(), 0o644)
    place.put("plain", "A=1\n")
    for words, status, says in (
            (["secrets.age"], USAGE, ("key",)), (["-i", "age.key"], USAGE, ()),
            (["-i", "age.key", "secrets.age", "B"], USAGE, ("B",)),
            (["-i", "age.key", "secrets.age", "A", "more"], USAGE, ()),
            (["-i", "other.key", "secrets.age"], AUTH, ("secrets.age", "identity")),
            (["-i", "open.key", "secrets.age"], MANIFEST, ("open.key", "0644")),
            (["-i", "age.key", "plain"], MANIFEST, ("plain", "not a sealed file"))):
        refused(place, status, "unseal", *words, says=says)
    refused(place, MANIFEST, "unseal", "-i", "missing", "secrets.age", says=("missing",),
            hint=False)
    refused(place, USAGE, "unseal", "-i", "age.key", "missing", says=("missing",), hint=False)
    refused(place, USAGE, "seal", "-i", "age.key", "--unset", "A", "missing", says=("missing",),
            hint=False)
    (place.directory / "secrets.age").chmod(0o620)
    for words in (["unseal", "-i", "age.key", "secrets.age"],
                  ["seal", "-i", "age.key", "--unset", "A", "secrets.age"]):
        refused(place, MANIFEST, *words, says=("secrets.age", "may write it", "chmod go-w"))


@test
def test_what_is_there_is_left_without_force():
    place, recipient = workplace(f"A={canary.value('A')}\n")
    place.put("plain", "A=2\n")
    place.put("out", "mine", 0o640)
    key = ["-i", "age.key"]
    seal = ["seal", "-r", recipient, "-o", "secrets.age", "plain"]
    unseal = ["unseal", *key, "secrets.age", "-o", "out"]
    for words, name in ((seal, "secrets.age"), (unseal, "out")):
        refused(place, USAGE, *words, says=(name, "there already", "--force"))
    done = place.keystrap(*seal, "--force")
    equal(done.status, 0, f"seal --force: {done.stderr}")
    done = place.keystrap(*unseal, "--force")
    equal(done.status, 0, f"unseal --force: {done.stderr}")
    check((place.directory / "out").read_text() == "A=2\n", "both are written over")
    equal((place.directory / "out").stat().st_mode & 0o7777, 0o600, "mode of what was replaced")
    refused(place, USAGE, "keygen", "--force", "-o", "age.key")


@test
def test_two_changes_at_once_are_both_there():
    place, _ = workplace("A=1\n")
    names = [f"NAME_{number}" for number in range(20)]
    running = [subprocess.Popen(
        [program.build() / "keystrap", "seal", "-i", "age.key", "--set", name, "secrets.age"],
        cwd=place.directory, stdin=subprocess.PIPE, stderr=subprocess.PIPE,
        env=place.environment()) for name in names]
    for name, one in zip(names, running, strict=True):
        one.stdin.write(name.lower().encode())
        one.stdin.close()
    for one in running:
        equal((one.wait(30), one.stderr.read()), (0, b""), "status of each")
        one.stderr.close()
    lines = unsealed(place).splitlines()
    equal(sorted(lines), sorted(["A=1", *(f"{name}={name.lower()}" for name in names)]), "all")


@test
def test_set_keeps_mode_owner_and_links():
    place, _ = workplace("A=1\n")
    path = place.directory / "secrets.age"
    (place.directory / "there").mkdir()
    path.rename(place.directory / "there" / "real.age")
    path.symlink_to("there/real.age")
    real = place.directory / "there" / "real.age"
    real.chmod(0o640)
    group = 4711 if os.geteuid() == 0 else os.getegid()
    os.chown(real, -1, group)
    for words, stdin in ((["--set", "B"], b"2\n"), (["--unset", "A"], b"")):
        done = place.keystrap("seal", "-i", "age.key", *words, "secrets.age", stdin=stdin,
                              wrapper=program.launch("umask", "077"))
        equal((done.status, done.stderr), (0, ""), f"seal {words[0]}")
        check(path.is_symlink(), "the link stays one")
        equal((real.stat().st_mode & 0o7777, real.stat().st_gid), (0o640, group), "mode and group")
    equal(sorted(left.name for left in real.parent.iterdir()), ["real.age"], "no file is left over")
    check(unsealed(place) == "B=2\n", "both changes are there")


@test
def test_source_names_the_file():
    place, recipient = workplace("A=1\n")
    place.put("keystrap.ini", "[source s]\ntype = age\nfile = secrets.age\nidentity = age.key\n"
              f"recipients = {recipient}\n[A]\nfrom = s:A\n", 0o644)
    words = ["seal", "-c", "keystrap.ini", "--source", "s", "--set", "A"]
    refused(place, USAGE, *words, "secrets.age", says=("--source names the file already",),
            stdin=b"2")
    refused(place, USAGE, *words, says=("empty",), stdin=b"")
    done = place.keystrap(*words, stdin=b"2\n")
    equal((done.status, done.stderr), (0, ""), "seal --source --set")
    check(unsealed(place) == "A=2\n", "it is set")


@test
def test_a_missing_key_is_told_with_what_is_near():
    place, recipient = workplace("PEPPER=x\n")
    place.put("keystrap.ini", "[source s]\ntype = age\nfile = secrets.age\nidentity = age.key\n"
              f"recipients = {recipient}\n[A]\nfrom = s:PEPPR\n[B]\nfrom = s:OTHER\n", 0o644)
    done = place.keystrap("check", "-c", "keystrap.ini")
    tap.contains(done.stdout, "did you mean PEPPER? Otherwise add it: keystrap seal -c "
                 "keystrap.ini --source s --set PEPPR\n", "hint: add it: keystrap seal -c "
                 "keystrap.ini --source s --set OTHER\n", what="stdout")


@test
def test_a_changed_byte_is_seen():
    place, _ = workplace(f"A={canary.value('A')}\n")
    path = place.directory / "secrets.age"
    whole = path.read_bytes()
    mac = whole.index(b"\n--- ")
    body = whole.index(b"\n", mac + 1) + 1
    for offset in (0, 30, 60, mac - 2, mac + 8, body, body + 20, len(whole) - 1):
        path.write_bytes(whole[:offset] + bytes([whole[offset] ^ 1]) + whole[offset + 1:])
        done = place.keystrap("unseal", "-i", "age.key", "secrets.age")
        # A change of the stanza looks like a file for somebody else.
        check(done.status in ((AUTH, MANIFEST) if offset < mac else (MANIFEST,)),
              f"byte {offset}: {done.status}, {done.stderr}")
        equal(done.stdout, "", "stdout")
    for length in (0, 10, mac, body, body + 16, len(whole) - 1):
        path.write_bytes(whole[:length])
        refused(place, MANIFEST, "unseal", "-i", "age.key", "secrets.age", hint=False)
    path.write_bytes(whole + b"x")
    refused(place, MANIFEST, "unseal", "-i", "age.key", "secrets.age", hint=False)


@test
def test_unseal_to_a_file():
    text = f"A={canary.value('A')}\n"
    for umask in ("000", "077"):
        place, _ = workplace(text)
        done = subprocess.run(
            [*program.launch("umask", umask), program.build() / "keystrap", "unseal", "-i",
             "age.key", "secrets.age", "-o", "out"], cwd=place.directory, capture_output=True,
            check=False)
        equal((done.returncode, done.stdout), (0, b""), "unseal --output", show=False)
        equal((place.directory / "out").stat().st_mode & 0o7777, 0o600, f"mode, umask {umask}")
        check((place.directory / "out").read_text() == text, "content")


@test
def test_passphrase_files():
    phrase = canary.value("passphrase")
    place = program.Workplace(files={"phrase": phrase + "\n", "wrong": "x" + phrase, "empty": "\n",
                                     "open": (phrase, 0o644), "plain": "A=1\n"})
    done = place.keystrap("seal", "--passphrase-file", "phrase", "-o", "secrets.age", "plain")
    equal(done.status, 0, f"seal: {done.stderr}")
    done = place.keystrap("seal", "--passphrase-file", "phrase", "--set", "B", "secrets.age",
                          stdin=b"2\n")
    equal(done.status, 0, f"set: {done.stderr}")
    done = place.keystrap("unseal", "--passphrase-file", "phrase", "secrets.age")
    equal((done.status, done.stdout), (0, "A=1\nB=2\n"), "unseal")
    refused(place, AUTH, "unseal", "--passphrase-file", "wrong", "secrets.age",
            says=("passphrase",))
    refused(place, MANIFEST, "unseal", "--passphrase-file", "open", "secrets.age", says=("0644",))
    refused(place, MANIFEST, "unseal", "--passphrase-file", "empty", "secrets.age", hint=False)
    key = keygen(place)
    refused(place, USAGE, "seal", "--passphrase-file", "phrase", "-r", key, "-o", "x.age", "plain")
    refused(place, AUTH, "unseal", "-i", "age.key", "secrets.age")


# -- one key in place

@test
def test_set_and_unset_keep_the_others():
    for options in ([], ["--armor"]):
        texts = values()
        place, _ = workplace(dotenv(texts), *options)
        for name, text in (("HASH", canary.value("new", " '\"$\n# ")),
                           ("NEW", canary.value("NEW"))):
            texts[name] = text
            done = place.keystrap("seal", "-i", "age.key", "--set", name, "secrets.age",
                                  stdin=text.encode() + b"\n")
            equal((done.status, done.stdout), (0, ""), f"set: {done.stderr}")
        del texts["PLAIN"]
        equal(place.keystrap("seal", "-i", "age.key", "--unset", "PLAIN", "secrets.age").status, 0,
              "unset")
        for name, text in texts.items():
            check(unsealed(place, name) == text, f"{name} is as it should be")
        names = re.findall(r"^(\w+)=", unsealed(place), re.M)
        equal(names, list(texts), "names and their order")
        head = b"-----BEGIN" if options else b"age-encryption.org"
        check((place.directory / "secrets.age").read_bytes().startswith(head), "format stays")


@test
def test_set_refuses():
    place, recipient = workplace("A=1\n")
    other = keygen(place, "other.key")
    edit = ["seal", "-i", "age.key"]
    for words, status, stdin in (
            ([*edit, "--unset", "B", "secrets.age"], USAGE, b""),
            ([*edit, "--set", "a-b", "secrets.age"], USAGE, b"x"),
            ([*edit, "--set", "A=x", "secrets.age"], USAGE, b"x"),
            ([*edit, "--set", "A", "secrets.age", "value"], USAGE, b""),
            ([*edit, "--set", "A", "secrets.age"], USAGE, b"a\0b"),
            (["seal", "--set", "A", "secrets.age"], USAGE, b"x"),
            ([*edit, "--set", "A", "secrets.age"], USAGE, b""),
            ([*edit, "--set", "A", "secrets.age"], USAGE, b"\n"),
            (["seal", "-i", "other.key", "--set", "A", "secrets.age"], AUTH, b"x")):
        refused(place, status, *words, stdin=stdin)
    for stdin in (b"", b"\n"):
        refused(place, USAGE, *edit, "--set", "A", "secrets.age", stdin=stdin, says=(
            "standard input is empty", "--unset"))
    refused(place, USAGE, *edit, "--set", "A", "missing", says=("missing",), hint=False, stdin=b"x")
    place.put("plain", "A=1\n")
    done = place.keystrap("seal", "-r", recipient, "-r", other, "-o", "both.age", "plain")
    equal(done.status, 0, "seal for two")
    refused(place, USAGE, *edit, "--set", "A", "both.age", says=("2 recipients", "--recipient"),
            stdin=b"x")
    done = place.keystrap(*edit, "-r", recipient, "-r", other, "--set", "A", "both.age", stdin=b"2")
    equal(done.status, 0, "with all of them named")
    for key in ("age.key", "other.key"):
        equal(place.keystrap("unseal", "-i", key, "both.age").stdout, "A=2\n", f"opened with {key}")


@test
def test_json_is_sealed_whole():
    text = canary.value("inside", '"\\')
    content = json.dumps({"db": {"password": text, "port": 5432}, "plain": text})
    place, _ = workplace(content)
    check(unsealed(place) == content, "the whole is as it was")
    refused(place, USAGE, "seal", "-i", "age.key", "--set", "plain", "secrets.age", stdin=b"x",
            says=("JSON",))
    refused(place, USAGE, "unseal", "-i", "age.key", "secrets.age", "plain", says=("JSON",))
    place.put("keystrap.ini", "[source s]\ntype = age\nfile = secrets.age\nidentity = age.key\n"
              "[PASSWORD]\nfrom = s:db#password\n[PORT]\nfrom = s:db#port\n"
              "[PLAIN]\nfrom = s:plain\n", 0o644)
    done = place.run()
    for name, wanted in (("PASSWORD", text), ("PORT", "5432"), ("PLAIN", text)):
        done.got(name, wanted)


@test
def test_the_age_program_opens_it_and_the_reverse():
    if not shutil.which("age"):
        tap.skip("no age")
    text = f"A={canary.value('A')}\n"
    for options in ([], ["--armor"]):
        place, recipient = workplace(text, *options)
        opened = subprocess.run(["age", "-d", "-i", "age.key", "secrets.age"], check=False,
                                cwd=place.directory, capture_output=True)
        check(opened.stdout.decode() == text, "age opens what seal wrote")
        subprocess.run(["age", "-r", recipient, "-o", "secrets.age", *options], check=True,
                       cwd=place.directory, input=text.encode())
        check(unsealed(place) == text, "unseal opens what age wrote")
        done = place.keystrap("seal", "-i", "age.key", "--set", "B", "secrets.age", stdin=b"2\n")
        equal(done.status, 0, f"a key of age's file is changed in place: {done.stderr}")
        check(unsealed(place) == f"{text}B=2\n", "and the rest is as it was")


# -- nothing is lost

def injected(place, call, action, *words, stdin):
    """keystrap with a call made to fail."""
    environment = place.environment({"ASAN_OPTIONS": "detect_leaks=0"})
    return subprocess.run(
        ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e",
         f"inject={call}:{action}", program.build() / "keystrap", *words], check=False,
        cwd=place.directory, input=stdin, capture_output=True, env=environment, timeout=20)


def needs_strace():
    if not shutil.which("strace") or subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"],
                                                    check=False).returncode != 0:
        tap.skip("no strace")


@test
def test_a_failing_write_leaves_the_old_file():
    needs_strace()
    place, _ = workplace(dotenv(values()))
    words = ["seal", "-i", "age.key", "--set", "NEW", "secrets.age"]
    before = state(place)
    for call, error in itertools.product(("fchmod", "write", "fsync", "rename"),
                                         ("ENOSPC", "EIO", "EDQUOT")):
        done = injected(place, call, f"error={error}:when=1", *words, stdin=b"new value")
        equal(done.returncode, SYSTEM, f"{call} {error}: {done.stderr}")
        tap.contains(done.stderr.decode(), "secrets.age", what="stderr")
        equal(state(place), before, f"{call} {error}: the old file, and no other", show=False)


@test
def test_kill_at_any_call_leaves_the_old_file_or_the_new_one():
    needs_strace()
    texts = {"A": canary.value("A"), "B": canary.value("B")}
    place, _ = workplace(dotenv(texts))
    path = place.directory / "secrets.age"
    old = path.read_bytes()
    words = ["seal", "-i", "age.key", "--set", "B", "secrets.age"]
    seen = set()
    for call, when in (("openat", n) for n in range(8, 24)):
        _kill(place, call, when, words, path, old, texts, seen)
    for call in ("fchmod", "write", "fsync", "rename", "close", "exit_group"):
        for when in (1, 2):
            _kill(place, call, when, words, path, old, texts, seen)
    equal(seen, {"old", "new"}, "both ends are seen")


def _kill(place, call, when, words, path, old, texts, seen):
    path.write_bytes(old)
    injected(place, call, f"signal=KILL:when={when}", *words, stdin=b"new value")
    if path.read_bytes() == old:
        seen.add("old")
    else:
        seen.add("new")
        check(unsealed(place) == f"A={texts['A']}\nB=\"new value\"\n", f"{call} {when}: whole")
    for left in place.directory.glob("secrets.age.*"):
        check(b"new value" not in left.read_bytes(), "what is left is sealed")
        left.unlink()


@test
def test_a_full_disk():
    """The same with a real one: a file system of 64 KiB."""
    place, _ = workplace("A=1\n")
    disk = place.directory / "disk"
    disk.mkdir()
    script = ("mount -t tmpfs -o size=16k keystrap disk && cp secrets.age disk/ && "
              "head -c 100000 /dev/zero > disk/filler; "
              "printf x | \"$0\" seal -i age.key --set A disk/secrets.age; status=$?; "
              "cmp secrets.age disk/secrets.age && ls -A disk && exit $status")
    wrapper = ["unshare", "-m", "/bin/sh", "-c", script]
    done = subprocess.run([*wrapper, program.build() / "keystrap"], check=False,
                          cwd=place.directory, capture_output=True, timeout=20)
    if b"unshare failed" in done.stderr or b"mount:" in done.stderr:
        tap.skip("no right to mount")
    equal((done.returncode, done.stdout.decode().split()), (SYSTEM, ["filler", "secrets.age"]),
          f"status, and files on the disk: {done.stderr}")


tap.main()
