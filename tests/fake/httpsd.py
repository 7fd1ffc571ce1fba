# SPDX-License-Identifier: Apache-2.0
"""A scripted HTTPS server for what a real one will not do on demand.

A path (with or without its query) has a list of replies; each request takes the next one and the
last one stays. A reply is a status, headers and a body, and may be cut, stalled, dripped or
endless. Every request is recorded, so that a test can prove who got which header.

    server = Server(certificate_file, key_file)
    server.on("/v1/secret/data/app", Reply(503, {"Retry-After": "1"}), kv2({"key": "value"}))
    server.count("/v1/secret/data/app")
"""

import contextlib
import dataclasses
import email.utils
import json
import socket
import ssl
import threading
import time
import urllib.parse
import warnings

_MAX_REQUEST = 1 << 20
_FLOOD_CHUNK = 16384
_FLOOD_BYTES = 256 << 20  # an end, should the client never stop reading


@dataclasses.dataclass(frozen=True)
class Reply:
    status: int = 200
    headers: dict = dataclasses.field(default_factory=dict)
    body: bytes = b""
    length: bool = True  # with Content-Length; without it the end of the connection is the end
    cut: int = -1  # close after this many bytes of the raw reply
    polite: bool = False  # a cut is a regular TLS end, not an abrupt one
    stall_at: int = -1  # send this many bytes of the raw reply, then wait
    stall_seconds: float = 3600
    drip_seconds: float = 0  # pause between single bytes
    flood: str = ""  # "body": the body never ends; "headers": neither do they; "line": nor does one

    def raw(self):
        lines = [f"HTTP/1.1 {self.status} {_REASONS.get(self.status, 'Reply')}"]
        headers = dict(self.headers)
        if self.length and not self.flood:
            headers.setdefault("Content-Length", str(len(self.body)))
        else:
            headers.setdefault("Connection", "close")
        lines += [f"{name}: {text}" for name, text in headers.items()]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + self.body


