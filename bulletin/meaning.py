"""What somebody means who types a number, a day, a yes or a choice in a way of his own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches

from bulletin.numbering import chinese_number
from bulletin.patterns import pattern_of
from bulletin.slips import BLANKS, bare_name

HALF_WIDTH = str.maketrans("０１２３４５６７８９．／－", "0123456789./-")
_CHINESE_FIGURES = "〇○零Ｏ一二三四五六七八九十百千廿卅元正"


_LABEL_OF_NUMBER = pattern_of(r"\s*(?:[Nn][OoRr]?[.:：]|№|[Nn][OoRr]|＃|#)\s*(?=\d)")
_WHOLE_NUMBER = pattern_of(r"[（(]?\s*总\s*第?\s*\d+\s*期?\s*[)）]?")


def number_meant(text: str) -> str:
    """The digits of the only number in a text, without leading zeros (117 for 第117期, 12 for
    第十二期, 7 for No.7); else empty. A 总期号 beside another number is not meant."""
    plain = re.sub(r"(?<=\d)[,，](?=\d{3}(?!\d))", "", text.translate(HALF_WIDTH))
    plain = _LABEL_OF_NUMBER.sub("", plain, count=1)
    beside = _WHOLE_NUMBER.sub("", plain)
    plain = beside if re.search(rf"[\d{_CHINESE_FIGURES}]", beside) else plain
    found = re.findall(r"[-.:/]*\d[-.:/\d]*", plain.rstrip("." + BLANKS))
    if found:
        return found[0].lstrip("0") if len(found) == 1 and found[0].isdecimal() else ""
    chinese = re.findall(f"[{_CHINESE_FIGURES}]+", plain)
    return str(chinese_number(chinese[0]) or "") if len(chinese) == 1 else ""


_PART = rf"\s*[-./年月—－–_·、，,。{BLANKS}]\s*"
_OF_A_WEEK = r"(?:[（(]?(?:星期|周)[一二三四五六日天][）)]?)?"
_TIME = r"(?:[上下]午|晚上)?(?:[ T]?\d{1,2}[:：]\d{1,2}(?:[:：]\d{1,2})?)?"
_REST = rf"\s*[日号]?\s*{_OF_A_WEEK}\s*{_TIME}[。.]?\s*"
_FULL = pattern_of(rf"[^\d]*?(\d{{4}}){_PART}(\d{{1,2}}){_PART}(\d{{1,2}}){_REST}", re.ASCII)
_IN_A_ROW = pattern_of(r"\D*((?:19|20)\d\d)(\d\d)(\d\d)\D*", re.ASCII)
_IN_CHINESE = pattern_of(
    rf"\D*?(?:([一二][{_CHINESE_FIGURES}0Oo]{{3}})\s*年\s*)?([{_CHINESE_FIGURES}]{{1,3}})\s*月\s*"
    rf"([{_CHINESE_FIGURES}]{{1,3}})\s*[日号]?\s*{_OF_A_WEEK}\s*"
)
_OF_A_YEAR = pattern_of(rf"\D*?()(\d{{1,2}})\s*[-./月]\s*(\d{{1,2}}){_REST}", re.ASCII)
MOST_DAYS_BEFORE = 180
"""How long before an issue a day in it can be whose year is not written."""


def parts_of_day(text: str) -> tuple[int, int, int] | None:
    """The year, month and day that a text names, which may not exist; the year is 0 if it names
    none."""
    plain = text.translate(HALF_WIDTH).strip()
    for pattern in (_FULL, _IN_A_ROW, _OF_A_YEAR):
        if found := pattern.fullmatch(plain):
            return int(found[1] or 0), int(found[2]), int(found[3])
    if found := _IN_CHINESE.fullmatch(plain):
        return chinese_number(found[1] or ""), chinese_number(found[2]), chinese_number(found[3])
    return None


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENGLISH = pattern_of(
    r"\W*(?:(\d{1,2})(?:st|nd|rd|th)?\s*)?([A-Za-z]{3,9})\.?\s*(?:(\d{1,2})(?:st|nd|rd|th)?)?"
    r"\s*,?\s*(\d{4})\W*",
    re.ASCII,
)
_BY_SLASHES = pattern_of(r"\s*(\d{1,4})\s*[/／]\s*(\d{1,2})\s*[/／]\s*(\d{1,4})\s*")
_SHORT_YEAR = pattern_of(
    rf"\D*?(\d{{2}})\s*[-.年–—－]\s*(\d{{1,2}})\s*[-.月–—－]\s*(\d{{1,2}}){_REST}", re.ASCII
)
_SHORT_CHINESE = pattern_of(
    rf"\D*?([12]\d{{3}}|[一二][{_CHINESE_FIGURES}0Oo]{{3}})\s*(?:[-./年]\s*"
    rf"(?:(\d{{1,2}}|[{_CHINESE_FIGURES}]{{1,3}})\s*月?\s*)?)?(?:份)?\s*",
    re.ASCII,
)


def days_meant(text: str) -> tuple[date, ...]:
    """The days that a text can name which is in no usual form: 11/27/2026, Nov 27, 2026, 26.11.27.

    One with slashes may name several.
    """
    plain = text.translate(HALF_WIDTH).strip()
    if (found := _ENGLISH.fullmatch(plain)) and found[2][:3].lower() in _MONTHS:
        month = 1 + _MONTHS.index(found[2][:3].lower())
        told = {day_of(int(found[4]), month, int(found[1] or found[3] or 0))}
    elif found := _BY_SLASHES.fullmatch(plain):
        one, two, three = map(int, found.groups())
        told = {day_of(_whole_year(y), m, d) for y, m, d in _orders(one, two, three)}
    elif found := _SHORT_YEAR.fullmatch(plain):
        year, month, day = map(int, found.groups())
        told = {day_of(_whole_year(year), month, day)}
    else:
        return ()
    return tuple(sorted(day for day in told if day))


def _orders(one: int, two: int, three: int) -> tuple[tuple[int, int, int], ...]:
    """The years, months and days that three numbers with slashes can be."""
    if one > 99:
        return ((one, two, three),)
    at_the_end = ((three, one, two), (three, two, one))
    return at_the_end if three > 99 else ((one, two, three), *at_the_end)


def _whole_year(year: int) -> int:
    return year if year > 99 else 2000 + year


def month_meant(text: str) -> tuple[int, int]:
    """The year and the month that a text names without a day; 0 for what it does not name."""
    found = _SHORT_CHINESE.fullmatch(text.translate(HALF_WIDTH).strip())
    if not found:
        return 0, 0
    year, month = (
        int(each) if each and each.isdecimal() else chinese_number(each or "")
        for each in found.groups()
    )
    return (year, month if 1 <= month <= 12 else 0) if 1900 < year < 2200 else (0, 0)


def day_meant(text: str, about: date | None = None) -> date | None:
    """The day that a text names in one of the usual forms; None for anything else.

    A day without its year is the one in the half year up to the day `about`.
    """
    parts = parts_of_day(text)
    if parts is None:
        return None
    year, month, day = parts
    if year:
        return day_of(year, month, day)
    years = (about.year, about.year - 1) if about else ()
    days = (day_of(each, month, day) for each in years)
    return next((each for each in days if each and _is_shortly_before(each, about)), None)


def day_of(year: int, month: int, day: int) -> date | None:
    """The day with these numbers; None if there is none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _is_shortly_before(day: date, about: date | None) -> bool:
    return about is not None and 0 <= (about - day).days <= MOST_DAYS_BEFORE


