"""Teachers known by another address in Slack: linked by hand, and the link ended."""

from slack_bolt import App

from bot.context import Asker
from bot.listeners import people
from bot.listeners import settings as of_settings
from bot.turn import Turn, View, listener
from bot.views import common
from bot.views import settings as views
from bot.views.live import option_values
from bot.views.people import option_text
from commands import settings, users


def register(app: App) -> None:
    app.view(f"{views.SEND}:{views.LINKS}")(listener(submit))
    app.action(views.UNLINK)(listener(unlink))
    app.options(views.TEACHER)(listener(suggest_teachers))


def submit(turn: Turn) -> None:
    slack_id, user_id = views.read_link(turn.values)

    def link(asker: Asker) -> int | None:
        [who] = people.known(turn, asker, [slack_id])
        with asker.services.sessions.writing.begin() as session:
            return settings.link_teacher(
                session, asker.school_id, who, user_id, by=asker.actor, now=asker.now
            ).operation_id

    def again(asker: Asker, problem: str) -> View:
        return views.links_modal(of_settings.current(asker).links, asker.words, problem)

    of_settings.send(turn, link, again)


def unlink(turn: Turn) -> None:
    """*End the link* of one person."""
    turn.ack()
    org_id, slack_id = turn.action["value"].split("/", 1)
    asker = turn.who(for_change=True)
    with asker.services.sessions.writing.begin() as session:
        done = settings.unlink_teacher(
            session, asker.school_id, (org_id, slack_id), by=asker.actor, now=asker.now
        )
    turn.committed()
    found, title = of_settings.after(asker), turn.view["title"]["text"]
    told = found.admins_channel is not None
    turn.update(views.changed(done.operation_id, title, told, asker.words))
    of_settings.redraw_below(turn, asker, found)


def suggest_teachers(turn: Turn) -> None:
    """Teachers by name or address; nobody but an admin is told any."""
    asker = turn.who_admin()
    typed_text = str(turn.body.get("value", ""))
    with asker.services.sessions.reading() as session:
        found = users.names_like(session, asker.school_id, typed_text, role="teacher")
    options = [common.option(option_text(each, asker.words), str(each.id)) for each in found]
    turn.ack(options=option_values(options))
