"""Fitting a table into the measure.

A table is set in 小四. If its columns do not fit, heads are divided between words; then the type is
reduced to 五号 and 小五, which is the smallest that is printed; then heads are set downwards,
character under character (竖排), except for words beside figures that fit. A table that is still
too wide stands on a leaf of its own, turned by 90° (GB/T 9704-2012 8), where the same is tried
again. One that does not fit there either is reported (P108).

How wide the columns become is weighed (`weighing`): here in em, which decides the step and how
heads are divided, and again in the engine with the faces' own widths (`engine.columns`). If a table
sticks out nevertheless once it is laid out, it takes the next step.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import inf
from typing import Any, NamedTuple

from bulletin.press.breaks import break_costs, em_widths
from bulletin.press.table_heads import downwards, joints_of, ways_of, width_of
from bulletin.press.weighing import Stand, WeighedCell, break_set, is_ribbon, least_width, weigh
from bulletin.segmenter import inside_words
from bulletin.table_figures import FIGURE, are_figures

SHORT = 6
"""A cell with at most so many characters stays on one line: a number, a date, a unit's name."""

LEAST = 4.0
"""The least width of a cell with longer text, in em, so that it is not a narrow ribbon."""

RULE = 0.08
"""The thickness of a rule in em of the smallest type."""

LONGEST_WORD = 6.0
"""Em. A word in a cell is kept whole by the width of its column if it is no wider than this."""


@dataclass(frozen=True)
class Step:
    """One way to set a table. Each step makes it narrower than the step before, or gives it more
    room."""

    name: str
    """The CSS class of this way; empty for the ordinary one."""

    size: float
    """Size of the type, in pt."""

    side: float
    """White on each side of a cell, in em."""

    leaf: bool = False
    """Whether it stands on a leaf of its own, turned by 90°."""

    downwards: bool = False
    """Whether heads wider than their columns are set downwards."""

    whole: bool = True
    """Whether short cells stay on one line, and words are whole."""


def _steps(leaf: bool) -> tuple[Step, ...]:
    """The sizes of type: 小四, 五号 and 小五 (styles/paper.css has the same figures)."""
    return (
        Step("", 12, 0.4, leaf),
        Step("size-five", 10.5, 0.3, leaf),
        Step("size-small-five", 9, 0.2, leaf),
        Step("size-five", 10.5, 0.3, leaf, downwards=True),
        Step("size-small-five", 9, 0.2, leaf, downwards=True),
    )


STEPS = (
    *_steps(leaf=False),
    *_steps(leaf=True),
    Step("size-small-five", 9, 0.2, leaf=True, downwards=True, whole=False),
)
"""All steps."""

_STEP = "data-step"
_TURN = "turn"
"""The class of the line breaks that are put into heads."""

LEAF = "turned"
"""The class of what stands on a leaf of its own, and the name of such a page in
styles/paper.css."""


class Rooms(NamedTuple):
    """How wide a table may be, in pt."""

    upright: float
    """The measure."""

    turned: float
    """On a leaf of its own: the depth of the text area."""

    def of(self, step: Step) -> float:
        """The room of a step."""
        return self.turned if step.leaf else self.upright


def fit_tables(root: Any, rooms: Rooms) -> None:
    """Set every table by the first step that makes it fit without cells that are narrow ribbons;
    by the first that makes it fit at all, if every step leaves such cells."""
    for table in root.iter("table"):
        _note_figures(table)
        weighed = _WeighedTable(table)
        fitting = (at for at, step in enumerate(STEPS) if _fits(weighed, step, rooms))
        first = next(fitting, len(STEPS) - 1)
        good = (at for at in (first, *fitting) if not _has_ribbons(weighed, STEPS[at], rooms))
        _set(weighed, next(good, first), rooms)


