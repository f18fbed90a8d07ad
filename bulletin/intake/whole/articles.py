"""From the first □ to the colophon: the articles, each with unit, title and sections."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bulletin.diagnostics import Severity
from bulletin.field_lines import BYLINE, END, behind_in, said_by
from bulletin.fields import SUBMISSION_FIELDS
from bulletin.frame import MARKER
from bulletin.intake.accounting import Accounting, shortened
from bulletin.intake.credits import (
    Credit,
    body_below,
    credits_in,
    joint_units,
    looks_like_a_unit,
    names_a_supplier,
    phones_apart,
    units_in,
)
from bulletin.intake.dates import date_in
from bulletin.intake.enclosed_pages import attachment_at
from bulletin.intake.passage import (
    ReceivedPassage,
    passage_of,
    sentences,
    without_spaced_figures,
)
from bulletin.intake.received import LineOrTable, ReceivedLine, lines_of, with_lines
from bulletin.intake.recognition import RecognisedCopy
from bulletin.intake.recognition.headings import CAPTION
from bulletin.intake.repairing import together
from bulletin.intake.rows import AttachedRows, mended, rows_of, rows_of_attachments
from bulletin.intake.signed_lines import credits_signed
from bulletin.intake.whole.masthead import (
    CONTENTS_HEAD,
    lines_of_name,
    squeezed,
)
from bulletin.markdown import SENTENCE_ENDS
from bulletin.model import Publication, Text
from bulletin.past import letters
from bulletin.patterns import pattern_of
from bulletin.source import Span
from bulletin.tearing import is_in_columns
from bulletin.unit_names import names_in, units_called

LONGEST_TITLE = 60
LARGE = 18.0
"""Points: a title on its own line is 2号 (22); text is 3号 (16)."""

_HEAD = pattern_of(r"\s*([^：:。，；“”？！\n]{2,40})[：:]\s*")
_AT_THE_END = ("supplier", "author", "approver", "phone")
"""The fields that the last lines of an article may fill."""

_UNIT = frozenset(("signature", "unit"))
_SIGNED = frozenset((*_UNIT, *_AT_THE_END, "received"))
"""What the lines of a signature may say: the unit, and who and when."""


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
    said: Mapping[str, str] = field(default_factory=dict)
    """What the lines at its end say, by the name of the field: supplier, author."""

    rows: tuple[LineOrTable, ...] = ()
    """Its text."""

    attachments: tuple[AttachedRows, ...] = ()


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
    and titles among them appear again, on one line or on two.

    The last of them may be the first article, whose title then stands above, too, or never again.
    """
    above = [line for line in lines[: marked[0] if marked else 0] if isinstance(line, ReceivedLine)]
    if not above or not CONTENTS_HEAD.fullmatch(above[-1].text.strip()):
        return 0
    titles: list[str] = []
    for line in lines[marked[0] :]:
        if not isinstance(line, ReceivedLine) or not _is_marked(line.text):
            break
        title = letters(line.text.partition("：")[2] or line.text)
        if len(line.text) > LONGEST_TITLE or not title or title in titles:
            break
        titles.append(title)
    said = [letters(line.text) if isinstance(line, ReceivedLine) else "" for line in lines]
    again = [title in "".join(said[at + 1 :]) for at, title in enumerate(titles, marked[0])]
    return len(titles) - (not again[-1]) if any(again) else 0


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
        for at in large:
            if at - 1 not in large or not _goes_on(lines[at - 1], lines[at]):
                yield at
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


def _goes_on(one: LineOrTable, two: LineOrTable) -> bool:
    """Whether a large line is the next line of the title above it: both look alike."""
    if not (isinstance(one, ReceivedLine) and isinstance(two, ReceivedLine)):
        return False
    if _is_marked(one.text) or _is_marked(two.text):
        return False
    alike = (one.size, one.level, one.alignment) == (two.size, two.level, two.alignment)
    ended = one.text.rstrip().endswith(tuple(SENTENCE_ENDS))
    return alike and two.size >= LARGE and not ended and "：" not in two.text


# -- One article -----------------------------------------------------------------------------------


def read_article(
    parts: Sequence[LineOrTable],
    publication: Publication,
    accounting: Accounting,
    entries: Sequence[str],
) -> Found:
    """Read the lines of one article; `entries` are the contents' lines as far as they are known."""
    first, *rest = rows_of(parts, accounting)
    assert isinstance(first, ReceivedLine)
    while rest and isinstance(more := rest[0], ReceivedLine) and _goes_on(first, more):
        first, rest = together(first, more), rest[1:]
    passage = ReceivedPassage(first.runs)
    marker = MARKER.match(passage.text)
    if marker:
        accounting.take(passage.span(*marker.span()))
        passage = passage.cut(marker.end())
    if _ends_in_title(passage, entries):
        found, rows = _head(first, passage, publication, accounting), mended(rest, accounting)
        if not marker:
            found, rows = _with_byline(found, rows, publication, accounting)
    else:
        opening = replace(first, runs=passage.runs, span=passage.span(0, len(passage.text)))
        whole, *rows = mended([opening, *rest], accounting)
        assert isinstance(whole, ReceivedLine)
        passage = ReceivedPassage(whole.runs)
        end = end_of_run_in_title(passage)
        found = _head(first, passage.cut(0, end), publication, accounting)
        below = passage.cut(end).trimmed()
        place = below.span(0, len(below.text))
        rows = [replace(whole, runs=below.runs, span=place), *rows] if below.runs else rows
    found = _with_end(found, rows, publication, accounting)
    if not found.is_known:
        found = _with_unit_below(found, rows, publication, accounting)
    text, attached = rows_of_attachments(_close(rows, found, accounting), accounting)
    return replace(found, rows=tuple(text), attachments=attached)


