"""Folders, zips and mails: what comes out, what is refused, and that nothing runs away."""

from __future__ import annotations

import io
import struct
import zipfile
from email.message import EmailMessage
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin.intake import pieces
from bulletin.intake.letter import text_of_html
from bulletin.intake.parcel import files_in, is_parcel, unpack
from bulletin.intake.pieces import Parcel, inside
from bulletin.report import concise

WORD = "稿件".encode()


def zipped(files: dict[str, bytes], **settings: int) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return written.getvalue()


def as_chinese_windows(files: dict[str, bytes]) -> bytes:
    """A zip whose names are GBK and that does not say so."""
    names = {f"{place:0>{len(name.encode('gbk'))}}": name for place, name in enumerate(files)}
    content = zipped(dict(zip(names, files.values(), strict=True)))
    for stand_in, name in names.items():
        assert len(stand_in) == len(name.encode("gbk"))
        content = content.replace(stand_in.encode(), name.encode("gbk"))
    return content


def paths(opened: Parcel) -> list[str]:
    return [piece.path for piece in opened.pieces]


def faults(opened: Parcel) -> list[tuple[str, str]]:
    return [(each.code, each.source.path if each.source else "") for each in opened.diagnostics]


# -- Folders ---------------------------------------------------------------------------------------


def test_a_folder_gives_its_files_without_what_programs_leave(tmp_path: Path) -> None:
    for name in (
        "二.docx",
        "~$二.docx",
        ".DS_Store",
        "Thumbs.db",
        "街道/一.txt",
        "__MACOSX/._一.txt",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "外面").symlink_to("/etc")
    shown = [path.relative_to(tmp_path).as_posix() for path in files_in(tmp_path)]
    assert shown == ["二.docx", "街道/一.txt"]


# -- Zip -------------------------------------------------------------------------------------------


def test_a_zip_gives_its_files_by_their_names() -> None:
    content = zipped({"城关镇/来稿.docx": WORD, "城关镇/~$来稿.docx": b"", "__MACOSX/x": b""})
    opened = unpack("六月.zip", content)
    assert paths(opened) == ["六月.zip/城关镇/来稿.docx"]
    assert opened.pieces[0].content == WORD
    assert opened.diagnostics == ()


def test_chinese_names_of_windows_are_read() -> None:
    opened = unpack("六月.zip", as_chinese_windows({"千秋街道三措并举.doc": WORD}))
    assert paths(opened) == ["六月.zip/千秋街道三措并举.doc"]


def test_a_name_in_the_extra_field_counts() -> None:
    name = "城关镇.txt".encode()
    info = zipfile.ZipInfo("chengguan.txt")
    body = b"\x01" + b"\0\0\0\0" + name
    info.extra = struct.pack("<HH", 0x7075, len(body)) + body
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr(info, WORD)
    assert paths(unpack("a.zip", written.getvalue())) == ["a.zip/城关镇.txt"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "a.zip/etc/passwd"),
        ("/etc/passwd", "a.zip/etc/passwd"),
        ("C:\\Windows\\稿.txt", "a.zip/C_/Windows/稿.txt"),
        ("a/./b/../稿.txt", "a.zip/a/b/稿.txt"),
        ("稿\n件.txt", "a.zip/稿_件.txt"),
        ("..", "a.zip/无名文件"),
    ],
)
def test_no_name_leads_anywhere(name: str, shown: str) -> None:
    assert paths(unpack("a.zip", zipped({name: WORD}))) == [shown]


@given(st.text(max_size=60))
def test_no_shown_name_has_a_part_that_climbs(name: str) -> None:
    shown = inside("a.zip", name)
    assert shown.startswith("a.zip/")
    assert not {"", ".", ".."} & set(shown.split("/"))
    shown.encode()


def test_a_bomb_is_stopped_by_what_comes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "LARGEST_PIECE", 3 * 1024**2)
    monkeypatch.setattr(pieces, "LARGEST_PARCEL", 8 * 1024**2)
    bomb = zipped(
        {
            "小.txt": WORD,
            "大.txt": bytes(100 * 1024**2),
            **{f"{n}.txt": bytes(2 * 1024**2) for n in range(9)},
        }
    )
    assert len(bomb) < 200_000
    opened = unpack("炸弹.zip", bomb)
    assert sum(len(piece.content) for piece in opened.pieces) <= 8 * 1024**2
    assert paths(opened)[0] == "炸弹.zip/小.txt"
    assert faults(opened) == [("D313", "炸弹.zip/大.txt"), ("D313", "炸弹.zip")]


