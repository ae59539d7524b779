"""What the workspace itself says to a person, in their language, as Slack would."""

from __future__ import annotations

from gettext import NullTranslations

from bot.texts import translations


def words(locale: str) -> NullTranslations:
    """The catalogue for a Slack locale; English where there is none."""
    return translations("fr" if locale.startswith("fr") else "en")


def command_failed(command: str, error: str, locale: str) -> str:
    """A command that the app did not take."""
    _ = words(locale).gettext
    return _("{command} failed with the error “{error}”").format(command=command, error=error)


def action_failed(error: str, locale: str) -> str:
    """A click that the app did not take."""
    _ = words(locale).gettext
    return _("This action failed with the error “{error}”").format(error=error)


def unknown_command(command: str, locale: str) -> str:
    """A command that no app here has."""
    _ = words(locale).gettext
    return _("{command} is not a valid command.").format(command=command)


def trouble_connecting(locale: str) -> str:
    """A submitted form that got no answer, or one that made no sense."""
    _ = words(locale).gettext
    return _("We had some trouble connecting. Try again?")
