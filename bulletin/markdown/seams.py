"""Lines without empty lines between them: which of them are paragraphs, and which belong together.

Chinese editors end a paragraph with a line end and do not put an empty line after it. Text from a
mail program or a terminal has line ends wherever the measure ends. How a line ends, and how long it
is, shows which of the two it is:

>>> seams(("会议要求，各镇要抓紧落实，", "确保任务按期完成。"))  # in mid-sentence
(<Seam.TOGETHER: 'together'>,)
>>> seams(("加强领导", "落实责任"))  # two names or headings, one below the other
(<Seam.APART: 'apart'>,)

Where neither is certain, the seam is unclear, and the editor is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from math import inf
from typing import TypeAlias
from unicodedata import east_asian_width

from bulletin.markdown.attachment_lines import LONGEST_TITLE_LINE, MOST_TITLE_LINES, label_in
from bulletin.patterns import pattern_of
from bulletin.tearing import is_in_columns, is_laid_out

AMBIGUOUS_MARKS = frozenset("“”‘’—…·")
"""Marks that Latin and Chinese share. A line end beside one does not become a space."""


SHORTEST_MEASURE = 16.0
"""Em. If all lines are shorter, no program broke them."""

RAGGED = 2.5
"""Em by which a full line may be short, because no mark may begin the next one and no number is
broken."""

LEAST_FULL = 0.75
"""The part of the measure that a line has at least if it goes on in the next."""

MOST_UNPOINTED = 36.0
"""Em. Running text has a mark at least this often; only names and slogans run on without one."""

MOST_IN_BOLD = 4
"""Line ends that a title or heading in bold may have at most."""

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


_ITEM = pattern_of(
    r"""[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]
    | [0-9]{1,3}(?:[.．](?![0-9])|[、)）]) | [（(][0-9]{1,3}[)）] | [①-⑳]
    | 第[一二三四五六七八九十]{1,3}[、，：] | [□■◆◇▲●◎★☆] | [#＃]{2,} | [-*+]\s""",
    re.VERBOSE,
)
"""The number or sign at the start of a line that is one of several items."""

_COUNTED = pattern_of(
    r"[一二三四五六七八九十]+(?:是|要)(?![一二三四五六七八九十])|(?:首先|其次|再次|最后)，"
)
"""What often begins a paragraph after the end of a sentence."""

_INDENTS = ("　", "\u2003\u2003")
_ENDED = pattern_of(r"[。！？；：…?!;:][”’）》」』】*＊)\s]*\Z")
_GOES_ON = pattern_of(r"[，、,（《“‘〔【(——]\Z")
_CANNOT_BEGIN = pattern_of(r"[，。；：、？！”’）》」』】〕]")
_WHOLLY_BOLD = pattern_of(r"(?:\*\*|＊＊)[^*＊]+(?:\*\*|＊＊)\Z")
_IMAGE = pattern_of(r"!\[[^\]]*\]\([^)]*\)\Z")
_BRACKETED = pattern_of(r"[（(][^（）()]*[)）]\Z")
_FIGURES = pattern_of(r"[^A-Za-z]*[0-9][^A-Za-z]*\Z")
_DASHED_NUMBER = pattern_of(r"([-－—–―]+)\s*[0-9０-９]{1,4}\s*\1\Z")
_LED = pattern_of(r"[^，。；：、！？:]{1,8}[：:]\s*")
"""The label above or before names: 参加人员："""

_POINTED = pattern_of(r"[，。；：、！？]")
_POINT = pattern_of(r"[，。；：、！？…,;:!?]|[.](?![0-9])|(?<!\n)《|》(?!\n)")
"""What running text has now and then; a name in 《》 is in it only where words stand beside it."""

_SENTENCE_END = pattern_of("[。；！？]")
_PAIRED = ("“”", "（）", "《》")
_BOLD = ("**", "＊＊")


_SIGN_LEFT_OPEN = pattern_of(r"(?:\S|\A)[-+/=(\[@&~]\Z|[0-9][.:,]\Z")
_SIGN_GOES_BACK = pattern_of(r"[-+/=&@~](?![ \t])|[.:,][0-9]|[%)\],;:!?‰°]")
_UNIT_OF_FIGURES = pattern_of("[A-Z]{1,2}(?![A-Za-z])")


