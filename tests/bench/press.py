"""How fast the press is, beside WeasyPrint as it comes; run by hand or by `make bench`.

Everything is measured in one process and one run, turn by turn, as the best of several.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any

import tinyhtml5
import weasyprint

from bulletin.press import Faces, prepare_faces, set_sheet
from bulletin.profile import profile_of

ROOT = Path(__file__).parents[2]
SHEET = (ROOT / "tests/press/sheets/116.html").read_text(encoding="utf-8")
FIGURES = (ROOT / "styles/profiles/gbt9704.css").read_text(encoding="utf-8")
STYLE = (ROOT / "styles/paper.css").read_text(encoding="utf-8")
SYSTEM = {
    "Bulletin FangSong": "Noto Serif CJK SC",
    "Bulletin XiaoBiaoSong": "Noto Serif CJK SC",
    "Bulletin SongTi": "Noto Serif CJK SC",
    "Bulletin KaiTi": "Noto Serif CJK SC",
    "Bulletin HeiTi": "Noto Sans CJK SC",
}


def press(sheet: str, faces: Faces) -> int:
    """Set a sheet; the number of its pages."""
    return set_sheet(
        sheet,
        stylesheets=[("paper.css", STYLE)],
        faces=faces,
        folder=ROOT / "tests/press/sheets",
        profile=profile_of("gbt9704", [("gbt9704", FIGURES)]),
    ).pages


def raw(sheet: str) -> object:
    """Set a sheet with WeasyPrint as it comes and the machine's Noto faces."""
    style = FIGURES + STYLE
    for own, system in SYSTEM.items():
        style = style.replace(own, system)
    return weasyprint.HTML(string=sheet).write_pdf(stylesheets=[weasyprint.CSS(string=style)])


def seconds(work: Callable[[], object]) -> float:
    """Processor time of one call."""
    start = time.process_time()
    work()
    return time.process_time() - start


def copies(count: int) -> str:
    """Issue 116 with its articles repeated."""
    start, stop = SHEET.index("<article"), SHEET.index("<footer")
    return SHEET[:start] + SHEET[start:stop] * count + SHEET[stop:]


def in_other_words(sheet: str, turn: int) -> str:
    """The same sheet with the 汉字 of each text of its articles in another order, so that nothing
    that was kept of its lines helps; the faces print the same glyphs."""
    shuffled = Random(turn)

    def changed(text: re.Match[str]) -> str:
        own = re.findall(HAN, text[0])
        shuffled.shuffle(own)
        return re.sub(HAN, lambda _: own.pop(), text[0])

    start, stop = sheet.index("<article"), sheet.index("<footer")
    return sheet[:start] + re.sub(r">[^<]+<", changed, sheet[start:stop]) + sheet[stop:]


HAN = "[\u4e00-\u9fff]"


def with_everything(sheet: str) -> str:
    """The same sheet with a table, a picture and five notes."""
    note = '<span class="footnote">见《关于加强城市基层党建工作的意见》第{}条。</span></p>'
    for number in range(1, 6):
        sheet = re.sub(r"(?<=。)</p>(?=\n</article>)", note.format(number), sheet, count=1)
    row = "<tr><td>{}</td><td>千秋街道</td><td>走访党员群众，收集意见建议</td><td>37</td></tr>"
    head = "<tr><th>序号</th><th>单位</th><th>主要做法</th><th>人次</th></tr>"
    rows = "".join(map(row.format, range(1, 9)))
    table = f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"
    figure = (
        '<figure><img src="chart.png" alt="示意图"><figcaption>图1 走访人次</figcaption></figure>'
    )
    first, stop, others = sheet.partition("</article>")
    return f"{first}{figure}{table}{stop}{others}"


def laid_by_engine(sheet: str) -> str:
    """The same sheet, which the engine lays out because of a style sheet of its own."""
    return sheet.replace("</head>", "<style></style></head>")


