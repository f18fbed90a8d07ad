"""Deciding whether a paragraph is torn in the middle of a sentence, or not a paragraph at all.

A line without a final mark is not always torn: titles, labels, names in columns, items, dates and
signatures rightly have none.
"""

from __future__ import annotations

from collections.abc import Callable

from bulletin.numbering import number_of
from bulletin.patterns import pattern_of

SHORTEST_TORN = 15
"""The least characters before a tear. Pages tear rows of 17; a shorter line may be complete (a
salutation, a place)."""

COMMAS_OF_PROSE = 2
"""The least commas of a line of running text that has no complete sentence."""

SHORTEST_CLAUSE = 2
"""Characters. A rest up to this length between a mark and a tear is part of a word, not a
clause."""

_COLUMNS = pattern_of(r"(?<=\S)(?:[ \xa0]{2,}|[ \xa0]*[\u3000\t])[\u3000\t \xa0]*\S")
_LABEL = pattern_of(r"[^：:，。；、“”]{1,10}[：:]")
_OPENS = pattern_of(
    r"[□■◆●★☆*▲△\-—•·]|附件?[：:0-9一二三四五六七八九十]|[（(]?(?:供稿|撰稿|此件|联系(?:人|电话|方式))|(?:一|二|三|四|五|六|七|八|九|十)是"
    r"|第[一二三四五六七八九十]+[，、：章节条]|(?:https?:|www\.)|附记|编者|来源|作者|记者|[图表]\s*[0-9]"
)
_DATED = pattern_of(r"月[^，。]{1,4}日\Z")
_SENTENCE = pattern_of("[。！？；]")
_ENDED = pattern_of(r"(?:[。！？…；：!?:;”’）》」』】〕〉)]|——[^。，]{0,8}|～)\s*\Z")
_SIGNS = pattern_of(
    r"(?:[0-9#*]\ufe0f?\u20e3|[\[［〔]\^?[0-9]{1,3}[\]］〕]|[—-]+ ?(?:END|end|完) ?[—-]+"
    r"|[^\w，、。！？…；：!?:;”’）》」』】〕〉)“‘（《「『【〔〈(,.%％℃—～-]"
    r"|[_¹²³⁰-⁹①-⓿❶-➓㈠-㈩])*\Z"
)
"""Emoji, signs and numbers of notes at the end of a paragraph, which say nothing of its mark."""

LONGEST_SIGNS = 40
"""How many characters at the end of a paragraph may be such signs."""

_FINAL = pattern_of(r"[。！？…][”’）》」』】〕〉]*\s*\Z")
_LEFT_OPEN = pattern_of("[，、]$|(?:和|与|及|把|将|被|对|从|向|并|或|根据|按照|针对|关于)$")
_LEANS_BACK = pattern_of("[，。、；：！？”’）》」』】〕〉]")
_LAST_CLAUSE = pattern_of("[，。、；：！？]([^，。、；：！？]*)$")
_FIRST_CLAUSE = pattern_of("([^，。、；：！？]*)[，。、；：！？]")
_HAN = pattern_of("[\u3400-\u9fff]{2}")
_BRACKETED = pattern_of("（[^（）]*）")
_PAIRS = ("“”", "（）", "《》", "‘’")


def is_in_columns(text: str) -> bool:
    """Whether spaces divide a line into columns or pad a name: 组　长：张　三　　市委副书记."""
    return _COLUMNS.search(text.strip()) is not None


def is_label(text: str) -> bool:
    """Whether a line is a label with its value and not a sentence: 责任单位：县委组织部."""
    label = _LABEL.match(text)
    return label is not None and not _SENTENCE.search(text) and text.count("，") < COMMAS_OF_PROSE


def opens_a_line(text: str) -> bool:
    """Whether a line begins as only a line of its own does: with a sign, a number, or 附件."""
    return number_of(text) is not None or _OPENS.match(text) is not None


def is_laid_out(text: str) -> bool:
    """Whether a line is not running text, but columns, a label, an item or a date."""
    line = text.strip()
    return (
        is_label(line)
        or is_in_columns(line)
        or opens_a_line(line)
        or line.startswith(("（", "(", "【", "〔"))
        or _DATED.search(line) is not None
    )


def without_signs(text: str) -> str:
    """A paragraph without the emoji, signs and numbers of notes at its end."""
    if text[-1:].isalpha() or text.endswith(("。", "！", "？", "；", "：", "，")):
        return text
    end = text[-LONGEST_SIGNS:]
    return text[: len(text) - len(end) + next(_SIGNS.finditer(end)).start()].rstrip()


def is_unended(text: str) -> bool:
    """Whether a paragraph of running text has no final mark."""
    text = without_signs(text)
    running = len(text) >= SHORTEST_TORN and _is_prose(text)
    return running and not _ENDED.search(text) and not is_laid_out(text)


def lacks_its_mark(text: str, run_in: int = 0) -> bool:
    """Whether a paragraph lacks its final mark for certain, though it may be short, begin with a
    number, or be one of those that follow one another. `run_in` is how many of its characters are
    a bold heading before the text."""
    text = without_signs(text)
    line = text.strip()
    if is_unended(text) or _SAID.search(line):
        return True
    if _ENDED.search(line) or is_in_columns(text) or _DATED.search(line):
        return False
    if _NOT_TEXT.match(line):
        return False
    start = max(run_in, _start_of_text(line))
    rest = line[start:]
    if start and _SENTENCE.search(line[:start]) and len(rest) >= SHORTEST_REST:
        return _HAN.search(rest) is not None and not _LEADS_TO_NAME.match(rest)
    if is_label(line[start:]) or len(rest) < SHORTEST_SENTENCE:
        return False
    if _HEADLINE.search(line):
        return False
    if _BEGINS_A_SENTENCE.match(rest):
        return True
    return len(rest) >= SHORTEST_TELLING and _tells(rest)


