"""From a file's bytes to a `ReceivedDocument`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from pathlib import PurePosixPath
from typing import NamedTuple

from bulletin.diagnostics import Severity, of_file
from bulletin.intake.received import DocumentPart, ReceivedDocument, ReceivedLine, lines_of, refused
from bulletin.intake.word.list_numbers import numbering_links, read_numbering
from bulletin.intake.word.package import (
    SAVE_ANEW,
    Fault,
    Package,
    Relation,
    open_package,
    read_xml,
)
from bulletin.intake.word.story import parts_of
from bulletin.intake.word.story_reading import (
    Comment,
    StoryPlace,
    StoryReading,
    all_characters,
    short,
)
from bulletin.intake.word.styles import Styles, read_styles, theme_families
from bulletin.intake.word.transcript import MOST_TEXT, TooMuch
from bulletin.ooxml import Element, R, W, is_on, value
from bulletin.own_styles import COLOPHON, NO_SIGN
from bulletin.patterns import pattern_of
from bulletin.source import NOWHERE, Span

_MAIN = "word/document.xml"
_TOO_MUCH = Fault(
    "D104", f"文字、批注和表格合起来超过 {MOST_TEXT // 10_000} 万字，不像稿件", "拆成几个文件再导入"
)
_OTHERS = (("xl/", "Excel 表格"), ("ppt/", "PowerPoint 演示文稿"), ("visio/", "Visio 图"))
"""What a zip without a Word document is, by where its main part stands."""


def read_word(path: str, content: bytes) -> ReceivedDocument:
    """The Word document in `content`. A refused one has no parts, but an error that says why.

    `path` is how an editor knows the file. Nothing outside `content` is looked at.
    """
    package = open_package(content)
    if isinstance(package, Fault):
        return _refused(path, package)
    main = _main_part(package)
    found = main if isinstance(main, Fault) else package.part(main)
    root = found if isinstance(found, Fault) else read_xml(found or b"")
    if isinstance(root, Fault) or isinstance(main, Fault):
        return _refused(path, root)
    body = root.find(f"{W}body")
    if body is None:
        return _refused(path, Fault("D107", "文件里没有正文", SAVE_ANEW))
    try:
        return _read(path, package, main, body)
    except TooMuch:
        return _refused(path, _TOO_MUCH)


def _refused(path: str, fault: Fault) -> ReceivedDocument:
    return refused(path, of_file(fault.code, path, fault.message, fault.hint))


def _main_part(package: Package) -> str | Fault:
    """The name of the part that holds the text."""
    named = [
        relation.target
        for relation in package.relations("").values()
        if relation.kind == "officeDocument" and not relation.external
    ]
    for name in (*named, _MAIN):
        for start, what in _OTHERS:
            if name.lower().startswith(start):
                return Fault("D107", f"不是 Word 文档，是 {what}", "让来稿单位发 Word 文档")
        if package.has(name):
            return name
    return Fault("D107", "文件里没有正文，不是 Word 文档或者已经损坏", SAVE_ANEW)


def _read(path: str, package: Package, main: str, body: Element) -> ReceivedDocument:
    relations = package.relations(main)
    parts = _PackageParts(package, relations)
    sheet = parts.style_sheet()
    reading = StoryReading(
        package,
        sheet.styles,
        read_numbering(parts.root("numbering"), sheet.links),
        _comments(parts.root("comments")),
        turns=_turns(body),
    )
    found = parts_of(reading, StoryPlace(relations), body)
    found, notes = _with_colophon(found, _notes(reading, parts))
    running = tuple(_running(reading, parts, body))
    _tell_uncalled(reading, parts)
    _tell_package(reading, package, main, parts.faults)
    _tell_changes(reading)
    source = reading.transcript.source(path)
    return ReceivedDocument(
        PurePosixPath(path).stem,
        source,
        found,
        notes,
        tuple(reading.pictures),
        tuple(sorted(reading.transcript.remarks, key=lambda each: each.span)),
        running,
        reading.transcript.diagnostics(source),
    )


class _StyleSheet(NamedTuple):
    """The styles of a document, and the parts of them that cannot be read."""

    styles: Styles
    links: Mapping[str, int]
    """The numbers that numbering styles stand for."""

    faults: tuple[tuple[str, Fault], ...]
    """`styles` or `theme`, and why."""


@lru_cache(maxsize=8)
def _style_sheet(styles: bytes | None, theme: bytes | None) -> _StyleSheet:
    """What two parts say of how a document looks.

    They are often the longest parts, and the same in all documents of a unit.
    """
    roots = {"styles": styles, "theme": theme}
    found = {kind: None if part is None else read_xml(part) for kind, part in roots.items()}
    read = {kind: None if isinstance(root, Fault) else root for kind, root in found.items()}
    faults = tuple((kind, root) for kind, root in found.items() if isinstance(root, Fault))
    made = read_styles(read["styles"], theme_families(read["theme"]))
    return _StyleSheet(made, numbering_links(read["styles"]), faults)


class _PackageParts:
    """The parts that the main part leads to, each parsed when it is needed."""

    def __init__(self, package: Package, relations: Mapping[str, Relation]) -> None:
        self.package = package
        self.relations = relations
        self.faults: list[tuple[str, Fault]] = []
        """Parts that cannot be read, and why."""

    def root(self, kind: str) -> Element | None:
        """The root of the first part of this kind; None if none can be read."""
        name = self._held(kind)
        return None if name is None else self.parsed(name)

    def style_sheet(self) -> _StyleSheet:
        """How the document looks by its styles and theme."""
        names = {kind: self._held(kind) for kind in ("styles", "theme")}
        parts = {kind: self.package.part(name) for kind, name in names.items() if name}
        sheet = _style_sheet(parts.get("styles"), parts.get("theme"))
        self.faults += ((names[kind] or "", fault) for kind, fault in sheet.faults)
        return sheet

    def name(self, kind: str) -> str:
        """The name of the first part of this kind; empty for none."""
        return next((each.target for each in self.relations.values() if each.kind == kind), "")

    def _held(self, kind: str) -> str | None:
        """The name of the first part of this kind that the file holds."""
        names = (each.target for each in self.relations.values() if each.kind == kind)
        return next((each for each in names if self.package.has(each)), None)

    def parsed(self, name: str) -> Element | None:
        """The root of a part."""
        content = self.package.part(name)
        root = None if content is None else read_xml(content)
        if isinstance(root, Fault):
            self.faults.append((name, root))
            return None
        return root


def _turns(body: Element) -> frozenset[Element]:
    """The section ends after which a page begins: the next section says so."""
    sections = [
        each for each in body.iter(f"{W}sectPr") if each.getparent().tag in (f"{W}body", f"{W}pPr")
    ]
    return frozenset(
        section
        for section, following in pairwise(sections)
        if value(following.find(f"{W}type")) not in ("continuous", "nextColumn")
    )


def _comments(root: Element | None) -> dict[str, Comment]:
    """The comments by id."""
    return {
        each.get(f"{W}id", ""): Comment(
            each.get(f"{W}author", ""), each.get(f"{W}date", ""), all_characters(each).strip()
        )
        for each in (() if root is None else root.iterchildren(f"{W}comment"))
    }


def _notes(reading: StoryReading, parts: _PackageParts) -> tuple[tuple[ReceivedLine, ...], ...]:
    """The text of each called note, and of notes called in notes, by number."""
    roots = {"footnote": parts.root("footnotes"), "endnote": parts.root("endnotes")}
    elements = {
        (kind, each.get(f"{W}id", "")): each
        for kind, root in roots.items()
        for each in (() if root is None else root.iterchildren(f"{W}{kind}"))
    }
    relations = {kind: reading.package.relations(parts.name(f"{kind}s")) for kind in roots}
    found: list[tuple[ReceivedLine, ...]] = []
    for kind, name in reading.called:  # grows by notes called in notes
        element = elements.get((kind, name))
        read = () if element is None else parts_of(reading, StoryPlace(relations[kind]), element)
        found.append(tuple(lines_of(read)))
        if not found[-1]:
            message = f"第 {len(found)} 个注释在文件里找不到"
            reading.transcript.note("D124", Severity.WARNING, message, "向来稿单位核实")
    return tuple(found)


def _tell_uncalled(reading: StoryReading, parts: _PackageParts) -> None:
    """The comments whose place in the text is gone stand at its end; D512 reports such notes."""
    end = Span(reading.transcript.end, reading.transcript.end)
    for name, comment in reading.comments.items():
        if name not in reading.told and comment.text:
            reading.told.add(name)
            reading.transcript.remark("comment", *comment, end)
    for kind, label in (("footnote", "脚注"), ("endnote", "尾注")):
        root = parts.root(f"{kind}s")
        for each in () if root is None else root.iterchildren(f"{W}{kind}"):
            words = all_characters(each).strip()
            called = (kind, each.get(f"{W}id", "")) in reading.notes
            if words and not called and each.get(f"{W}type", "normal") == "normal":
                message = f"{label}“{short(words)}”没有在正文里引用，没有收入"
                hint = "要用就在 Word 里插到正文该注的地方，再导入"
                reading.transcript.note("D512", Severity.WARNING, message, hint)


def _with_colophon(
    found: tuple[DocumentPart, ...], notes: tuple[tuple[ReceivedLine, ...], ...]
) -> tuple[tuple[DocumentPart, ...], tuple[tuple[ReceivedLine, ...], ...]]:
    """The document with the colophon at its end, which our own export writes as its last note."""
    lines = tuple(line for line in notes[-1] if line.text.strip()) if notes else ()
    if not lines or {line.style for line in lines} != {COLOPHON}:
        return found, notes
    body = [_without_call(part, len(notes)) for part in found]
    lines = (_without_tab(lines[0]), *lines[1:])
    return (*(part for part in body if part is not None), *lines), notes[:-1]


def _without_tab(line: ReceivedLine) -> ReceivedLine:
    """A note's first line without the tab that LibreOffice writes after the sign of every note."""
    first = line.runs[0]
    words = first.text.lstrip("\t")
    if words == first.text:
        return line
    rest = Span(first.span.end - len(words), first.span.end)
    kept = (replace(first, text=words, span=rest), *line.runs[1:])
    return replace(line, runs=tuple(run for run in kept if run.text or run.picture))


