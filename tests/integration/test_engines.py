# SPDX-License-Identifier: Apache-2.0
"""Engines of a real OpenBao: database against a real PostgreSQL, PKI, transit, cubbyhole, any path;
what they make is made by run alone, once, and given back when the program is not started."""

import base64
import functools
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time

sys.dont_write_bytecode = True

from cryptography import x509  # noqa: E402
from cryptography.hazmat.primitives import serialization  # noqa: E402

from rig import bao, ca, canary, counting, postgres, program, tap  # noqa: E402
from rig.tap import check, equal, test  # noqa: E402

REFUSED, UNAVAILABLE, AUTH, MANIFEST = 65, 69, 77, 78

POLICY = {
    "database/creds/app": ["read"],
    "database/static-creds/*": ["read"],
    "pki/issue/web": ["update"],
    "transit/decrypt/*": ["update"],
    "cubbyhole/*": ["read"],
    "secret/data/app": ["read"],
    "totp/code/app": ["read"],
    "ssh/sign/host": ["update"],
    "sys/leases/revoke": ["update"],
}


@functools.cache
def token():
    bao.shared().policy("engines", POLICY)
    return bao.shared().token("engines", name="VAULT_TOKEN")


def place(variables, **keys):
    keys = {"address": bao.shared().address, "ca_file": ca.authority(ca.OURS).file, "auth": "token",
            "deadline": "25s", **keys}
    return program.Workplace(program.manifest(variables, **keys))


def run(variables, *words, environment=None, **keys):
    return place(variables, **keys).run(
        *words, environment={"VAULT_TOKEN": environment or token()})


def check_only(variables, *words, **keys):
    where = place(variables, **keys)
    return where.keystrap("check", "-c", where.manifest, *words,
                          environment={"VAULT_TOKEN": token()})


# -- database


@functools.cache
def database():
    """A role whose credentials OpenBao makes, a static one, and one that changes all the time."""
    server, sql = bao.shared(), postgres.shared()
    server.call("POST", "sys/mounts/database", {"type": "database"})
    server.call("POST", "database/config/main", {
        "plugin_name": "postgresql-database-plugin", "allowed_roles": "*", "username": "root",
        "password": sql.password,
        "connection_url": "postgresql://{{username}}:{{password}}@127.0.0.1:"
                          f"{sql.port}/postgres?sslmode=disable"})
    server.call("POST", "database/roles/app", {
        "db_name": "main", "default_ttl": "10m", "max_ttl": "20m",
        "creation_statements": ["CREATE ROLE \"{{name}}\" LOGIN PASSWORD '{{password}}' "
                                "VALID UNTIL '{{expiration}}'"]})
    for name, period in (("steady", "1h"), ("restless", "5s")):
        sql.query(f"CREATE ROLE {name} LOGIN")
        server.call("POST", f"database/static-roles/{name}", {
            "db_name": "main", "username": name, "rotation_period": period})
    return sql


def made():
    """Users that OpenBao made."""
    return database().users("v-")


def leases():
    try:
        return bao.shared().call("GET", "sys/leases/lookup/database/creds/app?list=true")[
            "data"]["keys"]
    except bao.Refused:
        return []


def text_of(done, name):
    check(done.child is not None, f"the program was started (status {done.status})")
    return canary.register(name, done.child.environ[name].decode())


USER = {"DB_USER": "database/creds/app#username", "DB_PASSWORD": "database/creds/app#password"}


@test
def test_a_database_credential_is_made_once_and_works():
    sql, before = database(), len(made())
    with counting.Front(bao.shared().address) as front:
        done = run(USER, address=front.address)
    user, password = text_of(done, "DB_USER"), text_of(done, "DB_PASSWORD")
    equal(sql.login(user, password, "SELECT current_user"), user, "who logs in", show=False)
    equal(len(made()) - before, 1, "users made for two variables")
    equal(front.count("GET", "database/creds/app"), 1, "requests that make one")
    equal(front.count("POST", "sys/leases/revoke"), 0, "a lease of a running program is kept")
    equal(len(leases()), 1, "leases")


