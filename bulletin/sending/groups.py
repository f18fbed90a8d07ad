"""The groups of the colophon, each with the people on the office's list who belong to it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Set
from dataclasses import dataclass
from difflib import get_close_matches

from bulletin.diagnostics import Diagnostic, Severity, warning
from bulletin.model import LABELS, Distribution, Unit
from bulletin.patterns import pattern_of
from bulletin.sending.addresses import FILE, ON_PAPER, AddressLine
from bulletin.source import Source, Span


@dataclass(frozen=True)
class Group:
    """One line of the colophon, and who gets the issue through it."""

    label: str
    """报, 送, 发 or 本期增发."""

    recipients: tuple[tuple[str, str], ...]
    """Name and address, in the order of the colophon; each address once."""

    on_paper: bool
    """Whether all of it goes on paper, so that there is nothing to mail."""

    paper: tuple[str, ...] = ()
    """Who gets it on paper, in the order of the colophon."""


def members(levels: tuple[str, ...]) -> tuple[str, ...]:
    """The bodies of a line: 、 outside （） separates the members of each level."""
    found: list[str] = []
    for level in levels:
        depth, begun = 0, 0
        for at, character in enumerate(level):
            depth += (character in "（(") - (character in "）)")
            if character == "、" and depth <= 0:
                found.append(level[begun:at])
                begun = at + 1
        found.append(level[begun:])
    return tuple(each.strip() for each in found if each.strip())


def groups_of(
    distribution: Distribution,
    entries: tuple[AddressLine, ...],
    list_file: Source,
    units: tuple[Unit, ...],
) -> tuple[tuple[Group, ...], tuple[Diagnostic, ...]]:
    """The groups of an issue, and who in them has no address.

    Only the colophon decides who gets the issue: a line of the list belongs to the body that its
    group names, or that its own name names. `list_file` is where a missing line belongs; `units`
    are those of which 各镇（街道） consists: each of them has an address, gets paper, or is named.
    """
    by_label = distribution.by_label
    mine = {
        label: {
            body: [each for each in entries if _belongs(each, body, label, by_label.keys())]
            for body in members(levels)
        }
        for label, levels in by_label.items()
        if levels
    }
    taken = [each for bodies in mine.values() for own in bodies.values() for each in own]
    spare = [each for each in entries if each not in taken]
    groups: list[Group] = []
    found: list[Diagnostic] = []
    for label, bodies in mine.items():
        found += _without_address(bodies, label, spare, list_file)
        found += _members_without_line(bodies, label, spare, list_file, units)
        on_paper = all(own and all(each.on_paper for each in own) for own in bodies.values())
        paper = dict.fromkeys(each.name for own in bodies.values() for each in own if each.on_paper)
        groups.append(Group(label, tuple(_addressed(bodies)), on_paper, tuple(paper)))
    found += [_nowhere(each, by_label.keys()) for each in spare if each.group]
    return tuple(groups), tuple(found)


def _belongs(entry: AddressLine, body: str, label: str, labels: Set[str]) -> bool:
    name = _plain(body)
    if entry.group in labels:
        return entry.group == label and _plain(entry.name) == name
    return name in (_words(entry) if entry.group else (_plain(entry.name),))


def _words(entry: AddressLine) -> tuple[str, ...]:
    """The bodies that the group of a line names: one, several, or a whole line of the colophon as
    it is printed (发：各乡镇党委，各街道党工委。)."""
    group = _plain(entry.group)
    label, colon, line = group.partition(":")
    line = (line if colon and label in LABELS.values() else group).rstrip("。")
    return (group, line, *members(tuple(_LEVELS.split(line))))


def _plain(text: str) -> str:
    """A name without blanks, with one form of brackets and marks."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _nowhere(entry: AddressLine, labels: Set[str]) -> Diagnostic:
    """D509: a line of the list that names a group and is in no line of the colophon."""
    message = f"这一期的版记里没有 `{entry.group}`，`{entry.name}` 不发"
    hint = "要发，就把组写得和版记一样"
    if entry.group in labels:
        message = f"这一期的版记里，{entry.group}的一行没有 `{entry.name}`，不发"
        hint = "要发，组里写版记上包括它的那几个字，或把它写进版记"
    return Diagnostic("D509", Severity.INFO, entry.source, entry.span, message, hint)


