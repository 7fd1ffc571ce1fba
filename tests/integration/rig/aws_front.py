# SPDX-License-Identifier: Apache-2.0
"""moto behind a front that looks at requests as AWS does. Runs in the virtual environment that has
moto and botocore; rig/aws.py starts it.

Usage: aws_front.py CERTIFICATE KEY. The first line on stdin is {ACCESS_KEY: [SECRET_KEY, SESSION_TOKEN
or null]}.

moto checks no signature: the front computes each one anew with botocore's signer, from the request
as it came over the wire, and answers 400 or 403 with AWS's own codes where it differs, where the
session token is another, or where the date is more than five minutes off the front's clock. It
prints one line of JSON with its port and moto's, then obeys lines of JSON on stdin, each with a
line in reply:

    {"do": "log"}                         the requests so far: target ("sts.ACTION"), body, status,
                                          whether they had a session token and a signature
    {"do": "forget"}                      forget them
    {"do": "skew", "seconds": 3600}       its clock is ahead
    {"do": "refuse", "target": ..., "times": 1, "status": 400, "code": ..., "message": ...}
    {"do": "page", "size": 7}             pages of a batch have so many entries, in reverse order
    {"do": "deny", "target": ..., "text": ...}   access denied where the body has the text
    {"do": "spoil", "text": ..., "code": ...}    batches have that code among their errors where the
                                          name has the text
"""

import calendar
import html
import http.client
import http.server
import json
import re
import ssl
import sys
import threading
import time
import urllib.parse

import botocore.auth
import botocore.awsrequest
import botocore.credentials
from moto.server import ThreadedMotoServer

WINDOW = 300
STAMP = "%Y%m%dT%H%M%SZ"


class State:
    lock = threading.Lock()
    log = []
    skew = 0
    refusals = []
    denials = []
    spoilt = []
    page = 0
    kept = {}  # NextToken: the entries that are left
    keys = {}
    moto = 0


def now():
    return time.time() + State.skew


class AsSent(botocore.auth.SigV4Auth):
    """Signs with the date of the request."""

    def __init__(self, credentials, service, region):
        super().__init__(credentials, service, region)

    def _modify_request_before_signing(self, request):
        """Everything that is to be signed is there."""

    def signature_of(self, request, date):
        request.context["timestamp"] = date
        canonical = self.canonical_request(request)
        return self.signature(self.string_to_sign(request, canonical), request)


def parse_authorization(text):
    algorithm, _, rest = text.partition(" ")
    parts = dict(part.strip().partition("=")[::2] for part in rest.split(","))
    return algorithm, parts


def judge(handler, body):
    """None, or the status and code of a refusal."""
    headers = handler.headers
    authorization, date = headers.get("Authorization"), headers.get("X-Amz-Date", "")
    if not authorization:
        return 403, "MissingAuthenticationTokenException"
    algorithm, parts = parse_authorization(authorization)
    key, _, scope = parts.get("Credential", "").partition("/")
    if algorithm != "AWS4-HMAC-SHA256" or scope.count("/") != 3:
        return 400, "IncompleteSignatureException"
    if key not in State.keys:
        return 400, "UnrecognizedClientException"
    day, region, service, _ = scope.split("/")
    secret, token = State.keys[key]
    if token != headers.get("X-Amz-Security-Token"):
        return 400, "UnrecognizedClientException"
    signed = parts["SignedHeaders"].split(";")
    must = {"host"} | {name.lower() for name in headers
                       if name.lower().startswith("x-amz-") or name.lower() == "content-type"}
    if not must <= set(signed):
        return 400, "InvalidSignatureException"
    request = botocore.awsrequest.AWSRequest(
        method=handler.command, url=f"https://{headers['Host']}{handler.path}", data=body,
        headers={name: headers[name] for name in signed})
    signer = AsSent(botocore.credentials.Credentials(key, secret, token), service, region)
    # botocore has its own list of headers that are never signed; what is signed is all there is.
    if not date.startswith(day) or \
            signer.signature_of(request, date) != parts["Signature"]:
        return 400, "InvalidSignatureException"
    stamp = calendar.timegm(time.strptime(date, STAMP))
    if abs(stamp - now()) > WINDOW:
        return 400, "InvalidSignatureException"
    return None


def to_moto(handler, body):
    connection = http.client.HTTPConnection("127.0.0.1", State.moto, timeout=30)
    headers = {name: value for name, value in handler.headers.items()
               if name.lower() not in ("host", "content-length", "connection")}
    connection.request(handler.command, handler.path, body, headers)
    reply = connection.getresponse()
    return reply.status, reply.read()


def action_of(body):
    """STS is asked with a form; what it is asked is logged as its target."""
    fields = urllib.parse.parse_qs(body.decode(errors="replace"))
    return "sts." + fields["Action"][0] if "Action" in fields else ""


