"""Signs that set headings off, known by their siblings, and lines that only look alike."""

from __future__ import annotations

import pytest

from bulletin.markdown import write_sections
from tests.intake.documents import body, said, title
from tests.intake.test_submission import LONG, received

HEADS = ("建得起", "用得好", "管得住")
TEXTS = tuple(f"镇村两级筹资{at}万元，乡贤捐资，每周开放六天，群众都说好。" for at in (3, 4, 5))


def copy_of(*lines: str) -> str:
    found = received(
        title("千秋街道：办好村级阵地"), body(LONG), *map(said, lines), body(LONG + "好。")
    )
    return write_sections(found.sections)


COUNTS = [
    ("■ {}", "■"),
    ("◆{}", "◆"),
    ("★　{}", "★"),
    ("▶ {}", "▶"),
    ("◎{}", "◎"),
    ("0{n} {}", "01"),
    ("0{n}　{}", "02"),
    ("0{n} | {}", "03"),
    ("PART 0{n} {}", "PART"),
    ("{n}\ufe0f\u20e3 {}", "\u20e3"),
    ("{n}\u20e3{}", "\u20e3"),
]


@pytest.mark.parametrize(("form", "sign"), COUNTS)
def test_headings_on_lines_of_their_own(form: str, sign: str) -> None:
    marked = [form.format(head, n=at) for at, head in enumerate(HEADS, 1)]
    copy = copy_of(*(each for pair in zip(marked, TEXTS, strict=True) for each in pair))
    assert sign not in copy
    assert all(f"**{head}。**{text}" in copy for head, text in zip(HEADS, TEXTS, strict=True))


@pytest.mark.parametrize("form", ["■ {}", "◆{}", "▲{}", "{n}\ufe0f\u20e3 {}", "❖ {}"])
def test_headings_run_in(form: str) -> None:
    marked = [
        form.format(f"{head}。{text}", n=at)
        for at, (head, text) in enumerate(zip(HEADS, TEXTS, strict=True), 1)
    ]
    copy = copy_of(*marked)
    assert all(f"**{head}。**{text}" in copy for head, text in zip(HEADS, TEXTS, strict=True))


@pytest.mark.parametrize(
    "lines",
    [
        ("■建得起", "■用得好", "■管得住"),  # a list: nothing stands below any of them
        ("02 建得起", TEXTS[0], "04 用得好", TEXTS[1]),  # counted from elsewhere
        ("12 个村建成阵地", TEXTS[0], "15 个村正在建", TEXTS[1]),
        ("■建得起", TEXTS[0]),  # alone
        ("◆镇村两级筹资，乡贤捐资。大家出力，阵地建起来了。", "◆镇村两级出人。"),
        ("1 月建成阵地", TEXTS[0], "2 月投入使用", TEXTS[1]),
    ],
)
def test_lines_that_only_look_alike_stay(lines: tuple[str, ...]) -> None:
    copy = copy_of(*lines)
    assert all(line in copy.replace("**", "") for line in lines)


def test_what_was_left_out_is_told() -> None:
    found = received(
        title("千秋街道：甲乙丙丁"),
        body(LONG),
        *map(said, ("■建得起", TEXTS[0], "■用得好", TEXTS[1])),
    )
    (told,) = [each for each in found.diagnostics if each.code == "D536"]
    assert told.message == "小标题前的符号没有收入，共 2 处：■建得起、■用得好"
