"""What the admins are told that no command of theirs caused: credits, planned pauses."""

from collections.abc import Sequence

from slackblocks import Block, Button

from bot.texts import Words, cut, escaped
from bot.views import common
from bot.views.credits import run_out_sentence
from commands.notices import CreditsNotice, PauseNotice
from commands.reminder_summary import NamedTeacher

NAMED = 25
"""Teachers named in one message; the others are counted."""

Told = tuple[str, common.Blocks]


def credits_low(found: CreditsNotice, words: Words) -> Told:
    """How long they last, and the two things that can be done."""
    _ = words.gettext
    amount = words.in_credits(found.balance)
    if found.days is None or found.run_out.day is None:  # some were entered meanwhile
        text = _("⚠️ {credits} left.").format(credits=amount)
        text += " " + run_out_sentence(found.run_out, words)
    else:
        text = words.ngettext(
            "⚠️ {credits} left: enough for {n} day, until {day}.",
            "⚠️ {credits} left: enough for {n} days, until {day}.",
            found.days,
        ).format(credits=amount, day=words.day(found.run_out.day))
    return _told(
        text,
        common.job_button(_("Enter credits"), "account", "credits"),
        common.job_button(_("Revoke licences"), "licences"),
    )


def pause_begun(found: PauseNotice, words: Words) -> Told:
    text = words.ngettext(
        "⏸️ The planned pause has begun: {n} licence is suspended.",
        "⏸️ The planned pause has begun: {n} licences are suspended.",
        found.students + found.teachers,
    )
    if found.meter_on:
        text += " " + words.gettext("No credit is consumed.")
    if found.pause.last_day:
        text += " " + words.gettext("It ends on {day} in the evening.").format(
            day=words.day(found.pause.last_day)
        )
    return _told(text, _account(words))


def pause_ended(found: PauseNotice, words: Words) -> Told:
    text = words.ngettext(
        "▶️ The pause has ended: {n} licence works again.",
        "▶️ The pause has ended: {n} licences work again.",
        found.students + found.teachers,
    )
    return _told(f"{text} {run_out_sentence(found.run_out, words)}".strip(), _account(words))


def pause_ending(found: PauseNotice, words: Words) -> Told:
    """Two weeks before: what will work again."""
    _, n = words.gettext, words.ngettext
    if found.pause.last_day is None:  # moved meanwhile, and open now
        return _told(_("The end of the pause was moved."), _account(words))
    whose = words.joined(
        [
            n("{n} student", "{n} students", found.students),
            n("{n} teacher", "{n} teachers", found.teachers),
        ]
    )
    text = n(
        "⏸️ The pause ends on {day} in the evening. Then {n} licence works again: {whose}.",
        "⏸️ The pause ends on {day} in the evening. Then {n} licences work again: {whose}.",
        found.students + found.teachers,
    ).format(day=words.day(found.pause.last_day), whose=whose)
    return _told(f"{text} {run_out_sentence(found.run_out, words)}".strip(), _account(words))


def unreached(found: Sequence[NamedTeacher], words: Words, *, unsure: bool = False) -> Told:
    """Teachers whose message did not get through, or may not; the notification names nobody."""
    if unsure:
        head = words.ngettext(
            "⚠️ {n} teacher may not have got their reminder: Slack does not let me look.",
            "⚠️ {n} teachers may not have got their reminder: Slack does not let me look.",
            len(found),
        )
    else:
        head = words.ngettext(
            "⚠️ {n} teacher did not get their reminder: Slack refused the message.",
            "⚠️ {n} teachers did not get their reminder: Slack refused the message.",
            len(found),
        )
    names = [
        escaped(cut(f"{each.first_name} {each.last_name}".strip(), 60)) for each in found[:NAMED]
    ]
    if more := len(found) - len(names):
        names.append(words.ngettext("{n} other", "{n} others", more))
    blocks: list[Block] = [
        common.section(f"{head}\n{words.joined(names)}", block_id="notice"),
        common.buttons(common.job_button(words.gettext("Link"), "settings", "teachers")),
    ]
    return head, common.rendered(blocks)


def _account(words: Words) -> Button:
    return common.job_button(words.gettext("School account"), "account")


def _told(text: str, *buttons: Button) -> Told:
    blocks: list[Block] = [common.section(text, block_id="notice"), common.buttons(*buttons)]
    return text, common.rendered(blocks)
