"""From a county office's submissions to a numbered issue: checked, set, printed and kept."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("bulletin")
except PackageNotFoundError:  # imported from an unpacked source tree
    __version__ = "0+unknown"
