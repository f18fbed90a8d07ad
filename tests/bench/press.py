"""How fast the press is, beside WeasyPrint as it comes; run by hand or by `make bench`.

Everything is measured in one process and one run, turn by turn, as the best of several.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any
from unittest import mock

import weasyprint

from bulletin.press import Faces, prepare_faces, set_sheet
from bulletin.press.engine import paragraphs
from bulletin.press.engine.justification import place_characters
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
        folder=ROOT,
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


def justification_share(faces: Faces) -> float:
    """The justification pass's share of a setting."""
    spent = 0.0

    def timed(*values: Any) -> None:
        nonlocal spent
        start = time.perf_counter()
        place_characters(*values)
        spent += time.perf_counter() - start

    with mock.patch.object(paragraphs, "place_characters", timed):
        start = time.perf_counter()
        press(SHEET, faces)
        return spent / (time.perf_counter() - start)


def main() -> None:
    """Print the figures."""
    faces = prepare_faces()[0]
    press(SHEET, faces), raw(SHEET)
    turns = [(seconds(lambda: press(SHEET, faces)), seconds(lambda: raw(SHEET))) for _ in range(7)]
    ours, theirs = (min(each) for each in zip(*turns, strict=True))
    print(f"issue 116: {ours * 1000:.0f} ms, WeasyPrint as it comes {theirs * 1000:.0f} ms")
    print(f"ratio {ours / theirs:.2f} (<= 0.60), median {median(a / b for a, b in turns):.2f}")
    print(f"justification pass {median(justification_share(faces) for _ in range(5)):.1%} (<= 3 %)")
    few = min(seconds(lambda: press(SHEET, faces)) for _ in range(5)) / press(SHEET, faces)
    # In a process of its own, so that the peak is this document's.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        pages, spent, peak = pool.submit(long_document, faces).result()
    each = spent / pages
    print(
        f"{pages} pages: {each * 1000:.1f} ms a page, {each / few:.2f} of a short issue's (<= 1.2)"
    )
    print(f"peak {peak:.0f} MB (<= 250)")


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
