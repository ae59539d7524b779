"""What the admins' channel is told of a week without reminders."""

from slackblocks import Block

from bot.jobs import BY_NAME
from bot.texts import Words
from bot.views import common
from commands.reminder_summary import SkippedMessage
from commands.schedule import SkipReason


def message(found: SkippedMessage, words: Words) -> tuple[str, common.Blocks]:
    """Why nothing went this week, and what would change that."""
    text = _text(found, words)
    acts = []
    if found.reason == SkipReason.PAUSED:
        acts.append(common.job_button(words.gettext("School account"), "account"))
    if found.reason == SkipReason.HOLIDAY:
        acts.append(common.job_button(words.gettext("Settings"), "settings", "reminders"))
    if found.reason == SkipReason.STALE and "import" in BY_NAME:
        acts.append(common.job_button(words.gettext("Import a recent list"), "import"))
    blocks: list[Block] = [common.section(text, block_id="reminder_skipped")]
    return text, common.rendered([*blocks, *([common.buttons(*acts)] if acts else [])])


def _text(found: SkippedMessage, words: Words) -> str:
    _, skip = words.gettext, found.skip
    if found.reason == SkipReason.PAUSED:
        text = _("🔔 No reminder this week: the school is paused.")
        if found.days is None or (skip and skip.pause and skip.pause.ends_at):
            return text
        return words.ngettext(
            "🔔 No reminder this week: the school has been paused for {n} day, with no end set.",
            "🔔 No reminder this week: the school has been paused for {n} days, with no end set.",
            found.days,
        )
    if found.reason == SkipReason.HOLIDAY:
        if skip is None or skip.holiday is None:
            return _("🔔 No reminder this week: it is a holiday.")
        first, last = (words.day(day) for day in skip.holiday)
        if first == last:
            return _("🔔 No reminder on {day}: it is a holiday.").format(day=first)
        text = _("🔔 No reminder during the holidays, from {first} to {last}, both included.")
        return text.format(first=first, last=last)
    if skip is None or skip.reason != SkipReason.STALE:  # a newer list came meanwhile, or a pause
        return _("⚠️ Last logins were out of date: no reminder went this week.")
    if skip.known_at is None:
        return _("⚠️ Nothing is known of last logins: no reminder went this week.")
    return _(
        "⚠️ Last logins are as of {day}: no reminder went this week, "
        "it could have been about students who have connected since."
    ).format(day=words.day(skip.known_at))
