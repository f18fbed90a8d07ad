"""The masthead (报头, GB/T 9704-2012 7.2), and that of the letter form (10.1)."""

from __future__ import annotations

from math import floor

from bulletin.model import Issue
from bulletin.ooxml import Element
from bulletin.press import MastheadName, short_of_full
from bulletin.word.composing import Composing, printable_text, tab, text_run
from bulletin.word.elements import properties, text_element, w
from bulletin.word.page import TWIPS, WordPage, eighths, half_points, twips_of
from bulletin.word.styles import alignment, size


def add_masthead(composing: Composing, issue: Issue) -> None:
    """Add the masthead; what follows begins where the masthead's height ends."""
    if "double" in composing.page.profile.properties:
        _add_letter(composing, issue)
    else:
        _add_standard(composing, issue)


def _marks(issue: Issue) -> list[str]:
    """份号, 密级, 内部资料 and other lines of the head, at the top left (7.2.1, 7.2.2)."""
    marks = (issue.copy_number, issue.secrecy, issue.notice, *issue.lines_at("报头"))
    return [mark for mark in marks if mark]


def _number(issue: Issue) -> str:
    whole = f"（总第{issue.whole_number}期）" if issue.whole_number else ""
    return f"{issue.label}{whole}{issue.behind('期号')}"


def _issued(issue: Issue) -> list[Element]:
    issuer = issue.publication.issuer + issue.behind("编印单位")
    return [text_run(issuer), tab(), text_run(issue.printed_date)]


def _add_name(composing: Composing, name: MastheadName, above: int, *frame: Element) -> None:
    """Add the name, `above` twips below what is before it; each of its lines is a paragraph."""
    page = composing.page
    em = name.size * name.scale * TWIPS
    lesser = name.size != page.profile.points("name-size")
    height = page.name_line(name.size) if lesser else None
    for text, extent in zip(name.lines, name.extents, strict=True):
        look = (
            w("rFonts", hint="eastAsia"),
            w("w", val=floor(100 * name.scale)) if name.scale < 1 else None,
            *(size(half_points(name.size)) if lesser else ()),
        )
        tracking = w("spacing", val=round(name.tracking * em)) if name.tracking else None
        runs = [_run(text[:-1], *look, tracking), _run(text[-1:], *look)]
        # What is centred is the width of the characters, without the blank half of a 《.
        blank = round((extent.left - (extent.advance - extent.right)) * em)
        aside = w("ind", left=max(0, -blank), right=max(0, blank)) if blank else None
        spacing = w("spacing", before=above, line=height, lineRule="exact" if height else None)
        room = spacing if above or height else None
        composing.paragraph("Masthead", runs, room, aside, *frame)
        above = 0


def _run(text: str, *look: Element | None) -> Element:
    """A run of text with properties of its own."""
    return w("r", properties("w:rPr", *look), text_element("w:t", printable_text(text)))


def _add_standard(composing: Composing, issue: Issue) -> None:
    page = composing.page
    marks = _marks(issue)
    for mark in marks:
        composing.paragraph("Marks", [text_run(mark)])
    name = page.name(issue.publication.name)
    above = page.name_above(name.size)
    _add_name(composing, name, max(0, above - len(marks) * page.pitch))
    deep = len(name.lines) * page.name_line(name.size)
    composing.skip(page.lines("number-line") - above - deep)
    composing.paragraph("Number", [text_run(_number(issue))])
    composing.skip(page.lines("issued-line") - page.lines("number-line") - page.pitch)
    composing.paragraph("Issued", _issued(issue))
    rule = page.rule_space * TWIPS + eighths(page.profile.points("rule-red")) * TWIPS // 8
    left = page.lines("masthead-lines") - page.lines("issued-line") - page.pitch
    composing.skip(left - rule)


# -- The letter ------------------------------------------------------------------------------------


def _add_letter(composing: Composing, issue: Issue) -> None:
    """The name above the text area, a double rule below it and one above the lower edge of the
    paper."""
    page = composing.page
    marks = _marks(issue)
    name = page.name(issue.publication.name)
    above = page.length("margin-top") + page.name_above(name.size)
    deep = len(name.lines) * page.name_line(name.size)
    _add_name(composing, name, 0, _frame(page, above, deep))
    thick, thin = page.length("double-thick"), page.length("double-thin")
    gap = page.length("double-gap")
    double = page.length("double") - twips_of(short_of_full(name, page.profile))
    top = page.length("margin-top") + double
    foot = page.length("page-height") - page.length("double-foot") - thick - gap - thin
    _add_double(composing, top + thick, "double-thick", "double-thin")
    _add_double(composing, foot + thin, "double-thin", "double-thick")
    # Seven eighths of a 3号 character below the rules (10.1), the type in the middle of its line.
    size = page.size * TWIPS // 2
    first = double + thick + gap + thin
    first += round(0.875 * size - 0.5 * (page.pitch - size))
    if marks:
        half = page.measure // 2
        top = page.length("margin-top") + first
        beside = _frame(page, top, page.pitch, page.left + page.measure - half, half)
        composing.paragraph("Number", [text_run(_number(issue))], beside, alignment("right"))
    composing.skip(first)
    if not marks:
        composing.paragraph("Number", [text_run(_number(issue))], alignment("right"))
    for mark in marks:
        composing.paragraph("Marks", [text_run(mark)])
    more = page.lines("marks-lines") if marks else 0
    lines = max(1, len(marks))
    composing.skip(page.lines("issued-line") + more - first - lines * page.pitch)
    composing.paragraph("IssuedInLetter", _issued(issue))
    composing.skip(page.lines("masthead-lines") - page.lines("issued-line") - page.pitch)


def _frame(
    page: WordPage, top: int, height: int, left: int | None = None, width: int = 0
) -> Element:
    """A place on the paper, measured from its upper edge, around which no text flows."""
    return w(
        "framePr",
        w=width or page.measure,
        h=height,
        hRule="exact",
        wrap="around",
        vAnchor="page",
        hAnchor="page",
        x=page.left if left is None else left,
        y=top,
    )


def _add_double(composing: Composing, top: int, upper: str, lower: str) -> None:
    """Add two red rules; `top` is the foot of the upper one."""
    page = composing.page
    left, right = page.length("double-left"), page.length("double-right")
    rules = [
        w(side, val="single", sz=eighths(page.profile.points(name)), space=0, color=page.red)
        for side, name in (("top", upper), ("bottom", lower))
    ]
    frame = _frame(
        page,
        top,
        page.length("double-gap"),
        page.left - left,
        page.measure + left + right,
    )
    composing.paragraph("Rule", (), frame, w("pBdr", *rules))
