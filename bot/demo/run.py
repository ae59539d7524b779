"""`make demo`: the workspace in the browser, and the bot in it, until interrupted."""

import signal
import sys
import time
from types import FrameType

from bot.demo.stage import ROOT, BotStoppedError, Stage

FOLDER = ROOT / "demo-data"

BEGINS = "Préau : un instant… / one moment…"
READY = """\
Ouvrez {url} dans votre navigateur : une école de 1 200 élèves vous y attend.
Open {url} in your browser: a school of 1,200 students is waiting there.
Ctrl-C : arrêter / to stop."""
ENDED = "Préau est arrêté. / Préau has stopped."
IN_USE = """\
Le port {port} est déjà pris. Choisissez-en un autre : make demo PORT={other}
Port {port} is in use already. Choose another one: make demo PORT={other}"""
BOT_STOPPED = """\
Le robot s’est arrêté ; ses dernières lignes : / The bot has stopped; its last lines:
{lines}"""


def run(port: int) -> None:
    """Serve until interrupted. Exits with 1 and a sentence if it cannot."""
    try:
        stage = Stage(FOLDER, port)
    except OSError:
        sys.exit(IN_USE.format(port=port, other=port + 1))
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):  # nothing must leave the bot behind
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _interrupt)
    try:
        _serve(stage)
    except KeyboardInterrupt:
        _say(f"\n{ENDED}")


def _serve(stage: Stage) -> None:
    _say(BEGINS)
    try:
        with stage:
            _say(READY.format(url=stage.url))
            while True:
                stage.check()
                time.sleep(0.2)
    except BotStoppedError as error:
        sys.exit(BOT_STOPPED.format(lines=error))


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
