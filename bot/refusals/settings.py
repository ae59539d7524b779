"""The words for what settings refuse."""

from dataclasses import dataclass

from bot.admins_channel import ChannelRefusedError, Reason
from bot.context import Asker
from bot.refusals import admins_named, says
from bot.texts import escaped
from bot.views import settings as views
from commands import errors
from commands.errors import CommandError


@dataclass(eq=False)
class NotSetUpError(CommandError):
    """Nobody sent *First settings* yet. `admins` are Slack ids of who can."""

    admins: tuple[str, ...]


@says(NotSetUpError)
def _not_set_up(error: NotSetUpError, asker: Asker) -> str:
    _ = asker.words.gettext
    if not error.admins:
        return _("Préau is not set up here yet. An owner of this Slack can do it.")
    names = asker.words.joined(admins_named(error.admins, asker))
    return _("Préau is not set up here yet. This person can do it: {names}.").format(names=names)


@says(ChannelRefusedError)
def _channel(error: ChannelRefusedError, asker: Asker) -> str:
    _ = asker.words.gettext
    sentence = {
        Reason.PUBLIC: _(
            "This channel is public. Choose a private one: students' names will be read there."
        ),
        Reason.SHARED: _(
            "This channel is shared with another organisation. "
            "Choose one of the school's own: students' names will be read there."
        ),
        Reason.ARCHIVED: _("This channel is archived. Choose another one."),
        Reason.NOT_IN: _(
            "I am not in this channel. Type `/invite @Préau` there, then send this form again."
        ),
    }[error.reason]
    return f"#{escaped(error.name)} · {sentence}" if error.name else sentence


@says(errors.AlreadySetUpError)
def _already_set_up(error: errors.AlreadySetUpError, asker: Asker) -> str:
    return asker.words.gettext(
        "The school was set up already, at {time}. What you entered was not kept."
    ).format(time=asker.words.today_or_day(error.at, asker.today))


@says(errors.NotATeacherError)
def _not_a_teacher(_error: errors.NotATeacherError, asker: Asker) -> str:
    return asker.words.gettext("Only a teacher can be linked to a person of Slack.")


@says(errors.BadSettingError)
def _bad_setting(error: errors.BadSettingError, asker: Asker) -> str:
    _ = asker.words.gettext
    if error.name == "name":
        return _("The school's name must have 1 to 80 characters.")
    if error.name == "time_zone":
        return _("I do not know this time zone. Choose it from the list.")
    if error.name == "retention_days":
        return _("The retention time is a number of days from 0 to 36,500; 0 keeps for good.")
    if error.name == "login_age_days":
        return _("This is a number of days from 1 to 36,500.")
    if error.name in (views.MESSAGE_DAYS, views.FILE_DAYS):
        return views.slack_days_sentence(asker.words)
    return _("This value cannot be. Nothing was changed.")
