"""A story: the paragraphs and tables of the body, of a note, a text box, a header."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bulletin.diagnostics import Severity
from bulletin.intake.received import Box, DocumentPart, Grid, GridCell, ReceivedLine, Run
from bulletin.intake.word.drawing import Thing, chosen, words_in_drawing
from bulletin.intake.word.flow import RunReader
from bulletin.intake.word.list_numbers import Label
from bulletin.intake.word.story_reading import (
    StoryPlace,
    StoryReading,
    all_characters,
    is_placeholder,
    tell_elsewhere,
    tell_placeholder,
)
from bulletin.intake.word.styles import (
    ParagraphFormat,
    is_contents,
    is_shaded,
    over,
    paragraph_setting,
)
from bulletin.ooxml import ALTERNATIVE, Element, W, is_on, value, whole
from bulletin.source import Span

_MOST_COLUMNS = 63
"""Columns of a table, as many as Word makes."""

_PLACE = 3
"""Characters that an empty place of a table takes."""

_ORDINARY = 10.5
"""Points; the size of a paragraph that names none, for its indent in em (五号)."""

_THROUGH = frozenset(f"{W}{name}" for name in ("customXml", "smartTag", "ins", "moveTo"))
"""Wrappings around paragraphs, rows and cells that do not change what is seen."""


def parts_of(
    reading: StoryReading, place: StoryPlace, container: Element
) -> tuple[DocumentPart, ...]:
    """What stands in a container, in order; it is added to the transcript."""
    found = _Story(reading, place).parts(container)
    _tell_unended(reading, place)
    return found


def _tell_unended(reading: StoryReading, place: StoryPlace) -> None:
    """Report what is inside a field that never ends."""
    words = "".join(text for frame in place.frames for text in frame.swallowed)
    if words.strip():
        reading.transcript.note(
            "D121",
            Severity.WARNING,
            f"域没有结束，“{words}”没有收入",
            "用 Word 打开，另存一遍再导入",
        )


@dataclass
class _Open:
    """A cell of a table that is being read."""

    lines: tuple[DocumentPart, ...]
    columns: int
    rows: int = 1


class _Story:
    """Reads blocks; a paragraph whose end is deleted or hidden continues in the next one."""

    def __init__(self, reading: StoryReading, place: StoryPlace) -> None:
        self._reading = reading
        self._transcript = reading.transcript
        self._place = place
        self._in_contents = False

    def parts(self, container: Element) -> tuple[DocumentPart, ...]:
        """The lines, tables and boxes in a container."""
        found: list[DocumentPart] = []
        group: list[Element] = []
        for block in self._blocks(container):
            if block.tag == f"{W}p":
                group.append(block)
                if _goes_on(block):
                    continue
                found += self._line(group)
                group = []
                continue
            if group:
                found += self._line(group)
                group = []
            found.append(self._grid(block))
        if group:
            found += self._line(group)
        return tuple(found)

    def _blocks(self, container: Element | Sequence[Element]) -> Iterator[Element]:
        """The paragraphs and tables in a container, through what is wrapped around them."""
        for each in container:
            if each.tag in (f"{W}p", f"{W}tbl"):
                yield each
            elif each.tag in _THROUGH:
                yield from self._blocks(each)
            elif each.tag == f"{W}sdt":
                yield from self._controlled(each)
            elif each.tag == f"{ALTERNATIVE}AlternateContent":
                yield from self._blocks(chosen(each))
            elif each.tag == f"{W}altChunk":
                tell_elsewhere(self._transcript)
            else:  # marks between paragraphs, or runs that stand outside one
                RunReader(self._reading, self._place, "").read([each])

    def _controlled(self, control: Element) -> Iterator[Element]:
        content = control.find(f"{W}sdtContent")
        if content is None:
            return
        if is_placeholder(control):
            tell_placeholder(self._transcript, content)
            return
        gallery = value(control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery"))
        before, self._in_contents = self._in_contents, gallery == "Table of Contents"
        yield from self._blocks(content)
        self._in_contents = before

    # -- Paragraphs --------------------------------------------------------------------------------

    def _line(self, group: list[Element]) -> Iterator[DocumentPart]:
        """One paragraph, or several that were joined; the last one decides how it looks."""
        properties = group[-1].find(f"{W}pPr")
        named = None if properties is None else properties.find(f"{W}pStyle")
        style = value(named)
        setting = self._setting(style, paragraph_setting(properties))
        start, contents = self._transcript.end, self._place.contents or self._in_contents
        ends = not _goes_on(group[-1])
        counted = ends or any(next(each.iter(f"{W}t"), None) is not None for each in group)
        label = self._label(setting, counted)
        self._transcript.write(label.text)
        flow = RunReader(self._reading, self._place, style)
        turned, self._place.turns_page = self._place.turns_page, False
        worded = [at for at, each in enumerate(group) if any(t.text for t in each.iter(f"{W}t"))]
        for at, paragraph in enumerate(group):
            flow.read(paragraph)
            if worded and worded[0] <= at and (paragraph is group[-1] or at < worded[-1]):
                self._tell_mark(paragraph)
        runs = flow.close()
        end = self._transcript.end
        if ends or runs or label.text:
            self._transcript.write("\n")
            shown = self._reading.styles.shown(style)
            if (contents or self._place.contents) and not is_contents(shown):
                shown = "目录 1"
            yield ReceivedLine(
                runs,
                Span(start, end),
                setting.alignment or "",
                _indent(setting, runs),
                setting.level or 0,
                shown,
                label.text,
                label.bullet,
                0 if not label.text else (setting.depth or 0) + 1,
                bool(turned or setting.breaks_page or (flow.turned and runs)),
            )
        self._turn(flow.turned and not runs, properties)
        for thing in flow.boxes:
            yield self._box(thing)

    def _tell_mark(self, paragraph: Element) -> None:
        """Note a change of the mark that ends a paragraph: it joins two paragraphs, or separates
        one.

        The mark of a paragraph that is wholly new adds nothing to its words.
        """
        for kind, name, what in _MARKS:
            change = paragraph.find(f"{W}pPr/{W}rPr/{W}{name}")
            if change is None or next(paragraph.iterfind(f"{W}r/{W}t"), None) is None:
                continue
            author, dated = change.get(f"{W}author", ""), change.get(f"{W}date", "")
            here = Span(self._transcript.end, self._transcript.end)
            self._transcript.remark(kind, author, dated, what, here)

    def _turn(self, broken: bool, properties: Element | None) -> None:
        """Remember whether the next paragraph begins on a new page."""
        section = None if properties is None else properties.find(f"{W}sectPr")
        if broken or (section is not None and section in self._reading.turns):
            self._place.turns_page = True

    def _setting(self, style: str, direct: ParagraphFormat) -> ParagraphFormat:
        """Everything that is said of a paragraph. The indents of a numbering come after those of
        the place that names it."""
        styles, numbering = self._reading.styles, self._reading.numbering
        named = styles.style(style).setting
        together = over(direct, over(named, styles.setting))
        number = together.numbering or 0
        if not number:
            return together
        depth = direct.depth if direct.numbering is not None else None
        if depth is None:
            by_style = numbering.depth_of_style(number, style)
            depth = by_style or together.depth or 0
        level = numbering.level(number, depth)
        if level is not None:
            near, far = (
                (direct, named) if direct.numbering is not None else (direct, ParagraphFormat())
            )
            middle = over(level.setting, far) if far is named else over(named, level.setting)
            together = over(near, over(middle, over(named, styles.setting)))
        return replace(together, numbering=number, depth=depth)

    def _label(self, setting: ParagraphFormat, counted: bool) -> Label:
        """The number before the paragraph."""
        if not setting.numbering or not counted:
            return Label("")
        label = self._reading.numbering.label(setting.numbering, setting.depth or 0)
        if label.unknown:
            self._transcript.note(
                "D125",
                Severity.WARNING,
                f"编号格式 `{label.unknown}` 不认识，按 1、2、3 收入",
                "对照原稿改写编号",
                once=True,
            )
        return label

    # -- Boxes -------------------------------------------------------------------------------------

    def _box(self, thing: Thing) -> Box:
        """A text box, WordArt or a diagram, after the paragraph that holds it."""
        start = self._transcript.end
        place = StoryPlace(self._place.relations, self._place.running)
        if thing.kind == "box":
            parts = parts_of(self._reading, place, thing.element)
        else:
            own = (thing.target,) if thing.kind == "letters" else thing.texts
            texts = own or words_in_drawing(thing.element)
            parts = tuple(self._plain_line(text) for text in texts)
        return Box(parts, Span(start, self._transcript.end))

    def _plain_line(self, text: str) -> ReceivedLine:
        span = self._transcript.write(text)
        self._transcript.write("\n")
        return ReceivedLine((Run(text, span),), span)

    # -- Tables ------------------------------------------------------------------------------------

    def _grid(self, table: Element) -> Grid:
        start = self._transcript.end
        rows: list[list[_Open]] = []
        above: dict[int, _Open] = {}
        head, still = 0, True
        shaded: list[bool] = []
        for row in self._inside(table, "tr"):
            properties = row.find(f"{W}trPr")
            if properties is not None and properties.find(f"{W}del") is not None:
                self._drop(row, properties.find(f"{W}del"))
                continue
            repeated = None if properties is None else properties.find(f"{W}tblHeader")
            still = still and repeated is not None and is_on(repeated)
            head += still
            rows.append(self._row(row, properties, above))
            cells = [cell.find(f"{W}tcPr") for cell in row.iterchildren(f"{W}tc")]
            shaded.append(bool(cells) and all(map(is_shaded, cells)))
        self._transcript.count(_repeated(rows))
        frozen = tuple(
            tuple(GridCell(cell.lines, cell.columns, cell.rows) for cell in row) for row in rows
        )
        set_off = shaded[:2] == [True, False] or self._styles_head(table)
        return Grid(frozen, self._transcript.table(start), head, set_off)

    def _styles_head(self, table: Element) -> bool:
        """Whether the table's style sets its first row off, and the table asks for that."""
        properties = table.find(f"{W}tblPr")
        if properties is None:
            return False
        look = properties.find(f"{W}tblLook")
        asked = look is not None and (
            look.get(f"{W}firstRow") in ("1", "true", "on")
            or (look.get(f"{W}firstRow") is None and _has_bit(value(look), _FIRST_ROW))
        )
        return asked and value(properties.find(f"{W}tblStyle")) in self._reading.styles.heads

    def _drop(self, row: Element, change: Element) -> None:
        here = Span(self._transcript.end, self._transcript.end)
        author, dated = change.get(f"{W}author", ""), change.get(f"{W}date", "")
        self._transcript.remark("deletion", author, dated, all_characters(row), here)

    def _inside(self, container: Element, name: str) -> Iterator[Element]:
        """The rows of a table or the cells of a row, through what is wrapped around them."""
        for each in container:
            if each.tag == f"{W}{name}":
                yield each
            elif each.tag in _THROUGH:
                yield from self._inside(each, name)
            elif each.tag == f"{W}sdt" and each.find(f"{W}sdtContent") is not None:
                yield from self._inside(each.find(f"{W}sdtContent"), name)
            elif each.tag == f"{ALTERNATIVE}AlternateContent":
                yield from self._inside(chosen(each), name)
            else:
                RunReader(self._reading, self._place, "").read([each])

    def _row(
        self, row: Element, properties: Element | None, above: dict[int, _Open]
    ) -> list[_Open]:
        """One row; `above` holds, by column, the cells that reach down into it, and is updated."""
        cells: list[_Open] = []
        column = _skipped(properties, "gridBefore")
        if column:
            cells.append(_Open((), column))
        for cell in self._inside(row, "tc"):
            said = cell.find(f"{W}tcPr")
            width = 1 if said is None else _width(said)
            lines = self.parts(cell)
            if said is not None and _merges(said, "hMerge") == "continue" and cells:
                cells[-1].columns += width
                cells[-1].lines += _visible(lines)
            elif said is not None and _merges(said, "vMerge") == "continue" and column in above:
                above[column].rows += 1
                above[column].lines += _visible(lines)
                cells.append(_Open((), width, 0))
            else:
                cells.append(_Open(lines, width))
                above.pop(column, None)
                if said is not None and _merges(said, "vMerge") == "restart":
                    above[column] = cells[-1]
            column += width
        after = _skipped(properties, "gridAfter")
        if after:
            cells.append(_Open((), after))
        return cells


