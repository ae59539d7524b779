"""`python app.py reminders --dry-run`: who would be told what, and nobody is."""

from argparse import Namespace
from collections.abc import Mapping
from datetime import datetime

from bot.commandline.schools import StopError, find
from bot.commandline.terminal import DONE, as_it_is, asked_language, say, words_for
from bot.texts import Words
from commands import dry_run
from commands.dry_run import DryRun, PlannedTeacher
from commands.schedule import Skip, SkipReason
from commands.schools import LANGUAGE
from store.session import Sessions


def run(
    arguments: Namespace, sessions: Sessions, environment: Mapping[str, str], now: datetime
) -> int:
    """Print the plan: figures by teacher, and names of students only when asked for them."""
    words = words_for(asked_language(environment, arguments.language, LANGUAGE))
    with sessions.reading() as session:
        school = find(session, arguments.school, words)
        if school is None:
            raise StopError(words.gettext("There is no school yet: import a list first."))
        found = dry_run.dry_run(session, school.id, now)
    language = asked_language(environment, arguments.language, school.language)
    for line in report(found, words_for(language, school.zone), names=arguments.names):
        say(line)
    return DONE


def report(found: DryRun, words: Words, *, names: bool) -> list[str]:
    lines = [_when(found, words)]
    if found.skip is not None:
        lines.append(_skip(found.skip, words))
    counts = found.counts
    for number, text in (
        (counts.chased, words.gettext("students a reminder would speak of: {number}")),
        (counts.without_teacher, words.gettext("of them without a teacher: {number}")),
        (counts.young, words.gettext("too new an account: {number}")),
        (counts.broken, words.gettext("could not connect all of the last 7 days: {number}")),
        (counts.quiet, words.gettext("a teacher has answered: {number}")),
        (counts.handed_over, words.gettext("reminded of for four weeks: {number}")),
    ):
        lines.append(text.format(number=words.number(number)))
    for teacher in found.teachers:
        lines += _teacher(teacher, words, names=names)
    lines.append(words.gettext("Nothing was sent."))
    return lines


def _when(found: DryRun, words: Words) -> str:
    _ = words.gettext
    if found.next_due_at is None:
        return _("The weekly reminders are off.")
    when = words.moment(found.next_due_at)
    if found.rehearsal:
        return _("The next ones are due on {when}, as a rehearsal.").format(when=when)
    return _("The next ones are due on {when}.").format(when=when)


def _skip(skip: Skip, words: Words) -> str:
    _ = words.gettext
    return {
        SkipReason.PAUSED: _("Now nothing would go: the school is paused."),
        SkipReason.HOLIDAY: _("Now nothing would go: it is a holiday."),
        SkipReason.STALE: _("Now nothing would go: last logins are out of date."),
    }[skip.reason]


def _teacher(teacher: PlannedTeacher, words: Words, *, names: bool) -> list[str]:
    name = as_it_is(f"{teacher.first_name} {teacher.last_name}".strip())
    number = words.ngettext("{n} student", "{n} students", len(teacher.students))
    lines = [f"{name} · {number} · {_way(teacher, words)}"]
    if names:
        lines += [
            "  " + as_it_is(f"{each.first_name} {each.last_name} · {each.class_name}")
            for each in teacher.students
        ]
    return lines


def _way(teacher: PlannedTeacher, words: Words) -> str:
    """How the teacher is reached in Slack."""
    _ = words.gettext
    if teacher.slack_ids:
        return ", ".join(teacher.slack_ids)
    return _("Slack is asked for the address") if teacher.to_find else _("not found on Slack")
