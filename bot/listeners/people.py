"""People chosen in a menu of Slack: who they are, asked of Slack before a change."""

from collections.abc import Sequence

from bot.context import Asker, ask_slack
from bot.turn import Turn
from commands import people


def known(turn: Turn, asker: Asker, slack_ids: Sequence[str]) -> list[tuple[str, str]]:
    """Organisation and Slack id of these people, each known to the store from now on.

    Asks Slack about those it did not speak of lately; call before the transaction of the change.
    """
    return [_who(turn, asker, slack_id) for slack_id in slack_ids]


def _who(turn: Turn, asker: Asker, slack_id: str) -> tuple[str, str]:
    org_id = asker.actor.org_id or ""
    with asker.services.sessions.reading() as session:
        kept = people.known(session, asker.school_id, org_id, slack_id)
    if people.is_fresh(kept, asker.now, for_change=True):
        return org_id, slack_id
    facts = ask_slack(turn.client, slack_id)
    with asker.services.sessions.writing.begin() as session:
        people.keep(session, asker.school_id, facts, now=asker.now)
    return facts.org_id, slack_id
