"""An office with two publications over four years, whose numbers begin anew each January from the
third on: past issues, an edition of version 0.1.0, 增刊, 专报, a correction and a withdrawal."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bulletin.cli import run
from bulletin.publish.act import ActContext, approve, correct, publish, withdraw
from bulletin.workspace import Workspace
from tests.conftest import PUBLICATION, SUBMISSION
from tests.office import edit, office, sent, sheet_of, unpack_old_edition

YEARLY = "numbering: yearly\nyearly_from: 2025\nseries: [{name: 专报, mark: z}]\n"

FIRST = PUBLICATION + YEARLY + "house: {substitutes: [FandolFang, Noto Serif CJK SC, "
FIRST += "Noto Sans CJK SC, LXGW WenKai]}\n"
"""An office that prints with the faces that every machine of the tests has."""

BESIDE = "name: 调研参考\n" + YEARLY

PAST = """\
{name}
{number}

中共某县委组织部研究室　　　　{dated}

□城关镇：{title}。选派干部12名，组建“红色代办”队伍，全年办结诉求36件。

报：部领导。
送：各镇（街道）党（工）委、市直各单位。
"""

PAST_ISSUES = (
    ("某县组工信息", 5, "2023年4月6日", "村村有代办"),
    ("某县组工信息", 6, "2023年9月6日", "户户有联系"),
    ("调研参考", 1, "2023年6月1日", "集体经济怎么办"),
)

PUBLISHED = {
    "diaoyan/2": "2024-05-06",
    "2025-1": "2025-01-06",
    "diaoyan/2025-1": "2025-01-07",
    "2025-s1": "2025-02-08",
    "2025-z1": "2025-03-09",
    "2025-2": "2025-04-10",
    "2026-1": "2026-01-11",
    "diaoyan/2026-1": "2026-01-12",
}
"""What was published by today's program, in the order of its days."""

COPY = """\
---
unit: 城关镇
title: {0}
---

**{1}。**选派干部{4}名，{2}。

**{3}。**每月会商，逐件回访。
"""

WORK = (
    "红色代办进村，摸清底数，把低保户、独居老人的难处逐户登记，建好台账",
    "晒谷场上议事，开门听言，请老党员、种粮大户坐到一条板凳上，一事一议",
    "夜校送教上门，按需点单，教会务工青年电焊、育婴和网络销售，学用结合",
    "水库移民安居，合力攻坚，帮搬迁群众办好户口、医保和子女入学，跟踪问效",
    "集市设岗服务，便民利企，在早市帮摊贩办照、贷款、查征信，一站办结",
    "楼栋有人牵头，网格兜底，为老旧小区装灯、修路、清运杂物，销号管理",
    "茶园党旗飘扬，链上发力，领着农户改种、统销、闯外地市场，分红到户",
    "机关干部下沉，结对共建，到薄弱村查账目、理合同、盘活旧校舍，动真碰硬",
)
"""What each issue tells of: a title, a heading, what was done and a second heading."""


@contextmanager
def standing_in(folder: Path) -> Iterator[None]:
    """Commands are given in this folder."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def four_years(root: Path, printed: dict[str, ActContext] | None = None) -> Workspace:
    """The workspace at the end of the four years; issues in `printed` are made by these presses."""
    workspace = Workspace(root)
    (root / "issues/diaoyan").mkdir(parents=True)
    _take_over_an_edition_of_0_1_0(workspace)
    (root / "issues/publication.yaml").write_text(FIRST, "utf-8")
    (root / "issues/diaoyan/publication.yaml").write_text(BESIDE, "utf-8")
    _import_the_past(workspace)
    for at, (name, day) in enumerate(PUBLISHED.items()):
        folder = workspace.issue_folder(name)
        folder.mkdir(parents=True)
        (folder / "issue.md").write_text(sheet_of(name, day), "utf-8")
        (folder / "城关镇.md").write_text(COPY.format(*WORK[at].split("，"), at + 20), "utf-8")
        told = approve(workspace, name)
        assert told == (), told
        sent(publish(workspace, name, (printed or {}).get(name, office())))
    for name in ("7", "diaoyan/2025-1"):
        edit(workspace, name, "名", "余名")
        assert approve(workspace, name) == ()
        assert correct(workspace, name, "件数有误", office()).kept is not None
    for name in ("7", "2025-s1"):
        assert withdraw(workspace, name, "发错范围", office()).kept is not None
    return workspace


def _import_the_past(workspace: Workspace) -> None:
    past = workspace.root / "往期"
    past.mkdir()
    for name, number, dated, title in PAST_ISSUES:
        text = PAST.format(name=name, number=f"第{number}期", dated=dated, title=title)
        (past / f"{name}{number}.txt").write_text(text, "utf-8")
    with standing_in(workspace.root):
        assert run(["import", "--whole", "往期"]) == 0


def _take_over_an_edition_of_0_1_0(workspace: Workspace) -> None:
    unpack_old_edition(workspace.issues)
    (workspace.issues / "7/issue.md").write_text(sheet_of("7", "2024-03-05"), "utf-8")
    (workspace.issues / "7/城关镇.md").write_text(SUBMISSION, "utf-8")
