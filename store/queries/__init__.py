"""Every statement, as functions of a session and a school."""
