"""Word documents read: each of the corpus as it is written down, and nothing lost in any.

`--write-expected` writes what was read down anew; read the difference before keeping it."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bulletin.intake.received import (
    Box,
    DocumentPart,
    Grid,
    GridCell,
    ReceivedDocument,
    ReceivedLine,
)
from bulletin.intake.word import read_word
from bulletin.report import concise
from tests.intake.corpus import SAMPLES, Sample
from tests.intake.corpus.dump import dump
from tests.intake.corpus.making import NAMESPACES, Paper, level, numbered, p, r
from tests.intake.corpus.revised import WHO, gone, ins
from tests.intake.laws import signs

EXPECTED = Path(__file__).parent / "corpus" / "expected"
W = f"{{{NAMESPACES['w']}}}"
MC = f"{{{NAMESPACES['mc']}}}"

every_sample = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)


@cache
def read(sample: Sample) -> ReceivedDocument:
    return read_word(f"issues/inbox/{sample.file}", sample.content)


def lines_of(parts: tuple[DocumentPart, ...]) -> list[ReceivedLine]:
    """Every line of a document's parts, with those in tables and boxes."""
    found: list[ReceivedLine] = []
    for part in parts:
        if isinstance(part, ReceivedLine):
            found.append(part)
        elif isinstance(part, Grid):
            cells: list[GridCell] = [cell for row in part.rows for cell in row]
            found += [line for cell in cells for line in lines_of(cell.lines)]
        else:
            assert isinstance(part, Box)
            found += lines_of(part.parts)
    return found


def all_lines(document: ReceivedDocument) -> list[ReceivedLine]:
    notes = [line for lines in document.footnotes for line in lines]
    return [*lines_of(document.parts), *notes, *document.running]


@every_sample
def test_a_document_is_read_as_written_down(sample: Sample, pytestconfig: pytest.Config) -> None:
    found = dump(read(sample))
    expected = EXPECTED / f"{sample.name}.txt"
    if pytestconfig.getoption("--write-expected"):
        expected.parent.mkdir(exist_ok=True)
        expected.write_text(found, "utf-8")
    assert found == expected.read_text("utf-8")


def test_what_is_expected_belongs_to_a_document() -> None:
    assert len(SAMPLES) >= 40
    names = {sample.name for sample in SAMPLES}
    assert {path.stem for path in EXPECTED.iterdir() if path.is_file()} == names


# -- Nothing lost, nothing added -------------------------------------------------------------------


def instructions(root: ElementTree.Element) -> set[ElementTree.Element]:
    """The runs that stand in a field's instruction, where nothing is seen."""
    found: set[ElementTree.Element] = set()
    fields: list[str] = []
    for run in root.iter(f"{W}r"):
        for mark in run.iter(f"{W}fldChar"):
            kind = mark.get(f"{W}fldCharType", "")
            if kind == "begin":
                fields.append(kind)
            elif kind == "separate":
                fields[-1] = kind
            else:
                fields.pop()
        if "begin" in fields:
            found.add(run)
    return set() if fields else found  # one that never ends hides nothing


def shown(element: ElementTree.Element, unseen: set[ElementTree.Element]) -> str:
    """The characters of an element that can be seen, read without any of the program."""
    if element in unseen:
        return ""
    properties = element.find(f"{W}rPr")
    if element.tag in (f"{W}del", f"{W}moveFrom", f"{MC}Fallback"):
        return ""
    if properties is not None and element.tag == f"{W}r":
        hidden = properties.find(f"{W}vanish")
        if hidden is not None and hidden.get(f"{W}val") != "0":
            return ""
    if element.tag == f"{W}fldSimple" and "PAGE" in element.get(f"{W}instr", ""):
        return ""
    own = (element.text or "") if element.tag == f"{W}t" else ""
    own = re.sub("[\uf020-\uf0ff]", "", own)  # places in a symbol face, and no characters
    return own + "".join(shown(each, unseen) for each in element)


