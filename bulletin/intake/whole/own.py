"""Our own export, read by the styles it is written in (`bulletin.own_styles`).

Nothing is guessed and nothing is mended: the document says what it was exported from, or what
somebody changed in Word. A paragraph in any other style is copy.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import PurePosixPath

from bulletin import own_styles
from bulletin.diagnostics import Severity
from bulletin.field_lines import END, said_by
from bulletin.fields import SUBMISSION_FIELDS
from bulletin.intake.filing import safe_name
from bulletin.intake.received import Grid, LineOrTable, ReceivedLine, Run, lines_of
from bulletin.intake.whole.articles import Found, known_unit, table_of, title_end
from bulletin.intake.whole.passage import (
    Accounting,
    GrowingSections,
    ReceivedPassage,
    part_of,
)
from bulletin.model import (
    Block,
    Figure,
    Inline,
    Item,
    Link,
    List,
    Paragraph,
    Publication,
    Quotation,
    Section,
    Strong,
)
from bulletin.patterns import pattern_of
from bulletin.source import Span

_BLANKS = " \t\xa0\u3000"


def is_own(parts: Sequence[LineOrTable]) -> bool:
    """Whether the document has the styles of our export, and each article begins in them."""
    styles = {part.style for part in parts if isinstance(part, ReceivedLine)}
    opens = any(_opens(part) for part in parts)
    return opens and {own_styles.MASTHEAD, own_styles.NUMBER} <= styles


def own_starts(parts: Sequence[LineOrTable]) -> tuple[int, ...]:
    """Places of the lines that articles begin with."""
    return tuple(at for at, part in enumerate(parts) if _opens(part))


def _opens(part: LineOrTable) -> bool:
    """Whether an article begins here: with its title, or with a □ and a unit that were typed."""
    if not isinstance(part, ReceivedLine):
        return False
    titled = any(_is_title(part, run) for run in part.runs)
    can_be_typed = part.style not in own_styles.NO_HEAD and not part.depth
    return titled or (can_be_typed and own_styles.TYPED_HEAD.match(part.text) is not None)


def own_head(
    parts: Sequence[LineOrTable],
) -> tuple[tuple[ReceivedLine, ...], tuple[LineOrTable, ...]]:
    """What stands before the first article: the masthead's lines, and the editor's note."""
    heads = [
        at
        for at, part in enumerate(parts)
        if isinstance(part, ReceivedLine) and part.style in own_styles.HEAD
    ]
    end = heads[-1] + 1 if heads else 0
    return tuple(lines_of(parts[:end])), tuple(parts[end:])


def own_file(name: str, taken: Collection[str]) -> str:
    """The path that a picture is named by, if a file may be written there; otherwise empty.

    A document may come from anywhere, and its pictures may have any name.
    """
    parts = name.split("/")
    is_plain = not set(name) & set("%#") and all(map(_is_safe, parts))
    is_picture = PurePosixPath(parts[-1]).suffix.lower() in _SUFFIXES
    return name if is_plain and is_picture and name.lower() not in taken else ""


def _is_safe(part: str) -> bool:
    """Whether it is a name on any system; Windows reserves `con.png` just like `con`."""
    bare = part.partition(".")[0]
    return safe_name(part) == part and safe_name(bare) == bare


_SUFFIXES = (".png", ".jpg", ".jpeg")


# -- Articles --------------------------------------------------------------------------------------


def read_own_article(
    parts: Sequence[LineOrTable], publication: Publication, ledger: Accounting
) -> Found:
    """Read the lines of one article."""
    first, rest = parts[0], list(parts[1:])
    assert isinstance(first, ReceivedLine)
    title, copy = _parted(first)
    for run in title:
        ledger.take(run.span)
    text = "".join(run.text for run in title).replace("\n", "").strip()
    if first.style == own_styles.TITLE:
        body = _byline(rest, ledger)
    else:
        body, _, text = text.removeprefix("□").partition("：")
        text = text.removesuffix("。")
    unit, is_known = known_unit(body, publication)
    byline = body if is_known and body != unit else ""
    place = Span(title[0].span.start, title[-1].span.end) if title else first.span
    said = _said_below(rest, ledger)
    sections = own_sections((replace(first, runs=copy), *rest), ledger)
    return Found(first, unit, byline, text, place, is_known, sections, said)


def _parted(line: ReceivedLine) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """The title, and what runs in after it; a title that somebody typed ends with its sentence."""
    title = tuple(run for run in line.runs if _is_title(line, run))
    if title:
        return title, tuple(run for run in line.runs if run not in title)
    passage = ReceivedPassage(line.runs)
    end = title_end(passage)
    return passage.cut(0, end).runs, passage.cut(end).runs


def _is_title(line: ReceivedLine, run: Run) -> bool:
    return line.style == own_styles.TITLE or run.style == own_styles.RUN_IN_TITLE


def _byline(rest: list[LineOrTable], ledger: Accounting) -> str:
    """Take the line below a title that names the body."""
    line = rest[0] if rest else None
    if not isinstance(line, ReceivedLine) or line.style != own_styles.BYLINE:
        return ""
    rest.pop(0)
    ledger.take(line.span)
    return line.text.strip()


def _said_below(rest: list[LineOrTable], ledger: Accounting) -> dict[str, str]:
    """Take the lines at an article's end that fields print: who sent it in."""
    ends = (at for at, part in enumerate(rest) if _has_style(part, own_styles.ATTACHMENT_LABEL))
    end = next(ends, len(rest))
    said: dict[str, str] = {}
    while end and isinstance(line := rest[end - 1], ReceivedLine):
        found = said_by(line.text, SUBMISSION_FIELDS, END)
        if found is None or line.style != own_styles.SUPPLIER or found[0] in said:
            break
        said[found[0]] = found[1]
        end -= 1
        rest.pop(end)
        ledger.take(line.span)
    return dict(reversed(said.items()))


