"""Mastheads, articles and colophons as offices print them, and look-alikes of each."""

from __future__ import annotations

import io
from hashlib import sha256
from html import unescape
from time import process_time
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bulletin.diagnostics import Severity
from bulletin.intake.received import ReceivedPicture
from bulletin.intake.whole import Whole, recognise_whole
from bulletin.intake.whole.masthead import without_page
from bulletin.model import Flow
from bulletin.numbering import chinese_number
from tests.intake.documents import Framed, Said, document, read_plain, said
from tests.intake.whole.issues import SENTENCES, picture, publication

HEAD = "某县组工信息\n第7期\n中共某县委组织部研究室\n2024年3月5日\n"
ARTICLE = "□城关镇：“三个一”抓实基层治理。**建强一支队伍。**选派干部12名，组建“红色代办”队伍。\n"
FOOT = "报：部领导，市委办公室、市政府办公室。\n送：各镇（街道）党（工）委、市直各单位。\n"


def whole_of(text: str, *, headings: bool = False) -> Whole:
    return recognise_whole(
        read_plain("期.txt", text.encode()), publication(Flow.FLOW), headings=headings
    )


def front(whole: Whole, name: str = "issue.md") -> dict[str, Any]:
    read = yaml.load(whole.files[name].decode().split("---\n")[1], yaml.BaseLoader)
    assert isinstance(read, dict)
    return read


def body(whole: Whole, name: str) -> str:
    return whole.files[name].decode().split("---\n", 2)[2]


def told(whole: Whole) -> list[str]:
    """But for D354, which every issue has."""
    found = [each for each in whole.diagnostics if each.code != "D354"]
    return [f"{each.code} {each.message}" for each in found]


@pytest.mark.parametrize("number", ["— 1 —", "－2－", "- 3 -", "-4-", "第5页", "第5页，共６页"])
@pytest.mark.parametrize("around", ["\n{}\n", "\n\n{}\n\n\f"])
def test_page_numbers_of_a_text_are_left_out(number: str, around: str) -> None:
    torn = ARTICLE.replace("组建", "组建" + around.format(number))
    whole = whole_of(HEAD + torn + FOOT)
    assert whole.files["城关镇.md"] == whole_of(HEAD + ARTICLE + FOOT).files["城关镇.md"]
    assert [each for each in told(whole) if number in each] == []


@pytest.mark.parametrize(
    ("head", "fields"),
    [
        ("某县组工信息\n第 7 期\n中共某县委组织部研究室\n2024 年 3 月 5 日\n", {}),
        ("某 县 组 工 信 息\n第7期\n中共某县委组织部研究室　　2024年3月5日\n", {}),
        ("某 县\n组工信息\n第7期\n中共某县委组织部研究室　　2024年3月5日\n", {}),
        ("某县组工信息\n（第 7 期）\n中共某县委组织部研究室\n2024年3月5日\n", {}),
        ("某县组工信息\n2024年第7期（总第512期）\n中共某县委组织部研究室编\n2024年3月5日\n",
         {"whole_number": "512"}),
        ("某县组工信息\n（总第512期）\n第七期\n中共某县委组织部研究室编印\n二〇二四年三月五日\n",
         {"whole_number": "512"}),
        ("某县组工信息\n增刊第7期\n中共某县委组织部研究室\n2024年3月5日\n",
         {"supplement": "true"}),
        ("000123\n机密\n某县组工信息\n第7期\n中共某县委组织部研究室\n2024.3.5\n",
         {"secrecy": "机密", "copy_number": "000123"}),
        ("内部资料　注意保存\n某县组工信息\n第7期\n中共某县委组织部研究室\n2024-3-5\n",
         {"notice": "内部资料 注意保存"}),
        (HEAD + "【“基层治理”专题】\n", {"topic": "“基层治理”专题"}),
    ],
    ids=["spaced", "spread", "on two lines", "in brackets", "of a year", "汉字", "supplement",
         "secret", "notice", "topic"],
)  # fmt: skip
def test_mastheads(head: str, fields: dict[str, str]) -> None:
    whole = whole_of(head + ARTICLE + FOOT)
    assert told(whole) == []
    assert front(whole) == {
        "number": "7",
        "date": "2024-03-05",
        **fields,
        "status": "printed",
        "articles": ["城关镇"],
    }
    assert whole.serial is not None
    assert whole.serial.folder == ("s7" if "supplement" in fields else "7")


def test_a_year_in_brackets_needs_no_ordinal_word() -> None:
    whole = whole_of(HEAD.replace("第7期", "〔2024〕7期") + ARTICLE + FOOT)
    assert whole.serial is not None
    assert whole.serial.number == 7


def test_what_the_masthead_lacks_or_says_otherwise() -> None:
    whole = whole_of("邻县组工信息\n第7期\n中共邻县委办公室\n" + ARTICLE + FOOT)
    assert told(whole) == [
        "D341 没有找到报头名称“某县组工信息”",
        "D341 没有找到编印单位“中共某县委组织部研究室”",
        "D343 没有找到印发日期",
        "D353 没有认出，没有写进文件：邻县组工信息",
        "D353 没有认出，没有写进文件：中共邻县委办公室",
    ]
    nameless = whole_of(HEAD.replace("第7期\n", "") + ARTICLE + FOOT)
    assert nameless.files == {}
    assert told(nameless) == ["D342 没有找到期号"]
    assert told(whole_of(HEAD + "只有一段话，不是一期。\n")) == ["D340 没有找到稿件，认不出是一期"]


