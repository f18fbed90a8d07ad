"""What a received file asks for that stands outside it is named, and nothing else is refused."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest
from PIL import Image

from bulletin.intake.fetching import Known, Sealed, examine
from bulletin.intake.fetching.compound import Damaged, streams
from bulletin.intake.kinds import documents
from bulletin.intake.office import the_office
from bulletin.intake.parcel import unpack
from bulletin.intake.pieces import ParcelFile
from tests.intake.old_files import compound, old_word

PICTURE = "/home/user/会场.png"
"""A picture of the machine, by its place."""


def asked(content: bytes) -> list[str]:
    """What a file asks for, in short; `sealed` where that cannot be said."""
    found = examine(content)
    if isinstance(found, Sealed):
        return [f"sealed {found.code}"]
    return [fetch.what for fetch in found.fetches]


# -- RTF -------------------------------------------------------------------------------------------


def rtf(inside: str) -> bytes:
    return rb"{\rtf1\ansi\ansicpg936 \'bb\'e1" + inside.encode("gb18030") + rb"\par}"


def field(instruction: str) -> bytes:
    return rtf(r"{\field{\*\fldinst " + instruction + r"}{\fldrslt }}")


SPELT = {
    "plain": r'INCLUDEPICTURE "/a.png" \\d',
    "lower case": r"includepicture /a.png",
    "hexadecimal": r"\'49NCLUDE\'50ICTURE /a.png",
    "by number": r"\u73?\u78?CLUDEPICTURE /a.png",
    "nothing stands for the number": r"\uc0 \u73 NCLUDEPICTURE /a.png",
    "two stand for it": r"{\uc2 \u73 \'49\'49NCLUDE}PICTURE /a.png",
    "in groups": r"{\b INCL}{{\i UDE}PICTURE} /a.png",
    "a word between": r"INCLUDE\b0 PICTURE /a.png",
    "over lines": "INCLUDE\r\nPIC\nTURE /a.png",
    "a group that nobody reads": r"INCL{\*\unknown xx}UDEPICTURE /a.png",
    "only in a group that nobody reads": r"{\*\unknown INCLUDEPICTURE /a.png}",
    "behind marks": r"\~  \tab ~INCLUDEPICTURE /a.png",
    "behind a letter of another script": r"\'81INCLUDEPICTURE /a.png",
    "around bytes": r"INCLUDE{\bin3 }}}PICTURE} /a.png",
    "text": r"INCLUDETEXT /etc/hosts",
    "old text": r"INCLUDE /etc/hosts",
    "import": r"IMPORT /a.png",
    "exchange": r"DDEAUTO c:\\\\windows\\\\cmd.exe x",
    "exchange by hand": r"DDE Excel a.xls R1C1",
    "link": r"LINK Excel.Sheet.8 C:\\\\a.xls R1C1 \\a",
    "referenced document": r"RD \\\\\\\\server\\\\a.doc",
    "database": r'DATABASE \\d "C:\\\\a.mdb"',
}


@pytest.mark.parametrize("instruction", SPELT.values(), ids=SPELT)
def test_a_field_that_fetches_is_known_however_it_is_spelt(instruction: str) -> None:
    assert [each.split()[0] for each in asked(field(instruction))][:1] == ["域"]


def test_a_field_torn_into_several_is_known() -> None:
    torn = r"{\field{\*\fldinst INCL}{\*\fldinst UDEPICTURE /a.png}{\fldrslt }}"
    assert asked(rtf(torn)) == ["域 INCLUDEPICTURE"]
    never_closed = rb"{\rtf1 {\field{\*\fldinst INCLUDEPICTURE /a.png"
    assert asked(never_closed) == ["域 INCLUDEPICTURE"]
    by_marks = rtf(r"\'13INCLUDEPICTURE /a.png\'14\'15") + b"\x13 INCLUDETEXT /b\x15"
    assert "域 INCLUDETEXT" in asked(by_marks)


def test_the_field_in_a_field_is_known() -> None:
    inner = r"IF 1 = 1 {\field{\*\fldinst INCLUDEPICTURE /a.png}{\fldrslt}}"
    assert asked(field(inner)) == ["域 INCLUDEPICTURE"]


def test_who_asks_and_for_what_is_named() -> None:
    found = examine(field(rf'INCLUDEPICTURE "{PICTURE}" \\d'))
    assert isinstance(found, Known)
    assert [(each.what, each.address) for each in found.fetches] == [("域 INCLUDEPICTURE", PICTURE)]


GROUPS = {
    r"{\object\objlink\objw10{\*\objclass Excel}{\result }}": ["链接的对象"],
    r"{\object\objautlink{\*\objdata 00}}": ["链接的对象"],
    r"{\object\objemb{\*\objdata 0105000001000000 05000000 432e786c73}}": ["链接的对象"],
    r"{\*\template http://office.example/a.dot}": ["模板"],
    r"{\*\template \\\\server\\share\\a.dot}": ["模板"],
    r"{\*\template /home/user/a.dot}": ["模板"],
    r"{\*\nextfile /etc/hosts}": ["下一个文件"],
    r"{\*\mailmerge{\*\mmconnectstr DSN=a}{\*\mmdatasource /a.csv}}": ["邮件合并的数据源"] * 2,
    r"{\*\filetbl{\file\fid1\fosnum0\frelative0 /etc/hosts}}": ["外部文件"],
    r"{\subdocument1 /etc/hosts}": ["子文档"],
    r"{\fonttbl{\f0{\*\fontemb{\*\fontfile /a.ttf}}A;}}": ["字体文件"],
    r"{\sp{\sn pibName}{\sv /a.png}}{\sp{\sn pibFlags}{\sv 10}}": ["链接的图片"],
}


@pytest.mark.parametrize(("group", "whats"), GROUPS.items())
def test_groups_that_name_something_outside_are_known(group: str, whats: list[str]) -> None:
    assert asked(rtf(group)) == whats


HARMLESS = (
    r"{\field{\*\fldinst HYPERLINK \"http://a.example/INCLUDEPICTURE/link\"}{\fldrslt x}}",
    r"{\field{\*\fldinst PAGEREF _Toc1 \\h}{\fldrslt 1}}{\field{\*\fldinst TOC \\o}{\fldrslt }}",
    r"{\field{\*\fldinst SEQ 图 \\* ARABIC}{\fldrslt 1}}{\field{\*\fldinst { FORMTEXT }}}",
    r"{\field{\*\fldinst = SUM(ABOVE)}{\fldrslt 3}}{\field{\*\fldinst eq \\o\\ac(○,1)}{\fldrslt }}",
    r"在 Word 里用 INCLUDEPICTURE \"/a.png\" 域，或 DDEAUTO、\\objlink、\{\\*\\template\}。",
    r"{\*\template C:\\Users\\a\\Templates\\Normal.dotm}{\*\template Normal.dotm}",
    r"{\pict\pngblip 89504e470d0a1a0a}{\object\objemb{\*\objdata 0105000002000000}}",
    r"{\sp{\sn pib}{\sv {\pict}}}{\sp{\sn pibName}{\sv C:\\会场.jpg}}{\sp{\sn pibFlags}{\sv 2}}",
    r"{\pict\bin9 {{{{}\\\\*}",
)


@pytest.mark.parametrize("inside", HARMLESS)
def test_what_fetches_nothing_passes(inside: str) -> None:
    assert examine(rtf(inside)) == Known(".rtf")


def test_rtf_without_end_is_read_within_bounds() -> None:
    assert asked(b"{\\rtf1 " + b"{" * 20_000) == ["sealed D129"]


# -- Word 97–2003 ----------------------------------------------------------------------------------

WORDS = {
    '\x13INCLUDEPICTURE "/a.png" \\d\x14\x15': ["域 INCLUDEPICTURE"],
    "\x13 includetext /etc/hosts \x15": ["域 INCLUDETEXT"],
    "\x13IF 1=1 \x13DDEAUTO a b\x14\x15\x14\x15": ["域 DDEAUTO"],
    "\x13LINK Excel.Sheet.8 C:\\a.xls\x14表\x15": ["域 LINK"],
    "\x13INCLUDEPICTURE /a.png": ["域 INCLUDEPICTURE"],
    '\x13HYPERLINK "http://a.example/link/include"\x14x\x15': [],
    "\x13TOC \\o\x14\x13PAGEREF _Toc1 \\h\x141\x15\x15\x13SEQ 图\x141\x15": [],
    "所说的 INCLUDEPICTURE 域": [],
}


@pytest.mark.parametrize("wide", [True, False], ids=["two bytes", "one byte"])
@pytest.mark.parametrize(("text", "whats"), WORDS.items())
def test_the_fields_of_an_old_document_are_known(text: str, whats: list[str], wide: bool) -> None:
    ascii_only = text.encode("ascii", "replace").decode()
    assert asked(old_word(text if wide else ascii_only, wide=wide)) == whats


def test_a_word_torn_over_pieces_is_known() -> None:
    assert asked(old_word("\x13INCLUDE", "PICT", "URE /a.png\x15")) == ["域 INCLUDEPICTURE"]


def test_a_field_is_known_by_its_number_where_its_words_lie() -> None:
    assert asked(old_word("\x13PAGE /a.png\x15", kinds=(0x43,))) == ["域 INCLUDEPICTURE"]
    assert asked(old_word("\x13PAGE\x14\x15", kinds=(0x21,))) == []


def shape(name: str, how: int) -> bytes:
    """A shape's properties: its picture, that picture's name and how it is kept."""
    wide = f"{name}\0".encode("utf-16-le")
    held = struct.pack("<HIHIHI", 0x4104, 1, 0xC105, len(wide), 0x0106, how) + wide
    return struct.pack("<HHI", 3 << 4 | 3, 0xF00B, len(held)) + held


def test_linked_pictures_and_objects_of_an_old_document_are_known() -> None:
    assert asked(old_word("图", more={"Data": shape("/a.png", 0x0A)})) == ["链接的图片"]
    assert asked(old_word("图", more={"Data": shape("/a.png", 0)})) == ["链接的图片"]
    assert asked(old_word("图", more={"Data": shape("C:\\会场.jpg", 2)})) == []
    linked = {"\x01Ole": struct.pack("<II", 0x02000001, 1) + b"C:\\a.xls"}
    assert asked(old_word("表", more=linked)) == ["链接的对象"]
    kept = {"\x01Ole": struct.pack("<II", 0x02000001, 0) + bytes(12)}
    assert asked(old_word("表", more=kept)) == []


def test_a_document_in_a_document_is_looked_into() -> None:
    inner = old_word("\x13INCLUDEPICTURE /a.png\x15")
    assert asked(old_word("外", more={"Package": inner})) == ["域 INCLUDEPICTURE"]
    written = inner.hex()
    assert asked(rtf(rf"{{\object\objemb{{\*\objdata 0105000002000000{written}}}}}")) == [
        "域 INCLUDEPICTURE"
    ]


def test_what_is_no_document_is_not_handed_on() -> None:
    assert asked(compound({"Workbook": b"x" * 5000})) == ["sealed D129"]
    assert asked(compound({"WordDocument": b"\xdc\xa5" + bytes(5000)})) == ["sealed D129"]
    assert asked(old_word("密", flags=0x0100)) == ["sealed D321"]
    assert asked(b"\xdb\xa5\x2d\0" + bytes(600)) == ["sealed D129"]
    assert asked(b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n") == ["sealed D129"]


def test_a_compound_file_whose_tables_go_round_is_damaged() -> None:
    good = compound({"WordDocument": b"x" * 5000})
    assert streams(good)["worddocument",] == b"x" * 5000
    for at in range(24, 3000, 4):
        bad = good[:at] + b"\1\0\0\0" + good[at + 4 :]
        try:
            streams(bad)
        except Damaged:
            continue


# -- OpenDocument, XML, web pages ------------------------------------------------------------------

NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" '
    'xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0" '
    'xmlns:svg="http://www.w3.org/2000/svg" '
    'xmlns:xlink="http://www.w3.org/1999/xlink"'
)
KIND = "application/vnd.oasis.opendocument.text"


def odt(inside: str, more: dict[str, bytes] | None = None, kind: str = KIND) -> bytes:
    written = io.BytesIO()
    content = f"<office:document-content {NAMES}>{inside}</office:document-content>"
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", content)
        for name, held in (more or {}).items():
            archive.writestr(name, held)
    return written.getvalue()


def fodt(inside: str) -> bytes:
    start = f'<?xml version="1.0" encoding="UTF-8"?><office:document office:mimetype="{KIND}" '
    return f"{start}{NAMES}>{inside}</office:document>".encode()


def href(element: str, address: str) -> str:
    return f'<{element} xlink:href="{address}"/>'


AWAY = {
    href("draw:image", "file:///home/user/a.png"): "链接的图片",
    href("draw:image", "http://a.example/a.png"): "链接的图片",
    href("draw:image", "//server/share/a.png"): "链接的图片",
    href("draw:image", "\\\\server\\share\\a.png"): "链接的图片",
    href("draw:image", "../a.png"): "链接的图片",
    href("draw:image", "Pictures/../../a.png"): "链接的图片",
    href("draw:image", "%2e%2e/a.png"): "链接的图片",
    href("draw:image", " file:///a.png"): "链接的图片",
    href("draw:image", "fi&#10;le:///a.png"): "链接的图片",
    href("text:section-source", "file:///etc/hosts"): "链接的文字",
    href("draw:object", "../a.ods"): "链接的对象",
    href("meta:template", "file:///home/user/a.ott"): "模板",
    href("script:event-listener", "vnd.sun.star.script:a.b"): "宏",
    '<text:section xml:base="file:///home/user/"/>': "链接的起点",
    "<office:dde-source office:dde-application='soffice'/>": "DDE 链接",
}


@pytest.mark.parametrize(("inside", "what"), AWAY.items())
def test_addresses_that_lead_out_of_an_open_document_are_known(inside: str, what: str) -> None:
    assert asked(odt(inside)) == [what]
    assert asked(fodt(inside)) == [what]


def test_what_an_open_document_holds_itself_passes() -> None:
    inside = (
        href("draw:image", "Pictures/a.png")
        + href("draw:object", "./Object 1")
        + href("text:a", "http://a.example/")
        + href("draw:a", "../a.doc")
        + href("draw:image", "")
        + href("draw:chart", "..")
        + "<text:p>xlink:href=file:///a.png</text:p>"
    )
    picture = b"\x89PNG\r\n\x1a\n"
    assert examine(odt(inside, {"Pictures/a.png": picture})) == Known(".odt")
    held = base64.b64encode(picture).decode()
    inside = f"<draw:image><office:binary-data>{held}</office:binary-data></draw:image>"
    assert examine(fodt(inside)) == Known(".xml")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink">%s</svg>'


def test_a_drawing_in_a_document_is_looked_into() -> None:
    away = SVG % b'<image x:href="file:///home/user/a.png"/>'
    assert asked(odt("", {"Pictures/a.svg": away})) == ["矢量图里的图片"]
    assert asked(odt("", {"Pictures/a.png": away})) == ["矢量图里的图片"]
    held = base64.b64encode(away).decode()
    assert asked(fodt(f"<office:binary-data>{held}</office:binary-data>")) == ["矢量图里的图片"]
    style = SVG % b"<style>a { fill: url(http://a.example/a) }</style>"
    assert asked(odt("", {"Pictures/a.svg": style})) == ["矢量图的样式"]
    assert asked(odt("", {"Pictures/a.svgz": b"\x1f\x8b\x08"})) == ["压缩的图片"]
    whole = SVG % b'<a x:href="http://a.example"/><path fill="url(#a)"/>'
    assert asked(odt("", {"Pictures/a.svg": whole})) == []


def test_a_zip_of_another_kind_is_not_handed_on() -> None:
    assert asked(odt("", kind="application/vnd.oasis.opendocument.spreadsheet")) == ["sealed D129"]
    assert asked(odt("", kind="application/vnd.oasis.opendocument.text-master")) == ["sealed D129"]
    assert asked(odt("", {"[Content_Types].xml": b"<a/>"})) == ["sealed D129"]
    assert asked(odt("", {"styles.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"})) == ["sealed D105"]
    odd = b'<?xml version="1.0" encoding="UTF-7"?><a/>'
    assert asked(odt("", {"styles.xml": odd})) == ["sealed D129"]


WORDML = (
    '<?xml version="1.0"?><w:wordDocument '
    'xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">'
    "%s</w:wordDocument>"
)
IN_2003 = {
    '<w:fldSimple w:instr="INCLUDEPICTURE /a.png"/>': ["域 INCLUDEPICTURE"],
    '<w:fldChar w:fldCharType="begin"/><w:instrText>INCLUDE</w:instrText>'
    '<w:instrText>TEXT /a</w:instrText><w:fldChar w:fldCharType="end"/>': ["域 INCLUDETEXT"],
    '<v:imagedata src="file:///a.png"/>': ["链接的图片"],
    '<w:attachedTemplate w:val="http://a.example/a.dot"/>': ["模板"],
    '<o:OLEObject Type="Link" ProgID="Excel"/>': ["链接的对象"],
    '<v:imagedata src="wordml://01.png"/><w:attachedTemplate w:val="C:\\a.dot"/>': [],
    '<w:fldSimple w:instr="PAGE"/><w:t>INCLUDEPICTURE /a.png</w:t>': [],
}


@pytest.mark.parametrize(("inside", "whats"), IN_2003.items())
def test_a_document_of_word_2003_is_looked_into(inside: str, whats: list[str]) -> None:
    assert asked((WORDML % inside).encode()) == whats


PAGES = {
    '<html><img src="http://a.example/a.png">': ["网页里的 img 元素"],
    "<html><IMG alt='a>b' SRC=/home/user/a.png>": ["网页里的 img 元素"],
    "<p>x<div title='<a ' href=\"file:///etc/hosts\">": ["网页里的 div 元素"],
    '<html><link rel="stylesheet" href="http://a.example/a.css">': ["网页里的 link 元素"],
    "<html><style>@import 'a.css'; p { background: url(a.png) }</style>": ["网页样式"] * 2,
    "<html><!-- <img src=a.png> -->": ["网页里的 img 元素"],
    '<html><meta http-equiv=refresh content="0; url=file:///a">': ["网页跳转"],
    "\ufeff<html><iframe src=a.html></iframe>": ["网页里的 iframe 元素"],
    '<html><a href="http://a.example">x</a><link rel=File-List href="a.files/filelist.xml">': [],
    '<html><img src="data:image/png;base64,AA"><p>写作 src="a.png"</p>': [],
    "<html><p>正文 &lt;img src=a.png&gt;</p>": [],
}


@pytest.mark.parametrize(("page", "whats"), PAGES.items())
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_a_web_page_under_the_name_of_a_document_is_looked_into(
    page: str, whats: list[str], encoding: str
) -> None:
    assert asked(page.encode(encoding)) == whats


# -- On the way in ---------------------------------------------------------------------------------


def test_what_is_packed_or_mailed_goes_the_same_way() -> None:
    bad = field("INCLUDEPICTURE /a.png")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("甲.rtf", bad)
    mail = EmailMessage()
    mail["Subject"] = "稿件"
    mail.set_content("见附件")
    mail.add_attachment(bad, maintype="application", subtype="msword", filename="乙.doc")
    mail.add_attachment(packed.getvalue(), maintype="application", subtype="zip", filename="丙.zip")
    pieces = unpack("来.eml", mail.as_bytes()).pieces
    found = list(documents(pieces, None))
    codes = [[fault.code for fault in each.diagnostics] for each in found if each.diagnostics]
    assert codes.count(["D128"]) == 2
    message = next(each.diagnostics[0] for each in found if each.diagnostics)
    assert "域 INCLUDEPICTURE" in message.message
    assert "/a.png" in message.message
    assert "另存为 .docx" in message.hint


@pytest.mark.slow
@pytest.mark.skipif(the_office() is None, reason="no LibreOffice on this machine")
def test_no_byte_of_the_machine_is_in_what_was_read(tmp_path: Path) -> None:
    """Pictures and texts of the machine, asked for by every kind of file."""
    canary, secret = tmp_path / "canary.png", tmp_path / "secret.txt"
    Image.effect_noise((40, 40), 90).save(canary)
    secret.write_text("此处不可外传四七一一")
    files = [
        *(field(f'{name} "{at}"') for name in ("INCLUDEPICTURE", "INCLUDETEXT", "IMPORT")
          for at in (canary, secret)),
        old_word(f'\x13INCLUDEPICTURE "{canary}"\x14\x15', kinds=(0x43,)),
        old_word(f'\x13INCLUDETEXT "{secret}"\x14\x15', kinds=(0x44,)),
        odt(href("draw:image", canary.as_uri())),
        odt(href("text:section-source", secret.as_uri())),
        f'<html><p>正文<img src="{canary}">'.encode(),
    ]  # fmt: skip
    pieces = [ParcelFile(f"{at}.doc", content) for at, content in enumerate(files)]
    for document in documents(pieces, the_office()):
        assert document.pictures == ()
        assert "四七一一" not in document.source.text
        assert [fault.code for fault in document.diagnostics] == ["D128"]
