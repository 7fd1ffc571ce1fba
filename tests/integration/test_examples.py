# SPDX-License-Identifier: Apache-2.0
"""README.md, the manual pages and examples/ say what the program does."""

import functools
import json
import os
import pathlib
import re
import subprocess
import sys

sys.dont_write_bytecode = True

from rig import SOURCE, bao, ca, canary, new_directory, papers, program, tap  # noqa: E402
from rig.tap import check, equal, test  # noqa: E402

DATAERR, NOPERM, CONFIG = 65, 77, 78


@functools.cache
def tables():
    dumped = subprocess.run([program.build() / "keystrap", "--dump-tables"], check=True,
                            capture_output=True)
    return json.loads(dumped.stdout)


@functools.cache
def options(command):
    """{"--name" or "-x": whether it takes an argument}, as --help says."""
    shown = subprocess.run([program.build() / "keystrap", command, "--help"], check=True,
                           capture_output=True, text=True).stdout
    rows = re.findall(r"^ +(?:(-\w), )?(--[a-z-]+)( [A-Z]+)?  ", shown, re.M)
    check(rows, f"keystrap {command} --help lists options")
    return {name: bool(argument) for letter, long, argument in rows
            for name in (letter, long) if name}


def check_command_line(words, where):
    commands = {row["name"] for row in tables()["commands"]}
    if words[:1] in ([], ["--help"], ["--version"], ["COMMAND"]):
        return
    check(words[0] in commands, f"{where}: there is a command {words[0]}")
    rest = iter(words[1:])
    for word in rest:
        if word == "--" or (words[0] == "run" and not word.startswith("-")):
            return
        name = word.partition("=")[0]
        if name.startswith("-") and name != "-":
            check(name in options(words[0]), f"{where}: keystrap {words[0]} has {name}")
            if options(words[0])[name] and "=" not in word:
                check(next(rest, None) is not None, f"{where}: {name} has its argument")


@test
def test_command_lines_have_options_that_exist():
    count = 0
    for block in papers.blocks():
        for words in papers.command_lines(block):
            check_command_line(words, block.where)
            count += 1
    unit = papers.Block("myapp.service", "", "ini unit",
                        papers.read("examples/systemd/myapp.service"))
    image = papers.Block("Dockerfile", "", "dockerfile",
                         papers.read("examples/container/Dockerfile"))
    for words in [*papers.command_lines(unit), *papers.command_lines(image)]:
        check_command_line(words, "examples")
        count += 1
    check(count > 25, f"the command lines are found, got {count}")


@test
def test_a_command_line_that_is_wrong_is_found():
    for wrong in ("keystrap frobnicate", "keystrap check --ofline", "keystrap run --offline -- x",
                  "x | keystrap seal -z"):
        block = papers.Block("here", "", "sh", wrong + "\n")
        with tap.fails(wrong):
            for words in papers.command_lines(block):
                check_command_line(words, block.where)


def is_sound(text, where):
    """A manifest, or a preset, which is tried in a manifest."""
    place = program.Workplace(text)
    if text.startswith("[preset]"):
        place.put("own.ini", text, 0o644)
        place.put("keystrap.ini", "[keystrap]\npresets = own.ini\n[A]\nvalue = 1\n", 0o644)
    done = place.keystrap("check", "--offline", "-c", place.manifest)
    tap.equal((done.status, done.stdout.partition(": ")[2].partition(", ")[2]),
              (0, "0 errors, 0 warnings\n"), f"{where}: {done.stdout}")


@test
def test_manifests_that_are_shown_are_sound():
    shown = [block for block in papers.blocks() if block.language == "ini"]
    check(len(shown) >= 7, f"the manifests are found, got {len(shown)}")
    for block in shown:
        is_sound(block.text, block)
    with tap.fails("a key that does not exist"):
        is_sound("[A]\ntipe = int\n", "here")


def copied(folder):
    """A workplace with an example's files, whatever the umask of the clone was."""
    place = program.Workplace()
    for path in (SOURCE / "examples" / folder).rglob("*"):
        if path.is_file():
            name = str(path.relative_to(SOURCE / "examples" / folder))
            place.put(name, path.read_bytes(), 0o644)
    return place


@test
def test_manifests_of_the_examples_are_sound():
    check(len(papers.MANIFESTS) >= 4, "the examples are found")
    for path in papers.MANIFESTS:
        place = copied(pathlib.Path(path).parent.name)
        done = place.keystrap("check", "--offline", "-c", place.manifest)
        equal(done.status, 0, f"{path}: {done.stdout}")
        tap.contains(done.stdout, "0 errors, 0 warnings", what=path)


