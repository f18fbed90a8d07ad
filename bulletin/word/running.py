"""What stands on every page: its number below, and above whether it is a draft or a proof."""

from __future__ import annotations

from bulletin.model import Mark
from bulletin.ooxml import Element
from bulletin.word.composing import field_runs, paragraph, text_run
from bulletin.word.elements import properties, root, w
from bulletin.word.page import WordPage
from bulletin.word.styles import alignment

PLACES = ("default", "even", "first")
"""The pages that have a header and a footer of their own; `default` are the odd ones."""


def page_number_footer(place: str) -> Element:
    """The part of a footer: `— 1 —`, right on odd pages, left on even ones (7.5).

    The first page of a letter has none (10.1).
    """
    if place == "first":
        return root("w:ftr", paragraph("PageNumber", ()))
    side = alignment("left") if place == "even" else None
    runs = [text_run("— "), *field_runs("PAGE", "1"), text_run(" —")]
    return root("w:ftr", paragraph("PageNumber", runs, side))


def proof_mark(mark: Mark, page: WordPage) -> Element:
    """The part of a header: 送审稿 or 清样 in a box, the day and which copy it is."""
    label = text_run(mark.label)
    box = w("bdr", val="single", sz=8, space=2, color=page.red)
    label.replace(label[0], properties("w:rPr", w("rFonts", hint="eastAsia"), box))
    dated = f"　{mark.printed_date}" if mark.dated else ""
    return root(
        "w:hdr", paragraph("ProofMark", [label, text_run(f"{dated}　稿次 {mark.revision}")])
    )
