"""The settings as they are, and the small forms that change them, one an operation."""

from dataclasses import dataclass

from slackblocks import (
    Block,
    ExternalSelectMenu,
    InputBlock,
    NumberInput,
    PlainText,
    UserSelectMenu,
)

from bot import forms
from bot.texts import Words, escaped
from bot.views import common, first_settings, reminder_settings
from commands.schedule import ReminderSettings
from commands.setting_values import MOST_DAYS, MOST_SLACK_DAYS
from commands.settings import LinkLine, Settings

CHANGE = "change_setting"
"""Buttons of the overview; their value is one of these."""
GENERAL, ADMINS, CHANNEL, METER = "general", "admins", "channel", "meter"
RETENTION, LOGIN_AGE, NAMES, LINKS = "retention", "login_age", "names", "links"

SEND = "setting"
"""The forms' callback ids begin with it, then a colon and one of the above."""
CONFIRM_RETENTION = "setting:retention_confirmed"

DAYS, PERSON, TEACHER, UNLINK = "days", "slack_person", "teacher", "unlink_teacher"
MESSAGE_DAYS, FILE_DAYS = "message_days", "file_days"


@dataclass(frozen=True)
class Overview:
    """The settings in a person's words."""

    settings: Settings
    words: Words

    def lines(self) -> list[tuple[str, str, str]]:
        """Each row: which form changes it, its title, its value."""
        _ = self.words.gettext
        return [
            (GENERAL, _("School"), self._general()),
            (ADMINS, _("Admins"), self._admins()),
            (CHANNEL, _("Admins' channel"), self._channel()),
            (METER, _("Credits meter"), _("On") if self.settings.meter_on else _("Off")),
            (RETENTION, _("Deleted users"), retention_text(self.settings, self.words)),
            (LOGIN_AGE, _("Last logins"), self._login_age()),
            (NAMES, _("Names in Slack"), names_text(self.settings, self.words)),
            (LINKS, _("Teachers linked by hand"), self._links()),
        ]

    def _general(self) -> str:
        found = self.settings
        language = language_name(found.language, self.words)
        return f"{escaped(found.name)} · {language} · {found.time_zone.replace('_', ' ')}"

    def _admins(self) -> str:
        _ = self.words.gettext
        if not self.settings.admins:
            return _("Nobody is named: the owners of this Slack are the admins.")
        gone = _("{name} (not on this Slack any more)")
        names = [(escaped(a.name or a.slack_id), a.eligible) for a in self.settings.admins]
        shown = [name if eligible else gone.format(name=name) for name, eligible in names]
        return self.words.joined(shown)

    def _channel(self) -> str:
        if self.settings.admins_channel:
            return f"<#{self.settings.admins_channel}>"
        return self.words.gettext("None: each change is told in private to who made it.")

    def _login_age(self) -> str:
        return self.words.ngettext(
            "Called out of date after {n} day.",
            "Called out of date after {n} days.",
            self.settings.login_age_days,
        )

    def _links(self) -> str:
        if not self.settings.links:
            return self.words.gettext("None: teachers are known by their address.")
        return self.words.ngettext("{n} person", "{n} people", len(self.settings.links))


def overview_modal(
    settings: Settings, words: Words, reminders: ReminderSettings | None = None
) -> common.View:
    """`/school-settings`: every value, and a button to change it."""
    _ = words.gettext
    lines = Overview(settings, words).lines()
    if reminders is not None:
        shown = reminder_settings.overview_text(reminders, words)
        lines.append((reminder_settings.REMINDERS, _("Weekly reminders"), shown))
    blocks: list[Block] = [
        common.section(
            f"*{title}*\n{value}",
            block_id=f"setting_{which}",
            accessory=common.button(_("Change"), f"{CHANGE}:{which}", which),
        )
        for which, title, value in lines
    ]
    return common.modal(words, _("Settings"), blocks)


def retention_text(settings: Settings, words: Words) -> str:
    if settings.retention_days == 0:
        return words.gettext("Kept for good: they can always be restored.")
    return words.ngettext(
        "Can be restored for {n} day, then erased for good.",
        "Can be restored for {n} days, then erased for good.",
        settings.retention_days,
    )


