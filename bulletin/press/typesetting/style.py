"""What our style sheets say about the parts of an issue that the press composes itself.

The style sheets are ours; an office changes the values of custom properties in them, and a value
that the function of a property does not know leaves the page to the engine. The reason names both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tinycss2.color4 import parse_color

from bulletin.press.impression import Ink
from bulletin.profile import POINTS

Tokens = Sequence[Any]
"""Component values of tinycss2, without white space and comments, and with `var()` resolved."""


class NotComposedError(Exception):
    """The press does not compose this by itself; the message says what, in Chinese."""


class Sides(NamedTuple):
    """Four lengths, in pt."""

    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    left: float = 0.0


NO_SIDES = Sides()


class Border(NamedTuple):
    """A solid line at one side."""

    width: float = 0.0
    """In pt."""

    is_solid: bool = False
    ink: Ink | None = None
    """None for the colour of the text."""

    @property
    def drawn(self) -> float:
        """Its width on the page."""
        return self.width if self.is_solid else 0.0


BLACK = Ink(0.0, 0.0, 0.0)
EVERY_SIDE = ("top", "right", "bottom", "left")


@dataclass(frozen=True)
class SheetStyle:
    """How one element of a sheet is set. Lengths are in pt."""

    # Inherited from the element around it.
    families: tuple[str, ...] = ()
    size: float = 12.0
    is_bold: bool = False
    ink: Ink = BLACK
    leading: float | None = None
    """From line to line; None if `leading_factor` gives it."""

    leading_factor: float = 1.2
    align: str = "start"
    indent: float = 0.0
    tracking: float = 0.0
    white_space: str = "normal"
    orphans: int = 2
    widows: int = 2
    custom: Mapping[str, Tokens] = field(default_factory=dict)
    """The custom properties, by their names."""

    # Of the element alone.
    display: str = "inline"
    position: str = "static"
    """`static`, `relative`, `absolute`, or `running()` and a name."""

    offsets: Mapping[str, float] = field(default_factory=dict)
    """From which sides of its container an absolute box stands how far."""

    width: float | None = None
    width_share: float | None = None
    """Of the container's width."""

    height: float | None = None
    height_share: float | None = None
    widest_share: float | None = None
    """How wide it may be at most, as a share of the container's width."""

    highest: float | None = None
    """How high it may be at most."""

    margin: Sides = NO_SIDES
    is_centred: bool = False
    """Whether the white at its left and right is the same."""

    padding: Sides = NO_SIDES
    background: Ink | None = None
    borders: Mapping[str, Border] = field(default_factory=dict)
    raised: float = 0.0
    upright_place: str = "baseline"
    """`vertical-align` where it is a word."""

    break_before: str = "auto"
    break_after: str = "auto"
    break_inside: str = "auto"
    is_footnote: bool = False
    content: Tokens | None = None
    columns: int | None = None
    column_gap: float | None = None
    scale_x: float = 1.0
    bookmark_level: int | None = None
    bookmark_label: Tokens | None = None
    page: str = "auto"

    @property
    def line_height(self) -> float:
        """From line to line, in pt."""
        return self.leading if self.leading is not None else self.leading_factor * self.size

    def border(self, side: str) -> float:
        """The width of the border at a side."""
        known = self.borders.get(side)
        return known.drawn if known else 0.0


INHERITED = (
    *("families", "size", "is_bold", "ink", "leading", "leading_factor", "align", "indent"),
    *("tracking", "white_space", "orphans", "widows", "custom"),
)

DISPLAYED = {
    **dict.fromkeys(
        (
            *("html", "body", "header", "footer", "nav", "section", "article", "div", "p", "hr"),
            *("h1", "h2", "h3", "h4", "h5", "h6", "ol", "ul", "blockquote", "figure"),
            *("figcaption", "pre"),
        ),
        "block",
    ),
    "li": "list-item",
    "img": "inline",
    "table": "table",
    "thead": "table-header-group",
    "tbody": "table-row-group",
    "tr": "table-row",
    **dict.fromkeys(("th", "td"), "table-cell"),
    **dict.fromkeys(("head", "title", "meta", "style", "script", "link"), "none"),
}
"""How elements are displayed if no style sheet says it (HTML, 15.3)."""

