"""`python app.py export FILE --students|--teachers`: a list as a file, without Slack."""

from argparse import Namespace
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from bot.commandline.schools import StopError, find
from bot.commandline.terminal import DONE, as_it_is, asked_language, file_trouble, say, words_for
from bot.files import save, spooled
from bot.texts import Words
from commands import classes, exports, handovers
from commands.access import COMMAND_LINE
from commands.errors import NobodyHasAddressError, NobodyMatchesError, UnknownClassError
from commands.exports import Cells, Figures, Form, Wanted
from commands.schools import LANGUAGE
from commands.selection import Selection
from store.session import Session, Sessions


def run(
    arguments: Namespace, sessions: Sessions, environment: Mapping[str, str], now: datetime
) -> int:
    """Write the file; prints how many are in it."""
    words = words_for(asked_language(environment, arguments.language, LANGUAGE))
    path = Path(arguments.file)
    with spooled() as file:
        with sessions.reading() as session:
            school = find(session, arguments.school, words)
            if school is None:
                raise StopError(words.gettext("There is no school yet: import a list first."))
            language = asked_language(environment, arguments.language, school.language)
            words = words_for(language, school.zone)
            wanted = _wanted(session, school.id, arguments, words)
            try:
                figures = exports.write(session, school.id, wanted, file, by=COMMAND_LINE)
            except NobodyMatchesError as error:
                raise StopError(words.gettext("Nobody is in this list.")) from error
            except NobodyHasAddressError as error:
                raise StopError(left_out_sentence(error.left_out, words)) from error
        with sessions.writing.begin() as session:
            operation_id = exports.record(
                session, school.id, wanted, figures, by=COMMAND_LINE, now=now
            )
        try:
            save(file, path)
        except OSError as error:
            with sessions.writing.begin() as session:
                why = type(error).__qualname__
                handovers.undelivered(
                    session, school.id, operation_id, why, by=COMMAND_LINE, now=now
                )
            text = words.gettext("I cannot write the file {file}: {why}.")
            raise StopError(text.format(file=path, why=file_trouble(error, words))) from error
    with sessions.writing.begin() as session:
        handovers.delivered(session, school.id, operation_id)
    text = words.gettext("{file}: {figures}.")
    say(text.format(file=path, figures=people(wanted.selection.role, figures, words)))
    if figures.left_out:
        say(left_out_sentence(figures.left_out, words))
    return DONE


def _wanted(session: Session, school_id: int, arguments: Namespace, words: Words) -> Wanted:
    role = "teacher" if arguments.teachers else "student"
    class_ids: tuple[int, ...] = ()
    if arguments.class_name:
        try:
            class_ids = (classes.by_typed_name(session, school_id, arguments.class_name).id,)
        except UnknownClassError as error:
            text = words.gettext("No class is called “{name}”.").format(name=as_it_is(error.name))
            if error.near:
                near = [words.gettext("“{text}”").format(text=as_it_is(n)) for n in error.near[:3]]
                text += " " + words.gettext("Did you mean {names}?").format(
                    names=words.joined(near)
                )
            raise StopError(text) from error
    form, cells = Form(arguments.form), Cells(arguments.cells) if arguments.cells else None
    if cells is not None and form is Form.POSITIONAL:
        raise StopError(
            words.gettext("--cells is for a spreadsheet: a list to load again has commas always.")
        )
    return Wanted(Selection(role=role, class_ids=class_ids), form, cells=cells)


def people(role: str | None, figures: Figures, words: Words) -> str:
    """`1 248 élèves`."""
    if role == "teacher":
        return words.ngettext("{n} teacher", "{n} teachers", figures.rows)
    return words.ngettext("{n} student", "{n} students", figures.rows)


def left_out_sentence(number: int, words: Words) -> str:
    """Who cannot stand in a list that is loaded by address."""
    return words.ngettext(
        "{n} person has no address, and cannot be in a list to load again.",
        "{n} people have no address, and cannot be in a list to load again.",
        number,
    )
