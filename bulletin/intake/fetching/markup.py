"""What a web page, a Word 2003 document in XML, an OpenDocument text and an SVG drawing fetch."""

from __future__ import annotations

import base64
import binascii
import posixpath
import re
from collections.abc import Iterator

from bulletin.intake.fetching.fetch import (
    NESTED,
    SAVE_ANEW,
    Fetch,
    Sealed,
    fetch_of,
    is_inside,
    leads_away,
)
from bulletin.intake.fetching.old_word import fetches_of_object
from bulletin.intake.word.package import COMPOUND, Fault, Package, open_package, read_xml
from bulletin.ooxml import OFFICE, VML, WORDML, Element
from bulletin.patterns import pattern_of

# -- Web pages -------------------------------------------------------------------------------------

_HOLDS = pattern_of(
    r"""\b(src|lowsrc|dynsrc|srcset|background|data|code|codebase|classid|poster|href)
    \s*=\s*("[^"]*"|'[^']*'|[^\s>"']*)""",
    re.IGNORECASE | re.VERBOSE,
)
_TAG = pattern_of(r"""<\s*([a-zA-Z][\w:.-]*)((?:"[^"]*"|'[^']*'|[^>"'])*)""")
_NEAREST = pattern_of(r"<\s*([a-zA-Z][\w:.-]*)([^<>]*)")
_LINKS = frozenset({"a", "area", "base", "form", "v:shape", "v:rect", "v:group"})
"""Elements whose address is followed only when somebody clicks on it."""

_STYLE = pattern_of(r"url\(\s*['\"]?([^'\")]*)|@import\s+['\"]([^'\"]*)", re.I)
_REFRESH = pattern_of(r"http-equiv\s*=\s*[\"']?refresh[^>]*url\s*=\s*([^\"'>\s]*)", re.IGNORECASE)


def fetches_of_page(text: str) -> tuple[Fetch, ...]:
    """What a web page fetches. Comments count too, because programs disagree on what a comment
    is."""
    found = [each for match in _TAG.finditer(text) for each in _of_tag(match[1], match[2])]
    found += [each for match in _NEAREST.finditer(text) for each in _of_tag(match[1], match[2])]
    for match in _STYLE.finditer(text):
        address = match[1] or match[2] or ""
        if not is_inside(address):
            found.append(Fetch("网页样式", address.strip()))
    found += [Fetch("网页跳转", match[1]) for match in _REFRESH.finditer(text)]
    return tuple(dict.fromkeys(found))


def _of_tag(tag: str, attributes: str) -> Iterator[Fetch]:
    name = tag.lower()
    if name in _LINKS or (name == "link" and "stylesheet" not in attributes.lower()):
        return
    for match in _HOLDS.finditer(attributes):
        address = match[2].strip("\"'").strip()
        if not is_inside(address):
            yield Fetch(f"网页里的 {name} 元素", address)


# -- OpenDocument ----------------------------------------------------------------------------------

_HREF = "{http://www.w3.org/1999/xlink}href"
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_OPEN = "{urn:oasis:names:tc:opendocument:xmlns:"
_TEXT, _DRAW, _FORM, _OFFICE = (
    f"{_OPEN}{room}:1.0}}" for room in ("text", "drawing", "form", "office")
)
_FOLLOWED = frozenset(
    {
        f"{_TEXT}a", f"{_DRAW}a", f"{_DRAW}area-rectangle", f"{_DRAW}area-circle",
        f"{_DRAW}area-polygon", f"{_FORM}form", f"{_FORM}button",
    }
)  # fmt: skip
"""Elements whose address is followed when somebody clicks on it."""

_TEXTS = tuple(
    f"application/vnd.oasis.opendocument.{kind}" for kind in ("text", "text-template", "text-web")
)
_ASKS = {
    f"{_OFFICE}dde-source": "DDE 链接",
    f"{_TEXT}dde-connection-decl": "DDE 链接",
    f"{_FORM}connection-resource": "数据库连接",
}
_NAMES = {
    "image": "链接的图片",
    "section-source": "链接的文字",
    "object": "链接的对象",
    "object-ole": "链接的对象",
    "template": "模板",
    "event-listener": "宏",
    "fill-image": "链接的图片",
    "background-image": "链接的图片",
    "floating-frame": "浮动框",
    "plugin": "插件",
    "applet": "小程序",
}