COMPOSED = frozenset(DISPLAYED) | {"span", "strong", "b", "a", "br", "code", "em"}
"""The elements that the press composes itself."""


def begun(tag: str, parent: SheetStyle) -> SheetStyle:
    """The style of an element before any style sheet has said anything about it."""
    inherited: dict[str, Any] = {name: getattr(parent, name) for name in INHERITED}
    return SheetStyle(**inherited, display=DISPLAYED.get(tag, "inline"))


# -- Values ----------------------------------------------------------------------------------------


def length(token: Any, size: float) -> float:
    """A length in pt; `size` is an em. Raises NotComposedError for anything else."""
    if token.type == "dimension":
        unit = token.lower_unit
        if unit in POINTS:
            return float(token.value) * POINTS[unit]
        if unit == "em":
            return float(token.value) * size
    if token.type == "number" and token.value == 0:
        return 0.0
    if token.type == "function" and token.lower_name == "calc":
        return _calculated(_solid(token.arguments), size)
    raise NotComposedError(token.serialize())


def _solid(tokens: Tokens) -> list[Any]:
    return [each for each in tokens if each.type not in ("whitespace", "comment")]


def _calculated(tokens: Tokens, size: float) -> float:
    """The value of a `calc()`: sums of products of numbers and lengths."""
    total, sign, at = 0.0, 1.0, 0
    while at < len(tokens):
        if tokens[at] in ("+", "-"):
            sign, at = (1.0 if tokens[at] == "+" else -1.0), at + 1
        product = _factor(tokens[at], size)
        at += 1
        while at < len(tokens) and tokens[at] in ("*", "/"):
            factor = _factor(tokens[at + 1], size)
            product = product * factor if tokens[at] == "*" else product / factor
            at += 2
        total += sign * product
    return total


def _factor(token: Any, size: float) -> float:
    if token.type == "number":
        return float(token.value)
    if token.type == "() block":
        return _calculated(_solid(token.content), size)
    return length(token, size)


def resolved(tokens: Tokens, custom: Mapping[str, Tokens]) -> list[Any]:
    """The tokens with each `var()` replaced by its value."""
    found: list[Any] = []
    for each in _solid(tokens):
        if each.type == "function" and each.lower_name == "var":
            name, *rest = _solid(each.arguments)
            value = custom.get(name.value)
            if value is None and not rest:
                raise NotComposedError(each.serialize())
            found += resolved(value if value is not None else rest[1:], custom)
        elif each.type == "function":
            inner = resolved(each.arguments, custom)
            copy = type(each)(each.source_line, each.source_column, each.name, inner)
            found.append(copy)
        elif each.type == "() block":
            inner = resolved(each.content, custom)
            found.append(type(each)(each.source_line, each.source_column, inner))
        else:
            found.append(each)
    return found


def _word(tokens: Tokens, *words: str) -> str:
    """The only word of a value. Raises NotComposedError unless it is one of `words`."""
    if len(tokens) == 1 and tokens[0].type == "ident" and tokens[0].lower_value in words:
        return str(tokens[0].lower_value)
    raise NotComposedError(_written(tokens))


def _written(tokens: Tokens) -> str:
    return " ".join(each.serialize() for each in tokens)


def _one(tokens: Tokens) -> Any:
    if len(tokens) != 1:
        raise NotComposedError(_written(tokens))
    return tokens[0]


def _ink(token: Any, style: SheetStyle) -> Ink | None:
    color = parse_color(token)
    if color == "currentcolor":
        return style.ink
    if color is None or color.space != "srgb":
        raise NotComposedError(token.serialize())
    red, green, blue = color.coordinates
    return Ink(red, green, blue, color.alpha) if color.alpha else None


# -- One function for each property ----------------------------------------------------------------


def _changed(style: SheetStyle, **changes: Any) -> SheetStyle:
    # `replace` would set all fields one by one, for every declaration.
    changed = object.__new__(SheetStyle)
    vars(changed).update(vars(style), **changes)
    return changed


Setter = Callable[[Tokens, SheetStyle, SheetStyle], SheetStyle]
"""From a value, the style so far and that of the element around it, to the style with the value."""


def _words(name: str, *words: str) -> Setter:
    return lambda tokens, style, _: _changed(style, **{name: _word(tokens, *words)})


