"""What is set and sent out comes back: text, Word and PDF of an issue give its model again."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from bulletin.assemble import assemble
from bulletin.cli import run
from bulletin.intake.kinds import documents
from bulletin.intake.office import the_office
from bulletin.intake.pieces import ParcelFile
from bulletin.intake.portable import read_portable
from bulletin.intake.received import ReceivedDocument
from bulletin.intake.whole import Whole, recognise_whole
from bulletin.intake.word import read_word
from bulletin.load import load_issue, load_publication
from bulletin.model import Flow, Inline, Issue, Paragraph, Publication, Strong, plain
from bulletin.profile import profile_of
from bulletin.render import passages
from bulletin.word import word_document
from bulletin.word.exporting import unkept
from tests.conftest import REPOSITORY
from tests.intake.documents import read_plain
from tests.intake.whole.issues import PICTURES, Typing, full_issues, issues, printed, typings

STANDARD = profile_of(
    "gbt9704", [("gbt9704.css", (REPOSITORY / "styles/profiles/gbt9704.css").read_text("utf-8"))]
)


def issue_of(whole: Whole, publication: Publication) -> Issue:
    """The issue that the written files load as, without a fault."""
    assert whole.serial is not None, [each.message for each in whole.diagnostics]
    with tempfile.TemporaryDirectory() as room:
        folder = Path(room) / "issues" / whole.serial.folder
        folder.mkdir(parents=True)
        for name, content in whole.files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(content)
        loaded = load_issue(Path(room), folder, publication)
    assert [(each.message, each.quoted) for each in loaded.diagnostics] == []
    issue = assemble(loaded, publication)
    assert issue is not None
    return issue


def word_of(issue: Issue) -> ReceivedDocument:
    return read_word("期.docx", word_document(issue, STANDARD, PICTURES))


def test_issue_116_comes_back_from_word() -> None:
    publication, _ = load_publication(REPOSITORY)
    assert publication is not None
    folder = REPOSITORY / "issues" / "116"
    issue = assemble(load_issue(REPOSITORY, folder, publication), publication)
    assert issue is not None
    whole = recognise_whole(word_of(issue), publication)
    assert printed(issue_of(whole, publication)) == printed(issue)
    for name, content in whole.files.items():
        if name != "issue.md":
            assert content == (folder / name).read_bytes()
    assert [each.code for each in whole.diagnostics] == ["D354", "D363"]


@pytest.mark.slow
@given(issues())
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
def test_a_generated_issue_comes_back_from_word(issue: Issue) -> None:
    whole = recognise_whole(word_of(issue), issue.publication)
    assert printed(issue_of(whole, issue.publication)) == printed(issue)
    told = [each for each in whole.diagnostics if each.code not in ("D363", "D349", "D354")]
    assert [each.message for each in told] == []


@pytest.mark.slow
@given(full_issues())
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
def test_all_that_an_issue_may_hold_comes_back_from_word(issue: Issue) -> None:
    """Quotations, figures, lists in lists, all levels: by the styles they are set in."""
    written = [each.sections for each in issue.articles]
    assert [*unkept(issue.editor_note, note=True), *chain(*map(unkept, written))] == []
    whole = recognise_whole(word_of(issue), issue.publication)
    assert printed(issue_of(whole, issue.publication)) == printed(issue)
    told = [each for each in whole.diagnostics if each.code not in ("D363", "D354")]
    assert [each.message for each in told] == []


def text_of(inlines: tuple[Inline, ...]) -> str:
    """Inlines as raw text has them: bold between marks, all else plain."""
    return "".join(
        f"**{plain((each,))}**" if isinstance(each, Strong) else plain((each,)) for each in inlines
    )


def raw_text(issue: Issue, typing: Typing) -> str:
    """The issue as text taken from a PDF, as the seed is."""
    head = [
        *(each for each in (issue.copy_number, issue.secrecy, issue.notice) if each),
        issue.publication.name,
        issue.label + (f"（总第{issue.whole_number}期）" if issue.whole_number else ""),
        issue.publication.issuer,
        issue.printed_date,
        *([f"【{issue.topic}】"] if issue.topic else []),
        *(f"- {article.contents_line}" for article in issue.articles if len(issue.articles) > 1),
        *(
            typing.paragraph(text_of(block.children))
            for each in issue.editor_note
            for block in each.blocks
            if isinstance(block, Paragraph)
        ),
    ]
    lines: list[str] = []
    for article in issue.articles:
        for passage in passages(article, Flow.FLOW):
            parts = [
                f"**{text_of(part.children)}{part.stop}**" if part.kind != "copy"
                else text_of(part.children)
                for part in passage.parts
            ]  # fmt: skip
            said = ("□" if passage.marked else "") + "".join(parts).replace("****", "")
            lines.append(typing.paragraph(said))
        if article.supplier:
            lines.append(f"（{article.supplier}供稿）")
    foot = [f"{label}{parties}" for _, label, parties in issue.distribution.lines]
    foot = [line if typing.stops else line.rstrip("。") for line in foot]
    foot += [] if typing.stops else [f"{issue.publication.issuer}　{issue.printed_date}印发"]
    foot += [f"共印{issue.copies}份"] if issue.copies else []
    between = "\n" if typing.indented else "\n\n"
    return "\n\n".join([*head, between.join(lines), *foot]) + "\n"


@pytest.mark.slow
@given(issues(rich=False, flows=(Flow.FLOW, Flow.PARAGRAPHS)), typings())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_a_generated_issue_comes_back_from_text(issue: Issue, typing: Typing) -> None:
    text = raw_text(issue, typing)
    whole = recognise_whole(read_plain("期.txt", text.encode("gb18030")), issue.publication)
    assert printed(issue_of(whole, issue.publication)) == printed(issue)


@pytest.mark.slow
def test_issue_116_comes_back_from_its_own_pdf(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of it: what a PDF cannot tell an issue without pictures and tables does not have."""
    shutil.copytree(REPOSITORY / "issues", tmp_path / "issues")
    monkeypatch.chdir(tmp_path)
    assert run(["build", "116"]) == 0
    (built,) = (tmp_path / "build").rglob("116.pdf")
    publication, _ = load_publication(REPOSITORY)
    assert publication is not None
    folder = REPOSITORY / "issues" / "116"
    issue = assemble(load_issue(REPOSITORY, folder, publication), publication)
    assert issue is not None
    whole = recognise_whole(read_portable("116.pdf", built.read_bytes()), publication)
    assert printed(issue_of(whole, publication)) == printed(issue)
    for name, content in whole.files.items():
        if name != "issue.md":
            assert content == (folder / name).read_bytes()
    assert [each.code for each in whole.diagnostics] == ["D354", "D363"]


