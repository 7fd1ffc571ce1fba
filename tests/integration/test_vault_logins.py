# SPDX-License-Identifier: Apache-2.0
"""Every login of a real OpenBao, and what is said when one is refused."""

import base64
import functools
import hashlib
import json
import subprocess
import sys
import time

sys.dont_write_bytecode = True

from rig import bao, ca, canary, counting, jwt, program, tap  # noqa: E402
from rig.store import app_token, manifest, put, run  # noqa: E402
from rig.tap import check, test  # noqa: E402

CHECKS, UNAVAILABLE, SYSTEM, AUTH, MANIFEST = 65, 69, 71, 77, 78
VARIABLES = {"VALUE": "secret/app#value"}


@functools.cache
def mounted(method, mount=None):
    """The server, with a login method and the policy of the application."""
    app_token()
    bao.shared().call("POST", f"sys/auth/{mount or method}", {"type": method})
    return bao.shared()


def place(files=None, **keys):
    """A workplace; {name: content} are files, and file keys are names of them."""
    made = program.Workplace(files=files)
    for name, text in keys.items():
        if name.endswith("_file") and not str(text).startswith("/"):
            keys[name] = made.directory / text
    made.put("keystrap.ini", manifest(VARIABLES, **keys), 0o644)
    return made


# -- userpass

def userpass(mount="userpass", **about):
    server = mounted("userpass", mount)
    password = canary.value("password")
    server.call("POST", f"auth/{mount}/users/ann", {"password": password, "token_policies": ["app"],
                                                    **about})
    return password


@test
def test_userpass_logs_in():
    text = put("app", value=None)["value"]
    password = userpass()
    where = place({"password": password + "\n"}, auth="userpass", username="ann",
                  password_file="password")
    where.run().got("VALUE", text)
    keys = {"auth": "userpass", "username": "ann"}
    for store in ("VAULT", "BAO"):
        run(VARIABLES, {f"{store}_PASSWORD": password}, **keys).got("VALUE", text)
        run(VARIABLES, {f"{store}_PASSWORD": password, f"{store}_USERNAME": "ann"},
            auth="userpass").got("VALUE", text)
    run(VARIABLES, {"VAULT_PASSWORD": password[:-1]}, **keys).refused(
        AUTH, "depot", "login userpass at auth/userpass: the login was refused", "username")
    run(VARIABLES, {"VAULT_PASSWORD": password}, auth="userpass", username="nobody").refused(
        AUTH, "depot", pattern="refused")
    # The stale token that hides a good one is named.
    run(VARIABLES, {"BAO_TOKEN": "hvs.stale", "VAULT_TOKEN": app_token()}).refused(
        AUTH, "login token, token from BAO_TOKEN")


@test
def test_a_password_keeps_its_white_space():
    text = put("app", value=None)["value"]
    userpass()
    password = canary.register("password", "  " + canary.value("long")[:40] + " \t")  # bcrypt: 72
    bao.shared().call("POST", "auth/userpass/users/ben", {"password": password,
                                                          "token_policies": ["app"]})
    where = place({"password": password + "\r\n"}, auth="userpass", username="ben",
                  password_file="password")
    where.run().got("VALUE", text)


@test
def test_a_login_method_that_is_not_mounted():
    app_token()
    run(VARIABLES, {"VAULT_PASSWORD": "x" * 20}, auth="userpass", username="ann",
        auth_mount="nowhere").refused(AUTH, "depot", "auth-mount", pattern="denied")


@test
def test_a_login_that_wants_a_second_factor():
    password = userpass("factors")
    bao.shared().ask_for_passcode("factors")
    run(VARIABLES, {"VAULT_PASSWORD": password}, auth="userpass", username="ann",
        auth_mount="factors").refused(AUTH, "depot", "without MFA", pattern="passcode.*TOTP")


# -- kubernetes

@functools.cache
def kubernetes():
    reviewer = jwt.Reviewer()
    server = mounted("kubernetes")
    server.call("POST", "auth/kubernetes/config", {
        "kubernetes_host": reviewer.address,
        "kubernetes_ca_cert": ca.authority(ca.OURS).file.read_text(),
        "token_reviewer_jwt": jwt.service_account("reviewer", "kube-system"),
        "disable_local_ca_jwt": True})
    server.call("POST", "auth/kubernetes/role/app", {
        "bound_service_account_names": ["trading"], "bound_service_account_namespaces": ["prod"],
        "audience": "keystrap", "token_policies": ["app"], "token_ttl": "1h"})
    return reviewer