_REASONS = {200: "OK", 204: "No Content", 307: "Temporary Redirect", 400: "Bad Request",
            403: "Forbidden", 404: "Not Found", 429: "Too Many Requests",
            500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable"}


@dataclasses.dataclass(frozen=True)
class Request:
    method: str
    path: str  # as sent, with the query
    headers: dict  # names in lower case
    body: bytes
    at: float = dataclasses.field(default_factory=time.monotonic)


class Server:
    """
    Listens on a free port of 127.0.0.1 at once, or where at says; HTTP/1.1 only. old: no TLS above
    1.1.
    """

    def __init__(self, certificate, key, old=False, at=("127.0.0.1", 0)):
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if old:
            _make_old(self._context)
        self._context.load_cert_chain(certificate, key)
        self._context.set_alpn_protocols(["http/1.1"])
        self._lock = threading.Lock()
        self._scripts = {}
        self._prefixes = {}
        self._missing = json_reply({"errors": []}, 404)
        self._open = set()
        self._stopping = threading.Event()
        self.requests = []
        self.handshakes = 0
        self._listener = socket.create_server(at, backlog=256)
        self._host = at[0]
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def address(self):
        return f"https://{self._host}:{self.port}"

    # -- what a test says and asks

    def on(self, path, *replies):
        with self._lock:
            self._scripts[path] = list(replies)

    def on_prefix(self, prefix, *replies):
        """For every path that starts so and has no script of its own."""
        with self._lock:
            self._prefixes[prefix] = list(replies)

    def forget(self):
        """No scripts, no recorded requests."""
        with self._lock:
            self._scripts.clear()
            self._prefixes.clear()
            self.requests = []
            self.handshakes = 0

    def count(self, path):
        """Requests to the path, whatever their query."""
        with self._lock:
            return sum(1 for one in self.requests if one.path.partition("?")[0] == path)

    def saw(self, text):
        """Whether any request held the text: in its path, a header or its body."""
        with self._lock:
            return any(text in one.path or text.encode() in one.body
                       or any(text in content for content in one.headers.values())
                       for one in self.requests)

    def stop(self):
        self._stopping.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    # -- connections

    def _accept(self):
        while not self._stopping.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, plain):
        with self._lock:
            self._open.add(plain)
        try:
            plain.settimeout(60)
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._context.wrap_socket(plain, server_side=True,
                                           suppress_ragged_eofs=True) as connection:
                with self._lock:
                    self._open.discard(plain)
                    self._open.add(connection)
                    self.handshakes += 1
                self._converse(connection)
        except (OSError, ValueError):
            pass  # the client went away, or did not like our certificate: tests read the counts
        finally:
            with self._lock:
                self._open = {one for one in self._open if one.fileno() >= 0}
            plain.close()

    def _converse(self, connection):
        pending = b""
        while not self._stopping.is_set():
            request, pending = _read_request(connection, pending)
            if request is None:
                return
            with self._lock:
                self.requests.append(request)
                reply = self._choose(request.path)
            if not self._send(connection, reply, request.method):
                return

    def _choose(self, path):
        script = self._scripts.get(path) or self._scripts.get(path.partition("?")[0])
        if not script:
            fitting = [prefix for prefix in self._prefixes if path.startswith(prefix)]
            script = self._prefixes[max(fitting, key=len)] if fitting else [self._missing]
        return script.pop(0) if len(script) > 1 else script[0]

    def _send(self, connection, reply, method):
        """True when the connection can take another request."""
        raw = reply.raw()
        if method == "HEAD":
            raw = raw[:len(raw) - len(reply.body)]
        if reply.flood:
            self._flood(connection, reply)
            return False
        if reply.cut >= 0:
            raw = raw[:reply.cut]
        if reply.stall_at >= 0:
            connection.sendall(raw[:reply.stall_at])
            self._stopping.wait(reply.stall_seconds)
            raw = raw[reply.stall_at:]
        self._write(connection, raw, reply.drip_seconds)
        if reply.cut < 0 and reply.length:
            return True
        if reply.polite or reply.cut < 0:
            connection.settimeout(0.2)
            with contextlib.suppress(OSError, ValueError):
                connection.unwrap()
        return False

    def _write(self, connection, raw, drip_seconds):
        if not drip_seconds:
            connection.sendall(raw)
            return
        for at in range(len(raw)):
            connection.sendall(raw[at:at + 1])
            if self._stopping.wait(drip_seconds):
                return

    def _flood(self, connection, reply):
        raw = reply.raw()
        head = raw[:len(raw) - len(reply.body) - 2]  # the headers, still open
        if reply.flood == "body":
            connection.sendall(head + b"\r\n" + reply.body)
            chunk = b"x" * _FLOOD_CHUNK
        elif reply.flood == "headers":
            connection.sendall(head)
            chunk = b"X-Flood: flood\r\n" * (_FLOOD_CHUNK // 16)
        else:
            connection.sendall(head + b"X-Flood: ")
            chunk = b"x" * _FLOOD_CHUNK
        for _ in range(_FLOOD_BYTES // _FLOOD_CHUNK):
            if self._stopping.is_set():
                return
            connection.sendall(chunk)


def _make_old(context):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")


def _read_request(connection, pending):
    """(request or None at the end of the connection, what is left over)."""
    while b"\r\n\r\n" not in pending:
        more = connection.recv(65536)
        if not more or len(pending) > _MAX_REQUEST:
            return None, b""
        pending += more
    head, _, pending = pending.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ", 2)
    headers = {}
    for line in lines:
        name, _, text = line.partition(":")
        headers[name.strip().lower()] = text.strip()
    length = min(int(headers.get("content-length", 0)), _MAX_REQUEST)
    while len(pending) < length:
        more = connection.recv(65536)
        if not more:
            return None, b""
        pending += more
    return Request(method, path, headers, pending[:length]), pending[length:]


# -- ready replies

def json_reply(document, status=200, **options):
    headers = {"Content-Type": "application/json", **options.pop("headers", {})}
    return Reply(status, headers, json.dumps(document).encode(), **options)


def html(status):
    """What a load balancer says when it has no one to ask."""
    page = "<!DOCTYPE html><html><head><title>Error</title></head><body><h1>nope</h1></body></html>"
    return Reply(status, {"Content-Type": "text/html"}, page.encode())


def later(status, seconds=None, date_seconds=None):
    """429 or 503 with Retry-After as a number, or as a date so many seconds from now."""
    text = str(seconds)
    if date_seconds is not None:
        text = email.utils.formatdate(time.time() + date_seconds, usegmt=True)
    return json_reply({"errors": ["later"]}, status, headers={"Retry-After": text})


def redirect(location, status=307):
    return Reply(status, {"Location": location})


def _envelope(data, **rest):
    return {"request_id": "0", "lease_id": "", "renewable": False, "lease_duration": 0,
            "data": data, "wrap_info": None, "warnings": None, "auth": None, **rest}


def kv1(fields, **options):
    return json_reply(_envelope(fields), **options)


def kv2(fields, version=1, **options):
    metadata = {"created_time": "2026-01-02T03:04:05.678901234Z", "custom_metadata": None,
                "deletion_time": "", "destroyed": False, "version": version}
    return json_reply(_envelope({"data": fields, "metadata": metadata}), **options)


def mount(path, version):
    """The answer of sys/internal/ui/mounts/PATH for a KV engine at path (with its slash)."""
    return json_reply(_envelope({"path": path, "type": "kv",
                                 "options": {"version": str(version)} if version == 2 else None,
                                 "description": "", "uuid": "0", "accessor": "kv_0"}))


def login(token):
    return json_reply(_envelope(None, auth={
        "client_token": token, "accessor": "0", "policies": ["default"], "metadata": None,
        "lease_duration": 3600, "renewable": True, "entity_id": "", "token_type": "service",
        "orphan": True, "mfa_requirement": None, "num_uses": 0}))


def vault(server, mount_path="secret/", version=2):
    """Teaches the server its one mount."""
    server.on_prefix("/v1/sys/internal/ui/mounts/" + urllib.parse.quote(mount_path),
                     mount(mount_path, version))
