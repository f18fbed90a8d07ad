"""What is put right in a sheet's tree before it is set, and what is wrong in it.

The tree is the one WeasyPrint parses (`xml.etree` elements). Places come from `data-file` on an
article and `data-at` on its blocks: the offset of the block's text in that file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from math import ceil
from pathlib import Path
from typing import Any, NamedTuple

from bulletin.diagnostics import Diagnostic, Severity
from bulletin.press.cutting import repertoire
from bulletin.press.images import image_fault, image_path, lacks_profile
from bulletin.press.opening import Contents
from bulletin.press.scripts import kind_of
from bulletin.script_runs import JOINERS, ScriptRun, runs_of, script_beyond
from bulletin.source import Source, Span

GETA = "〓"
"""What a printer sets where he lacks a sort (U+3013)."""

INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
"""Controls of a screen's line breaking; the press breaks lines by itself."""

ELSEWHERE = frozenset({"head", "title", "style", "script", "meta", "link"})


class SheetPlace(NamedTuple):
    """A place in a sheet, and through it in a file of copy."""

    source: Source | None
    at: int

    def find(self, text: str) -> tuple[Source | None, Span]:
        """Where `text` first stands from here on; the place itself when it does not."""
        if self.source is None:
            return None, Span(0, 0)
        found = self.source.text.find(text, self.at) if text else -1
        if found < 0:
            return self.source, Span(self.at, self.at)
        return self.source, Span(found, found + len(text))


NOWHERE = SheetPlace(None, 0)
"""The place of what is in no file of copy."""


def passages(
    element: Any, sources: Mapping[str, Source], here: SheetPlace = NOWHERE
) -> Iterator[tuple[Any, SheetPlace]]:
    """Every element with the place it stands for."""
    if element.tag in ELSEWHERE:
        return
    name = element.get("data-file")
    if name is not None:
        here = SheetPlace(sources.get(name), 0)
    at = element.get("data-at")
    if at is not None and at.isdigit():
        here = SheetPlace(here.source, int(at))
    yield element, here
    for child in element:
        if isinstance(child.tag, str):
            yield from passages(child, sources, here)


def place_of_setting(sources: Mapping[str, Source], name: str) -> tuple[Source | None, Span]:
    """Where the issue's front matter sets `name`; the file's beginning where it does not."""
    for source in sources.values():
        if source.path.endswith("issue.md"):
            at = source.text.find(f"\n{name}:") + 1
            return source, Span(at, at + len(name) if at else 0)
    return None, Span(0, 0)


def strip_controls(root: Any) -> None:
    """Take invisible break controls out of all text; what joins letters stays in a run."""
    for element in root.iter():
        if element.text:
            element.text = without_controls(element.text)
        if element.tail:
            element.tail = without_controls(element.tail)


def without_controls(text: str) -> str:
    """The text without a screen's break controls; in a run, ZWJ and ZWNJ say how letters join."""
    if not any(each in text for each in JOINERS):
        return text.translate(INVISIBLE)
    kept, at = [], 0
    for run in runs_of(text):
        kept += [text[at : run.start].translate(INVISIBLE), run.text.translate(_OUT_OF_RUNS)]
        at = run.stop
    return "".join([*kept, text[at:].translate(INVISIBLE)])


_OUT_OF_RUNS = {code: None for code in INVISIBLE if chr(code) not in JOINERS}


CONTAINERS = frozenset(
    {"body", "header", "footer", "nav", "section", "article", "ol", "ul", "blockquote", "figure"}
)


def strip_indentation(root: Any) -> None:
    """Take the white space between blocks out of the tree.

    Next to a floated block WeasyPrint makes an empty line of it.
    """
    for parent in root.iter():
        if parent.tag not in CONTAINERS:
            continue
        if parent.text and not parent.text.strip():
            parent.text = None
        for child in parent:
            if child.tail and not child.tail.strip():
                child.tail = None


def characters(root: Any) -> set[str]:
    """Every character that is printed, white space left out."""
    body = root.find("body")
    return {
        character
        for text in (body.itertext() if body is not None else ())
        for character in text
        if not character.isspace()
    }


