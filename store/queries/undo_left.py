"""Whom an undo left alone, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Row, and_, case, func, or_, select, union
from sqlalchemy.orm import Session, aliased

from store.models import Change, EnrolmentChange, User

LIVE = User.deleted_at.is_(None)


@dataclass(frozen=True)
class Left:
    """Users of the undone operation of whom something was left alone."""

    count: int
    named: Sequence[Row[int, str, int]]
    """(id, reason, total), the first ones by name."""


def left_alone(
    session: Session, school_id: int, operation_id: int, *, undone_id: int, limit: int
) -> Left:
    """Who was left alone, and why; asked before the change rows are applied.

    The two operations' rows are grouped, not joined: a database that has no
    statistics of rows just written would join them row by row.
    """
    either = (undone_id, operation_id)
    of_users = (
        select(Change.user_id)
        .where(Change.school_id == school_id, Change.operation_id.in_(either))
        .group_by(Change.user_id)
        .having(_fewer(undone_id, operation_id))
    )
    row = EnrolmentChange
    added = select(Change.user_id).where(
        Change.school_id == school_id,
        Change.operation_id == undone_id,
        Change.existence == "added",
    )
    of_enrolments = (
        select(row.user_id)
        .where(row.school_id == school_id, row.operation_id.in_(either), row.user_id.not_in(added))
        .group_by(row.user_id, row.class_id)
        .having(func.count() == 1)
    )
    first = (
        select(User.id, func.count().over().label("total"))
        .where(User.school_id == school_id, User.id.in_(union(of_users, of_enrolments)))
        .order_by(User.name_key, User.id)
        .limit(limit)
        .subquery()
    )
    theirs, mine = aliased(Change), aliased(Change)
    rows = session.execute(
        select(User.id, _reason(theirs, mine).label("reason"), first.c.total)
        .join(first, first.c.id == User.id)
        .outerjoin(theirs, _of(theirs, undone_id))
        .outerjoin(mine, _of(mine, operation_id))
        .where(User.school_id == school_id)
        .order_by(User.name_key, User.id)
    ).all()
    return Left(rows[0].total if rows else 0, rows)


def _fewer(undone_id: int, operation_id: int) -> ColumnElement[bool]:
    """Of a user's one or two rows: the undone operation has a facet that the undoing has not."""
    by_them, by_me = Change.operation_id == undone_id, Change.operation_id == operation_id
    apart = Change.existence.is_distinct_from("added")
    facets_of_both = (
        (Change.existence.is_not(None), Change.existence.is_not(None)),
        (
            and_(Change.licence_after.is_not(None), Change.existence.is_(None)),
            Change.licence_after.is_not(None),
        ),
        (and_(Change.profile_after.is_not(None), apart), Change.profile_after.is_not(None)),
        (and_(Change.login_changed.is_(True), apart), Change.login_changed.is_(True)),
    )
    return or_(
        *(_sum(and_(by_them, theirs)) > _sum(and_(by_me, mine)) for theirs, mine in facets_of_both)
    )


def _of(change: type[Change], operation_id: int) -> ColumnElement[bool]:
    return and_(
        change.school_id == User.school_id,
        change.operation_id == operation_id,
        change.user_id == User.id,
    )


def _facets_missing(theirs: type[Change], mine: type[Change]) -> Mapping[str, ColumnElement[bool]]:
    """Per facet: the undone operation has it, and the undoing one does not."""
    apart = theirs.existence.is_distinct_from("added")
    return {
        "existence": and_(theirs.existence.is_not(None), mine.existence.is_(None)),
        "licence": and_(
            theirs.licence_after.is_not(None),
            theirs.existence.is_(None),
            mine.licence_after.is_(None),
        ),
        "profile": and_(theirs.profile_after.is_not(None), apart, mine.profile_after.is_(None)),
        "login": and_(theirs.login_changed.is_(True), apart, mine.login_changed.is_(None)),
    }


def _reason(theirs: type[Change], mine: type[Change]) -> ColumnElement[str]:
    """Why, as in commands.undo.LeftReason; the first that holds."""
    missing = _facets_missing(theirs, mine)

    def carries(facet: str) -> ColumnElement[bool]:
        stamp: ColumnElement[int | None] = getattr(User, f"{facet}_stamp")
        return stamp.is_not_distinct_from(getattr(theirs, f"{facet}_stamp_after"))

    by_them = and_(theirs.existence == "deleted", carries("existence"))
    untouched = and_(missing["existence"], carries("existence"))
    told: ColumnElement[str] = case(
        (and_(~LIVE, ~func.coalesce(by_them, False)), "deleted"),
        (and_(untouched, theirs.existence == "added"), "in_use"),
        (untouched, "same_person"),
        (and_(missing["licence"], carries("licence")), "external"),
        (
            and_(missing["profile"], carries("profile"), User.licence, _goes_external(theirs)),
            "external",
        ),
        (and_(missing["profile"], carries("profile")), "same_person"),
        else_="changed",
    )
    return told


def _goes_external(theirs: type[Change]) -> ColumnElement[bool]:
    external: ColumnElement[bool] = theirs.profile_before["access"].as_string() == "external"
    return external


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
