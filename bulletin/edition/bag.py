"""An edition as a bag (RFC 8493): its files, a manifest of their SHA-256, and a tag manifest.

The tag manifest has the digest of the manifest, so that its own digest covers the whole edition.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from bulletin.diagnostics import Diagnostic, Severity, of_file
from bulletin.leftovers import is_left, leftover
from bulletin.system_errors import reason

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
BAG_INFO = "bag-info.txt"
TAGS = ("bagit.txt", BAG_INFO, MANIFEST)


def bag_of(payload: Mapping[str, bytes], info: Sequence[tuple[str, str]]) -> dict[str, bytes]:
    """The files of a bag of `payload` (path under data/, content), described by `info`."""
    content = {f"data/{name}": payload[name] for name in sorted(payload)}
    oxum = f"{sum(map(len, content.values()))}.{len(content)}"
    labels = (*info, ("Payload-Oxum", oxum))
    tags = {
        "bagit.txt": DECLARATION,
        BAG_INFO: "".join(f"{label}: {_one_line(value)}\n" for label, value in labels).encode(),
        MANIFEST: _manifest(content),
    }
    return {**content, **tags, TAG_MANIFEST: _manifest(tags)}


def identity(tag_manifest: bytes) -> str:
    """The SHA-256 of the tag manifest, which identifies a whole bag."""
    return hashlib.sha256(tag_manifest).hexdigest()


def _one_line(value: str) -> str:
    return " ".join(value.split())


def _manifest(files: Mapping[str, bytes]) -> bytes:
    lines = (
        f"{hashlib.sha256(content).hexdigest()}  {_encoded(name)}\n"
        for name, content in sorted(files.items())
    )
    return "".join(lines).encode()


def _encoded(name: str) -> str:
    """A path as it is written in a manifest (RFC 8493 2.1.3)."""
    return name.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")


def _decoded(name: str) -> str:
    for code, character in (("%0A", "\n"), ("%0a", "\n"), ("%0D", "\r"), ("%0d", "\r")):
        name = name.replace(code, character)
    return name.replace("%25", "%")


# -- Reading and checking --------------------------------------------------------------------------


@dataclass(frozen=True)
class Checked:
    """The result of comparing a bag with its manifests."""

    info: Mapping[str, str]
    identity: str
    """Its `identity`; empty if there is no tag manifest."""

    files: int
    """How many files were compared."""

    digests: Mapping[str, str]
    """The SHA-256 of each file in the manifests, by path."""

    diagnostics: tuple[Diagnostic, ...]


def check_bag(folder: Path, shown: str) -> Checked:
    """Compare every byte of a bag with its manifests; `shown` is the folder's name for editors."""
    found = dict(_found(folder))
    tags, faults = _listed(folder, TAG_MANIFEST, shown)
    payload, more = _listed(folder, MANIFEST, shown)
    diagnostics = [*faults, *more]
    if (folder / TAG_MANIFEST).is_file():
        diagnostics += [
            edition_fault("I202", f"{shown}/{name}", "文件不见了")
            for name in TAGS
            if name not in tags and name not in found
        ]
    listed = {**tags, **payload}
    unlisted = {MANIFEST: "data/", TAG_MANIFEST: ""}
    missing = tuple(unlisted[each] for each in unlisted if each not in found)
    for name in sorted(found.keys() | listed.keys()):
        if name not in listed and name.startswith(missing):
            continue  # without the list nothing can be called added
        fault = _compared(folder, name, found.get(name), listed.get(name), shown)
        if fault is not None:
            diagnostics.append(fault)
    declared = folder / "bagit.txt"
    if declared.is_file() and declared.read_bytes() != DECLARATION:
        diagnostics.append(edition_fault("I204", f"{shown}/bagit.txt", "不是 BagIt 1.0"))
    diagnostics += _oxum_faults(folder, found, shown)
    digest = identity((folder / TAG_MANIFEST).read_bytes()) if TAG_MANIFEST in found else ""
    return Checked(read_info(folder), digest, len(found), listed, tuple(dict.fromkeys(diagnostics)))


