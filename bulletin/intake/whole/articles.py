"""From the first □ to the colophon: the articles, each with unit, title and sections."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bulletin import own_styles
from bulletin.diagnostics import Severity
from bulletin.field_lines import END, said_by
from bulletin.fields import SUBMISSION_FIELDS
from bulletin.frame import MARKER
from bulletin.intake.body import LONGEST_CAPTION, shortened
from bulletin.intake.credits import joint_units
from bulletin.intake.enclosed_pages import AttachmentStart, attachment_at, told_of_start
from bulletin.intake.heads import FirstRow, first_row, told_of
from bulletin.intake.merged_cells import repeated_down, told_of_merged
from bulletin.intake.received import Box, Grid, GridCell, LineOrTable, ReceivedLine, Run, lines_of
from bulletin.intake.repairing import told_of_breaks
from bulletin.intake.whole.masthead import (
    CONTENTS_HEAD,
    lines_of_name,
    squeezed,
)
from bulletin.intake.whole.passage import (
    Accounting,
    GrowingSections,
    ReceivedPassage,
    begins_sentence,
    breaks_off,
    passage_of,
    sentences,
    with_stops_in_bold,
    without_spaced_figures,
)
from bulletin.markdown import SENTENCE_ENDS, listed
from bulletin.model import (
    Block,
    Cell,
    Figure,
    Inline,
    Item,
    List,
    Paragraph,
    Publication,
    Section,
    Table,
    Text,
)
from bulletin.numbering import Numbered, number_of
from bulletin.past import letters
from bulletin.patterns import pattern_of
from bulletin.source import Span
from bulletin.unit_names import names_in, units_called

LONGEST_SUGGESTED = 13
"""Characters of a sentence that may be a run-in heading whose bold was lost.

