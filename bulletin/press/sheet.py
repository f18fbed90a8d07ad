"""Preparing a sheet's tree before it is set, and finding what is wrong in it.

The tree is the one that WeasyPrint parses (`xml.etree` elements). A fault gets its place from
`data-file` on an article and `data-at` on its blocks, the offset of the block's text in that file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from math import ceil
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

from bulletin.diagnostics import Diagnostic, Severity
from bulletin.patterns import pattern_of
from bulletin.press.cutting import repertoire
from bulletin.press.images import image_fault, image_path, lacks_profile
from bulletin.press.lending import kind_of_script
from bulletin.press.opening import Contents
from bulletin.script_runs import JOINERS, ScriptRun, runs_of, script_beyond
from bulletin.source import Source, Span

GETA = "〓"
"""The mark that printers set in place of a character that they do not have (U+3013)."""

INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
"""Invisible characters that control line breaking on a screen; the press does not need them."""

ELSEWHERE = frozenset({"head", "title", "style", "script", "meta", "link"})


class SheetPlace(NamedTuple):
    """The place in a file of copy that an element of the sheet comes from."""

    source: Source | None
    at: int

    def find(self, text: str) -> tuple[Source | None, Span]:
        """The first place of `text` from here on; this place itself if `text` is not there."""
        if self.source is None:
            return None, Span(0, 0)
        found = self.source.text.find(text, self.at) if text else -1
        if found < 0:
            return self.source, Span(self.at, self.at)
        return self.source, Span(found, found + len(text))


NOWHERE = SheetPlace(None, 0)
"""The place of elements that come from no file of copy."""


def elements_with_places(
    element: Any, sources: Mapping[str, Source], here: SheetPlace = NOWHERE
) -> Iterator[tuple[Any, SheetPlace]]:
    """Every element, with its place in the copy."""
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
            yield from elements_with_places(child, sources, here)


def lengths_around(root: Any, element: Any) -> tuple[int, int]:
    """How many characters stand before an element and after it, in its article or attachment."""
    parents = {id(child): each for each in root.iter() for child in each}
    here, before, after = element, 0, 0
    while here.tag != "article" and "attachment" not in classes(here) and id(here) in parents:
        beside = [*parents[id(here)]]
        at = beside.index(here)
        before += sum(len("".join(each.itertext())) for each in beside[:at])
        for each in beside[at + 1 :]:
            is_apart = any("attachment" in classes(part) for part in each.iter())
            after += 0 if is_apart else len("".join(each.itertext()))
        here = parents[id(here)]
    return before, after


SETTINGS = {"articles": "篇目", "date": "日期", "distribution": "分送", "fit": "面数"}
"""The fields at which something about a whole issue is told, with their Chinese names. They stand
here too, because nothing else of the front matter goes into a PDF (`pressroom.SETTERS`)."""


def place_of_setting(sources: Mapping[str, Source], name: str) -> tuple[Source | None, Span]:
    """Where the front matter of the issue sets `name`; the beginning of the file if it does not."""
    for source in sources.values():
        if source.path.endswith("issue.md"):
            return source, source.key_called(name, SETTINGS[name])
    return None, Span(0, 0)


def strip_controls(root: Any) -> None:
    """Remove invisible controls from all text, except those that join letters within a run."""
    for element in root.iter():
        if element.text:
            element.text = without_controls(element.text)
        if element.tail:
            element.tail = without_controls(element.tail)


def without_controls(text: str) -> str:
    """The text without `INVISIBLE`. Within a run ZWJ and ZWNJ stay: they say how letters join."""
    if not _CONTROL.search(text):
        return text
    if not any(each in text for each in JOINERS):
        return text.translate(INVISIBLE)
    kept, at = [], 0
    for run in runs_of(text):
        kept += [text[at : run.start].translate(INVISIBLE), run.text.translate(_OUT_OF_RUNS)]
        at = run.stop
    return "".join([*kept, text[at:].translate(INVISIBLE)])


_CONTROL = pattern_of(f"[{''.join(map(chr, INVISIBLE))}]")
_OUT_OF_RUNS = {code: None for code in INVISIBLE if chr(code) not in JOINERS}


CONTAINERS = frozenset(
    {"body", "header", "footer", "nav", "section", "article", "ol", "ul", "blockquote", "figure"}
)


def strip_indentation(root: Any) -> None:
    """Remove the white space between blocks.

    WeasyPrint turns it into an empty line next to a floating block.
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
    """Every character that is printed, without white space."""
    body = root.find("body")
    found = set().union(*(body.itertext() if body is not None else ()))
    return {each for each in found if not each.isspace()}


