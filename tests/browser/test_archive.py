"""The archive as a reader meets it: the ways through it, the search, the looks, the standards."""

from __future__ import annotations

import json
import re
import subprocess
from io import BytesIO
from itertools import accumulate
from pathlib import Path
from random import Random
from urllib.parse import quote

import pdfplumber
import pytest
from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import Error as PlaywrightError

from bulletin.half_marks import LEFT_HALF, RIGHT_HALF
from bulletin.making import build
from bulletin.segmenter import inside_words
from bulletin.workspace import Workspace
from tests.browser.conftest import WEB, OpenPage, tree
from tests.conftest import PUBLICATION, SUBMISSION, MakeWorkspace
from tests.sites import archive_of, write_tree
from tests.test_build import in_process
from tests.test_render import words

pytestmark = pytest.mark.browser

PAGES = (
    "index.html",
    "issues/116/index.html",
    "issues/116/a3.html",
    "issues/117/index.html",
    "issues/117/a1.html",
    "issues/115/index.html",
    "years/index.html",
    "years/2023/index.html",
    "units/index.html",
    "units/大通镇/index.html",
    "topics/index.html",
    "topics/“基层治理”专题/index.html",
    "search/index.html?q=网格员",
    "404.html",
)
"""One of every kind."""

pages = pytest.mark.parametrize("name", PAGES)


def at(address: str, name: str) -> str:
    return address + quote(name, safe="/?=&")


# -- The ways through it ---------------------------------------------------------------------------


def test_a_reader_finds_the_way(everywhere: str, open_page: OpenPage) -> None:
    page = open_page(at(everywhere, "index.html"))
    expect(page.locator("h1")).to_have_text("天长组工信息")
    expect(page.locator(".masthead .number")).to_have_text("第117期")
    page.get_by_role("link", name="2023年").click()
    expect(page.locator("h1")).to_have_text("天长组工信息2023年总目录")
    page.get_by_role("link", name="第116期").click()
    page.get_by_role("link", name="做好产业添“新”", exact=False).first.click()
    assert page.url.endswith("issues/116/index.html#a4")
    expect(page.locator("#a4 .title")).to_be_in_viewport()
    page.get_by_role("link", name="单篇：张铺镇", exact=False).click()
    expect(page.locator("article")).to_have_count(1)
    page.locator("[rel=next]").click()
    expect(page.locator("article .title")).to_contain_text("大通镇：“三点发力”")
    page.locator(".strip").get_by_role("link", name="大通镇").click()
    expect(page.locator("main li")).to_have_count(2)
    page.get_by_role("link", name="专题").click()
    page.get_by_role("link", name="“基层治理”专题").click()
    page.get_by_role("link", name="第116期").click()
    page.get_by_role("link", name="上一期").click()
    expect(page.locator("main")).to_contain_text("本期已撤回：数据有误")


def test_the_pdf_is_saved_under_the_issues_name(
    addresses: dict[str, str], open_page: OpenPage
) -> None:
    page = open_page(at(addresses["http"], "issues/116/index.html"))
    with page.expect_download() as saved:
        page.get_by_role("link", name="下载 PDF").click()
    assert saved.value.suggested_filename == "天长组工信息第116期.pdf"


@pytest.mark.parametrize("where", ["http", "sub-path"])
def test_a_missing_page_looks_like_the_archive_at_any_depth(
    addresses: dict[str, str], open_page: OpenPage, where: str
) -> None:
    missing = at(addresses[where], "no/such/page/at/all.html")
    page = open_page(missing, allowed="the server responded with a status of 404")
    expect(page.locator("h1")).to_have_text("没有这一页")
    assert page.evaluate("getComputedStyle(document.querySelector('main')).maxWidth") != "none"
    page.get_by_role("link", name="年度总目录").click()
    expect(page.locator("h1")).to_have_text("年度总目录")


def test_without_scripts_all_but_the_search_works(everywhere: str, open_page: OpenPage) -> None:
    page = open_page(at(everywhere, "issues/116/index.html"), java_script_enabled=False)
    expect(page.locator("article")).to_have_count(5)
    page.goto(at(everywhere, "search/index.html"))
    expect(page.locator("main")).to_contain_text("搜索要用 JavaScript")
    page.locator("main").get_by_role("link", name="年度总目录").click()
    expect(page.locator("h1")).to_have_text("年度总目录")


