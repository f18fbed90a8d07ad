"""I: the issue in its series."""

from __future__ import annotations

from collections.abc import Iterator

from bulletin.checks.rule import Finding, rule
from bulletin.checks.view import Manuscript
from bulletin.diagnostics import Severity
from bulletin.past import PastIssue


def _before(copy: Manuscript) -> tuple[PastIssue, ...]:
    """The other issues of the same series, by number: 正刊 and 增刊 count apart."""
    others = (
        each
        for each in copy.past.issues
        if each.supplement is copy.supplement and each.folder != copy.folder
    )
    return tuple(sorted(others, key=lambda each: each.number))


@rule("I301", "期号跳了", Severity.WARNING)
def number_gap(copy: Manuscript) -> Iterator[Finding]:
    """期号要接着上一期；增刊自成一列，不和正刊混编。

    为什么：期号跳了，往后就没有人说得清缺的是哪一期。早先的期没有录入，不算跳。
    """
    earlier = [each.number for each in _before(copy) if copy.number and each.number < copy.number]
    if copy.number and copy.number_place and earlier and earlier[-1] != copy.number - 1:
        wanted = earlier[-1] + 1
        yield Finding(
            copy.number_place,
            f"上一期是第 {earlier[-1]} 期，跳到了第 {copy.number} 期",
            f"改为 {wanted}，或补上缺的期",
        )


@rule("I302", "期号重复", Severity.ERROR)
def number_repeated(copy: Manuscript) -> Iterator[Finding]:
    """一个期号只用一次。

    为什么：期号是这一期的名字，存档、引用都靠它。
    """
    same = [each for each in _before(copy) if each.number == copy.number]
    if same and copy.number_place:
        yield Finding(
            copy.number_place,
            f"第 {copy.number} 期已经有了",
            f"{same[0].folder} 已用，改成没有用过的期号",
        )


@rule("I303", "日期倒退", Severity.ERROR)
def date_backwards(copy: Manuscript) -> Iterator[Finding]:
    """后一期的印发日期不早于前一期。

    为什么：期号和日期的先后不一致，必有一个是错的。
    """
    if copy.number is None or copy.dated is None or copy.dated_place is None:
        return
    for other in _before(copy):
        if other.dated is None:
            continue
        if other.number < copy.number and other.dated > copy.dated:
            fault = f"第 {other.number} 期是 {other.dated}，这一期反而早"
        elif other.number > copy.number and other.dated < copy.dated:
            fault = f"第 {other.number} 期是 {other.dated}，这一期反而晚"
        else:
            continue
        yield Finding(copy.dated_place, fault, "核对两期的日期")
        return
