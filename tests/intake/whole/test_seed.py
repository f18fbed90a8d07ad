"""The one real issue, as raw text, gives the issue 116 of the repository."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from bulletin.assemble import assemble
from bulletin.intake.whole import Whole, recognise_whole, write_whole
from bulletin.load import load_issue, load_publication
from bulletin.model import Publication, Visibility
from bulletin.report import concise
from bulletin.source import Source
from tests.conftest import REPOSITORY, MakeWorkspace
from tests.intake.documents import read_plain

SEED = REPOSITORY / "tests" / "checks" / "seed" / "issue-116.txt"
ISSUE = REPOSITORY / "issues" / "116"
NAMES = ("千秋街道", "广陵街道", "仁和集镇", "张铺镇", "大通镇")

ONLY_A_PERSON = ("筑牢红色阵地", "打造先锋队伍", "组建一支“智囊团”")
"""The run-in headings whose bold was lost on the way from paper to text."""

TOLD = """\
issue-116.txt:1:1: info[D354]
issue-116.txt:13:1: info[D363]
issue-116.txt:19:1: info[D346]
issue-116.txt:19:33: warning[D349]
issue-116.txt:19:184: warning[D349]
issue-116.txt:21:1: info[D207]
issue-116.txt:23:1: info[D346]
issue-116.txt:25:1: info[D346]
issue-116.txt:27:1: info[D207]
issue-116.txt:29:1: info[D346]
issue-116.txt:29:22: warning[D349]
issue-116.txt:31:1: info[D207]
issue-116.txt:31:94: info[D345]
issue-116.txt:31:312: info[D345]
issue-116.txt:33:32: info[D345]
issue-116.txt:33:213: info[D345]
issue-116.txt:35:1: info[D207]
"""
"""What no document says (1), contents (1), spaces round figures (4 articles), lost bold (3),
tears (4), stops (4)."""


@pytest.fixture(scope="module")
def publication() -> Publication:
    read, faults = load_publication(REPOSITORY)
    assert read is not None
    assert faults == ()
    return read


def whole_of(publication: Publication, *, headings: bool = False) -> Whole:
    content = SEED.read_bytes()
    document = read_plain("issue-116.txt", content)
    return recognise_whole(document, publication, content=content, headings=headings)


def test_what_only_a_person_can_decide_is_told_with_its_place(publication: Publication) -> None:
    whole = whole_of(publication)
    told = [line.partition(": ")[0] + ": " + line.partition(": ")[2].split("]")[0] + "]"
            for line in concise(whole.diagnostics).strip().split("\n")]  # fmt: skip
    assert "\n".join(told) + "\n" == TOLD
    suggested = [each for each in whole.diagnostics if each.code == "D349"]
    assert [each.quoted.removesuffix("。") for each in suggested] == list(ONLY_A_PERSON)


def test_the_files_are_those_of_the_repository(publication: Publication) -> None:
    """Byte for byte, once an editor has said that the three short sentences are headings."""
    whole = whole_of(publication)
    original = "originals/issue-116.txt"
    assert sorted(whole.files) == sorted((*(f"{name}.md" for name in NAMES), "issue.md", original))
    for name in NAMES:
        text = whole.files[f"{name}.md"].decode()
        for words in ONLY_A_PERSON:
            text = text.replace(f"。{words}。", f"。\n\n**{words}。**")
            text = text.replace(f"\n{words}。", f"\n**{words}。**")
        assert text.encode() == (ISSUE / f"{name}.md").read_bytes()


def test_with_headings_nothing_is_left_to_decide(publication: Publication) -> None:
    whole = whole_of(publication, headings=True)
    for name in NAMES:
        assert whole.files[f"{name}.md"] == (ISSUE / f"{name}.md").read_bytes()
    assert [each for each in whole.diagnostics if each.code == "D349"] == []


def test_the_issue_is_the_same(publication: Publication, make_workspace: MakeWorkspace) -> None:
    """But for what was decided after it was printed: signatures, status, and who may see it."""
    workspace = make_workspace(
        {"issues/publication.yaml": (REPOSITORY / "issues" / "publication.yaml").read_bytes()}
    )
    folder = write_whole(whole_of(publication, headings=True), workspace)
    assert folder.name == "116"
    ours = load_issue(REPOSITORY, ISSUE, publication)
    theirs = load_issue(workspace.root, folder, publication)
    assert theirs.diagnostics == ()
    assert theirs.sheet is not None
    assert theirs.sheet.visibility is Visibility.INTERNAL
    one, two = assemble(ours, publication), assemble(theirs, publication)
    assert one is not None
    assert two is not None
    assert [article.contents_line for article in two.articles] == [
        article.contents_line for article in one.articles
    ]
    same = replace(
        one, source=two.source, articles=two.articles, visibility=two.visibility, status=two.status
    )
    assert two == same
    assert "distribution" not in (folder / "issue.md").read_text("utf-8")


def test_an_issue_that_is_there_is_not_touched(
    publication: Publication, make_workspace: MakeWorkspace
) -> None:
    workspace = make_workspace({"issues/116/issue.md": "old"})
    with pytest.raises(FileExistsError):
        write_whole(whole_of(publication), workspace)
    assert [path.name for path in (workspace.issues / "116").iterdir()] == ["issue.md"]
    assert sorted(path.name for path in workspace.issues.iterdir()) == [
        "116",
        "7",
        "publication.yaml",
    ]


def visible(text: str) -> Counter[str]:
    return Counter(character for character in text if not character.isspace())


def test_nothing_is_lost(publication: Publication) -> None:
    """Every visible character is in a file or in what is told; the marks □ and ** are markup."""
    whole = whole_of(publication)
    source = Source("", SEED.read_text("utf-8"))
    written = "".join(content.decode() for content in whole.files.values())
    standing = "".join(
        "".join(line) for line in publication.distribution.lines
    ) + publication.name + publication.issuer  # fmt: skip
    told = "".join(f"{each.quoted}{each.message}" for each in whole.diagnostics)
    markup = "□" * 5 + "*" * 48 + "【】" + "第期" + "年月日"
    lost = visible(source.text) - visible(written + standing + told + markup)
    assert lost == Counter()
