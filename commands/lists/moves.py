"""Which classes a list puts its people into, and takes them out of."""

from commands.lists.classes import ListClasses
from commands.lists.values import Asked, ListFigures, Toggle
from commands.rosters.columns import Column

Move = tuple[tuple[str, ...], tuple[int, ...]]
"""Keys of the classes begun, ids of the classes ended."""


class ClassMoves:
    """Tells the moves of each person, and counts them."""

    def __init__(self, book: ListClasses, asked: Asked, figures: ListFigures) -> None:
        into = asked.options.into_class
        self._book, self._figures = book, figures
        self._into = book.keys((into,)) if into else ()
        self._sets = asked.is_master and asked.file.has(Column.CLASSES)
        self._keeps = Toggle.KEEP_ENROLMENTS in asked.toggles
        self._known: dict[tuple[tuple[str, ...], tuple[int, ...]], Move] = {}
        """By the names that a list has and the classes that there are: many share both."""

    def of(self, named: tuple[str, ...], has: tuple[int, ...]) -> Move:
        """For somebody whom the list has in the classes `named`, and who is in those of `has`."""
        move = self._known.get((named, has))
        if move is None:
            move = self._known[named, has] = self._find(named, has)
        begun, ended = move
        if begun:
            self._book.count(begun)
            self._figures.begun += len(begun)
        if ended:
            self._figures.would_end += len(ended)
            if self._keeps:
                return begun, ()
            self._figures.ended += len(ended)
        return move

    def _find(self, named: tuple[str, ...], has: tuple[int, ...]) -> Move:
        keys, ids = self._book.keys(named), self._book.ids
        wanted = tuple(dict.fromkeys((*keys, *self._into)))
        begun = tuple(key for key in wanted if ids.get(key) not in has)
        if not self._sets or not keys:
            return begun, ()
        stays = {ids.get(key) for key in wanted}
        return begun, tuple(
            class_id for class_id in has if class_id not in stays and class_id in self._book.names
        )