def test_a_zip_that_lies_about_sizes_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "LARGEST_PIECE", 1024**2)
    content = zipped({"a.txt": bytes(5 * 1024**2)})
    lied = content.replace(struct.pack("<I", 5 * 1024**2), struct.pack("<I", 10))
    opened = unpack("a.zip", lied)
    assert sum(len(piece.content) for piece in opened.pieces) <= 1024**2


def test_too_many_files_and_too_deep(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "MOST_PIECES", 5)
    opened = unpack("a.zip", zipped({f"{n}.txt": WORD for n in range(9)}))
    assert len(opened.pieces) == 5
    assert faults(opened) == [("D313", "a.zip")]
    nested = zipped({"三.zip": zipped({"深.txt": WORD})})
    opened = unpack("一.zip", zipped({"二.zip": nested, "旁.txt": WORD}))
    assert paths(opened) == ["一.zip/旁.txt"]
    assert faults(opened) == [("D312", "一.zip/二.zip/三.zip")]
    assert paths(unpack("二.zip", nested)) == ["二.zip/三.zip/深.txt"]


def test_an_encrypted_file_is_told_and_the_others_are_taken() -> None:
    content = bytearray(zipped({"甲.txt": WORD, "乙.txt": WORD}))
    for mark, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + flag] |= 1
    opened = unpack("a.zip", bytes(content))
    assert paths(opened) == ["a.zip/乙.txt"]
    assert faults(opened) == [("D315", "a.zip/甲.txt")]


def test_a_link_in_a_zip_is_no_file() -> None:
    info = zipfile.ZipInfo("链接.txt")
    info.external_attr = 0o120777 << 16
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr(info, "/etc/passwd")
    assert faults(unpack("a.zip", written.getvalue())) == [("D315", "a.zip/链接.txt")]


def test_a_broken_zip_is_told_and_broken_members_too() -> None:
    whole = zipped({"甲.txt": WORD * 100, "乙.txt": b"\0" * 99})
    assert faults(unpack("a.zip", whole[:60])) == [("D314", "a.zip")]
    damaged = bytearray(whole)
    damaged[45] ^= 0xFF
    assert ("D314", "a.zip/甲.txt") in faults(unpack("a.zip", bytes(damaged)))


def test_a_word_document_named_zip_is_one_document() -> None:
    content = zipped({"[Content_Types].xml": b"", "word/document.xml": b""})
    assert paths(unpack("通知.zip", content)) == ["通知.zip/通知.docx"]
    assert not is_parcel("通知.docx", content)


@given(st.binary(max_size=400))
def test_no_bytes_raise(content: bytes) -> None:
    unpack("a.zip", content)
    unpack("a.eml", content)
    unpack("a.zip", b"PK\x03\x04" + content)


# -- Mail ------------------------------------------------------------------------------------------

LONG = "由镇党委牵头，纪检、宣传等部门参与乡风文明工作全过程，对评议过程和结果进行督查。" * 5


def mail(text: str = "您好，附件是我镇的信息。") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "town@example.cn"
    message["To"] = "office@example.cn"
    message["Subject"] = "城关镇信息"
    message.set_content(text)
    return message


def attach(message: EmailMessage, name: str, content: bytes = WORD) -> None:
    message.add_attachment(content, "application", "msword", filename=name)


def test_attachments_come_out_and_a_covering_letter_is_told() -> None:
    message = mail()
    attach(message, "“三个一”抓实治理.doc")
    opened = unpack("来.eml", message.as_bytes())
    assert paths(opened) == ["来.eml/“三个一”抓实治理.doc"]
    assert opened.pieces[0].content == WORD
    assert concise(opened.diagnostics) == (  # it may say what is to be changed in the attachment
        "来.eml:1:1: warning[D318]: 邮件的正文不是稿件，没有取：您好，附件是我镇的信息。；"
        "对照来稿看一遍，要改的改在稿件里；邮件存在 originals/ 里，这些话也记在稿件的 # 行\n"
    )
    assert opened.pieces[0].letter == "您好，附件是我镇的信息。"
    assert opened.pieces[0].mail is not None