Measured on the seed: a sentence so short without a comma is a heading, 15 of 15.
"""

LONGEST_TITLE = 60
LARGE = 18.0
"""Points: a title on its own line is 2号 (22); text is 3号 (16)."""

_HEAD = pattern_of(r"\s*([^：:。，；“”？！\n]{2,40})[：:]\s*")
_ENDS = {
    "supplier": pattern_of(
        r"\s*[（(]\s*([^（()）]{2,40}?)\s*供\s*稿\s*[)）]\s*"
        r"|\s*供\s*稿(?:单位)?\s*[：:]\s*(\S{2,40})\s*"
    ),
    "author": pattern_of(
        r"\s*[（(]\s*(?:撰稿人?|执笔人?|作者)\s*[：:]\s*([^（()）]{2,20})\s*[)）]\s*"
    ),
}
"""What the last lines of an article say, by the field for it."""

_COUNTED = pattern_of(r"图\s*[0-9０-９一二三四五六七八九十]+")
_RUNS_ON = (*SENTENCE_ENDS, *"，、；：,;:")
"""What a heading on its own line never ends with."""

_LIST_LABEL = pattern_of(r"[0-9]{1,9}[.)]\Z")


@dataclass(frozen=True)
class Found:
    """An article as it was found."""

    marker: ReceivedLine
    """The line it begins with."""

    unit: str
    """The registered unit's name or alias; the document's own words if none is known."""

    byline: str
    """The body named before the title, if it is not the unit itself."""

    title: str
    title_at: Span
    is_known: bool
    sections: tuple[Section, ...] = ()
    said: Mapping[str, str] = field(default_factory=dict)
    """What the lines at its end say, by the name of the field: supplier, author."""

    suggested: tuple[tuple[str, Span], ...] = ()
    """Sentences that may be headings, without end mark."""


# -- Where articles begin --------------------------------------------------------------------------


def article_starts(lines: Sequence[LineOrTable], publication: Publication) -> tuple[int, ...]:
    """Places of the lines that articles begin with: □, or else titles on lines of their own."""
    marked = [
        at
        for at, line in enumerate(lines)
        if isinstance(line, ReceivedLine) and _is_marked(line.text)
    ]
    marked = marked[_listed(lines, marked) :]
    if marked:
        return tuple(marked)
    return tuple(_own_titles(lines, publication))


def _listed(lines: Sequence[LineOrTable], marked: Sequence[int]) -> int:
    """How many marked lines at the head are contents: they stand below 目录, one after another,
    and their titles appear again."""
    above = [line for line in lines[: marked[0] if marked else 0] if isinstance(line, ReceivedLine)]
    if not above or not CONTENTS_HEAD.fullmatch(above[-1].text.strip()):
        return 0
    letters_of = [letters(line.text) if isinstance(line, ReceivedLine) else "" for line in lines]
    for count, at in enumerate(marked):
        line = lines[at]
        assert isinstance(line, ReceivedLine)
        title = letters(line.text.partition("：")[2] or line.text)
        again = any(title in each for each in letters_of[at + 1 :])
        if at != marked[0] + count or len(line.text) > LONGEST_TITLE or not title or not again:
            return count
    return len(marked)


def _is_marked(text: str) -> bool:
    match = MARKER.match(text)
    return match is not None and len(text) > match.end()


def _own_titles(lines: Sequence[LineOrTable], publication: Publication) -> Iterator[int]:
    """Lines in a title's size or with the first outline level; otherwise those that the contents
    name."""
    name = {
        below
        for at in range(len(lines))
        for below in range(at, at + lines_of_name(lines, at, publication))
    }
    attached = {
        at + below
        for at in range(len(lines))
        if (start := attachment_at(lines, at))
        for below in range(start.length)
    }
    large = [
        at
        for at, line in enumerate(lines)
        if isinstance(line, ReceivedLine)
        and (line.level == 1 or line.size >= LARGE)
        and 4 <= len(squeezed(line.text)) <= LONGEST_TITLE
        and at not in name
        and at not in attached
        and not re.search(r"第\s*\S+\s*期", line.text)
    ]
    if large:
        yield from large
        return
    told: set[str] = set()
    for at, line in enumerate(lines):
        if not isinstance(line, ReceivedLine):
            continue
        bare = letters(line.text)
        if bare in told and len(bare) >= 4:
            yield at
        _, colon, title = line.text.partition("：")
        if colon and len(line.text) <= LONGEST_TITLE:
            told.add(letters(title))


# -- One article -----------------------------------------------------------------------------------


def read_article(
    parts: Sequence[LineOrTable],
    publication: Publication,
    ledger: Accounting,
    entries: Sequence[str],
    *,
    adopt: bool,
) -> Found:
    """Read the lines of one article; `entries` are the contents' lines as far as they are known.

    With `adopt`, sentences that look like run-in headings become headings.
    """
    first = parts[0]
    assert isinstance(first, ReceivedLine)
    passage = passage_of(first)
    marker = MARKER.match(passage.text)
    if marker:
        ledger.take(passage.span(*marker.span()))
        passage = passage.cut(marker.end())
    rest = list(parts[1:])
    if _ends_in_title(passage, entries):
        found, body = _head(first, passage, publication, ledger), ReceivedPassage(())
        if not marker:
            found, rest = _with_byline(found, rest, publication, ledger)
    else:
        passage, rest = _together(passage, rest, ledger, _members(passage, rest))
        end = title_end(passage)
        found = _head(first, passage.cut(0, end), publication, ledger)
        body = passage.cut(end)
    return _with_body(_with_end(found, rest, ledger), body, rest, ledger, adopt=adopt)


def _ends_in_title(passage: ReceivedPassage, entries: Sequence[str]) -> bool:
    """Whether the first paragraph is the title and nothing else."""
    text = passage.text.strip()
    inner = [span for span in sentences(text) if span.end < len(text)]
    if inner or len(text) > LONGEST_TITLE + 40:
        return False
    told = letters(text)
    return (
        any(letters(entry).endswith(told) or told.endswith(letters(entry)) for entry in entries)
        or text.endswith(tuple(SENTENCE_ENDS))
        or len(text) <= LONGEST_TITLE
    )


def title_end(passage: ReceivedPassage) -> int:
    """Where a run-in title ends: with its sentence, or with its bold if that is shorter."""
    text = passage.text
    first = next(sentences(text), Span(0, len(text)))
    bold = next(iter(passage.bold_stretches()), None)
    if bold and not text[: bold.start].strip() and bold.end < first.end:
        words = text[: bold.end]
        stop = text[bold.end : bold.end + 1] == "。"
        if ("：" in words and not words.endswith("：")) or stop:
            return bold.end + stop
    return first.end


def _head(
    line: ReceivedLine, passage: ReceivedPassage, publication: Publication, ledger: Accounting
) -> Found:
    """Unit, byline and title from `单位：标题。`."""
    text = passage.text
    match = _HEAD.match(text)
    name = " ".join(match[1].split()) if match else ""
    ledger.take(passage.span(0, len(text)))
    unit, is_known = known_unit(name, publication)
    byline = name if is_known and name != unit else ""
    start = match.end() if match else 0
    title = without_spaced_figures(passage.cut(start))[0].text.replace("\n", "").strip()
    place = passage.span(start, len(text))
    return Found(line, unit, byline, title.removesuffix("。"), place, is_known)


def known_unit(name: str, publication: Publication) -> tuple[str, bool]:
    """The longest registered name or alias that `name` is or contains; otherwise `name` itself.

    Names of several units and nothing else are all of them, joined by 、.
    """
    if publication.unit(name):
        return name, True
    together = joint_units(name, publication)
    if len(together) > 1:
        written = names_in(Text(name, Span(0, len(name))), publication)
        as_written = units_called(name, publication) and "、".join(map(str, written))
        return as_written or "、".join(unit.name for unit in together), True
    held = [each for each in publication.registry if each and each in name]
    longest = max(held, key=len, default="")
    unit = publication.unit(longest)
    return (unit.name, True) if unit else (name, False)


def _with_byline(
    found: Found, rest: list[LineOrTable], publication: Publication, ledger: Accounting
) -> tuple[Found, list[LineOrTable]]:
    """Take the line that names the body, if there is one below a title on its own line."""
    line = rest[0] if rest else None
    if not isinstance(line, ReceivedLine) or found.is_known:
        return found, rest
    bare = line.text.strip().strip("（）()")
    unit, is_known = known_unit(" ".join(bare.split()), publication)
    short = len(bare) <= 40 and not bare.endswith(tuple(SENTENCE_ENDS)) and not line.level
    if not short or not (is_known or line.alignment == "center"):
        return found, rest
    byline = bare if is_known and bare != unit else ""
    ledger.take(line.span)
    return replace(found, unit=unit, is_known=is_known, byline=byline), rest[1:]


# -- Torn paragraphs -------------------------------------------------------------------------------


def is_torn(one: ReceivedPassage, two: LineOrTable) -> bool:
    """Whether a paragraph breaks off in mid-sentence and `two` continues it."""
    if (
        not isinstance(two, ReceivedLine)
        or two.level
        or two.depth
        or two.alignment in ("right", "center")
    ):
        return False
    text, following = one.text.rstrip(), two.text.strip()
    if not following or not breaks_off(text):
        return False
    ends_bold = bool(one.runs) and one.runs[-1].bold
    starts_bold = bool(two.runs) and two.runs[0].bold
    if starts_bold and not ends_bold:
        return False
    return not (_ENDS["supplier"].fullmatch(following) or number_of(following))


def _together(
    passage: ReceivedPassage, rest: list[LineOrTable], ledger: Accounting, members: frozenset[int]
) -> tuple[ReceivedPassage, list[LineOrTable]]:
    """The paragraph joined with those that continue it, and the rest; no member of a list is."""
    while rest and is_torn(passage, rest[0]):
        following = rest[0]
        assert isinstance(following, ReceivedLine)
        if following.span.start in members:
            seam = f"{passage.text.rstrip()[-6:]}｜{following.text.strip()[:6]}"
            what = f"像是断开的一段，没有接：{seam}"
            ledger.tell("D226", Severity.WARNING, following.span, what, "对照原稿，是一段就接上")
            break
        passage = ledger.joined(passage, passage_of(following))
        rest.pop(0)
    return passage, rest


def _members(opening: ReceivedPassage, rest: Sequence[LineOrTable]) -> frozenset[int]:
    """Where the lines begin that look like the rest of what is above, and like the next member of a
    list."""
    lines = [passage_of(part) if isinstance(part, ReceivedLine) else None for part in rest]
    passages = (opening, *lines)
    torn = [one is not None and is_torn(one, two) for one, two in zip(passages, rest, strict=False)]
    texts = [each.text.strip() if each else "" for each in passages]
    return frozenset(rest[at].span.start for at in listed(texts, (*torn, False)))


# -- The body --------------------------------------------------------------------------------------


@dataclass
class _Body(GrowingSections):
    """The sections of one article while they grow."""

    adopt: bool = field(kw_only=True)
    suggested: list[tuple[str, Span]] = field(default_factory=list)
    spaces: int = 0

    def paragraph(self, passage: ReceivedPassage) -> None:
        """Add a repaired paragraph; its run-in headings are found when it is written."""
        passage, spaces = without_spaced_figures(passage.trimmed())
        self.spaces += spaces
        passage, stops = with_stops_in_bold(passage)
        for at in stops:
            self.ledger.tell("D345", Severity.INFO, at, "小标题的句号在粗体之外，并进去了")
        for span in tuple(_suggestions(passage)):
            if self.adopt:
                passage = passage.emboldened(span)
            else:
                words = passage.text[span.start : span.end - 1]
                self.suggested.append((words, passage.span(*span)))
        pictures = [run for run in passage.runs if run.picture is not None]
        if inlines := self.ledger.inlines(passage):
            self.blocks.append(Paragraph(inlines, passage.place))
        self.figures(pictures)

    def figures(self, pictures: Sequence[Run], caption: ReceivedLine | None = None) -> None:
        """Add pictures; the caption belongs to the last one. Their files are named when they are
        written."""
        for run in pictures:
            said = caption if caption and run is pictures[-1] else None
            words = said.text.strip().replace("\n", " ") if said else ""
            self.blocks.append(Figure(f"#{run.picture}", "", words, run.span))
        if caption:
            self.ledger.take(caption.span)


def _suggestions(passage: ReceivedPassage) -> Iterator[Span]:
    """Sentences that are short enough for a heading, not bold, and followed by a longer one."""
    text = passage.text
    bold = passage.bold_stretches()
    spans = list(sentences(text))
    for at, span in enumerate(spans[:-1]):
        number = number_of(text[span.start : span.end])
        words = text[span.start + (number.length if number else 0) : span.end]
        least = 2 if number else 4
        if (
            words.endswith("。")
            and least <= len(words) - 1 <= LONGEST_SUGGESTED
            and not re.search(r"[，、；：,;:\n0-9]", words)
            and spans[at + 1].end - spans[at + 1].start > len(words)
            and begins_sentence(text, span.start)
            and not any(each.start < span.end and each.end > span.start for each in bold)
        ):
            yield span


def _with_body(
    found: Found,
    opening: ReceivedPassage,
    rest: list[LineOrTable],
    ledger: Accounting,
    *,
    adopt: bool,
) -> Found:
    """The article with its sections: what follows its title, then the other paragraphs."""
    body = _Body(ledger, adopt=adopt)
    members = _members(opening, rest)
    if opening.text.strip():
        opening, rest = _together(opening, rest, ledger, members)
        body.paragraph(opening)
    above: LineOrTable | None = None
    attached = 0
    while rest:
        if start := attachment_at((above, *rest), 1) if above else None:
            attached += 1
            _attach(body, start, attached)
            above, rest = None, rest[start.length :]
            continue
        part = rest.pop(0)
        level = _level(part, (above, *rest[:1])) if isinstance(part, ReceivedLine) else 0
        above = part
        if isinstance(part, Grid):
            body.blocks += table_of(part, ledger)
        elif part.depth and (part.bullet or _LIST_LABEL.match(part.label.strip())):
            items = [part]
            while rest and isinstance(rest[0], ReceivedLine) and rest[0].depth:
                following = rest.pop(0)
                assert isinstance(following, ReceivedLine)
                items.append(following)
            body.blocks += _lists(items, ledger)
        elif pictures := _pictures_alone(part):
            caption = _caption(rest, ledger.size)
            rest = rest[1:] if caption else rest
            body.figures(pictures, caption)
        elif level:
            passage = passage_of(part).trimmed()
            bare = ReceivedPassage(tuple(replace(run, bold=False) for run in passage.runs))
            body.open(ledger.inlines(bare), level, passage.place)
        else:
            passage, rest = _together(passage_of(part), rest, ledger, members)
            body.paragraph(passage)
    if body.spaces:
        at = Span(found.marker.span.start, found.marker.span.start + 1)
        ledger.tell("D346", Severity.INFO, at, f"数字前后的 {body.spaces} 处空格删去了")
    return replace(found, sections=body.closed(), suggested=tuple(body.suggested))


def _attach(body: _Body, start: AttachmentStart, place: int) -> None:
    """Begin an attachment; D378 and D521 tell what is doubtful."""
    body.ledger.take(start.label.span)
    for line in start.title:
        body.ledger.take(line.span)
    body.ledger.diagnostics += told_of_start(start, place, body.ledger.source)
    text = "".join(line.text for line in start.title)[start.name_at :]
    words = text.replace("\n", "").strip()
    span = Span(start.title[0].span.start, start.title[-1].span.end)
    body.open((Text(words, span),), 1, span)


def _level(line: ReceivedLine, beside: Sequence[LineOrTable | None]) -> int:
    """The level of a heading on its own line; 0 for a paragraph.

    `beside` are the parts above and below: lines numbered in a row are items and not headings.
    """
    text = line.text.strip()
    if not text or len(text) > LONGEST_TITLE or text.endswith("。"):
        return 0
    if line.level:
        return min(max(line.level, 2), 6)
    number = number_of(text)
    if number is None or text.endswith(_RUNS_ON) or len(tuple(sentences(text + "。"))) > 1:
        return 0
    counted = [
        other for each in beside if isinstance(each, ReceivedLine) if (other := _number(each))
    ]
    listed = any(each.level == number.level for each in counted)
    return 0 if listed and number.level > 2 else number.level + 1


def _pictures_alone(line: ReceivedLine) -> tuple[Run, ...]:
    """The pictures of a line that has no words."""
    return tuple(run for run in line.runs if run.picture is not None and not line.text.strip())


def _caption(rest: Sequence[LineOrTable], size: float) -> ReceivedLine | None:
    """The line below a picture, if it is its caption: smaller and centred, or numbered (图1)."""
    line = rest[0] if rest else None
    if not isinstance(line, ReceivedLine) or any(run.picture is not None for run in line.runs):
        return None
    text = line.text.strip()
    small = 0 < line.size < size and line.alignment == "center"
    counted = _COUNTED.match(text) and not text.endswith(tuple(SENTENCE_ENDS))
    return line if 0 < len(text) <= LONGEST_CAPTION and (small or counted) else None


def _number(line: ReceivedLine) -> Numbered | None:
    return number_of(line.text.strip())


def _with_end(found: Found, rest: list[LineOrTable], ledger: Accounting) -> Found:
    """The article with what its end says, （…供稿） and （撰稿：…）, which is taken from `rest`.

    It stands below the text, or below the attachments.
    """
    starts = (at for at in range(1, len(rest)) if attachment_at(rest, at))
    for end in sorted({next(starts, len(rest)), len(rest)}, reverse=True):
        found = _with_end_above(found, rest, end, ledger)
    return found


def _with_end_above(found: Found, rest: list[LineOrTable], end: int, ledger: Accounting) -> Found:
    """The article with what the lines above a place in `rest` say, which are taken from it."""
    while end:
        last = rest[end - 1]
        if not isinstance(last, ReceivedLine):
            break
        passage = passage_of(last)
        fact = _fact_at_end(passage.text)
        if fact is None or fact[0] in found.said:
            break
        found = replace(found, said=dict([*found.said.items(), fact]))
        ledger.take(passage.span(0, len(passage.text)))
        end -= 1
        rest.pop(end)
    return found


def _fact_at_end(text: str) -> tuple[str, str] | None:
    """The field that a line at an article's end belongs to, and what it says."""
    for name, pattern in _ENDS.items():
        if match := pattern.fullmatch(text):
            return name, " ".join(next(filter(None, match.groups())).split())
    return said_by(text, SUBMISSION_FIELDS, END)


