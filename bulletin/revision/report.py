"""A revision as an editor reads it, and as a program does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from bulletin.intake import Remark
from bulletin.report import visible
from bulletin.revision.compare import ArticleRevision, Change, FactChange, Revision
from bulletin.revision.letters import HEADING, Letter, Letters, LetterStyle, shown
from bulletin.revision.words import ChangedStretch, difference, likeness

CONTEXT = 16
"""So many characters are shown on either side of a change."""

PARTED = 0.7
"""The least part that two runs of paragraphs must share to be the same text, divided
differently."""

DELETED, INSERTED, TITLE, PLACE = "deleted", "inserted", "title", "place"
Colouring = Callable[[str, str], str]
"""Makes a stretch of text look like what it is: one of the four above."""


def unpainted(text: str, what: str) -> str:
    """Deleted and inserted text in marks that a file and a printer show too."""
    if what == DELETED:
        return f"〔删：{text}〕"
    return f"〔增：{text}〕" if what == INSERTED else text


_KINDS = {
    HEADING: "小标题",
    "paragraph": "段落",
    "list": "列表",
    "quotation": "引文",
    "table": "表格",
    "figure": "图片",
}
_REMARKS = {"insertion": "增", "deletion": "删", "move": "移"}


@dataclass(frozen=True)
class Told:
    """A revision together with the remarks on it."""

    revision: Revision
    titles: tuple[str, ...]
    """The articles' titles in the old order."""

    paths: tuple[str, ...]
    """The articles' files in the old order."""

    remarks: tuple[tuple[Remark, str], ...]
    """Comments and tracked changes, each with the words that it is about."""


# -- For an editor ---------------------------------------------------------------------------------


def difference_text(told: Told, paint: Colouring = unpainted) -> str:
    """Article by article; unchanged things are left out."""
    lines: list[str] = []
    revision = told.revision
    head = [_fact(each, paint) for each in revision.facts]
    note = list(_changes(revision.note, paint))
    lines += [paint("报头和版记", TITLE), *head, ""] if head else []
    lines += [paint("编者按", TITLE), *note, ""] if note else []
    for each in revision.articles:
        if not each.same or each.moved:
            lines += [*_article(each, told, paint), ""]
    lines += _remarks(told.remarks, paint)
    return "\n".join(lines).rstrip("\n") + "\n" if lines else ""


def _article(revision: ArticleRevision, told: Told, paint: Colouring) -> Iterator[str]:
    if revision.old is None:
        assert revision.new is not None
        yield paint(f"新增一篇（第 {revision.new_place} 篇）：{visible(revision.new.title)}", TITLE)
        return
    at = revision.old_place - 1
    title = f"第 {revision.old_place} 篇　{visible(told.titles[at])}"
    if revision.new is None:
        yield paint(f"{title}　整篇删去", TITLE)
        return
    moved = f"　移到第 {revision.new_place} 篇" if revision.moved else ""
    yield paint(title + moved, TITLE)
    yield paint(f"  {told.paths[at]}", PLACE)
    for fact in revision.facts:
        yield _fact(fact, paint)
    yield from _changes(revision.passages, paint)


def _fact(fact: FactChange, paint: Colouring) -> str:
    return f"  {fact.label}：{_pieces(fact.pieces, paint)}"


def _changes(changes: tuple[Change, ...], paint: Colouring) -> Iterator[str]:
    """The changes of the passages; paragraphs that were divided or joined are one line."""
    for reparted, group in groupby(changes, key=_may_be_parted):
        run = tuple(group)
        pieces = _parted(run) if reparted else None
        if pieces is not None:
            yield f"  段落：{_pieces(pieces, paint)}"
            continue
        for change in run:
            yield from _change(change, paint)


def _may_be_parted(change: Change) -> bool:
    sides = [each for each in (change.old, change.new) if each is not None]
    return not change.same and not change.moved and all(each.kind == "paragraph" for each in sides)


def _parted(run: tuple[Change, ...]) -> tuple[ChangedStretch, ...] | None:
    """The difference of paragraphs that were divided or joined, with ¶ where one ends."""
    old = [each.old.letters for each in run if each.old is not None]
    new = [each.new.letters for each in run if each.new is not None]
    if not old or not new or len(old) == len(new):
        return None
    one, two = (_joined(each) for each in (old, new))
    return difference(one, two) if likeness(one, two) >= PARTED else None


def _joined(paragraphs: list[Letters]) -> Letters:
    joined = paragraphs[0]
    for each in paragraphs[1:]:
        joined = (*joined, Letter("¶"), *each)
    return joined


def _change(change: Change, paint: Colouring) -> Iterator[str]:
    if change.same:
        return
    passage = change.new or change.old
    assert passage is not None
    kind = _KINDS[passage.kind]
    if change.old is None:
        word = "移到这里的" if change.moved else "新增"
        yield f"  {word}{kind}：{paint(_said(passage.letters), INSERTED)}"
    elif change.new is None:
        word = "移走的" if change.moved else "删去"
        yield f"  {word}{kind}：{paint(_said(passage.letters), DELETED)}"
    elif change.old.level != change.new.level:
        level = f"第 {change.old.level} 级改为第 {change.new.level} 级"
        yield f"  {kind}：{_pieces(change.pieces, paint)}（{level}）"
    else:
        yield f"  {kind}：{_pieces(change.pieces, paint)}"


def _said(letters: Letters) -> str:
    return visible(shown(letters)) or "（空）"


