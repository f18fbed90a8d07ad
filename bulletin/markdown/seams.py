"""Lines pasted one under another: which of them are paragraphs, and which one paragraph's.

Chinese editors end a paragraph with a line's end and know no empty line between two. Text from a
mail or a terminal ends its lines where the measure does. The two are told apart by what a line
ends with and by its length.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from unicodedata import east_asian_width

SHORTEST_MEASURE = 16.0
"""Em: shorter lines were not broken by a program."""

RAGGED = 2.5
"""Em that a full line may lack: no mark begins a line, and no number is broken."""

SHORTEST_NAME = 8.0
"""Em of a line without any mark that is a name or a heading."""


class Seam(Enum):
    """What a line's end is."""

    APART = "apart"
    """The end of a paragraph."""

    TOGETHER = "together"
    """A turn of the line within a paragraph."""

    UNCLEAR = "unclear"
    """Either: only the author knows."""


_ITEM = re.compile(
    r"""[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]
    | [0-9]{1,3}(?:[.．](?![0-9])|[、)）]) | [（(][0-9]{1,3}[)）] | [①-⑳]
    | 第[一二三四五六七八九十]{1,3}[、，：] | [□■◆◇▲●◎★☆] | [#＃]{2,} | [-*+]\s""",
    re.VERBOSE,
)
"""What a line begins with that is one of several."""

_ENDED = re.compile(r"[。！？；：…?!;:][”’）》」』】*＊)\s]*\Z")
_GOES_ON = re.compile(r"[，、,（《“‘〔【(——]\Z")
_CANNOT_BEGIN = re.compile(r"[，。；：、？！”’）》」』】〕]")
_WHOLLY_BOLD = re.compile(r"(?:\*\*|＊＊)[^*＊]+(?:\*\*|＊＊)\Z")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)\Z")
_BRACKETED = re.compile(r"[（(][^（）()]*[)）]\Z")
_LABEL = re.compile(r"[^，。；：、]{1,10}[：:]")
_POINTED = re.compile(r"[，。；：、！？]")
_PAIRED = ("“”", "（）", "《》")


def seams(lines: Sequence[str]) -> tuple[Seam, ...]:
    """What the end of each line but the last is; the lines stand without an empty one between."""
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
    return tuple(
        _seam(lines[at], lines[at + 1], filled=running and full[at], names=names)
        for at in range(len(texts) - 1)
    )


def _seam(line: str, following: str, *, filled: bool, names: bool) -> Seam:
    """`filled`: the line is as long as those a program broke; `names`: all lines are short."""
    one, two = line.strip(), following.strip()
    if line.endswith(("\\", "  ")) or not (_chinese(one) or _chinese(two)):
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
    """Whether a line is a whole by its look: bold throughout, an image, in brackets."""
    return any(pattern.match(text) for pattern in (_WHOLLY_BOLD, _IMAGE, _BRACKETED))


def _is_end(text: str) -> bool:
    return _ENDED.search(text) is not None


def _is_open(text: str) -> bool:
    """Whether a bracket or quotation that begins in the line has not ended in it."""
    return any(text.count(pair[0]) > text.count(pair[1]) for pair in _PAIRED)


def _chinese(text: str) -> bool:
    return any(east_asian_width(character) in "WF" for character in text)


def _width(text: str) -> float:
    """In em, a Latin character counted as half."""
    wide = sum(east_asian_width(character) in "WFA" for character in text)
    return wide + (len(text) - wide) / 2
