"""What holds of every document received: nothing of it is lost without a word.

A diagnostic that says where words went is believed only where they are there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape

from bulletin.diagnostics import Diagnostic
from bulletin.image_files import figures
from bulletin.intake.credits import BARE_LABEL, meaning_of_label
from bulletin.intake.dates import Dated, date_in
from bulletin.intake.submission import ReceivedSubmission
from bulletin.markdown import write_front, write_sections

_PAGE_NUMBER = re.compile(r"[\s0-9０-９第页共/·—–-]*")
_LABEL = re.compile(r"[^\W_]+(?:[ \t\u3000]+[^\W_]+)*(?=[ \t\u3000]*(?:[:：\n]|\Z))")


FLAT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "0123456789" * 2)
"""A raised figure is the figure, set otherwise."""


def signs(text: str) -> Counter[str]:
    """How often each visible character stands in a text."""
    return Counter("".join(text.translate(FLAT).split()))


def front_of(found: ReceivedSubmission) -> str:
    """What the front matter says, notes included."""
    return write_front(found.fields, found.notes)


def written(found: ReceivedSubmission) -> str:
    """The file that is made; a character beside a * may be an entity there."""
    return front_of(found) + "\n" + unescape(write_sections(found.sections))


def lost(found: ReceivedSubmission, seen: str) -> Counter[str]:
    """The characters of what was `seen` that are neither in the file nor truly told of."""
    told = "".join("".join(_told(found, each)) for each in found.diagnostics)
    reader = "".join(each.message for each in found.document.diagnostics)
    return signs(seen) - signs(written(found) + told + reader)


def _told(found: ReceivedSubmission, told: Diagnostic) -> Iterator[str]:
    """The characters of a diagnostic's words that need not be looked for in the file again."""
    held = {
        "D206": not missing(found, told),
        "D212": _PAGE_NUMBER.fullmatch(told.quoted) is not None,
        "D223": True,
    }
    if held.get(told.code):
        yield told.quoted
    elif told.code == "D205" and (dated := _received(found, told.quoted)):
        yield told.quoted[dated.start : dated.end]
    elif told.code == "D220":
        yield "".join(sign for sign in told.quoted if sign in "。；，、")


def untrue(found: ReceivedSubmission) -> list[str]:
    """The words that diagnostics say are in the front matter, and that are not."""
    return [
        word for each in found.diagnostics if each.code == "D206" for word in missing(found, each)
    ]


def missing(found: ReceivedSubmission, told: Diagnostic) -> list[str]:
    """The words of a diagnostic that the front matter lacks; labels and marks aside."""
    front = "".join(front_of(found).split())
    return [word for word in re.split(r"[\W_]+", _values(found, told.quoted)) if word not in front]


def _values(found: ReceivedSubmission, text: str) -> str:
    """A line without labels, and without the date and numbers that the front matter has."""
    text = _LABEL.sub(_unlabelled, text)
    text = re.sub(r"供稿(?=\s|[）)]?\s*\Z)", " ", text)
    for phone in filter(None, found.fields.get("phone", "").split("、")):
        text = re.sub(rf"(?:(?:联系)?电话|手机)?\s*{re.escape(phone)}", " ", text)
    if BARE_LABEL.match(text):  # a form of which only the text is left
        text = BARE_LABEL.sub(" ", text)
    if dated := _received(found, text):
        text = f"{text[: dated.start]} {text[dated.end :]}"
    return text


def _received(found: ReceivedSubmission, text: str) -> Dated | None:
    """The date in a text that the front matter has, in its own writing."""
    dated = date_in(text)
    return dated if dated and dated.day.isoformat() == found.fields.get("received") else None


def _unlabelled(match: re.Match[str]) -> str:
    """The words before a colon or a cell's end without the label that they end in."""
    words = match[0]
    starts = (at for at in range(len(words)) if meaning_of_label(words[at:]))
    start = next(starts, None)
    return words if start is None else words[:start] + " "


def lost_pictures(found: ReceivedSubmission) -> set[int]:
    """The pictures that are neither in the copy nor told to be left out."""
    every = set(range(1, len(found.document.pictures) + 1))
    kept = {int(figure.path) for figure in figures(found.sections)}
    told = {
        int(number)
        for each in found.diagnostics
        if each.code == "D205"
        for number in re.findall(r"图片（第 ([0-9]+) 张）", each.message)
    }
    return every - kept - told
