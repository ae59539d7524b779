"""Alembic's steps from one form of the tables to the next. They import no model."""
