"""The page numbers in the contents, which are known only when all pages are made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any


def number_contents(context: Any, root_box: Any, pages: Sequence[Any]) -> None:
    """Write after each leader the number of the page on which its article begins.

    Pages on which a number changed are marked, so that the engine makes them again in another
    round; the lines on them end where they did. The engine's own `target-counter(attr(href), page)`
    is not used: it forgets to mark a page if an earlier page was made twice, and leaves zeros.
    """
    first: dict[str, str] = {}
    for index, (*_, state) in enumerate(context.page_maker):
        for anchor in state["anchors"]:
            first.setdefault(anchor, str(index + 1))
    changed = set()
    for led_to, element in _after_leaders(root_box):
        number = first.get(element.get("href", "")[1:], "")
        if led_to.text != number:
            led_to.text = number
            changed.add(element)
    for index, page in enumerate(pages):
        if not changed:
            break
        if found := {box.element for box in page.descendants() if box.element in changed}:
            context.page_maker[index][-1]["content_changed"] = True
            changed -= found


def _after_leaders(root_box: Any) -> Iterator[tuple[Any, Any]]:
    """The box after each leader, where the number goes, with the link that it belongs to."""
    for box in root_box.descendants():
        if box.element_tag == "a::after" and len(box.children) > 1 and box.children[0].is_leader:
            yield box.children[-1], box.element
