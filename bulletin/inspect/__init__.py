"""Measures any bulletin's PDF against the rules of official typography.

It reads glyphs, bars and pictures, and does not know how the file was made. Only where lines are
set in an unusual way does it use what the file says about them: how they were set, and why.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
