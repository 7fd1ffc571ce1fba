# SPDX-License-Identifier: Apache-2.0
"""The main job against a real OpenBao: values arrive, and every kind of trouble says what it is."""

import functools
import sys
import threading
import time

sys.dont_write_bytecode = True

from rig import bao, ca, canary, program, relay, tap  # noqa: E402
from rig.store import app_token, manifest, put, run  # noqa: E402
from rig.tap import check, test  # noqa: E402

UNAVAILABLE, DEADLINE, AUTH, MANIFEST = 69, 75, 77, 78
# Trouble that may pass is tried again until the deadline or the last try, whichever is first.
MAY_PASS = (UNAVAILABLE, DEADLINE)
ABSENT = "absent|no such|not found|no secret|does not exist|nothing"


# -- values

EXACT = {
    "NEWLINES": ("\nline\n\r\n", "\n\n"),
    "SHELL_TEXT": (" $(id) `id` ${HOME} $HOME \\$x ~ * ; & | > /dev/null ", "$"),
    "QUOTES": (" \"double\" 'single' \\\" \\' ", "'\""),
    "SPACES": ("   ", "   "),
    "TABS": ("\t\t", "\t"),
    "UTF8": (" \U0001f511 \u00e9 \u0130 e\u0301 \u2028 ", "\U0001f511"),
    "INI": (" ; no comment # neither\n[section]\nkey = value\n", " ;"),
    "PERCENT": (" %s %n %% %41 ", "%"),
    "JSON": ('{"a": ["b"]}', "}"),
}


@functools.cache
def exact_values():
    return {name: canary.value(name, *parts) for name, parts in EXACT.items()}


@test
def test_values_arrive_byte_for_byte_from_kv_2():
    bao.shared().write("secret", "app/exact", exact_values())
    done = run({name: f"secret/app/exact#{name}" for name in EXACT})
    for name, text in exact_values().items():
        done.got(name, text)


@test
def test_values_arrive_byte_for_byte_from_kv_1():
    bao.shared().write_kv1("old", "app/exact", exact_values())
    done = run({name: f"old/app/exact#{name}" for name in EXACT})
    for name, text in exact_values().items():
        done.got(name, text)


@test
def test_a_value_of_131000_bytes_arrives():
    text = canary.value("LARGE", ending="  \n", length=131000)
    put("app/large", value=text)
    run({"LARGE": "secret/app/large#value"}).got("LARGE", text)


@test
def test_a_value_too_large_for_a_variable_is_refused():
    text = canary.value("LARGE", length=131072)
    put("app/larger", value=text)
    done = run({"LARGE": "secret/app/larger#value"})
    check(done.child is None and done.status in (65, 71), "it is refused, no child is started")
    tap.contains(done.stderr, "LARGE")


@test
def test_a_hundred_secrets_arrive_in_one_run():
    texts = {}
    for number in range(100):
        texts[f"VALUE_{number}"] = canary.value(f"VALUE_{number}")
        put(f"app/many/{number}", value=texts[f"VALUE_{number}"])
    done = run({name: f"secret/app/many/{name[6:]}#value" for name in texts})
    for name, text in texts.items():
        done.got(name, text)


@test
def test_a_hundred_secrets_share_one_connection():
    """OpenBao speaks HTTP/2: the requests go side by side, not on connections of their own."""
    texts = {f"VALUE_{number}": canary.value(f"VALUE_{number}") for number in range(100)}
    for name, text in texts.items():
        put(f"app/shared/{name}", value=text)
    with relay.Relay(bao.shared().address) as counted:
        done = run({name: f"secret/app/shared/{name}#value" for name in texts},
                   address=counted.address)
        for name, text in texts.items():
            done.got(name, text)
        check(counted.connections == 1, f"{counted.connections} connections")


@test
def test_a_pinned_version_is_the_one_that_arrives():
    first = put("app/versions", value=None)["value"]
    second = put("app/versions", value=None)["value"]
    done = run({"PINNED": "secret/app/versions#value@1", "LATEST": "secret/app/versions#value"})
    done.got("PINNED", first)
    done.got("LATEST", second)


@test
def test_the_engine_version_may_be_stated():
    texts = put("app/stated", value=None)
    run({"VALUE": "secret/app/stated#value"}, kv="2").got("VALUE", texts["value"])
    old = canary.value("old")
    bao.shared().write_kv1("old", "app/stated", {"value": old})
    run({"VALUE": "old/app/stated#value"}, kv="1").got("VALUE", old)
    run({"VALUE": "old/app/stated#value"}, kv="auto").got("VALUE", old)


