"""Publishing: what is refused, what is kept, and how a later change is found out."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from email import message_from_bytes, policy
from errno import ENOSPC
from hashlib import sha256
from pathlib import Path

import bagit
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bulletin.calendar_day import day_at
from bulletin.cli import run
from bulletin.diagnostics import Diagnostic, Severity
from bulletin.edition import bag
from bulletin.edition.shelf import (
    REGISTER_NAME,
    Kept,
    altered,
    latest_edition,
    past_of,
    read_shelf,
)
from bulletin.load import FIRST_SUBMISSION, load_publication, read_source
from bulletin.making import Proof, build, open_issue, open_issues
from bulletin.making.copy import read_issue
from bulletin.making.drafts import mark_of
from bulletin.making.sent import sent_files
from bulletin.model import SIGNATURES, Act, Notice, Serial, section_texts
from bulletin.output import DISK, Disk, replace_file, replace_tree
from bulletin.press import Faces
from bulletin.publish import gates
from bulletin.publish.act import ActOutcome, ahead, approve, correct, publish, withdraw
from bulletin.publish.auditors import as_json, as_text
from bulletin.publish.make import MadeEdition, Press, _lost
from bulletin.publish.overview import status
from bulletin.publish.signing import sign
from bulletin.publish.verification import verify
from bulletin.report import concise
from bulletin.scaffold import new_issue
from bulletin.source import Source
from bulletin.workspace import Workspace
from tests.conftest import REPOSITORY, MakeWorkspace
from tests.office import (
    TODAY,
    QuickPress,
    a_pdf,
    edit,
    office,
    sent,
    signed_issue,
    three_signed_issues,
)
from tests.test_build import in_process, prepared, tree


@pytest.fixture
def workspace(make_workspace: MakeWorkspace) -> Workspace:
    return three_signed_issues(make_workspace)


def codes(outcome: ActOutcome) -> list[str]:
    assert outcome.kept is None
    return [each.code for each in outcome.diagnostics]


def found(workspace: Workspace) -> list[tuple[str, str]]:
    report = verify(workspace)
    return [(each.code, each.source.path if each.source else "") for each in report.diagnostics]


# -- What is kept ----------------------------------------------------------------------------------


def test_an_edition_is_a_valid_bag_that_names_the_one_before(workspace: Workspace) -> None:
    assert sent(publish(workspace, "7", office())) == "7/1"
    assert sent(publish(workspace, None, office())) == "8/1"
    shelf = read_shelf(workspace)
    for kept in shelf.kept:
        bagit.Bag(str(kept.folder)).validate()
    first, second = shelf.kept
    assert "Previous-Edition" not in first.info
    assert second.info["Previous-Edition"] == "7/1"
    assert second.info["Previous-Tagmanifest-SHA256"] == first.identity
    said = subprocess.run(
        ["sha256sum", "-c", REGISTER_NAME], cwd=workspace.issues, capture_output=True, check=True
    )
    assert said.stdout.decode().count(": OK") == 2
    assert verify(workspace).diagnostics == ()


def test_the_copy_is_kept_as_it_was_approved(workspace: Workspace) -> None:
    before = (workspace.issues / "7" / "城关镇.md").read_bytes()
    publish(workspace, "7", office())
    [kept] = read_shelf(workspace).kept
    assert (kept.workspace.issues / "7" / "城关镇.md").read_bytes() == before
    record = kept.record
    assert (record.issue, record.act, record.revision) == ("7", Act.PUBLISHED, 1)
    assert [(each.role, each.by) for each in record.signatures] == [
        ("责任编辑", "责任编辑"),
        ("核稿", "核稿人"),
        ("签发", "签发人"),
    ]
    assert record.acted_on == TODAY


def test_a_bag_carries_what_went_into_the_page_and_no_more(workspace: Workspace) -> None:
    """Ours are told by the program's version; of the office's own only those that were used."""
    for name in ("words.html", "404.html", "withdrawn.html"):
        (workspace.root / "templates").mkdir(exist_ok=True)
        shutil.copy(REPOSITORY / "templates" / name, workspace.root / "templates")
    for name in ("paper.css", "mail.css", "screen.css"):
        (workspace.root / "styles").mkdir(exist_ok=True)
        shutil.copy(REPOSITORY / "styles" / name, workspace.root / "styles")
    approve(workspace, "7")
    assert sent(publish(workspace, "7", office())) == "7/1"
    assert sent(withdraw(workspace, "7", "有误", office())) == "7/2"
    first, second = (
        {name.removeprefix("data/workspace/") for name in tree(kept.folder) if "workspace" in name}
        for kept in read_shelf(workspace).kept
    )
    copy = {"issues/7/issue.md", "issues/7/城关镇.md"}
    both = {"issues/publication.yaml", "styles/screen.css"}
    assert first == both | copy | {"templates/words.html", "styles/paper.css"}
    assert second == both | {"templates/withdrawn.html", "templates/words.html"}
    assert verify(workspace, press=office().press).diagnostics == ()


HELD_AGAINST = {
    "allow.yaml": "allow:\n  - {code: W105, text: 穿流不息, reason: 剧名}\n",
    "names.yaml": "领导:\n  - {姓名: 赵明远, 职务: [县委书记]}\n村社: [石桥村]\n",
    "terms.yaml": "用语:\n  - {应写: 抱团取暖, 不写: [抱团取火]}\n",
}
"""Lists of an office, by their files: what it lets stand, its names and its terms."""


def lists_kept(workspace: Workspace) -> list[dict[str, str]]:
    """The lists that each edition holds."""
    return [
        {
            path.name: path.read_text("utf-8")
            for name in HELD_AGAINST
            for path in kept.folder.rglob(name)
        }
        for kept in read_shelf(workspace).kept
    ]


@pytest.mark.parametrize(
    "names", [(), *((name,) for name in HELD_AGAINST), tuple(HELD_AGAINST)], ids="、".join
)
def test_an_edition_keeps_the_lists_that_it_was_judged_by(
    workspace: Workspace, names: tuple[str, ...]
) -> None:
    """Each edition those of its day. Later lists are the office's own affair, and so is a list that
    it makes or gives up between approving and publishing."""
    there = {name: HELD_AGAINST[name] for name in names}
    for name, text in there.items():
        (workspace.issues / name).write_text(text, "utf-8")
    assert sent(publish(workspace, "7", office())) == "7/1"
    for name in HELD_AGAINST:
        (workspace.issues / name).write_text("", "utf-8")
    assert lists_kept(workspace) == [there]
    assert verify(workspace, press=office().press).diagnostics == ()
    approve(workspace, "7")
    later = HELD_AGAINST["names.yaml"].replace("石桥村", "柳林社区")
    (workspace.issues / "names.yaml").write_text(later, "utf-8")
    (workspace.issues / "allow.yaml").unlink()
    assert sent(withdraw(workspace, "7", "有误", office())) == "7/2"
    assert lists_kept(workspace) == [there, {}]
    assert verify(workspace, press=office().press).diagnostics == ()


def test_a_list_that_is_changed_in_an_edition_is_found_out(workspace: Workspace) -> None:
    (workspace.issues / "names.yaml").write_text(HELD_AGAINST["names.yaml"], "utf-8")
    assert sent(publish(workspace, "7", office())) == "7/1"
    (kept,) = read_shelf(workspace).kept
    (path,) = kept.folder.rglob("names.yaml")
    path.chmod(0o644)
    path.write_text(HELD_AGAINST["names.yaml"].replace("赵明远", "赵明元"), "utf-8")
    assert any(each.severity is Severity.ERROR for each in verify(workspace).diagnostics)


def test_what_was_published_is_read_only(workspace: Workspace) -> None:
    publish(workspace, "7", office())
    place = workspace.issues / "7" / "published"
    for path in (place, *place.rglob("*")):
        assert path.stat().st_mode & 0o222 == 0, path


def test_another_account_of_the_group_may_go_on(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Modes and owners are a courtesy: what one account published, another corrects; and what one
    left half done does not stop another, who may not take it away."""
    before = os.umask(0o002)
    try:
        for name in ("7", "8"):
            (workspace.issues / name).chmod(0o775)
        publish(workspace, "7", office())
    finally:
        os.umask(before)
    place = workspace.issues / "7" / "published"
    assert place.stat().st_mode & 0o777 == 0o575
    assert (place / "1").stat().st_mode & 0o222 == 0
    left = place / ".2.new-0123abcd"
    left.mkdir()

    def not_owner(*_: object) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(Path, "chmod", not_owner)
    monkeypatch.setattr(Disk, "discard", not_owner)
    assert sent(withdraw(workspace, "7", "有误", office())) == "7/2"
    assert sent(publish(workspace, "8", office())) == "8/1"
    assert [each.code for each in verify(workspace).diagnostics] == ["I214"]


# -- What is refused -------------------------------------------------------------------------------


def _unsigned(workspace: Workspace) -> None:
    edit(workspace, "7", "status: signed", "status: proof", "issue.md")


