"""Fixing what is unambiguous in a file, unless more than that would change."""

from __future__ import annotations

from bisect import bisect_right
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from difflib import unified_diff
from functools import partial
from itertools import pairwise
from pathlib import Path
from unicodedata import normalize

from bulletin.checks import (
    Fix,
    HouseLists,
    Manuscript,
    Passage,
    PassageRole,
    Rule,
    Selection,
    file_copy,
    raw_copy,
)
from bulletin.diagnostics import Diagnostic, Edit, applied_to
from bulletin.fields import homes
from bulletin.front_matter import Field, front_faults, split
from bulletin.locators import locators, spares
from bulletin.markdown import read_copy
from bulletin.model import (
    Allowance,
    Block,
    Inline,
    Item,
    Link,
    Publication,
    Section,
    Text,
    own_inlines,
    walk_items,
)
from bulletin.output import replace_file
from bulletin.patterns import pattern_of
from bulletin.source import Source, Span

MOST_ROUNDS = 8
"""The most rounds until nothing is left to fix: `,,` becomes `，，` and then `，`."""


_PARTED = pattern_of(r"(?:\r?\n){2}")
"""The text of an edit that divides a paragraph into two."""

View = Callable[[Source], Manuscript | None]
"""Makes the prepared view of a file; None if it cannot be read."""


@dataclass(frozen=True)
class Asked:
    """What is to be fixed."""

    selection: Selection = field(default_factory=Selection)
    join: bool = False
    """Whether torn paragraphs are joined."""

    quoted: bool = False
    """Whether words inside quotation marks and 《》 may be changed too."""

    allowances: tuple[Allowance, ...] = ()
    """Findings that are allowed and therefore not fixed."""

    fields: tuple[Field, ...] = ()
    """The fields that the file may have; none for a raw text."""

    about: date | None = None
    """The day of the issue that the file is in."""

    def rules(self, house: HouseLists) -> tuple[Rule, ...]:
        """The rules whose edits are applied."""
        kinds = {Fix.SAFE, Fix.JOIN} if self.join else {Fix.SAFE}
        return tuple(rule for rule in self.selection.rules(house) if rule.fix in kinds)


@dataclass(frozen=True)
class Fixed:
    """A file before and after fixing."""

    before: Source
    text: str
    applied: tuple[str, ...]
    """The codes of the rules whose edits were applied, in order, each once."""

    refused: bool = False
    """Whether nothing was changed because other words would have changed as well."""

    @property
    def changed(self) -> bool:
        """Whether there is anything to write."""
        return self.text != self.before.text

    @property
    def difference(self) -> str:
        """The change as a unified diff, with plain line ends."""
        before, after = (text.splitlines() for text in (self.before.text, self.text))
        path = self.before.path
        lines = unified_diff(before, after, f"a/{path}", f"b/{path}", lineterm="", n=1)
        return "".join(f"{line}\n" for line in lines)


def view_of(publication: Publication, house: HouseLists, *, raw: bool) -> View:
    """The view of a Markdown file, or of raw text."""

    def view(source: Source) -> Manuscript | None:
        if raw:
            return raw_copy(source, publication, house)
        return file_copy(source, publication, house)

    return view


def fix(source: Source, view: View, asked: Asked) -> Fixed:
    """The file without its certain faults; its body is unchanged if removing them would change
    other words.

    The front matter is mended first, for a file is only understood with it. Further passes remove
    faults that an edit has uncovered: a mark after an invisible character, a tag behind an indent.
    """
    begun = fix_front(source, asked) if asked.fields else Fixed(source, source.text, ())
    last, applied = begun.text, set(begun.applied)
    for _ in range(MOST_ROUNDS):
        once = _fixed(Source(source.path, last), view, asked)
        if once.refused and not applied:
            return Fixed(source, last, (), refused=True)
        if once.refused or not once.changed:
            break
        last, applied = once.text, applied.union(once.applied)
    return Fixed(source, last, tuple(sorted(applied)))


