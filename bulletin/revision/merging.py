"""What a leader changed in an older copy, brought onto the copy as it stands now.

Three versions are compared: `base`, the one that was exported; `theirs`, what was sent back;
`ours`, what the editors have made of the base meanwhile. If only one side changed a thing, that
change holds; if both changed it in different ways, ours stays and the leader's change is reported.

The base's passages are the fixed points. The passages on them and between them form cells: a cell
holds what each side has in that place. An example, in which each letter is a paragraph:

    base    A     B     C
    theirs  A     B'    C  D
    ours    A  X  B     C'

gives the cells A, (nothing, nothing, X), (B, B', B), (C, C, C') and (nothing, D, nothing). In each
only one side differs from the base, so the result is A X B' C' D. If ours had changed B as well,
that cell would be a conflict: our B would stay, and the leader's B' would be reported. Neighbouring
cells that somebody changed are joined if a paragraph may have been divided or joined across them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from bulletin.model import Section
from bulletin.revision.compare import Change, Fact, FactChange, Version, Written, compared, paired
from bulletin.revision.letters import ComparedPassage, passages_of, sections_of


@dataclass(frozen=True)
class Conflict:
    """What a leader changed where the editors changed it as well."""

    place: int
    """The article's place in our order, from 1; 0 for the issue itself."""

    about: str = ""
    """What it is, if no words can be shown."""

    changes: tuple[Change, ...] = ()
    """The change from what was exported to what came back."""

    facts: tuple[FactChange, ...] = ()
    ours: ComparedPassage | None = None
    """What stands there at present, if anything does."""


@dataclass(frozen=True)
class Merged:
    """Our version with the leader's changes."""

    version: Version
    conflicts: tuple[Conflict, ...]


def merged(base: Version, theirs: Version, ours: Version) -> Merged:
    """`ours` with the changes from `base` to `theirs`."""
    facts, found = _facts(base.facts, theirs.facts, ours.facts)
    note, more = _sections(base.note, theirs.note, ours.note)
    articles = _Articles(base.articles, theirs.articles, ours.articles)
    version = Version(facts, note, articles.merged())
    return Merged(version, (*found, *more, *articles.conflicts))


def _facts(
    base: tuple[Fact, ...], theirs: tuple[Fact, ...], ours: tuple[Fact, ...]
) -> tuple[tuple[Fact, ...], list[Conflict]]:
    base_facts, their_facts, our_facts = (
        {each.name: each for each in side} for side in (base, theirs, ours)
    )
    kept: list[Fact] = []
    found: list[Conflict] = []
    for name in dict.fromkeys((*our_facts, *their_facts, *base_facts)):
        old, new, now = base_facts.get(name), their_facts.get(name), our_facts.get(name)
        if now == old:
            now = new
        elif new not in (old, now):
            label = next(each.label for each in (now, new, old) if each)
            texts = (each.text if each else "" for each in (old, new))
            found.append(Conflict(0, facts=(FactChange(name, label, *texts),)))
        kept += [now] if now else []
    return tuple(kept), found


# -- Articles --------------------------------------------------------------------------------------


@dataclass
class _Articles:
    """The articles of the three versions; each is known by its place in its own."""

    base: tuple[Written, ...]
    theirs: tuple[Written, ...]
    ours: tuple[Written, ...]
    conflicts: list[Conflict] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.in_theirs = {place: at for at, place in paired(self.base, self.theirs).items()}
        self.in_ours = {place: at for at, place in paired(self.base, self.ours).items()}

    def merged(self) -> tuple[Written, ...]:
        """Our articles, in the order in which they are to stand."""
        standing = dict(enumerate(self.ours))
        for place, old in enumerate(self.base):
            now, new = self.in_ours.get(place), self.in_theirs.get(place)
            if now is not None and new is not None:
                standing[now] = self._article(old, self.theirs[new], now)
            elif now is not None:
                del standing[now]
            elif new is not None and self.theirs[new] != old:
                self.conflicts.append(Conflict(0, f"导出以后删掉的一篇（{old.title}）"))
        made = [(at, standing[at]) for at in self._order() if at in standing]
        return tuple(each for _, each in self._with_new(made))

    def _article(self, old: Written, new: Written, now: int) -> Written:
        ours = self.ours[now]
        facts, found = _facts(old.facts, new.facts, ours.facts)
        sections, more = _sections(old.sections, new.sections, ours.sections)
        self.conflicts += (replace(each, place=now + 1) for each in (*found, *more))
        return Written(facts, sections)

    def _order(self) -> list[int]:
        """The places in ours, in the order that holds: ours, or theirs if only they changed it."""
        both = [
            place
            for place in range(len(self.base))
            if place in self.in_theirs and place in self.in_ours
        ]
        theirs = [self.in_ours[place] for place in sorted(both, key=self.in_theirs.__getitem__)]
        before = [self.in_ours[place] for place in both]
        if theirs == before or theirs == sorted(theirs):
            return list(range(len(self.ours)))
        kept = [self.in_ours[place] for place in sorted(self.in_ours)]
        if kept == list(range(len(self.ours))):
            return theirs
        self.conflicts.append(Conflict(0, "稿件的次序"))
        return list(range(len(self.ours)))

    def _with_new(self, made: list[tuple[int, Written]]) -> list[tuple[int, Written]]:
        """With the articles that the leader added, each after the one that it followed."""
        added = [at for at in range(len(self.theirs)) if at not in self.in_theirs.values()]
        own = [at for at in range(len(self.ours)) if at not in self.in_ours.values()]
        there = paired(tuple(self.ours[at] for at in own), tuple(self.theirs[at] for at in added))
        by_place = {at: place for place, at in self.in_theirs.items()}
        for number, at in enumerate(added):
            if number in there:  # added meanwhile
                if self.theirs[at] != self.ours[own[there[number]]]:
                    self.conflicts.append(Conflict(own[there[number]] + 1, "新增的一篇"))
                continue
            before = {
                self.in_ours.get(by_place[each]) if each in by_place else ~each
                for each in range(at)
            }
            places = [
                number for number, (own_place, _) in enumerate(made, start=1) if own_place in before
            ]
            made.insert(max(places, default=0), (~at, self.theirs[at]))
        return made