def _same(*words: str) -> Setter:
    """A property whose given values change nothing in what the press composes."""

    def kept(tokens: Tokens, style: SheetStyle, _parent: SheetStyle) -> SheetStyle:
        if _written(tokens) not in words:
            raise NotComposedError(_written(tokens))
        return style

    return kept


def _length_of(name: str) -> Setter:
    return lambda tokens, style, _: _changed(style, **{name: length(_one(tokens), style.size)})


def _count_of(name: str) -> Setter:
    def counted(tokens: Tokens, style: SheetStyle, _parent: SheetStyle) -> SheetStyle:
        token = _one(tokens)
        if token.type != "number" or not token.is_integer:
            raise NotComposedError(_written(tokens))
        return _changed(style, **{name: int(token.value)})

    return counted


def _size(tokens: Tokens, style: SheetStyle, parent: SheetStyle) -> SheetStyle:
    token = _one(tokens)
    return _changed(style, size=length(token, parent.size))


def _weight(tokens: Tokens, style: SheetStyle, _parent: SheetStyle) -> SheetStyle:
    return _changed(style, is_bold=_word(tokens, "normal", "bold") == "bold")


def _leading(tokens: Tokens, style: SheetStyle, _parent: SheetStyle) -> SheetStyle:
    token = _one(tokens)
    if token.type == "number" and token.value:
        return _changed(style, leading=None, leading_factor=float(token.value))
    return _changed(style, leading=length(token, style.size))


def _families(tokens: Tokens, style: SheetStyle, _parent: SheetStyle) -> SheetStyle:
    named = [each for each in tokens if each != ","]
    if not named or any(each.type != "string" for each in named):
        raise NotComposedError(_written(tokens))
    return _changed(style, families=tuple(each.value for each in named))


def _font(tokens: Tokens, style: SheetStyle, parent: SheetStyle) -> SheetStyle:
    size, *rest = tokens
    style = _size([size], _changed(style, is_bold=False), parent)
    style = _changed(style, leading=None, leading_factor=1.2)
    if rest and rest[0] == "/":
        style, rest = _leading([rest[1]], style, parent), rest[2:]
    return _families(rest, style, parent)


def _color(tokens: Tokens, style: SheetStyle, parent: SheetStyle) -> SheetStyle:
    return _changed(style, ink=_ink(_one(tokens), parent) or BLACK._replace(alpha=0.0))


def _background(tokens: Tokens, style: SheetStyle, _parent: SheetStyle) -> SheetStyle:
    token = _one(tokens)
    nothing = token.type == "ident" and token.lower_value == "none"
    return _changed(style, background=None if nothing else _ink(token, style))


def _sides_of(name: str) -> Setter:
    def four(tokens: Tokens, style: SheetStyle, _parent: SheetStyle) -> SheetStyle:
        if not 1 <= len(tokens) <= 4:
            raise NotComposedError(_written(tokens))
        given = [length(each, style.size) for each in tokens]
        top, right, bottom, left = (
            given[at if at < len(given) else (at - 2 if at - 2 < len(given) else 0)]
            if at != 3
            else given[3 if len(given) == 4 else 1 if len(given) > 1 else 0]
            for at in range(4)
        )
        return _changed(style, **{name: Sides(top, right, bottom, left)})

    return four


def _margin(tokens: Tokens, style: SheetStyle, parent: SheetStyle) -> SheetStyle:
    """Lengths; `auto` at the left and right is understood where there are two of them."""
    if len(tokens) == 2 and tokens[1].type == "ident" and tokens[1].lower_value == "auto":
        made = _sides_of("margin")(tokens[:1], style, parent)
        sides = made.margin._replace(left=0.0, right=0.0)
        return _changed(made, margin=sides, is_centred=True)
    return _sides_of("margin")(tokens, _changed(style, is_centred=False), parent)


def _widest(tokens: Tokens, style: SheetStyle, _parent: SheetStyle) -> SheetStyle:
    """A share of the container's width, which may be reckoned."""
    token = _one(tokens)
    is_reckoned = token.type == "function" and token.lower_name == "calc"
    share, *factors = _solid(token.arguments) if is_reckoned else [token]
    if share.type != "percentage":
        raise NotComposedError(_written(tokens))
    widest = share.value / 100
    for sign, factor in zip(factors[::2], factors[1::2], strict=True):
        if sign != "*" or factor.type != "number":
            raise NotComposedError(_written(tokens))
        widest *= factor.value
    return _changed(style, widest_share=widest)


