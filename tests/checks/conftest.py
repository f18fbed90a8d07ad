from pathlib import Path
from shutil import copy, copytree

import pytest

HERE = Path(__file__).parent


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace with a registry of three units, an office's terms and names, and no issue."""
    (tmp_path / "issues").mkdir()
    copy(HERE / "publication.yaml", tmp_path / "issues" / "publication.yaml")
    for name in ("terms.yaml", "names.yaml"):
        copy(HERE / name, tmp_path / "issues" / name)
    return tmp_path


@pytest.fixture
def seed_workspace(tmp_path: Path) -> Path:
    """A workspace with issue 116 as it is kept."""
    copytree(HERE.parents[1] / "issues", tmp_path / "issues")
    return tmp_path
