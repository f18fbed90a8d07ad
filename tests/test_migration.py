"""An office that worked with version 0.1.0 goes on with today's, and begins what is new there.

`bags/0.1.0-workspace.tar.gz` holds the sheets, copy and approvals beside `bags/0.1.0.tar.gz`, as
version 0.1.0 left them; it is never made anew.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bulletin.cli import run
from bulletin.edition import read_shelf
from bulletin.making import Proof, build
from bulletin.publish.act import publish
from bulletin.publish.verification import verify
from bulletin.workspace import Workspace
from tests.office import TODAY, edit, office, sent, signed_issue, unpack, unpack_old_edition
from tests.test_build import in_process, tree

ADDRESSES = [
    "404.html",
    "feed.xml",
    "icon.svg",
    "index.html",
    "robots.txt",
    "screen.css",
    "search.js",
    "issues/7/7.pdf",
    "issues/7/a1.html",
    "issues/7/index.html",
    "search/2024.js",
    "search/catalogue.js",
    "search/index.html",
    "topics/index.html",
    "units/index.html",
    "units/东关街道/index.html",
    "units/城关镇/index.html",
    "years/2024/index.html",
    "years/index.html",
]
"""The files of the archive that version 0.1.0 built of issue 7."""

FEED_IDS = {
    "urn:uuid:4d738b8e-be3e-583c-82d7-2a8ec6b53526",
    "urn:uuid:3cb2a54e-5e49-5fb3-b61a-70b34775590d",
}
"""What it called its feed, and the article of issue 7 in it."""


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Issue 7 is published, 8 and s1 are signed and approved."""
    unpack("0.1.0-workspace.tar.gz", tmp_path)
    unpack_old_edition(tmp_path / "issues")
    monkeypatch.chdir(tmp_path)
    return Workspace(tmp_path)


def assert_every_address_stands(workspace: Workspace, but: str = "") -> None:
    built = tree(workspace.output)
    assert built.keys() >= set(ADDRESSES) - {but}
    assert set(re.findall("<id>(.+?)</id>", built["feed.xml"].decode())) >= FEED_IDS


@pytest.mark.slow
def test_what_changes_nothing_leaves_every_file_as_it_was(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    before = tree(workspace.issues)
    for command in (
        *(
            "check",
            "check 7",
            "status",
            "verify",
            "build",
            "build --internal",
        ),
        *("export 8 --docx", "mail 7", "wechat 7", "inspect build/issues/7/7.pdf"),
    ):
        assert run(command.split()) in (0, 1), (command, capsys.readouterr().err)
        assert "Traceback" not in capsys.readouterr().err
    assert tree(workspace.issues) == before
    assert_every_address_stands(workspace)


def test_what_was_approved_is_published_and_what_is_new_is_begun_beside_it(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    before = tree(workspace.issues)
    assert [sent(publish(workspace, name, office())) for name in ("8", "s1")] == ["8/1", "s1/1"]
    edit_facts(workspace, "numbering: yearly\nyearly_from: 2025\nseries: [{name: 专报, mark: z}]\n")
    assert run(["init", "--publication", "调研参考", "--as", "diaoyan", "--yearly"]) == 0
    assert "issues/diaoyan/publication.yaml" in capsys.readouterr().out
    for name in ("2025-1", "2025-z1", "diaoyan/2025-1"):
        signed_issue(workspace, name, "2025-03-05")
        assert sent(publish(workspace, name, office())) == f"{name}/1"
    after = tree(workspace.issues)
    changed = {name for name, content in before.items() if after[name] != content}
    assert changed == {"publication.yaml", "register.sha256"}
    register = [line for line in after["register.sha256"].splitlines() if line[:1] != b"#"]
    assert register[0] == before["register.sha256"].strip()
    assert [line.name for line in read_shelf(workspace).register] == [
        *("7/1", "8/1", "s1/1", "2025-1/1", "2025-z1/1"),
    ]
    assert verify(workspace).diagnostics == ()
    built = build(workspace, None, in_process, proof=Proof(TODAY))
    assert {each.code for each in built.diagnostics} <= {"I120"}  # the folder of 7 says otherwise
    assert_every_address_stands(workspace, but="issues/7/7.pdf")  # a proof is without PDF
    for address in ("issues/8/index.html", "issues/s1/index.html", "issues/2025/z1/index.html"):
        assert (workspace.output / address).is_file()


def edit_facts(workspace: Workspace, more: str) -> None:
    """Add lines to the facts of the first publication."""
    path = workspace.issues / "publication.yaml"
    path.write_text(f"{path.read_text('utf-8')}\n{more}", "utf-8")


def test_an_approval_of_then_is_void_when_its_copy_is_changed(workspace: Workspace) -> None:
    edit(workspace, "8", "名", "余名")
    outcome = publish(workspace, "8", office())
    assert [each.code for each in outcome.diagnostics] == ["I106"]
    assert "城关镇.md" in outcome.diagnostics[0].message
