"""What stands before the first article: masthead, topic, contents and editor's note."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from bulletin.diagnostics import Severity
from bulletin.field_lines import HEAD, ISSUER, LEAD, NUMBER, behind_in, said_by
from bulletin.fields import ISSUE_FIELDS
from bulletin.frame import number_pattern
from bulletin.intake.accounting import Accounting
from bulletin.intake.dates import date_in
from bulletin.intake.passage import passage_of
from bulletin.intake.received import LineOrTable, ReceivedLine
from bulletin.intake.repairing import are_one_paragraph, may_be_torn
from bulletin.markdown import SENTENCE_ENDS
from bulletin.model import REGULAR, Publication, Series
from bulletin.numbering import chinese_number
from bulletin.past import letters
from bulletin.patterns import pattern_of
from bulletin.secrecy import MARK, spelled
from bulletin.source import Span

LONGEST_HEAD_LINE = 48
"""Characters of a line of the masthead; a longer one is a sentence of the editor's note."""

HEAD_LINES = 5
"""How many lines below the publication's name may hold the issue's number."""

LONGEST_PADDED = 1000
"""Characters of the longest line in which facts are sought, white space included."""

_NUMBER = (
    r"(?:(SERIES)\s*)?(?:[（(〔\[]\s*)?"
    r"(?:([0-9]{4})\s*(?:[)）〕\]]\s*)?(?:年\s*)?)?(?:(SERIES)\s*)?"
    r"(?:第\s*|(?<=[〕\])）])\s*)([0-9]{1,7}|[〇○零一二三四五六七八九十百千]{1,9})\s*期(?:\s*[)）〕\]])?"
    r"(?:\s*[（(]\s*(SERIES)\s*[)）])?"
)
"""2024年专报第3期, 专报〔2024〕第3期, 第3期（专报）: series, year, series, number, series."""

_WHOLE = pattern_of(r"(?:[（(]\s*)?总\s*(?:第\s*)?([0-9]{1,7})(?:\s*期)?(?:\s*[)）])?", re.ASCII)
_COPY_NUMBER = pattern_of(
    r"(?:份号|编号|[Nn][Oo]\.?|№)?[：:\s]*(?<![0-9])([0-9]{6})(?![0-9])", re.ASCII
)
_NOTICE = pattern_of(r"内部(?:资料|刊物|材料|文件)|注意保存|注意保密|不得?外传|仅供.{0,8}参[阅考]")
_TOPIC = pattern_of(r"\s*【(.+?)】\s*")
CONTENTS_HEAD = pattern_of(
    r"[【\[]?\s*(?:(?:本\s*期\s*)?目\s*录|本\s*期\s*要\s*目|本\s*期\s*导\s*读)\s*[】\]]?[:：]?"
)
_ENTRY_MARK = pattern_of(
    r"(?:[-*•●·□■◆◇▲◎★☆—–]\s*|[0-9]{1,2}\s*[.．、]\s*|[（(][0-9]{1,2}[）)]\s*)"
)
_ENTRY_PAGE = pattern_of(r"[（(]?[0-9]{0,3}[）)]?\Z")
_LONGEST_PAGE = len("（123）")
_LEADER = " .·…．‥。"
_IMPRINT_WORD = pattern_of(r"\s*(?:编印|编发|主办|编|印发|出版)")


@dataclass(frozen=True, slots=True)
class ContentsLine:
    """A line of the contents as it was printed."""

    text: str
    """Without its mark, its leader, its page number and its end mark."""

    line: ReceivedLine


@dataclass(frozen=True, slots=True)
class Masthead:
    """What the head of an issue says."""

    named: bool = False
    number: int | None = None
    year: int = 0
    """The year before the number (2024年第3期); 0 where none is printed."""

    series: Series = REGULAR
    whole_number: int | None = None
    dated: date | None = None
    issuer: bool = False
    topic: str = ""
    secrecy: str = ""
    copy_number: str = ""
    notice: str = ""
    said: Mapping[str, str] = field(default_factory=dict)
    """What the lines of other fields say, by the name of the field."""

    contents: tuple[ContentsLine, ...] = ()
    note: tuple[ReceivedLine, ...] = ()
    marked: str = ""
    """The mark of secrecy as it is printed, if it is spelled in another way: 秘密☆一年."""