def _side_of(name: str, side: str) -> Setter:
    def one(tokens: Tokens, style: SheetStyle, _parent: SheetStyle) -> SheetStyle:
        wide = length(_one(tokens), style.size)
        return _changed(style, **{name: getattr(style, name)._replace(**{side: wide})})

    return one


def _offset(side: str) -> Setter:
    def offset(tokens: Tokens, style: SheetStyle, _parent: SheetStyle) -> SheetStyle:
        return _changed(style, offsets={**style.offsets, side: length(_one(tokens), style.size)})

    return offset


def _extent_of(name: str) -> Setter:
    """A width or height: a length, or a share of the container's."""

    def extent(tokens: Tokens, style: SheetStyle, _parent: SheetStyle) -> SheetStyle:
        token = _one(tokens)
        if token.type == "percentage":
            return _changed(style, **{f"{name}_share": token.value / 100})
        return _changed(style, **{name: length(token, style.size)})

    return extent


def _border(tokens: Tokens, style: SheetStyle, _parent: SheetStyle) -> SheetStyle:
    made = Border()
    for token in tokens:
        if token.type == "ident" and token.lower_value in ("solid", "none"):
            made = made._replace(is_solid=token.lower_value == "solid")
        elif token.type in ("dimension", "number", "function") and parse_color(token) is None:
            made = made._replace(width=length(token, style.size))
        else:
            made = made._replace(ink=_ink(token, style))
    return _changed(style, borders=dict.fromkeys(EVERY_SIDE, made))


def _border_width(side: str) -> Setter:
    def width(tokens: Tokens, style: SheetStyle, _parent: SheetStyle) -> SheetStyle:
        known = style.borders.get(side, Border())
        made = known._replace(width=length(_one(tokens), style.size))
        return _changed(style, borders={**style.borders, side: made})

    return width


def _position(tokens: Tokens, style: SheetStyle, _parent: SheetStyle) -> SheetStyle:
    token = _one(tokens)
    if token.type == "function" and token.lower_name == "running":
        return _changed(style, position=f"running {_one(_solid(token.arguments)).value}")
    return _changed(style, position=_word(tokens, "static", "relative", "absolute"))


def _content(tokens: Tokens, style: SheetStyle, _parent: SheetStyle) -> SheetStyle:
    nothing = len(tokens) == 1 and tokens[0].type == "ident"
    return _changed(style, content=None if nothing else tuple(tokens))


def _columns(tokens: Tokens, style: SheetStyle, parent: SheetStyle) -> SheetStyle:
    token = _one(tokens)
    if token.type == "ident" and token.lower_value == "auto":
        return _changed(style, columns=None)
    return _count_of("columns")(tokens, style, parent)


def _raised(tokens: Tokens, style: SheetStyle, _parent: SheetStyle) -> SheetStyle:
    token = _one(tokens)
    if token.type == "ident":
        words = ("baseline", "top", "middle", "bottom")
        return _changed(style, upright_place=_word(tokens, *words))
    return _changed(style, raised=length(token, style.size))


def _float(tokens: Tokens, style: SheetStyle, _parent: SheetStyle) -> SheetStyle:
    return _changed(style, is_footnote=_word(tokens, "none", "footnote") == "footnote")


def _transform(tokens: Tokens, style: SheetStyle, _parent: SheetStyle) -> SheetStyle:
    token = _one(tokens)
    if token.type == "function" and token.lower_name == "scalex":
        factor = _one(_solid(token.arguments))
        if factor.type == "number":
            return _changed(style, scale_x=float(factor.value))
    raise NotComposedError(_written(tokens))


def _bookmark_level(tokens: Tokens, style: SheetStyle, parent: SheetStyle) -> SheetStyle:
    if tokens[0].type == "ident" and tokens[0].lower_value == "none":
        return _changed(style, bookmark_level=None)
    return _count_of("bookmark_level")(tokens, style, parent)


def _page_name(tokens: Tokens, style: SheetStyle, _parent: SheetStyle) -> SheetStyle:
    return _changed(style, page=_one(tokens).value)