def pod_token(name="trading"):
    token = jwt.service_account(name)
    kubernetes().known[token] = ("prod", name)
    return token


@test
def test_kubernetes_logs_in_and_reads_the_token_each_time():
    text = put("app", value=None)["value"]
    first = pod_token()
    where = place({"token": first}, auth="kubernetes", role="app", jwt_file="token")
    (where.directory / "token").chmod(0o644)  # as the kubelet writes it
    where.run().got("VALUE", text)
    del kubernetes().known[first]
    where.run().refused(AUTH, "depot", pattern="denied")
    where.put("token", pod_token() + "\n")
    asked = kubernetes().asked
    where.run().got("VALUE", text)
    check(kubernetes().asked == asked + 1, "one login, one review")


@test
def test_kubernetes_refuses():
    where = place({"token": pod_token()}, auth="kubernetes", role="nobody", jwt_file="token")
    where.run().refused(AUTH, "depot", "role", pattern="refused")
    where = place({"token": pod_token("other")}, auth="kubernetes", role="app", jwt_file="token")
    where.run().refused(AUTH, "depot", "service account", pattern="denied")
    where = place(auth="kubernetes", role="app", jwt_file="/nonexistent/token")
    where.run().refused(MANIFEST, "jwt-file", "/nonexistent/token")
    place(auth="kubernetes", role="app").run().refused(AUTH, "depot", pattern="nothing to log in")
    place(auth="kubernetes").run().refused(MANIFEST, "depot", "needs role")


# -- jwt

@functools.cache
def jwt_role():
    server = mounted("jwt")
    server.call("POST", "auth/jwt/config", {"jwt_validation_pubkeys": [jwt.public_key()],
                                            "bound_issuer": "https://ci.keystrap.test"})
    server.call("POST", "auth/jwt/role/app", {
        "role_type": "jwt", "bound_audiences": ["keystrap"], "user_claim": "sub",
        "bound_claims": {"project": "trading"}, "token_policies": ["app"]})


def ci_token(seconds=600, project="trading"):
    return jwt.token(seconds, iss="https://ci.keystrap.test", aud="keystrap", sub="job:1",
                     project=project)


@test
def test_a_jwt_logs_in():
    jwt_role()
    text = put("app", value=None)["value"]
    token = ci_token()
    place({"token": token + "\n"}, auth="jwt", role="app", jwt_file="token").run().got("VALUE",
                                                                                       text)
    for name in ("BAO_JWT", "VAULT_JWT", "VAULT_ID_TOKEN"):
        run(VARIABLES, {name: token}, auth="jwt", role="app").got("VALUE", text)
    run(VARIABLES, {"VAULT_JWT": token}, auth="oidc", auth_mount="jwt", role="app").got("VALUE",
                                                                                       text)


@test
def test_a_jwt_is_refused():
    jwt_role()
    for token in (ci_token(-600), ci_token(project="other"), "a.b.c"):
        run(VARIABLES, {"VAULT_JWT": token}, auth="jwt", role="app").refused(
            AUTH, "depot", pattern="refused|denied")
    run(VARIABLES, {"VAULT_JWT": ci_token()}, auth="jwt", role="nobody").refused(
        AUTH, "depot", pattern="refused")
    run(VARIABLES, {}, auth="jwt", role="app").refused(AUTH, "depot", "keystrap-vault(7)",
                                                       pattern="nothing to log in")


# -- cert

@functools.cache
def cert_role():
    mounted("cert").call("POST", "auth/cert/certs/app", {
        "certificate": ca.authority(ca.OURS).file.read_text(),
        "allowed_dns_sans": ["client.keystrap.test"], "token_policies": ["app"]})


def shown(name="client"):
    pair = ca.certificate(name)
    return {"client_certificate": pair.file, "client_key": pair.key}


@test
def test_a_certificate_logs_in():
    cert_role()
    text = put("app", value=None)["value"]
    run(VARIABLES, {}, auth="cert", **shown()).got("VALUE", text)
    run(VARIABLES, {}, auth="cert", role="app", **shown()).got("VALUE", text)
    pair = ca.certificate("client")
    run(VARIABLES, {"VAULT_CLIENT_CERT": str(pair.file), "VAULT_CLIENT_KEY": str(pair.key)},
        auth="cert").got("VALUE", text)


