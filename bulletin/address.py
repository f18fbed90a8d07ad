"""Where things stand in the archive, for good: a link that was once given out never breaks."""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import sha256
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from bulletin.model import Publication

_LONGEST = 120
"""Bytes of a folder's name in UTF-8: 40 汉字, below every file system's limit of 255."""

INDEX = "index.html"
"""The page of a folder: no unit's or topic's own folder may stand in its place."""

_UNFIT = re.compile(r"[\x00-\x20\x7f-\xa0\ud800-\udfff<>:\"/\\|?*%#&]|^\.|\.$")
"""What Windows, a web server or a URL would take for something else."""


def folder_name(name: str) -> str:
    """The folder of the unit or topic `name`: the name itself wherever it can be one.

    A name that is unfit, too long, or not told from another where capitals do not count, is put
    right and told apart by a digest of the whole.
    """
    fit = _UNFIT.sub("-", name).lower()
    if fit == name != INDEX and len(name.encode()) <= _LONGEST:
        return name
    short = fit.encode()[:_LONGEST].decode("utf-8", "ignore")
    return f"{short}-{sha256(name.encode()).hexdigest()[:8]}"


@lru_cache(maxsize=1024)
def slug(name: str) -> str:
    """`folder_name` as a link has it, percent-encoded."""
    return quote(folder_name(name))


def permanent_id(publication: Publication, place: str) -> str:
    """A feed's identifier of `place` (`116/a3`, empty for the feed), whatever the site's address.

    RFC 4287 4.2.6 asks for an absolute IRI that never changes; an address may.
    """
    return uuid5(NAMESPACE_URL, f"{publication.issuer}/{publication.name}/{place}").urn