def learn_keys(content):
    """Those that STS has just made are good from now on."""
    names = ("AccessKeyId", "SecretAccessKey", "SessionToken")
    found = [re.search(rf"<{name}>(.*?)</{name}>", content.decode()) for name in names]
    if all(found):
        key, secret, token = (html.unescape(one[1]) for one in found)
        State.keys[key] = [secret, token]


def error(target, code, message):
    """As the service spells it: STS speaks XML."""
    if target.startswith("sts."):
        return (f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>"
                f"{html.escape(message)}</Message></Error></ErrorResponse>").encode()
    return json.dumps({"__type": "com.amazon.coral.service#" + code, "message": message}).encode()


def deny_some(target, body, content):
    """A batch lists what the caller may not read among its errors."""
    codes = [(text, "AccessDeniedException") for where, text in State.denials
             if where in (target, "*")] + State.spoilt
    if not target.endswith("BatchGetSecretValue") or not codes:
        return content
    reply = json.loads(content)
    reply.setdefault("Errors", [])
    for text, code in codes:
        denied = [value for value in reply["SecretValues"] if text in value["Name"]]
        reply["SecretValues"] = [one for one in reply["SecretValues"] if one not in denied]
        reply["Errors"] += [
            {"SecretId": path, "ErrorCode": code, "Message": "User: x is not authorized"}
            for path in json.loads(body)["SecretIdList"]
            if any(path in (one["Name"], one["ARN"]) for one in denied)]
    return json.dumps(reply).encode()


def paged(body, content):
    """moto answers a batch at once, in the order asked; AWS promises neither."""
    asked, reply = json.loads(body), json.loads(content)
    entries = State.kept.pop(asked["NextToken"]) if asked.get("NextToken") else \
        reply["SecretValues"][::-1]
    reply["SecretValues"], left = entries[:State.page], entries[State.page:]
    if left:
        token = f"page-{len(State.kept)}-{time.monotonic_ns()}"
        State.kept[token], reply["NextToken"] = left, token
    return json.dumps(reply).encode()


def refusal_of(target, body):
    for row in State.refusals:
        if row["target"] in (target, "*") and row["times"] > 0:
            row["times"] -= 1
            return row["status"], row["code"], row.get("message", "")
    for where, text in State.denials:
        if where in (target, "*") and text in body.decode() and \
                not target.endswith("BatchGetSecretValue"):
            return 400, "AccessDeniedException", "User: x is not authorized"
    return None


class Front(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def date_time_string(self, timestamp=None):
        return super().date_time_string(now())

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        target = self.headers.get("X-Amz-Target") or action_of(body)
        with State.lock:
            status, content = self.answer(target, body)
            State.log.append({"target": target, "body": body.decode(errors="replace"),
                              "status": status, "token": "X-Amz-Security-Token" in self.headers,
                              "signed": "Authorization" in self.headers})
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def answer(self, target, body):
        # A web identity is its own proof.
        wrong = None if target == "sts.AssumeRoleWithWebIdentity" else judge(self, body)
        if wrong:
            # AWS's own message quotes the canonical request: nobody may show it.
            return wrong[0], error(target, wrong[1], "CANARY-MESSAGE " + body.decode())
        refused = refusal_of(target, body)
        if refused:
            if target.startswith("sts."):
                return refused[0], error(target, refused[1], refused[2])
            return refused[0], json.dumps({"__type": refused[1], "Message": refused[2]}).encode()
        if State.page and b'"NextToken"' in body:
            return 200, paged(body, b"{}")  # moto knows nothing of pages
        status, content = to_moto(self, body)
        if status == 404:
            status = 400  # as AWS has it
        if status == 200 and target.startswith("sts."):
            learn_keys(content)
        elif status == 200:
            content = deny_some(target, body, content)
        if status == 200 and State.page and target.endswith("BatchGetSecretValue"):
            content = paged(body, content)
        return status, content


def obey(order):
    with State.lock:
        if order["do"] == "log":
            return State.log
        if order["do"] == "forget":
            State.log, State.refusals, State.denials, State.spoilt = [], [], [], []
            State.skew = State.page = 0
        elif order["do"] == "skew":
            State.skew = order["seconds"]
        elif order["do"] == "refuse":
            State.refusals.append(order)
        elif order["do"] == "deny":
            State.denials.append((order["target"], order["text"]))
        elif order["do"] == "spoil":
            State.spoilt.append((order["text"], order["code"]))
        elif order["do"] == "page":
            State.page = order["size"]
        return True


def main():
    certificate, key = sys.argv[1:]
    State.keys = json.loads(sys.stdin.readline())
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto.start()
    State.moto = moto.get_host_and_port()[1]
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Front)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps({"port": server.server_port, "moto": State.moto}), flush=True)
    for line in sys.stdin:
        print(json.dumps(obey(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