def squeezed(text: str) -> str:
    """Without white space, which mastheads use to spread words."""
    return "".join(text.split())


def read_masthead(
    lines: Sequence[ReceivedLine],
    titles: Sequence[str],
    publication: Publication,
    accounting: Accounting,
) -> Masthead:
    """Read the lines before the first article; `titles` are those of the articles."""
    lines, named = _without_long_name(lines, publication, accounting)
    head = Masthead(named=named)
    known = tuple(map(letters, titles))
    contents: list[ContentsLine] = []
    note: list[ReceivedLine] = []
    in_contents = False
    for line in lines:
        text = passage_of(line).text
        if CONTENTS_HEAD.fullmatch(text.strip()):
            in_contents = True
            accounting.take(line.span)
        elif entry := _entry(line, text, known, in_contents=in_contents):
            contents.append(ContentsLine(entry, line))
            accounting.take(line.span)
        elif _is_note(text, head) or (
            note and not _TOPIC.fullmatch(text) and _runs(note[-1], line)
        ):
            note.append(line)
        else:
            head = _with_facts(line, publication, head, accounting)
    return replace(head, contents=tuple(contents), note=tuple(note))


def _without_long_name(
    lines: Sequence[ReceivedLine], publication: Publication, accounting: Accounting
) -> tuple[Sequence[ReceivedLine], bool]:
    """The lines without a name that is divided into two of them, and whether there was one."""
    for at in range(len(lines)):
        if lines_of_name(lines, at, publication) == 2:
            for line in lines[at : at + 2]:
                accounting.take(line.span)
            return (*lines[:at], *lines[at + 2 :]), True
    return lines, False


def lines_of_name(parts: Sequence[LineOrTable], at: int, publication: Publication) -> int:
    """How many lines from here on give the publication's name; 0 for none, 2 for a long one."""
    said = ""
    for count, part in enumerate(parts[at : at + 2], start=1):
        said += squeezed(part.text) if isinstance(part, ReceivedLine) else "|"
        if said == squeezed(publication.name) or not said:
            return count if said else 0
    return 0


def whose(parts: Sequence[LineOrTable], publication: Publication) -> Publication | None:
    """The publication of the workspace whose name is at the start of a document.

    None if there are several publications, and no line is one of their names or begins with it.
    """
    if not publication.others:
        return publication
    by_length = publication.longest_name_first
    for at in range(len(parts)):
        for each in by_length:
            if lines_of_name(parts, at, each):
                return each
    for part in parts[: 2 * HEAD_LINES]:
        said = squeezed(part.text) if isinstance(part, ReceivedLine) else ""
        for each in by_length:
            if said.startswith(squeezed(each.name)) and len(said) <= LONGEST_HEAD_LINE:
                return each
    return None


def _entry(line: ReceivedLine, text: str, titles: tuple[str, ...], *, in_contents: bool) -> str:
    """The line as one of the contents; empty when it is none."""
    text = " ".join(text.split())
    mark = _ENTRY_MARK.match(text)
    bare = without_page(text[mark.end() :] if mark else text)
    if not letters(bare) or len(bare) > 80:
        return ""
    told = letters(bare)
    if any(title and told.endswith(title) for title in titles):
        return bare
    marked = bool(mark or line.bullet) and "：" in bare
    return bare if marked or (in_contents and not _TOPIC.fullmatch(text)) else ""


def without_page(entry: str) -> str:
    """A line of the contents, whose white space is single spaces, without leader and number."""
    page = _ENTRY_PAGE.search(entry, max(0, len(entry) - _LONGEST_PAGE))
    return entry[: page.start() if page else None].rstrip(_LEADER)


def _runs(one: ReceivedLine, two: ReceivedLine) -> bool:
    """Whether a line of the editor's note may go on in the next line."""
    return are_one_paragraph(one, two) or may_be_torn(one, two)


