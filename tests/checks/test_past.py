"""What has appeared before is found again, and looked up from what was kept."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin.cli import run
from bulletin.past import RUN, WINDOW, PastArticle, PastIndex, fingerprints, read_past

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)


def article(text: str, name: str = "甲", issue: str = "1") -> PastArticle:
    return PastArticle(issue, name, name, fingerprints(text))


@given(
    st.text(HAN, min_size=RUN + WINDOW - 1, max_size=60), st.text(HAN, max_size=60), st.text(HAN)
)
def test_texts_that_share_a_run_share_a_fingerprint(run: str, before: str, after: str) -> None:
    assert fingerprints(run) & fingerprints(before + run + after)


@given(st.text(max_size=200))
def test_marks_and_spaces_do_not_count(text: str) -> None:
    spaced = " ，".join(text)
    assert fingerprints(spaced) == fingerprints(text)


def test_a_text_is_wholly_contained_in_itself_and_in_a_longer_one() -> None:
    text = "".join(chr(0x4E00 + at * 7) for at in range(300))
    longer = "".join(chr(0x4E00 + at * 7) for at in range(600))
    index = PastIndex(articles=(article(text), article(longer, "乙")))
    assert [round(each.share, 1) for each in index.shared(fingerprints(text))] == [1.0, 1.0]
    [shared] = index.shared(fingerprints(text), but=frozenset({"1"})) or [None]
    assert shared is None


def test_a_phrase_that_many_articles_have_proves_nothing() -> None:
    phrase = "坚持以习近平新时代中国特色社会主义思想为指导深入贯彻落实党的二十大精神"
    many = tuple(article(phrase, str(at)) for at in range(20))
    assert PastIndex(articles=many).shared(fingerprints(phrase)) == ()


def test_what_was_kept_is_read_and_only_what_is_new_is_added(workspace: Path) -> None:
    cache = workspace / "cache" / "past.json"
    folder = workspace / "issues" / "5"
    folder.mkdir()
    (folder / "issue.md").write_text(
        "---\nnumber: 5\ndate: 2023-06-09\nstatus: signed\n---\n", "utf-8"
    )
    copy = folder / "甲.md"
    copy.write_text(
        "---\nunit: 千秋街道\ntitle: 抓实党建\n---\n\n" + "选派干部充实力量" * 9, "utf-8"
    )
    first = read_past(workspace, cache)
    kept = cache.read_bytes()
    assert read_past(workspace, cache) == first == read_past(workspace)
    assert cache.read_bytes() == kept
    assert [each.title for each in first.articles] == ["千秋街道：抓实党建"]
    copy.write_text(copy.read_text("utf-8") + "改造场所完善功能建立制度明确责任", "utf-8")
    assert read_past(workspace, cache).articles != first.articles
    assert cache.read_bytes() != kept


def test_a_spoilt_cache_is_made_anew(workspace: Path) -> None:
    cache = workspace / "past.json"
    folder = workspace / "issues" / "5"
    folder.mkdir()
    (folder / "甲.md").write_text("---\ntitle: 抓实党建\n---\n\n" + "选派干部充实力量" * 9, "utf-8")
    cache.write_text('{"recipe": "1", "prints": []', "utf-8")
    assert read_past(workspace, cache) == read_past(workspace)


# -- What has appeared -----------------------------------------------------------------------------

PRINTED = "坚持党建引领，整合各方力量，把群众的操心事一件一件办好，选派干部驻村，建起服务队伍。" * 4
SHEET = (
    "---\nnumber: {number}\ndate: 2023-{month:02}-09\nstatus: {stage}\narticles: [千秋街道]\n---\n"
)


def write_issue(
    workspace: Path, number: int, *, status: str = "adopted", stage: str = "signed"
) -> Path:
    folder = workspace / "issues" / str(number)
    folder.mkdir(exist_ok=True)
    (folder / "issue.md").write_text(
        SHEET.format(number=number, month=number, stage=stage), "utf-8"
    )
    front = f"---\nunit: 千秋街道\ntitle: 抓实党建\nstatus: {status}\n---\n\n"
    (folder / "千秋街道.md").write_text(f"{front}{PRINTED}\n", "utf-8")
    return folder


Repeated = Callable[..., list[str]]


@pytest.fixture
def repeated(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Repeated:
    """What R101 says of these targets of `bulletin check`."""
    monkeypatch.chdir(workspace)
    monkeypatch.setenv("XDG_CACHE_HOME", str(workspace / "cache"))

    def say(*targets: str) -> list[str]:
        run(["check", *targets, "--select", "R101", "--format", "concise"])
        return re.findall(r"\[R101\]: (.*?)；", capsys.readouterr().out)

    return say


def keep_its_issue_whole(folder: Path) -> None:
    """Leave everything readable."""


def lose_the_sheet(folder: Path) -> None:
    (folder / "issue.md").unlink()


def spoil_the_sheet(folder: Path) -> None:
    (folder / "issue.md").write_text("number: 5\n", "utf-8")


def spoil_the_encoding(folder: Path) -> None:
    (folder / "issue.md").write_bytes(b"---\nnumber: \xff\n---\n")


def lose_the_date(folder: Path) -> None:
    (folder / "issue.md").write_text(
        "---\nnumber: 5\nstatus: signed\narticles: [千秋街道]\n---\n", "utf-8"
    )


def say_another_number(folder: Path) -> None:
    (folder / "issue.md").write_text(SHEET.format(number=4, month=5, stage="signed"), "utf-8")


@pytest.mark.parametrize(
    "spoil",
    [
        keep_its_issue_whole,
        lose_the_sheet,
        spoil_the_sheet,
        spoil_the_encoding,
        lose_the_date,
        say_another_number,
    ],
)
def test_no_issue_is_compared_with_itself_whatever_cannot_be_read(
    workspace: Path, repeated: Repeated, spoil: Callable[[Path], None]
) -> None:
    folder = write_issue(workspace, 5)
    write_issue(workspace, 6)
    (folder / "全期.txt").write_text(PRINTED, "utf-8")
    (folder / "originals").mkdir()
    (folder / "originals/来稿.txt").write_text(PRINTED, "utf-8")
    spoil(folder)
    own = ("千秋街道.md", "全期.txt", "originals/来稿.txt")
    assert repeated("5", *(str(folder / name) for name in own)) == []
    assert repeated("6") == ["和第5期《千秋街道：抓实党建》重复 100%"]


def test_what_never_appeared_is_not_counted(workspace: Path, repeated: Repeated) -> None:
    for number, status in ((4, "held"), (5, "returned")):
        write_issue(workspace, number, status=status)
    write_issue(workspace, 6)
    assert repeated("6") == []
    write_issue(workspace, 5)
    assert repeated("6") == ["和第5期《千秋街道：抓实党建》重复 100%"]


def test_a_draft_is_no_issue_that_appeared(workspace: Path, repeated: Repeated) -> None:
    for stage, told in (("draft", 0), ("proof", 0), ("signed", 1), ("printed", 1)):
        write_issue(workspace, 5, stage=stage)
        write_issue(workspace, 6, stage="draft")
        assert len(repeated("6")) == told, stage
