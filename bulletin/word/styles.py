"""The styles of the document, under Chinese names: what an editor changes once for all pages."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass

from bulletin import own_styles
from bulletin.ooxml import Element
from bulletin.word.elements import AttributeValue, properties, root, w
from bulletin.word.faces import FANGSONG, HEITI, KAITI, SONGTI, XIAOBIAOSONG, WordFace
from bulletin.word.page import TWIPS, WordPage, eighths, half_points

NOTE_SIZE = 24
"""小四, in half points: notes, tables and captions (styles/paper.css)."""

NOTE_LINE = 18 * TWIPS
"""From one line of a note or a table to the next, in twips."""

OWN_LINE_HEADINGS = ("Heading1", "Heading2", "Heading3", "Heading4", "Heading5")
"""Headings on lines of their own, the highest first: 一、（一）1.（1）; the fifth looks like the
fourth."""

RUN_IN_HEADINGS = (
    *("RunInHeading", "RunInHeading2", "RunInHeading3", "RunInHeading4", "RunInHeading5"),
)
"""Run-in headings, the highest first. They all look the same."""

ITEM_TEXTS = ("ItemText", "ItemText2", "ItemText3")
"""Further paragraphs of an item, by the depth of its list."""


@dataclass(frozen=True)
class WordStyle:
    """One style of the document."""

    identifier: str
    name: str
    """As an editor sees it. Word knows its own styles by English names and shows them in
    Chinese."""

    paragraph: tuple[Element, ...] = ()
    run: tuple[Element, ...] = ()
    following: str = ""
    """The style of the paragraph after it; empty for the same."""

    kind: str = "paragraph"
    default: bool = False
    """Whether Word uses it where no style is named."""


def fonts(face: WordFace) -> Element:
    """The face of 汉字 and that of letters and digits, named separately."""
    return w(
        "rFonts",
        hint="eastAsia",
        ascii=face.latin,
        eastAsia=face.east_asian,
        hAnsi=face.latin,
        cs=face.latin,
    )


def size(half_points: int) -> tuple[Element, Element]:
    """The size of type."""
    return w("sz", val=half_points), w("szCs", val=half_points)


def exactly(twips: int) -> Element:
    """Lines of one height, whatever stands on them."""
    return w("spacing", before=0, after=0, line=twips, lineRule="exact")


def alignment(name: str) -> Element:
    """`left`, `center`, `right` or `both`."""
    return w("jc", val=name)


def indentation(page: WordPage, left: int = 0, right: int = 0, first: int = 0) -> Element:
    """Indents in 字 of the text; `first` is added to the first line's."""
    return w(
        "ind",
        leftChars=100 * left or None,
        left=page.em * left or None,
        rightChars=100 * right or None,
        right=page.em * right or None,
        firstLineChars=100 * first or None,
        firstLine=page.em * first or None,
    )


def hanging(left: int, right: int, by: int) -> Element:
    """Indents in twips, the first line's smaller than the others' by `by`."""
    return w("ind", left=left, right=right, hanging=by)


_KEEP = (w("keepNext"), w("keepLines"))
_CENTRED = alignment("center")
_BOLD = (w("b"), w("bCs"))
OFF_GRID = w("snapToGrid", val=False)
_ON_GRID = w("snapToGrid", val=True)
_SINGLE = w("spacing", before=0, after=0, line=12 * TWIPS, lineRule="auto")


def _own(spacing: int = 0) -> Element:
    """Takes back what the text's size is tracked by, or tracks by another measure."""
    return w("spacing", val=spacing)


def all_styles(page: WordPage) -> tuple[WordStyle, ...]:
    """Every style, in the order of the page."""
    return (
        _normal(page),
        WordStyle("CharacterDefault", "Default Paragraph Font", kind="character", default=True),
        WordStyle("TableDefault", "Normal Table", kind="table", default=True),
        WordStyle("ListDefault", "No List", kind="numbering", default=True),
        *_masthead_styles(page),
        *_text_styles(page),
        *_block_styles(page),
        *_foot_styles(page),
        WordStyle("RunInTitle", own_styles.RUN_IN_TITLE, (), _BOLD, kind="character"),
        *(
            WordStyle(identifier, name, (), _BOLD, kind="character")
            for identifier, name in zip(RUN_IN_HEADINGS, own_styles.RUN_IN_LEVELS, strict=True)
        ),
        WordStyle(
            *("FootnoteReference", "footnote reference"),
            run=(w("vertAlign", val="superscript"),),
            kind="character",
        ),
    )


