"""A style sheet written into the elements, for programs that drop style sheets."""

from __future__ import annotations

import re

import css_inline

_TAG = re.compile(r"<[a-z][^>]*>")
_CLASS = re.compile(r' class="[^"]*"')


def inlined(page: str, styles: str, *, classes: bool = True) -> str:
    """The page with `styles` in its elements, and without their classes if asked for.

    Nothing is fetched, whatever the page or the styles point to.
    """
    inliner = css_inline.CSSInliner(load_remote_stylesheets=False, extra_css=styles)
    made = str(inliner.inline(page))
    return made if classes else _TAG.sub(lambda tag: _CLASS.sub("", tag[0]), made)