@test
def test_a_certificate_is_refused():
    cert_role()
    run(VARIABLES, {}, auth="cert", **shown("client-other")).refused(AUTH, "depot",
                                                                     pattern="refused|denied")
    run(VARIABLES, {}, auth="cert", role="nobody", **shown()).refused(AUTH, "depot",
                                                                      pattern="refused|denied")
    run(VARIABLES, {}, auth="cert").refused(MANIFEST, "depot", "needs client-certificate")


# -- approle

def role(**about):
    """(role id, secret id) of the role app."""
    server = bao.shared()
    app_token()
    made = server.approle("app", "app")
    server.call("POST", "auth/approle/role/app", {"token_num_uses": 0, "token_type": "default",
                                                  **about})
    return made


@test
def test_a_secret_id_is_removed_when_asked():
    text = put("app", value=None)["value"]
    role_id, secret_id = role()
    keys = {"auth": "approle", "role_id": role_id, "secret_id_file": "secret-id"}
    where = place({"secret-id": secret_id}, **keys)
    where.run().got("VALUE", text)
    check((where.directory / "secret-id").exists(), "it stays unless asked")
    where = place({"secret-id": secret_id}, secret_id_remove="yes", **keys)
    for words in (["check"], ["explain", "--online", "VALUE"]):
        where.keystrap(words[0], "-c", where.manifest, *words[1:])
        check((where.directory / "secret-id").exists(), f"{words[0]} leaves it")
    where.run().got("VALUE", text)
    check(not (where.directory / "secret-id").exists(), "it is gone")
    where.run().refused(MANIFEST, "secret-id-file", pattern="no such file")
    run(VARIABLES, {"VAULT_SECRET_ID": secret_id}, auth="approle", role_id=role_id,
        secret_id_remove="yes").refused(MANIFEST, "needs secret-id-file")


@test
def test_a_secret_id_that_is_used_up():
    role_id, _ = role()
    made = bao.shared().call("POST", "auth/approle/role/app/secret-id", {"num_uses": 1})
    secret_id = canary.register("secret id", made["data"]["secret_id"])
    keys = {"auth": "approle", "role_id": role_id}
    put("app", value=None)
    run(VARIABLES, {"VAULT_SECRET_ID": secret_id}, **keys).started()
    run(VARIABLES, {"VAULT_SECRET_ID": secret_id}, **keys).refused(AUTH, "used up",
                                                                   pattern="refused")


@test
def test_a_token_with_too_few_uses_is_told():
    role_id, secret_id = role(token_num_uses=1)
    variables = {}
    for number in range(3):
        put(f"app/uses/{number}", value=None)
        variables[f"VALUE_{number}"] = f"secret/app/uses/{number}#value"
    run(variables, {"VAULT_SECRET_ID": secret_id}, auth="approle", role_id=role_id).refused(
        AUTH, "depot", "token_num_uses", pattern="used up")


@test
def test_a_batch_token_reads():
    text = put("app", value=None)["value"]
    role_id, secret_id = role(token_type="batch")
    run(VARIABLES, {"VAULT_SECRET_ID": secret_id}, auth="approle", role_id=role_id).got("VALUE",
                                                                                       text)


# -- a token that was handed over

def handed_token(**about):
    app_token()
    made = bao.shared().call("POST", "auth/token/create", {"policies": ["app"], "ttl": "1h",
                                                           **about})
    return canary.register("VAULT_TOKEN", made["auth"]["client_token"])


def check_with(token, front=None, count=2):
    variables = {}
    for number in range(count):
        put(f"app/many/{number}", value=None)
        variables[f"VALUE_{number}"] = f"secret/app/many/{number}#value"
    where = program.Workplace(manifest(variables, **({"address": front.address} if front else {})))
    return where.keystrap("check", "-c", where.manifest, environment={"VAULT_TOKEN": token})


@test
def test_check_asks_a_handed_token_about_itself_and_run_does_not():
    text = put("app", value=None)["value"]
    with counting.Front(bao.shared().address) as front:
        run(VARIABLES, address=front.address).got("VALUE", text)
        check(front.count("GET", "auth/token/lookup-self") == 0, "run asks nothing of it")
        done = check_with(app_token(), front)
        check(front.count("GET", "auth/token/lookup-self") == 1, "check asks once")
    check(done.status == 0 and "the token" not in done.stderr, f"nothing to say: {done.stderr}")


