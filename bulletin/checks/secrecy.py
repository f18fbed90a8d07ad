"""Rules of family C: secrecy, and what must not become public.

Numbers are recognized in all forms that a reader would recognize: in full-width digits, with spaces
or dashes inside, or in brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from bulletin.checks.lists import HouseLists
from bulletin.checks.rule import Finding, rule
from bulletin.checks.view import Anchor, Manuscript, Passage, PassageRole, Plain, Stretch
from bulletin.diagnostics import Severity
from bulletin.model import Distribution, Publication
from bulletin.patterns import pattern_of
from bulletin.secrecy import STARRED, WARNED
from bulletin.source import Source

# -- As it is read ---------------------------------------------------------------------------------

_SEVEN_FIGURES = pattern_of(r"[0-9](?:[ )._/-]{0,3}[0-9]){6}")
"""What stands in every number that is looked for, as its figures may be parted."""


def _with_figures(copy: Manuscript) -> Iterator[Plain]:
    """All text with enough figures for a number that must not be public."""
    return (plain for plain in copy.plainly if _SEVEN_FIGURES.search(plain.text))


# -- Numbers that are something else ---------------------------------------------------------------

_NAMED = pattern_of(
    r"(?:编号|单号|准考证号|考号|学号|工号|档案号|案卷号|工单|案号|批号|批次|流水号|序列号|证书号|许可证号|备案号|合同号|条码|条形码|货号|型号|账号|帐号|卡号"
    r"|代码|编码|税号|文号|档号|订单|发票|户号)(?:[:：为是 ]|号){0,3}\Z"
)
"""Words before a number which say that it is not a telephone number."""

_MEASURED = pattern_of(
    r" ?(?:余|多)? ?(?:元|美元|欧元|日元|港元|港币|人民币|万[元亿人吨户亩度千立平株]|亿|吨"
    r"|公斤|千克|立方|平方|千瓦|人次|字节|公里|[%％])"
)
"""Words after a number which say that it is an amount."""

_WORDS = ("tel", "telephone", "phone", "mobile", "mob", "fax", "wx", "vx", "weixin", "wechat", "qq")
"""Letters that may directly precede a telephone number. After other letters it is a code."""

_LETTERS = pattern_of(r"[A-Za-z]+\Z")


def _is_number_of_a_person(text: str, start: int, end: int) -> bool:
    """Whether the text around it allows a telephone number, and not only an amount or a code."""
    before = text[max(0, start - 10) : start]
    letters = _LETTERS.search(before)
    if letters and letters[0].lower() not in _WORDS:
        return False
    if before.endswith(("¥", "￥", "$")) or _NAMED.search(before):
        return False
    return not _MEASURED.match(text, end)


# -- Identity numbers ------------------------------------------------------------------------------

_IDENTITY = pattern_of(
    r"(?<![0-9])(?=([1-9](?:[ -]?[0-9]){16}[ -]?[0-9Xx])(?:[0-9]{2})?(?![0-9]))", re.ASCII
)
"""Eighteen characters, perhaps in groups. With two more digits it is the number of a 残疾人证."""

_OLD_IDENTITY = pattern_of(
    r"(?<![0-9])(?<![0-9][ -])(?=([1-9][0-9]{5}[ -]?[0-9]{6}[ -]?[0-9]{3})(?![0-9])(?![ -][0-9]))"
)
_PROVINCE = pattern_of("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
"""The possible first two digits (GB/T 2260)."""

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def is_identity_number(number: str) -> bool:
    """Whether the check character of an 18-character identity number is right (GB 11643-1999)."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False))
    return "10X98765432"[total % 11] == number[17].upper()


def _is_identity(number: str) -> bool:
    """Whether it is an identity number, by its province, date of birth and check character."""
    born = number[6:14] if len(number) == 18 else f"19{number[6:12]}"
    return (
        _PROVINCE.match(number) is not None
        and born[:2] in ("18", "19", "20")
        and _is_date(born)
        and (len(number) == 15 or is_identity_number(number))
    )


