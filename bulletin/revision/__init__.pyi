from .applying import ChangedSince, Plan, write_all
from .body import Depth
from .desk import Compared, compare_document
from .report import (
    DELETED,
    INSERTED,
    PLACE,
    TITLE,
    Colouring,
    difference_object,
    difference_text,
    unpainted,
)

__all__ = [
    "DELETED",
    "INSERTED",
    "PLACE",
    "TITLE",
    "ChangedSince",
    "Colouring",
    "Compared",
    "Depth",
    "Plan",
    "compare_document",
    "difference_object",
    "difference_text",
    "unpainted",
    "write_all",
]
