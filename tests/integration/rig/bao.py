# SPDX-License-Identifier: Apache-2.0
"""A real OpenBao server with TLS from the rig's CA, ready in a second.

The binary is $KEYSTRAP_BAO, or `bao` on the PATH; without one the test is skipped. Every value and
token that it hands out is registered as a canary.
"""

import contextlib
import functools
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import ssl
import subprocess
import time

from . import ca, canary, new_directory, process, tap

_READY_SECONDS = 30

_CONFIG = """
{storage}
listener "tcp" {{
  address         = "127.0.0.1:{port}"
  cluster_address = "127.0.0.1:{cluster_port}"
  tls_cert_file   = "{certificate}"
  tls_key_file    = "{key}"
}}
api_addr     = "https://127.0.0.1:{port}"
cluster_addr = "https://127.0.0.1:{cluster_port}"
ui           = false
log_level    = "warn"
"""


def binary() -> str:
    found = os.environ.get("KEYSTRAP_BAO") or shutil.which("bao")
    if not found or not os.access(found, os.X_OK):
        tap.skip("no OpenBao: set KEYSTRAP_BAO, or run contrib/test.sh")
    return found


def binary_26() -> str:
    """One that has the logins ldap and radius built in, which became plugins with 2.7."""
    found = os.environ.get("KEYSTRAP_BAO_26")
    if not found or not os.access(found, os.X_OK):
        tap.skip("no OpenBao 2.6: set KEYSTRAP_BAO_26, or run contrib/test.sh")
    return found


