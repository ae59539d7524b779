"""The words for lists in Slack: a file that did not come, and what stands in the way."""

from bot.context import Asker
from bot.downloads import FileNotFetchedError, NotFetched
from bot.refusals import says
from commands import errors
from commands.lists.safeguards import RefusedBecause


@says(FileNotFetchedError)
def _not_fetched(error: FileNotFetchedError, asker: Asker) -> str:
    _ = asker.words.gettext
    return {
        NotFetched.FOREIGN: _(
            "This file does not stand in Slack itself: save it on your computer, "
            "then choose it from there. Nothing was changed."
        ),
        NotFetched.LOGIN_PAGE: _(
            "Slack does not hand me the file: I lack the right to read files. Whoever looks "
            "after the bot can tell why with `python app.py check`. Nothing was changed."
        ),
        NotFetched.BROKEN: _(
            "The file did not get through from Slack. Nothing was changed; try again in a minute."
        ),
        NotFetched.GONE: _("This file is not in Slack any more: choose it again."),
    }[error.reason]


@says(errors.ListRefusedError)
def _refused(error: errors.ListRefusedError, asker: Asker) -> str:
    _ = asker.words.gettext
    if error.because == RefusedBecause.MORE_THAN_HALF:
        return _(
            "This list would delete {deleted} of {of} accounts, more than half: it is refused. "
            "Nothing was changed."
        ).format(deleted=asker.words.number(error.deleted), of=asker.words.number(error.of))
    if error.because == RefusedBecause.EMPTY:
        return _("An empty master list would delete everybody: it is refused.")
    return _(
        "Some accounts have no address, and this list knows people by it only: as a master list "
        "it is refused. Nothing was changed."
    )


@says(errors.NobodyLeftError)
def _nobody_left(_error: errors.NobodyLeftError, asker: Asker) -> str:
    return asker.words.gettext("None of the people whom this list added is here any more.")


@says(errors.NumberToTypeError)
def _number(error: errors.NumberToTypeError, asker: Asker) -> str:
    return asker.words.gettext(
        "This is not the number of deletions, {deleted}. Nothing was changed."
    ).format(deleted=asker.words.number(error.deleted))


@says(errors.QuestionsOpenError)
def _open(error: errors.QuestionsOpenError, asker: Asker) -> str:
    return asker.words.ngettext(
        "{n} question about a class has no answer yet. Nothing was changed.",
        "{n} questions about classes have no answer yet. Nothing was changed.",
        error.count,
    )


@says(errors.UnknownQuestionError)
def _unknown(_error: errors.UnknownQuestionError, asker: Asker) -> str:
    return asker.words.gettext("The preview does not ask this any more. Nothing was changed.")