def _without_check(workspace: Workspace) -> None:
    edit(workspace, "7", "  checked_by: 核稿人\n", "", "issue.md")


def _without_date(workspace: Workspace) -> None:
    edit(workspace, "7", "  edited_on: 2024-03-05\n", "", "issue.md")


def _signed_backwards(workspace: Workspace) -> None:
    edit(workspace, "7", "edited_on: 2024-03-05", "edited_on: 2024-03-06", "issue.md")


def _signed_another_day(workspace: Workspace) -> None:
    edit(workspace, "7", "approved_on: 2024-03-05", "approved_on: 2024-03-06", "issue.md")


def _secret_in_public(workspace: Workspace) -> None:
    edit(workspace, "7", "articles:", "secrecy: 秘密★1年\narticles:", "issue.md")


def _with_an_error(workspace: Workspace) -> None:
    edit(workspace, "7", "unit: 城关镇", "unit: 城管镇")


def _with_a_finding(workspace: Workspace) -> None:
    edit(workspace, "7", "，", ",")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_unsigned, "I101"),
        (_without_check, "I102"),
        (_without_date, "I102"),
        (_signed_backwards, "I103"),
        (_signed_another_day, "I104"),
        (_secret_in_public, "I111"),
        (_with_an_error, "F014"),
        (_with_a_finding, "T101"),
    ],
)
def test_what_is_not_signed_off_is_neither_approved_nor_published(
    workspace: Workspace, change: Callable[[Workspace], None], code: str
) -> None:
    change(workspace)
    before = (workspace.issues / "7" / "approval.json").read_bytes()
    assert code in [each.code for each in approve(workspace, "7")]
    assert (workspace.issues / "7" / "approval.json").read_bytes() == before
    assert code in codes(publish(workspace, "7", office()))
    assert read_shelf(workspace).kept == ()
    assert not (workspace.issues / "7" / "published").exists()


def test_what_the_series_will_refuse_is_told_when_an_issue_is_approved(
    workspace: Workspace,
) -> None:
    """Each with its cure; it is a warning, since it may pass before the issue is published."""

    def told(name: str) -> list[str]:
        found = ahead(workspace, name)
        assert all(each.hint and each.severity is Severity.WARNING for each in found)
        return [each.code for each in found]

    assert (told("7"), told("8")) == ([], ["I108"])
    assert sent(publish(workspace, "7", office())) == "7/1"
    assert (told("7"), told("8"), told("9")) == (["I114"], [], ["I108"])
    signed_issue(workspace, "8", "2024-03-04")
    assert told("8") == ["I109"]
    signed_issue(workspace, "7", "2024-03-06")
    assert told("7") == ["I113"]


def test_which_line_lets_faces_stand_in_is_told_when_an_office_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The very line that publishing asks for; written, it is enough."""
    stand_ins = prepared().stand_ins
    if not stand_ins:
        pytest.skip("this machine has all official faces")
    monkeypatch.chdir(tmp_path)
    arguments = ["--name", "某县组工信息", "--issuer", "某县委组织部", "--unit", "城关镇"]
    arguments += ["--report-to", "部领导", "--send-to", "各镇", "--issue-to", "各村"]
    assert run(["init", "刊物", *arguments]) == 0
    said = capsys.readouterr().err
    line = f"代用字体: [{', '.join(dict.fromkeys(family for _, family in stand_ins))}]"
    assert f"在 publication.yaml 的 本单位习惯 下写 {line}" in said


def test_an_issue_printed_before_is_kept_and_not_published_again(workspace: Workspace) -> None:
    """往期: it bears no mark of a draft, is in no list of work, and stands in nobody's way."""
    sheet = workspace.issues / "7/issue.md"
    unsigned = re.sub(r"signoff:\n(?: .*\n)+", "", sheet.read_text("utf-8"))
    sheet.write_text(unsigned.replace("status: signed", "status: printed"), "utf-8")
    assert [each.code for each in approve(workspace, "7")] == ["I101"]
    assert "I101" in codes(publish(workspace, "7", office()))
    (standing,) = [each for each in status(workspace).issues if each.issue == "7"]
    assert (standing.state, standing.open) == ("printed", False)
    publication, _ = load_publication(workspace.root)
    assert publication is not None
    read = read_issue(workspace, workspace.issues / "7", publication)
    assert read.loaded is not None
    assert read.issue is not None
    assert mark_of(workspace, read.loaded, read.issue, Proof()) is None
    assert mark_of(workspace, read.loaded, read.issue, Proof(every=True)) is not None