@test
def test_a_mount_may_have_slashes():
    server = bao.shared()
    server.mount_kv("teams/blue/kv", 2)
    text = canary.value("nested")
    server.write("teams/blue/kv", "app/db", {"value": text})
    server.policy("blue", {"teams/blue/kv/data/app/*": ["read"]})
    run({"VALUE": "teams/blue/kv/app/db#value"},
        {"VAULT_TOKEN": server.token("blue")}).got("VALUE", text)


@test
def test_a_namespace_is_used():
    server = bao.shared()
    server.namespace("team")
    server.mount_kv("secret", 2, namespace="team")
    inside = canary.value("inside")
    server.write("secret", "app", {"value": inside}, namespace="team")
    server.policy("app", {"secret/data/app": ["read"]}, namespace="team")
    token = server.token("app", namespace="team")
    run({"VALUE": "secret/app#value"}, {"VAULT_TOKEN": token},
        namespace="team").got("VALUE", inside)
    run({"VALUE": "secret/none#value"}, {"VAULT_TOKEN": token, "VAULT_NAMESPACE": "team"}).refused(
        (AUTH, UNAVAILABLE), "namespace team from VAULT_NAMESPACE, path secret/none")
    run({"VALUE": "secret/app#value"},
        {"VAULT_TOKEN": token, "VAULT_NAMESPACE": "team"}).got("VALUE", inside)


# -- logins and conventions

@test
def test_the_conventions_of_the_store_work():
    text = put("app", value=None)["value"]
    login = {"VAULT_ADDR": bao.shared().address, "VAULT_TOKEN": app_token(),
             "VAULT_CACERT": str(ca.authority(ca.OURS).file)}
    nothing = {"address": None, "ca_file": None, "auth": None}
    run({"VALUE": "secret/app#value"}, login, **nothing).got("VALUE", text)
    openbao = {name.replace("VAULT", "BAO"): value for name, value in login.items()}
    run({"VALUE": "secret/app#value"}, openbao, **nothing).got("VALUE", text)
    both = {**openbao, "VAULT_ADDR": "https://127.0.0.1:1", "VAULT_TOKEN": "s.wrong"}
    run({"VALUE": "secret/app#value"}, both, **nothing).got("VALUE", text)


def pem_lines(name):
    """A ca-pem that program.manifest writes over indented lines."""
    return "".join("\n  " + line for line in
                   ca.authority(name).file.read_text().strip().splitlines())


@test
def test_the_authority_may_stand_in_the_manifest():
    text = put("app", value=None)["value"]
    variables = {"VALUE": "secret/app#value"}
    run(variables, ca_file=None, ca_pem=pem_lines(ca.OURS)).got("VALUE", text)
    run(variables, ca_file=None, ca_pem=pem_lines(ca.STRANGER)).refused(
        UNAVAILABLE, "depot", pattern="authority|not trusted")


@test
def test_a_written_authority_switches_the_environments_off():
    text = put("app", value=None)["value"]
    variables = {"VALUE": "secret/app#value"}
    login = {"VAULT_TOKEN": app_token()}
    stranger = ca.authority(ca.STRANGER).file
    for keys in ({}, {"ca_file": None, "ca_pem": pem_lines(ca.OURS)}):
        for outside in ({"VAULT_CACERT": str(stranger)}, {"BAO_CACERT": "/nonexistent"},
                        {"VAULT_CACERT_BYTES": stranger.read_text()}, {"BAO_CAPATH": "/tmp"}):
            run(variables, {**login, **outside}, **keys).got("VALUE", text)
    run(variables, {**login, "VAULT_CACERT": str(ca.authority(ca.OURS).file)},
        ca_file=stranger).refused(UNAVAILABLE, "depot", pattern="authority|not trusted")


@test
def test_a_token_comes_from_a_file():
    text = put("app", value=None)["value"]
    variables = {"VALUE": "secret/app#value"}
    run(variables, {}, home={".vault-token": app_token()}).got("VALUE", text)
    place = program.Workplace(files={"token": app_token() + "\n"})
    place.put("keystrap.ini", manifest(variables, token_file=place.directory / "token"), 0o644)
    place.run().got("VALUE", text)
    (place.directory / "token").chmod(0o644)
    place.run().refused((AUTH, MANIFEST), "token", pattern="mode|others|permission|0?600|readable")