def test_the_keyboard_reaches_the_text_first(everywhere: str, open_page: OpenPage) -> None:
    page = open_page(at(everywhere, "issues/116/index.html"))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    expect(page.get_by_role("link", name="跳到正文")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


# -- The search ------------------------------------------------------------------------------------


def found(page: Page) -> list[str]:
    """The titles of the results, as soon as the search says how many there are."""
    expect(page.locator("#found")).to_have_text(re.compile("^(找到 [0-9]+ 篇|没有找到)$"))
    return page.locator("#results a").all_inner_texts()


ZHANGPU, DATONG = "张铺镇：做好产业添“新”的守“信”文章", "大通镇：“三点发力”打造基层治理新格局"
NEWER = "张铺镇：资源库扩容升级"
SEARCHES = {
    "资源库": [NEWER, ZHANGPU],
    "源库": [NEWER, ZHANGPU],
    "網格員": [DATONG],
    "网格员": [DATONG],
    "一码通办": [ZHANGPU],
    "一碼通辦": [ZHANGPU],
    "app实现产业": [ZHANGPU],
    "ＡＰＰ": [NEWER, ZHANGPU],
    "第一时间": [DATONG],
    "１３５起，成功": [DATONG],
    "135起,成功": [DATONG],
    '"网格长': [DATONG],
    "网格员 “一村一警”": [DATONG],
    "治理体系。推进干部履职": [DATONG],
    "已撤回的": [],
    "网格司": [],
}


@pytest.mark.parametrize("query", SEARCHES)
def test_any_run_of_characters_is_found(
    addresses: dict[str, str], open_page: OpenPage, query: str
) -> None:
    page = open_page(at(addresses["http"], "search/index.html"))
    page.locator("#query").fill(query)
    assert found(page) == SEARCHES[query]


def test_no_run_of_any_text_is_missed(
    addresses: dict[str, str], open_page: OpenPage, tmp_path: Path
) -> None:
    """Runs of two to twelve characters cut anywhere from issue 116 lead to where they were cut."""
    page = open_page(at(addresses["http"], "search/index.html?q=网格员"))
    found(page)
    random = Random(116)
    runs = []
    for path in (tree(tmp_path, "") / "issues/116").glob("a*.html"):
        text = re.sub(r"\s", "", words(path.read_text("utf-8")).articles[0]).removeprefix("□")
        starts = [random.randrange(len(text) - 12) for _ in range(60)]
        runs += [(text[at : at + random.randint(2, 12)], f"116/{path.name}") for at in starts]
    missed = page.evaluate(
        """(runs) => runs.filter(([run, address]) => {
            const box = document.getElementById('query');
            box.value = run;
            box.dispatchEvent(new InputEvent('input'));
            const hits = [...document.querySelectorAll('#results li')];
            const hit = hits.find((item) => item.querySelector('a').href.endsWith(address));
            return !hit || !hit.querySelector('mark').textContent;
        })""",
        runs,
    )
    assert len(runs) == 300
    assert missed == []


@pytest.mark.parametrize("query", ["资源库", "网格员", "一码通办"])
def test_the_search_works_wherever_the_tree_stands(
    everywhere: str, open_page: OpenPage, query: str
) -> None:
    page = open_page(at(everywhere, "index.html"))
    page.get_by_role("searchbox").fill(query)
    page.keyboard.press("Enter")
    assert found(page) == SEARCHES[query]
    marked = page.locator("#results .snippet mark").all_inner_texts()
    assert set(marked) <= {query, "資源庫"}
    assert marked
    page.locator("#results a").last.click()
    expect(page.locator("article")).to_contain_text(query)


def test_results_come_while_typing(everywhere: str, open_page: OpenPage) -> None:
    page = open_page(at(everywhere, "search/index.html"))
    box = page.locator("#query")
    expect(box).to_be_focused()
    page.keyboard.type("网")
    expect(page.locator("#found")).to_have_text("再写一个字")
    page.keyboard.type("格")
    assert DATONG in found(page)
    page.keyboard.type("长—")
    assert found(page) == [DATONG]
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    expect(page.locator("#found")).to_have_text("")
    expect(page.locator("#results li")).to_have_count(0)


def test_the_search_is_kept_in_the_address(everywhere: str, open_page: OpenPage) -> None:
    page = open_page(at(everywhere, "search/index.html?q=资源库&year=2023"))
    assert found(page) == [ZHANGPU]
    page.locator("#results a").first.click()
    page.go_back()
    assert found(page) == [ZHANGPU]


def test_filters_narrow_what_is_found(addresses: dict[str, str], open_page: OpenPage) -> None:
    page = open_page(at(addresses["http"], "search/index.html?q=资源库"))
    assert len(found(page)) == 2
    page.locator("[name=year]").select_option("2024")
    assert found(page) == [NEWER]
    page.locator("[name=year]").select_option("全部")
    page.locator("[name=topic]").select_option("“基层治理”专题")
    assert found(page) == [ZHANGPU]
    page.locator("[name=unit]").select_option("大通镇")
    assert found(page) == []


def test_the_keyboard_walks_the_results(addresses: dict[str, str], open_page: OpenPage) -> None:
    page = open_page(at(addresses["http"], "search/index.html?q=资源库"))
    assert len(found(page)) == 2
    links = page.locator("#results a")
    page.keyboard.press("ArrowDown")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#query")).to_be_focused()
    page.keyboard.press("Enter")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#query")).to_be_focused()
    page.locator("h1").click()
    expect(page.locator("#query")).not_to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#query")).to_be_focused()


def test_an_input_method_may_finish_its_word(
    addresses: dict[str, str], open_page: OpenPage
) -> None:
    """Pinyin on its way to 汉字 is no query; what it ends in is."""
    page = open_page(at(addresses["http"], "search/index.html"))
    client = page.context.new_cdp_session(page)
    client.send(
        "Input.imeSetComposition", {"text": "wang'ge", "selectionStart": 7, "selectionEnd": 7}
    )
    expect(page.locator("#found")).to_have_text("")
    client.send("Input.insertText", {"text": "网格员"})
    assert found(page) == [DATONG]


def settled(page: Page) -> None:
    """Wait for what a search had to find."""
    if "?q=" in page.url:
        found(page)


# -- The looks -------------------------------------------------------------------------------------


@pages
def test_a_phone_shows_the_whole_width(
    addresses: dict[str, str], open_page: OpenPage, name: str
) -> None:
    page = open_page(at(addresses["http"], name), width=375)
    settled(page)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 375


def test_the_measure_is_that_of_a_page(addresses: dict[str, str], open_page: OpenPage) -> None:
    page = open_page(at(addresses["http"], "issues/116/index.html"))
    measure = page.evaluate(
        """() => {
            const text = document.querySelector('article .passage');
            return text.clientWidth / parseFloat(getComputedStyle(text).fontSize);
        }"""
    )
    assert 28 <= measure <= 36


def test_the_screen_sets_chinese_as_the_paper_does(
    addresses: dict[str, str], open_page: OpenPage
) -> None:
    page = open_page(at(addresses["http"], "issues/116/index.html"))
    style = page.evaluate(
        """() => {
            const style = getComputedStyle(document.querySelector('article p'));
            const red = getComputedStyle(document.querySelector('.masthead .name')).color;
            return [style.textSpacingTrim, style.textAutospace, style.lineBreak, red];
        }"""
    )
    assert style == ["trim-start", "no-autospace", "strict", "rgb(200, 16, 46)"]


LINES = """() => [...document.querySelectorAll('.title, .contents a')].map(title => {
    const walker = document.createTreeWalker(title, NodeFilter.SHOW_TEXT);
    const lines = [];
    let top = null;
    for (let node = walker.nextNode(); node; node = walker.nextNode())
        for (let at = 0; at < node.length; at++) {
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + 1);
            const box = range.getBoundingClientRect();
            if (top === null || box.top > top + 5) lines.push('');
            top = box.top;
            lines[lines.length - 1] += node.data[at];
        }
    return lines;
})"""


def test_titles_end_their_lines_between_words(
    addresses: dict[str, str], open_page: OpenPage
) -> None:
    page = open_page(at(addresses["http"], "issues/116/index.html"))
    page.set_viewport_size({"width": 375, "height": 800})
    torn, turned = [], 0
    for lines in page.evaluate(LINES):
        places = [*accumulate(map(len, lines))][:-1]
        turned += len(places)
        torn += [lines for at in places if at in inside_words("".join(lines))]
    assert turned > 3
    assert torn == []


PAIRS = """() => {
    const main = document.querySelector('main');
    const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    const found = [];
    let ideograph = null, run = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const size = parseFloat(getComputedStyle(node.parentElement).fontSize);
        for (let at = 0; at < node.length; at++) {
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + 1);
            const box = range.getBoundingClientRect(), character = node.data[at];
            const here = {character, size, left: box.left, right: box.right, top: box.top};
            if (/[\u3400-\u9fff]/.test(character)) ideograph = here;
            if (/[MARKS]/.test(character)) {
                run.push(here);
                continue;
            }
            if (run.length > 1) found.push([run, ideograph]);
            run = [];
        }
    }
    return found.map(([run, ideograph]) => {
        const first = run[0], last = run.at(-1), size = first.size;
        const is_beside = ideograph && Math.abs(ideograph.top - first.top) < 3;
        const apart = is_beside ? ideograph.right - ideograph.left - ideograph.size : 0;
        const turned = run.some(each => Math.abs(each.top - first.top) > 3);
        const wide = turned ? null : (last.right - first.left) / size;
        return [run.map(each => each.character).join(''), wide, apart / size];
    });
}""".replace("MARKS", f"{LEFT_HALF}{RIGHT_HALF}")


def test_marks_that_meet_take_an_em_and_a_half(
    addresses: dict[str, str], open_page: OpenPage
) -> None:
    """All of them: in text, titles, contents and headings, and round the ends of these and of
    links."""
    page = open_page(at(addresses["http"], "issues/116/index.html"))
    justified = page.evaluate(PAIRS)
    page.evaluate(
        "document.querySelectorAll('main *').forEach(each => each.style.textAlign = 'left')"
    )
    pairs = page.evaluate(PAIRS)
    assert len(pairs) == len(justified) == 30
    for marks, wide, _ in pairs:
        assert wide is None or wide == pytest.approx((len(marks) + 1) / 2, abs=0.05), marks
    for marks, wide, apart in justified:  # a line may open its marks as far as its ideographs
        opened = 0 if wide is None else wide - (len(marks) + 1) / 2
        assert -0.05 <= opened <= apart * len(marks) + 0.05, marks
    assert sum(wide is not None for _, wide, _ in justified) > 25
    text = page.evaluate("() => document.querySelector('main').innerText")
    assert all(marks in text for marks, *_ in pairs), "it is copied as it was written"


CELLS = LINES.replace(".title, .contents a", "td, th")


@pytest.mark.parametrize("columns", [3, 6, 10])
def test_cells_end_their_lines_between_words(
    make_workspace: MakeWorkspace, tmp_path: Path, open_page: OpenPage, columns: int
) -> None:
    """On a phone; what has no room so scrolls within its frame, and the page does not."""
    names = ("社区党组织", "组织部长", "推动社区治理服务", "八墩村", "联系方式", "是否完成")
    rows = [[names[(at + row) % 6] for at in range(columns)] for row in range(4)]
    rows.insert(1, ["---"] * columns)
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    made = make_workspace({"issues/7/城关镇.md": f"{SUBMISSION}\n{table}\n"})
    write_tree(tmp_path, archive_of(made))
    page = open_page((tmp_path / "issues/7/index.html").as_uri(), width=390)
    cells = page.evaluate(CELLS)
    assert len(cells) == 4 * columns
    places = [(lines, at) for lines in cells for at in [*accumulate(map(len, lines))][:-1]]
    assert [lines for lines, at in places if at in inside_words("".join(lines))] == []
    assert places, "cells of several words are as narrow as can be"
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    frame = page.locator(".table").evaluate("each => [each.scrollWidth, each.clientWidth]")
    assert (frame[0] > frame[1]) == (columns > 3)


COLOURS = """() => {
    const style = getComputedStyle(document.body);
    return [style.backgroundColor, style.color];
}"""


@pages
def test_dark_is_dark(addresses: dict[str, str], open_page: OpenPage, name: str) -> None:
    page = open_page(at(addresses["http"], name), color_scheme="light")
    light_paper, light_ink = page.evaluate(COLOURS)
    page.emulate_media(color_scheme="dark")
    dark_paper, dark_ink = page.evaluate(COLOURS)
    assert brightness(light_paper) > 200 > 60 > brightness(light_ink)
    assert brightness(dark_ink) > 200 > 60 > brightness(dark_paper)


def brightness(colour: str) -> float:
    return sum(float(part) for part in re.findall(r"[0-9.]+", colour)[:3]) / 3


def test_print_has_the_text_alone(addresses: dict[str, str], open_page: OpenPage) -> None:
    page = open_page(at(addresses["http"], "issues/116/index.html"), color_scheme="dark")
    page.emulate_media(media="print")
    for part in ("header.site", ".download", ".permalink", "body > nav"):
        expect(page.locator(part).first).to_be_hidden()
    expect(page.locator(".masthead .name")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


# -- The standards ---------------------------------------------------------------------------------


AXE: dict[str, dict[str, list[str]]] = {"light": {}, "dark": {"runOnly": ["color-contrast"]}}
"""What axe-core is asked in each scheme: in the dark, what is of another colour there."""


@pages
@pytest.mark.parametrize("scheme", AXE)
def test_axe_finds_nothing(
    addresses: dict[str, str], open_page: OpenPage, name: str, scheme: str
) -> None:
    page = open_page(at(addresses["http"], name), color_scheme=scheme)
    settled(page)
    page.evaluate(
        (WEB / "axe-core/axe.min.js").read_text("utf-8")
    )  # no policy of the page stops it
    violations, rules = page.evaluate(
        """async (asked) => {
            const found = await axe.run(asked);
            return [found.violations, found.passes.map((each) => each.id)];
        }""",
        AXE[scheme],
    )
    assert "color-contrast" in rules
    assert (len(rules) > 1) == (scheme == "light")
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in violations] == []


def test_the_nu_checker_finds_nothing(tmp_path: Path) -> None:
    root = tree(tmp_path, "https://bulletin.example/")
    pages = sorted(path for path in root.rglob("*.html"))
    said = subprocess.run(
        ["java", "-Dfile.encoding=UTF-8", "-Dsun.jnu.encoding=UTF-8"]
        + ["-jar", str(WEB / "vnu-jar/build/dist/vnu.jar"), "--format", "json"]
        + [str(path.relative_to(root)) for path in pages],
        cwd=root,
        capture_output=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
    )
    messages = json.loads(said.stderr)["messages"]
    # The checker knows no address of its files, so that 'self' is nothing to it; browsers know.
    blocked = "Resource violates Content Security Policy (meta tag)"
    told = [each for each in messages if not each["message"].startswith(blocked)]
    assert [(each.get("url"), each["message"]) for each in told] == []
    assert len(pages) > 20


@pytest.mark.parametrize("width", [1200, 375])
def test_a_draft_says_so_on_screen_and_on_every_sheet(
    browser: Browser, tmp_path: Path, width: int
) -> None:
    sheet = "---\nnumber: 7\ndate: 2024-03-05\nvisibility: public\narticles: [城关镇]\n---\n"
    files = {
        "issues/publication.yaml": PUBLICATION,
        "issues/7/issue.md": sheet,
        "issues/7/城关镇.md": SUBMISSION + "\n" + "每月会商，全年办结诉求36件。" * 400 + "\n",
    }
    write_tree(tmp_path, {name: text.encode() for name, text in files.items()})
    workspace = Workspace(tmp_path)
    assert not build(workspace, None, in_process, internal=True).failed
    page = browser.new_page(viewport={"width": width, "height": 900})
    for name in ("index.html", "a1.html"):
        page.goto((workspace.internal_output / "issues/7" / name).as_uri())
        mark = page.get_by_role("note").filter(has_text="送审稿")
        assert mark.is_visible()
        page.mouse.wheel(0, 3000)
        page.wait_for_function("scrollY > 1000")
        box = mark.bounding_box()
        assert box is not None
        assert 0 <= box["y"] < 10  # it stays in sight
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        with pdfplumber.open(BytesIO(page.pdf())) as printed:
            assert len(printed.pages) >= 3
            for paper in printed.pages:
                across = [each["text"] for each in paper.chars if each["size"] > 80]
                assert "".join(across) == "送审稿"
    page.close()


@pytest.mark.parametrize("by", ["http", "file"])
def test_no_script_runs_that_was_written_into_a_page(
    open_page: OpenPage, addresses: dict[str, str], by: str
) -> None:
    page = open_page(at(addresses[by], "issues/116/index.html"), allowed="Content Security Policy")
    with pytest.raises(PlaywrightError, match="Content Security Policy"):
        page.add_script_tag(content="document.title = '改了'")
    assert "改了" not in page.title()
