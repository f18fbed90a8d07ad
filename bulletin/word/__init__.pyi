from .exporting import export, word_document, words_of_titles
from .origin import copy_digest, digest_in, exported_copy, keep_copy, kept_copy

__all__ = [
    "copy_digest",
    "digest_in",
    "export",
    "exported_copy",
    "keep_copy",
    "kept_copy",
    "word_document",
    "words_of_titles",
]