def _without_call(part: DocumentPart, number: int) -> DocumentPart | None:
    """A part without the call of this note and its sign, a blank; None if there is no other
    part."""
    if not isinstance(part, ReceivedLine) or all(run.footnote != number for run in part.runs):
        return part
    at = [run.footnote for run in part.runs].index(number)
    after = part.runs[at + 1 :]
    if after and after[0].text[:1] == NO_SIGN:
        first = after[0]
        rest = Span(first.span.start + 1, first.span.end)
        after = (replace(first, text=first.text[1:], span=rest), *after[1:])
    runs = (*part.runs[:at], *(run for run in after if run.text or run.picture or run.footnote))
    return replace(part, runs=runs) if runs else None


def _running(reading: StoryReading, parts: _PackageParts, body: Element) -> Iterator[ReceivedLine]:
    """Headers and footers that are shown, each once, in the order of the sections."""
    settings = parts.root("settings")
    even = None if settings is None else settings.find(f"{W}evenAndOddHeaders")
    seen: set[str] = set()
    for section in body.iter(f"{W}sectPr"):
        first = section.find(f"{W}titlePg")
        shown = {"default": True, "first": _shows(first), "even": _shows(even)}
        for each in section.iter(f"{W}headerReference", f"{W}footerReference"):
            relation = parts.relations.get(each.get(f"{R}id", ""))
            if relation is None or relation.external or relation.target.lower() in seen:
                continue
            seen.add(relation.target.lower())
            root = parts.parsed(relation.target)
            if root is not None and not shown.get(each.get(f"{W}type", "default"), True):
                _tell_unshown(reading, root)
            elif root is not None:
                place = StoryPlace(reading.package.relations(relation.target), running=True)
                read = lines_of(parts_of(reading, place, root))
                yield from (line for line in read if line.runs or line.label)