@pytest.mark.slow
@pytest.mark.skipif(the_office() is None, reason="no LibreOffice on this machine")
@pytest.mark.parametrize("kind", ["doc:MS Word 97", "odt:writer8", "rtf:Rich Text Format", "pdf"])
def test_issue_116_comes_back_from_what_libreoffice_makes_of_it(tmp_path: Path, kind: str) -> None:
    """As an office has it: saved in an old format, or printed to PDF by another program."""
    publication, _ = load_publication(REPOSITORY)
    assert publication is not None
    folder = REPOSITORY / "issues" / "116"
    issue = assemble(load_issue(REPOSITORY, folder, publication), publication)
    assert issue is not None
    (tmp_path / "116.docx").write_bytes(word_document(issue, STANDARD, {}))
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(tmp_path / 'p').as_uri()}", "--headless",
         "--convert-to", kind, "--outdir", str(tmp_path), str(tmp_path / "116.docx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    made = tmp_path / f"116.{kind.partition(':')[0]}"
    (document,) = documents([ParcelFile(made.name, made.read_bytes())], the_office())
    whole = recognise_whole(document, publication)
    for name, content in whole.files.items():
        if name != "issue.md":
            assert content == (folder / name).read_bytes()
    assert [each.code for each in whole.diagnostics] == ["D354", "D363"]
