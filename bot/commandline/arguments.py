"""The words of the command line."""

from argparse import ArgumentParser
from typing import Any

from bot.texts import Words
from commands.exports import Cells, Form
from commands.rosters.doubts import NameOrder
from commands.rosters.encodings import Encoding
from commands.rosters.times import DateOrder

DEMO_PORT = 8765


def make_parser(words: Words) -> ArgumentParser:
    """Every command with its options; without one of them the bot runs."""
    _ = words.gettext
    parser = ArgumentParser(
        prog="python app.py",
        description=_("Préau runs a school's accounts from Slack."),
        epilog=_("Without a command the bot runs, with the settings of .env or the environment."),
    )
    commands = parser.add_subparsers(dest="command", metavar="…")
    commands.add_parser("migrate", help=_("bring the database to the form this version needs"))
    _add_import(commands, words)
    _add_export(commands, words)
    _add_reminders(commands, words)
    manifest = commands.add_parser("manifest", help=_("print the manifest of the Slack app"))
    manifest.add_argument(
        "--language",
        choices=("fr", "en", "both"),
        help=_("whose commands; this machine's unless set"),
    )
    commands.add_parser("check", help=_("tell whether settings, database and channel are right"))
    demo = commands.add_parser("demo", help=_("Préau at work on an invented school, without Slack"))
    demo.add_argument("--port", type=int, default=DEMO_PORT)
    demo.add_argument("--tour", action="store_true", help=_("play the jobs without a browser"))
    return parser


def _add_import(commands: Any, words: Words) -> None:
    _ = words.gettext
    load = commands.add_parser("import", help=_("add the people of a list; takes nobody out"))
    load.add_argument("file", metavar="FILE", help=_("CSV or Excel (.xlsx)"))
    _add_shared(load, words)
    load.add_argument("--encoding", choices=[str(each) for each in Encoding])
    load.add_argument("--separator", choices=(";", ",", "tab"))
    load.add_argument("--name-order", choices=[str(each) for each in NameOrder])
    load.add_argument("--date-order", choices=[str(each) for each in DateOrder])


def _add_export(commands: Any, words: Words) -> None:
    _ = words.gettext
    export = commands.add_parser("export", help=_("write the list of students or teachers"))
    export.add_argument("file", metavar="FILE")
    _add_shared(export, words)
    export.add_argument("--class", dest="class_name", metavar="NAME", help=_("one class only"))
    export.add_argument(
        "--form",
        choices=[str(each) for each in Form],
        default=str(Form.SPREADSHEET),
        help=_("to open in a spreadsheet, or to load into the application again"),
    )
    export.add_argument(
        "--cells",
        choices=[str(each) for each in Cells],
        help=_(
            "of a spreadsheet: semicolons (Excel in French), commas (Excel in English), or "
            "commas without the mark of Excel; the school's language decides unless set"
        ),
    )


def _add_reminders(commands: Any, words: Words) -> None:
    _ = words.gettext
    found = commands.add_parser("reminders", help=_("tell whom the weekly reminders would tell"))
    found.add_argument(
        "--dry-run", action="store_true", required=True, help=_("nothing is sent: the only way")
    )
    found.add_argument("--names", action="store_true", help=_("with the names of the students"))
    found.add_argument("--school", metavar="NAME", help=_("where there are several"))
    found.add_argument("--language", choices=("fr", "en"), help=_("of what is printed"))


def _add_shared(command: ArgumentParser, words: Words) -> None:
    _ = words.gettext
    role = command.add_mutually_exclusive_group(required=True)
    role.add_argument("--students", action="store_true")
    role.add_argument("--teachers", action="store_true")
    command.add_argument("--school", metavar="NAME", help=_("where there are several"))
    command.add_argument("--language", choices=("fr", "en"), help=_("of what is printed"))