def tighten(table: Any, rooms: Rooms) -> bool:
    """Set a table that sticks out by the next step; False if there is none."""
    at = int(table.get(_STEP, len(STEPS))) + 1
    if at >= len(STEPS):
        return False
    _set(_WeighedTable(table), at, Rooms(*(TIGHTER * room for room in rooms)))
    return True


TIGHTER = 0.94
"""The part of the room for which the heads of a table are divided that stuck out: it is wider than
was reckoned."""


def _set(weighed: _WeighedTable, at: int, rooms: Rooms) -> None:
    """Set a table by `STEPS[at]`; it does not matter which step was used before."""
    step, table = STEPS[at], weighed.table
    divisions = _divisions(weighed, step, rooms)
    table.set(_STEP, str(at))
    kept = (name for name in _names(table) if name != LEAF and not name.startswith("size-"))
    _name(table, *kept, step.name, LEAF if step.leaf else "")
    for head in _heads(table):
        _join(head)
    for head, breaks in divisions:
        _divide(head, breaks)
    for cell in table.iter("td"):
        short = step.whole and len(_said(cell)) <= SHORT
        _name(cell, *(each for each in _names(cell) if each != "short"), "short" if short else "")


def _names(element: Any) -> list[str]:
    return (element.get("class") or "").split()


def _name(element: Any, *names: str) -> None:
    """Give an element these classes and no others."""
    element.attrib.pop("class", None)
    if written := " ".join(filter(None, names)):
        element.set("class", written)


def may_tear(table: Any) -> bool:
    """Whether a table is set by the last step, in which words may be cut."""
    return table.get(_STEP) in (None, str(len(STEPS) - 1))


# -- Widths ----------------------------------------------------------------------------------------


class _WeighedTable(dict[Step, tuple[tuple[Any, WeighedCell], ...]]):
    """Each cell of a table with what it weighs by a step, in em."""

    def __init__(self, table: Any) -> None:
        super().__init__()
        self.table = table

    def __missing__(self, step: Step) -> tuple[tuple[Any, WeighedCell], ...]:
        cells = self[step] = tuple(_weighed_cells(self.table, step))
        return cells


def _fits(weighed: _WeighedTable, step: Step, rooms: Rooms) -> bool:
    """Whether the columns of a table fit by a step."""
    cells = [cell for _, cell in weighed[step]]
    return least_width(cells) <= _free(cells, step, rooms)


def _has_ribbons(weighed: _WeighedTable, step: Step, rooms: Rooms) -> bool:
    """Whether a step makes cells of a table narrow and long."""
    cells = [cell for _, cell in weighed[step]]
    widths = weigh(cells, _free(cells, step, rooms)).widths
    return any(is_ribbon(cell, widths) for cell in cells)


def _free(cells: Sequence[WeighedCell], step: Step, rooms: Rooms) -> float:
    """The room for the text of all columns, in em."""
    count = max((cell.column + cell.span for cell in cells), default=0)
    return rooms.of(step) / step.size - (2 * step.side + RULE) * count - 2 * RULE


def _divisions(
    weighed: _WeighedTable, step: Step, rooms: Rooms
) -> list[tuple[Any, tuple[int, ...]]]:
    """How each head is divided: with the fewest lines that its column has room for."""
    every, table = weighed[step], weighed.table
    cells = [cell for _, cell in every]
    alike = {cell.column for element, cell in every if "figure" in _names(element)}
    alike |= _of_marks(every)
    widths = weigh(cells, _free(cells, step, rooms), alike=alike).widths
    joints = joints_of(tuple(_said(head) for head in _heads(table)))
    found = []
    for element, cell in every:
        if element.tag == "th" and not _has_turns(element):
            room = sum(widths[cell.column : cell.column + cell.span])
            ways = _ways_by(step, _said(element), joints)
            fitting = (way for way in ways if width_of(_said(element), way) <= room + 0.02)
            found.append((element, next(fitting, ways[-1])))
    return found


