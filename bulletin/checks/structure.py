"""Rules of family S: the structure of an issue and its articles."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from bulletin.checks.manuscripts import printed_passages
from bulletin.checks.placeholders import placeholders
from bulletin.checks.rule import Finding, Fix, replaced, rule
from bulletin.checks.sequences import out_of_sequence
from bulletin.checks.view import (
    BLANKS,
    CLOSING,
    Manuscript,
    ManuscriptArticle,
    Passage,
    PassageRole,
    Stop,
    Stretch,
)
from bulletin.diagnostics import Edit, Severity
from bulletin.frame import BRACKETED
from bulletin.markdown import label_in, name_after_strange_label
from bulletin.model import Text
from bulletin.patterns import pattern_of
from bulletin.source import Span
from bulletin.spoken import Talk, spoken
from bulletin.tearing import is_unended, lacks_its_mark, without_signs
from bulletin.unit_names import names_in, units_called

LAYOUT = "实务"
_COUNTED_OFF = "[0-9]+[、.．]|[（(][0-9]+[）)]|[①-⑳]|第?[一二三四五六七八九十]+(?:是|要|来|则|，)"
_ITEM = pattern_of(f"{_COUNTED_OFF}|首先|其次|再次|最后")
_NUMBERED = pattern_of(
    f"{_COUNTED_OFF}|[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十]+[）)]"
)
_TELLS = pattern_of("[了也都已很更0-9]")
"""Characters that occur in sentences of running text but not in headings."""
_END_MARKS = "。．.；;，,、：:"
_DIGITS = {mark: value for value, mark in enumerate("零一二三四五六七八九十")} | {"两": 2, "双": 2}
_COUNTED = pattern_of(
    "([一二两双三四五六七八九十])"
    "(?:个[“”]?(?:聚焦|强化|突出|着力|注重|坚持|狠抓|到位|环节|关键|抓手)"
    "|措并举|招并举|策并举|管齐下|点发力|端发力|向发力|维发力|力齐发|轮驱动|字诀|步走|步曲|抓[三四五]|举措|大举措)"
)


def _ends(text: str) -> str:
    """The end marks that a line should not have. The point of an abbreviation (U.S.) is allowed."""
    if re.search(r"[A-Za-z]\.\Z", text):
        return ""
    return text[len(text.rstrip(_END_MARKS)) :]


@rule("S101", "目录和标题不一致", Severity.ERROR, clause=LAYOUT)
def contents_title(copy: Manuscript) -> Iterator[Finding]:
    """目录的每一行要和文中的标题逐字一致（末尾的句号不算）。

    为什么：目录是读者找稿件的依据，两处不一致，必有一处是错的。
    用 Markdown 编稿时目录由标题生成，不会有这个错。

    错：
        - 千秋街道：“三措并举”推动治理服务提质增效

        □**千秋街道：“三措并举”推动治理提质增效。**利用闲置空间打造“党群之家”。
    对：
        - 千秋街道：“三措并举”推动治理服务提质增效

        □**千秋街道：“三措并举”推动治理服务提质增效。**利用闲置空间打造“党群之家”。
    """
    printed = [
        f"{each.unit.text}：{each.title.text}" for each in copy.articles if each.unit and each.title
    ]
    lines = [(line, line.text.rstrip(_END_MARKS)) for line in copy.contents]
    if len(lines) == len(printed):
        for (line, text), title in zip(lines, printed, strict=True):
            if text != title:
                yield Finding(line, "目录和标题不一致", f"文中的标题是 `{title}`，改成一致")
    elif lines and printed:
        counts = f"目录有 {len(lines)} 条，文中有 {len(printed)} 篇"
        for line, text in lines:
            if text not in printed:
                yield Finding(line, "目录里的这一条，文中没有", f"{counts}，补上缺的，或改成一致")
        if len(printed) > len(lines):
            yield Finding(copy.contents[-1], counts, "在目录里补上缺的")


@rule("S102", "目录行末有标点", Severity.ERROR, clause="GB/T 15834-2011", fix=Fix.SAFE)
def contents_end(copy: Manuscript) -> Iterator[Finding]:
    """目录的行末不加标点。

    为什么：目录的每一行是一个标题，标题末尾不用句号；各行要一个样。

    错：
        - 广陵街道：多方联“建”，激活社区治理新动能。

        □**广陵街道：多方联“建”，激活社区治理新动能。**探索“党建联盟”课题。
    对：
        - 广陵街道：多方联“建”，激活社区治理新动能

        □**广陵街道：多方联“建”，激活社区治理新动能。**探索“党建联盟”课题。
    """
    for line in copy.contents:
        if marks := _ends(line.text):
            end = line.passage.stretch(line.end - len(marks), line.end)
            yield Finding(end, f"目录行末有 `{marks}`", "删去", replaced(end, ""))


@rule("S103", "标题末尾有标点", Severity.ERROR, clause="GB/T 15834-2011", fix=Fix.SAFE)
def title_end(copy: Manuscript) -> Iterator[Finding]:
    """前言里的 title 和独占一行的小标题，末尾不加句号、逗号、分号、冒号。

    为什么：单独成行的标题不用句末点号。标题接排正文时要的句号，由版式加上。

    错：
        - 大通镇：“三点发力”打造基层治理新格局，

        □**大通镇：“三点发力”打造基层治理新格局，。**以村民小组为单元划分网格。
    对：
        - 大通镇：“三点发力”打造基层治理新格局

        □**大通镇：“三点发力”打造基层治理新格局。**以村民小组为单元划分网格。
    """
    for article in copy.texts:
        own_line = [each.stretch for each in article.headings if each.stop is Stop.NONE]
        for title in (*((article.title,) if article.title else ()), *own_line):
            if marks := _ends(title.text):
                end = title.passage.stretch(title.end - len(marks), title.end)
                yield Finding(end, f"标题末尾有 `{marks}`", "删去", replaced(end, ""))


@rule("S104", "标题没有加粗", Severity.ERROR, clause=LAYOUT)
def title_bold(copy: Manuscript) -> Iterator[Finding]:
    """接排的标题（单位：标题。）要加粗。

    为什么：一期之内标题都粗，只有一篇不粗，读者会把它看成正文。全文没有一处粗体时不报：那是从不带格式的地方贴来的。

    错：
        □张铺镇：做好产业添“新”的守“信”文章。**组建一支“智囊团”。**坚持“信用村吹哨”的服务理念。
    对：
        □**张铺镇：做好产业添“新”的守“信”文章。****组建一支“智囊团”。**坚持“信用村吹哨”的服务理念。
    """
    if not copy.has_bold:
        return
    for article in copy.articles:
        if article.title and article.unit and not article.title_bold:
            place = article.title.passage.stretch(article.unit.start, article.title.end)
            yield Finding(place, "标题没有加粗", "在标题和它的句号两边加 **")


@rule("S105", "标题和小标题连成一片粗体", Severity.ERROR, clause=LAYOUT)
def merged_title(copy: Manuscript) -> Iterator[Finding]:
    """标题和第一个小标题要各自加粗，不能合在一对 ** 里。

    为什么：合在一起，标题到哪里为止就看不出来，目录和网页也取不出标题。

    错：
        □**广陵街道：多方联“建”，激活社区治理新动能。街道建联盟。**探索“党建联盟”课题。
    对：
        □**广陵街道：多方联“建”，激活社区治理新动能。****街道建联盟。**探索“党建联盟”课题。
    """
    for article in copy.articles:
        if article.merged:
            yield Finding(
                article.merged, "标题和小标题连成一片粗体", "在标题的句号后断开，各加一对 **"
            )


@rule("S106", "小标题像是没有加粗", Severity.WARNING, clause=LAYOUT)
def heading_bold(copy: Manuscript) -> Iterator[Finding]:
    """两个句号之间、不超过十三个字、没有逗号的一句话，和加粗的小标题一个样子，多半是丢了粗体的小标题。

    为什么：从 PDF 或邮件里取文字时最容易丢粗体。只提示，不自动改。全文没有粗体小标题时不报。
    段落中间的，和加粗的小标题长短相差不过一个字才报；以“一是”“1.”“（1）”开头的，有同样开头的粗体小标题才报。

    错：
        □**千秋街道：推动治理提质增效。****筑牢红色阵地。**利用闲置空间打造阵地，内设驿站。打造先锋队伍。组建志愿者服务队，建立服务体系。
    对：
        □**千秋街道：推动治理提质增效。****筑牢红色阵地。**利用闲置空间打造阵地，内设驿站。**打造先锋队伍。**组建志愿者服务队，建立服务体系。
    """
    for article in copy.texts:
        if not ((copy.raw and copy.has_bold) or any(each.bold for each in article.headings)):
            continue
        bold = _bold_headings(copy, article)
        for heading in article.headings:
            if not heading.bold and _is_like(heading.stretch, bold):
                stretch = heading.stretch
                whole = stretch.passage.stretch(stretch.start, stretch.end + 1)
                if stretch.passage.text.startswith("**", whole.end):
                    continue  # half of the mark stands there, which reading reports
                yield Finding(
                    whole, "像是没有加粗的小标题", f"如果是小标题，写成 `**{whole.text}**`"
                )


def _bold_headings(copy: Manuscript, article: ManuscriptArticle) -> tuple[str, ...]:
    """The bold headings of an article, or those of all articles if it has none."""
    own = tuple(each.stretch.text for each in article.headings if each.bold)
    others = (each.stretch.text for one in copy.articles for each in one.headings if each.bold)
    return own or tuple(others)


def _is_like(stretch: Stretch, bold: tuple[str, ...]) -> bool:
    """Whether a short sentence looks like the bold headings; at the start of a passage less is
    needed.

    Items such as 一是 and 1. are rightly plain (GB/T 9704-2012 7.3.3). A sentence that begins with
    misspelt markup for bold is left out, because reading reports it already.
    """
    text = stretch.text
    if text.startswith(("*", "＊", "_", "<")):
        return False
    alike = [each for each in bold if _numbering(each) == _numbering(text)]
    if _ITEM.match(text):
        return bool(alike)
    if stretch.start == 0 or not bold:
        return True
    return not _TELLS.search(text) and any(abs(len(each) - len(text)) <= 1 for each in alike)


def _numbering(heading: str) -> str:
    """The kind of number of a heading, the same for 一、 and 二、; empty without a number."""
    match = _NUMBERED.match(heading)
    return re.sub("[一二三四五六七八九十]+|[0-9]+", "#", match[0]) if match else ""


@rule("S107", "小标题的句号在粗体之外", Severity.ERROR, clause=LAYOUT, fix=Fix.SAFE)
def heading_stop(copy: Manuscript) -> Iterator[Finding]:
    """接排的小标题，句号放在粗体之内。

    为什么：句号是小标题的一部分；放在外面，一期里就有了两种样子，Markdown 也认不出这是小标题。

    错：
        □**大通镇：打造基层治理新格局。****健全网格管理**。以村民小组为单元划分网格。
    对：
        □**大通镇：打造基层治理新格局。****健全网格管理。**以村民小组为单元划分网格。
    """
    for article in copy.texts:
        for heading in article.headings:
            if heading.stop is Stop.OUTSIDE:
                stretch = heading.stretch
                stop = stretch.passage.stretch(stretch.end, stretch.end + 1)
                yield Finding(
                    stop, "小标题的句号在粗体之外", "把句号移到 ** 之前", _stop_inside(stop)
                )


def _stop_inside(stop: Stretch) -> tuple[Edit, ...]:
    """The edit that turns `**。` into `。**`."""
    at = stop.span.start
    if stop.passage.source.text[at - 2 : at + 1] != "**。":
        return ()
    return (Edit(Span(at - 2, at + 1), "。**"),)


@rule("S108", "各篇加粗的习惯不一", Severity.WARNING, clause=LAYOUT)
def bold_habits(copy: Manuscript) -> Iterator[Finding]:
    """一期之内，各篇的标题、小标题和句号，加粗的方式要一样。

    为什么：几个单位各写各的，排在一起才看得出来。以多数稿件的方式为准。

    错：
        □**甲镇：抓实党建工作。****建强队伍。**选派干部，充实力量。

        □**乙镇：抓实党建工作。****建强队伍。**选派干部，充实力量。

        □丙镇：抓实党建工作。**建强队伍**。选派干部，充实力量。
    对：
        □**甲镇：抓实党建工作。****建强队伍。**选派干部，充实力量。

        □**乙镇：抓实党建工作。****建强队伍。**选派干部，充实力量。

        □**丙镇：抓实党建工作。****建强队伍。**选派干部，充实力量。
    """
    habits = [(article, _habit(article)) for article in copy.articles if article.place]
    if not copy.has_bold or len(habits) < 2:
        return
    kinds = Counter(habit for _, habit in habits)
    if len(kinds) > 1:
        usual = max(kinds, key=lambda habit: (kinds[habit], habit))
        odd = [article for article, habit in habits if habit != usual]
        assert odd[0].place is not None
        names = "、".join(article.unit.text if article.unit else article.name for article in odd)
        yield Finding(
            odd[0].place,
            f"各篇加粗的习惯不一，有 {len(kinds)} 种",
            f"照多数稿件统一；不同的是：{names}",
        )


def _habit(article: ManuscriptArticle) -> tuple[str, ...]:
    title = "连" if article.merged else "粗" if article.title_bold else "不粗"
    heads = {
        each.stop.value if each.bold else "plain"
        for each in article.headings
        if each.stop is not Stop.NONE
    }
    return (title, *sorted(heads))


@rule("S109", "一段文字被断成两段", Severity.ERROR, fix=Fix.JOIN)
def torn_paragraph(copy: Manuscript) -> Iterator[Finding]:
    """一段在句子中间断开，换页或换行把它断成了两段。

    为什么：从 PDF 取文字时，换页处会多出空行，“积分”成了“积”和“分”。`--fix --join` 接上。
    断在逗号之后、括号引号之内、词的中间，才算断开；标题、名单、标签、序号开头的行，落款和日期不算。

    错：
        根据党员参与服务内容确定积分，每月公示，年底作为评优依据，村

        务监督委员会负责全程监督。
    对：
        根据党员参与服务内容确定积分，每月公示，年底作为评优依据，村务监督委员会负责全程监督。
    """
    for passage in copy.passages:
        for joint in passage.joints:
            torn = passage.stretch(joint - 1, joint)
            words = f"{passage.text[max(0, joint - 4) : joint]}|{passage.text[joint : joint + 4]}"
            yield Finding(
                torn, f"一段文字被断成两段：`{words}`", "接成一段", _joined(passage, joint)
            )


def _joined(passage: Passage, joint: int) -> tuple[Edit, ...]:
    """The edit that removes the line ends and spaces between the two halves."""
    gap = Span(passage.offset(joint - 1) + 1, passage.offset(joint))
    between = passage.source.quote(gap)
    text = "**" * between.count("**")
    return (Edit(gap, text),) if not between.replace("**", "").strip() else ()


@rule("S125", "段末没有标点", Severity.WARNING, clause="GB/T 15834-2011 4.1.3")
def unended_paragraph(copy: Manuscript) -> Iterator[Finding]:
    """成段的文字，末尾要有句号、问号或叹号。

    为什么：下一段或下一个小标题接上来，就和它连成一句。多半是漏了句号，也可能是一段断成了两段。
    标题、名单、标签、序号开头的行，落款和日期不在此列。

    错：
        今年以来，全镇推行票决制，群众满意。各村都建了台账

        下一步，镇党委将总结经验，完善制度。
    对：
        今年以来，全镇推行票决制，群众满意。各村都建了台账。

        下一步，镇党委将总结经验，完善制度。
    """
    for passage in copy.prose:
        if _lacks_its_mark(passage):
            size = len(without_signs(passage.text))
            end = passage.stretch(size - 1, size)
            inside = "，写在引号里" if end.text == "”" else ""
            hint = f"补上 `。`{inside}；和下一段是一句的，接成一段"
            yield Finding(end, "段末没有标点", hint)


def _lacks_its_mark(passage: Passage) -> bool:
    """Whether a paragraph, or an item with a sentence before its last one, lacks its final mark."""
    if passage.role is PassageRole.ITEM:
        text = passage.text.rstrip()
        return _ENDS_SENTENCE.search(text) is not None and is_unended(text)
    run_in = passage.bold[0].end if passage.bold and passage.bold[0].start == 0 else 0
    return passage.role is PassageRole.TEXT and lacks_its_mark(passage.text, run_in)


_ENDS_SENTENCE = pattern_of("。[^。]{8,}$")


@rule("S110", "各篇长短悬殊", Severity.WARNING, taste=True)
def unequal_articles(copy: Manuscript) -> Iterator[Finding]:
    """一期之内最长的一篇不超过最短的两倍（倍数在 terms.yaml 的 limits 里）。

    为什么：同一专题的稿件长短悬殊，版面不匀，也多半是有的没有写足，有的没有删够。
    在 terms.yaml 的 habits 里写了它才查。

    错：
        □**甲镇：抓实党建工作。**选派干部，充实力量。

        □**乙镇：抓实党建工作。**选派干部，充实力量，建立制度，明确责任，定期调度，跟踪问效，推动党建工作走深走实，形成齐抓共管的良好局面，群众的满意度逐年提高。
    对：
        □**甲镇：抓实党建工作。**选派干部，充实力量。

        □**乙镇：抓实党建工作。**建立制度，明确责任。
    """
    lengths = [(article.length, article) for article in copy.articles if article.length]
    if len(lengths) < 2:
        return
    shortest, longest = min(each for each, _ in lengths), max(each for each, _ in lengths)
    if longest > shortest * copy.house.length_ratio:
        article = next(article for length, article in lengths if length == shortest)
        if article.place:
            yield Finding(
                article.place,
                f"这篇只有 {shortest} 字，最长的一篇有 {longest} 字",
                "补充内容，或压缩较长的一篇",
            )


@rule("S111", "超过字数限度", Severity.WARNING)
def too_long(copy: Manuscript) -> Iterator[Finding]:
    """一篇不超过规定的字数，标点计入，空格不计。

    限度写在 terms.yaml 的 limits 里，不写就是 1500 字。

    为什么：简报要简。各地的规定不一，由本单位定。
    """
    most = copy.house.most_characters
    for article in copy.articles:
        if article.length > most and article.place:
            yield Finding(
                article.place,
                f"这篇有 {article.length} 字，超过 {most} 字",
                f"压缩到 {most} 字以内",
            )


@rule("S112", "小标题的个数和标题里的数不合", Severity.WARNING)
def counted_headings(copy: Manuscript) -> Iterator[Finding]:
    """标题说“三措并举”“四字诀”，文中就该有三个、四个小标题。

    为什么：标题里的数是对读者的交代，删改小标题后最容易忘了改。
    只数加粗的、第一层的小标题，不到两个时不报；“三抓三促”可以是三个，也可以是六个。

    错：
        □**甲镇：“三措并举”抓实党建。****建强队伍。**选派干部，充实力量。**建好阵地。**改造场所，完善功能。
    对：
        □**甲镇：“两措并举”抓实党建。****建强队伍。**选派干部，充实力量。**建好阵地。**改造场所，完善功能。
    """
    for article in copy.articles:
        match = _COUNTED.search(article.title.text) if article.title else None
        if not match or not article.title or not article.headings:
            continue
        said, found = _DIGITS[match[1]], _counted(article)
        plain = sum(not each.bold for each in article.headings)
        right = (said, 2 * said) if match[0].endswith(match[1]) else (said,)
        if found >= 2 and found not in right and found + plain not in right:
            start = article.title.start + match.start()
            place = article.title.passage.stretch(start, article.title.start + match.end())
            yield Finding(place, f"标题说 {said}，小标题有 {found} 个", "核对标题里的数和小标题")


def _counted(article: ManuscriptArticle) -> int:
    """How many headings a number in the title counts: bold ones with the first one's kind of
    number."""
    kinds = [_numbering(each.stretch.text) for each in article.headings if each.bold]
    return kinds.count(kinds[0]) if kinds else 0


@rule("S113", "小标题不对称", Severity.WARNING, taste=True)
def parallel_headings(copy: Manuscript) -> Iterator[Finding]:
    """一篇的小标题长短要相近：最长的不超过最短的两倍（倍数在 terms.yaml 的 limits 里）。

    为什么：小标题讲究对仗，长短悬殊的多半是漏了字，或把正文当成了小标题。
    在 terms.yaml 的 habits 里写了它才查。

    错：
        □**甲镇：抓实党建工作。****强队伍。**选派干部，充实力量。**全面推进村级活动场所提档升级。**改造场所，完善功能。
    对：
        □**甲镇：抓实党建工作。****建强基层队伍。**选派干部，充实力量。**建好活动场所。**改造场所，完善功能。
    """
    for article in copy.articles:
        heads = [each.stretch for each in article.headings if each.bold]
        lengths = [len(each.text) for each in heads]
        if len(heads) > 1 and max(lengths) > min(lengths) * copy.house.heading_ratio:
            place = heads[lengths.index(max(lengths))]
            yield Finding(
                place,
                f"小标题长短不一：最长 {max(lengths)} 字，最短 {min(lengths)} 字",
                "改得长短相近",
            )


@rule("S114", "单位不在名册里", Severity.WARNING)
def unknown_unit(copy: Manuscript) -> Iterator[Finding]:
    """标题前的单位要用名册（publication.yaml 的 units）里的名称，或是名册里单位的下级。

    为什么：索引、计分和通报都按名册里的名称归并，写法不一就成了两个单位。
    """
    names = tuple(copy.publication.registry)
    if not copy.raw or not names:
        return
    for article in copy.articles:
        unit = article.unit
        for name in names_in(Text(unit.text, Span(0, 0)), copy.publication) if unit else ():
            if unit and not name.text.startswith(names):
                yield Finding(
                    unit,
                    f"名册里没有 `{name.text}`",
                    "改用名册里的名称，或在 publication.yaml 里登记",
                )


@rule("S115", "单位和别篇不是一级", Severity.WARNING)
def unit_level(copy: Manuscript) -> Iterator[Finding]:
    """一期各篇署名的单位要是同一级：都署镇、街道，就不单有一篇署小区党支部。

    为什么：单位的级别不一，目录和排名次序就乱了。
    署下级单位时，名册里的单位写在 unit，下级写在 byline。
    """
    publication, signed = copy.publication, [each.unit for each in copy.articles if each.unit]
    below = [unit for unit in signed if not units_called(unit.text, publication)]
    if len(signed) < 3 or not publication.registry or len(below) * 2 >= len(signed):
        return
    names = tuple(publication.registry)
    for place in below:
        if place.text.startswith(names):
            yield Finding(
                place, f"别篇署的是镇、街道一级，这篇署 `{place.text}`", "核对署名，各篇署同一级"
            )


@rule("S116", "没有按排名次序", Severity.WARNING)
def protocol_order(copy: Manuscript) -> Iterator[Finding]:
    """各篇按名册（publication.yaml 的 units）的次序排列。

    为什么：名册的次序就是排名的次序。有意另排的，在 issue.md 的 allow 里写明原因。
    """
    places = {
        name: at
        for at, unit in enumerate(copy.publication.units)
        for name in (unit.name, *unit.aliases)
    }
    ranked = [
        (places[name], each)
        for each in copy.articles
        if each.unit and (name := _registered(each.unit.text, places))
    ]
    for (before, one), (after, two) in pairwise(ranked):
        if after < before and two.unit and one.unit:
            yield Finding(
                two.unit, "没有按名册的次序排列", f"`{two.unit.text}` 应在 `{one.unit.text}` 之前"
            )


def _registered(unit: str, places: dict[str, int]) -> str:
    """The registered unit name that `unit` is or begins with."""
    return unit if unit in places else next((each for each in places if unit.startswith(each)), "")


@rule("S117", "序号重了或跳了", Severity.WARNING)
def skipped_ordinal(copy: Manuscript) -> Iterator[Finding]:
    """一段里的“一是、二是、三是”“一要、二要、三要”要连续，不重不跳。

    为什么：删去一条以后，后面的序号常常忘了改。

    错：
        一是建强队伍。二是建好阵地。四是完善制度。
    对：
        一是建强队伍。二是建好阵地。三是完善制度。
    """
    for passage in copy.prose:
        for before, match in _out_of_row(_ORDINAL.finditer(passage.text)):
            right = _after(before)
            said, place = match[0], passage.stretch(*match.span(1))
            if match[1] == before[1]:
                yield Finding(place, f"“{said}”重了", f"改为 {right}{said[-1]}，后面的依次改")
            else:
                hint = f"改为 {right}{said[-1]}，或补上缺的一条"
                yield Finding(place, f"“{said}”之前没有“{right}{said[-1]}”", hint)
    yield from _without_first(copy)


def _without_first(copy: Manuscript) -> Iterator[Finding]:
    """二是 inside a paragraph, without 一是 or another beginning in it or in those before."""
    before = deque[str](maxlen=PASSAGES_OF_A_ROW)
    for passage in copy.prose:
        match = _SECOND.search(passage.text)
        if match and not _FIRST.search("".join(before) + passage.text[: match.start()]):
            place = passage.stretch(*match.span())
            said = match[0]
            yield Finding(
                place, f"“{said}”之前没有“一{said[-1]}”", f"补上“一{said[-1]}”，或删去“{said}”"
            )
        before.append(passage.text)


def _out_of_row(
    marks: Iterable[re.Match[str]],
) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    """The numbers that repeat the one before or leave one out, each after the number before.

    One row may stand inside another: 一是 一是 二是 二是 三是.
    """
    ended: list[int] = []
    before: re.Match[str] | None = None
    for match in marks:
        value = _DIGITS[match[1]]
        if value - 1 in ended:
            ended.remove(value - 1)
        elif before and value != 1 and _leaves_out(before, match):
            yield before, match
        ended.append(value)
        before = match


def _leaves_out(before: re.Match[str], match: re.Match[str]) -> bool:
    """Whether a number is no lower than the one before, and the one that should follow that is not
    between them in other words: 二则, 二来, 二、."""
    if _DIGITS[match[1]] < _DIGITS[before[1]]:
        return False
    between = match.string[before.end() : match.start()]
    return not re.search(f"{_after(before)}[是要则来、]", between)


def _after(mark: re.Match[str]) -> str:
    """The digit that follows a number; after 十 there is none, and it is 十 again."""
    return "零一二三四五六七八九十"[min(_DIGITS[mark[1]] + 1, 10)]


@rule("S131", "段首或段里的序号重了或跳了", Severity.WARNING)
def paragraph_ordinals(copy: Manuscript) -> Iterator[Finding]:
    """各段、各个小标题开头的“一、（一）1.（1）①第一，一是”要连续，不重不跳；写在一段里的“（一）1.（1）①第一，”也是。

    为什么：增删、挪动、合并几段以后，后面的序号常常忘了改，各段自己又看不出来。
    高一级的序号之后，低一级的重新起头；从一重新起头的，冒号后面引别处条文的，图①、（一）项这样指别处的，不报。

    错：
        （一）建强队伍，选派干部。

        （二）建好阵地，改造场所。

        （二）完善制度，明确责任。
    对：
        （一）建强队伍，选派干部。

        （二）建好阵地，改造场所。

        （三）完善制度，明确责任。
    """
    inside = {id(each) for article in copy.texts for each in article.passages}
    beside = tuple(each for each in copy.prose if id(each) not in inside)
    for passages in (beside, *(article.passages for article in copy.texts)):
        for place, message, hint in out_of_sequence(passages):
            yield Finding(place, message, hint)


@rule("S132", "稿件太短", Severity.WARNING)
def too_short(copy: Manuscript) -> Iterator[Finding]:
    """一篇稿件除标题外至少要有八个字。

    为什么：多半是没有贴全，或只贴了一行；排出来、进了目录才看得见。有表格或图片的不在此列。
    """
    for article in copy.articles:
        title = len(article.title.text) if article.title else 0
        body = article.length - title
        shown = any(each.role is PassageRole.CELL for each in article.passages)
        pictured = article.place is not None and "![" in article.place.passage.source.text
        if body < SHORTEST_ARTICLE and article.place and not (copy.raw or shown or pictured):
            message = f"正文只有 {max(body, 0)} 个字"
            yield Finding(article.place, message, "把正文贴全；不刊登的，从 articles 里删去")


SHORTEST_ARTICLE = 8
"""Characters. A shorter article is only the rest of one."""


@rule("S133", "两段接成了一段", Severity.WARNING, fix=Fix.SAFE)
def merged_paragraphs(copy: Manuscript) -> Iterator[Finding]:
    """一句话结束以后空着两格，多半是下一段的段首缩进：两段接成了一段。“二是”“（一）”“1.”“第一，”前面空着的，也是。

    为什么：从微信、WPS 里粘贴时，换行丢了，缩进还在；印出来一段里空着两格。
    空的正是两个字、前后都成句的，`--fix` 在这里断开；其余只报不改。名单和分栏的空格不算。

    错：
        全镇选派干部12名，组建志愿服务队。　　下一步，镇党委将总结经验，完善制度。
    对：
        全镇选派干部12名，组建志愿服务队。

        下一步，镇党委将总结经验，完善制度。
    """
    for passage, match in copy.matches(_GAP, f"{BLANKS}\u3000"):
        before, after = _round(passage, *match.span())
        item = _BEGINS_ITEM.match(after)
        joined = _is_led_by_gap if item else _is_glued
        if not joined(before, match[0], after):
            continue
        place = passage.stretch(*match.span())
        said = f"`{item[0]}` 前面空了格" if item else "句子后面空了两格"
        edits = _parted(copy, place, item=item is not None)
        hint = (
            "在这里断开，中间空一行" if edits else "是两段就在这里断开，中间空一行；不是就删去空格"
        )
        yield Finding(place, f"{said}，像是两段接成了一段", hint, edits)


_GAP = pattern_of(f"(?<=[^ \u3000\u00a0])[{BLANKS}\u3000]+(?=[^ \u3000\u00a0])")
_BEGINS_ITEM = pattern_of(
    "[0-9]{1,2}(?:[.．](?![0-9])|、)|[（(](?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[）)]|[①-⑳]"
    "|第[一二三四五六七八九十]{1,2}[，、：]|[一二三四五六七八九十]{1,3}(?:[是要](?![否非])|、)"
    "|首先，|其次，|再次，|最后，"
)
_ENDED = pattern_of(f"[。！？；…][{CLOSING}]*\\Z")
SHORTEST_SENTENCE = 8
"""The least characters of a paragraph that was joined to another; shorter ones are in columns."""

FARTHEST = 200
"""How many characters on each side of a gap are examined."""


def _round(passage: Passage, start: int, end: int) -> tuple[str, str]:
    """The text before and after a gap, up to `FARTHEST` characters."""
    return passage.text[max(0, start - FARTHEST) : start], passage.text[end : end + FARTHEST]


def _is_wide(gap: str) -> bool:
    """Whether spaces may be an indent: there is more than one."""
    return len(gap) > 1


def _is_led_by_gap(before: str, gap: str, after: str) -> bool:
    """Whether an item begins after the spaces: after a sentence, or after words and a wide gap."""
    if _ENDED.search(before):
        return _is_wide(gap) or gap == "\u3000"
    running = len(before) >= SHORTEST_SENTENCE or before.endswith(("：", ":"))
    return _is_wide(gap) and running and ("。" in before or "。" in after)


def _is_glued(before: str, gap: str, after: str) -> bool:
    """Whether a wide gap separates two stretches of running text, and not names or columns."""
    if not _is_wide(gap):
        return False
    if re.search("[。！？]\\Z", before):
        long = len(before) >= SHORTEST_SENTENCE and len(after) >= SHORTEST_SENTENCE
        return long and re.search("[，。；！？]", after) is not None
    closed = _ENDED.search(before) or re.search("[”）：]\\Z", before)
    return closed is not None and "，" in before and "，" in after


def _parted(copy: Manuscript, place: Stretch, *, item: bool) -> tuple[Edit, ...]:
    """The edit that divides a paragraph into two, if nothing else can be meant.

    There is none inside bold, a list or a quotation, or if the rest would be read as a list.
    """
    passage, gap = place.passage, place.text
    before, after = _round(passage, place.start, place.end)
    indent = sum(2 if each == "\u3000" else 1 for each in gap) == 4
    ended = _ENDED.search(before) is not None and passage.text[-1:] in "。！？”）"
    line = passage.source.line(passage.source.place(place.span.start).line)
    if not ended or not (indent or (item and _is_wide(gap))) or passage.role != PassageRole.TEXT:
        return ()
    if passage.depth or passage.is_bold(place.start) or passage.is_held(place.start):
        return ()
    if not copy.raw and (re.match(r"[\s>]", line) or re.match(r"[0-9]+[.)]\s|[-*+#>|]", after)):
        return ()
    return replaced(place, passage.source.line_end * 2)


@rule("S134", "占位、带来的文字没有换掉", Severity.WARNING)
def left_placeholder(copy: Manuscript) -> Iterator[Finding]:
    """起草时留空、占位的文字，从公众号、聊天、写作程序带来的话，印发前都要换掉、删去。

    留空、占位的，例如“2024年　月　日”“投入　　万元”“XX次”“____人”“□□名”“某年某月”
    “（数据待核）”“【　】”“请输入内容”。带来的，例如“阅读原文”“稿子发您，麻烦看看”
    “以下是根据您的要求整理的稿件”“希望这份稿件对您有帮助”。

    为什么：这些字看着像正文，校对时一眼滑过去，印出来就是事故。
    隐去名称的“××市”“张××”“刘某某”，选项“□是　□否”，算式3×5，姓名里的空格，不算。

    错：
        全镇召开现场会XX次，于×月×日完成整改，投入   万元。[图片]点击上方蓝字关注我们。
    对：
        全镇召开现场会3次，于6月2日完成整改，投入12万元。
    """
    for passage in printed_passages(copy):
        for start, end in placeholders(passage):
            if not copy.raw and passage.text.startswith(("*", "[ ]", "[x]", "[X]"), start):
                continue  # told where the copy is read, or written so on purpose
            place = passage.stretch(start, end)
            words = "空着没有填" if _LEFT_BLANK.search(place.text) else "像是没有换掉的文字"
            yield Finding(place, f"`{place.text}` {words}", "换成实际的内容，或删去")
    yield from _left_talk(copy)


def _left_talk(copy: Manuscript) -> Iterator[Finding]:
    """What a writing program says, wherever it stands, and what a sender says, where only he says
    it: in the title, and at the head and the foot of the text."""
    ends = {id(each) for text in _texts_of(copy) for each in (*text[:2], *text[-2:])}
    for passage in printed_passages(copy):
        if passage.role not in (PassageRole.TITLE, PassageRole.HEADING, PassageRole.TEXT):
            continue
        who = spoken(passage.text)
        at_end = id(passage) in ends or passage.role is PassageRole.TITLE
        if who is Talk.BY_PROGRAM or (who is Talk.BY_SENDER and at_end):
            place = passage.stretch(0, len(passage.text))
            hint = "删去，逐句核对事实和数字" if who is Talk.BY_PROGRAM else "删去"
            yield Finding(place, f"像是{who.value}，不是稿件", hint)


def _texts_of(copy: Manuscript) -> Iterator[tuple[Passage, ...]]:
    """The passages of each text that an editor sends or prints."""
    if copy.raw:
        yield copy.passages
    for article in copy.articles:
        for text in (article, *article.attachments):
            yield text.passages


@rule("S156", "提到的附件没有", Severity.WARNING, clause="GB/T 9704-2012 7.3.4")
def missing_attachment(copy: Manuscript) -> Iterator[Finding]:
    """正文提到“见附件2”，这一篇就要有附件2；没有附件的，不写“见附件”。

    为什么：来稿的附件没有跟着来，或删去一个附件以后正文忘了改，读者找不到。
    “《……通知》附件2”“市委文件附件1”说的是别处的附件，不算。

    错：
        具体分工见附件2，考核办法另行通知。
    对：
        具体分工见《全县网格工作方案》附件2，考核办法另行通知。
    """
    if copy.raw:
        begun = sum(_BEGINS_ATTACHMENT.match(each.text) is not None for each in copy.passages)
        for passage in copy.passages:
            yield from _missing_in(passage, begun)
        return
    for article in copy.articles:
        for text in (article, *article.attachments):
            for passage in text.passages:
                yield from _missing_in(passage, len(article.attachments))


def _missing_in(passage: Passage, count: int) -> Iterator[Finding]:
    if name_after_strange_label(passage.text) is not None:  # S170 reports it
        return
    own = label_in(passage.text)  # a line of a typed list, which S155 reports
    for match in _MENTIONED.finditer(passage.text, own.length if own else 0):
        figure = match[1] or match[2] or ""
        label = label_in(f"附件{figure}") if figure else None
        said = (label.number if label else None) or 1
        if said > count:
            name = f"附件{figure}"
            place = passage.stretch(*match.span())
            there = f"这一篇只有 {count} 个附件" if count else "这一篇没有附件"
            hint = f"补上{name}，或改正、删去这里的“{name}”"
            yield Finding(place, f"提到{name}，{there}", hint)


@rule("S175", "提到附件的写法和印的不一样", Severity.WARNING, clause="GB/T 9704-2012 7.3.5")
def attachment_called_otherwise(copy: Manuscript) -> Iterator[Finding]:
    """只有一个附件的，印成“附件”，正文写“见附件”；有几个的，印成附件1、附件2，正文写明是哪一个。

    为什么：附件1 找不到，只有“附件”；或者只说“见附件”，不知道是哪一个。写成附件一的，印的是附件1。
    “《……通知》附件1”“市委文件附件1”说的是别处的附件，不算。
    """
    for article in () if copy.raw else copy.articles:
        count = len(article.attachments)
        for text in (article, *article.attachments) if count else ():
            for passage in text.passages:
                yield from _called_otherwise(passage, count)


def _called_otherwise(passage: Passage, count: int) -> Iterator[Finding]:
    for match in _MENTIONED.finditer(passage.text):
        figure = match[1] or match[2] or ""
        label = label_in(f"附件{figure}") if figure else None
        number = (label.number if label else None) or 0
        place = passage.stretch(*match.span())
        said = re.sub("[ \u3000]", "", place.text)
        printed = "附件" if count == 1 else f"附件{number}"
        if 0 < number <= count and said != printed:  # S156 reports those that lack
            only = "只有一个附件，" if count == 1 else ""
            yield Finding(place, f"写的是“{said}”，{only}印成“{printed}”", f"改为 {printed}")
    for match in _ALONE.finditer(passage.text) if count > 1 else ():
        message = f"只说“附件”，这一篇有 {count} 个附件"
        hint = f"写明是哪一个；指全部的，写 附件1至附件{count}"
        yield Finding(passage.stretch(*match.span()), message, hint)


_ALONE = pattern_of(
    r"(?<=[见如按照（(])附件(?=[）)，。；、]|所[列附示]|(?:的)?要求|执行|填[写报]|\Z)"
)
"""附件 without a number, in a sentence that says where something stands."""

_BEGINS_ATTACHMENT = pattern_of(
    "附件[ \u3000]?(?:(?:[0-9]{1,2}|[一二三四五六七八九十])?(?:[：:]|\\Z)"
    "|[（(](?:[0-9]{1,2}|[一二三四五六七八九十])[）)]|[①-⑳])"
)
_MENTIONED = pattern_of(
    r"(?<![》”号文件])附件[ \u3000]?(?:"
    r"([0-9]{1,2}|[一二三四五六七八九十](?=[）)，。；、所要的和]|\Z))(?![0-9：:套件个台批副])"
    r"|([（(](?:[0-9]{1,2}|[一二三四五六七八九十])[）)]|[①-⑳]))"
    r"|(?<=[见（(])附件(?![ \u3000]?[（(]?[0-9一二三四五六七八九十：:①-⑳])"
)

_LEFT_BLANK = pattern_of(f"[{BLANKS}\u3000]|（）|【】|〔〕|《》|［］|〔[0-9]+〕号")


@rule("S118", "标题开头重复了单位", Severity.WARNING)
def unit_twice(copy: Manuscript) -> Iterator[Finding]:
    """标题不再以单位的名称开头：目录和正文里，标题前面已经印了单位。

    栏目（【创新】）之后的也算。一期只有一篇、标题独占一行的（专报），不在此列。

    为什么：印出来是“千秋街道：千秋街道抓实……”。

    错：
        □**千秋街道：千秋街道抓实党建工作。****建强队伍。**选派干部，充实力量。
    对：
        □**千秋街道：抓实党建工作。****建强队伍。**选派干部，充实力量。
    """
    if not copy.unit_printed:
        return
    for article in copy.articles:
        if not article.unit or not article.title:
            continue
        units = units_called(article.unit.text, copy.publication)
        names = [article.unit.text]
        names += (name for unit in units for name in (unit.name, *unit.aliases))
        bracketed = BRACKETED.match(article.title.text)
        title = article.title.text[bracketed.end() if bracketed else 0 :]
        said = next((each for each in names if title.startswith(each)), "")
        if said:
            hint = f"删去标题开头的“{said}”"
            yield Finding(article.title, f"标题开头又写了单位“{said}”", hint)
        elif found := _in_brackets(article.title.text, names):
            message = f"标题里又写了单位“{found.strip()}”"
            yield Finding(article.title, message, f"删去“{found.strip()}”")


def _in_brackets(title: str, names: Sequence[str]) -> str:
    """A unit in brackets at the beginning or the end of a title; empty if there is none."""
    one = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    named = rf"[（(【\[〔]\s*(?:{one})\s*[）)】\]〕]"
    found = re.match(rf"\s*{named}", title) or re.search(rf"{named}\s*\Z", title)
    return found[0] if found else ""


PASSAGES_OF_A_ROW = 6
"""In how many passages before 二是 its 一是 may stand."""

_SECOND = pattern_of("(?<=[。；，])二是(?![否非])")
_FIRST = pattern_of("一[是要则来、]|首先|第一|其一|一方面|两|二")
"""What a second point may follow; where two things are named, 二 may mean them."""

_ORDINAL = pattern_of("(?:(?<=[。；：，！？”）])|^)([一二三四五六七八九十])[是要](?![否非])")
