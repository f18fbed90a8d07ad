"""An office's own templates and styles, looked over before anything is made with them.

Only those that differ from ours are looked at. Which names exist is read from our own templates,
styles and code, so whoever adds a class or a figure there adds it here too.
"""

from __future__ import annotations

from pathlib import Path

from bulletin.decoding import UTF_8, decoded
from bulletin.diagnostics import Diagnostic, in_order, of_file
from bulletin.source import Source
from bulletin.workspace import ROOMS, Workspace, built_in


def look_over(workspace: Workspace) -> tuple[Diagnostic, ...]:
    """What is wrong with the office's own templates and styles, each fault with its place."""
    found: list[Diagnostic] = []
    texts: dict[str, Source] = {}
    for path in own_files(workspace):
        shown = path.relative_to(workspace.root).as_posix()
        text = decoded(path.read_bytes(), UTF_8)
        if text is not None:
            texts[shown] = Source(shown, text)
        else:
            hint = "在编辑器里另存为 UTF-8"
            found.append(of_file("F030", shown, "不是 UTF-8 编码", hint))
    for shown, source in texts.items():
        found += _faults(workspace, shown, source)
    return in_order(found)


def own_files(workspace: Workspace) -> tuple[Path, ...]:
    """The office's own templates and styles that differ from ours, in order."""
    return tuple(
        path
        for room in ROOMS
        if len(workspace.folders(room)) == 2
        for path in sorted((workspace.root / room).rglob("*"))
        if path.suffix in (".css", ".html", ".xml", ".js", ".txt", ".md", ".yaml")
        and path.is_file()
        and not path.name.startswith(".")
        and _is_changed(room, path.relative_to(workspace.root / room).as_posix(), path)
    )


def _is_changed(room: str, name: str, own: Path) -> bool:
    """Whether it is a profile of the office's own, or shadows ours with something else."""
    ours = built_in(room) / name
    if ours.is_file():
        return ours.read_bytes() != own.read_bytes()
    return room == "styles" and name.startswith("profiles/")


def _faults(workspace: Workspace, shown: str, source: Source) -> tuple[Diagnostic, ...]:
    # Style sheets load the engine, so only where it is needed.
    from bulletin.looks.style_sheets import faults_of_style
    from bulletin.looks.templates import faults_of_template

    room, _, name = shown.partition("/")
    if room == "styles":
        return tuple(faults_of_style(workspace, name, source)) if name.endswith(".css") else ()
    return () if name.startswith("new/") else tuple(faults_of_template(workspace, name, source))
