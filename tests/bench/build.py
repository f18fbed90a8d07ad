"""How long a whole archive takes, beside Hugo and MkDocs; prints figures and never fails for them.

    python -m tests.bench.build [ISSUES]

Hugo (Debian) and MkDocs (PyPI) are compared with when they are installed: the same number of pages
of the same text, with a template that does no more than put it in its place.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, wait
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from multiprocessing import active_children
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bulletin.archive import neighbours
from bulletin.fingerprint import look_at
from bulletin.load import load_publication
from bulletin.making import Proof, build
from bulletin.making.context import context_of
from bulletin.making.drafts import draft, read_issues
from bulletin.making.press_run import MadeIssue
from bulletin.model import Site
from bulletin.press import Faces, prepare_faces
from bulletin.pressroom import InThisProcess, local_workers, press
from bulletin.workspace import Workspace
from tests.bench.synthetic import write_archive

PDF_ISSUES = 150
"""Issues set in the measure of the press: enough that starting the workers counts little."""


@contextmanager
def nobody(_count: int) -> Iterator[Executor]:
    """No workers: an archive without PDFs needs none."""
    yield InThisProcess()


def seconds(do: Callable[[], object]) -> float:
    """How long it takes by the clock on the wall."""
    started = time.perf_counter()
    do()
    return time.perf_counter() - started


def forget(workspace: Workspace) -> None:
    """Remove what was built, and what is remembered of it."""
    for folder in (workspace.output, workspace.internal_output, workspace.memory):
        shutil.rmtree(folder, ignore_errors=True)


def bench_pages(workspace: Workspace, folder: Path) -> None:
    """The site without PDFs: cold, unchanged, one submission changed; and others' time."""
    colds, hugos = [], []
    hugo = hugo_site(workspace, folder / "hugo")
    for _ in range(3):
        forget(workspace)
        colds.append(seconds(lambda: build(workspace, None, nobody)))
        if hugo:
            hugos.append(seconds(hugo))
    pages = sum(1 for _ in workspace.output.rglob("*.html"))
    print(f"site cold: {min(colds):.2f} s for {pages} pages")
    if hugos:
        print(f"Hugo, as many pages: {min(hugos):.2f} s; ratio {min(colds) / min(hugos):.2f}")
    unchanged = seconds(lambda: build(workspace, None, nobody))
    print(f"nothing changed: {unchanged:.2f} s")
    change_one(workspace)
    print(f"one submission changed: {seconds(lambda: build(workspace, None, nobody)):.2f} s")


def change_one(workspace: Workspace) -> None:
    """Change a word of a submission in the middle of the archive."""
    copies = [path for path in sorted(workspace.issues.rglob("*.md")) if path.stem != "issue"]
    one = copies[len(copies) // 2]
    one.write_text(one.read_text("utf-8").replace("。", "！", 1), "utf-8")


def plain_pages(workspace: Workspace, issues: int) -> Iterator[tuple[str, str, str]]:
    """A page for each issue and one for each article: path, title, Markdown."""
    folders = [path for path in sorted(workspace.issues.iterdir()) if path.name.isdigit()]
    for issue in folders[:issues]:
        copies = [path for path in sorted(issue.glob("*.md")) if path.stem != "issue"]
        bodies = [path.read_text("utf-8").split("---\n", 2)[2] for path in copies]
        for number, body in enumerate(["".join(bodies), *bodies]):
            yield f"{issue.name}/a{number}.md", f"{issue.name}-{number}", body


def hugo_site(workspace: Workspace, folder: Path) -> Callable[[], object] | None:
    """The same pages for Hugo, and how to build them; None without Hugo."""
    if not shutil.which("hugo"):
        print("Hugo: not installed")
        return None
    layouts = folder / "layouts" / "_default"
    layouts.mkdir(parents=True)
    (folder / "hugo.toml").write_text('baseURL = "/"\ndisableKinds = ["taxonomy", "term"]\n')
    page = "<!doctype html><title>{{ .Title }}</title><main>{{ .Content }}</main>"
    (layouts / "single.html").write_text(page)
    (layouts / "list.html").write_text(
        "{{ range .Pages }}<a href={{ .Permalink }}>{{ .Title }}</a>{{ end }}"
    )
    for name, title, body in plain_pages(workspace, sys.maxsize):
        place = folder / "content" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"---\ntitle: {title}\n---\n{body}", "utf-8")

    def run() -> None:
        shutil.rmtree(folder / "public", ignore_errors=True)
        subprocess.run(["hugo", "--quiet", "--source", str(folder)], check=True)

    return run


MKDOCS_ISSUES = 300
"""Issues of the comparison with MkDocs, which takes minutes for a thousand."""


