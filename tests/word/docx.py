"""A Word document taken apart again, by the file format alone: what stands in it, and how."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lxml import etree

NAMES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
}
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"


def local(element: Any) -> str:
    """The element's name without its vocabulary."""
    return str(etree.QName(element).localname)


def value(element: Any, name: str = "val") -> str | None:
    """An attribute under `w:`."""
    found: str | None = element.get(f"{{{NAMES['w']}}}{name}") if element is not None else None
    return found


def find(element: Any, path: str) -> Any:
    """The first element of a path, or None."""
    return element.find(path, NAMES)


@dataclass(frozen=True)
class Relationship:
    """What a part refers to."""

    kind: str
    target: str
    """A part's name, or an address outside."""

    external: bool


@dataclass(frozen=True)
class Docx:
    """The parts of a `.docx`."""

    content: bytes

    @cached_property
    def files(self) -> dict[str, bytes]:
        """Every part by name."""
        with zipfile.ZipFile(io.BytesIO(self.content)) as opened:
            assert opened.testzip() is None
            return {name: opened.read(name) for name in opened.namelist()}

    def part(self, name: str) -> Any:
        """A part's outermost element."""
        return etree.fromstring(self.files[f"word/{name}.xml"])

    @cached_property
    def body(self) -> Any:
        """The document's body."""
        return find(self.part("document"), "w:body")

    @cached_property
    def styles(self) -> dict[str, str]:
        """Names of the styles by their identifiers."""
        return {
            str(value(each, "styleId")): str(value(find(each, "w:name")))
            for each in self.part("styles").iterfind("w:style", NAMES)
        }

    @cached_property
    def notes(self) -> dict[str, Any]:
        """The footnotes by their identifiers."""
        found = self.part("footnotes").iterfind("w:footnote", NAMES)
        return {str(value(each, "id")): each for each in found}

    def relationships(self, part: str) -> dict[str, Relationship]:
        """What a part refers to, by the identifiers used in it; `part` is its full name."""
        folder, name = posixpath.split(part)
        listed = self.files.get(posixpath.join(folder, "_rels", f"{name}.rels"))
        if listed is None:
            return {}
        made = {}
        for each in etree.fromstring(listed):
            external = each.get("TargetMode") == "External"
            target = each.get("Target")
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            made[each.get("Id")] = Relationship(each.get("Type"), target, external)
        return made

    # -- What can be read in it --

    @property
    def text(self) -> str:
        """Every visible character, without white space; a note's where it is called."""
        return "".join("".join(self._visible(self.body, {})).split())

    def _visible(self, element: Any, counts: dict[str, int]) -> Iterator[str]:
        name = local(element)
        if name == "t":
            yield element.text or ""
        elif name == "p":
            yield self.label(element, counts)
        elif name == "footnoteReference":
            yield from self._visible(self.notes[str(value(element, "id"))], counts)
        for child in element:
            yield from self._visible(child, counts)

    def label(self, paragraph: Any, counts: dict[str, int]) -> str:
        """The number that Word sets before an item; empty for a bullet, which is no text."""
        numbered = find(paragraph, "w:pPr/w:numPr")
        if numbered is None:
            return ""
        number, depth = (value(find(numbered, f"w:{name}")) for name in ("numId", "ilvl"))
        numbering = self.part("numbering")
        [kind] = numbering.xpath(f"w:num[@w:numId='{number}']", namespaces=NAMES)
        abstract = value(find(kind, "w:abstractNumId"))
        [level] = numbering.xpath(
            f"w:abstractNum[@w:abstractNumId='{abstract}']/w:lvl[@w:ilvl='{depth}']",
            namespaces=NAMES,
        )
        pattern = str(value(find(level, "w:lvlText")))
        if value(find(level, "w:numFmt")) == "bullet":
            return ""
        [start] = kind.xpath(f"w:lvlOverride[@w:ilvl='{depth}']/w:startOverride", namespaces=NAMES)
        counts[str(number)] = counts.get(str(number), int(str(value(start))) - 1) + 1
        return pattern.replace(f"%{int(str(depth)) + 1}", str(counts[str(number)]))

    # -- As an editor would describe it --

    @property
    def description(self) -> str:
        """The body, a line a paragraph: its style, what it changes of it, and its runs."""
        links = self.relationships("word/document.xml")
        lines = []
        for element in self.body:
            if local(element) == "p":
                lines.append(self._described(element, links))
            elif local(element) == "tbl":
                lines += self._table(element, links)
            else:
                lines.append(f"页面 {_attributes(element)}")
        return "".join(f"{line}\n" for line in lines)

    def _table(self, table: Any, links: dict[str, Relationship]) -> Iterator[str]:
        place = find(table, "w:tblPr/w:tblpPr")
        yield "表格" + (f" {_attributes(place)}" if place is not None else "")
        for row in table.iterfind("w:tr", NAMES):
            cells = [
                "／".join(self._described(each, links) for each in cell.iterfind("w:p", NAMES))
                for cell in row.iterfind("w:tc", NAMES)
            ]
            head = "表头 " if find(row, "w:trPr/w:tblHeader") is not None else ""
            yield f"  {head}｜ " + " ｜ ".join(cells)

    def _described(self, paragraph: Any, links: dict[str, Relationship]) -> str:
        setting = find(paragraph, "w:pPr")
        style = self.styles[str(value(find(setting, "w:pStyle")))]
        changes = [_attributes(each) for each in setting if local(each) != "pStyle"]
        shown = f"（{'；'.join(changes)}）" if changes else ""
        return f"[{style}]{shown} {''.join(self._runs(paragraph, links))}".rstrip()

    def _runs(self, parent: Any, links: dict[str, Relationship]) -> Iterator[str]:
        for each in parent:
            name = local(each)
            if name == "r":
                yield from self._run(each)
            elif name == "hyperlink":
                anchor = value(each, "anchor")
                target = f"#{anchor}" if anchor else links[each.get(f"{{{NAMES['r']}}}id")].target
                yield f"〔{''.join(self._runs(each, links))}→{target}〕"
            elif name == "bookmarkStart":
                yield f"⟨{value(each, 'name')}:"
            elif name == "bookmarkEnd":
                yield "⟩"

    def _run(self, run: Any) -> Iterator[str]:
        setting = find(run, "w:rPr")
        marks = []
        for each in setting if setting is not None else ():
            if local(each) == "rStyle":
                marks.append(self.styles[str(value(each))])
            elif local(each) in ("b", "w") or (local(each) == "rFonts" and len(each.attrib) > 1):
                marks.append(_attributes(each))
        text = ""
        for each in run:
            name = local(each)
            if name == "t":
                text += each.text or ""
            elif name == "drawing":
                text += _drawn(each)
            elif name == "footnoteReference":
                note = self.notes[str(value(each, "id"))]
                links = self.relationships("word/footnotes.xml")
                lines = ("".join(self._runs(each, links)) for each in note.iterfind("w:p", NAMES))
                text += f"脚注“{'／'.join(filter(None, lines))}”"
            elif name in ("tab", "br"):
                text += {"tab": "⇥", "br": "↵"}[name]
        yield f"{{{'、'.join(marks)}：{text}}}" if marks else text


def _attributes(element: Any) -> str:
    """The element and its attributes, those of its children too."""
    own = ",".join(f"{etree.QName(name).localname}={each}" for name, each in element.attrib.items())
    inner = " ".join(_attributes(child) for child in element)
    return f"{local(element)}{f'({own})' if own else ''}{f'[{inner}]' if inner else ''}"


def _drawn(drawing: Any) -> str:
    extent, described = find(drawing, "wp:inline/wp:extent"), find(drawing, "wp:inline/wp:docPr")
    width, height = (int(extent.get(name)) / 36000 for name in ("cx", "cy"))
    return f"图片 {width:.1f}×{height:.1f} mm“{described.get('descr')}”"
