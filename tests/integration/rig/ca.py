# SPDX-License-Identifier: Apache-2.0
"""A certificate authority of our own, made with the openssl program, once a test file.

certificate(NAME) gives a key and a certificate that is right or wrong in one way; KINDS says how.
"""

import dataclasses
import functools
import pathlib
import subprocess

from . import run_directory

OURS, STRANGER, BETWEEN = "ca", "other", "between"
ITSELF = None  # an issuer: nobody else signs it
GOOD_NAMES = "DNS:localhost,DNS:keystrap.test,IP:127.0.0.1,IP:127.0.0.2"


@dataclasses.dataclass(frozen=True)
class Kind:
    issuer: str = OURS
    names: str = GOOD_NAMES
    days: int = 2
    usage: str = "serverAuth"


KINDS = {
    "server": Kind(),
    "wrong-host": Kind(names="DNS:elsewhere.test"),
    "expired": Kind(days=-1),
    "other-ca": Kind(issuer=STRANGER),
    "self-signed": Kind(issuer=ITSELF),
    "chain": Kind(issuer=BETWEEN),  # file has the whole chain; "truncated" leaves out what is between
    "truncated": Kind(issuer=BETWEEN),
    "long": Kind(days=200),
    "ninety-days": Kind(days=90),
    "twelve-days": Kind(days=12),
    "three-days": Kind(days=3),
    "client": Kind(names="DNS:client.keystrap.test", usage="clientAuth"),
    "client-other": Kind(issuer=STRANGER, names="DNS:client.keystrap.test", usage="clientAuth"),
}


@dataclasses.dataclass(frozen=True)
class Certificate:
    file: pathlib.Path
    key: pathlib.Path


def _openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@functools.cache
def _directory() -> pathlib.Path:
    path = run_directory() / "ca"
    path.mkdir()
    return path


@functools.cache
def authority(name) -> Certificate:
    """OURS is the one that tests trust, STRANGER is another; OURS has signed BETWEEN."""
    made = Certificate(_directory() / f"{name}.pem", _directory() / f"{name}.key")
    signer = authority(OURS) if name == BETWEEN else None
    _openssl("req", "-x509", *_new_key(made.key), "-out", made.file, "-days", 2,
             "-subj", f"/CN=keystrap {name}",
             *(["-CA", signer.file, "-CAkey", signer.key] if signer else []),
             "-addext", "basicConstraints=critical,CA:TRUE",
             "-addext", "keyUsage=critical,keyCertSign,cRLSign")
    return made


@functools.cache
def hashed(name) -> pathlib.Path:
    """A directory with the authority under its hashed name, as ca-directory wants it."""
    made = _directory() / f"{name}.hashed"
    made.mkdir()
    (made / "ca.pem").write_bytes(authority(name).file.read_bytes())
    _openssl("rehash", made)
    return made


def _new_key(path):
    return ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", path]


@functools.cache
def certificate(name) -> Certificate:
    kind = KINDS[name]
    made = Certificate(_directory() / f"{name}.crt", _directory() / f"{name}.pem-key")
    request = _directory() / f"{name}.csr"
    extensions = _directory() / f"{name}.ext"
    extensions.write_text("basicConstraints=critical,CA:FALSE\n"
                          "keyUsage=critical,digitalSignature\n"
                          f"extendedKeyUsage={kind.usage}\n"
                          f"subjectAltName={kind.names}\n")
    _openssl("req", *_new_key(made.key), "-out", request, "-subj", f"/CN={name}")
    if kind.issuer == ITSELF:
        signer = ["-signkey", made.key]
    else:
        issuer = authority(kind.issuer)
        signer = ["-CA", issuer.file, "-CAkey", issuer.key, "-CAcreateserial"]
    _openssl("x509", "-req", "-in", request, *signer, "-days", kind.days, "-extfile", extensions,
             "-out", made.file)
    if name == "chain":
        with made.file.open("ab") as file:
            file.write(authority(kind.issuer).file.read_bytes())
    return made