def bench_mkdocs(folder: Path) -> None:
    """The time of MkDocs, with its own theme and search, beside ours for as many pages."""
    write_archive(folder / "small", MKDOCS_ISSUES)
    workspace = Workspace(folder / "small")
    ours = seconds(lambda: build(workspace, None, nobody))
    site = folder / "mkdocs"
    for name, title, body in plain_pages(workspace, sys.maxsize):
        place = site / "docs" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"# {title}\n\n{body}", "utf-8")
    (site / "docs" / "index.md").write_text("# 首页\n", "utf-8")
    (site / "mkdocs.yml").write_text("site_name: 组工信息\ntheme: mkdocs\n", "utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--config-file"]
    theirs = seconds(lambda: subprocess.run([*command, str(site / "mkdocs.yml")], check=True))
    print(f"MkDocs, {MKDOCS_ISSUES} issues: {theirs:.1f} s; ours {ours:.2f} s, ", end="")
    print(f"{theirs / ours:.0f} times as fast (>= 10)")


def resident(process: int) -> int:
    """The memory of a process, in KB; 0 when it is gone."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    return next((int(row.split()[1]) for row in status.splitlines() if "VmRSS" in row), 0)


def workers_memory() -> int:
    """The memory of the largest of this process's workers, in KB."""
    return max((resident(each.pid or 0) for each in active_children()), default=0)


def bench_memory(workspace: Workspace, faces: Faces, names: Sequence[str]) -> None:
    """What a worker holds after ten issues, and the most that one ever holds."""
    sampled: list[int] = []

    def heard(_made: MadeIssue, _done: int, _of: int) -> None:
        sampled.append(workers_memory())

    forget(workspace)
    build(workspace, faces, lambda _count: local_workers(1), names, internal=True, heard=heard)
    after = sampled[9] // 1024
    most = max(sampled[10:]) // 1024
    print(f"a worker's memory: {after} MB at issue 10, at most {most} MB up to ", end="")
    print(f"issue {len(sampled)}; ratio {most / after:.2f} (<= 1.2)")
    bench_change(workspace)


def bench_change(workspace: Workspace) -> None:
    """The whole command as an editor runs it, after a change to one submission and after none."""
    command = [sys.executable, "-m", "bulletin", "build", "--internal"]
    run = partial(subprocess.run, command, cwd=workspace.root, check=True, capture_output=True)
    times = []
    for _ in range(9):
        change_one(workspace)
        times.append(seconds(run))
    print(f"one submission changed, with its PDF: {min(times):.2f} to {max(times):.2f} s, ", end="")
    print(f"median {median(times):.2f} s (<= 1.5)")
    print(f"nothing changed: {min(seconds(run) for _ in range(3)):.2f} s (<= 1.0)")


def bench_press(workspace: Workspace, faces: Faces) -> None:
    """PDFs cold with one worker and with two, and what a worker's memory comes to."""
    names = [path.name for path in sorted(workspace.issues.iterdir()) if path.name.isdigit()]
    bench_memory(workspace, faces, names)
    names = names[:PDF_ISSUES]
    times = {}
    for jobs in (1, 2):
        forget(workspace)
        times[jobs] = seconds(
            lambda jobs=jobs: build(  # type: ignore[misc]
                workspace, faces, lambda _count: local_workers(jobs), names, internal=True
            )
        )
        rate = len(names) / times[jobs]
        print(f"{len(names)} issues of seven pages, {jobs} workers: {rate:.1f} issues/s, ", end="")
        print(f"{7 * rate:.0f} pages/s")
    print(f"one to two workers: {times[1] / times[2]:.2f} times as fast, the site's pages included")
    alone = {jobs: press_alone(workspace, faces, names, jobs) for jobs in (1, 2)}
    print(f"the press alone: {alone[1] / alone[2]:.2f} times as fast (>= 1.8)")


def press_alone(workspace: Workspace, faces: Faces, names: Sequence[str], jobs: int) -> float:
    """How long workers take that are there already, for issues that are rendered already."""
    publication, _ = load_publication(workspace.root)
    assert publication is not None
    context = context_of(workspace, faces, Site(publication, internal=True))
    context = replace(context, looks={name: look_at(workspace.issues / name) for name in names})
    read = read_issues(context, {workspace.issues / name: "" for name in names}).read
    beside = neighbours({each.issue.serial: each.issue.dated for each in read.values()})
    drafts, _ = draft(context, read, beside, Proof())
    sheets = [each.job for each in drafts if each.job]
    with local_workers(jobs) as workers:
        wait([workers.submit(press, job, faces) for job in sheets[: 2 * jobs]])
        return seconds(lambda: wait([workers.submit(press, job, faces) for job in sheets]))


def main() -> None:
    """Print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with TemporaryDirectory() as made:
        folder = Path(made)
        write_archive(folder / "archive", count)
        workspace = Workspace(folder / "archive")
        bench_press(workspace, prepare_faces()[0])  # first: Hugo too would count as a child
        bench_pages(workspace, folder)
        bench_mkdocs(folder)


if __name__ == "__main__":
    main()
