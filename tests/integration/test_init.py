# SPDX-License-Identifier: Apache-2.0
"""init: a manifest, a sealed file and its key out of a dotenv file, all three or none."""

import hashlib
import re
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True

from rig import canary, program, tap  # noqa: E402
from rig.tap import check, equal, test  # noqa: E402

USAGE, SYSTEM = 64, 71


def refused(place, *words, says=()):
    """It says why and what to do, and touches no file."""
    before = {path: path.read_bytes() for path in place.directory.rglob("*") if path.is_file()}
    done = place.keystrap("init", *words)
    equal((done.status, done.stdout), (USAGE, ""), f"{words}: {done.stderr}")
    tap.contains(done.stderr, "error: ", "\n  hint: ", *says, what=f"{words}: stderr")
    after = {path: path.read_bytes() for path in place.directory.rglob("*") if path.is_file()}
    check(before == after, f"{words}: files are untouched")


@test
def test_init_makes_a_place_that_works():
    texts = {"DB_PASSWORD": canary.value("DB_PASSWORD", " $x ' \" "),
             "API_KEY": canary.value("API"), "PORT": "8080", "APP_NAME": "shop", "EMPTY": "",
             "DATABASE_URL": f"postgres://u:{canary.value('URL')}@db/x?sslmode=verify-full"}
    quoted = {name: "'" + text.replace("'", "''") + "'" for name, text in texts.items()}
    quoted["DB_PASSWORD"] = '"' + texts["DB_PASSWORD"].translate(
        str.maketrans({'"': '\\"', "$": "\\$"})) + '"'
    for umask in ("000", "077"):
        place = program.Workplace(files={
            ".env": "".join(f"{name}={text}\n" for name, text in quoted.items())
                    + "LD_PRELOAD=/tmp/x.so\n"})
        done = place.keystrap("init", "-d", "made", wrapper=program.launch("umask", umask))
        equal((done.status, done.stdout), (0, ""), f"init: {done.stderr}")
        tap.contains(done.stderr, "LD_PRELOAD", "keystrap check", what="stderr")
        made = place.directory / "made"
        modes = {path.name: path.stat().st_mode & 0o7777 for path in made.iterdir()}
        equal(modes, {"keystrap.ini": 0o644, "secrets.age": 0o600, "age.key": 0o600}, "modes")
        text = (made / "keystrap.ini").read_text()
        tap.contains(text, "\n[PORT]\nvalue        = 8080\ntype         = port\n", what="manifest")
        check("LD_PRELOAD" not in text, "a loader's variable is left out")
        done = place.keystrap("check", "-c", made / "keystrap.ini")
        equal(done.status, 0, f"check: {done.stdout}")
        done = place.keystrap("run", "-c", made / "keystrap.ini", "--", program.test_child(),
                              program.REPORT)
        for name, value in texts.items():
            done.got(name, value)


@test
def test_init_replaces_nothing():
    for name in ("keystrap.ini", "secrets.age", "age.key"):
        place = program.Workplace(files={".env": "A=1\n", f"made/{name}": "mine"})
        refused(place, "-d", "made", says=(name, "there already"))
    place = program.Workplace(files={".env": f'A="{canary.value("A")}\n'})
    refused(place, "-d", "made", says=(".env:1",))
    check(not (place.directory / "made").exists(), "no directory is made")


@test
def test_init_seals_what_no_type_knows():
    """Literals are for names whose type says that nothing about them is secret."""
    literal = {"PORT": "8080", "DEBUG": "false", "LOG_LEVEL": "info", "FEATURE": "on",
               "HOST": "db.internal"}
    hidden = {"APP_NAME": "shop", "SITE": "https://shop.test/x",
              "REGION": "eu-west-1", "LONG_PORT": "8" * 33, "ODD_FLAG": "true;", "NUMBER": "1234",
              "PASSWORD": "true"}
    place = program.Workplace(files={".env": "".join(
        f"{name}={text}\n" for name, text in {**literal, **hidden}.items())})
    done = place.keystrap("init", "-d", "made")
    equal(done.status, 0, f"init: {done.stderr}")
    text = (place.directory / "made" / "keystrap.ini").read_text()
    for name, value in literal.items():
        tap.contains(text, f"\n[{name}]\nvalue        = {value}\n", what="the manifest")
    for name in hidden:
        tap.contains(text, f"\n[{name}]\nfrom         = sealed:{name}\n", what="the manifest")


