"""One person's card: all that is known, help to connect, and what can be done."""

from slackblocks import (
    Block,
    Button,
    RichText,
    RichTextBlock,
    RichTextCodeBlock,
    SectionBlock,
    Text,
)

from bot.context import Asker
from bot.texts import Words, cut, escaped
from bot.views import common
from bot.views.credits import credits_line
from bot.views.licence_figures import submit_text
from bot.views.people import classes_text, plain_name, shown_name
from bot.views.users import login_text, role_name
from commands.access import CannotConnect
from commands.licences import Action, LicencePreview
from commands.users import NameLine, UserCard

CARD = "user_card"
"""The card's callback id; its metadata is the user's id."""
SHOW = "user_show"
CHANGE, DELETE, RESTORE, ERASE = "user_change", "user_delete", "user_restore", "user_erase"
LICENCE, JOIN = "user_licence", "user_join"
LICENCE_FORM = "user_licence_form"

SHOWN = 5
"""Brothers and sisters that get a button, deleted accounts offered for joining."""


def card_modal(card: UserCard, joinable: list[NameLine], asker: Asker) -> common.View:
    """Everything about one person; `joinable` are deleted accounts of the same one."""
    words, _ = asker.words, asker.words.gettext
    blocks: list[Block] = [
        common.section(_headline(card, words), "who"),
        SectionBlock(
            fields=[Text(cut(text, 2000)) for text in _facts(card, asker)], block_id="facts"
        ),
    ]
    if card.further:
        further = " · ".join(escaped(cell) for cell in card.further if cell)
        if further:
            blocks.append(common.note(_("Further columns: {cells}").format(cells=further)))
    blocks.append(common.buttons(*_actions(card, words), block_id="actions"))
    blocks += _family(card, words)
    blocks += _joins(card, joinable, words)
    blocks += help_to_connect(card, asker)
    return common.modal(words, _("Card"), blocks, callback_id=CARD, metadata=str(card.id))


def full_name(card: UserCard) -> str:
    return f"{card.first_name} {card.last_name}".strip()


def _headline(card: UserCard, words: Words) -> str:
    _ = words.gettext
    names = tuple(name for _id, name in card.classes)
    lines = [
        f"*{escaped(full_name(card))}*",
        f"{role_name(card.role, words)} · {classes_text(names, words)}",
    ]
    if card.deleted_day:
        text = _("⚠️ Account deleted on {day}.").format(day=words.day(card.deleted_day))
        if card.restorable_until:
            until = words.day(card.restorable_until)
            text += " " + _("Can be restored until {day}.").format(day=until)
        lines.append(text)
    return "\n".join(lines)


def _facts(card: UserCard, asker: Asker) -> list[str]:
    words, _ = asker.words, asker.words.gettext
    external = card.access == "external"
    licence = _("held") if card.licence else _("none")
    facts = [
        (_("Address"), escaped(card.email or "–")),
        (_("Identifier"), escaped(card.external_id or "–")),
        (_("Access"), _("external: pays for it") if external else _("internal")),
        (_("Licence"), "–" if external else licence),
        (_("Last login"), login_text(card.last_login_at, words)),
        (_("Account since"), words.day(card.created_at, weekday=False)),
    ]
    if asker.school.meter_on and not external:
        facts.append((_("Cost so far"), words.in_credits(card.cost)))
    return [f"*{label}*\n{value}" for label, value in facts]


def _actions(card: UserCard, words: Words) -> list[Button]:
    _ = words.gettext
    value = str(card.id)
    if card.deleted_at is not None:
        return [
            common.button(_("Restore"), RESTORE, value, style="primary"),
            common.button(_("Erase for good…"), ERASE, value, style="danger"),
        ]
    found = [common.button(_("Change"), CHANGE, value)]
    if card.access != "external":
        label = _("Revoke the licence") if card.licence else _("Assign a licence")
        action = Action.REVOKE if card.licence else Action.ASSIGN
        found.append(common.button(label, LICENCE, f"{action}:{card.id}"))
    found.append(common.button(_("Delete…"), DELETE, value, style="danger"))
    return found


