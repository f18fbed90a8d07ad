"""`bulletin import` from the file as it was sent to the folder that an editor opens."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from itertools import pairwise
from pathlib import Path

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from PIL import Image

from bulletin.calendar_day import office_day
from bulletin.cli import run
from bulletin.edition.copy import copy_files
from bulletin.intake.filing import Bundle, Folder, file_bundle, safe_name
from bulletin.intake.kinds import BY_OFFICE, READERS
from bulletin.intake.receiving import Fate, FileOutcome, Reception, found_files
from bulletin.intake.register import Register
from bulletin.load import load_issue, load_publication, load_submission
from bulletin.model import House
from bulletin.output import Disk, everything_in
from bulletin.past import read_past
from bulletin.report import concise
from bulletin.workspace import Workspace
from tests.conftest import MakeWorkspace
from tests.sites import archive_of

Say = pytest.CaptureFixture[str]
DAY = office_day(House()).isoformat()
BODY = "全镇选派干部{}名，组建“红色代办”队伍，逐户走访，收集诉求，能办的当场办，办不了的限期办结。"


def photograph() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(stream, "PNG")
    return stream.getvalue()


def word(title: str, *, number: int = 1, picture: bool = False, phone: str = "") -> bytes:
    """A Word document as a town types it: everything by hand, no style."""
    made = docx.Document()

    def line(
        text: str, size: float, face: str, *, bold: bool = False, centred: bool = False
    ) -> None:
        paragraph = made.add_paragraph()
        if centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        else:
            paragraph.paragraph_format.first_line_indent = Pt(32)
        for part, heavy in text if isinstance(text, list) else [(text, bold)]:
            run_ = paragraph.add_run(part)
            run_.bold, run_.font.size = heavy, Pt(size)
            run_._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)

    line(title, 22, "方正小标宋简体", centred=True)
    both = [("建强一支队伍。", True), (BODY.format(number), False)]
    line(both, 16, "仿宋_GB2312")  # type: ignore[arg-type]
    if picture:
        made.add_picture(io.BytesIO(photograph()))
        line("图1 走访现场", 12, "楷体", centred=True)
    if phone:
        line(f"撰稿：张三　联系电话：{phone}", 16, "仿宋_GB2312")
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


@pytest.fixture
def office(make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace, with us in it, and a folder 来稿 for what is sent."""
    workspace = make_workspace({})
    monkeypatch.chdir(workspace.root)
    (workspace.root / "来稿").mkdir()
    return workspace.root