def _start_of_text(line: str) -> int:
    """Where the text begins after a number, a label or a heading that ends with 。 in one line."""
    number, item = number_of(line), _ITEM_WORD.match(line)
    start = number.length if number else item.end() if item else 0
    heading = _HEADING_BEFORE.match(line, start)
    label = _LABEL.match(line, start)
    return heading.end() if heading else label.end() if label else start


def _tells(text: str) -> bool:
    """Whether words without a full stop inside tell what was done, as a title does not."""
    commas = _BRACKETED.sub("", text).count("，")
    return _DONE.search(text) is not None and (commas > 0 or len(text) >= LONGEST_TITLE)


SHORTEST_SENTENCE = 14
"""Characters. What is shorter and begins like a sentence may be a heading."""

SHORTEST_REST = 8
"""Characters. What is shorter after a heading may be a name or a place."""

SHORTEST_TELLING, LONGEST_TITLE = 18, 30
"""Characters. What has a comma and is shorter may be a title, and what has none and is shorter than
the other."""

_ITEM_WORD = pattern_of("[一二三四五六七八九十]+[是要来](?![否非])|第[一二三四五六七八九十]+[，、]")
_HEADING_BEFORE = pattern_of("[^，。；：、]{2,20}。(?=[^。])")
_NOT_TEXT = pattern_of(
    r"[□■◆●★☆*▲△—•·【〔]|[（(](?![0-9一二三四五六七八九十]{1,3}[）)])|附件?[：:0-9一二三四五六七八九十]|(?:https?:|www\.)|附记|[图表]\s*[0-9]"
    "|(?:供稿|撰稿|来源|作者|记者|编者|联系|抄送|主送|分送|报送?|发|送)[^，。]{0,6}[：:]"
)
_LEADS_TO_NAME = pattern_of("[^，。；：]{0,8}(?:单位|电话|地址|供稿)[：:]")
_HEADLINE = pattern_of(
    "^[^，。：]{2,12}：|^关于"
    "|^[^，]*(?:通知|意见|方案|办法|规定|决定|公告|通报|函|表|图|名单|清单|台账|情况|总结|报告|纪实|综述)$"
)
_DONE = pattern_of(
    "[^，。；：、](?<![为除罢])了(?![解望然])|(?<![早而不])已(?:经|有|在|成|[\u3400-\u9fff])|[共达计有名个][0-9]"
    "|[0-9](?:余|多|万)?[名个人户件项起次场亩户条家万元吨份篇](?![大专一])|均已|正在|得到了|表示，|认为，"
)
_BEGINS_A_SENTENCE = pattern_of(
    "(?:会议|会上|文件|通知|方案)[^，。；：]{0,6}(?:强调|指出|要求|认为|提出|决定|明确)，"
    "|截[至止](?:目前|[^，。；]{2,12}[，共已全])|(?:近年|今年以|去年以|一直以|长期以|活动开展以)来(?:，|[^，。]{0,6}[已共累])"
    "|(?:目前|下一步|日前|近日|近期|此外|同时|与此同时|据此|随后|其间|期间|会后|下午|当天|连日来|通过[^，。；：]{4,20})，"
    "|[0-9]{1,2}月[0-9]{1,2}日(?:上午|下午|晚)?，"
    "|据(?:悉|了解|统计|介绍)，|[^，。；：“”]{2,12}(?:书记|主任|镇长|乡长|县长|部长)[^，。；：]{0,6}(?:强调|指出|要求|表示|介绍说?|说)，"
    "|一是[^；。]+；"
)
_SAID = pattern_of("(?:说|表示|指出|强调|介绍|回忆|感慨|坦言)[：:]“[^“”]{4,}[^“”。！？…；，]”$")


def may_go_on(one: str, two: str) -> bool:
    """Whether running text in `one` has no final mark, and running text follows in `two`."""
    follows = _FINAL.search(two) is not None or _is_prose(two)
    return follows and is_unended(one) and not is_laid_out(two)


def _is_prose(text: str) -> bool:
    """Whether a line has a sentence, or too many clauses for a title."""
    commas = _BRACKETED.sub("", text).count("，")
    return _SENTENCE.search(text) is not None or commas >= COMMAS_OF_PROSE


def is_torn(one: str, two: str, occurs: Callable[[str], bool]) -> bool:
    """Whether `two` is certainly the rest of `one`, which the end of a page cut off.

    `occurs` says whether two characters are adjacent elsewhere in the copy, as the two halves of a
    torn word usually are.
    """
    return may_go_on(one, two) and shows_a_tear(one, two, occurs)


def shows_a_tear(one: str, two: str, occurs: Callable[[str], bool]) -> bool:
    """Whether the words at the end of one line and the beginning of the next show that they were
    one: a word, a clause or a pair of marks is left open."""
    if _LEFT_OPEN.search(one) or _LEANS_BACK.match(two):
        return True
    last, first = _LAST_CLAUSE.search(one), _FIRST_CLAUSE.match(two)
    short = (len(match[1]) <= SHORTEST_CLAUSE for match in (last, first) if match)
    if any(short) or any(_is_left_open(pair, one, two) for pair in _PAIRS):
        return True
    seam = one[-1:] + two[:1]
    return _HAN.fullmatch(seam) is not None and occurs(seam)


def _is_left_open(pair: str, one: str, two: str) -> bool:
    """Whether a pair of marks is opened in `one` and closed in `two`."""
    opener, closer = pair[0], pair[1]
    before, after = one.rfind(opener) > one.rfind(closer), two.find(closer)
    return before and after >= 0 and opener not in two[:after]
