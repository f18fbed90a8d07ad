"""HTML of an issue and style sheets to PDF: all contact with WeasyPrint and with font files."""

from bulletin.press.fit import ADJUSTED, LOOSER, TIGHTER, told_lines
from bulletin.press.fonts import Face, Faces, prepare_faces
from bulletin.press.pdf import FaceUsed, Pressed, SettingRecord, set_sheet

__all__ = [
    "ADJUSTED",
    "LOOSER",
    "TIGHTER",
    "Face",
    "FaceUsed",
    "Faces",
    "Pressed",
    "SettingRecord",
    "prepare_faces",
    "set_sheet",
    "told_lines",
]
