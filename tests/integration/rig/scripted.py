# SPDX-License-Identifier: Apache-2.0
"""The scripted server of tests/fake/httpsd.py as a store, and manifests for it."""

import functools

from . import ca, canary, program, tap

import httpsd

DATA = "/v1/secret/data/"
MOUNTS = "/v1/sys/internal/ui/mounts/"


@functools.cache
def token():
    return canary.register("VAULT_TOKEN", "s." + canary.value("token")[:24])


def start(at=("127.0.0.1", 0)):
    """A server with one KV 2 mount, secret/."""
    pair = ca.certificate("server")
    server = httpsd.Server(pair.file, pair.key, at=at)
    tap.at_end(server.stop)
    httpsd.vault(server)
    return server


def place(variables, server, **keys):
    """A workplace whose one source is the server. variables: as program.manifest takes them."""
    return program.Workplace(program.manifest(variables, **{
        "address": server.address, "ca_file": ca.authority(ca.OURS).file, "auth": "token",
        "deadline": "20s", **keys}))


def login(**more):
    return {"VAULT_TOKEN": token(), **more}
