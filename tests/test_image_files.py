"""Images are found however their names are written, and told with the right name where not."""

from __future__ import annotations

import io
import re
import tempfile
import unicodedata
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bulletin.cli import run
from bulletin.image_files import figures, found_image
from bulletin.leftovers import copied_from, is_passed_over, leftover
from bulletin.load import load_issue
from bulletin.markdown import destination
from bulletin.report import concise
from tests.conftest import SMALL, MakeWorkspace
from tests.office import publication_of
from tests.sites import archive_of, broken_links


def picture() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(stream, "PNG")
    return stream.getvalue()


PNG = picture()
NFD = unicodedata.normalize("NFD", "café.png")
THERE = ("会场.png", "图 1.png", "增长50%.png", "a%20b.png", "a b.png", "城关镇.assets/照片.PNG",
         "#1.png", "甲.png", "甲.PNG", NFD)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("images")
    for name in (*THERE, ".隐.png"):
        (made / name).parent.mkdir(exist_ok=True)
        (made / name).write_bytes(PNG)
    return made


@pytest.mark.parametrize(
    ("written", "file"),
    [
        ("会场.png", "会场.png"),
        (quote("会场.png"), "会场.png"),
        (quote("会场.png").lower(), "会场.png"),
        ("./会场.png", "会场.png"),
        ("./%E4%BC%9A%E5%9C%BA.PNG", "会场.png"),
        (".\\会场.png", "会场.png"),
        ("会场.PNG", "会场.png"),
        ("图%201.png", "图 1.png"),
        ("增长50%.png", "增长50%.png"),
        ("增长50%25.png", "增长50%.png"),
        ("a%20b.png", "a%20b.png"),
        ("a%2520b.png", "a%20b.png"),
        ("%61 b.png", "a b.png"),
        ("城关镇.assets/照片.png", "城关镇.assets/照片.PNG"),
        ("城关镇.assets\\照片.PNG", "城关镇.assets/照片.PNG"),
        (quote("城关镇.assets/照片.PNG"), "城关镇.assets/照片.PNG"),
        ("café.png", NFD),
        (quote("CAFÉ.png"), NFD),
        ("%231.png", "#1.png"),
        ("甲.png", "甲.png"),
        ("甲.PNG", "甲.PNG"),
        ("甲.Png", "甲.Png"),
        ("没有.png", "没有.png"),
        ("%C4%E3.png", "%C4%E3.png"),
        ("../会场.png", "../会场.png"),
        ("%2e%2e/会场.png", "%2e%2e/会场.png"),
        ("/会场.png", "/会场.png"),
        ("", ""),
        ("a\0.png", "a\0.png"),
    ],
)
def test_the_file_that_is_meant(folder: Path, written: str, file: str) -> None:
    assert found_image(folder, written) == file


@given(st.text("%2 aé.会/\\甲b", min_size=1, max_size=6))
def test_a_name_is_found_as_it_is_and_encoded(name: str) -> None:
    path = name.replace("\\", "").strip("/. ").replace("//", "/").replace("/.", "/x") or "x"
    there = Path(f"{path}.png")
    with tempfile.TemporaryDirectory() as made:
        file = Path(made) / there
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(PNG)
        for written in (there.as_posix(), quote(there.as_posix()), f"./{quote(str(there))}"):
            assert found_image(Path(made), written) == there.as_posix()


def issue_with(*written: str) -> dict[str, str | bytes]:
    images = "\n\n".join(f"![会场]({destination(each)})" for each in written)
    files: dict[str, str | bytes] = {f"issues/7/{name}": PNG for name in THERE if "甲" not in name}
    return {**files, "issues/7/城关镇.md": SMALL["issues/7/城关镇.md"] + f"\n{images}\n"}