def fetches_of_open_document(content: bytes, deep: int = 0) -> tuple[Fetch, ...] | Sealed:
    """What an OpenDocument text in a zip fetches (ODF 1.3, part 2)."""
    package = open_package(content)
    if isinstance(package, Fault):
        return Sealed(package.message, package.hint, package.code)
    kind = (package.part("mimetype") or b"").decode("latin-1").strip()
    if kind not in _TEXTS or package.has("[content_types].xml"):
        return Sealed("不是 Word、WPS 或 ODF 的文字文档", SAVE_ANEW)
    if b"encryption-data" in (package.part("META-INF/manifest.xml") or b""):
        return Sealed("文件加了口令，打不开", "去掉口令再导入", "D321")
    if package.skipped:
        name, why = package.skipped[0]
        return Sealed(f"里面的 `{name}` {why}", SAVE_ANEW)
    return _of_members(package, deep)


def _of_members(package: Package, deep: int) -> tuple[Fetch, ...] | Sealed:
    found: list[Fetch] = []
    for name, content in package.parts.items():
        inner = _of_member(name, content, deep)
        if isinstance(inner, Sealed):
            return inner
        found += inner
    return tuple(dict.fromkeys(found))


def _of_member(name: str, content: bytes, deep: int) -> tuple[Fetch, ...] | Sealed:
    if name.endswith(".rdf") or name.startswith("meta-inf/"):
        return ()
    if is_markup(content):
        return _of_xml(content, name, deep)
    return tuple(_of_embedded(content, deep))


def _of_embedded(content: bytes, deep: int) -> Iterator[Fetch]:
    """What a file inside a document fetches."""
    if deep > NESTED:
        yield Fetch("多层嵌套的对象")
    elif content.startswith(COMPOUND):
        yield from fetches_of_object(content, deep + 1)
    elif content.startswith(b"\x1f\x8b"):
        yield Fetch("压缩的图片")
    elif is_markup(content):
        inner = _of_xml(content, "", deep + 1)
        yield from (Fetch("看不懂的嵌入对象"),) if isinstance(inner, Sealed) else inner
    elif content.startswith(b"PK\x03\x04"):
        inner = fetches_of_open_document(content, deep + 1)
        yield from (Fetch("看不懂的嵌入对象"),) if isinstance(inner, Sealed) else inner


def is_markup(content: bytes) -> bool:
    """Whether it begins like a text in markup."""
    head = content[:64].removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
    return head.startswith(b"<") or content.startswith((b"\xff\xfe<", b"\xfe\xff\0<"))


_ENCODING = pattern_of(rb"<\?xml[^>]*encoding\s*=\s*[\"']([^\"']*)")
_KNOWN = frozenset({b"utf-8", b"utf8", b"utf-16", b"us-ascii", b"ascii"})


def root_of(content: bytes) -> Element | Sealed:
    """The root of an XML text, in an encoding in which nothing can be written in two ways."""
    named = _ENCODING.search(content[:400])
    if named and named[1].strip().lower() not in _KNOWN:
        return Sealed("XML 不是 UTF-8 编码", SAVE_ANEW)
    root = read_xml(content)
    return Sealed(root.message, root.hint, root.code) if isinstance(root, Fault) else root


def _of_xml(content: bytes, name: str, deep: int) -> tuple[Fetch, ...] | Sealed:
    if b"<!DOCTYPE svg" in content[:1000] and b"<!ENTITY" not in content:
        content = re.sub(rb"<!DOCTYPE svg[^>\[]*>", b"", content, count=1)
    root = root_of(content)
    if isinstance(root, Sealed):
        return root
    if root.tag.endswith("}svg"):
        return tuple(_of_drawing(root))
    return tuple(_of_open(root, name, deep))


def _of_open(root: Element, name: str, deep: int) -> Iterator[Fetch]:
    """What an OpenDocument part fetches; `name` is empty for a document in one file."""
    for element in root.iter():
        if element.get(_BASE):
            yield Fetch("链接的起点", element.get(_BASE))
        if element.tag in _ASKS:
            yield Fetch(_ASKS[element.tag], " ".join(map(str, element.attrib.values())))
        elif picture := element.get(f"{_FORM}image-data"):
            yield Fetch("链接的图片", picture)
        address = element.get(_HREF, "")
        if address and element.tag not in _FOLLOWED and not _is_kept(address, element.tag, name):
            local = element.tag.rpartition("}")[2]
            yield Fetch(_NAMES.get(local, f"{local} 元素"), address)
        if element.tag == f"{_OFFICE}binary-data":
            yield from _of_binary(element.text or "", deep)
        elif element.tag.endswith("}svg"):
            yield from _of_drawing(element)


