"""Finding what was left to be filled in a form or draft, in families of patterns.

Two crosses or two 某 that stand for a name are allowed (张××, ××市, 刘某某).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bulletin.checks.view import HAN, Passage, PassageRole
from bulletin.patterns import pattern_of
from bulletin.source import Span

_BLANKS = " \u3000\u00a0"
_BLANK = f"[{_BLANKS}]"
_CROSSES = "XxＸｘ×✕"
_CROSS = f"[{_CROSSES}]"
_FIGURE_UNIT = "万元|亿元|人次|个百分点|[%％]"
_UNIT = (
    f"余?(?:{_FIGURE_UNIT}|人(?![民员才大社力们口均物选事文居生身家格心数])|个(?![人体别性中数])"
    "|名(?![单称录师优义誉牌下数])|户(?![籍主外口型用数])|次(?![日年月序要之数])|件(?!数)"
    "|场(?![所地镇景面数])|元(?![旦月素宵])|期(?![间限待盼末初中望数])|项(?![目数])"
    "|家(?![庭属长访园乡族教政数])|处(?![理置分于级长室数])|条(?![件例款线数])|份(?![额数])"
    "|亩(?![均数])|吨|公里|平方米|小时)"
)
"""A unit of measure, before which a figure is expected; 人民, 个体, 名单, 项目, 场数 are none."""

_SURNAMES = "张王李赵刘陈杨黄吴徐孙朱胡郭罗郑梁谢宋唐邓冯韩曹彭萧蔡潘袁董苏叶吕魏蒋杜丁沈某"
_NUMERALS = "〇○零一二三四五六七八九十百"
_LEFT, _RIGHT = r"[\[［【（(]", r"[\]］】）)]"
_FIELD = (
    "(?:单位|姓名|名称|日期|标题|正文|内容|文字|数字|数据|数值|地点|时间|情况|金额|人数|职务|电话"
    "|摘要|例子|案例|事例|成效|图片|照片|附件|原因|理由"
    "|人名|名字|职位|比例|百分比|数量|户数|个数|村名|镇名|部门|年份|月份|措施|做法)"
)
_OWN = "(?:具体|相关|有关|实际|本地|当地|单位|村|镇|社区|活动|会议|主要|群众|干部|党员|负责人){0,2}"
"""What may stand before the name of a field."""

_PLACE = "(?:镇|乡|村|街道|社区|同志|支部|党委|单位|学校|公司|项目|小区|活动|会议)"

FAMILIES: tuple[tuple[str, str], ...] = (
    # A day, a number or an amount left blank: 2024年  月  日, 第　期, 投入   万元.
    (
        _BLANKS,
        rf"(?:[0-9{_NUMERALS}]{{4}}|(?<![{HAN}])){_BLANK}{{0,12}}年{_BLANK}{{1,40}}月(?:{_BLANK}{{0,12}}日)?(?![均度份])",
    ),
    (_BLANKS, rf"(?<=[0-9年 \u3000]){_BLANK}{{0,12}}月{_BLANK}{{1,40}}日(?![常均益用后])"),
    (
        _BLANKS + "〔",
        rf"第{_BLANK}{{1,40}}[期号届次](?![{HAN}]{{2}}：)|〔[0-9]{{4}}〕{_BLANK}{{0,12}}号",
    ),
    (_BLANKS, rf"(?<=[{HAN}]){_BLANK}{{1,40}}余?(?:{_FIGURE_UNIT})"),
    (
        _BLANKS,
        rf"(?<=[{HAN}])(?:[ \u00a0]{{2,}}|{_BLANK}{{0,12}}\u3000{_BLANK}{{0,12}}){_UNIT}",
    ),
    # Crosses, circles, boxes, strokes, dashes and dots instead of a figure or a word.
    (_CROSSES, rf"(?<![A-Za-z0-9{_SURNAMES}]){_CROSS}{{1,4}}(?=[年月日]|{_UNIT})"),
    (
        _CROSSES + "*＊?？",
        rf"(?<=[第〕]){_CROSS}{{1,4}}(?=[号期届批条])|(?:19|20)[0-9]?[XxＸｘ×✕*＊?？]{{1,2}}(?=年)",
    ),
    (_CROSSES, rf"(?<![A-Za-z0-9{_SURNAMES}])[XxＸｘ]{{2,}}(?=[{HAN}])(?!染色体)"),
    (_CROSSES, rf"(?<=[{HAN}])(?<![{_SURNAMES}])[XxＸｘ]{{2,}}(?![A-Za-z0-9])"),
    ("○●◯□■", rf"(?<![{_NUMERALS}])[○●◯]{{2,}}(?={_UNIT})|[□■]{{2,}}|(?<=[{HAN}])□(?={_UNIT})"),
    (
        "_＿",
        rf"(?<![A-Za-z0-9_./-])[_＿]{{3,}}(?![A-Za-z0-9_])|[_＿]+(?=[年月日])|[_＿]{{2,}}(?={_UNIT})",
    ),
    (
        "…—-－.?？",
        rf"(?<=[{HAN}])(?:[…—\-－]{{1,6}}|\.{{2,}}|[?？])(?=(?:{_FIGURE_UNIT})(?![0-9]))",
    ),
    # ？？ where there is no question: before a unit or a mark, or at the start.
    (
        "?？",
        rf"[?？]{{2,}}(?=[年月日，、；。）]|{_UNIT}|(?:同志|镇|村|社区|街道|单位)[^，。？]{{2}})"
        rf"|(?:(?<=[共约达近超第为于由向])|^)[?？]{{2,}}(?=[{HAN}])",
    ),
    ("*＊", r"(?<![*＊0-9A-Za-z])[*＊]{3,}(?![*＊0-9])"),
    ("某", "某年某月(?:某日)?|某月某日|某时某分|某{3,}|某(?:[万亿]元|人次|个百分点)"),
    # Empty brackets, and brackets that say what is to be done there.
    (
        "（【〔《［",
        rf"(?<![“”（）《》、【】])(?:（{_BLANK}{{0,12}}）|【{_BLANK}{{0,12}}】|〔{_BLANK}{{0,12}}〕|《{_BLANK}{{0,12}}》|［{_BLANK}{{0,12}}］)",
    ),
    ("[［【", r"[\[［【](?:图片|照片|视频|表情|链接|插图|配图)[\]］】]"),
    (
        "[［",
        rf"(?<=[{HAN}：，、。；（])[\[［]{_OWN}{_FIELD}[\]］]|[\[［]{_OWN}{_FIELD}[\]］](?=[{HAN}])(?!某)",
    ),
    ("[［【", rf"{_LEFT}具体[{HAN}]{{1,8}}{_RIGHT}|[\[［][XxNn×]{{1,3}}[\]］]"),
    (
        "（(",
        rf"(?<=[由在于为，。])[（(](?:姓名|职务|单位|时间|地点|数字|人数|金额)[）)](?=[{HAN}，])",
    ),
    (
        "（(【[",
        rf"{_LEFT}[^）)】\]。]{{0,30}}(?:根据|结合|按照?)(?:实际|具体)(?:情况|数据)?"
        rf"(?:填写|调整|修改|补充|替换|完善|核实)[^）)】\]]{{0,12}}{_RIGHT}"
        rf"|{_LEFT}请在?[^）)】\]]{{0,6}}(?:此处?|这里|补充|填写|替换|核实)[^）)】\]]{{0,20}}{_RIGHT}"
        rf"|{_LEFT}(?:数据|数字|内容|时间|图片)以实际[^）)】\]]{{0,6}}为准{_RIGHT}",
    ),
    ("×", rf"(?<![{_SURNAMES}×])××{_PLACE}"),
    ("某", rf"(?<![{_SURNAMES}某])某某{_PLACE}"),
    (
        "此",
        rf"{_LEFT}此处[^）)】\]］]{{0,8}}{_RIGHT}"
        rf"|{_LEFT}此处(?:由|请|需|应|要|可|待)?(?:填|插|补|写|放|加|配|附|输|留|空)[^）)】\]］]{{0,200}}{_RIGHT}",
    ),
    (
        "待",
        rf"{_LEFT}[^（()）\[\]【】，。；]{{0,12}}"
        rf"待(?:补|填|核|定|查|确认|完善|更新|统计|审)[充写实查对入报]?{_RIGHT}",
    ),
    (
        "[［【（(",
        rf"{_LEFT}请?(?:填写?|填入|补充|插入|输入|核实|核对)(?:具体|相关|有关)?{_FIELD}{_RIGHT}",
    ),
    ("«{<＜", rf"«[^«»\n]{{1,20}}»|\{{{{?{_OWN}{_FIELD}\}}\}}?|[<＜]{_OWN}{_FIELD}[>＞]"),
    # What programs and templates show where words are to be typed.
    (
        "击",
        "(?:单击|点击|双击)(?:或(?:点击|轻触))?(?:此处|这里)(?:输入|添加|编辑|填写|选择|插入)"
        f"(?:[{HAN}]{{1,6}})?",
    ),
    (
        "请",
        rf"请在?(?:此处|这里|此)?输入(?:您的)?{_FIELD}|请在(?:此处|这里)(?:填写|补充|插入|说明)",
    ),
    ("请待", r"^(?:请(?:填写|选择|补充|输入)[^，。；]{0,8}|待(?:补充|填写?|核实?))[。.]?$"),
    ("此T=[", r"此处(?:插入|填写|补充)|TODO|==[^=\n]{1,40}==|\[[ xX]\] "),
    # What is copied along from a 公众号.
    (
        "击蓝按阅看微",
        "点击(?:上方|下方)?蓝字|蓝字关注|长按(?:识别|二维码)|阅读原文|点[亮个]?在看|微信扫一扫关注",
    ),
)
"""The patterns, each with characters of which every match has at least one.