def _has_style(part: LineOrTable, style: str) -> bool:
    return isinstance(part, ReceivedLine) and part.style == style


# -- Sections --------------------------------------------------------------------------------------


def own_sections(parts: Sequence[LineOrTable], ledger: Accounting) -> tuple[Section, ...]:
    """The sections of an article or of the editor's note."""
    sections = _Sections(ledger)
    listed = [part for part in parts if _has_style(part, own_styles.ATTACHMENT_LIST)]
    waiting = [part for part in parts if not _has_style(part, own_styles.ATTACHMENT_LIST)]
    while waiting:
        part = waiting.pop(0)
        if isinstance(part, Grid):
            sections.blocks += table_of(part, ledger)
        elif part.style == own_styles.ATTACHMENT_LABEL and _ATTACHMENT.fullmatch(part.text):
            ledger.take(part.span)
        elif part.style == own_styles.ATTACHMENT_TITLE:
            sections.begin(_on_one_line(_trimmed(part.runs)), 1)
        elif level := _own_line_level(part):
            sections.begin(_trimmed(part.runs), level)
        elif _depth(part):
            items = [part]
            while waiting and isinstance(waiting[0], ReceivedLine) and _depth(waiting[0]):
                items.append(waiting.pop(0))  # type: ignore[arg-type]
            sections.blocks += _lists(items, ledger)
        else:
            sections.line(part)
    made = sections.closed()
    _compare_list(listed, made, ledger)
    return made


_ATTACHMENT = pattern_of(r"\s*附件\s*[0-9]*\s*")
_LISTED = pattern_of(r"\A\s*(?:附件：)?\s*(?:[0-9]+[.．])?\s*")


def listed_name(line: str) -> str:
    """The name in a line of our list of attachments, without 附件： and its number."""
    return _LISTED.sub("", line).strip()


