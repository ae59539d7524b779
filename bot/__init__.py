"""Everything that speaks Slack. Knows no SQL."""
