"""What the admins' channel is told each week: figures, a chart, whom nobody reaches."""

from collections.abc import Sequence
from datetime import date, timedelta

from slackblocks import (
    AxisConfig,
    BarChart,
    Block,
    DataPoint,
    DataSeries,
    DataTableBlock,
    DataVisualizationBlock,
    RawNumber,
    RawText,
)

from bot.texts import Words, cut, escaped
from bot.views import common
from commands.logins import ClassFigures
from commands.reminder_summary import (
    AdminsMessage,
    NamedStudent,
    NamedTeacher,
)

COPY, SEND_NOW, PROPOSALS = "reminder_copy", "reminder_send_now", "reminder_proposals"
SEE = "reminder_see"

LABEL = 20
"""Characters that Slack allows a chart's labels."""
CLASS, ROWS = 60, 5
"""Characters of a class's name in the table, and rows seen at once."""
TEACHERS, STUDENTS = 10, 15
"""How many are named; the others are counted."""
EVERYBODY = 0
"""Instead of a class's id: all of them."""


def message(found: AdminsMessage, words: Words) -> tuple[str, common.Blocks]:
    """Text and blocks; the text, which Slack shows in a notification, names nobody."""
    head = headline(found, words)
    blocks: list[Block] = [common.section(figures(found, words), block_id="reminder_week")]
    blocks += _chart(found, words)
    blocks += _table(found, words)
    blocks += _teachers(found, words)
    blocks += _students(found, words)
    blocks.append(_buttons(found, words))
    return head, common.rendered(blocks)


def figures(found: AdminsMessage, words: Words) -> str:
    """All that is told without naming anybody."""
    return "\n".join([headline(found, words), *_more(found, words)])


def headline(found: AdminsMessage, words: Words) -> str:
    """How many never connected, against last week, and who was told."""
    if not found.never:
        done = words.gettext("All students have connected the application at least once.")
        return f"📋 {done}"
    if found.rehearsal and found.teachers:
        return _rehearsal(found, words)
    never = words.ngettext(
        "📋 This week: {n} student has never connected{change}.",
        "📋 This week: {n} students have never connected{change}.",
        found.never,
    ).format(change=_change(found, words))
    if not found.teachers:
        return f"{never} {_nobody_told(found, words)}"
    told = words.ngettext(
        "{n} teacher is told of {students}.",
        "{n} teachers are told of {students}.",
        found.teachers,
    ).format(students=_of_students(found.chased, words))
    return f"{never} {told}"


def _nobody_told(found: AdminsMessage, words: Words) -> str:
    if found.not_found:
        return words.gettext("None of the teachers to tell is found on Slack.")
    return words.gettext("No teacher has to be told.")


def _rehearsal(found: AdminsMessage, words: Words) -> str:
    monday = date.fromisocalendar(int(found.week[:4]), int(found.week[6:]), 1)
    day = words.day(monday + timedelta(days=7))
    text = words.ngettext(
        "📋 Rehearsal: {n} teacher would be told of {students}. Nothing was sent. "
        "In the week of {day} the reminders go by themselves.",
        "📋 Rehearsal: {n} teachers would be told of {students}. Nothing was sent. "
        "In the week of {day} the reminders go by themselves.",
        found.teachers,
    )
    return text.format(students=_of_students(found.chased, words), day=day)


def _of_students(number: int, words: Words) -> str:
    return words.ngettext("{n} student", "{n} students", number)


def _change(found: AdminsMessage, words: Words) -> str:
    """` (−17)`; nothing for the first week, or where nothing moved."""
    if found.never_before is None or found.never_before == found.never:
        return ""
    moved = found.never - found.never_before
    return f" ({'+' if moved > 0 else '−'}{words.number(abs(moved))})"


def _more(found: AdminsMessage, words: Words) -> list[str]:
    n, lines = words.ngettext, []
    if found.quiet:
        text = n(
            "{n} student is left in peace: a teacher has answered.",
            "{n} students are left in peace: a teacher has answered.",
            found.quiet,
        )
        lines.append(text)
    if found.broken:
        text = n(
            "{n} student has not had a whole week to connect yet: no reminder for now.",
            "{n} students have not had a whole week to connect yet: no reminder for now.",
            found.broken,
        )
        lines.append(text)
    if cannot := sum(found.cannot_connect.values()):
        text = n(
            "{n} more cannot connect, and no teacher is told.",
            "{n} more cannot connect, and no teacher is told.",
            cannot,
        )
        lines.append(text)
    if found.unused_licences:
        lines.append(_unused(found, words))
    if found.paused is not None:
        text = words.gettext("The school is paused since {day}.")
        lines.append(text.format(day=words.day(found.paused.starts_at)))
    return lines


def _unused(found: AdminsMessage, words: Words) -> str:
    text = words.ngettext(
        "{n} licence has never been used",
        "{n} licences have never been used",
        found.unused_licences,
    )
    if not found.meter_on:
        return f"{text}."
    return words.gettext("{licences}: {credits} so far.").format(
        licences=text, credits=words.in_credits(found.unused_cost)
    )


def _chart(found: AdminsMessage, words: Words) -> list[Block]:
    """Who connected and who never did, class by class; the rest of the classes as one."""
    _ = words.gettext
    rest = found.other_classes
    shown = [*found.classes, *([rest] if rest else [])]
    if not any(each.students for each in shown):
        return []
    names = [each.name or _("No class") for each in found.classes]
    labels = unlike([*names, *([_("Other classes")] if rest else [])])
    series = [
        DataSeries(_("Have connected"), _points(labels, [_connected(each) for each in shown])),
        DataSeries(_("Never"), _points(labels, [each.listed for each in shown])),
    ]
    chart = BarChart(series, AxisConfig(labels, _("Class"), _("Students")))
    return [DataVisualizationBlock(_("Connections by class"), chart)]


