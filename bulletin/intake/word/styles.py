"""How characters and paragraphs look: what they say themselves, and what their styles say.

The nearest setting wins: on the run, in its character style, in the paragraph's style, in the
document's defaults (ISO/IEC 29500-1, 17.7.2). Town offices format directly and leave every
paragraph in 正文; a style matters only if it comes with a template or from WPS.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from operator import attrgetter
from typing import Any, TypeVar

from bulletin.ooxml import (
    A,
    Element,
    W,
    is_on,
    twips,
    value,
    whole,
)
from bulletin.own_styles import CHARACTERS
from bulletin.patterns import pattern_of


@dataclass(frozen=True, slots=True)
class RunFormat:
    """What one place sets for characters; None if it sets nothing."""

    bold: bool | None = None
    italic: bool | None = None
    hidden: bool | None = None
    struck: bool | None = None
    size: float | None = None
    """In points."""

    eastern: str | None = None
    """The East-Asian family."""

    latin: str | None = None
    raised: str | None = None
    """`superscript`, `subscript`, `baseline`."""


@dataclass(frozen=True, slots=True)
class ParagraphFormat:
    """What one place sets for a paragraph; None if it sets nothing."""

    alignment: str | None = None
    indent_characters: float | None = None
    """Of the first line, in em; negative for a hanging indent."""

    indent_twips: float | None = None
    level: int | None = None
    """Outline level from 1; 0 for body text."""

    breaks_page: bool | None = None
    numbering: int | None = None
    """The id of its numbering; 0 for none."""

    depth: int | None = None
    """Its level in that numbering, from 0."""


Said = TypeVar("Said", RunFormat, ParagraphFormat)


def over(upper: Said, lower: Said) -> Said:
    """Both settings together; `upper` is nearer and wins."""
    pairs = zip(_said(upper), _said(lower), strict=True)
    return type(upper)(*(below if above is None else above for above, below in pairs))


def _said(settings: RunFormat | ParagraphFormat) -> tuple[Any, ...]:
    """All that these settings say, in the order of their fields."""
    return _SETTINGS[type(settings)](settings)


_SETTINGS = {
    kind: attrgetter(*(each.name for each in fields(kind))) for kind in (RunFormat, ParagraphFormat)
}


# -- What an element says --------------------------------------------------------------------------

_ALIGNMENTS = {
    "left": "left",
    "start": "left",
    "center": "center",
    "right": "right",
    "end": "right",
    "both": "justify",
    "distribute": "justify",
}
_SWITCHES = {
    f"{W}b": "bold",
    f"{W}i": "italic",
    f"{W}vanish": "hidden",
    f"{W}strike": "struck",
    f"{W}dstrike": "struck",
}


def look_of(properties: Element | None, theme: Mapping[str, str]) -> RunFormat:
    """What a `w:rPr` says. `theme` gives the family for each of the theme's names."""
    if properties is None or not len(properties):
        return NOTHING
    said: dict[str, object] = {}
    for each in properties:
        if each.tag in _SWITCHES:
            said[_SWITCHES[each.tag]] = is_on(each)
        elif each.tag == f"{W}sz":
            half = twips(value(each), 10.0)
            if half:
                said["size"] = round(half / 20.0, 2)
        elif each.tag == f"{W}rFonts":
            said |= _families(each, theme)
        elif each.tag == f"{W}vertAlign":
            said["raised"] = value(each)
        elif each.tag == f"{W}position" and abs(moved := whole(value(each))) >= LEAST_MOVED:
            said.setdefault("raised", "superscript" if moved > 0 else "subscript")
    return RunFormat(**said)  # type: ignore[arg-type]


LEAST_MOVED = 6
"""Half points; a run that is moved less far only stands in the middle of its line."""

_LONGEST_FAMILY = 100
"""Characters of a family's name; Windows takes thirty-one, and every run needs it."""


def _families(fonts: Element, theme: Mapping[str, str]) -> dict[str, object]:
    """The families that a `w:rFonts` names; a theme's name comes before one of its own."""
    found: dict[str, object] = {}
    for name, slot in (("eastern", "eastAsia"), ("latin", "ascii")):
        family = theme.get(fonts.get(f"{W}{slot}Theme", "")) or fonts.get(f"{W}{slot}")
        if family:
            found[name] = family[:_LONGEST_FAMILY]
    return found


def paragraph_setting(properties: Element | None) -> ParagraphFormat:
    """What a `w:pPr` says."""
    if properties is None:
        return UNSET
    said: dict[str, object] = {}
    for each in properties:
        if each.tag == f"{W}jc":
            said["alignment"] = _ALIGNMENTS.get(value(each))
        elif each.tag == f"{W}ind":
            said |= _indent(each)
        elif each.tag == f"{W}outlineLvl":
            level = whole(value(each), 9)
            said["level"] = level + 1 if 0 <= level <= 8 else 0
        elif each.tag == f"{W}pageBreakBefore":
            said["breaks_page"] = is_on(each)
        elif each.tag == f"{W}numPr":
            said |= _numbered(each)
    return ParagraphFormat(**said)  # type: ignore[arg-type]