def test_the_cure_of_each_missing_signature_is_a_command_that_works(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever does what is said, command by command, comes to an approved issue."""
    today = day_at(workspace.root).isoformat()
    sheet = workspace.issues / "7/issue.md"
    unsigned = re.sub(r"signoff:\n(?: .*\n)+", "", sheet.read_text("utf-8"))
    unsigned = unsigned.replace("status: signed", "status: draft").replace("2024-03-05", today)
    sheet.write_text(unsigned, "utf-8")
    monkeypatch.chdir(workspace.root)
    faults = approve(workspace, "7")
    assert [each.code for each in faults] == ["I101", "I102", "I102", "I102"]
    commands = {found for each in faults for found in re.findall("bulletin (sign .*)", each.hint)}
    assert len(commands) == 3
    for title in SIGNATURES.values():
        (command,) = (each for each in commands if f"--as {title} " in each)
        assert run(command.split(" ")) == 0, capsys.readouterr().err
    assert approve(workspace, "7") == ()


def test_a_correction_under_the_old_sign_off_says_so(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told when it is approved, and when it is published; quiet where somebody signed anew."""
    publish(workspace, "7", office())
    edit(workspace, "7", "12名", "13名")
    assert approve(workspace, "7") == ()
    assert [each.code for each in ahead(workspace, "7")] == ["I127"]
    first = correct(workspace, "7", "错字", office())
    assert sent(first) == "7/2"
    (told,) = first.diagnostics
    assert told.message == (
        "更正没有另签，用的是第 1 版的签字："
        "责任编辑 责任编辑 2024-03-05，核稿 核稿人 2024-03-05，签发 签发人 2024-03-05"
    )
    edit(workspace, "7", "13名", "14名")
    _, refused = sign(workspace, "7", "approved_by", None, date(2024, 3, 9))
    assert refused == ()
    approve(workspace, "7")
    second = correct(workspace, "7", "又错", office())
    assert second.kept is not None
    assert second.diagnostics == ()
    assert second.kept.record.signatures[-1].on == date(2024, 3, 9)


def test_the_house_says_which_signatures_it_demands(workspace: Workspace) -> None:
    _without_check(workspace)
    edit(workspace, "7", "  checked_on: 2024-03-05\n", "", "issue.md")
    facts = workspace.issues / "publication.yaml"
    facts.write_text(facts.read_text("utf-8") + "house: {signoff: [approved_by]}\n", "utf-8")
    assert approve(workspace, "7") == ()
    assert sent(publish(workspace, "7", office())) == "7/1"


@pytest.mark.parametrize("file", ["7/城关镇.md", "7/issue.md"])
def test_copy_changed_since_the_approval_is_refused_by_name(
    workspace: Workspace, file: str
) -> None:
    path = workspace.issues / file
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    outcome = publish(workspace, "7", office())
    assert codes(outcome) == ["I106"]
    assert outcome.diagnostics[0].source is not None
    assert outcome.diagnostics[0].source.path == f"issues/{file}"
    approve(workspace, "7")
    assert sent(publish(workspace, "7", office())) == "7/1"


def test_an_approval_that_was_tampered_with_is_none(workspace: Workspace) -> None:
    path = workspace.issues / "7" / "approval.json"
    written = json.loads(path.read_text("utf-8"))
    written["files"].popitem()
    path.write_text(json.dumps(written), "utf-8")
    (fault,) = publish(workspace, "7", office()).diagnostics
    assert (fault.code, fault.message, fault.hint) == (
        "I105",
        "第 7 期的签发记录被改过，或读不出来，不作数",
        "核对后再运行 bulletin approve 7",
    )
    (standing,) = [each for each in status(workspace).issues if each.issue == "7"]
    assert standing.lacks == (fault.message,)
    assert "第7期的签发记录被改过，或读不出来，没有进 build/" in [
        each.message for each in build(workspace, None, in_process).inside
    ]


def test_what_lies_in_the_folder_and_is_not_taken_is_told_when_it_is_published(
    workspace: Workspace,
) -> None:
    (workspace.issues / "7" / "东关街道.docx").write_bytes(b"PK")
    outcome = publish(workspace, "7", office())
    assert sent(outcome) == "7/1"
    assert [each.code for each in outcome.diagnostics] == ["I230"]


def test_a_number_is_spent_once(workspace: Workspace) -> None:
    publish(workspace, "7", office())
    assert codes(publish(workspace, "7", office())) == ["I107"]
    assert codes(publish(workspace, "9", office())) == ["I108"]
    signed_issue(workspace, "6")
    assert codes(publish(workspace, "6", office())) == ["I108"]


def test_a_date_does_not_go_back(workspace: Workspace) -> None:
    publish(workspace, "7", office())
    signed_issue(workspace, "8", "2024-03-04")
    assert codes(publish(workspace, "8", office())) == ["I109"]


def test_an_issue_dated_far_ahead_is_neither_approved_nor_in_the_way_for_good(
    workspace: Workspace,
) -> None:
    today = date.today()
    far, ahead_of_us = today + timedelta(days=33), today + timedelta(days=20)
    with pytest.raises(AssertionError):
        signed_issue(workspace, "7", far.isoformat())
    (fault,) = approve(workspace, "7")
    assert fault.code == "I124"
    assert fault.hint == "改 date；日期没有错的，校准这台电脑的时间"
    signed_issue(workspace, "7", ahead_of_us.isoformat())
    assert sent(publish(workspace, "7", office())) == "7/1"
    signed_issue(workspace, "8", today.isoformat())
    (fault,) = publish(workspace, "8", office()).diagnostics
    assert (fault.code, fault.hint) == (
        "I109",
        "核对 date；第 7 期的日期印错了的，运行 bulletin withdraw 7 --reason 日期有误",
    )
    assert sent(withdraw(workspace, "7", "日期有误", office())) == "7/2"
    assert sent(publish(workspace, "8", office())) == "8/1"
    assert verify(workspace).diagnostics == ()


def test_supplements_are_a_series_of_their_own(workspace: Workspace) -> None:
    publish(workspace, "7", office())
    signed_issue(workspace, "s1", "2024-01-01")
    assert sent(publish(workspace, "s1", office())) == "s1/1"
    assert sent(publish(workspace, None, office())) == "8/1"
    assert verify(workspace).diagnostics == ()


def test_no_signed_issue_is_left_behind_before_the_first_that_is_published(
    workspace: Workspace,
) -> None:
    assert codes(publish(workspace, "8", office())) == ["I108"]
    assert sent(publish(workspace, "7", office())) == "7/1"
    assert sent(publish(workspace, "8", office())) == "8/1"


def test_the_sample_of_a_new_folder_is_not_published(workspace: Workspace) -> None:
    folder = workspace.issues / "7"
    (folder / "城关镇.md").rename(folder / "来稿样式.md")
    edit(workspace, "7", "[城关镇]", "[来稿样式]", "issue.md")
    assert "I121" in codes(publish(workspace, "7", office()))


def test_the_first_issue_may_have_any_number_but_whole_numbers_go_on(workspace: Workspace) -> None:
    edit(workspace, "7", "status: signed", "status: draft", "issue.md")
    for name, total in (("8", 90), ("9", 90)):
        edit(workspace, name, "articles:", f"whole_number: {total}\narticles:", "issue.md")
        told = [(each.code, each.severity) for each in approve(workspace, name)]
        assert told == [("I110", Severity.WARNING)] * (name == "9")
    assert sent(publish(workspace, "8", office())) == "8/1"
    outcome = publish(workspace, "9", office())
    assert [(each.code, each.message, each.hint) for each in outcome.diagnostics] == [
        ("I110", "总期号 90 已用过（第 8 期是 90）", "写 whole_number: 91"),
    ]


def test_a_whole_number_that_lacks_is_told_wherever_an_issue_is_to_go_out(
    workspace: Workspace,
) -> None:
    """In 正刊 alone: a series beside them has numbers of its own only."""
    facts = workspace.issues / "publication.yaml"
    facts.write_text(facts.read_text("utf-8") + "whole_number: 501\n", "utf-8")
    wanted = ("I110", "没有总期号（总第N期）", "写 whole_number: 501")
    for told in (approve(workspace, "7"), publish(workspace, "7", office()).diagnostics):
        assert wanted in [(each.code, each.message, each.hint) for each in told]
    (standing,) = [each for each in status(workspace).issues if each.issue == "7"]
    assert standing.lacks == ("没有总期号（总第N期）",)
    for name, number in (("7", 501), ("8", 502)):
        edit(workspace, name, "articles:", f"whole_number: {number}\narticles:", "issue.md")
        assert approve(workspace, name) == ()
    assert sent(publish(workspace, "7", office())) == "7/1"
    assert [each.hint for each in approve(workspace, "9")] == ["写 whole_number: 503"]
    signed_issue(workspace, "s1", "2024-01-01")


def test_substitutes_are_refused_unless_the_office_accepts_them(
    workspace: Workspace,
) -> None:
    faces = prepared()
    stood_in = {face.family for face in faces.faces if not face.official}
    if not stood_in:
        pytest.skip("this machine has all official faces")
    quick = office()
    press = replace(quick.press, faces=Faces(faces.faces, Path()))  # type: ignore[type-var]
    real = replace(quick, press=press)
    facts = workspace.issues / "publication.yaml"
    written = facts.read_text("utf-8")
    for name, line in (
        ("name:", "house 下写 substitutes: ["),
        ("报头:", "本单位习惯 下写 代用字体: ["),
    ):
        facts.write_text(written.replace("name:", name, 1), "utf-8")
        refused = publish(workspace, "7", real).diagnostics
        assert {each.code for each in refused} == {"P102"}
        assert f"在 publication.yaml 的 {line}" in refused[0].hint
    facts.write_text(written, "utf-8")
    accepted = f"house: {{substitutes: [{', '.join(sorted(stood_in))}]}}\n"
    facts.write_text(facts.read_text("utf-8") + accepted, "utf-8")
    approve(workspace, "7")
    assert sent(publish(workspace, "7", real)) == "7/1"


@pytest.mark.slow
def test_a_hyphen_that_ends_a_line_is_printed(workspace: Workspace) -> None:
    """At every place of the line; PDFium gives no hyphen for one that ends a line of a PDF."""
    faces = prepared()
    quick = office()
    real = replace(quick, press=Press(faces))
    lines = [f"{'城' * count}合肥-南京高铁开通，A-B级。" for count in range(19, 28)]
    edit(workspace, "7", "选派干部12名", "\n\n".join((*lines, "见表-", "选派干部12名")))
    stood_in = {face.family for face in faces.faces if not face.official}
    facts = workspace.issues / "publication.yaml"
    accepted = f"house: {{substitutes: [{', '.join(sorted(stood_in))}]}}\n"
    facts.write_text(facts.read_text("utf-8") + accepted * bool(stood_in), "utf-8")
    approve(workspace, "7")
    assert sent(publish(workspace, "7", real)) == "7/1"
    assert found(workspace) == []
    [kept] = read_shelf(workspace).kept
    text = (kept.folder / "data" / "text.txt").read_text("utf-8")
    assert "合肥-\n南京" in text
    assert text.count("-") == 2 * len(lines) + 1
    assert "\ufffe" not in text


def test_a_hyphen_that_is_not_printed_is_told(workspace: Workspace) -> None:
    edit(workspace, "7", "选派", "合肥-南京")
    issue = next(each for each in open_issues(workspace).issues if each.name == "7")
    whole = "".join(str(each) for each in section_texts(issue.articles[0].sections))
    text = issue.articles[0].full_title + whole
    assert not list(_lost(issue, text))
    [fault] = _lost(issue, text.replace("-", "\n"))
    assert (fault.code, fault.message) == ("S119", "印出来的少了字：-")


# -- Afterwards ------------------------------------------------------------------------------------


def test_a_correction_stands_beside_what_was_sent(workspace: Workspace) -> None:
    publish(workspace, "7", office())
    first = tree(workspace.issues / "7" / "published" / "1")
    assert codes(correct(workspace, "7", "错字", office())) == ["I114"]
    edit(workspace, "7", "12名", "13名")
    assert codes(correct(workspace, "7", "错字", office())) == ["I127", "I106"]
    approve(workspace, "7")
    assert sent(correct(workspace, "7", "“12名”应为“13名”", office())) == "7/2"
    assert tree(workspace.issues / "7" / "published" / "1") == first
    latest = read_shelf(workspace).latest("7")
    assert latest is not None
    assert [each.reason for each in latest.record.notices] == ["“12名”应为“13名”"]
    assert "应为" in latest.file("index.html").read_text("utf-8")
    assert sent(publish(workspace, "8", office())) == "8/1"
    assert verify(workspace).diagnostics == ()


def test_a_correction_keeps_number_and_date(workspace: Workspace) -> None:
    publish(workspace, "7", office())
    signed_issue(workspace, "7", "2024-03-06")
    assert codes(correct(workspace, "7", "日期", office())) == ["I113"]


def test_what_was_not_published_is_not_corrected_and_what_was_withdrawn_stays_so(
    workspace: Workspace,
) -> None:
    assert codes(correct(workspace, "7", "错字", office())) == ["I112"]
    assert codes(withdraw(workspace, "7", "有误", office())) == ["I112"]
    publish(workspace, "7", office())
    assert sent(withdraw(workspace, "7", "有误", office())) == "7/2"
    for act, code in ((withdraw, "I116"), (correct, "I116")):
        (refused,) = act(workspace, "7", "有误", office()).diagnostics
        assert (refused.code, refused.hint) == (code, "用新的期号另发：运行 bulletin new")
    (refused,) = publish(workspace, "7", office()).diagnostics
    assert (refused.code, refused.hint) == ("I107", "用新的期号另发：运行 bulletin new")
    assert "已经撤回" in refused.message
    latest = read_shelf(workspace).latest("7")
    assert latest is not None
    assert latest.record.act is Act.WITHDRAWN
    assert not latest.file("7.pdf").exists()
    bagit.Bag(str(latest.folder)).validate()
    assert sent(publish(workspace, "8", office())) == "8/1"
    assert verify(workspace, press=office().press).diagnostics == ()


def test_building_never_touches_what_was_published(workspace: Workspace) -> None:
    faces = prepared()
    publish(workspace, "7", office())
    place = workspace.issues / "7" / "published"
    before = tree(place), {path: path.stat().st_mtime_ns for path in place.rglob("*")}
    edit(workspace, "7", "12名", "1200名")
    built = build(workspace, faces, in_process)
    assert [each.code for each in built.diagnostics] == ["I120"]
    after = tree(place), {path: path.stat().st_mtime_ns for path in place.rglob("*")}
    assert after == before
    page = (workspace.output / "issues/7/index.html").read_text("utf-8")
    assert "12名" in page
    assert "1200名" not in page
    sent_pdf = (place / "1/data/edition/7.pdf").read_bytes()
    assert (workspace.output / "issues/7/7.pdf").read_bytes() == sent_pdf
    assert build(workspace, faces, in_process, ["8"]).diagnostics == ()


@pytest.mark.parametrize("write", [replace_file, replace_tree], ids=lambda each: each.__name__)
def test_no_other_writer_reaches_what_was_published(
    workspace: Workspace, write: Callable[..., None]
) -> None:
    publish(workspace, "7", office())
    target = workspace.issues / "7" / "published" / "1"
    with pytest.raises(PermissionError):
        write(target / "bagit.txt", b"" if write is replace_file else {})
    with pytest.raises(PermissionError):
        write(target, b"" if write is replace_file else {})
    assert verify(workspace).diagnostics == ()


def test_a_withdrawn_issue_leaves_a_page_that_says_so(workspace: Workspace) -> None:
    publish(workspace, "7", office())
    withdraw(workspace, "7", "内容有误，另行印发", office())
    assert build(workspace, prepared(), in_process, ["7"]).diagnostics == ()
    page = (workspace.output / "issues/7/index.html").read_text("utf-8")
    assert "本期已撤回" in page
    assert "内容有误，另行印发" in page
    assert "红色代办" not in page
    assert not (workspace.output / "issues/7/7.pdf").exists()


# -- Found out -------------------------------------------------------------------------------------


def writable(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        path.chmod(path.stat().st_mode | 0o200)


def test_a_changed_byte_is_found_wherever_it_is(workspace: Workspace) -> None:
    publish(workspace, "7", office())
    publish(workspace, "8", office())
    writable(workspace.issues)
    edition = workspace.issues / "7" / "published" / "1"
    for path in sorted(path for path in edition.rglob("*") if path.is_file()):
        before = path.read_bytes()
        path.write_bytes(bytes([before[0] ^ 1]) + before[1:])
        named = {name for code, name in found(workspace) if code in ("I201", "I204", "I205")}
        assert path.relative_to(workspace.root).as_posix() in named
        path.write_bytes(before)
    assert found(workspace) == []


def test_what_a_system_leaves_in_a_published_folder_is_told_and_taken_up_by_nothing(
    workspace: Workspace,
) -> None:
    publish(workspace, "7", office())
    writable(workspace.issues)
    folder = workspace.issues / "7" / "published"
    shown = "issues/7/published"
    places = ("1/data/edition/Thumbs.db", "1/data/.DS_Store", "desktop.ini", "1/~$城关镇.docx")
    for place in places:
        (folder / place).write_text("x", "utf-8")
    report = verify(workspace)
    assert report.sound
    assert concise(report.diagnostics).splitlines() == [
        f"{shown}/{place}:1:1: warning[I203]: 是{what}，不是刊发的文件；{cure}"
        for place, what, cure in (
            ("1/data/.DS_Store", "苹果电脑自动生成的文件夹设置", "删去，不影响别的文件"),
            ("1/data/edition/Thumbs.db", "Windows 自动生成的缩略图", "删去，不影响别的文件"),
            ("1/~$城关镇.docx", "Word、WPS 打开文件时的临时文件", "关掉那个文件；还在就删去"),
            ("desktop.ini", "Windows 自动生成的文件夹设置", "删去，不影响别的文件"),
        )
    ]
    kept = latest_edition(workspace, "7")
    assert kept is not None
    assert set(sent_files(kept)) == {"7.pdf"}
    assert publish(workspace, "8", office()).kept


def test_a_missing_and_an_added_file_are_named(workspace: Workspace) -> None:
    publish(workspace, "7", office())
    writable(workspace.issues)
    edition = workspace.issues / "7" / "published" / "1"
    shown = "issues/7/published/1"
    for path in sorted(path for path in edition.rglob("*") if path.is_file()):
        name = path.relative_to(edition).as_posix()
        path.rename(workspace.root / "aside")
        assert ("I202", f"{shown}/{name}") in found(workspace), name
        (workspace.root / "aside").rename(path)
    for added in ("data/edition/添.html", "data/.hidden", "README"):
        (edition / added).write_text("x", "utf-8")
        assert ("I203", f"{shown}/{added}") in found(workspace)
        (edition / added).unlink()
    (edition.parent / "notes.txt").write_text("x", "utf-8")
    assert found(workspace) == [("I203", "issues/7/published/notes.txt")]
    (edition.parent / "notes.txt").unlink()
    page = edition / "data/edition/index.html"
    page.unlink()
    page.symlink_to(edition / "bagit.txt")
    assert ("I201", f"{shown}/data/edition/index.html") in found(workspace)


@pytest.mark.parametrize("name", ["manifest-sha256.txt", "tagmanifest-sha256.txt"])
def test_a_lost_manifest_is_told_once(workspace: Workspace, name: str) -> None:
    publish(workspace, "7", office())
    writable(workspace.issues)
    place = f"issues/7/published/1/{name}"
    (workspace.root / place).unlink()
    assert {code for code, where in found(workspace) if where == place} >= {"I202"}
    assert "I203" not in {code for code, _ in found(workspace)}


def test_a_lost_a_swapped_and_a_foreign_edition_are_named(workspace: Workspace) -> None:
    for name in ("7", "8", "9"):
        publish(workspace, name, office())
    writable(workspace.issues)
    places = {name: workspace.issues / name / "published" / "1" for name in ("7", "8", "9")}
    aside = workspace.root / "aside"
    for name, place in places.items():
        place.rename(aside)
        assert ("I207", f"issues/{name}/published/1") in found(workspace)
        aside.rename(place)
    places["8"].rename(aside)
    places["9"].rename(places["8"])
    aside.rename(places["9"])
    assert {code for code, _ in found(workspace)} >= {"I205", "I210"}
    places["9"].rename(aside)
    places["8"].rename(places["9"])
    aside.rename(places["8"])
    assert found(workspace) == []
    shutil.copytree(places["9"], places["9"].with_name("2"))
    assert ("I203", "issues/9/published/2") in found(workspace)
    assert codes(publish(workspace, "10", office())) == ["I118"]


def test_a_reordered_or_shortened_register_is_found(workspace: Workspace) -> None:
    for name in ("7", "8", "9"):
        publish(workspace, name, office())
    register = workspace.issues / REGISTER_NAME
    first, second, third = register.read_text("utf-8").splitlines(keepends=True)
    for tampered in (
        second + first + third,
        first + third + second,
        second + third,
        first + second + third + third,
        first + "x" + second + third,
        first.replace("7/", "6/") + second + third,
        third,
        "",
    ):
        register.write_text(tampered, "utf-8")
        assert not verify(workspace).sound, tampered
        assert codes(publish(workspace, "10", office())) == ["I118"]
    register.write_text(first + second + third, "utf-8")
    assert found(workspace) == []


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"\xff", b'{"format": 2}'])
def test_a_damaged_record_stops_nothing_but_publishing(
    workspace: Workspace, content: bytes
) -> None:
    publish(workspace, "7", office())
    writable(workspace.issues)
    (workspace.issues / "7/published/1/data/record.json").write_bytes(content)
    assert ("I210", "issues/7/published/1/data/record.json") in found(workspace)
    assert codes(publish(workspace, "8", office())) == ["I118"]
    assert "记录读不出来" in status(workspace).issues[0].title
    built = build(workspace, prepared(), in_process)
    assert {each.code for each in built.diagnostics} >= {"I118", "I201"}


