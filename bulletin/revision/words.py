"""The difference of two rows of letters, as a person would mark it on paper.

Numbers and Latin words are not cut, so that 5000 becomes 5080 as a whole. A short stretch that
stayed between two changes becomes part of the change: 张三强调要抓紧落实 and 李四指出要抓实落细
have 要抓 and 落 in common, but a person strikes out one and writes the other. A change that could
stand at several places begins and ends at a clause.

The steps are those of `difference`: both texts are cut into words, difflib aligns the words, the
scraps are given up (`_without_scraps`), and each change is moved to where it reads best (`_slid`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate

from bulletin.patterns import pattern_of
from bulletin.revision.letters import Letters, shown

_WORD = pattern_of(
    r"[0-9０-９]+(?:[.,:：．][0-9０-９]+)*[%％‰]?"
    r"|[A-Za-zＡ-Ｚａ-ｚÀ-ɏ]+(?:['’-][A-Za-z]+)*"
    r"|.",
    re.DOTALL,
)
_STOPS = "。！？；…"
_MARKS = "，、：”’）》」』】"
LARGEST = 4_000_000
"""How many pairs of words are compared one by one; of more, only the common ends are kept."""


@dataclass(frozen=True, slots=True)
class ChangedStretch:
    """A stretch that stayed (`old == new` in letters) or was replaced; either side may be empty."""

    old: Letters
    new: Letters

    @property
    def same(self) -> bool:
        """Whether nothing changed here."""
        return self.old == self.new

    @property
    def restyled(self) -> bool:
        """Whether only the style changed, and no word."""
        return not self.same and [each.seen for each in self.old] == [
            each.seen for each in self.new
        ]


def difference(old: Letters, new: Letters) -> tuple[ChangedStretch, ...]:
    """The pieces that lead from `old` to `new`: their old sides make up `old`, their new sides
    `new`.

    Unchanged and changed pieces alternate.
    """
    one, two = _words(old), _words(new)
    steps = _steps(one, two)
    steps = _slid(_without_scraps(steps, one), one, two)
    first, second = _ends(one), _ends(two)
    pieces = (
        ChangedStretch(old[first[a] : first[b]], new[second[c] : second[d]])
        for _, a, b, c, d in steps
    )
    return tuple(_merged(pieces))


def likeness(old: Letters, new: Letters) -> float:
    """How much of the two is the same, from 0 to 1, by pairs of neighbouring characters."""
    return 1.0 if shown(old) == shown(new) else overlap(character_pairs(old), character_pairs(new))


def character_pairs(letters: Letters) -> frozenset[str]:
    """The pairs of neighbouring characters; a single character by itself."""
    text = shown(letters)
    return frozenset(text[at : at + 2] for at in range(len(text) - 1)) or frozenset((text,))


def overlap(one: frozenset[str], two: frozenset[str]) -> float:
    """How much two sets share, from 0 to 1 (Dice's coefficient)."""
    return 2 * len(one & two) / (len(one) + len(two))


_Stretch = tuple[bool, int, int, int, int]
"""Whether it stayed, and its range in the words of the old and of the new text."""


def _words(letters: Letters) -> list[Letters]:
    """The letters in words; a call, a beginning and a change of style each end a word."""
    text = "".join(
        letter.text if letter.text and not letter.style.structure else "\0" for letter in letters
    )
    found: list[Letters] = []
    for match in _WORD.finditer(text):
        start = match.start()
        for at in range(match.start() + 1, match.end()):
            if letters[at].style != letters[at - 1].style:
                found.append(letters[start:at])
                start = at
        found.append(letters[start : match.end()])
    return found


def _ends(words: Sequence[Letters]) -> list[int]:
    """Where each word begins, and where the last one ends, in letters."""
    return list(accumulate(map(len, words), initial=0))


def _steps(one: list[Letters], two: list[Letters]) -> list[_Stretch]:
    """The shared beginning and end, and between them what difflib finds."""
    most = min(len(one), len(two))
    head = next((at for at in range(most) if one[at] != two[at]), most)
    tail = next((at for at in range(most - head) if one[-1 - at] != two[-1 - at]), most - head)
    end, finish = len(one) - tail, len(two) - tail
    middle: list[_Stretch] = [(False, head, end, head, finish)]
    if (end - head) * (finish - head) <= LARGEST:
        matcher = SequenceMatcher(None, one[head:end], two[head:finish], autojunk=False)
        middle = [
            (tag == "equal", a + head, b + head, c + head, d + head)
            for tag, a, b, c, d in matcher.get_opcodes()
        ]
    steps = [(True, 0, head, 0, head), *middle, (True, end, len(one), finish, len(two))]
    return [step for step in steps if step[1] < step[2] or step[3] < step[4]]


def _without_scraps(steps: list[_Stretch], one: list[Letters]) -> list[_Stretch]:
    """An unchanged stretch between two changes is given up if it is no longer than either of them.

    So a sentence that was written again is one change and not many scraps. Repeated until nothing
    is given up.
    """
    while True:
        scrap = next(
            (
                at
                for at in range(1, len(steps) - 1)
                if steps[at][0]
                and _length(steps[at], one) <= min(_size(steps[at - 1]), _size(steps[at + 1]))
                and _length(steps[at], one) <= 4
            ),
            None,
        )
        if scrap is None:
            return steps
        before, after = steps[scrap - 1], steps[scrap + 1]
        joined = (False, before[1], after[2], before[3], after[4])
        steps = [*steps[: scrap - 1], joined, *steps[scrap + 2 :]]


def _length(step: _Stretch, one: list[Letters]) -> int:
    return sum(map(len, one[step[1] : step[2]]))


def _size(step: _Stretch) -> int:
    return max(step[2] - step[1], step[4] - step[3])


def _slid(steps: list[_Stretch], one: list[Letters], two: list[Letters]) -> list[_Stretch]:
    """Inserted or removed words are moved to where they fit as well and read better."""
    slid = list(steps)
    for at in range(1, len(slid) - 1):
        stayed, a, b, c, d = slid[at]
        if stayed or (a < b and c < d) or not (slid[at - 1][0] and slid[at + 1][0]):
            continue
        words, start, end = (one, a, b) if a < b else (two, c, d)
        least = start - (slid[at - 1][2] - slid[at - 1][1])
        most = end + (slid[at + 1][2] - slid[at + 1][1])
        by = _best_slide(words, start, end, least, most)
        before, after = slid[at - 1], slid[at + 1]
        slid[at - 1] = (True, before[1], before[2] + by, before[3], before[4] + by)
        slid[at] = (False, a + by, b + by, c + by, d + by)
        slid[at + 1] = (True, after[1] + by, after[2], after[3] + by, after[4])
    return [step for step in slid if step[1] < step[2] or step[3] < step[4]]


def _best_slide(words: list[Letters], start: int, end: int, least: int, most: int) -> int:
    """By how many words a change is moved: 0, or to where both its ends stand at stops."""
    left = 0
    while start + left > least and words[start + left - 1] == words[end + left - 1]:
        left -= 1
    right = 0
    while end + right < most and words[start + right] == words[end + right]:
        right += 1
    return max(range(left, right + 1), key=lambda by: (_fit(words, start + by, end + by), -abs(by)))


def _fit(words: list[Letters], start: int, end: int) -> int:
    """How well a change reads from `start` to `end`: after a stop or mark, and up to one."""
    return _mark(words, start - 1) + _mark(words, end - 1)


def _mark(words: list[Letters], at: int) -> int:
    if at < 0:
        return 3
    text = words[at][-1].text
    return 3 if text in _STOPS or text == "\n" else 2 if text in _MARKS else 0


def _merged(pieces: Iterator[ChangedStretch]) -> list[ChangedStretch]:
    """Neighbouring pieces of one kind as one; empty pieces are left out."""
    merged: list[ChangedStretch] = []
    for piece in pieces:
        if not piece.old and not piece.new:
            continue
        last = merged[-1] if merged else None
        if last is not None and last.same == piece.same:
            merged[-1] = ChangedStretch(last.old + piece.old, last.new + piece.new)
        else:
            merged.append(piece)
    return merged