def space_between(before: str, after: str) -> str:
    """What a line end stands for within a paragraph: a space between two Latin words, and nothing
    beside a 汉字 or a Chinese mark (clreq 2.2: no space between characters).

    A sign that joins two words (5G+AI, Wi-Fi, A/B, 3.5, 10%) has none beside it, and figures have
    none before their unit (5G).
    """
    if not before or not after or _is_chinese(before[-1]) or _is_chinese(after[0]):
        return ""
    if before[-1] in FIGURES and after[0] in FIGURES:
        return " "
    if _SIGN_LEFT_OPEN.search(before) or _SIGN_GOES_BACK.match(after):
        return ""
    return "" if before[-1] in FIGURES and _UNIT_OF_FIGURES.match(after) else " "


FIGURES = frozenset("0123456789")

_LAST_FIGURES = pattern_of(r"[0-9]+\Z")
_FIRST_FIGURES = pattern_of(r"([0-9]+)([年月日号期个名人项条万亿%]?)")


def figures_between(before: str, after: str) -> tuple[str, ...]:
    """What may be meant where a line ends with figures and the next one begins with figures:
    20232024, 2023、2024 or 2023—2024. Only the author knows; empty at any other line end."""
    one, two = _LAST_FIGURES.search(before.rstrip()), _FIRST_FIGURES.match(after.lstrip())
    if one is None or two is None:
        return ()
    whole = (one[0] + two[0],) if len(one[0] + two[1]) < 8 else ()
    return (*whole, f"{one[0]}、{two[0]}", f"{one[0]}—{two[0]}")


def _is_chinese(character: str) -> bool:
    return character in AMBIGUOUS_MARKS or east_asian_width(character) in ("W", "F", "H")


@dataclass(frozen=True, slots=True)
class Wrapping:
    """How a program broke a whole text into lines."""

    measure: float
    """Em of its longest lines; infinite if no program broke it."""

    indented: bool = False
    """Whether its paragraphs begin with white space."""

    def fills(self, width: float, text: str) -> bool:
        """Whether the program may have broken the text after a line, of the given width in em.

        In mid-sentence it did so before a long word too; a sentence's end with room behind it is
        the author's.
        """
        if self.indented:  # a program that counts characters breaks rows with figures earlier
            width = max(width, len(text.replace("*", "")))
        return width >= (self.measure - RAGGED if _is_end(text) else self.measure * LEAST_FULL)


UNWRAPPED = Wrapping(inf)
"""A text whose line ends were all typed by somebody."""


def seams(
    lines: Sequence[str], wrapping: Wrapping | None = None, above: str = ""
) -> tuple[Seam, ...]:
    """What the end of each line but the last means. There are no empty lines between the lines.

    `wrapping` is known from the text that they are part of; without it, the lines themselves must
    show whether a program broke them, which leaves more unclear. `above` is the line above them,
    which matters if it is the label of an attachment.
    """
    if (label := label_in(above)) and label.bare:
        return seams((above, *lines), wrapping)[1:]
    if len(lines) < 2:
        return ()
    texts = [line.strip() for line in lines]
    widths = [line_width(text) for text in texts]
    own = max(widths, default=0.0)
    full = [
        wrapping.fills(width, text) if wrapping else width >= own - RAGGED
        for width, text in zip(widths, texts, strict=True)
    ]
    wrapped = own >= SHORTEST_MEASURE and all(
        is_full or _is_end(text) for is_full, text in zip(full[:-1], texts, strict=False)
    )
    pointed = any(map(_POINTED.search, texts)) or not any(map(_chinese, texts))
    running = wrapped and pointed and not all(_is_end(text) for text in texts[:-1])
    in_list = listed(texts, full)
    named = (_LED.sub("", texts[0]), *texts[1:])
    names = all(line_width(each) <= SHORTEST_NAME and not _POINTED.search(each) for each in named)
    broken = [each and width >= SHORTEST_MEASURE for each, width in zip(full, widths, strict=True)]
    enclosed = _around_labels(texts, broken)
    in_bold = _in_bold(lines)
    return tuple(
        Seam.APART
        if at in enclosed
        else Seam.TOGETHER
        if at in in_bold
        else _seam(
            lines[at],
            lines[at + 1],
            filled=(wrapping is not None or running) and full[at] and at not in in_list,
            names=names,
            wrapping=wrapping,
        )
        for at in range(len(texts) - 1)
    )


