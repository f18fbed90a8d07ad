"""的, 地 and 得 where the words beside them leave no choice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from bulletin.checks.pairs import Pairs
from bulletin.checks.view import han_pattern


class Particle(NamedTuple):
    """The place of a wrong particle, the words it stands in, and the right one."""

    at: int
    start: int
    end: int
    right: str


ADVERBS = (
    "切实|大力|不断|逐步|稳步|逐渐|持续|始终|牢牢|紧紧|一如既往|毫不动摇|坚定不移"
    "|持之以恒|旗帜鲜明|扎扎实实|实实在在|认认真真|踏踏实实|兢兢业业|老老实实"
    "|轻轻松松|高高兴兴|明明白白|清清楚楚|仔仔细细|挨家挨户|一点一滴|一步一步"
    "|潜移默化|设身处地|全心全意|想方设法|千方百计|尽心尽力|自觉自愿|源源不断"
    "|坚持不懈|与时俱进|因地制宜|有条不紊|由衷|悄悄|默默|慢慢|渐渐|陆续|反复|经常"
    "|进一步|语重心长|开门见山|深入浅出|毫无保留|义无反顾|自始至终|脚踏实地|牢固"
    "|坚决|大胆|自觉|主动|及时|顺利|圆满|清醒|广泛|耐心|创造性|一步一个脚印|有序"
    "|有力|深入细致|积极主动|循序渐进|分门别类|雷厉风行|不折不扣|原原本本|逐字逐句"
    "|面对面|手把手|一件一件|逐项|逐条|逐户|按时|按期|如期|提前|专门|特意|亲自"
    "|当场|就地|随时|时刻|一致|迅速|认真|仔细|严格"
)
"""Words that are only used before a verb, or hardly otherwise."""

MANNERS = (
    "积极|深入|认真|扎实|全面|有效|有力|充分|广泛|严格|仔细|耐心|热情|准确|迅速|快速|高效|深刻|清醒|真正"
    "|科学|合理|更好|更加有效|更加深入|精准|统一|集中|详细|细致|亲切|热烈|激动|高兴|自豪|平稳|有序|妥善"
    "|灵活|创新性|创造性|常态化|规范化|多渠道|全方位|多角度|全覆盖|高质量|高标准|专门|一致|无私|共同|极大|大大|极大程度"
)
"""Words that stand before verbs and before nouns."""

_VERBS = (
    "开展|推进|推动|树立|了解|掌握|完成|落实|贯彻|宣讲|为群众|为村民|为居民|为党员|为企业|为老人|向群众|向党员|向村民|向组织|向上级|按照|做好|抓好|办好|管好|用好|建好|守好|把|将"
    "|走访|参与|投入到|履行|发挥|帮助|听取|倾听|关注|引导|带动|带领|化解|排查|整改|调动|激发"
    "|增强|提升|提高|改善|促进|维护|保护|接受|介绍|讲解|表示|指出|说：|说|告诉|告知|看到|认识到"
    "|感受到|体会到|融入|投身|扑在|坚持|坚守|站在|走在|走进|走到|摸清|理清|厘清|打造|构建|完善|健全|加强|强化|优化|深化"
    "|满足|响应|配合|协助|反映|展示|展现|弘扬|践行|遵守|服从|拥护|捍卫|团结|凝聚"
    "|送到|送去|分发|发放|梳理|查找|核实|登记|填写|制定|出台|运用|采取|选派|参加|应对|防止|杜绝|遏制|扭转"
)
"""Verbs that are hardly ever nouns."""

_NOMINAL = (
    "学习|服务|管理|监督|教育|研究|分析|组织|保障|支持|建设|建立|治理|检查|总结|培养|实施|回答|体现|解决|执行|宣传|处理"
    "|整治|改进|反馈|记录|统计|利用|使用|选择|预防|转变|传播|传承|回应|解答|接待|帮扶|讨论|交流|安排|部署|推广|指导|形成|实现|建成|通过"
)
"""Verbs that are nouns as well: only 了, 着, 过 or 好 tells them."""

_OBJECT = "(?:了|好|到|着|过|[“《0-9]|[H])"
_NOUN_AFTER = (
    "[^，。；：！？]{0,2}(?:作用|意义|态度|精神|过程|效果|成效|方式|方法|方案|路径|氛围|局面|能力|力量|影响|机制|体系|平台|载体"
    "|措施|举措|手段|做法|模式|办法|途径|渠道|机会|格局|保障|支撑|工作|经验)(?:[，。；：！？、”的和与]|$)"
)
"""What makes a noun of the verb: 有效的推动作用."""


_NOUN_NEXT = _NOUN_AFTER.replace("{0,2}", "{0,1}", 1)


_NOT_VERB = "(?:下|中|上|者|员|度|力|性|率|费|型|会|权|的|地|和|与|及|是|为|对|使|让|令|、)"
_ACTS = f"(?=(?:{_VERBS}){_OBJECT}|(?:{_NOMINAL})(?:了(?!解)|着|过(?!程)|好))"
_NO_NOUN = f"(?!(?:{_VERBS})(?:{_NOT_VERB}|{_NOUN_NEXT}))"
_BEFORE_VERB = han_pattern(f"(?:{ADVERBS})(的){_ACTS}{_NO_NOUN}")
"""切实的把, 及时的解决了: an adverb, 的 and a verb with its object."""

_MANNER_BEFORE_VERB = han_pattern(
    f"(?<![最是很更了着较为有以种个的和、行])(?<!一致)(?:{MANNERS})(的){_ACTS}{_NO_NOUN}"
)
_VERB_LIKE = han_pattern(
    f"(?:{ADVERBS}|{MANNERS})(?<!激动)(?<!高兴)(?<!自豪)(?<!热情)"
    f"(得)(?=(?:{_VERBS}|{_NOMINAL})[H“《0-9])"
)
"""扎实得推进."""

_WITH_OBJECT = han_pattern(
    f"(?<![最是很更了着较为以种个的和、行])(?:{ADVERBS}|{MANNERS})(的)"
    "(?=(?:学习|组织|发展|解决|解答|承担|反对|注入|征求|认为|看到|服务|宣传|讨论|处理|管理|落实|执行|完成|回应|化解|推广|指导|实施|做好|做实"
    "|研究|听取|接待|协调|整合|盘活|争取|吸收|培养|选拔|配备|补充|部署|安排|动员|传达|发挥)"
    "(?:党的(?!领导|建设|组织)|《|“|各[项类级村镇地]|全[县市镇村乡区体党]|群众(?!工作|组织|路线|基础|观)|村民(?!自治|组织|代表|小组)|居民(?!自治|组织|代表|小组)|党员(?!教育|队伍|管理|干部队)"
    "|了(?!解)|好(?!的)|到(?!位)|自身|急难|矛盾(?!纠纷工作)|问题(?!的?能力|的?办法|机制)|特色产业|形式主义|新鲜血液|新(?:的)?动能|中央|上级|[0-9]|这|每|一[批个次些]))"
)
"""认真的学习党的理论: a verb that is a noun as well, with what it acts on."""

_BETTER = han_pattern(
    "更(?:好|快|多|加有效|加积极|加主动|加自觉)(的)(?=发挥|推动|促进|适应|满足|带动|引导|解决|凝聚|履行|完成|落实|做好|把|将|融入"
    "|为[H]{1,5}(?:服务|提供|谋)|服务(?:群众|基层|大局|企业|发展|社会|人民|党员|百姓|居民|村民|于))"
    f"(?![H]{{2,4}}{_NOUN_AFTER})"
)
"""更好的服务群众."""

_DEGREE = "(?:很|非常|十分|更加?|最|比较|不够|太|特别|越来越|相当|挺|最为|有点|还|不)"
_QUALITY = (
    "(?:好|实|紧|勤|稳|快|细|多|少|远|深|准|透|牢|严|高|早|大|响|旺|红火|扎实|到位|出色|漂亮|干净|整洁|整齐|不错|踏实"
    "|有声有色|井井有条|津津有味|清清楚楚|明明白白|热火朝天|如火如荼|有条不紊|顺利|认真|仔细|具体|精彩|及时|起来|通透|圆满|开心|高兴|幸福|热烈|激烈|密切|融洽|深入|透彻|充分|详细|舒心|安心|放心)"
)
_PLAIN_VERBS = "做干抓跑说讲走学管办修听看吃住穿写唱搞守查记坐站睡跟"
_COMPLEMENT = han_pattern(
    f"(?<![要所想愿能会可用叫])[{_PLAIN_VERBS}](的)"
    f"(?={_DEGREE}{_QUALITY}(?:[，。；！、了”]|$)|{_QUALITY}[，。；！、”]"
    "|(?<![吃穿住]的)又[H]又|津津有味|起劲[，。；、]|好不好|目不转睛|井井有条|有声有色|红红火火)"
)
"""做的很好, 跑的勤: a verb, 的 and how it is done."""

_IDIOMS = (
    "全力以赴|想方设法|千方百计|毫不松懈|持之以恒|坚持不懈|挨家挨户|面对面|手把手|一如既往|毫不动摇|坚定不移"
    "|不遗余力|锲而不舍|马不停蹄|争分夺秒|夜以继日|义无反顾|理直气壮|循序渐进|逐村逐户|逐条逐项|因地制宜|源源不断"
)
_IDIOM_BEFORE_VERB = han_pattern(
    f"(?:{_IDIOMS})(的)(?=(?:{_VERBS}|{_NOMINAL}|纠治|配置|反对|发展|注入|整治|抓|做|干|帮|办|把|为)(?!{_NOT_VERB}|{_NOUN_AFTER}))"
)
_LIVED = "住过吃穿用干学听活走睡"
_AT_EASE = han_pattern(
    f"[{_LIVED}](的)(?=(?:舒心|安心|放心|开心|顺心|省心|暖心|有滋有味|红火)[，。；！、])"
)
_SAID_SO = han_pattern(
    "(?:笑呵呵|乐呵呵|笑眯眯|感慨|欣慰|骄傲|兴奋|动情|深情|由衷|开心|激动|高兴|自豪|坦率|爽快|谦虚|腼腆|满意)"
    "(的)(?=说(?![法明])|讲(?![话述])|告诉|表示|介绍说|回答)"
)

_SEEN_WORK = (
    "开展|组织|举办|推进|工作|生活|日子|过|干|办|搞|做|管理|打扫|收拾|落实"
    "|布置|经营|讲|学|唱|发展|处理|安排|打造|建设|整治|搞活|抓|走访|宣传|说"
)
_VIVIDLY = han_pattern(
    f"(?:{_SEEN_WORK})(的)"
    "(?=(?:有声有色|红红火火|热火朝天|如火如荼|有条不紊|井井有条|扎扎实实|明明白白|清清楚楚|干干净净|严严实实|整整齐齐|漂漂亮亮"
    "|热热闹闹|踏踏实实|妥妥当当|妥妥帖帖|红红火火|蒸蒸日上|津津有味|头头是道|淋漓尽致|细致入微|绘声绘色|恰到好处|滴水不漏|风生水起)(?:[，。；！、”]|$))"
)
"""开展的有声有色."""

_WELL_DONE = (
    "反映|转变|办理|学习|跟进|见效|响应|行动|掌握|联系|配合|衔接|做"
    "|办|抓|干|管|学|记|看|想|谋|走|跑|来|去|收|种|卖|盖|修|建"
)
_SO_WELL = han_pattern(
    f"(?:{_WELL_DONE})(的)"
    "(?=(?:快|好|紧|实|细|勤|早|准|深|透|牢|稳|远|多|认真|仔细|扎实|到位|踏实)[，。；！、”])"
)
"""转变的快，抓的紧。"""

_GOT = han_pattern(
    "(?:得到|获得|取得|实现|有)了?(?:较好|很好|更好|良好|有效|妥善|及时|圆满|彻底|明显|显著|极大|充分|进一步)([地得])"
    "(?=(?:解决|提升|改善|提高|落实|发展|加强|巩固|成效|进展|效果|变化|改观|保障|发挥|进步|成果|成绩))"
)
"""得到了较好得解决."""

_HELD = han_pattern("(?<![收捕缴])获(的)(?=感)")
_RECALLED = han_pattern(
    "(?<![笔日标暗登传惦切游周速])记(的)(?=[^，。]{0,2}(?:小时候|那时|那年|当年|以前|第一次|刚|有一次|有一年))"
)
_THOUGHT = han_pattern(
    "(?<![自感知触视听嗅直幻错警])觉(的)"
    "(?=[这那自很非十有没我他她群大不更党]|生活|日子|心里|特别|应该|村里|工作|身上|责任|收获|越来越)"
)

_DONE = han_pattern(
    "(?:落实|完成|讨论|发展|提高|提升|准备|组织|执行|处理|解决|进展|运行|配合|掌握|理解|表现|增长|恢复|成长|宣传|发挥|推进|开展|贯彻|办理"
    "|衔接|改善|结合|下降|改造|(?:日子|生活)过)(的)"
    f"(?={_DEGREE}{_QUALITY}(?:[，。；！、了]|$)|(?:好|快|顺利|圆满|扎实|到位|不到位|不好|不理想|红火|及时|彻底|又[H]又[H])[，。；！、]|好不好|怎么样)"
)
"""完成的很好."""

_ABLE = (
    "看见 看到 看懂 看清 摸着 说清 讲明 讲清 穿暖 靠住 站稳 豁出 放下 过硬 信过 叫响 立住 坐住 留住"
    " 守住 管住 稳住 扛住 沉下 离开 引进 拿出 经起 行通 跟上 赶上 听懂 学会 办成 冲上"
)
"""Verbs, each with what says after 得 that it can be done."""

_POSSIBLE = han_pattern(
    f"的(?:{'|'.join(f'(?<={each[0]}的)(?={each[1]})' for each in _ABLE.split())})(?!.[的人])"
)
"""看的见、摸的着."""

_BECOME = han_pattern(
    "(?:(?<![改转蜕演嬗可善不多突裂])变|打扫|收拾|布置|装扮|打扮|整治)([的地])"
    f"(?=(?<=变.){_DEGREE}|(?:很|非常|十分|更加?|比较|特别|格外)?(?:整洁|整齐|干净|漂亮|美丽|宽敞|明亮|清澈|平坦|和谐|富裕|亮堂|亮丽|清爽|焕然一新|井井有条|有声有色"
    "|有条不紊|规范|方便|便捷|清晰|轻松|简单|主动|活跃|红火))(?!.{0,6}的)"
)
_MADE = han_pattern(
    "(?<![行驱大即天迫出役指特公])使(的)(?=[H]{1,10}(?:更加|得到|受到|懂得|明白|感到|认识|能够|成为|有了|更|不断|大大|明显|满意))"
)
_MOVED = han_pattern(
    "(?:笑|高兴|激动|感动|乐|急|忙|累|气|吓|冻|热|感动|心疼)(的)(?=合不拢|说不出|流下|热泪|直[流掉哭跺夸说]|不知|团团|睡不|满头|喘不|不可开交|掉下|不得了)"
)
_PRAISE = han_pattern(
    "(?:得到|赢得|获得|受到)了?[^，。；得]{1,10}(得)(?=(?:一致|高度|充分|广泛)?(?:认可|好评|支持|肯定|称赞|赞扬|欢迎|拥护|信任|赞誉|表彰)(?:[，。；和、]|$))"
)
_NAMED = han_pattern(
    "(?:美丽|美好|优秀|先进|广大|全体|主要|重大|崭新|全新|宝贵|良好|浓厚|优美|舒适|宜居|幸福|具体|所有)([地得])"
    "(?=(?:生活|工作|任务|问题|明天|未来|干部|经验|党员|群众|举措|办法|情况|做法|成绩|家园|环境|乡村|服务|作风|传统)(?:[，。；、！]|$))"
)

_OBTAIN = han_pattern(
    "(?:(?<![采收领提听所])[取获赢博])(的)(?=了|(?:明显|显著|良好|突出|阶段性|较好|优异|积极|实质性|重大|新|更大|初步|圆满|一定|丰硕|长足)(?:的)?(?:成效|成绩|进展|胜利|成果|突破|实效|进步|效果|成功))"
)
_WORTHY = han_pattern(
    "(?<![价产数均峰净面增市总币颜阈分估保超比贬])值(的)(?=关注|学习|一提|肯定|推广|注意|信赖|期待|借鉴|重视|思考|尊敬|骄傲|我们|大家|全)"
)
_SEEMED = han_pattern(
    "(?<![明浅彰凸突尽])显(的)(?=格外|十分|很|非常|更加?|有些|尤为|特别|那么|整洁)"
)
_WON = han_pattern(
    "(?<![收捕所])[获赢博](的)(?=[H]{0,6}(?:好评|赞誉|称赞|认可|肯定|点赞|掌声|表彰|荣誉|支持)(?:[，。；]|$))"
)
_OBTAINED = han_pattern(
    "(的)到(?=了(?![年月节春夏秋冬晚时这那])|(?:有效|进一步|全面|充分|明显|大幅|广大|群众|各级|上级|有力|妥善|圆满|切实|显著|较大|很大|长足|极大|广泛|一致|根本|极大|不断|较好|很好|及时)[^，。；的]{0,8}(?:提升|提高|发展|认可|好评|解决|改善|落实|保障|加强|肯定|支持|帮助|缓解|巩固|增强|赞扬|表扬|响应|治理|处理|遏制))"
)
_NOT_TO = han_pattern("不(的)(?=不[^同一])")
_RESULT_NOUN = (
    "成效|成绩|效果|作用|贡献|基础|保障|氛围|环境|变化|支持|影响"
    "|意义|成果|进展|局面|态势|舞台|热情|关怀|问候|感谢|敬意"
)
_BEFORE_NOUN = han_pattern(
    "(?:显著|明显|良好|积极|重要|巨大|坚实|有力|强大|丰富|浓厚|较好|突出|优异|可喜|宝贵|"
    "深刻|深远|很大|较大|更大|衷心|崇高|热烈|亲切|新|好|大)"
    f"([地得])(?=(?:{_RESULT_NOUN})(?:[，。；、！]|$))"
)
_SO_DONE = han_pattern(
    f"(?<![H耕种占落场工土用])[做干抓跑说讲学搞过](地)(?={_DEGREE}{_QUALITY}(?:[，。；！、了]|$))"
)


class _Misused(NamedTuple):
    """A pattern for wrong particles, and the right one."""

    pattern: re.Pattern[str]
    right: str
    pairs: frozenset[str]
    """Two characters: every match has one of these pairs, with the character behind it."""


def _misused(pattern: re.Pattern[str], right: str, *pairs: str) -> _Misused:
    return _Misused(pattern, right, frozenset(pairs))


def _with(before: str, particle: str) -> tuple[str, ...]:
    """Each of some characters, and the particle after it."""
    return tuple(each + particle for each in before)


def _ends(words: str) -> str:
    """The last characters of words to choose from."""
    return "".join(word[-1] for word in words.split("|"))


_OF_NOUNS = "生工任问明未干经党群举办情做成家环乡服作传"
_OF_RESULTS = "".join(word[0] for word in _RESULT_NOUN.split("|"))

_NOUNS = (
    "作风|态度|基础|力度|成效|氛围|局面|效果|措施|举措|精神|环境|条件|变化|进步"
    "|成绩|贡献|影响|意义|作用|关系|方式|办法|标准|要求|信心|决心|步伐|姿态|面貌|保障"
    "|支撑|服务|生活|合力|经验|动力|活力|能力|成果|收获|队伍"
)
_PLAIN_NOUN = han_pattern(
    "(?:强劲|充足|坚强|优质|踏实|细致|周到|贴心|真诚|高效|便捷|扎实|良好|坚实|浓厚|明显|显著|更大|更高|更实|更严|更优|更强|优良|重要|"
    "深远|积极|强大|深厚|饱满|昂扬|崭新|优美|舒适|密切|广泛|严谨|务实|过硬|"
    "有效|有力|坚定|鲜明|突出|宝贵|丰富|具体)"
    f"([地得])(?=(?:学习|工作|社会)?(?:{_NOUNS})(?![一了着过好给到于各群村])(?:[^，。；]{{0,8}}[，。；、赢离来推促]|$))"
)
"""扎实地作风."""

_OF_GOT = "好效善时满底显著大分步"

MISUSED = (
    _misused(_BEFORE_VERB, "地", *_with(_ends(ADVERBS), "的")),
    _misused(_MANNER_BEFORE_VERB, "地", *_with(_ends(MANNERS), "的")),
    _misused(_VERB_LIKE, "地", *_with(_ends(ADVERBS) + _ends(MANNERS), "得")),
    _misused(_WITH_OBJECT, "地", *_with(_ends(ADVERBS) + _ends(MANNERS), "的")),
    _misused(_IDIOM_BEFORE_VERB, "地", *_with(_ends(_IDIOMS), "的")),
    _misused(_AT_EASE, "得", *_with(_LIVED, "的")),
    _misused(_SAID_SO, "地", *_with("呵眯慨慰傲奋情衷心动兴豪率快虚腆意", "的")),
    _misused(_VIVIDLY, "得", *_with(_ends(_SEEN_WORK), "的")),
    _misused(_SO_WELL, "得", *_with(_ends(_WELL_DONE), "的")),
    _misused(_GOT, "的", *_with(_OF_GOT, "得"), *_with(_OF_GOT, "地")),
    _misused(_HELD, "得", "获的"),
    _misused(_RECALLED, "得", "记的"),
    _misused(_THOUGHT, "得", "觉的"),
    _misused(
        _PLAIN_NOUN,
        "的",
        *(f"{each}{word[0]}" for each in "地得" for word in (*_NOUNS.split("|"), "学", "工", "社")),
    ),
    _misused(_BETTER, "地", "更好", "更快", "更多", "更加"),
    _misused(_COMPLEMENT, "得", *_with(_PLAIN_VERBS, "的")),
    _misused(_DONE, "得", *_with("实成论展高升备织行理决合握解现长复传挥进彻接善降造过", "的")),
    _misused(_POSSIBLE, "得", *_with("".join(each[0] for each in _ABLE.split()), "的")),
    _misused(_MADE, "得", "使的"),
    _misused(_MOVED, "得", *_with("笑兴动乐急忙累气吓冻热疼", "的")),
    _misused(_PRAISE, "的", *(f"得{each}" for each in "一高充广认好支肯称赞欢拥信表")),
    _misused(_NAMED, "的", *(f"{each}{noun}" for each in "地得" for noun in _OF_NOUNS)),
    _misused(_BECOME, "得", *_with("变扫拾置扮治", "的"), *_with("变扫拾置扮治", "地")),
    _misused(_OBTAIN, "得", *_with("取获赢博", "的")),
    _misused(_WORTHY, "得", "值的"),
    _misused(_SEEMED, "得", "显的"),
    _misused(_WON, "得", *_with("获赢博", "的")),
    _misused(_OBTAINED, "得", "的到"),
    _misused(_NOT_TO, "得", "不的"),
    _misused(_BEFORE_NOUN, "的", *(f"{each}{noun}" for each in "地得" for noun in _OF_RESULTS)),
    _misused(_SO_DONE, "得", *_with("做干抓跑说讲学搞过", "地")),
)


def wrong_particles(there: Pairs) -> Iterator[Particle]:
    """The particles of a text that are surely wrong.

    Few texts have a pair that a pattern needs, and the other patterns are not even compiled.
    """
    text = there.text
    for pattern, right, pairs in MISUSED:
        for match in () if there.are_without(pairs) else pattern.finditer(text):
            at = match.start(match.lastindex or 0)
            if text[at] != right:
                yield Particle(at, min(match.start(), max(0, at - 1)), at + 1, right)
