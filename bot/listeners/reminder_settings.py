"""The form of the weekly reminders' settings."""

from zoneinfo import ZoneInfo

from slack_bolt import App

from bot.context import Asker, services_of
from bot.listeners import settings
from bot.turn import Turn, View, listener
from bot.views import reminder_settings as views


def register(app: App) -> None:
    app.view(views.FORM)(listener(submit))


def submit(turn: Turn) -> None:
    """What cannot be is said at its field; the rest is one operation."""
    entered = views.read(turn.values)
    # Before the store is asked for the school's zone; a holiday's year is hardly ever left out
    today = services_of(turn.context).clock().astimezone(ZoneInfo("UTC")).date()
    if problems := views.errors(entered, today, turn.form_words):
        turn.ack(response_action="errors", errors=problems)
        return

    def change(asker: Asker) -> int | None:
        return settings.put(asker, views.values_of(entered, asker.today))

    def again(asker: Asker, problem: str) -> View:
        return views.form_modal(entered, asker.words, problem)

    settings.send(turn, change, again)