def _normal(page: WordPage) -> WordStyle:
    """What every paragraph begins from: 3号仿宋, 22 lines of 28 字, flush on both sides.

    Lines are of one height and 字 tracked by themselves, as far apart as the page's grid has them,
    rather than snapped to it: LibreOffice sets a grid narrower than its type at twice the width.
    """
    paragraph = (
        w("widowControl"),
        w("kinsoku"),
        w("wordWrap"),
        w("overflowPunct", val=False),
        w("topLinePunct"),
        w("autoSpaceDE", val=False),
        w("autoSpaceDN", val=False),
        OFF_GRID,
        exactly(page.pitch),
        alignment("both"),
        w("textAlignment", val="auto"),
    )
    run = (
        fonts(FANGSONG),
        OFF_GRID,
        w("color", val="000000"),
        _own(page.tracking),
        w("kern", val=0),
        *size(page.size),
        w("lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA"),
    )
    return WordStyle("Normal", "Normal", paragraph, run, default=True)


def _masthead_styles(page: WordPage) -> tuple[WordStyle, ...]:
    points = page.profile.points("name-size")
    rule = w(
        "bottom",
        val="single",
        sz=eighths(page.profile.points("rule-red")),
        space=page.rule_space,
        color=page.red,
    )
    name_run = (fonts(XIAOBIAOSONG), w("color", val=page.red), _own(), *size(half_points(points)))
    flush_right = w("tabs", w("tab", val="right", pos=page.measure))
    return (
        WordStyle("Marks", "密级份号", (alignment("left"), flush_right), (fonts(HEITI),)),
        WordStyle(
            *("Masthead", own_styles.MASTHEAD),
            paragraph=(exactly(page.name_line(points)), _CENTRED, w("topLinePunct", val=False)),
            run=name_run,
            following="Number",
        ),
        WordStyle("Number", own_styles.NUMBER, (_CENTRED, flush_right), (), following="Issued"),
        WordStyle(
            *("Issued", "编印单位和日期"),
            paragraph=(
                w("pBdr", rule),
                w("tabs", w("tab", val="right", pos=page.measure - page.em)),
                indentation(page, first=1),
                alignment("left"),
            ),
            following="Text",
        ),
        WordStyle(
            *("IssuedInLetter", "信函编印单位和日期"),
            paragraph=(flush_right, alignment("left")),
            following="Text",
        ),
        WordStyle("Rule", "红色双线", (exactly(TWIPS),)),
        WordStyle("Topic", "专题", (_CENTRED, *_KEEP), (fonts(HEITI),), following="Contents"),
        WordStyle(
            *("Contents", "目录"),
            paragraph=(*_KEEP, indentation(page, left=2), alignment("left")),
        ),
        WordStyle("Note", own_styles.NOTE, (indentation(page, first=2),), (fonts(KAITI),)),
    )


def _text_styles(page: WordPage) -> tuple[WordStyle, ...]:
    first = indentation(page, first=2)
    on_own_line = (*_KEEP, first)
    title = (fonts(XIAOBIAOSONG), _own(), *size(round(page.profile.points("title") * 2)))
    faces: tuple[tuple[Element, ...], ...] = ((fonts(HEITI),), (fonts(KAITI),), _BOLD, (), ())
    return (
        WordStyle("Opening", own_styles.OPENING, (first, w("outlineLvl", val=0)), following="Text"),
        WordStyle("Text", "文章正文", (first,)),
        WordStyle("Signed", own_styles.SIGNED, (first,), following="Text"),
        WordStyle(
            *("Title", own_styles.TITLE),
            paragraph=(*_KEEP, _CENTRED, w("outlineLvl", val=0)),
            run=title,
            following="Byline",
        ),
        WordStyle(
            *("Byline", own_styles.BYLINE),
            paragraph=(w("keepNext"), _CENTRED),
            run=(fonts(KAITI),),
            following="Text",
        ),
        *(
            WordStyle(
                *(identifier, own_styles.OWN_LINE_LEVELS[at]),
                paragraph=(*on_own_line, w("outlineLvl", val=at + 1)),
                run=faces[at],
                following="Text",
            )
            for at, identifier in enumerate(OWN_LINE_HEADINGS)
        ),
        WordStyle(
            *("Supplier", own_styles.SUPPLIER),
            paragraph=(indentation(page, right=1), alignment("right")),
            following="Opening",
        ),
        WordStyle("AttachmentList", own_styles.ATTACHMENT_LIST, (alignment("left"),)),
        WordStyle(
            *("AttachmentLabel", own_styles.ATTACHMENT_LABEL),
            paragraph=(w("keepNext"), w("pageBreakBefore"), alignment("left")),
            run=(fonts(HEITI),),
            following="AttachmentTitle",
        ),
        WordStyle(
            *("AttachmentTitle", own_styles.ATTACHMENT_TITLE),
            paragraph=(*_KEEP, _CENTRED, w("outlineLvl", val=1)),
            run=title,
            following="Text",
        ),
    )


