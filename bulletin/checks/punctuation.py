"""Rules of family T: marks that repeat a word, stand inside one another, or are of two kinds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bulletin.checks.rule import Finding, rule
from bulletin.checks.view import Manuscript, han_pattern
from bulletin.diagnostics import Severity
from bulletin.patterns import pattern_of

PUNCTUATION = "GB/T 15834-2011"


_COLON_TWICE = han_pattern(
    "(?:强调|指出|要求|做到|认为|提出|明确|决定|部署|建议|表示|坚持|推行|实行|开展|突出)(：)[^。！？：；]{1,30}?"
    "(?:以下|如下|几点|几个方面|几项|即|就是|也就是|分别是|具体是|包括)[^。！？：；，]{0,6}(：)(?![0-9])"
)


@rule("T126", "冒号套冒号", Severity.WARNING, clause=f"{PUNCTUATION} 4.7")
def nested_colon(copy: Manuscript) -> Iterator[Finding]:
    """一句话里，冒号后面不再用冒号。

    为什么：一个冒号管到句末，两个冒号分不清哪个管哪一段。前一个改为逗号，或删去。

    错：
        会议强调：要做到以下几点：一是提高站位，二是压实责任。
    对：
        会议强调，要做到以下几点：一是提高站位，二是压实责任。
    """
    for passage, match in copy.matches(_COLON_TWICE, "："):
        place = passage.stretch(match.start(1), match.end(2))
        first = passage.stretch(*match.span(1))
        yield Finding(first, f"冒号套冒号：`{place.text}`", "前一个冒号改为逗号，或删去")


_ET_CETERA = "等(?![待候于级到你我他着价同额距高效分式离量边比值腰])"
_LAST_ITEM = "(?=[H“”《》]{2,12}(?:等|[，。；0-9]|$))"
_MARK_AND_WORD = han_pattern(
    f"……(?={_ET_CETERA})|(?<=等)……|(?<=[H”》])、(?={_ET_CETERA}|(?:以及|及其|或者){_LAST_ITEM}"
    f"|和(?![谐平睦解美顺气善约田县林议缓蔼风衷而合弦畅麻龙硕悦与盛尚]|[村镇乡桥](?![梁民级干组政委“])|[兴丰安仁义](?![办建旺富收产全保置排务诊])[H]?[村镇乡，]){_LAST_ITEM}|及(?![时早第格物]){_LAST_ITEM})"
)


@rule("T127", "标点和词说了两遍", Severity.WARNING, clause=f"{PUNCTUATION} 4.5、4.11")
def mark_and_word(copy: Manuscript) -> Iterator[Finding]:
    """省略号和“等”只用一个；“等”“和”“及”“以及”前不用顿号。

    为什么：省略号就是“等”；“和”“及”已经把并列的几项连起来了。

    错：
        修路、架桥……等实事，水、电、和网络都已通到户。
    对：
        修路、架桥等实事，水、电和网络都已通到户。
    """
    for passage, match in copy.matches(_MARK_AND_WORD, "、…"):
        place = passage.stretch(*match.span())
        if "…" in match[0]:
            yield Finding(place, "省略号和“等”只用一个", "删去省略号")
        else:
            two = passage.text[match.end() : match.end() + 2]
            word = two if two in ("以及", "及其", "或者") else two[:1]
            yield Finding(place, f"“{word}”前不用顿号", "删去顿号")


_STOP_INSIDE = han_pattern(
    "(?<=[H])(?:[。；，](?=”(?:的(?![H]?[，。])|等|和|、|[H]{2}(?:机制|格局|作用|模式|思路|制度|行动|活动|原则|理念|体系)))"
    "|[，、；](?=”(?:[H]{0,4}(?:推动|推进|引领|促进|治理|建设|服务|助力|赋能))))"
)


@rule("T128", "引号里多了标点", Severity.WARNING, clause=f"{PUNCTUATION} 4.8")
def stop_inside(copy: Manuscript) -> Iterator[Finding]:
    """引的是词语、提法，句子没有完，引号里面不用句号、逗号：“党委统筹、部门联动”的机制。

    为什么：句号表示一句完了，可是引号后面的话还没有完。

    错：
        建立“党委统筹、部门联动、群众参与。”的工作机制。
    对：
        建立“党委统筹、部门联动、群众参与”的工作机制。
    """
    for passage, match in copy.matches(_STOP_INSIDE, "。；，"):
        opened = passage.text.rfind("“", 0, match.start())
        inside = passage.text[opened : match.start()]
        if opened >= 0 and not re.search("[。！？]", inside) and len(inside) <= 40:
            place = passage.stretch(*match.span())
            yield Finding(place, f"引号里多了 `{match[0]}`", f"删去 `{match[0]}`")


_PERSON = han_pattern("（([^（）。；：]{3,40})）")
_TRAIT = pattern_of(
    "[男女]|[^，、]{1,5}族|[^，、]{0,2}(?:党员|群众|团员)|.{0,4}(?:学历|文化|出生|生|岁|人)"
)
_QUOTED = han_pattern("“([H]{2,6}(?:[，、][H]{2,6}){2,5})”")
_LISTED = han_pattern("一(是|要)([^。；：！？，]{2,20})，二\\1([^。；：！？，]{2,20})，三\\1")


@rule("T129", "并列的标点不一致", Severity.INFO, clause=f"{PUNCTUATION} 4.4、4.6")
def uneven_list(copy: Manuscript) -> Iterator[Finding]:
    """括号里并列的几项用一种标点；“一是……二是……三是……”之间用分号。

    为什么：同样的几项，有的用顿号有的用逗号，读者会以为分了层次。

    错：
        王某（女，汉族、中共党员）介绍经验：一是建强队伍，二是建好阵地，三是完善制度。
    对：
        王某（女，汉族，中共党员）介绍经验：一是建强队伍；二是建好阵地；三是完善制度。
    """
    for passage, match in copy.matches(_PERSON, "（"):
        items = re.split("[，、]", match[1])
        mixed = "，" in match[1] and "、" in match[1]
        if mixed and len(items) >= 3 and all(_TRAIT.fullmatch(each) for each in items):
            place = passage.stretch(*match.span())
            yield Finding(place, "并列的几项有的用顿号、有的用逗号", "都用逗号")
    for passage, match in copy.matches(_LISTED, "一"):
        at = match.end(2)
        place = passage.stretch(at, at + 1)
        yield Finding(place, f"“一{match[1]}”“二{match[1]}”之间用了逗号", "改为分号")
    for passage, match in copy.matches(_QUOTED, "“"):
        items = re.split("[，、]", match[1])
        uneven = len({each.count("、") for each in match[1].split("，")}) > 1
        if uneven and len({len(each) for each in items}) == 1:
            place = passage.stretch(*match.span(1))
            yield Finding(place, "并列的几项有的用顿号、有的用逗号", "用一种")


_ORDER_COMMA = han_pattern("(?:^|(?<=[。；：！？]))(?:首先|其次|再次|最后|此外|另外|同时)(、)")
_SAID_FIRST = han_pattern(
    "(?:^|(?<=[。；！？]))(?:据悉|据了解|据介绍|据统计|据初步统计|据不完全统计|据测算)"
    "(?=[H“《0-9])(?!局|部|数|人|所|资料|显示|表明|的|员|单位|分析|年鉴|公报|组)"
)


_SPEECH = han_pattern(
    "((?<![传小据])(?:说道?|笑道|问道|答道|介绍道|感慨道|回忆道))“[^“”]{4,120}[。！？]”"
)


@rule("T130", "插入语、引文前没有标点", Severity.WARNING, clause=f"{PUNCTUATION} 4.4")
def comma_after_aside(copy: Manuscript) -> Iterator[Finding]:
    """“据悉”“据了解”“据统计”放在句首，后面用逗号；“说”和引来的整句之间用冒号。

    为什么：插入语不是句子的成分，引文是另一个人的话，不停顿就和前后的话连错了。

    错：
        据了解全镇已建成驿站12个。
    对：
        据了解，全镇已建成驿站12个。
    """
    for passage, match in copy.matches(_SAID_FIRST, "据"):
        place = passage.stretch(*match.span())
        yield Finding(place, f"`{match[0]}` 后没有逗号", f"写成 {match[0]}，")
    for passage, match in copy.matches(_ORDER_COMMA, "、"):
        place = passage.stretch(*match.span())
        yield Finding(place, f"`{match[0]}` 用了顿号", f"写成 {match[0][:-1]}，")
    for passage, match in copy.matches(_SPEECH, "“"):
        place = passage.stretch(match.start(1), match.end(1) + 1)
        yield Finding(place, f"`{match[1]}` 和引文之间没有标点", f"写成 {match[1]}：")


_SPEECH_ENDS = han_pattern(
    "(?:会议|大家|与会人员)(?:指出|强调|认为|要求|提出|表示)(。)(?=[要应必各])"
)
_NO_QUESTION = han_pattern(
    r"([哪谁什怎](?:里|个|么|样)?)[^，。？！：“”]{1,12}？\1[^，。？]{0,6}[就便]"
    "|(?:是否|能否|有没有)[^，。？！：“”]{1,12}？(?:由|取决|是衡量|是检验)"
)


@rule("T131", "句子没有完用了句末的标点", Severity.WARNING, clause=f"{PUNCTUATION} 4.1、4.2")
def early_stop(copy: Manuscript) -> Iterator[Finding]:
    """“会议强调”后面还有话，不用句号；“哪里有困难，哪里就有党员”不是问句，不用问号。

    为什么：句子在这里断开，后半句就没有了主语，或者不成问句。

    错：
        会议强调。要抓紧落实，哪里有困难？哪里就有党员。
    对：
        会议强调，要抓紧落实，哪里有困难，哪里就有党员。
    """
    for pattern, mark in ((_SPEECH_ENDS, "。"), (_NO_QUESTION, "？")):
        for passage, match in copy.matches(pattern, mark):
            at = passage.text.index(mark, match.start())
            place = passage.stretch(at, at + 1)
            yield Finding(place, f"句子没有完，用了 `{mark}`", "改为逗号")


_FOREIGN_MARKS = han_pattern(
    r"<<[^<>\n]{1,40}>>|(?<!<)<[H][^<>\n]{1,40}>(?!>)|〈[^〈〉\n]{1,40}〉|「[^「」]{1,40}」|『[^『』]{1,40}』|“《[^《》]{1,40}》”"
)
_ACTIVITY = han_pattern(
    "《([H]{2,12})》(?=(?:创建|主题|实践|专项|系列|志愿服务|评选|竞赛|示范)?(?:活动|行动|工程|品牌|大赛)[，。；、])"
)


@rule(
    "T132",
    "引号、书名号的写法",
    Severity.WARNING,
    clause=f"{PUNCTUATION} 4.8、4.15",
    also=(Severity.INFO,),
)
def mark_of_another_kind(copy: Manuscript) -> Iterator[Finding]:
    """横排用“ ”和《 》，不用「 」『 』和 < >、<< >>；书名号外面不再加引号。

    〈 〉只用在《 》里；活动的名称用引号，不用书名号。

    为什么：这些是竖排、港台或打字时代用的写法。

    错：
        打造「红色驿站」，印发<<实施方案>>，学习“《党章》”。
    对：
        打造“红色驿站”，印发《实施方案》，学习《党章》。
    """
    for passage, match in copy.matches(_FOREIGN_MARKS, "<〈「『《"):
        mark = match[0]
        if mark[0] == "〈" and passage.text.count("《", 0, match.start()) > passage.text.count(
            "》", 0, match.start()
        ):
            continue
        inner = mark.strip("<>") if mark[0] == "<" else mark[1:-1].strip("《》")
        right = f"“{inner}”" if mark[0] in "「『" else f"《{inner}》"
        yield Finding(passage.stretch(*match.span()), f"`{mark}` 的写法不规范", f"写成 {right}")
    for passage, match in copy.matches(_ACTIVITY, "《"):
        place = passage.stretch(*match.span())
        fault = f"`{place.text}` 不是书、文章，用了书名号"
        yield Finding(place, fault, f"写成 “{match[1]}”", severity=Severity.INFO)