@test
def test_readme_lists_the_commands_and_exit_statuses():
    wanted = [[f"`keystrap {row['name']}`", row["summary"]] for row in tables()["commands"]]
    equal(papers.table("Commands"), wanted, "commands")
    wanted = [[str(row["number"]), row["name"], row["meaning"]]
              for row in tables()["exit_statuses"]]
    equal(papers.table("Exit status"), wanted, "exit statuses")


def letters(text):
    return re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()


@test
def test_the_references_page_lists_each_failure():
    rows = re.findall(r'\] *= \{ "([a-z-]+)", ERR_\w+, \w+, \w+,\s*"([^"]+)", ("[^"]+"|\w+) \}',
                      papers.read("src/model/failure.c"))
    check(len(rows) > 30, "the table of failures is found")
    page = papers.read("man/keystrap-references.7").replace("\\(aq", "'")
    said = dict(re.findall(r"^\.It Cm ([a-z-]+) Pq .*\n((?:[^.].*\n)*)", page, re.M))
    equal(sorted(said), sorted(name for name, _, _ in rows), "the kinds of failure")
    for name, text, hint in rows:
        check(letters(said[name]).startswith(letters(text)), f"{name}: {text}")
        if hint.startswith('"'):
            check(letters(said[name]).endswith(letters(hint)), f"{name}: {hint}")


# -- what is run

def shell(script, place, environment=None, status=0):
    """Runs lines of shell as someone would who pasted them; keystrap is in PATH."""
    path = f"{program.build()}:/usr/local/bin:/usr/bin:/bin"
    kept = {name: text for name, text in os.environ.items() if name.endswith("SAN_OPTIONS")}
    done = subprocess.run(["sh", "-eu", "-c", script], cwd=place.directory, capture_output=True,
                          text=True, timeout=50, check=False,
                          env={"PATH": path, "HOME": str(place.home), **kept,
                               **(environment or {})})
    equal(done.returncode, status, f"the status of {script!r}: {done.stderr}")
    return done


def section(name, language="sh"):
    found = [block for block in papers.readme()
             if block.section == name and block.language == language]
    check(found, f"the README shows {language} under {name}")
    return found


def with_app(place):
    place.put("app", '#!/bin/sh\necho "started ${#DB_PASSWORD}"\n', 0o700)
    return place


@test
def test_from_a_dotenv():
    place = with_app(program.Workplace())
    password = canary.value("DB_PASSWORD")
    place.put(".env", f"LOG_LEVEL=info\nDB_PASSWORD={password}\n")
    first, repair = section("From a .env")
    done = shell(first.text, place)
    equal(done.stdout.splitlines()[-1], f"started {len(password)}", "the program's words")
    check(not (place.directory / ".env").exists(), "the .env is gone")
    for name in ("keystrap.ini", "secrets.age"):
        (place.directory / name).chmod(0o664)
    refused = shell("keystrap run -c keystrap.ini -- ./app", place, status=CONFIG)
    tap.contains(refused.stderr, "chmod go-w keystrap.ini", what="what to do")
    equal(shell(repair.text + "keystrap run -c keystrap.ini -- ./app", place).stdout.splitlines(),
          done.stdout.splitlines()[-1:], "the program's words, after it was done")
    canary.search({path.name: path.read_bytes() for path in place.directory.iterdir()
                   if path.is_file()})


@test
def test_sealed_files():
    place = program.Workplace()
    place.put("secrets.env", "A=x\nJWT_SECRET_KEY=changeme\n")
    first, second = section("Sealed files")
    keygen, seal, unseal = first.text.splitlines()
    public = re.search(r"age1\w+", shell(keygen, place).stderr)[0]
    shell(seal.replace("age1...", public), place)
    equal(shell(unseal, place).stdout, "A=x\nJWT_SECRET_KEY=changeme\n", "what was sealed")
    shell(second.text, place)
    changed = shell(unseal, place).stdout
    check("A=x\n" in changed and "changeme" not in changed, "one key is changed")


@test
def test_the_sealed_example():
    place = program.Workplace()
    done = shell(f"exec sh '{SOURCE}/examples/sealed/run.sh'", place)
    tap.contains(done.stdout, "port 8000, a key of 64 characters")
    tap.contains(done.stderr, "secret-placeholder", "true is not started")


