"""What is asked of a bulletin: a row for each rule, in the order of the report.

A house with other figures changes only the figures of a row: `STANDARD.having("pitch", low=27.9,
high=28.1)`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Strength(StrEnum):
    """How binding a rule is, in the standard's own words."""

    REQUIRED = "规定"
    GENERAL = "一般"
    RECOMMENDED = "推荐"
    PRACTICE = "实务"

    @property
    def binds(self) -> bool:
        """Whether a breach fails the file."""
        return self in (Strength.REQUIRED, Strength.GENERAL)


REQUIRED, GENERAL = Strength.REQUIRED, Strength.GENERAL
RECOMMENDED, PRACTICE = Strength.RECOMMENDED, Strength.PRACTICE


@dataclass(frozen=True)
class Requirement:
    """One rule and the figures it accepts."""

    rule: str
    """Stable short key."""

    title: str
    """What is measured, in Chinese."""

    clause: str
    """Where it is written."""

    strength: Strength
    low: float | None
    """Least accepted figure in `unit`; None without a lower bound."""

    high: float | None
    """Greatest accepted figure in `unit`; both 0 where faults are counted."""

    unit: str = ""
    asks: str = ""
    """What is asked, in words, before the figures; empty where the figures say it."""

    def accepts(self, value: float) -> bool:
        """Whether a measured figure keeps the rule; differences from rounding are forgiven."""
        return (self.low is None or value >= self.low - 1e-6) and (
            self.high is None or value <= self.high + 1e-6
        )

    @property
    def figures(self) -> str:
        """The bounds as a reader of standards writes them: `37±1 mm`, `≥ 99.5 %`, `22 行`."""
        low, high, unit = self.low, self.high, f" {self.unit}" if self.unit else ""
        if low is None or high is None:
            bound = f"≥ {low:g}" if low is not None else f"≤ {high:g}" if high is not None else ""
            return bound + unit if bound else ""
        if low == high:
            return f"{low:g}{unit}"
        middle, half = round((low + high) / 2, 4), round((high - low) / 2, 4)
        return f"{middle:g}±{half:g}{unit}" if half * 10 <= middle else f"{low:g}–{high:g}{unit}"

    @property
    def text(self) -> str:
        """The whole demand, in Chinese."""
        counts = self.low is None and self.high == 0
        if counts:
            return self.asks
        return "，".join(part for part in (self.asks, self.figures) if part)


@dataclass(frozen=True)
class Requirements:
    """The rows of a house."""

    rows: tuple[Requirement, ...]

    def __getitem__(self, rule: str) -> Requirement:
        """The row of `rule`; KeyError when there is none."""
        for row in self.rows:
            if row.rule == rule:
                return row
        raise KeyError(rule)

    def middle(self, rule: str) -> float:
        """The figure a rule with two bounds aims at."""
        row = self[rule]
        if row.low is None or row.high is None:
            raise ValueError(f"{rule} has no two bounds")
        return (row.low + row.high) / 2

    def having(self, rule: str, low: float | None, high: float | None) -> Requirements:
        """The same with other figures for one rule; KeyError for an unknown one."""
        return self.with_rows(replace(self[rule], low=low, high=high))

    def with_rows(self, *changed: Requirement) -> Requirements:
        """The same with these rows in place of those of the same rule; KeyError for an unknown
        one."""
        others = {row.rule: row for row in changed}
        for rule in others:
            self[rule]
        return Requirements(tuple(others.get(row.rule, row) for row in self.rows))


def _around(
    rule: str,
    title: str,
    clause: str,
    strength: Strength,
    figure: float,
    half: float,
    unit: str,
    asks: str = "",
) -> Requirement:
    low, high = round(figure - half, 4), round(figure + half, 4)
    return Requirement(rule, title, clause, strength, low, high, unit, asks)


def _least(
    rule: str,
    title: str,
    clause: str,
    strength: Strength,
    low: float,
    unit: str = "",
    asks: str = "",
) -> Requirement:
    return Requirement(rule, title, clause, strength, low, None, unit, asks)


def _most(
    rule: str,
    title: str,
    clause: str,
    strength: Strength,
    high: float,
    unit: str = "",
    asks: str = "",
) -> Requirement:
    return Requirement(rule, title, clause, strength, None, high, unit, asks)


