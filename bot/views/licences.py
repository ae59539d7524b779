"""The licences form: who, what, a live preview, and the click on a figure."""

from dataclasses import dataclass, replace

from slackblocks import (
    Block,
    CheckboxGroup,
    DispatchActionConfiguration,
    ExternalMultiSelectMenu,
    InputBlock,
    Option,
    PlainText,
    PlainTextInput,
    StaticSelectMenu,
)

from bot import forms
from bot.context import Asker
from bot.texts import Words
from bot.views import common
from bot.views.licence_figures import figures, submit_text
from bot.views.live import classes_menu
from bot.views.selection import of_figures
from commands.licences import Action, LicencePreview, Revocation
from commands.selection import Selection

FORM = "licences_form"
ACTION, WHO, CLASSES, OPTIONS = "action", "who", "classes", "options"
TEXT, LEFT_OUT, REVOCATION = "text", "left_out", "revocation"
LIVE = (ACTION, WHO, CLASSES, OPTIONS, TEXT, LEFT_OUT, REVOCATION)
"""The inputs that draw the preview anew."""

EVERYBODY, STUDENTS, TEACHERS, IN_CLASSES = "everybody", "students", "teachers", "classes"
NO_CLASS, NEVER, SEARCH = "no_class", "never", "search"
WITH_TEACHERS, SPARE, NEVER_ONLY = "with_teachers", "spare", "never_only"


@dataclass(frozen=True)
class Form:
    """What the form holds, read or to be shown."""

    action: Action
    who: str
    selection: Selection
    given_back: int | None
    class_options: tuple[Option, ...] = ()
    left_out_options: tuple[Option, ...] = ()


def licences_modal(
    form: Form, preview: LicencePreview, revocations: list[Revocation], asker: Asker
) -> common.View:
    """The form with the preview of what it holds now."""
    words, _ = asker.words, asker.words.gettext
    blocks: list[Block] = [_action_input(form.action, words)]
    if form.action is Action.GIVE_BACK:
        blocks += _revocation_input(form, revocations, asker)
    else:
        blocks += _who_inputs(form, words)
    blocks += [
        common.section(text, f"preview_{n}") for n, text in enumerate(figures(preview, words))
    ]
    if form.action is not Action.GIVE_BACK:
        blocks += [*_ticks(form, preview, words), _left_out_input(form, words)]
    return common.modal(
        words,
        _("Licences"),
        blocks,
        submit=submit_text(form.action, preview.to_change, words),
        callback_id=FORM,
        metadata=preview.draft_id,
    )


def read_form(values: forms.Values, before: Form) -> Form:
    """What the form holds now; inputs that it did not show stay as they were."""
    action = Action(forms.choice(values, ACTION) or before.action)
    if action is Action.GIVE_BACK:
        chosen = forms.choice(values, REVOCATION)
        return Form(action, EVERYBODY, Selection(), int(chosen) if chosen else before.given_back)
    who = forms.choice(values, WHO) or before.who
    left_out = forms.choices(values, LEFT_OUT)
    ticked = forms.choices(values, OPTIONS)
    class_ids = tuple(int(value) for value in forms.choices(values, CLASSES))
    selection = _selection(who, class_ids, forms.text(values, TEXT))
    return Form(
        action,
        who,
        replace(
            selection,
            left_out=tuple(int(value) for value in left_out),
            with_teachers=WITH_TEACHERS in ticked,
            spare_elsewhere=SPARE in ticked,
            never_connected=selection.never_connected
            or (who == IN_CLASSES and NEVER_ONLY in ticked),
        ),
        None,
        class_options=_options(values, CLASSES),
        left_out_options=_options(values, LEFT_OUT),
    )


def who_of(selection: Selection) -> str:
    """Which choice of *who* a selection stands for."""
    if selection.class_ids:
        return IN_CLASSES
    if selection.text:
        return SEARCH
    if selection.without_class:
        return NO_CLASS
    if selection.never_connected:
        return NEVER
    return {"student": STUDENTS, "teacher": TEACHERS}.get(selection.role or "", EVERYBODY)


def is_complete(form: Form) -> bool:
    """Whether the form says whom: an empty choice of classes must not mean everybody."""
    if form.action is Action.GIVE_BACK:
        return form.given_back is not None
    if form.who == IN_CLASSES:
        return bool(form.selection.class_ids)
    return form.who != SEARCH or bool(form.selection.text)


def selection_of(who: str) -> Selection:
    """What a choice of *who* means by itself."""
    return _selection(who, (), "")


def _selection(who: str, class_ids: tuple[int, ...], text: str) -> Selection:
    return {
        EVERYBODY: Selection(),
        STUDENTS: Selection(role="student"),
        TEACHERS: Selection(role="teacher"),
        IN_CLASSES: Selection(class_ids=class_ids),
        NO_CLASS: Selection(role="student", without_class=True),
        NEVER: Selection(role="student", never_connected=True),
        SEARCH: Selection(text=text),
    }[who]


