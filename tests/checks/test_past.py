"""What has appeared before is found again, and looked up from what was kept."""

import os
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from io import StringIO
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin.cli import run
from bulletin.commands import speech
from bulletin.load import read_source
from bulletin.past import (
    COMMON,
    RUN,
    WINDOW,
    PastIndex,
    digest_of_body,
    fingerprints,
    past_place,
    read_past,
)
from bulletin.past import index as past_index
from bulletin.past import sheets as past_sheets

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)


@given(
    st.text(HAN, min_size=RUN + WINDOW - 1, max_size=60), st.text(HAN, max_size=60), st.text(HAN)
)
def test_texts_that_share_a_run_share_a_fingerprint(run: str, before: str, after: str) -> None:
    assert fingerprints(run) & fingerprints(before + run + after)


@given(st.text(max_size=200))
def test_marks_and_spaces_do_not_count(text: str) -> None:
    spaced = " ，".join(text)
    assert fingerprints(spaced) == fingerprints(text)


def with_articles(workspace: Path, *texts: str) -> Path:
    """Write an issue 5 of these articles; returns its folder."""
    folder = workspace / "issues" / "5"
    folder.mkdir()
    sheet = "---\nnumber: 5\ndate: 2023-06-09\nstatus: signed\n---\n"
    (folder / "issue.md").write_text(sheet, "utf-8")
    for at, text in enumerate(texts):
        front = f"---\nunit: 千秋街道\ntitle: 抓实党建{at}\n---\n\n"
        (folder / f"{at}.md").write_text(front + text, "utf-8")
    return folder


def test_a_text_is_wholly_contained_in_itself_and_in_a_longer_one(workspace: Path) -> None:
    text = "".join(chr(0x4E00 + at * 7) for at in range(300))
    longer = "".join(chr(0x4E00 + at * 7) for at in range(600))
    with_articles(workspace, text, longer)
    past = read_past(workspace)
    shared = past.shared(fingerprints(text))
    assert [round(each.share, 1) for each in shared] == [1.0, 1.0]
    assert [each.article.title for each in shared] == ["千秋街道：抓实党建0", "千秋街道：抓实党建1"]
    assert past.shared(fingerprints(text), but=frozenset({"5"})) == ()


def test_a_phrase_that_many_articles_have_proves_nothing(workspace: Path) -> None:
    phrase = "坚持以习近平新时代中国特色社会主义思想为指导深入贯彻落实党的二十大精神"
    folder = with_articles(workspace, *[phrase] * COMMON)
    assert len(read_past(workspace).shared(fingerprints(phrase))) == COMMON
    (folder / "又一篇.md").write_text(f"---\ntitle: 又一篇\n---\n\n{phrase}", "utf-8")
    assert read_past(workspace).shared(fingerprints(phrase)) == ()


# -- The index on disk -----------------------------------------------------------------------------

TEXTS = tuple("".join(chr(0x4E00 + at * step) for at in range(200)) for step in (3, 5, 7, 11))


def told(past: PastIndex) -> list[object]:
    """Everything that an index has to say about the texts."""
    shared = [
        [(each.article, each.share) for each in past.shared(fingerprints(text))] for text in TEXTS
    ]
    known = [
        [(each.path, each.fields) for each in past.alike(digest_of_body(text))] for text in TEXTS
    ]
    return [past.issues, shared, known]


MOMENTS = count(10**9)


def write_text(path: Path, text: str, front: str) -> None:
    """Write a file, at another moment than every other."""
    path.write_text(f"---\n{front}---\n\n{text}\n", "utf-8")
    moment = next(MOMENTS)
    os.utime(path, (moment, moment))


STEPS = st.tuples(
    st.sampled_from(["draft", "signed", "printed", "held", "text", "remove", "inbox", "move"]),
    st.integers(1, 3),
    st.integers(0, 3),
)


def change(workspace: Path, kind: str, number: int, at: int) -> None:
    """One thing that an editor does to a workspace."""
    folder = workspace / "issues" / str(number)
    folder.mkdir(exist_ok=True)
    copy = folder / f"{at}.md"
    match kind:
        case "draft" | "signed" | "printed":
            sheet = f"number: {number}\ndate: 2023-06-0{at + 1}\nstatus: {kind}\n"
            write_text(folder / "issue.md", "", sheet)
        case "held" | "text":
            status = "held" if kind == "held" else "adopted"
            write_text(copy, TEXTS[at], f"unit: 甲\ntitle: 乙{number}\nstatus: {status}\n")
        case "remove":
            copy.unlink(missing_ok=True)
        case "inbox":
            (workspace / "issues/inbox").mkdir(exist_ok=True)
            write_text(workspace / f"issues/inbox/{at}.md", TEXTS[number], "title: 丙\n")
        case "move":
            folder.rename(workspace / "aside")
            other = folder.with_name(str(number % 3 + 1))
            if other.exists():
                other.rename(folder)
            (workspace / "aside").rename(other)