# -- Lists and tables ------------------------------------------------------------------------------


def _lists(lines: Sequence[ReceivedLine], ledger: Accounting) -> Iterator[Block]:
    """Items as lists, deeper ones inside the item before them."""
    at = 0
    while at < len(lines):
        first = lines[at]
        items: list[Item] = []
        while at < len(lines) and lines[at].bullet == first.bullet:
            line = lines[at]
            inner = []
            while at + 1 < len(lines) and lines[at + 1].depth > line.depth:
                at += 1
                inner.append(lines[at])
            ledger.take(line.span)
            runs, _ = without_spaced_figures(passage_of(replace(line, label="")).trimmed())
            words = Paragraph(ledger.inlines(runs), line.span)
            marker = "" if line.bullet else line.label.strip()
            items.append(Item(marker, (words, *_lists(inner, ledger))))
            at += 1
        yield List(not first.bullet, tuple(items), first.span)


def table_of(grid: Grid, ledger: Accounting) -> Iterator[Block]:
    """A grid as a table."""
    first = first_row(grid) if grid.rows else FirstRow.DATA
    ledger.diagnostics += told_of(first, grid, ledger.source)
    rows = [
        tuple(_cells(row, ledger, head=first.is_head and at == 0))
        for at, row in enumerate(grid.rows)
    ]
    rows = repeated_down(grid, rows)
    if rows:
        if not first.is_head or len(rows) == 1:
            rows.insert(0, (Cell((), ""),))
        width = max(map(len, rows))
        filled = [(*row, *(Cell((), "") for _ in range(width - len(row)))) for row in rows]
        aligns = [_alignment([row[at] for row in filled[1:]]) for at in range(width)]
        head, *rest = (
            tuple(Cell(cell.children, align) for cell, align in zip(row, aligns, strict=True))
            for row in filled
        )
        yield Table(head, tuple(rest), grid.span)
    ledger.diagnostics += told_of_breaks(grid, ledger.source)
    for inner in _grids(part for row in grid.rows for cell in row for part in cell.lines):
        what = f"表格里套着表格，“{shortened(ledger.source.quote(inner.span))}”排成一格"
        ledger.tell("D211", Severity.WARNING, inner.span, what, "另排一张表")
    ledger.diagnostics += told_of_merged(grid, ledger.source)


