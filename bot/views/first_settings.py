"""*First settings*: the one form that makes a school out of a Slack workspace."""

from dataclasses import dataclass
from decimal import Decimal

from slackblocks import (
    Block,
    ConversationFilter,
    ConversationSelectMenu,
    ExternalSelectMenu,
    InputBlock,
    PlainText,
    PlainTextInput,
    RadioButtonGroup,
    StaticSelectMenu,
    UserMultiSelectMenu,
)

from bot import forms, time_zones, typed
from bot.texts import Words, escaped
from bot.views import common
from commands.setting_values import LONGEST_NAME

FORM = "first_settings"
NAME, LANGUAGE, ZONE, ADMINS = "school_name", "language", "time_zone", "admins"
CHANNEL, METER, CREDITS = "admins_channel", "meter_on", "first_credits"
ON, OFF = "on", "off"


@dataclass(frozen=True)
class First:
    """What the form holds, read or to be shown."""

    name: str
    language: str
    time_zone: str
    admins: tuple[str, ...]
    """Slack ids."""
    channel: str | None = None
    meter_on: bool = True
    credits: str = ""
    """As typed."""

    @property
    def amount(self) -> Decimal | None:
        """The credits; None for none, and for what is no number."""
        return typed.amount(self.credits)


def first_modal(form: First, words: Words, problem: str = "") -> common.View:
    """The form; `problem` says why what was sent could not be kept."""
    _ = words.gettext
    blocks: list[Block] = [common.section(f"⚠️ {problem}", "problem")] if problem else []
    if not problem:
        blocks.append(
            common.section(_("Seven answers, and Préau is ready. All can be changed later."))
        )
    blocks += [
        name_input(form.name, words),
        language_input(form.language, words),
        zone_input(form.time_zone, words),
        admins_input(form.admins, words),
        channel_input(form.channel, words),
        meter_input(form.meter_on, words),
        _credits_input(form.credits, words),
    ]
    return common.modal(
        words, _("First settings"), blocks, submit=_("Save"), callback_id=FORM, metadata=""
    )


def read_first(values: forms.Values) -> First:
    return First(
        name=forms.text(values, NAME),
        language=forms.choice(values, LANGUAGE) or "fr",
        time_zone=forms.choice(values, ZONE) or "",
        admins=tuple(forms.users(values, ADMINS)),
        channel=forms.conversation(values, CHANNEL),
        meter_on=forms.choice(values, METER) != OFF,
        credits=forms.text(values, CREDITS),
    )


def field_errors(form: First, words: Words) -> dict[str, str]:
    """What the form alone can tell, by field."""
    _ = words.gettext
    if form.credits and form.amount is None:
        return {CREDITS: _("This is not a number. For example: 500")}
    if form.credits and not form.meter_on:
        return {CREDITS: _("Leave this empty: the credits meter is off.")}
    return {}


def is_set_up(form: First, words: Words) -> common.View:
    """The form turned into its result, with what comes next."""
    _ = words.gettext
    lines = [_("✅ {school}: everything is ready.").format(school=f"*{escaped(form.name)}*")]
    if form.channel is None:
        lines.append(
            _("No admins' channel is chosen: each change is told in private to who made it.")
        )
    return common.answered(
        words,
        _("First settings"),
        "\n".join(lines),
        common.job_button(_("School account"), "account"),
        common.job_button(_("All I can do"), "help"),
    )


def name_input(name: str, words: Words) -> InputBlock:
    text = PlainTextInput(action_id=NAME, initial_value=name or None, max_length=LONGEST_NAME)
    return InputBlock(PlainText(words.gettext("Name of the school")), text, block_id=NAME)


def language_input(language: str, words: Words) -> InputBlock:
    """Each language under its own name."""
    _ = words.gettext
    options = [common.option("Français", "fr"), common.option("English", "en")]
    menu = StaticSelectMenu(
        action_id=LANGUAGE, options=options, initial_option=options[language == "en"]
    )
    return InputBlock(
        PlainText(_("Language of the channels")),
        menu,
        block_id=LANGUAGE,
        hint=PlainText(_("Each person is answered in the language of their own Slack.")),
    )


def zone_input(zone: str, words: Words) -> InputBlock:
    _ = words.gettext
    menu = ExternalSelectMenu(
        action_id=ZONE,
        initial_option=common.option(time_zones.shown(zone), zone) if zone else None,
        min_query_length=0,
        placeholder=PlainText(_("Type the name of a city")),
    )
    return InputBlock(PlainText(_("Time zone")), menu, block_id=ZONE)


def admins_input(slack_ids: tuple[str, ...], words: Words) -> InputBlock:
    _ = words.gettext
    menu = UserMultiSelectMenu(action_id=ADMINS, initial_users=list(slack_ids) or None)
    return InputBlock(
        PlainText(_("Admins")),
        menu,
        block_id=ADMINS,
        hint=PlainText(_("They alone see and change the accounts. They are told at once.")),
    )


def channel_input(channel: str | None, words: Words) -> InputBlock:
    """Private channels only; Slack offers those that the person is in."""
    _ = words.gettext
    menu = ConversationSelectMenu(
        action_id=CHANNEL,
        initial_conversation=channel,
        filter=ConversationFilter(include=["private"], exclude_external_shared_channels=True),
    )
    return InputBlock(
        PlainText(_("Admins' channel (private)")),
        menu,
        block_id=CHANNEL,
        optional=True,
        hint=PlainText(_("Each change is told there. Invite me first: type /invite @Préau in it.")),
    )


def meter_input(meter_on: bool, words: Words) -> InputBlock:
    _ = words.gettext
    options = [
        common.option(_("Yes: a licence in use takes credits each day"), ON),
        common.option(_("No: do not speak of credits"), OFF),
    ]
    radio = RadioButtonGroup(action_id=METER, options=options, initial_option=options[not meter_on])
    return InputBlock(PlainText(_("Are licences paid with credits?")), radio, block_id=METER)


def _credits_input(credits: str, words: Words) -> InputBlock:
    _ = words.gettext
    text = PlainTextInput(
        action_id=CREDITS,
        initial_value=credits or None,
        max_length=20,
        placeholder=PlainText(_("500")),
    )
    return InputBlock(
        PlainText(_("Credits you have now")),
        text,
        block_id=CREDITS,
        optional=True,
        hint=PlainText(_("One credit pays one licence for 365 days.")),
    )
