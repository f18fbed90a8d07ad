"""Copy for a 公众号: only what its editor keeps, nothing of the text lost, nothing internal."""

from __future__ import annotations

import re
import shutil
import struct
import zlib
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bulletin.cli import run
from bulletin.press.images import as_shown
from bulletin.publish.act import publish, withdraw
from bulletin.sending.inlining import inlined
from bulletin.sending.wechat import Post, post_of
from bulletin.workspace import Workspace
from tests.conftest import ISSUE, MakeWorkspace
from tests.office import edit, office, signed_issue
from tests.press.images import deep_png

ELEMENTS = {
    *("section", "p", "strong", "sup", "br"),
    *("table", "tbody", "tr", "td"),
}
PROPERTIES = {
    *("margin", "padding", "padding-left", "border", "border-bottom", "border-left"),
    *("border-top", "border-collapse", "background-color", "color", "width", "overflow-x"),
    *("font-size", "font-weight", "font-style", "line-height", "letter-spacing"),
    *("text-align", "text-indent", "word-break"),
}
"""What the editor is known to keep of what is pasted; anything new is tried there first."""

RICH = """\
---
unit: 城关镇
title: 样样都有 & <全>
supplier: 城关镇党委
allow: [{code: T103, reason: 原文如此}]
---

**列出清单。**见下表[^一]，另见[说明](https://bulletin.example/a?b=1&c=2)和[信箱](mailto:xf@b.example)，
以及[https://bulletin.example/](https://bulletin.example/)。强调与**加粗**，引号"class="x""。

[^一]: 数据截至年底。

- 第一项
- 第二项
  1. 甲
  2. 乙

> 群众的事同群众多商量。

| 村名 | 户数 |
|---|---:|
| 八墩村 | 120 |

![会场](会场.png "座谈会现场")

### 三级标题

末段\\
分行。
"""

SHEET = (
    ISSUE.replace("status:", "topic: “治理”专题\nwhole_number: 512\nstatus:")
    + "\n**编者按。**本期刊发一篇[^注]。\n\n第二段。\n\n[^注]: 有删节。\n"
)


def png() -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    rows = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + rows + chunk(b"IEND", b"")


