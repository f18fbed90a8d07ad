"""What is pasted into a 公众号, as a telephone shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bulletin.sending.wechat import post_of, write_post
from tests.browser.conftest import OpenPage
from tests.conftest import MakeWorkspace
from tests.sending.test_wechat import RICH, SHEET, png

pytestmark = pytest.mark.browser


def test_a_telephone_shows_it_within_its_width(
    make_workspace: MakeWorkspace, open_page: OpenPage, tmp_path: Path
) -> None:
    files: dict[str, str | bytes] = {
        "issues/7/issue.md": SHEET,
        "issues/7/城关镇.md": RICH,
        "issues/7/会场.png": png(),
    }
    workspace = make_workspace(files)
    post, _ = post_of(workspace, "7")
    assert post is not None
    path = workspace.root / write_post(workspace, "7", post)
    page = open_page(path.as_uri(), width=375)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    sizes = page.evaluate(
        "[...document.querySelectorAll('p')].map(p => parseFloat(getComputedStyle(p).fontSize))"
    )
    assert min(sizes) >= 13
    page.screenshot(path=tmp_path / "post.png", full_page=True)
