"""The names of the styles in our own Word documents, for both writing and reading them.

The look of a paragraph does not show whether it is a quotation, a caption or ordinary copy, nor
which level a run-in heading has. The name of its style does, and every program keeps it.
"""

from __future__ import annotations

from bulletin.patterns import pattern_of

MASTHEAD, NUMBER, PROOF_MARK = "报头", "期号", "稿次"
HEAD = frozenset(
    {
        *("密级份号", MASTHEAD, NUMBER, "编印单位和日期", "信函编印单位和日期", "红色双线"),
        *("专题", "目录", PROOF_MARK),
    }
)
"""The styles of paragraphs before the editor's note."""

COLOPHON = "版记"
NO_SIGN = "\u00a0"
"""The sign of a note without a sign: the colophon, if it is the last note."""

NOTE = "编者按"
OPENING = "文章首段"
SIGNED = "符号起首段"
"""The style of a paragraph that begins like an article (`□某镇：`) but is not one."""

TITLE = "文章标题"
BYLINE = "文章署名"
SUPPLIER = "供稿"
ATTACHMENT_LIST, ATTACHMENT_LABEL, ATTACHMENT_TITLE = "附件说明", "附件序号", "附件标题"
"""The list below the text, 附件1 on the first line of an attachment, and the title below it."""

QUOTATION, QUOTATION_MORE = "引文", "引文续段"
"""The first and the other paragraphs of a quotation, so that two adjacent quotations stay
separate."""

PICTURE, CAPTION = "图片", "图题"
TABLE_HEAD, TABLE_TEXT, TABLE_LEFT = "表头", "表内文字", "表内文字靠左"
TABLE_TEXTS = frozenset({TABLE_TEXT, TABLE_LEFT})
OWN_LINE_LEVELS = ("一级小标题", "二级小标题", "三级小标题", "四级小标题", "五级小标题")
"""The paragraph styles of headings on their own lines, from level 2 of the model on."""

RUN_IN_TITLE = "文中标题"
RUN_IN_LEVELS = ("小标题", "文中二级小标题", "文中三级小标题", "文中四级小标题", "文中五级小标题")
"""The character styles of run-in headings, from level 2 of the model on."""

CHARACTERS = frozenset({RUN_IN_TITLE, *RUN_IN_LEVELS})
ITEM_MORE = ("条目续段", "二级条目续段", "三级条目续段")
"""The styles of the later paragraphs of an item, by the depth of its list from 1."""

NO_HEAD = frozenset(
    {
        *(ATTACHMENT_LIST, ATTACHMENT_LABEL, ATTACHMENT_TITLE),
        *(NOTE, SIGNED, BYLINE, SUPPLIER, QUOTATION, QUOTATION_MORE, PICTURE, CAPTION),
        *(TABLE_HEAD, *TABLE_TEXTS, *OWN_LINE_LEVELS, *ITEM_MORE),
    }
)
"""Of paragraphs that no article begins with, whatever they say."""

TYPED_HEAD = pattern_of(r"\s*□\s*[^，。；：！？]{2,20}：")
"""An article that somebody typed; a □ without a unit behind it is a sign in the copy."""
