"""Tags of web pages: which there are, which of them part lines, and what they raise and lower."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from bulletin.intake.raised import lowered, raised
from bulletin.patterns import pattern_of
from bulletin.source import Span

MOVED = {"sup": raised, "sub": lowered}
CELLS = frozenset(("td", "th"))

_BLOCK_NAMES = """\
p div br tr li table ul ol h1 h2 h3 h4 h5 h6 blockquote hr pre
section article header footer main aside nav center address caption figure figcaption dl dt dd
"""
BLOCKS = frozenset(_BLOCK_NAMES.split())
"""Elements before and after which a line begins."""

_OTHER_NAMES = """\
a abbr audio b big body button cite code col colgroup del details em font head html i iframe img
input ins kbd label mark meta q s script small source span strike strong style sub summary sup
tbody td tfoot th thead title tt u var video wbr
"""
_NAMES = "|".join(sorted((*BLOCKS, *_OTHER_NAMES.split()), key=len, reverse=True))
_ATTRIBUTE = (
    r"[ \t]+[A-Za-z_:@][A-Za-z0-9_.:-]*"
    r"(?:[ \t]*=[ \t]*(?:\"[^\"\n]{0,300}\"|'[^'\n]{0,300}'|[^\s\"'=<>`]{1,300}))?"
)
TAG = pattern_of(
    rf"<(?P<its_end>/)?(?P<its_name>{_NAMES}|(?-i:[a-z]{{1,15}}[:-][a-z-]{{1,30}}))"
    rf"(?:{_ATTRIBUTE}){{0,20}}[ \t]*/?>",
    re.IGNORECASE,
)
"""A tag; nothing of it is printed. Other words between < and > are none: <GB 50016>, <Enter>."""


def tags_in(text: str, name: str) -> Iterator[re.Match[str]]:
    """The tags of an element, those that end it excepted."""
    found = (tag for tag in TAG.finditer(text) if tag["its_name"].lower() == name)
    return (tag for tag in found if not tag["its_end"])


def elements_in(text: str, *names: str) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    """The two tags of each of these elements that holds nothing but words: 10<sup>2</sup>."""
    for one, two in pairwise(TAG.finditer(text)):
        name = one["its_name"].lower()
        ends = two["its_end"] and not one["its_end"] and two["its_name"].lower() == name
        if name in names and ends and one.end() < two.start():
            yield one, two


def attribute(tag: str, name: str) -> str:
    """What an attribute of a tag says; empty without it."""
    found = re.search(rf"[ \t]{name}[ \t]*=[ \t]*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+)", tag, re.I)
    return found[1].strip("\"'").strip() if found else ""


def lines_between_tags(text: str) -> Iterator[Span]:
    """The lines into which tags part a text, without the tags of mere breaks."""
    start = 0
    for tag in TAG.finditer(text):
        name = tag["its_name"].lower()
        if name == "br":
            yield Span(start, tag.start())
            start = tag.end()
        elif name in BLOCKS | CELLS:
            at = tag.end() if tag["its_end"] else tag.start()
            yield Span(start, at)
            start = at
    yield Span(start, len(text))
