"""From copy to files: the text of the PDF, the same bytes, the last good edition."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bulletin.build import Built, build
from bulletin.model import Issue
from bulletin.output import Disk, replace_tree, restore
from bulletin.press import Faces, prepare_faces
from tests.conftest import REPOSITORY, SMALL, MakeWorkspace
from tests.test_render import issue_of, printed, squeezed


@cache
def prepared() -> Faces:
    made, faults = prepare_faces()
    assert [each for each in faults if each.code != "P102"] == []
    return made


@pytest.fixture
def faces() -> Faces:
    return prepared()


def pdf_text(path: Path, issue: Issue) -> str:
    """The PDF's text as it was written, the masthead first, without white space and page numbers.

    The masthead's parts are placed, and so painted after the page they stand on.
    """
    said = subprocess.run(
        ["pdftotext", "-raw", "-enc", "UTF-8", str(path), "-"], capture_output=True, check=True
    )
    pages = said.stdout.decode().split("\f")
    found = "".join(squeezed(_without_page_number(page)) for page in pages)
    name, issuer = issue.publication.name, issue.publication.issuer
    parts = "|".join(map(re.escape, (name, issue.label, issuer, issue.printed_date)))
    [masthead] = re.finditer(f"(?:{parts}){{4}}", found)
    assert {*re.findall(parts, masthead[0])} == {name, issue.label, issuer, issue.printed_date}
    return masthead[0] + found[: masthead.start()] + found[masthead.end() :]


def _without_page_number(page: str) -> str:
    lines = [line for line in page.splitlines() if line.strip()]
    return "\n".join(line for line in lines if not _is_page_number(squeezed(line)))


def _is_page_number(line: str) -> bool:
    return line.startswith("—") and line.endswith("—") and line.strip("—").isdigit()


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def sound(built: Built) -> Built:
    assert built.diagnostics == ()
    return built


def test_the_pdf_of_issue_116_has_every_character_of_its_copy(
    faces: Faces, make_workspace: MakeWorkspace
) -> None:
    folder = REPOSITORY / "issues" / "116"
    files = {f"issues/116/{path.name}": path.read_bytes() for path in folder.iterdir()}
    files["issues/publication.yaml"] = (REPOSITORY / "issues/publication.yaml").read_bytes()
    workspace = make_workspace(files)
    sound(build(workspace, faces, ["116"]))
    issue = issue_of(workspace, "116")
    found = pdf_text(workspace.output / "issues/116/116.pdf", issue)
    body = f"【{issue.topic}】" + "".join(article.contents_line for article in issue.articles)
    body += "".join(printed(article) for article in issue.articles)
    body += "".join(label + parties for _, label, parties in issue.distribution.lines)
    assert found.endswith(body)
    assert len(found) - len(body) == len("天长组工信息第116期中共天长市委组织部研究室2023年6月9日")
    assert not any("\u2e80" <= character <= "\u2fdf" for character in found)
    assert "\u200b" not in found


LETTERS = "天长组工信息基层治理党建引领网格员，。、；：？！“”（）《》【】—…·%+0123456789AaZz"


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.text(alphabet=st.sampled_from(LETTERS), min_size=1, max_size=120), min_size=1, max_size=4
    )
)
def test_the_pdf_of_any_copy_has_every_character(
    make_workspace: MakeWorkspace, paragraphs: list[str]
) -> None:
    front = "---\nunit: 城关镇\ntitle: 抓实基层治理\n---\n\n"
    body = "\n\n".join("文" + paragraph for paragraph in paragraphs)
    workspace = make_workspace({"issues/7/城关镇.md": front + body + "\n"})
    build(workspace, prepared(), ["7"])
    issue = issue_of(workspace, "7")
    found = pdf_text(workspace.output / "issues/7/7.pdf", issue)
    assert printed(issue.articles[0]) in found


_BUILD = """
import sys
from functools import cache
from pathlib import Path
from bulletin.build import build
from bulletin.press import prepare_faces
from bulletin.workspace import Workspace
built = build(Workspace(Path(sys.argv[1])), prepare_faces()[0])
sys.exit(built.failed)
"""


@pytest.mark.slow
def test_the_same_copy_gives_the_same_bytes(tmp_path: Path) -> None:
    trees = []
    for name, zone, locale, seed in (
        ("甲", "Asia/Shanghai", "C.UTF-8", "0"),
        ("b/深", "America/New_York", "POSIX", "4711"),
    ):
        root = tmp_path / name / "workspace"
        for path, content in SMALL.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(content, "utf-8")
        environment = {**os.environ, "TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed}
        subprocess.run(
            [sys.executable, "-X", "utf8", "-c", _BUILD, str(root)],
            env=environment,
            cwd=tmp_path / name,
            check=True,
        )
        trees.append(tree(root / "build"))
    assert trees[0] == trees[1]
    assert set(trees[0]) == {"index.html", "screen.css", "issues/7/index.html", "issues/7/7.pdf"}


def test_a_fault_leaves_the_last_good_edition_whole(
    faces: Faces, make_workspace: MakeWorkspace
) -> None:
    workspace = make_workspace({})
    sound(build(workspace, faces))
    before = tree(workspace.output)
    (workspace.issues / "7" / "城关镇.md").write_text("unit: 城关镇\n", "utf-8")
    assert build(workspace, faces).failed
    assert build(workspace, faces, ["7"]).failed
    assert tree(workspace.output) == before
    assert {path.name for path in workspace.root.iterdir()} == {"issues", "build"}


def test_building_one_issue_leaves_the_others(faces: Faces, make_workspace: MakeWorkspace) -> None:
    files = {
        f"issues/8/{Path(name).name}": content.replace("number: 7", "number: 8")
        for name, content in SMALL.items()
        if name.startswith("issues/7/")
    }
    workspace = make_workspace(files)
    sound(build(workspace, faces))
    before = tree(workspace.output)
    (workspace.issues / "8" / "城关镇.md").write_text("坏了", "utf-8")
    sound(build(workspace, faces, ["7"]))
    assert tree(workspace.output) == before


def test_an_interrupted_replacement_is_put_back(tmp_path: Path) -> None:
    target = tmp_path / "build"
    replace_tree(target, {"a/b.txt": b"1"})
    target.rename(tmp_path / ".build.old")  # as if the machine had stopped between two renames
    restore(target)
    assert tree(target) == {"a/b.txt": b"1"}
    replace_tree(target, {"c.txt": b"2"})
    assert tree(target) == {"c.txt": b"2"}
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


def test_a_full_disk_leaves_the_last_good_tree(tmp_path: Path) -> None:
    target = tmp_path / "build"
    replace_tree(target, {"a.txt": b"1"})
    with pytest.raises(OSError, match="No space left"):
        replace_tree(target, {"a.txt": b"2"}, Disk(before=_full_disk))
    assert tree(target) == {"a.txt": b"1"}
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


def _full_disk(operation: str, _path: Path) -> None:
    if operation == "write":
        raise OSError(28, "No space left on device")


def test_images_travel_beside_the_page(faces: Faces, make_workspace: MakeWorkspace) -> None:
    from PIL import Image

    workspace = make_workspace({})
    image = workspace.issues / "7" / "图" / "会场.png"
    image.parent.mkdir()
    Image.new("RGB", (40, 30), (200, 30, 30)).save(image)
    copy = "---\nunit: 城关镇\ntitle: 抓实基层治理\n---\n\n正文。\n\n![会场](图/会场.png)\n"
    (workspace.issues / "7" / "城关镇.md").write_text(copy, "utf-8")
    sound(build(workspace, faces, ["7"]))
    assert (workspace.output / "issues/7/图/会场.png").read_bytes() == image.read_bytes()