def _numbered(properties: Element) -> dict[str, object]:
    number, depth = properties.find(f"{W}numId"), properties.find(f"{W}ilvl")
    said: dict[str, object] = {}
    if number is not None:
        said["numbering"] = whole(value(number))
    if depth is not None:
        said["depth"] = min(max(whole(value(depth)), 0), 8)
    return said


def _indent(element: Element) -> dict[str, object]:
    """The first line's indent, in characters and in twips: Word writes both."""
    said: dict[str, object] = {}
    for name, sign in (("firstLine", 1.0), ("hanging", -1.0)):
        characters = twips(element.get(f"{W}{name}Chars"))
        measure = twips(element.get(f"{W}{name}"))
        if characters is not None and "indent_characters" not in said:
            said["indent_characters"] = sign * characters / 100.0
        if measure is not None and "indent_twips" not in said:
            said["indent_twips"] = sign * measure
    return said


NOTHING = RunFormat()
UNSET = ParagraphFormat()


# -- The theme -------------------------------------------------------------------------------------


def theme_families(root: Element | None) -> dict[str, str]:
    """The family that each name of the theme's fonts stands for (`minorEastAsia` …).

    If the theme leaves the East-Asian family open, it is that of the script Hans.
    """
    found: dict[str, str] = {}
    if root is None:
        return found
    for size in ("major", "minor"):
        fonts = root.find(f".//{A}{size}Font")
        if fonts is None:
            continue
        scripts = {each.get("script"): each.get("typeface", "") for each in fonts.iter(f"{A}font")}
        eastern, latin = fonts.find(f"{A}ea"), fonts.find(f"{A}latin")
        named = "" if eastern is None else eastern.get("typeface", "")
        found[f"{size}EastAsia"] = named or scripts.get("Hans", "")
        for slot in ("Ascii", "HAnsi"):
            found[f"{size}{slot}"] = "" if latin is None else latin.get("typeface", "")
    return found


# -- Styles ----------------------------------------------------------------------------------------

_CHINESE = {
    "normal": "正文",
    "title": "标题",
    "subtitle": "副标题",
    "list paragraph": "列表段落",
    "body text": "正文文本",
    "body text indent": "正文文本缩进",
    "normal indent": "正文缩进",
    "normal (web)": "普通(网站)",
    "plain text": "纯文本",
    "header": "页眉",
    "footer": "页脚",
    "footnote text": "脚注文本",
    "endnote text": "尾注文本",
    "caption": "题注",
    "date": "日期",
    "salutation": "称呼",
    "closing": "结束语",
    "signature": "签名",
    "toc heading": "目录标题",
}
"""Built-in styles as Word and WPS show them in Chinese; the file has their English names."""

_HEADING = pattern_of(r"(?:heading|标题)\s*([1-9])\Z", re.IGNORECASE)
_CONTENTS = pattern_of(r"(?:toc|目录)\s*([1-9])\Z", re.IGNORECASE)


def shown_name(name: str) -> str:
    """A style's name as an editor sees it."""
    for pattern, word in ((_HEADING, "标题"), (_CONTENTS, "目录")):
        if match := pattern.match(name):
            return f"{word} {match[1]}"
    return _CHINESE.get(name.lower(), name)


@dataclass(frozen=True, slots=True)
class ReceivedStyle:
    """One style together with all that it is based on."""

    name: str
    look: RunFormat
    setting: ParagraphFormat


@dataclass(frozen=True)
class Styles:
    """The styles of a document."""

    paragraph: Mapping[str, ReceivedStyle] = field(default_factory=dict)
    character: Mapping[str, ReceivedStyle] = field(default_factory=dict)
    plain: ReceivedStyle = ReceivedStyle("", NOTHING, UNSET)
    """The paragraph style of a paragraph that names none."""

    look: RunFormat = NOTHING
    """The document's default."""

    setting: ParagraphFormat = UNSET
    theme: Mapping[str, str] = field(default_factory=dict)
    heads: frozenset[str] = frozenset()
    """The ids of table styles that set a table's first row off, in bold or by shading."""

    def style(self, name: str) -> ReceivedStyle:
        """The paragraph style of this id; the plain one where there is none."""
        return self.paragraph.get(name, self.plain)

    def shown(self, name: str) -> str:
        """The name of a paragraph style as an editor sees it; empty for the plain one."""
        style = self.paragraph.get(name)
        shown = "" if style is None or style is self.plain else shown_name(style.name)
        return "" if shown == _CHINESE["normal"] else shown

    def named(self, properties: Element | None) -> str:
        """The character style that a run's properties name, when it is one of ours; else empty."""
        named = None if properties is None else properties.find(f"{W}rStyle")
        style = None if named is None else self.character.get(value(named))
        return style.name if style is not None and style.name in CHARACTERS else ""

    def look_in(self, paragraph: str, properties: Element | None) -> RunFormat:
        """The complete look of the characters of a run in a paragraph of this style."""
        if properties is None:
            return _wholly(NOTHING, NOTHING, self.style(paragraph).look, self.look)
        named = self.character.get(value(properties.find(f"{W}rStyle")))
        direct = look_of(properties, self.theme)
        character = NOTHING if named is None else named.look
        return _wholly(direct, character, self.style(paragraph).look, self.look)


