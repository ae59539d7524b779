"""`/school-users`: the form that looks for people, and the table that answers it."""

from dataclasses import dataclass
from datetime import datetime

from slackblocks import (
    Block,
    CheckboxGroup,
    DataTableBlock,
    ExternalSelectMenu,
    InputBlock,
    Option,
    PlainText,
    PlainTextInput,
    RawText,
    StaticSelectMenu,
)

from bot import forms
from bot.texts import Words, cut
from bot.views import common
from bot.views.live import classes_menu
from bot.views.selection import described, quoted
from commands.listings import Listing
from commands.selection import Selection
from commands.users import Order, UserLine

SEARCH = "users_search"
TEXT, ROLE, CLASSES = "users_text", "users_role", "users_classes"
LICENCE, NEVER = "users_licence", "users_never"
ANY, HELD, NOT_HELD = "any", "held", "not_held"
STUDENT, TEACHER = "student", "teacher"
EVERYBODY = Selection()

LIST = "users_list"
"""The block of a table's buttons: this, a colon, and the id of the kept list."""
OPEN_CARD = "users_open"
ORDER = "users_order"
PAGE = "users_page"
"""Buttons; their value is the kept list, `after` or `before`, and a user's id."""
DELETE_LISTED = "users_delete"
ADD = "users_add"

ROWS = 50
"""Of a page. With the cells below a full page stays under 12 000 characters."""
NAME_CELL, CLASSES_CELL, ADDRESS_CELL = 60, 60, 70

OTHER_CELLS = 40
"""What role, licence and last login take at most, in either language."""


@dataclass(frozen=True)
class Form:
    """What the search form holds."""

    selection: Selection = EVERYBODY
    class_options: tuple[Option, ...] = ()


def search_modal(form: Form, words: Words, notice: str = "") -> common.View:
    """Whom to look for; everything may stay empty."""
    _ = words.gettext
    selection = form.selection
    typing = PlainTextInput(
        action_id=TEXT,
        initial_value=selection.text or None,
        max_length=100,
        placeholder=PlainText(_("lefevre")),
    )
    text = InputBlock(PlainText(_("A name or an address")), typing, block_id=TEXT, optional=True)
    blocks: list[Block] = [common.section(notice, "notice")] if notice else []
    blocks += [
        text,
        _menu(_("Role"), ROLE, _roles(words), selection.role or ANY),
        _classes(form, words),
        _menu(_("Licence"), LICENCE, _licences(words), _held(selection.licence)),
        _never(selection.never_connected, words),
        common.buttons(common.button(_("Add a person"), ADD), block_id="other"),
    ]
    return common.modal(words, _("Users"), blocks, submit=_("Search"), callback_id=SEARCH)


def read_search(values: forms.Values) -> Form:
    """Whom the form means. In a class everybody is looked for, its teachers too."""
    role = forms.choice(values, ROLE)
    licence = forms.choice(values, LICENCE)
    options = tuple(
        Option(PlainText(option["text"]["text"]), option["value"])
        for option in forms.chosen_options(values, CLASSES)
    )
    selection = Selection(
        role=role if role in (STUDENT, TEACHER) else None,
        class_ids=tuple(int(option.value) for option in options),
        with_teachers=bool(options),
        licence={HELD: True, NOT_HELD: False}.get(licence or ANY),
        never_connected=NEVER in forms.choices(values, NEVER),
        text=forms.text(values, TEXT),
    )
    return Form(selection, options)


def sent(total: int, words: Words) -> common.View:
    """The form turned into where the answer is."""
    figure = words.ngettext("{n} person found.", "{n} people found.", total)
    return common.answered(words, words.gettext("Users"), f"{figure} {elsewhere(words)}")


def elsewhere(words: Words) -> str:
    return words.gettext("I have answered you in a direct message: the answer holds names.")


def nobody(text: str, near: tuple[str, ...], words: Words) -> str:
    """That nobody was found, and the classes that are called nearly so."""
    _ = words.gettext
    if not text:
        return _("Nobody corresponds to this choice yet.")
    said = _("Nobody corresponds to {text}.").format(text=quoted(text[:100], words))
    if near:
        names = words.joined([quoted(name, words) for name in near[:3]])
        said += " " + _("Did you mean {names}?").format(names=names)
    return said


# The table -----------------------------------------------------------------------------


def table(
    listing: Listing, class_names: list[str], words: Words
) -> tuple[str, list[dict[str, object]]]:
    """Text and blocks of a page of people; the text holds no name."""
    _ = words.gettext
    page = listing.page
    figure = words.ngettext("*{n} person*", "*{n} people*", page.total)
    text = f"{figure}: {whom(listing.selection, class_names, words)}"
    if words.language == "fr":
        text = text.replace("*:", "*\u00a0:", 1)
    blocks: list[Block] = [common.section(text, "figure")]
    if page.rows:
        blocks.append(_data_table(page.rows, words))
    blocks.append(_actions(listing, words))
    opens = _("Choose somebody to open their card.")
    blocks.append(common.note(f"{order_sentence(listing.order, words)} {opens}"))
    return figure.replace("*", ""), common.rendered(blocks)


def order_sentence(order: Order, words: Words) -> str:
    """In which order the whole list is read, whatever the page."""
    _ = words.gettext
    return {
        Order.NAME: _("In order of name."),
        Order.CLASS: _("By class, then by name."),
        Order.LOGIN: _("First who never connected, then who did so longest ago."),
        Order.ACCOUNT: _("Oldest account first."),
    }[order]


