"""The press on other machines: nothing shared but the work submitted, and the same bytes."""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from bulletin import fingerprint, pressroom
from bulletin.commands.build import build_command
from bulletin.press import Faces
from bulletin.pressroom import SETTERS, DaskPool, InThisProcess, WorkerPool, packed
from tests.conftest import PUBLICATION, REPOSITORY, MakeWorkspace
from tests.office import signed_issue
from tests.test_build import build, in_process, sound, three_issues, tree
from tests.test_build import faces as faces
from tests.test_house import imported_rooms, modules, room

_CLUSTER = """
import sys
from contextlib import ExitStack
from pathlib import Path
from distributed import LocalCluster
from bulletin.making import build
from bulletin.press import prepare_faces
from bulletin.pressroom import dask_workers
from bulletin.workspace import Workspace

if __name__ == "__main__":
    here, workers = Path(sys.argv[1]), Path(sys.argv[2])
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None,
        host="127.0.0.1", local_directory=workers,
    ) as cluster:
        address = cluster.scheduler_address
        built = build(Workspace(here), prepare_faces()[0], lambda _count: dask_workers(address))
    assert not built.diagnostics, built.diagnostics
    assert all(made.fresh for made in built.made)
"""


@pytest.mark.slow
def test_two_dask_workers_make_the_same_tree(
    faces: Faces, make_workspace: MakeWorkspace, tmp_path: Path
) -> None:
    """Of issues whose numbers ran on, and of two publications that count by the year."""
    by_year = "numbering: yearly\n"
    workspace = make_workspace(
        {
            **three_issues(),
            "issues/publication.yaml": PUBLICATION + by_year + "yearly_from: 2024\n",
            "issues/diaoyan/publication.yaml": "name: 调研参考\n" + by_year,
        }
    )
    for name in ("2024-1", "2024-s1", "diaoyan/2024-1"):
        signed_issue(workspace, name)
    sound(build(workspace, faces, in_process))
    here = tree(workspace.output)
    assert {"issues/2024/s1/2024-s1.pdf", "diaoyan/2024/1/diaoyan-2024-1.pdf"} <= here.keys()
    shutil.rmtree(workspace.output)
    shutil.rmtree(workspace.memory)
    script = tmp_path / "cluster.py"
    script.write_text(_CLUSTER, "utf-8")
    temporary = tmp_path / "workers"  # a folder of their own, without a prepared face in it
    temporary.mkdir()
    subprocess.run(
        [sys.executable, str(script), str(workspace.root), str(temporary)],
        env={**os.environ, "TMPDIR": str(temporary), "PYTHONPATH": str(REPOSITORY)},
        check=True,
        timeout=120,
        capture_output=True,
    )
    assert tree(workspace.output) == here
    assert list(temporary.glob("bulletin-faces-*/*/*/regular.otf"))


def test_what_is_submitted_names_no_place_of_this_machine(
    faces: Faces, make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    workspace = make_workspace({})
    sent: list[bytes] = []

    class Recording(InThisProcess):
        def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]
            sent.append(pickle.dumps((fn, args)))
            fn, args = pickle.loads(sent[-1])
            return super().submit(fn, *args, **kwargs)

    from contextlib import nullcontext

    sound(build(workspace, faces, lambda _count: nullcontext(DaskPool(Recording()))))
    assert len(sent) == 2  # the job, then the job with the faces it asked for
    for content in sent:
        assert str(workspace.root).encode() not in content
        assert str(faces.cache).encode() not in content
    assert packed(faces).files != faces.files


def test_a_rare_character_is_set_where_its_face_is(
    faces: Faces, make_workspace: MakeWorkspace
) -> None:
    from contextlib import nullcontext

    copy = "---\nunit: 城关镇\ntitle: 甲\n---\n\n李堃同志。\n"
    workspace = make_workspace({"issues/7/城关镇.md": copy})

    class Nobody(InThisProcess):
        def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]
            raise AssertionError("sent away")

    built = build(workspace, faces, lambda _count: nullcontext(DaskPool(Nobody())))
    assert [each.code for each in built.diagnostics] == ["P104"]


def test_a_cluster_that_does_not_answer_is_named(
    make_workspace: MakeWorkspace,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from bulletin.cli import run

    assert "scheduler" in {parameter.name for parameter in build_command.params}
    monkeypatch.chdir(make_workspace({}).root)
    assert run(["build", "--scheduler", "nowhere"]) == 3
    assert "连不上 nowhere" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize("after", [0.0, 0.3, 0.6, 0.7, 0.8, 1.0])
def test_workers_are_stopped_at_once_even_while_they_answer(faces: Faces, after: float) -> None:
    """Half an answer is waited for by nobody."""
    press = WorkerPool(2)
    press.call(faces)
    for _ in range(8):
        press._workers(faces).submit(bytes, 100_000_000)
    time.sleep(after)
    started = time.monotonic()
    stopping = threading.Thread(target=press.stop, daemon=True)
    stopping.start()
    stopping.join(30)
    assert not stopping.is_alive()
    assert time.monotonic() - started < 20


def test_the_key_of_a_pdf_holds_all_that_the_press_imports() -> None:
    set_nothing = {"unprinted.py", "parts.py"}  # these tell of faces and packages
    reached, waiting = set[str](), {"press"}
    while waiting:
        reached |= waiting
        files = [each for each in modules() if room(each) in waiting]
        asked = [each for each in files if each.name not in set_nothing]
        waiting = {name for each in asked for name in imported_rooms(each)} - reached
    assert reached == set(SETTERS)


@pytest.mark.parametrize(
    ("module", "again"),
    [
        ("checks/numbers.py", False),
        ("markdown/reading.py", False),
        ("commands/build.py", False),
        ("press/breaks.py", True),
        ("press/properties.txt", True),
        ("segmenter.py", True),
    ],
)
def test_another_version_of_the_program_sets_only_what_it_would_set_otherwise(
    faces: Faces,
    make_workspace: MakeWorkspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    module: str,
    again: bool,
) -> None:
    def forget() -> None:
        fingerprint.key_of_program.cache_clear()
        pressroom._key_of_setters.cache_clear()

    workspace = make_workspace(three_issues())
    names = [each.name for each in sound(build(workspace, faces, in_process, internal=True)).made]
    package = tmp_path / "other/bulletin"
    shutil.copytree(fingerprint.PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    with (package / module).open("a") as changed:
        changed.write("\n# Another version.\n")
    monkeypatch.setattr(fingerprint, "PACKAGE", package)
    forget()
    made = sound(build(workspace, faces, in_process, internal=True)).made
    forget()
    assert [(each.name, each.fresh) for each in made] == [(name, again) for name in names]