_YES = frozenset(
    {"是", "对", "true", "yes", "y", "on", "1", "√", "✓", "✔", "☑"}
    | {"公开", "可以", "可公开", "对外公开", "能", "要", "有", "需要"}
)
_NO = frozenset(
    {"否", "不", "不是", "非", "false", "no", "n", "off", "0", "×", "✗", "✘", "☐"}
    | {"内部", "不公开", "不可以", "不能", "不要", "无", "没有", "不需要"}
)


def flag_meant(text: str) -> bool | None:
    """Whether a word says yes or no; None if it says neither."""
    word = bare_name(text).strip("。，,.!！")
    return True if word in _YES else False if word in _NO else None


_SAID_OTHERWISE = {
    "adopted": ("采纳", "录用", "刊用", "选用", "刊登"),
    "held": ("备用", "待用", "暂存", "缓发"),
    "returned": ("退回", "退还"),
    "draft": ("草稿", "初稿", "送审"),
    "proof": ("校样", "付印样"),
    "yearly": ("逐年", "每年"),
    "continuous": ("连续编号", "不间断"),
    "flow": ("和正文接排", "接着排"),
    "paragraphs": ("各自成段", "单独成段"),
    "lines": ("独占一行", "单独一行", "另起一行"),
    "edited_by": ("责编", "编辑"),
    "checked_by": ("核稿", "审核", "审核人"),
    "approved_by": ("签发",),
}
"""Other words for choices. None makes an issue public or signed."""

