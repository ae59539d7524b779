"""`python app.py import FILE --students|--teachers`: the first load, without Slack."""

from argparse import Namespace
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from bot.commandline.doubts import doubt_lines
from bot.commandline.schools import StopError, find, find_or_make
from bot.commandline.terminal import (
    DONE,
    IN_PART,
    NOT_DONE,
    as_it_is,
    asked_language,
    complain,
    file_trouble,
    say,
    words_for,
)
from bot.refusals.files import file_sentence, sheet_notes
from bot.roster_lines import line_sentence
from bot.texts import Words
from bot.views.operations.files import counted
from commands import loading
from commands.access import COMMAND_LINE
from commands.loading import InDoubtError, Loaded
from commands.rosters.errors import RosterError
from commands.rosters.reading import COMMAND_LINE_BYTES, Roster, read_roster
from commands.schools import LANGUAGE, SchoolFacts
from store.session import Session, Sessions, refresh_statistics


def run(
    arguments: Namespace, sessions: Sessions, environment: Mapping[str, str], now: datetime
) -> int:
    """Load a file; prints what it did, and a line for each line that it refused."""
    words = words_for(asked_language(environment, arguments.language, LANGUAGE))
    with sessions.reading() as session:
        school = find(session, arguments.school, words)
    if school is not None:
        language = asked_language(environment, arguments.language, school.language)
        words = words_for(language, school.zone)
    try:
        with sessions.writing.begin() as session:
            school = find_or_make(session, arguments.school, words.language, words, now)
            roster = _read(session, school, arguments, words)
            role = "teacher" if arguments.teachers else "student"
            done = loading.load(session, school.id, roster, role, by=COMMAND_LINE, now=now)
    except InDoubtError as error:
        for line in doubt_lines(error.doubt, words):
            complain(line)
        return NOT_DONE
    except RosterError as error:
        complain(file_sentence(error, words, as_it_is))
        return NOT_DONE
    refresh_statistics(sessions)
    notes = sheet_notes(roster.sheet, words, as_it_is) if roster.sheet is not None else []
    for line in (*report(done, school, words), *notes):
        say(line)
    return IN_PART if done.refused else DONE


def _read(session: Session, school: SchoolFacts, arguments: Namespace, words: Words) -> Roster:
    path = Path(arguments.file)
    try:
        with path.open("rb") as data:
            return read_roster(
                data,
                zone=school.zone,
                language=school.language,
                known_classes=loading.known_classes(session, school.id),
                encoding=arguments.encoding,
                separator={"tab": "\t"}.get(arguments.separator, arguments.separator),
                name_order=arguments.name_order,
                date_order=arguments.date_order,
                max_bytes=COMMAND_LINE_BYTES,
            )
    except OSError as error:
        text = words.gettext("I cannot read the file {file}: {why}.")
        raise StopError(text.format(file=path, why=file_trouble(error, words))) from error


def report(done: Loaded, school: SchoolFacts, words: Words) -> list[str]:
    """What was done, in figures, after the lines that were refused or left as they were."""
    _, n = words.gettext, words.ngettext
    lines = [line_sentence(each, words, as_it_is) for each in (*done.refused, *done.differences)]
    if lines:
        lines.append("")
    lines += _doubtful_classes(done, words)
    lines.append(_people(done, words))
    if done.operation_id is None:
        lines.append(_("The school has all of this already. Nothing was changed."))
    else:
        lines += _figures(done, words)
        school_name = as_it_is(school.name)
        lines.append(_("School: {name}.").format(name=school_name))
    if done.refused:
        lines.append(
            n("{n} line refused: see above.", "{n} lines refused: see above.", len(done.refused))
            + " "
            + _("Correct the file and import it again: nobody is added twice.")
        )
    return lines


def _people(done: Loaded, words: Words) -> str:
    if done.role == "teacher":
        people = words.ngettext("{n} teacher read", "{n} teachers read", done.people)
    else:
        people = words.ngettext("{n} student read", "{n} students read", done.people)
    return words.gettext("{people}: {figures}.").format(
        people=people,
        figures=counted(done.added, done.changed, done.unchanged, words),
    )


def _figures(done: Loaded, words: Words) -> list[str]:
    n = words.ngettext
    told = (
        (done.licences, n("{n} licence assigned", "{n} licences assigned", done.licences)),
        (done.logins, n("{n} last login noted", "{n} last logins noted", done.logins)),
        (done.enrolments, n("{n} enrolment", "{n} enrolments", done.enrolments)),
        (
            len(done.classes_made),
            n("{n} class made", "{n} classes made", len(done.classes_made)),
        ),
        (
            done.ids_cut,
            n(
                "{n} identifier recognised without its zeros",
                "{n} identifiers recognised without their zeros",
                done.ids_cut,
            ),
        ),
    )
    parts = [text for number, text in told if number]
    return [words.joined(parts) + "."] if parts else []


def _doubtful_classes(done: Loaded, words: Words) -> list[str]:
    """Classes that were made, and are perhaps not what was meant."""
    _ = words.gettext
    lines = [
        _("The class “{new}” was made; it looks like “{known}”.").format(
            new=as_it_is(new), known=as_it_is(known)
        )
        for new, known in done.classes_alike
    ]
    return lines + [
        _("“{name}” was taken as one class. For several, write them with a | between.").format(
            name=as_it_is(name)
        )
        for name in done.unsure_classes
        if name in done.classes_made
    ]