def test_nothing_is_built_upon_an_edition_that_was_changed(workspace: Workspace) -> None:
    publish(workspace, "7", office())
    writable(workspace.issues)
    copy = workspace.issues / "7/published/1/data/workspace/issues/7/城关镇.md"
    copy.write_bytes(copy.read_bytes().replace(b"12", b"13"))
    assert codes(publish(workspace, "8", office())) == ["I118"]
    assert codes(withdraw(workspace, "7", "发错", office())) == ["I118"]


def _other_copy(edition: Path) -> None:
    copy = edition / "data/workspace/issues/7/城关镇.md"
    copy.write_bytes(copy.read_bytes().replace(b"12", b"13"))


def _other_page(edition: Path) -> None:
    """With size and times kept."""
    page = edition / "data/edition/index.html"
    before = page.stat()
    page.write_bytes(page.read_bytes().swapcase())
    os.utime(page, ns=(before.st_atime_ns, before.st_mtime_ns))


def _file_gone(edition: Path) -> None:
    (edition / "data/edition/7.pdf").unlink()


def _file_more(edition: Path) -> None:
    (edition / "data/edition/more.html").write_text("more", "utf-8")


def _anew(edition: Path) -> None:
    """With new manifests: only the register knows."""
    info = edition / "bag-info.txt"
    info.write_text(info.read_text("utf-8").replace("刊发", "改过"), "utf-8")
    listed = {name: (edition / name).read_bytes() for name in bag.TAGS}
    lines = (f"{sha256(content).hexdigest()}  {name}\n" for name, content in listed.items())
    (edition / bag.TAG_MANIFEST).write_text("".join(sorted(lines)), "utf-8")


