#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the keys and certificates of this folder: test data, published here, never to be used.

usage: make_keys.py DIRECTORY

Needs openssl, ssh-keygen, gpg, and a python3-cryptography that still signs with SHA-1 (38).
Dates are around 2026-06-15, the day of tests/unit/schema/checked.h.
"""

import base64
import datetime
import ipaddress
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa, x25519
from cryptography.x509.oid import NameOID

OUT = pathlib.Path(sys.argv[1])
TODAY = datetime.datetime(2026, 6, 15, 12)
CURVES = {"P-256": 32, "P-384": 48, "P-521": 66, "secp256k1": 32}


def days(count):
    return TODAY + datetime.timedelta(days=count)


def write(name, content):
    (OUT / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def run(*words, stdin=b""):
    return subprocess.run(words, input=stdin, check=True, capture_output=True).stdout


def openssl(*words, stdin=b""):
    return run("openssl", *words, stdin=stdin)


def pem(key, form="PKCS8", encryption=serialization.NoEncryption()):
    return key.private_bytes(serialization.Encoding.PEM,
                             getattr(serialization.PrivateFormat, form), encryption)


def public_pem(key, form="SubjectPublicKeyInfo"):
    return key.public_key().public_bytes(serialization.Encoding.PEM,
                                         getattr(serialization.PublicFormat, form))


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value, length=None):
    return b64(value.to_bytes(length or (value.bit_length() + 7) // 8, "big"))


def rsa_jwk(key):
    private = key.private_numbers()
    return {"kty": "RSA", "n": number(private.public_numbers.n),
            "e": number(private.public_numbers.e), "d": number(private.d),
            "p": number(private.p), "q": number(private.q), "dp": number(private.dmp1),
            "dq": number(private.dmq1), "qi": number(private.iqmp)}


def ec_jwk(key, curve):
    private = key.private_numbers()
    public = private.public_numbers
    return {"kty": "EC", "crv": curve, "x": number(public.x, CURVES[curve]),
            "y": number(public.y, CURVES[curve]),
            "d": number(private.private_value, CURVES[curve])}


def okp_jwk(key, curve):
    raw = serialization.Encoding.Raw
    return {"kty": "OKP", "crv": curve,
            "x": b64(key.public_key().public_bytes(raw, serialization.PublicFormat.Raw)),
            "d": b64(key.private_bytes(raw, serialization.PrivateFormat.Raw,
                                       serialization.NoEncryption()))}


def write_keys():
    passphrase = serialization.BestAvailableEncryption(b"test")
    for bits in (1024, 2047, 2048, 3072):
        key = serialization.load_pem_private_key(openssl("genrsa", str(bits)), None)
        write(f"rsa{bits}.pem", pem(key))
        write(f"rsa{bits}.jwk", json.dumps(rsa_jwk(key)) + "\n")
        if bits == 3072:
            write("rsa3072_pkcs1.pem", pem(key, "TraditionalOpenSSL"))
            write("rsa3072_public.pem", public_pem(key))
            write("rsa3072_public_pkcs1.pem", public_pem(key, "PKCS1"))
            write("rsa3072_encrypted.pem", pem(key, encryption=passphrase))
            write("rsa3072_legacy_encrypted.pem", openssl(
                "rsa", "-traditional", "-aes128", "-passout", "pass:test", stdin=pem(key)))
    curves = {"p256": ("P-256", ec.SECP256R1()), "p384": ("P-384", ec.SECP384R1()),
              "p521": ("P-521", ec.SECP521R1()), "secp256k1": ("secp256k1", ec.SECP256K1())}
    for name, (crv, curve) in curves.items():
        key = ec.generate_private_key(curve)
        write(f"{name}.pem", pem(key))
        write(f"{name}_sec1.pem", pem(key, "TraditionalOpenSSL"))
        write(f"{name}_public.pem", public_pem(key))
        write(f"{name}.jwk", json.dumps(ec_jwk(key, crv)) + "\n")
    write("p224.pem", pem(ec.generate_private_key(ec.SECP224R1())))
    write("brainpool256.pem", pem(ec.generate_private_key(ec.BrainpoolP256R1())))
    write("p256_with_parameters.pem", openssl("ecparam", "-name", "prime256v1", "-genkey"))
    write("p256_explicit.pem", openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout",
                                       "-param_enc", "explicit"))
    write("dsa2048.pem", openssl("genpkey", "-paramfile", "/dev/stdin", stdin=openssl(
        "genpkey", "-genparam", "-algorithm", "DSA", "-pkeyopt", "dsa_paramgen_bits:2048")))
    write("rsapss3072.pem", openssl("genpkey", "-algorithm", "RSA-PSS", "-pkeyopt",
                                    "rsa_keygen_bits:3072"))
    for name, crv, module in (("ed25519", "Ed25519", ed25519.Ed25519PrivateKey),
                              ("x25519", "X25519", x25519.X25519PrivateKey),
                              ("ed448", "Ed448", ed448.Ed448PrivateKey)):
        key = module.generate()
        write(f"{name}.pem", pem(key))
        write(f"{name}_public.pem", public_pem(key))
        write(f"{name}.jwk", json.dumps(okp_jwk(key, crv)) + "\n")
        if name == "ed25519":
            raw = okp_jwk(key, crv)
            der = (bytes.fromhex("3051020101300506032b657004220420")
                   + base64.urlsafe_b64decode(raw["d"] + "==") + b"\x81\x21\x00"
                   + base64.urlsafe_b64decode(raw["x"] + "=="))
            body = base64.encodebytes(der).decode().replace("\n", "")
            write("ed25519_v2.pem", "-----BEGIN PRIVATE KEY-----\n" + body[:64] + "\n" + body[64:]
                  + "\n-----END PRIVATE KEY-----\n")


def next_prime(start):
    while b"is prime" not in openssl("prime", str(start)):
        start += 2
    return start


def write_trivial():
    write("ed25519_zero.pem", pem(ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32))))
    for name, scalar in (("p256_one", 1), ("p256_small", 12345)):
        key = ec.derive_private_key(scalar, ec.SECP256R1())
        write(f"{name}.pem", pem(key))
        if scalar == 1:
            write(f"{name}.jwk", json.dumps(ec_jwk(key, "P-256")) + "\n")
    p = int(openssl("prime", "-generate", "-bits", "1024"))
    q = next_prime(p + 2)
    d = pow(65537, -1, (p - 1) * (q - 1))
    public = rsa.RSAPublicNumbers(65537, p * q)
    key = rsa.RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), public)
    write("rsa2048_close.pem", pem(key.private_key(), "TraditionalOpenSSL"))


def write_ssh():
    with tempfile.TemporaryDirectory() as folder:
        for name, words in (("rsa3072", ["-t", "rsa", "-b", "3072"]),
                            ("rsa1024", ["-t", "rsa", "-b", "1024"]),
                            ("p256", ["-t", "ecdsa", "-b", "256"]),
                            ("p521", ["-t", "ecdsa", "-b", "521"]), ("ed25519", ["-t", "ed25519"])):
            run("ssh-keygen", "-q", *words, "-N", "", "-C", "test", "-f", f"{folder}/{name}")
            shutil.copyfile(f"{folder}/{name}", OUT / f"ssh_{name}")
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "passphrase", "-C", "test", "-f",
            f"{folder}/encrypted")
        shutil.copyfile(f"{folder}/encrypted", OUT / "ssh_encrypted")
        shutil.copyfile(f"{folder}/encrypted.pub", OUT / "ssh_ed25519.pub")


def write_pgp():
    for name, algorithm, passphrase in (("ed25519", "future-default", ""), ("rsa2048", "rsa2048", ""),
                                        ("rsa1024", "rsa1024", ""), ("dsa2048", "dsa2048", ""),
                                        ("encrypted", "future-default", "test")):
        with tempfile.TemporaryDirectory() as home:
            gpg = ["gpg", "--batch", "--homedir", home, "--pinentry-mode", "loopback",
                   "--passphrase", passphrase]
            run(*gpg, "--quick-gen-key", f"{name} test data", algorithm, "default", "never")
            write(f"pgp_{name}.asc", run(*gpg, "--armor", "--export-secret-keys"))
            if name == "ed25519":
                write("pgp_public.asc", run(*gpg, "--armor", "--export"))
                write("pgp_subkeys.asc", run(*gpg, "--armor", "--export-secret-subkeys"))


def certificate(subject, key, issuer, issuer_key, first, last, *, digest=hashes.SHA256(),
                extensions=()):
    def name(text):
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    builder = (x509.CertificateBuilder().subject_name(name(subject)).issuer_name(name(issuer))
               .public_key(key.public_key()).serial_number(x509.random_serial_number())
               .not_valid_before(days(first)).not_valid_after(days(last)))
    for extension in extensions:
        builder = builder.add_extension(extension, critical=False)
    made = builder.sign(issuer_key, digest)
    return made.public_bytes(serialization.Encoding.PEM)


def write_certificates():
    def new():
        return ec.generate_private_key(ec.SECP256R1())

    ca = (x509.BasicConstraints(ca=True, path_length=None),
          x509.KeyUsage(False, False, False, False, False, True, True, False, False))
    names = (x509.SubjectAlternativeName([
        x509.DNSName("api.example.net"), x509.DNSName("*.apps.example.net"),
        x509.IPAddress(ipaddress.ip_address("192.0.2.7"))]),)
    root_key, between_key, leaf_key, impostor_key = new(), new(), new(), new()
    root = certificate("Test Root", root_key, "Test Root", root_key, -1000, 3000, extensions=ca)
    between = certificate("Test CA", between_key, "Test Root", root_key, -500, 1000,
                          extensions=ca)

    def leaf(first, last, key=leaf_key, digest=hashes.SHA256(), subject="leaf"):
        return certificate(subject, key, "Test CA", between_key, first, last, digest=digest,
                           extensions=names)

    write("cert_root.pem", root)
    write("cert_ca.pem", between)
    write("cert_leaf.pem", leaf(-100, 200))
    write("cert_leaf.key", pem(leaf_key))
    write("cert_expired.pem", leaf(-100, -1))
    write("cert_future.pem", leaf(1, 200))
    write("cert_29_days.pem", leaf(-100, 29))
    write("cert_31_days.pem", leaf(-100, 31))
    write("cert_6_days.pem", leaf(-100, 6))
    write("cert_sha1.pem", leaf(-100, 200, digest=hashes.SHA1()))
    write("cert_impostor_ca.pem", certificate("Test CA", impostor_key, "Test CA",
                                              impostor_key, -500, 1000, extensions=ca))
    small = rsa.generate_private_key(65537, 1024)
    write("cert_rsa1024.pem", leaf(-100, 200, key=small))
    write("cert_cn_only.pem", certificate("api.example.net", leaf_key, "Test CA", between_key,
                                          -100, 200))
    write("cert_self.pem", certificate("self", leaf_key, "self", leaf_key, -100, 200,
                                       extensions=names))
    write("cert_self_ca.pem", certificate(
        "self", leaf_key, "self", leaf_key, -100, 200,
        extensions=(x509.BasicConstraints(ca=True, path_length=None),)))
    write("cert_root_sha1.pem", certificate("Old Root", root_key, "Old Root", root_key, -1000,
                                            3000, digest=hashes.SHA1(), extensions=ca))


if __name__ == "__main__":
    write_keys()
    write_trivial()
    write_ssh()
    write_pgp()
    write_certificates()
