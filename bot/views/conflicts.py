"""Who cannot be restored and why, each with *join* where two accounts are one person."""

from collections.abc import Iterable

from slackblocks import Block, Button, ConfirmationDialogue, PlainText

from bot.texts import Words
from bot.views import common
from bot.views.people import plain_name, shown_name
from bot.views.selection import quoted
from commands.deletions import Conflict, Reason

JOIN = "restore_join"
"""A button; its value is the deleted user's id and the live one's."""

CONFLICTS_SHOWN = 15


def conflict_blocks(conflicts: Iterable[Conflict], count: int, words: Words) -> list[Block]:
    """Who stays deleted and why, each with *join* where two accounts are one person."""
    if count == 0:
        return []
    _ = words.gettext
    lead = words.ngettext("⚠️ {n} account stays deleted:", "⚠️ {n} accounts stay deleted:", count)
    blocks: list[Block] = [common.section(lead, "conflicts")]
    shown = list(conflicts)[:CONFLICTS_SHOWN]
    for each in shown:
        join = _join_button(each, words) if each.can_join else None
        blocks.append(
            common.section(conflict_sentence(each, words), f"conflict_{each.user.id}", join)
        )
    if count > len(shown):
        more = words.ngettext("and {n} more", "and {n} more", count - len(shown))
        blocks.append(common.note(more))
    if any(each.can_join for each in shown):
        blocks.append(
            common.note(
                _(
                    "Join: the account of today stays, with the classes of both "
                    "and the later last login."
                )
            )
        )
    return blocks


def conflict_sentence(conflict: Conflict, words: Words) -> str:
    _ = words.gettext
    text = {
        Reason.EXTERNAL_ID: _("{name}: the identifier belongs to the account {other} now."),
        Reason.SAME_PERSON: _("{name}: has an account again, {other}."),
        Reason.CHOSEN_TWICE: _("{name}: deleted twice; the account deleted last comes back."),
    }[conflict.reason]
    return text.format(
        name=shown_name(conflict.user, words),
        other=quoted(plain_name(conflict.other, words), words),
    )


def _join_button(conflict: Conflict, words: Words) -> Button:
    _ = words.gettext
    confirm = ConfirmationDialogue(
        title=PlainText(_("Join these two accounts?")),
        text=PlainText(_("The account of today stays; the deleted one is not offered any more.")),
        confirm=PlainText(_("Yes, join")),
        deny=PlainText(_("Change nothing")),
    )
    ids = f"{conflict.user.id}:{conflict.other.id}"
    return common.button(_("Join"), f"{JOIN}:{conflict.user.id}", ids, confirm=confirm)