def _block_styles(page: WordPage) -> tuple[WordStyle, ...]:
    small = (_own(), *size(NOTE_SIZE))
    cell = (exactly(NOTE_LINE), alignment("left"))
    quoted = (indentation(page, left=2, right=2),)
    return (
        WordStyle("Item", "条目", (indentation(page, first=2),)),
        *(
            WordStyle(identifier, name, (indentation(page, left=2 * at, first=2),))
            for at, (identifier, name) in enumerate(
                zip(ITEM_TEXTS, own_styles.ITEM_MORE, strict=True)
            )
        ),
        *(
            WordStyle(identifier, name, quoted, (fonts(KAITI),), "QuotationText")
            for identifier, name in (
                ("Quotation", own_styles.QUOTATION),
                ("QuotationText", own_styles.QUOTATION_MORE),
            )
        ),
        WordStyle(
            *("TableHead", own_styles.TABLE_HEAD),
            paragraph=(*cell, _CENTRED),
            run=(fonts(HEITI), *small),
            following="TableText",
        ),
        WordStyle("TableText", own_styles.TABLE_TEXT, cell, small),
        WordStyle("TableLeft", own_styles.TABLE_LEFT, cell, small),
        WordStyle(
            *("Picture", own_styles.PICTURE),
            paragraph=(w("keepNext"), _ON_GRID, _SINGLE, _CENTRED),
            following="Caption",
        ),
        WordStyle(
            "Caption", own_styles.CAPTION, (_CENTRED,), (fonts(KAITI), *small), following="Text"
        ),
        WordStyle("Gap", "分隔", (exactly(TWIPS),), size(2), following="Text"),
    )


def _foot_styles(page: WordPage) -> tuple[WordStyle, ...]:
    small = (_own(), *size(page.small))
    inset = page.small_em
    line = exactly(page.small * TWIPS // 2)
    return (
        WordStyle(
            *("Colophon", own_styles.COLOPHON),
            paragraph=(w("keepNext"), hanging(3 * inset, inset, 2 * inset), alignment("left")),
            run=small,
        ),
        WordStyle(
            *("PageNumber", "页码行"),
            paragraph=(line, w("ind", left=inset, right=inset), alignment("right")),
            run=(fonts(SONGTI), *small),
        ),
        WordStyle(
            *("ProofMark", own_styles.PROOF_MARK),
            paragraph=(alignment("right"),),
            run=(fonts(HEITI), w("color", val=page.red), *small),
        ),
        WordStyle(
            *("FootnoteText", "footnote text"),
            paragraph=(exactly(NOTE_LINE), alignment("both")),
            run=(_own(), *size(NOTE_SIZE)),
        ),
    )


def styles_part(page: WordPage) -> Element:
    """The part styles.xml."""
    defaults = w(
        "docDefaults",
        w(
            "rPrDefault",
            properties("w:rPr", fonts(FANGSONG), w("lang", val="en-US", eastAsia="zh-CN")),
        ),
        w("pPrDefault"),
    )
    latent = w(
        "latentStyles",
        defLockedState=False,
        defUIPriority=99,
        defSemiHidden=True,
        defUnhideWhenUsed=True,
        defQFormat=False,
        count=376,
    )
    return root("w:styles", defaults, latent, *map(_style, all_styles(page)))


_HIDDEN = frozenset({"CharacterDefault", "TableDefault", "ListDefault", "Gap", "Rule"})
"""Styles that an editor has no use for."""


def _style(style: WordStyle) -> Element:
    hidden = style.identifier in _HIDDEN
    derived = style.kind == "paragraph" and not style.default
    return w(
        "style",
        w("name", val=style.name),
        w("basedOn", val="Normal") if derived else None,
        w("next", val=style.following) if style.following else None,
        w("uiPriority", val=99 if hidden else 1),
        w("semiHidden") if hidden else None,
        w("unhideWhenUsed") if hidden else None,
        None if hidden else w("qFormat"),
        properties("w:pPr", *map(deepcopy, style.paragraph)),
        properties("w:rPr", *map(deepcopy, style.run)),
        _table_default() if style.identifier == "TableDefault" else None,
        type=style.kind,
        default=True if style.default else None,
        styleId=style.identifier,
        customStyle=None if style.name.isascii() else True,
    )


def _table_default() -> Element:
    """What Word's own tables begin from (ECMA-376 17.7.4.17)."""
    side: dict[str, AttributeValue] = {"w": 108, "type": "dxa"}
    none: dict[str, AttributeValue] = {"w": 0, "type": "dxa"}
    return w(
        "tblPr",
        w("tblInd", **none),
        w(
            "tblCellMar",
            w("top", **none),
            w("left", **side),
            w("bottom", **none),
            w("right", **side),
        ),
    )