DISPLAYS = (*("block", "inline", "inline-block", "none", "list-item", "table-header-group"),)

SETTERS: Mapping[str, Setter] = {
    "background": _background,
    "bookmark-label": lambda tokens, style, _: _changed(style, bookmark_label=tuple(tokens)),
    "bookmark-level": _bookmark_level,
    "border": _border,
    "border-collapse": _same("collapse"),
    **{f"border-{side}-width": _border_width(side) for side in ("top", "bottom")},
    "break-after": _words("break_after", "auto", "avoid", "page"),
    "break-before": _words("break_before", "auto", "avoid", "page"),
    "break-inside": _words("break_inside", "auto", "avoid"),
    "color": _color,
    "column-gap": _length_of("column_gap"),
    "columns": _columns,
    "content": _content,
    "display": _words("display", *DISPLAYS),
    "float": _float,
    "font": _font,
    "font-family": _families,
    "font-feature-settings": _same('"chws" 1'),
    "font-kerning": _same("none"),
    "font-size": _size,
    "font-style": _same("normal"),
    "font-variant-ligatures": _same("none"),
    "font-weight": _weight,
    "footnote-policy": _same("line"),
    "height": _extent_of("height"),
    "image-rendering": _same("crisp-edges"),
    **{side: _offset(side) for side in EVERY_SIDE},
    "letter-spacing": _length_of("tracking"),
    "line-height": _leading,
    "list-style": _same("none"),
    "margin": _margin,
    "margin-break": _same("discard"),
    **{f"margin-{side}": _side_of("margin", side) for side in EVERY_SIDE},
    "max-height": _length_of("highest"),
    "max-width": _widest,
    "orphans": _count_of("orphans"),
    "overflow": _same("hidden"),
    "overflow-wrap": _same("anywhere", "break-word"),
    "padding": _sides_of("padding"),
    **{f"padding-{side}": _side_of("padding", side) for side in EVERY_SIDE},
    "page": _page_name,
    "position": _position,
    "text-align": _words("align", "left", "right", "center", "justify", "start"),
    "text-decoration": _same("none"),
    "text-indent": _length_of("indent"),
    "transform": _transform,
    "transform-origin": _same("0 0"),
    "vertical-align": _raised,
    "white-space": _words("white_space", "normal", "nowrap", "pre"),
    "widows": _count_of("widows"),
    "width": _extent_of("width"),
    "z-index": _same("-1"),
}
"""The properties that a style sheet may set, each with the function that reads its values."""

FIRST = ("font", "font-size")
"""The properties on which an em depends; they are read before the others."""


def with_declarations(
    style: SheetStyle, declared: Sequence[tuple[str, Tokens]], parent: SheetStyle
) -> SheetStyle:
    """The style with what style sheets declare, in the order in which they win.

    Raises NotComposedError for a property or value that the press does not know.
    """
    own = {name: value for name, value in declared if name.startswith("--")}
    if own:
        style = _changed(style, custom={**style.custom, **own})
    known = [each for each in declared if not each[0].startswith("--")]
    for name, value in (
        *(each for each in known if each[0] in FIRST),
        *(each for each in known if each[0] not in ("font-size", "font")),
    ):
        style = _with(style, name, value, parent)
    return style


def _with(style: SheetStyle, name: str, value: Tokens, parent: SheetStyle) -> SheetStyle:
    setter = SETTERS.get(name)
    if setter is None:
        raise NotComposedError(name)
    try:
        tokens = resolved(value, style.custom)
        if len(tokens) == 1 and tokens[0].type == "ident" and tokens[0].lower_value == "inherit":
            return _inherited(style, name, parent)
        return setter(tokens, style, parent)
    except NotComposedError as reason:
        raise NotComposedError(f"{name}: {reason}") from None


_INHERITABLE = {
    "font-size": ("size",),
    "font-weight": ("is_bold",),
    "font-family": ("families",),
    "color": ("ink",),
    "line-height": ("leading", "leading_factor"),
    "text-align": ("align",),
}


def _inherited(style: SheetStyle, name: str, parent: SheetStyle) -> SheetStyle:
    if name not in _INHERITABLE:
        raise NotComposedError("inherit")
    return _changed(style, **{each: getattr(parent, each) for each in _INHERITABLE[name]})