@test
def test_check_tells_that_a_token_ends_soon():
    done = check_with(handed_token(ttl="30s"))
    check(done.status == 0, f"status of check: {done.status}")
    tap.contains(done.stderr, "source depot: the token ends in", "seconds")


@test
def test_check_tells_that_a_token_has_few_uses():
    done = check_with(handed_token(num_uses=4))
    check(done.status == 0, f"status of check: {done.status}")
    tap.contains(done.stderr, "may be used 1 times", "a start uses it 2 times")
    with counting.Front(bao.shared().address) as front:
        for uses in (1, 2):
            done = check_with(handed_token(num_uses=uses), front)
            check(done.status == AUTH, f"status of check: {done.status}")
            tap.contains(done.stdout + done.stderr, "fewer than there are secrets")
        check(front.count("GET", "secret/") == 0, "nothing is read")


@test
def test_a_token_that_may_not_ask_about_itself_is_no_trouble():
    done = check_with(handed_token(no_default_policy=True))
    check(done.status == 0 and "the token" not in done.stderr, f"as any other: {done.stderr}")


# -- wrapping

def wrapped(path="auth/approle/role/app/secret-id", body=None, ttl="120s"):
    """A wrapping token for the answer of a request."""
    return canary.register("wrapping token", bao.shared().wrap(path, body or {}, ttl))


def wrapping_place(token, **keys):
    role_id, _ = role()
    return place({"secret-id": token}, **{
        "auth": "approle", "role_id": role_id, "secret_id_file": "secret-id",
        "wrapping_path": "auth/approle/role/app/secret-id", **keys})


@test
def test_a_wrapped_secret_id_logs_in_once():
    text = put("app", value=None)["value"]
    role()
    where = wrapping_place(wrapped())
    where.run().got("VALUE", text)
    where.run().refused(AUTH, "depot", "somebody else", pattern="unwrapped before")


@test
def test_a_wrapping_token_of_another_making_is_not_unwrapped():
    role()
    forged = wrapped("sys/wrapping/wrap", {"secret_id": "x" * 36})
    wrapping_place(forged).run().refused(AUTH, "depot", "wrapping-path",
                                         pattern="not made where")
    bao.shared().call("POST", "sys/wrapping/lookup", {"token": forged})
    other = wrapped()
    wrapping_place(other, wrapping_path="auth/approle/role/ap/secret-id").run().refused(
        AUTH, "depot", pattern="not made where")
    bao.shared().call("POST", "sys/wrapping/lookup", {"token": other})


@test
def test_a_wrapping_token_that_is_none():
    wrapping_place("s.nothing").run().refused(AUTH, "depot", pattern="wrapping token is not valid")


@test
def test_a_wrapped_token_logs_in():
    text = put("app", value=None)["value"]
    app_token()
    keys = {"token_file": "token", "wrapping_path": "auth/token/create"}
    body = {"policies": ["app"], "ttl": "1h"}
    where = place({"token": wrapped("auth/token/create", body)}, **keys)
    where.run().got("VALUE", text)
    where.run().refused(AUTH, pattern="unwrapped before")


# -- a wrapped answer

def read_wrapped(path="secret/data/app", ttl="120s"):
    """A wrapping token for what reading the path answers."""
    app_token()
    return canary.register("wrapping token", bao.shared().wrap(path, None, ttl, method="GET"))


def handed(token, path="secret/data/app", variables=None):
    made = program.Workplace(files={"wrapped": token + "\n"})
    made.put("keystrap.ini", manifest(
        variables or {"VALUE": f"{path}#value", "OTHER": f"{path}#other"}, auth="unwrap",
        wrapping_token_file=made.directory / "wrapped"), 0o644)
    return made


def still_wrapped(token):
    bao.shared().call("POST", "sys/wrapping/lookup", {"token": token})


@test
def test_a_wrapped_answer_is_the_secret_once():
    made = put("app", value=None, other=None)
    where = handed(read_wrapped())
    done = where.run()
    done.got("VALUE", made["value"])
    done.got("OTHER", made["other"])
    where.run().refused(AUTH, "depot", "somebody else", pattern="unwrapped before")
    for name in ("BAO_WRAPPING_TOKEN", "VAULT_WRAPPING_TOKEN"):
        done = run({"VALUE": "secret/data/app#value"}, {name: read_wrapped()}, auth="unwrap")
        done.got("VALUE", made["value"])
        check(name.encode() not in done.child.environ, "the program does not get it")