def sent(root: Path, name: str, content: bytes) -> Path:
    path = root / "来稿" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def below(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    return [path.relative_to(folder).as_posix() for path in everything_in(folder) if path.is_file()]


# -- One file ------------------------------------------------------------------------------------


def test_a_word_document_becomes_copy_image_and_original(office: Path, capsys: Say) -> None:
    content = word("城关镇：“三个一”抓实基层治理。", picture=True, phone="0550-7000000")
    sent(office, "城关稿 终稿.docx", content)
    assert run(["import", "来稿"]) == 0
    inbox = office / "issues" / "inbox"
    assert below(inbox) == ["originals/城关稿 终稿.docx", "城关镇-1.png", "城关镇.md"]
    digest = hashlib.sha256(content).hexdigest()
    written = (inbox / "城关镇.md").read_text("utf-8").splitlines()
    assert written[:9] == [
        "---", "unit: 城关镇", "title: “三个一”抓实基层治理", "author: 张三", "phone: 0550-7000000",
        f"received: {DAY}", "original:", "  name: 城关稿 终稿.docx", f"  sha256: {digest}",
    ]  # fmt: skip
    assert written[10:] == [
        "---", "", "**建强一支队伍。**" + BODY.format(1), "",
        '![图1 走访现场](城关镇-1.png "图1 走访现场")',
    ]  # fmt: skip
    assert (inbox / "originals" / "城关稿 终稿.docx").read_bytes() == content
    said = capsys.readouterr()
    assert "收入　来稿/城关稿 终稿.docx → issues/inbox/城关镇.md　城关镇：“三个一”" in said.out
    publication, _ = load_publication(office)
    assert publication is not None
    submission, faults = load_submission(office, inbox / "城关镇.md", publication)
    assert faults == ()
    assert submission is not None
    assert submission.units


def test_what_lacks_is_left_empty_and_told(office: Path, capsys: Say) -> None:
    sent(office, "无名.docx", word("关于好事的好做法"))
    assert run(["import", "来稿/无名.docx"]) == 1
    assert "错误　来稿/无名.docx：没有认出报送单位" in capsys.readouterr().err
    written = (office / "issues/inbox/无名.md").read_text("utf-8")
    assert written.startswith(f"---\nunit:\ntitle: 关于好事的好做法\nreceived: {DAY}\noriginal:\n")
    publication, _ = load_publication(office)
    assert publication is not None
    _, faults = load_submission(office, office / "issues/inbox/无名.md", publication)
    assert [each.code for each in faults] == ["F005"]


def test_an_empty_file_is_refused_with_the_reason(office: Path, capsys: Say) -> None:
    stream = io.BytesIO()
    docx.Document().save(stream)
    sent(office, "空.docx", stream.getvalue())
    sent(office, "空.txt", b"")
    sent(office, "白.txt", " \u3000\n\n".encode())
    for name in ("空.docx", "空.txt", "白.txt"):
        assert run(["import", f"来稿/{name}"]) == 1
        said = capsys.readouterr()
        assert said.out.startswith(f"没收　来稿/{name}\n")
        assert f"错误　来稿/{name}：里面没有文字\n" in said.err
        assert "（D218）\n" in said.err
    assert below(office / "issues" / "inbox") == []


def test_a_file_that_cannot_be_taken_says_what_to_do(
    office: Path, monkeypatch: pytest.MonkeyPatch, capsys: Say
) -> None:
    monkeypatch.setattr("bulletin.intake.receiving.LARGEST_PIECE", 1 << 20)
    sent(office, "大.txt", b"a" * (1 << 20) + b"a")
    stream = io.BytesIO()
    zipfile.ZipFile(stream, "w").close()
    sent(office, "空.zip", stream.getvalue())
    assert run(["import", "来稿/大.txt", "来稿/空.zip"]) == 1
    assert capsys.readouterr().err == (
        "错误　来稿/大.txt：文件超过 1 MB\n    改法：缩小里面的图片再收（D234）\n"
        "错误　来稿/空.zip：里面没有稿件\n    改法：核对是不是这个文件（D236）\n"
    )


def test_names_follow_the_unit_and_never_write_over(office: Path) -> None:
    for number in (1, 2, 3):
        sent(office, f"{number}/稿.docx", word("城关镇：好做法", number=number))
    own = office / "issues/inbox/城关镇2.md"
    own.parent.mkdir()
    own.write_text("编辑自己的", "utf-8")
    assert run(["import", "来稿"]) == 0
    assert below(office / "issues/inbox") == [
        "originals/稿.docx", "originals/稿2.docx", "originals/稿3.docx",
        "城关镇.md", "城关镇2.md", "城关镇3.md", "城关镇4.md",
    ]  # fmt: skip
    assert own.read_text("utf-8") == "编辑自己的"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "....etcpasswd"),
        ("con", "con稿"),
        ("Issue", "Issue稿"),
        (" . ", "来稿"),
        ('a:b*?"<>|\n', "ab"),
        ("字" * 90, "字" * 40),
    ],
)
def test_a_name_is_no_path_and_none_of_the_systems(name: str, safe: str) -> None:
    assert safe_name(name).lstrip(".") == safe.lstrip(".")
    assert "/" not in safe_name(name)


def test_a_dry_run_writes_nothing(office: Path, capsys: Say) -> None:
    sent(office, "稿.docx", word("城关镇：好做法", picture=True))
    before = below(office)
    assert run(["import", "来稿", "--dry-run"]) == 0
    assert below(office) == before
    assert "→ issues/inbox/城关镇.md" in capsys.readouterr().out


def test_an_issue_says_which_lines_to_add(office: Path, capsys: Say) -> None:
    sent(office, "稿.docx", word("城关镇：好做法"))
    sheet = (office / "issues/7/issue.md").read_bytes()
    assert run(["import", "来稿", "--no-articles"]) == 2
    assert run(["import", "来稿", "--issue", "7", "--no-articles"]) == 0
    assert capsys.readouterr().out.endswith(
        "在 issues/7/issue.md 的 篇目（articles）里按刊登次序加上：\n  - 城关镇2\n"
    )
    assert (office / "issues/7/issue.md").read_bytes() == sheet
    assert run(["import", "来稿", "--issue", "8"]) == 2
    assert run(["import", "来稿", "--issue", "../7"]) == 2
    assert run(["import", "没有.docx"]) == 2