@test
def test_check_and_explain_make_nothing():
    database()
    before, held = made(), leases()
    with counting.Front(bao.shared().address) as front:
        done = check_only({**USER, "URL": [
            "value = postgresql://${DB_USER}:${DB_PASSWORD}@db.internal/app?sslmode=verify-full",
            "type = postgres-url"]}, "--fail-on", "error", address=front.address)
        equal(done.status, 0, "status of check")
        tap.contains(done.stdout, "DB_USER", "database/creds/app", "makes a new credential",
                     "keystrap run reads it", what="the report")
        check("URL" not in done.stdout.replace("DB_URL", ""), "what is built of it is not judged")
        where = place(USER, address=front.address)
        where.keystrap("explain", "-c", where.manifest, "--online",
                       environment={"VAULT_TOKEN": token()})
    equal(front.count("GET", "database/"), 0, "requests that would make one")
    equal((made(), leases()), (before, held), "users and leases", show=False)


@test
def test_a_start_that_a_rule_refuses_gives_the_credential_back():
    database()
    before, held = made(), leases()
    with counting.Front(bao.shared().address) as front:
        done = run({**USER, "PORT": ["value = not a port", "type = port"]}, address=front.address)
    equal((done.status, done.child), (REFUSED, None), "status, child")
    equal(front.count("GET", "database/creds/app"), 1, "requests that make one")
    equal(front.count("POST", "sys/leases/revoke"), 1, "leases given back")
    check("could not" not in done.stderr, "nothing is said to have gone wrong with that")
    gone_in_time(before, held)


def gone_in_time(before, held):
    """Revoking is answered before it is done."""
    end = time.monotonic() + 10
    while (made(), leases()) != (before, held) and time.monotonic() < end:
        time.sleep(0.1)
    equal(len(made()), len(before), "users")
    equal(len(leases()), len(held), "leases")


@test
def test_a_later_failure_gives_the_credential_back():
    database()
    before, held = made(), leases()
    done = run({**USER, "ABSENT": "secret/app#none"})
    check(done.child is None and done.status in (UNAVAILABLE, AUTH), "it is refused")
    gone_in_time(before, held)


@test
def test_a_program_that_cannot_be_executed_gives_the_credential_back():
    database()
    before, held = made(), leases()
    where = place(USER)
    broken = where.directory / "broken"
    broken.write_bytes(b"\x7fELF no program")
    broken.chmod(0o755)
    done = where.keystrap("run", "-c", where.manifest, "--", str(broken),
                          environment={"VAULT_TOKEN": token()})
    check(done.status in (71, 126, 127), f"it cannot be executed: {done.status}")
    gone_in_time(before, held)


@test
def test_check_tells_that_what_is_made_ends_with_the_token():
    database()
    server = bao.shared()
    server.policy("engines", POLICY)
    for about, words in (({"ttl": "1230s"}, ("ends in 20 minutes",)),
                         ({"ttl": "9000s", "renewable": False}, ("2 hours", "cannot be renewed")),
                         ({"ttl": "3h", "type": "batch"}, ("of type batch", "database/creds/app")),
                         ({"ttl": "3h"}, None)):
        made_now = server.call("POST", "auth/token/create", {"policies": ["engines"], **about})
        where = place(USER)
        done = where.keystrap("check", "-c", where.manifest, environment={
            "VAULT_TOKEN": canary.register("VAULT_TOKEN", made_now["auth"]["client_token"])})
        equal(done.status, 0, "status of check")
        if words:
            tap.contains(done.stderr, "the token ends in", "ends then, too", *words)
        else:
            check("the token" not in done.stderr, f"nothing to say: {done.stderr}")


# -- a signal after the credential was made, before the program is there


class Late(counting.Front):
    """What the server has answered, where the path begins so, is passed on that much later."""

    def __init__(self, seconds):
        super().__init__(bao.shared().address)
        self._seconds = seconds
        self.answered = []

    def ask(self, method, path, headers, body):
        answer = super().ask(method, path, headers, body)
        self.answered.append(path.removeprefix("/v1/"))
        for start, seconds in self._seconds.items():
            if path.startswith(f"/v1/{start}"):
                time.sleep(seconds)
        return answer


