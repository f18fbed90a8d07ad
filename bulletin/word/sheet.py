"""An issue's pages: masthead, contents, editor's note, articles and colophon, in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from bulletin.model import Article, Attachment, Flow, Inline, Issue, Paragraph, Section, Text
from bulletin.ooxml import Element
from bulletin.press import as_shown, em_widths, title_breaks
from bulletin.render import Part, RenderedPassage, attachment_passages, passages
from bulletin.word.blocks import BlockPlace, add_blocks
from bulletin.word.colophon import add_colophon
from bulletin.word.composing import (
    PLAIN,
    Composing,
    CopyLook,
    field_runs,
    joined_runs,
    run_in_look,
    tab,
    text_run,
)
from bulletin.word.elements import w
from bulletin.word.masthead import add_masthead
from bulletin.word.page import WordPage
from bulletin.word.styles import OWN_LINE_HEADINGS, hanging

TEXT = BlockPlace("Text")
NOTE = BlockPlace("Note")
_TITLE = CopyLook("RunInTitle")


def compose_document(
    issue: Issue,
    page: WordPage,
    images: Mapping[str, bytes],
    numbers: Mapping[str, int],
    own_words: tuple[str, ...],
) -> Composing:
    """The issue in the order of the sheet (templates/sheet.html).

    `numbers` are the pages that its contents name, by anchor; without them they name none. No title
    is divided in one of `own_words`.
    """
    seen = {path: as_shown(content) for path, content in images.items()}
    composing = Composing(page, seen, own_words)
    add_masthead(composing, issue)
    masthead_only = len(composing.body)
    if issue.topic:
        composing.paragraph("Topic", [text_run(f"【{issue.topic}】")])
    for line in issue.lines_at("目录之前"):
        composing.paragraph("Topic", [text_run(line)])
    if len(issue.articles) > 1:
        _add_contents(composing, issue, numbers)
    if issue.editor_note:
        _add_standing(composing, issue.editor_note)
        composing.skip(page.lines("blank-lines"))
    if len(composing.body) == masthead_only:
        composing.skip(page.lines("lead-lines"))
    flow = page.profile.sections or issue.publication.house.sections
    for article in issue.articles:
        _add_article(composing, article, flow)
    composing.is_at_page_end = False
    add_colophon(composing, issue)
    return composing


def _add_contents(composing: Composing, issue: Issue, numbers: Mapping[str, int]) -> None:
    """A line for each article, which leads to it, and to its page where the contents name it."""
    last = issue.articles[-1]
    stop = w("tab", val="right", leader="middleDot", pos=composing.page.measure)
    for article in issue.articles:
        link = w("hyperlink", text_run(article.contents_line), anchor=article.anchor, history=True)
        line = [link]
        if number := numbers.get(article.anchor):
            line += [tab(), *field_runs(f" PAGEREF {article.anchor} \\h ", str(number))]
        loose = w("keepNext", val=False) if article is last else None
        composing.paragraph("Contents", line, loose, w("tabs", stop) if number else None)
    composing.skip(composing.page.lines("blank-lines"))


def _add_standing(composing: Composing, sections: tuple[Section, ...]) -> None:
    """Sections as they were written: a heading runs into the paragraph after it."""
    for section in sections:
        blocks = section.blocks
        if section.heading:
            look = run_in_look(section.level)
            heading = composing.runs(section.heading, look)
            if section.run_in_stop:
                heading.append(text_run(section.run_in_stop, look))
            if blocks and isinstance(blocks[0], Paragraph):
                heading += composing.runs(blocks[0].children)
                blocks = blocks[1:]
            composing.paragraph("Note", heading)
        add_blocks(composing, blocks, NOTE)


def _add_article(composing: Composing, article: Article, flow: Flow) -> None:
    _add_passages(composing, article, passages(article, flow))
    _add_list(composing, article)
    for line in article.lines_at("文末"):
        composing.paragraph("Supplier", [text_run(line)])
    for attachment in article.attachments:
        _add_attachment(composing, article, attachment, flow)


def _add_passages(
    composing: Composing, article: Article, printed: Iterable[RenderedPassage]
) -> None:
    for passage in printed:
        if passage.block is not None:
            add_blocks(composing, (passage.block,), TEXT)
        elif passage.own_line:
            _add_own_line(composing, article, passage.parts[0])
        else:
            _add_passage(composing, article, passage)


# -- Attachments -----------------------------------------------------------------------------------

LABEL, COUNT = 3.0, 1.25
"""Width of 附件： and of a number in the list, in em (styles/paper.css)."""


def _add_list(composing: Composing, article: Article) -> None:
    """The list of attachments: two 字 in, each name's lines under its first 字 (GB/T 9704-2012
    7.3.4). It begins on the page where the text ends; the article's lines stand below its end."""
    em = composing.page.em
    if article.attachments:
        composing.keep_last()
    for each in article.attachments:
        first = each.place == 1
        composing.skip(composing.page.pitch if first else 0)
        label = "附件：" if first else ""
        count = 0.0 if each.alone else COUNT
        left, by = round((2 + LABEL + count) * em), round((LABEL * first + count) * em)
        marks = [text_run(f"{label}{each.place}."), tab()] if count else [text_run(label)]
        shown = [*marks, text_run(each.title)]
        stop = w("tabs", w("tab", val="left", pos=left)) if count else None
        composing.paragraph("AttachmentList", shown, hanging(left, 0, by), stop)
    if article.attachments and article.lines_at("文末"):
        composing.keep_last()
        composing.skip(composing.page.pitch)