# -- Duplicates ----------------------------------------------------------------------------------


def test_what_was_received_is_not_received_again(office: Path, capsys: Say) -> None:
    content = word("城关镇：好做法")
    sent(office, "1.docx", content)
    sent(office, "2.docx", content)
    sent(office, "3.docx", word("城关镇：好，做法！"))
    sent(office, "4.txt", ("城关镇：好做法\n\n建强一支队伍。" + BODY.format(1)).encode("gb18030"))
    sent(office, "5.docx", word("城关镇：好做法", number=5))
    assert run(["import", "来稿"]) == 0
    said = capsys.readouterr()
    assert "提醒　来稿/2.docx：和 issues/inbox/城关镇.md 是同一个文件" in said.err
    assert "（D241）\n" in said.err
    for name in ("3.docx", "4.txt"):
        assert f"提醒　来稿/{name}：文字和 issues/inbox/城关镇.md 相同" in said.err
    assert "收入 2 篇，重复 3 个" in said.out
    assert run(["import", "来稿", "--issue", "7"]) == 0
    assert "重复 5 个" in capsys.readouterr().out


def test_the_same_body_under_another_title_or_unit_is_received_and_told(
    office: Path, capsys: Say
) -> None:
    sent(office, "1.docx", word("城关镇：好做法"))
    sent(office, "2改题.docx", word("城关镇：好的做法"))
    sent(office, "3换单位.docx", word("东关街道：好做法"))
    sent(office, "4加图.docx", word("城关镇：好做法", picture=True))
    sent(office, "5改电话.docx", word("城关镇：好做法", phone="0550-7000000"))
    same = "好的做法\n\n建强一支队伍。" + BODY.format(1)
    sent(office, "6.txt", ("城关镇：" + same).encode())
    sent(office, "7.txt", ("城关镇：" + same.replace("选派", "选定")).encode())
    assert run(["import", "来稿"]) == 0
    said = capsys.readouterr()
    lines = said.err.splitlines()
    told = ["".join(two) for two in pairwise(lines) if "（D24" in two[1]]
    like = (
        "提醒　来稿/{}：正文和 issues/inbox/城关镇.md 相同，{}不同，照样收入"
        "    改法：对照两份，留用一份（D243）"
    )
    assert told == [
        like.format("2改题.docx", "标题"),
        like.format("3换单位.docx", "单位"),
        like.format("4加图.docx", "图片"),
        like.format("5改电话.docx", "执笔人、电话"),
        "提醒　来稿/6.txt：文字和 issues/inbox/城关镇2.md 相同，没有再收"
        "    改法：要换成这一份，先删去 issues/inbox/城关镇2.md（D242）",
    ]
    assert "收入 6 篇，重复 1 个" in said.out
    assert run(["import", "来稿", "--issue", "7"]) == 0
    assert "重复 7 个" in capsys.readouterr().out


def test_another_unit_s_name_on_the_file_is_another_unit(office: Path, capsys: Say) -> None:
    text = "好做法\n\n建强一支队伍。" + BODY.format(1)
    sent(office, "1城关镇.txt", text.encode())
    sent(office, "2城关镇上报.txt", text.encode("utf-16"))
    sent(office, "3东关街道.txt", text.encode("gb18030"))
    sent(office, "4.txt", b"\xef\xbb\xbf" + text.encode())
    run(["import", "来稿"])
    lines = capsys.readouterr().err.splitlines()
    told = [
        (place[3:].split("：")[0], code[-5:-1])
        for place, code in pairwise(lines)
        if "（D24" in code
    ]
    assert told == [
        ("来稿/2城关镇上报.txt", "D242"),
        ("来稿/3东关街道.txt", "D243"),
        ("来稿/4.txt", "D242"),
    ]


def test_what_stands_in_an_issue_is_known_though_it_was_edited(office: Path, capsys: Say) -> None:
    content = word("城关镇：好做法")
    sent(office, "1.docx", content)
    assert run(["import", "来稿", "--issue", "7"]) == 0
    path = office / "issues/7/城关镇2.md"
    path.write_text(path.read_text("utf-8").replace("逐户走访", "挨家走访"), "utf-8")
    sent(office, "1.docx", content)
    sent(office, "2.docx", word("城关镇：好做法"))
    capsys.readouterr()
    assert run(["import", "来稿"]) == 0
    assert "重复 2 个" in capsys.readouterr().out
    assert below(office / "issues/inbox") == []


