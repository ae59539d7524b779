"""Roster files: read into people, and written from them. Bytes and values only, no database."""
