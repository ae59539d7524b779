"""The form that adds a person, or changes one."""

from dataclasses import dataclass
from typing import Any

from slackblocks import (
    Block,
    CheckboxGroup,
    InputBlock,
    Option,
    PlainText,
    PlainTextInput,
    RadioButtonGroup,
)

from bot import forms
from bot.refusals.users import field_sentence
from bot.texts import Words, escaped
from bot.views import common
from bot.views.live import classes_menu
from bot.views.user_card import SHOW
from commands.errors import BadFieldError
from commands.fields import EXTERNAL, INTERNAL, UserFields
from commands.users import UserCard, UserSaved

ADD, CHANGE = "user_add_form", "user_change_form"
FIRST, LAST, EMAIL, ID = "user_first", "user_last", "user_email", "user_id"
ROLE, ACCESS, CLASSES, NEW_CLASS = "user_role", "user_access", "user_classes", "user_new_class"
LICENCE = "user_with_licence"
STUDENT, TEACHER = "student", "teacher"

_BLOCKS = {
    "first_name": FIRST,
    "last_name": LAST,
    "email": EMAIL,
    "external_id": ID,
    "role": ROLE,
    "access": ACCESS,
    "classes": NEW_CLASS,
    "licence": LICENCE,
}
"""At which block of the form an error of each column is said."""


@dataclass(frozen=True)
class Entered:
    """What the form holds, read or to be shown."""

    fields: UserFields
    class_options: tuple[Option, ...] = ()
    new_class: str = ""
    licence: bool = True

    @property
    def class_ids(self) -> tuple[int, ...]:
        return tuple(int(option.value) for option in self.class_options)


@dataclass(frozen=True)
class Problem:
    """Why the form is shown again, and the account it collides with."""

    text: str
    user_id: int | None = None


def read_typed_name(text: str) -> Entered:
    """What was typed after *add*: an address, or first and last name."""
    words = text.split()
    addresses = [word for word in words if "@" in word]
    names = [word for word in words if "@" not in word]
    return Entered(
        UserFields(
            role=STUDENT,
            first_name=names[0] if names else "",
            last_name=" ".join(names[1:]),
            email=addresses[0] if addresses else None,
        )
    )


def of_card(card: UserCard) -> Entered:
    """A person as the form shows them."""
    fields = UserFields(
        card.role, card.first_name, card.last_name, card.email, card.external_id, card.access
    )
    options = tuple(common.option(name, str(found)) for found, name in card.classes)
    return Entered(fields, options, licence=card.licence)


def form_modal(
    entered: Entered, words: Words, *, draft_id: str = "", problem: Problem | None = None
) -> common.View:
    """The form; with a draft it changes somebody, without it adds."""
    _ = words.gettext
    adds = not draft_id
    fields = entered.fields
    blocks: list[Block] = [_problem_block(problem, words)] if problem else []
    blocks += [
        _text(_("First name"), FIRST, fields.first_name),
        _text(_("Last name"), LAST, fields.last_name),
        _text(
            _("Address"),
            EMAIL,
            fields.email or "",
            optional=True,
            hint=_("Brothers and sisters may share one."),
        ),
        _text(_("Identifier"), ID, fields.external_id or "", optional=True),
    ]
    if adds:
        blocks.append(_radio(_("Role"), ROLE, _roles(words), fields.role))
    blocks += [
        _radio(_("Access"), ACCESS, _accesses(words), fields.access),
        _classes(entered, words),
        _text(
            _("New class"),
            NEW_CLASS,
            entered.new_class,
            optional=True,
            hint=_("Made if no class has this name."),
        ),
    ]
    if adds:
        blocks.append(_licence(entered.licence, words))
    return common.modal(
        words,
        _("Add a person") if adds else _("Change"),
        blocks,
        submit=_("Add") if adds else _("Save"),
        callback_id=ADD if adds else CHANGE,
        metadata=draft_id,
    )


