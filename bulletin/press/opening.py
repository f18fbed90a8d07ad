"""The first page: masthead and contents are set tighter if there would be no room for text.

The first page must show text (首页必须显示正文, GB/T 9704-2012 7.3.3), even if the contents of many
articles would fill it. The possible changes form a ladder, the mildest first, and each step
includes the steps before it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bulletin.profile import Profile

LEAST_TEXT = 2
"""The first page shows at least so many lines of text."""

MOST_ARTICLES = 12
"""With up to so many articles the first page must have room for text; with more, the contents may
fill it."""


@dataclass(frozen=True)
class Opening:
    """How the first page is set: which figures of the profile are changed, and in words why."""

    figures: tuple[tuple[str, str], ...] = ()
    """Names and values for `Profile.changed`."""

    changes: tuple[tuple[str, str], ...] = ()
    """Each thing that is changed, with Chinese words for it. If one comes twice, the last
    counts."""

    def with_(self, what: str, said: str, **figures: str) -> Opening:
        """This opening with one more change."""
        return Opening((*self.figures, *figures.items()), (*self.changes, (what, said)))

    def of(self, profile: Profile) -> Profile:
        """The profile with these figures."""
        return profile.changed(**dict(self.figures)) if self.figures else profile

    def __str__(self) -> str:
        return "，".join(dict(self.changes).values())


class Contents(NamedTuple):
    """What matters of an issue's contents for the first page."""

    articles: int
    longest: float
    """Width of the longest entry, in em."""

    noted: bool
    """Whether an editor's note follows them."""


class Size(NamedTuple):
    """A smaller type size for the contents."""

    name: str
    points: float
    pitch: float
    """From line to line, as a part of the page's pitch."""


SIZES = (Size("4号字", 14, 3 / 4), Size("4号字、密排", 14, 2 / 3), Size("小4号字、密排", 12, 2 / 3))
"""From the largest to the smallest."""

LOW = (
    "low-name-size",
    "low-name-white",
    "low-number-line",
    "low-issued-line",
    "low-masthead-lines",
)
"""The properties of a profile for a lower masthead."""

LOWEST = (
    "lowest-name-size",
    "lowest-name-white",
    "lowest-number-line",
    "lowest-issued-line",
    "lowest-masthead-lines",
)
"""The properties of a profile for the lowest masthead that is possible."""

NUMBER_ROOM = 1.5
"""Room that a page number takes on each line of the contents, in em."""


def openings(profile: Profile, contents: Contents | None, numbered: bool) -> tuple[Opening, ...]:
    """The ladder for an issue: all openings that are possible for it, the mildest first.

    Each leaves more room on the first page than the one before. `numbered` says whether the
    contents have page numbers.
    """
    reached = Opening()
    steps = [reached]
    if contents:
        after = "目录和编者按" if contents.noted else "目录"
        steps.append(reached := reached.with_("white", f"{after}之后不空行", blank_lines="0"))
    for figures in (LOW, LOWEST):
        if (lower := _lower(reached, profile, figures)) != reached:
            steps.append(reached := lower)
    if contents is None:
        return tuple(steps)
    columns = [_in_columns(contents, profile, size, numbered) for size in SIZES]
    one = SIZES[:1] if columns[0] else SIZES
    two = SIZES[:2] if columns[0] else SIZES[2:] if columns[-1] else ()
    steps += [_smaller(reached, size) for size in one]
    steps += [
        _smaller(reached, size).with_(
            "columns", "目录排两栏", contents_columns="2", contents_indent="0em"
        )
        for size in two
    ]
    return tuple(steps)


def broken_opening(profile: Profile) -> Opening:
    """An opening whose contents continue on the next page."""
    opening = _smaller(_lower(Opening(), profile, LOW), SIZES[0])
    return opening.with_("break", "目录转下一面", contents_break="auto")


def _lower(opening: Opening, profile: Profile, names: Sequence[str]) -> Opening:
    """The opening with a lower masthead, if the profile that sets the masthead's height has one."""
    own = profile.beside("masthead-lines")
    figures = {name.split("-", 1)[1].replace("-", "_"): own[name] for name in names if name in own}
    if not figures:
        return opening
    said = f"报头压低到 {figures.get('masthead_lines', '')} 行"
    return opening.with_("masthead", said, **figures)


def _smaller(opening: Opening, size: Size) -> Opening:
    figures = {"contents_size": f"{size.points:g}pt", "contents_lines": f"{size.pitch:.4f}"}
    return opening.with_("size", f"目录用{size.name}", **figures)


def _in_columns(contents: Contents, profile: Profile, size: Size, numbered: bool) -> bool:
    """Whether every entry fits on one line when the contents stand in two columns."""
    room = (profile.measure / size.points - 1) / 2 - (NUMBER_ROOM if numbered else 0)
    return contents.longest <= room


class FirstPage(NamedTuple):
    """What the first page shows."""

    text: int
    """Lines of the articles' text on it."""

    contents: bool
    """Whether the contents end on it."""

    note: bool
    """Whether the editor's note ends on it, or there is none."""

    @property
    def whole(self) -> bool:
        """Whether all that stands before the text ends on it."""
        return self.contents and self.note

    @property
    def enough(self) -> bool:
        """Whether it shows the whole contents and enough text."""
        return self.contents and self.text >= LEAST_TEXT


def choose_opening(
    ladder: Sequence[Opening],
    otherwise: Opening,
    first_page: Callable[[Opening], FirstPage],
    near: Opening,
) -> Opening:
    """The mildest step whose first page shows text; else the mildest that shows all the contents
    and the editor's note, or at least all the contents.

    If there is none of these, the result is `otherwise`. The search starts at the step `near`, if
    the ladder has it.
    """
    start = ladder.index(near) if near in ladder else None
    enough = _first(ladder, lambda each: first_page(each).enough, start)
    noted = enough or _first(ladder, lambda each: first_page(each).whole)
    return noted or _first(ladder, lambda each: first_page(each).contents) or otherwise


def _first(
    ladder: Sequence[Opening], good: Callable[[Opening], bool], near: int | None = None
) -> Opening | None:
    """The first good step, found by bisection: all steps after a good one are good as well.

    The step `near` and the one before it are tried first. None if the last step is not good.
    """
    low, high = 0, len(ladder) - 1
    if near is not None and good(ladder[near]):
        high = near
        if near and not good(ladder[near - 1]):
            low = near
    else:
        low = 0 if near is None else min(near + 1, high)
        if not good(ladder[high]):
            return None
    while low < high:
        middle = (low + high) // 2
        if good(ladder[middle]):
            high = middle
        else:
            low = middle + 1
    return ladder[low]