@pytest.mark.parametrize(
    ("printed", "mark"),
    [
        ("秘密★1年", "秘密★1年"),
        ("绝密★长期", "绝密★长期"),
        ("机密 ★ 6个月", "机密★6个月"),
        ("秘　密", "秘密"),
        ("秘密★一年", "秘密★1年"),
        ("秘密☆１年", "秘密★1年"),
        ("机密★十五年", "机密★15年"),
    ],
)
def test_the_secrecy_keeps_its_term(printed: str, mark: str) -> None:
    whole = whole_of(f"000001\n{printed}\n" + HEAD + ARTICLE + FOOT)
    assert (front(whole)["secrecy"], front(whole)["copy_number"]) == (mark, "000001")
    other = "".join(printed.split()) != mark
    assert told(whole) == ([f"D353 密级“{printed}”写成了 {mark}"] if other else [])
    assert [each.quoted for each in whole.diagnostics if each.code == "D353"] == [printed] * other


def test_a_star_that_gives_no_term() -> None:
    whole = whole_of("秘密★\n" + HEAD + ARTICLE + FOOT)
    assert front(whole)["secrecy"] == "秘密"
    assert told(whole) == ["D353 没有认出，没有写进文件：秘密★"]


SUBJECTS = "主题词：组织工作　信息\n"


@pytest.mark.parametrize(
    "text",
    [
        HEAD + ARTICLE + SUBJECTS + FOOT,
        HEAD + ARTICLE + SUBJECTS.replace("主题词", "主 题 词") + FOOT,
        HEAD + ARTICLE + FOOT + SUBJECTS,
        HEAD + ARTICLE + FOOT.replace("单位。", "单位") + SUBJECTS,
    ],
    ids=["above", "spread", "below", "below what has no stop"],
)
def test_subject_words_are_noted(text: str) -> None:
    whole = whole_of(text)
    assert body(whole, "城关镇.md") == body(whole_of(HEAD + ARTICLE + FOOT), "城关镇.md")
    assert "# 原件的主题词：组织工作 信息\n" in whole.files["issue.md"].decode()
    assert told(whole) == ["D515 主题词没有字段，记在 issue.md 的 # 行里"]


def test_a_sentence_about_subject_words_is_text() -> None:
    said_so = "各地主题词：一村一个，要写得短。"
    whole = whole_of(HEAD + ARTICLE + said_so + "\n" + FOOT)
    assert said_so in body(whole, "城关镇.md")
    assert told(whole) == []


def test_a_text_box_among_the_paragraphs_is_told() -> None:
    boxed = Framed((said("文本框的话"),))
    head = HEAD.strip().split("\n")
    received = document(
        Framed((said(head[0]),)), *map(said, head[1:]), said("□城关镇：抓实治理。"),
        said("全年办结诉求36件。"), boxed, said("组建队伍12支。"), Framed((said("报：部领导。"),)),
    )  # fmt: skip
    whole = recognise_whole(received, publication(Flow.FLOW))
    assert body(whole, "城关镇.md") == "\n全年办结诉求36件。\n\n文本框的话\n\n组建队伍12支。\n"
    assert told(whole) == ["D209 文本框的文字“文本框的话”排在它所在的地方"]


def test_a_second_issue_in_one_file_is_told_and_not_read() -> None:
    first = HEAD + ARTICLE + FOOT
    second = (HEAD.replace("第7期", "第8期") + ARTICLE + FOOT).replace("36", "37")
    whole = whole_of(first + second + "一段。\n")
    assert whole.files == whole_of(first).files
    assert told(whole) == ["D356 从这里起是另一期（第8期），没有导入；一个文件只收一期"]
    (fault,) = [each for each in whole.diagnostics if each.code == "D356"]
    assert fault.severity is Severity.ERROR
    assert fault.source is not None
    assert fault.source.place(fault.span.start) == (first.count("\n") + 1, 1)


@pytest.mark.parametrize(
    "between", ["某县组工信息\n第7期\n", "某县组工信息\n", "某县组工信息第3期刊发过一篇。\n"]
)
def test_the_same_number_again_is_no_second_issue(between: str) -> None:
    other = ARTICLE.replace("城关镇", "东关街道")
    whole = whole_of(HEAD + ARTICLE + between + other + FOOT)
    assert front(whole)["articles"] == ["城关镇", "东关街道"]
    assert [each for each in told(whole) if "D356" in each] == []


def test_the_original_is_kept_and_named_without_its_folder() -> None:
    content = (HEAD + ARTICLE + FOOT).encode()
    read = read_plain("/home/甲/往期/第 7 期（定稿）.TXT", content)
    whole = recognise_whole(read, publication(Flow.FLOW), content=content)
    assert whole.files["originals/第 7 期（定稿）.txt"] == content
    said = front(whole)["original"]
    assert said == {
        "name": "第 7 期（定稿）.txt",
        "sha256": sha256(content).hexdigest(),
        "text": said["text"],
    }
    assert "/home" not in whole.files["issue.md"].decode()