def _options(values: forms.Values, name: str) -> tuple[Option, ...]:
    return tuple(
        Option(PlainText(found["text"]["text"]), found["value"])
        for found in forms.chosen_options(values, name)
    )


def _action_input(action: Action, words: Words) -> InputBlock:
    _ = words.gettext
    options = [
        common.option(_("Assign licences"), Action.ASSIGN),
        common.option(_("Revoke licences"), Action.REVOKE),
        common.option(_("Give back revoked licences"), Action.GIVE_BACK),
    ]
    menu = StaticSelectMenu(
        action_id=ACTION, options=options, initial_option=options[list(Action).index(action)]
    )
    return InputBlock(PlainText(_("What?")), menu, dispatch_action=True, block_id=ACTION)


def _who_inputs(form: Form, words: Words) -> list[Block]:
    _ = words.gettext
    choices = [
        common.option(_("The students of one or more classes"), IN_CLASSES),
        common.option(_("All students"), STUDENTS),
        common.option(_("All teachers"), TEACHERS),
        common.option(_("Everybody"), EVERYBODY),
        common.option(_("Students without a class"), NO_CLASS),
        common.option(_("Students who never connected"), NEVER),
        common.option(_("A name or an address"), SEARCH),
    ]
    chosen = next(o for o in choices if o.value == form.who)
    menu = StaticSelectMenu(action_id=WHO, options=choices, initial_option=chosen)
    blocks: list[Block] = [
        InputBlock(PlainText(_("Who?")), menu, dispatch_action=True, block_id=WHO)
    ]
    if form.who == IN_CLASSES:
        blocks.append(_classes_input(form, words))
    if form.who == SEARCH:
        typing = PlainTextInput(
            action_id=TEXT,
            initial_value=form.selection.text or None,
            dispatch_action_config=DispatchActionConfiguration(["on_enter_pressed"]),
            max_length=100,
        )
        label = PlainText(_("Name or address (press Enter to search)"))
        blocks.append(InputBlock(label, typing, dispatch_action=True, block_id=TEXT))
    return blocks


def _classes_input(form: Form, words: Words) -> InputBlock:
    _ = words.gettext
    menu = classes_menu(CLASSES, form.class_options, words)
    return InputBlock(PlainText(_("Classes")), menu, dispatch_action=True, block_id=CLASSES)


def _ticks(form: Form, preview: LicencePreview, words: Words) -> list[Block]:
    """Teachers too, and sparing who is in another class as well."""
    _ = words.gettext
    options, ticked = [], []
    if form.who == IN_CLASSES:
        options.append(common.option(_("Their teachers too"), WITH_TEACHERS))
        ticked += options[-1:] if form.selection.with_teachers else []
        options.append(common.option(_("Only those who never connected"), NEVER_ONLY))
        ticked += options[-1:] if form.selection.never_connected else []
    if form.who == IN_CLASSES and (preview.elsewhere or form.selection.spare_elsewhere):
        text = _("Leave out those who are in another class too")
        options.append(common.option(text, SPARE))
        ticked += options[-1:] if form.selection.spare_elsewhere else []
    if not options:
        return []
    boxes = CheckboxGroup(action_id=OPTIONS, options=options, initial_options=ticked or None)
    # another block id when the options differ: Slack keeps what was ticked by the id
    block_id = f"{OPTIONS}:{len(options)}"
    return [
        InputBlock(
            PlainText(_("Options")), boxes, dispatch_action=True, block_id=block_id, optional=True
        )
    ]


def _left_out_input(form: Form, words: Words) -> InputBlock:
    _ = words.gettext
    menu = ExternalMultiSelectMenu(
        action_id=LEFT_OUT,
        min_query_length=2,
        initial_options=list(form.left_out_options) or None,
        placeholder=PlainText(_("Type a name")),
        max_selected_items=100,
    )
    return InputBlock(
        PlainText(_("All but")), menu, dispatch_action=True, block_id=LEFT_OUT, optional=True
    )


def _revocation_input(form: Form, revocations: list[Revocation], asker: Asker) -> list[Block]:
    words, _ = asker.words, asker.words.gettext
    if not revocations:
        return [common.section(_("No licence was revoked lately: there is nothing to give back."))]
    options = [
        common.option(_revocation_text(found, words, asker), str(found.operation_id))
        for found in revocations
    ]
    chosen = [o for o in options if o.value == str(form.given_back)]
    menu = StaticSelectMenu(
        action_id=REVOCATION, options=options, initial_option=chosen[0] if chosen else None
    )
    return [
        InputBlock(
            PlainText(_("Which revocation?")), menu, dispatch_action=True, block_id=REVOCATION
        )
    ]


def _revocation_text(found: Revocation, words: Words, asker: Asker) -> str:
    return words.gettext("{when}: {licences}, {who}").format(
        when=f"{words.short_day(found.at)} {words.time(found.at)}",
        licences=words.ngettext("{n} licence", "{n} licences", found.revoked),
        who=of_figures(found.selection, list(found.class_names), words),
    )