def interrupted(front, variables, reached, numbers=(signal.SIGTERM,), pause=0.2, wrapper=()):
    """A run that gets the signals when reached() holds; how long it took from the first."""
    before, held = made(), leases()
    sent = []

    def send(running):
        end = time.monotonic() + 15
        while not reached():
            check(time.monotonic() < end, "the step is reached")
            time.sleep(0.005)
        time.sleep(pause)
        sent.append(time.monotonic())
        pid = running.pid
        if wrapper:
            pid = int(pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])
        for number in numbers:
            os.kill(pid, number)
            time.sleep(0.1)

    done = place(variables, address=front.address).run(
        environment={"VAULT_TOKEN": token()}, during=send, wrapper=wrapper)
    equal((done.status, done.child), (128 + numbers[-1], None), "status, child")
    return time.monotonic() - sent[0], before, held


def made_by(front):
    return lambda: "database/creds/app" in front.answered


@test
def test_a_signal_while_the_credential_is_made_gives_it_back():
    """The answer is under way when the signal comes: it is waited for."""
    database()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        with Late({"database/creds": 1.5}) as front:
            seconds, before, held = interrupted(front, USER, made_by(front), (number,))
        check(seconds < 5, f"it ends soon: {seconds:.1f} s")
        equal(front.count("POST", "sys/leases/revoke"), 1, "leases given back")
        gone_in_time(before, held)


@test
def test_a_signal_while_something_else_is_read_makes_nothing():
    """What makes something is asked for last."""
    database()
    with Late({"secret/data/app": 12}) as front:
        seconds, before, held = interrupted(
            front, {**USER, "VALUE": "secret/app#value"},
            lambda: "secret/data/app" in front.answered)
    check(seconds < 5, f"the other is not waited for: {seconds:.1f} s")
    equal((front.count("GET", "database/creds"), front.count("POST", "sys/leases/revoke")), (0, 0),
          "credentials made, leases given back")
    gone_in_time(before, held)


@test
def test_a_signal_right_before_the_program_gives_the_credential_back():
    """Between the last value and execve, made long by strace."""
    if not shutil.which("strace") or subprocess.run(
            ["strace", "-qq", "-o", "/dev/null", "true"], check=False,
            capture_output=True).returncode:
        tap.skip("no strace")
    database()
    slow = ["strace", "-qq", "-o", "/dev/null", "-e", "trace=prlimit64", "-e",
            "inject=prlimit64:delay_exit=600000"]
    with Late({}) as front:
        _, before, held = interrupted(front, USER, made_by(front), pause=0.3, wrapper=slow)
    equal(front.count("POST", "sys/leases/revoke"), 1, "leases given back")
    gone_in_time(before, held)


@test
def test_a_second_signal_does_not_wait():
    database()
    with Late({"database/creds": 8}) as front:
        seconds, _, _ = interrupted(front, USER, made_by(front), (signal.SIGTERM, signal.SIGINT))
    check(seconds < 2, f"it ends at once: {seconds:.1f} s")


@test
def test_what_takes_too_long_to_be_made_is_not_waited_for():
    database()
    with Late({"database/creds": 20}) as front:
        seconds, _, _ = interrupted(front, USER, made_by(front))
    check(4 < seconds < 8, f"patience ends: {seconds:.1f} s")


@test
def test_a_token_that_may_not_give_back_is_told():
    database()
    server = bao.shared()
    server.policy("maker", {"database/creds/app": ["read"], "sys/leases/revoke": ["deny"]})
    where = place({**USER, "PORT": ["value = x", "type = port"]})
    done = where.run(environment={"VAULT_TOKEN": server.token("maker", name="VAULT_TOKEN")})
    equal((done.status, done.child), (REFUSED, None), "status, child")
    tap.contains(done.stderr, "database/creds/app", "could not be given back",
                 "ends with its lease", "permission denied", "update on sys/leases/revoke")


@test
def test_a_static_role_logs_in():
    sql = database()
    password = text_of(run({"DB_PASSWORD": "database/static-creds/steady#password"}), "DB_PASSWORD")
    equal(sql.login("steady", password, "SELECT current_user"), "steady", "who logs in")
    done = check_only({"DB_PASSWORD": "database/static-creds/steady#password"})
    check("makes a new credential" not in done.stdout, "reading a static role makes nothing")