def _family(card: UserCard, words: Words) -> list[Block]:
    """The others of the same address; each opens their own card."""
    if not card.same_address:
        return []
    _ = words.gettext
    shown = card.same_address[:SHOWN]
    names = ", ".join(shown_name(line, words) for line in shown)
    if len(card.same_address) > SHOWN:
        names += "…"
    return [
        common.section(_("Under the same address: {names}").format(names=names), "family"),
        common.buttons(
            *(
                common.button(plain_name(line, words), f"{SHOW}:{line.id}", str(line.id))
                for line in shown
            ),
            block_id="family_cards",
        ),
    ]


def _joins(card: UserCard, joinable: list[NameLine], words: Words) -> list[Block]:
    _ = words.gettext
    blocks: list[Block] = []
    for line in joinable[:SHOWN]:
        day = words.day(line.deleted_day) if line.deleted_day else ""
        text = _("The same person has an account deleted on {day}.").format(day=day)
        join = common.button(_("Join"), f"{JOIN}:{line.id}", f"{line.id}:{card.id}")
        blocks.append(common.section(text, f"join_{line.id}", accessory=join))
    return blocks


# Help to connect -----------------------------------------------------------------------


def help_to_connect(card: UserCard, asker: Asker) -> list[Block]:
    """Whether they can, why not, and a text to copy; it never holds a password."""
    words, _ = asker.words, asker.words.gettext
    title = _("Help to connect")
    blocks: list[Block] = [common.section(f"*{title}*\n{can_connect(card, words)}", "help")]
    if card.cannot_connect is None:
        blocks.append(common.note(_("To copy for the family or the teacher:")))
        text = text_to_copy(card, asker.school.name, asker.school_words)
        blocks.append(RichTextBlock([RichTextCodeBlock([RichText(text)])], block_id="copy"))
    return blocks


def can_connect(card: UserCard, words: Words) -> str:
    """Whether they can connect, and if not, what to do about it."""
    _ = words.gettext
    if card.cannot_connect is not None:
        return {
            CannotConnect.DELETED: _("Cannot connect: the account is deleted. Restore it first."),
            CannotConnect.NO_LICENCE: _("Cannot connect: no licence. Assign one first."),
            CannotConnect.PAUSED: _("Cannot connect: the school is paused. Resume it first."),
            CannotConnect.NO_CREDITS: _("Cannot connect: no credit is left. Enter some first."),
        }[card.cannot_connect]
    if card.last_login_at is None:
        return _("Can connect, but never did.")
    return _("Can connect; last did on {day}.").format(day=words.day(card.last_login_at))


def text_to_copy(card: UserCard, school: str, words: Words) -> str:
    """In the school's language: it is for a family, not for who asks."""
    _ = words.gettext
    if card.email:
        known = _("Your account in the school's application is open under the address {address}.")
        known = known.format(address=card.email)
    else:
        known = _("Your account in the school's application is open under the identifier {id}.")
        known = known.format(id=card.external_id)
    lines = [_("Hello,"), known]
    if card.same_address:
        lines.append(
            _("Several of the family share this address: choose the account {name}.").format(
                name=full_name(card)
            )
        )
    lines.append(
        _("If you have no password yet, or not any more, ask for a new one in the application.")
    )
    lines.append(
        _("If no message comes, look among the unwanted mail; then tell us, we will help you.")
    )
    lines.append(school)
    return "\n".join(lines)


# The licence of one person -------------------------------------------------------------


def licence_modal(preview: LicencePreview, name: str, words: Words) -> common.View:
    """Assign or revoke one licence, with what it does to the credits."""
    _ = words.gettext
    assigns = preview.action is Action.ASSIGN
    text = _("*Licence to assign: {name}*") if assigns else _("*Licence to revoke: {name}*")
    lines = [text.format(name=escaped(name))]
    lines.append(credits_line(preview.before, preview.after, words))
    return common.modal(
        words,
        _("Licence"),
        [common.section("\n".join(line for line in lines if line), "preview")],
        submit=submit_text(preview.action, preview.to_change, words),
        callback_id=LICENCE_FORM,
        metadata=preview.draft_id,
    )
