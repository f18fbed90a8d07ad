"""Our own export, read by the styles it is written in (`bulletin.own_styles`).

Nothing is guessed and nothing is mended: the document says what it was exported from, or what
somebody changed in Word. A paragraph in any other style is copy.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from bulletin import own_styles
from bulletin.diagnostics import Severity
from bulletin.field_lines import END, said_by
from bulletin.fields import SUBMISSION_FIELDS
from bulletin.image_files import IMAGE_SUFFIXES
from bulletin.intake.accounting import Accounting
from bulletin.intake.filing import safe_name
from bulletin.intake.passage import ReceivedPassage
from bulletin.intake.received import LineOrTable, ReceivedLine, Run, lines_of
from bulletin.intake.whole.articles import Found, end_of_run_in_title, known_unit, without_behind
from bulletin.model import Publication, Section
from bulletin.patterns import pattern_of
from bulletin.source import NOWHERE, Span


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
    is_picture = PurePosixPath(parts[-1]).suffix.lower() in IMAGE_SUFFIXES
    return name if is_plain and is_picture and name.lower() not in taken else ""


def _is_safe(part: str) -> bool:
    """Whether it is a name on any system; Windows reserves `con.png` just like `con`."""
    bare = part.partition(".")[0]
    return safe_name(part) == part and safe_name(bare) == bare


# -- Articles --------------------------------------------------------------------------------------


def read_own_article(
    parts: Sequence[LineOrTable], publication: Publication, accounting: Accounting
) -> Found:
    """Read the lines of one article."""
    first, rest = parts[0], list(parts[1:])
    assert isinstance(first, ReceivedLine)
    title, copy = _parted(first)
    for run in title:
        accounting.take(run.span)
    text = "".join(run.text for run in title).replace("\n", "").strip()
    if first.style == own_styles.TITLE:
        body, said = _without_behind(_byline(rest, accounting))
    else:
        text, said = _without_behind(text.removeprefix("□"))
        body, _, text = text.partition("：")
        text = text.removesuffix("。")
    unit, is_known = known_unit(body, publication)
    byline = body if is_known and body != unit else ""
    place = Span(title[0].span.start, title[-1].span.end) if title else first.span
    said |= _said_below(rest, accounting)
    rows = (replace(first, runs=copy), *rest) if copy else tuple(rest)
    return Found(first, unit, byline, text, place, is_known, said, rows)


def _without_behind(text: str) -> tuple[str, dict[str, str]]:
    """As `without_behind`, of a text."""
    passage, said = without_behind(ReceivedPassage((Run(text, NOWHERE),)))
    return passage.text, said


def _parted(line: ReceivedLine) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """The title, and what runs in after it; a title that somebody typed ends with its sentence."""
    title = tuple(run for run in line.runs if _is_title(line, run))
    if title:
        return title, tuple(run for run in line.runs if run not in title)
    passage = ReceivedPassage(line.runs)
    end = end_of_run_in_title(passage)
    return passage.cut(0, end).runs, passage.cut(end).runs


def _is_title(line: ReceivedLine, run: Run) -> bool:
    return line.style == own_styles.TITLE or run.style == own_styles.RUN_IN_TITLE


def _byline(rest: list[LineOrTable], accounting: Accounting) -> str:
    """Take the line below a title that names the body."""
    line = rest[0] if rest else None
    if not isinstance(line, ReceivedLine) or line.style != own_styles.BYLINE:
        return ""
    rest.pop(0)
    accounting.take(line.span)
    return line.text.strip()


def _said_below(rest: list[LineOrTable], accounting: Accounting) -> dict[str, str]:
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
        accounting.take(line.span)
    return dict(reversed(said.items()))


def _has_style(part: LineOrTable, style: str) -> bool:
    return isinstance(part, ReceivedLine) and part.style == style


# -- The list of attachments -----------------------------------------------------------------------

_LISTED = pattern_of(r"\A\s*(?:附件：)?\s*(?:[0-9]+[.．])?\s*")


def listed_name(line: str) -> str:
    """The name in a line of our list of attachments, without 附件： and its number."""
    return _LISTED.sub("", line).strip()


def without_list(
    rows: Sequence[LineOrTable],
) -> tuple[tuple[LineOrTable, ...], tuple[ReceivedLine, ...]]:
    """The rows without the list of attachments, which is made from their titles; and its lines."""
    others = tuple(row for row in rows if not _has_style(row, own_styles.ATTACHMENT_LIST))
    listed = (row for row in rows if _has_style(row, own_styles.ATTACHMENT_LIST))
    return others, tuple(lines_of(listed))


def compare_list(
    listed: Sequence[ReceivedLine], made: tuple[Section, ...], accounting: Accounting
) -> None:
    """D375 reports a name in the list of attachments that is none of their titles."""
    titles = [each.heading_text for each in made if each.begins_attachment]
    for line in listed:
        accounting.take(line.span)
        name = listed_name(line.text)
        if name and name not in titles:
            what = f"附件说明里的“{name}”和附件的标题不一致"
            hint = "附件说明由标题生成；要改就改标题"
            accounting.tell("D375", Severity.WARNING, line.span, what, hint)
