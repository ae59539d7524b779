"""One command of the terminal, from its words to its exit code; nobody meets a traceback."""

import json
import os
import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence

from bot.commandline import arguments, checking, exporting, importing, reminders, running
from bot.commandline.schools import StopError
from bot.commandline.terminal import (
    DONE,
    IN_PART,
    NOT_DONE,
    asked_language,
    complain,
    say,
    words_for,
)
from bot.context import Clock
from bot.manifest import manifest
from bot.settings import SettingsError, database_url, read_settings
from bot.texts import Words
from commands.schools import LANGUAGE
from store.session import UNAVAILABLE


def main(given: Sequence[str], environment: Mapping[str, str], clock: Clock) -> int:
    """Do what the words ask for; gives the exit code."""
    words = words_for(asked_language(environment, None, LANGUAGE))
    asked = arguments.make_parser(words).parse_args(given)
    try:
        code = _run(asked, environment, clock, words)
        sys.stdout.flush()  # here, where a reader that has gone is met
        return code
    except BrokenPipeError:  # such as `head`: it has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return IN_PART
    except SettingsError as error:
        for problem in error.problems:
            complain(problem)
        complain(words.gettext("Settings stand in the file .env (see .env.example)."))
        return NOT_DONE
    except StopError as error:
        complain(error.sentence)
        return error.code
    except UNAVAILABLE:
        complain(
            words.gettext(
                "I cannot reach the database: look at DATABASE_URL, and whether it runs. "
                "Nothing was changed."
            )
        )
        return IN_PART
    except KeyboardInterrupt:
        return IN_PART


def _run(asked: Namespace, environment: Mapping[str, str], clock: Clock, words: Words) -> int:
    if asked.command == "manifest":
        return _print_manifest(asked.language or words.language)
    if asked.command == "check":
        return checking.run(environment, words)
    if asked.command == "demo":
        return _demo(asked, words)
    if asked.command == "migrate":
        return running.migrate_database(database_url(environment), words)
    if asked.command is None:
        running.set_up_logging()
        return running.run(read_settings(environment), clock, words)
    sessions = running.open_sessions(database_url(environment), words)
    try:
        runs = {"import": importing.run, "export": exporting.run, "reminders": reminders.run}
        return runs[asked.command](asked, sessions, environment, clock())
    finally:
        sessions.dispose()


def _print_manifest(language: str) -> int:
    languages = ("fr", "en") if language == "both" else (language,)
    say(json.dumps(manifest(languages), ensure_ascii=False, indent=2))
    return DONE


def _demo(asked: Namespace, words: Words) -> int:
    """The embedded workspace, whose packages nobody else needs."""
    try:
        from bot.demo.run import run
        from bot.demo.tour import tour
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] in ("bot", "commands", "store"):
            raise
        raise StopError(
            words.gettext("The demo needs a few packages more: make demo installs them.")
        ) from error
    if asked.tour:
        return tour()
    run(asked.port)
    return DONE
