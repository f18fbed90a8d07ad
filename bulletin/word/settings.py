"""The parts of the file that tell Word how to set it: settings, faces and numbering."""

from __future__ import annotations

from collections.abc import Sequence

from bulletin.ooxml import Element
from bulletin.press import NOT_AT_END, NOT_AT_START
from bulletin.word.composing import LEVELS, ListKind
from bulletin.word.elements import properties, root, w
from bulletin.word.faces import FACES, LATIN
from bulletin.word.page import WordPage

_OPTIONS = (
    *("spaceForUL", "balanceSingleByteDoubleByteWidth", "doNotLeaveBackslashAlone"),
    *("ulTrailSpace", "doNotExpandShiftReturn", "adjustLineHeightInTable", "useFELayout"),
)
"""What the Chinese Word sets in a new document of its own."""

_COMPATIBLE = (
    ("compatibilityMode", "15"),
    ("overrideTableStyleFontSizeAndJustification", "1"),
    ("enableOpenTypeFeatures", "1"),
    ("doNotFlipMirrorIndents", "1"),
)


def settings_part(page: WordPage) -> Element:
    """The part settings.xml: marks are squeezed, and no line begins or ends with a forbidden
    mark."""
    chinese = {"lang": "zh-CN"}
    return root(
        "w:settings",
        w("zoom", percent=100),
        w("bordersDoNotSurroundHeader"),
        w("bordersDoNotSurroundFooter"),
        w("defaultTabStop", val=2 * page.em),
        w("evenAndOddHeaders"),
        w("drawingGridVerticalSpacing", val=page.pitch // 2),
        w("displayHorizontalDrawingGridEvery", val=0),
        w("displayVerticalDrawingGridEvery", val=2),
        w("characterSpacingControl", val="compressPunctuation"),
        w("noLineBreaksAfter", **chinese, val="".join(sorted(NOT_AT_END))),
        w("noLineBreaksBefore", **chinese, val="".join(sorted(NOT_AT_START))),
        w("footnotePr", w("footnote", id=-1), w("footnote", id=0)),
        w(
            "compat",
            *map(w, _OPTIONS),
            *(
                w(
                    "compatSetting",
                    name=name,
                    uri="http://schemas.microsoft.com/office/word",
                    val=val,
                )
                for name, val in _COMPATIBLE
            ),
        ),
        w("themeFontLang", val="en-US", eastAsia="zh-CN"),
        w("decimalSymbol", val="."),
        w("listSeparator", val=","),
    )


def fonts_part() -> Element:
    """The part fontTable.xml: the other names of the faces."""
    return root(
        "w:fonts",
        *(
            w(
                "font",
                w("altName", val=face.other_names),
                w("charset", val="86"),
                w("family", val=face.family),
                w("pitch", val="variable"),
                name=face.east_asian,
            )
            for face in FACES
        ),
        w(
            "font",
            w("charset", val="00"),
            w("family", val="roman"),
            w("pitch", val="variable"),
            name=LATIN,
        ),
    )


def numbering_part(lists: Sequence[ListKind], page: WordPage) -> Element:
    """The part numbering.xml: each list has a numbering of its own."""
    kinds = list(dict.fromkeys(kind.stop for kind in lists))
    return root(
        "w:numbering",
        *(_abstract(at, stop, page) for at, stop in enumerate(kinds)),
        *(
            w(
                "num",
                w("abstractNumId", val=kinds.index(kind.stop)),
                *(
                    w("lvlOverride", w("startOverride", val=kind.start), ilvl=level)
                    for level in range(LEVELS if kind.stop else 0)
                ),
                numId=number,
            )
            for number, kind in enumerate(lists, start=1)
        ),
    )


def _abstract(number: int, stop: str, page: WordPage) -> Element:
    return w(
        "abstractNum",
        w("multiLevelType", val="multilevel"),
        *(
            w(
                "lvl",
                w("start", val=1),
                w("numFmt", val="decimal" if stop else "bullet"),
                w("suff", val="nothing"),
                w("lvlText", val=f"%{level + 1}{stop}" if stop else "·"),
                w("lvlJc", val="left"),
                properties("w:pPr", w("ind", left=2 * page.em * level, firstLine=2 * page.em)),
                properties("w:rPr", w("rFonts", hint="eastAsia")),
                ilvl=level,
            )
            for level in range(LEVELS)
        ),
        abstractNumId=number,
    )