# -- Parcels and kinds ---------------------------------------------------------------------------


def test_zip_mail_text_and_our_own_copy(office: Path, capsys: Say) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("城关/稿.docx", word("城关镇：甲做法"))
        archive.writestr("城关/照片.jpg", b"\xff\xd8\xff")
    sent(office, "a.zip", packed.getvalue())
    mail = EmailMessage()
    mail["Subject"] = "来稿"
    mail.set_content("见附件")
    mail.add_attachment(
        word("东关街道：乙做法", number=2), maintype="application", subtype="octet-stream",
        filename="东关.docx",
    )  # fmt: skip
    sent(office, "b.eml", bytes(mail))
    own = "---\nunit: 城关镇\ntitle: 丙做法\n---\n\n![走访](照.png)\n\n" + BODY.format(3) + "\n"
    sent(office, "c/丙.md", own.encode())
    sent(office, "c/照.png", photograph())
    run(["import", "来稿"])
    said = capsys.readouterr()
    assert below(office / "issues/inbox") == [
        "originals/b.eml", "originals/丙.md", "originals/东关.docx", "originals/稿.docx",
        "丙.md", "东关街道.md", "城关镇.md", "照.png",
    ]  # fmt: skip
    assert "略过　来稿/a.zip/城关/照片.jpg" in said.out
    filed = (office / "issues/inbox/丙.md").read_text("utf-8")
    digest = hashlib.sha256(own.encode()).hexdigest()
    assert f"title: 丙做法\noriginal:\n  name: 丙.md\n  sha256: {digest}\n" in filed
    assert filed.endswith("---\n\n![走访](照.png)\n\n" + BODY.format(3) + "\n")


def test_without_libreoffice_old_word_says_what_to_do(
    office: Path, monkeypatch: pytest.MonkeyPatch, capsys: Say
) -> None:
    monkeypatch.setattr("bulletin.intake.the_office", lambda: None)
    for suffix in BY_OFFICE:
        sent(office, f"稿{suffix}", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + suffix.encode() * 20)
    assert run(["import", "来稿"]) == 1
    said = capsys.readouterr()
    assert said.err.count("：本机没有 LibreOffice") == len(BY_OFFICE)
    assert f"没收 {len(BY_OFFICE)} 个" in said.out


def test_json_tells_programs_the_same(office: Path, capsys: Say) -> None:
    sent(office, "1.docx", word("城关镇：好做法"))
    sent(office, "2.docx", b"PK\x03\x04broken")
    assert run(["import", "来稿", "--json"]) == 1
    said = capsys.readouterr()
    filed, refused = json.loads(said.out)
    assert said.err == ""
    assert filed["fate"] == "filed"
    assert (filed["file"], filed["unit"]) == ("issues/inbox/城关镇.md", "城关镇")
    assert (refused["fate"], refused["diagnostics"][0]["code"]) == ("refused", "D101")


def test_a_picture_that_word_shows_in_another_size_is_told_with_its_place(
    office: Path, capsys: Say
) -> None:
    photograph = io.BytesIO()
    Image.new("RGB", (600, 400), "red").save(photograph, "PNG")
    made = docx.Document(io.BytesIO(word("城关镇：好做法")))
    for width in (50, 156, 300):
        made.add_picture(photograph, width=Mm(width))
        made.add_paragraph("图　走访现场")
    cropped = made.add_picture(photograph, width=Mm(78), height=Mm(104))
    fill = next(cropped._inline.iter(qn("pic:blipFill")))
    fill.find(qn("a:blip")).addnext(OxmlElement("a:srcRect", attrs={"r": "50000"}))
    stream = io.BytesIO()
    made.save(stream)
    sent(office, "稿.docx", stream.getvalue())
    assert run(["import", "来稿"]) == 0
    told = capsys.readouterr().err
    assert told.count("D132") == 1
    assert (
        "提醒　来稿/稿.docx 第2段：第 1 张图片（城关镇-1.png）在原稿里是 5.0×3.3 厘米，"
        "印出来约 15.6×10.4 厘米\n"
        "    改法：要照原稿的大小，用“画图”把 城关镇-1.png 改成 189×126 像素（没有原来清楚）；"
        "不要紧就不改（D132）\n"
    ) in told
    copy = (office / "issues/inbox/城关镇.md").read_text("utf-8")
    assert [copy.count(f"](城关镇-{number}.png") for number in (1, 2, 3)] == [1, 2, 1]


