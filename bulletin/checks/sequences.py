"""Checking that the numbers of paragraphs follow one another: 一、二、三、 and 1. 2. 3."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from bulletin.checks.view import CLOSING, SENTENCE_ENDS, Passage, PassageRole, Stretch

_DIGITS = "零一二三四五六七八九"
_CHINESE = "[一二三四五六七八九十]{1,3}"
_ARABIC = "[0-9]{1,2}"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"第({_CHINESE}|{_ARABIC})(?:部分|章)",
        rf"({_CHINESE})[、.．](?![一二三四五六七八九十0-9]+[、个级类期线产])",
        rf"[（(]({_CHINESE})[）)]",
        rf"({_ARABIC})(?:[.．](?![0-9])|、(?![0-9]))",
        rf"[（(]({_ARABIC})[）)]|({_ARABIC})[）)]",
        r"([①-⑳])",
        rf"第({_CHINESE})[，、：]",
        r"([一二三四五六七八九十])(?:是|要)(?![否非])",
    )
)
"""The forms of a paragraph's number, from the highest level down. `3、4月` and `一、二级` are
none."""

_AFTER_A_MARK = re.compile(
    f"[{SENTENCE_ENDS}；;：，][{CLOSING}]*(?=[第（(①-⑳0-9一二三四五六七八九十])"
)
"""A mark in running text that is followed by what may be a number."""
_NUMBERED_ROLES = (PassageRole.TEXT, PassageRole.HEADING, PassageRole.ITEM)
_LEADS_IN = ("：", ":")


class _Ordinal(NamedTuple):
    """The number of a paragraph, in a passage."""

    form: int
    """Its index in `_FORMS`."""

    value: int
    place: Stretch
    text: str
    """The number as it is printed: （三）."""

    def called(self, value: int) -> str:
        """The number `value` in the same form."""
        digits = re.search("[一二三四五六七八九十]+|[0-9]+|[①-⑳]", self.text)
        assert digits is not None
        return self.text[: digits.start()] + _like(digits[0], value) + self.text[digits.end() :]


def _like(digits: str, value: int) -> str:
    """A value, written with the same kind of digits as `digits`."""
    if digits.isascii():
        return str(value)
    if "①" <= digits <= "⑳":
        return chr(ord("①") + value - 1) if 1 <= value <= 20 else f"({value})"
    tens, ones = divmod(value, 10)
    written = f"{'' if tens == 1 else _DIGITS[tens]}十" if tens else ""
    return written + (_DIGITS[ones] if ones else "")


def _value(digits: str) -> int:
    if "①" <= digits <= "⑳":
        return ord(digits) - ord("①") + 1
    if digits.isascii():
        return int(digits)
    tens, ten, ones = digits.rpartition("十")
    return (_DIGITS.index(tens[-1:] or "一") * 10 if ten else 0) + _DIGITS.find(ones or "零")


def _ordinal(passage: Passage, at: int) -> _Ordinal | None:
    """The number at character `at`, if words follow it."""
    for form, pattern in enumerate(_FORMS):
        if match := pattern.match(passage.text, at):
            digits = next(each for each in match.groups() if each)
            text = match[0]
            return _Ordinal(form, _value(digits), passage.stretch(*match.span()), text)
    return None


def _marker(passage: Passage) -> _Ordinal | None:
    """The number of a list item, which is not part of the passage's text."""
    digits = passage.marker[:-1]
    if not digits or not passage.text:
        return None
    form = 3 if passage.marker.endswith(".") else 4
    return _Ordinal(form, int(digits), passage.stretch(0, 1), passage.marker)


@dataclass
class _Sequences:
    """The sequences that are open at this point of reading, with the last number of each."""

    open: dict[tuple[int, int], tuple[int, ...]]
    """By level (the depth in lists, and the form). A level may have two sequences at a time, if an
    item of one list cites another list."""

    before: _Ordinal | None = None
    """The number of the previous paragraph."""

    led_in: bool = False
    """Whether the text before ends with ： and therefore introduces a list, perhaps a cited one."""

    def found(self, passage: Passage) -> Iterator[tuple[_Ordinal, int]]:
        """The numbers of the passage that are out of sequence, each with the number it should
        follow."""
        heads = _heads(passage)
        for each in heads:
            level = (passage.depth, each.form)
            self.open = {one: last for one, last in self.open.items() if one <= level}
            last = self.open.get(level, ())
            if self._is_wrong(each, last, passage):
                yield each, last[-1]
                last = ()
            self.open[level] = (*(one for one in last if one != each.value - 1), each.value)
        for inner in _inner(passage, heads):
            level = (passage.depth, inner.form)
            self.open[level] = (*self.open.get(level, ()), inner.value)
        if passage.depth == 0 or passage.marker:
            self.before = heads[-1] if heads else None
        self.led_in = passage.text.rstrip().endswith(_LEADS_IN)

    def _is_wrong(self, each: _Ordinal, last: tuple[int, ...], passage: Passage) -> bool:
        """Whether a number follows none of `last`. A 1 is wrong only directly after the same 1."""
        if not last or each.value - 1 in last or self.led_in:
            return False
        if each.value != 1:
            return True
        one = self.before
        if one is None or (one.form, one.value) != (each.form, 1):
            return False
        before = one.place.passage
        return (before.role, before.depth) == (passage.role, passage.depth)


def _heads(passage: Passage) -> list[_Ordinal]:
    """The numbers at the start of the passage and of the run-in headings inside it."""
    starts = [span.start for span in passage.bold if _begins_sentence(passage.text, span.start)]
    places = sorted({0, *starts})
    found = [_marker(passage), *(_ordinal(passage, at) for at in places)]
    return [each for each in found if each is not None]


def _begins_sentence(text: str, at: int) -> bool:
    return text[:at].rstrip(CLOSING).endswith(tuple(SENTENCE_ENDS))


def _inner(passage: Passage, heads: list[_Ordinal]) -> Iterator[_Ordinal]:
    """The numbers inside running text. The number of a later paragraph may follow them."""
    taken = {each.place.start for each in heads}
    for mark in _AFTER_A_MARK.finditer(passage.text):
        inner = _ordinal(passage, mark.end())
        if inner is not None and mark.end() not in taken:
            yield inner


def out_of_sequence(passages: Iterable[Passage]) -> Iterator[tuple[Stretch, str, str]]:
    """The numbers of paragraphs that are repeated or skipped: place, what is wrong, and the cure.

    A number of a higher level ends the sequences below it. A number 1 begins a new sequence.
    """
    sequences = _Sequences({})
    text = (each for each in passages if each.role in _NUMBERED_ROLES)
    for each, last in chain.from_iterable(map(sequences.found, text)):
        right = each.called(last + 1)
        if each.value == last:
            hint = f"改为 `{right}`，后面的依次改"
            yield each.place, f"序号 `{each.text}` 重了", hint
        else:
            message = f"序号 `{each.called(last)}` 之后是 `{each.text}`"
            yield each.place, message, f"改为 `{right}`，或补上缺的"
