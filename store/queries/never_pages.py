"""Pages of who never connected, by class, oldest account first, by key.

The first page must not depend on how big the school is, so that classes are
walked in the order of their names, some at a time, until the page is full: no
statement sorts the whole school. Where hardly anybody never connected, the
walk would be long, and the few are sorted instead.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, literal, or_, select, tuple_
from sqlalchemy.orm import Session

from store.models import Enrolment, SchoolClass, User
from store.queries.logins import Within, enrolled

FIRST_CLASSES, MORE, MOST_CLASSES = 24, 4, 2048
"""How many classes are looked at: some, then four times as many, and so on."""

LONG_WALK = 500
"""After that many classes it is asked whether the few should be sorted instead."""

FEW = 5000

ENROLMENT_OF_USER = and_(Enrolment.school_id == User.school_id, Enrolment.user_id == User.id)
CLASS_OF_ENROLMENT = and_(
    SchoolClass.school_id == Enrolment.school_id, SchoolClass.id == Enrolment.class_id
)


@dataclass(frozen=True)
class LineKey:
    """Where a line stands in the order of the list."""

    class_key: str | None
    """The name key of its class; None for no class, which comes last."""
    created_at: datetime
    user_id: int


@dataclass(frozen=True)
class Line:
    """A student in one class who never connected."""

    key: LineKey
    class_id: int | None
    class_name: str | None
    first_name: str
    last_name: str
    email: str | None
    access: str
    licence: bool
    metered_before: int
    metered_from: int | None


def lines(
    session: Session, within: Within, *, key: LineKey | None, backward: bool, limit: int
) -> list[Line]:
    """Up to `limit` lines after `key`, or before it; nearest to it first."""
    found: list[Line] = []
    without_class = within.whole and (key is None or not backward or key.class_key is None)
    if backward and without_class:
        found += _of_no_class(session, within, key, backward, limit)
    if backward or key is None or key.class_key is not None:
        found += _of_classes(session, within, key, backward, limit - len(found))
    if not backward and without_class and len(found) < limit:
        after = key if key is not None and key.class_key is None else None
        found += _of_no_class(session, within, after, backward, limit - len(found))
    return found


def _of_classes(
    session: Session, within: Within, key: LineKey | None, backward: bool, limit: int
) -> list[Line]:
    if key is not None and key.class_key is None:
        key = None  # coming back from those of no class: from the last class on
    found: list[Line] = []
    walked = 0
    for class_ids in _walk(session, within, key, backward):
        if walked <= LONG_WALK < walked + len(class_ids):
            few = _few(session, within)
            if few is not None:
                return _of_few(session, within, few, key, backward, limit)
        walked += len(class_ids)
        query = _in_order(_columns(within), key, backward).where(Enrolment.class_id.in_(class_ids))
        found += _read(session, query.limit(limit - len(found)))
        if len(found) >= limit:
            break
    return found


def _walk(
    session: Session, within: Within, key: LineKey | None, backward: bool
) -> Iterator[Sequence[int]]:
    """Classes in the order of their names, from that of `key` on, some at a time."""
    name = SchoolClass.name_key
    reached, inclusive = key.class_key if key else None, True
    size = FIRST_CLASSES
    while True:
        query = select(SchoolClass.id, name).where(
            SchoolClass.school_id == within.school_id,
            SchoolClass.deleted_at.is_(None),
            *within.classes(SchoolClass.id.expression),
        )
        if reached is not None:
            query = query.where(_beyond(name.expression, reached, backward, inclusive))
        rows = session.execute(query.order_by(name.desc() if backward else name).limit(size)).all()
        if not rows:
            return
        yield [id_ for id_, _ in rows]
        if len(rows) < size:
            return
        reached, inclusive = rows[-1][1], False
        size = min(size * MORE, MOST_CLASSES)


def _beyond(
    column: ColumnElement[str], reached: str, backward: bool, inclusive: bool
) -> ColumnElement[bool]:
    if inclusive:
        return column <= reached if backward else column >= reached
    return column < reached if backward else column > reached


def _few(session: Session, within: Within) -> Sequence[int] | None:
    """All who never connected and can; None if they are more than a few."""
    found = session.scalars(
        select(User.id).where(within.students(), within.can_connect()).limit(FEW + 1)
    ).all()
    return found if len(found) <= FEW else None


def _of_few(
    session: Session,
    within: Within,
    few: Sequence[int],
    key: LineKey | None,
    backward: bool,
    limit: int,
) -> list[Line]:
    """The same page, by sorting all that there are."""
    query = _in_order(_columns(within), key, backward).where(Enrolment.user_id.in_(few))
    return _read(session, query.limit(limit))


def _of_no_class(
    session: Session, within: Within, key: LineKey | None, backward: bool, limit: int
) -> list[Line]:
    query = select(literal(None), literal(None), literal(None), *_OF_USER).where(
        within.students(), within.can_connect(), ~enrolled()
    )
    if key is not None:
        query = query.where(_after(key, backward))
    order = (User.created_at, User.id)
    query = query.order_by(*(column.desc() if backward else column for column in order))
    return _read(session, query.limit(limit))


def _after(key: LineKey, backward: bool) -> ColumnElement[bool]:
    """Accounts younger than that of `key`, or older; of one class."""
    mine = tuple_(User.created_at, User.id)
    other = tuple_(literal(key.created_at, User.created_at.type), literal(key.user_id))
    return mine < other if backward else mine > other


_OF_USER = (
    User.created_at,
    User.id,
    User.first_name,
    User.last_name,
    User.email,
    User.access,
    User.licence,
    User.metered_before,
    User.metered_from,
)


def _columns(within: Within) -> Select[*tuple[Any, ...]]:
    return (
        select(SchoolClass.id, SchoolClass.name, SchoolClass.name_key, *_OF_USER)
        .select_from(Enrolment)
        .join(User, ENROLMENT_OF_USER)
        .join(SchoolClass, CLASS_OF_ENROLMENT)
        .where(
            Enrolment.school_id == within.school_id,
            within.of_school(),
            within.can_connect(),
            *within.classes(Enrolment.class_id.expression),
        )
    )


def _in_order(
    query: Select[*tuple[Any, ...]], key: LineKey | None, backward: bool
) -> Select[*tuple[Any, ...]]:
    order = (SchoolClass.name_key, User.created_at, User.id)
    if key is not None:
        name = SchoolClass.name_key.expression
        query = query.where(
            or_(
                _beyond(name, str(key.class_key), backward, inclusive=False),
                and_(name == key.class_key, _after(key, backward)),
            )
        )
    return query.order_by(*(column.desc() if backward else column for column in order))


def _read(session: Session, query: Select[*tuple[Any, ...]]) -> list[Line]:
    return [_line(row) for row in session.execute(query)]


def _line(row: Row[*tuple[Any, ...]]) -> Line:
    class_id, class_name, class_key, created_at, user_id, *rest = row
    return Line(LineKey(class_key, created_at, user_id), class_id, class_name, *rest)