def name_characters(
    root: Any,
    sources: Mapping[str, Source],
    wanted: Mapping[str, str],
    unlike: Mapping[str, str],
) -> list[Diagnostic]:
    """The diagnostics for the characters of `wanted`, which the body's face does not print.

    The value of each is the family that lends it, or empty if none has it. A character that none
    has is printed as 〓 and is an error for each file (P105). Lent characters are reported once for
    each family and kind of character, with all their places (P104). `unlike` says how the body's
    face draws those characters that it does not draw as themselves.
    """
    places: dict[str, dict[str, tuple[Source | None, Span]]] = {}
    for element, here in elements_with_places(root, sources):
        inside = [element.text or "", *(child.tail or "" for child in element)]
        for character in sorted({each for text in inside for each in text} & wanted.keys()):
            place = here.find(character)
            path = place[0].path if place[0] else ""
            places.setdefault(character, {}).setdefault(path, place)
    lent: dict[tuple[str, str, bool], list[str]] = {}
    for character in places:
        if family := wanted[character]:
            kind = (family, kind_of_script(character), character in unlike)
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


def printed_nowhere(characters: str, source: Source | None, span: Span) -> Diagnostic:
    """P105: no face of the machine draws the characters, which are one sign."""
    codes = " ".join(f"U+{ord(each):04X}" for each in characters)
    message = f"本机字体都没有 {codes}，以“{GETA}”代替"
    hint = "换一个字，或安装有这个字的字体"
    return Diagnostic("P105", Severity.ERROR, source, span, message, hint)


CURES = {
    "汉字": "把收有这些字的仿宋装到本机",
    "字母": "核对印出的字母；不合的改用汉字译写",
    "符号": "核对印出的符号；不合的换一个常用的",
}
"""What an editor can do about characters that another face lends, by their kind."""


def _lent(
    family: str,
    kind: str,
    is_unlike: bool,
    places: Mapping[str, Mapping[str, tuple[Source | None, Span]]],
    unlike: Mapping[str, str],
) -> Diagnostic:
    """P104: one face lends these characters of one kind. The message has all their places."""
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
    """Every run of words with joining letters in the sheet."""
    body = root.find("body")
    return frozenset(run for text in body.itertext() for run in _runs_beyond_faces(text))


@lru_cache(maxsize=1024)
def _runs_beyond_faces(text: str) -> tuple[ScriptRun, ...]:
    """The runs of a text; none if every prepared face has all its characters."""
    return () if text.isascii() or repertoire().issuperset(text) else tuple(runs_of(text))


def set_runs(
    root: Any, sources: Mapping[str, Source], families: Mapping[str, str]
) -> list[Diagnostic]:
    """Wrap each run in an element with its face. A run without a face becomes 〓, with a
    diagnostic.

    `families` gives the CSS family for the text of a run.
    """
    found: dict[tuple[str, str], Diagnostic] = {}
    for element, here in list(elements_with_places(root.find("body"), sources)):
        places = [(element, "text"), *((child, "tail") for child in element)]
        for holder, name in reversed(places):
            text = getattr(holder, name) or ""
            for run in reversed(_runs_beyond_faces(text)):
                text = getattr(holder, name)
                family = families.get(run.text, "")
                if family:
                    put_run(element, holder, name, run, f"--face: '{family}'")
                    continue
                geta = "".join(GETA if script_beyond(each) else each for each in run.text)
                setattr(holder, name, text[: run.start] + geta + text[run.stop :])
                source, span = here.find(run.text)
                key = (run.text, source.path if source else "")
                found[key] = refused_run(run, element.tag == "h1", source, span)
    return list(reversed(found.values()))


def put_run(element: Any, holder: Any, name: str, run: ScriptRun, style: str) -> None:
    """Move a run out of a text into an element of its own.

    The text is the attribute `name` (`text` or `tail`) of `holder`, which is `element` or a child.
    `style` names the face.
    """
    text = getattr(holder, name)
    direction = "rtl" if run.is_leftward else "ltr"
    own = element.makeelement("bdi", {"class": "joined", "dir": direction, "style": style})
    own.text, own.tail = run.text, text[run.stop :]
    setattr(holder, name, text[: run.start])
    element.insert(0 if name == "text" else list(element).index(holder) + 1, own)


def refused_run(run: ScriptRun, is_name: bool, source: Source | None, span: Span) -> Diagnostic:
    """P132: no face of the machine knows how the run's letters join."""
    shown = run.text if len(run.text) <= 12 else f"{run.text[:12]}…"
    message = f"“{shown}”是{run.script_name}，要连排，本机没有能连排它的字体，以“{GETA}”代替"
    picture = "" if is_name else "或把这几个字做成图片放进稿件，"
    hint = f"把这种文字的字体装到本机，{picture}或改用汉字译写"
    return Diagnostic("P132", Severity.ERROR, source, span, message, hint)


