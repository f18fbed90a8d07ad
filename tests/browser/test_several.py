"""The archive of an office with two publications, as a reader meets it."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from bulletin.making import build
from tests.browser.conftest import OpenPage
from tests.four_years import four_years
from tests.test_build import in_process

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the archive, opened as from a shared drive."""
    workspace = four_years(tmp_path_factory.mktemp("office") / "workspace")
    build(workspace, None, in_process, internal=True)
    return f"{workspace.internal_output.as_uri()}/"


def found(page: Page) -> list[str]:
    """Where each result stands, without its date."""
    return [each.rpartition(" ")[0] for each in page.locator("#results .where").all_inner_texts()]


def test_a_reader_goes_from_one_publication_to_the_other(archive: str, open_page: OpenPage) -> None:
    page = open_page(f"{archive}index.html")
    expect(page.locator("h1")).to_have_text("某县组工信息")
    page.get_by_role("link", name="调研参考").click()
    expect(page.locator("h1")).to_have_text("调研参考")
    page.get_by_role("link", name="看2026年第1期").click()
    assert page.url.endswith("diaoyan/2026/1/index.html")
    for step in ("2025/1", "2", "1"):
        page.get_by_role("link", name="上一期").click()
        assert page.url.endswith(f"diaoyan/{step}/index.html")
    page.get_by_role("link", name="年度").click()
    expect(page.locator("main li")).to_have_count(4)
    page.get_by_role("link", name="单位").click()
    page.locator("main").get_by_role("link", name="城关镇").click()
    expect(page.locator("main li")).to_have_count(10)
    expect(page.locator("main")).to_contain_text("调研参考2026年第1期")
    expect(page.locator("main")).to_contain_text("某县组工信息2026年第1期")


ASKED = {
    "2026年第1期": ["调研参考2026年第1期", "某县组工信息2026年第1期"],
    "调研参考2025年第1期": ["调研参考2025年第1期"],
    "调研参考 第1期": ["调研参考2026年第1期", "调研参考2025年第1期", "调研参考第1期"],
    "2024年第2期": ["调研参考第2期"],
    "专报第1期": ["某县组工信息2025年专报第1期"],
    "2026-01-12": ["调研参考2026年第1期"],
    "2023年9月6日": ["某县组工信息第6期"],
    "户户有联系": ["某县组工信息第6期"],
    "集体经济怎么办": ["调研参考第1期"],
}


def test_an_issue_of_either_is_found(archive: str, open_page: OpenPage) -> None:
    page = open_page(f"{archive}search/index.html")
    for query, where in ASKED.items():
        page.locator("#query").fill(query)
        expect(page.locator("#found")).to_have_text(f"找到 {len(where)} 篇")
        assert found(page) == where


def test_the_search_is_narrowed_to_one_publication(archive: str, open_page: OpenPage) -> None:
    page = open_page(f"{archive}search/index.html?q={quote('选派干部')}")
    expect(page.locator("#results li")).to_have_count(10)
    page.get_by_label("刊物").select_option("调研参考")
    expect(page.locator("#results li")).to_have_count(4)
    assert {each[:4] for each in found(page)} == {"调研参考"}
    page.locator("#results a").first.click()
    assert page.url.endswith("diaoyan/2026/1/a1.html")
