"""The words for what is refused about reminders, their answers and proposals."""

from bot.context import Asker
from bot.refusals import says
from commands import errors


@says(errors.AnswerSettledError)
def _settled(error: errors.AnswerSettledError, asker: Asker) -> str:
    return asker.words.gettext(
        "The office has dealt with this answer ({time}): it stays as it is."
    ).format(time=asker.words.today_or_day(error.at, asker.today))


@says(errors.ProposalChangedError)
def _changed(_error: errors.ProposalChangedError, asker: Asker) -> str:
    return asker.words.gettext(
        "The teacher has answered something else since. Nothing was changed: "
        "look at their newest proposal."
    )
