"""Reminders by hand: sending them now, and copying the message of who is not on Slack."""

from itertools import groupby

from slackblocks import Block

from bot.texts import Words, escaped
from bot.views import common
from bot.views.reminders import full_name, greeting, homonyms
from commands.dry_run import DryRun, PlannedTeacher
from commands.reminder_messages import TeacherMessage
from commands.reminders import SendNow

FORM = "reminder_now_form"
MOST = 90
"""Teachers in one modal."""
CODE = 2800
"""Characters in one block that can be copied."""


def now_modal(preview: SendNow, class_id: int, words: Words) -> common.View:
    """Whom sending now tells, in figures; nobody is told twice in a week."""
    _ = words.gettext
    lines = [line for line in (_stale(preview, words), *_figures(preview, words)) if line]
    return common.modal(
        words,
        _("Remind the teachers"),
        [common.section("\n".join(lines), block_id="reminder_now")],
        submit=_("Send ({number})").format(number=words.number(preview.teachers))
        if preview.teachers
        else None,
        callback_id=FORM,
        metadata=f"{class_id} {preview.teachers}",
    )


def _stale(preview: SendNow, words: Words) -> str:
    if not preview.stale:
        return ""
    return words.gettext("⚠️ Last logins are out of date: some may have connected since.")


def _figures(preview: SendNow, words: Words) -> list[str]:
    n = words.ngettext
    lines = []
    if preview.teachers:
        text = n(
            "{n} teacher gets their message, in private.",
            "{n} teachers get their message, each in private.",
            preview.teachers,
        )
        students = n(
            "{n} student has never connected and has a teacher.",
            "{n} students have never connected and have a teacher.",
            preview.students,
        )
        lines += [text, students, *_when(preview, words)]
    if preview.already:
        text = n(
            "{n} teacher was told this week already, and is not told a second time.",
            "{n} teachers were told this week already, and are not told a second time.",
            preview.already,
        )
        lines.append(text)
    if preview.not_found:
        text = n("{n} is not found on Slack.", "{n} are not found on Slack.", preview.not_found)
        lines.append(text)
    if not preview.teachers:
        lines.append(words.gettext("There is nothing to send."))
    return lines


def _when(preview: SendNow, words: Words) -> list[str]:
    """Nobody is written to at night; who sends then is told that nothing has gone yet."""
    if preview.waits_until is None:
        return []
    text = words.gettext("🌙 Nobody is written to at night: the messages go at {time}.")
    return [text.format(time=words.time(preview.waits_until))]


def read_form(metadata: str) -> tuple[int, int]:
    """The class, and the figure that the button promised."""
    class_id, teachers = metadata.split()
    return int(class_id), int(teachers)


def sent(result: SendNow, words: Words) -> common.View:
    """The form turned into its result."""
    lines = [
        words.ngettext(
            "✅ {n} teacher gets their message.",
            "✅ {n} teachers get their message.",
            result.teachers,
        ),
        *_figures(result, words)[2 if result.teachers else 0 :],
    ]
    return common.answered(words, words.gettext("Remind the teachers"), "\n".join(lines))


def copy_modal(found: TeacherMessage, name: str, words: Words, school: Words) -> common.View:
    """A teacher's message as text, in the school's language, to send by other means."""
    _ = words.gettext
    head = _("To copy into a message to {name}:").format(name=escaped(name))
    blocks: list[Block] = [common.section(head)]
    blocks += [common.section(f"```{part}```") for part in parts(as_text(found, school))]
    if found.next is not None:
        blocks.append(common.note(_("There are more: the list holds them all.")))
    return common.modal(words, _("Copy their message"), blocks)


def as_text(found: TeacherMessage, words: Words) -> list[str]:
    """Its lines, escaped; who has connected since is left out."""
    lines = [greeting(found, words).removeprefix("🔔 "), ""]
    alike = homonyms(found)
    waiting = [line for line in found.lines if not line.connected]
    for name, students in groupby(waiting, lambda line: line.class_name):
        lines.append(escaped(name))
        for line in students:
            days = words.ngettext(
                "account made {n} day ago", "account made {n} days ago", line.days
            )
            beside = f" ({escaped(line.email)})" if line.student_id in alike and line.email else ""
            lines.append(f"- {escaped(full_name(line))}{beside} · {days}")
    if found.connection_guide:
        text = words.gettext("Connection guide: {link}")
        lines += ["", text.format(link=escaped(found.connection_guide))]
    return lines


def parts(lines: list[str]) -> list[str]:
    """The lines in as many parts as Slack's limit asks for."""
    found = [""]
    for line in lines:
        if len(found[-1]) + len(line) + 1 > CODE:
            found.append("")
        found[-1] = f"{found[-1]}\n{line}" if found[-1] else line
    return found


def plan_modal(found: DryRun, words: Words) -> common.View:
    """Who would hear of whom, teacher by teacher; names of students, so for admins alone."""
    _ = words.gettext
    blocks: list[Block] = [common.section(_planned(each, words)) for each in found.teachers[:MOST]]
    if not blocks:
        blocks.append(common.section(_("There is nothing to send.")))
    if len(found.teachers) > MOST:
        more = len(found.teachers) - MOST
        blocks.append(common.note(words.ngettext("and {n} more", "and {n} more", more)))
    return common.modal(words, _("The messages"), blocks)


def _planned(teacher: PlannedTeacher, words: Words) -> str:
    name = escaped(f"{teacher.first_name} {teacher.last_name}".strip())
    number = words.ngettext("{n} student", "{n} students", len(teacher.students))
    lines = [f"*{name}* · {number}"]
    by_class: dict[str, list[str]] = {}
    for each in teacher.students:
        full = escaped(f"{each.first_name} {each.last_name}".strip())
        by_class.setdefault(each.class_name, []).append(full)
    text = words.gettext("{classes}: {figures}")
    lines += [
        text.format(classes=escaped(name), figures=", ".join(names))
        for name, names in by_class.items()
    ]
    return "\n".join(lines)