def _is_date(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return True


# -- Telephone numbers -----------------------------------------------------------------------------

_COUNTRY = r"(?:\(?(?:\+|00)?86\)?[ -]{0,2})?"
_MOBILE = pattern_of(
    rf"(?<![0-9])(?<![0-9]\.)(?={_COUNTRY}0?"
    r"(\(?1[ -]?[3-9](?:(?:[ )-]{0,2}| - |[._/])[0-9]){9})(?![0-9])(?!\.[0-9]))"
)
_GROUP = pattern_of("[0-9]+")
_SPELLED = pattern_of(
    r"(?<![零〇○一二三四五六七八九十])[一幺][三四五六七八九][零〇○一幺二两三四五六七八九]{9}(?![零〇○一二三四五六七八九十])"
)
_CARD_BEFORE = pattern_of(r"[0-9]{4}[ -]\Z")
_CARD_BEHIND = pattern_of(r"[ -][0-9]{4}(?![0-9])")

_LOCAL = r"(?:[2-9][0-9]{6,7}|[2-9][0-9]{2}[ -][0-9]{4}|[2-9][0-9]{3}[ -][0-9]{3,4})"
_AREA = r"(?:10|2[0-9]|[3-9][0-9]{2})"
_LANDLINE = pattern_of(
    rf"(?<![0-9])(?<![0-9][-.])(?:"
    rf"\((?:\+|00)?86\)[ -]{{0,2}}0?{_AREA}[ -]{{0,2}}{_LOCAL}"
    rf"|(?:\+|00)86[ -]{{0,2}}(?:\(0\))?\(?0?{_AREA}\)?[ -]{{0,2}}{_LOCAL}"
    rf"|\(0{_AREA}\)[ -]{{0,3}}{_LOCAL}"
    rf"|0{_AREA}(?:[ /]{{1,2}}| ?-{{1,2}} ?){_LOCAL}"
    rf"|0(?:10|2[0-9])[2-9][0-9]{{7}}|0[3-9][0-9]{{2}}[2-9][0-9]{{6,7}}"
    rf")(?![0-9])(?!\.[0-9])"
)
_WITHOUT_AREA = pattern_of(
    r"(?:(?:电话|座机|传真|联系方式) ?[:：]|座机|传真"
    r"|(?:联系|办公|值班|监督|咨询|举报|报名|服务)电话) ?"
    rf"({_LOCAL})(?![0-9])(?!\.[0-9])"
)
_DATED = pattern_of(r"20[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9]\Z")
"""Eight digits that are a date, as in the codes of an office, and not a local telephone number."""


def _mobiles(plain: Plain) -> Iterator[Stretch]:
    text, last = plain.text, 0
    for match in _MOBILE.finditer(text) if _SEVEN_FIGURES.search(text) else ():
        start, end = match.span(1)
        if start < last or not _is_grouped(match[1]):
            continue
        grouped = not match[1].isdigit()
        before, behind = (
            text[max(0, match.start() - 5) : match.start()],
            _CARD_BEHIND.match(text, end),
        )
        if grouped and (_CARD_BEFORE.search(before) or behind):
            continue
        if _is_number_of_a_person(text, match.start(), end):
            last = end
            yield plain.stretch(start, end)
    for match in _SPELLED.finditer(text):
        yield plain.stretch(*match.span())


def _is_grouped(number: str) -> bool:
    """Whether eleven digits are written as people write a number: together, in groups, or all
    apart."""
    groups = [len(each) for each in _GROUP.findall(number)]
    if any(each in number for each in "._/"):
        return groups == [3, 4, 4]
    return all(each >= 3 for each in groups) or len(groups) == sum(groups)


def _landlines(plain: Plain) -> Iterator[Stretch]:
    text = plain.text
    for match in _LANDLINE.finditer(text):
        if _is_number_of_a_person(text, *match.span()) and not _DATED.search(match[0]):
            yield plain.stretch(*match.span())
    for match in _WITHOUT_AREA.finditer(text):
        if not _MEASURED.match(text, match.end()):
            yield plain.stretch(*match.span(1))


# -- Bank cards ------------------------------------------------------------------------------------

_CARD = pattern_of(
    r"(?<![0-9A-Za-z.])(?:62|9558)(?:[0-9]{14,17}|[0-9]{12,15}"
    r"|[0-9]{0,2}(?:[ -][0-9]{4}){3,4}(?:[ -][0-9]{1,3})?)(?![0-9])"
)


def is_card_number(number: str) -> bool:
    """Whether the check digit of a bank card number is right (ISO/IEC 7812-1, Luhn)."""
    doubled = (int(digit) * (2 if at % 2 else 1) for at, digit in enumerate(reversed(number)))
    return sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0


def _digits(text: str) -> str:
    return re.sub(r"[ -]", "", text)


# -- The rules -------------------------------------------------------------------------------------

_LEVEL = "(?:绝 *密|机 *密|秘 *密)"
_MARK = pattern_of(
    rf"{STARRED.pattern}"
    rf"|密 *级 *[:：] *{_LEVEL}"
)
_URGENT = "(?: +(?:特急|特提|加急|急件|平急|[0-9]{6}).*)?"
_ALONE = pattern_of(rf" *(?:{_LEVEL}{_URGENT}\Z|[【\[(（]{_LEVEL}[】\])）])")
"""A mark of secrecy on its own line, or in brackets before the first word."""


def private_matter(text: str) -> tuple[str, ...]:
    """The numbers and marks in a text that must not become public, as they are written."""
    source = Source("", text)
    passage = Passage(source, PassageRole.TEXT, text, (Anchor(0, 0),))
    nobody = Publication("", "", (), Distribution(), "", "")
    copy = Manuscript(source, nobody, HouseLists(), (), (passage,), public=True)
    rules = (secrecy_mark, identity_number, mobile_number, landline_number, card_number)
    return tuple(finding.stretch.text for rule in rules for finding in rule.find(copy))


def _severity(copy: Manuscript) -> Severity:
    """An error if the issue is public, a warning if it is internal."""
    return Severity.ERROR if copy.public else Severity.WARNING


@rule(
    "C101", "文中有密级标志", Severity.ERROR, clause="《保守国家秘密法》", also=(Severity.WARNING,)
)
def secrecy_mark(copy: Manuscript) -> Iterator[Finding]:
    """标了密级（绝密、机密、秘密）的一期，不能公开上网；公开的一期，文中不能有密级标志。

    “机密　请勿外传”这样写在句子里的也算。
    内部的一期，没有写密级而稿件里有密级标志的，提醒：密级写进 issue.md，印在报头。

    为什么：涉密不上网，上网不涉密。
    """
    if copy.public and copy.secrecy and copy.number_place:
        yield Finding(
            copy.number_place,
            f"标了密级 {copy.secrecy}，又写了 visibility: public",
            "删去 visibility: public",
        )
    for plain in copy.plainly:
        if "密" not in plain.text:
            continue
        found = [match.span() for match in _MARK.finditer(plain.text)]
        if not found and plain.passage.role not in (PassageRole.CELL, PassageRole.ITEM):
            first = _ALONE.match(plain.text.rstrip())
            warned = WARNED.match(plain.text)
            found = [first.span()] if first else [warned.span(1)] if warned else []
        for start, end in found:
            yield from _marked(copy, plain.stretch(start, end))


def _marked(copy: Manuscript, place: Stretch) -> Iterator[Finding]:
    mark = place.text.strip()
    if copy.public:
        hint = "这一期不能公开，或删去涉密的稿件"
        yield Finding(place, f"公开的一期有密级标志 `{mark}`", hint)
    elif not copy.secrecy and place.passage.role is not PassageRole.MASTHEAD:
        hint = "涉密的由保密员定密，写进 issue.md 的 secrecy；不涉密的删去"
        message = f"稿件里有密级标志 `{mark}`，这一期没有标密级"
        yield Finding(place, message, hint, severity=Severity.WARNING)


@rule(
    "C102",
    "身份证号码",
    Severity.ERROR,
    clause="《个人信息保护法》第二十八条",
    also=(Severity.WARNING,),
)
def identity_number(copy: Manuscript) -> Iterator[Finding]:
    """稿件里不写身份证号码，十八位的、十五位的都算。公开的一期是错误，内部的一期是提醒。

    为什么：个人信息。校验码、地区或出生日期不对的数，统一社会信用代码，不报；十五位数前面写明是编号、单号的，也不报。
    """
    for plain in _with_figures(copy):
        for pattern in (_IDENTITY, _OLD_IDENTITY):
            for match in pattern.finditer(plain.text):
                start, end = match.span(1)
                old = pattern is _OLD_IDENTITY
                if not _is_identity(_digits(match[1])):
                    continue
                if not old or _is_number_of_a_person(plain.text, start, end):
                    yield _private(copy, plain.stretch(start, end), "身份证号码")


@rule("C103", "手机号码", Severity.ERROR, clause="《个人信息保护法》", also=(Severity.WARNING,))
def mobile_number(copy: Manuscript) -> Iterator[Finding]:
    """稿件里不写个人的手机号码，分开写、用全角数字写的都算。公开的一期是错误，内部的一期是提醒。

    为什么：个人信息。办公用的固定电话另见 C104。金额、数量，写明是编号、单号的数，不报。
    """
    for plain in copy.plainly:
        for place in _mobiles(plain):
            yield _private(copy, place, "手机号码")


@rule("C104", "公开的一期有固定电话", Severity.ERROR)
def landline_number(copy: Manuscript) -> Iterator[Finding]:
    """公开的一期里的固定电话，要是对外公布的。

    为什么：内部电话不上网。是对外公布的，在 allow 里写明原因。110、12345 和 400 电话不报。
    """
    if copy.public:
        for plain in _with_figures(copy):
            for place in _landlines(plain):
                hint = "不是对外公布的就删去；是的，在 allow 里写明原因"
                yield Finding(place, "公开的一期有固定电话", hint)


@rule(
    "C105",
    "银行卡号",
    Severity.ERROR,
    clause="《个人信息保护法》第二十八条",
    also=(Severity.WARNING,),
)
def card_number(copy: Manuscript) -> Iterator[Finding]:
    """稿件里不写银行卡号。公开的一期是错误，内部的一期是提醒。

    为什么：个人信息。校验位不对的数不报。
    """
    for plain in _with_figures(copy):
        for match in _CARD.finditer(plain.text):
            number = _digits(match[0])
            if 16 <= len(number) <= 19 and is_card_number(number):
                yield _private(copy, plain.stretch(*match.span()), "银行卡号")


def _private(copy: Manuscript, place: Stretch, what: str) -> Finding:
    hint = "删去；确要公开，在 allow 里写明原因" if copy.public else "删去"
    return Finding(place, f"有{what}", hint, severity=_severity(copy))