def _close(rows: Sequence[LineOrTable], found: Found, accounting: Accounting) -> list[LineOrTable]:
    """The rows without the spaces between figures and 汉字; D346 says how many there were."""
    spaces = 0

    def close(line: ReceivedLine) -> ReceivedLine:
        nonlocal spaces
        if is_in_columns(line.text) or CAPTION.match(line.text):
            return line
        passage, count = without_spaced_figures(ReceivedPassage(line.runs))
        spaces += count
        return replace(line, runs=passage.runs) if count else line

    closed = [with_lines(row, close) for row in rows]
    if spaces:
        at = Span(found.marker.span.start, found.marker.span.start + 1)
        accounting.tell("D346", Severity.INFO, at, f"数字前后的 {spaces} 处空格删去了")
    return closed


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


def end_of_run_in_title(passage: ReceivedPassage) -> int:
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
    line: ReceivedLine, passage: ReceivedPassage, publication: Publication, accounting: Accounting
) -> Found:
    """Unit, byline and title from `单位：标题。`."""
    accounting.take(passage.span(0, len(passage.text)))
    passage, said = without_behind(passage)
    text = passage.text
    match = _HEAD.match(text)
    name = " ".join(match[1].split()) if match else ""
    unit, is_known = known_unit(name, publication)
    byline = name if is_known and name != unit else ""
    start = match.end() if match else 0
    title = without_spaced_figures(passage.cut(start))[0].text.replace("\n", "").strip()
    place = passage.span(start, len(text))
    return Found(line, unit, byline, title.removesuffix("。"), place, is_known, said=said)


LONGEST_HEAD = 80
"""Characters before a title among which fields may say something behind the byline."""


def without_behind(passage: ReceivedPassage) -> tuple[ReceivedPassage, dict[str, str]]:
    """The line of a byline without what fields say behind it, and that by the names of the
    fields."""
    found = tuple(behind_in(passage.text[:LONGEST_HEAD], SUBMISSION_FIELDS, BYLINE))
    bare = passage.without(Span(each.start, each.end) for each in found)
    return bare, {each.name: each.said for each in found}


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
    found: Found, rest: list[LineOrTable], publication: Publication, accounting: Accounting
) -> tuple[Found, list[LineOrTable]]:
    """Take the line that names the body, if there is one below a title on its own line."""
    line = rest[0] if rest else None
    if not isinstance(line, ReceivedLine) or found.is_known:
        return found, rest
    passage, said = without_behind(passage_of(line))
    bare = passage.text.strip().strip("（）()")
    unit, is_known = known_unit(" ".join(bare.split()), publication)
    short = len(bare) <= 40 and not bare.endswith(tuple(SENTENCE_ENDS)) and not line.level
    if not short or not (is_known or line.alignment == "center"):
        return found, rest
    byline = bare if is_known and bare != unit else ""
    accounting.take(line.span)
    said = {**found.said, **said}
    return replace(found, unit=unit, is_known=is_known, byline=byline, said=said), rest[1:]


# -- Its end ---------------------------------------------------------------------------------------


def _with_end(
    found: Found, rest: list[LineOrTable], publication: Publication, accounting: Accounting
) -> Found:
    """The article with what its end says, （…供稿） and （撰稿：…）, which is taken from `rest`.

    It stands below the text, or below the attachments.
    """
    for end in _ends(rest):
        found = _with_end_above(found, rest, end, publication, accounting)
    return found


def _ends(rest: Sequence[LineOrTable]) -> list[int]:
    """Where the attachments end, and where the text does."""
    starts = (at for at in range(1, len(rest)) if attachment_at(rest, at))
    return sorted({next(starts, len(rest)), len(rest)}, reverse=True)


def _with_end_above(
    found: Found,
    rest: list[LineOrTable],
    end: int,
    publication: Publication,
    accounting: Accounting,
) -> Found:
    """The article with what the lines above a place in `rest` say, which are taken from it."""
    while end and isinstance(last := rest[end - 1], ReceivedLine):
        facts = _facts_at_end(passage_of(last).text, publication)
        if not facts or facts.keys() & found.said.keys():
            break
        found = replace(found, said={**found.said, **facts})
        accounting.take(last.span)
        end -= 1
        rest.pop(end)
    return found