def names_text(settings: Settings, words: Words) -> str:
    """For how long names stand in Slack."""
    n = words.ngettext
    messages = n(
        "Messages lose their names after {n} day.",
        "Messages lose their names after {n} days.",
        settings.message_days,
    )
    files = n(
        "Files are removed after {n} day.",
        "Files are removed after {n} days.",
        settings.file_days,
    )
    return f"{messages} {files}"


def language_name(language: str, words: Words) -> str:
    return {"fr": words.gettext("French"), "en": words.gettext("English")}[language]


def general_modal(settings: Settings, words: Words, problem: str = "") -> common.View:
    blocks = [
        first_settings.name_input(settings.name, words),
        first_settings.language_input(settings.language, words),
        first_settings.zone_input(settings.time_zone, words),
    ]
    return _form(GENERAL, words.gettext("School"), blocks, words, problem)


def read_general(values: forms.Values) -> dict[str, str]:
    """The values as commands.settings names them."""
    return {
        "name": forms.text(values, first_settings.NAME),
        "language": forms.choice(values, first_settings.LANGUAGE) or "",
        "time_zone": forms.choice(values, first_settings.ZONE) or "",
    }


def admins_modal(slack_ids: tuple[str, ...], words: Words, problem: str = "") -> common.View:
    blocks = [first_settings.admins_input(slack_ids, words)]
    return _form(ADMINS, words.gettext("Admins"), blocks, words, problem)


def read_admins(values: forms.Values) -> tuple[str, ...]:
    return tuple(forms.users(values, first_settings.ADMINS))


def channel_modal(channel: str | None, words: Words, problem: str = "") -> common.View:
    blocks = [first_settings.channel_input(channel, words)]
    return _form(CHANNEL, words.gettext("Admins' channel"), blocks, words, problem)


def read_channel(values: forms.Values) -> str | None:
    return forms.conversation(values, first_settings.CHANNEL)


def meter_modal(settings: Settings, words: Words, problem: str = "") -> common.View:
    _ = words.gettext
    blocks: list[Block] = [first_settings.meter_input(settings.meter_on, words)]
    text = _("Switched off, nothing is taken. Switched on again, it goes on from that day.")
    blocks.append(common.note(text))
    return _form(METER, _("Credits meter"), blocks, words, problem)


def read_meter(values: forms.Values) -> bool:
    return forms.choice(values, first_settings.METER) != first_settings.OFF


def retention_modal(settings: Settings, words: Words, problem: str = "") -> common.View:
    _ = words.gettext
    hint = _("0 keeps them for good.")
    label = _("For how many days can a deleted user be restored?")
    days = _days_input(label, hint, settings.retention_days, least=0)
    return _form(RETENTION, _("Deleted users"), [days], words, problem)


def login_age_modal(settings: Settings, words: Words, problem: str = "") -> common.View:
    _ = words.gettext
    hint = _("Nobody is reminded on the strength of logins that are out of date.")
    label = _("After how many days are last logins out of date?")
    days = _days_input(label, hint, settings.login_age_days, least=1)
    return _form(LOGIN_AGE, _("Last logins"), [days], words, problem)


def names_modal(settings: Settings, words: Words, problem: str = "") -> common.View:
    """For how many days messages and files of the bot keep the names in them."""
    _ = words.gettext
    blocks: list[Block] = [
        _days_input(
            _("After how many days do my messages lose the names in them?"),
            _("The figures stay."),
            settings.message_days,
            least=1,
            most=MOST_SLACK_DAYS,
            name=MESSAGE_DAYS,
        ),
        _days_input(
            _("After how many days are my files removed from Slack?"),
            _("Lists that I sent; what was downloaded stays where it is."),
            settings.file_days,
            least=1,
            most=MOST_SLACK_DAYS,
            name=FILE_DAYS,
        ),
        common.note(_("A shorter time holds for what is in Slack already, within the hour.")),
    ]
    return _form(NAMES, _("Names in Slack"), blocks, words, problem)


def read_names(values: forms.Values) -> dict[str, int]:
    """The values as commands.settings names them."""
    return {name: read_days(values, name) for name in (MESSAGE_DAYS, FILE_DAYS)}


