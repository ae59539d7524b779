"""Préau from the terminal: the bot, and what is done without it. `python app.py --help` tells all.

The only file that knows every floor: it reads `.env`, has the one clock, and hands both down.
"""

import os
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from dotenv import load_dotenv

from bot.commandline.main import main
from bot.demo.clock import VARIABLE, Clock

ENVIRONMENT_FILE = Path(".env")


def clock() -> datetime:
    """The present. Everything below is told it, and nothing reads it by itself."""
    return datetime.now(UTC)


def clock_of(environment: Mapping[str, str]) -> Callable[[], datetime]:
    """The clock; a bot of the demo is told by a file how far its present is ahead."""
    file = environment.get(VARIABLE)
    return Clock(Path(file)).now if file else clock


if __name__ == "__main__":
    load_dotenv(ENVIRONMENT_FILE)
    sys.exit(main(sys.argv[1:], os.environ, clock_of(os.environ)))
