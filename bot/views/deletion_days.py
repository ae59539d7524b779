"""The days with somebody left to restore, and the acts of each."""

from datetime import date

from slackblocks import Block, StaticSelectMenu

from bot.context import Asker
from bot.texts import Words
from bot.views import common
from bot.views.selection import quoted
from commands.deletions import DeletionDay

CHOOSE_DAY = "restore_day"
"""Buttons and a menu; their value is a day, ISO."""

DAYS_SHOWN = 15
ACTS_SHOWN = 5
OLDER_SHOWN = 100

Names = dict[str | None, str]
"""Slack people by id, escaped; the command line is nobody."""


def days_modal(days: list[DeletionDay], names: Names, asker: Asker, lead: str = "") -> common.View:
    """The days with somebody left to restore, newest first; `lead` says why they are shown."""
    words, _ = asker.words, asker.words.gettext
    total = sum(each.count for each in days)
    figure = words.ngettext(
        "{n} deleted account can be restored.", "{n} deleted accounts can be restored.", total
    )
    blocks: list[Block] = [common.section(lead or figure, "lead")]
    blocks += [_day_block(each, names, words) for each in days[:DAYS_SHOWN]]
    if older := days[DAYS_SHOWN : DAYS_SHOWN + OLDER_SHOWN]:
        options = [
            common.option(f"{words.day(each.day)} · {counted(each.count, words)}", str(each.day))
            for each in older
        ]
        menu = StaticSelectMenu(
            action_id=CHOOSE_DAY, options=options, placeholder=_("An older day")
        )
        blocks.append(common.buttons(menu, block_id="older"))  # type: ignore[arg-type]
    return common.modal(words, _("Restore"), blocks)


def nearest(days: list[DeletionDay], day: date) -> list[DeletionDay]:
    """The three days nearest to one on which nobody was deleted, newest first."""
    near = sorted(days, key=lambda each: abs(each.day - day))[:3]
    return sorted(near, key=lambda each: each.day, reverse=True)


def no_such_day(day: date, words: Words) -> str:
    return words.gettext("Nobody is left to restore of {day}. These are the nearest days.").format(
        day=words.day(day)
    )


def nobody_named(text: str, words: Words) -> str:
    return words.gettext("No deleted account corresponds to {text}. These are the days.").format(
        text=quoted(text[:100], words)
    )


def _day_block(found: DeletionDay, names: Names, words: Words) -> Block:
    _ = words.gettext
    lines = [f"*{words.day(found.day)}* · {counted(found.count, words)}"]
    for act in found.acts[:ACTS_SHOWN]:
        lines.append(
            _("{time}, {name}: {accounts}").format(
                time=words.time(act.at), name=names[act.by], accounts=counted(act.count, words)
            )
        )
    if len(found.acts) > ACTS_SHOWN:
        lines.append("…")
    if found.restorable_until:
        lines.append(
            _("Can be restored until {day}.").format(day=words.day(found.restorable_until))
        )
    choose = common.button(_("Choose"), f"{CHOOSE_DAY}:{found.day}", str(found.day))
    return common.section("\n".join(lines), f"day_{found.day}", accessory=choose)


def counted(number: int, words: Words) -> str:
    return words.ngettext("{n} account", "{n} accounts", number)
