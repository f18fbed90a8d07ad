"""Permanent addresses in the archive: a link that was once given out never breaks."""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import sha256
from unicodedata import normalize
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from bulletin.model import Publication
from bulletin.patterns import pattern_of

_LONGEST = 120
"""The most bytes of a folder's name in UTF-8: 40 汉字, far below the limit of 255 bytes."""

INDEX = "index.html"
"""The page of a folder. The folder of a unit or topic must not have this name."""

_UNFIT = pattern_of(r"[\x00-\x20\x7f-\xa0\ud800-\udfff<>:\"/\\|?*%#&]|^\.|\.$")
"""Characters that have another meaning for Windows, a web server or a URL."""

_DEVICE = pattern_of(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?")
"""Names that Windows keeps for its devices, whatever ending they have."""


def folder_name(name: str) -> str:
    """The folder of the unit or topic `name`, which is the name itself if possible.

    A name that is unfit or too long, has capitals or is written in a form of Unicode of its own
    (which some file systems ignore), or is a device to Windows, is changed and gets a digest of the
    whole name at its end.
    """
    fit = normalize("NFC", _UNFIT.sub("-", name).lower())
    taken = name == INDEX or _DEVICE.fullmatch(name)
    if fit == name and not taken and len(name.encode()) <= _LONGEST:
        return name
    short = fit.encode()[:_LONGEST].decode("utf-8", "ignore")
    return f"{short}-{sha256(name.encode()).hexdigest()[:8]}"


@lru_cache(maxsize=1024)
def slug(name: str) -> str:
    """`folder_name` percent-encoded, for links."""
    return quote(folder_name(name))


def image_address(path: str) -> str:
    """The path of an image as a page refers to it: what has a meaning in addresses is encoded."""
    return re.sub(r"[%?#\\]", lambda found: quote(found[0]), path)


def permanent_id(publication: Publication, place: str) -> str:
    """The identifier of `place` in the feed (`116/a3`; empty for the feed itself).

    RFC 4287 4.2.6 requires an absolute IRI that never changes. The address of the site may change,
    so it is not used.
    """
    return uuid5(NAMESPACE_URL, f"{publication.issuer}/{publication.name}/{place}").urn