If two match in the same place, the first one is reported."""

_PATTERNS = tuple((among, pattern_of(family)) for among, family in FAMILIES)


def placeholders(passage: Passage) -> Iterator[Span]:
    """The places in the passage that were left to be filled in, in order and without overlaps."""
    found = [
        Span(*match.span())
        for among, pattern in _PATTERNS
        if passage.has_any(among)
        for match in pattern.finditer(passage.text)
        if not _passes(passage, match)
    ]
    end = 0
    for span in sorted(found, key=lambda span: (span.start, -span.end)):
        if span.start >= end:
            yield span
            end = span.end


_HIDES_NAMES = pattern_of(
    f"[{_SURNAMES[:-1]}](?:[×某]|××)(?![{HAN}]{{0,2}}镇)|嫌疑|违纪|违法|犯罪|被告|受贿|案[件例情]|查处|通报"
)
"""What says that names are hidden on purpose."""


def _passes(passage: Passage, match: re.Match[str]) -> bool:
    """Whether a match is allowed: words of a screen in quotation marks, a unit in a cell, or a
    place whose name is hidden."""
    said = match[0].startswith(("请", "点击", "单击", "双击"))
    if said and not match[0].startswith("点击上") and passage.is_quoted(*match.span()):
        return True
    if match[0].startswith(("××", "某某")) and _HIDES_NAMES.search(passage.text):
        return True
    blank = match[0].startswith((" ", "\u3000", "\u00a0"))
    return blank and passage.role is PassageRole.CELL
