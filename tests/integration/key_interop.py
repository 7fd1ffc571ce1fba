#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Our readers of keys and certificates against Python's cryptography, on made and damaged input.

usage: key_interop.py KEY_TOOL

KEY_TOOL is tests/fake/key_tool. What it takes, cryptography must take; what is whole, both must
take. Prints TAP. Skipped where python3-cryptography is missing.
"""

import base64
import datetime
import json
import os
import random
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

try:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa, x25519
    from cryptography.x509.oid import NameOID
except ImportError:
    x509 = None

TODAY = 1781524800
SEED = 20260615
FLIPS = 60  # damaged copies of each key
CURVES = {"P-256": (ec.SECP256R1(), 32), "P-384": (ec.SECP384R1(), 48),
          "P-521": (ec.SECP521R1(), 66)} if x509 else {}


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value, length=None):
    return b64(value.to_bytes(length or max(1, (value.bit_length() + 7) // 8), "big"))


def integer(text):
    return int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big")


def pem_parts(pem):
    lines = pem.decode().strip().split("\n")
    return lines[0], base64.b64decode("".join(lines[1:-1])), lines[-1]


def pem_of(begin, der, end):
    body = "\n".join(textwrap.wrap(base64.b64encode(der).decode(), 64))
    return f"{begin}\n{body}\n{end}\n".encode()


class Interop:
    def __init__(self, tool, directory):
        self.tool = tool
        self.directory = directory
        self.random = random.Random(SEED)
        self.keys = {"RSA 2048": rsa.generate_private_key(65537, 2048),
                     "RSA 3072": rsa.generate_private_key(65537, 3072),
                     "Ed25519": ed25519.Ed25519PrivateKey.generate(),
                     "X25519": x25519.X25519PrivateKey.generate()}
        for name, (curve, _) in CURVES.items():
            self.keys[name] = ec.generate_private_key(curve)

    def judge(self, kind, contents, **environment):
        """(fault, algorithm, bits, until, phrase) of each."""
        paths = []
        for index, content in enumerate(contents):
            path = self.directory / str(index)
            path.write_bytes(content)
            paths.append(str(path))
        done = subprocess.run([self.tool, kind, str(TODAY), *paths], capture_output=True,
                              timeout=60, check=False, env=dict(os.environ, **environment))
        assert done.returncode == 0, f"status {done.returncode}"
        lines = done.stdout.decode().splitlines()
        assert len(lines) == len(contents), "a line a file"
        return [line.split(" ", 4) for line in lines]

    def forms(self):
        """Every key in every form that cryptography writes."""
        for name, key in self.keys.items():
            for form in ("PKCS8", "TraditionalOpenSSL", "OpenSSH"):
                try:
                    yield name, key.private_bytes(
                        serialization.Encoding.PEM, getattr(serialization.PrivateFormat, form),
                        serialization.NoEncryption())
                except (ValueError, TypeError):
                    continue  # curves of Edwards have one form, X25519 is none of SSH's

    def damaged(self, pem):
        """Copies with one byte of their DER changed, left out or doubled."""
        begin, der, end = pem_parts(pem)
        for _ in range(FLIPS):
            at = self.random.randrange(len(der))
            kind = self.random.randrange(4)
            if kind < 2:
                changed = bytearray(der)
                changed[at] ^= 1 << self.random.randrange(8)
            elif kind == 2:
                changed = der[:at]
            else:
                changed = der[:at] + der[at:at + 1] + der[at:]
            yield pem_of(begin, bytes(changed), end)

    def test_whole_keys_are_taken(self):
        forms = list(self.forms())
        assert len(forms) >= 15, f"{len(forms)} forms"
        for (name, _), said in zip(forms, self.judge("private", [pem for _, pem in forms])):
            assert said[0] == "0", f"{name}: {said[4]}"
            assert said[1] == name.split()[0], f"{name} is {said[1]}"

    def test_damaged_keys_are_no_better_than_theirs(self):
        for name, pem in self.forms():
            copies = list(self.damaged(pem))
            for copy, said in zip(copies, self.judge("private", copies)):
                if said[0] != "0":
                    continue
                try:
                    if b"OPENSSH" in copy:
                        serialization.load_ssh_private_key(copy, None)
                    else:
                        serialization.load_pem_private_key(copy, None)
                except Exception as error:
                    raise AssertionError(f"{name}: taken, but {type(error).__name__}") from None

    def test_encrypted_keys_are_told(self):
        sealed = []
        for name, key in self.keys.items():
            for form in ("PKCS8", "OpenSSH"):
                try:
                    sealed.append(key.private_bytes(
                        serialization.Encoding.PEM, getattr(serialization.PrivateFormat, form),
                        serialization.BestAvailableEncryption(b"passphrase")))
                except Exception:  # OpenSSH's form needs bcrypt, and has no X25519
                    assert form == "OpenSSH", name
        for said in self.judge("private", sealed):
            assert said[0] == "3", said[4]

    def test_without_libcrypto_nothing_passes(self):
        broken = self.directory / "broken"
        broken.mkdir()
        (broken / "libcrypto.so.3").write_text("no library")
        pem = next(self.forms())[1]
        jwk = json.dumps(next(self.jwks())[1]).encode()
        for kind, content in (("private", pem), ("jwk", jwk)):
            said = self.judge(kind, [content], LD_LIBRARY_PATH=str(broken))
            assert said[0][0] == "7", said[0][4]
            assert "could not be loaded" in said[0][4], said[0][4]

    def certificate(self, **changed):
        def name(text):
            return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

        key = changed.get("key", self.keys["P-256"])
        builder = (x509.CertificateBuilder().subject_name(name("leaf")).issuer_name(name("CA"))
                   .public_key(key.public_key()).serial_number(x509.random_serial_number())
                   .not_valid_before(changed["begin"]).not_valid_after(changed["end"])
                   .add_extension(x509.SubjectAlternativeName([x509.DNSName("a.example")]),
                                  critical=False))
        return builder.sign(self.keys["P-384"], hashes.SHA256()).public_bytes(
            serialization.Encoding.PEM)

    def test_certificates_end_when_theirs_do(self):
        made, ends = [], []
        for name in ("RSA 2048", "P-256", "P-521", "Ed25519"):
            for days in (1, 400, 9000, 2800000):
                ends.append(datetime.datetime(2026, 6, 15) + datetime.timedelta(days=days))
                made.append(self.certificate(key=self.keys[name], end=ends[-1],
                                             begin=datetime.datetime(2020, 1, 1)))
        for said, end in zip(self.judge("certificate", made), ends):
            until = int(end.replace(tzinfo=datetime.timezone.utc).timestamp())
            assert said[0] == "0", said[4]
            assert int(said[3]) == until, f"{said[3]} instead of {until}"

    def test_damaged_certificates_are_no_better_than_theirs(self):
        pem = self.certificate(begin=datetime.datetime(2020, 1, 1),
                               end=datetime.datetime(2030, 1, 1))
        copies = [copy for _ in range(5) for copy in self.damaged(pem)]
        for copy, said in zip(copies, self.judge("certificate", copies)):
            if said[0] != "0":
                continue
            try:
                loaded = x509.load_pem_x509_certificate(copy)
                loaded.public_key()
            except ValueError as error:
                # cryptography minds the encoding of names and versions, which OpenSSL leaves be.
                text = str(error)
                assert "parse" in text or "version" in text.lower() or "valid" in text, text

    def jwks(self):
        for name, key in self.keys.items():
            if name.startswith("RSA"):
                private = key.private_numbers()
                public = private.public_numbers
                yield name, {"kty": "RSA", "n": number(public.n), "e": number(public.e),
                             "d": number(private.d), "p": number(private.p),
                             "q": number(private.q), "dp": number(private.dmp1),
                             "dq": number(private.dmq1), "qi": number(private.iqmp)}
            elif name in CURVES:
                private = key.private_numbers()
                length = CURVES[name][1]
                yield name, {"kty": "EC", "crv": name,
                             "x": number(private.public_numbers.x, length),
                             "y": number(private.public_numbers.y, length),
                             "d": number(private.private_value, length)}

    @staticmethod
    def build(jwk):
        """cryptography's key of a JWK; ValueError when its parts do not belong together."""
        if jwk["kty"] == "RSA":
            public = rsa.RSAPublicNumbers(integer(jwk["e"]), integer(jwk["n"]))
            return rsa.RSAPrivateNumbers(
                *(integer(jwk[member]) for member in ("p", "q", "d", "dp", "dq", "qi")),
                public).private_key()
        curve, _ = CURVES[jwk["crv"]]
        public = ec.EllipticCurvePublicNumbers(integer(jwk["x"]), integer(jwk["y"]), curve)
        public.public_key()
        derived = ec.derive_private_key(integer(jwk["d"]), curve).public_key().public_numbers()
        if derived != public:
            raise ValueError("another key")
        return derived

    def test_jwks_are_whole_when_theirs_are(self):
        for name, jwk in self.jwks():
            copies = [jwk]
            for member in sorted(set(jwk) - {"kty", "crv"}):
                for _ in range(6):
                    raw = bytearray(base64.urlsafe_b64decode(jwk[member] + "=="))
                    raw[self.random.randrange(len(raw))] ^= 1 << self.random.randrange(8)
                    copies.append(dict(jwk, **{member: b64(bytes(raw))}))
            said = self.judge("jwk", [json.dumps(copy).encode() for copy in copies])
            assert said[0][0] == "0", f"{name}: {said[0][4]}"
            for copy, line in zip(copies, said):
                if line[0] != "0":
                    continue
                try:
                    self.build(copy)
                except ValueError:
                    raise AssertionError(f"{name}: taken, theirs is refused") from None
            # One bit of a number is enough to break each of them.
            taken = sum(line[0] == "0" for line in said)
            assert taken == 1, f"{name}: {taken - 1} damaged keys are taken"


def main():
    if not x509:
        print("1..0 # SKIP no module cryptography (Debian: python3-cryptography)")
        return 0
    with tempfile.TemporaryDirectory() as directory:
        interop = Interop(sys.argv[1], Path(directory))
        tests = [name for name in dir(Interop) if name.startswith("test_")]
        print(f"1..{len(tests)}")
        good = True
        for index, name in enumerate(tests, 1):
            try:
                getattr(interop, name)()
            except AssertionError as error:
                good = False
                print(f"not ok {index} {name[5:]}\n# {error}")
            else:
                print(f"ok {index} {name[5:]}")
            sys.stdout.flush()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
