"""Names that past issues write again and again, proposed for `issues/names.yaml`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from bulletin.checks.lists import phrases
from bulletin.checks.misspellings import SURNAMES
from bulletin.checks.name_lists import NameLists
from bulletin.patterns import pattern_of

_H = "[\u3400-\u9fff]"
_SAYS = (
    "(?=强调|指出|要求|出席|主持|讲话|同志|带队|深入|调研|参加|表示|作了|作[报讲动]|到会|一行|率|听取|会见|宣布"
    "|[，。、）])"
)
_POSTS = "书记|县长|市长|区长|部长|主任|主席|常委|检察长|院长|政委"
_LEADER = pattern_of(
    f"((?:[省市县区]|党)(?:委|政府|人大|政协|纪委|监委){_H}{{0,8}}?(?:{_POSTS})(?:、{_H}{{0,8}}?(?:{_POSTS}))*"
    f"|[市县区]长)([{SURNAMES}]{_H}{{1,2}}?){_SAYS}"
)
_ORGAN = pattern_of(
    f"(?<!{_H})([市县区](?!委书记|长){_H}{{2,10}}?(?:局|委员会|联合会|总工会|法院|检察院|供电公司))(?!{_H}*局(?!长))"
)
_PLACE = pattern_of(
    f"(?:[镇乡]|街道|(?<!{_H})(?![我本该全各][镇乡]))({_H}{{2,4}}(?:村|社区))(?=党|支部|[，。、的“（]|{_H}?网格)"
)
_NO_PLACE = pattern_of(
    "[我全各每该本两三几某驻进入到在对为由与及农乡帮走访]|.*[各每的]|和(?![平谐睦兴顺])|多[个数]"
    "|城中村|移民|老年|邻里|[回返]乡|街道|建设(?!村$|社区$)"
    "|参与|引导|建[强成]|打造|推[进动]|创建|成立|深[入化]|组织|服务|带[动领]|帮扶|提升|激活|联系|依托|指导|开展"
    "|覆盖|整合|.*(?:示范|先进|文明|美丽|行政|自然|重点|薄弱|脱贫|结对|试点|红色|和美|老旧|新建|城市|城镇|城乡"
    "|搬迁|安置|辖区|农村|宜居|智慧|偏远|边远|贫困|后进|软弱|新型|混合|空心|特色|传统|无物业|开放式)"
)
"""What is said of villages and communities, and is no name of one."""

_NO_ORGAN = pattern_of(
    f"(?:市场|市民|区域|区划|县域|[市县区][级直属位里内])|{_H}*[的了各]|{_H}*局{_H}*局$"
    f"|{_H}*(?:有关|相关|多个|几个|和[市县区])"
)
"""What is no name of one organ: its sphere, several organs, or what is said of some."""
_HONOUR = pattern_of(f"(?:荣获|被评为|获评|授予|评为|命名为)[^，。；“]{{0,10}}“({_H}{{3,12}})”")
_QUOTED = pattern_of(f"“({_H}{{3,10}})”")
_PHRASE = pattern_of(f"(?<=[，。；：、“]){_H}{{6,14}}(?=[，。；、”])")


class _Kind(NamedTuple):
    """A list of names.yaml, and in how many past articles a name must stand to be proposed."""

    group: str
    chinese: str
    fewest: int


KINDS = (
    _Kind("leaders", "领导", 2),
    _Kind("organs", "机构", 3),
    _Kind("places", "村社", 2),
    _Kind("honours", "荣誉", 2),
    _Kind("brands", "品牌", 3),
    _Kind("phrases", "提法", 5),
)
"""In the order in which they are asked about; a name is proposed for the first that it fits."""

MOST_OF_A_KIND = 30
"""How many of a kind are proposed at once, those that most articles have first."""

_MANY = 6
"""A name that only one issue writes is proposed if so many of its articles do."""


@dataclass(frozen=True)
class NameProposal:
    """A name for a list of `names.yaml`."""

    group: str
    chinese: str
    """What the list is called."""

    name: str
    posts: tuple[str, ...]
    """The posts of a leader, as they are written last."""

    articles: int
    issues: tuple[str, ...]
    """The issues that write it, in the order of their folders."""

    @property
    def line(self) -> str:
        """The item of the list, as YAML."""
        if self.group == "leaders":
            return f"{{姓名: {self.name}, 职务: [{', '.join(self.posts)}]}}"
        return f"{{全称: {self.name}}}" if self.group == "organs" else self.name

    @property
    def shown(self) -> str:
        """The name, after a leader's posts."""
        return f"{'、'.join(self.posts)}{self.name}"