@pytest.mark.parametrize(
    ("text", "number"),
    [("七", 7), ("十", 10), ("十二", 12), ("一百一十六", 116), ("一百零六", 106), ("一一六", 116),
     ("二〇", 20), ("三十", 30)],
)  # fmt: skip
def test_chinese_numbers(text: str, number: int) -> None:
    assert chinese_number(text) == number


def test_the_editors_note_is_the_copy_of_issue_md() -> None:
    note = "编者按：为深入学习贯彻全会精神，现将两地做法刊发，供学习借鉴。"
    whole = whole_of(f"{HEAD}{note}\n各地要结合实际抓好落实，有关情况及时报送。\n{ARTICLE}{FOOT}")
    assert told(whole) == []
    assert body(whole, "issue.md") == f"\n{note}\n\n各地要结合实际抓好落实，有关情况及时报送。\n"


def test_contents_and_titles_that_disagree_are_told() -> None:
    contents = (
        "本期要目\n1. 城关镇：“三个一”抓实基层治理…………1\n"
        "2. 东关街道：别的题目…………2\n3. 没有这一篇…………3\n"
    )
    second = "□东关街道：多方联“建”，激活社区治理新动能。**街道建联盟。**探索课题，效果很好。\n"
    whole = whole_of(HEAD + contents + ARTICLE + second + FOOT)
    assert told(whole) == [
        "D363 目录有 1 行和标题一致；目录由标题生成，不写进文件",
        "D350 目录里的“东关街道：别的题目”没有对应的稿件",
        "D350 目录里的“没有这一篇”没有对应的稿件",
        "D364 “多方联“建”，激活社区治理新动能”不在目录里",
    ]


@pytest.mark.parametrize("mark", ["★", "◇", "□"])
def test_contents_with_marks_are_no_articles(mark: str) -> None:
    listed = f"目录\n{mark}城关镇：“三个一”抓实基层治理\n"
    ruled = whole_of(HEAD + listed + "-" * 40 + "\n" + ARTICLE + FOOT)
    assert [each.split("：")[0] for each in told(ruled)][1:] == ["D353 没有认出，没有写进文件"]
    whole = whole_of(HEAD + listed + ARTICLE + FOOT)
    assert front(whole)["articles"] == ["城关镇"]
    assert told(whole) == ["D363 目录有 1 行和标题一致；目录由标题生成，不写进文件"]
    own = "“三个一”抓实基层治理\n城关镇\n选派干部12名，组建“红色代办”队伍。\n"
    whole = whole_of(HEAD + listed + own + FOOT)
    assert front(whole)["articles"] == ["城关镇"]
    assert body(whole, "城关镇.md") == "\n选派干部12名，组建“红色代办”队伍。\n"


def test_contents_whose_titles_stand_on_two_lines_are_no_articles() -> None:
    listed = "目录\n◆城关镇：“三个一”抓实基层治理\n◆东关街道：建好网格\n"
    own = "□城关镇：“三个一”\n抓实基层治理。选派干部12名，组建“红色代办”队伍。\n"
    more = "□东关街道：建好网格。选派干部10名，组建“红色代办”队伍。\n"
    whole = whole_of(HEAD + listed + own + more + FOOT)
    assert front(whole)["articles"] == ["城关镇", "东关街道"]


def test_marked_titles_below_contents_are_articles() -> None:
    """Of which nothing is said again."""
    titles = "★城关镇：标题一。\n★东关街道：标题二。\n"
    whole = whole_of(HEAD + "目录\n" + titles + "选派干部12名，组建“红色代办”队伍。\n" + FOOT)
    assert front(whole)["articles"] == ["城关镇", "东关街道"]


@pytest.mark.parametrize(
    ("head", "fields", "faults"),
    [
        ("城关镇：", {"unit": "城关镇"}, []),
        ("城关：", {"unit": "城关"}, []),
        ("城关镇第二党支部：", {"unit": "城关镇", "byline": "城关镇第二党支部"}, []),
        ("某县城关镇：", {"unit": "城关镇", "byline": "某县城关镇"}, []),
        ("西关镇：", {"unit": "西关镇"}, ["D348 名册里没有“西关镇”"]),
        ("", {"unit": ""}, ["D348 没有找到报送单位"]),
    ],
    ids=["name", "alias", "below", "above", "unknown", "none"],
)
def test_units(head: str, fields: dict[str, str], faults: list[str]) -> None:
    whole = whole_of(HEAD + f"□{head}“三个一”抓实治理。**建强队伍。**选派干部12名。\n" + FOOT)
    name = next(name for name in whole.files if name != "issue.md")
    assert front(whole, name) == {**fields, "title": "“三个一”抓实治理"}
    assert told(whole) == faults


@pytest.mark.parametrize(
    "opening",
    [
        "□城关镇：干得好不好？群众说了算。**建强队伍。**选派干部12名。",
        "□城关镇：干得好不好？**群众说了算。建强队伍。**选派干部12名。",
    ],
)
def test_a_title_that_is_a_question(opening: str) -> None:
    whole = whole_of(f"{HEAD}{opening}\n{FOOT}")
    assert front(whole, "城关镇.md")["title"] == "干得好不好？"