def _of_marks(cells: Sequence[tuple[Any, WeighedCell]]) -> set[int]:
    """The columns with nothing but a mark or a character or two in each cell (√, 是), if there are
    several."""
    longer = {cell.column for element, cell in cells if element.tag == "td" and cell.limit > 2}
    columns = {cell.column for element, cell in cells if element.tag == "td"} - longer
    return columns if len(columns) > 1 else set()


def _ways_by(step: Step, head: str, joints: frozenset[str]) -> tuple[tuple[int, ...], ...]:
    """How a head may be divided by a step, each way narrower than the last."""
    ways = ways_of(head, joints)
    if not step.downwards:
        return ways
    more = (downwards(head, room) for room in (2.0, 1.0))
    return (*ways, *(way for way in more if width_of(head, way) < width_of(head, ways[-1])))


def _weighed_cells(table: Any, step: Step) -> Iterator[tuple[Any, WeighedCell]]:
    joints = joints_of(tuple(_said(head) for head in _heads(table)))
    for row, column, cell in _placed_cells(table):
        if cell.tag == "th" and not _has_turns(cell):
            head = _said(cell)
            ways = _ways_by(step, head, joints)
            stands = tuple(Stand(width_of(head, way), len(way) + 1) for way in ways)
            limit = stands[-1].width
        else:
            stands, limit = _stands(_lines_said(cell), step)
        yield cell, WeighedCell(row, column, stands, limit, _span(cell, "colspan"))


@cache
def _stands(paragraphs: tuple[str, ...], step: Step) -> tuple[tuple[Stand, ...], float]:
    """The break set of a cell, and the width below which it looks bad, in em."""
    whole = step.whole and sum(map(len, paragraphs)) <= SHORT
    return stands_of([(each, em_widths(each)) for each in paragraphs], 1.0, whole)


def stands_of(
    paragraphs: Sequence[tuple[str, Sequence[float]]],
    em: float,
    whole: bool,
    own: Sequence[str] = (),
) -> tuple[tuple[Stand, ...], float]:
    """The break set of a cell's text, and the width below which it looks bad.

    A paragraph is its text and the widths of its characters, in the unit of `em`, the size of the
    type. A `whole` cell stays on one line if there is room; of others the words stay whole, unless
    they are very long, and they do not become ribbons of less than four em. `own` are the words of
    the office.
    """
    natural = max((sum(widths) for _, widths in paragraphs), default=0.0)
    if whole:
        return (Stand(natural, max(1, len(paragraphs))),), natural
    words = tuple(pieces_of(text, widths, inside_words(text, own)) for text, widths in paragraphs)
    pieces = tuple(pieces_of(text, widths) for text, widths in paragraphs)
    widest, least = (
        max((max(each, default=0.0) for each in some), default=0.0) for some in (words, pieces)
    )
    word = min(widest, max(LONGEST_WORD * em, least))
    limit = max(word, min(natural, LEAST * em))
    known = break_set(words, max(word, least))
    finer = break_set(pieces, least)
    stands = (
        *(each for each in known if each.width > word),
        *(each for each in finer if each.width <= word),
    )
    return (stands if len(stands) > 1 else finer), limit


def pieces_of(
    text: str, widths: Sequence[float], inside: frozenset[int] = frozenset()
) -> tuple[float, ...]:
    """The widths of the pieces between which a text can be broken, not at the places `inside`."""
    pieces: list[float] = []
    for at, (cost, width) in enumerate(zip(break_costs(text), widths, strict=True)):
        if pieces and (cost == inf or at in inside):
            pieces[-1] += width
        else:
            pieces.append(width)
    return tuple(pieces)


def _placed_cells(table: Any) -> Iterator[tuple[int, int, Any]]:
    """Each cell with its row and its column; a cell may take several of either."""
    taken: dict[int, int] = {}
    for row, element in enumerate(table.iter("tr")):
        column = 0
        for cell in element:
            while taken.get(column, 0) > row:
                column += 1
            yield row, column, cell
            for at in range(column, column + _span(cell, "colspan")):
                taken[at] = row + _span(cell, "rowspan")
            column += _span(cell, "colspan")