def test_a_body_that_is_copy_is_a_document_of_its_own() -> None:
    opened = unpack("来.eml", mail(LONG).as_bytes())
    assert paths(opened) == ["来.eml/城关镇信息.txt"]
    assert opened.pieces[0].content.decode().strip() == LONG
    assert opened.diagnostics == ()


RAW = """\
From: a@b.cn\r
Subject: x\r
MIME-Version: 1.0\r
Content-Type: multipart/mixed; boundary="x"\r
\r
--x\r
{headers}\r
\r
copy\r
--x--\r
"""


HELD = "Content-Disposition: attachment"
TYPED = "Content-Type: application/msword"


@pytest.mark.parametrize(
    ("headers", "name"),
    [
        (f'{TYPED}; name="通知.doc"\r\n{HELD}', "通知.doc"),
        (f'{HELD}; filename="通知一.doc"', "通知一.doc"),
        (
            f'{HELD}; filename="=?gb18030?B?zajWqg==?=\r\n =?gb18030?B?zajWqg==?=.doc"',
            "通知通知.doc",
        ),
        (f"{HELD}; filename*=GB2312''%CD%A8%D6%AA.doc", "通知.doc"),
        (f"{HELD}; filename*0*=UTF-8''%E9%80%9A; filename*1*=%E7%9F%A5.doc", "通知.doc"),
        (f'{TYPED}; name="=?GBK?Q?=CD=A8=D6=AA.doc?="\r\n{HELD}', "通知.doc"),
        (f"Content-Type: application/pdf\r\n{HELD}", "附件1.pdf"),
    ],
    ids=["raw name", "raw filename", "2047", "2231", "2231 continued", "2047 in type", "none"],
)
def test_names_of_attachments(headers: str, name: str) -> None:
    opened = unpack("来.eml", RAW.format(headers=headers).encode("gbk"))
    assert paths(opened) == [f"来.eml/{name}"]


def test_a_forwarded_mail_is_opened_and_a_zip_inside() -> None:
    inner = mail()
    attach(inner, "稿.zip", zipped({"甲.txt": WORD}))
    outer = mail("转发。")
    outer.replace_header("Subject", "转发")
    outer.add_attachment(inner)
    opened = unpack("转.eml", outer.as_bytes())
    assert paths(opened) == ["转.eml/城关镇信息.eml/稿.zip/甲.txt"]


def test_a_mail_in_two_forms_is_read_once_and_pictures_in_it_are_told() -> None:
    message = mail("")
    message.set_content(LONG)
    message.add_alternative(f'<p>{LONG}</p><img src="cid:1">', subtype="html")
    form = message.get_payload(1)
    assert isinstance(form, EmailMessage)
    form.add_related(b"\x89PNG", "image", "png", cid="<1>")
    opened = unpack("来.eml", message.as_bytes())
    assert paths(opened) == ["来.eml/城关镇信息.txt"]
    assert opened.pieces[0].content.decode().count("由镇党委牵头") == 5
    assert concise(opened.diagnostics) == (
        "来.eml:1:1: info[D318]: 邮件正文里的 1 张图片没有取；要用的另作附件交\n"
    )


def test_a_body_of_markup_alone_is_read_as_it_is_seen() -> None:
    message = mail("")
    message.clear_content()
    message.set_content(
        f"<style>p {{}}</style><div>城关镇：标题</div><p>{LONG}</p>",
        subtype="html",
        charset="gb2312",
    )
    (piece,) = unpack("来.eml", message.as_bytes()).pieces
    assert piece.content.decode().split("\n") == ["城关镇：标题", LONG]


def test_a_body_that_is_not_in_the_encoding_it_names() -> None:
    head = b"Subject: x\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n"
    (piece,) = unpack("来.eml", head + LONG.encode("gbk")).pieces
    assert piece.content.decode() == LONG


def of_parts(count: int) -> bytes:
    """A mail of so many parts, the first one an attachment."""
    head = b'Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n'
    held = b"--x\r\nContent-Disposition: attachment; filename=a.doc\r\n\r\ncopy\r\n"
    return head + held + b"--x\r\n\r\n" * (count - 1) + b"--x--\r\n"