def fix_front(source: Source, asked: Asked, *, fenced: bool = True) -> Fixed:
    """The file with its front matter as it is meant, where it has only one meaning.

    The rest stays byte for byte. Without fences the whole file is YAML (`publication.yaml`).
    """
    now = source
    applied: dict[str, None] = {}
    faults_of = partial(
        front_faults,
        fields=asked.fields,
        about=asked.about,
        fenced=fenced,
        home_of=homes(asked.fields),
    )
    told = faults_of(now)
    for _ in range(MOST_ROUNDS):
        edits, codes = _wanted(now, told, asked)
        if not edits:
            break
        after = Source(source.path, applied_to(now.text, edits))
        left = faults_of(after)
        if len(left) >= len(told) and not len(_wanted(after, left, asked)[0]):
            break
        now, told = after, left
        applied |= dict.fromkeys(codes)
    return Fixed(source, now.text, tuple(sorted(applied)))


def _fixed(source: Source, view: View, asked: Asked) -> Fixed:
    """Misspelt markup is corrected first, so that the rules see what it means."""
    now, mended = _mended(source, asked)
    if now is None:
        return Fixed(source, source.text, (), refused=True)
    applied = dict.fromkeys(mended)
    for _ in range(MOST_ROUNDS):
        copy = view(now)
        if copy is None:
            return Fixed(source, source.text, (), refused=bool(applied))
        edits, codes = _edits(copy, asked, _misread(now))
        if not edits:
            break
        after = Source(source.path, applied_to(now.text, edits))
        if _words_after(copy, edits) != _words(view(after)):
            return Fixed(source, source.text, (), refused=True)
        applied |= dict.fromkeys(codes)
        now = after
    return Fixed(source, now.text, tuple(sorted(applied)))


def _edits(
    copy: Manuscript, asked: Asked, misread: tuple[Span, ...]
) -> tuple[tuple[Edit, ...], tuple[str, ...]]:
    """The edits to apply, in order and without overlaps, and the codes of their rules.

    Nothing is changed where a link or an image was `misread`; an editor must correct that first.
    """
    found = [
        (edit, diagnostic.code)
        for rule in asked.rules(copy.house)
        for diagnostic in copy.house.exceptions.left(tuple(rule.every(copy)))
        if not _is_allowed(diagnostic, asked)
        for edit in diagnostic.edits
        if asked.quoted or not edit.quoted
    ]
    names = tuple(
        passage.span(0, len(passage.text))
        for passage in copy.passages
        if passage.role is PassageRole.MASTHEAD and not copy.raw
    )
    left_alone = (*names, *misread)
    return _apart(
        copy.source,
        (
            (edit, code)
            for edit, code in found
            if not any(each.start <= edit.span.start < each.end for each in left_alone)
        ),
    )


def _apart(
    source: Source, found: Iterable[tuple[Edit, str]]
) -> tuple[tuple[Edit, ...], tuple[str, ...]]:
    """The edits in order, without those that overlap an earlier one or change an address, and their
    codes."""
    kept: list[Edit] = []
    codes: list[str] = []
    wanted = sorted(found)
    addresses = locators(source.text) if wanted else ()
    for edit, code in wanted:
        if not spares(edit, source, addresses):
            continue
        if not kept or edit.span.start >= kept[-1].span.end:
            kept.append(edit)
            codes.append(code)
    return tuple(kept), tuple(codes)


# -- Marks that were misspelt --------------------------------------------------------------------


def _mended(source: Source, asked: Asked) -> tuple[Source | None, tuple[str, ...]]:
    """The file with corrected markup, and the codes of the faults that were corrected.

    The file is None if that would change other words.
    """
    edits, codes = _wanted(source, _told(source), asked)
    if not edits:
        return source, ()
    after = Source(source.path, applied_to(source.text, edits))
    same = _said(_sections(source)) == _said(_sections(after))
    return (after, codes) if same else (None, ())


def _wanted(
    source: Source, told: Iterable[Diagnostic], asked: Asked
) -> tuple[tuple[Edit, ...], tuple[str, ...]]:
    """The edits of the diagnostics that are asked for, in order, and their codes."""
    return _apart(
        source,
        (
            (edit, each.code)
            for each in told
            if asked.selection.covers(each.code) and not _is_allowed(each, asked)
            for edit in each.edits
        ),
    )


