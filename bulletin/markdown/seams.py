"""Lines without empty lines between them: which of them are paragraphs, and which belong together.

Chinese editors end a paragraph with a line end and do not put an empty line after it. Text from a
mail program or a terminal has line ends wherever the measure ends. How a line ends, and how long it
is, shows which of the two it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from unicodedata import east_asian_width

AMBIGUOUS_MARKS = frozenset("“”‘’—…·")
"""Marks that Latin and Chinese share. A line end beside one does not become a space."""


def is_cjk(character: str) -> bool:
    """Whether the character is CJK: East Asian Width W, F or H."""
    return east_asian_width(character) in ("W", "F", "H")


SHORTEST_MEASURE = 16.0
"""Em. If all lines are shorter, no program broke them."""

RAGGED = 2.5
"""Em by which a full line may be short, because no mark may begin the next one and no number is
broken."""

SHORTEST_NAME = 8.0
"""Em. A line up to this long without any mark can be a name or a heading."""


class Seam(Enum):
    """What the end of a line means."""

    APART = "apart"
    """The paragraph ends here."""

    TOGETHER = "together"
    """The paragraph continues on the next line."""

    UNCLEAR = "unclear"
    """It may be either; only the author knows."""


_ITEM = re.compile(
    r"""[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]
    | [0-9]{1,3}(?:[.．](?![0-9])|[、)）]) | [（(][0-9]{1,3}[)）] | [①-⑳]
    | 第[一二三四五六七八九十]{1,3}[、，：] | [□■◆◇▲●◎★☆] | [#＃]{2,} | [-*+]\s""",
    re.VERBOSE,
)
"""The number or sign at the start of a line that is one of several items."""

_ENDED = re.compile(r"[。！？；：…?!;:][”’）》」』】*＊)\s]*\Z")
_GOES_ON = re.compile(r"[，、,（《“‘〔【(——]\Z")
_CANNOT_BEGIN = re.compile(r"[，。；：、？！”’）》」』】〕]")
_WHOLLY_BOLD = re.compile(r"(?:\*\*|＊＊)[^*＊]+(?:\*\*|＊＊)\Z")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)\Z")
_BRACKETED = re.compile(r"[（(][^（）()]*[)）]\Z")
_LABEL = re.compile(r"[^，。；：、]{1,10}[：:]")
_ATTACHMENT = re.compile(r"附\s*件\s*[0-9０-９一二三四五六七八九十]{0,3}[：:]?\Z")
"""A line that begins an attachment: its title is the next line, alone."""

_POINTED = re.compile(r"[，。；：、！？]")
_PAIRED = ("“”", "（）", "《》")


def space_between(before: str, after: str) -> str:
    """What a line end stands for within a paragraph: a space between two Latin words, and nothing
    beside a 汉字 or a Chinese mark (clreq 2.2: no space between characters)."""
    if not before or not after or _is_chinese(before[-1]) or _is_chinese(after[0]):
        return ""
    return " "


def _is_chinese(character: str) -> bool:
    return character in AMBIGUOUS_MARKS or is_cjk(character)


def seams(lines: Sequence[str]) -> tuple[Seam, ...]:
    """What the end of each line but the last means. There are no empty lines between the lines."""
    if len(lines) < 2:
        return ()
    texts = [line.strip() for line in lines]
    widths = [_width(text) for text in texts]
    measure = max(widths, default=0.0)
    full = [width >= measure - RAGGED for width in widths]
    wrapped = measure >= SHORTEST_MEASURE and all(
        is_full or _is_end(text) for is_full, text in zip(full[:-1], texts, strict=False)
    )
    running = wrapped and not all(_is_end(text) for text in texts[:-1])
    names = all(
        width <= SHORTEST_NAME and not _POINTED.search(text)
        for width, text in zip(widths, texts, strict=True)
    )
    heads = [_ATTACHMENT.match(text) is not None for text in texts]
    return tuple(
        Seam.APART
        if any(heads[max(0, at - 1) : at + 2])
        else _seam(lines[at], lines[at + 1], filled=running and full[at], names=names)
        for at in range(len(texts) - 1)
    )


def _seam(line: str, following: str, *, filled: bool, names: bool) -> Seam:
    """What the end of `line` means.

    `filled` says that it is as long as a line that a program broke, `names` that all lines are
    short.
    """
    one, two = line.strip(), following.strip()
    if line.endswith("\\") or not (_chinese(one) or _chinese(two)):
        return Seam.TOGETHER
    if following.startswith(("　　", "\u2003\u2003")) or _stands_alone(one) or _stands_alone(two):
        return Seam.APART
    begins_item = _ITEM.match(two) is not None
    if _is_end(one):
        return Seam.UNCLEAR if filled and not begins_item else Seam.APART
    if _CANNOT_BEGIN.match(two) or _is_open(one):
        return Seam.TOGETHER
    if _GOES_ON.search(one):
        return Seam.UNCLEAR if begins_item else Seam.TOGETHER
    if begins_item or names:
        return Seam.APART
    if filled:
        return Seam.TOGETHER
    heads = _ITEM.match(one) or (_LABEL.match(one) and _LABEL.match(two))
    return Seam.APART if heads else Seam.UNCLEAR


def _stands_alone(text: str) -> bool:
    """Whether a line looks complete by itself: it is all bold, an image, or in brackets."""
    return any(pattern.match(text) for pattern in (_WHOLLY_BOLD, _IMAGE, _BRACKETED))


def _is_end(text: str) -> bool:
    return _ENDED.search(text) is not None


def _is_open(text: str) -> bool:
    """Whether a bracket or quotation is opened in the line but not closed in it."""
    return any(text.count(pair[0]) > text.count(pair[1]) for pair in _PAIRED)


def _chinese(text: str) -> bool:
    return any(east_asian_width(character) in "WF" for character in text)


def _width(text: str) -> float:
    """The width in em; a Latin character counts as half."""
    wide = sum(east_asian_width(character) in "WFA" for character in text)
    return wide + (len(text) - wide) / 2
