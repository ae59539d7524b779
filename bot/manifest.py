"""The Slack app's manifest, printed from the table of jobs that registers the listeners."""

from typing import Any

from bot.jobs import JOBS, Job
from bot.texts import LANGUAGES, translations

SCOPES = (
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "users:read",
    "users:read.email",
)
"""What the bot may do; `check` compares them with what Slack granted.

The histories are read only to look for a message whose sending was cut off.
"""

EVENTS = ("app_home_opened", "user_change")


def manifest(languages: tuple[str, ...] = LANGUAGES) -> dict[str, Any]:
    """The manifest with the commands of these languages; the first one says what the app is."""
    described = translations(languages[0]).gettext(
        "Runs the school's accounts on its learning application, from Slack."
    )
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": "Préau",
            "description": described,
            "background_color": "#2f4858",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": "Préau", "always_online": True},
            "slash_commands": [_command(job, language) for language in languages for job in JOBS],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True},
            "org_deploy_enabled": False,
            "socket_mode_enabled": True,
            "token_rotation_enabled": False,
        },
    }


def _command(job: Job, language: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "command": job.command(language),
        "description": job.said(job.description, language),
        "should_escape": False,
    }
    if job.usage:
        found["usage_hint"] = job.said(job.usage, language)
    return found