@pytest.mark.parametrize(
    "article",
    [
        "□城关镇：“三个一”抓实治理\n**建强队伍。**选派干部12名。",
        "□**城关镇：“三个一”抓实治理**\n**建强队伍。**选派干部12名。",
        "**□城关镇：“三个一”抓实治理。**\n**建强队伍**。选派干部12名。",
        "□**城关镇：“三个一”抓实治理**。**建强队伍。**选派干部12名。",
        "■ 城关镇：“三个一”抓实治理。**建强队伍。**选派干部 12 名。",
    ],
    ids=["own line", "own line, bold", "mark in bold", "stop outside", "black square, spaces"],
)
def test_titles_however_they_are_set(article: str) -> None:
    whole = whole_of(f"{HEAD}{article}\n{FOOT}")
    assert front(whole, "城关镇.md") == {"unit": "城关镇", "title": "“三个一”抓实治理"}
    assert body(whole, "城关镇.md") == "\n**建强队伍。**选派干部12名。\n"


def test_a_single_article_without_a_mark() -> None:
    title = "“三个一”抓实基层治理"
    text = (
        f"{HEAD}目录\n城关镇：{title}\n{title}\n城关镇\n一、建强一支队伍\n"
        "选派干部12名，组建“红色代办”队伍，全年办结诉求36件。\n（一）选得准\n把好入口关。\n"
        f"（城关镇党委供稿）\n{FOOT}"
    )
    whole = whole_of(text)
    assert front(whole, "城关镇.md") == {
        "unit": "城关镇",
        "title": title,
        "supplier": "城关镇党委",
    }
    assert body(whole, "城关镇.md") == (
        "\n**一、建强一支队伍。**选派干部12名，组建“红色代办”队伍，全年办结诉求36件。\n\n"
        "### （一）选得准\n\n把好入口关。\n"
    )


