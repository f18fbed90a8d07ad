"""A `.docx` as the parts in it: a zip that nobody guarantees, opened within limits.

The bytes that really come out are counted, whatever the zip says. Nothing is fetched: a relation
that leads out of the file is a name that is never opened.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

from bulletin.ooxml import (
    PACKAGE,
    STRICT,
    TYPES,
    Element,
    open_namespace,
)

LARGEST_FILE = 100 * 1024**2
"""Bytes; twenty photographs from a telephone."""

MOST_MEMBERS = 4000
"""Parts of one document; a book with a picture on every page has fewer."""

LARGEST_PART = 48 * 1024**2
"""Bytes of one part, inflated."""

LARGEST_XML = 16 * 1024**2
"""Bytes of one part of text, inflated; a hundred pages are about two megabytes."""

LARGEST_WHOLE = 200 * 1024**2
"""Bytes of all parts of a document together, inflated, or of all streams of an older one."""

DENSEST = 200
"""How many bytes of XML one byte of zip may become; Word's own files reach about forty."""

DENSE_FROM = 2 * 1024**2
"""Bytes from which on density is checked; below, even the emptiest table is harmless."""

MOST_ELEMENTS = 500_000
"""Elements of one part: about two seconds of reading."""

DEEPEST = 200
"""How deeply elements may be nested; a table in a table in a table is at thirty."""

_CHUNK = 1 << 16
_MEGABYTE = 1024**2


class Fault(NamedTuple):
    """Why a file or a part of it is not read."""

    code: str
    message: str
    hint: str


class Relation(NamedTuple):
    """Where a part leads."""

    kind: str
    """The last word of its type: `image`, `hyperlink`, `footnotes` …"""

    target: str
    """A part's name, or an address when `external`."""

    external: bool


@dataclass(frozen=True)
class Package:
    """The parts of a document."""

    parts: Mapping[str, bytes]
    """By name without the leading `/`, in lower case: names of parts ignore it (ISO 29500-2)."""

    ignored: tuple[str, ...] = ()
    """Members whose names lead out of the package; they are not parts."""

    skipped: tuple[tuple[str, str], ...] = ()
    """Pictures and objects that are not read, with the reason; these do not stop the text."""

    def has(self, name: str) -> bool:
        """Whether there is a part of this name."""
        return name.lower() in self.parts

    def part(self, name: str) -> bytes | None:
        """A part's bytes; None when there is none of this name."""
        return self.parts.get(name.lower())

    def relations(self, name: str) -> dict[str, Relation]:
        """Where the part `name` leads, by the relation's id; empty if the list is unreadable.

        The empty name is the package itself.
        """
        folder, file = posixpath.split(name)
        content = self.part(posixpath.join(folder, "_rels", f"{file}.rels"))
        root = None if content is None else read_xml(content)
        if root is None or isinstance(root, Fault):
            return {}
        found = {}
        for each in root.iter(f"{PACKAGE}Relationship"):
            external = each.get("TargetMode") == "External"
            target = each.get("Target", "")
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = each.get("Type", "").rpartition("/")[2]
            found[each.get("Id", "")] = Relation(kind, target, external)
        return found

    def content_types(self) -> dict[str, str]:
        """The type of each part that has one of its own."""
        content = self.part("[Content_Types].xml")
        root = None if content is None else read_xml(content)
        if root is None or isinstance(root, Fault):
            return {}
        return {
            each.get("PartName", "").lstrip("/").lower(): each.get("ContentType", "")
            for each in root.iter(f"{TYPES}Override")
        }


# -- The zip ---------------------------------------------------------------------------------------

_HEADS = (
    (b"{\\rtf", "RTF 文档", ".rtf"),
    (b"%pdf-", "PDF", ".pdf"),
    (b"<html", "网页", ".html"),
    (b"<!doctype html", "网页", ".html"),
    (b"<?xml", "XML 格式的 Word 文档", ".xml"),
    (b"mime-version:", "网页归档", ".mht"),
)
"""Files that are sent under the name of a Word document, by their first bytes in lower case."""

_DIRECTORY = b"PK\x01\x02"
"""How each entry of a zip's directory begins."""

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a compound file (MS-CFB) begins."""

SAVE_ANEW = "用 Word 或 WPS 打开，另存为 .docx 再发来"


def open_package(content: bytes) -> Package | Fault:
    """The document's parts, or why they are not read."""
    if len(content) > LARGEST_FILE:
        return Fault("D104", f"文件超过 {LARGEST_FILE // _MEGABYTE} MB", "压缩图片后再发来")
    if not content:
        return Fault("D101", "文件是空的", "让来稿单位重发")
    if not content.startswith(b"PK"):
        return _stranger(content)
    members = content.count(_DIRECTORY)  # before zipfile makes an object for each
    if members > MOST_MEMBERS:
        return Fault("D104", f"文件里有 {members} 个部件，不像文档", SAVE_ANEW)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _parts(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError):
        return Fault("D101", "文件损坏，打不开", f"让来稿单位重发；或者{SAVE_ANEW}")
    except RuntimeError:  # raised by zipfile for a member with a password
        return Fault("D102", "文件加了密码", "去掉密码后再发来")


