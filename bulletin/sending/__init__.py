"""What leaves the office: drafts of mails and copy for a 公众号. Nothing here sends anything."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
