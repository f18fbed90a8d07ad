"""What `bulletin learn` takes from past issues, and what `check` makes of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin.checks import load_lists, proposals, read_names, with_more_names
from bulletin.checks.name_lists import NO_NAMES
from bulletin.cli import run
from bulletin.source import Source
from bulletin.usage import FEWEST, LONGEST_RUN, USAGE_FILE, read_usage, usage_of, write_usage
from tests.conftest import PUBLICATION, MakeWorkspace

Say = pytest.CaptureFixture[str]

PAST = """\
---
unit: 城关镇
title: 第{0}次网格会商
---

**建强队伍。**红石榴驿站的楼栋长挨个儿登门，清溪石语节办到第{0}天。
"""

SHEET = "---\nnumber: {0}\ndate: 2024-0{0}-05\narticles: [城关镇]\nstatus: {1}\n---\n"

NEW = """\
---
unit: 城关镇
title: 抓实网格
---

**建强队伍。**清溪石雨节今年又添了新人。
"""


@pytest.fixture
def office(make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An office with six printed issues and a draft of the seventh."""
    files = {"issues/publication.yaml": PUBLICATION}
    for number in range(1, 7):
        files[f"issues/{number}/issue.md"] = SHEET.format(number, "printed")
        files[f"issues/{number}/城关镇.md"] = PAST.format(number)
    files["issues/7/issue.md"] = SHEET.format(7, "draft")
    files["issues/7/城关镇.md"] = NEW
    root = make_workspace(files).root
    monkeypatch.chdir(root)
    return root


def found(capsys: Say) -> list[str]:
    run(["check", "7", "--select", "W112", "--json"])
    return [each["hint"] for each in json.loads(capsys.readouterr().out)]


def test_past_issues_tell_what_no_dictionary_knows(office: Path, capsys: Say) -> None:
    assert found(capsys) == []
    assert run(["learn"]) == 0
    assert "数了往期 6 篇" in capsys.readouterr().out
    (hint,) = found(capsys)
    assert hint == "改为 溪石语节（往期有 6 篇这样写，没有写“溪石雨节”的）"


def test_a_draft_teaches_nothing(office: Path) -> None:
    run(["learn"])
    usage = read_usage(office / ".bulletin" / USAGE_FILE)
    assert usage.articles == 6
    assert usage.count("石榴驿") == 6
    assert not usage.count("石雨")


def test_what_is_derived_may_go_and_comes_back_the_same(office: Path, capsys: Say) -> None:
    file = office / ".bulletin" / USAGE_FILE
    run(["learn"])
    first = file.read_bytes()
    file.write_bytes(first[:100])
    capsys.readouterr()
    assert found(capsys) == []
    command = [sys.executable, "-m", "bulletin", "learn"]
    subprocess.run(command, check=True, capture_output=True, env={"PYTHONHASHSEED": "5"})
    assert file.read_bytes() == first


def test_without_past_issues_it_says_what_to_do(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch, capsys: Say
) -> None:
    workspace = make_workspace({"issues/7/issue.md": SHEET.format(7, "draft")})
    monkeypatch.chdir(workspace.root)
    assert run(["learn"]) == 0
    assert "还没有往期可学" in capsys.readouterr().out


@given(st.lists(st.text("党建引领，村", max_size=20), max_size=6))
def test_counts_are_those_of_the_articles(texts: list[str]) -> None:
    usage = usage_of(texts)
    assert usage.articles == len(texts)
    for run_, count in usage.counts.items():
        assert FEWEST <= count == sum(run_ in each for each in texts)
        assert 2 <= len(run_) <= LONGEST_RUN


@given(st.lists(st.text("党建引领，村", max_size=20), max_size=6))
def test_what_is_written_is_read(texts: list[str]) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        file = Path(folder) / "a" / USAGE_FILE
        write_usage(file, usage_of(texts))
        assert read_usage(file) == usage_of(texts)


# -- Names ---------------------------------------------------------------------------------------

NAMED = """\
---
unit: 城关镇
title: 第{0}次现场会
---

**开好现场会。**县委书记赵明远强调，县委常委、组织部部长孙立民主持。会议在石桥村召开，“清溪夜校”开讲，作风建设提升年活动启动。

**办好实事。**县农业农村局、县水利局参加，城关镇石桥村党支部发言，石桥村被评为“五星党支部”。
"""


@pytest.fixture
def named(office: Path) -> Path:
    for number in range(1, 7):
        (office / f"issues/{number}/城关镇.md").write_text(NAMED.format(number), "utf-8")
    return office


