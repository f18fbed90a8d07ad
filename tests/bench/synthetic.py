"""Archives of any size: issues of five articles of some six hundred characters, always the same.

    python -m tests.bench.synthetic FOLDER 1000

The prose has the vocabulary, the sentence lengths and the figures of a county's bulletin, and says
nothing. Every hundredth issue is internal, and one unit had another name in the first year.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

ISSUES_A_YEAR = 100
ARTICLES = 5
SECTIONS = 3
SECTION_LENGTH = 190
"""Characters, so that an article has about six hundred."""

FIRST_DAY = date(2014, 1, 6)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


UNITS = _words(
    "城关镇 东关街道 河口镇 平安镇 石桥镇 新塘乡 柳林镇 双沟镇 白马街道 青山乡 马厂镇 老集镇 "
    "大营镇 清溪镇 龙泉街道 永丰镇 高庙镇 三河镇 汪店乡 沙湾镇"
)
LEADS = _words(
    "为破解基层力量不足难题 针对群众反映的突出问题 围绕中心工作 今年以来 坚持问题导向 "
    "立足乡镇实际 聚焦重点任务 以主题教育为契机 结合换届工作 对照年度目标 按照统一部署 "
    "通过前期调研"
)
ACTORS = _words(
    "镇党委 村党总支 社区党支部 驻村工作队 党员志愿者 网格员 退休老干部 年轻干部 第一书记 "
    "包村干部 乡贤代表 物业企业 业主委员会 综合执法队 农技人员 选调生 党建指导员 村民代表 "
    "律师团队 返乡青年"
)
VERBS = _words(
    "建立 健全 推行 完善 组建 整合 梳理 细化 选派 吸纳 培训 走访 排查 化解 落实 督促 盘活 搭建 "
    "引导 动员 评选 公示 打造 延伸 规范 压实 探索 开展 申报 对接"
)
QUALITIES = _words(
    "党建联建 村级集体经济 网格治理 乡风文明 人居环境 产业发展 矛盾纠纷 便民服务 人才培育 "
    "结对帮扶 积分评议 信用评价 干部作风 基层减负 老旧小区 志愿服务 项目建设 防汛值守 农田水利 "
    "养老助餐 创业扶持 法律咨询 河道巡查 技能培训 土地流转 冷链物流 庭院经济 电商直播"
)
THINGS = _words(
    "机制 清单 台账 服务队 议事会 联席会议 示范点 工作站 课堂 阵地 平台 小组 积分榜 责任区 驿站 "
    "专班 档案 公约 考核办法 联系卡 流程图 微信群 公告栏 档案室 培训班 责任书"
)
MEASURES = _words("个 处 项 次 户 名 场 件 条 批")
RESULTS = _words(
    "群众满意度明显提升 办理时限缩短一半 形成齐抓共管的格局 村集体收入稳步增长 矛盾化解在一线 "
    "干部作风进一步转变 服务半径不断缩小 发展后劲持续增强 干群关系更加融洽 责任层层落到实处"
)
TOPICS = _words("基层治理 乡村振兴 人才工作 主题教育 干部队伍 党建引领 换届工作 公务员管理")
FIGURES = "一二三四五六"


def _clause(random: Random) -> str:
    """Eight to twenty-four characters, now and then with a figure or a quoted name."""
    what = random.choice(QUALITIES)
    thing = random.choice(THINGS)
    kind = random.random()
    if kind < 0.25:
        measure = random.choice(MEASURES)
        return f"{random.choice(VERBS)}{what}{thing}{random.randint(2, 480)}{measure}"
    if kind < 0.4:
        return f"{random.choice(VERBS)}“{what[:2]}+{random.choice(QUALITIES)[:2]}”{thing}"
    if kind < 0.7:
        return f"由{random.choice(ACTORS)}{random.choice(VERBS)}{what}{thing}"
    return f"{random.choice(VERBS)}{what}{thing}、{random.choice(QUALITIES)}{random.choice(THINGS)}"


def _sentence(random: Random) -> str:
    parts = [random.choice(LEADS)] if random.random() < 0.4 else []
    parts += [_clause(random) for _ in range(random.randint(2, 4))]
    if random.random() < 0.3:
        parts.append(random.choice(RESULTS))
    return "，".join(parts) + "。"


def _section(random: Random) -> str:
    heading = f"{random.choice(VERBS)}{random.choice(QUALITIES)}{random.choice(THINGS)}"
    text = ""
    while len(text) < SECTION_LENGTH - 20:
        text += _sentence(random)
    return f"**{heading}。**{text}\n"


def _submission(random: Random, unit: str) -> str:
    count = FIGURES[random.randint(1, 5)]
    title = f"“{count}个{random.choice(QUALITIES)[:2]}”{random.choice(VERBS)}"
    title += f"{random.choice(QUALITIES)}{random.choice(THINGS)}"
    sections = "\n".join(_section(random) for _ in range(SECTIONS))
    return f"---\nunit: {unit}\ntitle: {title}\n---\n\n{sections}"


def publication() -> str:
    """`publication.yaml`: twenty units, the first of which was renamed."""
    units = "".join(f"  - name: {unit}\n    level: {unit[-1]}\n" for unit in UNITS[1:])
    return (
        "name: 某县组工信息\nissuer: 中共某县委组织部研究室\nunits:\n"
        f"  - name: {UNITS[0]}\n    aliases: [城郊乡]\n{units}"
        "distribution:\n  report_to: [部领导]\n  send_to: [各镇（街道）党（工）委、市直各单位]\n"
        "site:\n  base_url: https://bulletin.example/\n"
    )


def issue(number: int) -> Iterator[tuple[str, str]]:
    """The files of one issue, by their path in the workspace."""
    random = Random(number)
    year, place = divmod(number - 1, ISSUES_A_YEAR)
    dated = date(FIRST_DAY.year + year, 1, 6) + timedelta(days=place * 3)
    units = random.sample(UNITS, ARTICLES)
    names = "".join(f"  - {unit}\n" for unit in units)
    topic = f"topic: “{random.choice(TOPICS)}”专题\n" if number % 4 == 0 else ""
    visibility = "internal" if number % 100 == 0 else "public"
    folder = f"issues/{number}"
    yield (
        f"{folder}/issue.md",
        f"---\nnumber: {number}\ndate: {dated.isoformat()}\n{topic}"
        f"visibility: {visibility}\nstatus: printed\narticles:\n{names}---\n",
    )
    for unit in units:
        written = "城郊乡" if unit == UNITS[0] and year == 0 else unit
        yield f"{folder}/{unit}.md", _submission(random, written)


def write_archive(root: Path, issues: int) -> None:
    """Write a workspace of so many issues, numbered from 1, below `root`."""
    (root / "issues").mkdir(parents=True, exist_ok=True)
    (root / "issues/publication.yaml").write_text(publication(), "utf-8")
    for number in range(1, issues + 1):
        (root / f"issues/{number}").mkdir(exist_ok=True)
        for name, content in issue(number):
            (root / name).write_text(content, "utf-8")


if __name__ == "__main__":
    write_archive(Path(sys.argv[1]), int(sys.argv[2]))
