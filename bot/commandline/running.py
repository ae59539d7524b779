"""`python app.py`: the bot until it is told to stop. And `migrate`."""

import logging
import signal
import sys
import threading

from slack_bolt.error import BoltError
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.commandline.schools import StopError
from bot.commandline.terminal import DONE, IN_PART, say
from bot.context import Clock
from bot.running import DatabaseNotReadyError, RunningBot, ready_sessions
from bot.settings import WHERE, Settings
from bot.texts import Words
from store import migrate
from store.session import Sessions, make_sessions

OTHERS = ("slack_bolt", "slack_sdk", "apscheduler", "alembic")
"""Their finer words would hold what people typed."""

log = logging.getLogger("preau")


def set_up_logging() -> None:
    """Plain lines on standard error; whoever runs the bot keeps them."""
    logging.basicConfig(
        stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s"
    )
    for name in OTHERS:
        logging.getLogger(name).setLevel(logging.WARNING)


def open_sessions(database_url: str, words: Words) -> Sessions:
    """Sessions on a database that is ready; StopError with what to do for one that is not."""
    try:
        return ready_sessions(database_url)
    except DatabaseNotReadyError as error:
        raise StopError(
            words.gettext("The database is not ready for this version: python app.py migrate")
        ) from error
    except ModuleNotFoundError as error:
        raise missing_driver(words) from error


def missing_driver(words: Words) -> StopError:
    return StopError(
        words.gettext(
            "PostgreSQL needs the package psycopg: python -m pip install 'psycopg[binary]'"
        )
    )


def run(settings: Settings, clock: Clock, words: Words) -> int:
    """Answer Slack until SIGTERM or SIGINT; what was begun is finished first."""
    sessions = open_sessions(settings.database_url, words)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        with RunningBot(settings, sessions, clock):
            log.info("at work; stop with Ctrl+C")
            stop.wait()
            log.info("stopping")
    except (BoltError, SlackClientError, OSError) as error:
        raise _refused(error, words) from error
    finally:
        sessions.dispose()
    return DONE


def _refused(error: BaseException, words: Words) -> StopError:
    """Why Slack could not be reached, or does not take the tokens."""
    _ = words.gettext
    found: BaseException | None = error
    while found is not None and not isinstance(found, SlackApiError):
        found = found.__cause__ or found.__context__
    if found is None:
        return StopError(
            _("I cannot reach Slack: is this machine on the internet? Try again in a minute."),
            IN_PART,
        )
    opens = "connections.open" in str(found.response.api_url)
    name = "SLACK_APP_TOKEN" if opens else "SLACK_BOT_TOKEN"
    text = _("Slack refuses {name} ({code}). It {where}. To look at everything: {command}")
    return StopError(
        text.format(
            name=name,
            code=found.response.get("error"),
            where=words.gettext(WHERE[name]),
            command="python app.py check",
        )
    )


def migrate_database(database_url: str, words: Words) -> int:
    """Bring the database to the form this version needs; again is harmless."""
    try:
        sessions = make_sessions(database_url)
    except ModuleNotFoundError as error:
        raise missing_driver(words) from error
    before = migrate.current(sessions.engine)
    migrate.upgrade(sessions.engine)
    sessions.dispose()
    if before == migrate.newest():
        say(words.gettext("The database was ready already."))
    else:
        say(words.gettext("The database is ready."))
    return DONE
