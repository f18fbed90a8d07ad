"""What the commands print: diagnostics, results, and that there is no workspace."""

from __future__ import annotations

import io
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO
from urllib.parse import unquote

import click

if TYPE_CHECKING:
    from bulletin.diagnostics import Diagnostic, Severity
    from bulletin.making import Spoken
    from bulletin.model import Publication
    from bulletin.press import Faces
    from bulletin.source import Source
    from bulletin.workspace import Workspace

CLEAN, FAULTS, USAGE, ENVIRONMENT = 0, 1, 2, 3
"""Exit codes: no fault; faults in the copy; a wrong call; something outside is missing."""

_COLOURS = ("cyan", "yellow", "red")
"""Of each severity, the least serious first."""


def styled(text: str, severity: Severity, on: TextIO = sys.stderr) -> str:
    """The text in the colour of a severity, on a terminal without NO_COLOR (no-color.org)."""
    if not on.isatty() or os.environ.get("NO_COLOR"):
        return text
    return click.style(text, fg=_COLOURS[severity], bold=True)


def tell(diagnostics: Sequence[Diagnostic]) -> None:
    """Print the diagnostics and their count to standard error."""
    if not diagnostics:
        return
    from bulletin.fields import in_its_language
    from bulletin.report import in_full

    click.echo(in_full(in_its_language(diagnostics, home()), styled), err=True)
    click.echo(count_line(diagnostics), err=True)


def home() -> Source | None:
    """publication.yaml of the workspace around the current folder, whose language is spoken."""
    from bulletin.source import Source
    from bulletin.workspace import find_workspace

    workspace = find_workspace(Path.cwd())
    path = workspace.issues / "publication.yaml" if workspace else None
    if path is None or not path.is_file():
        return None
    return Source(str(path), path.read_text("utf-8", "replace"))


def count_line(diagnostics: Sequence[Diagnostic]) -> str:
    """3 处错误，1 处提醒."""
    from bulletin.report import SEVERITY_NAMES

    counts = [
        f"{count} 处{word}"
        for severity, word in SEVERITY_NAMES.items()
        if (count := sum(each.severity is severity for each in diagnostics))
    ]
    return "，".join(counts)


def preparing() -> Callable[[str, int, int], None]:
    """A callback that shows the preparation of faces, which takes half a minute the first time."""
    started = time.monotonic()
    spoken = False

    def tell_progress(label: str, done: int, of: int) -> None:
        nonlocal spoken
        if label and (spoken or done == 0 or time.monotonic() - started > SHORT):
            progress(f"准备{label}字体（{done + 1}/{of}{time_left(started, done, of)}）")
            spoken = True
        elif spoken:
            progress("")

    return tell_progress


def reading(what: str) -> Callable[[int, int], None]:
    """A callback that shows how many of `what` are read, where that takes long."""
    started = time.monotonic()

    def tell_progress(done: int, of: int) -> None:
        nonlocal started
        if done == 0:
            started = time.monotonic()
        if done == of:
            progress("")
        elif time.monotonic() - started > SHORT:
            progress(f"读{what}（{done}/{of}{time_left(started, done, of)}）")

    return tell_progress


SHORT = 1.0
"""Seconds that need no word, and after which it can be told how long the rest takes."""


def time_left(started: float, done: int, of: int) -> str:
    """，约剩 8 秒: what the rest takes if it goes on as since `started`.

    Empty if that cannot be told yet, or is next to nothing.
    """
    passed = time.monotonic() - started
    left = passed / done * (of - done) if done else 0.0
    return f"，约剩 {left:.0f} 秒" if passed > SHORT and left >= 1 else ""


def waiting(whom: str, seconds: float) -> None:
    """Print for whom a command waits, and how long at most."""
    progress("")
    click.echo(f"{whom}；等它结束，最多等 {seconds:.0f} 秒", err=True)


