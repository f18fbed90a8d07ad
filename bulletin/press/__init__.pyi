from .breaks import NOT_AT_END, NOT_AT_START, em_widths
from .cutting import repertoire
from .fit import ADJUSTED, LOOSER, TIGHTER, told_lines
from .fonts import Face, Faces, Fonts, accepting, prepare_faces, prepared_faces, stand_ins_at_hand
from .images import as_shown, image_fault, is_srgb, nothing_filled_up, space_of
from .laying import MOST_UNNUMBERED
from .likeness import Likeness, likenesses
from .masthead import (
    NAME_INK,
    NAME_LEADING,
    MastheadName,
    compose_name,
    short_of_full,
    usual_extents,
)
from .opening import LEAST_TEXT
from .parts import OutsidePart, outside_parts, versions
from .pressed import Pressed, SettingRecord
from .pressing import set_sheet
from .said import css_properties, engine_faults
from .sheet import without_controls
from .titles import title_breaks
from .unprinted import unprinted

__all__ = [
    "ADJUSTED",
    "LEAST_TEXT",
    "LOOSER",
    "MOST_UNNUMBERED",
    "NAME_INK",
    "NAME_LEADING",
    "NOT_AT_END",
    "NOT_AT_START",
    "TIGHTER",
    "Face",
    "Faces",
    "Fonts",
    "Likeness",
    "MastheadName",
    "OutsidePart",
    "Pressed",
    "SettingRecord",
    "accepting",
    "as_shown",
    "compose_name",
    "css_properties",
    "em_widths",
    "engine_faults",
    "image_fault",
    "is_srgb",
    "likenesses",
    "nothing_filled_up",
    "outside_parts",
    "prepare_faces",
    "prepared_faces",
    "repertoire",
    "set_sheet",
    "short_of_full",
    "space_of",
    "stand_ins_at_hand",
    "title_breaks",
    "told_lines",
    "unprinted",
    "usual_extents",
    "versions",
    "without_controls",
]
