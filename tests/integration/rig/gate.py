# SPDX-License-Identifier: Apache-2.0
"""A TLS front of a real server: each request passes, once a hook has seen its path."""

import http.client
import http.server
import ssl
import threading
import urllib.parse

from . import ca


class Gate:
    """address is where it listens; paths are those that came, with their methods."""

    def __init__(self, address, hook):
        url = urllib.parse.urlsplit(address)
        self.paths = []
        made = ca.certificate("server")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(made.file, made.key)
        self._server = http.server.ThreadingHTTPServer((url.hostname, 0), self._handler(url, hook))
        self._server.daemon_threads = True
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.address = f"https://{url.hostname}:{self._server.server_address[1]}"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    def count(self, part):
        return sum(part in path for path in self.paths)

    def _handler(self, url, hook):
        gate = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def pass_on(self):
                gate.paths.append(f"{self.command} {self.path}")
                hook(self.path)
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                behind = http.client.HTTPSConnection(
                    url.hostname, url.port, timeout=10,
                    context=ssl._create_unverified_context())  # noqa: SLF001 (our own server)
                try:
                    behind.request(self.command, self.path, body or None, dict(self.headers))
                    reply = behind.getresponse()
                    content = reply.read()
                except OSError:  # it is away: the connection ends without a reply
                    self.close_connection = True
                    return
                self.send_response(reply.status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_PUT = pass_on

            def log_message(self, *_):
                pass

        return Handler
