"""The colophon (版记, GB/T 9704-2012 7.4), on the lower edge of the last page.

If no note can come near it, it is a table that floats there. Word and LibreOffice set notes on that
same edge and do not move them for anything that floats. Beside notes the colophon is therefore the
last note, without a sign, as it is in print (styles/paper.css).
"""

from __future__ import annotations

from bulletin.model import Issue
from bulletin.ooxml import Element
from bulletin.word.composing import Composing, paragraph, text_run
from bulletin.word.elements import AttributeValue, w
from bulletin.word.page import WordPage, eighths
from bulletin.word.styles import OFF_GRID, alignment, hanging


def add_colophon(composing: Composing, issue: Issue) -> None:
    """Add the colophon: a row for each line, with rules across, on the lower edge of the text
    area."""
    page = composing.page
    lines = _lines(issue, page)
    beside = bool(lines) and _notes_may_come_near(composing)
    if lines and not beside:
        composing.table(_table(lines, page))
    # A table cannot be the last thing in a document; the paragraph after it takes no room.
    composing.gap = 0
    call = [composing.unsigned_note(_ruled(lines, page))] if beside else ()
    composing.paragraph("Gap", call, OFF_GRID if beside else None)


def _notes_may_come_near(composing: Composing) -> bool:
    """Whether the last note may stand on the last page: less than a page of text follows its
    call."""
    page = composing.page
    left = page.profile.depth / page.profile.points("pitch")
    for made in reversed(composing.body):
        if next(made.iter("{*}footnoteReference"), None) is not None:
            return True
        left -= _least_lines(made)
        if left < 0:
            return False
    return False


FULLEST = 30
"""No line of the page holds more characters than this."""


def _least_lines(made: Element) -> int:
    """How many lines a paragraph or a table takes at least."""
    if made.tag.endswith("}tbl"):
        return len(made.findall("{*}tr")) // 2
    return -(-len("".join(made.itertext())) // FULLEST)


def _ruled(lines: list[Element], page: WordPage) -> list[Element]:
    """The lines with the rules between them, as paragraphs.

    There is no white above: LibreOffice already gives the empty end of the text a whole line.
    """
    if not _is_ruled(page):
        return lines
    outer, inner = (eighths(page.profile.points(name)) for name in ("rule", "rule-thin"))
    made = [_rule("top", outer)]
    for line in lines[:-1]:
        made += [line, _rule("top", inner)]
    return [*made, lines[-1], _rule("bottom", outer)]


def _is_ruled(page: WordPage) -> bool:
    """Whether rules stand in the colophon; a letter's has none (GB/T 9704-2012 10.1)."""
    return "double" not in page.profile.properties


def _rule(side: str, sz: int) -> Element:
    border = w("pBdr", w(side, val="single", sz=sz, space=0, color="000000"))
    return paragraph("Gap", (), w("keepNext"), OFF_GRID, border)


def _lines(issue: Issue, page: WordPage) -> list[Element]:
    """Continued lines align with the first character after the colon (7.4.2)."""
    em = page.small_em
    made = []
    for _, label, parties in issue.distribution.lines:
        hang = len(label) * em
        aligned = None if len(label) == 2 else hanging(em + hang, em, hang)
        made.append(paragraph("Colophon", [text_run(label), text_run(parties)], aligned))
    for line in issue.lines_at("版记"):
        inset = w("ind", left=em, right=em, firstLine=0)
        made.append(paragraph("Colophon", [text_run(line)], inset, alignment("right")))
    return made


def _table(lines: list[Element], page: WordPage) -> Element:
    outer, inner = (eighths(page.profile.points(name)) for name in ("rule", "rule-thin"))
    rules = (("top", outer), ("bottom", outer), ("insideH", inner)) if _is_ruled(page) else ()
    none: dict[str, AttributeValue] = {"w": 0, "type": "dxa"}
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
                horzAnchor="page",  # from here alone LibreOffice floats it
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


def _row(line: Element, page: WordPage) -> Element:
    width = w("tcPr", w("tcW", w=page.measure, type="dxa"))
    return w("tr", w("trPr", w("cantSplit")), w("tc", width, line))