def read_form(values: forms.Values) -> Entered:
    """What the form holds; the role of somebody changed is not asked, and not used."""
    access = forms.choice(values, ACCESS) or INTERNAL
    fields = UserFields(
        role=forms.choice(values, ROLE) or STUDENT,
        first_name=forms.text(values, FIRST),
        last_name=forms.text(values, LAST),
        email=forms.text(values, EMAIL) or None,
        external_id=forms.text(values, ID) or None,
        access=access,
    )
    options = tuple(
        Option(PlainText(option["text"]["text"]), option["value"])
        for option in forms.chosen_options(values, CLASSES)
    )
    ticked = LICENCE in forms.choices(values, LICENCE)
    licence = ticked and access == INTERNAL
    return Entered(fields, options, forms.text(values, NEW_CLASS), licence)


def untouched(view: common.View) -> frozenset[str]:
    """The columns whose text is as the form showed it: what is kept is not found fault with."""
    values = view["state"]["values"]
    same = set()
    for block in view["blocks"]:
        for column, block_id in _BLOCKS.items():
            if block.get("block_id") == block_id and "element" in block:
                shown: str = block["element"].get("initial_value") or ""
                if shown and forms.text(values, block_id) == shown.strip():
                    same.add(column)
    return frozenset(same)


def errors(found: list[BadFieldError], words: Words) -> dict[str, Any]:
    """Each error at its field, as an acknowledgement says it; the first one a field."""
    said: dict[str, str] = {}
    for error in found:
        said.setdefault(_BLOCKS.get(error.column, FIRST), field_sentence(error, words))
    return said


def added(saved: UserSaved, name: str, words: Words) -> common.View:
    """The form turned into its result."""
    text = words.gettext("✅ Account added: {name}").format(name=escaped(name))
    return _result(saved, text, words.gettext("Add a person"), words)


def changed(saved: UserSaved, name: str, words: Words) -> common.View:
    text = words.gettext("✅ Card changed: {name}").format(name=escaped(name))
    return _result(saved, text, words.gettext("Change"), words)


def _result(saved: UserSaved, text: str, title: str, words: Words) -> common.View:
    _ = words.gettext
    lines = [text]
    if saved.classes_made:
        names = ", ".join(escaped(name) for name in saved.classes_made)
        lines.append(_("New classes: {names}").format(names=names))
    if saved.licence_taken:
        lines.append(_("The licence was taken: external users pay for their own."))
    return common.answered(
        words,
        title,
        "\n".join(lines),
        common.undo_button(words, saved.operation_id),
        common.button(_("Open the card"), f"{SHOW}:{saved.user_id}", str(saved.user_id)),
    )


def _problem_block(problem: Problem, words: Words) -> Block:
    show = None
    if problem.user_id is not None:
        label = words.gettext("Open that card")
        show = common.button(label, f"{SHOW}:{problem.user_id}", str(problem.user_id))
    return common.section(f"⚠️ {problem.text}", "problem", accessory=show)


def _text(
    label: str, name: str, value: str, *, optional: bool = False, hint: str | None = None
) -> InputBlock:
    typing = PlainTextInput(action_id=name, initial_value=value or None, max_length=300)
    return InputBlock(
        PlainText(label),
        typing,
        block_id=name,
        optional=optional,
        hint=PlainText(hint) if hint else None,
    )


def _radio(label: str, name: str, options: list[Option], chosen: str) -> InputBlock:
    first = next(option for option in options if option.value == chosen)
    radio = RadioButtonGroup(action_id=name, options=options, initial_option=first)
    return InputBlock(PlainText(label), radio, block_id=name)


def _roles(words: Words) -> list[Option]:
    _ = words.gettext
    return [common.option(_("Student"), STUDENT), common.option(_("Teacher"), TEACHER)]


def _accesses(words: Words) -> list[Option]:
    _ = words.gettext
    return [
        common.option(_("Internal"), INTERNAL, _("The school pays for the licence.")),
        common.option(_("External"), EXTERNAL, _("Pays for their own access.")),
    ]


def _classes(entered: Entered, words: Words) -> InputBlock:
    _ = words.gettext
    menu = classes_menu(CLASSES, entered.class_options, words)
    return InputBlock(PlainText(_("Classes")), menu, block_id=CLASSES, optional=True)


def _licence(ticked: bool, words: Words) -> InputBlock:
    _ = words.gettext
    option = common.option(_("Assign a licence at once"), LICENCE)
    boxes = CheckboxGroup(
        action_id=LICENCE, options=[option], initial_options=[option] if ticked else None
    )
    return InputBlock(PlainText(_("Licence")), boxes, block_id=LICENCE, optional=True)
