"""Enters received submissions into the articles of an issue, where the roster's order puts them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bulletin.field_writing import FieldValue, with_fields
from bulletin.fields import ISSUE_FIELDS
from bulletin.front_matter import Node, front_entries
from bulletin.front_matter import Sequence as NodeSequence
from bulletin.load import ISSUE, listed_names, load_issue
from bulletin.model import Publication, Submission, Text
from bulletin.output import replace_file
from bulletin.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Entered:
    """What was entered into the articles of an issue."""

    places: tuple[tuple[int, str], ...] = ()
    """The new articles' names, each with its place in the issue, counted from 1."""

    left: tuple[str, ...] = ()
    """Names that are for an editor to enter: the sheet cannot be written."""

    waiting: tuple[str, ...] = ()
    """Names of submissions that are held or returned, which no issue prints."""


@dataclass(frozen=True, slots=True)
class _Row:
    """One text of the list of articles, which may name several files."""

    text: str
    names: tuple[str, ...]
    ranks: tuple[int, ...]
    """The places of the files' units in the roster, of those that are known."""


def enter_articles(
    workspace: Workspace,
    publication: Publication,
    issue: str,
    names: Sequence[str],
) -> Entered:
    """Enter these files of an issue's folder, by their names without `.md`.

    What is listed keeps the order and the lines that an editor gave it. A new article comes to
    where the fewest others are out of the roster's order; one whose unit is unknown, to the end.
    Raises OSError.
    """
    folder = workspace.issue_folder(issue)
    loaded = load_issue(workspace.root, folder, publication)
    sheet = loaded.sheet
    if sheet is None:
        return Entered(left=tuple(names))
    waiting = tuple(each.name for each in loaded.left_out if each.name in names)
    known = {each.name: each for each in loaded.submissions}
    entries = front_entries(sheet.source, ISSUE_FIELDS).entries
    written = next((node for key, node in entries if key.text == "articles"), None)
    rows = [_row(each, known, publication, folder) for each in _texts_of(written, folder)]
    there = {name for row in rows for name in row.names}
    new = [name for name in names if name not in there and name not in waiting]
    if not new:
        return Entered(waiting=waiting)
    fresh = [_Row(name, (name,), _ranks((name,), known, publication)) for name in new]
    for row in sorted(fresh, key=lambda each: not each.ranks):
        rows.insert(_place(rows, row), row)
    text = with_fields(sheet.source, {"articles": _value(rows, written)}, ISSUE_FIELDS)
    if text is None:
        return Entered(left=tuple(new), waiting=waiting)
    replace_file(folder / ISSUE, text.encode())
    order = [name for row in rows for name in row.names]
    places = sorted((order.index(name) + 1, name) for name in new)
    return Entered(tuple(places), waiting=waiting)


def _row(
    text: Text, known: Mapping[str, Submission], publication: Publication, folder: Path
) -> _Row:
    names = tuple(each.text.removesuffix(".md") for each in listed_names((text,), folder))
    return _Row(text.text, names, _ranks(names, known, publication))


def _ranks(
    names: Sequence[str], known: Mapping[str, Submission], publication: Publication
) -> tuple[int, ...]:
    units = (known[name].units[0] for name in names if name in known and known[name].units)
    return tuple(map(publication.units.index, units))


def _place(rows: Sequence[_Row], new: _Row) -> int:
    """Where a row disturbs the roster's order least; of several such places the last one."""
    if not new.ranks:
        return len(rows)
    rank = new.ranks[0]

    def disturbed(at: int) -> int:
        before = sum(each > rank for row in rows[:at] for each in row.ranks)
        return before + sum(each < rank for row in rows[at:] for each in row.ranks)

    return min(range(len(rows) + 1), key=lambda at: (disturbed(at), -at))


def _texts_of(written: Node | None, folder: Path) -> tuple[Text, ...]:
    """The texts of the list; a single text is divided into the names that it joins."""
    if isinstance(written, Text):
        return listed_names((written,), folder)
    items = written.items if isinstance(written, NodeSequence) else ()
    return tuple(each for each in items if isinstance(each, Text))


def _value(rows: Sequence[_Row], written: Node | None) -> FieldValue:
    """What is written: one text with 、 if there was one before, otherwise a list."""
    texts = tuple(row.text for row in rows)
    joined = isinstance(written, Text) and re.search("[、，,]", written.text)
    return "、".join(texts) if joined else texts
