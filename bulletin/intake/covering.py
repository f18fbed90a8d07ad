"""A covering letter above a submission: what it is asked to be read for, by whom, and when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from bulletin.intake.enclosed_pages import attachment_at
from bulletin.intake.furniture import role_above, role_below
from bulletin.intake.received import LineOrTable, ReceivedLine
from bulletin.markdown import label_in
from bulletin.patterns import pattern_of

MOST_LINES, LONGEST_SALUTATION, LONGEST_SENTENCE = 5, 25, 120
"""Lines of its text, and characters of the salutation and of a line of the text."""

_TITLE = pattern_of(r".{2,40}函")
_SENDS = pattern_of(
    r".*(?:报送|报上|附后|呈上|呈报|送上|送达|发给|推荐).*"
    r"请.{0,12}(?:审阅|审核|审示|阅示|采用|查收|指正|收阅|审定|刊发|刊用|斧正).{0,8}"
)
_CLOSES = pattern_of(r"(?:特此|专此|妥否|当否|以上).{0,16}|附\s*件?\s*[:：].{1,60}")


@dataclass(frozen=True, slots=True)
class CoveringLetter:
    """The rows of a letter, above those of the submission."""

    text: tuple[ReceivedLine, ...]
    signed: tuple[ReceivedLine, ...]
    """The lines that say who sent it, and when."""

    rows: tuple[LineOrTable, ...]
    """The submission's."""

    label: str = ""
    """The label of an attachment, 附件：, with which the submission begins."""

    enclosed: tuple[ReceivedLine, ...] = ()
    """The labels of several submissions that are enclosed; the letter then stays where it is."""


def covering_letter(
    rows: Sequence[LineOrTable], is_signature: Callable[[ReceivedLine], bool]
) -> CoveringLetter | None:
    """The letter at the head of the rows, if nothing but a letter stands there, signed, and a
    submission below it."""
    lines = list(takewhile(lambda row: isinstance(row, ReceivedLine), rows))
    written = [
        (at, line)
        for at, line in enumerate(lines)
        if isinstance(line, ReceivedLine) and line.text.strip()
    ]
    text = _letter([line for _, line in written])
    signed = list(takewhile(lambda each: is_signature(each[1]), written[len(text) :]))
    if not text or not signed:
        return None
    end = signed[-1][0] + 1
    below = tuple(rows[end:])
    while below and isinstance(below[0], ReceivedLine) and not below[0].text.strip():
        below = below[1:]
    if not any(map(_is_text, below)):
        return None
    starts = (attachment_at(rows, at) for at in range(end, len(rows)))
    labels = tuple(each.label for each in starts if each)
    if len(labels) > 1:
        return CoveringLetter((), (), tuple(rows), enclosed=labels)
    first = below[0]
    label = label_in(first.text) if isinstance(first, ReceivedLine) else None
    typed = first.text[: label.length] if label and isinstance(first, ReceivedLine) else ""
    return CoveringLetter(tuple(text), tuple(line for _, line in signed), below, typed)


def _letter(lines: Sequence[ReceivedLine]) -> list[ReceivedLine]:
    """The lines of the letter above its signature; none if they are no letter."""
    at = 1 if lines and _TITLE.fullmatch(lines[0].text.strip()) else 0
    greeted = at < len(lines) and _is_salutation(lines[at].text.strip())
    at += greeted
    start = at
    while at < min(len(lines), start + MOST_LINES) and _is_said(lines[at].text.strip()):
        at += 1
    sends = any(_is_sending(line.text.strip()) for line in lines[start:at])
    return list(lines[:at]) if sends and start else []


def _is_salutation(text: str) -> bool:
    return len(text) <= LONGEST_SALUTATION and text.endswith(("：", ":"))


def _is_sending(text: str) -> bool:
    known = role_above(text) == "附言" or _SENDS.fullmatch(text) is not None
    return known and len(text) <= LONGEST_SENTENCE


def _is_said(text: str) -> bool:
    """Whether a line is one of a letter's text: what it sends, a wish, a list of enclosures."""
    polite = role_above(text) == "问候" or role_below(text) in ("结语", "附注")
    return polite or _is_sending(text) or _CLOSES.fullmatch(text) is not None


def _is_text(row: LineOrTable) -> bool:
    return isinstance(row, ReceivedLine) and row.text.rstrip().endswith("。")