def _repeated(rows: Sequence[Sequence[_Open]]) -> int:
    """Characters that a table takes besides its text: all rows are filled up to the widest, and a
    cell's content is written in each row that it reaches down into."""
    width = max((sum(cell.columns for cell in row) for row in rows), default=0)
    again = sum(
        (cell.rows - 1) * sum(part.span.end - part.span.start for part in cell.lines)
        for row in rows
        for cell in row
        if cell.rows > 1
    )
    return len(rows) * width * _PLACE + again


def _visible(parts: tuple[DocumentPart, ...]) -> tuple[DocumentPart, ...]:
    """Without empty lines."""
    return tuple(
        part for part in parts if not isinstance(part, ReceivedLine) or part.runs or part.label
    )


def _skipped(properties: Element | None, name: str) -> int:
    """How many columns a row leaves out at its beginning or end."""
    said = None if properties is None else properties.find(f"{W}{name}")
    return min(max(whole(value(said)), 0), _MOST_COLUMNS)


_FIRST_ROW = 0x0020
"""The bit of a table's look that makes its first row special (ECMA-376 17.4.55)."""


def _has_bit(mask: str, bit: int) -> bool:
    """Whether a mask in hexadecimal digits has a bit."""
    try:
        return bool(int(mask[:8], 16) & bit)
    except ValueError:
        return False


