"""Which schools have reminders, and which weeks were dealt with."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, insert, select, tuple_
from sqlalchemy.orm import Session

from store.models import Operation, ReminderWeek, School, SettingStamp


def switched_on(session: Session) -> Sequence[School]:
    """The schools that want reminders and are set up."""
    return session.scalars(
        select(School)
        .where(School.reminders_on.is_(True), School.set_up_at.is_not(None))
        .order_by(School.id)
    ).all()


def settings_changed_at(
    session: Session, school_ids: Collection[int], names: Collection[str]
) -> Mapping[int, datetime]:
    """By school, when one of these settings was last put as it is; missing if never."""
    rows = session.execute(
        select(SettingStamp.school_id, func.max(Operation.at, type_=Operation.at.type))
        .join(
            Operation,
            (Operation.school_id == SettingStamp.school_id)
            & (Operation.id == SettingStamp.operation_id),
        )
        .where(SettingStamp.school_id.in_(school_ids), SettingStamp.name.in_(names))
        .group_by(SettingStamp.school_id)
    )
    return {school_id: at for school_id, at in rows}  # noqa: C416 - rows are no pairs to the types


def handled(session: Session, weeks: Collection[tuple[int, str]]) -> set[tuple[int, str]]:
    """Which of these weeks, by school, were sent, rehearsed or skipped."""
    if not weeks:
        return set()
    rows = session.execute(
        select(ReminderWeek.school_id, ReminderWeek.week).where(
            tuple_(ReminderWeek.school_id, ReminderWeek.week).in_(list(weeks))
        )
    )
    return {(school_id, week) for school_id, week in rows}


def came_since(session: Session, school_id: int, switched_on: int | None) -> bool:
    """Whether a week was rehearsed or sent since that switching on."""
    condition = exists().where(
        ReminderWeek.school_id == school_id,
        ReminderWeek.outcome.in_(("rehearsed", "sent")),
        ReminderWeek.switched_on.is_(None)
        if switched_on is None
        else ReminderWeek.switched_on == switched_on,
    )
    return session.execute(select(condition)).scalar_one()


def get(session: Session, school_id: int, week: str) -> ReminderWeek | None:
    return session.scalars(
        select(ReminderWeek).where(ReminderWeek.school_id == school_id, ReminderWeek.week == week)
    ).one_or_none()


def before(session: Session, school_id: int, week: str) -> ReminderWeek | None:
    """The newest week before this one that has figures to compare with."""
    return session.scalars(
        select(ReminderWeek)
        .where(
            ReminderWeek.school_id == school_id,
            ReminderWeek.week < week,
            ReminderWeek.outcome.in_(("rehearsed", "sent")),
        )
        .order_by(ReminderWeek.week.desc())
        .limit(1)
    ).one_or_none()


def add(session: Session, school_id: int, week: str, **values: Any) -> None:
    session.execute(insert(ReminderWeek).values({"school_id": school_id, "week": week, **values}))
