"""The colophon (版记, GB/T 9704-2012 7.4): a table on the lower edge of the last page."""

from __future__ import annotations

from bulletin.model import Issue
from bulletin.word.composing import Composing, paragraph, run
from bulletin.word.elements import Element, Value, w
from bulletin.word.page import Page, eighths
from bulletin.word.styles import alignment, hanging


def add_colophon(composing: Composing, issue: Issue) -> None:
    """Add the colophon: one row a line, ruled across, set down on the text area's lower edge."""
    page = composing.page
    lines = _lines(issue, page)
    if lines:
        composing.table(_table(lines, page))
    # A table cannot be the last of a document; what follows it takes no room.
    composing.gap = 0
    composing.paragraph("Gap", ())


def _lines(issue: Issue, page: Page) -> list[Element]:
    """Turned lines align with the first character after the colon (7.4.2)."""
    em = page.small_em
    made = []
    for _, label, parties in issue.distribution.lines:
        hang = len(label) * em
        aligned = None if len(label) == 2 else hanging(em + hang, em, hang)
        made.append(paragraph("Colophon", [run(label), run(parties)], aligned))
    if issue.copies:
        inset = w("ind", left=em, right=em, firstLine=0)
        printed = [run(f"共印{issue.copies}份")]
        made.append(paragraph("Colophon", printed, inset, alignment("right")))
    return made


def _table(lines: list[Element], page: Page) -> Element:
    outer, inner = (eighths(page.profile.points(name)) for name in ("rule", "rule-thin"))
    rules = (("top", outer), ("bottom", outer), ("insideH", inner))
    none: dict[str, Value] = {"w": 0, "type": "dxa"}
    return w(
        "tbl",
        w(
            "tblPr",
            w(
                "tblpPr",
                leftFromText=0,
                rightFromText=0,
                topFromText=page.pitch // 2,
                bottomFromText=0,
                vertAnchor="margin",
                horzAnchor="page",  # LibreOffice floats no table as wide as the text but from here
                tblpX=page.left,
                tblpYSpec="bottom",
            ),
            w("tblOverlap", val="never"),
            w("tblW", w=page.measure, type="dxa"),
            w(
                "tblBorders",
                *(w(side, val="single", sz=sz, space=0, color="000000") for side, sz in rules),
            ),
            w("tblLayout", type="fixed"),
            w("tblCellMar", *(w(side, **none) for side in ("top", "left", "bottom", "right"))),
        ),
        w("tblGrid", w("gridCol", w=page.measure)),
        *(_row(line, page) for line in lines),
    )


def _row(line: Element, page: Page) -> Element:
    width = w("tcPr", w("tcW", w=page.measure, type="dxa"))
    return w("tr", w("trPr", w("cantSplit")), w("tc", width, line))
