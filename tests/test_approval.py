"""What is approved is what is printed: the copy by the byte, and else each byte of the PDF."""

from __future__ import annotations

import io
import json
import shutil
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from bulletin.cli import run
from bulletin.diagnostics import has_errors
from bulletin.edition import Approval, copy_files, read_approval, read_shelf
from bulletin.load import load_publication
from bulletin.making import Proof, build, changed_since_approval
from bulletin.making.copy import read_issue
from bulletin.model import Notice
from bulletin.press import Faces
from bulletin.publish.act import ActContext, approve, publish
from bulletin.publish.make import MadeEdition, Press
from bulletin.publish.overview import status
from bulletin.publish.verification import verify
from bulletin.workspace import Workspace
from tests.conftest import REPOSITORY, MakeWorkspace
from tests.office import TODAY, signed_issue
from tests.test_build import in_process, prepared


def picture(text: str) -> bytes:
    """A small PNG that says something which is not printed."""
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", text)
    written = io.BytesIO()
    Image.new("RGB", (40, 30), (200, 30, 30)).save(written, "PNG", pnginfo=words)
    return written.getvalue()


@pytest.fixture(scope="module")
def faces() -> Faces:
    return prepared()


@pytest.fixture
def workspace(make_workspace: MakeWorkspace, faces: Faces) -> Workspace:
    """An office with styles and templates of its own, whose issue 7 with a picture is approved."""
    workspace = make_workspace({})
    signed_issue(workspace, "7")
    (workspace.issues / "7/会场.png").write_bytes(picture("一"))
    append(workspace, "issues/7/城关镇.md", "\n![会场](会场.png)\n")
    for name in ("styles/paper.css", "styles/screen.css", "templates/issue.html"):
        (workspace.root / name).parent.mkdir(exist_ok=True)
        shutil.copy(REPOSITORY / name, workspace.root / name)
    facts = workspace.issues / "publication.yaml"
    stand_ins = ", ".join(dict.fromkeys(family for _, family in faces.stand_ins))
    accepted = f"house: {{substitutes: [{stand_ins}]}}\n"
    facts.write_text(facts.read_text("utf-8") + accepted, "utf-8")
    assert not has_errors(approve(workspace, "7", press=Press(faces)))
    return workspace


def approval(workspace: Workspace) -> Approval:
    found = read_approval(workspace, "7")
    assert found is not None
    return found


def told(workspace: Workspace, faces: Faces, given: Approval | None = None) -> list[str]:
    """What makes the approval void."""
    publication, _ = load_publication(workspace.root)
    assert publication is not None
    read = read_issue(workspace, workspace.issues / "7", publication, working=True)
    assert read.loaded is not None
    assert read.issue is not None
    copy = copy_files(workspace, read.loaded)
    given = given or approval(workspace)
    changed = changed_since_approval(workspace, read.loaded, read.issue, copy, given, faces)
    return [each.what for each in changed]


def append(workspace: Workspace, name: str, text: str) -> None:
    path = workspace.root / name
    path.write_text(path.read_text("utf-8") + text, "utf-8")


@pytest.mark.slow
def test_it_stands_until_a_byte_of_what_is_printed_changes(
    workspace: Workspace, faces: Faces
) -> None:
    append(workspace, "styles/paper.css", "\n/* 2024年 */\n.nobody { color: red }\n")
    append(workspace, "styles/screen.css", "\np { color: #222 }\n")
    append(workspace, "templates/issue.html", "{# 说明 #}")
    (workspace.issues / "7/会场.png").write_bytes(picture("二"))
    append(workspace, "issues/publication.yaml", "mail: {hidden: true}\n")
    assert told(workspace, faces) == []
    append(workspace, "styles/paper.css", "\np { color: #111 }\n")
    assert "`styles/paper.css` 签发以后改动过" in told(workspace, faces)
    assert publish(workspace, "7", ActContext(Press(faces), TODAY)).kept is None


