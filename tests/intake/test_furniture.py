"""What stands round a paper's text, and what only looks so."""

from __future__ import annotations

import pytest

from bulletin.intake.credits import looks_like_a_unit
from bulletin.intake.furniture import is_form_name, role_above, role_below


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("某政办发〔2024〕12号", "发文字号"),
        ("某组发[2024]5号　　签发人：王某", "发文字号"),
        ("第8期", "期号"),
        ("2024年第3期（总第105期）", "期号"),
        ("（征求意见稿）", "稿次"),
        ("第8期党校培训班开班", ""),
        ("按照某政办发〔2024〕12号文件要求", ""),
        ("（试行）", ""),
    ],
)
def test_a_line_above_the_title(line: str, role: str) -> None:
    assert role_above(line) == role


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("抄送：县委办公室，县人大常委会办公室。", "分送"),
        ("报：县委组织部", "分送"),
        ("某县人民政府办公室             2024年2月29日印发", "印发"),
        ("城关镇党政办　　印发", "印发"),
        ("（共印60份）", "印数"),
        ("（此件公开发布）", "附注"),
        ("上报：城关镇共有12个村。", ""),
        ("城关镇党政办公室", ""),
        ("文件于2024年3月1日印发后，各村迅速行动。", ""),
        ("2024年3月1日", ""),
    ],
)
def test_a_line_below_the_text(line: str, role: str) -> None:
    assert role_below(line) == role


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("信息报送单", True),
        ("党建信息稿件报送审批表", True),
        ("政 务 信 息 呈 批 表", True),
        ("人口信息统计表", False),
        ("信息化工作报表制度改革", False),
        ("城关镇报送信息工作经验", False),
    ],
)
def test_the_name_of_a_form(line: str, is_one: bool) -> None:
    assert is_form_name(line) == is_one


@pytest.mark.parametrize(
    ("words", "is_one"),
    [
        ("石桥镇为民服务中心", True),
        ("乡村振兴推进办公室", True),
        ("某县人民政府办公室", True),
        ("石桥镇召开春耕工作现场会", False),
        ("支部建在小区", False),
        ("财政局送政策进园区", False),
    ],
)
def test_what_somebody_does_is_no_unit(words: str, is_one: bool) -> None:
    assert looks_like_a_unit(words) == is_one
