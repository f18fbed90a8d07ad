"""Rules of family I: the number and date of an issue within its series."""

from __future__ import annotations

from collections.abc import Iterator

from bulletin.checks.rule import Finding, rule
from bulletin.checks.view import Manuscript, Stretch
from bulletin.diagnostics import Severity
from bulletin.past import PastIssue, whole_number_after


def _before(copy: Manuscript) -> tuple[PastIssue, ...]:
    """The other issues of the same publication and series, as they were printed. 正刊 and 增刊 are
    numbered separately."""
    every = copy.past.printed(copy.serial.sequence) if copy.serial else ()
    return tuple(each for each in every if each.name != copy.name)


def _counted_together(copy: Manuscript) -> tuple[PastIssue, ...]:
    """The other issues in whose sequence this one is numbered; of its year, if numbered by year."""
    serial = copy.serial
    own = serial.counted_within if serial else None
    together = (each for each in _before(copy) if each.serial.counted_within == own)
    return tuple(sorted(together, key=lambda each: each.serial))


@rule("I301", "期号跳了", Severity.WARNING)
def number_gap(copy: Manuscript) -> Iterator[Finding]:
    """期号要接着上一期；按年编号的每年从第1期起；增刊等自成一列，不和正刊混编。

    为什么：期号跳了，往后就没有人说得清缺的是哪一期。早先的期没有录入，不算跳。
    """
    own = copy.serial
    if own is None or copy.number_place is None:
        return
    earlier = [each.serial for each in _counted_together(copy) if each.serial.number < own.number]
    if earlier and earlier[-1].number != own.number - 1:
        yield Finding(
            copy.number_place,
            f"上一期是第 {earlier[-1].name} 期，跳到了第 {own.name} 期",
            f"改为 {earlier[-1].number + 1}，或补上缺的期",
        )
    elif not earlier and own.year and own.number > 1 and _goes_on(copy, own.year):
        message = f"{own.year} 年还没有第1期，一来就是第 {own.name} 期"
        yield Finding(copy.number_place, message, "按年编号，从 1 编起，或补上前面的期")


def _goes_on(copy: Manuscript, year: int) -> bool:
    """Whether the office already kept its issues here in the year before."""
    return any(
        each.serial.year == year - 1 or (each.dated is not None and each.dated.year == year - 1)
        for each in _before(copy)
    )


@rule("I302", "期号重复", Severity.ERROR)
def number_repeated(copy: Manuscript) -> Iterator[Finding]:
    """一个期号只用一次；按年编号的，一年之内只用一次。

    为什么：期号是这一期的名字，存档、引用都靠它。
    """
    same = [each for each in _before(copy) if each.serial == copy.serial]
    if same and copy.number_place:
        yield Finding(
            copy.number_place,
            f"第 {same[0].name} 期已经有了",
            f"{same[0].name} 已用，改成没有用过的期号",
        )


@rule("I303", "日期倒退", Severity.ERROR)
def date_backwards(copy: Manuscript) -> Iterator[Finding]:
    """后一期的印发日期不早于前一期；按年编号的，只和同一年编号的各期比。

    为什么：期号和日期的先后不一致，必有一个是错的。
    """
    own = copy.serial
    if own is None or copy.dated is None or copy.dated_place is None:
        return
    for other in _counted_together(copy):
        if other.dated is None:
            continue
        if other.serial < own and other.dated > copy.dated:
            fault = f"第 {other.name} 期是 {other.dated}，这一期反而早"
        elif other.serial > own and other.dated < copy.dated:
            fault = f"第 {other.name} 期是 {other.dated}，这一期反而晚"
        else:
            continue
        yield Finding(copy.dated_place, fault, "核对两期的日期")
        return


@rule("I304", "总期号不接", Severity.WARNING)
def whole_number_breaks(copy: Manuscript) -> Iterator[Finding]:
    """正刊的总期号一期一个，不重复，不跳过，不缺；从 publication.yaml 的 whole_number 数起。
    漏写了的一期也占一个号。

    为什么：按年编号的刊物，总期号是查往期唯一不重复的号码。
    """
    own = copy.serial
    at: Stretch | None = copy.whole_number_place or copy.number_place
    if own is None or own.mark or at is None:
        return
    counted = [each for each in _before(copy) if each.whole_number]
    last, wanted = _last_whole(copy)
    if copy.whole_number is None:
        if copy.publication.first_whole_number or counted:
            yield Finding(at, "没有总期号", _whole_to_write(copy, wanted))
        return
    same = [each for each in counted if each.whole_number == copy.whole_number]
    if same:
        message = f"总期号 {copy.whole_number} 已用在第 {same[0].name} 期"
        hint = f"改为 {wanted}" if wanted and wanted != copy.whole_number else "核对两期的总期号"
        yield Finding(at, message, hint)
    elif last and wanted and wanted != copy.whole_number:
        yield Finding(at, *_not_next(copy.whole_number, last, wanted))


def _not_next(own: int, last: PastIssue, wanted: int) -> tuple[str, str]:
    """What is wrong with a 总期号 that is not the one wanted after `last`, and the cure."""
    assert last.whole_number is not None
    if missing := wanted - last.whole_number - 1:
        message = f"总期号 {own} 不接着第 {last.name} 期的 {last.whole_number}"
        return f"{message}，中间有 {missing} 期没有总期号", f"改为 {wanted}，并补上前面缺的总期号"
    return f"总期号 {own} 不接着上一期的 {wanted - 1}", f"改为 {wanted}，或核对上一期的总期号"


def _whole_to_write(copy: Manuscript, wanted: int | None) -> str:
    """How to find the 总期号 that is missing."""
    first = copy.publication.first_whole_number
    if wanted:
        return f"写上 whole_number: {wanted}"
    if first:
        return f"核对各期的总期号，从 publication.yaml 的 whole_number: {first} 起算，一期一个"
    return "核对前后各期的总期号，一期一个，写上 whole_number"


def _last_whole(copy: Manuscript) -> tuple[PastIssue | None, int | None]:
    """The last issue before this one that has a 总期号, and the 总期号 of this one.

    Issues between the two without one are counted too. The first issue of all has the first one.
    """
    assert copy.serial is not None
    before = [
        each
        for each in _before(copy)
        if each.serial.is_printed_before(each.dated, copy.serial, copy.dated)
    ]
    known = next((each for each in reversed(before) if each.whole_number), None)
    return known, whole_number_after(before) or (
        None if _before(copy) else copy.publication.first_whole_number
    )