def _compare_list(
    listed: Sequence[LineOrTable], made: tuple[Section, ...], ledger: Accounting
) -> None:
    """Take the list of attachments, which is made from their titles; D375 tells a name in it that
    is none of them."""
    titles = [each.heading_text for each in made if each.begins_attachment]
    for line in listed:
        assert isinstance(line, ReceivedLine)
        ledger.take(line.span)
        name = listed_name(line.text)
        if name and name not in titles:
            what = f"附件说明里的“{name}”和附件的标题不一致"
            hint = "附件说明由标题生成；要改就改标题"
            ledger.tell("D375", Severity.WARNING, line.span, what, hint)


def _on_one_line(runs: Sequence[Run]) -> list[Run]:
    """The runs of a title without the line ends that divide it."""
    return [replace(run, text=run.text.replace("\n", "")) for run in runs]


class _Sections(GrowingSections):
    """Sections that grow by the styles of our export."""

    def begin(self, runs: Sequence[Run], level: int) -> None:
        """Open a section; its heading is bold by its style."""
        heading = inlines_of([replace(run, bold=False) for run in runs], self.ledger)
        self.open(heading, level, runs[0].span if runs else Span(0, 0))

    def line(self, line: ReceivedLine) -> None:
        """Add a paragraph, a picture or a caption; headings that run into it open sections."""
        if line.style == own_styles.CAPTION and self._captioned(line):
            return
        for level, runs in _stretches(_trimmed(line.runs)):
            if level:
                self.begin(_without_stop(runs), level)
                self.ledger.take(runs[-1].span)
            else:
                self._copy(line, runs)

    def _copy(self, line: ReceivedLine, runs: Sequence[Run]) -> None:
        words = inlines_of(_trimmed(runs), self.ledger)
        last = self.blocks[-1] if self.blocks else None
        if words and line.style == own_styles.QUOTATION_MORE and isinstance(last, Quotation):
            more = Paragraph(words, line.span)
            self.blocks[-1] = replace(last, blocks=(*last.blocks, more))
        elif words and line.style in (own_styles.QUOTATION, own_styles.QUOTATION_MORE):
            self.blocks.append(Quotation((Paragraph(words, line.span),), line.span))
        elif words:
            self.blocks.append(Paragraph(words, line.span))
        for run in runs:
            if run.picture is not None:
                self.blocks.append(Figure(f"#{run.picture}", "", "", run.span))

    def _captioned(self, line: ReceivedLine) -> bool:
        """Take the line as the caption of the picture above it, if that has none yet."""
        last = self.blocks[-1] if self.blocks else None
        plain = not any(run.picture or run.footnote or run.address for run in line.runs)
        if not isinstance(last, Figure) or last.caption or not plain:
            return False
        self.ledger.take(line.span)
        self.blocks[-1] = replace(last, caption=line.text.replace("\n", " ").strip())
        return True


def _own_line_level(line: ReceivedLine) -> int:
    """The level of a heading on its own line, by our style or by Word's; 0 for none."""
    if line.style in own_styles.OWN_LINE_LEVELS:
        return 2 + own_styles.OWN_LINE_LEVELS.index(line.style)
    return min(max(line.level, 2), 6) if line.level and line.style.startswith("标题 ") else 0


def _stretches(runs: Sequence[Run]) -> Iterator[tuple[int, list[Run]]]:
    """Headings, with their levels, and the copy between them; a bold call does not end a
    heading."""
    level, stretch = 0, list[Run]()
    for run in runs:
        goes_on = run.footnote is not None and run.bold
        now = level if goes_on else _level(run)
        if now != level and stretch:
            yield level, stretch
            stretch = []
        level = now
        stretch.append(run)
    if stretch:
        yield level, stretch


def _level(run: Run) -> int:
    """The level of the heading that a run is part of; 0 for copy."""
    found = run.style in own_styles.RUN_IN_LEVELS
    return 2 + own_styles.RUN_IN_LEVELS.index(run.style) if found else 0


