"""Weeks pass in the demo: a rehearsal, reminders, a teacher's answer, the admins' proposal."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from zoneinfo import ZoneInfo

import pytest

from bot.demo.clock import Clock
from bot.demo.stage import CHANNEL, Stage
from bot.workspace.person import Person
from bot.workspace.server import RunningWorkspace
from bot.workspace.workspace import Workspace
from commands import account
from commands.credits import CREDIT
from commands.days import today

PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with Stage(tmp_path_factory.mktemp("demo")) as stage:
        yield stage


def ask(url: str, path: str, *, post: bool = False) -> dict[str, object]:
    request = Request(f"{url}{path}", data=b"{}" if post else None)  # noqa: S310 - of this machine
    with urlopen(request, timeout=30) as answer:  # noqa: S310
        found: dict[str, object] = json.load(answer)
        return found


def pass_week(stage: Stage) -> datetime:
    found = ask(stage.url, "/person/week", post=True)
    return datetime.fromtimestamp(float(str(found["now"])), PARIS)


def balance(stage: Stage) -> float:
    with stage.sessions.reading() as session:
        found = account.view(session, stage.school_id, stage.clock.now())
    return found.balance / CREDIT


def test_two_weeks_show_the_rehearsal_the_reminder_an_answer_and_the_proposal(stage: Stage):
    claire, helene = (Person(stage.url, id_, timeout=30) for id_ in ("U0CLAIRE01", "U0HELENE01"))
    before = balance(stage)
    began = time.monotonic()
    first = pass_week(stage)
    assert (first.isoweekday(), first.hour, first.minute) == (1, 8, 0)
    told = claire.wait_for_message("Essai à blanc", channel=CHANNEL)
    assert "Rien n’est parti" in claire.read_text(told)
    assert not any("🔔" in message["text"] for message in helene.messages())

    second = pass_week(stage)
    assert second.date() - first.date() == timedelta(days=7)
    found = helene.wait_for_message("🔔 Bonjour Hélène")
    assert datetime.fromtimestamp(float(found["ts"]), PARIS).date() == second.date()
    assert "Guide de connexion" in helene.read_text(found)
    week = claire.wait_for_message("Cette semaine", channel=CHANNEL)
    assert "élèves sans connexion (−" in claire.read_text(week), "some connected since"

    menu = next(b["block_id"] for b in found["blocks"] if "accessory" in b)
    helene.choose(menu, "A quitté l’école", in_=found)
    proposal = claire.wait_for_message("a quitté l’école", channel=CHANNEL)
    claire.press("Retirer la licence", proposal)
    claire.wait_for_message("Réglé par Claire Morel", channel=CHANNEL)
    assert time.monotonic() - began < 120, "two minutes of trying"

    days = (second - datetime.now(PARIS)).total_seconds() / 86_400
    assert balance(stage) == pytest.approx(before - days * 1176 / 365, abs=0.2)


def test_any_number_of_weeks_passes_and_the_credits_run_low(stage: Stage):
    claire = Person(stage.url, "U0CLAIRE01", timeout=30)
    for _ in range(30):
        pass_week(stage)
        if balance(stage) < 90:
            break
    found = claire.wait_for_message("de quoi tenir", channel=CHANNEL)
    assert "crédits" in claire.read_text(found)


def test_elsewhere_no_time_is_moved(stage: Stage):
    assert ask(stage.url, "/person/clock")["weeks"] is True
    with RunningWorkspace(Workspace(stage.workspace.manifest)) as running:
        assert ask(running.url, "/person/clock")["weeks"] is False
        with pytest.raises(HTTPError) as caught:
            ask(running.url, "/person/week", post=True)
        assert caught.value.code == 404


def test_a_clock_that_was_moved_is_told_to_another_process_by_its_file(tmp_path: Path):
    file = tmp_path / "ahead"
    moved, other = Clock(file), Clock(file)
    assert abs(other.now() - datetime.now(UTC)) < timedelta(seconds=5)
    moved.move_to(datetime.now(UTC) + timedelta(days=7))
    assert today(other.now(), PARIS) == today(datetime.now(UTC) + timedelta(days=7), PARIS)
    assert other.seconds() == pytest.approx(time.time() + 7 * 86_400, abs=5)
    assert today(Clock().now(), PARIS) == today(datetime.now(UTC), PARIS)