@test
def test_the_files_example():
    place = program.Workplace()
    done = shell(f"exec sh '{SOURCE}/examples/files/run.sh'", place)
    tap.contains(done.stdout, "shop with a password of 64 characters")
    tap.contains(done.stderr, "run/session-key: there is no such file", "true is not started")


@test
def test_what_is_checked():
    """The findings that the README shows, of the file that it shows."""
    place = program.Workplace()
    place.put("shop.env", section("What is checked", "dotenv")[0].text)
    first, others = section("What is checked")
    done = shell(first.text, place, status=1)
    equal(done.stdout, section("What is checked", "text checked")[0].text, "the findings")
    place.put("acme.ini", section("What is checked", "ini")[0].text, 0o644)
    place.put("keystrap.ini", "[keystrap]\npresets = production-checklist, acme.ini\n"
              "[JWT_SECRET_KEY]\n[WORKERS]\nvalue = 65\n", 0o644)
    tap.contains(shell("keystrap check -c keystrap.ini --offline", place, status=1).stdout,
                 "[number-range]", what="the preset of one's own")
    place.put(".env", "LOG_LEVEL=info\n")
    explain, *listing, init = others.text.splitlines(keepends=True)
    tap.contains(shell(explain, place).stdout, "jwt-key-too-short")
    tap.contains(shell("".join(listing), place).stdout, "rule db-url-tls")
    for name in ("keystrap.ini", "acme.ini"):
        (place.directory / name).unlink()
    shell(init, place)


@test
def test_check_in_ci():
    place = program.Workplace("[A]\nvalue = 1\n")
    place.put(".env", "DB_PASSWORD=Zq8vXw3nLr5tKp2mYc7h\n")
    offline, whole, documents, others = section("Check in CI")
    shell(offline.text, place)
    shell(whole.text, place)
    log = json.loads((place.directory / "keystrap.sarif").read_text())
    equal(log["runs"][0]["results"], [], "results")
    tap.contains((place.directory / "keystrap.xml").read_text(), 'tests="2" failures="0"')
    shell(documents.text.replace("JWT_SECRET_KEY", "A"), place)
    for name, word in (("ENVIRONMENT.md", "| `A` |"), (".env.example", "\nA=\n"),
                       ("keystrap.schema.json", "draft/2020-12")):
        tap.contains((place.directory / name).read_text(), word, what=name)
    shell(others.text.replace("1234", "self"), place)


@test
def test_the_container_example():
    place = copied("container")
    good = {"ENVIRONMENT": "production", "PUBLIC_URL": "https://shop.acme.io",
            "SESSION_SECRET": canary.value("SESSION_SECRET")}
    done = place.run(environment=good)
    done.got("PORT", "8000")
    done.got("SESSION_SECRET", good["SESSION_SECRET"])
    place.run(environment={**good, "PUBLIC_URL": "http://shop.acme.io"}).refused(
        DATAERR, "PUBLIC_URL", "type-https-url")


@test
def test_the_policy_example():
    place = copied("policy")
    key = canary.value("SESSION_KEY")
    done = place.run(environment={"SESSION_KEY": key, "OTHER": "1"})
    done.got("SESSION_SECRET", f"shop-{key}")
    done.got("WORKERS", "2")
    equal(sorted(done.child.environ), ["HOME", "LANG", "PATH", "SESSION_SECRET", "WORKERS"],
          "what the policy lets through")
    place.run(environment={"SESSION_KEY": key, "DEBUG": "1"}).refused(DATAERR, "DEBUG")


@test
def test_the_policy_has_the_last_word():
    application = papers.read("examples/policy/conf.d/50-app.ini")
    for weaker in ("min-length = 1", "min-length@production = 1"):
        place = copied("policy")
        place.put("conf.d/50-app.ini",
                  application.replace("[SESSION_SECRET]\n", f"[SESSION_SECRET]\n{weaker}\n"), 0o644)
        place.run(environment={"SESSION_KEY": "Zq8vXw3n"}).refused(
            DATAERR, "SESSION_SECRET", "length-range")


