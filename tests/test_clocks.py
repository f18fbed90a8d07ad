"""Days and clocks: a new year between approval and publication, 29 February, a day that has begun
elsewhere, and a clock that goes back."""

from __future__ import annotations

import shutil
import time
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bulletin.calendar_day import office_day
from bulletin.model import House
from bulletin.publish.act import publish
from bulletin.publish.verification import verify
from bulletin.workspace import Workspace
from tests.conftest import PUBLICATION, MakeWorkspace
from tests.office import office, sent, signed_issue, told


@pytest.fixture
def yearly(make_workspace: MakeWorkspace) -> Workspace:
    made = make_workspace({"issues/publication.yaml": PUBLICATION + "numbering: yearly\n"})
    shutil.rmtree(made.issues / "7")
    return made


def test_a_new_year_between_approval_and_publication(yearly: Workspace) -> None:
    """The issue keeps its year and its day; the act has its own, and the new year begins with 1."""
    signed_issue(yearly, "2024-1", "2024-12-31")
    signed_issue(yearly, "2025-1", "2025-01-06")
    new_year = replace(office(), today=date(2025, 1, 2))
    assert sent(publish(yearly, None, new_year)) == "2024-1/1"
    assert sent(publish(yearly, None, new_year)) == "2025-1/1"
    assert verify(yearly).diagnostics == ()


def test_the_29th_of_february_is_a_day_of_leap_years_alone(yearly: Workspace) -> None:
    signed_issue(yearly, "2024-1", "2024-02-29")
    assert sent(publish(yearly, "2024-1", office())) == "2024-1/1"
    signed_issue(yearly, "2023-1", "2023-02-28")
    sheet = yearly.issues / "2023/1/issue.md"
    sheet.write_text(sheet.read_text("utf-8").replace("2023-02-28", "2023-02-29"), "utf-8")
    refused = told(publish(yearly, "2023-1", office()))
    assert [message for _, message, _ in refused if "2023-02-29" in message]


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York", "Pacific/Kiritimati"])
def test_the_day_is_the_offices_wherever_the_machine_stands(
    zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At 16:30 UTC of New Year's Eve it is next year in Beijing."""
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert office_day(House(), datetime(2026, 12, 31, 16, 30, tzinfo=UTC)) == date(2027, 1, 1)
        assert office_day(House(), datetime(2026, 12, 31, 15, 59, tzinfo=UTC)) == date(2026, 12, 31)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_clock_that_goes_back_stops_no_act_and_loses_no_line(yearly: Workspace) -> None:
    signed_issue(yearly, "2024-1", "2024-03-05")
    signed_issue(yearly, "2024-2", "2024-03-06")
    later, earlier = (replace(office(), today=date(2024, 4, day)) for day in (9, 1))
    assert sent(publish(yearly, None, later)) == "2024-1/1"
    assert sent(publish(yearly, None, earlier)) == "2024-2/1"
    assert verify(yearly).diagnostics == ()
