"""The date at the office, independent of the time zone of the machine.

On a machine with UTC it is still yesterday until eight in the morning in Beijing, but signatures
and numbers must have the date of the office.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bulletin.load import load_publication
from bulletin.model import House


def office_day(house: House, now: datetime | None = None) -> date:
    """The day in the time zone of the office. `now` must have a time zone; by default it is now.

    >>> from datetime import UTC
    >>> office_day(House(), datetime(2023, 12, 31, 16, 30, tzinfo=UTC))
    datetime.date(2024, 1, 1)
    """
    zone = ZoneInfo(house.timezone)
    return (now or datetime.now(zone)).astimezone(zone).date()


def day_at(root: Path) -> date:
    """The day at the office with the workspace at `root`; its faults are reported elsewhere."""
    publication, _ = load_publication(root)
    return office_day(publication.house if publication else House())
