"""Files that nobody vouches for: each is refused or read with a word about it, soon, and nothing
else happens."""

from __future__ import annotations

import io
import socket
import struct
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from time import process_time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bulletin.diagnostics import has_errors
from bulletin.intake.received import ReceivedDocument
from bulletin.intake.word import package as bounds
from bulletin.intake.word import read_word
from tests.intake.corpus.direct import run_in_headings
from tests.intake.corpus.furnished import pictures_elsewhere, text_box
from tests.intake.corpus.making import DECLARED, changed, level, p, package, r, whole, zipped

SOON = 10.0
"""Seconds; every one of these takes less than three on a slow machine."""

PLAIN = package(p("正文。"))


def refusal(content: bytes) -> str:
    """The code and message of a refused file."""
    document = read_word("来稿.docx", content)
    assert document.parts == ()
    assert len(document.diagnostics) == 1
    assert has_errors(document.diagnostics)
    told = document.diagnostics[0]
    assert told.hint
    return f"{told.code} {told.message}"


def codes(document: ReceivedDocument) -> list[str]:
    return [each.code for each in document.diagnostics]


def with_document(markup: str | bytes) -> bytes:
    """The plain file with another main part."""
    part = markup.encode() if isinstance(markup, str) else markup
    return changed(PLAIN, lambda name, old: part if name == "word/document.xml" else old)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_named: object) -> None:
        raise AssertionError("the network was reached for")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


# -- What is no Word document ----------------------------------------------------------------------


