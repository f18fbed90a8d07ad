"""How a document looks: the size and face of its running text, and what stands out from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from bulletin.intake.received import ReceivedLine, Run
from bulletin.typefaces import Kind, kind_of_face

_ROLES = {
    Kind.XIAOBIAOSONG: "title",
    Kind.HEITI: "black",
    Kind.KAITI: "kai",
    Kind.FANGSONG: "text",
    Kind.SONGTI: "text",
}
"""What each kind of type says in a document; 仿宋 and 宋体 are both faces of running text."""


def look_kind(face: str) -> str:
    """`title` (小标宋), `black` (黑体), `kai` (楷体), `text`; empty for another or none."""
    kind = kind_of_face(face)
    return _ROLES[kind] if kind else ""


@dataclass(frozen=True, slots=True)
class RunningText:
    """The running text's size in points and kind of face; 0 and empty where nothing says."""

    size: float
    kind: str
    bold: bool
    """Whether most of the text is bold, so that bold means nothing."""

    def marks(self, run: Run) -> bool:
        """Whether a run is set so as to stand out as a heading does."""
        kind = look_kind(run.face)
        differs = bool(self.kind) and kind in ("black", "kai", "title") and kind != self.kind
        return differs or (run.bold and not self.bold)

    def marks_black(self, line: ReceivedLine) -> bool:
        """Whether a line is in 黑体 or bold, as headings of the first level are."""
        return look_kind(line.face) == "black" or line.bold

    def marks_all(self, line: ReceivedLine) -> bool:
        """Whether all of a line stands out."""
        seen = [run for run in line.runs if run.text.strip()]
        return bool(seen) and all(map(self.marks, seen))


def running_text_of(lines: Iterable[ReceivedLine]) -> RunningText:
    """The look of most characters."""
    sizes: Counter[float] = Counter()
    kinds: Counter[str] = Counter()
    bold: Counter[bool] = Counter()
    for line in lines:
        for run in line.runs:
            weight = len(run.text.strip())
            sizes[run.size] += weight
            kinds[look_kind(run.face)] += weight
            bold[run.bold] += weight
    if not sizes:
        return RunningText(0, "", False)
    size, kind = sizes.most_common(1)[0][0], kinds.most_common(1)[0][0]
    return RunningText(size, kind, bold[True] > bold[False])
