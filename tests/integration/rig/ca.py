# SPDX-License-Identifier: Apache-2.0
"""A certificate authority of our own, made with the openssl program, once a test file.

certificate(NAME) gives a key and a certificate that is right or wrong in one way; KINDS says how.
"""

import dataclasses
import functools
import pathlib
import subprocess

from . import run_directory

OURS, STRANGER = "ca", "other"
GOOD_NAMES = "DNS:localhost,DNS:keystrap.test,IP:127.0.0.1"


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
    "client": Kind(names="DNS:client.keystrap.test", usage="clientAuth"),
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
    """OURS is the one that tests trust, STRANGER is another."""
    made = Certificate(_directory() / f"{name}.pem", _directory() / f"{name}.key")
    _openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
             "-keyout", made.key, "-out", made.file, "-days", 2, "-subj", f"/CN=keystrap {name}",
             "-addext", "basicConstraints=critical,CA:TRUE",
             "-addext", "keyUsage=critical,keyCertSign,cRLSign")
    return made


@functools.cache
def certificate(name) -> Certificate:
    kind = KINDS[name]
    issuer = authority(kind.issuer)
    made = Certificate(_directory() / f"{name}.crt", _directory() / f"{name}.pem-key")
    request = _directory() / f"{name}.csr"
    extensions = _directory() / f"{name}.ext"
    extensions.write_text("basicConstraints=critical,CA:FALSE\n"
                          "keyUsage=critical,digitalSignature\n"
                          f"extendedKeyUsage={kind.usage}\n"
                          f"subjectAltName={kind.names}\n")
    _openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
             "-keyout", made.key, "-out", request, "-subj", f"/CN={name}")
    _openssl("x509", "-req", "-in", request, "-CA", issuer.file, "-CAkey", issuer.key,
             "-CAcreateserial", "-days", kind.days, "-extfile", extensions, "-out", made.file)
    return made
