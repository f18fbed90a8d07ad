"""A change made in Word, applied to our copy, which says more than Word can.

Something that Word does not keep, or that is not found when the document is read back (a quotation,
the alignment of columns, emphasis), is no change. So three versions are compared: `ours`, the copy;
`base`, our export of it as it reads when nobody has touched it; `theirs`, the document that was
sent back. The differences between base and theirs are applied to ours, and nothing else is.

An example: our copy says `> 抓紧落实`, a quotation. Word has no quotations, so base says 抓紧落实
in a plain paragraph, and so does theirs, with one letter changed: 抓实落实. The difference between
base and theirs is that letter; ours becomes `> 抓实落实` and is still a quotation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import groupby

from bulletin.model import (
    Block,
    Cell,
    Footnote,
    Inline,
    Item,
    LineBreak,
    Link,
    List,
    Paragraph,
    Quotation,
    Section,
    Strong,
    Table,
    Text,
)
from bulletin.revision.compare import Fact, Version, Written, compared, paired
from bulletin.revision.letters import (
    HEADING,
    ComparedPassage,
    Letter,
    Letters,
    passages_of,
    sections_of,
)
from bulletin.revision.words import difference
from bulletin.source import NOWHERE


def rebased(ours: Version, base: Version, theirs: Version) -> Version:
    """`ours` with the changes from `base`, which is how our export reads, to `theirs`."""
    if len(ours.articles) != len(base.articles):
        return theirs
    pairs = paired(base.articles, theirs.articles)
    articles = tuple(
        _article(ours.articles[pairs[at]], base.articles[pairs[at]], each) if at in pairs else each
        for at, each in enumerate(theirs.articles)
    )
    note = _sections(ours.note, base.note, theirs.note)
    return Version(_facts(ours.facts, base.facts, theirs.facts), note, articles)


def _article(ours: Written, base: Written, theirs: Written) -> Written:
    facts = _facts(ours.facts, base.facts, theirs.facts)
    return Written(facts, _sections(ours.sections, base.sections, theirs.sections))


def _facts(
    ours: tuple[Fact, ...], base: tuple[Fact, ...], theirs: tuple[Fact, ...]
) -> tuple[Fact, ...]:
    our_facts, base_facts, their_facts = (
        {fact.name: fact for fact in each} for each in (ours, base, theirs)
    )
    kept = (
        (our_facts if base_facts.get(name) == their_facts.get(name) else their_facts).get(name)
        for name in dict.fromkeys((*our_facts, *their_facts))
    )
    return tuple(fact for fact in kept if fact is not None)


# -- Passages --------------------------------------------------------------------------------------


def _sections(
    ours: tuple[Section, ...], base: tuple[Section, ...], theirs: tuple[Section, ...]
) -> tuple[Section, ...]:
    our_passages, base_passages = passages_of(ours), passages_of(base)
    if our_passages == base_passages:
        return theirs
    twins = _twins(our_passages, base_passages)
    changes = compared(base_passages, passages_of(theirs))
    places = iter(range(len(base_passages)))
    pairs = [(each, twins.get(next(places)) if each.old else None) for each in changes]
    gone = {each.old: twin for each, twin in pairs if each.new is None and twin is not None}
    made: list[ComparedPassage] = []
    at = 0  # in ours: what comes before it stands in `made`, or is gone
    for change, twin in pairs:
        if twin is not None:
            made += our_passages[at:twin]
            at = twin + 1
        if change.new is None:
            continue
        if change.old is None:
            moved = gone.get(change.new)
            made.append(change.new if moved is None else our_passages[moved])
        elif twin is not None:
            made.append(
                our_passages[twin]
                if change.same
                else _merged(our_passages[twin], change.old, change.new)
            )
        elif not change.same:
            made.append(change.new)
    return sections_of((*made, *our_passages[at:]))


def _twins(
    our_passages: tuple[ComparedPassage, ...], base_passages: tuple[ComparedPassage, ...]
) -> dict[int, int]:
    """Which passage of ours each passage of the base is, by its words; without one it is left
    out."""
    matcher = SequenceMatcher(
        None,
        [_words(each) for each in our_passages],
        [_words(each) for each in base_passages],
        autojunk=False,
    )
    return {
        block.b + at: block.a + at
        for block in matcher.get_matching_blocks()
        for at in range(block.size)
    }


def _words(passage: ComparedPassage) -> str:
    return "".join(letter.seen for letter in passage.letters if not letter.style.structure)


def _merged(
    ours: ComparedPassage, base: ComparedPassage, theirs: ComparedPassage
) -> ComparedPassage:
    """Our passage with the changed letters; theirs if more than letters changed."""
    letters = _edited(ours.letters, base.letters, theirs.letters)
    if ours == base or letters is None or (ours.kind == HEADING) != (theirs.kind == HEADING):
        return theirs
    level = ours.level if base.level == theirs.level else theirs.level
    if ours.section is not None:
        section = replace(ours.section, heading=copy_of_letters(letters), level=level)
        return replace(ours, letters=letters, level=level, section=section)
    assert ours.block is not None
    return replace(ours, letters=letters, block=with_letters(ours.block, letters))


def _edited(ours: Letters, base: Letters, theirs: Letters) -> Letters | None:
    """Our letters with the pieces that lead from `base` to `theirs`; None if items were changed.

    Our letters and those of the base are the same except for their style and for what begins.
    """
    rest = list(ours)
    made: list[Letter] = []
    last = Letter("")  # of the base, before the piece

    def open_up() -> None:
        while rest and rest[0].style.structure:
            made.append(rest.pop(0))

    for piece in difference(base, theirs):
        if not piece.same and any(each.style.structure for each in (*piece.old, *piece.new)):
            return None
        if not made or piece.old:
            open_up()
        like = next(iter(rest if piece.old else made[-1:]), Letter(""))
        base_style = piece.old[0].style if piece.old else last.style
        is_letter = bool(like.seen) and not like.style.structure
        for letter in piece.old:
            open_up()
            if letter.style.structure:
                continue
            own = rest.pop(0)
            made += [own] if piece.same else []
        last = piece.old[-1] if piece.old else last
        if piece.same:
            if piece.old and piece.old[-1].style.structure:
                open_up()
            continue
        made += (
            replace(each, style=like.style) if each.style == base_style and is_letter else each
            for each in piece.new
        )
    return (*made, *rest)


# -- From letters back to blocks -------------------------------------------------------------------


def copy_of_letters(letters: Letters) -> tuple[Inline, ...]:
    """Copy whose letters these are."""
    made: list[Inline] = []
    for style, group in groupby(letters, key=lambda letter: letter.style):
        inner = tuple(_plain_inlines(tuple(group)))
        if style.strong:
            inner = (Strong(inner, NOWHERE),)
        made += (Link(style.address, inner, NOWHERE),) if style.address else inner
    return tuple(made)


def _plain_inlines(letters: Letters) -> Iterator[Inline]:
    kinds = groupby(letters, key=lambda each: each.note is None and each.text != "\n")
    for is_text, group in kinds:
        if is_text:
            yield Text("".join(letter.text for letter in group), NOWHERE)
            continue
        for letter in group:
            if letter.note is None:
                yield LineBreak(NOWHERE)
            else:
                yield Footnote(1, copy_of_letters(letter.note), NOWHERE)


def with_letters(block: Block, letters: Letters) -> Block:
    """The block with other letters, which are parted as its own are (`passages_of`)."""
    first, *rest = _segments(letters)
    return _rebuilt(block, first, iter(rest))


def _segments(letters: Letters) -> Iterator[Letters]:
    """The letters between beginnings: all those of a paragraph, those of each cell of a table."""
    segment: list[Letter] = []
    for letter in letters:
        if letter.style.structure:
            yield tuple(segment)
            segment = []
        else:
            segment.append(letter)
    yield tuple(segment)


def _rebuilt(block: Block, current: Letters, rest: Iterator[Letters]) -> Block:
    """The block with other letters: `current` where it begins, then one segment for each
    beginning."""
    if isinstance(block, Paragraph):
        return replace(block, children=copy_of_letters(current))
    if isinstance(block, Quotation):
        inner = tuple(_rebuilt(each, next(rest), rest) for each in block.blocks)
        return replace(block, blocks=inner)
    if isinstance(block, List):
        items = tuple(_rebuilt_item(each, rest) for each in block.items)
        return replace(block, items=items)
    if isinstance(block, Table):
        rows = []
        for row in (block.head, *block.rows):
            next(rest)
            rows.append(tuple(Cell(copy_of_letters(next(rest)), each.align) for each in row))
        return replace(block, head=rows[0], rows=tuple(rows[1:]))
    return replace(block, caption="".join(letter.text for letter in next(rest)))


def _rebuilt_item(item: Item, rest: Iterator[Letters]) -> Item:
    """The item with other letters; one without blocks begins all the same."""
    if not item.blocks:
        next(rest)
    return replace(item, blocks=tuple(_rebuilt(each, next(rest), rest) for each in item.blocks))
