"""A person's card as a view, for every form that opens it or stands upon it."""

from slack_sdk.errors import SlackApiError

from bot.context import Asker
from bot.turn import Turn, View
from bot.views import user_card as views
from commands import joining, users
from commands.access import require_admin


def card_view(asker: Asker, user_id: int) -> View:
    """The card of one person, deleted or not."""
    with asker.services.sessions.reading() as session:
        require_admin(session, asker.school_id, asker.actor)
        card = users.card(session, asker.school_id, user_id, now=asker.now)
        joinable = joining.joinable(session, asker.school_id, user_id)
    return views.card_modal(card, joinable, asker)


def refresh_below(turn: Turn, asker: Asker, user_id: int) -> None:
    """Draw the card anew under the form that changed its person."""
    below = turn.view.get("previous_view_id")
    if not below:
        return
    try:
        turn.client.views_update(view_id=below, view=card_view(asker, user_id))
    except SlackApiError as error:
        if error.response["error"] != "not_found":  # closed meanwhile
            raise