def name_characters(
    root: Any,
    sources: Mapping[str, Source],
    wanted: Mapping[str, str],
    unlike: Mapping[str, str],
) -> list[Diagnostic]:
    """What is to be said of the characters of `wanted`, which the body's face does not print.

    The value is the family that lends the character; empty when none has it (P105, an error for
    each character and file), and a 〓 is set in its place. What is lent is told once for each face
    that lends and each kind of character, with all places (P104). `unlike` says how the body's
    face draws what it does not draw as itself.
    """
    places: dict[str, dict[str, tuple[Source | None, Span]]] = {}
    for element, here in passages(root, sources):
        inside = [element.text or "", *(child.tail or "" for child in element)]
        for character in sorted({each for text in inside for each in text} & wanted.keys()):
            place = here.find(character)
            path = place[0].path if place[0] else ""
            places.setdefault(character, {}).setdefault(path, place)
    lent: dict[tuple[str, str, bool], list[str]] = {}
    for character in places:
        if family := wanted[character]:
            kind = (family, kind_of(character), character in unlike)
            lent.setdefault(kind, []).append(character)
    return [
        *(
            printed_nowhere(each, *at)
            for each in places
            if not wanted[each]
            for at in places[each].values()
        ),
        *(_lent(*kind, {each: places[each] for each in lent[kind]}, unlike) for kind in lent),
    ]


def printed_nowhere(character: str, source: Source | None, span: Span) -> Diagnostic:
    """P105: no face of the machine draws the character."""
    message = f"本机字体都没有 U+{ord(character):04X}，以“{GETA}”代替"
    hint = "换一个字，或安装有这个字的字体"
    return Diagnostic("P105", Severity.ERROR, source, span, message, hint)


CURES = {
    "汉字": "把收有这些字的仿宋装到本机",
    "字母": "核对印出的字母；不合的改用汉字译写",
    "符号": "核对印出的符号；不合的换一个常用的",
}
"""What an editor does about characters that another face lends, by their kind."""


def _lent(
    family: str,
    kind: str,
    is_unlike: bool,
    places: Mapping[str, Mapping[str, tuple[Source | None, Span]]],
    unlike: Mapping[str, str],
) -> Diagnostic:
    """What is to be said of characters of one kind that one face lends, each with its places."""
    found = [(each, at) for each, files in places.items() for at in files.values()]
    named = []
    for character, files in places.items():
        lines = [
            f"{source.path.rsplit('/', 1)[-1]}:{source.place(span.start).line}"
            for source, span in files.values()
            if source and len(found) > 1
        ]
        what = unlike[character] if is_unlike else f"“{character}”"
        named.append(f"{what}（{'，'.join((f'U+{ord(character):04X}', *lines))}）")
    why = "、".join(named) if is_unlike else f"仿宋没有{'、'.join(named)}"
    message = f"{why}，由 {family} 同号代替"
    hint = "装上把这些字画对的仿宋" if is_unlike else CURES[kind]
    return Diagnostic("P104", Severity.WARNING, *found[0][1], message, hint)


def runs_in(root: Any) -> frozenset[ScriptRun]:
    """Every run of words in a script whose letters join, wherever in the sheet it is printed."""
    body = root.find("body")
    return frozenset(run for text in body.itertext() for run in _runs_beyond_faces(text))


@lru_cache(maxsize=1024)
def _runs_beyond_faces(text: str) -> tuple[ScriptRun, ...]:
    """The runs of a text; none of characters that every prepared face holds."""
    return () if text.isascii() or repertoire().issuperset(text) else tuple(runs_of(text))


def set_runs(
    root: Any, sources: Mapping[str, Source], families: Mapping[str, str]
) -> list[Diagnostic]:
    """Make an element of each run, for its face; 〓 and a diagnostic for one that has none.

    `families` gives the CSS family of a run's face by its text. In the masthead's name, whose
    letters are measured and spaced one by one, no run is set.
    """
    found: dict[tuple[str, str], Diagnostic] = {}
    for element, here in list(passages(root.find("body"), sources)):
        is_name = element.tag == "h1"
        places = [(element, "text"), *((child, "tail") for child in element)]
        for holder, name in reversed(places):
            text = getattr(holder, name) or ""
            for run in reversed(_runs_beyond_faces(text)):
                text = getattr(holder, name)
                family = "" if is_name else families.get(run.text, "")
                if family:
                    _put_run(element, holder, name, run, family)
                    continue
                geta = "".join(GETA if script_beyond(each) else each for each in run.text)
                setattr(holder, name, text[: run.start] + geta + text[run.stop :])
                source, span = here.find(run.text)
                key = (run.text, source.path if source else "")
                found[key] = refused_run(run, is_name, source, span)
    return list(reversed(found.values()))


