# SPDX-License-Identifier: Apache-2.0
"""Logins whose password another server checks: LDAP (OpenLDAP) and RADIUS (FreeRADIUS), at an
OpenBao 2.6, which has both methods built in."""

import functools
import sys

sys.dont_write_bytecode = True

from rig import bao, ca, canary, directory, program, tap  # noqa: E402
from rig.tap import test  # noqa: E402

AUTH = 77
VALUE = canary.value("VALUE")


@functools.cache
def store():
    server = bao.Server(program=bao.binary_26())
    server.mount_kv("secret", 2)
    server.write("secret", "app", {"value": VALUE})
    server.policy("app", {"secret/data/app": ["read"]})
    return server


def place(files=None, **keys):
    made = program.Workplace(files=files)
    if "password_file" in keys:
        keys["password_file"] = made.directory / keys["password_file"]
    made.put("keystrap.ini", program.manifest(
        {"VALUE": "secret/app#value"}, address=store().address,
        ca_file=ca.authority(ca.OURS).file, **keys), 0o644)
    return made


def run(environment, **keys):
    return place(**keys).run(environment=environment)


# -- LDAP

@functools.cache
def ldap(mount="ldap"):
    """Where ann is known, with this password; ben is in the directory and has no policy."""
    password = canary.value("password")[:40] + " \u00e9"
    there = directory.Ldap({"ann": password, "ben": password})
    server = store()
    server.call("POST", f"sys/auth/{mount}", {"type": "ldap"})
    server.call("POST", f"auth/{mount}/config", {
        "url": there.address, "certificate": ca.authority(ca.OURS).file.read_text(),
        "userdn": there.people, "userattr": "uid", "groupdn": there.people})
    server.call("POST", f"auth/{mount}/users/ann", {"policies": ["app"]})
    return password


@test
def test_ldap_logs_in():
    password = ldap()
    keys = {"auth": "ldap", "username": "ann"}
    place({"password": password + "\n"}, **keys, password_file="password").run().got("VALUE", VALUE)
    run({"VAULT_PASSWORD": password}, **keys).got("VALUE", VALUE)
    run({"BAO_PASSWORD": password, "BAO_USERNAME": "ann"}, auth="ldap").got("VALUE", VALUE)


@test
def test_ldap_refuses():
    password = ldap()
    for name, word in (("ann", password[:-1]), ("ann", password + " "), ("nobody", password),
                       ("ann)(uid=*", password), ("*", password)):
        run({"VAULT_PASSWORD": word}, auth="ldap", username=name).refused(
            AUTH, "depot", "username", pattern="refused")
    # Whom the directory knows and the store does not gets a token that may read nothing.
    run({"VAULT_PASSWORD": password}, auth="ldap", username="ben").refused(
        AUTH, "depot", pattern="permission denied|may not see it")


@test
def test_an_ldap_login_that_wants_a_second_factor():
    password = ldap("people")
    store().ask_for_passcode("people")
    run({"VAULT_PASSWORD": password}, auth="ldap", username="ann",
        auth_mount="people").refused(AUTH, "depot", "without MFA", pattern="passcode.*TOTP")


# -- RADIUS

@functools.cache
def radius():
    password = canary.value("password")[:40]
    there = directory.Radius({"ann": password})
    server = store()
    server.call("POST", "sys/auth/radius", {"type": "radius"})
    server.call("POST", "auth/radius/config", {
        "host": "127.0.0.1", "port": there.port, "secret": there.secret, "dial_timeout": 5,
        "read_timeout": 5})
    server.call("POST", "auth/radius/users/ann", {"policies": "app"})
    return password


@test
def test_radius_logs_in():
    password = radius()
    keys = {"auth": "radius", "username": "ann"}
    place({"password": password + "\n"}, **keys, password_file="password").run().got("VALUE", VALUE)
    run({"VAULT_PASSWORD": password}, **keys).got("VALUE", VALUE)


@test
def test_radius_refuses():
    password = radius()
    for name, word in (("ann", password[:-1]), ("nobody", password)):
        run({"VAULT_PASSWORD": word}, auth="radius", username=name).refused(
            AUTH, "depot", "username", pattern="refused")


tap.main()