def read_info(folder: Path) -> dict[str, str]:
    """The labels in bag-info.txt; empty if it cannot be read."""
    try:
        lines = (folder / BAG_INFO).read_text("utf-8").splitlines()
    except (OSError, ValueError):
        return {}
    pairs = (line.partition(":") for line in lines)
    return {label.strip(): value.strip() for label, _, value in pairs}


def files_under(folder: Path) -> dict[str, bytes]:
    """The files of a part of an edition, by path, without what systems leave by themselves."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not is_left(path.name)
    }


def _found(folder: Path) -> Iterator[tuple[str, bool]]:
    """Every file in a bag, and whether it is an ordinary file. Links are not followed."""
    for here, folders, files in os.walk(folder):
        for name in files + [each for each in folders if (Path(here) / each).is_symlink()]:
            path = Path(here) / name
            yield path.relative_to(folder).as_posix(), stat.S_ISREG(path.lstat().st_mode)


def _listed(folder: Path, name: str, shown: str) -> tuple[dict[str, str], list[Diagnostic]]:
    """The digests in a manifest, by path, and what is wrong with it."""
    place = f"{shown}/{name}"
    try:
        text = (folder / name).read_text("utf-8")
    except FileNotFoundError:
        return {}, [edition_fault("I202", place, "文件不见了")]
    except (OSError, ValueError):
        return {}, [edition_fault("I204", place, "清单读不出来")]
    listed: dict[str, str] = {}
    for line in text.splitlines():
        digest, _, path = line.partition("  ")
        if len(digest) != 64 or not path or _decoded(path) in listed:
            return listed, [edition_fault("I204", place, "清单有一行认不得")]
        listed[_decoded(path)] = digest
    return listed, []


def _compared(
    folder: Path, name: str, ordinary: bool | None, digest: str | None, shown: str
) -> Diagnostic | None:
    """The fault of one file, which may be missing, added or changed; None if it is right."""
    place = f"{shown}/{name}"
    if ordinary is None:
        return edition_fault("I202", place, "文件不见了")
    if digest is None:
        if name == TAG_MANIFEST:
            return None
        return added_fault(place)
    if not ordinary:
        return edition_fault("I201", place, "不是原来的文件，换成了链接或设备")
    try:
        with (folder / name).open("rb") as opened:
            actual = hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as problem:
        return edition_fault("I201", place, f"读不出来（{reason(problem)}）")
    if actual != digest:
        return edition_fault("I201", place, "内容改动过")
    return None


def added_fault(path: str) -> Diagnostic:
    """I203: a file that does not belong to an edition. What a system leaves by itself is a warning:
    it belongs to nothing that was sent, and nothing takes it up."""
    left = leftover(PurePosixPath(path).name)
    if left and left.is_silent:
        message = f"是{left.what}，不是刊发的文件"
        return of_file("I203", path, message, left.cure, Severity.WARNING)
    return edition_fault("I203", path, "多出的文件", "移出这个文件夹")


def _oxum_faults(folder: Path, found: Mapping[str, bool], shown: str) -> list[Diagnostic]:
    written = read_info(folder).get("Payload-Oxum")
    if written is None:
        return []
    payload = [
        folder / name
        for name in found
        if name.startswith("data/") and not is_left(PurePosixPath(name).name)
    ]
    actual = f"{sum(path.lstat().st_size for path in payload)}.{len(payload)}"
    if actual == written:
        return []
    message = f"共 {actual}（字节数.文件数），登记的是 {written}"
    return [edition_fault("I204", f"{shown}/{BAG_INFO}", message)]


def edition_fault(code: str, path: str, message: str, hint: str = "从备份取回") -> Diagnostic:
    """What is wrong with a file of an edition or of the register; a backup is the usual cure."""
    return of_file(code, path, message, hint)