def _facts_at_end(text: str, publication: Publication) -> dict[str, str]:
    """What a line at an article's end says, by field; nothing if it says anything else besides."""
    if said := said_by(text, SUBMISSION_FIELDS, END):
        return dict([said])
    facts: dict[str, str] = {}
    for credit in credits_in(text):
        name = credit.name
        if name == "supplier" and not names_a_supplier(credit.value, publication):
            name = "author"
        if name not in _AT_THE_END:
            return {}
        facts[name] = f"{facts[name]}、{credit.value}" if name in facts else credit.value
    return facts


# -- A unit that only the end names ----------------------------------------------------------------


def _with_unit_below(
    found: Found, rest: list[LineOrTable], publication: Publication, accounting: Accounting
) -> Found:
    """The article with the unit that only its end names: a signature, （柳河镇 张三）, which is
    taken from `rest`, or who supplied or wrote it. D206 reports it."""
    for end in _ends(rest):
        start, credits = _signature_above(rest, end, publication)
        words = next((each.value for each in credits if each.name in _UNIT), "")
        if named := _with_unit(found, words, publication, accounting):
            for line in lines_of(rest[start:end]):
                accounting.take(line.span)
            span = Span(rest[start].span.start, rest[end - 1].span.end)
            del rest[start:end]
            return replace(named, said=_said_also(named.said, credits, span, accounting))
    for words in filter(None, (found.said.get("supplier"), found.said.get("author"))):
        if named := _with_unit(found, words, publication, accounting):
            return named
    return found


def _signature_above(
    rest: Sequence[LineOrTable], end: int, publication: Publication
) -> tuple[int, tuple[Credit, ...]]:
    """Where the lines above a place begin that only say who and when, and what they say; two
    that name a unit are a list."""
    start = end
    said: tuple[Credit, ...] = ()
    while start and isinstance(line := rest[start - 1], ReceivedLine):
        dated = any(each.name == "received" for each in said)
        sure = dated or line.text.strip().startswith(("（", "("))
        credits = credits_in(line.text) or credits_signed(line.text, publication, sure=sure)
        if not credits or not {each.name for each in credits} <= _SIGNED:
            break
        start -= 1
        said = (*credits, *said)
    signed = [each for each in said if each.name in _UNIT]
    return (start, said) if len(signed) == 1 else (end, ())


def _with_unit(
    found: Found, words: str, publication: Publication, accounting: Accounting
) -> Found | None:
    """The article with the registered unit that the words at its end name; None if they do not say
    which it is. What stands before its title's colon is then no unit, unless it looks like one."""
    bare = phones_apart(words)[0]
    together = joint_units(bare, publication)
    units = together or units_in(bare, publication)
    if looks_like_a_unit(found.unit):
        return None
    if not units and looks_like_a_unit(bare):
        return replace(found, unit=bare)  # D348 reports it
    if not (together or len(units) == 1):
        return None
    name = "、".join(unit.name for unit in units)
    byline = body_below(bare, units[0]) if len(units) == 1 else ""
    title = f"{found.unit}：{found.title}" if found.unit else found.title
    message = f"标题前没有单位，照篇末的“{shortened(words)}”填了 {name}"
    accounting.tell("D206", Severity.INFO, found.title_at, message)
    return replace(found, unit=name, is_known=True, byline=byline, title=title)


def _said_also(
    said: Mapping[str, str], credits: Sequence[Credit], span: Span, accounting: Accounting
) -> dict[str, str]:
    """What fields say, with what a signature at `span` says besides; D205 reports a day without its
    year, which no field holds."""
    found = dict(said)
    for name, value in ((each.name, each.value) for each in credits if each.name not in _UNIT):
        dated = date_in(value) if name == "received" else None
        if name == "received" and not dated:
            hint = "要用就写进前言"
            accounting.tell("D205", Severity.WARNING, span, f"日期“{value}”没有排入", hint)
            continue
        words = dated.day.isoformat() if dated else value
        known = found.get(name, "")
        if words not in known.split("、"):
            found[name] = f"{known}、{words}" if known else words
    return found


# -- Faults ----------------------------------------------------------------------------------------


def article_faults(found: Found, copy: RecognisedCopy, file: str, accounting: Accounting) -> None:
    """Report what only a person can decide about an article."""
    if not found.is_known:
        what = f"名册里没有“{found.unit}”" if found.unit else "没有找到报送单位"
        hint = f"在 publication.yaml 的 units 里登记，或改 {file} 的 unit"
        accounting.tell("D348", Severity.ERROR, found.title_at, what, hint)
    for words, at in copy.suggested:
        hint = f"是小标题就在 {file} 里写成 **{words}。** 另起一段；全部照办用 --headings"
        accounting.tell("D349", Severity.WARNING, at, f"像是丢了粗体的小标题：{words}", hint)
    if not copy.sections:
        hint = f"核对原件，补进 {file}"
        accounting.tell("D348", Severity.ERROR, found.title_at, "这一篇没有正文", hint)