def _is_note(text: str, head: Masthead) -> bool:
    """Whether the line belongs to the editor's note: it says so, is a sentence, or continues
    one."""
    bare = text.strip()
    if squeezed(bare).startswith(("编者按", "【编者按】", "编者的话")):
        return True
    if _TOPIC.fullmatch(bare):
        return False
    return len(bare) > LONGEST_HEAD_LINE or (
        bare.endswith(tuple(SENTENCE_ENDS)) and len(bare) > 8 and head.number is not None
    )


# -- Facts -----------------------------------------------------------------------------------------


def _with_facts(
    line: ReceivedLine, publication: Publication, head: Masthead, accounting: Accounting
) -> Masthead:
    """The head with every fact that a short line holds, in any order."""
    passage = passage_of(line)
    if len(passage.text) > LONGEST_PADDED:
        return head
    free = passage.text
    for read in _READERS:
        spans, facts = read(free, publication, head)
        for start, end in spans:
            accounting.take(passage.span(start, end))
            free = free[:start] + " " * (end - start) + free[end:]
        head = replace(head, **facts)
    return head


FoundFields = tuple[tuple[tuple[int, int], ...], dict[str, Any]]
"""Stretches of a line that were understood, and the facts of the head that they give."""

_NOTHING: FoundFields = ((), {})


def _name(text: str, publication: Publication, _head: Masthead) -> FoundFields:
    if squeezed(text) != squeezed(publication.name):
        return _NOTHING
    return ((0, len(text)),), {"named": True}


def _number(text: str, publication: Publication, head: Masthead) -> FoundFields:
    found: list[tuple[int, int]] = []
    facts: dict[str, Any] = {}
    if head.whole_number is None and (match := _WHOLE.search(text)):
        facts["whole_number"] = int(match[1])
        found.append(match.span())
        text = text[: match.start()] + " " * len(match[0]) + text[match.end() :]
    match = number_pattern(_NUMBER, publication.series).search(text)
    if head.number is None and match and (number := _value(match)):
        named = match[1] or match[3] or match[5]
        series = publication.series_called(named or "") or REGULAR
        facts |= {"number": number, "year": int(match[2] or 0), "series": series}
        found.append(match.span())
    return tuple(found), facts


def _value(match: re.Match[str]) -> int:
    number = match[4]
    return int(number) if number.isascii() else chinese_number(number)


def _number_in(line: ReceivedLine, publication: Publication) -> int:
    """The number that a line of a masthead gives; 0 for none."""
    text = _WHOLE.sub("", line.text.strip()[:LONGEST_PADDED])
    pattern = number_pattern(_NUMBER, publication.series)
    match = pattern.search(text) if len(text) <= LONGEST_HEAD_LINE else None
    return _value(match) if match else 0


def second_masthead(parts: Sequence[LineOrTable], publication: Publication) -> tuple[int, int]:
    """Where a masthead with another number than the first one begins, and that number.

    A masthead begins with the publication's name. In text that a program took from pages the name
    stands at the head of every page, but with the same number. Without a second masthead, the
    place is past the end.
    """
    first = 0
    for at, number in _mastheads(parts, publication):
        if first and number not in (0, first):
            return at, number
        first = first or number
    return len(parts), 0


def other_masthead(parts: Sequence[LineOrTable], others: Sequence[Publication]) -> tuple[int, int]:
    """Where a masthead of one of these publications begins, with its number; as above."""
    found = (each for other in others for each in _mastheads(parts, other) if each[1])
    return min(found, default=(len(parts), 0))


def _mastheads(parts: Sequence[LineOrTable], publication: Publication) -> Iterator[tuple[int, int]]:
    """The places of the publication's name, each with the number below it; 0 if there is none."""
    for at in range(len(parts)):
        below = at + lines_of_name(parts, at, publication)
        if below == at:
            continue
        near = (
            each for each in parts[below : below + HEAD_LINES] if isinstance(each, ReceivedLine)
        )
        yield at, next(filter(None, (_number_in(each, publication) for each in near)), 0)


def _date(text: str, _publication: Publication, head: Masthead) -> FoundFields:
    found = date_in(text) if head.dated is None else None
    if found is None:
        return _NOTHING
    word = _IMPRINT_WORD.match(text, found.end)
    return ((found.start, word.end() if word else found.end),), {"dated": found.day}