def _pieces(pieces: Sequence[ChangedStretch], paint: Colouring) -> str:
    """The pieces in a row; unchanged text is cut to what is needed to find the place."""
    told: list[str] = []
    for at, piece in enumerate(pieces):
        if piece.same:
            told.append(_context(visible(_flat(piece.old)), at == 0, at == len(pieces) - 1))
        elif (notes := _notes(piece)) is not None:
            told.append(f"（注：{_pieces(notes, paint)}）")
        elif piece.restyled:
            told.append(f"{visible(_flat(piece.new))}（{_styles(piece)}）")
        else:
            told += [paint(_piece(piece.old), DELETED)] if piece.old else []
            told += [paint(_piece(piece.new), INSERTED)] if piece.new else []
    return "".join(told)


def _notes(piece: ChangedStretch) -> tuple[ChangedStretch, ...] | None:
    """The difference inside a footnote whose call stays in its place."""
    if len(piece.old) != 1 or len(piece.new) != 1:
        return None
    old, new = piece.old[0].note, piece.new[0].note
    return difference(old, new) if old is not None and new is not None else None


def _flat(letters: Letters) -> str:
    """The letters on one line, with a bar where an item or a cell begins."""
    return "".join(
        " | " if letter.style.structure else "⏎" if letter.text == "\n" else letter.seen
        for letter in letters
    )


def _piece(letters: Letters) -> str:
    text = visible(_flat(letters))
    return text if text.strip() else f"空格{len(text)}个" if text else text


def _context(text: str, first: bool, last: bool) -> str:
    if first and last:
        return text
    if first:
        return text if len(text) <= CONTEXT else "…" + text[-CONTEXT:]
    if last:
        return text if len(text) <= CONTEXT else text[:CONTEXT] + "…"
    return text if len(text) <= 2 * CONTEXT else text[:CONTEXT] + "…" + text[-CONTEXT:]


def _styles(piece: ChangedStretch) -> str:
    """The change of style: 改为加粗, 不再加粗 …"""
    found: list[str] = []
    for old, new in zip(piece.old, piece.new, strict=True):
        found += _style_words(old.style, new.style)
        if old.note != new.note:
            found.append("改了注文")
    return "、".join(dict.fromkeys(found))


def _style_words(old: LetterStyle, new: LetterStyle) -> Iterator[str]:
    for before, after, word in (
        (old.strong, new.strong, "加粗"),
        (old.address, new.address, "链接"),
    ):
        if before != after:
            yield f"{'改为' if after else '不再'}{word}"
    if old.structure != new.structure:
        picture = new.structure.startswith("picture ")
        yield "换了图片" if picture else "改了编号或对齐"


def _remarks(remarks: tuple[tuple[Remark, str], ...], paint: Colouring) -> Iterator[str]:
    comments = [each for each in remarks if each[0].kind not in _REMARKS]
    tracked = [each for each in remarks if each[0].kind in _REMARKS]
    if comments:
        yield paint("批注", TITLE)
        for remark, words in comments:
            about = f"“{_short(words)}”：" if words.strip() else ""
            yield f"  {_who(remark)}　{about}{visible(_one_line(remark.text))}"
        yield ""
    if tracked:
        yield paint("修订记录", TITLE)
        for remark, _ in tracked:
            text = visible(_one_line(remark.text))
            if remark.kind == "move":
                yield f"  {_who(remark)}　移：{text}"
            else:
                what = DELETED if remark.kind == "deletion" else INSERTED
                yield f"  {_who(remark)}　{paint(text, what)}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _who(remark: Remark) -> str:
    day = remark.dated[:10]
    return visible(remark.author or "没有署名") + (f"（{visible(day)}）" if day else "")


def _short(words: str) -> str:
    flat = visible(_one_line(words))
    return flat if len(flat) <= 2 * CONTEXT else f"{flat[:CONTEXT]}…{flat[-CONTEXT:]}"


def in_words(changes: tuple[Change, ...], facts: tuple[FactChange, ...]) -> str:
    """Changes and facts on one line."""
    lines = [_fact(each, unpainted) for each in facts] + list(_changes(changes, unpainted))
    return "；".join(line.strip() for line in lines)


# -- For a program ---------------------------------------------------------------------------------


def difference_object(told: Told, *, same: bool) -> dict[str, Any]:
    """The revision as JSON has it; `same` says that nothing else stands in the document either."""
    revision = told.revision
    return {
        "same": same,
        "facts": [_fact_object(each) for each in revision.facts],
        "editor_note": _changes_object(revision.note),
        "articles": [
            {
                "old_place": each.old_place or None,
                "new_place": each.new_place or None,
                "moved": each.moved,
                "path": told.paths[each.old_place - 1] if each.old_place else None,
                "title": each.new.title if each.new else told.titles[each.old_place - 1],
                "facts": [_fact_object(fact) for fact in each.facts],
                "passages": _changes_object(each.passages),
            }
            for each in revision.articles
            if not each.same or each.moved
        ],
        "remarks": [
            {"kind": each.kind, "author": each.author, "dated": each.dated}
            | {"text": each.text, "about": words}
            for each, words in told.remarks
        ],
    }


def _fact_object(fact: FactChange) -> dict[str, str]:
    return {"name": fact.name, "old": fact.old, "new": fact.new}


def _changes_object(changes: tuple[Change, ...]) -> list[dict[str, Any]]:
    return [
        {
            "kind": (each.new or each.old).kind,  # type: ignore[union-attr]
            "moved": each.moved,
            "old": shown(each.old.letters) if each.old else None,
            "new": shown(each.new.letters) if each.new else None,
            "pieces": [
                {"old": _flat(piece.old), "new": _flat(piece.new), "same": piece.same}
                for piece in each.pieces
            ],
        }
        for each in changes
        if not each.same
    ]