# -- Text ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Cell:
    """A passage of the base, or what was inserted between two, on all three sides."""

    base: tuple[ComparedPassage, ...]
    theirs: tuple[ComparedPassage, ...]
    ours: tuple[ComparedPassage, ...]
    changes: tuple[Change, ...]
    """Of theirs."""

    @property
    def untouched(self) -> bool:
        return self.base == self.theirs == self.ours

    @property
    def is_whole(self) -> bool:
        """Whether it is one passage on each side: perhaps changed, but not inserted or removed."""
        return len(self.base) == len(self.theirs) == len(self.ours) == 1

    @property
    def in_conflict(self) -> bool:
        return self.base not in (self.theirs, self.ours) and self.theirs != self.ours

    def joined(self, other: _Cell) -> _Cell:
        return _Cell(
            self.base + other.base,
            self.theirs + other.theirs,
            self.ours + other.ours,
            self.changes + other.changes,
        )


def _sections(
    base: tuple[Section, ...], theirs: tuple[Section, ...], ours: tuple[Section, ...]
) -> tuple[tuple[Section, ...], list[Conflict]]:
    base_passages, their_passages, our_passages = map(passages_of, (base, theirs, ours))
    if our_passages in (base_passages, their_passages):
        return (theirs if our_passages == base_passages else ours), []
    cells = list(
        _hunks(
            _cells(
                base_passages,
                compared(base_passages, their_passages),
                compared(base_passages, our_passages),
            )
        )
    )
    refused = [each for each in cells if each.in_conflict]
    if any(change.moved for each in refused for change in each.changes):
        # Half of a move alone would lose the passage, or say it twice.
        refused = [each for each in cells if each.theirs not in (each.base, each.ours)]
    made = _made(cells, refused)
    if lost := [each for each in our_passages if each in their_passages and each not in made]:
        # Of two alike, each side removed a different one: both want one, and ours stays.
        twice = [each for each in cells if any(one in lost for one in each.ours)]
        refused += [each for each in twice if each not in refused]
        made = _made(cells, refused)
    found = [
        Conflict(
            0,
            changes=tuple(change for change in each.changes if not change.same),
            ours=each.ours[0] if each.ours else None,
        )
        for each in refused
    ]
    return (ours if tuple(made) == our_passages else sections_of(tuple(made))), found


def _made(cells: Sequence[_Cell], refused: Sequence[_Cell]) -> list[ComparedPassage]:
    """Theirs if only they changed it, otherwise ours."""
    made: list[ComparedPassage] = []
    for each in cells:
        stays = each in refused or each.base == each.theirs
        made += each.ours if stays else each.theirs
    return made


def _cells(
    base: tuple[ComparedPassage, ...], theirs: tuple[Change, ...], ours: tuple[Change, ...]
) -> Iterator[_Cell]:
    """The gaps into which anything was inserted, and the passages, in the order of the base."""
    their_rows, our_rows = _rows(theirs), _rows(ours)
    for at, (one, two) in enumerate(zip(their_rows, our_rows, strict=True)):
        if at % 2 or one or two:
            yield _Cell(base[at // 2 : at // 2 + 1] if at % 2 else (), _new(one), _new(two), one)


def _rows(changes: tuple[Change, ...]) -> list[tuple[Change, ...]]:
    """What was inserted before the first passage, the first passage, what was inserted after it
    ..."""
    rows: list[list[Change]] = [[]]
    for each in changes:
        if each.old is None:
            rows[-1].append(each)
        else:
            rows += [[each], []]
    return [tuple(row) for row in rows]


def _new(changes: Sequence[Change]) -> tuple[ComparedPassage, ...]:
    return tuple(each.new for each in changes if each.new is not None)


def _hunks(cells: Iterator[_Cell]) -> Iterator[_Cell]:
    """The cells; those across which a paragraph was divided or joined become one."""
    row = list(cells)
    if not row:
        return
    current = row[0]
    for one, two in pairwise(row):
        if one.untouched or two.untouched or (one.is_whole and two.is_whole):
            yield current
            current = two
        else:
            current = current.joined(two)
    yield current