def _put_run(element: Any, holder: Any, name: str, run: ScriptRun, family: str) -> None:
    """Put a run of the text `name` of `holder`, which is `element` or a child, into its own."""
    text = getattr(holder, name)
    direction = "rtl" if run.is_leftward else "ltr"
    style = f"--face: '{family}'"
    own = element.makeelement("bdi", {"class": "joined", "dir": direction, "style": style})
    own.text, own.tail = run.text, text[run.stop :]
    setattr(holder, name, text[: run.start])
    element.insert(0 if name == "text" else list(element).index(holder) + 1, own)


def refused_run(run: ScriptRun, is_name: bool, source: Source | None, span: Span) -> Diagnostic:
    """P132: no face of the machine knows how the run's letters join."""
    shown = run.text if len(run.text) <= 12 else f"{run.text[:12]}…"
    why = "刊名里排不了" if is_name else "要连排，本机没有能连排它的字体"
    message = f"“{shown}”是{run.script_name}，{why}，以“{GETA}”代替"
    hint = (
        "改用汉字译写"
        if is_name
        else "把这种文字的字体装到本机，或把这几个字做成图片放进稿件，或改用汉字译写"
    )
    return Diagnostic("P132", Severity.ERROR, source, span, message, hint)


def replace_characters(root: Any, missing: set[str]) -> None:
    """Set 〓 for each missing character."""
    table = {ord(character): GETA for character in missing}
    for element in root.iter():
        if element.text:
            element.text = element.text.translate(table)
        if element.tail:
            element.tail = element.tail.translate(table)


def check_images(root: Any, sources: Mapping[str, Source], folder: Path) -> list[Diagnostic]:
    """A diagnostic for each image that cannot be printed; its element is left without a source."""
    found: list[Diagnostic] = []
    for element, here in passages(root, sources):
        if element.tag != "img":
            continue
        address = element.get("src") or ""
        fault = image_fault(folder, address)
        source, span = here.find(address)
        if fault:
            found.append(
                Diagnostic(
                    "P106", Severity.ERROR, source, span, f"图片“{address}”{fault[0]}", fault[1]
                )
            )
            del element.attrib["src"]
            continue
        if not element.get("alt"):
            element.set("alt", "图片")
        if _lacks_profile(folder, address):
            message = f"图片“{address}”是 CMYK，没有带色彩特性文件，颜色按常规换成了 sRGB"
            hint = "对照原图核对颜色；不合的，在制图软件里转成 sRGB 再存"
            found.append(Diagnostic("P138", Severity.WARNING, source, span, message, hint))
    return found


def _lacks_profile(folder: Path, address: str) -> bool:
    path = image_path(folder, address)
    return path is not None and lacks_profile(path.read_bytes())


def label_articles(root: Any) -> None:
    """Give each article the words that stand for it in the contents, for the outline."""
    named = {
        link.get("href", "")[1:]: "".join(link.itertext()).strip()
        for link in root.iter("a")
        if link.get("href", "").startswith("#")
    }
    for article in root.iter("article"):
        label = named.get(article.get("id", "")) or _own_title(article)
        if label:
            article.set("data-label", label)


def _own_title(article: Any) -> str:
    for element in article.iter():
        if "title" in (element.get("class") or "").split():
            return "".join(element.itertext()).strip().rstrip("。")
    return ""


def colophon_of(root: Any) -> Any | None:
    """The colophon, if there is one."""
    return next((each for each in root.iter("footer") if "colophon" in classes(each)), None)


def wants_even_page(root: Any) -> bool:
    """Whether there is a colophon that the house wants on an even page."""
    footer = colophon_of(root)
    return footer is not None and "even-page" in classes(footer)


