"""Signatures with keys (Ed25519, RFC 8032) under lines of a register and under its end.

They are called attestations here, since `signatures` are those of 三审三校. The one under a line
says who entered it. The one under the end covers all lines and the list of keys, and is made again
by each act: a register whose last lines were taken away has none that fits.
"""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

KEY_DIGITS = 16
"""Hexadecimal digits by which a key is called: the first of the SHA-256 of the public key."""


@dataclass(frozen=True)
class Attestation:
    """A signature and the key that made it."""

    key: str
    signature: str
    """In Base64."""


@dataclass(frozen=True)
class HeadAttestation:
    """A signature under the end of a register."""

    lines: int
    """How many lines it covers."""

    day: date
    records: int
    """How many records of the list of keys it covers."""

    by: Attestation


@dataclass(frozen=True)
class Signer:
    """A private key that is open, and the name of who holds it."""

    key: str
    name: str
    sign: Callable[[bytes], bytes]

    def attest(self, statement: bytes) -> Attestation:
        """Sign a statement."""
        return Attestation(self.key, b64encode(self.sign(statement)).decode())


def line_statement(publication: str, place: int, line: str) -> bytes:
    """What is signed under a line of the register: where it stands, too, or it could be moved."""
    return f"bulletin register line 1\n{publication}\n{place}\n{line}\n".encode()


def head_statement(publication: str, body: str, head: HeadAttestation, keys: bytes) -> bytes:
    """What is signed under the end of a register: `body` are the lines with their signatures,
    `keys` the records of the list of keys."""
    digests = f"{_sha256(body.encode())}\n{head.records}\n{_sha256(keys)}"
    said = f"{publication}\n{head.lines}\n{head.day.isoformat()}\n{digests}\n"
    return f"bulletin register head 1\n{said}".encode()


def key_digits(public: str) -> str:
    """By what digits a public key (32 bytes in Base64) is called. Raises ValueError."""
    raw = b64decode(public, validate=True)
    if len(raw) != 32:
        raise ValueError(f"{len(raw)} bytes")
    return _sha256(raw)[:KEY_DIGITS]


def is_signed(public: str, signature: str, statement: bytes) -> bool:
    """Whether the holder of a public key signed a statement."""
    from cryptography.exceptions import InvalidSignature  # a workspace without keys needs none
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(b64decode(public, validate=True))
        key.verify(b64decode(signature, validate=True), statement)
    except (ValueError, InvalidSignature):
        return False
    return True


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
