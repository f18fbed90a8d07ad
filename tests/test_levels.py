"""Articles with two levels of headings, and sections that end without a mark: nothing is glued."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin.archive.summary import text_of
from bulletin.assemble import levelled
from bulletin.load import load_issue, load_publication
from bulletin.markdown import read_copy
from bulletin.model import Article, Flow, Text, Unit, plain
from bulletin.render import RenderedPassage, Renderer, passages
from bulletin.revision.received import received
from bulletin.revision.version import folder_as_version
from bulletin.sending.wechat import post_of
from bulletin.source import Source, Span
from bulletin.word.exporting import export
from tests.conftest import SMALL, MakeWorkspace
from tests.press.conftest import (
    Measured,
    Press,
    faces,  # noqa: F401  (a fixture)
    press,  # noqa: F401
    press_and_tell,  # noqa: F401
)
from tests.test_render import issue_of, issue_page

HERE = Span(0, 0)

TWO_LEVELS = """\
今年以来，全镇推行“阳光票决”。

## 一、明确“三张清单”

### （一）事项清单

梳理票决事项，做到“应决尽决”。

### （二）流程清单

明确五个环节，超时亮灯。

**二、严把“三道关口”。**把好资格关、程序关、结果关。
"""

LAID = [
    "□城关镇：抓实治理。今年以来，全镇推行“阳光票决”。",
    "=2 一、明确“三张清单”",
    "=3 （一）事项清单",
    "梳理票决事项，做到“应决尽决”。",
    "=3 （二）流程清单",
    "明确五个环节，超时亮灯。",
    "=2 二、严把“三道关口”",
    "把好资格关、程序关、结果关。",
]


def article(copy: str) -> Article:
    source = Source("城关镇.md", copy)
    sections = levelled(read_copy(source, Span(0, len(copy))).sections, source)
    unit = Unit("城关镇")
    title, byline = Text("抓实治理", HERE), Text("城关镇", HERE)
    return Article(1, source, "城关镇", (unit,), title, byline, "", (), sections)


def said(passage: RenderedPassage) -> str:
    """A passage in one line: its block's kind, or its words, with the level of a heading's line."""
    if passage.block:
        return f"[{passage.block.kind}]"
    words = "".join(plain(part.children) + part.stop for part in passage.parts)
    level = f"={passage.parts[0].level} " if passage.own_line else ""
    return f"{'□' if passage.marked else ''}{level}{words}"


def unfolded(copy: str) -> str:
    """Copy of which ¶ ends a paragraph and ⏎ a line."""
    return copy.replace("¶", "\n\n").replace("⏎", "\n") + "\n"


def laid(copy: str, flow: Flow = Flow.FLOW) -> list[str]:
    return [said(each) for each in passages(article(copy), flow)]


def test_headings_of_two_levels_have_lines_of_their_own() -> None:
    assert laid(TWO_LEVELS) == LAID
    apart = ["□城关镇：抓实治理", "今年以来，全镇推行“阳光票决”。", *LAID[1:]]
    assert laid(TWO_LEVELS, Flow.PARAGRAPHS) == apart


@pytest.mark.parametrize(
    ("copy", "expected"),
    [
        (  # bold headings alone, told apart by their numbers
            "**一、清单。**¶**（一）事项。**梳理。¶**（二）流程。**明确。¶**二、关口。**把好。",
            "□城关镇：抓实治理|=2 一、清单|=3 （一）事项|梳理。|"
            "=3 （二）流程|明确。|=2 二、关口|把好。",
        ),
        (  # bold headings without a number under lines, and under numbers
            "## 做法¶**强队伍。**选派。**建阵地。**改造。¶## 成效¶见效。",
            "□城关镇：抓实治理|=2 做法|=3 强队伍|选派。|=3 建阵地|改造。|=2 成效|见效。",
        ),
        (
            "**一、做法。**选派。**强队伍。**充实。¶**二、成效。**见效。",
            "□城关镇：抓实治理|=2 一、做法|选派。|=3 强队伍|充实。|=2 二、成效|见效。",
        ),
        (  # deeper lines, numbered or not, under bold headings without a number
            "**建队伍。**选派。¶### 村级¶到村。¶**建阵地。**改造。¶### 镇级¶到镇。",
            "□城关镇：抓实治理|=2 建队伍|选派。|=3 村级|到村。|=2 建阵地|改造。|=3 镇级|到镇。",
        ),
        (
            "**建队伍。**选派。¶### 1.村级¶到村。¶**建阵地。**改造。¶### 1.镇级¶到镇。",
            "□城关镇：抓实治理|=2 建队伍|选派。|=3 1.村级|到村。|=2 建阵地|改造。|=3 1.镇级|到镇。",
        ),
        (
            "### 村级¶到村。¶**建阵地。**改造。¶### 镇级¶到镇。",
            "□城关镇：抓实治理|=3 村级|到村。|=2 建阵地|改造。|=3 镇级|到镇。",
        ),
        (  # bold under deeper lines, which are under a line
            "## 一、做法¶### （一）村级¶到村。¶**选派。**到户。¶### （二）镇级¶到镇。",
            "□城关镇：抓实治理|=2 一、做法|=3 （一）村级|到村。|=4 选派|到户。|"
            "=3 （二）镇级|到镇。",
        ),
        (  # bold right under a deeper line that has no text, and no line above that
            "### 甲¶**乙。**乙文。¶**丙。**丙文。",
            "□城关镇：抓实治理|=3 甲|=4 乙|乙文。|=4 丙|丙文。",
        ),
        (
            "## 甲¶**乙。**乙文。¶## 丙¶### 丁¶丁文。",
            "□城关镇：抓实治理|=2 甲|=3 乙|乙文。|=2 丙|=3 丁|丁文。",
        ),
        (  # numbered items under a heading
            "**一、安排。**1．3月1日之前摸底。¶2．3月12日之前公示。¶**二、要求。**抓紧。",
            "□城关镇：抓实治理|=2 一、安排|1．3月1日之前摸底。|"
            "2．3月12日之前公示。|=2 二、要求|抓紧。",
        ),
        (  # three levels, a list and a table between
            "**一、甲。**¶**（一）乙。**¶**1.丙。**说明。¶- 条¶| 村 |⏎|--|⏎| 甲 |¶**二、丁。**完。",
            "□城关镇：抓实治理|=2 一、甲|=3 （一）乙|=4 1.丙|说明。|[list]|[table]|=2 二、丁|完。",
        ),
    ],
)
def test_levels_are_known_by_numbers_and_lines(copy: str, expected: str) -> None:
    assert laid(unfolded(copy)) == expected.split("|")
    assert laid(unfolded(copy), Flow.PARAGRAPHS) == expected.split("|")


@pytest.mark.parametrize(
    ("copy", "expected"),
    [
        (
            "现安排如下。¶**一、时间。**7月—8月¶**二、地点。**三楼会议室¶**三、人员。**支部书记",
            "□城关镇：抓实治理。现安排如下。|一、时间。7月—8月|"
            "二、地点。三楼会议室|三、人员。支部书记",
        ),
        (  # a quotation, a source in brackets: ended
            "**建队伍。**他说“好。”¶**建阵地。**改造。（县委党校供稿）¶**建制度。**完善",
            "□城关镇：抓实治理。建队伍。他说“好。”建阵地。改造。（县委党校供稿）建制度。完善",
        ),
        (  # a heading that no text follows
            "选派。¶**任务清单。**¶- 甲¶**保障措施。**抓好。¶**特此报告。**",
            "□城关镇：抓实治理。选派。|任务清单。|[list]|保障措施。抓好。|特此报告。",
        ),
        (  # items right after the title
            "1.甲事。¶2.乙事。",
            "□城关镇：抓实治理|1.甲事。|2.乙事。",
        ),
        (  # an enumeration in running text is none of items; one level stays in one flow
            "**建阵地。**1.建设；2.改造。¶**建队伍。**选派。¶另段。",
            "□城关镇：抓实治理。建阵地。1.建设；2.改造。建队伍。选派。|另段。",
        ),
        (
            "**一、做法。**选派。¶**二、成效。**见效。¶**下步打算。**继续。",
            "□城关镇：抓实治理。一、做法。选派。二、成效。见效。下步打算。继续。",
        ),
        (
            "## 怎么办？¶选派。¶## 谁来办¶干部。",
            "□城关镇：抓实治理。怎么办？选派。谁来办。干部。",
        ),
    ],
)
def test_one_level_runs_on_where_what_is_before_has_ended(copy: str, expected: str) -> None:
    assert laid(unfolded(copy)) == expected.split("|")


HEADS = ("一、甲事", "二、乙事", "（一）丙事", "（二）丁事", "1.戊事", "己事")
TEXTS = ("摸清底数。", "7月—8月", "他说“好。”", "如下：", "1.签到", "")


@given(
    st.lists(
        st.tuples(st.sampled_from(HEADS), st.booleans(), st.sampled_from(TEXTS)),
        min_size=1,
        max_size=6,
    )
)
def test_no_heading_stands_in_a_passage_of_another_level_or_after_words_without_a_mark(
    written: list[tuple[str, bool, str]],
) -> None:
    lines = [
        f"{f'## {head}' if line else f'**{head}。**'}\n\n{text}" for head, line, text in written
    ]
    copy = "\n\n".join(lines) + "\n"
    for flow in (Flow.FLOW, Flow.PARAGRAPHS):
        made = passages(article(copy), flow)
        for passage in made:
            heads = [part for part in passage.parts if part.kind == "run-in"]
            assert len({part.level for part in heads}) <= 1
            words = said(passage)
            for part in heads:
                before = words[: words.index(plain(part.children))]
                assert re.search(r"(?:^|^=[2-6] |[。！？…][”’）]*)$", before), words
        every = "".join(map(said, made)).replace("。", "")
        for head, _, text in written:
            assert head in every
            assert text.replace("。", "") in every


# -- Everywhere it is printed ----------------------------------------------------------------------

FILES = {
    **SMALL,
    "issues/7/城关镇.md": f"---\nunit: 城关镇\ntitle: 抓实治理\n---\n\n{TWO_LEVELS}",
}
PRINTED = [re.sub(r"^=\d ", "", line) for line in LAID]


def test_page_search_and_post_have_them_too(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(FILES)
    issue = issue_of(workspace, "7")
    page = issue_page(workspace, issue)
    parts = re.findall(r'<div class="passage">(.*?)</div>', page, re.DOTALL)
    assert [re.sub(r"<[^>]+>", "", part).strip() for part in parts] == PRINTED
    assert re.findall(r"<h([34]) class", page) == ["3", "4", "4", "3"]
    text = Renderer(workspace).text(issue.articles[0], issue.publication)
    searched = text_of(issue, [text]).articles[0].text.split("\n")
    assert searched == [line.removeprefix("□") for line in PRINTED]
    post, _ = post_of(workspace, "7")
    assert post is not None
    lines = [re.sub(r"<[^>]+>", "", each) for each in re.findall(r"<p.*?</p>", post.page)]
    assert "一、明确“三张清单”" in lines
    assert "梳理票决事项，做到“应决尽决”。" in lines


def test_word_has_them_and_an_untouched_document_is_no_change(
    make_workspace: MakeWorkspace,
) -> None:
    workspace = make_workspace(FILES)
    made = export(workspace, "7", date(2024, 3, 4))
    assert made.content
    publication, _ = load_publication(workspace.root)
    assert publication is not None
    ours = load_issue(workspace.root, workspace.issues / "7", publication)
    back = received("7.docx", made.content, publication, ours)
    assert back.version is not None
    assert back.version.articles == folder_as_version(ours, publication).articles


@pytest.mark.slow
def test_they_stand_in_their_faces_on_the_page(
    make_workspace: MakeWorkspace,
    press: Press,  # noqa: F811
) -> None:
    issue = issue_of(make_workspace(FILES), "7")
    html = Renderer(make_workspace(FILES)).sheet(issue)
    made = press(html)
    assert made.pdf is not None
    lines = [line for line in Measured(made.pdf).lines if line.text.strip()]
    starts = {line.text.strip()[:4]: line for line in lines}
    for head in ("一、明确", "（一）事", "（二）流", "二、严把"):
        assert head in starts
    assert "HeiTi" in starts["一、明确"].characters[0]["fontname"]
