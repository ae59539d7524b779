"""The school that the benches measure: as many users as wanted, made by the database itself."""

from datetime import UTC, datetime

from sqlalchemy import text

from commands.schools import create
from store.queries import schools
from store.session import Sessions, refresh_statistics

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CLASSES = 1000

NUMBERS = """
WITH RECURSIVE each(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM each WHERE n < {last})
"""
CLASS = """
INSERT INTO school_class (school_id, id, name, name_key, created_at)
{numbers} SELECT :school_id, n + 1, 'Classe ' || n, 'classe ' || n, :now FROM each
"""
USER = """
INSERT INTO "user" (id, school_id, role, first_name, last_name, email, external_id, further,
                    email_key, name_key, access, created_at, licence, metered_from, metered_before,
                    last_login_at)
{numbers}
SELECT n + 1, :school_id, 'student', 'Zoé' || (n % 977), 'Lefèvre' || (n % 7919),
       'eleve' || n || '@tivoli.example', substr(CAST(10000000 + n AS TEXT), 2), '[]',
       'eleve' || n || '@tivoli.example', 'lefevre' || (n % 7919) || '|zoe' || (n % 977),
       'internal', :now, :licence, CASE WHEN :licence THEN 0 END, 0,
       CASE WHEN n % 6 > 0 THEN {login} END
  FROM each
"""
LOGIN = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%S.000000', :now, '-' || (n % 100000) || ' minutes')",
    "postgresql": "CAST(:now AS timestamptz) - (n % 100000) * interval '1 minute'",
}
ENROLMENT = """
INSERT INTO enrolment (school_id, class_id, user_id)
{numbers}
SELECT :school_id, n % {classes} + 1, n + 1 FROM each
UNION ALL
SELECT :school_id, (n * 7 + 1) % {classes} + 1, n + 1 FROM each WHERE n % 5 = 0
"""


SEQUENCE = """
SELECT setval(pg_get_serial_sequence('"{table}"', 'id'), (SELECT max(id) FROM "{table}"))
"""


def fill(sessions: Sessions, users: int, *, classes: int = CLASSES, licences: bool = False) -> int:
    """A school of so many students; each is in one class, every fifth in two. Gives its id.

    Of an even number of classes those two are never the same. With `licences`
    everybody has one, and no meter runs.
    """
    kind = sessions.engine.dialect.name
    now = f"{NOW:%Y-%m-%d %H:%M:%S.000000}" if kind == "sqlite" else NOW
    numbers = NUMBERS.format(last=users - 1)
    with sessions.writing.begin() as session:
        made = create(session, name="Bench", language="fr", time_zone="Europe/Paris", now=NOW)
        school = schools.get(session, made.id)
        school.logins_known_at, school.meter_on = NOW, not licences
        school.paying = users if licences else 0
        for statement in (
            CLASS.format(numbers=NUMBERS.format(last=classes - 1)),
            USER.format(numbers=numbers, login=LOGIN[kind]),
            ENROLMENT.format(numbers=numbers, classes=classes),
        ):
            values = {"school_id": made.id, "now": now, "licence": licences}
            named = {name: value for name, value in values.items() if f":{name}" in statement}
            session.execute(text(statement), named)
        if kind == "postgresql":
            for table in ("user", "school_class"):
                session.execute(text(SEQUENCE.format(table=table)))
    refresh_statistics(sessions)
    if kind == "postgresql":
        with sessions.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as quiet:
            quiet.execute(text("VACUUM"))  # what autovacuum does within a minute of a first load
    return made.id
