"""Two versions of an issue's copy, and the changes from one to the other, article by article."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from bulletin.model import Figure, Section
from bulletin.revision.letters import ComparedPassage, Letter, Letters, passages_of
from bulletin.revision.words import (
    ChangedStretch,
    character_pairs,
    difference,
    likeness,
    overlap,
)

ALIKE = 0.35
"""How much of two passages must be the same for one to be the other with changes."""

MOVED = 0.7
"""How much must be the same for a passage that disappeared to be one that is new elsewhere."""

SAME_ARTICLE = 0.25
STRANGERS = 0.85
"""How much of the text must be the same for an article under another unit and another title: units
that report on one topic use the same stock phrases."""

LARGEST_BLOCK = 10_000
"""How many pairs of passages are compared with each other; if there are more, they are taken in
order."""


# -- What is compared ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact about an issue or an article, in one line."""

    name: str
    """Its field in the front matter; with a dot for a field inside another."""

    label: str
    """What editors call the fact."""

    text: str


@dataclass(frozen=True, slots=True)
class Written:
    """One article as a version has it."""

    facts: tuple[Fact, ...]
    """Unit, byline, title and supplier; empty ones are left out."""

    sections: tuple[Section, ...]

    def fact(self, name: str) -> str:
        """The text of a fact; empty without it."""
        return next((each.text for each in self.facts if each.name == name), "")

    @property
    def title(self) -> str:
        """As it is printed: the byline, or otherwise the unit, and the title."""
        body = self.fact("byline") or self.fact("unit")
        return f"{body}：{self.fact('title')}" if body else self.fact("title")


@dataclass(frozen=True, slots=True)
class Version:
    """An issue as a version has it."""

    facts: tuple[Fact, ...]
    note: tuple[Section, ...]
    articles: tuple[Written, ...]


# -- What was changed ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact that reads differently in the new version; either side may be empty."""

    name: str
    label: str
    old: str
    new: str

    @property
    def pieces(self) -> tuple[ChangedStretch, ...]:
        """The difference of the two, in pieces."""
        return difference(_letters(self.old), _letters(self.new))


@dataclass(frozen=True, slots=True)
class Change:
    """The change of one passage: `old` is None if it is new, `new` is None if it is gone."""

    old: ComparedPassage | None
    new: ComparedPassage | None
    moved: bool = False
    """Whether the same words stand elsewhere; both in what is gone and in what is new."""

    @property
    def same(self) -> bool:
        """Whether nothing has changed."""
        return self.old == self.new

    @property
    def pieces(self) -> tuple[ChangedStretch, ...]:
        """The difference in pieces."""
        return difference(
            self.old.letters if self.old else (), self.new.letters if self.new else ()
        )


@dataclass(frozen=True, slots=True)
class ArticleRevision:
    """The change of one article."""

    old: Written | None
    new: Written | None
    old_place: int
    """From 1; 0 for a new article."""

    new_place: int
    """From 1; 0 for an article that is gone."""

    moved: bool
    """Whether its order among the other articles has changed."""

    facts: tuple[FactChange, ...]
    passages: tuple[Change, ...]

    @property
    def same(self) -> bool:
        """Whether it reads the same, wherever it stands."""
        whole = self.old is not None and self.new is not None
        return whole and not self.facts and all(each.same for each in self.passages)


@dataclass(frozen=True, slots=True)
class Revision:
    """The changes of an issue."""

    facts: tuple[FactChange, ...]
    note: tuple[Change, ...]
    articles: tuple[ArticleRevision, ...]
    """In the new order; an article that is gone stands after the one that it followed."""

    @property
    def same(self) -> bool:
        """Whether nothing was changed."""
        return (
            not self.facts
            and all(each.same for each in self.note)
            and all(each.same and not each.moved for each in self.articles)
        )


def compare(old: Version, new: Version) -> Revision:
    """The changes from `old` to `new`."""
    return Revision(
        facts=tuple(_facts(old.facts, new.facts)),
        note=compared(passages_of(old.note), passages_of(new.note)),
        articles=_articles(old.articles, new.articles),
    )


def _letters(text: str) -> Letters:
    return tuple(Letter(character) for character in text)


def _facts(old: tuple[Fact, ...], new: tuple[Fact, ...]) -> Iterator[FactChange]:
    before = {each.name: each for each in old}
    after = {each.name: each for each in new}
    for name in dict.fromkeys((*before, *after)):
        old_text = before[name].text if name in before else ""
        new_text = after[name].text if name in after else ""
        if old_text != new_text:
            yield FactChange(name, (before.get(name) or after[name]).label, old_text, new_text)


# -- Articles --------------------------------------------------------------------------------------


def _articles(old: tuple[Written, ...], new: tuple[Written, ...]) -> tuple[ArticleRevision, ...]:
    pairs = paired(old, new)
    stayed = _longest_rising([pairs[at] for at in sorted(pairs)])
    found: list[tuple[float, ArticleRevision]] = []
    for at, article in enumerate(new):
        old_at = pairs.get(at)
        moved = old_at is not None and old_at not in stayed
        before = old[old_at] if old_at is not None else None
        old_place = old_at + 1 if old_at is not None else 0
        found.append((at, _article(before, article, old_place, at + 1, moved)))
    places = {old_at: at for at, old_at in pairs.items()}
    for at, article in enumerate(old):
        if at not in places:
            follows = max((places[each] for each in range(at) if each in places), default=-1)
            found.append((follows + 0.5, _article(article, None, at + 1, 0, False)))
    return tuple(each for _, each in sorted(found, key=lambda each: (each[0], each[1].old_place)))


