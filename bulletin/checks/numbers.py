"""Rules of family N: numbers, units, dates and sums."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache

from bulletin.checks.lists import measures
from bulletin.checks.rule import Finding, rule
from bulletin.checks.view import HAN, Manuscript, Passage
from bulletin.diagnostics import Severity
from bulletin.model import printed_day
from bulletin.patterns import pattern_of

NUMERALS = "GB/T 15835-2011"
PRACTICE = "实务"


def _all(pattern: str) -> re.Pattern[str]:
    """A compiled pattern in which H stands for the ranges of 汉字 and N for a number."""
    return pattern_of(pattern.replace("H", HAN).replace("N", r"[0-9]{1,15}(?:\.[0-9]{1,9})?"))


_MONEY = (
    "(?:信用|专项|扶持|帮扶|补助|奖励|财政|集体|启动|周转|社会|项目)?"
    "(?:资金|经费|贷款|款项|补贴|奖金|善款|补偿款|租金|分红|债券)"
)
_EARNED = (
    "(?:投资|投入|筹资|筹集|筹措|出资|注资|争取|增收|创收|营收|收入|产值"
    "|贷款|授信|放贷|拨付|补助|补贴|奖励|募捐|捐款|捐资|节约|节省)"
)
_AMOUNT = _all(f"(?<![0-9.])N[万亿][多余]?(?=(?:、N[万亿][多余]?){{0,9}}的?{_MONEY})")
_SPENT = _all(
    f"{_EARNED}(?:资金|金额|总额|总计|共计|合计|近|超|约|了|达到?|超过){{0,4}}(N[万亿][多余]?)(?=[，。；]|$)"
)


@rule("N101", "金额缺单位", Severity.WARNING, clause=f"{NUMERALS} 4")
def amount_without_unit(copy: Manuscript) -> Iterator[Finding]:
    """金额写到“元”：200万元，不写200万。

    为什么：“万”“亿”只是数，不是单位；200万可以是元，也可以是人、斤。并列的每一项都要带单位（200万元、100万元）。

    错：
        分别利用200万、100万信用资金建设厂房。
    对：
        分别利用200万元、100万元信用资金建设厂房。
    """
    for passage, match in copy.figures(_AMOUNT, "万亿"):
        yield _without_yuan(passage, *match.span())
    for passage, match in copy.figures(_SPENT, "万亿"):
        yield _without_yuan(passage, *match.span(1))


def _without_yuan(passage: Passage, start: int, end: int) -> Finding:
    place = passage.stretch(start, end)
    return Finding(place, f"`{place.text}` 缺单位", f"是钱就写 `{place.text}元`")


_NEXT = {
    "一": "二两",
    "二": "三",
    "两": "三",
    "三": "四五",
    "四": "五",
    "五": "六",
    "六": "七",
    "七": "八",
    "八": "九",
}


@rule("N102", "概数中间用了顿号", Severity.WARNING, clause=f"{NUMERALS} 5.2.2")
def estimate_comma(copy: Manuscript) -> Iterator[Finding]:
    """相邻两个数字连用表示概数，中间不用顿号：三五天、七八次。

    为什么：加了顿号就成了两个数。“二、三季度”“一、二年级”是两个数，照用。

    错：
        走访三、五天就能摸清情况。
    对：
        走访三五天就能摸清情况。
    """
    for passage, match in copy.figures(_ESTIMATE):
        if match[2] in _NEXT[match[1]]:
            place = passage.stretch(match.start(1), match.end(2))
            yield Finding(
                place,
                f"概数 `{place.text}` 中间用了顿号",
                f"改为 {match[1]}{match[2]}；是两个数就不用改",
            )


_ESTIMATE = pattern_of(
    "(?<![第一二两三四五六七八九十、])([一二两三四五六七八])、([二两三四五六七八九])(?=[天次里倍斤遍趟岁]|个月)"
)

ABOUT = "(?:(?<![附新邻临靠最就])近|(?<![节签预履违公条契特邀隐集纽])约)"
"""近 and 约 before a number, not in 附近 and 签约."""

_DOUBLE_ESTIMATE = _all(
    ABOUT + "N[万亿]?(?:[H]{0,2}?)(?:余|多(?!个百)|左右|上下)"
    "|(?:超过|超|逾|突破|多于|高于|大于)N[万亿]?%?[H]{0,2}?(?:以上|余)"
    "|(?:不足|低于|少于|不到|小于)N[万亿]?%?[H]{0,2}?(?:以下|以内)"
    "|N[万亿]?余[H]{0,2}?(?:左右|上下|以上)"
)
_YEARS = pattern_of("近[0-9]{1,12}[余多]?个?多?[年月天日周届]")


@rule("N103", "概数说了两遍", Severity.WARNING, clause=f"{NUMERALS} 5.2")
def doubled_estimate(copy: Manuscript) -> Iterator[Finding]:
    """约、近和余、多、左右只用一个；超过和以上、不足和以下也只用一个。

    为什么：意思重复，还互相打架：“近100余人”到底是不到还是超过。“近20余年来”的“近”是最近，不算错。

    错：
        排查矛盾约100余起，成功率超过90%以上。
    对：
        排查矛盾100余起，成功率超过90%。
    """
    for passage, match in copy.figures(_DOUBLE_ESTIMATE, "余多左上以"):
        if not _YEARS.match(passage.text, match.start()):
            yield Finding(
                passage.stretch(*match.span()), f"概数说了两遍：`{match[0]}`", "前后只留一个"
            )


_DAY = pattern_of(
    r"(?<![0-9])(?:((?:19|20)[0-9]{2})年)?([0-9]{1,2})月(?:([0-9]{1,2})(日|号))?"
    "(?:（?(?:星期|周|礼拜)([一二三四五六日天])）?)?"
)
_WEEKDAYS = "一二三四五六日"
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _fault_of_day(year: int | None, month: int, day: int | None) -> str:
    """What is wrong with a date, or an empty text. Without a year, 29 February is allowed."""
    if not 1 <= month <= 12:
        return f"没有 {month} 月"
    if day is None:
        return ""
    if not 1 <= day <= _DAYS[month - 1]:
        return f"{month} 月没有 {day} 日"
    if year and (month, day) == (2, 29) and not (year % 4 == 0 and (year % 100 or year % 400 == 0)):
        return f"{year} 年 2 月没有 29 日"
    return ""


@rule("N104", "没有这一天", Severity.ERROR)
def impossible_date(copy: Manuscript) -> Iterator[Finding]:
    """日期要是日历上有的。

    为什么：2月30日、13月必是笔误。

    错：
        2023年2月29日，召开推进会。
    对：
        2024年2月29日，召开推进会。
    """
    for passage, match in copy.figures(_DAY, "月"):
        fault = _fault_of_day(
            int(match[1]) if match[1] else None, int(match[2]), int(match[3]) if match[3] else None
        )
        if fault:
            yield Finding(passage.stretch(*match.span()), fault, "核对日期")


_AHEAD = pattern_of(
    "将|拟|计划|预计|力争|争取|确保|目标|规划|到|至|截至|前|底|起|届时|下一步|有望|明年|期限|自"
)


@rule("N105", "日期在印发之后", Severity.WARNING)
def future_date(copy: Manuscript) -> Iterator[Finding]:
    """已经做了的事，日期不能晚于本期的印发日期。

    为什么：多半是年份没有改过来。句中有“将、拟、计划、到、前”一类字的，是说以后的事，不报。

    错：
        第 116 期

        2023年6月9日

        □**甲镇：抓实党建工作。**2023年7月1日，甲镇召开了推进会。
    对：
        第 116 期

        2023年6月9日

        □**甲镇：抓实党建工作。**2023年6月1日，甲镇召开了推进会。
    """
    if copy.dated is None:
        return
    for passage in copy.compact:
        for match in _DAY.finditer(passage.text):
            if match[1] and _is_after(match, copy.dated) and not _looks_ahead(passage, match):
                yield Finding(
                    passage.stretch(*match.span()),
                    f"日期在印发日期（{printed_day(copy.dated)}）之后",
                    "核对年份和月份",
                )


def _is_after(match: re.Match[str], dated: date) -> bool:
    written = (int(match[1]), int(match[2]), int(match[3] or 1))
    return written > (dated.year, dated.month, dated.day)


def _looks_ahead(passage: Passage, match: re.Match[str]) -> bool:
    """Whether the words around the date are about the future."""
    return _AHEAD.search(passage.text[max(0, match.start() - 20) : match.end() + 12]) is not None


@rule("N106", "星期和日期不合", Severity.ERROR)
def wrong_weekday(copy: Manuscript) -> Iterator[Finding]:
    """写了年月日又写了星期的，两者要对得上。

    为什么：错了一个，读者就不知道是哪一天。

    错：
        2023年6月9日（星期四），召开推进会。
    对：
        2023年6月9日（星期五），召开推进会。
    """
    for passage, match in copy.figures(_DAY, "月"):
        if not (match[1] and match[3] and match[5]):
            continue
        if _fault_of_day(int(match[1]), int(match[2]), int(match[3])):
            continue
        right = _WEEKDAYS[date(int(match[1]), int(match[2]), int(match[3])).weekday()]
        if match[5].replace("天", "日") != right:
            yield Finding(
                passage.stretch(*match.span()),
                f"这一天不是星期{match[5]}",
                f"改为星期{right}，或核对日期",
            )


_HAO = pattern_of(r"(?<=[0-9]月)([0-9]{1,2})号(?![楼院线台机井店厅])")


@rule("N107", "日期写了“号”", Severity.WARNING, clause=f"{NUMERALS} 4.1.3")
def day_called_number(copy: Manuscript) -> Iterator[Finding]:
    """几月几日的“日”不写“号”。

    为什么：“号”是口语。

    错：
        6月9号召开推进会。
    对：
        6月9日召开推进会。
    """
    for passage, match in copy.figures(_HAO, "号"):
        place = passage.stretch(match.end() - 1, match.end())
        yield Finding(place, f"`{match[1]}号` 是口语", f"改为 `{match[1]}日`")


_SHORT_YEAR = pattern_of(
    r"(?<![0-9.至～—、第近-])(?:([0-2][0-9])年(?=(?:1[0-2]|[1-9])月(?!龄))|(0[0-9])年(?=[以至底初春夏秋冬的，]|开始|起)"
    r"|(2[0-9])年(?=上半年|下半年|度[^过]))"
)


@rule("N108", "年份不足四位", Severity.WARNING, clause=f"{NUMERALS} 5.1.4")
def short_year(copy: Manuscript) -> Iterator[Finding]:
    """年份写四位：2023年6月，不写23年6月。

    为什么：简写的年份过几年就不知道是哪一年。

    错：
        23年6月，召开推进会。
    对：
        2023年6月，召开推进会。
    """
    for passage, match in copy.figures(_SHORT_YEAR, "年"):
        place = passage.stretch(*match.span())
        yield Finding(
            place, f"年份 `{match[0]}` 不足四位", f"写成 20{match[1] or match[2] or match[3]}年"
        )


_MIXED_LARGE = pattern_of(
    "(?<![0-9.亿])[0-9]{1,12}(?:万[0-9]{1,12}(?:千|百|(?=[元人户亩吨斤个]))|千[0-9]{1,12}百)(?![0-9])"
)
_ROUND = pattern_of("(?<![0-9.,])[1-9][0-9]{0,8}0000(?=余?多?(?:[元人户亩斤吨株棵份只头]|平方米))")


@rule("N109", "大数的写法", Severity.WARNING, clause=f"{NUMERALS} 5.1.3")
def large_number(copy: Manuscript) -> Iterator[Finding]:
    """整万的数写“万”“亿”：50000元写5万元；1万5千、1万2000不混写，写1.5万、1.2万。

    为什么：零多了容易数错；混写既不是阿拉伯数字，也不是汉字数字。“10亿817万人”亿、万都写出来的，不算混写。

    错：
        投入50000元，惠及1万2千人。
    对：
        投入5万元，惠及1.2万人。
    """
    for passage, match in copy.figures(_ROUND, "0"):
        right = _in_ten_thousands(int(match[0]))
        yield Finding(passage.stretch(*match.span()), f"`{match[0]}` 零太多", f"写成 {right}")
    for passage, match in copy.figures(_MIXED_LARGE, "万千亿"):
        hint = f"写成 {_unmixed(match[0])}"
        yield Finding(passage.stretch(*match.span()), f"`{match[0]}` 混写", hint)


_PLACES = {"亿": 10**8, "万": 10**4, "千": 10**3, "百": 10**2}


def _unmixed(written: str) -> str:
    """A number whose figures and 汉字 alternate, written in one of both: 1.2万 for 1万2千."""
    number = sum(
        int(figures) * _PLACES.get(place, 1)
        for figures, place in re.findall("([0-9]+)([亿万千百]?)", written)
    )
    if number >= 10**4 and number % 10 == 0:
        return f"{Decimal(number) / 10**4:f}".rstrip("0").rstrip(".") + "万"
    return str(number)


def _in_ten_thousands(number: int) -> str:
    return f"{number // 10**8}亿" if number % 10**8 == 0 else f"{number // 10**4}万"


_RANGE_PERCENT = _all("(?<![0-9.])(N)([～~—–、-]|至|到)(?=N%)")
_RANGE_LARGE = _all("(?<![0-9.])(N)([～~、])(?=N[万亿])")


@rule("N110", "范围、并列的前一个数缺单位", Severity.WARNING, clause="GB/T 15834-2011 4.13")
def range_unit(copy: Manuscript) -> Iterator[Finding]:
    """范围和并列的数，% 和“万”“亿”每个都写：63%～68%、5万～10万元、11万元、12.4万元。

    为什么：63～68%会被当成63到0.68；5～10万元会被当成5元到10万元。

    错：
        占63～68%，投入5～10万元。
    对：
        占63%～68%，投入5万～10万元。
    """
    for pattern in (_RANGE_PERCENT, _RANGE_LARGE):
        for passage, match in copy.figures(pattern):
            after = (
                "%" if pattern is _RANGE_PERCENT else _NEXT_UNIT.search(passage.text, match.end())
            )
            unit = after if isinstance(after, str) else after[0] if after else ""
            place = passage.stretch(*match.span(1))
            yield Finding(place, f"前一个数 `{match[1]}` 缺 `{unit}`", f"写成 `{match[1]}{unit}`")


_NEXT_UNIT = pattern_of("[万亿]")


@cache
def _measured() -> tuple[re.Pattern[str], dict[tuple[str, str], str]]:
    """A pattern for every wrong measure word before its noun, and the right word for each pair."""
    right = {(wrong, each.noun): each.right for each in measures() for wrong in each.wrong}
    words = "|".join(sorted({wrong for wrong, _ in right}, key=lambda word: (-len(word), word)))
    nouns = "|".join(sorted({noun for _, noun in right}, key=lambda noun: (-len(noun), noun)))
    between = "(?![的了省市县区镇乡村有人要向把对给户家名])"
    pattern = f"(?<=[0-9余多])({words})((?:{between}[{HAN}“”]){{0,4}}?)({nouns})"
    return pattern_of(pattern), right


@cache
def _counted_after() -> re.Pattern[str]:
    """A pattern for every noun that is followed by its number and by a measure word."""
    words = "|".join(sorted({word for each in measures() for word in each.wrong}))
    nouns = "|".join(
        sorted({each.noun for each in measures()}, key=lambda noun: (-len(noun), noun))
    )
    return pattern_of(f"({nouns})[0-9]{{1,9}}[余多]?({words})(?=[，。；、）]|$)")


_AWARDED = _all(
    "(?:选树|评选|评出|评选出|表彰|命名|选拔|提拔|发展党员)[^。；，0-9]{0,40}([0-9]{1,12}余?)(人次)"
)


@rule("N111", "量词不当", Severity.WARNING, clause=PRACTICE)
def measure_word(copy: Manuscript) -> Iterator[Finding]:
    """名词要用它的量词：22项清单、65家企业；评出的是“人”，来过的才是“人次”。

    为什么：量词不同，数的就不同：一个人来三次是3人次、1人。

    错：
        评选优秀党员30人次，建立22个正面清单。
    对：
        评选优秀党员30人，建立22项正面清单。
    """
    for passage, match in copy.figures(_AWARDED):
        yield Finding(passage.stretch(*match.span(2)), "评出的人用了“人次”", "改为 `人` 或 `名`")
    pattern, right = _measured()
    for passage, match in copy.figures(pattern):
        word, noun = match[1], match[3]
        if proper := right.get((word, noun)):
            place = passage.stretch(*match.span(1))
            yield Finding(place, f"`{noun}` 的量词用了 `{word}`", f"改为 `{proper}`")
    for passage, match in copy.figures(_counted_after()):
        if proper := right.get((match[2], match[1])):
            place = passage.stretch(*match.span(2))
            yield Finding(place, f"`{match[1]}` 的量词用了 `{match[2]}`", f"改为 `{proper}`")


_SHARE = _all(
    "(?<![0-9.])([0-9]{1,12})([件起个项户人名条家])[^。；0-9]{0,16}?(?:已|成功|其中|按时|实际)?"
    "(?:调处|化解|办结|解决|完成|调解|整改|处置|销号|答复|回复)(?:了|成功|完毕)?([0-9]{1,12})\\2[^。；0-9]{0,12}?"
    "(?<!按期)(?<!按时)(?<!及时)(?:调处|化解|办结|解决|完成|调解|整改|处置|销号|答复|回复)(?:成功)?"
    "率(?:为|达到?|是)?(N)%"
)


@rule("N112", "百分比算错", Severity.ERROR)
def wrong_share(copy: Manuscript) -> Iterator[Finding]:
    """“排查135起，调处135起，成功率100%”，三个数要对得上；完成的不能比总数多。

    为什么：改了一个数，忘了改另一个。四舍五入的误差不算。

    错：
        排查矛盾纠纷135起，成功调处120起，调处成功率达到100%。
    对：
        排查矛盾纠纷135起，成功调处135起，调处成功率达到100%。
    """
    for passage, match in copy.figures(_SHARE, "率"):
        whole, part, written = int(match[1]), int(match[3]), match[4]
        if whole == 0:
            continue
        decimals = len(written.partition(".")[2])
        share = part / whole * 100
        if abs(share - float(written)) > 0.5 * 10**-decimals + 1e-9 and int(
            share * 10**decimals
        ) != int(float(written) * 10**decimals + 1e-9):
            place = passage.stretch(match.start(4), match.end())
            yield Finding(
                place,
                f"{part} 除以 {whole} 是 {share:.{max(decimals, 1)}f}%",
                f"写成 {share:.{decimals}f}%，或核对三个数",
            )


_SHARES = _all("分别占(?:总数|全[市县镇区乡]|总[H]{1,4})?的?((?:N%、){1,9}N%)")


@rule("N113", "分项之和不对", Severity.ERROR, also=(Severity.WARNING,))
def wrong_sum(copy: Manuscript) -> Iterator[Finding]:
    """“男A名、女B名”之和要等于总数；“分别占”的百分比之和不超过100%；“其中”的一项不大于总数。

    为什么：分项和总数是分开改的，容易对不上。
    “共有……名”一类说的总数，或分项和总数数的是同一种，才算；“比上年增加353人，其中……”不是总数。

    错：
        共有党员150名，其中男党员100名、女党员60名。
    对：
        共有党员150名，其中男党员90名、女党员60名。
    """
    for passage, match in copy.figures(_SHARES, "占"):
        total = sum(float(each.rstrip("%")) for each in match[1].split("、"))
        if total > 100.5:
            yield Finding(
                passage.stretch(*match.span(1)),
                f"各项之和是 {total:g}%",
                "核对各项；各项本来就有重叠的，不用改",
                severity=Severity.WARNING,
            )
    for passage, match in copy.figures(_SEXES, "男"):
        whole, men, women = int(match[1]), int(match[3]), int(match[4])
        if whole != men + women and not _CHANGE.search(_clause_before(passage, match.start())):
            place = passage.stretch(match.start(3), match.end(4))
            yield Finding(place, f"男女之和是 {men + women}，不是 {whole}", "核对三个数")
    for passage, match in copy.figures(_PART, "其"):
        if int(match[4]) > int(match[1]) and _is_whole(passage, match):
            place = passage.stretch(*match.span(4))
            yield Finding(place, f"其中的 {match[4]} 大于总数 {match[1]}", "核对两个数")
    yield from _parts(copy)


_SEXES = _all(
    "(?<![0-9.])([0-9]{1,12})([名人])，?(?:[（(]|其中，?)男[H]{0,6}?([0-9]{1,12})\\2[、，]女[H]{0,6}?([0-9]{1,12})\\2"
)
_PART = _all(
    "(?<![0-9.])([0-9]{1,12})([名人件起户家个项处条亩篇次场间台])，其中，?([H“”]{0,10}?)(?<![0-9.])([0-9]{1,12})\\2"
)
_CHANGE = pattern_of("[增减比升降超多少]|新[增添]|同比|环比")
_TOTAL = pattern_of("(?:共有?|总计|合计|总数|现有|全部)[^0-9]{0,12}\\Z")
_POINT_BEFORE = pattern_of("[，。；：！？]")


def _clause_before(passage: Passage, at: int) -> str:
    """The words of the clause before character `at`."""
    return _POINT_BEFORE.split(passage.text[max(0, at - 40) : at])[-1]


def _is_whole(passage: Passage, match: re.Match[str]) -> bool:
    """Whether the first number is the total of which the second is a part."""
    before = _clause_before(passage, match.start())
    if _CHANGE.search(before) or re.search("[0-9]", before):
        return False
    counted = match[3][-2:]
    return _TOTAL.search(before) is not None or (len(counted) == 2 and before.endswith(counted))


_LISTED = _all("等([0-9]{1,2})(?![万亿千百余多])(?!.{0,3}以上)(?=[H])")
_CLAUSE = pattern_of("[，。；：！？（]")
_CHINESE_LISTED = pattern_of("等([二两三四五六七八九])(?=[项个类种大条家名件方])")
_VALUES = {mark: value for value, mark in enumerate("零一二三四五六七八九")} | {"两": 2}


@rule("N114", "列举的和总数不合", Severity.ERROR, also=(Severity.WARNING,))
def list_longer_than_said(copy: Manuscript) -> Iterator[Finding]:
    """“A、B、C等N项”，列出的不能比N多；“四个到位”后面列出的各项都说“到位”，就要是四项。

    为什么：添了一项，忘了改总数。正好等于N也可以，“等”表示列举完了。

    错：
        开展教育、宣讲、阅览等2项活动。
    对：
        开展教育、宣讲、阅览等5项活动。
    """
    for pattern in (_LISTED, _CHINESE_LISTED):
        for passage, match in copy.figures(pattern):
            said = _VALUES[match[1]] if match[1] in _VALUES else int(match[1])
            listed = _items_before(passage, match.start())
            if listed > said > 0:
                place = passage.stretch(*match.span())
                yield Finding(
                    place, f"列出了 {listed} 项，却说是 {said} 项", f"核对：至少是 {listed}"
                )
    yield from _named_counts(copy)


_NAMED_COUNT = _all(
    "“?([一二两三四五六七八九])(?:[个项种大])?([H]{1,3})”?(?:[H]{0,6}(?:：|，即：?|，也就是)|[H]{0,4}（)"
    "((?:[^、，。；：（）]{2,14}[、，；]){1,9}[^、，。；：（）]{2,14})(?=[。；）]|$)"
)
_PARTS = _all(
    "(?<![0-9.])([0-9]{1,6})([个名人户件起家项])[^，。；0-9]{0,6}，其中((?:[H]{2,6}[0-9]{1,6}\\2、){2,8}[H]{2,6}[0-9]{1,6}\\2)(?=[，。；])"
)
_PART_OF = _all("([H])([0-9]{1,6})")
MOST_OVER = 0.05
"""By how much parts may be more than the whole to be a slip, and not parts that overlap."""


def _named_counts(copy: Manuscript) -> Iterator[Finding]:
    """Slogans such as 四个到位 whose items are told after them, and are more or fewer."""
    for passage, match in copy.figures(_NAMED_COUNT, "：（即就"):
        said, name = _VALUES[match[1]], match[2]
        items = re.split("[、，；]", match[3])
        shared = name if all(name in each for each in items) else name[-1]
        if items[-1].endswith("等"):
            continue
        if len(items) != said and said > 1 and all(shared in each for each in items):
            place = passage.stretch(*match.span())
            hint = f"核对：写“{_HAN_VALUES[len(items)]}”，或补上、删去"
            yield Finding(
                place, f"说是 {said} 项，列出了 {len(items)} 项", hint, severity=Severity.WARNING
            )


def _parts(copy: Manuscript) -> Iterator[Finding]:
    """Parts of one kind, as 先进村5个、一般村6个, whose sum is a little more than the whole."""
    for passage, match in copy.figures(_PARTS, "其"):
        parts = [(kind, int(count)) for kind, count in _PART_OF.findall(match[3])]
        over = sum(count for _, count in parts) - int(match[1])
        if len({kind for kind, _ in parts}) == 1 and 0 < over <= max(2, MOST_OVER * int(match[1])):
            place = passage.stretch(*match.span(3))
            fault = f"各项之和是 {int(match[1]) + over}，不是 {match[1]}"
            yield Finding(place, fault, "核对各项", severity=Severity.WARNING)


_HAN_VALUES = "零一二三四五六七八九十"


def _items_before(passage: Passage, end: int) -> int:
    """How many items, joined by 、, the list has that ends at character `end`.

    The first item includes the words before the list. An item much longer than those after it is
    therefore taken as the first, so that the 、 of an earlier list is not counted.
    """
    clause = _CLAUSE.split(passage.text[max(0, end - 120) : end])[-1]
    items = clause.split("、")[::-1]
    if len(items) == 1:
        return 1
    count = 1
    for at, item in enumerate(items[1:], start=1):
        count += 1
        if len(item) > 2 * max(map(len, items[:at])) + 1 or re.search("[的了和及与]", item):
            break
    return count


_SHRUNK = _all("(?:下降|减少|降低|缩小|缩短|减小)(?:了|到)?(?:N|[一二两三四五六七八九十]+)倍")


@rule("N115", "减少用了倍数", Severity.ERROR, clause=NUMERALS)
def shrunk_by_times(copy: Manuscript) -> Iterator[Finding]:
    """下降、减少、缩短不用“倍”，用百分比或分数。

    为什么：减少一倍就是没有了，减少两倍说不通。

    错：
        办理时间缩短了2倍。
    对：
        办理时间缩短了三分之二。
    """
    for passage, match in copy.figures(_SHRUNK, "倍"):
        yield Finding(
            passage.stretch(*match.span()), f"`{match[0]}` 说不通", "改为百分比或几分之几"
        )


_IDIOM = pattern_of(
    "(?<![0-9])[0-9](?=票否决|措并举|箭双雕|心一意|站式|把手|体化(?!机)|窗通办|网通办|网统管|手抓|目了然|视同仁)"
)


@rule("N116", "词语里的数用了阿拉伯数字", Severity.WARNING, clause=f"{NUMERALS} 4.2")
def idiom_numeral(copy: Manuscript) -> Iterator[Finding]:
    """成语、固定词语里的数用汉字：一票否决、三措并举、一站式。

    为什么：这里的数是词的一部分，不是统计数字。

    错：
        实行1票否决。
    对：
        实行一票否决。
    """
    for passage, match in copy.figures(_IDIOM, "票措箭心站把体窗网手目视"):
        if len(match[0]) == 1 and match[0] != "0":
            right = "零一二三四五六七八九"[int(match[0])]
            yield Finding(
                passage.stretch(*match.span()), f"词语里的数用了 `{match[0]}`", f"改为 {right}"
            )
