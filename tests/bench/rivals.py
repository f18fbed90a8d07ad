"""The same words by our press, by Typst and by LibreOffice from our own Word export, measured by
`inspect`: `python -m tests.bench.rivals`.

Typst is the wheel `typst` from PyPI, LibreOffice the program `soffice`; without one of them its
column stays empty. All three print with the prepared faces.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from random import Random

from bulletin.inspect import Inspection, inspect_pdf
from bulletin.making import open_issue, page_of
from bulletin.press import Faces, prepare_faces
from bulletin.press.sheet_tree import sheet_tree
from bulletin.pressroom import PressJob, press
from bulletin.word import export
from bulletin.workspace import Workspace
from tests.conftest import ISSUE, PUBLICATION

ROOT = Path(__file__).parents[2]

RULES = (
    *("at-pitch", "short-ink", "flush-share", "worst-gap", "opened-marks", "evenness"),
    *("characters-per-line", "lines-per-page", "line-start", "line-end", "unsplit-numbers"),
    *("number-unit", "adjacent-marks", "widow", "last-line", "title-words", "title-middle"),
    *("colophon-alone", "whole-tags", "tags", "colour-spaces", "pdf-a", "pdf-ua", "file-size"),
)
"""The rules whose figures are compared."""

DENSE = (
    *("坚持“党建＋治理”", "“户户有人访、事事有人管”", "（含外出户）", "《条例》《规划》"),
    *("“一事一议”", "共12,345件", "98.76%", "（一）“红色引擎”", "“怎么干？”“谁来干？”"),
    *("讲清楚“怎么看、怎么办”", "5—8月", "“零容忍”", "约谈、通报", "建“一张网”", "〔2023〕12号"),
)


def dense_copy() -> str:
    """Paragraphs in which every few characters are a mark."""
    chance = Random(1)
    some = ("".join(f"{chance.choice(DENSE)}，" for _ in range(24)) for _ in range(12))
    return "\n\n".join(f"{each[:-1]}。" for each in some)


def workspaces(room: Path) -> Iterator[tuple[str, Path, str]]:
    """What is set: a name for it, its workspace, and its issue."""
    yield "第116期", ROOT, "116"
    folder = room / "issues/7"
    folder.mkdir(parents=True)
    (room / "issues/publication.yaml").write_text(PUBLICATION, encoding="utf-8")
    (folder / "issue.md").write_text(ISSUE, encoding="utf-8")
    head = "---\nunit: 城关镇\ntitle: 坚持“党建引领”抓实“一网统管”\n---\n\n"
    (folder / "城关镇.md").write_text(head + dense_copy(), encoding="utf-8")
    yield "标点很密的", room, "7"


def job_of(root: Path, number: str) -> PressJob:
    """What our press is given."""
    workspace = Workspace(root)
    read, _ = open_issue(workspace, number, working=True)
    assert read is not None
    assert read.loaded is not None
    assert read.issue is not None
    return page_of(workspace, read.loaded, read.issue).job


def by_typst(sheet: str, faces: Faces) -> bytes | None:
    """The words of a sheet by Typst; None if its wheel is not installed."""
    try:
        import typst
    except ImportError:
        return None
    rules = (
        '#set page(paper: "a4", margin: (top: 37mm, left: 28mm, right: 26mm, bottom: 35mm))\n'
        '#set text(font: "Bulletin FangSong", size: 15.75pt, lang: "zh", '
        "top-edge: 0.88em, bottom-edge: -0.12em)\n"
        "#set par(justify: true, leading: 13.2pt, spacing: 13.2pt, "
        "first-line-indent: (amount: 2em, all: true))\n"
    )
    words = "\n\n".join(f'#"{each}"' for each in _paragraphs(sheet))
    folders = [str(path.parent) for path in faces.files]
    made: bytes = typst.Compiler(font_paths=folders).compile(input=(rules + words).encode())
    return made


def _paragraphs(sheet: str) -> Iterator[str]:
    """The paragraphs of a sheet as strings of Typst."""
    for each in sheet_tree(sheet).iter():
        if each.tag in ("h1", "h2", "p", "li"):
            words = " ".join("".join(each.itertext()).split())
            yield words.replace("\\", "\\\\").replace('"', '\\"')


FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
{folders}<cachedir>{cache}</cachedir>
{aliases}</fontconfig>
"""

NAMES = {
    "仿宋_GB2312": "Bulletin FangSong",
    "楷体_GB2312": "Bulletin KaiTi",
    "黑体": "Bulletin HeiTi",
    "宋体": "Bulletin SongTi",
    "方正小标宋简体": "Bulletin XiaoBiaoSong",
}
"""The prepared face for each name in our Word files."""


def by_libreoffice(root: Path, number: str, faces: Faces, room: Path) -> bytes | None:
    """Our own Word file by LibreOffice; None if that is not installed."""
    office = shutil.which("soffice")
    if office is None:
        return None
    exported = export(Workspace(root), number, date(2024, 3, 5))
    (room / "own.docx").write_bytes(exported.content)
    folders = {path.parent for path in faces.files}
    alias = (
        '<match><test name="family"><string>{}</string></test><edit name="family" mode="assign">'
    )
    alias += "<string>{}</string></edit></match>\n"
    fonts = FONTS.format(
        folders="".join(f"<dir>{each}</dir>\n" for each in sorted(folders)),
        cache=room / "cache",
        aliases="".join(alias.format(*each) for each in NAMES.items()),
    )
    (room / "fonts.conf").write_text(fonts, encoding="utf-8")
    subprocess.run(
        [
            *(office, "--headless", f"-env:UserInstallation={(room / 'office').as_uri()}"),
            *("--convert-to", "pdf", "--outdir", str(room), str(room / "own.docx")),
        ],
        env={**os.environ, "FONTCONFIG_FILE": str(room / "fonts.conf"), "HOME": str(room)},
        capture_output=True,
        timeout=300,
        check=True,
    )
    return (room / "own.pdf").read_bytes()


def main() -> None:
    """Print a table for each issue."""
    faces = prepare_faces()[0]
    with tempfile.TemporaryDirectory() as made:
        for name, root, number in workspaces(Path(made)):
            job = job_of(root, number)
            room = Path(made) / f"rival-{number}"
            room.mkdir()
            pdfs = (
                press(job, faces).pdf,
                by_typst(job.sheet, faces),
                by_libreoffice(root, number, faces, room),
            )
            _print(name, [inspect_pdf(each) if each else None for each in pdfs])


def _print(name: str, found: Sequence[Inspection | None]) -> None:
    print(f"\n{name}\t我们\tTypst\tLibreOffice\t要求")
    print("面数", *(each.pages if each else "—" for each in found), sep="\t")
    for rule in RULES:
        rows = [each[rule] if each else None for each in found]
        first = next(row for row in rows if row)
        print(
            first.title, *(row.measured if row else "—" for row in rows), first.required, sep="\t"
        )


if __name__ == "__main__":
    main()