@test(timeout=120)
def test_a_static_role_that_is_being_rotated_is_waited_for():
    """Near the end of each period ttl is 0: the password that arrives is the one after it."""
    sql = database()
    waited = 0
    for _ in range(8):
        with counting.Front(bao.shared().address) as front:
            done = run({"DB_PASSWORD": "database/static-creds/restless#password"},
                       address=front.address)
        password = text_of(done, "DB_PASSWORD")
        equal(sql.login("restless", password, "SELECT 1"), "1", "the password works")
        waited += front.count("GET", "database/static-creds/restless") > 1
        if waited:
            return
        end = time.monotonic() + 20
        while time.monotonic() < end and bao.shared().call(
                "GET", "database/static-creds/restless")["data"]["ttl"] > 0:
            time.sleep(0.05)
    check(waited, "a reading at ttl 0 was asked again")


# -- PKI


@functools.cache
def authority():
    server = bao.shared()
    server.call("POST", "sys/mounts/pki", {"type": "pki", "config": {"max_lease_ttl": "87600h"}})
    server.call("POST", "pki/root/generate/internal", {"common_name": "Test root", "ttl": "87600h"})
    server.call("POST", "pki/roles/web", {"allowed_domains": ["internal"], "allow_subdomains": True,
                                          "key_type": "ec", "key_bits": 256,
                                          "max_ttl": "8760h", "generate_lease": True})


@test
def test_a_certificate_its_chain_and_its_key_come_from_one_request():
    authority()
    at = "pki/issue/web?common_name=app.internal&alt_names=b.internal,c.internal&ttl=2000h"
    with counting.Front(bao.shared().address) as front:
        done = run({"TLS_CERT": f"{at}#certificate", "TLS_ISSUERS": f"{at}#ca_chain",
                    "TLS_KEY": f"{at}#private_key"}, address=front.address)
    equal(front.count("POST", "pki/issue/web"), 1, "certificates issued for three variables")
    certificate = x509.load_pem_x509_certificate(text_of(done, "TLS_CERT").encode())
    chain = x509.load_pem_x509_certificates(text_of(done, "TLS_ISSUERS").encode())
    key = serialization.load_pem_private_key(text_of(done, "TLS_KEY").encode(), None)
    equal(certificate.public_key(), key.public_key(), "the key", show=False)
    certificate.verify_directly_issued_by(chain[0])
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    equal(sorted(names.value.get_values_for_type(x509.DNSName)),
          ["app.internal", "b.internal", "c.internal"], "names")


@test
def test_check_issues_no_certificate():
    authority()
    with counting.Front(bao.shared().address) as front:
        done = check_only({"CERT": "pki/issue/web?common_name=app.internal#certificate"},
                          address=front.address)
    equal((done.status, front.count("POST", "pki/")), (0, 0), "status, certificates")


@test
def test_a_name_that_the_role_does_not_allow():
    authority()
    done = run({"CERT": "pki/issue/web?common_name=other.example#certificate"})
    done.refused(UNAVAILABLE, "CERT", "depot", "pki/issue/web", "refused the request as wrong")


# -- transit


@functools.cache
def transit():
    server = bao.shared()
    server.call("POST", "sys/mounts/transit", {"type": "transit"})
    for key in ("app", "other"):
        server.call("POST", f"transit/keys/{key}", {})
    server.call("POST", "transit/keys/derived", {"derived": True})
    return server


def encrypted(text, key="app", **more):
    plain = text if isinstance(text, bytes) else text.encode()
    return transit().call("POST", f"transit/encrypt/{key}", {
        "plaintext": base64.b64encode(plain).decode(), **more})["data"]["ciphertext"]


@test
def test_what_transit_encrypted_is_decrypted_in_one_request_a_key():
    texts = {f"VALUE_{number}": canary.value(f"VALUE_{number}", "\u00e9\n") for number in range(12)}
    other = canary.value("other")
    variables = {name: f"transit/decrypt/app?ciphertext={encrypted(text)}"
                 for name, text in texts.items()}
    variables["OTHER"] = f"transit/decrypt/other?ciphertext={encrypted(other, 'other')}"
    with counting.Front(bao.shared().address) as front:
        done = run(variables, address=front.address)
    for name, text in {**texts, "OTHER": other}.items():
        done.got(name, text)
    equal((front.count("POST", "transit/decrypt/app"), front.count("POST", "transit/decrypt/")),
          (1, 2), "requests: of the first key, of both")