# -- From the inbox to an issue --------------------------------------------------------------------


def test_copy_moves_into_an_issue_with_its_image_and_original(office: Path, capsys: Say) -> None:
    sent(office, "稿.docx", word("城关镇：好做法", picture=True))
    assert run(["import", "来稿"]) == 0
    (office / "issues/7/originals").mkdir()
    (office / "issues/7/originals/稿.docx").write_bytes(b"another")
    assert run(["import", "issues/inbox/城关镇.md"]) == 0
    already = "提醒　issues/inbox/城关镇.md：已经在 issues/inbox 里\n    改法：不用再收（D235）\n"
    assert capsys.readouterr().err == already
    assert run(["import", "issues/inbox/城关镇.md", "--issue", "7"]) == 0
    assert below(office / "issues/inbox") == []
    assert below(office / "issues/7") == [
        "issue.md", "originals/稿.docx", "originals/稿2.docx", "城关镇.md", "城关镇2-1.png",
        "城关镇2.md",
    ]  # fmt: skip
    moved = (office / "issues/7/城关镇2.md").read_text("utf-8")
    assert "\n  name: 稿2.docx\n" in moved
    assert '![图1 走访现场](城关镇2-1.png "图1 走访现场")' in moved
    assert (office / "issues/7/originals/稿.docx").read_bytes() == b"another"


def test_status_lists_what_waits(office: Path, capsys: Say) -> None:
    sent(office, "1.docx", word("城关镇：好做法"))
    sent(office, "2.docx", word("好做法", number=2))
    run(["import", "来稿"])
    capsys.readouterr()
    assert run(["status"]) == 0
    said = capsys.readouterr()
    assert f"待选　issues/inbox/城关镇.md　城关镇：好做法（{DAY} 收到）\n" in said.out
    assert f"待选　issues/inbox/2.md　好做法（{DAY} 收到；缺 `unit`" in said.out
    assert "I001" not in said.err


def test_no_original_and_no_telephone_leaves_the_folder(office: Path) -> None:
    sent(office, "稿.docx", word("城关镇：好做法", phone="13900001111", picture=True))
    assert run(["import", "来稿", "--issue", "7"]) == 0
    sheet = office / "issues/7/issue.md"
    sheet.write_text(sheet.read_text("utf-8").replace("[城关镇]", "[城关镇, 城关镇2]"), "utf-8")
    assert "phone: 13900001111" in (office / "issues/7/城关镇2.md").read_text("utf-8")
    workspace = Workspace(office)
    publication, _ = load_publication(office)
    assert publication is not None
    copied = copy_files(workspace, load_issue(office, office / "issues/7", publication))
    assert not [name for name in copied if "originals" in name]
    assert "issues/7/城关镇2.md" in copied
    for tree in (archive_of(workspace), archive_of(workspace, internal=True)):
        assert not [name for name in tree if "originals" in name or name.endswith(".docx")]
        assert not [name for name, content in tree.items() if b"13900001111" in content]


# -- A batch, and a disk that fails ----------------------------------------------------------------


def reception(root: Path, disk: Disk = Disk()) -> Reception:  # noqa: B008
    publication, _ = load_publication(root)
    assert publication is not None
    folder = Folder.at(root / "issues/inbox")
    return Reception(
        Workspace(root), publication, Register(read_past(root)), folder, None, disk=disk
    )


def receive(root: Path, disk: Disk = Disk()) -> Iterator[FileOutcome]:  # noqa: B008
    return reception(root, disk).receive(found_files([root / "来稿"]), frozenset())


@pytest.mark.slow
def test_a_file_that_is_taken_away_meanwhile_is_told(office: Path) -> None:
    (found,) = reception(office).receive([office / "来稿/一.txt"], frozenset())
    assert found.fate is Fate.REFUSED
    assert concise(found.diagnostics) == (
        "来稿/一.txt:1:1: error[D233]: 读不出来（没有这个文件或文件夹）；检查文件和磁盘\n"
    )


def test_forty_files_of_which_some_are_bad(office: Path) -> None:
    for number in range(36):
        sent(office, f"{number:03}.docx", word("城关镇：好做法", number=number))
    for number in range(4):
        content = [b"", b"PK\x03\x04" + b"\0" * 99, b"not word", word("x")[:-900]][number]
        sent(office, f"坏{number}.docx", content)
    fates = [outcome.fate for outcome in receive(office)]
    assert fates.count(Fate.FILED) == 36
    assert fates.count(Fate.REFUSED) == 4
    assert len(below(office / "issues/inbox")) == 72


