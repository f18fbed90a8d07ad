"""The styles of our own Word documents, by their names: what is written by them is read by them.

Looks alone do not tell a quotation from copy, a caption from a paragraph or one level of run-in
headings from another; a style's name does, and every program keeps it when it saves.
"""

from __future__ import annotations

import re

MASTHEAD, NUMBER, PROOF_MARK = "报头", "期号", "稿次"
HEAD = frozenset(
    {
        *("密级份号", MASTHEAD, NUMBER, "编印单位和日期", "信函编印单位和日期", "红色双线"),
        *("专题", "目录", PROOF_MARK),
    }
)
"""Of paragraphs before the editor's note."""

COLOPHON = "版记"
NO_SIGN = "\u00a0"
"""What stands for the sign of a note that has none: the colophon, where it is the last note."""

NOTE = "编者按"
OPENING = "文章首段"
SIGNED = "符号起首段"
"""Of a paragraph of copy that begins as an article does, `□某镇：`, and is none."""

TITLE = "文章标题"
BYLINE = "文章署名"
SUPPLIER = "供稿"
QUOTATION, QUOTATION_MORE = "引文", "引文续段"
"""A quotation's first paragraph and its others: two quotations that touch stay two."""

PICTURE, CAPTION = "图片", "图题"
TABLE_HEAD, TABLE_TEXT, TABLE_LEFT = "表头", "表内文字", "表内文字靠左"
TABLE_TEXTS = frozenset({TABLE_TEXT, TABLE_LEFT})
OWN_LINE_LEVELS = ("一级小标题", "二级小标题", "三级小标题", "四级小标题", "五级小标题")
"""Of headings on lines of their own, from level 2 of the model on."""

RUN_IN_TITLE = "文中标题"
RUN_IN_LEVELS = ("小标题", "文中二级小标题", "文中三级小标题", "文中四级小标题", "文中五级小标题")
"""Of characters in headings that are run in, likewise."""

CHARACTERS = frozenset({RUN_IN_TITLE, *RUN_IN_LEVELS})
ITEM_MORE = ("条目续段", "二级条目续段", "三级条目续段")
"""Of an item's further paragraphs, by the depth of its list from 1."""

NO_HEAD = frozenset(
    {
        *(NOTE, SIGNED, BYLINE, SUPPLIER, QUOTATION, QUOTATION_MORE, PICTURE, CAPTION),
        *(TABLE_HEAD, *TABLE_TEXTS, *OWN_LINE_LEVELS, *ITEM_MORE),
    }
)
"""Of paragraphs that no article begins with, whatever they say."""

TYPED_HEAD = re.compile(r"\s*□\s*[^，。；：！？]{2,20}：")
"""An article that somebody typed; a □ without a unit behind it is a sign in the copy."""
