"""The tour: the jobs played by themselves, over the protocols that a browser would use too."""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.demo import jobs
from bot.demo.scene import NotAsItMustBeError, Scene
from bot.demo.screen import WIDTH
from bot.demo.stage import BotStoppedError, Stage
from bot.workspace.person import NotOnScreenError

JOBS: tuple[tuple[str, Callable[[Scene], None]], ...] = (
    ("Pause and resume the account · Mettre le compte en pause, le réactiver", jobs.pause),
    ("Take back the licences of a class, give them again · Retirer, rendre", jobs.licences),
    ("Who never connected · Qui n’a jamais connecté l’application", jobs.never_connected),
    ("Restore yesterday’s deletions · Restaurer les suppressions d’hier", jobs.restore),
    ("Get the list as a file in the channel · Récupérer la liste", jobs.export),
    ("The same in English, undone with one click · Défaire", jobs.in_english),
    ("A teacher is refused · Une professeure essaie", jobs.refusal),
)

INTRODUCTION = """\
Préau, played by itself: a school of 1 200 students, the bot, and a workspace in Slack’s place.
⌨ typed   ▣ pressed   ✎ chosen   ┌ on the screen   ✓ looked up in the database
"""


def tour() -> int:
    """Play it; 0 only if the school’s state is then what it must be."""
    started = time.monotonic()
    show(INTRODUCTION)
    try:
        with TemporaryDirectory(prefix="preau-") as folder, Stage(Path(folder)) as stage:
            scene = Scene(stage, show)
            for number, (title, play) in enumerate(JOBS, 1):
                heading = f"── {number}. {title} "
                show(f"\n{heading}{'─' * (WIDTH - len(heading))}")
                play(scene)
    except NotAsItMustBeError as error:
        return _failed(f"not as it must be: {error}")
    except NotOnScreenError as error:
        return _failed(str(error))
    except BotStoppedError as error:
        return _failed(f"the bot has stopped:\n{error}")
    show(f"\nAll is as it must be, after {time.monotonic() - started:.0f} seconds.")
    return 0


def show(text: str) -> None:
    """On standard output, in whatever letters the terminal knows."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding) + "\n")
    sys.stdout.flush()


def _failed(why: str) -> int:
    show(f"\n✗ {why}")
    return 1