@test
def test_check_leaves_it_wrapped():
    text = put("app", value=None)["value"]
    token = read_wrapped()
    where = handed(token, variables={"VALUE": "secret/data/app#value"})
    for _ in range(2):
        done = where.keystrap("check", "-c", where.manifest)
        check(done.status == 0, f"status of check: {done.status}")
        tap.contains(done.stdout + done.stderr, "VALUE", "left alone", "keystrap run unwraps it")
    still_wrapped(token)
    where.run().got("VALUE", text)
    done = where.keystrap("check", "-c", where.manifest)
    check(done.status == AUTH, f"status of check: {done.status}")
    tap.contains(done.stdout + done.stderr, "unwrapped before")


@test
def test_an_answer_of_another_path_stays_wrapped():
    put("app", value=None)
    put("app/else", value=None)
    for token in (read_wrapped("secret/data/app/else"),
                  wrapped("sys/wrapping/wrap", {"value": "x" * 20})):
        handed(token).run().refused(AUTH, "depot", "secret/data/app", "in place of yours",
                                    pattern="not made where")
        still_wrapped(token)


@test
def test_a_wrapped_answer_that_has_expired():
    put("app", value=None)
    token = read_wrapped(ttl="1s")
    time.sleep(2.5)
    handed(token).run().refused(AUTH, "depot", pattern="expired, revoked, or was unwrapped")


@test
def test_answers_of_other_kinds_come_wrapped_too():
    server = bao.shared()
    text = canary.value("old")
    app_token()
    server.write_kv1("old", "app", {"value": text, "data": "x"})
    handed(read_wrapped("old/app"), variables={"VALUE": "old/app#value"}).run().got("VALUE", text)
    token = wrapped("auth/token/create", {"policies": ["app"], "ttl": "1h"})
    done = handed(token, variables={"A_TOKEN": "auth/token/create#client_token"}).run()
    made = canary.register("token", done.child.environ["A_TOKEN"].decode())
    server.call("GET", "auth/token/lookup-self", token=made)


@test
def test_references_that_no_wrapped_answer_has():
    for reference in ("secret/data/app#value@2", "secret/data/app?a=b#value",
                      "sys/wrapping/wrap#value", "cubbyhole/app#value"):
        handed("s.x", variables={"VALUE": reference}).run().refused(MANIFEST, "VALUE")
    handed("s.x", variables={"VALUE": "secret/data/app#value", "OTHER": "secret/data/else#value"}
           ).run().refused(MANIFEST, "OTHER", "what is unwrapped has one path")
    run(VARIABLES, {}, auth="unwrap").refused(MANIFEST, "depot", "wrapping-token-file")
    run(VARIABLES, {}, auth="token", wrapping_path="sys/wrapping/wrap").refused(
        MANIFEST, "wrapping-path", pattern="anybody")


# -- token helpers

HELPER = """#!/bin/sh
[ "$1" = get ] || exit 3
[ "$VAULT_ADDR" = "$BAO_ADDR" ] || exit 4
case $VAULT_ADDR in https://127.0.0.1:*) ;; *) exit 5 ;; esac
cat "$(dirname "$0")/token"
"""


def helper_place(written=None, script=HELPER, home=None):
    where = program.Workplace(files={"token": app_token() + "\n", "helper": (script, 0o700)},
                              home=home)
    path = where.directory / "helper"
    where.put("keystrap.ini", manifest(VARIABLES, token_helper=path if written else None), 0o644)
    return where, path


@test
def test_a_token_helper_gives_the_token():
    text = put("app", value=None)["value"]
    where, path = helper_place(written=True)
    where.run().got("VALUE", text)
    where.put("token", "")
    where.run().refused(AUTH, "depot", pattern="nothing to log in")
    for name in (".vault", ".bao"):
        where, path = helper_place(home={".vault-token": "s.wrong"})
        line = f'# a comment\n  token_helper = "{path}"\nother = 1\n'
        where.put("home/" + name, line, 0o644)
        where.run().got("VALUE", text)
        (where.directory / "home" / name).rename(where.directory / "config")
        named = {"VAULT_CONFIG_PATH": str(where.directory / "config")}
        where.run(environment=named).got("VALUE", text)
        where.run(environment={**named, "VAULT_TOKEN": "s.wrong"}).refused(AUTH, "depot")
        where.run().refused(AUTH, "depot")
        where.run(environment={"VAULT_CONFIG_PATH": "/dev/null",
                               "VAULT_TOKEN": app_token()}).got("VALUE", text)


