"""What a job of the tour plays on: its people, and the school as it really is."""

from collections.abc import Sized

from bot.demo.player import Player, Show
from bot.demo.stage import Stage
from bot.demo.state import State


class NotAsItMustBeError(Exception):
    """The school's state is not what the job must come to."""


class Scene:
    """The stage, the players on it, and the checks."""

    def __init__(self, stage: Stage, show: Show) -> None:
        self.state = State(stage.sessions, stage.school_id, stage.clock)
        self.show = show
        self._members = stage.workspace.members.values()
        self._url = stage.url

    def player(self, first_name: str) -> Player:
        """Somebody of the cast."""
        found = next(m for m in self._members if m.real_name.split()[0] == first_name)
        return Player(self._url, found.id, first_name, self.show)

    def check(self, promise: str, kept: bool) -> None:
        """Show that the database is as promised. Raises NotAsItMustBeError if it is not."""
        if not kept:
            raise NotAsItMustBeError(promise)
        self.show(f"  ✓ {promise}")

    def check_same(self, what: str, before: Sized, now: Sized) -> None:
        self.check(f"{what}: {len(before)}, exactly those of before", now == before)
