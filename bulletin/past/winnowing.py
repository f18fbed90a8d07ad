"""Fingerprints of a text, by which a copy of it is known again.

Copies are found as in Schleimer, Wilkerson and Aiken, Winnowing (2003): every run of `RUN`
characters is hashed, and the smallest hash of every `WINDOW` adjacent ones is kept as a
fingerprint. Two texts that share `RUN + WINDOW - 1` characters always share a fingerprint, and the
part of fingerprints that they share is about the part of text that they share.

An example: a sentence of 32 characters has 21 runs of 12 characters, of which 3 have the smallest
hash of 8 neighbours. The same sentence with words before and after it has 5 fingerprints, and those
3 are among them, since the 8 neighbours are the same wherever the sentence stands:

>>> sentence = "全县各级党组织坚持以党建引领基层治理推动资源下沉力量下沉服务下沉"
>>> longer = f"据了解，{sentence}，成效明显。"
>>> len(fingerprints(sentence)), len(fingerprints(longer))
(3, 5)
>>> fingerprints(sentence) <= fingerprints(longer)
True
"""

from __future__ import annotations

from zlib import crc32

from bulletin.patterns import pattern_of

RUN = 12
"""Characters in a hashed run: longer than half a slogan, shorter than a clause."""

WINDOW = 8
"""How many adjacent hashes give one fingerprint; a power of two."""

COMMON = 12
"""A fingerprint in more past articles than this is a fixed phrase and is ignored."""

_NO_WORD = pattern_of(r"[\W_]+")


def letters(text: str) -> str:
    """The characters that count in a comparison: 汉字, letters and digits."""
    return _NO_WORD.sub("", text)


def runs(text: str) -> list[int]:
    """A hash of each run of `RUN` characters of `letters(text)`, in order."""
    encoded = memoryview(letters(text).encode("utf-32-le", "surrogatepass"))
    width = 4 * RUN
    return [crc32(encoded[at : at + width]) for at in range(0, len(encoded) - width + 1, 4)]


def fingerprints(text: str) -> frozenset[int]:
    """The fingerprints of a text; none for a text shorter than `RUN` characters."""
    least = runs(text)
    reach = 1
    while reach < WINDOW and len(least) > reach:
        least = list(map(min, least, least[reach:]))
        reach *= 2
    return frozenset(least)
