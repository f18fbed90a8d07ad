"""Measures any bulletin's PDF against the rules of official typography.

It reads glyphs, bars and pictures, and knows nothing of how the file was made; only where its lines
are otherwise than usual does it heed what the file says they were set to, and for what.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
