"""`python app.py check`: are tokens, scopes, database and admins' channel right? Line by line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.clients import make_client
from bot.commandline.terminal import DONE, IN_PART, say
from bot.jobs import BY_NAME
from bot.manifest import SCOPES
from bot.settings import SLACK_API, WHERE, SettingsError, database_url, read_settings
from bot.texts import Words
from commands import schools
from commands.schools import SchoolFacts
from store import migrate
from store.session import UNAVAILABLE, Sessions, make_sessions

OK, TO_DO, WRONG = "[ok]", "[..]", "[!!]"


@dataclass(frozen=True)
class Finding:
    """One line: how it is, and what to do."""

    mark: str
    text: str


def run(environment: Mapping[str, str], words: Words) -> int:
    """Print every finding; 0 when nothing is wrong."""
    wrong = False
    for finding in findings(environment, words):
        say(f"{finding.mark} {finding.text}")
        wrong = wrong or finding.mark == WRONG
    if wrong:
        say(words.gettext("Something is not right: see the lines marked [!!]."))
        return IN_PART
    say(words.gettext("All is right. The bot starts with: python app.py"))
    return DONE


def findings(environment: Mapping[str, str], words: Words) -> Iterator[Finding]:
    """Settings, then what Slack says of them, the database, the channel."""
    bot, team = None, None
    try:
        settings = read_settings(environment)
    except SettingsError as error:
        for problem in error.problems:
            yield Finding(WRONG, problem)
    else:
        yield Finding(OK, words.gettext("The settings are there."))
        bot = make_client(settings.bot_token, settings.api_url)
        about, team = _bot_token(bot, words)
        yield from about
        yield _app_token(make_client(settings.app_token, settings.api_url), words)
    sessions = None
    try:
        sessions = make_sessions(database_url(environment))
        about_it, ready = _database(sessions, words)
        yield about_it
        if ready and bot is not None and team is not None:
            yield _channel(bot, _school(sessions, team), words)
    except SettingsError:
        pass  # told above
    except ModuleNotFoundError:
        yield Finding(
            WRONG,
            words.gettext(
                "PostgreSQL needs the package psycopg: python -m pip install 'psycopg[binary]'"
            ),
        )
    finally:
        if sessions is not None:
            sessions.dispose()


def _bot_token(client: WebClient, words: Words) -> tuple[list[Finding], str | None]:
    """What Slack says of the bot token and its scopes; the team it is of."""
    _ = words.gettext
    try:
        answer = client.auth_test()
    except SlackApiError as error:
        return [_refused("SLACK_BOT_TOKEN", error, words)], None
    except (SlackClientError, OSError):
        return [Finding(WRONG, _no_slack(client, words))], None
    said = _("SLACK_BOT_TOKEN is right: {bot} in the workspace {team}.").format(
        bot=answer.get("user"), team=answer.get("team")
    )
    return [Finding(OK, said), _scopes(answer.headers, words)], str(answer.get("team_id"))


def _scopes(headers: Mapping[str, Any], words: Words) -> Finding:
    """What the token may do, against what the bot does."""
    _ = words.gettext
    told = next((v for k, v in headers.items() if k.lower() == "x-oauth-scopes"), None)
    if told is None:
        return Finding(TO_DO, _("Slack did not say what the token may do."))
    granted = {scope.strip() for scope in str(told).split(",")}
    missing = [scope for scope in SCOPES if scope not in granted]
    if not missing:
        return Finding(OK, _("The token may do all that the bot needs."))
    text = _(
        "The token lacks: {scopes}. In Slack: your app, OAuth & Permissions, Scopes; "
        "add them, then reinstall the app."
    )
    return Finding(WRONG, text.format(scopes=", ".join(missing)))


def _app_token(client: WebClient, words: Words) -> Finding:
    """Whether Socket Mode opens with the app token."""
    try:
        client.apps_connections_open(app_token=str(client.token))
    except SlackApiError as error:
        return _refused("SLACK_APP_TOKEN", error, words)
    except (SlackClientError, OSError):
        return Finding(WRONG, _no_slack(client, words))
    return Finding(OK, words.gettext("SLACK_APP_TOKEN is right: Socket Mode opens."))


def _refused(name: str, error: SlackApiError, words: Words) -> Finding:
    text = words.gettext("Slack refuses {name} ({code}). It {where}.")
    code = error.response.get("error")
    return Finding(WRONG, text.format(name=name, code=code, where=words.gettext(WHERE[name])))


def _no_slack(client: WebClient, words: Words) -> str:
    """Slack itself is away, or the server that was set in its place."""
    if client.base_url == SLACK_API:
        return words.gettext("I cannot reach Slack: is this machine on the internet?")
    return words.gettext("I cannot reach {address}, which SLACK_API_URL names.").format(
        address=client.base_url
    )


def _database(sessions: Sessions, words: Words) -> tuple[Finding, bool]:
    """Whether the database answers and has the form this version needs."""
    _ = words.gettext
    embedded = sessions.engine.dialect.name == "sqlite"
    if embedded and not Path(sessions.engine.url.database or "").exists():
        return Finding(TO_DO, _("The database is made when the bot starts first.")), False
    try:
        current = migrate.current(sessions.engine)
    except UNAVAILABLE:
        text = _("I cannot reach the database: look at DATABASE_URL, and whether it runs.")
        return Finding(WRONG, text), False
    if current == migrate.newest():
        return Finding(OK, _("The database answers and is ready.")), True
    if embedded:
        return Finding(TO_DO, _("The database is brought up to date when the bot starts.")), False
    return Finding(
        WRONG, _("The database is not ready for this version: python app.py migrate")
    ), False


def _school(sessions: Sessions, team_id: str) -> SchoolFacts | None:
    with sessions.reading() as session:
        return schools.of_team(session, team_id)


def _channel(client: WebClient, school: SchoolFacts | None, words: Words) -> Finding:
    """Whether the admins' channel is there, private, the school's own, with the bot in it."""
    _ = words.gettext
    if school is None or school.admins_channel is None:
        text = _("No admins' channel is chosen yet: type {command} in Slack.")
        command = BY_NAME["settings"].command(words.language)
        return Finding(TO_DO, text.format(command=command))
    try:
        channel = client.conversations_info(channel=school.admins_channel)["channel"]
    except SlackApiError as error:
        if error.response.get("error") != "channel_not_found":
            text = _("Slack does not tell about the admins' channel ({code}).")
            return Finding(WRONG, text.format(code=error.response.get("error")))
        return Finding(
            WRONG,
            _("The admins' channel is gone, or the bot is not in it: type /invite @Préau there."),
        )
    except (SlackClientError, OSError):
        return Finding(WRONG, _no_slack(client, words))
    return _judged(channel, words)


def _judged(channel: dict[str, Any], words: Words) -> Finding:
    _ = words.gettext
    name = channel.get("name", "")
    if not channel.get("is_private"):
        text = _("The admins' channel #{name} is public: choose a private one.")
    elif channel.get("is_ext_shared"):
        text = _(
            "The admins' channel #{name} is shared with another organisation: choose another one."
        )
    elif channel.get("is_archived"):
        text = _("The admins' channel #{name} is archived: choose another one.")
    elif not channel.get("is_member"):
        text = _("The bot is not in the admins' channel #{name}: type /invite @Préau there.")
    else:
        found = _("The admins' channel #{name} is private, and the bot is in it.")
        return Finding(OK, found.format(name=name))
    return Finding(WRONG, text.format(name=name))
