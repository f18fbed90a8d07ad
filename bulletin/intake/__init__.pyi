from .archives import outside_library
from .entering import Entered, enter_articles
from .filing import Folder
from .kinds import BY_OFFICE, kind_of
from .office import converted_by_office, outside_bounds, outside_part, the_office
from .pieces import ParcelFile
from .received import ReceivedDocument, Remark
from .receiving import FileOutcome, Reception, found_files
from .register import Register
from .reviewing import ReviewedSubmission, unreviewed, write_review

__all__ = [
    "BY_OFFICE",
    "Entered",
    "FileOutcome",
    "Folder",
    "ParcelFile",
    "ReceivedDocument",
    "Reception",
    "Register",
    "Remark",
    "ReviewedSubmission",
    "converted_by_office",
    "enter_articles",
    "found_files",
    "kind_of",
    "outside_bounds",
    "outside_library",
    "outside_part",
    "the_office",
    "unreviewed",
    "write_review",
]
