"""How soon a thousand issues answer a keystroke in headless Chromium, and how large their text is.

    python -m tests.bench.search [ISSUES]

Prints one JSON object. Times are milliseconds, the largest and the median over all queries, from
the key's event to the frame that shows the first result; sizes are ratios to the UTF-8 size of the
text that is searched, after gzip -6.
"""

from __future__ import annotations

import gzip
import json
import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

from markupsafe import Markup
from playwright.sync_api import sync_playwright

from bulletin.archive import ArticleSummary, ArticleText, IssueSummary, IssueText
from bulletin.archive.search import search_files
from bulletin.load import load_publication
from bulletin.model import Serial, Site
from bulletin.render import Renderer
from bulletin.workspace import Workspace
from tests.bench.check import newspaper
from tests.bench.synthetic import write_archive
from tests.conftest import REPOSITORY
from tests.sites import archive_of, write_tree

QUERIES = (
    "网格",
    "机制",
    "养老助餐档案",
    "没有这样的词",
    "资源库",
    "联建”考核办法",
    "135户",
    "電商直播",
)

MEASURE = """async (query) => {
    const box = document.getElementById('query');
    const list = document.getElementById('results');
    box.value = '';
    box.dispatchEvent(new InputEvent('input'));
    await new Promise(requestAnimationFrame);
    const began = performance.now();
    box.value = query;
    box.dispatchEvent(new InputEvent('input'));
    const searched = performance.now() - began;
    await new Promise(requestAnimationFrame);
    list.getBoundingClientRect();
    return [searched, performance.now() - began];
}"""


def text_size(files: dict[str, bytes]) -> tuple[int, int]:
    """The UTF-8 size of the text in the shards, and that of all the search's files after gzip."""
    text = packed = 0
    for name, content in files.items():
        if name.startswith("search/") and name.endswith(".js"):
            packed += len(gzip.compress(content, 6))
            if name != "search/catalogue.js":
                shard = json.loads(content.decode().partition("(")[2].rstrip(");\n"))
                text += sum(len(row[3].encode()) for issue in shard["issues"] for row in issue[4])
    return text, packed


def newspaper_search() -> dict[str, bytes]:
    """The search's files of an archive whose articles are a newspaper's: prose that varies."""
    publication, _ = load_publication(REPOSITORY)
    assert publication is not None
    texts = [text for _, text in newspaper()]
    issues, printed = [], {}
    for number in range(len(texts) // 5):
        articles = tuple(
            ArticleSummary(f"a{place}", (publication.units[0].name,), "") for place in range(1, 6)
        )
        serial = Serial("", 0, number + 1)
        day = date(2023, 1, 1)
        issues.append(IssueSummary(serial, "", day, "", None, "", "", articles))
        those = (ArticleText(text, Markup()) for text in texts[5 * number : 5 * number + 5])
        printed[serial.folder] = IssueText(articles=tuple(those))
    renderer = Renderer(Workspace(REPOSITORY))
    files = search_files(renderer, Site(publication), issues, printed.__getitem__)
    return {name: made for name, made in files.items() if isinstance(made, bytes)}


def keystrokes(address: str) -> dict[str, Any]:
    """The times of every query, once all years are there."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page()
        page.goto(f"{address}search/index.html?q=网格")
        page.wait_for_function("/篇$/.test(document.getElementById('found').textContent)")
        loaded = page.evaluate("performance.now()")
        times = [page.evaluate(MEASURE, query) for query in QUERIES for _ in range(5)]
        browser.close()
    searched, shown = zip(*times, strict=True)
    return {
        "all_years_read": round(loaded),
        "searched": {"median": round(median(searched), 1), "most": round(max(searched), 1)},
        "first_result_shown": {"median": round(median(shown), 1), "most": round(max(shown), 1)},
    }


def main(issues: int) -> None:
    """Measure an archive of so many issues, and the text of issue 116."""
    with tempfile.TemporaryDirectory() as folder:
        write_archive(Path(folder), issues)
        workspace = Workspace(Path(folder))
        files = archive_of(workspace)
        write_tree(workspace.output, files)
        report = {"issues": issues, **keystrokes(workspace.output.as_uri() + "/")}
    text, packed = text_size(files)
    real, real_packed = text_size(archive_of(Workspace(REPOSITORY)))
    prose, prose_packed = text_size(newspaper_search())
    report["search_files_to_text_of_a_newspaper"] = round(prose_packed / prose, 3)
    report["search_files_to_text"] = round(packed / text, 3)
    report["search_files_to_text_of_issue_116_alone"] = round(real_packed / real, 3)
    print(json.dumps(report, ensure_ascii=False))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