def compound(*streams: str) -> bytes:
    """The head of a compound file with these names in its directory."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "".join(streams).encode("utf-16-le")


OTHER_FILES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "D101 文件是空的"),
    "text": ("今年以来，我镇".encode(), "D101 不是 Word 文档"),
    "rtf": (rb"{\rtf1\ansi x}", "D103 不是 .docx，内容是RTF 文档"),
    "pdf": (b"%PDF-1.7 x", "D103 不是 .docx，内容是PDF"),
    "web page": (b"\xef\xbb\xbf  <HTML><body>", "D103 不是 .docx，内容是网页"),
    "word 2003 xml": (
        b"<?xml version='1.0'?><w:x/>",
        "D103 不是 .docx，内容是XML 格式的 Word 文档",
    ),
    "old word": (compound("Root Entry", "WordDocument"), "D103 不是 .docx，内容是旧版 .doc"),
    "password": (compound("EncryptedPackage"), "D102 文件加了密码"),
    "old excel": (compound("Workbook"), "D103 不是 .docx，内容是旧版 Office 文件"),
    "torn zip": (PLAIN[: len(PLAIN) // 2], "D101 文件损坏，打不开"),
    "empty zip": (zipped({}), "D107 文件里没有正文，不是 Word 文档或者已经损坏"),
    "no main part": (
        changed(PLAIN, lambda name, old: None if name == "word/document.xml" else old),
        "D107 文件里没有正文，不是 Word 文档或者已经损坏",
    ),
    "excel": (
        changed(PLAIN, lambda name, old: old.replace(b"word/document", b"xl/workbook")),
        "D107 不是 Word 文档，是 Excel 表格",
    ),
    "no body": (with_document(whole("<w:document/>")), "D107 文件里没有正文"),
    "broken xml": (with_document(whole("<w:document><w:body></w:document>")), "D106 文件内容损坏"),
    "no xml": (with_document(b"\x00\x01"), "D106 文件内容损坏"),
}


@pytest.mark.parametrize("name", OTHER_FILES)
def test_another_file_is_refused_by_its_name(name: str) -> None:
    content, told = OTHER_FILES[name]
    assert refusal(content) == told


def test_a_zip_under_a_password_is_refused() -> None:
    locked = bytearray(PLAIN)
    for head, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = locked.find(head)
        while at >= 0:
            locked[at + flags] |= 1
            at = locked.find(head, at + 4)
    assert refusal(bytes(locked)) == "D102 文件加了密码"


def test_a_file_without_relations_is_still_read() -> None:
    bare = changed(PLAIN, lambda name, old: None if name.endswith(".rels") else old)
    assert read_word("a.docx", bare).source.text == "正文。\n"


def test_names_of_parts_with_backslashes_and_capitals_are_read() -> None:
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as archive:
        members = {
            name.replace("/", "\\").replace("document.xml", "Document.XML"): archive.read(name)
            for name in archive.namelist()
        }
    assert read_word("a.docx", zipped(dict(members))).source.text == "正文。\n"


# -- Bombs -----------------------------------------------------------------------------------------


def bomb(size: int, name: str = "word/media/image1.png") -> bytes:
    """The plain file with a member of so many zeros."""
    written = io.BytesIO(PLAIN)
    with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, bytes(size))
    return written.getvalue()


def lying(content: bytes, name: str) -> bytes:
    """A zip that says of a member that it is ten bytes long."""
    told = bytearray(content)
    for head, place in ((b"PK\x03\x04", 30), (b"PK\x01\x02", 46)):
        at = told.find(head)
        while at >= 0:
            if told[at + place : at + place + len(name)] == name.encode():
                struct.pack_into("<I", told, at + (22 if place == 30 else 24), 10)
            at = told.find(head, at + 4)
    return bytes(told)


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
ENTITIES = (
    f'<?xml version="1.0"?><!DOCTYPE w:document [<!ENTITY l0 "哈">{LAUGHS}]>'
    f"<w:document {DECLARED}><w:body>{p(r('&l9;'))}</w:body></w:document>"
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    f"<w:document {DECLARED}><w:body>{p(r('&x;'))}</w:body></w:document>"
)

DEEP = 10_000
BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "a large text": (lambda: bomb(bounds.LARGEST_XML + 1, "word/styles.xml"), "D104"),
    "a dense part": (lambda: bomb(4 * 1024**2, "word/styles.xml"), "D104"),
    "a text larger than it says": (
        lambda: lying(bomb(1024**2, "word/styles.xml"), "word/styles.xml"),
        "D101",
    ),
    "many members": (
        lambda: zipped({f"x{n}": b"" for n in range(bounds.MOST_MEMBERS + 1)}),
        "D104",
    ),
    "entities": (lambda: with_document(ENTITIES), "D105"),
    "entities in UTF-16": (lambda: with_document(ENTITIES.encode("utf-16")), "D105"),
    "an entity from outside": (lambda: with_document(OUTSIDE), "D105"),
    "deep elements": (
        lambda: package("<w:sdt>" * DEEP + p("深") + "</w:sdt>" * DEEP),
        "D104",
    ),
    "deep tables": (
        lambda: package("<w:tbl><w:tr><w:tc>" * 100 + p("深") + "</w:tc></w:tr></w:tbl>" * 100),
        "D104",
    ),
    "many elements": (lambda: package("<w:p/>" * (bounds.MOST_ELEMENTS + 1)), "D104"),
    "a text of twelve million": (lambda: package(p("甲" * 4_000_000)), "D106 D104"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_soon(name: str) -> None:
    make, code = BOMBS[name]
    content = make()
    started = process_time()
    assert refusal(content).split()[0] in code.split()
    assert process_time() - started < SOON


LARGE: dict[str, tuple[Callable[[], bytes], str]] = {
    "large": (lambda: bomb(bounds.LARGEST_PART + 1), "解压后超过 48 MB"),
    "larger than it says": (
        lambda: lying(bomb(bounds.LARGEST_PART + 1), "word/media/image1.png"),
        "已经损坏",
    ),
}


@pytest.mark.parametrize("name", LARGE)
def test_a_picture_without_end_stops_no_text(name: str) -> None:
    make, why = LARGE[name]
    document = read_word("a.docx", make())
    assert document.source.text == "正文。\n"
    assert [each.message for each in document.diagnostics] == [
        f"`word/media/image1.png` {why}，没有读"
    ]


def test_all_parts_together_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "LARGEST_WHOLE", 100_000)
    content = PLAIN
    for number in range(5):
        written = io.BytesIO(content)
        with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"word/media/{number}.png", bytes(30_000))
        content = written.getvalue()
    assert refusal(content).startswith("D104")


def test_a_large_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "LARGEST_FILE", 100)
    assert refusal(PLAIN).startswith("D104")


@cache
def scattered() -> str:
    """A million characters that a zip cannot make small."""
    return "".join(chr(0x4E00 + at * at % 20_011) for at in range(1_000_000))


HEAVY: dict[str, Callable[[], str]] = {
    "a huge paragraph": lambda: p(scattered()),
    "a paragraph of many runs": lambda: p(*("甲" for _ in range(30_000))),
    "fields without an end": lambda: p(
        *('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' for _ in range(20_000)), "甲"
    ),
    "fields in fields": lambda: p(
        *(
            '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>EQ \\o(</w:instrText></w:r>'
            for _ in range(10_000)
        ),
        *('<w:r><w:fldChar w:fldCharType="end"/></w:r>' for _ in range(10_000)),
    ),
    "deleted ends": lambda: "".join(
        p("甲", properties="<w:rPr><w:del/></w:rPr>") for _ in range(20_000)
    ),
    "changes": lambda: p(*(f'<w:ins w:author="李">{r("甲")}</w:ins>' for _ in range(20_000))),
    "wide cells": lambda: (
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr>'
        + p("甲")
        + "</w:tc></w:tr></w:tbl>"
    ),
    "merged rows": lambda: (
        "<w:tbl>"
        + f"<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>{p('甲')}</w:tc></w:tr>" * 10_000
        + "</w:tbl>"
    ),
}


HEAVIEST = ("merged rows", "deleted ends", "a paragraph of many runs", "changes")


@pytest.mark.parametrize(
    "name",
    [pytest.param(each, marks=pytest.mark.slow if each in HEAVIEST else ()) for each in HEAVY],
)
def test_a_heavy_document_is_read_soon(name: str) -> None:
    content = package(HEAVY[name]())
    started = process_time()
    document = read_word("重.docx", content)
    assert process_time() - started < SOON
    assert not has_errors(document.diagnostics)


def test_a_picture_placed_without_end_is_kept_five_hundred_times() -> None:
    drawing = '<w:r><w:drawing><a:blip r:embed="rId1"/></w:drawing></w:r>'
    content = package(p(drawing * 600), {"media/a.png": b"x"}, (("rId1", "image", "media/a.png"),))
    document = read_word("a.docx", content)
    assert len(document.pictures) == 500
    assert codes(document) == ["D124"]


# -- Ways out --------------------------------------------------------------------------------------


def test_nothing_outside_is_fetched_and_each_is_told() -> None:
    document = read_word("a.docx", pictures_elsewhere())
    assert codes(document) == ["D111", "D111", "D124"]
    assert document.pictures == ()


def test_the_senders_own_template_is_no_way_out() -> None:
    for target in ("file:///C:\\Users\\zs\\Normal.dotm", "Normal.dotm", "C:\\a\\b.dotm"):
        link = (("rId5", "attachedTemplate", target if ":" in target else f"file:{target}"),)
        assert read_word("a.docx", package(p("正文。"), relations=link)).diagnostics == ()
    for target in ("http://x.example/a.dotm", "file://server/a.dotm", "file:\\\\server\\a.dotm"):
        link = (("rId5", "attachedTemplate", target),)
        assert codes(read_word("a.docx", package(p("正文。"), relations=link))) == ["D111"]


def test_names_that_lead_out_are_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    written = io.BytesIO(PLAIN)
    with zipfile.ZipFile(written, "a") as archive:
        archive.writestr("../../etc/cron.d/x", "x")
        archive.writestr("/absolute", "x")
        archive.writestr("C:/windows", "x")
    document = read_word("a.docx", written.getvalue())
    assert document.source.text == "正文。\n"
    assert codes(document) == ["D109", "D109", "D109"]
    assert list(tmp_path.iterdir()) == []


def test_two_members_of_one_name_are_refused() -> None:
    written = io.BytesIO(PLAIN)
    with zipfile.ZipFile(written, "a") as archive, pytest.warns(match="Duplicate"):
        archive.writestr("word/document.xml", "x")
    assert refusal(written.getvalue()).startswith("D101")


def test_a_broken_part_beside_the_text_stops_nothing() -> None:
    content = changed(
        run_in_headings(), lambda name, old: b"<broken" if name == "word/styles.xml" else old
    )
    document = read_word("a.docx", content)
    assert codes(document) == ["D108"]
    assert len(document.parts) > 3


# -- Any bytes -------------------------------------------------------------------------------------

TEXT_BOX = text_box()


@settings(max_examples=30)
@given(st.integers(0, len(TEXT_BOX) - 1), st.integers(0, 255), st.integers(1, 40))
def test_a_damaged_file_is_read_or_refused(at: int, byte: int, count: int) -> None:
    damaged = TEXT_BOX[:at] + bytes([byte]) * count + TEXT_BOX[at + count :]
    document = read_word("a.docx", damaged)
    assert document.parts or has_errors(document.diagnostics)


TAGS = st.sampled_from(
    ("p", "r", "t", "tab", "br", "tbl", "tr", "tc", "tcPr", "vMerge", "sdt", "sdtContent", "ins",
     "del", "fldChar", "instrText", "hyperlink", "pPr", "rPr", "numPr", "numId", "ilvl", "drawing",
     "pict", "sectPr", "footnoteReference", "ruby", "rt", "sym", "vanish", "commentRangeEnd",
     "fldSimple", "moveFrom", "framePr", "trPr")
)  # fmt: skip
ATTRIBUTES = st.sampled_from(
    ("", ' w:val="1"', ' w:val="-1"', ' w:id="x"', ' w:fldCharType="begin"',
     ' w:fldCharType="separate"', ' w:fldCharType="end"', ' w:char="ZZ"', ' w:dropCap="drop"')
)  # fmt: skip
TREES = st.recursive(
    st.tuples(TAGS, ATTRIBUTES).map(lambda pair: f"<w:{pair[0]}{pair[1]}>甲</w:{pair[0]}>"),
    lambda inner: st.tuples(TAGS, ATTRIBUTES, st.lists(inner, max_size=4)).map(
        lambda tree: f"<w:{tree[0]}{tree[1]}>{''.join(tree[2])}</w:{tree[0]}>"
    ),
    max_leaves=30,
)


@pytest.mark.slow
@settings(max_examples=50)
@given(st.lists(TREES, max_size=5))
@example(['<w:fldSimple><w:fldChar w:fldCharType="end">甲</w:fldChar></w:fldSimple>'])
@example(['<w:fldChar w:fldCharType="separate"/><w:fldChar w:fldCharType="end"/>'])
def test_elements_in_any_order_are_read(trees: list[str]) -> None:
    document = read_word("a.docx", package("".join(trees)))
    assert not has_errors(document.diagnostics)


# -- Little that becomes much ----------------------------------------------------------------------

TOO_MUCH = "D104 文字、批注和表格合起来超过 279 万字，不像稿件"


def commented(text: str, ranges: str) -> bytes:
    comments = f'<w:comments><w:comment w:id="1" w:author="李">{p(text)}</w:comment></w:comments>'
    return package(
        ranges,
        {"comments.xml": whole(comments)},
        (("rId1", "comments", "comments.xml"),),
    )


RANGED = '<w:commentRangeStart w:id="1"/>' + r("甲") + '<w:commentRangeEnd w:id="1"/>'
CALLED = r("甲") + '<w:r><w:commentReference w:id="1"/></w:r>'


@pytest.mark.parametrize("places", [RANGED, CALLED], ids=["ranged", "called"])
def test_a_comment_is_told_once_wherever_else_it_is_placed(places: str) -> None:
    document = read_word("a.docx", commented("核实" * 150_000, p(places * 3000)))
    assert [(each.text, each.author) for each in document.remarks] == [("核实" * 150_000, "李")]
    assert document.source.quote(document.remarks[0].span) in ("甲", "")


def inserted(by: str, inner: str) -> str:
    return f'<w:ins w:author="{by}">{inner}</w:ins>'


def test_an_insertion_inside_another_is_told_by_its_own_author_only() -> None:
    inner = inserted("王", r("乙"))
    document = read_word("a.docx", package(p(inserted("李", r("甲") + inner + r("丙")))))
    assert [(each.author, each.text) for each in document.remarks] == [("李", "甲丙"), ("王", "乙")]


def test_insertions_nested_deep_are_told_once() -> None:
    nested = r("甲" * 400_000)
    for _ in range(150):
        nested = inserted("李", nested)
    document = read_word("a.docx", package(p(nested)))
    assert [len(each.text) for each in document.remarks] == [400_000]


def merged(rows: int, text: str) -> str:
    """A table whose first cell reaches down through all its rows."""
    first, more = (
        f"<w:tc><w:tcPr><w:vMerge{value}/></w:tcPr>" for value in (' w:val="restart"', "")
    )
    beside = f"<w:tc>{p('乙')}</w:tc></w:tr>"
    head = f"<w:tr>{first}{p(text)}</w:tc>{beside}"
    return f"<w:tbl>{head}{f'<w:tr>{more}<w:p/></w:tc>{beside}' * (rows - 1)}</w:tbl>"


WIDE = "<w:tr>" + '<w:tc><w:tcPr><w:gridSpan w:val="63"/></w:tcPr><w:p/></w:tc>' * 500 + "</w:tr>"
GROWING: dict[str, Callable[[], str]] = {
    "a cell reaching down": lambda: merged(5000, "甲" * 10_000),
    "one wide row": lambda: f"<w:tbl>{WIDE}{'<w:tr/>' * 5000}</w:tbl>",
    "an address of many runs": lambda: (
        f'<w:fldSimple w:instr="HYPERLINK http://a.cn/{"x" * 100_000}">{r("甲") * 5000}'
        "</w:fldSimple>"
    ),
    "words on many pictures": lambda: p(
        f'<w:r><w:drawing><wp:docPr descr="{"图" * 100_000}"/>'
        + '<a:blip r:embed="rId1"/>' * 400
        + "</w:drawing></w:r>"
    ),
    "deletions of nothing much": lambda: "".join(
        p(f'<w:del w:author="{at * at % 9973}"><w:r><w:delText>甲</w:delText></w:r></w:del>')
        for at in range(70_000)
    ),
    "a long text": lambda: p(scattered()) * 3,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", GROWING)
def test_what_becomes_more_than_copy_may_be_is_refused(name: str) -> None:
    content = package(GROWING[name](), {"media/a.png": b"x"}, (("rId1", "image", "media/a.png"),))
    started = process_time()
    assert refusal(content) == TOO_MUCH
    assert process_time() - started < SOON


def test_what_is_written_again_within_bounds_is_read() -> None:
    document = read_word("a.docx", package(merged(300, "甲" * 100)))
    assert codes(document) == []
    assert len(document.source.text) == 100 + 1 + 300 * 2 + 299


def elements(count: int) -> str:
    return "<c:v/>" * count


RELATIONS = "".join(
    f'<Relationship Id="r{at}" Type="x/hyperlink" Target="http://a.cn/{at * at % 9973}"/>'
    for at in range(20_000)
)
CHART = '<w:r><w:drawing><c:chart r:id="rId1"/></w:drawing></w:r>'
DIAGRAM = '<w:r><w:drawing><dgm:relIds r:dm="rId1"/></w:drawing></w:r>'


def notes(count: int, *, calling: bool = False) -> dict[str, str | bytes]:
    """The part with `count` footnotes, of which each calls the next."""
    call = '<w:r><w:footnoteReference w:id="{}"/></w:r>' if calling else ""
    each = (
        f'<w:footnote w:id="{at}">{p(call.format(at + 1), r("注"))}</w:footnote>'
        for at in range(count)
    )
    return {"footnotes.xml": whole(f"<w:footnotes>{''.join(each)}</w:footnotes>")}


READ_ONCE: dict[str, Callable[[int], bytes]] = {
    "relations of notes": lambda count: package(
        p(*(f'<w:r><w:footnoteReference w:id="{at}"/></w:r>' for at in range(count))),
        {
            **notes(count),
            "_rels/footnotes.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org'
            f'/package/2006/relationships">{RELATIONS}</Relationships>',
        },
        (("rId1", "footnotes", "footnotes.xml"),),
    ),
    "a chart": lambda count: package(
        p(CHART * count),
        {"chart.xml": whole(f"<c:chartSpace><c:v>甲</c:v>{elements(120_000)}</c:chartSpace>")},
        (("rId1", "chart", "chart.xml"),),
    ),
    "a diagram": lambda count: package(
        p(DIAGRAM * count),
        {"d.xml": whole(f"<dgm:x><a:p><a:t>甲</a:t></a:p>{'<a:p/>' * 40_000}</dgm:x>")},
        (("rId1", "diagramData", "d.xml"),),
    ),
}
"""A document with a large part, and as many places as are wanted that lead to it."""


@pytest.mark.slow
@pytest.mark.parametrize("name", READ_ONCE)
def test_a_part_that_many_places_lead_to_is_read_once(name: str) -> None:
    """Two hundred places take little longer than one; read from each, 200 times as long."""
    made = READ_ONCE[name]
    assert seconds_to_read(made(200), 1) < 20 * seconds_to_read(made(1), 3)


@pytest.mark.slow
def test_notes_that_call_each_other_are_read_once() -> None:
    """Eight times as many take eight times as long; looked for among all, 64 times."""
    few, many = (
        package(
            p('<w:r><w:footnoteReference w:id="0"/></w:r>'),
            notes(count, calling=True),
            (("rId1", "footnotes", "footnotes.xml"),),
        )
        for count in (3_000, 24_000)
    )
    assert seconds_to_read(many, 2) < 16 * seconds_to_read(few, 3)


def seconds_to_read(content: bytes, times: int) -> float:
    """Seconds of this process's own work, of the quickest time."""
    took: list[float] = []
    for _ in range(times):
        started = process_time()
        document = read_word("a.docx", content)
        took.append(process_time() - started)
        assert document.parts
        assert not has_errors(document.diagnostics)
    return min(took)


def test_a_family_with_a_name_without_end_is_looked_into_soon() -> None:
    fonts = f'<w:rFonts w:ascii="{"x" * 200_000}"/>'
    defaults = f"<w:docDefaults><w:rPrDefault><w:rPr>{fonts}</w:rPr></w:rPrDefault></w:docDefaults>"
    content = package(
        p(r("甲") * 3000),
        {"styles.xml": whole(f"<w:styles>{defaults}</w:styles>")},
        (("rId1", "styles", "styles.xml"),),
    )
    started = process_time()
    assert read_word("a.docx", content).source.text == "甲" * 3000 + "\n"
    assert process_time() - started < SOON / 3


def test_a_label_without_end_that_shows_nothing_is_read_soon() -> None:
    numbering = whole(
        f'<w:numbering><w:abstractNum w:abstractNumId="1">{level("none", "%1" * 100_000)}'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )
    numbered = p("甲", properties='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
    content = package(
        numbered * 300, {"numbering.xml": numbering}, (("rId1", "numbering", "numbering.xml"),)
    )
    started = process_time()
    assert read_word("a.docx", content).source.text == "甲\n" * 300
    assert process_time() - started < SOON / 3
