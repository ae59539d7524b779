"""Rule 22: the right is checked in each command, before anything else of it is looked at."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import commands
from commands.access import Actor, Role
from commands.errors import NotAllowedError
from commands.selection import Selection
from store.models import Draft, Operation
from tests.factories import NOW, Make

INNER = {"commands.drafts", "commands.journal"}
"""What commands are made of: whoever calls them has checked the right."""

AFTERWARDS = {"commands.handovers.undelivered"}
"""What Slack did is noted, whatever became of the right meanwhile."""

WANTED = SimpleNamespace(selection=Selection(), form="spreadsheet")
NEEDED: dict[str, dict[str, Any]] = {
    "commands.credits.buy": {"credits": Decimal(1)},
    "commands.credits.correct": {"credits": Decimal(1)},
    "commands.exports.record": {
        "wanted": WANTED,
        "figures": SimpleNamespace(rows=0, left_out=0),
    },
}
"""What is looked at without the store; every other argument may be missing."""


def named(command: Callable[..., Any]) -> str:
    return f"{command.__module__}.{command.__name__}"


def public() -> Iterator[Callable[..., Any]]:
    """Every command of a school that is told who asks."""
    for module in pkgutil.walk_packages(commands.__path__, "commands."):
        if module.name in INNER:
            continue
        found = importlib.import_module(module.name)
        for name, command in inspect.getmembers(found, inspect.isfunction):
            takes = inspect.signature(command).parameters
            own = command.__module__ == found.__name__ and not name.startswith("_")
            told = "school_id" in takes and "by" in takes and takes["by"].kind is KEYWORD
            if own and told and named(command) not in AFTERWARDS:
                yield command


KEYWORD = inspect.Parameter.KEYWORD_ONLY
COMMANDS = list(public())


def count(session: Session) -> tuple[int | None, ...]:
    return tuple(session.scalar(select(func.count()).select_from(t)) for t in (Operation, Draft))


@pytest.mark.parametrize("command", COMMANDS, ids=named)
def test_who_was_an_admin_when_they_asked_and_is_none_now_may_nothing(
    session: Session, make: Make, command: Callable[..., Any]
):
    school = make.school()
    make.admin(school)
    person = make.person(school)
    values: dict[str, Any] = dict.fromkeys(inspect.signature(command).parameters)
    values |= {"session": session, "school_id": school.id, "now": NOW}
    values |= NEEDED.get(named(command), {})
    values["by"] = Actor(person.org_id, person.slack_id, Role.ADMIN)
    before = count(session)
    with pytest.raises(NotAllowedError):
        command(**{name: values[name] for name in inspect.signature(command).parameters})
    assert count(session) == before


def test_every_job_has_commands_that_ask_for_the_right():
    modules = {command.__module__.removeprefix("commands.") for command in COMMANDS}
    jobs = {"pause", "licences", "credits", "deletions", "restoring", "classes", "lists", "undo"}
    assert jobs <= modules
    assert len(COMMANDS) > 70
