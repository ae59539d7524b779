"""Schools, their Slack workspaces, and the pauses that make them paused."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from store.models import Pause, School, SettingStamp, Workspace

_TEAMS = 0x5072_6562
"""One number for all replicas, so that two never give one team two schools."""


def lock_teams(session: Session) -> None:
    """Until the transaction ends, nobody else ties a team to a school."""
    if session.get_bind().dialect.name == "postgresql":  # SQLite's BEGIN IMMEDIATE is the lock
        session.execute(select(func.pg_advisory_xact_lock(_TEAMS)))


def find(session: Session, school_id: int) -> School | None:
    return session.scalars(select(School).where(School.id == school_id)).one_or_none()


def get(session: Session, school_id: int) -> School:
    """The school as it is now, without locking it."""
    return session.scalars(select(School).where(School.id == school_id)).one()


def get_locked(session: Session, school_id: int) -> School:
    """The school, locked until the transaction ends: the first statement of every change."""
    return session.scalars(
        select(School)
        .where(School.id == school_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def get_by_team(session: Session, team_id: str) -> School | None:
    return session.scalars(
        select(School)
        .join(Workspace, Workspace.school_id == School.id)
        .where(Workspace.team_id == team_id)
    ).one_or_none()


def all_schools(session: Session) -> Sequence[School]:
    return session.scalars(select(School).order_by(School.id)).all()


def without_workspace(session: Session) -> Sequence[School]:
    """Schools loaded by the command line before any Slack team spoke for them."""
    taken = select(Workspace.school_id)
    return session.scalars(select(School).where(School.id.not_in(taken)).order_by(School.id)).all()


def workspaces(session: Session, school_id: int) -> Sequence[Workspace]:
    return session.scalars(
        select(Workspace).where(Workspace.school_id == school_id).order_by(Workspace.team_id)
    ).all()


def pauses_since(session: Session, school_id: int, moment: datetime) -> Sequence[Pause]:
    """Pauses that reach past `moment`, the planned ones included, earliest first."""
    return session.scalars(
        select(Pause)
        .where(
            Pause.school_id == school_id,
            Pause.cancelled_at.is_(None),
            or_(Pause.ends_at.is_(None), Pause.ends_at > moment),
        )
        .order_by(Pause.starts_at, Pause.id)
    ).all()


def get_pause(session: Session, school_id: int, pause_id: int) -> Pause | None:
    return session.scalars(
        select(Pause).where(Pause.school_id == school_id, Pause.id == pause_id)
    ).one_or_none()


def setting_stamp(session: Session, school_id: int, name: str) -> int | None:
    """The operation that put the setting as it is; None while it was never changed."""
    return session.scalars(
        select(SettingStamp.operation_id).where(
            SettingStamp.school_id == school_id, SettingStamp.name == name
        )
    ).one_or_none()
