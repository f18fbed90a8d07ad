"""That Word opens the file: parts, relationships, the schema's order, and no identifier twice."""

from __future__ import annotations

from collections import Counter
from io import BytesIO
from itertools import pairwise

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from bulletin.making import open_issues
from bulletin.model import Issue, Mark, Status
from bulletin.word import word_document
from bulletin.word.elements import element, properties, w
from tests.conftest import MakeWorkspace
from tests.word.docx import NAMES, Docx, local
from tests.word.issues import PICTURES, issues
from tests.word.schema import disorder
from tests.word.test_document import PROFILES, page_profile

RELATIONSHIP = f"{{{NAMES['r']}}}"


def faults(made: Docx) -> list[str]:
    """All that a strict reader would refuse."""
    found = []
    types = etree.fromstring(made.files["[Content_Types].xml"])
    named = {each.get("PartName", "").lstrip("/") for each in types}
    suffixes = {each.get("Extension") for each in types}
    for name, content in made.files.items():
        if name not in named and name.rpartition(".")[2] not in suffixes:
            found.append(f"{name} has no type")
        if not name.endswith((".xml", ".rels")):
            continue
        root = etree.fromstring(content)
        found += [f"{name}: {each}" for each in disorder(root)]
        known = made.relationships(name)
        found += [
            f"{name}: {each} means nothing"
            for each in root.xpath("//@r:id | //@r:embed", namespaces=NAMES)
            if each not in known
        ]
        found += [
            f"{name}: there is no {each.target}"
            for each in known.values()
            if not each.external and each.target not in made.files
        ]
        found += _identifiers(name, root)
    return found + _references(made)


UNIQUE = (
    *("//w:bookmarkStart/@w:id", "//w:bookmarkStart/@w:name", "//wp:docPr/@id"),
    *("//w:footnote/@w:id", "//w:style/@w:styleId", "//w:style/w:name/@w:val"),
    *("//w:num/@w:numId", "//w:abstractNum/@w:abstractNumId"),
)


def _identifiers(name: str, root: etree._Element) -> list[str]:
    return [
        f"{name}: {path} {each} {count} times"
        for path in UNIQUE
        for each, count in Counter(map(str, root.xpath(path, namespaces=NAMES))).items()
        if count > 1
    ]


def _references(made: Docx) -> list[str]:
    """Styles, lists, notes and bookmarks that are called for and are not there."""
    document, notes = made.part("document"), made.part("footnotes")
    there = {
        "//w:pStyle/@w:val | //w:rStyle/@w:val": set(made.styles),
        "//w:numId/@w:val": set(made.part("numbering").xpath("//w:num/@w:numId", namespaces=NAMES)),
        "//w:footnoteReference/@w:id": set(made.notes),
        "//w:hyperlink/@w:anchor": set(
            document.xpath("//w:bookmarkStart/@w:name", namespaces=NAMES)
        ),
    }
    return [
        f"{path}: no {each}"
        for root in (document, notes)
        for path, known in there.items()
        for each in root.xpath(path, namespaces=NAMES)
        if each not in known
    ]


@pytest.mark.slow
@settings(max_examples=15)
@given(issue=issues(), name=st.sampled_from(PROFILES), marked=st.booleans())
def test_whatever_the_issue_the_file_is_sound(issue: Issue, name: str, marked: bool) -> None:
    mark = Mark(Status.DRAFT, "0123abcd", None, numbered=True) if marked else None
    made = Docx(word_document(issue, page_profile(name), PICTURES, mark))
    assert faults(made) == []
    opened = docx.Document(BytesIO(made.content))
    assert len(opened.paragraphs) == sum(local(each) == "p" for each in made.body)


@pytest.mark.slow
@settings(max_examples=8)
@given(issue=issues())
def test_no_two_tables_touch_and_none_is_last(issue: Issue) -> None:
    """Two that touch are one to Word, and a document has to end in a paragraph."""
    body = [local(each) for each in Docx(word_document(issue, page_profile(), PICTURES)).body]
    assert ("tbl", "tbl") not in set(pairwise(body))
    assert body[-2:] == ["p", "sectPr"]


def test_nothing_outside_is_fetched() -> None:
    """Of what lies outside only links are named."""

    @settings(max_examples=8)
    @given(issue=issues())
    def check(issue: Issue) -> None:
        made = Docx(word_document(issue, page_profile(), PICTURES))
        outside = [
            (each.kind.rpartition("/")[2], each.target.partition(":")[0])
            for name in made.files
            for each in made.relationships(name).values()
            if each.external
        ]
        assert set(outside) <= {("hyperlink", "https")}

    check()


def test_an_element_is_refused_in_the_wrong_order() -> None:
    """The check itself: what Word refuses, it finds."""
    wrong = w("pPr", w("jc", val="left"), w("keepNext"))
    assert list(disorder(w("p", wrong))) == ["pPr: ['jc', 'keepNext']"]
    strange = w("rPr", element("w:jc"))
    assert list(disorder(w("r", strange))) == ["rPr: ['jc'] has a stranger"]


def test_properties_come_in_order_and_the_later_of_two_holds() -> None:
    made = properties("w:pPr", w("jc", val="left"), w("keepNext"), w("jc", val="right"))
    assert made is not None
    assert [local(each) for each in made] == ["keepNext", "jc"]
    assert list(disorder(made)) == []
    with pytest.raises(KeyError):
        properties("w:pPr", w("sz", val=1))


def test_lists_deeper_than_word_numbers_stay_whole(make_workspace: MakeWorkspace) -> None:
    nested = "".join(f"{'  ' * depth}- 第{depth}层\n" for depth in range(12))
    copy = f"---\nunit: 城关镇\ntitle: 抓实\n---\n\n正文。\n\n{nested}"
    workspace = make_workspace({"issues/7/城关镇.md": copy})
    [issue] = open_issues(workspace).issues
    made = Docx(word_document(issue, page_profile(), {}))
    assert faults(made) == []
    depths = made.body.xpath("//w:ilvl/@w:val", namespaces=NAMES)
    assert depths == [*map(str, range(9)), "8", "8", "8"]
    assert "第11层" in made.text