def test_a_mail_of_empty_parts_without_end_is_refused_soon() -> None:
    started = process_time()
    opened = unpack("来.eml", of_parts(200_000))
    assert process_time() - started < 12
    assert opened.pieces == ()
    assert [each.message for each in opened.diagnostics] == [
        "邮件分成 2000 个以上的部分，不像邮件，没有取"
    ]


def test_what_stands_before_too_many_parts_is_taken() -> None:
    opened = unpack("来.eml", of_parts(1500))
    assert paths(opened) == ["来.eml/a.doc"]
    assert [each.message for each in opened.diagnostics] == ["里面的文件超过 1000 个，后面的没有取"]


def test_what_is_no_mail_is_refused() -> None:
    assert faults(unpack("来.eml", b"\x00\x01")) == [("D316", "来.eml")]
    assert faults(unpack("来.eml", b"")) == [("D316", "来.eml")]


def test_a_name_whose_second_byte_is_a_backslash_is_whole() -> None:
    """謀划 is D6 5C BB AE in GBK; programs that do not say so leave it to the reader."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("甲.txt", "x")
    content = packed.getvalue().replace("甲.txt".encode(), b"\xd6\x5c\xbb\xae.tt"[:7])
    flags = content.replace(b"PK\x03\x04\x14\x00\x00\x08", b"PK\x03\x04\x14\x00\x00\x00")
    flags = flags.replace(
        b"PK\x01\x02\x14\x03\x14\x00\x00\x08", b"PK\x01\x02\x14\x03\x14\x00\x00\x00"
    )
    assert [piece.path for piece in unpack("包.zip", flags).pieces] == ["包.zip/謀划.tt"]


def test_a_header_without_end_is_told_and_not_decoded() -> None:
    words = " ".join(["=?utf-8?b?6aKY?="] * 16_000)
    for header in ("Subject", "From", "Content-Type"):
        before = process_time()
        opened = unpack("a.eml", f"{header}: {words}\r\n\r\n{'正文。' * 60}".encode())
        assert faults(opened) == [("D313", "a.eml")]
        assert process_time() - before < 2


def test_a_page_in_a_mail_keeps_rows_raised_figures_and_the_lines_of_a_layout() -> None:
    head = "<tr><td><p>村名</p></td><td>人数<br>（人）</td></tr>"
    table = f"<table>{head}<tr><td></td><td>12</td></tr></table>"
    assert text_of_html(f"<p>如下：</p>{table}<p>库容10<sup>8</sup>方，CO<sub>2</sub>。</p>") == (
        "如下：\n村名\t人数 （人）\n\t12\n库容10⁸方，CO₂。"
    )
    laid = f"<table><tr><td> </td><td><p>甲</p><p>乙</p>{table}<p>丙</p></td></tr></table>"
    assert text_of_html(laid).splitlines()[:2] == ["甲", "乙"]
    assert text_of_html(laid).endswith("丙")
    assert "村名\t" in text_of_html(laid)


TEXT = "今年以来，城关镇扎实推进换届，取得明显成效，群众反映良好，完成十二个村的换届选举工作。"
QUOTED = "发件人: 研究室 <a@example.com>\n发送时间: 2024年3月10日\n主题: 约稿\n\n请报送信息。\n"
RULES = ("------------ 原始邮件 ------------\n", "", "-----Original Message-----\n")


def body_of(text: str, page: str = "") -> tuple[str, str]:
    """The copy that is taken of a mail's body, and what is told."""
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "a@example.com", "信息报送"
    mail.set_content(text)
    if page:
        mail.add_alternative(page, subtype="html")
    parcel = unpack("a.eml", bytes(mail))
    told = "".join(each.message for each in parcel.diagnostics)
    return "".join(piece.content.decode() for piece in parcel.pieces), told


@pytest.mark.parametrize("rule", RULES)
def test_a_quoted_mail_is_no_copy_and_is_told(rule: str) -> None:
    copy, told = body_of(f"> 请报送。\n城关镇推进换届工作\n\n{TEXT}\n{TEXT}\n\n{rule}{QUOTED}")
    assert copy.split() == ["城关镇推进换届工作", TEXT, TEXT]
    assert "请报送信息。" in told
    assert "请报送。" in told


