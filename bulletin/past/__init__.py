"""What a workspace has already: past issues, and articles and submissions that come again."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
