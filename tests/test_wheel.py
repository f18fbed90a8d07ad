"""The wheel has all it needs: it makes and builds a workspace with nothing else of ours there."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.test_commands import INIT


@pytest.mark.slow
def test_the_wheel_works_alone(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
    )
    [wheel] = tmp_path.glob("*.whl")
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        archive.extractall(site)
    assert "bulletin/templates/issue.html" in names
    assert "bulletin/styles/paper.css" in names
    assert "bulletin/styles/search.js" in names
    assert not [name for name in names if name.startswith(("tests/", "issues/"))]

    def bulletin(*arguments: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
        # -P: the current folder is no place to import from; the wheel's own folder comes first.
        return subprocess.run(
            [sys.executable, "-P", "-m", "bulletin", *arguments],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(site)},
            capture_output=True,
            check=True,
        )

    bulletin("init", "刊物", *INIT, folder=tmp_path)
    said = bulletin("build", "--internal", folder=tmp_path / "刊物").stdout.decode()
    assert "第1期" in said
    assert (tmp_path / "刊物/build-internal/issues/1/1.pdf").read_bytes().startswith(b"%PDF-")
    where = subprocess.run(
        [sys.executable, "-P", "-c", "import bulletin; print(bulletin.__file__)"],
        env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True,
        check=True,
    )
    assert str(site) in where.stdout.decode()
