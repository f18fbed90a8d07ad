"""The page in a web archive (.mht), as Word saves one and units send it under the name of a .doc.

Its words, its tables, how they look and its pictures are kept; nothing that could fetch or run is.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote

from lxml import etree, html

from bulletin.patterns import pattern_of

LARGEST_PAGE = 16 * 1024**2
"""Characters of a page that is read."""

_ARCHIVE = pattern_of(r"mime-version\s*:")
_WORDS = """\
html body div p br h1 h2 h3 h4 h5 h6 b strong i em u s sub sup span font pre center blockquote img
table thead tbody tfoot tr td th ul ol li
"""
_KEPT = frozenset(_WORDS.split())
"""The elements that say something or show how it looks."""

_LEFT_OUT = ("head", "script", "style", "xml", "object", "embed", "iframe", "form", "svg", "math")
_PLAIN = frozenset(("align", "colspan", "rowspan", "face", "size", "start", "type"))
_LOOKS = ("text-align", "font-size", "font-family", "font-weight", "font-style", "text-indent")
_SAID = pattern_of(r"[\w .,%'\"-]{1,120}")
_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/bmp")


def is_web_archive(content: bytes) -> bool:
    """Whether a file is a web archive, whatever its name."""
    head = content[:2048].removeprefix(b"\xef\xbb\xbf").lower()
    return b"multipart/related" in head and _ARCHIVE.search(head.decode("latin-1")) is not None


def page_of_archive(content: bytes) -> bytes | None:
    """The page of a web archive as HTML in UTF-8; None if it holds none."""
    archive = message_from_bytes(content, policy=policy.default)
    pages = (part for part in archive.walk() if part.get_content_type() == "text/html")
    page = next(pages, None)
    try:
        text = page.get_content() if page is not None else ""
        root = html.document_fromstring(text) if text.strip() else None
    except (LookupError, ValueError, etree.ParserError):
        return None
    if root is None or len(text) > LARGEST_PAGE:
        return None
    _clean(root, dict(_pictures(archive)))
    root.insert(0, html.Element("head"))
    root[0].append(html.Element("meta", charset="utf-8"))
    written: bytes = html.tostring(root, encoding="utf-8")
    return written


def _pictures(archive: EmailMessage) -> Iterator[tuple[str, str]]:
    """The pictures of an archive by the last part of their addresses, each as its content."""
    for part in archive.walk():
        kind = part.get_content_type()
        if kind in _PICTURES and isinstance(inner := part.get_payload(decode=True), bytes):
            address = f"data:{kind};base64,{b64encode(inner).decode()}"
            yield _name(part.get("Content-Location", "")), address
            yield part.get("Content-ID", "").strip("<> "), address


def _name(address: str) -> str:
    return unquote(address.replace("\\", "/").rpartition("/")[2]).strip()


def _clean(root: Any, pictures: dict[str, str]) -> None:
    """Leave out everything but words, looks and pictures."""
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.tag in _LEFT_OUT:
            element.drop_tree()
        elif element.tag not in _KEPT and element is not root:
            element.drop_tag()
        else:
            looks = "; ".join(_looks(element.get("style", "")))
            source = element.get("src", "")
            for name in set(element.keys()) - _PLAIN:
                del element.attrib[name]
            if looks:
                element.set("style", looks)
            if element.tag == "img":
                _show(
                    element,
                    pictures.get(source.removeprefix("cid:")) or pictures.get(_name(source)),
                )


def _looks(style: str) -> Iterator[str]:
    """What a style says of how words look, and nothing that could lead anywhere."""
    for each in style.split(";"):
        name, _, said = (word.strip() for word in each.partition(":"))
        if name.lower() in _LOOKS and _SAID.fullmatch(said):
            yield f"{name}: {said}"


def _show(image: Any, content: str | None) -> None:
    if content:
        image.set("src", content)
    else:
        image.drop_tree()