@pytest.mark.parametrize("change", [_other_copy, _other_page, _file_gone, _file_more, _anew])
def test_whoever_reads_an_edition_says_that_it_was_changed_and_makes_nothing_of_it(
    workspace: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    change: Callable[[Path], None],
) -> None:
    """What was built before stays, and so does what is made of the other issues."""
    publish(workspace, "7", office())
    monkeypatch.chdir(workspace.root)
    assert run(["build", "--no-pdf"]) == 0
    assert run(["status"]) == 0
    assert "I118" not in capsys.readouterr().err
    page = workspace.output / "issues/7/index.html"
    before = page.read_bytes()
    writable(workspace.issues)
    change(workspace.issues / "7/published/1")
    for command in (
        ["build", "--no-pdf"],
        ["build", "7", "--no-pdf"],
        ["build", "--internal", "--no-pdf"],
        ["wechat", "7"],
        ["mail", "7"],
        ["export", "7", "--docx"],
        ["status"],
    ):
        assert run(command) == (0 if command == ["status"] else 1), command
        told = capsys.readouterr()
        assert "第 7 期刊发的文件改动过，和刊发时不同，不照它做" in told.err, command
        assert "从备份取回（I118）" in told.err, command
        assert page.read_bytes() == before
    assert not list(workspace.root.glob("exports/*"))
    assert not list(workspace.root.glob("outgoing/**/*.*"))


def test_what_an_interruption_left_is_told_and_cleared_up(workspace: Workspace) -> None:
    def full(operation: str, path: Path) -> None:
        if operation == "rename" and path.name == REGISTER_NAME:
            raise OSError(ENOSPC, os.strerror(ENOSPC), str(path))

    done = publish(workspace, "7", office(Disk(full)))
    assert sent(done) == "7/1"
    assert concise(done.diagnostics) == (
        "warning[I117]: 第 7 期已经刊发，登记没有写完（磁盘满了）；下一次刊发时自动补上\n"
    )
    assert concise(verify(workspace).diagnostics) == (
        "issues/register.sha256:1:1: info[I214]: 7/1 还没有登记；下一次刊发时自动补上\n"
    )
    place = workspace.issues / "7" / "published"
    place.chmod(0o755)
    (place / ".2.new-0").mkdir()
    assert concise(verify(workspace).diagnostics).splitlines()[:1] == [
        "issues/7/published/.2.new-0:1:1: info[I214]: 刊发中断留下的；下一次刊发时自动清除"
    ]
    assert sent(publish(workspace, "8", office())) == "8/1"
    assert verify(workspace).diagnostics == ()


def test_a_pdf_that_is_not_what_the_record_says_is_found(workspace: Workspace) -> None:
    """Bag and chain are whole, since the edition was made so."""

    @dataclass(frozen=True)
    class Careless(QuickPress):
        content: bytes = b""

        def __call__(self, root: Path, issue: str, notices: tuple[Notice, ...]) -> MadeEdition:
            made = super().__call__(root, issue, notices)
            files = {**made.files, f"{issue}.pdf": self.content or a_pdf()}
            return replace(made, files=files, pages=2, text="另一份文字")

    publish(workspace, "7", replace(office(), press=Careless()))
    publish(workspace, "8", replace(office(), press=Careless(content=b"no PDF")))
    assert concise(verify(workspace).diagnostics) == (
        "issues/7/published/1/data/edition/7.pdf:1:1: error[I208]: "
        "PDF 有 1 页，记录写的是 2 页；从备份取回\n"
        "issues/7/published/1/data/edition/7.pdf:1:1: error[I209]: "
        "PDF 的文字和记录的文字不同；从备份取回\n"
        "issues/8/published/1/data/edition/8.pdf:1:1: error[I208]: PDF 打不开"
        "（Failed to load document (PDFium: Data format error).）；从备份取回\n"
    )


def test_a_register_and_a_series_with_faults_are_told_line_by_line(workspace: Workspace) -> None:
    for name in ("7", "8", "9"):
        publish(workspace, name, office())
    register = workspace.issues / REGISTER_NAME
    lines = register.read_text("utf-8").splitlines(keepends=True)
    register.write_text("".join((*lines, lines[2], "第十期\n")), "utf-8")
    writable(workspace.issues)
    shutil.rmtree(workspace.issues / "8" / "published")
    nine = workspace.issues / "9" / "published"
    (nine / "1").rename(nine / "2")
    told = concise(verify(workspace).diagnostics).splitlines()
    assert [line for line in told if "[I206]" in line or "[I213]" in line] == [
        "issues/9:1:1: error[I213]: 第 7 期之后缺一期；从备份取回",
        "issues/9/published/2:1:1: error[I213]: 缺第 1 版；从备份取回",
        "issues/register.sha256:1:1: error[I206]: 登记簿第 5 行认不得；从备份取回",
        "issues/register.sha256:1:1: error[I206]: 9/1 登记了两次；从备份取回",
    ]


def test_an_office_without_an_issue_has_none_to_publish(workspace: Workspace) -> None:
    for name in ("7", "8", "9"):
        shutil.rmtree(workspace.issues / name)
    outcome = publish(workspace, None, office())
    assert concise(outcome.diagnostics) == "error[I115]: 没有可刊发的期；先运行 bulletin new\n"


def test_an_edition_forged_whole_breaks_the_chain(workspace: Workspace) -> None:
    """A changed edition with fresh manifests is still not the one that the next edition names."""
    from bulletin.edition.bag import BAG_INFO, TAGS, bag_of

    for name in ("7", "8"):
        publish(workspace, name, office())
    writable(workspace.issues)
    edition = workspace.issues / "7" / "published" / "1"
    payload = {
        name.removeprefix("data/"): content
        for name, content in tree(edition).items()
        if name.startswith("data/")
    }
    payload["edition/index.html"] += b"forged"
    lines = (edition / BAG_INFO).read_text("utf-8").splitlines()
    info = [tuple(line.split(": ", 1)) for line in lines if not line.startswith("Payload-Oxum")]
    for name, content in bag_of(payload, info).items():  # type: ignore[arg-type]
        (edition / name).write_bytes(content)
    bagit.Bag(str(edition)).validate()
    assert ("I205", "issues/7/published/1/tagmanifest-sha256.txt") in found(workspace)
    assert TAGS[0] == "bagit.txt"


def test_the_report_says_what_was_gone_through(workspace: Workspace) -> None:
    publish(workspace, "7", office())
    report = verify(workspace)
    said = as_text(report, TODAY)
    assert "核对结果：相符" in said
    assert "签发 签发人 2024-03-05" in said
    assert str(report.head) in said
    fields = json.loads(as_json(report, TODAY))
    assert fields["sound"] is True
    assert [each["name"] for each in fields["editions"]] == ["7/1"]


def test_rebuilding_says_which_version_differs(workspace: Workspace) -> None:
    publish(workspace, "7", office())

    class NewerPress(type(office().press)):  # type: ignore[misc]
        def __call__(self, *given: object) -> object:
            made = super().__call__(*given)
            return replace(made, files={**made.files, "index.html": b"another"})

        def versions(self) -> dict[str, str]:
            return {"bulletin": "2"}

    report = verify(workspace, press=NewerPress())
    assert [each.code for each in report.diagnostics] == ["I212"]
    assert "bulletin 1 → 2" in report.diagnostics[0].message
    assert report.sound
    older = type("Same", (NewerPress,), {"versions": lambda self: {"bulletin": "1"}})
    assert [each.code for each in verify(workspace, press=older()).diagnostics] == ["I211"]


