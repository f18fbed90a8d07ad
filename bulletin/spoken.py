"""What people and writing programs say about copy: a greeting above it, an offer below.

A line is such talk if hardly anything is left of it without the words of talk, and one of its words
is said to a person: 您好, 请审阅, 稿子发您, 以下是为您撰写的.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum

from bulletin.patterns import pattern_of


class Talk(Enum):
    """Who says it."""

    BY_SENDER = "来信、聊天里的话"
    BY_PROGRAM = "写作程序的话"
    FOR_A_PICTURE = "图片没有跟来"


LONGEST = 200
"""Characters of a line of talk."""

MOST_REST, SHARE_OF_REST = 8, 0.3
"""汉字 of a line that are not words of talk: names, what the copy is about."""

SHORTEST = 10
"""汉字 of a line that may have any other word beside those of talk."""

_HAN = pattern_of(r"[\u4e00-\u9fff]")
_PICTURE = pattern_of(r"(?:[\[［【](?:图片|照片|视频|语音|动画表情|链接|插图)[\]］】][ \t]*)+")
_FILE = pattern_of(r"[\[［](?:文件|图片|视频|链接)[\]］][ \t]*\S.{0,80}")
_QUOTED = pattern_of(r"《[^》\n]{1,60}》")
_SIGNS = pattern_of(r"[\[［][\u4e00-\u9fffA-Za-z]{1,4}[\]］]|(?<![\w.+-])@\S{1,16}")
_SMILES = pattern_of("[\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]")

_COUNT = (
    r"[（(\[【]?(?:(?:全文|正文|本文|稿件|以上)?(?:总?字数|共计|共|约|总计)"
    r"(?:统计|合计)?[:：]?(?:约|共|共计|大约|大概|控制在)?[0-9０-９,，]+(?:余|多|左右|个)?字?(?:左右|符)?)"
    r"(?:[，,；;（(][^）)]{0,40})?[）)\]】]?[。.]?"
)
_COUNTS = pattern_of(_COUNT)
_COUNTED = pattern_of(r"字数|[0-9０-９](?:余|多|左右|个)?字")
"""（字数：约800字）."""

_REMARKS = pattern_of(
    r"(?:修改|优化|润色|写作|撰写|调整|改写|使用|创作)(?:说明|要点|思路|建议|提示)[:：]?"
)
"""What a program puts above its notes on what it did."""

_ON_WRITING = pattern_of(r"(?:修改|润色|写作|撰写|改写)说明")
_OF_WRITING = pattern_of(
    r"标题|题目|语言|语句|语气|段落|篇幅|字数|表述|措辞|用词|用语|文字|行文|文风|病句|稿件|原文|原稿|全文|开头|结尾|口语"
)
"""A head that only such notes have, and what they speak of; 优化建议 may head copy, too."""


# -- A sender's ------------------------------------------------------------------------------------

_POSTS = (
    "副?(?:主任|部长|科长|局长|处长|书记|镇长|乡长|县长|股长|组长|总编|主编)"
    "|老师|领导|同志|编辑|干事|委员"
)
_CALLED = pattern_of(
    rf"(?:\A|(?<=[\s，,。！!、：:~～@]))(?:[\u4e00-\u9fff]{{1,2}}(?={_POSTS})|[小老阿][\u4e00-\u9fff](?=[\s，,。！!：:]|\Z))"
    rf"|[\u4e00-\u9fff]{{1,2}}(?=[总哥姐](?:[您你]?好|[，,！!：:]))"
)
"""The surname of who is addressed."""

_UNIT = pattern_of(
    r"[\u4e00-\u9fff]{1,5}(?:镇|乡|街道|局|社区|村|县委|委|党建办|党政办|组织部|研究室|办公室|办|院|中心|公司)"
    r"(?=[的党这本信稿报办小，,。：:]|上报|来稿|投稿|今|\Z)"
)
_WORDS_OF_SENDERS = f"""
{_POSTS} 组织部 研究室 办公室 编辑部 党建办 党政办 组工 各位 大家 诸位 尊敬的 亲爱的 早上 上午
中午 下午 晚上 晚安 节日 周末 工作 快乐 愉快 打扰 打搅 抱歉 不好意思 辛苦 久等 实在 信息 稿子 稿件
来稿 投稿 初稿 二稿 终稿 定稿 改稿 原稿 草稿 文稿 材料 文章 简讯 简报 通讯 动态 附件 文件 图片
照片 文档 原文 电子版 内容 标题 题目 正文 版本 格式 文字 这篇 那篇 本篇 此篇 这个 那个 这份 这条
这里 几篇 这是 就是 以下 下面 下方 如下 见下 附上 附后 上面 以上 上述 以及 我们 咱们 您们 你们
自己 单位 街道 社区 部门 党委 支部 已经 马上 刚刚 刚才 可以 能否 可否 是否 当否 妥否 不妥 不当
不足 错误 如有 若有 没有 之处 地方 问题 意见 建议 任何 什么 随时 按照 根据 昨天 今天 明天 昨日
今日 前天 这周 本周 上周 本月 这月 上月 这个月 本期 这期 上期 最近 近期 一期 一下 一点 看看 看一看
看一下 为准 作废 不用 不要 行吗 行不行 方便 的时候 有空 抽空 百忙之中 百忙中 发送 发来 发过来
发过去 发上 转发 转来 报上 报送 上报 呈报 呈上 送上 提交 补报 补充 更新 修改 改好 修改好 调整 完善
整理 写好 做好 麻烦 烦请 劳烦 有劳 敬请 恳请 帮忙 费心 拜托 请您 审阅 审核 审定 审示 审查 审签
过目 把关 把把关 把个关 阅示 查收 查阅 收到 签收 收悉 知悉 知晓 采用 采纳 刊用 刊发 刊登 选用 使用
指正 斧正 批评 指导 批示 回复 告知 告诉 联系 沟通 对接 谢谢 感谢 多谢 非常 支持 合作 理解 关心
好的 行不 可用 能用 电话 微信 手机 邮箱 邮件 留言 顺祝 祝好 商祺 工作顺利 一切顺利 身体健康 我 您
你 他 好 早 请 望 盼 烦 审 阅 看 收 用 发 报 送 呈 交 传 给 转 改 写 做 补 附 见 把 将 现 特 兹 拟
为 向 于 这 那 此 本 该 新 老 再 又 还 就 也 先 才 刚 都 已 和 与 及 并 如 若 有 无 是 否 对 按 照
篇 份 则 条 次 个 两 一 二 三 几 的 了 吧 呢 哈 啊 哦 嗯 呀 嘛 哟 吗 过 来 去 上 下 中 里 年 月 周
日 号 镇 乡 局 办 村 稿 版 回 复 谢 帮 多 能 行 完 之
"""
_SAID = pattern_of(
    "|".join(sorted(set(_WORDS_OF_SENDERS.split()), key=lambda each: (-len(each), each)))
)

_GREETING = (
    rf"(?:[您你]们?|大家|各位|{_POSTS}|同志们|领导们|老师们|[总哥姐]|早上|上午|中午|下午|晚上)[，,]?\s*好"
    r"(?=[^\u4e00-\u9fff]|\Z|我|现|这|请|稿|附|打扰|烦|麻)|打扰[了您]|在吗|早安"
)
_REQUEST = (
    r"(?:请|望|盼|烦|劳|辛苦)[^。！？]{0,14}(?:审[阅核定示查签]|[审阅]一?下|过目|把关|查[收阅]|收[阅到悉]|采[用纳]|刊[用发登]"
    r"|选用|指正|斧正|批[评示]|指导|阅示|回复|看看|看一?下|用这|用此|使用|收一下|帮忙|审)|把把?个?关|帮忙?看|麻烦[您你]|劳烦|烦请"
    r"|有劳|拜托|[您你]再?(?:给|帮)?(?:看|审|改)|能不?能?用吗?|行不行|收到请|收到回复|收到[，,！!。]|为准|作废|辛苦[了您]|谢谢|多谢|感谢[您你]|批评指正|当否|妥否"
)
_COPY = r"(?:稿|信息|材料|文章|简讯|这篇|那篇|此篇|本篇|附件|一篇|[两二几]篇|文件)"
_HANDED = (
    rf"(?:我|咱|[您你]|本[镇局乡]|这是|这里|以下[是为稿信]|下面[是为]|附上|现将|现把|现报|再报|补报|刚[才刚]?改).{{0,24}}{_COPY}"
    rf"|{_COPY}.{{0,10}}(?:如下|[发传报给转][给送]?[您你]|报上|送上|呈上|附后|附上|在下|见下|改好|改完|写好|修改|已[发报](?![送到给])|发过|发来"
    r"|发送(?=[^\u4e00-\u9fff]|\Z|给?[您你]))"
    rf"|(?:报|发|传|转|交|呈|送)[^。]{{0,6}}{_COPY}[^。]{{0,6}}[您你]|[发传]{_COPY}"
    r"|按照?[您你][^。]{0,8}(?:意见|要求)[^。]{0,4}(?:改|调整|完善)"
)
_TO_SOMEBODY = pattern_of(f"{_GREETING}|{_REQUEST}|{_HANDED}")
_THANKS = pattern_of(
    rf"谢|感谢|辛苦|(?:好的|收到)(?=[^\u4e00-\u9fff]|\Z|[请了您你]|{_POSTS})|嗯|OK|ok|Ok|祝|顺颂|顺祝|此复|盼复"
)
_ADDRESS = pattern_of(rf"(?:尊敬的|各位)?(?:[\u4e00-\u9fff]{{0,3}}(?:{_POSTS})|各位)[：:，,！!]?")
_RESULT = pattern_of(r"(?!.*[您你请])(?=.*[0-9]{2,}[余多]?[条篇件个项次份])|“.*”\Z|——")
"""What is copy however it is worded: counted work told to nobody, 报送信息36条，采用12条; a speech
in quotation marks; a subtitle."""


# -- A program's -----------------------------------------------------------------------------------

_ABOUT = pattern_of(
    r"(?:关于|围绕|以|聚焦)[^，。：]{1,40}?[的为](?=[\u4e00-\u9fff]{0,8}(?:稿|信息|文章|材料|主题|报道|简报|公文))"
)
_WORDS_OF_PROGRAMS = """
以下 下面 如下 这是 这里 根据 按照 依据 结合 基于 您的 您 你 要求 需求 需要 提供 材料 素材 信息
内容 主题 情况 实际 具体 数据 整理 撰写 生成 润色 优化 修改 改写 拟写 拟定 起草 编写 创作 写作 写
完成 完善 调整 补充 精简 扩写 缩写 删减 替换 核实 核对 一篇 一份 一则 几个 几种 备选 标题 稿件
信息稿 稿子 文稿 文章 初稿 草稿 公文 简报 通讯 报道 正文 版本 新闻稿 政务 党建 组工 风格 格式 规范
符合 标准 官方 语言 字数 篇幅 左右 以上 上述 本文 全文 部分 段落 开头 结尾 语气 措辞 表述 细节
希望 能够 能 对 有所 有 帮助 有用 满意 参考 仅供 供 如果 如需 如有 若需 若有 其他 其它 任何 问题
疑问 进一步 更 更多 更加 请 随时 告诉 告知 联系 提出 补充说明 说明 指出 我 我们 可以 还可以 继续
为您 为你 帮您 帮你 再 并 或 或者 和 与 及 以及 当然 没问题 没有问题 好的 当然可以 非常 乐意
很高兴 高兴 已 已经 作为 一个 一名 智能 人工智能 助手 模型 版 注意 提示 其中 为 是 的 了 吗 呢 吧
这 此 该 将 把 进行 根据需要 自行 使用 适当 直接 需 要 想 方便 场景 用途 不同 万 约 共 字 个 份 篇
抱歉 对不起 无法 不能 没办法 这方面 这类 实时 访问 互联网 回答 处理 满足 继续 帮助 还有 语言
拟 几 方案 风格的 修改意见 意见 建议 时 后 前 中 上 下 用 做
"""
_SAID_BY_PROGRAMS = pattern_of(
    "|".join(sorted(set(_WORDS_OF_PROGRAMS.split()), key=lambda each: (-len(each), each)))
)
_BY_PROGRAM = pattern_of(
    r"(?:以下|下面|这)(?:是|为)[^。]{0,40}(?:[为给][您你]|[您你]的|要求|需求|整理|撰写|生成|润色|优化|改写|拟写|起草|创作)"
    r"|(?:已|将|再|可以|可)?[为帮][您你][^。]{0,30}(?:整理|撰写|生成|润色|优化|修改|改写|拟|起草|创作|写|提供)"
    r"|希望[^。]{0,20}[对给][您你][^。]{0,8}(?:帮助|用)|希望[^。]{0,16}(?:满足|符合)[您你]"
    r"|如(?:果|需|有)?[您你]?[^。]{0,30}(?:请?随时|请?告诉我|告知我|我可以|我再|我会|请提供|联系我)"
    r"|需要我[^。]{0,30}(?:吗|[？?])|(?:以上|上述|本)[^。]{0,12}(?:仅供(?:您)?参考|供您参考)"
    r"|[您你]可以?(?:根据|结合|按照?)[^。]{0,20}(?:调整|修改|补充|完善|替换|删减)"
    r"|仅供参考[，,]?\s*请(?:您|你)?(?:根据|结合|按)|作为(?:一[个名])?(?:AI|人工智能|智能助手|语言模型)"
    r"|根据[您你](?:的|提供)[^。]{0,30}(?:整理|撰写|生成|写|起草|润色|拟)|(?:已|润色|修改|优化)[^。]{0,6}(?:润色|修改|优化)?后?如下"
    r"|(?:抱歉|对不起)[，,]?[^。]{0,8}(?:无法|不能|没办法)|我[^。]{0,4}乐意[^。]{0,6}帮|还有(?:其他|别的)(?:需求|问题|要求)"
    r"|(?:当然可以|没问题|很?乐意)[！!，,。]",
)
"""What is said to who asked for the copy."""


def spoken(text: str) -> Talk | None:
    """Who says a line that is no copy; None for any other line."""
    words = text.strip().strip("*_#> \t\u3000")
    if not words or len(words) > LONGEST:
        return None
    if _PICTURE.fullmatch(words):
        return Talk.FOR_A_PICTURE
    if _COUNTED.search(words) and _COUNTS.fullmatch("".join(words.split())):
        return Talk.BY_PROGRAM
    if _REMARKS.fullmatch(words):
        return Talk.BY_PROGRAM
    if _BY_PROGRAM.search(words) and _is_left(words, _SAID_BY_PROGRAMS, _ABOUT):
        return Talk.BY_PROGRAM
    return Talk.BY_SENDER if _is_sender(words) else None


def heads_remarks(text: str, below: Iterable[str]) -> bool:
    """Whether a line stands above a program's notes on what it did; `below` are the lines from
    there to the end."""
    words = text.strip().strip("*_#> \t\u3000")
    if _REMARKS.fullmatch(words) is None:
        return False
    return _ON_WRITING.match(words) is not None or any(map(_OF_WRITING.search, below))


_REPORTED = pattern_of(
    r"(?:以上|上述)(?:就?是[^，,。]{0,8})?(?:情况|报告|汇报|意见|方案|请示|建议|做法)|特此"
)
"""How a report or a request ends, which is copy."""


def _is_sender(words: str) -> bool:
    if _REPORTED.match(words) or _RESULT.match(words):
        return False
    bare = _SMILES.sub("", _SIGNS.sub("", words)).strip("\ufe0f\u200d ~～！!。.，,")
    if not bare or _FILE.fullmatch(words):
        return True
    if _THANKS.match(bare) and _rest(bare, _SAID, _CALLED) == 0:
        return True
    if _ADDRESS.fullmatch(bare):
        return bare != words or words.endswith(tuple("：:，,！!"))
    talks = _TO_SOMEBODY.search(bare) is not None
    return talks and _is_left(bare, _SAID, _CALLED, _UNIT, _QUOTED)


def _is_left(words: str, said: re.Pattern[str], *others: re.Pattern[str]) -> bool:
    """Whether hardly anything is left without the words of talk."""
    rest, whole = _rest(words, said, *others), len(_HAN.findall(words))
    return rest <= MOST_REST and rest <= SHARE_OF_REST * whole and (whole >= SHORTEST or not rest)


def _rest(words: str, said: re.Pattern[str], *others: re.Pattern[str]) -> int:
    """汉字 of a line that are no words of talk."""
    for pattern in (*others, said):
        words = pattern.sub(" ", words)
    return len(_HAN.findall(words))
