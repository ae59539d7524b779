"""What a change leaves to say is said once, whatever happens between commit and post."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.clients import make_quick_client
from bot.manifest import manifest
from bot.outbox import ATTEMPTS, LEASE, Sender
from bot.workspace.server import RunningWorkspace
from bot.workspace.workspace import Workspace
from commands import outbox, pause
from store.models import OutboxMessage, School
from store.session import Sessions
from tests.bot.conftest import Clock
from tests.bot.school import make_school
from tests.factories import ADMIN

ROOT = Path(__file__).parents[2]
ALONE = """
from bot import refusals, tellings
from bot.outbox import Sender
from bot.views import operations
from bot.wordings import load_all

def worded():
    return set(tellings._KINDS), set(operations.TOLD), refusals.worded()

Sender(None, None, None)
by_itself = worded()
load_all()
assert by_itself == worded(), by_itself
"""


class Office:
    """A workspace without a bot in it: the sender is called by hand."""

    def __init__(self, sessions: Sessions, workspace: RunningWorkspace) -> None:
        self.sessions, self.workspace, self.clock = sessions, workspace, Clock()
        self.school = make_school(sessions, workspace.workspace, self.clock())

    def sender(self) -> Sender:
        client = make_quick_client(self.workspace.bot_token, self.workspace.api_url)
        return Sender(
            self.sessions,
            client,
            self.clock,
            monotonic=lambda: self.clock().timestamp(),
            sleep=lambda seconds: self.clock.pass_(seconds=seconds),
        )

    def later(self, sender: Sender | None = None) -> int:
        """The lease has lapsed; what is sent then."""
        self.clock.pass_(seconds=LEASE.total_seconds() + 1)
        return (sender or self.sender()).send_all()

    def pause(self) -> None:
        with self.sessions.writing.begin() as session:
            pause.pause_now(session, self.school.id, by=ADMIN, now=self.clock())

    def fault(self, method: str, kind: str, **more: object) -> None:
        faults = self.workspace.workspace.faults
        self.workspace.on_loop(lambda: faults.add(method, kind, **more))

    def posted(self) -> int:
        channel = self.workspace.workspace.conversations.get(self.school.secretariat)
        assert channel is not None
        return len([m for m in channel.messages if "École en pause" in m.text])

    def states(self) -> list[str]:
        with self.sessions.reading() as session:
            return list(session.scalars(select(OutboxMessage.state).order_by(OutboxMessage.id)))


@pytest.fixture
def office(sessions: Sessions):
    with RunningWorkspace(Workspace(manifest())) as workspace:
        yield Office(sessions, workspace)


def test_a_change_is_told_once_in_the_admins_channel(office: Office):
    office.pause()
    assert office.states() == ["wanted"]
    assert office.sender().send_all() == 1
    assert office.sender().send_all() == 0
    assert (office.posted(), office.states()) == (1, ["sent"])


def test_nothing_is_left_unsaid_by_a_process_that_died_after_claiming(office: Office):
    office.pause()
    with office.sessions.writing.begin() as session:
        outbox.claim(session, "a process that died", office.clock(), LEASE)
    assert office.sender().send_all() == 0
    office.clock.pass_(seconds=LEASE.total_seconds() + 1)
    assert office.sender().send_all() == 1
    assert office.posted() == 1


def test_a_message_whose_answer_was_lost_is_found_and_not_sent_again(office: Office):
    office.pause()
    office.fault("chat.postMessage", "lost_answer")
    office.sender().send_all()
    assert (office.posted(), office.states()) == (1, ["sending"])
    office.clock.pass_(seconds=LEASE.total_seconds() + 1)
    office.sender().send_all()
    assert (office.posted(), office.states()) == (1, ["sent"])


def test_a_line_cut_before_the_post_is_sent_after_looking(office: Office):
    office.pause()
    office.fault("chat.postMessage", "cut")
    sender = office.sender()
    sender.send_all()
    assert office.posted() == 0
    assert office.later(sender) == 0, "it is not surely over: the clock may have been set"
    assert office.later(sender) == 1
    assert office.posted() == 1


def test_a_clock_set_forward_during_a_post_makes_nothing_twice(office: Office):
    office.pause()
    posting, other = office.sender(), office.sender()
    slack = posting._client.chat_postMessage

    def meanwhile(**message: object) -> object:
        assert office.later(other) == 0, "the other one finds nothing yet, by the clock too late"
        return slack(**message)

    posting._client.chat_postMessage = meanwhile  # type: ignore[method-assign]
    posting.send_all()
    office.later(other)
    assert (office.posted(), office.states()) == (1, ["sent"])


def test_what_may_stand_is_looked_for_where_it_was_posted(office: Office):
    office.pause()
    office.fault("chat.postMessage", "lost_answer")
    office.sender().send_all()
    with office.sessions.writing.begin() as session:
        session.execute(update(School).values(admins_channel="C0ELSEWHERE"))
    office.later()
    assert (office.posted(), office.states()) == (1, ["sent"])


def test_it_is_found_under_whatever_was_said_since(office: Office):
    office.pause()
    office.fault("chat.postMessage", "lost_answer")
    office.sender().send_all()
    channel = office.workspace.workspace.conversations.get(office.school.secretariat)
    assert channel
    for number in range(450):
        office.workspace.workspace.conversations.post(channel, "U0CLAIRE01", f"mot {number}")
    office.later()
    assert (office.posted(), office.states()) == (1, ["sent"])


def test_while_it_cannot_be_looked_for_it_is_told_late_rather_than_twice(office: Office):
    office.pause()
    office.fault("chat.postMessage", "lost_answer")
    office.sender().send_all()
    office.clock.pass_(seconds=LEASE.total_seconds() + 1)
    office.fault("conversations.history", "refuse", code="missing_scope")
    office.sender().send_all()
    assert (office.posted(), office.states()) == (1, ["sending"])
    office.clock.pass_(seconds=LEASE.total_seconds() + 1)
    office.sender().send_all()
    assert (office.posted(), office.states()) == (1, ["sent"])


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("server_error", {}),
        ("refuse", {"code": "fatal_error"}),
        ("refuse", {"code": "Received a response in a non-JSON format: <html>"}),
    ],
)
def test_after_an_error_of_slacks_own_a_message_is_looked_for_before_it_is_sent_again(
    office: Office, kind: str, more: dict[str, str]
):
    office.pause()
    sender = office.sender()
    office.fault("chat.postMessage", kind, **more)
    sender.send_all()
    assert (office.posted(), office.states()) == (0, ["sending"])
    assert [office.later(sender), office.later(sender)] == [0, 1]
    assert (office.posted(), office.states()) == (1, ["sent"])


def test_where_slack_asks_for_patience_all_wait_and_nothing_is_given_up(office: Office):
    for _ in range(2):
        office.pause()
        with office.sessions.writing.begin() as session:
            pause.resume(session, office.school.id, by=ADMIN, now=office.clock())
    with office.sessions.writing.begin() as session:
        session.execute(update(OutboxMessage).values(attempts=50))
    sender = office.sender()
    office.fault("chat.postMessage", "ratelimited", retry_after=30)
    assert sender.send_all() == 0
    assert (set(office.states()), sender.rests_for()) == ({"wanted"}, 30)
    office.clock.pass_(seconds=29)
    assert sender.send_all() == 0
    office.clock.pass_(seconds=1)
    assert sender.send_all() == 4
    assert set(office.states()) == {"sent"}


def test_a_conversation_is_spoken_in_once_a_second(office: Office):
    for _ in range(2):
        office.pause()
        with office.sessions.writing.begin() as session:
            pause.resume(session, office.school.id, by=ADMIN, now=office.clock())
    before = office.clock()
    assert office.sender().send_all() == 4
    assert (office.clock() - before).total_seconds() == 3


def test_what_slack_refuses_for_good_is_given_up(office: Office):
    office.pause()
    office.fault("chat.postMessage", "refuse", code="is_archived")
    office.sender().send_all()
    assert (office.posted(), office.states()) == (0, ["failed"])


def test_a_message_that_cannot_be_worded_stops_no_other_and_is_not_tried_for_ever(office: Office):
    office.pause()
    with office.sessions.writing.begin() as session:
        session.execute(update(OutboxMessage).values(kind="reminder_teacher"))
        pause.resume(session, office.school.id, by=ADMIN, now=office.clock())
    assert office.sender().send_all() == 1
    assert office.states() == ["claimed", "sent"]
    for _ in range(ATTEMPTS):
        office.later()
    assert office.states() == ["failed", "sent"]


def test_what_could_not_be_looked_for_in_seven_days_is_given_up(office: Office):
    office.pause()
    office.fault("chat.postMessage", "lost_answer")
    office.sender().send_all()
    office.fault("conversations.history", "refuse", code="missing_scope", count=2)
    office.later()
    assert office.states() == ["sending"]
    office.clock.pass_(days=8)
    office.sender().send_all()
    assert (office.posted(), office.states()) == (1, ["failed"])


def test_two_senders_at_once_tell_each_thing_once(office: Office):
    for _ in range(3):
        office.pause()
        with office.sessions.writing.begin() as session:
            pause.resume(session, office.school.id, by=ADMIN, now=office.clock())
        office.clock.pass_(hours=1)
    first, second = office.sender(), office.sender()
    with office.sessions.writing.begin() as session:
        taken = outbox.claim(session, first.name, office.clock(), timedelta(minutes=5), limit=2)
    assert len(taken) == 2
    assert second.send_all() == 4
    office.clock.pass_(minutes=6)
    assert second.send_all() == 2
    assert office.posted() == 3


def test_what_there_is_nobody_to_tell_of_is_dropped_and_no_failure(office: Office):
    with office.sessions.writing.begin() as session:
        session.execute(update(School).values(admins_channel=None))
    office.pause()  # by the command line, and without an admins' channel
    assert office.sender().send_all() == 0
    assert office.states() == ["dropped"]


def test_a_process_that_only_sends_has_every_word():
    """Such as the command line, which never hears what Slack asks."""
    subprocess.run([sys.executable, "-c", ALONE], cwd=ROOT, check=True, timeout=60)
