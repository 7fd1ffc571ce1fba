# SPDX-License-Identifier: Apache-2.0
"""The shared OpenBao as an application sees it: one token, its secrets, and manifests for them."""

import functools

from . import bao, ca, canary, program


@functools.cache
def app_token():
    """A token that may read secret/app and all below, and old/app."""
    bao.shared().policy("app", {"secret/data/app": ["read"], "secret/data/app/*": ["read"],
                                "old/app": ["read"], "old/app/*": ["read"]})
    return bao.shared().token("app", name="VAULT_TOKEN")


def manifest(variables, **keys):
    """Of the shared server, with a token, unless keys say otherwise."""
    return program.manifest(variables, **{"address": bao.shared().address,
                                          "ca_file": ca.authority(ca.OURS).file,
                                          "auth": "token", **keys})


def run(variables, environment=None, child=(), files=None, home=None, **keys):
    text = manifest(variables, **keys)
    return program.Workplace(text, files, home).run(
        *child, environment={"VAULT_TOKEN": app_token()} if environment is None else environment)


def put(path, **fields):
    """A new version of secret/PATH; each field is a canary."""
    made = {name: text or canary.value(name) for name, text in fields.items()}
    bao.shared().write("secret", path, made)
    return made