@cache
def seen_in(content: bytes) -> str:
    """Every visible character of a file: its text, the notes it calls, headers that are shown."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {
            name: ElementTree.fromstring(
                archive.read(name).replace(
                    b"http://purl.oclc.org/ooxml/wordprocessingml/main", NAMESPACES["w"].encode()
                )
            )
            for name in archive.namelist()
            if re.fullmatch(r"word/(document|footnotes|endnotes|header1|footer\d)\.xml", name)
        }
    main = parts["word/document.xml"]
    text = shown(main, instructions(main))
    for kind in ("footnote", "endnote"):
        called = {each.get(f"{W}id") for each in main.iter(f"{W}{kind}Reference")}
        notes = parts.get(f"word/{kind}s.xml")
        for note in () if notes is None else notes:
            text += shown(note, set()) if note.get(f"{W}id") in called else ""
    for name in parts:
        if name.startswith(("word/header", "word/footer")):
            text += shown(parts[name], set())
    return text


@every_sample
def test_no_visible_character_is_lost_and_none_added(sample: Sample) -> None:
    document = read(sample)
    seen = signs(seen_in(sample.content))
    labels = signs("".join(line.label for line in all_lines(document)))
    kept = signs(document.source.text)
    told = signs("".join(each.message for each in document.diagnostics))
    assert seen - kept - told == Counter()
    assert kept - labels - seen == signs(sample.made)


@every_sample
def test_every_run_stands_where_it_says(sample: Sample) -> None:
    document = read(sample)
    others = list(document.source.text)
    for line in all_lines(document):
        assert document.source.quote(line.span) == line.label + "".join(
            run.text for run in line.runs
        )
        for run in line.runs:
            assert document.source.quote(run.span) == run.text
        others[line.span.start : line.span.end] = "\n" * len(document.source.quote(line.span))
    assert set(others) <= {"\n"}


def test_a_document_is_read_the_same_twice() -> None:
    content = SAMPLES[0].content
    assert read_word("a.docx", content) == read_word("a.docx", content)


JOINED, PARTED = "（段末的回车，两段接成一段）", "（段末的回车，一段分成两段）"


@pytest.mark.parametrize(
    ("change", "paragraphs", "told"),
    [
        ("del", (r("前半，"), r("后半。")), [("deletion", JOINED)]),
        ("ins", (r("前半，"), r("后半。")), [("insertion", PARTED)]),
        ("del", (r("前半，") + gone("删。"), r("后半。")), [("deletion", "删。" + JOINED)]),
        ("del", (gone("整段删去。"), r("后半。")), [("deletion", "整段删去。")]),
        ("ins", (ins(r("整段新加。")), r("后半。")), [("insertion", "整段新加。")]),
        ("del", (r("甲。"), ""), []),
        ("b", (r("前半，"), r("后半。")), []),
    ],
)
def test_a_changed_end_of_a_paragraph_is_told(
    change: str, paragraphs: tuple[str, str], told: list[tuple[str, str]]
) -> None:
    paper = Paper()
    paper.title("大通镇：甲乙丙丁")
    one, two = paragraphs
    paper.xml(p(one, properties=f"<w:rPr><w:{change} {WHO}/></w:rPr>"))
    paper.xml(p(two))
    document = read_word("a.docx", paper.file())
    assert [(each.kind, each.text) for each in document.remarks] == told


def test_a_number_format_that_nobody_knows_is_told_once() -> None:
    paper = Paper()
    paper.title("大通镇：甲乙丙丁")
    paper.numbering(90, (level("thaiLetters", "%1、"),))
    for words in ("甲。", "乙。"):
        paper.xml(p(r(words), properties=numbered(90)))
    document = read_word("a.docx", paper.file())
    assert [line.text for line in lines_of(document.parts)[1:]] == ["1、甲。", "2、乙。"]
    assert concise(document.diagnostics) == (
        "a.docx:2:1: warning[D125]: 编号格式 `thaiLetters` 不认识，按 1、2、3 收入；"
        "对照原稿改写编号\n"
    )


def marks_in(*runs: str) -> list[str]:
    paper = Paper()
    paper.xml(p(*runs))
    found = read_word("来稿.docx", paper.file()).diagnostics
    return [f"{each.code} {each.quoted} {each.message}" for each in found]


@pytest.mark.parametrize(
    ("properties", "told"),
    [
        ('<w:highlight w:val="yellow"/>', "D524 三百座 “三百座”标了黄色的突出显示，只收文字"),
        (
            '<w:shd w:val="clear" w:fill="00FF00"/>',
            "D524 三百座 “三百座”标了绿色的突出显示，只收文字",
        ),
        ('<w:color w:val="FF0000"/>', "D525 三百座 “三百座”是红色的字，只收文字"),
        ('<w:color w:val="0070C0"/>', "D525 三百座 “三百座”是蓝色的字，只收文字"),
        ('<w:u w:val="single"/>', "D526 三百座 “三百座”画了下划线，只收文字"),
        (
            '<w:color w:val="FFFFFF"/>',
            "D532 三百座 “三百座”是白色的字，原件上看不见，照样收入",
        ),
        ('<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="000000"/>', ""),
        ("<w:strike/>", "D118 三百座 “三百座”画了删除线，照样收入"),
        ('<w:highlight w:val="none"/>', ""),
        ('<w:shd w:val="clear" w:fill="auto"/>', ""),
        ('<w:shd w:val="clear" w:fill="FFFFFF"/>', ""),
        ('<w:color w:val="000000"/>', ""),
        ('<w:color w:val="auto"/>', ""),
        ('<w:color w:val="333333"/>', ""),
        ('<w:u w:val="none"/>', ""),
        ('<w:color w:val="FF0000"/><w:sz w:val="72"/>', ""),
    ],
)
def test_words_that_somebody_marked_are_told(properties: str, told: str) -> None:
    found = marks_in("建成", r("三百座", properties), "，用好。")
    assert found == ([told] if told else [])


def test_marked_words_in_a_row_are_told_once() -> None:
    """Word parts runs where nobody sees it."""
    yellow = '<w:highlight w:val="yellow"/>'
    told = "D524 三百 座 “三百 座”标了黄色的突出显示，只收文字"
    assert marks_in(r("三百", yellow), r(" ", yellow), r("座", yellow)) == [told]
    both = marks_in(r("三百", f'{yellow}<w:u w:val="single"/>'), r("座", yellow))
    assert [each[:7] for each in both] == ["D526 三百", "D524 三百"]
    assert len(marks_in(r("三", yellow), "百", r("座", yellow))) == 2


def test_blanks_to_be_filled_in_and_many_marks_are_told_in_few_words() -> None:
    line = '<w:u w:val="single"/>'
    assert marks_in("姓名", r("　　　", line)) == []
    red = '<w:color w:val="FF0000"/>'
    many = marks_in(*(each for _ in range(30) for each in (r("三", red), "百")))
    assert len(many) == 20
    assert many[-1].endswith("；后面同样的不再列")
