"""Rules of family N: how numbers and units are written, and whether growth and shares are true."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from bulletin.checks.numbers import ABOUT, NUMERALS
from bulletin.checks.rule import Finding, rule
from bulletin.checks.view import HAN, Manuscript
from bulletin.diagnostics import Severity
from bulletin.patterns import pattern_of

UNITS = "GB 3100-93"
_PERSONS = "名人户个家亩件起条项次处位"


def _all(pattern: str) -> re.Pattern[str]:
    """A compiled pattern in which H stands for the ranges of 汉字 and N for a number."""
    return pattern_of(pattern.replace("H", HAN).replace("N", r"[0-9]{1,12}(?:\.[0-9]{1,6})?"))


class _Form(NamedTuple):
    """A form of a number that is not written, and what is written instead."""

    pattern: re.Pattern[str]
    among: str
    """One of these characters is in every match."""

    right: str | Callable[[re.Match[str]], str]
    """A template with the groups of the pattern, or what makes it of a match."""


def _tens(match: re.Match[str]) -> str:
    """1几 is 十几, 2几 is 二十几."""
    tens = "" if match[1] == "1" else _CHINESE[int(match[1])]
    return f"{tens}十几"


def _large(match: re.Match[str]) -> str:
    """2.5千万 is 2500万, and 3百万 is 300万."""
    number = Decimal(match[0][:-2]) * {"千": 1000, "百": 100}[match[0][-2]]
    return f"{number.normalize():f}万"


def _year(match: re.Match[str]) -> str:
    return match[0].translate(_DIGITS)


def _estimate(match: re.Match[str]) -> str:
    return f"{_CHINESE[int(match[1])]}{_CHINESE[int(match[2])]}"


def _tens_estimate(match: re.Match[str]) -> str:
    """45、6岁 is 四十五六岁."""
    return f"{_CHINESE[int(match[1])]}十{_CHINESE[int(match[2])]}{_CHINESE[int(match[3])]}"


def _han(match: re.Match[str]) -> str:
    """三十5 is 三十五; of more digits only the editor knows."""
    return _CHINESE[int(match[0])] if len(match[0]) == 1 else "整个数都用阿拉伯数字"


def _date(match: re.Match[str]) -> str:
    return f"{match[1]}年{int(match[2])}月{int(match[3])}日"


def _fraction(match: re.Match[str]) -> str:
    return match[1] + _CHINESE[int(match[2])]


_CHINESE = "零一二三四五六七八九"
_HAN_DIGITS = "〇○零一二三四五六七八九"
_MIXED_YEAR = (
    f"(?<![0-9{_HAN_DIGITS}])(?=[0-9]{{0,3}}[{_HAN_DIGITS}])(?=[{_HAN_DIGITS}]{{1,3}}[0-9])"
    f"[一二][0-9{_HAN_DIGITS}]{{3}}年"
)
_DOTTED_DATE = (
    "(?<![0-9.])((?:19|20)[0-9]{2})[.．/](0?[1-9]|1[0-2])[.．/](0?[1-9]|[12][0-9]|3[01])(?![0-9.])"
)
_HYPHEN_RANGE = (
    "(?<![0-9A-Za-z.-])([0-9]{1,4})-([0-9]{1,4})(?=[次人名个户亩元天岁项条倍米吨]|公[里斤])"
)
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_RATES = (
    "满意度|满意率|合格率|参与率|参会率|覆盖率|达标率|入户率|办结率|化解率|普及率"
    "|调解率|整改率|知晓率|签约率|入住率|出勤率|通过率|成功率|就业率"
)
"""Shares of a whole."""

_COUNTED = "[名个人户件起亩元万场次位人份条项家吨斤株棵只头册处篇张盏]"

_FORMS = tuple(
    _Form(_all(pattern), among, right)
    for pattern, among, right in (
        (r"(?<![0-9.])([0-9一二三四五六七八九十两]{1,4})个多([亿万千百])(?!分)", "个", r"\1\2多"),
        (r"百分之(N)(?![H]{0,2}分)", "百", r"\1%"),
        (r"(?<![0-9.])([1-9])0?几(?=[名个人户件岁年天万位项])", "几", _tens),
        (rf"(?<![0-9.万亿])([1-9])百(?=[多余]?{_COUNTED})", "百", r"\g<1>00"),
        (rf"(?<![0-9.万亿])([1-9])千(?=[多余]?{_COUNTED})", "千", r"\g<1>000"),
        (r"(?<=[0-9万亿千百])[元块]钱(?!物|款)", "钱", "元"),
        (rf"(?<=[0-9])([多余])[余多](?={_COUNTED})", "余", r"\1"),
        (rf"(?<=[百千万十])余多(?={_COUNTED})", "余", "余"),
        (rf"([数几][十百千万])[余多](?={_COUNTED})", "数几", r"\1"),
        (r"(N万?)圆(?=[，。；、整）]|$)", "圆", r"\1元"),
        (
            r"(?<![0-9一二三四五六七八九十百千万亿第初老数、～—至到两])二(?=[名个户件条项家位](?!以上|[部级次等期类维号数叔]))",
            "二",
            "两",
        ),
        (
            r"(?<![0-9.第])([2-9])([1-8])、([2-9])(?=[岁人名户天]|多?[岁人名户天])(?<=1、2|2、3|3、4|4、5|5、6|6、7|7、8|8、9)",
            "、",
            _tens_estimate,
        ),
        (r"(N)[余多]([万亿])[余多](?=[元人户亩斤吨次件])", "余多", r"\1余\2"),
        (r"(N[万亿])[余多]?人余次", "余", r"\1余人次"),
        (r"(N[余多]?)次场(?![地所合馆面边内外上次])", "场", r"\1场次"),
        (r"([一二三四五六七八九十百千]+余?)次场(?![地所合馆面边内外上次])", "场", r"\1场次"),
        (r"(?<![0-9.])([0-9]{1,6}\.[0-9]{1,4})\.(?=[万亿元%])", ".", r"\1"),
        (r"(?<![0-9.亿万])[0-9]{1,4}(?:\.[0-9]{1,3})?[千百]万(?![0-9年])", "千百", _large),
        (r"(N[万亿]?)元?人民币元", "币", r"\1元"),
        (r"零下[-－—−](N)(?=[度℃摄])", "零", r"零下\1"),
        (
            r"(?<![第一二两三四五六七八九十、])([一二三四五六七])、([二三四五六七八九])([十百千万])(?=[多余]?[名人户个件起亩元万场次位天岁年项条处家])(?!.{0,2}号)"
            r"(?<=(?:一、二|二、三|三、四|四、五|五、六|六、七|七、八|八、九).)",
            "、",
            r"\1\2\3",
        ),
        (r"(N[万亿]?%?[H]?)(?:左右|上下)(?:以上|以下|以内)", "左上", r"\1左右"),
        (r"(N[万亿]?[H]?)上下左右|(N[万亿]?[H]?)左右上下", "左", r"\1\2左右"),
        (r"(N[万亿]?[元吨亩人户])大关(?:以上|左右|多|余)", "关", r"\1大关"),
        (rf"{ABOUT}((?:百|千|万|[二三四五六七八九][十百千万])[余多])(?={_COUNTED})", "近约", r"\1"),
        (
            r"(?<![0-9一二三四五六七八九十.])二零[〇○零一二][〇○零一二三四五六七八九]年(?![级制])",
            "年",
            _year,
        ),
        (r"(?<![0-9])20[0-9〇○零一二三四五六七八九]{2}年(?<!20[0-9][0-9]年)", "年", _year),
        (
            r"(?<=世纪)([二三四五六七八九])十年代",
            "世",
            lambda match: f"{_CHINESE.index(match[1])}0年代",
        ),
        (
            r"(?<![0-9.、第奖排列前])([3-8])、([4-9])(?=[名户位](?!村|线|路|楼))(?<=3、4|4、5|5、6|6、7|7、8|8、9)",
            "、",
            _estimate,
        ),
        (rf"(?<=[一二三四五六七八九][十百千])[0-9]{{1,3}}(?={_COUNTED})", "十百千", _han),
        (rf"(?<=十)[0-9](?={_COUNTED})", "十", _han),
        (_DOTTED_DATE, ".．/", _date),
        (r"([二三四五六七八九十百]+分之)([1-9])(?![0-9])", "分", _fraction),
        (r"(?<=[0-9])%个?百分点", "百", "个百分点"),
        (
            rf"(?:[大将](?=[约近]))?{ABOUT}(数十|数百|数千|几十|几百|几千|若干)(?!年|天|个月|个?世纪)",
            "数几若",
            r"\1",
        ),
        (r"(?:不足|不到|低于|少于)(N[万亿]?)[多余]", "不低少", r"不到\1"),
        (r"(?<=[0-9日月年时])一(?=[0-9]{1,4}[月日年时])", "一", "—"),
        (
            r"((?:补贴|补助|奖励|每人|收费|工资|报酬|花费|花了|挣|赚)[^，。；0-9]{0,6}(?<![地田土坡园林山])N)块(?=[，。、；]|$)",
            "块",
            r"\1元",
        ),
        (r"(?<=第)[1-4](?=季度)|(?<=年)[1-4](?=季度)", "季", _han),
        (rf"(?<![月五])廿(?=[一二三四五六七八九]?{_COUNTED})", "廿", "二十"),
        (rf"(?<![月五])卅(?=[一二三四五六七八九]?{_COUNTED})", "卅", "三十"),
        (r"(N[万亿]?)([亩元人户名米])余(?=[，。；、的])", "余", r"\1余\2"),
        (r"(N[余多])([名人户个岁天元亩])(?:左右|上下|以上)", "左上", r"\1\2"),
        (_HYPHEN_RANGE, "-", r"\1～\2"),
        (r"[一二][〇○零九][〇○零一二三四五六七八九]{2}年(?=[0-9])", "年", _year),
        (_MIXED_YEAR, "年", _year),
        (rf"(?:{_RATES})(?:达到|高达|达|为|是|均){{0,2}}N(?=[，。；、]|$)", "率度", r"\g<0>%"),
    )
)
"""GB/T 15835-2011 4 and 5."""

_DECADE = pattern_of("(?<![0-9纪.])([2-9]0)年代|(?<![十纪])([二三四五六七八九])十年代")


@rule("N117", "数的写法不规范", Severity.WARNING, clause=NUMERALS)
def colloquial_number(copy: Manuscript) -> Iterator[Finding]:
    """3个多亿写3亿多，百分之98写98%，10几名写十几名，20多余名写20多名，二零二三年写2023年，80年代写20世纪80年代。

    为什么：这些是口语，或者阿拉伯数字和汉字混着写，或者说了两遍“多”。

    错：
        总投资3个多亿元，满意率达百分之98，20多余名党员参加。
    对：
        总投资3亿多元，满意率达98%，20多名党员参加。
    """
    for form in _FORMS:
        for passage, match in copy.figures(form.pattern, form.among):
            right = match.expand(form.right) if isinstance(form.right, str) else form.right(match)
            place = passage.stretch(*match.span())
            if form.among == "块" and passage.is_quoted(*match.span()):
                continue  # what a villager says of money stays as it was said
            yield Finding(place, f"`{place.text}` 不规范", f"写成 {right}")
    for passage, match in copy.figures(_DECADE, "代"):
        if "世纪" not in passage.text[: match.start()]:
            place = passage.stretch(*match.span())
            decade = match[1] or f"{_CHINESE.index(match[2])}0"
            hint = f"写成 20世纪{decade}年代"
            yield Finding(place, f"`{place.text}` 没有说哪个世纪", hint)
            break
    for passage, match in copy.matches(_GROUPS, ","):
        if not _THREES.fullmatch(match[0]):
            right = match[0].replace(",", "")
            place = passage.stretch(*match.span())
            yield Finding(place, f"`{match[0]}` 分节不对", f"写成 {right}，或三位一节")
    for passage, match in copy.matches(_WIDE_GROUPS, "，"):
        right = match[0].replace("，", "")
        place = passage.stretch(*match.span())
        yield Finding(place, f"`{match[0]}` 里的逗号是全角的", f"是一个数就写成 {right}")


_GROUPS = pattern_of(r"(?<![0-9.,，])[0-9]{1,6}(?:,[0-9]{2,6})+(?=[元人户亩个名万亿吨斤公平])")
_WIDE_GROUPS = pattern_of(
    r"(?<![0-9.,，第])[1-9][0-9]{0,2}(?:(?:，[0-9]{3}){2,}|，[0-9]00|，0[0-9]{2})(?=[元人户亩名件万亿吨斤公平])"
)
_THREES = pattern_of(r"[0-9]{1,3}(?:,[0-9]{3})+")

_UNITS = {
    written: right
    for right, forms in {
        "平方公里": "km² KM²", "千克": "KG Kg kG ㎏", "平方米": "㎡ m2 M2 M²",
        "立方米": "m3 M3", "厘米": "㎝ CM Cm 公分", "毫米": "MM", "千瓦": "KW Kw", "千伏": "KV Kv",
        "公里": "KM Km kM ㎞", "千瓦时": "KWH KWh kwh", "米": "公尺", "升": "公升",
    }.items()
    for written in forms.split()
}  # fmt: skip
"""Units that are not legal or are written wrongly, and what is written in prose."""


@cache
def _unit_pattern() -> re.Pattern[str]:
    units = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
    return pattern_of(f"(?<=[0-9万亿余多])({units})(?![A-Za-z0-9])")


_BARE_AREA = _all(
    "(?:面积|广场|场地|厂房|中心|驿站|阵地|场所|花园|绿地|食堂|用房|建筑)[^，。；0-9]{0,6}N万?余?(平)(?=[，。；、的]|左右|以上)"
    "|N万?[余多]?(平方|立方)(?=[，。；、的]|左右|以上)"
)


@rule("N118", "计量单位不规范", Severity.WARNING, clause=UNITS)
def improper_unit(copy: Manuscript) -> Iterator[Finding]:
    """正文里的单位用法定单位的汉字名称：公里、千克、平方米、千伏；不写 KM、KG、平、公分。

    为什么：字母的大小写也有规定（kV、kW），写错就不是这个单位；“平”“公分”是口语。

    错：
        改造村道15KM，建成文化广场500平，架设10KV线路。
    对：
        改造村道15公里，建成文化广场500平方米，架设10千伏线路。
    """
    for passage, match in copy.figures(_unit_pattern()):
        yield Finding(
            passage.stretch(*match.span()), f"单位 `{match[0]}` 不规范", f"写成 {_UNITS[match[0]]}"
        )
    for passage, match in copy.figures(_BARE_AREA, "平立"):
        unit = match[1] or match[2]
        right = "立方米" if unit == "立方" else "平方米"
        place = passage.stretch(*match.span(match.lastindex or 0))
        yield Finding(place, f"单位 `{unit}` 不全", f"写成 {right}")


_OVER = _all(f"(?:{_RATES})(?:均|已|也|高|都|为|是|达|到|至|提升|提高){{0,4}}(N)%")
_CHANGED = _all(
    "(?:由|从)[^，。；0-9]{0,10}?(N)(%|[万亿]?[元人户名亩个家件]?)[^，。；0-9]{0,8}?"
    "(增加|增长|提高|上升|提升|扩大|减少|下降|降低|缩小|压缩|缩减|降)(?:到|至)了?(N)(%|[万亿]?[元人户名亩个家件]?)"
)
_ALL_DONE = _all(
    "(?:办结|化解|整改|完成|销号|解决|兑现|调处)率(?:已|均|都|为|达到?|是){0,3}100%，[^。；，0-9]{0,4}(?:剩余|还剩|尚有|余下|还有)[^。；，0-9]{0,2}(?:[1-9][0-9]{0,5})"
    "[件起条项个户名处]"
)
_RANKED = pattern_of("排名|名次|位次|位列|排位")
"""Where a rise is a smaller number."""

_RISES = frozenset({"增加", "增长", "提高", "上升", "提升", "扩大"})
_LACKS_TO = _all(
    "(?:由|从)[^，。；0-9到至]{0,10}?(N)(%|[万亿]?[元人户名亩个家件])[^，。；0-9到至]{0,8}?"
    "(?:提高|上升|提升|增长|增加|扩大|下降|降低|减少)了(N)\\2(?![^，。；]{0,4}[，]?(?:达|增至|升至|降至))"
)
_TO_OTHER_UNIT = _all(
    "(?:由|从)[^，。；0-9到至]{0,10}?N(?:%|([万亿]?[元人户名亩个家件]))[^，。；0-9到至]{0,8}?"
    "(?:提高|上升|提升|增长|增加|扩大|下降|降低|减少)(?:到|至)了?N(?(1)%|[万亿]?[元人户名亩个家件])"
)
"""A change from an amount to a percentage, or back."""

_YEARS_BESIDE = _all(
    "(?:去年|上年|[0-9]{4}年)[^，。；0-9]{0,12}?(N)([万亿]?[元人户名亩个家件起次吨])，(?:今年|本年|[0-9]{4}年)[^，。；0-9]{0,12}?(N)\\2，"
    "(?:同比|比(?:去年|上年)|较(?:去年|上年)|年)?(增长|增加|提高|上升|下降|减少|降低)了?(N)%"
)
_SHARE_OF_THEM = _all(
    f"(?<![0-9.])([0-9]{{1,9}})([{_PERSONS}])[H]{{1,8}}?(?:中|里)，?(?:有|共有)?[H]{{0,6}}?([0-9]{{1,9}})\\2[^。；0-9]{{0,14}}?"
    "占(?:比|总[H]{1,3}|总数)?(?:的|为|达)?(N)%"
)
_SHARE_OF_PLAN = _all("(?<![0-9.])(N)([万亿]?[元亩吨人户个名件])，占[H]{0,10}?(N)\\2的?(N)%")
_GREW = _all(
    "(?<![0-9.])(N)([万亿]?[元人户名亩个家件起次])，(?:比|较)[^，。；0-9]{0,8}?(N)\\2[^，。；0-9]{0,6}?"
    "(增长|增加|提高|上升|下降|减少|降低)了?(N)%"
)
_SHARED = _all(
    f"(?<![0-9.])([0-9]{{1,9}})([{_PERSONS}])[^。；0-9]{{0,14}}?其中[^。；0-9]{{0,14}}?(?<![0-9.])([0-9]{{1,9}})\\2[^。；0-9]{{0,8}}?"
    "占(?:比|总[H]{1,3}|全[H]{1,4}|[H]{0,4}总数)?(?:的|为|达)?(N)%"
)
_SHARE_OF = _all("占全[H]{0,2}([H]{2})[的为达]")
"""The last word of the whole that a share is said to be of."""

_BACK = _all("(?<![0-9.—～-])(N)(%|岁|万?元|年)?[～—至到-](N)(%|岁|万?元|年(?!级|制|[H]{0,2}月))")
_FROM = pattern_of("[从由][^，。；0-9]{0,6}[0-9.]+[%岁万元年]{0,2}[到至]")
"""从32%到1.2% is a change, not a span."""

_NUMBER = _all("N")
_LATE = _all(
    "将[于在](?:去年|前年|上月|上周|昨日|昨天|前天|日前)(?!的|[^，。；]{0,12}(?:基础|水平))"
    "|将(?:去年|前年|上月|上周|昨日|昨天|前天|日前)(?=[召举启开])(?![^，。；]{0,12}的)"
)
_MONTHS_BACK = pattern_of("((?:19|20)[0-9]{2})年([0-9]{1,2})月份?[至到—～-]([0-9]{1,2})月(?![0-9])")
_DAYS_BACK = pattern_of(
    "(?<![0-9])([0-9]{1,2})月([0-9]{1,2})日?(?:至|到|—|～|-|－)(?:([0-9]{1,2})月)?([0-9]{1,2})日(?!次)"
)
_HOURS_BACK = pattern_of(
    "(?<![0-9:：])([0-9]{1,2})[:：]([0-9]{2})(?:至|到|—|～|-|－)([0-9]{1,2})[:：]([0-9]{2})(?![0-9:：])"
)
LATE_MONTH, EVENING = 9, 18
"""From a late month a span may go on into the next year, and from an evening into the next day."""

_CLOCK = pattern_of(
    "(?:上午|下午|晚上|时间|定于|于)[^，。；0-9]{0,4}(?:(?:2[5-9]|[3-9][0-9])[:：][0-9]{2}|[0-9]{1,2}[:：][6-9][0-9])(?![0-9:：])"
    "|(?<![0-9小学课工总])(?:(2[5-9]|[3-9][0-9])时(?=[0-9]{1,2}分|[，。、至整许开前])|[0-9]{1,2}[时点：:]([6-9][0-9])分)"
)
_QUARTER = pattern_of("(?<![续第])第?[五六七八九5-9]季度|(?:星期|礼拜)[七八九7-9](?![个天])")
_HALVES = pattern_of(
    "上午(?:1[3-9]|2[0-4])(?:时|点|[:：][0-9])|下午(?:1[3-9]|2[0-4])(?:时|点|[:：][0-9])"
    "|凌晨(?:[7-9]|1[0-9])[时点]"
)
_ADDED = _all(
    r"(N([名人户个件次起场项亩])[^，。；、0-9]{0,8}(?:、[^，。；、0-9]{0,8}N\2[^，。；、0-9]{0,8}){1,8})"
    r"，?(?:总共|共计|合计|总计|共)([H]{0,3})(N)\2"
)


@rule("N119", "增减、比例、时间对不上", Severity.WARNING)
def inconsistent_change(copy: Manuscript) -> Iterator[Finding]:
    """增加到的不能比原来少，满意度不超过100%，增长率、占比和前面的数要对得上，没有25时、第五季度。

    为什么：改了一个数，忘了改另一个。四舍五入的误差不算。

    错：
        村集体收入由50万元增加到30万元，群众满意度达120%，480名党员，其中120名是女党员，占26%。
    对：
        村集体收入由30万元增加到50万元，群众满意度达98%，480名党员，其中120名是女党员，占25%。
    """
    for passage, match in copy.figures(_OVER, "率度"):
        if float(match[1]) <= 100:
            continue
        yield Finding(passage.stretch(*match.span(1)), f"{match[1]}% 超过了100%", "核对这个数")
    for passage, match in copy.figures(_CHANGED, "由从"):
        if _RANKED.search(passage.text, max(0, match.start() - 8), match.end()):
            continue
        if match[2] == match[5] and _contradicts(match[3], float(match[1]), float(match[4])):
            place = passage.stretch(*match.span())
            yield Finding(place, f"从 {match[1]} 到 {match[4]}，不是{match[3]}", "核对两个数")
    for passage, match in copy.figures(_ALL_DONE, "率"):
        place = passage.stretch(*match.span())
        yield Finding(place, "说是100%，又说还有没办的", "核对两个数")
    for passage, match in copy.figures(_LACKS_TO, "由从"):
        place = passage.stretch(*match.span())
        hint = "写“提高到”，或写提高了几个百分点"
        yield Finding(place, "“由……”后面要说到了多少", hint)
    for passage, match in copy.figures(_TO_OTHER_UNIT, "由从"):
        place = passage.stretch(*match.span())
        yield Finding(place, "前一个数和后一个数的单位不一样", "核对两个数")
    yield from _percentages(copy)
    for passage, match in copy.figures(_BACK, "～—至到-"):
        falls = _FROM.search(passage.text[max(0, match.start() - 8) : match.end()])
        if falls is None and float(match[1]) > float(match[3]) and match[2] in (None, match[4]):
            place = passage.stretch(*match.span())
            yield Finding(place, f"起止倒了：{match[1]} 大于 {match[3]}", "核对两个数")
    for passage, match in copy.figures(_DAYS_BACK, "日"):
        one, two = (int(match[1]), int(match[2])), (int(match[3] or match[1]), int(match[4]))
        if two < one and not (one[0] >= LATE_MONTH and match[3]):
            place = passage.stretch(*match.span())
            yield Finding(place, "起止倒了：后一天在前一天之前", "核对两个日期")
    for passage, match in copy.figures(_HOURS_BACK, ":："):
        one, two = (int(match[1]), int(match[2])), (int(match[3]), int(match[4]))
        if two < one and one[0] < EVENING:
            place = passage.stretch(*match.span())
            yield Finding(place, "起止倒了：后一个时刻在前一个之前", "核对两个时刻")
    for passage, match in copy.figures(_MONTHS_BACK, "月"):
        if int(match[2]) > int(match[3]):
            place = passage.stretch(match.start(2), match.end())
            yield Finding(place, f"起止倒了：{match[2]}月在{match[3]}月之后", "核对两个月份")
    for pattern, among, fault in (
        (_LATE, "将", "“将”说的是以后，和从前的时间不合"),
        (_CLOCK, "时点:：", "没有这个时刻"),
        (_QUARTER, "季期拜", "没有这个季度、这一天"),
        (_HALVES, "午晚晨", "上午、下午和二十四小时制的时刻说重了，或合不上"),
    ):
        for passage, match in copy.figures(pattern, among):
            yield Finding(passage.stretch(*match.span()), fault, "核对时间")


def _contradicts(change: str, before: float, after: float) -> bool:
    return after < before if change in _RISES else after > before


def _percentages(copy: Manuscript) -> Iterator[Finding]:
    """Growth and shares that are not what the numbers before them make."""
    for passage, match in copy.figures(_GREW, "比较"):
        now, before = float(match[1]), float(match[3])
        right = abs(now - before) / before * 100 if before else 0
        rises = match[4] in ("增长", "增加", "提高", "上升")
        if before and (rises != (now > before) or _differs(right, match[5])):
            place = passage.stretch(match.start(4), match.end())
            word = "增长" if now > before else "下降"
            yield Finding(place, f"{match[3]} 到 {match[1]} 是{word} {right:.1f}%", "核对三个数")
    for passage, match in copy.figures(_YEARS_BESIDE, "年"):
        before, now = float(match[1]), float(match[3])
        right = abs(now - before) / before * 100 if before else 0
        rises = match[4] in _RISES
        if before and (rises != (now > before) or _differs(right, match[5])):
            place = passage.stretch(match.start(4), match.end())
            word = "增长" if now > before else "下降"
            yield Finding(place, f"{match[1]} 到 {match[3]} 是{word} {right:.1f}%", "核对三个数")
    for pattern, part, whole in ((_SHARE_OF_THEM, 3, 1), (_SHARE_OF_PLAN, 1, 3)):
        for passage, match in copy.figures(pattern, "占"):
            right = float(match[part]) / (float(match[whole]) or 1) * 100
            if float(match[part]) <= float(match[whole]) and _differs(right, match[4]):
                place = passage.stretch(match.start(4), match.end())
                fault = f"{match[part]} 除以 {match[whole]} 是 {right:.1f}%"
                yield Finding(place, fault, "核对三个数")
    for passage, match in copy.figures(_ADDED, "共计"):
        if match[3] not in ("", "有", "为", "达") and match[3] not in passage.text[: match.end(1)]:
            continue  # 先锋岗12个、责任区8个，共解决36个 counts something else
        total = sum(float(each) for each in _NUMBER.findall(match[1]))
        if abs(total - float(match[4])) > 1e-6:
            place = passage.stretch(*match.span(4))
            yield Finding(place, f"各项之和是 {total:g}，不是 {match[4]}", "核对各项")
    for passage, match in copy.figures(_SHARED, "占"):
        whole, part = int(match[1]), int(match[3])
        of = _SHARE_OF.search(match[0])
        if of and of[1] not in passage.text[: match.end(2) + 4]:
            continue  # 全村1200人，其中务工300人，占全村劳力的 has another whole
        if whole and part <= whole and _differs(part / whole * 100, match[4]):
            place = passage.stretch(match.start(4), match.end())
            yield Finding(place, f"{part} 除以 {whole} 是 {part / whole * 100:.1f}%", "核对三个数")


def _differs(right: float, written: str) -> bool:
    """Whether a percentage is not what is written, rounded or cut off."""
    unit = 10.0 ** -len(written.partition(".")[2])
    above = float(written) - right
    return above > 0.5 * unit + 1e-9 or above < -unit - 1e-9
