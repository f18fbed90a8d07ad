"""Copy as it was really typed or sent: each file is set as it was meant, or told with its cure."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from bulletin.cli import run
from bulletin.front_matter import split
from bulletin.making import open_issues
from bulletin.render import Renderer
from bulletin.source import Source
from bulletin.workspace import Workspace
from tests.conftest import PUBLICATION, REPOSITORY, MakeWorkspace

CASES = REPOSITORY / "tests" / "cases" / "copy"

LISTED = PUBLICATION.replace("units:\n", "units:\n  - {name: 柳林镇, level: 镇}\n")

SHEET = "---\nnumber: 7\ndate: 2024-03-05\narticles: [城关镇]\n---\n"

TOLD: dict[str, tuple[str, ...]] = {
    "m1-fullwidth-asterisk": (
        "6:1: error[S012]: 全角的星号 ＊＊ 不成粗体，会原样印出来；"
        "写成 **筑牢阵地。**；要印就写 \\＊",
    ),
    "m2-heading-no-space": (
        "6:1: error[S007]: `##` 不成小标题，会原样印出来；写成 ## 加一个空格；要印 # 就写 \\#",
    ),
    "m3-html-bold": (
        "6:1: error[S011]: HTML 标签 `<b>` 会原样印出来；写成 **筑牢阵地。**",
        "6:9: error[S011]: HTML 标签 `</b>` 会原样印出来；写成 **筑牢阵地。**",
    ),
    "m4-table-no-rule": (
        "6:1: error[S009]: 表格缺表头下面的一行短横线；在这一行下面加一行 | --- | --- |",
    ),
    "m5-pasted-single-newlines": (
        "6:1: warning[S008]: 6 行之间没有空行，按各成一段排；段和段之间空一行",
    ),
    "m6-orphan-footnote": (
        "8:1: error[S013]: 脚注 [^1] 没有地方引用，印不出来；在正文要加注的地方写 [^1]，或删去",
    ),
    "m7-asterisk-times": (),
    "m8-image-space": (
        "6:1: error[L104]: 没有图片 `现场 照片.jpg`；核对文件名，或把图片存进本期的文件夹",
        '6:1: error[S010]: 图片的写法有误，会当作文字；写成 ![现场](<现场 照片.jpg> "图1　现场")',
    ),
    "m9-link-space": (
        "6:1: error[S010]: 链接的写法有误，会原样印出来；"
        "写成 [政务网](http://a.cn)；不是链接就在 [ 前加 \\",
    ),
    "m10-year-list": (),
    "title-hash": (
        "3:11: warning[F022]: `#1号工程推进项目建设` 会原样印出来；"
        "要印就写成 title: '聚焦 #1号工程推进项目建设'；"
        "是说明就写成 title: 聚焦  # 1号工程推进项目建设",
    ),
    "title-quotes": (
        "3:8: error[F002]: 内容用半角引号开头，引号后面还有字；写成 title: “三措并举”推动治理",
    ),
    "two_levels_flow": (),
    "yuan": (),
}
"""What `check` says of each file."""

FIXED: dict[str, str] = {
    "m1-fullwidth-asterisk": "**筑牢阵地。**配强队伍12人。",
    "m2-heading-no-space": "## 筑牢阵地\n\n配强队伍12人。",
    "m3-html-bold": "**筑牢阵地。**配强队伍12人。",
    "m4-table-no-rule": "| 甲村 | 12 |\n| --- | --- |\n| 乙村 | 7 |\n\n配强队伍。",
    "m5-pasted-single-newlines": (
        "一、加强领导\n\n成立专班3个，明确责任人12名\n\n二、强化监管\n\n"
        "开展检查26次，整改问题35个\n\n三、严格考核\n\n纳入年度考核"
    ),
    "m8-image-space": '![现场](<现场 照片.jpg> "图1　现场")\n\n配强队伍。',
}
"""The body of each file that `--fix` changes; every other one stays."""

PRINTED: dict[str, tuple[str, ...]] = {
    "m1-fullwidth-asterisk": ("筑牢阵地。配强队伍12人。",),
    "m2-heading-no-space": ("筑牢阵地。配强队伍12人。",),
    "m3-html-bold": ("筑牢阵地。配强队伍12人。",),
    "m4-table-no-rule": ("甲村", "12", "乙村", "7", "配强队伍。"),
    "m5-pasted-single-newlines": (
        "一、加强领导", "成立专班3个，明确责任人12名", "二、强化监管",
        "开展检查26次，整改问题35个", "三、严格考核", "纳入年度考核",
    ),
    "m7-asterisk-times": ("提供7*24小时、5*8小时服务，场地3*5*7米。",),
    "m10-year-list": ("2023. 这一年完成投资3.5亿元。", "2024. 这一年完成投资4.1亿元。"),
    "title-hash": ("聚焦 #1号工程推进项目建设", "抓好落实。完成事项12件。"),
    "title-quotes": ("“三措并举”推动治理", "抓好落实。完成事项12件。"),
    "two_levels_flow": (
        "一、明确“三张清单”，让票决有章可循", "（一）事项清单",
        "梳理形成低保评定、土地流转、项目招标等5类23项票决事项，做到“应决尽决”。",
        "二、严把“三道关口”，让票决公开公正",
    ),
    "yuan": ("按时发放。每户发放补贴￥500，合计￥12万元。",),
}  # fmt: skip
"""What stands on the sheet, each in one block; of the others nothing is set."""

SENT: dict[str, str] = {
    "glue": (
        "现将冬训安排如下。\n\n**一、时间。**2024年7月—8月\n\n"
        "**二、地点。**县委党校三楼会议室\n\n**三、人员。**各村党支部书记"
    ),
    "numbered": (
        "今年以来，城关镇扎实推进换届。\n\n## 一、工作安排\n\n"
        "1．3月1日之前，各村摸清底数，张榜公布。\n\n"
        "2．3月12日之前，各村选好人选，报镇党委审核。\n\n"
        "3．3月31日之前，各村完成选举，报镇党委备案。\n\n## 二、工作要求\n\n"
        "（一）各村要把责任落实到人，不得推诿。\n\n（二）各村要把纪律挺在前面，不得违规。"
    ),
}
"""The copy that `import` makes of each Word file."""


def body_of(path: Path) -> str:
    source = Source(path.name, path.read_text("utf-8"))
    return source.quote(split(source)[0].body).strip()


def blocks_of(workspace: Workspace) -> list[str]:
    """The text of each block of the sheet, if there is one."""
    copy = open_issues(workspace)
    if not copy.issues:
        return []
    html = Renderer(workspace).sheet(copy.issues[0])
    blocks = re.split(r"</?(?:p|div|h[1-6]|td|th|li|table|section|article|header)\b[^>]*>", html)
    return [re.sub(r"<[^>]*>", "", block).strip() for block in blocks]


def test_every_file_is_set_or_told(
    make_workspace: MakeWorkspace,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    workspace = make_workspace({"issues/publication.yaml": LISTED, "issues/7/issue.md": SHEET})
    monkeypatch.chdir(workspace.root)
    assert {path.stem for path in CASES.glob("*.md")} == set(TOLD)
    copy = workspace.issues / "7" / "城关镇.md"
    for name, told in TOLD.items():
        shutil.copyfile(CASES / f"{name}.md", copy)
        before = body_of(copy)
        capsys.readouterr()
        code = run(["check", "7", "--format", "concise"])
        said = [line.partition(".md:")[2] for line in capsys.readouterr().out.splitlines()]
        assert [line for line in said if line] == list(told), name
        assert code == any("error" in each for each in told), name
        run(["check", "7", "--fix"])
        assert body_of(copy) == FIXED.get(name, before), name
        found = blocks_of(workspace)
        assert bool(found) == (name in PRINTED), name
        for words in PRINTED.get(name, ()):
            assert any(words in block for block in found), (name, words)


def test_every_word_file_becomes_its_copy(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = make_workspace({"issues/publication.yaml": LISTED})
    monkeypatch.chdir(workspace.root)
    assert {path.stem for path in CASES.glob("*.docx")} == set(SENT)
    for name, body in SENT.items():
        assert run(["import", str(CASES / f"{name}.docx")]) == 0
        (made,) = (workspace.issues / "inbox").glob("*.md")
        assert body_of(made) == body, name
        made.unlink()
