#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes what a real OpenBao answers into tests/data/vault_replies, byte for byte.

Run by hand, with KEYSTRAP_BAO and PostgreSQL as for the tests, when a newer server answers
something else. The server and all that is in its answers are gone when this ends.
"""

import base64
import pathlib
import sys

sys.dont_write_bytecode = True

from rig import bao, postgres, tap  # noqa: E402

PLACE = pathlib.Path(__file__).resolve().parent.parent / "data" / "vault_replies"


def database(server):
    sql = postgres.shared()
    server.call("POST", "sys/mounts/database", {"type": "database"})
    server.call("POST", "database/config/main", {
        "plugin_name": "postgresql-database-plugin", "allowed_roles": "*", "username": "root",
        "password": sql.password,
        "connection_url": "postgresql://{{username}}:{{password}}@127.0.0.1:"
                          f"{sql.port}/postgres?sslmode=disable"})
    server.call("POST", "database/roles/app", {
        "db_name": "main", "default_ttl": "10m", "max_ttl": "20m",
        "creation_statements": ["CREATE ROLE \"{{name}}\" LOGIN PASSWORD '{{password}}'"]})
    sql.query("CREATE ROLE steady LOGIN")
    server.call("POST", "database/static-roles/steady", {
        "db_name": "main", "username": "steady", "rotation_period": "1h"})


def engines(server):
    server.mount_kv("secret", 2)
    server.mount_kv("old", 1)
    server.write("secret", "app", {"key": "v\u00e4lue", "n": 12})
    server.write("secret", "gone", {"key": "x"})
    server.delete_version("secret", "gone", 1)
    server.write_kv1("old", "app", {"key": "v\u00e4lue", "n": 12})
    server.call("POST", "sys/mounts/transit", {"type": "transit"})
    server.call("POST", "transit/keys/app", {})
    server.call("POST", "sys/mounts/pki", {"type": "pki"})
    server.call("POST", "pki/root/generate/internal", {"common_name": "Test", "ttl": "700h",
                                                       "key_type": "ec", "key_bits": 256})
    server.call("POST", "pki/roles/web", {"allowed_domains": ["internal"], "key_type": "ec",
                                          "allow_subdomains": True, "key_bits": 256,
                                          "generate_lease": True})
    database(server)


def record(server, name, method, path, body=None, token=None, status=200):
    got, text = server._raw(method, path, body, token or server.root)
    assert got == status, (name, got)
    (PLACE / name).write_bytes(text)


@tap.test(timeout=120)
def test_everything_is_recorded():
    server = bao.Server()
    engines(server)
    server.policy("app", {"secret/data/app": ["read"]})
    role_id, secret_id = server.approle("app", "app")
    record(server, "login", "POST", "auth/approle/login", {"role_id": role_id,
                                                           "secret_id": secret_id})
    record(server, "lookup_self", "GET", "auth/token/lookup-self", token=server.token("app"))
    batch = server.call("POST", "auth/token/create", {"type": "batch", "policies": ["app"], "ttl": "1h"})
    record(server, "lookup_self_batch", "GET", "auth/token/lookup-self",
           token=batch["auth"]["client_token"])
    record(server, "health", "GET", "sys/health")
    record(server, "mount", "GET", "sys/internal/ui/mounts/secret/app")
    record(server, "mount_kv1", "GET", "sys/internal/ui/mounts/old/app")
    for engine in ("database", "pki", "transit"):
        record(server, f"mount_{engine}", "GET", f"sys/internal/ui/mounts/{engine}/x")
    record(server, "kv2", "GET", "secret/data/app")
    record(server, "kv2_deleted", "GET", "secret/data/gone", status=404)
    record(server, "kv1", "GET", "old/app")
    record(server, "database", "GET", "database/creds/app")
    record(server, "database_static", "GET", "database/static-creds/steady")
    record(server, "pki", "POST", "pki/issue/web", {"common_name": "app.internal", "ttl": "1h"})
    sealed = [server.call("POST", "transit/encrypt/app", {
        "plaintext": base64.b64encode(text).decode()})["data"]["ciphertext"]
              for text in (b"one", b"two")]
    record(server, "transit", "POST", "transit/decrypt/app", {
        "batch_input": [{"ciphertext": text} for text in sealed]})
    wrapped = server.wrap("secret/data/app", None, "5m", method="GET")
    record(server, "wrapping_lookup", "POST", "sys/wrapping/lookup", {"token": wrapped})
    record(server, "wrapping_unwrap", "POST", "sys/wrapping/unwrap", token=wrapped)
    server.seal()
    record(server, "health_sealed", "GET", "sys/health", status=503)


tap.main()
