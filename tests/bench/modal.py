"""From a slash command to its acknowledgement and to the filled modal, against a bare Bolt app.

The bare app opens a fixed modal; both run in the same embedded workspace, one
after the other. And what typing into a searching menu of that modal takes.

python -m tests.bench.modal [users]
"""

import statistics
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler

from bot.clients import make_client
from bot.manifest import manifest
from bot.running import RunningBot
from bot.settings import Settings
from bot.views import common
from bot.workspace.person import Person
from bot.workspace.server import RunningWorkspace
from bot.workspace.workspace import Workspace
from store.models import School
from store.models import Workspace as Team
from store.session import Sessions
from tests.bench.figures import Figure, engines, ratio, show
from tests.bench.school import fill
from tests.databases import Databases, fresh_sessions

TIMES = 30
COMMANDS = ("/school-account", "/school-licences", "/school-users", "/school-restore")
MENUS = {"Classes": "classe 99", "Tous sauf": "lefevre77"}
"""Of the licences' form: the label, and what is typed."""


def bare(workspace: RunningWorkspace) -> SocketModeHandler:
    """A Bolt app that acknowledges and opens a modal that never differs."""
    app = App(client=make_client(workspace.bot_token, workspace.api_url))
    view = common.WAITING

    def listen(ack, body, client):  # type: ignore[no-untyped-def]
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=view)

    for command in COMMANDS:
        app.command(command)(listen)
    handler = SocketModeHandler(app, workspace.app_token)
    handler.connect()  # type: ignore[no-untyped-call]
    return handler


def timed(person: Person, command: str) -> tuple[float, float]:
    """Seconds to the acknowledgement, and to a modal that is not the waiting one."""
    started = time.perf_counter()
    person.command(command)
    acknowledged = time.perf_counter() - started
    while person.modal() is None:
        time.sleep(0.001)
    opened = time.perf_counter() - started
    person.close(all_=True)
    return acknowledged, opened


def medians(person: Person, command: str) -> tuple[float, float]:
    found = [timed(person, command) for _ in range(TIMES)][5:]
    return statistics.median(a for a, _ in found), statistics.median(o for _, o in found)


def typing(person: Person, kind: str) -> Iterator[Figure]:
    """From a letter to the proposals, the way there and back included."""
    person.command("/school-licences")
    person.wait_for_modal("Licences")
    for label, text in MENUS.items():
        found = []
        for _ in range(TIMES):
            started = time.perf_counter()
            assert person.options(label, text)
            found.append(time.perf_counter() - started)
        yield Figure(f"typing into “{label}”", kind, 1000 * statistics.median(found), "ms")
    person.close(all_=True)


def make_school(sessions: Sessions, workspace: Workspace, users: int) -> None:
    school_id = fill(sessions, users)
    with sessions.writing.begin() as session:
        school = session.get(School, school_id)
        assert school is not None
        school.set_up_at = school.created_at
        session.add(Team(team_id=workspace.team.id, school_id=school_id))


def measure(databases: Databases, users: int = 100_000) -> Iterator[Figure]:
    with RunningWorkspace(Workspace(manifest(("en", "fr")))) as workspace:
        emma = Person(workspace.url, "U0EMMA0001")
        handler = bare(workspace)
        baseline = {command: medians(emma, command) for command in COMMANDS}
        workspace.let_go(handler)
    with (
        fresh_sessions(databases) as sessions,
        RunningWorkspace(Workspace(manifest(("en", "fr")))) as workspace,
    ):
        make_school(sessions, workspace.workspace, users)
        settings = Settings("", workspace.bot_token, workspace.app_token, workspace.api_url)
        with RunningBot(settings, sessions, lambda: datetime.now(UTC)) as bot:
            claire = Person(workspace.url, "U0CLAIRE01")
            for command in COMMANDS:
                ours, theirs = medians(claire, command), baseline[command]
                for what, mine, bares in zip(("acknowledged", "modal"), ours, theirs, strict=True):
                    yield ratio(f"{command}: {what}", databases.kind, mine, bares, 1.5)
            yield from typing(claire, databases.kind)
            workspace.let_go(bot.handler)


def main() -> None:
    with engines() as found:
        for databases in found:
            for figure in measure(databases, *map(int, sys.argv[1:2])):
                show(figure)


if __name__ == "__main__":
    main()