@test
def test_approle_logs_in():
    server = bao.shared()
    text = put("app", value=None)["value"]
    app_token()
    role_id, secret_id = server.approle("app", "app")
    place = program.Workplace(files={"role-id": role_id, "secret-id": secret_id + "\n"})
    files = {name.replace("-", "_") + "_file": place.directory / name
             for name in ("role-id", "secret-id")}
    variables = {"VALUE": "secret/app#value"}
    place.put("keystrap.ini", manifest(variables, auth="approle", **files), 0o644)
    place.run().got("VALUE", text)
    place.put("keystrap.ini", manifest(variables, auth="approle", role_id=role_id,
                                       secret_id_file=files["secret_id_file"]), 0o644)
    place.put("secret-id", secret_id)
    place.run().got("VALUE", text)
    place.put("secret-id", "00000000-0000-0000-0000-000000000000")
    place.run().refused(AUTH, "depot", pattern="role|secret.id|login")


@test
def test_a_login_may_stand_in_the_environment_alone():
    text = put("app", value=None)["value"]
    app_token()
    role_id, secret_id = bao.shared().approle("app", "app")
    for store in ("VAULT", "BAO"):
        login = {f"{store}_ROLE_ID": role_id, f"{store}_SECRET_ID": secret_id}
        run({"VALUE": "secret/app#value"}, login, auth="approle").got("VALUE", text)
    place = program.Workplace(manifest({"VALUE": "secret/app#value"}),
                              files={"token": app_token()})
    place.run(environment={"BAO_TOKEN_PATH": str(place.directory / "token")}).got("VALUE", text)


@test
def test_approle_may_be_mounted_elsewhere():
    server = bao.shared()
    text = put("app", value=None)["value"]
    app_token()
    role_id, secret_id = server.approle("app", "app", mount="machines")
    place = program.Workplace(files={"secret-id": secret_id})
    place.put("keystrap.ini",
              manifest({"VALUE": "secret/app#value"}, auth="approle", auth_mount="machines",
                       role_id=role_id, secret_id_file=place.directory / "secret-id"), 0o644)
    place.run().got("VALUE", text)


@test
def test_another_name_may_be_verified():
    text = put("app", value=None)["value"]
    run({"VALUE": "secret/app#value"}, tls_server_name="keystrap.test").got("VALUE", text)


# -- trouble, each kind for real

@test
def test_sealed():
    put("app", value=None)
    app_token()
    with bao.shared().sealed():
        run({"VALUE": "secret/app#value"}, deadline="2s").refused(
            MAY_PASS, "VALUE", "depot", "secret/app", pattern="sealed")


@test
def test_revoked_token():
    put("app", value=None)
    token = bao.shared().token("app")
    bao.shared().revoke(token)
    run({"VALUE": "secret/app#value"}, {"VAULT_TOKEN": token}).refused(
        AUTH, "VALUE", "depot", "secret/app", pattern="token.*(expired|revoked|not valid|invalid)"
        "|(expired|revoked|invalid).*token")


@test
def test_expired_token():
    put("app", value=None)
    app_token()
    token = bao.shared().token("app", ttl="1s")
    time.sleep(1.2)
    run({"VALUE": "secret/app#value"}, {"VAULT_TOKEN": token}).refused(
        AUTH, "VALUE", "depot", "secret/app", pattern="token.*(expired|revoked|not valid|invalid)"
        "|(expired|revoked|invalid).*token")


@test
def test_no_permission():
    put("other", value=None)
    run({"VALUE": "secret/other#value"}).refused(
        AUTH, "VALUE", "depot", "secret/other", pattern="permission|policy|denied|not allowed")


@test
def test_no_token_at_all():
    run({"VALUE": "secret/app#value"}, {}).refused(
        (AUTH, MANIFEST), "depot", pattern="VAULT_TOKEN|BAO_TOKEN|token-file|vault-token")


@test
def test_absent_path():
    run({"VALUE": "secret/app/nowhere#value"}).refused(
        UNAVAILABLE, "VALUE", "depot", "secret/app/nowhere", pattern=ABSENT)
    run({"VALUE": "old/app/nowhere#value"}).refused(
        UNAVAILABLE, "VALUE", "depot", "old/app/nowhere", pattern=ABSENT)


@test
def test_absent_version():
    """The server does not say which of the two is missing; so both are named."""
    put("app", value=None)
    for path in ("secret/app#value@999", "secret/app/nowhere#value@1"):
        run({"VALUE": path}).refused(UNAVAILABLE, "VALUE", path.split("#")[0],
                                     "no secret at this path, or it has no such version",
                                     "hint: check the path and the number after the '@'")
    run({"VALUE": ["from = depot:secret/app#value@999", "required = no"]}).started()


