"""Settings: read once from the environment. What is missing or wrong names itself."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.texts import marked

SLACK_API = "https://slack.com/api/"

_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?")

WHERE = {
    "SLACK_BOT_TOKEN": marked(
        "begins with xoxb-; Slack: your app, OAuth & Permissions, Bot User OAuth Token"
    ),
    "SLACK_APP_TOKEN": marked(
        "begins with xapp-; Slack: your app, Basic Information, App-Level Tokens, "
        "scope connections:write"
    ),
    "SLACK_API_URL": marked(
        "an http or https address ending in /api/; leave it out for Slack itself"
    ),
    "SLACK_FILE_HOSTS": marked(
        "names of hosts, such as files.example.org, with commas between; "
        "leave it out for Slack itself"
    ),
    "DATABASE_URL": marked("sqlite:///file.db or postgresql://user:password@host/database"),
}
"""Where each setting is found, for whoever has to fill it in."""


class SettingsError(Exception):
    """Settings are missing or wrong: `problems` are lines to show, one a setting."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Settings:
    database_url: str
    bot_token: str
    app_token: str
    api_url: str
    file_hosts: tuple[str, ...] = ()
    """Hosts beside Slack's own that hold its files."""

    def __repr__(self) -> str:  # a token or a password must not reach a log
        return f"Settings(api_url={self.api_url!r})"


def database_url(environment: Mapping[str, str]) -> str:
    """The address of the database: an SQLite file beside the program unless set."""
    url = environment.get("DATABASE_URL", "").strip() or "sqlite:///preau.db"
    if not url.startswith(("sqlite:///", "postgresql://", "postgres://", "postgresql+psycopg://")):
        raise SettingsError([_wrong("DATABASE_URL")])
    return url


def read_settings(environment: Mapping[str, str]) -> Settings:
    """All settings of the running bot; raises SettingsError with every problem at once."""
    problems = []
    tokens = {}
    for name, prefix in (("SLACK_BOT_TOKEN", "xoxb-"), ("SLACK_APP_TOKEN", "xapp-")):
        value = tokens[name] = environment.get(name, "").strip()
        if not value:
            problems.append(f"{name} is not set: {WHERE[name]}.")
        elif not value.startswith(prefix):
            problems.append(_wrong(name))
    api_url = environment.get("SLACK_API_URL", "").strip() or SLACK_API
    if urlsplit(api_url).scheme not in {"http", "https"} or not urlsplit(api_url).hostname:
        problems.append(_wrong("SLACK_API_URL"))
    hosts = _hosts(environment.get("SLACK_FILE_HOSTS", ""))
    if not all(_HOST.fullmatch(host) for host in hosts):
        problems.append(_wrong("SLACK_FILE_HOSTS"))
    try:
        url = database_url(environment)
    except SettingsError as error:
        problems += error.problems
    if problems:
        raise SettingsError(problems)
    return Settings(
        database_url=url,
        bot_token=tokens["SLACK_BOT_TOKEN"],
        app_token=tokens["SLACK_APP_TOKEN"],
        api_url=api_url if api_url.endswith("/") else f"{api_url}/",
        file_hosts=hosts,
    )


def _hosts(text: str) -> tuple[str, ...]:
    return tuple(host.strip().casefold() for host in text.split(",") if host.strip())


def _wrong(name: str) -> str:
    return f"{name} is not right: {WHERE[name]}."