@test
def test_check_decrypts():
    text = canary.value("value")
    done = check_only({"VALUE": f"transit/decrypt/app?ciphertext={encrypted(text)}"})
    equal(done.status, 0, "status")
    check("makes a new" not in done.stdout, "decrypting makes nothing")


@test
def test_a_derived_key_takes_its_context():
    text = canary.value("value")
    context = base64.b64encode(b"tenant/1").decode()
    sealed = encrypted(text, "derived", context=context)
    run({"VALUE": [f"from = depot:transit/decrypt/derived?ciphertext={sealed[:40]}",
                   f"    {sealed[40:]}", f"    &context={context}"]}).got("VALUE", text)


@test
def test_one_text_that_cannot_be_decrypted_is_told_and_the_others_are_there():
    good, bad = canary.value("good"), encrypted(canary.value("bad"))
    at = len("vault:v1:") + 4
    bad = bad[:at] + ("A" if bad[at] != "A" else "B") + bad[at + 1:]
    done = run({"GOOD": f"transit/decrypt/app?ciphertext={encrypted(good)}",
                "BAD": f"transit/decrypt/app?ciphertext={bad}"})
    done.refused(UNAVAILABLE, "BAD", "depot", "transit/decrypt/app", "could not decrypt")
    check("GOOD" not in done.stderr, "the good one is not blamed")
    run({"BAD": f"transit/decrypt/app?ciphertext={bad}"}).refused(
        UNAVAILABLE, "BAD", "could not decrypt")
    run({"BAD": "transit/decrypt/none?ciphertext=vault:v1:AAAA"}).refused(
        UNAVAILABLE, "BAD", "refused the request as wrong")


@test
def test_bytes_with_a_nul_are_refused():
    run({"BYTES": f"transit/decrypt/app?ciphertext={encrypted(bytes(range(32)))}"}).refused(
        UNAVAILABLE, "BYTES", "NUL byte")


# -- others


@test
def test_a_cubbyhole_is_read_with_its_own_token():
    text = canary.value("value")
    mine = bao.shared().token("default", name="VAULT_TOKEN")
    bao.shared().call("POST", "cubbyhole/app", {"value": text}, token=mine)
    run({"VALUE": "cubbyhole/app#value"}, environment=mine).got("VALUE", text)


@test
def test_a_totp_code_is_read():
    server = bao.shared()
    server.call("POST", "sys/mounts/totp", {"type": "totp"})
    server.call("POST", "totp/keys/app", {"key": base64.b32encode(b"12345678901234567890").decode(),
                                          "issuer": "a", "account_name": "b", "generate": False})
    done = run({"CODE": "totp/code/app#code"})
    code = done.child.environ["CODE"]
    check(len(code) == 6 and code.isdigit(), "six digits")


@test
def test_an_ssh_key_is_signed():
    server = bao.shared()
    server.call("POST", "sys/mounts/ssh", {"type": "ssh"})
    server.call("POST", "ssh/config/ca", {"generate_signing_key": True, "key_type": "ed25519"})
    server.call("POST", "ssh/roles/host", {"key_type": "ca", "allow_host_certificates": True,
                                           "allowed_domains": "internal", "allow_subdomains": True,
                                           "algorithm_signer": "default", "ttl": "1h"})
    key = ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIuZcbTiJJvYd8uHoQ2PzRz0G3Y5ydw8BQVpXxXBpxW9"
           .replace(" ", "%20"))
    done = run({"SIGNED": f"ssh/sign/host?public_key={key}&cert_type=host"
                          "&valid_principals=a.internal#signed_key"})
    check(text_of(done, "SIGNED").startswith("ssh-ed25519-cert-v01@openssh.com"), "it is signed")