@test
def test_absent_field():
    put("app/known", present=None)
    run({"VALUE": "secret/app/known#absent"}).refused(
        UNAVAILABLE, "VALUE", "depot", "secret/app/known", "absent", pattern="field")


@test
def test_deleted_and_destroyed_versions():
    put("app/gone", value=None)
    put("app/gone", value=None)
    put("app/gone", value=None)
    bao.shared().delete_version("secret", "app/gone", 1)
    bao.shared().destroy_version("secret", "app/gone", 2)
    run({"VALUE": "secret/app/gone#value@1"}).refused(
        UNAVAILABLE, "VALUE", "depot", "secret/app/gone", pattern="deleted")
    run({"VALUE": "secret/app/gone#value@2"}).refused(
        UNAVAILABLE, "VALUE", "depot", "secret/app/gone", pattern="destroyed")
    run({"VALUE": "secret/app/gone#value@9"}).refused(
        UNAVAILABLE, "VALUE", "depot", "secret/app/gone", pattern="version")
    check(run({"VALUE": "secret/app/gone#value"}).status == 0, "the latest version is there")


@test
def test_one_bad_reference_spoils_all():
    put("app", value=None)
    run({"GOOD": "secret/app#value", "BAD": "secret/app#absent"}).refused(UNAVAILABLE, "BAD")


@test
def test_every_failure_is_told_not_only_the_first():
    put("app", value=None)
    run({"ONE": "secret/app#absent", "TWO": "secret/app/none#x",
         "THREE": "secret/app#value"}).refused(UNAVAILABLE, "ONE", "TWO")


@test
def test_a_default_stands_in_for_what_is_absent():
    text = canary.value("default")
    done = run({"VALUE": ["from = depot:secret/app/none#x", "default = fallback"]})
    done.got("VALUE", "fallback")
    check(text.encode() not in done.started().environ.values(), "no other value")


@test
def test_another_authority():
    put("app", value=None)
    run({"VALUE": "secret/app#value"}, ca_file=ca.authority(ca.STRANGER).file).refused(
        UNAVAILABLE, "VALUE", "depot", "secret/app",
        pattern="authority|issuer|trust|ca-file")


@test
def test_another_host_name():
    put("app", value=None)
    run({"VALUE": "secret/app#value"}, tls_server_name="elsewhere.test").refused(
        UNAVAILABLE, "VALUE", "depot", "secret/app",
        pattern="certificate.*(host|name)|another host")


@test
def test_verification_cannot_be_switched_off():
    put("app", value=None)
    for name in ("VAULT_SKIP_VERIFY", "BAO_SKIP_VERIFY"):
        run({"VALUE": "secret/app#value"}, {"VAULT_TOKEN": app_token(), name: "true"},
            ca_file=ca.authority(ca.STRANGER).file).refused((UNAVAILABLE, MANIFEST))


@test
def test_stopped_server():
    server = bao.Server()
    server.mount_kv("secret", 2)
    text = canary.value("stopped")
    server.write("secret", "app", {"value": text})
    login = {"VAULT_TOKEN": server.root}
    run({"VALUE": "secret/app#value"}, login, address=server.address).got("VALUE", text)
    server.stop()
    run({"VALUE": "secret/app#value"}, login, address=server.address, deadline="2s").refused(
        MAY_PASS, "VALUE", "depot", "secret/app", pattern="refused")


@test
def test_stalled_server():
    put("app", value=None)
    app_token()
    with bao.shared().stalled():
        done = run({"VALUE": "secret/app#value"}, deadline="2s").refused(
            MAY_PASS, "VALUE", "depot", "secret/app", pattern="time|deadline|slow|stall|answer")
        check(1 < done.seconds < 6, f"the deadline of 2 s is kept: {done.seconds:.1f} s")


@test
def test_a_server_that_comes_back_is_waited_for():
    text = put("app", value=None)["value"]
    app_token()
    place = program.Workplace(manifest({"VALUE": "secret/app#value"}, deadline="20s",
                                       retries=50))
    server = bao.shared()
    server.seal()
    waker = threading.Timer(1, server.unseal)
    waker.start()
    try:
        done = place.run(environment={"VAULT_TOKEN": app_token()})
    finally:
        waker.join()
    done.got("VALUE", text)


@test
def test_no_such_host():
    run({"VALUE": "secret/app#value"}, address="https://no-such-host.invalid:8200",
        deadline="2s").refused(MAY_PASS, "VALUE", "depot", "secret/app", "no-such-host.invalid",
                               pattern="resolve|DNS|look.?up|no such host|unknown host")


tap.main()