# -- On the desk -----------------------------------------------------------------------------------


def test_status_lists_what_is_open_and_what_waits(workspace: Workspace) -> None:
    publish(workspace, "7", office())
    held = workspace.issues / "9" / "东关街道.md"
    held.write_text(
        "---\nunit: 东关街道\ntitle: 甲\nstatus: held\nreason: 与第7期重复\n"
        "received: 2024-03-01\n---\n\n正文。\n",
        "utf-8",
    )
    edit(workspace, "8", "12名", "13名")
    edit(workspace, "9", "status: signed", "status: draft", "issue.md")
    desk = status(workspace)
    seventh, eighth, ninth = desk.issues
    assert (seventh.state, seventh.open, seventh.revision) == ("published", False, "1")
    assert eighth.lacks == ("`issues/8/城关镇.md` 签发以后改动过",)
    assert eighth.without_approver == ("城关镇.md",)
    assert "第 9 期还没有签发（status: draft）" in ninth.lacks
    [waiting] = desk.waiting
    assert (waiting.status, waiting.reason) == ("held", "与第7期重复")
    assert waiting.received == "2024-03-01"


# -- With the real press, as an editor does it -----------------------------------------------------


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The repository's own issues, and nothing else of it."""
    root = tmp_path / "clone"
    shutil.copytree(
        REPOSITORY / "issues", root / "issues", ignore=shutil.ignore_patterns("published", ".*")
    )
    (root / "issues" / REGISTER_NAME).unlink(missing_ok=True)
    monkeypatch.chdir(root)
    return root


@pytest.mark.slow
def test_issue_116_is_published_and_verified_in_a_fresh_clone(
    clone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["publish", "116"]) == 0, capsys.readouterr().err
    assert "已刊发：天长组工信息第116期　第 1 版" in capsys.readouterr().out
    bagit.Bag(str(clone / "issues/116/published/1")).validate()
    assert run(["verify", "--rebuild", "--report", "核对.txt"]) == 0
    said = capsys.readouterr()
    assert "相符　116/1　天长组工信息第116期" in said.out
    assert "重做后逐字节相同" in said.out
    assert "重做：逐字节相同" in (clone / "核对.txt").read_text("utf-8")
    assert run(["publish"]) == 1
    assert run(["status"]) == 0
    assert "没有在编的期" in capsys.readouterr().out
    writable(clone / "issues")
    pdf = clone / "issues/116/published/1/data/edition/116.pdf"
    pdf.write_bytes(pdf.read_bytes() + b" ")
    assert run(["verify", "116"]) == 1
    said = capsys.readouterr()
    assert "issues/116/published/1/data/edition/116.pdf" in said.err
    assert "内容改动过" in said.err


_AS_ELSEWHERE = """
import sys
from datetime import date
from pathlib import Path
from bulletin.press import prepare_faces
from bulletin.publish.act import ActContext, publish
from bulletin.publish.make import Press
from bulletin.publish.verification import verify
from bulletin.workspace import Workspace
if __name__ == "__main__":
    workspace, press = Workspace(Path(sys.argv[2])), Press(prepare_faces()[0])
    if sys.argv[1] == "publish":
        print(publish(workspace, "116", ActContext(press, date(2024, 4, 1))).kept.identity)
    else:
        report = verify(workspace, press=press)
        assert report.diagnostics == (), report.diagnostics
        assert all(each.rebuilt for each in report.editions)
"""


def elsewhere(act: str, root: Path, script: Path, **named: str) -> str:
    """What an act says in a process of its own, in another environment."""
    said = subprocess.run(
        [sys.executable, "-X", "utf8", str(script), act, str(root)],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), **named},
        cwd=script.parent,
        check=True,
        capture_output=True,
        text=True,
    )
    return said.stdout.strip()


zones = st.sampled_from(["UTC", "Asia/Shanghai", "America/New_York", "Pacific/Kiritimati"])
locales = st.sampled_from(["C.UTF-8", "POSIX", "zh_CN.UTF-8", "tr_TR.UTF-8"])
seeds = st.integers(0, 2**32 - 1).map(str)
places = st.text(st.sampled_from("天长abc 深"), min_size=1, max_size=12).filter(str.strip)


@pytest.mark.slow
def test_what_was_published_is_made_again_anywhere(clone: Path, tmp_path: Path) -> None:
    """Whatever the time zone, locale, hash seed and folder."""
    script = tmp_path / "act.py"
    script.write_text(_AS_ELSEWHERE, "utf-8")
    identities = set()

    @settings(max_examples=4, phases=[Phase.generate])
    @given(zones, zones, locales, seeds, places)
    def anywhere(zone: str, another: str, locale: str, seed: str, place: str) -> None:
        root = tmp_path / seed / place.strip() / "workspace"
        shutil.copytree(clone, root, dirs_exist_ok=True)
        identities.add(
            elsewhere("publish", root, script, TZ=zone, LC_ALL=locale, PYTHONHASHSEED=seed)
        )
        assert elsewhere("verify", root, script, TZ=another, LC_ALL="C.UTF-8") == ""
        DISK.discard(tmp_path / seed)

    anywhere()
    assert len(identities) == 1


# -- What appeared before --------------------------------------------------------------------------


def repeats(workspace: Workspace, name: str) -> list[str]:
    """What R101 says of an issue."""
    read, _ = open_issue(workspace, name, working=True)
    assert read is not None
    assert read.loaded is not None
    found = gates.findings(
        read.loaded, read.publication, gates.background(workspace, past_of(workspace))
    )
    return [each.message for each in found if each.code == "R101"]


def test_a_repetition_is_judged_by_what_was_published(workspace: Workspace) -> None:
    """Not by a correction that is being written, and not by an edition that was withdrawn."""
    words = (
        "坚持党建引领，整合各方力量，把群众的操心事一件一件办好，选派干部驻村，建起服务队伍。" * 3
    )
    edit(workspace, "7", "36件。\n", f"36件。\n\n{words}\n")
    assert approve(workspace, "7") == ()
    assert sent(publish(workspace, "7", office())) == "7/1"
    edit(workspace, "7", words, "另写一段。")
    assert repeats(workspace, "7") == []
    edit(workspace, "8", "36件。\n", f"36件。\n\n{words}\n")
    [said] = repeats(workspace, "8")
    assert said.startswith("和第7期《城关镇：")
    assert "R101" in [each.code for each in approve(workspace, "8")]
    assert sent(withdraw(workspace, "7", "另行印发", office())) == "7/2"
    assert repeats(workspace, "8") == []