@pytest.mark.parametrize(
    ("end", "fields"),
    [
        ("（城关镇 张三）", {"unit": "城关镇", "author": "张三"}),
        ("（城关镇张三）", {"unit": "城关镇", "author": "张三"}),
        ("（城关镇：张三、李四）", {"unit": "城关镇", "author": "张三、李四"}),
        ("（张三　城关镇）", {"unit": "城关镇", "author": "张三"}),
        ("（城关镇党委　张三　2024年3月1日）",
         {"unit": "城关镇", "author": "张三", "received": "2024-03-01"}),
        ("城关镇党委\n2024年3月1日", {"unit": "城关镇", "received": "2024-03-01"}),
        ("（城关镇、东关街道）", {"unit": "城关镇、东关街道"}),
        ("（作者单位：城关镇）", {"unit": "城关镇"}),
        ("（城关镇供稿）", {"unit": "城关镇", "supplier": "城关镇"}),
        ("（城关镇供稿）\n（撰稿：张三）",
         {"unit": "城关镇", "supplier": "城关镇", "author": "张三"}),
        ("（城关镇幸福社区党支部 张三）",
         {"unit": "城关镇", "byline": "城关镇幸福社区党支部", "author": "张三"}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("title", ["“三个一”抓实治理", "红色引擎：激活社区治理新动能"])
def test_a_unit_that_only_the_end_of_an_article_names(
    title: str, end: str, fields: dict[str, str]
) -> None:
    text = "选派干部12名，组建“红色代办”队伍，全年办结诉求36件。"
    whole = whole_of(f"{HEAD}□{title}\n{text}\n{end}\n{FOOT}")
    (file,) = whole.files.keys() - {"issue.md"}
    assert front(whole, file) == {"title": title, **fields}
    assert body(whole, file) == f"\n{text}\n"
    (message,) = told(whole)
    assert message.startswith("D206 标题前没有单位，照篇末的“")


@pytest.mark.parametrize(
    "end",
    ["（城关镇、东关街道和其他单位都参加）", "城关镇\n东关街道", "（作者系城关镇干部）", "张三"],
)
def test_what_only_resembles_a_unit_at_the_end_of_an_article(end: str) -> None:
    text = "参加活动的有以下单位和人员，名单由各单位报送。"
    whole = whole_of(f"{HEAD}□“三个一”抓实治理\n{text}\n\n{end}\n{FOOT}")
    assert front(whole, "第1篇.md")["unit"] == ""
    assert all(words in body(whole, "第1篇.md") for words in end.split("\n"))
    assert "D348 没有找到报送单位" in told(whole)


def test_the_unit_before_a_title_stays_whatever_the_end_says() -> None:
    whole = whole_of(HEAD + "□某某局：“三个一”抓实治理\n选派干部12名。\n（城关镇 张三）\n" + FOOT)
    (file,) = whole.files.keys() - {"issue.md"}
    assert front(whole, file)["unit"] == "某某局"
    assert "D348 名册里没有“某某局”" in told(whole)
    below = whole_of(HEAD + "□“三个一”抓实治理\n选派干部12名。\n（某某乡 李四）\n" + FOOT)
    (file,) = below.files.keys() - {"issue.md"}
    assert front(below, file) == {"unit": "某某乡", "title": "“三个一”抓实治理", "author": "李四"}
    assert told(below) == ["D348 名册里没有“某某乡”"]


def test_two_articles_of_a_unit_have_two_files() -> None:
    whole = whole_of(HEAD + ARTICLE + ARTICLE.replace("“三个一”", "“四个一”") + FOOT)
    assert sorted(whole.files) == ["issue.md", "城关镇.md", "城关镇2.md"]
    assert front(whole)["articles"] == ["城关镇", "城关镇2"]


@pytest.mark.parametrize(
    ("unit", "name"),
    [("issue", "issue稿"), ("CON", "CON稿"), ("nul", "nul稿"), ("城\u200b关镇", "城关镇")],
)
def test_no_article_has_a_name_that_is_taken(unit: str, name: str) -> None:
    """By issue.md, or by Windows."""
    other = ARTICLE.replace("城关镇", unit)
    whole = whole_of(HEAD + other + ARTICLE.replace("城关镇", "东关街道") + FOOT)
    assert sorted(whole.files) == sorted(["issue.md", f"{name}.md", "东关街道.md"])
    assert front(whole)["articles"] == [name, "东关街道"]
    assert "选派干部12名" in body(whole, f"{name}.md")


def test_names_that_differ_in_capitals_alone_are_two() -> None:
    articles = "".join(ARTICLE.replace("城关镇", unit) for unit in ("Ab公司", "aB公司"))
    assert front(whole_of(HEAD + articles + FOOT))["articles"] == ["Ab公司", "aB公司2"]


def test_every_picture_is_written_or_told() -> None:
    """One in the masthead, one between paragraphs, one in a table, and one that cannot be had."""
    good = [ReceivedPicture(picture(each), ".png") for each in ("red", "blue", "green")]
    pictured: list[tuple[str, dict[str, Any]]] = [("", {"picture": at}) for at in range(1, 5)]
    received = document(
        said("某县组工信息", pictured[0]),
        *map(said, HEAD.strip().split("\n")[1:]),
        said("□城关镇：抓实治理。"),
        said("全年办结诉求36件。"),
        said(pictured[1]),
        [["村名", "户数"], ["八墩村", [said("120", pictured[2])]]],
        said("报：部领导。", pictured[3]),
        pictures=(*good, ReceivedPicture(b"broken", ".png")),
    )
    whole = recognise_whole(received, publication(Flow.FLOW))
    assert sorted(each for each in whole.files if each.endswith(".png")) == [
        *("图1.png", "图2.png", "图3.png")
    ]
    assert body(whole, "城关镇.md") == (
        "\n全年办结诉求36件。\n\n![图片2](图2.png)\n\n"
        "| 村名 | 户数 |\n| --- | --- |\n| 八墩村 | 120 |\n\n![图片3](图3.png)\n"
    )
    pictures = [each for each in told(whole) if "图" in each]
    assert pictures == [
        "D130 第 4 张图片已经损坏，打不开，没有收入",
        "D353 图片没有放进稿件，另存成 图1.png",
        "D217 第 2 张图片没有图题",
        "D217 第 3 张图片夹在表格里，移到表格后面",
        "D217 第 3 张图片没有图题",
    ]


def test_a_large_title_on_two_lines_begins_one_article() -> None:
    large = {"size": 22.0}
    article = (
        said(("城关镇：“三个一”", large), alignment="center"),
        said(("抓实基层治理", large), alignment="center"),
        said("全年办结诉求36件。"),
        said(("东关街道：建好网格", large), alignment="center"),
        said("全年走访1200户。"),
    )
    lines = map(said, HEAD.strip().split("\n"))
    received = document(*lines, *article, said("报：部领导。"))
    whole = recognise_whole(received, publication(Flow.FLOW))
    assert front(whole)["articles"] == ["城关镇", "东关街道"]
    assert front(whole, "城关镇.md")["title"] == "“三个一”抓实基层治理"
    assert body(whole, "城关镇.md") == "\n全年办结诉求36件。\n"


SMALL = {"size": 12.0}
PICTURE = ("", {"picture": 1})


@pytest.mark.parametrize(
    ("below", "read"),
    [
        (said("图1 会议现场"), '![图1 会议现场](图1.png "图1 会议现场")'),
        (said(("会议现场", SMALL), alignment="center"), '![会议现场](图1.png "会议现场")'),
        (said("会议现场", alignment="center"), "![图片1](图1.png)\n\n会议现场"),
        (said("图1显示，办结率提高。"), "![图片1](图1.png)\n\n图1显示，办结率提高。"),
        (said("各村接着抓好落实。"), "![图片1](图1.png)\n\n各村接着抓好落实。"),
    ],
    ids=["counted", "small", "as large as the text", "a sentence", "text"],
)
def test_captions(below: Said, read: str) -> None:
    written = io.BytesIO()
    Image.new("RGB", (80, 60), "red").save(written, "PNG")
    lines = map(said, HEAD.strip().split("\n"))
    article = said("□城关镇：抓实治理。"), said("全年办结诉求36件。"), said(PICTURE), below
    good = ReceivedPicture(written.getvalue(), ".png")
    received = document(*lines, *article, said("报：部领导。"), pictures=[good])
    whole = recognise_whole(received, publication(Flow.FLOW))
    assert body(whole, "城关镇.md") == f"\n全年办结诉求36件。\n\n{read}\n"
    without = read.startswith("![图片1]")
    assert told(whole) == (["D217 第 1 张图片没有图题"] if without else [])


def test_the_caption_of_a_picture_that_cannot_be_had_is_text() -> None:
    lines = map(said, HEAD.strip().split("\n"))
    article = (
        said("□城关镇：抓实治理。"),
        said("全年办结诉求36件。"),
        said(PICTURE),
        said("图1 现场"),
    )
    broken = ReceivedPicture(b"broken", ".png")
    received = document(*lines, *article, said("报：部领导。"), pictures=[broken])
    whole = recognise_whole(received, publication(Flow.FLOW))
    assert body(whole, "城关镇.md") == "\n全年办结诉求36件。\n\n图1 现场\n"
    assert told(whole) == ["D130 第 1 张图片已经损坏，打不开，没有收入"]


def test_what_a_person_must_decide_is_listed() -> None:
    (one,) = [each for each in whole_of(HEAD + ARTICLE + FOOT).diagnostics if each.code == "D354"]
    assert one.severity is Severity.INFO
    assert one.message == (
        "issue.md 里要由人来定的：visibility（不写就是 internal，只在内部），"
        "status（写成 printed，以前印发的往期；还要刊发的改掉），"
        "signoff（没有签发人、核稿人、责任编辑）"
    )
    signed = whole_of(HEAD + ARTICLE + FOOT + "责任编辑：张三　核稿：李四　签发：王五\n")
    (one,) = [each for each in signed.diagnostics if each.code == "D354"]
    assert "signoff" not in one.message


@pytest.mark.parametrize(
    "line",
    [
        *("—" * 20_000 + "x", "·" * 20_000 + "x", " " * 20_000 + "x", "2024" + " " * 20_000),
        *("【" + " " * 20_000 + "x", "（" * 20_000, "1" * 20_000 + "x"),
    ],
    ids=["dashes", "leader", "blanks", "year", "bracket", "brackets", "figures"],
)
def test_long_lines_take_no_time(line: str) -> None:
    started = process_time()
    parts = (said("某县组工信息"), said(line), *map(said, HEAD.strip().split("\n")[1:]))
    article = said("□城关镇：抓实治理。"), said("全年办结诉求36件。")
    recognise_whole(
        document(*parts, said("目录"), said(line), *article, running=[said(line)]),
        publication(Flow.FLOW),
    )
    assert process_time() - started < 4


@pytest.mark.parametrize(
    ("entry", "bare"),
    [
        ("城关镇：抓实治理……………… 12", "城关镇：抓实治理"),
        ("城关镇：抓实治理····（3）", "城关镇：抓实治理"),
        ("城关镇：抓实治理。", "城关镇：抓实治理"),
        ("城关镇：办结诉求36件", "城关镇：办结诉求36件"),
        ("", ""),
    ],
)
def test_a_line_of_the_contents_without_its_page(entry: str, bare: str) -> None:
    assert without_page(entry) == bare


SHORT = "□城关镇：标题在此。{}选派干部12名，组建“红色代办”队伍，全年办结诉求36件。\n"


@pytest.mark.parametrize(
    ("words", "suggested"),
    [
        ("建强一支队伍。", ["建强一支队伍"]),
        ("组建一支“智囊团”。", ["组建一支“智囊团”"]),
        ("效果很好，群众满意。", []),
        ("全年办结36件。", []),
        ("这是一个比较长的句子而且没有用过逗号。", []),
        ("“效果很好。”", []),
        ("很好。", []),
        ("**建强一支队伍。**", []),
        ("1.海选。", ["1.海选"]),
        ("2、海选好支书。", ["2、海选好支书"]),
        ("1.办结36件。", []),
        ("3.2亿元。", []),
    ],
)
def test_sentences_that_may_be_headings(words: str, suggested: list[str]) -> None:
    whole = whole_of(HEAD + SHORT.format(words) + FOOT)
    assert [
        each.quoted.rstrip("。") for each in whole.diagnostics if each.code == "D349"
    ] == suggested
    made = whole_of(HEAD + SHORT.format(words) + FOOT, headings=True)
    assert body(made, "城关镇.md").count("**") == (2 if suggested or "**" in words else 0)


OF_EVERY_ISSUE = ("number", "date", "status", "articles")


@pytest.mark.parametrize(
    ("foot", "fields"),
    [
        (FOOT, {}),
        ("报：部领导、县委办。\n送：各镇。\n",
         {"distribution": {"report_to": ["部领导、县委办"], "send_to": ["各镇"]}}),
        ("报：部领导，市委办公室、市政府办公室。\n", {"distribution": {"send_to": []}}),
        (FOOT + "发：各村，各社区。\n本期增发：市发改委。\n",
         {"distribution": {"issue_to": ["各村", "各社区"], "also_to": ["市发改委"]}}),
        (FOOT.replace("\n送", "　送"), {}),
        ("报：部领导　送 ：各镇\n",
         {"distribution": {"report_to": ["部领导"], "send_to": ["各镇"]}}),
        (FOOT + "责任编辑：张三　核稿：李四　签发：王五\n共印50份\n",
         {"copies": "50", "signoff": {"edited_by": "张三", "checked_by": "李四",
                                      "approved_by": "王五"}}),
        (FOOT + "（责任编辑：张三）\n", {"signoff": {"edited_by": "张三"}}),
        (FOOT + "中共某县委组织部研究室　2024年3月5日印发（共印50份）\n", {"copies": "50"}),
        (FOOT.replace("市政府", "市\n政府"), {}),
    ],
    ids=["standing", "other", "dropped", "more", "one line", "no stop", "signed", "in brackets",
         "imprint", "turned"],
)  # fmt: skip
def test_colophons(foot: str, fields: dict[str, Any]) -> None:
    whole = whole_of(HEAD + ARTICLE + foot)
    assert told(whole) == []
    read = front(whole)
    assert {name: read[name] for name in read if name not in OF_EVERY_ISSUE} == (fields)


OPEN = "报：部领导\n送：各镇（街道）\n"
GIVEN = {"report_to": ["部领导"], "send_to": ["各镇（街道）"]}


@pytest.mark.parametrize(
    ("line", "fields", "faults"),
    [
        ("中共某县委组织部研究室　2024年3月5日印发", {}, []),
        ("中共某县委组织部研究室　2024年3月6日印发", {},
         ["D353 没有认出，没有写进文件：2024年3月6日印发"]),
        ("2024年3月5日印发", {}, []),
        ("编辑：赵六  审核：钱七", {"signoff": {"edited_by": "赵六", "checked_by": "钱七"}}, []),
        ("（本期责编：赵六）", {"signoff": {"edited_by": "赵六"}}, []),
        ("（共印120份）", {"copies": "120"}, []),
        ("地　址：天康大道", {}, ["D353 没有认出，没有写进文件：地　址：天康大道"]),
        ("附件：稿件统计表", {}, ["D353 没有认出，没有写进文件：附件：稿件统计表"]),
    ],
)  # fmt: skip
def test_a_distribution_without_its_stop_takes_no_other_line(
    line: str, fields: dict[str, Any], faults: list[str]
) -> None:
    for between in ("", "　　"):
        whole = whole_of(HEAD + ARTICLE + (OPEN.strip() + between if between else OPEN) + line)
        read = front(whole)
        assert read.pop("distribution") == GIVEN
        assert {name: read[name] for name in read if name not in OF_EVERY_ISSUE} == fields
        assert told(whole) == faults


@pytest.mark.parametrize(
    ("rows", "send_to", "faults"),
    [
        ("各镇（街道）、市直\n各单位。", "各镇（街道）、市直各单位", []),
        ("各镇（街道）、\n市直各单位", "各镇（街道）、市直各单位", []),
        ("各镇（街道）\n附近村", "各镇（街道）附近村",
         ["D355 “附近村”接在“各镇（街道）”后面，算作分送范围"]),
    ],
)  # fmt: skip
def test_a_distribution_that_goes_on(rows: str, send_to: str, faults: list[str]) -> None:
    whole = whole_of(f"{HEAD}{ARTICLE}报：部领导\n送：{rows}\n")
    assert front(whole)["distribution"] == {"report_to": ["部领导"], "send_to": [send_to]}
    assert told(whole) == faults


def test_what_the_colophon_says_that_has_no_field_is_told() -> None:
    whole = whole_of(HEAD + ARTICLE + FOOT.replace("送：", "抄送：") + "联系电话：0550-7000000\n")
    assert told(whole) == [
        "D351 “抄送：”记作“送：”",
        "D353 没有认出，没有写进文件：联系电话：0550-7000000",
    ]
    spread = whole_of(HEAD + ARTICLE + "报：部领导　抄 送：各镇")
    assert front(spread)["distribution"] == {"report_to": ["部领导"], "send_to": ["各镇"]}
    assert told(spread) == ["D351 “抄送：”记作“送：”"]
    assert told(whole_of(HEAD + ARTICLE)) == ["D352 没有找到 报：送：发："]


@pytest.mark.parametrize(
    ("one", "two", "joined"),
    [
        ("根据党员参与服务的内容和次数确定党员的积", "分。目前，效果很好。", True),
        ("统筹各部门的力量，抽调优秀人才八十余名，", "组建乡村产业发展服务团。", True),
        ("落实领导干部带头接访机制，做到有求必应。", "目前，效果很好。", False),
        ("主要做法如下，各地可以结合实际参照执行：", "加强组织领导，落实责任。", False),
        ("短的一行", "下面另起一段，并不接排。", False),
        ("根据党员参与服务的内容和次数确定党员的积", "（城关镇党委供稿）", False),
    ],
)
def test_torn_paragraphs(one: str, two: str, joined: bool) -> None:
    whole = whole_of(f"{HEAD}□城关镇：标题在此。\n\n{one}\n\n{two}\n{FOOT}")
    assert (one + two in body(whole, "城关镇.md")) is joined
    assert ["D207" in line for line in told(whole)].count(True) == joined


def test_slogans_one_under_another_stay_apart_and_are_told() -> None:
    slogans = (
        "把支部建在网格上让党旗在一线的上空高高飘扬",
        "把服务送到家门口让群众在身边的小事感受温暖",
        "把干部派到最前沿让作风在实干的考场中见真章",
    )
    whole = whole_of(f"{HEAD}□城关镇：标题在此。\n\n" + "\n\n".join(slogans) + f"\n{FOOT}")
    assert "\n\n".join(slogans) in body(whole, "城关镇.md")
    assert [line for line in told(whole) if line.startswith("D2")] == [
        "D226 “线的上空高高飘扬”和“把服务送到家门口”像是断开的一段，没有接",
        "D226 “边的小事感受温暖”和“把干部派到最前沿”像是断开的一段，没有接",
    ]


WRAPPED = "一、筑牢阵地。城关镇成立联合党委8个，覆盖"
"""A row that begins with a run-in heading and ends in mid-sentence."""

READ = "**一、筑牢阵地。**城关镇成立联合党委8个，覆盖企业120家，开展活动60场次。"


@pytest.mark.parametrize(
    ("rows", "read"),
    [
        (f"　　{WRAPPED}\n企业120家，开展活动60场次。", READ),
        (f"{WRAPPED}\n\n企业120家，开展活动60场次。", READ),
        ("　　二、强化队伍。组建队伍12支，服务群众\n3000人次。",
         "**二、强化队伍。**组建队伍12支，服务群众3000人次。"),
        ("一、筑牢阵地\n城关镇成立联合党委8个。", "**一、筑牢阵地。**城关镇成立联合党委8个。"),
        ("一、“怎么干？”大家议\n城关镇成立联合党委8个。",
         "**一、“怎么干？”大家议。**城关镇成立联合党委8个。"),
    ],
    ids=["indented", "parted", "figure", "heading", "a question inside"],
)  # fmt: skip
def test_a_row_that_begins_with_a_heading_goes_on_in_the_next(rows: str, read: str) -> None:
    whole = whole_of(f"{HEAD}□城关镇：标题在此。\n{rows}\n\n{FOOT}")
    assert body(whole, "城关镇.md") == f"\n{read}\n"


@pytest.mark.parametrize(
    ("rows", "read"),
    [
        ("1、抓学习，组织学习12次，培训1000人次\n2、抓服务\n3、抓落实\n效果很好。",
         "1、抓学习，组织学习12次，培训1000人次\n\n2、抓服务\n\n3、抓落实\n\n效果很好。"),
        ("1、抓学习\n组织学习12次。\n2、抓服务\n服务36次。",
         "**1、抓学习。**组织学习12次。\n\n**2、抓服务。**服务36次。"),
        ("（一）做法\n1.抓学习\n组织学习12次。",
         "## （一）做法\n\n### 1.抓学习\n\n组织学习12次。"),
    ],
    ids=["items", "headings", "a heading under a heading"],
)  # fmt: skip
def test_lines_that_go_on_counting_are_items(rows: str, read: str) -> None:
    whole = whole_of(f"{HEAD}□城关镇：标题在此。\n\n主要做法：\n\n{rows}\n{FOOT}")
    assert body(whole, "城关镇.md") == f"\n主要做法：\n\n{read}\n"


LINES = (
    *HEAD.split("\n"),
    *FOOT.split("\n"),
    *SENTENCES,
    ARTICLE.strip(),
    *("目录", "- 城关镇：别的题目", "【专题】", "秘密★1年", "000001", "内部资料", "编者按：请看。"),
    *("一、做法", "（一）一是", "1.清单", "（城关镇供稿）", "（撰稿：张三）", "共印5份", "共印6份"),
    *("责任编辑：张三", "责任编辑：李四", "□", "□东关街道：“三个一”", "**粗**体", "本期增发："),
    *("□**某局：标题。小标题。**正文 12 个", "报：甲，乙。", "核稿：王五　电话：1234567", "- 一项"),
)  # fmt: skip


@given(
    st.lists(st.sampled_from(LINES) | st.text("甲乙：。，□*【】“”（） 1第期年月日\n", max_size=12))
)
def test_whatever_the_order_nothing_is_lost(lines: list[str]) -> None:
    """Every 汉字 and figure is in a file or in what is told, as often as in the document."""
    text = HEAD + ARTICLE + "\n\n".join(lines)
    whole = whole_of(text)
    if not whole.files or any(each.code == "D356" for each in whole.diagnostics):
        return  # a second issue is reported as a whole
    written = unescape("".join(content.decode() for content in whole.files.values()))
    counted = written + "".join(f"{each.quoted}{each.message}" for each in whole.diagnostics)
    standing = "".join("".join(line) for line in publication(Flow.FLOW).distribution.lines)
    words = set(
        HEAD + standing + "责任编辑共印份增刊总第期年月日本期增发报送发供稿撰稿作者目录秘密核签"
    )
    for character in set(text) - words:
        if character.isalpha():
            assert counted.count(character) >= text.count(character), character