def _of_binary(written: str, deep: int) -> Iterator[Fetch]:
    """What a file fetches that is embedded in base64."""
    try:
        content = base64.b64decode(re.sub(r"\s", "", written), validate=False)
    except (binascii.Error, ValueError):
        yield Fetch("看不懂的嵌入对象")
        return
    yield from _of_embedded(content, deep)


def _is_kept(address: str, tag: str, name: str) -> bool:
    """Whether an address leads to a part of the package; the address stands in the part `name`."""
    if is_inside(address):
        return True
    if tag.endswith("}chart") and address in (".", ".."):  # the document that contains it
        return True
    if not name or leads_away(address):
        return False
    step = posixpath.normpath(re.sub("%2e", ".", address, flags=re.IGNORECASE).replace("\\", "/"))
    return not step.startswith("..") and ":" not in step.split("/")[0]


def _of_drawing(root: Element) -> Iterator[Fetch]:
    """What a drawing in SVG fetches, drawings inside it included."""
    for element in root.iter():
        for name, value in element.attrib.items():
            local = name.rpartition("}")[2]
            kept = is_inside(value) and not value.lower().startswith("data:image/svg")
            link = local in ("href", "src", "base") and not element.tag.endswith("}a")
            if link and not kept:
                yield Fetch("矢量图里的图片", value[:200])
            yield from _of_style(value)
        yield from _of_style(element.text or "")


def _of_style(text: str) -> Iterator[Fetch]:
    for match in _STYLE.finditer(text):
        address = match[1] or match[2] or ""
        if not is_inside(address):
            yield Fetch("矢量图的样式", address)


# -- XML -------------------------------------------------------------------------------------------

_OUTSIDE = {
    "attachedTemplate": "模板",
    "dataSource": "邮件合并的数据源",
    "headerSource": "邮件合并的数据源",
    "connectString": "邮件合并的数据源",
    "subDoc": "子文档",
    "sourceFileName": "框架",
    "saveThroughXslt": "样式表",
}


def fetches_of_xml(content: bytes, deep: int = 0) -> tuple[Fetch, ...] | Sealed:
    """What a document in one XML file fetches: an OpenDocument text, or one of Word 2003."""
    root = root_of(content)
    if isinstance(root, Sealed):
        return root
    if root.tag == f"{_OFFICE}document":
        if root.get(f"{_OFFICE}mimetype") not in _TEXTS:
            return Sealed("不是 Word、WPS 或 ODF 的文字文档", SAVE_ANEW)
        return tuple(dict.fromkeys(_of_open(root, "", deep)))
    if root.tag == f"{WORDML}wordDocument":
        return tuple(dict.fromkeys(_of_word_2003(root, deep)))
    return Sealed("不是 Word、WPS 或 ODF 的文字文档", SAVE_ANEW)


def _of_word_2003(root: Element, deep: int) -> Iterator[Fetch]:
    for element in root.iter():
        namespace, _, local = element.tag[1:].rpartition("}")
        value = element.get(f"{WORDML}val", "")
        if f"{{{namespace}}}" == WORDML and local in _OUTSIDE:
            if local != "attachedTemplate" or leads_away(value):
                yield Fetch(_OUTSIDE[local], value)
        elif local in ("binData", "docOleData", "docSuppData"):
            yield from _of_binary(element.text or "", deep)
        elif local == "OLEObject" and element.get("Type") == "Link":
            yield Fetch("链接的对象", element.get("ProgID", ""))
        elif f"{{{namespace}}}" == VML:
            for name in ("src", f"{OFFICE}href"):
                if not is_inside(element.get(name, "")):
                    yield Fetch("链接的图片", element.get(name))
        if written := element.get(f"{WORDML}instr"):
            yield from filter(None, (fetch_of(written),))
    yield from _of_instructions(root)


def _of_instructions(root: Element) -> Iterator[Fetch]:
    """What is fetched by fields whose instructions are split into runs."""
    written: list[str] = []
    for element in root.iter(f"{WORDML}fldChar", f"{WORDML}instrText"):
        if element.tag == f"{WORDML}instrText":
            written.append(element.text or "")
        else:
            yield from filter(None, (fetch_of("".join(written)),))
            written = []
    yield from filter(None, (fetch_of("".join(written)),))
