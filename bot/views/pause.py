"""The forms that pause, plan and resume."""

from datetime import date, timedelta

from slackblocks import Block, DatePicker, InputBlock, PlainText

from bot import forms
from bot.context import Asker
from bot.texts import Words
from bot.views import common
from bot.views.credits import run_out_sentence
from commands.credits import Forecast
from commands.pause import Paused, PausePreview, PlanCancelled, PlannedPause, Resumed

PAUSE, PLAN, RESUME = "pause_school", "plan_pause", "resume_school"
CANCEL_PLAN = "cancel_plan"
FIRST_DAY, LAST_DAY = "first_day", "last_day"


def pause_modal(preview: PausePreview, words: Words, last_day: date | None = None) -> common.View:
    """The form that pauses from now on, with an end or without."""
    _ = words.gettext
    licences = preview.students + preview.teachers
    lines = [
        words.ngettext(
            "*{n} licence* stops working at once:", "*{n} licences* stop working at once:", licences
        )
        + " "
        + _both(preview, words),
        *([_("No credit is consumed from now on.")] if _metered(preview) else []),
        _("When the school is resumed, everybody has exactly what they had."),
    ]
    if preview.external:
        lines.append(
            words.ngettext(
                "{n} external user is not concerned.",
                "{n} external users are not concerned.",
                preview.external,
            )
        )
    end = DatePicker(action_id=LAST_DAY, initial_date=last_day.isoformat() if last_day else None)
    blocks: list[Block] = [
        common.section("\n".join(lines)),
        InputBlock(
            PlainText(_("Last day of the pause")),
            end,
            block_id=LAST_DAY,
            optional=True,
            hint=PlainText(_("Leave it empty to resume by hand.")),
        ),
        common.note(_("An application that is offline may go on working for some days.")),
        common.note(_("To turn off some people only, take their licences back instead.")),
        common.buttons(
            common.job_button(_("Take licences back"), "licences", "revoke"), block_id="only_some"
        ),
    ]
    submit = _("Pause ({number})").format(number=words.number(licences))
    return common.modal(words, _("Pause"), blocks, submit=submit, callback_id=PAUSE)


def plan_modal(
    preview: PausePreview,
    asker: Asker,
    first_day: date | None = None,
    last_day: date | None = None,
) -> common.View:
    """The form that plans a pause, or moves the one that is planned."""
    words, _ = asker.words, asker.words.gettext
    planned = preview.planned
    tomorrow = asker.today + timedelta(days=1)
    first = first_day or (planned.first_day if planned else tomorrow)
    last = last_day or (planned.last_day if planned else None) or first + timedelta(days=14)
    begun = planned is not None and planned.first_day <= asker.today
    lines = [
        _("Both days are included. During the pause no credit is consumed.")
        if _metered(preview)
        else _("Both days are included."),
        words.ngettext(
            "Today this would turn off {n} licence:",
            "Today this would turn off {n} licences:",
            preview.students + preview.teachers,
        )
        + " "
        + _both(preview, words),
    ]
    if begun and planned:
        lines.append(
            _("It has begun on {day}: only its end can be moved.").format(
                day=words.day(planned.first_day)
            )
        )
    blocks: list[Block] = [common.section("\n".join(lines))]
    for name, label, initial in (
        (FIRST_DAY, _("First day"), first),
        (LAST_DAY, _("Last day"), last),
    ):
        if name == FIRST_DAY and begun:
            continue
        picker = DatePicker(action_id=name, initial_date=initial.isoformat())
        blocks.append(InputBlock(PlainText(label), picker, block_id=name))
    if planned and not begun:
        blocks.append(
            common.buttons(
                common.button(_("Drop this pause"), CANCEL_PLAN, "drop", style="danger"),
                block_id=CANCEL_PLAN,
            )
        )
    title = _("Planned pause") if planned else _("Plan a pause")
    submit = _("Move the pause") if planned else _("Plan")
    return common.modal(
        words,
        title,
        blocks,
        submit=submit,
        callback_id=PLAN,
        metadata=planned.first_day.isoformat() if planned else "",
    )


def resume_modal(preview: PausePreview, words: Words) -> common.View:
    """The form that resumes, saying what comes back and how long the credits last."""
    _ = words.gettext
    licences = preview.students + preview.teachers
    lines = [
        words.ngettext("*{n} licence* works again:", "*{n} licences* work again:", licences)
        + " "
        + _both(preview, words)
    ]
    if preview.changed_while_paused:
        lines.append(
            words.ngettext(
                "During the pause {n} licence was assigned or revoked; that stays so.",
                "During the pause {n} licences were assigned or revoked; that stays so.",
                preview.changed_while_paused,
            )
        )
    until = run_out_sentence(preview.run_out, words)
    if until:
        lines.append(
            _("{credits} left. {until}").format(
                credits=words.in_credits(preview.balance), until=until
            )
        )
    submit = _("Resume ({number})").format(number=words.number(licences))
    return common.modal(
        words, _("Resume"), [common.section("\n".join(lines))], submit=submit, callback_id=RESUME
    )


def read_last_day(values: forms.Values) -> date | None:
    found = forms.day(values, LAST_DAY)
    return date.fromisoformat(found) if found else None


def read_plan(view: common.View) -> tuple[date, date, bool]:
    """First day, last day, and whether the form moved an existing plan."""
    values = view["state"]["values"]
    before = view.get("private_metadata", "")
    first = forms.day(values, FIRST_DAY) or before
    last = forms.day(values, LAST_DAY)
    return date.fromisoformat(first), date.fromisoformat(last or first), bool(before)


def paused(result: Paused, words: Words) -> common.View:
    _ = words.gettext
    text = words.ngettext(
        "⏸️ The school is paused: {n} licence is suspended.",
        "⏸️ The school is paused: {n} licences are suspended.",
        result.licences,
    )
    if result.metered:
        text += " " + _("No credit is consumed.")
    if result.last_day:
        text += " " + _("It ends on {day} in the evening.").format(day=words.day(result.last_day))
    else:
        text += " " + _("No end is set.")
    return _result(text, result.operation_id, words)


def resumed(result: Resumed, words: Words) -> common.View:
    text = words.ngettext(
        "▶️ The school is active again: {n} licence works.",
        "▶️ The school is active again: {n} licences work.",
        result.licences,
    )
    return _result(f"{text} {run_out_sentence(result.run_out, words)}", result.operation_id, words)


def planned(result: PlannedPause, words: Words) -> common.View:
    text = words.gettext("✅ Pause planned from {first} to {last}, both included.").format(
        first=words.day(result.first_day), last=words.day(result.last_day)
    )
    return _result(text, result.operation_id, words)


def plan_dropped(result: PlanCancelled, words: Words) -> common.View:
    text = words.gettext("✅ The pause from {first} to {last} will not take place.").format(
        first=words.day(result.first_day), last=words.day(result.last_day)
    )
    return _result(text, result.operation_id, words)


def _result(text: str, operation_id: int, words: Words) -> common.View:
    return common.answered(
        words,
        words.gettext("School account"),
        text.strip(),
        common.undo_button(words, operation_id),
        common.job_button(words.gettext("School account"), "account"),
    )


def _metered(preview: PausePreview) -> bool:
    """Whether this school's licences are paid by credits at all."""
    return preview.run_out.forecast is not Forecast.METER_OFF


def _both(preview: PausePreview, words: Words) -> str:
    return words.gettext("{students} and {teachers}.").format(
        students=words.ngettext("{n} student", "{n} students", preview.students),
        teachers=words.ngettext("{n} teacher", "{n} teachers", preview.teachers),
    )