@test
def test_init_says_what_it_does_not_take():
    place = program.Workplace(files={".env": "A=1\na=2\nB='x${A}'\nC='x$(id)'\nD='x$A'\n"
                                     "E='5$'\nF='$5'\nPATH=/x\nBASH_ENV=x\n"})
    done = place.keystrap("init", "-d", "made")
    equal(done.status, 0, f"init: {done.stderr}")
    text = (place.directory / "made" / "keystrap.ini").read_text()
    equal(re.findall(r"^\[([A-Za-z_]+)\]$", text, re.M)[1:], ["A", "B", "C", "D", "E", "F"],
          "sections")
    for name, why in (("a", "differs in case only"), ("PATH", "loaders act on this name"),
                      ("BASH_ENV", "loaders act on this name")):
        check(re.search(rf"warning: \.env:\d+: {name} is left out: .*{why}\n  hint: ", done.stderr), f"{name}: {why}")
    equal(re.findall(r"warning: (\w+) has a \$ in it", done.stderr), ["B", "C", "D"], "with a $")
    tap.contains(done.stderr, "hint: where a reference is meant, write a template", what="stderr")
    run = ("run", "-c", "made/keystrap.ini", "--", program.test_child(), program.REPORT)
    done = place.keystrap(*run)
    tap.contains(done.stderr, "B\n  error: has a reference to a variable in it", what="stderr")
    place.put("made/keystrap.ini", text + "[rules]\nreference-unresolved = off\n", 0o644)
    done = place.keystrap(*run)
    for name, value in (("B", "x${A}"), ("C", "x$(id)"), ("D", "x$A")):
        done.got(name, value)


@test
def test_init_writes_what_holds_without_the_preset_too():
    """The words of an enum are the preset's: its type without them would be an error."""
    place = program.Workplace(files={".env": "SPRING_JPA_HIBERNATE_DDL_AUTO=validate\n"})
    done = place.keystrap("init", "--presets", "spring")
    equal(done.status, 0, f"init: {done.stderr}")
    text = (place.directory / "keystrap.ini").read_text()
    for manifest in (text, text.replace("presets      = spring\n", "")):
        place.put("keystrap.ini", manifest, 0o644)
        done = place.keystrap("check", "-c", "keystrap.ini")
        equal(done.status, 0, f"check: {done.stdout}")


@test
def test_init_checks_its_words():
    place = program.Workplace(files={".env": "A=1\n"})
    refused(place, "-d", "made", "--presets", "djngo", says=("djngo", "django"))
    refused(place, "-d", "made", "-e", "prodution",
            says=("prodution", "production?"))
    check(not (place.directory / "made").exists(), "no directory is made")
    done = place.keystrap("init", "-d", "made", "--presets", "django", "-e", "stg")
    equal(done.status, 0, f"init: {done.stderr}")
    tap.contains((place.directory / "made" / "keystrap.ini").read_text(),
                 "environment  = stg\npresets      = django\n", what="the manifest")


@test
def test_init_takes_no_file_without_variables():
    """What it makes would guard nothing, and check refuse it."""
    refused(program.Workplace(files={".env": "# nothing yet\n"}), "-d", "made",
            says=("there is no variable in it",))


@test
def test_init_leaves_nothing_halfway():
    if not shutil.which("strace") or subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"],
                                                    check=False).returncode != 0:
        tap.skip("no strace")
    place = program.Workplace(files={".env": "A_KEY=1\n"})
    strace = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=link", "-e"]
    for when, name in ((1, "age.key"), (2, "secrets.age"), (3, "keystrap.ini")):
        done = place.keystrap("init", "-d", "made", environment={"ASAN_OPTIONS": "detect_leaks=0"},
                              wrapper=[*strace, f"inject=link:error=ENOSPC:when={when}"])
        equal(done.status, SYSTEM, f"{name}: {done.stderr}")
        tap.contains(done.stderr, f"{name}: cannot put in place", what="stderr")
        equal([left.name for left in (place.directory / "made").iterdir()], [], "files left")
    equal(place.keystrap("init", "-d", "made").status, 0, "and then it works")