def _span(cell: Any, name: str) -> int:
    said = cell.get(name) or ""
    return max(1, int(said)) if said.isascii() and said.isdigit() else 1


# -- Columns of figures ----------------------------------------------------------------------------

_SIDES = frozenset({"left", "right", "center"})


def _note_figures(table: Any) -> None:
    """Mark the cells of columns of figures, which stand with their decimal points below each other.

    What is no figure in such a column (—, 缺) stands in the middle. A column that is aligned to the
    left on purpose stays as it is.
    """
    columns: dict[int, list[Any]] = defaultdict(list)
    for _, column, cell in _placed_cells(table):
        if cell.tag == "td" and _said(cell) and _span(cell, "colspan") == 1:
            columns[column].append(cell)
    for cells in columns.values():
        if not are_figures(list(map(_said, cells))) or any("left" in _names(one) for one in cells):
            continue
        for cell in cells:
            if FIGURE.fullmatch(_said(cell)):
                _name(cell, *_names(cell), "figure")
            elif _SIDES.isdisjoint(_names(cell)) and len(_said(cell)) <= SHORT:
                _name(cell, *_names(cell), "center")


# -- The tree --------------------------------------------------------------------------------------


def _heads(table: Any) -> list[Any]:
    return list(table.iter("th"))


def _said(cell: Any) -> str:
    """The text of a cell, without notes."""
    return "".join(getattr(holder, name) or "" for holder, name in _texts(cell)).strip()


def _lines_said(cell: Any) -> tuple[str, ...]:
    """The text of a cell, without notes, by the lines that the author divided it into."""
    return tuple("".join(_said_with_turns(cell)).strip().split("\n"))


def _said_with_turns(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag == "br":
            yield "\n"
        elif child.get("class") != "footnote":
            yield from _said_with_turns(child)
        yield child.tail or ""


def _has_turns(head: Any) -> bool:
    """Whether the author divided a head."""
    return any(each.get("class") != _TURN for each in head.iter("br"))


def _texts(element: Any) -> Iterator[tuple[Any, str]]:
    """The element and attribute (`text` or `tail`) of each text in an element, without notes."""
    yield element, "text"
    for child in element:
        if child.get("class") != "footnote":
            yield from _texts(child)
        yield child, "tail"


def _join(head: Any) -> None:
    """Remove the line breaks that were put into a head."""
    for parent in list(head.iter()):
        before = None
        for child in list(parent):
            if child.get("class") != _TURN:
                before = child
                continue
            if before is None:
                parent.text = (parent.text or "") + (child.tail or "")
            else:
                before.tail = (before.tail or "") + (child.tail or "")
            parent.remove(child)


def _divide(head: Any, breaks: Sequence[int]) -> None:
    """Put line breaks into a head before these characters of its text."""
    said = "".join(getattr(holder, name) or "" for holder, name in _texts(head))
    blank = len(said) - len(said.lstrip())
    for at in sorted(breaks, reverse=True):  # from the back, so that places stay
        _divide_at(head, at + blank)


def _divide_at(head: Any, at: int) -> None:
    passed = 0
    for holder, name in list(_texts(head)):
        text = getattr(holder, name) or ""
        if passed < at <= passed + len(text):
            _break_text(head, holder, name, at - passed)
            return
        passed += len(text)


def _break_text(head: Any, holder: Any, name: str, at: int) -> None:
    """Put a line break into one text of a head."""
    text = getattr(holder, name)
    turn = head.makeelement("br", {"class": _TURN})
    turn.tail = text[at:]
    setattr(holder, name, text[:at])
    if name == "text":
        holder.insert(0, turn)
    else:
        parent = next(each for each in head.iter() if holder in list(each))
        parent.insert(list(parent).index(holder) + 1, turn)