def test_what_past_issues_name_is_proposed(named: Path, capsys: Say) -> None:
    assert run(["learn"]) == 0
    said = capsys.readouterr().out
    assert "建议收进名录的领导：" in said
    assert "县委书记赵明远（6 篇，4、5、6）" in said
    assert "县委常委、组织部部长孙立民（6 篇" in said
    assert "建议收进名录的村社：石桥村（6 篇" in said
    assert "建议收进名录的荣誉：五星党支部（6 篇" in said
    assert "建议收进名录的品牌：清溪夜校（6 篇" in said
    assert "作风建设提升年活动启动（6 篇" in said
    assert not (named / "issues/names.yaml").exists()


def proposed(*articles: tuple[str, str], units: tuple[str, ...] = ()) -> set[str]:
    return {each.name for each in proposals(articles, NO_NAMES, units)}


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("城关镇石桥村党支部发言", "石桥村"),
        ("会议在城关镇红花社区召开，城关镇红花社区、", "红花社区"),
        ("走访东城街道新华社区党员", "新华社区"),
        ("推广石佛镇王家庄村的做法", "王家庄村"),
        ("柳河乡和平村党总支", "和平村"),
        ("会上，县供销联合会、", "县供销联合会"),
        ("会上，我镇柳树村、", "柳树村"),
        ("千秋街道和谐社区的", "和谐社区"),
        ("会上，县城乡建设局、", "县城乡建设局"),
        ("县园林局局长王立民主持", "县园林局"),
        ("会上，县园林和环卫局、", "县园林和环卫局"),
        ("开办“清溪夜校”", "清溪夜校"),
        ("建起“红色驿站”", "红色驿站"),
        ("石桥村被评为“五星党支部”", "五星党支部"),
    ],
)
def test_names_that_past_issues_write_are_proposed(words: str, name: str) -> None:
    articles = [(issue, f"{words}，有关人员参加。") for issue in "1234"]
    assert name in proposed(*articles)


@pytest.mark.parametrize(
    "words",
    [
        "改造城镇老旧社区、建设新社区",
        "城关镇老旧社区的改造",
        "镇域内村社区，",
        "各镇引导各村，各街道城市社区党组织",
        "在城镇社区，在乡镇村党支部，在城乡社区、",
        "城关镇易地搬迁社区的群众，石佛镇参与村，",
        "会上，县教育局和县水利局、",
        "会上，区域发展局、市场管理局、县级主管局、县里的教育局、",
        "解决“老大难”，打通“融资难”，请来“智囊团”",
        "实行“一票否决”，建强“主心骨”，选好“领头雁”，",
        "他被评为“领头雁”",
        "多个社区，各乡镇街道社区，和乡镇农村社区的居民，返乡村民说，城中村，",
        "乡邻里社区，深化城镇社区，街道老年社区党组织，移民社区，成立社区，",
    ],
)
def test_fragments_and_common_words_are_not_proposed(words: str) -> None:
    articles = [(issue, f"{words}，有关人员参加。") for issue in "1234"]
    assert proposed(*articles) == set()


def test_a_name_stands_in_two_issues_or_in_many_articles() -> None:
    text = "城关镇石桥村党支部发言。"
    assert proposed(*[("1", text)] * 5) == set()
    assert proposed(*[("1", text)] * 6) == {"石桥村"}
    assert proposed(("1", text), ("2", text)) == {"石桥村"}


def test_a_unit_before_a_name_is_whole_and_is_not_proposed() -> None:
    """The segmenter takes 镇上 and 镇南关 for words."""
    texts = [(issue, "八墩镇上庄村党支部、县水利局、八墩镇南关社区，") for issue in "123"]
    names = {"上庄村", "南关社区"}
    assert proposed(*texts, units=("八墩镇", "县水利局")) == names


@pytest.mark.parametrize("before", ["", "，", "今年以来，全县上下一心推进基层党建工作，" * 9])
def test_a_name_is_found_wherever_it_stands(before: str) -> None:
    texts = [(issue, f"{before}城关镇石桥村、柳河乡红花社区，{before}") for issue in "12"]
    assert {"石桥村", "红花社区"} <= proposed(*texts)