def _tell_unshown(reading: StoryReading, root: Element) -> None:
    """D513: the words of a header or footer that is switched off."""
    words = all_characters(root).strip()
    if _PAGE_NUMBER.sub("", words):
        message = f"没有显示的页眉、页脚“{short(words)}”没有收入"
        reading.transcript.note("D513", Severity.INFO, message, "要用就写进正文")


_PAGE_NUMBER = pattern_of(r"[\W\d第共页]+")
"""What the number of a page is written with."""


def _shows(switch: Element | None) -> bool:
    return switch is not None and is_on(switch)


# -- What is reported of the whole -----------------------------------------------------------------

_WARNING = Severity.WARNING
_READ_ELSEWHERE = frozenset({"hyperlink", "image"})
"""Relations that lead out of the file and are reported where they are used."""


def _tell_package(
    reading: StoryReading, package: Package, main: str, faults: list[tuple[str, Fault]]
) -> None:
    """Report what of the file was left out: macros, strange names, ways out, broken parts."""
    note = reading.transcript.note
    macro = "macroEnabled" in package.content_types().get(main.lower(), "")
    if macro or any(name.endswith("vbaproject.bin") for name in package.parts):
        note("D110", _WARNING, "文件带有宏，宏没有收入，也没有运行", "", NOWHERE)
    for name in package.ignored[:5]:
        message = f"文件里有名称可疑的部件 `{short(name)}`，没有理会"
        note("D109", _WARNING, message, "向来稿单位核实", NOWHERE)
    for name, why in package.skipped[:5]:
        message = f"`{name}` {why}，没有读"
        note("D108", _WARNING, message, "压缩或重新插入图片后再发来", NOWHERE)
    for target in _ways_out(package):
        message = f"文件引用了外部的内容 `{short(target)}`，没有去取"
        note("D111", _WARNING, message, "", NOWHERE, once=True)
    for name, fault in faults:
        note("D108", _WARNING, f"`{name}` 没有读：{fault.message}", fault.hint, NOWHERE)


def _ways_out(package: Package) -> Iterator[str]:
    """Where the file leads; a template on the sender's own disk does not count, because Word always
    notes one."""
    for name in sorted(package.parts):
        if not name.endswith(".rels"):
            continue
        folder, _, file = name.rpartition("_rels/")
        for relation in package.relations(folder + file.removesuffix(".rels")).values():
            own = relation.kind == "attachedTemplate" and not _is_remote(relation.target)
            if relation.external and relation.kind not in _READ_ELSEWHERE and not own:
                yield relation.target


def _is_remote(target: str) -> bool:
    """Whether an address leads to another machine."""
    plain_path = target.lower().removeprefix("file:").replace("\\", "/")
    return ("://" in target and not target.lower().startswith("file:")) or (
        plain_path.startswith("//") and not plain_path.startswith("///")
    )


def _tell_changes(reading: StoryReading) -> None:
    """Report once that changes were tracked; each of them is among the remarks."""
    changes = [each for each in reading.transcript.remarks if each.kind != "comment"]
    if changes:
        reading.transcript.note(
            "D113",
            _WARNING,
            f"有 {len(changes)} 处修订，都按“接受”收入",
            "逐处核对；不接受的改回去",
            changes[0].span,
        )
