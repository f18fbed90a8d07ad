"""Issues of everything by both engines: `python -m tests.bench.both_engines [HOW MANY]`.

The copy is made by the grammar of `tests.fuzz.whole_way`, with pictures. Both engines must print
the same characters; wherever both follow the same rule, what they print stands within 0.02 mm.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path
from shutil import copyfile
from typing import NamedTuple

from bulletin.press import Faces, prepare_faces
from bulletin.publish.make import make
from tests.fuzz.whole_way import write
from tests.press.conftest import SHEETS
from tests.press.second_opinion import differences, laid_twice, said


class BothLaid(NamedTuple):
    """An issue that both engines have laid out."""

    seed: int
    is_same_text: bool
    """Whether both print each 汉字 equally often."""

    differences: list[str]


def both_laid(faces: Faces) -> Iterator[BothLaid]:
    """Issues made by the grammar, one after the other. Those that are refused are left out, and so
    are those that the press does not compose."""
    for seed in count(1):
        with tempfile.TemporaryDirectory() as room:
            root = Path(room)
            write(seed, root)
            _add_picture(root, seed)
            with laid_twice() as laid:
                made = make(root, "7", (), faces)
        if made.files and laid:
            theirs, ours = laid[-1]
            same = said(theirs) == said(ours)
            yield BothLaid(seed, same, differences((theirs, ours), pixels=False))


def _add_picture(root: Path, seed: int) -> None:
    """Put a picture into the middle of every third issue."""
    path = next((root / "issues/7").glob("城关镇.md"), None)
    if seed % 3 or path is None:
        return
    head, _, body = path.read_text(encoding="utf-8").partition("\n---\n")
    parts = body.split("\n\n")
    parts.insert(len(parts) // 2, f"![各镇党员人数](图.png)\n\n{'党员人数逐年上升。' * 8}")
    path.write_text(f"{head}\n---\n" + "\n\n".join(parts), encoding="utf-8")
    copyfile(SHEETS / "chart.png", path.parent / "图.png")


def main() -> None:
    """Print what differs, issue by issue, and how many are the same."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    found = list(islice(both_laid(prepare_faces()[0]), wanted))
    for each in found:
        if each.differences or not each.is_same_text:
            what = "; ".join(line[:200] for line in each.differences[:3])
            print(f"  {each.seed}: {'' if each.is_same_text else 'OTHER CHARACTERS; '}{what}")
    texts = sum(each.is_same_text for each in found)
    alike = sum(not each.differences for each in found)
    print(f"{len(found)} issues by both engines: {texts} with the same characters")
    print(f"  {alike} the same to 0.02 mm: places, rules, pictures, links, outline")


if __name__ == "__main__":
    main()