@pytest.mark.slow
def test_files_that_came_or_went_are_told_as_that_and_copies_of_ours_are_none(
    workspace: Workspace, faces: Faces
) -> None:
    """Each with the cure that makes the approval hold again."""
    given = approval(workspace)
    shutil.copy(REPOSITORY / "templates/sheet.html", workspace.root / "templates/sheet.html")
    (workspace.root / "styles/screen.css").unlink()
    assert told(workspace, faces) == []
    (workspace.root / "styles/profiles").mkdir()
    added = workspace.root / "styles/profiles/gbt9704.css"
    profile = (REPOSITORY / "styles/profiles/gbt9704.css").read_text("utf-8")
    added.write_text(profile, "utf-8")
    append(workspace, "styles/paper.css", "p { color: #111 }")
    assert told(workspace, faces) == ["`styles/paper.css` 签发以后改动过"]
    shutil.copy(REPOSITORY / "styles/paper.css", workspace.root / "styles/paper.css")
    added.write_text(profile.replace("--masthead-lines: 12", "--masthead-lines: 13"), "utf-8")
    (what,) = told(workspace, faces)
    assert what == "`styles/profiles/gbt9704.css` 签发以后才加进来"
    said = publish(workspace, "7", ActContext(Press(faces), TODAY)).diagnostics
    assert [each.hint for each in said if each.code == "I106"] == [
        "移走这个文件，或核对后再运行 bulletin approve 7"
    ]
    added.unlink()
    assert told(workspace, faces) == []
    other = {**given.files, "styles/profiles/letter.css": "0" * 64}
    gone = replace(given, files=other, page="another", web="another", pdf="another")
    assert told(workspace, faces, gone) == ["`styles/profiles/letter.css` 签发以后拿掉了"]


@pytest.mark.slow
def test_another_program_or_face_is_told_in_its_own_words_and_only_if_it_prints_otherwise(
    workspace: Workspace, faces: Faces
) -> None:
    given = approval(workspace)
    program, role = given.made_with["bulletin"], "仿宋"
    for name, before in (("bulletin", "0.0.9+a"), (role, "方正仿宋+b"), (role, "FandolFang+b")):
        other = replace(given, made_with={**given.made_with, name: before})
        assert told(workspace, faces, other) == []
        (what,) = told(workspace, faces, replace(other, pdf="another"))
        words = {
            "0.0.9+a": f"签发以后程序换过（0.0.9+a → {program}），",
            "方正仿宋+b": "签发以后仿宋的字体换过（方正仿宋 → FandolFang），",
            "FandolFang+b": "签发以后仿宋的字体换过（FandolFang 的字体文件不同），",
        }[before]
        assert what == f"{words}排出来的 PDF 和签发的不同"


def test_another_program_hides_no_change_of_what_the_page_in_the_archive_says(
    workspace: Workspace, faces: Faces
) -> None:
    """A page that only the program makes otherwise stands; one on which a value changed does not,
    and neither does one with other styles."""
    given = approval(workspace)
    other = replace(given, made_with={**given.made_with, "bulletin": "0.0.9+a"}, web="another")
    assert told(workspace, faces, replace(other, page="another")) == []
    facts = workspace.issues / "publication.yaml"
    written = facts.read_text("utf-8")
    facts.write_text(f"# 刊名\n{written}", "utf-8")
    assert told(workspace, faces, replace(other, page="another")) == []
    facts.write_text(f"{written}site: {{title: 某县党建网, base_url: 'https://example.gov.cn/'}}\n")
    (why,) = told(workspace, faces, other)
    assert "site.title：没有 → 某县党建网" in why
    assert publish(workspace, "7", ActContext(Press(faces), TODAY)).kept is None
    facts.write_text(written, "utf-8")
    assert told(workspace, faces) == []
    append(workspace, "styles/paper.css", "\n/* 2024年 */\n")
    append(workspace, "templates/issue.html", "<p>又一行</p>")
    assert told(workspace, faces, other) == [
        "`styles/paper.css` 签发以后改动过",
        "`templates/issue.html` 签发以后改动过",
    ]


@pytest.mark.slow
def test_what_is_published_is_the_pdf_that_was_approved_and_that_build_makes(
    workspace: Workspace, faces: Faces
) -> None:
    """The same bytes by whichever verb, and the same page."""
    build(workspace, faces, in_process, proof=Proof(TODAY))
    built = {path.name: path.read_bytes() for path in workspace.output.glob("issues/7/*")}
    published = publish(workspace, "7", ActContext(Press(faces), TODAY))
    assert published.kept is not None, published.diagnostics
    sent = {path.name: path.read_bytes() for path in published.kept.file(".").iterdir()}
    assert sent["7.pdf"] == built["7.pdf"] == (workspace.proofs / "7-签发.pdf").read_bytes()
    assert sha256(sent["7.pdf"]).hexdigest() == approval(workspace).pdf
    assert sent["会场.png"] == built["会场.png"]
    build(workspace, faces, in_process, proof=Proof(TODAY))
    again = {path.name: path.read_bytes() for path in workspace.output.glob("issues/7/*")}
    assert again == built