def test_what_is_found_is_printed_and_linked(make_workspace: MakeWorkspace) -> None:
    written = (quote("会场.png"), "./a%20b.png", ".\\增长50%25.png", "%231.png",
               "城关镇.assets/照片.png", "图 1.png")  # fmt: skip
    workspace = make_workspace(issue_with(*written))
    publication = publication_of(workspace)
    loaded = load_issue(workspace.root, workspace.issues / "7", publication)
    paths = [each.path for each in figures(loaded.submissions[0].sections)]
    assert paths == ["会场.png", "a%20b.png", "增长50%.png", "#1.png", "城关镇.assets/照片.PNG",
                     "图 1.png"]  # fmt: skip
    assert [each.code for each in loaded.diagnostics] == ["I230"]  # café.png
    files = archive_of(workspace)
    page = files["issues/7/index.html"].decode()
    sources = re.findall('<img src="([^"]*)"', page)
    assert sources == ["会场.png", "a%2520b.png", "增长50%25.png", "%231.png",
                       "城关镇.assets/照片.PNG", "图 1.png"]  # fmt: skip
    images = {f"issues/7/{path}": PNG for path in paths}
    assert list(broken_links({**files, **images})) == []


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (r"C:\图片\会场.png", "写的是自己电脑上的位置；写成 会场.png"),
        (
            r"D:/照片/别处.png",
            "写的是自己电脑上的位置；把 别处.png 存进本期的文件夹，写成 别处.png",
        ),
        ("file:///C:/Users/zhang/%E4%BC%9A%E5%9C%BA.png", "写成 会场.png"),
        ("/Users/zhang/会场.png", "写的是自己电脑上的位置；写成 会场.png"),
        (r"\\SERVER\组工信息\会场.png", "写的是自己电脑上的位置；写成 会场.png"),
        ("会埸.png", "没有图片 `会埸.png`；改为 会场.png"),
        ("images/会场.png", "没有图片 `images/会场.png`；改为 会场.png"),
        ("https://a.example/会场.png", "不是本地文件；把图片存进本期的文件夹，只写文件名"),
        ("..%2F会场.png", "图片 `..%2F会场.png` 不在本期的文件夹里"),
    ],
)
def test_what_is_not_found_is_told_with_the_right_name(
    make_workspace: MakeWorkspace, written: str, told: str
) -> None:
    workspace = make_workspace(issue_with(written))
    publication = publication_of(workspace)
    loaded = load_issue(workspace.root, workspace.issues / "7", publication)
    [found] = [each for each in loaded.diagnostics if each.code == "L104"]
    assert told in concise((found,))


def test_an_encoded_image_is_moved_with_its_copy(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = SMALL["issues/7/城关镇.md"].replace("三个一", "五个一")
    written = f"{copy}\n![会场]({quote('五.assets/会场.PNG')})\n"
    files: dict[str, str | bytes] = {
        "issues/inbox/五.md": written,
        "issues/inbox/五.assets/会场.png": PNG,
    }
    workspace = make_workspace(files)
    monkeypatch.chdir(workspace.root)
    assert run(["import", "issues/inbox/五.md", "--issue", "7"]) == 0
    assert (workspace.issues / "7/会场.png").read_bytes() == PNG
    assert "![会场](会场.png)" in (workspace.issues / "7/五.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("Thumbs.db", "缩略图"),
        ("THUMBS.DB", "缩略图"),
        ("desktop.ini", "文件夹设置"),
        (".DS_Store", "苹果"),
        ("._会场.png", "苹果"),
        ("~$城关镇.docx", "打开文件时的临时文件"),
        (".~城关镇.docx", "打开文件时的临时文件"),
        ("~WRL0005.tmp", "临时文件"),
        ("稿.docx.crdownload", "没有下载完"),
        ("稿.docx - 快捷方式.lnk", "快捷方式"),
        ("会场.png", ""),
        ("稿.docx", ""),
    ],
)
def test_what_a_system_left_is_known(name: str, what: str) -> None:
    left = leftover(name)
    assert (what in left.what) if left and what else (left is None and not what)
    assert is_passed_over(name) == bool(what and "没有下载" not in what and "快捷" not in what)


@pytest.mark.parametrize(
    ("stem", "original"),
    [
        ("稿 - 副本", "稿"),
        ("稿 - 副本 (2)", "稿"),
        ("稿(1)", "稿"),
        ("稿 (2)", "稿"),
        ("稿（3）", "稿"),
        ("稿副本", "稿"),
        ("复件 稿", "稿"),
        ("副本 稿", "稿"),
        ("稿2", ""),
        ("稿（修改）", ""),
        ("副本", ""),
    ],
)
def test_a_copy_names_its_original(stem: str, original: str) -> None:
    assert copied_from(stem) == original