def _issuer(text: str, publication: Publication, _head: Masthead) -> FoundFields:
    spread = r"\s*".join(map(re.escape, squeezed(publication.issuer)))
    match = re.search(spread + r"(?:\s*(?:编印|编发|主办|编))?", text)
    return ((match.span(),), {"issuer": True}) if match else _NOTHING


def _topic(text: str, _publication: Publication, head: Masthead) -> FoundFields:
    match = _TOPIC.fullmatch(text)
    if match is None or head.topic:
        return _NOTHING
    return (match.span(),), {"topic": " ".join(match[1].split())}


def _secrecy(text: str, _publication: Publication, head: Masthead) -> FoundFields:
    match = MARK.search(text)
    right = spelled(match[0]) if match else ""
    if match is None or not right or head.secrecy:
        return _NOTHING
    marked = match[0] if squeezed(match[0]) != right else ""
    return (match.span(),), {"secrecy": right, "marked": marked}


def _copy_number(text: str, _publication: Publication, head: Masthead) -> FoundFields:
    match = _COPY_NUMBER.search(text)
    if match is None or head.copy_number or "年" in text:
        return _NOTHING
    return (match.span(),), {"copy_number": match[1]}


def _line_of_field(text: str, _publication: Publication, head: Masthead) -> FoundFields:
    found = said_by(text, ISSUE_FIELDS, HEAD) or said_by(text, ISSUE_FIELDS, LEAD)
    if found is None or found[0] in head.said:
        return _NOTHING
    return ((0, len(text)),), {"said": dict([*head.said.items(), found])}


def _behind(text: str, _publication: Publication, head: Masthead) -> FoundFields:
    """What fields say behind the number and the issuer, which were read before."""
    places = (NUMBER, ISSUER) if text.startswith(" ") else ()
    found = [each for place in places for each in behind_in(text, ISSUE_FIELDS, place)]
    new = [each for each in found if each.name not in head.said]
    if not new:
        return _NOTHING
    said = {**head.said, **{each.name: each.said for each in new}}
    return tuple((each.start, each.end) for each in new), {"said": said}


def _notice(text: str, _publication: Publication, head: Masthead) -> FoundFields:
    if not _NOTICE.search(text) or head.notice:
        return _NOTHING
    return ((0, len(text)),), {"notice": " ".join(text.split())}


_READERS: tuple[Callable[[str, Publication, Masthead], FoundFields], ...] = (
    *(_name, _topic, _secrecy, _number, _date, _issuer, _behind, _copy_number, _line_of_field),
    _notice,
)
"""Each takes from a line what it understands; the notice takes all the rest, so it comes last."""


# -- Faults ----------------------------------------------------------------------------------------


def tell_masthead(head: Masthead, publication: Publication, accounting: Accounting) -> None:
    """Report what is missing in the head, and what differs from the publication."""
    top = Span(0, 0)
    if not head.named:
        what = f"没有找到报头名称“{publication.name}”"
        accounting.tell("D341", Severity.WARNING, top, what, "核对是不是这份刊物的")
    if head.number is None:
        hint = "在报头里补上一行 第…期，期号照原件"
        accounting.tell("D342", Severity.ERROR, top, "没有找到期号", hint)
    if head.dated is None:
        hint = "写进 issue.md 的 date，按 年-月-日 写"
        if publication.yearly_from is not None and not head.year:
            hint = "按年编号，不知道是哪一年的：在原件的报头补上印发日期，再导入"
        accounting.tell("D343", Severity.ERROR, top, "没有找到印发日期", hint)
    if head.marked:
        at = accounting.source.text.find(head.marked)
        what = f"密级“{head.marked}”写成了 {head.secrecy}"
        place = Span(at, at + len(head.marked)) if at >= 0 else top
        accounting.tell("D353", Severity.WARNING, place, what, "重印前由保密员确认密级和期限")
    if not head.issuer:
        what = f"没有找到编印单位“{publication.issuer}”"
        accounting.tell("D341", Severity.WARNING, top, what, "原件是别的单位编印的，不会记下来")