@test
def test_a_token_helper_that_fails():
    app_token()
    for script in ("#!/bin/sh\nexit 1\n", "#!/bin/sh\nhead -c 100000 /dev/zero | tr '\\0' x\n"):
        where, _ = helper_place(written=True, script=script)
        where.run().refused((AUTH, MANIFEST), "depot", "token helper")
    for line in ("token_helper = helper", 'token_helper = "helper"', 'token_helper = "/a\\\\b"',
                 'token_helper = "/nonexistent/helper"'):
        where, _ = helper_place(home={".vault": (line + "\n", 0o644)})
        where.run().refused((AUTH, MANIFEST), "depot", "token")


# -- namespaces, several clusters

@test
def test_a_login_may_be_in_another_namespace():
    server = bao.shared()
    server.namespace("desk")
    server.mount_kv("secret", 2, namespace="desk")
    inside = canary.value("inside")
    server.write("secret", "app", {"value": inside}, namespace="desk")
    server.policy("desk", {"desk/secret/data/app": ["read"],
                           "desk/sys/internal/ui/mounts/*": ["read"]})
    app_token()
    role_id, secret_id = server.approle("desk", "desk")
    keys = {"auth": "approle", "role_id": role_id, "namespace": "desk"}
    login = {"VAULT_SECRET_ID": secret_id}
    run(VARIABLES, login, auth_namespace="root", **keys).got("VALUE", inside)
    run(VARIABLES, login, **keys).refused(AUTH, "depot", pattern="denied|refused")


@test
def test_two_clusters_in_one_manifest():
    text = put("app", value=None)["value"]
    second = bao.Server()
    second.mount_kv("secret", 2)
    there = canary.value("there")
    second.write("secret", "app", {"value": there})
    second.policy("app", {"secret/data/app": ["read"]})
    role_id, secret_id = second.approle("app", "app")
    where = program.Workplace(files={"secret-id": secret_id})
    lines = manifest(VARIABLES) + "\n".join([
        "", "[source other]", "type = vault", f"address = {second.address}",
        f"ca-file = {ca.authority(ca.OURS).file}", "auth = approle", f"role-id = {role_id}",
        f"secret-id-file = {where.directory / 'secret-id'}", "", "[OTHER]",
        "from = other:secret/app#value", ""])
    where.put("keystrap.ini", lines, 0o644)
    done = where.run(environment={"VAULT_TOKEN": app_token()})
    done.got("VALUE", text)
    done.got("OTHER", there)


# -- the connection

def pin_of(file):
    """sha256//BASE64 of the public key of a certificate."""
    key = subprocess.run(["openssl", "x509", "-in", str(file), "-pubkey", "-noout"], check=True,
                         stdout=subprocess.PIPE).stdout
    der = subprocess.run(["openssl", "pkey", "-pubin", "-outform", "DER"], check=True, input=key,
                         stdout=subprocess.PIPE).stdout
    return "sha256//" + base64.b64encode(hashlib.sha256(der).digest()).decode()


@test
def test_a_key_may_be_pinned():
    text = put("app", value=None)["value"]
    right, wrong = pin_of(ca.certificate("server").file), pin_of(ca.certificate("client").file)
    run(VARIABLES, pin=right).got("VALUE", text)
    run(VARIABLES, pin=f"{wrong};{right}").got("VALUE", text)
    run(VARIABLES, pin=wrong).refused(UNAVAILABLE, "depot", "pin", pattern="key is none of")
    run(VARIABLES, pin=right, ca_file=ca.authority(ca.STRANGER).file).refused(
        UNAVAILABLE, "depot", pattern="authority|not trusted")
    for bad in ("sha256//", right[:-1], right + ";", "md5//" + right[8:], right + " " + wrong):
        run(VARIABLES, pin=bad).refused(MANIFEST, "depot", "sha256//")