def _sections(source: Source) -> tuple[Section, ...]:
    parts, _ = split(source)
    return read_copy(source, parts.body).sections


def _told(source: Source) -> tuple[Diagnostic, ...]:
    """The diagnostics from reading a Markdown file; none for a raw text."""
    parts, faults = split(source)
    return () if faults else read_copy(source, parts.body).diagnostics


def _misread(source: Source) -> tuple[Span, ...]:
    return tuple(each.span for each in _told(source) if each.code == "S010")


def _said(sections: tuple[Section, ...]) -> str:
    """The words and figures of the copy in reading order, raised and lowered ones, the numbers of
    lists and addresses too, without Latin letters."""
    words = (
        word
        for section in sections
        for word in (*map(_spelled_out, section.heading), *_read_out(section.blocks))
    )
    return "".join(
        each
        for each in normalize("NFKC", "".join(words))
        if each.isalnum() and not (each.isascii() and each.isalpha())
    )


def _read_out(blocks: tuple[Block, ...]) -> Iterator[str]:
    for each, _ in walk_items(blocks):
        if isinstance(each, Item):
            yield each.marker
        else:
            yield from (_spelled_out(one) for inlines in own_inlines(each) for one in inlines)


def _spelled_out(inline: Inline) -> str:
    """The words of an inline and of those inside it; after those of a link, its address."""
    if isinstance(inline, Text):
        return inline.text
    words = "".join(map(_spelled_out, getattr(inline, "children", ())))
    return words + inline.address if isinstance(inline, Link) else words


def _is_allowed(diagnostic: Diagnostic, asked: Asked) -> bool:
    return any(allowance.covers(diagnostic) for allowance in asked.allowances)


# -- Nothing else changed ------------------------------------------------------------------------


def _words(copy: Manuscript | None) -> tuple[tuple[str, str], ...]:
    """The words of a file: each paragraph that is not empty, with its role, torn ones
    separately."""
    if copy is None:
        return ()
    return tuple(
        (passage.role.value, text)
        for passage in copy.passages
        for start, end in pairwise((0, *passage.joints, len(passage.text)))
        if (text := passage.text[start:end])
    )


def _words_after(copy: Manuscript, edits: tuple[Edit, ...]) -> tuple[tuple[str, str], ...]:
    """The words that the file should have after the edits."""
    starts = [edit.span.start for edit in edits]
    said: list[tuple[str, str]] = []
    for passage in copy.passages:
        after = tuple(_characters_after(passage, edits, starts))
        torn = (at for at in passage.joints if passage.offset(at - 1) + 1 not in starts)
        for start, end in pairwise((0, *torn, len(after))):
            parts = _PARTED.split("".join(after[start:end]))
            said += ((passage.role.value, text) for text in parts if text)
    return tuple(said)


def _characters_after(
    passage: Passage, edits: tuple[Edit, ...], starts: list[int]
) -> Iterator[str]:
    """What each character of the passage becomes: itself, the text of its edit, or nothing."""
    written = -1
    for at, character in enumerate(passage.text):
        offset = passage.offset(at)
        last = bisect_right(starts, offset) - 1
        if last < 0 or offset >= edits[last].span.end:
            yield character
        else:
            yield edits[last].text.replace("**", "") if last != written else ""
            written = last


# -- Writing -------------------------------------------------------------------------------------


def write(path: Path, fixed: Fixed) -> bool:
    """Write the fixed text beside the file, and rename it. Line ends, BOM and mode are kept.

    If the file has changed since it was read, nothing is written, and the result is False.
    """
    content = path.read_bytes()
    mark = BOM_UTF8 if content.startswith(BOM_UTF8) else b""
    if content.removeprefix(mark) != fixed.before.text.encode("utf-8"):
        return False
    text = mark + fixed.text.encode("utf-8")
    replace_file(path, text, durable=True, mode=path.stat().st_mode & 0o7777)
    return True
