"""New folders to write in: the next issue's, and a whole workspace for another office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bulletin.load import ISSUE, PUBLICATION, issue_folders
from bulletin.model import Publication
from bulletin.output import create_tree, replace_tree
from bulletin.workspace import Workspace, built_in

FIRST_SUBMISSION = "来稿样式"


@dataclass(frozen=True)
class Office:
    """What `init` asks of another office."""

    name: str
    issuer: str
    units: tuple[str, ...]
    report_to: tuple[str, ...]
    send_to: tuple[str, ...]
    issue_to: tuple[str, ...] = ()
    base_url: str = ""


def next_number(workspace: Workspace) -> int:
    """The number after the last 正刊 that has a folder; 1 in an empty workspace."""
    folders, _ = issue_folders(workspace.root)
    return max((int(path.name) for path in folders if path.name.isdigit()), default=0) + 1


def new_issue(workspace: Workspace, publication: Publication, name: str, today: date) -> Path:
    """Make the folder of issue `name` (`117`, or `s3` for a supplement) and return it.

    Raises FileExistsError when the folder is there, though another made it a moment ago.
    """
    folder = workspace.issues / name
    create_tree(
        folder, _issue_files(workspace.folders("templates"), publication.units[0].name, name, today)
    )
    return folder


def new_workspace(root: Path, office: Office, number: int, today: date) -> Path:
    """Make a workspace for `office` with its first issue and return the issue's folder.

    Raises FileExistsError when `root` already holds issues.
    """
    issues = root / "issues"
    if issues.exists():
        raise FileExistsError(issues)
    templates = (built_in("templates"),)
    files = {
        f"{number}/{name}": content
        for name, content in _issue_files(templates, office.units[0], str(number), today).items()
    }
    files[PUBLICATION] = _fill(templates, "new/publication.yaml", {"office": office}).encode()
    replace_tree(issues, files)
    return issues / str(number)


def _issue_files(templates: Sequence[Path], unit: str, name: str, today: date) -> dict[str, bytes]:
    values = {
        "number": name.removeprefix("s"),
        "supplement": name.startswith("s"),
        "date": today.isoformat(),
        "first": FIRST_SUBMISSION,
        "unit": unit,
    }
    return {
        ISSUE: _fill(templates, "new/issue.md", values).encode(),
        f"{FIRST_SUBMISSION}.md": _fill(templates, "new/submission.md", values).encode(),
    }


def _fill(templates: Sequence[Path], name: str, values: Mapping[str, object]) -> str:
    environment = Environment(
        loader=FileSystemLoader(list(templates)),
        autoescape=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["scalar"] = _scalar
    return environment.get_template(name).render(**values)


def _scalar(text: str) -> str:
    """The text as one YAML scalar, quoted where YAML needs it."""
    return yaml.safe_dump(text, allow_unicode=True, width=10_000).removesuffix("\n...\n").strip()