_NOT = pattern_of("[不未没非待拟勿免]")


def choice_meant(text: str, choices: Mapping[str, str]) -> str:
    """The English name of the only choice that a text can mean (留用 for 已留用); else empty."""
    word = bare_name(text).strip("。，,.!！；;")
    if set(choices.values()) == {"是", "否"}:
        said = flag_meant(word)
        wanted = "" if said is None else "是" if said else "否"
        return next((name for name, chinese in choices.items() if chinese == wanted), "")
    if word.isascii():
        close = get_close_matches(word, choices, n=2, cutoff=0.75)
        return close[0] if len(close) == 1 else ""
    other = {name for name, words in _SAID_OTHERWISE.items() if word in words and name in choices}
    if len(other) == 1:
        return other.pop()
    found = [name for name, chinese in choices.items() if chinese in word]
    rest = word.replace(choices[found[0]], "") if len(found) == 1 else "不"
    return found[0] if len(rest) <= 2 and not _NOT.search(rest) else ""


_QUOTED = pattern_of('“([^“”]*)”|[＂"]([^＂"]*)[＂"]|‘([^‘’]*)’|「([^「」]*)」|『([^『』]*)』')


def without_quotes(text: str) -> str:
    """The text without quotation marks round the whole of it; as it is if it has none."""
    found = _QUOTED.fullmatch(text)
    return next(each for each in found.groups() if each is not None).strip() if found else text


_BRACKETED = pattern_of(r"[［【〔\[](.*)[］】〕\]]|[［【〔\[](.*)|(.*)[］】〕\]]")
_OF_A_UNIT = pattern_of(
    "[\u4e00-\u9fff]{1,}(?:镇|乡|街道|社区|村|区|县|市|局|委|办|部|会|院|校|中心|公司)"
)


_ITEM_NUMBER = pattern_of(r"(?:(?<=\s)|\A)[0-9]{1,2}[.．、)）]\s*(?![0-9])")


def names_meant(text: str) -> tuple[str, ...]:
    """The names in a text that no list has between them: 柳林镇；青山镇, ［柳林镇，青山镇］, and
    names of units with blanks between them. Empty if it is one name, or ordinary names with 、."""
    found = _BRACKETED.fullmatch(text.strip())
    inside = next(each for each in found.groups() if each is not None) if found else text
    pieces = [without_quotes(each.strip()) for each in re.split("[;；、，,]", inside)]
    names = [each for each in pieces if each]
    if found or re.search("[;；]", inside):
        return tuple(names)
    counted = [each for each in _ITEM_NUMBER.split(inside) if each.strip()]
    numbers = [int(re.sub("[^0-9]", "", each[0])) for each in _ITEM_NUMBER.finditer(inside)]
    if len(numbers) > 1 and numbers == list(range(1, len(counted) + 1)):
        return tuple(each.strip(" \t\u3000、，,") for each in counted)
    words = text.split()
    if len(words) > 1 and all(map(_OF_A_UNIT.fullmatch, words)):
        return tuple(words)
    return ()