class Pasted(HTMLParser):
    """A page's body as the editor gets it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.styles: list[tuple[str, str]] = []
        self.lines: list[str] = [""]
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside |= tag == "body"
        if tag in ("p", "tr", "section"):
            self.lines.append("")
        if not self._inside or tag == "body":
            return
        self.elements.add(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name == "style":
                pairs = (each.split(":") for each in str(value).split(";") if each.strip())
                self.styles += [(left.strip(), right.strip()) for left, right in pairs]

    def handle_data(self, data: str) -> None:
        if self._inside and data.strip():
            self.lines[-1] += data

    @property
    def text(self) -> list[str]:
        return [line.strip() for line in self.lines if line.strip()]


def made(workspace: Workspace) -> Post:
    post, _ = post_of(workspace, "7")
    assert post is not None
    return post


@pytest.fixture
def rich(make_workspace: MakeWorkspace) -> Workspace:
    return make_workspace(
        {"issues/7/issue.md": SHEET, "issues/7/城关镇.md": RICH, "issues/7/会场.png": png()}
    )


def test_only_what_the_editor_keeps_is_in_it(rich: Workspace) -> None:
    pasted = Pasted(made(rich).page)
    assert pasted.elements == ELEMENTS
    assert pasted.attributes == {"style"}
    assert {name for name, _ in pasted.styles} <= PROPERTIES
    values = " ".join(value for _, value in pasted.styles)
    assert not re.search(r"\d(em|rem|vw|pt)\b|url|var\(|!important", values)
    assert not re.search(r"<(script|style|link|img|a)\b", made(rich).page)


def test_nothing_of_the_text_is_lost(rich: Workspace) -> None:
    post = made(rich)
    assert post.title == "某县组工信息第7期｜“治理”专题"
    assert Pasted(post.page).text == [
        "某县组工信息",
        "第7期（总第512期）",
        "中共某县委组织部研究室　2024年3月5日",
        "【“治理”专题】",
        "编者按。本期刊发一篇[1]。",
        "第二段。",
        "[1] 有删节。",
        "城关镇：样样都有 & <全>",
        "列出清单",
        "见下表[1]，另见说明（https://bulletin.example/a?b=1&c=2）和信箱（xf@b.example），"
        '以及https://bulletin.example/。强调与加粗，引号"class="x""。',
        "· 第一项",
        "· 第二项",
        "1. 甲",
        "2. 乙",
        "群众的事同群众多商量。",
        "村名户数",
        "八墩村120",
        "〔在这里插入图片：会场.png〕",
        "座谈会现场",
        "三级标题",
        "末段分行。",
        "（城关镇党委供稿）",
        "[1] 数据截至年底。",
        "编印：中共某县委组织部研究室",
    ]
    assert post.images == ("issues/7/会场.png",)


def test_it_opens_on_a_telephone_without_scrolling_sideways(rich: Workspace) -> None:
    assert 'name="viewport" content="width=device-width' in made(rich).page


@pytest.mark.parametrize(
    ("was", "now", "code"),
    [
        ("visibility: public\n", "", "D510"),
        ("visibility: public", "visibility: internal", "D510"),
        ("visibility: public", "visibility: public\nsecrecy: 秘密", "D506"),
        ("visibility: public", "visibility: internal\nsecrecy: 机密★5年", "D506"),
    ],
)
def test_what_is_not_public_is_refused(
    make_workspace: MakeWorkspace, was: str, now: str, code: str
) -> None:
    workspace = make_workspace({})
    edit(workspace, "7", was, now, "issue.md")
    post, found = post_of(workspace, "7")
    assert post is None
    assert code in [each.code for each in found]


def test_copy_in_which_the_proofreader_finds_an_error_is_refused(
    make_workspace: MakeWorkspace,
) -> None:
    workspace = make_workspace({})
    edit(workspace, "7", "选派干部12名", "联系人电话13812345678")
    post, found = post_of(workspace, "7")
    assert post is None
    assert "C103" in [each.code for each in found]


def test_a_published_issue_is_posted_as_published(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace({})
    shutil.rmtree(workspace.issues / "7")
    signed_issue(workspace, "7")
    assert [each.code for each in post_of(workspace, "7")[1]] == ["D511"]
    assert publish(workspace, "7", office()).kept
    edit(workspace, "7", "12名", "13名")
    post, found = post_of(workspace, "7")
    assert post is not None
    assert "12名" in post.page
    assert "D511" not in [each.code for each in found]
    assert withdraw(workspace, "7", "数据有误", office()).kept
    post, found = post_of(workspace, "7")
    assert post is None
    assert "D507" in [each.code for each in found]


def test_the_command_says_what_is_left_to_do(
    rich: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(rich.root)
    assert run(["wechat", "7"]) == 0
    assert capsys.readouterr().out == (
        "outgoing/7/公众号.html\n标题：某县组工信息第7期｜“治理”专题\n图片 1：issues/7/会场.png\n"
    )
    assert (rich.root / "outgoing/7/公众号.html").read_text("utf-8") == made(rich).page
    edit(rich, "7", "visibility: public", "visibility: internal", "issue.md")
    assert run(["wechat", "7"]) == 1
    assert "没有做" in capsys.readouterr().err


def test_an_image_to_be_uploaded_is_the_printed_one(
    rich: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    grey = deep_png(0, lambda _x, _y: (40000,))
    (rich.issues / "7" / "会场.png").write_bytes(grey)
    monkeypatch.chdir(rich.root)
    assert run(["wechat", "7"]) == 0
    assert "图片 1：outgoing/7/会场.png\n" in capsys.readouterr().out
    assert (rich.root / "outgoing/7/会场.png").read_bytes() == as_shown(grey) != grey


def test_inlining_fetches_nothing(tmp_path: Path) -> None:
    sheet = tmp_path / "a.css"
    sheet.write_text("p { color: red }", "utf-8")
    page = (
        f'<html><head><link rel="stylesheet" href="{sheet.as_uri()}"></head><body><p>甲</p></body>'
    )
    assert "red" not in inlined(page, "")
