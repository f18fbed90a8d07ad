"""Checking that the numbers of paragraphs follow one another: 一、二、三、 and 1. 2. 3."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple
from unicodedata import numeric

from bulletin.checks.view import CLOSING, HAN, SENTENCE_ENDS, Passage, PassageRole, Stretch
from bulletin.patterns import pattern_of

_DIGITS = "零一二三四五六七八九"
_CHINESE = "[一二三四五六七八九十]{1,3}"
_ARABIC = "[0-9]{1,2}"
_SINGLE = "①-⑳⑴-⒇⒈-⒛❶-❿㈠-㈩㊀-㊉"
"""Numbers that are one character. Each kind has its own row from 1 on."""

_FORM_PATTERNS = (
    rf"第({_CHINESE}|{_ARABIC})(?:部分|章)",
    rf"({_CHINESE})[、.．](?![一二三四五六七八九十0-9]+[、个级类期线产])",
    rf"[（(]({_CHINESE})[）)]",
    "([㈠-㈩])",
    "([㊀-㊉])",
    rf"({_ARABIC})(?:[.．](?![0-9])|、(?![0-9]))",
    "([⒈-⒛])",
    rf"[（(]({_ARABIC})[）)]|({_ARABIC})[）)]",
    "([⑴-⒇])",
    "([①-⑳])",
    "([❶-❿])",
    rf"第({_CHINESE})步?[，、：]",
    rf"其({_CHINESE})[，、：]",
    r"([一二三四五六七八九十])(?:是|要)(?![否非])",
)
_FORMS = tuple(map(pattern_of, _FORM_PATTERNS))
"""The forms of a paragraph's number, from the highest level down. `3、4月` and `一、二级` are
none."""

_ANY_FORM = pattern_of("|".join(_FORM_PATTERNS))

_HEADED, _DOTTED, _BRACKETED, _COUNTED, _OF_THEM, _SAID = 1, 5, 7, 11, 12, 13
"""The indexes in `_FORMS` of 一、, 1., （1）, 第一，, 其一， and 一是."""

_AFTER_A_MARK = pattern_of(
    f"[{SENTENCE_ENDS}；;：，][{CLOSING}]*(?=[第其（({_SINGLE}0-9一二三四五六七八九十])"
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
        digits = re.search(f"[一二三四五六七八九十]+|[0-9]+|[{_SINGLE}]", self.text)
        assert digits is not None
        return self.text[: digits.start()] + _like(digits[0], value) + self.text[digits.end() :]


def _like(digits: str, value: int) -> str:
    """A value, written with the same kind of digits as `digits`."""
    if digits.isascii():
        return str(value)
    if re.fullmatch(f"[{_SINGLE}]", digits):
        return chr(ord(digits) + value - _value(digits))
    tens, ones = divmod(value, 10)
    written = f"{'' if tens == 1 else _DIGITS[tens]}十" if tens else ""
    return written + (_DIGITS[ones] if ones else "")


def _value(digits: str) -> int:
    if re.fullmatch(f"[{_SINGLE}]", digits):
        return int(numeric(digits))
    if digits.isascii():
        return int(digits)
    tens, ten, ones = digits.rpartition("十")
    return (_DIGITS.index(tens[-1:] or "一") * 10 if ten else 0) + _DIGITS.find(ones or "零")


def _ordinal(passage: Passage, at: int) -> _Ordinal | None:
    """The number at character `at`, if words follow it."""
    if not _ANY_FORM.match(passage.text, at):
        return None
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
    form = _DOTTED if passage.marker.endswith(".") else _BRACKETED
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
    while at and text[at - 1] in CLOSING:
        at -= 1
    return at > 0 and text[at - 1] in SENTENCE_ENDS


def _inner(passage: Passage, heads: list[_Ordinal]) -> Iterator[_Ordinal]:
    """The numbers inside running text. The number of a later paragraph may follow them."""
    taken = {each.place.start for each in heads}
    for mark in _AFTER_A_MARK.finditer(passage.text):
        inner = _ordinal(passage, mark.end())
        if inner is not None and mark.end() not in taken:
            yield inner


# -- Numbers inside one paragraph ------------------------------------------------------------------

_ROLES_IN_LINE = (PassageRole.CELL, PassageRole.NOTE)
"""Passages that may have such numbers, besides those with a number of their own."""

_LEVELS_IN_LINE = range(_HEADED, _SAID)
"""The indexes in `_FORMS` of 一、 to 其一，. `一是` is checked by S117."""

_ONLY_MARKED = (_HEADED, _DOTTED, _COUNTED, _OF_THEM)
"""Those that are a number only after a punctuation mark."""

_IN_LINE = pattern_of(f"(?={'|'.join(_FORM_PATTERNS)})[（({_SINGLE}0-9一二三四五六七八九十第其]")
_MARKED = pattern_of(f"[。！？；;：:，…][{CLOSING}]*\\Z")
_LEADS_TO_WORDS = pattern_of(f"[“《]?(?![项款目条类级档号楼排]|单元|班(?!子))[{HAN}]{{2}}")
_REFERS = pattern_of("[图表注见第至到和与及或按附式级栏—~～-]\\Z")


class _InLine(NamedTuple):
    """A number inside a paragraph."""

    ordinal: _Ordinal
    is_head: bool
    """Whether it is a number of the paragraph, of which `_heads` has the sequence."""

    is_marked: bool
    """Whether it begins the paragraph, or follows a punctuation mark."""

    quoted: int
    """Where the quotation begins in which it stands; -1 outside of any."""


def _in_line(passage: Passage) -> Iterator[_InLine]:
    """The numbers of a passage that words follow, in order; not references (图①, （一）项)."""
    heads = {each.place.start for each in _heads(passage)}
    end = 0
    for mark in _IN_LINE.finditer(passage.text):
        at = mark.start()
        each = _ordinal(passage, at) if at >= end else None
        if each is None or each.form not in _LEVELS_IN_LINE:
            continue
        end = each.place.end
        before = passage.text[max(0, at - 4) : at]
        is_head = at in heads
        is_marked = is_head or not before.strip() or _MARKED.search(before) is not None
        if not is_marked and (each.form in _ONLY_MARKED or _REFERS.search(before)):
            continue
        if is_head or _LEADS_TO_WORDS.match(passage.text, each.place.end):
            held = passage.quotation_at(at)
            inside = held is not None and at < held.end
            yield _InLine(each, is_head, is_marked, held.start if held and inside else -1)


def _wrong_in_line(passage: Passage) -> Iterator[tuple[_Ordinal, int]]:
    """The numbers inside a passage that are out of sequence, each with the number it should
    follow."""
    open_: dict[tuple[int, int], tuple[int, ...]] = {}
    before: _InLine | None = None
    for found in _in_line(passage):
        each = found.ordinal
        level = (found.quoted, each.form)
        open_ = {one: last for one, last in open_.items() if one[0] != level[0] or one <= level}
        last = open_.get(level, ())
        if not found.is_head and _is_wrong_in_line(found, last, before):
            yield each, last[-1]
            last = ()
        if each.value == 1 or last or found.is_marked:
            open_[level] = (*(one for one in last if one != each.value - 1), each.value)
        before = found


def _is_wrong_in_line(found: _InLine, last: tuple[int, ...], before: _InLine | None) -> bool:
    """Whether it follows none of `last`. Without a punctuation mark before it, it must follow a
    number higher than 1; a 1 is wrong only directly after the same 1."""
    each = found.ordinal
    if not last or each.value - 1 in last:
        return False
    if each.value != 1:
        return found.is_marked or max(last) > 1
    same = before is not None and (before.ordinal.form, before.ordinal.value) == (each.form, 1)
    return same and found.is_marked


def out_of_sequence(passages: Iterable[Passage]) -> Iterator[tuple[Stretch, str, str]]:
    """The numbers that are repeated or skipped, of paragraphs and inside one paragraph: place, what
    is wrong, and the cure.

    A number of a higher level ends the sequences below it. A number 1 begins a new sequence.
    """
    sequences = _Sequences({})
    text = [each for each in passages if each.role in (*_NUMBERED_ROLES, *_ROLES_IN_LINE)]
    heads = (each for each in text if each.role in _NUMBERED_ROLES)
    found = chain.from_iterable(map(sequences.found, heads))
    for each, last in chain(found, chain.from_iterable(map(_wrong_in_line, text))):
        right = each.called(last + 1)
        if each.value == last:
            hint = f"改为 `{right}`，后面的依次改"
            yield each.place, f"序号 `{each.text}` 重了", hint
        else:
            message = f"序号 `{each.called(last)}` 之后是 `{each.text}`"
            yield each.place, message, f"改为 `{right}`，或补上缺的"
