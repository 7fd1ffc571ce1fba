# SPDX-License-Identifier: Apache-2.0
"""A TCP relay in front of a server: it counts the connections and changes nothing."""

import socket
import threading
import urllib.parse


class Relay:
    """address is that of the server, with another port; connections is how many came."""

    def __init__(self, address):
        url = urllib.parse.urlsplit(address)
        self._server = (url.hostname, url.port)
        self._listener = socket.create_server((url.hostname, 0))
        self.address = f"{url.scheme}://{url.hostname}:{self._listener.getsockname()[1]}"
        self.connections = 0

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._listener.close()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            server = socket.create_connection(self._server)
            for pair in ((client, server), (server, client)):
                threading.Thread(target=self._copy, args=pair, daemon=True).start()

    @staticmethod
    def _copy(source, target):
        try:
            while chunk := source.recv(65536):
                target.sendall(chunk)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass
