"""A document that comes back after the editors went on: only the leader's changes are his."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from docx import Document
from hypothesis import example, given
from hypothesis import strategies as st

from bulletin.cli import run
from bulletin.revision.compare import Fact, Version, Written
from bulletin.revision.letters import passages_of
from bulletin.revision.merging import merged
from bulletin.word.origin import KEPT, copy_digest, digest_in, keep_copy, kept_copy
from bulletin.workspace import Workspace
from tests.conftest import MakeWorkspace
from tests.revision.test_revision import sections
from tests.revision.word import Marked

SHEET = """\
---
number: 7
date: 2024-03-05
topic: 治理
visibility: public
articles: [东关街道, 城关镇]
---
"""
FIRST = """\
---
unit: 东关街道
title: 联建联治暖民心
---

开头一段讲的是联建，共有400户参加。

社区和物业一起办公啦。

接着讲第三段的内容。
"""
SECOND = "---\nunit: 城关镇\ntitle: 春耕生产有序推进\n---\n\n抢抓农时，发放种子3万斤。\n"


@pytest.fixture
def desk(make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace whose issue 7 was exported to 送审.docx."""
    files = {"issue.md": SHEET, "东关街道.md": FIRST, "城关镇.md": SECOND}
    workspace = make_workspace({f"issues/7/{name}": text for name, text in files.items()})
    monkeypatch.chdir(workspace.root)
    assert run(["export", "7", "--docx", "-o", "送审.docx"]) == 0
    return workspace


def leader(was: str, now: str, *more: tuple[str, str]) -> None:
    marked = Marked(Path("送审.docx").read_bytes()).replace(was, now)
    for one, two in more:
        marked.replace(one, two)
    Path("改.docx").write_bytes(marked.saved)


def editor(was: str, now: str, name: str = "东关街道.md") -> None:
    path = Path("issues/7", name)
    path.write_text(path.read_text("utf-8").replace(was, now), "utf-8")


def diff(*more: str) -> int:
    return run(["diff", "7", "--docx", "改.docx", *more])


def first() -> str:
    return Path("issues/7/东关街道.md").read_text("utf-8")


Say = pytest.CaptureFixture[str]


def test_the_editors_own_later_change_is_neither_told_nor_undone(
    desk: Workspace, capsys: Say
) -> None:
    editor("400户", "450户")
    leader("办公啦", "办公了")
    capsys.readouterr()
    assert diff() == 1
    said = capsys.readouterr()
    assert (said.out, said.err) == (
        "第 1 篇　东关街道：联建联治暖民心\n  issues/7/东关街道.md\n"
        "  段落：社区和物业一起办公〔删：啦〕〔增：了〕。\n",
        "",
    )
    assert diff("--apply", "--yes") == 0
    assert first() == FIRST.replace("400户", "450户").replace("办公啦", "办公了")
    assert diff() == 0


def test_a_paragraph_that_both_changed_is_told_and_left_alone(desk: Workspace, capsys: Say) -> None:
    editor("400户", "450户")
    leader("400户", "380户", ("办公啦", "办公了"))
    capsys.readouterr()
    assert diff("--apply", "--yes") == 1
    assert first() == FIRST.replace("400户", "450户").replace("办公啦", "办公了")
    said = capsys.readouterr()
    assert "400" not in said.out
    assert said.err.startswith(
        "提醒　issues/7/东关街道.md 第6行：导出以后稿件也改过，领导的改动没有写进去："
        "段落：开头一段讲的是联建，共有〔删：400〕〔增：380〕户参加。\n"
    )
    assert "（D420）\n" in said.err
    assert diff() == 1  # it stays to be decided
    editor("450户", "380户")
    assert diff() == 0


@pytest.mark.parametrize("lost", ["the copy", "the property"])
def test_where_the_base_is_not_known_nothing_is_written_unless_insisted_on(
    desk: Workspace, capsys: Say, lost: str
) -> None:
    editor("400户", "450户")
    leader("办公啦", "办公了")
    if lost == "the copy":
        shutil.rmtree(desk.memory)
    else:
        document = Document("改.docx")
        document.part.package.rels.pop("rId3")
        document.save("改.docx")
    capsys.readouterr()
    assert diff() == 1
    said = capsys.readouterr()
    assert "：稿件在导出以后改过，或者不知道这份 Word 是从哪一稿导出的\n" in said.err
    assert "（D419）" in said.err
    assert "〔删：450〕〔增：400〕" in said.out
    assert diff("--apply", "--yes") == 1
    assert "--anyway" in capsys.readouterr().err
    assert first() == FIRST.replace("400户", "450户")
    assert diff("--apply", "--yes", "--anyway") == 0
    assert first() == FIRST.replace("办公啦", "办公了")


def test_facts_and_order_of_both_sides_hold(desk: Workspace) -> None:
    editor("topic: 治理", "topic: 治理\ncopies: 90", "issue.md")
    leader("联建联治暖民心", "联建联治聚民心")
    assert diff("--apply", "--yes") == 0
    assert "title: 联建联治聚民心\n" in first()
    assert "copies: 90\n" in Path("issues/7/issue.md").read_text("utf-8")


def test_copies_are_kept_in_number_and_only_whole(desk: Workspace) -> None:
    digest = digest_in(Path("送审.docx").read_bytes())
    assert kept_copy(desk, digest) is not None
    for number in range(KEPT):
        keep_copy(desk, {"issues/publication.yaml": str(number).encode()})
    assert len(list((desk.memory / "exports").iterdir())) == KEPT
    assert kept_copy(desk, digest) is None
    last = copy_digest({"issues/publication.yaml": b"0"})
    kept = kept_copy(desk, last)
    assert kept is not None
    (kept.issues / "publication.yaml").write_bytes(b"1")
    assert kept_copy(desk, last) is None
    keep_copy(desk, {"issues/publication.yaml": b"0"})
    assert kept_copy(desk, last) is not None


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18])
def test_a_file_that_is_no_document_names_no_copy(content: bytes) -> None:
    assert digest_in(content) == ""


@pytest.mark.slow
def test_another_program_keeps_the_digest(desk: Workspace) -> None:
    home = f"-env:UserInstallation=file://{desk.root / 'profile'}"
    command = ["soffice", home, "--headless", "--convert-to", "docx", "--outdir", "存", "送审.docx"]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    saved, sent = (digest_in(Path(name).read_bytes()) for name in ("存/送审.docx", "送审.docx"))
    assert saved == sent != ""


# -- Three versions --------------------------------------------------------------------------------


def version(copy: str) -> Version:
    facts = (Fact("unit", "单位", "城关镇"), Fact("title", "标题", "抓实治理"))
    return Version((), (), (Written(facts, sections(copy)),))


def lines(of: Version) -> list[str]:
    return [each.text for article in of.articles for each in passages_of(article.sections)]


A, B, C, D = (
    "甲说的是第一件事情",
    "乙讲了另外一桩往事",
    "丙的三项举措已经落地",
    "丁收尾时谈到今后打算",
)


@pytest.mark.parametrize(
    ("theirs", "ours", "wanted", "conflicts"),
    [
        ([A, C], [A, B, C], [A, C], 0),  # only they took it out
        ([A, B, D, C], [A + "了", B, C], [A + "了", B, D, C], 0),  # put in beside a change of ours
        ([A + "啊", B, C], [A, B + "了", C], [A + "啊", B + "了", C], 0),  # neighbours
        ([A, B + "啊", C], [A, B + "了", C], [A, B + "了", C], 1),  # the same
        ([A, B + "啊", C], [A, C], [A, C], 1),  # what we took out
        ([A, C], [A, B + "了", C], [A, B + "了", C], 1),  # what we changed, taken out
        ([A, B + "啊", C], [A, B + "啊", C + "了"], [A, B + "啊", C + "了"], 0),  # done already
        ([A, B[:5], B[5:], C], [A, B + "了", C], [A, B + "了", C], 1),  # parted
        ([B, C, A], [A + "了", B, C], [A + "了", B, C], 1),  # moved: both halves or none
    ],
)
def test_three_versions(
    theirs: list[str], ours: list[str], wanted: list[str], conflicts: int
) -> None:
    base, came, mine = (version("\n\n".join(each)) for each in ([A, B, C], theirs, ours))
    found = merged(base, came, mine)
    assert lines(found.version) == wanted
    assert bool(found.conflicts) == bool(conflicts)


def issue(names: str) -> Version:
    """Articles that are told apart by one letter each."""
    articles = (
        Written((Fact("title", "标题", each * 4),), sections(f"{each * 9}\n")) for each in names
    )
    return Version((), (), tuple(articles))


@pytest.mark.parametrize(
    ("theirs", "ours", "wanted"),
    [
        ("乙甲丙", "甲乙丙", "乙甲丙"),
        ("丙甲", "甲乙丙", "丙甲"),  # one moved, one taken out
        ("甲子丑乙丙", "甲乙丙", "甲子丑乙丙"),
        ("子甲乙丑丙", "甲乙丙丁", "子甲乙丑丙丁"),
        ("甲乙丙", "丙乙甲丁", "丙乙甲丁"),
        ("甲乙丙子", "甲丙乙", "甲丙乙子"),
        ("乙甲丙", "甲丙乙", None),
    ],
)
def test_the_order_of_articles(theirs: str, ours: str, wanted: str | None) -> None:
    found = merged(issue("甲乙丙"), issue(theirs), issue(ours))
    assert found.version == issue(wanted or ours)
    assert [each.about for each in found.conflicts] == ([] if wanted else ["稿件的次序"])


COPIES = st.lists(st.sampled_from([A, B, C, D, A + "了", B + "啊"]), max_size=5).map("\n\n".join)


@given(COPIES, COPIES)
def test_what_only_one_side_changed_is_as_that_side_has_it(one: str, two: str) -> None:
    base, other = version(one), version(two)
    assert merged(base, other, base).version.articles == other.articles
    assert merged(base, base, other).version.articles == other.articles
    assert lines(merged(base, other, other).version) == lines(other)


@example(base=f"{B}\n\n{A}\n\n{B}", theirs=f"{A}\n\n{B}", ours=f"{B}\n\n{A}")
@given(COPIES, COPIES, COPIES)
def test_nothing_of_ours_is_lost_that_they_did_not_take_out(
    base: str, theirs: str, ours: str
) -> None:
    found = lines(merged(version(base), version(theirs), version(ours)).version)
    gone = set(lines(version(base))) - set(lines(version(theirs)))
    assert set(lines(version(ours))) - gone <= set(found)