def _table(found: AdminsMessage, words: Words) -> list[Block]:
    """The chart's figures, with the names of the classes in full."""
    _, rest = words.gettext, found.other_classes
    named = [(each.name or _("No class"), each) for each in found.classes]
    shown = [*named, *([(_("Other classes"), rest)] if rest else [])]
    if not any(each.students for _name, each in shown):
        return []
    head = (_("Class"), _("Students"), _("Have connected"), _("Never"), _("Cannot connect"))
    rows: list[list[RawText | RawNumber]] = [[RawText(text) for text in head]]
    for name, each in shown:
        figures = (each.students, _connected(each), each.listed, each.cannot_connect)
        rows.append([RawText(cut(name, CLASS)), *(_number(figure, words) for figure in figures)])
    caption = _("Figures by class")
    return [DataTableBlock(rows, caption=caption, page_size=ROWS)]  # type: ignore[arg-type]


def _number(figure: int, words: Words) -> RawNumber:
    return RawNumber(figure, words.number(figure))


def _connected(each: ClassFigures) -> int:
    return each.students - each.listed - each.cannot_connect


def _points(labels: Sequence[str], values: Sequence[int]) -> list[DataPoint]:
    return [DataPoint(label, value) for label, value in zip(labels, values, strict=True)]


def unlike(names: Sequence[str]) -> list[str]:
    """Names short enough for a chart, each told from the others by a number if need be."""
    found: list[str] = []
    for name in names:
        label, number = cut(name, LABEL), 1
        while label in found:
            number += 1
            label = f"{cut(name, LABEL - len(str(number)) - 1)} {number}"
        found.append(label)
    return found


def named(found: AdminsMessage) -> tuple[str, ...]:
    """The messages whose teachers are all named."""
    shown = {each.user_id for each in [*found.not_found, *found.unreachable][:TEACHERS]}
    return tuple(each.name for each in found.failures if shown.issuperset(each.teachers))


def _teachers(found: AdminsMessage, words: Words) -> list[Block]:
    """Those whom the message did not reach, with what can be done about each."""
    missing = [*found.not_found, *found.unreachable]
    if not missing:
        return []
    text = words.ngettext(
        "*{n} teacher not reached on Slack*", "*{n} teachers not reached on Slack*", len(missing)
    )
    blocks: list[Block] = [common.section(text, block_id="reminder_missing")]
    for teacher in missing[:TEACHERS]:
        blocks += _teacher(teacher, found, words)
    if more := len(missing) - TEACHERS:
        blocks += _more_of_them(more, words)
    return blocks


def _teacher(teacher: NamedTeacher, found: AdminsMessage, words: Words) -> list[Block]:
    _ = words.gettext
    name = f"{teacher.first_name} {teacher.last_name}".strip()
    beside = teacher.email or _("no address")
    acts = [common.job_button(_("Link"), "settings", "teachers")]
    if not found.rehearsal:
        value = f"{found.week} {teacher.user_id}"
        acts.append(common.button(_("Copy their message"), COPY, value))
    return [common.section(f"{escaped(name)} · {escaped(beside)}"), common.buttons(*acts)]


def _more_of_them(number: int, words: Words) -> list[Block]:
    if number <= 0:
        return []
    return [common.note(words.ngettext("and {n} more", "and {n} more", number))]


def _students(found: AdminsMessage, words: Words) -> list[Block]:
    n = words.ngettext
    alone = n(
        "*{n} student without a teacher*",
        "*{n} students without a teacher*",
        found.without_teacher_count,
    )
    handed = n(
        "*{n} student reminded of for four weeks, in vain*: they are yours now",
        "*{n} students reminded of for four weeks, in vain*: they are yours now",
        found.handed_over_count,
    )
    return [
        *_named(alone, found.without_teacher, found.without_teacher_count, words),
        *_named(handed, found.handed_over, found.handed_over_count, words),
    ]


def _named(title: str, students: Sequence[NamedStudent], number: int, words: Words) -> list[Block]:
    if not number:
        return []
    lines = [title, *(f"• {_student(each, words)}" for each in students[:STUDENTS])]
    more = number - min(STUDENTS, len(students))
    return [common.section("\n".join(lines)), *_more_of_them(more, words)]


def _student(each: NamedStudent, words: Words) -> str:
    name = f"{each.first_name} {each.last_name}".strip()
    beside = ", ".join(each.classes) or words.gettext("no class")
    days = words.ngettext("account made {n} day ago", "account made {n} days ago", each.days)
    return f"{escaped(cut(name, 60))} · {escaped(cut(beside, 60))} · {days}"


def _buttons(found: AdminsMessage, words: Words) -> Block:
    _ = words.gettext
    acts = []
    if found.proposals:
        text = words.ngettext("{n} proposal", "{n} proposals", found.proposals)
        acts.append(common.button(text, PROPOSALS))
    if found.rehearsal:
        acts.append(common.button(_("See the messages"), SEE))
        acts.append(common.button(_("Send them this week"), SEND_NOW, str(EVERYBODY)))
    acts.append(common.job_button(_("See the list"), "logins"))
    acts.append(common.job_button(_("Settings"), "settings", "reminders"))
    return common.buttons(*acts, block_id="reminder_acts")
