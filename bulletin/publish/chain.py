"""Checking by register, chain and series that no edition is missing from the shelf or added."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from bulletin.diagnostics import Diagnostic, Severity, of_file
from bulletin.edition import (
    BAG_INFO,
    TAG_MANIFEST,
    EditionRecord,
    Kept,
    RegisterLine,
    Shelf,
    edition_fault,
)
from bulletin.model import Act, Serial, issue_folder


def follows(shelf: Shelf, kept: Kept) -> bool:
    """Whether an edition that is not in the register would be its next line."""
    info = kept.info
    before = (info.get("Previous-Edition"), info.get("Previous-Tagmanifest-SHA256"))
    last = shelf.register[-1] if shelf.register else None
    return before == ((last.name, last.identity) if last else (None, None))


def register_faults(shelf: Shelf) -> Iterator[Diagnostic]:
    """I206, I207: the register and the shelf must have the same editions, each exactly once.

    Only the edition of an interrupted act may lack its line.
    """
    path = shelf.register_path
    for number in shelf.register_faults:
        yield edition_fault("I206", path, f"登记簿第 {number} 行认不得")
    there = {each.name: each for each in shelf.kept}
    seen: set[str] = set()
    for line in shelf.register:
        kept = there.get(line.name)
        if line.name in seen:
            yield edition_fault("I206", path, f"{line.name} 登记了两次")
        elif kept is None:
            place = f"issues/{issue_folder(line.issue)}/published/{line.revision}"
            yield edition_fault("I207", place, f"登记过的 {line.name} 不见了")
        elif _identity(kept) != line.identity:
            yield edition_fault("I205", f"{kept.shown}/{TAG_MANIFEST}", "清单和登记簿不一致")
        seen.add(line.name)
    owed = shelf.unregistered
    if len(owed) == 1 and follows(shelf, owed[0]):
        message = f"{owed[0].name} 还没有登记"
        yield of_file("I214", path, message, "下一次刊发时自动补上", Severity.INFO)
        return
    for kept in owed:
        yield edition_fault("I203", kept.shown, "登记簿里没有这一份", "移出这个文件夹")


def chain_faults(shelf: Shelf) -> Iterator[Diagnostic]:
    """I205: every edition must name the edition before it, with its digest."""
    there = {each.name: each for each in shelf.kept}
    before: RegisterLine | None = None
    for line in shelf.register:
        kept = there.get(line.name)
        if kept is not None:
            info = kept.info
            named = (info.get("Previous-Edition"), info.get("Previous-Tagmanifest-SHA256"))
            expected = (before.name, before.identity) if before else (None, None)
            if named != expected:
                message = (
                    f"接的是 {named[0] or '没有'}，登记簿里上一份是 {expected[0] or '没有'}"
                    if named[0] != expected[0]
                    else f"记下的上一份（{named[0]}）的摘要和登记簿不一致"
                )
                yield edition_fault("I205", f"{kept.shown}/{BAG_INFO}", message)
        before = line


def sequence_faults(shelf: Shelf) -> Iterator[Diagnostic]:
    """I213: revisions must have no gaps; within each way of counting numbers must have none
    either, and dates must not go back."""
    by_issue: dict[str, list[Kept]] = {}
    for kept in shelf.kept:
        by_issue.setdefault(kept.issue, []).append(kept)
    for revisions in by_issue.values():
        for wanted, kept in enumerate(revisions, start=1):
            if kept.revision != wanted:
                yield edition_fault("I213", kept.shown, f"缺第 {wanted} 版")
                break
    records = [record for kept in by_issue.values() if (record := kept[0].readable)]
    records.sort(key=lambda each: each.serial)
    for last, record in _counted_together(records):
        if skips(last, record.serial):
            place = f"issues/{record.serial.folder}"
            yield edition_fault("I213", place, f"第 {last.issue} 期之后缺一期")
    valid = [record for record in records if not is_withdrawn(shelf, record.issue)]
    for last, record in _counted_together(valid):
        if goes_back(last, record.dated):
            place = f"issues/{record.serial.folder}"
            yield edition_fault("I213", place, f"日期早于第 {last.issue} 期")


def _counted_together(
    records: Sequence[EditionRecord],
) -> Iterator[tuple[EditionRecord, EditionRecord]]:
    """Each two that follow one another within a way of counting."""
    for last, record in pairwise(records):
        if last.serial.counted_within == record.serial.counted_within:
            yield last, record


# The gates ask these two before an issue goes out, and the chain afterwards: what passed the one
# must never be a fault of the other.


def skips(last: EditionRecord, serial: Serial) -> bool:
    """Whether an issue has not the next number after the last one that it is counted together
    with."""
    return serial.number != last.serial.number + 1


def is_withdrawn(shelf: Shelf, issue: str) -> bool:
    """Whether an issue was withdrawn. Its number stays spent, but no later date is measured by its
    own: one published by mistake with a date far ahead would stop its series for good."""
    latest = shelf.latest(issue)
    record = latest.readable if latest else None
    return record is not None and record.act is Act.WITHDRAWN


def goes_back(last: EditionRecord, dated: date) -> bool:
    """Whether the date of an issue is before that of the last one that it is counted together
    with."""
    return dated < last.dated


RULES: tuple[Callable[[Shelf], Iterator[Diagnostic]], ...] = (
    register_faults,
    chain_faults,
    sequence_faults,
)


def _identity(kept: Kept) -> str:
    try:
        return kept.identity
    except OSError:
        return ""