@test
def test_the_environment_cannot_switch_verification_off():
    text = put("app", value=None)["value"]
    login = {"VAULT_TOKEN": app_token()}
    for word in ("1", "true", "T", "yes", "nonsense"):
        run(VARIABLES, {**login, "VAULT_SKIP_VERIFY": word}).refused(
            MANIFEST, "VAULT_SKIP_VERIFY", "ca-file", pattern="always verified")
    for names in ({"VAULT_SKIP_VERIFY": "false"}, {"VAULT_SKIP_VERIFY": ""},
                  {"BAO_SKIP_VERIFY": "0", "VAULT_SKIP_VERIFY": "1"}):
        run(VARIABLES, {**login, **names}).got("VALUE", text)


@test
def test_what_is_not_followed_is_told():
    text = put("app", value=None)["value"]
    login = {"VAULT_TOKEN": app_token()}
    for name in ("VAULT_WRAP_TTL", "BAO_MFA", "VAULT_PROXY_ADDR", "BAO_HTTP_PROXY",
                 "VAULT_SRV_LOOKUP", "VAULT_HEADERS", "VAULT_RATE_LIMIT"):
        done = run(VARIABLES, {**login, name: "60s"})
        done.got("VALUE", text)
        tap.contains(done.stderr, name, "is ignored")


@test
def test_a_login_that_is_not_taken_is_none_of_the_programs_business():
    """AWS keys in the environment belong to the program unless the source logs in with them."""
    text = put("app", value=None)["value"]
    keys = {"AWS_ACCESS_KEY_ID": "AKIAQWERTYUIOPASDFGH",
            "AWS_SECRET_ACCESS_KEY": canary.value("key", length=80)[:40]}
    variables = {**VARIABLES, **{name: ["type = string"] for name in keys}}
    done = run(variables, {"VAULT_TOKEN": app_token(), **keys})
    done.got("VALUE", text)
    check("secret-zero-leak" not in done.stderr, "they are no login of keystrap's")
    run(variables, keys, auth="aws", aws_region="eu west").refused(MANIFEST, "aws-region")
    run(VARIABLES, {"AWS_EC2_METADATA_DISABLED": "true"}, auth="aws").refused(
        AUTH, "depot", pattern="there are no AWS credentials")
    run(variables, keys, auth="aws").refused(AUTH, "depot", pattern="denied")


@test
def test_the_login_itself_is_not_for_the_program():
    """Whichever of its names the token comes under."""
    put("app", value=None)
    for name in ("VAULT_TOKEN", "BAO_TOKEN"):
        variables = {**VARIABLES, name: ["type = token", "sources = env"]}
        run(variables, {name: app_token()}).refused(CHECKS, name, pattern="login of keystrap's")


@test
def test_explain_says_how_the_source_logged_in():
    put("app", value=None)
    password = userpass()
    where = place({"password": password + "\n"}, auth="userpass", username="ann",
                  password_file="password")
    done = where.keystrap("explain", "--online", "-c", where.manifest)
    check(done.status == 0, done.stderr)
    tap.contains(done.stdout, "source depot, Vault or OpenBao server https://", "keystrap.ini:",
                 "login        userpass at auth/userpass\n", "policies     app, default\n",
                 "renewable    yes\n", "expires      20", what="stdout")
    where = place()
    done = where.keystrap("explain", "--online", "-c", where.manifest, "-f", "json",
                          environment={"BAO_TOKEN": app_token()})
    row, = json.loads(done.stdout)
    check(row["source"] == "depot" and row["login"] == [
        {"fact": "login", "value": "token"},
        {"fact": "credentials", "value": "token", "from": "BAO_TOKEN"}], str(row["login"]))
    where = place({"token": app_token()}, token_file="token")
    done = where.keystrap("explain", "--online", "-c", where.manifest)
    tap.contains(done.stdout, f"credentials  token, from {where.directory}/token\n", what="stdout")


@test
def test_options_of_another_login_are_refused():
    for keys in ({"role": "app"}, {"username": "ann"}, {"role_id": "x"},
                 {"auth": "approle", "role_id": "x", "role": "app"},
                 {"auth": "cert", "wrapping_path": "auth/token/create", **shown()},
                 {"aws_region": "eu-west-1"}, {"auth": "userpass"}, {"auth": "userpass", "username": "ann"}):
        run(VARIABLES, {}, **keys).refused(MANIFEST, "depot", pattern="is for auth|needs")


tap.main()