def read_listing(block_id: str) -> str:
    """The kept list that a table's menus and buttons stand under."""
    return block_id.partition(":")[2]


def whom(selection: Selection, class_names: list[str], words: Words) -> str:
    """Each part of what was looked for, in words."""
    _ = words.gettext
    parts = []
    if selection.text:
        parts.append(quoted(selection.text, words))
    if selection.class_ids:
        parts.append(described(Selection(class_ids=selection.class_ids), class_names, words))
    if selection.role:
        parts.append({STUDENT: _("students"), TEACHER: _("teachers")}[selection.role])
    if selection.licence is not None:
        parts.append(_("with a licence") if selection.licence else _("without a licence"))
    if selection.never_connected:
        parts.append(_("never connected"))
    return ", ".join(parts) or _("everybody")


def role_name(role: str, words: Words) -> str:
    _ = words.gettext
    return _("student") if role == STUDENT else _("teacher")


def licence_name(line: UserLine, words: Words) -> str:
    _ = words.gettext
    if line.access == "external":
        return _("external")
    return _("held") if line.licence else _("none")


def login_text(at: datetime | None, words: Words) -> str:
    """The day of the last login, or *Never*."""
    return words.short_day(at) if at else words.gettext("Never")


def _data_table(rows: tuple[UserLine, ...], words: Words) -> DataTableBlock:
    _ = words.gettext
    header = [
        _("Name"),
        _("Role"),
        _("Classes"),
        _("Licence"),
        _("Last login"),
        _("Address"),
    ]
    cells = [[RawText(text) for text in header]]
    for line in rows:
        values = [
            cut(f"{line.first_name} {line.last_name}", NAME_CELL),
            role_name(line.role, words),
            cut(", ".join(line.classes), CLASSES_CELL),
            licence_name(line, words),
            login_text(line.last_login_at, words),
            cut(line.email or "", ADDRESS_CELL),
        ]
        cells.append([RawText(value or "–") for value in values])
    return DataTableBlock(cells, caption=_("People found"), page_size=ROWS)  # type: ignore[arg-type]


def _actions(listing: Listing, words: Words) -> Block:
    _ = words.gettext
    page = listing.page
    found: list[object] = []
    if page.rows:
        found.append(
            ExternalSelectMenu(
                action_id=OPEN_CARD, min_query_length=0, placeholder=PlainText(_("Open a card"))
            )
        )
        found.append(_order_menu(listing.order, words))
    if page.has_previous and page.rows:
        value = f"{listing.id}:before:{page.rows[0].id}"
        found.append(common.button(_("Previous"), f"{PAGE}:before", value))
    if page.has_next and page.rows:
        value = f"{listing.id}:after:{page.rows[-1].id}"
        found.append(common.button(_("Next"), f"{PAGE}:after", value))
    if page.total:
        found.append(
            common.button(
                words.ngettext("Delete {n} account…", "Delete {n} accounts…", page.total),
                DELETE_LISTED,
                listing.id,
            )
        )
    found.append(common.button(_("Add a person"), ADD))
    return common.buttons(*found, block_id=f"{LIST}:{listing.id}")  # type: ignore[arg-type]


def _order_menu(order: Order, words: Words) -> StaticSelectMenu:
    _ = words.gettext
    named = {
        Order.NAME: _("By name"),
        Order.CLASS: _("By class"),
        Order.LOGIN: _("By last login"),
        Order.ACCOUNT: _("By age of the account"),
    }
    options = [common.option(text, each) for each, text in named.items()]
    chosen = next(option for option in options if option.value == order)
    return StaticSelectMenu(action_id=ORDER, options=options, initial_option=chosen)


# The form's inputs ---------------------------------------------------------------------


def _roles(words: Words) -> list[Option]:
    _ = words.gettext
    return [
        common.option(_("Students and teachers"), ANY),
        common.option(_("Students"), STUDENT),
        common.option(_("Teachers"), TEACHER),
    ]


def _licences(words: Words) -> list[Option]:
    _ = words.gettext
    return [
        common.option(_("With or without"), ANY),
        common.option(_("Held"), HELD),
        common.option(_("None"), NOT_HELD),
    ]


def _held(licence: bool | None) -> str:
    return {True: HELD, False: NOT_HELD, None: ANY}[licence]


def _menu(label: str, name: str, options: list[Option], chosen: str) -> InputBlock:
    first = next(option for option in options if option.value == chosen)
    menu = StaticSelectMenu(action_id=name, options=options, initial_option=first)
    return InputBlock(PlainText(label), menu, block_id=name)


def _classes(form: Form, words: Words) -> InputBlock:
    _ = words.gettext
    menu = classes_menu(CLASSES, form.class_options, words)
    return InputBlock(PlainText(_("Classes")), menu, block_id=CLASSES, optional=True)


def _never(ticked: bool, words: Words) -> InputBlock:
    _ = words.gettext
    option = common.option(_("Only those who never connected"), NEVER)
    boxes = CheckboxGroup(
        action_id=NEVER, options=[option], initial_options=[option] if ticked else None
    )
    return InputBlock(PlainText(_("Last login")), boxes, block_id=NEVER, optional=True)
