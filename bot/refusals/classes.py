"""The words for what is refused about a class."""

from bot.context import Asker
from bot.refusals import says
from bot.refusals.users import field_sentence
from bot.texts import Words
from bot.views.selection import quoted
from commands import errors


@says(errors.ClassNameTakenError)
def _taken(error: errors.ClassNameTakenError, asker: Asker) -> str:
    return asker.words.gettext(
        "Another class is called {name}. To make one of the two, merge them."
    ).format(name=quoted(error.name, asker.words))


@says(errors.SameClassNameError)
def _same_name(error: errors.SameClassNameError, asker: Asker) -> str:
    return asker.words.gettext("This class is called {name} already. Nothing was changed.").format(
        name=quoted(error.name, asker.words)
    )


@says(errors.SameClassError)
def _same_class(_error: errors.SameClassError, asker: Asker) -> str:
    return asker.words.gettext("Choose another class than this one. Nothing was changed.")


def name_sentence(error: errors.BadFieldError, words: Words) -> str:
    """What is wrong with the name of a class, at its field."""
    if error.reason == "missing":
        return words.gettext("The name is missing.")
    return field_sentence(error, words)