def _add_attachment(
    composing: Composing, article: Article, attachment: Attachment, flow: Flow
) -> None:
    """An attachment on a page of its own; what follows it begins one, too."""
    page = composing.page
    composing.is_at_page_end = False  # its style begins one
    composing.paragraph("AttachmentLabel", [text_run(attachment.label)])
    composing.skip(page.pitch)
    runs = composing.runs(attachment.heading)
    if all(isinstance(each, Text) for each in attachment.heading):
        runs = _in_lines(composing, attachment.title)
    anchor = article.anchor_of(attachment)
    composing.paragraph("AttachmentTitle", composing.bookmark(anchor, runs))
    composing.skip(page.pitch)
    _add_passages(composing, article, attachment_passages(attachment, flow))
    composing.gap = 0
    composing.is_at_page_end = True


def _add_passage(composing: Composing, article: Article, passage: RenderedPassage) -> None:
    """A paragraph with the title and headings that run into it."""
    runs: list[Element] = [text_run("□", _TITLE)] if passage.marked else []
    for part in passage.parts:
        look = _look(part)
        made = composing.runs(part.children, look)
        if part.stop:
            made.append(text_run(part.stop, look))
        runs += (
            composing.bookmark(article.anchor, joined_runs(made)) if part.kind == "title" else made
        )
    composing.paragraph("Opening" if passage.marked else "Text", runs)


def _look(part: Part) -> CopyLook:
    if part.kind == "title":
        return _TITLE
    return run_in_look(part.level) if part.kind == "run-in" else PLAIN


FIGURE = 0.59
"""Width of a digit in the title's face, in em."""


def _title_in_lines(composing: Composing, title: Sequence[Inline]) -> list[Element]:
    """A title that is divided where its file or the press divides it."""
    runs: list[Element] = []
    for each in title:
        if isinstance(each, Text):
            runs += [w("r", w("br"))] if runs else []
            runs += _in_lines(composing, each.text)
    return runs


def _in_lines(composing: Composing, title: str) -> list[Element]:
    """A title, or a line of one, that is divided where the press divides it."""
    profile = composing.page.profile
    room = profile.measure / profile.points("title")
    breaks = title_breaks(title, em_widths(title, FIGURE), room, composing.own_words)
    runs = []
    for start, stop in pairwise((0, *breaks, len(title))):
        runs += [w("r", w("br"))] if start else []
        runs.append(text_run(title[start:stop]))
    return runs


def _add_own_line(composing: Composing, article: Article, part: Part) -> None:
    """A title, a byline or a heading on a line of its own."""
    page = composing.page
    runs = composing.runs(part.children)
    if part.kind == "title":
        runs = _title_in_lines(composing, part.children)
        if article.place > 1:
            composing.skip(page.pitch)
        composing.paragraph("Title", composing.bookmark(article.anchor, runs))
    elif part.kind == "byline":
        composing.paragraph("Byline", runs)
        composing.skip(page.pitch)
    else:
        level = min(part.level - 1, len(OWN_LINE_HEADINGS))
        composing.paragraph(OWN_LINE_HEADINGS[level - 1], runs)