def contents_of(root: Any) -> Any | None:
    """The contents, if there are any."""
    return next((each for each in root.iter("nav") if "contents" in classes(each)), None)


def contents_in(root: Any) -> Contents | None:
    """What the contents of a sheet hold, if it has any."""
    nav = contents_of(root)
    if nav is None:
        return None
    entries = ["".join("".join(each.itertext()).split()) for each in nav.iter("li")]
    longest = max(
        (sum(0.5 if each.isascii() else 1.0 for each in entry) for entry in entries), default=0
    )
    noted = any("editor-note" in classes(each) for each in root.iter("section"))
    return Contents(len(entries), longest, noted)


def name_pages(root: Any, named: bool) -> None:
    """Whether each entry of the contents is to name the page of its article.

    What it then holds is a sort to be replaced by the number, which only the made pages give.
    """
    nav = contents_of(root)
    if nav is not None:
        nav.set("class", "contents paged" if named else "contents")
        for link in nav.iter("a"):
            link.set("data-page", "0" if named else "")


def names_pages(root: Any) -> bool:
    """Whether the entries of the contents name pages."""
    nav = contents_of(root)
    return nav is not None and "paged" in classes(nav)


def text_elements(root: Any) -> frozenset[int]:
    """The identities of all elements of articles that hold text, titles and headings left out."""
    return frozenset(
        id(element)
        for article in root.iter("article")
        for element in article.iter()
        if element.tag not in HEADINGS and "byline" not in classes(element)
    )


HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

A_LINE = 28
"""Characters of a full line (GB/T 9704-2012 5.2.3)."""

A_PAGE = 650
"""Characters that certainly fill more than a page."""


def surely_exceeds(root: Any, pages: int) -> bool:
    """Whether the text of the articles alone is certain to fill more than so many pages."""
    blocks = (block for article in root.iter("article") for block in article)
    return sum(map(_length, blocks)) > pages * A_PAGE


def _length(block: Any) -> int:
    """How many characters have room where a block stands: its own, or its lines' if they are more.

    A block, and each row of a table, is a line at least.
    """
    rows = sum(1 for _ in block.iter("tr"))
    return max(A_LINE * max(1, rows), len("".join("".join(block.itertext()).split())))


@contextmanager
def beginning(root: Any) -> Iterator[None]:
    """Within it, a sheet holds only what may stand on its first two pages, and no colophon.

    The second is there for what the first hands over to it. The articles after that are empty, so
    that what leads to them is not lost.
    """
    length = 0
    whole = [(body, list(body)) for body in (root.find("body"), *root.iter("article"))]
    for article, children in whole[1:]:
        kept: list[Any] = []
        for child in children:
            if length >= (2 * A_PAGE if kept else A_PAGE):
                break
            kept.append(child)
            length += _length(child)
        article[:] = kept
    whole[0][0][:] = [each for each in whole[0][1] if each.tag != "footer"]
    try:
        yield
    finally:
        for element, children in whole:
            element[:] = children


def classes(element: Any) -> list[str]:
    """The classes of an element."""
    return (element.get("class") or "").split()


def put_leaves_before(root: Any, footer: Any, blank: bool) -> tuple[Any, ...]:
    """Begin a page before the colophon; with `blank`, leave one between, and number neither.

    Returns the elements that do so.
    """
    leaf = {"class": "leaf unnumbered" if blank else "leaf"}
    leaves = tuple(root.makeelement("div", leaf) for _ in range(2 if blank else 1))
    body = root.find("body")
    place = list(body).index(footer)
    for each in leaves:
        body.insert(place, each)
    return leaves


def too_long_to_stand_together(root: Any, room: float) -> int:
    """By how many 汉字 issuer and date are too long for one line of `room` em; 0 when they fit.

    One 字 is left free on either side (7.2.5, 7.3.5) and between them.
    """
    for element in root.iter("p"):
        if element.get("class") == "issued":
            text = "".join("".join(element.itertext()).split())
            width = sum(0.5 if each.isascii() else 1.0 for each in text)
            return max(0, ceil(width + 3 - room))
    return 0