@test
def test_what_is_no_secret_stays_readable_and_passes():
    key = canary.value("KEY")
    place = program.Workplace(files={
        ".env": "NEXT_PUBLIC_POSTHOG_KEY=phc_0123\nNODE_ENV=production\nDB_HOST=db.acme.io\n"
                f"TZ=Europe/Berlin\nREQUEST_TIMEOUT=30\nAPI_KEY={key}\nAPP_NAME=shop\n"})
    equal(place.keystrap("init", "-d", "made").status, 0, "init")
    text = (place.directory / "made/keystrap.ini").read_text()
    tap.contains(text, "[NODE_ENV]\nvalue        = production\n",
                 "[DB_HOST]\nvalue        = db.acme.io\n", "[TZ]\nvalue        = Europe/Berlin\n",
                 "[REQUEST_TIMEOUT]\nvalue        = 30\n", "[APP_NAME]\nfrom ", "[API_KEY]\nfrom ",
                 what="manifest")
    section = text.partition("[NEXT_PUBLIC_POSTHOG_KEY]")[2].partition("[")[0]
    check("type" not in section, "a key for browsers is no secret")
    done = place.keystrap("check", "-c", place.directory / "made/keystrap.ini")
    equal(done.status, 0, f"check: {done.stdout}")


@test
def test_a_key_for_browsers_is_no_secret():
    key = "pk_live_51" + hashlib.sha256(b"browsers").hexdigest()[:40]
    place = program.Workplace(files={".env": f"NEXT_PUBLIC_STRIPE_KEY={key}\n"})
    equal(place.keystrap("init", "-d", "made", "--presets", "pci").status, 0, "init")
    text = (place.directory / "made/keystrap.ini").read_text()
    tap.contains(text, f"value        = {key}\nsensitive    = no\n", what="manifest")
    done = place.keystrap("check", "-c", place.directory / "made/keystrap.ini")
    equal(done.status, 0, f"check: {done.stdout}")


@test
def test_symfony_is_known_by_its_words():
    path = "%kernel.project_dir%/config/jwt/private.pem"
    for text, chosen in ((f"JWT_SECRET_KEY={path}\n", True),
                         ("MESSENGER_TRANSPORT_DSN=doctrine://default?auto_setup=0\n", True), ("APP_ENV=prod\n", False)):
        place = program.Workplace(files={".env": text})
        equal(place.keystrap("init", "-d", "made").status, 0, "init")
        manifest = (place.directory / "made/keystrap.ini").read_text()
        equal("presets      = symfony\n" in manifest, chosen, text)
        done = place.keystrap("check", "-c", place.directory / "made/keystrap.ini")
        equal(done.status, 0, f"check: {done.stdout}")


@test
def test_own_presets_and_environments_are_taken_and_slips_told():
    files = {".env": "LIMIT=30\n", "own.ini": "[LIMIT]\ntype = int\n"}
    place = program.Workplace(files=files)
    for words, says in ((("--presets", "djanggo"), "did you mean django?"),
                        (("-e", "prodution"), "did you mean production?")):
        refused(place, *words, says=(says,))
    (place.directory / "own.ini").chmod(0o644)
    done = place.keystrap("init", "--presets", "own.ini", "-e", "qa", "-d", "made")
    equal(done.status, 0, f"init: {done.stderr}")
    text = (place.directory / "made/keystrap.ini").read_text()
    tap.contains(text, "environment  = qa\n", "presets      = ../own.ini\n", "type         = int\n", what="manifest")
    done = place.keystrap("check", "-c", place.directory / "made/keystrap.ini")
    equal(done.status, 0, f"check: {done.stdout}")


tap.main()