def test_status_reads_each_file_as_often_however_many_issues_there_are(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: Counter[Path] = Counter()

    def counted(path: Path, root: Path) -> tuple[Source | None, tuple[Diagnostic, ...]]:
        read[path] += 1
        return read_source(path, root)

    for room in ("load", "past.sheets", "checks.lists"):
        monkeypatch.setattr(f"bulletin.{room}.read_source", counted)

    def most(issues: int) -> tuple[int, int]:
        for number in range(20, 20 + issues):
            if not (workspace.issues / str(number)).exists():
                signed_issue(workspace, str(number))
                edit(workspace, str(number), "status: signed", "status: printed", "issue.md")
        read.clear()
        assert len(status(workspace).issues) == issues + 3
        return max(read.values()), sum(read.values())

    few, several, many = most(0), most(4), most(8)
    assert max(few[0], several[0], many[0]) <= 2
    assert many[1] - several[1] <= several[1] - few[1]  # what looks as it did is not read


# -- The sample ------------------------------------------------------------------------------------


def keep_all_of_it(sample: str) -> str:
    return sample


def write_another_title(sample: str) -> str:
    return sample.replace("写标题，不带单位和句号", "抓实一件事")


def write_all_but_a_heading(sample: str) -> str:
    front = write_another_title(sample).split("**第")[0]
    return front + "**建强队伍。**选派干部12名。\n\n**第二个小标题。**办结诉求36件。\n"


def write_all_but_a_sentence(sample: str) -> str:
    front = write_another_title(sample).split("**第")[0]
    return front + "选派干部12名。**数字前后不空格**，例如今年5月召开会议3次。\n"


def write_all_but_the_title(sample: str) -> str:
    return sample.split("**第")[0] + "选派干部12名。\n"


@pytest.mark.parametrize("renamed", [False, True])
@pytest.mark.parametrize(
    "touch",
    [
        keep_all_of_it,
        write_another_title,
        write_all_but_a_heading,
        write_all_but_a_sentence,
        write_all_but_the_title,
    ],
)
def test_the_sample_is_neither_approved_nor_published_nor_public(
    workspace: Workspace, touch: Callable[[str], str], renamed: bool
) -> None:
    """However it was touched, beside a submission that is right, in a printed issue too."""
    publication, _ = load_publication(workspace.root)
    assert publication is not None
    sample = new_issue(workspace, publication, Serial("", 0, 99), TODAY) / f"{FIRST_SUBMISSION}.md"
    name = "东关街道" if renamed else FIRST_SUBMISSION
    path = workspace.issues / "7" / f"{name}.md"
    path.write_text(touch(sample.read_text("utf-8").replace("城关镇", "东关街道")), "utf-8")
    shutil.rmtree(sample.parent)
    edit(workspace, "7", "[城关镇]", f"[城关镇, {name}]", "issue.md")
    for faults in (approve(workspace, "7"), publish(workspace, "7", office()).diagnostics):
        samples = [each for each in faults if each.code == "I121"]
        assert [each.source.path for each in samples if each.source] == [f"issues/7/{name}.md"]
    (standing,) = [each for each in status(workspace).issues if each.issue == "7"]
    assert "样稿" in "".join(standing.lacks)
    edit(workspace, "7", "status: signed", "status: printed", "issue.md")
    built = build(workspace, None, in_process)
    assert "I121" in [each.code for each in built.diagnostics]
    assert not (workspace.output / "issues/7").exists()


def test_a_submission_put_in_the_samples_place_passes(workspace: Workspace) -> None:
    publication, _ = load_publication(workspace.root)
    assert publication is not None
    sample = (
        new_issue(workspace, publication, Serial("", 0, 99), TODAY) / "来稿样式.md"
    ).read_text("utf-8")
    shutil.rmtree(workspace.issues / "99")
    path = workspace.issues / "7" / "城关镇.md"
    path.write_text(write_another_title(sample).split("**第")[0] + "选派干部12名。\n", "utf-8")
    assert approve(workspace, "7") == ()


# -- What waits to be sent -------------------------------------------------------------------------


def drafted(workspace: Workspace) -> dict[str, bytes]:
    return tree(workspace.outgoing) if workspace.outgoing.exists() else {}


def test_what_waits_to_be_sent_follows_what_was_done(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(workspace.root)
    monkeypatch.setattr("bulletin.commands.offices.act_context", office)
    assert run(["publish", "7"]) == 0
    assert "先前写好的" not in capsys.readouterr().out
    assert run(["mail", "7"]) == 0
    assert run(["wechat", "7"]) == 0
    before = drafted(workspace)
    assert set(before) == {"7/报.eml", "7/送.eml", "7/公众号.html"}
    capsys.readouterr()

    edit(workspace, "7", "36件", "63件")
    edit(workspace, "7", "articles:", "distribution: {send_to: []}\narticles:", "issue.md")
    assert run(["approve", "7"]) == 0
    assert drafted(workspace) == before
    assert run(["correct", "7", "--reason", "应为63件"]) == 0
    said = capsys.readouterr().out
    assert "重做了：outgoing/7/报.eml、outgoing/7/公众号.html" in said
    assert "删去了：outgoing/7/送.eml" in said
    corrected = drafted(workspace)
    assert set(corrected) == {"7/报.eml", "7/公众号.html"}
    message = message_from_bytes(corrected["7/报.eml"], policy=policy.default)
    assert "更正" in message["Subject"]
    assert "63件" in corrected["7/公众号.html"].decode()
    assert "应为63件" in corrected["7/公众号.html"].decode()

    assert run(["withdraw", "7", "--reason", "另行印发"]) == 0
    assert "删去了：outgoing/7/报.eml、outgoing/7/公众号.html" in capsys.readouterr().out
    assert drafted(workspace) == {}


def test_a_correction_says_why_a_post_was_taken_away(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(workspace.root)
    monkeypatch.setattr("bulletin.commands.offices.act_context", office)
    assert run(["publish", "7"]) == 0
    assert run(["wechat", "7"]) == 0
    edit(workspace, "7", "visibility: public", "visibility: internal", "issue.md")
    assert run(["approve", "7"]) == 0
    capsys.readouterr()
    assert run(["correct", "7", "--reason", "不公开"]) == 0
    said = capsys.readouterr()
    assert "删去了：outgoing/7/公众号.html" in said.out
    assert said.err.count("D510") == 1


def test_an_act_makes_no_draft_and_stands_when_the_drafts_cannot_be_renewed(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(workspace.root)
    monkeypatch.setattr("bulletin.commands.offices.act_context", office)
    assert run(["publish", "7"]) == 0
    edit(workspace, "7", "36件", "63件")
    assert run(["approve", "7"]) == 0
    assert run(["correct", "7", "--reason", "应为63件"]) == 0
    assert drafted(workspace) == {}
    assert run(["mail", "7"]) == 0

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    capsys.readouterr()
    monkeypatch.setattr("bulletin.sending.renewing.take_back", full)
    assert run(["withdraw", "7", "--reason", "另行印发"]) == 0
    said = capsys.readouterr()
    assert "已撤回" in said.out
    assert "outgoing/7/ 里先前写好的没有更新（磁盘满了），不要再发" in said.err


# -- Signing off -----------------------------------------------------------------------------------


def sheet_text(workspace: Workspace) -> str:
    return (workspace.issues / "7/issue.md").read_text("utf-8")


def test_signatures_are_written_in_their_order_and_the_issue_goes_on(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = workspace.issues / "7/issue.md"
    path.write_text(
        "---\nnumber: 7   # 期号\ndate: 2024-03-05\narticles: [城关镇]\n---\n\n编者按：请阅。\n",
        "utf-8",
    )
    monkeypatch.chdir(workspace.root)
    assert run(["sign", "7", "--as", "责任编辑", "--by", "张三", "--on", "2024年3月3日"]) == 0
    assert "还要签：核稿、签发" in capsys.readouterr().out
    assert run(["sign", "第7期", "--as", "核稿", "--by", "李四", "--on", "2024-3-4"]) == 0
    assert "状态：清样" in capsys.readouterr().out
    assert run(["sign", "7", "--as", "签发", "--by", "王五: 副部长", "--on", "2024-03-05"]) == 0
    assert "接着：bulletin approve 7" in capsys.readouterr().out
    sheet = sheet_text(workspace)
    assert sheet.startswith("---\nnumber: 7   # 期号\ndate: 2024-03-05\narticles: [城关镇]\n")
    assert sheet.endswith("status: signed\n---\n\n编者按：请阅。\n")
    assert run(["approve", "7"]) == 0
    assert sent(publish(workspace, "7", office())) == "7/1"
    kept = read_shelf(workspace).kept[0]
    assert [(each.role, each.by) for each in kept.record.signatures] == [
        ("责任编辑", "张三"), ("核稿", "李四"), ("签发", "王五: 副部长"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--as", "签发", "--by", "王五", "--on", "2024-03-06"], "date，或加 --on 2024-03-05"),
        (["--as", "责任编辑", "--by", "张三", "--on", "2024-03-09"], "核稿签的是 2024-03-05"),
        (["--as", "核稿", "--on", "三月五日"], "按 年-月-日 写，今天写成 20"),
        (["--as", "审核", "--by", "张三"], "责任编辑"),
        (["--as", "核稿", "--by", "李四", "--on", "2199-03-05"], "核稿的日期 2199-03-05 还没有到"),
        (["--as", "签发", "--by", "王五", "--on", "2199-03-05"], "签发的日期 2199-03-05 还没有到"),
    ],
)  # fmt: skip
def test_a_signature_that_cannot_be_right_is_not_written(
    workspace: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    told: str,
) -> None:
    before = sheet_text(workspace)
    monkeypatch.chdir(workspace.root)
    assert run(["sign", "7", *arguments]) in (1, 2)
    assert told in capsys.readouterr().err
    assert sheet_text(workspace) == before


def test_a_published_issue_is_signed_again_from_the_first_signature_on(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Those who signed the first edition later sign the correction later, too."""
    assert sent(publish(workspace, "7", office())) == "7/1"
    edit(workspace, "7", "36件", "37件")
    monkeypatch.chdir(workspace.root)
    for title, missing in (("责任编辑", "核稿、签发"), ("核稿", "签发"), ("签发", "")):
        assert run(["sign", "7", "--as", title, "--by", "欧阳 明", "--on", "2024-03-20"]) == 0
        said = capsys.readouterr().out
        assert (f"还要签：{missing}\n" if missing else "接着：bulletin approve 7") in said
        assert ("I103" in concise(approve(workspace, "7"))) == bool(missing)
    assert sent(correct(workspace, "7", "办结数有误。", office())) == "7/2"


def test_nobody_has_signed_on_a_day_that_is_yet_to_come(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written by hand it is refused too; the day of sign-off, which is printed, may be ahead."""
    monkeypatch.setattr("bulletin.publish.gates.office_day", lambda _: date(2024, 3, 4))
    edit(workspace, "7", "edited_on: 2024-03-05", "edited_on: 2024-03-04", "issue.md")
    assert concise(approve(workspace, "7")).count("I103") == 1
    edit(workspace, "7", "checked_on: 2024-03-05", "checked_on: 2024-03-04", "issue.md")
    assert "I103" not in concise(approve(workspace, "7"))


def test_signatures_stand_in_the_sheet_in_their_order(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workspace.issues / "7/issue.md"
    path.write_text(
        "---\r\nnumber: 7\r\ndate: 2024-03-05\r\narticles: [城关镇]\r\n---\r\n", "utf-8"
    )
    monkeypatch.chdir(workspace.root)
    for title in ("责任编辑", "核稿", "签发"):
        assert run(["sign", "7", "--as", title, "--by", "张三", "--on", "2024-03-05"]) == 0
    written = [line.split(":")[0] for line in sheet_text(workspace).splitlines()]
    assert [each.strip() for each in written if each.startswith("  ")] == [
        *("edited_by", "edited_on", "checked_by", "checked_on", "approved_by", "approved_on")
    ]


def test_the_next_issue_is_none_that_was_printed_long_ago(workspace: Workspace) -> None:
    edit(workspace, "7", "status: signed", "status: printed", "issue.md")
    outcome = correct(workspace, "7", "办结数有误。", office())
    assert [(each.code, each.hint) for each in outcome.diagnostics] == [
        ("I112", "是以前印发的往期（status: printed）：直接改稿件，不上网的改 visibility")
    ]
    edit(workspace, "8", "status: signed", "status: printed", "issue.md")
    assert sent(publish(workspace, None, office())) == "9/1"


def test_where_all_were_printed_long_ago_there_is_none_to_publish(workspace: Workspace) -> None:
    for name in ("7", "8", "9"):
        edit(workspace, name, "status: signed", "status: printed", "issue.md")
    assert codes(publish(workspace, None, office())) == ["I115"]


def test_nobody_signs_without_a_name(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = workspace.issues / "7/issue.md"
    path.write_text("---\nnumber: 7\ndate: 2024-03-05\narticles: [城关镇]\n---\n", "utf-8")
    monkeypatch.chdir(workspace.root)
    for name in ([], ["--by", ""], ["--by", "　"]):
        assert run(["sign", "7", "--as", "核稿", *name]) == 1
        assert "写成 --as 核稿 --by 姓名" in capsys.readouterr().err


def test_whose_signature_is_replaced_is_said(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(workspace.root)
    before = sheet_text(workspace)
    assert run(["sign", "7", "--as", "核稿", "--by", "", "--on", "2024-03-05"]) == 1
    assert "没有写核稿是谁" in capsys.readouterr().err
    assert sheet_text(workspace) == before
    assert run(["sign", "7", "--as", "核稿", "--on", "2024-03-05"]) == 0
    assert "换下" not in capsys.readouterr().out
    assert run(["sign", "7", "--as", "核稿", "--by", "赵六", "--on", "2024-03-05"]) == 0
    assert "换下了原来的签字：核稿人 2024-03-05\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("dated", "signed", "cure"),
    [
        ("2024-03-05", "2024-03-07", "把 2024-03-07 写成 issue.md 的 date"),
        ("2024-03-08", "2024-03-05", "加 --on 2024-03-08"),
        ("2024-03-04", "2024-03-05", "前面签到 2024-03-06，两个日期都不能比它早"),
    ],
)
def test_no_day_is_advised_that_is_before_another_signed(
    workspace: Workspace, dated: str, signed: str, cure: str
) -> None:
    edit(workspace, "7", "checked_on: 2024-03-05", "checked_on: 2024-03-06", "issue.md")
    edit(workspace, "7", "date: 2024-03-05", f"date: {dated}", "issue.md")
    _, faults = sign(workspace, "7", "approved_by", "王五", date.fromisoformat(signed))
    assert f"印发日期就是签发日期：{cure}" in [each.hint for each in faults]
    edit(workspace, "7", "approved_on: 2024-03-05", f"approved_on: {signed}", "issue.md")
    written = cure.replace("加 --on", "运行 bulletin sign 7 --as 签发 --on")
    assert f"印发日期就是签发日期：{written}" in [each.hint for each in approve(workspace, "7")]


# -- What is approved is what is printed -----------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "was", "now"),
    [
        ("issues/publication.yaml", "  - {name: 东关", "  - {name: 西关街道}\n  - {name: 东关"),
        ("issues/publication.yaml", "aliases: [城关]", "aliases: [城关, 城关公社]"),
        ("issues/publication.yaml", "distribution:", "house: {substitutes: [甲]}\ndistribution:"),
        ("issues/publication.yaml", "distribution:", "mail: {hidden: true}\ndistribution:"),
        ("issues/publication.yaml", "name: 某县组工信息", "# 刊名\nname: 某县组工信息"),
        ("templates/404.html", "", "<p>没有这一页</p>"),
        ("issues/terms.yaml", "", "terms: []\n"),
    ],
)  # fmt: skip
def test_what_no_page_shows_does_not_void_an_approval(
    workspace: Workspace, file: str, was: str, now: str
) -> None:
    path = workspace.root / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(path.read_text("utf-8").replace(was, now, 1) if was else now, "utf-8")
    built = build(workspace, None, in_process)
    assert [each.code for each in built.diagnostics if each.code != "F015"] == []
    assert built.inside == ()
    assert sent(publish(workspace, "7", office())) == "7/1"


@pytest.mark.parametrize(
    ("file", "was", "now"),
    [
        ("issues/publication.yaml", "report_to: [部领导]", "report_to: [市领导]"),
        ("issues/publication.yaml", "issuer: 中共某县委组织部研究室", "issuer: 某县委组织部研究室"),
        (
            "issues/publication.yaml",
            "{name: 城关镇, aliases: [城关], level: 镇}",
            "{name: 城关一镇, aliases: [城关镇], level: 镇}",
        ),
        ("issues/publication.yaml", "distribution:", "house: {sections: lines}\ndistribution:"),
        ("styles/paper.css", "}", "}\np { color: #111 }"),
        ("issues/7/城关镇.md", "36件", "37件"),
    ],
)  # fmt: skip
def test_what_changes_a_byte_of_the_page_voids_its_approval(
    workspace: Workspace, file: str, was: str, now: str
) -> None:
    path = workspace.root / file
    if not path.is_file():
        path.parent.mkdir(exist_ok=True)
        shutil.copy(REPOSITORY / file, path)
        path.write_text(path.read_text("utf-8").replace(was, now, 1), "utf-8")
    else:
        text = path.read_text("utf-8")
        assert was in text
        path.write_text(text.replace(was, now.replace("aliases: [城关], ", ""), 1), "utf-8")
        if "城关一镇" in now:
            path.write_text(
                path.read_text("utf-8").replace("城北镇, aliases: [城关]", "城北镇"), "utf-8"
            )
    told = [
        (each.code, each.source.path)
        for each in publish(workspace, "7", office()).diagnostics
        if each.source
    ]
    assert ("I106", file) in told
    (why,) = [
        each
        for each in build(workspace, None, in_process).inside
        if each.code == "I017" and "第7期" in each.message
    ]
    assert f"`{file}`" in why.message


def test_an_approval_of_version_0_1_0_is_of_the_bytes(workspace: Workspace) -> None:
    """It has no digest of the page: any change of a file asks for another."""
    path = workspace.issues / "7/approval.json"
    fields = json.loads(path.read_text("utf-8"))
    del fields["page"]
    path.write_text(json.dumps(fields), "utf-8")
    facts = workspace.issues / "publication.yaml"
    facts.write_text(f"# 刊名\n{facts.read_text('utf-8')}", "utf-8")
    assert codes(publish(workspace, "7", office())) == ["I106"]


def test_an_edition_that_was_read_once_is_read_again_whatever_touches_it(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Sizes and times of a change put back are told by the kernel's own time of it."""
    from bulletin.edition import known_whole

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(known_whole, "SETTLED", -1.0)
    for name in ("7", "8"):
        signed_issue(workspace, name)
    sent(publish(workspace, "7", office()))
    read: list[str] = []
    whole = altered

    def counted(kept: Kept) -> tuple[Diagnostic, ...]:
        read.append(kept.name)
        return whole(kept)

    monkeypatch.setattr(known_whole, "altered", counted)
    (kept,) = read_shelf(workspace).kept
    for _ in range(2):
        memory = known_whole.KnownWhole(workspace)
        assert not memory.is_altered(kept)
        memory.keep()
    assert read == ["7/1"]
    page = kept.file("index.html")
    times, content = page.stat(), page.read_bytes()
    page.chmod(0o644)
    page.write_bytes(b"x" + content[1:])
    os.utime(page, ns=(times.st_atime_ns, times.st_mtime_ns))
    page.chmod(0o444)
    assert known_whole.KnownWhole(workspace).is_altered(kept)
    assert [each.code for each in publish(workspace, "8", office()).diagnostics] == ["I118"]


def test_what_was_written_this_moment_is_read_again(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A drive with coarse times would not tell another change in the same moment."""
    from bulletin.edition.known_whole import KnownWhole

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    signed_issue(workspace, "7")
    sent(publish(workspace, "7", office()))
    memory = KnownWhole(workspace)
    assert not memory.is_altered(read_shelf(workspace).kept[0])
    memory.keep()
    assert not (tmp_path / "cache/bulletin/editions").exists()