def _without_stop(runs: list[Run]) -> list[Run]:
    """A heading's runs without the 。 that ends it."""
    last = runs[-1]
    if not last.text.endswith("。"):
        return runs
    return [*runs[:-1], replace(last, text=last.text[:-1])]


def _trimmed(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Without blanks at the ends, which only indent or were left behind; line breaks stay."""
    kept = list(runs)
    for at, strip in ((0, str.lstrip), (-1, str.rstrip)):
        while kept and kept[at].text and not strip(kept[at].text, _BLANKS):
            kept.pop(at)
        if kept and (text := strip(kept[at].text, _BLANKS)) != kept[at].text:
            start = kept[at].text.find(text)
            kept[at] = part_of(kept[at], start, start + len(text))
    return tuple(kept)


# -- Inlines ---------------------------------------------------------------------------------------


def inlines_of(runs: Sequence[Run], ledger: Accounting) -> tuple[Inline, ...]:
    """Runs as copy, counted as taken; a link stays one, whatever stands in it."""
    found: list[Inline] = []
    for address, group in groupby(runs, key=lambda run: run.address):
        inner = tuple(each for run in group for each in _inlines(run, ledger))
        found += (Link(address, inner, runs[0].span),) if address and inner else inner
    return tuple(found)


def _inlines(run: Run, ledger: Accounting) -> tuple[Inline, ...]:
    bare = replace(run, bold=False, italic=False, address="")
    inner = ledger.inlines(ReceivedPassage((bare,)))
    if not inner:
        return inner
    return (Strong(inner, run.span),) if run.bold else inner


# -- Lists -----------------------------------------------------------------------------------------


def _depth(line: ReceivedLine) -> int:
    """How deep the list is that a line is in; 0 outside lists."""
    if line.style in own_styles.ITEM_MORE:
        return 1 + own_styles.ITEM_MORE.index(line.style)
    return line.depth


def _lists(lines: Sequence[ReceivedLine], ledger: Accounting) -> Iterator[Block]:
    """Items as lists, deeper ones and further paragraphs inside the item before them."""
    at = 0
    while at < len(lines):
        first = lines[at]
        if not first.depth:  # further paragraphs of an item that is gone
            yield Paragraph(inlines_of(_trimmed(first.runs), ledger), first.span)
            at += 1
            continue
        items: list[Item] = []
        while at < len(lines) and _is_like(first, lines[at]):
            line = lines[at]
            at += 1
            start = at
            while at < len(lines) and _is_inside(lines[at], line):
                at += 1
            items.append(_item(line, lines[start:at], ledger))
        yield List(not first.bullet, tuple(items), first.span)


def _is_like(one: ReceivedLine, two: ReceivedLine) -> bool:
    """Whether two items can be of one list."""
    if not two.depth or one.bullet != two.bullet:
        return False
    return one.bullet or one.label.strip()[-1:] == two.label.strip()[-1:]


def _is_inside(line: ReceivedLine, item: ReceivedLine) -> bool:
    return line.depth > item.depth or (not line.depth and _depth(line) >= item.depth)


def _continues(line: ReceivedLine, item: ReceivedLine) -> bool:
    return not line.depth and _depth(line) == item.depth


def _item(line: ReceivedLine, inner: Sequence[ReceivedLine], ledger: Accounting) -> Item:
    ledger.take(line.span)
    blocks: list[Block] = []
    if words := inlines_of(_trimmed(line.runs), ledger):
        blocks.append(Paragraph(words, line.span))
    for is_further, group in groupby(inner, key=lambda each: _continues(each, line)):
        for each in group if is_further else ():
            blocks.append(Paragraph(inlines_of(_trimmed(each.runs), ledger), each.span))
        blocks += () if is_further else _lists(list(group), ledger)
    return Item("" if line.bullet else line.label.strip(), tuple(blocks))
