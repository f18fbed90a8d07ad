"""A past issue, whole in one document, back to the folder that it could have been made from."""

from bulletin.intake.whole.issue import Whole, recognise, write_whole

__all__ = ["Whole", "recognise", "write_whole"]
