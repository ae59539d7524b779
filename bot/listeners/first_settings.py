"""*First settings*: what an admin meets until the school is set up."""

from slack_bolt import App
from slack_sdk import WebClient

from bot import admins_channel, time_zones
from bot.context import Asker
from bot.listeners import people
from bot.refusals import sentence
from bot.refusals.settings import NotSetUpError
from bot.turn import Turn, View, listener
from bot.views import common
from bot.views import first_settings as views
from bot.views.live import option_values
from commands import access, settings
from commands.access import Role
from commands.errors import AlreadySetUpError, CommandError, NotAllowedError
from commands.setting_values import LONGEST_NAME


def register(app: App) -> None:
    app.view(views.FORM)(listener(submit))
    app.options(views.ZONE)(listener(suggest_zones))


def view_for(asker: Asker, client: WebClient) -> View:
    """The form for an admin; for anybody else who can send it. Raises NotSetUpError."""
    with asker.services.sessions.reading() as session:
        if asker.actor.role is not Role.ADMIN:
            raise NotSetUpError(access.admin_ids(session, asker.school_id))
        named = settings.current(session, asker.school_id).admins
    own = asker.actor.slack_id or ""
    form = views.First(
        name=asker.school.name[:LONGEST_NAME],
        language=asker.words.language,
        time_zone=_zone_of(asker, client),
        admins=tuple(dict.fromkeys([*(admin.slack_id for admin in named), own])),
        channel=asker.school.admins_channel,
        meter_on=asker.school.meter_on,
    )
    return views.first_modal(form, asker.words)


def _zone_of(asker: Asker, client: WebClient) -> str:
    """The zone of the person's own Slack, else the school's."""
    zone = str(client.users_info(user=asker.actor.slack_id or "")["user"].get("tz") or "")
    return zone if zone in time_zones.matching(zone) else asker.school.time_zone


def submit(turn: Turn) -> None:
    """Set the school up; what cannot be is said above the form, which keeps what was entered."""
    form = views.read_first(turn.values)
    if errors := views.field_errors(form, turn.form_words):
        turn.ack(response_action="errors", errors=errors)
        return
    turn.wait()
    asker = turn.who(for_change=True)
    try:
        admins_channel.check(turn.client, form.channel)
        _set_up(turn, asker, form)
    except (NotAllowedError, AlreadySetUpError):
        raise
    except CommandError as error:
        turn.answer(views.first_modal(form, asker.words, sentence(error, asker)))
        return
    turn.committed()
    turn.answer(views.is_set_up(form, asker.words))


def _set_up(turn: Turn, asker: Asker, form: views.First) -> None:
    admins = people.known(turn, asker, form.admins)
    with asker.services.sessions.writing.begin() as session:
        settings.first_settings(
            session,
            asker.school_id,
            name=form.name,
            language=form.language,
            time_zone=form.time_zone,
            meter_on=form.meter_on,
            credits=form.amount,
            admins=admins,
            admins_channel=form.channel,
            by=asker.actor,
            now=asker.now,
        )


def suggest_zones(turn: Turn) -> None:
    """Zones by what is typed; the store is not asked, as zones are nobody's secret."""
    found = time_zones.matching(str(turn.body.get("value", "")))
    options = [common.option(time_zones.shown(name), name) for name in found]
    turn.ack(options=option_values(options))
