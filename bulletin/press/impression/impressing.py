"""Drawing an issue: the bytes of its PDF from what stands where on its pages."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import pydyf

from bulletin.press.impression.content import content_of
from bulletin.press.impression.element_tree import add_structure
from bulletin.press.impression.embedding import UsedFace
from bulletin.press.impression.imprint import information, packet
from bulletin.press.impression.objects import (
    PdfFile,
    Reference,
    array,
    dictionary,
    flate,
    number,
    numbers,
    text_string,
)
from bulletin.press.impression.placed import (
    Bookmark,
    EmbeddedFace,
    Foreign,
    NamedPlace,
    PlacedIssue,
    PlacedLink,
    PlacedPage,
    Raster,
)
from bulletin.press.impression.rasters import add_raster


def impress(issue: PlacedIssue) -> bytes:
    """The PDF of an issue; the same bytes from the same values on any machine."""
    pdf = PdfFile()
    resources = _Used(pdf)
    top = pdf.reserve()
    pages = [pdf.reserve() for _ in issue.pages]
    links = [[pdf.reserve() for _ in page.links] for page in issue.pages]
    structure, places = add_structure(pdf, issue, pages, links)
    for order, page in enumerate(issue.pages):
        for name, link in zip(links[order], page.links, strict=True):
            pdf.put(name, _link(link, page.height, places.get(name)))
        content = pdf.add_stream(content_of(page.items, page.height, resources))
        entries = _page(page, order, links[order])
        entries |= {"Parent": top, "Contents": content, "Resources": resources.name}
        pdf.put(pages[order], dictionary(entries))
    resources.written()
    every = {"Type": "/Pages", "Count": len(pages), "Kids": array(pages)}
    pdf.put(top, dictionary(every))
    catalog: dict[str, object] = {"Type": "/Catalog", "Pages": top, "StructTreeRoot": structure}
    catalog |= _declared(pdf, issue)
    catalog |= {"Names": anchors} if (anchors := _anchors(issue.pages, pages)) else {}
    catalog |= {"Outlines": each} if (each := _outline(pdf, issue, pages)) else {}
    info = pdf.add(information(issue.imprint))
    return pdf.written(pdf.add(dictionary(catalog)), info)


def _page(page: PlacedPage, order: int, links: Sequence[Reference]) -> dict[str, object]:
    entries: dict[str, object] = {"Type": "/Page", "MediaBox": _box(page, page.bleed)}
    entries["TrimBox"] = _box(page, (0.0, 0.0, 0.0, 0.0))
    entries["BleedBox"] = _box(page, [min(each, MOST_BLEED) for each in page.bleed])
    entries |= {"Tabs": "/S", "StructParents": order}
    return entries | ({"Annots": array(links)} if links else {})


MOST_BLEED = 10.0
"""Points of a bleed that are printed; beyond are marks for trimming."""


def _box(page: PlacedPage, beyond: Sequence[float]) -> str:
    """A page and so much of the sheet around it: above, right, below, left."""
    top, right, bottom, left = beyond
    return f"[{numbers((-left, -bottom, page.width + right, page.height + top))}]"


def _link(link: PlacedLink, height: float, parent: int | None) -> str:
    """A link as an annotation that is printed, as PDF/A asks."""
    left, upper, right, lower = link.area
    area = f"[{numbers((left, height - lower, right, height - upper))}]"
    entries: dict[str, object] = {"Type": "/Annot", "Subtype": "/Link", "Rect": area, "F": 4}
    entries |= {"BS": "<</W 0>>", "Contents": text_string(link.target)}
    if link.outside:
        address = {"Type": "/Action", "S": "/URI", "URI": text_string(link.target)}
        entries["A"] = dictionary(address)
    else:
        entries["Dest"] = text_string(link.target)
    return dictionary(entries | ({} if parent is None else {"StructParent": parent}))


def _declared(pdf: PdfFile, issue: PlacedIssue) -> dict[str, object]:
    """What the catalog says of the whole file."""
    name, content = issue.colours
    profile = pdf.add_stream(*_packed_profile(content), packed=True)
    intent: dict[str, object] = {"Type": "/OutputIntent", "S": "/GTS_PDFA1"}
    intent |= {"OutputConditionIdentifier": text_string(name), "Info": text_string(name)}
    intent["DestOutputProfile"] = profile
    entries: dict[str, object] = {"OutputIntents": array([dictionary(intent)])}
    about = {"Type": "/Metadata", "Subtype": "/XML"}
    entries["Metadata"] = pdf.add_stream(packet(issue.imprint), about)
    entries |= {"MarkInfo": "<</Marked true>>", "ViewerPreferences": "<</DisplayDocTitle true>>"}
    entries["PageLabels"] = "<</Nums [0 <</S /D>>]>>"
    if issue.imprint.language:
        entries["Lang"] = text_string(issue.imprint.language)
    return entries


@lru_cache(maxsize=4)
def _packed_profile(content: bytes) -> tuple[bytes, dict[str, object]]:
    return flate(content, {"N": 3})


def _anchors(pages: Sequence[PlacedPage], names: Sequence[Reference]) -> str:
    """The places that links lead to, sorted by their names; empty if there are none."""
    found = [
        (anchor.name, _destination(anchor, page.height, name))
        for page, name in zip(pages, names, strict=True)
        for anchor in page.anchors
    ]
    found.sort(key=lambda each: (not each[0].isascii(), each[0].encode("utf-16-be")))
    pairs = array(f"{text_string(name)} {place}" for name, place in found)
    return dictionary({"Dests": dictionary({"Names": pairs})}) if found else ""


def _destination(place: NamedPlace | Bookmark, height: float, page: Reference) -> str:
    return f"[{page} /XYZ {number(place.x)} {number(height - place.y)} 0]"


def _outline(pdf: PdfFile, issue: PlacedIssue, pages: Sequence[Reference]) -> str:
    """The entries that readers show beside the pages; empty if there are none."""
    if not issue.bookmarks:
        return ""
    root = pdf.reserve()
    heights = [page.height for page in issue.pages]
    pdf.put(root, dictionary(_entries(pdf, issue.bookmarks, root, pages, heights)))
    return root


def _entries(
    pdf: PdfFile,
    marks: Sequence[Bookmark],
    parent: Reference,
    pages: Sequence[Reference],
    heights: Sequence[float],
) -> dict[str, object]:
    """Write the entries below one, and what that says of them."""
    names = [pdf.reserve() for _ in marks]
    shown = 0
    for order, (name, mark) in enumerate(zip(names, marks, strict=True)):
        below = _entries(pdf, mark.below, name, pages, heights) if mark.below else {}
        shown += 1 + (0 if mark.closed else int(str(below.get("Count", 0))))
        if mark.closed and below:
            below["Count"] = -int(str(below["Count"]))
        entries: dict[str, object] = {"Title": text_string(mark.title), "Parent": parent}
        entries["Dest"] = _destination(mark, heights[mark.page], pages[mark.page])
        entries |= {"Prev": names[order - 1]} if order else {}
        entries |= {"Next": names[order + 1]} if order + 1 < len(names) else {}
        pdf.put(name, dictionary(entries | below))
    return {"First": names[0], "Last": names[-1], "Count": shown}


class _Used:
    """What the pages refer to by name: faces, images, states and drawings."""

    def __init__(self, pdf: PdfFile) -> None:
        self.name = pdf.reserve()
        self._pdf = pdf
        self._fonts = pdf.reserve()
        self._faces: dict[str, UsedFace] = {}
        self._drawings: dict[str, Reference] = {}
        self._rasters: dict[str, str] = {}
        self._states: dict[str, str] = {}

    def codes(self, face: EmbeddedFace) -> UsedFace:
        """The codes of a face; its tag names it."""
        found = self._faces.get(face.tag)
        if found is None:
            found = self._faces[face.tag] = UsedFace(face)
        return found

    def alpha(self, value: float) -> str:
        """The name of a state in which colours let this much through."""
        name = f"a{number(value).replace('.', '_')}"
        self._states[name] = f"<</ca {number(value)} /CA {number(value)}>>"
        return name

    def raster(self, raster: Raster) -> str:
        """The name of an image."""
        key = f"{raster.key}{raster.smooth}"
        if key not in self._rasters:
            self._rasters[key] = self._drawing(add_raster(self._pdf, raster))
        return self._rasters[key]

    def foreign(self, drawing: Foreign, height: float) -> str:
        """The name of a drawing on a page of this height."""
        for face, glyphs in drawing.faces:
            self.codes(face).of([glyph for glyph, _ in glyphs], [text for _, text in glyphs])
        resources = _TakenOver(self._pdf, self._fonts).written(drawing.resources)
        return self._form(drawing.content, resources)

    def veiled(self, content: bytes) -> str:
        """The name of contents that are printed together."""
        return self._form(content, self.name)

    def _form(self, content: bytes, resources: str) -> str:
        group = "<</Type /Group /S /Transparency /I true /CS /DeviceRGB>>"
        entries = {"Type": "/XObject", "Subtype": "/Form", "BBox": "[-9999 -9999 9999 9999]"}
        entries |= {"Group": group, "Resources": resources}
        return self._drawing(self._pdf.add_stream(content, entries))

    def _drawing(self, reference: Reference) -> str:
        name = f"x{len(self._drawings)}"
        self._drawings[name] = reference
        return name

    def written(self) -> None:
        """Write down everything that was asked for."""
        faces = {tag: face.written(self._pdf) for tag, face in self._faces.items()}
        self._pdf.put(self._fonts, dictionary(faces))
        entries: dict[str, object] = {"Font": self._fonts}
        entries |= {"XObject": dictionary(self._drawings)} if self._drawings else {}
        entries |= {"ExtGState": dictionary(self._states)} if self._states else {}
        self._pdf.put(self.name, dictionary(entries))


class _TakenOver:
    """Values of pydyf as they stand in the file; streams become objects of their own."""

    def __init__(self, pdf: PdfFile, fonts: Reference) -> None:
        self._pdf, self._fonts = pdf, fonts
        self._streams: dict[int, Reference] = {}

    def written(self, value: Any) -> str:
        """A value with everything in it."""
        if isinstance(value, pydyf.Stream):
            return self._stream(value)
        if isinstance(value, pydyf.Dictionary):
            return dictionary(
                {
                    key: self._fonts if key == "Font" else self.written(each)
                    for key, each in value.items()
                }
            )
        if isinstance(value, list | tuple):
            return array(map(self.written, value))
        return _bytes(value).decode("ascii")

    def _stream(self, value: Any) -> Reference:
        if id(value) not in self._streams:
            entries = {key: self.written(each) for key, each in value.extra.items()}
            content = b"\n".join(map(_bytes, value.stream))
            packed = "Filter" in entries
            self._streams[id(value)] = self._pdf.add_stream(content, entries, packed=packed)
        return self._streams[id(value)]


def _bytes(value: Any) -> bytes:
    written: bytes = pydyf.Array([value]).data
    return written[1:-1]
