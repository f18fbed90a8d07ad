"""C: secrecy, and what must not become public."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bulletin.checks.rule import Finding, rule
from bulletin.checks.view import Copy, Stretch
from bulletin.diagnostics import Severity

_MARK = re.compile("(?:绝密|机密|秘密)★(?:[0-9]+年|长期)?|^(?:绝密|机密|秘密)$")
_IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx](?![0-9A-Za-z])"
)
_MOBILE = re.compile(r"(?<![0-9A-Za-z.])(?:\+?86[- ]?)?1[3-9][0-9](?:[- ]?[0-9]{4}){2}(?![0-9])")
_LANDLINE = re.compile(
    r"(?<![0-9-])(?:\(0[0-9]{2,3}\)|（0[0-9]{2,3}）|0[0-9]{2,3}-)[2-9][0-9]{6,7}(?![0-9])"
)
_CARD = re.compile(r"(?<![0-9A-Za-z.])62[0-9]{14,17}(?![0-9])")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def is_identity_number(number: str) -> bool:
    """Whether the check character of an 18-character identity number is right (GB 11643-1999)."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False))
    return "10X98765432"[total % 11] == number[17].upper()


def is_card_number(number: str) -> bool:
    """Whether a bank card's check digit is right (ISO/IEC 7812-1, Luhn)."""
    doubled = (int(digit) * (2 if at % 2 else 1) for at, digit in enumerate(reversed(number)))
    return sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0


def _severity(copy: Copy) -> Severity:
    """An error where anybody will read it, a warning inside the house."""
    return Severity.ERROR if copy.public else Severity.WARNING


@rule("C101", "公开的一期有密级标志", Severity.ERROR, clause="《保守国家秘密法》")
def secrecy_mark(copy: Copy) -> Iterator[Finding]:
    """标了密级（绝密、机密、秘密）的一期，不能公开上网；公开的一期，文中不能有密级标志。

    为什么：涉密不上网，上网不涉密。
    """
    if not copy.public:
        return
    if copy.secrecy and copy.number_place:
        yield Finding(
            copy.number_place, f"标了密级 {copy.secrecy}，又写了 public", "删去 visibility: public"
        )
    for passage in copy.passages:
        for match in _MARK.finditer(passage.text):
            yield Finding(
                passage.stretch(*match.span()),
                f"公开的一期有密级标志 `{match[0]}`",
                "这一期不能公开，或删去涉密的稿件",
            )


@rule("C102", "身份证号码", Severity.ERROR, clause="《个人信息保护法》第二十八条")
def identity_number(copy: Copy) -> Iterator[Finding]:
    """稿件里不写身份证号码。公开的一期是错误，内部的一期是提醒。

    为什么：个人信息。校验码不对的十八位数不是身份证号码，不报。
    """
    for passage, match in copy.matches(_IDENTITY):
        if is_identity_number(match[0]):
            yield _private(copy, passage.stretch(*match.span()), "身份证号码")


@rule("C103", "手机号码", Severity.ERROR, clause="《个人信息保护法》")
def mobile_number(copy: Copy) -> Iterator[Finding]:
    """稿件里不写个人的手机号码。公开的一期是错误，内部的一期是提醒。

    为什么：个人信息。办公用的固定电话另见 C104。
    """
    for passage, match in copy.matches(_MOBILE):
        yield _private(copy, passage.stretch(*match.span()), "手机号码")


@rule("C104", "公开的一期有固定电话", Severity.WARNING)
def landline_number(copy: Copy) -> Iterator[Finding]:
    """公开的一期里的固定电话，要是对外公布的。

    为什么：内部电话不上网。是对外公布的，在 allow 里写明原因。
    """
    if copy.public:
        for passage, match in copy.matches(_LANDLINE):
            yield Finding(
                passage.stretch(*match.span()), "公开的一期有固定电话", "不是对外公布的就删去"
            )


@rule("C105", "银行卡号", Severity.ERROR, clause="《个人信息保护法》第二十八条")
def card_number(copy: Copy) -> Iterator[Finding]:
    """稿件里不写银行卡号。公开的一期是错误，内部的一期是提醒。

    为什么：个人信息。校验位不对的数不报。
    """
    for passage, match in copy.matches(_CARD):
        if is_card_number(match[0]):
            yield _private(copy, passage.stretch(*match.span()), "银行卡号")


def _private(copy: Copy, place: Stretch, what: str) -> Finding:
    return Finding(place, f"有{what}", "删去", severity=_severity(copy))
