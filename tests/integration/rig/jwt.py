# SPDX-License-Identifier: Apache-2.0
"""Tokens signed with a key of our own (RS256, RFC 7519), and the part of a Kubernetes API server
that says who holds one (authentication.k8s.io/v1, TokenReview).
"""

import base64
import functools
import http.server
import json
import ssl
import subprocess
import threading
import time

from . import ca, canary, run_directory, tap


@functools.cache
def _key():
    path = run_directory() / "jwt.key"
    subprocess.run(["openssl", "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048",
                    "-out", str(path)], check=True, stderr=subprocess.DEVNULL)
    return path


@functools.cache
def public_key() -> str:
    return subprocess.run(["openssl", "pkey", "-in", str(_key()), "-pubout"], check=True,
                          stdout=subprocess.PIPE, text=True).stdout


def _part(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def _object(fields):
    return _part(json.dumps(fields).encode())


def token(seconds=600, **claims):
    """A canary. seconds: until it expires, from now."""
    now = int(time.time())
    body = {"iat": now - 60, "nbf": now - 60, "exp": now + seconds, **claims}
    text = _object({"alg": "RS256", "typ": "JWT"}) + b"." + _object(body)
    signature = subprocess.run(["openssl", "dgst", "-sha256", "-sign", str(_key())], check=True,
                               input=text, stdout=subprocess.PIPE).stdout
    return canary.register("JWT", (text + b"." + _part(signature)).decode())


def service_account(name, namespace="prod", seconds=600):
    """As a kubelet writes it for a pod."""
    return token(seconds, iss="https://kubernetes.default.svc", aud=["keystrap"],
                 sub=f"system:serviceaccount:{namespace}:{name}",
                 **{"kubernetes.io": {"namespace": namespace,
                                      "serviceaccount": {"name": name, "uid": "uid-of-" + name}}})


class Reviewer:
    """An API server that knows the tokens in known, {token: (namespace, name)}."""

    def __init__(self):
        self.known = {}
        self.asked = 0
        pair = ca.certificate("server")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pair.file, pair.key)
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        tap.at_end(self._server.shutdown)

    @property
    def address(self):
        return f"https://127.0.0.1:{self._server.server_address[1]}"

    def _review(self, asked):
        self.asked += 1
        who = self.known.get(asked["spec"]["token"])
        if not who:
            return {"authenticated": False}
        namespace, name = who
        return {"authenticated": True, "audiences": asked["spec"].get("audiences", []),
                "user": {"username": f"system:serviceaccount:{namespace}:{name}",
                         "uid": "uid-of-" + name, "groups": ["system:serviceaccounts"]}}

    def _handler(self):
        reviewer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                right = self.path == "/apis/authentication.k8s.io/v1/tokenreviews"
                answer = json.dumps({"apiVersion": "authentication.k8s.io/v1",
                                     "kind": "TokenReview",
                                     "status": reviewer._review(json.loads(body))}).encode()
                self.send_response(201 if right else 404)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                pass

        return Handler
