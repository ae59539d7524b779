"""The service layer: what an admin can command. Knows no Slack and no language."""
