"""What day it is at the office: its own, wherever the machine's clock is set to.

A machine that runs on UTC has yesterday's date until eight in the morning in Beijing; what it
signs and numbers must not.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bulletin.load import load_publication
from bulletin.model import House


def office_day(house: House, now: datetime | None = None) -> date:
    """The day in the house's time zone; `now`, with its zone, is the clock unless it is given.

    >>> from datetime import UTC
    >>> office_day(House(), datetime(2023, 12, 31, 16, 30, tzinfo=UTC))
    datetime.date(2024, 1, 1)
    """
    zone = ZoneInfo(house.timezone)
    return (now or datetime.now(zone)).astimezone(zone).date()


def day_at(root: Path) -> date:
    """The day at the office whose workspace stands at `root`; a faulty one is told elsewhere."""
    publication, _ = load_publication(root)
    return office_day(publication.house if publication else House())
