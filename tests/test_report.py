"""What a terminal shows of a fault: in an editor's words, the mark under it, the code last."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from bulletin.diagnostics import Diagnostic, Severity, error, of_file, warning
from bulletin.report import WIDEST_EXCERPT, by_weight, columns, concise, full, in_full, where
from bulletin.source import Source, Span
from tests.conftest import SUBMISSION, MakeWorkspace

COPY = "会议指出,各镇要抓紧\n\t行首\x1b有é\n末尾\n一\n二\n三\n"
FILE = Source("issues/7/城关镇.md", COPY)


def of(text: str, *, end: int | None = None) -> Span:
    start = COPY.index(text)
    return Span(start, start + len(text) if end is None else end)


def test_a_fault_is_told_in_an_editors_words() -> None:
    fault = error(
        "T101", FILE, of(","), "汉字后用了半角标点", "改为 ，", clause="GB/T 15834-2011 5.1"
    )
    assert in_full([fault]) == (
        "错误　issues/7/城关镇.md 第1行：汉字后用了半角标点\n"
        "    | 会议指出,各镇要抓紧\n"
        "    | 　　　　^\n"
        "    改法：改为 ，\n"
        "    依据：GB/T 15834-2011 5.1（T101）\n"
    )
    assert full([fault]) == (
        "error[T101]: 汉字后用了半角标点\n"
        " --> issues/7/城关镇.md:1:5\n"
        "  |\n"
        "1 | 会议指出,各镇要抓紧\n"
        "  | 　　　　^\n"
        "  = 改法：改为 ，\n"
        "  = 依据：GB/T 15834-2011 5.1\n"
    )
    assert concise([fault]) == (
        "issues/7/城关镇.md:1:5: error[T101]: 汉字后用了半角标点；改为 ，\n"
    )


def test_what_is_at_no_line_is_short_and_the_rest_set_apart() -> None:
    nowhere = Span(0, 0)
    told = in_full(
        [
            of_file("I001", "issues/三月", "文件夹名 `三月` 不是期号", "用期号作文件夹名"),
            error("F001", FILE, nowhere, "没有前言", "在文件开头写两行 ---"),
            error("I115", None, nowhere, "没有可刊发的期", "先运行 bulletin new"),
            Diagnostic("S130", Severity.WARNING, FILE, of("末尾"), "两个字", label="这里"),
            Diagnostic("I108", Severity.INFO, None, nowhere, "就这一句"),
        ]
    )
    assert told == (
        "错误　issues/三月：文件夹名 `三月` 不是期号\n"
        "    改法：用期号作文件夹名（I001）\n"
        "错误　issues/7/城关镇.md：没有前言\n"
        "    改法：在文件开头写两行 ---（F001）\n"
        "错误：没有可刊发的期\n"
        "    改法：先运行 bulletin new（I115）\n"
        "\n"
        "提醒　issues/7/城关镇.md 第3行：两个字\n"
        "    | 末尾\n"
        "    | ^ ^ 这里（S130）\n"
        "\n"
        "说明：就这一句（I108）\n"
    )
    assert in_full([]) == ""


@pytest.mark.parametrize(
    ("span", "place", "excerpt"),
    [
        (of("\t"), "第2行", ("     行首�有é", "    ^")),  # a tab has no width of its own
        (of("\x1b"), "第2行", ("     行首�有é", "     　　^")),
        (of("é"), "第2行", ("     行首�有é", "     　　 　^")),  # one column, two characters
        (of("末尾", end=COPY.index("\n一")), "第3行", ("    末尾", "    ^ ^")),
        (Span(COPY.index("\n一"), COPY.index("\n一")), "第3行", ("    末尾", "    　　^")),
        (of("一", end=COPY.index("三") + 1), "第4—6行", ("    一", "    ^")),
        (of("一", end=COPY.index("二")), "第4行", ("    一", "    ^")),
        (Span(len(COPY), len(COPY)), "第7行", ()),
    ],
)
def test_the_mark_stands_under_the_fault(span: Span, place: str, excerpt: tuple[str, ...]) -> None:
    head, *shown = (
        in_full([error("S001", FILE, span, "有错")]).replace("（S001）\n", "").split("\n")
    )
    assert head == f"错误　issues/7/城关镇.md {place}：有错"
    assert tuple(line.replace("| ", "", 1) for line in shown) == excerpt


@pytest.mark.parametrize("at", [0, 3, 60, 200, 397, 400])
def test_a_long_line_is_shown_in_80_columns_around_the_fault(at: int) -> None:
    text = "组工信息12" * 66 + "末尾"
    source = Source("稿.md", text[:400])
    fault = error("S001", source, Span(at, min(at + 2, 400)), "有错")
    _, shown, mark = in_full([fault]).replace("（S001）", "").splitlines()
    assert columns(shown) <= WIDEST_EXCERPT + len("    | ……") <= 80
    assert columns(mark.rstrip("^ ")) <= columns(shown)
    if 0 < at < 400:
        before = columns(mark[: mark.index("^")])
        taken = next(n for n in range(len(shown)) if columns(shown[:n]) == before)
        assert shown[taken:].startswith(text[at : at + 2])


def test_what_is_serious_comes_first_and_one_cause_is_told_once() -> None:
    other = Source("issues/7/东关街道.md", "他说,要抓紧\n")
    said = "汉字后用了半角标点", "改为 ，"
    told = by_weight(
        [
            warning("W104", FILE, of("末尾"), "写了两遍", "只留一个"),
            error("T101", other, Span(2, 3), *said),
            error("F001", FILE, Span(0, 0), "没有前言", "在文件开头写两行 ---"),
            error("T101", FILE, of(","), *said),
            error("T101", FILE, of(","), *said),
        ]
    )
    assert told == (
        "错误　3 处：汉字后用了半角标点\n"
        "    issues/7/东关街道.md 第1行`他说,要抓紧`；"
        "issues/7/城关镇.md 第1行`会议指出,各镇要抓`（2处）\n"
        "    改法：改为 ，（T101）\n"
        "\n"
        "错误　issues/7/城关镇.md：没有前言\n"
        "    改法：在文件开头写两行 ---（F001）\n"
        "\n"
        "提醒　issues/7/城关镇.md 第3行：写了两遍\n"
        "    | 末尾\n"
        "    | ^ ^\n"
        "    改法：只留一个（W104）\n"
    )


def test_what_stands_in_a_message_cannot_steer_the_terminal() -> None:
    source = Source("issues/7/\x1b[2J.md", "甲\n")
    fault = error("S001", source, Span(0, 1), "没有 `\x1b[31m` 这个字段", "写成：\n甲\x07\n乙")
    assert in_full([fault]) == (
        "错误　issues/7/�[2J.md 第1行：没有 `�[31m` 这个字段\n"
        "    | 甲\n"
        "    | ^\n"
        "    改法：写成：\n"
        "        甲�\n"
        "        乙（S001）\n"
    )


def test_a_document_has_paragraphs() -> None:
    text = "一\n二\n"
    assert [
        where(error("D208", Source(name, text), Span(2, 3), "第二"))
        for name in ("来稿.docx", "来稿.WPS", "来稿.pdf", "来稿.md")
    ] == ["来稿.docx 第2段", "来稿.WPS 第2段", "来稿.pdf 第2行", "来稿.md 第2行"]


@pytest.mark.parametrize(("encoding", "coloured"), [("utf-8", True), ("gb18030", False)])
def test_a_terminal_shows_colours_and_its_own_encoding(
    make_workspace: MakeWorkspace, encoding: str, *, coloured: bool
) -> None:
    root = make_workspace({"issues/7/城关镇.md": SUBMISSION.replace("，", ",", 1)}).root
    said = _on_a_terminal(root, encoding, {} if coloured else {"NO_COLOR": "1"})
    word = "\x1b[31m\x1b[1m错误\x1b[0m" if coloured else "错误"
    assert said.startswith(f"{word}　issues/7/城关镇.md 第6行：")
    assert ("\x1b[" in said) == coloured
    assert said.rstrip().splitlines()[-1].startswith("错误 1 处")


def _on_a_terminal(root: Path, encoding: str, more: dict[str, str]) -> str:
    """What `bulletin check 7` prints on a terminal of this encoding."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "PYTHONIOENCODING": encoding, **more}
    if "NO_COLOR" not in more:
        environment.pop("NO_COLOR", None)
    command = [sys.executable, "-m", "bulletin", "check", "7"]
    with subprocess.Popen(command, stdout=theirs, cwd=root, env=environment) as running:
        os.close(theirs)
        said = b""
        try:
            while piece := os.read(ours, 4096):
                said += piece
        except OSError:  # the other end is closed
            pass
        running.wait()
    os.close(ours)
    return said.decode(encoding).replace("\r\n", "\n")
