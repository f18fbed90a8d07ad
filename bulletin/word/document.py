"""Issue and profile to the bytes of a `.docx`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bulletin.model import Issue, Mark
from bulletin.profile import Profile
from bulletin.word.file import document_bytes
from bulletin.word.page import WordPage
from bulletin.word.sheet import compose_document


def word_document(
    issue: Issue,
    profile: Profile,
    images: Mapping[str, bytes],
    mark: Mark | None = None,
    copy: str = "",
    numbers: Mapping[str, int] | None = None,
    own_words: Sequence[str] = (),
) -> bytes:
    """The issue as an editable Word document (ECMA-376, transitional) to GB/T 9704-2012.

    `images` are the files that the issue shows, all of them sound, by their path in its folder.
    `mark` says that it is a draft or a proof; `copy` is the digest of the copy it is made of;
    `numbers` are the pages of its articles that the PDF's contents name, by anchor; `own_words` are
    words of the office that no title is divided in. The bytes depend on these values only.
    """
    composed = compose_document(issue, WordPage(profile), images, numbers or {}, tuple(own_words))
    return document_bytes(issue, composed, mark, copy)
