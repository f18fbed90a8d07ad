"""The masthead (报头, GB/T 9704-2012 7.2), and that of the letter form (10.1)."""

from __future__ import annotations

from bulletin.model import Issue
from bulletin.word.composing import Composing, run, tab
from bulletin.word.elements import Element, properties, w
from bulletin.word.page import TWIPS, Page, eighths
from bulletin.word.styles import alignment


def add_masthead(composing: Composing, issue: Issue) -> None:
    """Add the masthead; what comes after it begins where its height ends."""
    if "double" in composing.page.profile.properties:
        _add_letter(composing, issue)
    else:
        _add_standard(composing, issue)


def _marks(issue: Issue) -> list[str]:
    """份号, 密级 and 内部资料, each on a line at the top left (7.2.1, 7.2.2)."""
    return [mark for mark in (issue.copy_number, issue.secrecy, issue.notice) if mark]


def _number(issue: Issue) -> str:
    whole = f"（总第{issue.whole_number}期）" if issue.whole_number else ""
    return f"{issue.label}{whole}"


def _issued(issue: Issue) -> list[Element]:
    return [run(issue.publication.issuer), tab(), run(issue.printed_date)]


def _name(issue: Issue, page: Page) -> list[Element]:
    """The name, narrowed where it is too long for the text area."""
    scale = page.name_scale(len(issue.publication.name))
    made = run(issue.publication.name)
    if scale < 100:
        narrowed = properties("w:rPr", w("rFonts", hint="eastAsia"), w("w", val=scale))
        made.replace(made[0], narrowed)
    return [made]


def _add_standard(composing: Composing, issue: Issue) -> None:
    page = composing.page
    marks = _marks(issue)
    for mark in marks:
        composing.paragraph("Marks", [run(mark)])
    above = max(0, page.name_above - len(marks) * page.pitch)
    composing.skip(above)
    composing.paragraph("Masthead", _name(issue, page))
    composing.skip(page.lines("number-line") - page.name_above - page.name_line)
    composing.paragraph("Number", [run(_number(issue))])
    composing.skip(page.lines("issued-line") - page.lines("number-line") - page.pitch)
    composing.paragraph("Issued", _issued(issue))
    rule = page.rule_space * TWIPS + eighths(page.profile.points("rule-red")) * TWIPS // 8
    left = page.lines("masthead-lines") - page.lines("issued-line") - page.pitch
    composing.skip(left - rule)


# -- The letter ------------------------------------------------------------------------------------


def _add_letter(composing: Composing, issue: Issue) -> None:
    """The name above the text area, a double rule under it and one above the paper's lower edge."""
    page = composing.page
    marks = _marks(issue)
    above = page.length("margin-top") + page.name_above
    composing.paragraph("Masthead", _name(issue, page), _frame(page, above, page.name_line))
    thick, thin = page.length("double-thick"), page.length("double-thin")
    gap = page.length("double-gap")
    top = page.length("margin-top") + page.length("double")
    foot = page.length("page-height") - page.length("double-foot") - thick - gap - thin
    _add_double(composing, top + thick, "double-thick", "double-thin")
    _add_double(composing, foot + thin, "double-thin", "double-thick")
    # Seven eighths of a 3号 character below the rules (10.1), the type in the middle of its line.
    size = page.size * TWIPS // 2
    first = page.length("double") + thick + gap + thin
    first += round(0.875 * size - 0.5 * (page.pitch - size))
    if marks:
        half = page.measure // 2
        top = page.length("margin-top") + first
        beside = _frame(page, top, page.pitch, page.left + page.measure - half, half)
        composing.paragraph("Number", [run(_number(issue))], beside, alignment("right"))
    composing.skip(first)
    if not marks:
        composing.paragraph("Number", [run(_number(issue))], alignment("right"))
    for mark in marks:
        composing.paragraph("Marks", [run(mark)])
    more = page.lines("marks-lines") if marks else 0
    lines = max(1, len(marks))
    composing.skip(page.lines("issued-line") + more - first - lines * page.pitch)
    composing.paragraph("IssuedInLetter", _issued(issue))
    composing.skip(page.lines("masthead-lines") - page.lines("issued-line") - page.pitch)


def _frame(page: Page, top: int, height: int, left: int | None = None, width: int = 0) -> Element:
    """A place on the paper, from its upper edge, that the text does not share."""
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
    """Add two red rules, `top` being the foot of the upper."""
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