def typst_of(sheet: str) -> Callable[[], object] | None:
    """What sets the words of a sheet with Typst; None if its wheel is not installed."""
    try:
        import typst
    except ImportError:
        return None
    paragraphs = (" ".join("".join(each.itertext()).split()) for each in _blocks(sheet))
    rules = (
        '#set page(paper: "a4", margin: (top: 37mm, left: 28mm, right: 26mm, bottom: 35mm))\n'
        '#set text(font: "Bulletin FangSong", size: 15.75pt, lang: "zh")\n'
        "#set par(justify: true, first-line-indent: (amount: 2em, all: true))\n"
    )
    text = "\n\n".join(each.replace("#", "\\#") for each in paragraphs)
    folders = [str(path.parent) for path in prepare_faces()[0].files]
    compiler = typst.Compiler(font_paths=folders)
    turn = count()

    def compiled() -> object:
        # Typst keeps what it has set; each turn has other paragraphs.
        changed = text.replace("\n\n", f"\n\n{next(turn)}")
        return compiler.compile(input=(rules + changed).encode())

    return compiled


def _blocks(sheet: str) -> list[Any]:
    root = tinyhtml5.parse(sheet, namespace_html_elements=False)
    return [each for each in root.iter() if each.tag in ("h1", "h2", "p", "li")]


def main() -> None:
    """Print the figures."""
    faces = prepare_faces()[0]
    beside: dict[str, Callable[[], object]] = {
        "laid out by the engine": lambda: press(laid_by_engine(SHEET), faces),
        "WeasyPrint as it comes": lambda: raw(SHEET),
    }
    if typst := typst_of(SHEET):
        beside["Typst"] = typst
    for work in (lambda: press(SHEET, faces), *beside.values()):
        work()
    turns = [
        (seconds(lambda: press(SHEET, faces)), *(seconds(work) for work in beside.values()))
        for _ in range(7)
    ]
    ours, *others = (min(each) for each in zip(*turns, strict=True))
    print(f"issue 116: {ours * 1000:.1f} ms of processor (<= 20)")
    for name, spent in zip(beside, others, strict=True):
        print(f"  {name}: {spent * 1000:.1f} ms, ratio {ours / spent:.2f}")
    words = [in_other_words(SHEET, turn) for turn in range(12)]
    spent_on = sorted(seconds(partial(press, each, faces)) for each in words)
    print(f"in other words each time: {spent_on[0] * 1000:.1f} to {spent_on[-1] * 1000:.1f} ms")
    everything = with_everything(SHEET)
    press(everything, faces)
    spent_on = [seconds(partial(press, everything, faces)) for _ in range(7)]
    changed = [in_other_words(everything, turn) for turn in range(7)]
    anew = [seconds(partial(press, each, faces)) for each in changed]
    print(f"with a table, a picture and five notes: {min(spent_on) * 1000:.1f} ms (<= 60)")
    print(f"  in other words each time: {min(anew) * 1000:.1f} to {max(anew) * 1000:.1f} ms")
    if not typst:
        print("  Typst is not installed: pip install typst")
    more = (min(seconds(lambda: press(copies(8), faces)) for _ in range(3)) - ours) / (
        press(copies(8), faces) - press(SHEET, faces)
    )
    print(f"a page more: {more * 1000:.1f} ms (<= 2)")
    # In a process of its own, so that the peak is this document's.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        pages, spent, peak = pool.submit(long_document, faces).result()
    print(f"{pages} pages: {spent / pages * 1000:.1f} ms a page; peak {peak:.0f} MB (<= 250)")


def long_document(faces: Faces) -> tuple[int, float, float]:
    """Pages, processor seconds and peak MB of a document of some 266 pages."""
    press(SHEET, faces)
    start = time.process_time()
    pages = press(copies(62), faces)
    spent = time.process_time() - start
    # Not ru_maxrss, which a child inherits from who started it.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return pages, spent, int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main()
