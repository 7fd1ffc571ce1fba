# SPDX-License-Identifier: Apache-2.0
"""An HTTPS front of a real server: it passes every request on, unchanged, and counts them."""

import http.client
import http.server
import ssl
import threading
import time
import urllib.parse

from . import ca


class Front:
    """address is the front's; requests are (method, path) in the order they came, times when."""

    def __init__(self, address, port=0):
        self._to = urllib.parse.urlsplit(address)
        self._trust = ssl.create_default_context(cafile=str(ca.authority(ca.OURS).file))
        self.requests, self.times = [], []
        front = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def pass_on(self):
                length = int(self.headers.get("Content-Length", 0))
                status, headers, body = front.ask(self.command, self.path, dict(self.headers),
                                                  self.rfile.read(length))
                self.send_response(status)
                self.send_header("Content-Type", headers.get("Content-Type", ""))
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_PUT = pass_on

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.handle_error = lambda *_: None  # a client may go away
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        pair = ca.certificate("server")
        context.load_cert_chain(pair.file, pair.key)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.address = f"https://127.0.0.1:{self._server.server_address[1]}"

    def ask(self, method, path, headers, body):
        self.times.append(time.monotonic())
        self.requests.append((method, path.removeprefix("/v1/")))
        connection = http.client.HTTPSConnection(self._to.hostname, self._to.port, timeout=30,
                                                 context=self._trust)
        connection.request(method, path, body or None, headers)
        reply = connection.getresponse()
        answer = reply.status, dict(reply.headers), reply.read()
        connection.close()
        return answer

    def count(self, method, start):
        return sum(1 for verb, path in self.requests if verb == method and path.startswith(start))

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
