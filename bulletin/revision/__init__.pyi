from .applying import ChangedSince, Plan, write_all
from .body import Depth
from .desk import Compared, compare_document
from .report import (
    DELETED,
    INSERTED,
    PLACE,
    TITLE,
    Paint,
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
    "Compared",
    "Depth",
    "Paint",
    "Plan",
    "compare_document",
    "difference_object",
    "difference_text",
    "unpainted",
    "write_all",
]