@test
def test_the_systemd_example():
    place = copied("systemd")
    credentials = new_directory("credentials")
    token = canary.value("API_TOKEN")
    place.put("secrets.env", f"API_TOKEN={token}\n")
    shell(f"public=$(keystrap keygen -o '{credentials}/age.key' 2>&1 | sed 's/.*: //')\n"
          'keystrap seal -r "$public" -o secrets.age secrets.env', place)
    done = place.run(environment={"CREDENTIALS_DIRECTORY": str(credentials), "USER": "myapp"})
    done.got("API_TOKEN", token)
    check("CREDENTIALS_DIRECTORY" not in done.child.environ, "the credentials stay behind")
    shown = section("With systemd", "ini unit")[0].text.splitlines()
    unit = papers.read("examples/systemd/myapp.service").splitlines()
    equal([line for line in shown if line not in unit], [], "lines that the unit does not have")


# -- with a real server

@functools.cache
def shop():
    """A directory with role-id and secret-id, made by the README's own commands."""
    place = with_app(copied("vault"))
    (place.directory / "examples").symlink_to(SOURCE / "examples")
    binary = new_directory("bin") / "bao"
    binary.symlink_to(bao.binary())
    server = bao.shared()
    login = {"BAO_ADDR": server.address, "BAO_TOKEN": server.root,
             "BAO_CACERT": str(ca.authority(ca.OURS).file)}
    script = f"PATH={binary.parent}:$PATH\n" + section(
        "Secrets in Vault or OpenBao", "sh setup")[0].text
    shell(script, place, login)
    # The address of the papers is nobody's; the rest stays as it is, line by line.
    text = papers.read("examples/vault/keystrap.ini")
    place.put("keystrap.ini", text.replace("https://vault.internal:8200", server.address), 0o644)
    return place


def trust():
    return {"VAULT_CACERT": str(ca.authority(ca.OURS).file)}


@test
def test_the_vault_example():
    place = shop()
    for block in section("Secrets in Vault or OpenBao"):
        tap.contains(shell(block.text, place, trust()).stdout, "started")
    password = "p@ss/w:rd" + canary.value("password")
    bao.shared().write("secret", "shop/db", {"password": password})
    bao.shared().write("secret", "shop/mail", {"SMTP_USER": "shop", "OTHER": "not asked for"})
    child = place.run(environment=trust()).started()
    check(b"p%40ss%2Fw%3Ard" in child.environ["DATABASE_URL"], "the password is percent-encoded")
    check("DB_PASSWORD" not in child.environ, "the password itself is not delivered")
    equal(child.environ["SMTP_USER"], b"shop", "an imported name")
    check("OTHER" not in child.environ, "a name that was not asked for")


def first_manifest(place):
    text = [block for block in papers.readme() if block.language == "ini"][0].text
    # Behind it, so that lines keep their numbers: whoever runs the tests may be root.
    place.put("keystrap.ini", text.replace("https://vault.internal:8200", bao.shared().address)
              + "\n[rules]\nrun-as-root = off\n", 0o644)


def shown_as(done, place):
    """What a terminal showed, with the address that the papers use."""
    return done.stderr.replace(bao.shared().address, "https://vault.internal:8200")


@test
def test_the_refusals_that_the_readme_shows():
    place = shop()
    bin_directory = new_directory("bin")
    gunicorn = bin_directory / "gunicorn"
    gunicorn.write_text("#!/bin/sh\necho started\n")
    gunicorn.chmod(0o755)
    environment = {**trust(), "DEBUG": "true"}
    line = next(block.text for block in papers.readme() if "gunicorn shop:app" in block.text
                and block.language == "")
    place.put("secrets.env", "STRIPE_API_KEY=changeme\nDB_PASSWORD=" + canary.value("DB_PASSWORD") + "\n")
    first_manifest(place)
    shell("public=$(keystrap keygen -o age.key 2>&1 | sed 's/.*: //')\n"
          'keystrap seal -r "$public" -o secrets.age secrets.env', place)
    bao.shared().write("secret", "shop/api", {"jwt_secret_key": canary.value("short")[:40]})
    path = f"PATH={bin_directory}:$PATH\n"
    done = shell(path + line, place, environment, DATAERR)
    equal(shown_as(done, place), section("keystrap", "text refusal")[0].text, "the refusal")
    live = "sk_live_51" + canary.value("STRIPE_API_KEY", length=97)
    shell(f"echo {live} | keystrap seal -i age.key --set STRIPE_API_KEY secrets.age", place)
    bao.shared().policy("shop", {"secret/data/shop/db": ["read"]})
    done = shell(path + line, place, trust(), NOPERM)
    equal(shown_as(done, place),
          section("Secrets in Vault or OpenBao", "text permission")[0].text, "the refusal")


if __name__ == "__main__":
    tap.main()
