"""Words that somebody marked in Word: highlighted, coloured, underlined, struck out.

A page of copy has none of these marks. Whoever made one meant something by it: a figure still to be
checked, words to be taken out.
"""

from __future__ import annotations

import re
from collections import Counter
from colorsys import rgb_to_hsv
from dataclasses import dataclass, field, replace

from bulletin.diagnostics import Severity
from bulletin.intake.word.styles import RunFormat
from bulletin.intake.word.transcript import Transcript
from bulletin.ooxml import Element, W, value
from bulletin.source import Span

LEAST_CHROMA = 64
"""The difference between the strongest and the weakest of red, green and blue, of 255, from which
a colour is one; below it is black, grey or white."""

LEAST_WHITE = 240
"""Of 255, the least of red, green and blue from which letters cannot be seen on paper."""

SMALLEST_MASTHEAD = 26.0
"""Points. Letters of this size and more may be red: a masthead is."""

MOST_TOLD = 20
"""The most places of one kind that are reported of one document."""

LONGEST_SHOWN = 40
"""Characters of marked words that a message repeats."""

_HUES = ((20, "红色"), (45, "橙色"), (70, "黄色"), (165, "绿色"), (195, "青色"), (260, "蓝色"))
_HIGHLIGHTS = {
    "yellow": "黄色",
    "green": "绿色",
    "cyan": "青色",
    "magenta": "粉红色",
    "blue": "蓝色",
    "red": "红色",
    "darkBlue": "深蓝色",
    "darkCyan": "深青色",
    "darkGreen": "深绿色",
    "darkMagenta": "紫色",
    "darkRed": "深红色",
    "darkYellow": "深黄色",
    "darkGray": "灰色",
    "lightGray": "浅灰色",
    "black": "黑色",
}
_LOOK = "看看为什么标，要改的改在稿件里"
_CURES = {
    "D118": (Severity.WARNING, "画了删除线，照样收入", "不要就删去"),
    "D524": (Severity.WARNING, "标了{}的突出显示，只收文字", _LOOK),
    "D525": (Severity.WARNING, "是{}的字，只收文字", _LOOK),
    "D526": (Severity.INFO, "画了下划线，只收文字", _LOOK),
    "D532": (Severity.WARNING, "是白色的字，原件上看不见，照样收入", "不是稿件的就删去"),
}
"""Of each kind of mark how serious it is, what it is called, and what to do."""


@dataclass(frozen=True, slots=True)
class MarkedWords:
    """Words in a row with the same mark."""

    code: str
    colour: str
    words: str
    span: Span


@dataclass(frozen=True)
class Emphases:
    """The marked words of one paragraph, as its runs are read."""

    told: Counter[str]
    """How many marks of each kind were reported of the document."""

    found: list[MarkedWords] = field(default_factory=list)

    def add(
        self,
        properties: Element | None,
        look: RunFormat,
        words: str,
        span: Span,
        *,
        linked: bool,
    ) -> None:
        """Add the words of a run; those of a link are blue and underlined without anybody's
        meaning it."""
        for code, colour in _marks(properties, look):
            if linked and code in ("D525", "D526"):
                continue
            last = next((each for each in reversed(self.found) if each.code == code), None)
            if last and last.colour == colour and last.span.end == span.start:
                at = self.found.index(last)
                joined = Span(last.span.start, span.end)
                self.found[at] = replace(last, words=last.words + words, span=joined)
            elif words.strip():
                self.found.append(MarkedWords(code, colour, words, span))

    def tell(self, transcript: Transcript) -> None:
        """Note the marked words of the paragraph that ends here."""
        for each in self.found:
            severity, said, hint = _CURES[each.code]
            self.told[each.code] += 1
            if self.told[each.code] > MOST_TOLD:
                continue
            words = " ".join(each.words.split())
            words = words if len(words) <= LONGEST_SHOWN else f"{words[:LONGEST_SHOWN]}…"
            message = f"“{words}”{said.format(each.colour)}"
            if self.told[each.code] == MOST_TOLD:
                message += "；后面同样的不再列"
            transcript.note(each.code, severity, message, hint, each.span)
        self.found.clear()


def _marks(properties: Element | None, look: RunFormat) -> list[tuple[str, str]]:
    """The marks on a run, each with its colour; only those that the run itself has, no style."""
    found = [("D118", "")] if look.struck else []
    for each in () if properties is None else properties:
        if each.tag == f"{W}highlight" and value(each) in _HIGHLIGHTS:
            found.append(("D524", _HIGHLIGHTS[value(each)]))
        elif each.tag == f"{W}shd" and (name := colour_name(each.get(f"{W}fill", ""))):
            found.append(("D524", name))
        elif each.tag == f"{W}color" and _is_white(value(each)):
            found += [] if _is_on_colour(each) else [("D532", "")]
        elif each.tag == f"{W}color" and (look.size or 0.0) < SMALLEST_MASTHEAD:
            found += [("D525", name)] if (name := colour_name(value(each))) else []
        elif each.tag == f"{W}u" and value(each) not in ("", "none"):
            found.append(("D526", ""))
    return found


def _is_white(written: str) -> bool:
    """Whether letters of a colour cannot be seen on white paper."""
    is_colour = re.fullmatch("[0-9A-Fa-f]{6}", written) is not None
    return is_colour and all(int(written[at : at + 2], 16) >= LEAST_WHITE for at in (0, 2, 4))


def _is_on_colour(colour: Element) -> bool:
    """Whether letters may stand on something dark: shading, a cell of a table, or a shape."""
    beside = {each.tag for each in colour.getparent()}
    around = {each.tag for each in colour.iterancestors()}
    return bool(beside & {f"{W}shd", f"{W}highlight"} or around & {f"{W}tc", f"{W}txbxContent"})


def colour_name(written: str) -> str:
    """What a colour is called (`FF0000` is 红色); empty for black, grey, white and `auto`."""
    if not re.fullmatch("[0-9A-Fa-f]{6}", written):
        return ""
    red, green, blue = (int(written[at : at + 2], 16) for at in (0, 2, 4))
    if max(red, green, blue) - min(red, green, blue) < LEAST_CHROMA:
        return ""
    hue = rgb_to_hsv(red / 255, green / 255, blue / 255)[0] * 360
    if hue > 340:
        return "红色"
    other = "紫色" if hue < 300 else "粉红色"
    return next((name for end, name in _HUES if hue < end), other)