def _addressed(mine: dict[str, list[AddressLine]]) -> Iterator[tuple[str, str]]:
    """Everybody's name and address, each address once."""
    seen: set[str] = set()
    for own in mine.values():
        for entry in own:
            for address in entry.addresses:
                if address.lower() not in seen:
                    seen.add(address.lower())
                    yield entry.name, address


def _without_address(
    mine: dict[str, list[AddressLine]], label: str, spare: list[AddressLine], list_file: Source
) -> Iterator[Diagnostic]:
    """D504: a body, or somebody in it, has no address."""
    names = [each.name for each in spare]
    for body, own in mine.items():
        if not own:
            close = get_close_matches(body, names, n=1, cutoff=0.6)
            line = next((each for each in spare if close and each.name == close[0]), None)
            source, span = (line.source, line.span) if line else (list_file, Span(0, 0))
            hint = f"在 issues/{FILE} 里加一行 {body},邮箱；送纸质的写 {body},{ON_PAPER}"
            if line:
                hint = f"名单里有 `{line.name}`；是它就把名称改为 {body}"
            yield warning("D504", source, span, f"{label}：`{body}` 没有邮箱", hint)
        for entry in own:
            if not entry.addresses and not entry.on_paper:
                whose = "" if entry.name == body else f"`{body}` 的 "
                message = f"{label}：{whose}`{entry.name}` 没有邮箱"
                hint = f"写上邮箱；送纸质的写 {ON_PAPER}"
                yield warning("D504", entry.source, entry.span, message, hint)


def _members_without_line(
    mine: dict[str, list[AddressLine]],
    label: str,
    spare: list[AddressLine],
    list_file: Source,
    units: tuple[Unit, ...],
) -> Iterator[Diagnostic]:
    """D504: units that a body such as 各镇（街道） consists of and that the list lacks; D517 where
    a line of no unit's name takes the whole body's."""
    for body, own in mine.items():
        expected = units_of(body, units)
        listed = {_unit_of(each.name, units) for each in own}
        lacking = [unit for unit in expected if unit not in listed]
        if not own or not lacking:  # of a body without any line it is told already
            continue
        strangers = [each for each in own if _unit_of(each.name, units) is None]
        names = "、".join(unit.name for unit in lacking)
        if strangers and len(lacking) == len(expected):
            whole = strangers[0]
            message = f"{label}：`{body}` 的 {names} 没有各写一行，只发给 `{whole.name}`"
            hint = f"各发各的，就在 issues/{FILE} 里每个单位加一行，如 {_line(lacking[0], body)}"
            yield Diagnostic("D517", Severity.INFO, whole.source, whole.span, message, hint)
            continue
        message = f"{label}：`{body}` 里的 {names} 没有邮箱"
        hint = f"在 issues/{FILE} 里每个单位加一行，如 {_line(lacking[0], body)}"
        hint = f"{hint}；送纸质的邮箱写 {ON_PAPER}"
        elsewhere = [each for each in spare if _unit_of(each.name, units) in lacking]
        if elsewhere:
            there = "、".join(f"`{each.name}`" for each in elsewhere)
            hint = f"名单里有 {there}，组写成 {body}"
        place = elsewhere[0] if elsewhere else None
        source, span = (place.source, place.span) if place else (list_file, Span(0, 0))
        yield warning("D504", source, span, message, hint)


def _line(unit: Unit, body: str) -> str:
    return f"{unit.name},邮箱,{body}"


def _unit_of(name: str, units: tuple[Unit, ...]) -> Unit | None:
    """The unit whose line of the list this is: 城关镇's are 城关镇 and 城关镇党委.

    Of two units whose names both begin it, the longer name counts.
    """
    begins = [
        (len(each), at)
        for at, unit in enumerate(units)
        for each in (unit.name, *unit.aliases)
        if name.startswith(each)
    ]
    return units[max(begins)[1]] if begins else None


_LEVELS = pattern_of("[,，;；]")
_KINDS = pattern_of("街道|乡|镇|园区|开发区|社区|村|局|公司|学校|医院")


def units_of(body: str, units: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """The units that a body of the colophon stands for, as 各镇（街道） for every 镇 and 街道.

    They are known by their level or by the end of their names.
    """
    if "各" not in body:
        return ()
    said = body.replace("各", "")
    kinds = tuple(_KINDS.findall(said))
    return tuple(
        unit
        for unit in units
        if (unit.level and unit.level in said) or (kinds and unit.name.endswith(kinds))
    )