def proposals(
    texts: Iterable[tuple[str, str]], names: NameLists, units: Collection[str] = ()
) -> tuple[NameProposal, ...]:
    """What the past articles write often enough and nobody has decided on. `texts` are articles,
    each after the name of its issue, the oldest first; `units` are the names in the registry."""
    issues: dict[tuple[str, str], list[str]] = defaultdict(list)
    posts: dict[str, tuple[str, ...]] = {}
    for issue, text in texts:
        found = set()
        for group, name, post in _named(text, units):
            found.add((group, name))
            if post:
                posts[name] = tuple(post.split("、"))
        for each in sorted(found):
            issues[each].append(issue)
    fixed = {each.text for each in phrases().phrases} | names.settled | set(units)
    taken: set[str] = set()
    made: list[NameProposal] = []
    for kind in KINDS:
        often = [
            (name, where)
            for (group, name), where in issues.items()
            if group == kind.group
            and len(where) >= kind.fewest
            and (len(set(where)) > 1 or len(where) >= _MANY)
            and name not in taken
            and name not in fixed
            and not (kind.group == "phrases" and any(each in name for each in taken))
        ]
        often.sort(key=lambda each: (-len(each[1]), each[0]))
        for name, where in often[:MOST_OF_A_KIND]:
            taken.add(name)
            those = tuple(dict.fromkeys(where))
            own = posts.get(name, ()) if kind.group == "leaders" else ()
            made.append(NameProposal(kind.group, kind.chinese, name, own, len(where), those))
    return tuple(made)


def _named(text: str, units: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """What a text names: the list, the name, and a leader's posts."""
    for match in _LEADER.finditer(text):
        yield "leaders", match[2], match[1]
    for match in _ORGAN.finditer(text):
        if not _NO_ORGAN.match(match[1]):
            yield "organs", match[1], ""
    for match in _PLACE.finditer(text):
        if not _NO_PLACE.match(match[1]) and _is_whole(match, units):
            yield "places", match[1], ""
    for group, pattern in (("honours", _HONOUR), ("brands", _QUOTED)):
        for match in pattern.finditer(text):
            if not _is_common(match[1]):
                yield group, match[1], ""
    for match in _PHRASE.finditer(text):
        if not _is_common(match[0]):
            yield "phrases", match[0], ""


def _is_whole(match: re.Match[str], units: Collection[str]) -> bool:
    """Whether a name begins and ends where words do. A unit's name before it is whole."""
    import rjieba

    text, (start, end) = match.string, match.span(1)
    before = max(0, start - _ROUND)
    before = max((each.end() for each in _NO_HAN.finditer(text, before, start)), default=before)
    if any(text.startswith(unit, start - len(unit)) for unit in units if len(unit) <= start):
        before = start
    after = _NO_HAN.search(text, end, end + _ROUND)
    words = rjieba.cut(text[before : after.start() if after else end + _ROUND], True)
    return {start, end} <= set(accumulate(map(len, words), initial=before))


_NO_HAN = pattern_of("[^\u3400-\u9fff]")
_ROUND = 16
"""So many characters on each side of a name say where its words end."""


def _is_common(name: str) -> bool:
    """Whether a name is a word that everybody writes, and none of the office's own."""
    import rjieba

    return rjieba.has_word(name)


# -- Writing them down ---------------------------------------------------------------------------


def with_more_names(text: str, group: str, chinese: str, lines: Iterable[str]) -> str:
    """The text of `names.yaml` with more items in a list, at its end."""
    text = text if not text or text.endswith("\n") else f"{text}\n"
    key = re.compile(rf"(?m)^({group}|{chinese})[ \t]*[:：][ \t]*(\[[^\]\n]*\])?[ \t]*(#.*)?$")
    found = key.search(text)
    if found is None:
        return f"{text}{chinese}:\n{_items(lines)}"
    if found[2] is not None:
        own = [each.strip() for each in found[2][1:-1].split(",") if each.strip()]
        note = f"  {found[3]}" if found[3] else ""
        items = _items((*own, *lines))
        return f"{text[: found.start()]}{found[1]}:{note}\n{items}{text[found.end() + 1 :]}"
    end, indent = found.end() + 1, "  "
    for line in text[end:].splitlines(keepends=True):
        if not line.startswith((" ", "-", "\t")):
            break
        end += len(line)
        indent = line.partition("-")[0] if line.lstrip().startswith("- ") else indent
    return text[:end] + _items(lines, indent) + text[end:]


def _items(lines: Iterable[str], indent: str = "  ") -> str:
    return "".join(f"{indent}- {each}\n" for each in lines)