@lru_cache(maxsize=4096)
def _wholly(
    direct: RunFormat, character: RunFormat, paragraph: RunFormat, default: RunFormat
) -> RunFormat:
    """All four together. A toggle that is set in both styles cancels itself (17.7.3)."""
    look = over(direct, over(character, over(paragraph, default)))
    toggled: dict[str, Any] = {
        name: bool(getattr(default, name))
        or (getattr(character, name) or False) != (getattr(paragraph, name) or False)
        for name in ("bold", "italic", "hidden", "struck")
        if getattr(direct, name) is None
    }
    return over(RunFormat(**toggled), look)


def read_styles(root: Element | None, theme: Mapping[str, str]) -> Styles:
    """The styles of `styles.xml`; none without a root."""
    if root is None:
        return Styles(theme=theme)
    elements = {(_kind(each), _id(each)): each for each in root.iter(f"{W}style")}
    made: dict[tuple[str, str], ReceivedStyle] = {}
    for key in elements:
        _make(key, elements, made, theme)
    paragraphs = [key for key in elements if key[0] == "paragraph"]
    default = next(
        (key for key in paragraphs if _is_default(elements[key])),
        next((key for key in paragraphs if made[key].name.lower() == "normal"), ("", "")),
    )
    return Styles(
        {key[1]: style for key, style in made.items() if key[0] == "paragraph"},
        {key[1]: style for key, style in made.items() if key[0] == "character"},
        made.get(default, ReceivedStyle("", NOTHING, UNSET)),
        look_of(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"), theme),
        paragraph_setting(root.find(f"{W}docDefaults/{W}pPrDefault/{W}pPr")),
        theme,
        frozenset(_with_heads(elements)),
    )


def _with_heads(elements: Mapping[tuple[str, str], Element]) -> Iterator[str]:
    """The ids of the table styles that set the first row off, or are based on one that does."""
    for kind, name in elements:
        based = _bases((kind, name), elements, {})
        if kind == "table" and any(_sets_off_head(elements[each]) for each in based):
            yield name


def _sets_off_head(style: Element) -> bool:
    for part in style.iterfind(f"{W}tblStylePr"):
        if part.get(f"{W}type") == "firstRow":
            bold = part.find(f"{W}rPr/{W}b")
            return (bold is not None and is_on(bold)) or is_shaded(part.find(f"{W}tcPr"))
    return False


def is_shaded(properties: Element | None) -> bool:
    """Whether a cell's properties give it a colour of its own."""
    shade = None if properties is None else properties.find(f"{W}shd")
    fill = "auto" if shade is None else shade.get(f"{W}fill", "auto")
    pattern = "clear" if shade is None else value(shade)
    return fill.lower() not in ("auto", "ffffff") or pattern.startswith(("pct", "solid"))


def _kind(element: Element) -> str:
    return str(element.get(f"{W}type", "paragraph"))


def _id(element: Element) -> str:
    return str(element.get(f"{W}styleId", ""))


def _is_default(element: Element) -> bool:
    return element.get(f"{W}default") in ("1", "true", "on")


def _make(
    key: tuple[str, str],
    elements: Mapping[tuple[str, str], Element],
    made: dict[tuple[str, str], ReceivedStyle],
    theme: Mapping[str, str],
) -> None:
    """Put a style into `made`, after those it is based on; a style based on itself is based on
    nothing."""
    for each in reversed(list(_bases(key, elements, made))):
        element = elements[each]
        base = made.get((each[0], value(element.find(f"{W}basedOn"))))
        name = value(element.find(f"{W}name")) or each[1]
        look = look_of(element.find(f"{W}rPr"), theme)
        setting = paragraph_setting(element.find(f"{W}pPr"))
        if match := _HEADING.match(name):  # the name says a heading's level
            setting = over(setting, ParagraphFormat(level=int(match[1])))
        if base is not None:
            look, setting = over(look, base.look), over(setting, base.setting)
        made[each] = ReceivedStyle(name, look, setting)


def _bases(
    key: tuple[str, str],
    elements: Mapping[tuple[str, str], Element],
    made: Mapping[tuple[str, str], ReceivedStyle],
) -> Iterator[tuple[str, str]]:
    """A style and those it is based on, nearest first, as far as they have not been made."""
    seen: set[tuple[str, str]] = set()
    while key in elements and key not in made and key not in seen:
        seen.add(key)
        yield key
        key = (key[0], value(elements[key].find(f"{W}basedOn")))


def is_contents(style: str) -> bool:
    """Whether a style's shown name is that of a line of a generated contents list."""
    return bool(_CONTENTS.match(style)) or style == "目录标题"