def listed(texts: Sequence[str], full: Sequence[bool]) -> frozenset[int]:
    """The places of the lines whose end lies between two members of a list: slogans, names of
    projects, verse.

    `full` says of each line whether the next one may be the rest of it. Members of a list have no
    mark for longer than running text has, or the same few commas at the same places.
    """
    found: set[int] = set()
    start = 0
    for end in (at for at in range(len(texts)) if not full[at] or at + 1 == len(texts)):
        lines = texts[start : end + 1]
        found.update(start + at for at in (*_unpointed(lines), *_parallel(lines)))
        start = end + 1
    return frozenset(found)


def _unpointed(texts: Sequence[str]) -> Iterator[int]:
    """The places of the lines in whose end a stretch without a mark goes on that is too long."""
    whole = "\n".join(texts)
    place = 0
    for one, two in pairwise((0, *(match.end() for match in _POINT.finditer(whole)), len(whole))):
        ends = whole.count("\n", one, two)
        if ends and line_width(whole[one:two].replace("\n", "")) > MOST_UNPOINTED:
            yield from range(place, place + ends)
        place += ends


def _parallel(texts: Sequence[str]) -> Iterator[int]:
    """The places of the lines that have their commas at about the same places as a neighbour: of
    three or more, or of two equally long ones."""
    commas = [_commas(text) for text in texts]
    alike = [_is_alike(one, two) for one, two in pairwise(commas)]
    couplet = len(texts) == 2 and len(texts[0]) == len(texts[1]) and commas[0] == commas[1]
    for at, both in enumerate(alike):
        if both and (couplet or any(alike[max(0, at - 1) : at]) or any(alike[at + 1 : at + 2])):
            yield from range(at, min(at + 2, len(alike)))


_Commas: TypeAlias = tuple[tuple[int, str], ...]


def _is_alike(one: _Commas, two: _Commas) -> bool:
    """Whether two lines have the same marks, each within `RAGGED` of the other line's."""
    return (
        bool(one)
        and len(one) == len(two)
        and all(
            mark == other and abs(at - place) < RAGGED
            for (at, mark), (place, other) in zip(one, two, strict=True)
        )
    )


def _commas(text: str) -> _Commas:
    """The places and characters of the marks in a line that has one or two, and no sentence's
    end."""
    marks = tuple((match.start(), match[0]) for match in _POINTED.finditer(text))
    return marks if len(marks) <= 2 and not _SENTENCE_END.search(text) else ()


def _around_labels(texts: Sequence[str], filled: Sequence[bool]) -> frozenset[int]:
    """The places of the lines before the label of an attachment, of the label, and of its title.

    附件1 stands alone, or with a name that the measure did not break.
    """
    found: set[int] = set()
    for at, text in enumerate(texts):
        label = label_in(text)
        if label is None or not (label.bare or (_is_titled(text) and not filled[at])):
            continue
        found.update((at, at - 1) if label.bare or (at and _is_apart(texts[at - 1])) else (at,))
        below = at + 1 if label.bare else at
        while below < min(at + MOST_TITLE_LINES + 1, len(texts)) and _is_titled(texts[below]):
            found.add(below)
            below += 1
        if label.bare:
            found.add(at + 1)
    return frozenset(found)


def _is_titled(text: str) -> bool:
    """Whether a line can be one of a title, or has a label and a name."""
    return len(text) <= LONGEST_TITLE_LINE and not re.search("[。；！？，、]", text)


def _is_apart(text: str) -> bool:
    """Whether the line above a label is complete: a sentence, or another one of its kind."""
    return _is_end(text) or label_in(text) is not None or _is_titled(text)


