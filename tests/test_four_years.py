"""An office with two publications over four years, along its whole way."""

from __future__ import annotations

from pathlib import Path

import pytest

from bulletin.cli import run
from bulletin.diagnostics import Severity
from bulletin.edition import read_shelves
from bulletin.load import issue_folders
from bulletin.making import build
from bulletin.model import Notice, issue_name
from bulletin.press import prepare_faces
from bulletin.publish.act import ActContext
from bulletin.publish.make import MadeEdition, Press, make
from bulletin.publish.verification import verify
from tests.four_years import FIRST, four_years, standing_in
from tests.office import TODAY
from tests.test_build import in_process
from tests.test_several import assert_links_lead_somewhere


class PressHere(Press):
    """The press without a process of its own for each edition, which takes the longer part."""

    def __call__(self, root: Path, issue: str, notices: tuple[Notice, ...]) -> MadeEdition:
        return make(root, issue, notices, self.faces)


@pytest.mark.slow
def test_two_publications_over_four_years(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    faces, _ = prepare_faces()
    assert all(face.official or face.family in FIRST for face in faces.faces)
    press = ActContext(PressHere(faces), TODAY)
    workspace = four_years(tmp_path, {"2025-1": press, "diaoyan/2026-1": press})
    assert list(map(issue_name, issue_folders(workspace.root)[0])) == [
        *("5", "6", "7", "2025-1", "2025-2", "2026-1", "2025-s1", "2025-z1"),
        *("diaoyan/1", "diaoyan/2", "diaoyan/2025-1", "diaoyan/2026-1"),
    ]
    assert [[line.name for line in each.register] for each in read_shelves(workspace)] == [
        ["7/1", "2025-1/1", "2025-s1/1", "2025-z1/1", "2025-2/1", "2026-1/1", "7/2", "7/3",
         "2025-s1/2"],
        ["diaoyan/2/1", "diaoyan/2025-1/1", "diaoyan/2026-1/1", "diaoyan/2025-1/2"],
    ]  # fmt: skip
    assert verify(workspace).diagnostics == ()
    for name in ("2025-1", "diaoyan/2026-1"):
        (edition,) = verify(workspace, name, press.press).editions
        assert (edition.rebuilt, edition.diagnostics) == (True, ())
    old = verify(workspace, "7", press.press)
    assert {each.severity for each in old.diagnostics} == {Severity.INFO}
    assert "由 0.1.0 版刊发" in old.diagnostics[0].message
    built = build(workspace, None, in_process, internal=True)
    assert [each.code for each in built.diagnostics if each.severity is Severity.ERROR] == []
    tree = workspace.internal_output
    assert_links_lead_somewhere(tree)
    page = (tree / "diaoyan/2/index.html").read_text("utf-8")
    assert 'rel="prev" href="../../diaoyan/1/index.html"' in page
    assert 'rel="next" href="../../diaoyan/2025/1/index.html"' in page
    assert "勘误" in (tree / "diaoyan/2025/1/index.html").read_text("utf-8")
    assert "本期已撤回：发错范围" in (tree / "issues/2025/s1/index.html").read_text("utf-8")
    years = [path.name for path in sorted((tree / "diaoyan/years").iterdir()) if path.is_dir()]
    assert years == ["2023", "2024", "2025", "2026"]
    capsys.readouterr()
    with standing_in(workspace.root):
        run(["check", "--select", "I", "--format", "concise"])
        assert capsys.readouterr().out == ""