def replace_characters(root: Any, missing: set[str]) -> None:
    """Replace each missing character by 〓."""
    table = {ord(character): GETA for character in missing}
    for element in root.iter():
        if element.text:
            element.text = element.text.translate(table)
        if element.tail:
            element.tail = element.tail.translate(table)


def check_images(root: Any, sources: Mapping[str, Source], folder: Path) -> list[Diagnostic]:
    """A diagnostic for each image that cannot be printed; its `src` is removed."""
    found: list[Diagnostic] = []
    for element, here in elements_with_places(root, sources):
        if element.tag != "img":
            continue
        address = element.get("src") or ""
        fault = image_fault(folder, address)
        shown = unquote(address)
        source, span = here.find(shown)
        if fault:
            found.append(
                Diagnostic(
                    "P106", Severity.ERROR, source, span, f"图片“{shown}”{fault[0]}", fault[1]
                )
            )
            del element.attrib["src"]
            continue
        if not element.get("alt"):
            element.set("alt", "图片")
        if _lacks_profile(folder, address):
            message = f"图片“{shown}”是 CMYK，没有带色彩特性文件，颜色按常规换成了 sRGB"
            hint = "对照原图核对颜色；不合的，在制图软件里转成 sRGB 再存"
            found.append(Diagnostic("P138", Severity.WARNING, source, span, message, hint))
    return found


def _lacks_profile(folder: Path, address: str) -> bool:
    path = image_path(folder, address)
    return path is not None and lacks_profile(path.read_bytes())


def label_articles(root: Any) -> None:
    """Give each article its entry in the contents as a label, which the PDF's outline shows."""
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
    """Whether there is a colophon that must stand on an even page."""
    footer = colophon_of(root)
    return footer is not None and "even-page" in classes(footer)


def contents_of(root: Any) -> Any | None:
    """The contents, if there are any."""
    return next((each for each in root.iter("nav") if "contents" in classes(each)), None)


def contents_in(root: Any) -> Contents | None:
    """The size of a sheet's contents; None if it has none."""
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
    """Turn page numbers in the contents on or off.

    Each entry first gets a placeholder; the real number is known when the pages are made.
    """
    nav = contents_of(root)
    if nav is not None:
        nav.set("class", "contents paged" if named else "contents")
        for link in nav.iter("a"):
            link.set("data-page", "0" if named else "")


def names_pages(root: Any) -> bool:
    """Whether the entries of the contents have page numbers."""
    nav = contents_of(root)
    return nav is not None and "paged" in classes(nav)


def text_elements(root: Any) -> frozenset[int]:
    """The identities of all elements in articles except titles, headings and bylines."""
    return frozenset(
        id(element)
        for article in root.iter("article")
        for element in article.iter()
        if element.tag not in HEADINGS and "byline" not in classes(element)
    )


def note_elements(root: Any) -> frozenset[int]:
    """The identities of all elements in the editor's note."""
    notes = (each for each in root.iter("section") if "editor-note" in classes(each))
    return frozenset(id(element) for note in notes for element in note.iter())


HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

A_LINE = 28
"""Characters on a full line (GB/T 9704-2012 5.2.3)."""

A_PAGE = 650
"""So many characters certainly fill more than one page."""


def surely_exceeds(root: Any, pages: int) -> bool:
    """Whether the text of the articles certainly fills more than so many pages."""
    blocks = (block for article in root.iter("article") for block in article)
    return sum(map(_length, blocks)) > pages * A_PAGE


def _length(block: Any) -> int:
    """How many characters of room a block takes; at least one full line for it or each table
    row."""
    rows = sum(1 for _ in block.iter("tr"))
    return max(A_LINE * max(1, rows), len("".join("".join(block.itertext()).split())))


@contextmanager
def beginning(root: Any) -> Iterator[None]:
    """A context in which a sheet has only what can stand on its first two pages, and no colophon.

    The second page is kept for what does not fit on the first. Later articles stay in the tree
    without content, so that links to them still work.
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
    """Start a new page before the colophon. With `blank`, put an empty page between, and number
    neither.

    Returns the elements that were added for this.
    """
    leaf = {"class": "leaf unnumbered" if blank else "leaf"}
    leaves = tuple(root.makeelement("div", leaf) for _ in range(2 if blank else 1))
    body = root.find("body")
    place = list(body).index(footer)
    for each in leaves:
        body.insert(place, each)
    return leaves


def too_long_to_stand_together(root: Any, room: float) -> int:
    """By how many 汉字 issuer and date are too long for one line of `room` em; 0 if they fit.

    One 字 stays free on each side and between them (GB/T 9704-2012 7.2.5, 7.3.5).
    """
    for element in root.iter("p"):
        if element.get("class") == "issued":
            text = "".join("".join(element.itertext()).split())
            width = sum(0.5 if each.isascii() else 1.0 for each in text)
            return max(0, ceil(width + 3 - room))
    return 0