def _grids(parts: Iterable[ReceivedLine | Grid | Box]) -> Iterator[Grid]:
    """The tables among the parts of a cell, those in text boxes too."""
    for part in parts:
        if isinstance(part, Box):
            yield from _grids(part.parts)
        elif isinstance(part, Grid):
            yield part


def _alignment(cells: Sequence[Cell]) -> str:
    """A column's alignment: that of all its cells below the head, which is always centred."""
    aligns = {cell.align for cell in cells}
    return aligns.pop() if len(aligns) == 1 else ""


def _cells(row: Sequence[GridCell], ledger: Accounting, *, head: bool) -> Iterator[Cell]:
    """The cells of a row; a head is set in bold whatever its cells say."""
    for cell in row:
        inlines: list[Inline] = []
        align = ""
        for line in lines_of(cell.lines):
            words = passage_of(line).trimmed()
            if inlines and words.text.strip():
                inlines.append(Text(" ", line.span))
            if head and line.style != own_styles.TABLE_HEAD:
                words = ReceivedPassage(tuple(replace(run, bold=False) for run in words.runs))
            inlines += ledger.inlines(words)
            align = line.alignment if line.alignment in ("center", "right") else align
            align = "left" if line.style == own_styles.TABLE_LEFT and not align else align
        yield Cell(tuple(inlines), align)
        for _ in range(cell.columns - 1):
            yield Cell((), "")


# -- Faults ----------------------------------------------------------------------------------------


def article_faults(found: Found, file: str, ledger: Accounting) -> None:
    """Report what only a person can decide about an article."""
    if not found.is_known:
        what = f"名册里没有“{found.unit}”" if found.unit else "没有找到报送单位"
        hint = f"在 publication.yaml 的 units 里登记，或改 {file} 的 unit"
        ledger.tell("D348", Severity.ERROR, found.title_at, what, hint)
    for words, at in found.suggested:
        hint = f"是小标题就在 {file} 里写成 **{words}。** 另起一段；全部照办用 --headings"
        ledger.tell("D349", Severity.WARNING, at, f"像是丢了粗体的小标题：{words}", hint)
    if not found.sections:
        hint = f"核对原件，补进 {file}"
        ledger.tell("D348", Severity.ERROR, found.title_at, "这一篇没有正文", hint)
