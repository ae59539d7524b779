"""Which school a command of the terminal is about."""

from datetime import datetime

from bot.commandline.terminal import NOT_DONE
from bot.texts import Words
from commands import schools
from commands.schools import SchoolFacts
from store.session import Session


class StopError(Exception):
    """A sentence to show instead of going on, and the exit code."""

    def __init__(self, sentence: str, code: int = NOT_DONE) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code


def find(session: Session, name: str | None, words: Words) -> SchoolFacts | None:
    """The school of this name, or the only one; None while there is none.

    Raises StopError if there are several to choose from, or none of that name.
    """
    _, found = words.gettext, schools.every(session)
    if not found:
        return None
    fitting = [school for school in found if name in (None, school.name)]
    if len(fitting) == 1:
        return fitting[0]
    names = ", ".join(school.name for school in found)
    if name is None:
        raise StopError(
            _("There are several schools: {names}. Choose one with --school NAME.").format(
                names=names
            )
        )
    raise StopError(
        _("No school, or more than one, is called “{name}”. There is: {names}.").format(
            name=name, names=names
        )
    )


def find_or_make(
    session: Session, name: str | None, language: str, words: Words, now: datetime
) -> SchoolFacts:
    """The school, made where there is none yet; the first Slack team that comes adopts it."""
    found = find(session, name, words)
    if found is not None:
        return found
    default = "École" if language == "fr" else "School"
    return schools.create(
        session, name=name or default, language=language, time_zone=schools.ZONE, now=now
    )
