"""A selection as SQL: which users it means, and a digest of who they are."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from store.keys import plain
from store.models import Enrolment, User


@dataclass(frozen=True)
class Selection:
    """A filter over the undeleted users of a school. Empty fields do not narrow."""

    role: str | None = None
    """`student` or `teacher`."""
    class_ids: tuple[int, ...] = ()
    """In any of these classes; a class means its students, unless `with_teachers`."""
    without_class: bool = False
    with_teachers: bool = False
    licence: bool | None = None
    never_connected: bool = False
    text: str = ""
    """Words looked for in names and addresses; each must be found."""
    user_ids: tuple[int, ...] = ()
    """Only these, when ticked one by one."""
    left_out: tuple[int, ...] = ()
    """Taken out by hand: not matched at all."""
    spare_elsewhere: bool = False
    """Leave out who is also in a class that is not selected."""


def where(school_id: int, selection: Selection) -> ColumnElement[bool]:
    """The condition on `User` that a selection stands for."""
    clauses: list[ColumnElement[bool]] = [User.school_id == school_id, User.deleted_at.is_(None)]
    role = selection.role
    if role is None and selection.class_ids and not selection.with_teachers:
        role = "student"
    if role is not None:
        clauses.append(User.role == role)
    if selection.class_ids:
        clauses.append(in_classes(selection.class_ids))
    if selection.without_class:
        clauses.append(~_enrolled())
    if selection.licence is not None:
        clauses.append(User.licence.is_(selection.licence))
    if selection.never_connected:
        clauses.append(User.last_login_at.is_(None))
    if selection.user_ids:
        clauses.append(User.id.in_(selection.user_ids))
    if selection.left_out:
        clauses.append(User.id.not_in(selection.left_out))
    clauses += found(selection.text)
    if selection.spare_elsewhere and selection.class_ids:
        clauses.append(~elsewhere(selection.class_ids))
    return and_(*clauses)


def found(text: str) -> list[ColumnElement[bool]]:
    """Each word of `text` somewhere in the name or the address, whatever accents and case."""
    return [
        or_(
            User.name_key.contains(word, autoescape=True),
            User.email_key.contains(word, autoescape=True),
        )
        for word in plain(text).split()
    ]


def in_classes(class_ids: tuple[int, ...]) -> ColumnElement[bool]:
    enrolment = aliased(Enrolment)
    return exists().where(
        enrolment.school_id == User.school_id,
        enrolment.user_id == User.id,
        enrolment.class_id.in_(class_ids),
    )


def elsewhere(class_ids: tuple[int, ...]) -> ColumnElement[bool]:
    """Also in a class that is not among these."""
    enrolment = aliased(Enrolment)
    return exists().where(
        enrolment.school_id == User.school_id,
        enrolment.user_id == User.id,
        enrolment.class_id.not_in(class_ids),
    )


def _enrolled() -> ColumnElement[bool]:
    return exists().where(Enrolment.school_id == User.school_id, Enrolment.user_id == User.id)


def digest_columns() -> tuple[ColumnElement[int], ...]:
    """Sums that tell one set of users from another, whatever their order.

    Integer arithmetic only, alike on both engines and far below 64 bits.
    """
    return (
        func.coalesce(func.sum(User.id), 0),
        func.coalesce(func.sum((User.id * 2654435761) % 4294967291), 0),
        func.coalesce(func.sum((User.id * User.id % 2147483647) * 40503 % 2147483629), 0),
    )


def count(session: Session, school_id: int, selection: Selection) -> int:
    return session.execute(
        select(func.count()).select_from(User).where(where(school_id, selection))
    ).scalar_one()


def digest(session: Session, school_id: int, condition: ColumnElement[bool]) -> str:
    """A short text that is the same for the same set of users."""
    row = session.execute(
        select(func.count(), *digest_columns()).where(User.school_id == school_id, condition)
    ).one()
    return "-".join(str(int(value)) for value in row)