def test_a_reader_that_fails_refuses_its_file_only(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(path: str, content: bytes) -> object:
        raise RecursionError

    monkeypatch.setitem(READERS, ".pdf", fails)
    sent(office, "1.pdf", b"%PDF-1.7")
    sent(office, "2.docx", word("城关镇：好做法"))
    outcomes = list(receive(office))
    assert [each.fate for each in outcomes] == [Fate.REFUSED, Fate.FILED]
    assert [each.code for each in outcomes[0].diagnostics] == ["D232"]


@pytest.mark.parametrize("problem", [OSError(errno.ENOSPC, "磁盘满了"), KeyboardInterrupt()])
def test_stopped_anywhere_nothing_is_half_written(office: Path, problem: BaseException) -> None:
    sent(office, "1.docx", word("城关镇：好做法", picture=True))
    sent(office, "2.docx", word("东关街道：好做法", number=2))
    inbox = office / "issues/inbox"
    whole = {
        "城关镇.md": {"originals/1.docx", "城关镇-1.png"},
        "东关街道.md": {"originals/2.docx"},
    }
    for stop in range(100):
        left = stop

        def before(_operation: str, _path: Path) -> None:
            nonlocal left
            if left == 0:
                raise problem
            left -= 1

        try:
            list(receive(office, Disk(before)))
            finished = True
        except (OSError, KeyboardInterrupt):
            finished = False
        found = set(below(inbox))
        copies = {name for name in found if name.endswith(".md")}
        assert found == copies.union(*(whole[name] for name in copies)), stop
        for name in found - copies:
            assert (inbox / name).stat().st_size > 0
        if finished:
            assert copies == set(whole)
            assert stop > 10
            return
        for name in found:
            (inbox / name).unlink()
    pytest.fail("it never finished")


def test_what_another_put_there_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "甲.md").write_text("别人的", "utf-8")
    bundle = Bundle("甲.md", "我们的", {"甲-1.png": b"1"})
    with pytest.raises(FileExistsError):
        file_bundle(bundle, tmp_path)
    assert below(tmp_path) == ["甲.md"]
    assert (tmp_path / "甲.md").read_text("utf-8") == "别人的"
    assert file_bundle(replace(bundle, copy="乙.md"), tmp_path).name == "乙.md"


def test_what_was_decided_is_said_of_each_file(office: Path, capsys: Say) -> None:
    text = "城关镇：甲做法\n\n全镇选派干部12名，逐户走访，收集诉求。\n\n抄送：县委办公室。\n"
    sent(office, "稿.txt", text.encode())
    run(["import", "来稿"])
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("收入　来稿/稿.txt → issues/inbox/城关镇.md")
    assert said[1] == "　　　写进前言 1 处，没有排入 1 处"


def test_the_day_of_receipt_is_the_day_it_came_and_the_papers_own_is_noted(office: Path) -> None:
    for name, last in (("落款", "城关镇\n2023年6月9日"), ("标注", "报送日期：2023年6月1日")):
        text = f"城关镇{name}工作情况\n今年以来，城关镇召开会议12次，群众反映良好。\n{last}\n"
        (office / "来稿").mkdir(exist_ok=True)
        (office / "来稿" / f"{name}.txt").write_text(text, "utf-8")
    assert run(["import", "来稿"]) == 0
    written = [path.read_text("utf-8") for path in sorted((office / "issues/inbox").glob("*.md"))]
    days = ("2023-06-01", "2023-06-09")
    for day, copy in zip(days, sorted(written, key=lambda each: days[1] in each), strict=True):
        assert f"\nreceived: {DAY}\n" in copy
        assert f"\n# 稿件上的日期：{day}\n" in copy
        assert "没有排入" not in copy


# -- Mails are originals ---------------------------------------------------------------------------


def mail(body: str, **attached: bytes) -> bytes:
    """A mail with files attached, by their names without `.docx`, or `.png` for `photo`."""
    made = EmailMessage()
    made["From"] = "城关镇党建办 <cgz@example.com>"
    made["Subject"] = "城关镇报送信息"
    made["Date"] = "Mon, 11 Mar 2024 09:30:00 +0800"
    made.set_content(body)
    for name, content in attached.items():
        suffix = ".png" if name.startswith("photo") else ".docx"
        made.add_attachment(
            content, maintype="application", subtype="octet-stream", filename=name + suffix
        )
    return bytes(made)


