"""What the admins' channel is told of settings, admins and teachers' links."""

from typing import Any

from bot.texts import Words, escaped
from bot.views.operations import reminders, tells


@tells("first_settings")
def _first_settings(figures: dict[str, Any], words: Words) -> str:
    text = words.gettext("✅ Préau is set up: what is changed is told here.")
    if figures.get("amount"):
        text += " " + words.gettext("{credits} left.").format(
            credits=words.in_credits(figures["amount"])
        )
    return text


@tells("change_settings")
def _change_settings(figures: dict[str, Any], words: Words) -> str:
    told = [_setting(name, after, words) for name, (_, after) in figures["changed"].items()]
    return words.ngettext(
        "✅ Setting changed: {what}.", "✅ Settings changed: {what}.", len(told)
    ).format(what=" · ".join(told))


def _setting(name: str, after: Any, words: Words) -> str:
    """A setting and its new value."""
    _ = words.gettext
    if name in reminders.SETTINGS:
        return reminders.setting(name, after, words)
    if name == "meter_on":
        return _("credits meter on") if after else _("credits meter off")
    if name == "retention_days":
        if after == 0:
            return _("deleted users kept for good")
        return words.ngettext(
            "deleted users kept {n} day", "deleted users kept {n} days", int(after)
        )
    if name == "login_age_days":
        return words.ngettext(
            "last logins out of date after {n} day",
            "last logins out of date after {n} days",
            int(after),
        )
    if name in ("message_days", "file_days"):
        return _slack_days(name, int(after), words)
    if name == "admins_channel":
        return (
            _("admins' channel {channel}").format(channel=f"<#{after}>")
            if after
            else _("no admins' channel")
        )
    shown = {"fr": _("French"), "en": _("English")}.get(str(after), escaped(str(after)))
    return {
        "name": _("name {value}"),
        "language": _("language {value}"),
        "time_zone": _("time zone {value}"),
    }[name].format(value=shown)


def _slack_days(name: str, days: int, words: Words) -> str:
    if name == "message_days":
        return words.ngettext(
            "messages lose their names after {n} day",
            "messages lose their names after {n} days",
            days,
        )
    return words.ngettext("files removed after {n} day", "files removed after {n} days", days)


@tells("name_admins")
def _name_admins(figures: dict[str, Any], words: Words) -> str:
    n, parts = words.ngettext, []
    if added := figures["added"]:
        text = n("{n} person named admin", "{n} people named admins", len(added))
        parts.append(text + _names(figures, added))
    if removed := figures["removed"]:
        text = n("{n} admin removed", "{n} admins removed", len(removed))
        parts.append(text + _names(figures, removed))
    return words.gettext("✅ Admins: {what}.").format(what=words.joined(parts))


def _names(figures: dict[str, Any], slack_ids: list[str]) -> str:
    """Names in brackets where whoever tells this has looked them up."""
    known: dict[str, str] = figures.get("people", {})
    names = [escaped(known[slack_id]) for slack_id in slack_ids if slack_id in known]
    return f" ({', '.join(names)})" if names else ""


@tells("link_teacher")
def _link(figures: dict[str, Any], words: Words) -> str:
    text = words.gettext("✅ A person on Slack is linked to a teacher{names}.")
    return text.format(names=_names(figures, [figures["slack_id"]]))


@tells("unlink_teacher")
def _unlink(figures: dict[str, Any], words: Words) -> str:
    text = words.gettext("✅ The link of a person on Slack to a teacher was ended{names}.")
    return text.format(names=_names(figures, [figures["slack_id"]]))
