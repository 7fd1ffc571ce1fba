# SPDX-License-Identifier: Apache-2.0
"""Servers that know people's passwords: a real OpenLDAP and a real FreeRADIUS, on loopback.

The programs are those of Debian's packages slapd and freeradius; without one its tests skip.
"""

import os
import pathlib
import shutil
import socket
import subprocess
import time

from . import bao, ca, canary, new_directory, process, tap

_READY_SECONDS = 20
_SCHEMA = pathlib.Path("/etc/ldap/schema")

_SLAPD = """
include      {schema}/core.schema
include      {schema}/cosine.schema
include      {schema}/inetorgperson.schema
modulepath   /usr/lib/ldap
moduleload   back_mdb
TLSCertificateFile    {certificate}
TLSCertificateKeyFile {key}
database     mdb
suffix       "{base}"
directory    {directory}/data
access to attrs=userPassword by anonymous auth by * none
access to * by * read
"""

_BASE = "dc=keystrap,dc=test"

_FREERADIUS = """
name = freeradius
logdir = {directory}
run_dir = {directory}
libdir = /usr/lib/freeradius
pidfile = {directory}/pid
security {{
    reject_delay = 0
    allow_vulnerable_openssl = yes
}}
client rig {{
    ipaddr = 127.0.0.1
    secret = {secret}
}}
modules {{
    files {{
        filename = {directory}/users
    }}
    pap {{
    }}
}}
server rig {{
    listen {{
        type = auth
        ipaddr = 127.0.0.1
        port = {port}
    }}
    authorize {{
        files
        pap
    }}
    authenticate {{
        Auth-Type PAP {{
            pap
        }}
    }}
}}
"""


def _program(name):
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    return found or tap.skip(f"no {name}: run contrib/test.sh")


def _serve(words, directory, ready):
    with (directory / "log").open("wb") as log:
        running = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                   cwd=directory, preexec_fn=process.end_with_parent)

    def stop():
        running.kill()
        running.wait()

    tap.at_end(stop)
    end = time.monotonic() + _READY_SECONDS
    while not ready():
        tap.check(running.poll() is None and time.monotonic() < end,
                  f"{pathlib.Path(words[0]).name} answers in time")
        time.sleep(0.05)


class Ldap:
    """People are uid=NAME,ou=people below .base; address is ldaps, with a certificate of the CA."""

    def __init__(self, passwords):
        slapd, slapadd = _program("slapd"), _program("slapadd")
        directory = new_directory("ldap")
        port = bao.free_ports(1)[0]
        pair = ca.certificate("server")
        self.address = f"ldaps://127.0.0.1:{port}"
        self.people = f"ou=people,{_BASE}"
        config = directory / "slapd.conf"
        config.write_text(_SLAPD.format(schema=_SCHEMA, certificate=pair.file, key=pair.key,
                                        base=_BASE, directory=directory))
        (directory / "data").mkdir()
        subprocess.run([slapadd, "-f", config], input=self._ldif(passwords).encode(), check=True,
                       capture_output=True)
        _serve([slapd, "-f", str(config), "-h", self.address, "-d", "0"], directory,
               lambda: _takes(port))

    def _ldif(self, passwords):
        text = (f"dn: {_BASE}\nobjectClass: domain\ndc: keystrap\n\n"
                f"dn: {self.people}\nobjectClass: organizationalUnit\nou: people\n\n")
        for name, password in passwords.items():
            canary.register("password", password)
            text += (f"dn: uid={name},{self.people}\nobjectClass: inetOrgPerson\nuid: {name}\n"
                     f"cn: {name}\nsn: {name}\nuserPassword: {password}\n\n")
        return text


def _takes(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


class Radius:
    """host is 127.0.0.1; secret is what the server shares with OpenBao."""

    def __init__(self, passwords):
        directory = new_directory("radius")
        self.port = bao.free_ports(1)[0]
        self.secret = canary.value("radius secret")[:20]
        (directory / "radiusd.conf").write_text(_FREERADIUS.format(
            directory=directory, secret=self.secret, port=self.port))
        (directory / "users").write_text("".join(
            f'{name} Cleartext-Password := "{canary.register("password", password)}"\n'
            for name, password in passwords.items()))
        for path in (directory, directory / "radiusd.conf", directory / "users"):
            path.chmod(0o700 if path.is_dir() else 0o600)
        _serve([_program("freeradius"), "-f", "-l", "stdout", "-d", str(directory), "-n",
                "radiusd"], directory,
               lambda: "Ready to process requests" in (directory / "log").read_text())