def _in_bold(lines: Sequence[str]) -> frozenset[int]:
    """The places of the lines at whose end bold is open, which a later line closes.

    A mark without its other half is no bold; no item and no mark at the edge closes what is open.
    """
    found: set[int] = set()
    start: int | None = None
    for at, line in enumerate(lines):
        text = line.strip()
        begins = line.startswith(_INDENTS) or text.startswith(_BOLD) or _ITEM.match(text)
        if begins or (start is not None and at - start > MOST_IN_BOLD):
            start = None
        if sum(map(text.count, _BOLD)) % 2 == 0:
            continue
        if start is None:
            start = at
        else:
            found.update(range(start, at))
            start = None
    return frozenset(found)


def _seam(
    line: str, following: str, *, filled: bool, names: bool, wrapping: Wrapping | None
) -> Seam:
    """What the end of `line` means.

    `filled` says that it is as long as a line that a program broke, `names` that all lines are
    short.
    """
    one, two = line.strip(), following.strip()
    if line.endswith("\\"):
        return Seam.TOGETHER
    if not (_chinese(one) or _chinese(two)):
        figures = _FIGURES.match(one) and _FIGURES.match(two)
        together = filled or (wrapping is None and not figures)
        return Seam.TOGETHER if together else Seam.APART
    if following.startswith(_INDENTS) or _stands_alone(one) or _stands_alone(two):
        return Seam.APART
    if is_in_columns(one) and is_in_columns(two):
        return Seam.APART
    if _BRACKETED.match(one) or (_BRACKETED.match(two) and not _leads_on(one, filled=filled)):
        return Seam.APART
    begins_item = _ITEM.match(two) is not None
    if _is_end(one):
        return _after_an_end(two, filled=filled, begins_item=begins_item, wrapping=wrapping)
    if _CANNOT_BEGIN.match(two) or _is_open(one):
        return Seam.TOGETHER
    if _GOES_ON.search(one):
        return Seam.UNCLEAR if begins_item else Seam.TOGETHER
    if begins_item or names:
        return Seam.APART
    if filled:
        return Seam.TOGETHER
    return Seam.APART if _ITEM.match(one) or _is_laid_out(two) else Seam.UNCLEAR


def _after_an_end(two: str, *, filled: bool, begins_item: bool, wrapping: Wrapping | None) -> Seam:
    """What the end of a line means that ends a sentence."""
    if not filled:
        return Seam.APART
    if wrapping is None:
        return Seam.APART if begins_item else Seam.UNCLEAR
    heading = line_width(two) < wrapping.measure - RAGGED and not _is_end(two)
    begins = begins_item or heading or _COUNTED.match(two)
    return Seam.APART if begins and not wrapping.indented else Seam.TOGETHER


def _is_laid_out(text: str) -> bool:
    """Whether a line has the form of one of several, or of an end: 二是…, 电话：…, a date."""
    return _COUNTED.match(text) is not None or (is_laid_out(text) and text[0] not in "（(【〔*")


def _stands_alone(text: str) -> bool:
    """Whether a line looks complete by itself: it is all bold, an image, or a number in dashes."""
    return any(pattern.match(text) for pattern in (_WHOLLY_BOLD, _IMAGE, _DASHED_NUMBER))


def _leads_on(text: str, *, filled: bool) -> bool:
    """Whether a line stops in mid-sentence, so that even a line in brackets goes on with it."""
    return not _is_end(text) and (filled or _GOES_ON.search(text) is not None)


def _is_end(text: str) -> bool:
    return _ENDED.search(text) is not None


def _is_open(text: str) -> bool:
    """Whether a bracket or quotation is opened in the line but not closed in it."""
    return any(text.count(pair[0]) > text.count(pair[1]) for pair in _PAIRED)


def _chinese(text: str) -> bool:
    return any(east_asian_width(character) in "WF" for character in text)


def line_width(text: str) -> float:
    """The width in em; a Latin character counts as half."""
    return sum(map(_WIDTHS.__getitem__, text)) / 2


class _Widths(dict[str, int]):
    """How many half em each character takes, looked up when it is first asked for."""

    def __missing__(self, character: str) -> int:
        width = self[character] = 1 + (east_asian_width(character) in "WFA")
        return width


_WIDTHS = _Widths()