def progress(text: str) -> None:
    """Print a line that the next one replaces. Nothing is printed without a terminal."""
    if sys.stderr.isatty():
        click.echo(f"\r\033[K{text}", nl=False, err=True)


@contextmanager
def overhearing() -> Iterator[list[Spoken]]:
    """Collect what is printed in the block, in order."""
    from bulletin.making import Spoken

    heard: list[Spoken] = []

    class Overheard(io.TextIOBase):
        def __init__(self, stream: TextIO, *, is_aside: bool) -> None:
            self._stream, self._is_aside = stream, is_aside

        def write(self, text: str, /) -> int:
            count = self._stream.write(text)
            heard.append(Spoken(text, self._is_aside))
            return count

        def flush(self) -> None:
            self._stream.flush()

        def isatty(self) -> bool:
            return self._stream.isatty()

        @property
        def encoding(self) -> str:  # type: ignore[override]
            return self._stream.encoding

        @property
        def errors(self) -> str | None:  # type: ignore[override]
            return self._stream.errors

    out, err = (
        Overheard(sys.stdout, is_aside=False),
        Overheard(sys.stderr, is_aside=True),
    )
    with redirect_stdout(out), redirect_stderr(err):
        yield heard


def say_again(spoken: Iterable[Spoken]) -> None:
    """Print again what was overheard."""
    for text, is_aside in spoken:
        click.echo(text, nl=False, err=is_aside)


def tell_type(workspace: Workspace, stand_ins: Sequence[tuple[str, str]]) -> None:
    """Print which faces replace official type, and the setting that allows publishing with them."""
    if not stand_ins:
        return
    from bulletin.fields import in_the_language_of
    from bulletin.load import load_publication
    from bulletin.press import accepting

    labels = "、".join(label for label, _ in stand_ins)
    publication, _ = load_publication(workspace.root)
    accepted = publication.house.substitutes if publication else ()
    families = [family for _, family in stand_ins]
    if set(families) <= set(accepted):
        click.echo(f"{labels}用的是代替字体；运行 bulletin doctor 查看", err=True)
        return
    source = publication.source if publication else home()
    cure = in_the_language_of(source, accepting(accepted, families))
    click.echo(f"{labels}用的是代替字体，这样不能刊发；{cure}", err=True)


def from_here(path: Path) -> str:
    """The shortest way to write a path from the current folder."""
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def open_page(address: str) -> None:
    """Open an address in the browser, or print that there is none."""
    import webbrowser

    if not webbrowser.open(address):
        click.echo(f"打不开浏览器；自己打开 {unquote(address)}", err=True)


def stop(message: str, code: int) -> NoReturn:
    """Print the reason and exit with `code`."""
    progress("")
    click.echo(message, err=True)
    raise SystemExit(code)


def the_publication(workspace: Workspace, then: str) -> Publication:
    """The first publication of a workspace; exits if it has faults, and says what to do then."""
    from bulletin.load import load_publication

    publication, faults = load_publication(workspace.root)
    if publication is None:
        tell(faults)
        stop(f"publication.yaml 有错，改好{then}", FAULTS)
    return publication


def the_faces(undone: str = "", *, strict: bool = False) -> Faces:
    """The prepared faces. Shows the progress of preparing them, and exits if a role has none, with
    what was not done for that."""
    from bulletin.diagnostics import has_errors
    from bulletin.press import prepare_faces

    faces, faults = prepare_faces(strict=strict, progress=preparing())
    if has_errors(faults):
        tell(faults)
        lacking = "，".join(filter(None, ("字体不齐", undone)))
        stop(f"{lacking}；运行 bulletin doctor 查看", ENVIRONMENT)
    return faces


def the_workspace() -> Workspace:
    """The workspace that contains the current folder; exits if there is none."""
    from bulletin.workspace import find_workspace

    workspace = find_workspace(Path.cwd())
    if workspace is None:
        stop(
            "这里没有 issues/publication.yaml；先进入刊物的文件夹，或运行 bulletin init 文件夹",
            USAGE,
        )
    return workspace