def test_what_a_person_accepts_is_checked_and_not_asked_again(named: Path, capsys: Say) -> None:
    accept = ["--accept", "赵明远", "--accept", "石桥村", "--accept", "清溪夜校"]
    assert run(["learn", *accept, "--decline", "五星党支部"]) == 0
    written = (named / "issues/names.yaml").read_text("utf-8")
    assert "领导:\n  - {姓名: 赵明远, 职务: [县委书记]}\n" in written
    assert "村社:\n  - 石桥村\n" in written
    assert "不收:\n  - 五星党支部\n" in written
    capsys.readouterr()
    assert run(["learn"]) == 0
    again = capsys.readouterr().out
    assert not any(f"{name}（" in again for name in ("赵明远", "石桥村", "清溪夜校", "五星党支部"))
    wrong = "县长赵明远到石侨村，“清溪液校”开讲。\n"
    (named / "issues/7/城关镇.md").write_text(NEW + "\n" + wrong, "utf-8")
    run(["check", "7", "--select", "W113,W114", "--json"])
    hints = [each["hint"] for each in json.loads(capsys.readouterr().out)]
    assert [hint.split("（")[0] for hint in hints] == [
        "改为 县委书记赵明远",
        "改为 石桥村",
        "改为 清溪夜校",
    ]


def test_what_nobody_proposed_is_refused(named: Path, capsys: Say) -> None:
    assert run(["learn", "--accept", "无此人"]) == 2
    assert "没有建议 无此人" in capsys.readouterr().err


@pytest.mark.parametrize(
    "before",
    [
        "",
        "村社: []  # 还没有\n品牌: [甲]\n",
        "村社: [石河村, 柳林社区]\n",
        "# 说明\n村社:\n  - 石河村  # 记着\n\n品牌:\n  - 甲\n",
        "places:\n- 石河村\nbrands: []",
    ],
)
def test_what_is_in_the_file_stays_and_more_is_added(before: str) -> None:
    after = with_more_names(before, "places", "村社", ("石桥村",))
    names, faults = read_names(Source("names.yaml", after))
    had, _ = read_names(Source("names.yaml", before or "村社: []\n"))
    assert not faults
    assert names.places == (*had.places, "石桥村")
    assert names.brands == had.brands
    assert all(line in after for line in before.splitlines() if line.startswith("#"))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_the_file_keeps_its_mark_and_its_line_ends(named: Path, mark: bytes, end: str) -> None:
    path = named / "issues/names.yaml"
    path.write_bytes(mark + f"品牌: []{end}村社:{end}  - 柳林社区{end}".encode())
    assert run(["learn", "--accept", "清溪夜校", "--accept", "石桥村"]) == 0
    lines = ["品牌:", "  - 清溪夜校", "村社:", "  - 柳林社区", "  - 石桥村", ""]
    assert path.read_bytes() == mark + end.join(lines).encode()


def test_a_name_that_is_said_twice_stands_once_and_one_both_ways_nowhere(
    named: Path, capsys: Say
) -> None:
    path = named / "issues/names.yaml"
    assert run(["learn", "--accept", "石桥村", "--decline", "石桥村"]) == 2
    assert "石桥村 又写收、又写不收" in capsys.readouterr().err
    assert not path.exists()
    assert run(["learn", "--accept", "石桥村", "--accept", "石桥村"]) == 0
    assert path.read_text("utf-8").count("石桥村") == 1


def test_all_names_are_written_or_none(named: Path, capsys: Say) -> None:
    path = named / "issues/names.yaml"
    path.write_text("品牌: 老品牌\n", "utf-8")
    assert run(["learn", "--accept", "石桥村", "--accept", "清溪夜校"]) == 1
    assert "清溪夜校 写不进 issues/names.yaml，什么也没有写" in capsys.readouterr().err
    assert path.read_text("utf-8") == "品牌: 老品牌\n"


def test_who_breaks_off_is_told_that_nothing_was_written(
    named: Path, monkeypatch: pytest.MonkeyPatch, capsys: Say
) -> None:
    answers = iter(["Y"])

    def answer(_prompt: str = "") -> str:
        try:
            return next(answers)
        except StopIteration:
            raise KeyboardInterrupt from None

    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("click.termui.visible_prompt_func", answer)
    assert run(["learn"]) == 130
    assert "答过的没有记" in capsys.readouterr().err
    assert not (named / "issues/names.yaml").exists()


def test_a_new_office_has_its_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    facts = ["--name", "某县组工信息", "--issuer", "中共某县委组织部研究室"]
    assert run(["init", "刊物", *facts, "--unit", "城关镇", "--report-to", "部领导"]) == 0
    house, faults = load_lists(tmp_path / "刊物")
    assert not faults
    assert house.names.words == ("中共某县委组织部研究室",)
