"""From a county office's submissions to a numbered issue: checked, set, printed and kept."""

__version__ = "0.2.0"