def _article(
    old: Written | None, new: Written | None, old_place: int, new_place: int, moved: bool
) -> ArticleRevision:
    facts = tuple(_facts(old.facts, new.facts)) if old and new else ()
    before, after = (passages_of(each.sections) if each else () for each in (old, new))
    return ArticleRevision(old, new, old_place, new_place, moved, facts, compared(before, after))


def paired(old: tuple[Written, ...], new: tuple[Written, ...]) -> dict[int, int]:
    """Which old article each new one is: the most similar pairs first, each article once."""
    texts = [[character_pairs(_all_letters(each)) for each in articles] for articles in (old, new)]
    scores = []
    for old_at, one in enumerate(old):
        for new_at, two in enumerate(new):
            alike = _article_likeness(one, two, texts[0][old_at], texts[1][new_at])
            scores.append((-alike, abs(old_at - new_at), new_at, old_at))
    pairs: dict[int, int] = {}
    for score, _, new_at, old_at in sorted(scores):
        if -score >= SAME_ARTICLE and new_at not in pairs and old_at not in pairs.values():
            pairs[new_at] = old_at
    return pairs


def _all_letters(article: Written) -> Letters:
    return tuple(letter for passage in passages_of(article.sections) for letter in passage.letters)


def _article_likeness(
    old: Written, new: Written, one: frozenset[str], two: frozenset[str]
) -> float:
    """The similarity of text, title and unit; the text counts for most."""
    titles = likeness(_letters(old.fact("title")), _letters(new.fact("title")))
    units = 1.0 if old.fact("unit") == new.fact("unit") else 0.0
    text = overlap(one, two)
    if not units and titles < 0.5 and text < STRANGERS:
        return 0.0
    return 0.6 * text + 0.25 * titles + 0.15 * units


def _longest_rising(places: Sequence[int]) -> set[int]:
    """The longest series of old places that are still in order: the articles that stayed."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for at, place in enumerate(places):
        length = bisect_left(ends, place)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [place]
        last[length : length + 1] = [at]
    stayed: set[int] = set()
    at = last[-1] if last else -1
    while at >= 0:
        stayed.add(places[at])
        at = before[at]
    return stayed


# -- Passages --------------------------------------------------------------------------------------


def compared(
    old: tuple[ComparedPassage, ...], new: tuple[ComparedPassage, ...]
) -> tuple[Change, ...]:
    """The change of each passage, in the new order; one that is gone stands where it stood."""
    changes: list[Change] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            changes += [Change(x, y) for x, y in zip(old[a:b], new[c:d], strict=True)]
        else:
            changes += _aligned(old[a:b], new[c:d])
    return tuple(_with_moves(changes))


def _aligned(
    old: tuple[ComparedPassage, ...], new: tuple[ComparedPassage, ...]
) -> Iterator[Change]:
    """The alignment that keeps most of the text the same (Needleman and Wunsch's)."""
    if len(old) * len(new) > LARGEST_BLOCK:
        yield from (Change(each, None) for each in old)
        yield from (Change(None, each) for each in new)
        return
    alike = [[_passage_likeness(one, two) for two in new] for one in old]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            both = alike[i][j] + best[i + 1][j + 1] if alike[i][j] else 0.0
            best[i][j] = max(both, best[i + 1][j], best[i][j + 1])
    i = j = 0
    while i < len(old) or j < len(new):
        paired = i < len(old) and j < len(new) and alike[i][j] > 0
        if paired and best[i][j] == alike[i][j] + best[i + 1][j + 1]:
            yield Change(old[i], new[j])
            i, j = i + 1, j + 1
        elif i < len(old) and (j == len(new) or best[i][j] == best[i + 1][j]):
            yield Change(old[i], None)
            i += 1
        else:
            yield Change(None, new[j])
            j += 1


def _passage_likeness(one: ComparedPassage, two: ComparedPassage) -> float:
    """0 for two that cannot be the same passage."""
    if one.kind != two.kind:
        return 0.0
    if isinstance(one.block, Figure) and isinstance(two.block, Figure):
        return _figure_likeness(one.block, two.block)
    if not one.text.strip() and not two.text.strip():
        return 1.0
    found = likeness(one.letters, two.letters)
    return found if found >= ALIKE else 0.0


def _figure_likeness(one: Figure, two: Figure) -> float:
    """A picture is the same if its file is, whatever stands below it; otherwise it replaces the
    other."""
    captions = likeness(_letters(one.caption), _letters(two.caption))
    if one.path.removeprefix("*") == two.path.removeprefix("*"):
        return 0.5 + captions / 2
    return captions if captions >= ALIKE else 0.0


def _with_moves(changes: list[Change]) -> list[Change]:
    """Something that is gone and stands almost unchanged elsewhere is said to have moved."""
    removed = [at for at, each in enumerate(changes) if each.new is None]
    added = [at for at, each in enumerate(changes) if each.old is None]
    moved = list(changes)
    if len(removed) * len(added) > LARGEST_BLOCK:
        return moved
    for at in removed:
        old = changes[at].old
        assert old is not None
        scores = [
            (likeness(old.letters, new.letters), -abs(there - at), there)
            for there in added
            if (new := changes[there].new) and new.kind == old.kind and not moved[there].moved
        ]
        score, _, there = max(scores, default=(0.0, 0, 0))
        if score >= MOVED:
            moved[at] = replace(changes[at], moved=True)
            moved[there] = replace(changes[there], moved=True)
    return moved
