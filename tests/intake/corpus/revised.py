"""Documents that somebody marked up: tracked changes, comments, hidden words."""

from __future__ import annotations

from docx.oxml.ns import qn

from tests.intake.corpus.copy import DATONG, QIANQIU, names
from tests.intake.corpus.making import Paper, Sample, p, r

QIANQIU_TITLE = "千秋街道：“三措并举”推动治理服务提质增效"
DATONG_TITLE = "大通镇：“三点发力”打造基层治理新格局"
WHO = 'w:id="1" w:author="李部长" w:date="2023-06-05T09:30:00Z"'


def ins(*runs: str) -> str:
    """Words put in."""
    return f"<w:ins {WHO}>{''.join(runs)}</w:ins>"


def gone(text: str, kind: str = "del") -> str:
    """Words taken out."""
    return (
        f'<w:{kind} {WHO}><w:r><w:delText xml:space="preserve">{text}</w:delText></w:r></w:{kind}>'
    )


def tracked_words() -> bytes:
    """Words put in, taken out, replaced, and put in and taken out again."""
    paper = Paper()
    paper.title(QIANQIU_TITLE)
    paper.xml(
        p(
            "组建志愿服务队",
            gone("10"),
            ins(r("1"), r("2")),
            "支，",
            ins(gone("约")),
            "覆盖全部小区。",
        )
    )
    paper.xml(
        p(r("打造先锋队伍。", "<w:b/><w:rPrChange><w:rPr/></w:rPrChange>"), ins(r("开展活动。")))
    )
    paper.article(*QIANQIU)
    return paper.file()


def tracked_paragraphs() -> bytes:
    """Ends of paragraphs deleted: two become one; a paragraph and a row that are gone."""
    mark = f"<w:rPr><w:del {WHO}/></w:rPr>"
    paper = Paper()
    paper.title(DATONG_TITLE)
    paper.xml(p("全镇12个村划分为95个网格，", properties=mark))
    paper.xml(p("每个网格配备网格员。"))
    paper.xml(p(gone("这一段整段删去。"), properties=mark))
    paper.xml(p(ins(r("新加的一段。")), properties=f"<w:rPr><w:ins {WHO}/></w:rPr>"))
    row = "<w:tr>{}<w:tc>{}</w:tc></w:tr>"
    paper.xml(
        "<w:tbl><w:tblPr/><w:tblGrid/>"
        + row.format("", p("八墩村"))
        + row.format(f"<w:trPr><w:del {WHO}/></w:trPr>", p(gone("尚武村")))
        + row.format(f"<w:trPr><w:ins {WHO}/></w:trPr>", p(ins(r("陶庄村"))))
        + "</w:tbl>"
    )
    paper.article(*DATONG)
    return paper.file()


def moved_words() -> bytes:
    """A sentence moved to another paragraph."""
    sentence = "收到村民咨询20次。"
    paper = Paper()
    paper.title(DATONG_TITLE)
    left = f"<w:moveFrom {WHO}>{r(sentence)}</w:moveFrom>"
    paper.xml(
        p('<w:moveFromRangeStart w:id="9"/>', left, '<w:moveFromRangeEnd w:id="9"/>', "先宣传。")
    )
    paper.xml(p("后回访。", f"<w:moveTo {WHO}>{r(sentence)}</w:moveTo>"))
    paper.article(*DATONG)
    return paper.file()


def comments() -> bytes:
    """Comments on words, over paragraphs, and at a place."""
    paper = Paper()
    paper.title(QIANQIU_TITLE)
    first = paper.line("组建志愿服务队", "12支", "，覆盖全部小区。")
    about = paper.document.add_comment(first.runs[1], "核实数字", "王科长", "王")
    paper.article(*QIANQIU)
    runs = [line.runs[-1] for line in paper.document.paragraphs[2:4]]
    comment = paper.document.add_comment(runs, text="两段合并", author="李部长", initials="李")
    comment.add_paragraph("并压缩到200字。")
    for each in (about, comment):
        each._comment_elm.set(qn("w:date"), "2023-06-06T10:00:00Z")
    return paper.file()


def hidden_words() -> bytes:
    """Hidden words, a hidden paragraph, and words hidden by a style that are shown again."""
    hidden = "<w:vanish/>"
    paper = Paper()
    paper.title(DATONG_TITLE)
    paper.xml(p("排查矛盾纠纷135起", r("（含信访12起）", hidden), "，调处成功。"))
    paper.xml(p(r("整段隐藏，不要上报。", hidden), properties=f"<w:rPr>{hidden}</w:rPr>"))
    paper.xml(p(r("这句没有隐藏。", '<w:vanish w:val="0"/>')))
    paper.article(*DATONG)
    return paper.file()


def style_separators() -> bytes:
    """Headings run in by Word's style separator: two paragraphs in one line."""
    paper = Paper()
    paper.title(DATONG_TITLE)
    for heading, text in DATONG:
        mark = '<w:pStyle w:val="Heading2"/><w:rPr><w:vanish/><w:specVanish/></w:rPr>'
        paper.xml(p(r(f"{heading}。", "<w:b/>"), properties=mark))
        paper.xml(p(text))
    return paper.file()


SAMPLES = (
    Sample(tracked_words, QIANQIU_TITLE, ("打造先锋队伍", *names(QIANQIU))),
    Sample(tracked_paragraphs, DATONG_TITLE, names(DATONG)),
    Sample(moved_words, DATONG_TITLE, names(DATONG)),
    Sample(comments, QIANQIU_TITLE, names(QIANQIU)),
    Sample(hidden_words, DATONG_TITLE, names(DATONG)),
    Sample(style_separators, DATONG_TITLE, names(DATONG)),
)
