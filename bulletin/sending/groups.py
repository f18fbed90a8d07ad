"""The groups of the colophon, each with the people on the office's list who belong to it."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from difflib import get_close_matches

from bulletin.diagnostics import Diagnostic, Severity, warning
from bulletin.model import Distribution, Unit
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
    are those of which 各镇（街道） consists.
    """
    labels = distribution.by_label.keys()
    everybody = {body for levels in distribution.by_label.values() for body in members(levels)}
    spare = [
        each for each in entries if not {each.name, *_words(each)} & everybody
    ]  # on the list but not in this issue, as a misspelt name would be
    groups: list[Group] = []
    found: list[Diagnostic] = []
    for label, levels in distribution.by_label.items():
        if not levels:
            continue
        bodies = members(levels)
        mine = {
            body: [each for each in entries if _belongs(each, body, label, labels)]
            for body in bodies
        }
        found += _without_address(mine, label, spare, list_file)
        found += _members_without_line(mine, label, list_file, units)
        on_paper = all(own and all(each.on_paper for each in own) for own in mine.values())
        groups.append(Group(label, tuple(_addressed(mine)), on_paper))
    found += [_nowhere(each) for each in spare if each.group and each.group not in labels]
    return tuple(groups), tuple(found)


def _belongs(entry: AddressLine, body: str, label: str, labels: Set[str]) -> bool:
    if entry.group in labels:
        return entry.group == label and entry.name == body
    return body in (_words(entry) if entry.group else (entry.name,))


def _words(entry: AddressLine) -> tuple[str, ...]:
    """The bodies that the group of a line names, as the colophon prints them or one by one."""
    return (entry.group, *members((entry.group,)))


def _nowhere(entry: AddressLine) -> Diagnostic:
    message = f"这一期的版记里没有 `{entry.group}`，`{entry.name}` 不发"
    hint = "要发，就把组写得和版记一样"
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
                message = f"{label}：`{entry.name}` 没有邮箱"
                hint = f"写上邮箱；送纸质的写 {ON_PAPER}"
                yield warning("D504", entry.source, entry.span, message, hint)


def _members_without_line(
    mine: dict[str, list[AddressLine]], label: str, list_file: Source, units: tuple[Unit, ...]
) -> Iterator[Diagnostic]:
    """D504: units that a body such as 各镇（街道） consists of, where the list has only others."""
    for body, own in mine.items():
        expected = units_of(body, units)
        listed = [unit for unit in expected if any(_is_of(each.name, unit) for each in own)]
        strangers = [each for each in own if not any(_is_of(each.name, unit) for unit in listed)]
        lacking = [unit.name for unit in expected if unit not in listed]
        if lacking and not strangers:  # a line of another name stands for the whole body
            message = f"{label}：`{body}` 里的 {'、'.join(lacking)} 没有邮箱"
            line = f"{lacking[0]},邮箱,{body}"
            hint = f"在 issues/{FILE} 里每个单位加一行，如 {line}；送纸质的邮箱写 {ON_PAPER}"
            yield warning("D504", list_file, Span(0, 0), message, hint)


def _is_of(name: str, unit: Unit) -> bool:
    """Whether a line of the list is the unit's: 城关镇, 城关镇党委."""
    return name.startswith((unit.name, *unit.aliases))


_KINDS = pattern_of("街道|乡|镇|园区|开发区|社区|村|局|公司|学校|医院")


def units_of(body: str, units: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """The units that a body of the colophon stands for, as 各镇（街道） for every 镇 and 街道.

    They are known by their level, or else by the end of their names.
    """
    if "各" not in body:
        return ()
    said = body.replace("各", "")
    kinds = tuple(_KINDS.findall(said))
    return tuple(
        unit
        for unit in units
        if (unit.level in said if unit.level else kinds and unit.name.endswith(kinds))
    )