@test
def test_any_path_is_read_by_run_and_left_alone_by_check():
    server = bao.shared()
    transit()
    server.policy("any", {"transit/datakey/plaintext/app": ["update"]})
    mine = server.token("any", name="VAULT_TOKEN")
    reference = {"KEY": "transit/datakey/plaintext/app?bits=256#plaintext"}
    done = run(reference, environment=mine)
    equal(len(base64.b64decode(text_of(done, "KEY"))), 32, "bytes of the key")
    where = place(reference)
    done = where.keystrap("check", "-c", where.manifest, environment={"VAULT_TOKEN": mine})
    equal(done.status, 0, "status of check")
    tap.contains(done.stdout, "makes a new credential", what="the report")


@test
def test_what_the_reference_says_and_the_engine_does_not_have():
    bao.shared().write("secret", "app", {"value": canary.value("value")})
    database()
    for reference, words in (
            ("secret/app?a=b#value", "takes no parameters"),
            ("database/creds/app#username@2", "keeps no versions"),
            ("secret/app?ciphertext=vault:v1:AAAA", "takes no parameters")):
        run({"VALUE": reference}).refused((UNAVAILABLE, AUTH), "VALUE", words)
    for reference, words in (
            ("secret/app?#value", "not NAME=VALUE"), ("secret/app?a#value", "not NAME=VALUE"),
            ("secret/app?a=1&a=2#value", "stands twice"), ("secret/app?a=%0#value", "'%'"),
            ("transit/decrypt/app?ciphertext=x#plaintext", "drop the #FIELD"),
            ("secret/app?a=b", "write #FIELD")):
        run({"VALUE": reference}).refused(MANIFEST, "VALUE", words)


@test
def test_a_policy_that_is_missing_is_told():
    """What the hint says is what helps: read for what is read, update for what is written."""
    database()
    authority()
    server = bao.shared()
    text = canary.value("value")
    for path, rest, wrong, right in (
            ("database/creds/app", "#username", "update", "read"),
            ("pki/issue/web", "?common_name=a.internal#certificate", "read", "update"),
            ("transit/decrypt/app", "?ciphertext=" + encrypted(text), "read", "update")):
        mine = server.token("default", name="VAULT_TOKEN")
        run({"VALUE": path + rest}, environment=mine).refused(
            AUTH, "VALUE", path, "permission denied", f"add {right} for this path")
        for capability in (wrong, right):
            server.policy("one", {path: [capability]})
            done = run({"VALUE": path + rest}, environment=server.token("one", name="VAULT_TOKEN"))
            if capability == right:
                done.started()
                text_of(done, "VALUE")
            else:
                done.refused(AUTH, f"add {right} for this path")


@test(timeout=100)
def test_a_credential_ends_with_the_token_that_made_it():
    """Of both kinds of token: the warning says when, and the database agrees."""
    sql, server = database(), bao.shared()
    server.policy("engines", POLICY)
    for kind in ("service", "batch"):
        role_id, secret_id = server.approle("short", "engines", ttl="4s")
        server.call("POST", "auth/approle/role/short", {"token_type": kind})
        done = run(USER, environment="unused", auth="approle", role_id=role_id,
                   secret_id_file=secret_id_file(secret_id))
        user, password = text_of(done, "DB_USER"), text_of(done, "DB_PASSWORD")
        tap.contains(done.stderr, "database/creds/app", "ends with the token of the login, in 4 seconds",
                     "token_ttl as long as the program runs")
        end = time.monotonic() + 30
        while user in made() and time.monotonic() < end:
            time.sleep(0.5)
        check(user not in made(), f"{kind}: the user is gone with the token")
    role_id, secret_id = server.approle("long", "engines", ttl="1h")
    done = run(USER, environment="unused", auth="approle", role_id=role_id,
               secret_id_file=secret_id_file(secret_id))
    user, password = text_of(done, "DB_USER"), text_of(done, "DB_PASSWORD")
    check("ends with the token" not in done.stderr, "a token that lives longer is not spoken of")
    equal(sql.login(user, password, "SELECT current_user"), user, "who logs in", show=False)


def secret_id_file(secret_id):
    path = program.new_directory("secret-id") / "secret-id"
    path.write_text(secret_id)
    path.chmod(0o600)
    return path


tap.main()
