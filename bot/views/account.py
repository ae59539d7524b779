"""The school's account: its state, and the buttons of what can be done."""

from slackblocks import Block, Button

from bot.context import Asker
from bot.texts import Words, escaped
from bot.views import common
from bot.views.credits import run_out_sentence
from commands.account import Account
from commands.pause import PauseLine

ACTION = "account_action"
"""Buttons of the account; their value is one of these."""
PAUSE, PLAN, RESUME, CREDITS = "pause", "plan", "resume", "credits"


def account_modal(account: Account, asker: Asker) -> common.View:
    """`/school-account` without words."""
    words = asker.words
    blocks: list[Block] = [common.section("\n".join(state_lines(account, asker)))]
    blocks += [common.note(text) for text in _notes(account, words)]
    blocks.append(common.buttons(*_actions(account, words), block_id="account"))
    return common.modal(words, words.gettext("School account"), blocks)


def state_lines(account: Account, asker: Asker) -> list[str]:
    """The account in three lines: its state, its licences, its credits."""
    words = asker.words
    lines = [state_sentence(account, asker), licences_sentence(account, words)]
    if account.school.meter_on:
        _ = words.gettext
        lines.append(
            _("*{credits}* left. {until}").format(
                credits=words.in_credits(account.balance),
                until=run_out_sentence(account.run_out, words),
            )
        )
    return lines


def state_sentence(account: Account, asker: Asker) -> str:
    words, _ = asker.words, asker.words.gettext
    name = escaped(asker.school.name)
    if account.paused is None:
        return _("▶️ *{school}*: the account is active.").format(school=name)
    since = words.today_or_day(account.paused.starts_at, asker.today)
    text = _("⏸️ *{school}*: paused since {since}.").format(school=name, since=since)
    return f"{text} {_end(account.paused, words)}"


def licences_sentence(account: Account, words: Words) -> str:
    text = words.ngettext("*{n} licence* in use", "*{n} licences* in use", account.licences)
    return words.gettext("{licences}: {students}, {teachers}.").format(
        licences=text,
        students=words.ngettext("{n} student", "{n} students", account.students),
        teachers=words.ngettext("{n} teacher", "{n} teachers", account.teachers),
    )


def plan_sentence(plan: PauseLine, words: Words) -> str:
    return words.gettext("A pause is planned from {first} to {last}, both included.").format(
        first=words.day(plan.first_day), last=words.day(plan.last_day or plan.first_day)
    )


def _end(pause: PauseLine, words: Words) -> str:
    if pause.last_day is None:
        return words.gettext("No end is set.")
    return words.gettext("It ends on {day} in the evening.").format(day=words.day(pause.last_day))


def _notes(account: Account, words: Words) -> list[str]:
    _ = words.gettext
    notes = []
    if account.planned and account.planned != account.paused:
        notes.append(plan_sentence(account.planned, words))
    if account.external:
        notes.append(
            words.ngettext(
                "{n} external user pays for their own access.",
                "{n} external users pay for their own access.",
                account.external,
            )
        )
    if not account.asked and account.school.meter_on:
        notes.append(
            _(
                "The application is not joined up yet: "
                "a pause stops the credits and shuts nobody out."
            )
        )
    elif not account.asked:
        notes.append(_("The application is not joined up yet: a pause shuts nobody out."))
    return notes


def _actions(account: Account, words: Words) -> list[Button]:
    _ = words.gettext
    found = []
    if account.paused is None:
        found.append(common.button(_("Pause now"), f"{ACTION}:{PAUSE}", PAUSE))
    else:
        found.append(
            common.button(_("Resume the school"), f"{ACTION}:{RESUME}", RESUME, style="primary")
        )
    plan = _("Change the planned pause") if account.planned else _("Plan a pause")
    found.append(common.button(plan, f"{ACTION}:{PLAN}", PLAN))
    if account.school.meter_on:
        found.append(common.button(_("Enter credits"), f"{ACTION}:{CREDITS}", CREDITS))
    found.append(common.job_button(_("Licences"), "licences"))
    return found