def _none(rule: str, title: str, clause: str, strength: Strength, asks: str) -> Requirement:
    """A rule whose breaches are counted and must be none."""
    return Requirement(rule, title, clause, strength, None, 0, "处", asks)


_9704 = "GB/T 9704-2012 "
_15834 = "GB/T 15834-2011 "
_PDF_A = "ISO 19005-2 "
_PDF_UA = "ISO 14289-1 "

STANDARD = Requirements(
    (
        # The page and the text area
        _none("page-size", "幅面", _9704 + "5.1", REQUIRED, "A4，210×297 mm"),
        _around("text-area-left", "订口", _9704 + "5.2.1", REQUIRED, 28, 1, "mm"),
        _around("text-area-top", "天头", _9704 + "5.2.1", REQUIRED, 37, 1, "mm"),
        _around("text-area-width", "版心宽", _9704 + "5.2.1", REQUIRED, 156, 0.5, "mm"),
        _most("text-area-height", "版心用高", _9704 + "5.2.1", REQUIRED, 225.5, "mm"),
        _none("inside-text-area", "出版心的字", _9704 + "5.2.1", REQUIRED, "无"),
        _none("tables-inside", "出版心的表格", _9704 + "5.2.1", REQUIRED, "无"),
        # The lines on it
        Requirement("lines-per-page", "每面行数", _9704 + "5.2.3", GENERAL, 22, 22, "行"),
        Requirement("characters-per-line", "每行字数", _9704 + "5.2.3", GENERAL, 28, 28, "字"),
        _around("pitch", "行距", _9704 + "5.2.3", GENERAL, 28.95, 0.1, "pt"),
        _most("register", "两面行线相对", _9704 + "6.2", PRACTICE, 0.1, "mm"),
        _most("page-fill", "未满的面所缺", "实务", PRACTICE, 2, "行"),
        _least(
            "flush-share", "两端齐的行", _9704 + "5.2.3", GENERAL, 99.5, "%", "距边 0.3 mm 以内"
        ),
        _none("joined-words", "拉开的连写词", "UAX #9、#53", REQUIRED, "无：字母要连写"),
        _most("worst-gap", "最大字间", "clreq 行内调整", RECOMMENDED, 0.20, "em"),
        _most("opened-marks", "标点旁最宽的空", "clreq 行内调整", RECOMMENDED, 0.60, "em"),
        _least("at-pitch", "字距不变的满行", "clreq 行内调整", PRACTICE, 98, "%", "字上下对齐"),
        _most("evenness", "相邻两行疏密差", "clreq 行内调整", PRACTICE, 0.10, "em"),
        _most("short-ink", "末尾缺墨的行", "clreq 3.1.6", PRACTICE, 1, "%"),
        _least("tightest-gap", "最小字间", "clreq 行内调整", RECOMMENDED, -0.08, "em"),
        _none("cell-spacing", "表格里拉开的字", "clreq 行内调整", RECOMMENDED, "无"),
        # Kinsoku
        _none("line-start", "行首禁则", _15834 + "5.1.1–5.1.7", REQUIRED, "无"),
        _none("title-words", "标题、小标题里拆开的词", _9704 + "7.3.1", PRACTICE, "无：词意完整"),
        _most("title-middle", "标题偏离正中", _9704 + "7.3.1", PRACTICE, 0.5, "mm"),
        _none("line-end", "行末禁则", _15834 + "5.1.3", REQUIRED, "无"),
        _none("unsplit-marks", "拆开的 ——、……", _15834 + "5.1.4、5.1.5", REQUIRED, "无"),
        _none("unsplit-numbers", "拆开的数", "GB/T 9704-1999，数字、年份不能回行", GENERAL, "无"),
        _none("number-unit", "数与单位分行", "clreq 分离禁则", RECOMMENDED, "无"),
        # Marks
        _most("adjacent-marks", "相邻标点共占", "clreq 3.1.6.2", RECOMMENDED, 1.55, "em"),
        _none("clashing-stops", "相撞的点号", "GB/T 15834-2011 4", REQUIRED, "无"),
        _none("full-width-quotes", "窄的“”‘’—…", _15834 + "5.1.3–5.1.5", REQUIRED, "无，各占一字"),
        _most("whole-dash", "—— 中间的空", _15834 + "5.1.4", RECOMMENDED, 0.05, "em"),
        _none("square", "□ 不合一字", "实务", PRACTICE, "宽一字，与后字同号，其后无空格"),
        _none("inner-spaces", "汉字与数字间的空格", "clreq 中西文混排", PRACTICE, "无"),
        # The letters
        _around("body-size", "正文字号", _9704 + "5.2.2", GENERAL, 15.875, 0.145, "pt", "3号"),
        _least("body-face", "正文仿宋", _9704 + "5.2.2", GENERAL, 95, "%"),
        _none("body-colour", "正文非黑的字", _9704 + "5.2.4", REQUIRED, "无"),
        _none("heading-faces", "标题字体", _9704 + "7.3.3", GENERAL, "一、黑体，（一）楷体"),
        _none("bold-face", "假粗体的字", "实务", GENERAL, "无：另用一副字，不描边、不叠印"),
        _none("bold-whole", "粗体里的常体字", "实务", GENERAL, "无：缺的字也用粗体"),
        _least("bold-ink", "粗体与常体墨量比", "实务", GENERAL, 1.12),
        _none("blank-cells", "印不出的字", _9704 + "6.2", REQUIRED, "无"),
        _none("look-alikes", "印成别的字", _9704 + "6.2", REQUIRED, "无：两个字不同形"),
        _none("slanted", "斜的汉字", "实务", PRACTICE, "无"),
        # The masthead
        _least("masthead", "红色刊名", _9704 + "7.2.4", REQUIRED, 1, "行"),
        _around("masthead-top", "刊名上缘距版心上边", _9704 + "7.2.4", REQUIRED, 35, 1, "mm"),
        _around("masthead-middle", "刊名墨迹居中", _9704 + "7.2.4", REQUIRED, 106, 0.5, "mm"),
        _most("masthead-width", "刊名宽", _9704 + "7.2.4", REQUIRED, 156, "mm"),
        _none("masthead-inside", "刊名出版心的行", _9704 + "7.2.4", REQUIRED, "无"),
        _none("masthead-face", "刊名非小标宋的字", _9704 + "7.2.4", RECOMMENDED, "无"),
        _least("issue-number", "期号", "实务", PRACTICE, 1, "处"),
        _around("red-rule-place", "红线在上行之下", _9704 + "7.2.7", REQUIRED, 4, 0.5, "mm"),
        _around("red-rule-width", "红线长", _9704 + "7.2.7", REQUIRED, 156, 0.5, "mm"),
        Requirement("red-rule-thickness", "红线粗", "实务", PRACTICE, 0.35, 0.7, "mm"),
        _none("red-rule-colour", "红线颜色", _9704 + "6.1", REQUIRED, "红，M80 Y80"),
        _least("first-page-body", "首页正文", _9704 + "7.3.3", REQUIRED, 1, "行"),
        _none("contents-place", "目录与报头分面", "实务", PRACTICE, "无"),
        _none("topic-alone", "专题与下文分面", "实务", PRACTICE, "无"),
        # Paragraphs
        _none("indent", "段首", _9704 + "7.3.3", REQUIRED, "左空二字；□ 可顶格"),
        _none("last-line", "段末单字", "实务", PRACTICE, "无：末行至少二字"),
        _none("widow", "面首孤行", "实务", PRACTICE, "无：段末一行不到面首"),
        _none("square-keep", "□ 与下文分面", "实务", PRACTICE, "无：□ 所在的面至少二行"),
        # The colophon
        _least("colophon", "版记分隔线", _9704 + "7.4.1", GENERAL, 2, "条"),
        _none("colophon-alone", "版记独占末面", _9704 + "7.3.5", PRACTICE, "无：与正文同面"),
        _none(
            "colophon-rules", "版记线粗", _9704 + "7.4.1", RECOMMENDED, "首末 0.35，中间 0.25 mm"
        ),
        _around("colophon-width", "版记线长", _9704 + "7.4.1", REQUIRED, 156, 0.5, "mm"),
        _around("colophon-foot", "末线距面顶", _9704 + "7.4.1", REQUIRED, 262, 0.5, "mm"),
        _around("colophon-size", "版记字号", _9704 + "7.4.2", REQUIRED, 14, 0.2, "pt", "4号"),
        _none("colophon-inset", "版记左右空", _9704 + "7.4.2", REQUIRED, "各空一字"),
        _none("colophon-turn", "版记回行", _9704 + "7.4.2", REQUIRED, "与冒号后首字对齐"),
        _none("colophon-stop", "报、送、发", _9704 + "7.4.2", REQUIRED, "以句号结束"),
        # Page numbers
        _none("page-number", "未编页码的面", _9704 + "7.5", REQUIRED, "无；空白页不编"),
        _none("page-number-form", "页码形式", _9704 + "7.5", REQUIRED, "— 1 —，依次"),
        _around("page-number-size", "页码字号", _9704 + "7.5", GENERAL, 14, 0.2, "pt", "4号"),
        _around("page-number-drop", "页码横线在版心下", _9704 + "7.5", REQUIRED, 7, 0.5, "mm"),
        _none("page-number-side", "页码位置", _9704 + "7.5", REQUIRED, "单页居右、双页居左"),
        _around("page-number-inset", "页码离边", _9704 + "7.5", REQUIRED, 5.3, 0.6, "mm", "空一字"),
        # The file
        _least("outline", "书签", _PDF_UA + "7.17", PRACTICE, 1, "条"),
        _none("tags", "标签", _PDF_UA + "7.1", PRACTICE, "有结构树，标为已标记"),
        _none(
            "whole-tags", "标签里拆开的段落", _PDF_UA + "7.1", PRACTICE, "无：跨面的一段是一个元素"
        ),
        _none("figure-text", "无替代文字的图", _PDF_UA + "7.3", PRACTICE, "无"),
        _none("pdf-a", "PDF/A 标识", _PDF_A + "6.6.4", PRACTICE, "2A"),
        _none(
            "colour-spaces",
            "输出意图以外的颜色",
            _PDF_A + "6.2.4",
            PRACTICE,
            "无：sRGB 或灰度，每色 8 位",
        ),
        _none("pdf-ua", "PDF/UA 标识", _PDF_UA + "5", PRACTICE, "1"),
        _none(
            "metadata", "缺的元数据", _PDF_UA + "7.1", PRACTICE, "题名、作者、主题、关键词、语言"
        ),
        _none("page-labels", "页签", "ISO 32000-1 12.4.2", PRACTICE, "每面有"),
        _none("text-layer", "文字层的坏字", _PDF_A + "6.2.11.7", REQUIRED, "无"),
        _none("missing-glyphs", "缺字的空框", _PDF_A + "6.2.11.8", REQUIRED, "无"),
        _none("embedded", "未嵌入的字体", _PDF_A + "6.2.11.4", REQUIRED, "无"),
        _none("subset", "未取子集的字体", "实务", PRACTICE, "无"),
        _most("file-size", "文件大小（150 KB 之外每面）", "实务", PRACTICE, 20, "KB"),
    )
)

_TEN = _9704 + "10.1"

_LETTER_FIGURES = STANDARD.with_rows(
    _around("masthead-top", "刊名上缘距版心上边", _TEN, REQUIRED, -7, 1, "mm", "距上页边 30 mm"),
    _around("red-rule-width", "红双线长", _TEN, REQUIRED, 170, 0.5, "mm"),
    Requirement("red-rule-thickness", "红双线上线粗", "实务", PRACTICE, 0.35, 1.0, "mm"),
    _most("page-number", "未编页码的面", _TEN, REQUIRED, 1, "面", "首页不编"),
)

LETTER = Requirements(
    (
        *_LETTER_FIGURES.rows,
        _none(
            "double-rules",
            "首页红双线",
            _TEN,
            REQUIRED,
            "上线上粗下细，下线上细下粗，各长 170 mm，居中",
        ),
        _around("double-rule-foot", "下双线距下页边", _TEN, REQUIRED, 20, 1, "mm"),
        _none("plain-colophon", "版记分隔线、印发行", _TEN, REQUIRED, "无"),
    )
)
"""The form of a letter (信函): its name above the text area, double rules of 170 mm at the head and
foot of page 1, no number on that page, and a colophon without rules, printing office and date."""
