"""All issues as one static site: their pages, the indexes, the feed and the search.

What depends on one issue alone is made by `issue_pages`, which also sums the issue up; what joins
all of them is made by `joint_pages` from those summaries, so that an issue which did not change is
never read or rendered for the sake of another.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
