"""What was filed outside contradicts a past that was rewritten whole."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin.cli import run
from bulletin.commands.speech import the_faces
from bulletin.edition import Witness, witnesses_in
from bulletin.edition.shelf import REGISTER_NAME, read_shelf
from bulletin.publish.act import approve, publish, withdraw
from bulletin.publish.overview import status
from bulletin.publish.receipts import read_witness_file, receipt_of
from bulletin.publish.signing import sign
from bulletin.publish.verification import verify
from bulletin.report import concise
from bulletin.workspace import Workspace
from tests.conftest import MakeWorkspace
from tests.office import TODAY, edit, office, sent, signed_issue, three_signed_issues
from tests.test_agreement import forge
from tests.test_publish import writable

DIGEST = st.text("0123456789abcdef", min_size=64, max_size=64)


@pytest.fixture
def workspace(make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    made = three_signed_issues(make_workspace)
    monkeypatch.chdir(made.root)
    return made


def receipt(workspace: Workspace, path: Path) -> Path:
    path.write_text(receipt_of(workspace, [read_shelf(workspace)], TODAY), "utf-8")
    return path


def told(workspace: Workspace, *files: Path) -> list[tuple[str, str]]:
    filed = [read_witness_file(path, path.name) for path in files]
    return [(each.code, each.message) for each in verify(workspace, against=filed).diagnostics]


def cut_off(workspace: Workspace, *names: str) -> None:
    """Take the last editions away with their lines, as if they had never been."""
    writable(workspace.issues)
    register = workspace.issues / REGISTER_NAME
    lines = register.read_text("utf-8").splitlines(keepends=True)
    for name in names:
        issue, _, revision = name.partition("/")
        shutil.rmtree(workspace.issues / issue / "published" / revision)
    register.write_text("".join(lines[: -len(names)]), "utf-8")


def test_a_receipt_is_two_lines_and_confirms_all_that_came_before(
    workspace: Workspace, tmp_path: Path
) -> None:
    publish(workspace, "7", office())
    first = receipt(workspace, tmp_path / "一.txt")
    publish(workspace, "8", office())
    second = receipt(workspace, tmp_path / "二.txt")
    said, digits = second.read_text("utf-8").splitlines()
    assert said == "2024-04-01　某县组工信息　登记 2 份，到 8/1 为止"
    last = read_shelf(workspace).register[-1]
    assert digits.replace(" ", "") == f"8/1{last.identity}"
    publish(workspace, "9", office())
    assert told(workspace, first, second) == []


def test_editions_cut_off_with_their_lines_are_found(workspace: Workspace, tmp_path: Path) -> None:
    for name in ("7", "8"):
        publish(workspace, name, office())
    filed = receipt(workspace, tmp_path / "回执.txt")
    cut_off(workspace, "8/1")
    assert told(workspace) == []
    assert told(workspace, filed) == [("I218", "记着 8/1 刊发过，登记簿里没有")]


def test_what_was_thrown_away_and_published_anew_is_found(
    workspace: Workspace, tmp_path: Path
) -> None:
    for name in ("7", "8"):
        publish(workspace, name, office())
    filed = receipt(workspace, tmp_path / "回执.txt")
    cut_off(workspace, "7/1", "8/1")
    (workspace.issues / "7/issue.md").write_text(
        (workspace.issues / "7/issue.md").read_text("utf-8").replace("签发人", "别人"), "utf-8"
    )
    signed_issue(workspace, "7", "2024-03-04")
    for name in ("7", "8"):
        sent(publish(workspace, name, office()))
    assert told(workspace) == []
    (code, message), *more = told(workspace, filed)
    assert (code, more) == ("I218", [])
    assert "和登记簿不一致，这一份或它之前的改写过" in message


def test_the_last_edition_rewritten_with_one_line_is_found(
    workspace: Workspace, tmp_path: Path
) -> None:
    publish(workspace, "7", office())
    filed = receipt(workspace, tmp_path / "回执.txt")
    forge(workspace, "7/1", "edition/index.html", lambda page: page.replace("signed", "draft"))
    assert told(workspace) == []
    assert [code for code, _ in told(workspace, filed)] == ["I218"]


def test_a_withdrawal_taken_back_is_found(workspace: Workspace, tmp_path: Path) -> None:
    publish(workspace, "7", office())
    withdraw(workspace, "7", "有误", office())
    filed = receipt(workspace, tmp_path / "回执.txt")
    cut_off(workspace, "7/2")
    assert told(workspace) == []
    assert told(workspace, filed) == [("I218", "记着 7/2 刊发过，登记簿里没有")]


def test_a_filed_report_and_a_sent_mail_are_witnesses(workspace: Workspace, tmp_path: Path) -> None:
    for name in ("7", "8"):
        publish(workspace, name, office())
    assert run(["verify", "--report", str(tmp_path / "报告.txt")]) == 0
    assert run(["verify", "--report", str(tmp_path / "报告.json")]) == 0
    assert run(["verify", "--receipt", str(tmp_path / "回执.txt")]) == 0
    files = [tmp_path / name for name in ("报告.txt", "报告.json", "回执.txt")]
    for file in files:
        assert read_witness_file(file, "").witnesses[-1].edition == "8/1"
    assert told(workspace, *files) == []
    assert run(["verify", *(part for file in files for part in ("--against", str(file)))]) == 0
    cut_off(workspace, "8/1")
    assert {code for code, _ in told(workspace, *files)} == {"I218"}
    assert run(["verify", "--against", str(files[0])]) == 1


def test_a_file_without_a_witness_is_told(workspace: Workspace, tmp_path: Path) -> None:
    publish(workspace, "7", office())
    note = tmp_path / "便条.txt"
    note.write_text("第7期已发，2024-03-05。\n", "gb18030")
    assert told(workspace, note) == [("I219", "里面没有存档号，也没有公钥")]


def test_an_empty_shelf_is_told(
    workspace: Workspace, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run(["verify"]) == 1
    said = capsys.readouterr().err
    assert "刊发的文件一份也没有" in said
    assert "还没有刊发过的，加 --empty" in said
    assert run(["verify", "--empty"]) == 0
    assert run(["verify", "--empty", "--receipt", str(tmp_path / "回执.txt")]) == 1
    assert not (tmp_path / "回执.txt").exists()


def test_publishing_tells_the_traces_of_what_is_gone(workspace: Workspace) -> None:
    for name in ("7", "8"):
        publish(workspace, name, office())
    assert run(["mail", "8"]) == 0
    cut_off(workspace, "8/1")
    outcome = publish(workspace, "8", office())
    assert sent(outcome) == "8/1"
    told = [each for each in outcome.diagnostics if each.code == "I125"]
    assert [each.source and each.source.path for each in told] == [
        "outgoing/8/报.eml",
        "outgoing/8/送.eml",
    ]
    assert "是第 8 期刊发后的邮件（8/1 " in told[0].message
    assert "bulletin verify --against outgoing/8/报.eml" in told[0].hint


def test_publishing_tells_a_number_that_is_gone_below_an_approved_one(workspace: Workspace) -> None:
    signed_issue(workspace, "11")
    page = workspace.output / "issues" / "10" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text("<main></main>", "utf-8")
    (workspace.output / "issues" / "index.html").touch()
    outcome = publish(workspace, "7", office())
    assert sent(outcome) == "7/1"
    assert concise(outcome.diagnostics).splitlines() == [
        "build/issues/10/index.html:1:1: warning[I125]: 是第 10 期的网页，刊发的文件和稿件里"
        "都没有这一期；丢了就从备份取回；运行 bulletin verify，和回执、邮件对照",
        "issues/11/approval.json:1:1: warning[I125]: 第 11 期已经签发，第 10 期却没有了；"
        "丢了就从备份取回；运行 bulletin verify，和回执、邮件对照",
    ]


def test_a_number_that_is_gone_is_told_once_and_none_before_the_first_of_the_office(
    workspace: Workspace,
) -> None:
    """Of the issues that were printed before, an office brings in those that it has."""
    for name in ("2", "5"):
        signed_issue(workspace, name)
        (workspace.issues / name / "approval.json").unlink()
        edit(workspace, name, "status: signed", "status: printed", "issue.md")
    for name in ("11", "12", "13"):
        signed_issue(workspace, name)
    outcome = publish(workspace, "7", office())
    assert sent(outcome) == "7/1"
    assert [(each.code, each.message) for each in outcome.diagnostics] == [
        ("I125", "第 13 期已经签发，第 10 期却没有了")
    ]


def test_an_office_from_which_nothing_is_gone_is_told_nothing(workspace: Workspace) -> None:
    for name in ("7", "8", "9"):
        assert run(["build"]) == 0
        assert publish(workspace, name, office()).diagnostics == ()
        assert run(["mail", name]) == 0


def test_a_receipt_with_a_slip_is_told_and_not_taken_for_a_short_one(
    workspace: Workspace, tmp_path: Path
) -> None:
    publish(workspace, "7", office())
    said, digits = receipt(workspace, tmp_path / "回执.txt").read_text("utf-8").splitlines()
    groups = digits.split()[1:]
    cut, typed = " ".join(groups[:-1]), " ".join((*groups[:2], "l74d387a", *groups[3:]))
    other = " ".join((*groups[:2], *["00000000"] * 6))
    broken = "\n".join((" ".join(groups[:2]), " ".join(["00000000"] * 6)))
    for wrong, code, words in (
        (f"{said}\n7/1 {cut}\n", "I219", "7/1 的存档号读出 56 位，应是 64 位"),
        (f"{said}\n7/1 {typed}\n", "I219", "7/1 的存档号读出 64 位"),
        (f"{said}\n7/1 {other}\n", "I218", "和登记簿不一致"),
        (f"{said}\n7/1 {broken}\n", "I218", "和登记簿不一致"),
        (f"{said.replace('1 份', '3 份')}\n{digits}\n", "I218", "是第 3 份，登记簿里是第 1 份"),
        (f"{said.replace('7/1', '9/1')}\n{digits}\n", "I219", "两行写的不是同一份：9/1、7/1"),
    ):  # fmt: skip
        (tmp_path / "抄.txt").write_text(wrong, "utf-8")
        ((found, message),) = told(workspace, tmp_path / "抄.txt")
        assert (found, words in message) == (code, True), message


def test_a_receipt_is_read_however_it_came(workspace: Workspace, tmp_path: Path) -> None:
    publish(workspace, "7", office())
    text = receipt(workspace, tmp_path / "回执.txt").read_text("utf-8")
    wide = text.translate(
        {ord(" "): "　"} | {ord(each): ord(each) + 0xFEE0 for each in "0123456789/"}
    )
    lines = text.replace(" ", "\n", 5)
    for copied, encoding in (
        (text, "gb18030"), (text, "utf-16"), (text, "utf-8-sig"), (wide, "utf-8"),
        (text.upper(), "utf-8"), (f"张三 11:03:\n> {text}好的", "gb18030"), (lines, "utf-8"),
    ):  # fmt: skip
        path = tmp_path / "抄.txt"
        path.write_bytes(copied.encode(encoding))
        assert told(workspace, path) == []
        (one,) = read_witness_file(path, "").witnesses
        assert (one.edition, len(one.digits)) == ("7/1", 64)
    (tmp_path / "回执.pdf").write_bytes(b"%PDF-1.7\n" + text.encode())
    assert told(workspace, tmp_path / "回执.pdf") == [("I219", "不是文字文件")]


def test_no_report_and_no_receipt_replaces_anything_else(
    workspace: Workspace, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    publish(workspace, "7", office())
    note = tmp_path / "便条.txt"
    note.write_text("不要删。\n", "utf-8")
    before = {path: path.read_bytes() for path in workspace.root.rglob("*") if path.is_file()}
    inside = [workspace.issues / name for name in (REGISTER_NAME, "7/城关镇.md", "新.txt")]
    for option in ("--receipt", "--report"):
        for path in (*inside, note, tmp_path / "回执.pdf"):
            assert run(["verify", option, str(path)]) == 2
        for _ in range(2):  # one of ours is replaced
            assert run(["verify", option, str(tmp_path / "回执.txt")]) == 0
    assert {path: path.read_bytes() for path in before} == before
    assert note.read_text("utf-8") == "不要删。\n"
    assert "报告、回执存到别处" in capsys.readouterr().err


@pytest.mark.parametrize("reason", ["", "  ", "　", "。"])
def test_an_act_that_readers_are_told_of_has_a_reason(
    workspace: Workspace, capsys: pytest.CaptureFixture[str], reason: str
) -> None:
    publish(workspace, "7", office())
    for command in ("correct", "withdraw"):
        assert run([command, "7", "--reason", reason]) == 2
        assert "--reason 没有写说明" in capsys.readouterr().err
    assert len(read_shelf(workspace).kept) == 1


@given(DIGEST, st.sampled_from(["116/1", "s3/2", "2024-1/1", "diaoyan/2024-s1/3"]))
def test_a_witness_is_read_however_it_was_written_down(digest: str, edition: str) -> None:
    grouped = " ".join(digest[at : at + 8] for at in range(0, 64, 8))
    for text in (
        f"{edition} {digest}", f"{edition}　{grouped}", f"存档号：{edition} {grouped}，上一份",
        f"\n{edition}: {digest.upper()}\n",
    ):  # fmt: skip
        assert list(witnesses_in(text)) == [Witness(edition, digest)]
    assert list(witnesses_in(f"{edition} {digest[:16]}，上一份")) == [Witness(edition, digest[:16])]
    assert list(witnesses_in(f"{edition} {digest[:15]}，2024-03-05")) == []


# -- In the next issue's colophon ------------------------------------------------------------------


def asked_for(workspace: Workspace) -> None:
    path = workspace.issues / "publication.yaml"
    path.write_text(path.read_text("utf-8") + "house:\n  previous_edition: true\n", "utf-8")


def previous(workspace: Workspace, name: str) -> str:
    sheet = (workspace.issues / name / "issue.md").read_text("utf-8")
    return "".join(
        line.partition(": ")[2] for line in sheet.splitlines() if line.startswith("previous")
    )


def lacking(workspace: Workspace, name: str) -> tuple[str, ...]:
    (standing,) = (each for each in status(workspace).issues if each.issue == name)
    return standing.lacks


def test_the_sheet_says_which_edition_went_before_where_the_house_asks_for_it(
    workspace: Workspace,
) -> None:
    asked_for(workspace)
    signed_issue(workspace, "7")
    assert sent(publish(workspace, "7", office())) == "7/1"  # before the first there is none
    ((code, hint),) = [(each.code, each.hint) for each in approve(workspace, "8")]
    first = read_shelf(workspace).kept[0].identity[:16]
    assert (code, f"写 previous_edition: 7/1 {first}" in hint) == ("I126", True)
    assert any("没有写" in each for each in lacking(workspace, "8"))
    assert sign(workspace, "8", "approved_by", "签发人", date(2024, 3, 5))[1] == ()
    assert previous(workspace, "8") == f"7/1 {first}"
    assert not any("存档号" in each for each in lacking(workspace, "8"))
    assert approve(workspace, "8") == ()
    withdraw(workspace, "7", "有误", office())  # another edition in between is in nobody's way
    assert sent(publish(workspace, "8", office())) == "8/1"
    assert sign(workspace, "8", "approved_by", "签发人", date(2024, 3, 6))[1] == ()
    assert previous(workspace, "8") == f"7/1 {first}"  # a correction prints what was printed
    edit(
        workspace,
        "9",
        "status: signed",
        f"previous_edition: 8/1 {first}\nstatus: signed",
        "issue.md",
    )
    assert [each.code for each in approve(workspace, "9")] == ["I126"]


def test_what_is_not_in_the_register_is_printed_by_nobody(workspace: Workspace) -> None:
    edit(workspace, "7", "status: signed", "previous_edition: 6/1 0000\nstatus: signed", "issue.md")
    ((code, hint),) = [(each.code, each.hint) for each in approve(workspace, "7")]
    assert (code, hint) == ("I126", "删去 previous_edition")


@pytest.mark.slow
def test_an_issue_on_paper_contradicts_a_past_that_was_rewritten(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked_for(workspace)
    path = workspace.issues / "publication.yaml"
    families = ", ".join(family for _, family in the_faces().stand_ins)
    accepted = f"  substitutes: [{families}]\n"
    path.write_text(path.read_text("utf-8") + accepted, "utf-8")
    assert run(["approve", "7"]) == 0, capsys.readouterr().err
    assert run(["publish", "7"]) == 0, capsys.readouterr().err
    assert sign(workspace, "8", "approved_by", "签发人", date(2024, 3, 5))[1] == ()
    assert run(["approve", "8"]) == 0, capsys.readouterr().err
    assert run(["publish", "8"]) == 0, capsys.readouterr().err
    assert run(["verify", "--rebuild"]) == 0
    paper = tmp_path / "第8期.pdf"
    shutil.copy(workspace.issues / "8/published/1/data/edition/8.pdf", paper)
    (witness,) = read_witness_file(paper, "").witnesses
    assert str(witness) == previous(workspace, "8")
    page = (workspace.issues / "8/published/1/data/edition/index.html").read_text("utf-8")
    assert f"上一份存档号：{witness}" in page
    assert told(workspace, paper) == []
    cut_off(workspace, "8/1")
    forge(workspace, "7/1", "record.json", lambda text: text.replace("签发人", "别人"))
    assert "I218" in {code for code, _ in told(workspace, paper)}


def test_a_receipt_of_two_publications_is_read_whole() -> None:
    digits = " ".join(["0123abcd"] * 8)
    text = f"2024-04-01　甲　登记 1 份，到 7/1 为止\n7/1 {digits}\n2024年4月　x\n8/1 {digits}\n"
    assert [len(each.digits) for each in witnesses_in(text)] == [64, 64]


def test_digits_alone_are_those_of_some_edition(workspace: Workspace, tmp_path: Path) -> None:
    publish(workspace, "7", office())
    identity = read_shelf(workspace).register[-1].identity
    note = tmp_path / "便条.txt"
    for written, codes in (
        (identity, []),
        (f"摘要 {identity}", []),
        (f"存档号{identity[:16]}。", []),
        (f"7/1{identity[:16]}", []),
        ("ab" * 32, ["I218"]),
        ("6222021234567890", ["I219"]),  # the number of a bank card
    ):
        note.write_text(written, "utf-8")
        assert [code for code, _ in told(workspace, note)] == codes, written
