"""Refusals, tellings and operations are worded one module a subject; each registers its words.

Loading a folder registers them all, so that a new subject is a new file and
nothing else.
"""

import importlib
import pkgutil
from types import ModuleType

from bot import refusals, tellings
from bot.views import operations

FOLDERS = (refusals, tellings, operations)


def load(folder: ModuleType) -> None:
    """Import every module of a folder."""
    for found in pkgutil.iter_modules(folder.__path__):
        importlib.import_module(f"{folder.__name__}.{found.name}")


def load_all() -> None:
    """What the bot must have done before it speaks."""
    for folder in FOLDERS:
        load(folder)
