"""What is kept: models, transactions, queries, migrations. Knows no command and no Slack."""
