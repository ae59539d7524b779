"""What a bench prints: one line a figure, with its goal. And what all of them need to measure."""

import gc
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from store.session import Sessions
from tests.databases import Databases, postgresql, scratch_folder

ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass(frozen=True)
class Figure:
    """Something measured; `goal` is the most it may be, None where none is set."""

    what: str
    engine: str
    measured: float
    unit: str
    """`×` for a ratio, `MB`, `ms`."""
    goal: float | None = None
    of: str = ""
    """What the ratio is of."""

    def __str__(self) -> str:
        digits = 2 if self.unit == "×" else 0
        measured = f"{self.measured:.{digits}f} {self.unit}"
        goal = held = ""
        if self.goal is not None:
            goal = f"≤ {self.goal:g} {self.unit}"
            held = "held" if round(self.measured, digits) <= self.goal else "MISSED"
        what = f"{self.what:<58} {ENGINES[self.engine]:<10}"
        return f"{what} {measured:>9}  {goal:<8} {held:<6} {self.of}".rstrip()


def ratio(
    what: str, engine: str, seconds: float, against: float, goal: float | None = None
) -> Figure:
    of = f"{seconds * 1000:.0f} ms against {against * 1000:.0f} ms"
    return Figure(what, engine, seconds / against, "×", goal, of)


def show(figure: Figure) -> None:
    sys.stdout.write(f"{figure}\n")
    sys.stdout.flush()


@contextmanager
def engines() -> Iterator[list[Databases]]:
    """SQLite, and a PostgreSQL of our own; all is gone afterwards."""
    folder = scratch_folder()
    try:
        with postgresql(folder / "postgresql") as server:
            yield [Databases("sqlite", folder), Databases("postgresql", folder, server)]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def timed(act: Callable[[], Any]) -> float:
    """Seconds. What was left over before is cleared away first."""
    gc.collect()
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def address(sessions: Sessions) -> str:
    return sessions.engine.url.render_as_string(hide_password=False)


def apart(module: str, *arguments: object) -> Any:
    """What `module` prints as JSON in a process of its own, for which it is given `--one`."""
    command = [sys.executable, "-m", module, "--one", *map(str, arguments)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def most_memory() -> int:
    """The most that this process ever had, in MB: Linux tells."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if "VmHWM" in line) // 1024
