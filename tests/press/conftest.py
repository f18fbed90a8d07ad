"""Prepared faces, sheets and what is measured in a PDF."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

import pdfplumber
import pytest

from bulletin.pdf import CLOSING, OPENING
from bulletin.press import Faces, Pressed, prepare_faces, set_sheet
from bulletin.profile import Profile, profile_of
from bulletin.source import Source
from tests.press.second_opinion import differences, drawn_twice, ideographs, laid_twice

ROOT = Path(__file__).parents[2]
SHEETS = Path(__file__).parent / "sheets"
MM = 72 / 25.4
LEFT, RIGHT, TOP, BOTTOM = 28 * MM, 184 * MM, 37 * MM, 262 * MM
PITCH = 28.95


OTHERWISE = ("test_second_opinion", "test_scripts", "test_typesetting")
"""Tests that draw or lay out twice by themselves, and those of words whose letters join: WeasyPrint
draws them in another order, which readers copy wrongly, and without our white between them."""


@pytest.fixture(autouse=True)
def second_opinion(request: pytest.FixtureRequest) -> Iterator[None]:
    """With `--second-opinion`, every sheet is compared with WeasyPrint's drawing of it.

    What the press composes is compared with the words on WeasyPrint's own pages. Where they stand
    is compared in test_typesetting.py only, because pages may be filled otherwise.
    """
    asked = request.config.getoption("--second-opinion")
    if not asked or request.module.__name__.endswith(OTHERWISE):
        yield
        return
    with drawn_twice() as drawn, laid_twice() as laid:
        yield
    assert [each for both in drawn for each in differences(both)] == []
    for theirs, ours in laid:
        assert ideographs(ours) == ideographs(theirs)


@pytest.fixture(scope="session")
def faces() -> Faces:
    """The machine's faces, from the user's cache."""
    return prepare_faces()[0]


def profile(*names: str) -> Profile:
    """The default profile, and others over it."""
    every = ("gbt9704", *names)
    return profile_of(
        every[-1],
        [
            (name, (ROOT / "styles/profiles" / f"{name}.css").read_text(encoding="utf-8"))
            for name in every
        ],
    )


def sheet(name: str) -> str:
    """One of the sheets beside these tests."""
    return (SHEETS / f"{name}.html").read_text(encoding="utf-8")


def article(body: str) -> str:
    """The masthead and colophon of issue 116 with another article, from `issues/9/a.md`."""
    whole = sheet("116")
    head, foot = whole[: whole.index("<article")], whole[whole.index("<footer") :]
    head = re.sub('href="#a[0-9]+"', 'href="#a1"', head)  # the only article there is
    return (
        f'{head}<article id="a1" class="article" data-file="issues/9/a.md">{body}</article>{foot}'
    )


def by_engine(whole: str) -> str:
    """A sheet that the engine lays out, because it has a style sheet of its own."""
    return whole.replace("</head>", "<style></style></head>")


Press = Callable[..., Pressed]


COMPOSITION = frozenset({"P120", "P125", "P126", "P127", "P128", "P196", "P197"})
"""What is said of how lines and pages came out; a few lines of copy fill no page."""


@pytest.fixture
def press(press_and_tell: Press) -> Press:
    """Set a sheet as the build does; nothing is told of how full its pages are."""

    def set_(text: str, **others: Any) -> Pressed:
        pressed = press_and_tell(text, **others)
        told = tuple(each for each in pressed.diagnostics if each.code not in COMPOSITION)
        return replace(pressed, diagnostics=told)

    return set_


@pytest.fixture
def press_and_tell(faces: Faces) -> Press:
    """Set a sheet as the build does."""

    def set_(
        text: str,
        *,
        page: Profile | None = None,
        fit: int | None = None,
        copy: str = "",
        folder: Path = SHEETS,
        styles: tuple[tuple[str, str], ...] = (),
        others: Mapping[str, str] | None = None,
    ) -> Pressed:
        style = (ROOT / "styles/paper.css").read_text(encoding="utf-8")
        return set_sheet(
            text,
            stylesheets=[("paper.css", style), *styles],
            faces=faces,
            folder=folder,
            profile=page or profile(),
            fit=fit,
            sources={
                name: Source(name, text)
                for name, text in {"issues/9/a.md": copy, **(others or {})}.items()
            },
        )

    return set_


@dataclass
class Line:
    """The characters that stand on one baseline, from left to right."""

    page: int
    baseline: float
    characters: list[dict[str, Any]]

    @property
    def text(self) -> str:
        return "".join(each["text"] for each in self.characters)

    @property
    def left(self) -> float:
        """Where it begins; the blank half of a mark may lie outside the measure."""
        first = self.characters[0]
        hangs = first["text"] in OPENING and first["x0"] < LEFT - 1
        return float(first["x0"] + first["size"] / 2 * hangs)

    @property
    def right(self) -> float:
        """Where it ends; the blank half of a mark does not count."""
        last = self.characters[-1]
        return float(last["x1"] - last["size"] / 2 * (last["text"] in CLOSING))

    @property
    def gaps(self) -> list[float]:
        """White between the boxes of neighbours, in em; the blank half of a mark does not count."""
        return [
            (after["x0"] - before["x1"]) / before["size"]
            for before, after in zip(self.characters, self.characters[1:], strict=False)
            if before["text"] not in CLOSING and after["text"] not in OPENING
        ]


class Measured:
    """What pdfplumber sees in a PDF."""

    def __init__(self, content: bytes) -> None:
        self.pdf = pdfplumber.open(BytesIO(content))

    @cached_property
    def lines(self) -> list[Line]:
        return [line for number, page in enumerate(self.pdf.pages) for line in _lines(number, page)]

    def body(self, page: int | None = None) -> list[Line]:
        """The lines of 3号 仿宋 in the text area."""
        return [
            line
            for line in self.lines
            if page in (None, line.page)
            and TOP < line.baseline < BOTTOM
            and abs(line.characters[0]["size"] - 15.75) < 0.1
        ]

    @cached_property
    def text(self) -> str:
        """All text in the text areas, without white space."""
        inside = (line.text for line in self.lines if line.baseline < BOTTOM)
        return "".join("".join(inside).split())


def _lines(number: int, page: Any) -> Iterator[Line]:
    rows: dict[float, list[dict[str, Any]]] = defaultdict(list)
    for character in page.chars:
        rows[round(float(page.height - character["matrix"][5]), 1)].append(character)
    for baseline in sorted(rows):
        yield Line(number, baseline, sorted(rows[baseline], key=lambda each: each["x0"]))