LONG_TOPIC = "探索建立党群连心桥上桥下全域联动服务机制推动基层治理提质增效"


@pytest.mark.slow
def test_a_title_that_a_term_keeps_whole_is_published_and_set_again_as_it_was_approved(
    workspace: Workspace, faces: Faces
) -> None:
    """With the terms of its day, whatever becomes of them; terms that are changed before are told
    by name where they divide a title elsewhere, and only there."""
    sheet, terms = workspace.issues / "7/issue.md", workspace.issues / "terms.yaml"
    text = sheet.read_text("utf-8").replace("\n", f"\ntopic: {LONG_TOPIC}\n", 1)
    sheet.write_text(text, "utf-8")
    without = approved_pdf(workspace, faces)
    words = "terms:\n  - {prefer: 全域联动服务机制推动, wrong: [联动服务机制]}\n"
    terms.write_text(words, "utf-8")
    assert told(workspace, faces) == [
        "用语表签发以后改动过，标题断行不同，排出来的 PDF 和签发的不同"
    ]
    refused = publish(workspace, "7", ActContext(Press(faces), TODAY)).diagnostics
    assert [each.hint for each in refused if each.code == "I106"] == [
        "改回原样，或核对后再运行 bulletin approve 7"
    ]
    assert approved_pdf(workspace, faces) != without
    terms.write_text(f"{words}  - {{prefer: 连心桥, wrong: [联心桥]}}\n", "utf-8")
    assert told(workspace, faces) == []
    done = publish(workspace, "7", ActContext(Press(faces), TODAY))
    assert done.kept is not None, done.diagnostics
    terms.unlink()
    assert verify(workspace, press=Press(faces)).diagnostics == ()


def approved_pdf(workspace: Workspace, faces: Faces) -> bytes:
    """The PDF of issue 7, approved as it is now."""
    assert not has_errors(approve(workspace, "7", press=Press(faces)))
    return (workspace.proofs / "7-签发.pdf").read_bytes()


@pytest.mark.slow
def test_status_prepares_no_face(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "empty-cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    (seventh, *_) = status(workspace).issues
    assert (seventh.state, seventh.lacks) == ("signed", ())
    assert not cache.joinpath("bulletin", "faces").exists()


def test_a_pdf_that_comes_out_otherwise_is_not_published(
    workspace: Workspace, faces: Faces
) -> None:
    """Where nothing that is looked at beforehand has changed, the PDF itself tells."""

    class OtherPress(Press):
        def __call__(self, root: Path, issue: str, notices: tuple[Notice, ...]) -> MadeEdition:
            made = super().__call__(root, issue, notices)
            return replace(made, files={**made.files, "7.pdf": made.files["7.pdf"] + b"\n"})

    outcome = publish(workspace, "7", ActContext(OtherPress(faces), TODAY))
    assert outcome.kept is None
    assert [each.code for each in outcome.diagnostics] == ["I106"]
    assert "系统的排版部件换过" in outcome.diagnostics[0].message
    assert read_shelf(workspace).kept == ()


@pytest.mark.slow
def test_approve_says_what_was_approved_and_where_the_pdf_lies(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(workspace.root)
    signed_issue(workspace, "6", "2024-03-04")
    assert run(["approve", "7"]) == 0
    told = capsys.readouterr()
    assert "已签发第 7 期　稿次 " in told.out
    assert "issues/7/approval.json\nPDF：proofs/7-签发.pdf\n" in told.out
    assert "先运行 bulletin publish 6" in told.err  # what publishing would refuse today
    path = workspace.issues / "7/approval.json"
    fields = json.loads(path.read_text("utf-8"))
    for name in ("pdf", "made_with", "page", "files"):
        forged = {} if isinstance(fields[name], dict) else "0"
        path.write_text(json.dumps({**fields, name: forged}), "utf-8")
        assert read_approval(workspace, "7") is None
