# SPDX-License-Identifier: Apache-2.0
"""The small services that give credentials to machines, containers and SSO logins, on 127.0.0.1.

They check what AWS's own check: the token of IMDSv2, the Authorization of a container, the bearer of
SSO. A request that follows no rule is answered as AWS does, and all are kept in `requests`.
"""

import contextlib
import http.server
import json
import secrets
import threading
import time

from . import aws, canary, tap

ROLE = "app-role"
IMDS = "/latest/meta-data/iam/security-credentials/"
REGION = "/latest/meta-data/placement/region"


def stamp(seconds, milliseconds=False):
    when = time.time() + seconds
    if milliseconds:
        return int(when * 1000)
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(when))


class Service:
    def __init__(self):
        self.requests = []  # (method, path, headers)
        self.imds_token = canary.value("imds token")
        self.authorization = canary.value("authorization")
        self.bearer = canary.value("bearer")
        # These belong into the cache of the AWS tools: no canaries.
        self.client_secret, self.refresh_token = secrets.token_hex(40), secrets.token_hex(40)
        self.put_status = 200
        self.put_delay = 0
        self.imds_reply = None  # instead of keys
        self.role = ROLE  # None: the instance has none
        self.region = aws.REGION
        self.redirect = None  # where a container's question is sent with 307
        handler = type("Handler", (_Handler,), {"service": self})
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        tap.at_end(self._server.shutdown)

    @property
    def address(self):
        return f"http://127.0.0.1:{self._server.server_port}"

    def asked(self):
        return [f"{method} {path}" for method, path, _ in self.requests]

    def keys(self):
        return {"Code": "Success", "AccessKeyId": aws.SESSION_KEY, "SecretAccessKey": aws.secret_key(),
                "Token": aws.session_token(), "Expiration": stamp(3600)}


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def _answer(self, status, body="", **headers):
        content = body if isinstance(body, bytes) else \
            (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        with contextlib.suppress(BrokenPipeError):  # nobody waited for it
            self.wfile.write(content)

    def _note(self):
        self.service.requests.append((self.command, self.path, dict(self.headers)))

    def do_PUT(self):
        self._note()
        service = self.service
        time.sleep(service.put_delay)
        if self.path != "/latest/api/token" or \
                not self.headers.get("x-aws-ec2-metadata-token-ttl-seconds", "").isdigit():
            self._answer(400)
        elif service.put_status != 200:
            self._answer(service.put_status)
        else:
            self._answer(200, service.imds_token)

    def do_POST(self):
        """CreateToken of SSO OIDC, for a refresh token, which is good for one renewal."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._note()
        service = self.service
        wanted = {"clientId": "client", "clientSecret": service.client_secret,
                  "grantType": "refresh_token", "refreshToken": service.refresh_token}
        if self.path != "/token" or body != wanted or "Authorization" in self.headers:
            self._answer(400, {"error": "invalid_grant"})
            return
        service.bearer, service.refresh_token = secrets.token_hex(40), secrets.token_hex(40)
        self._answer(200, {"accessToken": service.bearer, "expiresIn": 3600, "tokenType": "Bearer",
                           "refreshToken": service.refresh_token})

    def do_GET(self):
        self._note()
        if self.path.startswith(IMDS) or self.path == REGION:
            self._instance()
        elif self.path == "/container?task=7":
            self._container()
        elif self.path.startswith("/federation/credentials"):
            self._sso()
        else:
            self._answer(404)

    def _instance(self):
        service = self.service
        token = self.headers.get("x-aws-ec2-metadata-token")
        # Where PUT is refused, the first version of the service is what there is.
        if token != (service.imds_token if service.put_status == 200 and not service.put_delay
                     else None):
            self._answer(401)
        elif self.path == IMDS:
            self._answer(200 if service.role else 404, service.role or "")
        elif self.path == REGION and service.region:
            self._answer(200, service.region + "\n")
        elif self.path == IMDS + ROLE:
            self._answer(200, service.imds_reply or service.keys())
        else:
            self._answer(404)

    def _container(self):
        if self.headers.get("Authorization") != self.service.authorization:
            self._answer(403, {"code": "AccessDenied"})
        elif self.service.redirect:
            self._answer(307, Location=self.service.redirect)
        else:
            self._answer(200, self.service.keys())

    def _sso(self):
        if self.headers.get("x-amz-sso_bearer_token") != self.service.bearer:
            self._answer(401, {"message": "Session token not found or invalid"})
        elif self.path != "/federation/credentials?role_name=Read%20Only&account_id=123456789012":
            self._answer(403, {"message": "No access"})
        else:
            self._answer(200, {"roleCredentials": {
                "accessKeyId": aws.SESSION_KEY, "secretAccessKey": aws.secret_key(),
                "sessionToken": aws.session_token(), "expiration": stamp(3600, True)}})
