"""The first form of the tables, with the journal's guards.

Revision ID: 0001
Revises: nothing
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)

JOURNAL = ("operation", "operation_figures", "change", "enrolment_change", "school_change")
OF_USERS = ("change", "enrolment_change")  # these may go when their user is erased


def upgrade() -> None:
    create_tables()
    if op.get_bind().dialect.name == "postgresql":
        guard_journal_on_postgresql()
    else:
        guard_journal_on_sqlite()


def guard_journal_on_sqlite() -> None:
    for table in JOURNAL:
        op.execute(
            f"CREATE TRIGGER {table}_never_changed BEFORE UPDATE ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END"
        )
        erased = (
            'WHEN NOT EXISTS (SELECT 1 FROM "user" WHERE school_id = OLD.school_id '
            "AND id = OLD.user_id AND erased_at IS NOT NULL) "
            if table in OF_USERS
            else ""
        )
        op.execute(
            f"CREATE TRIGGER {table}_never_deleted BEFORE DELETE ON {table} {erased}"
            "BEGIN SELECT RAISE(ABORT, 'the journal is never deleted'); END"
        )


def guard_journal_on_postgresql() -> None:
    op.execute(
        """CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'the journal is never changed or deleted'; END $$"""
    )
    op.execute(
        """CREATE FUNCTION journal_refuse_unless_erased() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT 1 FROM "user" WHERE school_id = OLD.school_id
                       AND id = OLD.user_id AND erased_at IS NOT NULL) THEN
                RETURN OLD;
            END IF;
            RAISE EXCEPTION 'the journal is never deleted';
        END $$"""
    )
    for table in JOURNAL:
        op.execute(
            f"CREATE TRIGGER {table}_never_changed BEFORE UPDATE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION journal_refuse()"
        )
        guard = "journal_refuse_unless_erased" if table in OF_USERS else "journal_refuse"
        op.execute(
            f"CREATE TRIGGER {table}_never_deleted BEFORE DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {guard}()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()"
        )


def create_tables() -> None:
    op.create_table(
        "school",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("set_up_at", MOMENT, nullable=True),
        sa.Column("admins_channel", sa.String(), nullable=True),
        sa.Column("retention_days", IDENTIFIER, nullable=False),
        sa.Column("login_age_days", IDENTIFIER, nullable=False),
        sa.Column("reminders_on", sa.Boolean(), nullable=False),
        sa.Column("reminder_day", IDENTIFIER, nullable=False),
        sa.Column("reminder_hour", IDENTIFIER, nullable=False),
        sa.Column("holidays", sa.JSON(), nullable=False),
        sa.Column("connection_guide", sa.String(), nullable=True),
        sa.Column("login_recovery", sa.String(), nullable=True),
        sa.Column("roster_version", IDENTIFIER, nullable=False),
        sa.Column("logins_known_at", MOMENT, nullable=True),
        sa.Column("asked_at", MOMENT, nullable=True),
        sa.Column("meter_on", sa.Boolean(), nullable=False),
        sa.Column("balance", IDENTIFIER, nullable=False),
        sa.Column("spent", IDENTIFIER, nullable=False),
        sa.Column("settled_at", MOMENT, nullable=False),
        sa.Column("paying", IDENTIFIER, nullable=False),
        sa.Column("odometer", IDENTIFIER, nullable=False),
        sa.CheckConstraint("language IN ('fr', 'en')", name=op.f("ck_school_language")),
        sa.CheckConstraint("balance >= 0", name=op.f("ck_school_balance")),
        sa.CheckConstraint("paying >= 0", name=op.f("ck_school_paying")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school")),
    )
    op.create_table(
        "operation",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("school_id", IDENTIFIER, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("org_id", sa.String(), nullable=True),
        sa.Column("slack_id", sa.String(), nullable=True),
        sa.Column("undoes_id", IDENTIFIER, nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id", "undoes_id"],
            ["operation.school_id", "operation.id"],
            name=op.f("fk_operation_school_id_undoes_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_operation_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operation")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_operation_school_id_id")),
        sa.UniqueConstraint(
            "school_id", "undoes_id", name=op.f("uq_operation_school_id_undoes_id")
        ),
    )
    op.create_index("ix_operation_by_time", "operation", ["school_id", "at", "id"], unique=False)
    op.create_table(
        "person",
        sa.Column("school_id", IDENTIFIER, nullable=False),
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("slack_id", sa.String(), nullable=False),
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email_key", sa.String(), nullable=True),
        sa.Column("locale", sa.String(), nullable=True),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("runs_workspace", sa.Boolean(), nullable=False),
        sa.Column("fetched_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_person_school_id")),
        sa.PrimaryKeyConstraint("school_id", "org_id", "slack_id", name=op.f("pk_person")),
    )
    op.create_index("ix_person_by_email", "person", ["school_id", "email_key"], unique=False)
    op.create_table(
        "school_class",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("school_id", IDENTIFIER, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("stamp", IDENTIFIER, nullable=True),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_school_class_school_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_class")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_school_class_school_id_id")),
    )
    op.create_index(
        "ix_school_class_live_name",
        "school_class",
        ["school_id", "name_key"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "seen_event",
        sa.Column("school_id", IDENTIFIER, nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_seen_event_school_id")),
        sa.PrimaryKeyConstraint("school_id", "event_id", name=op.f("pk_seen_event")),
    )
    op.create_index(op.f("ix_seen_event_at"), "seen_event", ["at"], unique=False)
    op.create_table(
        "workspace",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("school_id", IDENTIFIER, nullable=False),
        sa.Column("enterprise_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_workspace_school_id")),
        sa.PrimaryKeyConstraint("team_id", name=op.f("pk_workspace")),
    )
    op.create_index(op.f("ix_workspace_school_id"), "workspace", ["school_id"], unique=False)
    op.create_table(
        "admin",
        sa.Column("school_id", IDENTIFIER, nullable=False),
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("slack_id", sa.String(), nullable=False),
        sa.Column("stamp", IDENTIFIER, nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "stamp"],
            ["operation.school_id", "operation.id"],
            name=op.f("fk_admin_school_id_stamp"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_admin_school_id")),
        sa.PrimaryKeyConstraint("school_id", "org_id", "slack_id", name=op.f("pk_admin")),
    )
    op.create_table(
        "class_name",
        sa.Column("school_id", IDENTIFIER, nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("class_id", IDENTIFIER, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "class_id"],
            ["school_class.school_id", "school_class.id"],
            name=op.f("fk_class_name_school_id_class_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_class_name_school_id")),
        sa.PrimaryKeyConstraint("school_id", "name_key", "class_id", name=op.f("pk_class_name")),
    )
    op.create_index("ix_class_name_by_class", "class_name", ["school_id", "class_id"], unique=False)
    op.create_table(
        "credit_entry",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("school_id", IDENTIFIER, nullable=False),
        sa.Column("operation_id", IDENTIFIER, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("amount", IDENTIFIER, nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id", "operation_id"],
            ["operation.school_id", "operation.id"],
            name=op.f("fk_credit_entry_school_id_operation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_credit_entry_school_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_entry")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_credit_entry_school_id_id")),
    )
    op.create_index(op.f("ix_credit_entry_school_id"), "credit_entry", ["school_id"], unique=False)
    op.create_table(
        "deletion",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("school_id", IDENTIFIER, nullable=False),
        sa.Column("operation_id", IDENTIFIER, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("deleted_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "operation_id"],
            ["operation.school_id", "operation.id"],
            name=op.f("fk_deletion_school_id_operation_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_deletion_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deletion")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_deletion_school_id_id")),
    )
    op.create_index("ix_deletion_by_day", "deletion", ["school_id", "day"], unique=False)
    op.create_table(
        "draft",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("school_id", IDENTIFIER, nullable=False),
        sa.Column("org_id", sa.String(), nullable=True),
        sa.Column("slack_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("roster_version", IDENTIFIER, nullable=False),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("operation_id", IDENTIFIER, nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id", "operation_id"],
            ["operation.school_id", "operation.id"],
            name=op.f("fk_draft_school_id_operation_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_draft_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_draft_school_id_id")),
    )
    op.create_index("ix_draft_by_end", "draft", ["ends_at"], unique=False)
    op.create_table(
        "operation_figures",
        sa.Column("school_id", IDENTIFIER, nullable=False),
        sa.Column("operation_id", IDENTIFIER, nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "operation_id"],
            ["operation.school_id", "operation.id"],
            name=op.f("fk_operation_figures_school_id_operation_id"),
        ),
        sa.PrimaryKeyConstraint("school_id", "operation_id", name=op.f("pk_operation_figures")),
    )
    op.create_table(
        "outbox_message",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("school_id", IDENTIFIER, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("operation_id", IDENTIFIER, nullable=True),
        sa.Column("destination", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("lease_ends_at", MOMENT, nullable=True),
        sa.Column("attempts", IDENTIFIER, nullable=False),
        sa.Column("not_before", MOMENT, nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("ts", sa.String(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id", "operation_id"],
            ["operation.school_id", "operation.id"],
            name=op.f("fk_outbox_message_school_id_operation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_outbox_message_school_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_message")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_outbox_message_school_id_id")),
        sa.UniqueConstraint("school_id", "key", name=op.f("uq_outbox_message_school_id_key")),
    )
    op.create_index(
        "ix_outbox_message_by_state", "outbox_message", ["state", "lease_ends_at"], unique=False
    )
    op.create_table(
        "pause",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("school_id", IDENTIFIER, nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=True),
        sa.Column("planned", sa.Boolean(), nullable=False),
        sa.Column("cancelled_at", MOMENT, nullable=True),
        sa.Column("begun_by", sa.String(), nullable=True),
        sa.Column("stamp", IDENTIFIER, nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "stamp"],
            ["operation.school_id", "operation.id"],
            name=op.f("fk_pause_school_id_stamp"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_pause_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pause")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_pause_school_id_id")),
    )
    op.create_index(op.f("ix_pause_school_id"), "pause", ["school_id"], unique=False)
    op.create_table(
        "reminder_week",
        sa.Column("school_id", IDENTIFIER, nullable=False),
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("prepared_at", MOMENT, nullable=False),
        sa.Column("switched_on", IDENTIFIER, nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "switched_on"],
            ["operation.school_id", "operation.id"],
            name=op.f("fk_reminder_week_school_id_switched_on"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_reminder_week_school_id")
        ),
        sa.PrimaryKeyConstraint("school_id", "week", name=op.f("pk_reminder_week")),
    )
    op.create_table(
        "school_change",
        sa.Column("school_id", IDENTIFIER, nullable=False),
        sa.Column("operation_id", IDENTIFIER, nullable=False),
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("stamp_before", IDENTIFIER, nullable=True),
        sa.Column("stamp_after", IDENTIFIER, nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id", "operation_id"],
            ["operation.school_id", "operation.id"],
            name=op.f("fk_school_change_school_id_operation_id"),
        ),
        sa.PrimaryKeyConstraint(
            "school_id", "operation_id", "thing", "key", name=op.f("pk_school_change")
        ),
    )
    op.create_table(
        "setting_stamp",
        sa.Column("school_id", IDENTIFIER, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("operation_id", IDENTIFIER, nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "operation_id"],
            ["operation.school_id", "operation.id"],
            name=op.f("fk_setting_stamp_school_id_operation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_setting_stamp_school_id")
        ),
        sa.PrimaryKeyConstraint("school_id", "name", name=op.f("pk_setting_stamp")),
    )
    op.create_table(
        "roster_draft_line",
        sa.Column("school_id", IDENTIFIER, nullable=False),
        sa.Column("draft_id", sa.String(), nullable=False),
        sa.Column("place", IDENTIFIER, nullable=False),
        sa.Column("line", IDENTIFIER, nullable=True),
        sa.Column("said", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("user_id", IDENTIFIER, nullable=True),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("name_key", sa.String(), nullable=True),
        sa.Column("column", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("other_line", IDENTIFIER, nullable=True),
        sa.Column("changes", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id", "draft_id"],
            ["draft.school_id", "draft.id"],
            name=op.f("fk_roster_draft_line_school_id_draft_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "school_id", "draft_id", "place", name=op.f("pk_roster_draft_line")
        ),
    )
    op.create_table(
        "user",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("school_id", IDENTIFIER, nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("last_name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("further", sa.JSON(), nullable=False),
        sa.Column("email_key", sa.String(), nullable=True),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("access", sa.String(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("profile_stamp", IDENTIFIER, nullable=True),
        sa.Column("licence", sa.Boolean(), nullable=False),
        sa.Column("licence_stamp", IDENTIFIER, nullable=True),
        sa.Column("metered_from", IDENTIFIER, nullable=True),
        sa.Column("metered_before", IDENTIFIER, nullable=False),
        sa.Column("last_login_at", MOMENT, nullable=True),
        sa.Column("login_stamp", IDENTIFIER, nullable=True),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.Column("deletion_id", IDENTIFIER, nullable=True),
        sa.Column("existence_stamp", IDENTIFIER, nullable=True),
        sa.Column("erased_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "NOT (licence AND access = 'external')", name=op.f("ck_user_external_licence")
        ),
        sa.CheckConstraint("access IN ('internal', 'external')", name=op.f("ck_user_access")),
        sa.CheckConstraint("role IN ('student', 'teacher')", name=op.f("ck_user_role")),
        sa.CheckConstraint(
            "(deleted_at IS NULL) = (deletion_id IS NULL)", name=op.f("ck_user_deletion")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "deletion_id"],
            ["deletion.school_id", "deletion.id"],
            name=op.f("fk_user_school_id_deletion_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_user_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_user_school_id_id")),
    )
    op.create_index("ix_user_by_email", "user", ["school_id", "email_key"], unique=False)
    op.create_index("ix_user_by_name", "user", ["school_id", "name_key", "id"], unique=False)
    op.create_index(
        "ix_user_deleted",
        "user",
        ["school_id", "deletion_id"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NOT NULL"),
    )
    op.create_index(
        "ix_user_external",
        "user",
        ["school_id"],
        unique=False,
        sqlite_where=sa.text("access = 'external' AND deleted_at IS NULL"),
        postgresql_where=sa.text("access = 'external' AND deleted_at IS NULL"),
    )
    op.create_index(
        "ix_user_live_external_id",
        "user",
        ["school_id", "external_id"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "ix_user_never_connected",
        "user",
        ["school_id", "role", "created_at", "id"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL AND last_login_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL AND last_login_at IS NULL"),
    )
    op.create_index(
        "ix_user_teacher",
        "user",
        ["school_id"],
        unique=False,
        sqlite_where=sa.text("role = 'teacher' AND deleted_at IS NULL"),
        postgresql_where=sa.text("role = 'teacher' AND deleted_at IS NULL"),
    )
    op.create_table(
        "change",
        sa.Column("school_id", IDENTIFIER, nullable=False),
        sa.Column("operation_id", IDENTIFIER, nullable=False),
        sa.Column("user_id", IDENTIFIER, nullable=False),
        sa.Column("licence_before", sa.Boolean(), nullable=True),
        sa.Column("licence_after", sa.Boolean(), nullable=True),
        sa.Column("licence_stamp_before", IDENTIFIER, nullable=True),
        sa.Column("licence_stamp_after", IDENTIFIER, nullable=True),
        sa.Column("existence", sa.String(), nullable=True),
        sa.Column("deletion_before", IDENTIFIER, nullable=True),
        sa.Column("deletion_after", IDENTIFIER, nullable=True),
        sa.Column("existence_stamp_before", IDENTIFIER, nullable=True),
        sa.Column("existence_stamp_after", IDENTIFIER, nullable=True),
        sa.Column("profile_before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("profile_after", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("profile_stamp_before", IDENTIFIER, nullable=True),
        sa.Column("profile_stamp_after", IDENTIFIER, nullable=True),
        sa.Column("login_changed", sa.Boolean(), nullable=True),
        sa.Column("login_before", MOMENT, nullable=True),
        sa.Column("login_after", MOMENT, nullable=True),
        sa.Column("login_stamp_before", IDENTIFIER, nullable=True),
        sa.Column("login_stamp_after", IDENTIFIER, nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id", "operation_id"],
            ["operation.school_id", "operation.id"],
            name=op.f("fk_change_school_id_operation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "user_id"],
            ["user.school_id", "user.id"],
            name=op.f("fk_change_school_id_user_id"),
        ),
        sa.PrimaryKeyConstraint("school_id", "operation_id", "user_id", name=op.f("pk_change")),
    )
    op.create_table(
        "enrolment",
        sa.Column("school_id", IDENTIFIER, nullable=False),
        sa.Column("class_id", IDENTIFIER, nullable=False),
        sa.Column("user_id", IDENTIFIER, nullable=False),
        sa.Column("stamp", IDENTIFIER, nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id", "class_id"],
            ["school_class.school_id", "school_class.id"],
            name=op.f("fk_enrolment_school_id_class_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "user_id"],
            ["user.school_id", "user.id"],
            name=op.f("fk_enrolment_school_id_user_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_enrolment_school_id")),
        sa.PrimaryKeyConstraint("school_id", "class_id", "user_id", name=op.f("pk_enrolment")),
    )
    op.create_index(
        "ix_enrolment_by_user", "enrolment", ["school_id", "user_id", "class_id"], unique=False
    )
    op.create_table(
        "enrolment_change",
        sa.Column("school_id", IDENTIFIER, nullable=False),
        sa.Column("operation_id", IDENTIFIER, nullable=False),
        sa.Column("user_id", IDENTIFIER, nullable=False),
        sa.Column("class_id", IDENTIFIER, nullable=False),
        sa.Column("enrolled", sa.Boolean(), nullable=False),
        sa.Column("stamp_before", IDENTIFIER, nullable=True),
        sa.Column("stamp_after", IDENTIFIER, nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id", "class_id"],
            ["school_class.school_id", "school_class.id"],
            name=op.f("fk_enrolment_change_school_id_class_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "operation_id"],
            ["operation.school_id", "operation.id"],
            name=op.f("fk_enrolment_change_school_id_operation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "user_id"],
            ["user.school_id", "user.id"],
            name=op.f("fk_enrolment_change_school_id_user_id"),
        ),
        sa.PrimaryKeyConstraint(
            "school_id", "operation_id", "user_id", "class_id", name=op.f("pk_enrolment_change")
        ),
    )
    op.create_table(
        "reminder",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("school_id", IDENTIFIER, nullable=False),
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("user_id", IDENTIFIER, nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "user_id"],
            ["user.school_id", "user.id"],
            name=op.f("fk_reminder_school_id_user_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_reminder_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_reminder_school_id_id")),
        sa.UniqueConstraint(
            "school_id", "week", "user_id", name=op.f("uq_reminder_school_id_week_user_id")
        ),
    )
    op.create_index("ix_reminder_by_user", "reminder", ["school_id", "user_id"], unique=False)
    op.create_table(
        "teacher_link",
        sa.Column("school_id", IDENTIFIER, nullable=False),
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("slack_id", sa.String(), nullable=False),
        sa.Column("user_id", IDENTIFIER, nullable=False),
        sa.Column("stamp", IDENTIFIER, nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "stamp"],
            ["operation.school_id", "operation.id"],
            name=op.f("fk_teacher_link_school_id_stamp"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "user_id"],
            ["user.school_id", "user.id"],
            name=op.f("fk_teacher_link_school_id_user_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_teacher_link_school_id")
        ),
        sa.PrimaryKeyConstraint("school_id", "org_id", "slack_id", name=op.f("pk_teacher_link")),
    )
    op.create_index(
        "ix_teacher_link_by_user", "teacher_link", ["school_id", "user_id"], unique=False
    )
    op.create_table(
        "reminder_answer",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("school_id", IDENTIFIER, nullable=False),
        sa.Column("reminder_id", IDENTIFIER, nullable=False),
        sa.Column("user_id", IDENTIFIER, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("proposes", sa.Boolean(), nullable=False),
        sa.Column("changes", IDENTIFIER, nullable=False),
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("slack_id", sa.String(), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=False),
        sa.Column("quiet_until", sa.Date(), nullable=True),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("settled_by", sa.String(), nullable=True),
        sa.Column("operation_id", IDENTIFIER, nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id", "operation_id"],
            ["operation.school_id", "operation.id"],
            name=op.f("fk_reminder_answer_school_id_operation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "reminder_id"],
            ["reminder.school_id", "reminder.id"],
            name=op.f("fk_reminder_answer_school_id_reminder_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "user_id"],
            ["user.school_id", "user.id"],
            name=op.f("fk_reminder_answer_school_id_user_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_reminder_answer_school_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_answer")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_reminder_answer_school_id_id")),
        sa.UniqueConstraint(
            "school_id", "reminder_id", name=op.f("uq_reminder_answer_school_id_reminder_id")
        ),
    )
    op.create_index(
        "ix_reminder_answer_by_user",
        "reminder_answer",
        ["school_id", "user_id", "quiet_until"],
        unique=False,
    )
    op.create_index(
        "ix_reminder_answer_open",
        "reminder_answer",
        ["school_id", "proposes", "settled_at", "id"],
        unique=False,
    )
    # ### end Alembic commands ###