def free_ports(count):
    """Ports that were free a moment ago."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


class Refused(Exception):
    """The server answered with an error. Only the status is kept."""

    def __init__(self, status, method, path):
        super().__init__(f"{method} {path}: {status}")
        self.status = status


class Server:
    """storage: "inmem" starts at once; "raft" takes a few seconds and survives restart()."""

    def __init__(self, certificate="server", storage="inmem", program=None):
        self._program = program or binary()
        self._directory = new_directory("bao")
        self._port, self._cluster_port = free_ports(2)
        self._storage = storage
        self._certificate = ca.certificate(certificate)
        self._context = ssl.create_default_context(cafile=str(ca.authority(ca.OURS).file))
        self._context.check_hostname = False
        self._context.verify_mode = ssl.CERT_NONE  # the rig also talks to the wrong certificates
        self._process = None
        self._write_config()
        self.start()
        self._initialise()

    # -- the process

    @property
    def address(self):
        return f"https://127.0.0.1:{self._port}"

    @property
    def port(self):
        return self._port

    @property
    def pid(self):
        return self._process.pid

    @property
    def log(self) -> pathlib.Path:
        return self._directory / "log"

    def _write_config(self):
        storage = 'storage "inmem" {}'
        if self._storage == "raft":
            data = self._directory / "data"
            data.mkdir()
            storage = (f'storage "raft" {{\n  path = "{data}"\n  node_id = "one"\n'
                       '  performance_multiplier = "1"\n}')
        (self._directory / "config.hcl").write_text(_CONFIG.format(
            storage=storage, port=self._port, cluster_port=self._cluster_port,
            certificate=self._certificate.file, key=self._certificate.key))

    def start(self):
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [self._program, "server", "-config", str(self._directory / "config.hcl")],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self._directory,
                env={"PATH": os.environ["PATH"], "HOME": str(self._directory)},
                preexec_fn=process.end_with_parent)
        tap.at_end(self.stop)
        self._wait_until(lambda: self._raw("GET", "sys/health")[0] > 0, "answers")

    def stop(self):
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGCONT)
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def restart(self):
        """Stopped, started and unsealed again."""
        self.stop()
        self.start()
        self.unseal()

    @contextlib.contextmanager
    def stalled(self):
        """Connections are accepted by the kernel, and nothing is answered."""
        self._process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, self._process.pid, os.WSTOPPED | os.WNOWAIT)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    def _wait_until(self, condition, what):
        end = time.monotonic() + _READY_SECONDS
        while time.monotonic() < end:
            if self._process.poll() is not None:
                raise tap.Failure(f"OpenBao ended with {self._process.returncode}: {self._last()}")
            with contextlib.suppress(OSError, http.client.HTTPException):
                if condition():
                    return
            time.sleep(0.02)
        raise tap.Failure(f"OpenBao: not so after {_READY_SECONDS} s: {what}: {self._last()}")

    def _last(self):
        return " | ".join(self.log.read_text(errors="replace").splitlines()[-3:])

    # -- the API

    def _raw(self, method, path, body=None, token=None, namespace=None, wrap=None):
        connection = http.client.HTTPSConnection("127.0.0.1", self._port, timeout=15,
                                                 context=self._context)
        headers = {"X-Vault-Request": "true"}
        if token:
            headers["X-Vault-Token"] = token
        if namespace:
            headers["X-Vault-Namespace"] = namespace
        if wrap:
            headers["X-Vault-Wrap-TTL"] = wrap
        with contextlib.closing(connection):
            text = None if body is None else json.dumps(body)
            connection.request(method, f"/v1/{path}", text, headers)
            reply = connection.getresponse()
            return reply.status, reply.read()

    def call(self, method, path, body=None, token=None, namespace=None):
        """As root unless a token is given. The document, or None when there is none."""
        status, text = self._raw(method, path, body, token or self.root, namespace)
        if status >= 400:
            raise Refused(status, method, path)
        return json.loads(text) if text else None

    def wrap(self, path, body, ttl, namespace=None, method="POST"):
        """The wrapping token that stands for the answer; its caller registers it."""
        status, text = self._raw(method, path, body, self.root, namespace, ttl)
        if status >= 400:
            raise Refused(status, method, path)
        return json.loads(text)["wrap_info"]["token"]

    def _initialise(self):
        status, text = self._raw("POST", "sys/init", {"secret_shares": 1, "secret_threshold": 1})
        if status != 200:
            raise Refused(status, "POST", "sys/init")
        made = json.loads(text)
        self._unseal_key = canary.register("unseal key", made["keys"][0])
        self.root = canary.register("root token", made["root_token"])
        self.unseal()

    def seal(self):
        self.call("PUT", "sys/seal")

    def unseal(self):
        self._raw("PUT", "sys/unseal", {"key": self._unseal_key})
        self._wait_until(lambda: self._raw("GET", "sys/health")[0] == 200, "unsealed")

    @contextlib.contextmanager
    def sealed(self):
        self.seal()
        try:
            yield
        finally:
            self.unseal()

    def namespace(self, name, inside=None):
        self.call("POST", f"sys/namespaces/{name}", {}, namespace=inside)

    def mount_kv(self, mount, version, namespace=None):
        self.call("POST", f"sys/mounts/{mount}",
                  {"type": "kv", "options": {"version": str(version)}}, namespace=namespace)
        if version == 2:  # the engine upgrades its storage for a moment, and refuses meanwhile
            self._wait_until(lambda: self._raw("GET", f"{mount}/config", None, self.root,
                                               namespace)[0] == 200, f"{mount} is ready")

    def write(self, mount, path, fields, namespace=None):
        """One version of a KV 2 secret; returns its number."""
        made = self.call("POST", f"{mount}/data/{path}", {"data": fields}, namespace=namespace)
        return made["data"]["version"]

    def write_kv1(self, mount, path, fields, namespace=None):
        self.call("POST", f"{mount}/{path}", fields, namespace=namespace)

    def delete_version(self, mount, path, version):
        self.call("POST", f"{mount}/delete/{path}", {"versions": [version]})

    def destroy_version(self, mount, path, version):
        self.call("PUT", f"{mount}/destroy/{path}", {"versions": [version]})

    def policy(self, name, rules, namespace=None):
        """rules: {path: [capability, ...]}."""
        text = "\n".join(f'path "{path}" {{ capabilities = {json.dumps(capabilities)} }}'
                         for path, capabilities in rules.items())
        self.call("PUT", f"sys/policies/acl/{name}", {"policy": text}, namespace=namespace)

    def token(self, *policies, ttl="1h", namespace=None, name="token"):
        made = self.call("POST", "auth/token/create",
                         {"policies": policies, "ttl": ttl, "no_default_policy": False},
                         namespace=namespace)
        return canary.register(name, made["auth"]["client_token"])

    def revoke(self, token):
        self.call("POST", "auth/token/revoke", {"token": token})

    def approle(self, role, *policies, mount="approle", ttl="1h"):
        """(role id, secret id) of a new role."""
        if f"{mount}/" not in self.call("GET", "sys/auth")["data"]:
            self.call("POST", f"sys/auth/{mount}", {"type": "approle"})
        at = f"auth/{mount}/role/{role}"
        self.call("POST", at, {"token_policies": policies, "token_ttl": ttl})
        role_id = self.call("GET", f"{at}/role-id")["data"]["role_id"]
        secret_id = self.call("POST", f"{at}/secret-id", {})["data"]["secret_id"]
        return role_id, canary.register("secret id", secret_id)

    def ask_for_passcode(self, mount):
        """From now on a login at this mount wants a second factor."""
        method = self.call("POST", "identity/mfa/method/totp", {
            "issuer": "keystrap", "period": 30, "algorithm": "SHA256", "digits": 6})
        accessor = self.call("GET", "sys/auth")["data"][f"{mount}/"]["accessor"]
        self.call("POST", f"identity/mfa/login-enforcement/{mount}", {
            "mfa_method_ids": [method["data"]["method_id"]],
            "auth_method_accessors": [accessor]})


@functools.cache
def shared() -> Server:
    """The one server of a test file, with KV 2 at secret/ and KV 1 at old/."""
    server = Server()
    server.mount_kv("secret", 2)
    server.mount_kv("old", 1)
    return server