def _stranger(content: bytes) -> Fault:
    """What a file is that is no zip."""
    if content.startswith(COMPOUND):
        return _compound(content)
    head = content[:512].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for start, what, suffix in _HEADS:
        if head.startswith(start):
            return Fault(
                "D103",
                f"不是 .docx，内容是{what}",
                f"把文件名后缀改为 {suffix}，或者{SAVE_ANEW}",
            )
    return Fault("D101", "不是 Word 文档", SAVE_ANEW)


def _compound(content: bytes) -> Fault:
    """What a compound file (MS-CFB) is, by the names of the streams in it."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return Fault("D102", "文件加了密码", "在“文件—信息—保护文档”中去掉密码，再发来")
    if "WordDocument".encode("utf-16-le") in content:
        return Fault(
            "D103", "不是 .docx，内容是旧版 .doc", f"把文件名后缀改为 .doc，或者{SAVE_ANEW}"
        )
    return Fault("D103", "不是 .docx，内容是旧版 Office 文件", SAVE_ANEW)


def _parts(archive: zipfile.ZipFile) -> Package | Fault:
    """All members, each within its limit and all within theirs."""
    parts: dict[str, bytes] = {}
    ignored: list[str] = []
    skipped: list[tuple[str, str]] = []
    left = LARGEST_WHOLE
    for member in archive.infolist():
        if member.is_dir():
            continue
        name = _safe(member.filename)
        if name is None:
            ignored.append(member.filename)
            continue
        read = _member(archive, member, name, left)
        if isinstance(read, Fault):
            return read
        if isinstance(read, _Skipped):
            skipped.append((name, read.why))
            left -= read.inflated
            continue
        if name in parts and parts[name] != read:
            return Fault("D101", f"文件里有两个不同的 `{name}`", SAVE_ANEW)
        left -= len(read)
        parts[name] = read
    return Package(parts, tuple(ignored), tuple(skipped))


class _Skipped(NamedTuple):
    """A picture or object that is not read."""

    why: str
    inflated: int
    """Bytes that came out before that was known."""


def _safe(name: str) -> str | None:
    """A member's name as a part's; None when it leads out of the package."""
    name = name.replace("\\", "/")
    steps = name.split("/")
    if name.startswith("/") or ".." in steps or re.match(r"[A-Za-z]:", name):
        return None
    return "/".join(step for step in steps if step not in ("", ".")).lower()


def _member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, left: int
) -> bytes | Fault | _Skipped:
    """One member's bytes. A damaged text stops everything (raises as zipfile does)."""
    text = name.endswith((".xml", ".rels", ".vml"))
    try:
        return _inflate(archive, member, name, left, text=text)
    except (zipfile.BadZipFile, zlib.error, EOFError):
        if text:
            raise
        return _Skipped("已经损坏", min(left, LARGEST_PART))


def _inflate(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, left: int, *, text: bool
) -> bytes | Fault | _Skipped:
    """One member's bytes, read to its end or to a limit."""
    bound = LARGEST_XML if text else LARGEST_PART
    chunks: list[bytes] = []
    size = 0
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > left:
                most = LARGEST_WHOLE // _MEGABYTE
                return Fault("D104", f"文件解压后超过 {most} MB，不像文档", SAVE_ANEW)
            if size > bound and not text:
                return _Skipped(f"解压后超过 {bound // _MEGABYTE} MB", size)
            if size > bound:
                most = bound // _MEGABYTE
                return Fault("D104", f"`{name}` 解压后超过 {most} MB，不像文档", SAVE_ANEW)
            if text and size > DENSE_FROM and size > DENSEST * max(member.compress_size, 1):
                return Fault("D104", f"`{name}` 解压后大了 {DENSEST} 倍，不像文档", SAVE_ANEW)
            chunks.append(chunk)
    return b"".join(chunks)


# -- XML -------------------------------------------------------------------------------------------

_DAMAGED = "让来稿单位重发"


def read_xml(content: bytes) -> Element | Fault:
    """A part's root element, in Transitional names; or why it is not read.

    A document type is refused before anything is parsed: OPC forbids it (ISO 29500-2, 8.1.4), and
    without one there are no entities to expand and nothing outside to load.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        content = content.decode("utf-16", "replace").encode()
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        return Fault("D105", "文件里有文档类型声明（DOCTYPE），可能是恶意构造的", SAVE_ANEW)
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as reason:
        if "depth" in str(reason):
            return _TOO_DEEP
        return Fault("D106", "文件内容损坏", _DAMAGED)
    if root.xpath("boolean(" + "/*" * (DEEPEST + 1) + ")"):
        return _TOO_DEEP
    if root.xpath("count(//*)") > MOST_ELEMENTS:
        return Fault("D104", f"文件里有 {MOST_ELEMENTS} 个以上的元素，不像文档", SAVE_ANEW)
    if STRICT.encode() in content:
        _loosen(root)
    return root


_TOO_DEEP = Fault("D104", f"文件内容嵌套超过 {DEEPEST} 层，不像文档", SAVE_ANEW)


def _loosen(root: Element) -> None:
    """Replace the names of the Strict form by those of the Transitional form."""
    for element in root.iter():
        element.tag = _loose(element.tag)
        for name in [each for each in element.attrib if each.startswith(f"{{{STRICT}")]:
            element.set(_loose(name), element.attrib.pop(name))


def _loose(name: str) -> str:
    namespace, _, word = name[1:].rpartition("}")
    return f"{{{open_namespace(namespace)}}}{word}" if name.startswith("{") else name
