"""A style sheet written into the elements, for programs that drop style sheets."""

from __future__ import annotations

import css_inline

from bulletin.patterns import pattern_of

_TAG = pattern_of(r"<[a-z][^>]*>")
_CLASS = pattern_of(r' class="[^"]*"')


def inlined(page: str, styles: str, *, classes: bool = True) -> str:
    """The page with `styles` in its elements, and without their classes if asked for.

    Nothing is fetched, whatever the page or the styles point to.
    """
    inliner = css_inline.CSSInliner(load_remote_stylesheets=False, extra_css=styles)
    made = str(inliner.inline(page))
    return made if classes else _TAG.sub(lambda tag: _CLASS.sub("", tag[0]), made)