@pytest.mark.parametrize(
    "intro",
    ["在 2024年3月4日，李四 <c@example.com> 写道：", "On Mar 4, 2024, L <c@example.com> wrote:"],
)
def test_the_line_above_a_quoted_mail_goes_with_it(intro: str) -> None:
    read, told = body_of(f"城关镇走访群众解难题\n{LONG}\n\n{intro}\n> 请报送信息\n")
    assert intro not in read
    assert "请报送信息" in told


def test_a_short_body_whose_lines_a_program_broke_is_copy() -> None:
    text = "城关镇组织党员干部走访群众1200户，收集意见建议86条，逐项建立台账，投入120万元修路。"
    read, _ = body_of(f"城关镇走访群众解难题\n{text[:38]}\n{text[38:]}\n")
    assert "收集意见" in read


def test_a_list_of_a_page_keeps_its_bullets_and_numbers() -> None:
    page = "<ul><li>甲</li><li>乙</li></ul><p>丙</p><ol><li>丁</li><li>戊</li></ol><li>己</li>"
    assert text_of_html(page).splitlines() == ["- 甲", "- 乙", "丙", "1.丁", "2.戊", "己"]


def test_a_picture_that_a_page_only_points_at_is_told() -> None:
    point = '<img src="https://example.com/a.gif" width="1" height="1">'
    for shown, count in (('<img src="cid:1">', 1), (point, 0)):
        message = mail()
        message.set_content(f"<p>城关镇走访群众解难题</p><p>{LONG}</p>{shown}", subtype="html")
        opened = unpack("信.eml", message.as_bytes())
        assert sum("张图片没有取" in each.message for each in opened.diagnostics) == count


def test_a_forwarded_mail_is_copy_without_its_headers() -> None:
    copy, _ = body_of(f"请查收。\n\n{QUOTED}\n城关镇推进换届工作\n{TEXT}\n{TEXT}\n{TEXT}\n")
    assert copy.count(TEXT) == 3
    assert "发件人" not in copy


def test_the_page_is_read_where_the_plain_text_says_less() -> None:
    rows = "<tr><td>村名</td><td>人数</td></tr><tr><td>东关</td><td>12</td></tr>"
    page = f"<p>城关镇推进换届工作</p><p>{TEXT}</p><table>{rows}</table><p>{TEXT}{TEXT}</p>"
    assert "东关\t12" in body_of("请看网页版", page)[0]
    plain = f"城关镇推进换届工作\n{TEXT}\n村名\n人数\n东关\n12\n{TEXT}{TEXT}\n"
    assert "东关\t12" in body_of(plain, page)[0]
    without = f"<p>城关镇推进换届工作</p><p>{TEXT}</p><p>{TEXT}{TEXT}</p>"
    assert "城关镇  推进" in body_of(f"城关镇  推进换届\n{TEXT}\n{TEXT}{TEXT}\n", without)[0]


def test_many_lines_of_a_mail_are_read_in_time() -> None:
    started = process_time()
    body_of("> 甲\n乙\n" * 20_000)
    assert process_time() - started < 5


@pytest.mark.parametrize(
    "page",
    [
        "<section><span>甲</span></section><section>乙</section>丙",
        "<pre>甲\n乙\r\n\n丙</pre>",
        "甲<h5>乙</h5>丙",
        "<dl><dt>甲<dd>乙</dl><center>丙</center>",
        "<table><tr><td><section>甲</section><pre>乙\n丙</pre></td></tr></table>",
        "</pre><p>甲</p>乙<article>丙</article>",
    ],
)
def test_every_block_of_a_page_is_a_line(page: str) -> None:
    assert text_of_html(page).split() == ["甲", "乙", "丙"]
    assert text_of_html(page).splitlines() == ["甲", "乙", "丙"]


def test_line_ends_in_running_text_of_a_page_are_blanks() -> None:
    assert text_of_html("<pre>甲</pre><p>乙\n丙</p>").splitlines() == ["甲", "乙 丙"]


@pytest.mark.parametrize(
    "table",
    [
        "<table><tr><td>东关<td>12<tr><td>西关<td>30</table>",
        "<table><tr><td>东关</td><td>12</tr><tr><td>西关<td>30</td></tr></table>",
        "<tr><td>东关<td>12</tr><tr><td>西关<td>30</tr>",
    ],
)
def test_cells_without_their_end_tags_stay_apart(table: str) -> None:
    assert text_of_html(f"{table}<p>后文</p>") == "东关\t12\n西关\t30\n后文"
