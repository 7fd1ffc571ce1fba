#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Servers that misbehave on purpose, for test_http.c.

usage: http_server.py DIRECTORY. Makes its certificates there, prints "NAME PORT" for each listener
and then "ready 0", and runs until its standard input ends. Exit status 77: there is no openssl.
"""
import gzip
import os
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
import warnings

DIRECTORY = sys.argv[1]
HANG = 3600
warnings.simplefilter("ignore", DeprecationWarning)  # TLS 1.1 is deprecated: that is the test
count_lock = threading.Lock()
counts = {"connections": 0, "lost": 0}


def count(what):
    with count_lock:
        counts[what] += 1


def at(name):
    return os.path.join(DIRECTORY, name)


def openssl(*words):
    subprocess.run(["openssl", *words], check=True, cwd=DIRECTORY, stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def make_ca(name):
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", name + ".key", "-out", name + ".pem", "-days", "2", "-subj", "/CN=" + name)


def make_certificate(name, ca, names, days="2"):
    with open(at(name + ".ext"), "w", encoding="ascii") as extensions:
        extensions.write("subjectAltName=" + names + "\n")
    openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", name + ".key", "-out", name + ".csr", "-subj", "/CN=" + name)
    openssl("x509", "-req", "-in", name + ".csr", "-CA", ca + ".pem", "-CAkey", ca + ".key",
            "-CAcreateserial", "-days", days, "-extfile", name + ".ext", "-out", name + ".pem")


def context(name, client_ca=None, old=False):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(at(name + ".pem"), at(name + ".key"))
    if client_ca:
        made.verify_mode = ssl.CERT_REQUIRED
        made.load_verify_locations(at(client_ca + ".pem"))
    if old:
        made.set_ciphers("ALL:@SECLEVEL=0")
        made.minimum_version = ssl.TLSVersion.TLSv1
        made.maximum_version = ssl.TLSVersion.TLSv1_1
    return made


def whole(status, body=b"", extra=b""):
    return (b"HTTP/1.1 %s\r\nContent-Length: %d\r\n%s\r\n" % (status, len(body), extra)) + body


def endless(connection, start, piece):
    connection.sendall(start)
    while True:
        connection.sendall(piece)


def trickle(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n")
    for _ in range(8):
        time.sleep(0.1)
        connection.sendall(b"x")


def stall(connection, start):
    connection.sendall(start)
    time.sleep(HANG)


def say(connection, text):
    connection.sendall(text)
    return "close"


def stall_full(connection):
    """All of a body but its last byte."""
    stall(connection, OK + b"Content-Length: 60001\r\n\r\n" + b"x" * 60000)


def end_properly(connection, text):
    connection.sendall(text)
    connection.unwrap()
    return "close"


def lose_second(connection, number):
    """Answers the first request of a connection, and drops the connection at the next."""
    if number == 1:
        connection.sendall(whole(b"200 OK"))
        return None
    count("lost")
    return "close"


def echo(connection, _, request, body):
    connection.sendall(whole(b"200 OK", request + body))


OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
# What each path does; "close" ends the connection, None keeps it. c: connection, n: number of the
# request on it, r: the head of the request, b: its body.
PATHS = {
    "/slow": lambda c, n, r, b: (time.sleep(0.02), c.sendall(whole(b"200 OK", b"slow")))[1],
    "/redirect": lambda c, n, r, b: c.sendall(
        whole(b"302 Found", b"moved", b"Location: /echo?a=b\r\n")),
    "/retry-seconds": lambda c, n, r, b: c.sendall(
        whole(b"429 Slow", b"", b"retry-after:  7 \r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n")),
    "/retry-past": lambda c, n, r, b: c.sendall(
        whole(b"503 No", b"", b"Retry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\n")),
    "/continue": lambda c, n, r, b: c.sendall(
        b"HTTP/1.1 103 Early\r\nRetry-After: 5\r\n\r\n" + whole(b"200 OK", b"late")),
    "/stall-head": lambda c, n, r, b: stall(c, b""),
    "/stall-body": lambda c, n, r, b: stall(c, OK + b"Content-Length: 100\r\n\r\n0123456789"),
    "/stall-full": lambda c, n, r, b: stall_full(c),
    "/trickle": lambda c, n, r, b: trickle(c),
    "/cut-length": lambda c, n, r, b: say(c, OK + b"Content-Length: 100\r\n\r\n0123456789"),
    "/cut-chunked": lambda c, n, r, b: say(c, CHUNKED + b"a\r\n0123456789\r\n"),
    "/cut-unframed": lambda c, n, r, b: say(c, OK + b"Connection: close\r\n\r\n0123456789"),
    "/end-unframed": lambda c, n, r, b: end_properly(
        c, OK + b"Connection: close\r\n\r\n0123456789"),
    "/cut-head": lambda c, n, r, b: say(c, OK + b"Content-Len"),
    "/cut-all": lambda c, n, r, b: "close",
    "/flood": lambda c, n, r, b: endless(c, CHUNKED, b"400\r\n" + b"x" * 1024 + b"\r\n"),
    "/flood-stated": lambda c, n, r, b: stall(c, OK + b"Content-Length: 99999999999\r\n\r\nx"),
    "/exactly-full": lambda c, n, r, b: c.sendall(whole(b"200 OK", b"x" * 65536)),
    "/one-too-many": lambda c, n, r, b: say(
        c, CHUNKED + b"10001\r\n" + b"x" * 65537 + b"\r\n0\r\n\r\n"),
    "/flood-headers": lambda c, n, r, b: endless(c, OK, b"X-More: " + b"x" * 1000 + b"\r\n"),
    "/flood-header": lambda c, n, r, b: endless(c, OK + b"X-More: ", b"x" * 1024),
    "/flood-100": lambda c, n, r, b: endless(c, b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "/gzip": lambda c, n, r, b: c.sendall(
        whole(b"200 OK", gzip.compress(b"x" * 5000), b"Content-Encoding: gzip\r\n")),
    "/not-http": lambda c, n, r, b: say(c, b"SSH-2.0-OpenSSH_9.2\r\n"),
    "/empty": lambda c, n, r, b: c.sendall(b"HTTP/1.1 204 No Content\r\n\r\n"),
    "/lose-second": lambda c, n, r, b: lose_second(c, n),
    "/connections": lambda c, n, r, b: c.sendall(
        whole(b"200 OK", b"%d" % counts["connections"])),
    "/lost": lambda c, n, r, b: c.sendall(whole(b"200 OK", b"%d" % counts["lost"])),
}


def read_request(connection, stream):
    head = stream.read(1)
    if head == b"\x16":  # TLS where there is none
        stream.read1()  # what is left unread would reset the connection
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        return None, None
    while not head.endswith(b"\r\n\r\n"):
        line = stream.readline(65536)
        if not line:
            return None, None
        head += line
    length = 0
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    return head, stream.read(length)


def serve(connection):
    count("connections")
    number = 0
    verdict = None
    with connection.makefile("rb") as stream:
        while verdict != "close":
            head, body = read_request(connection, stream)
            if head is None:
                return
            number += 1
            answer = PATHS.get(head.split(b" ")[1].decode("ascii"), echo)
            verdict = answer(connection, number, head, body)


def secured(raw, tls):
    connection = tls.wrap_socket(raw, server_side=True, do_handshake_on_connect=False)
    try:
        connection.do_handshake()
    except OSError:
        time.sleep(0.5)  # closing at once would reset the connection and take our alert with it
        raise
    return connection


def handle(raw, tls):
    try:
        with (secured(raw, tls) if tls else raw) as connection:
            serve(connection)
    except OSError:
        pass


def hang(raw, _):
    time.sleep(HANG)
    raw.close()


def hang_up(raw, _):
    raw.recv(1)
    raw.close()


def accept(listener, worker, tls):
    while True:
        raw, _ = listener.accept()
        threading.Thread(target=worker, args=(raw, tls), daemon=True).start()


def listen(name, worker, tls=None):
    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    threading.Thread(target=accept, args=(listener, worker, tls), daemon=True).start()
    print(name, listener.getsockname()[1])


def main():
    if not shutil.which("openssl"):
        sys.exit(77)
    make_ca("ca")
    make_ca("stranger")
    here = "IP:127.0.0.1,DNS:vault.test"
    make_certificate("good", "ca", here)
    make_certificate("name", "ca", "DNS:other.test")
    make_certificate("expired", "ca", here, "-1")
    make_certificate("unknown", "stranger", here)
    make_certificate("client", "ca", "DNS:client.test")
    for ca, directory in (("ca.pem", "cas"), ("stranger.pem", "strangers")):
        os.mkdir(at(directory))
        shutil.copy(at(ca), at(directory))
        openssl("rehash", directory)
    for name in ("good", "name", "expired", "unknown"):
        listen(name, handle, context(name))
    listen("mutual", handle, context("good", client_ca="ca"))
    listen("old", handle, context("good", old=True))
    listen("plain", handle)
    listen("silent", hang)
    listen("hangup", hang_up)
    local = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    local.bind(at("socket"))
    local.listen(16)
    threading.Thread(target=accept, args=(local, handle, None), daemon=True).start()
    closed = socket.socket()
    closed.bind(("127.0.0.1", 0))
    print("refused", closed.getsockname()[1])
    print("ready 0", flush=True)
    sys.stdin.read()
    os._exit(0)


main()