def names_errors(entered: dict[str, int], words: Words) -> dict[str, str]:
    """What cannot be, by block."""
    return {
        name: slack_days_sentence(words)
        for name, days in entered.items()
        if not 1 <= days <= MOST_SLACK_DAYS
    }


def slack_days_sentence(words: Words) -> str:
    return words.gettext("This is a number of days from 1 to 365.")


def read_days(values: forms.Values, name: str = DAYS) -> int:
    """Slack lets nothing but a whole number through; -1 for what is none all the same."""
    text = forms.text(values, name)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1


def confirm_retention_modal(days: int, erased: int, words: Words) -> common.View:
    """A shorter retention asks again, with the figure of who would be erased."""
    _ = words.gettext
    kept = words.ngettext("{n} day", "{n} days", days)
    text = words.ngettext(
        "⚠️ With {kept}, {n} deleted account is erased for good from tomorrow on: "
        "name, address, classes and logins.",
        "⚠️ With {kept}, {n} deleted accounts are erased for good from tomorrow on: "
        "names, addresses, classes and logins.",
        erased,
    ).format(kept=kept)
    more = _("Until then this change can be undone; afterwards nothing can be got back.")
    return common.modal(
        words,
        _("Deleted users"),
        [common.section(f"{text}\n{more}")],
        submit=_("Shorten ({number})").format(number=words.number(erased)),
        callback_id=CONFIRM_RETENTION,
        metadata=str(days),
    )


def links_modal(links: tuple[LinkLine, ...], words: Words, problem: str = "") -> common.View:
    """Who is linked, and the form that links one more."""
    _ = words.gettext
    blocks: list[Block] = [
        common.section(
            _("A teacher is known by their address. Link by hand who has another one in Slack.")
        )
    ]
    blocks += [_link_row(link, words) for link in links[:40]]
    person = UserSelectMenu(action_id=PERSON)
    teacher = ExternalSelectMenu(
        action_id=TEACHER, min_query_length=1, placeholder=PlainText(_("Type a name"))
    )
    blocks += [
        InputBlock(PlainText(_("Person on Slack")), person, block_id=PERSON),
        InputBlock(PlainText(_("Is this teacher")), teacher, block_id=TEACHER),
    ]
    return _form(LINKS, _("Teachers on Slack"), blocks, words, problem)


def _link_row(link: LinkLine, words: Words) -> Block:
    teacher = escaped(f"{link.first_name} {link.last_name}".strip())
    return common.section(
        f"{escaped(link.name or link.slack_id)} → {teacher}",
        block_id=f"link_{link.org_id}_{link.slack_id}",
        accessory=common.button(
            words.gettext("End the link"), UNLINK, f"{link.org_id}/{link.slack_id}"
        ),
    )


def read_link(values: forms.Values) -> tuple[str, int]:
    """The Slack id and the teacher's id; Slack sends the form only with both."""
    return (forms.users(values, PERSON) or [""])[0], int(forms.choice(values, TEACHER) or 0)


def changed(operation_id: int | None, title: str, told: bool, words: Words) -> common.View:
    """A form turned into its result; without an operation everything was so already.

    `told`: whether there is an admins' channel that hears of it.
    """
    _ = words.gettext
    if operation_id is None:
        return common.answered(words, title, _("It is so already. Nothing was changed."))
    text = _("✅ Saved. The admins' channel is told.") if told else _("✅ Saved.")
    return common.answered(words, title, text, common.undo_button(words, operation_id))


def _form(
    which: str, title: str, blocks: list[Block] | list[InputBlock], words: Words, problem: str
) -> common.View:
    shown: list[Block] = [common.section(f"⚠️ {problem}", "problem")] if problem else []
    return common.modal(
        words,
        title,
        [*shown, *blocks],
        submit=words.gettext("Save"),
        callback_id=f"{SEND}:{which}",
    )


def _days_input(
    label: str, hint: str, now: int, *, least: int, most: int = MOST_DAYS, name: str = DAYS
) -> InputBlock:
    number = NumberInput(
        False,
        action_id=name,
        initial_value=str(now),
        min_value=str(least),
        max_value=str(most),
    )
    return InputBlock(PlainText(label), number, block_id=name, hint=PlainText(hint))