def _width(properties: Element) -> int:
    return min(max(whole(value(properties.find(f"{W}gridSpan")), 1), 1), _MOST_COLUMNS)


def _merges(properties: Element, name: str) -> str:
    """`restart` or `continue` for a merged cell; otherwise empty."""
    said = properties.find(f"{W}{name}")
    return "" if said is None else value(said) or "continue"


_MARKS = (
    ("deletion", "del", "（段末的回车，两段接成一段）"),
    ("insertion", "ins", "（段末的回车，一段分成两段）"),
)
"""Changes of the mark that ends a paragraph, and how they are reported."""


def _goes_on(paragraph: Element) -> bool:
    """Whether a paragraph has no end of its own: its mark is deleted or hidden, or it is a drop
    capital of the next paragraph."""
    properties = paragraph.find(f"{W}pPr")
    if properties is None:
        return False
    frame = properties.find(f"{W}framePr")
    if frame is not None and frame.get(f"{W}dropCap", "none") != "none":
        return True
    mark = properties.find(f"{W}rPr")
    for each in () if mark is None else mark:
        if each.tag in (f"{W}del", f"{W}moveFrom"):
            return True
        if each.tag in (f"{W}vanish", f"{W}specVanish") and is_on(each):
            return True
    return False


def _indent(setting: ParagraphFormat, runs: tuple[Run, ...]) -> float:
    """Of the first line, in em of the paragraph's first size."""
    if setting.indent_characters:
        return setting.indent_characters
    if not setting.indent_twips:
        return 0.0
    size = next((run.size for run in runs if run.size), _ORDINARY)
    return round(setting.indent_twips / 20.0 / size, 2)
