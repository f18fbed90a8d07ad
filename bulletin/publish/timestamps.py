"""Answers of time stamp authorities (RFC 3161), checked offline.

A bag is sealed before anybody can ask for a stamp, so the answers stand beside: `timestamps/*.tsr`,
with the root certificates that they are checked by (`*.pem`). Each is the answer to a request with
the `tagmanifest-sha256.txt` of an edition, whose digest identifies it and all editions before it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bulletin.diagnostics import Diagnostic, Severity, of_file
from bulletin.edition import TAG_MANIFEST, Shelf, edition_fault
from bulletin.load import shown_path
from bulletin.workspace import Workspace

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from rfc3161_client import TimeStampResponse

_DIGESTS = {
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
"""The digests that a stamp may be of, by their object identifiers."""


@dataclass(frozen=True)
class Stamp:
    """A stamp that holds."""

    edition: str
    said: str
    """When it was given, and by which root certificate it was checked."""


def kept_stamps(
    workspace: Workspace, shelves: Sequence[Shelf]
) -> tuple[tuple[Stamp, ...], tuple[Diagnostic, ...]]:
    """The stamps in `timestamps/`, and those that hold for no edition (I228) or cannot be checked
    here (I229). Raises OSError."""
    answers = sorted(workspace.timestamps.glob("*.tsr"))
    if not answers:
        return (), ()
    roots = _roots(workspace.timestamps)
    manifests = dict(_manifests(shelves))
    found: list[Stamp] = []
    faults: list[Diagnostic] = []
    for path in answers:
        stamp = _checked(path.read_bytes(), shown_path(path, workspace.root), manifests, roots)
        if isinstance(stamp, Stamp):
            found.append(stamp)
        else:
            faults.append(stamp)
    return tuple(found), tuple(faults)


def _manifests(shelves: Sequence[Shelf]) -> Iterator[tuple[str, bytes]]:
    for shelf in shelves:
        for kept in shelf.kept:
            path = kept.folder / TAG_MANIFEST
            if path.is_file():
                yield kept.name, path.read_bytes()


def _checked(
    content: bytes, shown: str, manifests: Mapping[str, bytes], roots: Sequence[Certificate]
) -> Stamp | Diagnostic:
    from rfc3161_client import decode_timestamp_response

    try:
        answer = decode_timestamp_response(content)
        imprint = answer.tst_info.message_imprint
    except ValueError:
        return edition_fault("I228", shown, "不是时间戳的回复", "换成时间戳机构发回的 .tsr 文件")
    digest = _DIGESTS.get(imprint.hash_algorithm.dotted_string)
    if digest is None:
        return _unchecked(shown, "摘要的算法不认得", "请机构按 SHA-256 盖")
    for name, manifest in manifests.items():
        if hashlib.new(digest, manifest).digest() == imprint.message:
            return _of(name, answer, imprint.message, shown, roots)
    message = "盖的不是现在任何一份：那一份改写过，或者没有了"
    return edition_fault("I228", shown, message)


def _of(
    name: str, answer: TimeStampResponse, digest: bytes, shown: str, roots: Sequence[Certificate]
) -> Stamp | Diagnostic:
    from rfc3161_client import VerificationError, VerifierBuilder

    if not roots:
        return _unchecked(shown, "没有根证书", "把机构的根证书存成 timestamps/机构.pem")
    why = ""
    for root in roots:
        try:
            VerifierBuilder().add_root_certificate(root).build().verify(answer, digest)
        except (VerificationError, ValueError) as problem:
            why = str(problem)
            continue
        at = f"{answer.tst_info.gen_time:%Y-%m-%d %H:%M:%S} UTC"
        return Stamp(name, f"{at}，根证书 {_fingerprint(root)}")
    if "expired" in why:
        hint = "用 openssl ts -verify -attime 按盖的那天核对"
        return _unchecked(shown, "证书已经过期，只能按盖的那天核对", hint)
    return edition_fault("I228", shown, f"{name} 的时间戳不是这些根证书下的机构盖的，或者改动过")


def _unchecked(shown: str, message: str, hint: str) -> Diagnostic:
    return of_file("I229", shown, f"时间戳没有核对：{message}", hint, Severity.WARNING)


def _roots(folder: Path) -> tuple[Certificate, ...]:
    from cryptography.x509 import load_pem_x509_certificates

    found: list[Certificate] = []
    for path in sorted(folder.glob("*.pem")):
        try:
            found += load_pem_x509_certificates(path.read_bytes())
        except ValueError:
            continue  # then no stamp holds by it, which is reported
    return tuple(found)


def _fingerprint(root: Certificate) -> str:
    from cryptography.hazmat.primitives.hashes import SHA256

    return f"{root.fingerprint(SHA256()).hex()[:16]}"