@given(st.lists(STEPS, max_size=12), st.sets(st.integers(0, 11)))
def test_an_index_that_was_kept_says_what_one_made_anew_says(
    tmp_path_factory: pytest.TempPathFactory,
    steps: list[tuple[str, int, int]],
    asked: set[int],
) -> None:
    workspace = tmp_path_factory.mktemp("workspace")
    (workspace / "issues").mkdir()
    kept = workspace / "past.sqlite"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(past_index, "RACE", 0)
        for number, step in enumerate(steps):
            change(workspace, *step)
            if number in asked:
                assert told(read_past(workspace, kept=kept)) == told(read_past(workspace))
        assert told(read_past(workspace, kept=kept)) == told(read_past(workspace))


def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read from now on."""
    names: list[str] = []
    real = read_source

    def noticed(path: Path, root: Path) -> object:
        names.append(path.name)
        return real(path, root)

    monkeypatch.setattr(past_sheets, "read_source", noticed)
    return names


def test_what_looks_as_it_did_is_not_read(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = with_articles(workspace, *TEXTS)
    monkeypatch.setattr(past_index, "RACE", 0)
    kept = workspace / "past.sqlite"
    first = told(read_past(workspace, kept=kept))
    names = opened(monkeypatch)
    before = kept.read_bytes()
    assert told(read_past(workspace, kept=kept)) == first
    assert names == []
    assert kept.read_bytes() == before
    text = (folder / "0.md").read_text("utf-8")
    (folder / "0.md").write_text(text.replace(TEXTS[0], TEXTS[1]), "utf-8")
    assert told(read_past(workspace, kept=kept)) == told(read_past(workspace)) != first
    assert names[:2] == ["issue.md", "0.md"]


def spoil_a_page(kept: Path) -> None:
    content = bytearray(kept.read_bytes())
    content[4096:] = b"x" * (len(content) - 4096)
    kept.write_bytes(content)


def make_it_a_text(kept: Path) -> None:
    kept.write_text("{}" * 3000, "utf-8")


def make_it_a_folder(kept: Path) -> None:
    kept.unlink()
    kept.mkdir()


def say_another_form(kept: Path) -> None:
    with closing(sqlite3.connect(kept)) as database, database:
        database.execute("UPDATE about SET format = '0'")


def lose_a_table(kept: Path) -> None:
    with closing(sqlite3.connect(kept)) as database, database:
        database.execute("DROP TABLE print")


def garble_the_issues(kept: Path) -> None:
    with closing(sqlite3.connect(kept)) as database, database:
        database.execute("UPDATE issue SET said = x'7b'")


def garble_the_copies(kept: Path) -> None:
    with closing(sqlite3.connect(kept)) as database, database:
        database.execute("UPDATE copy SET said = x'7b'")


@pytest.mark.parametrize(
    "spoil",
    [
        spoil_a_page,
        make_it_a_text,
        make_it_a_folder,
        say_another_form,
        lose_a_table,
        garble_the_issues,
        garble_the_copies,
    ],
)
def test_a_spoilt_index_is_made_anew(workspace: Path, spoil: Callable[[Path], None]) -> None:
    with_articles(workspace, *TEXTS)
    kept = workspace / "past.sqlite"
    right = told(read_past(workspace, kept=kept))
    spoil(kept)
    assert told(read_past(workspace, kept=kept)) == right


def test_what_is_read_is_told_from_the_first_to_the_last(workspace: Path) -> None:
    with_articles(workspace, *TEXTS)
    heard: list[tuple[int, int]] = []
    past = read_past(workspace, progress=lambda *far: heard.append(far))
    assert heard == []  # it is lazy
    of = len(past.issues) + 1  # and the inbox
    assert heard == [(done, of) for done in range(of + 1)]
    heard.clear()
    assert len(list(past.texts(lambda *far: heard.append(far)))) == len(TEXTS)
    assert heard == [(done, len(TEXTS)) for done in range(len(TEXTS) + 1)]


def test_what_is_interrupted_leaves_nothing_and_is_done_the_next_time(
    workspace: Path, tmp_path: Path
) -> None:
    with_articles(workspace, *TEXTS)
    kept = tmp_path / "cache" / "past.sqlite"

    def interrupted(done: int, _of: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _ = read_past(workspace, kept=kept, progress=interrupted).issues
    assert sorted(each.name for each in kept.parent.iterdir()) == ["cleared", "past.sqlite"]
    assert told(read_past(workspace, kept=kept)) == told(read_past(workspace))


def test_the_index_is_not_taken_away_from_who_writes_it(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its journal would be rolled back into another file."""
    folder = with_articles(workspace, *TEXTS)
    kept = tmp_path / "past.sqlite"
    before = told(read_past(workspace, kept=kept))
    (folder / "0.md").write_text(f"---\ntitle: 别的\n---\n\n{TEXTS[1]}\n", "utf-8")
    monkeypatch.setattr(past_index, "_PATIENCE", 0.0)
    with closing(sqlite3.connect(kept, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        file = kept.stat().st_ino
        assert told(read_past(workspace, kept=kept)) == told(read_past(workspace)) != before
        assert kept.stat().st_ino == file
        other.execute("DELETE FROM issue")
        other.execute("COMMIT")
    assert told(read_past(workspace, kept=kept)) == told(read_past(workspace))
    assert kept.stat().st_ino == file


def test_two_commands_may_make_the_index_at_once(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_articles(workspace, *TEXTS)
    kept, real, files = tmp_path / "past.sqlite", past_index._about, list[int]()

    def meanwhile(database: sqlite3.Connection) -> tuple[str, str] | None:
        monkeypatch.setattr(past_index, "_about", real)
        before = real(database)
        assert read_past(workspace, kept=kept).issues
        files.append(kept.stat().st_ino)
        return before

    monkeypatch.setattr(past_index, "_about", meanwhile)
    assert told(read_past(workspace, kept=kept)) == told(read_past(workspace))
    assert files == [kept.stat().st_ino]


class _Terminal(StringIO):
    """What a command prints, on a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    "words", ["status", "check 5", "learn", "import 来稿.txt", "build 6 --no-pdf", "wechat 6"]
)
def test_who_waits_for_the_past_to_be_read_is_told(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    with_articles(workspace, *TEXTS)
    write_issue(workspace, 6)
    sheet = workspace / "issues/6/issue.md"
    public = sheet.read_text("utf-8").replace("articles:", "visibility: public\narticles:")
    sheet.write_text(public, "utf-8")
    (workspace / "来稿.txt").write_text(f"千秋街道：抓实党建\n\n{PRINTED}\n", "utf-8")
    monkeypatch.chdir(workspace)
    monkeypatch.setenv("XDG_CACHE_HOME", str(workspace / "cache"))
    monkeypatch.setattr(past_index, "RACE", 0)
    monkeypatch.setattr(speech, "SHORT", -1.0)
    for shows in (True, False):
        monkeypatch.setattr("sys.stderr", terminal := _Terminal())
        run(words.split())
        assert not re.search(r"读往期（[^）]*）(?!\r\x1b\[K)", terminal.getvalue())
        assert ("\r\033[K读往期（0/" in terminal.getvalue()) is shows


def test_a_workspace_that_is_gone_is_forgotten(tmp_path: Path) -> None:
    places = []
    for name in ("甲", "乙"):
        with_articles_in(tmp_path / name)
        places.append(past_place(tmp_path / "cache" / "past", tmp_path / name))
        assert read_past(tmp_path / name, kept=places[-1]).issues
    assert all(each.exists() for each in places)
    shutil.rmtree(tmp_path / "甲")
    (tmp_path / "cache" / "past" / "cleared").unlink()
    with_articles_in(tmp_path / "丙")
    third = past_place(tmp_path / "cache" / "past", tmp_path / "丙")
    assert read_past(tmp_path / "丙", kept=third).issues
    assert [each.exists() for each in (*places, third)] == [False, True, True]


def with_articles_in(folder: Path) -> None:
    (folder / "issues").mkdir(parents=True)
    with_articles(folder, *TEXTS)


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


def test_who_is_asked_answers_of_one_moment_whoever_writes_meanwhile(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another command would take the row of an article between two questions about it."""
    text = "".join(chr(0x4E00 + at * 7) for at in range(300))
    with_articles(workspace, text)
    kept = tmp_path / "past.sqlite"
    past = read_past(workspace, kept=kept)
    assert len(past.shared(fingerprints(text))) == 1
    article, refused = past_index._article, []

    def meanwhile(database: sqlite3.Connection, copy: int) -> past_index.PastArticle:
        with closing(sqlite3.connect(kept, timeout=0, isolation_level=None)) as other:
            try:
                other.execute("DELETE FROM copy")
            except sqlite3.OperationalError as busy:
                refused.append(str(busy))
        return article(database, copy)

    monkeypatch.setattr(past_index, "_article", meanwhile)
    assert len(past.shared(fingerprints(text))) == 1
    assert refused == ["database is locked"]
    with closing(sqlite3.connect(kept, timeout=0, isolation_level=None)) as other:
        other.execute("DELETE FROM copy")  # nothing is held afterwards