LETTER = "各位老师：\n附上本周信息，另有三点说明：数字以县统计局为准。\n城关镇 张某\n"
COPY = "城关镇推行“首问负责”\n\n" + "\n\n".join(BODY.format(at) for at in (11, 12, 13)) + "\n"


def test_a_mail_is_kept_with_what_was_attached_to_it(office: Path, capsys: Say) -> None:
    sent = mail(LETTER, one=word("城关镇办好夜校", number=3), photo=photograph())
    (office / "来.eml").write_bytes(sent)
    assert run(["import", "来.eml"]) == 0
    inbox = office / "issues/inbox"
    assert (inbox / "originals/来.eml").read_bytes() == sent
    text = (inbox / "城关镇.md").read_text("utf-8")
    assert "  mail: 来.eml\n" in text
    assert "# 来信：各位老师： 附上本周信息，另有三点说明：数字以县统计局为准。" in text
    said = capsys.readouterr()
    told = said.out + said.err
    assert "邮件存在 originals/ 里" in told
    assert "photo.png：是图片，没有收" in told
    assert (
        '存到 issues/inbox 里，在那一篇的正文里另起一段写 ![图上是什么](photo.png "图题")' in told
    )


def test_the_mail_is_the_original_of_copy_in_its_body(office: Path) -> None:
    sent = mail(COPY)
    (office / "来.eml").write_bytes(sent)
    assert run(["import", "来.eml"]) == 0
    inbox = office / "issues/inbox"
    assert (inbox / "originals/来.eml").read_bytes() == sent
    text = (inbox / "城关镇.md").read_text("utf-8")
    assert f"  name: 来.eml\n  sha256: {hashlib.sha256(sent).hexdigest()}\n" in text
    assert "mail:" not in text
    assert run(["import", "来.eml"]) == 0
    assert [each.name for each in inbox.glob("*.md")] == ["城关镇.md"]
    assert [each.name for each in (inbox / "originals").iterdir()] == ["来.eml"]


def test_a_mail_is_kept_once_and_stays_while_other_copy_names_it(office: Path) -> None:
    sent = mail(LETTER, one=word("城关镇办好夜校", number=3), two=word("城关镇修好水渠", number=4))
    (office / "来.eml").write_bytes(sent)
    assert run(["import", "来.eml"]) == 0
    inbox, issue = office / "issues/inbox", office / "issues/7"
    originals = sorted(each.name for each in (inbox / "originals").iterdir())
    assert originals == ["one.docx", "two.docx", "来.eml"]
    there = {each.stem for each in issue.glob("*.md")}
    for name, left in (("城关镇", True), ("城关镇2", False)):
        assert run(["import", f"issues/inbox/{name}.md", "--issue", "7"]) == 0
        new = next(each for each in issue.glob("*.md") if each.stem not in there)
        there.add(new.stem)
        assert (issue / "originals/来.eml").read_bytes() == sent
        assert (inbox / "originals/来.eml").exists() == left
        assert "  mail: 来.eml\n" in new.read_text("utf-8")
    assert sorted(each.name for each in (issue / "originals").iterdir()) == originals


def test_another_mail_of_the_same_name_is_kept_beside_it(office: Path) -> None:
    for at in (3, 4):
        sent = mail(LETTER, one=word(f"城关镇办好夜校{at}", number=at))
        (office / "来.eml").write_bytes(sent)
        assert run(["import", "来.eml"]) == 0
    kept = office / "issues/inbox/originals"
    assert sorted(each.name for each in kept.iterdir()) == [
        "one.docx", "one2.docx", "来.eml", "来2.eml"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "cure"),
    [
        ("现场.png", "写 ![图上是什么](现场.png"),
        ("现场.JPG", "写 ![图上是什么](现场.JPG"),
        ("现场.heic", "另存为 JPEG 或 PNG，存到 issues/inbox 里"),
        ("现场.mp4", "收 .docx"),
    ],
)
def test_a_picture_by_itself_is_told_how_to_print(
    office: Path, capsys: Say, name: str, cure: str
) -> None:
    (office / name).write_bytes(photograph())
    assert run(["import", name]) == 1
    assert cure in capsys.readouterr().err
